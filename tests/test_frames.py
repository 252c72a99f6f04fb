"""Every engine gives the same as the interpreter: on random rubrics and answers, in columns of all types, wide and long."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any  # any: frames of all kinds

import polars as pl
import pytest
from engines import KINDS, PLAIN, Typed, differences, long, mixed, right, sqlframe, typed, wide
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import attain
from attain import Rubric
from attain._testing.answers import values
from attain._testing.frames import Row, SubjectAnswers, rows
from attain.testing import ON, answers, facts, rubrics

# A frame of a random rubric takes as long as some hundred assessments. So there are few of them, with many rows.
LAW = settings(max_examples=max(2, settings().max_examples // 15), suppress_health_check=[*HealthCheck])
DATA = st.data()

MODELS = Path(__file__).parent / "models"
OWN = {
    rubric.id: rubric
    for rubric in [
        *map(attain.rubric, ("iamcp-p2p", "iamcp-p2p-keyed")),
        *(attain.load(path) for path in sorted(MODELS.glob("*.toml"))),
    ]
}


ODD = attain.loads("""
attain = 1
id = "odd"
version = "1"
title = "What few rubrics do"
combine = "majority"
levels = { low = "Low", middle = "Middle", high = "High" }
defaults = { not-applicable = "exclude" }
facts.size = { kind = "number", default = 3 }
facts.region = { options = ["emea", "apac"], default = "emea" }
facts.partner = { text = "Is it a partner?", default = true }

[dimensions.percent]
score = "percent"
round = 2
bands = { low = "0-49.9", middle = "50-79.9", high = "80+" }
[dimensions.percent.questions]
worth = { text = "Worth more than one?", points = { yes = 1.5, no = 0.25 } }
blame = { text = "Is anyone blamed?", keyed = "no" }
wait = { kind = "number", better = "lower", min = 0, max = 30, points = { curve = [[1, 2.5], [24, 0.5]] } }
sales = { kind = "number", min = 0, max = 500, points = { per = 100, earn = 0.7 } }

[dimensions.product]
score = "product"
cap = 5.5
bands = { low = "0-1.9", middle = "2-4", high = "4.5+" }
[dimensions.product.questions]
plan = { text = "Plan?", points = { no = 0.5, yes = 1.5 } }
size = { options = { small = 0.5, medium = 2, large = { points = 4, needs = ["evidence", "note"] } } }

[dimensions.counted]
requires.middle.count = { at-least = 2, of = ["one", "two", "three"] }
requires.high.count = { at-least = 3, of = ["one", "two", "three", "four"] }
[dimensions.counted.questions]
one = "One?"
two = { text = "Two?", applies-when = { size = 3 } }
three = { text = "Three?", applies-when = { size = [1, 2] }, not-applicable = "best" }
four = { text = "Four?", applies-when = { region = "apac", partner = false }, not-applicable = { as = "worst", needs = ["note"] } }

[dimensions.shares]
requires.middle.any = [{ counted.one = true }, { percent.score = 55.5 }]
requires.high.all = [{ counted.two = true }, { percent.blame = false }]
cumulative = false

[dimensions.steps]
ladder = { need = 0.6 }
[dimensions.steps.questions]
x = { text = "X?", level = "middle" }
y = { text = "Y?", level = "middle", applies-when = { size = 2 } }
z = { text = "Z?", level = "high" }
w = { text = "W?", level = "high", applies-when = { partner = true } }

[dimensions.ends]
score = "minimum"
base = 0.5
bands = { low = "0", high = "1+" }
gap = "error"
[dimensions.ends.questions]
first = { text = "First?", points = { no = 0, yes = 0.5 } }
second = { text = "Second?", valid-for = "3 months" }

[dimensions.tops]
score = "maximum"
bands = { low = "0", middle = "1", high = "2+" }
[dimensions.tops.questions]
t = { text = "T?", points = { no = 0, yes = 2 } }
u = "U?"

[dimensions.means]
applies-when = { region = "emea" }
score = "mean"
bands = { low = "0-0.3", middle = "0.4-0.7", high = "0.8+" }
unanswered = "exclude"
[dimensions.means.questions]
a = { text = "A?", weight = 0.5 }
b = { text = "B?", weight = 2, points = { no = 0, yes = 1.25 } }
""")


def answering(rubric: Rubric, count: int) -> list[SubjectAnswers]:
    """Return sets of answers in which every state is frequent, the same ones each time."""
    random = Random(5)

    def one(position: int) -> object:
        ways = [way for way in values(rubric.plan, position) if not isinstance(way, st.SearchStrategy)]
        value = random.choice([*ways, *ways, None, "n/a"])
        if value == "n/a" and rubric.plan.inputs[position].not_applicable.as_ == "forbidden":
            value = None
        parts = {"value": value, "note": "…", "evidence": "…", "on": ON - timedelta(random.choice([1, 400]))}
        return {name: each for name, each in parts.items() if name == "value" or random.random() < 0.6}

    def fact(position: int) -> object:
        kind = rubric.plan.facts[position].kind
        ways: dict[str, list[object]] = {
            "number": [1, 2, 3, None],
            "choice": [*rubric.plan.facts[position].options, None],
        }
        return random.choice(ways.get(kind, [True, False, None]))

    return [
        (
            {input_.id: one(at) for at, input_ in enumerate(rubric.plan.inputs)},
            {each.id: fact(at) for at, each in enumerate(rubric.plan.facts)},
        )
        for _ in range(count)
    ]


def subjects(data: st.DataObject, rubric: Rubric, count: int = 20) -> list[SubjectAnswers]:
    """Draw some sets of answers and facts, and mixtures of them."""
    drawn: list[SubjectAnswers] = [(data.draw(answers(rubric)), data.draw(facts(rubric))) for _ in range(4)]
    return [*drawn, *mixed(rubric, drawn, count - len(drawn), Random(data.draw(st.integers(0, 999))))]


def disagreeing(
    rubric: Rubric, rows_: Mapping[int, Row], kinds: Sequence[str], make: Callable[[str], Any], **options: Any
) -> dict[str, list[str]]:
    """Return the differences between each kind of frame and the rows that it should have, if there are any."""
    found = {
        kind: differences(rows_, rubric.assess_frame(make(kind), id="id", output="full", on=ON, check=True, **options))
        for kind in kinds
    }
    return {kind: lines for kind, lines in found.items() if lines}


@LAW
@given(DATA)
def test_columns_of_texts_give_the_same_as_the_interpreter(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_ = subjects(data, rubric)
    frame = wide(rubric, given_)
    assert disagreeing(rubric, right(rubric, given_), [*KINDS], lambda kind: KINDS[kind](frame)) == {}


@LAW
@given(DATA)
def test_columns_of_other_types_give_the_same_as_the_interpreter(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_ = typed(rubric, subjects(data, rubric), Random(data.draw(st.integers(0, 999))))
    kinds = data.draw(st.lists(st.sampled_from([*KINDS]), min_size=5, max_size=5, unique=True))
    assert disagreeing(rubric, right(rubric, given_.given), kinds, lambda kind: KINDS[kind](given_.data)) == {}


@LAW
@given(DATA)
def test_a_row_for_each_answer_gives_the_same_as_the_interpreter(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_ = subjects(data, rubric)
    frame = long(rubric, given_)
    there = {id_: row for id_, row in right(rubric, given_).items() if id_ in frame["id"]}
    for kind in PLAIN:
        scored = rubric.assess_frame(KINDS[kind](frame), id="id", format="long", output="full", on=ON, check=True)
        assert (kind, differences(there, scored)) == (kind, [])


@cache
def odd() -> Mapping[str, tuple[pl.DataFrame, Mapping[int, Row]]]:
    """Return frames of the answers, as texts and in other types, and the rows that they should give."""
    given_ = answering(ODD, 100)
    made = {"texts": Typed(wide(ODD, given_), given_), "other types": typed(ODD, given_, Random(3))}
    return {which: (each.data, right(ODD, each.given)) for which, each in made.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("which", ["texts", "other types"])
def test_rare_features_give_the_same_as_the_interpreter(kind: str, which: str) -> None:
    frame, rows_ = odd()[which]
    assert disagreeing(ODD, rows_, [kind], lambda kind: KINDS[kind](frame)) == {}


@pytest.mark.parametrize("kind", PLAIN)
def test_facts_without_columns_have_their_defaults(kind: str) -> None:
    given_: list[SubjectAnswers] = [(answers_, {}) for answers_, _ in answering(ODD, 50)]
    frame = wide(ODD, given_).drop(fact.id for fact in ODD.plan.facts)
    assert disagreeing(ODD, right(ODD, given_), [kind], lambda kind: KINDS[kind](frame)) == {}


@pytest.mark.parametrize("rubric", OWN.values(), ids=OWN)
@settings(LAW, max_examples=1)
@given(data=DATA)
def test_real_models_give_the_same_as_the_interpreter(rubric: Rubric, data: st.DataObject) -> None:
    given_ = subjects(data, rubric, 12)
    frame = wide(rubric, given_)
    kinds = PLAIN if len(rubric.plan.inputs) < 20 else ("polars", "duckdb")
    assert disagreeing(rubric, right(rubric, given_), kinds, lambda kind: KINDS[kind](frame)) == {}


@settings(LAW, max_examples=2)
@given(DATA)
def test_frames_for_spark_give_the_same_as_the_interpreter(data: st.DataObject) -> None:
    rubric = data.draw(rubrics(dimensions=2))
    given_ = subjects(data, rubric)
    frame = wide(rubric, given_)
    safe = {name: f"c{at}" for at, name in enumerate(frame.columns) if name != "id"}
    made = sqlframe(frame.rename(safe))
    assert disagreeing(rubric, right(rubric, given_), ["sqlframe"], lambda _: made, columns=safe, partial=True) == {}


@LAW
@given(DATA)
def test_levels_alone_equal_those_of_a_full_frame(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_ = subjects(data, rubric, 8)
    what = "level" if rubric.levels else "score"  # without levels, a frame has only scores
    outputs = [output for output in rubric.plan.outputs if getattr(output, what) is not None]
    names = ["id", *(f"{output.id}_{what}".strip("_") for output in outputs)]
    for kind in ("polars", "duckdb"):
        found = [*rows(rubric.assess_frame(KINDS[kind](wide(rubric, given_)), id="id", on=ON, check=True))]
        found.sort(key=lambda row: int(str(row["id"])))
        assert found == [{name: row[name] for name in names} for at, row in right(rubric, given_).items()]
