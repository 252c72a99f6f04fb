"""The reference interpreter: what each operation of a plan means."""

import math
from collections.abc import Sequence

import attrs

from attain._core.data import Data
from attain._core.precision import added
from attain._model.conditions import Value
from attain._plan.nodes import (
    Adjust,
    Coalesce,
    Completion,
    Count,
    Facts,
    Greatest,
    Ladder,
    Least,
    OnlyIf,
    Operation,
    Points,
    Product,
    Ratio,
    Step,
    Sum,
    Threshold,
    enough,
)
from attain._plan.plan import Code, Missing, Plan
from attain._plan.steps import Steps

_NONE: frozenset[int] = frozenset()


@attrs.frozen(eq=False, repr=False)
class Trace(Data):
    """What running a plan gave.

    Arguments:
        values: The value of each node.
        blocked: For each node, the inputs that are open and withhold it.
        clashes: For each node, the nodes it reads that no policy decides; each counts as its lowest candidate,
            or its highest in a run on the best completion.
    """

    values: Sequence[float | None]
    blocked: Sequence[frozenset[int]]
    clashes: Sequence[frozenset[int]]


def run(
    plan: Plan, answers: Sequence[Code], facts: Sequence[Value | None], completion: Completion | None = None
) -> Trace:
    """Run a plan.

    Arguments:
        plan: The plan.
        answers: The code of each input's answer.
        facts: The value of each fact.
        completion: To answer whatever is open with the worst or the best answer first.
    """
    if completion:
        ends = [input_.low if completion == "worst" else input_.high for input_ in plan.inputs]
        answers = [end if answer is Missing.OPEN else answer for answer, end in zip(answers, ends, strict=True)]
    values: list[float | None] = []
    blocked: list[frozenset[int]] = []
    clashes: list[frozenset[int]] = []
    some_held = some_torn = False
    for position, node in enumerate(plan.nodes):
        does, read = node.does, node.does.reads
        held = _NONE.union(*(blocked[arg] for arg in read)) if some_held else _NONE
        torn = _NONE.union(*(clashes[arg] for arg in read)) if some_torn else _NONE
        value = _value(does, [values[arg] for arg in read], answers, facts)
        if node.blocks and isinstance(does, Points) and answers[does.input] is Missing.OPEN:
            held |= {does.input}
        if clash := _clash(does, values, answers):
            torn |= {position}
            value = clash[0] if completion != "best" else clash[1]
        if isinstance(does, OnlyIf) and value is None:
            held = torn = _NONE
        some_held, some_torn = some_held or bool(held), some_torn or bool(torn)
        values.append(value)
        blocked.append(held)
        clashes.append(torn)
    return Trace(values, blocked, clashes)


def _clash(does: Operation, values: Sequence[float | None], answers: Sequence[Code]) -> tuple[float, float] | None:
    """The lowest and the highest candidate, where an operation lands on a step that no policy decides."""
    match does:
        case Step(arg=arg, steps=steps) if steps.clashes:
            x = values[arg]
            return None if x is None else steps.clashes.get(steps.step(x))
        case Points(input=input_, worth=Steps() as steps) if steps.clashes:
            answer = answers[input_]
            return None if isinstance(answer, Missing) else steps.clashes.get(steps.step(answer))
        case _:
            return None


def _value(
    does: Operation, read: Sequence[float | None], answers: Sequence[Code], facts: Sequence[Value | None]
) -> float | None:
    """What an operation gives, from the values of its arguments."""
    match does:
        case Points(input=input_):
            answer = answers[input_]
            if isinstance(answer, Missing):
                return does.open if answer is Missing.OPEN else does.not_applicable
            return does.worth.at(answer)
        case OnlyIf():
            return read[0] if applies(does.facts, facts) else None
        case Coalesce():
            return read[1] if read[0] is None else read[0]
        case Sum(weights=weights):
            terms = [weight * x for weight, x in zip(weights, read, strict=True) if x is not None]
            return added(terms) if terms else None
        case Ratio():
            return _ratio(does, read)
        case Ladder():
            return climb(does, read)
        case _:
            present = [x for x in read if x is not None]
            return _of_present(does, present) if present else None


def _of_present(
    does: Product | Least | Greatest | Adjust | Step | Threshold | Count, present: Sequence[float]
) -> float:
    """The value of an operation that simply leaves out what is not applicable."""
    match does:
        case Product():
            return math.prod(present)
        case Least():
            return min(present)
        case Greatest():
            return max(present)
        case Adjust():
            return does.of(present[0])
        case Step(steps=steps):
            return steps.at(present[0])
        case Threshold(threshold=threshold):
            return float(present[0] >= threshold)
        case _:
            return float(enough(sum(present), len(present), does.need))


def applies(asked: Facts, facts: Sequence[Value | None]) -> bool:
    """Whether the facts are so."""
    return all(facts[position] in values for position, values in asked)


def _ratio(does: Ratio, read: Sequence[float | None]) -> float | None:
    """Over what is present: the weighted sum, by the weights, each times its full marks where they count."""
    count = len(does.args)
    over: Sequence[float | None] = [1.0] * count if does.full is None else read[count:]
    above = below = 0.0
    for x, weight, full in zip(read[:count], does.weights, over, strict=True):
        if x is not None and full is not None and full > 0:
            above += weight * x
            below += weight * full
    return does.times * above / below if below > 0 else None


def climb(does: Ladder, read: Sequence[float | None]) -> float | None:
    """The rank that a ladder leads to, over conditions that hold, fail or do not apply."""
    if all(x is None for x in read):
        return None
    reached = 0.0
    for rank, x in zip(does.ranks, read, strict=True):
        if x:
            reached = float(rank)
        elif x is not None and does.cumulative:
            break
    return reached
