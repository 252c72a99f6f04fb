"""Whether some answers exist: found, proved not to, or undecided within a budget."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product

from attain._plan.nodes import OnlyIf, Points, arguments
from attain._plan.plan import Plan
from attain._plan.steps import quantise
from attain._score.run import Code, Missing

from .choices import Case, cases, choices
from .excerpt import Excerpt, excerpt
from .reach import Reach, Reaches, Stretch, Told, codes
from .verdict import Verdict, shown

_MOST_TRIED = 20  # stretches, of which the first mostly does
_HALVES = 100


class Prover:
    """Decides what the nodes of a plan can give.

    Arguments:
        plan: The plan.
        budget: How many values of a node are told apart, and how many sets of answers are tried for one question.
    """

    def __init__(self, plan: Plan, budget: int) -> None:
        self.plan = plan
        self.budget = budget
        self.choices = choices(plan)
        self.cases, self.all_cases = cases(plan)
        self._reaches = Reaches(plan.inputs, self.choices, budget)
        self._known: list[dict[Case, Reach]] = [{} for _ in plan.nodes]

    @cached_property
    def facts(self) -> Sequence[frozenset[int]]:
        """For each node, the facts that it depends on."""
        found: list[frozenset[int]] = []
        for node in self.plan.nodes:
            own = {position for position, _ in node.does.facts} if isinstance(node.does, OnlyIf) else ()
            found.append(frozenset(own).union(*(found[arg] for arg in arguments(node.does))))
        return found

    @cached_property
    def inputs(self) -> Sequence[frozenset[int]]:
        """For each node, the inputs that it depends on."""
        found: list[frozenset[int]] = []
        for node in self.plan.nodes:
            own = {node.does.input} if isinstance(node.does, Points) else ()
            found.append(frozenset(own).union(*(found[arg] for arg in arguments(node.does))))
        return found

    def cases_of(self, nodes: Iterable[int]) -> list[Case]:
        """The facts to try for some nodes: those that make a difference to them."""
        matter = frozenset().union(*(self.facts[node] for node in nodes))
        alike = {tuple(case[fact] for fact in sorted(matter)): case for case in reversed(self.cases)}
        return list(alike.values())[::-1]

    def reach(self, node: int, case: Case) -> Reach:
        """What a node can give where the facts are so, or more than that."""
        key = self._key(node, case)
        if key not in self._known[node]:
            waiting = [node]
            while waiting:
                each = waiting[-1]
                lacking = [
                    arg for arg in arguments(self.plan.nodes[each].does) if self._key(arg, case) not in self._known[arg]
                ]
                waiting += lacking
                if not lacking:
                    args = [self._known[arg][self._key(arg, case)] for arg in arguments(self.plan.nodes[each].does)]
                    self._known[each][self._key(each, case)] = self._reaches.reach(self.plan.nodes[each], args, case)
                    waiting.pop()
        return self._known[node][key]

    def _key(self, node: int, case: Case) -> Case:
        return tuple(case[fact] for fact in sorted(self.facts[node])) if self.facts[node] else ()

    def can(self, node: int, low: float, high: float) -> Verdict:
        """Whether a node can give a number between two.

        Arguments:
            node: The position of the node.
            low: The lower of the two.
            high: The higher.
        """
        part = excerpt(self.plan, [node])
        search = Search(self, part, node, low, high)
        tried = self.cases_of([node])
        stretches = {
            case: [each for each in self.reach(node, case) if each.there and each.low <= high and each.high >= low]
            for case in tried
        }
        if not any(stretches.values()):
            return Verdict(None, self.all_cases)
        for case, found in stretches.items():
            for stretch in found[:_MOST_TRIED]:
                if (answers := search.within(stretch, case)) is not None:
                    return self._shown(search, answers, case)
        for case, found in stretches.items():
            if found and (answers := search.around(case)) is not None:
                return self._shown(search, answers, case)
        for case in tried:
            for answers in self.every(part.inputs, len(tried)):
                if search.hit(answers, case):
                    return self._shown(search, answers, case)
        return Verdict(None, self.all_cases and self.countable(part.inputs, len(tried)))

    def _shown(self, search: "Search", answers: Sequence[Code], case: Case) -> Verdict:
        value = search.value(answers, case) or 0.0
        return Verdict(shown(self.plan, search.part.inputs, answers, case), decided=True, value=value)

    def end(self, inputs: Iterable[int], *, best: bool) -> list[Code]:
        """The best or the worst answers to some questions; all others are open."""
        answers: list[Code] = [Missing.OPEN] * len(self.plan.inputs)
        for position in inputs:
            answers[position] = self.choices[position].codes[-1 if best else 0]
        return answers

    def tries(self, position: int) -> list[Code]:
        """Every answer to a question that is worth trying, with "n/a" and none."""
        allowed = self.plan.inputs[position].not_applicable.as_ != "forbidden"
        missing = [Missing.NOT_APPLICABLE, Missing.OPEN] if allowed else [Missing.OPEN]
        return [*self.choices[position].codes, *missing]

    def countable(self, inputs: Sequence[int], times: int = 1) -> bool:
        """Whether all answers to some questions can be tried within the budget."""
        if not all(self.choices[position].every for position in inputs):
            return False
        return times * math.prod(len(self.tries(position)) for position in inputs) <= self.budget

    def every(self, inputs: Sequence[int], times: int = 1) -> Iterator[list[Code]]:
        """All sets of answers to some questions; none at all where they are too many."""
        if self.countable(inputs, times):
            for found in product(*(self.tries(position) for position in inputs)):
                answers = self.end((), best=False)
                for position, code in zip(inputs, found, strict=True):
                    answers[position] = code
                yield answers

    def lowered(
        self, part: Excerpt, inputs: Iterable[int], case: Case, keep: Callable[[tuple[float | None, ...]], bool]
    ) -> list[Code]:
        """The best answers, each lowered in turn as far as something holds that holds of the best.

        Arguments:
            part: What is run.
            inputs: The inputs to lower, in this order; the others of the part stay at their best.
            case: The facts.
            keep: Whether what the part gives is still as it should be.
        """
        answers = self.end(part.inputs, best=True)
        for position in inputs:
            tried = self.choices[position].codes
            low, high = 0, len(tried) - 1
            while low < high:
                middle = (low + high) // 2
                answers[position] = tried[middle]
                values = part.values(answers, case)
                if values is not None and keep(values):
                    high = middle
                else:
                    low = middle + 1
            answers[position] = tried[high]
        return answers


class Search:
    """Looks for answers of which a node gives a number between two."""

    def __init__(self, prover: Prover, part: Excerpt, node: int, low: float, high: float) -> None:
        self.prover = prover
        self.part = part
        self.node = node
        self.low = low
        self.high = high
        self._low, self._high = _millionths(low), _millionths(high)

    def value(self, answers: Sequence[Code], case: Case) -> float | None:
        values = self.part.values(answers, case)
        return None if values is None else values[0]

    def hit(self, answers: Sequence[Code], case: Case) -> bool:
        x = self.value(answers, case)
        return x is not None and self._low <= quantise(x) <= self._high

    def within(self, stretch: Stretch, case: Case) -> list[Code] | None:
        """Answers on the way from one end of a stretch to the other."""
        worst, best = self._answers(stretch.worst), self._answers(stretch.best)
        if self.hit(worst, case):
            return worst
        if stretch.worst is stretch.best:
            return None
        return best if self.hit(best, case) else self._between(worst, best, self.part.inputs, case)

    def _answers(self, told: Told) -> list[Code]:
        answers = self.prover.end((), best=False)
        for position, code in codes(told).items():
            answers[position] = code
        return answers

    def around(self, case: Case) -> list[Code] | None:
        """Answers on the way from the worst to the best, or the worst that are still good enough."""
        inputs = self.part.inputs
        worst, best = self.prover.end(inputs, best=False), self.prover.end(inputs, best=True)
        for order in (inputs, inputs[::-1]):
            if (found := self._between(worst, best, order, case)) is not None:
                return found
        if len(inputs) <= self.prover.budget:
            for order in (inputs, inputs[::-1]):
                found = self.prover.lowered(self.part, order, case, lambda values: self._enough(values[0]))
                if self.hit(found, case):
                    return found
        return None

    def _enough(self, x: float | None) -> bool:
        return x is not None and quantise(x) >= self._low

    def _between(
        self, worst: Sequence[Code], best: Sequence[Code], order: Sequence[int], case: Case
    ) -> list[Code] | None:
        """Answers on the way from worse to better ones, changed one after the other: where the node comes to be enough."""

        def changed(count: int) -> list[Code]:
            answers = [*worst]
            for position in order[:count]:
                answers[position] = best[position]
            return answers

        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._enough(self.value(changed(middle), case)) else (middle + 1, high)
        answers = changed(low)
        if self.hit(answers, case):
            return answers
        return self._on_the_way(changed(low - 1), answers, order[low - 1], case) if low else None

    def _on_the_way(self, worse: list[Code], better: list[Code], position: int, case: Case) -> list[Code] | None:
        """Worse answers, with one between its worse and its better one."""
        first, last = worse[position], better[position]
        if isinstance(first, Missing) or isinstance(last, Missing):
            return None
        answers = [*worse]
        for code in self.prover.choices[position].codes:
            answers[position] = code
            if first < code < last and self.hit(answers, case):
                return answers
        for _ in range(_HALVES if self.prover.plan.inputs[position].kind == "number" else 0):
            answers[position] = middle = (first + last) / 2
            if self.hit(answers, case):
                return answers
            first, last = (first, middle) if self._enough(self.value(answers, case)) else (middle, last)
        return None


def _millionths(x: float) -> float:
    return x if math.isinf(x) else quantise(x)
