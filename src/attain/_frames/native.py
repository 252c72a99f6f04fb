"""Operations that differ between engines: columns of objects, columns as arrays, and levels."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from numbers import Real
from typing import Any, Literal, TypeAlias  # Any: frames of all kinds

import attrs

from attain._core.data import Data
from attain._score.answers import plain

from .arrays import Array, Booleans, Distinct, Numbers, Values, unpacked
from .outputs import OutputKind

Reached: TypeAlias = tuple[str | None, tuple[str, ...]]
"""The columns that decide a level: whether there is any, None if there always is; and whether each but the lowest is
reached."""


def settled(series: Any) -> Any:
    """Return a pandas column of objects as booleans, numbers or texts.

    Anything else becomes a text that is not an answer, and is reported as such.
    """
    series = series.astype(object).where(series.notna(), None)
    kinds = {*map(type, series.array)} - {type(None)}
    booleans = {kind for kind in kinds if kind.__name__ in ("bool", "bool_")}
    if not kinds:
        return series.astype("string")
    if kinds == booleans:
        return series.astype("boolean")
    if not booleans and all(issubclass(kind, Real | Decimal) for kind in kinds):
        return series.map(_float, na_action="ignore").astype("Float64")
    if all(issubclass(kind, date) for kind in kinds):
        return series.map(date.isoformat, na_action="ignore").astype("string")
    return series.map(_spelled, na_action="ignore").astype("string")


def hashable_objects(series: Any) -> bool:
    """Return whether all objects of a column have a hash."""
    try:
        hash(tuple(series.array))
    except TypeError:
        return False
    return True


def clashing_objects(series: Any) -> tuple[object, ...]:
    """Return two objects of a column that are spelled alike and not equal, such as 1 and "1"; empty if there are none.

    Arguments:
        series: The column; all of its objects have a hash.
    """
    given = series[series.notna()].unique()
    found: dict[str, object] = {}
    for value in given if {*map(type, given)} - {str} else ():  # most columns contain only texts
        if found.setdefault(_spelled(value), value) != value and not _spelled(value).startswith("<"):
            return found[_spelled(value)], value
    return ()


def _float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _spelled(given: object) -> str:
    """Return an object as a text that is read like the object itself."""
    value = plain(given)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return date.isoformat(value)
    return str(value) if isinstance(value, bool | float | int | str) else f"<{type(value).__name__}>"


def pandas_levels(frame: Any, names: Sequence[str], ids: Sequence[str], library: Any) -> Any:
    """Return a frame with ordered levels in place of their ranks; -1 means none.

    Arguments:
        frame: The scored frame.
        names: The names of the columns of ranks.
        ids: The ids of the levels, lowest first.
        library: The module of pandas, or of a library with the same interface.
    """
    dtype = library.CategoricalDtype([*ids], ordered=True)
    return frame.assign(**{name: library.Categorical.from_codes(frame[name].to_numpy(), dtype=dtype) for name in names})


def polars_levels(
    frame: Any, levels: Mapping[str, Reached], ids: Sequence[str], columns: Sequence[tuple[str, str]], library: Any
) -> Any:
    """Return some columns of a Polars frame, eager or lazy, with levels made from conditions.

    Arguments:
        frame: The frame, with the columns of the conditions.
        levels: The conditions that decide each level, by the name of its column.
        ids: The ids of the levels, lowest first.
        columns: The name of each column to return, and of the column that it is taken from.
        library: The module of Polars.
    """
    lowest, *others = [library.lit(id_, dtype=library.Enum([*ids])) for id_ in ids]

    def level(present: str | None, reached: Sequence[str]) -> Any:
        chain = library
        for condition, id_ in [*zip(reached, others, strict=True)][::-1]:
            so = library.col(condition)
            chain = chain.when(so if present is None else library.col(present) & so).then(id_)
        if present is not None:
            return chain.when(library.col(present)).then(lowest)
        return chain.otherwise(lowest)

    frame = frame.with_columns(level(*reached).alias(name) for name, reached in levels.items())
    return frame.select(library.col(source).alias(name) for name, source in columns)


def arrow_levels(frame: Any, names: Sequence[str], ids: Sequence[str], library: Any) -> Any:
    """Return a PyArrow table with ordered levels in place of their ranks; -1 means none.

    Arguments:
        frame: The scored table.
        names: The names of the columns of ranks.
        ids: The ids of the levels, lowest first.
        library: The module of PyArrow.
    """
    compute = import_module(f"{library.__name__}.compute")
    for name in names:
        ranks = frame[name].combine_chunks()
        known = compute.if_else(compute.less(ranks, 0), library.scalar(None, ranks.type), ranks)
        levels = library.DictionaryArray.from_arrays(known, library.array(ids, library.string()), ordered=True)
        frame = frame.set_column(frame.schema.get_field_index(name), name, levels)
    return frame


# ---------------------------------------------------------------- columns as arrays

ArrayKind: TypeAlias = Literal["boolean", "number", "text"]
"""The kind of array that a column is read as."""


def names(frame: Any) -> tuple[object, ...]:
    """Return the names of the columns of a frame in memory; pandas may number some."""
    return tuple(getattr(frame, "column_names", None) or frame.columns)


def kinds(frame: Any, names: Sequence[str], library: Any) -> tuple[tuple[object, ...], Mapping[str, Values]]:
    """Return the types of some columns, and the columns that had to be read to find them."""
    if library.__name__ == "pandas":
        return _pandas_kinds(frame, names, library)
    schema = frame.schema
    return tuple(schema.field(name).type if hasattr(schema, "field") else schema[name] for name in names), {}


def _pandas_kinds(frame: Any, names: Iterable[str], library: Any) -> tuple[tuple[object, ...], Mapping[str, Values]]:
    """Return :func:`kinds` of pandas: for a column of objects, the type of its objects; for an empty column, None."""
    dtypes = dict(frame.dtypes)
    called = {dtype: str(dtype) for dtype in {*dtypes.values()}}  # once for each dtype, since it takes a while
    found, read = list[object](), dict[str, Values]()
    for name in names:
        dtype = dtypes[name]
        if called[dtype] == "object":
            read[name] = _pandas_objects(frame[name], library)
            found.append(type(read[name]))
        elif dtype.kind in "biuf" and called[dtype] != "bool" and frame[name].isna().all():
            found.append(None)
        else:
            found.append(dtype)
    return tuple(found), read


def _pandas_objects(series: Any, library: Any) -> Values:
    try:
        found = _pandas_distinct(series, library)
    except TypeError:  # lists and the like have no hash
        return _pandas_distinct(settled(series), library)
    if all(type(value) is str for value in found.values):
        return found
    if {*map(type, series.tolist())} <= {bool, type(None)}:  # True and 1 are one value to pandas
        return Booleans(found.at == [*found.values, True].index(True), found.at < 0)
    series = settled(series)
    kept: Mapping[str, ArrayKind] = {"boolean": "boolean", "Float64": "number"}
    return _pandas_values(series, kept.get(str(series.dtype), "text"), library)


def pandas_values(frame: Any, columns: Mapping[str, ArrayKind], library: Any) -> dict[str, Values]:
    """Return columns of pandas as arrays.

    Arguments:
        frame: The pandas frame of answers.
        columns: The kind of array to read each column as, by its name.
        library: The module of pandas.
    """
    dtypes = dict(frame.dtypes)
    sure = {dtype for dtype in {*dtypes.values()} if str(dtype) == "bool"}
    plain = [name for name, kept in columns.items() if kept == "boolean" and dtypes[name] in sure]
    arrays = frame[plain].to_numpy().T  # all at once, since one by one is slower in pandas
    read: dict[str, Values] = {name: Booleans(array) for name, array in zip(plain, arrays, strict=True)}
    return read | {
        name: _pandas_values(frame[name], kept, library) for name, kept in columns.items() if name not in read
    }


def _pandas_values(series: Any, kept: ArrayKind, library: Any) -> Values:
    if kept == "text":
        return _pandas_distinct(series, library)
    if kept == "number":
        return Numbers(series.to_numpy(dtype="float64", na_value=math.nan))
    return Booleans(series.to_numpy(dtype=bool, na_value=False), series.isna().to_numpy())


def _pandas_distinct(series: Any, library: Any) -> Distinct:
    if getattr(series.dtype, "storage", None) == "pyarrow" or hasattr(series.dtype, "pyarrow_dtype"):
        return _arrow_distinct(series.array.__arrow_array__())
    at, values = library.factorize(series)
    return Distinct([each if isinstance(each, bool | int | float | str) else str(each) for each in values], at)


def polars_values(frame: Any, columns: Mapping[str, ArrayKind], library: Any) -> dict[str, Values]:
    """Return columns of Polars as arrays, with few queries, since each takes a while."""
    alike: dict[ArrayKind, list[str]] = {}
    for name, kept in columns.items():
        alike.setdefault(kept, []).append(name)
    return {
        name: values for kept, names in alike.items() for name, values in _POLARS[kept](frame[names], library).items()
    }


_MANY = 2**16
"""The number of rows from which the import of PyArrow takes less time than it saves."""


def _polars_booleans(frame: Any, library: Any) -> dict[str, Values]:
    if len(frame) >= _MANY and find_spec("pyarrow"):
        return {each.name: _arrow_booleans(each.to_arrow()) for each in frame}
    gaps = [name for name, count in zip(frame.columns, frame.null_count().row(0), strict=True) if count]
    lacks: dict[str, Array] = {}
    if gaps:
        lacks = {each.name: each.to_numpy() for each in frame.select(library.col(gaps).is_null())}
        frame = frame.with_columns(library.col(gaps).fill_null(value=False))
    arrays = frame.to_numpy(order="fortran").T  # all at once, as Polars takes longer for each
    return {name: Booleans(array, lacks.get(name)) for name, array in zip(frame.columns, arrays, strict=True)}


def _polars_numbers(frame: Any, library: Any) -> dict[str, Values]:
    floats = frame.select(library.all().cast(library.Float64).fill_null(math.nan))
    return {each.name: Numbers(each.to_numpy()) for each in floats}


def _polars_distinct(frame: Any, library: Any) -> dict[str, Values]:
    alike: dict[tuple[str, ...], list[str]] = {}  # columns of the same values are read by one expression
    frame = frame.select(library.all().cast(library.String))
    for each in frame.select(library.all().drop_nulls().unique().sort().implode()):
        alike.setdefault(tuple(each.item()), []).append(each.name)
    at = frame.select(
        library.col(names).replace_strict(values, range(len(values)), default=-1, return_dtype=library.Int32)
        for values, names in alike.items()
    )
    return {name: Distinct(values, at[name].to_numpy()) for values, names in alike.items() for name in names}


_POLARS: Mapping[ArrayKind, Callable[[Any, Any], dict[str, Values]]] = {
    "boolean": _polars_booleans,
    "number": _polars_numbers,
    "text": _polars_distinct,
}


def arrow_values(frame: Any, columns: Mapping[str, ArrayKind], library: Any) -> dict[str, Values]:
    """Return columns of PyArrow as arrays."""
    return {name: _arrow_values(frame[name], kept, library) for name, kept in columns.items()}


def _arrow_values(column: Any, kept: ArrayKind, library: Any) -> Values:
    if kept == "text":
        return _arrow_distinct(column)
    if kept == "number":
        return Numbers(column.cast(library.float64(), safe=False).to_numpy())
    return _arrow_booleans(column.combine_chunks())


def _arrow_booleans(array: Any) -> Booleans:
    valid, packed = array.buffers()
    return unpacked(valid if array.null_count else None, packed, array.offset, len(array))


def _arrow_distinct(column: Any) -> Distinct:
    found = column.dictionary_encode()
    found = found.combine_chunks() if hasattr(found, "combine_chunks") else found
    at = found.indices.cast("int32")  # some indices are unsigned
    at = at.fill_null(-1) if at.null_count else at
    return Distinct(found.dictionary.to_pylist(), at.to_numpy())


# ---------------------------------------------------------------- arrays as columns


@attrs.frozen(eq=False, repr=False)
class Ending(Data):
    """The description of a scored frame, for the function that makes it.

    Arguments:
        passed: The names of the columns to pass on.
        kinds: The kind of each calculated column, by its name. Its array marks a missing level by -1, and a missing
            score by NaN.
        ids: The ids of the levels, lowest first.
        library: The module of the engine.
        empty: A scored frame without rows, for its types; None if the types are always the same.
    """

    passed: tuple[str, ...]
    kinds: Mapping[str, OutputKind]
    ids: tuple[str, ...]
    library: Any
    empty: Any


Finish: TypeAlias = Callable[[Any, Mapping[str, Array]], Any]
"""A function that makes a scored frame from a frame of answers and the calculated columns."""


def pandas_finish(ending: Ending) -> Finish:
    """Return the function that makes scored frames of pandas."""
    library, dtypes = ending.library, dict(ending.empty.dtypes)

    def column(name: str, array: Array) -> Any:
        if ending.kinds[name] == "level":
            return library.Categorical.from_codes(array, dtype=dtypes[name])
        return array if dtypes[name] == array.dtype else library.array(array, dtype=dtypes[name])

    def finish(frame: Any, made: Mapping[str, Array]) -> Any:
        passed = {name: frame[name] for name in ending.passed}
        columns = {**passed, **{name: column(name, array) for name, array in made.items()}}
        return library.DataFrame(columns, index=frame.index, copy=False)

    return finish


_FEW = 10_000
"""The number of rows up to which Polars looks levels up more quickly than it evaluates conditions."""


def polars_finish(ending: Ending) -> Finish:
    """Return the function that makes scored frames of Polars."""
    library, passed = ending.library, [*ending.passed]
    dtype = library.Enum(ending.ids)
    known = library.lit(library.Series([*ending.ids, None], dtype=dtype))  # None is where -1 points to
    levels = [library.lit(id_, dtype=dtype) for id_ in ending.ids]

    def chosen(rank: Any) -> Any:
        chain = library
        for at in reversed(range(len(levels))):
            chain = chain.when(rank == at).then(levels[at])
        return chain.otherwise(None)

    def expr(name: str, kind: OutputKind, level: Callable[[Any], Any]) -> Any:
        column = library.col(name)
        if kind == "level":
            return level(column).alias(name)
        return column.fill_nan(None) if kind == "score" else column

    few, many = (
        {name: expr(name, kind, level) for name, kind in ending.kinds.items()} for level in (known.gather, chosen)
    )

    def finish(frame: Any, made: Mapping[str, Array]) -> Any:
        columns = few if len(frame) <= _FEW else many
        found = library.DataFrame(dict(made)).select([columns[name] for name in made])
        return library.DataFrame([*map(frame.get_column, passed), *found])

    return finish


def arrow_finish(ending: Ending) -> Finish:
    """Return the function that makes scored tables of PyArrow."""
    library, levels = ending.library, ending.library.array(ending.ids, ending.library.string())

    def column(kind: OutputKind, array: Array) -> Any:
        if kind != "level":
            return library.array(array, from_pandas=True)
        ranks = library.array(array, library.int16(), mask=array < 0)
        return library.DictionaryArray.from_arrays(ranks, levels, ordered=True)

    def finish(frame: Any, made: Mapping[str, Array]) -> Any:
        passed = {name: frame[name] for name in ending.passed}
        return library.table({**passed, **{name: column(ending.kinds[name], array) for name, array in made.items()}})

    return finish
