"""One frame of answers in, one frame of levels out: of the same kind, worked out by its own engine."""

import attrs

from attain._errors import AnswersError, Problem
from attain._model.rubric import Rubric
from attain._types import said

from . import dialect
from .answers import Answers, in_columns
from .dialect import Table
from .long import in_rows
from .matching import match, unclear
from .outputs import names
from .program import UNREADABLE, Maker, Program
from .request import Request
from .trouble import repeated, unreadable

_MOST_PROGRAMS = 32


class FrameAssessor:
    """Scores frames by one rubric; what it does with a kind of frame is worked out once.

    Arguments:
        rubric: The rubric.
    """

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self._dated = any(input_.valid_for for input_ in rubric.plan.inputs)
        self._programs: dict[object, Program] = {}

    def __call__(self, frame: object, request: Request) -> object:
        """Score a frame; :meth:`Rubric.assess_frame` tells more."""
        found, program = self.scored(frame, request)
        return dialect.with_levels(found, program.ranks, program.levels)

    def scored(self, frame: object, request: Request) -> tuple[Table, Program]:
        """The table that scoring a frame gives, its levels maybe still ranks, and what was done to get it."""
        opened = _opened(frame, request)
        check = not dialect.is_lazy(opened) if request.check is None else request.check
        if problems := [*unclear(self.rubric, request)]:
            raise AnswersError(problems)
        answers = (
            in_rows(self.rubric, opened, request, check=check)
            if request.shape == "long"
            else in_columns(opened, request)
        )
        program = self._program(answers)
        found = program.scored(answers.table)
        if check:
            problems = [*repeated(answers), *unreadable(program, answers, found)]
            if problems:
                raise AnswersError(problems)
            found = found.drop(UNREADABLE)
        return found, program

    def _program(self, answers: Answers) -> Program:
        request, table, holds = answers.request, answers.table, answers.holds
        asked = attrs.evolve(
            request, check=None, on=request.on if self._dated else None
        )  # or each day would make another
        key = dialect.engine(table), dialect.is_lazy(table), tuple(holds.items()), asked, answers.spare
        found = self._programs.get(key)
        if found is None:
            given = (*names(self.rubric, request.extent), UNREADABLE)
            matched = match(self.rubric, holds, answers.safe, request, given)
            found = Maker(self.rubric, matched, table, request.on, answers.spare).made(request.extent)
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
