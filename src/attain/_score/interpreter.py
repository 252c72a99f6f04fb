"""The reference interpreter: the meaning of each operation of a plan."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import attrs

from attain._core.data import Data
from attain._core.precision import added
from attain._model.conditions import Value
from attain._plan.nodes import (
    Adjust,
    AnswerPoints,
    Coalesce,
    Completion,
    Count,
    Facts,
    Greatest,
    HighestRung,
    Least,
    OnlyIf,
    Operation,
    Product,
    Ratio,
    Step,
    Sum,
    Threshold,
    enough,
)
from attain._plan.plan import Code, Missing, Plan
from attain._plan.steps import Steps

_Read: TypeAlias = Sequence[float | None]
_NONE: frozenset[int] = frozenset()


@attrs.frozen(eq=False, repr=False)
class Trace(Data):
    """The values of a plan's nodes for some answers.

    Arguments:
        values: The value of each node.
        blocked: The open inputs that withhold each node.
        clashes: The nodes without a decision by any policy that each node depends on. Each counts as its lowest
            candidate, or its highest in a run on the best completion.
    """

    values: Sequence[float | None]
    blocked: Sequence[frozenset[int]]
    clashes: Sequence[frozenset[int]]


def run(
    plan: Plan, answers: Sequence[Code], facts: Sequence[Value | None], completion: Completion | None = None
) -> Trace:
    """Run a plan on answers and facts.

    Arguments:
        plan: The plan to run.
        answers: The code of each input's answer.
        facts: The value of each fact; None if it is unknown.
        completion: The answer to each open question: ``worst`` or ``best``; None to leave it open.
    """
    given = _Given(_completed(plan, answers, completion) if completion else answers, facts)
    values: list[float | None] = []
    clashing: dict[int, frozenset[int]] = {}
    for position, node in enumerate(plan.nodes):
        if clash := _clash(node.does, values, given.answers):
            clashing[position] = frozenset({position})
            values.append(clash[completion == "best"])
        else:
            read = [values[arg] for arg in node.does.reads]
            values.append(_MEANINGS[type(node.does)](node.does, read, given))
    return Trace(values, _spread(plan, values, _open(plan, given.answers)), _spread(plan, values, clashing))


def _completed(plan: Plan, answers: Sequence[Code], completion: Completion) -> Sequence[Code]:
    """Return the answers, with the worst or the best answer in place of each open one."""
    ends = [input_.low if completion == "worst" else input_.high for input_ in plan.inputs]
    return [end if answer is Missing.OPEN else answer for answer, end in zip(answers, ends, strict=True)]


def _open(plan: Plan, answers: Sequence[Code]) -> Mapping[int, frozenset[int]]:
    """Return the nodes that read an open answer and are withheld by it, each with its input."""
    return {
        position: frozenset({node.does.input})
        for position, node in enumerate(plan.nodes)
        if node.blocks and isinstance(node.does, AnswerPoints) and answers[node.does.input] is Missing.OPEN
    }


def _spread(
    plan: Plan, values: Sequence[float | None], sources: Mapping[int, frozenset[int]]
) -> Sequence[frozenset[int]]:
    """Return the sources that each node reads, itself included; a node that the facts leave out passes none on."""
    if not sources:
        return [_NONE] * len(plan.nodes)
    found: list[frozenset[int]] = []
    for position, node in enumerate(plan.nodes):
        left_out = isinstance(node.does, OnlyIf) and values[position] is None
        reached = sources.get(position, _NONE).union(*(found[arg] for arg in node.does.reads))
        found.append(_NONE if left_out else reached)
    return found


def _clash(does: Operation, values: Sequence[float | None], answers: Sequence[Code]) -> tuple[float, float] | None:
    """Return the lowest and the highest candidate of a step that no policy decides; None if it is decided."""
    match does:
        case Step(arg=arg, steps=steps) if steps.clashes:
            x = values[arg]
            return None if x is None else steps.clashes.get(steps.step(x))
        case AnswerPoints(input=input_, worth=Steps() as steps) if steps.clashes:
            answer = answers[input_]
            return None if isinstance(answer, Missing) else steps.clashes.get(steps.step(answer))
        case _:
            return None


# The meaning of each operation: its value, from the values of its arguments.


class _Given(NamedTuple):
    """The code of each answer, and the value of each fact."""

    answers: Sequence[Code]
    facts: Sequence[Value | None]


def _points(does: AnswerPoints, _: _Read, given: _Given) -> float | None:
    answer = given.answers[does.input]
    if isinstance(answer, Missing):
        return does.open if answer is Missing.OPEN else does.not_applicable
    return does.worth.at(answer)


def _only_if(does: OnlyIf, read: _Read, given: _Given) -> float | None:
    return read[0] if applies(does.facts, given.facts) else None


def _coalesce(_: Coalesce, read: _Read, __: _Given) -> float | None:
    return read[1] if read[0] is None else read[0]


def _sum(does: Sum, read: _Read, _: _Given) -> float | None:
    terms = [weight * x for weight, x in zip(does.weights, read, strict=True) if x is not None]
    return added(terms) if terms else None


def _ratio(does: Ratio, read: _Read, _: _Given) -> float | None:
    """Divide the weighted sum of the present values by their weights, each times its full marks if they count."""
    count = len(does.args)
    over: _Read = [1.0] * count if does.full is None else read[count:]
    above = below = 0.0
    for x, weight, full in zip(read[:count], does.weights, over, strict=True):
        if x is not None and full is not None and full > 0:
            above += weight * x
            below += weight * full
    return does.times * above / below if below > 0 else None


def _ladder(does: HighestRung, read: _Read, _: _Given) -> float | None:
    if all(x is None for x in read):
        return None
    reached = 0.0
    for rank, x in zip(does.ranks, read, strict=True):
        if x:
            reached = float(rank)
        elif x is not None and does.cumulative:
            break
    return reached


def _of_present(meaning: Callable[[Any, Sequence[float]], float]) -> "_Meaning":
    """Return the meaning of an operation that ignores values that are not applicable."""

    def value(does: Operation, read: _Read, _: _Given) -> float | None:
        present = [x for x in read if x is not None]
        return meaning(does, present) if present else None

    return value


_Meaning: TypeAlias = Callable[[Any, _Read, _Given], float | None]  # Any: an operation of one class

_MEANINGS: Mapping[type[Operation], _Meaning] = {
    AnswerPoints: _points,
    OnlyIf: _only_if,
    Coalesce: _coalesce,
    Sum: _sum,
    Ratio: _ratio,
    HighestRung: _ladder,
    Product: _of_present(lambda _, present: math.prod(present)),
    Least: _of_present(lambda _, present: min(present)),
    Greatest: _of_present(lambda _, present: max(present)),
    Adjust: _of_present(lambda does, present: does.of(present[0])),
    Step: _of_present(lambda does, present: does.steps.values[does.steps.step(present[0])]),
    Threshold: _of_present(lambda does, present: float(present[0] >= does.threshold)),
    Count: _of_present(lambda does, present: float(enough(sum(present), len(present), does.need))),
}


def applies(asked: Facts, facts: Sequence[Value | None]) -> bool:
    """Return whether facts have the values under which something applies.

    Arguments:
        asked: The facts, by position, and the values that each may have.
        facts: The value of each fact of the plan.
    """
    return all(facts[position] in values for position, values in asked)
