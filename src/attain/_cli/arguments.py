"""What several commands have in common: the rubric that ID names, and the option --format."""

import os
from collections.abc import Callable
from typing import TypeVar

import click

from attain._files.registry import default_registry
from attain._files.source import Source, chain, from_file
from attain._model.rubric import Rubric

FINDINGS = 1
"""The exit status where there are findings."""

Command = TypeVar("Command", bound=Callable[..., int | None])


def formats(*names: str) -> Callable[[Command], Command]:
    """The option --format of a command; the first name is the default."""
    told = "How to print it."
    return click.option("--format", "form", type=click.Choice(names), default=names[0], show_default=True, help=told)


def find(rubric_id: str) -> Rubric:
    """The rubric of an id, or in a file: what ends in .toml or names a directory is a path.

    Arguments:
        rubric_id: The id or the path.

    Raises:
        RubricError: There is none, or it can't be read.
    """
    return default_registry().load(rubric_id) if is_path(rubric_id) else default_registry().rubric(rubric_id)


def find_sources(rubric_id: str) -> tuple[Source, ...]:
    """Where a rubric is written: its own source, then those that it extends, one after the other.

    Arguments:
        rubric_id: The id or the path.

    Raises:
        RubricError: There is none, or it can't be read.
    """
    registry = default_registry()
    return chain(from_file(rubric_id) if is_path(rubric_id) else registry.source(rubric_id), registry)


def is_path(rubric_id: str) -> bool:
    """Whether ID is the path of a file.

    Arguments:
        rubric_id: The id or the path.
    """
    return rubric_id.endswith(".toml") or "/" in rubric_id or os.sep in rubric_id
