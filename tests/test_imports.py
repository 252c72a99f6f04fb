"""Imports run one way, downwards, and `import attain` stays light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "attain"

# From bottom to top. A module imports only what stands before it; one new module, one line here.
LAYERS = (
    "_errors",
    "_frozen",
    "_names",
    "_data",
    "_types",
    "_dates",
    "_bands",
    "_conditions",
    "_points",
    "_steps",
    "_model",
    "_plan",
    "_build",
    "_scope",
    "_questions",
    "_workshop",
    "_scores",
    "_demands",
    "_levels",
    "_check",
    "_idle",
    "_compile",
    "_run",
    "_result",
    "_answers",
    "_outcome",
    "_requirements",
    "_progress",
    "_assess",
    "_explain",
    "_digest",
    "_places",
    "_limits",
    "_write",
    "_overlay",
    "_prune",
    "_source",
    "_read",
    "_registry",
    "_record",
    "_text",
    "_markup",
    "_html",
    "_answers_file",
    "_pages",
    "_terminal",
    "_commands",
    "_cli",
    "__main__",
    "__init__",
)

# Their convenience methods import, when called, the module above that does the work; for types they may name it too.
FRONT_DESK = {"__init__", "_model", "_result"}

# What only some modules may import, wherever in them.
RESERVED = {"cattrs": {"_read"}, "click": {"_commands", "_terminal"}, "pluggy": {"_registry"}, "rich": {"_terminal"}}

# What is not there after `import attain` alone.
ON_USE = {"cattrs", "click", "narwhals", "pluggy", "rich", "tomli", "tomli_w"}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


SOURCES = {module_name(path): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
LISTED = [module for module in LAYERS if module in SOURCES]


def imported(node: ast.AST) -> list[str]:
    """The dotted names that one import statement imports; `from a import b` gives a.b."""
    match node:
        case ast.Import(names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module, names, level):
            base = ".".join(filter(None, ["attain" if level else None, module]))
            return [f"{base}.{alias.name}" for alias in names]
        case _:
            return []


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def imports(source: str) -> Iterator[tuple[int, str, bool]]:
    """Of each import: its line, the dotted name, and whether it runs as soon as the module is imported."""

    def walk(node: ast.AST, at_once: bool) -> Iterator[tuple[int, str, bool]]:
        for child in ast.iter_child_nodes(node):
            for name in imported(child):
                yield getattr(child, "lineno", 0), name, at_once
            later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or is_for_types(child)
            yield from walk(child, at_once and not later)

    return walk(ast.parse(source), True)


def own_module(name: str) -> str | None:
    """The module of this package that a dotted name leads to, `__init__` where it leads to no other; None outside."""
    package, _, inside = name.partition(".")
    if package != "attain":
        return None
    modules = {*LAYERS, *SOURCES}
    return max((module for module in modules if f"{inside}.".startswith(f"{module}.")), key=len, default="__init__")


def upward(module: str, source: str) -> list[str]:
    """The imports of a module that do not lead downwards."""
    below = LAYERS[: LAYERS.index(module)]
    return [
        f"{module}.py:{line} imports {target}, which is not below it"
        for line, name, at_once in imports(source)
        if (target := own_module(name)) is not None and target not in below and (at_once or module not in FRONT_DESK)
    ]


def reserved(module: str, source: str) -> list[str]:
    """The imports of a module that are another module's business."""
    return [
        f"{module}.py:{line} imports {package}, which is for {' and '.join(sorted(RESERVED[package]))} only"
        for line, name, _ in imports(source)
        if module not in RESERVED.get(package := name.partition(".")[0], {module})
    ]


def test_every_module_has_its_layer() -> None:
    assert SOURCES.keys() <= set(LAYERS)


@pytest.mark.parametrize("module", LISTED)
def test_imports_run_downwards(module: str) -> None:
    assert upward(module, SOURCES[module]) == []


@pytest.mark.parametrize("module", LISTED)
def test_a_dependency_stays_with_its_module(module: str) -> None:
    assert reserved(module, SOURCES[module]) == []


@pytest.mark.parametrize(
    "source",
    [
        "import attain._run",
        "from attain import _run",
        "from attain._run import run",
        "from attain._run import *",
        "from . import _run",
        "from ._run import run",
        "try:\n    import attain._run\nexcept ImportError: ...",
        "class Desk:\n    from attain import _run",
    ],
)
def test_an_import_that_runs_upwards_or_sideways_is_seen(source: str) -> None:
    assert len(upward("_plan", source)) == 1
    assert len(upward("_run", source)) == 1
    assert upward("_cli", source) == []


@pytest.mark.parametrize("source", ["import attain", "from attain import rubric", "from attain import *"])
def test_no_module_imports_the_whole_package(source: str) -> None:
    assert len(upward("_cli", source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def assess():\n    from attain._assess import assess",
        "class Rubric:\n    def assess(self):\n        from attain import _assess",
        "if TYPE_CHECKING:\n    from attain._assess import assess",
    ],
)
def test_only_the_front_desk_imports_upwards_and_only_on_use(source: str) -> None:
    assert upward("_model", source) == []
    assert len(upward("_plan", source)) == 1


def test_a_dependency_in_another_module_is_seen() -> None:
    assert len(reserved("_model", "def read():\n    from cattrs.gen import override")) == 1
    assert reserved("_read", "import cattrs") == []
    assert reserved("_model", "import attrs") == []


def test_importing_attain_loads_the_core_alone() -> None:
    code = "import attain, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "attain" in loaded
    assert loaded & ON_USE == set()
