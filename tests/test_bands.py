"""Ranges are read as they are written, stored exactly, and decided by the two policies."""

import math
from itertools import pairwise, product

import pytest
from data import data
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain._core.data import FrozenDict
from attain._core.errors import RubricError
from attain._core.precision import SCALE, beyond, nearest_whole, quantise, quantised, reached, within
from attain._model.bands import Band, parse_bands, unordered
from attain._model.extensions import Policy
from attain._plan.steps import Region, Steps, regions, steps

ENDS = st.integers(-8, 20).map(lambda number: number / 2)
HALVES = st.integers(-20, 50).map(lambda number: number / 4)


@st.composite
def published(draw: st.DrawFn) -> list[Band]:
    """Draw some ranges, worst first, that may overlap and leave gaps."""
    lows = sorted(draw(st.lists(ENDS, min_size=1, max_size=4)))
    bands: list[Band] = []
    for low in lows:
        least = max(low, *(math.inf if band.high is None else band.high for band in bands[-1:]), low)
        high = None if math.isinf(least) or draw(st.integers(0, 5)) == 0 else least + draw(st.integers(0, 6)) / 2
        band = Band("", low, high, draw(st.booleans()), draw(st.booleans()))
        empty = band.low == band.high and (band.low_open or band.high_open)
        if empty or (bands and (band.begins < bands[-1].begins or band.ends < bands[-1].ends)):
            band = Band("", low, high)
        if bands and (band.begins < bands[-1].begins or band.ends < bands[-1].ends):
            break
        bands.append(band)
    return bands


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0", 0, 0),
        ("1-3", 1, 3),
        ("1–3", 1, 3),
        ("1—3", 1, 3),
        ("4.0..5.0", 4, 5),
        (" 1 - 3 ", 1, 3),
        ("6+", 6, None),
        ("-203..-1", -203, -1),
        ("-203--1", -203, -1),
        ("−2–−1", -2, -1),
        ("-5+", -5, None),
        ("0.000001-0.5", 0.000001, 0.5),
        ("0-<4", 0, 4),
        (">4-24", 4, 24),
        ("> 15 .. < 50", 15, 50),
        (">-5--1", -5, -1),
        (">85", 85, None),
        ("<4", -math.inf, 4),
        ("<-4", -math.inf, -4),
    ],
)
def test_a_range_is_read_as_published(text: str, low: float, high: float | None) -> None:
    band = Band.parse(text)
    assert (band.low, band.high, band.text) == (low, high, text.strip())


@pytest.mark.parametrize(
    "text",
    [
        *("", "1-", "-", "+", "1 to 3", "1-3+", "1.-3", ".5", "1e3", "1234567890123", 5, None),
        *(">4+", "<4-5", "4->5", "<", ">", "4<", "<4+", "≤4"),
    ],
)
def test_anything_else_is_not_a_range(text: object) -> None:
    with pytest.raises(RubricError) as caught:
        Band.parse(text)
    assert list(map(data, caught.value.problems)) == [f"band-syntax.text(given={text!r})"]


@pytest.mark.parametrize("text", ["0.0000001", "0-0.0000001", "1.0000000+", ">0.1234567-5", "<1.0000004"])
def test_a_range_has_six_decimals_at_most(text: str) -> None:
    with pytest.raises(RubricError) as caught:
        Band.parse(text)
    assert list(map(data, caught.value.problems)) == [f"too-fine.band(band={text!r})"]


def test_a_range_does_not_end_before_it_begins() -> None:
    with pytest.raises(RubricError, match="'3-1' ends before it begins; write the lower end first"):
        Band.parse("3-1")


@pytest.mark.parametrize("text", ["4-<4", ">4-4", ">4..<4"])
def test_a_range_contains_a_number(text: str) -> None:
    with pytest.raises(
        RubricError,
        match=f"no number is in the range '{text}'; make its upper end greater than its lower end, or include both ends",
    ):
        Band.parse(text)


@pytest.mark.parametrize(
    ("text", "following", "meeting"),
    [
        ("0-4", "5-24", "0-<5"),
        ("0-4", "4-24", "0-<4"),
        ("0-4", ">4-24", "0-4"),
        (">0-3", ">4-24", ">0-4"),
        ("-9..-5", "-4..0", "-9..<-4"),
        ("1000-2000", "3000+", "1000-<3000"),
        ("<4", "5+", "<5"),
        ("<4", ">4", None),
        ("0-4", "0-5", None),
    ],
)
def test_a_range_can_be_written_so_that_it_meets_the_next(text: str, following: str, meeting: str | None) -> None:
    assert Band.parse(text).until(Band.parse(following)) == meeting


def test_ranges_with_and_without_their_ends_differ() -> None:
    assert len({Band.parse(text) for text in ("0-4", "0-<4", ">0-4", ">0-<4")}) == 4
    assert Band.parse("> 0 - < 4") == Band.parse(">0..<4.0")


def test_ranges_in_different_spellings_are_equal() -> None:
    assert Band.parse("1-3") == Band.parse("1..3.0")
    assert hash(Band.parse("1-3")) == hash(Band.parse("1..3.0"))


def test_all_ranges_that_cannot_be_read_are_reported_at_once_each_with_its_level() -> None:
    with pytest.raises(RubricError) as caught:
        parse_bands({"a": "0", "b": "x", "c": "3-1", "d": 7})
    assert [(problem.path, problem.code) for problem in caught.value.problems] == [
        (("b",), "band-syntax"),
        (("c",), "band-ends"),
        (("d",), "band-syntax"),
    ]


def test_ranges_that_are_not_a_table_are_reported() -> None:
    with pytest.raises(RubricError) as caught:
        parse_bands(["0"])
    assert list(map(data, caught.value.problems)) == ["wrong-type.ranges(given=value(text='a list'))"]


def test_ranges_that_have_been_read_are_accepted() -> None:
    bands = parse_bands({"a": "0", "b": "1+"})
    assert parse_bands(bands) == bands


# ---------------------------------------------------------------- quantising


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_of_millionths_stays_the_same(number: int) -> None:
    assert quantise(number / SCALE) == number


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_quantising_keeps_the_order(one: float, other: float) -> None:
    assert quantise(min(one, other)) <= quantise(max(one, other))


def test_a_half_goes_up() -> None:
    assert [quantise(number / 2 / SCALE) for number in (-3, -1, 1, 3)] == [-1, 0, 1, 2]


NUMBERS = st.floats(-1e15, 1e15) | st.integers(-(10**10), 10**10).map(lambda number: number / 2 / SCALE)


@given(NUMBERS, NUMBERS | st.none())
def test_a_number_reaches_another_if_it_does_in_millionths(threshold: float, x: float | None) -> None:
    cut = reached(quantise(threshold))
    for number in (cut, math.nextafter(cut, -math.inf), threshold, *([] if x is None else [x])):
        assert (number >= cut) == (quantise(number) >= quantise(threshold))
        assert (-number >= beyond(-quantise(threshold))) == (quantise(number) <= quantise(threshold))


@given(NUMBERS, NUMBERS)
def test_a_number_lies_between_two_if_it_does_in_millionths(x: float, other: float) -> None:
    least, most = within(min(x, other), max(x, other))
    for number in (least, most, math.nextafter(least, -math.inf), math.nextafter(most, math.inf), x):
        inside = quantise(min(x, other)) <= quantise(number) <= quantise(max(x, other))
        assert (least <= number <= most) == inside


def test_there_is_nothing_beyond_infinity() -> None:
    assert within(-math.inf, math.inf) == (-math.inf, math.inf)
    assert (reached(-math.inf), quantised(math.inf)) == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("x", "whole"), [(2.9999999999999996, 3), (2.9999996, 3), (2.9999994, None), (-0.0000004, 0), (1e15 - 1, 1e15 - 1)]
)
def test_a_whole_number_is_one_in_millionths(x: float, whole: float | None) -> None:
    assert nearest_whole(x) == whole


def test_large_numbers_that_differ_stay_different() -> None:
    number = 9_876_543_210.98
    assert quantise(number) < quantise(math.nextafter(number, math.inf))


# ---------------------------------------------------------------- order


@pytest.mark.parametrize(
    ("bands", "position"),
    [
        (["0", "1-3", "3-5", "6+"], None),
        (["1-3", "1-3"], None),
        (["<0", "0-<4", "4-24", ">24"], None),
        (["0-<4", "0-4", ">0-4", ">0"], None),
        ([">1-3", "1-3"], 1),
        (["1-3", "1-<3"], 1),
        (["5+", "6+"], None),
        (["1-3", "0-5"], 1),
        (["1-5", "2-4"], 1),
        (["0", "1+", "2-3"], 2),
    ],
)
def test_neither_starts_nor_ends_decrease(bands: list[str], position: int | None) -> None:
    assert unordered([Band.parse(text) for text in bands]) == position


@given(published())
def test_the_ranges_that_the_other_tests_draw_are_in_order(bands: list[Band]) -> None:
    assert unordered(bands) is None


# ---------------------------------------------------------------- regions: compared with a plain reading of the bands


def candidates(bands: list[Band], x: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the bands that cover a number, and those that a policy may choose from."""
    begun = [band.low < x or (band.low == x and not band.low_open) for band in bands]
    over = [band.high is not None and (band.high < x or (band.high == x and band.high_open)) for band in bands]
    covering = tuple(i for i in range(len(bands)) if begun[i] and not over[i])
    below = max((i for i in range(len(bands)) if begun[i]), default=-1)
    above = [i for i in range(len(bands)) if not begun[i]]
    if covering:
        return covering, covering
    return (), (below, above[0]) if above and below >= 0 else (below,)


def region_at(found: tuple[Region, ...], at: float) -> Region:
    return next(region for region in reversed(found) if region.start <= at)


@given(published(), HALVES)
def test_a_region_lists_the_bands_that_cover_a_score_or_lie_beside_a_gap(bands: list[Band], x: float) -> None:
    region = region_at(regions(bands), quantise(x))
    assert (region.matched, region.candidates) == candidates(bands, x)


@given(published())
def test_a_region_is_an_overlap_or_a_gap_or_needs_no_decision(bands: list[Band]) -> None:
    for region in regions(bands):
        wanted = None if len(region.candidates) == 1 else "overlap" if len(region.matched) > 1 else "gap"
        assert region.clash == wanted


def test_a_published_end_belongs_to_its_band_and_the_next_millionth_does_not() -> None:
    found = regions([Band.parse("1-3"), Band.parse("5+")])
    assert region_at(found, 3 * SCALE).candidates == (0,)
    assert region_at(found, 3 * SCALE + 1).candidates == (0, 1)
    assert region_at(found, 5 * SCALE).candidates == (1,)


def test_an_excluded_end_belongs_to_the_band_beside_it() -> None:
    found = regions([Band.parse("<0"), Band.parse("0-<4"), Band.parse("4-24"), Band.parse(">24")])
    assert [(region.start / SCALE, region.candidates) for region in found] == [
        (-math.inf, (0,)),
        (0, (1,)),
        (4, (2,)),
        (24.000001, (3,)),
    ]


def test_whole_numbers_leave_no_gap_between_one_and_the_next() -> None:
    found = regions([Band.parse("0-1.5"), Band.parse("1.5-<3"), Band.parse("3-4"), Band.parse(">4")], whole=True)
    assert [(region.start / SCALE, region.candidates) for region in found] == [
        (-math.inf, (-1,)),
        (0, (0,)),
        (2, (1,)),
        (3, (2,)),
        (5, (3,)),
    ]


# ---------------------------------------------------------------- steps: compared with the policies in words


def wanted(bands: list[Band], x: float, overlap: str, gap: str) -> int | None:
    """Return the band that holds for a number, -1 below the first, or None if the policies refuse to choose."""
    matched, choice = candidates(bands, x)
    policy = "highest" if len(choice) == 1 else overlap if matched else gap
    if policy == "error":
        return None
    return choice[-1] if policy in ("highest", "upper") else choice[0]


@given(published(), HALVES)
def test_the_two_policies_make_one_rising_step_function(bands: list[Band], x: float) -> None:
    values = tuple(float(number + 1) for number in range(len(bands)))
    for overlap, gap in product(("highest", "lowest", "error"), ("lower", "upper", "error")):
        made = steps(regions(bands), 0, values, overlap, gap)
        step = made.step(x)
        band = wanted(bands, x, overlap, gap)
        if band is None:
            assert made.clashes[step] == tuple(candidates(bands, x)[1][end] + 1 for end in (0, -1))
            assert made.values[step] == made.clashes[step][0]
        else:
            assert step not in made.clashes
            assert made.values[step] == band + 1
        assert all(low <= high for low, high in pairwise(made.values))
        assert all(left < right for left, right in pairwise(made.cuts))
        assert made.highest == max(*made.values, *(high for _, high in made.clashes.values()))


def test_candidates_of_equal_worth_need_no_policy() -> None:
    made = steps(regions([Band.parse("0-3"), Band.parse("3-5")]), 1, (1, 1), "error", "error")
    assert made == Steps((), (1,))


def test_neighbours_that_a_policy_leaves_open_alike_are_one_step() -> None:
    found = regions([Band.parse("0-3"), Band.parse("2-5"), Band.parse("3-5")])
    made = steps(found, 0, (0, 0, 1), "error", "lower")
    assert made == Steps((reached(3 * SCALE), reached(5 * SCALE + 1)), (0, 0, 1), FrozenDict({1: (0, 1)}))


def test_a_policy_that_chooses_a_band_that_does_not_exist_is_reported_with_its_place() -> None:
    found = regions([Band.parse("0-3"), Band.parse("2-5")])
    policy = Policy("acme.odd", "overlap", lambda _: 9)
    with pytest.raises(RubricError) as caught:
        steps(found, 0, (0, 1), policy, "lower")
    assert [*map(data, caught.value.problems)] == [
        "overlap: policy-failed.choice(policy='acme.odd', chosen=9, candidates=(0, 1))"
    ]


def test_the_highest_value_of_a_step_function_may_lie_in_a_clash() -> None:
    made = steps(regions([Band.parse("0-3"), Band.parse("2-3")]), 0, (0, 1), "error", "lower")
    assert made.values[-1] == made.highest == 1
    assert Steps((1.0,), (0.0, 0.0), made.clashes).highest == 1


# ---------------------------------------------------------------- open ends, in everything that reads and writes ranges


def test_open_ends_are_kept_by_files_overlays_digests_and_comparisons() -> None:
    closed = attain.loads("""
attain = 1
id = "waits"
version = "1"
title = "Waits"
levels = { slow = "Slow", fair = "Fair", fast = "Fast" }
bands = { slow = "<4", fair = "4-9", fast = "9+" }
questions.wait = { text = "Wait", kind = "number", min = 0, better = "lower", points = { bands = { "0-4" = 9, ">4" = 2 } } }
""")
    assert attain.Rubric.from_dict(closed.to_dict()) == closed == attain.loads(closed.to_toml())
    table = closed.to_dict()
    table["bands"] = {"slow": "<4", "fair": "4-<9", "fast": "9+"}
    table["questions"]["wait"]["points"] = {"bands": {"0-<4": 9, "4+": 2}}  # type: ignore[index]  # as it is above
    open_ = attain.Rubric.from_dict(table)
    assert open_.scoring_digest != closed.scoring_digest
    changes = [str(change) for change in closed.diff(open_).changes if change.path[-1] == "fair"]
    assert changes == ["bands.fair: was '4-9', is '4-<9'"]
    assert (closed.assess({"wait": 4}).score, open_.assess({"wait": 4}).score) == (9, 2)
    assert (str(closed.assess({"wait": 4}).level), str(open_.assess({"wait": 4}).level)) == ("Fast", "Slow")
    assert open_.assess({"wait": 3.9999996}).score == 2
