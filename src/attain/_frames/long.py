"""Frames with a row for each answer, made into frames with a row for each subject."""

from collections.abc import Iterator, Mapping

import attrs

from attain._errors import AnswersError, Problem
from attain._frozen import FrozenDict
from attain._model.rubric import Rubric
from attain._names import nearest, one_of
from attain._score.values import plain
from attain._types import said

from . import dialect
from .dialect import Holds, Table
from .matching import PARTS, Request, asked_parts, called

SPARE = "rows that answer nothing"
"""What the column is called that counts the rows of a subject that answer no question, or one again."""

_ROLES = ("question", "answer", *PARTS)
_FIRST = 3
_CLOSE = 0.8  # so that 'answer' is not taken for 'partner'


def widened(
    rubric: Rubric, table: Table, safe: Mapping[str, str], request: Request, *, check: bool
) -> tuple[Table, Mapping[str, str], Request]:
    """A table with a row for each subject, what expressions call its columns, and what to ask of it.

    Arguments:
        rubric: The rubric.
        table: A table with a row for each answer: the subject, the question, the answer, and what comes with it.
        safe: What expressions call its columns.
        request: What is asked of the frame; its columns are those of ``question``, ``answer``, ``on``, ``note`` and
            ``evidence``.
        check: Whether to look for rows that answer nothing.

    Raises:
        AnswersError: The columns do not fit; or rows do not, if they are looked for.
    """
    holds = dict(zip(safe, dialect.holdings(table).values(), strict=True))
    problems = [*_wrong_columns(holds, request)]
    if problems:
        raise AnswersError(problems)
    names = {role: name for role in _ROLES if (name := safe.get(request.columns.get(role, role)))}
    table = dialect.ordered(table, [name for role, name in names.items() if role != "question"])
    ids = [*(input_.id for input_ in rubric.plan.inputs), *(fact.id for fact in rubric.plan.facts)]
    title = str(request.id)
    asked = request.columns.get("question", "question")
    if check and (problems := [*_wrong_rows(table, (safe[title], title), (names["question"], asked), ids)]):
        raise AnswersError(problems)
    cells = [(name, name, names["answer"]) for name in ids]
    for input_ in rubric.plan.inputs:
        cells += [(f"{input_.id}.{part}", input_.id, names[part]) for part in asked_parts(input_) if part in names]
    made = {full: f"s{at}" for at, (full, _, _) in enumerate(cells)}
    spread = [(made[full], asked, value) for full, asked, value in cells]
    wide = dialect.spread(table, safe[title], names["question"], spread, "spare")
    renamed = {title: safe[title], SPARE: "spare", **made}
    return wide, renamed, attrs.evolve(request, columns=FrozenDict(), partial=True)


def _wrong_columns(holds: Mapping[str, Holds], request: Request) -> Iterator[Problem]:
    if request.id is None:
        hint = 'name the column of the subjects: id="partner"'
        yield Problem("no-id", ("id",), "answers in rows do not tell whose they are", hint)
    elif request.id not in holds:
        told = f"the frame has no column '{request.id}'"
        yield Problem("unknown-column", (request.id,), told, called(request.id, holds))
    for role, name in request.columns.items():
        if role not in _ROLES:
            told = f"a frame with a row for each answer has no '{role}'"
            yield Problem(
                "unknown-question", ("columns", role), told, nearest(role, _ROLES) or f"there is {one_of(_ROLES)}"
            )
        elif name not in holds:
            yield Problem("unknown-column", ("columns", role), f"the frame has no column '{name}'", called(name, holds))
    for role in ("question", "answer"):
        if role not in request.columns and role not in holds:
            hint = nearest(role, holds, cutoff=_CLOSE) or f'map it: columns={{"{role}": "…"}}'
            yield Problem("missing-column", (role,), f"the frame has no column '{role}'", hint)
    if request.keep:
        told = "a row for each answer has no other columns of the subject to keep"
        yield Problem("unknown-column", ("keep",), told, "join them to the result by its id")


def unidentified(table: Table, name: str, title: str) -> Iterator[Problem]:
    """Rows without an id.

    Arguments:
        table: The table.
        name: What expressions call the column of ids.
        title: What the frame calls it.
    """
    [count] = dialect.totals(table, [dialect.lacking(dialect.column(name))])
    if count:
        rows = "one row has" if count == 1 else f"{count:,} rows have"
        yield Problem("no-id", (title,), f"{rows} no id", "give each row an id, or leave it out")


def _wrong_rows(table: Table, subject: tuple[str, str], question: tuple[str, str], ids: list[str]) -> Iterator[Problem]:
    """Rows that answer no question, or one that is answered already; columns as expressions and as the frame call them."""
    (id_, title), (name, asked) = subject, question
    yield from unidentified(table, id_, title)
    known = dialect.is_any(dialect.filled(dialect.column(name), ""), ids)
    [count] = dialect.totals(table, [~known])
    if count:
        rows = dialect.first(table, ~known, [name, id_], _FIRST)
        shown = ", ".join(f"{said(plain(found))} ({said(plain(whose))})" for found, whose in rows)
        told = f"{count:,} row{'s' if count > 1 else ''} answer{'' if count > 1 else 's'} no question: {shown}"
        yield Problem("unknown-question", (asked,), told, nearest(str(rows[0][0]), ids) or "leave them out")
    if several := dialect.several(table, [id_, name], _FIRST):
        shown = ", ".join(f"{said(plain(found))} ({said(plain(whose))})" for whose, found in several)
        yield Problem(
            "answered-twice", (asked,), f"some questions are answered twice: {shown}", "give each answer once"
        )
