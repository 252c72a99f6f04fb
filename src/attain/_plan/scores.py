"""The translation of each way to a score to the plan."""

from collections.abc import Iterator, Sequence

import attrs

from attain._core.errors import Path
from attain._core.messages import say
from attain._model.rubric import Score

from .builder import Builder
from .context import Context, ScoreNodes
from .nodes import Adjust, Coalesce, Greatest, Least, Operation, Product, Ratio, Sum
from .questions import Item
from .scope import Place


@attrs.frozen
class _Part:
    """A question or a dimension that counts in a score.

    Arguments:
        name: The id of the question or dimension within the scored one.
        weight: The factor of its points.
        low: The least possible value.
        high: The greatest possible value of its full marks.
        path: The path in the rubric.
        nodes: The source of the nodes of its points or score, and of its full marks.
    """

    name: str
    weight: float
    low: float
    high: float
    path: Path
    nodes: Item | ScoreNodes


def score(context: Context, place: Place) -> ScoreNodes | None:
    """Translate a score: of a dimension's questions and the scores within it, followed by base, cap and rounding.

    Arguments:
        context: The state of the translation; the scores within are already translated.
        place: The dimension.

    Returns:
        The nodes of the score; None if it is not valid, with the problem added.
    """
    rules, builder = place.rules, context.builder
    kind: Score = rules.score or "sum"
    parts = [*_parts(context, place)]
    path = (*place.path, "score" if rules.score else "bands")
    if not parts:
        _note_missing(context, place, path)
        return None
    if not _is_sound(kind, parts, builder, path):
        return None
    # Adding floats in another order may change the sum, and the order in the file has no meaning.
    parts.sort(key=lambda part: part.name)

    def combined(*, full: bool, passed_over: bool) -> int:
        wanted = full or kind == "percent"
        marks = tuple(part.nodes.marks(builder, passed_over=passed_over) for part in parts if wanted)
        nodes = marks if full else tuple(part.nodes.counts(builder, passed_over=passed_over) for part in parts)
        return builder.add(_operation(kind, nodes, tuple(part.weight for part in parts), marks), path)

    def finished(*, full: bool) -> int:
        node = combined(full=full, passed_over=False)
        if rules.unanswered == "exclude" and any(item.scored for item in context.own_items(place)):
            node = builder.add(Coalesce(combined(full=full, passed_over=True), node), path)
        return builder.add(Adjust(node, rules.base or 0.0, rules.cap, rules.round), path)

    return ScoreNodes(finished(full=False), finished(full=True))


def _parts(context: Context, place: Place) -> Iterator[_Part]:
    builder = context.builder
    for item in context.own_items(place):
        if item.scored:
            yield _Part(item.id, item.weight, *item.points, item.path, item)
    for name in place.within:
        inner, nodes = context.scope.places[name], context.scores.get(name)
        if nodes is not None and inner.weight > 0:
            low, high = builder.nodes[nodes.score].low, builder.nodes[nodes.full].high
            yield _Part(name, inner.weight, low, high, inner.path, nodes)


def _note_missing(context: Context, place: Place, path: Path) -> None:
    """Add the problem that there is nothing to score, unless another problem explains it."""
    if len(context.own_items(place)) < len(place.rules.questions):
        return
    inside = [context.scope.places[name] for name in place.within]
    silent = next((inner.id for inner in inside if inner.rules.questions and not inner.scores), None)
    fix = say("fix.score-of", dimension=silent) if silent else None
    context.builder.problem(say("nothing-to-score"), path, fix, ("dimensions",), (*place.path, "questions"))


def _is_sound(kind: Score, parts: Sequence[_Part], builder: Builder, path: Path) -> bool:
    """Return whether parts can be combined; if not, add the problem."""
    for part in parts:
        if kind == "product" and part.low < 0:
            builder.problem(say("negative-factor.named", name=part.name, low=part.low), path, None, part.path)
            return False
        if kind == "percent" and part.high <= 0:
            builder.problem(say("no-full-marks", name=part.name, full=part.high), path, None, part.path)
            return False
    return True


def _operation(kind: Score, nodes: tuple[int, ...], weights: tuple[float, ...], marks: tuple[int, ...]) -> Operation:
    match kind:
        case "sum":
            return Sum(nodes, weights)
        case "mean":
            return Ratio(nodes, weights)
        case "percent":
            return Ratio(nodes, weights, marks, 100.0)
        case "product":
            return Product(nodes)
        case "minimum":
            return Least(nodes)
        case _:
            return Greatest(nodes)
