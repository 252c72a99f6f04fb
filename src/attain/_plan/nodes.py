"""The plan: what a rubric comes to. A list of nodes, each a small operation on the ones before it.

Every executor runs this list; none knows a rule, a policy or a rubric. Every operation rises with each of its arguments,
so a better answer never lowers a score or a level. A node's value is a number, or None, which means *not applicable*
and nothing else: every operation passes over None, and gives None of nothing but None. Conditions are 1 or 0, levels
are ranks.

An answer reaches the plan as a code that is higher the better it is: the position on the scale for yes/no and choices,
the number itself, or its negative where lower is better, for numbers.
"""

import math
from typing import Literal, TypeAlias

import attrs

from attain._data import Data
from attain._errors import Path
from attain._model.bands import Band
from attain._model.conditions import Value
from attain._model.dates import Period
from attain._model.parts import Kind, Need, NotApplicable

from .steps import SCALE, Region, Steps, quantise

Facts: TypeAlias = tuple[tuple[int, frozenset[Value]], ...]
"""Where something applies: positions of facts, and the values that each may have."""

LARGEST = 1e9
"""The largest score, up or down, that is still exact in millionths everywhere."""


@attrs.frozen(eq=False, repr=False)
class Input(Data):
    """An answer that the plan reads, and what is accepted as one.

    Arguments:
        id: The full id of the question, or of the dimension that is rated.
        kind: What is asked for.
        options: What can be answered, worst first; empty for a number.
        low: The lowest code an answer can have; may be infinite for a number.
        high: The highest.
        sign: -1 where a lower number is better.
        needs: What an answer better than the worst has to come with.
        option_needs: For each option, what else it has to come with.
        not_applicable: What "n/a" means.
        valid_for: How long an answer stays valid.
        path: Where it stands in the rubric.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    low: float
    high: float
    sign: int
    needs: tuple[Need, ...]
    option_needs: tuple[tuple[Need, ...], ...]
    not_applicable: NotApplicable
    valid_for: Period | None
    path: Path


@attrs.frozen(eq=False, repr=False)
class FactInput(Data):
    """A fact that the plan reads.

    Arguments:
        id: Its id.
        kind: What is asked for.
        options: What can be answered.
        default: Its value where none is given.
        needed: Whether anything depends on it.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    default: Value | None
    needed: bool


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
    """So many points for every full `per` of the number as given, which is `sign` times the code."""

    per: float
    earn: float
    sign: int


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
        case PerFull(per=per, earn=earn, sign=sign):
            return earn * (quantise(sign * code / per) // SCALE)
        case Steps(values=values):
            return values[pieces.step(code)]
        case _:
            xs, ys = pieces.xs, pieces.ys
            right = next((position for position, x in enumerate(xs) if code < x), len(xs))
            if right in (0, len(xs)):
                return ys[0] if right == 0 else ys[-1]
            left = right - 1
            return ys[left] + (ys[right] - ys[left]) * ((code - xs[left]) / (xs[right] - xs[left]))


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
class Bend(Data):
    """Adds `base`, holds it at `cap`, rounds half up to `digits`; quantises in any case."""

    arg: int
    base: float = 0.0
    cap: float | None = None
    digits: int | None = None


def bent(does: Bend, x: float) -> float:
    """What a number becomes.

    >>> bent(Bend(0, base=1, cap=10, digits=1), 2.25)
    3.3
    """
    x += does.base
    if does.cap is not None:
        x = min(x, does.cap)
    millionths = quantise(x)
    if does.digits is None:
        return millionths / SCALE
    unit: int = SCALE // 10**does.digits
    return int(math.floor(millionths / unit + 0.5) * unit) / SCALE


@attrs.frozen(eq=False, repr=False)
class Step(Data):
    """The height of a step function at the quantised value."""

    arg: int
    steps: Steps


@attrs.frozen(eq=False, repr=False)
class Holds(Data):
    """1 where the value is at least the threshold, else 0; `quantised` compares in millionths."""

    arg: int
    threshold: float
    quantised: bool


@attrs.frozen(eq=False, repr=False)
class Count(Data):
    """1 where enough of the conditions that are present hold: so many (or all of fewer), or a share, or more than half."""

    args: tuple[int, ...]
    need: int | float | Literal["majority"]


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
class Else(Data):
    """The first of two values that is not None."""

    first: int
    second: int


Operation: TypeAlias = (
    Points | Sum | Ratio | Product | Least | Greatest | Bend | Step | Holds | Count | Ladder | OnlyIf | Else
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


@attrs.frozen(eq=False, repr=False)
class Demand(Data):
    """A condition, as explanations tell it.

    Arguments:
        node: Its position in the plan.
        kind: ``all``, ``any``, ``count`` or ``each`` for a group; else what is asked of the subject: an aspect.
        name: The full id of the question or dimension that is asked; empty for a group.
        least: What is asked for, as published.
        needed: How many must hold, for ``count``; the share for a rung of a ladder.
        value: The node that is compared with the threshold.
        threshold: What it is compared with, in the node's terms.
        input: The position of the input that is asked, for a question.
        parts: The conditions of a group.
    """

    node: int
    kind: Literal["all", "any", "count", "each", "share", "value", "points", "score", "level"]
    name: str = ""
    least: Value | None = None
    needed: float | None = None
    value: int | None = None
    threshold: float = 0.0
    input: int | None = None
    parts: tuple["Demand", ...] = ()


@attrs.frozen(eq=False, repr=False)
class Banded(Data):
    """How the bands of a dimension lie on its score.

    Arguments:
        ranks: The rank of each band's level.
        bands: The bands as published, worst first.
        regions: What they say along the score.
        overlap: The policy where they overlap.
        gap: The policy where they leave a gap.
        steps: What these policies make of them: ranks along the score.
    """

    ranks: tuple[int, ...]
    bands: tuple[Band, ...]
    regions: tuple[Region, ...]
    overlap: str
    gap: str
    steps: Steps


@attrs.frozen(eq=False, repr=False)
class Asked(Data):
    """A question in its place, under which it is scored.

    Arguments:
        id: Its full id.
        input: The position of the input that answers it.
        facts: The facts under which it is asked.
    """

    id: str
    input: int
    facts: Facts


@attrs.frozen(eq=False, repr=False)
class Output(Data):
    """What the plan gives for one dimension.

    Arguments:
        id: The dimension's id; empty for the rubric itself.
        parent: The id of the dimension it is part of; None for the rubric itself.
        facts: The facts under which it is assessed.
        asked: Its own questions.
        way: The way to its level.
        score: The position of its score.
        full: The position of its full marks.
        level: The position of its level.
        banded: How its bands lie on its score.
        demands: What each level demands, by rank.
    """

    id: str
    parent: str | None
    facts: Facts
    asked: tuple[Asked, ...]
    way: str | None = None
    score: int | None = None
    full: int | None = None
    level: int | None = None
    banded: Banded | None = None
    demands: tuple[tuple[int, Demand], ...] = ()


@attrs.frozen(eq=False, repr=False)
class Plan(Data):
    """What a rubric comes to.

    Arguments:
        inputs: The answers it reads.
        facts: The facts it reads.
        nodes: The operations, each after its arguments.
        outputs: What it gives, the rubric itself first, then every dimension in the order of the rubric.
    """

    inputs: tuple[Input, ...]
    facts: tuple[FactInput, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[Output, ...]


def arguments(does: Operation) -> tuple[int, ...]:
    """The positions of the nodes that an operation reads.

    >>> arguments(Else(3, 4))
    (3, 4)
    """
    match does:
        case Points():
            return ()
        case Ratio(args=args, full=full):
            return args + (full or ())
        case Sum() | Product() | Least() | Greatest() | Count() | Ladder():
            return does.args
        case Else():
            return does.first, does.second
        case _:
            return (does.arg,)
