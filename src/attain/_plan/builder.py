"""The builder of a plan, which adds one node after another and calculates the range of each."""

from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.precision import SCALE, reached
from attain._model.rubric import Combine

from .nodes import (
    LARGEST,
    Count,
    Facts,
    Greatest,
    HighestRung,
    Least,
    Node,
    OnlyIf,
    Operation,
    Ratio,
    Reach,
    Step,
    Threshold,
)
from .steps import Steps


class Builder:
    """Collects the nodes of a plan with their ranges, and the problems found on the way."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.problems: list[Problem] = []

    def problem(self, what: Message, path: Path, fix: Message | None = None, *related: Path) -> None:
        """Add a problem."""
        self.problems.append(Problem.of(what, path, fix, related=related))

    def add(self, does: Operation, path: Path, *, reach: Reach | None = None, blocks: bool = False) -> int:
        """Add an operation and return its position.

        Arguments:
            does: The operation.
            path: The path in the rubric that the node comes from.
            reach: For points, the least and the greatest possible value.
            blocks: Whether an open answer withholds everything that reads the node.
        """
        args = [self.nodes[position] for position in does.reads]
        low, high = does.reach(args) if reach is None else reach
        if large := next((each for each in does.amounts(args) if max(map(abs, each)) > LARGEST), None):
            self.problem(say("score-too-large", low=large[0], high=large[1], limit=LARGEST), path)
        self.nodes.append(Node(does, low, high, does.is_nullable(args), blocks, path))
        return len(self.nodes) - 1

    def combine(self, kind: Combine, nodes: tuple[int, ...], weights: tuple[float, ...], count: int, path: Path) -> int:
        """Add the operation that combines levels to one, and return its position.

        Arguments:
            kind: The way to combine them.
            nodes: The positions of the levels.
            weights: The factor of each level's rank, for the mean.
            count: The number of levels of the rubric.
            path: The path in the rubric that the node comes from.
        """
        ranks = tuple(range(1, count))
        match kind:
            case "minimum":
                return self.add(Least(nodes), path)
            case "maximum":
                return self.add(Greatest(nodes), path)
            case "majority":
                held = [[self.add(Threshold(node, rank), path) for node in nodes] for rank in ranks]
                most = tuple(self.add(Count(tuple(holds), "majority"), path) for holds in held)
                return self.add(HighestRung(most, ranks, cumulative=False), path)
            case _:
                steps = Steps(tuple(reached(rank * SCALE) for rank in ranks), tuple(map(float, range(count))))
                return self.add(Step(self.add(Ratio(nodes, weights), path), steps), path)

    def only_if(self, node: int, facts: Facts, path: Path) -> int:
        """Return a node that requires the facts first; the same node if there are none."""
        return self.add(OnlyIf(node, facts), path) if facts else node
