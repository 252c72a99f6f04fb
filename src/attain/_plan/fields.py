"""The fields of a form: one for each answer and each fact, with everything that a form shows."""

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from attain._core.data import Data, FrozenDict, given, thaw
from attain._core.names import label
from attain._core.types import kebab
from attain._model.conditions import Value
from attain._model.dates import Period
from attain._model.parts import Kind, Need
from attain._model.rubric import RubricData

from .nodes import Facts
from .plan import FactInput, Input, Plan
from .questions import options_of
from .scope import Scope

_YES_NO = FrozenDict({"yes": "Yes", "no": "No"})


@attrs.frozen(eq=False, repr=False)
class Field(Data):
    """A field of a form: it asks for the answer to a question, for the rating of a dimension, or for a fact.

    Arguments:
        id: The id under which you pass the value to :meth:`Rubric.assess`: in the facts for a fact, otherwise in the
            answers.
        asks: ``question``, ``rating`` or ``fact``.
        kind: The kind of the value: ``yes-no``, ``choice`` or ``number``.
        text: The text to show.
        dimension: The id of its dimension; None for a fact, and at the top of the rubric.
        summary: Help for the person who answers.
        options: The values to choose from, each id with its title, worst first for a choice; empty for a number.
        unit: The unit of a number.
        min: The smallest number accepted.
        max: The largest number accepted.
        whole: Whether only whole numbers are accepted.
        valid_for: The period for which an answer stays valid; an answer then needs the day on which it was given.
        needs: The details that an answer may need to count: ``note``, ``evidence``, or both.
        not_applicable: Whether "n/a" is accepted.
        required: Whether nothing can be scored without it: true for a fact without a default on
            which something else depends.
        default: The value of a fact if none is given.
        applies_when: The facts for which it is asked, case by case; empty if it is always asked.

    >>> import attain
    >>> field = attain.rubric("iamcp-p2p").fields[22]
    >>> field.id, field.dimension, field.kind, field.options["yes"]
    ('leads-and-pipeline.lead-system', 'leads-and-pipeline', 'yes-no', 'Yes')
    """

    id: str
    asks: Literal["question", "rating", "fact"]
    kind: Kind
    text: str
    dimension: str | None = None
    summary: str | None = None
    options: FrozenDict[str, str] = FrozenDict()
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    whole: bool = False
    valid_for: Period | None = None
    needs: tuple[Need, ...] = ()
    not_applicable: bool = False
    required: bool = False
    default: Value | None = None
    applies_when: tuple[FrozenDict[str, tuple[Value, ...]], ...] = ()

    def applies(self, facts: Mapping[str, Value | None]) -> bool:
        """Return whether the field is asked of a subject.

        Arguments:
            facts: The facts of the subject, by id, as :attr:`Result.facts` has them.

        >>> import attain
        >>> field = attain.rubric("iamcp-p2p").fields[0]
        >>> field.applies({})
        True
        """
        cases = (all(facts.get(name) in values for name, values in case.items()) for case in self.applies_when)
        return not self.applies_when or any(cases)

    def to_dict(self) -> dict[str, object]:
        """Return the field as plain data, ready for JSON, for a front-end that draws the form.

        Keys are the names of the attributes with hyphens, as in files: ``not-applicable``. Attributes that are None,
        empty or False are left out. ``options`` is an ordered list of tables with an ``id`` and a ``title``;
        ``valid-for`` is text, such as ``12 months``; ``applies-when`` is a list of cases, each a table with a list of
        values for each fact.

        >>> import attain
        >>> attain.rubric("iamcp-p2p").fields[22].to_dict()["options"]
        [{'id': 'yes', 'title': 'Yes'}, {'id': 'no', 'title': 'No'}]
        """
        plain = {
            kebab(each.name): thaw(getattr(self, each.name)) for each in attrs.fields(Field) if given(self, each.name)
        }
        if self.options:
            plain["options"] = [{"id": id_, "title": title} for id_, title in self.options.items()]
        if self.valid_for:
            plain["valid-for"] = str(self.valid_for)
        return plain


def fields(scope: Scope, plan: Plan) -> Iterator[Field]:
    """Yield the fields of a rubric: its facts, the fields at the top, then those of each dimension.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> len(list(fields(p2p.scope, p2p.plan)))
    99
    """
    for fact in plan.facts:
        yield _of_fact(scope.rubric, fact)
    cases: dict[int, list[Facts]] = {}
    for output in plan.outputs:
        for asked in output.asked:
            cases.setdefault(asked.input, []).append(asked.facts)
    for position, input_ in enumerate(plan.inputs):
        field = _of_question(scope, input_) if input_.id in scope.questions else _of_rating(scope, input_)
        yield attrs.evolve(field, applies_when=_cases(plan, cases[position]))


def _of_fact(rubric: RubricData, input_: FactInput) -> Field:
    fact = rubric.facts[input_.id]
    options = {option.id: label(option.id, option.title) for option in options_of(fact, rubric)}
    return Field(
        id=input_.id,
        asks="fact",
        kind=input_.kind,
        text=fact.text or label(input_.id, None),
        options=_YES_NO if input_.kind == "yes-no" else FrozenDict(options),
        required=input_.needed and fact.default is None,
        default=fact.default,
    )


def _of_question(scope: Scope, input_: Input) -> Field:
    place, short, question = scope.questions[input_.id]
    options = {option.id: label(option.id, option.title) for option in options_of(question, scope.rubric)}
    return Field(
        id=input_.id,
        asks="question",
        kind=input_.kind,
        text=question.text or label(short, None),
        dimension=place.id or None,
        summary=question.summary,
        options=_YES_NO if input_.kind == "yes-no" else _described(options, question.anchors),
        unit=question.unit,
        min=question.min,
        max=question.max,
        whole=input_.whole,
        valid_for=input_.valid_for,
        needs=_needs(input_),
        not_applicable=input_.not_applicable.as_ != "forbidden",
    )


def _of_rating(scope: Scope, input_: Input) -> Field:
    place = scope.places["" if len(input_.path) == 1 else input_.id]
    return Field(
        id=input_.id,
        asks="rating",
        kind=input_.kind,
        text=label(input_.id, place.rules.title),
        dimension=place.id or None,
        summary=place.rules.summary,
        options=_described(
            {level.id: str(level) for level in scope.rubric.levels},
            {id_: str(each) for id_, each in place.rules.descriptors.items()},
        ),
        valid_for=input_.valid_for,
        needs=_needs(input_),
        not_applicable=input_.not_applicable.as_ != "forbidden",
    )


def _described(options: Mapping[str, str], meanings: Mapping[str, str]) -> FrozenDict[str, str]:
    """Return options, each with its meaning for this question, if it is known."""
    return FrozenDict(
        {id_: f"{title}: {meanings[id_]}" if id_ in meanings else title for id_, title in options.items()}
    )


def _needs(input_: Input) -> tuple[Need, ...]:
    every = (input_.needs, *input_.option_needs, input_.not_applicable.needs)
    return tuple(dict.fromkeys(need for needs in every for need in needs))


def _cases(plan: Plan, cases: list[Facts]) -> tuple[FrozenDict[str, tuple[Value, ...]], ...]:
    """Return the facts under which an answer is asked anywhere; nothing if one place always asks it."""
    if not all(cases):
        return ()
    found = []
    for case in cases:
        values: dict[str, frozenset[Value]] = {}
        for position, accepted in case:  # a dimension and its question may depend on the same fact
            name = plan.facts[position].id
            values[name] = values.get(name, accepted) & accepted
        found.append(FrozenDict({name: tuple(sorted(some, key=str)) for name, some in values.items()}))
    return tuple(dict.fromkeys(found))
