"""Columns in memory as numpy arrays, and the calculation of cells on them: the only module that imports numpy."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial, reduce
from importlib.util import find_spec
from operator import add, and_, truediv
from typing import Any, ClassVar, TypeAlias  # Any: arrays, whose types don't matter here

import attrs

from attain._cells.arithmetic import condition, number
from attain._cells.cells import (
    ALWAYS,
    Added,
    Cell,
    CellOperation,
    Constant,
    Does,
    Extreme,
    InputCell,
    Multiplied,
    Rounded,
    Select,
    Share,
    Valued,
    arguments,
    uses,
    width,
)
from attain._core.data import Data
from attain._core.precision import HALF, within
from attain._core.types import LARGEST
from attain._model.words import BLANKS
from attain._plan.nodes import Facts
from attain._plan.plan import FactInput, Input, Missing
from attain._score.answers import UnreadableError, read_code, read_fact

from .outputs import OutputColumn, OutputKind

Array: TypeAlias = Any
"""A numpy array, or a numpy scalar for a value that is the same in every row."""

_ROWS = 2**15
"""The number of rows for which cells are calculated at once, so that they fit into a processor's cache."""


def is_there() -> bool:
    """Return whether numpy is installed."""
    return find_spec("numpy") is not None


# ---------------------------------------------------------------- columns


@attrs.frozen(eq=False, repr=False)
class Bits(Data):
    """A condition in each row, packed into bits as in Arrow. A slice of it is an unpacked array.

    Arguments:
        packed: The bits, from the lowest bit of the first byte.
        start: The number of bits before the first row.
        rows: The number of rows.
    """

    packed: Array
    start: int
    rows: int

    ndim: ClassVar = 1

    def __getitem__(self, part: slice) -> Array:
        import numpy as np

        at, end, _ = part.indices(self.rows)
        first, before = divmod(self.start + at, 8)
        return np.unpackbits(self.packed[first:], count=before + end - at, bitorder="little")[before:].view(bool)


@attrs.frozen(eq=False, repr=False)
class Booleans(Data):
    """A column of true and false.

    Arguments:
        so: Whether the value of each row is true; false if there is no value.
        lacks: Whether each row has no value; None if every row has one.
    """

    so: Array | Bits
    lacks: Array | Bits | None = None


def unpacked(valid: Any, packed: Any, start: int, rows: int) -> Booleans:
    """Return a boolean column of Arrow, still packed into bits.

    Arguments:
        valid: The validity bitmap; None if every row has a value.
        packed: The bitmap of the values.
        start: The number of bits before the first row.
        rows: The number of rows.
    """
    import numpy as np

    so = np.frombuffer(packed, "uint8", (start + rows + 7) // 8)
    if valid is None:
        return Booleans(Bits(so, start, rows))
    there = np.frombuffer(valid, "uint8", len(so))
    return Booleans(Bits(so & there, start, rows), Bits(~there, start, rows))


@attrs.frozen(eq=False, repr=False)
class Numbers(Data):
    """A column of numbers; NaN marks a row without a value."""

    numbers: Array


@attrs.frozen(eq=False, repr=False)
class Distinct(Data):
    """A column as its distinct values, and the position of each row's value.

    Arguments:
        values: The distinct values.
        at: The position of each row's value in `values`; -1 if the row has no value.
    """

    values: Sequence[object]
    at: Array


Values: TypeAlias = Booleans | Numbers | Distinct


def nothing(rows: int) -> Distinct:
    """Return a column without values."""
    import numpy as np

    return Distinct((), np.full(rows, -1))


def zeros(rows: int) -> Array:
    """Return a count of 0 in each row."""
    import numpy as np

    return np.zeros(rows, "int32")


def never() -> Array:
    """Return a condition that holds in no row."""
    import numpy as np

    return np.bool_(False)  # noqa: FBT003  # numpy takes it by position


def _distinct(values: Values) -> Distinct:
    """Return a column as its distinct values."""
    import numpy as np

    if isinstance(values, Distinct):
        return values
    if isinstance(values, Booleans):
        at = values.so[:].astype("int8")
        return Distinct([False, True], at if values.lacks is None else np.where(values.lacks[:], np.int8(-1), at))
    found, at = np.unique(values.numbers, return_inverse=True)
    return Distinct(found.tolist(), at)  # a NaN is read as no value


def has_blank(columns: Iterable[Values], rows: int) -> bool:
    """Return whether any row is blank: every column has no value in it, or only blanks."""
    import numpy as np

    left = np.arange(rows)
    for values in columns:
        if not len(left) or (isinstance(values, Booleans) and values.lacks is None):
            return False
        left = left[_blank(values)[left]]
    return bool(len(left))


def _blank(values: Values) -> Array:
    """Return which rows of a column are blank; a column of booleans must have missing values."""
    import numpy as np

    if isinstance(values, Booleans):
        return values.lacks[:]  # type: ignore[index]  # a column that always has a value is never passed
    if isinstance(values, Numbers):
        return np.isnan(values.numbers)
    return np.array([not str(each).strip(BLANKS) for each in (*values.values, "")])[values.at]


# ---------------------------------------------------------------- answers and facts


@attrs.frozen(eq=False, repr=False)
class Read(Data):
    """The answers to a question, as arrays; None for a state that no row has.

    Arguments:
        code: The code of each answer in the plan; 0 if it has none.
        open: Whether each answer is open.
        inapplicable: Whether each answer is not applicable.
        wrong: Whether each value is not an answer.
    """

    code: Array
    open: Array | None = None
    inapplicable: Array | None = None
    wrong: Array | None = None


def read_answers(input_: Input, values: Values) -> Read:
    """Read a column as the answers to a question."""
    if isinstance(values, Booleans):
        return _read_booleans(input_, values)
    return _read_numbers(input_, values.numbers) if isinstance(values, Numbers) else _read_distinct(input_, values)


def _read_booleans(input_: Input, values: Booleans) -> Read:
    if input_.options[-1] == "yes":
        return Read(values.so, values.lacks)
    return Read(~values.so[:] if values.lacks is None else ~(values.so[:] | values.lacks[:]), values.lacks)


def _read_numbers(input_: Input, numbers: Array) -> Read:
    import numpy as np

    missing = np.isnan(numbers)
    if input_.kind == "number":
        low, high = sorted((input_.sign * input_.low, input_.sign * input_.high))
        least, most = within(low, high)
        known = (numbers >= max(least, -LARGEST)) & (numbers <= min(most, LARGEST))
        if input_.whole:
            whole = np.floor(numbers + 0.5)
            with np.errstate(invalid="ignore"):  # infinity is out of bounds anyway
                known &= (numbers - whole >= -HALF) & (numbers - whole < HALF)
            numbers = whole
        code = np.where(known, np.clip(numbers, low, high) * input_.sign, 0.0)
    else:
        known, code = np.zeros(len(numbers), bool), np.zeros(len(numbers), _CODES[input_.kind])
        for number, position in input_.vocabulary.numbers.items():
            so = numbers == number
            known |= so
            code[so] = position
    return Read(code, _any(~known), None, _any(~(known | missing)))


_CODES = {"yes-no": "bool", "choice": "int16", "number": "float"}


def _any(so: Array) -> Array | None:
    return so if so.any() else None


def _read_distinct(input_: Input, values: Distinct) -> Read:
    import numpy as np

    codes = [_read(read_code, input_, value) for value in (*values.values, None)]
    if input_.not_applicable.as_ == "forbidden":
        codes = [None if code is Missing.NOT_APPLICABLE else code for code in codes]
    known = [code if isinstance(code, float) else 0.0 for code in codes]
    code = np.array(known, _CODES[input_.kind])[values.at]
    open_, away, wrong = (
        _any(np.array([each in among for each in codes])[values.at]) if any(each in among for each in codes) else None
        for among in ((None, Missing.OPEN), (Missing.NOT_APPLICABLE,), (None,))
    )
    return Read(code, open_, away, wrong)


def _read(read: Callable[[Any, object], Any], asked: Input | FactInput, value: object) -> Any:
    """Read a value; return None if it is not an answer."""
    try:
        return read(asked, value)
    except UnreadableError:
        return None


@attrs.frozen(eq=False, repr=False)
class Known(Data):
    """A fact, as the distinct values of its column.

    Arguments:
        values: The distinct values, as conditions name them; the default of the fact in place of a missing or wrong
            value.
        at: The position of each row's value in `values`.
        wrong: Whether each row lacks a valid value; None if no row does. A missing value is valid unless the fact is
            needed and has no default.
    """

    values: Sequence[object]
    at: Array
    wrong: Array | None


def read_facts(fact: FactInput, values: Values) -> Known:
    """Read a column as the values of a fact."""
    import numpy as np

    found = _distinct(values)
    read = [_read(read_fact, fact, value) for value in (*found.values, None)]
    unread = (None, Missing.OPEN, Missing.NOT_APPLICABLE) if fact.needed and fact.default is None else (None,)
    wrong = _any(np.array([each in unread for each in read])[found.at])
    return Known(
        [fact.default if each is None or isinstance(each, Missing) else each for each in read], found.at, wrong
    )


def are_so(facts: Facts, known: Mapping[int, Known], defaults: Sequence[object]) -> Array:
    """Return the rows in which facts have given values.

    Arguments:
        facts: The facts, by position, and the values that each may have.
        known: The facts that have columns, by position.
        defaults: The default of every fact, for facts without a column.
    """
    import numpy as np

    return reduce(
        and_,
        (
            np.array([each in values for each in known[fact].values])[known[fact].at]
            if fact in known
            else np.bool_(defaults[fact] in values)
            for fact, values in facts
        ),
    )


# ---------------------------------------------------------------- cells


_KINDS: Mapping[OutputKind, tuple[str, float]] = {
    "level": ("int16", -1),
    "score": ("float64", math.nan),
    "count": ("int32", 0),
    "flag": ("bool", 0),
}
"""The dtype of each kind of column, and its value in rows that have none."""


@attrs.frozen(eq=False, repr=False)
class CalculationStep(Data):
    """A cell to calculate.

    Arguments:
        position: The position of the cell in its builder.
        does: The operation of the cell.
        dtype: The dtype of its values.
    """

    position: int
    does: Does
    dtype: str


@attrs.frozen(eq=False, repr=False)
class Calculation(Data):
    """The columns to calculate, and the cells that they need.

    Arguments:
        columns: The columns of the scored frame.
        steps: The cells that the columns need, each after the cells that it reads.
    """

    columns: tuple[OutputColumn, ...]
    steps: tuple[CalculationStep, ...]


def calculation(cells: Sequence[Cell], columns: Sequence[OutputColumn]) -> Calculation:
    """Return the calculation of columns: the cells that they need, in order."""
    order = sorted(uses(cells, (cell for each in columns for cell in (each.value, each.present))))
    needed = [(at, cells[at]) for at in order]
    steps = [CalculationStep(at, cell.does, "bool" if cell.condition else width(cell, cells)) for at, cell in needed]
    return Calculation(tuple(columns), tuple(steps))


def calculated(calculation: Calculation, leaves: Mapping[int, Array], rows: int) -> dict[str, Array]:
    """Calculate columns, some rows at a time. Levels are ranks; -1 and NaN mark missing levels and scores.

    Arguments:
        calculation: The columns, and the cells that they need.
        leaves: The values of the cells that are read from the frame, by position.
        rows: The number of rows.
    """
    import numpy as np

    columns = calculation.columns
    found = {(each.kind, each.value, each.present): np.empty(rows, _KINDS[each.kind][0]) for each in columns}
    for at in range(0, rows, _ROWS):
        part = slice(at, at + _ROWS)
        here = {position: leaf[part] if np.ndim(leaf) else leaf for position, leaf in leaves.items()}
        with np.errstate(all="ignore"):
            values = _worked_out(calculation.steps, here)
        for (kind, value, present), array in found.items():
            array[part] = (
                values[value] if present == ALWAYS else np.where(values[present], values[value], _KINDS[kind][1])
            )
    return {each.name: found[each.kind, each.value, each.present] for each in columns}


def _worked_out(steps: Iterable[CalculationStep], leaves: Mapping[int, Array]) -> dict[int, Array]:
    found: dict[int, Array] = {}
    for step in steps:
        does = step.does
        if isinstance(does, InputCell):
            found[step.position] = leaves[step.position]
        else:
            found[step.position] = _operation(does, [found[arg] for arg in arguments(does)], step.dtype)
    return found


def _operation(does: CellOperation, read: Sequence[Array], dtype: str) -> Array:
    import numpy as np

    match does:
        case Constant(value=value):
            return np.dtype(dtype).type(value)
        case Added(weights=weights):
            return reduce(add, map(partial(_times, dtype=dtype), read, weights))
        case Share() | Multiplied() | Rounded() | Valued():
            return number(does, [_as(each, "float") for each in read], _Numpy())
        case Extreme(which=which):
            return _Numpy.extreme([_as(each, dtype) for each in read], least=which == "least")
        case Select():
            return np.where(read[0], _as(read[1], dtype), _as(read[2], dtype))
        case _:
            return condition(does, read)


class _Numpy:
    """The operations on arrays that are not operators."""

    constant = float
    divided = staticmethod(truediv)

    @staticmethod
    def floored(x: Array) -> Array:
        import numpy as np

        return np.floor(x)

    @staticmethod
    def choose(cases: Sequence[tuple[Array, Array]], other: Array) -> Array:
        import numpy as np

        for so, value in reversed(cases):
            other = np.where(so, value, other)
        return other

    @staticmethod
    def extreme(xs: Sequence[Array], *, least: bool) -> Array:
        import numpy as np

        return reduce(np.minimum if least else np.maximum, xs)


def _as(x: Array, dtype: str) -> Array:
    return x.view("int8") if x.dtype == bool and dtype == "int8" else x.astype(dtype, copy=False)


def _times(x: Array, weight: float, dtype: str) -> Array:
    found = _as(x, dtype)
    return found if weight == 1 else found * found.dtype.type(weight)


def tallied(conditions: Iterable[Array], numbers: Iterable[Array]) -> tuple[list[int], list[float]]:
    """Return the number of rows in which each condition holds, and the sum of each number, without NaN."""
    import numpy as np

    return [int(np.count_nonzero(so)) for so in conditions], [float(np.nansum(each)) for each in numbers]


def counted(conditions: Iterable[Array | None]) -> Array | None:
    """Return how many conditions hold in each row. A condition of None holds in no row; None if all are None."""
    there = [each for each in conditions if each is not None]
    return reduce(add, (each.astype("int32") for each in there)) if there else None
