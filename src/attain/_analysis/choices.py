"""The few answers and facts that are worth trying, because they represent all others."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice, product, zip_longest
from typing import TypeAlias

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.precision import quantised
from attain._model.conditions import Value
from attain._model.parts import Need
from attain._plan.nodes import AnswerPoints, OnlyIf, Operation, PerFull, PiecewiseLinear, Same, Step, Threshold, Worth
from attain._plan.plan import Code, FactInput, Input, Missing, Plan
from attain._plan.steps import Steps

FactValues: TypeAlias = tuple[Value | None, ...]
"""A value for each fact of a plan."""

MOST_CASES = 64
"""The largest number of combinations of facts to try."""

_MOST_AMOUNTS = 1_000


@attrs.frozen(eq=False, repr=False)
class Choices(Data):
    """The answers to one question that are worth trying.

    Arguments:
        codes: The codes of the answers, in rising order.
        every: Whether these answers represent every other one: each has the same effect in the plan as one of them.
    """

    codes: tuple[float, ...]
    every: bool


def choices(plan: Plan) -> tuple[Choices, ...]:
    """Return the answers worth trying for each input: every option, or the numbers at which something changes.

    >>> import attain
    >>> choices(attain.rubric("iamcp-p2p").plan)[0]
    Choices(codes=(0.0, 1.0), every=True)
    """
    changes: list[set[float]] = [set() for _ in plan.inputs]
    numbers: dict[int, int] = {}  # nodes whose value is the answer itself, and the input of each
    vague: set[int] = set()
    for position, node in enumerate(plan.nodes):
        match node.does:
            case AnswerPoints(input=at, worth=Same()):
                numbers[position] = at
            case AnswerPoints(input=at, worth=pieces):
                codes, every = _turns(pieces, plan.inputs[at])
                changes[at].update(codes)
                vague |= set() if every else {at}
            case OnlyIf(arg=arg) if arg in numbers:
                numbers[position] = numbers[arg]
            case Threshold(arg=arg, threshold=threshold) if arg in numbers:
                at = numbers[arg]
                changes[at].add(_published(threshold, plan.inputs[at].sign))
            case _:
                pass
    return tuple(
        Choices(_numbers(input_, changes[position]), position not in vague)
        if input_.kind == "number"
        else Choices(tuple(map(float, range(len(input_.options)))), every=True)
        for position, input_ in enumerate(plan.inputs)
    )


def _turns(pieces: Worth, input_: Input) -> tuple[Iterable[float], bool]:
    """Return the codes at which the worth of a number changes its course, and whether they represent all numbers."""
    match pieces:
        case Steps(cuts=cuts):
            return [_published(cut, input_.sign) for cut in cuts], True
        case PiecewiseLinear(xs=xs):
            between = _whole(xs, input_)
            return between or xs, bool(between)
        case PerFull():
            best, found = _amounts(pieces, input_)
            return found or [best], bool(found)
        case _:
            return (), True


def _published(cut: float, sign: int) -> float:
    """Return the code of the published number behind a cut, which is the least number that rounds to it."""
    return sign * quantised(sign * cut)


def _whole(xs: Sequence[float], input_: Input) -> list[float]:
    """Return the whole codes between the ends of a line; none if numbers can be fractions, or there are too many."""
    first, last = (math.ceil(min(max(x, input_.low), input_.high)) for x in (xs[0], xs[-1]))
    return [float(code) for code in range(first, last + 1)] if input_.whole and last - first <= _MOST_AMOUNTS else []


def _amounts(amounts: PerFull, input_: Input) -> tuple[float, list[float]]:
    """Return the code beyond which nothing more is earned, and the codes at which another full amount begins.

    The second list is empty if there are too many of them.
    """
    per, sign, cap = amounts.per, amounts.sign, amounts.cap
    begin = math.ceil if input_.whole else float
    low, high = sorted((sign * input_.low, sign * input_.high))
    if cap is not None:
        full = sign * math.ceil(sign * cap / amounts.earn) if amounts.earn else 0
        capped = min(max(begin(per * full), low), high)
        low, high = (low, capped) if sign > 0 else (capped, high)
    best = high if sign > 0 else -low
    first, last = math.ceil(low / per), math.floor(high / per)
    if last - first > _MOST_AMOUNTS:
        return best, []
    return best, [sign * begin(per * full) for full in range(first, last + 1)] or [input_.low]


def _numbers(input_: Input, changes: Iterable[float]) -> tuple[float, ...]:
    """Return the least number and one number from each change on, each as round as possible."""
    if input_.whole:
        changes = map(math.ceil, changes)
    inner = sorted(each for each in {*changes, input_.high} if input_.low < each <= input_.high and each < math.inf)
    least = input_.low if input_.low > -math.inf else inner[0] - 1 if inner else 0.0
    rounded = (_round(each, after, input_.high) for each, after in zip_longest(inner, inner[1:]))
    return (float(least), *rounded)


def _round(change: float, after: float | None, high: float) -> float:
    """Return a number from one change up to the next, with at most six decimals if there is one."""
    if change in (round(change, 6), high):
        return float(change)
    middle = round(change + 1 if after is None else (change + after) / 2, 6)
    return middle if change <= middle and (after is None or middle < after) else change


GIVEN = "…"
"""The text in place of a note, or of evidence."""


def answer_of(input_: Input, code: Code, on: date | None = None) -> object:
    """Return an answer as :meth:`Rubric.assess` takes it, with everything it needs to count; None for an open one.

    Arguments:
        input_: The question's input in the plan.
        code: The code of the answer.
        on: The date of the answer, if answers to the question expire.

    >>> import attain
    >>> answer_of(attain.rubric("iamcp-p2p").plan.inputs[0], 1.0)
    True
    """
    if code is Missing.OPEN:
        return None
    needs = needs_of(input_, code)
    value = "n/a" if isinstance(code, Missing) else value_of(input_, code)
    dated: dict[str, object] = {"on": on} if input_.valid_for and on else {}
    given: dict[str, object] = dict.fromkeys(needs, GIVEN)
    return FrozenDict({"value": value, **given, **dated}) if needs or dated else value


def answers_of(plan: Plan, codes: Sequence[Code], on: date | None) -> dict[str, object]:
    """Return answers as :meth:`Rubric.assess` takes them, by the ids of their inputs.

    Arguments:
        plan: The plan.
        codes: The code of the answer to each input, in the order of the plan.
        on: The date of the answers that can expire.
    """
    return {input_.id: answer_of(input_, code, on) for input_, code in zip(plan.inputs, codes, strict=True)}


def needs_of(input_: Input, code: Code) -> tuple[Need, ...]:
    """Return the details that an answer needs to count, such as a note or evidence."""
    if isinstance(code, Missing):
        return input_.not_applicable.needs if code is Missing.NOT_APPLICABLE else ()
    options = input_.option_needs[int(code)] if input_.option_needs else ()
    return (*input_.needs, *options) if code > input_.low else ()


def value_of(input_: Input, code: float) -> Value:
    """Return the answer that a code encodes."""
    if input_.kind == "number":
        number = input_.sign * code + 0.0  # + 0.0 turns -0.0 into 0.0
        return int(number) if number.is_integer() else number
    option = input_.options[int(code)]
    return option == "yes" if input_.kind == "yes-no" else option


def fact_values(plan: Plan) -> tuple[tuple[Value | None, ...], ...]:
    """Return the values of each fact that are worth trying: one for each way in which the fact makes a difference."""
    asked = [facts for node in plan.nodes if isinstance(node.does, OnlyIf) for facts in node.does.facts]
    return tuple(
        tuple(_values(fact, [among for each, among in asked if each == position]))
        for position, fact in enumerate(plan.facts)
    )


def cases(values: Iterable[Sequence[Value | None]]) -> tuple[tuple[FactValues, ...], bool]:
    """Return combinations of the facts' values, :data:`MOST_CASES` at most, and whether they are all.

    >>> cases([("public", "private"), (1.0, 2.0)])
    ((('public', 1.0), ('public', 2.0), ('private', 1.0), ('private', 2.0)), True)
    """
    found = tuple(islice(product(*values), MOST_CASES + 1))
    return found[:MOST_CASES], len(found) <= MOST_CASES


def _values(fact: FactInput, asked: Sequence[frozenset[Value]]) -> list[Value | None]:
    """Return one value of a fact for each set of conditions that it meets; the value that meets most comes first."""
    known = _known(fact, asked)
    if not asked:
        return [known[0] if fact.needed and fact.default is None else fact.default]
    alike: dict[tuple[bool, ...], Value | None] = {}
    for value in known:
        alike.setdefault(tuple(value in among for among in asked), value)
    return [alike[way] for way in sorted(alike, key=sum, reverse=True)]


def _known(fact: FactInput, asked: Sequence[frozenset[Value]]) -> list[Value]:
    """Return the possible values of a fact; for a number, those that conditions name and one beyond them."""
    if fact.kind != "number":
        return [False, True] if fact.kind == "yes-no" else [*fact.options]
    numbers = sorted({float(value) for among in asked for value in among})
    return [*numbers, numbers[-1] + 1 if numbers else 0.0]


def may_be_ambiguous(plan: Plan) -> bool:
    """Return whether some numbers lie in an overlap or a gap that no policy decides."""
    return any(_clashes(node.does) for node in plan.nodes)


def _clashes(does: Operation) -> bool:
    match does:
        case Step(steps=steps) | AnswerPoints(worth=Steps() as steps):
            return bool(steps.clashes)
        case _:
            return False
