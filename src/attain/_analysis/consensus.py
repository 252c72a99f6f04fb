"""Several respondents in one assessment: what their answers give together, how far they agree, and where they don't."""

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

Policy: TypeAlias = Literal["majority", "strictest"]
"""Which of several answers counts: the one that most gave, or the worst."""

POLICIES: tuple[Policy, ...] = ("majority", "strictest")


@attrs.frozen(eq=False, repr=False)
class Disagreement(Data):
    """A question that respondents answer differently.

    Arguments:
        question: The full id of the question; of a rating, the id of the dimension that is rated.
        text: What it asks; None if the rubric does not say.
        answers: The answer of each respondent; ``n/a``, or None if it is open.
        answer: The answer that counts; None if none does.
        changes: The ids of the dimensions whose levels the answer of another respondent would change if it alone counted
            instead; an empty one for the whole, which is last.
        options: What people call the options in `answers`, by their ids.
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
    """Several respondents in one dimension, or as a whole.

    Arguments:
        id: The dimension's id; the rubric's for the whole.
        title: What people call it.
        parent: The id of the dimension it is part of; None at the top.
        view: True if it is evaluated by itself, and never counts in its parent.
        level: The level that the merged answers give; None if there is none.
        score: The score that they give.
        full: Full marks.
        levels: The level of each respondent; None if they have none.
        scores: The score of each respondent.
        alpha: How far they agree, by Krippendorff's alpha: 1 if all agree, 0 if they agree as by chance. None if no question has two
            answers, or if all answers are equal. Open answers and "n/a" don't count.
        metric: How alpha takes answers: ``ordinal`` if all its questions share the same three or more options, else ``nominal``.
        compared: How many questions, in it and within it, at least two respondents answered.
        disagreements: The ids of those that they answer differently.
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
        rubric: The rubric's id.
        version: Its version.
        title: What people call it.
        scoring_digest: Stands for everything in the rubric that decides scores.
        levels: Its levels, lowest first.
        respondents: The names of the respondents.
        by: Whose answer counts: ``majority``, ``strictest``, or ``role`` if the order of `roles` decides.
        roles: The respondents whose answers count, the first of them first; empty unless `by` is ``role``.
        root: The consensus on the whole.
        dimensions: That on each dimension, by id.
        answers: The answers that count, by the full ids of their questions, as :meth:`Rubric.assess` takes them; a question that
            is not there is open.
        disagreements: The questions that they answer differently, by their full ids, those that change a level first.
        facts: The facts, which are those of all.
        terms: What the rubric calls dimensions, levels and subjects.
        subject: Who was assessed, if all results name the same.
        on: The latest day of the results; answers that have expired by then are open.
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
    results: Mapping[str, ResultData], by: Policy | Sequence[str], assessor: Assessor, kind: type[Kind]
) -> Kind:
    """Merge the answers of several respondents; see :func:`attain.consensus`.

    Arguments:
        results: The result of each respondent, by name; they can be merged.
        by: Whose answer counts.
        assessor: What scores answers by their rubric.
        kind: The class of the consensus.
    """
    first, rubric = next(iter(results.values())), assessor.rubric
    on = max((each.on for each in results.values() if each.on), default=None)
    questions = [*_asked(results, rubric, on)]
    policy = next((each for each in POLICIES if each == by), None)
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


def _asked(results: Mapping[str, ResultData], rubric: CompiledRubric, on: date | None) -> Iterator["_Asked"]:
    """Yield each question with the answers of all respondents."""
    understood = {name: outcome_of(rubric, each, on).understood for name, each in results.items()}
    for at, input_ in enumerate(rubric.plan.inputs):
        answers = {name: each.answers[at] for name, each in understood.items()}
        yield _Asked(input_, answers, {name: each.codes[at] for name, each in understood.items()})


def check_results(results: object, by: object) -> None:
    """Check that results can be merged.

    Arguments:
        results: The result of each respondent, by name.
        by: Whose answer counts.

    Raises:
        AnswersError: They are not results by name, fewer than two, were scored by different rules, or have different facts; or `by`
            names somebody else. With every problem.
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
    """Yield what keeps the result of each respondent from being merged with that of the first."""
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
    """Yield what is wrong with whose answer counts."""
    if isinstance(by, str) or not isinstance(by, Collection) or not by:
        if by not in POLICIES:
            yield Problem.of(say("unknown-policy.consensus", given=by), ("by",))
        return
    for name in by:
        if not isinstance(name, str) or name not in results:
            yield Problem.of(say("unknown-respondent", name=name), ("by",), nearest(str(name), results))


@attrs.frozen(eq=False)
class _Asked:
    """A question, and the answer of each respondent: as it was given, and as the plan takes it."""

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
        """Whether they are not all equal."""
        return len({_equal(code) for code in self.given.values()}) > 1

    def deciding(self, policy: Policy | None, roles: Sequence[str]) -> str | None:
        """Return whose answer counts; None if nobody's does. Without a policy, the first of some respondents decides."""
        given = self.given
        if policy is None:
            return next((name for name in roles if name in given), None)
        if policy == "majority":
            times = Counter(map(_equal, given.values()))
            given = {name: code for name, code in given.items() if times[_equal(code)] == max(times.values())}
        return min(given, key=lambda name: (*self._rank(given[name]), name), default=None)

    def _rank(self, code: Code) -> tuple[float, bool]:
        """Return by what the worst answer is found: "n/a" is as good as the rubric counts it, and one that drops out the best."""
        if isinstance(code, float):
            return code, False
        return self.input.low if self.input.not_applicable.as_ == "worst" else self.input.high, True

    @property
    def values(self) -> list[Hashable]:
        """The answers, without "n/a", so that those to several questions can be compared."""
        codes = [code for code in self.given.values() if isinstance(code, float)]
        options = self.input.options
        return [options[int(code)] if options else quantise(self.input.sign * code) for code in codes]


def _equal(code: Code) -> Hashable:
    """Return what two codes have in common if they are one answer."""
    return quantise(code) if isinstance(code, float) else code


def _disagreement(
    asked: _Asked,
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


def _changes(asked: _Asked, trials: Trials) -> tuple[str, ...]:
    """Return the ids of the dimensions with another level if the answer of another respondent counts instead."""
    others = ({asked.id: answer_of(asked.input, code, trials.on)} for code in {*asked.given.values()})
    ranks = [trials.ranks(each) for each in others]
    now, ids = trials.outcome.marks[0], [output.id for output in trials.plan.outputs]
    found = [id_ for at, id_ in enumerate(ids) if any(each[at] != now[at] for each in ranks)]
    return tuple(sorted(found, key="".__eq__))  # the whole last


def _dimension(
    id_: str, results: Mapping[str, ResultData], merged: Outcome, questions: Sequence[_Asked]
) -> DimensionConsensus:
    """Return the consensus on a dimension, or on the whole.

    Arguments:
        id_: The id of the dimension; an empty one for the whole.
        results: The result of each respondent.
        merged: What the merged answers give.
        questions: The questions in it and within it.
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
