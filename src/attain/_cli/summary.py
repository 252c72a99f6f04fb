"""The command that summarises the answers in a table."""

from datetime import date

import click

from attain._render.summaries import summary_page

from .arguments import FILE, RUBRIC_ID, Adjustment, adjustments, command, day, find, formats
from .printing import show_as
from .table_options import RequestTable, must_be_table, table_options
from .table_scores import summarised


@command(
    "summary",
    {
        "Count the levels of all partners": "summary iamcp-p2p partners.csv --id partner",
        "Write a page for a browser": "summary iamcp-p2p partners.csv --id partner --format html > summary.html",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("table", metavar="TABLE", type=FILE)
@day
@adjustments
@table_options
@formats("table", "json", "html")
def summarise(
    *,
    rubric_id: str,
    table: str,
    on: date | None,
    adjust: Adjustment,
    asking: RequestTable,
    form: str,
) -> None:
    """Summarise the answers of many subjects.

    TABLE is Parquet, CSV or a spreadsheet, of any size. attain counts how many subjects have each level, in each dimension and overall, and
    how many have values that are not answers.
    """
    must_be_table(table)
    rubric = adjust(find(rubric_id))
    with asking(table, on) as asked:
        summary = summarised(rubric, asked)
    show_as(form, summary, summary_page(summary))
