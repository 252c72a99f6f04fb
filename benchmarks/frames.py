"""Time dataframes beside code written by hand: `nox -s bench_frames`.

Small frames are timed beside a loop over `assess`, large ones beside expressions of their engine that return the same columns,
which is checked first. The rubric is the built-in one: 99 yes/no questions in ten functions. Two answers in a hundred are open,
unless a line says that none is. Compared tasks take turns, and each time is a median.

    python benchmarks/frames.py [ROWS …]

ROWS is the size of the large frames, 1,000,000 by default. 10,000,000 rows take 10 GB of memory. The growth of time and memory is
always measured from 10,000 to 10,000,000 rows.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import polars as pl
from aims import Task, aim, in_turns

import attain
from attain._frames.assess import FrameAssessor
from attain._frames.request import Extent, requested

P2P = attain.rubric("iamcp-p2p")
LEVELS = [level.id for level in P2P.levels]
ENUM = pl.Enum(LEVELS)
ASKED = {
    output.id: [P2P.plan.inputs[each.input].id for each in output.asked] for output in P2P.plan.outputs if output.banded
}
CUTS = {output.id: [round(cut) for cut in output.banded.steps.cuts] for output in P2P.plan.outputs if output.banded}
RANKS = (1, 2, 3)
MOST = len(ASKED) // 2
QUESTIONS = [question for questions in ASKED.values() for question in questions]
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
GROWTH = (10_000, 100_000, 1_000_000, 10_000_000)


def answers(rows: int) -> pl.DataFrame:
    """Return random answers, two in a hundred open."""
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
    """Return the number of yes answers, in the fastest way that was found."""
    return pl.sum_horizontal(pl.col(questions).fill_null(value=False)).cast(pl.Int8)


def _open(questions: list[str]) -> pl.Expr:
    return pl.sum_horizontal(pl.col(questions).is_null()).cast(pl.Int8)


def answered(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame without open answers."""
    return frame.with_columns(pl.col(QUESTIONS).fill_null(value=False))


def in_words(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with the answers as Yes and No."""
    return frame.with_columns(
        pl.when(pl.col(each)).then(pl.lit("Yes")).when(~pl.col(each)).then(pl.lit("No")).alias(each)
        for each in QUESTIONS
    )


def by_hand_levels(frame: Frame) -> Frame:
    """Return the levels; those of a lazy frame are lazy."""
    scored = frame.select("partner", *(_yes(questions).alias(name) for name, questions in ASKED.items()))
    scored = scored.with_columns(*_majorities(""))
    levels = (_level(_reached(name, name)).alias(f"{name}_level") for name in ASKED)
    return scored.select("partner", _overall("").alias("level"), *levels)


def by_hand_full(frame: pl.DataFrame) -> pl.DataFrame:
    """Return everything that ``output="full"`` returns."""
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
        pl.col("level").alias("low"),  # no policy decides otherwise, so an open answer counts as the worst
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
    """Return the levels in idiomatic pandas: sums along rows, and cuts."""
    found: dict[str, object] = {"partner": frame["partner"]}
    ranks = {}
    for name, questions in ASKED.items():
        ranks[name] = np.searchsorted(CUTS[name], frame[questions].sum(axis=1).to_numpy(), side="right")
        found[f"{name}_level"] = pd.Categorical.from_codes(ranks[name], pd.Index(LEVELS), ordered=True)
    every = np.array([*ranks.values()])
    reached = [(every >= least).sum(axis=0) > MOST for least in RANKS]
    overall = pd.Categorical.from_codes(np.array(reached).sum(axis=0), pd.Index(LEVELS), ordered=True)
    return pd.DataFrame({"partner": found.pop("partner"), "level": overall, **found})


def by_hand_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the same for Yes and No, after mapping them to true and false."""
    return by_hand_pandas(frame.assign(**{name: frame[name].map({"Yes": True, "No": False}) for name in QUESTIONS}))


# ---------------------------------------------------------------- attain


def levels(frame: object, output: Extent = "levels") -> object:
    """Score a frame."""
    return P2P.assess_frame(frame, id="partner", output=output)  # type: ignore[type-var]  # frames of all kinds


def by_expressions(frame: object) -> object:
    """Score a frame in memory by expressions, like a lazy one."""
    return EXPRESSIONS(frame, REQUEST)


EXPRESSIONS = FrameAssessor(P2P)
EXPRESSIONS._engines = frozenset()
REQUEST = requested(id="partner", output="levels", format="wide", columns={}, partial=False, on=None, check=None)


def one_by_one(given: Sequence[Mapping[str, object]]) -> list[object]:
    """Assess each set of answers by itself."""
    return [P2P.assess(each).profile for each in given]


# ---------------------------------------------------------------- measuring


def table(title: str, seconds: Mapping[str, float], rows: int) -> None:
    """Print the time of each task in seconds."""
    print(f"\n{title}")
    for name, each in seconds.items():
        print(f"  {name:40}{each * 1e3:>12,.1f} ms{each / rows * 1e9:>12,.0f} ns a row", flush=True)


def small(rows: int) -> None:
    """Measure frames without open answers beside a loop over `assess`."""
    booleans = answered(answers(rows))
    tasks: dict[str, Task] = {}
    for name, frame in (("booleans", booleans), ("texts", in_words(booleans))):
        tasks[f"assess, one by one, {name}"] = partial(one_by_one, frame.drop("partner").to_dicts())
        for kind, given in {"pandas": frame.to_pandas(), "Polars": frame, "PyArrow": frame.to_arrow()}.items():
            tasks[f"levels, {kind}, {name}"] = partial(levels, given)
            tasks[f"full, {kind}, {name}"] = partial(levels, given, "full")
            tasks[f"summarise, {kind}, {name}"] = partial(P2P.summarise, given, id="partner")
    found = in_turns(tasks, 101 if rows < 1_000 else 31)
    table(f"{rows:,} rows, all answered", found, rows)
    for name, most in (("texts", 1), ("booleans", 0.25)) if rows >= 1_000 else ():
        ratio = found[f"levels, pandas, {name}"] / found[f"assess, one by one, {name}"]
        aim(f"pandas, {rows:,} rows, {name}: levels beside a loop over assess", ratio, most=most)
    if rows < 1_000:
        aim(f"Polars, {rows:,} rows, later calls: levels, ms", found["levels, Polars, booleans"] * 1e3, most=3)
    for kind in ("pandas", "Polars", "PyArrow"):
        ratio = found[f"summarise, {kind}, booleans"] / found[f"levels, {kind}, booleans"]
        aim(f"{kind}, {rows:,} rows: summarise beside levels", ratio, most=2)


def beside_expressions(rows: int = 100_000) -> None:
    """Measure arrays beside expressions, in pandas."""
    frame = answered(answers(rows)).to_pandas()
    found = in_turns({"arrays": partial(levels, frame), "expressions": partial(by_expressions, frame)}, 15)
    table(f"{rows:,} rows of pandas, booleans", found, rows)
    aim(f"pandas, {rows:,} rows: arrays beside expressions", found["arrays"] / found["expressions"], most=0.2)


def large(rows: int) -> None:
    """Measure large frames of booleans beside code written by hand."""
    frame = answers(rows)
    arrow, lazy = frame.to_arrow(), frame.lazy()
    full, by_hand = P2P.assess_frame(frame, id="partner", output="full"), by_hand_full(frame)
    assert P2P.assess_frame(frame, id="partner").equals(by_hand_levels(frame))
    assert full.equals(by_hand.select(full.columns))
    del full, by_hand
    found = in_turns(
        {
            "by hand, Polars, levels": lambda: by_hand_levels(frame),
            "levels, Polars": lambda: levels(frame),
            "levels, Polars, by expressions": lambda: by_expressions(frame),
            "levels, PyArrow": lambda: levels(arrow),
            "by hand, Polars lazy, levels": lambda: by_hand_levels(lazy).collect(),
            "levels, Polars lazy": lambda: P2P.assess_frame(lazy, id="partner").collect(),
            "by hand, Polars, full": lambda: by_hand_full(frame),
            "full, Polars": lambda: levels(frame, "full"),
            "full, PyArrow": lambda: levels(arrow, "full"),
            "summarise, Polars": lambda: P2P.summarise(frame, id="partner"),
            "every answer read once": lambda: frame.select(pl.col(QUESTIONS).sum()),
        },
        9,
    )
    table(f"{rows:,} rows, booleans, {frame.estimated_size() / 1e6:,.0f} MB", found, rows)
    for output in ("levels", "full"):
        for kind in ("Polars", "PyArrow"):
            ratio = found[f"by hand, Polars, {output}"] / found[f"{output}, {kind}"]
            aim(f"{kind}, {rows:,} rows: {output}, times as fast as Polars by hand", ratio, least=4)
    ratio = found["levels, Polars lazy"] / found["by hand, Polars lazy, levels"]
    aim(f"Polars lazy, {rows:,} rows: levels beside Polars by hand", ratio, most=1.15)


def large_words(rows: int) -> None:
    """Measure large frames of texts in pandas beside code written by hand."""
    frame = in_words(answered(answers(rows))).to_pandas()
    assert P2P.assess_frame(frame, id="partner").equals(by_hand_words(frame))
    found = in_turns({"by hand": partial(by_hand_words, frame), "levels": partial(levels, frame)}, 1)
    table(f"{rows:,} rows of pandas, texts", found, rows)
    aim(f"pandas, {rows:,} rows, texts: levels beside pandas by hand", found["levels"] / found["by hand"], most=1)


# ---------------------------------------------------------------- growth


def growth() -> None:
    """Measure the growth of time and memory, each size in its own process."""
    print("\nPolars, booleans: levels, ns a row; most memory beside that of the frame")
    for rows in GROWTH:
        subprocess.run([sys.executable, __file__, "--alone", str(rows)], check=True)  # noqa: S603  # this file


def alone(rows: int) -> None:
    """Print the time for a row, and the most memory that scoring takes beside that of the frame."""
    frame = answers(rows)
    levels(frame.head(1_000))  # load and create whatever is needed only once
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak so far is the memory in use now
    before = _memory("VmHWM")
    levels(frame)
    taken = (_memory("VmHWM") - before) / frame.estimated_size()
    seconds = in_turns({"levels": lambda: levels(frame)}, 7)["levels"]
    print(f"  {rows:>12,} rows{seconds / rows * 1e9:>10,.0f} ns a row{taken:>10.1f} times the frame", flush=True)


def _memory(name: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(f"{name}:"))


def main(arguments: Sequence[str]) -> None:
    """Measure everything, or one size alone."""
    if arguments[:1] == ["--alone"]:
        alone(int(arguments[1]))
        return
    for rows in (100, 2_000):
        small(rows)
    beside_expressions()
    for rows in map(int, arguments or ["1000000"]):
        large(rows)
        large_words(rows)
    growth()


if __name__ == "__main__":
    main(sys.argv[1:])
