"""Arguments and options that several commands share."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

import click

from attain._core.messages import phrase
from attain._format.source import Source, chain, from_file
from attain._plan.steps import POLICIES
from attain._rubric import Rubric, default_registry
from attain._score.answers import no_day, read_day

from .streams import plugins_aside

FINDINGS = 1
"""The exit status where there are findings."""

Command = TypeVar("Command", bound=Callable[..., int | None])


class _Command(click.Command):
    """A command: what plugins print while it runs goes to the standard error."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with plugins_aside():
            return super().invoke(ctx)


def command(name: str) -> Callable[[Callable[..., int | None]], click.Command]:
    """Make a command of a function.

    Arguments:
        name: The name of the command.
    """
    return click.command(name, cls=_Command)


def formats(*names: str) -> Callable[[Command], Command]:
    """Add the option --format to a command; the first name is the default."""
    help_ = "How to print it."
    return click.option("--format", "form", type=click.Choice(names), default=names[0], show_default=True, help=help_)


def _day(_context: click.Context, parameter: click.Parameter, given: str | None) -> date | None:
    found = read_day(given)
    if found is None and given is not None:
        error = no_day(given)
        raise click.BadParameter(f"{error.what}; {error.fix or error.what.fix}", param=parameter)
    return found


def day(command: Command) -> Command:
    """Add the option --on to a command."""
    help_ = "The day of the assessment, as 2026-11-21; today by default."
    return click.option("--on", callback=_day, metavar="DATE", help=help_)(command)


def today() -> date:
    """Return the day on which a command runs."""
    return datetime.now().astimezone().date()


def _policy(_context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """Return a policy of the library, or the id of a plugin's, which has a dot."""
    own = POLICIES[str(parameter.name)]
    if given is not None and given not in own and "." not in given:
        raise click.BadParameter(phrase("usage.policy", given=given, choices=tuple(own)), param=parameter)
    return given


def policies(command: Command) -> Command:
    """Add the options --overlap and --gap to a command."""
    for name, help_ in (
        ("gap", "Which level holds if bands leave a gap."),
        ("overlap", "Which level wins if bands overlap."),
    ):
        choices = f"[{'|'.join(POLICIES[name])}|PLUGIN.ID]"
        command = click.option(f"--{name}", metavar=choices, callback=_policy, help=help_)(command)
    return command


def words(command: Command) -> Command:
    """Add the options --yes, --no and --unknown to a command."""
    for name, means in (("unknown", "that a question is not answered"), ("no", "no"), ("yes", "yes")):
        help_ = f"A word that means {means}, in any case; may be given again."
        command = click.option(f"--{name}", multiple=True, metavar="WORD", help=help_)(command)
    return command


def _facts(_context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, str]:
    """Return the facts that are given as NAME=VALUE."""
    facts: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise click.BadParameter(phrase("usage.fact", given=text), param=parameter)
        if name in facts:
            raise click.BadParameter(phrase("usage.fact-twice", name=name), param=parameter)
        facts[name] = value
    return facts


def facts_option(command: Command) -> Command:
    """Add the option --fact to a command."""
    help_ = "A fact about the subject; may be given again."
    return click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", callback=_facts, help=help_)(command)


def target_of(
    _context: click.Context, parameter: click.Parameter, given: Sequence[str]
) -> str | Mapping[str, str] | None:
    """Return the level or target that an option names, or levels by dimension; None if it is not given."""
    parts = [text.partition("=") for text in given]
    if all(sign for _, sign, _ in parts):
        return {id_: level for id_, _, level in parts} or None
    if len(given) > 1:
        raise click.BadParameter(phrase("usage.target"), param=parameter)
    return given[0]


def find(rubric_id: str) -> Rubric:
    """Return the rubric of an id, or in a file: what ends in .toml or names a directory is a path.

    Arguments:
        rubric_id: The id or the path.

    Raises:
        RubricError: There is none, or it can't be read.
    """
    return default_registry().load(rubric_id) if is_path(rubric_id) else default_registry().rubric(rubric_id)


def find_sources(rubric_id: str) -> tuple[Source, ...]:
    """Return the sources of a rubric: its own, then those that it extends, one after the other.

    Arguments:
        rubric_id: The id or the path.

    Raises:
        RubricError: There is none, or it can't be read.
    """
    registry = default_registry()
    return chain(from_file(rubric_id) if is_path(rubric_id) else registry.source(rubric_id), registry)


def is_path(rubric_id: str) -> bool:
    """Return whether ID is the path of a file.

    Arguments:
        rubric_id: The id or the path.
    """
    return rubric_id.endswith(".toml") or "/" in rubric_id or os.sep in rubric_id
