"""Conversion of plain data to the model: strict, with every problem reported at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any  # a shape reads values of any type

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import AttainError, Path, Problem
from attain._core.messages import Message, Text, say
from attain._core.names import near
from attain._core.shapes import ANYTHING, Leaf, List, Map, Maybe, Record, Shape, Spelt, file_fields, shape_of
from attain._core.types import is_number, leaf_hint
from attain._model.extensions import RuleData
from attain._model.parts import day, parse_answers
from attain._model.rubric import RubricData
from attain._score.answers import no_day

from .overlay import NOT_INHERITED
from .write import FORMAT

_HINTS: Mapping[str, Message] = {
    "attain": say("fix.attain", format=FORMAT),
    "id": say("fix.id"),
    "version": say("fix.version"),
}
_DATE = shape_of(date)
_MOST_REPORTED = 1_000  # nobody reads more of them
_MOST_SEARCHED = 20  # finding the nearest valid key takes time
_DEEPEST = 64


def missing(key: str, *, hint: bool = True) -> Problem:
    """Return the problem of a missing key; with a hint, if it is one of the rubric's own."""
    return Problem.of(say("missing-key", key=key), (key,), _HINTS.get(key) if hint else None)


def misspelt(cls: type[attrs.AttrsInstance], table: Mapping[str, object]) -> dict[str, str]:
    """Return the unread keys of a table, each with the key that is probably meant.

    Arguments:
        cls: The class with the fields of the table.
        table: The table.

    >>> from attain import Level
    >>> misspelt(Level, {"titel": "Basic", "colour": "red"})
    {'titel': 'title'}
    """
    known = (
        *file_fields(cls),
        *(NOT_INHERITED if cls is RubricData else ()),
    )  # some of these are read before the rubric
    unread = [key for key in table if key not in known]
    found = {key: near(key, known) for key in unread[:_MOST_SEARCHED]}
    return {key: meant for key, meant in found.items() if meant}


def _unread(key: str, value: object, meant: str | None) -> Problem:
    """Return the problem of an unread key; it concerns the value of the key that is meant."""
    hint = say("fix.near", name=meant) if meant else None
    related = [(meant, *inner) for inner in ([(each,) for each in value] if isinstance(value, dict) else [()]) if meant]
    return Problem.of(say("unknown-key", key=key), (key,), hint, related=tuple(related))


def _wrong_keys(cls: Any, table: Mapping[str, object]) -> Iterator[Problem]:
    """Yield the problems of missing and of unread keys."""
    fields, meant = file_fields(cls), misspelt(cls, table)
    own = NOT_INHERITED if "extends" in meant.values() else fields
    for key, field in fields.items():
        if field.required and key in own and key not in (*table, *meant.values()):
            yield missing(key, hint=cls is RubricData)
    unread = (_unread(key, inner, meant.get(key)) for key, inner in table.items() if key not in fields)
    yield from islice(unread, _MOST_REPORTED + 1)


@attrs.define
class Reader:
    """Reads plain data by its shape. A returned value is only valid if no problem was found.

    Arguments:
        problems: The problems found so far.
    """

    problems: list[Problem] = attrs.field(factory=list)

    def problem(self, what: Message, path: Path, fix: Text | None = None) -> None:
        """Add a problem."""
        self.problems.append(Problem.of(what, path, fix))

    def read(self, shape: Shape, value: object, path: Path) -> Any:
        """Read a value."""
        match shape:
            case Maybe():
                return None if value is None else self.read(shape.inner, value, path)
            case Spelt(parse=parse) if parse:
                return self.parsed(lambda: parse(value), path)
            case List():
                return self.keyed(shape, value, path) if shape.keyed else self.list(shape, value, path)
            case Map(inner=inner) if inner is ANYTHING:
                return self.parsed(lambda: parse_answers(value), path)
            case Map():
                return FrozenDict(self.each(self.items(shape, value, path), lambda _: shape.inner, path))
            case Record(cls=cls) if cls is not RuleData:  # the class that has been constructed
                found = self.arguments(cls, value, path)
                return None if found is None else self.parsed(lambda: cls(**found), path)
            case _:
                return self.leaf(shape, value, path)

    def parsed(self, parse: Callable[[], object], path: Path) -> object:
        """Return the result of a parser, unless it has problems of its own."""
        try:
            return parse()
        except AttainError as error:
            self.problems += [_in(path, problem) for problem in error.problems]
            return None

    def leaf(self, shape: Shape, value: object, path: Path) -> object:
        """Read a value that is neither a table nor a list."""
        value = day(value) if shape is _DATE else value
        if wrong := shape.check(value):
            self.problem(wrong, path, self.hint(shape, value, path))
        return value

    def list(self, shape: List, value: object, path: Path) -> object:
        """Read a list."""
        if isinstance(value, list | tuple):
            return tuple(self.each(enumerate(value), lambda _: shape.inner, path).values())
        self.problem(say("wrong-type.list", given=value), path, self.hint(shape, value, path))
        return ()

    def keyed(self, shape: List, value: object, path: Path) -> object:
        """Read a table of things with ids."""
        if isinstance(value, list | tuple):
            self.problems += [_in(path, problem) for problem in _problems_of_ids(value)]
            return ()
        entries: dict[str, object] = {}
        for key, inner in self.items(shape, value, path):
            if isinstance(inner, Mapping) and "id" in inner:
                self.problem(say("unknown-key.id", id=key), (*path, key, "id"))
            else:
                entries[key] = {"id": key, **inner} if isinstance(inner, Mapping) else inner
        return tuple(self.each(entries.items(), lambda _: shape.inner, path).values())

    def each(
        self, entries: Iterable[tuple[Any, object]], shape: Callable[[Any], Shape], path: Path
    ) -> dict[Any, object]:
        """Return each entry read, under the same keys."""
        found: dict[Any, object] = {}
        most = len(self.problems) + _MOST_REPORTED
        for key, value in entries:
            found[key] = self.read(shape(key), value, (*path, key))
            if len(self.problems) > most:
                break
        return found

    def items(self, shape: Shape, value: object, path: Path) -> Iterable[tuple[str, object]]:
        """Return the keys and values of a table; none if it is not a table."""
        if not isinstance(value, Mapping):
            self.problem(say(self.table(shape), given=value), path, self.hint(shape, value, path))
        elif len(path) > _DEEPEST:
            self.problem(say("too-deep.data", most=_DEEPEST), path)
        elif wrong := [key for key in value if not isinstance(key, str)]:
            self.problem(say("wrong-type.keys", given=wrong[0]), path)
        else:
            return value.items()
        return ()

    def arguments(self, cls: Any, value: object, path: Path) -> dict[str, Any] | None:
        """Read the constructor arguments of a class; return None if anything is wrong."""
        before, fields, derived = len(self.problems), file_fields(cls), self.derived(cls)
        table = {key: inner for key, inner in self.items(Record(cls), value, path) if key not in derived}
        if len(self.problems) > before:
            return None
        self.problems += [_in(path, problem) for problem in _wrong_keys(cls, table)]
        known = ((key, inner) for key, inner in table.items() if key in fields)
        found = self.each(known, lambda key: fields[key].shape, path)
        return {fields[key].alias: found[key] for key in found} if len(self.problems) == before else None

    def derived(self, cls: Any) -> Sequence[str]:  # noqa: ARG002  # for records
        """Return the keys of a class that files may have, but that are not read."""
        return ()

    def table(self, shape: Shape) -> str:
        """Return the key of the message for a value that is neither a table nor a replacement for one."""
        if not isinstance(shape, Record) or not shape.short:
            return "wrong-type.table"
        if any(isinstance(field.shape, List) for field in shape.short):
            return "wrong-type.text-list-or-table"
        is_number = shape.short[0].shape.check(0) is None
        return "wrong-type.number-or-table" if is_number else "wrong-type.text-or-table"

    def hint(self, shape: Shape, value: object, path: Path) -> Text | None:
        """Return the hint for a value of another shape."""
        match shape:
            case Leaf(cls=expected):
                if expected is date:
                    return no_day(value).fix or say("fix.on")
                if expected is str and len(path) == 1 and is_number(value):
                    return say("fix.text-line", name=path[0], found=str(value))
                return leaf_hint(expected, value)
            case List(inner=Record()) if isinstance(value, Mapping):
                return say("fix.brackets")
            case Map(inner=Record(cls=cls)) if isinstance(value, list):
                return say("fix.by-id", name=f"{cls.__name__.lower()}s")
            case _:
                return None


def _in(path: Path, problem: Problem) -> Problem:
    """Return a value's problem as a problem of the thing that has the value under a path."""
    related = tuple((*path, *each) for each in problem.related)
    return attrs.evolve(problem, path=(*path, *problem.path), related=related) if path else problem


def _problems_of_ids(elements: Sequence[object]) -> Iterable[Problem]:
    """Yield the reasons why a list of tables could not be keyed by ids."""
    seen: set[str] = set()
    for position, element in enumerate(elements):
        identifier = element.get("id") if isinstance(element, dict) else element
        if not isinstance(element, dict | str):
            yield Problem.of(say("wrong-type.entry", given=element), (position,))
        elif not isinstance(identifier, str):
            what = say("wrong-type.text", given=identifier) if "id" in element else say("missing-key", key="id")
            yield Problem.of(what, (position, "id"))
        elif identifier in seen:
            where = (position, "id")[: 1 + isinstance(element, dict)]
            yield Problem.of(say("id-twice.siblings", id=identifier), where)
        else:
            seen.add(identifier)
