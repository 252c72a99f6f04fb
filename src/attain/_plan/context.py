"""The data with which a rubric is translated, and the nodes built so far."""

from collections.abc import Callable, Iterable, Mapping

import attrs

from attain._core.data import Data
from attain._model.conditions import Condition, Value
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

    def counts(self, builder: Builder, *, passed_over: bool) -> int:  # noqa: ARG002  # the signature of a question's nodes
        """Return the node of the score."""
        return self.score

    def marks(self, builder: Builder, *, passed_over: bool) -> int:  # noqa: ARG002
        """Return the node of the full marks."""
        return self.full


@attrs.frozen(eq=False, repr=False)
class LevelNodes(Data):
    """The node of a dimension's level, and its data for explanations."""

    level: int
    banded: Banded | None = None
    demands: tuple[tuple[int, Demand], ...] = ()
    combined: Combined | None = None


@attrs.frozen(eq=False, repr=False)
class Context(Data):
    """The state of a translation.

    Arguments:
        scope: The scope of the rubric.
        items: Every valid question, by full id.
        builder: The builder of the plan.
        facts: A function that returns the positions of facts from their ids.
        ratings: The rating of each rated dimension, by the id of the dimension.
        asked: The conditions of the level of each dimension, by the id of the dimension.
        scores: The scores built so far, by dimension.
        levels: The levels built so far, by dimension.
    """

    scope: Scope
    items: Mapping[str, Item]
    builder: Builder
    facts: Callable[[Iterable[tuple[str, tuple[Value, ...]]]], Facts]
    ratings: dict[str, Item] = attrs.field(factory=dict)
    asked: dict[str, tuple[Condition, ...]] = attrs.field(factory=dict)
    scores: dict[str, ScoreNodes] = attrs.field(factory=dict)
    levels: dict[str, LevelNodes] = attrs.field(factory=dict)

    @property
    def rubric(self) -> RubricData:
        """The rubric being translated."""
        return self.scope.rubric

    def own_items(self, place: Place) -> list[Item]:
        """Return the valid questions of a dimension."""
        ids = (place.full_id(short) for short in place.rules.questions)
        return [self.items[id_] for id_ in ids if id_ in self.items]
