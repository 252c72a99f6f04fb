"""From classes to JSON Schema: what their fields, annotations and docstrings say of the tables they are read from."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, ForwardRef, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs

from attain._frozen import FrozenDict
from attain._types import kebab

from .write import file_fields

Schema: TypeAlias = dict[str, object]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The version of JSON Schema that most tools know."""

_LEAVES: Mapping[object, str] = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_ENTRY = re.compile(r" {4}(\w+): (.*(?:\n {5,}.*)*)")
_ROLE = re.compile(r":\w+:`([^`]*)`")
_SENTENCE = re.compile(r".*?[.](?=\s|$)", re.DOTALL)


@attrs.frozen
class Shapes:
    """Describes types, and defines each class once, however often it is met.

    Arguments:
        special: How the types are described that are written otherwise than as a table of their fields.
        fields: By class and key, how a field is described instead of by its type; None leaves it out.
        names: What holds for the keys of tables that are keyed by id.
        partial: The classes of which an overlay may leave out what it inherits.
        prefix: What the names of definitions begin with.
        definitions: What is defined so far, by name.
    """

    special: Mapping[object, "Callable[[Shapes], Schema]"] = FrozenDict()
    fields: Mapping[type, Mapping[str, Schema | None]] = FrozenDict()
    names: Schema | None = None
    partial: tuple[type, ...] = ()
    prefix: str = ""
    definitions: dict[str, Schema] = attrs.field(factory=dict)

    def of(self, expected: Any) -> Schema:  # Any: an annotation has no type itself
        """The schema of a type.

        Arguments:
            expected: An annotation, as :func:`attain._types.checker` takes them.

        >>> Shapes().of(tuple[Literal["note", "evidence"], ...])
        {'type': 'array', 'items': {'enum': ['note', 'evidence']}}
        """
        if expected in self.special:
            return self.special[expected](self)
        origin, parts = get_origin(expected), get_args(expected)
        if origin is Literal:
            return {"enum": list(parts)}
        if origin in (Union, UnionType):
            return either(*map(self.of, parts))
        if origin is tuple:
            return {"type": "array", "items": self.of(parts[0])}
        if origin is FrozenDict:
            names: Schema = {"propertyNames": self.names} if self.names else {}
            return {"type": "object", **names, "additionalProperties": self.of(parts[1])}
        if attrs.has(expected):
            return self.define(expected.__name__, lambda: self.table(expected))
        if expected is date:  # TOML has dates, JSON their text
            return {"anyOf": [{**_DAY, "format": "date"}, dict(_DAY)]}
        return {"type": _LEAVES[expected]} if expected in _LEAVES else {}

    def define(self, name: str, describe: Callable[[], Schema]) -> Schema:
        """A reference to a definition, which is made when it is first referred to; it may refer to itself.

        Arguments:
            name: Its name.
            describe: Makes it.
        """
        name = self.prefix + name
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = describe()
        return {"$ref": f"#/definitions/{name}"}

    def table(
        self,
        cls: type[attrs.AttrsInstance],
        *,
        more: Mapping[str, Schema] = FrozenDict(),
        without: tuple[str, ...] = (),
    ) -> Schema:
        """The table of a class's fields, closed, with what its docstring says of each.

        Arguments:
            cls: The class.
            more: Keys that stand there besides, and what is said of them.
            without: Keys to leave out.
        """
        types, told = _types(cls), descriptions(cls)
        instead = {key: schema for base in cls.__mro__ for key, schema in self.fields.get(base, {}).items()}
        left_out = {*without, *(key for key, schema in instead.items() if schema is None)}
        fields = {key: field for key, field in file_fields(cls).items() if key not in left_out}
        properties = {
            key: explained(instead.get(key) or self.of(_stated(types[field.name], field)), told.get(key))
            for key, field in fields.items()
        }
        required = [] if cls in self.partial else [key for key in needed(cls) if key in fields]
        return explained(closed({**properties, **more}, required), summary(cls))


def needed(cls: type[attrs.AttrsInstance]) -> list[str]:
    """The keys of a class that have no default.

    >>> from attain import Rubric
    >>> needed(Rubric)
    ['id', 'version', 'title']
    """
    return [key for key, field in file_fields(cls).items() if field.default is attrs.NOTHING]


def _types(cls: type[attrs.AttrsInstance]) -> Mapping[str, object]:
    """The types of a class's fields by name. They are looked up only where one is postponed, as a rubric's plan can't be."""
    types = {field.name: field.type for field in file_fields(cls).values()}
    return get_type_hints(cls) if any(map(_is_postponed, types.values())) else types


def _is_postponed(expected: object) -> bool:
    if get_origin(expected) is Literal:
        return False
    return isinstance(expected, str | ForwardRef) or any(map(_is_postponed, get_args(expected)))


def _stated(expected: object, field: "attrs.Attribute[Any]") -> object:
    """The type of a field where it is written out: None, as the default, never is."""
    parts = [part for part in get_args(expected) if part is not NoneType]
    return reduce(or_, parts) if field.default is None and NoneType in get_args(expected) else expected


def closed(properties: Mapping[str, object], required: Sequence[str] = ()) -> Schema:
    """A table that has some keys and no others.

    Arguments:
        properties: The schema of each key.
        required: The keys that it must have.
    """
    table: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return table | {"required": list(required)} if required else table


def either(*schemas: Schema) -> Schema:
    """One of several schemas; one with several types where there is no more to them.

    >>> either({"type": "boolean"}, {"type": "string"})
    {'type': ['boolean', 'string']}
    """
    if all(schema.keys() == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": list(schemas)}


def explained(schema: Schema, description: str | None) -> Schema:
    """A schema with a description, which draft-07 does not read beside a reference.

    >>> explained({"$ref": "#/definitions/Ladder"}, "How it climbs.")
    {'description': 'How it climbs.', 'allOf': [{'$ref': '#/definitions/Ladder'}]}
    """
    if not description:
        return schema
    told: Schema = {"description": description}
    return told | ({"allOf": [schema]} if "$ref" in schema else schema) | told


def summary(thing: object) -> str:
    """The first sentence of a docstring.

    >>> from attain import Dimension
    >>> summary(Dimension)
    'An area that is assessed; may hold others.'
    """
    found = _SENTENCE.match(inspect.cleandoc(thing.__doc__ or ""))
    return _plain(found[0]) if found else ""


@cache
def descriptions(cls: type) -> Mapping[str, str]:
    """What the docstrings of a class and of its bases say of their arguments, by the key that each has in a file.

    >>> from attain import Ladder
    >>> descriptions(Ladder)
    {'need': 'The share, above 0 and up to 1.'}
    """
    return FrozenDict(entry for base in reversed(cls.__mro__) for entry in _entries(base.__doc__ or ""))


def _entries(docstring: str) -> Iterator[tuple[str, str]]:
    _, _, arguments = inspect.cleandoc(docstring).partition("\nArguments:\n")
    for name, told in _ENTRY.findall(arguments.partition("\n\n")[0]):
        yield kebab(name), _plain(told)


def _plain(text: str) -> str:
    """A docstring's text on one line, in the Markdown that editors show."""
    return " ".join(_ROLE.sub(r"`\1`", text).replace("``", "`").split())
