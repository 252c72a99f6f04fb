"""The consensus of several respondents: the result of merged answers, the agreement, and the disagreements."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Literal, TypeAlias, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._core.names import nearest
from attain._core.precision import quantise
from attain._model.conditions import Value
from attain._model.parts import Level
from attain._plan.compile import CompiledRubric
from attain._plan.plan import Code, Input, Missing
from attain._score.assess import Assessor, Details, interpret
from attain._score.outcome import Outcome, known, question_of
from attain._score.result import Answer, ByDimension, ResultData, part_of

from .agreement import Metric, alpha
from .choices import answer_of
from .comparison import counted, must_be_results, outcome_of, own_questions, questions_within, reached, titles_of
from .trials import Trials

MergePolicy: TypeAlias = Literal["majority", "strictest"]
"""Which of several answers counts: the one that most gave, or the worst."""

MERGE_POLICIES: tuple[MergePolicy, ...] = ("majority", "strictest")


@attrs.frozen(eq=False, repr=False)
class Disagreement(Data):
    """A question that respondents answer differently.

    Arguments:
        question: The full id of the question; for a rating, the id of the dimension that is rated.
        text: The text of the question; None if it has none.
        answers: The answer of each respondent; ``n/a``, or None if it is open.
        answer: The answer that counts; None if there is none.
        changes: The ids of the dimensions whose level would change if another respondent's answer to this question
            counted instead, with ``""`` for the rubric as a whole at the end.
        options: The titles of the options in `answers`, by their ids.
        unit: The unit of a number.
    """

    question: str
    text: str | None
    answers: FrozenDict[str, Value | None]
    answer: Value | None = None
    changes: tuple[str, ...] = ()
    options: FrozenDict[str, str] = FrozenDict()
    unit: str | None = None


@attrs.frozen(eq=False, repr=False)
class DimensionConsensus(Data):
    """Several respondents in one dimension, or overall.

    Arguments:
        id: The id of the dimension, or of the rubric.
        title: The display name.
        parent: The id of the dimension that contains it; None at the top.
        view: Whether it is a view: assessed separately and never counted in its parent.
        level: The level of the merged answers; None if there is none.
        score: The score of the merged answers.
        full: Full marks.
        levels: The level of each respondent; None if they have none.
        scores: The score of each respondent.
        alpha: Krippendorff's alpha, which measures agreement: 1 if all agree, 0 if they agree no more than by chance.
            None if no question has two answers, or if all answers are equal. Open answers and "n/a" don't count.
        metric: The metric of alpha: ``ordinal`` if all questions share the same three or more options, else
            ``nominal``.
        compared: The number of questions that at least two respondents answered, including questions of the dimensions
            within it.
        disagreements: The ids of the questions that the respondents answer differently.
    """

    id: str
    title: str
    parent: str | None = None
    view: bool = False
    level: Level | None = None
    score: float | None = None
    full: float | None = None
    levels: FrozenDict[str, Level | None] = FrozenDict()
    scores: FrozenDict[str, float | None] = FrozenDict()
    alpha: float | None = None
    metric: Metric = "nominal"
    compared: int = 0
    disagreements: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class ConsensusData(ByDimension[DimensionConsensus], Data):
    """The answers of several respondents in one assessment, merged.

    Arguments:
        rubric: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        scoring_digest: A digest of everything in the rubric that decides scores.
        levels: The levels of the rubric, lowest first.
        respondents: The names of the respondents.
        by: The way of picking answers: ``majority``, ``strictest``, or ``role`` if the order of `roles` decides.
        roles: The respondents whose answers count, in order of precedence; empty unless `by` is ``role``.
        root: The overall consensus.
        dimensions: The consensus in each dimension, by id.
        answers: The answers that count, by the full ids of their questions, as :meth:`Rubric.assess` takes them. Open
            questions are left out.
        disagreements: The questions that the respondents answer differently, by full id; those that change a level come
            first.
        facts: The facts, which all respondents share.
        terms: The rubric's own words for dimensions, levels and subjects.
        subject: The name of the subject, if all results name the same one.
        on: The latest day of the results; answers that have expired by that day are open.
    """

    called: ClassVar = "consensus"
    rubric: str
    version: str
    title: str
    scoring_digest: str
    levels: tuple[Level, ...]
    respondents: tuple[str, ...]
    by: Literal["majority", "strictest", "role"]
    root: DimensionConsensus
    dimensions: FrozenDict[str, DimensionConsensus]
    answers: FrozenDict[str, Answer]
    disagreements: FrozenDict[str, Disagreement] = FrozenDict()
    roles: tuple[str, ...] = ()
    facts: FrozenDict[str, Value | None] = FrozenDict()
    terms: FrozenDict[str, str] = FrozenDict()
    subject: str | None = None
    on: date | None = None


Kind = TypeVar("Kind", bound=ConsensusData)


def consensus(
    results: Mapping[str, ResultData], by: MergePolicy | Sequence[str], assessor: Assessor, kind: type[Kind]
) -> Kind:
    """Merge the answers of several respondents; see :func:`attain.consensus`.

    Arguments:
        results: The result of each respondent, by name; they must be fit to merge.
        by: The merge policy, or the names of the respondents in order of precedence.
        assessor: The assessor that scores answers by their rubric.
        kind: The class of the consensus to return.
    """
    first, rubric = next(iter(results.values())), assessor.rubric
    on = max((each.on for each in results.values() if each.on), default=None)
    questions = [*_asked(results, rubric, on)]
    policy = next((each for each in MERGE_POLICIES if each == by), None)
    roles = () if policy else tuple(by)
    deciding = {each: each.deciding(policy, roles) for each in questions}
    answers = {each.id: each.answers[name] for each, name in deciding.items() if name is not None}
    merged = interpret(rubric, answers, known(first.facts), on, check=False)
    trials = Trials(Details(assessor, merged, on, None))
    asked = questions_within(first, own_questions(rubric, [merged.understood.facts]))
    every = frozenset().union(*asked.values())
    disagreements = [
        _disagreement(each, results, answers.get(each.id), rubric, _changes(each, trials))
        for each in questions
        if each.differs and each.id in every
    ]
    root, *dimensions = (
        _dimension(id_, results, merged, [each for each in questions if each.id in ids]) for id_, ids in asked.items()
    )
    return kind(
        rubric=rubric.id,
        version=rubric.version,
        title=rubric.title,
        scoring_digest=first.scoring_digest,
        levels=rubric.levels,
        respondents=tuple(results),
        by=policy or "role",
        root=root,
        dimensions=FrozenDict({each.id: each for each in dimensions}),
        answers=FrozenDict(answers),
        disagreements=FrozenDict(
            {each.question: each for each in sorted(disagreements, key=lambda each: not each.changes)}
        ),
        roles=roles,
        facts=first.facts,
        terms=first.terms,
        subject=first.subject if all(each.subject == first.subject for each in results.values()) else None,
        on=on,
    )


def _asked(results: Mapping[str, ResultData], rubric: CompiledRubric, on: date | None) -> Iterator["_AskedOfAll"]:
    """Yield each question with the answers of all respondents."""
    understood = {name: outcome_of(rubric, each, on).understood for name, each in results.items()}
    for at, input_ in enumerate(rubric.plan.inputs):
        answers = {name: each.answers[at] for name, each in understood.items()}
        yield _AskedOfAll(input_, answers, {name: each.codes[at] for name, each in understood.items()})


def check_results(results: object, by: object) -> None:
    """Raise an error if results can't be merged.

    Arguments:
        results: The result of each respondent, by name.
        by: The merge policy, or the names of the respondents in order of precedence.

    Raises:
        AnswersError: There are fewer than two results, one is not a result, they were scored by different rules or have
            different facts, or `by` names somebody who is not a respondent. The error holds every problem.
    """
    if not isinstance(results, Mapping):
        raise AnswersError([Problem.of(say("wrong-type.respondents", given=results), ())])
    if names := [name for name in results if not isinstance(name, str)]:
        raise AnswersError([Problem.of(say("wrong-type.keys", given=names[0]), ())])
    must_be_results(results)
    if len(results) < 2:
        raise AnswersError([Problem.of(say("few-respondents", count=len(results)), ())])
    if problems := [*_unfit(results), *_unknown(results, by)]:
        raise AnswersError(problems)


def _unfit(results: Mapping[str, ResultData]) -> Iterator[Problem]:
    """Yield the problems that keep a respondent's result from being merged with the first one."""
    (name, first), *others = results.items()
    for other, result in others:
        if result.scoring_digest != first.scoring_digest:
            rubrics = [f"{each.rubric}@{each.version}" for each in (first, result)]
            what = say("other-scoring.respondents", name=name, first=rubrics[0], other=other, second=rubrics[1])
            yield Problem.of(what, ())
            continue
        for id_ in first.facts:
            values = first.facts[id_], result.facts.get(id_)
            if values[0] != values[1]:
                what = say("other-facts", id=id_, name=name, first=values[0], other=other, second=values[1])
                yield Problem.of(what, ("facts", id_))


def _unknown(results: Mapping[str, ResultData], by: object) -> Iterator[Problem]:
    """Yield the problems of the merge policy or the order of precedence."""
    if isinstance(by, str) or not isinstance(by, Collection) or not by:
        if by not in MERGE_POLICIES:
            yield Problem.of(say("unknown-policy.consensus", given=by), ("by",))
        return
    for name in by:
        if not isinstance(name, str) or name not in results:
            yield Problem.of(say("unknown-respondent", name=name), ("by",), nearest(str(name), results))


@attrs.frozen(eq=False)
class _AskedOfAll:
    """A question, and the answer of each respondent: as given, and as a code of the plan."""

    input: Input
    answers: Mapping[str, Answer]
    codes: Mapping[str, Code]

    @property
    def id(self) -> str:
        """The full id of the question."""
        return self.input.id

    @property
    def given(self) -> dict[str, Code]:
        """The answers that are not open."""
        return {name: code for name, code in self.codes.items() if code is not Missing.OPEN}

    @property
    def differs(self) -> bool:
        """Whether the answers differ."""
        return len({_equal(code) for code in self.given.values()}) > 1

    def deciding(self, policy: MergePolicy | None, roles: Sequence[str]) -> str | None:
        """Return the respondent whose answer counts; None if nobody's does.

        Without a policy, the first of `roles` who gave an answer decides.
        """
        given = self.given
        if policy is None:
            return next((name for name in roles if name in given), None)
        if policy == "majority":
            times = Counter(map(_equal, given.values()))
            given = {name: code for name, code in given.items() if times[_equal(code)] == max(times.values())}
        return min(given, key=lambda name: (*self._rank(given[name]), name), default=None)

    def _rank(self, code: Code) -> tuple[float, bool]:
        """Return a key that sorts the worst answer first; "n/a" is as good as the rubric counts it."""
        if isinstance(code, float):
            return code, False
        return self.input.low if self.input.not_applicable.as_ == "worst" else self.input.high, True

    @property
    def values(self) -> list[Hashable]:
        """The answers, without "n/a", so that the answers to several questions can be compared."""
        codes = [code for code in self.given.values() if isinstance(code, float)]
        options = self.input.options
        return [options[int(code)] if options else quantise(self.input.sign * code) for code in codes]


def _equal(code: Code) -> Hashable:
    """Return a key that is equal for two codes of the same answer."""
    return quantise(code) if isinstance(code, float) else code


def _disagreement(
    asked: _AskedOfAll,
    results: Mapping[str, ResultData],
    answer: Answer | None,
    rubric: CompiledRubric,
    changes: tuple[str, ...],
) -> Disagreement:
    return Disagreement(
        question=asked.id,
        text=next(iter(results.values())).questions.get(asked.id),
        answers=FrozenDict({name: counted(each) for name, each in asked.answers.items()}),
        answer=None if answer is None else answer.value,
        changes=changes,
        options=titles_of(results.values(), asked.id),
        unit=question_of(rubric, asked.id).unit,
    )


def _changes(asked: _AskedOfAll, trials: Trials) -> tuple[str, ...]:
    """Return the ids of the dimensions whose level changes if another respondent's answer counts instead."""
    others = ({asked.id: answer_of(asked.input, code, trials.on)} for code in {*asked.given.values()})
    ranks = [trials.ranks(each) for each in others]
    now, ids = trials.outcome.marks[0], [output.id for output in trials.plan.outputs]
    found = [id_ for at, id_ in enumerate(ids) if any(each[at] != now[at] for each in ranks)]
    return tuple(sorted(found, key="".__eq__))  # the whole comes last


def _dimension(
    id_: str, results: Mapping[str, ResultData], merged: Outcome, questions: Sequence[_AskedOfAll]
) -> DimensionConsensus:
    """Return the consensus on a dimension, or overall.

    Arguments:
        id_: The id of the dimension; ``""`` for the rubric as a whole.
        results: The result of each respondent.
        merged: The outcome of the merged answers.
        questions: The questions in the dimension and within it.
    """
    parts = {name: part_of(each, id_) for name, each in results.items()}
    first = next(iter(parts.values()))
    levels = {name: each.level and merged.rubric.levels[each.level.rank] for name, each in parts.items()}
    level, score = reached(merged, id_)
    paired = [each for each in questions if len(each.values) > 1]
    options = {each.input.options for each in paired}
    order = options.pop() if len(options) == 1 else ()
    metric: Metric = "ordinal" if len(order) > 2 else "nominal"
    return DimensionConsensus(
        id=first.id,
        title=first.title,
        parent=first.parent,
        view=first.view,
        level=level,
        score=score,
        full=merged.number(merged.as_given, merged.outputs[id_].full),
        levels=FrozenDict(levels),
        scores=FrozenDict({name: each.score for name, each in parts.items()}),
        alpha=alpha((each.values for each in paired), order if metric == "ordinal" else None),
        metric=metric,
        compared=sum(len(each.given) > 1 for each in questions),
        disagreements=tuple(each.id for each in questions if each.differs),
    )
