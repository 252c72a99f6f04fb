"""A cap on the points for every full amount: any number is accepted, and the points stay bounded."""

import math

import pytest
from data import findings

import attain
from attain import Rubric, RubricError
from attain._core.messages import say
from attain._plan.nodes import PerFull
from attain._testing.assessments import disagreements

HEAD = """\
attain = 1
id = "deals"
version = "1"
title = "Deals"
levels = { low = "Low", high = "High" }
score = "sum"
"""


def asked(rest: str, more: str = "") -> Rubric:
    return attain.loads(f'{HEAD}{more}\nquestions.q = {{ text = "Q?", kind = "number", {rest} }}\n')


def scores(rubric: Rubric, *numbers: float) -> list[float | None]:
    for number in numbers:
        assert disagreements(rubric, {"q": number}) == ()
    return [rubric.assess({"q": number}).score for number in numbers]


def hint(rest: str) -> str:
    with pytest.raises(RubricError) as caught:
        asked(rest)
    (problem,) = caught.value.problems
    assert problem.code == "points-unbounded"
    return str(problem.hint)


def test_more_than_the_cap_is_never_earned_and_no_number_is_too_large() -> None:
    rubric = asked("min = 0, points = { per = 100_000, earn = 5, cap = 50 }")
    assert scores(rubric, 0, 99_999, 100_000, 999_999, 1_000_000, 1e15) == [0, 0, 5, 45, 50, 50]
    odd = asked("min = 0, points = { per = 100_000, earn = 5, cap = 12 }")
    assert scores(odd, 200_000, 300_000) == [10, 12]
    result = rubric.assess({})
    assert (result.score, result.root.score_low, result.root.score_high, result.root.full) == (0, 0, 50, 50)


def test_if_lower_is_better_the_cap_is_the_most_that_is_left() -> None:
    rubric = asked('better = "lower", max = 100, points = { per = 10, earn = -5, cap = 0 }')
    assert scores(rubric, -1e15, -5, 0, 9, 10, 25, 100) == [0, 0, 0, 0, -5, -10, -50]
    result = rubric.assess({})
    assert (result.root.score_low, result.root.score_high) == (-50, 0)
    credit = asked('better = "lower", max = 100, points = { per = 10, earn = -5, cap = 15 }')
    assert scores(credit, -1000, -30, -20, -19, 20) == [15, 15, 10, 10, -10]


def test_the_worse_end_always_needs_a_bound_and_the_better_one_a_bound_or_a_cap() -> None:
    assert hint("points = { per = 1, earn = 1, cap = 5 }") == "set 'min' on the question"
    assert (
        hint("min = 0, points = { per = 1, earn = 1 }")
        == "set 'max' on the question; a 'cap' on the points can replace 'max'"
    )
    assert hint('better = "lower", points = { per = 1, earn = -1, cap = 5 }') == "set 'max' on the question"
    assert (
        hint("points = { per = 1, earn = 1 }")
        == "set 'min' and 'max' on the question; a 'cap' on the points can replace 'max'"
    )
    assert hint('better = "lower", max = 9, points = { per = 1, earn = -1 }') == (
        "set 'min' on the question; a 'cap' on the points can replace 'min'"
    )


def test_zero_points_for_every_full_amount_are_zero_for_any_number() -> None:
    assert PerFull(1, 0, 1, 5).at(math.inf) == 0
    assert PerFull(1, 2, 1, 5).at(math.inf) == 5
    assert PerFull(1, -2, -1, 5).at(math.inf) == 5


def test_the_lint_knows_the_points_that_can_be_earned() -> None:
    found = findings(
        asked("min = 0, points = { per = 10, earn = 5, cap = 12 }", 'bands = { low = "0-9", high = "11-20" }')
    )
    assert [(each.code, each.message, dict(each.witness or {})) for each in found] == [
        (
            "band-gap",
            "the ranges of Low and High leave a gap at a score of 10; the policy 'lower' chooses Low",
            {"q": 20},
        )
    ]
    bands = 'bands = { low = "0-10", high = "13-20" }'
    (unreachable,) = findings(asked("min = 0, points = { per = 10, earn = 5, cap = 10 }", bands))
    what = say("level-unreachable.above", level="High", where=say("whole"), range="13-20", most=10)
    assert unreachable.what == what
    lower = 'better = "lower", max = 40, points = { per = 10, earn = -5, cap = 1 }'
    assert findings(asked(lower, 'bands = { low = "-20..0", high = "1" }')) == ()
    idle = findings(asked("min = 0, points = { per = 10, earn = 0, cap = 12 }"))
    assert "question-idle" in [each.code for each in idle]
    beyond = findings(
        asked("min = 500, points = { per = 10, earn = 5, cap = 12 }", 'bands = { low = "0-11", high = "12" }')
    )
    assert [each.code for each in beyond] == ["level-unreachable", "question-idle"]


def test_the_lint_knows_them_also_if_there_are_too_many_amounts_to_try() -> None:
    many = "min = 0, points = { per = 1, earn = 1, cap = 5_000 }"
    assert findings(asked(many, "requires.high.score = 5_000")) == ()
    assert [each.code for each in findings(asked(many, "requires.high.score = 5_001"))] == ["condition-unreachable"]
    lower = 'better = "lower", max = 5_000, points = { per = 1, earn = -1, cap = 0 }'
    assert findings(asked(lower, "requires.high.score = 0")) == ()


def test_it_reads_back_and_is_shown() -> None:
    from attain._render.markdown import rubric_markdown

    rubric = asked("min = 0, points = { per = 100, earn = 5, cap = 50 }")
    assert attain.loads(rubric.to_toml()) == rubric
    assert Rubric.from_dict(rubric.to_dict()) == rubric
    assert "5 points for every full 100, at most 50 points" in rubric_markdown(rubric)
