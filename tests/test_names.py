"""Ids are kebab-case, and a misspelt one is reported with the nearest right one."""

import pytest
from data import data
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain._core.names import RESERVED, id_problem, label, nearest
from attain._core.text import one_of

PARTS = st.lists(st.text("abz059", min_size=1, max_size=5), min_size=1, max_size=4)


@given(PARTS.map("-".join))
def test_small_letters_digits_and_single_hyphens_make_an_id(name: str) -> None:
    assert id_problem(name) is None


@pytest.mark.parametrize("name", ["", "-", "a--b", "-a", "a-", "A", "a_b", "a.b", "a b", "é", "a\n", "٣"])
def test_any_other_name_is_not_an_id_and_the_hint_shows_one_that_is(name: str) -> None:
    problem = id_problem(name)
    assert problem is not None
    assert problem.key == "id-syntax.letters"
    assert id_problem(str(problem.values["example"])) is None


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_words_with_a_meaning_in_rules_are_not_ids_in_any_case(name: str) -> None:
    assert data(id_problem(name)) == f"id-syntax.reserved(id={name!r})"
    assert data(id_problem(name.upper())) == f"id-syntax.letters(id={name.upper()!r}, example='joint-planning')"


def test_an_id_has_up_to_a_hundred_characters() -> None:
    assert id_problem("a" * 100) is None
    assert data(id_problem("a" * 101)) == "id-syntax.long(length=101, most=100)"


def test_the_nearest_name_is_suggested_if_one_is_near() -> None:
    assert data(nearest("geografy", ["agreement", "geography"])) == "fix.near(name='geography')"
    assert nearest("geografy", ["agreement"]) is None
    assert nearest("geografy", []) is None


def test_the_nearest_of_many_similar_names_is_found() -> None:
    names = [f"question-{number}" for number in range(20_000)]
    assert data(nearest("questoin-7331", names)) == "fix.near(name='question-7331')"


def test_after_twenty_problems_nothing_is_suggested_to_limit_the_time() -> None:
    conditions = "\n".join(f"plam-{number} = true" for number in range(200))
    questions = "\n".join(f'plan-{number} = "Is there a plan?"' for number in range(200))
    text = f"""attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = {{ bronze = "Bronze", gold = "Gold" }}
[requires.gold]
{conditions}
[questions]
{questions}
"""
    with pytest.raises(attain.RubricError) as caught:
        attain.loads(text)
    hints = [problem.hint for problem in caught.value.problems]
    assert hints[:2] == ["did you mean 'plan-0'?", "did you mean 'plan-1'?"]
    assert [hint is None for hint in hints] == [False] * 20 + [True] * 180


@pytest.mark.parametrize(("names", "text"), [(["a"], "'a'"), (["a", "b"], "'a' or 'b'"), ("abc", "'a', 'b' or 'c'")])
def test_names_to_choose_from_are_joined_by_or(names: list[str], text: str) -> None:
    assert one_of(names) == text


def test_a_title_comes_before_the_id_in_words() -> None:
    assert label("market-messaging", "Messages") == "Messages"
    assert label("market-messaging", None) == "Market messaging"
