"""The conditions of a level in a result: the demand, the value that was found, and the margin by which it is met or missed."""

from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import attain
from attain import AmbiguousLevelError, Dimension, Requirement, Rubric
from attain._core.precision import SCALE
from attain._plan.plan import Demand, Input, Missing
from attain._score.interpreter import run
from attain._testing.assessments import disagreements
from attain.testing import ON, answers, facts, rubrics

START = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
[scales.degree]
options = { not = { points = 0, title = "Not at all" }, partly = 1, fully = { points = 3, title = "In full" } }
met = "fully"
[questions]
revenue = { text = "Revenue", kind = "number", unit = "EUR", min = 0, points = { per = 100, earn = 5 }, max = 1000 }
churn = { text = "Churn", kind = "number", unit = "%", min = 0, max = 100, better = "lower" }
staff = { text = "Staff", kind = "number" }
plan = "Is there a plan?"
debts = { text = "Are there debts?", keyed = "no" }
reach = { text = "How far does it reach?", scale = "degree" }
[dimensions.sales]
title = "Sales and more"
rating = true
[dimensions.market]
score = "sum"
questions = { view = "Is there a view?", goal = { text = "Is there a goal?", weight = 2.5 } }
"""


def tiers(condition: str) -> Rubric:
    return attain.loads(f"{START}\n[requires]\nsilver = {condition}\ngold = {{ revenue = {{ points = 50 }} }}")


def silver(condition: str, given_: dict[str, object]) -> Requirement:
    """Return the result of the only condition for silver."""
    (part,) = tiers(condition).assess(given_).root.requirements["silver"].parts
    return part


@attrs.frozen
class Shown:
    """The attributes of a requirement that pages show."""

    kind: str
    standing: str
    name: str
    title: str
    asked: str
    found: str | None = None
    margin: float | None = None


def shown(found: Requirement) -> Shown:
    return Shown(**{field.name: getattr(found, field.name) for field in attrs.fields(Shown)})


@pytest.mark.parametrize(
    ("condition", "answer", "wanted"),
    [
        (
            "{ plan = true }",
            {"plan": True},
            Shown("value", "met", "plan", "Is there a plan?", "yes", found="yes"),
        ),
        (
            "{ plan = true }",
            {"plan": False},
            Shown("value", "unmet", "plan", "Is there a plan?", "yes", found="no"),
        ),
        ("{ plan = true }", {}, Shown("value", "open", "plan", "Is there a plan?", "yes")),
        (
            "{ debts = false }",
            {"debts": False},
            Shown("value", "met", "debts", "Are there debts?", "no", found="no"),
        ),
        (
            "{ debts = false }",
            {"debts": True},
            Shown("value", "unmet", "debts", "Are there debts?", "no", found="yes"),
        ),
        (
            '{ reach = "partly" }',
            {"reach": "fully"},
            Shown("value", "met", "reach", "How far does it reach?", "at least Partly", found="In full", margin=1),
        ),
        (
            '{ reach = "partly" }',
            {"reach": "partly"},
            Shown("value", "met", "reach", "How far does it reach?", "at least Partly", found="Partly", margin=0),
        ),
        (
            '{ reach = "fully" }',
            {"reach": "not"},
            Shown(
                "value", "unmet", "reach", "How far does it reach?", "at least In full", found="Not at all", margin=-2
            ),
        ),
        (
            "{ count = { at-least = 1, of = ['reach'] } }",
            {"reach": "partly"},
            Shown("value", "unmet", "reach", "How far does it reach?", "at least In full", found="Partly", margin=-1),
        ),
        (
            "{ reach = { points = 3 } }",
            {"reach": "partly"},
            Shown(
                "points", "unmet", "reach", "How far does it reach?", "at least 3 points", found="1 point", margin=-2
            ),
        ),
        (
            "{ reach = { points = 1 } }",
            {"reach": "partly"},
            Shown("points", "met", "reach", "How far does it reach?", "at least 1 point", found="1 point", margin=0),
        ),
        (
            "{ reach = { points = 1 } }",
            {},
            Shown("points", "open", "reach", "How far does it reach?", "at least 1 point"),
        ),
        (
            "{ revenue = { points = 30 } }",
            {"revenue": 599},
            Shown("points", "unmet", "revenue", "Revenue", "at least 30 points", found="25 points", margin=-5),
        ),
        (
            "{ revenue = 500 }",
            {"revenue": 499.5},
            Shown("value", "unmet", "revenue", "Revenue", "at least 500 EUR", found="499.5 EUR", margin=-0.5),
        ),
        (
            "{ churn = 8 }",
            {"churn": 8},
            Shown("value", "met", "churn", "Churn", "at most 8%", found="8%", margin=0),
        ),
        (
            "{ churn = 8 }",
            {"churn": 11},
            Shown("value", "unmet", "churn", "Churn", "at most 8%", found="11%", margin=-3),
        ),
        ("{ churn = 8 }", {}, Shown("value", "open", "churn", "Churn", "at most 8%")),
        (
            "{ staff = -3 }",
            {"staff": -3.5},
            Shown("value", "unmet", "staff", "Staff", "at least -3", found="-3.5", margin=-0.5),
        ),
        (
            '{ sales = "silver" }',
            {"sales": "gold"},
            Shown("level", "met", "sales", "Sales and more", "at least Silver", found="Gold", margin=1),
        ),
        (
            '{ sales = "gold" }',
            {"sales": "silver"},
            Shown("level", "unmet", "sales", "Sales and more", "at least Gold", found="Silver", margin=-1),
        ),
        (
            "{ market = 2.5 }",
            {"market.view": True, "market.goal": False},
            Shown("score", "unmet", "market", "Market", "at least 2.5 points", found="1 point", margin=-1.5),
        ),
        (
            "{ market = { score = 1 } }",
            {"market.view": False, "market.goal": True},
            Shown("score", "met", "market", "Market", "at least 1 point", found="2.5 points", margin=1.5),
        ),
    ],
    ids=str,
)
def test_a_condition_has_its_demand_and_the_value_that_was_found(
    condition: str, answer: dict[str, object], wanted: Shown
) -> None:
    assert shown(silver(condition, answer)) == wanted


def test_a_requirement_is_data_with_the_titles_that_its_texts_need() -> None:
    rubric = tiers("{ reach = 'fully', churn = 8 }")
    reach, churn = rubric.assess({"reach": "partly", "churn": 11}).root.requirements["silver"].parts
    assert (reach.least, reach.value, {**reach.options}) == (
        "fully",
        "partly",
        {"fully": "In full", "partly": "Partly"},
    )
    assert (churn.least, churn.value, churn.better, churn.unit) == (8, 11, "lower", "%")


@pytest.mark.parametrize(
    "condition",
    [
        "debts = false",
        "reach = 'partly'",
        "reach = { points = 1 }",
        "churn = 8",
        "revenue = { points = 5 }",
        "sales = 'silver'",
    ],
)
@pytest.mark.parametrize("unanswered", ["worst", "exclude"])
def test_an_open_question_meets_nothing_and_is_not_skipped(condition: str, unanswered: Any) -> None:
    rubric = attrs.evolve(tiers(f"{{ plan = true, {condition} }}"), defaults=Dimension(unanswered=unanswered))
    assert rubric.assess({"plan": True}).level == rubric.levels[0]


@pytest.mark.parametrize(("no", "asked"), [(-1e15, -5e9), (-3e9, -2e9), (-2e9, -1e9)])
def test_an_open_question_is_worth_less_than_any_answer(no: float, asked: float) -> None:
    points = f"debts = {{ text = 'Any?', keyed = 'no', points = {{ yes = {no}, no = 0 }} }}"
    text = START.replace('debts = { text = "Are there debts?", keyed = "no" }', points)
    rubric = attain.loads(
        f"{text}\n[requires]\nsilver = {{ debts = {{ points = {asked} }} }}\ngold = {{ revenue = {{ points = 50 }} }}"
    )
    assert [str(rubric.assess(given_).level) for given_ in ({}, {"debts": True}, {"debts": False})] == [
        "Bronze",
        "Bronze",
        "Silver",
    ]
    assert disagreements(rubric, {}) == ()


@pytest.mark.parametrize(
    ("condition", "standing"),
    [
        ("{ market = 1 }", "met"),
        ("{ market = 1.000001 }", "unmet"),
        ("{ reach = { points = 1 } }", "met"),
        ("{ reach = { points = 1.000001 } }", "unmet"),
        ("{ revenue = 500 }", "met"),
        ("{ revenue = 500.000001 }", "unmet"),
        ("{ staff = 2 }", "met"),
        ("{ staff = 2.000001 }", "unmet"),
    ],
)
def test_scores_points_and_answers_are_compared_in_millionths(condition: str, standing: str) -> None:
    given_ = {"market.view": True, "market.goal": False, "reach": "partly", "revenue": 499.9999996, "staff": 2.0000004}
    assert silver(condition, given_).standing == standing


@pytest.mark.parametrize(
    ("eu", "large", "level"), [(True, True, 0), (True, False, 0), (False, True, 0), (False, False, 1)]
)
def test_a_condition_counts_only_if_it_applies(eu: bool, large: bool, level: int) -> None:
    asking = attain.loads(
        START
        + """
[facts]
eu = "Is it in the EU?"
large = "Is it large?"
[requires]
silver.plan = true
silver.any = [
    { debts = false, applies-when = { eu = true } },
    { all = [{ reach = "fully" }, { reach = "partly" }], applies-when = { large = true } },
]
gold.revenue = { points = 50 }
"""
    )
    result = asking.assess({"plan": True, "debts": True, "reach": "not"}, facts={"eu": eu, "large": large})
    assert result.level == asking.levels[level]


def test_the_score_of_the_whole_has_the_name_of_the_rubric() -> None:
    tiers_by_score = attain.loads(
        'attain = 1\nid = "tiers"\nversion = "1"\ntitle = "Tiers"\nlevels = ["low", "high"]\nscore = "sum"\n'
        'questions = { plan = "Is there a plan?" }\nrequires.high = { score = 0.5 }'
    )
    (found,) = tiers_by_score.assess({"plan": True}).root.requirements["high"].parts
    assert shown(found) == Shown("score", "met", "tiers", "Tiers", "at least 0.5 points", found="1 point", margin=0.5)


@pytest.mark.parametrize(
    ("condition", "kind", "needed", "standing"),
    [
        ("{ all = [{ plan = true }, { debts = false }, { staff = 5 }] }", "all", None, "unmet"),
        ("{ any = [{ plan = true }, { debts = false }, { staff = 5 }] }", "any", None, "met"),
        ("{ each = { value = 5, of = ['staff', 'churn'] } }", "each", None, "unmet"),
        ("{ count = { at-least = 2, of = ['plan', 'debts', 'reach'] } }", "count", 2, "unmet"),
        ("{ count = { at-least = 1, of = ['plan', 'debts', 'reach'] } }", "count", 1, "met"),
    ],
)
def test_a_group_says_how_many_of_its_parts_it_needs(
    condition: str, kind: str, needed: int | None, standing: str
) -> None:
    found = silver(condition, {"plan": True, "debts": True, "reach": "not", "staff": 1, "churn": 5})
    assert (found.kind, found.needed, found.standing, found.name, found.title) == (kind, needed, standing, "", "")
    assert all(part.name and part.title and part.asked and part.found for part in found.parts)


def test_a_rung_of_a_ladder_says_how_many_of_its_questions_it_needs() -> None:
    ladder = attain.loads(
        'attain = 1\nid = "steps"\nversion = "1"\ntitle = "Steps"\nlevels = ["low", "high"]\nladder = { need = 0.6 }\n'
        '[questions]\none = { text = "One?", level = "high" }\ntwo = { text = "Two?", level = "high" }\n'
        'three = { text = "Three?", level = "high" }'
    )
    found = ladder.assess({"one": True, "two": False, "three": True}).root.requirements["high"]
    assert (found.kind, found.needed, found.standing) == ("share", 2, "met")
    assert [(part.name, part.asked, part.found) for part in found.parts] == [
        ("one", "yes", "yes"),
        ("two", "yes", "no"),
        ("three", "yes", "yes"),
    ]


def leaves(found: Requirement) -> list[Requirement]:
    return [leaf for part in found.parts for leaf in leaves(part)] if found.parts else [found]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_condition_is_met_with_a_positive_margin_and_not_with_a_negative_one(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    try:
        result = rubric.assess(data.draw(answers(rubric)), facts=data.draw(facts(rubric)), on=ON)
    except AmbiguousLevelError:
        return
    for each in (result.root, *result.dimensions.values()):
        for found in each.requirements.values():
            for leaf in leaves(found):
                assert leaf.asked
                assert leaf.title or leaf.name
                assert leaf.found is not None or leaf.margin is None
                if leaf.margin is not None and abs(leaf.margin) > 1e-5:
                    assert leaf.standing in (("met",) if leaf.margin > 0 else ("unmet", "open"))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_condition_holds_exactly_if_its_value_reaches_the_threshold(data: st.DataObject) -> None:
    plan = data.draw(rubrics()).plan
    codes = [data.draw(codes_of(input_)) for input_ in plan.inputs]
    values = run(plan, codes, [fact.default for fact in plan.facts]).values
    for output in plan.outputs:
        for rank, demand in output.demands:
            assert rank > 0
            for leaf in asked_in(demand):
                assert leaf.value is not None
                value, holds = values[leaf.value], values[leaf.node]
                assert (value is None) == (holds is None)
                if value is not None and abs(value - leaf.threshold) > 1 / SCALE:  # closer values are compared as equal
                    assert holds == (value > leaf.threshold)


def codes_of(input_: Input) -> st.SearchStrategy[float | Missing]:
    low, high = max(input_.low, -30.0), min(input_.high, 30.0)
    codes = st.floats(low, high) if input_.kind == "number" else st.integers(int(low), int(high)).map(float)
    return codes | st.sampled_from(Missing)


def asked_in(demand: Demand) -> list[Demand]:
    return [leaf for part in demand.parts for leaf in asked_in(part)] if demand.parts else [demand]


@attrs.frozen
class Tried(attain.Rule):
    """Two levels: one by points, the other by any of two conditions."""

    kind = "acme.tried"
    summary = "it is tried"

    def build(self, builder: attain.RuleBuilder) -> attain.LevelTerm:
        one_of = builder.any_of([builder.condition({"team": True}), builder.condition({"desk": True})])
        return builder.ladder({"some": builder.at_least(builder.points("plan"), 1), "full": one_of})


def test_progress_counts_a_single_condition_and_one_of_several() -> None:
    rubric = Rubric(
        id="tried",
        version="1",
        title="Tried",
        levels=[attain.Level("none"), attain.Level("some"), attain.Level("full")],
        questions={name: attain.Question(f"Is there a {name}?") for name in ("plan", "team", "desk")},
        rule=Tried(),
    )
    some = rubric.assess({"plan": False, "team": False, "desk": False}).root
    assert "Progress to Some: 0 of 1 requirement." in some.why
    full = rubric.assess({"plan": True, "team": False, "desk": False}).root
    assert "Progress to Full: 0 of 1 requirement. Missing: 1 of (Is there a team?" in full.why


def test_a_score_in_percent_is_asked_for_in_percent() -> None:
    rubric = attain.loads("""
    attain = 1
    id = "audit"
    version = "1"
    title = "Audit"
    levels = { low = "Low", high = "High" }
    score = "percent"
    requires.high.score = 50
    questions = { plan = "Is there a plan?", review = "Is it reviewed?", budget = "Is there a budget?", team = "Is there a team?" }
    """)
    answers = {"plan": True, "review": False, "budget": False, "team": False}
    required = rubric.assess(answers).root.requirements["high"].parts[0]
    assert (required.asked, required.found) == ("at least 50%", "25%")


def test_a_damaged_requirement_can_still_be_put_in_words() -> None:  # a saved result may have been edited
    assert Requirement("points", "unmet", "deals", "Deals", least="many").asked == "at least many"
