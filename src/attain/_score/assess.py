"""Scoring of one set of answers, as the source of its result."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import AmbiguousLevelError, AnswersError, Problem
from attain._core.messages import Message, say
from attain._core.names import nearest
from attain._core.precision import quantise
from attain._core.shapes import shape_of
from attain._model.conditions import Value
from attain._model.parts import Level
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import AnswerPoints
from attain._plan.plan import Banded, Input, Missing, Output
from attain._plan.steps import POLICIES, Region

from .answers import must_be_table, no_day, read_day, understand, unfit_ids
from .envelope import AnswerSet, open_envelope
from .explain import reasons
from .fast import Executor, Scored
from .interpreter import applies, run
from .outcome import Outcome, combined, known, question_of
from .requirements import benefits, checklist, next_steps, option_title, progress, requirements
from .result import Answer, DimensionResult, TargetGap
from .targets import gap


class Assessor:
    """Scores answers by one rubric, for which it is made once."""

    def __init__(self, rubric: CompiledRubric) -> None:
        self.rubric = rubric
        self.executor = Executor(rubric.plan)
        self.levels: dict[float | None, Level | None] = {None: None, **dict(enumerate(rubric.levels))}
        self.outputs = {output.id: output for output in rubric.plan.outputs[1:]}

    def assess(
        self,
        answers: Mapping[str, object],
        facts: Mapping[str, object],
        on: date | str | None,
        subject: str | None,
        *,
        check: bool = True,
        done: Collection[str] = (),
    ) -> "Details":
        """Score the answers of one subject; see :meth:`Rubric.assess`."""
        day = None if on is None and subject is None else check_day(on, subject)
        problems = unknown_actions(self.rubric, done, check=check) if done != () else ()
        return Details(self, self.ground(answers, facts, day, check=check), day, subject, done, problems=problems)

    def assess_many(self, sets: object, on: date | str | None) -> "Iterator[Details]":
        """Score the answers of many subjects one by one, as you iterate; see :meth:`Rubric.assess_many`."""
        if isinstance(sets, Mapping | str | bytes) or not hasattr(sets, "__iter__") or hasattr(sets, "columns"):
            raise AnswersError([Problem.of(say("wrong-type.answer-sets", type=type(sets).__name__), ())])
        day = check_day(on, None)
        return (self._lenient(open_envelope(each, self.rubric), day) for each in sets)

    def _lenient(self, given: AnswerSet, on: date | None) -> "Details":
        """Score a set of answers without raising for its problems."""
        day, problems = given.on or on, given.problems
        if given.done:
            problems += unknown_actions(self.rubric, given.done, check=False)
        ground = self.ground(given.answers, given.facts, day, check=False)
        return Details(self, ground, day, given.subject, given.done, problems=problems)

    def ground(
        self, answers: Mapping[str, object], facts: Mapping[str, object], on: date | None = None, *, check: bool = True
    ) -> Scored | Outcome:
        """Score answers by the generated function if it accepts them, else by the interpreter.

        Raises:
            AnswersError: Answers or facts don't fit, and `check` is true.
            AmbiguousLevelError: The bands don't decide, the policy is ``error``, and `check` is true.
        """
        return self.executor.score(answers, facts) or interpret(self.rubric, answers, facts, on, check=check)


class Details:
    """The source of a result. Levels and scores are calculated at once, details when they are first needed.

    Arguments:
        assessor: The assessor that scored the answers.
        ground: The outcome of the generated function or of the interpreter.
        on: The day of the assessment; None if not given.
        subject: The name of the subject; None if not given.
        done: The full ids of the completed actions.
        problems: The problems besides those with answers and facts.
    """

    __slots__ = ("_details", "_done", "_ground", "_marks", "_problems", "assessor", "on", "subject")

    def __init__(
        self,
        assessor: Assessor,
        ground: Scored | Outcome,
        on: date | None,
        subject: str | None,
        done: Collection[str] = (),
        *,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self.assessor = assessor
        self._ground = ground
        self._marks = ground.marks
        self.on = on
        self.subject = subject
        self._done = frozenset(done)
        self._problems = problems
        self._details: dict[str, DimensionResult] = {}

    @property
    def level(self) -> Level | None:
        return self.assessor.levels[self._marks[0][0]]

    @property
    def score(self) -> float | None:
        score = self._marks[1][0]
        return None if score is None else float(score)

    @property
    def profile(self) -> FrozenDict[str, Level | None]:
        levels = map(self.assessor.levels.__getitem__, self._marks[0][1:])
        return FrozenDict(zip(self.assessor.outputs, levels, strict=True))

    def dimension(self, name: str) -> DimensionResult | None:
        output = self.assessor.outputs.get(name)
        return None if output is None else self._detail(output)

    def what_if(
        self,
        changes: Mapping[str, object],
        facts: Mapping[str, object],
        on: date | str | None,
        done: Collection[str] | None,
    ) -> "Details":
        """Return the source of the result that other answers would give; see :meth:`Result.what_if`."""
        must_be_table(changes, "answers")
        given = self.outcome().understood
        inner = {f"{key}.{each}" for key, value in changes.items() if isinstance(value, Mapping) for each in value}
        inputs = zip(self.assessor.rubric.plan.inputs, given.answers, strict=True)
        same = {input_.id: each for input_, each in inputs if input_.id not in {*changes, *inner}}
        return self.assessor.assess(
            {**same, **changes},
            {**known(self.outcome().facts), **must_be_table(facts, "facts")},
            on or self.on,
            self.subject,
            done=self._done if done is None else done,
        )

    def field(self, name: str) -> object:
        """Return the value of a field of the result."""
        work_out = _FIELDS.get(name)
        return getattr(self.assessor.rubric, name) if work_out is None else work_out(self)

    def _root(self) -> DimensionResult:
        return self._detail(self.assessor.rubric.plan.outputs[0])

    def _dimensions(self) -> FrozenDict[str, DimensionResult]:
        return FrozenDict({id_: self._detail(output) for id_, output in self.assessor.outputs.items()})

    def _answered(self) -> Iterator[tuple[Input, Answer]]:
        """Yield each input with its answer."""
        return zip(self.assessor.rubric.plan.inputs, self.outcome().understood.answers, strict=True)

    def _answers(self) -> FrozenDict[str, Answer]:
        return FrozenDict({input_.id: answer for input_, answer in self._answered()})

    def _questions(self) -> FrozenDict[str, str]:
        rubric = self.assessor.rubric
        texts = {input_.id: question_of(rubric, input_.id).text for input_ in rubric.plan.inputs}
        return FrozenDict({id_: text for id_, text in texts.items() if text})

    def _chosen(self) -> FrozenDict[str, str]:
        rubric = self.assessor.rubric
        chosen = [(input_, str(answer.value)) for input_, answer in self._answered() if answer.value in input_.options]
        return FrozenDict({input_.id: option_title(rubric, input_, option) for input_, option in chosen})

    def _facts(self) -> FrozenDict[str, Value | None]:
        return self.outcome().facts

    def _done_ids(self) -> tuple[str, ...]:
        return tuple(id_ for id_ in self.assessor.rubric.scope.actions if id_ in self._done)

    def _all_problems(self) -> tuple[Problem, ...]:
        if isinstance(self._ground, Scored):  # the generated function accepts no answers with problems
            return self._problems
        return (*self._ground.understood.problems, *_clashes(self._ground), *self._problems)

    def _targets(self) -> FrozenDict[str, TargetGap]:
        rubric, profile = self.assessor.rubric, {"": self.level, **self.profile}
        return FrozenDict({id_: gap(rubric, id_, profile) for id_ in rubric.targets})

    def _terms(self) -> FrozenDict[str, str]:
        return self.assessor.rubric.scope.terms

    def _detail(self, output: Output) -> DimensionResult:
        if output.id not in self._details:
            self._details.setdefault(output.id, _dimension(self.outcome(), output, self._done))
        return self._details[output.id]

    def outcome(self) -> Outcome:
        """Return the outcome of the interpreter for the answers."""
        ground = self._ground
        if isinstance(ground, Scored):
            rubric = self.assessor.rubric
            answers = {i.id: given for i, given in zip(rubric.plan.inputs, ground.answers, strict=True)}
            facts = {fact.id: given for fact, given in zip(rubric.plan.facts, ground.facts, strict=True)}
            ground = self._ground = interpret(rubric, answers, facts, self.on)
        return ground


_FIELDS: Mapping[str, Callable[[Details], object]] = {
    "root": Details._root,
    "dimensions": Details._dimensions,
    "answers": Details._answers,
    "questions": Details._questions,
    "chosen": Details._chosen,
    "facts": Details._facts,
    "done": Details._done_ids,
    "targets": Details._targets,
    "problems": Details._all_problems,
    "terms": Details._terms,
    "rubric": lambda details: details.assessor.rubric.id,
    "subject": lambda details: details.subject,
    "on": lambda details: details.on,
}
"""The function that calculates each field of a result; all other fields are those of the rubric."""


def interpret(
    rubric: CompiledRubric,
    answers: Mapping[str, object],
    facts: Mapping[str, object],
    on: date | None,
    *,
    check: bool = True,
) -> Outcome:
    """Score answers by the interpreter.

    Raises:
        AnswersError: Answers or facts don't fit, and `check` is true.
        AmbiguousLevelError: The bands don't decide, the policy is ``error``, and `check` is true.
    """
    plan = rubric.plan
    understood = understand(plan, answers, facts, on, rubric.scope.shared, check=check)
    as_given = run(plan, understood.codes, understood.facts)
    worst = best = as_given
    if Missing.OPEN in understood.codes or any(as_given.clashes):
        worst = run(plan, understood.codes, understood.facts, "worst")
        best = run(plan, understood.codes, understood.facts, "best")
    outcome = Outcome(rubric, understood, as_given, worst, best)
    if check and (clashes := _clashes(outcome)):
        raise AmbiguousLevelError(clashes)
    return outcome


def _action_like(id_: str, actions: Collection[str]) -> Message | None:
    """Return the hint that names an action whose id ends like this, or else the nearest one."""
    ends = next((action for action in actions if action.endswith(f".{id_}")), None)
    return say("fix.near", name=ends) if ends else nearest(id_, actions)


def unknown_actions(rubric: CompiledRubric, done: Collection[str], *, check: bool = True) -> tuple[Problem, ...]:
    """Return a problem for each completed action that the rubric does not have.

    Raises:
        AnswersError: They are not a list of ids; or `check` is true, and the rubric does not have one of them.
    """
    if wrong := unfit_ids(done):
        raise AnswersError([wrong])
    actions = rubric.scope.actions
    unknown = [id_ for id_ in done if id_ not in actions]
    problems = tuple(
        Problem.of(say("unknown-action", id=id_), ("done", id_), _action_like(id_, actions)) for id_ in unknown
    )
    if check and problems:
        raise AnswersError(problems)
    return problems


def check_day(on: date | str | None, subject: str | None) -> date | None:
    """Check the day and the subject of an assessment, and return the day.

    Raises:
        AnswersError: The day is not a date, or the subject is not text.
    """
    day, problems = read_day(on), []
    if day is None and on is not None:
        error = no_day(on)
        problems.append(Problem.of(error.what, ("on",), error.fix))
    if shape_of(str | None).check(subject):
        problems.append(Problem.of(say("wrong-type.subject", given=subject), ("subject",)))
    if problems:
        raise AnswersError(problems)
    return day


def _clashes(outcome: Outcome) -> list[Problem]:
    """Return a problem for each node that no policy decides."""
    nodes = [node for output in outcome.plan.outputs for node in (output.score, output.level) if node is not None]
    ambiguous = {
        clash for node in nodes if not outcome.as_given.blocked[node] for clash in outcome.as_given.clashes[node]
    }
    return [_clash(outcome, position) for position in sorted(ambiguous)]


def _clash(outcome: Outcome, position: int) -> Problem:
    """Return the problem of a node that no policy decides: the level of a score, or the points of a number."""
    node = outcome.plan.nodes[position]
    if isinstance(node.does, AnswerPoints):
        id_ = outcome.plan.inputs[node.does.input].id
        return Problem.of(say("ambiguous-level.points", id=id_), node.path)
    output = next(output for output in outcome.plan.outputs if output.level == position)
    score = outcome.number(outcome.as_given, output.score) or 0.0
    found = _with_bands(DimensionResult(output.id, output.id), outcome.rubric, output.banded, score)
    key = "ambiguous-level.overlap" if found.bands else "ambiguous-level.gap"
    return Problem.of(say(key, score=score, levels=tuple(map(str, found.candidates))), node.path)


def _region(banded: Banded, score: float) -> Region:
    at = quantise(score)
    return next(region for region in reversed(banded.regions) if region.start <= at)


def _candidates(rubric: CompiledRubric, banded: Banded, region: Region) -> list[Level]:
    return [rubric.levels[banded.ranks[each] if each >= 0 else 0] for each in region.candidates]


def _dimension(outcome: Outcome, output: Output, done: Collection[str]) -> DimensionResult:
    rubric, trace = outcome.rubric, outcome.as_given
    place = rubric.scope.places[output.id]
    rules = place.rules
    level = outcome.reached(output)
    score = outcome.scored(output)
    demanded = requirements(outcome, output)
    asked = _asked(outcome, output)
    missing = [each for each in asked if outcome.understood.codes[each] is Missing.OPEN]
    items = checklist(outcome, output, done)
    finished = [item.action for item in items if item.done]
    found = DimensionResult(
        id=output.id or rubric.id,
        title=place.title,
        parent=output.parent or None,
        view=bool(rules.view),
        way=rules.combine if output.way == "combine" else output.way,
        rule=rules.rule.summary if rules.rule else None,
        level=level,
        score=score,
        full=outcome.number(trace, output.full),
        low=outcome.level(outcome.worst, output.level),
        high=outcome.level(outcome.best, output.level),
        score_low=outcome.number(outcome.worst, output.score),
        score_high=outcome.number(outcome.best, output.score),
        answered=len(asked) - len(missing),
        total=len(asked),
        open=tuple(outcome.plan.inputs[each].id for each in missing),
        blocked_by=tuple(outcome.plan.inputs[position].id for position in sorted(outcome.held(output))),
        requirements=demanded,
        combined=combined(outcome, output),
        progress=progress(outcome, output, demanded, level, score),
        next_steps=tuple(each for each in next_steps(outcome, output, level) if each not in finished),
        checklist=items,
        closing=rules.closing if items and len(finished) == len(items) else None,
        descriptors=rules.descriptors,
        benefits=benefits(outcome, output),
        interpretation=rules.interpretation,
    )
    found = found if score is None else _with_bands(found, rubric, output.banded, score)
    return attrs.evolve(found, reasons=reasons(found))


def _asked(outcome: Outcome, output: Output) -> list[int]:
    """Return the inputs of the questions that apply in a dimension and within it."""
    asked = {
        each.input
        for inner in outcome.below(output)
        for each in inner.asked
        if applies(each.facts, outcome.understood.facts) and not _passed(outcome, each.input)
    }
    return sorted(asked)


def _passed(outcome: Outcome, input_: int) -> bool:
    """Return whether a question is left out because it is not applicable."""
    excluded = outcome.plan.inputs[input_].not_applicable.as_ == "exclude"
    return excluded and outcome.understood.codes[input_] is Missing.NOT_APPLICABLE


def _with_bands(found: DimensionResult, rubric: CompiledRubric, banded: Banded | None, score: float) -> DimensionResult:
    """Return a result with the bands of its score, the policy that decided, and the levels under other policies."""
    if banded is None:
        return found
    region = _region(banded, score)
    candidates = _candidates(rubric, banded, region)
    ids = [rubric.levels[rank].id for rank in banded.ranks]
    matched = FrozenDict({ids[each]: banded.bands[each].text for each in region.matched})
    found = attrs.evolve(found, bands=matched, candidates=tuple(candidates))
    if region.clash is None:
        return found
    policy = {"overlap": banded.overlap, "gap": banded.gap}[region.clash]
    others = {
        name: candidates[region.candidates.index(choose(region.candidates))]
        for name, choose in POLICIES[region.clash].items()
        if choose and name != policy
    }
    return attrs.evolve(found, policy=f'{region.clash} = "{policy}"', alternatives=FrozenDict(others))
