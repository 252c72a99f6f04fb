"""The models, as users of attain and attain-rubrics meet them: by their ids, from the command line and in Python.

pytest also collects the files of the models, by the setting `attain_rubrics`. So it tests, as their authors do, that each file lints
without errors and that the laws for every rubric hold.
"""

import json
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

import attain

ROOT = Path(__file__).parents[1]
COMMAND = Path(sysconfig.get_path("scripts"), "attain")
FILES = sorted((ROOT / "src" / "attain_rubrics" / "models").glob("*.toml"))
NAMES = [f"{entry.id}@{entry.version}" for entry in attain.rubrics() if entry.distribution == "attain-rubrics"]
MODELS = {name: attain.rubric(name) for name in NAMES}
WITHOUT_LEVEL = "channel-readiness@2016"
EXAMPLES = [(name, position) for name, model in MODELS.items() for position in range(len(model.examples))]


def command(*arguments: str) -> object:
    """Return the JSON that the command `attain` prints."""
    done = subprocess.run([COMMAND, *arguments, "--format", "json"], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    printed: object = json.loads(done.stdout)
    return printed


# ---------------------------------------------------------------- the list of models


def test_the_readme_names_every_model_that_the_command_lists_with_its_origin() -> None:
    listed = command("rubrics")
    assert isinstance(listed, list)
    ours = [f"{each['id']}@{each['version']}" for each in listed if each["distribution"] == "attain-rubrics"]
    assert ours == re.findall(r"^\| `(.+?)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_file_is_named_after_its_model() -> None:
    for path in FILES:
        model = attain.load(path)
        assert path.stem in {model.id, f"{model.id}-{model.version}"}
        assert MODELS[f"{model.id}@{model.version}"] == model


def test_the_p2p_model_without_a_version_is_still_the_one_of_the_playbook() -> None:
    assert attain.rubric("iamcp-p2p").version == "2016"
    assert attain.rubric("iamcp-p2p@2010").title == "IAMCP Partnering Maturity Model"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_page_of_a_model_is_made_from_its_file(path: Path) -> None:
    model = attain.load(path)
    done = subprocess.run(
        [COMMAND, "show", f"{model.id}@{model.version}", "--format", "markdown"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    page = ROOT.parent / "docs" / "models" / f"{path.stem}.md"
    assert page.read_text(encoding="utf-8") == done.stdout, (
        f"write what `{' '.join(done.args[1:])}` prints to {page.name}"
    )


# ---------------------------------------------------------------- requirements for every model


@pytest.mark.parametrize(("name", "position"), EXAMPLES)
def test_an_example_gives_the_same_from_the_command_line_and_from_python(
    name: str, position: int, tmp_path: Path
) -> None:
    model, example = MODELS[name], MODELS[name].examples[position]
    written = model.to_dict()["examples"]
    assert isinstance(written, list)
    known = {key: written[position][key] for key in ("facts", "on") if key in written[position]}
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"rubric": name, "answers": written[position].get("answers", {}), **known}))

    printed = command("score", name, str(answers))
    assert isinstance(printed, dict)
    result = attain.Result.from_dict(printed)

    assert result == model.assess(example.answers, facts=example.facts, on=result.on)
    given = {id_: level and level.id for id_, level in result.profile.items()}
    assert example.level in {None, result.level and result.level.id}
    assert example.score in {None, result.score}
    assert {id_: given[id_] for id_ in example.levels} == example.levels
    assert {id_: result[id_].score for id_ in example.scores} == example.scores


def test_one_model_counts_and_gives_no_level() -> None:
    model = MODELS[WITHOUT_LEVEL]
    assert all(model.assess(example.answers).level is None for example in model.examples)


@pytest.mark.parametrize("name", sorted(MODELS.keys() - {WITHOUT_LEVEL}))
def test_the_examples_of_a_model_reach_every_level(name: str) -> None:
    model = MODELS[name]
    assert {example.level for example in model.examples} >= {level.id for level in model.levels}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_names_its_sources_and_says_which_parts_are_interpretation(name: str) -> None:
    model = MODELS[name]
    assert model.source
    assert model.interpretation
    for dimension in model.dimensions.values():
        assert all(question.source or question.same_as for question in dimension.questions.values())
        assert all(action.source for action in dimension.actions)


# ---------------------------------------------------------------- IAMCP, 2010


def test_the_ten_areas_of_2010_are_in_the_order_of_the_article() -> None:
    titles = [area.title for area in MODELS["iamcp-p2p@2010"].dimensions.values()]
    assert titles == [
        "Joint business planning",
        "Pipeline",
        "Agreement",
        "Leads",
        "Sales compensation",
        "Market messaging",
        "Geography",
        "Resource utilization",
        "Customer relationship",
        "Readiness and certifications",
    ]


def test_readiness_is_rated_only_for_those_who_run_a_vendor_programme() -> None:
    model = MODELS["iamcp-p2p@2010"]
    ratings = dict.fromkeys(model.dimensions, "proactive")
    assert (
        str(model.assess(ratings, facts={"vendor-programme": True})["readiness-and-certifications"].level)
        == "Proactive"
    )
    del ratings["readiness-and-certifications"]
    without = model.assess(ratings, facts={"vendor-programme": False})
    assert without["readiness-and-certifications"].level is None
    assert without.root.total == 9
    with pytest.raises(attain.AnswersError, match="vendor-programme"):
        model.assess(ratings)


# ---------------------------------------------------------------- Knack


KNACK = MODELS["knack-partner-program@2"]
PHASES = {
    f"{component_id}.{short}": question.level
    for component_id, component in KNACK.dimensions.items()
    if not component.view
    for short, question in component.questions.items()
}


def met(*phases: str) -> dict[str, bool]:
    """Return answers that meet the questions of some phases, and no others."""
    return {name: phase in phases for name, phase in PHASES.items()}


def test_being_in_phase_3_differs_from_having_achieved_it() -> None:
    within = KNACK.assess({**met("phase-1", "phase-2", "phase-3"), "goals.worldwide": False})
    assert str(within.level) == "Phase 2 achieved"
    assert within.level is not None
    assert "The vendor is in phase 3" in str(within.level.summary)
    progress = within.root.progress
    assert progress is not None
    assert (str(progress.level), progress.have, progress.need, progress.unit) == (
        "Phase 3 achieved",
        12,
        13,
        "questions",
    )
    assert (
        "Phase 2 achieved: reached, with enough of its questions met. Phase 3 achieved is not reached yet: 12 of its 13 "
        "questions are met. Missing: Has the programme reached this"
    ) in within.why
    assert re.split("  +", str(within).splitlines()[-1]) == [
        "Overall",
        "Phase 2 achieved",
        "Phase 3 achieved (12/13)",
        "45/45",
    ]

    achieved = KNACK.assess(met("phase-1", "phase-2", "phase-3"))
    assert str(achieved.level) == "Phase 3 achieved"
    assert achieved.root.progress is None


def test_a_phase_does_not_count_over_an_unfinished_one() -> None:
    for missing in (name for name, phase in PHASES.items() if phase == "phase-1"):
        result = KNACK.assess({**met("phase-1", "phase-2", "phase-3"), missing: False})
        assert str(result.level) == "Start"
        assert result.root.progress is not None
        assert str(result.root.progress.level) == "Phase 1 achieved"


# The topics that the article lists for each key component, each by a word of the question that asks about it.
KEY_COMPONENTS = {
    "onboarding": ("best partners", "on board"),
    "enablement": ("training", "resources", "tools"),
    "marketing-and-sales-collaboration": ("materials", "campaigns", "leads", "deals"),
    "performance-and-profitability": ("revenue", "win rate", "profitability"),
    "governance-and-communication": ("rules", "as often", "support", "portal"),
}


@pytest.mark.parametrize("component", KEY_COMPONENTS)
def test_a_key_component_asks_about_each_topic_of_the_article_in_its_order(component: str) -> None:
    asked = [str(KNACK.scope.worded(each).text) for each in KNACK.dimensions[component].questions.values()]
    assert [topic in text for topic, text in zip(KEY_COMPONENTS[component], asked, strict=True)] == [True] * len(asked)
    assert all("Key components" in str(each.source) for each in KNACK.dimensions[component].questions.values())


def test_figures_are_compared_with_their_benchmarks() -> None:
    figures = {"partner-revenue": 150, "win-rate": 50, "profitability": -10}
    score = KNACK.assess({"performance-and-profitability": figures})["performance-and-profitability"].score
    assert score == pytest.approx(100 * (1 + 0.5 + 0) / 3)


def test_the_key_components_change_no_phase_and_have_no_phase() -> None:
    assert [id_ for id_, each in KNACK.dimensions.items() if each.view] == [*KEY_COMPONENTS]
    assert KNACK.assess(met("phase-1")).root.total == len(PHASES) == 45
    best = {
        f"{component}.{short}": 100 if question.kind == "number" else "fully"
        for component in KEY_COMPONENTS
        for short, question in KNACK.dimensions[component].questions.items()
        if not question.same_as
    }
    result = KNACK.assess({**met("phase-1"), **best})
    assert str(result.level) == "Phase 1 achieved"
    assert [(result[id_].level, result[id_].score) for id_ in KEY_COMPONENTS] == [(None, 100.0)] * 5


def test_one_result_answers_the_three_questions_that_the_article_ends_with() -> None:
    answers = {
        **met("phase-1", "phase-2"),
        "assets.portal": False,
        "kpis.market-share": True,
        "kpis.predictable-revenue": True,
    }
    result = KNACK.assess(answers)
    fit = {phase: round(each.share, 2) for phase, each in result.root.requirements.items()}
    assert fit == {"phase-1": round(13 / 14, 2), "phase-2": 1.0, "phase-3": round(2 / 13, 2)}
    assert result.strongest == ("kpis",)
    assert result.weakest == ("assets",)


def test_support_is_asked_within_the_vendor_and_from_outside() -> None:
    asked = [str(question.text) for question in KNACK.dimensions["support"].questions.values()]
    assert sum("within your own organisation" in text for text in asked) == 1
    assert sum("from outside your organisation" in text for text in asked) == 1


# ---------------------------------------------------------------- the generic model (POEM)

TIERING = MODELS["partner-tiering@1"]


def test_tiering_has_the_areas_metrics_and_both_sets_of_names_of_its_source() -> None:
    assert list(TIERING.dimensions) == ["performance", "capabilities", "strategic-alignment"]
    assert list(TIERING.dimensions["performance"].questions) == [
        "revenue",
        "certifications",
        "market-penetration",
        "customer-satisfaction",
        "portal-engagement",
    ]
    assert [str(level) for level in TIERING.levels] == ["Bronze", "Silver", "Gold", "Platinum"]
    named = [str(level) for level in MODELS["partner-tiering-growth@1"].levels]
    assert named == ["Developing", "Emerging", "Strategic", "Elite"]


@pytest.mark.parametrize("name", ["partner-tiering@1", "partner-tiering-growth@1", "partner-tiering-points@1"])
def test_each_stage_of_the_lifecycle_says_what_tiers_do_for_it(name: str) -> None:
    stages = ["strategize", "recruit", "onboard", "enable", "market", "sell", "incentivize", "accelerate"]
    model = MODELS[name]
    assert list(model.stages) == stages
    served = {stage for stage in stages for action in model.scope.further if action.stage == stage}
    assert served == set(stages)
    cited = [str(action.source).rpartition(", ")[2].lower() for action in model.actions]
    assert cited == [action.stage for action in model.actions] == [stage for stage in stages if stage != "enable"]


def test_every_tier_gives_something_of_each_kind_that_the_source_asks_for() -> None:
    kinds = {benefit.kind for level in TIERING.levels for benefit in level.benefits}
    assert kinds >= {"training", "marketing", "incentive", "support"}
    assert all(level.benefits for level in TIERING.levels)
    result = TIERING.assess({})
    assert [each.text for each in result.by_stage["enable"].earned] == ["Basic product training"]
    assert [each.text for each in result.by_stage["market"].next_benefits] == ["Ready-to-use marketing materials"]


@pytest.mark.parametrize(("industry", "word"), [("it", "cloud"), ("manufacturing", "new markets")])
def test_the_source_s_two_industries_have_steps_of_their_own(industry: str, word: str) -> None:
    plain = TIERING.assess({})["capabilities"].next_steps
    steps = TIERING.assess({}, facts={"industry": industry})["capabilities"].next_steps
    assert [word in step.text for step in steps if step not in plain] == [True]


# ---------------------------------------------------------------- seven pillars, 2022

PILLARS = MODELS["p2p-seven-pillars@2022"]


def test_the_seven_pillars_are_in_the_order_of_the_article() -> None:
    assert [pillar.title for pillar in PILLARS.dimensions.values()] == [
        "Margins",
        "Prime partner",
        "Documentation",
        "Elevator pitch",
        "Bi-directional",
        "Visibility",
        "Conflicts",
    ]


# The margins that the article suggests, in percent: (at least, up to).
MARGINS = {
    "projects-first-year": (20, 20),
    "projects-later": (10, 10),
    "software-first-year": (20, 30),
    "software-later": (10, 15),
}


@pytest.mark.parametrize("margin", MARGINS)
def test_a_suggested_margin_counts_in_full_from_its_lower_end_on(margin: str) -> None:
    least, most = MARGINS[margin]
    others = dict.fromkeys(MARGINS.keys() - {margin}, 50)
    asked = str(PILLARS.dimensions["margins"].questions[margin].summary)
    assert asked.startswith(f"Suggested: {least} %" if least == most else f"Suggested: {least} to {most} %")

    def score(value: float) -> float | None:
        answers = {**others, margin: value, "selling-partner": True}
        return PILLARS.assess({"margins": answers})["margins"].score

    assert score(least) == score(most) == 100
    assert score(least / 2) == 90


@pytest.mark.parametrize(
    ("business", "words"), [("projects", ["projects"]), ("software", ["SaaS"]), ("both", ["projects", "SaaS"])]
)
def test_the_step_on_margins_is_about_the_business_of_the_partners(business: str, words: list[str]) -> None:
    steps = PILLARS.assess({}, facts={"business": business})["margins"].next_steps
    assert [word in step.text for word, step in zip(words, steps, strict=True)] == [True] * len(words)


def test_both_assets_of_the_article_are_named() -> None:
    resources = [
        str(each.resource) for each in PILLARS.scope.further if isinstance(each, attain.Action) and each.resource
    ]
    assert [resource.partition(":")[0] for resource in resources] == [
        "Partnering Agreement Template package",
        "P2P Maturity Model",
    ]


# ---------------------------------------------------------------- channel readiness, 2016


def test_the_kinds_of_partners_are_those_of_the_playbook_and_each_says_whom_to_look_for() -> None:
    model = MODELS[WITHOUT_LEVEL]
    options = model.facts["partner-kind"].options or ()
    assert [re.sub(r".*\((\w+)\)", r"\1", str(option.title)) for option in options] == [
        "ISV",
        "LSP",
        "VAR",
        "SI",
        "Learning partner",
        "MSP",
        "Small and midmarket cloud solutions partner",
    ]
    assert not model.assess({}).root.next_steps
    steps = [model.assess({}, facts={"partner-kind": option.id}).root.next_steps for option in options]
    assert [len(each) for each in steps] == [1] * 7
    assert len({each[0].text for each in steps}) == 7
