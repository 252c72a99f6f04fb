"""Rubrics as raw tables, before they are read: short forms made long, and one laid over another.

Nothing here complains about wrong shapes. They are left as they are, for the reader to report.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.names import near, nearest
from attain._core.shapes import Choice, List, Map, Maybe, Record, Shape, Spelt, class_of, file_fields, within
from attain._core.types import is_number
from attain._model.extensions import RuleData
from attain._model.parts import Fact, Level, Question
from attain._model.points import parse_points
from attain._model.rubric import WAYS, Dimension, RubricData
from attain._model.words import Noun

from .canonical import Names, Table, canonical, keys_of

NOT_INHERITED = ("attain", "id", "version", "extends", "remove", "examples")
"""The keys that an overlay does not take from its base."""

_PER = {"per", "earn", "cap"}  # the keys of points for every full amount
_MOST_COMPARED = 5_000_000  # a second or two of pairs of names
_MOST_SEARCHED = 20
_GOES_WITH = {"requires": ("cumulative",)}  # what belongs to one way to a level only
_OF_ITS_OWN: Mapping[object, tuple[str, tuple[str, ...]]] = {
    Level: ("title", ("title",)),
    Fact: ("text", ("text", "kind", "options", "scale")),
    Dimension: ("title", ("title",)),
    Question: ("text", ("text", "same-as")),
}
"""What a new entry of a table is told by, and the keys that show that it is meant to be one."""


def normalise(data: Table) -> Table:
    """Make short forms long, and key levels and options by their ids, in their order.

    Arguments:
        data: A rubric or an overlay as its file says it.

    >>> normalise({"levels": [{"id": "basic"}, {"id": "dynamic", "title": "Dynamic"}], "questions": {"nda": "Is there one?"}})
    {'levels': {'basic': {}, 'dynamic': {'title': 'Dynamic'}}, 'questions': {'nda': {'text': 'Is there one?'}}}
    """
    return {
        key: _long(file_fields(RubricData)[key].shape, value) if key in file_fields(RubricData) else value
        for key, value in data.items()
    }


def _long(shape: Shape, value: object) -> object:
    """A value of a shape, without short forms."""
    match shape:
        case Maybe() | Spelt():
            return _long(shape.inner, value)
        case List(alone=True):
            return [value] if isinstance(value, str) else value
        case List() | Map():
            table = _keyed(value) if isinstance(shape, List) and shape.keyed else value
            return {key: _long(shape.inner, each) for key, each in table.items()} if isinstance(table, dict) else table
        case Record(fields=fields):
            if isinstance(value, dict):
                return {key: _long(fields[key].shape, each) if key in fields else each for key, each in value.items()}
            short = next((field.key for field in shape.short if _can_be(field.shape, value)), None)
            return {short: value} if short else value
        case _:
            return value


def _can_be(shape: Shape, value: object) -> bool:
    """Whether a value stands for one of a shape, if a wrong one: text for one of several texts."""
    match shape:
        case Maybe():
            return value is not None and _can_be(shape.inner, value)
        case Choice():
            return isinstance(value, str)
        case _:
            return shape.check(value) is None


def _keyed(value: object) -> object:
    """A list of ids, or of tables that each have an id of their own, as a table keyed by them."""
    if not isinstance(value, list | tuple):
        return value
    tables = [{"id": each} if isinstance(each, str) else each for each in value]
    ids = [table.get("id") if isinstance(table, dict) else None for table in tables]
    if not all(isinstance(each, str) for each in ids) or len(set(ids)) < len(ids):
        return value  # some have none, or two have the same
    return {table["id"]: {key: inner for key, inner in table.items() if key != "id"} for table in tables}


def merge(base: Table, overlay: Table) -> tuple[Table, tuple[Problem, ...]]:
    """Lay an overlay over what it extends. Both are normalised, and are merged in canonical form.

    Table merge and lists replace; one way to a level replaces another; new entries come last. What ``remove`` names is
    taken from the base beforehand.

    Arguments:
        base: What is extended.
        overlay: What differs.

    Returns:
        The whole rubric, and what is wrong with the overlay.

    >>> merge({"title": "Base", "combine": "mean"}, {"id": "mine", "bands": {"basic": "0"}, "remove": ["title"]})
    ({'id': 'mine', 'bands': {'basic': '0'}}, ())
    """
    inherited = {key: value for key, value in base.items() if key not in NOT_INHERITED}
    problems: list[Problem] = []
    names = Names.of(inherited)
    kept = _removed(canonical(inherited, names), overlay.get("remove", ()), names, problems)
    own = {key: value for key, value in overlay.items() if key not in ("extends", "remove")}
    names = Names.of(kept, own)
    return _merged(canonical(kept, names), canonical(own, names), Record(RubricData), (), problems), tuple(problems)


def _removed(base: Table, removed: object, names: Names, problems: list[Problem]) -> Table:
    if not isinstance(removed, list | tuple):
        problems.append(Problem.of(say("wrong-type.remove", given=removed), ("remove",)))
        return base
    kept = base
    for position, name in enumerate(removed):
        if not isinstance(name, str):
            problems.append(Problem.of(say("wrong-type.text", given=name), ("remove", position)))
        elif found := _paths(base, keys := keys_of(name, names)):
            for path in found:
                kept = without(kept, path)
        else:
            fix = _path_that_ends(base, name) or _nearest_path(base, keys)
            problems.append(Problem.of(say("unknown-path.removed", path=name), ("remove", position), fix))
    return kept


def _path_that_ends(base: Table, name: str) -> Message | None:
    """Return the hint that names the full path of a dimension, or of a question known by its short or its full id."""
    dimensions = base.get("dimensions")
    for dimension, table in dimensions.items() if isinstance(dimensions, dict) else ():
        if name == dimension:
            return say("fix.near", name=f"dimensions.{dimension}")
        questions = table.get("questions") if isinstance(table, dict) else None
        for question in questions if isinstance(questions, dict) else ():
            if name in (question, f"{dimension}.{question}"):
                return say("fix.near", name=f"dimensions.{dimension}.questions.{question}")
    return None


def _paths(base: Table, keys: Sequence[str]) -> list[Sequence[str]]:
    """What is there to remove: what some keys lead to and, among conditions, those on all that lies within: ``sales.plan``."""
    *before, last = keys
    table: object = base
    for key in before:
        table = table.get(key) if isinstance(table, dict) else None
    names = list(table) if isinstance(table, dict) else []
    if before[-3:-2] == ["requires"] and names == [last]:
        return [before]  # the only aspect of a condition
    within = f"{last}." if before[-2:-1] == ["requires"] else None
    return [[*before, key] for key in names if key == last or (within and key.startswith(within))]


def without(table: Table, keys: Sequence[object]) -> Table:
    """A table without what some keys lead to; unchanged where they lead nowhere (any more).

    >>> without({"a": {"b": 1, "c": 2}}, ["a", "b"])
    {'a': {'c': 2}}
    """
    first, *rest = keys
    if not rest:
        return {key: value for key, value in table.items() if key != first}
    inner = table.get(str(first))
    return {**table, str(first): without(inner, rest)} if isinstance(inner, dict) else table


def _nearest_path(table: object, keys: Sequence[str]) -> Message | None:
    """The hint that names the nearest right path to one that leads nowhere, from the first key on that is wrong."""
    right = 0
    while isinstance(table, dict) and keys[right] in table:
        table, right = table[keys[right]], right + 1
    if not isinstance(table, dict):
        return None
    before = "".join(f"{key}." for key in keys[:right])
    return nearest(before + keys[right], [before + key for key in table])


def _merged(base: Table, overlay: Table, shape: Shape | None, path: Path, problems: list[Problem]) -> Table:
    """Two tables of a shape as one."""
    kept = {key: value for key, value in base.items() if key not in _replaced(base, overlay, shape)}
    found = {**kept, **overlay}
    for key, value in overlay.items():
        inherited = kept.get(key)
        if isinstance(value, dict) and isinstance(inherited, dict):
            found[key] = _merged(inherited, value, within(shape, key), (*path, key), problems)
    misspelt = list(_misspelt(kept, overlay, shape, path))
    problems += misspelt
    ordered = isinstance(shape, List) and path[0] != "facts"  # whose options are in no order
    return _in_order(kept, overlay, found, path, problems) if ordered and not misspelt else found


def _misspelt(base: Table, overlay: Table, shape: Shape | None, path: Path) -> Iterable[Problem]:
    """The problems of entries that are added, but look like changes of one that is inherited: they would change nothing."""
    cls = class_of(shape.inner) if isinstance(shape, List | Map) else None
    if cls not in _OF_ITS_OWN:
        return
    key, keys = _OF_ITS_OWN[cls]
    unnamed = [name for name in base if name not in overlay]
    added = {name: entry for name, entry in overlay.items() if name not in base and isinstance(entry, dict)}
    unmeant = (name for name, entry in added.items() if not _is_meant(entry, keys))
    for name in islice(unmeant, _MOST_COMPARED // max(1, len(unnamed))):
        if meant := near(name, unnamed):
            fix = say("fix.near-else", name=meant, fix=say("fix.give", key=key))
            yield Problem.of(say("misspelt-entry", name=name, key=key), (*path, name), fix)


def _is_meant(entry: Table, keys: Iterable[str]) -> bool:
    """Whether an entry, or a question in it, says what it is itself."""
    questions = entry.get("questions")
    inside = questions.values() if isinstance(questions, dict) else ()
    return not entry.keys().isdisjoint(keys) or any(isinstance(each, dict) and "text" in each for each in inside)


def _replaced(base: Table, overlay: Table, shape: Shape | None) -> set[str]:
    """The keys that go because the overlay says the same in another way: a level, points, or what to choose from."""
    cls = class_of(shape)
    if cls is RuleData:
        return set() if overlay.get("kind", base.get("kind")) == base.get("kind") else set(base)
    if isinstance(shape, Spelt) and shape.parse is parse_points:
        return set(base) if _is_another_form(base, overlay) else set()
    if cls is Noun:
        return set(base) if "one" in overlay else set()  # the plural is that of another word
    if cls in (Question, Fact):
        return {other for key, other in (("scale", "options"), ("options", "scale")) if key in overlay}
    named = [way for way in WAYS if overlay.get(way) not in (None, False)] if cls in (RubricData, Dimension) else []
    others = [way for way in WAYS if named and way not in named]
    return {key for way in others for key in (way, *_GOES_WITH.get(way, ()))}


def _is_another_form(base: Table, overlay: Table) -> bool:
    """Whether an overlay gives points in another form; one for every full amount may restate a part: ``earn = 6``."""
    form = _form(base)
    return not overlay.keys() <= _PER if form == "per" else form != _form(overlay)


def _form(points: Table) -> str:
    """The form of points. The keys of the others may also be ids of options, which a number stands under."""
    named = next((form for form in ("curve", "bands") if form in points and not is_number(points[form])), "table")
    return "per" if {"per", "earn"} <= points.keys() <= _PER else named


def _in_order(base: Table, overlay: Table, found: Table, path: Path, problems: list[Problem]) -> Table:
    """The entries in the order that the overlay restates, if it names them all; else in that of the base."""
    if base.keys() <= overlay.keys():
        return {key: found[key] for key in overlay}
    known = [key for key in overlay if key in base]
    moved = known != [key for key in base if key in overlay]
    added = [key for key in overlay if key not in base]
    last = list(overlay)[len(known) :] == added
    if moved or (added and (path == ("levels",) or not last)):
        fix = say("fix.order-levels" if path == ("levels",) else "fix.order-options", names=tuple(base))
        meant = next(filter(None, (near(key, base) for key in added[:_MOST_SEARCHED])), None)
        fix = say("fix.near-else", name=meant, fix=fix) if meant else fix
        problems.append(Problem.of(say("partial-order", what=path[-1]), path, fix))
    return found
