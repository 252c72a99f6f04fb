"""Table files as people have them: read as they are meant, or refused with the line and the option that decides."""

import csv
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from errno import EIO
from io import BytesIO, StringIO
from pathlib import Path
from typing import Literal

import attrs
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain import AnswersError
from attain._cli import main
from attain._tables.contents import Dialect
from attain._tables.rows import lines_of
from attain._tables.table import _lines, opened_table
from attain._tables.unread import unread

CASES = Path(__file__).parent / "cases"
TIERS = str(CASES / "tiers.toml")
HEADER = ["id", "revenue", "churn", "msp", "cloud"]
PARTNERS: Sequence[Sequence[object]] = [HEADER, ["a", 550000, 5.5, True, False], ["b", 120000.0, 9.25, False, True]]
GOLD_AND_SILVER = "Overall    Gold  Silver"


@attrs.frozen
class Done:
    """The exit status and the output of a command."""

    status: int
    out: str
    err: str

    @property
    def last(self) -> str:
        return self.out.splitlines()[-1]


Attain = Callable[..., Done]


@pytest.fixture
def score(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Attain:
    """Return a function that runs `attain score` on a table in a folder of its own."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def call(*args: str, command: str = "score", rubric: str = TIERS) -> Done:
        monkeypatch.setattr(sys, "argv", ["attain", command, rubric, *args])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, out, err)

    return call


def rows(*lines: str, header: str = "id,revenue,churn,msp,cloud") -> str:
    return "\n".join([header, *lines, ""])


def errors(done: Done) -> list[str]:
    """Return the error messages, without the name of the file."""
    assert (done.status, done.out) == (2, "")
    return [line.partition(": ")[2] for line in done.err.splitlines() if ": error: " in line]


# ---------------------------------------------------------------- files that once were read wrongly


@pytest.mark.parametrize(
    ("case", "note", "left_out"),
    [
        ("utf16.csv", "", []),
        ("blank-rows.csv", "blank-rows.csv: note: 2 blank rows were skipped\n", ["Blank: 2 rows left out"]),
    ],
)
def test_some_odd_files_are_read(score: Attain, case: str, note: str, left_out: list[str]) -> None:
    shutil.copy(CASES / case, ".")
    done = score(case)
    assert (done.status, done.last, done.err) == (0, GOLD_AND_SILVER, note)
    assert done.out.startswith("Partner tiers (acme-tiers@1.0): 2 rows\n")
    summary = score(case, command="summary")
    assert (summary.status, summary.err) == (0, "")
    assert "2 subjects" in summary.out
    assert [line for line in summary.out.splitlines() if line.startswith("Blank")] == left_out


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("header-twice.csv", "'msp' is the header of columns 4 and 6"),
        ("short-row.csv", "line 2 has 2 cells, but the header has 5"),
        ("newline-unquoted.csv", "line 4 has 1 cell, but the header has 6"),
    ],
)
def test_other_odd_files_are_refused(score: Attain, case: str, message: str) -> None:
    shutil.copy(CASES / case, ".")
    for command in ("score", "summary"):
        assert errors(score(case, command=command)) == [f"error: {message}"]


def test_a_german_csv_is_read_up_to_its_words_for_yes_and_no(score: Attain) -> None:
    shutil.copy(CASES / "german-excel.csv", ".")
    done = score("german-excel.csv")
    assert done.err.startswith(
        "german-excel.csv: note: numbers are read with decimal commas, as in '5,5'; to change this, use --decimal\n"
    )
    assert [line.split(": ")[1] for line in errors(done)] == [
        "2 values are not an answer to 'msp'",
        "2 values are not an answer to 'cloud'",
    ]
    assert score("german-excel.csv", "--yes", "ja", "--no", "nein").last == GOLD_AND_SILVER


def test_an_export_of_a_form_is_matched_by_the_texts_of_questions(score: Attain) -> None:
    shutil.copy(CASES / "forms-export.csv", ".")
    done = score("forms-export.csv", "--id", "Partner")
    assert done.last == GOLD_AND_SILVER
    assert done.err.count("Timestamp") == 1


# ---------------------------------------------------------------- encodings and separators

GERMAN = 'id;revenue;churn;msp;cloud;Bemerkung\na;550.000,00;5,5;yes;no;"gut; läuft"\nb;120.000,00;9,25;no;yes;größer\n'


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        (
            "cp1252",
            "german.csv: note: line 2 is not UTF-8, so the file is read as Windows-1252; to change this, use --encoding\n",
        ),
    ],
)
def test_a_csv_of_a_german_excel_is_read(score: Attain, encoding: str, note: str) -> None:
    Path("german.csv").write_text(GERMAN, encoding, newline="\r\n")
    done = score("german.csv")
    decimal = "german.csv: note: numbers are read with decimal commas, as in '5,5'; to change this, use --decimal\n"
    unread = "german.csv: note: not used: 'Bemerkung'\n"
    assert (done.status, done.last, done.err) == (0, GOLD_AND_SILVER, note + decimal + unread)
    done = score("german.csv", "--keep", "Bemerkung", "-o", "out.csv")
    assert (done.status, done.out) == (0, "")
    assert pl.read_csv("out.csv").rows() == [("a", "gut; läuft", "gold"), ("b", "größer", "silver")]


def test_a_named_encoding_decides(score: Attain) -> None:
    Path("name.csv").write_bytes(rows("Łódź,550000,5,yes,no").encode("cp1250"))
    assert "Łódź" in score("name.csv", "--encoding", "cp1250").out
    Path("marked.csv").write_bytes(rows("Łódź,550000,5,yes,no").encode("utf-8-sig"))
    assert score("marked.csv", "--encoding", "utf8").err == ""
    assert errors(score("name.csv", "--encoding", "ascii")) == [
        "error: is not encoded as ascii: some bytes near line 1 are not valid in it"
    ]
    assert "'klingon' is not the name of an encoding" in score("name.csv", "--encoding", "klingon").err


def test_text_that_is_only_partly_utf_8_is_refused(score: Attain) -> None:
    Path("mixed.csv").write_bytes("id,msp\nJosé,yes\n".encode() + "Zoë,no\n".encode("cp1252"))
    assert errors(score("mixed.csv", "--partial")) == ["error: is UTF-8 only up to line 3"]
    many = rows(*(f"p{at},550000,5,yes,no" for at in range(60_000)))  # more than is read at once
    for before, line in (("", 60_002), ("é", 60_002)):
        Path("long.csv").write_bytes(f"{before}{many}".encode() + b"Zo\xeb,1,5,yes,no")
        done = score("long.csv", "--partial")
        assert f"up to line {line}" in done.err if before else f"line {line} is not UTF-8" in done.err
    Path("cut.csv").write_bytes("id,msp\na,yes\nJosé".encode()[:-1])
    assert "line 3 is not UTF-8" in score("cut.csv", "--partial").err


def test_a_file_that_is_not_text_is_refused(score: Attain) -> None:
    Path("without-mark.csv").write_bytes(rows("a,550000,5,yes,no").encode("utf-16-le"))
    done = score("without-mark.csv")
    assert errors(done) == ["error: line 1 is not text"]
    assert "--encoding utf-16-le" in done.err
    assert score("without-mark.csv", "--encoding", "utf-16-le").status == 0
    Path("big-endian.csv").write_bytes(rows("a,550000,5,yes,no").encode("utf-16-be"))
    assert "--encoding utf-16-be" in score("big-endian.csv").err
    Path("null.csv").write_text(rows("a,550000,5,yes,n\0o"), "utf-8")
    done = score("null.csv")
    assert errors(done) == ["error: line 2 contains a null character"]
    assert "utf-16" not in done.err
    Path("undefined.csv").write_bytes(rows("\x81,550000,5,yes,no").encode("latin-1"))
    assert "is not encoded as cp1252" in score("undefined.csv").err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_decides_the_encoding(score: Attain, encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith(("le", "be")) else ""
    Path("marked.csv").write_bytes((mark + rows("é,550000,5,yes,no")).encode(encoding))
    done = score("marked.csv")
    assert (done.status, done.err, done.last) == (0, "", "Overall    Gold")
    assert "Dimension  é" in done.out


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        (
            "id,msp\na,yes,\n",
            "line 2 has 3 cells, but the header has 2",
            "remove the separator at the end of the row, or add one to the header",
        ),
        (
            "id,msp\na,yes,no\n",
            "line 2 has 3 cells, but the header has 2",
            "put a cell that contains the separator in quotes",
        ),
        (
            "id,msp\na,yes,,\n",
            "line 2 has 4 cells, but the header has 2",
            "put a cell that contains the separator in quotes",
        ),
        (
            "# an export\nid,msp\n",
            "line 2 has 2 cells, but the header has 1",
            "the first row must be the header: remove what is above it, or name the separator of cells: --separator",
        ),
        (
            "id  msp\na  yes\n",
            "the table has only one column, 'id  msp', and nothing identifies the subjects",
            "name the separator of cells: --separator CHARACTER",
        ),
    ],
)
def test_a_possible_problem_with_the_separator_is_reported(score: Attain, text: str, message: str, fix: str) -> None:
    Path("odd.csv").write_text(text, "utf-8")
    done = score("odd.csv")
    assert errors(done) == [f"error: {message}"]
    assert f"  hint: {fix}\n" in done.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tabs.tsv", "id\trevenue\tchurn\tmsp\tcloud\na\t550000\t5\tyes\tno\n"),
        ("tabs.txt", "id\trevenue\tchurn\tmsp\tcloud\na\t550000\t5\tyes\tno\n"),
        ("bars.csv", "id|revenue|churn|msp|cloud\na|550000|5|yes|no\n"),
        ("named.csv", "sep=;\nid;revenue;churn;msp;cloud\na;550000;5;yes;no\n"),
        ("above.csv", "\n,,,,\nid,revenue,churn,msp,cloud\na,550000,5,yes,no\n"),
        ("old-mac.csv", "id,revenue,churn,msp,cloud\ra,550000,5,yes,no\r"),
        ("quoted.csv", '"id","revenue","churn","msp","cloud","a ""b"",\nc"\n"a","550000","5","yes","no","1,\n\n2"\n'),
        ("commas.csv", "id;revenue;churn;msp;cloud;well, or, so, not, at, all\na;550000;5;yes;no;a\n"),
        ("unnamed.csv", "id,revenue,churn,msp,cloud,,\na,550000,5,yes,no,,\n"),
        ("no-end.csv", "id,revenue,churn,msp,cloud\na,550000,5,yes,no"),
    ],
)
def test_separators_of_cells_and_rows_are_detected(score: Attain, name: str, text: str) -> None:
    Path(name).write_text(text, "utf-8", newline="")
    done = score(name)
    assert (done.status, done.last) == (0, "Overall    Gold")
    assert all("not used: " in line for line in done.err.splitlines())


def test_a_named_separator_decides(score: Attain) -> None:
    Path("odd.csv").write_text("id~revenue~churn~msp~cloud\na~550000~5~yes~no\n", "utf-8")
    assert score("odd.csv", "--separator", "~").last == "Overall    Gold"
    Path("semicolons.txt").write_text("id;revenue;churn;msp;cloud\na;550000;5;yes;no\n", "utf-8")
    assert score("semicolons.txt", "--separator", "semicolon").last == "Overall    Gold"
    for wrong in ("::", "é", '"'):
        assert f"{wrong!r} is not 'comma', 'semicolon', 'tab' or 'bar'" in score("odd.csv", "--separator", wrong).err


def test_a_single_column_has_no_separator(score: Attain) -> None:
    Path("ids.csv").write_text('id\na\n"\n"\n""\n', "utf-8")
    assert "no column answers any question" in score("ids.csv").err


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        (["a,1,2,yes,no", "b,1"], ["line 3 has 2 cells, but the header has 5"]),
        (["a,1,2,yes,no,,"], ["line 2 has 7 cells, but the header has 5"]),
        (
            ['a,1,2,yes,"no', '"', "", "b"],
            ["line 5 has 1 cell, but the header has 5: look for a line break in 'cloud' that is not in quotes"],
        ),
        (
            ["a,1,2", "and more,yes,no"],
            [
                f"line {at} has 3 cells, but the header has 5: look for a line break in 'churn' that is not in quotes"
                for at in (2, 3)
            ],
        ),
        (
            ["a", "b", "c,1,2,yes,no"],
            [
                "line 2 has 1 cell, but the header has 5",
                "line 3 has 1 cell, but the header has 5",
            ],
        ),
        (
            ["a,1,2,yes,no,no", "b"],
            ["line 2 has 6 cells, but the header has 5", "line 3 has 1 cell, but the header has 5"],
        ),
        (
            [f"p{at},1,2" for at in range(1_012)],
            [
                *(
                    f"line {at} has 3 cells, but the header has 5: look for a line break in 'churn' that is not in quotes"
                    for at in range(2, 12)
                ),
                "1,002 more lines have fewer or more cells than the header",
            ],
        ),
    ],
)
def test_rows_with_fewer_or_more_cells_are_refused_with_their_lines(
    score: Attain, lines: Sequence[str], messages: Sequence[str]
) -> None:
    Path("ragged.csv").write_text(rows(*lines), "utf-8")
    done = score("ragged.csv")
    assert done.status == 2
    shown = done.err.replace("\n  hint: put a cell that contains the separator in quotes", "").replace(
        "\n  hint: ", ": "
    )
    assert shown.splitlines() == [f"ragged.csv: error: {each}" for each in messages]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_header_that_occurs_again_is_refused(score: Attain, ending: str) -> None:
    lines = ["a,1,2,yes,no", "", "id,revenue,churn,msp,cloud", "b,1,2,yes,no"]
    Path("joined.csv").write_text(rows(*lines), "utf-8")
    if ending == "xlsx":
        pl.read_csv("joined.csv", infer_schema=False).write_excel("joined.xlsx")
    assert "one row repeats the header, the first at" in score(f"joined.{ending}").err


def test_a_line_break_in_a_column_without_a_name_is_reported(score: Attain) -> None:
    Path("ragged.csv").write_text("id,msp,\na,yes,b\nc\n", "utf-8")
    assert "look for a line break in column 3 that is not in quotes" in score("ragged.csv").err


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a,1,2,yes,no", 'b,1,2,"yes,no'], "a quote that opens on line 3 is never closed"),
        (['b,1,2,"' + "y" * 200_000 + '",no'], "a quote that opens on line 2 is never closed"),
        (['a,1,2,"yes" or so,no'], "text follows a closing quote on line 2"),
    ],
)
def test_ambiguous_quotes_are_refused(score: Attain, lines: Sequence[str], message: str) -> None:
    Path("quotes.csv").write_text(rows(*lines), "utf-8")
    assert errors(score("quotes.csv")) == [f"error: {message}"]


def test_a_quote_within_a_cell_is_a_character(score: Attain) -> None:
    Path("inches.csv").write_text(rows('5" disk,550000,5,yes,no', '3" disk,550000,5,yes,no'), "utf-8")
    assert '5" disk  3" disk' in score("inches.csv").out


def test_a_line_that_never_ends_is_refused() -> None:
    with pytest.raises(AnswersError, match="line 2 is longer than 16 million characters"):
        list(lines_of(StringIO("id\n" + "x" * (16 * 1024**2 + 1))))


def test_blank_rows_are_skipped_and_counted_in_every_way(score: Attain) -> None:
    Path("blank.csv").write_text(
        rows(" ", "a,550000,5.5,yes,no", " ,, ,\u00a0,", "", '"","","","",""', "b,120000,9.25,no,yes"), "utf-8"
    )
    done = score("blank.csv")
    assert (done.status, done.err) == (0, "blank.csv: note: 4 blank rows were skipped\n")
    assert json.loads(score("blank.csv", "--format", "json", command="summary").out)["blank"] == 4
    Path("one.csv").write_text(rows("", "a,550000,5.5,yes,no"), "utf-8")
    assert score("one.csv").err == "one.csv: note: 1 blank row was skipped\n"


SPARSE = pl.DataFrame(
    {
        "revenue": [None, 600_000.0, float("nan"), None, None],
        "churn": [None, 5.0, None, None, None],
        "msp": [None, True, None, None, None],
        "cloud": [None, True, None, None, None],
        "id": [" ", "a", None, "", "b"],
        "comment": [None, "x", None, "Total", None],
    }
)


@pytest.mark.parametrize("options", [[], ["--no-check"], ["-o", "out.csv"], ["-o", "out.parquet", "--no-check"]])
@pytest.mark.parametrize("file", ["sparse.parquet", "sparse.csv"])
def test_rows_without_an_id_and_an_answer_are_blank_whatever_else_they_contain(
    score: Attain, file: str, options: list[str]
) -> None:
    SPARSE.write_parquet("sparse.parquet")
    SPARSE.with_columns(pl.col("revenue").fill_nan(None)).write_csv("sparse.csv")
    done = score(file, *options)
    notes = [f"{file}: note: 3 blank rows were skipped", f"{file}: note: not used: 'comment'"]
    assert (done.status, done.err.splitlines()) == (0, notes)
    summary = json.loads(score(file, "--format", "json", command="summary").out)
    assert (summary["subjects"], summary["blank"]) == (2, 3)
    unnamed = score(file, "--id", "id", "--answers", "wide", command="summary").out
    assert "Blank: 3 rows left out" in unnamed


def test_without_an_id_each_row_with_any_value_counts(score: Attain) -> None:
    SPARSE.rename({"id": "name"}).write_parquet("sparse.parquet")
    summary = json.loads(score("sparse.parquet", "--format", "json", command="summary").out)
    assert (summary["subjects"], summary["blank"]) == (3, 2)


def test_blank_rows_of_answers_are_counted(score: Attain) -> None:
    columns = {"id": ["a", None, "a"], "question": ["msp", None, "cloud"], "answer": ["yes", None, "no"]}
    pl.DataFrame({**columns, "comment": [None, "Total", None]}).write_parquet("long.parquet")
    for options in ([], ["--no-check"]):
        assert score("long.parquet", "--answers", "long", *options).err == (
            "long.parquet: note: 1 blank row was skipped\n"
        )


def test_rows_of_a_file_keep_their_numbers_beside_blank_ones(score: Attain) -> None:
    texts = {"id": [None, "a", None, "b"], "revenue": [None, "5", None, "1.234"], "churn": [None, "1", None, "2"]}
    pl.DataFrame({**texts, "msp": [None, "yes", None, "no"], "cloud": [None] * 4}).write_parquet("texts.parquet")
    [message] = errors(score("texts.parquet"))
    assert "'1.234' (row 4, 'revenue')" in message


def test_a_summary_refuses_answers_without_a_subject_and_notes_subjects_that_count_twice(score: Attain) -> None:
    Path("ids.csv").write_text(rows("a,550000,5,yes,no", "a,550000,5,yes,no", "b,,,,"), "utf-8")
    done = score("ids.csv", command="summary")
    assert (done.status, done.err) == (
        0,
        "ids.csv: note: one row has the id of an earlier row: it counts as another subject\n",
    )
    assert ": 3 subjects" in done.out
    Path("ids.csv").write_text(rows("a,550000,5,yes,no", ",550000,5,yes,no"), "utf-8")
    for options in ([], ["--id", "id"]):
        assert errors(score("ids.csv", *options, command="summary")) == ["error: id: one row has no id"]
    assert "(no id)" in score("ids.csv", "--no-check").out


def test_a_header_that_is_a_pattern_is_refused(score: Attain) -> None:
    Path("pattern.csv").write_text("id,^msp$\n,\n", "utf-8")
    pl.DataFrame({"id": [None], "^msp$": [None]}).write_parquet("pattern.parquet")
    for file in ("pattern.csv", "pattern.parquet"):
        for command in ("score", "columns"):
            assert errors(score(file, command=command)) == ["error: Polars reads '^msp$' as a pattern of names"]


def test_blanks_around_an_id_make_no_difference(score: Attain) -> None:
    Path("ids.csv").write_text(rows("a,550000,5,yes,no", "a ,550000,5,yes,no"), "utf-8")
    assert errors(score("ids.csv")) == ["error: id: several rows have the same id, such as 'a'"]
    assert "one row has the id of an earlier row" in score("ids.csv", command="summary").err
    Path("long.csv").write_text("id,question,answer\na,revenue,550000\n a,churn,5\na ,msp,yes\n", "utf-8")
    assert score("long.csv", "--answers", "long").out.splitlines()[1:] == ["Dimension  a", "Overall    Gold"]


def test_a_question_that_is_called_like_ids_is_not_an_id(score: Attain) -> None:
    rubric = (CASES / "tiers.toml").read_text("utf-8").replace("revenue", "id")
    Path("ids.toml").write_text(rubric, "utf-8")
    Path("ids.csv").write_text("subject,id,churn,msp,cloud\na,550000,5,yes,no\nb,550000,5,yes,no\n", "utf-8")
    assert ": 2 subjects" in score("ids.csv", command="summary", rubric="ids.toml").out
    assert score("ids.csv", rubric="ids.toml").last == "Overall    Gold  Gold"


@pytest.mark.parametrize("text", ["id,msp,\n", "id,msp", "id,msp\n,\n"])
def test_a_header_alone_is_refused_but_its_columns_can_be_shown(score: Attain, text: str) -> None:
    Path("header.csv").write_text(text, "utf-8")
    pl.DataFrame(schema=["id", "msp"]).write_parquet("header.parquet")
    for file in ("header.csv", "header.parquet"):
        for command in ("score", "summary"):
            assert errors(score(file, command=command)) == ["error: has a header but no rows"]
        done = score(file, command="columns")
        assert (done.status, done.err) == (0, "")
        assert 'msp = "msp"' in done.out


@pytest.mark.parametrize("text", ["", "\n\n", " \n", "sep=;\n"])
def test_a_blank_file_is_empty(score: Attain, text: str) -> None:
    Path("empty.csv").write_text(text, "utf-8")
    assert errors(score("empty.csv")) == ["error: is empty"]


def test_columns_without_a_name_or_with_a_repeated_one_are_refused(score: Attain) -> None:
    Path("unnamed.csv").write_text('id,msp,,\na,"yes\n",,\nb,no, ,x\n', "utf-8")
    done = score("unnamed.csv")
    assert errors(done) == ["error: column 4 has no header, but has a value at line 4"]
    Path("thrice.csv").write_text("id,msp,x, msp,x,msp \na,yes,1,no,1,no\n", "utf-8")
    assert errors(score("thrice.csv")) == [
        "error: 'msp' is the header of columns 2, 4 and 6",
        "error: 'x' is the header of columns 3 and 5",
    ]


def test_all_rows_are_checked_and_counted_although_few_are_shown(score: Attain) -> None:
    lines = [f"p{at},550000,5,yes,no" for at in range(1_203)]
    Path("many.csv").write_text(rows(*lines, "last,550000,5,perhaps,no"), "utf-8")
    assert errors(score("many.csv")) == ["error: one value is not an answer to 'msp': 'perhaps' ('last')"]
    Path("more.csv").write_text(rows(*lines, "last,550000,x,perhaps,no"), "utf-8")
    assert "In 1,204 rows, 2 values are not answers." in score("more.csv", "--no-check").out
    done = score("many.csv", "--no-check")
    assert done.out.splitlines()[0] == "Partner tiers (acme-tiers@1.0): the first 5 of 1,204 rows"
    assert "In 1,204 rows, one value is not an answer." in done.out
    Path("many.csv").write_text(rows(*lines, "p0,550000,5,yes,no"), "utf-8")
    assert errors(score("many.csv")) == ["error: id: several rows have the same id, such as 'p0'"]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
QUOTING = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]


@given(
    lines=st.integers(1, 4).flatmap(lambda size: st.lists(st.lists(CELLS, min_size=size, max_size=size), min_size=1)),
    separator=st.sampled_from([",", ";", "\t", "|", "~"]),
    quoting=st.sampled_from(QUOTING),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_every_cell_comes_back_as_it_was_written(
    lines: list[list[str]], separator: str, quoting: Literal[0, 1], encoding: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "table.csv")
        with file.open("w", encoding=encoding, newline="") as stream:
            writer = csv.writer(stream, delimiter=separator, quoting=quoting)
            writer.writerows([[f"c{at}" for at in range(len(lines[0]))], *lines])
        full = [tuple(cell or None for cell in line) for line in lines if any(map(str.strip, line))]
        read: list[tuple[object, ...]] = []
        notes: list[str] = []
        with opened_table(str(file), Dialect(separator=separator), notes.append, lambda _: None) as table:
            read = table.frame.collect().rows()
            assert table.blank == len(lines) - len(full)
        assert read == full
        assert not notes


@given(st.binary(max_size=200) | st.text('ab1,;"\r\n\t ', max_size=60).map(str.encode))
def test_any_content_of_a_file_is_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "table.csv")
        file.write_bytes(content)
        with suppress(AnswersError), opened_table(str(file), Dialect(), lambda _: None, lambda _: None) as table:
            assert table.frame.collect().height == table.count


# ---------------------------------------------------------------- decimals


def test_a_number_is_quoted_and_kept_as_it_is_written(score: Attain) -> None:
    header = "id;revenue;churn;msp;cloud"
    Path("comma.csv").write_text(rows("a;-1,5;3,5;yes;no", "b;1.234.567,5;150,25;no;", header=header), "utf-8")
    done = score("comma.csv")
    assert errors(done) == [
        "error: one value is not an answer to 'revenue': '-1,5' ('a')",
        "error: one value is not an answer to 'churn': '150,25' ('b')",
    ]
    assert score("comma.csv", "--no-check", "--keep", "revenue", "-o", "out.csv").status == 0
    assert pl.read_csv("out.csv", infer_schema=False)["revenue"].to_list() == ["-1,5", "1.234.567,5"]
    Path("large.csv").write_text(rows("a;1.000.000.000.000.000,5;3,5;yes;no", header=header), "utf-8")
    assert "  hint: use numbers from 0, not beyond 10^15; leave the cell empty" in score("large.csv").err
    long = rows("a;revenue;-1,5", "a;churn;3,5", "b;revenue;1.234.567,5", header="id;question;answer")
    Path("long.csv").write_text(long, "utf-8")
    assert errors(score("long.csv", "--answers", "long")) == [
        "error: one value is not an answer to 'revenue': '-1,5' ('a')"
    ]
    assert "Overall    -  Silver\n" in score("long.csv", "--answers", "long", "--no-check").out


@pytest.mark.parametrize(
    ("numbers", "level", "note"),
    [
        (["550000", "5"], "Gold", ""),
        (["550.000,00", "5"], "Gold", "550.000,00"),
        (["1.234.567", "5"], "Gold", "1.234.567"),
        (["550.000", "5,5"], "Gold", "5,5"),
        (["+550.000", "0,125"], "Gold", "0,125"),
        (["550,000.00", "5"], "Gold", ""),
        (["550,000", "5.5"], "Gold", ""),
        (["550.000", "0.125"], "Registered", ""),
        (["5.5e5", "5"], "Gold", ""),
        (["550000", "8,5"], "Silver", "8,5"),
    ],
)
def test_decimal_marks_are_those_that_the_numbers_prove(
    score: Attain, numbers: Sequence[str], level: str, note: str
) -> None:
    Path("numbers.csv").write_text(rows(f"a;{';'.join(numbers)};yes;no", header=";".join(HEADER)), "utf-8")
    done = score("numbers.csv")
    note_ = f"numbers.csv: note: numbers are read with decimal commas, as in '{note}'; to change this, use --decimal\n"
    assert (done.status, done.last, done.err) == (0, f"Overall    {level}", note_ if note else "")


def test_ambiguous_marks_are_refused_until_an_option_decides(score: Attain) -> None:
    for number, mark in (("550.000", "point"), ("550,000", "comma")):
        Path("doubt.csv").write_text(rows(f"a;{number};5;yes;no", header=";".join(HEADER)), "utf-8")
        done = score("doubt.csv")
        assert errors(done) == [
            f"error: '{number}' (line 2, 'revenue') can have a decimal {mark} or a separator of thousands"
        ]
        assert "  hint: choose one: --decimal comma or --decimal point" in done.err
        other = {"point": "comma", "comma": "point"}[mark]
        assert score("doubt.csv", "--decimal", mark).last == "Overall    Registered"
        assert score("doubt.csv", "--decimal", other).last == "Overall    Gold"


def test_marks_that_contradict_each_other_are_refused(score: Attain) -> None:
    Path("both.csv").write_text(
        rows("a;550000;5.5;yes;no", "", "b;550000;5,5;yes;no", header=";".join(HEADER)), "utf-8"
    )
    assert errors(score("both.csv")) == [
        "error: some numbers have decimal commas, and some have decimal points: '5,5' (line 4, 'churn'), '5.5' (line 2, 'churn')"
    ]
    assert "'5,5' ('b')" in score("both.csv", "--decimal", "point").err


def test_other_columns_prove_nothing(score: Attain) -> None:
    Path("other.csv").write_text(rows("1.234.567;550000;5.5;yes;no", header=";".join(HEADER)), "utf-8")
    assert "1.234.567" in score("other.csv").out


def test_numbers_in_rows_of_answers_may_have_decimal_commas(score: Attain) -> None:
    text = "id;question;answer\na;revenue;550.000\na;churn;5,5\na;msp;yes\na;cloud;no\n"
    Path("long.csv").write_text(text, "utf-8")
    done = score("long.csv", "--answers", "long")
    assert (done.last, done.out.splitlines()[0]) == ("Overall    Gold", "Partner tiers (acme-tiers@1.0): 1 subject")
    Path("no-question.csv").write_text("id;answer\na;5,5\n", "utf-8")
    assert "there is no column 'question'" in score("no-question.csv", "--answers", "long").err


def test_texts_in_parquet_are_read_in_the_same_way(score: Attain) -> None:
    table = pl.DataFrame({"id": ["a"], "revenue": ["550.000"], "churn": [5.5], "msp": [True], "cloud": [False]})
    table.write_parquet("texts.parquet")
    assert "'550.000' (row 1, 'revenue') can have a decimal point" in score("texts.parquet").err
    assert score("texts.parquet", "--decimal", "comma").last == "Overall    Gold"
    table.clear().write_parquet("none.parquet")
    assert errors(score("none.parquet")) == ["error: has a header but no rows"]


# ---------------------------------------------------------------- spreadsheets


def workbook(path: str, *sheets: tuple[str, Iterable[Sequence[object]]], top: int = 0, left: int = 0) -> str:
    """Write a workbook; tests read it as XlsxWriter writes it, and as LibreOffice saves it."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in sheets:
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines, top):
                for column, cell in enumerate(line, left):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, day)
                    elif cell == "=1/0":
                        sheet.write_formula(at, column, "=1/0", None, "#DIV/0!")
                    elif cell is not None:
                        sheet.write(at, column, cell)
    return path


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of workbooks as LibreOffice saves them in each format."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed: Debian's libreoffice-calc-nogui")
    folder = tmp_path_factory.mktemp("office")
    workbook(str(folder / "partners.xlsx"), ("Partners", PARTNERS), ("Empty", []))
    lines: list[list[object]] = [
        [*HEADER],
        ["a", 550000, 5, "yes", "no"],
        ["b", "=1/0", 5, "yes", "no"],
        [],
        ["=1/0", "=1/0", 5, "=1/0", ""],
    ]
    placed: list[list[object]] = [[], [], [], *(["", "", *line] for line in lines)]
    commented: list[list[object]] = [[*HEADER, "comment"], ["a", 120000, 5, "yes", "no", "=1/0"]]
    workbook(str(folder / "errors.xlsx"), ("Other", commented), ("S", placed))
    sources = [str(folder / "partners.xlsx"), str(folder / "errors.xlsx"), shown(str(folder / "shown.xlsx"))]
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    for kind in ("xlsx", "ods", "xls"):
        subprocess.run(
            [*command, "--convert-to", kind, "--outdir", str(folder / "saved"), *sources],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return folder / "saved"


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_spreadsheet_of_libreoffice_is_read(score: Attain, office: Path, kind: str) -> None:
    file = str(office / f"partners.{kind}")
    done = score(file)
    assert (done.status, done.last, done.err) == (0, GOLD_AND_SILVER, "")
    assert score(file, "--sheet", "Partners").last == GOLD_AND_SILVER
    assert errors(score(file, "--sheet", "Empty")) == ["error: is empty"]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_errors_in_a_spreadsheet_of_libreoffice_are_reported(score: Attain, office: Path, kind: str) -> None:
    file = str(office / f"errors.{kind}")
    done = score(file, "--sheet", "S")
    assert errors(done) == [
        "error: 2 values are not an answer to 'revenue': '#DIV/0!' ('b'), '#DIV/0!' ('#DIV/0!')",
        "error: one value is not an answer to 'msp': '#DIV/0!' ('#DIV/0!')",
    ]
    assert f"{file}: note: 4 cells contain an error, the first is '#DIV/0!' in D6\n" in done.err
    done = score(file, "--sheet", "Other")
    assert (done.status, done.last) == (0, "Overall    Silver")
    assert done.err == (
        f"{file}: note: one cell contains an error: '#DIV/0!' in F2\n{file}: note: not used: 'comment'\n"
    )


def test_errors_in_every_notation_of_xlsx_are_found(score: Attain) -> None:
    lines: list[list[object]] = [[*HEADER], ["a", 550000, 5, "yes", "no"], ["b", "=1/0", 5, "yes", "no"]]
    workbook("plain.xlsx", ("S", lines))

    def written(change: Callable[[str], str]) -> list[str]:
        with zipfile.ZipFile("plain.xlsx") as plain, zipfile.ZipFile("other.xlsx", "w") as other:
            for part in plain.namelist():
                text = plain.read(part).decode()
                other.writestr(part, change(text) if part.endswith("sheet1.xml") else text)
        return errors(score("other.xlsx"))

    errors_ = ["error: one value is not an answer to 'revenue': '#DIV/0!' ('b')"]
    assert written(lambda text: text) == errors_
    assert written(lambda text: text.replace('t="e"', "t = 'e'")) == errors_
    assert written(lambda text: re.sub(r' r="[A-Z]*[0-9]+"', "", text)) == errors_
    assert written(lambda text: re.sub(r"<(/?)(\w)", r"<\1x:\2", text).replace("xmlns=", "xmlns:x=")) == errors_
    assert written(lambda text: text.replace("<v>#DIV/0!</v>", "")) == [errors_[0].replace("#DIV/0!", "#ERROR!")]


REPEATING = """<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c"><office:body>
<table:table table:name="Other"><table:table-row><table:table-cell calcext:value-type="error"/></table:table-row></table:table>
<table:table table:name="S">
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:covered-table-cell table:number-columns-repeated="2"/>
<table:table-cell office:value-type="string" calcext:value-type="error" table:number-columns-repeated="2">
<office:annotation><text:p>a comment</text:p></office:annotation><text:p>#N/<text:span>A</text:span></text:p>
</table:table-cell><table:table-cell calcext:value-type="error"/><table:table-cell table:formula="of:=[.A1]*2"/>
<table:table-cell office:value-type="string"/></table:table-row>
<table:table-row><table:table-cell calcext:value-type="error"><text:p>Err:508</text:p></table:table-cell>
<table:table-cell office:value-type="percentage" office:value="0.05" table:number-columns-spanned="2" table:number-rows-spanned="2"/>
</table:table-row>
<table:table-row table:visibility="filter" table:number-rows-repeated="2"><table:table-cell office:value-type="string"/></table:table-row>
<table:table-row table:visibility="collapse" table:number-rows-repeated="9999"><table:table-cell/></table:table-row>
</table:table></office:body></office:document-content>"""


def test_repeated_cells_of_an_ods_are_found_at_every_place(tmp_path: Path) -> None:
    file = str(tmp_path / "errors.ods")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", REPEATING)
    assert [*unread(file, "S")] == [
        *(
            found
            for row in (2, 3)
            for found in [
                ("error", (row, 2), "#N/A"),
                ("error", (row, 3), "#N/A"),
                ("error", (row, 4), "#ERROR!"),
                ("formula", (row, 5), "=[.A1]*2"),
            ]
        ),
        ("error", (4, 0), "Err:508"),
        ("percentage", (4, 1), "0.05"),
        ("merged", (4, 1), "C6"),
        ("hidden", (5, 0), "6"),
        ("hidden", (6, 0), "7"),
    ]
    assert [*unread(file, "Other")] == [("error", (0, 0), "#ERROR!")]
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<nothing/>")
    assert [*unread(file, "S")] == []


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("<f>300000*2</f>", "=300000*2"),
        ('<f t="shared" si="0"/>', "=…"),
        ("<f>300000*2</f><v></v>", "=300000*2"),
        ("<f>300000*2</f><v/>", "=300000*2"),
        ("<f>300000*2</f><v>600000</v>", None),
    ],
)
def test_a_formula_without_a_result_is_not_an_open_answer(score: Attain, cell: str, message: str | None) -> None:
    workbook("plain.xlsx", ("S", [[*HEADER], ["a", 550000, 5, "yes", "no"]]))
    with zipfile.ZipFile("plain.xlsx") as plain, zipfile.ZipFile("formula.xlsx", "w") as other:
        for part in plain.namelist():
            other.writestr(
                part, plain.read(part).decode().replace("<v>550000</v>", cell).replace(' fullCalcOnLoad="1"', "")
            )
    done = score("formula.xlsx")
    if message is None:
        assert (done.status, done.err, done.last) == (0, "", "Overall    Gold")
        return
    assert errors(done) == [f"error: one value is not an answer to 'revenue': {message!r} ('a')"]
    note = "formula.xlsx: note: one cell contains a formula without a result, the first in B2: "
    assert done.err.startswith(f"{note}open the file in a spreadsheet program, and save it\n")


def test_a_formula_that_may_never_have_been_calculated_is_noted(score: Attain) -> None:
    with xlsxwriter.Workbook("stale.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["a", 550000, 5, "yes", "no"])
        sheet.write_formula(1, 1, "=300000*2")  # its value is 0 until a spreadsheet program opens it
    done = score("stale.xlsx")
    assert (done.status, done.last) == (0, "Overall    Registered")
    note = "stale.xlsx: note: one cell contains a formula that may never have been calculated, the first in B2: "
    assert done.err == f"{note}open the file in a spreadsheet program, and save it\n"


def shown(path: str) -> str:
    """Write a workbook with percentages, merged cells and two hidden rows, one of them empty, and return its path."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.merge_range(0, 5, 0, 6, "comment")
        sheet.write_row(0, 0, HEADER)
        percent = book.add_format({"num_format": "0.0%;-0.0%"})
        other = book.add_format({"num_format": '0" %"'})
        for at, id_ in enumerate(("a", "b", "c"), 1):
            sheet.write_row(at, 0, [id_, 550000, 5, "yes", "no"])
        sheet.write(1, 2, 0.05, percent)
        sheet.write(2, 2, 0.5, book.add_format({"num_format": "0%"}))
        sheet.write(3, 2, 50, other)
        sheet.write(3, 1, None, percent)
        sheet.merge_range(1, 4, 2, 4, "no")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.write(4, 1, None, percent)
    return path


NOTED = (
    "2 cells show a percentage, which is read as a fraction: 0.05 in C2",
    "one range of cells is merged, the first from E2 to E3: only its first cell contains a value",
    "one hidden row is read like the others: row 3",
)


def test_percentages_merged_cells_and_hidden_rows_are_noted(score: Attain) -> None:
    done = score(shown("shown.xlsx"))
    assert (done.status, done.err.splitlines()[:3]) == (0, [f"shown.xlsx: note: {note}" for note in NOTED])


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_percentages_merged_cells_and_hidden_rows_of_libreoffice_are_noted(
    score: Attain, office: Path, kind: str
) -> None:
    file = str(office / f"shown.{kind}")
    done = score(file)
    assert (done.status, done.err.splitlines()[:3]) == (0, [f"{file}: note: {note}" for note in NOTED])


def test_a_workbook_needs_no_styles(score: Attain) -> None:
    workbook("plain.xlsx", ("S", PARTNERS))
    with zipfile.ZipFile("plain.xlsx") as plain, zipfile.ZipFile("bare.xlsx", "w") as other:
        for part in plain.namelist():
            if part != "xl/styles.xml":
                other.writestr(part, plain.read(part))
    assert score("bare.xlsx").last == GOLD_AND_SILVER


def test_an_xls_that_is_cut_off_is_refused(office: Path, tmp_path: Path) -> None:
    content = (office / "partners.xls").read_bytes()
    (tmp_path / "half.xls").write_bytes(content[:1024])
    with pytest.raises(ValueError, match="array index"):
        [*unread(str(tmp_path / "half.xls"), "S")]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_spreadsheet_of_libreoffice_is_read_through_pandas(office: Path, kind: str) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_excel(office / f"partners.{kind}", engine="calamine")
    levels = attain.load(TIERS).assess_frame(frame, id="id", output="levels")
    assert [*levels["level"]] == ["gold", "silver"]


def test_a_german_csv_is_read_through_pandas(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    for encoding in ("cp1252", "utf-8-sig"):
        file = tmp_path / "german.csv"
        file.write_text(f"{GERMAN}n/a;;;;;\n", encoding)
        options = {"encoding": encoding, "keep_default_na": False, "na_values": ""}  # the options that the docs name
        frame = pandas.read_csv(file, sep=";", decimal=",", thousands=".", **options)
        levels = attain.load(TIERS).assess_frame(frame, id="id", output="levels")
        assert [*levels["id"]][-1] == "n/a"
        assert [*levels["level"]] == ["gold", "silver", "registered"]


def test_a_workbook_of_xlsxwriter_is_read(score: Attain) -> None:
    lines = [*PARTNERS, [None] * 5, [" "] * 5]
    for top, left in ((0, 0), (2, 1)):
        workbook("partners.xlsx", ("Partners", lines), ("Notes", []), top=top, left=left)
        done = score("partners.xlsx")
        assert (done.status, done.last) == (0, GOLD_AND_SILVER)
        assert done.err == "partners.xlsx: note: 2 blank rows were skipped\n"


def test_cells_are_read_as_they_are_shown(score: Attain) -> None:
    cells = [7.0, 550.125, "two\nlines", date(2026, 11, 21), datetime(2026, 11, 21, 9, 30), 1e20, True]  # noqa: DTZ001  # as cells are
    names = [f"c{at}" for at in range(len(cells))]
    workbook("cells.xlsx", ("S", [[*HEADER, *names], ["a", 550000, 5.5, "yes", "no", *cells]]))
    keep = [each for name in names for each in ("--keep", name)]
    assert score("cells.xlsx", *keep, "-o", "out.csv") == Done(0, "", "")
    [row] = pl.read_csv("out.csv", infer_schema=False).rows()
    assert row[1:-1] == ("7", "550.1250", "two lines", "2026-11-21", "2026-11-21 09:30:00", "1e+20", "true")


def test_numbers_that_are_texts_in_a_sheet_are_read_as_in_csv(score: Attain) -> None:
    workbook("texts.xlsx", ("S", [HEADER, ["a", "550.000", 5, "yes", "no"]]))
    assert "'550.000' (row 2, 'revenue') can have a decimal point" in score("texts.xlsx").err
    assert score("texts.xlsx", "--decimal", "comma").last == "Overall    Gold"
    workbook("numbers.xlsx", ("S", [HEADER, ["a", 550.125, 5, "yes", "no"]]))
    assert score("numbers.xlsx").last == "Overall    Registered"


def test_an_error_in_a_cell_is_not_an_open_answer(score: Attain) -> None:
    many = [[f"p{at}", 550000, 5, "yes", "no"] for at in range(20_000)]  # enough rows that their XML is read in pieces
    workbook(
        "errors.xlsx",
        ("Other", []),
        ("S", [HEADER, *many, ["b", 550000, 5, "=1/0", "no"], ["c", "=1/0", 5, "yes", "no"]]),
    )
    assert errors(score("errors.xlsx")) == [
        "error: one value is not an answer to 'revenue': '#DIV/0!' ('c')",
        "error: one value is not an answer to 'msp': '#DIV/0!' ('b')",
    ]


def test_one_of_several_sheets_must_be_named(score: Attain) -> None:
    workbook("several.xlsx", ("Partners", PARTNERS), ("Empty", []), ("More", PARTNERS))
    done = score("several.xlsx")
    assert errors(done) == ["error: has several sheets"]
    assert "  hint: name one: --sheet NAME; its sheets are 'Partners', 'Empty' and 'More'" in done.err
    assert score("several.xlsx", "--sheet", "More").last == GOLD_AND_SILVER
    assert errors(score("several.xlsx", "--sheet", "Partner")) == ["error: has no sheet 'Partner'"]
    workbook("none.xlsx", ("Empty", []))
    assert errors(score("none.xlsx")) == ["error: is empty"]


def test_rows_of_a_sheet_have_the_numbers_that_it_shows(score: Attain) -> None:
    workbook("twice.xlsx", ("S", [["id", "msp", "msp"], ["a", "yes", "no"]]))
    assert errors(score("twice.xlsx")) == ["error: 'msp' is the header of columns 2 and 3"]
    workbook("title.xlsx", ("S", [["Partners\nof 2026"], HEADER, ["a", 1, 2, "yes", "no"]]), top=3)
    assert "column 2 has no header, but has a value at row 5" in score("title.xlsx").err


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_damaged_spreadsheet_is_refused(score: Attain, kind: str) -> None:
    workbook("whole.xlsx", ("S", PARTNERS))
    with zipfile.ZipFile("whole.xlsx") as whole:
        parts = {"content.xml": b"<broken", **{part: whole.read(part) for part in whole.namelist()}}
    parts.pop("content.xml" if kind == "xlsx" else "xl/workbook.xml")
    with zipfile.ZipFile("broken.zip", "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content if part != "xl/workbook.xml" else b"<broken")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for content in (b"\x00\x01", b"PK\x03\x04 and no more", old if kind == "xls" else Path("broken.zip").read_bytes()):
        Path(f"broken.{kind}").write_bytes(content)
        [message] = errors(score(f"broken.{kind}"))
        assert message.startswith("error: can't be read as a spreadsheet: ")


def zipped(**parts: str) -> bytes:
    with BytesIO() as made:
        with zipfile.ZipFile(made, "w") as written:
            for name, content in parts.items():
                written.writestr(name.replace("__", "/"), content)
        return made.getvalue()


TEXT = rows("a,550000,5,yes,no")
XLSX, XLS = "an Excel workbook (.xlsx)", "an Excel workbook of the old format (.xls)"
ODS, CSV = "an OpenDocument spreadsheet (.ods)", "a text file such as CSV"
RENAMED, SAVED = "give it a name that ends in {}", "open it in a spreadsheet program, and save it as .xlsx"
SPREADSHEET_ML = '<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
CONTENTS: list[tuple[bytes, tuple[str, ...], str, str]] = [
    (TEXT.encode(), (".xlsx", ".xls", ".ods", ".parquet"), CSV, RENAMED.format(".csv")),
    (TEXT.encode("utf-16"), (".xls",), CSV, RENAMED.format(".csv")),
    (zipped(**{"xl/workbook.xml": ""}), (".csv", ".xls", ".ods", ".parquet"), XLSX, RENAMED.format(".xlsx")),
    (zipped(**{"content.xml": ""}), (".csv", ".xlsx", ".xls"), ODS, RENAMED.format(".ods")),
    (zipped(**{"xl/workbook.bin": ""}), (".xlsx",), "a binary Excel workbook (.xlsb)", "save it as .xlsx"),
    (zipped(readme=""), (".csv", ".xlsx", ".ods"), "a compressed folder (.zip)", "unpack it"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), (".csv", ".xlsx"), XLS, RENAMED.format(".xls")),
    (b"PAR1", (".csv", ".xlsx"), "a Parquet file", RENAMED.format(".parquet")),
    (gzip.compress(TEXT.encode()), (".csv",), "a compressed file (.gz)", "unpack it"),
    (b"%PDF-1.7", (".csv", ".xlsx"), "a PDF file", "export the table as .xlsx or .csv"),
    (b"\xef\xbb\xbf\n<HTML><table>", (".csv", ".xls", ".xlsx"), "an HTML or XML file", SAVED),
    (SPREADSHEET_ML.encode(), (".csv", ".xls"), "an HTML or XML file", SAVED),
    (b'[\n {"id": 1}]', (".csv", ".xlsx"), "a JSON file", "write a table, with a row for each subject and a column"),
]


@pytest.mark.parametrize(("content", "endings", "holds", "fix"), CONTENTS, ids=range(len(CONTENTS)))
def test_a_file_with_the_wrong_ending_is_refused_with_its_true_format(
    score: Attain, content: bytes, endings: tuple[str, ...], holds: str, fix: str
) -> None:
    expected = {".csv": CSV, ".xlsx": XLSX, ".xls": XLS, ".ods": ODS, ".parquet": "a Parquet file"}
    for ending in endings:
        Path(f"table{ending}").write_bytes(content)
        done = score(f"table{ending}")
        assert errors(done) == [f"error: is {holds}, not {expected[ending]}"]
        assert f"  hint: {fix}" in done.err
    Path("answers").write_bytes(content)
    message = f"answers: error: is {holds}, not TOML or JSON\n  hint: {fix}"
    assert score("answers").err.startswith(message) == (holds not in (CSV, "a JSON file", "an HTML or XML file"))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "xls", "parquet"])
def test_an_empty_table_is_refused(score: Attain, ending: str) -> None:
    for content in (b"", b"\xef\xbb\xbf"):
        Path(f"empty.{ending}").write_bytes(content)
        assert errors(score(f"empty.{ending}")) == ["error: is empty"]


def test_a_workbook_with_macros_is_read(score: Attain) -> None:
    workbook("partners.xlsx", ("S", PARTNERS))
    shutil.move("partners.xlsx", "partners.xlsm")
    assert score("partners.xlsm").last == GOLD_AND_SILVER


def test_a_sheet_larger_than_memory_is_refused(score: Attain) -> None:
    with xlsxwriter.Workbook("huge.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "id")
        sheet.write(1_048_575, 16_383, "x")
    assert errors(score("huge.xlsx")) == [
        "error: can't be read as a spreadsheet: it is damaged, or takes more than 4 GiB of memory"
    ]


def test_a_zip_bomb_is_refused_by_its_size(score: Attain) -> None:
    workbook("bomb.xlsx", ("S", PARTNERS))
    with zipfile.ZipFile("bomb.xlsx", "a") as archive:
        archive.writestr("xl/more.xml", "")
        archive.filelist[-1].file_size = 4 * 1024**3  # the size of a file of zeros that was compressed
    assert errors(score("bomb.xlsx")) == ["error: contains more than 4 GiB"]


def test_a_workbook_with_a_password_is_refused(score: Attain) -> None:
    for name in ("locked.xlsx", "locked.xls", "locked.csv", "locked"):
        shutil.copy(CASES / "password.xlsx", name)
        assert errors(score(name)) == ["error: is protected by a password"]
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" '
        'manifest:media-type="text/xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'
    )
    ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": manifest}
    Path("locked.ods").write_bytes(zipped(**ods, **{"content.xml": "not to be read"}))
    assert errors(score("locked.ods")) == ["error: is protected by a password"]


def test_nothing_in_the_folder_of_the_table_is_run(score: Attain) -> None:
    for name in ("csv", "json", "python_calamine"):
        Path(f"{name}.py").write_text("raise SystemExit('run')", "utf-8")
    workbook("partners.xlsx", ("Partners", PARTNERS))
    assert score("partners.xlsx").last == GOLD_AND_SILVER


# ---------------------------------------------------------------- options and folders


@pytest.mark.parametrize(
    ("name", "option", "endings"),
    [
        ("a.xlsx", ("--separator", ";"), "'.csv', '.tsv' or '.txt'"),
        ("a.parquet", ("--encoding", "utf-8"), "'.csv', '.tsv' or '.txt'"),
        ("a.csv", ("--sheet", "S"), "'.xlsx', '.xlsm', '.xls' or '.ods'"),
    ],
)
def test_options_of_another_kind_of_file_are_refused(
    score: Attain, name: str, option: Sequence[str], endings: str
) -> None:
    for command in ("score", "summary"):
        done = score(name, *option, command=command)
        assert (done.status, done.out) == (2, "")
        assert f"{option[0]} applies only to files whose names end in {endings}." in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
@pytest.mark.parametrize("name", ["partners.csv", "partners.xlsx", "partners.parquet"])
def test_a_pipe_is_refused(score: Attain, name: str) -> None:
    os.mkfifo(name)
    end = os.open(name, os.O_RDWR)  # so that opening the pipe does not wait for the other end
    done = score(name)
    os.close(end)
    assert (done.status, errors(done)) == (2, ["error: is a pipe or a device, not a file"])


@pytest.mark.skipif(sys.platform != "linux", reason="there is no file that can be opened and not be read")
def test_a_file_that_can_not_be_read_is_reported(score: Attain) -> None:
    Path("partners.csv").symlink_to("/proc/self/mem")
    assert errors(score("partners.csv")) == ["error: can't be read: input/output error"]


class Failing(BytesIO):
    """A file that fails after its first bytes."""

    def read1(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError(EIO, os.strerror(EIO))
        return super().read1(size)


def test_a_file_that_fails_while_it_is_read_is_reported() -> None:
    failing = Failing(b"id\n" * 100_000)
    with pytest.raises(AnswersError) as caught:
        list(_lines("partners.csv", failing, Dialect(encoding="utf-8"), print))
    assert [problem.sentence for problem in caught.value.problems] == ["can't be read: input/output error"]


def test_a_copy_that_can_not_be_written_is_reported(
    score: Attain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Path("partners.csv").write_text(rows("a,550000,5,yes,no"), "utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    done = score("partners.csv")
    assert errors(done) == [f"error: can't be copied to {tmp_path / 'nowhere'}: no such file or directory"]
    assert "TMPDIR" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of the size of a file")
def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "partners.csv"
    file.write_text(rows(*(f"p{at},550000,5,yes,no" for at in range(10_000))), "utf-8")
    code = """if True:
        import resource, signal
        from attain._cli import main
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
        try:
            main()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    """
    done = subprocess.run(
        [sys.executable, "-c", code, "score", TIERS, str(file)], check=False, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{file}: error: can't be copied to {tempfile.gettempdir()}: file too large" in done.stderr


def test_nothing_is_left_in_the_temporary_folder(
    score: Attain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    Path("partners.csv").write_text(rows("a,550000,5,yes,no", "b"), "utf-8")
    workbook("partners.xlsx", ("Partners", PARTNERS))
    for file in ("partners.csv", "partners.xlsx"):
        score(file)
    assert [*(tmp_path / "temporary").iterdir()] == []
