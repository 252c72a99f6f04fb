"""What a file holds, or what is wrong with it; sizes and depths are bounded."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path as FilePath
from typing import BinaryIO, TypeAlias

import tomli

from attain._core.errors import AttainError, Path, Problem
from attain._core.messages import Text
from attain._core.names import id_problem, nearest
from attain._core.types import MOST_CHARACTERS
from attain._plan.check import MOST, MOST_QUESTIONS

from .locations import earlier

MOST_BYTES = 8 * 1024 * 1024
"""The size of a file."""

DEEPEST = 64
"""How deep tables and lists may be nested."""

_MOST_VALUES = 1_000_000
_MOST_OF_FILE = {**MOST, "remove": 1_000}
_LARGEST_INT = 64  # bits: such a number can still be shown in a message
_UNUSED: Mapping[type, str] = {datetime: "a date with a time", time: "a time"}  # TOML has them, rubrics don't


def unfit(data: Mapping[str, object]) -> Iterator[Problem]:
    """The problems of what is too large, too deep, or no plain data.

    Keeps its own list of what is left to look at, so that no depth can hurt.

    Arguments:
        data: Tables as they were given.

    >>> [str(problem) for problem in unfit({"title": {1, 2}})]
    ['title: must be plain data, not a set']
    """
    waiting: list[tuple[Path, object]] = [((), data)]
    count = 0
    while waiting:
        path, value = waiting.pop()
        if not isinstance(value, dict | list | tuple):
            if told := _unfit_leaf(value):
                yield Problem(told[0], path, told[1])
            continue
        count += len(value)
        if len(path) >= DEEPEST:
            yield Problem("too-deep", path, f"is nested more than {DEEPEST} deep")
            return
        if count > _MOST_VALUES:
            yield Problem("too-large", (), f"has more than {_MOST_VALUES:,} values in all")
            return
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(value, dict) and not isinstance(key, str):
                yield Problem("wrong-type", path, f"keys are text, not {type(key).__name__}")
            elif isinstance(key, str) and (told := _unfit_leaf(key)):
                yield Problem(told[0], path, f"a key {told[1]}")
            else:
                waiting.append(((*path, key), inner))


def _unfit_leaf(value: object) -> tuple[str, str] | None:
    """The code and the message of what keeps a value from being used at all."""
    if isinstance(value, str):
        if len(value) > MOST_CHARACTERS:
            return "too-large", f"is a text of more than {MOST_CHARACTERS:,} characters"
        return (
            None
            if value.isascii() or _is_unicode(value)
            else ("half-character", "has half a character, a lone surrogate")
        )
    if isinstance(value, int):
        return ("too-large", "is too large a number") if value.bit_length() > _LARGEST_INT else None
    if value is None or isinstance(value, float) or (isinstance(value, date) and not isinstance(value, datetime)):
        return None
    return "wrong-type", f"must be plain data, not {_UNUSED.get(type(value)) or f'a {type(value).__name__}'}"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def excess(data: Mapping[str, object]) -> Iterator[Problem]:
    """The problems of what there are too many of.

    Arguments:
        data: A whole rubric's tables, whatever their shape.

    >>> [str(problem) for problem in excess({"levels": dict.fromkeys(range(101))})]
    ['levels: has 101 entries, more than the 100 allowed']
    """
    asked: list[tuple[Path, object]] = []
    for path, table in [((), data), (("defaults",), data.get("defaults")), *_entries(data, "dimensions")]:
        asked += [((*path, *inner), question) for inner, question in _entries(table, "questions")]
    for path, table in [((), data), *_entries(data, "scales"), *_entries(data, "facts"), *asked]:
        for key, found in table.items() if isinstance(table, dict) else ():
            most = _MOST_OF_FILE.get(key, _MOST_VALUES)
            if isinstance(found, dict | list | tuple) and len(found) > most:
                yield Problem("too-large", (*path, key), f"has {len(found):,} entries, more than the {most:,} allowed")
    taken = len(_entries(data.get("defaults"), "questions"))  # by each dimension that asks none of its own
    others = sum(not _entries(table, "questions") for _, table in _entries(data, "dimensions"))
    count = len(asked) + taken * others
    if count > MOST_QUESTIONS:
        told = f"has {count:,} questions in all, more than the {MOST_QUESTIONS:,} allowed"
        yield Problem("too-large", (), told)


def _entries(table: object, key: str) -> list[tuple[Path, object]]:
    found = table.get(key) if isinstance(table, dict) else None
    return [((key, name), value) for name, value in found.items()] if isinstance(found, dict) else []


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


def _beside(path: FilePath) -> Text | None:
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
        return next((str(wrong) for word in words if not word[0].isascii() and (wrong := id_problem(word[0]))), None)
    if error.msg.startswith(_TWICE) and (place := earlier(error.doc, error.lineno)):
        return f"it stands in line {place[0]} already, and a key or a table may stand only once"
    return None
