"""A comparison of two results of one rubric: the leader in each dimension, the answers behind it, the joint level."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import ClassVar, Literal, NamedTuple, TypeAlias, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._core.precision import quantise
from attain._model.conditions import Value
from attain._model.parts import Action, Level
from attain._plan.compile import CompiledRubric
from attain._plan.plan import Code, Input, Missing
from attain._score.assess import interpret
from attain._score.interpreter import applies, run
from attain._score.outcome import Outcome, known, question_of
from attain._score.result import Answer, ByDimension, DimensionResult, ResultData, owner_of, part_of

Leader: TypeAlias = Literal["first", "second", "neither"]
"""Which of two results leads."""


@attrs.frozen(eq=False, repr=False)
class AnswerComparison(Data):
    """A question that two results answer differently.

    Arguments:
        question: The full id of the question; for a rating, the id of the dimension that is rated.
        text: The text of the question; None if it has none.
        first: The answer of the first result; ``n/a``, or None if it is open.
        second: The answer of the second result.
        better: The better answer; an open one counts as the worst. None if neither is better, if one of them is
            ``n/a``, or if no result has its rubric.
        options: The titles of the options in `first` and `second`, by their ids.
        unit: The unit of a number; None if it has none, or if no result has its rubric.
    """

    question: str
    text: str | None = None
    first: Value | None = None
    second: Value | None = None
    better: Literal["first", "second"] | None = None
    options: FrozenDict[str, str] = FrozenDict()
    unit: str | None = None


@attrs.frozen(eq=False, repr=False)
class DimensionComparison(Data):
    """Two results in one dimension, or overall.

    Arguments:
        id: The id of the dimension, or of the rubric.
        title: The display name.
        parent: The id of the dimension that contains it; None at the top.
        view: Whether it is a view: assessed separately and never counted in its parent.
        first: The level of the first result; None if it has none.
        second: The level of the second result.
        first_score: The score of the first result; None if it has none.
        second_score: The score of the second result.
        full: Full marks of the first result.
        leader: The result with the higher level, or with the higher score if the levels are equal; ``neither`` if they
            are equal too, or if only one result has a level.
        is_certain: Whether the open answers can't change the leader, unless one of them is "n/a".
        combined: The level that both reach if the better answer to each question counts; None if there is none, if
            their facts differ, or if no result has its rubric.
        combined_score: The score of these answers.
        first_ahead: The ids of the questions that the first result answers better, including those of the dimensions
            within it.
        second_ahead: The ids of the questions that the second result answers better.
        next_steps: The next steps that both results have.
    """

    derived: ClassVar = ("weaker", "stronger")  # written for other languages, not read back
    id: str
    title: str
    parent: str | None = None
    view: bool = False
    first: Level | None = None
    second: Level | None = None
    first_score: float | None = None
    second_score: float | None = None
    full: float | None = None
    leader: Leader = "neither"
    is_certain: bool = True
    combined: Level | None = None
    combined_score: float | None = None
    first_ahead: tuple[str, ...] = ()
    second_ahead: tuple[str, ...] = ()
    next_steps: tuple[Action, ...] = ()

    @property
    def weaker(self) -> Level | None:
        """The lower of the two levels, which both reach; None if one of them has no level."""
        return min(self.first, self.second) if self.first and self.second else None

    @property
    def stronger(self) -> Level | None:
        """The higher of the two levels, which one of them reaches; None if one of them has no level."""
        return max(self.first, self.second) if self.first and self.second else None


@attrs.frozen(eq=False, repr=False)
class ResultComparisonData(ByDimension[DimensionComparison], Data):
    """Two results of one rubric: those of two subjects, or those of one subject at two dates.

    Arguments:
        rubric: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        scoring_digest: A digest of everything in the rubric that decides scores; both results have it.
        levels: The levels of the rubric, lowest first.
        root: The overall comparison.
        dimensions: The comparison of each dimension, by id.
        answers: The questions that the two answer differently, by their full ids.
        terms: The rubric's own words for dimensions, levels and subjects.
        first_subject: The name of the subject of the first result.
        second_subject: The name of the subject of the second result.
        first_on: The day of the first assessment.
        second_on: The day of the second assessment.
    """

    called: ClassVar = "comparison"
    rubric: str
    version: str
    title: str
    scoring_digest: str
    levels: tuple[Level, ...]
    root: DimensionComparison
    dimensions: FrozenDict[str, DimensionComparison]
    answers: FrozenDict[str, AnswerComparison] = FrozenDict()
    terms: FrozenDict[str, str] = FrozenDict()
    first_subject: str | None = None
    second_subject: str | None = None
    first_on: date | None = None
    second_on: date | None = None

    @property
    def is_over_time(self) -> bool:
        """Whether both results are of one subject at two dates, so that the differences are gains and losses."""
        same = self.first_subject is not None and self.first_subject == self.second_subject
        return same and self.first_on != self.second_on

    def leads(self, leader: Leader) -> tuple[str, ...]:
        """Return the ids of the dimensions that a result leads in, or that neither leads in; without views.

        Arguments:
            leader: ``first``, ``second`` or ``neither``.
        """
        return tuple(id_ for id_, each in self.dimensions.items() if each.leader == leader and not each.view)


Kind = TypeVar("Kind", bound=ResultComparisonData)


def must_be_results(given: Mapping[str, object]) -> None:
    """Raise an error if a value that must be a result is something else.

    Arguments:
        given: The values, by the names of their parameters.

    Raises:
        AnswersError: A value is not a result. The error has a problem for each such value, under its name.
    """
    wrong = {name: each for name, each in given.items() if not isinstance(each, ResultData)}
    if wrong:
        raise AnswersError(
            Problem.of(say("wrong-type.class", name="Result", given=each), (name,)) for name, each in wrong.items()
        )


def compare(first: ResultData, second: ResultData, rubric: CompiledRubric | None, kind: type[Kind]) -> Kind:
    """Compare two results; see :func:`attain.compare`.

    Arguments:
        first: The first result.
        second: The second result.
        rubric: The rubric of either result; None if neither has it.
        kind: The class of the comparison to return.

    Raises:
        AnswersError: They were scored by different rules.
    """
    if first.scoring_digest != second.scoring_digest:
        names = [f"{each.rubric}@{each.version}" for each in (first, second)]
        raise AnswersError([Problem.of(say("other-scoring.results", first=names[0], second=names[1]), ())])
    pair = (
        None
        if rubric is None
        else _OutcomePair(rubric, *(outcome_of(rubric, each, each.on) for each in (first, second)))
    )
    answers = {each.question: each for each in _answers(first, second, pair)}
    asked = questions_within(first, _own(first) if pair is None else pair.own())
    together = None if pair is None else pair.together()
    root, *dimensions = (
        _dimension(
            part_of(first, id_),
            part_of(second, id_),
            first.levels,
            [each for each in answers.values() if each.question in questions],
            (None, None) if together is None else reached(together, id_),
        )
        for id_, questions in asked.items()
    )
    return kind(
        rubric=first.rubric,
        version=first.version,
        title=first.title,
        scoring_digest=first.scoring_digest,
        levels=first.levels,
        root=root,
        dimensions=FrozenDict({each.id: each for each in dimensions}),
        answers=FrozenDict(answers),
        terms=first.terms,
        first_subject=first.subject,
        second_subject=second.subject,
        first_on=first.on,
        second_on=second.on,
    )


class _OutcomePair(NamedTuple):
    """The outcomes of both results by one rubric."""

    rubric: CompiledRubric
    first: Outcome
    second: Outcome

    def codes(self) -> Iterator[tuple[Input, Code, Code]]:
        """Yield each question with the codes of both answers."""
        first, second = self.first.understood.codes, self.second.understood.codes
        return zip(self.rubric.plan.inputs, first, second, strict=True)

    def own(self) -> dict[str, list[str]]:
        """Return the ids of each dimension's own questions that at least one of both is asked, by its id."""
        return own_questions(self.rubric, [each.understood.facts for each in (self.first, self.second)])

    def together(self) -> Outcome | None:
        """Return the outcome of the better answer to each question; None if the facts of both differ."""
        given = self.first.understood
        if given.facts != self.second.understood.facts:
            return None
        codes = tuple(max(pair, key=partial(_worth, input_)) for input_, *pair in self.codes())
        trace = run(self.rubric.plan, codes, given.facts)
        return Outcome(self.rubric, attrs.evolve(given, codes=codes), trace, trace, trace)


def outcome_of(rubric: CompiledRubric, result: ResultData, on: date | None) -> Outcome:
    """Return the interpreter's outcome for the answers of a result.

    Arguments:
        rubric: The rubric.
        result: The result whose answers and facts are scored.
        on: The day on which answers may have expired; None to ignore age.
    """
    return interpret(rubric, result.answers, known(result.facts), on, check=False)


def own_questions(rubric: CompiledRubric, facts: Iterable[Sequence[Value | None]]) -> dict[str, list[str]]:
    """Return the ids of each dimension's own questions, by its id; the id of the whole is empty.

    Arguments:
        rubric: The rubric.
        facts: The facts of each subject; a question is included if at least one of them is asked it.
    """
    inputs, facts = rubric.plan.inputs, [*facts]
    return {
        output.id: [
            inputs[asked.input].id for asked in output.asked if any(applies(asked.facts, each) for each in facts)
        ]
        for output in rubric.plan.outputs
    }


def _worth(input_: Input, code: Code) -> tuple[int, float]:
    """Return a sort key: any answer beats "n/a", unless that counts as the best, and both beat an open one."""
    if isinstance(code, float):
        return 2, code
    if code is Missing.NOT_APPLICABLE:
        return (3 if input_.not_applicable.as_ == "best" else 1), 0.0
    return 0, 0.0


def _answers(first: ResultData, second: ResultData, pair: _OutcomePair | None) -> Iterator[AnswerComparison]:
    """Yield the questions that the two results answer differently."""
    better = {} if pair is None else {input_.id: _better(input_, *codes) for input_, *codes in pair.codes()}
    for id_, answer in first.answers.items():
        values = [counted(each) for each in (answer, second.answers[id_])]
        if values[0] != values[1]:
            yield AnswerComparison(
                question=id_,
                text=first.questions.get(id_),
                first=values[0],
                second=values[1],
                better=better.get(id_),
                options=titles_of((first, second), id_),
                unit=None if pair is None else question_of(pair.rubric, id_).unit,
            )


def counted(answer: Answer) -> Value | None:
    """Return the value of an answer that counts; None if it is open."""
    return None if answer.state == "open" else answer.value


def titles_of(results: Iterable[ResultData], question: str) -> FrozenDict[str, str]:
    """Return the titles of the options that answer a question, by their ids.

    Arguments:
        results: The results with the answers.
        question: The full id of the question.
    """
    chosen = [each for each in results if question in each.chosen]
    return FrozenDict({str(each.answers[question].value): each.chosen[question] for each in chosen})


def _better(input_: Input, first: Code, second: Code) -> Literal["first", "second"] | None:
    """Return which of two answers is better; an open one counts as the worst."""
    codes = [input_.low if code is Missing.OPEN else code for code in (first, second)]
    if isinstance(codes[0], Missing) or isinstance(codes[1], Missing) or codes[0] == codes[1]:
        return None
    return "first" if codes[0] > codes[1] else "second"


def _own(result: ResultData) -> dict[str, list[str]]:
    """Return the ids of each dimension's own questions, by its id, as far as the ids of questions show it."""
    own: dict[str, list[str]] = {id_: [] for id_ in ("", *result.dimensions)}
    for question in result.answers:
        own[owner_of(result.dimensions, "", question)].append(question)
    return own


def questions_within(result: ResultData, own: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    """Return the ids of the questions in each dimension, nested ones included but views left out, by its id.

    Arguments:
        result: A result of the rubric.
        own: The ids of the questions of each dimension's own.
    """
    asked = {id_: {*questions} for id_, questions in own.items()}
    for id_, questions in own.items():
        inner = id_
        while inner and not result.dimensions[inner].view:
            inner = result.dimensions[inner].parent or ""
            asked[inner].update(questions)
    return {id_: frozenset(questions) for id_, questions in asked.items()}


def reached(outcome: Outcome, id_: str) -> tuple[Level | None, float | None]:
    """Return the level and the score of a dimension.

    Arguments:
        outcome: The outcome of scoring the answers.
        id_: The id of the dimension; ``""`` for the rubric as a whole.
    """
    output = outcome.outputs[id_]
    return outcome.reached(output), outcome.scored(output)


def _dimension(
    one: DimensionResult,
    other: DimensionResult,
    levels: Sequence[Level],
    answers: Sequence[AnswerComparison],
    together: tuple[Level | None, float | None],
) -> DimensionComparison:
    """Compare two results in one dimension or overall.

    Arguments:
        one: The first result.
        other: The second result.
        levels: The levels with the titles of the first result, which may differ from those of the second.
        answers: The questions that both answer differently in the dimension and within it.
        together: The level and the score of the better answers.
    """
    first, second, combined = (level and levels[level.rank] for level in (one.level, other.level, together[0]))
    leader = _leader((one.level, one.score), (other.level, other.score))
    return DimensionComparison(
        id=one.id,
        title=one.title,
        parent=one.parent,
        view=one.view,
        first=first,
        second=second,
        first_score=one.score,
        second_score=other.score,
        full=one.full,
        leader=leader,
        is_certain=_is_certain(one, other, leader),
        combined=combined,
        combined_score=together[1],
        first_ahead=tuple(each.question for each in answers if each.better == "first"),
        second_ahead=tuple(each.question for each in answers if each.better == "second"),
        next_steps=tuple(action for action in one.next_steps if action in other.next_steps),
    )


_Mark: TypeAlias = tuple[Level | None, float | None]  # a level and a score; both rise with every answer


def _leader(one: _Mark, other: _Mark) -> Leader:
    """Return which of two has the higher level, or the higher score if the levels are equal."""
    ranks = [-1 if level is None else level.rank for level, _ in (one, other)]
    scores = [-math.inf if score is None else quantise(score) for _, score in (one, other)]
    if (ranks[0] == ranks[1] and -math.inf in scores) or (ranks[0] != ranks[1] and -1 in ranks):
        return "neither"
    marks = [*zip(ranks, scores, strict=True)]
    return "first" if marks[0] > marks[1] else "second" if marks[1] > marks[0] else "neither"


def _is_certain(one: DimensionResult, other: DimensionResult, leader: Leader) -> bool:
    """Return whether no answers to the open questions change the leader; the worst and the best decide it."""
    (worst, best), (other_worst, other_best) = (
        ((each.low, each.score_low), (each.high, each.score_high)) for each in (one, other)
    )
    return leader == _leader(worst, other_best) == _leader(best, other_worst)
