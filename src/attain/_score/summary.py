"""Summaries of many subjects: counts, and what follows from counts alone."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.precision import SCALE, quantise
from attain._model.parts import Level

from .result import ByDimension


@attrs.frozen(eq=False, repr=False)
class LevelCount(Data):
    """How many subjects have a level.

    Arguments:
        level: The level.
        count: How many have it.
    """

    level: Level
    count: int


@attrs.frozen(eq=False, repr=False)
class TargetCount(Data):
    """How many subjects reach a target.

    Arguments:
        title: What people call the target.
        count: How many reach it.
    """

    title: str
    count: int


@attrs.frozen(eq=False, repr=False)
class Bucket(Data):
    """How many subjects lie in a range.

    Arguments:
        low: Where the range begins.
        high: Where it ends. If the next one begins there, the end belongs to the next one.
        count: How many lie in it.
    """

    low: float
    high: float
    count: int


@attrs.frozen(eq=False, repr=False)
class DimensionSummary(Data):
    """The summary of many subjects in one dimension, or for the whole.

    Arguments:
        id: The dimension's id; the rubric's for the whole.
        title: What people call it.
        parent: The id of the dimension it is part of; None at the top.
        view: True if it is evaluated by itself, and never counts in its parent.
        levels: How many have each level, lowest first; empty where it has no way to a level.
        without: How many have no level: it does not apply, open answers withhold it, or no published range decides.
        scores: How the scores lie: by value, where they are whole and few, else in about twenty equal ranges between the
            least and the most that are possible; empty where it has no score.
        unscored: How many have no score.
        mean: The mean of the scores; None where there are none.
        least: The least score that is possible.
        most: The most.
        incomplete: How many have open questions in it.

    >>> from attain import Level
    >>> low, high = Level("low"), Level("high", rank=1, scale=("low", "high"))
    >>> DimensionSummary("plans", "Plans", levels=(LevelCount(low, 2), LevelCount(high, 2))).median.id
    'low'
    """

    derived: ClassVar = ("median", "mean-rank")  # written for other languages, not read back
    id: str
    title: str
    parent: str | None = None
    view: bool = False
    levels: tuple[LevelCount, ...] = ()
    without: int = 0
    scores: tuple[Bucket, ...] = ()
    unscored: int = 0
    mean: float | None = None
    least: float | None = None
    most: float | None = None
    incomplete: int = 0

    @property
    def median(self) -> Level | None:
        """The lower median of the levels: the highest that at least half of those with a level reach or stay below.

        Of an even number it is the lower of the two in the middle, so it is a level that somebody has.
        """
        half, below = (sum(each.count for each in self.levels) + 1) // 2, 0
        for each in self.levels:
            below += each.count
            if below >= half > 0:
                return each.level
        return None

    @property
    def mean_rank(self) -> float | None:
        """The mean of the levels' ranks, 0 the lowest, in six decimals; None where nobody has one."""
        size = sum(each.count for each in self.levels)
        ranks = sum(each.level.rank * each.count for each in self.levels)
        return quantise(ranks / size) / SCALE if size else None


@attrs.frozen(eq=False, repr=False)
class SummaryData(Data, ByDimension[DimensionSummary]):
    """The summary of many subjects: counts alone, and no row of any of them.

    Arguments:
        rubric: The rubric's id.
        version: Its version.
        title: What people call it.
        scoring_digest: Stands for everything in the rubric that decides scores.
        levels: Its levels, lowest first.
        subjects: How many subjects there are.
        root: The summary of the whole.
        dimensions: The summary of each dimension, by id.
        targets: How many subjects reach each target of the rubric, by its id.
        terms: What the rubric calls dimensions, levels and subjects.
        ambiguous: How many subjects have a score for which no published range decides, by a policy of ``error``.
        unreadable: How many have a value that is not an answer; their levels and scores are withheld.
        blank: How many rows are left out because they are blank: no id, and nothing in any column that is read.
        on: The day of the assessment.

    >>> import attain, polars
    >>> answers = polars.DataFrame({"agreement.nda": ["yes", "no", "no"], "agreement.fair": ["yes", "yes", "no"]})
    >>> summary = attain.rubric("iamcp-p2p").summarise(answers, partial=True)
    >>> agreement = summary["agreement"]
    >>> summary.subjects, str(agreement.median), agreement.mean
    (3, 'Reactive', 1.0)
    """

    called: ClassVar = "summary"
    derived: ClassVar = ("strongest", "weakest")  # written for other languages, not read back
    rubric: str
    version: str
    title: str
    scoring_digest: str
    levels: tuple[Level, ...]
    subjects: int
    root: DimensionSummary
    dimensions: FrozenDict[str, DimensionSummary]
    targets: FrozenDict[str, TargetCount] = FrozenDict()
    terms: FrozenDict[str, str] = FrozenDict()
    ambiguous: int = 0
    unreadable: int = 0
    blank: int = 0
    on: date | None = None

    @property
    def profile(self) -> FrozenDict[str, Level | None]:
        """The median level of every dimension, by id."""
        return FrozenDict({id_: found.median for id_, found in self.dimensions.items()})

    @property
    def strongest(self) -> tuple[str, ...]:
        """The ids of the strongest dimensions: of the highest median, then the highest mean rank; all that tie."""
        return self._extreme(max)

    @property
    def weakest(self) -> tuple[str, ...]:
        """The ids of the weakest dimensions: of the lowest median, then the lowest mean rank; all that tie."""
        return self._extreme(min)

    def _extreme(self, choose: Callable[[Sequence[tuple[int, float]]], tuple[int, float]]) -> tuple[str, ...]:
        ranked = {
            id_: (each.median.rank, each.mean_rank)
            for id_, each in self.dimensions.items()
            if each.median is not None and each.mean_rank is not None and not each.view
        }
        if not ranked:
            return ()
        found = choose([*ranked.values()])
        return tuple(id_ for id_, rank in ranked.items() if rank == found)

    def share(self, count: int) -> float:
        """Return a count as a share of all subjects, from 0 to 1; 0 if there are none.

        Arguments:
            count: The count, such as ``summary.root.incomplete``.
        """
        return count / self.subjects if self.subjects else 0.0


Kind = TypeVar("Kind", bound=SummaryData)
"""The class of a summary."""
