"""Programs that score frames of one kind in steps. Each is made once for a rubric and a kind of frame."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TypeAlias

import attrs

from attain._cells.cells import ALWAYS, AnswerCell, AnswerPart, CellBuilder, FactsHold, Unreadable
from attain._core.data import Data, FrozenDict
from attain._core.messages import say
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import Facts

from . import dialect
from .dialect import Expr, NarwhalsFrame, Number
from .expressions import KeptColumn, Lowered, Lowering
from .matching import Matched, Suspect, suspect
from .native import Reached
from .outputs import OutputColumn, columns
from .reading import (
    Answers,
    FactReading,
    Keep,
    Reading,
    SourceColumn,
    Spelling,
    Stage,
    form,
    read_answers,
    read_fact,
)
from .request import Extent

UNREADABLE = "unreadable"
"""The column that counts the values of a row that are not answers."""


_AT_ONCE = 64  # columns in which values that are not answers are counted at once
_BLANK = "e"  # the column that says whether a row is blank


ProgramStep: TypeAlias = tuple[tuple[str, Expr], ...]


@attrs.frozen(eq=False, repr=False)
class Program(Data):
    """The steps that score a frame.

    Arguments:
        steps: The names and expressions of the columns that each step makes.
        columns: The name of each finished column, and of the column of the last step that it is taken from.
        ranks: The columns of ranks that become levels at the end.
        reached: The conditions that decide each level, by the name of its column.
        levels: The ids of the levels, lowest first.
        reading: The steps that read the answers.
        suspects: The columns that may contain values that are not answers.
        blank: The column of the scored table that says whether a row is blank; None if no row can be.
    """

    steps: tuple[ProgramStep, ...]
    columns: tuple[tuple[str, str], ...]
    ranks: tuple[str, ...]
    reached: Mapping[str, Reached]
    levels: tuple[str, ...]
    reading: tuple[ProgramStep, ...]
    suspects: tuple[Suspect, ...]
    blank: str | None = None

    @property
    def is_blank(self) -> Expr:
        """Whether a row is blank, in a table that :meth:`read` returns."""
        return dialect.constant(0, "condition") if self.blank is None else dialect.column(_BLANK)

    def scored(self, table: NarwhalsFrame) -> NarwhalsFrame:
        """Return a table with its levels and scores."""
        *before, last = self.steps
        for step in filter(None, before):  # without columns, a table would have no rows either
            table = table.select(*(expr.alias(name) for name, expr in step))
        return dialect.finished(table, last, self.columns, self.reached, self.levels)

    def read(self, table: NarwhalsFrame) -> NarwhalsFrame:
        """Return a table with the columns of the reading steps added."""
        for step in self.reading:
            table = table.with_columns(*(expr.alias(name) for name, expr in step))
        return table


@attrs.define(repr=False)
class _Ending:
    """The last step: its columns, the finished columns taken from them, and the conditions that decide levels."""

    made: list[KeptColumn] = attrs.field(factory=list)
    columns: list[tuple[str, str]] = attrs.field(factory=list)
    conditions: dict[str, Lowered] = attrs.field(factory=dict)
    reached: dict[str, Reached] = attrs.field(factory=dict)


class Maker:
    """Makes the program for a kind of frame.

    Arguments:
        rubric: The rubric to score by.
        matched: The columns of the frame, matched with the plan.
        answers: The answers of a frame of this kind.
        blank: Whether rows may be blank.
    """

    def __init__(self, rubric: CompiledRubric, matched: Matched, answers: Answers, *, blank: bool) -> None:
        self.spare = answers.spare
        self.rubric = rubric
        self.matched = matched
        self.table = answers.table
        self.on = answers.request.on
        self.spelling = Spelling(dialect.lowered(answers.table), answers.request.decimal)
        self.kept: dict[str, KeptColumn] = {}
        self.groups: dict[str, list[KeptColumn]] = {}
        self.blank = blank and self._blank()
        self.forms = [form(*pair) for pair in zip(rubric.plan.inputs, matched.answers, strict=True)]
        self.readings = {
            at: self._answers(at, sources.value)
            for at, (sources, known) in enumerate(zip(matched.answers, self.forms, strict=True))
            if sources.value and known.open != "always"
        }
        self.facts = [None if source is None else self._fact(at, source) for at, source in enumerate(matched.facts)]
        self.suspects = tuple(self._suspects())

    # ------------------------------------------------------------ columns that are read

    def _keeping(self, group: str) -> Keep:
        """Return the function that keeps intermediate columns of a group; each may read those of earlier stages."""

        def keep(name: str, stage: Stage, expr: Expr) -> Expr:
            full = name if stage == Stage.UNCHANGED else f"{group}_{name}"
            found = self.groups.setdefault(group, [])
            before = frozenset(each.name for each in found if each.stage < stage)
            self.kept[full] = KeptColumn(full, stage, expr, before)
            found.append(self.kept[full])
            return dialect.column(full)

        return keep

    def _answers(self, at: int, source: SourceColumn) -> Reading:
        input_, sources = self.rubric.plan.inputs[at], self.matched.answers[at]
        return read_answers(input_, source, sources, self.on, self._keeping(f"a{at}"), spelling=self.spelling)

    def _fact(self, at: int, source: SourceColumn) -> FactReading:
        return read_fact(self.rubric.plan.facts[at], source, self._keeping(f"f{at}"), spelling=self.spelling)

    def _blank(self) -> bool:
        """Keep the column that says whether all columns of a row are blank; return False if no row can be blank."""
        sources = [*self.matched.read]
        if any(source.holds == "sure boolean" for source in sources):
            return False
        conditions = [dialect.blank(source.name, source.holds) for source in sources]
        parts = [
            KeptColumn(f"{_BLANK}{at}", Stage.PLAIN, dialect.every(conditions[at : at + _AT_ONCE]), frozenset())
            for at in range(0, len(conditions), _AT_ONCE)
        ]
        every = dialect.every([dialect.column(part.name) for part in parts])
        whole = KeptColumn(_BLANK, Stage.MEANING, every, frozenset(part.name for part in parts))
        self.kept |= {each.name: each for each in (*parts, whole)}
        return True

    def _suspects(self) -> Iterator[Suspect]:
        plan, there = self.rubric.plan, [~dialect.column(_BLANK)] if self.blank else []
        for at, reading in self.readings.items():
            asked, sources = plan.inputs[at], self.matched.answers[at]
            if sources.value and reading.wrong is not None:
                yield suspect(asked, sources.value, reading.wrong)
            if sources.on and reading.misdated is not None:
                lack, hint = say("lack.day", id=asked.id), say("fix.day")
                yield Suspect(lack, sources.on.title, sources.on.name, reading.misdated, hint)
        for fact, found, source in zip(plan.facts, self.facts, self.matched.facts, strict=True):
            if found and source and found.wrong is not None:
                yield suspect(fact, source, dialect.every([found.wrong, *there]))

    # ------------------------------------------------------------ the steps

    def made(self, extent: Extent) -> Program:
        """Make the program."""
        sheet, counts = CellBuilder(), [*self._counts()]
        withheld = bool(counts) or (self.blank and self.matched.id is None)
        given = columns(self.rubric, self.forms, extent, sheet, clear=not withheld)
        by_rank = dialect.takes_ranks(self.table)
        roots = [self._roots(column, sheet, by_rank=by_rank) for column in given]
        lowering = Lowering(sheet, self._leaves(sheet, counts), [cell for cells in roots for cell in cells], self.table)
        ending = self._ending(given, roots, lowering, by_rank=by_rank)
        unreadable = KeptColumn(UNREADABLE, 0, _total(counts), frozenset(count.name for count in counts))
        beside = [unreadable, *self._blank_column()]
        return Program(
            steps=_steps([*self.kept.values(), *counts, *lowering.kept.values()], [*ending.made, *beside]),
            columns=(*ending.columns, *((each.name, each.name) for each in beside)),
            ranks=tuple(column.name for column in given if column.kind == "level") if by_rank else (),
            reached=FrozenDict(ending.reached),
            levels=self.levels,
            reading=self._reading(),
            suspects=self.suspects,
            blank=beside[-1].name if self.blank else None,
        )

    def _reading(self) -> tuple[ProgramStep, ...]:
        """Return the steps that read the columns."""
        stages = [
            [kept for kept in self.kept.values() if kept.stage == stage] for stage in Stage if stage != Stage.UNCHANGED
        ]
        return tuple(_step(kept) for kept in stages if kept)

    def _blank_column(self) -> list[KeptColumn]:
        """Return the column that says whether a row is blank, under a name that is not a title, if a row can be."""
        name = "b" * (1 + max([0, *(len(source.title) for source in self.matched.passed)]))
        return [KeptColumn(name, 0, dialect.column(_BLANK), frozenset([_BLANK]))] if self.blank else []

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(level.id for level in self.rubric.levels)

    def _roots(self, column: OutputColumn, sheet: CellBuilder, *, by_rank: bool) -> list[int]:
        """Return the cells of a column: whether there is a value, then the value, or whether each level is reached."""
        if column.kind != "level" or by_rank:
            return [column.present, column.value]
        return [column.present, *(sheet.at_least(column.value, rank) for rank in range(1, len(self.levels)))]

    def _counts(self) -> Iterator[KeptColumn]:
        """Yield the counts of values in a row that are not answers, each for some of the columns."""
        if self.spare:
            yield KeptColumn("w", Stage.PLAIN, dialect.column(self.spare))
        reads = frozenset(kept.name for kept in self.kept.values() if Stage.UNCHANGED < kept.stage < Stage.REASON)
        for at in range(0, len(self.suspects), _AT_ONCE):
            wrong = [suspect.wrong for suspect in self.suspects[at : at + _AT_ONCE]]
            yield KeptColumn(f"w{at}", Stage.REASON, dialect.counted(wrong), reads)

    def _leaves(self, sheet: CellBuilder, counts: Sequence[KeptColumn]) -> dict[int, Lowered]:
        found: dict[int, Lowered] = {}
        for position, cell in enumerate(sheet.cells):
            match cell.does:
                case AnswerCell(input=at, part=part):
                    found[position] = self._given(at, part)
                case FactsHold(facts=facts):
                    found[position] = self._so(facts)
                case Unreadable():
                    found[position] = self._unreadable(counts)
                case _:
                    pass
        return found

    def _unreadable(self, counts: Sequence[KeptColumn]) -> Lowered:
        """Return whether a row gets no results: it has a value that is not an answer, or is kept although blank."""
        names, conditions = {count.name for count in counts}, [_total(counts) > 0]
        if self.blank and self.matched.id is None:
            names, conditions = {*names, _BLANK}, [*conditions, dialect.column(_BLANK)]
        return Lowered(dialect.some(conditions), "condition", frozenset(names), 2)

    def _given(self, at: int, part: AnswerPart) -> Lowered:
        reading = self.readings[at]
        expr = {"code": reading.code, "open": reading.open, "inapplicable": reading.inapplicable}[part]
        kind, kept = self.rubric.plan.inputs[at].kind, self.groups[f"a{at}"]
        as_: Number = _CODES[kind] if part == "code" else "condition"
        names = frozenset(each.name for each in kept)
        return Lowered(expr, as_, names, 1 if len(kept) == 1 else 2, reading.flags.get(part))

    def _so(self, facts: Facts) -> Lowered:
        """Return whether facts have given values; a fact without a column has its default."""
        reads, conditions = set[str](), list[Expr]()
        for at, values in facts:
            if fact := self.facts[at]:
                conditions.append(fact.is_any(values))
                reads |= {kept.name for kept in self.groups[f"f{at}"]}
            elif self.rubric.plan.facts[at].default not in values:
                conditions.append(dialect.constant(0, "condition"))
        expr = dialect.every(conditions) if conditions else dialect.constant(1, "condition")
        return Lowered(expr, "condition", frozenset(reads), 2)

    def _ending(
        self, given: Sequence[OutputColumn], roots: Sequence[list[int]], lowering: Lowering, *, by_rank: bool
    ) -> "_Ending":
        """Return the last step; equal columns are calculated once."""
        ending = _Ending()
        for source in self.matched.passed:
            ending.made.append(KeptColumn(source.title, 0, dialect.column(source.name), frozenset([source.name])))
            ending.columns.append((source.title, source.title))
        prefix = "r" * (1 + max([0, *(len(source.title) for source in self.matched.passed)]))  # longer than any title
        known: dict[object, str] = {}
        for column, cells in zip(given, roots, strict=True):
            same = known.setdefault((column.kind, *cells), column.name)
            ending.columns.append((column.name, same))
            if same != column.name:
                continue
            if column.kind == "level" and dialect.takes_conditions(self.table):
                there, *conditions = [f"{prefix}{cell}" for cell in cells]
                ending.reached[same] = None if column.present == ALWAYS else there, tuple(conditions)
                ending.conditions |= {f"{prefix}{cell}": lowering[cell] for cell in cells}
            else:
                ending.made.append(self._last(column, [lowering[cell] for cell in cells], by_rank=by_rank))
        ending.made += [KeptColumn(name, 0, each.expr, each.columns) for name, each in ending.conditions.items()]
        return ending

    def _last(self, column: OutputColumn, cells: Sequence[Lowered], *, by_rank: bool) -> KeptColumn:
        """Return a column of the scored frame."""
        there, *values = cells
        always = column.present == ALWAYS
        match column.kind:
            case "level" if by_rank:
                rank = dialect.cast_to(values[0].expr, "int16")
                expr = rank if always else dialect.choose([(there.expr, rank)], dialect.constant(-1, "int16"))
            case "level":
                reached = [value.expr for value in values]
                expr = dialect.level(reached, None if always else there.expr, self.levels, self.table)
            case "score":
                score = dialect.as_float(values[0].expr)
                expr = score if always else dialect.choose([(there.expr, score)], None)
            case "count":
                expr = dialect.cast_to(values[0].expr, "int32")
            case _:
                expr = values[0].expr
        return KeptColumn(column.name, 0, expr, frozenset().union(*(cell.columns for cell in cells)))


_CODES: Mapping[str, Number] = {"yes-no": "condition", "choice": "int16", "number": "float"}


def _total(counts: Sequence[KeptColumn]) -> Expr:
    """Return how many values of a row are not answers."""
    return reduce(add, (dialect.column(count.name) for count in counts)) if counts else dialect.constant(0, "int32")


def _step(kept: Iterable[KeptColumn]) -> ProgramStep:
    return tuple((each.name, each.expr) for each in kept)


def _steps(kept: Sequence[KeptColumn], last: Sequence[KeptColumn]) -> tuple[ProgramStep, ...]:
    """Return the columns of each step: those that it calculates, and those that it passes on to later steps."""
    stages = sorted({each.stage for each in kept} - {Stage.UNCHANGED})
    wanted: set[str] = set().union(*(each.columns for each in last))
    steps = [_step(last)]
    for stage in reversed(stages):
        made = [each for each in kept if each.stage == stage and each.name in wanted]
        wanted -= {each.name for each in made}
        passed = [(name, dialect.column(name)) for name in sorted(wanted)]
        wanted |= set().union(*(each.columns for each in made))
        steps.append((*passed, *_step(made)))
    return tuple(reversed(steps))
