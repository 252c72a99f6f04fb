"""The accepted answers to a question in a plan, and the points of each."""

import math

import pytest

import attain
from attain import Dimension, Level, NotApplicable, Question, Rubric, RubricError
from attain._model.dates import Period
from attain._model.extensions import Policy
from attain._plan.nodes import PiecewiseLinear
from attain._plan.plan import Input

START = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = ["low", "high"]
score = "sum"
"""


def rubric(text: str) -> Rubric:
    return attain.loads(START + text)


def test_the_inputs_of_a_plan_define_the_accepted_answers() -> None:
    found = rubric("""
defaults = { needs = ["note"], valid-for = "2 years", not-applicable = "exclude" }
[scales.degree]
options = { not = 0, partly = 1, fully = { points = 3, needs = ["evidence"] } }
[questions]
plan = "Is there a plan?"
debts = { text = "Are there debts?", keyed = "no", needs = [], not-applicable = "worst" }
reach = { text = "How far does it reach?", scale = "degree", valid-for = "1 month" }
own = { text = "Which?", options = { none = 0, some = 2 }, needs = ["evidence"] }
revenue = { text = "Revenue", kind = "number", min = 1, max = 9, points = { per = 2, earn = 1 } }
churn = { text = "Churn", kind = "number", max = 50, better = "lower", points = { curve = [[0, 5], [50, 0]] } }
delay = { text = "Delay", kind = "number", min = 2, better = "lower", points = { curve = [[0, 5], [50, 0]] } }
staff = { text = "Staff", kind = "number", points = { curve = [[0, 0], [50, 5]] } }
[dimensions.market]
rating = true
not-applicable = "forbidden"
""").plan.inputs
    note, years, excluded = ("note",), Period(2, "years"), NotApplicable("exclude")
    common = {"needs": note, "option_needs": (), "not_applicable": excluded, "valid_for": years, "sign": 1}

    def given(id_: str, kind: str, options: tuple[str, ...], low: float, high: float, **more: object) -> Input:
        fields = common | {"path": ("questions", id_)} | more
        titles = tuple(option.capitalize() for option in options) if kind == "choice" else ()
        fields = {"titles": titles} | fields
        return Input(id=id_, kind=kind, options=options, low=low, high=high, **fields)  # type: ignore[arg-type]  # a table

    degree, evidence = ("not", "partly", "fully"), ("evidence",)
    inf = math.inf
    assert {each.id: each for each in found} == {
        each.id: each
        for each in (
            given("plan", "yes-no", ("no", "yes"), 0, 1),
            given("debts", "yes-no", ("yes", "no"), 0, 1, needs=(), not_applicable=NotApplicable("worst")),
            given("reach", "choice", degree, 0, 2, option_needs=((), (), evidence), valid_for=Period(1, "months")),
            given("own", "choice", ("none", "some"), 0, 1, needs=evidence, option_needs=((), ())),
            given("revenue", "number", (), 1, 9),
            given("churn", "number", (), -50, inf, sign=-1),
            given("delay", "number", (), -inf, -2, sign=-1),
            given("staff", "number", (), -inf, inf),
            given(
                "market", "choice", ("low", "high"), 0, 1,
                option_needs=((), ()),
                path=("dimensions", "market", "rating"), not_applicable=NotApplicable("forbidden"),
            ),
        )
    }  # fmt: skip


@pytest.mark.parametrize(
    ("overlap", "gap", "worth"),
    [
        ("highest", "lower", {0: 9, 2: 9, 2.5: 4, 3: 4, 4: 4, 5: 4, 5.5: 1, 6: 1, 7: 1, 99: 1}),
        ("lowest", "upper", {0: 9, 2: 9, 2.5: 9, 3: 4, 4: 1, 5: 1, 5.5: 1, 6: 1, 7: 1, 99: 1}),
    ],
)
def test_ranges_of_a_number_that_is_better_low_are_read_by_the_same_policies(
    overlap: str, gap: str, worth: dict[float, float]
) -> None:
    found = rubric(f"""
overlap = "{overlap}"
gap = "{gap}"
[questions.delay]
text = "Delay"
kind = "number"
better = "lower"
points = {{ bands = {{ "0-2" = 9, "3-5" = 4, "4-6" = 1 }} }}
""")
    assert {delay: found.assess({"delay": delay}).score for delay in worth} == worth


@pytest.mark.parametrize(
    ("question", "worth"),
    [
        ("points = { per = 2, earn = 3 }, min = 0, max = 7", {0: 0, 1.9: 0, 2: 3, 7: 9}),
        ('points = { per = 2, earn = -3 }, min = 0, max = 7, better = "lower"', {0: 0, 1.9: 0, 2: -3, 7: -9}),
        ("points = { per = 2, earn = 0 }, min = 0, max = 7", {0: 0, 7: 0}),
        ('points = { per = 2, earn = 0 }, min = 0, max = 7, better = "lower"', {0: 0, 7: 0}),
        ("points = { curve = [[0, 0], [2, 10], [6, 12]] }", {-1: 0, 0: 0, 1: 5, 2: 10, 4: 11, 6: 12, 7: 12}),
        ('points = { curve = [[0, 8], [2, 4], [6, 0]] }, better = "lower"', {-1: 8, 1: 6, 2: 4, 4: 2, 6: 0, 7: 0}),
        ('points = { bands = { "0-4" = 1, "5+" = 2 } }', {-1: 1, 4: 1, 4.5: 1, 5: 2}),
    ],
    ids=str,
)
def test_a_number_earns_the_points_that_are_defined(question: str, worth: dict[float, float]) -> None:
    found = rubric(f'questions.one = {{ text = "One", kind = "number", {question} }}')
    assert {number: found.assess({"one": number}).score for number in worth} == worth


def test_a_corner_of_a_curve_earns_exactly_the_points_that_are_written() -> None:
    assert PiecewiseLinear((0, 1, 2), (0.2, 0.9, 1)).at(1) == 0.9  # not 0.2 + (0.9 - 0.2)


@pytest.mark.parametrize(("most", "full"), [(2, 1), (3, 5), (9, 5)])
def test_full_marks_are_the_most_that_ranges_can_give_even_if_they_do_not_decide(most: int, full: float) -> None:
    found = rubric(f"""
overlap = "error"
[questions.one]
text = "One"
kind = "number"
min = 0
max = {most}
points = {{ bands = {{ "0-3" = 1, "3-9" = 5 }} }}
""")
    assert found.assess({"one": 1}).root.full == full


def test_a_policy_that_fails_for_ranges_is_reported_with_the_other_problems() -> None:
    def odd(_: tuple[int, ...]) -> int:
        return 9

    staff = Question("Staff", kind="number", points={"bands": {"0-20": 1, "10-20": 2}})
    bands = {"low": "0-1", "high": "1+"}
    with pytest.raises(RubricError) as caught:
        Rubric(
            id="tiers", version="1", title="Tiers", levels=[Level("low"), Level("high")], combine="minimum",
            dimensions={
                "ranges": Dimension(score="sum", overlap=Policy("acme.odd", "overlap", odd), questions={"staff": staff}),
                "empty": Dimension(combine="minimum"),
                "bands": Dimension(bands=bands, overlap=Policy("acme.odd", "overlap", odd), questions={"plan": Question("…")}),
            },
        )  # fmt: skip
    assert {(problem.code, problem.path) for problem in caught.value.problems} >= {
        ("policy-failed", ("dimensions", "ranges", "overlap")),
        ("nothing-to-combine", ("dimensions", "empty", "combine")),
        ("policy-failed", ("dimensions", "bands", "overlap")),
    }
