"""What the rules of plugins find in a rubric: they see no node, and ask by the names that the rubric has."""

from collections.abc import Mapping
from typing import NoReturn, TypeVar

import attrs

from attain._errors import Path, Problem, RubricError
from attain._model.conditions import Ask, Condition, Group, parse_requires
from attain._model.extensions import Rule, stands
from attain._model.parts import Level
from attain._names import nearest, one_of
from attain._types import kebab

from .check import Checks
from .combining import Combining
from .demands import demand
from .questions import Item
from .scope import Place
from .terms import ConditionTerm, LevelTerm, ScoreTerm
from .workshop import Workshop

Made = TypeVar("Made")


def read_conditions(conditions: Mapping[str, object]) -> Group:
    """Conditions as a rule gives them, which may say a level itself instead of its id.

    Arguments:
        conditions: A table as ``requires`` takes it.

    Raises:
        RubricError: With every condition that can't be read.
    """
    return parse_requires({"rule": _with_ids(conditions)})["rule"]


def _with_ids(given: object) -> object:
    if isinstance(given, Mapping):
        return {key: _with_ids(value) for key, value in given.items()}
    if isinstance(given, list | tuple):
        return [_with_ids(each) for each in given]
    return given.id if isinstance(given, Level) else given


class RuleBuilder(Combining):
    """What :meth:`attain.Rule.build` makes a level from: the rubric's own levels, scores and answers, and ways to combine.

    Everything it gives rises with better answers, so whatever a rule builds does so, too. A name that means nothing, or
    numbers that would turn the order round, are told at the option they come from.

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
        shop: Workshop,
        place: Place,
        rule: Rule,
        asked: frozenset[Condition] = frozenset(),
        *,
        passed_over: bool = False,
    ) -> None:
        super().__init__(shop.builder, rule, shop.rubric.levels, (*place.path, "rule"))
        self._shop = shop
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
        """The ids of the dimensions directly within, in their order; views left out."""
        return self._place.within

    def fail(self, message: str, hint: str | None = None, *, option: str | None = None) -> NoReturn:
        """Refuse the options, for a reason that the author of the rubric reads.

        Arguments:
            message: What is wrong.
            hint: How to mend it.
            option: The option that is wrong, as the file spells it.

        Raises:
            RubricError: Always.
        """
        options = [kebab(field.name) for field in attrs.fields(type(self._rule)) if field.init]
        if option is not None and option not in options:
            meant = nearest(option, options) or (f"there is {one_of(options)}" if options else "it has none")
            raise ValueError(f"the rule has no option '{option}'; {meant}")
        path = self._path if option is None else (*self._path, option)
        raise RubricError([Problem("rule-options", path, message, hint)])

    # What the rubric has.

    def points(self, question: str) -> ScoreTerm:
        """What the answer to a question is worth; an open one is worth what the worst answer is.

        Where the dimension says ``unanswered = "exclude"``, an open one is passed over while something beside it is answered.

        Arguments:
            question: The short id of one of the dimension's own questions, or a full id.
        """
        self._hold_to(Ask(question, 0.0, "points"))
        item = self._item(question)
        if item.worth is None:
            told = f"the answers to '{item.id}' are worth no points"
            self._refuse("no-points", question, told, "give them points", related=self._paths(question))
        node = item.counts(self._builder, passed_over=self._passed_over)
        return ScoreTerm(self, node, item.id, input=item.input)

    def score(self, dimension: str = "") -> ScoreTerm:
        """The score of a dimension.

        Arguments:
            dimension: Its id; empty for the dimension whose rule this is.
        """
        self._hold_to(Ask(dimension, 0.0, "score"))
        place = self._dimension(dimension) if dimension else self._place
        if not place.scores:
            told = f"'{place.id or self._shop.rubric.id}' has no score"
            related = self._paths(dimension) if dimension else ()
            self._refuse("no-score", dimension, told, 'give it a score: score = "sum"', related=related)
        return ScoreTerm(self, self._there(place, self._shop.scores).score, place.id)

    def level(self, dimension: str) -> LevelTerm:
        """The level of a dimension.

        Arguments:
            dimension: Its id.
        """
        self._hold_to(Ask(dimension, "", "level"))
        place = self._dimension(dimension)
        if not place.rules.ways:
            hint = "give it bands, requires, a ladder, combine, rating or a rule"
            told = f"'{place.id}' has no level"
            self._refuse("no-level", dimension, told, hint, related=self._paths(dimension))
        return LevelTerm(self, self._there(place, self._shop.levels).level, place.id)

    def condition(self, conditions: Mapping[str, object]) -> ConditionTerm:
        """Conditions as ``requires`` takes them, all of which must hold.

        Arguments:
            conditions: For example ``{"revenue": 500_000, "any": [{"msp": True}, {"sales": "gold"}]}``; for a level, also
                the level itself.
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

    # How it is done.

    def _hold_to(self, condition: Condition) -> None:
        """Hold the rule to what it asked for when it was tried, as that decides what is built before it."""
        if condition not in self._asked:
            place = stands(type(self._rule).build)
            told = f"the rule '{self._rule.kind}' asks for something else each time that it builds{place}"
            raise RubricError([Problem("rule-failed", self._path, told, "its plugin has to be mended")])

    def _item(self, name: str) -> Item:
        kind, full = self._meant(name)
        if kind != "question":
            told = f"'{full}' is a dimension, and a question is asked for"
            self._refuse("rule-options", name, told, "name a question")
        if full not in self._shop.items:
            raise RubricError([])  # what is wrong with it has been told
        return self._shop.items[full]

    def _dimension(self, name: str) -> Place:
        kind, full = self._meant(name)
        if kind != "dimension":
            told = f"'{full}' is a question, and a dimension is asked for"
            self._refuse("rule-options", name, told, "name a dimension")
        return self._shop.scope.places[full]

    def _paths(self, name: str) -> tuple[Path, ...]:
        return self._shop.scope.paths(name, self._place)

    def _meant(self, name: str) -> tuple[str, str]:
        meant = self._shop.scope.resolve(name, self._place, self._where(name))
        if isinstance(meant, Problem):
            self._blame([meant], name)
        return meant

    def _there(self, place: Place, made: Mapping[str, Made]) -> Made:
        """The score or the level of a dimension."""
        if place.id in made:
            return made[place.id]
        raise RubricError([])  # what is wrong with it has been told
