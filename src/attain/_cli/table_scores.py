"""Scores and summaries of tables of any size, which Polars reads, scores and writes piece by piece."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, cast

import attrs

from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._frames.request import Extent, Request, requested
from attain._model.words import BLANKS
from attain._rubric import Rubric
from attain._summaries import Summary
from attain._tables.table import OpenTable, is_blank

from .files import replacing
from .printing import log, progress
from .table_options import TableRequest
from .tables import named_id, note_columns, opened_answers, subject_id

if TYPE_CHECKING:
    import polars as pl

    from attain._frames.assess import ScoredFrame

SHOWN = 5
"""The number of subjects to show of a table that is not written to a file."""

_NUMBER = r"^[+-]?[0-9.,]+(?:[eE][+-]?[0-9]+)?$"


def _request(
    asked: TableRequest, table: OpenTable, id_: str, output: Extent = "full", keep: Sequence[str] = (), *, check: bool
) -> Request:
    """Return the request about a frame, whose hints name the options of commands."""
    return requested(
        id=id_,
        output=output,
        format=asked.shape,
        columns=asked.columns,
        keep=keep,
        partial=asked.partial,
        on=asked.on,
        check=check,
        decimal=table.decimal,
        caller="command",
    )


def summarised(rubric: Rubric, asked: TableRequest) -> Summary:
    """Return the summary of a table.

    Raises:
        AnswersError: It can't be read, or does not fit.
    """
    from attain._frames.summary import summarise

    with opened_answers(rubric, asked) as table:
        frame = table.frame
        names = frame.collect_schema().names()
        if asked.shape == "wide" and named_id(rubric, asked, names) is None:
            id_ = "-".join(["number", *names])  # a name that no column has
            frame = frame.with_row_index(id_)
        else:
            id_ = subject_id(rubric, asked, names)
        summary = summarise(rubric.frames, frame, _request(asked, table, id_, check=False), Summary)
        note_columns(rubric, asked, names)
        if asked.shape == "wide" and (rows := _repeated(frame, id_)):
            log("note", str(say("note.id-twice", rows=rows)), asked.file)
        return attrs.evolve(summary, blank=summary.blank + table.blank)


@attrs.frozen
class Preview:
    """The first rows of levels of a scored table, and their number.

    Arguments:
        id: The column that identifies the subjects.
        rows: The first rows.
        count: The number of all rows.
        unreadable: The number of values in all rows that are not answers.
    """

    id: str
    rows: Sequence[Mapping[str, object]]
    count: int
    unreadable: int


def preview(rubric: Rubric, asked: TableRequest, *, check: bool) -> Preview:
    """Score a table, and return the first rows of levels.

    Arguments:
        rubric: The rubric.
        asked: The request about the table.
        check: Whether to raise an error for values that are not answers.

    Raises:
        AnswersError: It can't be read, or does not fit.
    """
    with opened_answers(rubric, asked) as table:
        import polars as pl

        scoring = _Scoring(rubric, asked, table)
        found = scoring()
        scoring.look(check=check)
        with progress("Scored", table.count if asked.shape == "wide" else None) as advance:
            passing = Passing(advance)
            values = found.select("unreadable").map_batches(passing, streamable=True)
            count = values.select(pl.len()).collect().item()
        if passing.unreadable and check:
            scoring.refuse()
        rows = found.head(SHOWN).collect().to_dicts()
        scoring.note()
        return Preview(scoring.id, rows, count, passing.unreadable)


def write_scored(
    rubric: Rubric, asked: TableRequest, out: Path, *, output: Extent, keep: Sequence[str], check: bool
) -> None:
    """Score a table into a file, piece by piece; on failure, an existing file stays unchanged.

    Arguments:
        rubric: The rubric.
        asked: The request about the table.
        out: The file to write.
        output: The extent of the columns to write.
        keep: The names of other columns to copy.
        check: Whether to raise an error for values that are not answers; otherwise the column ``unreadable`` counts
            them.

    Raises:
        AnswersError: The table can't be read, or does not fit.
    """
    with opened_answers(rubric, asked) as table:
        scoring = _Scoring(rubric, asked, table, output, keep)
        found = scoring()  # fails at once if the columns don't fit
        csv = out.suffix.lower() == ".csv"
        if csv:
            _must_fit_csv(found)
        scoring.look(check=check)
        total = table.count if asked.shape == "wide" else None
        with progress("Scored", total) as advance:
            passing = Passing(advance)
            passed = _told(found, passing, csv=csv, counts=not check)
            with replacing(out) as written:
                stream = cast(IO[bytes], written)  # Polars only writes to it
                _ = passed.sink_csv(stream) if csv else passed.sink_parquet(stream)
                if passing.unreadable and check:
                    scoring.refuse()
        scoring.note()


class _Scoring:
    """Scores a table without a check; subjects whose answers are in rows are sorted by id."""

    def __init__(
        self, rubric: Rubric, asked: TableRequest, table: OpenTable, output: Extent = "levels", keep: Sequence[str] = ()
    ) -> None:
        self._table = table
        self._names = table.frame.collect_schema().names()
        self.id = subject_id(rubric, asked, self._names)
        self._rubric = rubric
        self._asked = asked
        self._output: Extent = output
        self._keep = keep
        self._blank = table.blank

    def __call__(self) -> "pl.LazyFrame":
        found = cast("pl.LazyFrame", self._rubric.frames(self._table.frame, self._request(check=False)))
        return found if self._asked.shape == "wide" else found.sort(self.id)

    def _request(self, *, check: bool) -> Request:
        return _request(self._asked, self._table, self.id, self._output, self._keep, check=check)

    def refuse(self) -> None:
        """Raise an error with the problems of the rows."""
        self._rubric.frames.scored(self._table.frame, self._request(check=True))

    def look(self, *, check: bool) -> None:
        """Examine the ids for blank rows, and for rows without an id or with another row's id.

        Arguments:
            check: Whether to raise an error for rows without an id or with another row's id.

        Raises:
            AnswersError: There are such rows.
        """
        lacks = _unidentified(self._table.frame, self.id)
        if check and (lacks or (self._asked.shape == "wide" and _repeated(self._table.frame, self.id))):
            self.refuse()
        if lacks:
            scored = self._rubric.frames.scored(self._table.frame, self._request(check=False), count=True)
            self._blank += cast("ScoredFrame", scored).count_blank()

    def note(self) -> None:
        """Print on the standard error which rows are left out, and how columns are matched."""
        if self._blank:
            log("note", str(say("note.blank-rows", rows=self._blank)), self._asked.file)
        note_columns(self._rubric, self._asked, self._names, self._keep)


def _unidentified(frame: "pl.LazyFrame", id_: str) -> int:
    """Return the number of rows without an id."""
    return int(frame.select(_lacks(frame, id_).sum()).collect().item())


def _repeated(frame: "pl.LazyFrame", id_: str) -> int:
    """Return the number of rows with the id of an earlier row."""
    import polars as pl

    ids = pl.col(id_).str.strip_chars(BLANKS) if frame.collect_schema()[id_] == pl.String else pl.col(id_)
    known = ids.filter(~_lacks(frame, id_))
    return int(frame.select(known.len() - known.n_unique()).collect().item())


def _lacks(frame: "pl.LazyFrame", id_: str) -> "pl.Expr":
    return is_blank(id_, frame.collect_schema()[id_])


class Passing:
    """Passes on the pieces of a scored table, and counts their rows and the values that are not answers.

    Arguments:
        advance: A function to call with the number of further rows written.
    """

    def __init__(self, advance: Callable[[int], None]) -> None:
        self.unreadable = 0
        self._advance = advance
        self._lock = Lock()  # Polars may pass several pieces at once

    def __call__(self, piece: "pl.DataFrame") -> "pl.DataFrame":
        found = int(piece["unreadable"].sum())
        with self._lock:
            self.unreadable += found
            self._advance(piece.height)
        return piece


def _must_fit_csv(table: "pl.LazyFrame") -> None:
    import polars as pl

    for name, dtype in table.collect_schema().items():
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            raise AnswersError([Problem.of(say("column-type.csv"), (name,))])


def _no_formulas(table: "pl.LazyFrame") -> "Iterator[pl.Expr]":
    """Yield texts that a spreadsheet would take for formulas with an apostrophe before them; numbers stay."""
    import polars as pl

    for name, dtype in table.collect_schema().items():
        if dtype in (pl.String, pl.Categorical) or isinstance(dtype, pl.Enum):
            text = pl.col(name).cast(pl.String)
            formula = text.str.contains(r"^[=+@\t\r-]") & ~text.str.contains(_NUMBER)
            yield pl.when(formula).then("'" + text).otherwise(text).alias(name)


def _told(found: "pl.LazyFrame", passing: Passing, *, csv: bool, counts: bool) -> "pl.LazyFrame":
    """Return a scored table as it is written, with or without the count of values that are not answers."""
    # Dropping the count from the pieces instead would leave nothing to add up.
    counted = found.map_batches(passing, projection_pushdown=False, streamable=True)
    table = counted if counts else counted.drop("unreadable")
    return table.with_columns(*_no_formulas(table)) if csv else table
