"""The length of time for which an answer stays valid, in calendar units."""

from datetime import date, timedelta

import pytest
from data import data
from hypothesis import given
from hypothesis import strategies as st

from attain._core.errors import RubricError
from attain._model.dates import Period, Unit, parse_period

UNITS: list[Unit] = ["days", "weeks", "months", "years"]
PERIODS = st.builds(Period, st.integers(1, 9999), st.sampled_from(UNITS))


@given(PERIODS)
def test_a_period_reads_back_from_its_text(period: Period) -> None:
    assert parse_period(str(period)) == period


def test_a_unit_is_singular_or_plural() -> None:
    assert str(Period(1, "months")) == "1 month"
    assert str(Period(12, "months")) == "12 months"
    assert parse_period("1 months") == parse_period("1 month")


@pytest.mark.parametrize("given_", [None, Period(1, "days")])
def test_none_and_a_period_are_accepted(given_: Period | None) -> None:
    assert parse_period(given_) == given_


@pytest.mark.parametrize(
    "given_", ["twelve", "0 days", "months", "1.5 years", "12  months", "10000 days", "12 moons", 12, True, ["1 day"]]
)
def test_anything_else_is_not_a_period(given_: object) -> None:
    with pytest.raises(RubricError, match='is not a length of time; write "12 months"') as caught:
        parse_period(given_)
    assert [problem.code for problem in caught.value.problems] == ["period-syntax"]


@pytest.mark.parametrize(
    ("text", "on", "before"),
    [
        ("1 day", date(2026, 1, 1), date(2025, 12, 31)),
        ("2 weeks", date(2026, 11, 21), date(2026, 11, 7)),
        ("1 month", date(2026, 3, 31), date(2026, 2, 28)),
        ("1 month", date(2024, 3, 31), date(2024, 2, 29)),
        ("1 month", date(2026, 12, 31), date(2026, 11, 30)),
        ("1 month", date(2026, 1, 31), date(2025, 12, 31)),
        ("11 months", date(2026, 11, 21), date(2025, 12, 21)),
        ("12 months", date(2026, 11, 21), date(2025, 11, 21)),
        ("1 year", date(2024, 2, 29), date(2023, 2, 28)),
        ("4 years", date(2024, 2, 29), date(2020, 2, 29)),
    ],
)
def test_a_day_before_is_found_by_the_calendar(text: str, on: date, before: date) -> None:
    period = parse_period(text)
    assert period is not None
    assert period.before(on) == before


@pytest.mark.parametrize("count", [0, -1, 10_000])
def test_a_period_that_could_not_be_read_back_is_refused(count: int) -> None:
    with pytest.raises(RubricError) as caught:
        Period(count, "days")
    (problem,) = caught.value.problems
    assert data(problem) == f"period-syntax.count(count={count}, unit='days', most=9999)"


@pytest.mark.parametrize(("one", "other"), [("1 year", "12 months"), ("2 weeks", "14 days"), ("1 days", "1 day")])
def test_lengths_are_equal_in_any_unit(one: str, other: str) -> None:
    assert parse_period(one) == parse_period(other)
    assert hash(parse_period(one)) == hash(parse_period(other))
    assert parse_period(one) != parse_period("5 days")
    assert parse_period(one) != one


@pytest.mark.parametrize("unit", UNITS)
def test_a_period_never_begins_before_the_first_day_of_the_calendar(unit: Unit) -> None:
    assert Period(9999, unit).before(date(1, 2, 1)) == date.min


@given(PERIODS, st.dates(), st.integers(0, 400))
def test_a_later_day_never_has_an_earlier_day_before_it(period: Period, on: date, days: int) -> None:
    later = date.fromordinal(min(on.toordinal() + days, date.max.toordinal()))
    assert period.before(on) <= period.before(later)
    assert period.before(on) < on or on == date.min


@given(st.integers(1, 300), st.dates(date(1000, 1, 1)))
def test_twelve_months_are_a_year_and_seven_days_a_week(count: int, on: date) -> None:
    assert Period(12 * count, "months").before(on) == Period(count, "years").before(on)
    assert Period(count, "weeks").before(on) == on - timedelta(7 * count)
