"""The contents of a table's file, whatever its name suggests, and the dialect in which they are written."""

import re
from collections.abc import Mapping, Sequence
from typing import BinaryIO

import attrs

from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, say
from attain._model.words import Decimal

TEXTS = (".csv", ".tsv", ".txt")
"""The endings of text files with separated values."""

_CALLED: Mapping[str, tuple[str, ...]] = {
    "parquet": (".parquet",),
    "text": TEXTS,
    "xlsx": (".xlsx", ".xlsm"),
    "xls": (".xls",),
    "ods": (".ods",),
}
"""The endings of each kind of table, the usual one first."""

SHEETS = tuple(ending for holds in ("xlsx", "xls", "ods") for ending in _CALLED[holds])
"""The endings of spreadsheets."""

ENDINGS = tuple(ending for endings in _CALLED.values() for ending in endings)
"""The endings of all tables."""

_HEAD = 4096  # bytes that are read to find the kind of content
_STARTS = {b"PAR1": "parquet", b"\xd0\xcf\x11\xe0": "xls", b"\x1f\x8b": "gzip", b"%PDF": "pdf"}
_PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}
BINARY = frozenset({*_STARTS.values(), *_PARTS.values(), "zip", "locked"})
"""The kinds of content, as :func:`content_of` names them, that are not text."""

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
    """The dialect of a file, as far as it is specified.

    Arguments:
        separator: The separator of the cells in a text file; None to find it.
        encoding: The encoding of a text file; None to find it.
        decimal: The decimal mark of numbers; None to find it.
        sheet: The name of a sheet in a spreadsheet; None for the only one with cells.
    """

    separator: str | None = None
    encoding: str | None = None
    decimal: Decimal | None = None
    sheet: str | None = None


def ends_in(file: str, endings: Sequence[str]) -> bool:
    """Return whether the name of a file has one of the given endings, in any case."""
    return file.lower().endswith(tuple(endings))


def must_be_called(file: str, stream: BinaryIO) -> None:
    """Raise if a table's file has other contents than its name says.

    Raises:
        AnswersError: The file clearly has other contents, is empty, or is protected by a password.
    """
    holds = content_of(stream)
    if holds and not ends_in(file, _CALLED.get(holds, ())):
        [expected] = [name for name, endings in _CALLED.items() if ends_in(file, endings)]
        raise AnswersError([wrong_content(holds, say(f"content.{expected}"))])


def wrong_content(holds: str, expected: Message) -> Problem:
    """Return the problem of a file with the wrong kind of content.

    Arguments:
        holds: The kind of content, as :func:`content_of` names it.
        expected: The expected kind of content, in words.
    """
    if holds in _REFUSED:
        return Problem.of(say(_REFUSED[holds]), ())
    fix = say("fix.rename", ending=_CALLED[holds][0]) if holds in _CALLED else say(f"fix.content-{holds}")
    return Problem.of(say("table-syntax.content", holds=say(f"content.{holds}"), expected=expected), (), fix)


def content_of(stream: BinaryIO) -> str | None:
    r"""Return the kind of content of a file: a kind of table, or one often mistaken for it; None if it is unclear.

    Arguments:
        stream: The file, at its start, to which it is reset.

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
    """Return the kind of content of a zip archive; None if it is damaged."""
    from zipfile import BadZipFile, ZipFile  # here, so that a file of answers is read without it

    try:
        with ZipFile(stream) as archive:
            names = {*archive.namelist()}
    except BadZipFile:
        return None
    return next((holds for part, holds in _PARTS.items() if part in names), "zip")
