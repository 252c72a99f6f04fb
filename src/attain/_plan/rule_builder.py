"""The builder for plugins' rules: terms, and ways to combine them to a level."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NoReturn, TypeAlias, TypeVar

import attrs

from attain._core.errors import Path, Problem, RubricError
from attain._core.messages import Message, say
from attain._core.names import choices, nearest
from attain._core.precision import quantise, reached
from attain._core.types import is_number, kebab
from attain._model.conditions import Ask, Condition, Group, parse_requires
from attain._model.extensions import RuleData, location_of
from attain._model.parts import Level

from .builder import Builder
from .check import Checks
from .context import Context
from .demands import demand
from .nodes import Adjust, Count, Greatest, HighestRung, Least, Operation, Product, Ratio, Sum, Threshold
from .plan import Combined, Demand
from .questions import Item
from .scope import Place, unknown


def place_of_option(rule: RuleData, path: Path, value: object) -> Path:
    """Return the path of the first option that contains a value; the rule's path if none does or the value is None.

    Arguments:
        rule: The rule.
        path: The path of the rule in its rubric.
        value: The value to find.
    """
    if value is None:
        return path
    return next((place for place, given in _inside(rule, path) if _same(given, value)), path)


def _is_from_options(rule: RuleData, given: object) -> bool:
    """Return whether a text that a rule passes to its builder is in an option, in whole or as a part between dots.

    Arguments:
        rule: The rule.
        given: A name, or conditions.
    """
    return any(place_of_option(rule, (), text) for text in _texts(given))


def _texts(given: object) -> Iterator[str]:
    if isinstance(given, str):
        yield from (given, *given.split("."))
    elif isinstance(given, Mapping):
        yield from _texts([*given, *given.values()])
    elif isinstance(given, list | tuple):
        for each in given:
            yield from _texts(each)


def _inside(given: object, path: Path) -> Iterator[tuple[Path, object]]:
    """Yield each value in an option, with its path."""
    yield path, given
    if isinstance(given, Mapping):
        for key, inner in given.items():
            yield (*path, key), key
            if isinstance(inner, Mapping):  # TOML reads the id of a question as nested tables
                yield from (((*path, key, short), f"{key}.{short}") for short in inner)
            yield from _inside(inner, (*path, key))
    elif isinstance(given, tuple):
        for position, inner in enumerate(given):
            yield from _inside(inner, (*path, position))
    elif attrs.has(cls := type(given)):
        for field in attrs.fields(cls):
            yield from _inside(getattr(given, field.name), (*path, kebab(field.name)))


def _same(given: object, value: object) -> bool:
    return given == value and isinstance(given, bool) is isinstance(value, bool)


_UNKNOWN = (
    "is not known before answers are scored, so 'if', 'and', 'or', 'not' and '==' can't use it;"
    " combine conditions with any_of and all_of, and compare with at_least"
)


@attrs.frozen(eq=False, repr=False)
class Term:
    """A value made by a builder, to which it belongs. It rises with better answers, or stays the same."""

    _of: object
    _node: int

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{self!r} {_UNKNOWN}")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError(f"{self!r} {_UNKNOWN}")

    __hash__ = object.__hash__


@attrs.frozen(eq=False, repr=False)
class ScoreTerm(Term):
    """A number: points, a score, or a combination of numbers."""

    _name: str = ""
    _title: str | None = None
    _input: int | None = None


@attrs.frozen(eq=False, repr=False)
class ConditionTerm(Term):
    """A condition: it holds, or it does not."""

    _demand: Demand


@attrs.frozen(eq=False, repr=False)
class LevelTerm(Term):
    """A level."""

    _name: str = ""
    _demands: tuple[tuple[int, Demand], ...] = ()
    _combined: Combined | None = None


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
        rule: The rule that builds the level.
        levels: The rubric's levels, lowest first.
        path: The path of the rule in the rubric.
    """

    def __init__(self, builder: Builder, rule: "Rule", levels: tuple[Level, ...], path: Path) -> None:
        self._builder = builder
        self._rule = rule
        self._levels = levels
        self._path = path

    # Numbers.

    def sum(self, scores: Sequence[ScoreTerm], weights: Sequence[float] | None = None) -> ScoreTerm:
        """Return the sum; numbers that are not applicable are skipped.

        Arguments:
            scores: At least one number.
            weights: The factor of each number, at least 0; by default 1.
        """
        return self._number(Sum(self._nodes(scores), self._weights(scores, weights)))

    def mean(self, scores: Sequence[ScoreTerm], weights: Sequence[float] | None = None) -> ScoreTerm:
        """Return the mean of the applicable numbers.

        Arguments:
            scores: At least one number.
            weights: The weight of each number, at least 0; by default 1.
        """
        return self._number(Ratio(self._nodes(scores), self._weights(scores, weights)))

    def product(self, scores: Sequence[ScoreTerm]) -> ScoreTerm:
        """Return the product of the applicable numbers; none may be negative.

        Arguments:
            scores: At least one number.
        """
        nodes = self._nodes(scores)
        if (low := min(self._builder.nodes[node].low for node in nodes)) < 0:
            self._refuse(say("negative-factor.rule", low=low), None)
        return self._number(Product(nodes))

    def least(self, scores: Sequence[ScoreTerm]) -> ScoreTerm:
        """Return the smallest of the applicable numbers.

        Arguments:
            scores: At least one number.
        """
        return self._number(Least(self._nodes(scores)))

    def greatest(self, scores: Sequence[ScoreTerm]) -> ScoreTerm:
        """Return the largest of the applicable numbers.

        Arguments:
            scores: At least one number.
        """
        return self._number(Greatest(self._nodes(scores)))

    def bend(
        self, score: ScoreTerm, *, base: float = 0.0, cap: float | None = None, digits: int | None = None
    ) -> ScoreTerm:
        """Return a number after adding ``base``, limiting it to ``cap`` and rounding it half up, in this order.

        Arguments:
            score: The number.
            base: The number to add.
            cap: The highest number.
            digits: The number of digits to round to, from 0 to 6.
        """
        if digits is not None and not 0 <= digits <= 6:
            self._refuse(say("round-digits.rule"), digits)
        self._check_numbers([base, 0.0 if cap is None else cap])
        (node,) = self._nodes([score])
        return self._number(Adjust(node, base, cap, digits))

    # Conditions.

    def at_least(
        self, term: ScoreTerm | LevelTerm, least: float | LevelName, *, title: str | None = None
    ) -> ConditionTerm:
        """Return the condition that a number or a level is at least as good as another.

        Arguments:
            term: The number or the level.
            least: The least number; for a level, the least level or its id.
            title: The name of the term in explanations; by default the one that the rubric has for it.
        """
        (node,) = self._nodes([term])
        least = least.id if isinstance(least, Level) else least
        if isinstance(term, LevelTerm):
            threshold, kind, input_ = float(self._rank(str(least))), "level", None
        else:
            self._check_numbers([least])
            threshold, kind, input_ = float(least), "score" if term._input is None else "points", term._input
        holds = self._add(Threshold(node, threshold if kind == "level" else reached(quantise(threshold))))
        asked: Literal["level", "score", "points"] = kind  # type: ignore[assignment]  # only the three types above remain
        title = title or (None if term._name else "what the rule computes")
        made = Demand(holds, asked, term._name, least, value=node, threshold=threshold, input=input_, title=title)
        return ConditionTerm(self, holds, made)

    def all_of(self, conditions: Sequence[ConditionTerm]) -> ConditionTerm:
        """Return the condition that all applicable ones of some conditions hold.

        Arguments:
            conditions: At least one condition.
        """
        return self._counted("all", conditions, 1.0, None)

    def any_of(self, conditions: Sequence[ConditionTerm]) -> ConditionTerm:
        """Return the condition that any of some conditions holds.

        Arguments:
            conditions: At least one condition.
        """
        return self._counted("any", conditions, 1, None)

    def count(self, conditions: Sequence[ConditionTerm], at_least: int) -> ConditionTerm:
        """Return the condition that a number of some conditions hold.

        Arguments:
            conditions: At least one condition.
            at_least: The number that must hold; if fewer are applicable, all of them must hold.
        """
        if conditions and not 1 <= at_least <= len(conditions):
            self._refuse(say("rule-options.count", least=at_least, most=len(conditions)), at_least)
        return self._counted("count", conditions, at_least, at_least)

    def share(self, conditions: Sequence[ConditionTerm], at_least: float) -> ConditionTerm:
        """Return the condition that a share of the applicable conditions holds.

        Arguments:
            conditions: At least one condition.
            at_least: The share, above 0 and up to 1.
        """
        if not 0.000001 <= at_least <= 1:
            self._refuse(say("rule-options.share"), at_least)
        return self._counted("share", conditions, float(at_least), at_least)

    # Levels.

    def steps(
        self,
        score: ScoreTerm,
        thresholds: Mapping[str, float] | Mapping[Level, float],
        *,
        title: str | None = None,
    ) -> LevelTerm:
        """Return the highest level whose threshold a number reaches; the lowest level has none.

        Arguments:
            score: The number.
            thresholds: The least number for each level, by level or by its id. They may not fall from level to level.
            title: The name of the number in explanations.
        """
        by_id = {level.id if isinstance(level, Level) else level: least for level, least in thresholds.items()}
        ordered = [by_id[level] for level in sorted(by_id, key=self._rank)]
        if ordered != sorted(ordered):
            self._refuse(say("rule-options.thresholds"), None)
        asked = {level: self.at_least(score, least, title=title) for level, least in by_id.items()}
        return self.ladder(asked)

    def ladder(
        self, conditions: Mapping[str, ConditionTerm] | Mapping[Level, ConditionTerm], *, cumulative: bool = True
    ) -> LevelTerm:
        """Return the highest level whose condition holds, and by default those of every lower level.

        Arguments:
            conditions: The condition of each level, by level or by its id; the lowest level has none.
            cumulative: Whether a level also requires all lower levels.
        """
        by_rank = {self._rank(level): condition for level, condition in conditions.items()}
        ranks = tuple(sorted(by_rank))
        node = self._add(HighestRung(self._nodes([by_rank[rank] for rank in ranks]), ranks, cumulative))
        return LevelTerm(self, node, demands=tuple((rank, by_rank[rank]._demand) for rank in ranks))

    def lowest(self, levels: Sequence[LevelTerm]) -> LevelTerm:
        """Return the lowest of some levels.

        Arguments:
            levels: At least one level.
        """
        return self._combined("minimum", levels)

    def highest(self, levels: Sequence[LevelTerm]) -> LevelTerm:
        """Return the highest of some levels.

        Arguments:
            levels: At least one level.
        """
        return self._combined("maximum", levels)

    def majority(self, levels: Sequence[LevelTerm]) -> LevelTerm:
        """Return the highest level that more than half of some levels reach.

        Arguments:
            levels: At least one level.
        """
        return self._combined("majority", levels)

    def average(self, levels: Sequence[LevelTerm], weights: Sequence[float] | None = None) -> LevelTerm:
        """Return the level that some levels reach on average: their mean rank, rounded down.

        Arguments:
            levels: At least one level.
            weights: The weight of each level, at least 0; by default 1.
        """
        return self._combined("mean", levels, weights)

    # Implementation.

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
        node = self._builder.combine(kind, nodes, weights, len(self._levels), self._path)
        return LevelTerm(self, node, combined=Combined(kind, names) if all(names) else None)

    def _nodes(self, terms: Iterable[Term]) -> tuple[int, ...]:
        found = tuple(terms)
        if not found:
            self._refuse(say("rule-options.nothing"), None)
        for term in found:
            if getattr(term, "_of", None) is not self:
                raise TypeError(f"{term!r} does not come from this builder")
        return tuple(term._node for term in found)

    def _weights(self, terms: Sequence[Term], weights: Sequence[float] | None) -> tuple[float, ...]:
        self._check_numbers(weights or ())
        given = (1.0,) * len(terms) if weights is None else tuple(map(float, weights))
        if len(given) != len(terms):
            self._refuse(say("rule-options.weights", weights=len(given), terms=len(terms)), None)
        if min(given, default=1) < 0:
            self._refuse(say("negative-weight"), min(given))
        if given and not any(given):
            self._refuse(say("rule-options.zero-weights"), None)
        return given

    def _check_numbers(self, numbers: Iterable[object]) -> None:
        for each in numbers:
            if not is_number(each):
                self._refuse(say("rule-options.number", given=each), each)

    def _rank(self, level: LevelName) -> int:
        id_ = level.id if isinstance(level, Level) else level
        ranks = {each.id: each.rank for each in self._levels}
        if id_ not in ranks:
            self._blame([unknown("level", id_, ranks, self._where(id_))], id_)
        if not ranks[id_]:
            self._refuse(say("lowest-level.rule", level=id_), id_)
        return ranks[id_]

    def _refuse(self, what: Message, value: object, *, related: tuple[Path, ...] = ()) -> NoReturn:
        self._blame([Problem.of(what, self._where(value), related=related)], value)

    def _blame(self, problems: Sequence[Problem], given: object) -> NoReturn:
        """Raise an error for the author of the rubric; for a wrong name that is in no option, for the rule's author."""
        for problem in problems:
            if problem.code in _OF_NAMES and not _is_from_options(self._rule, given):
                raise ValueError(str(attrs.evolve(problem, path=())))
        raise RubricError(problems)

    def _where(self, value: object) -> Path:
        """Return the path of the option that contains a value, to locate a problem there; otherwise the rule's path."""
        return place_of_option(self._rule, self._path, value)


Made = TypeVar("Made")


def read_conditions(conditions: Mapping[str, object]) -> Group:
    """Read conditions from a rule, which may contain a level in place of its id.

    Arguments:
        conditions: A table as ``requires`` takes it.

    Raises:
        RubricError: Conditions can't be read; the error has a problem for each.
    """
    return parse_requires({"rule": _with_ids(conditions)})["rule"]


def _with_ids(given: object) -> object:
    if isinstance(given, Mapping):
        return {key: _with_ids(value) for key, value in given.items()}
    if isinstance(given, list | tuple):
        return [_with_ids(each) for each in given]
    return given.id if isinstance(given, Level) else given


class RuleBuilder(Combining):
    """The builder for :meth:`attain.Rule.build`: the rubric's levels, scores and answers, and ways to combine them.

    Everything that a builder returns rises with better answers, so the level that a rule builds does, too. attain
    reports an unknown name, or numbers that would reverse the order, at the option that contains them.

    >>> import attain
    >>> @attrs.frozen
    ... class BestRegion(attain.Rule):
    ...     kind = "acme.best-region"
    ...     summary = "the best region counts"
    ...     of: tuple[str, ...]
    ...
    ...     def build(self, builder: RuleBuilder) -> LevelTerm:
    ...         return builder.highest([builder.level(region) for region in self.of])
    >>> region = attain.Dimension(
    ...     bands={"bronze": "0", "gold": "1+"}, questions={"cloud": attain.Question("Is the cloud competency held?")}
    ... )
    >>> rubric = attain.Rubric(
    ...     id="regions", version="1", title="Regions", levels=[attain.Level("bronze"), attain.Level("gold")],
    ...     dimensions={"emea": region, "apac": region}, rule=BestRegion(of=("emea", "apac")),
    ... )
    >>> print(rubric.assess({"emea.cloud": True, "apac.cloud": False}).why)
    Gold: the best region counts (1 Bronze, 1 Gold).
    """

    def __init__(
        self,
        context: Context,
        place: Place,
        rule: "Rule",
        asked: frozenset[Condition] = frozenset(),
        *,
        passed_over: bool = False,
    ) -> None:
        super().__init__(context.builder, rule, context.rubric.levels, (*place.path, "rule"))
        self._shop = context
        self._place = place
        self._asked = asked
        self._passed_over = passed_over

    @property
    def levels(self) -> tuple[Level, ...]:
        """The rubric's levels, lowest first."""
        return self._levels

    @property
    def questions(self) -> tuple[str, ...]:
        """The full ids of the dimension's own questions, in their order."""
        return tuple(map(self._place.full_id, self._place.rules.questions))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The ids of the dimensions directly within this one, in their order, without views."""
        return self._place.within

    def fail(self, message: str, hint: str | None = None, *, option: str | None = None) -> NoReturn:
        """Raise an error about the options, with a message for the author of the rubric.

        Arguments:
            message: The problem.
            hint: The fix.
            option: The name of the wrong option, as files spell it.

        Raises:
            RubricError: Always.
        """
        options = [kebab(field.name) for field in attrs.fields(type(self._rule)) if field.init]
        if option is not None and option not in options:
            meant = nearest(option, options) or choices(options) or "it has none"
            raise ValueError(f"the rule has no option '{option}'; {meant}")
        path = self._path if option is None else (*self._path, option)
        raise RubricError([Problem("rule-options", path, message, hint)])

    # The rubric's data.

    def points(self, question: str) -> ScoreTerm:
        """Return the points of the answer to a question; an open one is worth as much as the worst answer.

        If the dimension has ``unanswered = "exclude"``, an open answer is skipped as long as another question is
        answered.

        Arguments:
            question: The short id of one of the dimension's own questions, or a full id.
        """
        self._hold_to(Ask(question, 0.0, "points"))
        item = self._item(question)
        if item.worth is None:
            self._refuse(say("no-points.rule", id=item.id), question, related=self._paths(question))
        node = item.counts(self._builder, passed_over=self._passed_over)
        return ScoreTerm(self, node, item.id, input=item.input)

    def score(self, dimension: str = "") -> ScoreTerm:
        """Return the score of a dimension.

        Arguments:
            dimension: The id of the dimension; empty for the dimension of this rule.
        """
        self._hold_to(Ask(dimension, 0.0, "score"))
        place = self._dimension(dimension) if dimension else self._place
        if not place.scores:
            whole = say("dimension", id=place.id or self._shop.rubric.id)
            related = self._paths(dimension) if dimension else ()
            self._refuse(say("no-score", whole=whole), dimension, related=related)
        return ScoreTerm(self, self._there(place, self._shop.scores).score, place.id)

    def level(self, dimension: str) -> LevelTerm:
        """Return the level of a dimension.

        Arguments:
            dimension: The id of the dimension.
        """
        self._hold_to(Ask(dimension, "", "level"))
        place = self._dimension(dimension)
        if not place.rules.ways:
            self._refuse(say("no-level", dimension=place.id), dimension, related=self._paths(dimension))
        return LevelTerm(self, self._there(place, self._shop.levels).level, place.id)

    def condition(self, conditions: Mapping[str, object]) -> ConditionTerm:
        """Return the condition that all conditions of a table, as ``requires`` takes it, hold.

        Arguments:
            conditions: The table, for example ``{"revenue": 500_000, "any": [{"msp": True}, {"sales": "gold"}]}``. It
                may contain a level in place of its id.
        """
        try:
            group = read_conditions(conditions)
        except RubricError as error:
            self._blame([attrs.evolve(each, path=self._path + each.path[1:]) for each in error.problems], conditions)
        self._hold_to(group)
        checks = Checks(self._shop.rubric, [])
        checks.conditions(group, self._path)
        before = len(self._builder.problems)
        made = demand(self._shop, self._place, group, self._path)
        wrong = [*checks.problems, *self._builder.problems[before:]]
        del self._builder.problems[before:]
        if wrong or made is None:
            self._blame([attrs.evolve(each, path=self._where(each.path[-1])) for each in wrong], conditions)
        return ConditionTerm(self, made.node, made)

    # Implementation.

    def _hold_to(self, condition: Condition) -> None:
        """Check that the rule used a condition in its trial build, which decides the order of the translation."""
        if condition not in self._asked:
            what = say("rule-failed.varies", rule=self._rule.kind, place=location_of(type(self._rule).build))
            raise RubricError([Problem.of(what, self._path)])

    def _item(self, name: str) -> Item:
        kind, full = self._meant(name)
        if kind != "question":
            self._refuse(say("rule-options.dimension", id=full), name)
        if full not in self._shop.items:
            raise RubricError([])  # its problem is already reported
        return self._shop.items[full]

    def _dimension(self, name: str) -> Place:
        kind, full = self._meant(name)
        if kind != "dimension":
            self._refuse(say("rule-options.question", id=full), name)
        return self._shop.scope.places[full]

    def _paths(self, name: str) -> tuple[Path, ...]:
        return self._shop.scope.paths(name, self._place)

    def _meant(self, name: str) -> tuple[str, str]:
        meant = self._shop.scope.resolve(name, self._place, self._where(name))
        if isinstance(meant, Problem):
            self._blame([meant], name)
        return meant

    def _there(self, place: Place, made: Mapping[str, Made]) -> Made:
        """Return the score or the level of a dimension."""
        if place.id in made:
            return made[place.id]
        raise RubricError([])  # its problem is already reported


@attrs.frozen(eq=False, repr=False)
class Rule(RuleData, ABC):
    """A plugin's way to a level: ``rule = { kind = "acme.best-region", of = ["emea", "apac"] }`` in a file.

    A subclass is a frozen attrs class. Its fields are the options of the rule. attain reads and checks them by their
    annotations: text, numbers, bools, dates, periods, ``Literal``, ``tuple[T, ...]``, ``FrozenDict[str, T]`` and other
    attrs classes, each also with ``| None``. An underscore is a hyphen in a file. These are its class variables:

    Arguments:
        kind: The name that files use: the name of the plugin's entry point, a dot, and an id.
        summary: The rule in a few words, as explanations show it: ``the best region counts``.
        version: The version of the rule; increase it when the same options change their meaning.

    >>> @attrs.frozen
    ... class BestRegion(Rule):
    ...     kind = "acme.best-region"
    ...     summary = "the best region counts"
    ...     of: tuple[str, ...]
    ...
    ...     def build(self, builder):
    ...         return builder.highest([builder.level(region) for region in self.of])
    >>> BestRegion(of=("emea", "apac"))
    BestRegion(of=('emea', 'apac'))
    """

    @abstractmethod
    def build(self, builder: RuleBuilder) -> LevelTerm:
        """Return the level that the rule decides.

        attain calls this method more than once for a rubric; it must do the same each time.

        Arguments:
            builder: The builder, which finds levels, scores and answers of the rubric, and combines them.
        """
