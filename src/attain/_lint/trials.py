"""Answers and facts to try on two rubrics: what their plans suggest, then random ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from random import Random
from typing import TypeAlias

import attrs

from attain._model.conditions import Value
from attain._plan.plan import Input, Plan

from .choices import cases, choices, fact_values

DAY = date(2026, 1, 1)
"""The day of the assessment where answers have dates; any would do."""

_GIVEN = "…"
"""What stands for a note, or for evidence."""

Table: TypeAlias = Mapping[str, object]


@attrs.frozen
class Case:
    """Answers and facts to try."""

    answers: Table
    facts: Table

    @property
    def on(self) -> date | None:
        """The day, where an answer has a date."""
        return DAY if any(isinstance(each, Mapping) and "on" in each for each in self.answers.values()) else None

    def without(self, ids: Sequence[str]) -> "Case":
        """The same without some answers or facts."""
        kept = [{id_: value for id_, value in each.items() if id_ not in ids} for each in (self.answers, self.facts)]
        return Case(kept[0], kept[1])


@attrs.frozen
class _Asked:
    """The answers to a question that are worth trying.

    Arguments:
        usual: From the worst to the best by the first rubric, each with all that it may need.
        others: The same without it, expired ones, and "n/a".
    """

    usual: tuple[object, ...]
    others: tuple[object, ...]


class Trials:
    """What there is to try.

    Arguments:
        was: The plan of the one rubric.
        now: The plan of the other.
    """

    def __init__(self, was: Plan, now: Plan) -> None:
        self.asked = _asked(was, now)
        self.facts = _settings(was, now)

    def suggested(self, parts: Iterable[Sequence[str]]) -> Iterator[Case]:
        """What the plans suggest to try, for each part the questions of which matter together."""
        for way in (_counted, _one_by_one):
            for ids in parts:
                found = way({id_: self.asked[id_] for id_ in ids if id_ in self.asked})
                yield from (Case(answers, facts) for answers in found for facts in self.facts)

    def random(self) -> Iterator[Case]:
        """Random answers without end, better ones in one set and worse ones in the next."""
        draw = Random(0)  # noqa: S311  # no secret: the same ones every time
        while True:
            share = draw.random()
            answers = {
                id_: asked.usual[-1] if draw.random() < share else draw.choice([*asked.usual, *asked.others, None])
                for id_, asked in self.asked.items()
            }
            given = {id_: answer for id_, answer in answers.items() if answer is not None}
            yield Case(given, draw.choice(self.facts))


def _counted(asked: Mapping[str, _Asked]) -> Iterator[Table]:
    """The worst answers, and the best ones to more and more questions."""
    for count in range(len(asked) + 1):
        yield {id_: each.usual[-1 if position < count else 0] for position, (id_, each) in enumerate(asked.items())}


def _one_by_one(asked: Mapping[str, _Asked]) -> Iterator[Table]:
    """All worst and all best answers, but for one question, which is left open or answered in each other way."""
    for end in (0, -1):
        same = {id_: each.usual[end] for id_, each in asked.items()}
        for id_, each in asked.items():
            yield {other: answer for other, answer in same.items() if other != id_}
            yield from ({**same, id_: answer} for answer in (*each.usual, *each.others))


def _settings(was: Plan, now: Plan) -> tuple[Table, ...]:
    """The combinations of facts that are worth trying."""
    each = [[_known(plan, case) for case in cases(fact_values(plan))[0]] for plan in (was, now)]
    found = [{**each[1][0], **case} for case in each[0]] + [{**each[0][0], **case} for case in each[1]]
    return tuple(case for position, case in enumerate(found) if case not in found[:position])


def _known(plan: Plan, case: Sequence[Value | None]) -> Table:
    return {fact.id: value for fact, value in zip(plan.facts, case, strict=True) if value is not None}


def _asked(was: Plan, now: Plan) -> dict[str, _Asked]:
    """The questions of both that can be answered alike, in the order of the first."""
    others = {each.id: (each, found.codes) for each, found in zip(now.inputs, choices(now), strict=True)}
    made: dict[str, _Asked] = {}
    for old, found in zip(was.inputs, choices(was), strict=True):
        new, codes = others.get(old.id, (old, ()))
        if old.id in others and old.kind == new.kind:
            values = {_value(each, code): None for each, tried in ((old, found.codes), (new, codes)) for code in tried}
            both = [
                (code, value)
                for value in values
                if (code := _code(old, value)) is not None and _code(new, value) is not None
            ]
            if both:
                made[old.id] = _answers(old, new, [value for _, value in sorted(both)])
    return made


def _answers(old: Input, new: Input, values: Sequence[Value]) -> _Asked:
    """The answers to a question that take these values."""
    both = (old, new)
    asked = [*old.needs, *new.needs, *(need for each in both for needs in each.option_needs for need in needs)]
    needs: dict[str, object] = dict.fromkeys(asked, _GIVEN)
    usual: list[object] = [{"value": value, **needs} if needs else value for value in values]
    others: list[object] = [*values[1:]] if needs else []
    for period in (each.valid_for for each in both if each.valid_for):
        expired = date.fromordinal(max(1, period.before(DAY).toordinal() - 1))
        others.append({"value": values[-1], **needs, "on": expired})
    if all(each.not_applicable.as_ != "forbidden" for each in both):
        needed: dict[str, object] = dict.fromkeys([need for each in both for need in each.not_applicable.needs], _GIVEN)
        others.append({"value": "n/a", **needed} if needed else "n/a")
    return _Asked(tuple(usual), tuple(others))


def _value(input_: Input, code: float) -> Value:
    """The answer of a code."""
    if input_.kind == "number":
        return input_.sign * code + 0.0  # which is 0 also where that was -0
    option = input_.options[int(code)]
    return option == "yes" if input_.kind == "yes-no" else option


def _code(input_: Input, value: Value) -> float | None:
    """The code of an answer; None where it is not accepted."""
    if input_.kind == "number":
        code = input_.sign * float(value)
        taken = input_.low <= code <= input_.high and (code.is_integer() or not input_.whole)
        return code if taken else None
    option = ("yes" if value else "no") if input_.kind == "yes-no" else value
    return float(input_.options.index(str(option))) if option in input_.options else None
