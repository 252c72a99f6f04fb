"""Idle keys: well-formed keys that nothing in the rubric reads."""

from collections.abc import Callable, Iterable, Mapping

from attain._core.data import given
from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.types import kebab
from attain._model.conditions import Condition, asks
from attain._model.points import Ranges
from attain._model.rubric import Dimension

from .questions import Item
from .scope import Place, Scope, root_rules

_WEIGHED = ("sum", "mean", "percent")
_NOT_SCORED = {
    "level": "no-ladder",
    "met": "not-asked",
}  # keys that don't affect scores, and why nothing reads them


def idle(scope: Scope, items: Mapping[str, Item], asked: Mapping[str, tuple[Condition, ...]]) -> Iterable[Problem]:
    """Yield the problems of keys that nothing reads.

    Arguments:
        scope: The scope of the rubric.
        items: Every valid question, by full id.
        asked: The conditions of the level of each dimension, by the id of the dimension.
    """
    aspects = _aspects(scope, asked)
    shared = set(scope.shared.values())
    climbed = {each.same_as for place, _, each in scope.questions.values() if each.same_as and scope.in_ladder(place)}
    for place in scope.places.values():
        written = scope.rubric.dimensions[place.id] if place.id else root_rules(scope.rubric)
        yield from _of_rules(scope, place, written)
        yield from _of_weight(scope, place, written)
    for item in items.values():
        asks = aspects.get(item.id, frozenset())
        yield from _of_question(scope, item, asks, shared=item.id in shared, climbed=item.id in climbed)


def _aspects(scope: Scope, asked: Mapping[str, tuple[Condition, ...]]) -> Mapping[str, frozenset[str | None]]:
    """Return the aspects of each question that rules require; None means that it must be met."""
    found: dict[str, set[str | None]] = {}
    for place in scope.places.values():
        for ask in asks(asked[place.id]):
            for _, name in scope.meanings(ask.name, place):
                found.setdefault(name, set()).add(None if ask.least is None else ask.aspect or "value")
    for name in (name for names in scope.prerequisites.values() for name in names):
        found.setdefault(name, set()).add(None)
    return {name: frozenset(aspects) for name, aspects in found.items()}


def ranged(scope: Scope, place: Place) -> bool:
    """Return whether a dimension has ranges that can overlap or leave gaps: bands, or points by ranges."""
    questions = place.rules.questions.values()
    origins = [scope.questions.get(each.same_as or "", (None, None, each))[2] for each in questions]
    points = [each.points or origin.points for each, origin in zip(questions, origins, strict=True)]
    return bool(place.rules.bands) or any(isinstance(each, Ranges) for each in points)


def weighed(scope: Scope, place: Place) -> bool:
    """Return whether the score or the level of a dimension is weighted with others."""
    outer = scope.places[place.parent or ""]
    scored = place.scores and outer.scores and (outer.rules.score or "sum") in _WEIGHED
    return not place.rules.view and (scored or (outer.rules.combine == "mean" and bool(place.rules.ways)))


def _has_answers(_: Scope, place: Place) -> bool:
    return bool(place.rules.questions or place.rules.rating)


_SCORES = (lambda _, place: place.scores), "no-score"
_RANGED = ranged, "no-bands"
_ANSWERED = _has_answers, "no-questions"

READERS: Mapping[str, tuple[Callable[[Scope, Place], bool], str]] = {
    "cumulative": (lambda _, place: place.rules.requires is not None, "no-requires"),
    **dict.fromkeys(("base", "cap", "round"), _SCORES),
    **dict.fromkeys(("overlap", "gap"), _RANGED),
    **dict.fromkeys(("unanswered", "not_applicable", "needs", "valid_for"), _ANSWERED),
}
"""For keys that not all dimensions read: whether a dimension reads the key, and the reason if it does not."""


def _problem(path: Path, key: str, why: str, fix: Message | None = None, /, **values: object) -> Problem:
    return Problem.of(say(f"idle-key.{why}", key=kebab(key), **values), (*path, kebab(key)), fix)


def _of_rules(scope: Scope, place: Place, written: Dimension) -> Iterable[Problem]:
    where = say("fix.leave-out" if place.id else "fix.defaults")
    for key, (is_read, why) in READERS.items():
        if given(written, key) and not is_read(scope, place):
            yield _problem(place.path, key, why, where if why in ("no-bands", "no-questions") else None)


def _of_weight(scope: Scope, place: Place, written: Dimension) -> Iterable[Problem]:
    if place.parent is None or not given(written, "weight") or weighed(scope, place):
        return
    outer = scope.places[place.parent]
    if place.rules.view:
        why = "view"
    elif outer.rules.combine == "mean":
        why = "no-level"
    elif not outer.scores:
        why = "outer-score"
    elif (outer.rules.score or "sum") not in _WEIGHED:
        why = "outer-weights"
    else:
        why = "unscored"
    yield _problem(place.path, "weight", why, whole=outer.whole, score=outer.rules.score or "sum")


def _of_question(
    scope: Scope, item: Item, aspects: frozenset[str | None], *, shared: bool, climbed: bool
) -> Iterable[Problem]:
    """Yield the idle keys of a question, without keys that another question with the same answer uses."""
    in_ladder = scope.in_ladder(item.place)
    is_read = {
        "weight": False,
        "scored": False,
        "points": shared or "points" in aspects,
        "level": climbed or in_ladder,
        "met": shared or in_ladder or None in aspects,
    }
    for key, read in is_read.items():
        if not read and given(item.question, key) and (why := _unread(item, key)):
            of_score = {"whole": item.place.whole, "score": item.place.rules.score or "sum"}
            yield _problem(item.path, key, why, **({} if key in _NOT_SCORED else of_score))


def _unread(item: Item, key: str) -> str | None:
    """Return why nothing reads a key of a question, as far as its own dimension decides it; None if something does."""
    if key in _NOT_SCORED:
        return _NOT_SCORED[key]
    if not item.place.scores:
        return "whole-score"
    if item.worth is None:
        return "no-points"
    if item.question.scored is False and key != "scored":
        return "not-scored"
    if key == "weight" and (item.place.rules.score or "sum") not in _WEIGHED:
        return "weights"
    return None
