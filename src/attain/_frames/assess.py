"""One frame of answers in, one frame of levels out: of the same kind, worked out by its own engine."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar  # Any: how the scores of a summary are counted

import attrs

from attain._core.data import Data
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._plan.compile import CompiledRubric

from . import dialect, native
from .dialect import Table
from .headers import match_headers
from .long import in_rows
from .matching import Matched, match, unclear
from .memory import InMemory, Method, takes
from .outputs import names
from .program import UNREADABLE, Maker, Program
from .reading import Answers, in_columns
from .request import Request
from .trouble import repeated, unreadable, warn_of_blank

_MOST_KEPT = 32
_Made = TypeVar("_Made")


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
        self._engines = takes(rubric)
        self._dated = any(input_.valid_for for input_ in rubric.plan.inputs)
        self._programs: dict[object, Program] = {}
        self._methods: dict[object, Method] = {}
        self._read: dict[object, tuple[str, ...]] = {}
        self.ranges: dict[object, Any] = {}

    def __call__(self, frame: object, request: Request) -> object:
        """Score a frame; :meth:`Rubric.assess_frame` tells more."""
        scored = self.scored(frame, request)
        if isinstance(scored, InMemory):
            return scored.native(count=request.check is False)
        table, program, skipped = scored.table, scored.program, scored.blank
        if program.blank is not None:
            blank, lazy = dialect.column(program.blank), dialect.is_lazy(table)
            skipped = 0 if lazy else dialect.totals(table, [blank])[0]
            if request.id is not None and (lazy or skipped):
                table = dialect.filtered(table, ~blank)
            table = table.drop(program.blank)
        warn_of_blank(skipped, kept=request.id is None)
        return dialect.with_levels(table, program.ranks, program.levels)

    def scored(self, frame: object, request: Request, *, count: bool = False) -> ScoredFrame | InMemory:
        """Score a frame, by arrays if they can do all of it; and leave what is blank to the caller.

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
        if not lazy and request.shape == "wide" and (quick := self._in_memory(opened, request, check=check)):
            return quick
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

    def _asked(self, request: Request) -> Request:
        """What is asked, as far as it makes a difference for what to do with a kind of frame."""
        return attrs.evolve(request, check=None, on=request.on if self._dated else None)

    def _matched(self, answers: Answers) -> Matched:
        given = (*names(self.rubric, answers.request.extent), UNREADABLE)
        return match(self.rubric, answers.holds, answers.safe, answers.request, given)

    def _program(self, answers: Answers) -> Program:
        request, table, blank = answers.request, answers.table, _may_be_blank(answers)
        kind = dialect.engine(table), dialect.is_lazy(table), tuple(answers.holds.items())

        def made() -> Program:
            maker = Maker(self.rubric, self._matched(answers), table, request.on, spare=answers.spare, blank=blank)
            return maker.made(request.extent)

        return kept(self._programs, (*kind, self._asked(request), answers.spare, blank), made)

    # ------------------------------------------------------------ frames in memory

    def _in_memory(self, opened: Table, request: Request, *, check: bool) -> InMemory | None:
        """Score a frame by arrays; return None if expressions have to do it, for their wider reach or for their messages."""
        engine, asked = dialect.engine(opened), self._asked(request)
        if engine not in self._engines:
            return None
        frame, library = opened.to_native(), dialect.library(opened)
        called = native.names(frame)
        read = kept(self._read, (engine, called, asked), lambda: _read(self.rubric, called, request))
        kinds, known = native.kinds(frame, read, library)

        def made() -> Method:
            answers = in_columns(opened, request)
            return Method(
                self.rubric, request, self._matched(answers), engine, library=library, empty=self._empty(answers)
            )

        method = kept(self._methods, (engine, called, kinds, asked), made)
        if request.id is not None and not dialect.identifies(opened, request.id, distinct=check):
            return None
        found = method.scored(frame, known)
        return None if found and check and found.unreadable is not None else found

    def _empty(self, answers: Answers) -> object:
        """A scored frame of the kind without rows: the types that pandas gives depend on those of the answers."""
        if dialect.engine(answers.table) != "pandas":
            return None
        answers = attrs.evolve(answers, table=answers.table.head(0))
        program = self._program(answers)
        return dialect.with_levels(program.scored(answers.table), program.ranks, program.levels)


def _read(rubric: CompiledRubric, called: Sequence[object], request: Request) -> tuple[str, ...]:
    """The columns that are read."""
    titles = dict.fromkeys(name for name in called if isinstance(name, str))
    found = match_headers(rubric, [*titles], request).matches.values()
    return tuple(dict.fromkeys(match.column for match in found if match.column in titles))


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


def kept(cache: dict[object, _Made], key: object, make: Callable[[], _Made]) -> _Made:
    """What was made before; made now if it was not, in place of the oldest.

    Arguments:
        cache: What was made before.
        key: What it is made for.
        make: Makes it.
    """
    if key not in cache:
        made = make()
        for old in [*cache][: 1 - _MOST_KEPT]:
            cache.pop(old, None)
        cache[key] = made
    return cache[key]
