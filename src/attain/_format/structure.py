"""From plain tables to the arguments of the model's classes: strictly, and with every problem told at once.

cattrs finds, for each type, the hook that reads it. The hooks are this module's own: those of cattrs take ``"false"`` for
True and a text for a list, and their errors name attributes instead of keys. Nothing is generated, as for one rubric that
takes longer than it saves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial, reduce
from itertools import islice
from operator import or_
from types import NoneType
from typing import Any, TypeAlias, get_args, get_origin  # Any: what types are made of has no type itself

import attrs
from cattrs import BaseConverter

from attain._core.data import FrozenDict
from attain._core.errors import Problem, RubricError
from attain._core.names import near
from attain._core.types import checker, is_number, leaf_hint, said
from attain._model.bands import Band, parse_bands
from attain._model.conditions import Group, Value, parse_applies_when, parse_requires
from attain._model.dates import Period, parse_period
from attain._model.extensions import RuleData
from attain._model.parts import Fact, Level, NotApplicable, Option, Question, day, parse_answers
from attain._model.points import Points, parse_points
from attain._model.rubric import RubricData
from attain._model.words import Noun, parse_terms

from .overlay import NOT_INHERITED
from .write import FORMAT, file_fields

Read: TypeAlias = Callable[[object], object]
ReadEntry: TypeAlias = Callable[[Any, object], object]

_SHORT: Mapping[object, str] = {
    Level: "text", Question: "text", Fact: "text", NotApplicable: "text", Option: "a number",
}  # fmt: skip
_HINTS: Mapping[str, str] = {
    "attain": f"begin with attain = {FORMAT}, the version of the file format",
    "id": 'write id = "my-tiers"',
    "version": 'write version = "1"',
}
_MOST_TOLD = 1_000  # nobody reads on
_MOST_SEARCHED = 20  # finding the nearest right key takes time


def arguments_of(cls: type[attrs.AttrsInstance], data: object) -> dict[str, object]:
    """The arguments that make a thing of the model, read from a table.

    Arguments:
        cls: Its class.
        data: The table.

    Raises:
        RubricError: The table does not fit; with every problem.

    >>> arguments_of(Level, {"id": "basic", "title": "Basic"})
    {'id': 'basic', 'title': 'Basic'}
    """
    return _reader_of_fields(cls, _converter())(data)


def missing(key: str, *, hint: bool = True) -> Problem:
    """The problem of a key that is not there; with a hint, where it is one of the rubric's own."""
    return Problem("missing-key", (key,), f"the key '{key}' is missing", _HINTS.get(key) if hint else None)


def misspelt(cls: type[attrs.AttrsInstance], table: Mapping[str, object]) -> dict[str, str]:
    """Return the keys of a table that nothing reads, each with the key that is probably meant.

    Arguments:
        cls: The class whose fields the table holds.
        table: The table.

    >>> misspelt(Level, {"titel": "Basic", "colour": "red"})
    {'titel': 'title'}
    """
    known = (
        *file_fields(cls),
        *(NOT_INHERITED if cls is RubricData else ()),
    )  # some of which are read before the rubric is
    unread = [key for key in table if key not in known]
    found = {key: near(key, known) for key in unread[:_MOST_SEARCHED]}
    return {key: meant for key, meant in found.items() if meant}


def _unread(key: str, value: object, meant: str | None) -> Problem:
    """The problem of a key that nothing reads; it concerns what its value would be under the key that is meant."""
    hint = meant and f"did you mean '{meant}'?"
    related = [(meant, *inner) for inner in ([(each,) for each in value] if isinstance(value, dict) else [()]) if meant]
    return Problem("unknown-key", (key,), f"nothing reads the key {said(key)}", hint, related=tuple(related))


def _fail(code: str, told: str, hint: str | None = None) -> RubricError:
    return RubricError([Problem(code, (), told, hint)])


def _each(entries: Iterable[tuple[str | int, object]], read_entry: ReadEntry) -> dict[Any, object]:
    """What reading each entry gives, under the same keys; or the problems of all, told with their keys."""
    found: dict[Any, object] = {}
    problems: list[Problem] = []
    for key, value in entries:
        try:
            found[key] = read_entry(key, value)
        except RubricError as error:
            problems += [_in(key, problem) for problem in error.problems]
            if len(problems) > _MOST_TOLD:
                break
    if problems:
        raise RubricError(problems)
    return found


def _in(key: str | int, problem: Problem) -> Problem:
    """A problem of a value, as one of the table that has it under a key."""
    return attrs.evolve(problem, path=(key, *problem.path), related=tuple((key, *path) for path in problem.related))


@cache
def _converter() -> BaseConverter:
    """The converter, made when something is first read."""
    converter = BaseConverter()

    def hook(make: Callable[[Any, BaseConverter], Read], expected: Any) -> Callable[[object, object], object]:
        reader = make(expected, converter)
        return lambda value, _: reader(value)

    def register(fits: Callable[[Any], bool], make: Callable[[Any, BaseConverter], Read]) -> None:
        converter.register_structure_hook_factory(fits, partial(hook, make))

    for leaf in (str, bool, int, float):  # cattrs has hooks for these very types, and looks there first
        converter.register_structure_hook(leaf, hook(_reader_of_leaf, leaf))
    register(lambda _: True, _reader_of_leaf)  # of those that fit, the last one is taken
    register(lambda expected: get_origin(expected) is tuple, _reader_of_list)
    register(lambda expected: get_origin(expected) is FrozenDict, _reader_of_table)
    register(attrs.has, _reader_of_class)
    register(lambda expected: expected is RuleData, _reader_of_leaf)  # which has been made
    register(lambda expected: expected in _PARSERS, lambda expected, _: _PARSERS[expected])
    register(lambda expected: NoneType in get_args(expected), _reader_of_optional)
    return converter


def _reader(expected: Any, converter: BaseConverter) -> Read:
    hook = converter.get_structure_hook(expected)
    return lambda value: hook(value, expected)


def _reader_of_leaf(expected: Any, _: BaseConverter) -> Read:
    check = checker(expected)

    def read_leaf(value: object) -> object:
        if told := check(value):
            raise _fail("wrong-type", told, leaf_hint(expected, value))
        return value

    return read_leaf


def _reader_of_optional(expected: Any, converter: BaseConverter) -> Read:
    read_given = _reader(reduce(or_, (part for part in get_args(expected) if part is not NoneType)), converter)
    return lambda value: None if value is None else read_given(value)


def _reader_of_list(expected: Any, converter: BaseConverter) -> Read:
    """A list; or, of things that know their id, a table keyed by it."""
    inner = get_args(expected)[0]
    read_inner = _reader(inner, converter)

    def read_list(value: object) -> object:
        if not isinstance(value, list | tuple):
            hint = "write [[double brackets]] around its name" if attrs.has(inner) and isinstance(value, dict) else None
            raise _fail("wrong-type", f"must be a list, not {said(value)}", hint)
        return tuple(_each(enumerate(value), lambda _, element: read_inner(element)).values())

    def read_keyed(value: object) -> object:
        if isinstance(value, list | tuple):
            raise RubricError(_problems_of_ids(value))
        return tuple(_each(_items(value), read_with_id).values())

    def read_with_id(key: str, value: object) -> object:
        if isinstance(value, dict) and "id" in value:
            raise RubricError([Problem("unknown-key", ("id",), f"its id is '{key}' already", "leave it out")])
        return read_inner({"id": key, **value} if isinstance(value, dict) else value)

    return read_keyed if inner in (Level, Option) else read_list


def _problems_of_ids(elements: Sequence[object]) -> Iterable[Problem]:
    """Why a list of tables could not be keyed by their ids."""
    seen: set[str] = set()
    for position, element in enumerate(elements):
        identifier = element.get("id") if isinstance(element, dict) else element
        if not isinstance(element, dict | str):
            hint = 'write its id, or { id = "…" }, or a table keyed by id instead of the list'
            yield Problem("wrong-type", (position,), f"must be a table with an id, not {said(element)}", hint)
        elif not isinstance(identifier, str):
            told = "the key 'id' is missing" if "id" not in element else f"must be text, not {said(identifier)}"
            yield Problem("wrong-type" if "id" in element else "missing-key", (position, "id"), told)
        elif identifier in seen:
            told = f"the id '{identifier}' comes twice"
            yield Problem(
                "id-twice",
                (position, "id")[: 1 + isinstance(element, dict)],
                told,
                "ids are unique among their siblings",
            )
        else:
            seen.add(identifier)


def _reader_of_table(expected: Any, converter: BaseConverter) -> Read:
    inner = get_args(expected)[1]
    read_inner = _reader(inner, converter)
    name = f"{inner.__name__.lower()}s" if attrs.has(inner) else None
    hint = name and f"give each an id: [{name}.an-id] instead of [[{name}]]"
    return lambda value: FrozenDict(_each(_items(value, hint), lambda _, each: read_inner(each)))


def _items(value: object, hint: str | None = None) -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        raise _fail("wrong-type", f"must be a table, not {said(value)}", hint if isinstance(value, list) else None)
    return value.items()


def _reader_of_class(cls: Any, converter: BaseConverter) -> Read:
    read_fields = _reader_of_fields(cls, converter)
    return lambda value: cls(**read_fields(value))


@cache
def _reader_of_fields(cls: Any, converter: BaseConverter) -> Callable[[object], dict[str, object]]:
    fields = file_fields(cls)
    readers = {key: _reader(field.type, converter) for key, field in fields.items()}
    required = [key for key, field in fields.items() if field.default is attrs.NOTHING]
    names = {key: str(field.alias) for key, field in fields.items()}
    either = f"{_SHORT[cls]} or a table" if cls in _SHORT else "a table"

    def read_field(key: str, value: object) -> object:
        if cls is RubricData and fields[key].type is str and is_number(value):
            raise _fail("wrong-type", f"must be text, not {said(value)}", f'write {key} = "{value}"')
        return readers[key](value)

    def read_fields(value: object) -> dict[str, object]:
        if not isinstance(value, dict):
            raise _fail("wrong-type", f"must be {either}, not {said(value)}")
        meant = misspelt(cls, value)
        needed = NOT_INHERITED if "extends" in meant.values() else required
        lacking = [key for key in required if key in needed and key not in (*value, *meant.values())]
        problems = [missing(key, hint=cls is RubricData) for key in lacking]
        unread = (_unread(key, inner, meant.get(key)) for key, inner in value.items() if key not in readers)
        problems += islice(unread, _MOST_TOLD + 1)
        try:
            found = _each(((key, inner) for key, inner in value.items() if key in readers), read_field)
        except RubricError as error:
            raise RubricError([*problems, *error.problems]) from None
        if problems:
            raise RubricError(problems)
        return {names[key]: inner for key, inner in found.items()}

    return read_fields


def _parse_day(value: object) -> object:
    found = day(value)
    if told := checker(date)(found):
        raise _fail("wrong-type", told, "write on = 2026-11-21")
    return found


_PARSERS: Mapping[object, Read] = {
    FrozenDict[str, Band]: parse_bands,
    FrozenDict[str, Group]: parse_requires,
    FrozenDict[str, Noun]: parse_terms,
    FrozenDict[str, tuple[Value, ...]]: parse_applies_when,
    FrozenDict[str, object]: parse_answers,
    Points: parse_points,
    Period: parse_period,
    date: _parse_day,
}
"""How the types are read that are more than tables of their fields."""
