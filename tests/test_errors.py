"""An error lists every problem, with its place and how to fix it, and survives a pickle."""

import copy
import pickle

import pytest

from attain._core.errors import AmbiguousLevelError, AnswersError, AttainError, PluginError, Problem, RubricError

ERRORS = [AttainError, RubricError, AnswersError, AmbiguousLevelError, PluginError]
FULL = Problem("band-syntax", ("dimensions", "a", "bands"), "is no range", "write 1-3", "tiers.toml", 12, 9)


def test_a_problem_shows_its_place_path_message_and_hint() -> None:
    assert str(FULL) == "tiers.toml:12:9: dimensions.a.bands: is no range; write 1-3"


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("x", (), "is wrong"), "is wrong"),
        (Problem("x", ("examples", 0, "level"), "is wrong"), "examples.0.level: is wrong"),
        (Problem("x", (), "is wrong", file="a.toml"), "a.toml: is wrong"),
        (Problem("x", (), "is wrong", line=3, column=1), "3:1: is wrong"),
    ],
    ids=["message alone", "with a path", "with a file", "with a line"],
)
def test_unknown_parts_of_a_problem_are_left_out(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_texts_that_are_too_long_to_read_are_cut() -> None:
    long = Problem("x", ("requires", "q" * 2_000), "m" * 1_000, "h" * 1_001)
    assert (long.keys[-2:], long.message, long.hint) == ("q…", "m" * 1_000, f"{'h' * 999}…")
    assert (len(str(long)), long.path[-1]) == (1_000 + 2 + 1_000 + 2 + 1_000, "q" * 2_000)


def test_an_error_lists_all_its_problems_one_on_each_line() -> None:
    error = RubricError([FULL, Problem("x", (), "is wrong")])
    assert str(error).splitlines() == [str(FULL), "is wrong"]


def test_an_error_shows_fifty_problems_and_the_number_of_others_and_keeps_them_all() -> None:
    error = RubricError(Problem("x", (number,), "is wrong") for number in range(52))
    *_, last, more = str(error).splitlines()
    assert (last, more) == ("49: is wrong", "... and 2 more")
    assert len(error.problems) == 52
    assert "more" not in str(RubricError([FULL] * 50))


@pytest.mark.parametrize("kind", ERRORS)
def test_errors_pickle_and_copy_with_their_problems(kind: type[AttainError]) -> None:
    error = kind([FULL])
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is kind
        assert other.problems == (FULL,)
        assert str(other) == str(error)


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_is_an_attain_error_and_the_builtin_that_fits(kind: type[AttainError]) -> None:
    builtin = {AttainError: Exception, PluginError: RuntimeError}.get(kind, ValueError)
    assert issubclass(kind, AttainError)
    assert issubclass(kind, builtin)
