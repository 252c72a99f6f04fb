"""What all frozen data has in common: equality, a hash, and a repr that shows what was given.

attrs would generate these for each class by compiling source at import; written once here, they cost nothing there.
"""

from functools import cache
from operator import attrgetter
from typing import Any  # a class is hashable, which mypy doubts of one that may define __eq__

import attrs


class Data:
    """The base of frozen attrs classes that are made with ``eq=False, repr=False``.

    >>> from attain import Option
    >>> Option("fully", 3), Option("fully", 3) == Option("fully", 3.0)
    (Option(id='fully', points=3), True)
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(_values(self) == _values(other))

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        cls: Any = type(self)
        # True equals a default of 1, and is told all the same.
        given = [
            f"{name}={value!r}"
            for name, default in _fields(cls)
            if (value := getattr(self, name)) != default or value is True
        ]
        return f"{cls.__name__}({', '.join(given)})"


@cache
def _fields(cls: Any) -> tuple[tuple[str, object], ...]:
    """The name and the default of each field that is given when a thing is made."""
    return tuple((field.name, default_of(field)) for field in attrs.fields(cls) if field.init)


@cache
def _defaults(cls: Any) -> dict[str, object]:
    return dict(_fields(cls))


def default_of(field: "attrs.Attribute[Any]") -> object:
    """Return the default of a field, made if it has to be; ``attrs.NOTHING`` if it has none."""
    factory = getattr(field.default, "factory", None)
    return factory() if callable(factory) else field.default


@cache
def _getter(cls: Any) -> "attrgetter[object]":
    """Gets the class and the value of every such field at once."""
    return attrgetter("__class__", *(name for name, _ in _fields(cls)))


def _values(thing: object) -> object:
    cls: Any = type(thing)
    return _getter(cls)(thing)


def given(thing: object, field: str) -> bool:
    """Whether a field was given at all.

    >>> from attain import Question
    >>> given(Question("…", weight=0), "weight"), given(Question("…"), "anchors")
    (True, False)
    """
    cls: Any = type(thing)
    return bool(getattr(thing, field) != _defaults(cls)[field])
