"""What the nodes of a plan tell of themselves: where in the rubric they come from, and what they can give."""

import pytest
from hypothesis import HealthCheck, given, settings

import attain
from attain import Rubric
from attain._frozen import FrozenDict
from attain._plan.build import Builder
from attain._plan.nodes import (
    Bend,
    Count,
    Else,
    Greatest,
    Holds,
    Ladder,
    Least,
    OnlyIf,
    Operation,
    Points,
    Product,
    Ratio,
    Same,
    Step,
    Sum,
    Table,
)
from attain._plan.steps import SCALE, Steps
from attain.testing import rubrics

FACTS = ((0, frozenset([True])),)
EITHER = Points(0, Same(), 0.0, None)
ALWAYS = Points(0, Same(), 0.0, 0.0)

RISING = Steps((1.0 * SCALE, 3.0 * SCALE), (0, 1, 2))
TORN = Steps((1.0 * SCALE, 3.0 * SCALE), (0, 1, 1), FrozenDict({2: (1, 2)}))


@pytest.mark.parametrize(
    ("does", "low", "high"),
    [
        # three inputs that always give a number: 0 to 2, -1 to 3, 1 to 4
        (Sum((0, 1, 2), (1, 2, 0.5)), -1.5, 10),
        (Ratio((0, 1), (1, 2)), -1, 3),
        (Ratio((0, 1), (1, 2), times=10), -10, 30),
        (Product((0, 2)), 0, 8),
        (Product((2, 2)), 1, 16),
        (Least((0, 2)), 0, 2),
        (Least((1, 2)), -1, 3),
        (Greatest((0, 2)), 1, 4),
        (Greatest((0, 1)), 0, 3),
        (Bend(1, base=2, cap=4), 1, 4),
        (Step(2, RISING), 0, 2),
        (Step(2, TORN), 0, 2),
        (Holds(0, 1, quantised=True), 0, 1),
        (Count((0, 1), 1), 0, 1),
        (Ladder((0, 1), (1, 3), cumulative=True), 0, 3),
        (Ladder((), (), cumulative=True), 0, 0),
        (Else(0, 1), -1, 3),
        # the same inputs, where they may not be applicable: 3, 4 and 5
        (Sum((3, 4, 5), (1, 2, 0.5)), -2, 10),
        (Sum((0, 5), (1, 0.5)), 0, 4),
        (Ratio((3, 4), (1, 2)), -1, 3),
        (Product((3, 5)), 0, 8),
        (Product((2, 5)), 1, 16),
        (Product((3,)), 0, 2),
        (Least((3, 5)), 0, 4),
        (Least((0, 5)), 0, 4),
        (Greatest((3, 5)), 0, 4),
        (Greatest((2, 4)), -1, 4),
        (Else(3, 1), -1, 3),
        (OnlyIf(1, FACTS), -1, 3),
    ],
    ids=str,
)
def test_a_node_tells_the_least_and_the_most_it_can_give(does: Operation, low: float, high: float) -> None:
    builder = given_inputs()
    node = builder.nodes[builder.add(does, ())]
    assert (node.low, node.high) == (low, high)
    assert builder.problems == []


@pytest.mark.parametrize(
    ("does", "nullable"),
    [
        (EITHER, True),
        (Points(0, Same(), None, 0.0), True),
        (ALWAYS, False),
        (OnlyIf(0, FACTS), True),
        (Else(3, 4), True),
        (Else(3, 0), False),
        (Else(0, 3), False),
        (Sum((3, 4), (1, 1)), True),
        (Sum((3, 0), (1, 1)), False),
        (Count((3, 0), 1), False),
        (Count((3, 4), 1), True),
        # what weighs nothing can't make a mean, and what is out of nothing can't make a share
        (Ratio((0, 3), (1, 1)), False),
        (Ratio((0, 3), (0, 1)), True),
        (Ratio((3, 4), (1, 1)), True),
        (Ratio((0, 1), (0, 0.5)), False),
        (Ratio((0, 2), (1, 1), (2, 2)), False),
        (Ratio((0, 2), (1, 1), (2, 0)), True),
        (Ratio((0, 2), (1, 1), (0, 2)), True),
        (Ratio((3, 5), (1, 1), (2, 2)), True),
    ],
    ids=str,
)
def test_a_node_tells_whether_it_can_be_not_applicable(does: Operation, nullable: bool) -> None:
    builder = given_inputs()
    assert builder.nodes[builder.add(does, (), reach=(0.0, 2.0))].nullable == nullable


def given_inputs() -> Builder:
    builder = Builder()
    for does in (ALWAYS, EITHER):
        for reach in ((0, 2), (-1, 3), (1, 4)):
            builder.add(does, (), reach=reach)
    return builder


@pytest.mark.parametrize(
    ("points", "full", "reach"),
    [
        ((0, 4), (4, 4), (0, 100)),
        ((1, 4), (4, 4), (25, 100)),
        ((-2, 4), (4, 4), (-50, 100)),
        ((-2, 4), (2, 4), (-100, 100)),  # the worst is out of the least there can be
        ((-2, 4), (0, 4), (-50, 100)),
        ((1, 4), (2, 4), (25, 100)),
        ((0.5, 4), (2, 4), (12.5, 100)),
        ((0, 6), (4, 4), (0, 150)),  # more than full marks
    ],
)
def test_a_percentage_tells_the_least_and_the_most_of_it(
    points: tuple[float, float], full: tuple[float, float], reach: tuple[float, float]
) -> None:
    builder = Builder()
    args = [builder.add(ALWAYS, (), reach=each) for each in (points, full, (2, 3), (3, 3))]
    node = builder.nodes[builder.add(Ratio((args[0], args[2]), (1, 1), (args[1], args[3]), 100.0), ())]
    assert (node.low, node.high) == (min(reach[0], 2 / 3 * 100), reach[1])


@pytest.mark.parametrize(("most", "told"), [(1e9, 0), (1.1e9, 1)])
def test_a_score_that_is_too_large_to_be_exact_is_told(most: float, told: int) -> None:
    for reach in ((0, most), (-most, 0)):
        builder = Builder()
        points = builder.add(ALWAYS, (), reach=reach)
        for does in (Sum((points,), (1,)), Ratio((points,), (1,)), Product((points,)), Bend(points)):
            builder.add(does, ("score",))
            builder.add(Least((points,)), ())
            assert [(each.code, each.path) for each in builder.problems] == [("score-too-large", ("score",))] * told
            builder.problems.clear()


def led(rubric: Rubric, path: tuple[str | int, ...]) -> int:
    """How many steps of a path lead to something in the rubric."""
    table: object = rubric.to_dict()
    for number, step in enumerate(path):
        if isinstance(table, list) and isinstance(step, str):
            table = {each["id"]: each for each in table if isinstance(each, dict)}
        try:
            table = table[step]  # type: ignore[index]  # what can't be read so is no place
        except (KeyError, IndexError, TypeError):
            return number
    return len(path)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rubrics())
def test_a_node_tells_where_in_the_rubric_it_comes_from(rubric: Rubric) -> None:
    for node in rubric.plan.nodes:
        assert len(node.path) > 0
        assert led(rubric, node.path) >= len(node.path) - 1  # the last may stand in the defaults


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rubrics())
def test_a_table_has_one_entry_for_each_answer(rubric: Rubric) -> None:
    for node in rubric.plan.nodes:
        if isinstance(node.does, Points) and isinstance(node.does.worth, Table):
            assert len(node.does.worth.points) == len(rubric.plan.inputs[node.does.input].options)


def test_a_node_tells_the_key_it_comes_from() -> None:
    rubric = attain.loads("""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = ["low", "high"]
combine = "minimum"
defaults.unanswered = "exclude"
[facts]
eu = { text = "Is it in the EU?", default = true }
[dimensions.rated]
rating = true
[dimensions.banded]
bands = { low = "0", high = "1+" }
questions.plan = { text = "Is there a plan?", applies-when = { eu = true } }
[dimensions.scored]
score = "percent"
round = 1
questions.goal = "Is there a goal?"
[dimensions.asking]
applies-when = { eu = true }
requires.high = { "banded.plan" = true, "scored.goal" = { points = 1 }, scored = 50, rated = "high" }
[dimensions.climbed]
ladder = { need = 0.5 }
questions.view = { text = "Is there a view?", level = "high" }
""")
    places: dict[str, set[str]] = {}
    for node in rubric.plan.nodes:
        places.setdefault(".".join(map(str, node.path)), set()).add(type(node.does).__name__)
    assert {place: " ".join(sorted(names)) for place, names in places.items()} == {
        "combine": "Least",
        "dimensions.rated.rating": "Points",
        "dimensions.banded.questions.plan": "OnlyIf Points",
        "dimensions.banded.bands": "Bend Else Step Sum",
        "dimensions.scored.questions.goal": "Points",
        "dimensions.scored.score": "Bend Else Ratio",
        "dimensions.asking.requires": "Ladder OnlyIf",
        "dimensions.asking.requires.high": "Count",
        "dimensions.asking.requires.high.banded.plan": "OnlyIf Points",
        "dimensions.asking.requires.high.scored.goal": "Holds Points",
        "dimensions.asking.requires.high.scored": "Holds",
        "dimensions.asking.requires.high.rated": "Holds",
        "dimensions.climbed.ladder": "Count Else Ladder Points",
    }
