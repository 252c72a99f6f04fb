"""Trials of other answers in place of those of a result."""

from collections.abc import Iterable, Mapping

from attain._core.data import FrozenDict
from attain._core.names import label
from attain._model.conditions import Value
from attain._plan.plan import Code, Missing
from attain._score.assess import Details
from attain._score.outcome import known, question_of
from attain._score.requirements import option_title

from .choices import answer_of, answers_of, choices, may_be_ambiguous, value_of


class Trials:
    """The answers of a result, and the levels that other answers would give.

    Arguments:
        details: The source of the result.
    """

    def __init__(self, details: Details) -> None:
        self.details, self.outcome, self.on = details, details.outcome(), details.on
        self.rubric, self.plan = self.outcome.rubric, self.outcome.plan
        self.codes = self.outcome.understood.codes
        self.facts = known(self.outcome.facts)
        self.answers = answers_of(self.plan, self.codes, self.on)
        self.choices = choices(self.plan)
        self.ambiguous = may_be_ambiguous(self.plan)

    def answer(self, at: int, code: float) -> object:
        """Return an answer as :meth:`Rubric.assess` takes it.

        Arguments:
            at: The position of the input in the plan.
            code: The code of the answer.
        """
        return answer_of(self.plan.inputs[at], code, self.on)

    def value(self, at: int, code: Code) -> Value | None:
        """Return the value of an answer; None if it is open or not applicable.

        Arguments:
            at: The position of the input in the plan.
            code: The code of the answer.
        """
        return None if isinstance(code, Missing) else value_of(self.plan.inputs[at], code)

    def text(self, at: int) -> str:
        """Return the text of a question; if it has none, its id in words.

        Arguments:
            at: The position of the input in the plan.
        """
        id_ = self.plan.inputs[at].id
        return question_of(self.rubric, id_).text or label(id_.rpartition(".")[2], None)

    def titles(self, at: int, values: Iterable[Value | None]) -> FrozenDict[str, str]:
        """Return the titles of the options among some values, by their ids.

        Arguments:
            at: The position of the input in the plan.
            values: The values; those that are not options are skipped.
        """
        input_ = self.plan.inputs[at]
        return FrozenDict({each: option_title(self.rubric, input_, each) for each in values if isinstance(each, str)})

    def ranks(self, changes: Mapping[str, object]) -> tuple[int | None, ...]:
        """Return the rank of every output's level after some changes, as the library scores them.

        Arguments:
            changes: The answers that differ, by the full ids of their questions.
        """
        answers = {**self.answers, **changes}
        return self.details.assessor.ground(answers, self.facts, self.on, check=False).marks[0]
