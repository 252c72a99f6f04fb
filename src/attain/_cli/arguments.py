"""Arguments and options that several commands share."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

import click
from click.shell_completion import CompletionItem

from attain._core.messages import phrase
from attain._format.source import Source, chain, from_file
from attain._plan.steps import POLICIES
from attain._rubric import Rubric, default_registry
from attain._score.answers import no_day, read_day

from .streams import plugins_aside

ONE = "One subject"
"""The group of options about the subject."""

SCORING = "How to score"
"""The group of options that decide how answers are scored."""

FINDINGS = 1
"""The exit status if there are findings."""

Command = TypeVar("Command", bound=Callable[..., int | None])


class _Option(click.Option):
    """An option that help lists in a group."""

    def __init__(self, names: Iterable[str], *, group: str, **attributes: Any) -> None:
        super().__init__([*names], **attributes)
        self.group = group


def option(*names: str, group: str = "Options", **attributes: Any) -> Callable[[Command], Command]:
    """Add an option to a command.

    Arguments:
        names: The names of the option, as :func:`click.option` takes them.
        group: The heading above the option in help.
        attributes: Further arguments of :func:`click.option`.
    """
    return click.option(*names, cls=_Option, group=group, **attributes)


class _Command(click.Command):
    """A command whose help has examples and groups of options. Plugins print to the standard error while it runs."""

    examples: Mapping[str, str] = {}

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with plugins_aside():
            return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then the options by group, in the command's order."""
        with formatter.section("Examples"):
            for title, line in self.examples.items():
                formatter.write(f"  {title}:\n    attain {line}\n")
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record and isinstance(parameter, click.Option):
                groups.setdefault(getattr(parameter, "group", "Options"), []).append(record)
        for group in sorted(groups, key="Options".__eq__):  # ungrouped options come last
            with formatter.section(group):
                formatter.write_dl(groups[group])


def command(name: str, examples: Mapping[str, str]) -> Callable[[Callable[..., int | None]], _Command]:
    """Return a decorator that turns a function into a command.

    Arguments:
        name: The name of the command.
        examples: The arguments after ``attain`` for each example, by its purpose.
    """

    def make(function: Callable[..., int | None]) -> _Command:
        made = click.command(name, cls=_Command)(function)
        made.examples = examples
        return made

    return make


class _File(click.types.StringParamType):
    """The path of a file, which shells complete. Unlike :class:`click.Path`, it leaves all checks to the command."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Return the completion of a file's name."""
        return [CompletionItem(incomplete, type="file")]


class _RubricId(_File):
    """The id of a rubric, or the path of its file."""

    name = "rubric"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the matching ids of rubrics, with their versions after an @; files if none match."""
        entries = default_registry().rubrics()
        ids = [f"{entry.id}@{entry.version}" if "@" in incomplete else entry.id for entry in entries]
        found = [CompletionItem(id_) for id_ in dict.fromkeys(ids) if id_.startswith(incomplete)]
        return found or super().shell_complete(ctx, param, incomplete)


FILE = _File()
"""The type of the path of a file."""

RUBRIC_ID = _RubricId()
"""The type of the argument ID."""


def formats(*names: str) -> Callable[[Command], Command]:
    """Add the option --format to a command; the first name is the default."""
    help_ = "The output format; with json, errors are JSON, too." if "json" in names else "The output format."
    return option("--format", "form", type=click.Choice(names), default=names[0], show_default=True, help=help_)


def _day(_context: click.Context, parameter: click.Parameter, given: str | None) -> date | None:
    found = read_day(given)
    if found is None and given is not None:
        error = no_day(given)
        raise click.BadParameter(f"{error.what}; {error.fix or error.what.fix}", param=parameter)
    return found


def day(command: Command) -> Command:
    """Add the option --on to a command."""
    help_ = "The day of the assessment, as 2026-11-21; today by default."
    return option("--on", group=SCORING, callback=_day, metavar="DATE", help=help_)(command)


def today() -> date:
    """Return the day on which a command runs."""
    return datetime.now().astimezone().date()


def _policy(_context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """Return a policy of the library, or the id of a plugin's policy, which contains a dot."""
    own = POLICIES[str(parameter.name)]
    if given is not None and given not in own and "." not in given:
        raise click.BadParameter(phrase("usage.policy", given=given, choices=tuple(own)), param=parameter)
    return given


def _known_policies(_context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the matching policies of the library, for a shell to complete."""
    return [name for name in POLICIES[str(parameter.name)] if name.startswith(incomplete)]


def _policies(command: Command) -> Command:
    """Add the options --overlap and --gap to a command."""
    for name, help_ in (
        ("gap", "Which level holds if bands leave a gap."),
        ("overlap", "Which level wins if bands overlap."),
    ):
        choices = f"[{'|'.join(POLICIES[name])}|PLUGIN.ID]"
        command = option(
            f"--{name}", group=SCORING, metavar=choices, callback=_policy, help=help_, shell_complete=_known_policies
        )(command)
    return command


def _words(command: Command) -> Command:
    """Add the options --yes, --no and --unknown to a command."""
    for name, means in (("unknown", "that a question is not answered"), ("no", "no"), ("yes", "yes")):
        help_ = f"A word that means {means}, in any case; can be repeated."
        command = option(f"--{name}", group="Words for answers", multiple=True, metavar="WORD", help=help_)(command)
    return command


Adjustment: TypeAlias = Callable[[Rubric], Rubric]
"""A function that returns a rubric with the policies and the words of a command's options."""


def adjustments(command: Command) -> Command:
    """Add the options for policies and words to a command, which gets them as one function, `adjust`."""

    @wraps(command)
    def adjusting(
        *,
        overlap: str | None,
        gap: str | None,
        yes: Sequence[str],
        no: Sequence[str],
        unknown: Sequence[str],
        **others: object,
    ) -> int | None:
        def adjust(rubric: Rubric) -> Rubric:
            return rubric.with_policy(overlap=overlap, gap=gap).with_words(yes=yes, no=no, unknown=unknown)

        return command(adjust=adjust, **others)

    return cast(Command, _policies(_words(adjusting)))


def _facts(_context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, str]:
    """Return the facts of options such as NAME=VALUE."""
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
    help_ = "A fact about the subject; can be repeated."
    add = option("--fact", "facts", group=ONE, multiple=True, metavar="NAME=VALUE", callback=_facts, help=help_)
    return add(command)


def target_of(
    _context: click.Context, parameter: click.Parameter, given: Sequence[str]
) -> str | Mapping[str, str] | None:
    """Return the level or target that an option names, or levels by dimension; None without the option."""
    parts = [text.partition("=") for text in given]
    if all(sign for _, sign, _ in parts):
        return {id_: level for id_, _, level in parts} or None
    if len(given) > 1:
        raise click.BadParameter(phrase("usage.target"), param=parameter)
    return given[0]


def find(rubric_id: str) -> Rubric:
    """Return the rubric with an id, or in a file: ids that end in .toml or name a directory are paths.

    Raises:
        RubricError: There is none, or it can't be read.
    """
    return default_registry().load(rubric_id) if is_path(rubric_id) else default_registry().rubric(rubric_id)


def find_sources(rubric_id: str) -> tuple[Source, ...]:
    """Return the sources of a rubric: its own, followed by those that it extends, nearest first.

    Raises:
        RubricError: There is none, or it can't be read.
    """
    registry = default_registry()
    return chain(from_file(rubric_id) if is_path(rubric_id) else registry.source(rubric_id), registry)


def is_path(rubric_id: str) -> bool:
    """Return whether ID is the path of a file."""
    return rubric_id.endswith(".toml") or "/" in rubric_id or os.sep in rubric_id
