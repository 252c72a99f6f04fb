"""A reader of a ladder can distinguish the level that is reached from the one that comes next."""

import pytest

import attain
from attain import Requirement, Rubric
from attain._render.layout import plain
from attain._render.pages import explained_page

PHASES = """\
attain = 1
id = "phases"
version = "1"
title = "Phases"
levels = { start = "Start", first = "Phase 1", second = "Phase 2" }
ladder = { need = 1.0 }

[questions]
plan = { text = "A plan?", level = "first" }
budget = { text = "A budget?", level = "first" }
review = { text = "A review?", level = "second" }
audit = { text = "An audit?", level = "second" }
"""


@pytest.fixture
def phases() -> Rubric:
    return attain.loads(PHASES)


def answers(*yes: str) -> dict[str, object]:
    return {name: name in yes for name in ("plan", "budget", "review", "audit")}


@pytest.mark.parametrize(
    ("yes", "why"),
    [
        (
            ("plan",),
            (
                "Start: everyone has this level, and no higher level is reached. "
                "Phase 1 is not reached yet: 1 of its 2 questions is met. Missing: A budget? (required: yes)."
            ),
        ),
        (
            ("plan", "budget"),
            (
                "Phase 1: reached, with enough of its questions met. "
                "Phase 2 is not reached yet: 0 of its 2 questions are met. Missing: 2 of (A review? (required: yes) | An audit? (required: yes))."
            ),
        ),
        (
            ("review", "audit"),
            (
                "Start: everyone has this level; enough questions of a higher level are met, but not of a level in between. "
                "Phase 1 is not reached yet: 0 of its 2 questions are met. Missing: 2 of (A plan? (required: yes) | A budget? (required: yes))."
            ),
        ),
        (("plan", "budget", "review", "audit"), "Phase 2: reached, with enough of its questions met."),
    ],
)
def test_why_names_the_level_reached_and_the_conditions_of_the_next_one(
    phases: Rubric, yes: tuple[str, ...], why: str
) -> None:
    assert phases.assess(answers(*yes)).why == why


def test_the_table_has_a_column_for_the_level_that_comes_next(phases: Rubric) -> None:
    assert repr(phases.assess(answers("plan", "budget", "review"))).splitlines() == [
        "Phases (phases@1): Phase 1",
        "Dimension  Level    On the way to  Answered",
        "Overall    Phase 1  Phase 2 (1/2)       4/4",
    ]
    assert "On the way to" not in repr(phases.assess(answers("plan", "budget", "review", "audit")))


def test_as_html_the_cell_of_the_next_level_says_that_it_is_not_reached(phases: Rubric) -> None:
    shown = phases.assess(answers("plan", "budget", "review"))._repr_html_()
    assert shown.count("not reached yet</span>") == 1
    assert '<span class="attain-small attain-soft">not reached yet</span>' in shown
    assert shown.index("(level reached)") < shown.index("not reached yet</span>") < shown.index("1 of 2 questions met")
    complete = phases.assess(answers("plan", "budget", "review", "audit"))._repr_html_()
    assert "not reached yet</span>" not in complete


def test_one_result_has_the_share_of_every_level_the_strengths_and_the_gaps() -> None:
    phases = attain.loads(
        PHASES.replace("[questions]", "[dimensions.sales.questions]")
        + """
        [defaults]
        ladder = { need = 1.0 }
        [dimensions.support]
        questions.desk = { text = "A help desk?", level = "second" }
        [dimensions.people]
        questions.team = { text = "A team?", level = "first" }
        """
    )
    result = phases.assess({"sales": answers("plan", "audit"), "people.team": True})
    assert {id_: each.share for id_, each in result.root.requirements.items()} == {"first": 2 / 3, "second": 1 / 3}
    assert {id_: each.share for id_, each in result["people"].requirements.items()} == {"first": 1.0}
    assert (result.strongest, result.weakest) == (("people",), ("sales", "support"))
    assert Requirement("share", "n/a", parts=(Requirement("value", "n/a", "team"),)).share == 0.0


def test_the_explained_page_has_the_share_of_every_level(phases: Rubric) -> None:
    page = plain(explained_page(phases.assess(answers("plan", "audit"))))
    assert "For Phase 1, 1 of 2 questions met:" in page
    assert "For Phase 2, 1 of 2 questions met:" in page


def test_a_dimension_can_decline_the_way_of_the_defaults() -> None:
    phases = attain.loads(
        PHASES
        + """
        [defaults]
        ladder = { need = 1.0 }
        [dimensions.sales]
        view = true
        rating = false
        score = "sum"
        questions = { leads = "Are there leads?" }
        """
    )
    sales = phases.assess({"sales.leads": True})["sales"]
    assert (sales.way, sales.level, sales.score) == (None, None, 1.0)
    assert [finding.path for finding in phases.lint()] == [("defaults", "ladder")]  # no dimension uses it
