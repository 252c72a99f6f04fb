"""A program that writes the cells of a sheet as CSV, which :mod:`attain._tables.sheets` runs in a separate process."""

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
"""The largest memory of the process, and the largest size of an uncompressed workbook."""

REFUSED = 2
"""The exit status after a refusal. Refusals and notes are JSON on standard error: pairs of a message key and values."""

_MOST_SHOWN = 60


def main(path: str, name: str | None = None) -> None:
    """Write the cells of a sheet as CSV to standard output.

    Arguments:
        path: The path of the spreadsheet.
        name: The name of the sheet; None for the only one with cells.
    """
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # it is a text stream
    with suppress(ImportError, ValueError):  # Windows has no such limit, or a lower one is in force
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
    """Return the details that the values of a sheet leave out, by kind and place."""
    found: dict[UnreadKind, dict[CellPlace, str]] = {kind: {} for kind in KINDS}
    for kind, place, text in unread(path, sheet.name):
        found[kind][place] = text
    found["merged"] |= {first: called(last) for first, last in sheet.merged_cell_ranges or ()}
    return found


def _notes(found: Mapping[UnreadKind, Mapping[CellPlace, str]]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the notes on the cells, each as the key of a message and its values."""
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
    """Return the sheet with a name, or the only visible one with cells."""
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
    r"""Return a cell as a text that means the same in every dialect of CSV.

    A number never looks like another one with a thousands separator: 550.125 gets one more zero.

    >>> from datetime import date, datetime
    >>> [text_of(cell) for cell in (True, 1.0, 5.5, 550.125, "two\nlines", date(2026, 11, 21), datetime(2026, 11, 21, 9, 30))]
    ['true', '1', '5.5', '550.1250', 'two lines', '2026-11-21', '2026-11-21 09:30:00']
    """
    match cell:
        case str():
            return " ".join(cell.splitlines())  # so that a row is one line, since messages count lines
        case bool():
            return str(cell).lower()
        case float():
            text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
            return f"{text}0" if len(text.rpartition(".")[2]) == 3 and "." in text else text
        case _:
            return str(cell)


if __name__ == "__main__":
    main(*sys.argv[1:])
