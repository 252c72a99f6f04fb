"""How fast frames are scored, in one run, beside what one would write by hand for the same: `nox -s bench_frames`.

Small frames, which most people have, are measured beside a loop over `assess`, which is what one would write otherwise.

The full built-in rubric, 99 yes/no questions in ten functions, two answers in a hundred open; for pandas all are answered.
What is written by hand gives the same columns; that it does is checked first. Each time is the best of a few runs, which other
work on the machine disturbs least; each ratio is of times of this run.

    python benchmarks/frames.py [ROWS …]

Rows are 10,000, 100,000 and 1,000,000 unless you say otherwise. With 10,000,000 it takes 6 GB of memory.
"""

import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
import polars as pl

import attain

Task = Callable[[], object]

P2P = attain.rubric("iamcp-p2p")
LEVELS = [level.id for level in P2P.levels]
ENUM = pl.Enum(LEVELS)
ASKED = {
    output.id: [P2P.plan.inputs[each.input].id for each in output.asked] for output in P2P.plan.outputs if output.banded
}
CUTS = {output.id: [round(cut) for cut in output.banded.steps.cuts] for output in P2P.plan.outputs if output.banded}
RANKS = (1, 2, 3)
MOST = len(ASKED) // 2
LOOP = 10_000  # rows that are also scored one by one
PANDAS = 1_000_000  # rows that pandas is given at most


def answers(rows: int) -> pl.DataFrame:
    """Random answers, two in a hundred open."""
    chance = np.random.default_rng(rows)
    columns = {"partner": pl.Series(np.arange(rows))}
    for questions in ASKED.values():
        for question in questions:
            yes, there = pl.Series(chance.random(rows) < 0.4), pl.Series(chance.random(rows) > 0.02)
            columns[question] = pl.select(pl.when(there).then(yes)).to_series()
    return pl.DataFrame(columns)


# ---------------------------------------------------------------- by hand, in Polars


def _level(reached: list[pl.Expr]) -> pl.Expr:
    basic, reactive, proactive, dynamic = (pl.lit(level, dtype=ENUM) for level in LEVELS)
    one, two, three = reached
    return pl.when(three).then(dynamic).when(two).then(proactive).when(one).then(reactive).otherwise(basic)


def _reached(score: str, function: str) -> list[pl.Expr]:
    return [pl.col(score) >= cut for cut in CUTS[function]]


def _overall(suffix: str) -> pl.Expr:
    return _level([pl.col(f"at least {rank}{suffix}") > MOST for rank in RANKS])


def _majorities(suffix: str) -> list[pl.Expr]:
    return [
        pl.sum_horizontal(_reached(f"{function}{suffix}", function)[rank - 1] for function in ASKED).alias(
            f"at least {rank}{suffix}"
        )
        for rank in RANKS
    ]


def _yes(questions: list[str]) -> pl.Expr:
    """How often yes; of the ways to write it the fastest that was found."""
    return pl.sum_horizontal(pl.col(questions).fill_null(value=False)).cast(pl.Int8)


def _open(questions: list[str]) -> pl.Expr:
    return pl.sum_horizontal(pl.col(questions).is_null()).cast(pl.Int8)


def by_hand_levels(frame: pl.DataFrame) -> pl.DataFrame:
    """The levels."""
    scored = frame.select("partner", *(_yes(questions).alias(name) for name, questions in ASKED.items()))
    scored = scored.with_columns(*_majorities(""))
    levels = (_level(_reached(name, name)).alias(f"{name}_level") for name in ASKED)
    return scored.select("partner", _overall("").alias("level"), *levels)


def by_hand_full(frame: pl.DataFrame) -> pl.DataFrame:
    """Everything that ``output="full"`` returns."""
    scored = frame.select(
        "partner",
        *(_yes(questions).alias(name) for name, questions in ASKED.items()),
        *(_open(questions).alias(f"{name} open") for name, questions in ASKED.items()),
    )
    scored = scored.with_columns(*((pl.col(name) + pl.col(f"{name} open")).alias(f"{name} best") for name in ASKED))
    scored = scored.with_columns(*_majorities(""), *_majorities(" best"))
    scored = scored.with_columns(
        _overall("").alias("level"), *(_level(_reached(name, name)).alias(f"{name}_level") for name in ASKED)
    )
    total = sum(map(len, ASKED.values()))
    columns = [
        pl.col("partner", "level", *(f"{name}_level" for name in ASKED)),
        (total - pl.sum_horizontal(pl.col(f"{name} open").cast(pl.Int32) for name in ASKED)).alias("answered"),
        pl.lit(total, dtype=pl.Int32).alias("total"),
        pl.col("level").alias("low"),  # no policy decides otherwise, so an open answer is the worst
        _overall(" best").alias("high"),
    ]
    for name, questions in ASKED.items():
        columns += [
            pl.col(name).cast(pl.Float64).alias(f"{name}_score"),
            (len(questions) - pl.col(f"{name} open")).cast(pl.Int32).alias(f"{name}_answered"),
            pl.lit(len(questions), dtype=pl.Int32).alias(f"{name}_total"),
            pl.col(f"{name}_level").alias(f"{name}_low"),
            _level(_reached(f"{name} best", name)).alias(f"{name}_high"),
            pl.col(name).cast(pl.Float64).alias(f"{name}_score_low"),
            pl.col(f"{name} best").cast(pl.Float64).alias(f"{name}_score_high"),
        ]
    return scored.select(*columns, pl.lit(value=False).alias("ambiguous"))


# ---------------------------------------------------------------- by hand, in pandas


def by_hand_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """The levels, as one writes it who knows pandas: sums along rows, and cuts."""
    found: dict[str, object] = {"partner": frame["partner"]}
    ranks = {}
    for name, questions in ASKED.items():
        ranks[name] = np.searchsorted(CUTS[name], frame[questions].sum(axis=1).to_numpy(), side="right")
        found[f"{name}_level"] = pd.Categorical.from_codes(ranks[name], pd.Index(LEVELS), ordered=True)
    every = np.array([*ranks.values()])
    reached = [(every >= least).sum(axis=0) > MOST for least in RANKS]
    overall = pd.Categorical.from_codes(np.array(reached).sum(axis=0), pd.Index(LEVELS), ordered=True)
    return pd.DataFrame({"partner": found.pop("partner"), "level": overall, **found})


# ---------------------------------------------------------------- measuring


def best(task: Task, times: int = 5) -> float:
    """The best time of a few, in seconds."""
    task()
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        task()
        found.append(time.perf_counter() - begun)
    return min(found)


def line(name: str, seconds: float, rows: int, beside: str = "") -> None:
    """Print a measurement."""
    print(f"{name:34}{seconds * 1e3:>12,.1f} ms{seconds / rows * 1e9:>12,.0f} ns a row  {beside}", flush=True)


def score_full(frame: pl.DataFrame) -> pl.DataFrame:
    """What is measured for ``output="full"``."""
    return P2P.assess_frame(frame, id="partner", output="full", check=False).drop("unreadable")


def score_levels(frame: pl.DataFrame) -> pl.DataFrame:
    """What is measured for the levels."""
    return P2P.assess_frame(frame, id="partner", check=False).drop("unreadable")


def measure(rows: int) -> None:
    """All the measurements of one size."""
    frame = answers(rows)
    questions = [each for asked in ASKED.values() for each in asked]
    assert score_levels(frame).equals(by_hand_levels(frame))
    full, by_hand = score_full(frame), by_hand_full(frame)
    assert full.equals(by_hand.select(full.columns))
    del full, by_hand

    print(f"\n{rows:,} rows, {frame.estimated_size() / 1e6:,.0f} MB")
    hand = best(lambda: by_hand_levels(frame))
    line("Polars by hand, levels", hand, rows)
    ours = best(lambda: score_levels(frame))
    line("attain, levels", ours, rows, f"{ours / hand:.2f} of by hand")
    checked = best(lambda: P2P.assess_frame(frame, id="partner"))
    line("attain, levels, checked", checked, rows, f"{checked / hand:.2f} of by hand")
    lazy = best(lambda: P2P.assess_frame(frame.lazy(), id="partner").collect())
    line("attain, levels, lazy", lazy, rows, f"{lazy / hand:.2f} of by hand")
    hand_full = best(lambda: by_hand_full(frame), 3)
    line("Polars by hand, full", hand_full, rows)
    ours_full = best(lambda: score_full(frame), 3)
    line("attain, full", ours_full, rows, f"{ours_full / hand_full:.2f} of by hand")
    once = best(lambda: frame.select(pl.col(questions).sum()))
    line("every answer read once", once, rows, f"levels take {ours / once:.1f} times as long")
    if rows <= PANDAS:
        plain = frame.with_columns(pl.col(questions).fill_null(value=False)).to_pandas()
        ours_frame = P2P.assess_frame(plain, id="partner", check=False).drop(columns="unreadable")
        assert ours_frame.equals(by_hand_pandas(plain)[ours_frame.columns])
        hand_pandas = best(lambda: by_hand_pandas(plain), 3)
        line("pandas by hand, levels", hand_pandas, rows)
        ours_pandas = best(lambda: P2P.assess_frame(plain, id="partner", check=False), 3)
        line("attain on pandas, levels", ours_pandas, rows, f"{ours_pandas / hand_pandas:.2f} of by hand")
    few = frame.head(LOOP).drop("partner").to_dicts()
    loop = best(lambda: [P2P.assess(each).profile for each in few], 3) * rows / len(few)
    line(f"assess, one by one ({len(few):,} rows)", loop, rows, f"a frame is {loop / ours:.0f} times as fast")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"most memory so far: {peak:.2f} GB")


# ---------------------------------------------------------------- small frames


def one_by_one(given: Sequence[Mapping[str, object]]) -> list[object]:
    """Assess each on its own."""
    return [P2P.assess(each).profile for each in given]


def measure_small(rows: int) -> None:
    """Measure frames of so many rows, all of them answered, beside a loop over `assess`: each called before."""
    questions = [each for asked in ASKED.values() for each in asked]
    booleans = answers(rows).with_columns(pl.col(questions).fill_null(value=False))
    words = [pl.when(pl.col(each)).then(pl.lit("Yes")).otherwise(pl.lit("No")).alias(each) for each in questions]
    texts = booleans.with_columns(words)
    print(f"\n{rows:,} rows, all answered")
    loops, times = {}, 20 if rows < 1_000 else 5
    for name, frame in (("booleans", booleans), ("texts", texts)):
        given = frame.drop("partner").to_dicts()
        loops[name] = best(partial(one_by_one, given), times)
        line(f"assess, one by one, {name}", loops[name], rows)
    for name, frame in (("booleans", booleans), ("texts", texts)):
        kinds = {"pandas": frame.to_pandas(), "Polars": frame, "PyArrow": frame.to_arrow()}
        for kind, given in kinds.items():
            found = best(partial(P2P.assess_frame, given, id="partner"), times)
            line(f"levels, {kind}, {name}", found, rows, f"{found / loops[name]:.2f} of one by one")
            full = best(partial(P2P.assess_frame, given, id="partner", output="full"), times)
            line(f"full, {kind}, {name}", full, rows, f"{full / loops[name]:.2f} of one by one")
            counts = best(partial(P2P.summarise, given, id="partner"), times)
            line(f"summarise, {kind}, {name}", counts, rows, f"{counts / full:.2f} of full")


if __name__ == "__main__":
    for size in (100, 2_000):
        measure_small(size)
    for size in map(int, sys.argv[1:] or ["10000", "100000", "1000000"]):
        measure(size)
