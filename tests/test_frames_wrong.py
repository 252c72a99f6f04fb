"""What is wrong with a frame is told at once: which column, how many rows and the first of them, and how to mend it."""

from datetime import date
from typing import Any  # any: frames of all kinds

import duckdb
import polars as pl
import pytest
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
    """The right frame with other columns, `__` for a dot; None takes one away."""
    more = {name.replace("__", "."): values for name, values in columns.items()}
    found = RIGHT | {"sales.plan.evidence": ["x"] * len(columns.get("partner") or RIGHT["partner"])} | more
    return pl.DataFrame({name: values for name, values in found.items() if values is not None})


def told(given: Frame, rubric: Rubric = TIERS, **options: Any) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        rubric.assess_frame(given, **{"id": "partner", "on": ON, "check": True, **options})
    return [f"{problem.code} | {problem}" for problem in caught.value.problems]


def test_the_right_frame_is_right() -> None:
    assert TIERS.assess_frame(frame(), id="partner", on=ON)["sales_level"].to_list() == ["gold", "bronze", "bronze"]


# ---------------------------------------------------------------- the call


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, "nothing"),
        ("answers.csv", "'answers.csv'"),
        ([{"sales.plan": "yes"}], "a list"),
        ({"sales.plan": ["yes"]}, "a dict"),
        (pl.Series([1]), "a Series"),
        (pd.Series([1]), "a Series"),
    ],
)
def test_what_is_no_frame_is_refused(given: object, shown: str) -> None:
    assert told(given) == [
        f"wrong-type | frame: must be a dataframe, not {shown}; give one of pandas, Polars, PyArrow, DuckDB or PySpark"
    ]


def test_every_argument_that_is_not_of_its_type_is_told() -> None:
    wrong: dict[str, Any] = {"id": 3, "output": "all", "format": ["long"], "columns": {"sales.plan": 3}}
    assert told(frame(), **wrong, keep="partner", partial="yes", check=1) == [
        "wrong-type | id: must be text, not 3",
        "wrong-type | output: must be 'levels' or 'full', not 'all'",
        "wrong-type | format: must be 'wide' or 'long', not a list",
        "wrong-type | columns: must be text, not 3",
        "wrong-type | keep: must be a list, not 'partner'",
        "wrong-type | partial: must be true or false, not 'yes'",
        "wrong-type | check: must be true or false, not 1",
    ]
    assert told(frame(), columns=3, keep=3) == [
        "wrong-type | columns: must be a table, not 3",
        "wrong-type | keep: must be a list, not 3",
    ]
    assert told(frame(), on="yesterday") == ["wrong-type | on: must be a date, not 'yesterday'; write 2026-11-21"]


@pytest.mark.parametrize("given", [frame().lazy(), KINDS["duckdb"](frame())], ids=["polars", "duckdb"])
def test_a_lazy_frame_takes_an_id(given: Frame) -> None:
    assert told(given, id=None) == [
        (
            "no-id | id: the rows of a frame that is worked out later have no order to tell them apart by; "
            'name the column that tells them apart: id="partner"'
        )
    ]


def test_columns_of_one_name_are_told_apart_before() -> None:
    columns = ["partner", "sales.plan", "sales.plan"]
    message = "column-clash | frame: several columns are called 'sales.plan'; give each column a name of its own"
    assert told(pd.DataFrame([["a", 1, 2]], columns=columns)) == [message]
    assert told(pa.table([["a"], [1], [2]], names=columns)) == [message]


# ---------------------------------------------------------------- the columns


@pytest.mark.parametrize("kind", PLAIN)
def test_a_column_that_is_misspelt_is_told_and_so_is_every_other_problem(kind: str) -> None:
    given = frame(sales__plan=None, sales__pln=["yes"] * 3, sales__churn=None, sales__again=["yes"] * 3, region=None,
                  regoin=["emea"] * 3, other=[1, 2, 3])  # fmt: skip
    assert told(KINDS[kind](given), keep=["partnr", "name"]) == [
        "unknown-column | partnr: the frame has no column 'partnr'; did you mean 'partner'?",
        (
            "unknown-column | name: the frame has no column 'name'; there is 'partner', 'sales.team', 'sales.plan.evidence', 'sales.pln', "
            "'sales.again', 'regoin' or 'other'"
        ),
        "missing-column | sales.plan: no column answers 'sales.plan'; did you mean 'sales.pln'?",
        "missing-column | sales.churn: no column answers 'sales.churn'; nothing reads 'regoin' and 'other'; partial=True leaves questions without a column open",
        "unknown-question | sales.pln: no question is called 'sales.pln'; did you mean 'sales.plan'?",
        (
            "answer-elsewhere | sales.again: 'sales.again' shares the answer to 'sales.plan'; "
            "answer 'sales.plan' instead, or leave the column out"
        ),
        "missing-fact | region: no column tells the fact 'region', and what applies depends on it; did you mean 'regoin'?",
    ]


def test_a_fact_without_a_column_nor_a_default_is_told() -> None:
    assert told(frame(region=None)) == [
        (
            "missing-fact | region: no column tells the fact 'region', and what applies depends on it; "
            "add the column, or map it in columns"
        )
    ]


def test_a_question_that_does_not_exist_is_told_even_where_nothing_is_near() -> None:
    given = frame(**{"sales__headquarters-in-vienna": [1, 2, 3]})
    assert told(given) == [
        (
            "unknown-question | sales.headquarters-in-vienna: no question is called 'sales.headquarters-in-vienna'; "
            "leave the column out"
        )
    ]
    assert TIERS.assess_frame(given, id="partner", keep=["sales.headquarters-in-vienna"], on=ON).height == 3


@pytest.mark.parametrize("partial", [True, False])
def test_a_frame_that_answers_nothing_is_no_frame_of_answers(partial: bool) -> None:
    assert told(pl.DataFrame({"partner": ["a"]}), partial=partial) == [
        (
            "no-columns | no column of the frame answers any question of the rubric; call the columns by the ids of the "
            "questions, as 'sales.plan', 'sales.churn' or 'sales.team', or map them in columns; "
            'answers in rows take format="long"'
        )
    ]


def test_an_id_that_is_missing_is_told_even_of_a_frame_without_columns() -> None:
    assert told(pl.DataFrame())[0] == (
        "unknown-column | partner: the frame has no column 'partner'; it has no columns at all"
    )


def test_a_mapping_of_what_is_not_there_is_told_once() -> None:
    columns = {"sales.pln": "sales.plan", "sales.churn": "churn", "size": "sizes", "sales.plan.evidenc": "other"}
    assert told(frame(), columns=columns, partial=True) == [
        "unknown-question | columns.sales.pln: no question or fact is called 'sales.pln'; did you mean 'sales.plan'?",
        "unknown-column | columns.sales.churn: the frame has no column 'churn'; did you mean 'sales.churn'?",
        (
            "unknown-column | columns.size: the frame has no column 'sizes'; there is 'partner', 'sales.plan', 'sales.churn', "
            "'sales.team', 'region' or 'sales.plan.evidence'"
        ),
        (
            "unknown-question | columns.sales.plan.evidenc: no question or fact is called 'sales.plan.evidenc'; "
            "did you mean 'sales.plan.evidence'?"
        ),
    ]


def test_a_column_that_scoring_gives_can_not_be_kept_too() -> None:
    given = frame(sales_level=[1, 2, 3], unreadable=[1, 2, 3], sales_score=[1, 2, 3])
    assert told(given, keep=["sales_level", "unreadable", "sales_score"], check=False) == [
        f"column-clash | {name}: the column '{name}' would stand beside '{name}', which scoring gives; rename it before"
        for name in ("sales_level", "unreadable")
    ]


# ---------------------------------------------------------------- what columns hold


@pytest.mark.parametrize("kind", PLAIN)
def test_a_column_of_a_type_that_answers_nothing_is_told(kind: str) -> None:
    given = frame(
        sales__plan=[date(2026, 1, 1)] * 3,
        sales__churn=[True, False, True],
        sales__team=[[1], [2], [3]] if kind in {"polars", "polars-lazy", "duckdb"} else [True, False, True],
        region=[True, False, True],
        size=[date(2026, 1, 1)] * 3,
        sales__plan__evidence=[True, False, True],
        sales__plan__on=[1, 2, 3],
    ).rename({"sales.plan.on": "sales.plan.on"})
    lists = "lists or tables" if kind in {"polars", "polars-lazy", "duckdb"} else "true or false"
    found = [line.removeprefix("column-type | ") for line in told(KINDS[kind](given))]
    expected = [
        (
            "sales.plan: the column holds days, and 'sales.plan' is answered with yes or no; "
            "make it a column of true and false, or of texts"
        ),
        "sales.churn: the column holds true or false, and 'sales.churn' is answered with a number; make it a column of numbers",
        f"sales.team: the column holds {lists}, and 'sales.team' is answered with one of its options; make it a column of texts",
        "region: the column holds true or false, and 'region' is answered with one of its options; make it a column of texts",
        "size: the column holds days, and 'size' is answered with a number; make it a column of numbers",
        "sales.plan.evidence: the column holds true or false, and the evidence of 'sales.plan' is text; make it a column of texts",
        (
            "sales.plan.on: the column holds whole numbers, and 'sales.plan' takes days; "
            "make it a column of dates, or of texts such as 2026-11-21"
        ),
    ]
    if kind == "pandas":  # dates are objects there, and told value by value
        expected = [line for line in expected if "holds days" not in line]
    assert found == expected


def test_a_column_of_days_takes_a_day() -> None:
    assert told(frame(sales__plan__on=["2026-01-01"] * 3), on=None) == [
        (
            "no-day | sales.plan.on: answers here are valid for 1 year, and there is a column of days; "
            "say on which day it is assessed: on=date(2026, 11, 21)"
        )
    ]


@pytest.mark.parametrize("kind", PLAIN)
def test_values_that_are_no_answers_are_told_with_their_count_and_the_first_of_them(kind: str) -> None:
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
    assert told(KINDS[kind](given)) == [
        (
            "answer-value | sales.plan: 2 values are no answer to 'sales.plan': 'maybe' ('a'), '2' ('d'); "
            "yes or no, true or false, 1 or 0 are taken; to accept other words, name them: [answers], with_words or --yes; empty for an open question"
        ),
        "answer-value | sales.plan.on: 3 values are no day for 'sales.plan': '1.5.2026' ('a'), '2026-02-30' ('b'), '2026-11-31' ('c'); write days as 2026-11-21, or leave them out",
        (
            "answer-value | sales.churn: 4 values are no answer to 'sales.churn': 'much' ('a'), '101' ('b'), '-1' ('c'), …; "
            "numbers from 0 to 100 are taken; empty for an open question"
        ),
        (
            "answer-value | sales.team: one value is no answer to 'sales.team': 'n/a' ('a'); "
            "'none' or 'some' is taken; empty for an open question"
        ),
        (
            "answer-value | region: 3 values are no value of the fact 'region': 'latam' ('b'), nothing ('c'), '' ('d'); "
            "'emea' or 'apac' is taken, and what applies depends on it"
        ),
        (
            "answer-value | size: one value is no value of the fact 'size': '1_000' ('b'); "
            "plain numbers are taken; empty where it is not known"
        ),
    ]


@pytest.mark.parametrize("kind", PLAIN)
def test_numbers_that_are_no_answers_are_told(kind: str) -> None:
    given = frame(sales__plan=[1, 2, 0], sales__churn=[float("inf"), 100.5, float("nan")], size=[1.0, -1e16, None])
    assert told(KINDS[kind](given)) == [
        (
            "answer-value | sales.plan: one value is no answer to 'sales.plan': 2 ('b'); "
            "yes or no, true or false, 1 or 0 are taken; to accept other words, name them: [answers], with_words or --yes; empty for an open question"
        ),
        (
            "answer-value | sales.churn: 2 values are no answer to 'sales.churn': inf ('a'), 100.5 ('b'); "
            "numbers from 0 to 100 are taken; empty for an open question"
        ),
        (
            "answer-value | size: one value is no value of the fact 'size': -1e+16 ('b'); "
            "plain numbers are taken; empty where it is not known"
        ),
    ]


def test_without_an_id_values_are_told_alone() -> None:
    assert told(frame(sales__plan=["maybe", "no", "yes"]), id=None) == [
        (
            "answer-value | sales.plan: one value is no answer to 'sales.plan': 'maybe'; "
            "yes or no, true or false, 1 or 0 are taken; to accept other words, name them: [answers], with_words or --yes; empty for an open question"
        )
    ]


@pytest.mark.parametrize("kind", PLAIN)
def test_rows_that_their_id_does_not_tell_apart_are_told_with_what_is_no_answer(kind: str) -> None:
    given = frame(
        partner=["a", "a", None, None, "b"],
        sales__plan=["yes"] * 5,
        sales__churn=[500.0, 1.0, 1.0, 1.0, 1.0],
        sales__team=["some"] * 5,
        region=["emea"] * 5,
    )
    assert told(KINDS[kind](given)) == [
        "no-id | partner: 2 rows have no id; give each row an id, or leave it out",
        "id-twice | partner: several rows have the same id, such as 'a'; give each row an id of its own",
        (
            "answer-value | sales.churn: one value is no answer to 'sales.churn': 500.0 ('a'); "
            "numbers from 0 to 100 are taken; empty for an open question"
        ),
    ]


def test_a_row_without_an_id_is_told_and_so_are_ids_that_are_numbers() -> None:
    assert told(frame(partner=[1, 2, None])) == [
        "no-id | partner: one row has no id; give each row an id, or leave it out"
    ]
    assert told(KINDS["pandas"](frame(partner=[3, 3, 3]))) == [
        "id-twice | partner: several rows have the same id, such as 3; give each row an id of its own"
    ]


def test_what_spark_takes_is_checked_alike() -> None:
    names = {name: name.replace(".", "_") for name in frame().columns}
    given = sqlframe(frame(partner=["a", "a", "b"], sales__plan=["maybe", "no", "yes"]).rename(names))
    columns = {name: safe for name, safe in names.items() if "." in name}
    assert told(given, columns=columns) == [
        "id-twice | partner: several rows have the same id, such as 'a'; give each row an id of its own",
        (
            "answer-value | sales_plan: one value is no answer to 'sales.plan': 'maybe' ('a'); "
            "yes or no, true or false, 1 or 0 are taken; to accept other words, name them: [answers], with_words or --yes; empty for an open question"
        ),
    ]


# ---------------------------------------------------------------- a row for each answer


def long(*rows: tuple[object, object, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["partner", "question", "answer"], orient="row")


FACT = ("a", "region", "emea")


@pytest.mark.parametrize("kind", PLAIN)
def test_rows_that_answer_nothing_and_answers_given_twice_are_told(kind: str) -> None:
    given = long(
        FACT,
        ("a", "sales.plan", "yes"),
        ("a", "sales.plan", "no"),
        ("b", "sales.pln", "yes"),
        (None, "sales.plan", "no"),
    )
    assert told(KINDS[kind](given), format="long", partial=True) == [
        "no-id | partner: one row has no id; give each row an id, or leave it out",
        "unknown-question | question: 1 row answers no question: 'sales.pln' ('b'); did you mean 'sales.plan'?",
        "answered-twice | question: some questions are answered twice: 'sales.plan' ('a'); give each answer once",
    ]
    assert told(long(FACT, ("a", None, "x"), ("b", "y", "x")), format="long", partial=True) == [
        "unknown-question | question: 2 rows answer no question: nothing ('a'), 'y' ('b'); leave them out"
    ]


@pytest.mark.parametrize("kind", PLAIN)
def test_values_of_a_long_frame_that_are_no_answers_are_told(kind: str) -> None:
    given = long(FACT, ("a", "sales.plan", "yes"), ("a", "sales.churn", "much"), ("b", "sales.churn", "1"))
    assert told(KINDS[kind](given), format="long", partial=True) == [
        (
            "answer-value | sales.churn: one value is no answer to 'sales.churn': 'much' ('a'); "
            "numbers from 0 to 100 are taken; empty for an open question"
        ),
        (
            "answer-value | region: one value is no value of the fact 'region': nothing ('b'); "
            "'emea' or 'apac' is taken, and what applies depends on it"
        ),
    ]


def test_the_columns_of_a_long_frame_are_told_all_at_once() -> None:
    given = long(FACT)
    assert told(given, format="long", id=None, partial=True) == [
        'no-id | id: answers in rows do not tell whose they are; name the column of the subjects: id="partner"'
    ]
    columns = {"answr": "answer", "answer": "said", "value": "answer"}
    assert told(given, format="long", id="subject", keep=["country"], columns=columns, partial=True) == [
        "unknown-column | subject: the frame has no column 'subject'; there is 'partner', 'question' or 'answer'",
        "unknown-question | columns.answr: a frame with a row for each answer has no 'answr'; did you mean 'answer'?",
        "unknown-column | columns.answer: the frame has no column 'said'; there is 'partner', 'question' or 'answer'",
        (
            "unknown-question | columns.value: a frame with a row for each answer has no 'value'; "
            "there is 'question', 'answer', 'note', 'evidence' or 'on'"
        ),
        (
            "unknown-column | keep: a row for each answer has no other columns of the subject to keep; "
            "join them to the result by its id"
        ),
    ]
    assert told(given.rename({"question": "questions", "answer": "said"}), format="long", partial=True) == [
        "missing-column | question: the frame has no column 'question'; did you mean 'questions'?",
        'missing-column | answer: the frame has no column \'answer\'; map it: columns={"answer": "…"}',
    ]


def test_a_long_frame_of_duckdb_is_checked_where_it_is() -> None:
    relation = duckdb.sql("select 'a' as partner, 'sales.plan' as question, 'maybe' as answer")
    assert told(relation, format="long", partial=True)[0].startswith(
        "answer-value | sales.plan: one value is no answer"
    )


def test_a_frame_that_answers_little_is_told_in_one_line() -> None:
    assert told(
        pl.DataFrame({"partner": ["a"], "agreement.nda": [True], "agreement.fare": [True]}), attain.rubric("iamcp-p2p")
    ) == [
        "missing-column | agreement.fair: no column answers 'agreement.fair'; did you mean 'agreement.fare'?",
        "missing-column | no column answers 97 questions, among them 'joint-business-planning.partnership-resources', 'joint-business-planning.promotion' and 'joint-business-planning.inquiries'; partial=True leaves questions without a column open",
        "unknown-question | agreement.fare: no question is called 'agreement.fare'; did you mean 'agreement.fair'?",
    ]
