"""Keys in another table than the one that reads them, as every key below a ``[table]`` belongs to that table.

Each misplaced key is reported with the line to write, and moved to the right table, so that other problems can be
reported along with it.
"""

from collections.abc import Container, Iterator, Mapping
from itertools import islice

import attrs

from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.names import near
from attain._core.shapes import List, Map, Record, Shape, Spelt, file_fields, shape_of
from attain._model.dates import Period
from attain._model.parts import Example, Option, Question, Scale
from attain._model.rubric import Dimension, RubricData
from attain._plan.steps import POLICIES

from .overlay import NOT_INHERITED
from .tables import Table, elements, entries, value_at, without
from .write import inline


def _bare(shape: Shape) -> Shape:
    """Return the inner shape of a shape, or the shape itself; a table of ranges counts as a table."""
    shape = shape.given
    return shape.inner if isinstance(shape, Spelt) and isinstance(shape.inner, Map) else shape


_SHAPES = {key: _bare(field.shape) for key, field in file_fields(RubricData).items()}
_OWN = dict.fromkeys((*_SHAPES, *NOT_INHERITED))
_REQUIRED = ("attain", "id", "version", "title")
_LISTS = {"remove", *(key for key, shape in _SHAPES.items() if isinstance(shape, List))}
_KEYED = {
    key: shape for key, shape in _SHAPES.items() if isinstance(shape, Map) or (isinstance(shape, List) and shape.keyed)
}
_TABLES = {*_KEYED, *(key for key, shape in _SHAPES.items() if isinstance(shape, Record))}
_ENTRIES = {key: shape.inner for key, shape in _KEYED.items() if isinstance(shape.inner, Record)}
_TEXTS = {"extends", *(key for key, shape in _SHAPES.items() if shape in (shape_of(str), shape_of(Period)))}
_IN_CONDITIONS = ("score", "applies-when")
_THE_WHOLE = ("overall", "total", "whole", "root", "rubric", "model", "general", "global", "metadata", "meta")
_LONGEST = 60
_MOST = 100  # nobody reads more of them
_MOST_LINES = 3


@attrs.frozen
class _Move:
    """A value in the wrong place, the right place, and the problem to report."""

    path: Path
    to: Path
    value: object
    what: Message


def in_place(data: Table) -> tuple[Table, tuple[Problem, ...]]:
    """Return tables with every key in the table that reads it.

    Arguments:
        data: The tables of a rubric or an overlay, as in its file.

    Returns:
        The tables, and the problem of each key that was in another table.

    >>> data, (problem,) = in_place({"id": "tiers", "levels": {"low": "Low", "score": "sum"}})
    >>> data
    {'id': 'tiers', 'levels': {'low': 'Low'}, 'score': 'sum'}
    >>> print(problem.hint)
    write score = "sum" above the first [table]
    """
    problems: list[Problem] = []
    while moves := list(islice(_moves(data), _MOST - len(problems))):
        for move in moves:
            if value_at(data, move.path) is not None:  # it may have moved along with its table
                problems.append(Problem.of(move.what, move.path, related=(move.to,)))
                data = _with(without(data, move.path), move.to, move.value)
    return data, tuple(problems)


def _with(data: Table, path: Path, value: object) -> Table:
    """Return a table with a value added at a path; if a table is already there, only its new keys are added."""
    for key in reversed(path):
        value = {str(key): value}
    return _merged(data, entries(value))


def _merged(table: Table, added: Table) -> Table:
    found = {**added, **table}
    for key, value in added.items():
        if isinstance(table.get(key), dict) and isinstance(value, dict):
            found[key] = _merged(table[key], value)
    return {key: found[key] for key in (*table, *added)}


def _moves(data: Table) -> Iterator[_Move]:
    """Yield the necessary moves, outer tables first."""
    ids = _ids(data)
    yield from _of_the_rubric(data)
    for key in ("levels", "facts", "scales", "dimensions"):
        yield from _slid(data, (), (key,), ())
        for name in entries(data.get(key)):
            yield from _unread(data, (), (key, name), _ENTRIES[key].cls)
    yield from _rules(data, (), ids)
    for name, table in entries(data.get("dimensions")).items():
        yield from _rules(data, ("dimensions", name), ids)
        yield from _within(name, table)
    yield from _unread(data, (), ("defaults",), Dimension)
    for name, table in entries(data.get("scales")).items():
        yield from _options(name, table)
    for position in range(len(elements(data.get("examples")))):
        yield from _unread(data, (), ("examples", position), Example)


def _of_the_rubric(data: Table) -> Iterator[_Move]:
    """Yield moves of unread tables at the top: ``[overall]``, or a dimension or question in no table of its kind."""
    for key, value in data.items():
        if key in _OWN or not isinstance(value, dict):
            continue
        meant = near(key, _OWN)
        if key in _THE_WHOLE:
            lines = tuple(_line(inner, each) for inner, each in islice(value.items(), _MOST_LINES))
            what = say("misplaced-key.whole", key=key, lines=lines) if lines else say("misplaced-key.empty", key=key)
            yield _Move((key,), (), value, what)
        elif (meant is None or meant in _ENTRIES) and (kind := _kind(value)):
            yield _Move((key,), (kind, key), value, say("misplaced-key.entry", key=key, kind=kind))


def _rules(data: Table, owner: Path, ids: Container[str]) -> Iterator[_Move]:
    """Yield moves of keys that slid into the tables of a dimension, or of the rubric as the root dimension."""
    for key in ("bands", "descriptors", "requires", "questions"):
        path = (*owner, key)
        yield from _slid(data, owner, path, () if key == "questions" else ids)
        for name in entries(value_at(data, path)):
            if key == "requires":
                yield from _slid(data, owner, (*path, name), ids)
            elif key == "questions":
                yield from _unread(data, owner, (*path, name), Question)


def _slid(data: Table, owner: Path, path: Path, ids: Container[str]) -> Iterator[_Move]:
    """Yield moves of keys of the rubric or a dimension from a table of ids that its author chose."""
    for key, value in entries(value_at(data, path)).items():
        home = _home(data, owner, key) if key in _OWN else None
        if home is not None and key not in ids and _is_meant(key, value, path, required="extends" not in data):
            yield _move(home, path, key, value)


def _unread(data: Table, owner: Path, path: Path, cls: type[attrs.AttrsInstance]) -> Iterator[_Move]:
    """Yield moves of keys of the rubric or a dimension from a table without such a key."""
    fields = file_fields(cls)
    for key, value in entries(value_at(data, path)).items():
        home = None if key in fields else _home(data, owner, key)
        free = key in _TEXTS and not (home == () and key in _REQUIRED)
        if home is not None and not free and _fits(key, value):
            yield _move(home, path, key, value)


def _home(data: Table, owner: Path, key: str) -> Path | None:
    """Return the path of the table that reads a key and lacks it: the enclosing dimension or the rubric, or None."""
    if owner and key in file_fields(Dimension):
        return owner if value_at(data, (*owner, key)) is None else None
    return () if key in _OWN and key not in data else None


def _move(home: Path, path: Path, key: str, value: object) -> _Move:
    table = "[[examples]]" if path[0] == "examples" else f"[{'.'.join(map(str, path))}]"
    line = _line(key, value)
    what = (
        say("misplaced-key.dimension", key=key, owner=f"[{'.'.join(map(str, home))}]", table=table, line=line)
        if home
        else say("misplaced-key.rubric", key=key, table=table, line=line)
    )
    return _Move((*path, key), (*home, key), value, what)


def _is_meant(key: str, value: object, path: Path, *, required: bool) -> bool:
    """Return whether an entry is more likely a key of the rubric: it can't be an entry, or it clearly fits the key."""
    table = str(path[-1])
    if isinstance(value, str) and table not in ("levels", "scales", "dimensions"):
        return (key in _REQUIRED and required) or (key not in _TEXTS and _fits(key, value))
    in_conditions = path[0] == "requires" and len(path) > 1 and key in _IN_CONDITIONS
    return _fits(key, value) and not in_conditions and not _is_entry(key, value, table)


def _is_entry(key: str, value: object, table: str) -> bool:
    """Return whether a value is a table that can be an entry: an empty one, or one with an entry's key."""
    if not isinstance(value, dict):
        return False
    return key != "ladder" if not value else table in _ENTRIES and not value.keys().isdisjoint(_ENTRIES[table].fields)


def _fits(key: str, value: object) -> bool:
    """Return whether a value has the type of a key of the rubric."""
    if isinstance(value, dict):
        return key in _TABLES
    if isinstance(value, list | tuple):
        return key in _LISTS
    if key in POLICIES:
        return isinstance(value, str) and (value in POLICIES[key] or "." in value)
    if key in _TEXTS:
        return isinstance(value, str)
    return key == "attain" or (key in _SHAPES and key not in _TABLES | _LISTS and _SHAPES[key].check(value) is None)


def _ids(data: Table) -> set[str]:
    """Return the ids of levels, dimensions and questions."""
    homes = [data, *entries(data.get("dimensions")).values()]
    named = {name for home in homes for name in entries(entries(home).get("questions"))}
    levels = entries(data.get("levels")).items()
    own = {name for name, value in levels if not _is_meant(name, value, ("levels",), required=True)}
    return {*named, *own, *entries(data.get("dimensions"))}


def _options(name: str, table: object) -> Iterator[_Move]:
    """Yield moves of options that are directly in a scale."""
    path: Path = ("scales", name)
    if isinstance(table, list | tuple):
        what = say("misplaced-key.options-list", scale=name, options=_shown(table))
        yield _Move(path, (*path, "options"), table, what)
    elif isinstance(table, dict) and "options" not in table:
        found = {key: value for key, value in table.items() if key not in file_fields(Scale) and _is_option(value)}
        if len(found) > 1:
            lines = tuple(_line(key, value) for key, value in islice(found.items(), _MOST_LINES))
            rest = {key: value for key, value in table.items() if key not in found}
            what = say("misplaced-key.options", scale=name, lines=lines)
            yield _Move(path, path, {**rest, "options": found}, what)


def _is_option(value: object) -> bool:
    return not isinstance(value, dict) or value.keys() <= file_fields(Option).keys()


def _within(name: str, table: object) -> Iterator[_Move]:
    """Yield moves of dimensions and questions that are directly in a dimension."""
    for key, value in entries(table).items():
        path: Path = ("dimensions", name, key)
        if key == "dimensions" and entries(value) and all(isinstance(each, dict) for each in value.values()):
            yield _nested(name, path, value)
        if key in (*file_fields(Dimension), *_OWN) or near(key, file_fields(Dimension)):
            continue
        if isinstance(value, dict) and _kind(value) != "questions":
            yield _nested(name, path, {key: value})
        elif isinstance(value, dict):
            yield _question(name, key, value, f"[dimensions.{name}.questions.{key}]")
        elif isinstance(value, str) and value.rstrip().endswith("?"):
            yield _question(name, key, value, f"questions.{_line(key, value)}")


def _question(dimension: str, key: str, value: object, line: str) -> _Move:
    path, to = ("dimensions", dimension, key), ("dimensions", dimension, "questions", key)
    return _Move(path, to, value, say("misplaced-key.question", key=key, line=line))


def _nested(outer: str, path: Path, inner: Mapping[str, Mapping[str, object]]) -> _Move:
    """Return the move of dimensions out of another dimension's table."""
    found = {name: {"parent": outer, **table} for name, table in inner.items()}
    tables = tuple(f"[dimensions.{name}]" for name in found)
    return _Move(path, ("dimensions",), found, say("misplaced-key.nested", tables=tables, parent=outer))


def _kind(value: Mapping[str, object]) -> str | None:
    """Return the kind of a misplaced table: a question if it has a key of questions alone, otherwise a dimension."""
    dimension, question = file_fields(Dimension).keys(), file_fields(Question).keys()
    if value.keys() & (question - dimension):
        return "questions"
    return "dimensions" if value.keys() & dimension else None


def _line(key: str, value: object) -> str:
    return f"{key} = {_shown(value)}"


def _shown(value: object) -> str:
    try:
        text = inline(value)
    except TypeError:  # the null of JSON, which TOML does not have
        return "…"
    return text if len(text) <= _LONGEST else "…"
