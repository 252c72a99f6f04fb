"""A rubric in which nothing gives a level needs no levels: it has scores, and every page shows these."""

import json

import pytest
from data import findings

import attain
from attain import Result, Rubric, RubricError

HEAD = """\
attain = 1
id = "reasons"
version = "1"
title = "Reasons to plan"
"""
REASONS = (
    HEAD
    + """
score = "sum"

[dimensions.market]
score = "sum"
questions = { growth = "Does the market grow?", rivals = "Do rivals plan?" }

[dimensions.people]
questions = { planner = "Is there somebody who plans?" }
"""
)


@pytest.fixture
def reasons() -> Rubric:
    return attain.loads(REASONS)


def reported(text: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        attain.loads(HEAD + text)
    return [f"{problem.code} | {problem.path}" for problem in caught.value.problems]


def test_it_has_scores_and_no_level(reasons: Rubric) -> None:
    result = reasons.assess({"market.growth": True})
    assert (result.level, result.score, reasons.levels, result.levels) == (None, 1, (), ())
    assert dict(result.profile) == {"market": None, "people": None}
    assert (result.root.score_low, result.root.score_high) == (1, 2)
    assert result.root.progress is None


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('bands = { some = "1+" }', ["few-levels | ('levels',)", "unknown-level | ('bands', 'some')"]),
        ("dimensions.market.rating = true", ["few-levels | ('levels',)"]),
        ("defaults.ladder = { need = 1.0 }", ["few-levels | ('levels',)"]),
        ('levels.some = "Some"', ["few-levels | ('levels',)"]),
        ('descriptors.some = "Much"', ["unknown-level | ('descriptors', 'some')"]),
        ('actions = [{ text = "Go", level = "some" }]', ["unknown-level | ('actions', 0, 'level')"]),
        ('questions.plan = { level = "some" }', ["unknown-level | ('questions', 'plan', 'level')"]),
        ('[[examples]]\nlevel = "some"', ["unknown-level | ('examples', 0, 'level')"]),
    ],
)
def test_a_key_that_gives_or_names_a_level_is_a_mistake(text: str, problems: list[str]) -> None:
    found = reported(text)
    assert [each for each in found if each.startswith(("few-levels", "unknown-level"))] == problems


def test_a_missing_level_has_a_hint_where_to_declare_it() -> None:
    with pytest.raises(RubricError, match="there is no level 'some'; declare it in"):
        attain.loads(HEAD + 'descriptors.some = "Much"')
    with pytest.raises(RubricError, match="there are no levels, but 'combine' needs them; write"):
        attain.loads(HEAD + 'combine = "minimum"')


def test_it_reads_back_from_everything_it_is_written_to(reasons: Rubric) -> None:
    assert attain.loads(reasons.to_toml()) == reasons
    assert Rubric.from_dict(json.loads(json.dumps(reasons.to_dict()))) == reasons
    result = reasons.assess({"market.growth": True}, subject="Example Ltd")
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_as_text_it_has_scores_in_place_of_levels(reasons: Rubric) -> None:
    assert repr(reasons).splitlines() == [
        "Reasons to plan (reasons@1)",
        "Dimension  Questions  Score by",
        "Market             2  sum",
        "People             1  -",
        "Overall            3  sum",
    ]
    assert repr(reasons.assess({"market.growth": True})).splitlines() == [
        "Reasons to plan (reasons@1): 1 out of 2",
        "Dimension  Score  Answered  Possible",
        "Market       1/2       1/2  1 to 2",
        "People                 0/1",
        "Overall      1/2       1/3  1 to 2",
    ]
    without_total = attain.loads(REASONS.replace('score = "sum"\n\n', "\n", 1)).assess({})
    assert repr(without_total).splitlines()[0] == "Reasons to plan (reasons@1): no overall score"


def test_why_says_how_the_open_answers_can_change_the_score(reasons: Rubric) -> None:
    result = reasons.assess({"market.growth": True})
    assert result.why == (
        "It has a score and no level: 1 out of 2. 2 of 3 questions are open: the score can be anything from 1 to 2."
    )
    complete = reasons.assess({"market.growth": True, "market.rivals": False})
    assert complete.why == (
        "It has a score and no level: 1 out of 2. 1 of 3 questions is open, and its answer can't change the score."
    )


def test_as_html_the_table_has_a_column_of_scores(reasons: Rubric) -> None:
    shown = reasons._repr_html_()
    assert '<th scope="col">Dimension</th><th scope="col">Score</th>' in shown
    assert "Levels" not in shown
    assert "level of its own" not in shown
    result = reasons.assess({"market.growth": True})._repr_html_()
    assert (
        '<td><strong>1 of 2 points</strong> <span class="attain-small attain-soft">1 to 2 possible</span></td>'
        in result
    )
    assert '<strong>1 of 2 points</strong></p><p class="attain-lead">' in result
    assert '<span class="attain-tag">no score of its own</span>' in result
    only_dimensions = attain.loads(REASONS.replace('score = "sum"\n\n', "\n", 1))
    assert "Overall</th>" not in only_dimensions._repr_html_()
    assert "Overall</th>" not in only_dimensions.assess({})._repr_html_()


def test_as_markdown_there_is_no_table_of_levels(reasons: Rubric) -> None:
    from attain._render.markdown import rubric_markdown

    page = rubric_markdown(reasons)
    assert "evel" not in page
    assert "The score is the sum of the scores of its dimensions." in page
    grouped = attain.loads(REASONS + "\n[dimensions.group]\ndimensions = {}\n".replace("dimensions = {}\n", ""))
    assert "## Group\n\n## Overall" in rubric_markdown(grouped)


def test_the_lint_finds_nothing_and_notes_levels_that_nothing_gives() -> None:
    plain = HEAD + 'score = "sum"\nquestions.plan = "A plan?"\n'
    assert findings(attain.loads(plain)) == ()
    (found,) = findings(attain.loads(plain.replace("score", 'levels = { a = "A", b = "B" }\nscore')))
    assert (found.code, found.path, found.message) == ("level-unused", ("levels",), "nothing uses the levels")


def test_two_rubrics_without_levels_can_be_compared(reasons: Rubric) -> None:
    other = attain.loads(
        REASONS.replace('rivals = "Do rivals plan?"', 'rivals = { text = "Do rivals plan?", weight = 2 }')
    )
    difference = reasons.diff(other)
    assert str(difference) == "dimensions.market.questions.rivals.weight: added, 2"
    assert difference.witness is not None
    assert (difference.witness.was, difference.witness.now) == ("a score of 1", "a score of 2")
    levelled = attain.loads(REASONS.replace("score", 'levels = { a = "A", b = "B" }\nscore', 1))
    assert [str(change) for change in reasons.diff(levelled).changes] == [
        "levels: was [], is [{ id = 'a', title = 'A' }, { id = 'b', title = 'B' }]"
    ]
