"""The builder of a plan, which adds one node after the other and works out what each can give."""

from attain._core.errors import Path, Problem
from attain._core.messages import Message, say

from .nodes import LARGEST, Facts, Node, OnlyIf, Operation, Reach


class Builder:
    """Collects the nodes of a plan, works out what each can give, and the problems met on the way."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.problems: list[Problem] = []

    def problem(self, what: Message, path: Path, fix: Message | None = None, *related: Path) -> None:
        """Note a problem."""
        self.problems.append(Problem.of(what, path, fix, related=related))

    def add(self, does: Operation, path: Path, *, reach: Reach | None = None, blocks: bool = False) -> int:
        """Add an operation and return its position.

        Arguments:
            does: The operation.
            path: The place in the rubric that it comes from.
            reach: For points: the least and the most they can be.
            blocks: Whether an open answer withholds what reads it.
        """
        args = [self.nodes[position] for position in does.reads]
        low, high = does.reach(args) if reach is None else reach
        if large := next((each for each in does.amounts(args) if max(map(abs, each)) > LARGEST), None):
            self.problem(say("score-too-large", low=large[0], high=large[1], limit=LARGEST), path)
        self.nodes.append(Node(does, low, high, does.is_nullable(args), blocks, path))
        return len(self.nodes) - 1

    def only_if(self, node: int, facts: Facts, path: Path) -> int:
        """The same node, where there is nothing to ask of the facts, else one that asks."""
        return self.add(OnlyIf(node, facts), path) if facts else node
