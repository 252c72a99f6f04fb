"""A lower bound of the effort to reach a goal, which most paths meet exactly.

The goal becomes a requirement: a number of parts must hold, down to nodes that must be large enough. Each part is
solved on its own. A question that several parts read costs each of them its share of the effort, so the parts together
never cost more than changing the question once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import accumulate
from operator import add, mul
from typing import NamedTuple, TypeAlias

import attrs

from attain._core.data import Data
from attain._model.conditions import Value
from attain._plan.nodes import (
    Adjust,
    AnswerPoints,
    Coalesce,
    Count,
    Greatest,
    HighestRung,
    Least,
    OnlyIf,
    Product,
    Ratio,
    Step,
    Sum,
    Threshold,
    least_enough,
)
from attain._plan.plan import Code, Plan
from attain._plan.steps import Steps
from attain._score.interpreter import applies, run

_MOST_PAIRS = 100_000
_MOST_WAYS = 1_000
_NODE = 5  # this many pairs take as long as a node
_SLACK = 1e-9  # the order of addition changes a sum by less than this

Picks: TypeAlias = "int | tuple[Picks, Picks] | None"
"""The questions to change: one, the union of two such sets, or none."""


class Way(NamedTuple):
    """A possible value of a node, its effort, and the questions to change for it."""

    effort: float
    value: float
    picks: Picks = None

    @property
    def questions(self) -> frozenset[int]:
        """The inputs that are changed."""
        found, waiting = set[int](), [self.picks]
        while waiting:
            each = waiting.pop()
            if isinstance(each, tuple):
                waiting += each
            elif each is not None:
                found.add(each)
        return frozenset(found)


@attrs.frozen(eq=False, repr=False)
class _Number(Data):
    """The requirement that a node is at least a number."""

    node: int
    least: float


@attrs.frozen(eq=False, repr=False)
class _Some(Data):
    """The requirement that a number of parts hold."""

    count: int
    parts: tuple["_Required", ...] = ()


_Required: TypeAlias = _Number | _Some

_HOLDS = _Some(0)
_FAILS = _Some(1)


class Relaxation:
    """A lower bound of the effort to reach a goal from some answers.

    Arguments:
        plan: The plan.
        codes: The code of the answer to each input.
        facts: The value of each fact.
        best: The best code of each input that can be changed.
        effort: The effort of changing each of them.
    """

    def __init__(
        self,
        plan: Plan,
        codes: Sequence[Code],
        facts: Sequence[Value | None],
        best: Mapping[int, float],
        effort: Mapping[int, float],
    ) -> None:
        self.plan, self.facts, self.best, self.effort = plan, facts, best, effort
        self.work = _NODE * len(plan.nodes)
        """The work so far, in pairs of compared ways, which is where the time goes."""
        self.now = run(plan, codes, facts).values
        self.top = run(plan, [best.get(at, code) for at, code in enumerate(codes)], facts).values
        self._required: dict[tuple[int, float], _Required] = {}
        self._uses: dict[int, Counter[int]] = {}
        self._ways: dict[int, list[Way]] = {}
        self._share: Mapping[int, float] = {}

    def least(self, goals: Iterable[tuple[int, float]]) -> Way | None:
        """Return the cheapest way to raise nodes to some numbers, each part solved on its own; None if there is none.

        Arguments:
            goals: The positions of the nodes, each with its least number.
        """
        required = _simplified(_every([self._require(node, least) for node, least in goals]))
        uses = self._uses_of(required)
        self._share = {at: effort / max(1, uses[at]) for at, effort in self.effort.items()}
        return self._cheapest(required)

    # ------------------------------------------------------------ requirements

    def _require(self, node: int, least: float) -> _Required:
        """Return the requirement that a node is at least a number."""
        key = node, least
        if key not in self._required:
            now = self.now[node]
            met = now is not None and now >= least
            self._required[key] = _HOLDS if met else self._unmet(node, least)
        return self._required[key]

    def _unmet(self, node: int, least: float) -> _Required:
        if self.top[node] is None or self.plan.nodes[node].high < least:
            return _FAILS
        match self.plan.nodes[node].does:
            case Threshold(arg=arg, threshold=threshold):
                return self._require(arg, threshold)
            case Step(arg=arg, steps=steps):
                return self._require(arg, _start(steps, least))
            case OnlyIf(arg=arg):
                return self._require(arg, least)
            case Coalesce(first=first, second=second):
                second_too = [] if self.now[first] is not None else [self._require(second, least)]
                return _any([self._require(first, least), *second_too])
            case Greatest(args=args):
                return _any([self._require(arg, least) for arg in args])
            case Least(args=args):
                return self._all_present(args, least)
            case Count(args=args, need=need):
                parts = [self._require(arg, 1) for arg in args]
                present = sum(self.now[arg] is not None for arg in args)
                return _some(least_enough(present, need) if present else 1, parts)
            case HighestRung() as ladder:
                return self._climbed(ladder, least)
            case _:
                return _Number(node, least)

    def _all_present(self, args: Sequence[int], least: float) -> _Required:
        """Return the requirement on the smallest of some nodes; one that is open and left out may stay so."""
        present = [arg for arg in args if self.now[arg] is not None]
        parts = [self._require(arg, least) for arg in present or args]
        return _every(parts) if present else _any(parts)

    def _climbed(self, ladder: HighestRung, least: float) -> _Required:
        """Return the requirement for a rank of a ladder: a rung at or above it, and all lower ones if cumulative."""
        ways, below = list[_Required](), list[_Required]()
        for arg, rank in zip(ladder.args, ladder.ranks, strict=True):
            rung = self._require(arg, 1)
            if rank >= least:
                ways.append(_every([*below, rung]))
            if ladder.cumulative and self.now[arg] is not None:
                below.append(rung)
        return _any(ways)

    # ------------------------------------------------------------ how often a question is read

    def _uses_of(self, required: _Required) -> Counter[int]:
        """Return the largest number of times that one way to meet a requirement can read each input."""
        if isinstance(required, _Number):
            return self._uses_in(required.node)
        parts = [self._uses_of(part) for part in required.parts]
        if required.count >= len(parts):
            return _total(parts)
        times: dict[int, list[int]] = {}
        for part in parts:
            self.work += len(part)
            for at, each in part.items():
                times.setdefault(at, []).append(each)
        return Counter({at: sum(sorted(found, reverse=True)[: required.count]) for at, found in times.items()})

    def _uses_in(self, node: int) -> Counter[int]:
        if node not in self._uses:
            match self.plan.nodes[node].does:
                case AnswerPoints(input=at):
                    found = Counter({at: 1} if at in self.best else {})
                case Threshold() | Count() | HighestRung():
                    found = _most(self._uses_of(self._require(node, rank)) for rank in self._heights(node))
                case Greatest() | Coalesce() as does:
                    found = _most(map(self._uses_in, does.reads))
                case Ratio(args=args):
                    found = _total(map(self._uses_in, args))
                case does:
                    found = _total(map(self._uses_in, does.reads))
            self._uses[node] = found
        return self._uses[node]

    def _heights(self, node: int) -> Sequence[float]:
        """Return the possible values of a condition or a ladder above the lowest."""
        does = self.plan.nodes[node].does
        return sorted({*does.ranks}) if isinstance(does, HighestRung) else (1,)

    # ------------------------------------------------------------ effort

    def _cheapest(self, required: _Required) -> Way | None:
        if isinstance(required, _Number):
            does = self.plan.nodes[required.node].does
            ways = self._balance(does, required.least) if isinstance(does, Ratio) else self._values(required.node)
            least = -_SLACK if isinstance(does, Ratio) else required.least
            return next((way for way in ways if way.value >= least), None)
        able = filter(None, map(self._cheapest, required.parts))
        parts = sorted(able, key=lambda way: way.effort)[: required.count]
        return None if len(parts) < required.count else reduce(_with, parts, Way(0, 1))

    def _values(self, node: int) -> list[Way]:
        """Return the possible values of a node, from free to highest; none may be below the real one."""
        if node not in self._ways:
            self._ways[node] = _pruned(self._reachable(node))
        return self._ways[node]

    def _reachable(self, node: int) -> Iterable[Way]:
        now = self.now[node]
        if self.top[node] is None:
            return []
        match self.plan.nodes[node].does:
            case AnswerPoints(input=at, worth=worth):
                ways = [] if now is None else [Way(0, now)]
                if at in self.best:
                    code = self.best[at]
                    clash = worth.clashes.get(worth.step(code)) if isinstance(worth, Steps) else None
                    ways.append(Way(self._share[at], clash[1] if clash else worth.at(code), at))
                return ways
            case OnlyIf(arg=arg):
                return self._values(arg)
            case Step(arg=arg, steps=steps):
                return [way._replace(value=_height(steps, way.value)) for way in self._values(arg)]
            case Adjust(arg=arg) as adjust:
                return [way._replace(value=adjust.of(way.value)) for way in self._values(arg)]
            case Threshold() | Count() | HighestRung():
                return self._ranks(node)
            case Sum(args=args, weights=weights):
                return self._added(self._parts(args, 0, weights))
            case Product(args=args):
                return reduce(partial(self._joined, mul), self._parts(args, 1))
            case Least(args=args):
                ways = reduce(partial(self._joined, min), self._parts(args, self.plan.nodes[node].high))
                return [way for way in ways if way.picks is not None or now is not None]
            case Greatest() | Coalesce() as does:
                return [way for arg in does.reads for way in self._values(arg)]
            case ratio:
                return self._quotients(ratio, self.plan.nodes[node].high)

    def _ranks(self, node: int) -> Iterator[Way]:
        now = self.now[node]
        if now is None or now == 0:
            yield Way(0, 0)
        for rank in self._heights(node):
            if way := self._cheapest(self._require(node, rank)):
                yield way._replace(value=rank)

    def _parts(self, args: Sequence[int], neutral: float, weights: Sequence[float] | None = None) -> list[list[Way]]:
        """Return the possible values of nodes, times their weights; a left-out node counts as the neutral number."""
        found = []
        for arg, weight in zip(args, weights or [1.0] * len(args), strict=True):
            if self.top[arg] is not None:
                absent = [Way(0, neutral)] if self.now[arg] is None else []
                found.append(_pruned([*absent, *(way._replace(value=weight * way.value) for way in self._values(arg))]))
        return found

    def _quotients(self, ratio: Ratio, high: float) -> list[Way]:
        """Return the possible values of a ratio; if its divisor can grow, the present divisor is used."""
        below = sum(weight * marks for _, weight, marks, _ in self._shares(ratio) if marks)
        return [
            way._replace(value=min(ratio.times * way.value / below, high) if below > 0 else high)
            for way in self._added(self._parts(ratio.args, 0, ratio.weights))
            if way.picks is not None or below > 0
        ]

    def _balance(self, ratio: Ratio, least: float) -> list[Way]:
        """Return the possible surplus of the weighted sum over the amount that brings a ratio to a number."""
        parts = []
        for arg, weight, marks, later in self._shares(ratio):
            absent = [Way(0, 0)] if marks is None else []
            due = least * (later if marks is None else min(marks, later))
            values = [way._replace(value=weight * (ratio.times * way.value - due)) for way in self._values(arg)]
            parts.append(_pruned([*absent, *values]))
        present = any(marks for _, _, marks, _ in self._shares(ratio))
        return [way for way in self._added(parts) if present or way.picks is not None]

    def _shares(self, ratio: Ratio) -> Iterator[tuple[int, float, float | None, float]]:
        """Yield each part of a ratio with its weight and its full marks: now, if it counts, and once answered best."""
        for position, (arg, weight) in enumerate(zip(ratio.args, ratio.weights, strict=True)):
            full = None if ratio.full is None else ratio.full[position]
            later = 1.0 if full is None else self.top[full]
            if self.top[arg] is not None and later and later > 0:
                marks = (1.0 if full is None else self.now[full]) if self.now[arg] is not None else None
                yield arg, weight, marks if marks and marks > 0 else None, later

    def _added(self, parts: Iterable[list[Way]]) -> list[Way]:
        """Return the possible sums of parts; parts with a single change of equal effort are used in order of gain."""
        base, rest = 0.0, list[list[Way]]()
        alike: dict[float, list[tuple[float, Picks]]] = {}
        for ways in parts:
            start = ways[0]
            base += start.value
            if len(ways) == 2 and start.effort == 0:
                alike.setdefault(ways[1].effort, []).append((ways[1].value - start.value, ways[1].picks))
            elif len(ways) > 1 or start.effort > 0:
                rest.append([way._replace(value=way.value - start.value) for way in ways])
            elif start.picks is not None:
                rest.append([start._replace(value=0.0)])
        for effort, gains in alike.items():
            gains.sort(key=lambda gain: -gain[0])
            steps = (Way(effort, gain, picks) for gain, picks in gains)
            rest.append([*accumulate(steps, _plus, initial=Way(0, 0))])
        return reduce(partial(self._joined, add), rest, [Way(0, base)])

    def _joined(self, join: Callable[[float, float], float], one: list[Way], other: list[Way]) -> list[Way]:
        """Return the joint ways of two parts."""
        if len(one) * len(other) > _MOST_PAIRS:
            one, other = _thinned(one), _thinned(other)
        self.work += len(one) * len(other)
        pairs = sorted(  # the pairs with one way of the other part are already in order
            (a.effort + b.effort, -join(a.value, b.value), i, j) for j, b in enumerate(other) for i, a in enumerate(one)
        )
        found: list[Way] = []
        for effort, value, i, j in pairs:  # as in _pruned, but only the kept pairs become ways
            if not found or -value > found[-1].value:
                found.append(Way(effort, -value, _both(one[i].picks, other[j].picks)))
        return found


def inputs_read(plan: Plan, facts: Sequence[Value | None], goals: Iterable[int]) -> frozenset[int]:
    """Return the inputs that some nodes read under the facts."""
    dead = [isinstance(node.does, OnlyIf) and not applies(node.does.facts, facts) for node in plan.nodes]
    waiting, found = [*goals], set[int]()
    while waiting:
        position = waiting.pop()
        if position not in found and not dead[position]:
            found.add(position)
            waiting += plan.nodes[position].does.reads
    points = (plan.nodes[position].does for position in found)
    return frozenset(each.input for each in points if isinstance(each, AnswerPoints))


def _start(steps: Steps, least: float) -> float:
    """Return where a step function first reaches a value, if undecided regions have their best candidate."""
    heights = (max(height, *steps.clashes.get(number, (height,))) for number, height in enumerate(steps.values))
    number = next(number for number, height in enumerate(heights) if height >= least)
    return steps.cuts[number - 1] if number else float("-inf")


def _height(steps: Steps, x: float) -> float:
    number = steps.step(x)
    return steps.clashes[number][1] if number in steps.clashes else steps.values[number]


def _some(count: int, parts: Sequence[_Required]) -> _Required:
    """Return the requirement that a number of parts hold, without parts that already hold or can't hold."""
    open_ = [part for part in parts if part is not _HOLDS and part is not _FAILS]
    left = count - sum(part is _HOLDS for part in parts)
    if left <= 0:
        return _HOLDS
    return _FAILS if left > len(open_) else _Some(left, tuple(open_))


def _every(parts: Sequence[_Required]) -> _Required:
    return _some(len(parts), parts)


def _any(parts: Sequence[_Required]) -> _Required:
    return _some(1, parts)


def _simplified(required: _Required) -> _Required:
    """Return a requirement without the parts that follow from the numbers it requires anyway."""
    floors: dict[int, float] = {}
    while True:
        parts = [*_conjuncts(required)]
        known = len(floors)
        for part in parts:
            if isinstance(part, _Number):
                floors[part.node] = max(part.least, floors.get(part.node, part.least))
        required = _every([_without(part, floors) for part in parts if isinstance(part, _Some)])
        if len(floors) == known:
            return _every([*(_Number(node, least) for node, least in floors.items()), required])


def _conjuncts(required: _Required) -> Iterator[_Required]:
    """Yield the parts of a requirement that must all hold."""
    if isinstance(required, _Some) and required.count == len(required.parts):
        for part in required.parts:
            yield from _conjuncts(part)
    else:
        yield required


def _without(required: _Required, floors: Mapping[int, float]) -> _Required:
    if isinstance(required, _Number):
        return _HOLDS if floors.get(required.node, float("-inf")) >= required.least else required
    return _some(required.count, [_without(part, floors) for part in required.parts])


def _total(counts: Iterable[Counter[int]]) -> Counter[int]:
    found = Counter[int]()
    for each in counts:
        found.update(each)
    return found


def _most(counts: Iterable[Counter[int]]) -> Counter[int]:
    return reduce(lambda so, each: so | each, counts, Counter[int]())


def _with(so: Way, way: Way) -> Way:
    return Way(so.effort + way.effort, min(so.value, way.value), _both(so.picks, way.picks))


def _both(one: Picks, other: Picks) -> Picks:
    if one is None or other is None:
        return other if one is None else one
    return one, other


def _pruned(ways: Iterable[Way]) -> list[Way]:
    """Return the ways that no other beats: each costs more than the previous one, and is worth more."""
    found: list[Way] = []
    for way in sorted(ways, key=lambda each: (each.effort, -each.value)):
        if not found or way.value > found[-1].value:
            found.append(way)
    return found


def _thinned(ways: list[Way]) -> list[Way]:
    """Return fewer ways: each merges neighbours, at the cost of the cheapest and the value of the best."""
    size = -(-len(ways) // _MOST_WAYS)
    groups = [ways[start : start + size] for start in range(0, len(ways), size)]
    return [group[-1]._replace(effort=group[0].effort) for group in groups]


def _plus(so: Way, way: Way) -> Way:
    return Way(so.effort + way.effort, so.value + way.value, _both(so.picks, way.picks))
