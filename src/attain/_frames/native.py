"""What engines do in their own ways: columns of objects, and levels."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from numbers import Real
from typing import Any, TypeAlias  # Any: frames of all kinds

from attain._score.answers import plain

Reached: TypeAlias = tuple[str | None, tuple[str, ...]]
"""The columns that tell a level: whether there is any, None where there always is; and whether each but the lowest is reached."""


def settled(series: Any) -> Any:
    """A column of objects, as pandas has them, as what its objects are: booleans, numbers or texts.

    What is none of these becomes a text that is no answer, and is told as such.

    Arguments:
        series: The column.
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


def _float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _spelled(given: object) -> str:
    """An object as a text that is read as the object would be."""
    value = plain(given)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, bool | float | int | str | date) else f"<{type(value).__name__}>"


def pandas_levels(frame: Any, names: Sequence[str], ids: Sequence[str], library: Any) -> Any:
    """A frame with ordered levels in place of their ranks; -1 stands for none.

    Arguments:
        frame: The frame.
        names: The columns of ranks.
        ids: The ids of the levels, lowest first.
        library: The module of pandas, or of what stands for it.
    """
    dtype = library.CategoricalDtype([*ids], ordered=True)
    return frame.assign(**{name: library.Categorical.from_codes(frame[name].to_numpy(), dtype=dtype) for name in names})


def polars_levels(
    frame: Any, levels: Mapping[str, Reached], ids: Sequence[str], columns: Sequence[tuple[str, str]], library: Any
) -> Any:
    """Some columns of a frame of Polars, eager or lazy, levels made from conditions among them.

    Arguments:
        frame: The frame.
        levels: The columns of levels, and the conditions that tell them.
        ids: The ids of the levels, lowest first.
        columns: The columns: what each is called, and which column it is.
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

    frame = frame.with_columns(level(*told).alias(name) for name, told in levels.items())
    return frame.select(library.col(source).alias(name) for name, source in columns)


def arrow_levels(frame: Any, names: Sequence[str], ids: Sequence[str], library: Any) -> Any:
    """The same of a table of PyArrow.

    Arguments:
        frame: The table.
        names: The columns of ranks.
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
