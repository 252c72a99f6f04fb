"""Cells as expressions on columns. A cell that is read more than once becomes a column of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from attain._cells.arithmetic import condition, number
from attain._cells.cells import (
    Added,
    AtLeast,
    Cell,
    CellBuilder,
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
    width,
)
from attain._core.data import Data

from . import dialect
from .dialect import Expr, NarwhalsFrame, Number
from .reading import Flag, Stage

_LARGE = 80
"""The number of operations above which a cell becomes a column even if it is read only once."""


@attrs.frozen(eq=False, repr=False)
class Lowered(Data):
    """A cell as an expression.

    Arguments:
        expr: The expression of the cell.
        as_: The type of its values.
        columns: The names of the columns that it reads.
        size: The number of its operations.
        flag: The same as a condition on a single column; None if it is not one.
    """

    expr: Expr
    as_: Number
    columns: frozenset[str]
    size: int = 1
    flag: Flag | None = None


@attrs.frozen(eq=False, repr=False)
class KeptColumn(Data):
    """An intermediate column.

    Arguments:
        name: The name of the column.
        stage: The position of the step that calculates it.
        expr: The expression of its values.
        columns: The columns of earlier steps that it reads.
    """

    name: str
    stage: int
    expr: Expr
    columns: frozenset[str] = frozenset()


class Lowering:
    """Lowers the cells of a sheet to expressions.

    Arguments:
        sheet: The sheet of the cells.
        leaves: The lowered cells that are read from columns, by position.
        roots: The positions of the cells to lower; the cells that they read are lowered, too.
        table: The table that the expressions are for.
    """

    def __init__(
        self, sheet: CellBuilder, leaves: Mapping[int, Lowered], roots: Iterable[int], table: NarwhalsFrame
    ) -> None:
        self.table = table
        self.kept: dict[str, KeptColumn] = {}
        self._cells = sheet.cells
        self._leaves = leaves
        self._found: dict[int, Lowered] = {}
        self._uses = uses(sheet.cells, roots)
        for position in sorted(self._uses):
            self._found[position] = self._settled(position)

    def __getitem__(self, position: int) -> Lowered:
        return self._found[position]

    def _settled(self, position: int) -> Lowered:
        """Lower a cell. It becomes a column if it is read more than once or is large, unless it is a constant."""
        found = self._lower(self._cells[position], position)
        if found.size <= 1 or not found.columns or (self._uses[position] < 2 and found.size <= _LARGE):
            return found
        name = f"x{position}"
        stage = 1 + max([Stage.REASON, *(self.kept[read].stage for read in found.columns if read in self.kept)])
        self.kept[name] = KeptColumn(name, stage, found.expr, found.columns)
        flag = Flag(_itself, name) if found.as_ == "condition" else None
        return Lowered(dialect.column(name), found.as_, frozenset([name]), flag=flag)

    def _lower(self, cell: Cell, position: int) -> Lowered:
        does = cell.does
        if isinstance(does, InputCell):
            return self._leaves[position]
        read = [self._found[arg] for arg in arguments(does)]
        expr, as_ = self._expr(cell, does, read)
        columns: frozenset[str] = frozenset().union(*(each.columns for each in read))
        return Lowered(expr, as_, columns, 1 + sum(each.size for each in read))

    def _expr(self, cell: Cell, does: CellOperation, read: Sequence[Lowered]) -> tuple[Expr, Number]:
        match does:
            case AtLeast() | Positive() | Every() | Some() | Not():
                return condition(does, [each.expr for each in read]), "condition"
            case Share() | Multiplied() | Rounded() | Valued():
                return number(does, [_as(each, "float") for each in read], dialect), "float"
            case Added(weights=weights):
                return self._sum(cell, read, weights)
            case _:
                as_: Number = "condition" if cell.condition else width(cell, self._cells)
                return _chosen(does, cell, read, as_), as_

    def _sum(self, cell: Cell, read: Sequence[Lowered], weights: Sequence[float]) -> tuple[Expr, Number]:
        as_ = width(cell, self._cells)
        if cell.whole and {*weights} == {1.0} and (alike := _alike(read)):
            many = dialect.how_many(*alike, self.table)
            if many is not None:
                return dialect.cast_to(many, as_), as_
        terms = [(_as(each, as_), weight) for each, weight in zip(read, weights, strict=True)]
        return _weighted(terms, as_), as_


def _itself(expr: Expr) -> Expr:
    return expr


def _alike(read: Sequence[Lowered]) -> tuple[Callable[[Expr], Expr], list[str]] | None:
    """Return the condition that all cells put on distinct columns, and the columns; None if there is none."""
    flags = {each.flag for each in read if each.flag}
    conditions = {flag.condition for flag in flags}
    if len(flags) < len(read) or len(conditions) > 1:
        return None
    return conditions.pop(), sorted(flag.column for flag in flags)


def _as(lowered: Lowered, as_: Number) -> Expr:
    return lowered.expr if lowered.as_ == as_ else dialect.cast_to(lowered.expr, as_)


def _weighted(terms: Sequence[tuple[Expr, float]], as_: Number) -> Expr:
    """Return a weighted sum, added from left to right."""
    found: Expr | None = None
    for expr, weight in terms:
        term = expr if abs(weight) == 1 else expr * (weight if as_ == "float" else int(weight))
        if found is None:
            found = expr * -1 if weight == -1 else term
        else:
            found = found - term if weight == -1 else found + term
    return dialect.constant(0, as_) if found is None else found


def _chosen(does: Constant | Select | Extreme, cell: Cell, read: Sequence[Lowered], as_: Number) -> Expr:
    match does:
        case Constant(value=value):
            return dialect.constant(bool(value) if cell.condition else value if as_ == "float" else int(value), as_)
        case Select():
            return dialect.choose([(read[0].expr, _as(read[1], as_))], _as(read[2], as_))
        case _:
            return dialect.extreme([_as(each, as_) for each in read], least=does.which == "least")
