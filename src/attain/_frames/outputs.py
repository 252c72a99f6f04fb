"""The columns of a scored frame, and the cells of their values."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Literal, TypeAlias, cast

import attrs

from attain._cells.cells import ALWAYS, NEVER, CellBuilder
from attain._cells.translate import Flow, Form, Translation
from attain._core.data import Data
from attain._plan.compile import CompiledRubric
from attain._plan.plan import Output
from attain._score.targets import wanted

from .request import Extent

OutputKind: TypeAlias = Literal["level", "score", "count", "flag"]


@attrs.frozen(eq=False, repr=False)
class OutputColumn(Data):
    """A column of a scored frame.

    Arguments:
        name: The name of the column.
        kind: The kind of its values.
        value: The position of the cell of its values; for a level, of its rank.
        present: The position of the cell that says whether there is a value.
    """

    name: str
    kind: OutputKind
    value: int
    present: int = ALWAYS


def column_name(dimension: str, aspect: str) -> str:
    """Return the name of a column of a scored frame.

    >>> column_name("agreement", "level"), column_name("", "level")
    ('agreement_level', 'level')
    """
    return f"{dimension}_{aspect}" if dimension else aspect


def columns(
    rubric: CompiledRubric, forms: Sequence[Form], extent: Extent, sheet: CellBuilder, *, clear: bool = True
) -> tuple[OutputColumn, ...]:
    """Return the columns that scoring adds, the overall ones first.

    Arguments:
        rubric: The rubric to score by.
        forms: The possible answers to each question, in the order of the plan.
        extent: The extent of the output: ``levels`` or ``full``.
        sheet: The builder that the cells are added to.
        clear: Whether all values are known to be answers. If not, rows with other values have no levels and scores.
    """
    outputs = _Outputs(rubric, forms, sheet, NEVER if clear else sheet.unreadable())
    return tuple(outputs.columns(extent))


_LEVELS = frozenset({"level", "low", "high"})
_SCORES = frozenset({"score", "score_low", "score_high"})
_DETAILS = ("score", "answered", "total", "low", "high", "score_low", "score_high")


def aspects_of(rubric: CompiledRubric, extent: Extent) -> Iterator[tuple[Output, str]]:
    """Yield the dimension and the aspect of each column, in the order of the columns.

    Levels are first. If the rubric has no levels, scores are.
    """
    first = "level" if rubric.levels else "score"
    for aspects in ([first], [each for each in _DETAILS if each != first] if extent == "full" else []):
        for output in rubric.plan.outputs:
            for aspect in aspects:
                node = output.level if aspect in _LEVELS else output.score
                if node is not None or aspect not in _LEVELS | _SCORES:
                    yield output, aspect


def names(rubric: CompiledRubric, extent: Extent) -> tuple[str, ...]:
    """Return the names of the columns that scoring adds.

    >>> import attain
    >>> names(attain.rubric("iamcp-p2p"), "levels")[:2]
    ('level', 'joint-business-planning_level')
    """
    found = (column_name(output.id, aspect) for output, aspect in aspects_of(rubric, extent))
    flags = (*(column_name(id_, "reached") for id_ in rubric.targets), "ambiguous")
    return (*found, *(flags if extent == "full" else ()))


class _Outputs:
    def __init__(self, rubric: CompiledRubric, forms: Sequence[Form], sheet: CellBuilder, unreadable: int) -> None:
        self.unreadable = unreadable
        self.rubric = rubric
        self.forms = forms
        self.sheet = sheet
        self.as_given = Translation(sheet, rubric.plan, forms)
        self.worst = Translation(sheet, rubric.plan, forms, "worst")
        self.best = Translation(sheet, rubric.plan, forms, "best")
        self.by_id = {output.id: output for output in rubric.plan.outputs}

    def columns(self, extent: Extent) -> Iterator[OutputColumn]:
        for output, aspect in aspects_of(self.rubric, extent):
            if aspect in _LEVELS | _SCORES:
                yield self._bound(output, aspect)
            else:
                yield self._count(output, aspect)
        if extent == "full":
            yield from map(self._reached, self.rubric.targets)
            yield OutputColumn("ambiguous", "flag", self.sheet.some(self._ambiguous()))

    def _flows(self, output: Output) -> list[Flow]:
        return [self.as_given.flow(node) for node in (output.score, output.level) if node is not None]

    def _held(self, output: Output) -> int:
        """Return whether an open answer, or a value that is not an answer, withholds the level and the score."""
        return self.sheet.some([self.unreadable, *(flow.held for flow in self._flows(output))])

    def _ambiguous(self) -> Iterator[int]:
        """Yield whether published bands leave a level or score undecided, for each one that nothing withholds."""
        for output in self.rubric.plan.outputs:
            for flow in self._flows(output):
                yield self.sheet.every(
                    [flow.ambiguous, self.sheet.negate(self.unreadable), self.sheet.negate(flow.held)]
                )

    def _bound(self, output: Output, aspect: str) -> OutputColumn:
        """Return the column of a level, a score or a bound."""
        sheet = self.sheet
        reading = self.worst if aspect.endswith("low") else self.best if aspect.endswith("high") else self.as_given
        node = output.level if aspect in _LEVELS else output.score
        flow = reading.flow(cast(int, node))
        held, ambiguous = (self._held(output), flow.ambiguous) if reading is self.as_given else (self.unreadable, NEVER)
        present = sheet.every([flow.present, sheet.negate(held), sheet.negate(ambiguous)])
        if aspect in _LEVELS:
            return OutputColumn(column_name(output.id, aspect), "level", flow.value, present)
        return OutputColumn(column_name(output.id, aspect), "score", sheet.rounded(flow.value, 6), present)

    def _reached(self, target: str) -> OutputColumn:
        """Return the column that says whether a target is reached."""
        levels = wanted(self.rubric, target, None)
        found = [(self._bound(self.by_id[id_], "level"), level.rank) for id_, level in levels.items()]
        reached = ([level.present, self.sheet.at_least(level.value, rank)] for level, rank in found)
        return OutputColumn(column_name(target, "reached"), "flag", self.sheet.every(chain.from_iterable(reached)))

    def _count(self, output: Output, aspect: str) -> OutputColumn:
        """Return the column that counts the questions that apply, or those of them that are answered."""
        sheet = self.sheet
        applies = self._applying(output)
        found = [(self._how_many(part.values()), 1.0) for part in applies]
        if aspect == "answered":
            open_ = [
                [sheet.every([so, self.as_given.state(at, "open")]) for at, so in part.items()] for part in applies
            ]
            found += [(self._how_many(part), -1.0) for part in open_]
        total = sheet.sum([cell for cell, _ in found], [times for _, times in found])
        return OutputColumn(column_name(output.id, aspect), "count", total)

    def _applying(self, output: Output) -> Iterable[dict[int, int]]:
        """Return whether each input of a dimension applies, grouped by the dimensions within it."""
        sheet = self.sheet
        asked: dict[int, list[int]] = {}
        parts: dict[str, list[int]] = {}
        for place in self.rubric.scope.descendants(self.rubric.scope.places[output.id]):
            for each in self.by_id[place.id].asked:
                if each.input not in asked:
                    parts.setdefault(place.id, []).append(each.input)
                asked.setdefault(each.input, []).append(sheet.so(each.facts))
        return [{at: sheet.every([sheet.some(asked[at]), self._counts(at)]) for at in part} for part in parts.values()]

    def _counts(self, input_: int) -> int:
        """Return whether a question counts: it is not left out as not applicable."""
        if self.rubric.plan.inputs[input_].not_applicable.as_ != "exclude":
            return ALWAYS
        return self.sheet.negate(self.as_given.state(input_, "inapplicable"))

    def _how_many(self, conditions: Iterable[int]) -> int:
        found = list(conditions)
        return self.sheet.sum(found, [1.0] * len(found))
