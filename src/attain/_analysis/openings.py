"""Open questions that can still change a level, and how much each decides."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import combinations
from typing import TypeAlias

from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._plan.compile import CompiledRubric
from attain._plan.fields import Field
from attain._plan.nodes import AnswerPoints
from attain._plan.plan import Missing
from attain._score.assess import Details, interpret

from .reach import questions_read
from .trials import Trials

Ranks: TypeAlias = tuple[int | None, ...]
"""The rank of each counted level."""

_FEW = 10  # the largest number of questions whose answer sets are all tried


class Openings:
    """The levels that the answers to open questions can still change.

    Arguments:
        details: The source of the result with the present answers.
        left: The full ids of the open questions that may still be answered; all other answers stay fixed.
        of: The dimensions whose levels count, by id, with ``""`` for the rubric as a whole.
    """

    def __init__(self, details: Details, left: Iterable[str], *, of: Sequence[str]) -> None:
        self._trials = trials = Trials(details)
        self.plan = trials.plan
        at = {input_.id: position for position, input_ in enumerate(self.plan.inputs)}
        codes = {id_: (at[id_], trials.choices[at[id_]].codes) for id_ in left}
        self.worst = {id_: trials.answer(position, low) for id_, (position, (low, *_)) in codes.items()}
        self.best = {id_: trials.answer(position, high) for id_, (position, (*_, high)) in codes.items()}
        self._ambiguous = trials.ambiguous
        self._positions = [at for at, output in enumerate(self.plan.outputs) if output.id in of]
        self._scored: dict[frozenset[str], Ranks] = {}

    def ranks(self, best: Iterable[str]) -> Ranks:
        """Return the ranks reached with the best answers to some questions and the worst to all other open ones.

        Arguments:
            best: The full ids of the questions that are answered best.
        """
        those = frozenset(best)
        if those not in self._scored:
            levels = self._trials.ranks(self.worst | {id_: self.best[id_] for id_ in those})
            self._scored[those] = tuple(levels[at] for at in self._positions)
        return self._scored[those]

    @cached_property
    def bounds(self) -> tuple[Ranks, Ranks]:
        """The ranks with the worst and with the best answers."""
        return self.ranks(()), self.ranks(self.best)

    @property
    def are_decided(self) -> bool:
        """Whether no answers can change any level; if ranges may leave a level undecided, only once nothing is open."""
        low, high = self.bounds
        return not self.best if self._ambiguous else low == high

    def mattering(self) -> Iterator[str]:
        """Yield the questions that provably change a level, given suitable answers to all others.

        If levels are not decided, there is at least one such question: between all the worst answers and all the best
        ones, changed one after the other, some question changes a level. If ranges may leave a level undecided, every
        question may matter.
        """
        if not self.are_decided:
            yield from (id_ for id_ in self._linked if self._ambiguous or self._changes(id_))

    def possibly_mattering(self) -> Iterator[str]:
        """Yield the questions that may change a level, without those that provably don't."""
        if not self.are_decided:
            yield from (id_ for id_ in self._linked if self._ambiguous or self._changes(id_) or self._may_change(id_))

    @cached_property
    def _linked(self) -> Sequence[str]:
        """The questions that an undecided level depends on through values that are undecided too."""
        plan, trials = self.plan, self._trials
        ends = (trials.answers | end for end in (self.worst, self.best))
        runs = (interpret(trials.rubric, each, trials.facts, trials.on, check=False) for each in ends)
        low, high = (each.as_given.values for each in runs)
        waiting = [level for at in self._positions if (level := plan.outputs[at].level) is not None]
        found = set[int]()
        while waiting:
            position = waiting.pop()
            if position not in found and (low[position] != high[position] or self._ambiguous):
                found.add(position)
                waiting += plan.nodes[position].does.reads
        nodes = (plan.nodes[position].does for position in found)
        read = {plan.inputs[does.input].id for does in nodes if isinstance(does, AnswerPoints)}
        return [id_ for id_ in self.best if id_ in read]

    @cached_property
    def _reading(self) -> Sequence[frozenset[str]]:
        """The questions that each counted level depends on."""
        levels = (self.plan.outputs[at].level for at in self._positions)
        return [frozenset(questions_read(self.plan, [] if level is None else [level])) for level in levels]

    def _changes(self, id_: str) -> bool:
        """Return whether a question changes a level at some answers to the others that were tried."""
        others = [each for each in self.best if each != id_]
        dimension = id_.rpartition(".")[0]
        near_first = sorted(others, key=lambda each: each.rpartition(".")[0] != dimension)
        steps = [
            (at, rank)
            for at, (least, most) in enumerate(zip(*self.bounds, strict=True))
            for rank in range(_rank(least) + 1, _rank(most) + 1)
            if id_ in self._reading[at]
        ]
        orders = (near_first, near_first[::-1], others)
        return any(self._tips(order, id_, at, rank) for order in orders for at, rank in steps)

    def _tips(self, order: Sequence[str], id_: str, at: int, rank: int) -> bool:
        """Return whether a question reaches a rank after some of the others are answered best, one after the other.

        The level only rises on the way, so that bisection finds the last step below the rank.
        """

        def reached(best: Iterable[str]) -> int:
            return _rank(self.ranks(best)[at])

        size = bisect_left(range(len(order) + 1), rank, key=lambda size: reached(order[:size]))
        return size > 0 and reached([*order[: size - 1], id_]) >= rank

    def _may_change(self, id_: str) -> bool:
        """Return whether a question may change a level; if there are few others, all answers to them are tried."""
        others = [each for each in self._linked if each != id_]
        if len(others) > _FEW:
            return True
        return any(self._differs(best, id_) for size in range(len(others)) for best in combinations(others, size))

    def _differs(self, best: Sequence[str], id_: str) -> bool:
        return self.ranks(best) != self.ranks([*best, id_])

    def decides(self, id_: str) -> float:
        """Return how many levels an answer rules out if nothing else is answered: the mean of the worst and the best.

        Arguments:
            id_: The full id of the question.
        """
        rest = [each for each in self.best if each != id_]
        worst, best = _width(self.ranks(()), self.ranks(rest)), _width(self.ranks([id_]), self.ranks(self.best))
        return _width(*self.bounds) - (worst + best) / 2


def _rank(rank: int | None) -> int:
    return -1 if rank is None else rank


def _width(low: Ranks, high: Ranks) -> int:
    return sum((most or 0) - (least or 0) for least, most in zip(low, high, strict=True))


def counted_levels(rubric: CompiledRubric, of: Collection[str] | None) -> tuple[str, ...]:
    """Return the ids of the dimensions whose levels count, in the order of the rubric; the id of the whole is empty.

    Arguments:
        rubric: The rubric.
        of: The requested ids; None for everything that has a level.

    Raises:
        AnswersError: One of them is not a dimension, or they are not a list.
    """
    if of is not None and (isinstance(of, str) or not hasattr(of, "__iter__")):
        raise AnswersError([Problem.of(say("wrong-type.list", given=of), ("of",))])
    outputs = {output.id: output for output in rubric.plan.outputs}
    unknown = [id_ for id_ in of or () if id_ not in outputs]
    if unknown:
        raise AnswersError(Problem.of(say("unknown-dimension.target", name=id_), ("of", id_)) for id_ in unknown)
    return tuple(id_ for id_, output in outputs.items() if (output.level is not None if of is None else id_ in of))


def counting(rubric: CompiledRubric, of: Sequence[str]) -> frozenset[str]:
    """Return the full ids of the questions that some levels depend on, or that withhold them while open.

    Arguments:
        rubric: The rubric.
        of: The ids of the dimensions; ``""`` for the rubric as a whole.
    """
    outputs = [output for output in rubric.plan.outputs if output.id in of and output.level is not None]
    nodes = [node for output in outputs for node in (output.level, output.score) if node is not None]
    return frozenset(questions_read(rubric.plan, nodes))


def open_questions(details: Details, of: Collection[str] | None) -> tuple[Field, ...]:
    """Return the open questions that may still change a level, the most decisive first.

    Arguments:
        details: The source of a result.
        of: The ids of the dimensions whose levels count, with ``""`` for the rubric as a whole; None for all.

    Raises:
        AnswersError: There is no such dimension.
    """
    rubric, outcome = details.assessor.rubric, details.outcome()
    of = counted_levels(rubric, of)
    codes = outcome.understood.codes
    fields = {field.id: field for field in rubric.fields if field.asks != "fact" and field.applies(outcome.facts)}
    counted = counting(rubric, of) & fields.keys()
    inputs = zip(rubric.plan.inputs, codes, strict=True)
    left = [each.id for each, code in inputs if code is Missing.OPEN and each.id in counted]
    openings = Openings(details, left, of=of)
    return tuple(fields[id_] for id_ in sorted(openings.possibly_mattering(), key=openings.decides, reverse=True))
