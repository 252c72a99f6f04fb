"""How much is too much: what keeps a hostile or mistaken input from doing harm before it is read."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from attain._errors import Path, Problem
from attain._plan.check import MOST, MOST_QUESTIONS
from attain._types import MOST_CHARACTERS

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
    ['levels: are 101, and more than 100 are too many']
    """
    asked: list[tuple[Path, object]] = []
    for path, table in [((), data), (("defaults",), data.get("defaults")), *_entries(data, "dimensions")]:
        asked += [((*path, *inner), question) for inner, question in _entries(table, "questions")]
    for path, table in [((), data), *_entries(data, "scales"), *_entries(data, "facts"), *asked]:
        for key, found in table.items() if isinstance(table, dict) else ():
            most = _MOST_OF_FILE.get(key, _MOST_VALUES)
            if isinstance(found, dict | list | tuple) and len(found) > most:
                yield Problem("too-large", (*path, key), f"are {len(found):,}, and more than {most:,} are too many")
    taken = len(_entries(data.get("defaults"), "questions"))  # by each dimension that asks none of its own
    others = sum(not _entries(table, "questions") for _, table in _entries(data, "dimensions"))
    count = len(asked) + taken * others
    if count > MOST_QUESTIONS:
        told = f"has {count:,} questions in all, and more than {MOST_QUESTIONS:,} are too many"
        yield Problem("too-large", (), told)


def _entries(table: object, key: str) -> list[tuple[Path, object]]:
    found = table.get(key) if isinstance(table, dict) else None
    return [((key, name), value) for name, value in found.items()] if isinstance(found, dict) else []
