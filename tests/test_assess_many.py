"""Many sets of answers: each is scored as if alone, in order and without delay, whatever is wrong with the others."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import attain
from attain import AnswersError, Result, Rubric
from attain.testing import ON, answers, facts, rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ODD: list[Any] = ["perhaps", " yes ", 2, -7, 0.5, 10**400, float("inf"), [], {}, {"value": {}}, {"vlue": 1}, Decimal(1), 1j, object()]  # fmt: skip

TIERS = attain.loads("""
attain = 1
id = "tiers"
version = "2"
title = "Partner tiers"
levels = ["member", "gold"]
bands = { member = "0", gold = "1+" }

[facts]
segment = { text = "Which segment?", options = ["small", "large"] }

[questions]
plan = { text = "Is there a plan?", valid-for = "1 year" }
audit = { text = "Is there an audit?", applies-when = { segment = "large" } }

[[actions]]
id = "book"
text = "Book the audit."
""")
PLAN: dict[str, Any] = {"value": True, "on": "2026-05-01"}


def assessed(given_: object, rubric: Rubric = TIERS, on: date | str | None = None) -> Result:
    [result] = rubric.assess_many([given_], on=on)  # type: ignore[list-item]  # that is the point
    return result


def problems(result: Result) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(problem.code, problem.path) for problem in result.problems]


# ---------------------------------------------------------------- the law


@st.composite
def broken(draw: st.DrawFn, rubric: Rubric) -> dict[str, Any]:
    """Draw answers, some of which are replaced by values that may not be accepted."""
    given_ = dict(draw(answers(rubric)))
    names = st.sampled_from([*given_, *rubric.dimensions, "no.question", "5"])
    return given_ | draw(st.dictionaries(names, st.sampled_from(ODD), max_size=3))


@LAW
@given(st.data())
def test_each_result_equals_that_of_assess_for_the_set_alone(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    sets, expected = list[Any](), list[Result]()
    for _ in range(data.draw(st.integers(0, 4))):
        plain = data.draw(broken(rubric))
        facts_ = data.draw(facts(rubric) | st.just({"size": object(), "none": 1}))
        on, subject = data.draw(st.sampled_from([ON, None])), data.draw(st.sampled_from(["Example Ltd", None]))
        sets += [plain, {"answers": plain, "facts": facts_, "on": on, "subject": subject}]
        expected.append(rubric.assess(plain, on="2025-01-01", check=False))
        expected.append(rubric.assess(plain, facts=facts_, on=on or "2025-01-01", subject=subject, check=False))
    if "answers" in {*rubric.dimensions, *rubric.questions}:
        sets, expected = sets[::2], expected[::2]
    assert list(rubric.assess_many(sets, on="2025-01-01")) == expected


def test_a_result_is_there_before_the_next_set() -> None:
    asked = list[int]()

    def queue() -> Iterator[dict[str, Any]]:
        for position in range(3):
            asked.append(position)
            yield {"plan": PLAN}

    results = TIERS.assess_many(queue(), on=ON)
    assert asked == []
    next(results)
    assert asked == [0]
    assert len([*results]) == 2


# ---------------------------------------------------------------- envelopes


def test_an_envelope_has_facts_the_day_the_subject_and_the_actions_done() -> None:
    envelope = {"answers": {"plan": PLAN}, "facts": {"segment": "small"}, "on": "2026-06-01", "subject": "Example Ltd", "done": ["book"], "rubric": "tiers@2"}  # fmt: skip
    result = assessed(envelope, on="2030-01-01")
    expected = TIERS.assess({"plan": PLAN}, facts={"segment": "small"}, on="2026-06-01", subject="Example Ltd", done=["book"])  # fmt: skip
    assert result == expected
    assert (result.done, result.on, str(result.level)) == (("book",), date(2026, 6, 1), "Gold")


def test_the_day_counts_for_a_set_without_a_day() -> None:
    small = {"answers": {"plan": PLAN}, "facts": {"segment": "small"}}
    assert [str(assessed(small, on=on).level) for on in ("2026-06-01", "2027-06-01")] == ["Gold", "Member"]
    assert problems(assessed(small)) == [("no-day", ("plan",))]


def test_stored_results_are_scored_again() -> None:
    stored = TIERS.assess({"plan": PLAN}, facts={"segment": "small"}, on=ON, subject="Example Ltd", done=["book"])
    assert assessed(json.loads(json.dumps(stored.to_dict()))) == stored


def test_a_rubric_that_asks_for_answers_has_no_envelope() -> None:
    rubric = attain.loads(TIERS.to_toml().replace("audit", "answers"))
    result = assessed({"answers": True, "plan": False}, rubric)
    assert result.answers["answers"].value is True
    assert problems(assessed({"answers": True, "subject": "Example Ltd"}, rubric))[-1] == ("unknown-key", ("subject",))


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("on", "soon", ("wrong-type", ("on",))),
        ("on", 5, ("wrong-type", ("on",))),
        ("subject", 5, ("wrong-type", ("subject",))),
        ("facts", ["small"], ("wrong-type", ("facts",))),
        ("done", "book", ("wrong-type", ("done",))),
        ("done", ["book", 5], ("wrong-type", ("done", 1))),
        ("done", ["bok", "book"], ("unknown-action", ("done", "bok"))),
        ("rubric", "others", ("other-rubric", ("rubric",))),
        ("sujbect", "Example Ltd", ("unknown-key", ("sujbect",))),
        (5, "Example Ltd", ("unknown-key", ("5",))),
        (None, "Example Ltd", ("unknown-key", ("None",))),
        (b"on", ON, ("unknown-key", ("b'on'",))),
    ],
)
def test_a_value_that_does_not_fit_in_an_envelope_is_left_out_and_the_rest_counts(
    key: Any, value: object, problem: tuple[str, tuple[str | int, ...]]
) -> None:
    fitting: dict[Any, object] = {
        "answers": {"plan": PLAN},
        "facts": {"segment": "small"},
        "subject": "Example Ltd",
        "on": ON,
        "done": [],
    }
    result = assessed({**fitting, key: value})
    assert problem in problems(result)
    kept = {name: each for name, each in fitting.items() if name not in (key, "answers")}
    done = ["book"] if problem[0] == "unknown-action" else []
    expected = TIERS.assess({"plan": PLAN}, **{**kept, "done": done}, check=False)  # type: ignore[arg-type]  # one by one they are
    assert attrs.evolve(result, problems=()) == attrs.evolve(expected, problems=())


@pytest.mark.parametrize("value", [None, 5, "plan", [True], pl.DataFrame({"plan": [True]})], ids=repr)
def test_a_value_that_is_not_a_set_has_no_answers(value: object) -> None:
    for given_, path in ((value, ()), ({"answers": value}, ("answers",))):
        result = assessed(given_)
        assert problems(result)[-1] == ("wrong-type", path)
        assert {answer.state for answer in result.answers.values()} == {"open"}


def test_a_key_of_an_envelope_is_not_an_answer() -> None:
    result = assessed({"plan": PLAN, "segment": "small", "subject": "Example Ltd"}, on=ON)
    assert problems(result)[-1] == ("unknown-key", ("subject",))
    assert ("unknown-question", ("subject",)) not in problems(result)
    assert result.answers["plan"].value is True


@pytest.mark.parametrize("value", [{"plan": True}, "plan", b"plan", 5, None, pl.DataFrame({"plan": [True]}), pl.LazyFrame({"plan": [True]})], ids=lambda value: type(value).__name__)  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_a_single_set_and_a_dataframe_are_refused(value: Any) -> None:
    with pytest.raises(AnswersError) as raised:
        TIERS.assess_many(value)
    [problem] = raised.value.problems
    assert (problem.code, problem.path) == ("wrong-type", ())


def test_a_value_that_is_not_a_day_is_refused_before_anything_is_scored() -> None:
    with pytest.raises(AnswersError) as raised:
        TIERS.assess_many([], on="soon")
    assert [problem.path for problem in raised.value.problems] == [("on",)]
