"""The rows of a text file, checked one by one and rewritten in one dialect that every reader understands alike."""

import csv
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from io import StringIO
from itertools import chain, islice
from typing import TextIO

import attrs

from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, say

SEPARATORS = ",;\t|"
"""The characters that can separate cells."""

_LONGEST = 16 * 1024 * 1024
_HEAD = 20  # lines that are searched for the separator
_MOST_SHOWN = 10
_AT_ONCE = 10_000
_NAMES_SEPARATOR = re.compile(r'"?sep=(.)"?\s*')  # a first line for Excel


def lines_of(stream: TextIO) -> Iterator[str]:
    """Yield the lines of a text file, with their ends.

    Arguments:
        stream: The file, opened with ``newline=""``.

    Raises:
        AnswersError: The file is not text, is not in its encoding, or has a line that is too long.
    """
    number = 0
    try:
        while line := stream.readline(_LONGEST + 1):
            number += 1
            if len(line) > _LONGEST:
                raise AnswersError([Problem.of(say("too-large.line", line=number, most=_LONGEST // 1024**2), ())])
            if "\0" in line:
                raise AnswersError([_null(line, number)])
            yield line
    except UnicodeError:
        encoding = stream.encoding.removesuffix("-sig")
        raise AnswersError([Problem.of(say("encoding.wrong", encoding=encoding, line=number + 1), ())]) from None


def _null(line: str, number: int) -> Problem:
    """Return the problem of a line with a null character; in the first line, the encoding may be wrong."""
    if number > 1:
        return Problem.of(say("table-syntax.null", line=number), ())
    order = "le" if line.index("\0") % 2 else "be"  # the higher of the two bytes of a letter is 0
    return Problem.of(say("table-syntax.utf-16", line=number, order=order), ())


@attrs.frozen
class _Row:
    line: int
    text: str
    cells: int
    blank: bool


class _Echo:
    def write(self, text: str) -> str:
        return text


class _RowSplitter:
    """Splits lines into rows; a quoted cell may contain line breaks."""

    def __init__(self, lines: Iterable[str], separator: str) -> None:
        self._lines = self._counted(lines)
        self._separator = separator
        self._write = csv.writer(_Echo(), delimiter=separator).writerow
        self.line = 0

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self.line += 1
            yield line

    def __iter__(self) -> Iterator[_Row]:
        for line in self._lines:
            at = self.line
            if '"' in line:
                cells = self.split(line)
                text = self._write(cells)
                yield _Row(at, text, len(cells), not any(map(str.strip, cells)))
            else:  # most lines, and much faster
                text = line.rstrip("\r\n")
                yield _Row(
                    at, f"{text}\n", text.count(self._separator) + 1, not text.replace(self._separator, "").strip()
                )

    def split(self, line: str) -> list[str]:
        """Return the cells of the row that starts with a line."""
        at = self.line
        try:
            return next(csv.reader(chain((line,), self._lines), delimiter=self._separator, strict=True))
        except csv.Error as error:
            if "expected after" in str(error):
                what = say("table-syntax.after-quote", line=self.line)
            else:
                what = say("table-syntax.open-quote", line=at)
            raise AnswersError([Problem.of(what, ())]) from None


def separator_of(head: Sequence[str]) -> str:
    r"""Return the separator of the cells in a file.

    It is a separator that the first line contains outside of quotes. If there are several, it is the one that splits
    the lines below into as many cells.

    >>> separator_of(["id;revenue, in EUR;churn, in %\n", "a;5,5;2,5\n"])
    ';'
    >>> separator_of(["id\n", "a\n"])
    ','
    """

    def fit(separator: str) -> tuple[bool, int, bool]:
        cells: list[int] = []
        with suppress(AnswersError):  # the last row may continue after the head
            cells.extend(row.cells for row in _RowSplitter(head, separator) if not row.blank)
        first = cells[0] if cells else 1
        return (
            first > 1 and set(cells) == {first},
            first,
            first > 1 and separator != ",",
        )  # texts and numbers contain commas, too

    return max(SEPARATORS, key=fit)


@attrs.frozen(eq=False)
class Rows:
    """The contents of a file of rows.

    Arguments:
        names: The names of the columns; None for a column without one.
        count: The number of rows, without blank rows.
        blank: The number of blank rows that were left out.
    """

    names: Sequence[str | None]
    count: int
    blank: int
    _starts: Sequence[int]
    _lines: Sequence[int]

    def line(self, row: int) -> int:
        """Return the line in which a row starts, counted from 1.

        Arguments:
            row: The row, counted from 0.
        """
        at = bisect_right(self._starts, row) - 1
        return self._lines[at] + row - self._starts[at]


def rewrite(
    lines: Iterator[str],
    out: TextIO,
    separator: str | None = None,
    *,
    unit: str = "line",
    advance: Callable[[int], None] = lambda rows: None,  # noqa: ARG005  # nobody follows the progress
) -> tuple[str, Rows]:
    """Check the rows of a file, and write them in one dialect, without the header and blank rows.

    Arguments:
        lines: The lines of the file, with their ends.
        out: The file to write the rows to.
        separator: The separator of the cells; None to find it.
        unit: The word for a line in messages: ``line``, or ``row`` in a spreadsheet.
        advance: The function to call with the number of rows that are done since its last call.

    Returns:
        The separator of the cells, and the contents of the file.

    Raises:
        AnswersError: The file is empty, its header is unclear or repeated, or rows have fewer or more cells than it.
    """
    head = [*islice(lines, _HEAD)]
    named = _NAMES_SEPARATOR.fullmatch(head[0]) if head else None
    separator = separator or (named[1] if named else separator_of(head))
    rows = _RowSplitter(chain(head, lines), separator)
    source = iter(rows)
    header = next((row for row in source if not row.blank and not (named and row.line == 1)), None)
    if header is None:
        raise AnswersError([Problem.of(say("empty.table"), ())])
    names = _names(next(csv.reader(StringIO(header.text, newline=""), delimiter=separator)))
    starts, at_lines = array("q", [0]), array("q", [header.line + 1])
    ragged = _Ragged(names, separator)
    again: list[int] = []
    count = blank = 0
    expected = at_lines[0]
    for row in source:
        if row.blank:
            blank += 1
            continue
        if row.text == header.text:
            again.append(row.line)
        ragged.see(row)
        if row.line != expected:
            starts.append(count)
            at_lines.append(row.line)
        expected = row.line + 1
        out.write(row.text)
        count += 1
        if count % _AT_ONCE == 0:
            advance(_AT_ONCE)
    advance(count % _AT_ONCE)
    problems = [*ragged.problems(unit)]
    if again:
        problems.append(Problem.of(say("repeated-header", unit=unit, line=again[0], count=len(again)), ()))
    if problems:
        raise AnswersError(problems)
    return separator, Rows(names, count, blank, starts, at_lines)


def _names(header: Sequence[str]) -> list[str | None]:
    """Return the names of the columns.

    Raises:
        AnswersError: A name occurs twice.
    """
    names = [name.strip() and name for name in header]
    counts = Counter(name.strip() for name in names if name)
    problems = []
    for name, times in counts.items():
        if times > 1:
            columns = tuple(at for at, each in enumerate(names, 1) if each and each.strip() == name)
            problems.append(Problem.of(say("column-clash.headers", name=name, columns=columns), (name,)))
    if problems:
        raise AnswersError(problems)
    return [name or None for name in names]


@attrs.define
class _Short:
    line: int
    cells: int
    trailing: bool  # whether the last cell is empty
    broken: int | None = None


class _Ragged:
    """Collects the rows with fewer or more cells than the header, and finds those that a line break has split."""

    def __init__(self, names: Sequence[str | None], separator: str) -> None:
        self._names = names
        self._separator = separator
        self._shown: list[_Short] = []
        self._count = 0
        self._run: list[_Short] = []  # short rows in sequence that may be one row
        self._first = self._joined = 0  # the number of cells in its first line, and in all joined

    def see(self, row: _Row) -> None:
        """Check the number of cells in a row."""
        if row.cells == len(self._names):
            self._run, self._first, self._joined = [], row.cells, row.cells
            return
        short = _Short(row.line, row.cells, row.text.endswith(f"{self._separator}\n"))
        self._count += 1
        if len(self._shown) < _MOST_SHOWN:
            self._shown.append(short)
        if row.cells > len(self._names):
            self._run, self._first, self._joined = [], 0, 0
            return
        joined = self._joined + row.cells - 1
        if self._joined and joined <= len(self._names):
            self._run.append(short)
            self._joined = joined
        else:
            self._run, self._first, self._joined = [short], row.cells, row.cells
        if self._joined == len(self._names):
            for each in self._run:
                each.broken = self._first

    def _surplus(self, long: _Short) -> Message:
        """Return the hint for a row with more cells than the header."""
        if len(self._names) == 1:
            return say("fix.header")
        return say("fix.trailing") if long.trailing and long.cells == len(self._names) + 1 else say("fix.separator")

    def problems(self, unit: str) -> Iterator[Problem]:
        """Yield the problems with the rows.

        Arguments:
            unit: The word for a line in messages: ``line`` or ``row``.
        """
        for short in self._shown:
            fix = self._surplus(short) if short.cells > len(self._names) else None
            if short.broken:
                name = self._names[short.broken - 1]
                fix = say(
                    "fix.line-break", column=say("column", name=name) if name else say("column.at", at=short.broken)
                )
            what = say("ragged-row", unit=unit, line=short.line, cells=short.cells, columns=len(self._names))
            yield Problem.of(what, (), fix)
        if self._count > len(self._shown):
            yield Problem.of(say("ragged-row.more", count=self._count - len(self._shown), unit=unit), ())
