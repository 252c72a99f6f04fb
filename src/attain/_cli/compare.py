"""The command that compares two results."""

import click

from attain._render.comparisons import comparison_page
from attain._results import compare

from .answers_file import Scoring, scoring_options
from .arguments import FILE, RUBRIC_ID, command, formats
from .printing import show_as


@command(
    "compare",
    {
        "Compare your firm with a partner": "compare iamcp-p2p ours.toml theirs.toml",
        "List what changed in a year": "compare iamcp-p2p ours-2026.toml ours-2027.toml",
        "Write a page for a browser": "compare iamcp-p2p ours.toml theirs.toml --format html > page.html",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("first", metavar="ANSWERS", type=FILE)
@click.argument("second", metavar="ANSWERS", type=FILE)
@scoring_options
@formats("text", "json", "html")
def compare_answers(
    *,
    scoring: Scoring,
    first: str,
    second: str,
    form: str,
) -> None:
    """Compare two subjects, or one at two dates.

    Each ANSWERS is a file, TOML or JSON, as attain score takes it; one of them may be -, the standard input. If both files name
    one subject and two days, attain lists what was gained and lost from the first to the second. Otherwise it shows who leads in each dimension, by which
    answers, and the level that the better answer to each question gives. The options apply to both files.
    """
    comparison = compare(scoring.assess(first), scoring.assess(second))
    show_as(form, comparison, comparison_page(comparison))
