"""Every operation of a plan, alone: the generated function and the interpreter give the same for every answer."""

import itertools
import math
from collections.abc import Sequence

import attrs
import pytest

from attain._core.data import FrozenDict
from attain._core.precision import SCALE, quantised, reached
from attain._model.conditions import Value
from attain._model.parts import Need, NotApplicable
from attain._plan.builder import Builder
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
    Operation,
    OptionPoints,
    PerFull,
    PiecewiseLinear,
    Product,
    Ratio,
    Same,
    Step,
    Sum,
    Threshold,
    enough,
)
from attain._plan.plan import Code, FactInput, Input, Missing, Output, Plan
from attain._plan.steps import Steps
from attain._score.answers import read_value
from attain._score.codegen import plain_answers, spelled_facts
from attain._score.fast import Executor
from attain._score.interpreter import run

SHOWN = ("no", "yes", "o0", "o1", "o2", "n/a", "unknown")
"""The spellings of answers that the tests show, out of many."""

FORBIDDEN = NotApplicable("forbidden")
YES_NO = Input("", "yes-no", ("no", "yes"), 0.0, 1.0, 1, (), (), FORBIDDEN, None, ())
CHOICE = Input("", "choice", ("o0", "o1", "o2"), 0.0, 2.0, 1, (), ((), (), ()), FORBIDDEN, None, ())
NUMBER = Input("", "number", (), 0.0, 9.0, 1, (), (), FORBIDDEN, None, ())
LOWER = attrs.evolve(NUMBER, low=-9.0, high=0.0, sign=-1)


def may_not_apply(input_: Input) -> Input:
    return attrs.evolve(input_, not_applicable=NotApplicable("exclude"))


YES_NO_OR_NOT, CHOICE_OR_NOT, NUMBER_OR_NOT = map(may_not_apply, (YES_NO, CHOICE, NUMBER))
EU = FactInput("eu", "yes-no", ("no", "yes"), None, True)
STAFF = FactInput("staff", "number", (), 5.0, True)
NEED = ((0, frozenset([True])),)

BINARY, TERNARY = OptionPoints((0.0, 1.0)), OptionPoints((0.0, 1.0, 2.0))
RISING = Steps((reached(SCALE), reached(3 * SCALE)), (0, 1, 2))
TORN = Steps((reached(SCALE),), (0, 1), FrozenDict({1: (1, 2)}))
ONE, FULL = Steps((), (1.0,)), Steps((), (4.0,))


def read(
    input_: int, worth: object = BINARY, *, open_as: float | None = 0.0, inapplicable: float | None = None
) -> AnswerPoints:
    return AnswerPoints(input_, worth, open_as, inapplicable)  # type: ignore[arg-type]  # any worth


def _reach(input_: Input, does: AnswerPoints) -> tuple[float, float]:
    """Return the least and the most that an answer is worth, including the states open and "n/a"."""
    worths = [does.worth.at(code) for code in (input_.low, input_.high)]
    return min(worths), max(
        [*worths, *(does.worth.clashes[1] if isinstance(does.worth, Steps) and does.worth.clashes else ())]
    )


def planned(
    inputs: Sequence[Input], does: Sequence[Operation], facts: Sequence[FactInput] = (), *, blocks: bool = False
) -> Plan:
    """Return a plan of some operations; its outputs are those that no other reads: a ladder as a level, anything else as a score."""
    builder = Builder()
    for each in does:
        reach = _reach(inputs[each.input], each) if isinstance(each, AnswerPoints) else (0.0, 1.0)
        builder.add(each, (), reach=reach, blocks=blocks)
    inner = {arg for each in does for arg in each.reads}
    ends = [(position, isinstance(each, HighestRung)) for position, each in enumerate(does) if position not in inner]
    outputs = [
        Output("", None, (), (), level=at) if level else Output("", None, (), (), score=at) for at, level in ends
    ]
    named = tuple(attrs.evolve(each, id=f"q{position}") for position, each in enumerate(inputs))
    return Plan(named, tuple(facts), tuple(builder.nodes), tuple(outputs))


# fmt: off
PLANS: dict[str, Plan] = {
    "a condition": planned([YES_NO], [read(0), Count((0,), 1)]),
    "numbers of either type have tables of their own": planned([YES_NO], [read(0), Coalesce(0, 0), Count((0,), 1)]),
    "base, cap and rounding": planned([CHOICE_OR_NOT], [read(0, OptionPoints((0.0, 1.5, 9.0))), Adjust(0, base=1, cap=5, digits=0)]),
    "thresholds": planned([CHOICE_OR_NOT], [read(0, OptionPoints((0.0, 0.9999999, 2.0))), Threshold(0, reached(1 * SCALE)), Threshold(0, 1)]),
    "steps": planned([CHOICE], [read(0, OptionPoints((0.0, 1.0, 3.0))), Step(0, RISING)]),
    "steps that do not decide": planned([CHOICE], [read(0, OptionPoints((0.0, 1.0, 3.0))), Step(0, TORN)]),
    "a number": planned([NUMBER], [read(0, Same()), Adjust(0, digits=1), Step(0, RISING), Threshold(0, reached(1 * SCALE)), Threshold(0, 1)]),
    "steps of either type": planned([NUMBER], [read(0, Same()), Step(0, RISING), Step(0, Steps(RISING.cuts, (0.0, 1.0, 2.0)))]),
    "a number that may not apply": planned([NUMBER_OR_NOT], [read(0, PiecewiseLinear((0, 9), (0, 3))), Adjust(0)]),
    "a number that is the best where it does not apply": planned([NUMBER_OR_NOT], [read(0, PerFull(2, 1, 1), inapplicable=4.0), Adjust(0)]),
    "a number that is better low": planned([LOWER], [read(0, TORN), Adjust(0)]),
    "an open number that withholds": planned([NUMBER_OR_NOT], [read(0, Same()), Adjust(0)], blocks=True),
    "full marks of numbers": planned([NUMBER_OR_NOT, NUMBER_OR_NOT], [read(0, FULL, open_as=4.0, inapplicable=4.0), read(1, FULL, open_as=None, inapplicable=4.0), read(1, FULL, open_as=0.0, inapplicable=4.0), Adjust(0), Adjust(1), Adjust(2)]),
    "full marks of a number that withholds": planned([NUMBER], [read(0, FULL, open_as=4.0), Adjust(0)], blocks=True),
    "a sum of whole numbers": planned([YES_NO, CHOICE], [read(0), read(1, TERNARY), Sum((0, 1), (1, 2)), Step(2, RISING)]),
    "a sum of one": planned([CHOICE], [read(0, TERNARY), Sum((0,), (0.5,)), Adjust(1)]),
    "a sum of deductions": planned([YES_NO, YES_NO], [read(0, OptionPoints((-2.0, 0.0))), read(1, OptionPoints((-1.0, 0.0))), Sum((0, 1), (1, 1)), Adjust(2)]),
    "a sum of as many values as have a table": planned([YES_NO, YES_NO], [read(0, OptionPoints((0.0, 8.0))), read(1, OptionPoints((0.0, 8.0))), Sum((0, 1), (1, 1)), Threshold(2, reached(8 * SCALE))]),
    "a sum of more values": planned([YES_NO, YES_NO], [read(0, OptionPoints((0.0, 8.0))), read(1, OptionPoints((0.0, 9.0))), Sum((0, 1), (1, 1)), Adjust(2)]),
    "a sum of more deductions": planned([YES_NO, YES_NO], [read(0, OptionPoints((-8.0, 0.0)), open_as=-8.0), read(1, OptionPoints((-9.0, 0.0)), open_as=-9.0), Sum((0, 1), (1, 1)), Adjust(2)]),
    "a sum of what may not apply": planned([YES_NO_OR_NOT, YES_NO_OR_NOT], [read(0), read(1), Sum((0, 1), (1, 1)), Adjust(2)]),
    "a sum of more values that may not apply": planned([YES_NO_OR_NOT, YES_NO_OR_NOT], [read(0, OptionPoints((0.0, 9.0))), read(1, OptionPoints((0.0, 9.0))), Sum((0, 1), (1, 1)), Adjust(2)]),
    "a sum of which one may not apply": planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), Sum((0, 1), (1, 1)), Adjust(2)]),
    "a sum that is always the same": planned([YES_NO, YES_NO], [read(0, ONE, open_as=1.0), read(1, ONE, open_as=1.0), Sum((0, 1), (1, 2))]),
    "a sum of points that open answers withhold": planned([YES_NO, YES_NO], [read(0, ONE, open_as=1.0), read(1, ONE, open_as=1.0), Sum((0, 1), (1, 2))], blocks=True),
    "a sum of fractions": planned([YES_NO, YES_NO], [read(0), read(1), Sum((0, 1), (1, 0.5)), Adjust(2)]),
    "a sum of fractions of which one may not apply": planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), Sum((0, 1), (1, 0.5)), Adjust(2)]),
    "a sum of fractions that may not apply": planned([YES_NO_OR_NOT, YES_NO_OR_NOT], [read(0), read(1), Sum((0, 1), (1, 0.5)), Adjust(2)]),
    "sums of numbers": planned([NUMBER, NUMBER_OR_NOT], [read(0, Same()), read(1, Same()), Sum((0, 1), (2, 2)), Sum((0,), (1,)), Adjust(2)]),
    "products, least and greatest": planned([CHOICE_OR_NOT, NUMBER], [read(0, TERNARY), read(1, Same()), Product((0, 1)), Least((0, 1)), Greatest((0, 0))]),
    "a mean": planned([YES_NO, CHOICE], [read(0), read(1, TERNARY), Ratio((0, 1), (1, 0.5)), Adjust(2)]),
    "a mean of little weight": planned([YES_NO], [read(0), Ratio((0,), (0.5,))]),
    "a mean of no weight": planned([YES_NO], [read(0), Ratio((0,), (0.0,)), Adjust(1)]),
    "a mean of which one may not apply": planned([YES_NO_OR_NOT, CHOICE], [read(0), read(1, TERNARY), Ratio((0, 1), (1, 0.5)), Adjust(2)]),
    "a mean of what may not apply": planned([YES_NO_OR_NOT], [read(0), Ratio((0, 0), (1, 1)), Adjust(1)]),
    "a mean of numbers": planned([NUMBER, NUMBER_OR_NOT], [read(0, Same()), read(1, Same()), Ratio((0, 1), (1, 2)), Adjust(2)]),
    "a mean of a number and a condition": planned([NUMBER, YES_NO], [read(0, Same()), read(1), Ratio((0, 1), (1, 1))]),
    "a percentage": planned([YES_NO_OR_NOT, CHOICE], [read(0), read(0, ONE, open_as=1.0), read(1, TERNARY), read(1, OptionPoints((2.0, 2.0, 2.0)), open_as=2.0), Ratio((0, 2), (1, 0.5), (1, 3), 100.0), Adjust(4)]),
    "a percentage of what may be nothing": planned([CHOICE_OR_NOT, YES_NO], [read(0, OptionPoints((1.0, 1.0, 1.0)), open_as=1.0, inapplicable=1.0), read(0, TERNARY, open_as=None), read(1), Ratio((0, 2), (2, 1), (1, 2), 100.0), Adjust(3)]),
    "a percentage of which nothing is present": planned([CHOICE_OR_NOT], [read(0, TERNARY, inapplicable=1.0), read(0, TERNARY, open_as=None), Ratio((0,), (2,), (1,), 100.0), Adjust(2)]),
    "a percentage of something else": planned([YES_NO, YES_NO], [read(0), read(1, OptionPoints((1.0, 2.0)), open_as=2.0), Ratio((0,), (2,), (1,), 100.0)]),
    "more than half, and a share": planned([YES_NO, YES_NO], [read(0), read(1), Count((0, 1), "majority"), Count((0, 1), 0.5)]),
    "questions keyed either way": planned([YES_NO, attrs.evolve(YES_NO, options=("yes", "no"))], [read(0), read(1), Count((0, 1), 2)]),
    "a count of which one may not apply": planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), Count((0, 1), 1), Adjust(2)]),
    "a count of what may not apply": planned([YES_NO_OR_NOT, NUMBER_OR_NOT], [read(0), read(1, Same()), Threshold(1, 5), Count((0, 2), 2), Adjust(3)]),
    "a count of numbers": planned([NUMBER, NUMBER_OR_NOT], [read(0, Same()), Threshold(0, 5), read(1, Same()), Threshold(2, 5), Count((1, 3), 1)]),
    "rungs that need no answer are worked out where they matter": planned([YES_NO, YES_NO, YES_NO], [read(0), read(1), Sum((0, 1), (1, 1)), Threshold(2, reached(1 * SCALE)), read(2), Count((3,), 1), Count((3, 4), 1), Threshold(2, reached(2 * SCALE)), HighestRung((5, 6, 7), (1, 2, 4), cumulative=True)]),
    "rungs that may not decide are worked out first": planned([YES_NO, YES_NO], [read(0), read(1), Sum((0, 1), (1, 1)), Step(2, Steps((reached(SCALE), reached(2 * SCALE)), (0, 1, 2), FrozenDict({1: (1, 2)}))), Threshold(3, 1), Count((4,), 1), HighestRung((5,), (1,), cumulative=True)]),
    "rungs of numbers": planned([NUMBER, NUMBER], [read(0, Same()), read(1, Same()), Threshold(0, 1), Threshold(1, 2), Count((2, 3), 1), Count((2, 3), 2), HighestRung((4, 5), (1, 3), cumulative=False)]),
    "a condition that is read twice": planned([NUMBER], [read(0, Same()), Threshold(0, 1), Count((1,), 1), HighestRung((2,), (1,), cumulative=True), Adjust(2)]),
    "rungs of which one may not apply": planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), HighestRung((0, 1), (1, 2), cumulative=True), Threshold(2, 1)]),
    "rungs that may not apply": planned([YES_NO_OR_NOT], [read(0), HighestRung((0, 0), (1, 2), cumulative=False), Threshold(1, 1)]),
    "one or else another": planned([CHOICE_OR_NOT, YES_NO], [read(0, TERNARY, open_as=None), read(0, TERNARY), read(1), Coalesce(0, 1), Coalesce(0, 2), Coalesce(2, 0), Adjust(3), Adjust(4)]),
    "facts": planned([YES_NO, YES_NO], [read(0, open_as=None), OnlyIf(0, NEED), OnlyIf(1, (*NEED, (1, frozenset([5.0])))), OnlyIf(0, NEED), Adjust(1), Adjust(2)], [EU, STAFF]),
    "facts without a value that nothing needs": planned([], [], [attrs.evolve(EU, needed=False), attrs.evolve(STAFF, default=None)]),
    "what is read only by what nothing reads is checked": planned([YES_NO, YES_NO], [read(0), read(1), Count((1,), 1), Coalesce(0, 2)]),
}
# fmt: on


ANSWERS = {
    "yes-no": (False, True, None, "n/a"),
    "choice": ("o0", "o1", "o2", None, "n/a"),
    "number": (0, 2.5, 9, None, "n/a"),
}
FACTS = {"yes-no": (False, True), "choice": (), "number": (5.0, 7.0)}


def interpreted(plan: Plan, codes: Sequence[Code], facts: Sequence[Value], completion: Completion | None) -> object:
    """Return the levels and scores of the interpreter, each None if an open answer withholds it; None alone if bands do not decide."""
    trace = run(plan, codes, facts, completion)
    results: list[list[float | None]] = []
    for output in plan.outputs:
        ends = [node for node in (output.level, output.score) if node is not None]
        held = completion is None and any(trace.blocked[node] for node in ends)
        if completion is None and not held and any(trace.clashes[node] for node in ends):
            return None
        results.append([None if node is None or held else trace.values[node] for node in (output.level, output.score)])
    return tuple(level for level, _ in results), tuple(
        None if score is None else quantised(score) for _, score in results
    )


def coded(input_: Input, answer: object) -> Code | None:
    """Return the code of an answer in the plan; None if the answer is forbidden."""
    code = read_value(input_, answer)
    if code is Missing.NOT_APPLICABLE and input_.not_applicable == FORBIDDEN:
        return None
    return code if isinstance(code, Missing) else input_.sign * code


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_generated_function_gives_the_same_as_the_interpreter(plan: Plan) -> None:
    executor = Executor(plan)
    for answers in itertools.product(*(ANSWERS[input_.kind] for input_ in plan.inputs)):
        found = [coded(input_, answer) for input_, answer in zip(plan.inputs, answers, strict=True)]
        codes = [code for code in found if code is not None]
        given = {input_.id: answer for input_, answer in zip(plan.inputs, answers, strict=True)}
        for facts in itertools.product(*(FACTS[fact.kind] for fact in plan.facts)):
            scored = executor.score(given, {each.id: fact for each, fact in zip(plan.facts, facts, strict=True)})
            expected = interpreted(plan, codes, facts, None) if len(codes) == len(found) else None
            assert (scored.marks if scored else None) == expected
            if scored:
                assert scored.worst == interpreted(plan, codes, facts, "worst")
                assert scored.best == interpreted(plan, codes, facts, "best")


@pytest.mark.parametrize(
    "does",
    [
        Sum((0,) * 65, (0.5,) * 65),
        Sum((0,) * 65, (9,) * 65),
        Ratio((0,) * 65, (1,) * 65),
        Count((0,) * 65, "majority"),
        Count((0,) * 65 + (1,), "majority"),
    ],
    ids=str,
)
def test_many_terms_give_the_same_as_in_the_interpreter(does: Operation) -> None:
    plan = planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), does])
    for answer, code in ((True, 1.0), (False, 0.0), ("n/a", Missing.NOT_APPLICABLE)):
        scored = Executor(plan).score({"q0": answer, "q1": True}, {})
        assert scored is not None
        assert scored.marks == interpreted(plan, (code, 1.0), (), None)


# ---------------------------------------------------------------- plain answers and their codes

NOTE = attrs.evolve(YES_NO, needs=("note",))
OWN = attrs.evolve(CHOICE, option_needs=((), (), ("evidence",)))
OPEN, NOT_APPLICABLE = Missing.OPEN, Missing.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("input_", "wanted"),
    [
        (YES_NO, {"no": 0.0, "yes": 1.0, "unknown": OPEN}),
        (YES_NO_OR_NOT, {"no": 0.0, "yes": 1.0, "n/a": NOT_APPLICABLE, "unknown": OPEN}),
        (CHOICE, {"o0": 0.0, "o1": 1.0, "o2": 2.0, "unknown": OPEN}),
        # the worst answer needs nothing; any other is open without its note or evidence
        (NOTE, {"no": 0.0, "yes": OPEN, "unknown": OPEN}),
        (OWN, {"o0": 0.0, "o1": 1.0, "o2": OPEN, "unknown": OPEN}),
        (attrs.evolve(OWN, option_needs=(("note",), (), ())), {"o0": 0.0, "o1": 1.0, "o2": 2.0, "unknown": OPEN}),
        (
            attrs.evolve(YES_NO, not_applicable=NotApplicable("best", ("note",))),
            {"no": 0.0, "yes": 1.0, "n/a": OPEN, "unknown": OPEN},
        ),
        (NUMBER_OR_NOT, {"n/a": NOT_APPLICABLE, "unknown": OPEN}),
    ],
    ids=itertools.count(),
)
def test_a_plain_answer_counts_if_it_needs_nothing(input_: Input, wanted: dict[str, Code]) -> None:
    codes = plain_answers(input_).codes
    assert {name: codes[name] for name in SHOWN if name in codes} == wanted
    assert codes[None] is OPEN


@pytest.mark.parametrize(
    ("low", "high", "needs", "taken"),
    [
        (0.0, 9.0, (), (0.0, 9.0)),
        (-math.inf, math.inf, (), (-1e15, 1e15)),
        (0.0, 9.0, ("note",), (1.0, 0.0)),  # no number counts
    ],
)
def test_a_plain_number_counts_within_its_bounds(
    low: float, high: float, needs: tuple[Need, ...], taken: tuple[float, float]
) -> None:
    found = plain_answers(attrs.evolve(NUMBER, low=low, high=high, needs=needs))
    assert (found.low, found.high) == taken


@pytest.mark.parametrize(
    ("default", "needed", "wanted"),
    [
        (None, True, {"no": False, "yes": True}),
        (None, False, {"no": False, "yes": True, "n/a": None, "unknown": None}),
        (True, True, {"no": False, "yes": True, "n/a": True, "unknown": True}),
        (True, False, {"no": False, "yes": True, "n/a": True, "unknown": True}),
    ],
)
def test_a_fact_without_a_value_has_its_default_or_must_not_be_needed(
    default: bool | None, needed: bool, wanted: dict[str, Value | None]
) -> None:
    found = spelled_facts(attrs.evolve(EU, default=default, needed=needed))
    assert {name: found[name] for name in SHOWN if name in found} == wanted


# ---------------------------------------------------------------- helpers of the function and the interpreter


@pytest.mark.parametrize(
    ("holding", "present", "need", "wanted"),
    [
        (2, 3, 2, True),
        (1, 3, 2, False),
        (1, 1, 2, True),  # there are fewer, and all of them hold
        (2, 4, "majority", False),
        (3, 4, "majority", True),
        (1, 2, 0.5, True),
        (1, 3, 0.5, False),
        (2, 3, 0.666667, True),
        (2, 3, 0.666668, False),
    ],
)
def test_conditions_are_enough_by_number_share_or_majority(
    holding: int, present: int, need: float | str, wanted: bool
) -> None:
    assert enough(holding, present, need) == wanted


@pytest.mark.parametrize(
    ("cumulative", "holding", "rank"),
    [
        (True, (1.0, 0.0, 1.0), 2),
        (True, (0.0, 1.0, 1.0), 0),
        (True, (1.0, None, 1.0), 7),
        (True, (None, None, None), None),
        (False, (0.0, 1.0, 0.0), 3),
        (False, (None, 0.0, 1.0), 7),
        (False, (None, 0.0, None), 0),
    ],
)
def test_a_ladder_skips_rungs_that_do_not_apply(
    cumulative: bool, holding: tuple[float | None, ...], rank: int | None
) -> None:
    does: list[Operation] = [read(0), read(1), read(2), HighestRung((0, 1, 2), (2, 3, 7), cumulative)]
    codes = [Missing.NOT_APPLICABLE if each is None else each for each in holding]
    assert run(planned([YES_NO_OR_NOT] * 3, does), codes, []).values[3] == rank


# ---------------------------------------------------------------- results of the interpreter alone


@pytest.mark.parametrize(("completion", "value"), [(None, 1), ("worst", 1), ("best", 2)])
def test_if_bands_do_not_decide_the_lowest_counts_or_the_highest_with_the_best_answers(
    completion: Completion | None, value: float
) -> None:
    plan = planned([CHOICE_OR_NOT], [read(0, OptionPoints((0.0, 1.0, 3.0))), Step(0, TORN)])
    trace = run(plan, [1.0], (), completion)
    assert (trace.values[1], trace.clashes[1]) == (value, frozenset({1}))
    not_applicable = run(plan, [Missing.NOT_APPLICABLE], (), completion)
    assert (not_applicable.values[1], not_applicable.clashes[1]) == (None, frozenset())


def test_bands_that_do_not_decide_are_listed_for_every_node_that_reads_them() -> None:
    plan = planned([NUMBER], [read(0, Steps((5,), (0, 1), FrozenDict({1: (1, 2)}))), Step(0, TORN), Adjust(1)])
    assert run(plan, [5.0], ()).clashes == [frozenset({0}), frozenset({0, 1}), frozenset({0, 1})]


@pytest.mark.parametrize("open_as", [0.0, None])
def test_an_open_answer_withholds_the_nodes_that_read_it_unless_it_does_not_apply(open_as: float | None) -> None:
    plan = planned([YES_NO], [read(0, open_as=open_as), OnlyIf(0, NEED), Adjust(1)], [EU], blocks=True)
    assert run(plan, [Missing.OPEN], [False]).blocked == [frozenset({0}), frozenset(), frozenset()]
    held = run(plan, [Missing.OPEN], [True]).blocked
    assert held == [frozenset({0}), *[frozenset() if open_as is None else frozenset({0})] * 2]
