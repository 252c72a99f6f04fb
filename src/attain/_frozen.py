"""A mapping that doesn't change, can be hashed and can be pickled."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value", covariant=True)


class FrozenDict(Mapping[Key, Value]):
    """A read-only dict. Keeps the order it was made in; equal whatever the order.

    >>> FrozenDict({"a": 1, "b": 2}) == {"b": 2, "a": 1}
    True
    >>> FrozenDict(a=1)
    {'a': 1}
    """

    __slots__ = ("_items",)
    _items: dict[Key, Value]

    def __init__(self, items: Mapping[Key, Value] | Iterable[tuple[Key, Value]] = (), /, **more: Value) -> None:
        object.__setattr__(self, "_items", dict(items, **more))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} can't be changed")

    def __getitem__(self, key: Key) -> Value:
        return self._items[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[type["FrozenDict[Key, Value]"], tuple[dict[Key, Value]]]:
        return type(self), (self._items,)


def freeze(value: object) -> object:
    """A copy of plain data that can't change: dicts and lists become frozen dicts and tuples, however deep.

    >>> freeze({"a": [1, {"b": 2}]})
    {'a': (1, {'b': 2})}
    """
    if isinstance(value, Mapping):
        return FrozenDict({key: freeze(inner) for key, inner in value.items()})
    return tuple(map(freeze, value)) if isinstance(value, list | tuple) else value


def freeze_table(table: Mapping[str, object]) -> FrozenDict[str, object]:
    """A frozen copy of a table of plain data.

    >>> freeze_table({"a": [1]})
    {'a': (1,)}
    """
    return FrozenDict({str(key): freeze(value) for key, value in table.items()})


def thaw(value: object) -> object:
    """The opposite of :func:`freeze`: plain dicts and lists.

    >>> thaw(freeze({"a": [1]}))
    {'a': [1]}
    """
    if isinstance(value, Mapping):
        return {key: thaw(inner) for key, inner in value.items()}
    return list(map(thaw, value)) if isinstance(value, list | tuple) else value
