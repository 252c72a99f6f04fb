"""Frozen data: an immutable mapping, and the base of frozen classes."""

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from functools import cache
from operator import attrgetter
from typing import (
    Any,  # mypy doubts that a class which may define __eq__ is hashable
    TypeVar,
)

import attrs

Key = TypeVar("Key")
Value = TypeVar("Value", covariant=True)


class FrozenDict(Mapping[Key, Value]):
    """A read-only mapping that keeps its order; equality ignores the order.

    >>> FrozenDict({"a": 1, "b": 2}) == {"b": 2, "a": 1}
    True
    >>> FrozenDict(a=1)
    {'a': 1}
    """

    __slots__ = ("_items",)
    _items: dict[Key, Value]

    def __init__(self, items: Mapping[Key, Value] | Iterable[tuple[Key, Value]] = (), /, **more: Value) -> None:
        object.__setattr__(self, "_items", dict(items, **more) if more else dict(items))  # faster than unpacking

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} can't be changed")

    def __getitem__(self, key: Key) -> Value:
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[Key]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def keys(self) -> KeysView[Key]:
        return self._items.keys()

    def values(self) -> ValuesView[Value]:
        return self._items.values()

    def items(self) -> ItemsView[Key, Value]:
        return self._items.items()

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[type["FrozenDict[Key, Value]"], tuple[dict[Key, Value]]]:
        return type(self), (self._items,)


def freeze(value: object) -> object:
    """Return a copy of plain data that can't change: dicts and lists become frozen dicts and tuples, however deep.

    >>> freeze({"a": [1, {"b": 2}]})
    {'a': (1, {'b': 2})}
    """
    if isinstance(value, Mapping):
        return FrozenDict({key: freeze(inner) for key, inner in value.items()})
    return tuple(map(freeze, value)) if isinstance(value, list | tuple) else value


def freeze_table(table: Mapping[str, object]) -> FrozenDict[str, object]:
    """Return a frozen copy of a table of plain data.

    >>> freeze_table({"a": [1]})
    {'a': (1,)}
    """
    return FrozenDict({str(key): freeze(value) for key, value in table.items()})


def thaw(value: object) -> object:
    """Return a thawed copy of frozen data, with plain dicts and lists; the inverse of :func:`freeze`.

    >>> thaw(freeze({"a": [1]}))
    {'a': [1]}
    """
    if isinstance(value, Mapping):
        return {key: thaw(inner) for key, inner in value.items()}
    return list(map(thaw, value)) if isinstance(value, list | tuple) else value


class Data:
    """The base of frozen attrs classes defined with ``eq=False, repr=False``.

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
        # True equals a default of 1, and is shown all the same.
        given = [
            f"{name}={value!r}"
            for name, default in _fields(cls)
            if (value := getattr(self, name)) != default or value is True
        ]
        return f"{cls.__name__}({', '.join(given)})"


@cache
def _fields(cls: Any) -> tuple[tuple[str, object], ...]:
    """Return the name and the default of each field that the constructor takes."""
    return tuple((field.name, default_of(field)) for field in attrs.fields(cls) if field.init)


@cache
def _defaults(cls: Any) -> dict[str, object]:
    return dict(_fields(cls))


def default_of(field: "attrs.Attribute[Any]") -> object:
    """Return the default of a field, from its factory if it has one; ``attrs.NOTHING`` without a default."""
    factory = getattr(field.default, "factory", None)
    return factory() if callable(factory) else field.default


@cache
def _getter(cls: Any) -> "attrgetter[object]":
    """Return a function that gets the class and the value of every constructor field at once."""
    return attrgetter("__class__", *(name for name, _ in _fields(cls)))


def _values(thing: object) -> object:
    cls: Any = type(thing)
    return _getter(cls)(thing)


def given(thing: object, field: str) -> bool:
    """Return whether a field has another value than its default.

    >>> from attain import Question
    >>> given(Question("…", weight=0), "weight"), given(Question("…"), "anchors")
    (True, False)
    """
    cls: Any = type(thing)
    return bool(getattr(thing, field) != _defaults(cls)[field])
