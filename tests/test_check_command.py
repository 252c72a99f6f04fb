"""The check in a pipeline: levels that fell, levels that are uncertain, and a baseline of another rubric."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

import attain
from attain import AnswersError, Level, Result, ResultCheck
from attain._cli import main

RUBRIC = """
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
levels = ["member", "silver", "gold"]
combine = "minimum"

[facts]
region = { text = "Where?", options = ["europe", "asia"], default = "europe" }

[dimensions.sales]
score = "mean"
unanswered = "exclude"
bands = { member = "0-<0.5", silver = "0.5-<1", gold = "1" }
questions = { deals = "Are there deals?", leads = "Are there leads?" }

[dimensions.support]
score = "sum"
bands = { member = "0", silver = "1", gold = "2+" }
applies-when = { region = "europe" }
questions = { hotline = { text = "Is there a hotline?", valid-for = "1 year" }, portal = "Is there a portal?" }

[targets.strategic]
levels = { sales = "silver", support = "gold" }
"""

GOOD: dict[str, dict[str, Any]] = {
    "sales": {"deals": True, "leads": True},
    "support": {"hotline": {"value": True, "on": "2026-06-01"}, "portal": True},
}


@attrs.frozen
class Done:
    """The exit status and the output of a command."""

    status: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiers.toml").write_text(RUBRIC, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Return a function that checks the answers in a file, against a baseline in another one."""

    def call(*args: str, answers: object = GOOD, rubric: str = "tiers.toml", subject: str = "Ours") -> Done:
        data = {"answers": answers, "subject": subject, "on": "2026-11-21"}
        (folder / "answers.json").write_text(json.dumps(data), encoding="utf-8")
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr(sys, "argv", ["attain", "check", rubric, "answers.json", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, *capsys.readouterr())

    return call


@pytest.fixture
def baseline(folder: Path) -> str:
    """Return a saved result in which everything is Gold."""
    result = attain.load("tiers.toml").assess(GOOD, subject="Ours", on="2026-11-21")
    (folder / "baseline.json").write_text(json.dumps(result.to_dict()), encoding="utf-8")
    return "baseline.json"


def changed(**support: object) -> dict[str, dict[str, Any]]:
    return {**GOOD, "support": {**GOOD["support"], **support}}


# ---------------------------------------------------------------- since a baseline


def test_all_is_fine_if_no_level_fell(run: Callable[..., Done], baseline: str) -> None:
    assert run("--baseline", baseline) == Done(
        0, "Ours, Partner tiers (tiers@1), 2026-11-21: fine; 3 levels checked\n", ""
    )


def test_a_level_that_fell_is_status_1(run: Callable[..., Done], baseline: str) -> None:
    done = run("--baseline", baseline, answers=changed(portal=False))
    assert (done.status, done.out.splitlines()) == (
        1,
        [
            "Ours, Partner tiers (tiers@1), 2026-11-21: too low; 3 levels checked",
            "Dimension  At least  Now     Finding",
            "Support    Gold      Silver  fell",
            "Overall    Gold      Silver  fell",
        ],
    )


def test_open_answers_that_decide_are_status_4(run: Callable[..., Done], baseline: str) -> None:
    done = run("--baseline", baseline, answers=changed(portal=None))
    assert (done.status, done.out.splitlines()) == (
        4,
        [
            "Ours, Partner tiers (tiers@1), 2026-11-21: uncertain; 3 levels checked",
            "Dimension  At least  Now     Possible        Finding",
            "Support    Gold      Silver  Silver to Gold  uncertain",
            "Overall    Gold      Silver  Silver to Gold  uncertain",
            "Open in Support: 'support.portal'",
            "Open in Overall: 'support.portal'",
        ],
    )


def test_an_answer_that_has_expired_is_open(run: Callable[..., Done], baseline: str) -> None:
    assert run("--baseline", baseline, "--on", "2027-05-31").status == 0
    assert run("--baseline", baseline, "--on", "2027-11-21").status == 4


def test_a_certain_fall_comes_before_an_open_answer(run: Callable[..., Done], baseline: str) -> None:
    answers = {**changed(portal=None), "sales": {"deals": False, "leads": True}}
    assert run("--baseline", baseline, answers=answers).status == 1


def test_another_rubric_is_status_3(run: Callable[..., Done], baseline: str, folder: Path) -> None:
    (folder / "new.toml").write_text(RUBRIC.replace('gold = "2+"', 'gold = "1.5+"'), encoding="utf-8")
    done = run("--baseline", baseline, rubric="new.toml")
    assert (done.status, done.out.splitlines()[0]) == (
        3,
        "Ours, Partner tiers (tiers@1), 2026-11-21: another rubric; 0 levels checked",
    )
    assert "The baseline was scored by 'tiers@1', which has different rules" in done.out
    assert (
        run("--baseline", baseline, "--at-least", "gold", rubric="new.toml", answers=changed(portal=False)).status == 1
    )


def test_a_rubric_with_other_wording_is_not_another_rubric(
    run: Callable[..., Done], baseline: str, folder: Path
) -> None:
    (folder / "new.toml").write_text(
        RUBRIC.replace("Is there a portal?", "Is there a partner portal?"), encoding="utf-8"
    )
    assert run("--baseline", baseline, rubric="new.toml").status == 0


def test_a_dimension_that_no_longer_applies_fell(run: Callable[..., Done], baseline: str) -> None:
    done = run("--baseline", baseline, "--fact", "region=asia")
    assert (done.status, done.out.splitlines()[2]) == (1, "Support    Gold      -    fell")


def test_a_dimension_that_did_not_apply_before_can_not_fall() -> None:
    tiers = attain.loads(RUBRIC)
    before, now = (tiers.assess(GOOD, facts={"region": region}, on="2026-11-21") for region in ("asia", "europe"))
    assert [each.id for each in now.check(before).checks] == ["sales", ""]


# ---------------------------------------------------------------- answers that are open in both


def sales(baseline: dict[str, object], now: dict[str, object]) -> str:
    """Return the finding in a dimension that leaves open questions out, so only the answered ones decide its level."""
    tiers = attain.loads(RUBRIC)
    after, before = (tiers.assess({"sales": each}, facts={"region": "asia"}) for each in (now, baseline))
    return next(each.finding for each in after.check(before).checks if each.id == "sales")


def test_an_answer_that_was_open_before_raises_no_doubt() -> None:
    assert sales({"deals": True}, {"deals": True}) == "fine"
    assert sales({"deals": True, "leads": True}, {"deals": True}) == "uncertain"
    assert sales({"deals": True}, {"deals": True, "leads": False}) == "fell"
    assert sales({"deals": True, "leads": False}, {"deals": True}) == "fine"


# ---------------------------------------------------------------- levels that are asked for


@pytest.mark.parametrize(
    ("target", "answers", "status"),
    [
        (["gold"], GOOD, 0),
        (["gold"], changed(portal=False), 1),
        (["gold"], changed(portal=None), 4),
        (["silver"], changed(portal=None), 0),
        (["strategic"], GOOD, 0),
        (["strategic"], changed(portal=False), 1),
        (["sales=gold", "support=silver"], changed(portal=None), 0),
        (["tiers=gold"], changed(portal=False), 1),
    ],
)
def test_levels_can_be_asked_for_without_a_baseline(
    run: Callable[..., Done], target: list[str], answers: object, status: int
) -> None:
    assert run(*(part for each in target for part in ("--at-least", each)), answers=answers).status == status


def test_a_level_below_the_one_asked_for_is_reported(run: Callable[..., Done]) -> None:
    done = run("--at-least", "strategic", answers=changed(portal=False))
    assert done.out.splitlines()[2] == "Support    Gold      Silver  below"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            (),
            "Error: there is neither a baseline nor a level to check; add --baseline FILE, --at-least TARGET, or both",
        ),
        (("--at-least", "platinum"), "there is no level or target 'platinum'"),
        (("--at-least", "gold", "--at-least", "silver"), "name one level or target, or DIMENSION=LEVEL for each"),
        (("--baseline", "none.json"), "none.json: error: there is no such file"),
        (("--baseline", "answers.json"), "answers.json: error: is not a saved result"),
    ],
)
def test_wrong_input_is_status_2(run: Callable[..., Done], args: tuple[str, ...], message: str) -> None:
    done = run(*args)
    assert (done.status, message in done.err) == (2, True)


def test_a_damaged_baseline_is_reported_with_its_file(run: Callable[..., Done], baseline: str, folder: Path) -> None:
    data = json.loads((folder / baseline).read_text(encoding="utf-8"))
    (folder / baseline).write_text(json.dumps(data | {"subject": 5}), encoding="utf-8")
    done = run("--baseline", baseline)
    assert (done.status, done.err.splitlines()[0]) == (2, "baseline.json: error: subject: must be text, not 5")


def test_the_baseline_of_another_subject_is_refused(run: Callable[..., Done], baseline: str) -> None:
    done = run("--baseline", baseline, subject="Theirs")
    assert (done.status, done.err.splitlines()[0]) == (
        2,
        "error: subject: the baseline is for 'Ours', but these answers are for 'Theirs'",
    )


# ---------------------------------------------------------------- as data


def test_json_has_the_checks_and_the_verdict(run: Callable[..., Done], baseline: str) -> None:
    done = run("--baseline", baseline, "--format", "json", answers=changed(portal=None))
    data = json.loads(done.out)
    assert (done.status, data["verdict"], data["subject"]) == (4, "uncertain", "Ours")
    assert data["checks"][1] == {
        "id": "support",
        "title": "Support",
        "least": "gold",
        "level": "silver",
        "low": "silver",
        "high": "gold",
        "finding": "uncertain",
        "open": ["support.portal"],
    }
    found = ResultCheck.from_dict(data)
    assert found.to_dict() == data
    assert isinstance(found.checks[0].least, Level)


def test_a_saved_result_is_a_baseline_as_it_is() -> None:
    tiers = attain.loads(RUBRIC)
    result = tiers.assess(GOOD, on="2026-11-21")
    assert result.check(Result.from_dict(result.to_dict())).verdict == "fine"


def test_without_a_name_and_a_day_the_page_has_neither(folder: Path, run: Callable[..., Done], baseline: str) -> None:
    data = json.loads((folder / baseline).read_text(encoding="utf-8"))
    del data["subject"]
    (folder / baseline).write_text(json.dumps(data), encoding="utf-8")
    assert run("--baseline", baseline).status == 0


def test_a_check_is_a_method_of_a_result() -> None:
    tiers = attain.loads(RUBRIC)
    result = tiers.assess(GOOD, subject="Example & Co", on="2026-11-21")
    check = result.what_if({"support.portal": False}).check(result, at_least={"support": "gold"})
    assert [(each.id, each.finding) for each in check.checks] == [
        ("sales", "fine"),
        ("support", "fell"),
        ("", "fell"),
        ("support", "below"),
    ]
    assert ResultCheck.from_dict(check.to_dict()) == check
    assert "Example &amp; Co" in check.to_html()
    assert "too low" in repr(check)
    assert Result.from_dict(result.to_dict()).check(result).verdict == "fine"
    with pytest.raises(AnswersError) as caught:
        result.check()
    assert [problem.code for problem in caught.value.problems] == ["nothing-to-check"]


def test_a_page_in_html_lists_everything_that_is_not_fine(run: Callable[..., Done], baseline: str) -> None:
    done = run("--baseline", baseline, "--format", "html", answers=changed(portal=None))
    assert done.status == 4
    for text in ("<title>Ours, Partner tiers</title>", "uncertain", "Silver to Gold", "&#x27;support.portal&#x27;"):
        assert text in done.out
    other = attain.loads(RUBRIC.replace('version = "1"', 'version = "2"').replace("gold", "golden"))
    old = Result.from_dict(json.loads(Path(baseline).read_text(encoding="utf-8")))
    assert "which has different rules" in other.assess({}).check(old).to_html()
