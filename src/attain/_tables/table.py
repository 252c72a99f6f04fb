"""Files as tables: rows of texts, or of typed values if a file is Parquet."""

import codecs
import os
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from io import TextIOWrapper
from pathlib import Path
from stat import S_ISREG
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, BinaryIO

import attrs

from attain._core.errors import AnswersError, AttainError, Problem
from attain._core.messages import say
from attain._format.content import opened
from attain._frames.headers import must_be_names
from attain._model.words import BLANKS, Decimal

from .contents import SHEETS, Dialect, ends_in, must_be_called
from .decimals import NumberCells, decided, evidence
from .encodings import encoding_of
from .rows import Rows, lines_of, rewrite
from .sheets import lines_of_sheet

if TYPE_CHECKING:
    import polars as pl


Note = Callable[[str], None]


@attrs.frozen(eq=False)
class OpenTable:
    """A file that is open as a table.

    Arguments:
        frame: The rows of the table.
        count: The number of rows.
        blank: The number of blank rows that were left out.
        place: The function that returns the name of a row, counted from 0, in messages: its line or row in the file.
        decimal: The decimal mark of numbers in texts; None if it makes no difference.
    """

    frame: "pl.LazyFrame"
    count: int
    blank: int
    place: Callable[[int], str]
    decimal: Decimal | None = None


def _fail(problem: Problem) -> AttainError:
    return AnswersError([problem])


@contextmanager
def opened_table(
    file: str,
    dialect: Dialect,
    note: Note,
    advance: Callable[[int], None],
) -> Iterator[OpenTable]:
    """Open a file as a table.

    Blank rows are left out. A text file or a sheet is checked row by row and copied to a temporary folder as plain CSV,
    which Polars can read several times. So a file can have any size.

    Arguments:
        file: The path of the file.
        dialect: The dialect of the file, as far as it is specified.
        note: The function to call with each note on how the file is read.
        advance: The function to call with the number of rows that are read since its last call.

    Raises:
        AnswersError: The file can't be read, or is unclear.
    """
    import polars as pl

    if ends_in(file, [".parquet"]):
        with _file(file):
            pass  # so that it is checked like any other file
        # Without statistics, since Polars 1.31 fails on those of a column that is all null.
        yield _without_blank(pl.scan_parquet(file, glob=False, use_statistics=False))
        return
    unit = "row" if ends_in(file, SHEETS) else "line"
    with _folder() as folder:
        copy = Path(folder, "rows.csv")
        separator, rows = _copied(file, copy, dialect, unit=unit, note=note, advance=advance)
        yield OpenTable(
            _named(copy, separator, rows, unit), rows.count, rows.blank, lambda row: f"{unit} {rows.line(row)}"
        )


def _without_blank(frame: "pl.LazyFrame") -> OpenTable:
    """Return a table without its blank rows.

    It checks columns one by one, up to the first that has a value in every row, which is usually the very first.
    """
    import polars as pl

    must_be_names(frame.collect_schema().names())
    blank = [is_blank(name, dtype) for name, dtype in frame.collect_schema().items()]
    count = int(frame.select(pl.len()).collect().item())
    rows: list[int] = []
    if count and all(frame.select(each.any()).collect().item() for each in blank):
        index = "-".join(["row", *frame.collect_schema().names()])  # a name that no column has
        found = frame.with_row_index(index).filter(pl.all_horizontal(blank)).select(index)
        rows = found.collect()[index].to_list()
    starts = [row - at for at, row in enumerate(rows)]
    kept = frame.filter(~pl.all_horizontal(blank)) if rows else frame
    return OpenTable(kept, count - len(rows), len(rows), lambda row: f"row {row + 1 + bisect_right(starts, row)}")


def is_blank(name: str, dtype: "pl.DataType") -> "pl.Expr":
    """Return whether a column is blank in a row: it has no value, or only blanks."""
    import polars as pl

    value = pl.col(name)
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return value.is_null() | (value.cast(pl.String).str.strip_chars(BLANKS) == "")
    return value.is_null() | value.is_nan() if dtype.is_float() else value.is_null()


@contextmanager
def _file(file: str) -> Iterator[BinaryIO]:
    """Open a regular file whose contents fit its name."""
    with opened(file, _fail) as stream:
        if not S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise AnswersError([Problem.of(say("unreadable.device"), ())])
        must_be_called(file, stream)
        yield stream


def _folder() -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="attain-")
    except OSError as error:
        raise _no_copy(error) from None


def _no_copy(error: OSError) -> AnswersError:
    what = say("unreadable.copy", folder=gettempdir(), cause=(error.strerror or str(error)).lower())
    return AnswersError([Problem.of(what, ())])


def _copied(
    file: str, copy: Path, dialect: Dialect, *, unit: str, note: Note, advance: Callable[[int], None]
) -> tuple[str, Rows]:
    """Check a file, and copy its rows as plain CSV; return the separator and the contents of the copy."""
    separator = "," if ends_in(file, SHEETS) else dialect.separator or ("\t" if ends_in(file, [".tsv"]) else None)
    with _file(file) as stream, closing(_lines(file, stream, dialect, note)) as lines:
        try:
            with copy.open("w", encoding="utf-8", newline="") as out:
                return rewrite(lines, out, separator, unit=unit, advance=advance)
        except OSError as error:
            raise _no_copy(error) from None


def _lines(file: str, stream: BinaryIO, dialect: Dialect, note: Note) -> Generator[str]:
    """Yield the lines of a text file, or the rows of a sheet as lines.

    Raises:
        AnswersError: The file can't be read.
    """
    if ends_in(file, SHEETS):
        yield from lines_of_sheet(file, dialect.sheet, note)
        return
    try:
        encoding = dialect.encoding
        if encoding is None:
            encoding, assumed = encoding_of(stream)
            stream.seek(0)
            if assumed:
                note(assumed)
        elif codecs.lookup(encoding).name == "utf-8":
            encoding = "utf-8-sig"
        with TextIOWrapper(stream, encoding=encoding, newline="") as text:
            yield from lines_of(text)
    except OSError as error:
        raise AnswersError([Problem.of(say("unreadable.file", cause=str(error.strerror).lower()), ())]) from None


def _named(copy: Path, separator: str, rows: Rows, unit: str) -> "pl.LazyFrame":
    """Return the rows of a copy, without the columns that have neither a name nor a value.

    Raises:
        AnswersError: A column has values and no name.
    """
    import polars as pl

    must_be_names([*filter(None, rows.names)])
    if not rows.count:
        return pl.LazyFrame(schema=dict.fromkeys(filter(None, rows.names), pl.String))
    spare = "-".join(["column", *filter(None, rows.names)])  # a name that no column has
    names = [name or f"{spare}-{at}" for at, name in enumerate(rows.names, 1)]
    frame = pl.scan_csv(copy, separator=separator, has_header=False, schema=dict.fromkeys(names, pl.String), glob=False)
    unnamed = [name for name, given in zip(names, rows.names, strict=True) if given is None]
    if not unnamed:
        return frame
    index = f"{spare}-0"
    firsts = [pl.col(index).filter(pl.col(name).str.strip_chars() != "").min().alias(name) for name in unnamed]
    found = frame.with_row_index(index).select(firsts).collect().row(0, named=True)
    problems = [
        Problem.of(say("unnamed-column", column=names.index(name) + 1, unit=unit, line=rows.line(row)), ())
        for name, row in found.items()
        if row is not None
    ]
    if problems:
        raise AnswersError(problems)
    return frame.drop(unnamed)


def decimal_of(table: OpenTable, numbers: Sequence[NumberCells], note: Note) -> Decimal | None:
    """Return the decimal mark in a table; None if it makes no difference.

    Arguments:
        table: The table with the numbers.
        numbers: The cells of the numbers.
        note: The function to call with a note if the mark is a comma.

    Raises:
        AnswersError: The numbers prove both marks, or none proves a mark and one could have either.
    """
    import polars as pl

    schema = table.frame.collect_schema()
    found = evidence(table.frame, [number for number in numbers if schema[number.column] == pl.String])
    decimal = decided(found, table.place)
    if found.comma:
        note(str(say("note.decimal-commas", text=found.comma.text.strip())))
    return decimal
