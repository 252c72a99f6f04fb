"""What an answer is worth can be written in four forms, and reads back from what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain._core.data import FrozenDict
from attain._core.errors import RubricError
from attain._model.bands import Band
from attain._model.points import Curve, Per, Points, Ranges, parse_points, write_points

NUMBERS = st.integers(-100, 100) | st.floats(-1e6, 1e6)
CORNERS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=5, unique_by=lambda corner: float(corner[0]))
ANY_POINTS: st.SearchStrategy[Points] = (
    st.dictionaries(st.sampled_from(["yes", "no", "partly", "per", "curve", "bands"]), NUMBERS, min_size=1).map(
        FrozenDict
    )
    | st.builds(Per, st.integers(1, 100), NUMBERS, st.none() | NUMBERS)
    | CORNERS.map(lambda corners: Curve(tuple(sorted(corners))))
    | st.dictionaries(st.sampled_from(["0-4", "5-9", "4-6", "0+", "10"]), NUMBERS, min_size=1).map(
        lambda table: Ranges(
            tuple((Band.parse(text), table[text]) for text in ["0-4", "0+", "4-6", "5-9", "10"] if text in table)
        )
    )
)


@given(ANY_POINTS)
def test_points_read_back_from_what_is_written(points: Points) -> None:
    assert parse_points(write_points(points)) == points


@given(ANY_POINTS)
def test_points_that_are_read_already_pass(points: Points) -> None:
    assert parse_points(points) is points


def test_no_points_are_no_points() -> None:
    assert parse_points(None) is None


def test_ranges_come_lowest_first_and_an_open_one_after_those_it_begins_with() -> None:
    found = parse_points({"bands": {"5+": 3, "0-4": 1, "5-9": 2}})
    assert isinstance(found, Ranges)
    assert [(band.text, points) for band, points in found.bands] == [("0-4", 1), ("5-9", 2), ("5+", 3)]


@pytest.mark.parametrize(
    ("table", "path", "told"),
    [
        ({"yes": "5"}, ("yes",), "points are a number, not '5'"),
        ({"yes": True}, ("yes",), "points are a number, not true"),
        ({"per": 0, "earn": 5}, ("per",), "must be at least 0.000001, not 0"),
        ({"per": 100, "earn": "5"}, ("earn",), "points are a number, not '5'"),
        ({"per": 100, "earn": 5, "cap": "50"}, ("cap",), "points are a number, not '50'"),
        ({"curve": [[0, 0]]}, ("curve",), "a curve has at least two corners"),
        ({"curve": "steep"}, ("curve",), "a curve has at least two corners"),
        ({"curve": [[0, 0], [1]]}, ("curve",), "a corner is a pair of numbers, not a list"),
        ({"curve": [[0, 0], "ab"]}, ("curve",), "a corner is a pair of numbers, not 'ab'"),
        ({"curve": [[0, 0], [1, True]]}, ("curve",), "a corner is a pair of numbers, not a list"),
        ({"curve": [[1, 0], [1, 2]]}, ("curve",), "the corners of a curve go from left to right"),
        ({"bands": {}}, ("bands",), "names no range"),
        ({"bands": {"0-4": "many"}}, ("bands", "0-4"), "points are a number, not 'many'"),
        ({"bands": {"0-4": True}}, ("bands", "0-4"), "points are a number, not true"),
        ({"bands": {"4-0": 5}}, ("bands", "4-0"), "'4-0' ends before it begins"),
        ({"bands": [1]}, ("bands",), "points are a number, not a list"),
        ({}, (), "a table gives no points"),
        (5, (), "5 gives no points"),
    ],
    ids=str,
)
def test_what_is_in_no_form_is_told_with_its_place(table: object, path: tuple[str, ...], told: str) -> None:
    with pytest.raises(RubricError) as caught:
        parse_points(table)
    (problem,) = caught.value.problems
    assert (problem.path, problem.message) == (path, told)
    assert problem.hint
