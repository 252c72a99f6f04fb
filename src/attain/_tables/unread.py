"""Details of the cells of a spreadsheet that the reader of their values leaves out."""

import re
from collections.abc import Iterator
from functools import partial, reduce
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import IO, Literal, TypeAlias
from xml.etree import ElementTree as ET
from zipfile import ZipFile

CellPlace: TypeAlias = tuple[int, int]
"""The row and the column of a cell, counted from 0."""

UnreadKind: TypeAlias = Literal["error", "formula", "stale", "percentage", "merged", "hidden"]
KINDS: tuple[UnreadKind, ...] = ("error", "formula", "stale", "percentage", "merged", "hidden")
"""The kinds of details: an error such as #DIV/0!, a formula without a value, a formula whose value may be stale,
a number that shows as a percentage, merged cells, and a hidden row with values."""

UnreadCell: TypeAlias = tuple[UnreadKind, CellPlace, str]
"""A kind of detail, its cell, and its text: the error, the formula, the value, the last of the merged cells, or the
number of the hidden row, whose cell is its first."""

_PIECE = 1024 * 1024
_LONGEST = 1024  # bytes of a match
_MOST_XML = 16 * 1024 * 1024
_PERCENT = re.compile(r'(?:"[^"]*"|\\.|[^"\\])*?(?P<percent>%)')
_BUILT_IN = {"9", "10"}  # the formats 0% and 0.00%
_UNNAMED = "#ERROR!"


def unread(path: str, sheet: str) -> Iterator[UnreadCell]:
    """Yield the details that the values of a sheet leave out.

    Raises:
        KeyError, ValueError, xml.etree.ElementTree.ParseError, zipfile.BadZipFile: The spreadsheet is damaged.
    """
    kind = Path(path).suffix.lower()
    if kind == ".xls":
        yield from _of_xls(path, sheet)
        return
    with ZipFile(path) as archive:
        yield from _of_ods(archive, sheet) if kind == ".ods" else _of_xlsx(archive, sheet)


def called(place: CellPlace) -> str:
    """Return the name of a cell in spreadsheets.

    >>> called((0, 0)), called((19, 25)), called((6, 26)), called((0, 702))
    ('A1', 'Z20', 'AA7', 'AAA1')
    """
    row, column = place
    letters = ""
    while column >= 0:
        letters, column = chr(65 + column % 26) + letters, column // 26 - 1
    return f"{letters}{row + 1}"


def is_percent(number_format: str) -> bool:
    r"""Return whether numbers with a format show as percentages.

    >>> is_percent("0.0%"), is_percent('0" %"'), is_percent(r"0\%"), is_percent("General")
    (True, False, False, False)
    """
    return bool(_PERCENT.match(number_format))


def _hidden(row: int) -> UnreadCell:
    return "hidden", (row, 0), str(row + 1)


def _of_xls(path: str, sheet: str) -> Iterator[UnreadCell]:
    import xlrd

    try:
        with xlrd.open_workbook(
            path, logfile=StringIO(), on_demand=True, ragged_rows=True, formatting_info=True
        ) as book:
            cells = book.sheet_by_name(sheet)
            percent = {
                at for at, xf in enumerate(book.xf_list) if is_percent(book.format_map[xf.format_key].format_str)
            }
            for row in range(cells.nrows):
                info = cells.rowinfo_map.get(row)
                if info and info.hidden and {*cells.row_types(row)} - {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                    yield _hidden(row)
                for column, cell in enumerate(cells.row(row)):
                    if cell.ctype == xlrd.XL_CELL_ERROR:
                        yield "error", (row, column), xlrd.error_text_from_code.get(cell.value, _UNNAMED)
                    elif cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index in percent:
                        yield "percentage", (row, column), str(cell.value)
    except Exception as error:  # noqa: BLE001  # a damaged file raises errors of many kinds
        raise ValueError(str(error)) from None


def _part(archive: ZipFile, sheet: str, workbook: ET.Element) -> str:
    """Return the part of an .xlsx that contains a sheet."""
    relations = _xml(archive, "xl/_rels/workbook.xml.rels")
    sheets = [each.attrib for each in workbook.iterfind("{*}sheets/{*}sheet") if each.attrib["name"] == sheet]
    ids = {value for each in sheets for key, value in each.items() if key.endswith("}id")}
    [target] = [part.attrib["Target"] for part in relations if part.attrib["Id"] in ids]
    return str(PurePosixPath("/xl", target).relative_to("/"))


def _xml(archive: ZipFile, part: str) -> ET.Element:
    with archive.open(part) as stream:
        return ET.fromstring(stream.read(_MOST_XML))  # noqa: S314  # expat limits the expansion of entities


def _has(stream: IO[bytes], pattern: bytes) -> bool:
    """Return whether XML may match a pattern; most does not, and need not be parsed."""
    wanted, rest = re.compile(pattern), b""
    for piece in iter(partial(stream.read, _PIECE), b""):
        if wanted.search(rest + piece):
            return True
        rest = piece[-_LONGEST:]
    return False


# ---------------------------------------------------------------- .xlsx


def _of_xlsx(archive: ZipFile, sheet: str) -> Iterator[UnreadCell]:
    workbook, styles = _xml(archive, "xl/workbook.xml"), _percent_styles(archive)
    part = _part(archive, sheet, workbook)
    stale = any(each.get("fullCalcOnLoad") in ("1", "true") for each in workbook.iterfind("{*}calcPr"))
    tag = rb"<(?:\w+:)?"
    patterns = [
        rb"""\bt\s*=\s*["']e["']""",
        rb"(?:</(?:\w+:)?f>|%sf\b[^<>]*/>)\s*(?:%sv\s*/>|%sv>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>" % (tag, tag, tag),
        rb"""%srow\b[^<>]*\shidden\s*=\s*["'](?:1|true)["']""" % tag,
        *([rb"%sf\b" % tag] if stale else []),
        *([rb"""\bs\s*=\s*["'](?:%s)["']""" % "|".join(styles).encode()] if styles else []),
    ]
    with archive.open(part) as stream:
        if not _has(stream, b"|".join(patterns)):
            return
    with archive.open(part) as stream:
        for place, cell, hidden in _cells(stream):
            yield from _unread_in(place, cell, styles, stale=stale)
            if hidden and len(cell):
                yield _hidden(place[0])


def _percent_styles(archive: ZipFile) -> frozenset[str]:
    """Return the styles of an .xlsx in which numbers show as percentages."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = _xml(archive, "xl/styles.xml")
    formats = {each.get("numFmtId") for each in styles.iter() if is_percent(each.get("formatCode", ""))} | _BUILT_IN
    used = [each.get("numFmtId") for each in styles.iterfind("{*}cellXfs/{*}xf")]
    return frozenset(str(at) for at, format_ in enumerate(used) if format_ in formats)


def _cells(stream: IO[bytes]) -> Iterator[tuple[CellPlace, ET.Element, bool]]:
    """Yield each cell of a sheet with its place, and whether its row is hidden."""
    row = column = -1
    hidden = False
    for event, element in ET.iterparse(stream, ("start", "end")):  # noqa: S314  # as above
        tag = _local(element.tag)
        if (event, tag) == ("start", "row"):
            row, column = int(element.get("r", row + 2)) - 1, -1
            hidden = element.get("hidden") in ("1", "true")
        elif (event, tag) == ("end", "c"):
            place = element.get("r")
            column = column + 1 if place is None else _column(place)
            yield (row, column), element, hidden
        elif (event, tag) == ("end", "row"):
            element.clear()


def _unread_in(place: CellPlace, cell: ET.Element, styles: frozenset[str], *, stale: bool) -> Iterator[UnreadCell]:
    value, formula, kind = cell.findtext("{*}v"), cell.find("{*}f"), cell.get("t", "n")
    if kind == "e":
        yield "error", place, value or _UNNAMED
    elif formula is not None and not value and kind != "str":
        yield "formula", place, f"={formula.text or '…'}"
    elif formula is not None and stale:
        yield "stale", place, value or ""
    if value and kind == "n" and cell.get("s") in styles:
        yield "percentage", place, value


def _column(place: str) -> int:
    """Return the index of the column of a cell.

    >>> _column("A1"), _column("Z20"), _column("AA7")
    (0, 25, 26)
    """
    return reduce(lambda found, letter: found * 26 + ord(letter) - 64, place.rstrip("0123456789"), 0) - 1


# ---------------------------------------------------------------- .ods


def _of_ods(archive: ZipFile, sheet: str) -> Iterator[UnreadCell]:
    pattern = rb""":value-type\s*=\s*["'](?:error|percentage)["']|:formula\s*=|-spanned\s*=\s*["'](?!1["'])"""
    pattern += rb"""|:visibility\s*=\s*["'](?:collapse|filter)["']"""
    with archive.open("content.xml") as stream:
        if not _has(stream, pattern):
            return
    with archive.open("content.xml") as stream:
        here, row, column = False, 0, 0
        found: list[tuple[int, ET.Element]] = []
        for event, element in ET.iterparse(stream, ("start", "end")):  # noqa: S314  # as above
            tag = _local(element.tag)
            if tag == "table":
                here, row = event == "start" and _named(element, "name") == sheet, 0
            elif event == "end" and tag in ("table-cell", "covered-table-cell"):
                first, column = column, column + int(_named(element, "number-columns-repeated") or 1)
                found.extend((at, element) for at in range(first, column if here and _is_detailed(element) else first))
            elif event == "end" and tag == "table-row":
                first, row = row, row + int(_named(element, "number-rows-repeated") or 1)
                hidden = _named(element, "visibility") in ("collapse", "filter")
                for at in range(first, row if found else first):
                    if hidden:
                        yield _hidden(at)
                    for each, cell in found:
                        yield from _unread_in_ods((at, each), cell)
                found, column = [], 0
                element.clear()


def _is_detailed(cell: ET.Element) -> bool:
    """Return whether a cell of an .ods may have details that its value leaves out."""
    return any(_local(key) in _DETAILS for key in cell.attrib)


_DETAILS = ("value-type", "formula", "number-columns-spanned", "number-rows-spanned")


def _unread_in_ods(place: CellPlace, cell: ET.Element) -> Iterator[UnreadCell]:
    kinds = {value for key, value in cell.attrib.items() if _local(key) == "value-type"}
    if "error" in kinds:
        text = " ".join("".join(part.itertext()) for part in cell.iterfind("{*}p"))
        yield "error", place, text or _UNNAMED
    elif "percentage" in kinds:
        yield "percentage", place, _named(cell, "value") or ""
    elif not kinds and (formula := _named(cell, "formula")):
        yield "formula", place, formula.removeprefix("of:")
    rows, columns = (int(_named(cell, f"number-{what}-spanned") or 1) for what in ("rows", "columns"))
    if rows > 1 or columns > 1:
        yield "merged", place, called((place[0] + rows - 1, place[1] + columns - 1))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _named(element: ET.Element, name: str) -> str | None:
    """Return the attribute with a name, in any namespace; None if there is none."""
    return next((value for key, value in element.attrib.items() if _local(key) == name), None)
