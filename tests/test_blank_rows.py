"""A blank row of a frame is not a subject: it is left out, or it has no level if only its position identifies it."""

import warnings
from functools import partial
from typing import Any  # any: frames of all kinds

import attrs
import polars as pl
import pytest
from engines import KINDS, PLAIN, Frame, pd, sqlframe

import attain
from attain import AnswersError, AnswersWarning, Summary
from attain._testing.frames import rows

TIERS = attain.loads("""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = ["bronze", "silver", "gold"]
facts.region = { options = ["emea", "apac"], default = "emea" }
score = "sum"
bands = { bronze = "0", silver = "1", gold = "2+" }
[questions]
msp = "Is it a managed service provider?"
plan = { text = "Is there a plan?", needs = ["note"] }
deals = { kind = "number", min = 0, points = { bands = { "0-9" = 0, "10+" = 1 } }, applies-when = { region = "emea" } }
""")
ANSWERS = pl.DataFrame(
    {
        "partner": ["a", None, "c", "  ", "e", "", "g"],
        "msp": ["yes", None, None, " ", "no", "\u00a0", "unknown"],
        "plan": ["yes", "", None, None, "no", "\n", None],
        "plan.note": ["x", " ", None, "", "", None, None],
        "deals": [10.0, None, None, float("nan"), 20.0, None, None],
        "region": ["emea", None, "", None, "apac", " ", None],
        "other": [1, 2, 3, 4, 5, 6, 7],
    },
    strict=False,
)
LEVELS = {"a": "gold", "c": "bronze", "e": "bronze", "g": "bronze"}


def levels(scored: Frame) -> dict[object, object]:
    return {row["partner"]: row["level"] for row in rows(scored)}


@pytest.mark.parametrize("kind", KINDS)
def test_blank_rows_are_left_out(kind: str) -> None:
    frame = KINDS[kind](ANSWERS)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert levels(TIERS.assess_frame(frame, id="partner", output="full", check=True)) == LEVELS
    [warned] = [each for each in caught if each.category is AnswersWarning]
    assert (str(warned.message), warned.filename) == ("3 rows are blank: they are left out", __file__)


@pytest.mark.parametrize("kind", ["polars-lazy", "duckdb"])
def test_blank_rows_of_a_lazy_frame_are_left_out_without_a_warning(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", AnswersWarning)
        assert levels(TIERS.assess_frame(KINDS[kind](ANSWERS), id="partner")) == LEVELS
        full = ANSWERS.filter(pl.col("partner").is_in([*LEVELS]))
        assert levels(TIERS.assess_frame(KINDS[kind](full), id="partner", check=True)) == LEVELS


@pytest.mark.parametrize("kind", KINDS)
def test_a_summary_counts_them_separately(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", AnswersWarning)
        found = TIERS.summarise(KINDS[kind](ANSWERS), id="partner")
    there = ANSWERS.filter(pl.col("partner").is_in([*LEVELS]))
    assert attrs.evolve(found, blank=0) == TIERS.summarise(there, id="partner", check=True)
    assert (found.subjects, found.blank, found.unreadable) == (4, 3, 0)
    assert [(each.level.id, each.count) for each in found.root.levels] == [("bronze", 3), ("silver", 0), ("gold", 1)]
    assert (found.root.mean, found.root.unscored, found.root.incomplete) == (0.75, 0, 2)


@pytest.mark.parametrize("kind", ["polars", "pandas", "pyarrow"])
def test_without_an_id_they_keep_their_place_and_have_no_level(kind: str) -> None:
    frame = KINDS[kind](ANSWERS.drop("partner"))
    with pytest.warns(AnswersWarning, match="^4 rows are blank: they have no level$"):
        found = [*rows(TIERS.assess_frame(frame, output="full", keep=["other"]))]
    assert [row["level"] for row in found] == ["gold", None, None, None, "bronze", None, "bronze"]
    assert [row["other"] for row in found] == [1, 2, 3, 4, 5, 6, 7]
    nothing = dict.fromkeys(("level", "low", "high", "score", "score_low", "score_high"))
    assert {name: found[1][name] for name in nothing} == nothing
    summary = TIERS.summarise(frame)
    assert (summary.subjects, summary.blank, summary.root.without) == (3, 4, 0)


def test_one_row_is_counted_in_the_singular() -> None:
    with pytest.warns(AnswersWarning, match="^one row is blank: it has no level$"):
        TIERS.assess_frame(ANSWERS.drop("partner").head(2))
    with pytest.warns(AnswersWarning, match="^one row is blank: it is left out$"):
        TIERS.assess_frame(ANSWERS.head(2), id="partner")


@pytest.mark.parametrize("kind", PLAIN)
def test_a_row_with_answers_and_without_an_id_is_an_error(kind: str) -> None:
    frame = ANSWERS.with_columns(pl.Series("msp", ["yes", None, None, "no", "no", None, None]))
    with pytest.raises(AnswersError) as caught:
        TIERS.assess_frame(KINDS[kind](frame), id="partner", check=True)
    expected = ["partner: one row has no id; give each row an id, or leave it out"]
    assert [str(problem) for problem in caught.value.problems] == expected
    with pytest.raises(AnswersError) as caught:
        TIERS.summarise(KINDS[kind](frame), id="partner")
    assert [str(problem) for problem in caught.value.problems] == expected
    with pytest.warns(AnswersWarning, match="^2 rows are blank: they are left out$"):
        found = TIERS.assess_frame(frame, id="partner", check=False)
    assert found["partner"].to_list() == ["a", "c", "  ", "e", "g"]


def test_a_row_of_true_and_false_without_an_id_is_not_blank() -> None:
    frame = pd.DataFrame({"partner": ["a", None], "msp": [True, False]})
    with pytest.raises(AnswersError, match="one row has no id"):
        TIERS.summarise(frame, id="partner", partial=True)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_note_alone_makes_a_row_a_subject(kind: str) -> None:
    frame = ANSWERS.with_columns(pl.Series("plan.note", ["x", "hm", None, None, "", None, None]))
    with pytest.raises(AnswersError, match="one row has no id"):
        TIERS.assess_frame(KINDS[kind](frame), id="partner", check=True)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_needed_fact_is_not_missed_in_them(kind: str) -> None:
    needed = attrs.evolve(TIERS, facts={"region": attrs.evolve(TIERS.facts["region"], default=None)})
    frame = ANSWERS.with_columns(region=pl.Series(["emea", None, "emea", None, "apac", "", "emea"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnswersWarning)
        found = needed.assess_frame(KINDS[kind](frame.head(4)), id="partner", check=False)
        assert [(row["partner"], row["unreadable"]) for row in rows(found)] == [("a", 0), ("c", 0)]
        assert levels(needed.assess_frame(KINDS[kind](frame), id="partner", check=True)) == LEVELS


def test_numbers_and_booleans_can_be_blank_too() -> None:
    frame = pl.DataFrame({"partner": [1.0, None, float("nan")], "msp": [True, None, None], "deals": [1, None, None]})
    for given in (frame, frame.to_pandas(), frame.lazy().collect().to_arrow()):
        assert TIERS.summarise(given, id="partner", partial=True).blank == 2


def test_a_column_that_is_always_true_or_false_leaves_no_row_blank() -> None:
    frame = pd.DataFrame({"msp": [True, False], "deals": [1.0, None]})
    assert TIERS.summarise(frame, partial=True).blank == 0


def test_every_row_of_columns_without_a_value_is_blank() -> None:
    frame = pl.DataFrame({"msp": [None, None], "deals": [None, None]})
    summary = TIERS.summarise(frame, partial=True)
    assert (summary.subjects, summary.blank) == (0, 2)
    assert TIERS.summarise(frame.with_columns(partner=pl.Series(["a", None])), id="partner", partial=True).blank == 1


def test_frames_for_spark_have_them_too() -> None:
    frame = sqlframe(ANSWERS.select("partner", "msp", pl.col("deals").fill_nan(None)))
    summary = TIERS.summarise(frame, id="partner", partial=True)
    assert (summary.subjects, summary.blank) == (4, 3)


def test_blank_rows_are_found_among_many_questions() -> None:
    many = attain.Rubric(
        id="many",
        version="1",
        title="Many",
        levels=[attain.Level("low"), attain.Level("high")],
        score="sum",
        questions={f"q{at}": attain.Question(f"Number {at}?") for at in range(150)},
        bands={"low": "0", "high": "1+"},
    )
    frame = pl.DataFrame({"id": ["a", None, None], **{f"q{at}": [None, None, None] for at in range(150)}}).cast(
        pl.String
    )
    assert many.summarise(frame, id="id").blank == 2
    frame = frame.with_columns(q140=pl.Series([None, None, "no"]))
    for given in (frame, frame.lazy()):
        with pytest.raises(AnswersError, match="one row has no id"):
            many.summarise(given, id="id")


@pytest.mark.parametrize("kind", PLAIN)
def test_blank_rows_of_answers_are_left_out(kind: str) -> None:
    long = pl.DataFrame(
        {
            "partner": ["a", None, "a", " ", "b"],
            "question": ["msp", None, "plan", "", "msp"],
            "answer": ["yes", None, "yes", " ", "yes"],
            "note": [None, None, "x", "", ""],
        }
    )
    options: dict[str, Any] = {"id": "partner", "format": "long"}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert levels(TIERS.assess_frame(KINDS[kind](long), **options, check=True)) == {"a": "gold", "b": "silver"}
    warned = [str(each.message) for each in caught if each.category is AnswersWarning]
    assert warned == ["2 rows are blank: they are left out"]
    summary = TIERS.summarise(KINDS[kind](long), **options)
    assert (summary.subjects, summary.blank) == (2, 2)
    nobody = long.with_columns(answer=pl.Series(["yes", "yes", "yes", "", "yes"]))
    for refuses in (partial(TIERS.assess_frame, check=True), TIERS.summarise):
        with pytest.raises(AnswersError, match="one row has no id"):
            refuses(KINDS[kind](nobody), **options)


def test_a_summary_shows_and_stores_the_number_of_blank_rows() -> None:
    summary = TIERS.summarise(ANSWERS, id="partner")
    assert "Blank: 3 rows left out" in repr(summary).splitlines()
    assert "Blank: 3 rows left out" in summary.to_html()
    assert summary.to_dict()["blank"] == 3
    assert Summary.from_dict(summary.to_dict()) == summary
    assert "blank" not in TIERS.summarise(ANSWERS.head(1), id="partner").to_dict()


def test_a_benchmark_counts_only_subjects_with_answers() -> None:
    with pytest.warns(AnswersWarning, match="3 rows are blank"):
        assert TIERS.benchmark(ANSWERS, id="partner", smallest=2).subjects == 4


def test_any_column_may_be_kept_beside_them() -> None:
    frame = ANSWERS.with_columns(pl.Series("b" * 7, [1] * 7), pl.Series("e", [2] * 7))
    found = TIERS.assess_frame(frame.head(1), id="partner", keep=["b" * 7, "e"])
    assert found.row(0) == ("a", 1, 2, "gold")
