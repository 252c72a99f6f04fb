"""Operations without nulls, and a builder that keeps equal ones once."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

import attrs

from attain._core.data import Data
from attain._core.precision import added
from attain._plan.nodes import Adjust, Facts, PerFull, PiecewiseLinear, rounded

MissingReason: TypeAlias = Literal["open", "inapplicable"]
"""The reason why an answer has no code in the plan."""

AnswerPart: TypeAlias = Literal["code"] | MissingReason
"""A part of an answer: its code, which is 0 if it has none, or whether it is open or not applicable."""


@attrs.frozen(eq=False, repr=False)
class Constant(Data):
    """A constant, the same in every row."""

    value: float


@attrs.frozen(eq=False, repr=False)
class AnswerCell(Data):
    """A part of an answer, from its column."""

    input: int
    part: AnswerPart


@attrs.frozen(eq=False, repr=False)
class FactsHold(Data):
    """Whether facts have given values."""

    facts: Facts


@attrs.frozen(eq=False, repr=False)
class Unreadable(Data):
    """Whether a row has a value that is not an answer."""


@attrs.frozen(eq=False, repr=False)
class Added(Data):
    """A weighted sum, added from left to right; a condition that holds is 1."""

    args: tuple[int, ...]
    weights: tuple[float, ...]


@attrs.frozen(eq=False, repr=False)
class Share(Data):
    """The ratio of two numbers, multiplied by `times`; 0 if the divisor is not above 0."""

    above: int
    below: int
    times: float


@attrs.frozen(eq=False, repr=False)
class Multiplied(Data):
    """A product, multiplied from left to right."""

    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Extreme(Data):
    """The smallest or the largest of some numbers."""

    which: Literal["least", "greatest"]
    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Rounded(Data):
    """A number, rounded half up by :func:`attain._plan.nodes.rounded`."""

    arg: int
    digits: int


@attrs.frozen(eq=False, repr=False)
class Valued(Data):
    """The worth of a number that is an answer."""

    arg: int
    worth: PiecewiseLinear | PerFull


@attrs.frozen(eq=False, repr=False)
class AtLeast(Data):
    """Whether a number reaches a threshold."""

    arg: int
    threshold: float


@attrs.frozen(eq=False, repr=False)
class Positive(Data):
    """Whether a number is above 0."""

    arg: int


@attrs.frozen(eq=False, repr=False)
class Every(Data):
    """Whether all conditions hold."""

    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Some(Data):
    """Whether any condition holds."""

    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Not(Data):
    """Whether a condition does not hold."""

    arg: int


@attrs.frozen(eq=False, repr=False)
class Select(Data):
    """One cell if a condition holds, else another."""

    condition: int
    then: int
    other: int


InputCell: TypeAlias = AnswerCell | FactsHold | Unreadable
"""The operations that read values from columns."""

CellOperation: TypeAlias = (
    Constant
    | Added
    | Share
    | Multiplied
    | Extreme
    | Rounded
    | Valued
    | AtLeast
    | Positive
    | Every
    | Some
    | Not
    | Select
)
"""The operations that are calculated."""

Does: TypeAlias = InputCell | CellOperation


@attrs.frozen(eq=False, repr=False)
class Cell(Data):
    """An operation, and the limits of its values.

    Arguments:
        does: The operation of the cell.
        low: The lowest possible value.
        high: The highest possible value.
        whole: Whether all values are whole numbers.
        condition: Whether it is a condition rather than a number.
    """

    does: Does
    low: float
    high: float
    whole: bool
    condition: bool = False


Width: TypeAlias = Literal["int8", "int16", "int32", "int64", "float"]
"""The type in which an executor with typed numbers stores a number."""

_WIDTHS: Sequence[tuple[float, Width]] = (
    (2**7 - 1, "int8"),
    (2**15 - 1, "int16"),
    (2**31 - 1, "int32"),
    (2**53, "int64"),
)


def width(cell: Cell, cells: Sequence[Cell]) -> Width:
    """Return the smallest integer type that fits a cell and all steps of its calculation, or ``float`` if none does.

    Arguments:
        cell: The cell to store.
        cells: All cells of its builder.

    >>> sheet = CellBuilder()
    >>> given = sheet.given(0, 0, 1000, whole=True, condition=False)
    >>> width(sheet.cells[sheet.extreme("least", [given, sheet.constant(9)])], sheet.cells)
    'int16'
    """
    if not cell.whole:
        return "float"
    match cell.does:
        case Added(args=args, weights=weights):
            largest = sum(abs(weight) * _largest(cells[arg]) for arg, weight in zip(args, weights, strict=True))
        case Extreme(args=args):
            largest = max(_largest(cells[arg]) for arg in args)
        case _:
            largest = _largest(cell)
    return next((kept for most, kept in _WIDTHS if largest <= most), "float")


def _largest(cell: Cell) -> float:
    return max(abs(cell.low), abs(cell.high))


def arguments(does: Does) -> tuple[int, ...]:
    """Return the positions of the cells that an operation reads.

    >>> arguments(Select(3, 4, 5))
    (3, 4, 5)
    """
    match does:
        case Constant() | AnswerCell() | FactsHold() | Unreadable():
            return ()
        case Added() | Multiplied() | Extreme() | Every() | Some():
            return does.args
        case Share(above=above, below=below):
            return above, below
        case Select():
            return does.condition, does.then, does.other
        case _:
            return (does.arg,)


def uses(cells: Sequence[Cell], roots: Iterable[int]) -> dict[int, int]:
    """Count the reads of each cell that some cells need; to be one of these cells counts as a read, too.

    Arguments:
        cells: All cells of a builder.
        roots: The positions of the cells that are needed.
    """
    found: dict[int, int] = {}
    waiting = list(roots)
    while waiting:
        position = waiting.pop()
        found[position] = found.get(position, 0) + 1
        if found[position] == 1:
            waiting += arguments(cells[position].does)
    return found


NEVER, ALWAYS = 0, 1
"""The positions of the conditions that never hold and always hold, in every builder."""

_AT_ONCE = 64  # cells in one operation: more would be too deep for some engine's parser


class CellBuilder:
    """Collects cells; an equal cell is added only once.

    >>> sheet = CellBuilder()
    >>> sheet.every([ALWAYS, ALWAYS]) == ALWAYS
    True
    """

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self._known: dict[Does, int] = {}
        self._shifts: dict[int, tuple[int, int, float]] = {}
        self._stairs: dict[int, tuple[tuple[int, float], ...]] = {}
        for value in (0.0, 1.0):  # NEVER and ALWAYS, which as numbers are 0 and 1
            self._add(Constant(value), value, value, condition=True)

    def _add(self, does: Does, low: float, high: float, *, whole: bool = True, condition: bool = False) -> int:
        if does not in self._known:
            self._known[does] = len(self.cells)
            self.cells.append(Cell(does, low, high, whole, condition))
        return self._known[does]

    def _constant_value(self, position: int) -> float | None:
        """Return the value of a constant; None for any other cell."""
        does = self.cells[position].does
        return does.value if isinstance(does, Constant) else None

    # ------------------------------------------------------------ numbers

    def constant(self, value: float) -> int:
        """Return a constant."""
        return self._add(Constant(float(value)), value, value, whole=float(value).is_integer())

    def given(self, input_: int, low: float, high: float, *, whole: bool, condition: bool) -> int:
        """Return the codes of the answers to a question."""
        return self._add(AnswerCell(input_, "code"), min(low, 0.0), max(high, 0.0), whole=whole, condition=condition)

    def state(self, input_: int, part: MissingReason) -> int:
        """Return whether the answers to a question are open, or not applicable."""
        return self._add(AnswerCell(input_, part), 0.0, 1.0, condition=True)

    def sum(self, args: Sequence[int], weights: Sequence[float]) -> int:
        """Return a weighted sum, added from left to right."""
        cells = [self.cells[arg] for arg in args]
        if all(cell.whole for cell in cells) and all(float(weight).is_integer() for weight in weights):
            return self._whole_sum([*zip(args, weights, strict=True)])
        found: int | None = None
        for at in range(0, len(args), _AT_ONCE):
            part, weighing = tuple(args[at : at + _AT_ONCE]), tuple(weights[at : at + _AT_ONCE])
            found = (
                self._plain_sum(part, weighing) if found is None else self._plain_sum((found, *part), (1.0, *weighing))
            )
        return self.constant(0.0) if found is None else found

    def _whole_sum(self, terms: list[tuple[int, float]]) -> int:
        """Add whole numbers in any order, with the numbers that states of answers add in a sum of their own."""
        bases, added = list[tuple[int, float]](), list[tuple[int, float]]()
        for arg, weight in terms:
            base = arg
            while base in self._shifts:
                base, state, more = self._shifts[base]
                added.append((state, weight * more))
            bases.append((base, weight))
        parts = [self._added(part) for part in (bases, added) if part]
        return self._added([(part, 1.0) for part in parts])

    def _added(self, terms: list[tuple[int, float]]) -> int:
        """Return a sum of whole numbers, with their constants added into one."""
        rest = sum(weight * value for arg, weight in terms if (value := self._constant_value(arg)) is not None)
        open_ = [(arg, weight) for arg, weight in terms if weight and self._constant_value(arg) is None]
        if rest or not open_:
            open_.append((self.constant(rest), 1.0))
        (found, weight), *more = open_
        if not more:
            return self._plain_sum((found,), (weight,))
        for at in range(0, len(more), _AT_ONCE):
            part = [(found, weight), *more[at : at + _AT_ONCE]]
            found, weight = self._plain_sum(tuple(arg for arg, _ in part), tuple(times for _, times in part)), 1.0
        return found

    def _plain_sum(self, args: tuple[int, ...], weights: tuple[float, ...]) -> int:
        if len(args) == 1 and weights[0] == 1:
            return args[0]
        cells = [self.cells[arg] for arg in args]
        ends = [sorted((w * cell.low, w * cell.high)) for w, cell in zip(weights, cells, strict=True)]
        whole = all(cell.whole for cell in cells) and all(float(weight).is_integer() for weight in weights)
        return self._add(
            Added(args, weights), added(low for low, _ in ends), added(high for _, high in ends), whole=whole
        )

    def shifted(self, arg: int, state: int, more: float) -> int:
        """Return a whole number, plus `more` if an answer has a state, for which the number itself is 0."""
        if more == 1 and self.cells[arg].condition:
            found = self.some([arg, state])
        else:
            found = self._added([(arg, 1.0), (state, more)])
        self._shifts[found] = (arg, state, more)
        return found

    def share(self, above: int, below: int, times: float) -> int:
        """Return the ratio of two numbers, multiplied by `times`; 0 if the divisor is not above 0."""
        return self._add(Share(above, below, times), -math.inf, math.inf, whole=False)

    def product(self, args: Sequence[int]) -> int:
        """Return the product of numbers that are not negative, from left to right."""
        found, *rest = args
        for at in range(0, len(rest), _AT_ONCE):
            part = (found, *rest[at : at + _AT_ONCE])
            cells = [self.cells[arg] for arg in part]
            highs = [cell.high for cell in cells]
            low = math.prod(
                max(cell.low, 0.0) for cell in cells
            )  # a share may be as low as -inf: two would make it inf
            high = math.inf if math.inf in highs else math.prod(highs)
            found = self._add(Multiplied(part), low, high, whole=all(cell.whole for cell in cells))
        return found

    def extreme(self, which: Literal["least", "greatest"], args: Sequence[int]) -> int:
        """Return the smallest or the largest of some numbers."""
        found, *rest = dict.fromkeys(args)
        choose = min if which == "least" else max
        for at in range(0, len(rest), _AT_ONCE):
            part = (found, *rest[at : at + _AT_ONCE])
            cells = [self.cells[arg] for arg in part]
            low, high = choose(cell.low for cell in cells), choose(cell.high for cell in cells)
            found = self._add(Extreme(which, part), low, high, whole=all(cell.whole for cell in cells))
        return found

    def adjusted(self, arg: int, does: Adjust) -> int:
        """Return a number adjusted like :meth:`attain._plan.nodes.Adjust.of`."""
        found = self.sum([arg, self.constant(does.base)], [1.0, 1.0]) if does.base else arg
        if does.cap is not None:
            found = self.extreme("least", [found, self.constant(does.cap)])
        return found if does.digits is None else self.rounded(found, does.digits)

    def rounded(self, arg: int, digits: int) -> int:
        """Return a number rounded half up to some digits."""
        cell = self.cells[arg]
        if cell.whole:
            return arg
        low, high = (rounded(end, digits) if math.isfinite(end) else end for end in (cell.low, cell.high))
        return self._add(Rounded(arg, digits), low, high, whole=False)

    def valued(self, arg: int, pieces: PiecewiseLinear | PerFull, low: float, high: float) -> int:
        """Return the worth of a number that is an answer, which is between `low` and `high`."""
        return self._add(Valued(arg, pieces), low, high, whole=False)

    def stairs(self, below: float, rises: Iterable[tuple[int, float]]) -> int:
        """Return a number that starts at `below` and rises to the value of the last condition that holds."""
        heights = [(ALWAYS, below), *((condition, value) for condition, value in rises if condition != NEVER)]
        found = self.constant(below)
        if all(float(value).is_integer() for _, value in heights):
            rising = [after - before for (_, before), (_, after) in pairwise(heights)]
            found = self.sum([found, *(condition for condition, _ in heights[1:])], [1.0, *rising])
            self._stairs[found] = tuple(heights)
            return found
        for condition, value in heights[1:]:
            found = self.pick(condition, self.constant(value), found)
        return found

    def pick(self, condition: int, then: int, other: int) -> int:
        """Return one cell if a condition holds, else another."""
        if condition == ALWAYS or then == other:
            return then
        if condition == NEVER:
            return other
        first, second = self.cells[then], self.cells[other]
        if first.condition and second.condition:
            if then == ALWAYS:
                return self.some([condition, other])
            if other == ALWAYS:
                return self.some([self.negate(condition), then])
            return self.some([self.every([condition, then]), self.every([self.negate(condition), other])])
        low, high = min(first.low, second.low), max(first.high, second.high)
        return self._add(Select(condition, then, other), low, high, whole=first.whole and second.whole)

    # ------------------------------------------------------------ conditions

    def at_least(self, arg: int, threshold: float) -> int:
        """Return whether a number reaches a threshold."""
        cell = self.cells[arg]
        if cell.low >= threshold:
            return ALWAYS
        if cell.high < threshold:
            return NEVER
        if cell.condition:
            return arg
        if arg in self._stairs:
            return next((condition for condition, value in self._stairs[arg] if value >= threshold), NEVER)
        if isinstance(cell.does, Select) and (value := self._constant_value(cell.does.then)) is not None:
            then = ALWAYS if value >= threshold else NEVER
            return self.pick(cell.does.condition, then, self.at_least(cell.does.other, threshold))
        return self._add(AtLeast(arg, math.ceil(threshold) if cell.whole else threshold), 0.0, 1.0, condition=True)

    def above(self, arg: int) -> int:
        """Return whether a number is above 0."""
        cell = self.cells[arg]
        if cell.low > 0 or cell.high <= 0:
            return ALWAYS if cell.low > 0 else NEVER
        return self.at_least(arg, 1.0) if cell.whole else self._add(Positive(arg), 0.0, 1.0, condition=True)

    def so(self, facts: Facts) -> int:
        """Return whether facts have given values."""
        return self._add(FactsHold(facts), 0.0, 1.0, condition=True) if facts else ALWAYS

    def unreadable(self) -> int:
        """Return whether a row has a value that is not an answer."""
        return self._add(Unreadable(), 0.0, 1.0, condition=True)

    def negate(self, arg: int) -> int:
        """Return whether a condition does not hold."""
        if arg in (NEVER, ALWAYS):
            return ALWAYS if arg == NEVER else NEVER
        does = self.cells[arg].does
        return does.arg if isinstance(does, Not) else self._add(Not(arg), 0.0, 1.0, condition=True)

    def every(self, args: Iterable[int]) -> int:
        """Return whether all conditions hold."""
        return self._joined(Every, args, NEVER, ALWAYS)

    def some(self, args: Iterable[int]) -> int:
        """Return whether any condition holds."""
        return self._joined(Some, args, ALWAYS, NEVER)

    def _joined(self, join: type[Every] | type[Some], args: Iterable[int], decides: int, neutral: int) -> int:
        rest = [arg for arg in dict.fromkeys(args) if arg != neutral]
        if decides in rest:
            return decides
        if not rest:
            return neutral
        found = rest[0]
        for at in range(1, len(rest), _AT_ONCE):
            found = self._add(join((found, *rest[at : at + _AT_ONCE])), 0.0, 1.0, condition=True)
        return found
