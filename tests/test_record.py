"""A result is written as plain data and read back equal; data that is not a result is refused."""

import copy
import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any  # any: parsed JSON

import attrs
import pytest
from data import placed
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import attain
from attain import AmbiguousLevelError, Answer, AnswersError, Result, Rubric, testing
from attain._format.record import to_dict

P2P = attain.rubric("iamcp-p2p")
TIERS = attain.load(Path(__file__).parent / "models" / "partner-tiers.toml")
EXAMPLE = tomllib.loads((Path(__file__).parents[1] / "examples" / "assessment.toml").read_text(encoding="utf-8"))

Record = dict[str, Any]


def example() -> Result:
    return P2P.assess(EXAMPLE["answers"], on=date(2026, 11, 21), subject="Example Ltd")


def tiers() -> Result:
    answers = {"revenue": 600_000, "churn": 9.5, "cloud": True, "data": "n/a", "sales": "gold"}
    return TIERS.assess(answers, facts={"sector": "public"})


def through_json(data: object) -> Record:
    record: Record = json.loads(json.dumps(data))
    return record


@pytest.mark.parametrize("result", [example(), tiers(), P2P.assess({})], ids=["complete", "tiers", "nothing answered"])
def test_a_result_is_read_back_equal(result: Result) -> None:
    again = Result.from_dict(through_json(to_dict(result)))
    assert again == result
    assert repr(again) == repr(result)
    assert [each.why for each in again.dimensions.values()] == [each.why for each in result.dimensions.values()]
    assert list(again.dimensions) == list(result.dimensions)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_result_of_any_rubric_is_read_back_equal(data: st.DataObject) -> None:
    rubric: Rubric = data.draw(testing.rubrics())
    answers = data.draw(testing.answers(rubric))
    facts = data.draw(testing.facts(rubric))
    try:
        result = rubric.assess(answers, facts=facts, on=testing.ON, subject=data.draw(st.none() | st.text(max_size=3)))
    except AmbiguousLevelError:
        assume(False)
    again = Result.from_dict(through_json(to_dict(result)))
    assert again == result
    assert to_dict(again) == to_dict(result)


def test_a_record_begins_with_its_format_and_has_levels_once_in_full_and_elsewhere_by_id() -> None:
    record = through_json(to_dict(example()))
    assert list(record.items())[:3] == [("attain", 1), ("rubric", "iamcp-p2p"), ("version", "2016")]
    assert [level["id"] for level in record["levels"]] == ["basic", "reactive", "proactive", "dynamic"]
    assert record["levels"][3]["summary"] == P2P.levels[3].summary
    assert record["root"]["level"] == "proactive"
    agreement = record["dimensions"]["agreement"]
    assert (agreement["level"], agreement["candidates"]) == ("dynamic", ["proactive", "dynamic"])
    assert agreement["alternatives"] == {"lowest": "proactive"}


def test_a_record_leaves_out_empty_values_and_writes_days_as_text() -> None:
    record = through_json(to_dict(example()))
    assert (record["subject"], record["on"]) == ("Example Ltd", "2026-11-21")
    assert record["answers"]["agreement.nda"] == {"value": True}
    assert record["answers"]["agreement.support-agreement"] == {"value": False}
    plan = {"value": True, "evidence": "Partner plan 2026, approved in March", "on": "2026-03-16"}
    assert record["answers"]["joint-business-planning.partnership-plan"] == plan
    assert "facts" not in record
    assert "parent" not in record["dimensions"]["agreement"]


def test_a_record_has_why_for_readers_in_other_languages_and_ignores_it_when_read() -> None:
    result = example()
    record = through_json(to_dict(result))
    assert record["root"]["why"] == result.why
    assert record["dimensions"]["agreement"]["why"] == result["agreement"].why
    record["root"]["why"] = {"anything": 1}
    del record["dimensions"]["agreement"]["why"]
    assert Result.from_dict(record) == result


def test_records_of_a_language_with_one_kind_of_number_read_the_same() -> None:
    record = through_json(to_dict(tiers()))
    agreement = through_json(to_dict(example()))
    agreement["dimensions"]["agreement"]["score"] = 5
    record["root"]["requirements"]["silver"]["parts"][0]["margin"] = 500_000
    assert Result.from_dict(record) == tiers()
    assert isinstance(Result.from_dict(agreement)["agreement"].score, float)


def test_a_problem_of_a_result_is_recorded_in_words() -> None:
    found = attain.rubric("iamcp-p2p").assess({"agreement.nda": "often"}, check=False)
    record = through_json(to_dict(found))
    (problem,) = found.problems
    assert [(each["message"], each["hint"]) for each in record["problems"]] == [(problem.message, problem.hint)]
    assert Result.from_dict(record) == found


def test_null_reads_like_a_key_that_is_left_out() -> None:
    record = through_json(to_dict(example()))
    record["interpretation"] = record["subject"] = None
    assert Result.from_dict(record) == attrs.evolve(example(), interpretation=None, subject=None)


def test_any_mapping_and_any_sequence_is_accepted() -> None:
    record = to_dict(example())
    record["levels"] = tuple(record["levels"])  # type: ignore[arg-type]  # it is a list
    assert Result.from_dict(attain.FrozenDict(record)) == example()


def reported(record: object) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        Result.from_dict(record)  # type: ignore[arg-type]  # refused at run time, too
    return [placed(each) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.clear(), "attain: missing-key(key='attain') -> fix.record(kind='Result')"),
        (lambda r: r.update(attain=2), "attain: format-version.record(given=2, format=1)"),
        (lambda r: r.update(attain=True), "attain: format-version.record(given=True, format=1)"),
        (lambda r: r.pop("rubric"), "rubric: missing-key(key='rubric')"),
        (lambda r: r.pop("levels"), "levels: wrong-type.list(given=None)"),
        (lambda r: r.update(levels={}), "levels: wrong-type.list(given=value(text='a table'))"),
        (lambda r: r["levels"].append("top"), "levels.4: wrong-type.table(given='top')"),
        (lambda r: r["levels"].append({"id": "basic"}), "levels.4.id: id-twice.levels(id='basic')"),
        (lambda r: r["levels"][0].update(rank=0), "levels.0.rank: unknown-key(key='rank')"),
        (lambda r: r.update(titel="x"), "titel: unknown-key(key='titel') -> fix.near(name='title')"),
        (lambda r: r.update(on="21.11.2026"), "on: wrong-type.text-date(given='21.11.2026')"),
        (lambda r: r.update(on=20261121), "on: wrong-type.text-date(given=20261121)"),
        (lambda r: r.update(answers=[]), "answers: wrong-type.table(given=value(text='a list'))"),
        (lambda r: r.update(facts={1: True}), "facts: wrong-type.keys(given=1)"),
        (
            lambda r: r["root"].update(level="dynamc"),
            "root.level: unknown-level.record(given='dynamc') -> fix.near(name='dynamic')",
        ),
        (lambda r: r["root"].update(level=["dynamic"]), "root.level: unknown-level.record(given=value(text='a list'))"),
        (lambda r: r["root"].update(answered=1.5), "root.answered: wrong-type.whole(given=1.5)"),
        (lambda r: r["root"].update(score="5"), "root.score: wrong-type.number(given='5')"),
        (
            lambda r: r["root"].update(bands={"top": "1+"}),
            "root.bands.top: unknown-level.record(given='top')",
        ),
        (
            lambda r: r["root"].update(candidates="basic"),
            "root.candidates: wrong-type.list(given='basic')",
        ),
        (
            lambda r: r["answers"].update(x={"state": "maybe"}),
            "answers.x.state: wrong-type.choice(allowed=('answered', 'open', 'n/a'), given='maybe')",
        ),
        (
            lambda r: r["answers"].update(x={"value": []}),
            "answers.x.value: wrong-type.bool(given=value(text='a list'))",
        ),
        (
            lambda r: r["root"].update(next_steps=[]),
            "root.next_steps: unknown-key(key='next_steps') -> fix.near(name='next-steps')",
        ),
        (lambda r: r["root"].update({"next-steps": [{}]}), "root.next-steps.0.text: missing-key(key='text')"),
    ],
)
def test_wrong_data_is_reported_with_its_place(change: Callable[[Record], object], message: str) -> None:
    record = through_json(to_dict(example()))
    change(record)
    assert reported(record) == [message]


def test_all_wrong_data_is_reported_at_once() -> None:
    record = through_json(to_dict(example()))
    del record["rubric"]
    record["root"]["level"] = "top"
    record["dimensions"]["agreement"].update(score="5", full=None, high=7)
    record["answers"].update({"agreement.nda": True, "agreement.fair": {"valeu": True}})
    assert sorted(line.partition(": ")[0] for line in reported(record)) == [
        "answers.agreement.fair.valeu",
        "answers.agreement.nda",
        "dimensions.agreement.high",
        "dimensions.agreement.score",
        "root.level",
        "rubric",
    ]


def test_a_value_that_is_not_a_table_is_not_a_result() -> None:
    assert reported([1]) == ["wrong-type.table(given=value(text='a list'))"]
    assert reported(None) == ["wrong-type.table(given=None)"]


def test_hundreds_of_wrong_keys_are_reported_and_only_some_get_a_suggestion() -> None:
    record = through_json(to_dict(example())) | {f"titel{number}": 1 for number in range(300)}
    found = reported(record)
    assert len(found) == 300
    assert 0 < sum("fix.near" in line for line in found) < 50


def test_requirements_that_are_nested_too_deep_are_reported() -> None:
    record = through_json(to_dict(tiers()))
    part: Record = {"kind": "all", "standing": "met"}
    for _ in range(5000):
        part = {"kind": "all", "standing": "met", "parts": [part]}
    record["root"]["requirements"]["silver"] = part
    (found,) = reported(record)
    assert found.endswith(": too-deep.data(most=64)")


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["basic", "2026-11-21", "met"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_no_data_makes_reading_fail_in_any_other_way(data: object) -> None:
    with pytest.raises(AnswersError):
        Result.from_dict(data)  # type: ignore[arg-type]  # refused at run time, too


@st.composite
def damaged(draw: st.DrawFn, record: Record) -> Record:
    """Draw a record in which one value, somewhere, is removed, replaced or joined by another."""
    record = copy.deepcopy(record)
    place: Any = record
    for _ in range(draw(st.integers(0, 6))):
        inner = place.values() if isinstance(place, dict) else place
        further = [each for each in inner if isinstance(each, dict | list) and each]
        place = draw(st.sampled_from(further)) if further else place
    key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    match draw(st.sampled_from(["take", "replace", "join"])):
        case "take":
            del place[key]
        case "join" if isinstance(place, dict):
            place[draw(st.text(max_size=5))] = draw(JSON)
        case _:
            place[key] = draw(JSON)
    return record


@given(st.data())
def test_a_damaged_record_is_refused_or_gives_a_result_that_can_be_shown(data: st.DataObject) -> None:
    record = data.draw(damaged(through_json(to_dict(data.draw(st.sampled_from([example(), tiers()]))))))
    try:
        result = Result.from_dict(record)
    except AnswersError:
        return
    assert len(repr(result).splitlines()) == 3 + len(result.dimensions)


def test_a_recorded_answer_keeps_its_state() -> None:
    result = TIERS.assess({"data": "n/a"})
    again = Result.from_dict(through_json(to_dict(result)))
    assert again.answers["data"] == Answer("n/a", "n/a")
    assert again.answers["cloud"] == Answer(state="open", reason="unanswered")
