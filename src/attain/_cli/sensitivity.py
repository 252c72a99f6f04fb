"""The command that shows how firm the levels of a result are."""

import click

from attain._render.sensitivities import sensitivity_page

from .answers_file import Scoring, scoring_options
from .arguments import FILE, ONE, RUBRIC_ID, command, formats, option
from .printing import show_as


@command(
    "sensitivity",
    {
        "List what would change a level": "sensitivity iamcp-p2p answers.toml",
        "Write a page for a browser": "sensitivity iamcp-p2p answers.toml --format html > page.html",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("answers", metavar="ANSWERS", type=FILE)
@option("--subject", group=ONE, help="The name of the subject.")
@scoring_options
@formats("text", "json", "html")
def show_sensitivity(
    *,
    scoring: Scoring,
    answers: str,
    subject: str | None,
    form: str,
) -> None:
    """Show how firm the levels are.

    ANSWERS is a file, TOML or JSON, as attain score takes it; - is the standard input. The table says after how many worse
    answers each level falls, and after how many better ones it rises. Below it are the single answers, the policies and the
    ways of combining that would change a level.
    """
    sensitivity = scoring.assess(answers, subject).sensitivity()
    show_as(form, sensitivity, sensitivity_page(sensitivity), subject=sensitivity.subject)
