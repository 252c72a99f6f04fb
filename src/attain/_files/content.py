"""What a file holds, as bytes, as text, as TOML; what is wrong with it, told for people who don't know the formats by heart."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import BinaryIO, TypeAlias

import tomli

from attain._errors import AttainError, Problem
from attain._names import id_problem, nearest

from .limits import DEEPEST, MOST_BYTES
from .places import earlier

Fail: TypeAlias = Callable[[Problem], AttainError]
"""Makes the error that tells of a problem."""

_CURLY = re.compile("[\u2018-\u201f\u00ab\u00bb]")
_UNCLOSED = ("Illegal character '\\n'", 'Expected "\'"', "Unterminated string")
_THOUSANDS = re.compile(r"=\s*([1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3}){2,}))\b", re.ASCII)
_DECIMALS = re.compile(r"=\s*(\d+),(\d+)\b", re.ASCII)
_WORD = re.compile(r"[\w-]+")
_OF_KEYS = ("Expected '='", "Expected ']'", "Invalid initial character for a key part", "Invalid statement")
_TWICE = ("Cannot declare", "Cannot overwrite a value")


@contextmanager
def opened(file: str, fail: Fail, otherwise: str | None = None) -> Iterator[BinaryIO]:
    """A file, opened.

    Arguments:
        file: Its path.
        fail: Makes the error, where there is no such file, or it can't be read.
        otherwise: The hint where nothing beside it is called nearly so.
    """
    try:
        with FilePath(file).open("rb") as stream:
            yield stream
    except AttainError:  # a ValueError, too
        raise
    except FileNotFoundError:
        hint = _beside(FilePath(file)) or otherwise
        raise fail(Problem("no-file", (), "there is no such file", hint, file)) from None
    except IsADirectoryError:
        raise fail(Problem("unreadable", (), "this is a directory, not a file", None, file)) from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        told = getattr(error, "strerror", None) or "no file can be called that"
        raise fail(Problem("unreadable", (), f"can't be read: {told.lower()}", None, file)) from None


def _beside(path: FilePath) -> str | None:
    """The hint that names the nearest file beside one that isn't there."""
    try:
        return nearest(path.name, [other.name for other in path.parent.iterdir()], cutoff=0.8)
    except OSError:
        return None


def decoded(content: bytes, file: str, fail: Fail) -> str:
    """The text that some bytes are.

    Arguments:
        content: The bytes.
        file: What to call them.
        fail: Makes the error, where they are too many, or no UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise fail(too_large(file))
    try:
        return content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        told = f"this is no UTF-8: the byte 0x{content[error.start]:02x} at offset {error.start}"
        raise fail(Problem("not-utf-8", (), told, "save the file as UTF-8", file, line, column)) from None


def too_large(file: str | None) -> Problem:
    """The problem of what is larger than is read."""
    return Problem("too-large", (), f"is larger than {MOST_BYTES // 1024**2} MiB", None, file)


def too_much(error: RecursionError | ValueError, file: str | None) -> Problem:
    """The problem of what a parser gives up at: too deep a nesting, or a number too long for Python."""
    if isinstance(error, RecursionError):
        return Problem("too-deep", (), f"is nested more than {DEEPEST} deep", None, file)
    return Problem("too-large", (), "has a number of thousands of digits", None, file)


def parsed(text: str, file: str | None, fail: Fail, meant: str | None = None) -> dict[str, object]:
    """The tables of a TOML text.

    Arguments:
        text: The text.
        file: What to call it.
        fail: Makes the error, where it is no TOML.
        meant: A better hint than what the mistake itself shows.
    """
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        told, hint = _mistake(error)
        raise fail(Problem("toml-syntax", (), told, meant or hint, file, error.lineno, error.colno)) from None
    except (RecursionError, ValueError) as error:
        raise fail(too_much(error, file)) from None


def _mistake(error: tomli.TOMLDecodeError) -> tuple[str, str | None]:
    """What is wrong with a TOML text, and how to mend it."""
    hints = {
        "Cannot overwrite a value": "the key stands twice; a table may stand only once, too",
        "Expected '='": "TOML is written key = value, under [tables]",
        'Expected "\'"': "a quote is not closed on its line",
        "Illegal character '\\n'": "a quote is not closed on its line",
        "Invalid value": 'true and false are bare words, and every text stands in "quotes"',
    }
    hint = next((hint for start, hint in hints.items() if error.msg.startswith(start)), None)
    return f"this is no TOML: {error.msg[:1].lower()}{error.msg[1:]}", _hint_of_line(error) or hint


def _hint_of_line(error: tomli.TOMLDecodeError) -> str | None:
    """What the line of a mistake shows to have caused it."""
    line = error.doc.split("\n")[error.lineno - 1]
    last = error.doc[: error.pos].rstrip(" ,]}\n")[-1:]
    if curly := _CURLY.match(last if error.msg.startswith(_UNCLOSED) else error.doc[error.pos :]):
        return f'{curly[0]} is no quote of TOML: write "'
    if thousands := _THOUSANDS.search(line):
        grouped, *more = re.split("[,.]", thousands[1])
        decimal = f", or {grouped}.{more[0]} if that is a decimal comma" if len(more) == 1 else ""
        return f"group thousands by underscores: write {'_'.join([grouped, *more])}{decimal}"
    if decimals := _DECIMALS.search(line):
        return f"decimals follow a point: write {decimals[1]}.{decimals[2]}"
    if error.msg.startswith(_OF_KEYS):
        words = (word for word in _WORD.finditer(line) if word.start() < error.colno <= word.end())
        return next((id_problem(word[0]) for word in words if not word[0].isascii()), None)
    if error.msg.startswith(_TWICE) and (place := earlier(error.doc, error.lineno)):
        return f"it stands in line {place[0]} already, and a key or a table may stand only once"
    return None
