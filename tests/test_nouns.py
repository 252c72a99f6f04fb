"""The rubric's own words for its parts are in the right number in every text."""

import json

import attrs
import pytest

import attain
from attain import Result, Rubric
from attain._core.text import plural
from attain._model.words import Noun

AREAS = """\
attain = 1
id = "areas"
version = "1"
title = "Areas"
terms = { dimension = "capability" }
levels = { low = "Low", high = "High" }
combine = "minimum"
defaults.rating = true
dimensions = { a = {}, b = {} }
"""


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("pillar", "pillars"),
        ("key area", "key areas"),
        ("business function", "business functions"),
        ("capability", "capabilities"),
        ("category", "categories"),
        ("day", "days"),
        ("journey", "journeys"),
        ("process", "processes"),
        ("box", "boxes"),
        ("branch", "branches"),
        ("dish", "dishes"),
        ("KPI", "KPIs"),
    ],
)
def test_a_plural_follows_the_rule_and_the_last_word_is_the_head(one: str, many: str) -> None:
    assert plural(one) == many
    assert Noun(one).several == many


def test_progress_counts_in_the_rubrics_own_word() -> None:
    rubric = attain.loads(AREAS)
    progress = rubric.assess({"a": "high"}).root.progress
    assert progress is not None
    assert (progress.unit, progress.one) == ("capabilities", "capability")
    assert "Progress to High: 1 of 2 capabilities." in rubric.assess({"a": "high"}).why
    single = attain.loads(AREAS.replace(", b = {}", ""))
    assert "Progress to High: 0 of 1 capability." in single.assess({}).why


def test_a_term_may_have_its_own_plural() -> None:
    people = attain.loads(AREAS.replace('"capability"', '{ one = "person", many = "people" }'))
    result = people.assess({"a": "high"})
    assert "Progress to High: 1 of 2 people." in result.why
    assert result.terms == {"dimension": "person"}
    assert repr(result).splitlines()[1].startswith("Person ")
    assert repr(people).splitlines()[2].startswith("Person ")
    assert '<th scope="col">Person</th>' in people._repr_html_()
    assert attain.loads(people.to_toml()) == people
    assert Rubric.from_dict(json.loads(json.dumps(people.to_dict()))) == people
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_a_difference_in_a_term_is_one_of_wording() -> None:
    was = attain.loads(AREAS)
    now = attain.loads(AREAS.replace('"capability"', '{ one = "person", many = "people" }'))
    assert [(each.kind, str(each)) for each in was.diff(now).changes] == [
        ("wording", "terms.dimension: was 'capability', is { one = 'person', many = 'people' }")
    ]


def test_in_python_a_term_is_text_a_table_or_a_noun() -> None:
    made = [
        attain.loads(AREAS.replace('terms = { dimension = "capability" }\n', "")),
        attain.loads(AREAS),
    ]
    for terms in ({"dimension": "capability"}, {"dimension": {"one": "capability"}}, {"dimension": Noun("capability")}):
        assert attrs.evolve(made[0], terms=terms) == made[1]
