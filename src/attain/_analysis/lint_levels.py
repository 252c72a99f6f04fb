"""Lint of levels and their requirements."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from attain._core.errors import Path
from attain._core.messages import Message, Text, say
from attain._core.precision import quantised
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import OnlyIf
from attain._plan.plan import Code, Demand, Output

from .choices import FactValues
from .finding import Finding, undecided
from .proof import FEW_CASES, Prover
from .reach import Subplan, subplan


def of_requirements(rubric: CompiledRubric, prover: Prover) -> Iterator[Finding]:
    """Yield the findings on requirements that are weaker than a lower level's, or follow from lower levels."""
    for output in rubric.plan.outputs:
        if output.way != "requires":
            continue
        asked = [(rank, list(_parts(prover, demand))) for rank, demand in output.demands]
        cumulative = rubric.scope.places[output.id].rules.cumulative is not False
        for position, (_, parts) in enumerate(asked):
            for part in parts if position else ():
                yield from _of_part(rubric, prover, asked[:position], part, cumulative=cumulative)


def _parts(prover: Prover, demand: Demand) -> Iterator[Demand]:
    """Yield the conditions of a level that must all hold, whatever the facts."""
    if demand.kind in ("all", "each") and not isinstance(prover.plan.nodes[demand.node].does, OnlyIf):
        for part in demand.parts:
            yield from _parts(prover, part)
    else:
        yield demand


def _of_part(
    rubric: CompiledRubric,
    prover: Prover,
    below: Sequence[tuple[int, Sequence[Demand]]],
    part: Demand,
    *,
    cumulative: bool,
) -> Iterator[Finding]:
    """Yield the finding on one condition, compared with the conditions of lower levels."""
    path = prover.plan.nodes[part.node].path
    if prover.can(part.node, 0, 0).impossible:
        return  # it always holds, which another finding reports
    undercut = _highest(below, lambda other: _undercuts(prover, part, other))
    if undercut is not None:
        yield Finding.of(say("requirement-undercut", level=str(rubric.levels[undercut])), path)
    elif cumulative:
        implying = _highest(below, lambda other: _implied(prover, [other], part))
        everything = [other for _, lower in below for other in lower]
        if implying is not None:
            yield Finding.of(say("requirement-implied.level", level=str(rubric.levels[implying])), path)
        elif len(everything) > 1 and _implied(prover, everything, part):
            yield Finding.of(say("requirement-implied.levels"), path)


def _highest(below: Sequence[tuple[int, Sequence[Demand]]], holds: Callable[[Demand], bool]) -> int | None:
    """Return the rank of the highest level with a condition that passes a test."""
    return next((rank for rank, lower in reversed(below) if any(map(holds, lower))), None)


def _undercuts(prover: Prover, part: Demand, other: Demand) -> bool:
    """Return whether a condition requires less than another condition on the same thing."""
    return _alike(part, other) and _asked(prover, part) < _asked(prover, other)


def _alike(part: Demand, other: Demand) -> bool:
    """Return whether two conditions are on the same thing, whether they require as much of it or not."""
    return (part.kind, part.name) == (other.kind, other.name) and not part.parts and not other.parts


def _asked(prover: Prover, leaf: Demand) -> float:
    """Return the amount that a condition requires, in its own terms."""
    options = () if leaf.kind != "value" or leaf.input is None else prover.plan.inputs[leaf.input].options
    return options.index(leaf.least) if isinstance(leaf.least, str) and leaf.least in options else leaf.threshold


def _implied(prover: Prover, lower: Sequence[Demand], part: Demand) -> bool:
    """Return whether a condition provably holds whenever some others do."""
    if any(_alike(part, other) and _asked(prover, part) <= _asked(prover, other) for other in lower):
        return True
    own = prover.inputs[part.node]
    near = [each.node for each in lower if prover.inputs[each.node] & own]
    if not near:
        return False
    both = subplan(prover.plan, [*near, part.node])
    tried, all_cases = prover.cases(*near, part.node)
    order = sorted(both.inputs, key=lambda position: (position not in own, position))
    for case in tried:
        if _refutes(both, prover.moved(both.inputs, order, partial(_holds, both, case=case)), case):
            return False
    if not all_cases or not prover.countable(both.inputs, len(tried)):
        return False
    return not any(_refutes(both, answers, case) for case in tried for answers in prover.every(both.inputs, len(tried)))


def _holds(both: Subplan, answers: Sequence[Code], case: FactValues) -> bool:
    """Return whether all conditions but the last hold, as far as they apply."""
    values = both.values(answers, case)
    return values is not None and 0 not in values[:-1]


def _refutes(both: Subplan, answers: Sequence[Code], case: FactValues) -> bool:
    """Return whether all conditions but the last hold, and the last does not."""
    values = both.values(answers, case)
    return values is not None and 0 not in values[:-1] and values[-1] == 0


def of_levels(rubric: CompiledRubric, prover: Prover) -> Iterator[Finding]:
    """Yield the findings on levels and on the conditions for them."""
    for output in rubric.plan.outputs:
        hopeless: list[int] = []
        for rank, demand in output.demands if output.way != "ladder" else ():
            for leaf in _leaves(demand):
                for finding in _of_condition(rubric, prover, leaf):
                    yield finding
                    hopeless += [rank] if finding.code == "condition-unreachable" else []
        yield from _of_output(rubric, prover, output, hopeless)
    yield from _unused(rubric, prover)


def _leaves(demand: Demand) -> Iterator[Demand]:
    """Yield the single conditions within a condition."""
    if not demand.parts:
        yield demand
    for part in demand.parts:
        yield from _leaves(part)


def _of_condition(rubric: CompiledRubric, prover: Prover, leaf: Demand) -> Iterator[Finding]:
    path = prover.plan.nodes[leaf.node].path
    holds = prover.can(leaf.node, 1, 1)
    if holds.impossible:
        yield Finding.of(_most(rubric, prover, leaf), path)
    elif not holds.decided:
        yield undecided(say("undecided.holds"), path, prover.budget)
    elif leaf.kind in ("score", "level") and prover.can(leaf.node, 0, 0).impossible:
        if leaf.kind == "level" and leaf.least == rubric.levels[0].id:
            yield Finding.of(say("condition-trivial.lowest", level=leaf.least), path)
        else:
            key = "condition-trivial.level" if leaf.kind == "level" else "condition-trivial.score"
            yield Finding.of(say(key, of=_whose(rubric, leaf)), path)


def _whose(rubric: CompiledRubric, leaf: Demand) -> Text:
    """Return the title of the dimension that a condition is on, or a description of the plugin's rule that it is on."""
    return leaf.title or _title(rubric, leaf.name)


def _most(rubric: CompiledRubric, prover: Prover, leaf: Demand) -> Message:
    """Return a message with the most that a condition's subject can reach."""
    ends = _ends(prover, leaf.node if leaf.value is None else leaf.value)
    if ends is None:
        return say("condition-unreachable.never-applies")
    _, high = ends
    if high >= quantised(leaf.threshold):
        return say("condition-unreachable.answers")
    match leaf.kind:
        case "level":
            return say("condition-unreachable.level", of=_whose(rubric, leaf), most=str(rubric.levels[int(high)]))
        case "points":
            return say("condition-unreachable.points", id=leaf.name, most=high)
        case "value" if leaf.input is not None:
            input_ = prover.plan.inputs[leaf.input]
            key = "condition-unreachable.below" if input_.sign < 0 else "condition-unreachable.above"
            return say(key, end=input_.sign * input_.high)
        case _:
            return say("condition-unreachable.score", of=_whose(rubric, leaf), most=high)


def _ends(prover: Prover, node: int) -> tuple[float, float] | None:
    """Return the least and the greatest value of a node; None if it never applies."""
    present = [each for reach in prover.reaches(node, FEW_CASES) for each in reach if each.there]
    if not present:
        return None
    return quantised(min(each.low for each in present)), quantised(max(each.high for each in present))


def _of_output(rubric: CompiledRubric, prover: Prover, output: Output, hopeless: Sequence[int]) -> Iterator[Finding]:
    """Yield the findings on levels that a dimension says how to reach, but that no answers reach.

    Arguments:
        rubric: The rubric.
        prover: The prover that decides which levels can be reached.
        output: The dimension.
        hopeless: The ranks of levels with a condition that never holds, which another finding reports.
    """
    if output.level is None:
        return
    for rank in _given(output):
        path = _path(rubric, output, rank)
        verdict = prover.can(output.level, rank, rank)
        level, where = str(rubric.levels[rank]), _title(rubric, output.id)
        if not verdict.decided:
            yield undecided(say("undecided.level", level=level, where=where), path, prover.budget)
        elif verdict.impossible and not any(each <= rank for each in hopeless):
            yield Finding.of(_why(prover, output, rank, level, where), path)
    yield from _beyond_all(rubric, prover, output)


def _beyond_all(rubric: CompiledRubric, prover: Prover, output: Output) -> Iterator[Finding]:
    """Yield the findings on levels above the best possible one, if no rule of the dimension is for a single level."""
    if output.level is None or _given(output):
        return
    levels, where = rubric.levels, _title(rubric, output.id)
    beyond = [level for level in levels[1:] if prover.can(output.level, level.rank, math.inf).witness is None]
    if not beyond or _told_within(rubric, prover, output, beyond[0].rank):
        return
    path = _path(rubric, output, beyond[0].rank)
    if not prover.can(output.level, beyond[0].rank, math.inf).decided:
        yield undecided(say("undecided.level", level=str(beyond[0]), where=where), path, prover.budget)
        return
    names, most = tuple(map(str, beyond)), str(levels[beyond[0].rank - 1])
    yield Finding.of(say("level-unreachable.best", levels=names, where=where, most=most), path)


def _told_within(rubric: CompiledRubric, prover: Prover, output: Output, rank: int) -> bool:
    """Return whether a finding on a dimension within this one already explains that nobody reaches a level."""
    inner = [each for each in rubric.plan.outputs if output.combined and each.id in output.combined.of]
    return any(
        each.level is not None
        and prover.can(each.level, rank, math.inf).impossible
        and (rank in _given(each) or each.combined is not None)
        for each in inner
    )


def _given(output: Output) -> Sequence[int]:
    """Return the ranks of the levels that a dimension says how to reach."""
    return output.banded.ranks if output.banded else [rank for rank, _ in output.demands]


def _path(rubric: CompiledRubric, output: Output, rank: int) -> Path:
    place = rubric.scope.places[output.id]
    way = place.rules.ways[0]
    return (*place.path, way, rubric.levels[rank].id) if way in ("bands", "requires") else (*place.path, way)


def _why(prover: Prover, output: Output, rank: int, level: str, where: Text) -> Message:
    """Return why no answers reach a level."""
    if output.banded is not None and output.score is not None:
        band = output.banded.bands[output.banded.ranks.index(rank)]
        low, high = _ends(prover, output.score) or (math.inf, -math.inf)
        if low > high:
            return say("level-unreachable.no-score", level=level, where=where)
        if band.begins > (high, False):
            return say("level-unreachable.above", level=level, where=where, range=band.text, most=high)
        if band.ends < (low, True):
            return say("level-unreachable.below", level=level, where=where, range=band.text, least=low)
        return say("level-unreachable.range", level=level, where=where, range=band.text)
    if output.level is not None and not prover.can(output.level, rank + 1, math.inf).impossible:
        return say("level-unreachable.next", level=level, where=where)
    return say("level-unreachable.together", level=level, where=where)


def _unused(rubric: CompiledRubric, prover: Prover) -> Iterator[Finding]:
    """Yield the findings on levels that no part of the rubric yields, and that nothing says how to reach."""
    outputs = [(output, output.level) for output in rubric.plan.outputs if output.level is not None]
    given = {rank for output, _ in outputs for rank in _given(output)}
    if rubric.levels and not outputs:
        yield Finding.of(say("level-unused.all"), ("levels",))
        return
    for level in rubric.levels:
        if level.rank not in given and all(prover.can(node, level.rank, level.rank).impossible for _, node in outputs):
            yield Finding.of(say("level-unused.one"), ("levels", level.id))


def _title(rubric: CompiledRubric, dimension: str) -> Text:
    """Return the title of a dimension; the rubric itself is the whole."""
    return rubric.scope.titles[dimension] if dimension else say("whole")
