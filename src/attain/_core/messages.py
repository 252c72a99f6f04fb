"""Messages as data: a key and its values. The catalogue turns them into a sentence at the end."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias  # Any: the template decides how to treat a value

import attrs

from .data import FrozenDict
from .precision import quantised
from .text import FEW, LARGEST_SHOWN, display, listed, number, one_of, plural, some

_SLOT = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_FIX = " -> "


def _as_data(values: Mapping[str, object]) -> FrozenDict[str, object]:
    return FrozenDict({name: _datum(value) for name, value in values.items()})


def _datum(value: object) -> object:
    """Return a value as plain data, which can be compared, hashed and pickled."""
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
    """Return a text or a number as a value of a built-in type, which values of numpy, for instance, are not."""
    plain = next(plain for plain in (str, int, float) if isinstance(value, plain))
    return value if type(value) is plain else plain(value)


@attrs.frozen
class Message:
    """A sentence that is not written out yet.

    Arguments:
        key: The key in the catalogue. For a problem, its code; if several messages share the code, a dot and a suffix
            follow.
        values: The values that the template shows, by name.

    >>> print(Message("fix.near", {"name": "bands"}))
    did you mean 'bands'?
    """

    key: str
    values: FrozenDict[str, object] = attrs.field(default=FrozenDict(), converter=_as_data)

    def __str__(self) -> str:
        return rendered(self._template.partition(_FIX)[0], self.values)

    @property
    def code(self) -> str:
        """The code of the reported problem."""
        return self.key.partition(".")[0]

    @property
    def fix(self) -> str | None:
        """The fix that the catalogue has for the message; None if it has none."""
        template = self._template.partition(_FIX)[2]
        return rendered(template, self.values) if template else None

    @property
    def _template(self) -> str:
        from .english import CATALOGUE  # only readers of a text need the catalogue

        return CATALOGUE[self.key]


Text: TypeAlias = str | Message
"""A message, or a text outside the catalogue, such as a plugin's."""


def say(key: str, /, **values: object) -> Message:
    """Return the message with a key.

    Arguments:
        key: The key in the catalogue.
        values: The values that the template shows, by name.

    >>> say("fix.near", name="bands").values
    {'name': 'bands'}
    """
    return Message(key, values)


def phrase(key: str, /, **values: object) -> str:
    """Return the text with a key, for a page that is being drawn.

    Arguments:
        key: The key in the catalogue.
        values: The values that the template shows, by name.

    >>> phrase("fix.near", name="bands")
    "did you mean 'bands'?"
    """
    return str(Message(key, values))


def rendered(template: str, values: Mapping[str, object]) -> str:
    """Return a template as a sentence, with each ``{name}`` or ``{name:form}`` filled in. Other braces stay unchanged.

    The forms are ``value`` (as in a file, quoted if it is a text); ``or``, ``and``, ``in`` and ``some`` (quoted names;
    ``some`` shows the first few); ``list``, ``list-or``, ``,``, ``;`` (the first few), ``any`` and ``from`` (without
    quotes); ``yes-no`` (Yes or No); ``d`` (a number without separators, such as a line number); and counted nouns:
    ``# row``, ``# row is|# rows are``. Without a form, a text is shown as it is, and a number as people write it.

    Arguments:
        template: The text with names in braces.
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
