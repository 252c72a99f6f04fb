"""A result as plain data, and back; so are summaries and references of many.

Both directions go over the fields of these classes and their types, so that what those gain is recorded too. Keys
are the names of the fields, with hyphens; a level is its id, and all levels stand once at the top.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import AnswersError, Path, Problem
from attain._core.names import nearest
from attain._core.text import plural
from attain._core.types import checker, kebab, said
from attain._model.parts import Level
from attain._score.reference import ReferenceData
from attain._score.result import DimensionResult, ResultData
from attain._score.summary import SummaryData

FORMAT = 1
"""The version of this record: the value of ``attain``."""

_DEEPEST = 64
_SET_BY_THE_SCALE = ("rank", "scale")  # what a level has from its place among the others
_BY_LEVEL = ("bands", "requirements", "descriptors")

Recorded = TypeVar("Recorded", bound=ResultData | SummaryData | ReferenceData)


def to_dict(recorded: ResultData | SummaryData | ReferenceData) -> dict[str, object]:
    """A result, or a summary or reference of many, as plain data, fit for JSON. What is None, empty or default is left out.

    Arguments:
        recorded: The result.

    >>> import attain
    >>> data = to_dict(attain.rubric("iamcp-p2p").assess({"agreement.nda": True}))
    >>> data["attain"], data["rubric"], data["dimensions"]["agreement"]["level"], data["answers"]["agreement.nda"]
    (1, 'iamcp-p2p', 'reactive', {'value': True})
    """
    levels = {} if isinstance(recorded, ReferenceData) else {"levels": [_table(level) for level in recorded.levels]}
    return {"attain": FORMAT, **_table(recorded), **levels}


@cache
def _fields(cls: type[attrs.AttrsInstance]) -> Mapping[str, tuple[str, object, object]]:
    """For each key of a class: the name of its field, its type, and its default."""
    types = get_type_hints(cls)
    left_out = _SET_BY_THE_SCALE if cls is Level else ()
    fields = [field for field in attrs.fields(cls) if field.name not in left_out]
    return {kebab(field.name): (field.name, types[field.name], field.default) for field in fields}


def _table(thing: attrs.AttrsInstance) -> dict[str, object]:
    found = {key: (getattr(thing, name), default) for key, (name, _, default) in _fields(type(thing)).items()}
    table = {key: _plain(value) for key, (value, default) in found.items() if value != default}
    return table | {key: _plain(getattr(thing, key.replace("-", "_"))) for key in getattr(thing, "derived", ())}


def _plain(value: object) -> object:
    if isinstance(value, Level):
        return value.id
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return _table(cast(attrs.AttrsInstance, value)) if attrs.has(type(value)) else value


def read_back(data: Mapping[str, object], cls: type[Recorded]) -> Recorded:
    """Read back what :func:`to_dict` made.

    Arguments:
        data: The plain data.
        cls: What it is of.

    Raises:
        AnswersError: It is none; with every problem that can be told.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
    >>> read_back(to_dict(result), attain.Result) == result
    True
    >>> read_back({"attain": 2}, attain.Result)
    Traceback (most recent call last):
    attain._core.errors.AnswersError: attain: results of format 1 can be read here, not of 2
    """
    if wrong := _wrong_start(data, cls.called):
        raise AnswersError([wrong])
    reader = _Reader()
    rest = {key: value for key, value in data.items() if key != "attain"}
    if not issubclass(cls, ReferenceData):
        reader.read_levels(data.get("levels"))
        rest["levels"] = list(reader.levels)
    if not reader.problems:
        found = reader.read(cls, rest, ())
        if not reader.problems:
            return cast(Recorded, found)
    raise AnswersError(reader.problems)


def _wrong_start(data: object, called: str) -> Problem | None:
    if not isinstance(data, Mapping):
        return Problem("wrong-type", (), f"a {called} is a table, not {said(data)}")
    if "attain" not in data:
        hint = f"is this what {called.capitalize()}.to_dict gave?"
        return Problem("missing-key", ("attain",), "the key 'attain' is missing", hint)
    if data["attain"] is True or data["attain"] != FORMAT:
        told = f"{plural(called)} of format {FORMAT} can be read here, not of {said(data['attain'])}"
        return Problem("format-version", ("attain",), told)
    return None


class _Reader:
    """Reads a value as what its field's type says. What it gives back counts only if no problem was found."""

    def __init__(self) -> None:
        self.levels: dict[str, Level] = {}
        self.problems: list[Problem] = []

    def problem(self, code: str, path: Path, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(code, path, message, hint))

    def read_levels(self, given: object) -> None:
        if not isinstance(given, list | tuple):
            self.problem("wrong-type", ("levels",), f"must be a list, not {said(given)}")
            return
        levels = [self._thing(Level, value, ("levels", position)) for position, value in enumerate(given)]
        if self.problems:
            return
        scale = tuple(level.id for level in cast(list[Level], levels))
        for rank, level in enumerate(cast(list[Level], levels)):
            if level.id in self.levels:
                self.problem("id-twice", ("levels", rank, "id"), f"two levels are called {said(level.id)}")
            self.levels[level.id] = attrs.evolve(level, rank=rank, scale=scale)

    def read(self, expected: object, value: object, path: Path) -> object:
        origin, parts = get_origin(expected), get_args(expected)
        if origin in (Union, UnionType) and NoneType in parts:
            given = (part for part in parts if part is not NoneType)
            return None if value is None else self.read(reduce(or_, given), value, path)
        if expected is Level:
            return self._level(value, path)
        if expected is date:
            return self._date(value, path)
        if origin is FrozenDict:
            return FrozenDict(
                {key: self.read(parts[1], inner, (*path, key)) for key, inner in self._items(value, path)}
            )
        if origin is tuple:
            return self._tuple(parts[0], value, path)
        if isinstance(expected, type) and attrs.has(expected):
            return self._thing(expected, value, path)
        if told := checker(expected)(value):
            self.problem("wrong-type", path, told)
        elif expected is float:
            return float(cast(float, value))  # other languages write 1.0 as 1
        return value

    def _thing(self, cls: type[attrs.AttrsInstance], value: object, path: Path) -> object:
        before, fields, found = len(self.problems), _fields(cls), {}
        table = dict(self._items(value, path))
        if len(self.problems) > before:
            return None
        for key in table:
            if key not in fields and key not in getattr(cls, "derived", ()):
                hint = nearest(key, fields, found=len(self.problems))
                self.problem("unknown-key", (*path, key), f"nothing reads the key {said(key)}", hint)
        for key, (name, expected, default) in fields.items():
            if key in table:
                found[name] = self.read(expected, table[key], (*path, key))
            elif default is attrs.NOTHING:
                self.problem("missing-key", (*path, key), f"the key '{key}' is missing")
        for key in _BY_LEVEL if cls is DimensionResult else ():
            for level, _ in self._items(table.get(key, {}), (*path, key)):
                self._level(level, (*path, key, level))
        return cls(**found) if len(self.problems) == before else None

    def _items(self, value: object, path: Path) -> list[tuple[str, object]]:
        """The keys and values of a table; none where it is none."""
        if not isinstance(value, Mapping):
            self.problem("wrong-type", path, f"must be a table, not {said(value)}")
        elif len(path) > _DEEPEST:
            self.problem("too-deep", path, f"is nested more than {_DEEPEST} deep")
        elif wrong := [key for key in value if not isinstance(key, str)]:
            self.problem("wrong-type", path, f"keys are text, not {said(wrong[0])}")
        else:
            return list(value.items())
        return []

    def _tuple(self, expected: object, value: object, path: Path) -> object:
        if not isinstance(value, list | tuple):
            self.problem("wrong-type", path, f"must be a list, not {said(value)}")
            return ()
        return tuple(self.read(expected, inner, (*path, position)) for position, inner in enumerate(value))

    def _level(self, value: object, path: Path) -> Level | None:
        if not isinstance(value, str) or value not in self.levels:
            hint = nearest(value, self.levels, found=len(self.problems)) if isinstance(value, str) else None
            self.problem("unknown-level", path, f"no level is called {said(value)}", hint)
            return None
        return self.levels[value]

    def _date(self, value: object, path: Path) -> date | None:
        try:
            return date.fromisoformat(cast(str, value))
        except (TypeError, ValueError):
            self.problem("wrong-type", path, f"must be a date such as '2026-11-21', not {said(value)}")
            return None
