"""A distribution around a rubric's file: a plugin that pip installs, with tests that pass."""

import sys
from collections.abc import Sequence
from keyword import iskeyword

from attain._plan.compile import CompiledRubric

_PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
{description}
requires-python = ">=3.11"
dependencies = [{dependencies}]

[project.entry-points.attain]
{name} = "{package}"

[dependency-groups]
tests = ["attain[testing]"]

[tool.hatch.build.targets.wheel]
packages = ["src/{package}"]
exclude = ["*.schema.json"]  # what an editor reads

[tool.pytest]
minversion = "9.0"
pythonpath = ["src"]
testpaths = ["src", "tests"]
attain_rubrics = ["{name}.toml"]  # tested as a file of tests is
"""

_HOOK = '''\
"""Brings the rubric {id} to attain."""

from importlib.resources import files

import attain


@attain.hookimpl
def attain_rubrics():
    return [files(__name__) / "{name}.toml"]
'''

_TEST = '''\
"""Tests of the plugin. pytest tests its rubric from the rubric's own file, as configured in pyproject.toml."""

import attain
import {package}


def test_it_brings_the_rubric():
    (file,) = {package}.attain_rubrics()
    assert attain.load(file).id == "{id}"
'''


def package_of(name: str) -> str:
    """Return the name of a distribution's Python package: importable, and not yet taken.

    >>> package_of("my-tiers"), package_of("365-partners"), package_of("json")
    ('my_tiers', 'rubric_365_partners', 'rubric_json')
    """
    package = name.replace("-", "_")
    taken = package in sys.stdlib_module_names or package == __name__.partition(".")[0]
    return package if package.isidentifier() and not iskeyword(package) and not taken else f"rubric_{package}"


def distribution(name: str, rubric: CompiledRubric, text: str, needed: Sequence[str] = ()) -> dict[str, str]:
    """Return the files of a distribution, by their paths in it.

    Arguments:
        name: The name of the distribution, and of the rubric's file in it, in kebab-case.
        rubric: The rubric.
        text: The text of the rubric's file.
        needed: The distributions that provide the extended rubrics, and the rules and policies in use.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> list(distribution("our-p2p", p2p, p2p.to_toml()))
    ['pyproject.toml', 'src/our_p2p/__init__.py', 'src/our_p2p/our-p2p.toml', 'tests/test_our_p2p.py']
    """
    from tomli_w import dumps

    package = package_of(name)
    description = "".join(filter(str.isprintable, " ".join(f"{rubric.title}: a rubric for attain".split())))
    project = {
        "version": rubric.version,
        "description": dumps({"description": description}).strip(),
        "dependencies": ", ".join(f'"{each}"' for each in ("attain", *needed)),
    }
    words = {"id": rubric.id, "name": name, "package": package}
    return {
        "pyproject.toml": _PROJECT.format(**words, **project),
        f"src/{package}/__init__.py": _HOOK.format(**words),
        f"src/{package}/{name}.toml": text,
        f"tests/test_{package}.py": _TEST.format(**words),
    }
