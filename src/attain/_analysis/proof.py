"""Proofs that some answers exist, and the answers that show it."""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, product

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.precision import quantise, quantised
from attain._model.conditions import Value
from attain._plan.nodes import AnswerPoints, OnlyIf
from attain._plan.plan import Code, Missing, Plan

from .choices import MOST_CASES, FactValues, answer_of, cases, choices, fact_values
from .reach import Interval, Intervals, Reaches, Subplan, Trail, between, codes, subplan


@attrs.frozen(eq=False, repr=False)
class Evidence(Data):
    """Answers and facts that show something.

    Arguments:
        answers: The answers, as :meth:`Rubric.assess` takes them; all others are open.
        facts: The facts, as :meth:`Rubric.assess` takes them.
    """

    answers: FrozenDict[str, object]
    facts: FrozenDict[str, Value]


@attrs.frozen(eq=False, repr=False)
class Verdict(Data):
    """Whether some answers exist.

    Arguments:
        witness: The answers; None if there are none, or if none were found.
        decided: Whether the verdict is proved.
        value: The value of the node at these answers.
    """

    witness: Evidence | None
    decided: bool
    value: float = 0.0

    @property
    def impossible(self) -> bool:
        """Whether it is proved that no such answers exist."""
        return self.witness is None and self.decided


def shown(plan: Plan, inputs: Iterable[int], answers: Sequence[Code], case: FactValues) -> Evidence:
    """Return the evidence that some answers are.

    Arguments:
        plan: The plan that the answers belong to.
        inputs: The positions of the questions that matter.
        answers: The codes of all answers, in the order of the plan's inputs.
        case: The value of each fact.
    """
    found = [(plan.inputs[each], answers[each]) for each in inputs]
    given = {input_.id: answer_of(input_, code) for input_, code in found if code is not Missing.OPEN}
    facts = {fact.id: value for fact, value in zip(plan.facts, case, strict=True) if value is not None}
    return Evidence(FrozenDict(given), FrozenDict(facts))


FEW_CASES = 8
"""The largest number of cases of facts to examine one by one for an overview."""

_MOST_TRIED = 20  # intervals, of which the first is usually enough
_HALVES = 100


class Prover:
    """The prover of the values that the nodes of a plan can have.

    Arguments:
        plan: The plan.
        budget: The number of values of a node to keep apart, and of answer sets to try for one decision.
    """

    def __init__(self, plan: Plan, budget: int) -> None:
        self.plan = plan
        self.budget = budget
        self.choices = choices(plan)
        self._values = fact_values(plan)
        self._reaches = Reaches(plan.inputs, self.choices, budget)
        self._known: list[dict[FactValues | None, Intervals]] = [{} for _ in plan.nodes]
        self._decided: dict[tuple[int, float, float], Verdict] = {}
        self._most: dict[int, float] = {}

    @cached_property
    def facts(self) -> Sequence[frozenset[int]]:
        """The facts that each node depends on."""
        found: list[frozenset[int]] = []
        for node in self.plan.nodes:
            own = {position for position, _ in node.does.facts} if isinstance(node.does, OnlyIf) else ()
            found.append(frozenset(own).union(*(found[arg] for arg in node.does.reads)))
        return found

    @cached_property
    def inputs(self) -> Sequence[frozenset[int]]:
        """The inputs that each node depends on."""
        found: list[frozenset[int]] = []
        for node in self.plan.nodes:
            own = {node.does.input} if isinstance(node.does, AnswerPoints) else ()
            found.append(frozenset(own).union(*(found[arg] for arg in node.does.reads)))
        return found

    def cases(self, *nodes: int) -> tuple[tuple[FactValues, ...], bool]:
        """Return the combinations of facts to try for some nodes, and whether they include every relevant one."""
        matter = frozenset[int]().union(*(self.facts[node] for node in nodes))
        return cases(each if fact in matter else each[:1] for fact, each in enumerate(self._values))

    def reach(self, node: int, case: FactValues | None) -> Intervals:
        """Return intervals that contain every value that a node can have under some facts, and possibly more values.

        Arguments:
            node: The position of the node.
            case: The value of each fact; None for any facts.
        """
        waiting = [node]
        while waiting:
            each = waiting.pop()
            if (key := self._key(each, case)) in self._known[each]:
                continue
            args = [(arg, self._key(arg, case)) for arg in self.plan.nodes[each].does.reads]
            if lacking := [arg for arg, of in args if of not in self._known[arg]]:
                waiting += [each, *lacking]
            else:
                reaches = [self._known[arg][of] for arg, of in args]
                self._known[each][key] = self._reaches.reach(self.plan.nodes[each], reaches, case)
        return self._known[node][self._key(node, case)]

    def reaches(self, node: int, most: int = MOST_CASES) -> Iterator[Intervals]:
        """Return the values that a node can have in each case of facts; for any facts at once if there are too many."""
        tried, all_cases = self.cases(node)
        return (self.reach(node, case) for case in (tried if all_cases and len(tried) <= most else [None]))

    def _key(self, node: int, case: FactValues | None) -> FactValues | None:
        if case is None:
            return None if self.facts[node] else ()
        return tuple(case[fact] for fact in sorted(self.facts[node]))

    def can(self, node: int, low: float, high: float) -> Verdict:
        """Return whether a node can have a value between two numbers."""
        asked = node, low, high
        if asked not in self._decided:
            self._decided[asked] = self._decide(*asked)
        return self._decided[asked]

    def _decide(self, node: int, low: float, high: float) -> Verdict:
        if self.most(node) < low or not between(self.reach(node, None), low, high):
            return Verdict(None, decided=True)
        tried, all_cases = self.cases(node)
        part = subplan(self.plan, [node])
        found = {case: intervals for case in tried if (intervals := between(self.reach(node, case), low, high))}
        search = Search(self, part, low, high)
        suggested = chain(
            (
                (case, search.within(each, case))
                for case, intervals in found.items()
                for each in intervals[:_MOST_TRIED]
            ),
            ((case, search.around(case)) for case in found),
        )
        for case, answers in suggested:
            if answers is not None:
                return self._shown(search, answers, case)
        search = Search(self, part, low, high)
        for case, every in product(found, self.every(part.inputs, len(found))):
            if search.hit(every, case):
                return self._shown(search, every, case)
        return Verdict(None, all_cases and self.countable(part.inputs, len(found)))

    def most(self, node: int) -> float:
        """Return the largest value that a node can have: the one at the best answers; infinity if others may exceed it.

        No node falls when an answer rises, so only the facts remain to try. If leaving a question out can pay, the
        result is infinity.
        """
        if node not in self._most:
            self._most[node] = self._given_by_best(node)
        return self._most[node]

    def _given_by_best(self, node: int) -> float:
        tried, all_cases = self.cases(node)
        part = subplan(self.plan, [node])
        away = any(self.plan.inputs[each].not_applicable.as_ == "exclude" for each in part.inputs)
        open_ = any(isinstance(each.does, AnswerPoints) and each.does.open is None for each in part.plan.nodes)
        if away or open_ or not all_cases:  # leaving a question out may raise the rest
            return math.inf
        best = self.end(part.inputs, best=True)
        found = [part.values(best, case) for case in tried]
        if None in found:  # no policy decides the value
            return math.inf
        return max((quantised(values[0]) for values in found if values and values[0] is not None), default=-math.inf)

    def _shown(self, search: "Search", answers: list[Code], case: FactValues) -> Verdict:
        """Return the verdict of the answers found, with the worst ones left open if the node's value stays in range."""
        inputs = search.part.inputs
        fewer = [*answers]
        for position in inputs:
            if fewer[position] == self.choices[position].codes[0]:
                fewer[position] = Missing.OPEN
        if search.hit(fewer, case):
            answers = fewer
        values = search.part.values(answers, case) or (None,)
        return Verdict(shown(self.plan, inputs, answers, case), decided=True, value=values[0] or 0.0)

    def end(self, inputs: Iterable[int], *, best: bool) -> list[Code]:
        """Return the best or the worst answers to some questions; all others are open."""
        answers: list[Code] = [Missing.OPEN] * len(self.plan.inputs)
        for position in inputs:
            answers[position] = self.choices[position].codes[-1 if best else 0]
        return answers

    def tries(self, position: int) -> list[Code]:
        """Return every answer to a question that is worth trying, including "n/a" and no answer."""
        allowed = self.plan.inputs[position].not_applicable.as_ != "forbidden"
        missing = [Missing.NOT_APPLICABLE, Missing.OPEN] if allowed else [Missing.OPEN]
        return [*self.choices[position].codes, *missing]

    def countable(self, inputs: Iterable[int], times: int) -> bool:
        """Return whether the budget allows trying all answers to some questions, for each of so many cases."""
        answers = times
        for position in inputs:
            answers *= len(self.tries(position))
            if answers > self.budget or not self.choices[position].every:
                return False
        return True

    def every(self, inputs: Sequence[int], times: int) -> Iterator[list[Code]]:
        """Yield all sets of answers to some questions; none if they can't be tried that often within the budget."""
        if self.countable(inputs, times):
            for found in product(*(self.tries(position) for position in inputs)):
                answers = self.end((), best=False)
                for position, code in zip(inputs, found, strict=True):
                    answers[position] = code
                yield answers

    def moved(
        self, inputs: Iterable[int], order: Iterable[int], good: Callable[[list[Code]], bool], *, up: bool = False
    ) -> list[Code]:
        """Return the best answers, each lowered in turn as far as they stay good; or the worst, each raised likewise.

        Arguments:
            inputs: The questions to answer; all others are open.
            order: The questions to move, in this order.
            good: Whether answers are good. The answers at the start must be; answers beyond bad ones are assumed to be
                bad.
            up: Whether to start at the worst answers and raise them.
        """
        answers = self.end(inputs, best=not up)
        waiting = [*order]

        def along(position: int) -> Sequence[Code]:
            return self.choices[position].codes[:: 1 if up else -1]

        def whole(count: int) -> list[Code]:
            """Return the answers with the next questions moved all the way."""
            tried = [*answers]
            for position in waiting[:count]:
                tried[position] = along(position)[-1]
            return tried

        def partly(steps: int) -> list[Code]:
            """Return the answers with the next question moved some steps."""
            tried = [*answers]
            tried[waiting[0]] = along(waiting[0])[steps]
            return tried

        while waiting:
            count = _furthest(len(waiting), lambda count: good(whole(count)))
            answers, waiting = whole(count), waiting[count:]
            if waiting:
                steps = _furthest(len(along(waiting[0])) - 2, lambda steps: good(partly(steps)))
                answers, waiting = partly(steps), waiting[1:]
        return answers


def _furthest(limit: int, holds: Callable[[int], bool]) -> int:
    """Return the largest number up to a limit that passes a test; 0 must pass, and all beyond a failure must fail.

    Small numbers are tried first.
    """
    end = 1
    while end <= limit and holds(end):
        end *= 2
    low, high = end // 2 + 1, min(end, limit + 1)
    return bisect_left(range(limit + 1), x=True, lo=low, hi=high, key=lambda each: not holds(each)) - 1


class Search:
    """A search for answers that put a node's value between two numbers; it gives up when the budget is spent.

    Arguments:
        prover: The prover whose budget and answers the search uses.
        part: The part of the plan that the node depends on.
        low: The lower number.
        high: The higher number.
    """

    def __init__(self, prover: Prover, part: Subplan, low: float, high: float) -> None:
        self.prover = prover
        self.part = part
        self.left = prover.budget
        self._low, self._high = _millionths(low), _millionths(high)

    def hit(self, answers: Sequence[Code], case: FactValues) -> bool:
        """Return whether some answers put the node's value between the two numbers."""
        return self._low <= self._value(answers, case) <= self._high

    def enough(self, answers: Sequence[Code], case: FactValues) -> bool:
        """Return whether the node's value is at least the lower number."""
        return self._value(answers, case) >= self._low

    def _value(self, answers: Sequence[Code], case: FactValues) -> float:
        """Return the node's value in millionths; minus infinity if it has none or the budget is spent."""
        self.left -= 1
        values = self.part.values(answers, case) if self.left >= 0 else None
        return -math.inf if values is None or values[0] is None else quantise(values[0])

    def within(self, stretch: Interval, case: FactValues) -> list[Code] | None:
        """Return answers on the way from one end of an interval to the other."""
        worst, best = self._answers(stretch.worst), self._answers(stretch.best)
        if self.hit(worst, case):
            return worst
        if stretch.worst is stretch.best:
            return None
        return best if self.hit(best, case) else self._between(worst, best, self.part.inputs, case)

    def _answers(self, trail: Trail) -> list[Code]:
        answers = self.prover.end((), best=False)
        for position, code in codes(trail).items():
            answers[position] = code
        return answers

    def around(self, case: FactValues) -> list[Code] | None:
        """Return answers on the way from the worst to the best, or the worst that are still good enough."""
        inputs = self.part.inputs
        worst, best = self.prover.end(inputs, best=False), self.prover.end(inputs, best=True)
        for order in (inputs, inputs[::-1]):
            if (found := self._between(worst, best, order, case)) is not None:
                return found
        for order in (inputs, inputs[::-1]):
            found = self.lowest(order, case)
            if self.hit(found, case):
                return found
        return None

    def lowest(self, order: Sequence[int], case: FactValues) -> list[Code]:
        """Return the best answers, with some lowered in turn as far as the node's value stays high enough."""
        return self.prover.moved(self.part.inputs, order, lambda answers: self.enough(answers, case))

    def _between(
        self, worst: Sequence[Code], best: Sequence[Code], order: Sequence[int], case: FactValues
    ) -> list[Code] | None:
        """Return a hit on the way from worse to better answers, changed one after the other; None if there is none."""

        def changed(count: int) -> list[Code]:
            answers = [*worst]
            for position in order[:count]:
                answers[position] = best[position]
            return answers

        count = bisect_left(range(len(order)), x=True, key=lambda count: self.enough(changed(count), case))
        answers = changed(count)
        if self.hit(answers, case):
            return answers
        return self._on_the_way(changed(count - 1), order[count - 1], case) if count else None

    def _on_the_way(self, answers: list[Code], position: int, case: FactValues) -> list[Code] | None:
        """Return a hit with one answer changed to any between the worst and the best; None if there is none."""
        codes = self.prover.choices[position].codes

        def instead(code: Code) -> list[Code]:
            return [*answers[:position], code, *answers[position + 1 :]]

        for code in codes:
            if self.hit(instead(code), case):
                return instead(code)
        low, high = codes[0], codes[-1]
        for _ in range(_HALVES if self.prover.plan.inputs[position].kind == "number" else 0):
            middle = (low + high) / 2
            if self.prover.plan.inputs[position].whole:
                middle = float(math.floor(middle))
            if self.hit(instead(middle), case):
                plain = [each for each in (round(middle, digits) for digits in range(7)) if low <= each <= high]
                return next((instead(each) for each in plain if self.hit(instead(each), case)), instead(middle))
            low, high = (low, middle) if self.enough(instead(middle), case) else (middle, high)
        return None


def _millionths(x: float) -> float:
    return x if math.isinf(x) else quantise(x)
