"""What results, summaries and comparisons have in common: each is a mapping from the ids of dimensions."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from attain._frozen import FrozenDict
from attain._names import nearest

Told = TypeVar("Told")


class ByDimension(Mapping[str, Told]):
    """A mapping from the id of each dimension."""

    __slots__ = ()
    dimensions: FrozenDict[str, Told]

    def __getitem__(self, dimension: str) -> Told:
        """Return the part about one dimension.

        Raises:
            KeyError: There is no such dimension; with the nearest that there is.
        """
        if dimension in self.dimensions:
            return self.dimensions[dimension]
        hint = nearest(str(dimension), self.dimensions)
        raise KeyError(f"no dimension is called {dimension!r}" + (f"; {hint}" if hint else ""))

    def __iter__(self) -> Iterator[str]:
        return iter(self.dimensions)

    def __len__(self) -> int:
        return len(self.dimensions)

    def __bool__(self) -> bool:
        return True  # also without dimensions, for which the length is 0

    def __contains__(self, dimension: object) -> bool:
        return dimension in self.dimensions
