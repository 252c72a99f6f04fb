"""The content of files and its problems; sizes and depths are bounded."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path as FilePath
from typing import BinaryIO, TypeAlias

import tomli

from attain._core.errors import AttainError, Path, Problem
from attain._core.messages import Message, say
from attain._core.names import id_problem, nearest
from attain._core.types import MOST_CHARACTERS
from attain._plan.check import MOST, MOST_QUESTIONS

from .locations import earlier
from .tables import entries

MOST_BYTES = 8 * 1024 * 1024
"""The largest size of a file, in bytes."""

DEEPEST = 64
"""The deepest nesting of tables and lists."""

_MOST_VALUES = 1_000_000
_MOST_OF_FILE = {**MOST, "remove": 1_000}
_LARGEST_INT = 64  # bits: a message can still show such a number
_UNUSED: Mapping[type, str] = {
    datetime: "wrong-type.date-and-time",
    time: "wrong-type.time",
}  # TOML has times, rubrics don't


def unfit(data: Mapping[str, object]) -> Iterator[Problem]:
    """Yield the problems of data that is too large, too deep, or not plain.

    It keeps its own list of the remaining data, so that no depth exceeds Python's recursion limit.

    Arguments:
        data: The tables as the caller passed them.

    >>> [str(problem) for problem in unfit({"title": {1, 2}})]
    ['title: must be plain data, not a set']
    """
    waiting: list[tuple[Path, object]] = [((), data)]
    count = 0
    while waiting:
        path, value = waiting.pop()
        if not isinstance(value, dict | list | tuple):
            if unfit_leaf := _unfit_leaf(value):
                yield Problem.of(unfit_leaf, path)
            continue
        count += len(value)
        if len(path) >= DEEPEST:
            yield Problem.of(say("too-deep.data", most=DEEPEST), path)
            return
        if count > _MOST_VALUES:
            yield Problem.of(say("too-large.values", most=_MOST_VALUES), ())
            return
        inside = value if isinstance(value, dict) else dict(enumerate(value))
        wrong_keys = {key: wrong for key in inside if (wrong := _unfit_key(key, path))} if inside is value else {}
        yield from wrong_keys.values()
        waiting += [((*path, key), inner) for key, inner in inside.items() if key not in wrong_keys]


def _unfit_key(key: object, path: Path) -> Problem | None:
    if not isinstance(key, str):
        return Problem.of(say("wrong-type.keys", given=key), path)
    wrong = _unfit_leaf(key)
    return Problem(wrong.code, path, say("wrong-type.key", problem=wrong)) if wrong else None


def _unfit_leaf(value: object) -> Message | None:
    """Return the problem that keeps a value from being used at all; None if there is none."""
    match value:
        case str():
            if len(value) > MOST_CHARACTERS:
                return say("too-large.text", most=MOST_CHARACTERS)
            return None if value.isascii() or _is_unicode(value) else say("half-character")
        case int():
            return say("too-large.number") if value.bit_length() > _LARGEST_INT else None
        case _ if type(value) in _UNUSED:
            return say(_UNUSED[type(value)])
        case date() if not isinstance(value, datetime):
            return None
        case None | float():
            return None
        case _:
            return say("wrong-type.plain", type=type(value).__name__)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def excess(data: Mapping[str, object]) -> Iterator[Problem]:
    """Yield the problems of tables with too many entries.

    Arguments:
        data: A whole rubric's tables, whatever their shape.

    >>> [str(problem) for problem in excess({"levels": dict.fromkeys(range(101))})]
    ['levels: has 101 entries, more than the 100 allowed']
    """
    asked: list[tuple[Path, object]] = []
    for path, table in [((), data), (("defaults",), data.get("defaults")), *_entries(data, "dimensions")]:
        asked += [((*path, *inner), question) for inner, question in _entries(table, "questions")]
    for path, table in [((), data), *_entries(data, "scales"), *_entries(data, "facts"), *asked]:
        for key, found in entries(table).items():
            most = _MOST_OF_FILE.get(key, _MOST_VALUES)
            if isinstance(found, dict | list | tuple) and len(found) > most:
                yield Problem.of(say("too-large.entries", found=len(found), most=most), (*path, key))
    taken = len(_entries(data.get("defaults"), "questions"))  # once for each dimension without questions of its own
    others = sum(not _entries(table, "questions") for _, table in _entries(data, "dimensions"))
    count = len(asked) + taken * others
    if count > MOST_QUESTIONS:
        yield Problem.of(say("too-large.questions", found=count, most=MOST_QUESTIONS), ())


def _entries(table: object, key: str) -> list[tuple[Path, object]]:
    return [((key, name), value) for name, value in entries(entries(table).get(key)).items()]


Fail: TypeAlias = Callable[[Problem], AttainError]
"""A function that returns the error for a problem."""

_CURLY = re.compile("[\u2018-\u201f\u00ab\u00bb]")
_UNCLOSED = ("Illegal character '\\n'", 'Expected "\'"', "Unterminated string")
_THOUSANDS = re.compile(r"=\s*([1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3}){2,}))\b", re.ASCII)
_DECIMALS = re.compile(r"=\s*(\d+),(\d+)\b", re.ASCII)
_WORD = re.compile(r"[\w-]+")
_OF_KEYS = ("Expected '='", "Expected ']'", "Invalid initial character for a key part", "Invalid statement")
_TWICE = ("Cannot declare", "Cannot overwrite a value")
_HINTS: Mapping[str, str] = {
    "Cannot overwrite a value": "fix.toml-twice",
    "Expected '='": "fix.toml-key",
    'Expected "\'"': "fix.toml-quote",
    "Illegal character '\\n'": "fix.toml-quote",
    "Invalid value": "fix.toml-value",
}


@contextmanager
def opened(file: str, fail: Fail, otherwise: Message | None = None) -> Iterator[BinaryIO]:
    """Open a file.

    Arguments:
        file: Its path.
        fail: A function that returns the error if the file does not exist, or can't be read.
        otherwise: The hint if no file beside it has a similar name.
    """
    try:
        with FilePath(file).open("rb") as stream:
            yield stream
    except AttainError:  # a subclass of ValueError
        raise
    except FileNotFoundError:
        hint = _beside(FilePath(file)) or otherwise
        raise fail(Problem.of(say("no-file"), (), hint, file=file)) from None
    except IsADirectoryError:
        raise fail(Problem.of(say("unreadable.directory"), (), file=file)) from None
    except (OSError, ValueError) as error:  # ValueError: an impossible file name
        cause = getattr(error, "strerror", None)
        what = say("unreadable.file", cause=cause.lower()) if cause else say("unreadable.name")
        raise fail(Problem.of(what, (), file=file)) from None


def _beside(path: FilePath) -> Message | None:
    """Return a hint with the most similar file name beside a missing file; None if none is similar."""
    try:
        return nearest(path.name, [other.name for other in path.parent.iterdir()], cutoff=0.8)
    except OSError:
        return None


def decoded(content: bytes, file: str, fail: Fail) -> str:
    """Return the text of some bytes.

    Arguments:
        content: The bytes.
        file: The name of the file in problems.
        fail: A function that returns the error if there are too many bytes, or if they are not UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise fail(too_large(file))
    try:
        return content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        what = say("not-utf-8", byte=f"0x{content[error.start]:02x}", offset=error.start)
        raise fail(Problem.of(what, (), file=file, line=line, column=column)) from None


def too_large(file: str | None) -> Problem:
    """Return the problem of a file that exceeds the largest size."""
    return Problem.of(say("too-large.file", most=MOST_BYTES // 1024**2), (), file=file)


def too_much(error: RecursionError | ValueError, file: str | None) -> Problem:
    """Return the problem that made a parser give up: too deep nesting, or a number too long for Python."""
    if isinstance(error, RecursionError):
        return Problem.of(say("too-deep.data", most=DEEPEST), (), file=file)
    return Problem.of(say("too-large.digits"), (), file=file)


def parsed(text: str, file: str | None, fail: Fail, meant: Message | None = None) -> dict[str, object]:
    """Return the tables of a TOML text.

    Arguments:
        text: The text.
        file: The name of the file in problems.
        fail: A function that returns the error if the text is not TOML.
        meant: A better hint than the one for the mistake itself; None if there is none.
    """
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        what = say("toml-syntax", cause=f"{error.msg[:1].lower()}{error.msg[1:]}")
        hint = meant or _hint_of_line(error) or _hint_of_mistake(error)
        raise fail(Problem.of(what, (), hint, file=file, line=error.lineno, column=error.colno)) from None
    except (RecursionError, ValueError) as error:
        raise fail(too_much(error, file)) from None


def _hint_of_mistake(error: tomli.TOMLDecodeError) -> Message | None:
    """Return the hint for the parser's message."""
    return next((say(key) for start, key in _HINTS.items() if error.msg.startswith(start)), None)


def _hint_of_line(error: tomli.TOMLDecodeError) -> Message | None:
    """Return the hint for the probable cause of a mistake in its line."""
    line = error.doc.split("\n")[error.lineno - 1]
    last = error.doc[: error.pos].rstrip(" ,]}\n")[-1:]
    if curly := _CURLY.match(last if error.msg.startswith(_UNCLOSED) else error.doc[error.pos :]):
        return say("fix.toml-curly", quote=curly[0])
    if number := _hint_of_number(line):
        return number
    if error.msg.startswith(_OF_KEYS):
        words = (word for word in _WORD.finditer(line) if word.start() < error.colno <= word.end())
        return next((wrong for word in words if not word[0].isascii() and (wrong := id_problem(word[0]))), None)
    if error.msg.startswith(_TWICE) and (place := earlier(error.doc, error.lineno)):
        return say("fix.toml-twice-line", line=place[0])
    return None


def _hint_of_number(line: str) -> Message | None:
    """Return the hint for a number in another notation than TOML's."""
    if thousands := _THOUSANDS.search(line):
        grouped, *more = re.split("[,.]", thousands[1])
        found = "_".join([grouped, *more])
        if len(more) > 1:
            return say("fix.toml-thousands", found=found)
        return say("fix.toml-thousands-or-decimal", found=found, decimal=f"{grouped}.{more[0]}")
    if decimals := _DECIMALS.search(line):
        return say("fix.toml-decimal", found=f"{decimals[1]}.{decimals[2]}")
    return None
