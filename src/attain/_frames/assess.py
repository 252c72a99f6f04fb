"""One frame of answers in, one frame of levels out: of the same kind, worked out by its own engine."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, TypeAlias, cast  # Any: what is annotated

from attain._errors import AnswersError, Problem
from attain._frozen import FrozenDict
from attain._model.rubric import Frame, Rubric
from attain._score.assess import check_day
from attain._types import as_table, checker, said

from . import dialect
from .dialect import Holds, Table
from .long import SPARE, widened
from .matching import Request, match
from .outputs import Extent, names
from .program import UNREADABLE, Maker, Program
from .trouble import repeated, unreadable

Shape: TypeAlias = Literal["wide", "long"]
"""How answers lie in a frame: a row for each subject, or a row for each answer."""

_MOST_PROGRAMS = 32


class FrameAssessor:
    """Scores frames by one rubric; what it does with a kind of frame is worked out once.

    Arguments:
        rubric: The rubric.
    """

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self._programs: dict[object, Program] = {}

    def __call__(
        self, frame: object, extent: Extent, request: Request, *, shape: Shape = "wide", check: bool | None = None
    ) -> object:
        """Score a frame; :meth:`Rubric.assess_frame` tells more."""
        found, program = self.scored(frame, extent, request, shape=shape, check=check)
        return dialect.with_levels(found, program.ranks, program.levels)

    def scored(
        self, frame: object, extent: Extent, request: Request, *, shape: Shape = "wide", check: bool | None = None
    ) -> tuple[Table, Program]:
        """The table that scoring a frame gives, its levels maybe still ranks, and what was done to get it."""
        opened = _opened(frame, request)
        if check is None:
            check = not dialect.is_lazy(opened)
        table, safe = dialect.spelled_safely(opened)
        passed = [safe[name] for name in (str(request.id), *request.keep) if name in safe]
        table = dialect.settled(table, passed)
        if shape == "long":
            table, safe, request = widened(self.rubric, table, safe, request, check=check)
        holds = dict(zip(safe, dialect.holdings(table).values(), strict=True))
        program = self._program(table, holds, safe, request, extent)
        found = program.scored(table)
        if check:
            problems = [*repeated(table, request, safe), *unreadable(program, table, found, request, safe)]
            if problems:
                raise AnswersError(problems)
            found = found.drop(UNREADABLE)
        return found, program

    def _program(
        self, table: Table, holds: Mapping[str, Holds], safe: Mapping[str, str], request: Request, extent: Extent
    ) -> Program:
        key = dialect.engine(table), dialect.is_lazy(table), tuple(holds.items()), request, extent
        found = self._programs.get(key)
        if found is None:
            given = (*names(self.rubric, extent), UNREADABLE)
            matched = match(self.rubric, holds, safe, request, given)
            found = Maker(self.rubric, matched, table, request.on, safe.get(SPARE)).made(extent)
            for old in [*self._programs][: 1 - _MOST_PROGRAMS]:
                self._programs.pop(old, None)
            self._programs[key] = found
        return found


def _opened(frame: object, request: Request) -> Table:
    if names := dialect.repeated_names(frame):
        told = f"several columns are called {' and '.join(map(repr, names))}"
        raise AnswersError([Problem("column-clash", ("frame",), told, "give each column a name of its own")])
    table = dialect.opened(frame)
    if table is None:
        kind = said(frame) if frame is None or isinstance(frame, str | list) else f"a {type(frame).__name__}"
        told, hint = f"must be a dataframe, not {kind}", "give one of pandas, Polars, PyArrow, DuckDB or PySpark"
        raise AnswersError([Problem("wrong-type", ("frame",), told, hint)])
    if dialect.is_lazy(table) and request.id is None:
        told = "the rows of a frame that is worked out later have no order to tell them apart by"
        raise AnswersError([Problem("no-id", ("id",), told, 'name the column that tells them apart: id="partner"')])
    return table


def _listed(given: object) -> object:
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else given


def requested(
    *,
    id: str | None,  # noqa: A002  # as the methods call it
    output: Extent = "full",
    format: Shape,  # noqa: A002  # as the methods call it
    columns: Mapping[str, str],
    keep: Iterable[str] = (),
    partial: bool,
    on: date | str | None,
    check: bool | None,
) -> Request:
    """What is asked of a frame, its arguments checked.

    Raises:
        AnswersError: An argument is not what it should be.
    """
    named, kept = as_table(columns), _listed(keep)  # which is read once
    given: dict[str, tuple[object, Any]] = {
        "id": (id, str | None),
        "output": (output, Extent),
        "format": (format, Shape),
        "columns": (named, FrozenDict[str, str]),
        "keep": (kept, tuple[str, ...]),
        "partial": (partial, bool),
        "check": (check, bool | None),
    }
    told = [(name, checker(kind)(value)) for name, (value, kind) in given.items()]
    if problems := [Problem("wrong-type", (name,), text) for name, text in told if text]:
        raise AnswersError(problems)
    return Request(id=id, columns=named, keep=cast(tuple[str, ...], kept), partial=partial, on=check_day(on, None))


def assess_frame(
    rubric: Rubric,
    frame: Frame,
    *,
    id: str | None,  # noqa: A002  # as the method calls it
    output: Extent,
    format: Shape,  # noqa: A002  # as the method calls it
    columns: Mapping[str, str],
    keep: Iterable[str],
    partial: bool,
    on: date | str | None,
    check: bool | None,
) -> Frame:
    """Score the answers of many subjects; :meth:`Rubric.assess_frame` tells more."""
    request = requested(
        id=id, output=output, format=format, columns=columns, keep=keep, partial=partial, on=on, check=check
    )
    return cast(Frame, rubric.frames(frame, output, request, shape=format, check=check))
