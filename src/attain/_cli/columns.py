"""The command that prints which column of a table answers which question."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from attain._core.data import FrozenDict
from attain._core.messages import phrase
from attain._rubric import Rubric
from attain._tables.contents import Dialect

from .arguments import FILE, RUBRIC_ID, command, find, option
from .columns_file import read_columns
from .printing import write
from .table_options import dialect_options, must_apply, must_be_table
from .tables import column_names, usual_id

if TYPE_CHECKING:
    from attain._frames.headers import Headers


@command(
    "columns",
    {
        "Write a mapping to complete": "columns tiers.toml export.csv --id Partner > columns.toml",
        "Check a mapping that you have": "columns tiers.toml export.csv --columns columns.toml",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("table", metavar="TABLE", type=FILE)
@option("--id", "id_", metavar="COLUMN", help="The column that identifies subjects: id or subject, if there is one.")
@option("--columns", "mapping", type=FILE, metavar="FILE", help="A mapping to check or complete.")
@dialect_options
def show_columns(
    *,
    rubric_id: str,
    table: str,
    id_: str | None,
    mapping: str | None,
    separator: str | None,
    encoding: str | None,
    sheet: str | None,
) -> None:
    """Show which column of a table answers which question.

    The output is a file for the option --columns of "attain score" and "attain summary". Its comments say how each question was matched,
    which columns may answer the others, and which columns nothing reads.
    """
    must_be_table(table)
    rubric, known = find(rubric_id), read_columns(mapping)
    dialect = Dialect(separator=separator, encoding=encoding, sheet=sheet)
    must_apply(table, dialect)
    names = column_names(table, dialect)
    lines = mapping_toml(rubric, names, id_ or known.id or usual_id(rubric, names), known.columns)
    write("".join(f"{line}\n" for line in lines))


def mapping_toml(rubric: Rubric, names: Sequence[str], id_: str | None, columns: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a mapping: the matches and their reasons, and as comments the rest with suggestions.

    Arguments:
        rubric: The rubric.
        names: The names of the table's columns.
        id_: The column that identifies subjects.
        columns: The column of each question or fact that is already mapped.
    """
    from attain._frames.headers import match_headers
    from attain._frames.request import Request

    headers = match_headers(rubric, names, Request(id=id_, columns=FrozenDict(columns)))
    yield f"# {phrase('columns.title', rubric=f'{rubric.id}@{rubric.version}')}"
    yield ""
    yield _line("id", id_) if id_ else "# " + _line("id", "", phrase("columns.subjects"))
    yield ""
    yield "[columns]"
    yield from _matches(rubric, headers)
    if headers.unused:
        yield ""
        yield f"# {phrase('columns.unread')}"
        yield from (f"# {_text(name)}" for name in headers.unused)


def _matches(rubric: Rubric, headers: "Headers") -> Iterator[str]:
    """Yield a line for each question, fact and detail of an answer; a comment if no column matches."""
    from attain._frames.headers import PARTS, candidates
    from attain._frames.matching import asked_parts

    texts = {field.id: field.text for field in rubric.fields}
    needed = {f"{input_.id}.{part}" for input_ in rubric.plan.inputs for part in asked_parts(input_)}
    shown = {*texts, *needed, *headers.matches}
    ids = [id_ for each in texts for id_ in (each, *(f"{each}.{part}" for part in PARTS))]
    wanted = [id_ for id_ in dict.fromkeys(ids) if id_ in shown]
    near = candidates(rubric, [each for each in wanted if each not in headers.matches], headers.unused)
    for each in wanted:
        text, unclear = texts.get(each, ""), headers.unclear.get(each)
        if unclear:
            yield "# " + _unmatched(each, text, unclear, phrase("columns.unclear"))
        elif each in headers.matches:
            match = headers.matches[each]
            yield _line(each, match.column, phrase(f"columns.by-{match.how}"))
        else:
            yield "# " + _unmatched(each, text, near.get(each, ()), phrase("columns.unmatched"))


def _unmatched(id_: str, text: str, meant: Sequence[str], state: str) -> str:
    """Return the line of an unmatched key, with suggestions and its state."""
    if meant[1:]:
        state = phrase("columns.others", state=state, others=tuple(map(_text, meant[1:])))
    return _line(id_, meant[0] if meant else "", f"{state}: {text}" if text else state)


def _line(key: str, value: str, comment: str = "") -> str:
    from tomli_w import dumps

    from attain._render.layout import clean

    return dumps({key: value}).rstrip("\n") + (f"  # {clean(comment)}" if comment else "")


def _text(value: str) -> str:
    return _line("x", value).removeprefix("x = ")
