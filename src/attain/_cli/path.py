"""The command that lists what to change to reach a target."""

from collections.abc import Mapping
from datetime import date

import click

from attain._render.decisions import path_page
from attain._render.markup import document

from .answers_file import assess_file
from .arguments import (
    FILE,
    FINDINGS,
    ONE,
    RUBRIC_ID,
    Adjust,
    adjustments,
    command,
    day,
    facts_option,
    find,
    formats,
    option,
    target_of,
)
from .terminal import show, show_json, write

_TARGET = "What to reach"


@command(
    "path",
    {
        "List what leads to the next overall level": "path iamcp-p2p answers.toml",
        "List what leads to a level, or to a target of the rubric": "path tiers.toml answers.toml --to gold",
        "List what leads to levels of dimensions": "path iamcp-p2p answers.toml --to agreement=dynamic --to geography=proactive",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("answers", metavar="ANSWERS", type=FILE)
@option(
    "--to",
    "target",
    group=_TARGET,
    multiple=True,
    metavar="TARGET",
    callback=target_of,
    help="A level, a target of the rubric, or DIMENSION=LEVEL, which can be repeated; the next overall level by default.",
)
@option("--subject", group=ONE, help="Who is assessed.")
@day
@facts_option
@adjustments
@formats("text", "json", "html")
def show_path(
    *,
    rubric_id: str,
    answers: str,
    target: str | Mapping[str, str] | None,
    subject: str | None,
    on: date | None,
    facts: Mapping[str, str],
    adjust: Adjust,
    form: str,
) -> int:
    """List the cheapest changes of answers that reach a target.

    ANSWERS is a file, TOML or JSON, as attain score takes it; - is the standard input. Every change takes the effort that its
    question names, 1 by default. The exit status is 1 if no changes reach the target.
    """
    rubric = adjust(find(rubric_id))
    path = assess_file(rubric, answers, facts=facts, on=on, subject=subject).path_to(target)
    if form == "json":
        show_json(path.to_dict())
    elif form == "html":
        write(document(", ".join(filter(None, [path.subject, rubric.title])), path.to_html()))
    else:
        show(path_page(path))
    return 0 if path.status in ("reached", "found") else FINDINGS
