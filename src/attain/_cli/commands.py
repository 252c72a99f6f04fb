"""The command line: the group of all commands, and what becomes of errors and warnings."""

import sys
import warnings
from io import StringIO

import click

from attain._core.errors import AttainError
from attain._core.text import visible

from .columns import show_columns
from .diff import compare
from .lint import lint_rubric
from .new import new
from .rubrics import list_plugins, list_rubrics, show_rubric, show_schema
from .score import score
from .summary import summarise
from .terminal import report, tell

BAD_INPUT = 2
"""The exit status where the usage or the input is wrong."""

INTERRUPTED = 130
"""The exit status where the user broke it off: what a shell tells of SIGINT."""


def run() -> int:
    """Run the command line, and return its exit status."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_, **__: tell("warning", str(message))
            return commands.main(prog_name="attain", standalone_mode=False) or 0
    except AttainError as error:
        report(error.problems)
    except click.ClickException as error:
        text = StringIO()
        error.show(text)
        sys.stderr.write(visible(text.getvalue()))
    except Warning as error:  # which -W error makes of a warning
        tell("error", str(error))
    except click.Abort:
        return INTERRUPTED
    return BAD_INPUT


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="attain", message="%(prog)s %(version)s")
def commands() -> None:
    """Turn answers into maturity levels.

    ID is the id of a rubric (iamcp-p2p), with or without its version (iamcp-p2p@2016), or the path of a rubric's file
    (my-tiers.toml). The exit status is 0 when all is fine, 1 when there are findings, and 2 when the usage or the input
    is wrong.
    """


for command in (
    list_rubrics,
    show_rubric,
    score,
    summarise,
    new,
    lint_rubric,
    list_plugins,
    compare,
    show_schema,
    show_columns,
):
    commands.add_command(command)
