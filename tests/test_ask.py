"""Interviews in a terminal: the questions, the screens, the saved files, and that no answer is lost."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli
from terminals import Terminal

import attain
from attain import Result

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 21)
EUROPE = ("--fact", "region=europe", "--fact", "size=5")
ASIA = ("--fact", "region=asia", "--fact", "size=5")

TIERS = """
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
levels = { member = "Member", silver = "Silver", gold = "Gold" }

[facts]
region = { text = "Where is the partner?", options = { europe = {}, asia = { title = "Asia and Pacific" } } }
size = { text = "How large is it?", kind = "number", default = 5 }

[questions]
nda = { text = "Is there an NDA?", summary = "A signed one.", not-applicable = { as = "best" } }
deals = { text = "How many deals?", kind = "number", unit = "deals", min = 0, max = 1000, whole = true }
audit = { text = "Is the partner audited?", applies-when = { region = "europe" }, needs = ["evidence"], valid-for = "1 year" }
depth = { text = "How deep is it?", options = { none = {}, some = { title = "Some depth" }, full = { title = "Full depth, which is a matter of years and of many people who meet each other often" } } }

[requires.silver]
nda = true
depth = "some"

[requires.gold]
deals = 20
all = [{ audit = true, applies-when = { region = "europe" } }]

[dimensions.sales]
view = true
questions.note = "Is there a note?"
"""

Ask = Callable[..., Terminal]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Return a function that starts an interview in a terminal."""
    (tmp_path / "tiers.toml").write_text(TIERS)

    def start(*args: str, rows: int = 200, columns: int = 80, **more: str) -> Terminal:
        return Terminal("ask", "./tiers.toml", *args, folder=tmp_path, rows=rows, columns=columns, **more)

    return start


def saved(folder: Path) -> dict[str, Any]:
    return tomli.loads((folder / "answers.toml").read_text(encoding="utf-8"))


def answers_in(folder: Path) -> Any:
    return saved(folder)["answers"]


def test_an_interview_from_the_first_question_to_the_result(ask: Ask, tmp_path: Path) -> None:
    with ask("answers.toml", "--subject", "Example Ltd", "--on", "2026-11-21", NO_COLOR="1") as terminal:
        terminal.prompted("Where is the partner?")
        assert terminal.text == (
            "Partner tiers (tiers@1)\n"
            "Every answer is saved in answers.toml.\n"
            "\n"
            "About the subject · question 1, at most 5 more\n"
            "Where is the partner?\n"
            "    Europe\n"
            "    Asia and Pacific\n"
            "    Stop\n"
            "\n"
            "  Choose with the arrow keys or the first letter, and press Enter."
        )
        terminal.reply("Where is the partner?", "e", "enter")
        terminal.reply("How large is it?", "7", "enter")
        terminal.reply("Is there an NDA?", "y", "enter")
        terminal.reply("How many deals?", "20", "enter")
        terminal.reply("Is the partner audited?", "y", "enter")
        terminal.reply("> Yes\n  Evidence for this answer:", "Report 7", "enter")
        terminal.reply("true: 2026-11-21", "enter")
        terminal.reply("How deep is it?", "down", "down", "down", "enter")
        assert terminal.end() == 0
    assert saved(tmp_path) == {
        "rubric": "tiers@1",
        "subject": "Example Ltd",
        "on": DAY,
        "facts": {"region": "europe", "size": 7},
        "answers": {
            "nda": True,
            "deals": 20,
            "audit": {"value": True, "evidence": "Report 7", "on": DAY},
            "depth": "full",
            "sales": {"note": ""},
        },
    }
    page = (ROOT / "tests" / "cases" / "interview.txt").read_text(encoding="utf-8")
    assert terminal.text == page.rstrip()


def test_a_number_that_does_not_fit_is_refused_where_it_is_typed(ask: Ask, tmp_path: Path) -> None:
    with ask("answers.toml", *ASIA) as terminal:
        terminal.reply("Is there an NDA?", "y", "enter")
        terminal.reply("How many deals?", "1,5", "enter")
        terminal.reply("Number: 1,5\n\n  '1,5' is not a number", *["backspace"] * 3, "2000", "enter")
        terminal.reply(
            "Number: 2000\n\n  2,000 is out of range\n  write a number from 0 to 1,000\n", "backspace", "enter"
        )
        assert "How deep is it?" in terminal.prompted("deals\n  > 200\n")
        terminal.press("ctrl-d")
        assert terminal.end() == 0
    assert answers_in(tmp_path)["deals"] == 200


def test_a_number_that_can_mean_two_is_asked_for_again(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "tiers.toml").write_text("""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { low = "Low", high = "High" }
questions.turnover = { text = "What is the turnover?", kind = "number" }
questions.deals = { text = "How many deals?", kind = "number" }
requires.high = { turnover = 1_000, deals = 5 }
""")
    with ask("answers.toml", "--all") as terminal:
        terminal.reply("What is the turnover?", "310.000", "enter")
        terminal.reply("'310.000' can mean 310 or 310000\n  type 310 or 310000\n", *["backspace"] * 3, "125", "enter")
        terminal.reply("'310.125' can mean 310.1250 or 310125", "0", "enter")
        terminal.reply("How many deals?", "back", "enter")
        terminal.reply("Number: 310.125", "enter")
        terminal.reply("How many deals?", "1", "enter")
        assert terminal.end() == 0
    assert answers_in(tmp_path) == {"turnover": 310.125, "deals": 1}


def test_it_goes_back_with_the_earlier_answer_selected(ask: Ask, tmp_path: Path) -> None:
    with ask("answers.toml", "--fact", "region=europe") as terminal:
        terminal.reply("How large is it?", "7", "enter")
        terminal.reply("Is there an NDA?", "n", "n", "enter")
        terminal.reply("How many deals?", "back", "enter")
        menu = "    Yes\n    No\n  > Not applicable\n    Skip\n    Back\n    Stop\n"
        assert terminal.prompted(
            "> Back\n\nPartner tiers · question 2, at most 3 more\nIs there an NDA?\nA signed one.\n"
        ).startswith(menu)
        terminal.press("b", "enter")
        terminal.reply("Number: 7", "backspace", "Stop", "enter")
        assert terminal.end() == 0
        assert terminal.text.endswith("To go on, run the command again.\nYour answers are in answers.toml.")
    assert saved(tmp_path)["facts"] == {"region": "europe", "size": 7}
    assert answers_in(tmp_path)["nda"] == "n/a"


def test_it_stops_and_resumes_with_the_open_questions(ask: Ask, tmp_path: Path) -> None:
    with ask("answers.toml", *ASIA) as terminal:
        terminal.reply("Is there an NDA?", "y", "enter")
        terminal.reply("How many deals?", "5", "enter")
        terminal.reply("How deep is it?", "s", "s", "s", "enter")
        assert terminal.end() == 0
        assert "To go on, run the command again." in terminal.text
    assert answers_in(tmp_path) == {"nda": True, "deals": 5, "audit": "", "depth": "", "sales": {"note": ""}}
    with ask("answers.toml") as terminal:
        terminal.prompted("Partner tiers · question 1, the last one\nHow deep is it?")
        terminal.press("n", "enter")
        assert terminal.end() == 0
        assert "> None\n  Decided: Overall Member\n" in terminal.text
        assert "1 question is still open: it can change none of these levels" in terminal.text


def test_a_skipped_question_decides_nothing(ask: Ask, tmp_path: Path) -> None:
    with ask("answers.toml", *ASIA) as terminal:
        terminal.reply("Is there an NDA?", "s", "enter")
        assert terminal.end() == 0
        assert "Decided" not in terminal.text
        assert "4 questions are still open" in terminal.text
    assert answers_in(tmp_path) == {"nda": "", "deals": "", "audit": "", "depth": "", "sales": {"note": ""}}


def test_a_number_is_skipped_by_enter_alone(ask: Ask, tmp_path: Path) -> None:
    with ask("answers.toml", "--fact", "region=asia") as terminal:
        terminal.reply("How large is it?\na number\nif you leave it open: 5\n  Number:", "enter")
        terminal.reply("> Skip\n\nPartner tiers · question 2, at most 2 more\nIs there an NDA?", "ctrl-d")
        assert terminal.end() == 0
    assert saved(tmp_path)["facts"] == {"region": "asia", "size": ""}


def test_a_fact_on_which_others_depend_is_not_skipped(ask: Ask, tmp_path: Path) -> None:
    rubric = TIERS.replace(
        'text = "Where is the partner?", options = { europe = {}, asia = { title = "Asia and Pacific" } }',
        'text = "How far is it?", kind = "number"',
    )
    (tmp_path / "tiers.toml").write_text(rubric.replace('region = "europe"', "region = 1"))
    with ask("answers.toml") as terminal:
        terminal.reply("How far is it?", "enter")
        terminal.reply("the fact 'region' is missing", "skip", "enter")
        terminal.reply("'skip' is not a number", *["backspace"] * 4, "1", "enter")
        terminal.reply("How large is it?", "ctrl-d")
        assert terminal.end() == 0
    assert saved(tmp_path)["facts"] == {"region": 1, "size": ""}


def test_every_open_question_is_asked_on_request(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    given = {"facts": {"region": "asia", "size": 5}, "answers": {"nda": "no", "deals": 1, "depth": "some"}}
    file.write_text(json.dumps(given))
    with ask("answers.json", "--all") as terminal:
        terminal.reply("Sales · question 1, the last one\nIs there a note?", "enter", "x", "s", "enter")
        assert terminal.end() == 0
        assert "To go on, run the command again." in terminal.text
    with ask("answers.json", "--all") as terminal:
        terminal.reply("Is there a note?", "up", "up", "up", "up", "enter")
        assert terminal.end() == 0
        assert "run the command again" not in terminal.text
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["answers"] == {"nda": False, "deals": 1, "audit": None, "depth": "some", "sales": {"note": True}}
    with ask("answers.json") as terminal:
        assert terminal.end() == 0
        assert "question 1" not in terminal.text


def test_a_rating_asks_which_level_fits(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "tiers.toml").write_text(
        'attain = 1\nid = "rated"\nversion = "1"\ntitle = "Rated"\nlevels = ["low", "high"]\ncombine = "minimum"\n'
        'dimensions.culture = { rating = true, title = "Partner culture", descriptors = { low = "Nobody asks" } }\n'
    )
    with ask("answers.toml") as terminal:
        menu = terminal.prompted("Partner culture · question 1, the last one\nWhich level fits?\n")
        assert menu.startswith("    Low: Nobody asks\n    High\n")
        terminal.press("h", "enter")
        assert terminal.end() == 0
        assert "  > High\n  Decided: Overall High\n  Decided: Partner culture High\n" in terminal.text
    assert answers_in(tmp_path) == {"culture": "high"}


def test_every_question_of_a_rubric_without_levels_is_asked(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "tiers.toml").write_text(
        'attain = 1\nid = "scored"\nversion = "1"\ntitle = "Scored"\nscore = "sum"\nquestions = { a = "A?", b = "B?" }\n'
    )
    with ask("answers.toml") as terminal:
        terminal.reply("Scored · question 1, at most 1 more\nA?", "y", "enter")
        terminal.reply("Scored · question 2, the last one\nB?", "n", "enter")
        assert terminal.end() == 0
    assert answers_in(tmp_path) == {"a": True, "b": False}


def test_only_questions_that_decide_some_levels_are_asked(ask: Ask, tmp_path: Path) -> None:
    command = ["ask", "iamcp-p2p", "answers.toml", "--of", "agreement", "--of", "resource-utilization"]
    with Terminal(*command, folder=tmp_path) as terminal:
        terminal.reply("Agreement · question 1, at most 12 more", "ctrl-d")
        assert terminal.end() == 0
    with ask("other.toml", "--of", "sale") as terminal:
        assert terminal.end() == 2
        assert "there is no dimension 'sale'" in terminal.text
    assert not (tmp_path / "other.toml").exists()


def test_a_file_keeps_its_content(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text(
        """
        subject = "Example Ltd"
        on = 2026-11-21
        facts = { region = "Europe", size = "7" }
        [answers]
        nda = { value = "yes", note = "Signed", by = "A. Person" }
        deals = { value = "", note = "To be counted" }
        audit = { value = "yes", evidence = "Report", on = 2026-01-31 }
        depth = { value = "", note = "To be measured" }
        """
    )
    with ask("answers.toml") as terminal:
        terminal.reply("How many deals?", "20", "enter")
        terminal.reply("How deep is it?", "s", "s", "enter")  # the first "s" chooses "Some depth"
        assert terminal.end() == 0
        assert "Example Ltd, Partner tiers (tiers@1), 2026-11-21: Member" in terminal.text
    assert saved(tmp_path) == {
        "rubric": "tiers@1",
        "subject": "Example Ltd",
        "on": DAY,
        "facts": {"region": "europe", "size": 7},
        "answers": {
            "nda": {"value": True, "note": "Signed", "by": "A. Person"},
            "deals": {"value": 20, "note": "To be counted"},
            "audit": {"value": True, "evidence": "Report", "on": date(2026, 1, 31)},
            "depth": {"value": "", "note": "To be measured"},
            "sales": {"note": ""},
        },
    }


def test_evidence_and_days_are_asked_for_and_corrected(ask: Ask, tmp_path: Path) -> None:
    with ask("answers.toml", *EUROPE, "--on", "2026-11-21") as terminal:
        terminal.reply("Is there an NDA?", "y", "enter")
        terminal.reply("How many deals?", "20", "enter")
        terminal.reply("Is the partner audited?", "y", "enter")
        terminal.reply("Evidence for this answer:", "enter")
        terminal.reply("true: 2026-11-21", "x", "enter")
        terminal.reply(
            "true: 2026-11-21x\n\n  must be a date, not '2026-11-21x'", "backspace", "backspace", "0", "enter"
        )
        terminal.reply("How deep is it?", "b", "enter")
        assert (
            terminal.prompted("> Back\n\nPartner tiers · question 3, at most 1 more\nIs the partner audited?").count(
                "> Yes"
            )
            == 1
        )
        terminal.press("enter")
        terminal.reply("> Yes\n  Evidence for this answer:", "Report", "enter")
        terminal.reply("Evidence for this answer: Report\n  The day on which this was true: 2026-11-20", "enter")
        terminal.reply("How deep is it?", "ctrl-c")
        assert terminal.end() == 130
    assert answers_in(tmp_path)["audit"] == {"value": True, "evidence": "Report", "on": date(2026, 11, 20)}


@pytest.mark.parametrize("by_signal", [False, True])
def test_an_interrupted_interview_names_the_file_of_answers(ask: Ask, tmp_path: Path, by_signal: bool) -> None:
    with ask("answers.toml", *EUROPE) as terminal:
        terminal.reply("Is there an NDA?", "y", "enter")
        terminal.prompted("How many deals?")
        if by_signal:
            terminal.interrupt()
        else:
            terminal.press("3", "ctrl-c")
        assert terminal.end() == 130
        assert terminal.text.endswith("note: Your answers are in answers.toml.")
    assert answers_in(tmp_path) == {"nda": True, "deals": "", "audit": "", "depth": "", "sales": {"note": ""}}


def test_text_that_is_typed_ahead_goes_to_the_next_question(ask: Ask, tmp_path: Path) -> None:
    with ask("answers.toml", *EUROPE) as terminal:
        terminal.reply("Is there an NDA?", "y", "enter", "2", "0", "enter")
        terminal.reply("Is the partner audited?", "n", "enter")  # a "no" needs no evidence
        terminal.reply("true: ", "enter")
        terminal.reply("How deep is it?", "ctrl-d")
        assert terminal.end() == 0
    assert (answers_in(tmp_path)["deals"], answers_in(tmp_path)["audit"]["value"]) == (20, False)


# ---------------------------------------------------------------- refused input


def test_without_a_terminal_it_points_to_a_sheet(ask: Ask, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "attain", "ask", "./tiers.toml", "answers.toml"]
    done = subprocess.run(command, check=False, cwd=tmp_path, input="yes\n", capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (2, "")
    assert "attain sheet ./tiers.toml > answers.toml" in done.stderr
    with ask("answers.toml", TERM="dumb") as terminal:
        assert terminal.end() == 2
    assert not (tmp_path / "answers.toml").exists()


@pytest.mark.parametrize("name", ["answers.yaml", "-", "answers"])
def test_the_name_of_the_file_says_how_to_write_it(ask: Ask, name: str) -> None:
    with ask(name) as terminal:
        assert terminal.end() == 2
        assert f"'{name}' does not end in .toml or .json" in terminal.text


def test_a_file_that_can_not_be_written_is_reported_before_the_first_question(ask: Ask) -> None:
    with ask("no/such/answers.toml") as terminal:
        assert terminal.end() == 2
        assert "question 1" not in terminal.text
        assert "no/such" in terminal.text


def test_changes_that_somebody_else_makes_to_the_file_are_not_overwritten(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    with ask("a.toml", *ASIA) as terminal:
        terminal.prompted("Is there an NDA?")
        file.write_text("nda = false  # as I know for sure")
        terminal.press("down", "enter")
        assert terminal.end() == 2
    assert "a.toml has changed in the meantime, so your last answer is not saved." in terminal.text
    assert file.read_text() == "nda = false  # as I know for sure"


def test_a_file_that_is_deleted_meanwhile_is_written_again(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    with ask("a.toml", *ASIA) as terminal:
        terminal.prompted("Is there an NDA?")
        file.unlink()
        terminal.reply("Is there an NDA?", "down", "enter")
        terminal.reply("How many deals?", "ctrl-d")
        assert terminal.end() == 0
    assert tomli.loads(file.read_text())["answers"]["nda"] is True


def test_colors_that_are_pasted_with_a_text_are_left_out(ask: Ask, tmp_path: Path) -> None:
    with ask("a.toml", *ASIA) as terminal:
        terminal.reply("Is there an NDA?", "down", "enter")
        terminal.reply("How many deals?", "1\x1b[31m2\x1b[0m", "enter")
        terminal.reply("How deep is it?", "ctrl-d")
        assert terminal.end() == 0
    assert tomli.loads((tmp_path / "a.toml").read_text())["answers"]["deals"] == 12


def test_a_saved_result_is_not_overwritten(ask: Ask, tmp_path: Path) -> None:
    result = attain.loads(TIERS).assess({"nda": True}, facts={"region": "asia"})
    file = tmp_path / "result.json"
    file.write_text(json.dumps(result.to_dict()))
    with ask("result.json") as terminal:
        assert terminal.end() == 2
        assert "'result.json' is a saved result" in terminal.text
    assert Result.from_dict(json.loads(file.read_text())) == result


def test_answers_that_do_not_fit_are_reported_with_their_lines(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text('done = ["sales.x"]\n[answers]\nnda = "perhaps"\n')
    with ask("answers.toml") as terminal:
        assert terminal.end() == 2
        assert "answers.toml:1:1: error: done.sales.x: there is no action" in terminal.text
        assert "answers.toml:3:1: error: nda: 'perhaps' is neither yes nor no" in terminal.text
    assert file.read_text().startswith("done")


# ---------------------------------------------------------------- layout


@pytest.mark.parametrize("columns", [24, 40])
def test_it_fits_a_narrow_terminal(ask: Ask, columns: int) -> None:
    with ask("answers.toml", "--fact", "region=asia", "--fact", "size=1", columns=columns) as terminal:
        terminal.reply("Is there an NDA?", "y", "enter")
        terminal.reply("How many deals?", "1", "enter")
        menu = terminal.prompted("How deep is it?")
        assert (
            "None Some depth Full depth, which is a matter of years and of many people who meet each other often Skip"
            in " ".join(menu.split())
        )


def test_a_long_menu_scrolls_in_a_low_terminal(ask: Ask, tmp_path: Path) -> None:
    options = ", ".join(f"o{each} = {{}}" for each in range(40))
    (tmp_path / "tiers.toml").write_text(
        f'attain = 1\nid = "long"\nversion = "1"\ntitle = "Long"\nlevels = ["low", "high"]\n'
        f'requires.high.many = "o39"\nquestions.many = {{ text = "Which?", options = {{ {options} }} }}\n'
    )
    with ask("answers.toml", rows=16) as terminal:
        terminal.reply("O1\n", "up", "up", "up")
        terminal.reply("> O39", "enter")
        assert terminal.end() == 0
    assert answers_in(tmp_path) == {"many": "o39"}


def test_the_page_shows_the_screens_of_an_interview(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "reference" / "cli" / "ask.md").read_text(encoding="utf-8")
    shown = page.partition("```text\n")[2].partition("\n```")[0]
    command, _, expected = shown.partition("\n")
    with Terminal(*command.split()[2:], folder=tmp_path) as terminal:
        for number, key in enumerate("yysyyy", 1):
            terminal.reply(f"question {number}", key, "enter")
        assert terminal.end() == 0
        assert terminal.text.startswith(expected.removesuffix("…").rstrip())
