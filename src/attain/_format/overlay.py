"""Rubrics as raw tables, before they are read: an overlay merged with its base.

Wrong shapes stay as they are, for the reader to report.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.names import near, nearest
from attain._core.shapes import List, Map, Record, Shape, Spelt
from attain._core.types import is_number
from attain._model.extensions import RuleData
from attain._model.parts import Fact, Level, Question
from attain._model.points import parse_points
from attain._model.rubric import WAYS, Dimension, RubricData
from attain._model.words import Noun

from .canonical import Names, canonical, keys_of
from .tables import Table, entries, value_at, without

NOT_INHERITED = ("attain", "id", "version", "extends", "remove", "examples")
"""The keys that an overlay does not take from its base."""

_PER = {"per", "earn", "cap"}  # the keys of points for full amounts
_MOST_COMPARED = 5_000_000  # comparing more pairs of names takes over a second or two
_MOST_SEARCHED = 20
_GOES_WITH = {"requires": ("cumulative",)}  # keys that only one way to a level has
_OF_ITS_OWN: Mapping[object, tuple[str, tuple[str, ...]]] = {
    Level: ("title", ("title",)),
    Fact: ("text", ("text", "kind", "options", "scale")),
    Dimension: ("title", ("title",)),
    Question: ("text", ("text", "same-as")),
}
"""The key that a new entry should have, and the keys that show that the entry is meant to be new."""


def merge(base: Table, overlay: Table) -> tuple[Table, tuple[Problem, ...]]:
    """Return an overlay merged with the base that it extends. Both are normalised, and merge in canonical form.

    Tables merge and lists replace; one way to a level replaces another; new entries go last. Names in ``remove`` are
    taken from the base beforehand.

    Returns:
        The whole rubric, and what is wrong with the overlay.

    >>> merge({"title": "Base", "combine": "mean"}, {"id": "mine", "bands": {"basic": "0"}, "remove": ["title"]})
    ({'id': 'mine', 'bands': {'basic': '0'}}, ())
    """
    inherited = {key: value for key, value in base.items() if key not in NOT_INHERITED}
    problems: list[Problem] = []
    names = Names.of(inherited)
    rest = _removed(canonical(inherited, names), overlay.get("remove", ()), names, problems)
    own = {key: value for key, value in overlay.items() if key not in ("extends", "remove")}
    names = Names.of(rest, own)
    return _merged(canonical(rest, names), canonical(own, names), Record(RubricData), (), problems), tuple(problems)


def _removed(base: Table, removed: object, names: Names, problems: list[Problem]) -> Table:
    if not isinstance(removed, list | tuple):
        problems.append(Problem.of(say("wrong-type.remove", given=removed), ("remove",)))
        return base
    rest = base
    for position, name in enumerate(removed):
        if not isinstance(name, str):
            problems.append(Problem.of(say("wrong-type.text", given=name), ("remove", position)))
        elif found := _paths(base, keys := keys_of(name, names)):
            for path in found:
                rest = without(rest, path)
        else:
            fix = _path_that_ends(base, name) or _nearest_path(base, keys)
            problems.append(Problem.of(say("unknown-path.removed", path=name), ("remove", position), fix))
    return rest


def _path_that_ends(base: Table, name: str) -> Message | None:
    """Return a hint with the full path of a dimension, or of a question from its short or full id, or None."""
    for dimension, table in entries(base.get("dimensions")).items():
        if name == dimension:
            return say("fix.near", name=f"dimensions.{dimension}")
        for question in entries(entries(table).get("questions")):
            if name in (question, f"{dimension}.{question}"):
                return say("fix.near", name=f"dimensions.{dimension}.questions.{question}")
    return None


def _paths(base: Table, keys: Sequence[str]) -> list[Sequence[str]]:
    """Return the paths that a removal covers; among conditions, ``sales`` covers ``sales.plan`` too."""
    *before, last = keys
    names = list(entries(value_at(base, before)))
    if before[-3:-2] == ["requires"] and names == [last]:
        return [before]  # a condition has no other aspect
    within = f"{last}." if before[-2:-1] == ["requires"] else None
    return [[*before, key] for key in names if key == last or (within and key.startswith(within))]


def _nearest_path(table: Table, keys: Sequence[str]) -> Message | None:
    """Return a hint with the nearest valid path to a wrong one, from the first wrong key on; None if none is near."""
    right = 0
    while keys[right] in table:
        table, right = entries(table[keys[right]]), right + 1
    before = "".join(f"{key}." for key in keys[:right])
    return nearest(before + keys[right], [before + key for key in table])


def _merged(base: Table, overlay: Table, shape: Shape | None, path: Path, problems: list[Problem]) -> Table:
    """Return two tables of a shape merged into one."""
    replaced = {*_replaced(base, overlay, shape)}
    inherited = {key: value for key, value in base.items() if key not in replaced}
    found = {**inherited, **overlay}
    for key, value in overlay.items():
        if isinstance(value, dict) and isinstance(inherited.get(key), dict):
            found[key] = _merged(inherited[key], value, shape and shape.under(key), (*path, key), problems)
    misspelt = list(_misspelt(inherited, overlay, shape, path))
    problems += misspelt
    ordered = isinstance(shape, List) and path[0] != "facts"  # the options of facts are unordered
    return _in_order(inherited, overlay, found, path, problems) if ordered and not misspelt else found


def _misspelt(base: Table, overlay: Table, shape: Shape | None, path: Path) -> Iterable[Problem]:
    """Yield the problems of new entries that look like misspelt changes of inherited ones."""
    cls = shape.inner.made_of if isinstance(shape, List | Map) else None
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
    """Return whether an entry, or a question in it, has a key that a new entry needs."""
    questions = entries(entry.get("questions")).values()
    return not entry.keys().isdisjoint(keys) or any("text" in entries(each) for each in questions)


def _replaced(base: Table, overlay: Table, shape: Shape | None) -> Iterable[str]:
    """Return the keys that the overlay replaces by another way to the same: a level, points, or a choice."""
    what = parse_points if isinstance(shape, Spelt) and shape.parse is parse_points else shape and shape.made_of
    return _REPLACED[what](base, overlay) if what in _REPLACED else ()


def _of_another_kind(base: Table, overlay: Table) -> Iterable[str]:
    return () if overlay.get("kind", base.get("kind")) == base.get("kind") else base


def _of_another_word(base: Table, overlay: Table) -> Iterable[str]:
    return base if "one" in overlay else ()  # a plural belongs to its word


def _other_choices(_: Table, overlay: Table) -> Iterable[str]:
    return [other for key, other in (("scale", "options"), ("options", "scale")) if key in overlay]


def _other_ways(_: Table, overlay: Table) -> Iterable[str]:
    named = [way for way in WAYS if overlay.get(way) not in (None, False)]
    others = [way for way in WAYS if named and way not in named]
    return [key for way in others for key in (way, *_GOES_WITH.get(way, ()))]


def _of_another_form(base: Table, overlay: Table) -> Iterable[str]:
    """Return all keys of points if an overlay changes their form; points for full amounts may be restated in part."""
    form = _form(base)
    is_other = not overlay.keys() <= _PER if form == "per" else form != _form(overlay)
    return base if is_other else ()


_REPLACED: Mapping[object, Callable[[Table, Table], Iterable[str]]] = {
    RuleData: _of_another_kind,
    Noun: _of_another_word,
    Question: _other_choices,
    Fact: _other_choices,
    RubricData: _other_ways,
    Dimension: _other_ways,
    parse_points: _of_another_form,
}
"""The keys that an overlay replaces, by class or by parser."""


def _form(points: Table) -> str:
    """Return the form of points. A key of another form may also be the id of an option, which has a number."""
    named = next((form for form in ("curve", "bands") if form in points and not is_number(points[form])), "table")
    return "per" if {"per", "earn"} <= points.keys() <= _PER else named


def _in_order(base: Table, overlay: Table, found: Table, path: Path, problems: list[Problem]) -> Table:
    """Return the entries in the overlay's order if it names them all, otherwise in the base's order."""
    if base.keys() <= overlay.keys():
        return {key: found[key] for key in overlay}
    known, added = ([key for key in overlay if (key in base) is there] for there in (True, False))
    is_moved = known != [key for key in base if key in overlay]
    is_last = path != ("levels",) and list(overlay) == [*known, *added]
    if is_moved or (added and not is_last):
        problems.append(Problem.of(say("partial-order", what=path[-1]), path, _order_fix(base, added, path)))
    return found


def _order_fix(base: Table, added: Sequence[str], path: Path) -> Message:
    fix = say("fix.order-levels" if path == ("levels",) else "fix.order-options", names=tuple(base))
    meant = next(filter(None, (near(key, base) for key in added[:_MOST_SEARCHED])), None)
    return say("fix.near-else", name=meant, fix=fix) if meant else fix
