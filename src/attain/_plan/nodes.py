"""The plan of a rubric: a list of nodes, each a small operation on previous ones.

Every executor runs this list, and none knows rules, policies or rubrics. Every operation rises with each of its
arguments, so a better answer never lowers a score or a level. The value of a node is a number, or None for *not
applicable* and nothing
else: every operation skips None, and returns None if all its arguments are None. Conditions are 1 or 0, levels are
ranks.

An answer reaches the plan as a code that is higher the better the answer is: the position on the scale for yes/no and
choices, the number itself for numbers, or its negative if lower is better.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Self, TypeAlias

import attrs

from attain._core.data import Data
from attain._core.errors import Path
from attain._core.precision import HALF, SCALE, added, quantise
from attain._model.conditions import Value

from .steps import Steps

Facts: TypeAlias = tuple[tuple[int, frozenset[Value]], ...]
"""The facts under which something applies: their positions, and the possible values of each."""

Completion: TypeAlias = Literal["worst", "best"]
"""The answers to open questions for a bound."""

Reach: TypeAlias = tuple[float, float]
"""The least and the greatest possible value."""

LARGEST = 1e9
"""The largest score, up or down, that is still exact in millionths everywhere."""


# ---------------------------------------------------------------- the worth of answers


@attrs.frozen(eq=False, repr=False)
class Same(Data):
    """The number itself."""

    def at(self, code: float) -> float:
        """Return the worth of an answer."""
        return code


@attrs.frozen(eq=False, repr=False)
class OptionPoints(Data):
    """The points of each option, in the order of the options."""

    points: tuple[float, ...]

    def at(self, code: float) -> float:
        """Return the worth of an answer."""
        return self.points[int(code)]


@attrs.frozen(eq=False, repr=False)
class PiecewiseLinear(Data):
    """Straight lines between corners, flat beyond them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def at(self, code: float) -> float:
        """Return the worth of an answer.

        >>> PiecewiseLinear((0, 5), (0, 20)).at(2)
        8.0
        """
        xs, ys = self.xs, self.ys
        right = bisect_right(xs, code)
        if right in (0, len(xs)):
            return ys[0] if right == 0 else ys[-1]
        left = right - 1
        found = ys[left] + (ys[right] - ys[left]) * ((code - xs[left]) / (xs[right] - xs[left]))
        return min(found, ys[right])  # rounding errors could exceed the corner, and the function would fall after it


@attrs.frozen(eq=False, repr=False)
class PerFull(Data):
    """Points for every full `per` of the number as given, which is `sign` times the code; at most `cap`."""

    per: float
    earn: float
    sign: int
    cap: float | None = None

    def at(self, code: float) -> float:
        """Return the worth of an answer."""
        given = self.sign * code
        full = given if math.isinf(code) else math.floor(given / self.per + HALF)
        earned = self.earn * full if self.earn else 0.0
        return earned if self.cap is None else min(earned, self.cap)


Worth: TypeAlias = Same | OptionPoints | PiecewiseLinear | PerFull | Steps


# ---------------------------------------------------------------- operations


@attrs.frozen(eq=False, repr=False)
class _Operation(Data):
    """The base of operations."""

    @property
    def reads(self) -> tuple[int, ...]:
        """The positions of the nodes that it reads."""
        return ()

    def moved(self, to: Mapping[int, int]) -> Self:  # noqa: ARG002  # for operations that read nodes
        """Return the same operation on nodes in new positions.

        Arguments:
            to: The new position of each node, by its old one.
        """
        return self

    def reach(self, args: Sequence["Node"]) -> Reach:
        """Return the least and the greatest value of the operation."""
        return min(node.low for node in args), max(node.high for node in args)

    def amounts(self, args: Sequence["Node"]) -> list[Reach]:  # noqa: ARG002  # for operations that calculate
        """Return the range of each number that it calculates, because large numbers would not be exact."""
        return []

    def is_nullable(self, args: Sequence["Node"]) -> bool:
        """Return whether the value can be None."""
        return all(node.nullable for node in args)


@attrs.frozen(eq=False, repr=False)
class _OfOne(_Operation):
    """The base of operations on one node."""

    arg: int

    @property
    def reads(self) -> tuple[int, ...]:
        return (self.arg,)

    def moved(self, to: Mapping[int, int]) -> Self:
        return attrs.evolve(self, arg=to[self.arg])


@attrs.frozen(eq=False, repr=False)
class _OfMany(_Operation):
    """The base of operations on any number of nodes."""

    args: tuple[int, ...]

    @property
    def reads(self) -> tuple[int, ...]:
        return self.args

    def moved(self, to: Mapping[int, int]) -> Self:
        return attrs.evolve(self, args=tuple(to[each] for each in self.args))


@attrs.frozen(eq=False, repr=False)
class AnswerPoints(_Operation):
    """The worth of an answer: a table for options, or a rising function; with own values for open and for "n/a"."""

    input: int
    worth: Worth
    open: float | None
    not_applicable: float | None

    def is_nullable(self, args: Sequence["Node"]) -> bool:  # noqa: ARG002  # it reads none
        return self.not_applicable is None or self.open is None


@attrs.frozen(eq=False, repr=False)
class Sum(_OfMany):
    """The weighted sum."""

    weights: tuple[float, ...]

    def reach(self, args: Sequence["Node"]) -> Reach:
        lows, highs = zip(*(_with(0.0, node) for node in args), strict=True)
        return (
            added(weight * low for weight, low in zip(self.weights, lows, strict=True)),
            added(weight * high for weight, high in zip(self.weights, highs, strict=True)),
        )

    def amounts(
        self, args: Sequence["Node"]
    ) -> list[Reach]:  # large terms are not exact even if they cancel each other
        terms = [(weight * node.low, weight * node.high) for weight, node in zip(self.weights, args, strict=True)]
        return [self.reach(args), *terms]


def _with(neutral: float, node: "Node") -> Reach:
    """Return the range of a node's contribution to others, which is neutral if it is not applicable."""
    return (min(node.low, neutral), max(node.high, neutral)) if node.nullable else (node.low, node.high)


@attrs.frozen(eq=False, repr=False)
class Ratio(_OfMany):
    """`times` the weighted sum, divided by the sum of present weights, each times its full marks if there are any."""

    weights: tuple[float, ...]
    full: tuple[int, ...] | None = None
    times: float = 1.0

    @property
    def reads(self) -> tuple[int, ...]:
        return self.args + (self.full or ())

    def moved(self, to: Mapping[int, int]) -> Self:
        full = None if self.full is None else tuple(to[each] for each in self.full)
        return attrs.evolve(self, args=tuple(to[each] for each in self.args), full=full)

    def reach(self, args: Sequence["Node"]) -> Reach:
        items, marks = args[: len(self.args)], args[len(self.args) :]
        if self.full is None:
            low, high = super().reach(items)
        else:  # the worst and the best item, because full marks scale with the present ones
            pairs = [*zip(items, marks, strict=True)]
            low = min(item.low / (full.low if item.low < 0 < full.low else full.high) for item, full in pairs)
            high = max(1.0, *(item.high / full.high for item, full in pairs))
        return self.times * low, self.times * high

    def amounts(self, args: Sequence["Node"]) -> list[Reach]:
        return [self.reach(args)]

    def is_nullable(self, args: Sequence["Node"]) -> bool:  # items without weight or full marks do not count
        items, marks = args[: len(self.args)], args[len(self.args) :]
        counts = [not node.nullable and weight > 0 for node, weight in zip(items, self.weights, strict=True)]
        return not any(counts) or any(node.low <= 0 for node in marks)


@attrs.frozen(eq=False, repr=False)
class Product(_OfMany):
    """The product of numbers that are not negative."""

    def reach(self, args: Sequence["Node"]) -> Reach:
        lows, highs = zip(*(_with(1.0, node) for node in args), strict=True)
        return math.prod(lows), math.prod(highs)

    def amounts(self, args: Sequence["Node"]) -> list[Reach]:
        return [self.reach(args)]


@attrs.frozen(eq=False, repr=False)
class Least(_OfMany):
    """The smallest."""

    def reach(self, args: Sequence["Node"]) -> Reach:
        highs = [node.high for node in args]
        return min(node.low for node in args), max(highs) if any(node.nullable for node in args) else min(highs)


@attrs.frozen(eq=False, repr=False)
class Greatest(_OfMany):
    """The largest."""

    def reach(self, args: Sequence["Node"]) -> Reach:
        lows = [node.low for node in args]
        return min(lows) if any(node.nullable for node in args) else max(lows), max(node.high for node in args)


@attrs.frozen(eq=False, repr=False)
class Adjust(_OfOne):
    """A number with `base` added, limited to `cap` and rounded half up to `digits`."""

    base: float = 0.0
    cap: float | None = None
    digits: int | None = None

    def of(self, x: float) -> float:
        """Return a number after the adjustment.

        >>> Adjust(0, base=1, cap=10, digits=1).of(2.25)
        3.3
        """
        x += self.base
        if self.cap is not None:
            x = min(x, self.cap)
        return x if self.digits is None else rounded(x, self.digits)

    def reach(self, args: Sequence["Node"]) -> Reach:
        return self.of(args[0].low), self.of(args[0].high)

    def amounts(self, args: Sequence["Node"]) -> list[Reach]:
        return [self.reach(args)]


def rounded(x: float, digits: int) -> float:
    """Return a number rounded half up to 0 to 6 digits, by way of millionths.

    >>> rounded(2.25, 1), rounded(2.2499999999999996, 1), rounded(-0.5, 0)
    (2.3, 2.3, 0.0)
    """
    unit: int = SCALE // 10**digits
    return int(math.floor(quantise(x) / unit + 0.5) * unit) / SCALE


@attrs.frozen(eq=False, repr=False)
class Step(_OfOne):
    """The value of a step function."""

    steps: Steps

    def reach(self, args: Sequence["Node"]) -> Reach:  # noqa: ARG002  # the range of a step function does not depend on it
        return self.steps.values[0], self.steps.highest


@attrs.frozen(eq=False, repr=False)
class Threshold(_OfOne):
    """1 if the value is at least the threshold, else 0; a number's threshold is the least number rounding to it."""

    threshold: float

    def reach(self, args: Sequence["Node"]) -> Reach:  # noqa: ARG002  # a condition is 0 or 1
        return 0.0, 1.0


@attrs.frozen(eq=False, repr=False)
class Count(_OfMany):
    """1 if enough of the present conditions hold: a number (or all, if fewer), a share, or more than half."""

    need: int | float | Literal["majority"]

    def reach(self, args: Sequence["Node"]) -> Reach:  # noqa: ARG002  # a condition is 0 or 1
        return 0.0, 1.0


def enough(holding: float, present: int, need: float | str) -> bool:
    """Return whether enough of the present conditions hold.

    Arguments:
        holding: The number of conditions that hold.
        present: The number of conditions that are present.
        need: The required number (an integer), share (a float), or ``majority``.

    >>> enough(2, 3, 2), enough(2, 3, 0.666667), enough(2, 4, "majority")
    (True, True, False)
    """
    if need == "majority":
        return holding * 2 > present
    if isinstance(need, int):
        return holding >= min(need, present)
    return quantise(holding / present) >= quantise(float(need))


def least_enough(present: int, need: float | str) -> int:
    """Return the least number of present conditions that must hold.

    >>> least_enough(3, 0.5), least_enough(3, "majority"), least_enough(0, 0.5)
    (2, 2, 0)
    """
    return next(holding for holding in range(present + 1) if not present or enough(holding, present, need))


@attrs.frozen(eq=False, repr=False)
class HighestRung(_OfMany):
    """The rank of the highest rung that holds, with none failing at or below if `cumulative`; else the lowest rank."""

    ranks: tuple[int, ...]
    cumulative: bool

    def reach(self, args: Sequence["Node"]) -> Reach:  # noqa: ARG002  # any rung may hold
        return 0.0, float(max(self.ranks, default=0))


@attrs.frozen(eq=False, repr=False)
class OnlyIf(_OfOne):
    """The value if the facts match, else None."""

    facts: Facts

    def is_nullable(self, args: Sequence["Node"]) -> bool:  # noqa: ARG002  # the facts may not match
        return True


@attrs.frozen(eq=False, repr=False)
class Coalesce(_Operation):
    """The first of two values that is not None."""

    first: int
    second: int

    @property
    def reads(self) -> tuple[int, ...]:
        return self.first, self.second

    def moved(self, to: Mapping[int, int]) -> Self:
        return attrs.evolve(self, first=to[self.first], second=to[self.second])


Operation: TypeAlias = (
    AnswerPoints
    | Sum
    | Ratio
    | Product
    | Least
    | Greatest
    | Adjust
    | Step
    | Threshold
    | Count
    | HighestRung
    | OnlyIf
    | Coalesce
)


@attrs.frozen(eq=False, repr=False)
class Node(Data):
    """An operation with its range and its place.

    Arguments:
        does: The operation; its arguments are positions of nodes before this one.
        low: The least possible value.
        high: The greatest possible value.
        nullable: Whether the value can be None.
        blocks: Whether an open answer here withholds every level and score that reads it.
        path: The path in the rubric that it comes from.
    """

    does: Operation
    low: float
    high: float
    nullable: bool
    blocks: bool
    path: Path


def needed(nodes: Sequence[Node], targets: Iterable[int]) -> list[int]:
    """Return the positions of some nodes and of all nodes that they depend on, each after its arguments.

    Arguments:
        nodes: The nodes of a plan.
        targets: The positions of the requested nodes.

    >>> import attain
    >>> plan = attain.rubric("iamcp-p2p").plan
    >>> agreement = next(output for output in plan.outputs if output.id == "agreement")
    >>> len(needed(plan.nodes, [agreement.score]))
    9
    """
    waiting, found = list(targets), set[int]()
    while waiting:
        position = waiting.pop()
        if position not in found:
            found.add(position)
            waiting += nodes[position].does.reads
    return sorted(found)
