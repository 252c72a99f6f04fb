"""The command line on columns that are not named by the ids of questions: notes, a file of a mapping, and how to get one."""

import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import polars as pl
import pytest
import tomli
from test_columns import GOOGLE, MICROSOFT, TIERS

from attain._cli import main


@attrs.frozen
class Done:
    """The exit status and the output of a command."""

    status: int
    out: str
    err: str


Attain = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Attain:
    """Return a function that runs the console script in this process, in a folder of its own."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    Path("tiers.toml").write_text(TIERS.to_toml(), "utf-8")
    Path("google.csv").write_text(GOOGLE, "utf-8")
    Path("microsoft.csv").write_text(MICROSOFT, "utf-8")

    def call(*args: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["attain", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, out, err)

    return call


BY_TEXT = (
    "matched by text: 'Revenue sourced in the last 12 months' to 'revenue', 'Yearly customer churn' to 'churn', "
    "'Is the partner an audited managed service provider?' to 'msp', 1 more"
)


# ---------------------------------------------------------------- exports of forms


@pytest.mark.parametrize(("file", "id_"), [("google.csv", "Partner"), ("microsoft.csv", "Name2")])
def test_an_export_of_a_form_is_scored_as_it_is(run: Attain, file: str, id_: str) -> None:
    shown = run("score", "tiers.toml", file, "--id", id_)
    assert (shown.status, [line.split() for line in shown.out.splitlines()[1:]]) == (
        0,
        [["Dimension", "Alfa", "Beta"], ["Overall", "Gold", "Silver"]],
    )
    assert run("score", "tiers.toml", file, "--id", id_, "-o", "out.csv").status == 0
    assert pl.read_csv("out.csv").rows() == [("Alfa", "gold"), ("Beta", "silver")]
    assert run("summary", "tiers.toml", file, "--id", id_).out.splitlines()[0].endswith(": 2 subjects, median Silver")


def test_columns_matched_by_text_and_columns_that_nothing_reads_are_noted_once(run: Attain) -> None:
    done = run("score", "tiers.toml", "google.csv", "--id", "Partner", "-o", "out.csv")
    unread = "not used: 'Timestamp', 'Email Address', 'How do you rate us? [Support]' and 1 more"
    assert done == Done(0, "", f"google.csv: note: {BY_TEXT}; {unread}\n")
    kept = run("score", "tiers.toml", "google.csv", "--id", "Partner", "--keep", "Timestamp", "-o", "out.csv")
    assert "not used: 'Email Address'" in kept.err
    assert run("summary", "tiers.toml", "google.csv", "--id", "Partner").err == done.err


def test_ids_may_be_spelled_differently(run: Attain) -> None:
    Path("odd.csv").write_text("ID, revenue,Churn,MSP ,cloud\nx,550000,5,Yes ,no\n")
    done = run("score", "tiers.toml", "odd.csv", "-o", "out.csv")
    assert done == Done(
        0,
        "",
        "odd.csv: note: matched despite a different spelling: ' revenue' to 'revenue', 'Churn' to 'churn', 'MSP ' to 'msp'\n",
    )
    assert pl.read_csv("out.csv").rows() == [("x", "gold")]


@pytest.mark.parametrize("names", ["id,ID,Subject", "Subject,ID,id"])
def test_an_exact_id_is_taken_before_one_that_is_spelled_differently(run: Attain, names: str) -> None:
    Path("some.csv").write_text(f"{names},revenue,churn,msp,cloud\na,b,c,550000,5,yes,no\n")
    assert run("score", "tiers.toml", "some.csv", "-o", "out.csv").status == 0
    assert pl.read_csv("out.csv").columns[0] == "id"


def test_columns_of_rows_of_answers_are_not_noted(run: Attain) -> None:
    Path("long.csv").write_text("ID,question,answer,x\na,msp,yes,1\n")
    assert run("score", "tiers.toml", "long.csv", "--answers", "long", "-o", "out.csv") == Done(0, "", "")


def test_needs_and_days_that_no_column_holds_are_noted(run: Attain) -> None:
    dated = TIERS.to_toml().replace(
        'msp = "Is the partner an audited managed service provider?"',
        'msp = { text = "Is it one?", needs = ["evidence"], valid-for = "1 year" }',
    )
    Path("dated.toml").write_text(dated)
    Path("some.csv").write_text("id,revenue,churn,msp,cloud\na,550000,5,yes,no\n")
    refused = run("score", "dated.toml", "some.csv")
    assert refused.status == 2
    assert refused.err.splitlines() == [
        "some.csv: error: there is no column for 'msp.evidence', and answers do not count without it",
        "  hint: add the column, or map it (attain columns writes the file for --columns); or use --partial to leave answers open if they lack what they need",
    ]
    done = run("score", "dated.toml", "some.csv", "--partial", "-o", "out.csv")
    assert done == Done(
        0,
        "",
        "some.csv: note: there is no column for 'msp.evidence', so answers that need it are open; "
        "there is no column for 'msp.on', so these answers do not expire\n",
    )


# ---------------------------------------------------------------- a mapping


def test_the_mapping_of_a_table_is_printed_with_how_each_column_is_matched(run: Attain) -> None:
    done = run("columns", "tiers.toml", "google.csv", "--id", "Partner")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "# The columns that answer acme-tiers@1.0; pass this file to attain score and attain summary: --columns FILE",
        "",
        'id = "Partner"',
        "",
        "[columns]",
        'revenue = "Revenue sourced in the last 12 months"  # its text',
        'churn = "Yearly customer churn"  # its text',
        'msp = "Is the partner an audited managed service provider?"  # its text',
        'cloud = "Does the partner hold the cloud competency?"  # its text',
        "",
        "# Not used:",
        '# "Timestamp"',
        '# "Email Address"',
        '# "How do you rate us? [Support]"',
        '# "How do you rate us? [Prices]"',
    ]


def test_a_printed_mapping_is_accepted_unchanged_and_after_editing(run: Attain) -> None:
    Path("odd.csv").write_text(
        "Partner,Sourced revenue,Churn per year,MSP,Cloud competency held?,msp.evidence,cloud.evidence\n"
        "Alfa,550000,5,yes,no,x,y\nBeta,120000,9,no,yes,,\n"
    )
    written = run("columns", "tiers.toml", "odd.csv").out
    assert written.splitlines()[2:-6] == [
        '# id = ""  # the column that identifies subjects',
        "",
        "[columns]",
        '# revenue = "Sourced revenue"  # not matched: Revenue sourced in the last 12 months',
        '# churn = "Churn per year"  # not matched: Yearly customer churn',
        'msp = "MSP"  # its id, in a different spelling',
        '"msp.evidence" = "msp.evidence"  # its id',
        '# cloud = "Cloud competency held?"  # not matched: Does the partner hold the cloud competency?',
        '"cloud.evidence" = "cloud.evidence"  # its id',
    ]
    by_hand = written.replace('# id = ""', 'id = "Partner"')
    for name in ("revenue", "churn", "cloud"):
        by_hand = by_hand.replace(f"# {name} =", f"{name} =")
    Path("columns.toml").write_text(by_hand)
    done = run("score", "tiers.toml", "odd.csv", "--columns", "columns.toml", "-o", "out.csv")
    assert done == Done(0, "", "")
    assert pl.read_csv("out.csv").rows() == [("Alfa", "gold"), ("Beta", "silver")]
    assert run("summary", "tiers.toml", "odd.csv", "--columns", "columns.toml").status == 0
    again = run("columns", "tiers.toml", "odd.csv", "--columns", "columns.toml").out
    assert tomli.loads(again) == tomli.loads(Path("columns.toml").read_text())
    assert again.splitlines()[5] == 'revenue = "Sourced revenue"  # as mapped'


def test_possible_columns_are_named(run: Attain) -> None:
    Path("near.csv").write_text(
        "id,revenue,MSP,msp,Yearly churn of customers,Yearly customer-churn,"
        "Does the partner hold the cloud competency? [Azure]\n1,2,yes,no,1,2,yes\n"
    )
    assert run("columns", "tiers.toml", "near.csv").out.splitlines()[5:9] == [
        'revenue = "revenue"  # its id',
        '# churn = "Yearly customer-churn"  # not matched; or "Yearly churn of customers": Yearly customer churn',
        '# msp = "msp"  # not clear which; or "MSP": Is the partner an audited managed service provider?',
        '# cloud = "Does the partner hold the cloud competency? [Azure]"  # not matched: Does the partner hold the cloud competency?',
    ]


def test_unusual_names_are_written_so_that_they_can_be_read_back(run: Attain) -> None:
    name = '= "x" \\ \u202e\x1b[31m\nü'
    Path("tiers.toml").write_text(
        TIERS.to_toml().replace('"Yearly customer churn"', '"""Yearly\\u001b\ncustomer churn"""')
    )
    pl.DataFrame({"id": ["a"], "revenue": [550_000], name: [5], "msp": ["yes"], "cloud": ["no"]}).write_parquet(
        "odd.parquet"
    )
    out = run("columns", "tiers.toml", "odd.parquet").out
    assert {character for character in out if character < " "} == {"\n"}
    assert tomli.loads(out)["columns"] == {"revenue": "revenue", "msp": "msp", "cloud": "cloud"}
    written = out.replace('# churn = ""', f"churn = {out.splitlines()[-1].removeprefix('# ')}")
    Path("columns.toml").write_text(written, "utf-8")
    assert run("score", "tiers.toml", "odd.parquet", "--columns", "columns.toml", "-o", "out.csv").status == 0
    assert pl.read_csv("out.csv").rows() == [("a", "gold")]


def test_rows_of_answers_are_mapped_too(run: Attain) -> None:
    Path("long.csv").write_text("who,item,said\na,msp,yes\n")
    Path("columns.toml").write_text('id = "who"\n[columns]\nquestion = "item"\nanswer = "said"\n')
    args = ("--answers", "long", "--columns", "columns.toml", "-o", "out.csv")
    assert run("score", "tiers.toml", "long.csv", *args) == Done(0, "", "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("columns = 3\n", "columns.toml:1:1: error: columns: must be a table, not 3\n  hint: write under [columns]: question-id = \"column\"\n"),
        ('[columns]\nmsp = ["MSP"]\n', "columns.toml:2:1: error: columns.msp: must be text, not a list\n"),
        ('[columns.msp]\nnote = 3\n', "columns.toml:2:1: error: columns.msp.note: must be text, not 3\n"),
        ('id = 3\n', "columns.toml:1:1: error: id: must be text, not 3\n"),
        ('msp = "MSP"\n', "columns.toml:1:1: error: unknown key 'msp'\n  hint: under [columns], write the column of each question: question-id = \"column\"\n"),
        ('[column]\nmsp = "MSP"\n', "columns.toml:1:2: error: unknown key 'column'\n  hint: did you mean 'columns'?\n"),
        ("[columns]\nmsp = MSP\n", "columns.toml:2:7: error: is not valid TOML: "),
        ('[columns]\nmsq = "MSP"\n', "columns.toml:2:1: error: columns.msq: there is no question or fact 'msq'\n  hint: did you mean 'msp'?\n"),
        ('[columns]\nchurn = "Churm"\n', "columns.toml:2:1: error: columns.churn: there is no column 'Churm'\n  hint: did you mean 'Churn'?\n"),
        ('[columns]\nMSP = "msp"\n', 'columns.toml:2:1: error: columns.MSP: the mapping is the wrong way round: \'MSP\' is a column, and \'msp\' a question\n  hint: swap them: "msp" = "MSP" under [columns] in a file: --columns FILE\n'),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_reported_with_its_place(run: Attain, content: str, message: str) -> None:
    Path("columns.toml").write_text(content)
    Path("some.csv").write_text("id,Revenue,Churn,MSP,cloud\na,550000,5,yes,no\n")
    for command in ("score", "summary"):
        done = run(command, "tiers.toml", "some.csv", "--columns", "columns.toml")
        assert (done.status, done.out) == (2, "")
        assert message in done.err


def test_a_mapping_nested_by_dimension_is_read_as_ids(run: Attain) -> None:
    Path("some.csv").write_text("id,x,agreement.fair\na,yes,yes\n")
    Path("columns.toml").write_text('[columns.agreement]\nnda = "x"\n')
    done = run("score", "iamcp-p2p", "some.csv", "--partial", "--columns", "columns.toml", "-o", "out.csv")
    assert done.status == 0
    assert pl.read_csv("out.csv")["agreement_level"].to_list() == ["reactive"]


def test_a_wrong_table_is_reported_as_such(run: Attain) -> None:
    Path("columns.toml").write_text('[columns]\nmsp = "MSP"\n')
    Path("some.csv").write_text("id,Revenue,Churn,MSP,cloud\na,550000,5,perhaps,no\n")
    done = run("summary", "tiers.toml", "some.csv", "--columns", "columns.toml", "--id", "iid")
    assert done.err.startswith("some.csv: error: there is no column 'iid'")


def test_a_table_and_a_mapping_are_required(run: Attain) -> None:
    assert (
        "'some.toml' does not end in '.parquet', '.csv', '.tsv', '.txt', '.xlsx', '.xlsm', '.xls' or '.ods'."
        in " ".join(run("columns", "tiers.toml", "some.toml").err.split())
    )
    assert "some.csv: error: there is no such file" in run("columns", "tiers.toml", "some.csv").err
    done = run("score", "tiers.toml", "google.csv", "--columns", "none.toml")
    assert (done.status, done.err) == (2, "none.toml: error: there is no such file\n")
    assert (
        "--columns applies only to tables"
        in run("score", "tiers.toml", "answers.toml", "--columns", "columns.toml").err
    )
