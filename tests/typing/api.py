"""What a type checker sees of the public names; mypy checks this file, nothing runs it."""

from collections.abc import Mapping
from typing import assert_type

import attain


def reading() -> None:
    assert_type(attain.rubric("iamcp-p2p"), attain.Rubric)
    assert_type(attain.load("my-tiers.toml"), attain.Rubric)
    assert_type(attain.loads("attain = 1"), attain.Rubric)
    assert_type(attain.Rubric.from_dict({}), attain.Rubric)


def assessing(rubric: attain.Rubric) -> None:
    result = rubric.assess({"agreement.nda": True})
    assert_type(result, attain.Result)
    assert_type(result.level, attain.Level | None)
    profile: Mapping[str, attain.Level | None] = result.profile
    assert_type(profile["agreement"], attain.Level | None)


def policies(rubric: attain.Rubric) -> None:
    assert_type(rubric.with_policy(overlap="lowest", gap="upper"), attain.Rubric)
    assert_type(rubric.to_toml(), str)


def finding(result: attain.Result) -> None:
    found = result["agreement"]
    assert_type(found, attain.DimensionResult)
    assert_type(found.level, attain.Level | None)
    assert_type(found.score, float | None)
    assert_type(found.low, attain.Level | None)
    assert_type(found.why, str)
    assert_type(found.candidates, tuple[attain.Level, ...])
    assert_type(found.alternatives["lowest"], attain.Level)
    assert_type(found.requirements["gold"], attain.Requirement)
    assert_type(found.requirements["gold"].margin, float | None)
    assert_type(found.progress, attain.Progress | None)
    assert_type(found.next_steps, tuple[attain.Action, ...])
    assert_type(found.open, tuple[str, ...])
    assert_type(result.answers["agreement.nda"], attain.Answer)
    assert_type(result.to_dict(), dict[str, object])
    assert_type(attain.Result.from_dict({}), attain.Result)


def comparing(rubric: attain.Rubric) -> None:
    difference = rubric.diff(rubric)
    assert_type(difference, attain.Difference)
    assert_type(difference.changes, tuple[attain.Change, ...])
    assert_type(difference.changes[0].was, object)
    assert_type(difference.witness, attain.Witness | None)


def making() -> attain.Rubric:
    return attain.Rubric(
        id="tiny",
        version="1",
        title="Tiny",
        levels=[attain.Level("none"), attain.Level("some", "Some")],
        bands={"none": "0", "some": "1+"},
        questions={"plan": attain.Question("Is there a plan?", points={"yes": 2, "no": 0})},
        defaults=attain.Dimension(overlap="lowest"),
    )


def mending() -> None:
    try:
        attain.load("my-tiers.toml")
    except attain.AttainError as error:
        assert_type(error.problems, tuple[attain.Problem, ...])
        assert_type(error.problems[0].line, int | None)
