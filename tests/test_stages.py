"""The stages of a lifecycle that actions and benefits serve."""

import json

import polars as pl
import pytest

import attain
from attain import Benefit, Result, Rubric, RubricError, Summary
from attain._render.layout import plain
from attain._render.markdown import rubric_markdown
from attain._render.pages import explained_page, rubric_page
from attain._render.summaries import summary_page

TIERS = """\
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
stages = ["recruit", "enable", "sell"]
requires.gold = { audited = true }
actions = [{ text = "Assess again every year." }]

[levels]
member = { title = "Member", benefits = [{ text = "Basic training", kind = "training", stage = "enable" }] }
gold = { title = "Gold", benefits = [{ text = "A bonus on deals", kind = "incentive", stage = "sell" }, "A dinner"] }

[questions]
audited = { text = "Is the partner audited?", actions = [{ text = "Prepare the audit.", stage = "enable" }] }

[dimensions.skills]
view = true
rating = true
benefits.gold = [{ text = "Exams for free", stage = "enable" }]
"""


@pytest.fixture
def tiers() -> Rubric:
    return attain.loads(TIERS)


def texts(things: tuple[attain.Action | Benefit, ...]) -> list[str]:
    return [each.text for each in things]


def test_a_result_lists_actions_and_benefits_by_stage(tiers: Rubric) -> None:
    by_stage = tiers.assess({"audited": False, "skills": "gold"}).by_stage
    assert list(by_stage) == ["recruit", "enable", "sell"]
    assert by_stage["recruit"] == attain.StageResult()
    enable = by_stage["enable"]
    assert texts(enable.next_steps) == ["Prepare the audit."]
    assert texts(enable.earned) == ["Basic training", "Exams for free"]
    assert texts(by_stage["sell"].next_benefits) == ["A bonus on deals"]


def test_a_rubric_without_stages_has_none() -> None:
    assert attain.rubric("iamcp-p2p").assess({}).by_stage == {}


def test_an_unknown_stage_is_an_error_with_the_nearest() -> None:
    wrong = TIERS.replace('stage = "sell"', 'stage = "selling"').replace(
        'audit.", stage = "enable"', 'audit.", stage = "grow"'
    )
    with pytest.raises(RubricError) as caught:
        attain.loads(wrong)
    assert [
        f"{each.code} | {'.'.join(map(str, each.path))}: {each.message}; {each.hint}" for each in caught.value.problems
    ] == [
        "unknown-stage | levels.gold.benefits.0.stage: there is no stage 'selling'; did you mean 'sell'?",
        "unknown-stage | questions.audited.actions.0.stage: there is no stage 'grow'; use 'recruit', 'enable' or 'sell'",
    ]


def test_a_rubric_without_a_list_of_stages_gets_an_example() -> None:
    with pytest.raises(RubricError) as caught:
        attain.loads(TIERS.replace('stages = ["recruit", "enable", "sell"]', ""))
    assert str(caught.value.problems[0]).endswith(
        "there is no stage 'enable', because the rubric lists none; list the stages at the top, in order: stages = [\"enable\"]"
    )


def test_stages_are_ids_without_repetition() -> None:
    with pytest.raises(RubricError) as caught:
        attain.loads(TIERS.replace('"recruit", ', '"recruit", "Second Sale", "sell", '))
    assert [each.key for each in caught.value.problems] == ["id-syntax.letters", "id-twice.siblings"]


def test_they_change_no_score_and_read_back(tiers: Rubric) -> None:
    other = attain.loads(TIERS.replace('stage = "sell"', 'stage = "enable"'))
    assert other.scoring_digest == tiers.scoring_digest
    assert [(each.kind, str(each)) for each in tiers.diff(other).changes] == [
        ("wording", "levels.gold.benefits.0.stage: was 'sell', is 'enable'")
    ]
    assert attain.loads(tiers.to_toml()) == tiers
    assert Rubric.from_dict(json.loads(json.dumps(tiers.to_dict()))) == tiers
    result = tiers.assess({"audited": True})
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_pages_list_the_actions_and_benefits_of_each_stage(tiers: Rubric) -> None:
    shown = plain(rubric_page(tiers))
    assert "Stages\n  Recruit\n  Enable: Prepare the audit.\n  Enable: Basic training (training)\n" in shown
    explained = plain(explained_page(tiers.assess({"audited": False})))
    assert explained.endswith(
        "Stages\n  Recruit\n  Enable: Prepare the audit.\n  Enable: Basic training (training)\n"
        "  Enable: Exams for free\n  Sell: A bonus on deals (incentive)"
    )
    page = rubric_markdown(tiers)
    assert "## Stages\n\n- **Recruit**\n- **Enable**\n  - Prepare the audit.\n  - Basic training (training)\n" in page
    assert "Stages" in tiers.to_html()
    assert "Stages" in tiers.assess({}).to_html()
    assert "Stages" not in attain.rubric("iamcp-p2p").to_html()


def test_a_summary_counts_the_subjects_with_the_benefits_of_each_stage() -> None:
    rubric = attain.loads("""
    attain = 1
    id = "tiers"
    version = "1"
    title = "Partner tiers"
    stages = ["enable", "sell"]
    facts.eu = { text = "In the EU?", default = true }
    questions.plan = "Is there a plan?"
    requires.gold.plan = true

    [levels.member]
    benefits = [{ text = "A portal", kind = "access", stage = "enable" }]

    [levels.gold]
    benefits = [{ text = "A fund", stage = "sell" }, { text = "A label", stage = "sell", applies-when = { eu = true } }, "Thanks"]
    """)
    summary = rubric.summarise(pl.DataFrame({"id": [1, 2, 3], "plan": ["yes", "no", "no"]}), id="id")
    counts = {stage: [(each.benefit.text, each.count) for each in found] for stage, found in summary.by_stage.items()}
    assert counts == {"enable": [("A portal", 3)], "sell": [("A fund", 1)]}
    assert [each.benefit.text for each in summary.benefits] == ["A portal", "A fund", "Thanks"]
    lines = [
        "Stages",
        "  enable: A portal (access): 100% (3), from Member overall",
        "  sell: A fund: 33% (1), from Gold overall",
    ]
    assert plain(summary_page(summary)).splitlines()[-3:] == lines
    assert "A fund: 33% (1), from Gold overall" in summary.to_html()
    assert Summary.from_dict(summary.to_dict()) == summary
