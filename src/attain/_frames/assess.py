"""The scoring of a frame: its own engine turns a frame of answers into a frame of levels of the same kind."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar  # Any: the score ranges of a summary

import attrs

from attain._core.data import Data
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._plan.compile import CompiledRubric

from . import dialect, native
from .dialect import Expr, NarwhalsFrame
from .headers import match_headers, must_be_names
from .long import in_rows
from .matching import Matched, match, unclear
from .memory import InMemory, Method, takes
from .outputs import names
from .program import UNREADABLE, Maker, Program
from .reading import Answers, in_columns
from .request import Request
from .trouble import repeated, unclear_ids, unreadable, warn_of_blank

_MOST_KEPT = 32
_Made = TypeVar("_Made")


@attrs.frozen(eq=False, repr=False)
class ScoredFrame(Data):
    """A scored frame.

    Arguments:
        table: The scored table. Its levels may still be ranks, and it still contains blank rows.
        program: The program that scored it.
        lacks: Whether a row has no id; None if the request names no id, or if the frame has a row for each answer.
        blank: The number of blank rows of answers that were left out, if they were counted.
        unidentified: The number of other rows of answers without an id, if they were counted.
    """

    table: NarwhalsFrame
    program: Program
    lacks: Expr | None
    blank: int
    unidentified: int

    @property
    def is_blank(self) -> Expr | None:
        """Whether a row is blank; None if no row can be."""
        return None if self.program.blank is None else dialect.column(self.program.blank)

    def count_blank(self) -> int:
        """Count the blank rows. This runs a query on a lazy frame."""
        is_blank = self.is_blank
        return self.blank + (0 if is_blank is None else dialect.totals(self.table, [is_blank])[0])


class FrameAssessor:
    """Scores frames by one rubric, and keeps the programs for the kinds of frames that it has seen."""

    def __init__(self, rubric: CompiledRubric) -> None:
        self.rubric = rubric
        self._engines = takes(rubric)
        self._dated = any(input_.valid_for for input_ in rubric.plan.inputs)
        self._programs: dict[object, Program] = {}
        self._methods: dict[object, Method] = {}
        self._read: dict[object, tuple[str, ...]] = {}
        self.ranges: dict[object, Any] = {}

    def __call__(self, frame: object, request: Request) -> object:
        """Return a scored frame; see :meth:`Rubric.assess_frame`."""
        scored = self.scored(frame, request)
        if isinstance(scored, InMemory):
            return scored.native(count=request.check is False)
        table, program = scored.table, scored.program
        counted = bool(request.check) or not dialect.is_lazy(table)
        skipped = scored.count_blank() if counted else 0
        if program.blank is not None:
            if request.id is not None and (skipped or not counted):
                table = dialect.filtered(table, ~dialect.column(program.blank))
            table = table.drop(program.blank)
        warn_of_blank(skipped, kept=request.id is None)
        return dialect.with_levels(table, program.ranks, program.levels)

    def scored(self, frame: object, request: Request, *, count: bool = False) -> ScoredFrame | InMemory:
        """Score a frame, with arrays if possible, and leave blank rows to the caller.

        Arguments:
            frame: The frame, of any kind that narwhals supports.
            request: The options of the call.
            count: Whether to count rows of answers that are blank or have no id even if the frame is neither in memory
                nor checked.
        """
        opened = _opened(frame, request)
        lazy = dialect.is_lazy(opened)
        check = not lazy if request.check is None else request.check
        ids = unclear_ids(opened, request.id, look=check or request.shape == "long")
        if problems := [*unclear(self.rubric, request), *ids]:
            raise AnswersError(problems)
        arrays = not lazy and request.shape == "wide" and request.decimal is None
        if arrays and (quick := self._in_memory(opened, request, check=check)):
            return quick
        answers = (
            in_rows(self.rubric, opened, request, check=check, count=count or check or not lazy)
            if request.shape == "long"
            else in_columns(opened, request)
        )
        program = self._program(answers, look=check or not lazy)
        found = program.scored(answers.table)
        if check:
            problems = [*repeated(program, answers), *unreadable(program, answers, found)]
            if problems:
                raise AnswersError(problems)
            found = found.drop(UNREADABLE)
        id_ = request.id if request.shape == "wide" else None
        lacks = None if id_ is None else dialect.blank(id_, answers.holds[id_])
        return ScoredFrame(found, program, lacks, answers.blank, answers.unidentified)

    def _asked(self, request: Request) -> Request:
        """Return a request without the options that make no difference to the program for a kind of frame."""
        return attrs.evolve(request, check=None, on=request.on if self._dated else None)

    def _matched(self, answers: Answers) -> Matched:
        given = (*names(self.rubric, answers.request.extent), UNREADABLE)
        return match(self.rubric, answers.holds, answers.safe, answers.request, given)

    def _program(self, answers: Answers, *, look: bool = True) -> Program:
        request, table, blank = answers.request, answers.table, _may_be_blank(answers, look=look)
        kind = dialect.engine(table), dialect.is_lazy(table), tuple(answers.holds.items())

        def made() -> Program:
            return Maker(self.rubric, self._matched(answers), answers, blank=blank).made(request.extent)

        return kept(self._programs, (*kind, self._asked(request), answers.spare, blank), made)

    # ------------------------------------------------------------ frames in memory

    def _in_memory(self, opened: NarwhalsFrame, request: Request, *, check: bool) -> InMemory | None:
        """Score a frame with arrays; return None if only expressions can score it or report its problems."""
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
        """Return a scored frame without rows for its types, which in pandas depend on the answers; else None."""
        if dialect.engine(answers.table) != "pandas":
            return None
        answers = attrs.evolve(answers, table=answers.table.head(0))
        program = self._program(answers)
        return dialect.with_levels(program.scored(answers.table), program.ranks, program.levels)


def _read(rubric: CompiledRubric, called: Sequence[object], request: Request) -> tuple[str, ...]:
    """Return the names of the columns that the rubric reads."""
    titles = dict.fromkeys(name for name in called if isinstance(name, str))
    found = match_headers(rubric, [*titles], request).matches.values()
    return tuple(dict.fromkeys(match.column for match in found if match.column in titles))


def _may_be_blank(answers: Answers, *, look: bool) -> bool:
    """Return whether rows may be blank; if there is an id, only rows without one can be.

    Arguments:
        answers: The answers of the frame.
        look: Whether to look for rows without an id. It costs next to nothing in memory, and a query on a lazy frame.
    """
    id_ = answers.request.id
    if answers.spare is not None:  # the blank ones among rows of answers are gone already
        return False
    if id_ is None or id_ not in answers.holds or not look:
        return True
    return dialect.totals(answers.table, [dialect.blank(answers.request.passed[id_], answers.holds[id_])]) != [0]


def _opened(frame: object, request: Request) -> NarwhalsFrame:
    if names := dialect.repeated_names(frame):
        raise AnswersError([Problem.of(say("column-clash.names", names=tuple(names)), ("frame",))])
    table = dialect.opened(frame)
    if table is None:
        plain = frame is None or isinstance(frame, str | list)
        wrong = (
            say("wrong-type.no-frame", given=frame) if plain else say("wrong-type.not-frame", type=type(frame).__name__)
        )
        raise AnswersError([Problem.of(wrong, ("frame",))])
    if dialect.engine(table) == "polars":
        must_be_names(dialect.names_of(table))
    if request.id in dialect.index_names(table):
        raise AnswersError([Problem.of(say("unknown-column.index", name=request.id), ("id",))])
    if dialect.is_lazy(table) and request.id is None:
        raise AnswersError([Problem.of(say("no-id.lazy"), ("id",))])
    return table


def kept(cache: dict[object, _Made], key: object, make: Callable[[], _Made]) -> _Made:
    """Return a value from a cache; if it is missing, make it and drop the oldest values of a full cache."""
    if key not in cache:
        made = make()
        for old in [*cache][: 1 - _MOST_KEPT]:
            cache.pop(old, None)
        cache[key] = made
    return cache[key]
