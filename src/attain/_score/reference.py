"""References to compare results with: counts of subjects in groups, none of which is smaller than a stated number."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar, Literal, TypeAlias, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError, Path, Problem
from attain._core.messages import Message, phrase, say
from attain._core.precision import quantise
from attain._core.text import whole

from .result import ByDimension, DimensionResult, ResultData
from .summary import Bucket, DimensionSummary, SummaryData

By: TypeAlias = Literal["score", "level"]
"""The way of grouping subjects: by score or by level."""


@attrs.frozen(eq=False, repr=False)
class Percentile(Data):
    """The position of a result among others, in percent.

    Arguments:
        value: The mid-rank: the share of the others in lower groups, plus half of those in the same group.
        low: The lowest possible percentile: the share of the others in lower groups.
        high: The highest possible percentile: the share of the others in lower groups and in the same group.
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{whole(self.value)} ({whole(self.low)} to {whole(self.high)})"


@attrs.frozen(eq=False, repr=False)
class Comparison(Data, ByDimension[Percentile | None]):
    """The positions of a result among others.

    Arguments:
        root: The overall position; None if the result has no score or level to compare, or the reference has no groups.
        dimensions: The position in each dimension of the result, by id; None for the same reasons.
    """

    root: Percentile | None
    dimensions: FrozenDict[str, Percentile | None]


@attrs.frozen(eq=False, repr=False)
class DimensionReference(Data):
    """The number of subjects in each group of a reference, in one dimension or overall.

    Arguments:
        id: The id of the dimension, or of the rubric.
        title: The display name.
        by: ``score`` if the groups are ranges of scores; ``level`` if the dimension has no score, and the groups are
            ranges of ranks of levels.
        groups: The groups, lowest first.
    """

    id: str
    title: str
    by: By
    groups: tuple[Bucket, ...]

    @property
    def subjects(self) -> int:
        """The number of subjects in all groups."""
        return sum(group.count for group in self.groups)


@attrs.frozen(eq=False, repr=False)
class ReferenceData(Data):
    """The number of subjects in each group, to compare results with. No group is smaller than a stated number.

    Arguments:
        rubric: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        scoring_digest: A digest of everything in the rubric that decides scores; only results with the same digest can
            be compared.
        smallest: The smallest number of subjects in a group.
        subjects: The number of subjects.
        root: The overall groups; None if they are left out, for the same reasons as a dimension.
        dimensions: The groups of each dimension, by id. A dimension is left out if it has no score or level, if fewer
            than `smallest` subjects have one, or if only a few subjects lack one: at least one, but fewer than
            `smallest`.

    Raises:
        AnswersError: A group is too small, or the groups are not in order.
    """

    called: ClassVar = "reference"
    rubric: str
    version: str
    title: str
    scoring_digest: str
    smallest: int
    subjects: int
    root: DimensionReference | None
    dimensions: FrozenDict[str, DimensionReference]

    def __attrs_post_init__(self) -> None:
        must_be_group_size(self.smallest)
        if problems := [*_wrong(self)]:
            raise AnswersError(problems)

    def __repr__(self) -> str:
        return phrase(
            "reference", rubric=f"{self.rubric}@{self.version}", subjects=self.subjects, smallest=self.smallest
        )


def must_be_group_size(given: object) -> None:
    """Raise unless a value is a valid smallest size of groups, which protects single subjects.

    Raises:
        AnswersError: The value is not a whole number of at least 2.
    """
    if not isinstance(given, int) or isinstance(given, bool) or given < 2:
        raise AnswersError([Problem.of(say("group-size", given=given), ("smallest",))])


def _wrong(reference: ReferenceData) -> Iterator[Problem]:
    root = [] if reference.root is None else [(("root",), reference.root)]
    for path, each in [*root, *((("dimensions", id_), each) for id_, each in reference.dimensions.items())]:
        if what := _wrong_with(reference, each) or _misnamed(path, each):
            yield Problem.of(what, path)


def _wrong_with(reference: ReferenceData, each: DimensionReference) -> Message | None:
    """Return the problem with the groups of a dimension, if there is one."""
    left_out = reference.subjects - each.subjects
    if any(group.count < reference.smallest for group in each.groups):
        return say("reference-groups.small", smallest=reference.smallest)
    if 0 < left_out < reference.smallest:
        return say("reference-groups.left-out", smallest=reference.smallest)
    if left_out < 0:
        return say("reference-groups.many", subjects=each.subjects, all=reference.subjects)
    rises = each.groups and all(group.low <= group.high for group in each.groups) and _rise(each.groups)
    return None if rises else say("reference-groups.order")


def _misnamed(path: Path, each: DimensionReference) -> Message | None:
    return None if path == ("root",) or path[-1] == each.id else say("reference-groups.id", id=each.id)


def _rise(groups: Sequence[Bucket]) -> bool:
    """Return whether groups rise without overlapping."""
    return all(low.high <= high.low and low.low < high.low for low, high in pairwise(groups))


Kind = TypeVar("Kind", bound=ReferenceData)
"""The class of a reference."""


def reference(summary: SummaryData, smallest: int, kind: type[Kind]) -> Kind:
    """Return the reference for the subjects of a summary.

    Arguments:
        summary: The summary of the subjects.
        smallest: The smallest number of subjects in a group.
        kind: The class of the reference.

    Raises:
        AnswersError: There are fewer subjects than `smallest`, or rows have values that are not answers.
    """
    problems = [*_unfit(summary, smallest)]
    if problems:
        raise AnswersError(problems)
    found = {id_: _grouped(each, smallest) for id_, each in summary.dimensions.items()}
    return kind(
        rubric=summary.rubric,
        version=summary.version,
        title=summary.title,
        scoring_digest=summary.scoring_digest,
        smallest=smallest,
        subjects=summary.subjects,
        root=_grouped(summary.root, smallest),
        dimensions=FrozenDict({id_: each for id_, each in found.items() if each}),
    )


def _unfit(summary: SummaryData, smallest: int) -> Iterator[Problem]:
    if summary.unreadable:
        yield Problem.of(say("answer-value.reference", rows=summary.unreadable), ())
    if summary.subjects < smallest:
        yield Problem.of(say("few-subjects", subjects=summary.subjects, smallest=smallest), ())


def _grouped(found: DimensionSummary, smallest: int) -> DimensionReference | None:
    """Return the groups of a dimension; None if too few subjects have a score or level, or too few lack one."""
    by: By = "score" if found.scores else "level"
    buckets = found.scores or [Bucket(each.level.rank, each.level.rank, each.count) for each in found.levels]
    without = found.unscored if found.scores else found.without
    groups = merged(buckets, smallest)
    return DimensionReference(found.id, found.title, by, groups) if groups and not 0 < without < smallest else None


def merged(buckets: Sequence[Bucket], smallest: int) -> tuple[Bucket, ...]:
    """Merge neighbouring groups until each has enough subjects; return no groups if all together have too few.

    Arguments:
        buckets: The groups, lowest first.
        smallest: The smallest number of subjects in a group.

    >>> [(group.low, group.high) for group in merged([Bucket(0, 0, 7), Bucket(1, 1, 5), Bucket(2, 2, 1)], 5)]
    [(0, 0), (1, 2)]
    """
    found: list[Bucket] = []
    waiting: Bucket | None = None
    for bucket in buckets:
        waiting = _joined(waiting, bucket) if waiting else bucket
        if waiting.count >= smallest:
            found.append(waiting)
            waiting = None
    if waiting and found:
        found.append(_joined(found.pop(), waiting))
    return tuple(found)


def _joined(one: Bucket, next_: Bucket) -> Bucket:
    return Bucket(one.low, next_.high, one.count + next_.count)


def against(result: ResultData, other: object) -> Comparison:
    """Compare a result with others; see :meth:`Result.against`.

    Raises:
        AnswersError: The others are not a reference, or were scored by other rules.
    """
    if not isinstance(other, ReferenceData):
        raise AnswersError([Problem.of(say("wrong-type.reference", given=other), ("reference",))])
    if result.scoring_digest != other.scoring_digest:
        names = [f"{each.rubric}@{each.version}" for each in (result, other)]
        raise AnswersError([Problem.of(say("other-scoring", result=names[0], reference=names[1]), ())])
    return Comparison(
        _standing(result.root, other.root),
        FrozenDict({id_: _standing(each, other.dimensions.get(id_)) for id_, each in result.dimensions.items()}),
    )


def _standing(found: DimensionResult, others: DimensionReference | None) -> Percentile | None:
    if others is None:
        return None
    value = found.score if others.by == "score" else found.level.rank if found.level else None
    if value is None:
        return None
    starts = [quantise(group.low) for group in others.groups]
    at = max(0, bisect_right(starts, quantise(value)) - 1)
    below, same = sum(group.count for group in others.groups[:at]), others.groups[at].count
    low, mid, high = (100 * count / others.subjects for count in (below, below + same / 2, below + same))
    return Percentile(mid, low, high)
