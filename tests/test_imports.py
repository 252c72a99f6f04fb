"""Layers: imports point down, also inside functions and for types; dependencies stay with their modules; `import attain` is light."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import attain

PACKAGE = Path(attain.__file__).parent

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"


def layers(page: str) -> list[str]:
    """Return the modules that the table of the architecture page lists: lowest first, as ``folder.module``."""
    found: list[str] = []
    folder = ""
    for line in page.splitlines():
        if match := re.fullmatch(r"\|\s*(`\w+`|top)?\s*\| (`\w+`(?:, `\w+`)*) \|.*", line):
            folder = match[1] or folder
            inside = "" if folder == "top" else folder.strip("`") + "."
            found += [inside + module for module in re.findall(r"\w+", match[2])]
    return found


# A module may import only those before it.
LAYERS = layers(PAGE.read_text(encoding="utf-8"))

# Modules that run without click, to say what to install.
WITHOUT_CLICK = {"_cli.streams", "_cli.answers_file", "_cli.__init__"}

# Dependencies that only some modules may import, anywhere in them.
RESERVED = {
    "cattrs": {"_format.record"},
    "click": {module for module in LAYERS if module.startswith("_cli.") and module not in WITHOUT_CLICK},
    "hypothesis": {module for module in LAYERS if module.startswith("_testing.")},
    "narwhals": {"_frames.dialect"},
    "numpy": {"_frames.arrays"},
    "polars": {"_cli.table_scores", "_cli.tables", "_tables.decimals", "_tables.table"},
    "pluggy": {"_plugins.hooks", "_plugins.plugin"},
    "prompt_toolkit": {"_cli.prompts"},
    "pytest": {"_testing.rubric_file"},
    "python_calamine": {"_tables.spreadsheet"},
    "rich": {"_cli.terminal"},
    "xlrd": {"_tables.unread"},
}

# Modules that `import attain` alone does not load.
ON_USE = {
    "attrs",
    "cattrs",
    "click",
    "hypothesis",
    "narwhals",
    "numpy",
    "pluggy",
    "polars",
    "prompt_toolkit",
    "pytest",
    "python_calamine",
    "rich",
    "tomli",
    "tomli_w",
    "xlrd",
}

SOURCES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py" or path.parent.name in {"attain", "_cli"}  # the others have only a docstring
}


def imports(module: str, source: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each import, wherever it is, and what it imports."""
    parent = module.removesuffix("__init__").rpartition(".")[0] if module != "__init__" else ""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(aliases):
                yield from ((node.lineno, alias.name) for alias in aliases)
            case ast.ImportFrom(base, aliases, 0):
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in aliases)
            case ast.ImportFrom(base, aliases, level):
                inside = f"attain.{parent}" if level == 1 and parent else "attain"
                names = [".".join(filter(None, [inside, base, alias.name])) for alias in aliases]
                yield from ((node.lineno, name) for name in names)
            case _:
                pass


def own_module(name: str) -> str | None:
    """Return the module of this package that a dotted name leads to, `__init__` if it leads to no other, None outside the package."""
    package, _, inside = name.partition(".")
    if package != "attain":
        return None
    found = max((module for module in LAYERS if f"{inside}.".startswith(f"{module}.")), key=len, default=None)
    return found or ("_cli.__init__" if inside.startswith("_cli.main") else "__init__")


def upward(module: str, source: str) -> list[str]:
    """Return the imports of a module that do not lead downwards."""
    below = LAYERS[: LAYERS.index(module)]
    return [
        f"{module}:{line} imports {target}, which is not below it"
        for line, name in imports(module, source)
        if (target := own_module(name)) is not None and target not in below
    ]


def reserved(module: str, source: str) -> list[str]:
    """Return the imports of a module that are reserved for another module."""
    return [
        f"{module}:{line} imports {package}, which is for {' and '.join(sorted(RESERVED[package]))} only"
        for line, name in imports(module, source)
        if module not in RESERVED.get(package := name.partition(".")[0], {module})
    ]


def test_every_module_is_in_the_table() -> None:
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
        "import attain._score.interpreter",
        "from attain._score.interpreter import run",
        "from .._score.interpreter import run",
        "from .._score import interpreter",
        "try:\n    import attain._score.interpreter\nexcept ImportError: ...",
        "def late():\n    from .._score.interpreter import run",
        "import attain",
        "from .. import rubric",
    ],
)
def test_an_import_that_runs_upwards_is_found(source: str) -> None:
    assert len(upward("_plan.nodes", source)) == 1


def test_an_import_within_a_folder_runs_downwards_too() -> None:
    assert len(upward("_plan.nodes", "from .builder import Builder")) == 1
    assert upward("_plan.builder", "from .nodes import Node") == []


def test_a_dependency_in_another_module_is_found() -> None:
    assert len(reserved("_model.rubric", "def read():\n    from cattrs.gen import override")) == 1
    assert reserved("_format.record", "import cattrs") == []
    assert reserved("_model.rubric", "import attrs") == []


def test_importing_attain_loads_no_dependency() -> None:
    code = "import attain, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "attain" in loaded
    assert loaded & ON_USE == set()


def test_a_type_has_a_name_of_its_own() -> None:
    modules: dict[str, list[str]] = {}
    for module, source in SOURCES.items():
        for node in ast.parse(source).body:
            match node:
                case ast.ClassDef(name=name) | ast.AnnAssign(ast.Name(name), ast.Name("TypeAlias")):
                    modules.setdefault(name, []).append(module)
                case _:
                    pass
    assert {name: found for name, found in modules.items() if len(found) > 1} == {}
