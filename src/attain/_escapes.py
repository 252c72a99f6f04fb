"""Characters that a terminal obeys, or that turn text around, instead of being shown.

These are the control characters, the separators of lines and paragraphs, the formatting characters of bidirectional text,
and lone surrogates, which stand for bytes that are not text.
"""

import re

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
