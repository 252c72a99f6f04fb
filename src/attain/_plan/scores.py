"""Each way to a score, written once: as its translation to the plan."""

from collections.abc import Sequence
from typing import TypeVar

from attain._core.errors import Path
from attain._core.messages import say
from attain._model.rubric import Score

from .builder import Builder
from .context import Context, ScoreNodes
from .nodes import Adjust, Coalesce, Greatest, Least, Operation, Product, Ratio, Sum
from .scope import Place

T = TypeVar("T")


def score(context: Context, place: Place) -> ScoreNodes | None:
    """The score of a dimension: over its questions' points and the scores within it, then base, cap and rounding."""
    rules, builder = place.rules, context.builder
    kind: Score = rules.score or "sum"
    items = [item for item in context.own_items(place) if item.scored]
    places = context.scope.places
    inner = {name: context.scores[name] for name in place.within if name in context.scores and places[name].weight > 0}
    path = (*place.path, "score" if rules.score else "bands")
    if not items and not inner:
        if len(context.own_items(place)) < len(rules.questions):
            return None  # what could be scored makes no sense, which has been reported
        inside = [places[name] for name in place.within]
        silent = next((inner.id for inner in inside if inner.rules.questions and not inner.scores), None)
        fix = say("fix.score-of", dimension=silent) if silent else None
        builder.problem(say("nothing-to-score"), path, fix, ("dimensions",), (*place.path, "questions"))
        return None
    names = [*(item.id for item in items), *inner]

    def by_id(each: Sequence[T]) -> tuple[T, ...]:
        """Sort by the names: floats added in another order may give another number, and the order in the file says nothing."""
        return tuple(each[at] for at in sorted(range(len(names)), key=names.__getitem__))

    weights = by_id([*(item.weight for item in items), *(places[name].weight for name in inner)])

    def marks(*, passed_over: bool) -> tuple[int, ...]:
        own = [item.marks(builder, passed_over=passed_over) for item in items]
        return by_id([*own, *(each.full for each in inner.values())])

    def points(*, passed_over: bool) -> tuple[int, ...]:
        own = [item.counts(builder, passed_over=passed_over) for item in items]
        return by_id([*own, *(each.score for each in inner.values())])

    def combined(*, passed_over: bool, full: bool) -> int:
        most = marks(passed_over=passed_over) if full or kind == "percent" else ()
        args = most if full else points(passed_over=passed_over)
        return builder.add(_operation(kind, args, weights, most), path)

    def finished(*, full: bool) -> int:
        node = combined(passed_over=False, full=full)
        if rules.unanswered == "exclude" and items:
            node = builder.add(Coalesce(combined(passed_over=True, full=full), node), path)
        return builder.add(Adjust(node, rules.base or 0.0, rules.cap, rules.round), path)

    nodes = builder.nodes
    reaches = [(name, nodes[each.score].low, nodes[each.full].high, places[name].path) for name, each in inner.items()]
    if not _sound(kind, [*((item.id, *item.points, item.path) for item in items), *reaches], builder, path):
        return None
    return ScoreNodes(finished(full=False), finished(full=True))


def _sound(kind: Score, reaches: Sequence[tuple[str, float, float, Path]], builder: Builder, path: Path) -> bool:
    """Whether points and scores of such a least and most can be combined so; if not, the problem is noted."""
    for name, low, full, home in reaches:
        if kind == "product" and low < 0:
            builder.problem(say("negative-factor.named", name=name, low=low), path, None, home)
            return False
        if kind == "percent" and full <= 0:
            builder.problem(say("no-full-marks", name=name, full=full), path, None, home)
            return False
    return True


def _operation(kind: Score, args: tuple[int, ...], weights: tuple[float, ...], full: tuple[int, ...]) -> Operation:
    match kind:
        case "sum":
            return Sum(args, weights)
        case "mean":
            return Ratio(args, weights)
        case "percent":
            return Ratio(args, weights, full, 100.0)
        case "product":
            return Product(args)
        case "minimum":
            return Least(args)
        case _:
            return Greatest(args)
