"""One answer, as people give it: read as the plan takes it, or refused with the reason."""

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime

from attain._model.parts import Kind
from attain._model.words import BLANKS, as_number, meant_number, normal
from attain._names import nearest, one_of
from attain._plan.plan import FactInput, Input
from attain._plan.vocabulary import Code, Missing
from attain._types import is_number, said

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_WORD = 30


class UnreadableError(Exception):
    """Something that is not an answer: what is wrong with it, and how to fix it."""

    def __init__(self, told: str, hint: str | None) -> None:
        super().__init__(told, hint)
        self.told = told
        self.hint = hint


def read_value(asked: Input | FactInput, given: object) -> Code:
    """Return how one answer reaches the plan.

    Arguments:
        asked: What is asked.
        given: The answer.

    Raises:
        UnreadableError: It is not one.

    >>> from attain._plan.plan import FactInput
    >>> segment = FactInput("segment", "choice", ("small", "large"), None, needed=True)
    >>> read_value(segment, " Large "), read_value(segment, None), read_value(segment, "n/a")
    (1.0, <Missing.OPEN: 'open'>, <Missing.NOT_APPLICABLE: 'n/a'>)
    """
    vocabulary = asked.vocabulary
    with suppress(TypeError):  # of what has no hash
        if (code := vocabulary.plain.get(given)) is not None:
            return code
    given = plain(given)
    if given is None:
        return Missing.OPEN
    found: Code | float | None = None
    if isinstance(given, str):
        text = normal(given)
        found = vocabulary.texts.get(text, as_number(text) if asked.kind == "number" else None)
    elif isinstance(given, bool):
        found = vocabulary.plain.get(given)
    elif isinstance(given, int | float):
        found = given if asked.kind == "number" else vocabulary.numbers.get(given)
    if found is None or (asked.kind == "number" and not isinstance(found, Missing) and not is_number(found)):
        raise _REFUSALS[asked.kind](asked, given)
    return found if isinstance(found, Missing) else float(found)


def plain(given: object) -> object:
    """Return what numpy, pandas and decimal have for texts, bools and numbers as plain values; None for all that is missing."""
    item = getattr(given, "item", None) if getattr(given, "shape", None) == () else None
    found: object = item() if callable(item) else given
    if type(found).__name__ == "Decimal":
        found = float(str(found).replace("sNaN", "NaN"))
    missing = (isinstance(found, float) and math.isnan(found)) or type(found).__name__ in ("NAType", "NaTType")
    return None if missing else found


def _no_yes_no(_: Input | FactInput, given: object) -> UnreadableError:
    hint = "answer true or false, 'yes' or 'no', or leave it out"
    if isinstance(given, str) and given.isprintable() and len(word := given.strip()) <= _LONGEST_WORD:
        hint += f'; to accept it, name it: [answers] yes = ["{word}"], with_words or --yes'
    return UnreadableError(f"{said(given)} is neither yes nor no", hint)


def _no_option(asked: Input | FactInput, given: object) -> UnreadableError:
    meant = nearest(normal(given), asked.options) if isinstance(given, str) else None
    hint = meant or f"choose {one_of(asked.options)}"
    return UnreadableError(f"{said(given)} is no option", hint)


def _no_number(_: Input | FactInput, given: object) -> UnreadableError:
    text = normal(given) if isinstance(given, str) else ""
    if as_number(text) is not None or (isinstance(given, int | float) and not isinstance(given, bool)):
        return UnreadableError(f"{said(given)} is too large", "numbers up to 10^15 are accepted")
    meant = meant_number(text)
    hint = f"write {meant}" if meant else "a number looks like 1000000 or 5.5, with nothing around it"
    return UnreadableError(f"{said(given)} is not a number", hint)


_REFUSALS: Mapping[Kind, Callable[[Input | FactInput, object], UnreadableError]] = {
    "yes-no": _no_yes_no,
    "choice": _no_option,
    "number": _no_number,
}


def read_day(given: object) -> date | None:
    """Return the day of a date, a date with a time, or a text such as ``"2026-11-21"``; None for anything else.

    >>> read_day("2026-11-21"), read_day("20261121")
    (datetime.date(2026, 11, 21), None)
    """
    given = plain(given)
    if isinstance(given, str) and _DAY.fullmatch(text := given.strip(BLANKS)):
        with suppress(ValueError):
            return date.fromisoformat(text)
    if isinstance(given, datetime):
        return given.date()
    return given if isinstance(given, date) else None
