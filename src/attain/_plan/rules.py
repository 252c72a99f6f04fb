"""The ways to a level that plugins bring: the translation of their rules to the plan."""

from collections.abc import Mapping
from contextlib import suppress

import attrs

from attain._core.errors import RubricError
from attain._core.messages import say
from attain._model.conditions import Ask, Condition, asks
from attain._model.extensions import FAILS, UnusableError, by_plugin, location_of

from .builder import Builder
from .context import Context, LevelNodes
from .nodes import Coalesce, Points
from .plan import Demand
from .rule_builder import ConditionTerm, LevelTerm, Rule, RuleBuilder, ScoreTerm, read_conditions
from .scope import Place
from .steps import Steps


def asked_by_rule(context: Context, place: Place, rule: Rule) -> tuple[Condition, ...]:
    """What a rule asks for: found by letting it build something that is thrown away.

    What goes wrong on the way is told when it builds in earnest.
    """
    trial = _Trial(attrs.evolve(context, builder=Builder()), place, rule)
    with suppress(RubricError, UnusableError), by_plugin(FAILS):
        rule.build(trial)
    return tuple(trial.asked)


class _Trial(RuleBuilder):
    """Notes what a rule asks for, and gives something in its place."""

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
        return self._builder.add(Points(0, Steps((), (0.0,)), 0.0, 0.0), self._path, reach=(0.0, 1.0))


def by_rule(context: Context, place: Place, rule: Rule, asked: tuple[Condition, ...]) -> LevelNodes | None:
    """The level that the rule of a plugin builds; None, with the problem noted, where it fails."""
    term = _built(context, place, rule, known := frozenset(asked))
    if term is None:
        return None
    builder, path = context.builder, (*place.path, "rule")
    node = term._node
    if place.rules.unanswered == "exclude" and any(ask.aspect == "points" for ask in asks(asked)):
        other = _built(context, place, rule, known, passed_over=True)
        if other is not None:
            node, term = builder.add(Coalesce(other._node, node), path), other
    node = builder.only_if(node, context.facts(place.applies), path)
    return LevelNodes(node, demands=term._demands, combined=term._combined)


def _built(
    context: Context, place: Place, rule: Rule, asked: frozenset[Condition], *, passed_over: bool = False
) -> LevelTerm | None:
    builder = RuleBuilder(context, place, rule, asked, passed_over=passed_over)
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
