"""Values keep full precision from stage to stage, and every executor compares, rounds and shows them in millionths."""

import math
from collections.abc import Sequence
from random import Random
from typing import Any  # any: answers of all kinds

import attrs
import polars as pl
import pytest
from engines import KINDS, PLAIN
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

import attain
from attain import AnswersError, Dimension, Level, Option, Question, Result, Rubric, RubricError
from attain._core.text import number
from attain._plan.nodes import AnswerPoints
from attain._testing.assessments import disagreements
from attain._testing.frames import differing, expected, rows

HEAD = 'attain = 1\nid = "fine"\nversion = "1"\ntitle = "Fine"\nlevels = { low = "Low", high = "High" }\n'


def loads(text: str) -> Rubric:
    return attain.loads(HEAD + text)


# ---------------------------------------------------------------- from stage to stage


def thirds(score: str, **yes: bool) -> Result:
    """Return the result of three areas of a third each."""
    inner = '[dimensions.{}]\nscore = "mean"\nquestions = {{ q1 = "1?", q2 = "2?", q3 = "3?" }}\n'
    rubric = loads(f'score = "{score}"\nbands = {{ low = "0-0.9", high = "1+" }}\n' + "".join(map(inner.format, "abc")))
    return rubric.assess({id_.replace("_", "."): answer for id_, answer in yes.items()})


def test_three_areas_of_a_third_each_make_one() -> None:
    result = thirds("sum", a_q1=True, b_q1=True, c_q1=True)
    assert (result.score, str(result.level)) == (1, "High")
    assert result["a"].score == 0.333333


def test_a_percentage_of_everything_is_a_hundred() -> None:
    every = {f"{area}_q{number}": True for area in "abc" for number in (1, 2, 3)}
    assert thirds("percent", **every).score == 100
    assert thirds("percent", a_q1=True, b_q1=True, c_q1=True).score == 33.333333


def test_base_and_cap_keep_full_precision_and_only_rounding_rounds() -> None:
    area = '[dimensions.{}]\nscore = "mean"\nquestions = {{ q1 = "1?", q2 = "2?", q3 = "3?" }}\n{}\n'
    answers = {"a.q1": True, "b.q1": True}
    rest = area.format("a", "base = 1\ncap = 2") + area.format("b", "base = -1\n")
    assert loads('score = "sum"\n' + rest).assess(answers).score == 0.666667
    rounded = area.format("a", "round = 2") + area.format("b", "round = 2")
    assert loads('score = "sum"\n' + rounded).assess(answers).score == 0.66


@pytest.mark.parametrize(("points", "shown", "level"), [(2.9999995, 3, "High"), (2.99999949, 2.999999, "Low")])
def test_a_score_is_compared_as_it_is_shown(points: float, shown: float, level: str) -> None:
    rubric = loads(
        f'bands = {{ low = "0-2.9", high = "3+" }}\nquestions.q = {{ text = "Q?", points = {{ yes = {points!r}, no = 0 }} }}\n'
    )
    result = rubric.assess({"q": True})
    assert (result.score, str(result.level), result.root.full) == (shown, level, shown)
    assert f"a score of {number(shown)} out of {number(shown)}" in result.root.why
    assert Result.from_dict(result.to_dict()) == result


def test_sums_do_not_depend_on_the_order_of_questions_and_dimensions() -> None:
    worth = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.00000055, "e": 1e8}
    lines = [f'{id_} = {{ text = "{id_}?", points = {{ yes = {points!r}, no = 0 }} }}' for id_, points in worth.items()]
    scores = set()
    for at in range(5):
        Random(at).shuffle(lines)
        rubric = loads('score = "sum"\n[questions]\n' + "\n".join(lines))
        scores.add((rubric.scoring_digest, rubric.assess(dict.fromkeys(worth, True)).score))
    assert len(scores) == 1


# ---------------------------------------------------------------- numbers that answer a question


LOSSES = loads("""
score = "sum"
requires.high = { churn = 7 }
[questions]
churn = { text = "Churn", kind = "number", unit = "%", better = "lower", min = 0, max = 100, points = { bands = { "0-7" = 5, ">7-100" = 0 } } }
staff = { text = "Staff", kind = "number", min = 0, whole = true, points = { per = 3, earn = 1, cap = 9 } }
""")


@pytest.mark.parametrize(
    ("churn", "level", "score", "found"),
    [
        (0.07 * 100, "High", 5, "7%"),
        (7.0000004, "High", 5, "7%"),
        (7.0000006, "Low", 0, "7.000001%"),
        (7.0000005, "Low", 0, "7.000001%"),
        (6.9999996, "High", 5, "7%"),
    ],
)
def test_an_answer_is_compared_as_it_is_shown(churn: float, level: str, score: float, found: str) -> None:
    result = LOSSES.assess({"churn": churn})
    (demand,) = result.root.requirements["high"].parts
    assert (str(result.level), result.score, demand.found, demand.asked) == (level, score, found, "at most 7%")
    assert demand.margin == (0 if level == "High" else -0.000001)
    assert disagreements(LOSSES, {"churn": churn, "staff": 1}) == ()


@pytest.mark.parametrize(("churn", "value"), [(100.00000000000001, 100), (-1e-12, 0)])
def test_an_answer_that_equals_a_bound_in_millionths_is_that_bound(churn: float, value: float) -> None:
    for answer in (churn, str(churn)):
        assert LOSSES.assess({"churn": answer}).answers["churn"].value == value
    with pytest.raises(AnswersError, match=r"100\.000001 is out of range"):
        LOSSES.assess({"churn": 100.0000006})


@pytest.mark.parametrize("staff", [2.9999999999999996, 3.0000004])
def test_an_answer_that_is_whole_in_millionths_is_that_whole_number(staff: float) -> None:
    result = LOSSES.assess({"staff": staff})
    assert (result.answers["staff"].value, result.score) == (3, 1)
    assert disagreements(LOSSES, {"staff": staff, "churn": 100}) == ()
    with pytest.raises(AnswersError, match=r"2\.999999 is not a whole number"):
        LOSSES.assess({"staff": 2.9999994})


def test_a_fact_is_compared_in_millionths() -> None:
    rubric = attain.loads(
        HEAD.replace("levels", "facts.size = { kind = 'number', default = 1 }\nlevels")
        + 'bands = { low = "0", high = "1+" }\nquestions.q = { text = "Q?", applies-when = { size = [7, 1] } }\nquestions.r = "R?"\n'
    )
    for size, asked in ((0.07 * 100, 2), (7.000001, 1), (1.0000001, 2), (None, 2)):
        given_ = {} if size is None else {"size": size}
        assert rubric.assess({"q": True, "r": True}, facts=given_).root.total == asked
        assert disagreements(rubric, {"q": True, "r": True}, given_) == ()
    frame = pl.DataFrame({"q": [True] * 3, "r": [True] * 3, "size": [0.07 * 100, 7.000001, 7.0000006]})
    assert rubric.assess_frame(frame, output="full")["total"].to_list() == [2, 1, 1]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("requires.high.n = {}", "requires.high.n"),
        ("requires.high.n.points = {}", "requires.high.n.points"),
        ("requires.high.a.score = {}", "requires.high.a.score"),
        ("dimensions.a.applies-when.size = {}", "dimensions.a.applies-when.size"),
        ("dimensions.a.applies-when.size = [1, {}]", "dimensions.a.applies-when.size"),
        ("facts.other = {{ kind = 'number', default = {} }}", "facts.other.default"),
        ("questions.m = {{ kind = 'number', min = {} }}", "questions.m.min"),
        ("questions.m = {{ kind = 'number', max = {} }}", "questions.m.max"),
    ],
)
@pytest.mark.parametrize(("threshold", "compared"), [("0.0000001", "0"), ("1.0000004", "1"), ("2.9999996", "3")])
def test_a_threshold_that_is_compared_as_another_number_is_refused(
    rules: str, problem: str, threshold: str, compared: str
) -> None:
    rubric = f"""
facts.size = {{ kind = "number", default = 1 }}
{rules.format(threshold)}
questions.n = {{ kind = "number", points = {{ per = 1, earn = 1 }}, min = -5, max = 5 }}
dimensions.a.score = "sum"
dimensions.a.questions.b = "B?"
score = "sum"
"""
    head = HEAD.partition("levels")[0]
    with pytest.raises(RubricError) as caught:
        attain.loads(f"{head}levels = ['low', 'high']\n{rubric}")
    [found] = [each for each in caught.value.problems if each.code == "too-fine"]
    assert found.keys == problem
    assert (
        found.message == f"{float(threshold)!r} is compared as {compared}, because numbers are compared in millionths"
    )


# ---------------------------------------------------------------- all executors, on numbers that floats do not hold


FINE = st.sampled_from([0.1, 0.2, 0.3, 0.7, 1 / 3, 2 / 3, 1e-7, 5e-7, 0.0000015, 1.1, 3, 10 / 7, 4.935, 0])
WEIGHTS = st.sampled_from([0.1, 1 / 3, 0.7, 1, 1e-3, 3, 1e-7])
SCORES = ["sum", "mean", "percent", "minimum", "maximum", "product"]


@st.composite
def fine(draw: st.DrawFn) -> Rubric:
    """Draw a rubric of such numbers, with a level that begins exactly where some answers lead."""

    def question() -> Question:
        weight = draw(WEIGHTS)
        if draw(st.booleans()):
            points = sorted(draw(st.lists(FINE, min_size=3, max_size=3)))
            points[-1] += draw(FINE) + 0.1
            return Question("?", options=[Option(f"o{at}", each) for at, each in enumerate(points)], weight=weight)
        xs = sorted(draw(st.sets(st.sampled_from([0.1, 0.3, 1 / 3, 0.7, 1, 2.1, 9.7]), min_size=2, max_size=4)))
        ys = sorted(draw(st.lists(FINE, min_size=len(xs), max_size=len(xs))))
        ys[-1] += 0.1
        return Question(
            "?", kind="number", min=0, max=10, points={"curve": list(zip(xs, ys, strict=True))}, weight=weight
        )

    def area(**more: object) -> dict[str, Any]:
        score = draw(st.sampled_from(SCORES))
        weighed = score in SCORES[:3]
        asked = {f"q{at}": question() for at in draw(st.permutations(range(draw(st.integers(1, 4)))))}
        if not weighed:
            asked = {id_: attrs.evolve(each, weight=None) for id_, each in asked.items()}
        base = draw(st.none() | FINE)
        return {
            "score": score,
            "questions": asked,
            "base": base,
            "round": draw(st.sampled_from([None, None, 1, 5])),
            **more,
        }

    top = draw(st.sampled_from(SCORES))
    inner = {id_: Dimension(**area(weight=draw(WEIGHTS) if top in SCORES[:3] else None)) for id_ in ("b", "a")}
    rules: dict[str, Any] = {"score": top, "dimensions": inner, "base": draw(st.none() | FINE)}
    levels = [Level("low"), Level("high")]
    try:
        rubric = Rubric(id="fine", version="1", title="Fine", **rules)
    except RubricError:  # products of these numbers are too large
        reject()
    score = rubric.assess(chosen(rubric, Random(draw(st.integers(0, 9))))).score
    return Rubric(id="fine", version="1", title="Fine", levels=levels, requires={"high": {"score": score}}, **rules)


def chosen(rubric: Rubric, random: Random) -> dict[str, object]:
    """Return an answer to every question."""
    found: dict[str, object] = {}
    for input_ in rubric.plan.inputs:
        numbers = [0.1 + 0.2, 1 / 3, random.uniform(0, 10), 0.7, 0.7 - 1e-16, 10.000000000000002]
        found[input_.id] = random.choice(input_.options or numbers)
    return found


def better(rubric: Rubric, answers: dict[str, object], random: Random) -> dict[str, object]:
    """Return the same answers, with one that is at least as good."""
    input_ = random.choice(rubric.plan.inputs)
    given_: Any = answers[input_.id]
    if input_.kind == "number":
        raised = random.choice([math.nextafter(given_, 10), min(given_ + 1e-7, 10), 10])
        return {**answers, input_.id: max(given_, raised)}
    return {**answers, input_.id: random.choice(input_.options[input_.options.index(given_) :])}


def scores_and_ranks(result: Result) -> list[float]:
    parts = (result.root, *result.dimensions.values())
    return [each.score or 0 for each in parts] + [each.level.rank if each.level else 0 for each in parts]


def check(rubric: Rubric, seed: int, size: int, engines: Sequence[str] = ("polars", "pyarrow")) -> None:
    """Compare the interpreter, the function and frames of all engines, and better answers with worse ones."""
    random = Random(seed)
    given_ = [chosen(rubric, random) for _ in range(size)]
    given_ += [better(rubric, each, random) for each in given_]
    results = [rubric.assess(each) for each in given_]
    wanted = [expected(rubric, each) for each in given_]
    for each, row, result in zip(given_, wanted, results, strict=True):
        scores = (row["score"], row["a_score"], row["b_score"], row["level"])
        assert (result.score, result["a"].score, result["b"].score, result.level and result.level.id) == scores, each
    for worse, best in zip(results[:size], results[size:], strict=True):
        assert all(low <= high for low, high in zip(scores_and_ranks(worse), scores_and_ranks(best), strict=True))
    compare(rubric, given_, engines)


def compare(rubric: Rubric, given_: Sequence[dict[str, object]], engines: Sequence[str]) -> None:
    """Compare the frames of some engines with the interpreter."""
    wanted = [expected(rubric, each) for each in given_]
    columns = {input_.id: [each[input_.id] for each in given_] for input_ in rubric.plan.inputs}
    data = pl.DataFrame({"id": range(len(given_)), **columns})
    for engine in engines:
        scored = rows(rubric.assess_frame(KINDS[engine](data), id="id", output="full"))
        for row, found in zip(wanted, sorted(scored, key=lambda row: row["id"]), strict=True):  # type: ignore[arg-type, return-value]  # numbers
            assert [*differing(row, found)] == [], (engine, given_[int(str(found["id"]))])


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(fine(), st.integers(0, 1000))
def test_every_executor_gives_the_same_and_better_answers_never_give_less(rubric: Rubric, seed: int) -> None:
    check(rubric, seed, 5)


def test_engines_that_work_lazily_give_the_same() -> None:
    rubric = loads("""
score = "sum"
base = 0.1
requires.high.score = 1.433333
[dimensions.a]
score = "mean"
questions.p = { text = "P?", options = { none = 0.1, some = 0.7, full = 1.3 }, weight = 0.1 }
questions.q = { text = "Q?", options = { none = 0.1, some = 0.7, full = 1.1 }, weight = 0.7 }
questions.r = { text = "R?", kind = "number", min = 0, max = 10, points = { curve = [[0, 0.1], [1, 0.3], [3, 1.1]] }, weight = 0.3 }
[dimensions.b]
score = "percent"
round = 1
weight = 0.003
questions.s = { text = "S?", kind = "number", min = 0, max = 10, better = "lower", points = { bands = { "0-<0.3" = 1.1, "0.3-7" = 0.1 } } }
questions.t = { text = "T?", kind = "number", min = 0, max = 10, whole = true, points = { per = 3, earn = 0.7 } }
""")
    random = Random(1)
    given_ = [{**chosen(rubric, random), "b.t": float(random.randint(0, 10))} for _ in range(50)]
    compare(rubric, given_, PLAIN)


def test_a_product_of_means_has_its_level_in_frames_too() -> None:
    area = '[dimensions.{}]\nscore = "mean"\nquestions = {{ q1 = "1?", q2 = "2?" }}\n'
    rubric = loads(
        'score = "product"\nbands = { low = "0-<0.5", high = "0.5+" }\n' + area.format("a") + area.format("b")
    )
    given_: list[dict[str, object]] = [
        {"a.q1": True, "a.q2": a, "b.q1": True, "b.q2": b} for a in (True, False) for b in (True, False)
    ]
    assert [str(rubric.assess(each).level) for each in given_] == ["High", "High", "High", "Low"]
    compare(rubric, given_, PLAIN)


def test_a_curve_never_exceeds_its_corners() -> None:
    curve = [[0, 0.1], [1, 0.3], [2, 0.7], [3, 0.8], [7, 1.1]]
    rubric = loads(f'score = "sum"\nquestions.n = {{ text = "N", kind = "number", points = {{ curve = {curve} }} }}')
    (line,) = (
        node.does.worth for node in rubric.plan.nodes if isinstance(node.does, AnswerPoints) and node.does.open == 0.1
    )
    for x, y in curve:
        assert line.at(math.nextafter(x, -math.inf)) <= y == line.at(x)
