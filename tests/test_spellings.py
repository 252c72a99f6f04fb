"""Every spelling of a rubric and of its overlay makes the same rubric."""

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
import tomli
from edits import Table, edit, overlay
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf import NOTHING, Shelf
from spellings import respelt

from attain import Rubric, RubricError
from attain._format.read import read_dict
from attain._format.source import from_dict
from attain.testing import rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

BASE = """
attain = 1
id = "base"
version = "1"
title = "Base"
levels = { none = "None", gold = "Gold" }
terms = { level = "tier", subject = { one = "person", many = "people" } }
facts.eu = "In the EU?"

[questions]
msp = "Is it a managed service provider?"
nda = "Is there another one?"

[dimensions.sales]
bands = { none = "0", gold = "1+" }
questions.team = "Is there a team?"
questions.revenue = { kind = "number", min = 0, max = 1000, points = { per = 100, earn = 5 } }
questions.churn = { kind = "number", points = { bands = { "0-4.9" = 5, "5-9" = 7 } } }

[dimensions.agreement]
valid-for = "1 year"
questions.nda = "Is there one?"
questions.fair = { text = "Is it fair?", not-applicable = "best" }
questions.size = { options = { small = 0, large = 1 } }
requires.gold = { fair = true, "agreement.nda" = true, "sales.revenue" = 500, sales = { score = 3 } }
"""


def base(**tables: object) -> Table:
    """Return the base, with other tables in place of its own."""
    return tomli.loads(BASE) | tables


def outcome(base: Table, over: Table) -> Rubric | set[str]:
    """Return the rubric that an overlay makes of a base, or the codes of its problems."""
    finder = Shelf({"base": from_dict(base)})
    try:
        return read_dict(
            {**over, "attain": 1, "id": "mine", "version": "1", "extends": "base"}, finder=finder, kind=Rubric
        )
    except RubricError as error:
        return {problem.code for problem in error.problems}


def same(*found: Rubric | set[str]) -> bool:
    """Return whether rubrics are equal in every respect, or fail alike."""
    digests = [(each.scoring_digest, each.wording_digest) for each in found if isinstance(each, Rubric)]
    return all(each == found[0] for each in found) and len({*digests}) < 2


def requires(asked: str, dimension: str = "") -> Table:
    """Return the base, in which a dimension requires something else for gold."""
    found = base()
    place = found["dimensions"][dimension] if dimension else found
    place["requires"] = {"gold": tomli.loads(f"gold = {asked}")["gold"]}
    return found


# ---------------------------------------------------------------- every spelling


@pytest.mark.parametrize(
    ("dimension", "spellings"),
    [
        ("", ["{ sales.revenue = 500 }", '{ "sales.revenue" = 500.0 }', "{ sales = { revenue = { value = 500 } } }"]),
        ("", ["{ msp = true }", '{ msp = "yes" }', "{ msp = 1 }", "{ msp = { value = true } }"]),
        ("", ["{ sales = 3 }", "{ sales.score = 3 }"]),
        ("", ['{ sales = "gold" }', '{ sales = { level = "gold" } }']),
        ("", ['{ sales = { level = "gold", score = 3 } }', '{ sales = { score = 3.0, level = "gold" } }']),
        ("agreement", ["{ fair = true }", '{ "agreement.fair" = true }', "{ agreement.fair.value = true }"]),
        ("agreement", ['{ size = "large" }', '{ agreement = { size = { value = "large" } } }']),
        ("agreement", ["{ fair = { value = true, points = 1 } }", '{ fair = true, "agreement.fair" = { points = 1 } }']),
        ("agreement", ["{ any = [{ fair = true }, { msp = true }] }", '{ any = [{ msp = 1 }, { agreement.fair = "yes" }] }']),
        ("agreement", ['{ count = { at-least = 1, of = ["fair"] } }', '{ count = { at-least = 1, of = ["agreement.fair"] } }']),
        ("agreement", ['{ each = { points = 1, of = ["fair"] } }', '{ each = { points = 1.0, of = ["agreement.fair"] } }']),
        ("", ["{ msp = true, applies-when = { eu = true } }", "{ msp = true, applies-when = { eu = [true] } }"]),
    ],
)  # fmt: skip
def test_each_spelling_of_a_condition_makes_one_rubric(dimension: str, spellings: list[str]) -> None:
    made = [read_dict(requires(asked, dimension), finder=NOTHING, kind=Rubric) for asked in spellings]
    assert same(*made)
    assert not any(made[0].diff(each).changes for each in made)
    for over in ({}, {"title": "Mine"}, {"remove": ["title"], "title": "Mine"}):
        assert same(*(outcome(requires(asked, dimension), over) for asked in spellings))
    assert same(*(outcome(base(), requires(asked, dimension)) for asked in spellings))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"valid-for": "1 year"}, {"valid-for": "12 months"}),
        ({"valid-for": "14 days"}, {"valid-for": "2 weeks"}),
        ({"terms": {"level": "tier"}}, {"terms": {"level": {"one": "tier"}}}),
        ({"questions": {"a": "A?"}}, {"questions": {"a": {"text": "A?"}}}),
        ({"questions": {"a": {"not-applicable": "best"}}}, {"questions": {"a": {"not-applicable": {"as": "best"}}}}),
        ({"questions": {"a": {"options": ["x", "y"]}}}, {"questions": {"a": {"options": {"x": {}, "y": {}}}}}),
        (
            {"questions": {"a": {"options": {"x": 0, "y": 1}}}},
            {"questions": {"a": {"options": [{"id": "x", "points": 0.0}, {"id": "y", "points": 1}]}}},
        ),
        (
            {"score": "sum", "questions": {"a": {"kind": "number", "points": {"bands": {"0-4.9": 1, "5+": 2}}}}},
            {"score": "sum", "questions": {"a": {"kind": "number", "points": {"bands": {"5 +": 2, "0.0 – 4.90": 1}}}}},
        ),
        ({"bands": {"none": "0", "gold": "1-3"}}, {"bands": {"gold": "1..3.0", "none": " 0"}}),
        (
            {"examples": [{"answers": {"agreement.nda": None, "msp": True}}]},
            {"examples": [{"answers": {"msp": True, "agreement": {"nda": "unknown"}}}]},
        ),
        (
            {"examples": [{"answers": {"agreement": {"nda": {"value": True, "on": "2026-01-02"}, "fair": False}}}]},
            {"examples": [{"answers": {"agreement.fair": False, "agreement": {"nda": tomli.loads("a={value=true,on=2026-01-02}")["a"]}}}]},
        ),
    ],
    ids=str,
)  # fmt: skip
def test_each_short_form_makes_one_rubric(one: Table, other: Table) -> None:
    made = [read_dict(base(**tables), finder=NOTHING, kind=Rubric) for tables in (one, other)]
    assert same(*made)
    assert not made[0].diff(made[1]).changes
    for over in ({}, one, other):
        assert same(outcome(base(**one), over), outcome(base(**other), over))


# ---------------------------------------------------------------- overlays


@pytest.mark.parametrize("spelt", ["{ sales.revenue = 500 }", '{ "sales.revenue" = 500 }'])
@pytest.mark.parametrize(
    "over", [{"sales.revenue": {"points": 1}}, {"sales": {"revenue": {"points": 1}}}, {"sales": {"revenue": {"points": 1.0}}}]
)  # fmt: skip
def test_an_overlay_adds_to_a_condition_in_any_spelling_of_either(spelt: str, over: Table) -> None:
    found = outcome(requires(spelt), {"requires": {"gold": over}})
    assert isinstance(found, Rubric)
    assert found.to_dict()["requires"] == {"gold": {"sales.revenue": {"value": 500, "points": 1}}}


@pytest.mark.parametrize("within", ["", "agreement"])
@pytest.mark.parametrize("empty", ['"agreement.nda"', "agreement.nda"])
def test_an_overlay_that_asks_nothing_adds_nothing_in_any_spelling(empty: str, within: str) -> None:
    over = requires(f"{{ {empty} = {{}} }}", within)
    keys = {key: over[key] for key in (["dimensions"] if within else ["requires"])}
    asked = requires("{ agreement.nda = { points = 1 } }", within)
    assert same(outcome(asked, keys), outcome(asked, {}))


@pytest.mark.parametrize("path", ["gold.fair", "gold.agreement.fair", 'gold."agreement.fair"', "gold.fair.value"])
def test_a_condition_is_removed_by_any_of_its_names(path: str) -> None:
    found = outcome(base(), {"remove": [f"dimensions.agreement.requires.{path}"]})
    assert isinstance(found, Rubric)
    assert found.dimensions["agreement"].requires is not None
    names = [getattr(part, "name", None) for part in found.dimensions["agreement"].requires["gold"].of]
    assert names == ["agreement.nda", "sales.revenue", "sales"]


def test_an_ambiguous_short_name_names_nothing() -> None:
    assert outcome(base(), {"remove": ["dimensions.agreement.requires.gold.nda"]}) == {"unknown-path"}
    assert outcome(requires("{ nda = true }", "agreement"), {}) == {"ambiguous-name"}
    assert outcome(base(), {"remove": ["dimensions.agreement.requires.gold.sales.plan"]}) == {"unknown-path"}


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("dimensions.agreement.requires.gold.sales", {"fair": True, "agreement.nda": True}),
        ("dimensions.agreement.requires.gold.sales.revenue", {"fair": True, "agreement.nda": True, "sales": 3}),
    ],
)
def test_a_condition_within_a_dimension_is_removed_with_it(path: str, left: Table) -> None:
    found = outcome(base(), {"remove": [path]})
    assert isinstance(found, Rubric)
    written: Any = found.to_dict()["dimensions"]
    assert written["agreement"]["requires"]["gold"] == left


@pytest.mark.parametrize(
    "asked",
    ["{ NAME = true }", "{ all = [{ any = [{ NAME = true }] }] }", '{ count = { at-least = 1, of = ["NAME", { NAME = true }] } }',
     '{ each = { points = 1, of = ["NAME"] } }'],
)  # fmt: skip
def test_a_short_name_keeps_its_meaning_in_its_own_file(asked: str) -> None:
    over = {"questions": {"fair": {"text": "Is the whole fair?"}}}
    found = [outcome(requires(asked.replace("NAME", name), "agreement"), over) for name in ("fair", "agreement.fair")]
    assert same(*found)
    assert isinstance(found[0], Rubric)
    assert "agreement.fair" in found[0].to_toml()


def test_a_range_of_points_is_removed_in_any_spelling() -> None:
    for text in ("0-4.9", "0–4.90", '"0-4.9"'):
        found = outcome(base(), {"remove": [f"dimensions.sales.questions.churn.points.bands.{text}"]})
        assert isinstance(found, Rubric)
        written: Any = found.to_dict()["dimensions"]
        assert written["sales"]["questions"]["churn"]["points"] == {"bands": {"5-9": 7}}


@pytest.mark.parametrize("first", ["0-4.9", "0–4.90"])
@pytest.mark.parametrize("second", [">5-9", ">5..9"])
def test_an_overlay_that_gives_points_to_one_range_twice_is_refused_in_every_spelling(first: str, second: str) -> None:
    ranges = {first: 5, ">5-9": 1, f"{second} ": 2}
    over = {"dimensions": {"sales": {"questions": {"churn": {"points": {"bands": ranges}}}}}}
    assert outcome(base(), over) == {"points-syntax"}


def test_conditions_of_the_defaults_become_those_of_each_dimension() -> None:
    def shared(asked: Mapping[str, object]) -> Table:
        found = base(defaults={"requires": {"gold": asked}}, questions={})
        found["dimensions"] = {id_: {"questions": {"plan": "Is there a plan?"}} for id_ in ("a", "b")}
        return found

    plain, full = shared({"plan": True}), shared({"plan": {"value": "yes"}})
    assert same(read_dict(plain, finder=NOTHING, kind=Rubric), read_dict(full, finder=NOTHING, kind=Rubric))
    for over in (
        {},
        {"defaults": {"requires": {"gold": {"plan": {"points": 1}}}}},
        {"remove": ["defaults.requires.gold.plan"]},
    ):
        assert same(outcome(plain, over), outcome(full, over))
    own = shared({"plan": True})
    own["dimensions"]["a"]["requires"] = {"gold": {"a.plan": 1}}
    one, other = read_dict(own, finder=NOTHING, kind=Rubric), read_dict(plain, finder=NOTHING, kind=Rubric)
    assert (one.scoring_digest, one.wording_digest) == (other.scoring_digest, other.wording_digest)


def test_a_word_is_replaced_with_its_plural() -> None:
    found = outcome(base(), {"terms": {"subject": "team"}})
    assert isinstance(found, Rubric)
    assert found.terms["subject"].several == "teams"
    found = outcome(base(), {"terms": {"level": {"many": "tiers of ours"}}})
    assert isinstance(found, Rubric)
    assert found.terms["level"].several == "tiers of ours"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ('{ size = "large", "agreement.size" = "large" }', "condition-syntax"),
        ('{ fair = true, agreement.fair.value = true }', "condition-syntax"),
        ('{ count = { at-least = 1, of = ["fair", "agreement.fair"] } }', "condition-syntax"),
        ('{ each = { points = 1, of = ["fair", "agreement.fair"] } }', "condition-syntax"),
        ('{ any = [{ "agreement.fair" = true, fair = true }] }', "condition-syntax"),
        ("{ fair = [] }", "wrong-type"),
        ("{ nobody = true }", "unknown-name"),
        ('{ "no.body" = 1, no = { body = { points = 1 } } }', "unknown-name"),
        ("{ sales = true }", "condition-kind"),
    ],
)  # fmt: skip
def test_wrong_conditions_are_wrong_in_a_base_too(asked: str, code: str) -> None:
    table = requires(asked, "agreement")
    with pytest.raises(RubricError) as caught:
        read_dict(table, finder=NOTHING, kind=Rubric)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert outcome(table, {}) == {code}
    found = outcome(base(), {"dimensions": {"agreement": table["dimensions"]["agreement"]}})
    assert isinstance(found, set)
    assert code in found


@pytest.mark.parametrize(
    "wrong",
    [
        {"requires": 5},
        {"requires": {"gold": 5}},
        {"questions": 5},
        {"dimensions": {"sales": 5}},
        {"dimensions": 5},
        {"defaults": 5},
        {"dimensions": {"sales": {"questions": {"churn": 5}}}},
        {"dimensions": {"sales": {"questions": {"churn": {"points": 5}}}}},
    ],
    ids=str,
)
def test_a_value_of_another_shape_is_left_for_the_reader(wrong: Table) -> None:
    found = outcome(base(), wrong)
    assert isinstance(found, set)
    assert found <= {"wrong-type", "condition-syntax", "points-syntax"}


# ---------------------------------------------------------------- laws


@LAW
@given(rubrics(), st.integers(0))
def test_a_rubric_is_the_same_in_every_spelling(made: Rubric, seed: int) -> None:
    again = read_dict(respelt(Random(seed), made.to_dict()), finder=NOTHING, kind=Rubric)
    assert same(made, again)
    assert not made.diff(again).changes


@LAW
@given(rubrics(), st.integers(0))
def test_an_overlay_makes_the_same_rubric_in_every_spelling_of_both(made: Rubric, seed: int) -> None:
    random, written = Random(seed), made.to_dict()
    edited = copy.deepcopy(written)
    edit(random, edited)
    try:
        over = overlay(random, written, edited)
        bases = [respelt(random, copy.deepcopy(written)) for _ in range(2)]
        overlays = [respelt(random, copy.deepcopy(over), written) for _ in range(2)]
    except (AttributeError, KeyError, TypeError, ValueError, RubricError):
        return  # the edit has spoilt a shape, which has no other spelling
    found = [outcome(written, over), *map(outcome, bases, overlays)]
    assert same(*found) or not any(isinstance(each, Rubric) for each in found)
