"""The sensitivity of a result: single answers, policies and ways of combining that would change a level."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate, chain
from operator import gt, lt
from typing import ClassVar, Literal, TypeAlias, TypeVar

import attrs

from attain._core import shapes
from attain._core.data import Data, FrozenDict
from attain._core.errors import RubricError
from attain._core.precision import SCALE, quantise
from attain._model.conditions import Value
from attain._model.parts import Level
from attain._model.rubric import Combine, with_policies
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import (
    Adjust,
    AnswerPoints,
    Count,
    Greatest,
    Least,
    OnlyIf,
    Operation,
    Product,
    Ratio,
    Step,
    Sum,
    Threshold,
    needed,
)
from attain._plan.plan import Combined, Missing, Output
from attain._plan.steps import POLICIES
from attain._score.assess import Details, interpret
from attain._score.outcome import question_of
from attain._score.result import ResultData, part_of

from .choices import value_of
from .lint_bands import of_bands
from .path import fewest_changes
from .proof import Prover
from .relaxation import inputs_read
from .trials import Trials

_MOST_TRIED = 3_000  # sets of worse answers to try for each level

_PROOF_BUDGET = 1_000  # the default budget of lint

_AMBIGUITIES = ("band-overlap", "band-gap")

Changed: TypeAlias = Literal["overlap", "gap", "combine"]
"""A rule that can be exchanged: a policy in every dimension, or one dimension's way of combining levels."""

Variant: TypeAlias = tuple[Changed, str, str, CompiledRubric]
"""A rule, the id of its dimension, the other rule, and the rubric with the other rule."""


@attrs.frozen(eq=False, repr=False)
class AnswerEffect(Data):
    """Another answer to one question that changes a level: the nearest worse one, or the nearest better one.

    Arguments:
        question: The full id of the question; for a rating, the id of the dimension that is rated.
        text: The text of the question.
        before: The present answer; None if it is open.
        after: The other answer.
        levels: The new levels, by the ids of the dimensions whose level changes, with ``""`` for the rubric as a whole.
        is_better: Whether the other answer is better.
        kept: For a number, the last value that changes nothing.
        options: The titles of the options in `before` and `after`, by their ids.
        unit: The unit of a number.
    """

    question: str
    text: str
    before: Value | None
    after: Value
    levels: FrozenDict[str, Level | None]
    is_better: bool
    kept: Value | None = None
    options: FrozenDict[str, str] = FrozenDict()
    unit: str | None = None


@attrs.frozen(eq=False, repr=False)
class RuleEffect(Data):
    """Another rule that changes a level.

    Arguments:
        rule: ``overlap`` or ``gap`` for a policy, which changes in every dimension; or ``combine``.
        dimension: The id of the dimension that combines levels; empty for the rubric as a whole, and for a policy.
        after: The other policy, or way of combining.
        levels: The new levels, by the ids of the dimensions whose level changes, with ``""`` for the rubric as a whole.
    """

    rule: Changed
    dimension: str
    after: str
    levels: FrozenDict[str, Level | None]


@attrs.frozen(eq=False, repr=False)
class LevelMargin(Data):
    """The number of answers that a level depends on.

    Arguments:
        level: The level; None if there is none.
        falls: The smallest number of answers that must get worse for it to fall; None if no answers make it fall.
        rises: The smallest number of answers that must get better for it to rise; None if no answers make it rise.
        is_exact: Whether attain has proved that these numbers are enough; otherwise it may take more answers.
    """

    level: Level | None
    falls: int | None
    rises: int | None
    is_exact: bool = True


@attrs.frozen(eq=False, repr=False)
class SensitivityData(Data):
    """The sensitivity of a result: the changes that would change a level.

    Arguments:
        rubric: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        levels: The levels of the rubric, lowest first.
        margins: The number of answers that each level depends on, by the id of the dimension, with ``""`` for the
            rubric as a whole.
        answers: The single answers that change a level.
        rules: The policies and ways of combining that change a level.
        tried: The number of other policies and ways of combining that attain has tried.
        ambiguous: The ids of the dimensions whose score lies in an overlap or a gap, with ``""`` for the rubric as a
            whole.
        ambiguities: The number of overlaps and gaps in the rubric that a score can fall into.
        is_exact: False if a policy leaves levels undecided, because some answers that change a level may then be
            missing.
        titles: The display name of each dimension, by its id.
        terms: The rubric's own words for dimensions, levels and subjects.
        subject: The name of the subject.
        on: The day of the assessment.
    """

    called: ClassVar = "sensitivity"
    rubric: str
    version: str
    title: str
    levels: tuple[Level, ...]
    margins: FrozenDict[str, LevelMargin]
    answers: tuple[AnswerEffect, ...] = ()
    rules: tuple[RuleEffect, ...] = ()
    tried: int = 0
    ambiguous: tuple[str, ...] = ()
    ambiguities: int = 0
    is_exact: bool = True
    titles: FrozenDict[str, str] = FrozenDict()
    terms: FrozenDict[str, str] = FrozenDict()
    subject: str | None = None
    on: date | None = None


Kind = TypeVar("Kind", bound=SensitivityData)


def sensitivity(result: ResultData, details: Details, kind: type[Kind]) -> Kind:
    """Return the sensitivity of a result.

    Arguments:
        result: The result.
        details: The source of the result.
        kind: The class of the sensitivity to return.
    """
    trials = _SensitivityTrials(details)
    rubric, outputs = trials.rubric, trials.plan.outputs
    variants = _variants(rubric)
    return kind(
        rubric=rubric.id,
        version=rubric.version,
        title=rubric.title,
        levels=rubric.levels,
        margins=trials.margins(),
        answers=tuple(trials.answer_effects()),
        rules=tuple(effect for variant in variants if (effect := trials.rule_effect(*variant))),
        tried=len(variants),
        ambiguous=tuple(output.id for output in outputs if part_of(result, output.id).policy),
        ambiguities=_ambiguities(rubric),
        is_exact=not trials.ambiguous,
        titles=rubric.scope.titles,
        terms=rubric.scope.terms,
        subject=details.subject,
        on=details.on,
    )


def margins(details: Details) -> FrozenDict[str, LevelMargin]:
    """Return the number of answers that each level depends on, by the id of its dimension.

    The rubric as a whole has the id ``""``.
    """
    return _SensitivityTrials(details).margins()


class _SensitivityTrials(Trials):
    """Other answers and other rules, tried on one result."""

    def __init__(self, details: Details) -> None:
        super().__init__(details)
        self.present = self._ranks({})
        self.after = cache(lambda at, code: self._ranks({at: code}))

    def _ranks(self, changes: Mapping[int, float]) -> tuple[int, ...]:
        """Return the rank of the level of every output after some answers are changed; -1 for no level."""
        answers = {self.plan.inputs[at].id: self.answer(at, code) for at, code in changes.items()}
        return tuple(-1 if rank is None else rank for rank in self.ranks(answers))

    def _changed(self, ranks: Sequence[int]) -> FrozenDict[str, Level | None]:
        """Return the levels that differ from the present ones, by the ids of the dimensions."""
        found = zip(self.plan.outputs, self.present, ranks, strict=True)
        levels = self.rubric.levels
        return FrozenDict(
            {output.id: None if rank < 0 else levels[rank] for output, before, rank in found if rank != before}
        )

    # ------------------------------------------------------------ single answers

    def answer_effects(self) -> Iterator[AnswerEffect]:
        """Yield the nearest worse and the nearest better answer to each question that change a level."""
        for at, code in enumerate(self.codes):
            if code is not Missing.NOT_APPLICABLE:
                yield from self._effects(at)

    def _effects(self, at: int) -> Iterator[AnswerEffect]:
        steps, scale = self._steps(at)
        worse = bisect_left(steps, 1, key=lambda step: int(not self._differs(at, step / scale, lt)))
        better = bisect_left(steps, 1, key=lambda step: int(self._differs(at, step / scale, gt)))
        if worse > 0:
            kept = steps[worse] / scale if worse < len(steps) else None
            yield self._effect(at, steps[worse - 1] / scale, kept, is_better=False)
        if better < len(steps):
            kept = steps[better - 1] / scale if better > 0 else None
            yield self._effect(at, steps[better] / scale, kept, is_better=True)

    def _steps(self, at: int) -> tuple[range, int]:
        """Return all codes of an input worth trying, as rising multiples of a fraction, and its denominator."""
        codes, input_ = self.choices[at].codes, self.plan.inputs[at]
        if input_.kind != "number" or input_.whole:
            return range(math.floor(codes[0]), math.floor(codes[-1]) + 1), 1
        return range(quantise(codes[0]), quantise(codes[-1]) + 1), SCALE

    def _differs(self, at: int, code: float, how: Callable[[int, int], bool]) -> bool:
        return any(map(how, self.after(at, code), self.present))

    def _effect(self, at: int, code: float, kept: float | None, *, is_better: bool) -> AnswerEffect:
        input_ = self.plan.inputs[at]
        before, after = self.value(at, self.codes[at]), value_of(input_, code)
        return AnswerEffect(
            question=input_.id,
            text=self.text(at),
            before=before,
            after=after,
            levels=self._changed(self.after(at, code)),
            is_better=is_better,
            kept=None if kept is None or input_.kind != "number" else value_of(input_, kept),
            options=self.titles(at, (before, after)),
            unit=question_of(self.rubric, input_.id).unit,
        )

    # ------------------------------------------------------------ rules

    def rule_effect(self, rule: Changed, dimension: str, after: str, variant: CompiledRubric) -> RuleEffect | None:
        """Return the effect of another rule on levels; None if it changes none."""
        outcome = interpret(variant, self.answers, self.facts, self.on, check=False)
        levels = self._changed([-1 if rank is None else rank for rank in outcome.marks[0]])
        return RuleEffect(rule, dimension, after, levels) if levels else None

    # ------------------------------------------------------------ margins

    def margins(self) -> FrozenDict[str, LevelMargin]:
        """Return the number of answers that each level depends on, by the id of the dimension."""
        return FrozenDict(
            {
                output.id: self._margin(at, output.id, output.level)
                for at, output in enumerate(self.plan.outputs)
                if output.level is not None
            }
        )

    def _margin(self, at: int, id_: str, node: int) -> LevelMargin:
        rank, levels = self.present[at], self.rubric.levels
        if rank < 0:
            return LevelMargin(None, None, None, is_exact=not self.ambiguous)
        falls, found = self._falls(at, node) if rank else (None, True)
        rises, proved = (None, True)
        if rank + 1 < len(levels):
            rises, proved = fewest_changes(self, {id_: levels[rank + 1]})
        return LevelMargin(levels[rank], falls, rises, is_exact=found and proved and not self.ambiguous)

    def _falls(self, output: int, node: int) -> tuple[int | None, bool]:
        """Return the smallest number of answers that must get worse to lower a level, and whether it is proved."""
        read = inputs_read(self.plan, self.outcome.understood.facts, [node])
        able = [at for at in sorted(read) if self._can_fall(at)]

        def falls(worse: Iterable[int]) -> bool:
            ranks = self._ranks({at: self.choices[at].codes[0] for at in worse})
            return ranks[output] < self.present[output]

        if not falls(able):
            return None, True
        groups = self._interchangeable(able, node)
        picks = chain.from_iterable(_picks(groups, size) for size in range(1, len(able)))
        for tried, worse in enumerate(picks, 1):
            if falls(worse):
                return len(worse), True
            if tried == _MOST_TRIED:
                return len(worse), False
        return len(able), True

    def _can_fall(self, at: int) -> bool:
        """Return whether an answer can get worse; for an open answer, whether the worst one counts differently."""
        code, worst = self.codes[at], self.choices[at].codes[0]
        if code is Missing.OPEN:
            points = (
                node.does for node in self.plan.nodes if isinstance(node.does, AnswerPoints) and node.does.input == at
            )
            return any(does.open != does.worth.at(worst) for does in points)
        return code is not Missing.NOT_APPLICABLE and code > worst

    def _interchangeable(self, inputs: Iterable[int], goal: int) -> list[list[int]]:
        """Return inputs in groups whose members can replace each other: only the number that get worse matters.

        Members have equal answers of equal worth, and take the same way to the goal: through equal operations, on one
        node each, into one operation that treats them alike.
        """
        nodes, positions = self.plan.nodes, needed(self.plan.nodes, [goal])
        readers: dict[int, list[Hashable]] = {goal: ["goal"]}
        for position in reversed(positions):  # the readers of a node come after it
            for place, arg in enumerate(nodes[position].does.reads):
                readers.setdefault(arg, []).append(_role(nodes[position].does, position, place, readers))
        groups: dict[Hashable, list[int]] = {}
        roles: dict[int, list[Hashable]] = {}
        for position in positions:
            does = nodes[position].does
            if isinstance(does, AnswerPoints):
                role = (attrs.evolve(does, input=0), frozenset(Counter(readers[position]).items()))
                roles.setdefault(does.input, []).append(role)
        for at in inputs:
            key = (self.codes[at], self.choices[at].codes[0], frozenset(Counter(roles[at]).items()))
            groups.setdefault(key, []).append(at)
        return [*groups.values()]


def _role(does: Operation, position: int, place: int, readers: Mapping[int, Sequence[Hashable]]) -> Hashable:
    """Return the role of a node in an operation that reads it; nodes with equal roles can be exchanged."""
    match does:
        case Sum(weights=weights) | Ratio(weights=weights, full=None):
            return position, weights[place]
        case Product() | Least() | Greatest() | Count():
            return position
        case Adjust() | Step() | Threshold() | OnlyIf():
            return attrs.evolve(does, arg=0), frozenset(Counter(readers[position]).items())
        case _:
            return position, "argument", place


def _picks(groups: Sequence[Sequence[int]], size: int) -> Iterator[list[int]]:
    """Yield sets of inputs of a given size, one for each number of members to take from each group.

    >>> [*_picks([[1, 2], [3]], 2)]
    [[1, 2], [1, 3]]
    """
    left = [*accumulate(map(len, reversed(groups)))][::-1]  # the number of members in this group and all later ones
    waiting: list[tuple[list[int], int]] = [([], 0)]
    while waiting:
        picked, at = waiting.pop()
        missing = size - len(picked)
        if not missing:
            yield picked
        elif at < len(groups) and missing <= left[at]:
            waiting += [([*picked, *groups[at][:taken]], at + 1) for taken in range(min(missing, len(groups[at])) + 1)]


@lru_cache(maxsize=8)  # many results of one rubric share its variants
def _variants(rubric: CompiledRubric) -> tuple[Variant, ...]:
    """Return the rubric with every other policy and way of combining that may score differently."""
    return (*_other_policies(rubric), *_other_ways(rubric))


@lru_cache(maxsize=8)
def _ambiguities(rubric: CompiledRubric) -> int:
    """Return the number of overlaps and gaps in the ranges that a score can fall into."""
    return sum(finding.code in _AMBIGUITIES for finding in of_bands(rubric, Prover(rubric.plan, _PROOF_BUDGET)))


def _other_policies(rubric: CompiledRubric) -> Iterator[Variant]:
    clashes: tuple[Literal["overlap", "gap"], ...] = ("overlap", "gap")
    for kind in clashes:
        for name in (name for name, choose in POLICIES[kind].items() if choose):
            variant = with_policies(rubric, *(name if each == kind else None for each in clashes))
            if variant.plan.nodes != rubric.plan.nodes:
                yield kind, "", name, variant


def _other_ways(rubric: CompiledRubric) -> Iterator[Variant]:
    combining = ((output, output.combined) for output in rubric.plan.outputs if output.way == "combine")
    for output, combined in combining:
        for way in shapes.choices(Combine):
            if combined and combined.kind != way:
                with suppress(RubricError):  # a mean takes weights
                    yield "combine", output.id, way, _combining(rubric, output, combined, way)


def _combining(rubric: CompiledRubric, output: Output, combined: Combined, way: Combine) -> CompiledRubric:
    """Return the rubric with another way of combining levels, in one dimension or in the whole."""
    dimensions = dict(rubric.dimensions)
    if combined.kind == "mean" and output.score is None:  # nothing else would read the weights
        dimensions |= {id_: attrs.evolve(dimensions[id_], weight=None) for id_ in combined.of}
    if not output.id:
        return attrs.evolve(rubric, combine=way, dimensions=dimensions)
    dimensions[output.id] = attrs.evolve(dimensions[output.id], combine=way)
    return attrs.evolve(rubric, dimensions=dimensions)
