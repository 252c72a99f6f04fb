"""What plain answers, those without a note, evidence or a date, come to: worked out once for each kind of question."""

from collections.abc import Mapping

import attrs

from attain._data import Data
from attain._model.conditions import Value
from attain._plan.plan import FactInput, Input
from attain._plan.vocabulary import Code, Missing
from attain._types import LARGEST


@attrs.frozen(eq=False, repr=False)
class Spelled(Data):
    """The plain answers that need no second look, and what each comes to.

    Arguments:
        codes: For each answer, how it reaches the plan. For a number: those that are taken beside numbers.
        low: The least number that is taken, as its code; above `high` where none is.
        high: The largest.
    """

    codes: Mapping[object, Code]
    low: float = 1.0
    high: float = 0.0


def spelled(input_: Input) -> Spelled:
    """Return what the plain answers to a question mean.

    >>> import attain
    >>> found = spelled(attain.rubric("iamcp-p2p").plan.inputs[0])
    >>> found.codes["Yes"], found.codes[0], found.codes["unknown"], "n/a" in found.codes
    (1.0, 0.0, <Missing.OPEN: 'open'>, False)
    """
    found: dict[object, Code] = {
        given: Missing.OPEN if _needs(input_, code) else code
        for given, code in input_.vocabulary.plain.items()
        if code is not Missing.NOT_APPLICABLE or input_.not_applicable.as_ != "forbidden"
    }
    if input_.kind != "number" or input_.needs:  # then a number alone is open, unless it is the worst
        return Spelled(found)
    return Spelled(found, max(input_.low, -LARGEST), min(input_.high, LARGEST))


def _needs(input_: Input, code: Code) -> bool:
    """Whether an answer has to come with something."""
    if code is Missing.NOT_APPLICABLE:
        return bool(input_.not_applicable.needs)
    if not isinstance(code, float) or code <= input_.low:
        return False
    return bool(input_.needs or (input_.option_needs and input_.option_needs[int(code)]))


def spelled_facts(fact: FactInput) -> Mapping[object, Value | None]:
    """What is taken for the value of a fact, and the value; for a number: what is taken beside numbers.

    >>> from attain._plan.plan import FactInput
    >>> found = spelled_facts(FactInput("segment", "choice", ("small", "large"), default="small", needed=True))
    >>> found["Large"], found[None]
    ('large', 'small')
    """
    found: dict[object, Value | None] = {}
    for given, code in fact.vocabulary.plain.items():
        if isinstance(code, float):
            found[given] = fact.options[int(code)] if fact.kind == "choice" else bool(code)
        elif fact.default is not None or not fact.needed:
            found[given] = fact.default
    return found
