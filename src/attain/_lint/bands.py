"""Overlaps and gaps of ranges that a real score, or a real answer, can fall into."""

import math
from collections.abc import Iterator, Sequence

from attain._errors import Path
from attain._model.points import Ranges
from attain._model.rubric import Rubric
from attain._plan.nodes import Bend, Node, OnlyIf, Points, Sum, Table
from attain._plan.plan import Banded
from attain._plan.questions import axis_of
from attain._plan.scope import Place
from attain._plan.steps import SCALE, Region, regions
from attain._words import listed, number

from .finding import Finding, undecided
from .proof import FEW_CASES, Prover
from .reach import between
from .verdict import Shown, Verdict, shown

_MOST_LISTED = 4
_MOST_VALUES = 20


def of_bands(rubric: Rubric, prover: Prover) -> Iterator[Finding]:
    """The findings on the ranges of scores."""
    for output in rubric.plan.outputs:
        if output.banded is None or output.score is None:
            continue
        path = (*rubric.scope.places[output.id].path, "bands")
        for region, end in _clashing(output.banded.regions):
            verdicts = _verdicts(prover, output.score, region.start / SCALE, (end - 1) / SCALE)
            if verdicts:
                yield _of_region(rubric, prover, output.score, output.banded, region, verdicts=verdicts, path=path)


def _clashing(found: Sequence[Region]) -> Iterator[tuple[Region, float]]:
    """The regions in which a policy has to decide, and where each ends."""
    for region, end in zip(found, [*(each.start for each in found[1:]), math.inf], strict=True):
        if region.clash is not None:
            yield region, end


def _verdicts(prover: Prover, score: int, low: float, high: float) -> list[Verdict]:
    """The scores between two that can be reached; one of them where they are too many; else one that is undecided."""
    stretches = [each for reach in prover.reaches(score, FEW_CASES) for each in between(reach, low, high)]
    values = sorted({each.low for each in stretches})
    if values and all(each.low == each.high for each in stretches) and len(values) <= _MOST_VALUES:
        verdicts = [prover.can(score, x, x) for x in values]
    else:
        verdicts = [prover.can(score, low, high)]
    found = [each for each in verdicts if each.witness]
    return found or [each for each in verdicts if not each.decided][:1]


def _of_region(
    rubric: Rubric,
    prover: Prover,
    score: int,
    banded: Banded,
    region: Region,
    *,
    verdicts: Sequence[Verdict],
    path: Path,
) -> Finding:
    """The finding on scores on which the ranges do not decide."""
    levels = [rubric.levels[banded.ranks[each] if each >= 0 else 0] for each in region.candidates]
    path = (*path, levels[-1].id)
    between = listed([str(level) for level in levels])
    witness = verdicts[0].witness
    if witness is None:
        lies = "the overlap" if region.clash == "overlap" else "the gap between the ranges"
        return undecided(f"whether a score can fall into {lies} of {between}", path, prover.budget)
    texts = [number(each.value) for each in verdicts]
    values = listed(texts, "or") if len(texts) <= _MOST_LISTED else f"{texts[0]} to {texts[-1]}"
    what = f"{values} Yes" if _counts_yes(prover, score) else f"a score of {values}"
    policy, lies = banded.gap, f"is in no range, between {between}"
    if region.clash == "overlap":
        policy, lies = banded.overlap, f"is {between}"
    step = banded.steps.step(region.start)
    refused = step in banded.steps.clashes
    gives = "to score it is an error" if refused else f"{policy} gives {rubric.levels[int(banded.steps.values[step])]}"
    return _finding(region, path, f"{what} {lies}; {gives}", witness)


def _finding(region: Region, path: Path, told: str, witness: Shown) -> Finding:
    if region.clash == "overlap":
        hint = "let one range end before the other begins, or let overlap decide"
        return Finding("band-overlap", path, told, hint, witness=witness.answers, facts=witness.facts)
    hint = "let one range begin where the other ends, or let gap decide"
    return Finding("band-gap", path, told, hint, witness=witness.answers, facts=witness.facts)


def _counts_yes(prover: Prover, score: int) -> bool:
    """Whether a score is nothing but the number of questions that are answered with Yes."""
    node: Node = prover.plan.nodes[score]
    while isinstance(node.does, OnlyIf) or (isinstance(node.does, Bend) and node.does == Bend(node.does.arg)):
        node = prover.plan.nodes[node.does.arg]
    if not isinstance(node.does, Sum) or set(node.does.weights) != {1}:
        return False
    asked = [prover.plan.nodes[arg].does for arg in node.does.args]
    return all(
        isinstance(does, Points)
        and does.worth == Table((0.0, 1.0))
        and prover.plan.inputs[does.input].options == ("no", "yes")
        for does in asked
    )


def of_points(rubric: Rubric, prover: Prover) -> Iterator[Finding]:
    """The findings on the ranges of numbers that earn points."""
    for id_, (place, short, question) in rubric.scope.questions.items():
        if isinstance(question.points, Ranges):
            path = (*place.path, "questions", short, "points", "bands")
            origin = rubric.scope.questions[question.same_as or id_][2]
            for region, end in _clashing(regions([band for band, _ in question.points.bands], axis_of(origin))):
                yield from _of_answer(
                    prover, question.same_as or id_, place, question.points, region, end=end, path=path
                )


def _of_answer(
    prover: Prover, asked: str, place: Place, points: Ranges, region: Region, *, end: float, path: Path
) -> Iterator[Finding]:
    """The finding on answers on which the ranges do not decide, if any such answer is accepted."""
    position, input_ = next(pair for pair in enumerate(prover.plan.inputs) if pair[1].id == asked)
    least, most = sorted((input_.sign * input_.low, input_.sign * input_.high))
    before = end - 1 if input_.whole else math.nextafter(end, -math.inf)
    low, high = max(least, region.start), most if math.isinf(end) else min(most, before)
    if low > high:
        return
    answer = _plain(low, high)
    answers = prover.end((), best=False)
    answers[position] = input_.sign * answer
    (case, *_), _ = prover.cases()
    witness = shown(prover.plan, [position], answers, case)
    between = listed([points.bands[each][0].text for each in region.candidates])
    lies, policy = "in no range, between", place.rules.gap
    if region.clash == "overlap":
        lies, policy = "in the ranges", place.rules.overlap
    told = f'an answer of {number(answer)} is {lies} {between}; {region.clash} = "{policy}" decides'
    yield _finding(region, path, told, witness)


def _plain(low: float, high: float) -> float:
    """A number between two, with as few digits as can be."""
    if math.isinf(high):
        return low
    middle = (low + high) / 2
    tried = (round(middle, digits) for digits in range(7))
    return next((each for each in tried if low <= each <= high), middle)
