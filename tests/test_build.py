"""The nodes of a plan: where in the rubric they come from, and the values that they can give."""

import pytest
from hypothesis import HealthCheck, given, settings

import attain
from attain import Rubric
from attain._core.data import FrozenDict
from attain._core.precision import SCALE
from attain._plan.builder import Builder
from attain._plan.nodes import (
    Adjust,
    AnswerPoints,
    Coalesce,
    Count,
    Greatest,
    HighestRung,
    Least,
    OnlyIf,
    Operation,
    OptionPoints,
    Product,
    Ratio,
    Same,
    Step,
    Sum,
    Threshold,
)
from attain._plan.steps import Steps
from attain.testing import rubrics

FACTS = ((0, frozenset([True])),)
EITHER = AnswerPoints(0, Same(), 0.0, None)
ALWAYS = AnswerPoints(0, Same(), 0.0, 0.0)

RISING = Steps((1.0 * SCALE, 3.0 * SCALE), (0, 1, 2))
TORN = Steps((1.0 * SCALE, 3.0 * SCALE), (0, 1, 1), FrozenDict({2: (1, 2)}))


@pytest.mark.parametrize(
    ("does", "low", "high"),
    [
        # three inputs that always give a number: 0 to 2, -1 to 3, 1 to 4
        (Sum((0, 1, 2), (1, 2, 0.5)), -1.5, 10),
        (Ratio((0, 1), (1, 2)), -1, 3),
        (Ratio((0, 1), (1, 2), times=10), -10, 30),
        (Product((0, 2)), 0, 8),
        (Product((2, 2)), 1, 16),
        (Least((0, 2)), 0, 2),
        (Least((1, 2)), -1, 3),
        (Greatest((0, 2)), 1, 4),
        (Greatest((0, 1)), 0, 3),
        (Adjust(1, base=2, cap=4), 1, 4),
        (Step(2, RISING), 0, 2),
        (Step(2, TORN), 0, 2),
        (Threshold(0, 1), 0, 1),
        (Count((0, 1), 1), 0, 1),
        (HighestRung((0, 1), (1, 3), cumulative=True), 0, 3),
        (HighestRung((), (), cumulative=True), 0, 0),
        (Coalesce(0, 1), -1, 3),
        # the same inputs, if they may not be applicable: 3, 4 and 5
        (Sum((3, 4, 5), (1, 2, 0.5)), -2, 10),
        (Sum((0, 5), (1, 0.5)), 0, 4),
        (Ratio((3, 4), (1, 2)), -1, 3),
        (Product((3, 5)), 0, 8),
        (Product((2, 5)), 1, 16),
        (Product((3,)), 0, 2),
        (Least((3, 5)), 0, 4),
        (Least((0, 5)), 0, 4),
        (Greatest((3, 5)), 0, 4),
        (Greatest((2, 4)), -1, 4),
        (Coalesce(3, 1), -1, 3),
        (OnlyIf(1, FACTS), -1, 3),
        # a term below 0, or a factor of 1 or less or of 1 or more, changes the limits if it may be left out
        (Sum((6, 7), (2, 1)), -6, 1),
        (Product((2, 8)), 0, 4),
        (Product((2, 9)), 1, 12),
        (Product((2, 10)), 2, 12),
    ],
    ids=str,
)
def test_a_node_knows_the_least_and_the_most_it_can_give(does: Operation, low: float, high: float) -> None:
    builder = given_inputs()
    node = builder.nodes[builder.add(does, ())]
    assert (node.low, node.high) == (low, high)
    assert builder.problems == []


@pytest.mark.parametrize(
    ("does", "nullable"),
    [
        (EITHER, True),
        (AnswerPoints(0, Same(), None, 0.0), True),
        (ALWAYS, False),
        (OnlyIf(0, FACTS), True),
        (Coalesce(3, 4), True),
        (Coalesce(3, 0), False),
        (Coalesce(0, 3), False),
        (Sum((3, 4), (1, 1)), True),
        (Sum((3, 0), (1, 1)), False),
        (Count((3, 0), 1), False),
        (Count((3, 4), 1), True),
        # inputs without weight can't make a mean, and inputs that are out of nothing can't make a share
        (Ratio((0, 3), (1, 1)), False),
        (Ratio((0, 3), (0, 1)), True),
        (Ratio((3, 4), (1, 1)), True),
        (Ratio((0, 1), (0, 0.5)), False),
        (Ratio((0, 2), (1, 1), (2, 2)), False),
        (Ratio((0, 2), (1, 1), (2, 0)), True),
        (Ratio((0, 2), (1, 1), (0, 2)), True),
        (Ratio((3, 5), (1, 1), (2, 2)), True),
    ],
    ids=str,
)
def test_a_node_knows_whether_it_can_be_not_applicable(does: Operation, nullable: bool) -> None:
    builder = given_inputs()
    assert builder.nodes[builder.add(does, (), reach=(0.0, 2.0))].nullable == nullable


def given_inputs() -> Builder:
    builder = Builder()
    for does in (ALWAYS, EITHER):
        for reach in ((0, 2), (-1, 3), (1, 4)):
            builder.add(does, (), reach=reach)
    builder.add(EITHER, (), reach=(-3, -1))
    builder.add(ALWAYS, (), reach=(0, 1))
    builder.add(EITHER, (), reach=(0, 0.5))
    builder.add(EITHER, (), reach=(2, 3))
    builder.add(ALWAYS, (), reach=(2, 3))
    return builder


@pytest.mark.parametrize(
    ("points", "full", "reach"),
    [
        ((0, 4), (4, 4), (0, 100)),
        ((1, 4), (4, 4), (25, 100)),
        ((-2, 4), (4, 4), (-50, 100)),
        ((-2, 4), (2, 4), (-100, 100)),  # the lowest points, out of the lowest full marks
        ((-2, 4), (0, 4), (-50, 100)),
        ((1, 4), (2, 4), (25, 100)),
        ((0.5, 4), (2, 4), (12.5, 100)),
        ((0, 6), (4, 4), (0, 150)),  # more points than full marks
    ],
)
def test_a_percentage_knows_the_least_and_the_most_it_can_give(
    points: tuple[float, float], full: tuple[float, float], reach: tuple[float, float]
) -> None:
    builder = Builder()
    args = [builder.add(ALWAYS, (), reach=each) for each in (points, full, (2, 3), (3, 3))]
    node = builder.nodes[builder.add(Ratio((args[0], args[2]), (1, 1), (args[1], args[3]), 100.0), ())]
    assert (node.low, node.high) == (min(reach[0], 2 / 3 * 100), reach[1])


@pytest.mark.parametrize(("most", "count"), [(1e9, 0), (1.1e9, 1)])
def test_a_score_that_is_too_large_to_be_exact_is_reported(most: float, count: int) -> None:
    for reach in ((0, most), (-most, 0)):
        builder = Builder()
        points = builder.add(ALWAYS, (), reach=reach)
        for does in (Sum((points,), (1,)), Ratio((points,), (1,)), Product((points,)), Adjust(points)):
            builder.add(does, ("score",))
            builder.add(Least((points,)), ())
            assert [(each.code, each.path) for each in builder.problems] == [("score-too-large", ("score",))] * count
            builder.problems.clear()


def test_terms_that_cancel_out_are_reported_if_they_are_too_large_to_be_exact() -> None:
    builder = Builder()
    terms = [builder.add(ALWAYS, (), reach=reach) for reach in ((1e9, 1e9), (-1e9, -1e9))]
    builder.add(Sum((terms[0], terms[1]), (1, 1)), ("fine",))
    assert not builder.problems
    builder.add(Sum((terms[0], terms[1]), (2, 2)), ("score",))
    message = "can be from 2,000,000,000 to 2,000,000,000, but a score must stay within 1,000,000,000"
    assert [(each.path, each.message) for each in builder.problems] == [(("score",), message)]


def led(rubric: Rubric, path: tuple[str | int, ...]) -> int:
    """Return how many steps of a path lead to something in the rubric."""
    table: object = rubric.to_dict()
    for number, step in enumerate(path):
        if isinstance(table, list) and isinstance(step, str):
            table = {each["id"]: each for each in table if isinstance(each, dict)}
        try:
            table = table[step]  # type: ignore[index]  # what can't be read so is no place
        except (KeyError, IndexError, TypeError):
            return number
    return len(path)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rubrics())
def test_a_node_knows_where_in_the_rubric_it_comes_from(rubric: Rubric) -> None:
    for node in rubric.plan.nodes:
        assert len(node.path) > 0
        assert led(rubric, node.path) >= len(node.path) - 1  # the last step may be in the defaults


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rubrics())
def test_a_table_has_one_entry_for_each_answer(rubric: Rubric) -> None:
    for node in rubric.plan.nodes:
        if isinstance(node.does, AnswerPoints) and isinstance(node.does.worth, OptionPoints):
            assert len(node.does.worth.points) == len(rubric.plan.inputs[node.does.input].options)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rubrics())
def test_every_node_is_read_and_only_answers_withhold(rubric: Rubric) -> None:
    read = {position for node in rubric.plan.nodes for position in node.does.reads}
    for output in rubric.plan.outputs:
        read |= {node for node in (output.score, output.full, output.level) if node is not None}
    assert read == set(range(len(rubric.plan.nodes)))
    assert all(isinstance(node.does, AnswerPoints) for node in rubric.plan.nodes if node.blocks)


RUBRIC = """
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = ["low", "mid", "high"]
combine = "majority"
score = "mean"
facts.eu = { text = "Is it in the EU?", default = true }
questions.size = { text = "Size", kind = "number", min = 0, max = 9, points = { per = 2, earn = 1 } }
[scales.degree]
options = { none = 0, some = 2, much = 4 }
met = "much"
[dimensions.banded]
bands = { low = "0", mid = "1-2", high = "2+" }
overlap = "error"
unanswered = "exclude"
questions.plan = { text = "Is there a plan?", applies-when = { eu = true } }
[dimensions.percent]
applies-when = { eu = true }
score = "percent"
base = 1
cap = 90
round = 1
combine = "mean"
questions.goal = { text = "Goals?", scale = "degree", weight = 2 }
[dimensions.rated]
parent = "percent"
rating = true
not-applicable = "best"
weight = 3
[dimensions.asking]
applies-when = { eu = true }
[dimensions.asking.requires]
mid = { size = 3, percent = { score = 50 }, rated = "high" }
high = { any = [{ "banded.plan" = true, applies-when = { eu = true } }, { "percent.goal" = { points = 1 } }] }
[dimensions.climbed]
ladder = { need = 0.5 }
not-applicable = "exclude"
unanswered = "block"
questions.view = { text = "Is there a view?", level = "mid" }
questions.depth = { text = "How deep?", scale = "degree", level = "high" }
[dimensions.inner]
parent = "climbed"
unanswered = "exclude"
questions.width = { text = "How wide?", scale = "degree", level = "high" }
[dimensions.most]
combine = "maximum"
view = true
[dimensions.one]
parent = "most"
rating = true
[dimensions.least]
combine = "minimum"
view = true
[dimensions.two]
parent = "least"
rating = true
"""


NODES = """
0 dimensions.banded.questions.plan: AnswerPoints(input=1, worth=OptionPoints(points=(0.0, 1.0)), open=0.0, not_applicable=None), 0 to 1, or None
1 dimensions.banded.questions.plan: OnlyIf(arg=0, facts=((0, frozenset({True})),)), 0 to 1, or None
2 dimensions.banded.bands: Sum(args=(1,), weights=(1,)), 0 to 1, or None
3 dimensions.banded.questions.plan: AnswerPoints(input=1, worth=OptionPoints(points=(0.0, 1.0)), open=None, not_applicable=None), 0 to 1, or None
4 dimensions.banded.questions.plan: OnlyIf(arg=3, facts=((0, frozenset({True})),)), 0 to 1, or None
5 dimensions.banded.bands: Sum(args=(4,), weights=(1,)), 0 to 1, or None
6 dimensions.banded.bands: Coalesce(first=5, second=2), 0 to 1, or None
7 dimensions.banded.bands: Adjust(arg=6), 0 to 1, or None
8 dimensions.banded.questions.plan: AnswerPoints(input=1, worth=Steps(cuts=(), values=(1.0,)), open=1.0, not_applicable=None), 1 to 1, or None
9 dimensions.banded.questions.plan: OnlyIf(arg=8, facts=((0, frozenset({True})),)), 1 to 1, or None
10 dimensions.banded.bands: Sum(args=(9,), weights=(1,)), 0 to 1, or None
11 dimensions.banded.questions.plan: AnswerPoints(input=1, worth=Steps(cuts=(), values=(1.0,)), open=None, not_applicable=None), 1 to 1, or None
12 dimensions.banded.questions.plan: OnlyIf(arg=11, facts=((0, frozenset({True})),)), 1 to 1, or None
13 dimensions.banded.bands: Sum(args=(12,), weights=(1,)), 0 to 1, or None
14 dimensions.banded.bands: Coalesce(first=13, second=10), 0 to 1, or None
15 dimensions.banded.bands: Adjust(arg=14), 0 to 1, or None
16 dimensions.percent.questions.goal: AnswerPoints(input=2, worth=Steps(cuts=(), values=(4.0,)), open=4.0, not_applicable=None), 4 to 4, or None
17 dimensions.percent.questions.goal: OnlyIf(arg=16, facts=((0, frozenset({True})),)), 4 to 4, or None
18 dimensions.percent.questions.goal: AnswerPoints(input=2, worth=OptionPoints(points=(0.0, 2.0, 4.0)), open=0.0, not_applicable=None), 0 to 4, or None
19 dimensions.percent.questions.goal: OnlyIf(arg=18, facts=((0, frozenset({True})),)), 0 to 4, or None
20 dimensions.percent.score: Ratio(args=(19,), weights=(2,), full=(17,), times=100.0), 0 to 100, or None
21 dimensions.percent.score: Adjust(arg=20, base=1, cap=90, digits=1), 1 to 90, or None
22 dimensions.percent.questions.goal: AnswerPoints(input=2, worth=Steps(cuts=(), values=(4.0,)), open=4.0, not_applicable=None), 4 to 4, or None
23 dimensions.percent.questions.goal: OnlyIf(arg=22, facts=((0, frozenset({True})),)), 4 to 4, or None
24 dimensions.percent.score: Ratio(args=(23,), weights=(2,), full=(23,), times=100.0), 100 to 100, or None
25 dimensions.percent.score: Adjust(arg=24, base=1, cap=90, digits=1), 90 to 90, or None
26 dimensions.climbed.ladder: AnswerPoints(input=4, worth=OptionPoints(points=(0.0, 1.0)), open=0.0, not_applicable=None), 0 to 1, or None, blocks
27 dimensions.climbed.ladder: Count(args=(26,), need=0.5), 0 to 1, or None
28 dimensions.climbed.ladder: AnswerPoints(input=5, worth=OptionPoints(points=(0.0, 0.0, 1.0)), open=0.0, not_applicable=None), 0 to 1, or None, blocks
29 dimensions.climbed.ladder: AnswerPoints(input=6, worth=OptionPoints(points=(0.0, 0.0, 1.0)), open=0.0, not_applicable=None), 0 to 1, or None
30 dimensions.climbed.ladder: Count(args=(28, 29), need=0.5), 0 to 1, or None
31 dimensions.climbed.ladder: AnswerPoints(input=5, worth=OptionPoints(points=(0.0, 0.0, 1.0)), open=0.0, not_applicable=None), 0 to 1, or None, blocks
32 dimensions.climbed.ladder: AnswerPoints(input=6, worth=OptionPoints(points=(0.0, 0.0, 1.0)), open=None, not_applicable=None), 0 to 1, or None
33 dimensions.climbed.ladder: Count(args=(31, 32), need=0.5), 0 to 1, or None
34 dimensions.climbed.ladder: Coalesce(first=33, second=30), 0 to 1, or None
35 dimensions.climbed.ladder: HighestRung(args=(27, 34), ranks=(1, 2), cumulative=True), 0 to 2, or None
36 dimensions.rated.rating: AnswerPoints(input=3, worth=OptionPoints(points=(0.0, 1.0, 2.0)), open=0.0, not_applicable=2.0), 0 to 2
37 dimensions.rated.rating: OnlyIf(arg=36, facts=((0, frozenset({True})),)), 0 to 2, or None
38 dimensions.one.rating: AnswerPoints(input=7, worth=OptionPoints(points=(0.0, 1.0, 2.0)), open=0.0, not_applicable=None), 0 to 2, or None
39 dimensions.two.rating: AnswerPoints(input=8, worth=OptionPoints(points=(0.0, 1.0, 2.0)), open=0.0, not_applicable=None), 0 to 2, or None
40 dimensions.banded.bands: Step(arg=7, steps=Steps(cuts=(0.9999995, 1.9999995, 2.0000005), values=(0, 1, 1, 2), clashes={2: (1, 2)})), 0 to 2, or None
41 questions.size: AnswerPoints(input=0, worth=PerFull(per=2, earn=1, sign=1), open=0, not_applicable=None), 0 to 4, or None
42 score: Ratio(args=(7, 21, 41), weights=(1, 1, 1)), 0 to 90, or None
43 score: Adjust(arg=42), 0 to 90, or None
44 questions.size: AnswerPoints(input=0, worth=Steps(cuts=(), values=(4,)), open=4, not_applicable=None), 4 to 4, or None
45 score: Ratio(args=(15, 25, 44), weights=(1, 1, 1)), 0 to 90, or None
46 score: Adjust(arg=45), 0 to 90, or None
47 dimensions.percent.combine: Ratio(args=(37,), weights=(3,)), 0 to 2, or None
48 dimensions.percent.combine: Step(arg=47, steps=Steps(cuts=(0.9999995, 1.9999995), values=(0.0, 1.0, 2.0))), 0 to 2, or None
49 dimensions.asking.requires.mid.size: AnswerPoints(input=0, worth=Same(), open=-inf, not_applicable=None), 0 to 9, or None
50 dimensions.asking.requires.mid.size: Threshold(arg=49, threshold=2.9999995), 0 to 1, or None
51 dimensions.asking.requires.mid.percent: Threshold(arg=21, threshold=49.9999995), 0 to 1, or None
52 dimensions.asking.requires.mid.rated: Threshold(arg=37, threshold=2), 0 to 1, or None
53 dimensions.asking.requires.mid: Count(args=(50, 51, 52), need=1.0), 0 to 1, or None
54 dimensions.asking.requires.high.any.0.banded.plan: AnswerPoints(input=1, worth=OptionPoints(points=(0.0, 1.0)), open=0.0, not_applicable=None), 0 to 1, or None
55 dimensions.asking.requires.high.any.0.banded.plan: OnlyIf(arg=54, facts=((0, frozenset({True})),)), 0 to 1, or None
56 dimensions.asking.requires.high.any.0: Count(args=(55,), need=1.0), 0 to 1, or None
57 dimensions.asking.requires.high.any.0: OnlyIf(arg=56, facts=((0, frozenset({True})),)), 0 to 1, or None
58 dimensions.asking.requires.high.any.1.percent.goal: AnswerPoints(input=2, worth=OptionPoints(points=(0.0, 2.0, 4.0)), open=-2000000000.0, not_applicable=None), 0 to 4, or None
59 dimensions.asking.requires.high.any.1.percent.goal: OnlyIf(arg=58, facts=((0, frozenset({True})),)), 0 to 4, or None
60 dimensions.asking.requires.high.any.1.percent.goal: Threshold(arg=59, threshold=0.9999995), 0 to 1, or None
61 dimensions.asking.requires.high.any.1: Count(args=(60,), need=1.0), 0 to 1, or None
62 dimensions.asking.requires.high.any: Count(args=(57, 61), need=1), 0 to 1, or None
63 dimensions.asking.requires.high: Count(args=(62,), need=1.0), 0 to 1, or None
64 dimensions.asking.requires: HighestRung(args=(53, 63), ranks=(1, 2), cumulative=True), 0 to 2, or None
65 dimensions.asking.requires: OnlyIf(arg=64, facts=((0, frozenset({True})),)), 0 to 2, or None
66 dimensions.most.combine: Greatest(args=(38,)), 0 to 2, or None
67 dimensions.least.combine: Least(args=(39,)), 0 to 2, or None
68 combine: Threshold(arg=65, threshold=1), 0 to 1, or None
69 combine: Threshold(arg=40, threshold=1), 0 to 1, or None
70 combine: Threshold(arg=35, threshold=1), 0 to 1, or None
71 combine: Threshold(arg=48, threshold=1), 0 to 1, or None
72 combine: Threshold(arg=65, threshold=2), 0 to 1, or None
73 combine: Threshold(arg=40, threshold=2), 0 to 1, or None
74 combine: Threshold(arg=35, threshold=2), 0 to 1, or None
75 combine: Threshold(arg=48, threshold=2), 0 to 1, or None
76 combine: Count(args=(68, 69, 70, 71), need='majority'), 0 to 1, or None
77 combine: Count(args=(72, 73, 74, 75), need='majority'), 0 to 1, or None
78 combine: HighestRung(args=(76, 77), ranks=(1, 2), cumulative=False), 0 to 2, or None
"""

OUTPUTS = """
('', 'combine', 43, 46, 78)
Combined(kind='majority', of=('banded', 'percent', 'asking', 'climbed'))
('banded', 'bands', 7, 15, 40)
('percent', 'combine', 21, 25, 48)
Combined(kind='mean', of=('rated',))
('rated', 'rating', None, None, 37)
('asking', 'requires', None, None, 65)
(1, Demand(node=53, kind='all', parts=(Demand(node=50, kind='value', name='size', least=3, value=49, threshold=3, input=0), Demand(node=51, kind='score', name='percent', least=50, value=21, threshold=50), Demand(node=52, kind='level', name='rated', least='high', value=37, threshold=2))))
(2, Demand(node=63, kind='all', parts=(Demand(node=62, kind='any', parts=(Demand(node=57, kind='all', parts=(Demand(node=55, kind='value', name='banded.plan', least=True, value=55, threshold=1.0, input=1),)), Demand(node=61, kind='all', parts=(Demand(node=60, kind='points', name='percent.goal', least=1, value=59, threshold=1, input=2),)))),)))
('climbed', 'ladder', None, None, 35)
(1, Demand(node=27, kind='share', needed=0.5, parts=(Demand(node=26, kind='value', name='climbed.view', least=True, value=26, threshold=1.0, input=4),)))
(2, Demand(node=34, kind='share', needed=0.5, parts=(Demand(node=31, kind='value', name='climbed.depth', least='much', value=31, threshold=1.0, input=5), Demand(node=32, kind='value', name='inner.width', least='much', value=32, threshold=1.0, input=6))))
('inner', None, None, None, None)
('most', 'combine', None, None, 66)
Combined(kind='maximum', of=('one',))
('one', 'rating', None, None, 38)
('least', 'combine', None, None, 67)
Combined(kind='minimum', of=('two',))
('two', 'rating', None, None, 39)
"""


def test_each_rule_becomes_these_nodes() -> None:
    plan = attain.loads(RUBRIC).plan
    nodes = [
        f"{position} {'.'.join(map(str, node.path))}: {node.does}, {node.low:g} to {node.high:g}"
        f"{', or None' if node.nullable else ''}{', blocks' if node.blocks else ''}"
        for position, node in enumerate(plan.nodes)
    ]
    assert nodes == NODES.strip().splitlines()


def test_a_plan_knows_the_nodes_that_make_the_level_of_each_dimension() -> None:
    lines: list[object] = []
    for each in attain.loads(RUBRIC).plan.outputs:
        lines.append((each.id, each.way, each.score, each.full, each.level))
        lines += each.demands
        lines += [each.combined] if each.combined else []
    assert "\n".join(map(str, lines)) == OUTPUTS.strip()


def test_a_node_knows_the_key_it_comes_from() -> None:
    rubric = attain.loads("""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = ["low", "high"]
combine = "minimum"
defaults.unanswered = "exclude"
[facts]
eu = { text = "Is it in the EU?", default = true }
[dimensions.rated]
rating = true
[dimensions.banded]
bands = { low = "0", high = "1+" }
questions.plan = { text = "Is there a plan?", applies-when = { eu = true } }
[dimensions.scored]
score = "percent"
round = 1
questions.goal = "Is there a goal?"
questions.depth = { text = "How deep?", options = { none = 0, some = 1, much = 2 } }
[dimensions.asking]
applies-when = { eu = true }
requires.high = { "banded.plan" = true, "scored.depth" = "some", "scored.goal" = { points = 1 }, scored = 50, rated = "high" }
[dimensions.climbed]
ladder = { need = 0.5 }
questions.view = { text = "Is there a view?", level = "high" }
""")
    places: dict[str, set[str]] = {}
    for node in rubric.plan.nodes:
        places.setdefault(".".join(map(str, node.path)), set()).add(type(node.does).__name__)
    assert {place: " ".join(sorted(names)) for place, names in places.items()} == {
        "combine": "Least",
        "dimensions.rated.rating": "AnswerPoints",
        "dimensions.banded.questions.plan": "AnswerPoints OnlyIf",
        "dimensions.banded.bands": "Adjust Coalesce Step Sum",
        "dimensions.scored.questions.goal": "AnswerPoints",
        "dimensions.scored.questions.depth": "AnswerPoints",
        "dimensions.scored.score": "Adjust Coalesce Ratio",
        "dimensions.asking.requires": "HighestRung OnlyIf",
        "dimensions.asking.requires.high": "Count",
        "dimensions.asking.requires.high.banded.plan": "AnswerPoints OnlyIf",
        "dimensions.asking.requires.high.scored.depth": "AnswerPoints",
        "dimensions.asking.requires.high.scored.goal": "AnswerPoints Threshold",
        "dimensions.asking.requires.high.scored": "Threshold",
        "dimensions.asking.requires.high.rated": "Threshold",
        "dimensions.climbed.ladder": "AnswerPoints Coalesce Count HighestRung",
    }
