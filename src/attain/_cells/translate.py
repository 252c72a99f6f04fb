"""Translation of a plan into cells, each operation once, as arithmetic without nulls."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import attrs

from attain._core.data import Data
from attain._core.precision import quantise, reached
from attain._plan.nodes import (
    Adjust,
    AnswerPoints,
    Coalesce,
    Completion,
    Count,
    Greatest,
    HighestRung,
    Least,
    OnlyIf,
    OptionPoints,
    Product,
    Ratio,
    Same,
    Step,
    Sum,
    Threshold,
    least_enough,
    needed,
)
from attain._plan.plan import Plan
from attain._plan.steps import Steps

from .cells import ALWAYS, NEVER, CellBuilder, MissingReason

InnerOperation: TypeAlias = (
    Sum | Ratio | Product | Least | Greatest | Adjust | Step | Threshold | Count | HighestRung | OnlyIf | Coalesce
)
"""The operations that are computed from other nodes."""

Presence: TypeAlias = Literal["never", "maybe", "always"]


@attrs.frozen(eq=False, repr=False)
class Form(Data):
    """The possible answers to a question, as far as the kind of their column limits them.

    Arguments:
        open: Whether answers can be open; ``always`` if there is no column.
        inapplicable: Whether answers can be not applicable.
    """

    open: Presence = "maybe"
    inapplicable: Presence = "maybe"


@attrs.frozen(eq=False, repr=False)
class Flow(Data):
    """The positions of the cells of a node.

    Arguments:
        value: The value; 0 if there is none.
        present: Whether there is a value.
        held: Whether an open answer withholds the value.
        ambiguous: Whether no policy decides the value, or a value that it depends on.
    """

    value: int
    present: int = ALWAYS
    held: int = NEVER
    ambiguous: int = NEVER


class Translation:
    """Translates nodes of a plan when they are first needed.

    Arguments:
        sheet: The builder that the cells are added to.
        plan: The plan to translate.
        forms: The possible answers to each input of the plan.
        completion: The answer to each open question: ``worst`` or ``best``; None to leave it open.
    """

    def __init__(
        self, sheet: CellBuilder, plan: Plan, forms: Sequence[Form], completion: Completion | None = None
    ) -> None:
        self.sheet = sheet
        self.plan = plan
        self.forms = forms
        self.completion = completion
        self.flows: dict[int, Flow] = {}

    def flow(self, node: int) -> Flow:
        """Return the cells of a node; the nodes that it reads are translated first."""
        for position in needed(self.plan.nodes, [node]):
            if position not in self.flows:
                self.flows[position] = self._flow(position)
        return self.flows[node]

    def _flow(self, position: int) -> Flow:
        does = self.plan.nodes[position].does
        read = [self.flows[arg] for arg in does.reads]
        sheet = self.sheet
        if isinstance(does, AnswerPoints):
            return self._points(does, blocks=self.plan.nodes[position].blocks)
        value, present = self._value(does, read)
        held, ambiguous = sheet.some(each.held for each in read), sheet.some(each.ambiguous for each in read)
        if isinstance(does, Step):
            ambiguous = sheet.some([ambiguous, sheet.every([present, self._clash(does.steps, read[0].value)])])
        if isinstance(does, OnlyIf):
            held, ambiguous = sheet.every([held, present]), sheet.every([ambiguous, present])
        return Flow(value, present, held, ambiguous)

    def _value(self, does: InnerOperation, read: Sequence[Flow]) -> tuple[int, int]:
        """Return the cell of the value, and the one that says whether there is any."""
        sheet = self.sheet
        present = sheet.some(each.present for each in read)
        match does:
            case OnlyIf(facts=facts):
                present = sheet.every([read[0].present, sheet.so(facts)])
                return sheet.pick(present, read[0].value, NEVER), present
            case Coalesce():
                return sheet.pick(read[0].present, read[0].value, read[1].value), present
            case Sum(weights=weights):
                return sheet.sum([each.value for each in read], weights), present
            case Ratio():
                return self._ratio(does, read)
            case Threshold(threshold=threshold):
                return sheet.every([sheet.at_least(read[0].value, threshold), present]), present
            case Count(need=need):
                return sheet.every([self._count(read, need), present]), present
            case HighestRung():
                return self._ladder(does, read), present
            case _:
                return sheet.pick(present, self._of_present(does, read), NEVER), present

    def _of_present(self, does: Product | Least | Greatest | Adjust | Step, read: Sequence[Flow]) -> int:
        """Return the cell of the value of an operation that ignores values that are not applicable."""
        sheet = self.sheet
        match does:
            case Product():
                return sheet.product(self._filled(read, 1.0))
            case Least(args=args):
                most = max(self.plan.nodes[arg].high for arg in args) + 1  # floats may exceed the highest value
                return sheet.extreme("least", self._filled(read, most))
            case Greatest(args=args):
                least = min(self.plan.nodes[arg].low for arg in args) - 1
                return sheet.extreme("greatest", self._filled(read, least))
            case Adjust():
                return sheet.adjusted(read[0].value, does)
            case _:
                return self._height(does.steps, read[0].value)

    def _filled(self, read: Sequence[Flow], neutral: float) -> list[int]:
        """Return the values, with a neutral number in place of each missing one."""
        sheet = self.sheet
        return [sheet.pick(each.present, each.value, sheet.constant(neutral)) for each in read]

    # ------------------------------------------------------------ answers

    def _points(self, does: AnswerPoints, *, blocks: bool) -> Flow:
        sheet = self.sheet
        open_, away = self.state(does.input, "open"), self.state(does.input, "inapplicable")
        value, at_0, ambiguous = self._answered(does)
        if_open = self._if_open(does)
        for state, as_ in ((open_, if_open), (away, does.not_applicable)):
            value = self._where(state, as_ or 0.0, value, at_0)
        missing = [state for state, as_ in ((open_, if_open), (away, does.not_applicable)) if as_ is None]
        return Flow(
            value,
            sheet.every(sheet.negate(state) for state in missing),
            open_ if blocks and self.completion is None else NEVER,
            sheet.every([ambiguous, sheet.negate(open_), sheet.negate(away)]),
        )

    def state(self, input_: int, part: MissingReason) -> int:
        """Return whether an answer is open, or not applicable."""
        known = {"never": NEVER, "always": ALWAYS}
        presence: Presence = getattr(self.forms[input_], part)
        return known[presence] if presence in known else self.sheet.state(input_, part)

    def _if_open(self, does: AnswerPoints) -> float | None:
        """Return the worth of an open answer; None if it does not count."""
        if self.completion is None:
            return does.open
        input_ = self.plan.inputs[does.input]
        code = input_.low if self.completion == "worst" else input_.high
        if isinstance(does.worth, Steps):
            return self._heights(does.worth)[does.worth.step(code)]
        return does.worth.at(code)

    def _where(self, state: int, as_: float, value: int, at_0: float) -> int:
        """Return a value; if the answer has a state, for which its code is 0, return another value."""
        sheet = self.sheet
        if state == NEVER or at_0 == as_:
            return value
        if at_0 == 0 and float(as_).is_integer() and sheet.cells[value].whole and state != ALWAYS:
            return sheet.shifted(value, state, as_)
        return sheet.pick(state, sheet.constant(as_), value)

    def _answered(self, does: AnswerPoints) -> tuple[int, float, int]:
        """Return the worth of the answers, the worth of a code of 0, and whether no policy decides."""
        sheet, input_, pieces = self.sheet, self.plan.inputs[does.input], does.worth
        if self.forms[does.input].open == "always":
            return NEVER, 0.0, NEVER
        number = input_.kind == "number"
        code = sheet.given(does.input, input_.low, input_.high, whole=not number, condition=input_.kind == "yes-no")
        match pieces:
            case Same():
                return code, 0.0, NEVER
            case OptionPoints(points=points):
                if points == tuple(range(len(points))) and (
                    input_.kind == "yes-no" or len(points) > 2
                ):  # else a condition
                    return code, 0.0, NEVER
                rises = [(sheet.at_least(code, at), points[at]) for at in range(1, len(points))]
                return sheet.stairs(points[0], rises), points[0], NEVER
            case Steps():
                at_0 = self._heights(pieces)[pieces.step(0.0)]
                return self._height(pieces, code), at_0, self._clash(pieces, code)
            case _:
                ends = pieces.at(input_.low), pieces.at(input_.high)
                at_0 = pieces.at(0.0)
                return sheet.valued(code, pieces, min(*ends, at_0), max(*ends, at_0)), at_0, NEVER

    # ------------------------------------------------------------ steps

    def _rises(self, steps: Steps, x: int) -> list[int]:
        """Return, for each cut, whether a number reaches it."""
        return [self.sheet.at_least(x, cut) for cut in steps.cuts]

    def _heights(self, steps: Steps) -> list[float]:
        """Return the height of each step; if no policy decides, its lowest candidate, or the highest at best."""
        best = self.completion == "best"
        return [steps.clashes[at][best] if at in steps.clashes else value for at, value in enumerate(steps.values)]

    def _height(self, steps: Steps, x: int) -> int:
        below, *heights = self._heights(steps)
        return self.sheet.stairs(below, zip(self._rises(steps, x), heights, strict=True))

    def _clash(self, steps: Steps, x: int) -> int:
        """Return whether no policy decides the step of a number."""
        if not steps.clashes:
            return NEVER
        sheet, begun = self.sheet, [ALWAYS, *self._rises(steps, x), NEVER]
        return sheet.some(sheet.every([begun[at], sheet.negate(begun[at + 1])]) for at in steps.clashes)

    # ------------------------------------------------------------ operations on many nodes

    def _ratio(self, does: Ratio, read: Sequence[Flow]) -> tuple[int, int]:
        sheet, count = self.sheet, len(does.args)
        items = read[:count]
        if does.full is None:
            counts = [each.present for each in items]
            below = sheet.sum(counts, does.weights)
            above = sheet.sum([each.value for each in items], does.weights)
        else:
            marks = read[count:]
            counts = [
                sheet.every([each.present, full.present, sheet.above(full.value)])
                for each, full in zip(items, marks, strict=True)
            ]
            values = [sheet.pick(so, each.value, NEVER) for so, each in zip(counts, items, strict=True)]
            above = sheet.sum(values, does.weights)
            below = sheet.sum(
                [sheet.pick(so, full.value, NEVER) for so, full in zip(counts, marks, strict=True)], does.weights
            )
        return sheet.share(above, below, does.times), sheet.above(below)

    def _count(self, read: Sequence[Flow], need: float | str) -> int:
        """Return whether enough of the present conditions hold; a missing condition does not hold."""
        sheet, total, ones = self.sheet, len(read), [1.0] * len(read)
        if need == 1.0 and isinstance(need, float):
            return sheet.every(sheet.some([each.value, sheet.negate(each.present)]) for each in read)
        held = sheet.sum([each.value for each in read], ones)
        if all(each.present == ALWAYS for each in read):
            return sheet.at_least(held, least_enough(total, need))
        there = sheet.sum([each.present for each in read], ones)
        if need == "majority":
            return sheet.at_least(sheet.sum([held, there], [2.0, -1.0]), 1.0)
        if isinstance(need, int):
            return sheet.some([sheet.at_least(held, need), sheet.at_least(sheet.sum([held, there], [1.0, -1.0]), 0.0)])
        return sheet.at_least(sheet.share(held, there, 1.0), reached(quantise(float(need))))

    def _ladder(self, does: HighestRung, read: Sequence[Flow]) -> int:
        """Return the rank of the last rung that holds; if `cumulative`, of those before the first that fails."""
        sheet, climbing = self.sheet, ALWAYS
        rises: list[tuple[int, float]] = []
        for rank, each in zip(does.ranks, read, strict=True):
            if does.cumulative:
                climbing = sheet.every([climbing, sheet.some([each.value, sheet.negate(each.present)])])
            rises.append((sheet.every([climbing, each.value]), float(rank)))
        if does.cumulative and all(each.present == ALWAYS for each in read):
            return sheet.stairs(0.0, rises)  # no rung holds unless those before it do
        found = NEVER
        for holds, rung in rises:
            found = sheet.pick(holds, sheet.constant(rung), found)
        return found
