"""A question that uses the answer of another takes its texts and its level, unless it has its own."""

import pytest

import attain
from attain import Rubric, RubricError
from attain._render.markdown import rubric_markdown

PHASES = """\
attain = 1
id = "phases"
version = "1"
title = "Phases"
levels = { start = "Start", first = "First", second = "Second" }
ladder = { need = 1.0 }

[dimensions.goals]
ladder = { need = 1.0 }
[dimensions.goals.questions]
plan = { text = "Is there a plan?", summary = "On paper.", source = "Handbook, page 3", level = "first" }
review = { text = "Is it reviewed?", level = "second" }

[dimensions.seen]
view = true
ladder = { need = 1.0 }
questions.plan = { same-as = "goals.plan" }
questions.review = { same-as = "goals.review" }
"""


@pytest.fixture
def phases() -> Rubric:
    return attain.loads(PHASES)


def codes(text: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        attain.loads(text)
    return [f"{each.code} | {'.'.join(map(str, each.path))}" for each in caught.value.problems]


def test_in_a_ladder_it_is_on_the_level_of_the_other(phases: Rubric) -> None:
    levels = [
        str(phases.assess({"goals.plan": plan, "goals.review": review})["seen"].level)
        for plan, review in ((False, True), (True, False), (True, True))
    ]
    assert levels == ["Start", "First", "Second"]


def test_its_own_level_comes_first() -> None:
    own = attain.loads(PHASES.replace('"goals.plan" }', '"goals.plan", level = "second" }'))
    assert str(own.assess({"goals.plan": True, "goals.review": False})["seen"].level) == "Start"


def test_without_a_level_on_either_the_ladder_lacks_one() -> None:
    text = (
        PHASES.replace('"Is it reviewed?", level = "second"', '"Is it reviewed?"')
        .replace("[dimensions.goals]\nladder = { need = 1.0 }", "[dimensions.goals]\nrequires.first = { plan = true }")
        .replace("ladder = { need = 1.0 }\n", "", 1)
    )
    assert codes(text) == ["no-rung | dimensions.seen.questions.review"]


def test_a_level_that_only_the_sharing_question_reads_is_not_idle() -> None:
    text = PHASES.replace("[dimensions.goals]\nladder = { need = 1.0 }", '[dimensions.goals]\nscore = "sum"').replace(
        "ladder = { need = 1.0 }\n", "", 1
    )
    assert str(attain.loads(text).assess({"goals.plan": True})["seen"].level) == "First"
    without = text.replace("ladder = { need = 1.0 }\n", 'score = "sum"\n')
    assert codes(without) == [
        "idle-key | dimensions.goals.questions.plan.level",
        "idle-key | dimensions.goals.questions.review.level",
    ]


def test_its_texts_are_those_of_the_other(phases: Rubric) -> None:
    line = next(line for line in rubric_markdown(phases).splitlines() if line.startswith("| `seen.plan`"))
    assert line == (
        "| `seen.plan` | Is there a plan? On paper. | the answer to goals.plan; yes or no; for First | Handbook, page 3 |"
    )
    assert phases._repr_html_().count("Handbook, page 3") == 2
    own = attain.loads(PHASES.replace('"goals.plan" }', '"goals.plan", text = "Planned?", summary = "By whom?" }'))
    assert "Planned? By whom?" in rubric_markdown(own)


def test_its_level_is_shown_only_in_a_ladder(phases: Rubric) -> None:
    text = PHASES.replace("view = true\nladder = { need = 1.0 }", 'view = true\nscore = "sum"')
    line = next(line for line in rubric_markdown(attain.loads(text)).splitlines() if line.startswith("| `seen.plan`"))
    assert "for First" not in line
    assert rubric_markdown(phases).count("for First") == 2
