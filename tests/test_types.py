"""What a field takes is told in words, and nothing is turned into something else."""

from datetime import UTC, date, datetime
from typing import Literal

import attrs
import pytest

from attain._core.data import FrozenDict
from attain._core.errors import RubricError
from attain._core.shapes import Checked, shape_of
from attain._core.types import is_number, kebab, said


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (False, "false"),
        (2.5, "2.5"),
        ("it's", '"it\'s"'),
        ([1], "a list"),
        ({}, "a table"),
        (date(2026, 11, 21), "2026-11-21"),
        (10**20, "a number of more than 20 digits"),
        ("x" * 100, "'" + "x" * 56 + "..."),
    ],
    ids=str,
)
def test_a_value_in_a_message(value: object, text: str) -> None:
    assert said(value) == text


@pytest.mark.parametrize("value", [0, -1.5, 10**15, -1e15])
def test_a_number(value: object) -> None:
    assert is_number(value)


@pytest.mark.parametrize("value", [True, "5", None, float("nan"), float("inf"), 10**15 + 1, 1j])
def test_no_number(value: object) -> None:
    assert not is_number(value)


@pytest.mark.parametrize(
    ("expected", "value", "told"),
    [
        (str, "a", None),
        (str, 5, "must be text, not 5"),
        (bool, 1, "must be true or false, not 1"),
        (int, 5, None),
        (int, 5.0, "must be a whole number, not 5.0"),
        (int, True, "must be a whole number, not true"),
        (float, 5, None),
        (float, False, "must be a number, not false"),
        (date, date(2026, 11, 21), None),
        (date, datetime(2026, 11, 21, tzinfo=UTC), "must be a date, not 2026-11-21 00:00:00+00:00"),
        (complex, 5, "must be a complex, not 5"),
        (float | None, None, None),
        (float | None, "5", "must be a number, not '5'"),
        (bool | str, 5, "must be true or false, not 5"),
        (Literal["a", "b"], "a", None),
        (float | None, 1e16, "must be a number up to 10^15, not 1e+16"),
        (Literal["a", "b"], "c", "must be 'a' or 'b', not 'c'"),
        (Literal["a", "b"], ["a"], "must be 'a' or 'b', not a list"),
        (tuple[int, ...], (1, 2), None),
        (tuple[int, ...], (1, "2"), "must be a whole number, not '2'"),
        (tuple[int, ...], 5, "must be a list, not 5"),
        (FrozenDict[str, int], FrozenDict(a=1), None),
        (FrozenDict[str, int], (1,), "must be a table, not a list"),
        (FrozenDict[str, int], FrozenDict({1: 1}), "must be text, not 1"),
        (FrozenDict[str, int], FrozenDict(a="b"), "must be a whole number, not 'b'"),
    ],
    ids=str,
)
def test_an_annotation_says_what_fits(expected: object, value: object, told: str | None) -> None:
    assert shape_of(expected).check(value) == told


@attrs.frozen(eq=False, repr=False)
class Sample(Checked):
    some_number: float | None = None
    as_: str = "x"
    made: int = attrs.field(init=False, default=0)


def test_a_class_checks_its_fields_and_names_them_as_a_file_does() -> None:
    with pytest.raises(RubricError) as caught:
        Sample("5", as_=5)  # type: ignore[arg-type]  # that is the point
    assert [str(problem) for problem in caught.value.problems] == [
        "some-number: must be a number, not '5'",
        "as: must be text, not 5",
    ]
    assert {problem.code for problem in caught.value.problems} == {"wrong-type"}
    assert Sample(2, as_="y").some_number == 2


@attrs.frozen(eq=False, repr=False)
class Postponed(Checked):
    """Has its annotations as text, as ``from __future__ import annotations`` leaves them."""

    since: "date | None" = None
    names: "tuple[str, ...]" = ()


def test_annotations_may_be_postponed() -> None:
    with pytest.raises(RubricError) as caught:
        Postponed("2026", names=(5,))  # type: ignore[arg-type]  # that is the point
    assert [str(problem) for problem in caught.value.problems] == [
        "since: must be a date, not '2026'",
        "names: must be text, not 5",
    ]
    assert Postponed(date(2026, 11, 21), names=("a",)).names == ("a",)


def test_a_file_spells_with_hyphens() -> None:
    assert kebab("not_applicable") == "not-applicable"
    assert kebab("as_") == "as"
