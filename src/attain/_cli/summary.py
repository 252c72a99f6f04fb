"""The command that summarises the answers in a table."""

from datetime import date

import click

from attain._frames.request import Shape
from attain._model.words import Decimal
from attain._render.summaries import summary_page
from attain._tables.table import Dialect

from .arguments import FILE, RUBRIC_ID, Adjust, adjustments, command, day, find, formats, today
from .columns import read_columns
from .tables import Asked, must_apply, must_be_table, summarised, table_options
from .terminal import show_as


@command(
    "summary",
    {
        "Count the levels of all partners": "summary iamcp-p2p partners.csv --id partner",
        "Make a page of it": "summary iamcp-p2p partners.csv --id partner --format html > summary.html",
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
    show_as(form, summary, summary_page(summary))
