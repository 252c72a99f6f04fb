"""The translation of each way to a level to the plan."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import cast

import attrs

from attain._core.errors import Path, RubricError
from attain._core.messages import say
from attain._model.conditions import Ask, Condition, asks
from attain._model.extensions import FAILS, UnusableError, by_plugin, location_of

from .builder import Builder
from .context import Context, LevelNodes
from .demands import can_be_met, demand, met
from .nodes import AnswerPoints, Coalesce, Count, HighestRung, OptionPoints, Step
from .plan import Banded, Combined, Demand
from .questions import Item
from .rule_builder import ConditionTerm, LevelTerm, Rule, RuleBuilder, ScoreTerm, read_conditions
from .scope import Place
from .steps import Steps, regions, steps


def by_bands(context: Context, place: Place) -> LevelNodes | None:
    """Translate the level whose range contains the score; if a plugin's policy fails, add the problem."""
    if place.id not in context.scores:
        return None  # the problem of the score is already reported
    rules = place.rules
    ranks = {level.id: level.rank for level in context.rubric.levels}
    bands = sorted((rules.bands or {}).items(), key=lambda pair: ranks[pair[0]])
    heights = tuple(ranks[level] for level, _ in bands)
    found = regions([band for _, band in bands])
    overlap, gap = rules.overlap or "", rules.gap or ""
    try:
        function = steps(found, 0, heights, overlap, gap)
    except RubricError as error:
        context.builder.problems += [attrs.evolve(each, path=place.path + each.path) for each in error.problems]
        return None
    level = context.builder.add(Step(context.scores[place.id].score, function), (*place.path, "bands"))
    return LevelNodes(level, Banded(heights, tuple(band for _, band in bands), found, str(overlap), str(gap), function))


def by_requires(context: Context, place: Place) -> LevelNodes:
    """Translate the highest level whose conditions hold, by default with those of every lower level."""
    builder, path = context.builder, (*place.path, "requires")
    ranks = {level.id: level.rank for level in context.rubric.levels}
    required = sorted((place.rules.requires or {}).items(), key=lambda pair: ranks[pair[0]])
    found = [(ranks[level], demand(context, place, group, (*path, level))) for level, group in required]
    demands = tuple((rank, each) for rank, each in found if each is not None)
    ladder = _ladder(demands, cumulative=place.rules.cumulative is not False)
    node = builder.only_if(builder.add(ladder, path), context.facts(place.applies), path)
    return LevelNodes(node, demands=demands)


def _ladder(demands: Sequence[tuple[int, Demand]], *, cumulative: bool) -> HighestRung:
    return HighestRung(tuple(each.node for _, each in demands), tuple(rank for rank, _ in demands), cumulative)


def by_ladder(context: Context, place: Place) -> LevelNodes | None:
    """Translate the highest level for which enough of its questions, and of every lower level's, are met."""
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
    demands = tuple((rank, _rung(context, items, need, path)) for rank, items in sorted(rungs.items()))
    if not any(inner.rules.questions for inner in context.scope.descendants(place)):
        builder.problem(say("nothing-to-climb"), path, None, ("dimensions",), (*place.path, "questions"))
    if not demands:
        return None
    return LevelNodes(builder.add(_ladder(demands, cumulative=True), path), demands=demands)


def _rung(context: Context, items: Sequence[Item], need: float, path: Path) -> Demand:
    """Add the condition that a share of some questions is met."""
    builder = context.builder
    parts = [met(builder, item, path) for item in items]
    node = builder.add(Count(tuple(part.node for part in parts), float(need)), path)
    if any(item.place.rules.unanswered == "exclude" for item in items):
        others = [met(builder, item, path, passed_over=item.place.rules.unanswered == "exclude") for item in items]
        passing = builder.add(Count(tuple(part.node for part in others), float(need)), path)
        node, parts = builder.add(Coalesce(passing, node), path), others
    return Demand(node, "share", needed=need, parts=tuple(parts))


def by_combine(context: Context, place: Place) -> LevelNodes | None:
    """Translate the combined levels of the dimensions within."""
    builder, path = context.builder, (*place.path, "combine")
    within = [name for name in place.within if name in context.levels]
    if not within and not any(context.scope.places[name].rules.ways for name in place.within):
        builder.problem(say("nothing-to-combine.levels"), path, None, ("dimensions",))
    if not within:
        return None
    kind = place.rules.combine or "minimum"
    ordered = sorted(within)  # in the same order as scores
    weights = tuple(context.scope.places[name].weight for name in ordered)
    if kind == "mean" and not any(weights):
        builder.problem(say("nothing-to-combine.weights"), path)
        return None
    nodes = tuple(context.levels[name].level for name in ordered)
    node = builder.combine(kind, nodes, weights, len(context.rubric.levels), path)
    return LevelNodes(node, combined=Combined(kind, tuple(within)))


def by_rating(context: Context, place: Place) -> LevelNodes:
    """Translate the level that the assessor picks."""
    ranks = tuple(float(level.rank) for level in context.rubric.levels)
    rating, path = context.ratings[place.id], (*place.path, "rating")
    return LevelNodes(rating.reads(context.builder, OptionPoints(ranks), (0.0, ranks[-1]), open_as=0.0, path=path))


# ---------------------------------------------------------------- the rules of plugins


def by_rule(context: Context, place: Place) -> LevelNodes | None:
    """Translate the level that a plugin's rule builds; if it fails, add the problem and return None."""
    term = _built(context, place)
    if term is None:
        return None
    builder, path = context.builder, (*place.path, "rule")
    node = term._node
    if place.rules.unanswered == "exclude" and any(ask.aspect == "points" for ask in asks(context.asked[place.id])):
        passing = _built(context, place, passed_over=True)
        if passing is not None:
            node, term = builder.add(Coalesce(passing._node, node), path), passing
    node = builder.only_if(node, context.facts(place.applies), path)
    return LevelNodes(node, demands=term._demands, combined=term._combined)


def _built(context: Context, place: Place, *, passed_over: bool = False) -> LevelTerm | None:
    rule = cast(Rule, place.rules.rule)
    builder = RuleBuilder(context, place, rule, frozenset(context.asked[place.id]), passed_over=passed_over)
    try:
        with by_plugin(FAILS, RubricError):
            term: object = rule.build(builder)
            if isinstance(term, LevelTerm) and term._of is builder:
                return term
            what = say("rule-failed.term", rule=rule.kind, given=term, place=location_of(type(rule).build))
    except RubricError as error:
        context.builder.problems += error.problems
        return None
    except UnusableError as error:
        what = say("rule-failed.raised", rule=rule.kind, cause=error.what, place=error.place)
    context.builder.problem(what, (*place.path, "rule"))
    return None


def _asked_by_rule(context: Context, place: Place, rule: Rule) -> tuple[Condition, ...]:
    """Return the conditions that a rule uses, from a trial build whose result is discarded.

    Errors of the trial are reported in the real build.
    """
    trial = _Trial(attrs.evolve(context, builder=Builder()), place, rule)
    with suppress(RubricError, UnusableError), by_plugin(FAILS):
        rule.build(trial)
    return tuple(trial.asked)


class _Trial(RuleBuilder):
    """A builder that records the conditions that a rule uses, and returns a placeholder for each."""

    def __init__(self, context: Context, place: Place, rule: Rule) -> None:
        super().__init__(context, place, rule)
        self.asked: dict[Condition, None] = {}

    def points(self, question: str) -> ScoreTerm:
        return ScoreTerm(self, self._noted(Ask(question, 0.0, "points")))

    def score(self, dimension: str = "") -> ScoreTerm:
        return ScoreTerm(self, self._noted(Ask(dimension, 0.0, "score")))

    def level(self, dimension: str) -> LevelTerm:
        return LevelTerm(self, self._noted(Ask(dimension, "", "level")))

    def condition(self, conditions: Mapping[str, object]) -> ConditionTerm:
        group = read_conditions(conditions)
        return ConditionTerm(self, self._noted(group), Demand(0, "all"))

    def _noted(self, condition: Condition) -> int:
        self.asked[condition] = None
        return self._builder.add(AnswerPoints(0, Steps((), (0.0,)), 0.0, 0.0), self._path, reach=(0.0, 1.0))


# ---------------------------------------------------------------- all ways


_WAYS: Mapping[str, Callable[[Context, Place], LevelNodes | None]] = {
    "bands": by_bands,
    "requires": by_requires,
    "ladder": by_ladder,
    "combine": by_combine,
    "rating": by_rating,
    "rule": by_rule,
}


def level(context: Context, place: Place) -> LevelNodes | None:
    """Translate the level of a dimension; if it is not valid, add the problem and return None.

    Arguments:
        context: The state of the translation, with everything that the level depends on already translated.
        place: The dimension, which must have a level.
    """
    return _WAYS[place.rules.ways[0]](context, place)


def asked(context: Context, place: Place) -> tuple[Condition, ...]:
    """Return the conditions for a dimension's level on questions and other dimensions.

    Arguments:
        context: The state of the translation, before anything is built.
        place: The dimension.
    """
    rule = place.rules.rule
    return (
        _asked_by_rule(context, place, rule) if isinstance(rule, Rule) else tuple((place.rules.requires or {}).values())
    )
