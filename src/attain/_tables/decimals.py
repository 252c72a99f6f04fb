"""Detection of the decimal mark in a file, a comma or a point, as far as its numbers prove it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, say
from attain._model.words import MARKS, WRITTEN, Decimal

if TYPE_CHECKING:
    import polars as pl


_HEAD = 10_000  # rows that are searched first


@attrs.frozen(eq=False)
class NumberCells:
    """The cells of numbers that answer a question or are the values of a fact.

    Arguments:
        column: The name of their column.
        where: The condition on their rows; None for all rows.
    """

    column: str
    where: "pl.Expr | None" = None


@attrs.frozen
class Sample:
    """The first number of a kind.

    Arguments:
        row: The row of the number, counted from 0.
        column: The name of its column.
        text: The text of its cell.
    """

    row: int
    column: str
    text: str


@attrs.frozen(kw_only=True)
class DecimalEvidence:
    """The evidence for the decimal mark in a file.

    Arguments:
        comma: The first text that is a number only with a decimal comma; None if there is none.
        point: The first text that is a number only with a decimal point; None if there is none.
        either: If there is neither, the first text that is a different number with each mark, such as 550.000.
    """

    comma: Sample | None
    point: Sample | None
    either: Sample | None


def evidence(frame: "pl.LazyFrame", numbers: Sequence[NumberCells]) -> DecimalEvidence:
    """Return the evidence for the decimal mark in a table.

    Arguments:
        frame: The table, with its numbers as texts.
        numbers: The cells of the numbers.

    >>> import polars as pl
    >>> evidence(pl.LazyFrame({"revenue": ["550.000", "1.234.567"], "churn": ["5", "x"]}), [NumberCells("revenue")]).comma
    Sample(row=1, column='revenue', text='1.234.567')
    """
    # Most files prove their mark in the first rows, and a search for a contradiction in all rows is quick.
    comma, point = (
        _first(frame.head(_HEAD), numbers, _proof(mark)) or _first(frame, numbers, _proof(mark)) for mark in MARKS
    )
    either = None if comma or point else _first(frame, numbers, _EITHER)
    return DecimalEvidence(comma=comma, point=point, either=either)


_Test: TypeAlias = Callable[["pl.Expr"], "pl.Expr"]
"""A function that returns a condition on a text."""


def _proof(mark: Decimal) -> tuple[_Test, _Test]:
    """Return a quick test and an exact one for numbers that prove a decimal mark."""
    (this, thousands), [other] = MARKS[mark], MARKS.keys() - {mark}
    return (
        lambda text: text.str.contains(this, literal=True) | (text.str.count_matches(thousands, literal=True) > 1),
        lambda text: text.str.contains(WRITTEN[mark]) & ~text.str.contains(WRITTEN[other]),
    )


_EITHER: tuple[_Test, _Test] = (
    lambda text: text.str.contains(r"[.,][0-9]{3}\s*$"),
    lambda text: text.str.contains(WRITTEN["comma"]) & text.str.contains(WRITTEN["point"]),
)
"""A quick test and an exact one for numbers that could have either decimal mark."""


def _first(frame: "pl.LazyFrame", numbers: Sequence[NumberCells], tests: Sequence[_Test]) -> Sample | None:
    """Return the first number that passes all tests; each test checks only the texts that pass those before it."""
    import polars as pl

    index = "-".join(["row", *frame.collect_schema().names()])  # a name that no column has
    firsts = []
    for at, number in enumerate(numbers):
        row, text = pl.col(index), pl.col(number.column)
        if number.where is not None:
            row, text = row.filter(number.where), text.filter(number.where)
        for test in tests:
            passes = test(text)
            row, text = row.filter(passes), text.filter(passes)
        firsts.append(row.min().alias(str(at)))
    rows = frame.with_row_index(index).select(firsts).collect().row(0) if firsts else ()
    found = [(row, number.column) for row, number in zip(rows, numbers, strict=True) if row is not None]
    if not found:
        return None
    row, column = min(found)
    return Sample(row, column, frame.select(column).slice(row, 1).collect().item())


def decided(found: DecimalEvidence, place: Callable[[int], str]) -> Decimal | None:
    """Return the decimal mark; None if it makes no difference.

    Arguments:
        found: The evidence for the mark.
        place: The function that returns the name of a row in messages.

    Raises:
        AnswersError: The numbers prove both marks, or none proves a mark and one could have either.
    """

    def shown(sample: Sample) -> Message:
        return say("sample", text=sample.text.strip(), place=place(sample.row), column=sample.column)

    if found.comma and found.point:
        what = say("decimal-mark.both", comma=shown(found.comma), point=shown(found.point))
        raise AnswersError([Problem.of(what, ())])
    if found.comma or found.point:
        return "comma" if found.comma else "point"
    if found.either:
        key = "decimal-mark.comma" if "," in found.either.text else "decimal-mark.point"
        raise AnswersError([Problem.of(say(key, sample=shown(found.either)), (found.either.column,))])
    return None
