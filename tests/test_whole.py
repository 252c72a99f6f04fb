"""Whole numbers: any other number is refused, and ranges of them leave no gap between 1 and 2."""

import re

import pytest
from data import data, findings

import attain
from attain import AmbiguousLevelError, AnswersError, RubricError
from attain._testing.assessments import disagreements

HEAD = """\
attain = 1
id = "counts"
version = "1"
title = "Counts"
levels = { low = "Low", high = "High" }
"""
CERTIFIED = (
    HEAD
    + """
requires.high = { certifications = 2 }
questions.certifications = { text = "How many certifications?", kind = "number", whole = true, min = 0 }
"""
)
RANGES = (
    HEAD
    + """
score = "sum"
gap = "error"
requires.high.score = 5
questions.certifications = { text = "How many?", kind = "number", whole = true, points = { bands = { "0-1" = 0, "2-4" = 5, "5+" = 9 } } }
"""
)


def reported(text: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        attain.loads(text)
    return [str(data(each)) for each in caught.value.problems]


@pytest.mark.parametrize("given", [1.5, -0.25, 0.999999])
def test_a_number_that_is_not_whole_is_refused(given: float) -> None:
    rubric = attain.loads(CERTIFIED)
    with pytest.raises(AnswersError, match="is not a whole number; write one, such as"):
        rubric.assess({"certifications": given})
    assert disagreements(rubric, {"certifications": given}) == ()


def test_the_hint_names_the_nearest_whole_numbers() -> None:
    with pytest.raises(AnswersError, match=re.escape("1.5 is not a whole number; write one, such as 1 or 2")):
        attain.loads(CERTIFIED).assess({"certifications": 1.5})
    lower = CERTIFIED.replace("min = 0", 'better = "lower"')
    with pytest.raises(AnswersError, match=re.escape("1.5 is not a whole number; write one, such as 1 or 2")):
        attain.loads(lower).assess({"certifications": 1.5})


@pytest.mark.parametrize(("given", "level"), [(3, "high"), (3.0, "high"), (1.0, "low"), (2, "high"), (0.0, "low")])
def test_a_whole_number_may_be_written_with_a_point(given: float, level: str) -> None:
    rubric = attain.loads(CERTIFIED)
    result = rubric.assess({"certifications": given})
    assert result.level is not None
    assert result.level.id == level
    assert str(result.answers["certifications"].value) == str(int(given))
    assert disagreements(rubric, {"certifications": given}) == ()


def test_the_bounds_must_be_whole() -> None:
    assert reported(CERTIFIED.replace("min = 0", "min = 0.5, max = 9.5")) == [
        "questions.certifications.min: not-whole(end=0.5, key='min', whole=0)",
        "questions.certifications.max: not-whole(end=9.5, key='max', whole=9)",
    ]


@pytest.mark.parametrize(("better", "enough"), [("higher", 3), ("lower", 2)])
def test_a_threshold_in_a_condition_must_be_whole(better: str, enough: int) -> None:
    text = CERTIFIED.replace("min = 0", f'better = "{better}"').replace("= 2 }", "= 2.5 }")
    assert reported(text) == [
        f"requires.high.certifications: condition-kind.whole(id='certifications', given=2.5, enough='{enough}')"
    ]
    assert attain.loads(text.replace("2.5", "2.0")).assess({"certifications": 2}).level


def test_the_key_is_only_for_numbers_and_belongs_to_the_question_that_is_answered() -> None:
    assert reported(CERTIFIED.replace('kind = "number", ', "").replace(", min = 0", "")) == [
        ("questions.certifications.whole: idle-key.only-number(key='whole', this=kind.yes-no) -> fix.kind"),
    ]
    same = CERTIFIED + 'questions.again = { same-as = "certifications", whole = true }\n'
    assert reported(same) == ["questions.again.whole: idle-key.same-as(key='whole', origin='certifications')"]


def test_no_answer_falls_between_ranges_of_successive_whole_numbers() -> None:
    rubric = attain.loads(RANGES)
    assert [rubric.assess({"certifications": count}).score for count in (0, 1, 2, 4, 5, 60)] == [0, 0, 5, 5, 9, 9]
    assert findings(rubric) == ()
    with pytest.raises(AmbiguousLevelError):
        attain.loads(RANGES.replace("whole = true, ", "")).assess({"certifications": 1.5})


def test_the_lint_still_finds_gaps_and_overlaps_at_whole_numbers() -> None:
    found = findings(attain.loads(RANGES.replace('"2-4"', '"3-5"').replace('"0-1"', '"0-1.5"')))
    assert [(each.code, each.message) for each in found] == [
        ("band-gap", 'an answer of 2 is in no range: it falls between 0-1.5 and 3-5; gap = "error" decides'),
        ("band-overlap", 'an answer of 5 is in the ranges 3-5 and 5+; overlap = "highest" decides'),
    ]


def test_the_same_holds_if_an_answer_is_shared_or_lower_is_better() -> None:
    shared = RANGES.replace(
        "points = { bands = { ", 'max = 99 }\nquestions.again = { same-as = "certifications", points = { bands = { '
    )
    assert findings(attain.loads(shared)) == ()
    lower = RANGES.replace("whole", 'better = "lower", whole').replace(
        '"0-1" = 0, "2-4" = 5, "5+" = 9', '"0-1" = 9, "2-4" = 5, "5+" = 0'
    )
    rubric = attain.loads(lower)
    assert [rubric.assess({"certifications": count}).score for count in (0, 1, 2, 4, 5)] == [9, 9, 5, 5, 0]
    assert findings(rubric) == ()


def test_the_lint_tries_only_whole_numbers() -> None:
    text = (
        HEAD
        + """
score = "sum"
bands = { low = "0-2", high = "2.4-3" }
questions.a = { text = "A?", kind = "number", whole = true, min = 0, max = 10, points = { curve = [[0, 0], [10, 3]] } }
"""
    )
    rubric = attain.loads(text)
    (gap,) = findings(rubric)
    assert gap.message == "the ranges of Low and High leave a gap at a score of 2.1; the policy 'lower' chooses Low"
    assert dict(gap.witness or {}) == {"a": 7}
    assert findings(attain.loads(text.replace("2.4-3", "2.1-3"))) == ()
    wide = text.replace("max = 10,", "max = 10_000,").replace("[10, 3]", "[10_000, 3]")
    (gap,) = findings(attain.loads(wide))
    assert gap.witness is not None
    assert float(gap.witness["a"]).is_integer()  # type: ignore[arg-type]  # a number
    many = text.replace("max = 10,", "max = 10_000,").replace('"2.4-3"', '"2-3"').replace('"0-2"', '"0-1.9999"')
    (found,) = findings(attain.loads(many.replace("[10, 3]", "[10_000, 3]").replace("0-1.9999", "0-1.9998")))
    assert found.code == "undecided"


@pytest.mark.parametrize(("per", "better"), [(2.5, "higher"), (0.3, "higher"), (2.5, "lower")])
def test_a_witness_for_full_amounts_is_a_whole_number(per: float, better: str) -> None:
    earn = 1 if better == "higher" else -1
    text = (
        HEAD
        + f"""
score = "sum"
base = 20
requires.high.score = 12
questions.a = {{ text = "A?", kind = "number", whole = true, better = "{better}", min = 0, max = 6, points = {{ per = {per}, earn = {earn} }} }}
"""
    )
    rubric = attain.loads(text)
    for finding in findings(rubric):
        assert all(float(value).is_integer() for value in (finding.witness or {}).values())  # type: ignore[arg-type]  # numbers


def test_a_witness_of_a_difference_is_accepted_by_both_rubrics() -> None:
    was = attain.loads(CERTIFIED.replace("whole = true, ", "").replace("= 2 }", "= 1.5 }"))
    now = attain.loads(CERTIFIED)
    difference = was.diff(now)
    assert not difference.scores_alike
    assert [str(each) for each in difference.changes] == [
        "requires.high.certifications: was 1.5, is 2",
        "questions.certifications.whole: added, true",
    ]
    if difference.witness:
        now.assess(difference.witness.answers)


def test_pages_say_that_a_question_needs_a_whole_number() -> None:
    from attain._render.markdown import rubric_markdown

    rubric = attain.loads(CERTIFIED)
    assert "a whole number from 0; higher is better" in rubric_markdown(rubric)
    assert "a whole number from 0; higher is better" in rubric._repr_html_()
