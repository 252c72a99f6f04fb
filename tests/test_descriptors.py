"""Descriptors of a level in a dimension: in a few words, in several statements, or both."""

import json

import pytest

import attain
from attain import Descriptor, Dimension, Result, Rubric, RubricError
from attain._render.layout import Line
from attain._render.markdown import rubric_markdown
from attain._render.pages import explained_page

PLANNING = """\
attain = 1
id = "planning"
version = "1"
title = "Planning"
levels = { basic = "Basic", reactive = "Reactive", dynamic = "Dynamic" }

[dimensions.planning]
rating = true

[dimensions.planning.descriptors]
basic = "None"
reactive = ["Nothing is planned", "Deal by deal"]
dynamic = { summary = "Annual plan", details = ["Meetings every quarter", "Key figures"] }
"""


@pytest.fixture
def planning() -> Rubric:
    return attain.loads(PLANNING)


def test_each_form_describes_a_level(planning: Rubric) -> None:
    assert planning.dimensions["planning"].descriptors == {
        "basic": Descriptor("None"),
        "reactive": Descriptor(details=["Nothing is planned", "Deal by deal"]),
        "dynamic": Descriptor("Annual plan", ["Meetings every quarter", "Key figures"]),
    }


def test_in_a_form_the_summary_replaces_the_details(planning: Rubric) -> None:
    [field] = planning.fields
    assert list(field.options.values()) == [
        "Basic: None",
        "Reactive: Nothing is planned; Deal by deal",
        "Dynamic: Annual plan",
    ]


def test_python_takes_the_same_forms(planning: Rubric) -> None:
    made = Dimension(
        rating=True,
        descriptors={
            "basic": "None",
            "reactive": ("Nothing is planned", "Deal by deal"),
            "dynamic": Descriptor("Annual plan", ["Meetings every quarter", "Key figures"]),
        },
    )
    assert made == planning.dimensions["planning"]


@pytest.mark.parametrize("form", ['{ summary = "None" }', '"None"'])
def test_a_short_form_equals_the_long_one(form: str, planning: Rubric) -> None:
    assert attain.loads(PLANNING.replace('"None"', form)) == planning


def test_a_value_that_is_not_a_descriptor_is_reported() -> None:
    wrong = PLANNING.replace('basic = "None"', "basic = 5").replace('["Nothing is planned", ', "[1, ")
    with pytest.raises(RubricError) as caught:
        attain.loads(wrong)
    assert [(each.key, ".".join(map(str, each.path))) for each in caught.value.problems] == [
        ("wrong-type.text-list-or-table", "dimensions.planning.descriptors.basic"),
        ("wrong-type.text", "dimensions.planning.descriptors.reactive.details.0"),
    ]
    with pytest.raises(RubricError) as caught:
        Dimension(descriptors={"basic": 5})  # type: ignore[dict-item]  # what is tested
    assert [each.path for each in caught.value.problems] == [("descriptors", "basic")]


def test_rubric_and_result_read_back(planning: Rubric) -> None:
    assert attain.loads(planning.to_toml()) == planning
    assert Rubric.from_dict(json.loads(json.dumps(planning.to_dict()))) == planning
    result = planning.assess({"planning": "dynamic"})
    assert result["planning"].descriptors["dynamic"].details == ("Meetings every quarter", "Key figures")
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_pages_show_the_details(planning: Rubric) -> None:
    result = planning.assess({"planning": "dynamic"})
    for html in (planning.to_html(), result.to_html()):
        assert "Nothing is planned; Deal by deal" in html  # in the table
        assert "<li>Meetings every quarter</li>" in html
    assert "- **Dynamic**: Meetings every quarter; Key figures\n" in rubric_markdown(planning)
    lines = [block.text for block in explained_page(result) if isinstance(block, Line)]
    at = lines.index("Dynamic (here): Annual plan")
    assert lines[at + 1 : at + 3] == ["- Meetings every quarter", "- Key figures"]
