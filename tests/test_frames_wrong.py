"""All problems of a frame are reported at once: the column, the number of rows and the first of them, and how to fix it."""

from datetime import date
from typing import Any  # any: frames of all kinds

import duckdb
import polars as pl
import pytest
from data import data
from engines import KINDS, PLAIN, Frame, pa, pd, sqlframe

import attain
from attain import AnswersError, Rubric

TIERS = attain.loads("""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
facts.region = { options = ["emea", "apac"] }
facts.size = { kind = "number", default = 1 }

[dimensions.sales]
bands = { bronze = "0", silver = "1", gold = "2+" }
[dimensions.sales.questions]
plan = { text = "Is there a plan?", not-applicable = "exclude", needs = ["evidence"], valid-for = "1 year" }
again = { same-as = "sales.plan" }
churn = { kind = "number", min = 0, max = 100, better = "lower", points = { bands = { "0-10" = 1, "11-100" = 0 } } }
team = { options = { none = 0, some = 1 }, applies-when = { region = "emea", size = 1 } }
""")
ON = date(2026, 11, 21)
RIGHT: dict[str, list[Any]] = {
    "partner": ["a", "b", "c"],
    "sales.plan": ["yes", "no", None],
    "sales.churn": [5.0, 50.0, None],
    "sales.team": ["some", "none", ""],
    "region": ["emea", "apac", "emea"],
}


def frame(**columns: list[Any] | None) -> pl.DataFrame:
    """Return the right frame with other columns, `__` for a dot; None removes a column."""
    more = {name.replace("__", "."): values for name, values in columns.items()}
    found = RIGHT | {"sales.plan.evidence": ["x"] * len(columns.get("partner") or RIGHT["partner"])} | more
    return pl.DataFrame({name: values for name, values in found.items() if values is not None})


def reported(given: Frame, rubric: Rubric = TIERS, **options: Any) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        rubric.assess_frame(given, **{"id": "partner", "on": ON, "check": True, **options})
    return [str(data(problem)) for problem in caught.value.problems]


def test_the_right_frame_is_accepted() -> None:
    assert TIERS.assess_frame(frame(), id="partner", on=ON)["sales_level"].to_list() == ["gold", "bronze", "bronze"]


# ---------------------------------------------------------------- the call


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, "no-frame(given=None)"),
        ("answers.csv", "no-frame(given='answers.csv')"),
        ([{"sales.plan": "yes"}], "no-frame(given=value(text='a list'))"),
        ({"sales.plan": ["yes"]}, "not-frame(type='dict')"),
        (pl.Series([1]), "not-frame(type='Series')"),
        (pd.Series([1]), "not-frame(type='Series')"),
    ],
)
def test_a_value_that_is_not_a_frame_is_refused(given: object, shown: str) -> None:
    assert reported(given) == [f"frame: wrong-type.{shown}"]


def test_every_argument_of_a_wrong_type_is_reported() -> None:
    wrong: dict[str, Any] = {"id": 3, "output": "all", "format": ["long"], "columns": {"sales.plan": 3}}
    assert reported(frame(), **wrong, keep="partner", partial="yes", check=1) == [
        "id: wrong-type.text(given=3)",
        "output: wrong-type.choice(allowed=('levels', 'full'), given='all')",
        "format: wrong-type.choice(allowed=('wide', 'long'), given=value(text='a list'))",
        "columns: wrong-type.text(given=3)",
        "keep: wrong-type.list(given='partner')",
        "partial: wrong-type.bool(given='yes')",
        "check: wrong-type.bool(given=1)",
    ]
    assert reported(frame(), columns=3, keep=3) == [
        "columns: wrong-type.table(given=3)",
        "keep: wrong-type.list(given=3)",
    ]
    assert reported(frame(), on="yesterday") == ["on: wrong-type.day(given='yesterday')"]
    assert reported(frame(), on="2026-01-05 10:00") == [
        "on: wrong-type.day(given='2026-01-05 10:00') -> fix.day-alone(day='2026-01-05')"
    ]


@pytest.mark.parametrize("given", [frame().lazy(), KINDS["duckdb"](frame())], ids=["polars", "duckdb"])
def test_a_lazy_frame_needs_an_id(given: Frame) -> None:
    assert reported(given, id=None) == [("id: no-id.lazy")]


def test_columns_of_one_name_are_reported_first() -> None:
    columns = ["partner", "sales.plan", "sales.plan"]
    message = "frame: column-clash.names(names=('sales.plan',))"
    assert reported(pd.DataFrame([["a", 1, 2]], columns=columns)) == [message]
    assert reported(pa.table([["a"], [1], [2]], names=columns)) == [message]


# ---------------------------------------------------------------- the columns


@pytest.mark.parametrize("kind", PLAIN)
def test_a_misspelt_column_is_reported_with_every_other_problem(kind: str) -> None:
    given = frame(sales__plan=None, sales__pln=["yes"] * 3, sales__churn=None, sales__again=["yes"] * 3, region=None,
                  regoin=["emea"] * 3, other=[1, 2, 3])  # fmt: skip
    assert reported(KINDS[kind](given), keep=["partnr", "name"]) == [
        "partnr: unknown-column(name='partnr') -> fix.near(name='partner')",
        (
            "name: unknown-column(name='name') -> fix.choices(names=('partner', 'sales.team', 'sales.plan.evidence', 'sales.pln', 'sales.again', 'regoin', 'other'))"
        ),
        "sales.plan: missing-column.question(id='sales.plan') -> fix.near(name='sales.pln')",
        "sales.churn: missing-column.question(id='sales.churn') -> fix.partial-unread(unread=('regoin', 'other'), partial=option.partial-python, map=option.map-them-python)",
        "sales.pln: unknown-question.column(id='sales.pln') -> fix.near(name='sales.plan')",
        ("sales.again: answer-elsewhere.column(id='sales.again', origin='sales.plan')"),
        "region: missing-fact.frame(id='region') -> fix.near(name='regoin')",
    ]


def test_a_fact_without_a_column_or_a_default_is_reported() -> None:
    assert reported(frame(region=None)) == [
        ("region: missing-fact.frame(id='region') -> fix.add-column(map=option.map-it-python)")
    ]


def test_a_question_that_does_not_exist_is_reported_even_if_no_name_is_near() -> None:
    given = frame(**{"sales__headquarters-in-vienna": [1, 2, 3]})
    assert reported(given) == [
        ("sales.headquarters-in-vienna: unknown-question.column(id='sales.headquarters-in-vienna')")
    ]
    assert TIERS.assess_frame(given, id="partner", keep=["sales.headquarters-in-vienna"], on=ON).height == 3


@pytest.mark.parametrize("partial", [True, False])
def test_a_frame_that_answers_nothing_is_refused(partial: bool) -> None:
    assert reported(pl.DataFrame({"partner": ["a"]}), partial=partial) == [
        (
            "no-columns(ids=('sales.plan', 'sales.churn', 'sales.team'), map=option.map-them-python, long=option.long-python)"
        )
    ]


def test_a_missing_id_is_reported_even_for_a_frame_without_columns() -> None:
    assert reported(pl.DataFrame())[0] == ("partner: unknown-column(name='partner') -> fix.no-columns")


def test_a_mapping_of_unknown_names_is_reported_once() -> None:
    columns = {"sales.pln": "sales.plan", "sales.churn": "churn", "size": "sizes", "sales.plan.evidenc": "other"}
    assert reported(frame(), columns=columns, partial=True) == [
        "columns.sales.pln: unknown-question.mapped(id='sales.pln') -> fix.near(name='sales.plan')",
        "columns.sales.churn: unknown-column(name='churn') -> fix.near(name='sales.churn')",
        (
            "columns.size: unknown-column(name='sizes') -> fix.choices(names=('partner', 'sales.plan', 'sales.churn', 'sales.team', 'region', 'sales.plan.evidence'))"
        ),
        (
            "columns.sales.plan.evidenc: unknown-question.mapped(id='sales.plan.evidenc') -> fix.near(name='sales.plan.evidence')"
        ),
    ]


def test_a_column_that_scoring_adds_can_not_be_kept_too() -> None:
    given = frame(sales_level=[1, 2, 3], unreadable=[1, 2, 3], sales_score=[1, 2, 3])
    assert reported(given, keep=["sales_level", "unreadable", "sales_score"], check=False) == [
        f"{name}: column-clash.kept(column='{name}', other=column.scored(name='{name}'))"
        for name in ("sales_level", "unreadable")
    ]


# ---------------------------------------------------------------- values in columns


@pytest.mark.parametrize("kind", PLAIN)
def test_a_column_of_a_type_that_answers_nothing_is_reported(kind: str) -> None:
    given = frame(
        sales__plan=[date(2026, 1, 1)] * 3,
        sales__churn=[True, False, True],
        sales__team=[[1], [2], [3]] if kind in {"polars", "polars-lazy", "duckdb"} else [True, False, True],
        region=[True, False, True],
        size=[date(2026, 1, 1)] * 3,
        sales__plan__evidence=[True, False, True],
        sales__plan__on=[1, 2, 3],
    ).rename({"sales.plan.on": "sales.plan.on"})
    lists = "other" if kind in {"polars", "polars-lazy", "duckdb"} else "boolean"
    expected = [
        "sales.plan: column-type.yes-no(holds=holds.day, id='sales.plan')",
        "sales.churn: column-type.number(holds=holds.boolean, id='sales.churn')",
        f"sales.team: column-type.choice(holds=holds.{lists}, id='sales.team')",
        "region: column-type.choice(holds=holds.boolean, id='region')",
        "size: column-type.number(holds=holds.day, id='size')",
        "sales.plan.evidence: column-type.evidence(holds=holds.boolean, id='sales.plan')",
        "sales.plan.on: column-type.days(holds=holds.whole, id='sales.plan')",
    ]
    if kind == "pandas":  # dates are objects there, and reported value by value
        expected = [line for line in expected if "holds.day" not in line]
    assert reported(KINDS[kind](given)) == expected


def test_a_column_of_days_needs_the_day_of_assessment() -> None:
    assert reported(frame(sales__plan__on=["2026-01-01"] * 3), on=None) == [
        ("sales.plan.on: no-day.column(period='1 year', on=option.on-python)")
    ]


@pytest.mark.parametrize("kind", PLAIN)
def test_values_that_are_not_answers_are_reported_with_their_number_and_the_first_of_them(kind: str) -> None:
    given = frame(
        partner=["a", "b", "c", "d"],
        sales__plan=["maybe", "n/a", "1", "2"],
        sales__plan__on=["1.5.2026", "2026-02-30", "2026-11-31", None],
        sales__plan__evidence=["x"] * 4,
        sales__churn=["much", "101", "-1", "1e99"],
        sales__team=["n/a", "unknown", "SOME", " none "],
        region=["emea", "latam", None, ""],
        size=["1", "1_000", "n/a", None],
    )
    assert reported(KINDS[kind](given)) == [
        (
            "sales.plan: answer-value.rows(count=2, lack=lack.answer(id='sales.plan'), shown=[row.identified(value='maybe', id='a'), row.identified(value='2', id='d')]) -> fix.takes-answer(takes=takes.yes-no)"
        ),
        "sales.plan.on: answer-value.rows(count=3, lack=lack.day(id='sales.plan'), shown=[row.identified(value='1.5.2026', id='a'), row.identified(value='2026-02-30', id='b'), row.identified(value='2026-11-31', id='c')]) -> fix.day",
        (
            "sales.churn: answer-value.rows(count=4, lack=lack.answer(id='sales.churn'), shown=[row.identified(value='much', id='a'), row.identified(value='101', id='b'), row.identified(value='-1', id='c'), '…']) -> fix.takes-answer(takes=takes.range(numbers=takes.numbers, bounds=bounds.both(low=0.0, high=100.0)))"
        ),
        (
            "sales.team: answer-value.rows(count=1, lack=lack.answer(id='sales.team'), shown=[row.identified(value='n/a', id='a')]) -> fix.takes-away(hint=fix.takes-answer(takes=takes.options(options=('none', 'some'))))"
        ),
        (
            "region: answer-value.rows(count=3, lack=lack.fact(id='region'), shown=[row.identified(value='latam', id='b'), row.identified(value=None, id='c'), row.identified(value='', id='d')]) -> fix.takes-needed-fact(takes=takes.options(options=('emea', 'apac')))"
        ),
        (
            "size: answer-value.rows(count=1, lack=lack.fact(id='size'), shown=[row.identified(value='1_000', id='b')]) -> fix.takes-fact(takes=takes.numbers)"
        ),
    ]


@pytest.mark.parametrize("kind", PLAIN)
def test_numbers_that_are_not_answers_are_reported(kind: str) -> None:
    given = frame(sales__plan=[1, 2, 0], sales__churn=[float("inf"), 100.5, float("nan")], size=[1.0, -1e16, None])
    assert reported(KINDS[kind](given)) == [
        (
            "sales.plan: answer-value.rows(count=1, lack=lack.answer(id='sales.plan'), shown=[row.identified(value=2, id='b')]) -> fix.takes-answer(takes=takes.yes-no)"
        ),
        (
            "sales.churn: answer-value.rows(count=2, lack=lack.answer(id='sales.churn'), shown=[row.identified(value=inf, id='a'), row.identified(value=100.5, id='b')]) -> fix.takes-answer(takes=takes.range(numbers=takes.numbers, bounds=bounds.both(low=0.0, high=100.0)))"
        ),
        (
            "size: answer-value.rows(count=1, lack=lack.fact(id='size'), shown=[row.identified(value=-1e+16, id='b')]) -> fix.takes-fact(takes=takes.limited(takes=takes.numbers))"
        ),
    ]


def test_without_an_id_only_the_values_are_reported() -> None:
    assert reported(frame(sales__plan=["maybe", "no", "yes"]), id=None) == [
        (
            "sales.plan: answer-value.rows(count=1, lack=lack.answer(id='sales.plan'), shown=[row(value='maybe')]) -> fix.takes-answer(takes=takes.yes-no)"
        )
    ]


@pytest.mark.parametrize("kind", PLAIN)
def test_rows_without_an_id_of_their_own_are_reported_with_values_that_are_not_answers(kind: str) -> None:
    given = frame(
        partner=["a", "a", None, None, "b"],
        sales__plan=["yes"] * 5,
        sales__churn=[500.0, 1.0, 1.0, 1.0, 1.0],
        sales__team=["some"] * 5,
        region=["emea"] * 5,
    )
    assert reported(KINDS[kind](given)) == [
        "partner: no-id.rows(rows=2)",
        "partner: id-twice.rows(shown=[row(value='a')])",
        (
            "sales.churn: answer-value.rows(count=1, lack=lack.answer(id='sales.churn'), shown=[row.identified(value=500.0, id='a')]) -> fix.takes-answer(takes=takes.range(numbers=takes.numbers, bounds=bounds.both(low=0.0, high=100.0)))"
        ),
    ]


def test_a_row_without_an_id_is_reported_and_so_are_equal_ids_that_are_numbers() -> None:
    assert reported(frame(partner=[1, 2, None])) == ["partner: no-id.rows(rows=1)"]
    assert reported(KINDS["pandas"](frame(partner=[3, 3, 3]))) == ["partner: id-twice.rows(shown=[row(value=3)])"]


def test_frames_for_spark_are_checked_in_the_same_way() -> None:
    names = {name: name.replace(".", "_") for name in frame().columns}
    given = sqlframe(frame(partner=["a", "a", "b"], sales__plan=["maybe", "no", "yes"]).rename(names))
    columns = {name: safe for name, safe in names.items() if "." in name}
    assert reported(given, columns=columns) == [
        "partner: id-twice.rows(shown=[row(value='a')])",
        (
            "sales_plan: answer-value.rows(count=1, lack=lack.answer(id='sales.plan'), shown=[row.identified(value='maybe', id='a')]) -> fix.takes-answer(takes=takes.yes-no)"
        ),
    ]


# ---------------------------------------------------------------- a row for each answer


def long(*rows: tuple[object, object, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["partner", "question", "answer"], orient="row")


FACT = ("a", "region", "emea")


@pytest.mark.parametrize("kind", PLAIN)
def test_rows_that_answer_nothing_and_answers_given_twice_are_reported(kind: str) -> None:
    given = long(
        FACT,
        ("a", "sales.plan", "yes"),
        ("a", "sales.plan", "no"),
        ("b", "sales.pln", "yes"),
        (None, "sales.plan", "no"),
    )
    assert reported(KINDS[kind](given), format="long", partial=True) == [
        "partner: no-id.rows(rows=1)",
        "question: unknown-question.rows(rows=1, shown=[row.identified(value='sales.pln', id='b')]) -> fix.near(name='sales.plan')",
        "question: answered-twice.rows(shown=[row.identified(value='sales.plan', id='a')])",
    ]
    assert reported(long(FACT, ("a", None, "x"), ("b", "y", "x")), format="long", partial=True) == [
        "question: unknown-question.rows(rows=2, shown=[row.identified(value=None, id='a'), row.identified(value='y', id='b')])"
    ]


def test_a_row_for_a_question_that_shares_its_answer_names_the_other_question() -> None:
    given = long(FACT, ("a", "sales.again", "yes"))
    assert reported(given, format="long", partial=True) == [
        (
            "question: unknown-question.rows(rows=1, shown=[row.identified(value='sales.again', id='a')]) -> fix.elsewhere(id='sales.again', origin='sales.plan')"
        )
    ]


@pytest.mark.parametrize("kind", PLAIN)
def test_values_of_a_long_frame_that_are_not_answers_are_reported(kind: str) -> None:
    given = long(FACT, ("a", "sales.plan", "yes"), ("a", "sales.churn", "much"), ("b", "sales.churn", "1"))
    assert reported(KINDS[kind](given), format="long", partial=True) == [
        (
            "sales.churn: answer-value.rows(count=1, lack=lack.answer(id='sales.churn'), shown=[row.identified(value='much', id='a')]) -> fix.takes-answer(takes=takes.range(numbers=takes.numbers, bounds=bounds.both(low=0.0, high=100.0)))"
        ),
        (
            "region: answer-value.rows(count=1, lack=lack.fact(id='region'), shown=[row.identified(value=None, id='b')]) -> fix.takes-needed-fact(takes=takes.options(options=('emea', 'apac')))"
        ),
    ]


def test_the_columns_of_a_long_frame_are_reported_all_at_once() -> None:
    given = long(FACT)
    assert reported(given, format="long", id=None, partial=True) == ["id: no-id.long"]
    columns = {"answr": "answer", "answer": "said", "value": "answer"}
    assert reported(given, format="long", id="subject", keep=["country"], columns=columns, partial=True) == [
        "subject: unknown-column(name='subject') -> fix.choices(names=('partner', 'question', 'answer'))",
        "columns.answr: unknown-question.role(role='answr') -> fix.near(name='answer')",
        "columns.answer: unknown-column(name='said') -> fix.choices(names=('partner', 'question', 'answer'))",
        (
            "columns.value: unknown-question.role(role='value') -> fix.choices(names=('question', 'answer', 'note', 'evidence', 'on'))"
        ),
        ("keep: unknown-column.keep"),
    ]
    assert reported(given.rename({"question": "questions", "answer": "said"}), format="long", partial=True) == [
        "question: missing-column.role(role='question') -> fix.near(name='questions')",
        "answer: missing-column.role(role='answer') -> fix.map(mapping=mapping.python(key='\"answer\"', value='\"…\"'))",
    ]


def test_a_long_frame_of_duckdb_is_checked_in_place() -> None:
    relation = duckdb.sql("select 'a' as partner, 'sales.plan' as question, 'maybe' as answer")
    assert reported(relation, format="long", partial=True)[0].startswith(
        "sales.plan: answer-value.rows(count=1, lack=lack.answer(id='sales.plan')"
    )


def test_a_frame_with_few_answers_is_reported_in_one_line() -> None:
    assert reported(
        pl.DataFrame({"partner": ["a"], "agreement.nda": [True], "agreement.fare": [True]}), attain.rubric("iamcp-p2p")
    ) == [
        "agreement.fair: missing-column.question(id='agreement.fair') -> fix.near(name='agreement.fare')",
        "missing-column.questions(count=97, ids=('joint-business-planning.partnership-resources', 'joint-business-planning.promotion', 'joint-business-planning.inquiries')) -> fix.partial(partial=option.partial-python)",
        "agreement.fare: unknown-question.column(id='agreement.fare') -> fix.near(name='agreement.fair')",
    ]
