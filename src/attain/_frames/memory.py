"""Scoring of frames in memory with arrays."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeAlias  # Any: frames of all kinds

import attrs

from attain._cells.cells import AnswerCell, AnswerPart, CellBuilder, FactsHold, Unreadable
from attain._core.data import Data
from attain._plan.compile import CompiledRubric

from . import arrays, native
from .arrays import Array, Calculation, CalculationStep, Known, Read, Values
from .dialect import ColumnKind
from .matching import Matched, asked_parts
from .native import ArrayKind, Ending, Finish
from .outputs import OutputKind, columns
from .program import UNREADABLE
from .reading import SourceColumn, form
from .request import Request

ArrayReader: TypeAlias = Callable[[Any, Mapping[str, ArrayKind], Any], dict[str, Values]]

_READERS: Mapping[str, ArrayReader] = {
    "pandas": native.pandas_values,
    "polars": native.polars_values,
    "pyarrow": native.arrow_values,
}
_FINISHERS: Mapping[str, Callable[[Ending], Finish]] = {
    "pandas": native.pandas_finish,
    "polars": native.polars_finish,
    "pyarrow": native.arrow_finish,
}
_KEPT: Mapping[ColumnKind, ArrayKind] = {
    "boolean": "boolean",
    "sure boolean": "boolean",
    "whole": "number",
    "number": "number",
    "text": "text",
}


def takes(rubric: CompiledRubric) -> frozenset[str]:
    """Return the engines whose frames arrays can score: none without numpy, or if answers need details or expire."""
    return frozenset(_READERS if arrays.is_there() and not any(map(asked_parts, rubric.plan.inputs)) else ())


@attrs.frozen(eq=False, repr=False)
class InMemory(Data):
    """A frame in memory, scored with arrays.

    Arguments:
        frame: The native frame of answers.
        columns: The calculated columns, by name: levels by rank, -1 for none; scores, NaN for none.
        unreadable: The number of values in each row that are not answers; None if all are answers.
        finish: The function that makes a scored frame from `frame` and the columns.
    """

    frame: Any
    columns: Mapping[str, Array]
    unreadable: Array | None
    finish: Finish

    @property
    def unreadable_rows(self) -> int:
        """The number of rows with values that are not answers."""
        return 0 if self.unreadable is None else arrays.tallied([self.unreadable], [])[0][0]

    def native(self, *, count: bool) -> Any:
        """Return the scored frame, of the same kind as the frame of answers.

        Arguments:
            count: Whether to add a column that counts the values of each row that are not answers.
        """
        none = arrays.zeros(len(self.frame)) if count and self.unreadable is None else self.unreadable
        return self.finish(self.frame, {**self.columns, UNREADABLE: none} if count else self.columns)


class Method:
    """A method that scores frames of one kind with arrays.

    Arguments:
        rubric: The rubric to score by.
        request: The options of the call.
        matched: The columns of the frames, matched with the plan.
        engine: The name of the engine.
        library: The module of the engine.
        empty: A scored frame of the kind without rows; None if the engine always returns the same types.
    """

    def __init__(
        self, rubric: CompiledRubric, request: Request, matched: Matched, engine: str, *, library: Any, empty: Any
    ) -> None:
        self.rubric = rubric
        self.request = request
        self.matched = matched
        self.engine = engine
        self.library = library
        self.empty = empty
        self.forms = [form(*pair) for pair in zip(rubric.plan.inputs, matched.answers, strict=True)]
        self.sources = {source.title: source for source in self._sources()}
        self._calculations: dict[bool, Calculation] = {}

    def _sources(self) -> Iterator[SourceColumn]:
        yield from (sources.value for sources in self.matched.answers if sources.value)
        yield from filter(None, self.matched.facts)

    def _calculation(self, *, clear: bool) -> Calculation:
        """Return the calculation of the columns; `clear` if all values of the frame are answers."""
        if clear not in self._calculations:
            sheet = CellBuilder()
            made = columns(self.rubric, self.forms, self.request.extent, sheet, clear=clear)
            self._calculations[clear] = arrays.calculation(sheet.cells, made)
        return self._calculations[clear]

    @cached_property
    def _finish(self) -> Finish:
        made = self._calculation(clear=True).columns
        kinds: dict[str, OutputKind] = {**{each.name: each.kind for each in made}, UNREADABLE: "count"}
        passed = tuple(source.title for source in self.matched.passed)
        levels = tuple(level.id for level in self.rubric.levels)
        return _FINISHERS[self.engine](Ending(passed, kinds, levels, self.library, self.empty))

    def scored(self, frame: Any, read: Mapping[str, Values]) -> InMemory | None:
        """Score a frame; return None if it has blank rows and no ids.

        Arguments:
            frame: The native frame of answers.
            read: The columns that have already been read, by name.
        """
        plan, rows, values = self.rubric.plan, len(frame), dict(read)
        wanted = {name: source.holds for name, source in self.sources.items() if name not in values}
        kept = {name: _KEPT[holds] for name, holds in wanted.items() if holds != "nothing"}
        values |= {name: arrays.nothing(rows) for name in wanted.keys() - kept.keys()}
        values |= _READERS[self.engine](frame, kept, self.library)
        if self.request.id is None and arrays.has_blank([values[name] for name in self.sources], rows):
            return None
        answers = {
            at: arrays.read_answers(plan.inputs[at], values[sources.value.title])
            for at, sources in enumerate(self.matched.answers)
            if sources.value
        }
        facts = {
            at: arrays.read_facts(plan.facts[at], values[source.title])
            for at, source in enumerate(self.matched.facts)
            if source
        }
        read_: list[Read | Known] = [*answers.values(), *facts.values()]
        unreadable = arrays.counted([each.wrong for each in read_])
        calculation = self._calculation(clear=unreadable is None)
        leaves = self._leaves(calculation.steps, answers, facts, unreadable)
        return InMemory(frame, arrays.calculated(calculation, leaves, rows), unreadable, self._finish)

    def _leaves(
        self,
        steps: Iterable[CalculationStep],
        answers: Mapping[int, Read],
        facts: Mapping[int, Known],
        unreadable: Array | None,
    ) -> dict[int, Array]:
        """Return the values of the cells that are read from columns, by position."""
        found: dict[int, Array] = {}
        defaults = [fact.default for fact in self.rubric.plan.facts]
        for step in steps:
            match step.does:
                case AnswerCell(input=at, part=part):
                    found[step.position] = arrays.never() if (values := _PARTS[part](answers[at])) is None else values
                case FactsHold(facts=asked):
                    found[step.position] = arrays.are_so(asked, facts, defaults)
                case Unreadable():
                    found[step.position] = unreadable is not None and unreadable > 0
                case _:
                    pass
        return found


_PARTS: Mapping[AnswerPart, Callable[[Read], Array | None]] = {
    "code": lambda read: read.code,
    "open": lambda read: read.open,
    "inapplicable": lambda read: read.inapplicable,
}
