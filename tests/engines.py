"""Frames of all kinds: created from the same columns, and answers to fill them with."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any  # any: frames of all kinds

import attrs
import duckdb
import polars as pl
import pytest

from attain import Rubric
from attain._core.types import is_number
from attain._score.answers import understand
from attain._testing.frames import Row, SubjectAnswers, differing, expected, rows, texts
from attain.testing import ON

pd: Any = pytest.importorskip("pandas")
pa: Any = pytest.importorskip("pyarrow")

Frame = Any


def _pandas(data: pl.DataFrame) -> Frame:
    """Return a frame with numpy's types, in which columns with gaps become floats or objects."""
    return pd.DataFrame({name: pd.Series(data[name].to_list()) for name in data.columns}, columns=data.columns)


def _objects(data: pl.DataFrame) -> Frame:
    """Return a frame of objects, whose gaps are None, NaN, NA and NaT in turn."""
    found: dict[str, Any] = {}
    for name in data.columns:
        gaps = iter([None, float("nan"), pd.NA, pd.NaT] * len(data))
        found[name] = pd.Series([next(gaps) if value is None else value for value in data[name]], dtype=object)
    return pd.DataFrame(found, columns=data.columns)


def _categories(data: pl.DataFrame) -> Frame:
    """Return a frame with texts as categories, and all other columns in pandas' nullable types."""
    frame = _pandas(data).convert_dtypes()
    texts_ = [name for name in data.columns if data.schema[name] == pl.String]
    return frame.astype(dict.fromkeys(texts_, "category"))


def _duckdb(data: pl.DataFrame) -> Frame:
    return duckdb.connect().from_arrow(data.to_arrow())


KINDS: Mapping[str, Callable[[pl.DataFrame], Frame]] = {
    "polars": lambda data: data,
    "polars-lazy": lambda data: data.lazy(),
    "pandas": _pandas,
    "pandas-nullable": lambda data: _pandas(data).convert_dtypes(),
    "pandas-arrow": lambda data: data.to_pandas(use_pyarrow_extension_array=True),
    "pandas-objects": _objects,
    "pandas-categories": _categories,
    "pyarrow": lambda data: data.to_arrow(),
    "duckdb": _duckdb,
}
"""A function for each kind, which converts a Polars frame to it."""

PLAIN = ("polars", "polars-lazy", "pandas", "pyarrow", "duckdb")
"""One kind of each library, and a lazy one."""


def sqlframe(data: pl.DataFrame) -> Frame:
    """Return a frame in the dialect of Spark; its names have no dots, because SQLFrame loses names that have them."""
    session: Any = pytest.importorskip("sqlframe.duckdb").DuckDBSession()
    types = {pl.String: "string", pl.Int64: "bigint", pl.Boolean: "boolean", pl.Float64: "double", pl.Date: "date"}
    schema = ", ".join(f"{name} {types[type(dtype)]}" for name, dtype in data.schema.items())
    return session.createDataFrame(data.rows(named=True), schema=schema)


def wide(rubric: Rubric, given: Sequence[SubjectAnswers]) -> pl.DataFrame:
    """Return the answers as columns of texts, each row with a number for an id."""
    columns = texts(rubric, given)
    data = {"id": range(len(given)), **columns}
    return pl.DataFrame(data, schema={"id": pl.Int64, **dict.fromkeys(columns, pl.String)})


def long(rubric: Rubric, given: Sequence[SubjectAnswers]) -> pl.DataFrame:
    """Return the same answers, each in a row of its own."""
    columns = texts(rubric, given)
    ids = [*(input_.id for input_ in rubric.plan.inputs), *(fact.id for fact in rubric.plan.facts)]
    gaps: list[str | None] = [None] * len(given)
    found = [
        {"id": row, "question": id_, "answer": columns[id_][row]}
        | {part: columns.get(f"{id_}.{part}", gaps)[row] for part in ("on", "note", "evidence")}
        for id_ in ids
        for row in range(len(given))
        if columns[id_][row] is not None
    ]
    names = ("question", "answer", "on", "note", "evidence")
    return pl.DataFrame(found, schema={"id": pl.Int64, **dict.fromkeys(names, pl.String)})


def mixed(rubric: Rubric, given: Sequence[SubjectAnswers], count: int, random: Random) -> list[SubjectAnswers]:
    """Return more sets of answers, each answer chosen from one of the given sets."""

    def one() -> SubjectAnswers:
        answers = {input_.id: random.choice(given)[0].get(input_.id) for input_ in rubric.plan.inputs}
        return answers, random.choice(given)[1]

    return [one() for _ in range(count)]


# ---------------------------------------------------------------- columns of many types


@attrs.frozen
class Typed:
    """Answers in columns of many types, and the sets of answers that the columns hold."""

    data: pl.DataFrame
    given: Sequence[SubjectAnswers]


def typed(rubric: Rubric, given: Sequence[SubjectAnswers], random: Random) -> Typed:
    """Return the answers in their plainest form, in columns that can hold it; an "n/a" that a column can't hold is left out."""
    plain: list[dict[str, Any]] = [{} for _ in given]
    for row, (answers, facts) in zip(plain, given, strict=True):
        understood = understand(rubric.plan, answers, facts, ON, {})
        for input_, answer in zip(rubric.plan.inputs, understood.answers, strict=True):
            row[input_.id] = {
                name: getattr(answer, name) for name in ("value", "note", "evidence", "on") if getattr(answer, name)
            } | {"value": None if answer.value == "n/a" else answer.value}
    columns: dict[str, pl.Series] = {"id": pl.Series(range(len(given)), dtype=pl.Int64)}
    for input_ in rubric.plan.inputs:
        columns[input_.id] = _column([row[input_.id]["value"] for row in plain], input_.options, random)
        for part in ("note", "evidence", "on"):
            columns.setdefault(f"{input_.id}.{part}", _part([row[input_.id].get(part) for row in plain], random))
    for fact in rubric.plan.facts:
        columns[fact.id] = _column([facts.get(fact.id) for _, facts in given], fact.options, random)
    return Typed(pl.DataFrame(columns), [(row, facts) for row, (_, facts) in zip(plain, given, strict=True)])


def _column(values: Sequence[Any], options: Sequence[str], random: Random) -> pl.Series:
    """Return a column of one of the types that can hold all of some values."""
    there = [value for value in values if value is not None]
    ways: list[Callable[[], pl.Series]] = []
    if not there:
        ways = [lambda: pl.Series(values, dtype=pl.Null)]
    elif all(isinstance(value, bool) for value in there):
        ways = [
            lambda: pl.Series(values, dtype=pl.Boolean),
            lambda: pl.Series(values, dtype=pl.Boolean).cast(pl.Int8),
            lambda: pl.Series(values, dtype=pl.Boolean).cast(pl.Float32),
            lambda: pl.Series([{True: "yes", False: "no"}.get(value) for value in values], dtype=pl.Categorical),
        ]
    elif all(isinstance(value, str) for value in there):
        ways = [lambda: pl.Series(values, dtype=pl.Enum(options)), lambda: pl.Series(values, dtype=pl.String)]
    else:
        ways = [lambda: pl.Series(values, dtype=pl.Float64, strict=False)]
        if all(float(value).is_integer() for value in there):
            ways += [lambda: pl.Series([None if value is None else int(value) for value in values], dtype=pl.Int64)]
        if all(is_number(value) and float(f"{value:.4f}") == value and abs(value) < 10**9 for value in there):
            made = [None if value is None else Decimal(f"{value:.4f}") for value in values]
            ways += [lambda: pl.Series(made, dtype=pl.Decimal(20, 4))]
    return random.choice(ways)()


def _part(values: Sequence[Any], random: Random) -> pl.Series:
    if not any(isinstance(value, date) for value in values):
        return pl.Series(values, dtype=pl.String)
    days = pl.Series(values, dtype=pl.Date)
    return random.choice([days, days.cast(pl.String), days.cast(pl.Datetime("us")), days.cast(pl.Datetime("ms"))])


# ---------------------------------------------------------------- whether they agree


def right(rubric: Rubric, given: Sequence[SubjectAnswers]) -> dict[int, Row]:
    """Return the rows that the interpreter gives, by their ids."""
    return {at: {"id": at, **expected(rubric, *each, on=ON)} for at, each in enumerate(given)}


def differences(rows_: Mapping[int, Row], scored: Frame) -> list[str]:
    """Return the differences between a scored frame and the rows that it should have."""
    found: dict[object, Row] = {row["id"]: row for row in rows(scored)}
    wrong = [] if sorted(found, key=str) == sorted(rows_, key=str) else [f"the ids: {[*found]}, not {[*rows_]}"]
    return wrong + [f"row {id_}: {line}" for id_, row in rows_.items() for line in differing(row, found.get(id_, {}))]
