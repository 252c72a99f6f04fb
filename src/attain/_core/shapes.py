"""The shapes of a rubric's data: the keys of each class, and the shape and the properties of each key.

They are derived once for each attrs class, from its annotations and the metadata of its fields; nothing else reads
annotations. The checks of constructors, the reader, the writer, overlays, schemas, digests and comparisons use these
shapes. So you add a key to the format by adding a field to a class.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Any, ForwardRef, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs

from .data import Data, FrozenDict, default_of
from .errors import Path, Problem, RubricError
from .messages import Message, say
from .types import is_number, kebab, unfit_text

About: TypeAlias = Literal["meaning", "structure", "wording"]
"""The aspect of a rubric that a key belongs to: its meaning, which decides scores; its structure; or its wording."""

Metadata: TypeAlias = dict[str, object]

# Metadata of fields; combine several with ``|``.
WORDING: Metadata = {"about": "wording"}
STRUCTURE: Metadata = {"about": "structure"}
IDENTITY: Metadata = {"identity": True}
"""The id of a thing that the model has in an ordered list, and a file in a table keyed by id."""
SHORT: Metadata = {"short": "toml"}
"""The value can replace the whole thing: ``nda = "…"`` is the text of a question. JSON always has the whole thing."""
SHORT_EVERYWHERE: Metadata = {"short": "everywhere"}
"""The value can replace the whole thing, in JSON too."""
ALONE: Metadata = {"alone": True}
"""A single value can replace a list of one."""
ALWAYS: Metadata = {"always": True}
"""The key is written even with its default value."""
UNWRITTEN: Metadata = {"unwritten": True}
"""The field is in no file, because the rubric sets it."""

_FIRST = ("id", "version", "title", "text", "summary", "source", "interpretation", "terms", "stages")
APART = ("levels", "defaults", "facts", "scales", "requires", "descriptors", "questions", "dimensions", "examples")
"""The keys to write last, each as a table of its own."""

_LEAVES: Mapping[Any, str] = {
    str: "wrong-type.text",
    bool: "wrong-type.bool",
    int: "wrong-type.whole",
    float: "wrong-type.number",
    date: "wrong-type.date",
    Callable: "wrong-type.function",
}
_FITS: Mapping[Any, Callable[[object], bool]] = {
    int: lambda value: isinstance(value, int) and is_number(value),
    float: is_number,
    date: lambda value: isinstance(value, date) and not isinstance(value, datetime),
    Callable: callable,
}
_ENTRY = r" {4}(\w+): (.*(?:\n {5,}.*)*)"
_ROLE = r":\w+:`([^`]*)`"


def spelt(parse: Callable[[Any], object], write: Callable[[Any], object] | None = None) -> Metadata:
    """Return the metadata of a field whose value has a notation of its own, such as a range.

    Arguments:
        parse: The function that reads the notation, or raises :class:`RubricError`.
        write: The function that writes it; by default the value is written as plain data.
    """
    return {"parse": parse, "write": write}


class Written:
    """The base of classes with a notation of their own, which their method ``parse`` reads, if they have one."""

    __slots__ = ()

    def written(self) -> object:
        """Return the value as a file has it."""
        raise NotImplementedError


class Shape:
    """The base of shapes. It is a plain class: attrs would generate code for each shape whenever attain is imported."""

    made_of: Any = None
    """The class of the things of this shape, however a file spells them; None if they are of none."""

    def check(self, value: object) -> Message | None:
        """Return the problem of a value of the model; None if it is fine."""
        raise NotImplementedError

    @property
    def given(self) -> "Shape":
        """The shape of a value that is not None."""
        return self

    def under(self, key: str) -> "Shape | None":  # noqa: ARG002  # for tables
        """Return the shape of the value under a key of a table with this shape; None if it is unknown."""
        return None


class Leaf(Shape):
    """Text, a number, true or false, a date; anything at all; or an object that files don't contain."""

    def __init__(self, cls: Any) -> None:
        self.cls = cls
        self._fits: Callable[[object], bool] = _FITS.get(cls) or (lambda value: isinstance(value, cls))

    def check(self, value: object) -> Message | None:
        if self._fits(value):
            return None
        if self.cls is float and type(value) in (int, float):
            return say("wrong-type.large", given=value)
        if self.cls in _LEAVES:
            return say(_LEAVES[self.cls], given=value)
        return say("wrong-type.class", name=self.cls.__name__, given=value)


class Choice(Shape):
    """One of several texts."""

    def __init__(self, values: tuple[str, ...]) -> None:
        self.values = values

    def check(self, value: object) -> Message | None:
        return None if value in self.values else say("wrong-type.choice", allowed=self.values, given=value)


class Either(Shape):
    """One of several shapes."""

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        self.shapes = shapes

    def check(self, value: object) -> Message | None:
        wrong = [shape.check(value) for shape in self.shapes]
        return None if None in wrong else wrong[0]


class _Around(Shape):
    """The base of shapes around another shape, whose keys are the inner shape's."""

    def __init__(self, inner: Shape) -> None:
        self.inner = inner
        self.made_of = inner.made_of

    def check(self, value: object) -> Message | None:
        return self.inner.check(value)

    def under(self, key: str) -> Shape | None:
        return self.inner.under(key)


class Maybe(_Around):
    """A shape, or None."""

    @property
    def given(self) -> Shape:
        return self.inner

    def check(self, value: object) -> Message | None:
        return None if value is None else self.inner.check(value)


class List(Shape):
    """A list of one shape, in files keyed by id if its elements have ids. With `alone`, a value can replace a list."""

    def __init__(self, inner: Shape, *, alone: bool = False) -> None:
        self.inner = inner
        self.alone = alone

    @cached_property
    def keyed(self) -> bool:
        """Whether files have a table keyed by id instead."""
        return isinstance(self.inner, Record) and self.inner.identity is not None

    def check(self, value: object) -> Message | None:
        if isinstance(value, tuple):
            return next((wrong for part in value if (wrong := self.inner.check(part))), None)
        return say("wrong-type.tuple") if isinstance(value, list) else say("wrong-type.list", given=value)

    def under(self, key: str) -> Shape | None:  # noqa: ARG002  # the id of any element
        return self.inner.given


class Map(Shape):
    """A table of one shape, keyed by id."""

    def __init__(self, key: Shape, inner: Shape) -> None:
        self.key = key
        self.inner = inner

    def check(self, value: object) -> Message | None:
        if isinstance(value, FrozenDict):
            return next(
                (wrong for key, part in value.items() if (wrong := self.key.check(key) or self.inner.check(part))), None
            )
        return say("wrong-type.frozen") if isinstance(value, dict) else say("wrong-type.table", given=value)

    def under(self, key: str) -> Shape | None:  # noqa: ARG002  # any id
        return self.inner.given


class Record(Shape):
    """The table of a class's fields."""

    def __init__(self, cls: Any) -> None:
        self.cls = self.made_of = cls

    @property
    def fields(self) -> "Mapping[str, FormatKey]":
        """The properties of each key, in the order of writing."""
        return file_fields(self.cls)

    @cached_property
    def identity(self) -> "FormatKey | None":
        """The field that becomes the key in a table of several; None if there is no such field."""
        return next((field for field in fields_of(self.cls).values() if field.identity), None)

    @cached_property
    def short(self) -> "list[FormatKey]":
        """The fields whose value can replace the whole, if it has their shape."""
        return [field for field in fields_of(self.cls).values() if field.short]

    def check(self, value: object) -> Message | None:
        if isinstance(value, self.cls):
            return None
        name = self.cls.__name__.removesuffix("Data")  # users pass attain.Rule, and the check is of RuleData
        is_text = issubclass(self.cls, Checked) and isinstance(value, str)
        return say("wrong-type.made" if is_text else "wrong-type.class", name=name, given=value)

    def under(self, key: str) -> Shape | None:
        return self.fields[key].shape.given if key in self.fields else None


class Spelt(_Around):
    """A value with a notation of its own, such as a range, a condition or a period."""

    def __init__(
        self, inner: Shape, parse: Callable[[Any], object] | None, write: Callable[[Any], object] | None
    ) -> None:
        super().__init__(inner)
        self.parse = parse
        self.write = write


@cache
def shape_of(annotation: Any) -> Shape:
    """Return the shape of an annotation.

    Arguments:
        annotation: Text, numbers, bools, dates, classes, ``Literal``, unions, ``tuple[T, ...]`` and ``FrozenDict[str,
            T]``.

    >>> print(shape_of(float | None).check("5"))
    must be a number, not '5'
    >>> print(shape_of(tuple[str, ...]).check(("a", 5)))
    must be text, not 5
    """
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _union(parts)
    if origin is Literal:
        return Choice(parts)
    if origin is tuple and parts[1:] == (...,):
        return List(shape_of(parts[0]))
    if origin is FrozenDict:
        return Map(shape_of(parts[0]), shape_of(parts[1]))
    if not isinstance(annotation, type) or not attrs.has(annotation):
        return Leaf(origin or annotation)
    record = Record(annotation)
    return Spelt(record, getattr(annotation, "parse", None), None) if issubclass(annotation, Written) else record


def _union(parts: tuple[Any, ...]) -> Shape:
    shapes = tuple(shape_of(part) for part in parts if part is not NoneType)
    inner = shapes[0] if len(shapes) == 1 else Either(shapes)
    return Maybe(inner) if NoneType in parts else inner


ANYTHING = shape_of(object)
"""Plain data of any kind, such as answers."""


def choices(annotation: Any) -> tuple[Any, ...]:
    """Return the values that a ``Literal`` allows.

    >>> choices(Literal["yes", "no"])
    ('yes', 'no')
    """
    return get_args(annotation)


class FormatKey:
    """The properties of a key of the format.

    Arguments:
        field: The attrs field of the class.
        annotation: The resolved annotation of the field.
    """

    def __init__(self, field: "attrs.Attribute[Any]", annotation: object) -> None:
        known: Mapping[Any, Any] = field.metadata
        self.name = field.name
        self.key = kebab(str(field.alias))
        self.alias = str(field.alias)
        self.default: object = default_of(field)
        self.required = self.default is attrs.NOTHING
        self.shape = _spelt(shape_of(annotation), known)
        self.compared = bool(field.eq)
        self.about: About = known.get("about", "meaning")
        self.identity = "identity" in known
        self.short: Literal["toml", "everywhere"] | None = known.get("short")
        self.always = "always" in known
        self.in_files = "unwritten" not in known

    @property
    def write(self) -> Callable[[Any], object] | None:
        """The function that writes the value in a notation of its own; None if it has none."""
        shape = self.shape.given
        return shape.write if isinstance(shape, Spelt) else None


@cache
def fields_of(cls: Any) -> Mapping[str, FormatKey]:
    """Return the properties of each constructor field of a class, by its key.

    Raises:
        NameError: A name in an annotation can't be found.
    """
    given = [field for field in attrs.fields(cls) if field.init]
    hints = get_type_hints(cls) if any(_is_postponed(field.type) for field in given) else {}
    return {kebab(str(field.alias)): FormatKey(field, hints.get(field.name, field.type)) for field in given}


def _spelt(shape: Shape, known: Mapping[Any, Any]) -> Shape:
    """Return the shape of a field's value, adjusted by its metadata."""
    if isinstance(shape, Maybe):
        return Maybe(_spelt(shape.inner, known))
    if isinstance(shape, List) and "alone" in known:
        return List(shape.inner, alone=True)
    return Spelt(shape, known["parse"], known["write"]) if "parse" in known else shape


def _is_postponed(annotation: object) -> bool:
    if get_origin(annotation) is Literal:
        return False
    return isinstance(annotation, str | ForwardRef) or any(map(_is_postponed, get_args(annotation)))


@cache
def file_fields(cls: Any) -> Mapping[str, FormatKey]:
    """Return the properties of each key that a class has in files, in the order of writing.

    >>> from attain import Level
    >>> list(file_fields(Level))
    ['id', 'title', 'summary', 'source', 'benefits']
    """
    fields = {key: field for key, field in fields_of(cls).items() if field.in_files}
    middle = [key for key in fields if key not in _FIRST and key not in APART]
    return {key: fields[key] for key in (*_FIRST, *middle, *APART) if key in fields}


@cache
def docs_of(cls: type) -> Mapping[str, str]:
    """Return the descriptions of arguments in the docstrings of a class and its bases, by key, as Markdown.

    >>> from attain import Ladder
    >>> docs_of(Ladder)
    {'need': 'The share, above 0 and up to 1.'}
    """
    arguments = [inspect.cleandoc(base.__doc__ or "").partition("\nArguments:\n")[2] for base in reversed(cls.__mro__)]
    entries = [entry for text in arguments for entry in re.findall(_ENTRY, text.partition("\n\n")[0])]
    return {kebab(name): markdown(text) for name, text in entries}


def markdown(docstring: str) -> str:
    """Return a docstring's text on one line, in the Markdown that editors show."""
    return " ".join(re.sub(_ROLE, r"`\1`", docstring).replace("``", "`").split())


def by_id(value: object) -> dict[str, Any]:
    """Return the things in a list by their ids; an empty dict if they have none."""
    first = value[0] if isinstance(value, tuple) and value else None
    identity = Record(type(first)).identity if attrs.has(type(first)) else None
    return {getattr(each, identity.name): each for each in value} if identity and isinstance(value, tuple) else {}


class Checked(Data):
    """The base of attrs classes whose fields must fit their shapes."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        cls: Any = type(self)  # mypy doubts here that a class is hashable
        for name, unset, check in _checks(cls):
            value = getattr(self, name)
            if value is not unset and (check(value) or _unfit(value)):
                raise RubricError(_problems(self))


def _problems(thing: Checked) -> list[Problem]:
    """Return the problem of each wrong field of a thing."""
    cls: Any = type(thing)
    found = [(name, unset, check, getattr(thing, name)) for name, unset, check in _checks(cls)]
    wrong = [(name, check(value) or _unfit(value)) for name, unset, check, value in found if value is not unset]
    return [Problem.of(what, _place(thing, name)) for name, what in wrong if what]


@cache
def _checks(cls: Any) -> tuple[tuple[str, object, Callable[[object], Message | None]], ...]:
    """Return the name, the default and the check of each field of a class."""
    return tuple((field.name, field.default, field.shape.check) for field in fields_of(cls).values())


def _unfit(value: object) -> Message | None:
    """Return the problem that keeps a text out of a rubric; None for other values, which are checked when made."""
    if isinstance(value, str):
        return unfit_text(value)
    inner = (*value, *value.values()) if isinstance(value, FrozenDict) else value if isinstance(value, tuple) else ()
    return next(filter(None, map(_unfit, inner)), None) if inner else None


def _place(thing: Checked, name: str) -> Path:
    """Return the path of a wrong field: the field, or the first wrong entry of its table."""
    cls: Any = type(thing)
    value, check = getattr(thing, name), next(check for field, _, check in _checks(cls) if field == name)
    entries = value.items() if isinstance(value, FrozenDict) else ()
    wrong = next((str(key) for key, part in entries if check(FrozenDict({key: part})) or _unfit((key, part))), None)
    return (kebab(name),) if wrong is None else (kebab(name), wrong)
