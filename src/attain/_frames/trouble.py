"""Problems with the rows of a frame: the number of such rows, and the first ones."""

import warnings
from collections.abc import Iterator, Sequence

from attain._core.errors import AnswersWarning, Problem
from attain._core.messages import Message, say
from attain._core.types import LARGEST
from attain._model.words import Decimal, as_number, normal
from attain._score.answers import plain

from . import dialect
from .dialect import NarwhalsFrame
from .matching import Suspect
from .program import UNREADABLE, Program
from .reading import Answers


def unreadable(program: Program, answers: Answers, scored: NarwhalsFrame) -> Iterator[Problem]:
    """Yield a problem for each column with values that are not answers.

    Arguments:
        program: The program that scored the answers.
        answers: The answers that were scored.
        scored: The scored table, with the number of values in each row that are not answers.
    """
    if not program.suspects or not dialect.total(scored, UNREADABLE):
        return
    read, id_ = program.read(answers.table), answers.request.id
    names = [] if id_ is None else [answers.request.passed[id_]]
    counts = dialect.totals(read, [suspect.wrong for suspect in program.suspects])
    for suspect, count in zip(program.suspects, counts, strict=True):
        if count:
            found = dialect.first(read, suspect.wrong, [suspect.name, *names])
            rows = [[plain(value) for value in row] for row in found]
            more = ["…"] if count > len(rows) else []
            what = say(
                "answer-value.rows", count=count, lack=suspect.lack, shown=(*(row_of(*row) for row in rows), *more)
            )
            yield Problem.of(what, (suspect.title,), _hint(suspect, [row[0] for row in rows], answers.request.decimal))


def _hint(suspect: Suspect, values: Sequence[object], decimal: Decimal | None) -> Message:
    """Return the hint on how to fix values that are not answers."""
    if suspect.large and any(_is_large(value, decimal) for value in values):
        return suspect.large
    if any(isinstance(value, str) and normal(value) in suspect.away for value in values):
        return say("fix.takes-away", hint=suspect.hint)
    return suspect.hint


def _is_large(value: object, decimal: Decimal | None) -> bool:
    """Return whether a value is a number that is too large to be read."""
    number = as_number(normal(value), decimal) if isinstance(value, str) else value
    return isinstance(number, int | float) and abs(number) > LARGEST


def row_of(value: object, *id_: object) -> Message:
    """Return a value of a row, and the id of the row if there is one, as a message."""
    return say("row.identified", value=value, id=id_[0]) if id_ else say("row", value=value)


def unclear_ids(table: NarwhalsFrame, id_: str | None, *, look: bool) -> Iterator[Problem]:
    """Yield the problems of ids that can't identify rows.

    Arguments:
        table: The table of answers.
        id_: The name of the column of ids; None if there is none.
        look: Whether to look for ids that differ only in their types.
    """
    if id_ is None:
        return
    if not dialect.distinguishes(table, id_):
        yield Problem.of(say("column-type.id"), (id_,))
    elif look and (found := dialect.clashing(table, id_)):
        yield Problem.of(say("id-twice.types", first=plain(found[0]), second=plain(found[1])), (id_,))


def repeated(program: Program, answers: Answers) -> Iterator[Problem]:
    """Yield the problems of rows that share their id or have none; blank rows are ignored."""
    id_ = answers.request.id
    if id_ is None:
        return
    name = answers.request.passed[id_]
    lacks = dialect.blank(name, answers.holds[id_])
    if dialect.totals(answers.table, [lacks]) != [0]:
        [count] = dialect.totals(program.read(answers.table), [lacks & ~program.is_blank])
        yield from unidentified(count, id_)
    if several := dialect.several(dialect.trimmed(answers.table, name), [name], ~lacks):
        yield Problem.of(say("id-twice.rows", shown=tuple(row_of(plain(value)) for (value,) in several)), (id_,))


def unidentified(count: int, title: str) -> Iterator[Problem]:
    """Yield the problem of rows without an id.

    Arguments:
        count: The number of rows without an id.
        title: The name of the column of ids in the frame.
    """
    if count:
        yield Problem.of(say("no-id.rows", rows=count), (title,))


def warn_of_blank(count: int, *, kept: bool) -> None:
    """Warn the caller of a method of :class:`Rubric` of blank rows, if there are any.

    Arguments:
        count: The number of blank rows.
        kept: Whether the blank rows are in the result of the method.
    """
    if count:
        message = say("blank-rows.kept" if kept else "blank-rows.left-out", rows=count)
        warnings.warn(str(message), AnswersWarning, stacklevel=4)
