"""The points for an answer can be written in four forms, and read back."""

import pytest
from data import data
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
def test_points_read_back_from_their_written_form(points: Points) -> None:
    assert parse_points(write_points(points)) == points


@given(ANY_POINTS)
def test_points_that_have_been_read_are_accepted(points: Points) -> None:
    assert parse_points(points) is points


def test_none_means_no_points() -> None:
    assert parse_points(None) is None


def test_ranges_are_sorted_by_their_lower_end_with_an_open_range_last() -> None:
    found = parse_points({"bands": {"5+": 3, "0-4": 1, "5-9": 2}})
    assert isinstance(found, Ranges)
    assert [(band.text, points) for band, points in found.bands] == [("0-4", 1), ("5-9", 2), ("5+", 3)]


@pytest.mark.parametrize(
    ("table", "path", "problem_"),
    [
        ({"yes": "5"}, ("yes",), "points-syntax.number(given='5')"),
        ({"yes": True}, ("yes",), "points-syntax.number(given=True)"),
        ({"per": 0, "earn": 5}, ("per",), "points-syntax.per(given=0)"),
        ({"per": 100, "earn": "5"}, ("earn",), "points-syntax.number(given='5')"),
        ({"per": 100, "earn": 5, "cap": "50"}, ("cap",), "points-syntax.number(given='50')"),
        ({"curve": [[0, 0]]}, ("curve",), "points-syntax.corners"),
        ({"curve": "steep"}, ("curve",), "points-syntax.corners"),
        ({"curve": [[0, 0], [1]]}, ("curve",), "points-syntax.corner(given=value(text='a list'))"),
        ({"curve": [[0, 0], "ab"]}, ("curve",), "points-syntax.corner(given='ab')"),
        ({"curve": [[0, 0], [1, True]]}, ("curve",), "points-syntax.corner(given=value(text='a list'))"),
        ({"curve": [[1, 0], [1, 2]]}, ("curve",), "points-syntax.order"),
        ({"bands": {}}, ("bands",), "points-syntax.ranges"),
        ({"bands": {"0-4": 1, "0.0–4": 1}}, ("bands", "0.0–4"), "points-syntax.same-range(other='0-4')"),
        ({"bands": {"0-4": "many"}}, ("bands", "0-4"), "points-syntax.number(given='many')"),
        ({"bands": {"0-4": True}}, ("bands", "0-4"), "points-syntax.number(given=True)"),
        ({"bands": {"4-0": 5}}, ("bands", "4-0"), "band-ends.reversed(band='4-0')"),
        ({"bands": [1]}, ("bands",), "points-syntax.number(given=value(text='a list'))"),
        ({}, (), "points-syntax.form(given=value(text='a table'))"),
        (5, (), "points-syntax.form(given=5)"),
    ],
    ids=str,
)
def test_points_in_no_known_form_are_reported_with_their_place(
    table: object, path: tuple[str, ...], problem_: str
) -> None:
    with pytest.raises(RubricError) as caught:
        parse_points(table)
    (problem,) = caught.value.problems
    assert (problem.path, data(problem.what)) == (path, problem_)
    assert problem.hint
