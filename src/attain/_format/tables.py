"""Raw tables, whose values may have any shape: what is in them, and copies without some of it."""

from collections.abc import Sequence
from typing import Any, TypeAlias  # Any: what a path leads through

Table: TypeAlias = dict[str, Any]


def entries(value: object) -> Table:
    """Return a value that is a table; an empty table for any other.

    >>> entries({"a": 1}), entries(["a"])
    ({'a': 1}, {})
    """
    return value if isinstance(value, dict) else {}


def elements(value: object) -> Sequence[Any]:
    """Return a value that is a list; an empty list for any other.

    >>> elements(["a"]), elements("a")
    (['a'], ())
    """
    return value if isinstance(value, list | tuple) else ()


def value_at(value: object, path: Sequence[str | int]) -> Any:
    """Return what a path leads to; None if it leads nowhere.

    >>> value_at({"a": [{"b": 1}]}, ["a", 0, "b"]), value_at({"a": 1}, ["a", "b"])
    (1, None)
    """
    for key in path:
        value = entries(value).get(key) if isinstance(key, str) else next(iter(elements(value)[key : key + 1]), None)
    return value


def without(value: Any, path: Sequence[str | int]) -> Any:
    """Return a copy without what a path leads to, which is the key of a table; unchanged if it leads nowhere.

    >>> without({"a": {"b": 1, "c": 2}}, ["a", "b"])
    {'a': {'c': 2}}
    """
    first, *rest = path
    if isinstance(first, int):
        return [without(each, rest) if position == first else each for position, each in enumerate(elements(value))]
    table = entries(value)
    if not rest:
        return {key: inner for key, inner in table.items() if key != first} if first in table else value
    return {**table, first: without(table[first], rest)} if first in table else value
