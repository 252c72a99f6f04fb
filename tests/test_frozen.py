"""A frozen dict can be read like a dict, and can't be changed."""

import copy
import pickle
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain._core.data import FrozenDict, freeze, freeze_table, thaw

TABLES = st.dictionaries(st.text(max_size=3), st.integers(), max_size=5)


@given(TABLES)
def test_it_reads_like_the_dict_it_was_made_from(table: dict[str, int]) -> None:
    frozen = FrozenDict(table)
    assert list(frozen.items()) == list(table.items())
    assert len(frozen) == len(table)
    assert frozen == table
    assert repr(frozen) == repr(table)
    assert isinstance(frozen, Mapping)


@given(TABLES, st.randoms(use_true_random=False))
def test_order_matters_neither_to_equality_nor_to_the_hash(table: dict[str, int], random: Random) -> None:
    keys = list(table)
    random.shuffle(keys)
    one, other = FrozenDict(table), FrozenDict((key, table[key]) for key in keys)
    assert one == other
    assert hash(one) == hash(other)


def test_it_keeps_its_own_copy() -> None:
    table = {"a": 1}
    frozen = FrozenDict(table)
    table["a"] = 2
    assert frozen["a"] == 1


def test_it_does_not_change() -> None:
    frozen: FrozenDict[str, int] = FrozenDict(a=1)
    with pytest.raises(AttributeError, match="a FrozenDict can't be changed"):
        frozen.a = 2
    with pytest.raises(AttributeError):
        frozen._items = {}
    with pytest.raises(TypeError):
        frozen["a"] = 2  # type: ignore[index]  # that is the point
    with pytest.raises(TypeError):
        del frozen["a"]  # type: ignore[attr-defined]  # that is the point


def test_keys_can_come_as_arguments_and_an_unhashable_value_makes_it_unhashable() -> None:
    assert FrozenDict({"a": 1}, b=2) == {"a": 1, "b": 2}
    with pytest.raises(TypeError, match="unhashable"):
        hash(FrozenDict(a=[1]))


@given(TABLES)
def test_it_pickles_and_copies_in_its_order(table: dict[str, int]) -> None:
    frozen = FrozenDict(table)
    for other in (pickle.loads(pickle.dumps(frozen)), copy.copy(frozen), copy.deepcopy(frozen)):
        assert type(other) is FrozenDict
        assert list(other.items()) == list(table.items())


PLAIN: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(PLAIN)
def test_frozen_data_can_be_hashed_and_thaws_to_what_it_was(data: object) -> None:
    hash(freeze(data))
    assert thaw(freeze(data)) == data


def test_a_frozen_table_has_text_for_keys() -> None:
    assert freeze_table({1: [{"a": (2,)}]}) == {"1": ({"a": (2,)},)}  # type: ignore[dict-item]  # as JSON never has it, and Python may
