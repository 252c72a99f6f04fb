"""The script does what its docstring says, when run on the command line."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import attain

EXAMPLES = Path(__file__).parents[1]
SHEET = EXAMPLES / "partners.csv"
NDA = "agreement.nda,Yes,yes,Y"


def score(sheet: Path, results: Path) -> subprocess.CompletedProcess[str]:
    """Run the script in a separate process, in which every warning is an error."""
    command = [sys.executable, "-Werror", str(EXAMPLES / "score_partners.py"), str(sheet), str(results)]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env={"PYTHONUTF8": "1"})


def test_it_prints_the_levels_of_each_partner_and_the_next_step(tmp_path: Path) -> None:
    done = score(SHEET, tmp_path / "results.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == """\
Partner       Level      Answered  Weakest function                What to do next
Example Ltd   Proactive  99/99     Resource utilization            Work out with your partners how much capacity and which resources you will need in sales and technology.
Sample GmbH   Proactive  93/99     Joint business planning         Add the solutions you want to build together, and their cost, to the partner plan.
Specimen SA   Dynamic    97/99     Product and customer support    Give the single point of contact a CRM system shared among partners, to track issues and resolve them before they grow.
"""
    )


def test_it_writes_one_result_on_each_line(tmp_path: Path) -> None:
    score(SHEET, tmp_path / "results.jsonl")
    lines = (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()
    results = {result.subject: result for result in (attain.Result.from_dict(json.loads(line)) for line in lines)}
    assert list(results) == ["Example Ltd", "Sample GmbH", "Specimen SA"]
    assert [len(result.root.open) for result in results.values()] == [0, 6, 2]
    answers = {question: answer.value for question, answer in results["Sample GmbH"].answers.items()}
    assert attain.rubric("iamcp-p2p").assess(answers, subject="Sample GmbH") == results["Sample GmbH"]


def test_a_sheet_as_some_spreadsheets_save_it_scores_equally(tmp_path: Path) -> None:
    other = tmp_path / "partners.csv"
    lines = SHEET.read_text(encoding="utf-8").splitlines()
    other.write_text("\r\n".join([*lines, ",,,"]), encoding="utf-8-sig", newline="")
    assert score(other, tmp_path / "other.jsonl").stdout == score(SHEET, tmp_path / "results.jsonl").stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            NDA,
            "agreement.nad,Yes,perhaps,Y",
            """these answers can't be used
  Example Ltd: there is no question 'agreement.nad'; did you mean 'agreement.nda'?
  Sample GmbH: there is no question 'agreement.nad'; did you mean 'agreement.nda'?
  Specimen SA: there is no question 'agreement.nad'; did you mean 'agreement.nda'?""",
        ),
        (
            NDA,
            "agreement.nda,Yes,perhaps,Y",
            """these answers can't be used
  Sample GmbH: agreement.nda: 'perhaps' is neither yes nor no; answer true or false, 'yes' or 'no', or leave it out; to accept 'perhaps', add it to the words for yes or no: in [answers], with_words, --yes or --no""",
        ),
        (NDA, "agreement.nda,Yes", "the first row has 4 columns, but these rows have more or fewer: agreement.nda"),
        (NDA, f"{NDA}\n{NDA}", "in the file twice: agreement.nda"),
        ("Sample GmbH", "Example Ltd", "in the file twice: Example Ltd"),
        (",", ";", "expected a column for each partner and a row for each question, separated by commas"),
        ("Sample", '"Sample', "unexpected end of data"),
    ],
)
def test_a_file_that_is_not_a_sheet_is_reported_and_nothing_is_written(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    sheet, results = tmp_path / "partners.csv", tmp_path / "results.jsonl"
    sheet.write_text(SHEET.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    done = score(sheet, results)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{sheet}: {message}\n")
    assert not results.exists()


def test_files_that_do_not_exist_are_reported(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    missing, nowhere = tmp_path / "missing.csv", tmp_path / "no" / "results.jsonl"
    assert score(missing, nowhere).stderr == f"{missing}: No such file or directory\n"
    assert score(SHEET, nowhere).stderr == f"{nowhere}: No such file or directory\n"
    assert score(tmp_path / "empty.csv", nowhere).stderr.startswith(f"{tmp_path / 'empty.csv'}: expected a column for")


def test_a_sheet_with_rows_and_columns_swapped_is_reported_in_one_line(tmp_path: Path) -> None:
    done = score(SHEET.with_name("partner-table.csv"), tmp_path / "results.jsonl")
    message = "the first column names no question of the model; are rows and columns swapped?"
    assert (done.returncode, done.stderr) == (1, f"{SHEET.with_name('partner-table.csv')}: {message}\n")


def test_the_first_of_many_wrong_cells_are_reported(tmp_path: Path) -> None:
    sheet = tmp_path / "partners.csv"
    sheet.write_text(SHEET.read_text(encoding="utf-8").replace("Yes", "perhaps"), encoding="utf-8")
    lines = score(sheet, tmp_path / "results.jsonl").stderr.splitlines()
    assert len(lines) == 22
    assert re.fullmatch(r"  and [0-9]+ more", lines[-1])
