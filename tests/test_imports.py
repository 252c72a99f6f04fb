"""The house holds: imports run one way, each dependency stays in its room, and `import attain` loads the core alone."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import attain

PACKAGE = Path(attain.__file__).parent

# From the ground up: a module may import those before it in its room, and every module of the rooms before that.
ROOMS = {
    "": ("_errors", "_escapes", "_frozen", "_data", "_names", "_types", "_shapes", "_millionths", "_words"),
    "_model": ("dates", "bands", "conditions", "points", "nouns", "words", "extensions", "parts", "rubric"),
    "_plan": (
        "steps",
        "nodes",
        "vocabulary",
        "plan",
        "build",
        "scope",
        "questions",
        "fields",
        "workshop",
        "scores",
        "demands",
        "levels",
        "check",
        "options",
        "terms",
        "combining",
        "rule_builder",
        "rules",
        "canonical",
        "idle",
        "compile",
    ),
    "_cells": ("cells", "sheet", "translate", "function"),
    "_score": (
        "run",
        "by_dimension",
        "result",
        "values",
        "answers",
        "spelled",
        "fast",
        "outcome",
        "requirements",
        "progress",
        "assess",
        "explain",
        "agree",
        "examples",
        "summary",
        "reference",
    ),
    "_frames": (
        "request",
        "outputs",
        "native",
        "dialect",
        "answers",
        "reading",
        "lower",
        "headers",
        "matching",
        "doubts",
        "program",
        "trouble",
        "long",
        "assess",
        "agree",
        "summary",
    ),
    "_files": (
        "places",
        "limits",
        "content",
        "write",
        "digest",
        "canonical",
        "overlay",
        "misplaced",
        "prune",
        "source",
        "structure",
        "plugged",
        "read",
        "origins",
        "hooks",
        "brought",
        "plugins",
        "installed",
        "registry",
        "record",
        "skeleton",
        "distribution",
        "schema",
    ),
    "_lint": (
        "choices",
        "excerpt",
        "changes",
        "trials",
        "witness",
        "diff",
        "finding",
        "reach",
        "verdict",
        "proof",
        "bands",
        "levels",
        "requirements",
        "idle",
        "wording",
        "lint",
    ),
    "_show": ("text", "markup", "html", "summaries", "in_words", "pages", "markdown"),
    "_tables": ("encodings", "rows", "cells", "sheets", "decimals", "table"),
    "_cli": (
        "streams",
        "answers_file",
        "terminal",
        "arguments",
        "files",
        "rubrics",
        "tables",
        "columns",
        "score",
        "summary",
        "diff",
        "lint",
        "new",
        "schema",
        "commands",
        "__init__",
    ),
    "_testing": ("answers", "drawing", "questions", "conditions", "rubrics", "laws", "checks", "rubric_file"),
}
LAYERS = [
    *(f"{room}.{module}".strip(".") for room, modules in ROOMS.items() for module in modules),
    "testing",
    "__main__",
    "__init__",
]

# Their convenience methods import, when called, the module above that does the work; for types they may name it too.
FRONT_DESK = {"__init__", "_model.extensions", "_model.rubric", "_score.result", "_score.summary", "_score.reference"}

# What only some modules may import, wherever in them.
RESERVED = {
    "cattrs": {"_files.record"},
    "click": {f"_cli.{module}" for module in ROOMS["_cli"] if module not in {"streams", "answers_file", "__init__"}},
    "hypothesis": {f"_testing.{module}" for module in ROOMS["_testing"]},
    "narwhals": {"_frames.dialect"},
    "polars": {"_cli.tables", "_tables.decimals", "_tables.table"},
    "pluggy": {"_files.hooks", "_files.plugins"},
    "pytest": {"_testing.rubric_file"},
    "python_calamine": {"_tables.cells"},
    "rich": {"_cli.terminal"},
}

# What is not there after `import attain` alone.
ON_USE = {
    "cattrs",
    "click",
    "hypothesis",
    "narwhals",
    "pluggy",
    "polars",
    "pytest",
    "python_calamine",
    "rich",
    "tomli",
    "tomli_w",
}

SOURCES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py" or path.parent.name in {"attain", "_cli"}  # the others hold a docstring alone
}


def imports(module: str, source: str) -> Iterator[tuple[int, str, bool]]:
    """Of each import: its line, what it imports (own modules without ``attain.``), and whether it runs at once."""
    room = module.rpartition(".")[0]

    def names(node: ast.AST) -> list[str]:
        match node:
            case ast.Import(aliases):
                return [alias.name for alias in aliases]
            case ast.ImportFrom(base, aliases, 0):
                return [f"{base}.{alias.name}" for alias in aliases]
            case ast.ImportFrom(base, aliases, level):
                inside = f"attain.{room}" if level == 1 and room else "attain"
                return [".".join(filter(None, [inside, base, alias.name])) for alias in aliases]
            case _:
                return []

    def walk(node: ast.AST, at_once: bool) -> Iterator[tuple[int, str, bool]]:
        for child in ast.iter_child_nodes(node):
            for name in names(child):
                yield getattr(child, "lineno", 0), name, at_once
            for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            later = for_types or isinstance(child, ast.FunctionDef | ast.Lambda)
            yield from walk(child, at_once and not later)

    return walk(ast.parse(source), True)


def own_module(name: str) -> str | None:
    """The module of this package that a dotted name leads to, `__init__` where it leads to no other; None outside."""
    package, _, inside = name.partition(".")
    if package != "attain":
        return None
    found = max((module for module in LAYERS if f"{inside}.".startswith(f"{module}.")), key=len, default=None)
    return found or ("_cli.__init__" if inside.startswith("_cli.main") else "__init__")


def upward(module: str, source: str) -> list[str]:
    """The imports of a module that do not lead downwards."""
    below = LAYERS[: LAYERS.index(module)]
    return [
        f"{module}:{line} imports {target}, which is not below it"
        for line, name, at_once in imports(module, source)
        if (target := own_module(name)) is not None and target not in below and (at_once or module not in FRONT_DESK)
    ]


def reserved(module: str, source: str) -> list[str]:
    """The imports of a module that are another module's business."""
    return [
        f"{module}:{line} imports {package}, which is for {' and '.join(sorted(RESERVED[package]))} only"
        for line, name, _ in imports(module, source)
        if module not in RESERVED.get(package := name.partition(".")[0], {module})
    ]


def test_every_module_has_its_place() -> None:
    assert SOURCES.keys() == set(LAYERS)


@pytest.mark.parametrize("module", LAYERS)
def test_imports_run_downwards(module: str) -> None:
    assert upward(module, SOURCES[module]) == []


@pytest.mark.parametrize("module", LAYERS)
def test_a_dependency_stays_with_its_module(module: str) -> None:
    assert reserved(module, SOURCES[module]) == []


@pytest.mark.parametrize(
    "source",
    [
        "import attain._score.run",
        "from attain._score.run import run",
        "from .._score.run import run",
        "from .._score import run",
        "try:\n    import attain._score.run\nexcept ImportError: ...",
        "def late():\n    from .._score.run import run",
        "import attain",
        "from .. import rubric",
    ],
)
def test_an_import_that_runs_upwards_is_seen(source: str) -> None:
    assert len(upward("_plan.nodes", source)) == 1


def test_an_import_within_a_room_runs_downwards_too() -> None:
    assert len(upward("_plan.nodes", "from .build import Builder")) == 1
    assert upward("_plan.build", "from .nodes import Node") == []


@pytest.mark.parametrize(
    "source",
    [
        "class Rubric:\n    def assess(self):\n        from .._score.assess import assess",
        "if TYPE_CHECKING:\n    from .._score.assess import assess",
    ],
)
def test_only_the_front_desk_imports_upwards_and_only_on_use(source: str) -> None:
    assert upward("_model.rubric", source) == []
    assert len(upward("_model.parts", source)) == 1


def test_a_dependency_in_another_module_is_seen() -> None:
    assert len(reserved("_model.rubric", "def read():\n    from cattrs.gen import override")) == 1
    assert reserved("_files.record", "import cattrs") == []
    assert reserved("_model.rubric", "import attrs") == []


def test_importing_attain_loads_the_core_alone() -> None:
    code = "import attain, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "attain" in loaded
    assert loaded & ON_USE == set()


def test_the_page_on_the_architecture_tells_of_every_module_in_its_room() -> None:
    page = Path(__file__).parents[1] / "docs" / "architecture.md"
    told: dict[str, list[str]] = {}
    room = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"\|\s*(?:`(\w+)`)?\s*\| (`\w+`(?:, `\w+`)*) \|.*", line):
            room = match[1] or room
            told.setdefault(room, []).extend(re.findall(r"\w+", match[2]))
    told["_testing"].remove("testing")  # which stands at the top
    assert {room: sorted(modules) for room, modules in told.items()} == {
        room: sorted({*modules} - {"__init__"}) for room, modules in ROOMS.items()
    }
