"""Keys that are well-formed, but that nothing in the rubric reads where they stand."""

from collections.abc import Iterable, Mapping

from attain._core.data import given
from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.types import kebab
from attain._model.conditions import Ask, Condition, asks
from attain._model.points import Ranges
from attain._model.rubric import Dimension

from .questions import Item
from .scope import Place, Scope, root_rules

_WEIGHED = ("sum", "mean", "percent")
_OF_ANSWERS = ("unanswered", "not_applicable", "needs", "valid_for")


def idle(scope: Scope, items: Mapping[str, Item], asked: Mapping[str, tuple[Condition, ...]]) -> Iterable[Problem]:
    """The problems of keys that nothing reads.

    Arguments:
        scope: Who is where.
        items: Every question that makes sense, by full id.
        asked: For each dimension, what the way to its level asks for.
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
    """For each question that rules ask, which of its aspects; None stands for its being met."""
    found: dict[str, set[str | None]] = {}
    for place in scope.places.values():
        for ask in asks(asked[place.id]):
            for _, name in scope.meanings(ask.name, place):
                found.setdefault(name, set()).add(_aspect(ask))
    return {name: frozenset(aspects) for name, aspects in found.items()}


def _aspect(ask: Ask) -> str | None:
    return None if ask.least is None else ask.aspect or "value"


def ranged(scope: Scope, place: Place) -> bool:
    """Whether ranges may overlap or leave gaps in a dimension: it has bands, or questions with points by ranges.

    Arguments:
        scope: What the rubric's names mean.
        place: The dimension.
    """
    questions = place.rules.questions.values()
    origins = [scope.questions.get(each.same_as or "", (None, None, each))[2] for each in questions]
    points = [each.points or origin.points for each, origin in zip(questions, origins, strict=True)]
    return bool(place.rules.bands) or any(isinstance(each, Ranges) for each in points)


def weighed(scope: Scope, place: Place) -> bool:
    """Whether the score or the level of a dimension is weighed with others.

    Arguments:
        scope: What the rubric's names mean.
        place: The dimension.
    """
    outer = scope.places[place.parent or ""]
    scored = place.scores and outer.scores and (outer.rules.score or "sum") in _WEIGHED
    return not place.rules.view and (scored or (outer.rules.combine == "mean" and bool(place.rules.ways)))


def _problem(path: Path, key: str, why: str, fix: Message | None = None, /, **values: object) -> Problem:
    return Problem.of(say(f"idle-key.{why}", key=kebab(key), **values), (*path, kebab(key)), fix)


def _of_rules(scope: Scope, place: Place, written: Dimension) -> Iterable[Problem]:
    rules, where = place.rules, say("fix.leave-out" if place.id else "fix.defaults")
    if given(written, "cumulative") and rules.requires is None:
        yield _problem(place.path, "cumulative", "no-requires")
    for key in ("base", "cap", "round"):
        if given(written, key) and not place.scores:
            yield _problem(place.path, key, "no-score")
    for key in ("overlap", "gap"):
        if given(written, key) and not ranged(scope, place):
            yield _problem(place.path, key, "no-bands", where)
    for key in _OF_ANSWERS:
        if given(written, key) and not rules.questions and not rules.rating:
            yield _problem(place.path, key, "no-questions", where)


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
    """The idle keys of a question; what it does not use itself, another question that shares its answer may."""
    question, place = item.question, item.place
    asked = shared or "points" in aspects
    for key, used in (("weight", False), ("scored", False), ("points", asked)):
        if given(question, key) and not used and (why := _uncounted(item, key)):
            yield _problem(item.path, key, why, whole=place.whole, score=place.rules.score or "sum")
    if given(question, "level") and not climbed and not scope.in_ladder(place):
        yield _problem(item.path, "level", "no-ladder")
    if given(question, "met") and not shared and None not in aspects and not scope.in_ladder(place):
        yield _problem(item.path, "met", "not-asked")


def _uncounted(item: Item, key: str) -> str | None:
    """Return why a key says nothing about what a question's points count in its dimension; None if it does."""
    if not item.place.scores:
        return "whole-score"
    if item.worth is None:
        return "no-points"
    if item.question.scored is False and key != "scored":
        return "not-scored"
    if key == "weight" and (item.place.rules.score or "sum") not in _WEIGHED:
        return "weights"
    return None
