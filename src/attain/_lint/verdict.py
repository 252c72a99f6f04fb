"""Whether some answers exist, and the answers that show it."""

from collections.abc import Iterable, Sequence

import attrs

from attain._data import Data
from attain._frozen import FrozenDict
from attain._model.conditions import Value
from attain._plan.plan import Input, Plan
from attain._plan.vocabulary import Code, Missing

from .choices import Case


@attrs.frozen(eq=False, repr=False)
class Shown(Data):
    """Answers and facts that show something.

    Arguments:
        answers: The answers, as they can be assessed; what is left out is open.
        facts: The facts.
    """

    answers: FrozenDict[str, object]
    facts: FrozenDict[str, Value]


@attrs.frozen(eq=False, repr=False)
class Verdict(Data):
    """Whether some answers exist.

    Arguments:
        witness: The answers; None where there are none, or where none were found.
        decided: Whether that is sure.
        value: What they give.
    """

    witness: Shown | None
    decided: bool
    value: float = 0.0

    @property
    def impossible(self) -> bool:
        """Whether it is sure that there are none."""
        return self.witness is None and self.decided


def shown(plan: Plan, inputs: Iterable[int], answers: Sequence[Code], case: Case) -> Shown:
    """Some answers, as they can be assessed.

    Arguments:
        plan: The plan that they are answers to.
        inputs: The questions that matter.
        answers: The codes of all answers.
        case: The facts.
    """
    found = [(plan.inputs[each], answers[each]) for each in inputs]
    told = {input_.id: _answer(input_, code) for input_, code in found if code is not Missing.OPEN}
    given = {fact.id: value for fact, value in zip(plan.facts, case, strict=True) if value is not None}
    return Shown(FrozenDict(told), FrozenDict(given))


def _answer(input_: Input, code: Code) -> object:
    """An answer, with what it needs to count."""
    needs = input_.not_applicable.needs
    value: object = "n/a"
    if not isinstance(code, Missing):
        options = input_.option_needs[int(code)] if input_.option_needs else ()
        needs = (*input_.needs, *options) if code > input_.low else ()
        value = _value(input_, code)
    return FrozenDict({"value": value} | dict.fromkeys(needs, "…")) if needs else value


def _value(input_: Input, code: float) -> object:
    if input_.kind == "number":
        number = float(input_.sign * code)
        return int(number) if number.is_integer() else number
    option = input_.options[int(code)]
    return option == "yes" if input_.kind == "yes-no" else option
