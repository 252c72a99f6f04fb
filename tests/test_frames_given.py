"""Rubric.assess_frame returns a frame of the same kind: its columns, their types, and the order of its rows."""

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any  # any: frames of all kinds

import duckdb
import numpy as np
import polars as pl
import pytest
from engines import KINDS, PLAIN, Frame, pa, pd, sqlframe

import attain
from attain import Rubric
from attain._frames.assess import FrameAssessor
from attain._frames.request import Request
from attain._testing.frames import rows

TIERS = attain.loads(
    """
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
combine = "minimum"
facts.region = { options = ["emea", "apac"], default = "emea" }

[dimensions.sales]
bands = { bronze = "0", silver = "1-2", gold = "2+" }
overlap = "error"
[dimensions.sales.questions]
plan = "Is there a plan?"
churn = { kind = "number", min = 0, max = 100, better = "lower", points = { bands = { "0-10" = 1, "11-100" = 0 } } }

[dimensions.support]
unanswered = "block"
bands = { bronze = "0", silver = "1", gold = "2+" }
valid-for = "1 year"
applies-when = { region = "emea" }
[dimensions.support.questions]
team = { text = "Is there a team?", needs = ["evidence"] }
hours = { options = { never = 0, weekdays = 0, always = 1 } }
"""
)

ANSWERS: dict[str, list[Any]] = {
    "partner": ["p3", "p1", "p2"],
    "sales.plan": ["yes", "no", "yes"],
    "sales.churn": [80.0, 90.5, 3.0],
    "support.team": ["yes", "no", None],
    "support.team.evidence": ["minutes", None, None],
    "support.team.on": ["2026-05-01", None, None],
    "support.hours": ["always", "never", "always"],
    "country": ["at", "de", "ch"],
}
GIVEN = pl.DataFrame(ANSWERS, schema_overrides={"support.team.on": pl.String})
FULL = [
    "level", "sales_level", "support_level", "answered", "total", "low", "high",
    "sales_score", "sales_answered", "sales_total", "sales_low", "sales_high", "sales_score_low", "sales_score_high",
    "support_score", "support_answered", "support_total", "support_low", "support_high", "support_score_low",
    "support_score_high", "ambiguous",
]  # fmt: skip


def scored(frame: Frame, rubric: Rubric = TIERS, **options: Any) -> Frame:
    return rubric.assess_frame(frame, **{"id": "partner", "on": "2026-11-21", **options})


def cells(frame: Frame) -> list[dict[str, Any]]:
    return [dict(row) for row in rows(frame)]


LEVELS: list[dict[str, Any]] = [
    {"partner": "p3", "level": "silver", "sales_level": "silver", "support_level": "gold"},
    {"partner": "p1", "level": "bronze", "sales_level": "bronze", "support_level": "bronze"},
    # ambiguous sales, and an open answer that withholds the level of support
    {"partner": "p2", "level": None, "sales_level": None, "support_level": None},
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_of_the_same_kind_is_returned(kind: str) -> None:
    frame = KINDS[kind](GIVEN)
    found = scored(frame, check=True)
    assert type(found) is type(frame)
    assert sorted(cells(found), key=lambda row: str(row["partner"])) == [LEVELS[1], LEVELS[2], LEVELS[0]]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"polars-lazy", "duckdb"}])
def test_rows_keep_their_order_and_need_no_id(kind: str) -> None:
    assert cells(scored(KINDS[kind](GIVEN))) == LEVELS
    without = [{name: value for name, value in row.items() if name != "partner"} for row in LEVELS]
    assert cells(scored(KINDS[kind](GIVEN), id=None)) == without


def test_an_index_of_pandas_is_kept() -> None:
    frame = KINDS["pandas"](GIVEN).set_index(pd.Index([7, 3, 5], name="row"))
    assert list(scored(frame).index) == [7, 3, 5]
    assert scored(frame).index.name == "row"


def test_the_given_frame_is_not_changed() -> None:
    frame = KINDS["pandas-objects"](GIVEN)
    before = frame.copy()
    scored(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_full_frame_has_scores_counts_and_bounds(kind: str) -> None:
    found = scored(KINDS[kind](GIVEN), output="full", keep=["country"], check=True)
    by_id = {row["partner"]: row for row in cells(found)}
    assert list(by_id["p1"]) == ["partner", "country", *FULL]
    torn = by_id["p2"]
    assert (torn["ambiguous"], torn["sales_level"], torn["sales_score"]) == (True, None, 2.0)
    assert (torn["sales_low"], torn["sales_high"]) == ("silver", "gold")
    assert (torn["support_level"], torn["support_score"], torn["support_low"], torn["support_high"]) == (
        None,
        None,
        "silver",
        "gold",
    )
    assert (torn["answered"], torn["total"], torn["support_answered"], torn["support_total"]) == (3, 4, 1, 2)
    assert (by_id["p3"]["level"], by_id["p3"]["support_score"], by_id["p3"]["ambiguous"]) == ("silver", 2.0, False)


def test_the_id_comes_first_then_the_columns_to_keep_once_each() -> None:
    found = scored(GIVEN, keep=iter(["country", "partner", "sales.plan"]))
    assert found.columns == ["partner", "country", "sales.plan", "level", "sales_level", "support_level"]
    assert found["country"].to_list() == ["at", "de", "ch"]


IDS = ["bronze", "silver", "gold"]


def test_polars_holds_levels_as_an_enumeration() -> None:
    for frame in (GIVEN, GIVEN.lazy()):
        schema = scored(frame, output="full", check=True).lazy().collect_schema()
        assert schema["level"] == schema["sales_low"] == pl.Enum(IDS)
        assert (schema["sales_score"], schema["answered"], schema["ambiguous"]) == (pl.Float64, pl.Int32, pl.Boolean)
    assert scored(GIVEN).sort("sales_level")["sales_level"].to_list() == [None, "bronze", "silver"]


def test_pandas_holds_levels_as_ordered_categories() -> None:
    found = scored(KINDS["pandas"](GIVEN), output="full")
    assert found["level"].dtype == found["support_high"].dtype == pd.CategoricalDtype(IDS, ordered=True)
    assert (str(found["sales_score"].dtype), str(found["answered"].dtype)) == ("float64", "int32")
    assert list(found["sales_level"] >= "silver") == [True, False, False]


def test_pyarrow_holds_levels_as_an_ordered_dictionary() -> None:
    schema = scored(KINDS["pyarrow"](GIVEN), output="full").schema
    assert schema.field("level").type == pa.dictionary(pa.int16(), pa.string(), ordered=True)
    assert (schema.field("sales_score").type, schema.field("answered").type) == (pa.float64(), pa.int32())


def test_duckdb_holds_levels_as_an_enumeration() -> None:
    found = scored(KINDS["duckdb"](GIVEN), output="full")
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    assert types["level"] == "ENUM('bronze', 'silver', 'gold')"
    assert (types["sales_score"], types["answered"], types["ambiguous"]) == ("DOUBLE", "INTEGER", "BOOLEAN")
    assert scored(KINDS["duckdb"](GIVEN)).filter("sales_level >= 'silver'").fetchall() == [
        ("p3", "silver", "silver", "gold", 0)
    ]


def test_frames_for_spark_have_levels_as_texts() -> None:
    names = {name: name.replace(".", "_") for name in GIVEN.columns}
    found = scored(sqlframe(GIVEN.rename(names)), columns={key: name for key, name in names.items() if "." in key})
    assert {row["partner"]: row["sales_level"] for row in cells(found)} == {"p1": "bronze", "p2": None, "p3": "silver"}


@pytest.mark.parametrize("kind", [*KINDS])
def test_a_frame_without_rows_gives_the_same_columns(kind: str) -> None:
    found = scored(KINDS[kind](GIVEN.clear()), output="full", check=True)
    assert cells(found) == []
    there = found.collect() if kind == "polars-lazy" else found
    assert [*(there.column_names if kind == "pyarrow" else there.columns)] == ["partner", *FULL]


# ---------------------------------------------------------------- columns and questions


def test_columns_may_have_other_names_and_some_may_be_missing() -> None:
    frame = GIVEN.rename({"sales.plan": "Plan?", "support.team.on": "asked on"})
    columns = {"sales.plan": "Plan?", "support.team.on": "asked on"}
    assert cells(scored(frame, columns=columns)) == LEVELS
    found = scored(GIVEN.drop("support.hours"), partial=True, output="full")
    assert found["support_total"].to_list() == [2, 2, 2]
    assert found["support_answered"].to_list() == [1, 1, 0]
    assert found["support_level"].to_list() == [None, None, None]


def test_a_fact_without_a_column_has_its_default() -> None:
    assert scored(GIVEN.with_columns(region=pl.lit("apac")), output="full")["support_total"].to_list() == [0, 0, 0]
    assert scored(GIVEN, output="full")["support_total"].to_list() == [2, 2, 2]


def test_a_question_may_be_answered_by_a_column_of_another_name_beside_its_own() -> None:
    frame = GIVEN.with_columns(other=pl.lit("no"))
    assert scored(frame, columns={"sales.plan": "other"})["sales_level"].to_list() == ["bronze", "bronze", "silver"]


def test_answers_expire_and_need_their_evidence() -> None:
    later = scored(GIVEN, on="2027-05-02", output="full")
    assert later["support_answered"].to_list() == [1, 2, 1]
    without = scored(GIVEN.drop("support.team.evidence"), output="full", partial=True)
    assert without["support_answered"].to_list() == [1, 2, 1]


@pytest.mark.parametrize(
    "days",
    [
        [date(2026, 5, 1), None, None],
        [datetime(2026, 5, 1, 23, 59), None, None],  # noqa: DTZ001  # as pandas has most of them
        [datetime(2026, 5, 1, 23, 59, tzinfo=UTC), None, float("nan")],
        [pd.Timestamp("2026-05-01"), pd.NaT, None],
        [pd.Timestamp("2026-05-01 23:59"), "2026-05-02", None],
    ],
)
def test_pandas_may_hold_days_as_objects(days: list[object]) -> None:
    frame = KINDS["pandas-objects"](GIVEN).assign(**{"support.team.on": pd.Series(days, dtype=object)})
    assert scored(frame, on="2027-05-01", output="full")["support_answered"].tolist() == [2, 2, 1]
    assert scored(frame, on="2027-05-02", output="full")["support_answered"].tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    ("values", "levels"),
    [
        ([True, False, True], ["silver", "bronze", "silver"]),
        ([np.bool_(True), None, np.bool_(False)], ["silver", "bronze", "bronze"]),
        ([1, 0, 1.0], ["silver", "bronze", "silver"]),
        ([np.int64(1), np.float64(0), None], ["silver", "bronze", "bronze"]),
        ([Decimal(1), Fraction(0), float("nan")], ["silver", "bronze", "bronze"]),
        ([True, "no", 1.0], ["silver", "bronze", "silver"]),
        ([np.str_("yes"), 0, pd.NA], ["silver", "bronze", "bronze"]),
        ([None, float("nan"), pd.NaT], ["bronze", "bronze", "bronze"]),
    ],
)
def test_pandas_may_hold_answers_as_objects(values: list[object], levels: list[str]) -> None:
    frame = KINDS["pandas"](GIVEN).assign(**{"sales.plan": pd.Series(values, dtype=object), "sales.churn": 50})
    assert scored(frame)["sales_level"].tolist() == levels


def test_an_object_that_is_not_an_answer_is_reported_as_one() -> None:
    frame = KINDS["pandas"](GIVEN).assign(
        **{
            "sales.plan": pd.Series([["yes"], "no", 2.5], dtype=object),
            "sales.churn": pd.Series([10**400, 3, None], dtype=object),
        }
    )
    with pytest.raises(attain.AnswersError) as caught:
        scored(frame)
    assert [problem.message for problem in caught.value.problems] == [
        "2 values are not an answer to 'sales.plan': '<list>' ('p3'), '2.5' ('p2')",
        "one value is not an answer to 'sales.churn': inf ('p3')",
    ]


@pytest.mark.parametrize("given", [["yes"], {"value": "yes"}, {"yes"}, np.array(["yes"]), bytearray(b"yes")])
def test_an_object_without_a_hash_is_not_an_answer(given: object) -> None:
    """This includes a frame whose other columns arrays can score."""
    frame = pd.DataFrame({"id": ["a", "b"], "agreement.nda": pd.Series([given, "yes"], dtype=object)})
    p2p = attain.rubric("iamcp-p2p")
    with pytest.raises(attain.AnswersError, match=f"'<{type(given).__name__}>' \\('a'\\)"):
        p2p.assess_frame(frame, id="id", partial=True)
    found = p2p.assess_frame(frame, id="id", partial=True, check=False)
    assert found["unreadable"].tolist() == [1, 0]
    assert found["agreement_level"].tolist()[1] == "reactive"


@pytest.mark.parametrize("empty", [float("nan"), pd.NA])
def test_a_column_that_only_pandas_knows_to_be_empty_is_open(empty: object) -> None:
    dtype = "float64" if isinstance(empty, float) else "Int64"
    nothing = pd.Series([empty] * 3, dtype=dtype)
    names = ["sales.plan", "sales.churn", "support.team", "support.team.evidence", "support.team.on", "support.hours"]
    found = scored(KINDS["pandas"](GIVEN).assign(**dict.fromkeys(names, nothing)), output="full")
    assert found["answered"].tolist() == [0, 0, 0]


def test_pandas_may_number_other_columns() -> None:
    frame = KINDS["pandas"](GIVEN)
    frame[0] = 1
    assert cells(scored(frame)) == LEVELS


# ---------------------------------------------------------------- checks


DOUBTFUL = GIVEN.with_columns(
    pl.Series("sales.plan", ["maybe", "no", "yes"]), pl.Series("support.team.on", ["1.5.2026", None, None])
)


@pytest.mark.parametrize("kind", PLAIN)
def test_without_a_check_doubtful_values_are_counted_and_withhold_levels(kind: str) -> None:
    found = {row["partner"]: row for row in cells(scored(KINDS[kind](DOUBTFUL), check=False, output="full"))}
    assert {id_: row["unreadable"] for id_, row in found.items()} == {"p3": 2, "p1": 0, "p2": 0}
    withheld = ("level", "sales_level", "support_level", "sales_score", "support_score")
    assert [found["p3"][name] for name in withheld] == [None] * 5
    assert found["p1"]["level"] == "bronze"


def test_eager_frames_are_checked_by_default_and_lazy_ones_are_not() -> None:
    twice = pl.concat([GIVEN, GIVEN])
    for kind in PLAIN:
        lazy = kind in {"polars-lazy", "duckdb"}
        for frame in (DOUBTFUL, twice):
            for check in (True, False, None):
                made = KINDS[kind](frame)
                if check or (check is None and not lazy):
                    with pytest.raises(attain.AnswersError):
                        scored(made, check=check)
                else:
                    assert "unreadable" in cells(scored(made, check=check))[0]
        assert "unreadable" not in cells(scored(KINDS[kind](GIVEN), check=True))[0]


def test_a_lazy_frame_is_not_evaluated_early() -> None:
    def fail(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("worked out")

    later = scored(GIVEN.lazy().map_batches(fail, schema=GIVEN.schema))
    with pytest.raises(AssertionError, match="worked out"):
        later.collect()


# ---------------------------------------------------------------- long


LONG = pl.DataFrame(
    [
        (id_, question, str(value), "minutes" if question == "support.team" and value == "yes" else None)
        for id_, *values in GIVEN.select("partner", "sales.plan", "sales.churn", "support.team", "support.hours").rows()
        for question, value in zip(("sales.plan", "sales.churn", "support.team", "support.hours"), values, strict=True)
        if value is not None
    ],
    schema=["partner", "question", "answer", "evidence"],
    orient="row",
)


@pytest.mark.parametrize("kind", [*KINDS])
def test_a_row_for_each_answer_gives_a_row_for_each_subject(kind: str) -> None:
    found = cells(scored(KINDS[kind](LONG), format="long", check=True))
    assert sorted(found, key=lambda row: str(row["partner"])) == [LEVELS[1], LEVELS[2], LEVELS[0]]


def test_the_columns_of_a_long_frame_may_have_other_names() -> None:
    frame = LONG.rename({"question": "asked", "answer": "said", "evidence": "shown"})
    names = {"question": "asked", "answer": "said", "evidence": "shown"}
    assert cells(scored(frame, format="long", columns=names)) == cells(scored(LONG, format="long"))


@pytest.mark.parametrize("kind", PLAIN)
def test_answers_of_a_long_frame_may_be_booleans(kind: str) -> None:
    data = pl.DataFrame(
        {
            "partner": ["a", "b", "b"],
            "question": ["sales.plan", "sales.plan", "support.team"],
            "answer": [True, False, None],
        }
    )
    found = scored(KINDS[kind](data), format="long", check=True, output="full", partial=True)
    assert {row["partner"]: (row["sales_level"], row["answered"]) for row in cells(found)} == {
        "a": ("silver", 1),
        "b": ("bronze", 1),
    }


def test_an_eager_long_frame_gives_its_subjects_in_the_order_of_their_first_rows() -> None:
    mixed = LONG.sort("answer", descending=True)
    for kind in ("polars", "pandas", "pyarrow"):
        found = [row["partner"] for row in cells(scored(KINDS[kind](mixed), format="long"))]
        assert found == mixed["partner"].unique(maintain_order=True).to_list()


@pytest.mark.parametrize("kind", PLAIN)
def test_rows_that_answer_nothing_or_name_no_subject_are_counted(kind: str) -> None:
    more: list[tuple[str | None, ...]] = [
        ("p1", "sales.plan", "yes", None),
        ("p1", "sales.pln", "yes", None),
        (None, "sales.plan", "yes", None),
    ]
    more += [("p2", None, "yes", None)]
    frame = pl.concat([LONG, pl.DataFrame(more, schema=LONG.schema, orient="row")])
    found = cells(scored(KINDS[kind](frame), format="long", check=False))
    assert {row["partner"]: row["unreadable"] for row in found} == {"p1": 2, "p2": 1, "p3": 0, None: 1}
    assert {row["partner"]: row["level"] for row in found} == {"p1": None, "p2": None, "p3": "silver", None: None}


@pytest.mark.parametrize("kind", PLAIN)
def test_a_rubric_without_questions_accepts_frames_too(kind: str) -> None:
    silent = Rubric(id="silent", version="1", title="Silent", levels=[attain.Level("low"), attain.Level("high")])
    data = pl.DataFrame({"partner": ["a"], "question": ["plan"], "answer": ["yes"]})
    assert cells(scored(KINDS[kind](data), silent, check=True)) == [{"partner": "a"}]
    assert cells(scored(KINDS[kind](data), silent, format="long", check=False)) == [{"partner": "a", "unreadable": 1}]


# ---------------------------------------------------------------- caches and imports


def test_the_expressions_for_a_kind_of_frame_are_used_again_and_not_kept_for_ever() -> None:
    assessor = FrameAssessor(TIERS)
    small = GIVEN.head(1)
    for _ in range(2):
        assessor(small, Request(id="partner", on=date(2026, 1, 1)))
    assert len(assessor._programs) == 1
    for day in range(1, 40):
        assessor(small, Request(id="partner", on=date.fromordinal(739_000 + day)))
    assert len(assessor._programs) == 32


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_assessing_one_subject_does_not_import_narwhals() -> None:
    code = "import attain, sys; attain.rubric('iamcp-p2p').assess({}).level; print('narwhals' in sys.modules)"
    assert python(code) == "False"


def test_without_narwhals_its_extra_is_named() -> None:
    code = """
import sys
sys.modules["narwhals"] = None
import attain
try:
    attain.rubric("iamcp-p2p").assess_frame([])
except ModuleNotFoundError as error:
    print(error)
"""
    assert python(code) == 'dataframes are read through narwhals; to install it: pip install "attain[frames]"'


def test_a_relation_of_duckdb_is_read_in_place() -> None:
    connection = duckdb.connect()
    connection.from_arrow(GIVEN.to_arrow()).create("answers")
    found = scored(connection.table("answers"))
    assert found.filter("level = 'silver'").fetchall() == [("p3", "silver", "silver", "gold", 0)]
