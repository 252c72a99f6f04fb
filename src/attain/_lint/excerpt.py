"""A part of a plan: the nodes that some nodes are made from, so that those alone can be run."""

from collections.abc import Iterable, Sequence

import attrs

from attain._data import Data
from attain._model.conditions import Value
from attain._plan.nodes import Count, Else, Greatest, Ladder, Least, Operation, Points, Product, Ratio, Sum, needed
from attain._plan.plan import Plan
from attain._plan.vocabulary import Code
from attain._score.run import run


@attrs.frozen(eq=False, repr=False)
class Excerpt(Data):
    """A part of a plan.

    Arguments:
        plan: The nodes, as a plan of their own with all the inputs and facts of the whole.
        targets: Where the nodes stand in it that it was made for.
        inputs: The positions of the inputs that it reads.
    """

    plan: Plan
    targets: tuple[int, ...]
    inputs: tuple[int, ...]

    def values(self, answers: Sequence[Code], facts: Sequence[Value | None]) -> tuple[float | None, ...] | None:
        """What the nodes give that it was made for; None where an open answer withholds one, or no policy decides it."""
        trace = run(self.plan, answers, facts)
        if any(trace.blocked[target] or trace.clashes[target] for target in self.targets):
            return None
        return tuple(trace.values[target] for target in self.targets)


def excerpt(plan: Plan, targets: Iterable[int]) -> Excerpt:
    """The part of a plan that some nodes are made from.

    Arguments:
        plan: The plan.
        targets: The positions of the nodes.

    >>> import attain
    >>> plan = attain.rubric("iamcp-p2p").plan
    >>> agreement = next(output for output in plan.outputs if output.id == "agreement")
    >>> len(excerpt(plan, [agreement.level]).inputs)
    7
    """
    wanted = tuple(targets)
    kept = needed(plan.nodes, wanted)
    moved = {position: number for number, position in enumerate(kept)}
    nodes = tuple(attrs.evolve(plan.nodes[each], does=_moved(plan.nodes[each].does, moved)) for each in kept)
    inputs = {node.does.input for node in nodes if isinstance(node.does, Points)}
    part = Plan(plan.inputs, plan.facts, nodes, ())
    return Excerpt(part, tuple(moved[each] for each in wanted), tuple(sorted(inputs)))


def _moved(does: Operation, moved: dict[int, int]) -> Operation:
    """An operation whose arguments stand elsewhere."""
    match does:
        case Points():
            return does
        case Ratio(args=args, full=full):
            marks = None if full is None else tuple(moved[each] for each in full)
            return attrs.evolve(does, args=tuple(moved[each] for each in args), full=marks)
        case Sum() | Product() | Least() | Greatest() | Count() | Ladder():
            return attrs.evolve(does, args=tuple(moved[each] for each in does.args))
        case Else(first=first, second=second):
            return Else(moved[first], moved[second])
        case _:
            return attrs.evolve(does, arg=moved[does.arg])
