"""Other answers, tried in place of those of a result."""

from collections.abc import Mapping

from attain._score.assess import Details
from attain._score.outcome import known

from .choices import answer_of, answers_of, choices, is_torn


class Trials:
    """The answers of a result, and what other answers in their place give.

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
        self.torn = is_torn(self.plan)

    def answer(self, at: int, code: float) -> object:
        """Return an answer as it can be assessed.

        Arguments:
            at: The position of its input.
            code: Its code.
        """
        return answer_of(self.plan.inputs[at], code, self.on)

    def ranks(self, changes: Mapping[str, object]) -> tuple[int | None, ...]:
        """Return the rank of the level of every output after some changes, as the library scores them.

        Arguments:
            changes: The answers that differ, by the full ids of their questions.
        """
        answers = {**self.answers, **changes}
        return self.details.assessor.ground(answers, self.facts, self.on, check=False).marks[0]
