"""What the translation of a rubric's rules works with, and what it has made so far."""

from collections.abc import Callable, Iterable, Mapping

import attrs

from attain._core.data import Data
from attain._model.conditions import Value
from attain._model.rubric import RubricData

from .builder import Builder
from .nodes import Facts
from .plan import Banded, Combined, Demand
from .questions import Item
from .scope import Place, Scope


@attrs.frozen(eq=False, repr=False)
class ScoreNodes(Data):
    """The nodes of a dimension's score and of its full marks."""

    score: int
    full: int


@attrs.frozen(eq=False, repr=False)
class LevelNodes(Data):
    """The node of a dimension's level, and what explanations tell of it."""

    level: int
    banded: Banded | None = None
    demands: tuple[tuple[int, Demand], ...] = ()
    combined: Combined | None = None


@attrs.frozen(eq=False, repr=False)
class Context(Data):
    """What a translation works with.

    Arguments:
        scope: Who is where.
        items: Every question, by full id; one that makes no sense is missing here.
        builder: The plan being built.
        facts: Finds the positions of facts by their ids.
        scores: The scores built so far, by dimension.
        levels: The levels built so far, by dimension.
    """

    scope: Scope
    items: Mapping[str, Item]
    builder: Builder
    facts: Callable[[Iterable[tuple[str, tuple[Value, ...]]]], Facts]
    scores: dict[str, ScoreNodes] = attrs.field(factory=dict)
    levels: dict[str, LevelNodes] = attrs.field(factory=dict)

    @property
    def rubric(self) -> RubricData:
        """The rubric being translated."""
        return self.scope.rubric

    def own_items(self, place: Place) -> list[Item]:
        """The questions of a dimension that make sense."""
        ids = (place.full_id(short) for short in place.rules.questions)
        return [self.items[id_] for id_ in ids if id_ in self.items]
