"""The checks of a rubric: each is a test of a rubric's file, and :func:`check_rubric` runs all of them."""

import json
import pickle
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from attain._core.errors import Problem
from attain._core.text import display
from attain._core.types import must_be_rubric
from attain._rubric import Rubric, default_registry
from attain._score.examples import failures_of

from .answers import ON
from .laws import EXECUTORS, KEPT, LAWS, BrokenLawError, Case, Law, otherwise

TRIES = 50
"""The default number of random sets of answers for each law."""

Locate = Callable[[Problem], Problem]


@attrs.frozen
class Check:
    """One check of a rubric.

    Arguments:
        name: The name of the check.
        failure: A function that runs the check and returns the failure in words; empty if it passes.
    """

    name: str
    failure: Callable[[], str]


def check_rubric(rubric: Rubric, *, tries: int = TRIES, strict: bool = False) -> None:
    """Check that a rubric keeps its own promises and those of the library.

    - Its lint finds no error. (Ranges that overlap or leave a gap, as some sources have them, are warnings.)
    - Its examples give the levels and scores that they state.
    - On random answers: there is a result; complete answers leave nothing open; a better answer lowers nothing; levels
      and scores stay within their bounds.
    - It reads back equal from a file, from plain data and from a pickle, and so do its results; these also from
      their own answers.
    - All executors agree.

    The random answers are the same each time.

    Arguments:
        rubric: The rubric.
        tries: The number of random sets of answers for each law.
        strict: Whether to fail for warnings of the lint, too.

    Raises:
        AssertionError: A check fails. The error lists every failure, and for random answers the smallest
            that show it.
        TypeError: `rubric` is not a rubric.
        ValueError: `tries` is not above 0.

    >>> import attain
    >>> from attain.testing import check_rubric
    >>> check_rubric(attain.rubric("iamcp-p2p"), tries=5)
    """
    __tracebackhide__ = True  # pytest shows the caller's line
    must_be_rubric(rubric, Rubric)
    if type(tries) is not int or tries < 1:
        raise ValueError(f"tries is a whole number from 1 up, not {display(tries)}")
    done = [(check.name, check.failure()) for check in checks(rubric, tries=tries, strict=strict)]
    wrong = [f"{name}\n{indented(failure)}" for name, failure in done if failure]
    if wrong:
        heading = f"{rubric.id}@{rubric.version} fails {len(wrong)} of {len(done)} checks:"
        raise AssertionError("\n\n".join([heading, *wrong]))


def indented(text: str) -> str:
    r"""Return lines with indentation.

    >>> indented("one\ntwo")
    '  one\n  two'
    """
    return "\n".join(f"  {line}" for line in text.splitlines())


def in_lines(problem: Problem) -> str:
    """Return a problem in the style of compilers, with its hint on a line of its own.

    >>> print(in_lines(Problem("unknown-key", ("dimension",), "nothing reads it", "did you mean 'dimensions'?", "a.toml", 7, 2)))
    a.toml:7:2: unknown-key: dimension: nothing reads it
      hint: did you mean 'dimensions'?
    """
    path = ".".join(map(str, problem.path))
    parts = [problem.place, problem.code, path, problem.message]
    return ": ".join(filter(None, parts)) + (f"\n  hint: {problem.hint}" if problem.hint else "")


def checks(
    rubric: Rubric, *, tries: int = TRIES, strict: bool = False, locate: Locate = lambda problem: problem
) -> Iterator[Check]:
    """Yield all checks of a rubric.

    Arguments:
        rubric: The rubric.
        tries: The number of random sets of answers for each law.
        strict: Whether to fail for warnings of the lint, too.
        locate: A function that adds the place in the rubric's file to a problem.
    """
    yield Check("lint", partial(_findings, rubric, locate, strict=strict))
    for position, example in enumerate(rubric.examples):
        title = " ".join([f"example {position + 1}:", *example.title.split()]).rstrip(":")
        yield Check(title, partial(_example, rubric, position, locate))
    for name, law in LAWS.items():
        yield Check(f"law: {name}", partial(broken, law, rubric, tries))
    yield Check("round trip", lambda: round_trip(rubric) or broken(KEPT, rubric, tries))
    yield Check("executors", partial(executors, rubric, tries))


def _findings(rubric: Rubric, locate: Locate, *, strict: bool) -> str:
    """Return the findings of the lint; failing examples are separate checks."""
    severe = {"error", "warning"} if strict else {"error"}
    found = [each for each in rubric.lint() if each.severity in severe and each.code != "example-fails"]
    return "\n".join(in_lines(locate(each)) for each in found)


def _example(rubric: Rubric, position: int, locate: Locate) -> str:
    """Return the differences between an example and the scored result."""
    lines = []
    for failure in failures_of(rubric, position):
        place = locate(Problem("example-fails", failure.path, failure.message)).place
        lines.append(": ".join(filter(None, [place, str(failure)])))
    return "\n".join(lines)


def broken(law: Law, rubric: Rubric, tries: int) -> str:
    """Return the smallest answers that break a law, with the violation; empty if there are none.

    Arguments:
        law: The law.
        rubric: The rubric.
        tries: The number of random sets of answers to try.
    """

    @settings(
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=tries,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=[*HealthCheck],
    )
    @given(law.cases(rubric), st.data())
    def attempt(case: Case, data: st.DataObject) -> None:
        law.holds(case, data)

    try:
        attempt()
    except BrokenLawError as error:
        return str(error)
    except Unsatisfiable:  # the law does not apply: no question, or never a result
        pass
    return ""


def executors(rubric: Rubric, tries: int) -> str:
    """Return the differences between executors and the reference; empty if there are none.

    The generated function is tried on each set of answers. A frame takes longer to set up than to score, so all sets
    are the rows of a single frame, if an engine for frames is installed.

    Arguments:
        rubric: The rubric.
        tries: The number of random sets of answers to try.
    """
    tried: list[Case] = []

    def agree(case: Case, data: st.DataObject) -> None:
        EXECUTORS.holds(case, data)
        tried.append(case)

    difference = broken(attrs.evolve(EXECUTORS, holds=agree), rubric, tries)
    if difference or not find_spec("narwhals"):
        return difference
    from .frames import disagreements  # needs narwhals

    for at, line in disagreements(rubric, [(case.answers, case.facts) for case in tried], on=ON):
        return str(tried[at].broken(f"in a frame, {line}"))
    return ""


def round_trip(rubric: Rubric) -> str:
    """Return the formats that a rubric does not read back equal from; empty if there are none."""
    registry = default_registry()

    def whole(again: Rubric) -> tuple[Rubric, str, str]:
        return again, again.scoring_digest, again.wording_digest

    def through_json() -> dict[str, object]:  # like databases, which lose the order of keys
        data: dict[str, object] = json.loads(json.dumps(rubric.to_dict(), allow_nan=False, sort_keys=True))
        return data

    ways: dict[str, Callable[[], object]] = {
        "a file": lambda: whole(registry.loads(rubric.to_toml())),
        "plain data": lambda: whole(registry.from_dict(rubric.to_dict())),
        "JSON": lambda: whole(registry.from_dict(through_json())),
        "a pickle": lambda: whole(pickle.loads(pickle.dumps(rubric))),  # noqa: S301  # a pickle of our own
    }
    difference = otherwise(whole(rubric), ways)
    return difference and f"the rubric {difference}"
