"""The options that describe a table of answers: the meaning of its columns, and the notation of its cells."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import wraps
from typing import TypeAlias, cast

import attrs
import click

from attain._core.data import FrozenDict
from attain._core.messages import phrase
from attain._core.shapes import choices
from attain._frames.request import FrameFormat
from attain._model.words import MARKS, Decimal
from attain._tables.contents import ENDINGS, SHEETS, TEXTS, Dialect, ends_in
from attain._tables.encodings import is_encoding

from .arguments import FILE, Command, option, today
from .columns_file import read_columns

WRITTEN = (".parquet", ".csv")
"""The endings of tables that attain can write."""


@attrs.frozen(kw_only=True)
class TableRequest:
    """A request about a table.

    Arguments:
        file: The path of the table.
        id: The column that identifies the subjects; None if no option names it.
        shape: The layout of the answers in the table.
        partial: Whether to leave questions without a column open.
        on: The day of the assessment.
        dialect: The notation of cells, as far as options specify it.
        columns: The mapped columns, by question or fact.
    """

    file: str
    id: str | None
    shape: FrameFormat
    partial: bool
    on: date
    dialect: Dialect
    columns: FrozenDict[str, str] = FrozenDict()


RequestTable: TypeAlias = Callable[[str, date | None], AbstractContextManager[TableRequest]]
"""A function that returns a context with the request about a table; problems of the mapping are located in its file."""


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
    """Add the options for the notation of a file's cells to a command."""
    return _with(
        command,
        option(
            "--separator",
            group=_FILE,
            metavar="CHARACTER",
            callback=_one_character,
            help="The separator of cells: comma, semicolon, tab, bar or a character; detected by default.",
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
    """Add the options for reading a table of answers to a command, which gets them as one function, `asking`."""

    @wraps(command)
    def with_asking(
        *,
        id_: str | None,
        shape: FrameFormat,
        partial: bool,
        mapping: str | None,
        separator: str | None,
        encoding: str | None,
        decimal: Decimal | None,
        sheet: str | None,
        **others: object,
    ) -> int | None:
        @contextmanager
        def asking(file: str, on: date | None) -> Iterator[TableRequest]:
            columns = read_columns(mapping)
            dialect = Dialect(separator=separator, encoding=encoding, decimal=decimal, sheet=sheet)
            must_apply(file, dialect)
            with columns.located():
                yield TableRequest(
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
            type=click.Choice(choices(FrameFormat)),
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
            help="The decimal separator; detected from the numbers by default.",
        ),
    )


def is_table(name: str) -> bool:
    """Return whether the ending of a file is that of a table."""
    return ends_in(name, ENDINGS)


def must_be_table(name: str) -> None:
    """Raise a usage error if a file is not a table.

    Raises:
        click.BadParameter: It is not a table.
    """
    if not is_table(name):
        raise click.BadParameter(phrase("usage.table", given=name, endings=ENDINGS), param_hint="TABLE")


def must_apply(file: str, dialect: Dialect) -> None:
    """Raise a usage error for options that have no meaning for a kind of file.

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
