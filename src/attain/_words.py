"""Numbers and lists as sentences say them."""

from collections.abc import Sequence


def number(value: float) -> str:
    """A number as people write it.

    >>> number(500000.0), number(2.5)
    ('500,000', '2.5')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def counted(value: float, what: str) -> str:
    """So many of something.

    >>> counted(1, "points"), counted(2, "points")
    ('1 point', '2 points')
    """
    return f"{number(value)} {what[:-1] if value == 1 else what}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Some things in a sentence.

    >>> listed(["Basic", "Reactive", "Dynamic"], "or")
    'Basic, Reactive or Dynamic'
    """
    *rest, final = items
    return f"{', '.join(rest)} {last} {final}" if rest else final
