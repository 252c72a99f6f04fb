"""The command that shows how firm a result is."""

from collections.abc import Mapping
from datetime import date

import click

from attain._render.markup import document
from attain._render.sensitivities import sensitivity_page

from .answers_file import assess_file
from .arguments import FILE, ONE, RUBRIC_ID, Adjust, adjustments, command, day, facts_option, find, formats, option
from .terminal import show, show_json, write


@command(
    "sensitivity",
    {
        "List what would change a level": "sensitivity iamcp-p2p answers.toml",
        "Write a page for a browser": "sensitivity iamcp-p2p answers.toml --format html > page.html",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("answers", metavar="ANSWERS", type=FILE)
@option("--subject", group=ONE, help="Who is assessed.")
@day
@facts_option
@adjustments
@formats("text", "json", "html")
def show_sensitivity(
    *,
    rubric_id: str,
    answers: str,
    subject: str | None,
    on: date | None,
    facts: Mapping[str, str],
    adjust: Adjust,
    form: str,
) -> None:
    """Show how firm the levels are.

    ANSWERS is a file, TOML or JSON, as attain score takes it; - is the standard input. The table says after how many worse
    answers each level falls, and after how many better ones it rises. Below it are the single answers, the policies and the
    ways of combining that would change a level.
    """
    rubric = adjust(find(rubric_id))
    sensitivity = assess_file(rubric, answers, facts=facts, on=on, subject=subject).sensitivity()
    if form == "json":
        show_json(sensitivity.to_dict())
    elif form == "html":
        write(document(", ".join(filter(None, [sensitivity.subject, rubric.title])), sensitivity.to_html()))
    else:
        show(sensitivity_page(sensitivity))
