"""The cells of a spreadsheet that hold an error, such as #DIV/0!; what reads its values takes them for empty ones."""

import re
from collections.abc import Iterator, Mapping
from functools import partial, reduce
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import IO, TypeAlias
from xml.etree import ElementTree as ET
from zipfile import ZipFile

Place: TypeAlias = tuple[int, int]
"""The row and the column of a cell, counted from 0."""

_PIECE = 1024 * 1024
_LONGEST = 64  # bytes of what tells an error
_MOST_XML = 16 * 1024 * 1024
_ERROR = re.compile(rb"""\b(?:t|value-type)\s*=\s*(?:"e(?:rror)?"|'e(?:rror)?')""")
_UNNAMED = "#ERROR!"


def cell_errors(path: str, sheet: str) -> Mapping[Place, str]:
    """Return the errors of a sheet, as it shows them.

    Arguments:
        path: The spreadsheet.
        sheet: The name of the sheet.

    Raises:
        KeyError, ValueError, xml.etree.ElementTree.ParseError, zipfile.BadZipFile: It is damaged.
    """
    kind = Path(path).suffix.lower()
    if kind == ".xls":
        return dict(_of_xls(path, sheet))
    with ZipFile(path) as archive:
        part = "content.xml" if kind == ".ods" else _part(archive, sheet)
        with archive.open(part) as stream:
            if not _has_errors(stream):
                return {}
        with archive.open(part) as stream:
            return dict(_of_ods(stream, sheet) if kind == ".ods" else _of_xlsx(stream))


def _of_xls(path: str, sheet: str) -> Iterator[tuple[Place, str]]:
    import xlrd

    try:
        with xlrd.open_workbook(path, logfile=StringIO(), on_demand=True, ragged_rows=True) as book:
            cells = book.sheet_by_name(sheet)
            for row in range(cells.nrows):
                for column, kind in enumerate(cells.row_types(row)):
                    if kind == xlrd.XL_CELL_ERROR:
                        code = cells.cell_value(row, column)
                        yield (row, column), xlrd.error_text_from_code.get(code, _UNNAMED)
    except Exception as error:  # noqa: BLE001  # a damaged file raises errors of many kinds
        raise ValueError(str(error)) from None


def _part(archive: ZipFile, sheet: str) -> str:
    """Return the part of an .xlsx that holds a sheet."""
    workbook, relations = _xml(archive, "xl/workbook.xml"), _xml(archive, "xl/_rels/workbook.xml.rels")
    sheets = [each.attrib for each in workbook.iterfind("{*}sheets/{*}sheet") if each.attrib["name"] == sheet]
    ids = {value for each in sheets for key, value in each.items() if key.endswith("}id")}
    [target] = [part.attrib["Target"] for part in relations if part.attrib["Id"] in ids]
    return str(PurePosixPath("/xl", target).relative_to("/"))


def _xml(archive: ZipFile, part: str) -> ET.Element:
    with archive.open(part) as stream:
        return ET.fromstring(stream.read(_MOST_XML))  # noqa: S314  # expat bounds what entities become


def _has_errors(stream: IO[bytes]) -> bool:
    """Return whether XML may hold errors: most does not, and is not worth a closer look."""
    rest = b""
    for piece in iter(partial(stream.read, _PIECE), b""):
        if _ERROR.search(rest + piece):
            return True
        rest = piece[-_LONGEST:]
    return False


def _of_xlsx(stream: IO[bytes]) -> Iterator[tuple[Place, str]]:
    row = column = -1
    for event, element in ET.iterparse(stream, ("start", "end")):  # noqa: S314  # as above
        tag = _local(element.tag)
        if (event, tag) == ("start", "row"):
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif (event, tag) == ("end", "c"):
            place = element.get("r")
            column = column + 1 if place is None else _column(place)
            if element.get("t") == "e":
                yield (row, column), element.findtext("{*}v") or _UNNAMED
        elif (event, tag) == ("end", "row"):
            element.clear()


def _column(place: str) -> int:
    """Return the index of the column of a cell.

    >>> _column("A1"), _column("Z20"), _column("AA7")
    (0, 25, 26)
    """
    return reduce(lambda found, letter: found * 26 + ord(letter) - 64, place.rstrip("0123456789"), 0) - 1


def called(place: Place) -> str:
    """Return what spreadsheets call a cell.

    Arguments:
        place: Its row and column.

    >>> called((0, 0)), called((19, 25)), called((6, 26)), called((0, 702))
    ('A1', 'Z20', 'AA7', 'AAA1')
    """
    row, column = place
    letters = ""
    while column >= 0:
        letters, column = chr(65 + column % 26) + letters, column // 26 - 1
    return f"{letters}{row + 1}"


def _of_ods(stream: IO[bytes], sheet: str) -> Iterator[tuple[Place, str]]:
    here, row, column = False, 0, 0
    found: list[tuple[int, str]] = []
    for event, element in ET.iterparse(stream, ("start", "end")):  # noqa: S314  # as above
        tag = _local(element.tag)
        if tag == "table":
            here, row = event == "start" and _named(element, "name") == [sheet], 0
        elif event == "end" and tag in ("table-cell", "covered-table-cell"):
            first, column = column, column + _times(element, "columns")
            if here and "error" in _named(element, "value-type"):
                text = " ".join("".join(part.itertext()) for part in element.iterfind("{*}p")) or _UNNAMED
                found.extend((at, text) for at in range(first, column))
        elif event == "end" and tag == "table-row":
            first, row = row, row + _times(element, "rows")
            yield from (((at, column), text) for at in range(first, row) for column, text in found)
            found, column = [], 0
            element.clear()


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _named(element: ET.Element, name: str) -> list[str]:
    """Return the values of the attributes of a name, in whatever namespace."""
    return [value for key, value in element.attrib.items() if _local(key) == name]


def _times(element: ET.Element, what: str) -> int:
    return int(next(iter(_named(element, f"number-{what}-repeated")), 1))
