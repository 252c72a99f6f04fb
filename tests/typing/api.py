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
