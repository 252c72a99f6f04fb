"""Numbers, lists and counted nouns in sentences, and characters that a terminal would obey."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from .precision import SCALE, quantise, quantised

LARGEST_SHOWN = 10**20
"""The largest whole number to spell out; Python refuses to spell the longest."""

FEW = 3
"""The number of things to list before counting the others."""

MOST_NAMED = 10
"""The number of names that a message lists; one more in its values means that there are others."""


def number(value: float) -> str:
    """Return a number as people write it, rounded to the millionths in which numbers are compared.

    >>> number(500000.0), number(2.5), number(0.07 * 100)
    ('500,000', '2.5', '7')
    """
    return f"{quantised(value):,.6f}".rstrip("0").rstrip(".")


def worded(value: bool | float | str) -> str:  # noqa: FBT001  # an answer
    """Return an answer or a fact as people write it.

    >>> worded(True), worded(500_000), worded("enterprise")
    ('yes', '500,000', 'enterprise')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else number(value)


def whole(value: float) -> int:
    """Return a number rounded to a whole one, half up, like scores.

    >>> whole(12.5), whole(57.49999999999999), whole(57.4)
    (13, 58, 57)
    """
    return math.floor(quantise(value) / SCALE + 0.5)


def plural(noun: str) -> str:
    """Return the regular plural of a noun; of several words, the last one changes.

    >>> plural("business function"), plural("capability"), plural("key area"), plural("branch"), plural("day")
    ('business functions', 'capabilities', 'key areas', 'branches', 'days')
    """
    end = noun.lower()
    if end.endswith("y") and not end.endswith(("ay", "ey", "iy", "oy", "uy")):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if end.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"


def counted(value: float, one: str, many: str | None = None) -> str:
    """Return a number with its noun, in the singular or plural.

    >>> counted(1, "point"), counted(2, "point"), counted(2, "person", "people")
    ('1 point', '2 points', '2 people')
    """
    return f"{number(value)} {one if quantised(value) == 1 else many or plural(one)}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Return a list of things as part of a sentence.

    >>> listed(["Basic", "Reactive", "Dynamic"], "or")
    'Basic, Reactive or Dynamic'
    """
    *rest, final = items
    return f"{', '.join(rest)} {last} {final}" if rest else final


def some(names: Sequence[str]) -> str:
    """Return the first few names, and the number of the others.

    >>> some(["a", "b", "c", "d", "e"])
    "'a', 'b', 'c' and 2 more"
    """
    more = [f"{len(names) - FEW:,} more"] if len(names) > FEW else []
    return listed([*(f"'{name}'" for name in names[:FEW]), *more])


def one_of(names: Iterable[str], last: str = "or") -> str:
    """Return a choice of names in words; ten at most.

    Arguments:
        names: The names to choose from.
        last: The word before the last one.

    >>> one_of(["highest", "lowest", "error"]), one_of(["low"])
    ("'highest', 'lowest' or 'error'", "'low'")
    >>> one_of(map(str, range(100)))
    "'0', '1', '2', '3', '4', '5', '6', '7', '8', '9' or another"
    """
    shown = [f"'{name}'" for name in names]
    return listed([*shown[:MOST_NAMED], *(["another"] if len(shown) > MOST_NAMED else [])], last)


def display(value: object) -> str:
    """Return a value for a message: short, on one line, and with its type if the type is wrong.

    >>> display("often"), display(5), display(True), display({"a": 1})
    ("'often'", '5', 'true', 'a table')
    """
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) >= LARGEST_SHOWN:
        return "a number of more than 20 digits"
    try:
        text = repr(value) if isinstance(value, str | int | float) else " ".join(str(value).split())
    except Exception:  # noqa: BLE001  # an object of any class may be passed, and its code may raise anything
        return f"a thing of type {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


_MARKS = "\u061c\u200e\u200f"  # these marks reverse nothing, and belong to right-to-left text
_OTHERS = "\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_HIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f{_OTHERS}]")
_ESCAPED = re.compile(f"[{_MARKS}{_OTHERS}]")
_MARK = re.compile(f"[{_MARKS}]")


def visible(text: str) -> str:
    r"""Return a text for people, with U+FFFD for each character that a terminal may obey; tabs and line feeds stay.

    >>> visible("\x1b[31mGold\u202e\n")
    '\ufffd[31mGold\ufffd\n'
    """
    return text if text.isascii() and text.isprintable() else _MARK.sub("", _HIDDEN.sub("\ufffd", text))


def escaped(text: str) -> str:
    r"""Return JSON or TOML with escapes for characters that a terminal may obey, as far as writers leave them.

    >>> print(escaped('"Gold\u202e"'))
    "Gold\u202e"
    """
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
