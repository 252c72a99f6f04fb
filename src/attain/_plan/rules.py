"""The ways to a level that plugins bring: the translation of their rules to the plan."""

from contextlib import suppress

import attrs

from attain._errors import RubricError
from attain._model.conditions import Condition, asks
from attain._model.extensions import Rule, mishap
from attain._types import said

from .build import Builder
from .nodes import Else
from .rule_builder import RuleBuilder
from .scope import Place
from .terms import LevelTerm
from .workshop import Levelled, Workshop


def asked_by_rule(shop: Workshop, place: Place, rule: Rule) -> tuple[Condition, ...]:
    """What a rule asks for: found by letting it build something that is thrown away.

    What goes wrong on the way is told when it builds in earnest.
    """
    asked: list[Condition] = []
    trial = RuleBuilder(attrs.evolve(shop, builder=Builder()), place, rule, asked=asked)
    with suppress(Exception):  # the code of a plugin may raise anything
        rule.build(trial)
    return tuple(asked)


def by_rule(shop: Workshop, place: Place, rule: Rule, asked: tuple[Condition, ...]) -> Levelled | None:
    """The level that the rule of a plugin builds; None, with the problem noted, where it fails."""
    term = _built(shop, place, rule)
    if term is None:
        return None
    builder, path = shop.builder, (*place.path, "rule")
    node = term._node
    if place.rules.unanswered == "exclude" and any(ask.aspect == "points" for ask in asks(asked)):
        other = _built(shop, place, rule, passed_over=True)
        if other is not None:
            node, term = builder.add(Else(other._node, node), path), other
    node = builder.only_if(node, shop.facts(place.applies), path)
    return Levelled(node, demands=term._demands, combined=term._combined)


def _built(shop: Workshop, place: Place, rule: Rule, *, passed_over: bool = False) -> LevelTerm | None:
    builder = RuleBuilder(shop, place, rule, passed_over=passed_over)
    try:
        term: object = rule.build(builder)
    except RubricError as error:
        shop.builder.problems += error.problems
        return None
    except Exception as error:  # noqa: BLE001  # the code of a plugin may raise anything, and costs this rubric alone
        told = f"fails: {mishap(error)}"
    else:
        if isinstance(term, LevelTerm) and term._of is builder:
            return term
        told = f"gives {said(term)} instead of a level that its builder made"
    path = (*place.path, "rule")
    shop.builder.problem("rule-failed", path, f"the rule '{rule.kind}' {told}", "its plugin has to be mended")
    return None
