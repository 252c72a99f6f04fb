"""Whether levels fell since a baseline, or are below what they should be, as far as open answers let anyone say."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Literal, TypeAlias, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._model.parts import Level
from attain._score.result import DimensionResult, ResultData, part_of

Finding: TypeAlias = Literal["fine", "fell", "below", "uncertain"]
"""What a check finds: ``below`` is lower than it should be, ``uncertain`` what open answers can make lower."""

Verdict: TypeAlias = Literal["fine", "failed", "other-rubric", "uncertain"]
"""The outcome of all checks."""


@attrs.frozen(eq=False, repr=False)
class LevelCheck(Data):
    """The level of a dimension, or of the whole, beside the one it should have at least.

    Arguments:
        id: The dimension's id; empty for the whole.
        title: What people call it.
        least: The level of the baseline, or the one that is asked for.
        level: The level now; None if there is none.
        low: The lowest level that the open answers still allow.
        high: The highest.
        finding: What that means.
        open: The ids of the open questions in it.
    """

    id: str
    title: str
    least: Level
    level: Level | None
    low: Level | None
    high: Level | None
    finding: Finding
    open: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class ResultCheckData(Data):
    """A result, checked against a baseline, against levels that are asked for, or both.

    Arguments:
        rubric: The rubric's id.
        version: Its version.
        title: What people call it.
        levels: Its levels, lowest first.
        checks: What was checked.
        subject: Who was assessed.
        on: The day of the assessment.
        baseline: The rubric of the baseline and its version, if it scores by other rules, so that nothing can be compared.
        terms: What the rubric calls dimensions, levels and subjects.
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
    def verdict(self) -> Verdict:
        """The outcome of all checks: the gravest of them."""
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
        result: The result.
        baseline: An earlier result; None to compare with none.
        wanted: The level that each dimension should have at least; that of the whole under the empty id.
        kind: The class of what is returned.

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
    """Yield each level of the baseline beside the present one, that of the whole last."""
    for id_ in (*result.dimensions, ""):
        now, before = (part_of(each, id_) for each in (result, baseline))
        if before.level is not None:
            least = result.levels[before.level.rank]
            yield _checked(id_, now, least, _floor(now, before, least), "fell")


def _floor(now: DimensionResult, before: DimensionResult, least: Level) -> Level:
    """Return the level below which the open answers must not take a dimension.

    That is the level of the baseline, unless its own open answers allowed a lower one and the present level is as high.
    """
    as_high = now.level is not None and now.level >= least
    return min(least, before.low or least) if as_high else least


def _below(result: ResultData, wanted: Mapping[str, Level]) -> Iterator[LevelCheck]:
    """Yield each level that is asked for beside the present one."""
    for id_, least in wanted.items():
        yield _checked(id_, part_of(result, id_), least, least, "below")


def _checked(id_: str, now: DimensionResult, least: Level, floor: Level, failed: Finding) -> LevelCheck:
    low, high = now.low, now.high
    finding: Finding = "fine"
    if low is None or high is None or high < least:
        finding = failed
    elif low < floor:
        finding = "uncertain"
    return LevelCheck(id_, now.title, least, now.level, low, high, finding, now.open)
