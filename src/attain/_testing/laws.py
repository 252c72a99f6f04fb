"""What holds for every rubric, whatever is answered: each law is written once, here.

A law draws answers, and raises :class:`BrokenLawError` with what it found and the answers that show it.
"""

import json
import pickle
from collections.abc import Callable, Mapping
from pprint import pformat

import attrs
from hypothesis import assume, reject
from hypothesis import strategies as st

from attain._core.data import FrozenDict
from attain._core.errors import AmbiguousLevelError, AttainError
from attain._core.text import number
from attain._results import Result
from attain._rubric import Rubric
from attain._score.result import DimensionResult

from .answers import ON, answers, better, code_of, facts, usable, value, value_of
from .assessments import disagreements

Table = Mapping[str, object]

_ASPECTS = ("level", "score", "low", "high", "score_low", "score_high")


class BrokenLawError(AssertionError):
    """A law does not hold.

    Arguments:
        told: What was found.
        given: What shows it, by what it is: ``answers``, ``facts``.

    >>> print(BrokenLawError("the level falls", {"answers": {"plan": True}, "better": {"team": True}, "facts": {}}))
    the level falls
      answers: {'plan': True}
      better: {'team': True}
    """

    def __init__(self, told: str, given: Mapping[str, Table]) -> None:
        super().__init__(told, given)
        self.told = told
        self.given = given

    def __str__(self) -> str:
        lines = [self.told]
        for name, table in self.given.items():
            first, *more = pformat(dict(table), width=100, sort_dicts=False).splitlines()
            if table or name == "answers":
                lines += [f"  {name}: {first}", *(" " * (len(name) + 4) + line for line in more)]
        return "\n".join(lines)


@attrs.frozen
class Case:
    """What a law is tried on.

    Arguments:
        rubric: The rubric.
        answers: The answers.
        facts: The facts.
    """

    rubric: Rubric
    answers: Table
    facts: Table

    def assess(self, more: Table = FrozenDict()) -> Result:
        """What the answers give, with some more of them or other ones.

        Arguments:
            more: The answers to add.
        """
        return self.rubric.assess({**self.answers, **more}, facts=self.facts, on=ON)

    def result(self, more: Table = FrozenDict()) -> Result:
        """The same; where the answers give nothing, they say nothing about a law. That they don't is another law's.

        Arguments:
            more: The answers to add.
        """
        try:
            return self.assess(more)
        except Exception:  # noqa: BLE001  # the code of a plugin may raise anything
            reject()

    def broken(self, told: str, **more: Table) -> BrokenLawError:
        """The error that tells that a law does not hold in this case.

        Arguments:
            told: What was found.
            more: What else shows it.
        """
        return BrokenLawError(told, {"answers": self.answers, **more, "facts": self.facts})


@attrs.frozen
class Law:
    """What holds for every rubric.

    Arguments:
        holds: Tries it on a case; draws what else it needs.
        complete: Whether it is about complete answers: nothing open, nothing not applicable.
    """

    holds: Callable[[Case, st.DataObject], None]
    complete: bool = False

    def cases(self, rubric: Rubric) -> st.SearchStrategy[Case]:
        """The cases of a rubric to try it on.

        Arguments:
            rubric: The rubric.
        """
        given = answers(rubric, open=not self.complete, inapplicable=not self.complete)
        return st.builds(Case, st.just(rubric), given, facts(rubric))


def parts(result: Result) -> dict[str, DimensionResult]:
    """What a result says of each dimension, and of the whole under the empty id.

    Arguments:
        result: The result.
    """
    return {"": result.root, **result.dimensions}


def _of(aspect: str, id_: str) -> str:
    """What stands at a place of a result, in words."""
    what = aspect.replace("_", " ")
    return f"the {what} of '{id_}'" if id_ else f"the {what}"


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    return number(value) if isinstance(value, float) else str(value)


def total(case: Case, _data: st.DataObject) -> None:
    """Whatever is answered, there is a result, or a word on what the ranges leave open."""
    try:
        result = case.assess()
        told = [found.why for found in parts(result).values()]
    except AmbiguousLevelError as error:
        if not any("error" in (place.rules.overlap, place.rules.gap) for place in case.rubric.scope.places.values()):
            raise case.broken(f"no policy is error, yet it raises AmbiguousLevelError: {error}") from None
    except Exception as error:  # the code of a plugin may raise anything
        raise case.broken(f"there is no result: {type(error).__name__}: {error}") from error
    else:
        if list(result.dimensions) != list(case.rubric.dimensions) or not all(told):
            raise case.broken("the result does not tell of every dimension")


def complete(case: Case, _data: st.DataObject) -> None:
    """Complete answers leave nothing open."""
    for id_, found in parts(case.result()).items():
        for aspect, low, high in (("level", found.low, found.high), ("score", found.score_low, found.score_high)):
            now = getattr(found, aspect)
            if not low == now == high:
                told = f"{_of(aspect, id_)} is {_said(now)}, with everything answered, and its bounds are {_said(low)} and {_said(high)}"
                raise case.broken(told)
        if found.blocked_by or found.answered != found.total:
            waiting = ", ".join(found.blocked_by or found.open)
            raise case.broken(f"{_of('level', id_)} waits for {waiting}, with everything answered")


def better_answers(case: Case, data: st.DataObject) -> None:
    """A better answer never lowers a level or a score, nor a bound of them."""
    before = case.result()
    answered = [input_ for input_ in case.rubric.plan.inputs if before.answers[input_.id].state == "answered"]
    assume(answered)
    input_ = data.draw(st.sampled_from(answered))
    code = data.draw(better(input_, code_of(input_, before.answers[input_.id].value)))
    more = {input_.id: usable(input_, value_of(input_, code))}
    after = parts(case.result(more))
    for id_, found in parts(before).items():
        for aspect in _ASPECTS:
            worse, best = getattr(found, aspect), getattr(after[id_], aspect)
            if (worse is None) != (best is None) or (worse is not None and worse > best):
                told = f"{_of(aspect, id_)} falls from {_said(worse)} to {_said(best)} with a better answer"
                raise case.broken(told, better=more)


def bounds(case: Case, data: st.DataObject) -> None:
    """However the open questions are answered, levels and scores stay within their bounds.

    So do those that hold now, unless open questions are passed over (``unanswered = "exclude"``).
    """
    before = case.result()
    passed_over = any(place.rules.unanswered == "exclude" for place in case.rubric.scope.places.values())
    if not passed_over:
        _within(case, before, before, {})
    more = {
        input_.id: usable(input_, data.draw(value(case.rubric.plan, position)))
        for position, input_ in enumerate(case.rubric.plan.inputs)
        if before.answers[input_.id].state == "open"
    }
    _within(case, before, case.result(more), more)


def _within(case: Case, before: Result, after: Result, more: Table) -> None:
    """Hold what answers give within the bounds that were told before the last of them were given."""
    for id_, told in parts(before).items():
        found = parts(after)[id_]
        for aspect, low, high in (("level", told.low, told.high), ("score", told.score_low, told.score_high)):
            now = getattr(found, aspect)
            if now is not None and (low is None or high is None or not low <= now <= high):
                text = f"{_of(aspect, id_)} is {_said(now)}, outside its bounds {_said(low)} and {_said(high)}"
                raise case.broken(text, completed=more)


def kept(case: Case, _data: st.DataObject) -> None:
    """A result reads back equal from plain data and from a pickle, and its own answers give it again."""
    result = case.result()
    ways: dict[str, Callable[[], object]] = {
        "plain data": lambda: Result.from_dict(json.loads(json.dumps(result.to_dict(), allow_nan=False))),
        "a pickle": lambda: pickle.loads(pickle.dumps(result)),  # noqa: S301  # its own
        "its own answers": lambda: case.rubric.assess(result.answers, facts=result.facts, on=result.on),
    }
    if told := otherwise(result, ways):
        raise case.broken(f"the result {told}")


def otherwise(thing: object, ways: Mapping[str, Callable[[], object]]) -> str:
    """What a thing that was written does not read back from, or reads back as something else; nothing where all is well.

    Arguments:
        thing: The thing.
        ways: How it reads back, by what from.
    """
    for name, read in ways.items():
        try:
            again = read()
        except AttainError as error:
            return f"does not read back from {name}: {error}"
        if again != thing:
            return f"reads back otherwise from {name}"
    return ""


def executors(case: Case, _data: st.DataObject) -> None:
    """Every executor gives what the reference gives."""
    told = disagreements(case.rubric, case.answers, case.facts, on=ON)
    if told:
        raise case.broken("\n".join(told))


LAWS: Mapping[str, Law] = {
    "total": Law(total),
    "complete": Law(complete, complete=True),
    "better answers": Law(better_answers),
    "bounds": Law(bounds),
}
"""What holds for scoring."""

KEPT = Law(kept)
"""What holds for results that are written and read again."""

EXECUTORS = Law(executors)
"""What holds between the executors."""
