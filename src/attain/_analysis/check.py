"""Checks of a result: whether levels fell since a baseline or are too low, as far as the open answers decide it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Literal, TypeAlias, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._model.parts import Level
from attain._score.result import DimensionResult, ResultData, part_of

LevelFinding: TypeAlias = Literal["fine", "fell", "below", "uncertain"]
"""The outcome of a check: ``fell`` and ``below`` are too low; with ``uncertain``, open answers can still make it too low."""

CheckVerdict: TypeAlias = Literal["fine", "failed", "other-rubric", "uncertain"]
"""The outcome of all checks."""


@attrs.frozen(eq=False, repr=False)
class LevelCheck(Data):
    """A level, checked against the lowest level to accept.

    Arguments:
        id: The id of the dimension; empty for the rubric as a whole.
        title: The display name.
        least: The lowest level to accept: the baseline's, or the one that you require.
        level: The present level; None if there is none.
        low: The lowest level that the open answers still allow.
        high: The highest level that the open answers still allow.
        finding: ``fine``, ``fell`` (below the baseline), ``below`` (below the required level), or ``uncertain`` while
            answers are open.
        open: The ids of the open questions that the level depends on.
    """

    id: str
    title: str
    least: Level
    level: Level | None
    low: Level | None
    high: Level | None
    finding: LevelFinding
    open: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class ResultCheckData(Data):
    """A result, checked against a baseline, against required levels, or both.

    Arguments:
        rubric: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        levels: The levels of the rubric, lowest first.
        checks: The check of each level.
        subject: The name of the subject.
        on: The day of the assessment.
        baseline: The id and version of the baseline's rubric, if it scores by other rules and so can't be compared.
        terms: The rubric's own words for dimensions, levels and subjects.
    """

    called: ClassVar = "check"
    derived: ClassVar = ("verdict",)  # written for other languages, not read back
    rubric: str
    version: str
    title: str
    levels: tuple[Level, ...]
    checks: tuple[LevelCheck, ...] = ()
    subject: str | None = None
    on: date | None = None
    baseline: str | None = None
    terms: FrozenDict[str, str] = FrozenDict()

    @property
    def verdict(self) -> CheckVerdict:
        """The most serious outcome of all checks."""
        found = {each.finding for each in self.checks}
        if found & {"fell", "below"}:
            return "failed"
        if self.baseline is not None:
            return "other-rubric"
        return "uncertain" if "uncertain" in found else "fine"


Kind = TypeVar("Kind", bound=ResultCheckData)


def check(result: ResultData, baseline: ResultData | None, wanted: Mapping[str, Level], kind: type[Kind]) -> Kind:
    """Check a result; see :meth:`Result.check`.

    Arguments:
        result: The result to check.
        baseline: An earlier result; None to compare with none.
        wanted: The lowest level to accept in each dimension, by its id, with ``""`` for the rubric as a whole.
        kind: The class of the check to return.

    Raises:
        AnswersError: The baseline is of another subject, or there is nothing to check.
    """
    if baseline is None and not wanted:
        raise AnswersError([Problem.of(say("nothing-to-check"), ())])
    if baseline and None not in (baseline.subject, result.subject) and baseline.subject != result.subject:
        what = say("other-subject", baseline=baseline.subject, subject=result.subject)
        raise AnswersError([Problem.of(what, ("subject",))])
    other = baseline is not None and baseline.scoring_digest != result.scoring_digest
    fallen = [] if baseline is None or other else _fallen(result, baseline)
    return kind(
        rubric=result.rubric,
        version=result.version,
        title=result.title,
        levels=result.levels,
        checks=(*fallen, *_below(result, wanted)),
        subject=result.subject,
        on=result.on,
        baseline=f"{baseline.rubric}@{baseline.version}" if baseline and other else None,
        terms=result.terms,
    )


def _fallen(result: ResultData, baseline: ResultData) -> Iterator[LevelCheck]:
    """Yield the check of each level against the baseline, the rubric as a whole last."""
    for id_ in (*result.dimensions, ""):
        now, before = (part_of(each, id_) for each in (result, baseline))
        if before.level is not None:
            least = result.levels[before.level.rank]
            yield _checked(id_, now, least, _floor(now, before, least), "fell")


def _floor(now: DimensionResult, before: DimensionResult, least: Level) -> Level:
    """Return the level below which the open answers must not take a dimension.

    It is the level of the baseline, unless the baseline's own open answers allowed a lower one and the present level is
    as high.
    """
    as_high = now.level is not None and now.level >= least
    return min(least, before.low or least) if as_high else least


def _below(result: ResultData, wanted: Mapping[str, Level]) -> Iterator[LevelCheck]:
    """Yield the check of each required level."""
    for id_, least in wanted.items():
        yield _checked(id_, part_of(result, id_), least, least, "below")


def _checked(id_: str, now: DimensionResult, least: Level, floor: Level, failed: LevelFinding) -> LevelCheck:
    low, high = now.low, now.high
    finding: LevelFinding = "fine"
    if low is None or high is None or high < least:
        finding = failed
    elif low < floor:
        finding = "uncertain"
    return LevelCheck(id_, now.title, least, now.level, low, high, finding, now.open)
