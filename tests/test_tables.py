"""The command line on tables: real files in, real files out, and no half-written file left after an error."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import attrs
import polars as pl
import pytest

import attain
from attain import Summary
from attain._cli import main
from attain._cli.table_scores import Passing
from attain._core.english import CATALOGUE

P2P = attain.rubric("iamcp-p2p")
ANSWERS = pl.DataFrame(
    {
        "id": [f"p{at}" for at in range(8)],
        "region": ["EMEA", "US"] * 4,
        "agreement.nda": ["yes", "No", None, "y"] * 2,
        "agreement.fair": ["1", "0", "true", ""] * 2,
        "agreement.support-agreement": ["yes"] * 8,
        "agreement.partnership-agreement": ["yes"] * 4 + ["no"] * 4,
    }
)


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
    monkeypatch.setenv("COLUMNS", "1000")
    monkeypatch.chdir(tmp_path)
    ANSWERS.write_csv("answers.csv")
    ANSWERS.write_parquet("answers.parquet")

    def call(*args: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["attain", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, out, err)

    return call


def expected(**options: object) -> pl.DataFrame:
    return P2P.assess_frame(ANSWERS, id="id", partial=True, **options)  # type: ignore[arg-type]  # as given


def left(folder: Path) -> set[str]:
    """Return the names of the files in a folder, except the answers."""
    return {path.name for path in folder.iterdir()} - {"answers.csv", "answers.parquet"}


def note(file: str) -> str:
    """Return the note about a table that leaves questions open, and has a column that nothing reads."""
    among = "'joint-business-planning.partnership-resources', 'joint-business-planning.promotion' and 'joint-business-planning.inquiries'"
    return f"{file}: note: no column answers 95 questions, among them {among}; not used: 'region'\n"


# ---------------------------------------------------------------- written


@pytest.mark.parametrize("source", ["answers.csv", "answers.parquet"])
def test_levels_are_written_in_the_order_of_the_rows(run: Attain, source: str, tmp_path: Path) -> None:
    assert run("score", "iamcp-p2p", source, "--partial", "-o", "out.parquet") == Done(0, "", note(source))
    assert pl.read_parquet("out.parquet").equals(expected())
    assert run("score", "iamcp-p2p", source, "--partial", "-o", "out.csv") == Done(0, "", note(source))
    assert pl.read_csv("out.csv").equals(expected().cast(pl.String))
    assert left(tmp_path) == {"out.parquet", "out.csv"}


def test_scores_bounds_and_other_columns_are_written_on_request(run: Attain) -> None:
    args = ("--output", "full", "--keep", "region", "--keep", "agreement.nda", "-o", "out.parquet")
    kept = note("answers.parquet").replace("; not used: 'region'", "")
    assert run("score", "iamcp-p2p", "answers.parquet", "--partial", *args) == Done(0, "", kept)
    assert pl.read_parquet("out.parquet").equals(expected(output="full", keep=["region", "agreement.nda"]))


def test_policies_and_the_day_are_taken_from_the_options(run: Attain) -> None:
    args = ("--partial", "--overlap", "lowest", "--gap", "upper", "--on", "2026-11-21", "-o", "out.parquet")
    assert run("score", "iamcp-p2p", "answers.csv", *args).status == 0
    rubric = P2P.with_policy(overlap="lowest", gap="upper")
    assert pl.read_parquet("out.parquet").equals(rubric.assess_frame(ANSWERS, id="id", partial=True))


def test_words_for_answers_are_taken_from_the_options(run: Attain) -> None:
    german = ANSWERS.with_columns(pl.col("agreement.nda").cast(pl.String).replace({"yes": "Ja", "no": "Nein"}))
    german.write_csv("german.csv")
    words = ("--yes", "ja", "--no", "nein", "--unknown", "weiß nicht", "--partial")
    assert run("score", "iamcp-p2p", "german.csv", *words, "-o", "german.parquet").status == 0
    assert pl.read_parquet("german.parquet").equals(P2P.assess_frame(ANSWERS, id="id", partial=True))
    assert run("summary", "iamcp-p2p", "german.csv", *words).out == f"{P2P.summarise(ANSWERS, partial=True)!r}\n"


def test_a_table_may_have_a_row_for_each_answer(run: Attain) -> None:
    long = ANSWERS.drop("region").unpivot(index="id", variable_name="question", value_name="answer")
    long.write_csv("long.csv")
    args = ("score", "iamcp-p2p", "long.csv", "--answers", "long")
    assert run(*args, "-o", "out.parquet") == Done(0, "", "")
    assert pl.read_parquet("out.parquet").sort("id").equals(expected())
    shown = run(*args)
    assert shown.out.splitlines()[1].split() == ["Business", "function", "p0", "p1", "p2", "p3", "p4"]
    pl.concat([long, long.tail(1)]).write_csv("long.csv")
    done = run(*args, "-o", "again.parquet")
    assert done.status == 2
    assert "some questions are answered twice" in done.err
    assert not Path("again.parquet").exists()


def test_an_existing_file_is_replaced_at_the_end_or_left_alone(run: Attain, tmp_path: Path) -> None:
    Path("out.csv").write_text("before")
    ANSWERS.with_columns(pl.lit("perhaps").alias("agreement.nda")).write_csv("wrong.csv")
    assert run("score", "iamcp-p2p", "wrong.csv", "--partial", "-o", "out.csv").status == 2
    assert Path("out.csv").read_text() == "before"
    assert run("score", "iamcp-p2p", "answers.csv", "--partial", "-o", "out.csv").status == 0
    assert Path("out.csv").read_text().startswith("id,level,")
    assert left(tmp_path) == {"out.csv", "wrong.csv"}


def test_values_that_are_not_answers_are_reported_with_their_number_and_the_first_of_them(
    run: Attain, tmp_path: Path
) -> None:
    ANSWERS.with_columns(pl.lit("perhaps").alias("agreement.nda")).write_csv("wrong.csv")
    done = run("score", "iamcp-p2p", "wrong.csv", "--partial", "-o", "out.parquet")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[0].startswith(
        "wrong.csv: error: 8 values are not an answer to 'agreement.nda': 'perhaps' ('p0'), 'perhaps' ('p1'), "
    )
    assert left(tmp_path) == {"wrong.csv"}
    assert "perhaps" in run("score", "iamcp-p2p", "wrong.csv", "--partial").err


def test_without_the_check_they_are_counted(run: Attain) -> None:
    table = ANSWERS.with_columns(pl.Series("agreement.nda", ["perhaps"] + ["yes"] * 7))
    table.write_csv("wrong.csv")
    assert run("score", "iamcp-p2p", "wrong.csv", "--partial", "--no-check", "-o", "out.parquet").status == 0
    written = pl.read_parquet("out.parquet")
    assert written["unreadable"].to_list() == [1] + [0] * 7
    assert written["agreement_level"].null_count() == 1
    assert "-" in run("score", "iamcp-p2p", "wrong.csv", "--partial", "--no-check").out.splitlines()[2]


def test_repeated_ids_are_reported(run: Attain, tmp_path: Path) -> None:
    ANSWERS.with_columns(pl.lit("same").alias("id")).write_csv("twice.csv")
    done = run("score", "iamcp-p2p", "twice.csv", "--partial", "-o", "out.parquet")
    assert done.status == 2
    assert "several rows have the same id, such as 'same'" in done.err
    assert left(tmp_path) == {"twice.csv"}


def test_text_in_csv_is_never_guessed(run: Attain) -> None:
    ANSWERS.with_columns(pl.Series("id", [f"00{at}" for at in range(8)])).write_csv("zeros.csv")
    assert run("score", "iamcp-p2p", "zeros.csv", "--partial", "-o", "out.csv").status == 0
    assert Path("out.csv").read_text().splitlines()[1].startswith("000,")


# ---------------------------------------------------------------- shown output


def test_without_an_output_file_the_first_rows_are_shown_side_by_side(run: Attain) -> None:
    done = run("score", "iamcp-p2p", "answers.parquet", "--partial")
    lines = done.out.splitlines()
    assert (done.status, done.err) == (0, note("answers.parquet"))
    assert lines[0] == "IAMCP P2P Maturity Model (iamcp-p2p@2016): the first 5 of 8 rows"
    assert lines[1].split() == ["Business", "function", "p0", "p1", "p2", "p3", "p4"]
    levels = [
        P2P.levels[["basic", "reactive", "proactive", "dynamic"].index(str(id_))].title
        for id_ in expected()["agreement_level"]
    ]
    assert lines[4].split() == ["Agreement", *levels[:5]]
    assert lines[-2].startswith("Overall")
    assert lines[-1] == "To score the whole table, use -o levels.parquet; to count levels, use attain summary"


def test_a_short_table_is_shown_completely(run: Attain) -> None:
    ANSWERS.head(5).write_csv("short.csv")
    lines = run("score", "iamcp-p2p", "short.csv", "--partial").out.splitlines()
    assert lines[0] == "IAMCP P2P Maturity Model (iamcp-p2p@2016): 5 rows"
    assert lines[-1].startswith("Overall")


@pytest.mark.parametrize("source", ["answers.csv", "answers.parquet"])
def test_summary_equals_that_of_the_library(run: Attain, source: str) -> None:
    summary = P2P.summarise(ANSWERS, partial=True)
    done = run("summary", "iamcp-p2p", source, "--partial")
    assert (done.status, done.out, done.err) == (0, f"{summary!r}\n", note(source))
    as_json = run("summary", "iamcp-p2p", source, "--partial", "--format", "json", "--on", "2026-11-21").out
    assert Summary.from_dict(json.loads(as_json)) == P2P.summarise(ANSWERS, partial=True, on="2026-11-21")


def test_summary_takes_answers_in_rows(run: Attain) -> None:
    long = ANSWERS.drop("region").unpivot(index="id", variable_name="question", value_name="answer")
    long.rename({"id": "subject"}).write_parquet("long.parquet")
    done = run("summary", "iamcp-p2p", "long.parquet", "--answers", "long")
    assert (done.status, done.out) == (0, f"{P2P.summarise(ANSWERS, partial=True)!r}\n")
    named = run("summary", "iamcp-p2p", "answers.csv", "--id", "region", "--partial")
    assert named.out == done.out


def test_progress_is_shown_in_a_terminal(run: Attain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    done = run("score", "iamcp-p2p", "answers.csv", "--partial", "-o", "out.csv")
    assert (done.status, done.out) == (0, "")
    assert "Scored 8 rows" in done.err
    long = ANSWERS.drop("region").unpivot(index="id", variable_name="question", value_name="answer")
    long.write_csv("long.csv")
    assert "Scored 8 rows" in run("score", "iamcp-p2p", "long.csv", "--answers", "long", "-o", "out.csv").err


def test_pieces_pass_unchanged_and_are_counted() -> None:  # Polars calls it in threads of its own
    rows: list[int] = []
    passing = Passing(rows.append)
    pieces = [pl.DataFrame({"unreadable": counts}, schema={"unreadable": pl.Int32}) for counts in ([0, 2], [1], [])]
    assert all(passing(piece) is piece for piece in pieces)
    assert (rows, passing.unreadable) == ([2, 1, 0], 3)


# ---------------------------------------------------------------- the column of the subjects


@pytest.mark.parametrize("name", ["id", "subject"])
def test_a_column_of_a_usual_name_identifies_the_subjects(run: Attain, name: str) -> None:
    ANSWERS.rename({"id": name}).write_csv("named.csv")
    assert run("score", "iamcp-p2p", "named.csv", "--partial", "-o", "out.csv").status == 0
    assert pl.read_csv("out.csv").columns[0] == name


def test_without_such_a_column_its_name_is_asked_for(run: Attain) -> None:
    ANSWERS.rename({"id": "partner"}).write_csv("named.csv")
    done = run("score", "iamcp-p2p", "named.csv", "--partial")
    assert done.status == 2
    assert done.err.splitlines() == [
        "named.csv: error: no column is called 'id' or 'subject', so nothing identifies the subjects",
        "  hint: name the column that does: --id COLUMN; choose 'partner' or 'region'",
    ]
    assert run("score", "iamcp-p2p", "named.csv", "--partial", "--id", "partner").status == 0
    assert run("summary", "iamcp-p2p", "named.csv", "--partial").status == 0


# ---------------------------------------------------------------- errors


def test_hints_name_options(run: Attain) -> None:
    done = run("score", "iamcp-p2p", "answers.csv")
    assert done.status == 2
    assert (
        "  hint: not used so far: 'region'; map them (attain columns writes the file for --columns), or use --partial to leave questions without a column open"
        in done.err.splitlines()
    )
    Path("none.csv").write_text("id,colour\np1,red\n")
    assert "; for answers in rows, use --answers long" in run("score", "iamcp-p2p", "none.csv").err
    Path("rows.csv").write_text("id,colour\np1,red\n")
    err = run("summary", "iamcp-p2p", "rows.csv", "--answers", "long").err
    assert 'map it: "question" = "…" under [columns] in a file: --columns FILE' in err
    assert 'map it: "answer" = "…" under [columns] in a file: --columns FILE' in err


def test_hints_of_the_library_name_the_options_of_commands() -> None:
    ours = {key.removesuffix("-python") for key in CATALOGUE if key.endswith("-python")}
    assert {f"{key}-command" for key in ours} <= CATALOGUE.keys()
    arguments = ("columns=", "partial=", "format=", " in columns")
    named = {key for key, template in CATALOGUE.items() if any(argument in template for argument in arguments)}
    assert named == {"mapping.python", *(f"option.{name}-python" for name in ("long", "map-it", "map-them", "partial"))}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is empty"),
        ("broken.parquet", b"PAR1 and no more", "can't be read as a table: parquet: "),
        ("ragged.csv", b"id,agreement.nda\np1,yes,no,maybe\n", "line 2 has 4 cells, but the header has 2"),
    ],
)
def test_a_file_that_is_not_a_table_is_reported(
    run: Attain, name: str, content: bytes, message: str, tmp_path: Path
) -> None:
    Path(name).write_bytes(content)
    for command in (
        ("score", "iamcp-p2p", name, "--partial", "-o", "out.csv"),
        ("summary", "iamcp-p2p", name, "--partial"),
    ):
        done = run(*command)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith(f"{name}: error: ")
        assert message in done.err
    assert left(tmp_path) == {name}


@pytest.mark.parametrize("id_", ["", " ", "\u3000"])
@pytest.mark.parametrize("shape", ["wide", "long"])
def test_rows_without_an_id_are_reported_and_nothing_is_written(
    run: Attain, shape: str, id_: str, tmp_path: Path
) -> None:
    wide = f"id,agreement.nda\np1,yes\n{id_},no\n"
    long = f"id,question,answer\np1,agreement.nda,yes\n{id_},agreement.nda,no\n"
    Path("some.csv").write_text(long if shape == "long" else wide)
    done = run("score", "iamcp-p2p", "some.csv", "--partial", "--answers", shape, "-o", "out.csv")
    assert (done.status, left(tmp_path)) == (2, {"some.csv"})
    assert done.err.startswith("some.csv: error: id: one row has no id")


def test_a_column_that_a_csv_file_can_not_hold_is_reported(run: Attain, tmp_path: Path) -> None:
    ANSWERS.with_columns(tags=pl.lit(["a", "b"])).write_parquet("tagged.parquet")
    asked = ("score", "iamcp-p2p", "tagged.parquet", "--partial", "--keep", "tags")
    done = run(*asked, "-o", "out.csv")
    assert (done.status, left(tmp_path)) == (2, {"tagged.parquet"})
    assert "tags: the column contains lists or tables, which a CSV file can't contain" in done.err
    assert run(*asked, "-o", "out.parquet").status == 0
    assert pl.read_parquet("out.parquet")["tags"].to_list() == [["a", "b"]] * 8


def test_a_table_that_answers_everything_has_no_notes(run: Attain) -> None:
    questions = [field.id for field in P2P.fields]
    pl.DataFrame({"id": [1, 2], **{id_: ["yes", "no"] for id_ in questions}}).write_parquet("whole.parquet")
    assert run("score", "iamcp-p2p", "whole.parquet", "--partial", "-o", "out.csv") == Done(0, "", "")
    assert pl.read_csv("out.csv")["id"].to_list() == [1, 2]  # numbers, which stay as they are


def test_any_column_may_have_any_name(run: Attain) -> None:
    ANSWERS.rename({"id": "number", "region": "number of the row"}).write_csv("named.csv")
    assert run("summary", "iamcp-p2p", "named.csv", "--partial").status == 0


def test_categories_are_not_formulas_either(run: Attain) -> None:
    ids = pl.Series(["=1+1", "-2.5e-3", "b"], dtype=pl.Categorical)
    pl.DataFrame({"id": ids, "agreement.nda": ["yes"] * 3}).write_parquet("some.parquet")
    assert run("score", "iamcp-p2p", "some.parquet", "--partial", "-o", "out.csv").status == 0
    assert pl.read_csv("out.csv")["id"].to_list() == ["'=1+1", "-2.5e-3", "b"]


def test_a_file_that_does_not_exist_is_reported(run: Attain) -> None:
    done = run("summary", "iamcp-p2p", "answer.csv")
    assert done.status == 2
    assert done.err.splitlines()[0] == "answer.csv: error: there is no such file"
    Path("folder.csv").mkdir()
    assert "is a directory, not a file" in run("score", "iamcp-p2p", "folder.csv").err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ("answers.csv", "--subject", "Example"),
            "--subject applies only to the answers of one subject, and this is a table of many.",
        ),
        (("answers.csv", "--fact", "a=b"), "--fact applies only to the answers of one subject"),
        (("answers.csv", "--explain"), "--explain applies only to the answers of one subject"),
        (("answers.csv", "--format", "html"), "--format applies only to the answers of one subject"),
        (("answers.csv", "--output", "full"), "--output applies only to the table that -o writes."),
        (("answers.csv", "--keep", "region"), "--keep applies only to the table that -o writes."),
        (("answers.csv", "-o", "out.txt"), "'out.txt' does not end in .parquet or .csv"),
        (("answers.csv", "-o", "./answers.csv"), "-o names the input table; choose another file."),
        (
            ("answers.toml", "-o", "out.csv"),
            "-o applies only to tables, whose names end in '.parquet', '.csv', '.tsv', '.txt', ",
        ),
        (("answers.toml", "--id", "id"), "--id applies only to tables"),
        (("answers.toml", "--partial"), "--partial applies only to tables"),
    ],
)
def test_options_without_effect_are_refused(run: Attain, args: tuple[str, ...], message: str) -> None:
    done = run("score", "iamcp-p2p", *args)
    assert (done.status, done.out) == (2, "")
    assert message in " ".join(done.err.split())


def test_a_summary_needs_a_table(run: Attain) -> None:
    done = run("summary", "iamcp-p2p", "answers.toml")
    assert done.status == 2
    assert "'answers.toml' does not end in '.parquet', '.csv', " in " ".join(done.err.split())


def test_a_file_that_can_not_be_written_is_reported(run: Attain) -> None:
    Path("taken.csv").mkdir()
    for out in ("taken.csv", str(Path("nowhere", "out.csv"))):
        done = run("score", "iamcp-p2p", "answers.csv", "--partial", "-o", out)
        assert (done.status, done.out) == (2, "")
        assert f"{out} can't be written: " in done.err


@pytest.mark.parametrize("command", [("summary",), ("score",), ("score", "-o", "out.csv"), ("columns",)])
@pytest.mark.parametrize("missing", ["polars", "narwhals"])
def test_a_missing_package_is_named(
    run: Attain, missing: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    done = run(*command, "iamcp-p2p", "answers.csv")
    assert done.status == 2
    assert f'tables need {missing}; to install them: pip install "attain[tables]"' in " ".join(done.err.split())


# ---------------------------------------------------------------- as its users run it


def test_it_runs_as_a_command(tmp_path: Path) -> None:
    ANSWERS.write_csv(tmp_path / "answers.csv")
    command = [sys.executable, "-m", "attain", "score", "iamcp-p2p", "answers.csv", "--partial", "-o", "out.parquet"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", note("answers.csv"))
    assert pl.read_parquet(tmp_path / "out.parquet").equals(expected())
    assert {path.name for path in tmp_path.iterdir()} == {"answers.csv", "out.parquet"}


def test_a_file_of_another_run_is_left_alone(run: Attain, tmp_path: Path) -> None:
    """Each run writes to a file of its own beside the table."""
    other = tmp_path / ".attain-1"
    other.write_text("of another run")
    assert run("score", "iamcp-p2p", "answers.csv", "--partial", "-o", "out.csv").status == 0
    assert other.read_text() == "of another run"


@pytest.mark.skipif(sys.platform == "win32", reason="there a process can't be interrupted alone")
def test_nothing_is_left_when_it_is_interrupted(tmp_path: Path) -> None:
    rows = 60_000
    pl.DataFrame({"id": range(rows), **{name: ["yes"] * rows for name in P2P.scope.questions}}).write_csv(
        tmp_path / "many.csv"
    )
    command = [sys.executable, "-m", "attain", "score", "iamcp-p2p", "many.csv", "-o", "out.csv"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    while process.poll() is None and not [*tmp_path.glob(".attain-*")]:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "")
    assert {path.name for path in tmp_path.iterdir()} == {"many.csv"}


def test_in_a_csv_file_no_text_is_a_formula(run: Attain) -> None:
    texts = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "-5", "plain", "\tx", None]
    table = ANSWERS.with_columns(pl.Series("region", texts))
    table.write_parquet("risky.parquet")
    assert run("score", "iamcp-p2p", "risky.parquet", "--partial", "--keep", "region", "-o", "out.csv").status == 0
    found = pl.read_csv("out.csv", infer_schema=False)["region"].to_list()
    assert found == ["'=1+1", "'+cmd", "'-2+3", "'@SUM(A1)", "-5", "plain", "'\tx", None]


def test_a_page_is_not_written_by_the_option_for_tables(run: Attain) -> None:
    done = run("score", "iamcp-p2p", "answers.toml", "--format", "html", "-o", "page.html")
    assert done.status == 2
    assert "to write a page, use --format html > page.html" in done.err
