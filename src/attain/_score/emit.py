"""The source of a function that does what a plan says: a line or two for each node that a level or a score reads.

The source is made of the positions of answers, facts and nodes, and of names for constants. Nothing that a rubric says
is ever part of it: its ids, options, points and thresholds are data that the function looks up. Where it can be told
beforehand what an operation gives, the interpreter's own functions tell it, and the function looks it up in a table.

A table holds what is clear. With anything else the function ends in a KeyError, and the interpreter has to be asked.
"""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from attain._data import Data
from attain._plan.nodes import needed
from attain._plan.plan import Plan
from attain._types import LARGEST

from .operations import Operations
from .spelled import Reading, spelled_facts
from .terms import Known
from .writer import Written


@attrs.frozen(eq=False, repr=False)
class Source(Data):
    """The source of a function `score(a, f)`, and the constants that it names.

    The function takes plain answers and facts in the order of the plan. It returns the rank of the level of every output,
    and the score of every output.
    """

    text: str
    constants: Mapping[str, object]


def emit(plan: Plan, reading: Reading) -> Source:
    """Write the function that scores by a plan.

    Arguments:
        plan: The plan.
        reading: How it takes open questions.
    """
    operations = Operations(plan, reading)
    outputs = plan.outputs
    roots = [node for output in outputs for node in (output.level, output.score) if node is not None]
    for position in needed(plan.nodes, roots):
        operations.write(position)
    operations.now = Written()
    levels = _tuple("None" if output.level is None else operations.value(output.level) for output in outputs)
    scores = _tuple("None" if output.score is None else operations.shown(output.score) for output in outputs)
    body, checked = _alive(operations)
    lines = [
        "def score(a, f):",
        *_unpacked("a", len(plan.inputs)),
        *_unpacked("f", len(plan.facts)),
        *_facts(operations),
        *_answers(operations, checked),
        *body,
        f"return {levels}, {scores}",
    ]
    return Source("\n    ".join(lines) + "\n", operations.constants)


def _alive(operations: Operations) -> tuple[list[str], set[int]]:
    """The lines of the nodes that are read in the end, and the inputs that are checked in them."""
    wanted, checked = set(operations.now.nodes), set(operations.now.inputs)
    found: list[list[str]] = []
    for position, written in reversed(operations.written.items()):
        if position in wanted:
            wanted |= written.nodes
            checked |= written.inputs
            found.append(written.lines)
    return [line for lines in reversed(found) for line in lines], checked


def _tuple(values: Iterable[str]) -> str:
    return f"({''.join(f'{value}, ' for value in values)})"


def _unpacked(name: str, count: int) -> list[str]:
    return [f"{_tuple(f'{name}{position}' for position in range(count))} = {name}"] if count else []


def _facts(operations: Operations) -> Iterator[str]:
    """The values of the facts, and where something applies."""
    for position, fact in enumerate(operations.plan.facts):
        name = f"f{position}"
        value = f"{operations.table(spelled_facts(fact))}[{name}]"
        if fact.kind == "number":
            value = f"quantised({name}) if {_between(operations, name, -LARGEST, LARGEST)} else {value}"
        yield f"{name} = {value}"
    for facts, so in operations.conditions.items():
        yield f"{so} = {' and '.join(f'f{position} in {operations.constant(values)}' for position, values in facts)}"


def _between(operations: Operations, name: str, low: float, high: float) -> str:
    low_name, high_name = operations.constant(low), operations.constant(high)
    return f"{name}.__class__ in NUMBERS and {low_name} <= {name} <= {high_name}"


def _answers(operations: Operations, checked: set[int]) -> Iterator[str]:
    """How numbers reach the plan; and a look at the answers that no node looks up, since they may be none."""
    for position, (input_, found) in enumerate(zip(operations.plan.inputs, operations.spelled, strict=True)):
        name = f"a{position}"
        if input_.kind == "number":
            low, high = (found.low, found.high) if input_.sign > 0 else (-found.high, -found.low)
            other = f"{operations.table(found.codes)}[{name}]"
            sign = "-" if input_.sign < 0 else ""
            whole = f" and not {name} % 1" if input_.whole else ""
            yield f"c{position} = {sign}{name} if {_between(operations, name, low, high)}{whole} else {other}"
        elif position not in checked:
            yield operations.look(Known(name, found.codes, dict.fromkeys(found.codes.values(), 0)))
