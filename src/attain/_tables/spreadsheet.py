"""The cells of a spreadsheet as CSV on the standard output: run by :mod:`attain._tables.sheets` in a process of its own."""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
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

from attain._tables.unread import KINDS, CellPlace, UnreadKind, called, unread

MOST_BYTES = 4 * 1024**3
"""The memory that a sheet may take, and the size of a workbook without its compression."""

REFUSED = 2
"""The exit status after a refusal. It and notes are JSON on the standard error: pairs of the key of a message and its values."""

_MOST_SHOWN = 60


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
        found = _found(path, sheet)
    except PasswordError:
        _refuse("table-syntax.password")
    except (CalamineError, BadZipFile, ET.ParseError, KeyError, ValueError) as error:
        _refuse("table-syntax.sheet", cause=str(error))
    texts = {**found["error"], **found["formula"]}
    first = 0 if sheet.start is None else sheet.start[1]
    write = csv.writer(sys.stdout, lineterminator="\n").writerow
    header: int | None = None
    for at, row in enumerate(sheet.iter_rows()):
        written = [texts.get((at, first + column)) or text_of(cell) for column, cell in enumerate(row)]
        write(written)
        if header is None and any(map(str.strip, written)):
            header = at
    found["merged"] = {place: end for place, end in found["merged"].items() if place[0] > (header or 0)}
    json.dump([*_notes(found)], sys.stderr)


def _found(path: str, sheet: CalamineSheet) -> dict[UnreadKind, dict[CellPlace, str]]:
    """Return what the values of a sheet do not say, by its kind and place."""
    found: dict[UnreadKind, dict[CellPlace, str]] = {kind: {} for kind in KINDS}
    for kind, place, text in unread(path, sheet.name):
        found[kind][place] = text
    found["merged"] |= {first: called(last) for first, last in sheet.merged_cell_ranges or ()}
    return found


def _notes(found: Mapping[UnreadKind, Mapping[CellPlace, str]]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield what a person should know of the cells, each as the key of a message and its values."""
    for kind, cells in found.items():
        if cells:
            place = min(cells)
            yield (
                f"note.cells-{kind}",
                {"count": len(cells), "text": cells[place][:_MOST_SHOWN], "place": called(place)},
            )


def _refuse(key: str, /, **values: object) -> NoReturn:
    json.dump([(key, values)], sys.stderr)
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
