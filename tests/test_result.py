"""Results and their levels: comparison, equality, copies, errors and reasons."""

import copy
import json
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import pytest
from data import data

import attain
from attain import AmbiguousLevelError, AnswersError, Level, Result, Rubric

START = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
"""
P2P = attain.rubric("iamcp-p2p")
BASIC, REACTIVE, PROACTIVE, DYNAMIC = P2P.levels


def rubric(text: str) -> Rubric:
    return attain.loads(START + text)


TIERS = rubric("""
combine = "minimum"
[dimensions.sales]
bands = { bronze = "0", silver = "1", gold = "2+" }
questions = { plan = "Is there a plan?", goal = "Is there a goal?" }
[dimensions.market]
rating = true
[dimensions.notes.questions]
view = "What is the view?"
""")


def full() -> Result:
    return TIERS.assess({"sales": {"plan": True, "goal": "unknown"}, "market": "gold"}, on="2026-11-21", subject="We")


# ---------------------------------------------------------------- levels


def test_levels_of_one_scale_compare_by_rank() -> None:
    assert BASIC < REACTIVE <= PROACTIVE < DYNAMIC
    assert DYNAMIC > BASIC
    first, *_, last = attain.rubric("iamcp-p2p@2016").levels
    assert last >= DYNAMIC
    assert not first > BASIC
    assert max(P2P.levels) is DYNAMIC
    assert sorted([DYNAMIC, REACTIVE, BASIC, PROACTIVE]) == list(P2P.levels)


def test_a_level_of_a_result_equals_that_of_its_rubric() -> None:
    level = P2P.assess({"agreement.nda": True})["agreement"].level
    assert level is not None
    assert level >= REACTIVE
    assert level == REACTIVE
    assert hash(level) == hash(REACTIVE)
    assert level in {REACTIVE: "…"}


@pytest.mark.parametrize(
    ("other", "other_"),
    [
        (TIERS.levels[0], "Level('bronze', rank=0)"),
        (Level("reactive"), "Level('reactive', rank=0)"),
        ("reactive", "'reactive'; take it from rubric.levels"),
        (1, "1"),
        (None, "None"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "compare",
    [lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a > b, lambda a, b: a >= b],
    ids=["<", "<=", ">", ">="],
)
def test_levels_compare_only_with_those_of_their_own_scale(
    compare: Callable[[object, object], bool], other: object, other_: str
) -> None:
    with pytest.raises(TypeError) as caught:
        compare(BASIC, other)
    assert str(caught.value) == f"the level 'Basic' compares with levels of its own scale, not with {other_}"
    assert other != BASIC


def test_a_level_outside_a_rubric_compares_with_none() -> None:
    with pytest.raises(TypeError, match="the level 'Low' compares with levels of its own scale"):
        _ = Level("low") < Level("low")


def test_a_level_reads_as_its_title() -> None:
    assert f"{BASIC}, {BASIC:>8}" == "Basic,    Basic"
    assert str(Level("all-there")) == "All there"
    assert repr(DYNAMIC) == "Level('dynamic', rank=3)"


# ---------------------------------------------------------------- results


def test_a_result_gives_the_results_of_its_dimensions() -> None:
    result = full()
    assert (result.level, result.score) == (TIERS.levels[1], None)
    assert result.profile == {"sales": TIERS.levels[1], "market": TIERS.levels[2], "notes": None}
    assert list(result) == ["sales", "market", "notes"]
    assert len(result) == 3
    assert "market" in result
    assert "markets" not in result
    assert [result[name].id for name in result] == list(result)
    assert repr(result["sales"]) == (
        "DimensionResult('sales', level='silver', low='silver', high='gold', score=1.0, full=2.0, answered=1, total=2)"
    )
    assert repr(result["notes"]) == "DimensionResult('notes', answered=0, total=1)"
    assert result.why == result.root.why


def test_a_result_without_dimensions_is_true() -> None:
    result = rubric("").assess({})
    assert len(result) == 0
    assert result


def test_an_unknown_dimension_is_reported_with_the_nearest_one() -> None:
    with pytest.raises(KeyError) as caught:
        full()["sale"]
    assert caught.value.args == ("there is no dimension 'sale'; did you mean 'sales'?",)
    with pytest.raises(KeyError) as caught:
        full()["strategy"]
    assert caught.value.args == ("there is no dimension 'strategy'",)
    with pytest.raises(KeyError) as caught:
        full()[0]  # type: ignore[index]  # what someone may try who takes it for a list
    assert caught.value.args == ("there is no dimension '0'",)


def test_a_result_does_not_change_and_keeps_its_own_answers() -> None:
    given = {"sales": {"plan": True}}
    result = TIERS.assess(given)
    given["sales"]["plan"] = False
    assert result.answers["sales.plan"].value is True
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        result.subject = "Somebody else"  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        result.profile["sales"] = None  # type: ignore[index]  # that is the point


def test_results_with_equal_values_are_equal() -> None:
    assert full() == full()
    assert hash(full()) == hash(full())
    assert full() != TIERS.assess({})
    assert len({full(), full(), TIERS.assess({})}) == 2


@pytest.mark.parametrize(
    "again",
    [
        lambda result: pickle.loads(pickle.dumps(result)),
        copy.deepcopy,
        copy.copy,
        lambda result: Result.from_dict(json.loads(json.dumps(result.to_dict()))),
    ],
    ids=["pickle", "deepcopy", "copy", "json"],
)
def test_a_result_survives_copies_pickles_and_json(again: Callable[[Result], Result]) -> None:
    found = again(full())
    assert found == full()
    assert hash(found) == hash(full())
    assert (repr(found), found.why) == (repr(full()), full().why)
    assert found.levels[2] > TIERS.levels[0]


def test_many_threads_give_the_same_as_one() -> None:
    given = [
        {"agreement.nda": n % 2, "agreement.fair": n % 3 == 0, "geography": {"languages": "yes"}} for n in range(40)
    ]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(P2P.assess, given)) == list(map(P2P.assess, given))


@pytest.mark.parametrize(
    ("more", "problems"),
    [
        ({"on": "tomorrow"}, ["on: must be a date, not 'tomorrow'; write the year, month and day as in 2026-11-21"]),
        ({"on": 2026}, ["on: must be a date, not 2026; write the year, month and day as in 2026-11-21"]),
        (
            {"on": "", "subject": ["We"]},
            [
                "on: must be a date, not ''; write the year, month and day as in 2026-11-21",
                "subject: must be text, not a list; write the name of the subject",
            ],
        ),
    ],
    ids=str,
)
def test_the_day_and_the_subject_of_an_assessment_are_a_day_and_a_name(
    more: dict[str, object], problems: list[str]
) -> None:
    with pytest.raises(AnswersError) as caught:
        TIERS.assess({}, **more)  # type: ignore[arg-type]  # that is the point
    assert [str(problem) for problem in caught.value.problems] == problems


# ---------------------------------------------------------------- ranges that no policy decides

RANGES = rubric("""
[defaults]
score = "sum"
overlap = "error"
gap = "error"
[dimensions.sales.questions]
deals = { kind = "number", points = { bands = { "0-5" = 1, "5-9" = 2, "12-20" = 3 } } }
leads = { kind = "number", points = { bands = { "0-5" = 1, "5-9" = 1 } } }
[dimensions.market]
bands = { bronze = "0", silver = "1", gold = "1+" }
questions = { plan = "Is there a plan?", goal = "Is there a goal?" }
""")


@pytest.mark.parametrize("deals", [5, 9.5, 11])
def test_undecided_ranges_of_points_are_reported_with_undecided_levels(deals: float) -> None:
    with pytest.raises(AmbiguousLevelError) as caught:
        RANGES.assess({"sales.deals": deals, "market.plan": True})
    assert [str(problem) for problem in caught.value.problems] == [
        "dimensions.sales.questions.deals: the ranges do not decide how many points this answer to 'sales.deals' earns; choose a policy: highest or lowest for overlaps, lower or upper for gaps",
        "dimensions.market.bands: a score of 1 lies in the ranges of Silver and Gold; choose a policy for overlaps: highest or lowest",
    ]


def test_ranges_with_the_same_points_need_no_policy() -> None:
    result = RANGES.assess({"sales": {"deals": 6, "leads": 5}})
    assert result["sales"].score == 3
    assert result["market"].level == RANGES.levels[0]


# ---------------------------------------------------------------- levels that are combined


@pytest.mark.parametrize(
    ("combine", "level", "why"),
    [
        ("minimum", "Bronze", "the lowest of these levels counts (1 Bronze, 1 Silver, 1 Gold)"),
        ("maximum", "Gold", "the highest of these levels counts (1 Bronze, 1 Silver, 1 Gold)"),
        ("majority", "Silver", "the highest level that more than half reach (1 Bronze, 1 Silver, 1 Gold)"),
        ("mean", "Silver", "the level that is reached on average (1 Bronze, 1 Silver, 1 Gold)"),
    ],
)
def test_why_says_how_levels_are_combined(combine: str, level: str, why: str) -> None:
    model = rubric(f'combine = "{combine}"\ndimensions = {{ a.rating = true, b.rating = true, c.rating = true }}')
    result = model.assess({"a": "gold", "b": "bronze", "c": "silver"})
    assert str(result.level) == level
    assert result.why.startswith(f"{level}: {why}.")


# ---------------------------------------------------------------- texts


def test_a_result_keeps_the_texts_of_its_questions_and_of_the_chosen_options() -> None:
    model = rubric("""
score = "sum"
questions.plan = { text = "Is there a plan?", options = { none = 0, some-of-it = 1 } }
questions.goal = {}
dimensions.team.rating = true
""")
    result = model.assess({"plan": "some-of-it", "goal": True, "team": "gold"})
    again = Result.from_dict(result.to_dict())
    assert again.questions == {"plan": "Is there a plan?"}
    assert again.chosen == {"plan": "Some of it", "team": "Gold"}


# ---------------------------------------------------------------- reasons


def test_reasons_are_data() -> None:
    found = TIERS.assess({"sales.plan": True}).dimensions
    assert {id_: [data(reason) for reason in each.reasons] for id_, each in found.items()} == {
        "sales": [
            "reason.level(level='Silver', ground=ground.value(score=score.of(score=1.0, full=2.0)))",
            "reason.open-levels(open=1, total=2, low='Silver', high='Gold')",
            "reason.short(level='Gold', points=1.0)",
        ],
        "market": [
            "reason.level(level='Bronze', ground=ground.no-rating)",
            "reason.open-levels(open=1, total=1, low='Bronze', high='Gold')",
        ],
        "notes": ["reason.no-level", "reason.open(open=1, total=1)"],
    }


def test_an_open_question_that_only_withholds_a_level_says_which_it_will_be() -> None:
    model = rubric('unanswered = "block"\nbands = { bronze = "0-1" }\nquestions.plan = "Is there a plan?"')
    assert [data(reason) for reason in model.assess({}).root.reasons] == [
        "reason.withheld(open=1, ids=('plan',))",
        "reason.open-level(open=1, total=1, level='Bronze')",
    ]


def test_a_stored_policy_needs_no_alternatives() -> None:
    record: Any = P2P.assess(
        {f"agreement.{id_}": True for id_ in list(P2P.dimensions["agreement"].questions)[:5]}
    ).to_dict()
    del record["dimensions"]["agreement"]["alternatives"]
    assert data(Result.from_dict(record)["agreement"].reasons[1]) == "reason.policy(policy=decides.overlap-highest)"


# ---------------------------------------------------------------- open questions that are skipped

LADDER = rubric("""
ladder = {}
unanswered = "exclude"
[questions]
plan = { text = "Is there a plan?", level = "silver" }
goal = { text = "Is there a goal?", level = "silver" }
view = { text = "Is there a view?", level = "gold", not-applicable = "exclude" }
""")


def test_an_open_question_on_a_ladder_is_shown_as_open_although_it_is_skipped() -> None:
    result = LADDER.assess({})
    silver = result.root.requirements["silver"]
    assert (silver.standing, silver.needed) == ("open", 2)
    assert [part.standing for part in silver.parts] == ["open", "open"]
    assert result.why == (
        "Bronze: everyone has this level, and no higher level is reached. "
        "3 of 3 questions are open: the level can be anything from Bronze to Gold. "
        "Silver is not reached yet: 0 of its 2 questions are met. "
        "Missing: 2 of (Is there a plan? (required: yes; open) | Is there a goal? (required: yes; open))."
    )


def test_an_open_question_beside_an_answer_is_not_needed() -> None:
    silver = LADDER.assess({"plan": True}).root.requirements["silver"]
    assert (silver.standing, silver.needed) == ("met", 1)
    assert [part.standing for part in silver.parts] == ["met", "open"]


def test_a_question_that_is_not_applicable_is_not_a_rung() -> None:
    result = LADDER.assess({"plan": True, "view": "n/a"})
    assert (result.level, result.root.high) == (LADDER.levels[1], LADDER.levels[1])
    assert result.root.requirements["gold"].standing == "n/a"
    assert result.root.progress is None


def test_a_result_is_a_mapping_of_its_dimensions() -> None:
    result = attain.rubric("iamcp-p2p").assess({})
    assert isinstance(result, Mapping)
    assert [*result.items()] == [*result.dimensions.items()]
    assert result.get("unheard-of") is None
