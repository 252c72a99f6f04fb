"""The command that summarises the answers in a table."""

from datetime import date

import click

from attain._frames.request import Shape
from attain._model.words import Decimal
from attain._render.markup import document
from attain._render.summaries import summary_page
from attain._tables.table import Dialect

from .arguments import FILE, RUBRIC_ID, Adjust, adjustments, command, day, find, formats, today
from .columns import read_columns
from .tables import Asked, must_apply, must_be_table, summarised, table_options
from .terminal import show, show_json, write


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
    adjust: Adjust,
    id_: str | None,
    shape: Shape,
    partial: bool,
    separator: str | None,
    encoding: str | None,
    decimal: Decimal | None,
    sheet: str | None,
    mapping: str | None,
    form: str,
) -> None:
    """Summarise the answers of many subjects.

    TABLE is Parquet, CSV or a spreadsheet, of any size. attain counts how many subjects have each level, in each dimension and overall, and
    how many have values that are not answers.
    """
    must_be_table(table)
    rubric = adjust(find(rubric_id))
    columns = read_columns(mapping)
    dialect = Dialect(separator=separator, encoding=encoding, decimal=decimal, sheet=sheet)
    must_apply(table, dialect)
    asked = Asked(
        file=table,
        id=id_ or columns.id,
        shape=shape,
        partial=partial,
        on=on or today(),
        dialect=dialect,
        columns=columns.columns,
    )
    with columns.located():
        summary = summarised(rubric, asked)
    if form == "json":
        show_json(summary.to_dict())
    elif form == "html":
        write(document(summary.title, summary.to_html()))
    else:
        show(summary_page(summary))
