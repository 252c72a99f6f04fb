"""Laws of scoring: on random rubrics, and compared with plain arithmetic."""

import pickle
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import floor, prod
from random import Random
from typing import Any, Literal

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from attain import (
    AmbiguousLevelError,
    Dimension,
    Fact,
    Ladder,
    Level,
    NotApplicable,
    Question,
    Result,
    Rubric,
    RubricError,
)
from attain._core.data import FrozenDict
from attain._core.precision import quantised
from attain._model.conditions import Group
from attain._plan.nodes import LARGEST, Completion
from attain._plan.plan import Missing
from attain._score.interpreter import applies, run
from attain._testing.answers import better, code_of, full_answer, value_of
from attain._testing.checks import round_trip
from attain._testing.laws import EXECUTORS, KEPT, LAWS, Law, parts
from attain.testing import ON, answers, facts, rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

DATA = st.data()
COMPLETIONS: list[Completion | None] = [None, "worst", "best"]
SHUFFLES = st.randoms(use_true_random=False)


def assess(rubric: Rubric, given_: dict[str, object], facts_: dict[str, object]) -> Result | None:
    """Return the result; None if the ranges do not decide and the policy is to report that."""
    try:
        return rubric.assess(given_, facts=facts_, on=ON)
    except AmbiguousLevelError:
        return None


def rank(level: Level | None) -> int | None:
    return None if level is None else level.rank


def outcomes(result: Result | None) -> dict[str, tuple[object, ...]]:
    """Return the levels, the scores and their bounds; nothing if there is no result."""
    return (
        {}
        if result is None
        else {
            id_: (
                rank(each.level),
                each.score,
                rank(each.low),
                rank(each.high),
                each.score_low,
                each.score_high,
                each.answered,
                each.total,
            )
            for id_, each in parts(result).items()
        }
    )


def decided(data: st.DataObject, rubric: Rubric) -> Rubric:
    """Return the rubric with policies that always decide."""
    return rubric.with_policy(
        overlap=data.draw(st.sampled_from(["highest", "lowest"])), gap=data.draw(st.sampled_from(["lower", "upper"]))
    )


def everywhere(rubric: Rubric, **rules: Any) -> Rubric:  # any: fields of all kinds
    """Return the rubric with some rules in every dimension, which no dimension or question overrides."""

    def restated(questions: FrozenDict[str, Question]) -> dict[str, Question]:
        return {name: attrs.evolve(question, not_applicable=None) for name, question in questions.items()}

    own: Any = dict.fromkeys(rules)
    return attrs.evolve(
        rubric,
        defaults=attrs.evolve(rubric.defaults, **rules),
        dimensions={
            name: attrs.evolve(each, questions=restated(each.questions), **own)
            for name, each in rubric.dimensions.items()
        },
        questions=restated(rubric.questions),
        **own,
    )


# ---------------------------------------------------------------- laws of the testing kit for any rubric


@pytest.mark.parametrize("law", [*LAWS.values(), KEPT, EXECUTORS], ids=[*LAWS, "kept", "executors"])
@LAW
@given(DATA)
def test_a_law_of_the_testing_kit_holds(law: Law, data: st.DataObject) -> None:
    law.holds(data.draw(law.cases(data.draw(rubrics()))), data)


@LAW
@given(rubrics())
def test_a_rubric_reads_back_from_everything_it_is_written_to(rubric: Rubric) -> None:
    assert round_trip(rubric) == ""


# ---------------------------------------------------------------- total, and monotone within


@LAW
@given(DATA)
def test_complete_answers_give_a_level_and_a_score_if_there_is_a_way_to_one(data: st.DataObject) -> None:
    rubric = data.draw(rubrics(facts=False))
    result = assess(rubric, data.draw(answers(rubric, open=False, inapplicable=False)), {})
    assume(result is not None)
    assert result is not None
    for output in rubric.plan.outputs:
        found = parts(result)[output.id]
        assert (found.level is not None) == (output.way is not None)
        assert (found.score is not None) == (output.score is not None)


@LAW
@given(DATA)
def test_no_node_of_a_plan_falls_when_answers_rise(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    plan, given_ = rubric.plan, data.draw(facts(rubric))
    fact_values = [given_.get(fact.id, fact.default) for fact in plan.facts]
    worse: list[float | Missing] = []
    best: list[float | Missing] = []
    for input_ in plan.inputs:
        low, high = max(input_.low, -30.0), min(input_.high, 30.0)
        grid = st.integers(int(low), int(high)).map(float) if input_.kind != "number" else st.floats(low, high)
        code = data.draw(grid | st.sampled_from(Missing))
        worse.append(code)
        best.append(code if isinstance(code, Missing) else data.draw(better(input_, code)))
    for one, other in zip(run(plan, worse, fact_values).values, run(plan, best, fact_values).values, strict=True):  # type: ignore[arg-type]  # plain facts
        assert (one is None) == (other is None)
        assert one is None or other is None or one <= other + 1e-9  # a corner of a curve may be off by an ulp


@LAW
@given(DATA)
def test_no_node_of_a_plan_leaves_its_range(data: st.DataObject) -> None:
    plan = data.draw(rubrics()).plan
    fact_values: list[float | bool | str | None] = [fact.default for fact in plan.facts]
    codes: list[float | Missing] = []
    for input_ in plan.inputs:
        low, high = max(input_.low, -30.0), min(input_.high, 30.0)
        grid = st.integers(int(low), int(high)).map(float) if input_.kind != "number" else st.floats(low, high)
        codes.append(data.draw(grid | st.sampled_from([low, high, *Missing])))
    for completion in COMPLETIONS:
        for node, value in zip(plan.nodes, run(plan, codes, fact_values, completion).values, strict=True):
            if value is None:
                assert node.nullable
            else:
                assert node.low - 1e-6 <= value <= node.high + 1e-6 or value < -LARGEST


# ---------------------------------------------------------------- bounds


@LAW
@given(DATA)
def test_bounds_are_the_worst_and_the_best_of_all_completions(data: st.DataObject) -> None:
    rubric = decided(data, data.draw(rubrics(dimensions=3, questions=2)))
    plan, given_, facts_ = rubric.plan, data.draw(answers(rubric)), data.draw(facts(rubric))
    result = assess(rubric, given_, facts_)
    assert result is not None
    open_ = [input_ for input_ in plan.inputs if result.answers[input_.id].state == "open"]
    for input_ in open_[4:]:
        given_[input_.id] = full_answer(value_of(input_, max(input_.low, -30)))
    result = assess(rubric, given_, facts_)
    assert result is not None
    codes: list[list[float | Missing]] = []
    for input_ in plan.inputs:
        answer = result.answers[input_.id]
        if answer.state == "answered":
            codes.append([code_of(input_, answer.value)])
        elif answer.state == "n/a":
            codes.append([Missing.NOT_APPLICABLE])
        elif input_.kind == "number":
            middle = data.draw(st.sampled_from([0.0, 1.0, 2.5]))
            codes.append(
                [max(input_.low, -1e6), min(max(input_.sign * middle, input_.low), input_.high), min(input_.high, 1e6)]
            )
        else:
            codes.append([float(code) for code in range(len(input_.options))])
    fact_values = [result.facts[fact.id] for fact in plan.facts]
    traces = [run(plan, completion, fact_values).values for completion in product(*codes)]
    for output in plan.outputs:
        found = parts(result)[output.id]
        for node, low, high in (
            (output.level, rank(found.low), rank(found.high)),
            (output.score, found.score_low, found.score_high),
        ):
            values = (
                [] if node is None else [quantised(value) for trace in traces if (value := trace[node]) is not None]
            )
            assert (low, high) == ((min(values), max(values)) if values else (None, None))


@LAW
@given(DATA)
def test_if_an_open_question_counts_as_the_worst_answer_the_present_result_is_the_lower_bound(
    data: st.DataObject,
) -> None:
    rubric = everywhere(decided(data, data.draw(rubrics())), unanswered="worst")
    result = assess(rubric, data.draw(answers(rubric)), data.draw(facts(rubric)))
    assert result is not None
    for found in parts(result).values():
        assert (found.level, found.score) == (found.low, found.score_low)


@LAW
@given(DATA)
def test_if_unclear_ranges_are_an_error_the_bounds_span_every_reading_of_them(data: st.DataObject) -> None:
    rubric = everywhere(data.draw(rubrics()), unanswered="block")
    given_, facts_ = data.draw(answers(rubric)), data.draw(facts(rubric))
    strict, low, high = (
        assess(rubric.with_policy(overlap=overlap, gap=gap), given_, facts_)
        for overlap, gap in (("error", "error"), ("lowest", "lower"), ("highest", "upper"))
    )
    assume(strict is not None)
    assert strict is not None
    assert low is not None
    assert high is not None
    for id_, found in parts(strict).items():
        assert (found.low, found.score_low) == (parts(low)[id_].low, parts(low)[id_].score_low)
        assert (found.high, found.score_high) == (parts(high)[id_].high, parts(high)[id_].score_high)


# ---------------------------------------------------------------- answer states, on random rubrics


@LAW
@given(DATA)
def test_if_nothing_is_applicable_there_is_no_result(data: st.DataObject) -> None:
    rubric = everywhere(data.draw(rubrics()), not_applicable="exclude")
    result = assess(rubric, {input_.id: "n/a" for input_ in rubric.plan.inputs}, data.draw(facts(rubric)))
    assert result is not None
    assert set(outcomes(result).values()) == {(None, None, None, None, None, None, 0, 0)}


@LAW
@given(DATA)
def test_not_applicable_can_count_as_the_best_or_the_worst_answer(data: st.DataObject) -> None:
    as_: Literal["best", "worst"] = data.draw(st.sampled_from(["best", "worst"]))
    rubric = everywhere(decided(data, data.draw(rubrics())), not_applicable=as_)
    given_, facts_ = data.draw(answers(rubric)), data.draw(facts(rubric))
    input_ = data.draw(st.sampled_from(rubric.plan.inputs)) if rubric.plan.inputs else None
    assume(input_)
    assert input_
    code = min(input_.high, 1e6) if as_ == "best" else max(input_.low, -1e6)
    one = assess(rubric, {**given_, input_.id: "n/a"}, facts_)
    other = assess(rubric, {**given_, input_.id: full_answer(value_of(input_, code))}, facts_)
    assert outcomes(one) == outcomes(other)


@LAW
@given(DATA)
def test_a_block_withholds_level_and_score_and_shows_the_bounds(data: st.DataObject) -> None:
    drawn = decided(data, data.draw(rubrics()))
    blocking, worst = everywhere(drawn, unanswered="block"), everywhere(drawn, unanswered="worst")
    given_, facts_ = data.draw(answers(blocking)), data.draw(facts(blocking))
    one, other = assess(blocking, given_, facts_), assess(worst, given_, facts_)
    assert one is not None
    assert other is not None
    fact_values = [one.facts[fact.id] for fact in blocking.plan.facts]
    applicable = {
        blocking.plan.inputs[asked.input].id
        for output in blocking.plan.outputs
        for asked in output.asked
        if applies(asked.facts, fact_values)
    }
    for id_, found in parts(one).items():
        unblocked = parts(other)[id_]
        assert set(found.blocked_by) <= applicable
        bounds = (found.low, found.high, found.score_low, found.score_high)
        assert bounds == (unblocked.low, unblocked.high, unblocked.score_low, unblocked.score_high)
        assert all(one.answers[name].state == "open" for name in found.blocked_by)
        if found.blocked_by:
            assert (found.level, found.score) == (None, None)
        else:
            assert (found.level, found.score) == (unblocked.level, unblocked.score)
    completed = {input_.id: full_answer(value_of(input_, max(input_.low, -30))) for input_ in blocking.plan.inputs}
    filled = assess(blocking, {**given_, **{name: completed[name] for name in blocked(one)}}, facts_)
    assert filled is not None
    assert blocked(filled) == set()


def blocked(result: Result) -> set[str]:
    return {name for each in parts(result).values() for name in each.blocked_by}


# ---------------------------------------------------------------- answer states, compared with plain arithmetic

State = Literal["yes", "no", "open", "n/a"]
STATES = st.sampled_from(["yes", "no", "open", "n/a"])
QUARTERS = st.integers(0, 12).map(lambda number: number / 4)


def asked_so(states: Sequence[str]) -> dict[str, object]:
    """Return answers to the questions q0, q1, …"""
    return {f"q{number}": None if state == "open" else state for number, state in enumerate(states)}


def tiny(levels: int = 2, **rules: Any) -> Rubric:  # any: fields of all kinds
    return Rubric(
        id="tiny", version="1", title="Tiny", levels=[Level(f"l{number}") for number in range(levels)], **rules
    )


def half_up(value: Fraction, digits: int) -> Fraction:
    return Fraction(floor(value * 10**digits + Fraction(1, 2)), 10**digits)


def by_hand(worths: Sequence[tuple[Fraction, Fraction, Fraction] | None], rules: dict[str, Any]) -> Fraction | None:
    """Return the score of some points, each with its weight and full marks; None if nothing is applicable."""
    present = [worth for worth in worths if worth is not None]
    if not present:
        return None
    points = [points for points, _, _ in present]
    weighted = sum((weight * points for points, weight, _ in present), Fraction(0))
    ways = {
        "sum": lambda: weighted,
        "mean": lambda: weighted / sum(weight for _, weight, _ in present),
        "percent": lambda: 100 * weighted / sum(weight * full for _, weight, full in present),
        "minimum": lambda: min(points),
        "maximum": lambda: max(points),
        "product": lambda: prod(points, start=Fraction(1)),
    }
    score = Fraction(ways[rules["score"]]() + rules["base"])
    score = score if rules["cap"] is None else min(score, Fraction(rules["cap"]))
    return half_up(half_up(score, 6), 6 if rules["round"] is None else rules["round"])


@LAW
@given(
    st.lists(st.tuples(STATES, QUARTERS, QUARTERS, st.sampled_from([0.25, 0.5, 1, 3])), min_size=1, max_size=5),
    st.fixed_dictionaries(
        {
            "score": st.sampled_from(["sum", "mean", "percent", "minimum", "maximum", "product"]),
            "base": st.sampled_from([-2, 0, 110]),
            "cap": st.none() | st.sampled_from([1.75, 100]),
            "round": st.none() | st.integers(0, 3),
        }
    ),
    st.sampled_from(["worst", "exclude"]),
)
def test_a_score_equals_the_arithmetic(
    asked: list[tuple[State, float, float, float]], rules: dict[str, Any], unanswered: Any
) -> None:
    kind = rules["score"]
    weighed = kind in ("sum", "mean", "percent")
    questions = {}
    worths: list[tuple[Fraction, Fraction, Fraction] | None] = []
    nothing = all(state in ("open", "n/a") for state, *_ in asked)
    for number, (state, less, more, weight) in enumerate(asked):
        worst, best = less, less + more + (1 if kind == "percent" else 0)
        questions[f"q{number}"] = Question(points={"no": worst, "yes": best}, weight=weight if weighed else None)
        passed_over = state == "n/a" or (state == "open" and unanswered == "exclude" and not nothing)
        points = best if state == "yes" else worst
        worths.append(None if passed_over else (Fraction(points), Fraction(weight), Fraction(best)))
    rubric = tiny(questions=questions, defaults=Dimension(not_applicable="exclude", unanswered=unanswered), **rules)
    score = rubric.assess(asked_so([state for state, *_ in asked])).score
    wanted = by_hand(worths, rules)
    assert score == (None if wanted is None else pytest.approx(float(wanted), abs=1e-9))


@LAW
@given(
    st.lists(
        st.tuples(st.sampled_from(["yes", "no", "n/a"]), QUARTERS, st.sampled_from([0.25, 0.5, 3])),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["sum", "mean", "percent", "minimum", "maximum", "product"]),
    st.sampled_from([0, 2]),
)
def test_a_score_within_counts_with_its_weight_like_points(
    asked: list[tuple[State, float, float]], kind: Any, base: float
) -> None:
    weighed = kind in ("sum", "mean", "percent")
    dimensions = {}
    worths: list[tuple[Fraction, Fraction, Fraction] | None] = []
    for number, (state, more, weight) in enumerate(asked):
        question = Question(points={"no": 0.5, "yes": 1 + more})
        dimensions[f"d{number}"] = Dimension(
            questions={"q": question}, score="sum", base=base, weight=weight if weighed else None
        )
        best = Fraction(1 + more + base)
        points = best if state == "yes" else Fraction(0.5 + base)
        worths.append(None if state == "n/a" else (points, Fraction(weight), best))
    rubric = tiny(score=kind, dimensions=dimensions, defaults=Dimension(not_applicable="exclude"))
    score = rubric.assess({f"d{number}.q": state for number, (state, *_) in enumerate(asked)}).score
    wanted = by_hand(worths, {"score": kind, "base": 0, "cap": None, "round": None})
    assert score == (None if wanted is None else pytest.approx(float(wanted), abs=1e-9))


@LAW
@given(st.lists(STATES, min_size=1, max_size=5), st.sampled_from(["worst", "exclude", "block"]), DATA)
def test_all_any_and_count_skip_what_is_not_applicable_and_an_open_question_never_holds(
    states: list[State], unanswered: Any, data: st.DataObject
) -> None:
    names = [f"q{number}" for number in range(len(states))]
    least = data.draw(st.integers(1, len(names)))
    conditions: dict[str, dict[str, object]] = {
        "all": {"all": [{name: True} for name in names]},
        "any": {"any": [{name: True} for name in names]},
        "count": {"count": {"at-least": least, "of": names}},
        "each": {"each": {"value": True, "of": names}},
        "points": {"each": {"points": 1, "of": names}},
    }
    present = [state for state in states if state != "n/a"]
    yes = present.count("yes")
    needs = {
        "all": len(present),
        "any": 1,
        "count": min(least, len(present)),
        "each": len(present),
        "points": len(present),
    }
    rubric = tiny(
        questions={name: Question() for name in names},
        defaults=Dimension(not_applicable="exclude", unanswered=unanswered),
        dimensions={f"asks-{name}": Dimension(requires={"l1": condition}) for name, condition in conditions.items()},
    )
    result = rubric.assess(asked_so(states))
    for name, need in needs.items():
        found = result[f"asks-{name}"]
        blocks = unanswered == "block" and "open" in states
        assert rank(found.level) == (None if not present or blocks else int(yes >= need))


@LAW
@given(
    st.lists(st.lists(STATES, min_size=1, max_size=3), min_size=1, max_size=3),
    st.sampled_from([1.0, 0.5, 0.34, 0.67]),
    st.booleans(),
)
def test_a_ladder_is_climbed_rung_by_rung(rungs: list[list[State]], need: float, exclude: bool) -> None:
    states = [state for rung in rungs for state in rung]
    levels = [number + 1 for number, rung in enumerate(rungs) for _ in rung]
    rubric = tiny(
        levels=len(rungs) + 1,
        ladder=Ladder(need),
        questions={f"q{number}": Question(level=f"l{level}") for number, level in enumerate(levels)},
        defaults=Dimension(not_applicable="exclude", unanswered="exclude" if exclude else "worst"),
    )
    reached: int | None = None if all(state == "n/a" for state in states) else 0
    for number, rung in enumerate(rungs):
        present = [state for state in rung if state != "n/a"]
        if exclude and set(present) & {"yes", "no"}:
            present = [state for state in present if state != "open"]
        if present and present.count("yes") / len(present) < need:
            break
        reached = number + 1 if present else reached
    assert rank(rubric.assess(asked_so(states)).level) == reached


@LAW
@given(
    st.lists(st.none() | st.tuples(st.integers(0, 3), st.sampled_from([0.1, 0.2, 0.3, 1, 2])), min_size=1, max_size=6)
)
def test_levels_are_combined_over_those_that_exist(given_: list[tuple[int, float] | None]) -> None:
    def combined(way: Any) -> int | None:
        rubric = tiny(
            levels=4,
            combine=way,
            defaults=Dimension(not_applicable="exclude"),
            dimensions={
                f"d{number}": Dimension(rating=True, weight=each[1] if each and way == "mean" else None)
                for number, each in enumerate(given_)
            },
        )
        return rank(
            rubric.assess({f"d{number}": f"l{each[0]}" if each else "n/a" for number, each in enumerate(given_)}).level
        )

    present = [each for each in given_ if each]
    ranks = sorted(each for each, _ in present)
    if not ranks:
        assert [combined(way) for way in ("minimum", "maximum", "majority", "mean")] == [None] * 4
        return
    weights = [Fraction(str(weight)) for _, weight in present]
    mean = sum((weight * each for (each, _), weight in zip(present, weights, strict=True)), Fraction(0)) / sum(weights)
    assert combined("minimum") == ranks[0]
    assert combined("maximum") == ranks[-1]
    assert combined("majority") == max(
        level for level in range(4) if 2 * sum(each >= level for each in ranks) > len(ranks)
    )
    assert combined("mean") == floor(half_up(mean, 6))


@LAW
@given(st.lists(st.booleans(), min_size=1, max_size=4))
def test_a_level_demands_those_below_it_unless_it_says_otherwise(holds: list[bool]) -> None:
    requires = {f"l{number + 1}": {f"q{number}": True} for number in range(len(holds))}
    rules: dict[str, Any] = {
        "levels": len(holds) + 1,
        "requires": requires,
        "questions": {name: Question() for each in requires.values() for name in each},
    }
    states = ["yes" if each else "no" for each in holds]
    climbed = holds.index(False) if False in holds else len(holds)
    assert rank(tiny(**rules).assess(asked_so(states)).level) == climbed
    highest = max((number + 1 for number, each in enumerate(holds) if each), default=0)
    assert rank(tiny(**rules, cumulative=False).assess(asked_so(states)).level) == highest


@pytest.mark.parametrize(
    ("points", "worst", "best"),
    [
        ({"curve": [[0, 0], [5, 20]]}, 4, 16),
        ({"per": 2, "earn": 3}, 0, 6),
        ({"bands": {"0-0.9": 1, "1-1.9": 2, "2-3.9": 3, "4-4": 4, "5+": 5}}, 2, 4),
    ],
    ids=["curve", "per", "bands"],
)
def test_the_points_of_a_number_reach_as_far_as_the_accepted_numbers(points: Any, worst: float, best: float) -> None:
    question = Question(kind="number", min=1, max=4, points=points, not_applicable=NotApplicable("best"))
    rubric = tiny(score="sum", questions={"q0": question})
    assert rubric.assess({"q0": 1}).score == rubric.assess({}).score == worst
    assert rubric.assess({"q0": 4}).score == rubric.assess({"q0": "n/a"}).score == best
    found = rubric.assess({}).root
    assert (found.score_low, found.score_high, found.full) == (worst, best, best)


def test_full_marks_that_are_rounded_to_zero_give_no_percentage() -> None:
    little = Dimension(score="sum", round=0, questions={"q": Question(weight=0.25)})
    with pytest.raises(RubricError, match="full marks for 'd' are 0"):
        tiny(score="percent", dimensions={"d": little})


# ---------------------------------------------------------------- policies


@LAW
@given(DATA)
def test_policies_keep_their_order_and_give_the_alternatives(data: st.DataObject) -> None:
    drawn = data.draw(rubrics())
    given_, facts_ = data.draw(answers(drawn)), data.draw(facts(drawn))
    found: dict[tuple[str, str], Result] = {}
    for overlap, gap in product(("lowest", "highest"), ("lower", "upper")):
        result = assess(drawn.with_policy(overlap=overlap, gap=gap), given_, facts_)
        assert result is not None
        found[overlap, gap] = result
    for (one, low), (other, high) in product(found.items(), found.items()):
        if all(left <= right for left, right in zip(map(ORDER.index, one), map(ORDER.index, other), strict=True)):
            for id_, part in parts(low).items():
                upper = parts(high)[id_]
                assert part.level is None or (upper.level is not None and part.level <= upper.level)
                assert part.score is None or (upper.score is not None and part.score <= upper.score)
    for (overlap, gap), result in found.items():
        for id_, part in parts(result).items():
            for policy, level in part.alternatives.items():
                kind = "overlap" if policy in ("lowest", "highest") else "gap"
                assert part.policy == f'{kind} = "{overlap if kind == "overlap" else gap}"'
                elsewhere = parts(found[(policy, gap) if kind == "overlap" else (overlap, policy)])[id_]
                assert elsewhere.score != part.score or elsewhere.level == level


ORDER = ["lowest", "highest", "lower", "upper"]


UNCLEAR: dict[str, Any] = {"bands": {"l0": "0-1", "l1": "1-2"}, "overlap": "error"}


def test_a_score_that_the_ranges_leave_open_raises_no_error_if_the_dimension_does_not_apply() -> None:
    rubric = tiny(
        facts={"big": Fact()},
        dimensions={"d": Dimension(**UNCLEAR, questions={"q": Question()}, applies_when={"big": True})},
    )
    with pytest.raises(AmbiguousLevelError, match="a score of 1 lies in the ranges of L0 and L1"):
        rubric.assess({"d.q": True}, facts={"big": True})
    assert rubric.assess({"d.q": True}, facts={"big": False})["d"].level is None


def test_an_answer_whose_points_the_ranges_leave_open_raises_no_error_if_it_does_not_apply() -> None:
    unclear = Question(kind="number", points={"bands": {"0-3": 1, "3-5": 2}}, applies_when={"big": True})
    rubric = tiny(score="sum", overlap="error", facts={"big": Fact()}, questions={"q0": Question(), "q1": unclear})
    with pytest.raises(AmbiguousLevelError, match="this answer to 'q1'"):
        rubric.assess({"q0": True, "q1": 3}, facts={"big": True})
    assert rubric.assess({"q0": True, "q1": 3}, facts={"big": False}).score == 1


def test_a_score_that_the_ranges_leave_open_raises_no_error_while_an_answer_withholds_it() -> None:
    rubric = tiny(**UNCLEAR, unanswered="block", questions={"q0": Question(), "q1": Question()})
    found = rubric.assess({"q0": True}).root
    assert (found.level, rank(found.low), rank(found.high)) == (None, 0, 1)
    assert rubric.assess({"q0": True, "q1": True}).root.candidates[-1].id == "l1"


# ---------------------------------------------------------------- order, copies, files


def shuffled(table: Any, random: Random) -> Any:  # any: tables of all kinds
    """Return the same tables with their keys in another order."""
    if isinstance(table, FrozenDict):
        items = [(key, shuffled(value, random)) for key, value in table.items()]
        random.shuffle(items)
        return FrozenDict(items)
    if isinstance(table, Group):
        of = [shuffled(part, random) for part in table.of]
        random.shuffle(of)
        return attrs.evolve(table, of=tuple(of))
    if isinstance(table, Rubric | Dimension | Question):
        names = [field.name for field in attrs.fields(type(table)) if field.init]
        return attrs.evolve(table, **{name: shuffled(getattr(table, name), random) for name in names})
    return table


@LAW
@given(DATA, SHUFFLES)
def test_the_order_of_keys_means_nothing(data: st.DataObject, random: Random) -> None:
    rubric = data.draw(rubrics())
    other = shuffled(rubric, random)
    assert other == rubric
    assert hash(other) == hash(rubric)
    assert other.scoring_digest == rubric.scoring_digest
    assert other.wording_digest == rubric.wording_digest
    given_, facts_ = data.draw(answers(rubric)), data.draw(facts(rubric))
    one, two = (
        assess(rubric, given_, facts_),
        assess(other, shuffled(FrozenDict(given_), random), shuffled(FrozenDict(facts_), random)),
    )
    assert outcomes(one) == outcomes(two)


def nested(flat: dict[str, object]) -> dict[str, object]:
    """Return answers as tables within tables, where that is possible."""
    found: dict[str, Any] = {name: value for name, value in flat.items() if "." not in name}
    for name, value in flat.items():
        dimension, _, short = name.partition(".")
        if short and dimension in flat:
            found[name] = value
        elif short:
            found.setdefault(dimension, {})[short] = value
    return found


@LAW
@given(DATA)
def test_answers_mean_the_same_flat_and_nested(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_, facts_ = data.draw(answers(rubric)), data.draw(facts(rubric))
    one, other = assess(rubric, given_, facts_), assess(rubric, nested(given_), facts_)
    assert one == other


@LAW
@given(DATA)
def test_a_copy_of_a_rubric_scores_as_it_does(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_, facts_ = data.draw(answers(rubric)), data.draw(facts(rubric))
    copy = pickle.loads(pickle.dumps(rubric))
    assert copy.plan == rubric.plan
    assert assess(copy, given_, facts_) == assess(rubric, given_, facts_)


@LAW
@given(rubrics(), st.text(max_size=3))
def test_wording_changes_no_score(rubric: Rubric, text: str) -> None:
    id_ = rubric.id if rubric.rating else "other"  # the id of the rubric keys the answer to its rating
    other = attrs.evolve(rubric, title=text + "!", summary=text, id=id_, version="2.0")
    assert other.scoring_digest == rubric.scoring_digest
    assert other.wording_digest != rubric.wording_digest
