"""Operations on dataframes of every kind, through narwhals. No other module imports narwhals.

The operations avoid differences between engines. Conditions are never null, because engines differ in three-valued
logic. Rounding is floor(x + 0.5). No operation takes more arguments than the parser of an engine can handle.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from importlib.util import find_spec
from operator import add, and_, or_
from typing import Any, Literal, TypeAlias, cast  # Any: frames of all kinds

from attain._cells.cells import Width
from attain._model.words import BLANKS, LOWERED, MARKS, NUMBER, WRITTEN, Decimal

from .native import Reached, arrow_levels, clashing_objects, hashable_objects, pandas_levels, polars_levels
from .native import settled as settled_objects

try:
    from narwhals.exceptions import DuplicateError
    from narwhals.stable import v2 as nw
except ModuleNotFoundError as error:
    _needed = 'dataframes are read through narwhals; to install it: pip install "attain[frames]"'
    raise ModuleNotFoundError(_needed, name=error.name) from None

Expr: TypeAlias = nw.Expr
NarwhalsFrame: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]

EngineError = nw.exceptions.NarwhalsError
"""Errors that an engine raises if it can't read its data."""

ColumnKind: TypeAlias = Literal[
    "boolean", "sure boolean", "whole", "number", "text", "day", "nothing", "objects", "other"
]
"""The kind of a column's values; a ``sure boolean`` column can't have nulls."""

Number: TypeAlias = Literal["condition"] | Width
"""The type in which an engine stores a number."""

_TYPES: Mapping[Number, Any] = {
    "condition": nw.Boolean,
    "int8": nw.Int8,
    "int16": nw.Int16,
    "int32": nw.Int32,
    "int64": nw.Int64,
    "float": nw.Float64,
}
_YEAR = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_MONTH = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_DAY = f"^(?:{_YEAR}-{_MONTH}|{_LEAP}-02-29)$"


# ---------------------------------------------------------------- tables


def opened(frame: object) -> NarwhalsFrame | None:
    """Return a frame as a frame of narwhals; None if narwhals does not support it."""
    try:
        found = nw.from_native(cast(Any, frame))
    except TypeError:
        return None
    return found if isinstance(found, nw.DataFrame | nw.LazyFrame) else None


_AT_HAND: Sequence[Literal["polars", "pandas", "pyarrow"]] = ("polars", "pandas", "pyarrow")


def of_texts(columns: Mapping[str, Sequence[str | None]]) -> object | None:
    """Return a frame of texts, of the first engine that is installed; None if no engine is.

    Arguments:
        columns: The texts of each column, by its name.
    """
    found = next((name for name in _AT_HAND if find_spec(name)), None)
    return (
        None if found is None else nw.from_dict(columns, dict.fromkeys(columns, nw.String()), backend=found).to_native()
    )


def rows(frame: object) -> list[dict[str, object]]:
    """Return the rows of a frame that narwhals supports."""
    return _collected(nw.from_native(cast(Any, frame))).rows(named=True)


def repeated_names(frame: object) -> list[str]:
    """Return the names that several columns of a frame share, as pandas and PyArrow allow."""
    native: Any = frame
    try:
        table = opened(frame)
        names = [] if table is None else names_of(table)
    except DuplicateError:
        names = getattr(native, "column_names", None) or native.columns
    return [str(name) for name, count in Counter(names).items() if count > 1]


def names_of(table: NarwhalsFrame) -> Sequence[str]:
    """Return the names of the columns of a table."""
    return table.collect_schema().names() if isinstance(table, nw.LazyFrame) else table.columns


def is_lazy(table: NarwhalsFrame) -> bool:
    """Return whether a table is a query that has not run yet."""
    return isinstance(table, nw.LazyFrame)


def index_names(table: NarwhalsFrame) -> Sequence[object]:
    """Return the names of a pandas index that no column has; none for other engines."""
    if not table.implementation.is_pandas():
        return ()
    frame: Any = table.to_native()
    return [name for name in frame.index.names if name is not None and name not in frame.columns]


def engine(table: NarwhalsFrame) -> str:
    """Return the name of a table's engine, such as ``polars``, ``pandas``, ``pyarrow``, ``duckdb`` or ``pyspark``."""
    return str(table.implementation.value)


def library(table: NarwhalsFrame) -> Any:
    """Return the module of a table's engine."""
    return table.implementation.to_native_namespace()


def spelled_safely(table: NarwhalsFrame) -> tuple[NarwhalsFrame, Mapping[str, str]]:
    """Return a table whose columns can be named in expressions, and the new name of each column.

    Spark reads a dot in a name as access to a nested field, and no name may clash with a column that scoring adds.
    """
    columns: Mapping[Any, Any] = table.collect_schema()
    safe = {name: f"c{at}" for at, name in enumerate(name for name in columns if isinstance(name, str))}
    if table.implementation.is_spark_like():
        native: Any = table.to_native()
        return nw.from_native(native.toDF(*safe.values())), safe
    if len(safe) < len(columns):  # pandas may number some
        table = table.select(*safe)
    return table.rename(safe), safe


def column_kinds(table: NarwhalsFrame) -> dict[str, ColumnKind]:
    """Return the kind of each column that has a text as its name; in pandas, names can be numbers."""
    schema: Mapping[Any, Any] = table.collect_schema()
    found = {name: _kind_of(dtype) for name, dtype in schema.items() if isinstance(name, str)}
    return {name: _looked_up(table, name, holds) for name, holds in found.items()}


def _looked_up(table: NarwhalsFrame, name: str, holds: ColumnKind) -> ColumnKind:
    """Return the kind of a column, if only the engine's own type shows it."""
    if holds == "boolean" and engine(table) == "pandas":
        frame: Any = table.to_native()
        return "sure boolean" if frame.dtypes[name] == "bool" else holds
    return _unknown(table, name) if holds == "nothing" else holds


def _unknown(table: NarwhalsFrame, name: str) -> ColumnKind:
    """Return the kind of a column whose type narwhals does not know: ``nothing`` for a null type, else ``other``."""
    frame: Any = table.to_native()
    if table.implementation.is_polars():
        type_ = frame.collect_schema()[name]
    elif table.implementation.is_pyarrow():
        type_ = frame.schema.field(name).type
    elif table.implementation.is_duckdb():
        type_ = frame.types[frame.columns.index(name)]
    else:  # pandas and Spark
        type_ = dict(frame.dtypes)[name]
    return "nothing" if str(type_).strip('"').lower().removesuffix("[pyarrow]") in ("null", "void") else "other"


def _kind_of(dtype: Any) -> ColumnKind:
    if dtype == nw.Boolean:
        return "boolean"
    if dtype.is_numeric():
        return "whole" if dtype.is_integer() else "number"
    if dtype in (nw.String, nw.Categorical) or isinstance(dtype, nw.Enum):
        return "text"
    if dtype == nw.Date or isinstance(dtype, nw.Datetime):
        return "day"
    return "objects" if dtype == nw.Object else "nothing" if dtype == nw.Unknown else "other"


def settled(table: NarwhalsFrame, passed: Sequence[str]) -> NarwhalsFrame:
    """Return a table whose columns have types that can be read alike in every engine.

    Columns of objects in pandas become booleans, numbers or texts. Any other object becomes a text that is not an
    answer, and is reported as such. An empty column, which pandas takes for one of numbers, becomes a column of texts.
    Times keep the day of their own time zone.

    Arguments:
        table: The table of answers.
        passed: The names of the columns to pass on unchanged.
    """
    table = _converted(table, _zoned(table), passed, lambda time: time.dt.replace_time_zone(None))
    table = _converted(table, _nanoseconds(table), passed, lambda time: time.cast(nw.String).str.slice(0, 10))
    large = [name for name in _arrow_wholes(table) if name not in passed and _is_large(table, name)]
    table = _converted(table, large, passed, lambda whole: whole.cast(nw.String).cast(nw.Float64))
    return _without_objects(table, passed) if engine(table) == "pandas" else table


def _converted(
    table: NarwhalsFrame, names: Sequence[str], passed: Sequence[str], how: Callable[[Expr], Expr]
) -> NarwhalsFrame:
    """Return a table with some columns converted, except those to pass on unchanged."""
    found = [how(nw.col(name)) for name in names if name not in passed]
    return table.with_columns(*found) if found else table


def _without_objects(table: NarwhalsFrame, passed: Sequence[str]) -> NarwhalsFrame:
    """Return a table of pandas with a type of its own for each column of objects and each empty column."""
    frame: Any = table.to_native()
    found = {
        name: settled_objects(frame[name])
        for name, holds in column_kinds(table).items()
        if name not in passed
        if holds == "objects" or (holds in ("boolean", "whole", "number") and frame[name].isna().all())
    }
    return nw.from_native(frame.assign(**found)) if found else table


def _zoned(table: NarwhalsFrame) -> list[str]:
    """Return the columns of times with a time zone."""
    schema = table.collect_schema().items()
    return [name for name, dtype in schema if isinstance(dtype, nw.Datetime) and dtype.time_zone]


def _nanoseconds(table: NarwhalsFrame) -> list[str]:
    """Return the columns of times in nanoseconds, which PyArrow refuses to cut to microseconds and DuckDB rounds."""
    names = [
        name
        for name, dtype in table.collect_schema().items()
        if isinstance(dtype, nw.Datetime) and dtype.time_unit == "ns"
    ]
    return _of_arrow(table, names) if engine(table) in ("pandas", "pyarrow") else names


def _arrow_wholes(table: NarwhalsFrame) -> list[str]:
    """Return the columns of whole numbers in PyArrow, which refuses to convert large ones to floats."""
    schema: Mapping[str, Any] = table.collect_schema()
    return _of_arrow(table, [name for name, dtype in schema.items() if dtype in (nw.Int64, nw.UInt64)])


def _of_arrow(table: NarwhalsFrame, names: list[str]) -> list[str]:
    """Return the columns that PyArrow stores."""
    if engine(table) == "pandas":
        dtypes: Any = table.to_native().dtypes
        return [name for name in names if str(dtypes[name]).endswith("[pyarrow]")]
    return names if engine(table) == "pyarrow" else []


def _is_large(table: NarwhalsFrame, name: str) -> bool:
    """Return whether a column has whole numbers that floats can't represent exactly."""
    least, most = _collected(table.select(nw.col(name).min().alias("least"), nw.col(name).max().alias("most"))).row(0)
    return bool(max(abs(least or 0), abs(most or 0)) > 2**53)


def doubled(table: NarwhalsFrame, columns: Mapping[str, str]) -> NarwhalsFrame:
    """Return a table with copies of some columns under other names.

    Arguments:
        table: The table to add the copies to.
        columns: The name of the column to copy, by the name of its copy.
    """
    return table.with_columns(*(nw.col(name).alias(other) for other, name in columns.items())) if columns else table


def finished(
    table: NarwhalsFrame,
    made: Sequence[tuple[str, Expr]],
    columns: Sequence[tuple[str, str]],
    levels: Mapping[str, Reached],
    ids: Sequence[str],
) -> NarwhalsFrame:
    """Return a table of only the finished columns, with as many rows as before, even if all columns are constants.

    Arguments:
        table: The table before the last step.
        made: The names and expressions of the columns of the last step.
        columns: The name of each finished column, and of the column that it is taken from.
        levels: The conditions that decide each level, by the name of its column.
        ids: The ids of the levels, lowest first.
    """
    if levels:
        exprs = [expr.alias(name) for name, expr in made]
        frame: Any = (table.select(*exprs) if is_lazy(table) else table.with_columns(*exprs)).to_native()
        library = table.implementation.to_native_namespace()
        return cast(NarwhalsFrame, nw.from_native(polars_levels(frame, levels, ids, columns, library)))
    if is_lazy(table):  # its columns include the id, and its engine finds equal expressions
        known = dict(made)
        return table.select(*(known[source].alias(name) for name, source in columns))
    table = table.with_columns(*(expr.alias(name) for name, expr in made))
    return table.select(*(name if name == source else nw.col(source).alias(name) for name, source in columns))


def filtered(table: NarwhalsFrame, condition: Expr) -> NarwhalsFrame:
    """Return the rows of a table in which a condition holds."""
    return table.filter(condition)


def every(exprs: Sequence[Expr]) -> Expr:
    """Return whether all conditions hold."""
    return reduce(and_, exprs)


def some(exprs: Sequence[Expr]) -> Expr:
    """Return whether any condition holds."""
    return reduce(or_, exprs)


def counted(exprs: Sequence[Expr]) -> Expr:
    """Return how many conditions hold."""
    return reduce(add, (expr.cast(nw.Int32) for expr in exprs))


_AT_ONCE = 8  # columns that an eager engine spreads at a time, since each is as long as the table


def spread(
    table: NarwhalsFrame, subject: str, question: str, cells: Sequence[tuple[str, str, str]], spare: str
) -> NarwhalsFrame:
    """Turn a table with a row for each answer into one with a row for each subject.

    All rows without a subject become one row. If rows have an order, subjects are in the order of their first rows.

    Arguments:
        table: The table with a row for each answer.
        subject: The name of the column of subjects.
        question: The name of the column of questions.
        cells: For each column to make: its name, the question, and the name of the column with the value.
        spare: The name of the column that counts the rows of a subject that answer no known question, or answer one
            again. Without a subject, all rows count.
    """
    asked = is_any(filled(column(question), ""), sorted({asked for _, asked, _ in cells})) & ~nw.col(subject).is_null()
    rows: Any = table.select(
        subject, nw.when(asked).then(nw.col(question)).alias("question"), (~asked).cast(nw.Int32).alias("other")
    )
    counts = [nw.len().alias("rows"), nw.col("question").n_unique().alias("asked"), nw.col("other").max()]
    if not is_lazy(table):
        rows, counts = rows.with_row_index("at"), [*counts, nw.col("at").min()]
    # Among distinct questions, null counts as one: it is there if a row answers no known question.
    others = nw.col("rows") - nw.col("asked") + nw.col("other")
    found = rows.group_by(subject).agg(*counts).with_columns(others.cast(nw.Int32).alias(spare))
    found = found.drop("rows", "asked", "other")
    size = max(1, len(cells)) if is_lazy(table) else _AT_ONCE
    for at in range(0, len(cells), size):
        part = cells[at : at + size]
        # Selected first, because some engines ignore a condition inside an aggregation.
        values = [nw.when(nw.col(question) == asked).then(nw.col(value)).alias(name) for name, asked, value in part]
        made = table.select(subject, *values).group_by(subject).agg(*(nw.col(name).max() for name, _, _ in part))
        found = found.join(made, on=subject, how="left")
    return cast(NarwhalsFrame, found if is_lazy(table) else found.sort("at").drop("at"))


def ordered(table: NarwhalsFrame, names: Sequence[str]) -> NarwhalsFrame:
    """Return a table with some columns in types that every engine can sort: booleans and categories become texts."""
    schema = table.collect_schema()
    so, not_so = nw.lit("true"), nw.lit("false")
    made: list[Expr] = []
    for name in dict.fromkeys(names):
        given, holds = nw.col(name), schema[name]
        if holds == nw.Boolean:
            made.append(nw.when(given).then(so).when(~given).then(not_so).alias(name))
        elif holds in (nw.Categorical, nw.Unknown) or isinstance(holds, nw.Enum):
            made.append(given.cast(nw.String))
    table = table.with_columns(*made) if made else table
    if isinstance(table, nw.DataFrame) and table.implementation.is_pandas():
        texts = [table[name] for name in dict.fromkeys(names) if table.schema[name] == nw.String]
        # Before pandas 3, texts are objects, which it can't sort next to missing values.
        objects = [each for each in texts if each.to_native().dtype == object]
        table = table.with_columns(*map(nw.maybe_convert_dtypes, objects))
    return table


# ---------------------------------------------------------------- expressions


def column(name: str) -> Expr:
    """Return the expression of a column."""
    return nw.col(name)


def constant(value: float | str, as_: Number | None = None) -> Expr:
    """Return the expression of a constant."""
    if as_ == "condition":
        return nw.lit(bool(value))
    return nw.lit(value, dtype=_TYPES[as_]) if as_ else nw.lit(value)


def how_many(condition: Callable[[Expr], Expr], columns: Sequence[str], table: NarwhalsFrame) -> Expr | None:
    """Return how many columns meet a condition; None if the engine has no quicker way than a sum.

    Arguments:
        condition: The condition, as a function of a column.
        columns: The names of the columns.
        table: The table of the columns.
    """
    return nw.sum_horizontal(condition(nw.col(*columns))) if table.implementation.is_polars() else None


def cast_to(expr: Expr, as_: Number) -> Expr:
    """Return a number converted to another type."""
    return expr.cast(_TYPES[as_])


def choose(cases: Sequence[tuple[Expr, Expr]], other: Expr | None) -> Expr:
    """Return the value of the first case whose condition holds, else `other`; null if that is None."""
    (condition, value), *more = cases
    chain: Any = nw.when(condition).then(value)
    for condition, value in more:
        chain = chain.when(condition).then(value)
    return cast(Expr, chain if other is None else chain.otherwise(other))


def floored(expr: Expr) -> Expr:
    """Return the largest whole number not above a number, as a float."""
    return expr.floor().cast(nw.Float64)


def divided(expr: Expr, by: float) -> Expr:
    """Return a quotient as exactly as floats can; Polars would multiply by the inverse of a constant."""
    return expr / (expr * 0.0 + by)


def extreme(exprs: Iterable[Expr], *, least: bool) -> Expr:
    """Return the smallest or the largest of several numbers."""
    return nw.min_horizontal(*exprs) if least else nw.max_horizontal(*exprs)


def as_float(expr: Expr) -> Expr:
    """Return a column of numbers as floats."""
    return expr.cast(nw.Float64)


def lacking(expr: Expr, *, floats: bool = False) -> Expr:
    """Return whether a value is missing: null, or also NaN among floats."""
    return expr.is_null() | expr.is_nan() if floats else expr.is_null()


def blank(name: str, holds: ColumnKind) -> Expr:
    """Return whether a column is blank in a row: it has no value, or only blanks."""
    given = nw.col(name)
    if holds == "text":
        return texts(given) == ""
    return lacking(as_float(given), floats=True) if holds == "number" else lacking(given)


def filled(expr: Expr, with_: float | str) -> Expr:
    """Return a column with a value in place of nulls."""
    return expr.fill_null(with_)


def is_so(expr: Expr) -> Expr:
    """Return whether a condition is true; null counts as not true."""
    return expr.fill_null(value=False)


def is_not(expr: Expr) -> Expr:
    """Return whether a condition is false; null counts as not false."""
    return ~expr.fill_null(value=True)


def texts(expr: Expr) -> Expr:
    """Return texts without blanks around them; empty for null."""
    return expr.cast(nw.String).fill_null("").str.strip_chars(BLANKS)


def lowered(table: NarwhalsFrame) -> Mapping[str, str]:
    """Return the letters that a table's engine lowercases in its own way, and their forms in :func:`normal`."""
    as_python = table.implementation.is_polars() or table.implementation.is_spark_like()
    return {letter: lower for letter, lower in LOWERED.items() if letter != "İ" or not as_python}


def normal(expr: Expr, among: Iterable[str], letters: Mapping[str, str]) -> Expr:
    """Normalise texts like :func:`attain._model.words.normal`, as far as needed to find given texts; empty for null.

    Arguments:
        expr: The texts to normalise.
        among: The texts to find.
        letters: The letters to replace, from :func:`lowered`.
    """
    needed = {*"".join(among)}
    found = texts(expr)
    for letter, lower in letters.items():
        if lower[0] in needed:
            found = found.str.replace_all(letter, lower, literal=True)
    return found.str.to_lowercase()


def pointed(expr: Expr, decimal: Decimal) -> Expr:
    """Return texts with decimal points in their numbers, and nothing between thousands.

    Arguments:
        expr: The texts, which may be numbers.
        decimal: The decimal mark of the numbers.
    """
    mark, thousands = MARKS[decimal]
    plain = expr.str.replace_all(thousands, "", literal=True).str.replace_all(mark, ".", literal=True)
    return choose([(expr.str.contains(WRITTEN[decimal]), plain)], expr)


def is_number(expr: Expr) -> Expr:
    """Return whether a text is a number."""
    return expr.str.contains(f"^{NUMBER}$")


def numbers(expr: Expr) -> Expr:
    """Return texts as numbers; 0 for texts that are not numbers."""
    return choose([(is_number(expr), expr)], constant("0")).cast(nw.Float64)


def is_any(expr: Expr, values: Iterable[str | float]) -> Expr:
    """Return whether a value is one of given values. An empty list gets a text, since PyArrow can't infer its type."""
    return expr.is_in([*values] or ["(none)"])


def positions(expr: Expr, values: Mapping[str, int]) -> Expr:
    """Return the position of each value in a mapping; -1 for all others."""
    return expr.replace_strict([*values], [*values.values()], default=-1, return_dtype=nw.Int16)


def before(expr: Expr, day: date, *, texts: bool) -> Expr:
    """Return whether a date, or a text such as ``2026-11-21``, is before a day; false for anything else."""
    if not texts:
        found = expr.cast(nw.Datetime("us")) < nw.lit(datetime(day.year, day.month, day.day))  # noqa: DTZ001
        return ~expr.is_null() & found.fill_null(value=False)
    return is_day(expr) & (expr < day.isoformat())


def is_day(expr: Expr) -> Expr:
    """Return whether a text is a day such as ``2026-11-21``."""
    return expr.str.contains(_DAY)


# ---------------------------------------------------------------- levels

_BY_RANK = ("pandas", "modin", "cudf", "pyarrow")


def takes_ranks(table: NarwhalsFrame) -> bool:
    """Return whether :func:`with_levels` makes a table's levels from ranks, which is faster than from texts."""
    return engine(table) in _BY_RANK


def takes_conditions(table: NarwhalsFrame) -> bool:
    """Return whether :func:`finished` makes a table's levels from conditions, which is faster than narwhals."""
    return table.implementation.is_polars()


def level(reached: Sequence[Expr], present: Expr | None, ids: Sequence[str], table: NarwhalsFrame) -> Expr:
    """Return the ids of levels; in DuckDB, as an enumeration.

    Arguments:
        reached: The condition of each level but the lowest that it is reached, lowest first.
        present: Whether there is any level; None if there always is one.
        ids: The ids of the levels, lowest first.
        table: The table that the expression is for.
    """
    texts = [nw.lit(id_) for id_ in ids]
    cases = [*zip(reversed(reached), reversed(texts), strict=False)]
    if present is None:
        found = choose(cases, texts[0])
    else:
        found = choose([(present & so, text) for so, text in cases] + [(present, texts[0])], None)
    return found.cast(nw.Enum([*ids])) if table.implementation.is_duckdb() else found


def with_levels(table: NarwhalsFrame, names: Sequence[str], ids: Sequence[str]) -> object:
    """Return a frame of its own kind, with ordered levels in place of their ranks; -1 means no level."""
    frame: Any = table.to_native()
    if not names:
        return frame
    library: Any = table.implementation.to_native_namespace()
    made = arrow_levels if engine(table) == "pyarrow" else pandas_levels
    return made(frame, names, ids, library)


# ---------------------------------------------------------------- queries that run at once


def total(table: NarwhalsFrame, name: str) -> int:
    """Return the sum of a column of whole numbers."""
    return int(_collected(table.select(nw.col(name).sum()))[name][0] or 0)


def totals(table: NarwhalsFrame, conditions: Sequence[Expr]) -> list[int]:
    """Return the number of rows in which each condition holds."""
    return tallied(table, conditions, [])[0]


def tallied(table: NarwhalsFrame, conditions: Sequence[Expr], numbers: Sequence[Expr]) -> tuple[list[int], list[float]]:
    """Return the number of rows in which each condition holds, and the sum of each number, with one query.

    Arguments:
        table: The table to query.
        conditions: The conditions; null counts as false.
        numbers: The numbers to sum over all rows.
    """
    counts = [so.cast(nw.Int64).sum().alias(f"t{at}") for at, so in enumerate(conditions)]
    found = _collected(table.select(*counts, *(each.sum().alias(f"n{at}") for at, each in enumerate(numbers))))
    row = found.row(0)
    return [int(each or 0) for each in row[: len(counts)]], [float(each or 0) for each in row[len(counts) :]]


_FIRST = 3  # rows that a problem shows


def first(table: NarwhalsFrame, condition: Expr, names: Sequence[str]) -> list[tuple[object, ...]]:
    """Return some columns of the first few rows in which a condition holds."""
    return list(_collected(table.filter(condition).select(*names).head(_FIRST)).rows())


def several(table: NarwhalsFrame, names: Sequence[str], among: Expr) -> list[tuple[object, ...]]:
    """Return the first few values that occur in several of the rows in which a condition holds."""
    if isinstance(table, nw.DataFrame) and len(names) == 1 and table[names[0]].n_unique() == len(table):
        return []
    counts = table.filter(among).group_by(*names).agg(nw.len().alias("rows"))
    found = counts.filter(nw.col("rows") > 1)
    if not table.implementation.is_pandas():  # pandas keeps the order of rows, and can't sort every column
        found = found.sort(*names)
    return [row[:-1] for row in _collected(found.head(_FIRST)).rows()]


def trimmed(table: NarwhalsFrame, name: str) -> NarwhalsFrame:
    """Return a table without blanks around the texts of a column; texts of only blanks become null."""
    if _kind_of(table.collect_schema()[name]) != "text":
        return table
    found = texts(nw.col(name))
    return table.with_columns(nw.when(found != "").then(found).alias(name))


def distinguishes(table: NarwhalsFrame, name: str) -> bool:
    """Return whether the values of a column can be compared, or there is no such column.

    Lists and other nested values can't be compared, and objects only in pandas, if all have a hash.
    """
    dtype: Any
    if isinstance(table, nw.LazyFrame):
        dtype = table.collect_schema().get(name, nw.String())
    elif name not in table.columns:
        return True
    elif (dtype := table[name].dtype) == nw.Object and table.implementation.is_pandas():
        return hashable_objects(table[name].to_native())
    return not dtype.is_nested() and dtype != nw.Object


def clashing(table: NarwhalsFrame, name: str) -> tuple[object, ...]:
    """Return two objects of a pandas column that differ only in their types; empty if there are none."""
    if isinstance(table, nw.LazyFrame) or name not in table.columns or table[name].dtype != nw.Object:
        return ()
    return clashing_objects(table[name].to_native())


def identifies(table: NarwhalsFrame, name: str, *, distinct: bool) -> bool:
    """Return whether a column of a table in memory has a value in every row that is not blank.

    Arguments:
        table: The table, in memory.
        name: The name of the column of ids.
        distinct: Whether the ids must also be distinct.
    """
    ids: Any = table[name]
    series = nw.from_native(settled_objects(ids.to_native()), series_only=True) if ids.dtype == nw.Object else ids
    lacks = series.null_count() or (_kind_of(series.dtype) == "number" and series.cast(nw.Float64).is_nan().any())
    if not lacks and _kind_of(series.dtype) == "text":
        ids = series.cast(nw.String).str.strip_chars(BLANKS)
        lacks = (ids == "").any()
    return not lacks and not (distinct and ids.n_unique() < len(ids))


def _collected(table: NarwhalsFrame) -> nw.DataFrame[Any]:
    return table.collect() if isinstance(table, nw.LazyFrame) else table
