"""What is accepted as an answer or a fact, what makes it count, and what is told of one that fits nothing."""

import cProfile
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

import attain
from attain import Answer, AnswersError, Result, Rubric

np = pytest.importorskip("numpy")  # no wheels yet for the newest Python of all
pd = pytest.importorskip("pandas")

START = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
"""
KINDS = """
not-applicable = "exclude"
scales.stars.options = ["1", "2", "3"]
[questions]
plan = "Is there a plan?"
complaints = { text = "Are there complaints?", keyed = "no" }
goal = { options = ["none", "vague", "clear"] }
stars = { scale = "stars" }
deals = { kind = "number", min = 0, max = 1000 }
churn = { kind = "number", better = "lower", min = 0, max = 100 }
change = { kind = "number" }
debt = { kind = "number", better = "lower", min = 0 }
[dimensions.sales]
rating = true
not-applicable = "best"
questions.plan = "Is there a sales plan?"
"""


def rubric(text: str) -> Rubric:
    return attain.loads(START + text)


ALL = rubric(KINDS)


def answer(question: str, given: object) -> Answer:
    return ALL.assess({question: given}).answers[question]


def told(model: Rubric, answers: object, facts: object = None, on: date | None = None) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        model.assess(answers, facts=facts, on=on)  # type: ignore[arg-type]  # that is the point
    return [f"{problem.code} | {problem}" for problem in caught.value.problems]


# ---------------------------------------------------------------- what is accepted


def plainly(given: object) -> str:
    """A value as the name of a test: tools that take such names one by one trip over backslashes."""
    return repr(given).replace("\\", "")


@pytest.mark.parametrize(
    "given",
    [
        True,
        1,
        1.0,
        "yes",
        "Yes",
        " YES\n",
        "y",
        "Y",
        "true",
        "True",
        "1",
        "1.0",
        "yes\u3000",
        Decimal(1),
        Decimal("1.0"),
        np.bool_(True),
        np.int64(1),
        np.float64(1),
        np.array(True),
        np.str_("yes"),
    ],
    ids=plainly,
)
def test_yes(given: object) -> None:
    assert answer("plan", given) == Answer(True)
    assert type(answer("plan", given).value) is bool


@pytest.mark.parametrize(
    "given",
    [
        False,
        0,
        0.0,
        -0.0,
        "no",
        "No",
        " NO\t",
        "n",
        "N",
        "false",
        "FALSE",
        "0",
        "0.0",
        "\ufeffno",
        Decimal(0),
        np.bool_(False),
        np.uint8(0),
        np.float32(0),
        np.str_("n"),
    ],
    ids=plainly,
)
def test_no(given: object) -> None:
    assert answer("plan", given) == Answer(False)
    assert type(answer("plan", given).value) is bool


def test_yes_is_yes_and_no_is_no_however_a_question_is_keyed() -> None:
    assert answer("complaints", "yes").value is True
    assert answer("complaints", 0).value is False


@pytest.mark.parametrize("given", ["clear", "CLEAR", " Clear ", np.str_("clear")], ids=repr)
def test_an_option(given: object) -> None:
    assert answer("goal", given) == Answer("clear")


@pytest.mark.parametrize("given", ["2", "2.0", 2, 2.0, " 2 ", Decimal(2), np.int8(2), np.float64(2)], ids=repr)
def test_an_option_that_is_called_by_a_number(given: object) -> None:
    assert answer("stars", given) == Answer("2")


@pytest.mark.parametrize(
    "given", [5, 5.0, Decimal(5), Decimal("5.00"), np.int64(5), np.float64(5), np.array(5)], ids=repr
)
def test_a_number(given: object) -> None:
    assert answer("deals", given) == Answer(5)
    assert type(answer("deals", given).value) in (int, float)


@pytest.mark.parametrize("given", [2.5, Decimal("2.5"), np.float64(2.5)], ids=repr)
@pytest.mark.parametrize("question", ["deals", "churn"])
def test_a_number_with_a_fraction(question: str, given: object) -> None:
    assert answer(question, given) == Answer(2.5)


def test_a_whole_number_stays_whole() -> None:
    found = [answer(question, 5).value for question in ("deals", "churn", "change")]
    assert [type(value) for value in found] == [int, int, int]
    assert answer("change", 10**15).value == 10**15


@pytest.mark.parametrize(("question", "given"), [("deals", 0), ("deals", 1000), ("churn", 100), ("change", -1e15)])
def test_bounds_are_accepted(question: str, given: float) -> None:
    assert answer(question, given) == Answer(given)


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "  ",
        "unknown",
        " UNKNOWN ",
        math.nan,
        Decimal("NaN"),
        Decimal("-sNaN"),
        np.float32("nan"),
        np.datetime64("NaT"),
        pd.NA,
        pd.NaT,
        {},
    ],
    ids=repr,
)
@pytest.mark.parametrize("question", ["plan", "goal", "deals", "sales"])
def test_unanswered(question: str, given: object) -> None:
    assert answer(question, given) == Answer(None, "open", "unanswered")


@pytest.mark.parametrize("given", ["n/a", "N/A", " n/a ", np.str_("n/a"), {"value": "n/a"}, {"state": "n/a"}], ids=repr)
@pytest.mark.parametrize("question", ["plan", "goal", "deals", "sales"])
def test_not_applicable(question: str, given: object) -> None:
    assert answer(question, given) == Answer("n/a", "n/a")


def test_what_is_not_asked_about_is_unanswered() -> None:
    assert set(ALL.assess({}).answers.values()) == {Answer(None, "open", "unanswered")}


def test_a_row_of_a_dataframe_is_an_assessment() -> None:
    frame = pd.DataFrame(
        [{"plan": True, "goal": "vague", "stars": 1, "deals": 5}, {"plan": None, "goal": None, "deals": np.nan}]
    )
    first, second = (ALL.assess(row).answers for row in frame.to_dict("records"))
    assert [first[name].value for name in ("plan", "goal", "stars", "deals")] == [True, "vague", "1", 5]
    assert {each.state for each in second.values()} == {"open"}


# ---------------------------------------------------------------- where an answer stands


def values(given: Mapping[str, object]) -> dict[str, object]:
    return {name: each.value for name, each in ALL.assess(given).answers.items() if each.value is not None}


def test_answers_are_flat_or_nested_or_both() -> None:
    expected = {"plan": True, "sales.plan": False}
    assert values({"plan": 1, "sales.plan": 0}) == expected
    assert values({"plan": 1, "sales": {"plan": 0}}) == expected
    assert values({"sales": {}, "plan": 1, "sales.plan": {"value": 0}}) == expected


def test_a_rating_is_answered_by_the_name_of_its_dimension() -> None:
    assert values({"sales": "gold", "sales.plan": True}) == {"sales": "gold", "sales.plan": True}
    assert values({"sales": {"value": "Gold", "note": "Our own view"}}) == {"sales": "gold"}
    assert ALL.assess({"sales": "gold"}).profile["sales"] == ALL.levels[2]


# ---------------------------------------------------------------- what comes with an answer


@pytest.mark.parametrize(
    "on",
    [
        "2026-11-21",
        " 2026-11-21 ",
        date(2026, 11, 21),
        datetime(2026, 11, 21, 12, tzinfo=UTC),
        pd.Timestamp("2026-11-21"),
        np.datetime64("2026-11-21"),
    ],
    ids=repr,
)
def test_an_answer_may_come_with_more(on: object) -> None:
    given = {"value": "yes", "note": " Since May ", "evidence": "plan.pdf", "on": on, "by": "Lee"}
    assert answer("plan", given) == Answer(True, note="Since May", evidence="plan.pdf", on=date(2026, 11, 21), by="Lee")


@pytest.mark.parametrize("nothing", [None, "", " ", math.nan, pd.NA, pd.NaT], ids=repr)
def test_what_does_not_come_with_it_may_be_left_empty(nothing: object) -> None:
    given = {"value": True, **dict.fromkeys(("note", "evidence", "on", "by"), nothing)}
    assert answer("plan", given) == Answer(True)


def test_an_unanswered_question_keeps_what_came_with_it() -> None:
    assert answer("plan", {"note": "Ask Lee"}) == Answer(None, "open", "unanswered", note="Ask Lee")


def test_what_was_understood_is_understood_again() -> None:
    given = {
        "plan": {"value": "Y", "note": "Since May", "on": "2026-11-21"},
        "goal": "n/a",
        "deals": 2.5,
        "stars": None,
    }
    first = ALL.assess(given)
    assert ALL.assess(first.answers) == first
    saved = json.loads(json.dumps(first.to_dict()))
    assert ALL.assess(Result.from_dict(saved).answers) == first
    assert ALL.assess(saved["answers"]) == first


def test_an_answer_made_by_hand_is_read_like_any_other() -> None:
    assert answer("plan", Answer("yes", on="2026-11-21")) == Answer(True, on=date(2026, 11, 21))  # type: ignore[arg-type]


# ---------------------------------------------------------------- what makes it count

NEEDS = rubric("""
score = "sum"
needs = ["note"]
[questions]
plan = "Is there a plan?"
goal = { options = { none = 0, vague = 1, clear = { points = 2, needs = ["note", "evidence"] } } }
deals = { kind = "number", min = 0, max = 10, points = { curve = [[0, 0], [10, 5]] } }
free = { text = "Is it free?", needs = [] }
skip = { text = "Is it skipped?", not-applicable = { as = "exclude", needs = ["note", "evidence"] } }
""")


@pytest.mark.parametrize(
    ("question", "given", "reason"),
    [
        ("plan", True, "without note"),
        ("plan", {"value": True, "evidence": "plan.pdf"}, "without note"),
        ("plan", {"value": True, "note": " "}, "without note"),
        ("plan", {"value": True, "note": "Since May"}, None),
        ("plan", False, None),
        ("goal", "none", None),
        ("goal", {"value": "vague", "note": "On paper"}, None),
        ("goal", "clear", "without note and evidence"),
        ("goal", {"value": "clear", "note": "On paper"}, "without evidence"),
        ("goal", {"value": "clear", "note": "On paper", "evidence": "plan.pdf"}, None),
        ("deals", 0, None),
        ("deals", 1, "without note"),
        ("free", True, None),
        ("skip", {"value": "n/a", "note": "No partners"}, "without evidence"),
        ("skip", {"value": "n/a", "note": "No partners", "evidence": "plan.pdf"}, None),
    ],
)
def test_an_answer_better_than_the_worst_counts_only_with_what_it_needs(
    question: str, given: object, reason: str | None
) -> None:
    found = NEEDS.assess({question: given}).answers[question]
    assert (found.state == "open", found.reason) == (reason is not None, reason)


def test_an_answer_that_does_not_count_is_kept_and_is_worth_nothing() -> None:
    result = NEEDS.assess({"plan": True, "goal": "clear", "free": True})
    assert result.answers["plan"] == Answer(True, "open", "without note")
    assert result.answers["goal"] == Answer("clear", "open", "without note and evidence")
    assert (result.score, result.root.answered, result.root.total) == (1, 1, 5)


AGE = rubric("""
score = "sum"
valid-for = "12 months"
[questions]
plan = "Is there a plan?"
goal = { text = "Is there a goal?", valid-for = "30 days" }
""")


@pytest.mark.parametrize(
    ("question", "given", "reason"),
    [
        ("plan", {"value": True, "on": "2025-11-21"}, None),
        ("plan", {"value": True, "on": "2025-11-20"}, "expired"),
        ("plan", {"value": False, "on": "2025-11-20"}, "expired"),
        ("plan", {"value": True, "on": "2027-01-01"}, None),
        ("plan", True, None),
        ("goal", {"value": True, "on": "2026-10-22"}, None),
        ("goal", {"value": True, "on": "2026-10-21"}, "expired"),
    ],
)
def test_an_answer_counts_until_it_expires(question: str, given: object, reason: str | None) -> None:
    result = AGE.assess({question: given}, on=date(2026, 11, 21))
    assert (result.answers[question].reason, result.score) == (
        reason, 0 if reason or result.answers[question].value is False else 1
    )  # fmt: skip


def test_only_a_dated_answer_that_can_expire_asks_for_the_day() -> None:
    assert AGE.assess({"plan": True}).score == 1
    assert ALL.assess({"plan": {"value": True, "on": "1999-01-01"}}).answers["plan"].state == "answered"
    assert AGE.assess({"plan": {"note": "Ask Lee", "on": "1999-01-01"}}).answers["plan"].reason == "unanswered"
    assert told(AGE, {"goal": {"value": True, "on": "2026-11-01"}}) == [
        "no-day | goal: answers here are valid for 30 days, and this one has a date; say on which day it is assessed: on=date(2026, 11, 21)"
    ]


@pytest.mark.parametrize(
    ("treatment", "score", "answered", "total"), [("exclude", 1, 1, 1), ("best", 2, 2, 2), ("worst", 1, 2, 2)]
)
def test_not_applicable_is_what_the_rubric_says(treatment: str, score: float, answered: int, total: int) -> None:
    model = rubric(f"""
score = "sum"
questions.plan = "Is there a plan?"
questions.goal = {{ text = "Is there a goal?", not-applicable = "{treatment}" }}
""")
    root = model.assess({"plan": True, "goal": "n/a"}).root
    assert (root.score, root.answered, root.total) == (score, answered, total)


# ---------------------------------------------------------------- what is true of the subject

FACTS = rubric("""
[facts]
region = "Is it in the region?"
segment = { options = ["small", "large"], default = "small" }
staff = { kind = "number", default = 10 }
founded = { kind = "number" }
[questions]
plan = { text = "Is there a plan?", applies-when = { region = true } }
goal = { text = "Is there a goal?", applies-when = { segment = "large" } }
""")


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ({"region": True}, (True, "small", 10, None)),
        ({"region": "No"}, (False, "small", 10, None)),
        ({"region": 1, "segment": "LARGE", "staff": 5, "founded": 1999}, (True, "large", 5, 1999)),
        ({"region": 0, "segment": "unknown", "staff": None, "founded": math.nan}, (False, "small", 10, None)),
        ({"region": "y", "segment": "n/a", "staff": 2.5, "founded": ""}, (True, "small", 2.5, None)),
        ({"region": np.True_, "segment": pd.NA, "staff": np.int64(7)}, (True, "small", 7, None)),
    ],
    ids=str,
)
def test_a_fact_is_read_like_an_answer_and_has_its_default(
    given: dict[str, object], values: tuple[object, ...]
) -> None:
    facts = FACTS.assess({}, facts=given).facts
    assert dict(facts) == dict(zip(("region", "segment", "staff", "founded"), values, strict=True))
    assert [type(facts[name]) for name in facts] == [type(value) for value in values]


def test_a_fact_that_is_needed_and_missing_is_told() -> None:
    missing = "missing-fact | facts.region: the fact 'region' is missing, and what applies depends on it; "
    assert told(FACTS, {}) == [f"{missing}give one of 'no' or 'yes'"]
    assert told(FACTS, {}, {"region": "unknown"}) == [f"{missing}give one of 'no' or 'yes'"]
    number = rubric('facts.staff.kind = "number"\nquestions.plan = { applies-when = { staff = [1, 2] } }')
    assert told(number, {}) == [
        "missing-fact | facts.staff: the fact 'staff' is missing, and what applies depends on it"
    ]


# ---------------------------------------------------------------- what fits nothing


@pytest.mark.parametrize(
    ("question", "given", "problem"),
    [
        ("plan", "mostly", "'mostly' is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out; to accept it, name it: [answers] yes = [\"mostly\"], with_words or --yes"),
        ("plan", 2, "2 is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out"),
        ("plan", 0.5, "0.5 is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out"),
        ("plan", np.float64(1.5), "1.5 is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out"),
        ("plan", [True], "a list is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out"),
        ("plan", {"value": {}}, "a table is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out"),
        ("goal", "clearly", "'clearly' is no option; did you mean 'clear'?"),
        ("goal", "yes", "'yes' is no option; choose 'none', 'vague' or 'clear'"),
        ("goal", True, "true is no option; choose 'none', 'vague' or 'clear'"),
        ("stars", 4, "4 is no option; choose '1', '2' or '3'"),
        ("stars", 2.5, "2.5 is no option; choose '1', '2' or '3'"),
        ("stars", math.inf, "inf is no option; choose '1', '2' or '3'"),
        ("sales", "golden", "'golden' is no option; did you mean 'gold'?"),
        ("deals", "five", "'five' is not a number; a number looks like 1000000 or 5.5, with nothing around it"),
        ("deals", "500,000", "'500,000' is not a number; a number looks like 1000000 or 5.5, with nothing around it"),
        ("deals", "1 million", "'1 million' is not a number; a number looks like 1000000 or 5.5, with nothing around it"),
        ("deals", "NaN", "'NaN' is not a number; a number looks like 1000000 or 5.5, with nothing around it"),
        ("deals", "1.000.000", "'1.000.000' is not a number; write 1000000"),
        ("deals", "0,7", "'0,7' is not a number; write 0.7"),
        ("deals", "1 234,5", "'1 234,5' is not a number; write 1234.5"),
        ("deals", "5e15", "'5e15' is too large; numbers up to 10^15 are accepted"),
        ("plan", "ja\u200d", "'ja\\u200d' is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out"),
        ("plan", "m" * 40, f"'{'m' * 40}' is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out"),
        ("deals", True, "true is not a number; a number looks like 1000000 or 5.5, with nothing around it"),
        ("deals", (1, 2), "a list is not a number; a number looks like 1000000 or 5.5, with nothing around it"),
        ("deals", Fraction(1, 2), "1/2 is not a number; a number looks like 1000000 or 5.5, with nothing around it"),
        ("deals", np.array([5]), "[5] is not a number; a number looks like 1000000 or 5.5, with nothing around it"),
        ("change", 10**16, "10000000000000000 is too large; numbers up to 10^15 are accepted"),
        ("change", 10**20, "a number of more than 20 digits is too large; numbers up to 10^15 are accepted"),
        ("change", -math.inf, "-inf is too large; numbers up to 10^15 are accepted"),
        ("change", Decimal("Infinity"), "inf is too large; numbers up to 10^15 are accepted"),
        ("deals", -1, "-1 is out of range; numbers from 0 to 1,000 are accepted"),
        ("deals", np.float64(1000.5), "1,000.5 is out of range; numbers from 0 to 1,000 are accepted"),
        ("churn", 120, "120 is out of range; numbers from 0 to 100 are accepted"),
        ("debt", -1, "-1 is out of range; numbers from 0 on are accepted"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told(question: str, given: object, problem: str) -> None:
    assert told(ALL, {question: given}) == [f"answer-value | {question}: {problem}"]


def test_a_number_may_be_bounded_on_one_side_only() -> None:
    model = rubric('questions = { low = { kind = "number", max = 5 }, high = { kind = "number", min = 5 } }')
    assert told(model, {"low": 6, "high": 4}) == [
        "answer-value | low: 6 is out of range; numbers up to 5 are accepted",
        "answer-value | high: 4 is out of range; numbers from 5 on are accepted",
    ]


@pytest.mark.parametrize("question", ["plan", "stars", "change"])
def test_a_number_that_python_refuses_to_spell_is_told_like_any_other(question: str) -> None:
    (problem,) = told(ALL, {question: -(10**9999)})
    assert problem.startswith(f"answer-value | {question}: a number of more than 20 digits is ")


def test_a_choice_of_many_is_not_listed_whole() -> None:
    model = rubric(f"questions.grade.options = {[f'g{n}' for n in range(20)]}")
    (problem,) = told(model, {"grade": "best"})
    assert problem.endswith("choose 'g0', 'g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g7', 'g8', 'g9' or one of 10 more")


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"plam": True}, ["unknown-question | plam: no question is called 'plam'; did you mean 'plan'?"]),
        ({"goals": True, "plans": True}, [
            "unknown-question | goals: no question is called 'goals'; did you mean 'goal'?",
            "unknown-question | plans: no question is called 'plans'; did you mean 'plan'?",
        ]),
        ({5: True}, ["unknown-question | 5: no question is called '5'"]),
        (
            {"sales": {"plam": True}},
            ["unknown-question | sales.plam: no question is called 'sales.plam'; did you mean 'sales.plan'?"],
        ),
        ({"market": {"plan": True}}, ["unknown-question | market: no question is called 'market'"]),
        (
            {"sales.plan": True, "sales": {"plan": False}},
            ["answered-twice | sales.plan: 'sales.plan' is answered twice; give it once, either flat or nested"],
        ),
        (
            {"plan": {"value": True, "notes": "Since May", "colour": "red"}},
            [
                "unknown-key | plan.notes: an answer has no 'notes'; did you mean 'note'?",
                "unknown-key | plan.colour: an answer has no 'colour'; there is 'value', 'note', 'evidence', 'on' or 'by'",
            ],
        ),
        (
            {"plan": {"value": True, "note": 5, "evidence": ["a.pdf"], "by": True, "on": "yesterday"}},
            [
                'wrong-type | plan.note: must be text, not 5; put it in quotes',
                'wrong-type | plan.evidence: must be text, not a list; put it in quotes',
                "wrong-type | plan.on: must be a date, not 'yesterday'; write 2026-11-21",
                'wrong-type | plan.by: must be text, not true; put it in quotes',
            ],
        ),
        ({"plan": {"value": True, "on": 2026}}, ["wrong-type | plan.on: must be a date, not 2026; write 2026-11-21"]),
        ([True], ["wrong-type | the answers must be a table, not a list; name each question or fact by its id"]),
        (None, ["wrong-type | the answers must be a table, not nothing; name each question or fact by its id"]),
    ],
    ids=str,
)  # fmt: skip
def test_what_answers_no_question_is_told(given: object, problems: list[str]) -> None:
    assert told(ALL, given) == problems


def test_a_dataframe_is_shown_the_way() -> None:
    assert told(ALL, pd.DataFrame({"plan": [True]})) == [
        "wrong-type | the answers must be a table, not a DataFrame; to score a dataframe, a row for each subject: assess_frame"
    ]


def test_what_belongs_elsewhere_is_told() -> None:
    model = rubric("""
facts.region = "Is it in the region?"
questions.plan = "Is there a plan?"
questions.again.same-as = "plan"
dimensions.sales.questions.goal = "Is there a goal?"
dimensions.market.parent = "sales"
""")
    assert told(model, {"again": True, "sales": True, "market": "gold", "region": True}) == [
        "answer-elsewhere | again: 'again' shares the answer to 'plan'; answer 'plan' instead",
        "answer-dimension | sales: 'sales' is a dimension, and its questions are what is answered; as in 'sales.goal'",
        "answer-dimension | market: 'market' is a dimension, and its questions are what is answered",
        "answer-fact | region: 'region' is a fact, not a question; give it among the facts",
    ]
    assert told(model, {"goal": True}) == [
        "unknown-question | goal: no question is called 'goal'; did you mean 'sales.goal'?"
    ]
    assert told(model, {}, {"regoin": True, "plan": True}) == [
        "unknown-fact | facts.regoin: no fact is called 'regoin'; did you mean 'region'?",
        "unknown-fact | facts.plan: no fact is called 'plan'; there is 'region'",
    ]
    assert told(model, {}, {"region": "mostly"}) == [
        "fact-value | facts.region: 'mostly' is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out; to accept it, name it: [answers] yes = [\"mostly\"], with_words or --yes"
    ]
    assert told(model, {}, ["region"]) == [
        "wrong-type | the facts must be a table, not a list; name each question or fact by its id"
    ]
    assert told(ALL, {}, {"region": True}) == ["unknown-fact | facts.region: no fact is called 'region'"]


def test_not_applicable_has_to_be_allowed() -> None:
    model = rubric('questions.plan = "Is there a plan?"\nquestions.goal = { not-applicable = "forbidden" }')
    hint = "this question can't be answered with n/a; answer it, or set not-applicable in the rubric"
    assert told(model, {"plan": "n/a", "goal": {"value": "N/A", "note": "No partners"}}) == [
        f"not-applicable-forbidden | plan: {hint}", f"not-applicable-forbidden | goal: {hint}"
    ]  # fmt: skip


def test_everything_is_told_at_once() -> None:
    given = {"plan": "mostly", "sales": {"plan": {"value": 2, "note": 5}}, "deals": -1, "plam": True}
    assert [problem.split(" |")[0] for problem in told(ALL, given, {"region": True})] == [
        "unknown-question", "answer-value", "answer-value", "wrong-type", "answer-value", "unknown-fact"
    ]  # fmt: skip


def calls(answers: Mapping[str, object], facts: Mapping[str, object]) -> int:
    """How many functions are called to find everything that is wrong, whatever the machine is busy with."""
    profile = cProfile.Profile()
    profile.runcall(MANY.assess, answers, facts=facts, check=False)
    return sum(each.callcount for each in profile.getstats())


MANY = rubric("\n".join([
    *(f'facts.fact-number-{n}.text = "?"' for n in range(300)),
    *(f'dimensions.dimension-{n}.questions.question-number-{n} = "?"' for n in range(1000)),
]))  # fmt: skip


@pytest.mark.parametrize(
    ("what", "question", "fact"),
    [
        ("misspelt questions", "questoin-number-{}", None),
        ("questions without their dimension", "question-number-{}", None),
        ("dimensions", "dimension-{}", None),
        ("facts among the answers", "fact-number-{}", None),
        ("misspelt facts", None, "fcat-number-{}"),
    ],
)
def test_what_is_looked_for_does_not_grow_with_the_square_of_what_is_wrong(
    what: str, question: str | None, fact: str | None
) -> None:
    def given(name: str | None, count: int) -> dict[str, object]:
        return {name.format(n): True for n in range(count)} if name else {}

    few, many = (calls(given(question, count), given(fact, count)) for count in (2000, 4000))
    assert many - few < 2000 * 40, what


def test_the_parts_of_answers_are_compared_with_what_is_written_only_so_often() -> None:
    few, many = (
        calls({"dimension-1.question-number-1": {f"valeu{n}": 1 for n in range(count)}}, {}) for count in (2000, 4000)
    )
    assert many - few < 2000 * 40


def test_the_first_of_very_many_misspelt_names_gets_its_hint() -> None:
    problems = told(MANY, {f"dimension-{n}.questoin-number-{n}": True for n in range(2000)})
    assert problems[0].endswith("did you mean 'dimension-0.question-number-0'?")
    assert (
        problems[-1]
        == "unknown-question | dimension-1999.questoin-number-1999: no question is called 'dimension-1999.questoin-number-1999'"
    )
    assert len(problems) == 2000
