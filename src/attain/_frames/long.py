"""Conversion of frames with a row for each answer into frames with a row for each subject."""

from collections.abc import Iterator, Mapping

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._core.names import choices, nearest
from attain._plan.compile import CompiledRubric
from attain._score.answers import plain

from . import dialect
from .dialect import ColumnKind, Expr, NarwhalsFrame
from .headers import PARTS, simplified
from .matching import asked_needs, asked_parts, called, holding
from .reading import Answers, SourceColumn
from .request import Request
from .trouble import row_of, unidentified

_ROLES = ("question", "answer", *PARTS)
_SPARE = "spare"
_CLOSE = 0.8  # so that 'answer' is not taken for 'partner'


def in_rows(rubric: CompiledRubric, opened: NarwhalsFrame, request: Request, *, check: bool, count: bool) -> Answers:
    """Return the answers of a frame with a row for each answer: its subject, question, value and details.

    Arguments:
        rubric: The rubric that asks the questions.
        opened: The frame, with a row for each answer.
        request: The request; its mapping names the columns for ``question``, ``answer``, ``on``, ``note`` and
            ``evidence``.
        check: Whether to look for rows without an id, rows that answer no question, and repeated answers.
        count: Whether to count blank rows, which are left out, and rows without an id.

    Raises:
        AnswersError: The columns don't fit; or `check` is true, and rows don't fit.
    """
    table, safe = dialect.spelled_safely(opened)
    found = dialect.column_kinds(table)
    if problems := [*_wrong_columns(rubric, {title: found[name] for title, name in safe.items()}, request)]:
        raise AnswersError(problems)
    title, asked = str(request.id), request.columns.get("question", "question")
    subject, question = safe[title], safe[asked]
    table = dialect.settled(table, [subject])
    names = {role: name for role in _ROLES if (name := safe.get(request.columns.get(role, role)))}
    table = dialect.ordered(table, [*names.values()])
    holds = dialect.column_kinds(table)
    if holds[question] != "text":
        raise AnswersError([Problem.of(say("column-type.ids", holds=holding(holds[question])), (asked,))])
    blank = dialect.every([dialect.blank(name, holds[name]) for name in dict.fromkeys([subject, *names.values()])])
    lacks = dialect.blank(subject, holds[subject])
    skipped, nameless = dialect.totals(table, [blank, lacks & ~blank]) if count else (0, 0)
    table = dialect.trimmed(dialect.filtered(table, ~blank), subject)
    if check:
        rows = _wrong_rows(rubric, table, ~lacks, subject, SourceColumn(asked, holds[question], question))
        problems = [*unidentified(nameless, title), *rows]
        if problems:
            raise AnswersError(problems)
    cells = _cells(rubric, names)
    columns = {full: f"s{at}" for at, full in enumerate(cells)}
    wide = dialect.spread(table, subject, question, [(columns[full], *cell) for full, cell in cells.items()], _SPARE)
    wide = dialect.doubled(wide, {request.passed[title]: subject})
    request = attrs.evolve(request, columns=FrozenDict(), partial=True)
    return Answers(wide, {title: subject, **columns}, request, _SPARE, skipped, nameless)


def _cells(rubric: CompiledRubric, names: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the columns to make, by name: the question that their rows answer, and the column with the values.

    Arguments:
        rubric: The rubric that asks the questions.
        names: The column of each role, such as ``answer`` or ``note``.
    """
    cells = {name: (name, names["answer"]) for name in _ids(rubric)}
    for input_ in rubric.plan.inputs:
        parts = {f"{input_.id}.{part}": (input_.id, names[part]) for part in asked_parts(input_) if part in names}
        cells = {**parts, **cells}  # an id of both a question and a detail is the question
    return cells


def _ids(rubric: CompiledRubric) -> list[str]:
    """Return the ids of the questions and facts that rows may answer."""
    return [*(input_.id for input_ in rubric.plan.inputs), *(fact.id for fact in rubric.plan.facts)]


def _wrong_columns(rubric: CompiledRubric, holds: Mapping[str, ColumnKind], request: Request) -> Iterator[Problem]:
    if request.id is None:
        yield Problem.of(say("no-id.long"), ("id",))
    elif request.id not in holds:
        yield Problem.of(say("unknown-column", name=request.id), (request.id,), called(request.id, holds))
    for role, name in request.columns.items():
        if role not in _ROLES:
            meant = nearest(role, _ROLES) or choices(_ROLES)
            yield Problem.of(say("unknown-question.role", role=role), ("columns", role), meant)
        elif name not in holds:
            yield Problem.of(say("unknown-column", name=name), ("columns", role), called(name, holds))
    for role in ("question", "answer"):
        if role not in request.columns and role not in holds:
            mapping = say("fix.map", mapping=request.mapping(role, "…"))
            fix = nearest(role, holds, cutoff=_CLOSE) or mapping
            yield Problem.of(say("missing-column.role", role=role), (role,), fix)
    yield from _missing_details(rubric, holds, request)
    yield from _shared(holds, request)
    if request.keep:
        yield Problem.of(say("unknown-column.keep"), ("keep",))


def _missing_details(rubric: CompiledRubric, holds: Mapping[str, ColumnKind], request: Request) -> Iterator[Problem]:
    """Yield the problems of required details without a column."""
    needs = {need: input_.id for input_ in rubric.plan.inputs for need in asked_needs(input_, inapplicable=True)}
    for need in sorted(needs):
        if need not in holds and need not in request.columns and not request.partial:
            leave = say("fix.needs", map=request.option("map-it"), partial=request.option("partial"))
            fix = nearest(need, holds, cutoff=_CLOSE) or leave
            yield Problem.of(say("missing-column.part", part=need, id=needs[need]), (need,), fix)


def _shared(holds: Mapping[str, ColumnKind], request: Request) -> Iterator[Problem]:
    """Yield the problems of columns with several roles."""
    roles: dict[str, list[str]] = {} if request.id is None else {request.id: ["id"]}
    for role in _ROLES:
        roles.setdefault(request.columns.get(role, role), []).append(role)
    for name, several in roles.items():
        if len(several) > 1 and name in holds:
            yield Problem.of(say("ambiguous-column.roles", column=name, roles=tuple(several)), (name,))


def _wrong_rows(
    rubric: CompiledRubric, table: NarwhalsFrame, identified: Expr, id_: str, question: SourceColumn
) -> Iterator[Problem]:
    """Yield the problems of rows that answer no question, or one that is answered already."""
    ids = _ids(rubric)
    known = dialect.is_any(dialect.filled(dialect.column(question.name), ""), ids)
    [count] = dialect.totals(table, [~known])
    if count:
        rows = dialect.first(table, ~known, [question.name, id_])
        shown = tuple(row_of(plain(found), plain(whose)) for found, whose in rows)
        texts = {simplified(field.text): say("fix.title", id=field.id, title=field.text) for field in rubric.fields}
        first, origins = str(rows[0][0]), rubric.scope.shared
        elsewhere = say("fix.elsewhere", id=first, origin=origins[first]) if first in origins else None
        meant = elsewhere or texts.get(simplified(first)) or nearest(first, ids)
        yield Problem.of(say("unknown-question.rows", rows=count, shown=shown), (question.title,), meant)
    if several := dialect.several(table, [id_, question.name], identified):
        shown = tuple(row_of(plain(found), plain(whose)) for whose, found in several)
        yield Problem.of(say("answered-twice.rows", shown=shown), (question.title,))
