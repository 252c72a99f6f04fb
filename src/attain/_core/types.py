"""Strict types: what a value must be to stand in a field, told in words."""

import re
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Union, cast, get_args, get_origin  # Any: an annotation may be anything

import attrs

from .data import Data, FrozenDict
from .errors import Path, Problem, RubricError
from .names import one_of

Check = Callable[[object], str | None]

_WORDS = {str: "text", bool: "true or false", int: "a whole number", float: "a number", date: "a date"}
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*(_[0-9]+)*)(\.[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
LARGEST = 1e15
"""The largest number that is read: far above any metric, and far below where floats lose whole numbers."""

MOST_CHARACTERS = 100_000
"""The longest text."""

_SURROGATE = re.compile("[\ud800-\udfff]")


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
    return None if text.isascii() or not _SURROGATE.search(text) else "has half a character, a lone surrogate"


def number_in(value: object) -> str | None:
    """Return the number that the whole of a text is, or None.

    A text such as "1.500" may be meant as 1500 or as 1.5, so it is none.

    >>> number_in("500"), number_in("500,000"), number_in("1.500")
    ('500', None, None)
    """
    text = value.strip() if isinstance(value, str) else ""
    return text if _NUMBER.fullmatch(text) and not _GROUPED.fullmatch(text) else None


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


def _leaf(expected: type) -> Check:
    def check(value: object) -> str | None:
        if expected is float:
            fits = is_number(value)
        elif expected is int:
            fits = isinstance(value, int) and is_number(value)
        elif expected is date:
            fits = isinstance(value, date) and not isinstance(value, datetime)
        else:
            fits = isinstance(value, expected)
        if fits:
            return None
        if expected is float and isinstance(value, int | float) and not isinstance(value, bool):
            return f"must be {_WORDS[expected]} up to 10^15, not {said(value)}"
        name = expected.__name__.removesuffix("Data")  # attain.Rule is what one gives, RuleData what is checked
        if issubclass(expected, Checked) and isinstance(value, str):
            return f"must be a {name}, such as {name}({said(value)}), not text"
        return f"must be {_WORDS.get(expected, f'a {name}')}, not {said(value)}"

    return check


def _literal(allowed: tuple[str, ...]) -> Check:
    return lambda value: None if value in allowed else f"must be {one_of(allowed)}, not {said(value)}"


def _union(checks: list[Check]) -> Check:
    def check(value: object) -> str | None:
        told = [check(value) for check in checks]
        return None if None in told else told[0]

    return check


def _all(inner: Check) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, tuple):
            return (
                f"must be a list, not {said(value)}"
                if not isinstance(value, list)
                else "must be a tuple here, not a list"
            )
        return next((told for part in value if (told := inner(part))), None)

    return check


def _items(key: Check, inner: Check) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, FrozenDict):
            return (
                "must be a FrozenDict here, not a dict"
                if isinstance(value, dict)
                else f"must be a table, not {said(value)}"
            )
        return next((told for name, part in value.items() if (told := key(name) or inner(part))), None)

    return check


def _is_callable(value: object) -> str | None:
    return None if callable(value) else f"must be a function, not {said(value)}"


def _is_none(value: object) -> str | None:
    return None if value is None else f"must be left out, not {said(value)}"


@cache
def checker(expected: Any) -> Check:
    """The check for an annotation: returns what is wrong with a value, or None.

    Understands text, numbers, bools, dates, classes, ``Literal``, unions, ``tuple[T, ...]`` and ``FrozenDict[str, T]``.

    >>> checker(float | None)("5")
    "must be a number, not '5'"
    >>> checker(tuple[str, ...])(("a", 5))
    'must be text, not 5'
    """
    origin, parts = get_origin(expected), get_args(expected)
    if origin is Literal:
        return _literal(parts)
    if origin in (Union, types.UnionType):
        return _union([_is_none if part is types.NoneType else checker(part) for part in parts])
    if origin is Callable:
        return _is_callable
    if origin is tuple:
        return _all(checker(parts[0]))
    if origin is FrozenDict:
        return _items(checker(parts[0]), checker(parts[1]))
    return _leaf(expected)


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


class Checked(Data):
    """The base of attrs classes whose fields must hold what their annotations say."""

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        cls: Any = type(self)  # a class is hashable, which mypy doubts here
        told = {
            name: check(value) or _unfit(value)
            for name, unset, check in _checks(cls)
            if (value := getattr(self, name)) is not unset
        }
        problems = [Problem("wrong-type", _place(self, name), text) for name, text in told.items() if text]
        if problems:
            raise RubricError(problems)


def _unfit(value: object) -> str | None:
    """What keeps a text in a field out of a rubric, or None; what else it holds has been checked when that was made."""
    if isinstance(value, str):
        return unfit_text(value)
    inner = (*value, *value.values()) if isinstance(value, FrozenDict) else value if isinstance(value, tuple) else ()
    return next(filter(None, map(_unfit, inner)), None)


def _place(thing: Checked, name: str) -> Path:
    """Where a field is wrong: the field, or the first entry of its table that is."""
    cls: Any = type(thing)
    value, check = getattr(thing, name), next(check for field, _, check in _checks(cls) if field == name)
    entries = value.items() if isinstance(value, FrozenDict) else ()
    wrong = next((str(key) for key, part in entries if check(FrozenDict({key: part})) or _unfit((key, part))), None)
    return (kebab(name),) if wrong is None else (kebab(name), wrong)


@cache
def _checks(cls: Any) -> tuple[tuple[str, object, Check], ...]:
    """For each field of a class that is given when it is made: its name, its default, and the check of its annotation."""
    given = [field.name for field in attrs.fields(cls) if field.init]
    if any(isinstance(getattr(attrs.fields(cls), name).type, str) for name in given):
        attrs.resolve_types(cls)  # of a plugin's module that postpones its annotations
    fields = [getattr(attrs.fields(cls), name) for name in given]
    return tuple((field.name, field.default, checker(field.type)) for field in fields)


def kebab(name: str) -> str:
    """A field's name as a file spells it.

    >>> kebab("not_applicable")
    'not-applicable'
    """
    return name.rstrip("_").replace("_", "-")
