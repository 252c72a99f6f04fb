"""A whole plan: the answers and facts it reads, its nodes, and what they give for each dimension."""

from functools import cached_property
from typing import Literal

import attrs

from attain._data import Data
from attain._errors import Path
from attain._model.bands import Band
from attain._model.conditions import Value
from attain._model.dates import Period
from attain._model.parts import Kind, Need, NotApplicable
from attain._model.rubric import Combine
from attain._model.words import NO_WORDS, Words

from .nodes import Facts, Node
from .steps import Region, Steps
from .vocabulary import Vocabulary, vocabulary


@attrs.frozen(eq=False, repr=False)
class Input(Data):
    """An answer that the plan reads, and what is accepted as one.

    Arguments:
        id: The full id of the question, or of the dimension that is rated.
        kind: What is asked for.
        options: What can be answered, worst first; empty for a number.
        low: The lowest code an answer can have; may be infinite for a number.
        high: The highest.
        sign: -1 where a lower number is better.
        needs: What an answer better than the worst has to come with.
        option_needs: For each option, what else it has to come with.
        not_applicable: What "n/a" means.
        valid_for: How long an answer stays valid.
        path: Where it stands in the rubric.
        whole: Whether a number must be a whole one.
        titles: The titles of the options of a choice.
        words: The rubric's own words for answers.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    low: float
    high: float
    sign: int
    needs: tuple[Need, ...]
    option_needs: tuple[tuple[Need, ...], ...]
    not_applicable: NotApplicable
    valid_for: Period | None
    path: Path
    whole: bool = False
    titles: tuple[str, ...] = ()
    words: Words = NO_WORDS

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What is accepted as an answer."""
        return vocabulary(self.kind, self.options, self.titles, self.words)


@attrs.frozen(eq=False, repr=False)
class FactInput(Data):
    """A fact that the plan reads.

    Arguments:
        id: Its id.
        kind: What is asked for.
        options: What can be answered.
        default: Its value where none is given.
        needed: Whether anything depends on it.
        titles: The titles of the options of a choice.
        words: The rubric's own words for answers.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    default: Value | None
    needed: bool
    titles: tuple[str, ...] = ()
    words: Words = NO_WORDS

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What is accepted as its value."""
        return vocabulary(self.kind, self.options, self.titles, self.words)


@attrs.frozen(eq=False, repr=False)
class Demand(Data):
    """A condition, as explanations tell it.

    Arguments:
        node: Its position in the plan.
        kind: ``all``, ``any``, ``count`` or ``each`` for a group; else what is asked of the subject: an aspect.
        name: The full id of the question or dimension that is asked; empty for a group.
        least: What is asked for, as it is written.
        needed: How many must hold, for ``count``; the share for a rung of a ladder.
        value: The node that is compared with the threshold.
        threshold: What it is compared with, in the node's terms.
        input: The position of the input that is asked, for a question.
        parts: The conditions of a group.
        title: What to call what is asked, where the rubric has no name for it.
    """

    node: int
    kind: Literal["all", "any", "count", "each", "share", "value", "points", "score", "level"]
    name: str = ""
    least: Value | None = None
    needed: float | None = None
    value: int | None = None
    threshold: float = 0.0
    input: int | None = None
    parts: tuple["Demand", ...] = ()
    title: str | None = None


@attrs.frozen(eq=False, repr=False)
class Banded(Data):
    """How the bands of a dimension lie on its score.

    Arguments:
        ranks: The rank of each band's level.
        bands: The bands as they are written, worst first.
        regions: What they say along the score.
        overlap: The policy where they overlap.
        gap: The policy where they leave a gap.
        steps: What these policies make of them: ranks along the score.
    """

    ranks: tuple[int, ...]
    bands: tuple[Band, ...]
    regions: tuple[Region, ...]
    overlap: str
    gap: str
    steps: Steps


@attrs.frozen(eq=False, repr=False)
class Combined(Data):
    """Which levels are made one, and how.

    Arguments:
        kind: How.
        of: The dimensions whose levels they are.
    """

    kind: Combine
    of: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Asked(Data):
    """A question in its place, under which it is scored.

    Arguments:
        id: Its full id.
        input: The position of the input that answers it.
        facts: The facts under which it is asked.
    """

    id: str
    input: int
    facts: Facts


@attrs.frozen(eq=False, repr=False)
class Output(Data):
    """What the plan gives for one dimension.

    Arguments:
        id: The dimension's id; empty for the rubric itself.
        parent: The id of the dimension it is part of; None for the rubric itself.
        facts: The facts under which it is assessed.
        asked: Its own questions.
        way: The way to its level; for a plugin's rule, its kind.
        score: The position of its score.
        full: The position of its full marks.
        level: The position of its level.
        banded: How its bands lie on its score.
        demands: What each level demands, by rank.
        combined: Which levels are made its own.
    """

    id: str
    parent: str | None
    facts: Facts
    asked: tuple[Asked, ...]
    way: str | None = None
    score: int | None = None
    full: int | None = None
    level: int | None = None
    banded: Banded | None = None
    demands: tuple[tuple[int, Demand], ...] = ()
    combined: Combined | None = None


@attrs.frozen(eq=False, repr=False)
class Plan(Data):
    """What a rubric comes to.

    Arguments:
        inputs: The answers it reads.
        facts: The facts it reads.
        nodes: The operations, each after its arguments.
        outputs: What it gives, the rubric itself first, then every dimension in the order of the rubric.
    """

    inputs: tuple[Input, ...]
    facts: tuple[FactInput, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[Output, ...]
