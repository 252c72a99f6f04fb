"""The plan: what a rubric comes to. A list of nodes, each a small operation on the ones before it.

Every executor runs this list; none knows a rule, a policy or a rubric. Every operation rises with each of its arguments,
so a better answer never lowers a score or a level. A node's value is a number, or None, which means *not applicable*
and nothing else: every operation passes over None, and gives None of nothing but None. Conditions are 1 or 0, levels
are ranks.

An answer reaches the plan as a code that is higher the better it is: the position on the scale for yes/no and choices,
the number itself, or its negative where lower is better, for numbers.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import attrs

from attain._core.data import Data
from attain._core.errors import Path
from attain._core.precision import HALF, SCALE, quantise
from attain._model.conditions import Value

from .steps import Steps

Facts: TypeAlias = tuple[tuple[int, frozenset[Value]], ...]
"""Where something applies: positions of facts, and the values that each may have."""

Completion: TypeAlias = Literal["worst", "best"]
"""How open questions are answered for a bound."""

LARGEST = 1e9
"""The largest score, up or down, that is still exact in millionths everywhere."""


@attrs.frozen(eq=False, repr=False)
class Same(Data):
    """A number stands for itself."""


@attrs.frozen(eq=False, repr=False)
class Table(Data):
    """Each option has its points, in the order of the options."""

    points: tuple[float, ...]


@attrs.frozen(eq=False, repr=False)
class Line(Data):
    """Straight pieces between corners, flat beyond them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]


@attrs.frozen(eq=False, repr=False)
class PerFull(Data):
    """So many points for every full `per` of the number as given, which is `sign` times the code; at most `cap`."""

    per: float
    earn: float
    sign: int
    cap: float | None = None


Worth: TypeAlias = Same | Table | Line | PerFull | Steps


def worth(pieces: Worth, code: float) -> float:
    """What an answer is worth.

    >>> worth(Line((0, 5), (0, 20)), 2)
    8.0
    """
    match pieces:
        case Same():
            return code
        case Table(points=points):
            return points[int(code)]
        case PerFull(per=per, earn=earn, sign=sign, cap=cap):
            full = sign * code if math.isinf(code) else math.floor(sign * code / per + HALF)
            earned = earn * full if earn else 0.0
            return earned if cap is None else min(earned, cap)
        case Steps(values=values):
            return values[pieces.step(code)]
        case _:
            xs, ys = pieces.xs, pieces.ys
            right = next((position for position, x in enumerate(xs) if code < x), len(xs))
            if right in (0, len(xs)):
                return ys[0] if right == 0 else ys[-1]
            left = right - 1
            found = ys[left] + (ys[right] - ys[left]) * ((code - xs[left]) / (xs[right] - xs[left]))
            return min(found, ys[right])  # floats could pass the corner by a hair, and then fall


@attrs.frozen(eq=False, repr=False)
class Points(Data):
    """What an answer is worth: a table for options, rising pieces for numbers; own values for open and for "n/a"."""

    input: int
    worth: Worth
    open: float | None
    not_applicable: float | None


@attrs.frozen(eq=False, repr=False)
class Sum(Data):
    """The weighted sum."""

    args: tuple[int, ...]
    weights: tuple[float, ...]


@attrs.frozen(eq=False, repr=False)
class Ratio(Data):
    """`times` the weighted sum, divided by the weights of what is present, each multiplied with its full marks if given."""

    args: tuple[int, ...]
    weights: tuple[float, ...]
    full: tuple[int, ...] | None = None
    times: float = 1.0


@attrs.frozen(eq=False, repr=False)
class Product(Data):
    """The product of numbers that are not negative."""

    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Least(Data):
    """The smallest."""

    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Greatest(Data):
    """The largest."""

    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Adjust(Data):
    """Adds `base`, holds it at `cap`, rounds half up to `digits`."""

    arg: int
    base: float = 0.0
    cap: float | None = None
    digits: int | None = None


def bent(does: Adjust, x: float) -> float:
    """What a number becomes.

    >>> bent(Adjust(0, base=1, cap=10, digits=1), 2.25)
    3.3
    """
    x += does.base
    if does.cap is not None:
        x = min(x, does.cap)
    return x if does.digits is None else rounded(x, does.digits)


def rounded(x: float, digits: int) -> float:
    """Round a number half up to so many digits, 0 to 6, by way of millionths.

    >>> rounded(2.25, 1), rounded(2.2499999999999996, 1), rounded(-0.5, 0)
    (2.3, 2.3, 0.0)
    """
    unit: int = SCALE // 10**digits
    return int(math.floor(quantise(x) / unit + 0.5) * unit) / SCALE


@attrs.frozen(eq=False, repr=False)
class Step(Data):
    """The height of a step function."""

    arg: int
    steps: Steps


@attrs.frozen(eq=False, repr=False)
class Threshold(Data):
    """1 where the value is at least the threshold, else 0; that of a number is the least one that rounds to it."""

    arg: int
    threshold: float


@attrs.frozen(eq=False, repr=False)
class Count(Data):
    """1 where enough of the conditions that are present hold: so many (or all of fewer), or a share, or more than half."""

    args: tuple[int, ...]
    need: int | float | Literal["majority"]


def enough(holding: float, present: int, need: float | str) -> bool:
    """Whether so many of the conditions that are present are enough: a number of them, a share, or the majority.

    >>> enough(2, 3, 2), enough(2, 3, 0.666667), enough(2, 4, "majority")
    (True, True, False)
    """
    if need == "majority":
        return holding * 2 > present
    if isinstance(need, int):
        return holding >= min(need, present)
    return quantise(holding / present) >= quantise(float(need))


def least_enough(present: int, need: float | str) -> int:
    """How many of the conditions that are present are enough at least.

    >>> least_enough(3, 0.5), least_enough(3, "majority"), least_enough(0, 0.5)
    (2, 2, 0)
    """
    return next(holding for holding in range(present + 1) if not present or enough(holding, present, need))


@attrs.frozen(eq=False, repr=False)
class Ladder(Data):
    """The rank of the highest rung that holds (`cumulative`: with none failing at or below it), else the lowest rank."""

    args: tuple[int, ...]
    ranks: tuple[int, ...]
    cumulative: bool


@attrs.frozen(eq=False, repr=False)
class OnlyIf(Data):
    """The value where the facts are so, else None."""

    arg: int
    facts: Facts


@attrs.frozen(eq=False, repr=False)
class Coalesce(Data):
    """The first of two values that is not None."""

    first: int
    second: int


Operation: TypeAlias = (
    Points | Sum | Ratio | Product | Least | Greatest | Adjust | Step | Threshold | Count | Ladder | OnlyIf | Coalesce
)


@attrs.frozen(eq=False, repr=False)
class Node(Data):
    """An operation in its place.

    Arguments:
        does: The operation; its arguments are positions of nodes before this one.
        low: The least it can give.
        high: The most it can give.
        nullable: Whether it can give None.
        blocks: Whether an open answer here withholds every level and score that reads it.
        path: The place in the rubric that it comes from.
    """

    does: Operation
    low: float
    high: float
    nullable: bool
    blocks: bool
    path: Path


def arguments(does: Operation) -> tuple[int, ...]:
    """The positions of the nodes that an operation reads.

    >>> arguments(Coalesce(3, 4))
    (3, 4)
    """
    match does:
        case Points():
            return ()
        case Ratio(args=args, full=full):
            return args + (full or ())
        case Sum() | Product() | Least() | Greatest() | Count() | Ladder():
            return does.args
        case Coalesce():
            return does.first, does.second
        case _:
            return (does.arg,)


def needed(nodes: Sequence[Node], targets: Iterable[int]) -> list[int]:
    """The positions of some nodes and of all that these are made from, each after its arguments.

    Arguments:
        nodes: The nodes of a plan.
        targets: The positions of those that are asked for.

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
            waiting += arguments(nodes[position].does)
    return sorted(found)
