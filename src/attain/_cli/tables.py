"""Tables of answers in files: opening them, and matching their columns."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec

import attrs
import click

from attain._core.errors import AnswersError, Problem
from attain._core.messages import phrase, say
from attain._core.text import MOST_NAMED
from attain._frames.request import Request
from attain._plan.plan import FactInput, Input
from attain._rubric import Rubric
from attain._tables.contents import SHEETS, TEXTS, Dialect, ends_in
from attain._tables.decimals import NumberCells
from attain._tables.table import OpenTable, decimal_of, opened_table

from .printing import log, progress
from .table_options import TableRequest

_IDS = ("id", "subject")
_NEEDED = ("polars", "narwhals")
_SHEETS_NEED = {"python_calamine": SHEETS, "xlrd": (".xls",)}


@contextmanager
def _opened(file: str, dialect: Dialect) -> Iterator[OpenTable]:
    """Open a table; problems name its file, and notes go to the standard error.

    Arguments:
        file: The path of the table.
        dialect: The notation of its cells, as far as options specify it.

    Raises:
        AnswersError: The table can't be read, or the caller's use of it fails.
        click.ClickException: The library that reads it is not installed.
    """
    needed = [*_NEEDED, *(name for name, endings in _SHEETS_NEED.items() if ends_in(file, endings))]
    if missing := [name for name in needed if find_spec(name) is None]:
        raise click.ClickException(phrase("install.tables", missing=tuple(missing)))
    import polars as pl

    from attain._frames.dialect import EngineError

    try:
        with pl.Config(engine_affinity="streaming"), ExitStack() as stack:
            with progress("Read") as advance:
                table = stack.enter_context(opened_table(file, dialect, partial(log, "note", place=file), advance))
            yield table
    except (pl.exceptions.PolarsError, EngineError, OSError) as error:
        what = say("table-syntax.engine", cause=str(error).strip().splitlines()[0])
        raise AnswersError([attrs.evolve(Problem.of(what, ()), file=file)]) from None
    except AnswersError as error:
        raise AnswersError([attrs.evolve(problem, file=file) for problem in error.problems]) from None


def column_names(file: str, dialect: Dialect) -> list[str]:
    """Return the names of the columns of a table.

    Arguments:
        file: The path of the table.
        dialect: The notation of its cells, as far as options specify it.

    Raises:
        AnswersError: It can't be read.
        click.ClickException: The library that reads it is not installed.
    """
    with _opened(file, dialect) as table:
        return table.frame.collect_schema().names()


@contextmanager
def opened_answers(rubric: Rubric, asked: TableRequest) -> Iterator[OpenTable]:
    """Open a table of answers, and find out which decimal separator its numbers have.

    Raises:
        AnswersError: It can't be read, or does not fit.
        click.ClickException: The library that reads it is not installed.
    """
    with _opened(asked.file, asked.dialect) as table:
        if not table.count:
            raise AnswersError([Problem.of(say("no-rows"), ())])
        numbers = [*_numbers(rubric, asked, table.frame.collect_schema().names())]
        decimal = asked.dialect.decimal or decimal_of(table, numbers, partial(log, "note", place=asked.file))
        yield attrs.evolve(table, decimal=decimal)


def _numbers(rubric: Rubric, asked: TableRequest, names: Sequence[str]) -> Iterator[NumberCells]:
    """Yield the cells that answer a question or state a fact with a number."""
    import polars as pl

    from attain._frames.matching import match

    asks: list[Input | FactInput] = [*rubric.plan.inputs, *rubric.plan.facts]
    if asked.shape == "long":
        ids = [each.id for each in asks if each.kind == "number"]
        question, answer = (asked.columns.get(role, role) for role in ("question", "answer"))
        if ids and {question, answer} <= {*names}:
            yield NumberCells(answer, pl.col(question).cast(pl.String).is_in(ids))
        return
    try:
        request = Request(
            id=named_id(rubric, asked, names),
            columns=asked.columns,
            partial=asked.partial,
            on=asked.on,
            caller="command",
        )
        matched = match(rubric, dict.fromkeys(names, "text"), {name: name for name in names}, request, ())
    except AnswersError:  # scoring reports it in full
        return
    columns = [*(sources.value for sources in matched.answers), *matched.facts]
    for each, source in zip(asks, columns, strict=True):
        if source is not None and each.kind == "number":
            yield NumberCells(source.title)


def named_id(rubric: Rubric, asked: TableRequest, names: Sequence[str]) -> str | None:
    """Return the column of the subjects that an option names, or that has a usual name."""
    return asked.id or usual_id(rubric, names)


def usual_id(rubric: Rubric, names: Sequence[str]) -> str | None:
    """Return the column named id or subject, in any case; None if there is none, or if the rubric asks for it."""
    from attain._frames.headers import simplified

    usual = {simplified(name): name for name in reversed(names)} | {name: name for name in names}
    asked = {field.id for field in rubric.fields}
    return next((usual[name] for name in _IDS if name in usual and name not in asked), None)


def subject_id(rubric: Rubric, asked: TableRequest, names: Sequence[str]) -> str:
    """Return the column that identifies subjects."""
    found = named_id(rubric, asked, names)
    if found is None and len(names) == 1 and ends_in(asked.file, TEXTS):
        raise AnswersError([Problem.of(say("no-id.one-column", column=names[0]), ())])
    if found is None:
        answers = {field.id for field in rubric.fields}
        others = [name for name in names if name not in answers] or [*names]
        raise AnswersError([Problem.of(say("no-id.table", columns=tuple(others[: MOST_NAMED + 1])), ())])
    return found


def note_columns(rubric: Rubric, asked: TableRequest, names: Sequence[str], keep: Sequence[str] = ()) -> None:
    """Print on the standard error which columns of a table are not matched by ids, or not at all.

    Arguments:
        rubric: The rubric.
        asked: The request about the table.
        names: The names of the table's columns.
        keep: The names of other columns to copy.
    """
    if asked.shape == "wide":
        from attain._frames.matching import remarks

        request = Request(
            id=named_id(rubric, asked, names), columns=asked.columns, keep=tuple(keep), partial=asked.partial
        )
        if note := remarks(rubric, names, request):
            log("note", note, asked.file)
