"""The ways in which the rules of plugins combine terms: whatever is built rises with better answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NoReturn, TypeAlias

import attrs

from attain._errors import Path, Problem, RubricError
from attain._millionths import quantise, reached
from attain._model.extensions import Rule
from attain._model.parts import Level
from attain._types import is_number, said
from attain._words import counted, number

from .build import Builder
from .levels import combine
from .nodes import Bend, Count, Greatest, Holds, Ladder, Least, Operation, Product, Ratio, Sum
from .options import held, place_of_option
from .plan import Combined, Demand
from .scope import unknown
from .terms import ConditionTerm, LevelTerm, ScoreTerm, Term

LevelName: TypeAlias = str | Level
"""A level, or its id."""

_OF_NAMES = (
    "ambiguous-name", "condition-syntax", "fact-in-condition", "lowest-level", "unknown-fact", "unknown-level",
    "unknown-name",
)  # fmt: skip


class Combining:
    """The ways to combine terms.

    Arguments:
        builder: The plan being built.
        rule: The rule that builds.
        levels: The rubric's levels, lowest first.
        path: Where the rule stands in the rubric.
    """

    def __init__(self, builder: Builder, rule: Rule, levels: tuple[Level, ...], path: Path) -> None:
        self._builder = builder
        self._rule = rule
        self._levels = levels
        self._path = path

    # Numbers.

    def sum(self, scores: Sequence[ScoreTerm], weights: Sequence[float] | None = None) -> ScoreTerm:
        """The sum; what is not applicable is passed over.

        Arguments:
            scores: What to add up, at least one.
            weights: What each is multiplied with, from 0 on; by default 1.
        """
        return self._number(Sum(self._nodes(scores), self._weights(scores, weights)))

    def mean(self, scores: Sequence[ScoreTerm], weights: Sequence[float] | None = None) -> ScoreTerm:
        """The mean of what is applicable.

        Arguments:
            scores: At least one.
            weights: How much each counts, from 0 on; by default 1.
        """
        return self._number(Ratio(self._nodes(scores), self._weights(scores, weights)))

    def product(self, scores: Sequence[ScoreTerm]) -> ScoreTerm:
        """The product of what is applicable; none may be negative.

        Arguments:
            scores: At least one.
        """
        nodes = self._nodes(scores)
        if (low := min(self._builder.nodes[node].low for node in nodes)) < 0:
            told = f"a factor can be {number(low)}, and a product rises with its factors only where none is negative"
            self._refuse("negative-factor", None, told, "use points and scores from 0 on")
        return self._number(Product(nodes))

    def least(self, scores: Sequence[ScoreTerm]) -> ScoreTerm:
        """The smallest of what is applicable.

        Arguments:
            scores: At least one.
        """
        return self._number(Least(self._nodes(scores)))

    def greatest(self, scores: Sequence[ScoreTerm]) -> ScoreTerm:
        """The largest of what is applicable.

        Arguments:
            scores: At least one.
        """
        return self._number(Greatest(self._nodes(scores)))

    def bend(
        self, score: ScoreTerm, *, base: float = 0.0, cap: float | None = None, digits: int | None = None
    ) -> ScoreTerm:
        """A number after ``base`` is added, it is held at ``cap``, and rounded half up, in this order.

        Arguments:
            score: The number.
            base: What is added.
            cap: The most it can be.
            digits: The digits it is rounded to, 0 to 6.
        """
        if digits is not None and not 0 <= digits <= 6:
            self._refuse("round-digits", digits, "scores are rounded to 0 to 6 digits", "write 1")
        self._check_numbers([base, 0.0 if cap is None else cap])
        (node,) = self._nodes([score])
        return self._number(Bend(node, base, cap, digits))

    # Conditions.

    def at_least(
        self, term: ScoreTerm | LevelTerm, least: float | LevelName, *, title: str | None = None
    ) -> ConditionTerm:
        """That a number or a level is at least as good as another.

        Arguments:
            term: The number or the level.
            least: A number; for a level another one, or its id.
            title: What to call the term in explanations; by default what the rubric calls it.
        """
        (node,) = self._nodes([term])
        least = least.id if isinstance(least, Level) else least
        if isinstance(term, LevelTerm):
            threshold, kind, input_ = float(self._rank(str(least))), "level", None
        else:
            self._check_numbers([least])
            threshold, kind, input_ = float(least), "score" if term._input is None else "points", term._input
        holds = self._add(Holds(node, threshold if kind == "level" else reached(quantise(threshold))))
        asked: Literal["level", "score", "points"] = kind  # type: ignore[assignment]  # told from the three above
        title = title or (None if term._name else "what the rule computes")
        made = Demand(holds, asked, term._name, least, value=node, threshold=threshold, input=input_, title=title)
        return ConditionTerm(self, holds, made)

    def all_of(self, conditions: Sequence[ConditionTerm]) -> ConditionTerm:
        """That all of some conditions hold, as far as they are applicable.

        Arguments:
            conditions: At least one.
        """
        return self._counted("all", conditions, 1.0, None)

    def any_of(self, conditions: Sequence[ConditionTerm]) -> ConditionTerm:
        """That any of some conditions holds.

        Arguments:
            conditions: At least one.
        """
        return self._counted("any", conditions, 1, None)

    def count(self, conditions: Sequence[ConditionTerm], at_least: int) -> ConditionTerm:
        """That so many of some conditions hold.

        Arguments:
            conditions: At least one.
            at_least: How many; all that are applicable, where those are fewer.
        """
        if conditions and not 1 <= at_least <= len(conditions):
            told = f"{at_least} of {counted(len(conditions), 'condition')} can't be asked for"
            self._refuse("rule-options", at_least, told, f"write a number from 1 to {len(conditions)}")
        return self._counted("count", conditions, at_least, at_least)

    def share(self, conditions: Sequence[ConditionTerm], at_least: float) -> ConditionTerm:
        """That so large a share of some conditions holds, of those that are applicable.

        Arguments:
            conditions: At least one.
            at_least: The share, above 0 and up to 1.
        """
        if not 0.000001 <= at_least <= 1:
            self._refuse("rule-options", at_least, "a share is above 0 and up to 1", "write 0.8 for 80 %")
        return self._counted("share", conditions, float(at_least), at_least)

    # Levels.

    def steps(
        self,
        score: ScoreTerm,
        thresholds: Mapping[str, float] | Mapping[Level, float],
        *,
        title: str | None = None,
    ) -> LevelTerm:
        """The highest level whose threshold a number reaches; the lowest level has none.

        Arguments:
            score: The number.
            thresholds: By level, or by its id. They may not fall from level to level.
            title: What to call the number in explanations.
        """
        by_id = {level.id if isinstance(level, Level) else level: least for level, least in thresholds.items()}
        ordered = [by_id[level] for level in sorted(by_id, key=self._rank)]
        if ordered != sorted(ordered):
            told = "the thresholds fall from a lower level to a higher one"
            self._refuse("rule-options", None, told, "let each be at least the one before")
        asked = {level: self.at_least(score, least, title=title) for level, least in by_id.items()}
        return self.ladder(asked)

    def ladder(
        self, conditions: Mapping[str, ConditionTerm] | Mapping[Level, ConditionTerm], *, cumulative: bool = True
    ) -> LevelTerm:
        """The highest level whose condition holds, and by default those of every level below it.

        Arguments:
            conditions: By level, or by its id; the lowest level has none.
            cumulative: Whether a level also asks for all the levels below it.
        """
        by_rank = {self._rank(level): condition for level, condition in conditions.items()}
        ranks = tuple(sorted(by_rank))
        node = self._add(Ladder(self._nodes([by_rank[rank] for rank in ranks]), ranks, cumulative))
        return LevelTerm(self, node, demands=tuple((rank, by_rank[rank]._demand) for rank in ranks))

    def lowest(self, levels: Sequence[LevelTerm]) -> LevelTerm:
        """The lowest of some levels.

        Arguments:
            levels: At least one.
        """
        return self._combined("minimum", levels)

    def highest(self, levels: Sequence[LevelTerm]) -> LevelTerm:
        """The highest of some levels.

        Arguments:
            levels: At least one.
        """
        return self._combined("maximum", levels)

    def majority(self, levels: Sequence[LevelTerm]) -> LevelTerm:
        """The highest level that more than half of some levels reach.

        Arguments:
            levels: At least one.
        """
        return self._combined("majority", levels)

    def average(self, levels: Sequence[LevelTerm], weights: Sequence[float] | None = None) -> LevelTerm:
        """The level that some levels reach on average: their mean rank, rounded down.

        Arguments:
            levels: At least one.
            weights: How much each counts, from 0 on; by default 1.
        """
        return self._combined("mean", levels, weights)

    # How it is done.

    def _add(self, operation: Operation) -> int:
        return self._builder.add(operation, self._path)

    def _number(self, operation: Operation) -> ScoreTerm:
        return ScoreTerm(self, self._add(operation))

    def _counted(
        self,
        kind: Literal["all", "any", "count", "share"],
        conditions: Sequence[ConditionTerm],
        need: float,
        needed: float | None,
    ) -> ConditionTerm:
        node = self._add(Count(self._nodes(conditions), need))
        return ConditionTerm(
            self, node, Demand(node, kind, needed=needed, parts=tuple(each._demand for each in conditions))
        )

    def _combined(
        self,
        kind: Literal["minimum", "maximum", "majority", "mean"],
        levels: Sequence[LevelTerm],
        weights: Sequence[float] | None = None,
    ) -> LevelTerm:
        nodes, weights = self._nodes(levels), self._weights(levels, weights)
        names = tuple(level._name for level in levels)
        node = combine(self._builder, kind, nodes, weights, levels=self._levels, path=self._path)
        return LevelTerm(self, node, combined=Combined(kind, names) if all(names) else None)

    def _nodes(self, terms: Iterable[Term]) -> tuple[int, ...]:
        found = tuple(terms)
        if not found:
            self._refuse("rule-options", None, "there is nothing to combine", "name at least one")
        for term in found:
            if getattr(term, "_of", None) is not self:
                raise TypeError(f"{term!r} does not come from this builder")
        return tuple(term._node for term in found)

    def _weights(self, terms: Sequence[Term], weights: Sequence[float] | None) -> tuple[float, ...]:
        self._check_numbers(weights or ())
        given = (1.0,) * len(terms) if weights is None else tuple(map(float, weights))
        if len(given) != len(terms):
            told = f"there are {len(given)} weights for {len(terms)} things to weigh"
            self._refuse("rule-options", None, told, "give each its weight")
        if min(given, default=1) < 0:
            told = "a weight below 0 would make a better answer count against"
            self._refuse("negative-weight", min(given), told, "turn the points round instead")
        if given and not any(given):
            self._refuse("rule-options", None, "every weight is 0", "give one a weight")
        return given

    def _check_numbers(self, numbers: Iterable[object]) -> None:
        for each in numbers:
            if not is_number(each):
                self._refuse("rule-options", each, f"a number is needed, not {said(each)}", "write 1 or 0.5")

    def _rank(self, level: LevelName) -> int:
        id_ = level.id if isinstance(level, Level) else level
        ranks = {each.id: each.rank for each in self._levels}
        if id_ not in ranks:
            self._blame([unknown("level", id_, ranks, self._where(id_))], id_)
        if not ranks[id_]:
            told = f"'{id_}' is the lowest level, which everyone has"
            self._refuse("lowest-level", id_, told, "name a level above it")
        return ranks[id_]

    def _refuse(self, code: str, value: object, message: str, hint: str, *, related: tuple[Path, ...] = ()) -> NoReturn:
        self._blame([Problem(code, self._where(value), message, hint, related=related)], value)

    def _blame(self, problems: Sequence[Problem], given: object) -> NoReturn:
        """Blame the author of the rubric; or, for a wrong name that comes from no option, the rule's, with its line."""
        for problem in problems:
            if problem.code in _OF_NAMES and not held(self._rule, given):
                raise ValueError(str(attrs.evolve(problem, path=())))
        raise RubricError(problems)

    def _where(self, value: object) -> Path:
        """The place of the option that holds a value, so that a problem points at it; else that of the rule."""
        return place_of_option(self._rule, self._path, value)
