"""The pytest plugin of attain: rubric files as tests.

It stands outside the package so that pytest, which loads the plugins of everything that is installed, imports nothing
of attain until there is a rubric file to test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings ``attain_rubrics`` and ``attain_tries``."""
    parser.addini("attain_rubrics", "files that are tested as rubrics, as patterns: models/*.toml", "args", [])
    parser.addini("attain_tries", "how many random answers each law of a rubric is tried on", "int", 0)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a rubric file: one that is given to pytest by its name, or that matches ``attain_rubrics``."""
    if file_path.suffix != ".toml":
        return None
    patterns = parent.config.getini("attain_rubrics")
    if not parent.session.isinitpath(file_path) and not any(map(file_path.match, patterns)):
        return None
    from attain._testing.rubric_file import RubricFile

    return RubricFile.from_parent(parent, path=file_path)
