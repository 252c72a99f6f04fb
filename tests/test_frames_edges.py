"""Frames at their edges: odd types and names, rows of which nothing is read, and columns that are nearly called right."""

import uuid
from datetime import datetime, timedelta, timezone
from typing import Any  # any: frames of all kinds

import duckdb
import polars as pl
import pytest
from engines import KINDS, Frame, pa, pd

import attain
from attain import AnswersError, Dimension, Level, Question, Rubric

LEVELS = [Level("low"), Level("mid"), Level("high")]
TIERS = Rubric(
    id="tiers",
    version="1",
    title="Tiers",
    levels=LEVELS,
    requires={"mid": {"revenue": 10}, "high": {"revenue": 100, "cert": True}},
    questions={
        "revenue": Question(kind="number", min=0),
        "cert": Question("Is there a certificate?", valid_for="12 months"),
    },
)
P2P = attain.rubric("iamcp-p2p")
EAGER = ["polars", "pandas", "pyarrow"]


def told(given: Frame, rubric: Rubric = TIERS, **options: Any) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        rubric.assess_frame(given, **options)
    return [f"{problem.code} | {problem}" for problem in caught.value.problems]


def rows(frame: Frame) -> list[dict[str, Any]]:
    if isinstance(frame, pl.DataFrame):
        return frame.rows(named=True)
    return [*frame.to_pylist()] if isinstance(frame, pa.Table) else list(frame.to_dict("records"))


@pytest.mark.parametrize("kind", EAGER)
def test_there_are_as_many_rows_as_before_though_nothing_in_them_makes_a_difference(kind: str) -> None:
    frame = KINDS[kind](pl.DataFrame({"cert": [True, False, True]}))
    assert [row["level"] for row in rows(TIERS.assess_frame(frame, partial=True))] == ["low"] * 3


def test_a_type_that_can_not_be_read_is_told_and_never_taken_for_nothing() -> None:
    sparse = pd.DataFrame({"revenue": pd.arrays.SparseArray([200.0, 5.0]), "cert": [True, True]})
    assert told(sparse) == [
        "column-type | revenue: the column holds lists or tables, and 'revenue' is answered with a number; make it a column of numbers"
    ]
    bits = duckdb.connect().sql("select 1 as id, 200 as revenue, '1'::bit as cert")
    assert told(bits, id="id")[0].startswith("column-type | cert: ")


@pytest.mark.parametrize("kind", ["polars", "pyarrow", "duckdb"])
def test_a_column_of_nothing_is_open(kind: str) -> None:
    frames: dict[str, Frame] = {
        "polars": pl.DataFrame({"id": [1], "revenue": [200], "cert": [None]}),
        "pyarrow": pa.table({"id": [1], "revenue": [200], "cert": pa.nulls(1)}),
        "duckdb": duckdb.connect().sql("select 1 as id, 200 as revenue, null as cert"),
    }
    found = TIERS.assess_frame(frames[kind], id="id", output="full")
    made = found.pl() if kind == "duckdb" else found
    assert [(row["level"], row["high"]) for row in rows(made)] == [("mid", "high")]


def test_what_is_passed_on_stays_what_it_is() -> None:
    ids = [uuid.uuid4(), uuid.uuid4()]
    frame = pd.DataFrame({"who": ids, "more": [{"a": 1}, [2]], "revenue": [20, 5], "cert": [True, None]})
    found = TIERS.assess_frame(frame, id="who", keep=["more"])
    assert list(found["who"]) == ids
    assert list(found["more"]) == [{"a": 1}, [2]]
    assert list(found["level"]) == ["mid", "low"]


@pytest.mark.parametrize("name", ["r1", "spare", "rows", "c0", "p0", "a0_", "s1", "x5"])
def test_the_id_may_be_called_as_it_likes(name: str) -> None:
    frame = pl.DataFrame({name: ["b", "a"], "revenue": [200, 5], "cert": ["yes", "no"]})
    assert TIERS.assess_frame(frame, id=name).rows() == [("b", "high"), ("a", "low")]
    long = frame.unpivot(index=name, variable_name="question", value_name="answer", on=["revenue", "cert"])
    assert TIERS.assess_frame(long, id=name, format="long").rows() == [("a", "low"), ("b", "high")]
    lazy = TIERS.assess_frame(frame.lazy(), id=name, check=True)
    assert lazy.collect().rows() == [("b", "high"), ("a", "low")]


@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow"])
def test_a_time_has_the_day_of_its_own_zone(kind: str) -> None:
    east = timezone(timedelta(hours=12))
    given = [
        datetime(2025, 1, 2, 1, tzinfo=east),
        datetime(2025, 1, 1, 23, tzinfo=east),
    ]  # in UTC both are on the first
    frame = pl.DataFrame({"revenue": [200, 200], "cert": [True, True]})
    times = pl.Series("cert.on", given).dt.convert_time_zone("Etc/GMT-12")
    made = (
        KINDS[kind](frame.with_columns(times))
        if kind != "pandas"
        else frame.to_pandas().assign(**{"cert.on": pd.Series(given)})
    )
    found = rows(TIERS.assess_frame(made, on="2026-01-02"))
    alone = [TIERS.assess({"revenue": 200, "cert": {"value": True, "on": day}}, on="2026-01-02").level for day in given]
    assert [row["level"] for row in found] == [str(level.id) for level in alone if level] == ["high", "mid"]


@pytest.mark.parametrize("name", ["agrement.nda", "agreement_nda", "Agreement.NDA", "nda", "NDA"])
def test_a_column_that_is_nearly_called_right_is_told_also_where_questions_may_be_open(name: str) -> None:
    frame = pl.DataFrame({name: [True], "agreement.fair": [True], "region": ["x"]})
    [problem] = told(frame, P2P, partial=True)
    assert problem == (
        f"missing-column | agreement.nda: no column answers 'agreement.nda', and '{name}' is nearly called so; "
        f'call it so, or map it: columns={{"agreement.nda": "{name}"}}; if it is something else, give it another name'
    )
    assert P2P.assess_frame(frame, columns={"agreement.nda": name}, partial=True)["agreement_level"][0] == "reactive"
    assert P2P.assess_frame(frame, keep=[name], partial=True).columns[0] == name


def test_a_name_that_ends_like_what_comes_with_an_answer_is_looked_at_too() -> None:
    frame = pl.DataFrame({"agreement.nda": [True], "agreement.termination": [True], "agreement.nad.on": ["2026-01-01"]})
    assert [line.partition(";")[0] for line in told(frame, P2P, partial=True)] == [
        "unknown-question | agreement.termination: no question is called 'agreement.termination'",
        "unknown-question | agreement.nad.on: no question is called 'agreement.nad.on'",
    ]


def test_where_nothing_gives_a_level_the_scores_are_told() -> None:
    plain = Rubric(
        id="plain",
        version="1",
        title="Plain",
        levels=[],
        score="sum",
        dimensions={"plans": Dimension(score="sum", questions={"a": Question("A?"), "b": Question("B?")})},
    )
    frame = pl.DataFrame({"plans.a": [True, True], "plans.b": [True, False]})
    assert plain.assess_frame(frame).rows(named=True) == [
        {"score": 2.0, "plans_score": 2.0},
        {"score": 1.0, "plans_score": 1.0},
    ]
    full = plain.assess_frame(frame, output="full")
    assert full.columns[:3] == ["score", "plans_score", "answered"]
    assert "level" not in full.columns


def test_of_a_row_that_can_not_be_read_nothing_is_told_as_certain() -> None:
    strict = TIERS.with_policy(overlap="error")
    frame = pl.DataFrame({"revenue": ["200", "much"], "cert": ["yes", "yes"]})
    good, bad = strict.assess_frame(frame, output="full", check=False).rows(named=True)
    assert (good["level"], good["low"], good["high"], good["unreadable"]) == ("high", "high", "high", 0)
    assert (bad["level"], bad["low"], bad["high"], bad["ambiguous"], bad["unreadable"]) == (None, None, None, False, 1)


@pytest.mark.parametrize("kind", EAGER)
def test_of_a_question_that_is_keyed_no_a_false_is_the_mature_answer(kind: str) -> None:
    made = Rubric(
        id="keyed",
        version="1",
        title="Keyed",
        levels=LEVELS,
        bands={"low": "0", "mid": "1", "high": "2+"},
        questions={"late": Question("Is it late?", keyed="no"), "plan": Question("Is there a plan?")},
    )
    frame = KINDS[kind](pl.DataFrame({"late": [False, True, None], "plan": [True, True, True]}))
    assert [row["level"] for row in rows(made.assess_frame(frame))] == ["high", "mid", "mid"]
