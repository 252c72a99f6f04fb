"""Answers in tables of any size: Polars reads, scores and writes them piece by piece."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date
from functools import partial, wraps
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, TypeAlias, cast

import attrs
import click

from attain._core.data import FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import phrase, say
from attain._core.shapes import choices
from attain._core.text import MOST_NAMED
from attain._frames.request import Extent, Request, Shape, requested
from attain._model.words import BLANKS, MARKS, Decimal
from attain._plan.plan import FactInput, Input
from attain._results import Summary
from attain._rubric import Rubric
from attain._tables.contents import ENDINGS, SHEETS, TEXTS, ends_in
from attain._tables.decimals import Numbers
from attain._tables.encodings import is_encoding
from attain._tables.table import Dialect, Table, decimal_of, is_blank, opened_table

from .arguments import FILE, Command, option, today
from .columns_file import read_columns
from .files import replacing
from .terminal import progress, tell

if TYPE_CHECKING:
    import polars as pl

    from attain._frames.assess import ScoredFrame


WRITTEN = (".parquet", ".csv")
"""How the names of tables end that can be written."""

SHOWN = 5
"""So many subjects are shown of a table that is not written to a file."""

_IDS = ("id", "subject")
_NUMBER = r"^[+-]?[0-9.,]+(?:[eE][+-]?[0-9]+)?$"
_NEEDED = ("polars", "narwhals")
_SHEETS_NEED = {"python_calamine": SHEETS, "xlrd": (".xls",)}


@attrs.frozen(kw_only=True)
class Asked:
    """What is asked of a table.

    Arguments:
        file: The path of the table.
        id: The column that identifies the subjects, if one is named.
        shape: How answers lie in it.
        partial: Leave questions without a column open.
        on: The day of the assessment.
        dialect: How the file writes what it holds, as far as options say so.
        columns: The column of each question or fact that is mapped.
    """

    file: str
    id: str | None
    shape: Shape
    partial: bool
    on: date
    dialect: Dialect
    columns: FrozenDict[str, str] = FrozenDict()


Asking: TypeAlias = Callable[[str, date | None], AbstractContextManager[Asked]]
"""Gives what is asked of a table, by its path and the day; where problems of the mapping get their place in its file."""


def _known_encoding(_context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    if given is not None and not is_encoding(given):
        raise click.BadParameter(phrase("usage.encoding", given=given), param=parameter)
    return given


_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


def _one_character(_context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    found = None if given is None else _SEPARATORS.get(given, given)
    if found is not None and (len(found) != 1 or not found.isascii() or found in '"\r\n\0'):
        message = phrase("usage.separator", given=given, names=tuple(_SEPARATORS))
        raise click.BadParameter(message, param=parameter)
    return found


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for add in reversed(options):
        command = add(command)
    return command


_COLUMNS = "A table of subjects: what its columns are"
_FILE = "A table of subjects: how the file is written"


def dialect_options(command: Command) -> Command:
    """Add the options that say how a file writes its cells to a command."""
    return _with(
        command,
        option(
            "--separator",
            group=_FILE,
            metavar="CHARACTER",
            callback=_one_character,
            help="What separates cells: comma, semicolon, tab, bar or a character; detected by default.",
        ),
        option(
            "--encoding",
            group=_FILE,
            metavar="NAME",
            callback=_known_encoding,
            help="The encoding of a text file; UTF-8 or UTF-16 by default, or else Windows-1252.",
        ),
        option(
            "--sheet",
            group=_FILE,
            metavar="NAME",
            help="The sheet of a spreadsheet; the only one that is not empty by default.",
        ),
    )


def table_options(command: Command) -> Command:
    """Add the options that say how to read a table of answers to a command, which gets them as one function, `asking`."""

    @wraps(command)
    def with_asking(
        *,
        id_: str | None,
        shape: Shape,
        partial: bool,
        mapping: str | None,
        separator: str | None,
        encoding: str | None,
        decimal: Decimal | None,
        sheet: str | None,
        **others: object,
    ) -> int | None:
        @contextmanager
        def asking(file: str, on: date | None) -> Iterator[Asked]:
            columns = read_columns(mapping)
            dialect = Dialect(separator=separator, encoding=encoding, decimal=decimal, sheet=sheet)
            must_apply(file, dialect)
            with columns.located():
                yield Asked(
                    file=file,
                    id=id_ or columns.id,
                    shape=shape,
                    partial=partial,
                    on=on or today(),
                    dialect=dialect,
                    columns=columns.columns,
                )

        return command(asking=asking, **others)

    return _with(
        dialect_options(cast(Command, with_asking)),
        option(
            "--id",
            "id_",
            group=_COLUMNS,
            metavar="COLUMN",
            help="The column that identifies subjects: id or subject, if there is one.",
        ),
        option(
            "--answers",
            "shape",
            group=_COLUMNS,
            type=click.Choice(choices(Shape)),
            default="wide",
            show_default=True,
            help="wide: a row is a subject; long: a row is an answer.",
        ),
        option("--partial", group=_COLUMNS, is_flag=True, help="Count questions without a column as open."),
        option(
            "--columns",
            "mapping",
            group=_COLUMNS,
            type=FILE,
            metavar="FILE",
            help="A file that maps questions to columns, as attain columns prints it.",
        ),
        option(
            "--decimal",
            group=_FILE,
            type=click.Choice([*MARKS]),
            help="What separates decimals; detected from the numbers by default.",
        ),
    )


def is_table(name: str) -> bool:
    """Return whether a file is a table, by its ending.

    Arguments:
        name: The path of the file.
    """
    return ends_in(name, ENDINGS)


def must_be_table(name: str) -> None:
    """Refuse a file that is not a table.

    Arguments:
        name: The path of the file.

    Raises:
        click.BadParameter: It is not a table.
    """
    if not is_table(name):
        raise click.BadParameter(phrase("usage.table", given=name, endings=ENDINGS), param_hint="TABLE")


def must_apply(file: str, dialect: Dialect) -> None:
    """Refuse options that mean nothing for a kind of file.

    Arguments:
        file: The path of the table.
        dialect: What the options say.

    Raises:
        click.UsageError: One means nothing here.
    """
    for name, given, endings in (
        ("--separator", dialect.separator, TEXTS),
        ("--encoding", dialect.encoding, TEXTS),
        ("--sheet", dialect.sheet, SHEETS),
    ):
        if given is not None and not ends_in(file, endings):
            raise click.UsageError(phrase("usage.of-files", option=name, endings=tuple(endings)))


# ---------------------------------------------------------------- reading


@contextmanager
def _opened(file: str, dialect: Dialect) -> Iterator[Table]:
    """Open a table; problems name it, and notes go to the standard error.

    Arguments:
        file: Its path.
        dialect: How it writes what it holds, as far as options say so.

    Raises:
        AnswersError: It can't be read, or what is done with it does not fit.
        click.ClickException: The library that reads it is not installed.
    """
    needed = [*_NEEDED, *(name for name, endings in _SHEETS_NEED.items() if ends_in(file, endings))]
    if missing := [name for name in needed if find_spec(name) is None]:
        raise click.ClickException(phrase("install.tables", missing=tuple(missing)))
    import polars as pl

    from attain._frames.dialect import EngineError

    try:
        with pl.Config(engine_affinity="streaming"), ExitStack() as stack:
            with progress("Read") as advance:
                table = stack.enter_context(opened_table(file, dialect, partial(tell, "note", place=file), advance))
            yield table
    except (pl.exceptions.PolarsError, EngineError, OSError) as error:
        what = say("table-syntax.engine", cause=str(error).strip().splitlines()[0])
        raise AnswersError([attrs.evolve(Problem.of(what, ()), file=file)]) from None
    except AnswersError as error:
        raise AnswersError([attrs.evolve(problem, file=file) for problem in error.problems]) from None


def column_names(file: str, dialect: Dialect) -> list[str]:
    """Return the names of the columns of a table.

    Arguments:
        file: Its path.
        dialect: How it writes what it holds, as far as options say so.

    Raises:
        AnswersError: It can't be read.
        click.ClickException: The library that reads it is not installed.
    """
    with _opened(file, dialect) as table:
        return table.frame.collect_schema().names()


@contextmanager
def opened_answers(rubric: Rubric, asked: Asked) -> Iterator[Table]:
    """Open a table of answers, and find out what separates the decimals of its numbers.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.

    Raises:
        AnswersError: It can't be read, or does not fit.
        click.ClickException: The library that reads it is not installed.
    """
    with _opened(asked.file, asked.dialect) as table:
        if not table.count:
            raise AnswersError([Problem.of(say("no-rows"), ())])
        numbers = [*_numbers(rubric, asked, table.frame.collect_schema().names())]
        decimal = asked.dialect.decimal or decimal_of(table, numbers, partial(tell, "note", place=asked.file))
        yield attrs.evolve(table, decimal=decimal)


def _numbers(rubric: Rubric, asked: Asked, names: Sequence[str]) -> Iterator[Numbers]:
    """Yield the cells that answer a question or give a fact with a number."""
    import polars as pl

    from attain._frames.matching import match

    asks: list[Input | FactInput] = [*rubric.plan.inputs, *rubric.plan.facts]
    if asked.shape == "long":
        ids = [each.id for each in asks if each.kind == "number"]
        question, answer = (asked.columns.get(role, role) for role in ("question", "answer"))
        if ids and {question, answer} <= {*names}:
            yield Numbers(answer, pl.col(question).cast(pl.String).is_in(ids))
        return
    try:
        request = Request(
            id=_named_id(rubric, asked, names),
            columns=asked.columns,
            partial=asked.partial,
            on=asked.on,
            caller="command",
        )
        matched = match(rubric, dict.fromkeys(names, "text"), {name: name for name in names}, request, ())
    except AnswersError:  # which scoring reports, in full
        return
    columns = [*(sources.value for sources in matched.answers), *matched.facts]
    for each, source in zip(asks, columns, strict=True):
        if source is not None and each.kind == "number":
            yield Numbers(source.title)


def _must_fit_csv(table: "pl.LazyFrame") -> None:
    import polars as pl

    for name, dtype in table.collect_schema().items():
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            raise AnswersError([Problem.of(say("column-type.csv"), (name,))])


def _named_id(rubric: Rubric, asked: Asked, names: Sequence[str]) -> str | None:
    """Return the column of the subjects that is named, or that is usually called so."""
    return asked.id or usual_id(rubric, names)


def usual_id(rubric: Rubric, names: Sequence[str]) -> str | None:
    """Return the column that is called id or subject, in any case; None if there is none, or if the rubric asks for it.

    Arguments:
        rubric: The rubric.
        names: The names of the columns.
    """
    from attain._frames.headers import simplified

    usual = {simplified(name): name for name in reversed(names)} | {name: name for name in names}
    asked = {field.id for field in rubric.fields}
    return next((usual[name] for name in _IDS if name in usual and name not in asked), None)


def _id(rubric: Rubric, asked: Asked, names: Sequence[str]) -> str:
    """Return the column that identifies subjects."""
    found = _named_id(rubric, asked, names)
    if found is None and len(names) == 1 and ends_in(asked.file, TEXTS):
        raise AnswersError([Problem.of(say("no-id.one-column", column=names[0]), ())])
    if found is None:
        answers = {field.id for field in rubric.fields}
        others = [name for name in names if name not in answers] or [*names]
        raise AnswersError([Problem.of(say("no-id.table", columns=tuple(others[: MOST_NAMED + 1])), ())])
    return found


def note_columns(rubric: Rubric, asked: Asked, names: Sequence[str], keep: Sequence[str] = ()) -> None:
    """Note on the standard error how the columns of a table are matched: otherwise than by ids, or not at all.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.
        names: The names of its columns.
        keep: Other columns to pass on.
    """
    if asked.shape == "wide":
        from attain._frames.matching import remarks

        request = Request(
            id=_named_id(rubric, asked, names), columns=asked.columns, keep=tuple(keep), partial=asked.partial
        )
        if note := remarks(rubric, names, request):
            tell("note", note, asked.file)


# ---------------------------------------------------------------- what is done


def _request(
    asked: Asked, table: Table, id_: str, output: Extent = "full", keep: Sequence[str] = (), *, check: bool
) -> Request:
    """Return what is asked of a frame, for hints that name the options of commands."""
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


def summarised(rubric: Rubric, asked: Asked) -> Summary:
    """Summarise a table.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.

    Raises:
        AnswersError: It can't be read, or does not fit.
    """
    from attain._frames.summary import summarise

    with opened_answers(rubric, asked) as table:
        frame = table.frame
        names = frame.collect_schema().names()
        if asked.shape == "wide" and _named_id(rubric, asked, names) is None:
            id_ = "-".join(["number", *names])  # which no column is called
            frame = frame.with_row_index(id_)
        else:
            id_ = _id(rubric, asked, names)
        summary = summarise(rubric.frames, frame, _request(asked, table, id_, check=False), Summary)
        note_columns(rubric, asked, names)
        if asked.shape == "wide" and (rows := _repeated(frame, id_)):
            tell("note", str(say("note.id-twice", rows=rows)), asked.file)
        return attrs.evolve(summary, blank=summary.blank + table.blank)


@attrs.frozen
class Preview:
    """The first rows of levels that a table gives, and how many there are.

    Arguments:
        id: The column of the subjects.
        rows: The first rows.
        count: How many rows there are.
        unreadable: How many values in all of them are not answers.
    """

    id: str
    rows: Sequence[Mapping[str, object]]
    count: int
    unreadable: int


def preview(rubric: Rubric, asked: Asked, *, check: bool) -> Preview:
    """Score a table, and return the first rows of levels.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.
        check: Raise for values that are not answers.

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


def write_scored(rubric: Rubric, asked: Asked, out: Path, *, output: Extent, keep: Sequence[str], check: bool) -> None:
    """Score a table into a file, piece by piece; where that fails there is none, or the one that was there.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.
        out: The file to write.
        output: Which columns are written.
        keep: Other columns to pass on.
        check: Raise for values that are not answers; else the column ``unreadable`` counts them.

    Raises:
        AnswersError: The table can't be read, or does not fit.
    """
    with opened_answers(rubric, asked) as table:
        scoring = _Scoring(rubric, asked, table, output, keep)
        found = scoring()  # which fails at once if the columns don't fit
        csv = out.suffix.lower() == ".csv"
        if csv:
            _must_fit_csv(found)
        scoring.look(check=check)
        total = table.count if asked.shape == "wide" else None
        with progress("Scored", total) as advance:
            passing = Passing(advance)
            passed = _told(found, passing, csv=csv, counts=not check)
            with replacing(out) as written:
                stream = cast(IO[bytes], written)  # Polars does no more with it than write
                _ = passed.sink_csv(stream) if csv else passed.sink_parquet(stream)
                if passing.unreadable and check:
                    scoring.refuse()
        scoring.note()


class _Scoring:
    """Scores a table without a check; subjects whose answers lie in rows come in the order of their ids."""

    def __init__(
        self, rubric: Rubric, asked: Asked, table: Table, output: Extent = "levels", keep: Sequence[str] = ()
    ) -> None:
        self._table = table
        self._names = table.frame.collect_schema().names()
        self.id = _id(rubric, asked, self._names)
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
        """Raise what is wrong with the rows."""
        self._rubric.frames.scored(self._table.frame, self._request(check=True))

    def look(self, *, check: bool) -> None:
        """Look at the ids, for rows that are blank, and for those without an id or with that of another row.

        Arguments:
            check: Raise for the latter.

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
        """Note on the standard error which rows are left out, and how the columns are matched."""
        if self._blank:
            tell("note", str(say("note.blank-rows", rows=self._blank)), self._asked.file)
        note_columns(self._rubric, self._asked, self._names, self._keep)


def _unidentified(frame: "pl.LazyFrame", id_: str) -> int:
    """Return how many rows have no id."""
    return int(frame.select(_lacks(frame, id_).sum()).collect().item())


def _repeated(frame: "pl.LazyFrame", id_: str) -> int:
    """Return how many rows have the id of an earlier row."""
    import polars as pl

    ids = pl.col(id_).str.strip_chars(BLANKS) if frame.collect_schema()[id_] == pl.String else pl.col(id_)
    known = ids.filter(~_lacks(frame, id_))
    return int(frame.select(known.len() - known.n_unique()).collect().item())


def _lacks(frame: "pl.LazyFrame", id_: str) -> "pl.Expr":
    return is_blank(id_, frame.collect_schema()[id_])


class Passing:
    """Lets pieces of a scored table pass, and counts their rows and the values that are not answers.

    Arguments:
        advance: Called with how many rows have been written since.
    """

    def __init__(self, advance: Callable[[int], None]) -> None:
        self.unreadable = 0
        self._advance = advance
        self._lock = Lock()  # several pieces may pass at once

    def __call__(self, piece: "pl.DataFrame") -> "pl.DataFrame":
        found = int(piece["unreadable"].sum())
        with self._lock:
            self.unreadable += found
            self._advance(piece.height)
        return piece


def _no_formulas(table: "pl.LazyFrame") -> "Iterator[pl.Expr]":
    """Yield the texts that a spreadsheet would take for formulas, behind an apostrophe; leave numbers alone."""
    import polars as pl

    for name, dtype in table.collect_schema().items():
        if dtype in (pl.String, pl.Categorical) or isinstance(dtype, pl.Enum):
            text = pl.col(name).cast(pl.String)
            formula = text.str.contains(r"^[=+@\t\r-]") & ~text.str.contains(_NUMBER)
            yield pl.when(formula).then("'" + text).otherwise(text).alias(name)


def _told(found: "pl.LazyFrame", passing: Passing, *, csv: bool, counts: bool) -> "pl.LazyFrame":
    """Return a scored table as it is written, with or without the count of values that are not answers."""
    # Dropped from the pieces instead, the count would not be there to add up.
    counted = found.map_batches(passing, projection_pushdown=False, streamable=True)
    table = counted if counts else counted.drop("unreadable")
    return table.with_columns(*_no_formulas(table)) if csv else table
