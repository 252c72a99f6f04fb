"""The public names as a type checker sees them; mypy checks this file, nothing runs it."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Literal, assert_type

import attrs
import pandas as pd
import polars as pl

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


def asking(rubric: attain.Rubric) -> None:
    assert_type(rubric.fields, tuple[attain.Field, ...])
    assert_type(rubric.fields[0].options["yes"], str)
    assert_type(rubric.fields[0].kind, Literal["yes-no", "choice", "number"])
    assert_type(rubric.fields[0].applies({"segment": "large"}), bool)
    assert_type(rubric.fields[0].applies(rubric.assess({}).facts), bool)


def showing(rubric: attain.Rubric, result: attain.Result) -> None:
    assert_type(rubric.to_html(), str)
    assert_type(result.to_html(), str)


def frames(rubric: attain.Rubric, eager: pl.DataFrame, lazy: pl.LazyFrame, other: pd.DataFrame) -> None:
    assert_type(rubric.assess_frame(eager), pl.DataFrame)
    assert_type(rubric.assess_frame(lazy, id="partner", output="full", check=True), pl.LazyFrame)
    assert_type(rubric.assess_frame(other, format="long", id="partner", keep=["country"]), pd.DataFrame)

    rubric.assess_frame([{"agreement.nda": True}])  # type: ignore[type-var]
    rubric.summarise("answers.csv")  # type: ignore[arg-type]


def policies(rubric: attain.Rubric) -> None:
    assert_type(rubric.with_policy(overlap="lowest", gap="upper"), attain.Rubric)
    assert_type(rubric.to_toml(), str)


def finding(result: attain.Result) -> None:
    found = result["agreement"]
    assert_type(found, attain.DimensionResult)
    profile: Mapping[str, attain.DimensionResult] = result
    assert_type(profile.get("agreement"), attain.DimensionResult | None)
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


def counting(rubric: attain.Rubric, frame: pl.DataFrame) -> None:
    summary = rubric.summarise(frame, id="partner")
    assert_type(summary, attain.Summary)
    assert_type(summary["agreement"].median, attain.Level | None)
    assert_type(summary["agreement"].scores, tuple[attain.Bucket, ...])
    reference = rubric.benchmark(frame, smallest=20)
    assert_type(reference, attain.Reference)
    assert_type(rubric.assess({}).against(reference)["agreement"], attain.Percentile | None)
    assert_type(attain.Summary.from_dict(summary.to_dict()), attain.Summary)
    assert_type(attain.Reference.from_dict(reference.to_dict()), attain.Reference)


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


@attrs.frozen
class BestRegion(attain.Rule):
    kind = "acme.best-region"
    summary = "the best region counts"
    of: tuple[str, ...]
    least: float = 0.0

    def build(self, builder: attain.RuleBuilder) -> attain.LevelTerm:
        assert_type(builder.levels, tuple[attain.Level, ...])
        assert_type(builder.dimensions, tuple[str, ...])
        assert_type(builder.questions, tuple[str, ...])
        points = assert_type(builder.points("plan"), attain.ScoreTerm)
        score = assert_type(builder.score(), attain.ScoreTerm)
        total = assert_type(builder.sum([points, score], weights=[1, 0.5]), attain.ScoreTerm)
        assert_type(builder.bend(builder.mean([total]), cap=3, digits=1), attain.ScoreTerm)
        assert_type(builder.greatest([builder.least([total]), builder.product([total])]), attain.ScoreTerm)
        region = assert_type(builder.level("emea"), attain.LevelTerm)
        enough = assert_type(builder.at_least(total, 2), attain.ConditionTerm)
        good = assert_type(builder.at_least(region, "gold"), attain.ConditionTerm)
        asked = assert_type(builder.condition({"revenue": 500_000}), attain.ConditionTerm)
        both = assert_type(builder.all_of([enough, builder.any_of([good, asked])]), attain.ConditionTerm)
        assert_type(builder.count([both], 1), attain.ConditionTerm)
        assert_type(builder.share([both], 0.5), attain.ConditionTerm)
        ladder = assert_type(builder.ladder({"gold": both}, cumulative=False), attain.LevelTerm)
        steps = assert_type(builder.steps(total, {"silver": 1, "gold": 2.5}), attain.LevelTerm)
        assert_type(builder.lowest([builder.majority([ladder]), builder.average([steps], [2])]), attain.LevelTerm)
        if not self.of:
            builder.fail("there is no region", "name one", option="of")
        return builder.highest([builder.level(each) for each in self.of])


def middle(candidates: tuple[int, ...]) -> int:
    return candidates[len(candidates) // 2]


@attain.hookimpl
def attain_rules() -> Iterable[type[attain.Rule]]:
    return [BestRegion]


@attain.hookimpl
def attain_policies() -> Iterable[attain.Policy]:
    return [attain.Policy("acme.middle", "overlap", middle)]


@attain.hookimpl
def attain_rubrics() -> Iterable[object]:
    return [files("acme_tiers") / "acme-tiers.toml", Path("acme-tiers.toml"), making()]


def extending(rubric: attain.Rubric) -> None:
    assert_type(attain_policies(), Iterable[attain.Policy])  # a hook keeps its type
    assert_type(BestRegion(of=("emea",)).least, float)
    assert_type(attain.Policy("acme.upper", "gap", max).clash, Literal["overlap", "gap"])
    assert_type(rubric.with_policy(overlap=attain.Policy("acme.middle", "overlap", middle)), attain.Rubric)
    assert isinstance(rubric.rule, attain.Rule)
    attain.Dimension(rule=BestRegion(of=("emea",)), gap=attain.Policy("acme.upper", "gap", max))


def registered() -> None:
    registry = attain.Registry(strict=True)
    assert_type(registry.rubrics(), tuple[attain.Entry, ...])
    assert_type(registry.rubric("acme-tiers@1"), attain.Rubric)
    assert_type(registry.rules(), tuple[type[attain.Rule], ...])
    assert_type(registry.rule("acme.best-region"), type[attain.Rule])
    assert_type(registry.policies(), tuple[attain.Policy, ...])
    assert_type(registry.policy("acme.middle"), attain.Policy)
    (plugin,) = registry.plugins()
    assert_type(plugin, attain.Plugin)
    assert_type(plugin.status, Literal["loaded", "failed", "conflicting"])
    assert_type(plugin.reason, str | None)
    assert_type(plugin.rules, tuple[str, ...])


def fixing() -> None:
    try:
        attain.load("my-tiers.toml")
    except attain.AttainError as error:
        assert_type(error.problems, tuple[attain.Problem, ...])
        assert_type(error.problems[0].line, int | None)


def missing() -> None:
    attain.Rubrik  # type: ignore[attr-defined]  # noqa: B018  # a misspelt name is an error
    assert_type(attain.__version__, str)


def constructing() -> None:
    attain.Dimension(bands={"basic": "0"}, needs=["note"], descriptors={"basic": "None yet."}, valid_for="1 year")
    attain.Dimension(bands=5)  # type: ignore[arg-type]
    attain.Dimension(requires={"gold": 5})  # type: ignore[dict-item]
    attain.Dimension(needs=["proof"])  # type: ignore[list-item]
    attain.Dimension(valid_for=12)  # type: ignore[arg-type]
    attain.Question("Is it planned?", options=3)  # type: ignore[arg-type]
    attain.Scale(5)  # type: ignore[arg-type]
    attain.Rubrik  # type: ignore[attr-defined]  # noqa: B018
