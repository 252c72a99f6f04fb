"""The generated function and the interpreter agree on everything, and unusual input is left to the interpreter."""

import copy
import pickle
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import attain
from attain import Dimension, Fact, Level, NotApplicable, Option, Question, Result, Rubric
from attain._cells.translate import Presence
from attain._plan.plan import Input
from attain._score.codegen import write
from attain._score.fast import Scored
from attain._testing.assessments import disagreements, interpreted
from attain.testing import ON, answers, facts, rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
DATA = st.data()
LEVELS = (Level("none"), Level("some"), Level("most"))
ODD: list[object] = [
    None, "", " unknown ", "UNKNOWN", "n/a", "N/A", True, False, 0, 1, 2, 3, -7, 0.0, 1.0, 2.5, 1e15, 1e16, 10**400,
    float("nan"), float("inf"), "yes", "No", " Y ", "TRUE", "0", "1", "2", "2.0", "maybe", "o0", " O1", "O2 ", [], {}, (),
    {"value": True}, {"value": None, "note": "…"}, {"vlue": 1}, Decimal(1), Decimal("NaN"), Fraction(1), 1j, object,
]  # fmt: skip


def own_rubrics() -> list[Rubric]:
    folder = Path(__file__).parent / "models"
    built_in = [attain.rubric("iamcp-p2p"), attain.rubric("iamcp-p2p-keyed")]
    return [*built_in, *(attain.load(path) for path in sorted(folder.glob("*.toml")))]


OWN = {rubric.id: rubric for rubric in own_rubrics()}


def scored(rubric: Rubric, given_: dict[str, Any], facts_: dict[str, Any] | None = None) -> Scored | None:
    """Return the result of the generated function; None if it leaves the answers to the interpreter."""
    return rubric.assessor.executor.score(given_, facts_ or {})


def plain(given_: dict[str, object]) -> dict[str, object]:
    """Return only the values of answers that may be tables."""
    return {name: value["value"] if isinstance(value, dict) else value for name, value in given_.items()}


def nested(given_: dict[str, object]) -> dict[str, object]:
    """Return the same answers by dimension."""
    found: dict[str, Any] = {}
    for name, value in given_.items():
        dimension, _, short = name.rpartition(".")
        if dimension and dimension not in given_:
            found.setdefault(dimension, {})[short] = value
        else:
            found[name] = value  # the dimension has a rating, too
    return found


def tiny(**questions: Question) -> Rubric:
    """Return a rubric of a few questions that are scored."""
    return Rubric(id="tiny", version="1", title="Tiny", levels=LEVELS, bands={"none": "0", "some": "1-2", "most": "3+"},
                  questions=questions)  # fmt: skip


# ---------------------------------------------------------------- they agree


@LAW
@given(DATA)
def test_both_give_the_same_on_random_rubrics(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_, facts_ = data.draw(answers(rubric)), data.draw(facts(rubric))
    assert disagreements(rubric, given_, facts_, on=ON) == ()
    assert disagreements(rubric, plain(given_), facts_, on=ON) == ()
    assert disagreements(rubric, nested(given_), facts_, on=ON) == ()


@LAW
@given(DATA)
def test_both_give_the_same_on_complete_answers(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_ = plain(data.draw(answers(rubric, open=False, inapplicable=data.draw(st.booleans()))))
    assert disagreements(rubric, given_, data.draw(facts(rubric))) == ()


@LAW
@given(DATA)
def test_both_report_the_same_mistakes(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_, facts_ = plain(data.draw(answers(rubric))), data.draw(facts(rubric))
    names = [*(input_.id for input_ in rubric.plan.inputs), "unheard-of"]
    for table, known in ((given_, names), (facts_, [*(fact.id for fact in rubric.plan.facts), "unheard-of"])):
        for name in data.draw(st.lists(st.sampled_from(known), max_size=2)):
            table[name] = data.draw(st.sampled_from(ODD))
    assert disagreements(rubric, given_, facts_, on=ON) == ()


@pytest.mark.parametrize("rubric", OWN.values(), ids=OWN)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=DATA)
def test_both_give_the_same_on_real_models(rubric: Rubric, data: st.DataObject) -> None:
    given_, facts_ = data.draw(answers(rubric)), data.draw(facts(rubric))
    assert disagreements(rubric, given_, facts_, on=ON) == ()
    assert disagreements(rubric, plain(given_), facts_, on=ON) == ()


@pytest.mark.parametrize("rubric", OWN.values(), ids=OWN)
def test_both_give_the_same_on_each_odd_answer(rubric: Rubric) -> None:
    for input_ in rubric.plan.inputs[:5]:
        for odd in ODD:
            assert disagreements(rubric, {input_.id: odd}) == ()


@pytest.mark.parametrize("shift", [1, -1])
def test_a_difference_is_reported(monkeypatch: pytest.MonkeyPatch, shift: int) -> None:
    rubric = tiny(plan=Question("…"), team=Question("…"))
    executor = rubric.assessor.executor
    true = executor.score({"plan": True}, {})
    assert true is not None

    def changed(levels: tuple[Any, ...], scores: tuple[Any, ...]) -> Any:
        return (levels[0] + shift,), (scores[0] + shift,)

    wrong = true._replace(marks=changed(*true.marks), worst=changed(*true.worst), best=changed(*true.best))
    monkeypatch.setattr(type(executor), "score", lambda *_: wrong)
    text = " ".join(disagreements(rubric, {"plan": True}))
    for what in ("the level", "the score", "lowest level", "highest level", "lowest score", "highest score"):
        assert what in text
    assert "the outcome" in disagreements(rubric, {"plan": 7})[0]


# ---------------------------------------------------------------- the function scores plain input


@LAW
@given(DATA)
def test_plain_answers_are_scored_by_the_function_unless_something_needs_the_interpreter(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_, facts_ = plain(data.draw(answers(rubric, open=False, inapplicable=False))), data.draw(facts(rubric))
    places = rubric.scope.places.values()
    raising = any("error" in (place.rules.overlap, place.rules.gap) for place in places)
    if not raising and not any(_needy(input_) for input_ in rubric.plan.inputs):
        assert scored(rubric, given_, facts_) is not None


def _needy(input_: Input) -> bool:
    return bool(input_.needs or any(input_.option_needs))


@pytest.mark.parametrize(
    "answer", [True, False, 1, 0, 1.0, "yes", "No", "Y", "n", "TRUE", "1", None, "", "unknown"], ids=repr
)
def test_the_spellings_of_yes_no_and_open_are_plain(answer: object) -> None:
    rubric = tiny(plan=Question("…"), team=Question("…"))
    assert scored(rubric, {"plan": answer, "team": True}) is not None


def test_numbers_of_options_are_plain_but_for_those_that_true_and_false_equal() -> None:
    options = [Option(str(number), number) for number in range(4)]
    rubric = tiny(size=Question("…", options=options))
    for answer in (2, 3, "0", "1", 3.0):
        assert scored(rubric, {"size": answer}) is not None
    for answer in (0, 1, True):
        assert scored(rubric, {"size": answer}) is None
    assert rubric.assess({"size": 1}).score == 1
    assert disagreements(rubric, {"size": True}) == ()


@pytest.mark.parametrize(
    "given_",
    [
        {"plan": {"value": True}}, {"plan": []}, {"plan": " yes "}, {"plan": "maybe"}, {"unheard-of": True},
        {"plan": True, "team": True, "size": 5, "unheard-of": True},
        {"plan": True, "team": {}}, {"size": "5"}, {"size": True}, {"size": 11}, {"size": float("nan")},
        defaultdict(bool, {"plan": True}),
    ],
)  # fmt: skip
def test_anything_else_is_left_to_the_interpreter(given_: dict[str, Any]) -> None:
    size = Question("…", kind="number", min=0, max=10, points={"per": 5, "earn": 1})
    rubric = tiny(plan=Question("…"), team=Question("…"), size=size)
    assert scored(rubric, given_) is None
    assert disagreements(rubric, given_) == ()


def test_open_answers_withhold_a_level_and_a_score() -> None:
    size = Question("…", kind="number", min=0, max=10, points={"per": 5, "earn": 1})
    rubric = attrs.evolve(tiny(plan=Question("…"), size=size), unanswered="block")
    assert scored(rubric, {"plan": True, "size": 5}) is not None
    for given_ in ({"plan": True}, {"size": 5}):
        found = scored(rubric, given_)
        assert found is not None
        assert found.marks == ((None,), (None,))
        assert disagreements(rubric, given_) == ()


def test_an_open_answer_withholds_a_score_that_it_can_not_change() -> None:
    same = Question("…", points={"yes": 1, "no": 1})
    rubric = attrs.evolve(tiny(plan=same, team=same), unanswered="block")
    assert rubric.assess({"plan": True, "team": False}).score == 2
    assert rubric.assess({"plan": True}).score is None
    assert disagreements(rubric, {"plan": True}) == ()


def test_bands_that_do_not_decide_are_left_to_the_interpreter() -> None:
    rubric = attrs.evolve(
        tiny(plan=Question("…"), team=Question("…"), size=Question("…", kind="number", min=0, max=9, points={"bands": {"0-3": 0, "3-9": 1}})),
        bands={"none": "0", "some": "1-2", "most": "2+"}, overlap="error", gap="error",
    )  # fmt: skip
    for given_ in ({}, {"plan": True, "size": 1}, {"plan": True, "team": True, "size": 1}, {"size": 3}):
        assert disagreements(rubric, given_) == ()
    assert scored(rubric, {"plan": True, "size": 1}) is not None
    assert scored(rubric, {"plan": True, "team": True, "size": 1}) is None
    assert scored(rubric, {"size": 3}) is None


def test_a_constant_score_may_lie_where_bands_do_not_decide() -> None:
    same = Question("…", points={"yes": 1, "no": 1})
    rubric = attrs.evolve(tiny(plan=same, team=same), bands={"none": "0-2", "some": "2+"}, overlap="error")
    for given_ in ({}, {"plan": True}, {"plan": True, "team": False}):
        assert scored(rubric, given_) is None
        assert disagreements(rubric, given_) == ()


def test_an_answer_that_nothing_scores_is_checked_all_the_same() -> None:
    rubric = tiny(plan=Question("…"), team=Question("…", scored=False))
    assert scored(rubric, {"plan": True, "team": True}) is not None
    assert scored(rubric, {"plan": True, "team": "perhaps"}) is None
    assert disagreements(rubric, {"plan": True, "team": "perhaps"}) == ()


def test_percentages_of_scores_within_leave_out_dimensions_that_do_not_apply() -> None:
    inner = Dimension(score="sum", not_applicable="exclude", questions={"plan": Question("…"), "team": Question("…")})
    rubric = Rubric(id="percent", version="1", title="Percent", levels=LEVELS, score="percent",
                    bands={"none": "0-49", "some": "50+"}, dimensions={"one": inner, "two": inner})  # fmt: skip
    for given_ in (
        {"one.plan": True, "one.team": "n/a", "two.plan": "no", "two.team": True},
        {"one.plan": "n/a", "one.team": "n/a", "two.plan": "n/a", "two.team": True},
        {"one.plan": "n/a", "one.team": "n/a", "two.plan": "n/a", "two.team": "n/a"},
        {"one.plan": True},
    ):
        assert scored(rubric, given_) is not None
        assert disagreements(rubric, given_) == ()


# ---------------------------------------------------------------- large rubrics


def large(count: int, **rules: Any) -> Rubric:
    questions = {f"q{number}": Question("…", level="most" if "ladder" in rules else None) for number in range(count)}
    return Rubric(id="large", version="1", title="Large", levels=LEVELS, questions=questions,
                  **(rules or {"bands": {"none": "0", "some": "10-99", "most": "100+"}}))  # fmt: skip


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"ladder": attain.Ladder(1.0)},
        {"score": "mean", "bands": {"none": "0", "most": "0.5+"}, "unanswered": "exclude"},
        {"score": "percent", "bands": {"none": "0", "most": "50+"}, "not_applicable": "exclude"},
        {"not_applicable": "exclude", "bands": {"none": "0", "most": "50+"}},
        {"requires": {"most": {"count": {"at-least": 1500, "of": [f"q{number}" for number in range(2000)]}}}},
    ],
)
def test_the_compiler_copes_with_thousands_of_questions(rules: dict[str, Any]) -> None:
    rubric = large(2000, **rules)
    names = [input_.id for input_ in rubric.plan.inputs]
    for given_ in (dict.fromkeys(names, True), dict.fromkeys(names[1000:], "no")):
        assert scored(rubric, given_) is not None
        assert disagreements(rubric, given_) == ()


def test_the_compiler_copes_with_many_levels_and_deep_dimensions() -> None:
    levels = [Level(f"l{rank}") for rank in range(60)]
    within = {
        f"d{number}": Dimension(parent=f"d{number - 1}" if number else None, combine="minimum") for number in range(15)
    }
    within["d14"] = Dimension(parent="d13", bands={f"l{rank}": str(rank) for rank in range(60)},
                              questions={"q": Question("…", kind="number", min=0, max=59, points={"per": 1, "earn": 1})})  # fmt: skip
    rubric = Rubric(id="deep", version="1", title="Deep", levels=levels, combine="majority", dimensions=within)
    for given_ in ({"d14.q": 44}, {}):
        assert scored(rubric, given_) is not None
        assert disagreements(rubric, given_) == ()


# ---------------------------------------------------------------- a rubric is data and never runs


@pytest.mark.parametrize("open_", ["never", "maybe"])
@pytest.mark.parametrize("rubric", OWN.values(), ids=OWN)
def test_no_text_of_a_rubric_is_in_the_source(rubric: Rubric, open_: Presence) -> None:
    source = write(rubric.plan, open_).text
    assert not {"'", '"', "\\", "#"} & set(source)
    for input_ in rubric.plan.inputs:
        assert input_.id not in source


def test_titles_and_facts_that_look_like_code_stay_text() -> None:
    hostile = "'] + __import__('os').abort() + ['"
    rubric = Rubric(
        id="hostile", version="1", title=hostile, levels=LEVELS, requires={"some": {"plan": True}},
        facts={"import": Fact(hostile, options=[Option("os"), Option("exec")])},
        questions={"plan": Question(hostile, applies_when={"import": "exec"}), "or": Question("…", options=[Option("none", 0), Option("lambda", 1, title=hostile)])},
    )  # fmt: skip
    assert disagreements(rubric, {"plan": hostile, "or": "lambda"}, {"import": "exec"}) == ()
    assert disagreements(rubric, {hostile: True}, {hostile: hostile}) == ()
    assert scored(rubric, {"plan": True, "or": "lambda"}, {"import": "exec"}) is not None


# ---------------------------------------------------------------- results that are computed on demand


RUBRIC = OWN["iamcp-p2p"]
ANSWERS: dict[str, object] = {"agreement.nda": True, "agreement.fair": "no", "geography.local-only": None}


def complete() -> dict[str, object]:
    return {input_.id: position % 3 > 0 for position, input_ in enumerate(RUBRIC.plan.inputs)}


def test_a_result_does_not_differ_from_that_of_the_interpreter() -> None:
    expected = interpreted(RUBRIC, complete(), subject="us", on="2026-11-21")

    def result() -> Result:
        return RUBRIC.assess(complete(), subject="us", on="2026-11-21")

    assert result() == expected
    assert expected == result()
    assert hash(result()) == hash(expected)
    assert repr(result()) == repr(expected)
    assert pickle.loads(pickle.dumps(result())) == expected
    assert copy.copy(result()) == copy.deepcopy(result()) == expected
    assert Result.from_dict(result().to_dict()) == expected
    assert result().to_dict() == expected.to_dict()
    assert attrs.evolve(result(), subject="them") == attrs.evolve(expected, subject="them")
    assert attrs.asdict(result(), recurse=False) == attrs.asdict(expected, recurse=False)
    assert (result().level, result().score, result().profile) == (expected.level, expected.score, expected.profile)
    assert (result().why, len(result()), list(result())) == (expected.why, len(expected), list(expected))
    assert result()["agreement"] == expected["agreement"] == expected.dimensions["agreement"]


def test_a_result_names_a_field_that_does_not_exist() -> None:
    for result in (RUBRIC.assess({}), interpreted(RUBRIC, {})):
        with pytest.raises(AttributeError, match="levle"):
            result.levle  # type: ignore[attr-defined]  # noqa: B018
        with pytest.raises(KeyError, match="did you mean 'agreement'"):
            result["agrement"]
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            result.subject = "someone else"  # type: ignore[misc]


def test_later_changes_to_the_answers_change_no_result() -> None:
    given_: dict[str, Any] = complete()
    table = {"value": True, "note": "before"}
    with_note = given_ | {"agreement.nda": table}
    expected, noted = interpreted(RUBRIC, given_), interpreted(RUBRIC, with_note)
    result, with_table = RUBRIC.assess(given_), RUBRIC.assess(with_note)
    given_.clear()
    table.update(value=False, note="after")
    assert result == expected
    assert with_table == noted


def test_each_detail_is_computed_once() -> None:
    result = RUBRIC.assess(ANSWERS)
    assert result["agreement"] is result["agreement"]
    assert result["agreement"] is result.dimensions["agreement"]
    assert result.root is result.root


def test_threads_see_the_same() -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        rubric = tiny(**{f"q{number}": Question("…") for number in range(30)})
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda _: rubric.assess({"q1": True}), range(16)))
            shared = rubric.assess({"q1": True})
            outcomes = list(pool.map(lambda _: (shared.root, shared.answers, shared.scoring_digest), range(16)))
    finally:
        sys.setswitchinterval(interval)
    assert set(map(repr, results)) == {repr(shared)}
    assert len(set(outcomes)) == 1


def test_a_rubric_that_has_scored_pickles_and_copies_as_before() -> None:
    fresh = tiny(plan=Question("…"), team=Question("…"))
    used = tiny(plan=Question("…"), team=Question("…"))
    used.assess({"plan": True})
    assert pickle.dumps(used) == pickle.dumps(fresh)
    for again in (pickle.loads(pickle.dumps(used)), copy.deepcopy(used), copy.copy(used)):
        assert again == used
        assert again.assess({"plan": True}) == used.assess({"plan": True})


def test_errors_are_raised_at_once() -> None:
    with pytest.raises(attain.AnswersError):
        RUBRIC.assess({"agreement.nda": "perhaps"})
    with pytest.raises(attain.AnswersError):
        RUBRIC.assess(complete(), on="soon")


def test_not_applicable_is_open_without_its_note() -> None:
    rubric = tiny(plan=Question("…", not_applicable=NotApplicable("best", needs=("note",))), team=Question("…"))
    assert rubric.assess({"plan": "n/a"}).answers["plan"].reason == "without note"
    assert disagreements(rubric, {"plan": "n/a", "team": True}) == ()
    assert scored(rubric, {"plan": "n/a", "team": True}) is not None


def test_the_state_of_an_answer_is_never_taken_for_its_points() -> None:
    questions = {name: Question("…", keyed="no", not_applicable="exclude") for name in ("plan", "team")}
    rubric = attrs.evolve(tiny(**questions), score="mean", bands={"none": "0", "some": "0.5-0.9", "most": "1"})
    for given_ in ({}, {"plan": "no"}, {"plan": "n/a"}, {"plan": "yes", "team": "n/a"}):
        assert disagreements(rubric, given_) == ()
