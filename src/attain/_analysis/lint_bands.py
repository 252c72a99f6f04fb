"""Overlaps and gaps in ranges, which a possible score or answer can fall into."""

import math
from collections.abc import Iterator, Sequence

import attrs

from attain._core.errors import Path
from attain._core.messages import Message, say
from attain._core.precision import SCALE, quantised
from attain._model.bands import Band
from attain._model.points import Ranges
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import Adjust, AnswerPoints, Node, OnlyIf, OptionPoints, Sum
from attain._plan.plan import Banded
from attain._plan.scope import Place
from attain._plan.steps import Region, regions

from .finding import Finding, undecided
from .proof import FEW_CASES, Evidence, Prover, Verdict, shown
from .reach import Interval, between

_MOST_LISTED = 4
_MOST_VALUES = 20


def of_bands(rubric: CompiledRubric, prover: Prover) -> Iterator[Finding]:
    """Yield the findings on the ranges of scores."""
    for output in rubric.plan.outputs:
        if output.banded is None or output.score is None:
            continue
        path = (*rubric.scope.places[output.id].path, "bands")
        for region, end in _clashing(output.banded.regions):
            verdicts = _verdicts(prover, output.score, region.start / SCALE, (end - 1) / SCALE)
            if verdicts:
                yield _of_region(rubric, prover, output.score, output.banded, region, verdicts=verdicts, path=path)
        yield from _outside(rubric, prover, output.score, output.banded, path)


def _clashing(found: Sequence[Region]) -> Iterator[tuple[Region, float]]:
    """Yield the regions that need a policy to decide, and the end of each."""
    for region, end in zip(found, [*(each.start for each in found[1:]), math.inf], strict=True):
        if region.clash is not None:
            yield region, end


def _verdicts(prover: Prover, score: int, low: float, high: float) -> list[Verdict]:
    """Return the possible scores between two numbers: all, one if they are too many, or an undecided one."""
    intervals = [each for reach in prover.reaches(score, FEW_CASES) for each in between(reach, low, high)]
    values = sorted({quantised(each.low) for each in intervals})
    is_few = 0 < len(values) <= _MOST_VALUES and all(_is_one(each) for each in intervals)
    verdicts = [prover.can(score, x, x) for x in values] if is_few else [prover.can(score, low, high)]
    found = [each for each in verdicts if each.witness]
    return found or [each for each in verdicts if not each.decided][:1]


def _is_one(interval: Interval) -> bool:
    return quantised(interval.low) == quantised(interval.high)


def _of_region(
    rubric: CompiledRubric,
    prover: Prover,
    score: int,
    banded: Banded,
    region: Region,
    *,
    verdicts: Sequence[Verdict],
    path: Path,
) -> Finding:
    """Return the finding on the scores in a region that the ranges don't decide."""
    levels = [rubric.levels[banded.ranks[each] if each >= 0 else 0] for each in region.candidates]
    path, names = (*path, levels[-1].id), tuple(map(str, levels))
    witness = verdicts[0].witness
    if witness is None:
        return undecided(
            say("undecided.overlap" if region.clash == "overlap" else "undecided.gap", levels=names),
            path,
            prover.budget,
        )
    values: tuple[float | Message, ...] = tuple(quantised(each.value) for each in verdicts)
    if len(verdicts) > _MOST_LISTED:
        values = (say("score.range", low=values[0], high=values[-1]),)
    scored = say("score.yes" if _counts_yes(prover, score) else "score.any", values=values)
    beside = () if _whole(prover, score) else [banded.bands[each] for each in region.candidates]
    what = say(f"band-{region.clash}.score", score=scored, levels=names, decision=_decision(rubric, banded, region))
    return _finding(what, beside, path, witness)


def _decision(rubric: CompiledRubric, banded: Banded, region: Region) -> Message:
    """Return which level the policy chooses in a region, if it chooses any."""
    step = banded.steps.step(region.start / SCALE)
    if step in banded.steps.clashes:
        return say("decision.refused")
    policy = banded.overlap if region.clash == "overlap" else banded.gap
    return say("decision.policy", policy=policy, level=str(rubric.levels[int(banded.steps.values[step])]))


def _whole(prover: Prover, score: int) -> bool:
    """Return whether every possible score is a whole number."""
    intervals = [each for reach in prover.reaches(score, FEW_CASES) for each in reach]
    return all(each.low == each.high and quantised(each.low).is_integer() for each in intervals)


def _finding(what: Message, beside: Sequence[Band], path: Path, witness: Evidence) -> Finding:
    """Return the finding on numbers in a region; `beside` are the ranges that overlap there, or none."""
    meeting = beside[0].until(beside[1]) if len(beside) == 2 else None
    overlap = what.code == "band-overlap"
    fix = say("fix.overlap" if overlap else "fix.gap")
    if meeting is not None:
        key = "fix.overlap-ranges" if overlap else "fix.gap-ranges"
        fix = say(key, first=str(meeting), second=beside[1].text)
    return _shown_by(witness, Finding.of(what, path, fix))


def _shown_by(witness: Evidence, finding: Finding) -> Finding:
    return attrs.evolve(finding, witness=witness.answers, facts=witness.facts)


def _outside(rubric: CompiledRubric, prover: Prover, score: int, banded: Banded, path: Path) -> Iterator[Finding]:
    """Yield the findings on scores below the first range, if that is the lowest level's own, and above the last."""
    first, last = banded.regions[0], banded.regions[-1]
    sides = [("below", -math.inf, banded.regions[1:2], 0)] if not (first.matched or banded.ranks[0]) else []
    sides += [("above", last.start / SCALE, (), -1)] if not last.matched else []
    for side, low, following, at in sides:
        high = (following[0].start - 1) / SCALE if following else math.inf
        verdict = prover.can(score, low, high)
        if verdict.witness:
            level = rubric.levels[banded.ranks[at]]
            what = say(f"band-outside.score-{side}", score=quantised(verdict.value), level=str(level))
            yield _shown_by(verdict.witness, Finding.of(what, (*path, level.id)))


def _counts_yes(prover: Prover, score: int) -> bool:
    """Return whether a score is simply the number of questions answered with "yes"."""
    node: Node = prover.plan.nodes[score]
    while isinstance(node.does, OnlyIf) or (isinstance(node.does, Adjust) and node.does == Adjust(node.does.arg)):
        node = prover.plan.nodes[node.does.arg]
    if not isinstance(node.does, Sum) or set(node.does.weights) != {1}:
        return False
    asked = [prover.plan.nodes[arg].does for arg in node.does.args]
    return all(
        isinstance(does, AnswerPoints)
        and does.worth == OptionPoints((0.0, 1.0))
        and prover.plan.inputs[does.input].options == ("no", "yes")
        for does in asked
    )


def of_points(rubric: CompiledRubric, prover: Prover) -> Iterator[Finding]:
    """Yield the findings on the ranges of numbers that earn points."""
    for id_, (place, short, question) in rubric.scope.questions.items():
        if isinstance(question.points, Ranges):
            path = (*place.path, "questions", short, "points", "bands")
            origin = rubric.scope.questions[question.same_as or id_][2]
            found = regions([band for band, _ in question.points.bands], whole=bool(origin.whole))
            asked = question.same_as or id_
            for region, end in _clashing(found):
                yield from _of_answer(prover, asked, place, question.points, region, end=end, path=path)
            yield from _of_answers_outside(prover, asked, question.points, found, path)


def _of_answer(
    prover: Prover, asked: str, place: Place, points: Ranges, region: Region, *, end: float, path: Path
) -> Iterator[Finding]:
    """Yield the finding on accepted answers that the ranges don't decide."""
    example = _answered(prover, asked, region.start, end)
    if example is None:
        return
    answer, whole, witness = example
    beside = [points.bands[each][0] for each in region.candidates]
    overlap = region.clash == "overlap"
    key = "band-overlap.answer" if overlap else "band-gap.answer"
    policy = place.rules.overlap if overlap else place.rules.gap
    what = say(key, answer=answer, ranges=tuple(band.text for band in beside), policy=policy)
    yield _finding(what, () if whole else beside, path, witness)


def _of_answers_outside(
    prover: Prover, asked: str, points: Ranges, found: Sequence[Region], path: Path
) -> Iterator[Finding]:
    """Yield the finding on answers worse than all ranges, which earn as much as the worst range."""
    (input_,) = (each for each in prover.plan.inputs if each.id == asked)
    at, region, end = (0, found[0], found[1].start) if input_.sign > 0 else (-1, found[-1], math.inf)
    band, earned = points.bands[at]
    example = _answered(prover, asked, region.start, end) if earned and not region.matched else None
    if example is not None:
        answer, _, witness = example
        what = say("band-outside.answer", answer=answer, points=earned, range=band.text)
        yield _shown_by(witness, Finding.of(what, (*path, band.text)))


def _answered(prover: Prover, asked: str, start: float, end: float) -> tuple[float, bool, Evidence] | None:
    """Return an accepted answer in a range of millionths, whether answers are whole, and evidence; None if none is."""
    position, input_ = next(pair for pair in enumerate(prover.plan.inputs) if pair[1].id == asked)
    least, most = sorted((input_.sign * input_.low, input_.sign * input_.high))
    low, high = max(least, start / SCALE), min(most, (end - (SCALE if input_.whole else 1)) / SCALE)
    if low > high:
        return None
    answer = _plain(low, high)
    answers = prover.end((), best=False)
    answers[position] = input_.sign * answer
    (case, *_), _ = prover.cases()
    return answer, input_.whole, shown(prover.plan, [position], answers, case)


def _plain(low: float, high: float) -> float:
    """Return a number between two, with as few digits as possible; 0 if it lies between them."""
    if low <= 0 <= high:
        return 0.0
    if math.isinf(high) or math.isinf(low):
        return float(math.ceil(low) if math.isinf(high) else math.floor(high))
    middle = (low + high) / 2
    tried = (round(middle, digits) for digits in range(7))
    return next((each for each in tried if low <= each <= high), middle)
