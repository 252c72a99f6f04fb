"""Levels that nobody gets, and conditions that never hold, or always."""

import math
from collections.abc import Iterator, Sequence

from attain._errors import Path
from attain._model.rubric import Rubric
from attain._names import label
from attain._plan.plan import Demand, Output
from attain._words import number

from .finding import Finding, undecided
from .proof import Prover


def of_levels(rubric: Rubric, prover: Prover) -> Iterator[Finding]:
    """The findings on levels and on what they demand."""
    told: set[int] = set()
    for output in rubric.plan.outputs:
        beyond: list[int] = []
        for rank, demand in output.demands if output.way != "ladder" else ():
            for leaf in _leaves(demand):
                for finding in _of_condition(rubric, prover, leaf):
                    yield finding
                    beyond += [rank] if finding.code == "condition-unreachable" else []
        for rank, finding in _of_output(rubric, prover, output, beyond):
            told.add(rank)
            yield finding
        told.update(beyond)
    yield from _unused(rubric, prover, told)


def _leaves(demand: Demand) -> Iterator[Demand]:
    """The conditions in a condition that ask one thing each."""
    if not demand.parts:
        yield demand
    for part in demand.parts:
        yield from _leaves(part)


def _of_condition(rubric: Rubric, prover: Prover, leaf: Demand) -> Iterator[Finding]:
    path = prover.plan.nodes[leaf.node].path
    holds = prover.can(leaf.node, 1, 1)
    if holds.impossible:
        yield Finding("condition-unreachable", path, f"can never hold: {_most(rubric, prover, leaf)}", "ask for less")
    elif not holds.decided:
        yield undecided("whether this condition can hold", path, prover.budget)
    elif leaf.kind in ("score", "level") and prover.can(leaf.node, 0, 0).impossible:
        if leaf.kind == "level" and leaf.least == rubric.levels[0].id:
            told = f"'{leaf.least}' is the lowest level, which everyone has"
        else:
            told = f"{_whose(rubric, leaf)} is never lower than that"
        yield Finding("condition-trivial", path, f"always holds: {told}", "ask for more, or leave it out")


def _whose(rubric: Rubric, leaf: Demand) -> str:
    name = leaf.title or (_title(rubric, leaf.name) if leaf.name in rubric.scope.places else f"'{leaf.name}'")
    return f"the {'level' if leaf.kind == 'level' else 'score'} of {name}"


def _most(rubric: Rubric, prover: Prover, leaf: Demand) -> str:
    """What there is at most of what a condition asks for."""
    _, high = _ends(prover, leaf.node if leaf.value is None else leaf.value)
    if leaf.kind == "level":
        return f"nobody gets further than {rubric.levels[int(high)]} in {_title(rubric, leaf.name)}"
    if leaf.kind == "value" and leaf.input is not None:
        input_ = prover.plan.inputs[leaf.input]
        side = "least" if input_.sign < 0 else "most"
        return f"{number(input_.sign * input_.high)} is the {side} that is accepted as an answer"
    whose = f"the answers to '{leaf.name}'" if leaf.kind == "points" else _whose(rubric, leaf)
    return f"{whose} {'are worth' if leaf.kind == 'points' else 'is'} {number(high)} at most"


def _ends(prover: Prover, node: int) -> tuple[float, float]:
    """The least and the most that a node can give."""
    present = [each for case in prover.cases_of([node]) for each in prover.reach(node, case) if each.there]
    low = min((each.low for each in present), default=0.0)
    return low, max((each.high for each in present), default=0.0)


def _of_output(rubric: Rubric, prover: Prover, output: Output, beyond: Sequence[int]) -> Iterator[tuple[int, Finding]]:
    """The levels of a dimension that it says how to reach, and that nobody is on.

    Arguments:
        rubric: The rubric.
        prover: What decides.
        output: The dimension.
        beyond: The ranks of levels with a condition that can never hold, which has been told.
    """
    given = output.banded.ranks if output.banded else tuple(rank for rank, _ in output.demands)
    for rank in given:
        if output.level is None or any(each <= rank for each in beyond):
            continue
        path = _path(rubric, output, rank)
        verdict = prover.can(output.level, rank, rank)
        level, where = rubric.levels[rank], _title(rubric, output.id)
        if verdict.impossible:
            yield (
                rank,
                Finding("level-unreachable", path, f"nobody is {level} in {where}: {_why(prover, output, rank)}"),
            )
        elif not verdict.decided:
            yield rank, undecided(f"whether anybody is {level} in {where}", path, prover.budget)


def _path(rubric: Rubric, output: Output, rank: int) -> Path:
    place = rubric.scope.places[output.id]
    way = place.rules.ways[0]
    return (*place.path, way, rubric.levels[rank].id) if way in ("bands", "requires") else (*place.path, way)


def _why(prover: Prover, output: Output, rank: int) -> str:
    """Why nobody is on a level."""
    if output.banded is not None and output.score is not None:
        band = output.banded.bands[output.banded.ranks.index(rank)]
        low, high = _ends(prover, output.score)
        if band.low > high:
            return f"its range {band.text} begins above the highest score, {number(high)}"
        if (math.inf if band.high is None else band.high) < low:
            return f"its range {band.text} ends below the lowest score, {number(low)}"
        return f"no score that can be reached is {band.text} and of no other level"
    further = output.level is not None and not prover.can(output.level, rank + 1, math.inf).impossible
    return "whoever gets there gets further" if further else "what it demands can't be met at once"


def _unused(rubric: Rubric, prover: Prover, told: set[int]) -> Iterator[Finding]:
    """The levels that nothing in the rubric gives."""
    nodes = [output.level for output in rubric.plan.outputs if output.level is not None]
    for level in rubric.levels if nodes else ():
        if level.rank not in told and all(prover.can(node, level.rank, level.rank).impossible for node in nodes):
            yield Finding(
                "level-unused", ("levels", level.id), "nothing gives this level", "say what it takes, or leave it out"
            )


def _title(rubric: Rubric, dimension: str) -> str:
    """What people call a dimension; the rubric itself is the whole."""
    return label(dimension, rubric.scope.places[dimension].rules.title) if dimension else "the whole"
