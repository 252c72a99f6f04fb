"""Cells as the source of a Python function that scores plain answers.

The source contains only positions and names of constants, and never a text from a rubric. Points and thresholds are
data, which the function looks up.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from attain._core.precision import quantised
from attain._plan.nodes import rounded

from .cells import (
    Added,
    AtLeast,
    Cell,
    CellOperation,
    Constant,
    Every,
    Extreme,
    InputCell,
    Multiplied,
    Not,
    Positive,
    Rounded,
    Select,
    Share,
    Some,
    Valued,
    arguments,
    uses,
)

_LARGE = 40
"""The number of operations above which an expression gets a name, since the compiler refuses deep nesting."""

TOOLS = {
    "__builtins__": {},
    "NUMBERS": frozenset({int, float}),
    "max": max,
    "min": min,
    "quantised": quantised,
    "rounded": rounded,
}
"""The names that the source can use besides its constants."""


class Constants:
    """Names for the constants of a source; equal ones of one type share a name."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self._names: dict[Hashable, str] = {}

    def name(self, value: object, key: Hashable = None) -> str:
        """Return the name of a constant.

        Arguments:
            value: The constant, of any type.
            key: The key that identifies the constant, if it has no hash; by default, its type and itself.
        """
        key = key if key is not None else (type(value), value)
        if key not in self._names:
            self._names[key] = f"K{len(self._names)}"
            self.values[self._names[key]] = value
        return self._names[key]


class Statements:
    """Writes statements that calculate cells, each after the cells that it reads.

    Arguments:
        cells: All cells of a builder.
        leaves: The expressions of the cells that read answers and facts, by position.
        roots: The positions of the cells that are needed.
        constants: The constants of the source, to which others are added.
    """

    def __init__(
        self, cells: Sequence[Cell], leaves: Mapping[int, str], roots: Iterable[int], constants: Constants
    ) -> None:
        self.lines: list[str] = []
        self._constants = constants
        self._texts = dict(leaves)
        self._sizes: dict[int, int] = {}
        for position, times in sorted(uses(cells, roots).items()):
            does = cells[position].does
            if isinstance(does, InputCell):
                continue
            read = arguments(does)
            text, size = self._text(cells[position], does), 1 + sum(self._sizes.get(arg, 1) for arg in read)
            # Every sum is a statement of its own, so that its lookups are made in any case.
            if isinstance(does, Added) or (size > 1 and (times > 1 or size > _LARGE)):
                self.lines.append(f"x{position} = {text}")
                text, size = f"x{position}", 1
            self._texts[position], self._sizes[position] = text, size

    def __getitem__(self, position: int) -> str:
        return self._texts[position]

    def _text(self, cell: Cell, does: CellOperation) -> str:
        read, name = [self._texts[arg] for arg in arguments(does)], self._constants.name
        match does:
            case Constant(value=value):
                return name(int(value) if cell.whole else value)
            case Added(weights=weights):
                return " + ".join(self._times(cell, *each) for each in zip(read, weights, strict=True))
            case Share(times=times):
                return f"({name(times)} * {read[0]} / {read[1]} if {read[1]} > 0 else 0.0)"
            case Rounded(digits=digits):
                return f"rounded({read[0]}, {name(digits)})"
            case Valued(worth=worth):
                return f"{name(worth)}.at({read[0]})"
            case AtLeast(threshold=threshold):
                return f"({read[0]} >= {name(threshold)})"
            case _:
                return _plain_text(does, read)

    def _times(self, cell: Cell, x: str, weight: float) -> str:
        return x if weight == 1 else f"{self._constants.name(int(weight) if cell.whole else weight)} * {x}"


def _plain_text(does: Multiplied | Extreme | Positive | Every | Some | Not | Select, read: Sequence[str]) -> str:
    """Return an operation as source that names no constant."""
    match does:
        case Multiplied():
            return f"({' * '.join(read)})"
        case Extreme(which=which):
            return f"{'min' if which == 'least' else 'max'}({', '.join(read)})"
        case Positive():
            return f"({read[0]} > 0)"
        case Every():
            return f"({' and '.join(read)})"
        case Some():
            return f"({' or '.join(read)})"
        case Not():
            return f"(not {read[0]})"
        case _:
            return f"({read[1]} if {read[0]} else {read[2]})"
