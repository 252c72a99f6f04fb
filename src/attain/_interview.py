"""An interview: one question after another, as long as an answer can still change a level."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property

import attrs

from ._analysis.openings import Openings, counted_levels, counting
from ._core.data import Data, FrozenDict
from ._core.errors import AnswersError, Problem
from ._core.messages import say
from ._model.parts import Level
from ._plan.fields import Field
from ._plan.plan import Missing
from ._results import Result
from ._score.answers import read_value
from ._score.assess import Assessor, Details
from ._score.result import lazy_result


@attrs.frozen(eq=False, repr=False)
class Reply(Data):
    """A reply to a field; the value is None if the user skipped the field."""

    field: Field
    value: object


@attrs.frozen(eq=False, repr=False)
class Interview(Data):
    """An interview by a rubric. It is immutable: each reply returns a new interview.

    Arguments:
        assessor: The object that scores answers by the rubric.
        of: The dimensions whose levels count, by id, with ``""`` for the rubric as a whole.
        asks: The full ids of the questions to ask if they are open.
        every: Whether to ask all of them, including those whose answers can't change a level.
        known: The answers from before the first question.
        known_facts: The facts from before the first question.
        replies: The replies since then, in order.
        on: The day of the assessment.
        subject: The name of the subject.

    >>> import attain
    >>> interview = attain.rubric("iamcp-p2p").interview(of=["agreement"])
    >>> interview.field.id, interview.is_done
    ('agreement.nda', False)
    >>> for answer in ("yes", "yes", "no", "yes", "yes", "yes"):
    ...     interview = interview.answer(answer)
    >>> interview.is_done, str(interview.levels["agreement"])
    (True, 'Dynamic')
    """

    assessor: Assessor
    of: tuple[str, ...]
    asks: frozenset[str]
    every: bool = False
    known: FrozenDict[str, object] = FrozenDict()
    known_facts: FrozenDict[str, object] = FrozenDict()
    replies: tuple[Reply, ...] = ()
    on: date | None = None
    subject: str | None = None

    @property
    def answers(self) -> dict[str, object]:
        """All answers, by the full ids of their questions; keep them with :attr:`facts` to resume later."""
        return {**self.known, **self._given(facts=False)}

    @property
    def facts(self) -> dict[str, object]:
        """All facts, by id."""
        return {**self.known_facts, **self._given(facts=True)}

    def _given(self, *, facts: bool) -> dict[str, object]:
        """Return the replies to questions, or to facts, that were not skipped."""
        replies = (reply for reply in self.replies if (reply.field.asks == "fact") is facts)
        return {reply.field.id: reply.value for reply in replies if reply.value is not None}

    @cached_property
    def result(self) -> Result:
        """The result of the answers so far."""
        return lazy_result(self._details, Result)

    @cached_property
    def _details(self) -> Details:
        return self.assessor.assess(self.answers, self.facts, self.on, self.subject, check=False)

    @property
    def levels(self) -> FrozenDict[str, Level | None]:
        """The levels that count, by the ids of the dimensions; None for a level that is not decided yet."""
        low, high = self._openings.bounds
        decided = (worst if worst == best else None for worst, best in zip(low, high, strict=True))
        return FrozenDict(
            {
                id_: None if rank is None else self.assessor.rubric.levels[rank]
                for id_, rank in zip(self.of, decided, strict=True)
            }
        )

    @cached_property
    def field(self) -> Field | None:
        """The next field to ask: a fact, or else the first question that can still change a level; None at the end.

        An interview that asks every question goes on until none is open.
        """
        if self.every or (self.open and self.open[0].asks == "fact"):
            return next(iter(self.open), None)
        fields = {field.id: field for field in self.open}
        return next((fields[id_] for id_ in self._openings.mattering()), None)

    @property
    def is_done(self) -> bool:
        """Whether nothing open can change a level; if `every` is true, whether nothing is open."""
        return self.field is None

    def answer(self, value: object) -> "Interview":
        """Return the interview with an answer to the present question.

        Arguments:
            value: The answer, as :meth:`Rubric.assess` takes it: a value, or a table with a note, evidence or a day.
                None skips the question.

        Raises:
            AnswersError: It is not an answer to the question, or the interview has ended.
        """
        field = self._asked()
        after = attrs.evolve(self, replies=(*self.replies, Reply(field, value)))
        place = ("facts", field.id) if field.asks == "fact" else (field.id,)
        if wrong := [problem for problem in after.result.problems if problem.path[: len(place)] == place]:
            raise AnswersError(wrong)
        return after

    def skip(self) -> "Interview":
        """Return the interview without an answer to the present question, which stays open.

        Raises:
            AnswersError: It is a fact on which others depend, or the interview has ended.
        """
        return self.answer(None)

    def back(self) -> "Interview":
        """Return the interview before the last reply; the same if there is none."""
        return attrs.evolve(self, replies=self.replies[:-1])

    def _asked(self) -> Field:
        if self.field is None:
            raise AnswersError([Problem.of(say("interview-done"), ())])
        return self.field

    @cached_property
    def open(self) -> tuple[Field, ...]:
        """The fields that may still be asked: facts first, then questions in the order of the rubric.

        Some may never be asked.
        """
        replied = {(reply.field.asks, reply.field.id) for reply in self.replies}
        left = [field for field in self.assessor.rubric.fields if (field.asks, field.id) not in replied]
        facts = [field for field in left if field.asks == "fact" and field.id not in self.known_facts]
        states, unknown = self.result.answers, {fact.id for fact in facts}
        questions = (field for field in left if field.asks != "fact" and field.id in self.asks)
        asked = (
            each for each in questions if states[each.id].reason == "unanswered" and self._may_apply(each, unknown)
        )
        return (*facts, *asked)

    def _may_apply(self, field: Field, unknown: Collection[str]) -> bool:
        """Return whether a question applies, or may apply depending on facts that are still to be asked."""
        facts = self.result.facts
        cases = (
            all(name in unknown or facts.get(name) in values for name, values in case.items())
            for case in field.applies_when
        )
        return not field.applies_when or any(cases)

    @cached_property
    def _openings(self) -> Openings:
        left = [field.id for field in self.open if field.asks != "fact"]
        return Openings(self._details, left, of=self.of)


def begin(
    assessor: Assessor, before: Result, facts: Mapping[str, object], of: Sequence[str] | None, *, every: bool
) -> Interview:
    """Return an interview before its first question; see :meth:`Rubric.interview`.

    Arguments:
        assessor: The object that scores answers by the rubric.
        before: The result of the answers so far.
        facts: The facts so far.
        of: The ids of the dimensions whose levels count; None for all.
        every: Whether to ask every open question.

    Raises:
        AnswersError: The answers or facts don't fit, or there is no such dimension.
    """
    if wrong := [problem for problem in before.problems if problem.code != "missing-fact"]:
        raise AnswersError(wrong)
    rubric = assessor.rubric
    counted = counted_levels(rubric, of)
    asks = frozenset(before.answers) if every and of is None else counting(rubric, counted)
    given = {id_: answer for id_, answer in before.answers.items() if answer.reason != "unanswered"}
    inputs = {fact.id: fact for fact in rubric.plan.facts}
    stated = {id_: fact for id_, fact in facts.items() if read_value(inputs[id_], fact) is not Missing.OPEN}
    return Interview(
        assessor,
        counted,
        asks,
        every=every,
        known=FrozenDict(given),
        known_facts=FrozenDict(stated),
        on=before.on,
        subject=before.subject,
    )
