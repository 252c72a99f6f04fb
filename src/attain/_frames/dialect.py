"""Operations on dataframes of every kind: the only module that imports narwhals.

Differences between engines are kept out of here: conditions are never null (three-valued logic differs), rounding is
floor(x + 0.5), and an operation takes few enough arguments for every parser.
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
"""How an engine keeps a number."""

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
    """Return a frame, ready for expressions; None if narwhals does not know such a frame.

    Arguments:
        frame: The frame.
    """
    try:
        found = nw.from_native(cast(Any, frame))
    except TypeError:
        return None
    return found if isinstance(found, nw.DataFrame | nw.LazyFrame) else None


_AT_HAND: Sequence[Literal["polars", "pandas", "pyarrow"]] = ("polars", "pandas", "pyarrow")


def of_texts(columns: Mapping[str, Sequence[str | None]]) -> object | None:
    """Return a frame of texts, of the first engine that is installed; None if none is.

    Arguments:
        columns: The texts, by the names of their columns.
    """
    found = next((name for name in _AT_HAND if find_spec(name)), None)
    return (
        None if found is None else nw.from_dict(columns, dict.fromkeys(columns, nw.String()), backend=found).to_native()
    )


def rows(frame: object) -> list[dict[str, object]]:
    """Return the rows of a frame that narwhals knows.

    Arguments:
        frame: The frame.
    """
    return _collected(nw.from_native(cast(Any, frame))).rows(named=True)


def repeated_names(frame: object) -> list[str]:
    """Return the names that several columns of a frame have, as they may in pandas and PyArrow."""
    native: Any = frame
    try:
        table = opened(frame)
        names = (
            []
            if table is None
            else table.columns
            if isinstance(table, nw.DataFrame)
            else table.collect_schema().names()
        )
    except DuplicateError:
        names = getattr(native, "column_names", None) or native.columns
    return [str(name) for name, count in Counter(names).items() if count > 1]


def is_lazy(table: NarwhalsFrame) -> bool:
    """Return whether a table is worked out only when it is asked for."""
    return isinstance(table, nw.LazyFrame)


def index_names(table: NarwhalsFrame) -> Sequence[object]:
    """Return the names of a frame's index that no column has, as pandas has one."""
    if not table.implementation.is_pandas():
        return ()
    frame: Any = table.to_native()
    return [name for name in frame.index.names if name is not None and name not in frame.columns]


def engine(table: NarwhalsFrame) -> str:
    """Return the name of the engine that holds a table: ``polars``, ``pandas``, ``pyarrow``, ``duckdb``, ``pyspark`` …"""
    return str(table.implementation.value)


def library(table: NarwhalsFrame) -> Any:
    """Return the module of the engine that holds a table."""
    return table.implementation.to_native_namespace()


def spelled_safely(table: NarwhalsFrame) -> tuple[NarwhalsFrame, Mapping[str, str]]:
    """Return a table whose columns can be named in expressions, and how.

    Spark reads a dot in a name as a way inside, and no name may be one of those that are made on the way.
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
    """Return what each column holds that has a name; pandas may number some."""
    schema: Mapping[Any, Any] = table.collect_schema()
    found = {name: _kind_of(dtype) for name, dtype in schema.items() if isinstance(name, str)}
    return {name: _looked_up(table, name, holds) for name, holds in found.items()}


def _looked_up(table: NarwhalsFrame, name: str, holds: ColumnKind) -> ColumnKind:
    """Return what a column holds, if only the engine's own type says it."""
    if holds == "boolean" and engine(table) == "pandas":
        frame: Any = table.to_native()
        return "sure boolean" if frame.dtypes[name] == "bool" else holds
    return _unknown(table, name) if holds == "nothing" else holds


def _unknown(table: NarwhalsFrame, name: str) -> ColumnKind:
    """Return what a column holds of a type that narwhals does not know: nothing, if it is the engine's type for that."""
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
    """Return a table whose columns of objects, as pandas has them, hold what their objects are: booleans, numbers or texts.

    Anything else becomes a text that is not an answer, and is reported as such. So does a column of which pandas knows
    only that it is empty, and takes it for one of numbers. Times have the day that their own zone has.

    Arguments:
        table: The table.
        passed: The columns that are passed on as they are.
    """
    schema = table.collect_schema().items()
    zoned = [
        name for name, dtype in schema if isinstance(dtype, nw.Datetime) and dtype.time_zone and name not in passed
    ]
    if zoned:
        table = table.with_columns(*(nw.col(name).dt.replace_time_zone(None) for name in zoned))
    if exact := [name for name in _nanoseconds(table) if name not in passed]:
        table = table.with_columns(*(nw.col(name).cast(nw.String).str.slice(0, 10) for name in exact))
    if large := [name for name in _arrow_wholes(table) if name not in passed and _is_large(table, name)]:
        table = table.with_columns(*(nw.col(name).cast(nw.String).cast(nw.Float64) for name in large))
    if engine(table) != "pandas":
        return table
    frame: Any = table.to_native()
    found = {
        name: settled_objects(frame[name])
        for name, holds in column_kinds(table).items()
        if name not in passed
        if holds == "objects" or (holds in ("boolean", "whole", "number") and frame[name].isna().all())
    }
    return nw.from_native(frame.assign(**found)) if found else table


def _nanoseconds(table: NarwhalsFrame) -> list[str]:
    """Return the columns of times in nanoseconds: PyArrow refuses to cut them to microseconds, and DuckDB rounds them."""
    names = [
        name
        for name, dtype in table.collect_schema().items()
        if isinstance(dtype, nw.Datetime) and dtype.time_unit == "ns"
    ]
    return _of_arrow(table, names) if engine(table) in ("pandas", "pyarrow") else names


def _arrow_wholes(table: NarwhalsFrame) -> list[str]:
    """Return the columns of whole numbers that PyArrow holds: it refuses to make floats of large ones."""
    schema: Mapping[str, Any] = table.collect_schema()
    return _of_arrow(table, [name for name, dtype in schema.items() if dtype in (nw.Int64, nw.UInt64)])


def _of_arrow(table: NarwhalsFrame, names: list[str]) -> list[str]:
    """Return those of some columns that PyArrow holds."""
    if engine(table) == "pandas":
        dtypes: Any = table.to_native().dtypes
        return [name for name in names if str(dtypes[name]).endswith("[pyarrow]")]
    return names if engine(table) == "pyarrow" else []


def _is_large(table: NarwhalsFrame, name: str) -> bool:
    """Return whether a column holds whole numbers that are not floats."""
    least, most = _collected(table.select(nw.col(name).min().alias("least"), nw.col(name).max().alias("most"))).row(0)
    return bool(max(abs(least or 0), abs(most or 0)) > 2**53)


def doubled(table: NarwhalsFrame, columns: Mapping[str, str]) -> NarwhalsFrame:
    """Return a table with some columns twice.

    Arguments:
        table: The table.
        columns: What else each column is called: the other name, and its own.
    """
    return table.with_columns(*(nw.col(name).alias(other) for other, name in columns.items())) if columns else table


def finished(
    table: NarwhalsFrame,
    made: Sequence[tuple[str, Expr]],
    columns: Sequence[tuple[str, str]],
    levels: Mapping[str, Reached],
    ids: Sequence[str],
) -> NarwhalsFrame:
    """Return a table of some columns alone, as many rows as before, be they all constants.

    Arguments:
        table: The table.
        made: What is worked out, by name.
        columns: The columns: what each is called, and which of those that are worked out it is.
        levels: The levels that conditions decide, by name.
        ids: The ids of the levels.
    """
    if levels:
        exprs = [expr.alias(name) for name, expr in made]
        frame: Any = (table.select(*exprs) if is_lazy(table) else table.with_columns(*exprs)).to_native()
        library = table.implementation.to_native_namespace()
        return cast(NarwhalsFrame, nw.from_native(polars_levels(frame, levels, ids, columns, library)))
    if is_lazy(table):  # which has an id among them, and sees by itself what is the same
        known = dict(made)
        return table.select(*(known[source].alias(name) for name, source in columns))
    table = table.with_columns(*(expr.alias(name) for name, expr in made))
    return table.select(*(name if name == source else nw.col(source).alias(name) for name, source in columns))


def filtered(table: NarwhalsFrame, condition: Expr) -> NarwhalsFrame:
    """Return a table of the rows in which a condition holds."""
    return table.filter(condition)


def every(exprs: Sequence[Expr]) -> Expr:
    """Return whether all of some conditions hold."""
    return reduce(and_, exprs)


def some(exprs: Sequence[Expr]) -> Expr:
    """Return whether one of some conditions holds."""
    return reduce(or_, exprs)


def counted(exprs: Sequence[Expr]) -> Expr:
    """Return how many of some conditions hold."""
    return reduce(add, (expr.cast(nw.Int32) for expr in exprs))


_AT_ONCE = 8  # columns that an engine which works at once spreads at a time: each is as long as the table


def spread(
    table: NarwhalsFrame, subject: str, question: str, cells: Sequence[tuple[str, str, str]], spare: str
) -> NarwhalsFrame:
    """Return a row for each subject, of a table with a row for each answer; rows that name no subject are one of their own.

    If rows have an order, subjects are in that of their first rows.

    Arguments:
        table: The table.
        subject: The column that names the subject.
        question: The column that names the question.
        cells: For each column to make: its name, the question, and the column that holds the value.
        spare: What to call the column that counts the rows of a subject that are none of the questions, or are one again;
            without a subject, all are.
    """
    asked = is_any(filled(column(question), ""), sorted({asked for _, asked, _ in cells})) & ~nw.col(subject).is_null()
    rows: Any = table.select(
        subject, nw.when(asked).then(nw.col(question)).alias("question"), (~asked).cast(nw.Int32).alias("other")
    )
    counts = [nw.len().alias("rows"), nw.col("question").n_unique().alias("asked"), nw.col("other").max()]
    if not is_lazy(table):
        rows, counts = rows.with_row_index("at"), [*counts, nw.col("at").min()]
    # None of the questions counts among them as one more.
    others = nw.col("rows") - nw.col("asked") + nw.col("other")
    found = rows.group_by(subject).agg(*counts).with_columns(others.cast(nw.Int32).alias(spare))
    found = found.drop("rows", "asked", "other")
    size = max(1, len(cells)) if is_lazy(table) else _AT_ONCE
    for at in range(0, len(cells), size):
        part = cells[at : at + size]
        # Selected first: some engines aggregate a condition in place without looking at it.
        values = [nw.when(nw.col(question) == asked).then(nw.col(value)).alias(name) for name, asked, value in part]
        made = table.select(subject, *values).group_by(subject).agg(*(nw.col(name).max() for name, _, _ in part))
        found = found.join(made, on=subject, how="left")
    return cast(NarwhalsFrame, found if is_lazy(table) else found.sort("at").drop("at"))


def ordered(table: NarwhalsFrame, names: Sequence[str]) -> NarwhalsFrame:
    """Return a table with some columns as every engine can order them: booleans and categories as texts."""
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
        # Before pandas 3 texts are objects, which it can't order beside a gap.
        objects = [each for each in texts if each.to_native().dtype == object]
        table = table.with_columns(*map(nw.maybe_convert_dtypes, objects))
    return table


# ---------------------------------------------------------------- expressions


def column(name: str) -> Expr:
    """Return a column."""
    return nw.col(name)


def constant(value: float | str, as_: Number | None = None) -> Expr:
    """Return the same in every row."""
    if as_ == "condition":
        return nw.lit(bool(value))
    return nw.lit(value, dtype=_TYPES[as_]) if as_ else nw.lit(value)


def how_many(noted: Callable[[Expr], Expr], columns: Sequence[str], table: NarwhalsFrame) -> Expr | None:
    """Return of how many columns something holds; None if the engine has no quicker way than adding up.

    Arguments:
        noted: What to count in each column: a condition.
        columns: The columns.
        table: The table that has them.
    """
    return nw.sum_horizontal(noted(nw.col(*columns))) if table.implementation.is_polars() else None


def cast_to(expr: Expr, as_: Number) -> Expr:
    """Return a number kept in another way."""
    return expr.cast(_TYPES[as_])


def choose(cases: Sequence[tuple[Expr, Expr]], other: Expr | None) -> Expr:
    """Return the value of the first case whose condition holds, else another one; null where there is no other."""
    (condition, value), *more = cases
    chain: Any = nw.when(condition).then(value)
    for condition, value in more:
        chain = chain.when(condition).then(value)
    return cast(Expr, chain if other is None else chain.otherwise(other))


def floored(expr: Expr) -> Expr:
    """Return the largest whole number not above a number, as a float."""
    return expr.floor().cast(nw.Float64)


def divided(expr: Expr, by: float) -> Expr:
    """Return a number divided by another, as exactly as floats can; Polars would multiply with the inverse of a constant."""
    return expr / (expr * 0.0 + by)


def extreme(exprs: Iterable[Expr], *, least: bool) -> Expr:
    """Return the smallest or the largest of several numbers."""
    return nw.min_horizontal(*exprs) if least else nw.max_horizontal(*exprs)


def as_float(expr: Expr) -> Expr:
    """Return a column of numbers as floats."""
    return expr.cast(nw.Float64)


def lacking(expr: Expr, *, floats: bool = False) -> Expr:
    """Return whether there is no value: null, or among floats NaN."""
    return expr.is_null() | expr.is_nan() if floats else expr.is_null()


def blank(name: str, holds: ColumnKind) -> Expr:
    """Return whether a column has nothing in a row: no value, or a text of blanks alone.

    Arguments:
        name: The column.
        holds: What it holds.
    """
    given = nw.col(name)
    if holds == "text":
        return texts(given) == ""
    return lacking(as_float(given), floats=True) if holds == "number" else lacking(given)


def filled(expr: Expr, with_: float | str) -> Expr:
    """Return a column with something in place of nulls."""
    return expr.fill_null(with_)


def is_so(expr: Expr) -> Expr:
    """Return whether something is true; not where it is null."""
    return expr.fill_null(value=False)


def is_not(expr: Expr) -> Expr:
    """Return whether something is false; not where it is null."""
    return ~expr.fill_null(value=True)


def texts(expr: Expr) -> Expr:
    """Return texts without blanks around them; empty for null."""
    return expr.cast(nw.String).fill_null("").str.strip_chars(BLANKS)


def lowered(table: NarwhalsFrame) -> Mapping[str, str]:
    """Return the letters that the engine of a table lowers in its own way, and what :func:`normal` makes of them.

    Arguments:
        table: The table.
    """
    as_python = table.implementation.is_polars() or table.implementation.is_spark_like()
    return {letter: lower for letter, lower in LOWERED.items() if letter != "İ" or not as_python}


def normal(expr: Expr, among: Iterable[str], letters: Mapping[str, str]) -> Expr:
    """Return texts as :func:`attain._model.words.normal` gives them, as far as it takes to find some of them; empty for null.

    Arguments:
        expr: The texts.
        among: The texts to find.
        letters: The letters that :func:`lowered` names.
    """
    needed = {*"".join(among)}
    found = texts(expr)
    for letter, lower in letters.items():
        if lower[0] in needed:
            found = found.str.replace_all(letter, lower, literal=True)
    return found.str.to_lowercase()


def pointed(expr: Expr, decimal: Decimal) -> Expr:
    """Return texts whose numbers have decimal points and nothing between thousands.

    Arguments:
        expr: The texts.
        decimal: What separates the decimals of their numbers.
    """
    mark, thousands = MARKS[decimal]
    plain = expr.str.replace_all(thousands, "", literal=True).str.replace_all(mark, ".", literal=True)
    return choose([(expr.str.contains(WRITTEN[decimal]), plain)], expr)


def is_number(expr: Expr) -> Expr:
    """Return whether a text is a number."""
    return expr.str.contains(f"^{NUMBER}$")


def numbers(expr: Expr) -> Expr:
    """Return the numbers that texts are; 0 if they are not numbers."""
    return choose([(is_number(expr), expr)], constant("0")).cast(nw.Float64)


def is_any(expr: Expr, values: Iterable[str | float]) -> Expr:
    """Return whether a value is one of some; PyArrow knows no type for none of them."""
    return expr.is_in([*values] or ["(none)"])


def positions(expr: Expr, values: Mapping[str, int]) -> Expr:
    """Return what some values stand for; -1 for all others."""
    return expr.replace_strict([*values], [*values.values()], default=-1, return_dtype=nw.Int16)


def before(expr: Expr, day: date, *, texts: bool) -> Expr:
    """Return whether a day, or a text such as ``2026-11-21``, is earlier than some day; not where there is none."""
    if not texts:
        found = expr.cast(nw.Datetime("us")) < nw.lit(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # as given
        return ~expr.is_null() & found.fill_null(value=False)
    return is_day(expr) & (expr < day.isoformat())


def is_day(expr: Expr) -> Expr:
    """Return whether a text is a day such as ``2026-11-21``."""
    return expr.str.contains(_DAY)


# ---------------------------------------------------------------- levels

_BY_RANK = ("pandas", "modin", "cudf", "pyarrow")


def takes_ranks(table: NarwhalsFrame) -> bool:
    """Return whether :func:`with_levels` makes the levels of a table, from ranks: quicker than from texts."""
    return engine(table) in _BY_RANK


def takes_conditions(table: NarwhalsFrame) -> bool:
    """Return whether :func:`told` makes the levels of a table, from conditions: quicker than narwhals does it."""
    return table.implementation.is_polars()


def level(reached: Sequence[Expr], present: Expr | None, ids: Sequence[str], table: NarwhalsFrame) -> Expr:
    """Return the ids of levels, as an enumeration where the engine has one.

    Arguments:
        reached: For each level but the lowest, whether it is reached.
        present: Whether there is any level; None if there always is.
        ids: The ids, lowest first.
        table: The table that they are for.
    """
    texts = [nw.lit(id_) for id_ in ids]
    cases = [*zip(reversed(reached), reversed(texts), strict=False)]
    if present is None:
        found = choose(cases, texts[0])
    else:
        found = choose([(present & so, text) for so, text in cases] + [(present, texts[0])], None)
    return found.cast(nw.Enum([*ids])) if table.implementation.is_duckdb() else found


def with_levels(table: NarwhalsFrame, names: Sequence[str], ids: Sequence[str]) -> object:
    """Return a frame of its own kind, with ordered levels in place of their ranks; -1 stands for none."""
    frame: Any = table.to_native()
    if not names:
        return frame
    library: Any = table.implementation.to_native_namespace()
    made = arrow_levels if engine(table) == "pyarrow" else pandas_levels
    return made(frame, names, ids, library)


# ---------------------------------------------------------------- what is asked at once


def total(table: NarwhalsFrame, name: str) -> int:
    """Return the sum of a column of whole numbers."""
    return int(_collected(table.select(nw.col(name).sum()))[name][0] or 0)


def totals(table: NarwhalsFrame, conditions: Sequence[Expr]) -> list[int]:
    """Return in how many rows each condition holds."""
    return tallied(table, conditions, [])[0]


def tallied(table: NarwhalsFrame, conditions: Sequence[Expr], numbers: Sequence[Expr]) -> tuple[list[int], list[float]]:
    """Return in how many rows each condition holds, and the sum of each number over all rows: one row is asked for.

    Arguments:
        table: The table.
        conditions: The conditions; where one is null, it does not hold.
        numbers: The numbers.
    """
    counts = [so.cast(nw.Int64).sum().alias(f"t{at}") for at, so in enumerate(conditions)]
    found = _collected(table.select(*counts, *(each.sum().alias(f"n{at}") for at, each in enumerate(numbers))))
    row = found.row(0)
    return [int(each or 0) for each in row[: len(counts)]], [float(each or 0) for each in row[len(counts) :]]


def first(table: NarwhalsFrame, condition: Expr, names: Sequence[str], most: int) -> list[tuple[object, ...]]:
    """Return the values of some columns in the first rows in which a condition holds."""
    return list(_collected(table.filter(condition).select(*names).head(most)).rows())


def several(table: NarwhalsFrame, names: Sequence[str], most: int, among: Expr) -> list[tuple[object, ...]]:
    """Return some values that are in more than one row of some columns, among the rows in which a condition holds."""
    if isinstance(table, nw.DataFrame) and len(names) == 1 and table[names[0]].n_unique() == len(table):
        return []
    counts = table.filter(among).group_by(*names).agg(nw.len().alias("rows"))
    found = counts.filter(nw.col("rows") > 1)
    if not table.implementation.is_pandas():  # which keeps the order of rows, and can't sort everything
        found = found.sort(*names)
    return [row[:-1] for row in _collected(found.head(most)).rows()]


def trimmed(table: NarwhalsFrame, name: str) -> NarwhalsFrame:
    """Return a table in which the texts of a column have no blanks around them; null for those that are nothing else.

    Arguments:
        table: The table.
        name: The column.
    """
    if _kind_of(table.collect_schema()[name]) != "text":
        return table
    found = texts(nw.col(name))
    return table.with_columns(nw.when(found != "").then(found).alias(name))


def distinguishes(table: NarwhalsFrame, name: str) -> bool:
    """Return whether the values of a column can be compared, if it is there: not lists, tables or objects of other kinds.

    Arguments:
        table: The table.
        name: The column.
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
    """Return two values of a column that differ in their types alone, as in a column of objects of pandas, if there are any.

    Arguments:
        table: The table.
        name: The column.
    """
    if isinstance(table, nw.LazyFrame) or name not in table.columns or table[name].dtype != nw.Object:
        return ()
    return clashing_objects(table[name].to_native())


def identifies(table: NarwhalsFrame, name: str, *, distinct: bool) -> bool:
    """Return whether a column of a table in memory has a value in every row that is not blank.

    Arguments:
        table: The table.
        name: The column.
        distinct: Whether no value may occur twice.
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
