"""An action is listed as a next step if it leads to a higher level and the facts fit."""

import json

import pytest

import attain
from attain import Result, Rubric, RubricError

PLANS = """\
attain = 1
id = "plans"
version = "1"
title = "Plans"
levels = { none = "None", some = "Some", good = "Good" }
bands = { none = "0", some = "1", good = "2+" }
actions = [
    { text = "Begin large.", level = "some", applies-when = { size = ["large", "huge"] } },
    { text = "Begin.", level = "good" },
    { text = "Always." },
    { text = "With partners.", applies-when = { size = "large", reseller = true } },
]

[facts]
size = { text = "How large?", options = ["small", "large", "huge"] }
reseller = { text = "Does it resell?", default = true }

[questions]
plan = { text = "A plan?", actions = [{ text = "Plan big.", applies-when = { size = "huge" } }, { text = "Plan." }] }
review = "A review?"
"""


@pytest.fixture
def plans() -> Rubric:
    return attain.loads(PLANS)


def steps(rubric: Rubric, **facts: object) -> list[str]:
    return [action.text for action in rubric.assess({"plan": False}, facts=facts).root.next_steps]


def test_an_action_is_listed_only_if_the_facts_fit(plans: Rubric) -> None:
    assert steps(plans, size="large") == ["Begin large.", "Always.", "With partners.", "Plan."]
    assert steps(plans, size="large", reseller=False) == ["Begin large.", "Always.", "Plan."]
    assert steps(plans, size="huge") == ["Begin large.", "Always.", "Plan big.", "Plan."]


def test_the_next_level_is_the_next_one_that_has_an_action_that_applies(plans: Rubric) -> None:
    assert steps(plans, size="small") == ["Begin.", "Always.", "Plan."]


def test_a_fact_on_which_only_actions_depend_need_not_be_given(plans: Rubric) -> None:
    assert steps(plans) == ["Begin.", "Always.", "Plan."]
    assert [each.code for each in plans.lint() if each.code == "fact-unused"] == []


def test_it_changes_no_score() -> None:
    plain = attain.loads(PLANS.replace(', applies-when = { size = "huge" }', ""))
    plans = attain.loads(PLANS)
    assert plans.scoring_digest == plain.scoring_digest
    assert plans.wording_digest != plain.wording_digest
    difference = plans.diff(plain)
    assert difference.scores_alike
    assert [each.kind for each in difference.changes] == ["wording"]


def test_facts_and_their_values_are_checked() -> None:
    with pytest.raises(RubricError) as caught:
        attain.loads(PLANS.replace('applies-when = { size = "huge" }', 'applies-when = { size = "vast", sise = 1 }'))
    assert [f"{each.code} | {'.'.join(map(str, each.path))}" for each in caught.value.problems] == [
        "unknown-option | questions.plan.actions.0.applies-when.size",
        "unknown-fact | questions.plan.actions.0.applies-when.sise",
    ]


def test_rubric_and_result_read_back(plans: Rubric) -> None:
    assert attain.loads(plans.to_toml()) == plans
    assert Rubric.from_dict(json.loads(json.dumps(plans.to_dict()))) == plans
    result = plans.assess({}, facts={"size": "large"})
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result
    assert result.root.next_steps[0].applies_when == {"size": ("large", "huge")}


EVERYWHERE = """\
attain = 1
id = "plans"
version = "1"
title = "Plans"
levels = { low = "Low", high = "High" }
combine = "minimum"
actions = [{ text = "Root." }, { text = "Root, to high.", level = "high" }]

[facts]
large = "Is it large?"

[dimensions.sales]
bands = { low = "0", high = "1+" }
actions = [{ text = "Sales." }, { text = "Sales, to high.", level = "high" }]
questions.plan = { text = "A plan?", actions = [{ text = "Plan." }, { text = "Plan, to high.", level = "high" }] }
questions.more = "More?"

[dimensions.notes]
actions = [{ text = "Notes." }]

[dimensions.regions]
view = true
applies-when = { large = true }
rating = true
actions = [{ text = "Regions." }, { text = "Regions, to high.", level = "high" }]
"""


@pytest.mark.parametrize(
    ("more", "high", "root", "sales"),
    [
        (False, False, ["Root.", "Root, to high."], ["Sales.", "Sales, to high.", "Plan.", "Plan, to high."]),
        (True, True, ["Root."], ["Sales.", "Plan."]),
    ],
)
def test_actions_without_a_level_are_next_steps_on_the_highest_level_too(
    *, more: bool, high: bool, root: list[str], sales: list[str]
) -> None:
    result = attain.loads(EVERYWHERE).assess({"sales.more": more, "regions": "high"}, facts={"large": True})
    assert (result.level == result.levels[-1]) is high
    found = {id_: [action.text for action in each.next_steps] for id_, each in result.dimensions.items()}
    assert [action.text for action in result.root.next_steps] == root
    assert found == {"sales": sales, "notes": ["Notes."], "regions": ["Regions."]}


def test_a_dimension_that_does_not_apply_has_no_next_steps() -> None:
    assert attain.loads(EVERYWHERE).assess({}, facts={"large": False})["regions"].next_steps == ()
    assert len(attain.loads(EVERYWHERE).assess({}, facts={"large": True})["regions"].next_steps) == 2
