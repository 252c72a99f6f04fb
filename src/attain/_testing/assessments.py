"""Comparisons of the generated function with the interpreter: of errors, levels, scores, bounds and all details."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import attrs

from attain._core.errors import AttainError
from attain._model.parts import Level
from attain._results import Result
from attain._rubric import Rubric
from attain._score.assess import Details, check_day, interpret
from attain._score.fast import Marks
from attain._score.result import DimensionResult


def interpreted(
    rubric: Rubric,
    answers: Mapping[str, object],
    facts: Mapping[str, object] | None = None,
    *,
    on: date | str | None = None,
    subject: str | None = None,
    check: bool = True,
) -> Result:
    """Return the interpreter's result, with every field calculated.

    It takes the arguments of :meth:`Rubric.assess`, and raises the same errors.

    >>> import attain
    >>> str(interpreted(attain.rubric("iamcp-p2p"), {"agreement.nda": True})["agreement"].level)
    'Reactive'
    """
    day = check_day(on, subject)
    outcome = interpret(rubric, answers, facts or {}, day, check=check)
    details = Details(rubric.assessor, outcome, day, subject)
    values = {field.name: details.field(field.name) for field in attrs.fields(Result)}
    return Result(**values)  # type: ignore[arg-type]  # each has the type of its field


def disagreements(
    rubric: Rubric,
    answers: Mapping[str, object],
    facts: Mapping[str, object] | None = None,
    *,
    on: date | str | None = None,
    subject: str | None = None,
    check: bool = True,
) -> tuple[str, ...]:
    """Return a line for each difference between :meth:`Rubric.assess` and the interpreter on some answers.

    It takes the arguments of :meth:`Rubric.assess`. If both raise the same error, they agree.

    >>> import attain
    >>> disagreements(attain.rubric("iamcp-p2p"), {"agreement.nda": True})
    ()
    """
    expected = _caught(lambda: interpreted(rubric, answers, facts, on=on, subject=subject, check=check))
    found = _caught(lambda: rubric.assess(answers, facts=facts, on=on, subject=subject, check=check))
    if not isinstance(expected, Result) or not isinstance(found, Result):
        return tuple(_differing("the outcome", _comparable(found), _comparable(expected)))
    scored = rubric.assessor.executor.score(answers, facts or {})
    return (
        *_differing("the level", found.level, expected.level),
        *_differing("the score", found.score, expected.score),
        *_differing("the profile", found.profile, expected.profile),
        *(line for each in [scored] if each for line in _bounds(expected, each.worst, each.best)),
        *(
            line
            for field in attrs.fields(Result)
            for line in _differing(field.name, getattr(found, field.name), getattr(expected, field.name))
        ),
    )


def _bounds(expected: Result, worst: Marks, best: Marks) -> Iterator[str]:
    """Yield the differences in the bounds from the generated function."""
    all_: list[DimensionResult] = [expected.root, *expected.dimensions.values()]
    for each, *bounds in zip(all_, *worst, *best, strict=True):
        low, score_low, high, score_high = bounds
        yield from _differing(f"the lowest level of {each.id}", low, _rank(each.low))
        yield from _differing(f"the highest level of {each.id}", high, _rank(each.high))
        yield from _differing(f"the lowest score of {each.id}", score_low, each.score_low)
        yield from _differing(f"the highest score of {each.id}", score_high, each.score_high)


def _rank(level: Level | None) -> int | None:
    return None if level is None else level.rank


def _caught(make: Callable[[], Result]) -> Result | Exception:
    try:
        return make()
    except Exception as error:  # noqa: BLE001  # both must raise the same error, whatever it is
        return error


def _comparable(found: Result | Exception) -> object:
    if isinstance(found, Result):
        return "a result"
    return type(found), found.problems if isinstance(found, AttainError) else str(found)


def _differing(what: str, found: object, expected: object) -> Iterator[str]:
    if found != expected:
        yield f"{what}: {found!r}, not {expected!r}"
