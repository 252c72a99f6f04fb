"""What the value of a node is in generated source: a look into a table, or a variable."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import attrs

from attain._data import Data


@attrs.frozen(eq=False, repr=False)
class Known(Data):
    """A value that hangs on one thing alone, an answer or a sum of few possible values: it is looked up.

    Arguments:
        key: The variable that it hangs on; empty for what is always the same.
        keys: What each value of the variable stands for.
        values: For each of these, the value; without those for which the interpreter has to be asked.
    """

    key: str
    keys: Mapping[object, object]
    values: Mapping[object, float | None]

    @property
    def nullable(self) -> bool:
        """Whether it can be None."""
        return None in self.values.values()

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most it can be; 0 and 0 where it is always None."""
        found = [x for x in self.values.values() if x is not None]
        return min(found, default=0.0), max(found, default=0.0)

    def each(self, change: Callable[[float], float | None]) -> "Known":
        """What a function makes of the value; None stays."""
        return Known(self.key, self.keys, {of: None if x is None else change(x) for of, x in self.values.items()})

    def present(self) -> "Known":
        """1 where there is a value, else 0."""
        return Known(self.key, self.keys, {of: int(x is not None) for of, x in self.values.items()})

    def holds(self) -> "Known":
        """1 where it is a condition that holds, else 0."""
        return Known(self.key, self.keys, {of: int(bool(x)) for of, x in self.values.items()})

    def whole(self, weight: float) -> "Known | None":
        """The value times a weight as a whole number, 0 for None; None where it is not always whole."""
        times = {of: 0.0 if x is None else float(weight * x) for of, x in self.values.items()}
        if not all(x.is_integer() for x in times.values()):
            return None
        return Known(self.key, self.keys, {of: int(x) for of, x in times.items()})

    def settled(self) -> "Known":
        """The same; without its key, where that makes no difference."""
        same = len(set(self.values.values())) == 1 and self.values.keys() >= set(self.keys.values())
        return always(next(iter(self.values.values()))) if same else self

    def table(self) -> dict[object, float | None]:
        """The value, by what the variable holds."""
        return {given: self.values[of] for given, of in self.keys.items() if of in self.values}


@attrs.frozen(eq=False, repr=False)
class Local(Data):
    """A value in a variable.

    Arguments:
        name: The variable.
        nullable: Whether it can be None.
    """

    name: str
    nullable: bool


Term: TypeAlias = Known | Local

_ALWAYS: Mapping[object, object] = {None: None}


def always(value: float | None) -> Known:
    """What is always the same."""
    return Known("", _ALWAYS, {None: value})
