"""Which mark separates the decimals of a file's numbers: a comma or a point, as far as the numbers themselves prove it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import attrs

from attain._errors import AnswersError, Problem

if TYPE_CHECKING:
    import polars as pl

Decimal: TypeAlias = Literal["comma", "point"]
"""What separates decimals."""

MARKS: tuple[Decimal, ...] = get_args(Decimal)

_NUMBER = (
    r"^\s*[+-]?(?:[0-9]+|[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+)?(?:{decimal}[0-9]*)?(?:[eE][+-]?[0-9]+)?\s*$"
)
_READS: dict[Decimal, str] = {
    "comma": _NUMBER.format(thousands=r"\.", decimal=","),
    "point": _NUMBER.format(thousands=",", decimal=r"\."),
}
_MARKED = "[0-9][.,]|[.,][0-9]"


@attrs.frozen(eq=False)
class Numbers:
    """Cells that answer a question or tell a fact with a number.

    Arguments:
        column: Their column.
        where: The rows, if it is not all of them.
    """

    column: str
    where: "pl.Expr | None" = None


@attrs.frozen
class Sample:
    """The first number of a kind.

    Arguments:
        row: Its row, counted from 0.
        column: Its column.
        text: What it is.
    """

    row: int
    column: str
    text: str


@attrs.frozen(kw_only=True)
class Evidence:
    """What the numbers of a file prove.

    Arguments:
        comma: A number that has a decimal comma or no meaning.
        point: A number that has a decimal point or no meaning.
        either: A number that is another one with either, such as 550.000.
    """

    comma: Sample | None
    point: Sample | None
    either: Sample | None


def evidence(frame: "pl.LazyFrame", numbers: Sequence[Numbers]) -> Evidence:
    """Return what the numbers of a table prove.

    Arguments:
        frame: The table; columns of numbers are texts.
        numbers: Which cells are numbers.

    >>> import polars as pl
    >>> found = evidence(pl.LazyFrame({"revenue": ["550.000", "1.234.567"], "churn": ["5", "0,5"]}), [Numbers("revenue")])
    >>> found.comma, found.point, found.either
    (Sample(row=1, column='revenue', text='1.234.567'), None, Sample(row=0, column='revenue', text='550.000'))
    """
    import polars as pl

    index = "-".join(["row", *frame.collect_schema().names()])  # which no column is called
    indexed, asked = frame.with_row_index(index), []
    for number in numbers:
        text, row = pl.col(number.column), pl.col(index)
        marked = text.str.contains(_MARKED) if number.where is None else text.str.contains(_MARKED) & number.where
        texts, rows = text.filter(marked), row.filter(marked)
        comma, point = (texts.str.contains(_READS[mark]) for mark in MARKS)
        asked += [rows.filter(so).min() for so in (comma & ~point, point & ~comma, comma & point)]
    found = indexed.select(each.alias(str(at)) for at, each in enumerate(asked)).collect().row(0) if asked else ()
    samples: list[Sample | None] = []
    for kind in range(3):
        first = min(
            ((row, number.column) for row, number in zip(found[kind::3], numbers, strict=True) if row is not None),
            default=None,
        )
        samples.append(first and Sample(*first, frame.select(first[1]).slice(first[0], 1).collect().item()))
    return Evidence(comma=samples[0], point=samples[1], either=samples[2])


def decided(found: Evidence, place: Callable[[int], str]) -> Decimal | None:
    """Return what separates decimals; None if it makes no difference.

    Arguments:
        found: What the numbers prove.
        place: Returns what to call a row.

    Raises:
        AnswersError: The numbers prove both, or one of them could be either and none proves anything.
    """

    def told(sample: Sample) -> str:
        return f"'{sample.text.strip()}' ({place(sample.row)}, '{sample.column}')"

    hint = "say which it is: --decimal comma or --decimal point"
    if found.comma and found.point:
        message = (
            f"some numbers have decimal commas, and some have decimal points: {told(found.comma)}, {told(found.point)}"
        )
        raise AnswersError([Problem("decimal-mark", (), message, hint)])
    if found.comma or found.point:
        return "comma" if found.comma else "point"
    if found.either:
        message = (
            f"{told(found.either)} may have a decimal {_MARK_IN[',' in found.either.text]} or a separator of thousands"
        )
        raise AnswersError([Problem("decimal-mark", (found.either.column,), message, hint)])
    return None


_MARK_IN = {True: "comma", False: "point"}


def with_points(frame: "pl.LazyFrame", numbers: Sequence[Numbers], decimal: Decimal) -> "pl.LazyFrame":
    """Return a table whose numbers have decimal points, and nothing between thousands.

    Arguments:
        frame: The table.
        numbers: Which cells are numbers.
        decimal: What separates their decimals.

    >>> import polars as pl
    >>> with_points(pl.LazyFrame({"n": ["550.000,5", "a,b", None]}), [Numbers("n")], "comma").collect()["n"].to_list()
    ['550000.5', 'a,b', None]
    """
    import polars as pl

    def plain(number: Numbers) -> pl.Expr:
        text = pl.col(number.column)
        so = (
            text.str.contains(_READS[decimal])
            if number.where is None
            else text.str.contains(_READS[decimal]) & number.where
        )
        if decimal == "comma":
            read = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        else:
            read = text.str.replace_all(",", "", literal=True)
        return pl.when(so).then(read).otherwise(text).alias(number.column)

    return frame.with_columns(map(plain, numbers))
