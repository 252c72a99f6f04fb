"""Assessment without a check: the result and its problems, and results that are scored again."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

import attain
from attain import AmbiguousLevelError, Answer, AnswersError, Result, Rubric, RubricError
from attain._render.layout import plain
from attain._render.pages import explained_page, result_page
from attain._score.explain import undecided
from attain._testing.assessments import disagreements
from attain.testing import ON, answers, facts, rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

TIERS = attain.loads("""
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
levels = { member = "Member", gold = "Gold" }
score = "sum"
bands = { member = "0-1", gold = "2+" }
not-applicable = "exclude"

[facts]
segment = { text = "Which segment?", options = ["small", "large"] }
region = { text = "Which region?", options = ["north", "south"], default = "north" }

[questions]
plan = { text = "Is there a plan?", needs = ["evidence"], valid-for = "1 year" }
audit = { text = "Is there an audit?", applies-when = { segment = "large" } }
revenue = { text = "Revenue", kind = "number", min = 0, max = 100, points = { curve = [[0, 0], [100, 3]] } }
local = { text = "Is it local?", applies-when = { region = "north" }, not-applicable = "forbidden" }

[dimensions.sales]
bands = { member = "0", gold = "1+" }
questions.plan = "Is there a sales plan?"
""")
FITTING: dict[str, object] = {
    "plan": {"value": True, "evidence": "plan.pdf", "on": "2026-05-01"},
    "revenue": 50,
    "local": "yes",
    "sales": {"plan": "no"},
}


def assess(given: Mapping[str, object], facts: Mapping[str, object] | None = None) -> Result:
    large = {"segment": "large"} if facts is None else facts
    return TIERS.assess({**FITTING, **given}, facts=large, on=ON, check=False)


def problems(result: Result) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(problem.code, problem.path) for problem in result.problems]


# ---------------------------------------------------------------- the result and its problems


def test_fitting_answers_have_no_problems_and_the_same_result_either_way() -> None:
    strict = TIERS.assess(FITTING, facts={"segment": "large"}, on=ON)
    assert strict.problems == ()
    assert assess({}) == strict


@pytest.mark.parametrize("value", ["perhaps", 2, 0.5, "", True])
def test_an_answer_that_is_not_accepted_is_open_and_keeps_its_value(value: object) -> None:
    accepted = value in ("", True)
    result = assess({"audit": value})
    if accepted:
        assert result.problems == ()
    else:
        assert result.answers["audit"] == Answer(value, "open", "invalid")  # type: ignore[arg-type]  # that is the point
        assert problems(result) == [("answer-value", ("audit",))]
        assert result.root.open == ("audit",)
        assert result == attrs.evolve(
            assess({"audit": None}), answers=result.answers, problems=result.problems
        )  # everything else is as if there were no answer


@pytest.mark.parametrize(
    "value",
    [[True], {"value": {}}, {"value": [1]}, 10**16, float("inf"), object()],
    ids=["list", "table", "value that is a list", "large", "infinity", "object"],
)
def test_nothing_is_kept_of_a_value_that_is_not_plain(value: object) -> None:
    result = assess({"audit": value})
    assert result.answers["audit"] == Answer(None, "open", "unanswered")
    assert problems(result) == [("answer-value", ("audit",))]


def test_a_number_out_of_range_and_an_na_that_is_not_accepted_are_open() -> None:
    result = assess({"revenue": 101, "local": "N/A"})
    assert result.answers["revenue"] == Answer(101, "open", "invalid")
    assert result.answers["local"] == Answer("N/A", "open", "invalid")
    assert problems(result) == [("answer-value", ("revenue",)), ("not-applicable-forbidden", ("local",))]


def test_an_unknown_name_is_reported_and_the_rest_is_scored() -> None:
    given = {"plam": True, "segment": "large", "sales": True, "sales.plan": {"value": True}, 5: 1}
    result = TIERS.assess({**FITTING, **given}, facts={"segment": "large", "size": 5}, on=ON, check=False)  # type: ignore[dict-item]
    assert problems(result) == [
        ("answer-dimension", ("sales",)),
        ("unknown-question", ("plam",)),
        ("answer-fact", ("segment",)),
        ("unknown-question", ("5",)),
        ("unknown-fact", ("facts", "size")),
    ]
    assert result["sales"].level == TIERS.levels[1]


def test_neither_of_two_answers_to_one_question_counts() -> None:
    flat, nested = {"sales.plan": True}, {"sales": {"plan": True}}
    for both in ({**flat, **nested}, {**nested, **flat}):
        result = TIERS.assess(both, facts={"segment": "small"}, check=False)
        assert problems(result) == [("answered-twice", ("sales.plan",))]
        assert result.answers["sales.plan"] == Answer(None, "open", "unanswered")


def test_a_part_that_can_not_be_read_is_left_out() -> None:
    result = assess({"plan": {"value": True, "evidence": 5, "on": "someday", "by": [], "colour": "red"}})
    assert result.answers["plan"] == Answer(True, "open", "without evidence")
    assert problems(result) == [
        ("unknown-key", ("plan", "colour")),
        ("wrong-type", ("plan", "evidence")),
        ("wrong-type", ("plan", "on")),
        ("wrong-type", ("plan", "by")),
    ]


def test_a_dated_answer_without_a_day_of_assessment_is_reported_and_counts() -> None:
    result = TIERS.assess(FITTING, facts={"segment": "large"}, check=False)
    assert problems(result) == [("no-day", ("plan",))]
    assert result.answers["plan"].state == "answered"


@pytest.mark.parametrize(("given", "code"), [({}, "missing-fact"), ({"segment": "huge"}, "fact-value")])
def test_without_a_needed_fact_nothing_that_depends_on_it_applies(given: dict[str, object], code: str) -> None:
    result = assess({"audit": True}, given)
    assert problems(result) == [(code, ("facts", "segment"))]
    assert result.facts["segment"] is None
    assert (result.root.total, result.score) == (4, assess({"audit": True}, {"segment": "small"}).score)


def test_a_fact_with_a_value_that_is_not_accepted_has_its_default() -> None:
    result = assess({}, {"segment": "small", "region": "west"})
    assert problems(result) == [("fact-value", ("facts", "region"))]
    assert result.facts["region"] == "north"


def test_a_wrong_call_still_raises_an_error() -> None:
    calls: list[dict[str, Any]] = [{"answers": [True]}, {"answers": {}, "facts": [1]}, {"answers": {}, "on": "x"}]
    for call in calls:
        with pytest.raises(AnswersError):
            TIERS.assess(**call, check=False)


RANGES = attain.loads("""
attain = 1
id = "ranges"
version = "1"
title = "Ranges"
levels = { low = "Low", middle = "Middle", high = "High" }
combine = "minimum"
defaults.overlap = "error"
[dimensions.depth]
bands = { low = "0", middle = "1-2", high = "2+" }
questions = { plan = "Is there a plan?", review = "Is there a review?" }
[dimensions.sales]
score = "sum"
questions.deals = { kind = "number", min = 0, max = 10, points = { bands = { "0-5" = 1, "4-10" = 5 } } }
[dimensions.reach]
score = "sum"
questions.region = "Is there a region?"
""")


def test_if_the_ranges_do_not_decide_there_is_no_level_and_its_bounds_are_given() -> None:
    given = {"depth": {"plan": True, "review": True}, "sales.deals": 4.5, "reach.region": True}
    with pytest.raises(AmbiguousLevelError) as strict:
        RANGES.assess(given)
    result = RANGES.assess(given, check=False)
    assert result.problems == strict.value.problems
    depth, sales = result["depth"], result["sales"]
    assert (result.level, depth.level, depth.score, sales.score) == (None, None, 2, None)
    assert [str(level) for level in (depth.low, depth.high, result.root.low, result.root.high)] == [
        "Middle",
        "High",
    ] * 2
    assert (sales.score_low, sales.score_high) == (1, 5)
    assert depth.why == "Undecided: a score of 2 out of 2 lies in the ranges of Middle (1-2) and High (2+)."
    assert result.why == "Undecided: it depends on ranges that leave a level undecided."
    assert result.to_html().count(">undecided<") == 3
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


@LAW
@given(st.data())
def test_only_scores_that_the_ranges_leave_open_are_undecided(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    found = rubric.assess(data.draw(answers(rubric)), facts=data.draw(facts(rubric)), on=ON, check=False)
    unclear = any(problem.code == "ambiguous-level" for problem in found.problems)
    assert any(undecided(each) for each in (found.root, *found.dimensions.values())) <= unclear
    assert not found.problems or unclear


def test_the_pages_show_the_first_problems() -> None:
    result = assess({"revenue": 101, **{f"plan-{n}": True for n in range(6)}})
    for page in (plain(result_page(result)), plain(explained_page(result))):
        lines = page.splitlines()
        at = lines.index("Problems")
        assert lines[at + 1] == "  there is no question 'plan-0'; did you mean 'plan'?"
        assert lines[at + 6 : at + 8] == ["  and 2 more", ""]
    html = result.to_html()
    assert "there is no question &#x27;plan-0&#x27;" in html
    assert "<li>and 2 more</li>" in html
    assert "Problems" not in assess({}).to_html() + plain(result_page(assess({})))


def test_problems_are_stored_with_the_result() -> None:
    result = assess({"plan": {"value": "perhaps", "on": 5}}, {"segment": "huge"})
    assert len(result.problems) == 3
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


NAMES = st.sampled_from(["value", "note", "evidence", "on", "by", "state", "reason", "plan", ""]) | st.text(max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["n/a", "yes"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
ASKED = st.sampled_from(["plan", "audit", "revenue", "local", "sales", "sales.plan", "segment", "region"])


@LAW
@given(st.dictionaries(ASKED | NAMES, JSON), st.dictionaries(ASKED | NAMES, JSON))
def test_no_content_of_answers_or_facts_raises_and_every_executor_agrees(
    given_: dict[str, object], facts_: dict[str, object]
) -> None:
    result = TIERS.assess(given_, facts=facts_, on=ON, check=False)
    assert disagreements(TIERS, given_, facts_, on=ON, check=False) == ()
    if result.problems:
        with pytest.raises(AnswersError) as strict:
            TIERS.assess(given_, facts=facts_, on=ON)
        assert strict.value.problems == result.problems
    else:
        assert TIERS.assess(given_, facts=facts_, on=ON) == result
    again = TIERS.assess(result.answers, facts=result.facts, on=ON, check=False)
    assert again == attrs.evolve(result, problems=again.problems)
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


# ---------------------------------------------------------------- the path of a problem


@pytest.mark.parametrize("nested", [False, True])
def test_a_problem_with_an_answer_has_one_path_in_every_form_of_answers(*, nested: bool) -> None:
    inner = {"value": "perhaps", "on": "someday", "colour": "red"}
    given = {"sales": {"plan": inner, "plam": 1}} if nested else {"sales.plan": inner, "sales.plam": 1}
    result = TIERS.assess(given, facts={"segment": "small"}, check=False)
    assert problems(result) == [
        ("unknown-question", ("sales.plam",)),
        ("unknown-key", ("sales.plan", "colour")),
        ("wrong-type", ("sales.plan", "on")),
        ("answer-value", ("sales.plan",)),
    ]


def test_a_question_and_a_fact_have_different_paths_even_in_a_dimension_called_facts() -> None:
    rubric = attain.loads("""
attain = 1
id = "t"
version = "1"
title = "T"
score = "sum"
facts.size = "Is it large?"
dimensions.facts = { score = "sum", questions.size = { text = "Is the size known?", applies-when = { size = true } } }
""")
    result = rubric.assess({"facts": {"size": "perhaps"}}, facts={"size": "perhaps"}, check=False)
    assert problems(result) == [("answer-value", ("facts.size",)), ("fact-value", ("facts", "size"))]


# ---------------------------------------------------------------- a result's own answers


def again(rubric: Rubric, result: Result) -> list[Result]:
    """Return the results of a result's own answers: as they are, and through JSON, in the form of a file."""
    saved = json.loads(json.dumps(result.to_dict()))
    read = Result.from_dict(saved)
    return [
        rubric.assess(result.answers, facts=result.facts, on=result.on, check=False),
        rubric.assess(read.answers, facts=read.facts, on=read.on, check=False),
        rubric.assess(saved.get("answers", {}), facts=saved.get("facts", {}), on=saved.get("on"), check=False),
    ]


TREATMENTS = st.sampled_from(["forbidden", "exclude", "best", "worst", None])
NEEDS = st.sampled_from([None, (), ("note",), ("evidence",), ("note", "evidence")])
VALID = st.sampled_from([None, "1 year", "30 days"])
NEEDY = st.builds(attain.NotApplicable, st.sampled_from(["exclude", "best", "worst"]), st.sampled_from([(), ("note",)]))


def relaxed(data: st.DataObject, rubric: Rubric) -> Rubric:
    """Return a rubric with the same questions, in which answers count under other conditions."""

    def other(thing: Any, treatments: st.SearchStrategy[object]) -> Any:
        rules = {"not_applicable": treatments, "needs": NEEDS, "valid_for": VALID}
        return attrs.evolve(thing, **{name: data.draw(st.just(getattr(thing, name)) | rules[name]) for name in rules})

    def questions(thing: Any) -> Any:
        asked = {
            name: each if each.same_as else other(each, TREATMENTS | NEEDY) for name, each in thing.questions.items()
        }
        return attrs.evolve(thing, questions=asked)

    dimensions = {name: questions(each) for name, each in rubric.dimensions.items()}
    try:
        found: Rubric = attrs.evolve(
            questions(rubric), dimensions=dimensions, defaults=other(rubric.defaults, TREATMENTS)
        )
    except RubricError:  # a key may be idle once nothing is needed
        reject()
    return found


@LAW
@given(st.data())
def test_the_answers_of_a_result_give_it_again_and_score_like_the_first_answers_under_other_rules(
    data: st.DataObject,
) -> None:
    rubric = data.draw(rubrics())
    given_, facts_ = data.draw(answers(rubric)), data.draw(facts(rubric))
    result = rubric.assess(given_, facts=facts_, on=ON, check=False)
    for found in again(rubric, result):
        assert found == result
    other = relaxed(data, rubric)
    expected = other.assess(given_, facts=facts_, on=ON, check=False)
    for found in again(other, result):
        assert found == expected
    assert disagreements(other, given_, facts_, on=ON, check=False) == ()
    assert disagreements(other, result.answers, result.facts, on=ON, check=False) == ()


LOOSE = attrs.evolve(
    TIERS,
    questions={
        **TIERS.questions,
        "plan": attrs.evolve(TIERS.questions["plan"], needs=(), valid_for=None),
        "local": attrs.evolve(TIERS.questions["local"], not_applicable="best"),
    },
)


@pytest.mark.parametrize(
    ("given", "state", "reason"),
    [
        ({"value": "n/a", "evidence": "one site", "on": "2020-01-01"}, "open", "expired"),
        ({"value": True, "evidence": "plan.pdf", "on": "2020-01-01"}, "open", "expired"),
        ({"value": True, "on": date(2026, 11, 1), "by": "Lee"}, "open", "without evidence"),
        ({"value": "N/A", "note": "one site", "on": "2026-11-01"}, "n/a", None),
        ({"note": "Ask Lee", "on": "2020-01-01"}, "open", "unanswered"),
    ],
)
def test_an_answer_keeps_its_value_whatever_makes_it_open(
    given: dict[str, object], state: str, reason: str | None
) -> None:
    result = assess({"plan": given})
    found = result.answers["plan"]
    assert (found.state, found.reason) == (state, reason)
    assert found.value == {"N/A": "n/a"}.get(str(given.get("value")), given.get("value"))
    for each in again(TIERS, result):
        assert each == result
    for each in again(LOOSE, result):
        assert each == LOOSE.assess({**FITTING, "plan": given}, facts={"segment": "large"}, on=ON)


def test_a_rating_is_read_again_beside_questions_that_are_called_like_parts_of_an_answer() -> None:
    rubric = attain.loads("""
attain = 1
id = "t"
version = "1"
title = "T"
levels = { low = "Low", high = "High" }
[dimensions.sales]
rating = true
not-applicable = "exclude"
questions = { note = "Is it noted?", on = "Is it on?", state = "Is it stated?", reason = "Is there a reason?" }
""")
    for rating in (
        {"value": "high", "note": "Ours"},
        {"value": "n/a", "note": "New"},
        {"value": None, "note": "Later"},
    ):
        given = {"sales.note": True, "sales.state": "n/a", "sales": rating}
        result = rubric.assess(given)
        assert result.answers["sales"].note == rating["note"]
        for each in again(rubric, result):
            assert each == result
    nested = rubric.assess({"sales": {"note": True, "on": False, "state": "n/a", "reason": "yes"}})
    assert [answer.value for answer in nested.answers.values()] == [None, True, False, "n/a", True]
