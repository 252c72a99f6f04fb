"""The contents of a table's file, whatever its name suggests, and how the file writes them."""

import re
from collections.abc import Mapping, Sequence
from typing import BinaryIO

import attrs

from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, say
from attain._model.words import Decimal

TEXTS = (".csv", ".tsv", ".txt")
"""How the names of text files of values end."""

_CALLED: Mapping[str, tuple[str, ...]] = {
    "parquet": (".parquet",),
    "text": TEXTS,
    "xlsx": (".xlsx", ".xlsm"),
    "xls": (".xls",),
    "ods": (".ods",),
}
"""How the names of tables end, by what they hold; the usual ending first."""

SHEETS = tuple(ending for holds in ("xlsx", "xls", "ods") for ending in _CALLED[holds])
"""How the names of spreadsheets end."""

ENDINGS = tuple(ending for endings in _CALLED.values() for ending in endings)
"""How the names of tables end."""

_HEAD = 4096  # bytes that are looked at
_STARTS = {b"PAR1": "parquet", b"\xd0\xcf\x11\xe0": "xls", b"\x1f\x8b": "gzip", b"%PDF": "pdf"}
_PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}
BINARY = frozenset({*_STARTS.values(), *_PARTS.values(), "zip", "locked"})
"""The names that :func:`content_of` has for files that are not text."""

_LOCKED = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"  # in UTF-16: an .xlsx with a password holds this
_REFUSED = {"nothing": "empty.table", "locked": "table-syntax.password"}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TEXTS = {
    "markup": re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|meta|style|table)\b", re.IGNORECASE),
    "json": re.compile(r'\s*(?:\[\s*)?\{\s*["}]'),
}


@attrs.frozen(kw_only=True)
class Dialect:
    """How a file writes what it holds, as far as someone says so.

    Arguments:
        separator: What separates the cells of a text file.
        encoding: The encoding of a text file.
        decimal: What separates the decimals of numbers.
        sheet: The sheet of a spreadsheet.
    """

    separator: str | None = None
    encoding: str | None = None
    decimal: Decimal | None = None
    sheet: str | None = None


def ends_in(file: str, endings: Sequence[str]) -> bool:
    """Return whether the name of a file has one of some endings, in any case."""
    return file.lower().endswith(tuple(endings))


def must_be_called(file: str, stream: BinaryIO) -> None:
    """Refuse a table that holds something else than its name says.

    Arguments:
        file: Its name.
        stream: The file.

    Raises:
        AnswersError: It is clear what it holds, and that is something else; or it is empty, or protected by a password.
    """
    holds = content_of(stream)
    if holds and not ends_in(file, _CALLED.get(holds, ())):
        [expected] = [name for name, endings in _CALLED.items() if ends_in(file, endings)]
        raise AnswersError([wrong_content(holds, say(f"content.{expected}"))])


def wrong_content(holds: str, expected: Message) -> Problem:
    """Return the problem of a file that holds something else than it should.

    Arguments:
        holds: What it holds, as :func:`content_of` calls it.
        expected: What it should hold.
    """
    if holds in _REFUSED:
        return Problem.of(say(_REFUSED[holds]), ())
    fix = say("fix.rename", ending=_CALLED[holds][0]) if holds in _CALLED else say(f"fix.content-{holds}")
    return Problem.of(say("table-syntax.content", holds=say(f"content.{holds}"), expected=expected), (), fix)


def content_of(stream: BinaryIO) -> str | None:
    r"""Return what a file holds: a kind of table, or what is often taken for one; None if that is not clear.

    Arguments:
        stream: The file; it is at its start again at the end.

    >>> from io import BytesIO
    >>> content_of(BytesIO(b"id,msp\n1,yes\n")), content_of(BytesIO(b"<table><tr>")), content_of(BytesIO(b"\x00\x01"))
    ('text', 'markup', None)
    """
    head = stream.read(_HEAD)
    try:
        return _content(head, stream)
    finally:
        stream.seek(0)


def _content(head: bytes, stream: BinaryIO) -> str | None:
    if head.startswith(b"PK\x03\x04"):
        return _zipped(stream)
    found = next((holds for start, holds in _STARTS.items() if head.startswith(start)), None)
    if found == "xls":
        return "locked" if _LOCKED in head + stream.read() else found
    if found:
        return found
    text = head.decode("utf-16" if head.startswith(_UTF_16) else "utf-8-sig", "replace")
    if not text:
        return "nothing"
    if _CONTROL.search(text):
        return None
    return next((holds for holds, pattern in _TEXTS.items() if pattern.match(text)), "text")


def _zipped(stream: BinaryIO) -> str | None:
    """Return what a zip archive is; None if it is damaged."""
    from zipfile import BadZipFile, ZipFile  # here, so that a file of answers is read without it

    try:
        with ZipFile(stream) as archive:
            names = {*archive.namelist()}
    except BadZipFile:
        return None
    return next((holds for part, holds in _PARTS.items() if part in names), "zip")
