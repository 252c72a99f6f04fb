"""What a plan is made of as arithmetic without nulls: cells, each a small operation on the cells before it.

Whether there is a value stands in a cell of its own, so no engine's way with nulls matters.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import attrs

from attain._data import Data
from attain._plan.nodes import Facts, Line, PerFull

State: TypeAlias = Literal["open", "inapplicable"]
"""Why an answer does not reach the plan."""

Part: TypeAlias = Literal["code"] | State
"""What a column tells of each answer: its code, 0 where it has none, and why it has none."""


@attrs.frozen(eq=False, repr=False)
class Constant(Data):
    """The same in every row."""

    value: float


@attrs.frozen(eq=False, repr=False)
class Given(Data):
    """What a column of answers tells."""

    input: int
    part: Part


@attrs.frozen(eq=False, repr=False)
class So(Data):
    """Whether the facts are so."""

    facts: Facts


@attrs.frozen(eq=False, repr=False)
class Unreadable(Data):
    """Whether a row holds something that is no answer."""


@attrs.frozen(eq=False, repr=False)
class Sum(Data):
    """The weighted sum, from left to right; a condition that holds is 1."""

    args: tuple[int, ...]
    weights: tuple[float, ...]


@attrs.frozen(eq=False, repr=False)
class Share(Data):
    """`times` one number divided by another; 0 where the other is not above 0."""

    above: int
    below: int
    times: float


@attrs.frozen(eq=False, repr=False)
class Product(Data):
    """The product, from left to right."""

    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Extreme(Data):
    """The smallest, or the largest."""

    which: Literal["least", "greatest"]
    args: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class Rounded(Data):
    """A number, rounded half up by :func:`attain._plan.nodes.rounded`."""

    arg: int
    digits: int


@attrs.frozen(eq=False, repr=False)
class Valued(Data):
    """What a number that was answered is worth."""

    arg: int
    worth: Line | PerFull


@attrs.frozen(eq=False, repr=False)
class AtLeast(Data):
    """Whether a number is at least so large."""

    arg: int
    threshold: float


@attrs.frozen(eq=False, repr=False)
class Above(Data):
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
class Pick(Data):
    """One thing where a condition holds, else another."""

    condition: int
    then: int
    other: int


Leaf: TypeAlias = Given | So | Unreadable
"""What columns tell."""

Operation: TypeAlias = (
    Constant | Sum | Share | Product | Extreme | Rounded | Valued | AtLeast | Above | Every | Some | Not | Pick
)
"""What is worked out."""

Does: TypeAlias = Leaf | Operation


@attrs.frozen(eq=False, repr=False)
class Cell(Data):
    """An operation, and what is known of what it gives.

    Arguments:
        does: The operation.
        low: The least it can give.
        high: The most.
        whole: Whether it gives whole numbers alone.
        condition: Whether it holds or not, rather than being a number.
    """

    does: Does
    low: float
    high: float
    whole: bool
    condition: bool = False


def arguments(does: Does) -> tuple[int, ...]:
    """The positions of the cells that an operation reads.

    >>> arguments(Pick(3, 4, 5))
    (3, 4, 5)
    """
    match does:
        case Constant() | Given() | So() | Unreadable():
            return ()
        case Sum() | Product() | Extreme() | Every() | Some():
            return does.args
        case Share(above=above, below=below):
            return above, below
        case Pick():
            return does.condition, does.then, does.other
        case _:
            return (does.arg,)


def uses(cells: Sequence[Cell], roots: Iterable[int]) -> dict[int, int]:
    """Count how often each cell is read, of those that some cells are made of; being asked for counts, too.

    Arguments:
        cells: All cells.
        roots: The positions of the cells that are asked for.
    """
    found: dict[int, int] = {}
    waiting = list(roots)
    while waiting:
        position = waiting.pop()
        found[position] = found.get(position, 0) + 1
        if found[position] == 1:
            waiting += arguments(cells[position].does)
    return found
