"""Values in words: how messages show them, what is a number, what a text must be to stand in a rubric."""

import re
from collections.abc import Mapping
from typing import Any, cast  # Any: what a table holds

from .data import FrozenDict

_NUMBER = r"[+-]?(0|[1-9][0-9]*(_[0-9]+)*)(\.[0-9]+)?"
_GROUPED = r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}"
LARGEST = 1e15
"""The largest number that is read: far above any metric, and far below where floats lose whole numbers."""

MOST_CHARACTERS = 100_000
"""The longest text."""

_SURROGATE = "[\ud800-\udfff]"


def said(value: object) -> str:
    """A value as a message shows it: short, and with its type where that is the trouble.

    >>> said("often"), said(5), said(True), said({"a": 1})
    ("'often'", '5', 'true', 'a table')
    """
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**20:
        return "a number of more than 20 digits"  # and Python refuses to spell the longest
    try:
        text = repr(value) if isinstance(value, str | int | float) else str(value)
    except Exception:  # noqa: BLE001  # any object may be given, and its code may raise anything
        return f"a thing of type {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


def is_number(value: object) -> bool:
    """Whether it is a finite number that is no bool and no larger than 10^15.

    >>> is_number(3), is_number(True), is_number(float("nan"))
    (True, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def unfit_text(text: str) -> str | None:
    r"""Return what keeps a text out of a rubric, or None.

    >>> unfit_text("\ud83d")
    'has half a character, a lone surrogate'
    >>> unfit_text("😀") is None
    True
    """
    if len(text) > MOST_CHARACTERS:
        return f"is a text of more than {MOST_CHARACTERS:,} characters"
    return None if text.isascii() or not re.search(_SURROGATE, text) else "has half a character, a lone surrogate"


def number_in(value: object) -> str | None:
    """Return the number that the whole of a text is, or None.

    A text such as "1.500" may be meant as 1500 or as 1.5, so it is none.

    >>> number_in("500"), number_in("500,000"), number_in("1.500")
    ('500', None, None)
    """
    text = value.strip() if isinstance(value, str) else ""
    return text if re.fullmatch(_NUMBER, text) and not re.fullmatch(_GROUPED, text) else None


def number_hint(value: object, name: str | None = None) -> str:
    """Return the hint for what should be a number: the number that a text is, or else what numbers look like.

    Arguments:
        value: What is not a number.
        name: What the number is written to, if that is known.

    >>> number_hint("500", "revenue"), number_hint("0.7")
    ('write revenue = 500', 'write 0.7, without quotes')
    >>> number_hint("500,000")
    'write a number such as 500_000 or 0.7, without quotes'
    """
    found = number_in(value)
    if found is None:
        return "write a number such as 500_000 or 0.7, without quotes"
    return f"write {name} = {found}" if name else f"write {found}, without quotes"


def leaf_hint(expected: object, value: object) -> str | None:
    """Return the hint for a value of the wrong type, where a number, true or false is expected.

    >>> leaf_hint(bool, "True"), leaf_hint(float, "100")
    ('write true, without quotes', 'write 100, without quotes')
    """
    if expected is int and "." in (number_in(value) or ""):
        return "write a whole number, without quotes"
    if expected in (int, float):
        return None if is_number(value) else number_hint(value)
    if expected is bool and isinstance(value, str):
        word = value.strip().lower()
        return f"write {word if word in ('true', 'false') else 'true or false'}, without quotes"
    return None


def as_table(given: object) -> FrozenDict[str, Any]:
    """What is keyed by id, frozen; anything else is left as it is, and told as every wrong type is.

    >>> as_table({"small": 1})
    {'small': 1}
    """
    return FrozenDict(given) if isinstance(given, Mapping) else cast(FrozenDict[str, Any], given)


def must_be_rubric(given: object, rubric: type) -> None:
    """Refuse what is given for a rubric and is none.

    Arguments:
        given: What is given.
        rubric: The class of rubrics.

    Raises:
        TypeError: It is none.
    """
    if not isinstance(given, rubric):
        hint = "attain.rubric gives the one of an id, attain.load that of a file"
        raise TypeError(f"this takes a rubric, not {said(given)}; {hint}")


def kebab(name: str) -> str:
    """A field's name as a file spells it.

    >>> kebab("not_applicable")
    'not-applicable'
    """
    return name.rstrip("_").replace("_", "-")
