"""What a plugin brings, checked before anything uses it: rubrics, rules and policies."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources.abc import Traversable
from os import PathLike, fspath
from typing import Any, ParamSpec, TypeVar  # Any: a class is hashable, which mypy doubts of one that may define __eq__

from attain._errors import AttainError
from attain._model.dates import Period
from attain._model.extensions import Policy, Rule, UnusableError, by_plugin, stands
from attain._model.rubric import Rubric
from attain._names import id_problem
from attain._plan.check import VERSION
from attain._shapes import ANYTHING, Choice, Either, List, Map, Maybe, Record, Shape, fields_of, shape_of
from attain._types import said

from .limits import MOST_BYTES
from .source import Source, from_bytes, from_dict, from_file

Given = ParamSpec("Given")
Thing = TypeVar("Thing")

_PLAIN = (str, bool, int, float, date, Period)
_TYPES = (
    "str, bool, int, float, date, Period, Literal['…'], tuple[T, ...], FrozenDict[str, T] and attrs classes of these,"
    " each also with | None"
)


def called(told: str, function: Callable[Given, Thing], *args: Given.args, **kwargs: Given.kwargs) -> Thing:
    """What the code of a plugin gives.

    Arguments:
        told: What fails where it raises.
        function: The code.
        args: What it is given.
        kwargs: What it is given by name.

    Raises:
        UnusableError: It raised something.
    """
    with by_plugin(told):
        return function(*args, **kwargs)


def shown(thing: object) -> str:
    """A thing that is not what was asked for, in words.

    >>> shown("tiers.toml"), shown(Rule), shown(object())
    ("'tiers.toml'", 'the class Rule', 'a thing of type object')
    """
    if isinstance(thing, str | bytes | int | float | None):
        return said(thing)
    return f"the class {thing.__name__}" if isinstance(thing, type) else f"a thing of type {type(thing).__name__}"


def rubric_of(given: object, built_in: Callable[[str], str | None]) -> tuple[str, Source]:
    """A rubric that a plugin brings, with its id and version.

    Arguments:
        given: What its hook gives.
        built_in: The version of the built-in rubric of an id, if there is one.

    Raises:
        UnusableError: It is none.
    """
    try:
        source = _source(given)
    except AttainError as error:
        raise UnusableError(f"a rubric of its can't be read: {'; '.join(str(error).splitlines())}") from None
    id_, version = source.data.get("id"), source.data.get("version")
    if not isinstance(id_, str) or not isinstance(version, str) or id_problem(id_) or not VERSION.fullmatch(version):
        told = f'write id = "acme-tiers" and version = "1" at its top ({source.file})'
        raise UnusableError(f"a rubric of its has no proper id and version; {told}")
    if built_in(id_) == version:
        raise UnusableError(f"it brings {id_}@{version}, which is built in; give the rubric another id or version")
    return f"{id_}@{version}", source


def _source(given: object) -> Source:
    if isinstance(given, Rubric):
        return from_dict(given.to_dict())
    if isinstance(given, PathLike):
        return from_file(fspath(given))
    if isinstance(given, Traversable):
        content = called(f"{given} can't be read", _content, given)
        return from_bytes(content, str(given))
    hint = '; write files("…") / "….toml", with files from importlib.resources' if isinstance(given, str) else ""
    raise UnusableError(f"attain_rubrics gives {shown(given)} instead of a file or a rubric{hint}")


def _content(file: Traversable) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def rule_of(given: object, plugin: str) -> tuple[str, type[Rule]]:
    """A rule that a plugin brings, with its kind.

    Arguments:
        given: What its hook gives.
        plugin: The name of its entry point.

    Raises:
        UnusableError: It is none.
    """
    if not isinstance(given, type) or not issubclass(given, Rule) or given is Rule:
        raise UnusableError(f"attain_rules gives {shown(given)} instead of a subclass of attain.Rule")
    told = _wrong_with(given)
    if told is None and (wrong := _wrong_name(given.kind, plugin)):
        told = f"has a wrong kind: {wrong}"
    if told:
        raise UnusableError(f"the rule {given.__name__} {told}", stands(given))
    return given.kind, given


def _wrong_with(rule: type[Rule]) -> str | None:
    if "__attrs_attrs__" not in vars(rule):  # which it would else inherit
        return "is no attrs class; put @attrs.frozen above it"
    if inspect.isabstract(rule):
        return "has no method build(self, builder); write one that returns a level"
    for variable in ("kind", "summary", "version"):
        if type(value := getattr(rule, variable, None)) is not str or not value:
            return f'says no {variable}; write {variable} = "…" in its class, without a type'
    try:
        unreadable = called("has options of types that can't be found", next, _unreadable(rule, ()), None)
    except UnusableError as error:
        return error.told
    if unreadable:
        return f"has an option '{unreadable}' of a type that files can't say; there are {_TYPES}"
    return None


def _unreadable(cls: Any, within: tuple[Any, ...]) -> Iterator[str]:
    """The fields of a class that files can't give it, as a file would spell them."""
    for key, field in fields_of(cls).items():
        if not _is_readable(field.shape, (*within, cls)):
            yield key


def _is_readable(shape: Shape, within: tuple[Any, ...]) -> bool:
    """Whether files can say a value of a shape, which is part of some classes."""
    match shape:
        case Maybe() | List():
            return _is_readable(shape.inner, within)
        case Either():
            return all(_is_plain(each) for each in shape.shapes)
        case Map():
            return shape.key == shape_of(str) and (shape.inner is ANYTHING or _is_readable(shape.inner, within))
        case Choice():
            return all(isinstance(value, str) for value in shape.values)
        case Record(cls=cls):
            return cls not in within and not any(_unreadable(cls, within))
        case _:
            return _is_plain(shape)


def _is_plain(shape: Shape) -> bool:
    return shape in map(shape_of, _PLAIN)


def policy_of(given: object, plugin: str) -> tuple[str, Policy]:
    """A policy that a plugin brings, with its id.

    Arguments:
        given: What its hook gives.
        plugin: The name of its entry point.

    Raises:
        UnusableError: It is none.
    """
    if not isinstance(given, Policy):
        raise UnusableError(f"attain_policies gives {shown(given)} instead of an attain.Policy")
    if wrong := _wrong_name(given.id, plugin):
        raise UnusableError(f"a policy has a wrong id: {wrong}", stands(given.choose))
    return given.id, given


def _wrong_name(name: str, plugin: str) -> str | None:
    before, _, own = name.partition(".")
    if before == plugin and not id_problem(own):
        return None
    return f"{said(name)} must be '{plugin}.', the name of the entry point, and an id: '{plugin}.best-region'"
