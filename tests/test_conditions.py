"""The small language of `requires` and `applies-when`."""

from collections.abc import Iterator

import pytest
import tomli
import tomli_w
from data import data
from hypothesis import given
from hypothesis import strategies as st

from attain._core.errors import Path, RubricError
from attain._model.conditions import (
    Ask,
    Condition,
    Group,
    asks,
    groups,
    inside,
    parse_applies_when,
    parse_requires,
    write_requires,
)

# ---------------------------------------------------------------- facts


@pytest.mark.parametrize(
    ("given_", "values"),
    [("a", ("a",)), (["a", "b"], ("a", "b")), (True, (True,)), (5, (5,)), ((1, 2.5), (1, 2.5))],
    ids=str,
)
def test_a_fact_is_asked_for_one_value_or_any_of_several(given_: object, values: tuple[object, ...]) -> None:
    assert parse_applies_when({"segment": given_}) == {"segment": values}


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ([], "the value of a fact must be true or false, a number or text, not a list"),
        (None, "the value of a fact must be true or false, a number or text, not nothing"),
        (["a", None], "the value of a fact must be true or false, a number or text, not nothing"),
        ({"a": 1}, "the value of a fact must be true or false, a number or text, not a table"),
        ([["a"]], "the value of a fact must be true or false, a number or text, not a list"),
    ],
    ids=str,
)
def test_any_other_value_is_not_a_value_of_a_fact(given_: object, message: str) -> None:
    with pytest.raises(RubricError) as caught:
        parse_applies_when({"segment": given_})
    (problem,) = caught.value.problems
    assert (problem.path, problem.message) == (("segment",), message)


def test_facts_are_given_in_a_table() -> None:
    with pytest.raises(RubricError, match="must be a table of facts, not 'enterprise'"):
        parse_applies_when("enterprise")


# ---------------------------------------------------------------- the demands of a level


def asked(table: object) -> Group:
    return parse_requires({"gold": table})["gold"]


@pytest.mark.parametrize(
    ("table", "condition"),
    [
        ({"msp": True}, Ask("msp", True)),
        ({"revenue": 500_000}, Ask("revenue", 500_000)),
        ({"sales": "proactive"}, Ask("sales", "proactive")),
        ({"agreement.nda": True}, Ask("agreement.nda", True)),
        ({"agreement": {"nda": True}}, Ask("agreement.nda", True)),
        ({"score": 80}, Ask("", 80, "score")),
        ({"plan": {"points": 3}}, Ask("plan", 3, "points")),
        ({"agreement": {"nda": {"points": 3}}}, Ask("agreement.nda", 3, "points")),
        ({"sales": {"level": "proactive"}}, Ask("sales", "proactive", "level")),
        ({"sales": {"score": 5}}, Ask("sales", 5, "score")),
        ({"any": [{"msp": True}]}, Group("any", (Group("all", (Ask("msp", True),)),))),
        ({"all": [{"msp": True}]}, Group("all", (Group("all", (Ask("msp", True),)),))),
        (
            {"count": {"at-least": 1, "of": ["msp", {"cloud": 5}]}},
            Group("count", (Ask("msp"), Group("all", (Ask("cloud", 5),))), 1),
        ),
        ({"each": {"points": 1, "of": ["a", "b.c"]}}, Group("each", (Ask("a", 1, "points"), Ask("b.c", 1, "points")))),
        ({"each": {"level": "proactive", "of": ["a"]}}, Group("each", (Ask("a", "proactive", "level"),))),
    ],
    ids=str,
)
def test_each_form_has_its_meaning_and_reads_back(table: object, condition: Ask | Group) -> None:
    found = parse_requires({"gold": table})
    assert found == {"gold": Group("all", (condition,))}
    assert parse_requires(write_requires(found)) == found


def test_one_name_may_have_several_aspects() -> None:
    found = asked({"plan": {"value": True, "points": 3}})
    assert found == Group("all", (Ask("plan", True, "value"), Ask("plan", 3, "points")))
    assert asked(write_requires({"gold": found})["gold"]) == found


def test_a_value_and_an_aspect_of_one_name_in_two_spellings_both_read_back() -> None:
    found = asked({"agreement.nda": True, "agreement": {"nda": {"points": 2}}})
    assert set(found.of) == {Ask("agreement.nda", True), Ask("agreement.nda", 2, "points")}
    assert asked(write_requires({"gold": found})["gold"]) == found


def test_a_question_elsewhere_may_be_asked_for_a_value_and_for_points() -> None:
    text = "[gold]\n'sales.plan' = 'fully'\nsales.plan.points = 3\nsales.goal.points = 2\nsales.level = 'silver'"
    found = parse_requires(tomli.loads(text))
    asks = (
        Ask("sales.plan", "fully"), Ask("sales.plan", 3, "points"), Ask("sales.goal", 2, "points"),
        Ask("sales", "silver", "level"),
    )  # fmt: skip
    assert found == {"gold": Group("all", asks)}
    written = write_requires(found)
    assert parse_requires(written) == found
    assert parse_requires(tomli.loads(tomli_w.dumps(written))) == found


def test_a_condition_may_apply_under_some_facts_only() -> None:
    found = asked({"msp": True, "applies-when": {"segment": ["a", "b"]}})
    assert found.applies_when == {"segment": ("a", "b")}
    assert found.of == (Ask("msp", True),)
    assert asked(write_requires({"gold": found})["gold"]) == found


def test_the_order_of_conditions_does_not_matter_to_equality_but_their_number_does() -> None:
    one, other = asked({"a": 1, "any": [{"b": True}, {"c": True}]}), asked({"any": [{"c": True}, {"b": True}], "a": 1})
    assert one == other
    assert hash(one) == hash(other)
    ask = Ask("a", 1)
    assert Group("count", (ask, ask), 2) != Group("count", (ask,), 2)


def test_conditions_that_have_been_read_are_accepted() -> None:
    found = parse_requires({"gold": {"any": [{"msp": True}]}})
    assert parse_requires(found) == found
    assert asked({"any": [Group("all", (Ask("msp", True),))]}) == found["gold"]


@pytest.mark.parametrize(
    ("table", "path", "problem_"),
    [
        (5, (), "condition-syntax.table(given=5)"),
        ({}, (), "condition-empty.asks"),
        ({"applies-when": {"a": 1}}, (), "condition-empty.asks"),
        ({"applies-when": 5, "a": 1}, ("applies-when",), "wrong-type.facts(given=5)"),
        ({"msp": None}, ("msp",), "wrong-type.asked(given=None)"),
        ({"msp": [True]}, ("msp",), "wrong-type.asked(given=value(text='a list'))"),
        ({"msp": float("nan")}, ("msp",), "wrong-type.asked(given=nan)"),
        ({"msp": {}}, ("msp",), "condition-syntax.nothing(given=value(text='a table'))"),
        ({"a": {"b": {"c": {"points": 1}}}}, ("a", "b", "c"), "condition-syntax.nothing(given=value(text='a table'))"),
        ({"plan": {"points": None}}, ("plan", "points"), "wrong-type.asked(given=None)"),
        ({"score": {}}, ("score",), "wrong-type.asked(given=value(text='a table'))"),
        ({"sales.plan": True, "sales": {"plan": True}}, (), "condition-syntax.twice(name='sales.plan')"),
        ({"any": {"msp": True}}, ("any",), "condition-syntax.members(kind='any')"),
        ({"all": []}, ("all",), "condition-syntax.members(kind='all')"),
        ({"any": ["msp", "msp"]}, ("any",), "condition-syntax.named-twice(name='msp')"),
        ({"any": ["msp", 5]}, ("any", 1), "condition-syntax.table(given=5)"),
        ({"any": [{"a": 1}, {}]}, ("any", 1), "condition-empty.asks"),
        ({"count": 2}, ("count",), "condition-syntax.count-keys"),
        ({"count": {"of": ["a"]}}, ("count",), "condition-syntax.count-keys"),
        ({"count": {"at-least": 0, "of": ["a"]}}, ("count", "at-least"), "condition-syntax.count-least(given=0)"),
        (
            {"count": {"at-least": True, "of": ["a"]}},
            ("count", "at-least"),
            "condition-syntax.count-least(given=True)",
        ),
        ({"count": {"at-least": 1.0, "of": ["a"]}}, ("count", "at-least"), "condition-syntax.count-least(given=1.0)"),
        (
            {"count": {"at-least": 2, "of": ["a"]}},
            ("count", "at-least"),
            "condition-syntax.count-many(least=2, most=1)",
        ),
        ({"count": {"at-least": 1, "of": "ab"}}, ("count", "of"), "condition-syntax.count-of"),
        ({"count": {"at-least": 1, "of": [5]}}, ("count", "of", 0), "condition-syntax.table(given=5)"),
        ({"count": {"at-least": 1, "of": ["a", "b", "a"]}}, ("count", "of"), "condition-syntax.named-twice(name='a')"),
        ({"each": {"points": 1, "of": ["a", "a"]}}, ("each", "of"), "condition-syntax.named-twice(name='a')"),
        ({"each": 5}, ("each",), "condition-syntax.each-keys"),
        ({"each": {"of": ["a"]}}, ("each",), "condition-syntax.each-keys"),
        ({"each": {"points": 1}}, ("each",), "condition-syntax.each-keys"),
        (
            {"each": {"points": 1, "level": "a", "of": ["a"]}},
            ("each",),
            "condition-syntax.each-keys",
        ),
        (
            {"each": {"weight": 1, "of": ["a"]}},
            ("each",),
            "condition-syntax.each-keys",
        ),
        ({"each": {"points": 1, "of": []}}, ("each", "of"), "condition-syntax.each-of(given=value(text='a list'))"),
        ({"each": {"points": 1, "of": [5]}}, ("each", "of"), "condition-syntax.each-of(given=value(text='a list'))"),
        ({"each": {"points": [], "of": ["a"]}}, ("each", "points"), "wrong-type.asked(given=value(text='a list'))"),
        ({"revenue": 1e-7}, ("revenue",), "too-fine(given=1e-07, found=0.0)"),
        ({"revenue": 500.0000006}, ("revenue",), "too-fine(given=500.0000006, found=500.000001)"),
        ({"sales": {"score": -4e-7}}, ("sales", "score"), "too-fine(given=-4e-07, found=0.0)"),
        ({"each": {"points": 1e-7, "of": ["a"]}}, ("each", "points"), "too-fine(given=1e-07, found=0.0)"),
    ],
    ids=str,
)
def test_a_condition_that_makes_no_sense_is_reported_with_its_place(table: object, path: Path, problem_: str) -> None:
    with pytest.raises(RubricError) as caught:
        asked(table)
    (problem,) = caught.value.problems
    assert (problem.path, data(problem.what)) == (("gold", *path), problem_)
    assert problem.hint


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(RubricError) as caught:
        parse_requires({"silver": 5, "gold": {"a": None, "any": [{"b": None}], "c": 5}})
    assert [problem.path for problem in caught.value.problems] == [("silver",), ("gold", "a"), ("gold", "any", 0, "b")]


def test_conditions_are_given_in_a_table_of_levels() -> None:
    with pytest.raises(RubricError, match="must be a table with a table of conditions for each level, not a list"):
        parse_requires([{"a": 1}])


def test_conditions_nest_up_to_a_depth() -> None:
    def nested(depth: int) -> object:
        return {"any": [nested(depth - 1)]} if depth else {"a": 1}

    asked(nested(15))
    with pytest.raises(RubricError, match="conditions can be nested at most 16 levels deep"):
        asked(nested(16))


# ---------------------------------------------------------------- demands at any depth

ASKS = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.booleans() | st.integers(-5, 5), min_size=1, max_size=3)
TABLES: st.SearchStrategy[dict[str, object]] = st.recursive(
    ASKS.map(dict[str, object]),
    lambda inner: st.tuples(ASKS, st.sampled_from(["any", "all"]), st.lists(inner, min_size=1, max_size=3)).map(
        lambda made: {**made[0], made[1]: made[2]}
    ),
    max_leaves=6,
)


def count_asks(table: dict[str, object]) -> int:
    return sum(sum(map(count_asks, value)) if isinstance(value, list) else 1 for value in table.values())


@given(TABLES)
def test_every_ask_and_every_group_is_found(table: dict[str, object]) -> None:
    found = parse_requires({"gold": table})
    assert len(asks(tuple(found.values()))) == count_asks(table)
    every = groups(tuple(found.values()))
    assert every[0] == found["gold"]
    assert sum(isinstance(member, Ask) for group in every for member in group.of) == count_asks(table)
    assert write_requires(found)["gold"] == table


def walk(group: Group, path: Path) -> Iterator[tuple[Condition, Path]]:
    for part, here in inside(group, path):
        yield part, here
        if isinstance(part, Group):
            yield from walk(part, here)


def at(table: object, path: Path) -> object:
    for key in path:
        table = table[key]  # type: ignore[index]  # a KeyError or a TypeError is what the test looks for
    return table


@given(TABLES)
def test_the_path_of_a_condition_leads_to_the_place_where_it_is_written(table: dict[str, object]) -> None:
    found = list(walk(parse_requires({"gold": table})["gold"], ("gold",)))
    for part, path in found:
        written = at({"gold": table}, path)
        assert written == part.least if isinstance(part, Ask) else isinstance(written, dict | list)
    assert sum(isinstance(part, Ask) for part, _ in found) == count_asks(table)


def test_the_path_of_one_of_many_leads_into_their_list() -> None:
    table = {"count": {"at-least": 1, "of": ["a", {"b": 1}]}, "each": {"points": 1, "of": ["c"]}, "score": 5}
    assert [path for _, path in walk(asked(table), ("gold",))] == [
        ("gold", "count"),
        ("gold", "count", "of", 0),
        ("gold", "count", "of", 1),
        ("gold", "count", "of", 1, "b"),
        ("gold", "each"),
        ("gold", "each", "of", 0),
        ("gold", "score"),
    ]


def test_an_empty_name_asks_nothing() -> None:
    with pytest.raises(RubricError, match=r"gold\.: a name can't be empty; name a question or a dimension"):
        parse_requires({"gold": {"": 5}})
