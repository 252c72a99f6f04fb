"""The command that compares two results."""

from collections.abc import Mapping
from datetime import date

import click

from attain._render.comparisons import comparison_page
from attain._render.markup import document
from attain._results import compare

from .answers_file import assess_file
from .arguments import FILE, RUBRIC_ID, Adjust, adjustments, command, day, facts_option, find, formats
from .terminal import show, show_json, write


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
@day
@facts_option
@adjustments
@formats("text", "json", "html")
def compare_answers(
    *,
    rubric_id: str,
    first: str,
    second: str,
    on: date | None,
    facts: Mapping[str, str],
    adjust: Adjust,
    form: str,
) -> int:
    """Compare two subjects, or one at two dates.

    Each ANSWERS is a file, TOML or JSON, as attain score takes it; one of them may be -, the standard input. If both files name
    one subject and two days, attain lists what was gained and lost from the first to the second. Otherwise it shows who leads in each dimension, by which
    answers, and the level that the better answer to each question gives. The options apply to both files.
    """
    rubric = adjust(find(rubric_id))
    comparison = compare(*(assess_file(rubric, each, facts=facts, on=on, subject=None) for each in (first, second)))
    if form == "json":
        show_json(comparison.to_dict())
    elif form == "html":
        write(document(rubric.title, comparison.to_html()))
    else:
        show(comparison_page(comparison))
    return 0
