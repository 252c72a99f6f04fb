"""The command line: the group of all commands, and how errors and warnings are reported."""

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from io import StringIO
from itertools import pairwise

import click

from attain._core.errors import AttainError
from attain._core.text import visible

BAD_INPUT = 2
"""The exit status if the usage or the input is wrong."""

INTERRUPTED = 130
"""The exit status if the user interrupts attain: the one that shells use for SIGINT."""

COMMANDS = {
    "ask": ("ask:ask", "Ask the questions of a rubric, one at a time."),
    "check": ("check:check_levels", "Check that no level fell, or that levels are high enough."),
    "columns": ("columns:show_columns", "Show which column of a table answers which question."),
    "compare": ("compare:compare_answers", "Compare two subjects, or one at two dates."),
    "consensus": ("consensus:show_consensus", "Merge the answers of several respondents."),
    "diff": ("diff:compare", "List the differences between two rubrics."),
    "lint": ("lint:lint_rubric", "Check a rubric for overlaps, gaps and rules without effect."),
    "new": ("new:new", "Create a rubric to start from, or a plugin."),
    "path": ("path:show_path", "List the cheapest changes of answers that reach a target."),
    "plugins": ("rubrics:list_plugins", "List the installed plugins."),
    "rubrics": ("rubrics:list_rubrics", "List the registered rubrics."),
    "schema": ("rubrics:show_schema", "Print the JSON Schema of rubric files, or of results."),
    "score": ("score:score", "Score the answers in a file."),
    "sensitivity": ("sensitivity:show_sensitivity", "Show how firm the levels are."),
    "sheet": ("sheet:write_sheet", "Write a blank file of answers."),
    "show": ("rubrics:show_rubric", "Show the levels, dimensions and rules of a rubric."),
    "summary": ("summary:summarise", "Summarise the answers of many subjects."),
}
"""The module and the summary of each command, so that `attain --help` lists them without importing any."""


class _Commands(click.Group):
    """The group of commands, each imported when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands."""
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f".{module}", __package__), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


def run() -> int:
    """Run the command line, and return its exit status."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_, **__: _note("warning", message)
            return commands.main(prog_name="attain", standalone_mode=False) or 0
    except (AttainError, click.ClickException, Warning) as error:  # -W error raises warnings
        _fail(error, as_json=_json_is_asked_for(sys.argv[1:]))
    except click.Abort:
        return INTERRUPTED
    return BAD_INPUT


def _json_is_asked_for(arguments: Sequence[str]) -> bool:
    """Return whether the arguments request JSON; click does not parse them if they are wrong."""
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


def _fail(error: Exception, *, as_json: bool) -> None:
    """Report an error: for people on the standard error, or as JSON on the standard output."""
    from . import printing  # imports what help does not need

    match error:
        case AttainError() if as_json:
            printing.show_json({"errors": [printing.as_data(problem) for problem in error.problems]})
        case AttainError():
            printing.report(error.problems)
        case _ if as_json:
            message = error.format_message() if isinstance(error, click.ClickException) else str(error)
            printing.show_json({"errors": [{"code": "usage", "path": [], "message": message}]})
        case click.ClickException():
            text = StringIO()
            error.show(text)
            sys.stderr.write(visible(text.getvalue()))
        case _:
            printing.log("error", str(error))


def _note(kind: str, message: object) -> None:
    from .printing import log  # imports what help does not need

    log(kind, str(message))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="attain", message="%(prog)s %(version)s")
def commands() -> None:
    """Turn answers into maturity levels.

    ID is the id of a rubric (iamcp-p2p), with or without its version (iamcp-p2p@2016), or the path of a rubric's file
    (my-tiers.toml). The exit status is 0 on success, 1 if there are findings, and 2 if the usage or the input is wrong.
    """
