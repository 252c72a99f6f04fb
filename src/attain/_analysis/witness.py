"""Answers that two rubrics score differently: found within a budget, and reduced to as few as possible."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from random import Random
from typing import TypeAlias

import attrs

from attain._core.data import Data, FrozenDict, freeze_table
from attain._core.errors import AmbiguousLevelError, AnswersError, Path, Problem
from attain._core.messages import Message, say
from attain._core.precision import quantise
from attain._core.shapes import file_fields
from attain._core.text import worded
from attain._model.conditions import Value
from attain._model.parts import Level
from attain._model.rubric import Rules
from attain._plan.compile import CompiledRubric
from attain._plan.plan import Input, Plan
from attain._score.assess import Assessor

from .choices import GIVEN, cases, choices, fact_values, value_of
from .reach import questions_read

DAY = date(2026, 1, 1)
"""The day of the assessment if answers have dates; any day would do."""

AnswerTable: TypeAlias = Mapping[str, object]


@attrs.frozen
class Candidate:
    """Answers and facts to try."""

    answers: AnswerTable
    facts: AnswerTable

    @property
    def on(self) -> date | None:
        """The day of the assessment; None if no answer has a date."""
        return DAY if any(isinstance(each, Mapping) and "on" in each for each in self.answers.values()) else None

    def without(self, ids: Sequence[str]) -> "Candidate":
        """Return the candidate without some answers or facts."""
        kept = [{id_: value for id_, value in each.items() if id_ not in ids} for each in (self.answers, self.facts)]
        return Candidate(kept[0], kept[1])


@attrs.frozen
class _QuestionCandidates:
    """The answers to a question that are worth trying.

    Arguments:
        usual: The answers from the worst to the best by the first rubric, each with everything it may need.
        others: The same answers without their needs, expired ones, and "n/a".
    """

    usual: tuple[object, ...]
    others: tuple[object, ...]


class Candidates:
    """The candidates to try on two rubrics.

    Arguments:
        was: The plan of the first rubric.
        now: The plan of the second rubric.
    """

    def __init__(self, was: Plan, now: Plan) -> None:
        self.asked = _asked(was, now)
        self.facts = _settings(was, now)

    def suggested(self, parts: Iterable[Sequence[str]]) -> Iterator[Candidate]:
        """Yield the candidates that the plans suggest."""
        for way in (_counted, _one_by_one):
            for ids in parts:
                found = way({id_: self.asked[id_] for id_ in ids if id_ in self.asked})
                yield from (Candidate(answers, facts) for answers in found for facts in self.facts)

    def random(self) -> Iterator[Candidate]:
        """Yield random candidates without end, by turns with better and with worse answers."""
        draw = Random(0)  # noqa: S311  # no secret: the same candidates every time
        while True:
            share = draw.random()
            answers = {
                id_: asked.usual[-1] if draw.random() < share else draw.choice([*asked.usual, *asked.others, None])
                for id_, asked in self.asked.items()
            }
            given = {id_: answer for id_, answer in answers.items() if answer is not None}
            yield Candidate(given, draw.choice(self.facts))


def _counted(asked: Mapping[str, _QuestionCandidates]) -> Iterator[AnswerTable]:
    """Yield the worst answers, then sets with the best answers to more and more questions."""
    for count in range(len(asked) + 1):
        yield {id_: each.usual[-1 if position < count else 0] for position, (id_, each) in enumerate(asked.items())}


def _one_by_one(asked: Mapping[str, _QuestionCandidates]) -> Iterator[AnswerTable]:
    """Yield all worst and all best answers with one question varied: left open, or with each other answer."""
    for end in (0, -1):
        same = {id_: each.usual[end] for id_, each in asked.items()}
        for id_, each in asked.items():
            yield {other: answer for other, answer in same.items() if other != id_}
            yield from ({**same, id_: answer} for answer in (*each.usual, *each.others))


def _settings(was: Plan, now: Plan) -> tuple[AnswerTable, ...]:
    """Return the combinations of facts that are worth trying."""
    each = [[_known(plan, case) for case in cases(fact_values(plan))[0]] for plan in (was, now)]
    found = [{**each[1][0], **case} for case in each[0]] + [{**each[0][0], **case} for case in each[1]]
    return tuple(case for position, case in enumerate(found) if case not in found[:position])


def _known(plan: Plan, case: Sequence[Value | None]) -> AnswerTable:
    return {fact.id: value for fact, value in zip(plan.facts, case, strict=True) if value is not None}


def _asked(was: Plan, now: Plan) -> dict[str, _QuestionCandidates]:
    """Return the questions that both plans ask with compatible answers, in the order of the first."""
    others = {each.id: (each, found.codes) for each, found in zip(now.inputs, choices(now), strict=True)}
    made: dict[str, _QuestionCandidates] = {}
    for old, found in zip(was.inputs, choices(was), strict=True):
        new, codes = others.get(old.id, (old, ()))
        if old.id in others and old.kind == new.kind:
            values = {
                value_of(each, code): None for each, tried in ((old, found.codes), (new, codes)) for code in tried
            }
            both = [
                (code, value)
                for value in values
                if (code := _code(old, value)) is not None and _code(new, value) is not None
            ]
            if both:
                made[old.id] = _answers(old, new, [value for _, value in sorted(both)])
    return made


def _answers(old: Input, new: Input, values: Sequence[Value]) -> _QuestionCandidates:
    """Return the candidates for the answers to a question with these values."""
    both = (old, new)
    needs = _given_needs(need for each in both for some in (each.needs, *each.option_needs) for need in some)
    usual = tuple(_with(value, needs) for value in values)
    others: list[object] = [*values[1:]] if needs else []
    for period in (each.valid_for for each in both if each.valid_for):
        expired = date.fromordinal(max(1, period.before(DAY).toordinal() - 1))
        others.append({"value": values[-1], **needs, "on": expired})
    if all(each.not_applicable.as_ != "forbidden" for each in both):
        others.append(_with("n/a", _given_needs(need for each in both for need in each.not_applicable.needs)))
    return _QuestionCandidates(usual, tuple(others))


def _given_needs(needs: Iterable[str]) -> dict[str, object]:
    return dict.fromkeys(needs, GIVEN)


def _with(value: Value, needs: AnswerTable) -> object:
    return {"value": value, **needs} if needs else value


def _code(input_: Input, value: Value) -> float | None:
    """Return the code of an answer; None if the input does not accept it."""
    if input_.kind == "number":
        code = input_.sign * float(value)
        taken = input_.low <= code <= input_.high and (code.is_integer() or not input_.whole)
        return code if taken else None
    option = ("yes" if value else "no") if input_.kind == "yes-no" else value
    return float(input_.options.index(str(option))) if option in input_.options else None


BUDGET = 2_000
"""The number of answer sets to try."""

_IN_PLACE = ("dimensions", *file_fields(Rules))
"""The keys of a rubric whose changes concern a single dimension, or the rubric itself."""

DimensionScore: TypeAlias = tuple[Level | None, float | None]
Scores: TypeAlias = Mapping[str, DimensionScore] | Problem
"""The level and the score of each dimension, or the reason why they are undecided."""


@attrs.frozen(eq=False, repr=False)
class Witness(Data):
    """Answers that two rubrics score differently.

    Arguments:
        dimension: The id of the dimension that differs; empty for the whole.
        title: The display name.
        was: The first rubric's level or score, in words.
        now: The second rubric's level or score, in words.
        answers: The answers, as :meth:`Rubric.assess` takes them; every other question is open.
        facts: The facts; each rubric takes those that it knows.
        on: The day of the assessment, if an answer has a date.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> print(p2p.diff(p2p.with_policy(gap="upper")).witness)
    sales-compensation.joint-selling = yes, ...: Sales compensation was Proactive (score 6), is Dynamic (score 6)
    """

    dimension: str
    title: str
    was: str
    now: str
    answers: FrozenDict[str, object] = FrozenDict()
    facts: FrozenDict[str, object] = FrozenDict()
    on: date | None = None

    def __str__(self) -> str:
        given = self.given or (say("change.nothing"),)
        return str(say("change.witness", given=given, title=self.title, was=self.was, now=self.now))

    @property
    def given(self) -> tuple[str, ...]:
        """Each fact and each answer in words.

        >>> Witness("agreement", "Agreement", "Basic", "Reactive", FrozenDict({"agreement.nda": True})).given
        ('agreement.nda = yes',)
        """
        return tuple(f"{id_} = {in_words(value)}" for id_, value in {**self.facts, **self.answers}.items())


def in_words(given: object) -> str:
    """Return an answer in words.

    >>> in_words(True), in_words({"value": 500_000, "evidence": "…"})
    ('yes', '500,000 (with evidence)')
    """
    if isinstance(given, Mapping):
        beside = tuple(
            say("beside.day", day=value) if key == "on" else say("beside.part", part=key)
            for key, value in given.items()
            if key != "value"
        )
        return str(say("beside", value=in_words(given["value"]), beside=beside))
    return worded(given) if isinstance(given, bool | int | float) else str(given)


def witness(
    was: CompiledRubric, now: CompiledRubric, changed: Iterable[Path], budget: int = BUDGET
) -> tuple[Witness | None, int]:
    """Return answers that two rubrics score differently, if any are found, and the number of answer sets tried.

    The candidates that the plans suggest come first: in each dimension, changed ones first, from no best answer to all
    best answers; then each possible answer to each question, with the worst and with the best answers to the others.
    Random candidates follow, the same every time. A difference in a level is preferred to a difference in a score.

    Arguments:
        was: The first rubric.
        now: The second rubric.
        changed: The paths of the changes between the two, without changes of wording.
        budget: The number of answer sets to try.

    Returns:
        The answers, and how many sets were tried.
    """
    pair = _RubricPair(was, now, changed)
    trials = Candidates(was.plan, now.plan)
    suggested = list(islice(trials.suggested(pair.read.values()), budget * 3 // 4))
    weaker: tuple[Candidate, _Seen] | None = None
    tried = 0
    for tried, case in enumerate(islice(chain(suggested, trials.random()), budget), 1):
        seen = pair.compare(case)
        if seen is not None and seen.levels:
            return pair.witness(case, seen), tried
        if seen is not None and weaker is None:
            weaker = case, seen
        if weaker is not None and tried >= len(suggested):
            return pair.witness(*weaker), tried
    return None, tried


@attrs.frozen
class _Seen:
    """A difference between two rubrics: its dimension, each rubric's outcome, and whether levels differ."""

    dimension: str
    was: Message
    now: Message
    levels: bool


class _RubricPair:
    """Two rubrics, and the dimensions to compare, changed ones first, with the questions that either reads."""

    def __init__(self, was: CompiledRubric, now: CompiledRubric, changed: Iterable[Path]) -> None:
        self.was = was
        self.now = now
        self.assessors = [Assessor(rubric) for rubric in (was, now)]
        first = [_dimension(path) for path in changed if path[0] in _IN_PLACE]
        order = [id_ for id_ in dict.fromkeys([*first, *was.dimensions, ""]) if id_ in was.scope.places]
        self.read = {id_: _questions_of((was.plan, now.plan), id_) for id_ in order if id_ in now.scope.places}

    def compare(self, case: Candidate, only: str | None = None) -> _Seen | None:
        """Return the first difference between both outcomes of a candidate; levels go before scores."""
        was, now = (_outcome(assessor, case) for assessor in self.assessors)
        if was is None or now is None:
            return None
        dimensions = self.read if only is None else (only,)
        if isinstance(was, Problem) or isinstance(now, Problem):
            return _unclear(was, now, dimensions)
        levels = [id_ for id_ in dimensions if _other_level(was[id_][0], now[id_][0])]
        scores = [id_ for id_ in dimensions if _other_score(was[id_][1], now[id_][1])]
        return next((_Seen(id_, _given(was[id_]), _given(now[id_]), id_ in levels) for id_ in levels + scores), None)

    def witness(self, case: Candidate, seen: _Seen) -> Witness:
        """Return the witness of a difference, reduced to the answers that show it."""
        case, seen = self._least(case, seen)
        id_ = seen.dimension
        title = self.now.scope.titles[id_] if id_ else str(say("overall"))
        was, now = str(seen.was), str(seen.now)
        return Witness(id_, title, was, now, freeze_table(case.answers), freeze_table(case.facts), case.on)

    def _least(self, case: Candidate, seen: _Seen) -> tuple[Candidate, _Seen]:
        """Return a candidate without everything that can be left out while the same kind of difference remains."""
        size = len(case.answers)
        while size:
            before = case
            ids = list(case.answers)
            for start in range(0, len(ids), size):
                case, seen = self._less(case, seen, case.without(ids[start : start + size]))
            size = size // 2 if size > 1 else int(case != before)
        for id_, answer in case.answers.items():
            if isinstance(answer, Mapping):
                case, seen = self._less(case, seen, Candidate({**case.answers, id_: answer["value"]}, case.facts))
        for id_ in case.facts:
            case, seen = self._less(case, seen, case.without([id_]))
        return case, seen

    def _less(self, case: Candidate, seen: _Seen, less: Candidate) -> tuple[Candidate, _Seen]:
        """Return the smaller candidate if it shows a difference of the same kind; otherwise the original one."""
        found = self.compare(less, seen.dimension)
        return (less, found) if found and found.levels == seen.levels else (case, seen)


def _questions_of(plans: Iterable[Plan], dimension: str) -> tuple[str, ...]:
    """Return the full ids of the questions that a dimension depends on in any of some plans."""
    found: dict[str, None] = {}
    for plan in plans:
        output = next(each for each in plan.outputs if each.id == dimension)
        nodes = [node for node in (output.level, output.score) if node is not None]
        found |= dict.fromkeys(questions_read(plan, nodes))
    return tuple(found)


def _outcome(assessor: Assessor, case: Candidate) -> Scores | None:
    """Return a rubric's levels and scores for a candidate, or why they are undecided; None if it rejects it."""
    rubric = assessor.rubric
    facts = {id_: value for id_, value in case.facts.items() if id_ in rubric.facts}
    try:
        levels, scores = assessor.ground(case.answers, facts, case.on).marks
    except AmbiguousLevelError as error:
        return error.problems[0]
    except AnswersError:
        return None
    return {
        output.id: (None if rank is None else rubric.levels[int(rank)], score)
        for output, rank, score in zip(rubric.plan.outputs, levels, scores, strict=True)
    }


def _unclear(was: Scores, now: Scores, dimensions: Container[str]) -> _Seen | None:
    """Return the difference if only one of two rubrics decides one of some dimensions."""
    problems = [each for each in (was, now) if isinstance(each, Problem)]
    dimension = _dimension(problems[0].path)
    if len(problems) > 1 or dimension not in dimensions:
        return None
    return _Seen(dimension, _decision(was, dimension), _decision(now, dimension), levels=True)


def _dimension(path: Path) -> str:
    """Return the id of the dimension that a path lies in; empty for the rubric itself."""
    return str(path[1]) if path[0] == "dimensions" else ""


def _decision(outcome: Scores, dimension: str) -> Message:
    if isinstance(outcome, Problem):
        return say("standing.undecided", problem=outcome.what)
    return _given(outcome[dimension])


def _other_level(was: Level | None, now: Level | None) -> bool:
    """Return whether two levels differ in both id and title; None differs from every level."""
    if was is None or now is None:
        return was is not now
    return was.id != now.id and str(was) != str(now)


def _other_score(was: float | None, now: float | None) -> bool:
    return was is not now if was is None or now is None else quantise(was) != quantise(now)


def _given(standing: DimensionScore) -> Message:
    level, score = standing
    if level is None:
        return say("standing.none") if score is None else say("standing.score", score=score)
    if score is None:
        return say("standing.level", level=str(level))
    return say("standing.level-score", level=str(level), score=score)
