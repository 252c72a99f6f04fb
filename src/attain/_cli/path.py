"""The command that lists the cheapest changes that reach a target."""

from collections.abc import Mapping

import click

from attain._render.decisions import path_page

from .answers_file import Scoring, scoring_options
from .arguments import FILE, FINDINGS, ONE, RUBRIC_ID, command, formats, option, target_of
from .printing import show_as

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
    help="A level, a target of the rubric, or DIMENSION=LEVEL; the next overall level by default. Repeat the option for several dimensions.",
)
@option("--subject", group=ONE, help="The name of the subject.")
@scoring_options
@formats("text", "json", "html")
def show_path(
    *,
    scoring: Scoring,
    answers: str,
    target: str | Mapping[str, str] | None,
    subject: str | None,
    form: str,
) -> int:
    """List the cheapest changes of answers that reach a target.

    ANSWERS is a file, TOML or JSON, as attain score takes it; - is the standard input. Every change takes the effort that its
    question names, 1 by default. The exit status is 1 if no changes reach the target.
    """
    path = scoring.assess(answers, subject).path_to(target)
    show_as(form, path, path_page(path), subject=path.subject)
    return 0 if path.status in ("reached", "found") else FINDINGS
