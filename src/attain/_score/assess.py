"""One answer set in, one result out."""

from collections.abc import Mapping
from datetime import date

import attrs

from attain._errors import AmbiguousLevelError, AnswersError, Problem
from attain._frozen import FrozenDict
from attain._model.parts import Level
from attain._model.rubric import Rubric
from attain._names import label
from attain._plan.nodes import Points
from attain._plan.plan import Banded, Output
from attain._plan.steps import POLICIES, Region, quantise
from attain._types import checker, said
from attain._words import number

from .answers import understand
from .outcome import Outcome, combined
from .progress import next_steps, progress
from .requirements import requirements
from .result import DimensionResult, Result
from .run import Missing, applies, run
from .values import read_day


def assess(
    rubric: Rubric,
    answers: Mapping[str, object],
    facts: Mapping[str, object],
    on: date | str | None,
    subject: str | None,
) -> Result:
    """Score the answers of one subject; :meth:`Rubric.assess` tells more."""
    plan = rubric.plan
    on, subject = _occasion(on, subject)
    understood = understand(plan, answers, facts, on, rubric.scope.shared)
    told = run(plan, understood.codes, understood.facts)
    outcome = Outcome(
        rubric,
        understood,
        told,
        run(plan, understood.codes, understood.facts, "worst"),
        run(plan, understood.codes, understood.facts, "best"),
    )
    _refuse_clashes(outcome)
    found = [_dimension(outcome, output) for output in plan.outputs]
    scoring_digest, wording_digest = rubric.digests
    return Result(
        rubric=rubric.id,
        version=rubric.version,
        title=rubric.title,
        scoring_digest=scoring_digest,
        wording_digest=wording_digest,
        levels=rubric.levels,
        root=found[0],
        dimensions=FrozenDict({each.id: each for each in found[1:]}),
        answers=FrozenDict({i.id: answer for i, answer in zip(plan.inputs, understood.answers, strict=True)}),
        facts=FrozenDict({fact.id: value for fact, value in zip(plan.facts, understood.facts, strict=True)}),
        terms=rubric.terms,
        interpretation=rubric.interpretation,
        subject=subject,
        on=on,
    )


def _occasion(on: date | str | None, subject: str | None) -> tuple[date | None, str | None]:
    """The day and the subject of an assessment, checked."""
    day, problems = read_day(on), []
    if day is None and on is not None:
        problems.append(Problem("wrong-type", ("on",), f"must be a date, not {said(on)}", "write 2026-11-21"))
    if told := checker(str | None)(subject):
        problems.append(Problem("wrong-type", ("subject",), told, "give its name"))
    if problems:
        raise AnswersError(problems)
    return day, subject


def _refuse_clashes(outcome: Outcome) -> None:
    """Raise where the policy is ``error`` and the published bands do not decide."""
    nodes = [node for output in outcome.plan.outputs for node in (output.score, output.level) if node is not None]
    torn = {clash for node in nodes if not outcome.told.blocked[node] for clash in outcome.told.clashes[node]}
    if torn:
        raise AmbiguousLevelError(_clash(outcome, position) for position in sorted(torn))


def _clash(outcome: Outcome, position: int) -> Problem:
    """What a node finds that no policy decides: the level of a score, or the points of a number."""
    node = outcome.plan.nodes[position]
    hint = "choose a policy: overlap highest or lowest, gap lower or upper"
    if isinstance(node.does, Points):
        id_ = outcome.plan.inputs[node.does.input].id
        told = f"the published ranges do not say what this answer to '{id_}' is worth"
        return Problem("ambiguous-level", node.path, told, hint)
    output = next(output for output in outcome.plan.outputs if output.level == position)
    score = outcome.number(outcome.told, output.score) or 0.0
    found = _with_bands(DimensionResult(output.id, output.id), outcome.rubric, output.banded, score)
    between = "is published for" if found.bands else "lies in a gap between"
    told = f"a score of {number(score)} {between} {' and '.join(map(str, found.candidates))}"
    return Problem("ambiguous-level", node.path, told, hint)


def _region(banded: Banded, score: float) -> Region:
    at = quantise(score)
    return next(region for region in reversed(banded.regions) if region.start <= at)


def _candidates(rubric: Rubric, banded: Banded, region: Region) -> list[Level]:
    return [rubric.levels[banded.ranks[each] if each >= 0 else 0] for each in region.candidates]


def _dimension(outcome: Outcome, output: Output) -> DimensionResult:
    rubric, told = outcome.rubric, outcome.told
    rules = rubric.scope.places[output.id].rules
    held = outcome.held(output)
    level = outcome.reached(output)
    score = None if held else outcome.number(told, output.score)
    demanded = requirements(outcome, output)
    asked = _asked(outcome, output)
    missing = [each for each in asked if outcome.understood.codes[each] is Missing.OPEN]
    found = DimensionResult(
        id=output.id or rubric.id,
        title=label(output.id, rules.title) if output.id else rubric.title,
        parent=output.parent or None,
        view=bool(rules.view),
        way=rules.combine if output.way == "combine" else output.way,
        level=level,
        score=score,
        full=outcome.number(told, output.full),
        low=outcome.level(outcome.worst, output.level),
        high=outcome.level(outcome.best, output.level),
        score_low=outcome.number(outcome.worst, output.score),
        score_high=outcome.number(outcome.best, output.score),
        answered=len(asked) - len(missing),
        total=len(asked),
        open=tuple(outcome.plan.inputs[each].id for each in missing),
        blocked_by=tuple(outcome.plan.inputs[position].id for position in sorted(held)),
        requirements=demanded,
        combined=combined(outcome, output),
        progress=progress(outcome, output, demanded, level, score),
        next_steps=tuple(next_steps(outcome, output, level)),
        descriptors=rules.descriptors,
        interpretation=rules.interpretation,
    )
    return found if score is None else _with_bands(found, rubric, output.banded, score)


def _asked(outcome: Outcome, output: Output) -> list[int]:
    """The inputs of the questions that apply in a dimension and within it."""
    asked = {
        each.input
        for inner in outcome.below(output)
        for each in inner.asked
        if applies(each.facts, outcome.understood.facts) and not _passed(outcome, each.input)
    }
    return sorted(asked)


def _passed(outcome: Outcome, input_: int) -> bool:
    """Whether a question drops out because it is not applicable."""
    excluded = outcome.plan.inputs[input_].not_applicable.as_ == "exclude"
    return excluded and outcome.understood.codes[input_] is Missing.NOT_APPLICABLE


def _with_bands(found: DimensionResult, rubric: Rubric, banded: Banded | None, score: float) -> DimensionResult:
    """The result, with what the published bands say of its score, which policy decided, and what others would give."""
    if banded is None:
        return found
    region = _region(banded, score)
    candidates = _candidates(rubric, banded, region)
    ids = [rubric.levels[rank].id for rank in banded.ranks]
    matched = FrozenDict({ids[each]: banded.bands[each].text for each in region.matched})
    found = attrs.evolve(found, bands=matched, candidates=tuple(candidates))
    if region.clash is None:
        return found
    policy = {"overlap": banded.overlap, "gap": banded.gap}[region.clash]
    others = {
        name: candidates[region.candidates.index(choose(region.candidates))]
        for name, choose in POLICIES[region.clash].items()
        if choose and name != policy
    }
    return attrs.evolve(found, policy=f'{region.clash} = "{policy}"', alternatives=FrozenDict(others))
