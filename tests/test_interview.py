"""Interviews, and the open questions of a result: what can still change a level."""

from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from data import facts_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import attain
from attain import AnswersError, Interview, Rubric
from attain._analysis.choices import answer_of, choices, may_be_ambiguous
from attain._plan.plan import Missing
from attain.testing import rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
DAY = date(2026, 1, 1)

TIERS = """
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
levels = ["member", "silver", "gold"]

[facts]
region = { text = "Where?", options = ["europe", "asia"] }
size = { kind = "number", default = 5 }

[questions]
nda = "Is there an NDA?"
deals = { text = "How many deals?", kind = "number", min = 0 }
audit = { text = "Is the partner audited?", applies-when = { region = "europe" }, needs = ["evidence"] }
plan = "Is there a plan?"

[requires.silver]
nda = true

[requires.gold]
deals = 20
all = [{ audit = true, applies-when = { region = "europe" } }, { plan = true, applies-when = { size = 1 } }]

[dimensions.sales]
view = true
questions.note = "Is there a note?"
"""


@pytest.fixture
def tiers() -> Rubric:
    return attain.loads(TIERS)


def talk(interview: Interview, *replies: Any) -> Interview:
    for reply in replies:
        interview = interview.answer(reply)
    return interview


def asked(interview: Interview) -> str | None:
    return interview.field.id if interview.field else None


def test_facts_come_first_and_a_question_only_if_it_can_change_a_level(tiers: Rubric) -> None:
    interview = tiers.interview()
    assert asked(interview) == "region"
    interview = talk(interview, "europe", None)
    assert asked(interview) == "nda"
    assert interview.levels == {"": None}
    done = talk(interview, "no")
    assert (asked(done), done.is_done, str(done.levels[""])) == (None, True, "Member")
    with pytest.raises(AnswersError, match="the interview has ended, so there is no question to answer"):
        done.answer("yes")


def test_a_question_that_does_not_apply_is_not_asked(tiers: Rubric) -> None:
    there = talk(tiers.interview(facts={"size": 5}), "europe", "yes", 20)
    assert asked(there) == "audit"
    assert str(talk(there, {"value": True, "evidence": "Report"}).levels[""]) == "Gold"
    elsewhere = talk(tiers.interview(facts={"region": "asia", "size": 5}), "yes", 20)
    assert elsewhere.is_done
    assert str(elsewhere.result.level) == "Gold"


def test_every_open_question_is_asked_on_request(tiers: Rubric) -> None:
    interview = tiers.interview({"plan": True}, facts={"region": "asia", "size": 5}, every=True)
    assert [field.id for field in interview.open] == ["nda", "deals", "sales.note"]
    assert asked(talk(interview, "no")) == "deals"
    assert talk(interview, "no", 1, None).is_done
    assert asked(tiers.interview(facts={"size": 5}, every=True)) == "region"


def test_for_some_levels_only_their_questions_are_asked(tiers: Rubric) -> None:
    interview = tiers.interview(facts={"region": "asia", "size": 5}, of=[""], every=True)
    assert [field.id for field in interview.open] == ["nda", "deals", "plan"]


def test_the_open_fields_are_all_that_may_still_be_asked(tiers: Rubric) -> None:
    interview = tiers.interview()
    assert [field.id for field in interview.open] == ["region", "size", "nda", "deals", "audit", "plan"]
    assert [field.id for field in talk(interview, "europe").open] == ["size", "nda", "deals", "audit", "plan"]
    assert [field.id for field in talk(interview, "asia").open] == ["size", "nda", "deals", "plan"]


def test_a_fact_that_is_given_as_open_is_asked(tiers: Rubric) -> None:
    interview = tiers.interview(facts={"region": "", "size": None})
    assert (asked(interview), dict(interview.facts)) == ("region", {})


def test_it_goes_back_and_skips(tiers: Rubric) -> None:
    interview = talk(tiers.interview(facts={"region": "asia", "size": 1}), "yes")
    skipped = interview.skip()
    assert asked(skipped) is None  # an open number counts as the least, so gold is out of reach
    assert asked(skipped.back()) == asked(interview) == "deals"
    assert asked(skipped.back().back()) == asked(skipped.back().back().back()) == "nda"
    assert skipped.answers == {"nda": "yes"}


def test_a_wrong_reply_is_refused_with_the_problem(tiers: Rubric) -> None:
    interview = tiers.interview()
    with pytest.raises(AnswersError, match="is not an option"):
        interview.answer("africa")
    with pytest.raises(AnswersError, match="region"):
        interview.skip()
    with pytest.raises(AnswersError, match="deals"):
        talk(tiers.interview(facts={"region": "asia"}), None, "yes").answer("many")
    assert asked(talk(interview, "asia", None, "yes")) == "deals"


def test_it_resumes_from_its_answers_and_facts(tiers: Rubric) -> None:
    interview = talk(tiers.interview(on=DAY, subject="Example Ltd"), "asia", None, "yes")
    again = tiers.interview(interview.answers, facts=interview.facts, on=DAY, subject="Example Ltd")
    assert asked(talk(again, None)) == asked(interview) == "deals"
    assert (again.result.subject, again.result.on) == ("Example Ltd", DAY)
    assert again.back() == again


def test_answers_that_lack_something_are_not_asked_again(tiers: Rubric) -> None:
    interview = tiers.interview({"nda": "yes", "deals": 20, "audit": True}, facts={"region": "europe", "size": 5})
    assert interview.is_done


@pytest.mark.parametrize(
    ("answers", "of", "message"),
    [
        ({"ndaa": True}, None, "there is no question 'ndaa'"),
        ({}, ["sale"], "there is no dimension 'sale'"),
        ({}, "sales", "of: must be a list, not 'sales'"),
        ({}, 5, "of: must be a list, not 5"),
    ],
)
def test_an_interview_does_not_begin_with_wrong_arguments(tiers: Rubric, answers: Any, of: Any, message: str) -> None:
    with pytest.raises(AnswersError, match=message):
        tiers.interview(answers, of=of)


def test_if_bands_may_not_decide_everything_is_asked() -> None:
    torn = attain.loads("""
    attain = 1
    id = "torn"
    version = "1"
    title = "Torn"
    levels = ["low", "high"]
    overlap = "error"
    score = "sum"
    bands = { low = "0-1", high = "1-2" }
    questions = { a = "A?", b = "B?" }
    """)
    interview = talk(torn.interview(), "yes")
    assert asked(interview) == "b"
    assert str(talk(interview, "yes").levels[""]) == "High"


# ---------------------------------------------------------------- open questions


def test_open_questions_are_in_the_order_of_their_effect() -> None:
    weighed = attain.loads("""
    attain = 1
    id = "weighed"
    version = "1"
    title = "Weighed"
    levels = ["low", "high"]
    score = "sum"
    bands = { low = "0-4", high = "5+" }
    questions = { a = { text = "A?", weight = 1 }, b = { text = "B?", weight = 5 }, c = { text = "C?", weight = 4 }, d = "D?" }
    """)
    assert [field.id for field in weighed.assess({}).open_questions()] == ["b", "a", "c", "d"]
    assert [field.id for field in weighed.assess({"b": False, "a": False}).open_questions()] == ["c", "d"]
    assert weighed.assess({"b": True}).open_questions() == ()
    assert weighed.assess({}).open_questions(of=[]) == ()
    with pytest.raises(AnswersError, match="there is no dimension 'sale'"):
        weighed.assess({}).open_questions(of=["sale"])


def test_many_open_questions_include_some_that_may_not_matter() -> None:
    asked = {f"q{at}": attain.Question("Asked?", weight=weight) for at, weight in enumerate([1, 50, *[4] * 12])}
    levels = [attain.Level("low"), attain.Level("high")]
    bands = {"low": "0-49", "high": "50+"}
    many = Rubric(id="many", version="1", title="Many", levels=levels, score="sum", bands=bands, questions=asked)
    assert len(many.assess({}).open_questions()) == 14


def test_questions_that_do_not_apply_are_not_open(tiers: Rubric) -> None:
    result = tiers.assess({"nda": True}, facts={"region": "asia", "size": 5})
    assert [field.id for field in result.open_questions()] == ["deals"]


# ---------------------------------------------------------------- the law


@LAW
@given(rubrics(), st.integers(0))
def test_an_interview_ends_with_the_same_levels_as_all_answers(made: Rubric, seed: int) -> None:
    tried = {input_.id: (input_, each.codes) for input_, each in zip(made.plan.inputs, choices(made.plan), strict=True)}
    assume(made.levels and 1 < len(tried) <= 6 and all(each.every for each in choices(made.plan)))
    assume(not may_be_ambiguous(made.plan))
    random = Random(seed)
    facts = facts_of(random, made)
    truth = {id_: answer_of(input_, random.choice(codes), DAY) for id_, (input_, codes) in tried.items()}
    interview = made.interview(facts=facts, on=DAY)
    while interview.field:
        assert _matters(made, interview, tried)
        interview = interview.answer(truth[interview.field.id])
    result = made.assess(truth, facts=facts, on=DAY)
    assert interview.levels == {id_: {"": result.level, **result.profile}[id_] for id_ in interview.levels}


def _matters(made: Rubric, interview: Interview, tried: Any) -> bool:
    """Return whether, with some answers to all other open questions, the present one can change a level."""
    assert interview.field
    rest = [id_ for id_ in tried if id_ not in interview.answers and id_ != interview.field.id]
    for codes in product(*(tried[id_][1] for id_ in rest)):
        others = {id_: answer_of(tried[id_][0], code, DAY) for id_, code in zip(rest, codes, strict=True)}
        input_, own = tried[interview.field.id]
        found = set()
        for code in own:
            answers = {**interview.answers, **others, input_.id: answer_of(input_, code, DAY)}
            result = made.assess(answers, facts=interview.facts, on=DAY)
            found.add((result.level, *result.profile.values()))
        if len(found) > 1:
            return True
    return False


def test_a_missing_answer_of_a_plan_is_none() -> None:
    assert answer_of(attain.rubric("iamcp-p2p").plan.inputs[0], Missing.OPEN) is None
