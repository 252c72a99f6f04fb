"""The score of a dimension in each way to calculate it: numbers worked out by hand."""

import pytest

import attain
from attain import Rubric

WEIGHED = ["sum", "mean", "percent"]
KINDS = [*WEIGHED, "minimum", "maximum", "product"]


def rubric(kind: str, more: str = "") -> Rubric:
    """Return a rubric of two questions and a dimension within; the second question weighs 3 if weights count."""
    weight = "weight = 3" if kind in WEIGHED else ""
    return attain.loads(f"""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = ["low", "high"]
score = "{kind}"
{more}
[scales.degree]
options = {{ none = 0.5, some = 2, much = 4 }}
[defaults]
not-applicable = "exclude"
[questions.one]
text = "One?"
scale = "degree"
[questions.two]
text = "Two?"
scale = "degree"
{weight}
[dimensions.inner]
score = "sum"
base = 1
questions.three = {{ text = "Three?", scale = "degree" }}
""")


def scored(found: Rubric, one: str | None, two: str | None, three: str | None) -> tuple[float | None, float | None]:
    """Return the score and the full marks for some answers."""
    given = {"one": one, "two": two, "inner.three": three}
    root = found.assess({name: answer for name, answer in given.items() if answer}).root
    return root.score, root.full


@pytest.mark.parametrize(
    ("kind", "score", "full"),
    [
        # the points are 2, 4 and 0.5 + 1; the full marks are 4, 4 and 4 + 1
        ("sum", 15.5, 21),
        ("mean", 3.1, 4.2),
        ("percent", 73.809524, 100),
        ("minimum", 1.5, 4),
        ("maximum", 4, 5),
        ("product", 12, 80),
    ],
)
def test_a_score_is_made_of_points_and_of_the_scores_within(kind: str, score: float, full: float) -> None:
    assert scored(rubric(kind), "some", "much", "none") == (score, full)


@pytest.mark.parametrize(
    ("kind", "score", "full"),
    [
        ("sum", 3.5, 9),
        ("mean", 1.75, 4.5),
        ("percent", 38.888889, 100),
        ("minimum", 1.5, 4),
        ("maximum", 2, 5),
        ("product", 3, 20),
    ],
)
def test_a_question_that_is_not_applicable_counts_neither_in_the_score_nor_in_full_marks(
    kind: str, score: float, full: float
) -> None:
    assert scored(rubric(kind), "some", "n/a", "none") == (score, full)


@pytest.mark.parametrize("kind", KINDS)
def test_an_open_question_is_the_worst_answer_unless_it_is_skipped(kind: str) -> None:
    worst = rubric(kind)
    assert scored(worst, "some", None, "some") == scored(worst, "some", "none", "some")
    exclude = rubric(kind, 'unanswered = "exclude"')
    assert scored(exclude, "some", None, "some") == scored(worst, "some", "n/a", "some")
    assert scored(exclude, None, None, "some") == scored(worst, "n/a", "n/a", "some")


@pytest.mark.parametrize("kind", KINDS)
def test_base_cap_and_rounding_come_last_and_in_this_order(kind: str) -> None:
    answers = ("some", "much", "none")
    score, full = scored(rubric(kind), *answers)
    assert score is not None
    assert full is not None
    assert scored(rubric(kind, "base = 10"), *answers) == (round(score + 10, 6), round(full + 10, 6))
    assert scored(rubric(kind, "base = 10\ncap = 11"), *answers) == (11, 11)
    assert scored(rubric(kind, f"base = 10\ncap = {score + 9.94:.6f}"), *answers) == (round(score + 9.94, 6),) * 2
    assert scored(rubric(kind, "base = 0.44\nround = 0"), *answers)[0] == int(score + 0.44 + 0.5)
    assert scored(rubric(kind, f"cap = {score - 0.06:.6f}\nround = 1"), *answers)[0] == int(score * 10 - 0.1) / 10


def test_a_score_within_without_weight_does_not_count() -> None:
    found = attain.loads("""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = ["low", "high"]
score = "sum"
[dimensions.inner]
score = "sum"
weight = 0
questions.one = "One?"
[dimensions.other]
score = "sum"
weight = 2
questions = { two = "Two?", three = { text = "Three?", weight = 0 } }
""")
    root = found.assess({"inner.one": True, "other.two": True, "other.three": True}).root
    assert (root.score, root.full) == (2, 2)
