"""What is wrong with the rows of a frame, told with counts and the first of them."""

from collections.abc import Iterator, Mapping

from attain._errors import Problem
from attain._score.values import plain
from attain._types import said

from . import dialect
from .dialect import Table
from .long import unidentified
from .matching import Request
from .program import UNREADABLE, Program

_FIRST = 3
"""So many rows are shown of each kind."""


def unreadable(
    program: Program, table: Table, scored: Table, request: Request, safe: Mapping[str, str]
) -> Iterator[Problem]:
    """The columns that hold something that is no answer.

    Arguments:
        program: What was done with the table.
        table: The table.
        scored: The table of levels, with how many values of each row are no answers.
        request: What was asked of the frame.
        safe: What expressions call the columns.
    """
    if not program.doubts or not dialect.total(scored, UNREADABLE):
        return
    read = program.read(table)
    names = [] if request.id is None else [safe[request.id]]
    counts = dialect.totals(read, [doubt.wrong for doubt in program.doubts])
    for doubt, count in zip(program.doubts, counts, strict=True):
        if count:
            rows = dialect.first(read, doubt.wrong, [doubt.name, *names], _FIRST)
            told = [[said(plain(value)) for value in row] for row in rows]
            shown = [" ".join([value, *(f"({id_})" for id_ in ids)]) for value, *ids in told]
            more = ", …" if count > len(shown) else ""
            values = "one value is" if count == 1 else f"{count:,} values are"
            message = f"{values} {doubt.lack}: {', '.join(shown)}{more}"
            yield Problem("answer-value", (doubt.title,), message, doubt.hint)


def repeated(table: Table, request: Request, safe: Mapping[str, str]) -> Iterator[Problem]:
    """Rows that the id does not tell apart, or that have none.

    Arguments:
        table: The table.
        request: What was asked of the frame.
        safe: What expressions call the columns.
    """
    if request.id is None:
        return
    name = safe[request.id]
    yield from unidentified(table, name, request.id)
    if several := dialect.several(table, [name], _FIRST):
        shown = ", ".join(said(plain(value)) for (value,) in several)
        told = f"several rows have the same id, such as {shown}"
        yield Problem("id-twice", (request.id,), told, "give each row an id of its own")
