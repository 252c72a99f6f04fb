"""The types of values: the numbers and texts that a rubric can contain, and hints for others."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard, cast  # Any: the values of a table

from .data import FrozenDict
from .messages import Message, say
from .precision import quantised
from .text import display

_NUMBER = r"[+-]?(0|[1-9][0-9]*(_[0-9]+)*)(\.[0-9]+)?"
_GROUPED = r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}"
LARGEST = 1e15
"""The largest accepted number: far above any metric, and far below those that floats can't represent exactly."""

MOST_CHARACTERS = 100_000
"""The longest text."""

_SURROGATE = "[\ud800-\udfff]"


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a value is a finite number, not a bool, and not larger than 10^15.

    >>> is_number(3), is_number(True), is_number(float("nan"))
    (True, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def too_fine(value: float) -> Message | None:
    """Return the problem of a threshold that comparisons would round to another number; None if there is none.

    Errors of floats, as in 0.1 + 0.2, do not count.

    >>> print(too_fine(1.0000004))
    1.0000004 is compared as 1, because numbers are compared in millionths
    >>> too_fine(1.000001), too_fine(0.1 + 0.2)
    (None, None)
    """
    found = quantised(value)
    return None if math.isclose(value, found, rel_tol=1e-14) else say("too-fine", given=value, found=found)


def unfit_text(text: str) -> Message | None:
    r"""Return the problem that keeps a text out of a rubric; None if there is none.

    >>> print(unfit_text("\ud83d"))
    contains half of a surrogate pair, which is not a character
    >>> unfit_text("😀") is None
    True
    """
    if len(text) > MOST_CHARACTERS:
        return say("wrong-type.long-text", most=MOST_CHARACTERS)
    return None if text.isascii() or not re.search(_SURROGATE, text) else say("wrong-type.surrogate")


def number_in(value: object) -> str | None:
    """Return the number that a text consists of; None if it is not a number.

    A text such as "1.500" may be meant as 1500 or as 1.5, so it is not a number.

    >>> number_in("500"), number_in("500,000"), number_in("1.500")
    ('500', None, None)
    """
    text = value.strip() if isinstance(value, str) else ""
    return text if re.fullmatch(_NUMBER, text) and not is_ambiguous(text) else None


def is_ambiguous(text: str) -> bool:
    """Return whether a text has two readings: a number with a decimal point, or one with a point between thousands.

    >>> is_ambiguous("310.000"), is_ambiguous("310.0"), is_ambiguous("0.125")
    (True, False, False)
    """
    return re.fullmatch(_GROUPED, text.strip()) is not None


def number_hint(value: object, name: str | None = None) -> Message:
    """Return the hint for a value that should be a number: the number in a text, or else an example of a number.

    Arguments:
        value: The value that is not a number.
        name: The key that the number belongs to; None if unknown.

    >>> print(number_hint("500", "revenue"))
    write revenue = 500
    >>> print(number_hint("500,000"))
    write a number such as 500_000 or 0.7, without quotes
    """
    found = number_in(value)
    if found is None:
        return say("fix.number")
    return say("fix.line", name=name, found=found) if name else say("fix.unquoted", found=found)


def leaf_hint(expected: object, value: object) -> Message | None:
    """Return the hint for a value of the wrong type, if a number, true or false is expected.

    >>> print(leaf_hint(bool, "True"), leaf_hint(float, "100"), sep="; ")
    write true, without quotes; write 100, without quotes
    """
    if expected is int and "." in (number_in(value) or ""):
        return say("fix.whole")
    if expected in (int, float):
        return None if is_number(value) else number_hint(value)
    if expected is bool and isinstance(value, str):
        word = value.strip().lower()
        return say("fix.unquoted", found=word if word in ("true", "false") else "true or false")
    return None


def as_table(given: object) -> FrozenDict[str, Any]:
    """Return a mapping as a frozen dict; other values stay unchanged, to be reported as a wrong type.

    >>> as_table({"small": 1})
    {'small': 1}
    """
    return FrozenDict(given) if isinstance(given, Mapping) else cast(FrozenDict[str, Any], given)


def as_list(given: object) -> tuple[Any, ...]:
    """Return an iterable as a tuple; texts, mappings and other values stay unchanged, to be reported as a wrong type.

    >>> as_list(["note"]), as_list("note"), as_list(5)
    (('note',), 'note', 5)
    """
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping):
        return tuple(given)
    return cast(tuple[Any, ...], given)


def must_be_rubric(given: object, rubric: type) -> None:
    """Raise an error if a value that must be a rubric is something else.

    Raises:
        TypeError: It is not a rubric.
    """
    if not isinstance(given, rubric):
        hint = "get one by its id from attain.rubric, or read a file with attain.load"
        raise TypeError(f"expected a Rubric, not {display(given)}; {hint}")


def kebab(name: str) -> str:
    """Return a field's name as a file spells it.

    >>> kebab("not_applicable")
    'not-applicable'
    """
    return name.rstrip("_").replace("_", "-")
