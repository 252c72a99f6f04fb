"""The command that scores the answers in a file: one subject's, or a table of many."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from attain._core.messages import Message, phrase, say
from attain._core.shapes import choices
from attain._frames.request import Extent
from attain._render.layout import Block
from attain._render.pages import explained_page, levels_page, result_page
from attain._rubric import Rubric
from attain._tables.contents import ENDINGS, ends_in

from .answers_file import Scoring, scoring_options
from .arguments import FILE, ONE, RUBRIC_ID, SCORING, command, formats, option
from .printing import show, show_as
from .table_options import WRITTEN, RequestTable, TableRequest, is_table, table_options

if TYPE_CHECKING:
    from .table_scores import Preview

_TABLE_OUT = "A table of subjects: what to write"

_OF_ONE = ("subject", "facts", "explain", "form")
_OF_MANY = (
    "out",
    "output",
    "keep",
    "id_",
    "shape",
    "partial",
    "mapping",
    "separator",
    "encoding",
    "decimal",
    "sheet",
)
_OF_A_FILE = ("output", "keep")  # apply only to a table that is written to a file
_ENDINGS = " or ".join(WRITTEN)


def parse_out(_context: click.Context, parameter: click.Parameter, given: str | None) -> Path | None:
    """Return the path of the table to write."""
    if given is not None and not ends_in(given, WRITTEN):
        is_page = given.lower().endswith((".html", ".htm"))
        wrong = phrase("usage.out-page" if is_page else "usage.out", given=given, endings=WRITTEN)
        raise click.BadParameter(wrong, param=parameter)
    return None if given is None else Path(given)


@command(
    "score",
    {
        "Score the answers of one subject": "score iamcp-p2p answers.toml",
        "Show everything about its levels": "score iamcp-p2p answers.toml --explain",
        "Score a table, and write the levels of each row": "score iamcp-p2p partners.csv --id partner -o levels.csv",
        "Read a spreadsheet in another language": "score tiers.toml partner.xlsx --sheet 2027 --yes ja --no nein",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("answers", metavar="ANSWERS", type=FILE)
@option("--subject", group=ONE, help="The name of the subject.")
@scoring_options
@option("--explain", group=ONE, is_flag=True, help="Show what each level requires, and every next step.")
@option(
    "--no-check",
    "check",
    group=SCORING,
    is_flag=True,
    default=True,
    flag_value=False,
    help="Score what fits, and report the rest instead of refusing it. A value that is not an answer counts as open; in a table, its subject gets no level.",
)
@option(
    "-o",
    "out",
    group=_TABLE_OUT,
    type=FILE,
    metavar="FILE",
    callback=parse_out,
    help=f"The file to write the levels to: {_ENDINGS}.",
)
@option(
    "--output",
    group=_TABLE_OUT,
    type=click.Choice(choices(Extent)),
    default="levels",
    show_default=True,
    help="What to write: the levels alone, or also scores, how much is answered, and bounds.",
)
@option("--keep", group=_TABLE_OUT, multiple=True, metavar="COLUMN", help="A column to copy; can be repeated.")
@table_options
@formats("table", "json", "html")
def score(
    *,
    scoring: Scoring,
    answers: str,
    subject: str | None,
    explain: bool,
    form: str,
    out: Path | None,
    output: Extent,
    keep: Sequence[str],
    asking: RequestTable,
    check: bool,
) -> None:
    """Score the answers in a file.

    ANSWERS is a TOML or JSON file with the answers of one subject; - is the standard input. It holds the answers alone, or a table "answers"
    beside "facts", "subject", "on" and "rubric". Options take precedence over the file.

    ANSWERS can also be a table of many subjects: Parquet, CSV or a spreadsheet, of any size. With -o, attain writes a table of levels;
    without it, attain shows the first subjects.
    """
    rubric = scoring.rubric
    if is_table(answers):
        _refuse(_OF_ONE, say("usage.of-one"))
        with asking(answers, scoring.on) as asked:
            _score_table(rubric, asked, out, output=output, keep=keep, check=check)
    else:
        _refuse(_OF_MANY, say("usage.of-many", endings=ENDINGS))
        result = scoring.assess(answers, subject, check=check)
        show_as(form, result, (explained_page if explain else result_page)(result), subject=result.subject)


def _refuse(names: Sequence[str], reason: Message) -> None:
    """Raise a usage error for options that don't apply here."""
    context = click.get_current_context()
    for parameter in context.command.params:
        if parameter.name in names and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(phrase("usage.refused", option=parameter.opts[0], reason=reason))


def _score_table(
    rubric: Rubric, asked: TableRequest, out: Path | None, *, output: Extent, keep: Sequence[str], check: bool
) -> None:
    from .table_scores import preview, write_scored  # imports the readers of tables, which one assessment does not need

    if out is None:
        _refuse(_OF_A_FILE, say("usage.of-a-file"))
        show(_preview_page(rubric, preview(rubric, asked, check=check), subjects=asked.shape == "long"))
        return
    with suppress(OSError):  # samefile fails if a file does not exist; opening it reports that
        if out.samefile(asked.file):
            raise click.UsageError(phrase("usage.same-file"))
    write_scored(rubric, asked, out, output=output, keep=keep, check=check)


def _preview_page(rubric: Rubric, found: "Preview", *, subjects: bool) -> Iterator[Block]:
    rows = phrase("page.subjects" if subjects else "page.rows", count=found.count)
    notes = []
    if found.unreadable:
        notes.append(phrase("page.not-answers", rows=rows, count=found.unreadable))
    if found.count > len(found.rows):
        rows = phrase("page.first-of", shown=len(found.rows), rows=rows)
        notes.append(phrase("page.score-all"))
    shown = [(phrase("page.no-id") if row[found.id] is None else str(row[found.id]), row) for row in found.rows]
    return levels_page(rubric, shown, rows=rows, notes=notes)
