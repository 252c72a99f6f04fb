"""Every snippet of README.md and docs runs as a test.

The snippets are Python blocks; console blocks, whose output must match; and rubrics in TOML, which must load and pass their
examples.
"""

import difflib
import os
import subprocess
import sys
from doctest import ELLIPSIS
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent
RUN = ("attain ", "cat ")
MORE = "…"
SET_UP = ("python3 -m venv ", ".venv/bin/")  # not run from within a test; the page shows these blocks without output

collect_ignore = ["docs/conf.py", "docs/_build"]  # Sphinx's settings, and its output, which has copies of the pages


def run(command: str) -> str:
    """Return the output of a command on both streams, in order, without colours and 80 columns wide."""
    scripts = str(Path(sys.executable).parent)
    environment = os.environ | {
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]),
        "PYTHONUNBUFFERED": "1",  # otherwise, output to a pipe loses its order
        "PYTHONUTF8": "1",
    }
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        command,
        check=False,  # a command may report findings
        cwd=ROOT,
        encoding="utf-8",
        env=environment,
        shell=True,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    return done.stdout


def console(example: Example) -> str | None:
    """Run the `$` lines of a console block, and return how their output differs from the page; None if it does not.

    Blanks at the ends of lines and before the next command, which editors and readers like to tidy, do not count. A last
    line `…` says that the command prints more.
    """
    before, *blocks = f"\n{example.parsed}".split("\n$ ")
    if before or not blocks:
        return "A console block starts with a line `$ command`."
    page: list[str] = []
    actual: list[str] = []
    for block in blocks:
        command, _, expected = block.partition("\n")
        if command.startswith(SET_UP):
            printed = ""
        elif command.startswith(RUN):
            printed = run(command)
        else:
            return f"A console block runs only {' and '.join(RUN)}; put this into a block of another kind: {command}"
        shown = [line.rstrip() for line in expected.rstrip().splitlines()]
        lines = [line.rstrip() for line in printed.rstrip().splitlines()]
        if shown[-1:] == [MORE]:
            lines[len(shown) - 1 :] = [MORE] * (len(lines) >= len(shown))
        page += [f"$ {command}", *shown]
        actual += [f"$ {command}", *lines]
    return "\n".join(difflib.unified_diff(page, actual, "the page", "the run", lineterm="")) or None


def toml(example: Example) -> str | None:
    """Load a rubric from a page and run its examples; skip a block that does not start like a rubric."""
    import attain  # imported only after coverage has started
    from attain._score.examples import failures

    text = str(example.parsed)
    if not text.startswith("attain = "):
        return None
    try:
        wrong = failures(attain.loads(text))
    except attain.AttainError as error:
        return str(error)
    return "\n".join(f"example {each.position + 1}: {each}" for each in wrong) or None


pytest_collect_file = Sybil(
    parsers=[
        CodeBlockParser("console", console),
        CodeBlockParser("toml", toml),
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
        SkipParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md", "docs/*/*/*.md", "examples/*/README.md"],
    # tests/test_guide.py follows these pages from start to end, in a folder of their own.
    excludes=["docs/tutorials/tier-programme.md", "docs/how-to/adapt-a-model.md"],
).pytest()
