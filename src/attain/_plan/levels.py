"""Each way to a level, written once: as its translation to the plan."""

from collections.abc import Sequence

import attrs

from attain._core.errors import Path, RubricError
from attain._core.messages import say
from attain._core.precision import SCALE, reached
from attain._model.parts import Level
from attain._model.rubric import Combine

from .builder import Builder
from .context import Context, LevelNodes
from .demands import can_be_met, demand, met
from .nodes import Coalesce, Count, Greatest, Ladder, Least, Ratio, Step, Table, Threshold
from .plan import Banded, Combined, Demand
from .questions import Item
from .scope import Place
from .steps import Steps, regions, steps


def by_bands(context: Context, place: Place) -> LevelNodes | None:
    """The level whose range the score falls into; None, with the problem noted, where a plugin's policy fails."""
    rules = place.rules
    ranks = {level.id: level.rank for level in context.rubric.levels}
    bands = sorted((rules.bands or {}).items(), key=lambda pair: ranks[pair[0]])
    heights = tuple(ranks[level] for level, _ in bands)
    found = regions([band for _, band in bands])
    overlap, gap = rules.overlap or "", rules.gap or ""
    try:
        made = steps(found, 0, heights, overlap, gap)
    except RubricError as error:
        context.builder.problems += [attrs.evolve(each, path=place.path + each.path) for each in error.problems]
        return None
    level = context.builder.add(Step(context.scores[place.id].score, made), (*place.path, "bands"))
    return LevelNodes(level, Banded(heights, tuple(band for _, band in bands), found, str(overlap), str(gap), made))


def by_requires(context: Context, place: Place) -> LevelNodes:
    """The highest level whose conditions hold, and by default those of every level below it."""
    builder, path = context.builder, (*place.path, "requires")
    ranks = {level.id: level.rank for level in context.rubric.levels}
    asked = sorted((place.rules.requires or {}).items(), key=lambda pair: ranks[pair[0]])
    found = [(ranks[level], demand(context, place, group, (*path, level))) for level, group in asked]
    demands = [(rank, made) for rank, made in found if made is not None]
    ladder = Ladder(
        tuple(made.node for _, made in demands), tuple(rank for rank, _ in demands), place.rules.cumulative is not False
    )
    node = builder.only_if(builder.add(ladder, path), context.facts(place.applies), path)
    return LevelNodes(node, demands=tuple(demands))


def by_ladder(context: Context, place: Place) -> LevelNodes | None:
    """The highest level of whose questions the given share is met, and of every level below it."""
    builder, path = context.builder, (*place.path, "ladder")
    need = place.rules.ladder.need if place.rules.ladder else 1.0
    rungs: dict[int, list[Item]] = {}
    ranks = {level.id: level.rank for level in context.rubric.levels}
    for inner in context.scope.descendants(place):
        for item in context.own_items(inner):
            if item.level is None:
                builder.problem(say("no-rung", levels=tuple(ranks)[1:]), item.path)
            elif can_be_met(item, builder, item.path):
                rungs.setdefault(ranks[item.level], []).append(item)
    demands = [(rank, _rung(context, items, need, path)) for rank, items in sorted(rungs.items())]
    if not any(inner.rules.questions for inner in context.scope.descendants(place)):
        builder.problem(say("nothing-to-climb"), path, None, ("dimensions",), (*place.path, "questions"))
    if not demands:
        return None
    ladder = Ladder(tuple(rung.node for _, rung in demands), tuple(rank for rank, _ in demands), cumulative=True)
    return LevelNodes(builder.add(ladder, path), demands=tuple(demands))


def _rung(context: Context, items: Sequence[Item], need: float, path: Path) -> Demand:
    """That so large a share of some questions is met."""
    builder = context.builder
    parts = [met(builder, item, path) for item in items]
    node = builder.add(Count(tuple(part.node for part in parts), float(need)), path)
    if any(item.place.rules.unanswered == "exclude" for item in items):
        others = [met(builder, item, path, passed_over=item.place.rules.unanswered == "exclude") for item in items]
        passing = builder.add(Count(tuple(part.node for part in others), float(need)), path)
        node, parts = builder.add(Coalesce(passing, node), path), others
    return Demand(node, "share", needed=need, parts=tuple(parts))


def by_combine(context: Context, place: Place) -> LevelNodes | None:
    """The levels of the dimensions within, made one."""
    builder, path = context.builder, (*place.path, "combine")
    within = [name for name in place.within if name in context.levels]
    if not within and not any(context.scope.places[name].rules.ways for name in place.within):
        builder.problem(say("nothing-to-combine.levels"), path, None, ("dimensions",))
    if not within:
        return None
    kind = place.rules.combine or "minimum"
    ordered = sorted(within)  # as scores are added
    weights = tuple(context.scope.places[name].weight for name in ordered)
    if kind == "mean" and not any(weights):
        builder.problem(say("nothing-to-combine.weights"), path)
        return None
    nodes = tuple(context.levels[name].level for name in ordered)
    node = combine(builder, kind, nodes, weights, levels=context.rubric.levels, path=path)
    return LevelNodes(node, combined=Combined(kind, tuple(within)))


def combine(
    builder: Builder,
    kind: Combine,
    nodes: tuple[int, ...],
    weights: tuple[float, ...],
    *,
    levels: Sequence[Level],
    path: Path,
) -> int:
    """Add what makes some levels one.

    Arguments:
        builder: The plan being built.
        kind: How they are made one.
        nodes: The levels.
        weights: What the rank of each is multiplied with, for the mean.
        levels: The rubric's levels, lowest first.
        path: Where in the rubric this is asked for.
    """
    ranks = tuple(level.rank for level in levels[1:])
    match kind:
        case "minimum":
            return builder.add(Least(nodes), path)
        case "maximum":
            return builder.add(Greatest(nodes), path)
        case "majority":
            held = [[builder.add(Threshold(node, rank), path) for node in nodes] for rank in ranks]
            most = tuple(builder.add(Count(tuple(holds), "majority"), path) for holds in held)
            return builder.add(Ladder(most, ranks, cumulative=False), path)
        case _:
            mean = builder.add(Ratio(nodes, weights), path)
            made = Steps(tuple(reached(rank * SCALE) for rank in ranks), (0.0, *map(float, ranks)))
            return builder.add(Step(mean, made), path)


def by_rating(context: Context, place: Place, item: Item) -> LevelNodes:
    """The level that the assessor picks."""
    ranks = tuple(float(level.rank) for level in context.rubric.levels)
    path = (*place.path, "rating")
    node = item.reads(context.builder, Table(ranks), (0.0, ranks[-1]), open_as=0.0, path=path)
    return LevelNodes(node)
