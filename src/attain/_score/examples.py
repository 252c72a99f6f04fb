"""Comparison of the examples of a rubric with their scored results."""

from collections.abc import Iterator

import attrs

from attain._core.data import Data
from attain._core.errors import AttainError, Path, Problem
from attain._core.messages import Message, Text, say
from attain._core.precision import SCALE, quantise
from attain._core.text import number
from attain._model.parts import Example, Level
from attain._plan.compile import CompiledRubric

from .assess import Assessor
from .result import ResultData, lazy_result


@attrs.frozen(eq=False, repr=False)
class Failure(Data):
    """A difference between an example and its scored result.

    Arguments:
        position: The position of the example in the rubric.
        path: The path of the expected value in the rubric.
        message: The expected and the found value, or the reason why there is no result.
    """

    position: int
    path: Path
    message: Message

    def __str__(self) -> str:
        return str(self.message)


def failures(rubric: CompiledRubric) -> tuple[Failure, ...]:
    """Return the differences between the examples of a rubric and their scored results.

    >>> from attain import Example, Level, Question, Rubric
    >>> rubric = Rubric(
    ...     id="tiny", version="1", title="Tiny",
    ...     levels=[Level("none"), Level("some")],
    ...     bands={"none": "0", "some": "1+"},
    ...     questions={"plan": Question("Is there a plan?")},
    ...     examples=[Example("A plan", answers={"plan": True}, level="none", score=1)],
    ... )
    >>> for failure in failures(rubric):
    ...     print(failure)
    the level: expected none, found some
    """
    assessor = Assessor(rubric)
    return tuple(failure for position in range(len(rubric.examples)) for failure in _failures(assessor, position))


def failures_of(rubric: CompiledRubric, position: int) -> Iterator[Failure]:
    """Yield the differences between one example and its scored result."""
    return _failures(Assessor(rubric), position)


def _failures(assessor: Assessor, position: int) -> Iterator[Failure]:
    example = assessor.rubric.examples[position]
    try:
        result = lazy_result(assessor.assess(example.answers, example.facts, example.on, None), ResultData)
    except AttainError as error:
        for problem in error.problems:
            reason = "; ".join(filter(None, [problem.message, problem.hint]))
            yield Failure(position, ("examples", position, *_place(problem)), say("example.no-result", problem=reason))
        return
    for path, what, expected, found in _compared(result, example):
        if expected != found:
            message = say("example", what=what, expected=expected, found=found)
            yield Failure(position, ("examples", position, *path), message)


def _place(problem: Problem) -> Path:
    """Return the path within an example of a problem with its answers and facts."""
    if problem.code == "ambiguous-level":
        return ()  # its path is in the rubric, not in the example
    return problem.path if problem.path[:1] == ("facts",) else ("answers", *problem.path)


def _compared(result: ResultData, example: Example) -> Iterator[tuple[Path, Message, Text, Text]]:
    """Yield each expectation of an example: its path, its name, and the expected and found values in the same words."""
    if example.level is not None:
        yield ("level",), say("example.level"), example.level, _level(result.level)
    if example.score is not None:
        yield ("score",), say("example.score"), _score(example.score), _score(result.score)
    for name, level in example.levels.items():
        yield ("levels", name), say("example.level-of", name=name), level, _level(result[name].level)
    for name, score in example.scores.items():
        yield ("scores", name), say("example.score-of", name=name), _score(score), _score(result[name].score)


def _level(level: Level | None) -> Text:
    return say("example.no-level") if level is None else level.id


def _score(score: float | None) -> Text:
    """Return a score rounded to millionths, as scores are compared."""
    return say("example.no-score") if score is None else number(quantise(score) / SCALE)
