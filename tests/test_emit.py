"""What the generated function looks like: what can be told beforehand is looked up, and nothing in it is needless.

Each plan here is small. Beside it stands its source, with constants in place of their names.
"""

import itertools
import math
import re
from collections.abc import Mapping, Sequence

import attrs
import pytest

from attain._frozen import FrozenDict
from attain._millionths import SCALE, quantised, reached
from attain._model.conditions import Value
from attain._model.parts import Need, NotApplicable
from attain._plan.build import Builder
from attain._plan.nodes import (
    Bend,
    Count,
    Else,
    Greatest,
    Holds,
    Ladder,
    Least,
    Line,
    OnlyIf,
    Operation,
    PerFull,
    Points,
    Product,
    Ratio,
    Same,
    Step,
    Sum,
    Table,
    arguments,
)
from attain._plan.plan import FactInput, Input, Output, Plan
from attain._plan.steps import Steps
from attain._score.emit import emit
from attain._score.fast import Executor
from attain._score.run import Code, Completion, Missing, climb, enough, run
from attain._score.spelled import Reading, spelled, spelled_facts
from attain._score.values import read_value

SHOWN = ("no", "yes", "o0", "o1", "o2", "n/a", "unknown")
"""Of the many spellings of answers, those that are shown."""

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

BINARY, TERNARY = Table((0.0, 1.0)), Table((0.0, 1.0, 2.0))
RISING = Steps((1.0, 3.0), (0, 1, 2))
TORN = Steps((1.0,), (0, 1), FrozenDict({1: (1, 2)}))
ONE, FULL = Steps((), (1.0,)), Steps((), (4.0,))


def read(
    input_: int, worth: object = BINARY, *, open_as: float | None = 0.0, inapplicable: float | None = None
) -> Points:
    return Points(input_, worth, open_as, inapplicable)  # type: ignore[arg-type]  # any worth


def planned(
    inputs: Sequence[Input], does: Sequence[Operation], facts: Sequence[FactInput] = (), *, blocks: bool = False
) -> Plan:
    """A plan of some operations; what none of them reads is given: a ladder as a level, anything else as a score."""
    builder = Builder()
    for each in does:
        builder.add(each, (), reach=(0.0, 1.0), blocks=blocks)
    inner = {arg for each in does for arg in arguments(each)}
    ends = [(position, isinstance(each, Ladder)) for position, each in enumerate(does) if position not in inner]
    outputs = [
        Output("", None, (), (), level=at) if level else Output("", None, (), (), score=at) for at, level in ends
    ]
    named = tuple(attrs.evolve(each, id=f"q{position}") for position, each in enumerate(inputs))
    return Plan(named, tuple(facts), tuple(builder.nodes), tuple(outputs))


def shown(value: object) -> str:
    """A constant, as it stands in the sources here."""
    if isinstance(value, Mapping):
        keys = [name for name in SHOWN if name in value] or list(value)
        return f"{{{', '.join(f'{shown(key)}: {shown(value[key])}' for key in keys)}}}"
    return value.name if isinstance(value, Missing) else value if isinstance(value, str) else repr(value)


def source(plan: Plan, reading: Reading) -> str:
    """The source of a plan, with constants in place of their names."""
    made = emit(plan, reading)
    return re.sub(r"\bK\d+\b", lambda name: shown(made.constants[name[0]]), made.text)


# fmt: off
CASES: list[tuple[str, Plan, Reading, str]] = [
    ("a condition", planned([YES_NO], [read(0), Count((0,), 1)]), "told", """
(a0, ) = a
n1 = {no: 0, yes: 1, unknown: 0}[a0] >= 1
return (None, ), (quantised(n1), )
"""),
    ("numbers of either type have tables of their own", planned([YES_NO], [read(0), Else(0, 0), Count((0,), 1)]), "told", """
(a0, ) = a
n2 = {no: 0, yes: 1, unknown: 0}[a0] >= 1
return (None, None, ), ({no: 0.0, yes: 1.0, unknown: 0.0}[a0], quantised(n2), )
"""),
    ("base, cap and rounding", planned([CHOICE_OR_NOT], [read(0, Table((0.0, 1.5, 9.0))), Bend(0, base=1, cap=5, digits=0)]), "told", """
(a0, ) = a
return (None, ), ({o0: 1.0, o1: 3.0, o2: 5.0, n/a: None, unknown: 1.0}[a0], )
"""),
    ("thresholds", planned([CHOICE_OR_NOT], [read(0, Table((0.0, 0.9999999, 2.0))), Holds(0, reached(SCALE)), Holds(0, 1)]), "told", """
(a0, ) = a
return (None, None, ), ({o0: 0.0, o1: 1.0, o2: 1.0, n/a: None, unknown: 0.0}[a0], {o0: 0.0, o1: 0.0, o2: 1.0, n/a: None, unknown: 0.0}[a0], )
"""),
    ("steps", planned([CHOICE], [read(0, Table((0.0, 1.0, 3.0))), Step(0, RISING)]), "told", """
(a0, ) = a
return (None, ), ({o0: 0.0, o1: 1.0, o2: 2.0, unknown: 0.0}[a0], )
"""),
    ("steps that do not decide", planned([CHOICE], [read(0, Table((0.0, 1.0, 3.0))), Step(0, TORN)]), "told", """
(a0, ) = a
return (None, ), ({o0: 0.0, unknown: 0.0}[a0], )
"""),
    ("the same with the worst answers", planned([CHOICE], [read(0, Table((0.0, 1.0, 3.0))), Step(0, TORN)]), "worst", """
(a0, ) = a
return (None, ), ({o0: 0.0, o1: 1.0, o2: 1.0, unknown: 0.0}[a0], )
"""),
    ("the same with the best", planned([CHOICE], [read(0, Table((0.0, 1.0, 3.0))), Step(0, TORN)]), "best", """
(a0, ) = a
return (None, ), ({o0: 0.0, o1: 2.0, o2: 2.0, unknown: 2.0}[a0], )
"""),
    ("a number", planned([NUMBER], [read(0, Same()), Bend(0, digits=1), Step(0, RISING), Holds(0, reached(SCALE)), Holds(0, 1)]), "told", """
(a0, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {unknown: OPEN}[a0]
n0 = {OPEN: 0.0}[c0] if c0.__class__ is Missing else c0
n1 = bent(Bend(arg=0, digits=1), n0)
n2 = {0: 0, 1: 1, 2: 2}[bisect_right((1.0, 3.0), n0)]
n3 = n0 >= 0.9999995
n4 = n0 >= 1
return (None, None, None, None, ), (quantised(n1), quantised(n2), quantised(n3), quantised(n4), )
"""),
    ("steps of either type", planned([NUMBER], [read(0, Same()), Step(0, RISING), Step(0, Steps(RISING.cuts, (0.0, 1.0, 2.0)))]), "complete", """
(a0, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {}[a0]
n0 = c0
n1 = {0: 0, 1: 1, 2: 2}[bisect_right((1.0, 3.0), n0)]
n2 = {0: 0.0, 1: 1.0, 2: 2.0}[bisect_right((1.0, 3.0), n0)]
return (None, None, ), (quantised(n1), quantised(n2), )
"""),
    ("a number that may not apply", planned([NUMBER_OR_NOT], [read(0, Line((0, 9), (0, 3))), Bend(0)]), "told", """
(a0, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a0]
n0 = {NOT_APPLICABLE: None, OPEN: 0.0}[c0] if c0.__class__ is Missing else worth(Line(xs=(0, 9), ys=(0, 3)), c0)
return (None, ), (None if n0 is None else quantised(n0), )
"""),
    ("a number that is the best where it does not apply", planned([NUMBER_OR_NOT], [read(0, PerFull(2, 1, 1), inapplicable=4.0), Bend(0)]), "told", """
(a0, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a0]
n0 = {NOT_APPLICABLE: 4.0, OPEN: 0.0}[c0] if c0.__class__ is Missing else worth(PerFull(per=2, earn=1, sign=1), c0)
return (None, ), (quantised(n0), )
"""),
    ("a number that is better low", planned([LOWER], [read(0, TORN), Bend(0)]), "worst", """
(a0, ) = a
c0 = -a0 if a0.__class__ in NUMBERS and -0.0 <= a0 <= 9.0 else {unknown: -9.0}[a0]
n0 = {0: 0, 1: 1}[bisect_right((1.0,), c0)]
return (None, ), (quantised(n0), )
"""),
    ("an open number that withholds", planned([NUMBER_OR_NOT], [read(0, Same()), Bend(0)], blocks=True), "told", """
(a0, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a0]
n0 = {NOT_APPLICABLE: None}[c0] if c0.__class__ is Missing else c0
return (None, ), (None if n0 is None else quantised(n0), )
"""),
    ("full marks of numbers", planned([NUMBER_OR_NOT, NUMBER_OR_NOT], [read(0, FULL, open_as=4.0, inapplicable=4.0), read(1, FULL, open_as=None, inapplicable=4.0), read(1, FULL, open_as=0.0, inapplicable=4.0), Bend(0), Bend(1), Bend(2)]), "told", """
(a0, a1, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a0]
c1 = a1 if a1.__class__ in NUMBERS and 0.0 <= a1 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a1]
n1 = {NOT_APPLICABLE: 4.0, OPEN: None}[c1] if c1.__class__ is Missing else {0: 4.0}[bisect_right((), c1)]
n2 = {NOT_APPLICABLE: 4.0, OPEN: 0.0}[c1] if c1.__class__ is Missing else {0: 4.0}[bisect_right((), c1)]
return (None, None, None, ), (4.0, None if n1 is None else quantised(n1), quantised(n2), )
"""),
    ("full marks of a number that withholds", planned([NUMBER], [read(0, FULL, open_as=4.0), Bend(0)], blocks=True), "told", """
(a0, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {unknown: OPEN}[a0]
n0 = {}[c0] if c0.__class__ is Missing else {0: 4.0}[bisect_right((), c0)]
return (None, ), (quantised(n0), )
"""),
    ("a sum of whole numbers", planned([YES_NO, CHOICE], [read(0), read(1, TERNARY), Sum((0, 1), (1, 2)), Step(2, RISING)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 1, unknown: 0}[a0] + {o0: 0, o1: 2, o2: 4, unknown: 0}[a1]
return (None, ), ({0: 0.0, 1: 1.0, 2: 1.0, 3: 2.0, 4: 2.0, 5: 2.0}[n2], )
"""),
    ("a sum of one", planned([CHOICE], [read(0, TERNARY), Sum((0,), (0.5,)), Bend(1)]), "told", """
(a0, ) = a
return (None, ), ({o0: 0.0, o1: 0.5, o2: 1.0, unknown: 0.0}[a0], )
"""),
    ("a sum of deductions", planned([YES_NO, YES_NO], [read(0, Table((-2.0, 0.0))), read(1, Table((-1.0, 0.0))), Sum((0, 1), (1, 1)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = {no: -2, yes: 0, unknown: 0}[a0] + {no: -1, yes: 0, unknown: 0}[a1]
return (None, ), ({-3: -3.0, -2: -2.0, -1: -1.0, 0: 0.0}[n2], )
"""),
    ("a sum of as many values as have a table", planned([YES_NO, YES_NO], [read(0, Table((0.0, 8.0))), read(1, Table((0.0, 8.0))), Sum((0, 1), (1, 1)), Holds(2, 8)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 8, unknown: 0}[a0] + {no: 0, yes: 8, unknown: 0}[a1]
return (None, ), ({0: 0.0, 1: 0.0, 2: 0.0, 3: 0.0, 4: 0.0, 5: 0.0, 6: 0.0, 7: 0.0, 8: 1.0, 9: 1.0, 10: 1.0, 11: 1.0, 12: 1.0, 13: 1.0, 14: 1.0, 15: 1.0, 16: 1.0}[n2], )
"""),
    ("a sum of more values", planned([YES_NO, YES_NO], [read(0, Table((0.0, 8.0))), read(1, Table((0.0, 9.0))), Sum((0, 1), (1, 1)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 8, unknown: 0}[a0] + {no: 0, yes: 9, unknown: 0}[a1]
return (None, ), (quantised(n2), )
"""),
    ("a sum of more deductions", planned([YES_NO, YES_NO], [read(0, Table((-8.0, 0.0)), open_as=-8.0), read(1, Table((-9.0, 0.0)), open_as=-9.0), Sum((0, 1), (1, 1)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = {no: -8, yes: 0, unknown: -8}[a0] + {no: -9, yes: 0, unknown: -9}[a1]
return (None, ), (quantised(n2), )
"""),
    ("a sum of what may not apply", planned([YES_NO_OR_NOT, YES_NO_OR_NOT], [read(0), read(1), Sum((0, 1), (1, 1)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 1, n/a: 0, unknown: 0}[a0] + {no: 0, yes: 1, n/a: 0, unknown: 0}[a1]
if not n2 and not ({no: 1, yes: 1, n/a: 0, unknown: 1}[a0] or {no: 1, yes: 1, n/a: 0, unknown: 1}[a1]): n2 = None
return (None, ), ({0: 0.0, 1: 1.0, 2: 2.0, None: None}[n2], )
"""),
    ("a sum of more values that may not apply", planned([YES_NO_OR_NOT, YES_NO_OR_NOT], [read(0, Table((0.0, 9.0))), read(1, Table((0.0, 9.0))), Sum((0, 1), (1, 1)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 9, n/a: 0, unknown: 0}[a0] + {no: 0, yes: 9, n/a: 0, unknown: 0}[a1]
if not n2 and not ({no: 1, yes: 1, n/a: 0, unknown: 1}[a0] or {no: 1, yes: 1, n/a: 0, unknown: 1}[a1]): n2 = None
return (None, ), (None if n2 is None else quantised(n2), )
"""),
    ("a sum of which one may not apply", planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), Sum((0, 1), (1, 1)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 1, n/a: 0, unknown: 0}[a0] + {no: 0, yes: 1, unknown: 0}[a1]
return (None, ), ({0: 0.0, 1: 1.0, 2: 2.0}[n2], )
"""),
    ("a sum that is always the same", planned([YES_NO, YES_NO], [read(0, ONE, open_as=1.0), read(1, ONE, open_as=1.0), Sum((0, 1), (1, 2))]), "told", """
(a0, a1, ) = a
{no: 0, yes: 0, unknown: 0}[a0]
{no: 0, yes: 0, unknown: 0}[a1]
return (None, ), (3.0, )
"""),
    ("a sum of points that open answers withhold", planned([YES_NO, YES_NO], [read(0, ONE, open_as=1.0), read(1, ONE, open_as=1.0), Sum((0, 1), (1, 2))], blocks=True), "told", """
(a0, a1, ) = a
n2 = {no: 1, yes: 1}[a0] + {no: 2, yes: 2}[a1]
return (None, ), ({3: 3.0}[n2], )
"""),
    ("a sum of fractions", planned([YES_NO, YES_NO], [read(0), read(1), Sum((0, 1), (1, 0.5)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = {no: 0.0, yes: 1.0, unknown: 0.0}[a0] + {no: 0.0, yes: 0.5, unknown: 0.0}[a1]
return (None, ), (quantised(n2), )
"""),
    ("a sum of fractions of which one may not apply", planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), Sum((0, 1), (1, 0.5)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = [x for x in ({no: 0.0, yes: 1.0, n/a: None, unknown: 0.0}[a0], {no: 0.0, yes: 0.5, unknown: 0.0}[a1], ) if x is not None]
n2 = added(n2)
return (None, ), (quantised(n2), )
"""),
    ("a sum of fractions that may not apply", planned([YES_NO_OR_NOT, YES_NO_OR_NOT], [read(0), read(1), Sum((0, 1), (1, 0.5)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = [x for x in ({no: 0.0, yes: 1.0, n/a: None, unknown: 0.0}[a0], {no: 0.0, yes: 0.5, n/a: None, unknown: 0.0}[a1], ) if x is not None]
n2 = added(n2) if n2 else None
return (None, ), (None if n2 is None else quantised(n2), )
"""),
    ("sums of numbers", planned([NUMBER, NUMBER_OR_NOT], [read(0, Same()), read(1, Same()), Sum((0, 1), (2, 2)), Sum((0,), (1,)), Bend(2)]), "told", """
(a0, a1, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {unknown: OPEN}[a0]
c1 = a1 if a1.__class__ in NUMBERS and 0.0 <= a1 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a1]
n0 = {OPEN: 0.0}[c0] if c0.__class__ is Missing else c0
n1 = {NOT_APPLICABLE: None, OPEN: 0.0}[c1] if c1.__class__ is Missing else c1
n2 = [x for x in (2 * n0, (None if n1 is None else 2 * n1), ) if x is not None]
n2 = added(n2)
n3 = n0
return (None, None, ), (quantised(n3), quantised(n2), )
"""),
    ("products, least and greatest", planned([CHOICE_OR_NOT, NUMBER], [read(0, TERNARY), read(1, Same()), Product((0, 1)), Least((0, 1)), Greatest((0, 0))]), "told", """
(a0, a1, ) = a
c1 = a1 if a1.__class__ in NUMBERS and 0.0 <= a1 <= 9.0 else {unknown: OPEN}[a1]
n1 = {OPEN: 0.0}[c1] if c1.__class__ is Missing else c1
n2 = [x for x in ({o0: 0.0, o1: 1.0, o2: 2.0, n/a: None, unknown: 0.0}[a0], n1, ) if x is not None]
n2 = prod(n2)
n3 = [x for x in ({o0: 0.0, o1: 1.0, o2: 2.0, n/a: None, unknown: 0.0}[a0], n1, ) if x is not None]
n3 = min(n3)
n4 = [x for x in ({o0: 0.0, o1: 1.0, o2: 2.0, n/a: None, unknown: 0.0}[a0], {o0: 0.0, o1: 1.0, o2: 2.0, n/a: None, unknown: 0.0}[a0], ) if x is not None]
n4 = max(n4) if n4 else None
return (None, None, None, ), (quantised(n2), quantised(n3), None if n4 is None else quantised(n4), )
"""),
    ("a mean", planned([YES_NO, CHOICE], [read(0), read(1, TERNARY), Ratio((0, 1), (1, 0.5)), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = 1.0 * (0.0 + {no: 0.0, yes: 1.0, unknown: 0.0}[a0] + {o0: 0.0, o1: 0.5, o2: 1.0, unknown: 0.0}[a1]) / 1.5
return (None, ), (quantised(n2), )
"""),
    ("a mean of little weight", planned([YES_NO], [read(0), Ratio((0,), (0.5,))]), "told", """
(a0, ) = a
n1 = 1.0 * (0.0 + {no: 0.0, yes: 0.5, unknown: 0.0}[a0]) / 0.5
return (None, ), (quantised(n1), )
"""),
    ("a mean of no weight", planned([YES_NO], [read(0), Ratio((0,), (0.0,)), Bend(1)]), "told", """
(a0, ) = a
{no: 0, yes: 0, unknown: 0}[a0]
n1_below = 0.0 + 0.0
n1 = 1.0 * (0.0 + 0.0) / n1_below if n1_below > 0 else None
return (None, ), (None if n1 is None else quantised(n1), )
"""),
    ("a mean of which one may not apply", planned([YES_NO_OR_NOT, CHOICE], [read(0), read(1, TERNARY), Ratio((0, 1), (1, 0.5)), Bend(2)]), "told", """
(a0, a1, ) = a
n2_below = 0.0 + {no: 1.0, yes: 1.0, n/a: 0.0, unknown: 1.0}[a0] + 0.5
n2 = 1.0 * (0.0 + {no: 0.0, yes: 1.0, n/a: 0.0, unknown: 0.0}[a0] + {o0: 0.0, o1: 0.5, o2: 1.0, unknown: 0.0}[a1]) / n2_below
return (None, ), (quantised(n2), )
"""),
    ("a mean of what may not apply", planned([YES_NO_OR_NOT], [read(0), Ratio((0, 0), (1, 1)), Bend(1)]), "told", """
(a0, ) = a
n1_below = 0.0 + {no: 1.0, yes: 1.0, n/a: 0.0, unknown: 1.0}[a0] + {no: 1.0, yes: 1.0, n/a: 0.0, unknown: 1.0}[a0]
n1 = 1.0 * (0.0 + {no: 0.0, yes: 1.0, n/a: 0.0, unknown: 0.0}[a0] + {no: 0.0, yes: 1.0, n/a: 0.0, unknown: 0.0}[a0]) / n1_below if n1_below > 0 else None
return (None, ), (None if n1 is None else quantised(n1), )
"""),
    ("a mean of numbers", planned([NUMBER, NUMBER_OR_NOT], [read(0, Same()), read(1, Same()), Ratio((0, 1), (1, 2)), Bend(2)]), "told", """
(a0, a1, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {unknown: OPEN}[a0]
c1 = a1 if a1.__class__ in NUMBERS and 0.0 <= a1 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a1]
n0 = {OPEN: 0.0}[c0] if c0.__class__ is Missing else c0
n1 = {NOT_APPLICABLE: None, OPEN: 0.0}[c1] if c1.__class__ is Missing else c1
n2_below = 0.0 + (1 * 1.0 if n0 is not None and 1.0 is not None and 1.0 > 0 else 0.0) + (2 * 1.0 if n1 is not None and 1.0 is not None and 1.0 > 0 else 0.0)
n2 = 1.0 * (0.0 + (1 * n0 if n0 is not None and 1.0 is not None and 1.0 > 0 else 0.0) + (2 * n1 if n1 is not None and 1.0 is not None and 1.0 > 0 else 0.0)) / n2_below if n2_below > 0 else None
return (None, ), (None if n2 is None else quantised(n2), )
"""),
    ("a mean of a number and a condition", planned([NUMBER, YES_NO], [read(0, Same()), read(1), Ratio((0, 1), (1, 1))]), "complete", """
(a0, a1, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {}[a0]
n0 = c0
n2_below = 0.0 + (1 * 1.0 if n0 is not None and 1.0 is not None and 1.0 > 0 else 0.0) + 1.0
n2 = 1.0 * (0.0 + (1 * n0 if n0 is not None and 1.0 is not None and 1.0 > 0 else 0.0) + {no: 0.0, yes: 1.0}[a1]) / n2_below
return (None, ), (quantised(n2), )
"""),
    ("a percentage", planned([YES_NO_OR_NOT, CHOICE], [read(0), read(0, ONE, open_as=1.0), read(1, TERNARY), read(1, Table((2.0, 2.0, 2.0)), open_as=2.0), Ratio((0, 2), (1, 0.5), (1, 3), 100.0), Bend(4)]), "told", """
(a0, a1, ) = a
n4_below = 0.0 + {no: 1.0, yes: 1.0, n/a: 0.0, unknown: 1.0}[a0] + 1.0
n4 = 100.0 * (0.0 + {no: 0.0, yes: 1.0, n/a: 0.0, unknown: 0.0}[a0] + {o0: 0.0, o1: 0.5, o2: 1.0, unknown: 0.0}[a1]) / n4_below
return (None, ), (quantised(n4), )
"""),
    ("a percentage of what may be nothing", planned([CHOICE_OR_NOT, YES_NO], [read(0, Table((1.0, 1.0, 1.0)), open_as=1.0, inapplicable=1.0), read(0, TERNARY, open_as=None), read(1), Ratio((0, 2), (2, 1), (1, 2), 100.0), Bend(3)]), "told", """
(a0, a1, ) = a
n3_below = 0.0 + {o0: 0.0, o1: 2.0, o2: 4.0, n/a: 0.0, unknown: 0.0}[a0] + {no: 0.0, yes: 1.0, unknown: 0.0}[a1]
n3 = 100.0 * (0.0 + {o0: 0.0, o1: 2.0, o2: 2.0, n/a: 0.0, unknown: 0.0}[a0] + {no: 0.0, yes: 1.0, unknown: 0.0}[a1]) / n3_below if n3_below > 0 else None
return (None, ), (None if n3 is None else quantised(n3), )
"""),
    ("a percentage of which nothing is present", planned([CHOICE_OR_NOT], [read(0, TERNARY, inapplicable=1.0), read(0, TERNARY, open_as=None), Ratio((0,), (2,), (1,), 100.0), Bend(2)]), "told", """
(a0, ) = a
n2_below = 0.0 + {o0: 0.0, o1: 2.0, o2: 4.0, n/a: 0.0, unknown: 0.0}[a0]
n2 = 100.0 * (0.0 + {o0: 0.0, o1: 2.0, o2: 4.0, n/a: 0.0, unknown: 0.0}[a0]) / n2_below if n2_below > 0 else None
return (None, ), (None if n2 is None else quantised(n2), )
"""),
    ("a percentage of something else", planned([YES_NO, YES_NO], [read(0), read(1, Table((1.0, 2.0)), open_as=2.0), Ratio((0,), (2,), (1,), 100.0)]), "told", """
(a0, a1, ) = a
x0 = {no: 0.0, yes: 1.0, unknown: 0.0}[a0]
x1 = {no: 1.0, yes: 2.0, unknown: 2.0}[a1]
n2_below = 0.0 + (2 * x1 if x0 is not None and x1 is not None and x1 > 0 else 0.0)
n2 = 100.0 * (0.0 + (2 * x0 if x0 is not None and x1 is not None and x1 > 0 else 0.0)) / n2_below if n2_below > 0 else None
return (None, ), (None if n2 is None else quantised(n2), )
"""),
    ("more than half, and a share", planned([YES_NO, YES_NO], [read(0), read(1), Count((0, 1), "majority"), Count((0, 1), 0.5)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 1, unknown: 0}[a0] + {no: 0, yes: 1, unknown: 0}[a1] >= 2
n3 = {no: 0, yes: 1, unknown: 0}[a0] + {no: 0, yes: 1, unknown: 0}[a1] >= 1
return (None, None, ), (quantised(n2), quantised(n3), )
"""),
    ("questions keyed either way", planned([YES_NO, attrs.evolve(YES_NO, options=("yes", "no"))], [read(0), read(1), Count((0, 1), 2)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 1, unknown: 0}[a0] + {no: 1, yes: 0, unknown: 0}[a1] >= 2
return (None, ), (quantised(n2), )
"""),
    ("a count of which one may not apply", planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), Count((0, 1), 1), Bend(2)]), "told", """
(a0, a1, ) = a
n2 = enough({no: 0, yes: 1, n/a: 0, unknown: 0}[a0] + {no: 0, yes: 1, unknown: 0}[a1], 1 + {no: 1, yes: 1, n/a: 0, unknown: 1}[a0], 1)
return (None, ), (quantised(n2), )
"""),
    ("a count of what may not apply", planned([YES_NO_OR_NOT, NUMBER_OR_NOT], [read(0), read(1, Same()), Holds(1, 5), Count((0, 2), 2), Bend(3)]), "told", """
(a0, a1, ) = a
c1 = a1 if a1.__class__ in NUMBERS and 0.0 <= a1 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a1]
n1 = {NOT_APPLICABLE: None, OPEN: 0.0}[c1] if c1.__class__ is Missing else c1
n2 = None if n1 is None else n1 >= 5
n3_there = 0 + {no: 1, yes: 1, n/a: 0, unknown: 1}[a0] + (n2 is not None)
n3 = enough({no: 0, yes: 1, n/a: 0, unknown: 0}[a0] + (n2 or 0), n3_there, 2) if n3_there else None
return (None, ), (None if n3 is None else quantised(n3), )
"""),
    ("a count of numbers", planned([NUMBER, NUMBER_OR_NOT], [read(0, Same()), Holds(0, 5), read(1, Same()), Holds(2, 5), Count((1, 3), 1)]), "told", """
(a0, a1, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {unknown: OPEN}[a0]
c1 = a1 if a1.__class__ in NUMBERS and 0.0 <= a1 <= 9.0 else {n/a: NOT_APPLICABLE, unknown: OPEN}[a1]
n0 = {OPEN: 0.0}[c0] if c0.__class__ is Missing else c0
n1 = n0 >= 5
n2 = {NOT_APPLICABLE: None, OPEN: 0.0}[c1] if c1.__class__ is Missing else c1
n3 = None if n2 is None else n2 >= 5
n4 = enough(n1 + (n3 or 0), 1 + (n3 is not None), 1)
return (None, ), (quantised(n4), )
"""),
    ("rungs that need no answer are worked out where they matter", planned([YES_NO, YES_NO, YES_NO], [read(0), read(1), Sum((0, 1), (1, 1)), Holds(2, 1), read(2), Count((3,), 1), Count((3, 4), 1), Holds(2, 2), Ladder((5, 6, 7), (1, 2, 4), cumulative=True)]), "told", """
(a0, a1, a2, ) = a
n2 = {no: 0, yes: 1, unknown: 0}[a0] + {no: 0, yes: 1, unknown: 0}[a1]
n6 = {0: 0, 1: 1, 2: 1}[n2] + {no: 0, yes: 1, unknown: 0}[a2] >= 1
x7 = {0: 0.0, 1: 0.0, 2: 1.0}[n2]
n8 = (((4 if x7 else 2) if n6 else 1) if {0: 0, 1: 1, 2: 1}[n2] >= 1 else 0)
return (n8, ), (None, )
"""),
    ("rungs that may not decide are worked out first", planned([YES_NO, YES_NO], [read(0), read(1), Sum((0, 1), (1, 1)), Step(2, Steps((1.0, 2.0), (0, 1, 2), FrozenDict({1: (1, 2)}))), Holds(3, 1), Count((4,), 1), Ladder((5,), (1,), cumulative=True)]), "told", """
(a0, a1, ) = a
n2 = {no: 0, yes: 1, unknown: 0}[a0] + {no: 0, yes: 1, unknown: 0}[a1]
n5 = {0: 0, 2: 1}[n2] >= 1
n6 = (1 if n5 else 0)
return (n6, ), (None, )
"""),
    ("rungs of numbers", planned([NUMBER, NUMBER], [read(0, Same()), read(1, Same()), Holds(0, 1), Holds(1, 2), Count((2, 3), 1), Count((2, 3), 2), Ladder((4, 5), (1, 3), cumulative=False)]), "told", """
(a0, a1, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {unknown: OPEN}[a0]
c1 = a1 if a1.__class__ in NUMBERS and 0.0 <= a1 <= 9.0 else {unknown: OPEN}[a1]
n0 = {OPEN: 0.0}[c0] if c0.__class__ is Missing else c0
n1 = {OPEN: 0.0}[c1] if c1.__class__ is Missing else c1
n2 = n0 >= 1
n3 = n1 >= 2
n6 = 3 if n2 + n3 >= 2 else 1 if n2 + n3 >= 1 else 0
return (n6, ), (None, )
"""),
    ("a condition that is read twice", planned([NUMBER], [read(0, Same()), Holds(0, 1), Count((1,), 1), Ladder((2,), (1,), cumulative=True), Bend(2)]), "complete", """
(a0, ) = a
c0 = a0 if a0.__class__ in NUMBERS and 0.0 <= a0 <= 9.0 else {}[a0]
n0 = c0
n1 = n0 >= 1
n2 = n1 >= 1
n3 = (1 if n1 >= 1 else 0)
return (n3, None, ), (None, quantised(n2), )
"""),
    ("rungs of which one may not apply", planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), Ladder((0, 1), (1, 2), cumulative=True), Holds(2, 1)]), "told", """
(a0, a1, ) = a
n2 = climb(Ladder(args=(0, 1), ranks=(1, 2), cumulative=True), ({no: 0.0, yes: 1.0, n/a: None, unknown: 0.0}[a0], {no: 0.0, yes: 1.0, unknown: 0.0}[a1], ))
n3 = n2 >= 1
return (None, ), (quantised(n3), )
"""),
    ("rungs that may not apply", planned([YES_NO_OR_NOT], [read(0), Ladder((0, 0), (1, 2), cumulative=False), Holds(1, 1)]), "told", """
(a0, ) = a
n1 = climb(Ladder(args=(0, 0), ranks=(1, 2), cumulative=False), ({no: 0.0, yes: 1.0, n/a: None, unknown: 0.0}[a0], {no: 0.0, yes: 1.0, n/a: None, unknown: 0.0}[a0], ))
n2 = None if n1 is None else n1 >= 1
return (None, ), (None if n2 is None else quantised(n2), )
"""),
    ("one or else another", planned([CHOICE_OR_NOT, YES_NO], [read(0, TERNARY, open_as=None), read(0, TERNARY), read(1), Else(0, 1), Else(0, 2), Else(2, 0), Bend(3), Bend(4)]), "told", """
(a0, a1, ) = a
x0 = {o0: 0.0, o1: 1.0, o2: 2.0, n/a: None, unknown: None}[a0]
x1 = {o0: 0.0, o1: 1.0, o2: 2.0, n/a: None, unknown: 0.0}[a0]
n3 = x1 if x0 is None else x0
x0 = {o0: 0.0, o1: 1.0, o2: 2.0, n/a: None, unknown: None}[a0]
x2 = {no: 0.0, yes: 1.0, unknown: 0.0}[a1]
n4 = x2 if x0 is None else x0
return (None, None, None, ), ({no: 0.0, yes: 1.0, unknown: 0.0}[a1], None if n3 is None else quantised(n3), quantised(n4), )
"""),
    ("facts", planned([YES_NO, YES_NO], [read(0, open_as=None), OnlyIf(0, NEED), OnlyIf(1, (*NEED, (1, frozenset([5.0])))), OnlyIf(0, NEED), Bend(1), Bend(2)], [EU, STAFF]), "told", """
(a0, a1, ) = a
(f0, f1, ) = f
f0 = {no: False, yes: True}[f0]
f1 = quantised(f1) if f1.__class__ in NUMBERS and -1000000000000000.0 <= f1 <= 1000000000000000.0 else {n/a: 5.0, unknown: 5.0}[f1]
w0 = f0 in frozenset({True})
w1 = f0 in frozenset({True}) and f1 in frozenset({5.0})
{no: 0, yes: 0, unknown: 0}[a1]
x1 = {no: 0.0, yes: 1.0, unknown: None}[a0]
n1 = x1 if w0 else None
n2 = n1 if w1 else None
x3 = {no: 0.0, yes: 1.0, unknown: None}[a0]
n3 = x3 if w0 else None
return (None, None, None, ), (None if n3 is None else quantised(n3), None if n1 is None else quantised(n1), None if n2 is None else quantised(n2), )
"""),
    ("facts without a value that nothing needs", planned([], [], [attrs.evolve(EU, needed=False), attrs.evolve(STAFF, default=None)]), "told", """
(f0, f1, ) = f
f0 = {no: False, yes: True, n/a: None, unknown: None}[f0]
f1 = quantised(f1) if f1.__class__ in NUMBERS and -1000000000000000.0 <= f1 <= 1000000000000000.0 else {}[f1]
return (), ()
"""),
    ("what nothing reads is checked", planned([YES_NO, NUMBER, LOWER, attrs.evolve(NUMBER, needs=("note",))], []), "told", """
(a0, a1, a2, a3, ) = a
{no: 0, yes: 0, unknown: 0}[a0]
c1 = a1 if a1.__class__ in NUMBERS and 0.0 <= a1 <= 9.0 else {unknown: OPEN}[a1]
c2 = -a2 if a2.__class__ in NUMBERS and 0.0 <= a2 <= 9.0 else {unknown: OPEN}[a2]
c3 = a3 if a3.__class__ in NUMBERS and 1.0 <= a3 <= 0.0 else {unknown: OPEN}[a3]
return (), ()
"""),
    ("what is read only by what nothing reads is checked", planned([YES_NO, YES_NO], [read(0), read(1), Count((1,), 1), Else(0, 2)]), "told", """
(a0, a1, ) = a
{no: 0, yes: 0, unknown: 0}[a1]
return (None, ), ({no: 0.0, yes: 1.0, unknown: 0.0}[a0], )
"""),
]
# fmt: on
PLANS = {name: plan for name, plan, _, _ in CASES if plan.outputs}


@pytest.mark.parametrize(("plan", "reading", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_plan_is_written_as(plan: Plan, reading: Reading, wanted: str) -> None:
    first, *lines = source(plan, reading).splitlines()
    assert first == "def score(a, f):"
    assert lines == [f"    {line}" for line in wanted.strip().splitlines()]


ANSWERS = {
    "yes-no": (False, True, None, "n/a"),
    "choice": ("o0", "o1", "o2", None, "n/a"),
    "number": (0, 2.5, 9, None, "n/a"),
}
FACTS = {"yes-no": (False, True), "choice": (), "number": (5.0, 7.0)}


def interpreted(plan: Plan, codes: Sequence[Code], facts: Sequence[Value], completion: Completion | None) -> object:
    """The levels and the scores that the interpreter gives; None where something is withheld or left open."""
    trace = run(plan, codes, facts, completion)
    ends = [node for output in plan.outputs for node in (output.level, output.score) if node is not None]
    if completion is None and any(trace.blocked[node] or trace.clashes[node] for node in ends):
        return None
    levels = [None if output.level is None else trace.values[output.level] for output in plan.outputs]
    scores = [None if output.score is None else trace.values[output.score] for output in plan.outputs]
    return tuple(levels), tuple(None if score is None else quantised(score) for score in scores)


def coded(input_: Input, answer: object) -> Code | None:
    """How an answer reaches the plan; None where it is forbidden."""
    code = read_value(input_.kind, input_.options, answer)
    if code is Missing.NOT_APPLICABLE and input_.not_applicable == FORBIDDEN:
        return None
    return code if isinstance(code, Missing) else input_.sign * code


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_what_is_written_gives_what_the_interpreter_gives(plan: Plan) -> None:
    executor = Executor(plan)
    open_is_worst = emit(plan, "told") == emit(plan, "worst")
    for answers in itertools.product(*(ANSWERS[input_.kind] for input_ in plan.inputs)):
        found = [coded(input_, answer) for input_, answer in zip(plan.inputs, answers, strict=True)]
        codes = [code for code in found if code is not None]
        given = {input_.id: answer for input_, answer in zip(plan.inputs, answers, strict=True)}
        for facts in itertools.product(*(FACTS[fact.kind] for fact in plan.facts)):
            scored = executor.score(given, {each.id: fact for each, fact in zip(plan.facts, facts, strict=True)})
            told = interpreted(plan, codes, facts, None) if len(codes) == len(found) else None
            assert (scored.standing if scored else None) == told
            if scored:
                assert scored.worst == interpreted(plan, codes, facts, "worst")
                assert scored.best == interpreted(plan, codes, facts, "best")
                complete = Missing.OPEN not in codes and len(codes) > 1  # then nothing is worked out twice
                assert (scored.best is scored.standing) == complete
                assert (scored.worst is scored.standing) == (complete or open_is_worst)


@pytest.mark.parametrize(("rungs", "at_once"), [(16, True), (17, False)])
def test_the_compiler_goes_down_into_an_expression_once_for_each_rung(rungs: int, at_once: bool) -> None:
    ladder = Ladder((0,) * rungs, tuple(range(1, rungs + 1)), cumulative=True)
    text = source(planned([YES_NO], [read(0), ladder]), "told")
    assert ("climb" not in text) == at_once


@pytest.mark.parametrize(("terms", "lines"), [(64, 1), (65, 2), (128, 2), (129, 3)])
def test_the_compiler_goes_down_into_an_expression_once_for_each_term(terms: int, lines: int) -> None:
    plan = planned([YES_NO], [read(0, Table((0.0, 9.0))), Sum((0,) * terms, (1,) * terms), Bend(1)])
    written = [line for line in source(plan, "told").splitlines() if line.startswith("    n1 = ")]
    assert len(written) == lines
    scored = Executor(plan).score({"q0": True}, {})
    assert scored is not None
    assert scored.standing == ((None,), (9.0 * terms,))


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
def test_many_terms_give_what_the_interpreter_gives(does: Operation) -> None:
    plan = planned([YES_NO_OR_NOT, YES_NO], [read(0), read(1), does])
    for answer, code in ((True, 1.0), (False, 0.0), ("n/a", Missing.NOT_APPLICABLE)):
        scored = Executor(plan).score({"q0": answer, "q1": True}, {})
        assert scored is not None
        assert scored.standing == interpreted(plan, (code, 1.0), (), None)


def test_sources_that_differ_in_their_constants_alone_are_the_same() -> None:
    one, other = (emit(planned([CHOICE], [read(0, Table((0.0, 1.0, most)))]), "told") for most in (2.0, 3.0))
    assert one.text == other.text
    assert one.constants != other.constants


def test_questions_of_a_kind_share_their_spellings_and_tables() -> None:
    plan = planned([YES_NO, YES_NO, YES_NO], [read(0), read(1), read(2), Sum((0, 1, 2), (1, 1, 1)), Bend(3)])
    assert [*emit(plan, "told").constants] == ["K0", "K1"]


# ---------------------------------------------------------------- plain answers, and what each comes to

NOTE = attrs.evolve(YES_NO, needs=("note",))
OWN = attrs.evolve(CHOICE, option_needs=((), (), ("evidence",)))
OPEN, NOT_APPLICABLE = Missing.OPEN, Missing.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("input_", "reading", "wanted"),
    [
        (YES_NO, "complete", {"no": 0.0, "yes": 1.0}),
        (YES_NO, "told", {"no": 0.0, "yes": 1.0, "unknown": OPEN}),
        (YES_NO_OR_NOT, "told", {"no": 0.0, "yes": 1.0, "n/a": NOT_APPLICABLE, "unknown": OPEN}),
        (CHOICE, "worst", {"o0": 0.0, "o1": 1.0, "o2": 2.0, "unknown": 0.0}),
        (CHOICE, "best", {"o0": 0.0, "o1": 1.0, "o2": 2.0, "unknown": 2.0}),
        # the worst answer needs nothing; any other is open without what it needs
        (NOTE, "complete", {"no": 0.0}),
        (NOTE, "told", {"no": 0.0, "yes": OPEN, "unknown": OPEN}),
        (NOTE, "best", {"no": 0.0, "yes": 1.0, "unknown": 1.0}),
        (OWN, "complete", {"o0": 0.0, "o1": 1.0}),
        (OWN, "told", {"o0": 0.0, "o1": 1.0, "o2": OPEN, "unknown": OPEN}),
        (attrs.evolve(OWN, option_needs=(("note",), (), ())), "complete", {"o0": 0.0, "o1": 1.0, "o2": 2.0}),
        (
            attrs.evolve(YES_NO, not_applicable=NotApplicable("best", ("note",))),
            "told",
            {"no": 0.0, "yes": 1.0, "n/a": OPEN, "unknown": OPEN},
        ),
        (NUMBER, "worst", {"unknown": 0.0}),
        (NUMBER_OR_NOT, "told", {"n/a": NOT_APPLICABLE, "unknown": OPEN}),
    ],
    ids=itertools.count(),
)
def test_a_plain_answer_counts_where_it_needs_nothing(input_: Input, reading: Reading, wanted: dict[str, Code]) -> None:
    codes = spelled(input_, reading).codes
    assert {name: codes[name] for name in SHOWN if name in codes} == wanted
    assert codes.get(None) == wanted.get("unknown")


@pytest.mark.parametrize(
    ("low", "high", "needs", "taken"),
    [
        (0.0, 9.0, (), (0.0, 9.0)),
        (-math.inf, math.inf, (), (-1e15, 1e15)),
        (0.0, 9.0, ("note",), (1.0, 0.0)),  # none
    ],
)
def test_a_plain_number_counts_within_its_bounds(
    low: float, high: float, needs: tuple[Need, ...], taken: tuple[float, float]
) -> None:
    found = spelled(attrs.evolve(NUMBER, low=low, high=high, needs=needs), "told")
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


# ---------------------------------------------------------------- what the function and the interpreter share


@pytest.mark.parametrize(
    ("holding", "present", "need", "wanted"),
    [
        (2, 3, 2, True),
        (1, 3, 2, False),
        (1, 1, 2, True),  # all of fewer
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
def test_a_ladder_leads_past_what_does_not_apply(
    cumulative: bool, holding: tuple[float | None, ...], rank: int | None
) -> None:
    assert climb(Ladder((0, 1, 2), (2, 3, 7), cumulative), holding) == rank


# ---------------------------------------------------------------- what only the interpreter tells


@pytest.mark.parametrize(("completion", "value"), [(None, 1), ("worst", 1), ("best", 2)])
def test_where_bands_do_not_decide_the_lowest_counts_and_the_highest_with_the_best_answers(
    completion: Completion | None, value: float
) -> None:
    plan = planned([CHOICE_OR_NOT], [read(0, Table((0.0, 1.0, 3.0))), Step(0, TORN)])
    trace = run(plan, [1.0], (), completion)
    assert (trace.values[1], trace.clashes[1]) == (value, frozenset({1}))
    not_applicable = run(plan, [Missing.NOT_APPLICABLE], (), completion)
    assert (not_applicable.values[1], not_applicable.clashes[1]) == (None, frozenset())


def test_whatever_does_not_decide_is_told_of_what_reads_it() -> None:
    plan = planned([NUMBER], [read(0, Steps((5,), (0, 1), FrozenDict({1: (1, 2)}))), Step(0, TORN), Bend(1)])
    assert run(plan, [5.0], ()).clashes == [frozenset({0}), frozenset({0, 1}), frozenset({0, 1})]


@pytest.mark.parametrize("open_as", [0.0, None])
def test_an_open_answer_withholds_what_reads_it_but_not_where_it_does_not_apply(open_as: float | None) -> None:
    plan = planned([YES_NO], [read(0, open_as=open_as), OnlyIf(0, NEED), Bend(1)], [EU], blocks=True)
    assert run(plan, [Missing.OPEN], [False]).blocked == [frozenset({0}), frozenset(), frozenset()]
    held = run(plan, [Missing.OPEN], [True]).blocked
    assert held == [frozenset({0}), *[frozenset() if open_as is None else frozenset({0})] * 2]
