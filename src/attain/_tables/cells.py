"""The cells of a spreadsheet as CSV on the standard output: run by :mod:`attain._tables.sheets` in a process of its own."""

import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial, reduce
from pathlib import Path, PurePosixPath
from typing import IO, NoReturn
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MOST_BYTES = 4 * 1024**3
"""The memory that a sheet may take, and the size of a workbook without its compression."""

REFUSED = 2
"""The exit status after a refusal, which is JSON on the standard error: the key of a message, and its values."""

_PIECE = 1024 * 1024
_MOST_XML = 16 * 1024 * 1024
_LONGEST_CELL = 64 * 1024
_ERROR = b't="e"'
_ERROR_OF_ODS = b'calcext:value-type="error"'
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<v>([^<]{1,20})</v>")


def main(path: str, name: str | None = None) -> None:
    """Write the cells of a sheet.

    Arguments:
        path: The file.
        name: The name of the sheet.
    """
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # it is a text stream
    with suppress(ImportError, ValueError):  # Windows has no such limit, or the one that is in force is lower
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    try:
        _check_size(path)
        sheet = _sheet(CalamineWorkbook.from_path(path), name)
        errors = _errors(path, sheet.name)
    except PasswordError:
        _refuse("table-syntax.password")
    except (CalamineError, BadZipFile, ET.ParseError, KeyError, ValueError) as error:
        _refuse("table-syntax.sheet", cause=str(error))
    first = 0 if sheet.start is None else sheet.start[1]
    write = csv.writer(sys.stdout, lineterminator="\n").writerow
    for at, row in enumerate(sheet.iter_rows()):
        write([errors.get((at, first + column)) or text_of(cell) for column, cell in enumerate(row)])


def _refuse(key: str, /, **values: object) -> NoReturn:
    json.dump([key, values], sys.stderr)
    sys.exit(REFUSED)


def _check_size(path: str) -> None:
    with suppress(BadZipFile), ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
            _refuse("too-large.sheet", most=MOST_BYTES // 1024**3)


def _sheet(workbook: CalamineWorkbook, name: str | None) -> CalamineSheet:
    """Return the sheet of a name, or the only one that holds something."""
    names = [
        each.name
        for each in workbook.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet and (each.name == name or each.visible == SheetVisibleEnum.Visible)
    ]
    if name is not None and name not in names:
        _refuse("unknown-sheet.name", name=name, sheets=names[:10] or ["none"])
    full = []
    for each in names if name is None else [name]:
        sheet = workbook.get_sheet_by_name(each)
        if sheet.height or each == name:
            full.append(sheet)
            if len(full) > 1:
                _refuse("unknown-sheet.several", sheets=names[:10])
    if not full:
        _refuse("empty.table")
    return full[0]


# ---------------------------------------------------------------- cells


def text_of(cell: object) -> str:
    r"""Return a cell as the text that says the same in any CSV file.

    A number never looks like another one with a separator of thousands: 550.125 gets a zero more.

    Arguments:
        cell: What the cell holds.

    >>> from datetime import date, datetime
    >>> [text_of(cell) for cell in (True, 1.0, 5.5, 550.125, "two\nlines", date(2026, 11, 21), datetime(2026, 11, 21, 9, 30))]
    ['true', '1', '5.5', '550.1250', 'two lines', '2026-11-21', '2026-11-21 09:30:00']
    """
    match cell:
        case str():
            return " ".join(cell.splitlines())  # so that a row is a line, which is what messages count
        case bool():
            return str(cell).lower()
        case float():
            text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
            return f"{text}0" if len(text.rpartition(".")[2]) == 3 and "." in text else text
        case _:
            return str(cell)


def _errors(path: str, name: str) -> Mapping[tuple[int, int], str]:
    """Return the errors of formulas in a sheet of an .xlsx, such as #DIV/0!, which the reader takes for empty cells."""
    kind = Path(path).suffix.lower()
    if kind == ".ods":
        _must_have_no_errors(path)
    if kind != ".xlsx":
        return {}
    with ZipFile(path) as archive:
        workbook, relations = _xml(archive, "xl/workbook.xml"), _xml(archive, "xl/_rels/workbook.xml.rels")
        sheets = [sheet.attrib for sheet in workbook.iterfind("{*}sheets/{*}sheet")]
        ids = {
            value for sheet in sheets if sheet["name"] == name for key, value in sheet.items() if key.endswith("}id")
        }
        [target] = [part.attrib["Target"] for part in relations if part.attrib["Id"] in ids]
        with archive.open(str(PurePosixPath("/xl", target).relative_to("/"))) as stream:
            return dict(_error_cells(stream))


def _must_have_no_errors(path: str) -> None:
    with ZipFile(path) as archive, archive.open("content.xml") as stream:
        rest = b""
        for read in iter(partial(stream.read, _PIECE), b""):
            if _ERROR_OF_ODS in rest + read:
                _refuse("table-syntax.formula")
            rest = read[-len(_ERROR_OF_ODS) :]


def _xml(archive: ZipFile, part: str) -> ET.Element:
    with archive.open(part) as stream:
        return ET.fromstring(stream.read(_MOST_XML))  # noqa: S314  # expat bounds what entities become


def _error_cells(stream: IO[bytes]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the places and texts of errors in the XML of a sheet."""
    rest = b""
    for read in iter(partial(stream.read, _PIECE), b""):
        piece = rest + read
        if _ERROR not in piece:
            rest = piece[-_LONGEST_CELL:]
            continue
        *cells, rest = piece.split(b"</c>")
        for text in cells:
            cell = text[text.rfind(b"<c ") :]
            place, value = _PLACE.search(cell), _VALUE.search(cell)
            if _ERROR in cell and place and value:
                yield (int(place[2]) - 1, _column(place[1])), value[1].decode("utf-8", "replace")


def _column(letters: bytes) -> int:
    """Return the index of a column.

    >>> _column(b"A"), _column(b"Z"), _column(b"AA")
    (0, 25, 26)
    """
    return reduce(lambda found, letter: found * 26 + letter - 64, letters, 0) - 1


if __name__ == "__main__":
    main(*sys.argv[1:])
