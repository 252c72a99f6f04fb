"""docs/reference/errors.md lists every code that the library can tell, and none that it can't."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

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
    """What makes a problem of a code, by module and name, and where the code stands among the arguments.

    A method is called from other modules, too; it stands under the module "".
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
    """The texts that an expression gives, as far as it is one or a choice of them."""
    if isinstance(expression, ast.IfExp):
        return texts(expression.body) | texts(expression.orelse)
    return {expression.value} if isinstance(expression, ast.Constant) and isinstance(expression.value, str) else set()


def told() -> Iterator[tuple[str, set[str], str]]:
    """For each call that makes a problem: its place, the codes that can be read there, and the expression of the code."""
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
                    if texts(code):  # set.add and its like are methods, too
                        yield f"{module}:{call.lineno}", texts(code), ast.unparse(code)


# What messages of the catalogue are made of, which is no problem itself.
PARTS = {
    "amount",
    "answer",
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
    "consensus",
    "consensus-by",
    "conditions",
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
    "line",
    "mapping",
    "answer-change",
    "level",
    "margin",
    "path",
    "path-end",
    "rule",
    "rule-choice",
    "sensitivity",
    "target",
    "mark",
    "missing",
    "new",
    "not-counted",
    "note",
    "option",
    "other",
    "overall",
    "page",
    "plugin",
    "points",
    "python",
    "reason",
    "reference",
    "required",
    "requirement",
    "row",
    "rubric",
    "rules",
    "sample",
    "score",
    "score-by",
    "standing",
    "state",
    "takes",
    "unwritable",
    "usage",
    "value",
    "way",
    "whole",
}
CODES = set().union(*(codes for _, codes, _ in told()), {key.partition(".")[0] for key in CATALOGUE})
CODES -= PARTS

# Expressions of a code that comes from a caller.
PASSED_ON = {"code", "problem.code", "wrong.code", "f'unknown-{kind}'"}


def test_every_code_can_be_read_from_the_source() -> None:
    assert [(place, code) for place, codes, code in told() if not codes and code not in PASSED_ON] == []
    assert {"few-levels", "missing-key", "unknown-level", "too-large", "wrong-type", "condition-kind"} <= CODES


def test_codes_are_kebab_case() -> None:
    assert [code for code in CODES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []


def test_the_page_lists_every_code_there_is() -> None:
    assert sorted(CODES - set(DOCUMENTED) - set(SEVERITIES)) == []  # docs/reference/lint.md lists those of the lint


def test_the_page_lists_no_code_that_is_gone() -> None:
    assert sorted(set(DOCUMENTED) - CODES) == []


def test_the_page_lists_each_code_once() -> None:
    assert sorted(DOCUMENTED) == sorted(set(DOCUMENTED))
