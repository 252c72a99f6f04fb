"""Numbers, lists and counted nouns in sentences, and characters that a terminal would obey."""

import math
import re
from collections.abc import Sequence

from .precision import SCALE, quantise, quantised


def number(value: float) -> str:
    """Write a number as people do, in the millionths in which numbers are compared.

    >>> number(500000.0), number(2.5), number(0.07 * 100)
    ('500,000', '2.5', '7')
    """
    return f"{quantised(value):,.6f}".rstrip("0").rstrip(".")


def worded(value: bool | float | str) -> str:  # noqa: FBT001  # an answer
    """An answer or a fact as people write it.

    >>> worded(True), worded(500_000), worded("enterprise")
    ('yes', '500,000', 'enterprise')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else number(value)


def whole(value: float) -> int:
    """A number rounded to a whole one, halves up, as scores are.

    >>> whole(12.5), whole(57.49999999999999), whole(57.4)
    (13, 58, 57)
    """
    return math.floor(quantise(value) / SCALE + 0.5)


def plural(noun: str) -> str:
    """What several of something are called, where that follows the rule; of several words the last one changes.

    >>> plural("business function"), plural("capability"), plural("key area"), plural("branch"), plural("day")
    ('business functions', 'capabilities', 'key areas', 'branches', 'days')
    """
    end = noun.lower()
    if end.endswith("y") and not end.endswith(("ay", "ey", "iy", "oy", "uy")):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if end.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"


def counted(value: float, one: str, many: str | None = None) -> str:
    """So many of something.

    >>> counted(1, "point"), counted(2, "point"), counted(2, "person", "people")
    ('1 point', '2 points', '2 people')
    """
    return f"{number(value)} {one if quantised(value) == 1 else many or plural(one)}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Some things in a sentence.

    >>> listed(["Basic", "Reactive", "Dynamic"], "or")
    'Basic, Reactive or Dynamic'
    """
    *rest, final = items
    return f"{', '.join(rest)} {last} {final}" if rest else final


_MARKS = "\u061c\u200e\u200f"  # they turn nothing around, and are part of right-to-left text
_OTHERS = "\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_HIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f{_OTHERS}]")
_ESCAPED = re.compile(f"[{_MARKS}{_OTHERS}]")
_MARK = re.compile(f"[{_MARKS}]")


def visible(text: str) -> str:
    r"""A text for people, in which each such character shows as U+FFFD; tabs and line feeds stay.

    >>> visible("\x1b[31mGold\u202e\n")
    '\ufffd[31mGold\ufffd\n'
    """
    return text if text.isascii() and text.isprintable() else _MARK.sub("", _HIDDEN.sub("\ufffd", text))


def escaped(text: str) -> str:
    r"""JSON or TOML with escapes for such characters; those below the blank are escaped already where they stand in data.

    >>> print(escaped('"Gold\u202e"'))
    "Gold\u202e"
    """
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
