"""Builds a plan node by node, and works out what each node can give."""

import math
from collections.abc import Sequence

from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.precision import added

from .nodes import (
    LARGEST,
    Adjust,
    Count,
    Facts,
    Greatest,
    Ladder,
    Least,
    Node,
    OnlyIf,
    Operation,
    Points,
    Product,
    Ratio,
    Step,
    Sum,
    Threshold,
    arguments,
    bent,
)


class Builder:
    """Collects the nodes of a plan, works out what each can give, and the problems met on the way."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.problems: list[Problem] = []

    def problem(self, what: Message, path: Path, fix: Message | None = None, *related: Path) -> None:
        """Note a problem."""
        self.problems.append(Problem.of(what, path, fix, related=related))

    def add(self, does: Operation, path: Path, *, reach: tuple[float, float] = (0.0, 1.0), blocks: bool = False) -> int:
        """Add an operation and return its position.

        Arguments:
            does: The operation.
            path: The place in the rubric that it comes from.
            reach: For points: the least and the most they can be.
            blocks: Whether an open answer withholds what reads it.
        """
        args = [self.nodes[position] for position in arguments(does)]
        low, high = reach if isinstance(does, Points) else _reach(does, args)
        for least, most in [(low, high), *_terms(does, args)]:
            if isinstance(does, Sum | Ratio | Product | Adjust) and max(abs(least), abs(most)) > LARGEST:
                self.problem(say("score-too-large", low=least, high=most, limit=LARGEST), path)
                break
        self.nodes.append(Node(does, low, high, _nullable(does, args), blocks, path))
        return len(self.nodes) - 1

    def only_if(self, node: int, facts: Facts, path: Path) -> int:
        """The same node, where there is nothing to ask of the facts, else one that asks."""
        return self.add(OnlyIf(node, facts), path) if facts else node


def _terms(does: Operation, args: Sequence[Node]) -> list[tuple[float, float]]:
    """The least and the most that each term of a sum can be: large ones that cancel out would not be exact."""
    if not isinstance(does, Sum):
        return []
    return [(weight * node.low, weight * node.high) for weight, node in zip(does.weights, args, strict=True)]


def _nullable(does: Operation, args: Sequence[Node]) -> bool:
    match does:
        case Points():
            return does.not_applicable is None or does.open is None
        case OnlyIf():
            return True
        case Ratio(args=of, weights=weights, full=full):  # what weighs nothing, or is out of nothing, does not count
            marks = args[len(of) :]
            counts = [not node.nullable and weight > 0 for node, weight in zip(args[: len(of)], weights, strict=True)]
            return not any(counts) or (full is not None and any(node.low <= 0 for node in marks))
        case _:
            return all(node.nullable for node in args)


def _reach(does: Operation, args: Sequence[Node]) -> tuple[float, float]:
    """The least and the most that an operation can give."""
    lows = [node.low for node in args]
    highs = [node.high for node in args]
    match does:
        case Sum():
            spare = [0.0 if node.nullable else None for node in args]
            return (
                added(
                    w * (low if z is None else min(low, z)) for w, low, z in zip(does.weights, lows, spare, strict=True)
                ),
                added(
                    w * (high if z is None else max(high, z))
                    for w, high, z in zip(does.weights, highs, spare, strict=True)
                ),
            )
        case Ratio(full=None):
            return does.times * min(lows), does.times * max(highs)
        case Ratio(args=of):
            return _share(does, args[: len(of)], args[len(of) :])
        case Product():
            spare = [1.0 if node.nullable else None for node in args]
            return (
                math.prod(low if z is None else min(low, z) for low, z in zip(lows, spare, strict=True)),
                math.prod(high if z is None else max(high, z) for high, z in zip(highs, spare, strict=True)),
            )
        case Least():
            return min(lows), min(highs) if not any(node.nullable for node in args) else max(highs)
        case Greatest():
            return max(lows) if not any(node.nullable for node in args) else min(lows), max(highs)
        case Adjust():
            return bent(does, lows[0]), bent(does, highs[0])
        case Step(steps=steps):
            return steps.values[0], steps.highest
        case Ladder(ranks=ranks):
            return 0.0, float(max(ranks, default=0))
        case Threshold() | Count():
            return 0.0, 1.0
        case _:
            return min(lows), max(highs)


def _share(does: Ratio, args: Sequence[Node], full: Sequence[Node]) -> tuple[float, float]:
    """The reach of a percentage: worst and best, item by item, since full marks scale with what is present."""
    worst = [
        node.low / (marks.low if node.low < 0 < marks.low else marks.high)
        for node, marks in zip(args, full, strict=True)
    ]
    return does.times * min(worst), does.times * max(
        1.0, *(node.high / marks.high for node, marks in zip(args, full, strict=True))
    )
