"""The types of fields, their descriptions in words, and checks that convert nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Literal

import attrs
import pytest
from data import data

from attain import Dimension, Fact, Question, Rubric, Scale, Words
from attain._core.data import FrozenDict
from attain._core.errors import RubricError
from attain._core.shapes import Checked, shape_of
from attain._core.text import display
from attain._core.types import is_number, kebab


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
        (Exception("as frames\nare shown"), "as frames are shown"),
    ],
    ids=str,
)
def test_a_value_is_displayed_briefly_in_a_message(value: object, text: str) -> None:
    assert display(value) == text


class Unspeakable:
    def __str__(self) -> str:
        raise ValueError


def test_an_object_that_can_not_be_shown_is_named_by_its_type() -> None:
    assert "Unspeakable" in display(Unspeakable())


Maker = Callable[..., object]  # as called without a type checker


@pytest.mark.parametrize(
    ("make", "given", "key"),
    [
        (Scale, {"options": 5}, "options"),
        (Question, {"text": "Is it planned?", "options": 3}, "options"),
        (Question, {"text": "Is it planned?", "needs": "note"}, "needs"),
        (Question, {"text": "Is it planned?", "anchors": 5}, "anchors"),
        (Fact, {"options": 3}, "options"),
        (Dimension, {"needs": 5}, "needs"),
        (Dimension, {"actions": "Plan it"}, "actions"),
        (Dimension, {"descriptors": 5}, "descriptors"),
        (Words, {"yes": 5}, "yes"),
        (Rubric, {"id": "a", "version": "1", "title": "A", "levels": 5}, "levels"),
        (Rubric, {"id": "a", "version": "1", "title": "A", "examples": 5}, "examples"),
    ],
)
def test_an_argument_of_the_wrong_type_is_a_rubric_error(make: Maker, given: dict[str, object], key: str) -> None:
    with pytest.raises(RubricError) as caught:
        make(**given)
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [("wrong-type", (key,))]


@pytest.mark.parametrize("value", [0, -1.5, 10**15, -1e15])
def test_a_finite_number_of_limited_size_is_a_number(value: object) -> None:
    assert is_number(value)


@pytest.mark.parametrize("value", [True, "5", None, float("nan"), float("inf"), 10**15 + 1, 1j])
def test_any_other_value_is_not_a_number(value: object) -> None:
    assert not is_number(value)


@pytest.mark.parametrize(
    ("expected", "value", "problem"),
    [
        (str, "a", None),
        (str, 5, "wrong-type.text(given=5)"),
        (bool, 1, "wrong-type.bool(given=1)"),
        (int, 5, None),
        (int, 5.0, "wrong-type.whole(given=5.0)"),
        (int, True, "wrong-type.whole(given=True)"),
        (float, 5, None),
        (float, False, "wrong-type.number(given=False)"),
        (date, date(2026, 11, 21), None),
        (date, datetime(2026, 11, 21, tzinfo=UTC), "wrong-type.date(given=value(text='2026-11-21 00:00:00+00:00'))"),
        (complex, 5, "wrong-type.class(name='complex', given=5)"),
        (float | None, None, None),
        (float | None, "5", "wrong-type.number(given='5')"),
        (bool | str, 5, "wrong-type.bool(given=5)"),
        (Literal["a", "b"], "a", None),
        (float | None, 1e16, "wrong-type.large(given=1e+16)"),
        (Literal["a", "b"], "c", "wrong-type.choice(allowed=('a', 'b'), given='c')"),
        (Literal["a", "b"], ["a"], "wrong-type.choice(allowed=('a', 'b'), given=value(text='a list'))"),
        (tuple[int, ...], (1, 2), None),
        (tuple[int, ...], (1, "2"), "wrong-type.whole(given='2')"),
        (tuple[int, ...], 5, "wrong-type.list(given=5)"),
        (FrozenDict[str, int], FrozenDict(a=1), None),
        (FrozenDict[str, int], (1,), "wrong-type.table(given=(1,))"),
        (FrozenDict[str, int], FrozenDict({1: 1}), "wrong-type.text(given=1)"),
        (FrozenDict[str, int], FrozenDict(a="b"), "wrong-type.whole(given='b')"),
    ],
    ids=str,
)
def test_an_annotation_decides_which_values_fit(expected: object, value: object, problem: str | None) -> None:
    assert data(shape_of(expected).check(value)) == problem


@attrs.frozen(eq=False, repr=False)
class Sample(Checked):
    some_number: float | None = None
    as_: str = "x"
    made: int = attrs.field(init=False, default=0)


def test_a_class_checks_its_fields_and_names_them_as_a_file_does() -> None:
    with pytest.raises(RubricError) as caught:
        Sample("5", as_=5)  # type: ignore[arg-type]  # that is the point
    assert [data(problem) for problem in caught.value.problems] == [
        "some-number: wrong-type.number(given='5')",
        "as: wrong-type.text(given=5)",
    ]
    assert {problem.code for problem in caught.value.problems} == {"wrong-type"}
    assert Sample(2, as_="y").some_number == 2


@attrs.frozen(eq=False, repr=False)
class Postponed(Checked):
    """A class with its annotations as text, as ``from __future__ import annotations`` leaves them."""

    since: "date | None" = None
    names: "tuple[str, ...]" = ()


def test_annotations_may_be_postponed() -> None:
    with pytest.raises(RubricError) as caught:
        Postponed("2026", names=(5,))  # type: ignore[arg-type]  # that is the point
    assert [data(problem) for problem in caught.value.problems] == [
        "since: wrong-type.date(given='2026')",
        "names: wrong-type.text(given=5)",
    ]
    assert Postponed(date(2026, 11, 21), names=("a",)).names == ("a",)


def test_a_name_is_spelt_with_hyphens_in_a_file() -> None:
    assert kebab("not_applicable") == "not-applicable"
    assert kebab("as_") == "as"
