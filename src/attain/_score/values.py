"""One answer, as people write it: read as the plan takes it, or told to be none."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache

from attain._model.parts import Kind
from attain._names import nearest, one_of
from attain._types import is_number, said

from .run import Code, Missing

YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
UNANSWERED = frozenset({"", "unknown"})
_PLAIN_NUMBER = re.compile("[2-9]|[1-9][0-9]{1,14}")  # True and False, which equal 1 and 0, are no options


class UnreadableError(Exception):
    """Something that is no answer: what is wrong with it, and how to mend it."""

    def __init__(self, told: str, hint: str | None) -> None:
        super().__init__(told, hint)
        self.told = told
        self.hint = hint


def read_value(kind: Kind, options: Sequence[str], given: object) -> Code:
    """Read one answer.

    Arguments:
        kind: What is asked for.
        options: What can be answered, worst first; for yes/no in the order of its key.
        given: The answer.

    Raises:
        UnreadableError: It is none.

    >>> read_value("yes-no", ("no", "yes"), "Y"), read_value("choice", ("not", "partly"), "partly")
    (1.0, 1.0)
    >>> read_value("yes-no", ("no", "yes"), None), read_value("number", (), "n/a")
    (<Missing.OPEN: 'open'>, <Missing.NOT_APPLICABLE: 'n/a'>)
    """
    with suppress(TypeError):  # of what has no hash
        if (code := spellings(kind, tuple(options)).get(given)) is not None:
            return code
    given = plain(given)
    if given is None:
        return Missing.OPEN
    whole = int(given) if isinstance(given, float) and given.is_integer() else given  # as a column with gaps holds 1
    named = isinstance(whole, str) or (isinstance(whole, int) and is_number(whole))
    text = str(whole).strip().casefold() if named else None
    if isinstance(given, str) and text in UNANSWERED:
        return Missing.OPEN
    return Missing.NOT_APPLICABLE if text == "n/a" else _READERS[kind](options, given, text)


@lru_cache(maxsize=1024)
def spellings(kind: Kind, options: tuple[str, ...]) -> Mapping[object, Code]:
    """How answers are mostly written, and what each means; none but these need a second look to be read.

    What equals one of them is the same answer. For a number, only what can stand in its place.

    >>> spellings("yes-no", ("no", "yes"))["Yes"], spellings("choice", ("not", "partly"))["partly"]
    (1.0, 1.0)
    """
    words: dict[str, Code] = {**dict.fromkeys(UNANSWERED, Missing.OPEN), "n/a": Missing.NOT_APPLICABLE}
    if kind == "yes-no":
        words |= dict.fromkeys(YES, float(options.index("yes"))) | dict.fromkeys(NO, float(options.index("no")))
    elif kind == "choice":
        words |= {option: float(position) for position, option in enumerate(options)}
    found: dict[object, Code] = {None: Missing.OPEN}
    for word, code in words.items():
        found |= {word: code, word.upper(): code, word.capitalize(): code}
        if kind == "choice" and _PLAIN_NUMBER.fullmatch(word):
            found[int(word)] = code
    if kind == "yes-no":
        found |= {True: words["yes"], False: words["no"]}  # and so 1 and 0
    return found


def plain(given: object) -> object:
    """What numpy, pandas and decimal have for texts, bools and numbers, as plain values; None for all that is missing."""
    item = getattr(given, "item", None) if getattr(given, "shape", None) == () else None
    found: object = item() if callable(item) else given
    if type(found).__name__ == "Decimal":
        found = float(str(found).replace("sNaN", "NaN"))
    missing = (isinstance(found, float) and math.isnan(found)) or type(found).__name__ in ("NAType", "NaTType")
    return None if missing else found


def _yes_no(options: Sequence[str], given: object, text: str | None) -> Code:
    if text in YES or given is True:
        return float(options.index("yes"))
    if text in NO or given is False:
        return float(options.index("no"))
    raise UnreadableError(
        f"{said(given)} is neither yes nor no", "answer true or false, 'yes' or 'no', or leave it out"
    )


def _choice(options: Sequence[str], given: object, text: str | None) -> Code:
    if text in options:
        return float(options.index(text))
    hint = (nearest(text, options) if text else None) or f"choose {one_of(options[:10])}"
    raise UnreadableError(f"{said(given)} is no option", hint)


def _number(_options: Sequence[str], given: object, _text: str | None) -> Code:
    if isinstance(given, int | float) and is_number(given):
        return float(given)
    if isinstance(given, int | float) and not isinstance(given, bool):
        raise UnreadableError(f"{said(given)} is too large", "numbers up to 10^15 are accepted")
    hint = "write a plain number: 5 or 5.5, without a unit and without quotes"
    raise UnreadableError(f"{said(given)} is no number", hint)


_READERS: Mapping[Kind, Callable[[Sequence[str], object, str | None], Code]] = {
    "yes-no": _yes_no,
    "choice": _choice,
    "number": _number,
}


def read_day(given: object) -> date | None:
    """The day of a date, a date with a time, or a text such as ``"2026-11-21"``; None for anything else.

    >>> read_day("2026-11-21")
    datetime.date(2026, 11, 21)
    """
    given = plain(given)
    if isinstance(given, str):
        with suppress(ValueError):
            return date.fromisoformat(given.strip())
    if isinstance(given, datetime):
        return given.date()
    return given if isinstance(given, date) else None
