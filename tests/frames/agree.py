"""Score random rubrics and big frames by every engine, and compare them with the interpreter: `nox -s frames`.

    python tests/frames/agree.py ROWS [--seed SEED] [--spark]

The interpreter takes about a millisecond for a row, so each rubric has some hundred distinct ones, which are repeated, in
another order, until the frame is big. Spark takes seconds for each rubric, so it has fewer of them, with more rows.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

import polars as pl
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from attain import Rubric
from attain._testing.frames import Row, SubjectAnswers, differing, rows
from attain.testing import ON, answers, facts, rubrics

sys.path.insert(0, str(Path(__file__).parents[1]))

from engines import KINDS, Frame, Typed, mixed, right, typed, wide

DISTINCT, BIG, ON_SPARK = 200, 2_000, 20_000
DRAWN = settings(
    max_examples=20,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)


def drawn(random: Random) -> list[tuple[Rubric, list[SubjectAnswers]]]:
    """Return some random rubrics, each with some answers that Hypothesis draws."""
    found: list[tuple[Rubric, list[SubjectAnswers]]] = []

    @seed(random.randrange(2**32))
    @DRAWN
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        rubric = data.draw(rubrics())
        found.append((rubric, [(data.draw(answers(rubric)), data.draw(facts(rubric))) for _ in range(8)]))

    draw()
    return found


def cases(random: Random) -> Iterator[tuple[Rubric, Typed]]:
    """Yield rubrics without end, each with answers, sometimes as texts and sometimes in columns of other types."""
    while True:
        for rubric, few in drawn(random):
            many = mixed(rubric, few, DISTINCT, random)
            yield rubric, typed(rubric, many, random) if random.random() < 0.5 else Typed(wide(rubric, many), many)


def spark_kinds() -> Mapping[str, Callable[[pl.DataFrame], Frame]]:
    """Return the only kind of frame to try: that of a Spark session on this machine."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return {"pyspark": lambda data: session.createDataFrame(data.cast({pl.Categorical: pl.String}).to_arrow())}


def repeated(data: pl.DataFrame, size: int, random: Random) -> tuple[pl.DataFrame, list[int]]:
    """Return a big frame of the rows of a small one, with other ids, and the position of each row in the small one."""
    which = [random.randrange(len(data)) for _ in range(size)]
    return data[which].with_columns(pl.Series("id", range(size), dtype=pl.Int64)), which


def differences(expected: dict[int, Row], which: list[int], scored: object) -> int:
    """Count the rows that are not as they should be."""
    found = {row["id"]: row for row in rows(scored)}
    wrong = [at for at, row in enumerate(which) if any(differing({**expected[row], "id": at}, found.get(at, {})))]
    return len(wrong) + len(found.keys() - set(range(len(which))))


def main(least: int, begin: int, *, spark: bool) -> int:
    print(f"seed {begin}", flush=True)
    random = Random(begin)
    kinds, size = (spark_kinds(), ON_SPARK) if spark else (KINDS, BIG)
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for rubric, made in cases(random):
        if all(counted["rows"] >= least for counted in counts.values()):
            break
        expected = right(rubric, made.given)
        data, which = repeated(made.data, size, random)
        for kind, counted in counts.items():
            scored = rubric.assess_frame(kinds[kind](data), id="id", output="full", on=ON, check=True)
            wrong = differences(expected, which, scored)
            counted.update(rubrics=1, rows=len(data), differences=wrong)
            if wrong:
                print(f"{kind}: {wrong} rows differ\n{rubric.to_toml()}", file=sys.stderr)
    print(f"{'engine':20}{'rubrics':>10}{'rows':>14}{'differences':>14}")
    for kind, counted in counts.items():
        print(f"{kind:20}{counted['rubrics']:>10,}{counted['rows']:>14,}{counted['differences']:>14,}")
    return min(1, sum(counted["differences"] for counted in counts.values()))


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("rows", type=int)
    parser.add_argument("--seed", type=int, default=Random().randrange(2**32))
    parser.add_argument("--spark", action="store_true")
    given_ = parser.parse_args()
    sys.exit(main(given_.rows, given_.seed, spark=given_.spark))
