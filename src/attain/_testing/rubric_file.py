"""A rubric's file as pytest tests: one for each check."""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from traceback import format_exc

import pytest

from attain._core.errors import Problem, RubricError
from attain._format.read import read
from attain._format.source import chain, from_file, located
from attain._rubric import Rubric, default_registry

from .checks import TRIES, Check, checks, in_lines


class RubricFileCollector(pytest.File):
    """The file of a rubric. A file that can't be read is one test, which fails with all its problems."""

    def collect(self) -> Iterator["RubricItem"]:
        """Yield one test for each check."""
        for check in self._checks():
            yield RubricItem.from_parent(self, name=check.name, check=check)

    def _checks(self) -> Iterator[Check]:
        here, registry = Path.cwd(), default_registry()
        path = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        try:
            source = from_file(path)
            rubric, sources = read(source, finder=registry, kind=Rubric), chain(source, registry)
        except RubricError as error:
            wrong = "\n".join(map(in_lines, error.problems))
            return iter([Check("load", lambda: wrong)])

        def locate(problem: Problem) -> Problem:
            return located([problem], sources)[0]

        return checks(rubric, tries=self.config.getini("attain_tries") or TRIES, locate=locate)


class RubricItem(pytest.Item):
    """One check of a rubric."""

    def __init__(self, name: str, parent: RubricFileCollector, check: Check) -> None:
        super().__init__(name, parent)
        self.check = check

    def runtest(self) -> None:
        """Run the check, and report a failure without a traceback, which only errors in code have."""
        try:
            failure = self.check.failure()
        except Exception:  # noqa: BLE001  # the code of a plugin may raise anything
            failure = format_exc()
        if failure:
            pytest.fail(failure, pytrace=False)

    def reportinfo(self) -> tuple[PathLike[str], None, str]:
        """Return the names of the file and the check, for the heading of a report."""
        return self.path, None, f"{self.path.name}: {self.name}"
