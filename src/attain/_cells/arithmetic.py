"""Operations on whole columns, as arrays or as expressions that an engine evaluates."""

from collections.abc import Sequence
from functools import reduce
from operator import and_, mul, or_
from typing import Any, Protocol, TypeAlias  # Any: arrays and expressions, which share operators alone

from attain._core.precision import HALF, SCALE
from attain._plan.nodes import PerFull, PiecewiseLinear

from .cells import AtLeast, Every, Multiplied, Not, Positive, Rounded, Share, Some, Valued

Column: TypeAlias = Any
"""An array, or an expression on columns."""


class _Engine(Protocol):
    """The operations on columns that are not operators."""

    def constant(self, value: float, /) -> Column: ...
    def floored(self, column: Column, /) -> Column: ...
    def divided(self, column: Column, by: float, /) -> Column: ...
    def choose(self, cases: Sequence[tuple[Column, Column]], other: Column, /) -> Column: ...
    def extreme(self, columns: Sequence[Column], /, *, least: bool) -> Column: ...


def condition(does: AtLeast | Positive | Every | Some | Not, read: Sequence[Column]) -> Column:
    """Return the value of a condition.

    Arguments:
        does: The operation of the cell.
        read: The columns that it reads, in order.

    >>> condition(AtLeast(0, 2.0), [3]), condition(Every((0, 1)), [True, False])
    (True, False)
    """
    match does:
        case AtLeast(threshold=threshold):
            return read[0] >= threshold
        case Positive():
            return read[0] > 0
        case Every():
            return reduce(and_, read)
        case Some():
            return reduce(or_, read)
        case _:
            return ~read[0]


def number(does: Share | Multiplied | Rounded | Valued, read: Sequence[Column], engine: _Engine) -> Column:
    """Return the value of a number that may be a fraction.

    Arguments:
        does: The operation of the cell.
        read: The columns that it reads, in order, as floats.
        engine: The operations on columns that are not operators.
    """
    match does:
        case Share(times=times):
            some = read[1] > 0
            below = engine.choose([(some, read[1])], engine.constant(1.0))
            return engine.choose([(some, read[0] * times / below)], engine.constant(0.0))
        case Multiplied():
            return reduce(mul, read)
        case Rounded(digits=digits):
            return _rounded(read[0], SCALE // 10**digits, engine)
        case _ if isinstance(does.worth, PiecewiseLinear):
            return _on_line(does.worth, read[0], engine)
        case _:
            return _earned(does.worth, read[0], engine)


def _rounded(x: Column, unit: int, engine: _Engine) -> Column:
    """Return numbers rounded half up to multiples of `unit` millionths."""
    millionths = engine.floored(x * SCALE + 0.5)
    if unit != 1:
        millionths = engine.floored(engine.divided(millionths, unit) + 0.5) * unit
    return engine.divided(millionths, SCALE)


def _earned(amounts: PerFull, x: Column, engine: _Engine) -> Column:
    earned = engine.floored(engine.divided(x * amounts.sign, amounts.per) + HALF) * amounts.earn
    cap = amounts.cap
    return earned if cap is None else engine.extreme([earned, engine.constant(float(cap))], least=True)


def _on_line(line: PiecewiseLinear, x: Column, engine: _Engine) -> Column:
    """Return the value between corners, flat beyond them, like :class:`attain._plan.nodes.PiecewiseLinear`."""
    xs, ys = line.xs, line.ys
    cases = [(x < xs[0], engine.constant(float(ys[0])))]
    for at in range(1, len(xs)):
        rise, end = ys[at] - ys[at - 1], float(ys[at])
        found = engine.divided(x - xs[at - 1], xs[at] - xs[at - 1]) * rise + ys[at - 1]
        if rise + ys[at - 1] > end:  # floats could pass the corner by a hair
            found = engine.extreme([found, engine.constant(end)], least=True)
        cases.append((x < xs[at], found))
    return engine.choose(cases, engine.constant(float(ys[-1])))
