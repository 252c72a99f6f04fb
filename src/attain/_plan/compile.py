"""The translation of a rubric to its plan, which reports everything that would keep it from scoring as it says."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import count

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import Path, Problem, RubricError
from attain._core.messages import say
from attain._core.names import nearest
from attain._core.precision import quantised
from attain._model.conditions import Condition, Value, asks, groups
from attain._model.rubric import WAYS, RubricData

from .builder import Builder
from .check import MOST_QUESTIONS, check
from .context import Context
from .digests import canonical, canonical_rules, repeated, scoring_digest, wording_digest
from .fields import Field, fields
from .idle import idle
from .levels import asked, level
from .nodes import Facts
from .plan import FactInput, Input, Output, Plan
from .questions import Item, build_input, build_item, build_rating, kind_of, options_of, rating_of, titles_of
from .scope import Place, Scope, survey
from .scores import score

_FATAL = frozenset({"few-levels", "unknown-policy", "unknown-question", "same-as-cycle"})
"""Codes of problems that prevent attain from reading the rest of a rubric and from reporting its problems."""

_OF_LEVELS = (*WAYS, "round", "weight")

Vertex = tuple[str, str]  # a dimension's id, and "score" or "level"


@attrs.frozen(eq=False, repr=False, kw_only=True)
class CompiledRubric(RubricData):
    """A rubric that is checked and compiled when it is made.

    Raises:
        RubricError: The rubric would not score as it says; the error holds every problem.
    """

    scope: Scope = attrs.field(init=False, eq=False)
    plan: Plan = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        scope, plan = compile_rubric(self)
        dimensions = {id_: canonical_rules(scope, rules, scope.places[id_]) for id_, rules in self.dimensions.items()}
        object.__setattr__(self, "requires", scope.places[""].rules.requires)
        object.__setattr__(self, "dimensions", FrozenDict(dimensions))
        object.__setattr__(self, "defaults", canonical_rules(scope, self.defaults))
        object.__setattr__(self, "scope", scope)
        object.__setattr__(self, "plan", plan)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields of a form: the facts, the questions at the top, then those of each dimension, with ratings."""
        return tuple(fields(self.scope, self.plan))

    @cached_property
    def scoring_digest(self) -> str:
        """The digest of everything that decides scores; rubrics with equal digests score all answers alike.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> p2p.scoring_digest == p2p.with_policy(overlap="lowest").scoring_digest
        False
        """
        return scoring_digest(self.scope)

    @cached_property
    def wording_digest(self) -> str:
        """The digest of everything that people read: titles, texts, sources, actions and the like.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> p2p.wording_digest == p2p.with_policy(overlap="lowest").wording_digest
        True
        """
        return wording_digest(self.scope)


def compile_rubric(rubric: RubricData) -> tuple[Scope, Plan]:
    """Return the scope and the plan of a rubric, after checking it.

    Raises:
        RubricError: The rubric would not score as it says; the error holds every problem.

    >>> import attain
    >>> _, plan = compile_rubric(attain.rubric("iamcp-p2p"))
    >>> len(plan.inputs), len(plan.outputs)
    (99, 11)
    """
    problems: list[Problem] = []
    check(rubric, problems)
    scope = survey(rubric, problems)
    if scope is not None:
        problems += _wrong_shares(scope)
        problems += _wrong_prerequisites(scope)
        if len(scope.questions) > MOST_QUESTIONS:
            what = say("too-large.questions", found=len(scope.questions), most=MOST_QUESTIONS)
            raise RubricError([*problems, Problem.of(what, ())])
    if scope is None or any(problem.code in _FATAL or problem.path[:1] == ("defaults",) for problem in problems):
        raise RubricError(problems)
    plan = _translate(scope, problems)
    problems += repeated(scope)
    problems += _wrong_targets(scope.rubric, plan)
    if problems:
        once: dict[tuple[str, Path], Problem] = {}
        for problem in problems:
            once.setdefault((problem.code, problem.path), problem)
        raise RubricError(once.values())
    return canonical(scope), plan


def _wrong_shares(scope: Scope) -> Iterable[Problem]:
    """Yield the problems of questions that share the answer of a question that is not asked itself."""
    searched = count()
    for place, short, question in scope.questions.values():
        name, path = question.same_as, (*place.path, "questions", short, "same-as")
        if name is None:
            continue
        if name not in scope.questions:
            fix = nearest(name, scope.questions, found=next(searched))
            related = scope.paths(name, scope.places[""])
            yield Problem.of(say("unknown-question.same-as", name=name), path, fix, related=related)
        elif further := scope.questions[name][2].same_as:
            what = say("same-as-cycle", name=name, origin=further)
            yield Problem.of(what, path, related=(scope.path(name),))


def _wrong_prerequisites(scope: Scope) -> Iterable[Problem]:
    """Yield the problems of prerequisites: missing questions, and cycles."""
    searched = count()
    for id_, (place, _, question) in scope.questions.items():
        for position, name in enumerate(question.after):
            if scope.prerequisite(place, name) is None:
                fix = nearest(name, (*place.rules.questions, *scope.questions), found=next(searched))
                path = (*scope.path(id_), "after", position)
                yield Problem.of(say("unknown-question.after", name=name), path, fix)
    try:
        TopologicalSorter(scope.prerequisites).prepare()
    except CycleError as error:
        cycle = error.args[1]
        yield Problem.of(say("after-cycle", id=cycle[0], cycle=tuple(cycle)), (*scope.path(cycle[0]), "after"))


def _wrong_targets(rubric: RubricData, plan: Plan) -> Iterable[Problem]:
    """Yield the problems of targets that require a level where none exists."""
    without = {output.id for output in plan.outputs if output.level is None}
    for name, target in rubric.targets.items():
        if target.level is not None and "" in without:
            yield Problem.of(say("target-level.rubric"), ("targets", name, "level"))
        for id_ in target.levels.keys() & without:
            yield Problem.of(say("target-level.dimension", id=id_), ("targets", name, "levels", id_))


def _translate(scope: Scope, problems: list[Problem]) -> Plan:
    """Translate the valid parts of a rubric; skip parts that were reported."""
    reported = {problem.path[:end] for problem in problems for end in range(1, len(problem.path) + 1)}
    fact_ids = {name: position for position, name in enumerate(scope.rubric.facts)}

    def facts(applies: Iterable[tuple[str, tuple[Value, ...]]]) -> Facts:
        return tuple(
            (fact_ids[name], frozenset(map(_compared, values))) for name, values in applies if name in fact_ids
        )

    inputs = tuple(_inputs(scope))
    positions = {input_.id: position for position, input_ in enumerate(inputs)}
    items = {
        id_: build_item(scope, id_, positions, facts([*place.applies, *question.applies_when.items()]), problems)
        for id_, (place, _, question) in scope.questions.items()
        if not _home_paths(scope, id_) & reported
    }
    context = Context(scope, {id_: item for id_, item in items.items() if item}, Builder(), facts)
    context.ratings.update(_ratings(context, positions))
    context.asked.update({place.id: asked(context, place) for place in scope.places.values()})
    for name, what in _order(context, problems):
        place = scope.places[name]
        if reported.isdisjoint((*place.path, key) for key in _OF_LEVELS):
            _build(context, place, what)
    problems += context.builder.problems
    problems += idle(scope, context.items, context.asked)
    outputs = tuple(_output(context, place) for place in scope.places.values())
    return Plan(inputs, tuple(_facts(context)), tuple(context.builder.nodes), outputs)


def _home_paths(scope: Scope, id_: str) -> set[Path]:
    """Return the paths of a question, of the question whose answer it takes, and of the latter's scale."""
    origin = scope.shared.get(id_, id_)
    return {scope.path(id_), scope.path(origin), ("scales", scope.questions[origin][2].scale or "")}


def _ratings(context: Context, inputs: Mapping[str, int]) -> Iterable[tuple[str, Item]]:
    """Yield the rating of each rated dimension, by the id of the dimension."""
    scope = context.scope
    for place in scope.places.values():
        if place.rules.rating:
            input_ = inputs[_rating_id(scope, place)]
            yield place.id, build_rating(scope, place, input_, context.facts(place.applies))


def _build(context: Context, place: Place, what: str) -> None:
    """Add the score or the level of a dimension."""
    if what == "score":
        if (scored := score(context, place)) is not None:
            context.scores[place.id] = scored
    elif (levelled := level(context, place)) is not None:
        context.levels[place.id] = levelled


def _inputs(scope: Scope) -> Iterable[Input]:
    for place in scope.places.values():
        if place.rules.rating:
            path = (*place.path, "rating")
            yield build_input(_rating_id(scope, place), rating_of(scope.rubric), place, scope.rubric, path)
        for short, question in place.rules.questions.items():
            if question.same_as is None:
                path = (*place.path, "questions", short)
                yield build_input(place.full_id(short), question, place, scope.rubric, path)


def _rating_id(scope: Scope, place: Place) -> str:
    """Return the id of the answer that rates a dimension: the dimension's own, or the rubric's."""
    return place.id or scope.rubric.id


def _facts(context: Context) -> Iterable[FactInput]:
    rubric = context.rubric
    needed = {name for place in context.scope.places.values() for name in _asked_facts(place, context.asked[place.id])}
    for name, fact in rubric.facts.items():
        kind = kind_of(fact)
        options = options_of(fact, rubric)
        ids = ("no", "yes") if kind == "yes-no" else tuple(option.id for option in options)
        default = None if fact.default is None else _compared(fact.default)
        titles = tuple(titles_of(options).values())
        yield FactInput(name, kind, ids, default, name in needed, titles=titles, words=rubric.answers)


def _compared(value: Value) -> Value:
    """Return the value of a fact for comparisons: a number in whole millionths."""
    return value if isinstance(value, bool | str | int) else quantised(value)


def _asked_facts(place: Place, asked: tuple[Condition, ...]) -> Iterable[str]:
    for name, _ in place.applies:
        yield name
    for question in place.rules.questions.values():
        yield from question.applies_when
    for group in groups(asked):
        yield from group.applies_when


def _order(context: Context, problems: list[Problem]) -> Iterable[Vertex]:
    """Return the scores and levels of all dimensions, each after those that it depends on."""
    scope, reads = context.scope, dict[Vertex, tuple[Vertex, ...]]()
    for place in scope.places.values():
        if place.scores:
            reads[place.id, "score"] = tuple((name, "score") for name in place.within)
        if place.rules.ways:
            reads[place.id, "level"] = tuple(_read_by_level(context, place))
    known = {vertex: [read for read in dict.fromkeys(of) if read in reads] for vertex, of in reads.items()}
    try:
        return tuple(TopologicalSorter(known).static_order())
    except CycleError as error:
        cycle = [say(f"rule-cycle.{what}", of=name or scope.rubric.id) for name, what in error.args[1]]
        name, _ = error.args[1][0]
        way = scope.places[name].rules.ways[:1]
        path, related = (*scope.places[name].path, *way), tuple(scope.places[each].path for each, _ in error.args[1])
        problems.append(Problem.of(say("rule-cycle", cycle=tuple(reversed(cycle))), path, related=related))
        raise RubricError(problems) from None


def _read_by_level(context: Context, place: Place) -> Iterable[Vertex]:
    match place.rules.ways[0]:
        case "bands":
            yield place.id, "score"
        case "combine":
            yield from ((name, "level") for name in place.within)
        case "requires" | "rule":
            for ask in asks(context.asked[place.id]):
                meanings = context.scope.meanings(ask.name, place) if ask.name else [("dimension", place.id)]
                yield from ((name, ask.of_dimension) for kind, name in meanings if kind == "dimension")
        case _:  # only questions
            pass


def _output(context: Context, place: Place) -> Output:
    facts = context.facts(place.applies)
    own = [item.asked for item in context.own_items(place)]
    if place.id in context.ratings:
        own.append(context.ratings[place.id].asked)
    scored, levelled = context.scores.get(place.id), context.levels.get(place.id)
    way = place.rules.rule.kind if place.rules.rule else next(iter(place.rules.ways), None)
    return Output(
        id=place.id,
        parent=place.parent,
        facts=facts,
        asked=tuple(own),
        way=way,
        score=scored.score if scored else None,
        full=scored.full if scored else None,
        level=levelled.level if levelled else None,
        banded=levelled.banded if levelled else None,
        demands=levelled.demands if levelled else (),
        combined=levelled.combined if levelled else None,
    )
