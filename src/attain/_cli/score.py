"""The command that scores the answers in a file."""

from collections.abc import Mapping
from datetime import datetime

import click

from attain._errors import AnswersError
from attain._model.rubric import Rubric
from attain._names import one_of
from attain._plan.steps import POLICIES
from attain._show.pages import explained_page, result_page

from .answers_file import open_answers, read_answers
from .arguments import find, formats
from .terminal import show, show_json


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


def parse_policy(_context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """A policy of the library's own, or the id of a plugin's, which has a dot."""
    own = POLICIES[str(parameter.name)]
    if given is not None and given not in own and "." not in given:
        raise click.BadParameter(f"{given!r} is not {one_of(own)}, nor a plugin's, as in acme.middle", param=parameter)
    return given


@click.command("score")
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
@click.option(
    "--overlap",
    metavar=f"[{'|'.join(POLICIES['overlap'])}|PLUGIN.ID]",
    callback=parse_policy,
    help="Which level wins where bands overlap.",
)
@click.option(
    "--gap",
    metavar=f"[{'|'.join(POLICIES['gap'])}|PLUGIN.ID]",
    callback=parse_policy,
    help="Which level holds where bands leave a gap.",
)
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
