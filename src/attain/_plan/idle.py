"""Keys that are well-formed, but that nothing in the rubric reads where they stand."""

from collections.abc import Iterable, Mapping

from attain._core.data import given
from attain._core.errors import Path, Problem
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


def _problem(path: Path, key: str, why: str, hint: str) -> Problem:
    return Problem("idle-key", (*path, kebab(key)), f"nothing reads '{kebab(key)}' here: {why}", hint)


def _of_rules(scope: Scope, place: Place, written: Dimension) -> Iterable[Problem]:
    rules, where = place.rules, "set it in [defaults] or on a dimension" if not place.id else "leave it out"
    if given(written, "cumulative") and rules.requires is None:
        yield _problem(place.path, "cumulative", "no level requires anything", "leave it out")
    for key in ("base", "cap", "round"):
        if given(written, key) and not place.scores:
            yield _problem(place.path, key, "there is no score", 'give it one: score = "sum"')
    for key in ("overlap", "gap"):
        if given(written, key) and not ranged(scope, place):
            yield _problem(place.path, key, "there are no bands", where)
    for key in _OF_ANSWERS:
        if given(written, key) and not rules.questions and not rules.rating:
            yield _problem(place.path, key, "there are no questions directly in it", where)


def _of_weight(scope: Scope, place: Place, written: Dimension) -> Iterable[Problem]:
    if place.parent is None or not given(written, "weight") or weighed(scope, place):
        return
    outer = scope.places[place.parent]
    whole, score = f"'{outer.id}'" if outer.id else "the rubric", outer.rules.score or "sum"
    if place.rules.view:
        why, hint = "a view never counts", "leave it out"
    elif outer.rules.combine == "mean":
        why, hint = "it has no level", "give it a way to its level, or leave 'weight' out"
    elif not outer.scores:
        why = f"{whole} has no score to weigh it in"
        hint = f"give {whole} one (score = \"sum\"), or leave 'weight' out"
    elif score not in _WEIGHED:
        why, hint = (
            f'score = "{score}" weighs nothing',
            f"give {whole} 'sum', 'mean' or 'percent', or leave 'weight' out",
        )
    else:
        why, hint = "it has no score", "give it one (score = \"sum\"), or leave 'weight' out"
    yield _problem(place.path, "weight", why, hint)


def _of_question(
    scope: Scope, item: Item, aspects: frozenset[str | None], *, shared: bool, climbed: bool
) -> Iterable[Problem]:
    """The idle keys of a question; what it does not use itself, another question that shares its answer may."""
    question, place = item.question, item.place
    asked = shared or "points" in aspects
    for key, used in (("weight", False), ("scored", False), ("points", asked)):
        if given(question, key) and not used and (why := _uncounted(item, key)):
            yield _problem(item.path, key, *why)
    if given(question, "level") and not climbed and not scope.in_ladder(place):
        yield _problem(item.path, "level", "it stands in no ladder", "write ladder = { need = 1.0 } on its dimension")
    if given(question, "met") and not shared and None not in aspects and not scope.in_ladder(place):
        yield _problem(item.path, "met", "nothing asks whether it is met", "leave it out")


def _uncounted(item: Item, key: str) -> tuple[str, str] | None:
    """Why a key says nothing of what a question's points count in its dimension, and what to do; None if it does."""
    place, score = item.place, item.place.rules.score or "sum"
    if not place.scores:
        whole = f"'{place.id}'" if place.id else "the rubric"
        return f"{whole} has no score", f"give it one (score = \"sum\"), or leave '{key}' out"
    if item.worth is None:
        return "its answers are worth no points", f"give them points, or leave '{key}' out"
    if item.question.scored is False and key != "scored":
        return "scored = false keeps it out of the score", f"leave 'scored' or '{key}' out"
    if key == "weight" and score not in _WEIGHED:
        return f'score = "{score}" weighs nothing', "use 'sum', 'mean' or 'percent', or leave 'weight' out"
    return None
