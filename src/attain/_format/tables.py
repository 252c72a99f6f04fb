"""Raw tables, whose values may have any shape: their content, and copies without parts of it."""

from collections.abc import Sequence
from typing import Any, TypeAlias  # Any: the values along a path

Table: TypeAlias = dict[str, Any]


def entries(value: object) -> Table:
    """Return a table itself; an empty table for any other value.

    >>> entries({"a": 1}), entries(["a"])
    ({'a': 1}, {})
    """
    return value if isinstance(value, dict) else {}


def elements(value: object) -> Sequence[Any]:
    """Return a list itself; an empty list for any other value.

    >>> elements(["a"]), elements("a")
    (['a'], ())
    """
    return value if isinstance(value, list | tuple) else ()


def value_at(value: object, path: Sequence[str | int]) -> Any:
    """Return the value at a path; None if there is none.

    >>> value_at({"a": [{"b": 1}]}, ["a", 0, "b"]), value_at({"a": 1}, ["a", "b"])
    (1, None)
    """
    for key in path:
        value = entries(value).get(key) if isinstance(key, str) else next(iter(elements(value)[key : key + 1]), None)
    return value


def without(value: Any, path: Sequence[str | int]) -> Any:
    """Return a copy without the value at a path that ends in a key of a table; unchanged if there is none.

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
