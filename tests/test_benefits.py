"""The benefits of a level: for the subject as a whole, and in a dimension."""

import json

import pytest

import attain
from attain import Benefit, Dimension, Level, Question, Result, Rubric, RubricError
from attain._render.layout import plain
from attain._render.markdown import rubric_markdown
from attain._render.pages import explained_page, result_page, rubric_page

TIERS = """\
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
requires.gold = { audited = true }

[levels]
member = { title = "Member", benefits = ["Access to the portal"] }
silver = "Silver"
gold = { title = "Gold", benefits = [
    { text = "A fund for campaigns", kind = "marketing", source = "Handbook, page 4" },
    { text = "A manager in Europe", kind = "support", applies-when = { region = "europe" } },
] }

[facts]
region = { text = "Where?", options = ["europe", "asia"] }

[questions]
audited = "Is the partner audited?"

[dimensions.sales]
view = true
rating = true
benefits = { silver = ["Leads"], gold = [{ text = "Joint selling", kind = "incentive" }] }
"""


@pytest.fixture
def tiers() -> Rubric:
    return attain.loads(TIERS)


def texts(benefits: tuple[Benefit, ...]) -> list[str]:
    return [each.text for each in benefits]


def test_a_level_also_gives_the_benefits_of_the_levels_below_it(tiers: Rubric) -> None:
    root = tiers.assess({"audited": True}, facts={"region": "europe"}).root
    assert texts(root.earned) == ["Access to the portal", "A fund for campaigns", "A manager in Europe"]
    assert root.next_benefits == ()


def test_the_next_level_adds_its_own(tiers: Rubric) -> None:
    result = tiers.assess({"audited": False, "sales": "silver"}, facts={"region": "asia"})
    assert texts(result["sales"].earned) == ["Leads"]
    assert result["sales"].next_benefits == (Benefit("Joint selling", "incentive"),)
    member = tiers.assess({"sales": "member"})
    assert (texts(member.root.earned), texts(member.root.next_benefits)) == (["Access to the portal"], [])
    assert (texts(member["sales"].earned), texts(member["sales"].next_benefits)) == ([], ["Leads"])


def test_a_benefit_depends_on_facts_and_is_left_out_while_they_are_unknown(tiers: Rubric) -> None:
    assert texts(tiers.assess({"audited": True}, facts={"region": "asia"}).root.benefits["gold"]) == [
        "A fund for campaigns"
    ]
    assert texts(tiers.assess({"audited": True}).root.benefits["gold"]) == ["A fund for campaigns"]
    assert [each.code for each in tiers.lint() if each.code == "fact-unused"] == []


def test_without_a_level_nothing_is_earned() -> None:
    open_ = attain.loads(TIERS.replace("requires.gold", 'unanswered = "block"\nrequires.gold'))
    root = open_.assess({}).root
    assert (root.level, root.earned, root.next_benefits) == (None, (), ())


def test_it_changes_no_score(tiers: Rubric) -> None:
    other = attain.loads(TIERS.replace("Leads", "More leads"))
    assert other.scoring_digest == tiers.scoring_digest
    assert [(each.kind, str(each)) for each in tiers.diff(other).changes] == [
        ("wording", "dimensions.sales.benefits.silver.0.text: was 'Leads', is 'More leads'")
    ]


def test_levels_facts_and_kinds_are_checked() -> None:
    wrong = TIERS.replace('silver = ["Leads"]', 'bronze = ["Leads"]').replace('region = "europe"', 'region = "africa"')
    with pytest.raises(RubricError) as caught:
        attain.loads(wrong)
    assert [f"{each.code} | {'.'.join(map(str, each.path))}" for each in caught.value.problems] == [
        "unknown-option | levels.gold.benefits.1.applies-when.region",
        "unknown-level | dimensions.sales.benefits.bronze",
    ]
    with pytest.raises(RubricError) as caught:
        Benefit("Cash", kind="money")  # type: ignore[arg-type]  # what is tested
    assert [(each.code, each.path) for each in caught.value.problems] == [("wrong-type", ("kind",))]
    with pytest.raises(RubricError) as caught:
        Dimension(benefits=["Leads"])  # type: ignore[arg-type]  # what is tested
    assert [(each.code, each.path) for each in caught.value.problems] == [("wrong-type", ("benefits",))]


def test_rubric_and_result_read_back(tiers: Rubric) -> None:
    assert attain.loads(tiers.to_toml()) == tiers
    assert Rubric.from_dict(json.loads(json.dumps(tiers.to_dict()))) == tiers
    result = tiers.assess({"audited": True, "sales": "gold"}, facts={"region": "europe"})
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result
    assert "benefits" not in attain.rubric("iamcp-p2p").assess({}).to_dict()["root"]  # type: ignore[operator]  # a table


def test_a_rubric_made_in_python_gives_benefits_too() -> None:
    made = Rubric(
        id="tiers",
        version="1",
        title="Partner tiers",
        levels=[Level("member"), Level("gold", benefits=[Benefit("A fund")])],
        questions={"audited": Question("Is the partner audited?")},
        requires={"gold": {"audited": True}},
    )
    assert texts(made.assess({"audited": True}).root.earned) == ["A fund"]


def test_pages_list_the_benefits_of_levels_those_earned_and_those_that_come_next(tiers: Rubric) -> None:
    shown = plain(rubric_page(tiers))
    assert "  Gold: A fund for campaigns (marketing); A manager in Europe (support)\n" in shown
    assert "  Sales, Silver: Leads\n" in shown
    scored = plain(result_page(tiers.assess({"audited": True, "sales": "silver"})))
    assert "  Overall: Access to the portal; A fund for campaigns (marketing)\n" in scored
    assert "  Sales, added by Gold: Joint selling (incentive)" in scored
    explained = plain(explained_page(tiers.assess({"audited": True, "sales": "silver"})))
    assert "  Benefits: Access to the portal; A fund for campaigns (marketing)\n" in explained
    assert "  Benefits, added by Gold: Joint selling (incentive)" in explained
    page = rubric_markdown(tiers)
    assert "What each level offers:\n\n- **Silver**: Leads\n- **Gold**: Joint selling (incentive)\n" in page
    assert "What each level offers" in tiers.to_html()
    result = tiers.assess({"audited": False, "sales": "silver"})
    assert result.to_html().count("Earned") == 2
    assert "Added by Gold" in result.to_html()
