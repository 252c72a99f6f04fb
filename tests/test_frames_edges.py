"""Unusual frames: odd types and names, rows of which nothing is read, and columns whose names are nearly right."""

import math
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any  # any: frames of all kinds

import attrs
import duckdb
import polars as pl
import pytest
from data import data
from engines import KINDS, Frame, pa, pd

import attain
from attain import AnswersError, Dimension, Level, Question, Rubric
from attain._testing.frames import rows as rows_of

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


def reported(given: Frame, rubric: Rubric = TIERS, **options: Any) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        rubric.assess_frame(given, **options)
    return [str(data(each)) for each in caught.value.problems]


def in_words(given: Frame, rubric: Rubric = TIERS, **options: Any) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        rubric.assess_frame(given, **options)
    return [f"{each.code} | {each}" for each in caught.value.problems]


def rows(frame: Frame) -> list[dict[str, Any]]:
    if isinstance(frame, pl.DataFrame):
        return frame.rows(named=True)
    return [*frame.to_pylist()] if isinstance(frame, pa.Table) else list(frame.to_dict("records"))


def cells(frame: Frame) -> list[dict[str, Any]]:
    return [dict(row) for row in rows_of(frame)]


@pytest.mark.parametrize("kind", EAGER)
def test_no_row_is_lost_even_if_nothing_in_it_makes_a_difference(kind: str) -> None:
    frame = KINDS[kind](pl.DataFrame({"cert": [True, False, True]}))
    assert [row["level"] for row in rows(TIERS.assess_frame(frame, partial=True))] == ["low"] * 3


def test_a_type_that_can_not_be_read_is_reported_and_never_taken_for_null() -> None:
    sparse = pd.DataFrame({"revenue": pd.arrays.SparseArray([200.0, 5.0]), "cert": [True, True]})
    assert reported(sparse) == ["revenue: column-type.number(holds=holds.other, id='revenue')"]
    bits = duckdb.connect().sql("select 1 as id, 200 as revenue, '1'::bit as cert")
    assert reported(bits, id="id")[0].startswith("cert: column-type.yes-no(")


@pytest.mark.parametrize("kind", ["polars", "pyarrow", "duckdb", "pandas"])
def test_a_column_of_nulls_is_open(kind: str) -> None:
    frames: dict[str, Frame] = {
        "polars": pl.DataFrame({"id": [1], "revenue": [200], "cert": [None]}),
        "pyarrow": pa.table({"id": [1], "revenue": [200], "cert": pa.nulls(1)}),
        "pandas": pa.table({"id": [1], "revenue": [200], "cert": pa.nulls(1)}).to_pandas(types_mapper=pd.ArrowDtype),
        "duckdb": duckdb.connect().sql("select 1 as id, 200 as revenue, null as cert"),
    }
    found = TIERS.assess_frame(frames[kind], id="id", output="full")
    made = found.pl() if kind == "duckdb" else found
    assert [(row["level"], row["high"]) for row in rows(made)] == [("mid", "high")]


def test_columns_that_are_kept_stay_unchanged() -> None:
    ids = [uuid.uuid4(), uuid.uuid4()]
    frame = pd.DataFrame({"who": ids, "more": [{"a": 1}, [2]], "revenue": [20, 5], "cert": [True, None]})
    found = TIERS.assess_frame(frame, id="who", keep=["more"])
    assert list(found["who"]) == ids
    assert list(found["more"]) == [{"a": 1}, [2]]
    assert list(found["level"]) == ["mid", "low"]


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_a_column_may_be_read_and_kept_unchanged(kind: str) -> None:
    east = [datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=12)))]
    if kind == "pandas":
        frame: Frame = pd.DataFrame({"cert": pd.Series([True], dtype=object), "cert.on": east, "revenue": [200]})
    else:
        times = pl.Series("cert.on", east).dt.convert_time_zone("Etc/GMT-12")
        frame = pl.DataFrame({"cert": [True], "revenue": [200]}).with_columns(times)
    levels = {
        tuple(keep): [row["level"] for row in rows(TIERS.assess_frame(frame, keep=keep, on="2027-01-01"))]
        for keep in ([], ["cert"], ["cert.on"])
    }
    assert set(map(tuple, levels.values())) == {("high",)}
    kept = TIERS.assess_frame(frame, keep=["cert.on", "cert"], on="2027-01-01")
    assert rows(kept)[0]["cert.on"] == east[0]
    assert rows(kept)[0]["cert"] is True


@pytest.mark.parametrize("name", ["r1", "spare", "rows", "c0", "p0", "a0_", "s1", "x5"])
def test_the_id_may_have_any_name(name: str) -> None:
    frame = pl.DataFrame({name: ["b", "a"], "revenue": [200, 5], "cert": ["yes", "no"]})
    assert TIERS.assess_frame(frame, id=name).rows() == [("b", "high"), ("a", "low")]
    long = frame.unpivot(index=name, variable_name="question", value_name="answer", on=["revenue", "cert"])
    assert TIERS.assess_frame(long, id=name, format="long").rows() == [("b", "high"), ("a", "low")]
    lazy = TIERS.assess_frame(frame.lazy(), id=name, check=True)
    assert lazy.collect().rows() == [("b", "high"), ("a", "low")]


@pytest.mark.parametrize("kind", ["polars", "pandas", "pandas-arrow", "pyarrow", "duckdb"])
def test_the_last_nanosecond_of_a_day_is_on_that_day(kind: str) -> None:
    """PyArrow refuses to turn the last nanosecond into microseconds, and DuckDB rounds it to the next day."""
    late = pa.array([1_735_775_999_999_999_999, 1_735_776_000_000_000_000], pa.timestamp("ns"))  # 1 and 2 January 2025
    table = pa.table({"id": late, "revenue": [200, 200], "cert": [True, True], "cert.on": late})
    frames = {
        "polars": pl.from_arrow(table),
        "pandas": table.to_pandas(),
        "pandas-arrow": table.to_pandas(types_mapper=pd.ArrowDtype),
        "pyarrow": table,
        "duckdb": duckdb.connect().from_arrow(table),
    }
    found = TIERS.assess_frame(frames[kind], id="id", on="2026-01-02", check=True)
    assert [row["level"] for row in cells(found)] == ["mid", "high"]


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


@pytest.mark.parametrize("name", ["agrement.nda", "agreement_nda", "nda", "NDA"])
def test_a_name_that_is_nearly_right_is_reported_even_if_questions_may_be_open(name: str) -> None:
    frame = pl.DataFrame({name: [True], "agreement.fair": [True], "region": ["x"]})
    [problem] = reported(frame, P2P, partial=True)
    assert problem.startswith(f"agreement.nda: missing-column.nearly(id='agreement.nda', column='{name}', ")
    assert P2P.assess_frame(frame, columns={"agreement.nda": name}, partial=True)["agreement_level"][0] == "reactive"
    assert P2P.assess_frame(frame, keep=[name], partial=True).columns[0] == name


def test_a_name_that_ends_like_that_of_a_day_is_checked_too() -> None:
    frame = pl.DataFrame({"agreement.nda": [True], "agreement.termination": [True], "agreement.nad.on": ["2026-01-01"]})
    assert [line.partition("(")[0] for line in reported(frame, P2P, partial=True)] == [
        "agreement.termination: unknown-question.column",
        "agreement.nad.on: unknown-question.column",
    ]


def test_without_levels_a_frame_has_scores() -> None:
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


def test_nothing_is_certain_in_a_row_that_can_not_be_read() -> None:
    strict = TIERS.with_policy(overlap="error")
    frame = pl.DataFrame({"revenue": ["200", "much"], "cert": ["yes", "yes"]})
    good, bad = strict.assess_frame(frame, output="full", check=False).rows(named=True)
    assert (good["level"], good["low"], good["high"], good["unreadable"]) == ("high", "high", "high", 0)
    assert (bad["level"], bad["low"], bad["high"], bad["ambiguous"], bad["unreadable"]) == (None, None, None, False, 1)


@pytest.mark.parametrize("kind", EAGER)
def test_false_is_the_mature_answer_to_a_question_that_is_keyed_no(kind: str) -> None:
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


# ---------------------------------------------------------------- names with two meanings


@pytest.mark.parametrize("kind", ["polars", "duckdb"])
def test_names_that_differ_only_in_case_are_refused(kind: str) -> None:
    frame = KINDS[kind](pl.DataFrame({"Level": ["a"], "who": ["x"], "WHO": ["y"], "revenue": [20], "cert": ["yes"]}))
    if kind == "polars":
        assert reported(frame, id="who", keep=["WHO"]) == [
            "WHO: column-clash.kept(column='WHO', other=column(name='who'))"
        ]
    assert reported(frame, id="Level") == [
        "Level: column-clash.kept(column='Level', other=column.scored(name='level'))"
    ]


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_the_column_of_the_subjects_can_not_be_an_answer(shape: str) -> None:
    frame = pl.DataFrame({"revenue": ["a"], "question": ["cert"], "answer": ["yes"], "cert": [True]})
    assert reported(frame, id="revenue", format=shape) == ["id: column-clash.id(column='revenue', id='revenue')"]


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_a_fact_and_a_question_need_names_of_their_own(shape: str) -> None:
    both = Rubric(
        id="both",
        version="1",
        title="Both",
        levels=LEVELS,
        facts={"region": attain.Fact("Where?", options=[attain.Option("emea"), attain.Option("apac")])},
        questions={"region": Question("Is there a region?", applies_when={"region": "emea"})},
        requires={"mid": {"region": True}},
    )
    frame = pl.DataFrame({"who": ["a"], "question": ["region"], "answer": ["yes"], "region": ["emea"]})
    assert reported(frame, both, id="who", format=shape) == ["region: column-clash.fact(id='region')"]


def test_a_question_that_is_called_like_the_note_of_a_rating_is_a_question() -> None:
    area = Dimension(rating=True, needs=["note"], questions={"note": Question("Is there a note?")})
    rated = Rubric(id="rated", version="1", title="Rated", levels=LEVELS, dimensions={"team": area}, combine="minimum")
    long = pl.DataFrame(
        {"who": ["a", "a"], "question": ["team", "team.note"], "answer": ["mid", "yes"], "note": ["x", None]}
    )
    found = rated.assess_frame(long, id="who", format="long", output="full", partial=True)
    wide = pl.DataFrame({"who": ["a"], "team": ["mid"], "team.note": ["yes"]})
    assert found.equals(rated.assess_frame(wide, id="who", output="full", partial=True))


def test_the_name_of_a_respondent_is_ignored() -> None:
    frame = pl.DataFrame({"revenue": [20], "cert": ["yes"], "cert.by": ["someone"]})
    assert TIERS.assess_frame(frame)["level"].to_list() == ["mid"]


def test_no_name_of_a_column_is_taken_for_a_count() -> None:
    frame = pl.DataFrame({"revenue": [20], "cert": ["yes"], "spare": [5], "unreadable": [5], "p0": [5]})
    assert TIERS.assess_frame(frame, check=False).rows() == [("mid", 0)]


# ---------------------------------------------------------------- rows of answers


@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pandas", "pyarrow", "duckdb"])
def test_true_is_not_a_number_in_rows_either(kind: str) -> None:
    long = pl.DataFrame({"who": ["a", "b"], "question": ["revenue", "cert"], "answer": [True, True]})
    assert reported(KINDS[kind](long), id="who", format="long", check=True) == [
        "revenue: answer-value.rows(count=1, lack=lack.answer(id='revenue'), shown=[row.identified(value='true', id='a')]) -> fix.takes-answer(takes=takes.range(numbers=takes.numbers, bounds=bounds.least(low=0.0)))"
    ]


@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow", "duckdb"])
def test_questions_are_named_by_texts(kind: str) -> None:
    long = pl.DataFrame({"who": ["a"], "question": [1], "answer": ["yes"]})
    assert reported(KINDS[kind](long), id="who", format="long") == ["question: column-type.ids(holds=holds.whole)"]


def test_questions_may_be_categories_and_subjects_of_several_types() -> None:
    questions = pd.Categorical(["cert", None, "revenue", "cert"])
    long = pd.DataFrame({"who": ["b", "b", 1, 1], "question": questions, "answer": ["yes", "no", 20, "yes"]})
    found = TIERS.assess_frame(long, id="who", format="long", check=False)
    assert [(row["who"], row["level"], row["unreadable"]) for row in cells(found)] == [("b", None, 1), (1, "mid", 0)]


@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pandas", "pyarrow", "duckdb"])
def test_each_row_that_answers_nothing_is_counted_once(kind: str) -> None:
    long = pl.DataFrame({"who": ["a"] * 5, "question": ["x", "x", "cert", "cert", "cert"], "answer": ["yes"] * 5})
    found = TIERS.assess_frame(KINDS[kind](long), id="who", format="long", check=False)
    assert [row["unreadable"] for row in cells(found)] == [4]


@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pandas", "pyarrow", "duckdb"])
def test_rows_without_a_subject_are_one_row_that_a_summary_refuses(kind: str) -> None:
    long = pl.DataFrame({"who": ["a", None, None], "question": ["cert", "cert", "x"], "answer": ["yes"] * 3})
    found = TIERS.assess_frame(KINDS[kind](long), id="who", format="long", check=False)
    assert {row["who"]: (row["level"], row["unreadable"]) for row in cells(found)} == {"a": ("low", 0), None: (None, 2)}
    with pytest.raises(AnswersError, match=r"^who: 2 rows have no id"):
        TIERS.summarise(KINDS[kind](long), id="who", format="long")


@pytest.mark.parametrize("kind", EAGER)
@pytest.mark.parametrize(
    ("column", "value", "takes"),
    [
        ("revenue", 2e15, "numbers from 0, not beyond 10^15"),
        ("revenue", math.inf, "numbers from 0, not beyond 10^15"),
        ("revenue", "1e20", "numbers from 0, not beyond 10^15"),
        ("revenue", -1, "numbers from 0"),
        ("revenue", "1,5", "numbers from 0"),
        ("size", -2e15, "numbers, not beyond 10^15"),
        ("share", 2e15, "numbers from 0 to 100"),
        ("cert", 2e15, "yes or no, true or false, 1 or 0"),
    ],
)
def test_a_number_that_is_too_large_names_the_limit(kind: str, column: str, value: float | str, takes: str) -> None:
    rubric = attrs.evolve(
        TIERS,
        facts={"size": attain.Fact(kind="number")},
        questions={
            **TIERS.questions,
            "share": Question(kind="number", min=0, max=100, applies_when={"size": 1}, points={"per": 1, "earn": 1}),
        },
        score="sum",
    )
    given = pl.DataFrame({"revenue": [1], "cert": ["yes"], "size": [1], "share": [1]})
    with pytest.raises(AnswersError) as caught:
        rubric.assess_frame(KINDS[kind](given.with_columns(pl.lit(value).alias(column))))
    [problem] = caught.value.problems
    assert str(problem.hint).startswith(f"use {takes}; ")


@pytest.mark.parametrize("day", ["2025-02-29", "1900-02-29", "0000-01-01", "2026-04-31"])
def test_a_day_that_is_not_in_the_calendar_is_reported(day: str) -> None:
    frame = pl.DataFrame({"revenue": [20, 20, 20], "cert": ["yes"] * 3, "cert.on": [day, "2024-02-29", "2000-02-29"]})
    [line] = reported(frame, on="2026-11-21")
    assert f"answer-value.rows(count=1, lack=lack.day(id='cert'), shown=[row(value='{day}')])" in line


# ---------------------------------------------------------------- ids of many types


ALIKE = "id-twice | id: the ids {} and {} differ only in type; make it a column of text, or a column of numbers"
OBJECTS = (
    "column-type | id: the column contains lists, tables or other objects, which can't identify the subjects; "
    "make it a column of text or numbers"
)


@pytest.mark.parametrize(
    ("ids", "problem"),
    [
        ([1, "1", "1"], ALIKE.format(1, "'1'")),
        ([2.0, "a", "2"], ALIKE.format(2.0, "'2'")),
        ([datetime(2026, 1, 1).date(), "2026-01-01", "b"], ALIKE.format("2026-01-01", "'2026-01-01'")),  # noqa: DTZ001
        ([1, "a", "a"], "id-twice | id: several rows have the same id, such as 'a'; give each row its own id"),
        ([1, 1.0, True], "id-twice | id: several rows have the same id, such as 1; give each row its own id"),
        ([b"b", (1, 2), b"b"], "id-twice | id: several rows have the same id, such as b'b'; give each row its own id"),
        ([[1], [1], [2]], OBJECTS),
        ([{"a": 1}, "a", "b"], OBJECTS),
    ],
)  # fmt: skip
def test_equal_ids_among_mixed_types_are_found_or_refused(ids: list[Any], problem: str) -> None:
    objects = pd.Series(ids, dtype=object)
    given = pd.DataFrame({"id": objects, "revenue": [1, 2, 3], "cert": ["yes"] * 3})
    assert in_words(given, id="id") == [problem]
    given["question"], given["answer"] = "revenue", "5"
    [line] = in_words(given[["id", "question", "answer"]], id="id", format="long")
    assert line == problem or line.startswith("answered-twice | question: some questions are answered twice: 'revenue'")


def test_a_name_that_polars_takes_for_a_pattern_is_refused() -> None:
    given = pl.DataFrame({"^id$": ["a"], "id": ["b"], "revenue": [1], "cert": ["yes"]})
    for frame in (given, given.lazy()):
        assert in_words(frame, id="id") == [
            "column-clash | Polars reads '^id$' as a pattern of names; give the column another name"
        ]
    assert list(TIERS.assess_frame(given.to_pandas(), id="^id$")["^id$"]) == ["a"]


def test_rows_that_name_a_question_by_its_text_get_its_id_as_a_hint() -> None:
    long = pl.DataFrame({"id": ["a"], "question": ["is there  a CERTIFICATE?"], "answer": ["yes"]})
    assert in_words(long, id="id", format="long") == [
        (
            "unknown-question | question: one row answers no question: 'is there  a CERTIFICATE?' ('a'); "
            "write 'cert', the id of 'Is there a certificate?'"
        )
    ]


def test_an_index_is_not_a_column() -> None:
    given = pd.DataFrame({"id": ["a"], "revenue": [1], "cert": ["yes"]})
    assert in_words(given.set_index("id"), id="id") == [
        "unknown-column | 'id' is the index of the frame, not a column; make it a column: frame.reset_index()"
    ]
    both = given.set_index("id", drop=False)
    assert list(TIERS.assess_frame(both, id="id")["level"]) == ["low"]


def test_a_value_for_not_applicable_gets_a_hint_how_to_accept_it() -> None:
    [line] = in_words(pl.DataFrame({"id": ["a", "b"], "revenue": [1, 2], "cert": ["yes", "N/A "]}), id="id")
    assert line.startswith("answer-value | one value is not an answer to 'cert': 'N/A ' ('b'); use yes or no")
    assert line.endswith("; to accept n/a, set not-applicable in the rubric")


def test_ids_of_mixed_types_that_all_differ_are_accepted() -> None:
    ids = [1, "a", datetime(2026, 1, 1), b"b", object(), object()]  # noqa: DTZ001  # as pandas has them
    given = pd.DataFrame({"id": pd.Series(ids, dtype=object), "revenue": range(6), "cert": ["yes"] * 6})
    assert list(TIERS.assess_frame(given, id="id")["id"]) == ids
    assert in_words(given, id="who")[0].startswith("unknown-column | there is no column 'who'")


@pytest.mark.parametrize("kind", [*KINDS])
def test_blanks_around_an_id_make_no_difference(kind: str) -> None:
    given = pl.DataFrame({"id": ["a", "a\u00a0", "b"], "revenue": [1, 2, 3], "cert": ["yes"] * 3})
    assert in_words(KINDS[kind](given), id="id", check=True) == [
        "id-twice | id: several rows have the same id, such as 'a'; give each row its own id"
    ]
    long = pl.DataFrame(
        {"id": ["a", "a ", " ", ""], "question": ["revenue", "cert", *["cert"] * 2], "answer": ["200", *["yes"] * 3]}
    )
    [first, *rest] = cells(TIERS.assess_frame(KINDS[kind](long[:2]), id="id", format="long", check=True))
    assert (first["id"], first["level"], rest) == ("a", "high", [])
    found = cells(TIERS.assess_frame(KINDS[kind](long), id="id", format="long", check=False))
    assert {row["id"]: (row["level"], row["unreadable"]) for row in found} == {"a": ("high", 0), None: (None, 2)}


@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pandas-arrow", "pyarrow", "duckdb"])
@pytest.mark.parametrize("ids", [[[1], [1], [2]], [{"a": 1}, {"a": 1}, {"a": 2}]], ids=["lists", "tables"])
def test_lists_and_tables_are_not_ids(kind: str, ids: list[Any]) -> None:
    given = KINDS[kind](pl.DataFrame({"id": ids, "revenue": [1, 2, 3], "cert": ["yes"] * 3}))
    assert in_words(given, id="id", check=True) == [OBJECTS]
    assert in_words(given, id="id", check=False) == [OBJECTS]


def test_categories_of_arrow_are_ids_in_pandas_too() -> None:
    given = pl.DataFrame({"id": pl.Series(["a", "b", "a"], dtype=pl.Categorical), "revenue": [1, 2, 3]})
    frame = given.with_columns(cert=pl.lit("yes")).to_pandas(use_pyarrow_extension_array=True)
    assert in_words(frame, id="id") == [
        "id-twice | id: several rows have the same id, such as 'a'; give each row its own id"
    ]


# ---------------------------------------------------------------- levels that may be missing


@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pandas", "pyarrow", "duckdb"])
def test_an_open_answer_can_withhold_a_level(kind: str) -> None:
    strict = attrs.evolve(TIERS, defaults=Dimension(unanswered="block"))
    frame = pl.DataFrame({"id": [1, 2, 3], "revenue": [200, None, 20], "cert": ["yes", "no", "no"]})
    found = cells(strict.assess_frame(KINDS[kind](frame), id="id", check=True))
    assert {row["id"]: row["level"] for row in found} == {1: "high", 2: None, 3: "mid"}


@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow", "duckdb"])
def test_numbers_name_the_options_that_have_them_as_ids(kind: str) -> None:
    stars = Question(
        options=[attrs.evolve(attain.Option(id_), points=at) for at, id_ in enumerate(["1", "2", "3-and-more"])]
    )
    rated = Rubric(
        id="rated",
        version="1",
        title="Rated",
        levels=LEVELS[:2],
        questions={"stars": stars},
        bands={"low": "0", "mid": "1+"},
    )
    frame = pl.DataFrame({"id": [1, 2, 3], "stars": [1, 2, None]})
    found = cells(rated.assess_frame(KINDS[kind](frame), id="id", output="full"))
    assert {row["id"]: (row["level"], row["answered"]) for row in found} == {
        1: ("low", 1),
        2: ("mid", 1),
        3: ("low", 0),
    }
    assert reported(KINDS[kind](frame.with_columns(pl.Series("stars", [1, 2, 3]))), rated, id="id", check=True) == [
        "stars: answer-value.rows(count=1, lack=lack.answer(id='stars'), shown=[row.identified(value=3, id=3)]) -> fix.takes-answer(takes=takes.options(options=('1', '2', '3-and-more')))"
    ]


@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pandas", "pyarrow", "duckdb"])
def test_true_and_false_always_give_a_level(kind: str) -> None:
    frame = pl.DataFrame({"id": [1, 2], "agreement.nda": [True, False], "agreement.fair": [True, None]})
    found = cells(P2P.assess_frame(KINDS[kind](frame), id="id", partial=True, check=True))
    assert {row["id"]: (row["level"], row["agreement_level"]) for row in found} == {
        1: ("basic", "reactive"),
        2: ("basic", "basic"),
    }


@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pandas", "pandas-nullable", "pyarrow", "duckdb"])
def test_a_fact_that_is_needed_may_be_a_column_of_true_and_false(kind: str) -> None:
    asked = Question("Is it known?", applies_when={"seller": True}, scored=False)  # no level depends on it
    sellers = Rubric(
        id="sellers",
        version="1",
        title="Sellers",
        levels=LEVELS[:2],
        facts={"seller": attain.Fact("Do they sell?", kind="yes-no")},
        questions={"plan": Question("Is there a plan?"), "known": asked},
        bands={"low": "0", "mid": "1+"},
    )
    frame = pl.DataFrame({"id": [1, 2], "seller": [True, False], "plan": ["yes", "no"], "known": ["no", "no"]})
    found = cells(sellers.assess_frame(KINDS[kind](frame), id="id", check=True))
    assert {row["id"]: row["level"] for row in found} == {1: "mid", 2: "low"}
    gap = frame.with_columns(pl.Series("seller", [True, None]))
    assert reported(KINDS[kind](gap), sellers, id="id", check=True)[0].startswith(
        "seller: answer-value.rows(count=1, lack=lack.fact(id='seller'), "
    )


@pytest.mark.parametrize("kind", KINDS)
def test_marks_beyond_every_integer_are_weighed(kind: str) -> None:
    marks = Question("Is it so?", weight=1e15, points={"yes": 1e15, "no": 0})
    rubric = attrs.evolve(TIERS, requires=None, score="percent", questions={"one": marks, "two": marks}, levels=[])
    frame = KINDS[kind](pl.DataFrame({"id": ["a", "b"], "one": ["yes", "yes"], "two": ["no", "yes"]}))
    found = rubric.assess_frame(frame, id="id", output="full")
    assert {row["id"]: row["score"] for row in cells(found)} == {"a": 50.0, "b": 100.0}


@pytest.mark.parametrize("kind", KINDS)
def test_a_score_far_above_its_cap_is_reduced_to_it(kind: str) -> None:
    marks = Question("Is it so?", points={"yes": 90, "no": 0})
    rubric = attrs.evolve(TIERS, requires=None, score="sum", cap=100, questions={"one": marks, "two": marks}, levels=[])
    frame = KINDS[kind](pl.DataFrame({"id": ["a", "b"], "one": ["yes", "yes"], "two": ["no", "yes"]}))
    assert {row["id"]: row["score"] for row in cells(rubric.assess_frame(frame, id="id"))} == {"a": 90.0, "b": 100.0}
