"""Targets of a rubric on its pages, in results, in frames and in summaries."""

import polars as pl
import pytest

import attain
from attain import Result, Rubric, Summary
from attain._render.layout import plain
from attain._render.markdown import rubric_markdown
from attain._render.pages import explained_page, result_page, rubric_page
from attain._render.summaries import summary_page

TIERS = """
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
levels = ["registered", "gold"]

[targets.strategic]
title = "Strategic partner"
summary = "We plan together."
level = "gold"
levels = { sales = "gold" }

[targets.entry]
level = "registered"

[requires.gold]
sales = "gold"

[dimensions.sales]
questions.plan = "Is there a plan?"
requires.gold.plan = true
"""


@pytest.fixture
def tiers() -> Rubric:
    return attain.loads(TIERS)


def test_a_rubric_shows_its_targets(tiers: Rubric) -> None:
    lines = ["Strategic partner: Gold overall and Gold in Sales. We plan together.", "Entry: Registered overall"]
    shown = plain(rubric_page(tiers)).splitlines()
    at = shown.index("Targets")
    assert shown[at + 1 : at + 3] == [f"  {line}" for line in lines]
    for page in (tiers.to_html(), rubric_markdown(tiers)):
        assert all(line in page for line in lines)


def test_a_result_shows_the_missing_levels_of_each_target(tiers: Rubric) -> None:
    for given, line in (
        (False, "Strategic partner: not reached yet; it needs Gold overall and Gold in Sales"),
        (True, "Strategic partner: reached"),
    ):
        result = tiers.assess({"sales.plan": given})
        for shown in (plain(result_page(result)), plain(explained_page(result)), result.to_html()):
            assert line in shown
            assert "Entry: reached" in shown
        assert Result.from_dict(result.to_dict()).targets == result.targets


def test_a_full_frame_says_which_subjects_reach_a_target(tiers: Rubric) -> None:
    answers = pl.DataFrame({"id": [1, 2, 3], "sales.plan": ["yes", "no", None]})
    found = tiers.assess_frame(answers, id="id", output="full")
    assert found.select("strategic_reached", "entry_reached").rows() == [(True, True), (False, True), (False, True)]
    assert "strategic_reached" not in tiers.assess_frame(answers, id="id").columns


def test_a_subject_without_a_level_reaches_no_target() -> None:
    blocked = attain.loads(TIERS.replace("[dimensions.sales]", '[dimensions.sales]\nunanswered = "block"'))
    answers = pl.DataFrame({"id": [1, 2], "sales.plan": ["yes", None]})
    found = blocked.assess_frame(answers, id="id", output="full")
    assert found["strategic_reached"].to_list() == [True, False]
    assert found["entry_reached"].to_list() == [True, blocked.assess({}).targets["entry"].is_reached]


def test_a_summary_counts_the_subjects_that_reach_a_target(tiers: Rubric) -> None:
    answers = pl.DataFrame({"id": [1, 2, 3], "sales.plan": ["yes", "no", None]})
    for frame in (answers, answers.lazy()):
        summary = tiers.summarise(frame, id="id")
        counts = {id_: (target.title, target.count) for id_, target in summary.targets.items()}
        assert counts == {"strategic": ("Strategic partner", 1), "entry": ("Entry", 3)}
        assert "Strategic partner: reached by 33% (1)" in plain(summary_page(summary)).splitlines()
        assert Summary.from_dict(summary.to_dict()) == summary
