"""Detection of the encoding of a text file."""

import codecs
from typing import BinaryIO

from attain._core.errors import AnswersError, Problem
from attain._core.messages import say

FALLBACK = "cp1252"
"""The encoding of files that are not Unicode: Windows-1252, in which Excel writes plain CSV in western Europe."""


_PIECE = 1024 * 1024
_MARKED = {  # longest first: one begins with another
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def encoding_of(stream: BinaryIO) -> tuple[str, str | None]:
    r"""Return the encoding of a file, and a note for its reader if it is only assumed.

    It uses no statistics. A file is UTF-8 if all of it is, UTF-16 or UTF-32 if it starts with that byte order mark, and
    Windows-1252 otherwise. A wrong guess would change names silently, whereas the note shows the assumption.

    Arguments:
        stream: The file, at its start; it is read to the end.

    Raises:
        AnswersError: Some of the file is UTF-8 and some is not.

    >>> from io import BytesIO
    >>> encoding_of(BytesIO("id,name\n1,José\n".encode()))
    ('utf-8-sig', None)
    >>> encoding_of(BytesIO("id,name\n1,José\n".encode("cp1252")))
    ('cp1252', 'line 2 is not UTF-8, so the file is read as Windows-1252; to change this, use --encoding')
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    line, plain = 1, True
    piece = stream.read(_PIECE)
    if marked := next((encoding for mark, encoding in _MARKED.items() if piece.startswith(mark)), None):
        return marked, None
    try:
        while piece:
            text = decoder.decode(piece)
            line, plain = line + text.count("\n"), plain and text.isascii()
            piece = stream.read(_PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].removeprefix(codecs.BOM_UTF8)
        line += before.count(b"\n")
        if not (plain and before.isascii()):
            raise AnswersError([Problem.of(say("encoding.mixed", line=line), ())]) from None
        return FALLBACK, str(say("note.encoding", line=line))
    return "utf-8-sig", None


def is_encoding(name: str) -> bool:
    """Return whether Python knows a text encoding by this name.

    >>> is_encoding("latin-1"), is_encoding("base64"), is_encoding("klingon")
    (True, False, False)
    """
    try:
        "".encode(name)
        b"".decode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True
