"""Arrays score frames in memory: with the same results as the interpreter, in the types that expressions give."""

import subprocess
import sys
import warnings
from functools import cache
from random import Random
from typing import Any  # any: frames of all kinds

import polars as pl
import pytest
from engines import KINDS, Frame, differences, pa, pd, right, typed, wide
from test_frames import ODD, answering

import attain
from attain import AnswersError, Rubric
from attain._frames.assess import FrameAssessor
from attain._frames.request import requested
from attain._testing.frames import SubjectAnswers, rows

EAGER = [kind for kind in KINDS if kind not in {"polars-lazy", "duckdb"}]
P2P = attain.rubric("iamcp-p2p")


def without_needs() -> Rubric:
    """Return a rubric with rare features whose answers need nothing and do not expire, because arrays score only those."""
    table: Any = ODD.to_dict()
    del table["dimensions"]["product"]["questions"]["size"]["options"][2]["needs"]
    table["dimensions"]["counted"]["questions"]["four"]["not-applicable"] = "worst"
    del table["dimensions"]["ends"]["questions"]["second"]["valid-for"]
    wait = table["dimensions"]["percent"]["questions"]["wait"]
    table["dimensions"]["percent"]["questions"]["weeks"] = {**wait, "whole": True}
    table["dimensions"]["percent"]["questions"]["sales"]["points"]["cap"] = 2
    return Rubric.from_dict(table)


PLAIN = without_needs()


@cache
def frames() -> list[tuple[pl.DataFrame, list[SubjectAnswers]]]:
    """Return the same answers as texts, and in columns of other types."""
    given = answering(PLAIN, 40)
    found = typed(PLAIN, given, Random(3))
    return [(wide(PLAIN, given), given), (found.data, [*found.given])]


def by_expressions(rubric: Rubric, frame: Frame, **options: Any) -> Frame:
    """Return the frame that expressions give."""
    assessor = FrameAssessor(rubric)
    assessor._engines = frozenset()
    return assessor(frame, requested(**{"id": "id", "output": "levels", "format": "wide", "columns": {}, "partial": False, "on": None, "check": None, **options}))  # fmt: skip


@pytest.mark.parametrize("kind", EAGER)
@pytest.mark.parametrize("which", [0, 1])
def test_arrays_give_the_same_as_the_interpreter(kind: str, which: int) -> None:
    data, given = frames()[which]
    assert differences(right(PLAIN, given), PLAIN.assess_frame(KINDS[kind](data), id="id", output="full")) == []


@pytest.mark.parametrize("kind", EAGER)
@pytest.mark.parametrize("which", [0, 1])
def test_they_give_the_same_types_as_expressions(kind: str, which: int) -> None:
    frame = KINDS[kind](frames()[which][0])
    options: dict[str, Any] = {"output": "full", "check": which == 0, "keep": ["percent.worth"]}
    found, expected = PLAIN.assess_frame(frame, id="id", **options), by_expressions(PLAIN, frame, **options)
    if kind.startswith("pandas"):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    else:
        assert found.schema == expected.schema
        assert [*rows(found)] == [*rows(expected)]


@pytest.mark.parametrize("kind", EAGER)
def test_a_value_that_is_not_an_answer_withholds_its_row_and_is_counted(kind: str) -> None:
    data = (
        frames()[0][0].head(3).with_columns(pl.Series("percent.worth", ["yes", "perhaps", None]), region=pl.lit("mars"))
    )
    found = [*rows(PLAIN.assess_frame(KINDS[kind](data), id="id", check=False))]
    assert [row["unreadable"] for row in found] == [1, 2, 1]
    assert [row["percent_level"] for row in found] == [None, None, None]
    assert PLAIN.summarise(KINDS[kind](data), id="id").unreadable == 3
    with pytest.raises(AnswersError, match="'perhaps'"):
        PLAIN.assess_frame(KINDS[kind](data), id="id")


@pytest.mark.parametrize("kind", EAGER)
def test_a_summary_counts_the_same_in_arrays_and_expressions(kind: str) -> None:
    data = frames()[0][0]
    found = PLAIN.summarise(KINDS[kind](data), id="id")
    assert found == PLAIN.summarise(data.lazy(), id="id")


def test_many_rows_are_scored_in_pieces() -> None:
    few = pl.DataFrame({"agreement.nda": [True, False, None], "agreement.fair": ["yes", "yes", "no"]})
    many = P2P.assess_frame(pl.concat([few] * 30_000), partial=True, output="full", check=True)
    assert many.equals(pl.concat([P2P.assess_frame(few, partial=True, output="full")] * 30_000))


@pytest.mark.parametrize("start", [0, 5, 8, 13])
@pytest.mark.parametrize("kind", ["polars", "pyarrow", "pyarrow in pieces"])
@pytest.mark.parametrize("rows", [1, 2**17])
def test_bits_are_read_from_the_start_of_a_slice(kind: str, start: int, rows: int) -> None:
    short = [*P2P.dimensions["agreement"].questions][:4]
    random = Random(rows + start)
    columns = {
        f"agreement.{name}": random.choices([True, False, None] if name != short[0] else [True, False], k=start + rows)
        for name in short
    }
    frame = pl.DataFrame({"id": range(start + rows), **columns})
    sliced: Any = frame[start:]
    if kind != "polars":
        table = frame.to_arrow()
        parts = [table.slice(start, rows // 2), table.slice(start + rows // 2)]
        sliced = pa.concat_tables(parts) if kind == "pyarrow in pieces" else table.slice(start)
    found = P2P.assess_frame(sliced, id="id", partial=True, output="full")
    expected = frame[start:].select(
        score=pl.sum_horizontal(pl.exclude("id").fill_null(value=False)).cast(pl.Float64),
        answered=pl.sum_horizontal(pl.exclude("id").is_not_null()).cast(pl.Int32),
    )
    scored = pl.DataFrame(found) if kind == "polars" else pl.DataFrame(pl.from_arrow(found))
    assert scored.select(score="agreement_score", answered="agreement_answered").equals(expected)


def test_true_and_one_in_a_column_of_pandas_objects_are_read_alike() -> None:
    cases: list[list[Any]] = [[True, None, False], [False, None], [True, 1, 0], [1, None], ["yes", True], ["yes", 1.0]]
    for values in cases:
        frame = pd.DataFrame({"id": range(len(values)), "agreement.nda": pd.Series(values, dtype=object)})
        expected = [P2P.assess({"agreement.nda": value})["agreement"].level for value in values]
        found = rows(P2P.assess_frame(frame, id="id", partial=True))
        assert [row["agreement_level"] for row in found] == [level and level.id for level in expected]


def test_ids_may_be_objects() -> None:
    frame = pd.DataFrame({"id": pd.Series(["a", "b", "c"], dtype=object), "agreement.nda": [True, False, True]})
    assert [row["id"] for row in rows(P2P.assess_frame(frame, id="id", partial=True))] == ["a", "b", "c"]
    with pytest.raises(AnswersError, match="same id"):
        P2P.assess_frame(pd.concat([frame, frame]), id="id", partial=True)


def test_numpy_is_not_needed() -> None:
    code = """
import sys
sys.modules["numpy"] = None
import attain, polars
frame = polars.DataFrame({"agreement.nda": [True, False]})
print(attain.rubric("iamcp-p2p").assess_frame(frame, partial=True)["agreement_level"].to_list())
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert (done.stdout, done.stderr) == ("['reactive', 'basic']\n", "")


def test_a_lazy_frame_does_not_load_numpy() -> None:
    code = """
import sys, attain, polars
frame = polars.LazyFrame({"id": ["a"], "agreement.nda": ["yes"]})
attain.rubric("iamcp-p2p").assess_frame(frame, id="id", partial=True).collect()
print("numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8")
    assert done.stdout == "False\n"


def test_warnings_of_an_engine_are_not_shown() -> None:
    frame = pl.DataFrame({"id": [1, 2], "percent.weeks": [float("inf"), 1e300]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = PLAIN.assess_frame(frame, id="id", partial=True, check=False)
    assert found["unreadable"].to_list() == [1, 1]


@pytest.mark.parametrize("kind", EAGER)
def test_a_blank_row_has_no_level(kind: str) -> None:
    frame = KINDS[kind](pl.DataFrame({"agreement.nda": ["yes", None], "agreement.fair": ["yes", " "]}))
    with pytest.warns(attain.AnswersWarning, match="blank"):
        scored = attain.rubric("iamcp-p2p").assess_frame(frame, partial=True)
    assert [row["agreement_level"] for row in rows(scored)] == ["reactive", None]


def test_a_column_of_pandas_without_any_value_is_open() -> None:
    frame = pd.DataFrame({"who": ["a", "b"], "agreement.nda": [float("nan")] * 2, "agreement.fair": ["yes", "no"]})
    scored = attain.rubric("iamcp-p2p").assess_frame(frame, id="who", partial=True, output="full")
    assert scored["agreement_answered"].tolist() == [1, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_does_not_pass_its_corner_by_a_hair(kind: str) -> None:  # 0.9 - 0.3 + 0.3 is more than 0.9
    rubric = attain.loads("""
    attain = 1
    id = "line"
    version = "1"
    title = "Line"
    score = "sum"
    questions.share = { kind = "number", points.curve = [[0, 0.3], [10, 0.9]] }
    """)
    shares = [0.0, 5.0, 9.999999999999999, 10.0]
    found = rubric.assess_frame(KINDS[kind](pl.DataFrame({"id": ["a", "b", "c", "d"], "share": shares})), id="id")
    assert [row["score"] for row in rows(found)] == [rubric.assess({"share": share}).score for share in shares]
