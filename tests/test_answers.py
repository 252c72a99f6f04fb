"""Answers and facts: which values are accepted, which answers count, and the problems that are reported."""

import cProfile
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from data import data

import attain
from attain import Answer, AnswersError, Result, Rubric

np = pytest.importorskip("numpy")  # there are no wheels yet for the newest Python
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


def reported(model: Rubric, answers: object, facts: object = None, on: date | None = None) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        model.assess(answers, facts=facts, on=on)  # type: ignore[arg-type]  # that is the point
    return [str(data(problem)) for problem in caught.value.problems]


# ---------------------------------------------------------------- accepted values


def plainly(given: object) -> str:
    """Return a value as the name of a test, without backslashes, which some tools that read the names can't handle."""
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
def test_spellings_of_yes_are_accepted(given: object) -> None:
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
def test_spellings_of_no_are_accepted(given: object) -> None:
    assert answer("plan", given) == Answer(False)
    assert type(answer("plan", given).value) is bool


def test_yes_is_yes_and_no_is_no_however_a_question_is_keyed() -> None:
    assert answer("complaints", "yes").value is True
    assert answer("complaints", 0).value is False


@pytest.mark.parametrize("given", ["clear", "CLEAR", " Clear ", np.str_("clear")], ids=repr)
def test_an_option_is_accepted_by_its_id(given: object) -> None:
    assert answer("goal", given) == Answer("clear")


@pytest.mark.parametrize("given", ["2", "2.0", 2, 2.0, " 2 ", Decimal(2), np.int8(2), np.float64(2)], ids=repr)
def test_an_option_whose_id_is_a_number_is_accepted_as_a_number(given: object) -> None:
    assert answer("stars", given) == Answer("2")


@pytest.mark.parametrize(
    "given", [5, 5.0, Decimal(5), Decimal("5.00"), np.int64(5), np.float64(5), np.array(5)], ids=repr
)
def test_a_number_is_accepted(given: object) -> None:
    assert answer("deals", given) == Answer(5)
    assert type(answer("deals", given).value) in (int, float)


@pytest.mark.parametrize("given", [2.5, Decimal("2.5"), np.float64(2.5)], ids=repr)
@pytest.mark.parametrize("question", ["deals", "churn"])
def test_a_number_with_a_fraction_is_accepted(question: str, given: object) -> None:
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
def test_empty_values_are_unanswered(question: str, given: object) -> None:
    assert answer(question, given) == Answer(None, "open", "unanswered")


@pytest.mark.parametrize("given", ["n/a", "N/A", " n/a ", np.str_("n/a"), {"value": "n/a"}, {"state": "n/a"}], ids=repr)
@pytest.mark.parametrize("question", ["plan", "goal", "deals", "sales"])
def test_spellings_of_not_applicable_are_accepted(question: str, given: object) -> None:
    assert answer(question, given) == Answer("n/a", "n/a")


def test_a_question_without_an_answer_is_unanswered() -> None:
    assert set(ALL.assess({}).answers.values()) == {Answer(None, "open", "unanswered")}


def test_a_row_of_a_dataframe_is_an_assessment() -> None:
    frame = pd.DataFrame(
        [{"plan": True, "goal": "vague", "stars": 1, "deals": 5}, {"plan": None, "goal": None, "deals": np.nan}]
    )
    first, second = (ALL.assess(row).answers for row in frame.to_dict("records"))
    assert [first[name].value for name in ("plan", "goal", "stars", "deals")] == [True, "vague", "1", 5]
    assert {each.state for each in second.values()} == {"open"}


# ---------------------------------------------------------------- the place of an answer


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


# ---------------------------------------------------------------- notes, evidence, days and names


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
def test_an_answer_may_have_a_note_evidence_a_day_and_a_name(on: object) -> None:
    given = {"value": "yes", "note": " Since May ", "evidence": "plan.pdf", "on": on, "by": "Lee"}
    assert answer("plan", given) == Answer(True, note="Since May", evidence="plan.pdf", on=date(2026, 11, 21), by="Lee")


@pytest.mark.parametrize("nothing", [None, "", " ", math.nan, pd.NA, pd.NaT], ids=repr)
def test_a_note_evidence_a_day_or_a_name_may_be_empty(nothing: object) -> None:
    given = {"value": True, **dict.fromkeys(("note", "evidence", "on", "by"), nothing)}
    assert answer("plan", given) == Answer(True)


def test_an_unanswered_question_keeps_its_note() -> None:
    assert answer("plan", {"note": "Ask Lee"}) == Answer(None, "open", "unanswered", note="Ask Lee")


def test_answers_that_were_read_are_read_again_equal() -> None:
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


# ---------------------------------------------------------------- answers that count

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


def test_only_a_dated_answer_that_can_expire_needs_the_day_of_assessment() -> None:
    assert AGE.assess({"plan": True}).score == 1
    assert ALL.assess({"plan": {"value": True, "on": "1999-01-01"}}).answers["plan"].state == "answered"
    assert AGE.assess({"plan": {"note": "Ask Lee", "on": "1999-01-01"}}).answers["plan"].reason == "unanswered"
    assert reported(AGE, {"goal": {"value": True, "on": "2026-11-01"}}) == ["goal: no-day(period='30 days')"]


@pytest.mark.parametrize(
    ("treatment", "score", "answered", "total"), [("exclude", 1, 1, 1), ("best", 2, 2, 2), ("worst", 1, 2, 2)]
)
def test_not_applicable_counts_as_the_rubric_says(treatment: str, score: float, answered: int, total: int) -> None:
    model = rubric(f"""
score = "sum"
questions.plan = "Is there a plan?"
questions.goal = {{ text = "Is there a goal?", not-applicable = "{treatment}" }}
""")
    root = model.assess({"plan": True, "goal": "n/a"}).root
    assert (root.score, root.answered, root.total) == (score, answered, total)


# ---------------------------------------------------------------- facts about the subject

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


def test_a_fact_that_is_needed_and_missing_is_reported() -> None:
    missing = "facts.region: missing-fact.answers(id='region') -> fix.fact(options=('no', 'yes'))"
    assert reported(FACTS, {}) == [missing]
    assert reported(FACTS, {}, {"region": "unknown"}) == [missing]
    number = rubric('facts.staff.kind = "number"\nquestions.plan = { applies-when = { staff = [1, 2] } }')
    assert reported(number, {}) == ["facts.staff: missing-fact.answers(id='staff')"]


# ---------------------------------------------------------------- answers that do not fit


@pytest.mark.parametrize(
    ("question", "given", "problem"),
    [
        ("plan", "mostly", "value.yes-no(given='mostly') -> fix.word(word='mostly')"),
        ("plan", 2, "value.yes-no(given=2)"),
        ("plan", 0.5, "value.yes-no(given=0.5)"),
        ("plan", np.float64(1.5), "value.yes-no(given=1.5)"),
        ("plan", [True], "value.yes-no(given=value(text='a list'))"),
        ("plan", {"value": {}}, "value.yes-no(given=value(text='a table'))"),
        ("goal", "clearly", "value.option(given='clearly', options=('none', 'vague', 'clear')) -> fix.near(name='clear')"),
        ("goal", "yes", "value.option(given='yes', options=('none', 'vague', 'clear'))"),
        ("goal", True, "value.option(given=True, options=('none', 'vague', 'clear'))"),
        ("stars", 4, "value.option(given=4, options=('1', '2', '3'))"),
        ("stars", 2.5, "value.option(given=2.5, options=('1', '2', '3'))"),
        ("stars", math.inf, "value.option(given=inf, options=('1', '2', '3'))"),
        ("sales", "golden", "value.option(given='golden', options=('bronze', 'silver', 'gold')) -> fix.near(name='gold')"),
        ("deals", "five", "value.number(given='five')"),
        ("deals", "500,000", "value.number(given='500,000')"),
        ("deals", "1 million", "value.number(given='1 million')"),
        ("deals", "NaN", "value.number(given='NaN')"),
        ("deals", "1.000.000", "value.number(given='1.000.000') -> fix.meant(found='1000000')"),
        ("deals", "0,7", "value.number(given='0,7') -> fix.meant(found='0.7')"),
        ("deals", "1 234,5", "value.number(given='1 234,5') -> fix.meant(found='1234.5')"),
        ("deals", "5e15", "value.large(given='5e15')"),
        ("plan", "ja\u200d", "value.yes-no(given='ja\\u200d')"),
        ("plan", "m" * 40, f"value.yes-no(given='{'m' * 40}')"),
        ("deals", True, "value.number(given=True)"),
        ("deals", (1, 2), "value.number(given=(1, 2))"),
        ("deals", Fraction(1, 2), "value.number(given=value(text='1/2'))"),
        ("deals", np.array([5]), "value.number(given=value(text='[5]'))"),
        ("change", 10**16, "value.large(given=10000000000000000)"),
        ("change", 10**20, "value.large(given=value(text='a number of more than 20 digits'))"),
        ("change", -math.inf, "value.large(given=-inf)"),
        ("change", Decimal("Infinity"), "value.large(given=inf)"),
        ("deals", -1, "value.range(given=-1.0, bounds=bounds.both(low=0.0, high=1000.0))"),
        ("deals", np.float64(1000.5), "value.range(given=1000.5, bounds=bounds.both(low=0.0, high=1000.0))"),
        ("churn", 120, "value.range(given=120.0, bounds=bounds.both(low=0.0, high=100.0))"),
        ("debt", -1, "value.range(given=-1.0, bounds=bounds.least(low=0.0))"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_an_answer_is_reported(question: str, given: object, problem: str) -> None:
    assert reported(ALL, {question: given}) == [f"{question}: answer-value: {problem}"]


def test_a_number_may_be_bounded_on_one_side_only() -> None:
    model = rubric('questions = { low = { kind = "number", max = 5 }, high = { kind = "number", min = 5 } }')
    assert reported(model, {"low": 6, "high": 4}) == [
        "low: answer-value: value.range(given=6.0, bounds=bounds.most(high=5.0))",
        "high: answer-value: value.range(given=4.0, bounds=bounds.least(low=5.0))",
    ]


@pytest.mark.parametrize("question", ["plan", "stars", "change"])
def test_a_number_that_python_refuses_to_spell_is_reported_like_any_other(question: str) -> None:
    (problem,) = reported(ALL, {question: -(10**9999)})
    assert "given=value(text='a number of more than 20 digits')" in problem


def test_a_choice_of_many_options_is_not_listed_in_full() -> None:
    model = rubric(f"questions.grade.options = {[f'g{n}' for n in range(20)]}")
    (problem,) = reported(model, {"grade": "best"})
    assert problem.endswith("'g7', 'g8', 'g9', 'g10'))")
    with pytest.raises(AnswersError, match=r"choose 'g0', .*'g8', 'g9' or another$"):
        model.assess({"grade": "best"})


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"plam": True}, ["plam: unknown-question.answers(name='plam') -> fix.near(name='plan')"]),
        ({"goals": True, "plans": True}, [
            "goals: unknown-question.answers(name='goals') -> fix.near(name='goal')",
            "plans: unknown-question.answers(name='plans') -> fix.near(name='plan')",
        ]),
        ({5: True}, ["5: unknown-question.answers(name='5')"]),
        (
            {"sales": {"plam": True}},
            ["sales.plam: unknown-question.answers(name='sales.plam') -> fix.near(name='sales.plan')"],
        ),
        ({"market": {"plan": True}}, ["market: unknown-question.answers(name='market')"]),
        (
            {"sales.plan": True, "sales": {"plan": False}},
            ["sales.plan: answered-twice(id='sales.plan')"],
        ),
        (
            {"plan": {"value": True, "notes": "Since May", "colour": "red"}},
            [
                "plan.notes: unknown-key.answer(key='notes') -> fix.near(name='note')",
                "plan.colour: unknown-key.answer(key='colour') -> fix.choices(names=('value', 'note', 'evidence', 'on', 'by'))",
            ],
        ),
        (
            {"plan": {"value": True, "note": 5, "evidence": ["a.pdf"], "by": True, "on": "yesterday"}},
            [
                "plan.note: wrong-type.quoted(given=5)",
                "plan.evidence: wrong-type.quoted(given=value(text='a list'))",
                "plan.on: wrong-type.day(given='yesterday')",
                "plan.by: wrong-type.quoted(given=True)",
            ],
        ),
        ({"plan": {"value": True, "on": 2026}}, ["plan.on: wrong-type.day(given=2026)"]),
        (
            {"plan": {"value": True, "on": " 2026-01-05T10:00Z"}},
            ["plan.on: wrong-type.day(given=' 2026-01-05T10:00Z') -> fix.day-alone(day='2026-01-05')"],
        ),
        ({"plan": {"value": True, "on": "2026-02-30 10:00"}}, ["plan.on: wrong-type.day(given='2026-02-30 10:00')"]),
        ([True], ["wrong-type.answers-table(given=value(text='a list'))"]),
        (None, ["wrong-type.answers-table(given=None)"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_key_that_answers_no_question_is_reported(given: object, problems: list[str]) -> None:
    assert reported(ALL, given) == problems


def test_a_dataframe_is_refused() -> None:
    assert reported(ALL, pd.DataFrame({"plan": [True]})) == ["wrong-type.frame(type='DataFrame')"]


def test_an_answer_in_the_wrong_place_is_reported() -> None:
    model = rubric("""
facts.region = "Is it in the region?"
questions.plan = "Is there a plan?"
questions.again.same-as = "plan"
dimensions.sales.questions.goal = "Is there a goal?"
dimensions.market.parent = "sales"
""")
    assert reported(model, {"again": True, "sales": True, "market": "gold", "region": True}) == [
        "again: answer-elsewhere(id='again', origin='plan')",
        "sales: answer-dimension(id='sales') -> fix.inner(id='sales.goal')",
        "market: answer-dimension(id='market')",
        "region: answer-fact.answers(id='region')",
    ]
    assert reported(model, {"goal": True}) == [
        "goal: unknown-question.answers(name='goal') -> fix.near-ones(names=('sales.goal',))"
    ]
    assert reported(model, {}, {"regoin": True, "plan": True}) == [
        "facts.regoin: unknown-fact.given(name='regoin') -> fix.near(name='region')",
        "facts.plan: unknown-fact.given(name='plan') -> fix.choices(names=('region',))",
    ]
    assert reported(model, {}, {"region": "mostly"}) == [
        "facts.region: fact-value: value.yes-no(given='mostly') -> fix.word(word='mostly')"
    ]
    assert reported(model, {}, ["region"]) == ["wrong-type.facts-table(given=value(text='a list'))"]
    assert reported(ALL, {}, {"region": True}) == ["facts.region: unknown-fact.given(name='region')"]


def test_not_applicable_must_be_allowed() -> None:
    model = rubric('questions.plan = "Is there a plan?"\nquestions.goal = { not-applicable = "forbidden" }')
    assert reported(model, {"plan": "n/a", "goal": {"value": "N/A", "note": "No partners"}}) == [
        "plan: not-applicable-forbidden",
        "goal: not-applicable-forbidden",
    ]


def test_all_problems_are_reported_at_once() -> None:
    given = {"plan": "mostly", "sales": {"plan": {"value": 2, "note": 5}}, "deals": -1, "plam": True}
    assert [problem.split("(")[0] for problem in reported(ALL, given, {"region": True})] == [
        "plam: unknown-question.answers",
        "plan: answer-value: value.yes-no",
        "deals: answer-value: value.range",
        "sales.plan.note: wrong-type.quoted",
        "sales.plan: answer-value: value.yes-no",
        "facts.region: unknown-fact.given",
    ]


def calls(answers: Mapping[str, object], facts: Mapping[str, object]) -> int:
    """Return the number of calls that it takes to find all problems, a measure of work that a busy machine does not change."""
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
def test_the_search_for_hints_does_not_grow_with_the_square_of_the_number_of_problems(
    what: str, question: str | None, fact: str | None
) -> None:
    def given(name: str | None, count: int) -> dict[str, object]:
        return {name.format(n): True for n in range(count)} if name else {}

    few, many = (calls(given(question, count), given(fact, count)) for count in (2000, 4000))
    assert many - few < 2000 * 120, what


def test_misspelt_keys_of_an_answer_are_compared_with_known_keys_a_limited_number_of_times() -> None:
    few, many = (
        calls({"dimension-1.question-number-1": {f"valeu{n}": 1 for n in range(count)}}, {}) for count in (2000, 4000)
    )
    assert many - few < 2000 * 40


def test_the_first_of_very_many_misspelt_names_gets_its_hint() -> None:
    problems = reported(MANY, {f"dimension-{n}.questoin-number-{n}": True for n in range(2000)})
    assert problems[0].endswith("fix.near(name='dimension-0.question-number-0')")
    assert (
        problems[-1]
        == "dimension-1999.questoin-number-1999: unknown-question.answers(name='dimension-1999.questoin-number-1999')"
    )
    assert len(problems) == 2000
