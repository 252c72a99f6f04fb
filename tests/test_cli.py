"""The command line: its output, its error messages, and that its users never see a traceback."""

import io
import json
import os
import shlex
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import attrs
import click
import pytest
import tomli
from distributions import RULE, Site, bringing

import attain
from attain import Level, Result, Rubric
from attain._cli import main
from attain._cli.arguments import _Command
from attain._cli.commands import COMMANDS, commands
from attain._rubric import Registry, default_registry

ROOT = Path(__file__).parents[1]
EXAMPLE = str(ROOT / "examples" / "assessment.toml")
TABLE = str(ROOT / "examples" / "partner-table.csv")
TIERS = str(Path(__file__).parent / "models" / "partner-tiers.toml")


@attrs.frozen
class Done:
    """The exit status and the output of a command."""

    status: int
    out: str
    err: str


Attain = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Attain:
    """Return a function that runs the console script in this process."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*args: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["attain", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, out, err)

    return call


@pytest.fixture
def in_terminal(run: Attain, monkeypatch: pytest.MonkeyPatch) -> Attain:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    return run


def start(*args: str, **more: str) -> "subprocess.Popen[str]":
    """Start the command line in a process of its own, as its users do."""
    command = [sys.executable, "-m", "attain", *args]
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | more, encoding="utf-8", **streams)  # type: ignore[call-overload, no-any-return]  # pipes


# ---------------------------------------------------------------- rubrics and plugins


def test_rubrics_lists_every_registered_rubric(run: Attain) -> None:
    done = run("rubrics")
    assert done.status == 0
    assert done.out.splitlines()[:2] == [
        "Rubric           Version  From    Title",
        "iamcp-p2p        2016     attain  IAMCP P2P Maturity Model",
    ]


def test_rubrics_can_be_listed_as_json(run: Attain) -> None:
    first = json.loads(run("rubrics", "--format", "json").out)[0]
    assert first == {
        "id": "iamcp-p2p",
        "version": "2016",
        "title": "IAMCP P2P Maturity Model",
        "distribution": "attain",
    }


def test_plugins_lists_each_plugin_with_its_contents(run: Attain, site: Site) -> None:
    site.install(RULE)
    done = run("plugins")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Plugin  From            Status  Provides",
        "acme    acme-rules 1.0  loaded  rule acme.best; policy acme.middle; policy acme.upper",
    ]


def test_plugins_lists_a_plugin_that_brings_nothing_and_says_if_there_is_none(run: Attain, site: Site) -> None:
    assert run("plugins").out == "No plugin is installed.\n"
    default_registry.cache_clear()
    site.install_rubrics(of="acme-tiers")
    assert run("plugins").out.splitlines()[1] == "acme    acme-tiers 1.0  loaded  nothing"


def test_plugins_says_why_a_plugin_can_not_be_used_and_that_is_a_finding(
    run: Attain, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")  # the reason names a path, which may be long
    site.install("import no_such_module")
    done = run("plugins")
    reason_ = "importing it fails: ModuleNotFoundError: No module named 'no_such_module'"
    assert (done.status, done.err) == (1, "")
    table, _, below = done.out.partition("\n\n")
    assert table.splitlines()[1] == "acme    acme-rules 1.0  failed  nothing"
    reason, cure = below.splitlines()
    assert reason.startswith(f"acme (acme-rules 1.0): {reason_} (")
    assert cure == "  hint: fix or remove acme-rules"
    as_json = run("plugins", "--format", "json")
    (plugin,) = json.loads(as_json.out)
    assert (as_json.status, plugin["status"], plugin["rules"]) == (1, "failed", [])
    assert plugin["reason"].startswith(reason_)


def test_plugins_shows_names_in_full_and_which_of_them_clash(run: Attain, site: Site) -> None:
    upper = "[attain.Policy('acme.upper', 'gap', max)]"
    site.install(bringing(upper, "attain_policies"), of="acme-partner-programme-and-tiers")
    site.install(RULE)
    done = run("plugins")
    clash = "acme-partner-programme-and-tiers and acme-rules provide a plugin called 'acme'"
    assert done.status == 1
    assert done.out.splitlines() == [
        "Plugin  From                                  Status       Provides",
        "acme    acme-partner-programme-and-tiers 1.0  conflicting  policy acme.upper",
        "acme    acme-rules 1.0                        conflicting  rule acme.best; policy acme.middle; policy acme.upper",
        "",
        f"acme (acme-partner-programme-and-tiers 1.0): {clash}",
        "  hint: remove all but one of them",
        "",
        f"acme (acme-rules 1.0): {clash}",
        "  hint: remove all but one of them",
    ]


def test_plugins_says_so_if_a_variable_turns_them_off(run: Attain, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.install(RULE)
    monkeypatch.setenv("ATTAIN_PLUGINS", "0")
    done = run("plugins")
    assert (done.status, done.out) == (0, "ATTAIN_PLUGINS=0 turns all plugins off.\n")


# ---------------------------------------------------------------- show


@pytest.mark.parametrize("rubric_id", ["iamcp-p2p", "iamcp-p2p@2016"])
def test_show_prints_levels_dimensions_and_interpretation(run: Attain, rubric_id: str) -> None:
    done = run("show", rubric_id)
    lines = done.out.splitlines()
    assert done.status == 0
    assert lines[0] == "IAMCP P2P Maturity Model (iamcp-p2p@2016)"
    assert any(line.startswith("Source: P2P Maturity Model Playbook, IAMCP and IDC") for line in lines)
    assert "Agreement                                        7  bands 0, 1-3, 4-5, 5+" in lines
    assert lines[lines.index("Interpretation") + 1].startswith("  The sources define no overall level.")


def test_show_lists_the_ids_of_the_questions(run: Attain) -> None:
    assert "agreement.nda" not in run("show", "iamcp-p2p").out
    done = run("show", "iamcp-p2p", "--questions")
    text = attain.rubric("iamcp-p2p").dimensions["agreement"].questions["nda"].text
    assert f"agreement.nda: {text}" in " ".join(done.out.split())
    assert (done.status, done.err) == (0, "")


def test_show_lists_ratings_and_the_possible_answers(run: Attain, tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text(
        'attain = 1\nid = "some"\nversion = "1"\ntitle = "Some"\nlevels = ["low", "high"]\ncombine = "minimum"\n'
        'facts.size.options = ["small", "large"]\n[dimensions.area]\nrating = true\n[dimensions.sales]\n'
        'bands = { low = "0", high = "1+" }\n'
        'questions.deals = { text = "Deals", kind = "number", min = 0, max = 5, points = { curve = [[0, 0], [5, 1]] } }\n'
        'questions.revenue = { text = "Revenue", kind = "number", unit = "EUR", min = 0, whole = true }\n'
        '[dimensions.tier]\nrequires.high = { "sales.revenue" = 50_000 }\n'
    )
    lines = [line.strip() for line in run("show", str(path), "--questions").out.splitlines()]
    assert "Tier, High: Revenue (required: at least 50,000 EUR)" in lines
    assert "sales.revenue: Revenue (a whole number from 0, in EUR)" in lines
    assert {"area: Area (low | high)", "sales.deals: Deals (a number from 0 to 5)", "size: Size (small | large)"} <= {
        *lines
    }


@pytest.mark.parametrize("form", ["json", "toml", "markdown"])
def test_questions_are_listed_below_the_table_alone(run: Attain, form: str) -> None:
    done = run("show", "iamcp-p2p", "--questions", "--format", form)
    assert done.status == 2
    note = " ".join((done.out if form == "json" else done.err).split())
    assert f"--questions applies only to --format table; {form} shows all questions anyway" in note


def test_the_hint_of_an_unknown_id_is_separate_from_the_registered_ones(
    run: Attain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text("", encoding="utf-8")
    assert "hint: write ./mine.toml for the file, or use a registered one: iamcp-p2p" in run("show", "mine").err


def test_show_reads_a_file(run: Attain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path(TIERS).read_text(encoding="utf-8")
    (tmp_path / "tiers.toml").write_text(text, encoding="utf-8")
    (tmp_path / "tiers").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shown = run("show", "tiers.toml")
    assert "  sector: Which sector does the partner serve? (private | public)" in shown.out.splitlines()
    assert "  Registered" in shown.out.splitlines()
    assert run("show", f".{os.sep}tiers") == shown
    assert run("show", "tiers").status == 2  # not a path, so an id


def test_show_names_the_dimension_of_an_interpretation_by_its_title(run: Attain, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        """
        attain = 1
        id = "own"
        version = "1"
        title = "Own"
        levels = { low = "Low", high = "High" }
        [dimensions.plans]
        interpretation = "The bands are ours."
        bands = { low = "0", high = "1+" }
        questions = { any-plan = "Is there a plan?" }
        """
    )
    assert run("show", str(file)).out.splitlines()[-2:] == ["Interpretation", "  Plans: The bands are ours."]
    answers = b"plans.any-plan = true"
    assert run("score", str(file), "-", stdin=answers).out.endswith("attain show lists them.\n")


def test_show_as_toml_and_json_can_be_read_back(run: Attain) -> None:
    p2p = attain.rubric("iamcp-p2p")
    assert attain.loads(run("show", "iamcp-p2p", "--format", "toml").out) == p2p
    assert Rubric.from_dict(json.loads(run("show", "iamcp-p2p", "--format", "json").out)) == p2p


def test_a_misspelt_id_gets_the_nearest_right_one(run: Attain) -> None:
    done = run("show", "iamcp-p2")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[0] == "error: no rubric 'iamcp-p2' is registered"
    assert done.err.splitlines()[1].startswith("  hint: did you mean 'iamcp-p2p'?")


# ---------------------------------------------------------------- score


def test_score_prints_levels_reasons_and_next_steps(run: Attain) -> None:
    done = run("score", "iamcp-p2p", EXAMPLE)
    lines = done.out.splitlines()
    assert done.status == 0
    assert done.err == ""
    assert lines[0] == "Example Ltd, IAMCP P2P Maturity Model (iamcp-p2p@2016), 2026-11-21: Proactive"
    assert "Agreement                                Dynamic      5/7       7/7" in lines
    assert sum(line.startswith("  Agreement - Dynamic: ") for line in lines) == 1
    assert "  Joint business planning - Brief executives every year. (and 3 more: --explain)" in lines
    assert len(lines) < 50


@pytest.mark.parametrize(
    "args",
    [
        ("score", "iamcp-p2p", EXAMPLE),
        ("score", "iamcp-p2p", EXAMPLE, "--explain"),
        ("score", "iamcp-p2p", TABLE, "--id", "partner"),
        ("summary", "iamcp-p2p", TABLE),
        ("show", "iamcp-p2p", "--questions"),
        ("diff", "iamcp-p2p", "iamcp-p2p-keyed"),
    ],
)
def test_pages_fit_a_screen_and_continued_lines_are_indented(
    run: Attain, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    broad = run(*args).out
    monkeypatch.setenv("COLUMNS", "80")
    lines = run(*args).out.splitlines()
    assert all(len(line) <= 80 or " " not in line.strip() for line in lines)
    assert len(lines) > len(broad.splitlines())
    assert "".join(lines).replace(" ", "").count("e") == broad.count("e")  # no text is lost


def test_a_page_for_a_client_names_no_key_of_the_format(run: Attain) -> None:
    assert 'overlap = "' not in run("score", "iamcp-p2p", EXAMPLE, "--explain").out


@pytest.mark.parametrize("day", ["21.11.2026", "11/21/26", "2026-1-5", "21 Nov 2026"])
def test_days_in_other_forms_are_refused_with_the_expected_form(run: Attain, day: str) -> None:
    done = run("score", "iamcp-p2p", EXAMPLE, "--on", day)
    assert (done.status, done.out) == (2, "")
    assert f"must be a date, not '{day}'; write the year, month and day as in 2026-11-21" in done.err


def test_score_by_other_policies(run: Attain) -> None:
    done = run("score", "iamcp-p2p", EXAMPLE, "--overlap", "lowest", "--gap", "upper")
    levels = {line[:41].strip(): line[41:].split()[0] for line in done.out.splitlines()[2:13]}
    assert (levels["Agreement"], levels["Geography"], levels["Sales compensation"]) == (
        "Proactive",
        "Reactive",
        "Dynamic",
    )


def test_score_names_the_ranges_that_do_not_decide(run: Attain) -> None:
    done = run("score", "iamcp-p2p", EXAMPLE, "--overlap", "error")
    assert done.status == 2
    assert "a score of 5 lies in the ranges of Proactive and Dynamic" in done.err


def test_score_takes_words_for_answers(run: Attain) -> None:
    text = b'agreement = { nda = "Ja", fair = "egal", support-agreement = "nein" }'
    words = ("--yes", "ja", "--yes", "klar", "--no", "nein", "--unknown", "egal")
    done = run("score", "iamcp-p2p", "-", *words, "--format", "json", stdin=text)
    answers = Result.from_dict(json.loads(done.out)).answers
    assert [answers[f"agreement.{short}"].value for short in ("nda", "fair", "support-agreement")] == [
        True,
        None,
        False,
    ]
    done = run("score", "iamcp-p2p", "-", "--yes", "ja", "--no", "JA", stdin=text)
    assert (done.status, done.err.splitlines()[0]) == (2, "error: no: 'JA' already means 'yes'")


def test_score_prints_the_result_as_json(run: Attain) -> None:
    result = Result.from_dict(json.loads(run("score", "iamcp-p2p", EXAMPLE, "--format", "json").out))
    assert str(result.level) == "Proactive"
    assert result.subject == "Example Ltd"


def test_options_win_over_the_content_of_the_file(run: Attain) -> None:
    done = run("score", "iamcp-p2p", EXAMPLE, "--subject", "Example Inc", "--on", "2026-12-24")
    assert done.out.startswith("Example Inc, IAMCP P2P Maturity Model (iamcp-p2p@2016), 2026-12-24: ")


@pytest.mark.parametrize(
    "text",
    [
        b"agreement.nda = true",
        b'"agreement.nda" = "yes"',
        b"[agreement]\nnda = true",
        b"[answers.agreement]\nnda = true",
        b'{"agreement.nda": true}',
        b'\xef\xbb\xbf{"answers": {"agreement": {"nda": 1}}, "rubric": "iamcp-p2p"}',
    ],
)
def test_answers_are_toml_or_json_plain_or_in_an_envelope(run: Attain, text: bytes) -> None:
    done = run("score", "iamcp-p2p", "-", stdin=text)
    assert (done.status, done.err) == (0, "")
    assert "Agreement                                Reactive    1/7       1/7  Reactive to Dynamic" in done.out


def test_the_ending_of_a_file_decides_its_format(run: Attain, tmp_path: Path) -> None:
    for ending, text in (
        ("toml", "agreement.nda = true"),
        ("json", '{"agreement.nda": true}'),
        ("cfg", "agreement.nda = true"),
    ):
        file = tmp_path / f"answers.{ending}"
        file.write_text(text)
        assert run("score", "iamcp-p2p", str(file)).status == 0
    (tmp_path / "answers.json").write_text("agreement.nda = true")
    done = run("score", "iamcp-p2p", str(tmp_path / "answers.json"))
    assert done.err == f"{tmp_path / 'answers.json'}:1:1: error: is not valid JSON: expecting value\n"


def test_the_day_is_today_unless_it_is_given(run: Attain) -> None:
    answers = b'answers = { agreement.nda = true }\non = "2026-11-20"'
    assert ", 2026-11-20: " in run("score", "iamcp-p2p", "-", stdin=answers).out
    today = json.loads(run("score", "iamcp-p2p", "-", "--format", "json", stdin=b"agreement.nda = 1").out)["on"]
    assert today >= "2026-11-21"


FACTS = """
attain = 1
id = "sized"
version = "1"
title = "Sized"
levels = { low = "Low", high = "High" }
bands = { low = "0", high = "1+" }
[facts]
segment = { text = "Which segment?", options = { small = {}, large = {} } }
people = { text = "How many people?", kind = "number" }
[questions]
any-plan = { text = "Is there a plan?", applies-when = { segment = "large", people = [7] } }
answers = "Are there answers?"
"""


@pytest.fixture
def sized(tmp_path: Path) -> str:
    """Return the path of a rubric with facts, and with a question whose id is also a key of an envelope."""
    file = tmp_path / "sized.toml"
    file.write_text(FACTS)
    return str(file)


def test_facts_come_from_options_and_numbers_in_them_are_numbers(run: Attain, sized: str) -> None:
    args = ("score", sized, "-", "--fact", "segment=large", "--format", "json")
    done = run(*args, "--fact", "people=7", stdin=b"answers = false\nany-plan = true")
    assert json.loads(done.out)["facts"] == {"segment": "large", "people": 7}
    assert json.loads(done.out)["root"]["score"] == 1
    done = run(*args, "--fact", "people=many", stdin=b"answers = false")
    assert (done.status, json.loads(done.out)["errors"][0]["message"]) == (2, "'many' is not a number")


def test_facts_come_from_an_envelope_and_options_win(run: Attain) -> None:
    envelope = b'answers = { revenue = 600_000 }\nfacts = { sector = "private" }'
    assert json.loads(run("score", TIERS, "-", "--format", "json", stdin=envelope).out)["facts"] == {
        "sector": "private"
    }
    done = run("score", TIERS, "-", "--fact", "sector=public", "--format", "json", stdin=envelope)
    assert json.loads(done.out)["facts"] == {"sector": "public"}


def test_a_rubric_that_asks_for_answers_has_no_envelope(run: Attain, sized: str) -> None:
    done = run("score", sized, "-", "--fact", "segment=small", "--fact", "people=1", stdin=b"answers = true")
    assert done.out.startswith("Sized (sized@1), ")
    assert ": High\n" in done.out


def test_explain_prints_what_each_level_asks_and_what_the_subject_meets(run: Attain) -> None:
    answers = b'revenue = 600_000\nchurn = 9.5\ncloud = true\nmsp = false\nsales = "gold"'
    lines = run("score", TIERS, "-", "--explain", stdin=answers).out.splitlines()
    assert lines[lines.index("  For Gold:") + 1 :][:4] == [
        "    unmet all of",
        "      met   Revenue sourced in the last 12 months (required: at least 500,000 EUR; found: 600,000 EUR)",
        "      unmet Yearly customer churn (required: at most 8%; found: 9.5%)",
        "      met   Sales (required: at least Gold; found: Gold)",
    ]
    assert "      met   any of" in lines
    assert "      open  at least 2 of" in lines
    assert "        open  Does the partner hold the data competency? (required: yes)" in lines
    assert "  Open: Does the partner hold the data competency? (data, unanswered)" in lines
    assert "  Gold (here): A team of its own" in lines


def test_explain_prints_every_next_step_and_every_interpretation(run: Attain) -> None:
    lines = run("score", "iamcp-p2p", EXAMPLE, "--explain").out.splitlines()
    steps = lines[lines.index("  - Brief executives every year.") :][:4]
    assert all(step.startswith("  - ") for step in steps)
    assert any(line.startswith("  Interpretation: The sources define no overall level.") for line in lines)
    assert any(line.endswith("[Microsoft Incentives]") for line in lines)


# ---------------------------------------------------------------- wrong answers


def test_without_a_check_answers_that_do_not_fit_are_shown_beside_the_others(run: Attain, tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text('agreement.nda = "maybe"\nagreement.fair = true\n')
    assert run("score", "iamcp-p2p", str(file)).status == 2
    done = run("score", "iamcp-p2p", str(file), "--no-check")
    assert (done.status, done.err) == (0, "")
    assert "Problems\n  agreement.nda: 'maybe' is neither yes nor no" in done.out
    problems = json.loads(run("score", "iamcp-p2p", str(file), "--no-check", "--format", "json").out)["problems"]
    assert [each["path"] for each in problems] == [["agreement.nda"]]


def test_problems_have_their_places_and_are_in_the_order_of_the_file(run: Attain, tmp_path: Path) -> None:
    file = tmp_path / "agreement.toml"
    file.write_text(
        'subject = "Example Ltd"\n[answers.agreement]\nnda = "maybe"\n"fiar" = true\n[facts]\nsegment = "small"\n'
    )
    done = run("score", "iamcp-p2p", str(file))
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines() == [
        f"{file}:3:1: error: agreement.nda: 'maybe' is neither yes nor no",
        (
            "  hint: answer true or false, 'yes' or 'no', or leave it out; "
            "to accept 'maybe', add it to the words for yes or no: in [answers], with_words, --yes or --no"
        ),
        f"{file}:4:1: error: there is no question 'agreement.fiar'",
        "  hint: did you mean 'agreement.fair'?",
        f"{file}:6:1: error: facts.segment: there is no fact 'segment'",
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('"agreement.nda" = { value = "maybe", on = 5 }\n"agreement.fiar" = 1', ["1:1", "1:38", "2:1"]),
        ('[agreement]\nnda = { value = "maybe", on = 5 }\nfiar = 1', ["2:1", "2:26", "3:1"]),
        (
            '[answers]\nagreement.nda.value = "maybe"\nagreement.nda.on = 5\nagreement.fiar = 1',
            ["2:11", "3:15", "4:11"],
        ),
        ('[answers.agreement.nda]\nvalue = "maybe"\non = 5\n[answers]\n"agreement.fiar" = 1', ["1:20", "3:1", "5:1"]),
    ],
)
def test_a_problem_has_its_place_whether_answers_are_flat_or_nested(run: Attain, text: str, places: list[str]) -> None:
    lines = [line for line in run("score", "iamcp-p2p", "-", stdin=text.encode()).err.splitlines() if "error" in line]
    assert lines == [
        f"<stdin>:{places[0]}: error: agreement.nda: 'maybe' is neither yes nor no",
        f"<stdin>:{places[1]}: error: agreement.nda.on: must be a date, not 5",
        f"<stdin>:{places[2]}: error: there is no question 'agreement.fiar'",
    ]


@pytest.mark.parametrize("text", ['"agreement.nda" = 1\nagreement.nda = 1', 'agreement.nda = 1\n"agreement.nda" = 1'])
def test_the_second_of_two_answers_to_one_question_is_shown(run: Attain, text: str) -> None:
    column = text.splitlines()[1].index("nda") + 1 if text.startswith('"') else 1
    error = run("score", "iamcp-p2p", "-", stdin=text.encode()).err
    assert error.startswith(f"<stdin>:2:{column}: error: 'agreement.nda' is answered twice\n")


def test_the_first_of_very_many_keys_beside_the_answers_get_a_hint(run: Attain) -> None:
    keys = "".join(f"subjcet{n} = 1\n" for n in range(30))
    error = run("score", "iamcp-p2p", "-", stdin=f"{keys}[answers]\nagreement.nda = 1".encode()).err
    assert error.count("did you mean 'subject'?") == 20


def test_score_names_the_answers_that_lack_something(run: Attain, tmp_path: Path) -> None:
    file = tmp_path / "audit.toml"
    file.write_text("""
attain = 1
id = "audit"
version = "1"
title = "Audit"
score = "sum"
needs = ["evidence"]
facts.abroad = "Is it abroad?"
[questions]
records = "Are records kept?"
access = { text = "Is access restricted?", needs = ["note"] }
drill = { text = "Was there a drill?", needs = [], valid-for = "1 year" }
both = { text = "Are keys counted?", needs = ["note", "evidence"] }
open = "Is it open?"
away = { text = "Are sites abroad covered?", applies-when = { abroad = true } }
""")
    answers = b"answers = { records = true, access = true, drill = { value = true, on = 2020-01-01 }, both = true, away = true }"
    done = run("score", str(file), "-", "--fact", "abroad=no", stdin=answers)
    assert done.out.splitlines()[2:7] == [
        "Overall      0/5       0/5  0 to 5",
        "Open for lack of evidence: 'records'",
        "Open for lack of a note: 'access'",
        "Open because expired: 'drill'",
        "Open for lack of note and evidence: 'both'",
    ]
    page = run("score", str(file), "-", "--fact", "abroad=no", "--format", "html", stdin=answers).out
    assert "<p>Open for lack of evidence: &#x27;records&#x27;</p>" in page


def test_the_first_of_many_answers_that_lack_something_are_named(run: Attain, tmp_path: Path) -> None:
    file = tmp_path / "audit.toml"
    asked = "".join(f'q{n} = "?"\n' for n in range(7))
    head = 'attain = 1\nid = "audit"\nversion = "1"\ntitle = "Audit"\nscore = "sum"\nneeds = ["note"]\n'
    file.write_text(f"{head}[questions]\n{asked}")
    done = run("score", str(file), "-", stdin="".join(f"q{n} = 1\n" for n in range(7)).encode())
    assert "Open for lack of a note: 'q0', 'q1', 'q2' and 4 more" in done.out.splitlines()


def test_a_fact_that_was_given_as_an_option_has_no_place_in_the_file(run: Attain) -> None:
    done = run("score", "iamcp-p2p", EXAMPLE, "--fact", "segment=small")
    assert done.err == "error: facts.segment: there is no fact 'segment'\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "<stdin>: error: is empty\n  hint: write an answer to each question: question-id = true\n"),
        (b" \n\t", "<stdin>: error: is empty\n"),
        (b"# nothing yet", "<stdin>: error: is empty\n"),
        (b"\xff\xfea\x00", "<stdin>:1:1: error: is not valid UTF-8: byte 0xff at offset 0\n"),
        (b"[1, 2]", "<stdin>: error: answers must be a table, not a list\n"),
        (b'"yes"', "<stdin>: error: answers must be a table, not 'yes'\n"),
        (b'{"agreement.nda": }', "<stdin>:1:19: error: is not valid JSON: expecting value\n"),
        (b"[agreement]\nnda = ", "<stdin>:2:7: error: is not valid TOML: invalid value\n"),
        (b"question;answer\nnda;yes", "<stdin>:1:9: error: is not valid TOML: "),
        (
            b'{"agreement.nda": 1, "agreement.nda": 0}',
            "<stdin>: error: the key 'agreement.nda' occurs twice in the same table\n",
        ),
        (b'{"agreement.nda": 1' + b"0" * 5000 + b"}", "<stdin>: error: contains a number with thousands of digits\n"),
        (b"agreement.nda = 1" + b"0" * 5000, "<stdin>: error: contains a number with thousands of digits\n"),
        (b'{"a": ' + b"[" * 100_000, "<stdin>: error: is nested more than 64 levels deep"),
        (b"a = " + b"[" * 100_000, "<stdin>: error: is nested more than 64 levels deep"),
        (b"a = " + b"[" * 70 + b"]" * 70, ": is nested more than 64 levels deep\n"),
        (b'{"a": ' + b"1" * (8 * 1024 * 1024), "<stdin>: error: is larger than 8 MiB\n"),
        (b"agreement.nda = 1979-05-27T07:32:00", "<stdin>:1:11: error: agreement.nda: must be plain data"),
        (b"answers = [true]", "<stdin>:1:1: error: answers: must be a table, not a list\n"),
        (b"answers = {}\nfacts = 1", "<stdin>:2:1: error: facts: must be a table, not 1\n"),
        (b"answers = {}\nsubject = 1", "<stdin>:2:1: error: subject: must be text, not 1\n"),
        (b"answers = {}\non = '20261121'", "<stdin>:2:1: error: on: must be a date, not '20261121'"),
        (b"answers = {}\non = '2026-W01-1'", "<stdin>:2:1: error: on: must be a date, not '2026-W01-1'"),
        (b"answers = {}\non = '21.11.2026'", "<stdin>:2:1: error: on: must be a date, not '21.11.2026'"),
        (
            b"answers = {}\non = '2026-11-21T10:00'",
            "<stdin>:2:1: error: on: must be a date, not '2026-11-21T10:00'\n  hint: write 2026-11-21, without the time",
        ),
        (b"attain = 1\nid = 'tiers'\nversion = '1'", "<stdin>: error: is a rubric, not a file of answers\n"),
        (b"answers = {}\nrubric = 1", "<stdin>:2:1: error: rubric: must be text, not 1\n"),
        (
            b"answers = {}\nsubjct = 1",
            "<stdin>:2:1: error: unknown key 'subjct'\n  hint: did you mean 'subject'?\n",
        ),
        (
            b"subject = 'Example Ltd'\nagreement.nda = true",
            "<stdin>:1:1: error: 'subject' can be beside the answers only if they are in their own table\n",
        ),
        (
            b"[answers]\nagreement.nda = true\nsubject = 'Example Ltd'",
            "<stdin>:3:1: error: there is no question 'subject'\n  hint: move 'subject' above [answers]\n",
        ),
        (b"answers = {}\nx = 1", "  hint: beside 'answers', write 'facts', 'done', 'subject', 'on' or 'rubric'\n"),
        (
            b"answers = {}\nrubric = 'iamcp-p2p@2010'",
            "these answers are for 'iamcp-p2p@2010', not for 'iamcp-p2p@2016'\n",
        ),
    ],
)
def test_a_file_that_does_not_hold_answers_is_reported(run: Attain, text: bytes, message: str) -> None:
    done = run("score", "iamcp-p2p", "-", stdin=text)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_a_file_that_can_not_be_read_is_reported(run: Attain, tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text("agreement.nda = true")
    assert run("score", "iamcp-p2p", str(tmp_path)).err == f"{tmp_path}: error: is a directory, not a file\n"
    missing = tmp_path / "anwers.toml"
    assert (
        run("score", "iamcp-p2p", str(missing)).err
        == f"{missing}: error: there is no such file\n  hint: did you mean 'answers.toml'?\n"
    )
    nowhere = tmp_path / "nowhere" / "answers.toml"
    assert run("score", "iamcp-p2p", str(nowhere)).err == f"{nowhere}: error: there is no such file\n"
    assert run("score", "iamcp-p2p", str(tmp_path / "answers.toml" / "x")).status == 2
    assert run("score", "iamcp-p2p", "a\0b").err == "a\ufffdb: error: can't be read: no file can have this name\n"
    assert run("show", str(missing)).status == 2
    assert run("show", str(tmp_path)).status == 2


def test_the_first_of_very_many_problems_are_reported(run: Attain) -> None:
    done = run("score", "iamcp-p2p", "-", stdin=b"".join(b"x%d = 1\n" % number for number in range(200)))
    assert done.err.count("error:") == 50
    assert done.err.endswith("... and 150 more\n")


# ---------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "Usage: attain"),
        (("frobnicate",), "No such command 'frobnicate'"),
        (("score", "iamcp-p2p"), "Missing argument 'ANSWERS'"),
        (("score", "iamcp-p2p", EXAMPLE, "--fact", "segment"), "'segment' is not NAME=VALUE, as in segment=enterprise"),
        (("score", "iamcp-p2p", EXAMPLE, "--fact", "=x"), "is not NAME=VALUE"),
        (("score", "iamcp-p2p", EXAMPLE, "--fact", "a=1", "--fact", "a=2"), "the fact 'a' is given twice"),
        (
            ("score", "iamcp-p2p", EXAMPLE, "--on", "2026-11-21T10:00"),
            "must be a date, not '2026-11-21T10:00'; write 2026-11-21, without the time",
        ),
        (
            ("score", "iamcp-p2p", EXAMPLE, "--on", "yesterday"),
            "must be a date, not 'yesterday'; write the year, month and day as in 2026-11-21",
        ),
        (("score", "iamcp-p2p", EXAMPLE, "--overlap", "highst"), "'highst' is not 'highest', 'lowest' or 'error'"),
        (("rubrics", "--format", "toml"), "'toml' is not one of 'table', 'json'"),
    ],
)
def test_wrong_usage_is_reported(run: Attain, args: tuple[str, ...], message: str) -> None:
    done = run(*args)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_help_and_version_are_printed(run: Attain) -> None:
    assert run("--version") == Done(0, f"attain {attain.__version__}\n", "")
    for args in (("--help",), ("-h",), ("score", "-h"), ("show", "--help"), ("rubrics", "--help")):
        done = run(*args)
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith("Usage: attain")


# ---------------------------------------------------------------- terminals


def test_in_a_terminal_levels_have_a_colour_and_do_not_rely_on_it(
    in_terminal: Attain, monkeypatch: pytest.MonkeyPatch
) -> None:
    coloured = in_terminal("score", "iamcp-p2p", EXAMPLE).out
    assert "\x1b[32m●●●● Dynamic" in coloured
    assert "\x1b[31m●○○○ Basic" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain = in_terminal("score", "iamcp-p2p", EXAMPLE).out
    assert "\x1b[3" not in plain
    assert "│ ●●●● Dynamic   │   5/7 │      7/7 │" in plain


def test_output_uses_the_width_of_the_terminal(in_terminal: Attain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    lines = (
        in_terminal("score", "iamcp-p2p", EXAMPLE)
        .out.replace("\x1b[1m", "")
        .replace("\x1b[2m", "")
        .replace("\x1b[0m", "")
        .splitlines()
    )
    assert max(map(len, lines)) <= 60


def test_very_many_levels_are_shown_as_numbers(in_terminal: Attain, tmp_path: Path) -> None:
    levels = [Level(f"step-{number}") for number in range(12)]
    bands = {level.id: str(rank) for rank, level in enumerate(levels)}
    questions = {f"q{number}": attain.Question("…") for number in range(11)}
    rubric = Rubric(id="long", version="1", title="Long", levels=levels, bands=bands, questions=questions)
    file = tmp_path / "long.toml"
    file.write_text(rubric.to_toml(), encoding="utf-8")
    assert "3/12 Step 2" in in_terminal("score", str(file), "-", stdin=b"q0 = true\nq1 = true").out


def test_rubrics_and_problems_show_in_a_terminal(in_terminal: Attain) -> None:
    assert "│ iamcp-p2p " in in_terminal("rubrics").out
    assert "\x1b[1;31merror\x1b[0m: no rubric 'nope' is registered" in in_terminal("show", "nope").err


NASTY = "[bold]\x1b[2J\x9b31m\u202e:smile:\x07[/nope]"


@pytest.mark.parametrize("fixture", ["run", "in_terminal"])
def test_data_is_never_markup_or_control_characters(fixture: str, request: pytest.FixtureRequest) -> None:
    attain_: Attain = request.getfixturevalue(fixture)
    answers = json.dumps({"answers": {}, "subject": NASTY}).encode()
    for form in ("table", "json"):
        out = attain_("score", "iamcp-p2p", "-", "--format", form, stdin=answers).out
        assert "[bold]" in out
        assert "[/nope]" in out
        assert not set(out) & set("\x9b\u202e\x07")
        assert "\x1b[2J" not in out
    err = attain_("score", "iamcp-p2p", "-", stdin=json.dumps({NASTY: 1}).encode()).err
    assert "[bold]" in err
    assert not set(err) & set("\x9b\u202e\x07")


def test_json_keeps_the_characters_that_it_escapes(run: Attain) -> None:
    subject = "Ünïcode \x9b\u2028\u202e Ltd"
    done = run("score", "iamcp-p2p", "-", "--subject", subject, "--format", "json", stdin=b"agreement.nda = 1")
    assert json.loads(done.out)["subject"] == subject
    assert "Ünïcode \\u009b\\u2028\\u202e Ltd" in done.out


# ---------------------------------------------------------------- the process


@pytest.mark.filterwarnings("default")
def test_a_warning_is_one_line(run: Attain, monkeypatch: pytest.MonkeyPatch) -> None:
    def warned() -> Registry:
        warnings.warn("the plugin 'acme' could not be imported", stacklevel=1)
        return default_registry()

    monkeypatch.setattr("attain._cli.rubrics.default_registry", warned)
    done = run("rubrics")
    assert (done.status, done.err) == (0, "warning: the plugin 'acme' could not be imported\n")


@pytest.mark.filterwarnings("error")
def test_a_warning_that_is_turned_into_an_error_is_an_error(run: Attain, monkeypatch: pytest.MonkeyPatch) -> None:
    def warned() -> Registry:
        warnings.warn("the plugin 'acme' could not be imported", stacklevel=1)
        return default_registry()

    monkeypatch.setattr("attain._cli.rubrics.default_registry", warned)
    done = run("rubrics")
    assert (done.status, done.err) == (2, "error: the plugin 'acme' could not be imported\n")


def test_it_runs_as_a_module_and_survives_a_reader_that_leaves() -> None:
    process = start("show", "iamcp-p2p", "--format", "json")
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (141, "")


def test_a_pipe_gets_utf_8_whatever_its_encoding() -> None:
    process = start("score", "iamcp-p2p", "-", "--subject", "Ünïcode", PYTHONIOENCODING="ascii")
    out, err = process.communicate("agreement.nda = true")
    assert (process.returncode, err) == (0, "")
    assert out.startswith("Ünïcode, ")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_an_interrupt_is_quiet() -> None:
    code = "import os, signal, sys; r, w = os.pipe(); os.dup2(r, 0)\n"
    code += "signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, it would be passed on so\n"
    code += "from attain._cli import main, commands  # so that it waits for its input soon\n"
    code += "signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))\n"
    code += "signal.setitimer(signal.ITIMER_REAL, 1); sys.argv = ['attain', 'score', 'iamcp-p2p', '-']; main()"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")


def test_an_interrupt_is_quiet_before_anything_has_begun(run: Attain, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("attain._cli.commands.run", interrupted)
    assert run("rubrics") == Done(130, "", "")


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_its_extra_a_command_says_what_to_install(missing: str) -> None:
    code = (
        f"import sys; sys.modules['{missing}'] = None; sys.argv[1:] = ['rubrics']; from attain._cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "FORCE_COLOR": "1"},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == 'The command line needs click, prompt_toolkit and rich. To install them: pip install "attain[cli]"\n'
    )


def test_another_module_that_is_missing_is_a_bug_and_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["attain", "rubrics"])
    monkeypatch.setitem(sys.modules, "attain._cli.rubrics", None)
    with pytest.raises(ModuleNotFoundError, match=r"attain\._cli\.rubrics"):
        main()


# ---------------------------------------------------------------- the example


def test_the_example_answers_every_question_of_every_function_on_all_four_levels() -> None:
    p2p = attain.rubric("iamcp-p2p")
    data = tomli.loads(Path(EXAMPLE).read_text(encoding="utf-8"))
    result = p2p.assess(data["answers"], on=data["on"])
    assert (result.root.answered, result.root.total) == (99, 99)
    assert {str(level) for level in result.profile.values()} == {"Basic", "Reactive", "Proactive", "Dynamic"}
    lowest = p2p.with_policy(overlap="lowest").assess(data["answers"], on=data["on"])
    assert [id_ for id_, level in result.profile.items() if level != lowest.profile[id_]] == [
        "agreement",
        "geography",
        "customer-relationships-and-satisfaction",
    ]


# ---------------------------------------------------------------- pages for a browser


@pytest.mark.parametrize(
    ("args", "title"),
    [
        (("show", "iamcp-p2p"), "IAMCP P2P Maturity Model"),
        (("score", "iamcp-p2p", "examples/assessment.toml"), "Example Ltd, IAMCP P2P Maturity Model"),
        (
            ("score", "iamcp-p2p", "examples/assessment.toml", "--subject", "M\u00fcller & <b>"),
            "M\u00fcller &amp; &lt;b&gt;, IAMCP",
        ),
        (("summary", "iamcp-p2p", "examples/partner-table.csv"), "IAMCP P2P Maturity Model"),
    ],
)
def test_a_page_is_a_whole_document(
    run: Attain, args: tuple[str, ...], title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])
    done = run(*args, "--format", "html")
    assert (done.status, "error" in done.err) == (
        0,
        False,
    )  # a note on an unused column is not an error
    assert done.out.startswith('<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">')
    assert f"<title>{title}" in done.out
    assert done.out.count("<body>") == done.out.count('<div class="attain-page">') == 1
    assert done.out.endswith("</body>\n</html>\n")


def test_the_list_of_commands_and_the_help_of_each_command_agree() -> None:
    group = click.Context(commands)
    for name, (_, summary) in COMMANDS.items():
        command = commands.get_command(group, name)
        assert command is not None
        assert (command.name, command.get_short_help_str(100)) == (name, summary)


def test_a_shell_completes_commands_and_no_others() -> None:
    group = click.Context(commands)
    assert [item.value for item in commands.shell_complete(group, "s")] == [
        "schema",
        "score",
        "sensitivity",
        "sheet",
        "show",
        "summary",
    ]
    assert commands.get_command(group, "scroe") is None


def test_help_imports_no_command() -> None:
    code = (
        "import sys; sys.argv[1:] = ['--help']; from attain._cli import main\ntry: main()\nfinally: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8")
    assert not {"attain._rubric", "attain._cli.score", "polars", "rich"} & set(done.stdout.split())


# ---------------------------------------------------------------- help, completion, errors for programs


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_has_examples_that_it_understands(name: str) -> None:
    command = commands.get_command(click.Context(commands), name)
    assert isinstance(command, _Command)
    assert command.examples
    for line in command.examples.values():
        called, *args = shlex.split(line.partition(" > ")[0])
        assert called == name
        assert command.make_context(name, args).params  # raises an error for an unknown argument


def test_help_lists_options_in_groups(run: Attain) -> None:
    headings = [line for line in run("score", "--help").out.splitlines() if line.endswith(":") and line[0] != " "]
    assert headings == [
        "Examples:",
        "One subject:",
        "How to score:",
        "Words for answers:",
        "A table of subjects: what to write:",
        "A table of subjects: what its columns are:",
        "A table of subjects: how the file is written:",
        "Options:",
    ]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        (["show", "iamcp"], ["plain,iamcp-p2p", "plain,iamcp-p2p-keyed"]),
        (["show", "iamcp-p2p@"], ["plain,iamcp-p2p@2016"]),
        (["show", "exam"], ["file,exam"]),
        (["score", "iamcp-p2p", "exam"], ["file,exam"]),
        (["score", "iamcp-p2p", "answers.toml", "--gap", "u"], ["plain,upper"]),
        (["su"], ["plain,summary"]),
    ],
)
def test_shells_complete_commands_ids_files_and_policies(
    run: Attain, monkeypatch: pytest.MonkeyPatch, typed: list[str], completed: list[str]
) -> None:
    monkeypatch.setenv("_ATTAIN_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(["attain", *typed]))
    monkeypatch.setenv("COMP_CWORD", str(len(typed)))
    assert run().out.splitlines() == completed


@pytest.mark.parametrize("json_", [("--format", "json"), ("--format=json",)])
def test_programs_that_ask_for_json_get_errors_as_json(run: Attain, json_: tuple[str, ...]) -> None:
    done = run("score", "iamcp-p2p", "-", *json_, stdin=b'agreement.nda = "maybe"\nagreement.fiar = true')
    assert (done.status, done.err) == (2, "")
    assert [[each["code"], each["path"], each["line"]] for each in json.loads(done.out)["errors"]] == [
        ["answer-value", ["agreement.nda"], 1],
        ["unknown-question", ["agreement.fiar"], 2],
    ]


@pytest.mark.parametrize("args", [("--on", "21.11.2026"), ("--no-such-option",)])
def test_wrong_usage_is_an_error_as_json_too(run: Attain, args: tuple[str, ...]) -> None:
    done = run("score", "iamcp-p2p", EXAMPLE, *args, "--format", "json")
    assert (done.status, done.err) == (2, "")
    (error,) = json.loads(done.out)["errors"]
    assert error["code"] == "usage"
    assert args[-1] in error["message"]
