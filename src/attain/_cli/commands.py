"""The commands."""

import os
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

import click

from attain._errors import AnswersError, AttainError
from attain._files.registry import default_registry
from attain._model.rubric import Rubric
from attain._plan.steps import POLICIES
from attain._show.pages import explained_page, result_page, rubric_page, rubrics_page

from .answers_file import open_answers, read_answers
from .terminal import report, show, show_json, tell, write

BAD_INPUT = 2
"""The exit status where the usage or the input is wrong."""

INTERRUPTED = 130
"""The exit status where the user broke it off: what a shell tells of SIGINT."""

Command = TypeVar("Command", bound=Callable[..., None])


def run() -> int:
    """Run the command line, and return its exit status."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_, **__: tell("warning", str(message))
            return commands.main(prog_name="attain", standalone_mode=False) or 0
    except AttainError as error:
        report(error.problems)
    except click.ClickException as error:
        error.show()
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


def formats(*names: str) -> Callable[[Command], Command]:
    """The option --format of a command; the first name is the default."""
    told = "How to print it."
    return click.option("--format", "form", type=click.Choice(names), default=names[0], show_default=True, help=told)


@commands.command("rubrics")
@formats("table", "json")
def list_rubrics(form: str) -> None:
    """List the rubrics that are registered."""
    entries = default_registry().rubrics()
    if form == "json":
        names = ("id", "version", "title", "distribution")
        show_json([{name: getattr(entry, name) for name in names} for entry in entries])
    else:
        show(rubrics_page(entries))


@commands.command("show")
@click.argument("rubric_id", metavar="ID")
@click.option("--questions", is_flag=True, help="List the questions, with the ids to answer them by.")
@formats("table", "json", "toml")
def show_rubric(*, rubric_id: str, questions: bool, form: str) -> None:
    """Show what a rubric is about.

    Its levels, its dimensions and how each finds its level, its facts, and what of it is an interpretation of its sources.
    """
    rubric = find(rubric_id)
    if form == "json":
        show_json(rubric.to_dict())
    elif form == "toml":
        write(rubric.to_toml())
    else:
        show(rubric_page(rubric, questions=questions))


def find(rubric_id: str) -> Rubric:
    """The rubric of an id, or in a file: what ends in .toml or names a directory is a path.

    Arguments:
        rubric_id: The id or the path.

    Raises:
        RubricError: There is none, or it can't be read.
    """
    is_path = rubric_id.endswith(".toml") or "/" in rubric_id or os.sep in rubric_id
    return default_registry().load(rubric_id) if is_path else default_registry().rubric(rubric_id)


def parse_facts(_context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Mapping[str, str]:
    """The facts that are given as NAME=VALUE."""
    facts: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise click.BadParameter(f"{text!r} is not NAME=VALUE, as in segment=enterprise", param=parameter)
        if name in facts:
            raise click.BadParameter(f"the fact {name!r} is given twice", param=parameter)
        facts[name] = value
    return facts


@commands.command("score")
@click.argument("rubric_id", metavar="ID")
@click.argument("answers", metavar="ANSWERS")
@click.option("--subject", help="Who is assessed.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of the assessment, as 2026-11-21; today by default.",
)
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME=VALUE",
    callback=parse_facts,
    help="A fact about the subject; may be given again.",
)
@click.option("--overlap", type=click.Choice([*POLICIES["overlap"]]), help="Which level wins where bands overlap.")
@click.option("--gap", type=click.Choice([*POLICIES["gap"]]), help="Which level holds where bands leave a gap.")
@click.option("--explain", is_flag=True, help="Tell all there is to each level, and every next step.")
@formats("table", "json")
def score(
    *,
    rubric_id: str,
    answers: str,
    subject: str | None,
    on: datetime | None,
    facts: Mapping[str, str],
    overlap: str | None,
    gap: str | None,
    explain: bool,
    form: str,
) -> None:
    """Score the answers in a file.

    ANSWERS is a file, TOML or JSON; - is the standard input. It holds the answers alone, or a table "answers" and beside it what is known: "facts", "subject", "on", "rubric".
    What is given as an option wins.
    """
    rubric = find(rubric_id).with_policy(overlap=overlap, gap=gap)
    given = open_answers(read_answers(answers), rubric)
    try:
        result = rubric.assess(
            given.answers,
            facts={**given.facts, **_numbers(rubric, facts)},
            on=on.date() if on else given.on or datetime.now().astimezone().date(),
            subject=subject or given.subject,
        )
    except AnswersError as error:
        raise AnswersError(given.located(error.problems)) from None
    if form == "json":
        show_json(result.to_dict())
    else:
        show(explained_page(result) if explain else result_page(result))


def _numbers(rubric: Rubric, facts: Mapping[str, str]) -> dict[str, str | float]:
    """Facts as they were typed, with numbers for those that are numbers."""
    numbers = {fact.id for fact in rubric.plan.facts if fact.kind == "number"}
    return {name: _number(value) if name in numbers else value for name, value in facts.items()}


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text
