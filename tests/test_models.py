"""Models of different kinds, with levels and scores that were worked out by hand; their files show the sums.

pytest also collects the files themselves, by the setting `attain_rubrics`. So it tests, as authors do, that their examples pass
and that the laws for every rubric hold.
"""

from pathlib import Path

import pytest

import attain
from attain import AmbiguousLevelError, Example, Result, Rubric
from attain._score.examples import failures_of

FILES = sorted(Path(__file__).with_name("models").glob("*.toml"))
MODELS = {path.stem: attain.load(path) for path in FILES}


def assessed(rubric: Rubric, example: Example) -> Result:
    return rubric.assess(example.answers, facts=example.facts, on=example.on)


def test_the_models_exist() -> None:
    assert list(MODELS) == [
        "cumulative-practices",
        "mean-with-holes",
        "partner-competencies",
        "partner-tiers",
        "security-deductions",
        "software-assurance",
    ]


@pytest.mark.parametrize("name", MODELS)
def test_the_examples_of_a_model_have_levels_and_open_and_inapplicable_answers(name: str) -> None:
    rubric = MODELS[name]
    assert len(rubric.examples) >= 3
    assert all(example.level or example.levels for example in rubric.examples)
    states = {answer.state for example in rubric.examples for answer in assessed(rubric, example).answers.values()}
    assert states == {"answered", "open", "n/a"}


@pytest.mark.parametrize("name", MODELS)
def test_the_examples_of_a_model_reach_every_level(name: str) -> None:
    rubric = MODELS[name]
    given = {level for example in rubric.examples for level in (example.level, *example.levels.values()) if level}
    assert given == {level.id for level in rubric.levels}


HOLES = {
    "in a hole": {"initial", "managed"},
    "the weights of what is answered, in another hole": {"defined", "optimising"},
    "at the end of a range": None,
    "at the start of the next": None,
}


@pytest.mark.parametrize("title", HOLES)
def test_a_score_in_a_hole_is_refused_if_the_policy_says_so(title: str) -> None:
    strict = MODELS["mean-with-holes"].with_policy(gap="error")
    example = next(example for example in strict.examples if example.title == title)
    if HOLES[title] is None:
        assert list(failures_of(strict, strict.examples.index(example))) == []
        return
    with pytest.raises(AmbiguousLevelError) as caught:
        assessed(strict, example)
    places = {problem.path[:2] for problem in caught.value.problems}
    assert places == {("dimensions", "lower"), ("dimensions", "upper")}


@pytest.mark.parametrize("title", HOLES)
def test_a_score_in_a_hole_has_the_levels_by_both_policies(title: str) -> None:
    rubric = MODELS["mean-with-holes"]
    example = next(example for example in rubric.examples if example.title == title)
    for dimension, other in (("lower", "upper"), ("upper", "lower")):
        found = assessed(rubric, example)[dimension]
        beside = HOLES[title]
        if beside is None:
            assert (found.policy, dict(found.alternatives), len(found.bands)) == (None, {}, 1)
        else:
            assert (found.policy, dict(found.bands)) == (f'gap = "{dimension}"', {})
            assert {level.id for level in found.candidates} == beside
            assert {name: level.id for name, level in found.alternatives.items()} == {other: example.levels[other]}
