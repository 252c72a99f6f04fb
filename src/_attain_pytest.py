"""The pytest plugin of attain: rubric files as tests.

It is outside the package so that pytest, which loads the plugins of everything that is installed, imports nothing
of attain until there is a rubric file to test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


_MATCHED = pytest.StashKey[set[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings ``attain_rubrics`` and ``attain_tries``."""
    parser.addini("attain_rubrics", "files that are tested as rubrics, as patterns: models/*.toml", "args", [])
    parser.addini("attain_tries", "how many random answers each law of a rubric is tried on", "int", None)


def pytest_configure(config: pytest.Config) -> None:
    """Report what is wrong with ``attain_tries`` before anything runs."""
    config.stash[_MATCHED] = set()
    try:
        tries = config.getini("attain_tries")
    except (TypeError, ValueError, pytest.UsageError) as error:  # releases of pytest differ
        raise pytest.UsageError(f"attain_tries takes a whole number: {error}") from None
    if tries is not None and tries < 1:
        raise pytest.UsageError(f"attain_tries takes a whole number from 1 up, not {tries}")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a rubric file: one that is given to pytest by its name, or that matches ``attain_rubrics``."""
    if file_path.suffix != ".toml":
        return None
    matched = set(filter(file_path.match, parent.config.getini("attain_rubrics")))
    parent.config.stash[_MATCHED] |= matched
    if not parent.session.isinitpath(file_path) and not matched:
        return None
    from attain._testing.rubric_file import RubricFileCollector

    return RubricFileCollector.from_parent(parent, path=file_path)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse a pattern that matches nothing: rubrics would go untested. A run of some files alone may skip them."""
    config = session.config
    if config.args_source is pytest.Config.ArgsSource.ARGS or session.testsfailed:
        return
    idle = [each for each in config.getini("attain_rubrics") if each not in config.stash[_MATCHED]]
    if idle:
        told = "attain_rubrics matches no file among those that pytest looks through"
        raise pytest.UsageError(f"{told}: {', '.join(idle)}")
