"""Actions that can be marked as done: listed with their states, never scored."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import attain
from attain import AnswersError, Result, Rubric, RubricError
from attain._cli import main
from attain._render.layout import plain
from attain._render.pages import explained_page, result_page

PLANNING = """\
attain = 1
id = "planning"
version = "1"
title = "Planning"
levels = { none = "None", some = "Some" }
combine = "minimum"
actions = [{ id = "team", text = "Name a team." }]
facts.large = "Is it large?"

[dimensions.planning]
bands = { none = "0", some = "1+" }
closing = "Keep the plan up to date."
actions = [
    { id = "template", text = "Choose a template.", resource = "Template" },
    { id = "units", text = "Ask each unit.", applies-when = { large = true } },
    { text = "Talk about it." },
]
questions.plan = { text = "Is there a plan?", actions = [{ id = "write", text = "Write it." }] }
"""


@pytest.fixture
def planning() -> Rubric:
    return attain.loads(PLANNING)


def states(result: Result, dimension: str = "planning") -> dict[str, bool]:
    return {item.id: item.done for item in result[dimension].checklist}


def test_a_result_lists_the_actions_that_are_open_and_done(planning: Rubric) -> None:
    result = planning.assess({}, done=["planning.template", "team"])
    assert states(result) == {"planning.template": True, "planning.plan.write": False}
    assert [(item.id, item.done) for item in result.root.checklist] == [("team", True)]
    assert result.done == ("team", "planning.template")
    large = planning.assess({}, facts={"large": True})
    assert states(large) == {"planning.template": False, "planning.units": False, "planning.plan.write": False}


def test_an_action_that_is_done_is_not_a_next_step_and_changes_no_score(planning: Rubric) -> None:
    before, after = planning.assess({}), planning.assess({}, done=["planning.template", "planning.plan.write"])
    assert [each.text for each in before["planning"].next_steps] == [
        "Choose a template.",
        "Talk about it.",
        "Write it.",
    ]
    assert [each.text for each in after["planning"].next_steps] == ["Talk about it."]
    assert (before.level, before.score, before.profile) == (after.level, after.score, after.profile)


def test_the_closing_advice_appears_once_all_actions_are_done(planning: Rubric) -> None:
    assert planning.assess({}, done=["planning.template"])["planning"].closing is None
    done = planning.assess({}, done=["planning.template", "planning.plan.write"])
    assert done["planning"].closing == "Keep the plan up to date."
    assert planning.assess({}, done=["team"]).root.closing is None


@pytest.mark.parametrize("page", [result_page, explained_page])
def test_pages_show_the_states(planning: Rubric, page: object) -> None:
    result = planning.assess({}, done=["planning.template", "planning.plan.write"])
    shown = plain(page(result))  # type: ignore[operator]  # one of two functions
    assert "[x] Choose a template. [Template]" in shown
    assert "[ ]" not in plain(result_page(planning.assess({})))  # the page that fits a screen
    assert "[ ] Name a team." in shown
    assert "Keep the plan up to date." in shown
    html = result.to_html()
    assert html.count("☑") == 2
    assert html.count("☐") == 1
    assert "Keep the plan up to date." in html


@pytest.mark.parametrize("done", [None, 5, "team", {}], ids=repr)
def test_actions_that_are_done_are_a_list(planning: Rubric, done: Any) -> None:
    with pytest.raises(AnswersError) as caught:
        planning.assess({}, done=done)
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [("wrong-type", ("done",))]


def test_an_action_that_is_not_there_is_reported(planning: Rubric) -> None:
    with pytest.raises(AnswersError) as caught:
        planning.assess({}, done=["planning.templat", "team"])
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == ("unknown-action", ("done", "planning.templat"))
    assert problem.hint == "did you mean 'planning.template'?"
    lenient = planning.assess({}, done=["planning.templat", "team"], check=False)
    assert [each.code for each in lenient.problems] == ["unknown-action"]
    assert lenient.done == ("team",)
    short = planning.assess({}, done=["template"], check=False).problems[0]
    assert short.hint == "did you mean 'planning.template'?"
    wrong = planning.assess({"planning.plan": "perhaps"}, done=["nothing"], check=False)
    assert [each.code for each in wrong.problems] == ["answer-value", "unknown-action"]


@pytest.mark.parametrize(
    ("done", "key", "path"),
    [
        ("team", "wrong-type.done", ("done",)),
        (5, "wrong-type.done", ("done",)),
        ({"team": False}, "wrong-type.done", ("done",)),
        (["team", 1], "wrong-type.text", ("done", 1)),
    ],
)
def test_the_actions_that_are_done_are_a_list_of_ids(
    planning: Rubric, done: object, key: str, path: tuple[str | int, ...]
) -> None:
    with pytest.raises(AnswersError) as caught:
        planning.assess({}, done=done)  # type: ignore[arg-type]  # what is tested
    assert [(each.key, each.path) for each in caught.value.problems] == [(key, path)]


def test_nothing_is_listed_for_a_dimension_that_does_not_apply() -> None:
    rubric = attain.loads(
        PLANNING.replace("[dimensions.planning]", "[dimensions.planning]\napplies-when = { large = true }")
    )
    assert states(rubric.assess({}, facts={"large": False})) == {}


def test_ids_are_written_as_ids_and_once() -> None:
    with pytest.raises(RubricError) as caught:
        attain.loads(PLANNING.replace('id = "units"', 'id = "template"').replace('id = "write"', 'id = "Write it"'))
    assert [(each.code, each.path[-2:]) for each in caught.value.problems] == [
        ("id-twice", ("actions", "template")),
        ("id-syntax", ("actions", "Write it")),
    ]


def test_rubric_and_result_read_back(planning: Rubric) -> None:
    assert attain.loads(planning.to_toml()) == planning
    result = planning.assess({}, done=["team"])
    again = Result.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again == result
    assert planning.assess(again.answers, done=again.done) == result


def test_the_playbook_s_tables_of_actions_are_checklists() -> None:
    p2p = attain.rubric("iamcp-p2p")
    result = p2p.assess(
        {}, done=[f"resource-utilization.{id_}" for id_ in ("resource-plan", "rate-cards", "skills-inventory")]
    )
    assert {id_: len(each.checklist) for id_, each in result.items() if each.checklist} == {
        "sales-compensation": 4,
        "market-messaging": 5,
        "resource-utilization": 3,
    }
    assert [id_ for id_, each in result.items() if each.closing] == ["resource-utilization"]


@pytest.fixture
def score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """Return a function that scores a file of answers with some actions done, and returns the exit status and the output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["attain", "score", "planning.toml", "answers.toml"])

    def call(done: str) -> str:
        Path("planning.toml").write_text(PLANNING, encoding="utf-8")
        Path("answers.toml").write_text(f"done = {done}\n[answers]\nplanning.plan = true\n", encoding="utf-8")
        with pytest.raises(SystemExit) as ended:
            main()
        return f"{ended.value.code}: {''.join(capfd.readouterr())}"

    return call


@pytest.mark.parametrize(
    ("done", "shown"),
    [
        (
            '["planning.templat"]',
            "2: answers.toml:1:1: error: done.planning.templat: there is no action 'planning.templat'",
        ),
        ('"team"', "2: answers.toml:1:1: error: done: must be a list of ids of actions, not 'team'"),
        ("[1]", "2: answers.toml:1:9: error: done.0: must be text, not 1"),
    ],
)
def test_a_wrong_list_of_actions_done_is_reported_at_its_place(
    score: Callable[[str], str], done: str, shown: str
) -> None:
    assert score(done).startswith(shown)


def test_a_file_of_answers_lists_the_actions_that_are_done(score: Callable[[str], str]) -> None:
    shown = score('["planning.template"]')
    assert shown.startswith("0: Planning")
    assert "  Planning - [x] Choose a template. [Template]\n" in shown
