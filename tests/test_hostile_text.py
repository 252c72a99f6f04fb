"""No text from people or plugins reaches a terminal as anything but text, in any command and format."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import tomli
from distributions import RULE, Site

import attain
from attain._cli import main
from attain._core.text import escaped, visible

MARKS = "\u061c\u200e\u200f"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(map(chr, [*range(32), *range(0x7F, 0xA0)]))
HOSTILE = frozenset(CONTROLS) - {"\n"} | set(f"\u2028\u2029{MARKS}{TURNING}") | set(map(chr, range(0xD800, 0xE000)))
# A link that shows another address than its own, a sequence that wipes the screen, and every other trick.
NASTY = f"N\x1b]8;;https://evil.example\x1b\\\x1b[2J\x9b31m{CONTROLS[1:9]}\x7f\x85\u2028\u2029{MARKS}{TURNING}Y"

Run = Callable[..., tuple[int, str, str]]


def rubric() -> attain.Rubric:
    """Return a rubric with such a text in every place that can have a text."""
    table = attain.load(Path(__file__).parent / "models" / "partner-tiers.toml").to_dict()
    return attain.Rubric.from_dict({key: nasty(value, (key,)) for key, value in table.items()})


def nasty(value: object, path: tuple[object, ...]) -> object:
    """Return plain data with the text in place of each text that people read."""
    if isinstance(value, dict):
        return {key: nasty(inner, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [nasty(inner, path) for inner in value]
    named = {"title", "text", "summary", "source", "interpretation", "unit", "resource", "one", "many"}
    described = "descriptors" in path or "questions" in path[-2:-1] or "facts" in path[-2:-1]
    return f"{path[-1]} {NASTY}" if isinstance(value, str) and (path[-1] in named or described) else value


@pytest.fixture(params=[False, True], ids=["pipe", "terminal"])
def run(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Run:
    """Return a function that runs the console script in this process, with its output to a pipe or to a terminal without colours."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    if request.param:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "dumb")  # rich knows no codes for it, so its output is data alone
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)

    def call(*args: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["attain", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        return ended.value.code, *capsys.readouterr()

    return call


def check(done: tuple[int, str, str], status: int, marks: str = "\ufffd", *, shown: bool = True) -> None:
    """Check that a command succeeded, and showed the text without any control character."""
    found, out, err = done
    assert found == status, err
    assert not HOSTILE & set(out + err), sorted(map(ascii, HOSTILE & set(out + err)))
    assert not shown or marks in out + err


def test_only_control_and_invisible_characters_are_made_visible_or_escaped() -> None:
    text = "".join(map(chr, range(0x3000)))
    assert set(text) - set(visible(text)) == (HOSTILE - set(map(chr, range(0xD800, 0xE000)))) - {"\t"}
    assert set(text) - set(escaped(text)) == {each for each in HOSTILE if 0x7F <= ord(each) < 0x3000}


# ---------------------------------------------------------------- every command and format


@pytest.mark.parametrize("form", ["table", "json", "toml", "markdown", "html"])
def test_show_prints_no_control_characters(run: Run, form: str) -> None:
    Path("nasty.toml").write_text(rubric().to_toml(), encoding="utf-8")
    done = run("show", "nasty.toml", "--format", form)
    check(done, 0, "\\u" if form in {"json", "toml"} else "\ufffd")
    if form == "json":
        assert attain.Rubric.from_dict(json.loads(done[1])) == rubric()
    if form == "toml":
        assert attain.loads(done[1]) == rubric()
        assert tomli.loads(done[1])["title"] == f"title {NASTY}"


def test_questions_and_origins_contain_no_control_characters(run: Run) -> None:
    Path(f"{NASTY.replace('/', '')}.toml").write_text(rubric().to_toml(), encoding="utf-8")
    (base,) = map(str, Path().glob("N*.toml"))
    Path("over.toml").write_text(
        f'attain = 1\nid = "over"\nversion = "1"\nextends = {json.dumps("./" + base)}\ntitle = "Over"\n'
    )
    check(run("show", "over.toml", "--questions"), 0)
    check(run("show", base), 0)


@pytest.mark.parametrize("args", [("--format", "table"), ("--explain",), ("--format", "json"), ("--format", "html")])
def test_score_prints_no_control_characters(run: Run, args: tuple[str, ...]) -> None:
    Path("nasty.toml").write_text(rubric().to_toml(), encoding="utf-8")
    answers = json.dumps({"answers": {}, "subject": NASTY}).encode()
    check(
        run("score", "nasty.toml", "-", *args, stdin=answers),
        0,
        "\\u" if "json" in args else "\ufffd",
    )


@pytest.mark.parametrize("form", ["table", "json", "html"])
def test_bytes_that_are_not_text_are_visible(run: Run, form: str) -> None:
    done = run("score", "iamcp-p2p", "-", "--subject", "caf\udce9", "--format", form, stdin=b"agreement.nda = true")
    check(done, 0, "\\udce9" if form == "json" else "caf\ufffd")


@pytest.mark.parametrize("form", ["table", "json", "html"])
def test_tables_are_shown_without_control_characters(run: Run, form: str) -> None:
    Path("nasty.toml").write_text(rubric().to_toml(), encoding="utf-8")
    pl.DataFrame({"id": [NASTY], NASTY: ["x"], "msp": ["yes"]}).write_csv("nasty.csv")
    check(
        run("summary", "nasty.toml", "nasty.csv", "--partial", "--separator", "comma", "--format", form),
        0,
        "\\u" if form == "json" else "\ufffd",
    )
    if form == "table":
        check(run("score", "nasty.toml", "nasty.csv", "--partial", "--separator", "comma"), 0)


def test_a_written_table_keeps_its_texts(run: Run) -> None:
    pl.DataFrame({"id": [NASTY], "agreement.nda": ["yes"]}).write_parquet("nasty.parquet")
    check(run("score", "iamcp-p2p", "nasty.parquet", "--partial", "-o", "out.csv"), 0, shown=False)
    assert pl.read_csv("out.csv")["id"].to_list() == [NASTY]


def test_lint_and_diff_print_no_control_characters(run: Run) -> None:
    Path("nasty.toml").write_text(rubric().to_toml(), encoding="utf-8")
    other = rubric().to_dict() | {"title": "Other"}
    Path("other.toml").write_text(attain.Rubric.from_dict(other).to_toml(), encoding="utf-8")
    for form in ("text", "json"):
        check(run("diff", "nasty.toml", "other.toml", "--format", form), 1, "\\u" if form == "json" else "\ufffd")
        check(run("lint", "nasty.toml", "--format", form), run("lint", "nasty.toml")[0], shown=False)


@pytest.mark.filterwarnings("default")
def test_plugins_and_schema_print_no_control_characters(run: Run, site: Site) -> None:
    site.install(f"raise ValueError({NASTY!r})", of="broken", name="broken")
    site.install(RULE.replace("the best area counts", ascii(NASTY)[1:-1]))
    for form in ("table", "json"):
        check(run("plugins", "--format", form), 1, "\\u" if form == "json" else "\ufffd")
        check(run("rubrics", "--format", form), 0, shown=form == "table")  # the warning is shown once
    check(run("schema"), 0, "\\u")


def test_new_writes_no_control_characters(run: Run) -> None:
    check(run("new", "mine", "--title", NASTY), 0, shown=False)
    assert not HOSTILE & set(Path("mine.toml").read_text(encoding="utf-8"))


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize(
    "args",
    [
        (NASTY,),
        ("show", NASTY),
        ("show", f"{NASTY}.toml"),
        ("show", f"--{NASTY}"),
        ("show", "iamcp-p2p", NASTY),
        ("show", "iamcp-p2p", "--format", NASTY),
        ("score", "iamcp-p2p", NASTY),
        ("score", "iamcp-p2p", "-", "--fact", NASTY),
        ("score", "iamcp-p2p", "-", "--on", NASTY),
        ("score", "iamcp-p2p", "-", "--overlap", f"acme.{NASTY}"),
        ("score", "iamcp-p2p", f"{NASTY}.csv"),
        ("score", "iamcp-p2p", "some.csv", "--id", NASTY),
        ("score", "iamcp-p2p", "some.csv", "--partial", "--keep", NASTY, "-o", "out.csv"),
        ("score", "iamcp-p2p", "some.csv", "--partial", "-o", f"{NASTY}/out.csv"),
        ("score", "iamcp-p2p", "some.csv", "-o", NASTY),
        ("new", NASTY),
        ("new", "mine", "--levels", f"{NASTY}, {NASTY}"),
    ],
    ids=lambda args: "-".join(each.replace(NASTY, "nasty").replace("/", "") for each in args),
)
@pytest.mark.parametrize("nasty", [NASTY, "caf\udce9"], ids=["controls", "bytes"])
def test_a_wrong_argument_is_shown(run: Run, args: tuple[str, ...], nasty: str) -> None:
    Path("some.csv").write_text("id,agreement.nda\np1,yes\n")
    check(run(*(arg.replace(NASTY, nasty) for arg in args), stdin=b"agreement.nda = true"), 2, shown=False)
