"""Columns in memory as arrays, and the cells worked out on them: the only module that knows numpy."""

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
"""An array of numpy, or one of its scalars for what is the same in every row."""

_ROWS = 2**15
"""Cells are worked out for so many rows at a time, which fit into a processor's cache."""


def is_there() -> bool:
    """Return whether numpy is installed."""
    return find_spec("numpy") is not None


# ---------------------------------------------------------------- columns


@attrs.frozen(eq=False, repr=False)
class Bits(Data):
    """A condition in each row, in packed bits as Arrow has them; a slice of it is an array.

    Arguments:
        packed: The bits, the first row lowest in the first byte.
        start: How many bits are before the first row.
        rows: How many rows there are.
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
        so: Whether it is true; false if there is no value.
        lacks: Whether there is not a value; None if there is always one.
    """

    so: Array | Bits
    lacks: Array | Bits | None = None


def unpacked(valid: Any, packed: Any, start: int, rows: int) -> Booleans:
    """Return a column of Arrow.

    Arguments:
        valid: The buffer of whether there is a value; None if there always is one.
        packed: The buffer of the values.
        start: How many bits are before the first row.
        rows: How many rows there are.
    """
    import numpy as np

    so = np.frombuffer(packed, "uint8", (start + rows + 7) // 8)
    if valid is None:
        return Booleans(Bits(so, start, rows))
    there = np.frombuffer(valid, "uint8", len(so))
    return Booleans(Bits(so & there, start, rows), Bits(~there, start, rows))


@attrs.frozen(eq=False, repr=False)
class Numbers(Data):
    """A column of numbers, NaN if there is none."""

    numbers: Array


@attrs.frozen(eq=False, repr=False)
class Distinct(Data):
    """A column by its distinct values.

    Arguments:
        values: The values.
        at: The position of the value of each row; -1 if there is none.
    """

    values: Sequence[object]
    at: Array


Values: TypeAlias = Booleans | Numbers | Distinct


def nothing(rows: int) -> Distinct:
    """Return a column without values."""
    import numpy as np

    return Distinct((), np.full(rows, -1))


def zeros(rows: int) -> Array:
    """Return a count of nothing."""
    import numpy as np

    return np.zeros(rows, "int32")


def never() -> Array:
    """Return what is so in no row."""
    import numpy as np

    return np.bool_(False)  # noqa: FBT003  # as numpy has it


def _distinct(values: Values) -> Distinct:
    """Return a column by its distinct values."""
    import numpy as np

    if isinstance(values, Distinct):
        return values
    if isinstance(values, Booleans):
        at = values.so[:].astype("int8")
        return Distinct([False, True], at if values.lacks is None else np.where(values.lacks[:], np.int8(-1), at))
    found, at = np.unique(values.numbers, return_inverse=True)
    return Distinct(found.tolist(), at)  # a NaN is read as no value


def has_blank(columns: Iterable[Values], rows: int) -> bool:
    """Return whether any row is blank: has no value in any column, or texts of blanks alone.

    Arguments:
        columns: The columns.
        rows: How many rows there are.
    """
    import numpy as np

    left = np.arange(rows)
    for values in columns:
        if not len(left) or (isinstance(values, Booleans) and values.lacks is None):
            return False
        left = left[_blank(values)[left]]
    return bool(len(left))


def _blank(values: Values) -> Array:
    """Return where a column is blank, of which it is known that it may be."""
    import numpy as np

    if isinstance(values, Booleans):
        return values.lacks[:]  # type: ignore[index]  # one that always has a value is not asked
    if isinstance(values, Numbers):
        return np.isnan(values.numbers)
    return np.array([not str(each).strip(BLANKS) for each in (*values.values, "")])[values.at]


# ---------------------------------------------------------------- answers and facts


@attrs.frozen(eq=False, repr=False)
class Read(Data):
    """The answers to a question; None for what is so in no row.

    Arguments:
        code: How each reaches the plan; 0 if it does not.
        open: Whether it is open.
        inapplicable: Whether it is not applicable.
        wrong: Whether it is not an answer.
    """

    code: Array
    open: Array | None = None
    inapplicable: Array | None = None
    wrong: Array | None = None


def read_answers(input_: Input, values: Values) -> Read:
    """Read the answers to a question.

    Arguments:
        input_: The question.
        values: The column of its answers.
    """
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
            with np.errstate(invalid="ignore"):  # infinity is not within them
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
    """Return what a value is read as; None if it is not an answer."""
    try:
        return read(asked, value)
    except UnreadableError:
        return None


@attrs.frozen(eq=False, repr=False)
class Known(Data):
    """A fact by the distinct values of its column.

    Arguments:
        values: The values, as conditions name them; its default if there is none.
        at: The position of the value of each row.
        wrong: Whether it is not a value of the fact; None if all are.
    """

    values: Sequence[object]
    at: Array
    wrong: Array | None


def read_facts(fact: FactInput, values: Values) -> Known:
    """Read a column of a fact.

    Arguments:
        fact: The fact.
        values: The column.
    """
    import numpy as np

    found = _distinct(values)
    read = [_read(read_fact, fact, value) for value in (*found.values, None)]
    unread = (None, Missing.OPEN, Missing.NOT_APPLICABLE) if fact.needed and fact.default is None else (None,)
    wrong = _any(np.array([each in unread for each in read])[found.at])
    return Known(
        [fact.default if each is None or isinstance(each, Missing) else each for each in read], found.at, wrong
    )


def are_so(facts: Facts, known: Mapping[int, Known], defaults: Sequence[object]) -> Array:
    """Return in which rows facts are so.

    Arguments:
        facts: The facts.
        known: The facts that have columns.
        defaults: What the others are everywhere.
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
"""The types of columns, and what they hold if there is no value."""


@attrs.frozen(eq=False, repr=False)
class CalculationStep(Data):
    """A cell to work out.

    Arguments:
        position: Its position.
        does: Its operation.
        dtype: The type of its values.
    """

    position: int
    does: Does
    dtype: str


@attrs.frozen(eq=False, repr=False)
class Calculation(Data):
    """The data that columns are computed from.

    Arguments:
        columns: The columns.
        steps: The cells that they are made of, each after what it reads.
    """

    columns: tuple[OutputColumn, ...]
    steps: tuple[CalculationStep, ...]


def calculation(cells: Sequence[Cell], columns: Sequence[OutputColumn]) -> Calculation:
    """Return what columns are made of.

    Arguments:
        cells: All cells of a sheet.
        columns: The columns.
    """
    order = sorted(uses(cells, (cell for each in columns for cell in (each.value, each.present))))
    steps = [(at, cells[at]) for at in order]
    dtype = [CalculationStep(at, cell.does, "bool" if cell.condition else width(cell, cells)) for at, cell in steps]
    return Calculation(tuple(columns), tuple(dtype))


def filled(calculation: Calculation, leaves: Mapping[int, Array], rows: int) -> dict[str, Array]:
    """Work columns out, some rows at a time: levels by rank, -1 for none; scores, NaN for none.

    Arguments:
        calculation: What they are made of.
        leaves: The cells that columns of the frame give.
        rows: How many rows there are.
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
    """Return in how many rows each condition holds, and the sum of each number over all rows.

    Arguments:
        conditions: The conditions.
        numbers: The numbers; NaN counts for nothing.
    """
    import numpy as np

    return [int(np.count_nonzero(so)) for so in conditions], [float(np.nansum(each)) for each in numbers]


def counted(conditions: Iterable[Array | None]) -> Array | None:
    """Return how many of some conditions hold in each row; None if none holds in any.

    Arguments:
        conditions: The conditions.
    """
    there = [each for each in conditions if each is not None]
    return reduce(add, (each.astype("int32") for each in there)) if there else None
