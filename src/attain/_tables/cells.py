"""The cells of a spreadsheet as CSV on the standard output: run by :mod:`attain._tables.sheets` in a process of its own."""

import csv
import json
import sys
from contextlib import suppress
from typing import NoReturn
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

from attain._tables.cell_errors import called, cell_errors

MOST_BYTES = 4 * 1024**3
"""The memory that a sheet may take, and the size of a workbook without its compression."""

REFUSED = 2
"""The exit status after a refusal. It is JSON on the standard error: the key of a message, and its values; so is a note."""


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
        errors = cell_errors(path, sheet.name)
    except PasswordError:
        _refuse("table-syntax.password")
    except (CalamineError, BadZipFile, ET.ParseError, KeyError, ValueError) as error:
        _refuse("table-syntax.sheet", cause=str(error))
    first = 0 if sheet.start is None else sheet.start[1]
    write = csv.writer(sys.stdout, lineterminator="\n").writerow
    for at, row in enumerate(sheet.iter_rows()):
        write([errors.get((at, first + column)) or text_of(cell) for column, cell in enumerate(row)])
    if errors:
        place = min(errors)
        _say("note.cell-errors", count=len(errors), text=errors[place], place=called(place))


def _say(key: str, /, **values: object) -> None:
    json.dump([key, values], sys.stderr)


def _refuse(key: str, /, **values: object) -> NoReturn:
    _say(key, **values)
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


if __name__ == "__main__":
    main(*sys.argv[1:])
