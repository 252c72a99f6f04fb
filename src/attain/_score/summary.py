"""Summaries of many subjects: counts, and values that follow from counts alone."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.precision import SCALE, quantise
from attain._model.parts import Benefit, Level

from .result import ByDimension


@attrs.frozen(eq=False, repr=False)
class LevelCount(Data):
    """The number of subjects at one level.

    Arguments:
        level: The level.
        count: The number of subjects.
    """

    level: Level
    count: int


@attrs.frozen(eq=False, repr=False)
class TargetCount(Data):
    """The number of subjects that reach a target.

    Arguments:
        title: The display name of the target.
        count: The number of subjects.
    """

    title: str
    count: int


@attrs.frozen(eq=False, repr=False)
class BenefitCount(Data):
    """The number of subjects whose level gives a benefit.

    Arguments:
        benefit: The benefit.
        dimension: The id of the dimension whose level gives the benefit; an empty text if the overall level gives it.
        level: The lowest level that gives the benefit.
        count: The number of subjects with that level or a higher one.
    """

    benefit: Benefit
    dimension: str
    level: Level
    count: int


@attrs.frozen(eq=False, repr=False)
class Bucket(Data):
    """The number of subjects whose score, or rank of the level, lies in a range.

    Arguments:
        low: The lower end of the range.
        high: The upper end of the range. If the next range begins at the same value, that value belongs to the next
            range.
        count: The number of subjects.
    """

    low: float
    high: float
    count: int


@attrs.frozen(eq=False, repr=False)
class DimensionSummary(Data):
    """The summary of many subjects in one dimension, or overall.

    Arguments:
        id: The id of the dimension, or of the rubric.
        title: The display name.
        parent: The id of the dimension that contains it; None at the top.
        view: Whether the dimension is a view: it is assessed separately, and never counted in its parent.
        levels: The number of subjects at each level, lowest first; empty if the dimension has no levels.
        without: The number of subjects without a level, because the dimension does not apply, because an open answer
            withholds the level, or because no range decides.
        scores: The distribution of the scores; empty if the dimension has no score. If there are only a few possible
            scores, all of them whole numbers, there is a count for each score. Otherwise there is a count for each of
            about twenty equal ranges between the lowest and the highest possible score.
        unscored: The number of subjects without a score.
        mean: The mean of the scores; None if no subject has a score.
        least: The lowest possible score.
        most: The highest possible score.
        incomplete: The number of subjects with open questions in the dimension.

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
        """The median level of the subjects that have a level; None if no subject has one.

        If the number of these subjects is even, the median is the lower of the two levels in the middle. So it is
        always the level of a subject.
        """
        half, below = (sum(each.count for each in self.levels) + 1) // 2, 0
        for each in self.levels:
            below += each.count
            if below >= half > 0:
                return each.level
        return None

    @property
    def mean_rank(self) -> float | None:
        """The mean rank of the levels, from 0 for the lowest, rounded to six decimals; None if no subject has a level."""
        size = sum(each.count for each in self.levels)
        ranks = sum(each.level.rank * each.count for each in self.levels)
        return quantise(ranks / size) / SCALE if size else None


@attrs.frozen(eq=False, repr=False)
class SummaryData(Data, ByDimension[DimensionSummary]):
    """The summary of many subjects. It contains only counts, and no row of any subject.

    Arguments:
        rubric: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        scoring_digest: A digest of everything in the rubric that decides scores.
        levels: The levels of the rubric, lowest first.
        subjects: The number of subjects.
        root: The overall summary.
        dimensions: The summary of each dimension, by id.
        targets: The number of subjects that reach each target of the rubric, by the id of the target.
        benefits: The number of subjects whose level gives each benefit. Benefits that depend on facts are left out.
        stages: The stages of the lifecycle that benefits serve, in order.
        terms: The rubric's own words for dimensions, levels and subjects.
        ambiguous: The number of subjects with a score in an overlap or a gap, if the policy is ``error``.
        unreadable: The number of subjects with a value that is not an answer; they get no levels and no scores.
        blank: The number of blank rows, which are left out: their id and every column that attain reads are empty.
        on: The day of the assessment; None if no day was passed.

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
    benefits: tuple[BenefitCount, ...] = ()
    stages: tuple[str, ...] = ()
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
        """The ids of the dimensions with the highest median and, among these, the highest mean rank.

        Views do not count, nor do dimensions in which no subject has a level.
        """
        return self._extreme(max)

    @property
    def weakest(self) -> tuple[str, ...]:
        """The ids of the dimensions with the lowest median and, among these, the lowest mean rank.

        Views do not count, nor do dimensions in which no subject has a level.
        """
        return self._extreme(min)

    @property
    def by_stage(self) -> FrozenDict[str, tuple[BenefitCount, ...]]:
        """The benefits that serve each stage of the lifecycle, by the id of the stage."""
        return FrozenDict(
            {stage: tuple(each for each in self.benefits if each.benefit.stage == stage) for stage in self.stages}
        )

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
        """Return a count as a share of all subjects, from 0 to 1; 0 if there are no subjects.

        Arguments:
            count: The count, such as ``summary.root.incomplete``.
        """
        return count / self.subjects if self.subjects else 0.0


Kind = TypeVar("Kind", bound=SummaryData)
"""The class of a summary."""
