"""One frame of answers in, one frame of levels out: of the same kind, worked out by its own engine."""

import attrs

from attain._core.data import Data
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._plan.compile import CompiledRubric

from . import dialect
from .dialect import Table
from .long import in_rows
from .matching import match, unclear
from .outputs import names
from .program import UNREADABLE, Maker, Program
from .reading import Answers, in_columns
from .request import Request
from .trouble import repeated, unreadable, warn_of_blank

_MOST_PROGRAMS = 32


@attrs.frozen(eq=False, repr=False)
class ScoredFrame(Data):
    """What scoring a frame gives.

    Arguments:
        table: The table; its levels may still be ranks, and blank rows are in it.
        program: What was done to get it.
        blank: How many blank rows of answers are not in it, as far as they are counted.
    """

    table: Table
    program: Program
    blank: int


class FrameAssessor:
    """Scores frames by one rubric; what it does with a kind of frame is worked out once.

    Arguments:
        rubric: The rubric.
    """

    def __init__(self, rubric: CompiledRubric) -> None:
        self.rubric = rubric
        self._dated = any(input_.valid_for for input_ in rubric.plan.inputs)
        self._programs: dict[object, Program] = {}

    def __call__(self, frame: object, request: Request) -> object:
        """Score a frame; :meth:`Rubric.assess_frame` tells more."""
        scored = self.scored(frame, request)
        table, program, skipped = scored.table, scored.program, scored.blank
        if program.blank is not None:
            blank, lazy = dialect.column(program.blank), dialect.is_lazy(table)
            skipped = 0 if lazy else dialect.totals(table, [blank])[0]
            if request.id is not None and (lazy or skipped):
                table = dialect.filtered(table, ~blank)
            table = table.drop(program.blank)
        warn_of_blank(skipped, kept=request.id is None)
        return dialect.with_levels(table, program.ranks, program.levels)

    def scored(self, frame: object, request: Request, *, count: bool = False) -> ScoredFrame:
        """Score a frame, and leave what is blank to the caller.

        Arguments:
            frame: The frame.
            request: What is asked of it.
            count: Whether to count blank rows of answers even if the frame is lazy.
        """
        opened = _opened(frame, request)
        lazy = dialect.is_lazy(opened)
        check = not lazy if request.check is None else request.check
        if problems := [*unclear(self.rubric, request)]:
            raise AnswersError(problems)
        answers = (
            in_rows(self.rubric, opened, request, check=check, count=count or not lazy)
            if request.shape == "long"
            else in_columns(opened, request)
        )
        program = self._program(answers)
        found = program.scored(answers.table)
        if check:
            problems = [*repeated(program, answers), *unreadable(program, answers, found)]
            if problems:
                raise AnswersError(problems)
            found = found.drop(UNREADABLE)
        return ScoredFrame(found, program, answers.blank)

    def _program(self, answers: Answers) -> Program:
        request, table, holds, blank = answers.request, answers.table, answers.holds, _may_be_blank(answers)
        asked = attrs.evolve(
            request, check=None, on=request.on if self._dated else None
        )  # or each day would make another
        key = dialect.engine(table), dialect.is_lazy(table), tuple(holds.items()), asked, answers.spare, blank
        found = self._programs.get(key)
        if found is None:
            given = (*names(self.rubric, request.extent), UNREADABLE)
            matched = match(self.rubric, holds, answers.safe, request, given)
            maker = Maker(self.rubric, matched, table, request.on, spare=answers.spare, blank=blank)
            found = maker.made(request.extent)
            for old in [*self._programs][: 1 - _MOST_PROGRAMS]:
                self._programs.pop(old, None)
            self._programs[key] = found
        return found


def _may_be_blank(answers: Answers) -> bool:
    """Whether rows may be blank; a frame at hand is asked for rows without an id first, which costs next to nothing."""
    id_ = answers.request.id
    if answers.spare is not None:  # rows of answers, whose blank ones are gone
        return False
    if id_ is None or id_ not in answers.holds or dialect.is_lazy(answers.table):
        return True
    return dialect.totals(answers.table, [dialect.blank(answers.request.passed[id_], answers.holds[id_])]) != [0]


def _opened(frame: object, request: Request) -> Table:
    if names := dialect.repeated_names(frame):
        raise AnswersError([Problem.of(say("column-clash.names", names=tuple(names)), ("frame",))])
    table = dialect.opened(frame)
    if table is None:
        plain = frame is None or isinstance(frame, str | list)
        wrong = (
            say("wrong-type.no-frame", given=frame) if plain else say("wrong-type.not-frame", type=type(frame).__name__)
        )
        raise AnswersError([Problem.of(wrong, ("frame",))])
    if dialect.is_lazy(table) and request.id is None:
        raise AnswersError([Problem.of(say("no-id.lazy"), ("id",))])
    return table
