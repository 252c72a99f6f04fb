"""Messages as data: the key of a message and its values. The sentence is made last, from the catalogue."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias  # Any: a value is what its template takes it for

import attrs

from .data import FrozenDict
from .precision import quantised
from .text import FEW, LARGEST_SHOWN, display, listed, number, one_of, plural, some

_SLOT = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_FIX = " -> "


def _as_data(values: Mapping[str, object]) -> FrozenDict[str, object]:
    return FrozenDict({name: _datum(value) for name, value in values.items()})


def _datum(value: object) -> object:
    """Return a value as plain data, which can be compared, hashed and pickled, whatever was given."""
    match value:
        case None | bool() | Message():
            return value
        case int() if abs(value) >= LARGEST_SHOWN:
            return Message("value", FrozenDict(text=display(value)))
        case str() | int() | float():
            return _plain(value)
        case tuple() if all(isinstance(each, str | int | float | Message) for each in value):
            return tuple(map(_datum, value))
        case _ if type(value) is date:
            return value
        case _:
            return Message("value", FrozenDict(text=display(value)))


def _plain(value: str | float) -> object:
    """Return a text or a number without a class of its own, such as a number of numpy's."""
    plain = next(plain for plain in (str, int, float) if isinstance(value, plain))
    return value if type(value) is plain else plain(value)


@attrs.frozen
class Message:
    """A sentence before it is made.

    Arguments:
        key: Its key in the catalogue. For a problem, its code, followed by a dot and what distinguishes it if several have this code.
        values: What its template shows, by name.

    >>> print(Message("fix.near", {"name": "bands"}))
    did you mean 'bands'?
    """

    key: str
    values: FrozenDict[str, object] = attrs.field(default=FrozenDict(), converter=_as_data)

    def __str__(self) -> str:
        return rendered(self._template.partition(_FIX)[0], self.values)

    @property
    def code(self) -> str:
        """The code of the problem that it reports."""
        return self.key.partition(".")[0]

    @property
    def fix(self) -> str | None:
        """How to fix what the message reports, if the catalogue says it beside the message."""
        template = self._template.partition(_FIX)[2]
        return rendered(template, self.values) if template else None

    @property
    def _template(self) -> str:
        from .english import CATALOGUE  # only who reads a text needs it

        return CATALOGUE[self.key]


Text: TypeAlias = str | Message
"""A message, or a text that is in no catalogue, such as a plugin's."""


def say(key: str, /, **values: object) -> Message:
    """Return the message of a key.

    Arguments:
        key: Its key in the catalogue.
        values: What its template shows, by name.

    >>> say("fix.near", name="bands").values
    {'name': 'bands'}
    """
    return Message(key, values)


def phrase(key: str, /, **values: object) -> str:
    """Return the text of a key, for a page that is being drawn.

    Arguments:
        key: Its key in the catalogue.
        values: What its template shows, by name.

    >>> phrase("fix.near", name="bands")
    "did you mean 'bands'?"
    """
    return str(Message(key, values))


def rendered(template: str, values: Mapping[str, object]) -> str:
    """Return a sentence: a template in which each ``{name}`` or ``{name:form}`` is filled. Any other brace is shown as it is.

    The forms are ``value`` (as in a file, quoted if it is a text); ``or``, ``and``, ``in`` and ``some`` (quoted names, of
    the last the first few); ``list``, ``list-or``, ``,``, ``;`` (the first few), ``any`` and ``from`` (without quotes); ``yes-no`` (Yes or No); ``d`` (a number without
    separators, such as that of a line); and what is counted: ``# row``, ``# row is|# rows are``. Without one, a text is
    shown as it is, and a number as people write it.

    Arguments:
        template: The template.
        values: The value of each name.

    >>> rendered("{rows:# row has|# rows have} {name:value} in { {names:or} }", {"rows": 1, "name": "a", "names": ("b", "c")})
    "1 row has 'a' in { 'b' or 'c' }"
    """
    return _SLOT.sub(lambda slot: _shown(values[slot[1]], slot[2] or ""), template)


def _shown(value: Any, form: str) -> str:
    if "#" in form or "|" in form:
        one, _, many = form.partition("|")
        return (one if quantised(value) == 1 else many or plural(one)).replace("#", number(value))
    return _FORMS[form](value)


def _plainly(value: object) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


_FORMS: Mapping[str, Callable[[Any], str]] = {
    "": _plainly,
    "d": str,
    "value": display,
    "or": one_of,
    "and": lambda names: one_of(names, "and"),
    "some": some,
    ",": lambda parts: ", ".join(map(str, parts)),
    ";": lambda parts: (
        "; ".join(map(str, parts[:FEW])) + (f" and {len(parts) - FEW:,} more" if len(parts) > FEW else "")
    ),
    "any": lambda parts: " | ".join(map(str, parts)),
    "list": lambda names: listed([_plainly(name) for name in names]),
    "list-or": lambda names: listed([_plainly(name) for name in names], "or"),
    "in": lambda names: " in ".join(f"'{name}'" for name in names),
    "from": lambda parts: ", from ".join(map(str, parts)),
    "yes-no": str.capitalize,
}
