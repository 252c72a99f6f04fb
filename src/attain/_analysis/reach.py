"""The values that nodes can have; and subplans, which contain only the nodes that some nodes depend on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

import attrs

from attain._core.data import Data
from attain._core.precision import quantised, within
from attain._model.conditions import Value
from attain._plan.nodes import (
    Adjust,
    AnswerPoints,
    Coalesce,
    Count,
    Facts,
    Greatest,
    HighestRung,
    Least,
    Node,
    OnlyIf,
    PerFull,
    PiecewiseLinear,
    Product,
    Ratio,
    Step,
    Sum,
    Threshold,
    enough,
    needed,
)
from attain._plan.plan import Code, Input, Missing, Plan
from attain._plan.steps import Steps
from attain._score.interpreter import applies, run

from .choices import Choices, FactValues


@attrs.frozen(eq=False, repr=False)
class Subplan(Data):
    """The nodes of a plan that some of its nodes depend on.

    Arguments:
        plan: The nodes, as a plan of their own with all inputs and facts of the whole plan.
        targets: The positions of the target nodes in this plan.
        inputs: The positions of the inputs that the target nodes depend on.
    """

    plan: Plan
    targets: tuple[int, ...]
    inputs: tuple[int, ...]

    def values(self, answers: Sequence[Code], facts: Sequence[Value | None]) -> tuple[float | None, ...] | None:
        """Return the values of the target nodes; None if an open answer withholds one, or if no policy decides it."""
        trace = run(self.plan, answers, facts)
        if any(trace.blocked[target] or trace.clashes[target] for target in self.targets):
            return None
        return tuple(trace.values[target] for target in self.targets)


def subplan(plan: Plan, targets: Iterable[int]) -> Subplan:
    """Return the part of a plan that some nodes depend on.

    Arguments:
        plan: The plan.
        targets: The positions of these nodes in the plan.

    >>> import attain
    >>> plan = attain.rubric("iamcp-p2p").plan
    >>> agreement = next(output for output in plan.outputs if output.id == "agreement")
    >>> len(subplan(plan, [agreement.level]).inputs)
    7
    """
    wanted = tuple(targets)
    kept = needed(plan.nodes, wanted)
    moved = {position: number for number, position in enumerate(kept)}
    nodes = tuple(attrs.evolve(plan.nodes[each], does=plan.nodes[each].does.moved(moved)) for each in kept)
    inputs = {node.does.input for node in nodes if isinstance(node.does, AnswerPoints)}
    part = Plan(plan.inputs, plan.facts, nodes, ())
    return Subplan(part, tuple(moved[each] for each in wanted), tuple(sorted(inputs)))


def questions_read(plan: Plan, nodes: Iterable[int]) -> list[str]:
    """Return the full ids of the questions that some nodes of a plan depend on, in the order of the plan."""
    reads = (plan.nodes[position].does for position in needed(plan.nodes, nodes))
    inputs = {does.input for does in reads if isinstance(does, AnswerPoints)}
    return [plan.inputs[each].id for each in sorted(inputs)]


class Trail(NamedTuple):
    """One answer, or the answers of two trails, where the second wins."""

    input: int = -1
    code: Code = 0.0
    first: "Trail | None" = None
    second: "Trail | None" = None


NOBODY = Trail()


_STOPPED = 2  # the presence of a ladder whose next rungs no longer count


class Interval(NamedTuple):
    """A range of numbers within which a node can have values, or a single value.

    Arguments:
        low: The lower end.
        high: The upper end.
        there: 0 for *not applicable*, else 1; during an operation, the weight or the number of values present so far,
            or ``_STOPPED``.
        worst: Answers that give the lower end.
        best: Answers that give the upper end, or, if both ends are equal, that bracket it.
    """

    low: float
    high: float
    there: float
    worst: Trail
    best: Trail


_NOTHING = Interval(0, 0, 0, NOBODY, NOBODY)

Intervals: TypeAlias = tuple[Interval, ...]
Join: TypeAlias = Callable[[Interval, Interval, int], tuple[float, float, float]]
Many: TypeAlias = Sum | Ratio | Product | Least | Greatest | Count | HighestRung

_BLUR = 1e-9  # the order of addition changes a sum by less than this


def codes(trail: Trail) -> dict[int, Code]:
    """Return the code of each answer."""
    found: dict[int, Code] = {}
    waiting: list[Trail | None] = [trail]
    while waiting:
        each = waiting.pop()
        if each is None:
            continue
        if each.input >= 0:
            found.setdefault(each.input, each.code)
        waiting += [each.first, each.second]
    return found


def between(reach: Intervals, low: float, high: float) -> list[Interval]:
    """Return the intervals that overlap a range of numbers, all rounded to millionths."""
    least, most = within(low, high)
    return [each for each in reach if each.there and each.low - _BLUR <= most and each.high + _BLUR >= least]


class Reaches:
    """The calculator of the values that nodes can have.

    Arguments:
        inputs: The inputs of the plan.
        choices: The answers to try for each input.
        most: The largest number of intervals to keep apart; a node with more is taken as a whole.
    """

    def __init__(self, inputs: Sequence[Input], choices: Sequence[Choices], most: int) -> None:
        self.inputs = inputs
        self.choices = choices
        self.most = most

    def reach(self, node: Node, args: Sequence[Intervals], case: FactValues | None) -> Intervals:
        """Return the values that a node can have under some facts.

        Arguments:
            node: The node.
            args: The values that each of its arguments can have.
            case: The value of each fact; None for any facts.
        """
        match node.does:
            case AnswerPoints() as does:
                return _distinct(self._points(does, blocks=node.blocks))
            case OnlyIf(facts=facts):
                return _only_if(facts, args[0], case)
            case Coalesce():
                return _coalesced(*args)
            case Adjust() as does:
                return _distinct(self._adjusted(does, args[0]))
            case Threshold(threshold=least):
                return _distinct(_stepped(args[0], Steps((least,), (0.0, 1.0))))
            case Step(steps=steps):
                return _distinct(_stepped(args[0], steps))
            case does:
                found = self._combined(does, args)
                return _whole(node, args) if found is None else _distinct(found)

    def _points(self, does: AnswerPoints, *, blocks: bool) -> Iterator[Interval]:
        """Yield the worth of each answer, and the worth of "n/a" and of an open question if they are allowed."""
        pieces, tried = does.worth, self.choices[does.input]
        ambiguous = {code for code in tried.codes if isinstance(pieces, Steps) and pieces.step(code) in pieces.clashes}
        found = [(pieces.at(code), Trail(does.input, code)) for code in tried.codes if code not in ambiguous]
        if tried.every or not isinstance(pieces, PiecewiseLinear | PerFull):
            yield from (Interval(x, x, 1, answer, answer) for x, answer in found)
        else:
            for (low, worst), (high, best) in zip(found, found[1:] or found, strict=False):
                yield Interval(low, high, 1, worst, best)
        if self.inputs[does.input].not_applicable.as_ != "forbidden":
            yield _missing(does, Missing.NOT_APPLICABLE, does.not_applicable)
        if not blocks:
            yield _missing(does, Missing.OPEN, does.open)

    def _adjusted(self, does: Adjust, arg: Intervals) -> Iterator[Interval]:
        """Yield each interval after adjustment, split into single values if rounding leaves few."""
        blur, unit = (0.0, 0) if does.digits is None else (_BLUR, 10**does.digits)
        for each in arg:
            low, high = does.of(each.low - blur), does.of(each.high + blur)
            steps = round((high - low) * unit)
            if not each.there:
                yield each
            elif 0 < steps < self.most:
                for step in range(steps + 1):
                    x = quantised(low + step / unit)
                    yield each._replace(low=x, high=x)
            else:
                yield each._replace(low=low, high=high)

    def _combined(self, does: Many, args: Sequence[Intervals]) -> Intervals | None:
        """Return the values of an operation on many nodes; None if they are too many to keep apart."""
        match does:
            case Sum(weights=w):
                return self._folded(args, lambda so, x, at: (so.low + w[at] * x.low, so.high + w[at] * x.high, 1))
            case Ratio():
                return self._ratio(does, args)
            case Product():
                return self._folded(args, lambda so, x, _: (so.low * x.low, so.high * x.high, 1), 1.0)
            case Least():
                return self._folded(args, partial(_extreme, choose=min))
            case Greatest():
                return self._folded(args, partial(_extreme, choose=max))
            case Count(need=need):
                found = self._folded(args, lambda so, x, _: (so.low + x.low, so.high + x.high, so.there + 1))
                return found and tuple(_counted(each, need) for each in found)
            case _:
                return self._folded(args, lambda so, x, at: _climbed(so, x, does.ranks[at], cumulative=does.cumulative))

    def _ratio(self, does: Ratio, args: Sequence[Intervals]) -> Intervals | None:
        count, times = len(does.args), does.times
        items = args if does.full is None else _paired(args[:count], args[count:])
        if items is None:
            return None
        found = self._folded(items, lambda so, x, at: _weighed(so, x, does.weights[at]))
        return found and tuple(
            each._replace(low=times * each.low / each.there, high=times * each.high / each.there)
            if each.there
            else each
            for each in found
        )

    def _folded(self, args: Sequence[Intervals], join: Join, start: float = 0.0) -> Intervals | None:
        """Return the result of joining one argument after the other; None if the values are too many to keep apart."""
        states: Intervals = (Interval(start, start, 0, NOBODY, NOBODY),)
        for at, arg in enumerate(args):
            if not arg or any(x.there for x in arg):
                joined = _joined(states, arg, join, at, self.most)
                if joined is None:
                    return None
                states = joined
        return tuple(each if each.there else each._replace(low=0, high=0) for each in states)


def _joined(states: Intervals, arg: Intervals, join: Join, at: int, most: int) -> Intervals | None:
    found: dict[tuple[float, float, float], Interval] = {}
    for so in states:
        for x in arg:
            low, high, there = join(so, x, at) if x.there else so[:3]
            key = round(low, 9), round(high, 9), there
            if key not in found:
                worst = _both(so.worst, x.worst)
                alike = so.worst is so.best and x.worst is x.best
                found[key] = Interval(low, high, there, worst, worst if alike else _both(so.best, x.best))
        if len(found) > most:
            return None
    return tuple(found.values())


def _missing(does: AnswerPoints, state: Missing, value: float | None) -> Interval:
    answer = Trail(does.input, state)
    return Interval(value or 0, value or 0, 0 if value is None else 1, answer, answer)


def _only_if(facts: Facts, arg: Intervals, case: FactValues | None) -> Intervals:
    if case is None:
        return _distinct([*arg, _NOTHING])
    return arg if applies(facts, case) else (_NOTHING,)


def _coalesced(first: Intervals, second: Intervals) -> Intervals:
    present = tuple(each for each in first if each.there)
    return _distinct([*present, *(second if len(present) < len(first) else ())])


def _extreme(
    so: Interval, x: Interval, _: int, *, choose: Callable[[float, float], float]
) -> tuple[float, float, float]:
    return (choose(so.low, x.low), choose(so.high, x.high), 1) if so.there else (x.low, x.high, 1)


def _counted(each: Interval, need: float | str) -> Interval:
    holds = float(enough(each.low, int(each.there), need)) if each.there else 0.0
    return each._replace(low=holds, high=holds)


def _both(first: Trail, second: Trail) -> Trail:
    return second if first is NOBODY else first if second is NOBODY else Trail(first=first, second=second)


def _weighed(so: Interval, x: Interval, weight: float) -> tuple[float, float, float]:
    return so.low + weight * x.low, so.high + weight * x.high, round(so.there + weight * x.there, 9)


def _paired(args: Sequence[Intervals], full: Sequence[Intervals]) -> list[Intervals] | None:
    """Return each argument with its full marks; None if full marks are not a single number."""
    if any(marks.low != marks.high for reach in full for marks in reach):
        return None
    return [
        tuple(
            x._replace(there=marks.low if x.there and marks.there and marks.low > 0 else 0, worst=_both(marks.worst, x.worst), best=_both(marks.best, x.best))
            for x in reach
            for marks in marked
        )
        for reach, marked in zip(args, full, strict=True)
    ]  # fmt: skip


def _climbed(so: Interval, x: Interval, rank: int, *, cumulative: bool) -> tuple[float, float, float]:
    """Return the height reached on a ladder with one more rung."""
    if so.there == _STOPPED or not x.low:
        return so.low, so.high, _STOPPED if cumulative else 1
    return float(rank), float(rank), 1


def _distinct(stretches: Iterable[Interval]) -> Intervals:
    """Return each interval once, without the amount present that led to it."""
    found: dict[tuple[float, float, bool], Interval] = {}
    for each in stretches:
        key = round(each.low, 9), round(each.high, 9), each.there > 0
        found.setdefault(key, each._replace(there=float(each.there > 0)))
    return tuple(found.values())


def _stepped(reach: Intervals, steps: Steps) -> Iterator[Interval]:
    """Yield the steps that intervals reach; a step inside an interval is reached by some answers between its ends."""
    for each in reach:
        if not each.there:
            yield each
            continue
        first, last = steps.step(each.low - _BLUR), steps.step(each.high + _BLUR)
        for number in range(first, last + 1):
            if number not in steps.clashes:
                x = steps.values[number]
                worst = each.best if number == last > first else each.worst
                best = each.worst if number == first < last else each.best
                yield Interval(x, x, 1, worst, best)


def _whole(node: Node, args: Sequence[Intervals]) -> Intervals:
    """Return the values that a node can have, taken as a whole: from the worst answers to the best."""
    worst = best = NOBODY
    for arg in args:
        present = [each for each in arg if each.there]
        if present:
            worst = _both(worst, min(present, key=lambda each: each.low).worst)
            best = _both(best, max(present, key=lambda each: each.high).best)
    nothing = [_NOTHING] if node.nullable else []
    if isinstance(node.does, Count | HighestRung):
        return (*nothing, *(Interval(x, x, 1, worst, best) for x in map(float, range(int(node.high) + 1))))
    return (*nothing, Interval(node.low, node.high, 1, worst, best))
