"""docs/reference/errors.md lists every code that the library can report, and no other, and shows real output."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import xlsxwriter

import attain
from attain._analysis.finding import SEVERITIES
from attain._core.english import CATALOGUE

PACKAGE = Path(attain.__file__).parent
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "errors.md"

MODULES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}
DOCUMENTED = re.findall(r"^### `(.+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def takes_code(function: ast.FunctionDef) -> bool:
    return any(each.arg == "code" and ast.unparse(each) == "code: str" for each in function.args.args)


def makers() -> dict[tuple[str, str], int]:
    """Return the functions that create a problem with a code, by module and name, and the position of the code argument.

    The module of a method is "", because other modules call it, too.
    """
    found = {(module, "Problem"): 0 for module in MODULES}
    for module, tree in MODULES.items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and takes_code(function):
                names = [each.arg for each in function.args.args]
                is_method = names[0] == "self"
                found["" if is_method else module, function.name] = names.index("code") - is_method
    return found


def texts(expression: ast.expr) -> set[str]:
    """Return the texts that an expression can give, if it is a text or a choice of texts."""
    if isinstance(expression, ast.IfExp):
        return texts(expression.body) | texts(expression.orelse)
    return {expression.value} if isinstance(expression, ast.Constant) and isinstance(expression.value, str) else set()


def code_arguments() -> Iterator[tuple[str, set[str], str]]:
    """Yield, for each call that creates a problem, its place, the codes that can be read there, and the expression of the code."""
    where = makers()
    for module, tree in MODULES.items():
        for call in ast.walk(tree):
            match call:
                case ast.Call(
                    func=ast.Name(id="unknown") | ast.Attribute(attr="unknown"),
                    args=[ast.Constant(value=str(kind)), *_],
                ):
                    yield module, {f"unknown-{kind}"}, kind
                case ast.Call(func=ast.Name(id=name), args=args) if (module, name) in where:
                    code = args[where[module, name]]
                    yield f"{module}:{call.lineno}", texts(code), ast.unparse(code)
                case ast.Call(func=ast.Attribute(attr=name), args=args) if len(args) > where.get(("", name), len(args)):
                    code = args[where["", name]]
                    if texts(code):  # methods such as set.add match, too
                        yield f"{module}:{call.lineno}", texts(code), ast.unparse(code)


# Parts of messages of the catalogue, which are not problems themselves.
PARTS = {
    "amount",
    "answer",
    "answer-change",
    "ask",
    "ask-for",
    "beside",
    "blank-rows",
    "bounds",
    "cause",
    "change",
    "check",
    "check-end",
    "check-finding",
    "clash",
    "column",
    "columns",
    "combined",
    "command",
    "comparison",
    "conditions",
    "consensus",
    "consensus-by",
    "content",
    "decides",
    "decision",
    "dimension",
    "example",
    "facts",
    "fix",
    "ground",
    "group",
    "holds",
    "in-file",
    "in-words",
    "install",
    "kind",
    "label",
    "lack",
    "level",
    "line",
    "mapping",
    "margin",
    "mark",
    "missing",
    "new",
    "not-counted",
    "note",
    "option",
    "other",
    "overall",
    "page",
    "path",
    "path-end",
    "plugin",
    "points",
    "python",
    "reason",
    "reference",
    "required",
    "requirement",
    "row",
    "rubric",
    "rule",
    "rule-choice",
    "rules",
    "sample",
    "score",
    "score-by",
    "sensitivity",
    "sheet",
    "sheet-key",
    "standing",
    "state",
    "takes",
    "target",
    "turn",
    "unwritable",
    "usage",
    "value",
    "way",
    "whole",
}
CODES = set().union(*(codes for _, codes, _ in code_arguments()), {key.partition(".")[0] for key in CATALOGUE})
CODES -= PARTS

# Expressions of a code that comes from a caller.
PASSED_ON = {"code", "problem.code", "wrong.code", "f'unknown-{kind}'"}


def test_every_code_can_be_read_from_the_source() -> None:
    assert [(place, code) for place, codes, code in code_arguments() if not codes and code not in PASSED_ON] == []
    assert {"few-levels", "missing-key", "unknown-level", "too-large", "wrong-type", "condition-kind"} <= CODES


def test_codes_are_kebab_case() -> None:
    assert [code for code in CODES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []


def test_the_page_lists_every_code() -> None:
    assert sorted(CODES - set(DOCUMENTED) - set(SEVERITIES)) == []  # docs/reference/lint.md lists the codes of the lint


def test_the_page_lists_no_code_that_no_longer_exists() -> None:
    assert sorted(set(DOCUMENTED) - CODES) == []


def test_the_page_lists_each_code_once() -> None:
    assert sorted(DOCUMENTED) == sorted(set(DOCUMENTED))


# ---------------------------------------------------------------- output of commands

BLOCK = re.compile(
    r"^### `(?P<code>.+)`\n(?:(?!^###).*\n)*?```text\n\$ (?P<command>.+)\n(?P<output>(?:.*\n)+?)```$", re.MULTILINE
)
BLOCKS = {block["code"]: block for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}

TIERS = """attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { registered = "Registered", gold = "Gold" }
questions.revenue = { text = "Revenue", kind = "number" }
requires.gold = { revenue = 500_000 }
"""
HEADER, ROW = "partner,revenue\n", "north,1\n"
FILES: dict[str, str | bytes | dict[str, list[list[object]]]] = {
    "json-syntax": "\nyes\n",
    "table-syntax": HEADER + 5 * ROW + 'south,"1\n',
    "encoding": (HEADER + 39 * "são,1\n").encode() + "são,1\n".encode("cp1252"),
    "ragged-row": "partner,revenue,churn,msp,cloud,comment\nnorth,1,2,yes,no,fine\nsouth,1,2,yes,no,one\nline\n",
    "repeated-header": HEADER + 3 * ROW + HEADER + ROW,
    "unnamed-column": {"Partners": [["partner", "revenue", "churn"], ["north", 1, 2, "note"]]},
    "decimal-mark": HEADER + "north,550.000\n",
    "unknown-sheet": {"Partners": [["partner"], ["north"]], "Regions": [["region"], ["north"]]},
    "other-rubric": 'rubric = "iamcp-p2p"\n[answers]\n',
}
"""The content of a file that causes the output on the page, by code; for a spreadsheet, the rows of each sheet."""


def write(path: Path, content: str | bytes | dict[str, list[list[object]]]) -> None:
    match content:
        case str():
            path.write_text(content, encoding="utf-8")
        case bytes():
            path.write_bytes(content)
        case dict():
            workbook = xlsxwriter.Workbook(path)
            for name, rows in content.items():
                sheet = workbook.add_worksheet(name)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
            workbook.close()


def test_every_block_of_the_page_is_checked() -> None:
    assert BLOCKS.keys() == FILES.keys()
    assert len(BLOCKS) == PAGE.read_text(encoding="utf-8").count("```text\n")


@pytest.mark.parametrize("code", FILES)
def test_a_block_shows_what_the_command_prints(code: str, tmp_path: Path) -> None:
    command: Sequence[str] = BLOCKS[code]["command"].split()
    [name] = [each for each in command if each.partition(".")[0] in ("answers", "partners")]
    write(tmp_path / name, FILES[code])
    write(tmp_path / "tiers.toml", TIERS)
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, check=False, encoding="utf-8"
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", BLOCKS[code]["output"])
