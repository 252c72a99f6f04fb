"""The summary of a whole frame, calculated by its engine with one query that returns a row of counts."""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any  # the fields of a summary are of many types

import attrs

from attain._cells.cells import CellBuilder
from attain._cells.translate import Form
from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError
from attain._core.names import label
from attain._core.precision import SCALE, quantise
from attain._plan.compile import CompiledRubric
from attain._plan.plan import Output
from attain._score.reference import Kind as Referenced
from attain._score.reference import must_be_group_size, reference
from attain._score.summary import BenefitCount, Bucket, DimensionSummary, Kind, LevelCount, SummaryData, TargetCount

from . import arrays, dialect
from .assess import FrameAssessor, ScoredFrame, kept
from .memory import InMemory
from .outputs import column_name
from .outputs import columns as columns_of
from .program import UNREADABLE
from .request import Request
from .trouble import unidentified, warn_of_blank

_HALF = 0.5 / SCALE  # scores are compared in millionths, rounded half up


@attrs.frozen
class Fineness:
    """The precision with which scores are counted.

    Arguments:
        values: The largest number of possible scores that are counted one by one, if they are whole.
        ranges: The largest number of ranges in which all other scores are counted.
    """

    values: int
    ranges: int


COARSE, FINE = Fineness(40, 20), Fineness(200, 100)


def summarise(
    assessor: FrameAssessor, frame: object, request: Request, kind: type[Kind], fineness: Fineness = COARSE
) -> Kind:
    """Score a frame, and return its results as counts; see :meth:`Rubric.summarise`."""
    rubric, scored = assessor.rubric, assessor.scored(frame, request, count=True)
    asked = kept(assessor.ranges, fineness, lambda: [*_asked(rubric, fineness)])
    if isinstance(scored, InMemory):
        query = _Query(rubric, asked, scored.columns.__getitem__, ranks=True)
        found, totals = arrays.tallied(query.counts(), query.scores())
        rows = _RowCounts(scored.unreadable_rows)
    else:
        query = _Query(rubric, asked, dialect.column, ranks=bool(scored.program.ranks))
        found, totals, rows = _counted(scored, query)
    if problems := [*unidentified(rows.unidentified, str(request.id))]:
        raise AnswersError(problems)
    counted = query.counted(iter(found), iter(totals))
    return kind(**counted, unreadable=rows.unreadable, blank=rows.blank, on=request.on)


@attrs.frozen
class _RowCounts:
    """The numbers of rows with a value that is not an answer, of blank rows, and of other rows without an id."""

    unreadable: int
    blank: int = 0
    unidentified: int = 0


def _counted(scored: ScoredFrame, query: "_Query") -> tuple[list[int], list[float], _RowCounts]:
    """Return the counts and sums of a query, and the numbers of rows that are unreadable, blank or without an id."""
    table, blank, apart = scored.table, scored.is_blank, {}
    if UNREADABLE in table.collect_schema().names():
        apart["unreadable"] = dialect.column(UNREADABLE) > 0
    if scored.lacks is not None:
        apart["unidentified"] = scored.lacks
    counts, sums = [*query.counts(), *apart.values()], [*query.scores()]
    if blank is not None:
        counts = [*(each & ~blank for each in counts), blank]
        sums = [dialect.choose([(~blank, each)], None) for each in sums]
        apart["blank"] = blank
    found, totals = dialect.tallied(table, counts, sums)
    counted = dict(zip(apart, found[len(found) - len(apart) :], strict=True))
    rows = _RowCounts(
        counted.get("unreadable", 0),
        scored.blank + counted.get("blank", 0),
        scored.unidentified + counted.get("unidentified", 0),
    )
    return found, totals, rows


@attrs.frozen(eq=False, repr=False)
class _ScoreRanges(Data):
    """A dimension, and the ranges in which its scores are counted; `exact` if each is a single score."""

    output: Output
    ranges: tuple[tuple[float, float], ...]
    exact: bool


def benchmark(
    assessor: FrameAssessor, frame: object, request: Request, smallest: int, kind: type[Referenced]
) -> Referenced:
    """Return the reference that results can be compared with; see :meth:`Rubric.benchmark`."""
    must_be_group_size(smallest)
    summary = summarise(assessor, frame, request, SummaryData, FINE)
    warn_of_blank(summary.blank, kept=False)
    return reference(summary, smallest, kind)


class _Query:
    """A query for counts and sums, which also reads its results, in the same order."""

    def __init__(
        self, rubric: CompiledRubric, asked: Sequence["_ScoreRanges"], column: Callable[[str], Any], *, ranks: bool
    ) -> None:
        self.rubric = rubric
        self.column = column
        self.ranks = ranks
        self.asked = asked

    # ------------------------------------------------------------ the query

    def counts(self) -> Iterator[Any]:
        """Yield the conditions whose rows are counted: overall ones, then those of each dimension."""
        yield self.column("answered") >= 0  # in every row
        yield self.column("ambiguous")
        for id_ in self.rubric.targets:
            yield self.column(column_name(id_, "reached"))
        for asked in self.asked:
            id_ = asked.output.id
            yield self.column(column_name(id_, "answered")) < self.column(column_name(id_, "total"))
            if asked.output.level is not None:
                level = self.column(column_name(id_, "level"))
                for rank, each in enumerate(self.rubric.levels):
                    yield level == (rank if self.ranks else each.id)
            for low, _ in asked.ranges:
                yield self.column(column_name(id_, "score")) >= low - _HALF

    def scores(self) -> Iterator[Any]:
        """Yield the columns to sum: scores that are not counted one by one."""
        for asked in self.asked:
            if asked.ranges and not asked.exact:
                yield self.column(column_name(asked.output.id, "score"))

    # ------------------------------------------------------------ its results

    def counted(self, counts: Iterator[int], sums: Iterator[float]) -> dict[str, Any]:
        """Return the fields of the summary from the results of the query.

        Arguments:
            counts: The number of rows that meet each condition, in the order of :meth:`counts`.
            sums: The sum of each column, in the order of :meth:`scores`.
        """
        rubric, subjects, ambiguous = self.rubric, next(counts), next(counts)
        targets = {id_: TargetCount(label(id_, each.title), next(counts)) for id_, each in rubric.targets.items()}
        root, *dimensions = [self._dimension(asked, subjects, counts, sums) for asked in self.asked]
        return {
            "rubric": rubric.id,
            "version": rubric.version,
            "title": rubric.title,
            "scoring_digest": rubric.scoring_digest,
            "levels": rubric.levels,
            "subjects": subjects,
            "root": root,
            "dimensions": FrozenDict({each.id: each for each in dimensions}),
            "targets": FrozenDict(targets),
            "benefits": tuple(self._benefits([root, *dimensions])),
            "stages": rubric.stages,
            "terms": rubric.scope.terms,
            "ambiguous": ambiguous,
        }

    def _benefits(self, found: Sequence[DimensionSummary]) -> Iterator[BenefitCount]:
        """Yield the number of subjects whose level gives each benefit, if the benefit depends on no fact."""
        for asked, each in zip(self.asked, found, strict=True):
            given = self.rubric.scope.benefits(self.rubric.scope.places[asked.output.id])
            for at, own in enumerate(each.levels):
                reached = sum(count.count for count in each.levels[at:])
                benefits = (benefit for benefit in given.get(own.level.id, ()) if not benefit.applies_when)
                yield from (BenefitCount(benefit, asked.output.id, own.level, reached) for benefit in benefits)

    def _dimension(
        self, asked: _ScoreRanges, subjects: int, counts: Iterator[int], sums: Iterator[float]
    ) -> DimensionSummary:
        rubric, output = self.rubric, asked.output
        place = rubric.scope.places[output.id]
        incomplete = next(counts)
        levels = () if output.level is None else tuple(LevelCount(each, next(counts)) for each in rubric.levels)
        buckets = _buckets(asked.ranges, [next(counts) for _ in asked.ranges])
        scored = sum(bucket.count for bucket in buckets)
        if asked.exact:
            total = math.fsum(bucket.low * bucket.count for bucket in buckets)
        else:
            total = next(sums) if buckets else 0.0
        return DimensionSummary(
            id=output.id or rubric.id,
            title=place.title,
            parent=output.parent or None,
            view=bool(place.rules.view),
            levels=levels,
            without=subjects - sum(each.count for each in levels),
            scores=buckets,
            unscored=subjects - scored,
            mean=quantise(total / scored) / SCALE if scored else None,
            least=asked.ranges[0][0] if buckets else None,
            most=asked.ranges[-1][1] if buckets else None,
            incomplete=incomplete,
        )


def _buckets(ranges: Sequence[tuple[float, float]], reached: Sequence[int]) -> tuple[Bucket, ...]:
    """Return the number of scores in each range, from the numbers of scores that reach its lower end."""
    counts = [count - beyond for count, beyond in pairwise([*reached, 0])]
    return tuple(Bucket(low, high, count) for (low, high), count in zip(ranges, counts, strict=True))


def _asked(rubric: CompiledRubric, fineness: Fineness) -> Iterator[_ScoreRanges]:
    """Yield the score ranges of every dimension, the overall ones first."""
    sheet = CellBuilder()
    made = {column.name: column for column in columns_of(rubric, [Form()] * len(rubric.plan.inputs), "full", sheet)}
    for output in rubric.plan.outputs:
        if output.score is None:
            yield _ScoreRanges(output, (), exact=False)
            continue
        node = rubric.plan.nodes[output.score]
        whole = sheet.cells[made[column_name(output.id, "score")].value].whole
        ranges = tuple(ranged(node.low, node.high, fineness, whole=whole))
        yield _ScoreRanges(output, ranges, exact=all(low == high for low, high in ranges))


def ranged(low: float, high: float, fineness: Fineness, *, whole: bool) -> Iterator[tuple[float, float]]:
    """Yield the ranges in which scores are counted.

    Arguments:
        low: The lowest possible score.
        high: The highest possible score.
        fineness: The precision with which scores are counted.
        whole: Whether all possible scores are whole numbers.

    >>> list(ranged(0, 5, Fineness(values=4, ranges=3), whole=True))
    [(0.0, 1.0), (2.0, 3.0), (4.0, 5.0)]
    >>> list(ranged(0, 5, Fineness(values=4, ranges=2), whole=False))
    [(0.0, 2.5), (2.5, 5.0)]
    """
    if low == high:
        yield float(low), float(high)
    elif whole:
        size = int(high - low) + 1
        width = 1 if size <= fineness.values else math.ceil(size / fineness.ranges)
        for at in range(0, size, width):
            yield float(low + at), float(min(low + at + width - 1, high))
    else:
        ends = [low + (high - low) * at / fineness.ranges for at in range(fineness.ranges)]
        yield from zip(ends, [*ends[1:], float(high)], strict=True)
