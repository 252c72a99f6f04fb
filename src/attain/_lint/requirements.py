"""Requirements of a level that the levels below already imply, or ask more of."""

from collections.abc import Iterator, Sequence
from functools import partial

from attain._plan.compile import CompiledRubric
from attain._plan.nodes import OnlyIf
from attain._plan.plan import Demand
from attain._plan.vocabulary import Code

from .choices import Case
from .excerpt import excerpt
from .finding import Finding
from .proof import Prover


def of_requirements(rubric: CompiledRubric, prover: Prover) -> Iterator[Finding]:
    """The findings on requirements of one level that compare with those of another."""
    for output in rubric.plan.outputs:
        if output.way != "requires":
            continue
        asked = [(rank, list(_parts(prover, demand))) for rank, demand in output.demands]
        cumulative = rubric.scope.places[output.id].rules.cumulative is not False
        for position, (_, parts) in enumerate(asked):
            for part in parts if position else ():
                yield from _of_part(rubric, prover, asked[:position], part, cumulative=cumulative)


def _parts(prover: Prover, demand: Demand) -> Iterator[Demand]:
    """The conditions of a level that must all hold, whatever the facts."""
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
    """The finding on one condition, compared with those of the levels below."""
    path = prover.plan.nodes[part.node].path
    if prover.can(part.node, 0, 0).impossible:
        return  # it always holds, which has been told
    for rank, lower in reversed(below):
        for other in lower:
            if _alike(part, other) and _asked(prover, part) < _asked(prover, other):
                told = f"asks for less than {rubric.levels[rank]} does"
                yield Finding("requirement-undercut", path, told, "ask for at least as much")
                return
    if not cumulative:
        return
    for rank, lower in reversed(below):
        if any(_implied(prover, [other], part) for other in lower):
            told = f"{rubric.levels[rank]} demands as much, and every higher level demands that, too"
            yield Finding("requirement-implied", path, told, "ask for more, or leave it out")
            return
    everything = [other for _, lower in below for other in lower]
    if len(everything) > 1 and _implied(prover, everything, part):
        told = "holds wherever what the lower levels demand does"
        yield Finding("requirement-implied", path, told, "ask for more, or leave it out")


def _alike(part: Demand, other: Demand) -> bool:
    """Whether two conditions ask the same thing, be it more or less of it."""
    return (part.kind, part.name) == (other.kind, other.name) and not part.parts and not other.parts


def _asked(prover: Prover, leaf: Demand) -> float:
    """How much a condition asks for, in its own terms."""
    options = () if leaf.kind != "value" or leaf.input is None else prover.plan.inputs[leaf.input].options
    return options.index(leaf.least) if isinstance(leaf.least, str) and leaf.least in options else leaf.threshold


def _implied(prover: Prover, lower: Sequence[Demand], part: Demand) -> bool:
    """Whether a condition can be proved to hold wherever others do."""
    if any(_alike(part, other) and _asked(prover, part) <= _asked(prover, other) for other in lower):
        return True
    own = prover.inputs[part.node]
    near = [each.node for each in lower if prover.inputs[each.node] & own]
    if not near:
        return False
    both = excerpt(prover.plan, [*near, part.node])
    tried, all_cases = prover.cases(*near, part.node)

    def given(answers: Sequence[Code], case: Case) -> bool:
        """Whether the others hold, as far as they apply."""
        values = both.values(answers, case)
        return values is not None and 0 not in values[:-1]

    def refutes(answers: Sequence[Code], case: Case) -> bool:
        """Whether they do, and the condition does not."""
        values = both.values(answers, case)
        return values is not None and 0 not in values[:-1] and values[-1] == 0

    order = sorted(both.inputs, key=lambda position: (position not in own, position))
    for case in tried:
        if refutes(prover.moved(both.inputs, order, partial(given, case=case)), case):
            return False
    if not all_cases or not prover.countable(both.inputs, len(tried)):
        return False
    return not any(refutes(answers, case) for case in tried for answers in prover.every(both.inputs, len(tried)))
