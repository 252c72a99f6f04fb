"""Check the prose of this project with some checks of proselint, and with the idioms that the project has retired.

    python tests/prose/lint.py            # what `nox -s prose` runs
    python tests/prose/lint.py --count    # how many idioms there are in docs, in src and in messages

Code, output, quotations and the pages of models, whose wording is that of their sources, are left out.
"""

import argparse
import ast
import io
import json
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import proselint.checks
import tomli
from proselint.registry import CheckRegistry
from proselint.registry.checks import Check, CheckFlags, CheckResult
from proselint.tools import LintFile

ROOT = Path(__file__).parents[2]
IDIOMS = tomli.loads((Path(__file__).parent / "idioms.toml").read_text(encoding="utf-8"))

PAGES = ("*.md", "docs/**/*.md", "examples/**/*.md", "rubrics/*.md")
NOT_PAGES = ("docs/models/", "docs/_build/")
MODULES = ("src/**/*.py", "rubrics/src/**/*.py", "examples/**/*.py", "benchmarks/*.py", "noxfile.py", "conftest.py")
NOTEBOOKS = ("examples/*.ipynb",)
MESSAGES = "src/attain/_core/english.py"

_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^`]*?^(?P=fence)$|``.+?``|`[^`\n]+`|^>>> .*(?:\n(?!\n).*)*", re.DOTALL | re.MULTILINE
)
_DOCTEST = re.compile(r"^ *>>> .*\n(?:(?! *$).*\n)*", re.MULTILINE)
_QUOTED = re.compile(r'"[^"\n]*"|\*"[^"]*"\*|\]\([^)\s]*\)')
_START = r"(?:(?:^|[.;!?|] |^ *[-*>|] |^ *\d\. )\"?)"


def blank(text: str) -> str:
    """Return a text of the same length in lines and columns, blank throughout."""
    return re.sub(r"[^\n]", " ", text)


def without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: blank(found[0]), text)


def page(text: str) -> str:
    """Return the prose of a page in Markdown, at its place; a line that goes on is joined to its sentence."""
    return without(_QUOTED, without(_CODE, text))


def module(text: str) -> str:
    """Return the docstrings, comments and help texts of a module, at their places."""
    lines = text.splitlines(keepends=True)
    prose = [list(blank(line)) for line in lines]
    documented = {
        node.body[0].lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and ast.get_docstring(node)
    }
    helps = {
        node.value.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.keyword) and node.arg == "help"
    }
    after = ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        (first, start), (last, end) = token.start, token.end
        alone = token.type == tokenize.STRING and after in ("", "\n", "INDENT")
        if token.type == tokenize.COMMENT or alone or (token.type == tokenize.STRING and first in documented | helps):
            for row in range(first, last + 1):
                begin, stop = start if row == first else 0, end if row == last else len(lines[row - 1])
                prose[row - 1][begin:stop] = lines[row - 1][begin:stop]
        if token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            after = "\n"
        elif token.type not in (tokenize.NL, tokenize.COMMENT):
            after = token.string
    found = "".join("".join(line) for line in prose)
    return without(_QUOTED, without(re.compile(r"``.+?``|`[^`\n]+`"), without(_DOCTEST, found.replace('"""', "   "))))


def messages(text: str) -> str:
    """Return the texts of the catalogue of messages, at their places."""
    lines = text.splitlines(keepends=True)
    prose = [list(blank(line)) for line in lines]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Dict):
            for value in node.values:
                if isinstance(value, ast.Constant):
                    prose[value.lineno - 1] = list(blank(lines[value.lineno - 1]))
                    prose[value.lineno - 1][value.col_offset + 1 :] = lines[value.lineno - 1][value.col_offset + 1 :]
    return "".join("".join(line) for line in prose)


def notebook(text: str) -> str:
    """Return the texts of a notebook."""
    cells = json.loads(text)["cells"]
    return page("\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"))


def prose() -> Iterator[tuple[str, str, str]]:
    """Yield each file, its kind, and its prose."""
    for kind, patterns, read in (("docs", PAGES, page), ("docs", NOTEBOOKS, notebook), ("src", MODULES, module)):
        for pattern in patterns:
            for path in sorted(ROOT.glob(pattern)):
                name = path.relative_to(ROOT).as_posix()
                if not name.startswith(NOT_PAGES) and "/.venv/" not in name:
                    yield name, kind, read(path.read_text(encoding="utf-8"))
    yield MESSAGES, "messages", messages((ROOT / MESSAGES).read_text(encoding="utf-8"))


def idioms(text: str, check: Check) -> Iterator[CheckResult]:
    """Yield the retired idioms in a text."""
    flowing = re.sub(r"\n(?!\n)", " ", text)  # an idiom may continue on the next line
    for pattern, instead in IDIOMS["anywhere"].items():
        yield from _found(rf"\b(?P<idiom>{pattern})\b", instead, flowing, check, re.IGNORECASE)
    for pattern, instead in IDIOMS["start"].items():
        yield from _found(
            rf"{_START}(?P<idiom>(?:{pattern})\b)(?=[^?]*?(?:[.:;|]$|\. |\n\n|\Z))", instead, text, check, re.MULTILINE
        )


def _found(pattern: str, instead: str, text: str, check: Check, flags: re.RegexFlag) -> Iterator[CheckResult]:
    for found in re.finditer(pattern, text, flags):
        words = " ".join(found["idiom"].split())
        yield CheckResult(check.path, f"'{words}' is retired; write {instead}.", found.span("idiom"), None)


OWN = Check(check_type=idioms, path="attain.idioms", flags=CheckFlags(allow_quotes=True))
CHECKS = ("attain", "misc.illogic", "misc.mondegreens", "redundancy", "nonwords", "malapropisms")
"""The checks of proselint that suit technical prose; the others are about typography, which code does not follow."""


def main() -> int:
    """Print the findings; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", action="store_true")
    count = parser.parse_args().count
    registry = CheckRegistry()
    registry.register_many((*proselint.checks.__register__, OWN))
    found: Counter[str] = Counter()
    for name, kind, text in prose():
        for result in LintFile(name, text).lint({"max_errors": 10_000, "checks": dict.fromkeys(CHECKS, True)}):
            found[kind] += 1
            if not count:
                line, column = result.pos
                print(f"{name}:{line}:{column}: {result.check_result.message} [{result.check_result.check_path}]")
    print(", ".join(f"{kind}: {found[kind]}" for kind in ("docs", "src", "messages")))
    return 1 if found.total() and not count else 0


if __name__ == "__main__":
    raise SystemExit(main())
