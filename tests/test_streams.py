"""The standard streams of real processes: a stream that is closed, full or left by its reader is never taken for a finding."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from distributions import RULE, Site

if sys.platform == "win32":
    pytest.skip("streams are redirected in another way there", allow_module_level=True)

ROOT = Path(__file__).parents[1]
TABLE = str(ROOT / "examples" / "partner-table.csv")
COMMANDS = {
    "help": ("--help",),
    "input": ("score", "iamcp-p2p", "-"),
    "findings": ("lint", "iamcp-p2p"),
    "wrong": ("show", "nope"),
}
FINE = {"help": 0, "input": 0, "findings": 1, "wrong": 2}
REFUSED = dict.fromkeys(COMMANDS, 2)
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="it has no device that is always full")


def start(redirected: str, *args: str, **more: str) -> "subprocess.Popen[str]":
    """Start the command line with its streams redirected by a shell."""
    command = ["/bin/sh", "-c", f'exec "$@" {redirected}', "sh", sys.executable, "-m", "attain", *args]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment | more,
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    ("redirected", "statuses", "message"),
    [
        pytest.param(">/dev/full", REFUSED, "error: the standard output can't be written: no space left on device\n", marks=FULL),
        (">&-", REFUSED, "error: the standard output can't be written: bad file descriptor\n"),
        ("<&-", FINE | {"input": 2}, "<stdin>: error: can't be read: bad file descriptor\n"),
        ("2>&-", FINE, ""),
        pytest.param("2>/dev/full", FINE, "", marks=FULL),
        (">&- 2>&-", REFUSED, ""),
        ("<&- >&- 2>&-", REFUSED, ""),
    ],
)  # fmt: skip
def test_no_stream_ends_a_command_in_a_traceback(redirected: str, statuses: dict[str, int], message: str) -> None:
    found = {name: start(redirected, *args) for name, args in COMMANDS.items()}
    for name, process in found.items():
        out, err = process.communicate("agreement.nda = true")
        assert process.returncode == statuses[name], (name, err)
        assert bool(out) == (name != "wrong" and statuses[name] != 2), name
        hidden = "2>" in redirected
        asked = "error: no rubric 'nope' is registered" if name == "wrong" else message if statuses[name] == 2 else ""
        assert err.startswith("" if hidden else asked), name
        assert bool(err) == (not hidden and bool(asked)), (name, err)


def test_help_ends_like_other_output_if_its_reader_leaves() -> None:
    process = start("", "--help")
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (141, "")


SCORED = ("score", "iamcp-p2p", "examples/assessment.toml", "--overlap", "acme.middle", "--format", "json")
PRINTS = RULE.replace("def attain_policies():", "def attain_policies():\n    print('hooked')").replace(
    "def middle(candidates):", "def middle(candidates):\n    sys.stdout.buffer.write(b'chosen')"
)


def test_the_output_of_a_plugin_is_not_in_the_result(site: Site) -> None:
    site.install(f"import sys\nprint('imported')\n{PRINTS}")
    out, err = start("", *SCORED, PYTHONPATH=str(site.folder)).communicate()
    assert json.loads(out)["rubric"] == "iamcp-p2p"
    assert {"imported", "hooked"} <= {*err.splitlines()}
    assert "chosen" in err


@pytest.mark.parametrize(
    ("code", "status", "message"),
    [
        ("sys.stdout.close()", 0, ""),
        ("sys.stderr.close()", 0, ""),
        ("sys.stdout = sys.stderr = None", 0, ""),
        ("sys.__stderr__.close()", 0, ""),
        ("sys.__stdout__.close()", 2, "error: the standard output can't be written: it is closed\n"),
        ("os.close(1)", 2, "error: the standard output can't be written: bad file descriptor\n"),
        ("os.close(2)", 0, ""),
        ("sys.__stdout__.close(); sys.__stderr__.close()", 2, ""),
    ],
)
def test_a_plugin_that_closes_streams_ends_no_command_in_a_traceback(
    site: Site, code: str, status: int, message: str
) -> None:
    site.install(f"import os, sys\n{code}\n{RULE}")
    process = start("", *SCORED, PYTHONPATH=str(site.folder))
    out, err = process.communicate()
    assert (process.returncode, err) == (status, message)
    assert bool(out) == (status == 0)


def test_typed_text_need_not_be_utf_8(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    os.write(ours, b"Caf\xe9\n\n\n\n")
    command = [sys.executable, "-m", "attain", "new", "mine"]
    done = subprocess.run(command, cwd=tmp_path, check=False, stdin=theirs, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout.partition(";")[0]) == (0, "Wrote mine.toml")
    assert done.stderr.startswith("Title [Mine]: Levels, lowest first ")
    assert 'title = "Caf"' in (tmp_path / "mine.toml").read_text(encoding="utf-8")


def test_no_file_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    """If the standard output is closed, the next file that is opened would get its number."""
    out = tmp_path / "out.csv"
    process = start("<&- >&- 2>&-", "score", "iamcp-p2p", TABLE, "--id", "partner", "--partial", "-o", str(out))
    process.communicate()
    assert process.returncode == 0
    assert out.read_text(encoding="utf-8").startswith("partner,level,")
