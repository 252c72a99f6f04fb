"""What is wrong with the rows of a frame, told with counts and the first of them."""

import warnings
from collections.abc import Iterator

from attain._core.errors import AnswersWarning, Problem
from attain._core.types import said
from attain._score.answers import plain

from . import dialect
from .dialect import Expr, Table
from .program import UNREADABLE, Program
from .reading import Answers

FIRST = 3
"""So many rows are shown of each kind."""


def unreadable(program: Program, answers: Answers, scored: Table) -> Iterator[Problem]:
    """The columns that hold something that is no answer.

    Arguments:
        program: What was done with the answers.
        answers: The answers.
        scored: The table of levels, with how many values of each row are no answers.
    """
    if not program.doubts or not dialect.total(scored, UNREADABLE):
        return
    read, id_ = program.read(answers.table), answers.request.id
    names = [] if id_ is None else [answers.request.passed[id_]]
    counts = dialect.totals(read, [doubt.wrong for doubt in program.doubts])
    for doubt, count in zip(program.doubts, counts, strict=True):
        if count:
            rows = dialect.first(read, doubt.wrong, [doubt.name, *names], FIRST)
            told = [[said(plain(value)) for value in row] for row in rows]
            shown = [" ".join([value, *(f"({id_})" for id_ in ids)]) for value, *ids in told]
            more = ", …" if count > len(shown) else ""
            values = "one value is" if count == 1 else f"{count:,} values are"
            message = f"{values} {doubt.lack}: {', '.join(shown)}{more}"
            yield Problem("answer-value", (doubt.title,), message, doubt.hint)


def repeated(program: Program, answers: Answers) -> Iterator[Problem]:
    """Rows that the id does not tell apart, or that have none; blank rows are none.

    Arguments:
        program: What was done with the answers.
        answers: The answers.
    """
    id_ = answers.request.id
    if id_ is None:
        return
    name = answers.request.passed[id_]
    lacks = dialect.blank(name, answers.holds[id_])
    if dialect.totals(answers.table, [lacks]) != [0]:
        yield from unidentified(program.read(answers.table), lacks & ~program.is_blank, id_)
    if several := dialect.several(answers.table, [name], FIRST, ~lacks):
        shown = ", ".join(said(plain(value)) for (value,) in several)
        told = f"several rows have the same id, such as {shown}"
        yield Problem("id-twice", (id_,), told, "give each row an id of its own")


def unidentified(table: Table, lacks: Expr, title: str) -> Iterator[Problem]:
    """Rows without an id.

    Arguments:
        table: The table.
        lacks: Whether a row has none.
        title: What the frame calls the column of ids.
    """
    [count] = dialect.totals(table, [lacks])
    if count:
        rows = "one row has" if count == 1 else f"{count:,} rows have"
        yield Problem("no-id", (title,), f"{rows} no id", "give each row an id, or leave it out")


def warn_of_blank(count: int, *, kept: bool) -> None:
    """Warn the caller of a method of :class:`Rubric` of blank rows, if there are any.

    Arguments:
        count: How many there are.
        kept: Whether they are in what the method returns.
    """
    if count:
        rows = "one row is blank" if count == 1 else f"{count:,} rows are blank"
        without = "it has no level" if count == 1 else "they have no level"
        left_out = "it is left out" if count == 1 else "they are left out"
        warnings.warn(f"{rows}: {without if kept else left_out}", AnswersWarning, stacklevel=4)
