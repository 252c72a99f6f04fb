"""The examples of a rubric: where they differ from the scores, and where in the file they are."""

from datetime import date
from typing import Any

from attain import Dimension, Example, Fact, Level, Question, Rubric
from attain._core.messages import say
from attain._score.examples import failures, failures_of


def rubric(*examples: Example, **rules: Any) -> Rubric:  # any: fields of all kinds
    """Return a rubric with a dimension whose level is that of the whole; its score is 1 for each yes."""
    return Rubric(
        id="tiny",
        version="1",
        title="Tiny",
        levels=[Level("low"), Level("high")],
        combine="minimum",
        dimensions={
            "plans": Dimension(
                bands={"low": "0-1", "high": "2+"}, questions={"a": Question(), "b": Question(weight=0.3)}, **rules
            ),
        },
        examples=examples,
    )


def failing(*examples: Example, **rules: Any) -> list[str]:  # any: fields of all kinds
    """Return the failures of some examples, each with its place."""
    return [f"{'.'.join(map(str, each.path))}: {each}" for each in failures(rubric(*examples, **rules))]


YES = {"plans.a": True, "plans.b": True}


def test_examples_with_the_right_results_do_not_fail() -> None:
    right = Example(answers={"plans": {"a": True}}, level="low", levels={"plans": "low"}, scores={"plans": 1})
    assert failing(right, Example("says nothing")) == []


def test_everything_that_an_example_expects_is_compared() -> None:
    wrong = Example(answers=YES, level="high", score=2, levels={"plans": "high"}, scores={"plans": 1.5})
    assert failing(Example(), wrong) == [
        "examples.1.level: the level: expected high, found low",
        "examples.1.score: the score: expected 2, found no score",
        "examples.1.levels.plans: the level of plans: expected high, found low",
        "examples.1.scores.plans: the score of plans: expected 1.5, found 1.3",
    ]


def test_a_failure_names_its_example_and_the_expected_value() -> None:
    made = rubric(Example(), Example(answers=YES, level="high"))
    (failure,) = failures(made)
    what = say("example", what=say("example.level"), expected="high", found="low")
    assert (failure.position, failure.message) == (1, what)
    assert list(failures_of(made, 0)) == []
    assert list(failures_of(made, 1)) == [failure]


def test_scores_are_compared_in_millionths() -> None:
    third = {"plans": 1.3000000000000003}
    assert failing(Example(answers=YES, scores=third), Example(answers=YES, scores={"plans": 1.300001})) == [
        "examples.1.scores.plans: the score of plans: expected 1.300001, found 1.3"
    ]


def test_a_dimension_that_does_not_apply_has_no_level() -> None:
    answers = dict.fromkeys(YES, "n/a")
    assert failing(Example(answers=answers, levels={"plans": "low"}), not_applicable="exclude") == [
        "examples.0.levels.plans: the level of plans: expected low, found no level"
    ]


def test_answers_that_do_not_fit_are_reported_at_their_place() -> None:
    assert failing(Example(answers={"plans": {"a": "maybe", "c": True}}, level="low"), Example(facts={"size": 1})) == [
        "examples.0.answers.plans.c: there is no result: there is no question 'plans.c'; did you mean 'plans.b'?",
        "examples.0.answers.plans.a: there is no result: 'maybe' is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out; to accept 'maybe', add it to the words for yes or no: in [answers], with_words, --yes or --no",
        "examples.1.facts.size: there is no result: there is no fact 'size'",
    ]


def test_a_score_that_the_ranges_leave_open_is_reported_at_the_example() -> None:
    assert failing(Example(answers=YES, level="low"), gap="error") == [
        "examples.0: there is no result: a score of 1.3 lies between the ranges of Low and High; choose a policy for gaps: lower or upper"
    ]


def test_the_facts_and_the_day_of_an_example_count() -> None:
    made = Rubric(
        id="tiny",
        version="1",
        title="Tiny",
        levels=[Level("low"), Level("high")],
        score="sum",
        facts={"big": Fact()},
        questions={"a": Question(valid_for="1 day", applies_when={"big": True}), "b": Question()},
        examples=[
            Example(answers={"a": {"value": True, "on": date(2026, 11, 21)}}, facts={"big": big}, on=day, score=score)
            for big, day, score in (
                (True, date(2026, 11, 22), 1),
                (True, date(2026, 11, 24), 0),
                (False, date(2026, 11, 22), 0),
            )
        ],
    )
    assert failures(made) == ()
