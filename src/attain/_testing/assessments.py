"""The generated function, compared with the interpreter: in errors, levels, scores, bounds and every detail."""

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
    """Return the result that the interpreter alone gives, with every field worked out.

    Takes what :meth:`Rubric.assess` takes, and raises what it raises.

    >>> import attain
    >>> str(interpreted(attain.rubric("iamcp-p2p"), {"agreement.nda": True})["agreement"].level)
    'Reactive'
    """
    day = check_day(on, subject)
    outcome = interpret(rubric, answers, facts or {}, day, check=check)
    details = Details(rubric.assessor, outcome, day, subject)
    values = {field.name: details.field(field.name) for field in attrs.fields(Result)}
    return Result(**values)  # type: ignore[arg-type]  # each is what its field holds


def disagreements(
    rubric: Rubric,
    answers: Mapping[str, object],
    facts: Mapping[str, object] | None = None,
    *,
    on: date | str | None = None,
    subject: str | None = None,
    check: bool = True,
) -> tuple[str, ...]:
    """Return where :meth:`Rubric.assess` and the interpreter differ on some answers: a line for each difference.

    Takes what :meth:`Rubric.assess` takes. If both raise the same, they agree.

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
    """Yield where the bounds that the generated function gave differ."""
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
    except Exception as error:  # noqa: BLE001  # whatever one raises, the other has to raise, too
        return error


def _comparable(found: Result | Exception) -> object:
    if isinstance(found, Result):
        return "a result"
    return type(found), found.problems if isinstance(found, AttainError) else str(found)


def _differing(what: str, found: object, expected: object) -> Iterator[str]:
    if found != expected:
        yield f"{what}: {found!r}, not {expected!r}"
