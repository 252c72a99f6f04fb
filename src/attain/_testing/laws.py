"""The laws of every rubric, for all answers: each is written once, here.

A law draws answers, and raises :class:`BrokenLawError` with the violation and the answers that show it.
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
    """An error that reports that a law does not hold.

    Arguments:
        found: The violation, in words.
        given: The data that shows it, by kind: ``answers``, ``facts``.

    >>> print(BrokenLawError("the level falls", {"answers": {"plan": True}, "better": {"team": True}, "facts": {}}))
    the level falls
      answers: {'plan': True}
      better: {'team': True}
    """

    def __init__(self, found: str, given: Mapping[str, Table]) -> None:
        super().__init__(found, given)
        self.found = found
        self.given = given

    def __str__(self) -> str:
        lines = [self.found]
        for name, table in self.given.items():
            first, *more = pformat(dict(table), width=100, sort_dicts=False).splitlines()
            if table or name == "answers":
                lines += [f"  {name}: {first}", *(" " * (len(name) + 4) + line for line in more)]
        return "\n".join(lines)


@attrs.frozen
class Case:
    """The inputs of a law.

    Arguments:
        rubric: The rubric.
        answers: The answers.
        facts: The facts.
    """

    rubric: Rubric
    answers: Table
    facts: Table

    def assess(self, more: Table = FrozenDict()) -> Result:
        """Return the result of the answers, with some added or replaced.

        Arguments:
            more: The answers to add or replace.
        """
        return self.rubric.assess({**self.answers, **more}, facts=self.facts, on=ON)

    def result(self, more: Table = FrozenDict()) -> Result:
        """Return the same; reject answers without a result, which another law is about.

        Arguments:
            more: The answers to add or replace.
        """
        try:
            return self.assess(more)
        except Exception:  # noqa: BLE001  # the code of a plugin may raise anything
            reject()

    def broken(self, found: str, **more: Table) -> BrokenLawError:
        """Return the error for a law that does not hold in this case.

        Arguments:
            found: The violation, in words.
            more: Further data that shows it, by kind.
        """
        return BrokenLawError(found, {"answers": self.answers, **more, "facts": self.facts})


@attrs.frozen
class Law:
    """A law that holds for every rubric.

    Arguments:
        holds: A function that tries the law on a case, and draws more data if necessary.
        complete: Whether to try it only on complete answers: nothing open, nothing not applicable.
    """

    holds: Callable[[Case, st.DataObject], None]
    complete: bool = False

    def cases(self, rubric: Rubric) -> st.SearchStrategy[Case]:
        """Draw the cases of a rubric for the law."""
        given = answers(rubric, open=not self.complete, inapplicable=not self.complete)
        return st.builds(Case, st.just(rubric), given, facts(rubric))


def parts(result: Result) -> dict[str, DimensionResult]:
    """Return the result of each dimension, and of the whole under the empty id."""
    return {"": result.root, **result.dimensions}


def _of(aspect: str, id_: str) -> str:
    """Return an aspect of a dimension or the whole, in words."""
    what = aspect.replace("_", " ")
    return f"the {what} of '{id_}'" if id_ else f"the {what}"


def _in_words(value: object) -> str:
    if value is None:
        return "nothing"
    return number(value) if isinstance(value, float) else str(value)


def total(case: Case, _data: st.DataObject) -> None:
    """Check that any answers have a result, or an error that names an overlap or a gap."""
    try:
        result = case.assess()
        reasons = [found.why for found in parts(result).values()]
    except AmbiguousLevelError as error:
        if not any("error" in (place.rules.overlap, place.rules.gap) for place in case.rubric.scope.places.values()):
            raise case.broken(f"no policy is error, yet it raises AmbiguousLevelError: {error}") from None
    except Exception as error:  # the code of a plugin may raise anything
        raise case.broken(f"there is no result: {type(error).__name__}: {error}") from error
    else:
        if list(result.dimensions) != list(case.rubric.dimensions) or not all(reasons):
            raise case.broken("the result does not explain every dimension")


def complete(case: Case, _data: st.DataObject) -> None:
    """Check that complete answers leave nothing open."""
    for id_, found in parts(case.result()).items():
        for aspect, low, high in (("level", found.low, found.high), ("score", found.score_low, found.score_high)):
            now = getattr(found, aspect)
            if not low == now == high:
                text = f"{_of(aspect, id_)} is {_in_words(now)}, with everything answered, and its bounds are {_in_words(low)} and {_in_words(high)}"
                raise case.broken(text)
        if found.blocked_by or found.answered != found.total:
            waiting = ", ".join(found.blocked_by or found.open)
            raise case.broken(f"{_of('level', id_)} waits for {waiting}, with everything answered")


def better_answers(case: Case, data: st.DataObject) -> None:
    """Check that a better answer never lowers a level or a score, nor a bound of them."""
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
                text = f"{_of(aspect, id_)} falls from {_in_words(worse)} to {_in_words(best)} with a better answer"
                raise case.broken(text, better=more)


def bounds(case: Case, data: st.DataObject) -> None:
    """Check that levels and scores stay within their bounds, however the open questions are answered.

    The present levels and scores stay within them, too, unless open questions are left out (``unanswered =
    "exclude"``).
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
    """Check that levels and scores lie within the bounds from before the last answers."""
    for id_, bounded in parts(before).items():
        found = parts(after)[id_]
        for aspect, low, high in (
            ("level", bounded.low, bounded.high),
            ("score", bounded.score_low, bounded.score_high),
        ):
            now = getattr(found, aspect)
            if now is not None and (low is None or high is None or not low <= now <= high):
                text = (
                    f"{_of(aspect, id_)} is {_in_words(now)}, outside its bounds {_in_words(low)} and {_in_words(high)}"
                )
                raise case.broken(text, completed=more)


def kept(case: Case, _data: st.DataObject) -> None:
    """Check that a result reads back equal from plain data and from a pickle, and that its own answers reproduce it."""
    result = case.result()
    ways: dict[str, Callable[[], object]] = {
        "plain data": lambda: Result.from_dict(json.loads(json.dumps(result.to_dict(), allow_nan=False))),
        "a pickle": lambda: pickle.loads(pickle.dumps(result)),  # noqa: S301  # its own
        "its own answers": lambda: case.rubric.assess(result.answers, facts=result.facts, on=result.on),
    }
    if difference := otherwise(result, ways):
        raise case.broken(f"the result {difference}")


def otherwise(thing: object, ways: Mapping[str, Callable[[], object]]) -> str:
    """Return the formats that a thing does not read back equal from; empty if there are none.

    Arguments:
        thing: The thing that was written.
        ways: The functions that read it back, by format.
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
    """Check that every executor agrees with the reference."""
    if differences := disagreements(case.rubric, case.answers, case.facts, on=ON):
        raise case.broken("\n".join(differences))


LAWS: Mapping[str, Law] = {
    "total": Law(total),
    "complete": Law(complete, complete=True),
    "better answers": Law(better_answers),
    "bounds": Law(bounds),
}
"""The laws of scoring."""

KEPT = Law(kept)
"""The laws of writing and reading back results."""

EXECUTORS = Law(executors)
"""The laws between executors."""
