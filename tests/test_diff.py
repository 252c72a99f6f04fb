"""Two rubrics compared: the changes, their kinds, and answers that show their effect."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from edits import KEYS, edit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf import NOTHING

import attain
from attain import (
    AmbiguousLevelError,
    Change,
    Difference,
    Dimension,
    Fact,
    Level,
    LevelTerm,
    Option,
    Policy,
    Question,
    Rubric,
    RubricError,
    Rule,
    RuleBuilder,
    Scale,
    Witness,
)
from attain._analysis.witness import witness
from attain._cli import main
from attain._core.data import FrozenDict
from attain._core.shapes import file_fields
from attain._format.read import read_dict
from attain._model.words import Noun
from attain.testing import rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
P2P = attain.rubric("iamcp-p2p")
KEYED = attain.rubric("iamcp-p2p-keyed")

TIERS = """
attain = 1
id = "tiers"
version = "1"
title = "Tiers"

[levels]
none = "None"
silver = "Silver"
gold = "Gold"

[defaults]
overlap = "highest"

[questions]
revenue = { text = "Revenue", kind = "number", unit = "EUR", min = 0 }
msp = "Is it a managed service provider?"
cloud = "Does it hold the cloud competency?"

[requires]
silver = { revenue = 100_000 }
gold = { revenue = 500_000, sales = "gold", any = [{ msp = true }, { cloud = true }] }

[dimensions.sales]
title = "Sales"
bands = { none = "0", silver = "1-2", gold = "2+" }
actions = [{ text = "Sell." }, { text = "Sell more." }]
[dimensions.sales.questions]
plan = "Is there a plan?"
team = "Is there a team?"
scope = { text = "How far does it reach?", options = { low = 0, mid = 1, high = 2 } }
"""


def edited(old: str, new: str) -> Difference:
    """Return the difference after the file of the tiers is edited."""
    assert TIERS.count(old) == 1
    return attain.loads(TIERS).diff(attain.loads(TIERS.replace(old, new)))


def described(difference: Difference) -> list[tuple[str, str]]:
    return [(change.kind, str(change)) for change in difference.changes]


def rubric(**given: Any) -> Rubric:
    """Return a small rubric of two levels."""
    rules: dict[str, Any] = {"bands": {"low": "0", "high": "1+"}, "questions": {"plan": Question("Is there a plan?")}}
    return Rubric(id="small", version="1", title="Small", levels=[Level("low"), Level("high")], **(rules | given))


# ---------------------------------------------------------------- changes


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # wording: the texts that people read
        ('title = "Tiers"', 'title = "Our tiers"', [("wording", "title: was 'Tiers', is 'Our tiers'")]),
        ('gold = "Gold"', 'gold = "Golden"', [("wording", "levels.gold.title: was 'Gold', is 'Golden'")]),
        ('unit = "EUR"', 'unit = "USD"', [("wording", "questions.revenue.unit: was 'EUR', is 'USD'")]),
        (
            '"Is there a team?"',
            '"Is there a good team?"',
            [("wording", "dimensions.sales.questions.team.text: was 'Is there a team?', is 'Is there a good team?'")],
        ),
        (
            '{ text = "Sell more." }',
            '{ text = "Sell much." }, { text = "Rest." }',
            [
                ("wording", "dimensions.sales.actions.1.text: was 'Sell more.', is 'Sell much.'"),
                ("wording", "dimensions.sales.actions.2: added, 'Rest.'"),
            ],
        ),
        (
            '[{ text = "Sell." }, { text = "Sell more." }]',
            '[{ text = "Sell more." }, { text = "Sell." }]',
            [
                (
                    "wording",
                    (
                        "dimensions.sales.actions: was [{ text = 'Sell.' }, { text = 'Sell more.' }], "
                        "is [{ text = 'Sell more.' }, { text = 'Sell.' }]"
                    ),
                )
            ],
        ),
        # meaning: everything that decides scores
        ('gold = "2+"', 'gold = "3+"', [("meaning", "dimensions.sales.bands.gold: was '2+', is '3+'")]),
        ('silver = "1-2", ', "", [("meaning", "dimensions.sales.bands.silver: removed, was '1-2'")]),
        ("min = 0", "min = 1.5", [("meaning", "questions.revenue.min: was 0, is 1.5")]),
        (
            "revenue = 500_000",
            "revenue = 600_000",
            [("meaning", "requires.gold.revenue: was 500_000, is 600_000")],
        ),
        (
            "any = [{ msp = true }, { cloud = true }]",
            "any = [{ cloud = true }, { msp = true, sales = { score = 1 } }]",
            [
                (
                    "meaning",
                    (
                        "requires.gold.any: was [{ msp = true }, { cloud = true }], "
                        "is [{ cloud = true }, { msp = true, sales = 1 }]"
                    ),
                )
            ],
        ),
        (
            'sales = "gold"',
            'sales = { level = "silver" }',
            [("meaning", "requires.gold.sales: was 'gold', is 'silver'")],
        ),
        (
            'text = "Revenue", kind = "number"',
            'text = "Revenue", kind = "number", better = "higher"',
            [("meaning", "questions.revenue.better: added, 'higher'")],
        ),
        ('overlap = "highest"', 'overlap = "lowest"', [("meaning", "defaults.overlap: was 'highest', is 'lowest'")]),
        (
            'title = "Sales"',
            'title = "Sales"\nview = true',
            [("meaning", "dimensions.sales.view: added, true")],
        ),
        # structure: the parts of the rubric
        (
            'team = "Is there a team?"',
            "",
            [("structure", "dimensions.sales.questions.team: removed, was 'Is there a team?'")],
        ),
        (
            'team = "Is there a team?"',
            'staff = "Is there a team?"',
            [("structure", "dimensions.sales.questions.team: renamed to 'staff'")],
        ),
        (
            "low = 0, mid = 1, high = 2",
            "low = 0, high = 2",
            [
                (
                    "structure",
                    "dimensions.sales.questions.scope.options.mid: removed, was { id = 'mid', points = 1 }",
                )
            ],
        ),
        (
            "low = 0, mid = 1, high = 2",
            "low = 0, more = 1, high = 2",
            [("structure", "dimensions.sales.questions.scope.options.mid: renamed to 'more'")],
        ),
        (
            "low = 0, mid = 1, high = 2",
            "low = 0, bit = 0.5, mid = 1, high = 2",
            [
                (
                    "structure",
                    "dimensions.sales.questions.scope.options.bit: added, { id = 'bit', points = 0.5 }",
                ),
                (
                    "structure",
                    (
                        "dimensions.sales.questions.scope.options: was ['low', 'mid', 'high'], "
                        "is ['low', 'bit', 'mid', 'high']"
                    ),
                ),
            ],
        ),
    ],
)
def test_every_change_is_listed_once_with_its_kind(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert described(edited(old, new)) == expected


CONDITIONS = """
attain = 1
id = "conditions"
version = "1"
title = "Conditions"
levels = { a = "A", b = "B" }
score = "sum"
questions = { msp = "?", cloud = "?", nda = "?", fair = "?", d = { kind = "number", min = 0, max = 9, points = { per = 1, earn = 1 } } }
dimensions.sales = { score = "sum", questions.plan = "?", requires.b.plan = true }
requires.b = REQUIRED
"""


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (
            "{ all = [{ any = [{ msp = true }, { cloud = true }] }, { any = [{ nda = true }, { fair = true }] }] }",
            "{ all = [{ any = [{ msp = true }, { nda = true }] }, { any = [{ nda = true }, { fair = true }] }] }",
            ["requires.b.all"],
        ),
        ("{ all = [{ d = 3 }, { d = 5 }] }", "{ all = [{ d = 4 }, { d = 5 }] }", ["requires.b.all"]),
        ("{ all = [{ d = 3 }, { d = 3 }] }", "{ all = [{ d = 3 }] }", ["requires.b.all"]),
        ("{ all = [{ d = 3 }, { msp = true }] }", "{ all = [{ msp = true }, { d = 3 }] }", []),
        ("{ d = 3 }", "{ d = { value = 3, points = 2 } }", ["requires.b.d.points"]),
        ("{ d = { value = 3, points = 2 } }", "{ d = { value = 4, points = 2 } }", ["requires.b.d"]),
        ("{ sales = 1 }", '{ sales = "b" }', ["requires.b.sales"]),
        ("{ sales = 1 }", '{ sales = { score = 1, level = "b" } }', ["requires.b.sales.level"]),
        ('{ sales = "b" }', '{ sales = { score = 1, level = "b" } }', ["requires.b.sales.score"]),
        ("{ any = [{ msp = true }] }", "{ all = [{ msp = true }] }", ["requires.b.any", "requires.b.all"]),
        (
            '{ count = { at-least = 1, of = ["msp", "nda"] } }',
            '{ count = { at-least = 2, of = ["msp", "nda"] } }',
            ["requires.b.count"],
        ),
        (
            '{ each = { points = 1, of = ["msp", "nda"] } }',
            '{ each = { points = 1, of = ["msp", "fair"] } }',
            ["requires.b.each"],
        ),
    ],
)
def test_every_change_of_a_condition_is_one_of_meaning(was: str, now: str, expected: list[str]) -> None:
    one, other = (attain.loads(CONDITIONS.replace("REQUIRED", text)) for text in (was, now))
    difference = one.diff(other)
    assert [(change.kind, ".".join(map(str, change.path))) for change in difference.changes] == [
        ("meaning", path) for path in expected
    ]
    assert (one.scoring_digest == other.scoring_digest) == (not expected)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (
            "{ all = [{ d = 3 }, { d = 5 }] }",
            "{ all = [{ d = 4 }, { d = 5 }] }",
            "requires.b.all: was [{ d = 3 }, { d = 5 }], is [{ d = 4 }, { d = 5 }]",
        ),
        (
            '{ all = [{ any = ["msp", "nda"] }, { any = ["fair"] }] }',
            '{ all = [{ any = ["msp"] }, { any = ["fair"] }] }',
            "requires.b.all: was [{ any = ['msp', 'nda'] }, { any = ['fair'] }], is [{ any = ['msp'] }, { any = ['fair'] }]",
        ),
        ('{ all = ["msp"] }', '{ all = ["nda"] }', "requires.b.all: was ['msp'], is ['nda']"),
        ("{ d = 3 }", '{ d = 3, all = ["nda"] }', "requires.b.all: added, ['nda']"),
    ],
)
def test_a_list_of_conditions_is_shown_as_in_a_file(was: str, now: str, expected: str) -> None:
    one, other = (attain.loads(CONDITIONS.replace("REQUIRED", text)) for text in (was, now))
    assert described(one.diff(other)) == [("meaning", expected)]


def test_a_score_of_its_own_is_shown_under_its_key() -> None:
    was, now = (attain.loads(CONDITIONS.replace("REQUIRED", f"{{ score = {least} }}")) for least in (2, 3))
    assert described(was.diff(now)) == [("meaning", "requires.b.score: was 2, is 3")]


@pytest.mark.parametrize(
    ("was", "now"), [("12 months", "12 days"), ("1 day", "1 week"), ("2 years", "2 months")], ids=str
)
def test_the_unit_of_a_period_is_one_of_meaning(was: str, now: str) -> None:
    one, other = rubric(valid_for=was), rubric(valid_for=now)
    assert one.scoring_digest != other.scoring_digest
    assert one.wording_digest == other.wording_digest
    assert described(one.diff(other)) == [("meaning", f"valid-for: was '{was}', is '{now}'")]


def test_another_spelling_is_not_a_change() -> None:
    other = TIERS.replace('"1-2"', '"1–2"').replace("500_000", "500000.0")
    other = other.replace("[{ msp = true }, { cloud = true }]", "[{ cloud = true }, { msp = true }]")
    difference = attain.loads(TIERS).diff(attain.loads(other))
    assert not difference
    assert difference.scores_alike
    assert difference.witness is None


def test_another_id_or_version_is_not_a_change() -> None:
    assert not P2P.diff(attrs.evolve(P2P, id="other", version="2"))


def test_a_default_written_into_each_dimension_changes_nothing() -> None:
    apart = {name: attrs.evolve(each, overlap=P2P.defaults.overlap) for name, each in P2P.dimensions.items()}
    assert not P2P.diff(attrs.evolve(P2P, defaults=attrs.evolve(P2P.defaults, overlap=None), dimensions=apart))


def test_a_default_that_one_dimension_departs_from_is_a_change_there() -> None:
    apart = {**P2P.dimensions, "agreement": attrs.evolve(P2P.dimensions["agreement"], overlap="lowest")}
    assert described(P2P.diff(attrs.evolve(P2P, dimensions=apart))) == [
        ("meaning", "dimensions.agreement.overlap: was 'highest', is 'lowest'")
    ]


def test_a_renamed_dimension_is_one_change_beside_the_changes_in_it() -> None:
    new = TIERS.replace("[dimensions.sales", "[dimensions.selling").replace('sales = "gold", ', "").replace("2+", "3+")
    assert described(attain.loads(TIERS.replace('sales = "gold", ', "")).diff(attain.loads(new))) == [
        ("structure", "dimensions.sales: renamed to 'selling'"),
        ("meaning", "dimensions.selling.bands.gold: was '2+', is '3+'"),
    ]


def test_a_moved_question_is_one_change() -> None:
    team = 'team = "Is there a team?"\n'
    new = TIERS.replace(team, "").replace("[requires]", f"{team}\n[requires]")
    new = new.replace("sales = ", "team = true, sales = ")
    assert described(attain.loads(TIERS).diff(attain.loads(new)))[:2] == [
        ("meaning", "requires.gold.team: added, true"),
        ("structure", "dimensions.sales.questions.team: moved to 'questions.team'"),
    ]


def test_a_thing_with_several_possible_counterparts_is_not_called_renamed() -> None:
    two = {"plan": Question("Again?"), "again": Question("Again?")}
    other = {"one": Question("Again?"), "two": Question("Again?")}
    difference = rubric(questions=two).diff(rubric(questions=other))
    assert [(change.kind, change.was is None, change.now is None) for change in difference.changes] == [
        ("structure", False, True),
        ("structure", False, True),
        ("structure", True, False),
        ("structure", True, False),
    ]


def test_things_without_a_title_are_renamed_if_their_content_is_equal() -> None:
    def scaled(name: str, points: float) -> Rubric:
        scales = {name: Scale([Option("no", 0), Option("yes", points)])}
        return rubric(scales=scales, questions={"plan": Question("Is there a plan?", scale=name)})

    assert [change.path for change in scaled("size", 1).diff(scaled("extent", 1)).changes] == [
        ("scales", "size", "id"),
        ("questions", "plan", "scale"),
    ]
    assert [change.path for change in scaled("size", 1).diff(scaled("extent", 2)).changes] == [
        ("scales", "size"),
        ("scales", "extent"),
        ("questions", "plan", "scale"),
    ]


def test_an_option_of_another_scale_is_another_option_whatever_its_title() -> None:
    def scaled(**more: str) -> Rubric:
        scales = {name: Scale([Option("no", 0), Option("yes", 1)]) for name in ("size", "extent")}
        scales |= {name: Scale([*scales[name].options, Option(id_, 2, title="Wholly")]) for name, id_ in more.items()}
        return rubric(scales=scales)

    assert [(change.kind, change.path) for change in scaled(size="whole").diff(scaled(extent="full")).changes] == [
        ("structure", ("scales", "size", "options", "whole")),
        ("structure", ("scales", "extent", "options", "full")),
    ]


def test_another_way_to_a_level_is_shown_as_in_a_file() -> None:
    difference = rubric().diff(rubric(bands=None, requires={"high": {"plan": True}}))
    assert described(difference) == [
        ("meaning", "bands: removed, was { low = '0', high = '1+' }"),
        ("meaning", "requires: added, { high = { plan = true } }"),
    ]


def test_levels_in_another_order_are_a_change_of_structure() -> None:
    was = rubric(bands={"low": "0"})
    was = attrs.evolve(was, levels=[*was.levels, Level("top")])
    now = attrs.evolve(was, levels=[was.levels[0], was.levels[2], was.levels[1]])
    assert described(was.diff(now)) == [("structure", "levels: was ['low', 'high', 'top'], is ['low', 'top', 'high']")]


def test_long_texts_are_shown_from_where_they_differ() -> None:
    same = "Partners who know each other well enough to share " * 2
    change = Change("wording", ("summary",), f"{same}leads.", f"{same}leads, and all that may come of them in the end.")
    assert str(change) == (
        "summary: was '…enough to share leads.', is '…enough to share leads, and all that may come of them in t…"
    )


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (True, "true"),
        (2.50, "2.5"),
        (1_000_000, "1_000_000"),
        ((), "[]"),
        (attain.Question("Why?").anchors, "{}"),
        ("x" * 70, "'" + "x" * 58 + "…"),
    ],
)
def test_values_are_shown_as_in_a_file(value: object, spelt: str) -> None:
    assert str(Change("meaning", ("cap",), None, value)) == f"cap: added, {spelt}"
    assert str(Change("meaning", ("cap",), value)) == f"cap: removed, was {spelt}"


def test_a_change_holds_plain_data() -> None:
    difference = edited('gold = "2+"', 'gold = "3+"')
    assert difference.changes == (Change("meaning", ("dimensions", "sales", "bands", "gold"), "2+", "3+"),)
    assert len({*difference.changes, *difference.changes}) == 1


@attrs.frozen
class Best(Rule):
    kind = "acme.best"
    summary = "the best counts"

    of: tuple[str, ...]
    title: str = "none"
    least: int = 1

    def build(self, builder: RuleBuilder) -> LevelTerm:
        return builder.highest([builder.level(name) for name in self.of])


def test_the_options_of_a_rule_are_meaning_whatever_their_names() -> None:
    area = Dimension(bands={"low": "0", "high": "1+"}, questions={"plan": Question("Is there a plan?")})
    was = rubric(bands=None, questions={}, dimensions={"a": area, "b": area}, rule=Best(("a", "b")))
    now = attrs.evolve(was, rule=Best(("a",), title="one", least=2))
    assert described(was.diff(now)) == [
        ("meaning", "rule.title: was 'none', is 'one'"),
        ("meaning", "rule.of: was ['a', 'b'], is ['a']"),
        ("meaning", "rule.least: was 1, is 2"),
    ]
    assert str(was.diff(now).witness) == "b.plan = yes: Overall was High, is Low"
    newer = type("Best", (Best,), {"version": "2"})
    assert described(was.diff(attrs.evolve(was, rule=newer(("a", "b"))))) == [
        ("meaning", "rule.version: was '1', is '2'")
    ]
    combined = attrs.evolve(was, rule=None, combine="minimum")
    assert [str(change) for change in was.diff(combined).changes] == [
        "combine: added, 'minimum'",
        "rule: removed, was { kind = 'acme.best', of = ['a', 'b'] }",
    ]


def test_a_policy_of_a_plugin_is_shown_by_its_id_and_is_compared_by_id_and_version() -> None:
    first = Policy("acme.first", "overlap", lambda candidates: candidates[0])
    again = Policy("acme.first", "overlap", min)
    assert described(P2P.diff(P2P.with_policy(overlap=first))) == [
        ("meaning", "defaults.overlap: was 'highest', is 'acme.first'")
    ]
    assert not P2P.with_policy(overlap=first).diff(P2P.with_policy(overlap=again))
    newer = P2P.with_policy(overlap=attrs.evolve(again, version="2"))
    assert described(P2P.with_policy(overlap=first).diff(newer)) == [
        ("meaning", "defaults.overlap.version: was '1', is '2'")
    ]


# ---------------------------------------------------------------- witnesses


def outcome(rubric: Rubric, found: Witness) -> object:
    """Return the result of a rubric for a witness, at the place where the two rubrics differ."""
    facts = {id_: value for id_, value in found.facts.items() if id_ in rubric.facts}
    try:
        result = rubric.assess(found.answers, facts=facts, on=found.on)
    except AmbiguousLevelError:
        return "undecided"
    part = result[found.dimension] if found.dimension else result.root
    return part.level and part.level.id, part.score and round(part.score, 6)


def found_by(was: Rubric, now: Rubric) -> Witness:
    """Return the witness of a difference, and check that the rubrics differ on it."""
    found = was.diff(now).witness
    assert found is not None
    assert outcome(was, found) != outcome(now, found)
    return found


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"overlap": "lowest"}, "was Proactive (score 3), is Reactive (score 3)"),
        ({"gap": "upper"}, "was Proactive (score 6), is Dynamic (score 6)"),
        ({"overlap": "error"}, "is undecided (a score of 3 lies in the ranges of Reactive and Proactive)"),
        ({"gap": "error"}, "is undecided (a score of 6 lies between the ranges of Proactive and Dynamic)"),
    ],
)
def test_another_policy_has_a_witness_of_as_few_answers_as_possible(policy: Any, expected: str) -> None:
    found = found_by(P2P, P2P.with_policy(**policy))
    assert str(found).endswith(expected)
    for id_ in found.answers:
        fewer = attrs.evolve(
            found, answers=FrozenDict({key: value for key, value in found.answers.items() if key != id_})
        )
        assert outcome(P2P, fewer) == outcome(P2P.with_policy(**policy), fewer)


def test_the_overall_level_has_a_witness_too() -> None:
    found = found_by(P2P, attrs.evolve(P2P, combine="minimum"))
    assert (found.dimension, found.title, found.was, found.now) == ("", "Overall", "Reactive", "Basic")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "revenue = 100_000",
            "revenue = 90_000",
            "revenue = 90,000: Overall was None, is Silver",
        ),
        (
            'gold = "2+"',
            'gold = "3+"',
            "sales.plan = yes, sales.team = yes: Sales was Gold (score 2), is Silver (score 2)",
        ),
        (
            'scope = { text = "How far does it reach?",',
            'scope = { text = "How far does it reach?", needs = ["note", "evidence"],',
            "sales.scope = mid: Sales was Silver (score 1), is None (score 0)",
        ),
        (
            'scope = { text = "How far does it reach?",',
            'scope = { text = "How far does it reach?", valid-for = "1 year",',
            "sales.scope = high (given on 2024-12-31): Sales was Gold (score 2), is None (score 0)",
        ),
        (
            "high = 2 }",
            "high = 4 }",
            "sales.scope = high: Sales was Gold (score 2), is Gold (score 4)",
        ),
        (
            "[dimensions.sales]\n",
            '[dimensions.sales]\nunanswered = "block"\n',
            "nothing answered: Sales was None (score 0), is without a level",
        ),
    ],
)
def test_the_witness_shows_the_cause(old: str, new: str, expected: str) -> None:
    difference = edited(old, new)
    assert isinstance(difference.was, Rubric)
    assert isinstance(difference.now, Rubric)
    found_by(difference.was, difference.now)
    assert str(difference.witness) == expected


def test_an_answer_that_is_not_applicable_can_be_a_witness() -> None:
    plan = {"plan": Question("Is there a plan?", not_applicable="worst"), "team": Question("Is there a team?")}
    best = plan | {"plan": Question("Is there a plan?", not_applicable=attain.NotApplicable("best", ("note",)))}
    found = found_by(rubric(questions=plan), rubric(questions=best))
    assert str(found) == "plan = n/a (with note): Overall was Low (score 0), is High (score 1)"


def test_facts_are_part_of_a_witness_if_it_needs_them() -> None:
    def asked(regions: str | list[str]) -> Rubric:
        facts = {"region": Fact(options=[Option("emea"), Option("apac"), Option("amer")])}
        only = Question("Is there a plan?", applies_when={"region": regions})
        return rubric(facts=facts, questions={"plan": only, "team": Question("Is there a team?")})

    found = found_by(asked("emea"), asked(["emea", "apac"]))
    assert str(found) == "region = apac, plan = yes: Overall was Low (score 0), is High (score 1)"


def test_a_score_alone_can_be_a_witness() -> None:
    was = rubric(bands=None, score="sum")
    now = attrs.evolve(was, base=1)
    assert str(found_by(was, now)) == "nothing answered: Overall was a score of 0, is a score of 1"


def test_a_dimension_that_only_one_has_is_not_compared() -> None:
    sales = 'sales = "gold", '
    was = attain.loads(TIERS.replace(sales, ""))
    now = attrs.evolve(was, dimensions={})
    assert was.diff(now).witness is None


def test_a_gap_in_points_is_reported_if_one_rubric_decides_it() -> None:
    def priced(gap: str) -> Rubric:
        points = {"bands": {"0-1": 0, "2-3": 1}}
        asked = Question("How many?", kind="number", points=points)
        return rubric(questions={"plan": asked, "team": Question("Is there a team?")}, gap=gap)

    found = found_by(priced("upper"), priced("error"))
    assert found.now.startswith("undecided (the ranges do not decide how many points this answer to 'plan' earns)")


def test_a_dimension_that_only_the_other_rubric_leaves_undecided_is_the_witness() -> None:
    def area(overlap: str) -> Dimension:
        bands = {"low": "0-1", "high": "1+"}
        return Dimension(bands=bands, overlap=overlap, questions={"plan": Question("Is there a plan?")})

    was = rubric(bands=None, questions={}, dimensions={"a": area("highest"), "b": area("highest")})
    now = attrs.evolve(was, dimensions={"a": area("highest"), "b": area("error")})
    assert found_by(was, now).dimension == "b"


def test_a_score_that_both_rubrics_leave_undecided_is_not_a_difference() -> None:
    def area(ranges: dict[str, str], overlap: str) -> Dimension:
        return Dimension(bands=ranges, overlap=overlap, questions={"plan": Question("Is there a plan?")})

    unclear = area({"low": "0", "high": "0+"}, "error")
    was = rubric(bands=None, questions={}, dimensions={"a": unclear, "b": area({"low": "0", "high": "1+"}, "highest")})
    now = attrs.evolve(was, dimensions={"a": unclear, "b": area({"low": "0-1"}, "highest")})
    found = found_by(was, now)
    assert (found.dimension, sorted(found.answers)) == ("b", ["a.plan", "b.plan"])


def test_if_the_plans_are_equal_no_answers_are_tried() -> None:
    difference = edited('team = "Is there a team?"', 'team = { text = "Is there a team?", keyed = "yes" }')
    assert difference.changes
    assert difference.scores_alike
    assert (difference.witness, difference.tried) == (None, 0)


def test_if_no_witness_is_found_the_number_of_tries_is_given() -> None:
    was = attain.loads(TIERS)
    now = attain.loads(TIERS.replace("team = ", "staff = "))
    difference = was.diff(now)
    assert not difference.scores_alike
    assert (difference.witness, difference.tried) == (None, 2_000)


def test_a_level_with_another_id_is_the_same_if_its_title_is() -> None:
    was = rubric()
    now = attrs.evolve(was, levels=[Level("base", "Low"), Level("high")], bands={"base": "0", "high": "1+"})
    assert was.diff(attrs.evolve(now, levels=[Level("base"), Level("high")])).witness is not None
    titled = attrs.evolve(was, levels=[Level("low", "Low"), Level("high")])
    assert titled.diff(now).witness is None


def test_questions_of_another_kind_are_left_open() -> None:
    was = rubric(questions={"plan": Question("?"), "team": Question("?")})
    other = Question("?", options=[Option("few", 0), Option("many", 1)])
    now = rubric(questions={"plan": other, "team": Question("?")}, base=1)
    assert found_by(was, now).answers == {}
    apart = Question("?", options=[Option("some", 0), Option("most", 1)])
    assert was.diff(rubric(questions={"plan": apart})).witness is None
    assert rubric(questions={"plan": other}).diff(rubric(questions={"plan": apart})).witness is None


# ---------------------------------------------------------------- the object


def test_a_difference_is_true_if_anything_differs_and_shows_the_changes() -> None:
    difference = P2P.diff(KEYED)
    assert difference
    assert repr(difference) == "Difference('iamcp-p2p@2016', 'iamcp-p2p-keyed@2016', changes=18)"
    assert str(difference).splitlines() == [str(change) for change in difference.changes]


def test_a_difference_can_be_written_as_json() -> None:
    data = json.loads(json.dumps(P2P.diff(KEYED).to_dict()))
    assert (data["was"], data["now"], data["tried"]) == ("iamcp-p2p@2016", "iamcp-p2p-keyed@2016", 1)
    assert {
        "kind": "meaning",
        "path": ["dimensions", "geography", "questions", "languages", "keyed"],
        "was": None,
        "now": "no",
    } in data["changes"]
    assert data["witness"]["answers"] == {"joint-business-planning.opportunity-only": False}
    assert P2P.diff(P2P).to_dict()["witness"] is None
    dated = edited('reach?",', 'reach?", valid-for = "1 year",').to_dict()["witness"]
    assert json.loads(json.dumps(dated))["on"] == "2026-01-01"


# ---------------------------------------------------------------- the command

Attain = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Attain:
    """Return a function that runs the console script in this process."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["attain", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        return (ended.value.code, *capsys.readouterr())

    return call


def test_the_command_groups_changes_and_shows_a_witness(
    run: Attain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "a.toml").write_text(TIERS, encoding="utf-8")
    other = TIERS.replace("2+", "3+").replace('team = "Is there a team?"', "").replace('gold = "Gold"', 'gold = "Top"')
    (tmp_path / "b.toml").write_text(other.replace('version = "1"', 'version = "2"'), encoding="utf-8")
    status, out, err = run("diff", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"))
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        "From tiers@1 to tiers@2",
        "",
        "Structure",
        "  dimensions.sales.questions.team: removed, was 'Is there a team?'",
        "",
        "Meaning",
        "  dimensions.sales.bands.gold: was '2+', is '3+'",
        "",
        "Wording",
        "  levels.gold.title: was 'Gold', is 'Top'",
        "",
        "Scored differently",
        "  With these answers alone, Sales was Gold (score 2) and is Silver (score 2):",
        "    sales.scope = high",
    ]


@pytest.mark.parametrize(
    ("old", "new", "last"),
    [
        ('title = "Tiers"', 'title = "Our tiers"', "Both score all answers alike."),
        ("team = ", "staff = ", "No difference was found in 2,000 sets of answers."),
        ("[dimensions.sales]", '[dimensions.sales]\nunanswered = "block"', "    nothing"),
    ],
)
def test_the_command_says_so_if_there_is_no_witness(run: Attain, tmp_path: Path, old: str, new: str, last: str) -> None:
    for name, text in (("a.toml", TIERS), ("b.toml", TIERS.replace(old, new))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    status, out, _ = run("diff", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"))
    assert status == 1
    assert out.splitlines()[-1] == last


def test_the_command_succeeds_if_nothing_differs(run: Attain) -> None:
    assert run("diff", "iamcp-p2p", "iamcp-p2p@2016") == (
        0,
        "From iamcp-p2p@2016 to iamcp-p2p@2016\nNothing differs.\n",
        "",
    )


def test_the_command_prints_json(run: Attain) -> None:
    status, out, _ = run("diff", "iamcp-p2p", "iamcp-p2p-keyed", "--format", "json")
    assert status == 1
    assert json.loads(out) == P2P.diff(KEYED).to_dict()


def test_the_command_reports_bad_input(run: Attain) -> None:
    status, out, err = run("diff", "iamcp-p2p", "iamcp-p2")
    assert (status, out) == (2, "")
    assert "no rubric 'iamcp-p2' is registered" in err


# ---------------------------------------------------------------- laws

POLICIES = st.fixed_dictionaries(
    {},
    optional={"overlap": st.sampled_from(["highest", "lowest", "error"]), "gap": st.sampled_from(["lower", "upper"])},
)


@LAW
@given(rubrics())
def test_a_rubric_does_not_differ_from_itself_or_from_its_file(made: Rubric) -> None:
    assert not made.diff(made)
    assert not made.diff(attain.loads(made.to_toml()))
    assert not made.diff(Rubric.from_dict(made.to_dict()))


def check_changes(was: Rubric, now: Rubric) -> None:
    """Check that the changes are those that the digests see, and that equal rubrics have none."""
    changes = was.diff(now).changes
    assert all(change.was != change.now and str(change) for change in changes)
    assert all(change.kind == "wording" for change in changes) == (was.scoring_digest == now.scoring_digest)
    assert (not changes) == ((was.scoring_digest, was.wording_digest) == (now.scoring_digest, now.wording_digest))
    assert was != now or not changes


def check(was: Rubric, now: Rubric) -> None:
    """Check the changes, and that the rubrics differ on a witness."""
    check_changes(was, now)
    difference = was.diff(now)
    found, tried = witness(was, now, [each.path for each in difference.changes], budget=24)
    assert tried <= 24
    if found is not None:
        assert outcome(was, found) != outcome(now, found)
        assert not difference.scores_alike


@LAW
@given(rubrics(), rubrics())
def test_all_changes_are_of_wording_if_and_only_if_the_scoring_digests_are_equal(was: Rubric, now: Rubric) -> None:
    check(was, now)


@LAW
@given(rubrics(), POLICIES, st.sampled_from(["worst", "exclude", "block", None]))
def test_the_same_holds_for_rubrics_that_differ_little(made: Rubric, policies: Any, unanswered: Any) -> None:
    try:
        other = made.with_policy(**policies)
        other = attrs.evolve(other, defaults=attrs.evolve(other.defaults, unanswered=unanswered))
    except RubricError:
        other = made
    check(made, other)
    check(other, made)


def test_a_dimension_that_only_one_rubric_has_and_does_not_decide_is_not_a_witness() -> None:
    torn = Dimension(
        bands={"none": "0-1", "some": "1+"}, overlap="error", questions={"plan": Question("Is there a plan?")}
    )
    clear = attrs.evolve(torn, overlap="highest")
    rubric = Rubric(
        id="areas",
        version="1",
        title="Areas",
        levels=[Level("none"), Level("some")],
        dimensions={"sales": clear, "more": torn},
    )
    alone = attrs.evolve(rubric, dimensions={"sales": attrs.evolve(clear, questions={"team": Question("A team?")})})
    for was, now in ((rubric, alone), (alone, rubric)):
        found = was.diff(now).witness
        assert found is None or found.dimension in {"", "sales"}


def test_a_rating_of_the_whole_that_is_answered_by_another_name_is_a_change() -> None:
    rated = Rubric(id="one", version="1", title="Rated", levels=[Level("none"), Level("some")], rating=True)
    other = attrs.evolve(rated, id="other")
    assert rated.scoring_digest != other.scoring_digest
    assert rated.wording_digest == other.wording_digest
    difference = rated.diff(other)
    assert not difference.scores_alike
    assert list(map(str, difference.changes)) == ["id: renamed to 'other'"]


@LAW
@given(rubrics(), st.integers(0))
def test_every_small_edit_is_in_the_digests_and_in_the_changes(made: Rubric, seed: int) -> None:
    random, table = Random(seed), made.to_dict()
    edit(random, table)
    try:
        edited = read_dict(table, finder=NOTHING, kind=Rubric)
    except RubricError:
        return  # the edit has made the rubric unsound
    check_changes(made, edited)
    check_changes(edited, made)


CLASSES = {
    "": Rubric, "defaults": Dimension, "dimensions": Dimension, "questions": Question, "facts": Fact, "scales": Scale,
    "options": Option, "levels": Level, "actions": attain.Action, "benefits": attain.Benefit, "examples": attain.Example, "ladder": attain.Ladder, "targets": attain.Target,
    "not-applicable": attain.NotApplicable, "terms": Noun,
}  # fmt: skip


@pytest.mark.parametrize(("holder", "cls"), CLASSES.items())
def test_small_edits_cover_every_key_of_the_format(holder: str, cls: Any) -> None:
    brought = {"rule"}  # only plugins have rules
    assert {*KEYS[holder]} == file_fields(cls).keys() - brought
    assert KEYS.keys() == CLASSES.keys()
