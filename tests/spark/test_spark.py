"""Frames on a real Spark session, which evaluates them itself: `nox -s spark`."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from pyspark.sql import DataFrame, SparkSession

import attain
from attain import Rubric
from attain._frames.matching import asked_parts
from attain._plan.plan import Input
from attain._testing.frames import expected

ROOT = Path(__file__).parents[2]
MODELS = sorted((ROOT / "tests" / "models").glob("*.toml"))
MODELS_ON_SPARK = ("mean-with-holes", "partner-tiers", "security-deductions")
ON = date(2026, 11, 21)

Row = Mapping[str, str | None]


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def texts(rubric: Rubric, rows: int, seed: int) -> list[Row]:
    """Return answers as texts, in every spelling: some open, and some not applicable if the question accepts that."""
    chance = random.Random(seed)
    found: list[Row] = []
    for _ in range(rows):
        row: dict[str, str | None] = {}
        for input_ in rubric.plan.inputs:
            away = [] if input_.not_applicable.as_ == "forbidden" else ["n/a"]
            row[input_.id] = chance.choice([None, "", " unknown", *away, *spelled(input_.kind, input_.options, chance)])
            for part in asked_parts(input_):
                row[f"{input_.id}.{part}"] = chance.choice([None, "2026-11-01" if part == "on" else "a contract"])
        for fact in rubric.plan.facts:
            row[fact.id] = chance.choice(spelled(fact.kind, fact.options, chance))
        found.append(row)
    return found


def spelled(kind: str, options: Sequence[str], chance: random.Random) -> list[str]:
    """Return some spellings of answers, repeated so that they are drawn more often than gaps."""
    if kind == "yes-no":
        return ["Yes", "no", "TRUE", "0.0", "\u3000y\ufeff"] * 2
    return [*options] * 3 if kind == "choice" else [str(chance.randint(0, 100)), f"{chance.uniform(0, 100):.3f}"] * 3


def on_spark(spark: SparkSession, rows: Sequence[Row]) -> DataFrame:
    columns = [*rows[0]]
    schema = ", ".join(["id long", *(f"`{name}` string" for name in columns)])
    return spark.createDataFrame([(at, *row.values()) for at, row in enumerate(rows)], schema)


def answer(input_: Input, row: Row) -> Mapping[str, str | None]:
    """Return an answer of the row with its note, evidence and day."""
    parts = {part: row[f"{input_.id}.{part}"] for part in asked_parts(input_)}
    return {"value": row[input_.id]} | {part: text for part, text in parts.items() if text is not None}


def readable(rubric: Rubric, rows: Sequence[Row]) -> Iterator[tuple[Row, dict[str, object]]]:
    """Yield the rows that the interpreter accepts, and their results."""
    for row in rows:
        answers = {input_.id: answer(input_, row) for input_ in rubric.plan.inputs}
        facts = {fact.id: row[fact.id] for fact in rubric.plan.facts}
        with suppress(attain.AnswersError):  # a number is out of range
            yield row, dict(expected(rubric, answers, facts, on=ON))


# Planning a rubric takes Spark seconds. SQLFrame, in test_frames.py, tries the same expressions on all models.
RUBRICS = [attain.rubric("iamcp-p2p"), *(attain.load(path) for path in MODELS if path.stem in MODELS_ON_SPARK)]


@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: str(rubric.id))
def test_spark_gives_the_same_as_the_interpreter(spark: SparkSession, rubric: Rubric) -> None:
    pairs = [*readable(rubric, texts(rubric, 60, 1))]
    frame = on_spark(spark, [row for row, _ in pairs])
    scored = rubric.assess_frame(frame, id="id", output="full", on=ON)
    found = sorted((row.asDict() for row in scored.collect()), key=lambda row: row["id"])
    assert len(found) == len(pairs) > 10
    for at, (row, (_, row_expected)) in enumerate(zip(found, pairs, strict=True)):
        assert row == {"id": at, **row_expected, "unreadable": 0}


def test_nothing_is_evaluated_before_it_is_asked_for(spark: SparkSession) -> None:
    rubric = attain.rubric("iamcp-p2p")
    frame = on_spark(spark, texts(rubric, 4, 2))
    spark.sparkContext.setJobGroup("lazy", "nothing to do")
    scored = rubric.assess_frame(frame, id="id")
    assert spark.sparkContext.statusTracker().getJobIdsForGroup("lazy") == []
    assert isinstance(scored, type(frame))
    assert scored.count() == 4
    assert spark.sparkContext.statusTracker().getJobIdsForGroup("lazy") != []


def test_values_that_are_not_answers_are_counted_or_reported(spark: SparkSession) -> None:
    rubric = attain.rubric("iamcp-p2p")
    frame = spark.createDataFrame([(1, "yes"), (2, "perhaps")], "`partner.id` long, `agreement.nda` string")
    scored = rubric.assess_frame(frame, id="partner.id", partial=True)
    assert sorted((row["partner.id"], row["agreement_level"], row["unreadable"]) for row in scored.collect()) == [
        (1, "reactive", 0),
        (2, None, 1),
    ]
    with pytest.raises(attain.AnswersError, match=r"one value is not an answer to 'agreement.nda': 'perhaps' \(2\)"):
        rubric.assess_frame(frame, id="partner.id", partial=True, check=True)


def test_a_frame_may_have_a_row_for_each_answer(spark: SparkSession) -> None:
    rubric = attain.rubric("iamcp-p2p")
    rows = [("a", "agreement.nda", "yes"), ("a", "agreement.fair", "no"), ("b", "agreement.nda", "")]
    frame = spark.createDataFrame(rows, "partner string, question string, answer string")
    scored = rubric.assess_frame(frame, id="partner", format="long")
    assert sorted((row["partner"], row["agreement_level"]) for row in scored.collect()) == [
        ("a", "reactive"),
        ("b", "basic"),
    ]


def test_the_example_scores_from_file_to_file(tmp_path: Path) -> None:
    rubric = attain.rubric("iamcp-p2p")
    chance = random.Random(3)
    answers = pl.DataFrame(
        {"partner": [f"p{at}" for at in range(50)]}
        | {input_.id: [chance.choice([True, False, None]) for _ in range(50)] for input_ in rubric.plan.inputs}
    )
    script, source, target = ROOT / "examples" / "score_on_spark.py", tmp_path / "answers.parquet", tmp_path / "levels"
    answers.write_parquet(source)
    command = [sys.executable, str(script), str(source), str(target), "--id", "partner"]
    subprocess.run(command, check=True, env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"})
    found = pl.read_parquet(target / "*.parquet").drop("unreadable").sort("partner")
    levels = [name for name in found.columns if name != "partner"]
    wanted = rubric.assess_frame(answers, id="partner").with_columns(pl.col(levels).cast(pl.String)).sort("partner")
    assert found.equals(wanted)


def test_a_column_of_nulls_is_open(spark: SparkSession) -> None:
    tiers = attain.load(ROOT / "tests" / "models" / "partner-tiers.toml")
    frame = spark.sql("select 1 as id, 'private' as sector, null as msp")
    [row] = tiers.assess_frame(frame, id="id", partial=True, output="full").collect()
    assert (row["level"], row["answered"], row["unreadable"]) == ("registered", 0, 0)
