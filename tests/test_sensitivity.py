"""The sensitivity of a result: which changes would change a level, and how many answers a level depends on."""

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from operator import gt, lt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import attain
from attain import AttainError, LevelMargin, Result, Rubric, Sensitivity
from attain._analysis.choices import answer_of, choices, may_be_ambiguous
from attain._cli import main
from attain._plan.plan import Input, Missing
from attain._render.layout import plain
from attain._render.sensitivities import sensitivity_page
from attain.testing import ON, answers, facts, rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
MOST = 400  # the number of sets of answers that brute force tries

TIERS = """
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
levels = ["member", "silver", "gold"]
combine = "minimum"

[dimensions.sales]
score = "sum"
bands = { member = "0-1", silver = "1-2", gold = "4+" }

[dimensions.sales.questions]
nda = "Is there an NDA?"
plan = "Is there a plan?"
deals = { text = "How many deals?", kind = "number", min = 0, max = 9, whole = true, points = { per = 3, earn = 1 } }
churn = { text = "Yearly churn", kind = "number", min = 0, max = 100, unit = "%", better = "lower", points = { bands = { "10-100" = 0, "0-<10" = 1 } } }

[dimensions.support]
requires.silver = { size = "medium" }
requires.gold = { size = "large" }
questions.size = { text = "How large is the team?", options = { small = "Small", medium = "Medium", large = "Large" } }
"""

GIVEN: dict[str, dict[str, object]] = {
    "sales": {"nda": True, "plan": False, "deals": 4, "churn": 7.5},
    "support": {"size": "medium"},
}


@pytest.fixture
def tiers() -> Rubric:
    return attain.loads(TIERS)


def effects(sensitivity: Sensitivity) -> list[tuple[object, ...]]:
    return [(each.question, each.before, each.after, each.kept, each.is_better) for each in sensitivity.answers]


# ---------------------------------------------------------------- single answers


def test_the_nearest_answers_that_change_a_level_are_listed(tiers: Rubric) -> None:
    sensitivity = tiers.assess(GIVEN).sensitivity()
    assert effects(sensitivity) == [
        ("sales.plan", False, True, None, True),
        ("sales.deals", 4, 6, 5, True),
        ("support.size", "medium", "small", None, False),
        ("support.size", "medium", "large", None, True),
    ]
    worse = sensitivity.answers[2]
    assert dict(worse.levels) == {"support": tiers.levels[0], "": tiers.levels[0]}
    assert worse.options == {"medium": "Medium", "small": "Small"}


def test_a_number_has_the_last_value_that_changes_nothing(tiers: Rubric) -> None:
    sensitivity = tiers.assess({**GIVEN, "sales": {**GIVEN["sales"], "plan": True}}).sensitivity()
    assert [each for each in effects(sensitivity) if each[0] == "sales.churn"] == [
        ("sales.churn", 7.5, 10, 9.999999, False)
    ]
    [churn] = [each for each in sensitivity.answers if each.question == "sales.churn"]
    assert (churn.unit, churn.text) == ("%", "Yearly churn")


def test_an_open_question_counts_as_a_single_answer(tiers: Rubric) -> None:
    sensitivity = tiers.assess({"sales.nda": True}).sensitivity()
    assert ("support.size", None, "medium", None, True) in effects(sensitivity)
    assert sensitivity.margins["support"] == LevelMargin(tiers.levels[0], None, 1)


def test_an_answer_of_not_applicable_stays_so() -> None:
    rubric = attain.loads(TIERS.replace('"Large" } }', '"Large" }, not-applicable = "worst" }'))
    sensitivity = rubric.assess({**GIVEN, "support": {"size": "n/a"}}).sensitivity()
    assert not [each for each in sensitivity.answers if each.question == "support.size"]
    assert sensitivity.margins["support"] == LevelMargin(rubric.levels[0], None, None)


def test_answers_that_give_a_level_where_none_existed_change_it() -> None:
    rubric = attain.loads(TIERS.replace("[dimensions.support]", '[dimensions.support]\nunanswered = "block"'))
    sensitivity = rubric.assess({"sales": GIVEN["sales"]}).sensitivity()
    assert ("support.size", None, "small", None, True) in effects(sensitivity)
    assert sensitivity.margins["support"] == LevelMargin(None, None, None)


# ---------------------------------------------------------------- rules, and ambiguities


def test_rules_that_change_a_level_are_listed(tiers: Rubric) -> None:
    result = tiers.assess(
        {"sales": {"nda": True, "plan": False, "deals": 0, "churn": 20}, "support": {"size": "large"}}
    )
    sensitivity = result.sensitivity()
    assert [(each.rule, each.dimension, each.after, dict(each.levels)) for each in sensitivity.rules] == [
        ("overlap", "", "lowest", {"sales": tiers.levels[0], "": tiers.levels[0]}),
        ("combine", "", "maximum", {"": tiers.levels[2]}),
        ("combine", "", "mean", {"": tiers.levels[1]}),
    ][: len(sensitivity.rules)]
    assert sensitivity.tried == 5


NESTED = """
attain = 1
id = "nested"
version = "1"
title = "Nested"
levels = ["low", "high"]
combine = "maximum"
dimensions.both = { combine = "minimum", score = "sum", questions = { own = "Is there one of its own?" } }
dimensions.a = { parent = "both", weight = 0, bands = { low = "0-<1", high = "1+" }, questions = { plan = "Is there a plan?" } }
dimensions.b = { parent = "both", weight = 0, bands = { low = "0-<1", high = "1+" }, questions = { team = "Is there a team?" } }
dimensions.c.rating = true
"""

MEAN = NESTED.replace('"minimum", score = "sum", questions = { own = "Is there one of its own?" }', '"mean"')


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        (NESTED, 3 + 2),  # a mean needs a weight above 0
        (NESTED.replace("weight = 0", "weight = 1"), 3 + 3),
        (MEAN.replace("weight = 0", "weight = 1"), 3 + 3),
    ],
)
def test_each_dimension_that_combines_levels_is_tried_alone(text: str, tried: int) -> None:
    sensitivity = attain.loads(text).assess({"a.plan": False, "b.team": True, "c": "low"}).sensitivity()
    assert [(each.dimension, each.after) for each in sensitivity.rules] == [("both", "maximum")]
    assert sensitivity.tried == tried


def test_ambiguities_that_affect_the_result_are_counted(tiers: Rubric) -> None:
    clear = tiers.assess({"sales": {"nda": True, "plan": True, "churn": 0, "deals": 3}}).sensitivity()
    touched = tiers.assess({"sales": {"nda": True, "churn": 20, "deals": 0}}).sensitivity()
    assert (clear.ambiguous, touched.ambiguous) == ((), ("sales",))
    assert clear.ambiguities == touched.ambiguities == 2  # 1 is in two ranges, 3 in none


def test_levels_that_no_policy_decides_are_marked() -> None:
    rubric = attain.loads(TIERS.replace('score = "sum"', 'score = "sum"\noverlap = "error"'))
    sensitivity = rubric.assess(GIVEN).sensitivity()
    assert not sensitivity.is_exact
    assert not sensitivity.margins["sales"].is_exact


# ---------------------------------------------------------------- margins


def test_a_margin_counts_the_answers_that_a_level_depends_on(tiers: Rubric) -> None:
    margins = tiers.assess(GIVEN).margin()
    silver = tiers.levels[1]
    assert dict(margins) == {
        "": LevelMargin(silver, 1, 2),
        "sales": LevelMargin(silver, 3, 1),
        "support": LevelMargin(silver, 1, 1),
    }


def test_effort_and_prerequisites_do_not_affect_a_margin() -> None:
    rubric = attain.loads(
        TIERS.replace('nda = "Is there an NDA?"', 'nda = "?"\nlate = { text = "?", effort = 50, after = ["nda"] }')
    )
    assert rubric.assess({"sales": {"deals": 9}}).margin()["sales"].rises == 1


def weights(enough: int, points: Sequence[int]) -> Result:
    """Return a result of answers of different worth, far above the score that the level needs."""
    asked = "\n".join(f"q{i} = {{ points = {{ yes = {each}, no = 0 }} }}" for i, each in enumerate(points))
    rubric = attain.loads(f"""
    attain = 1
    id = "weights"
    version = "1"
    title = "Weights"
    levels = ["low", "high"]
    score = "sum"
    bands = {{ low = "0-<{enough}", high = "{enough}+" }}
    [questions]
    {asked}
    """)
    return rubric.assess({f"q{i}": True for i in range(len(points))})


def test_a_margin_that_is_too_far_away_is_a_bound() -> None:
    margin = weights(10_000, range(1000, 1024)).margin()[""]
    assert (str(margin.level), margin.rises, margin.is_exact) == ("High", None, False)
    assert margin.falls is not None
    assert 2 <= margin.falls < 15  # the number that it really takes


@pytest.mark.parametrize(
    ("points", "tried"),
    [(range(1, 14), 6), ([1, 2] * 150, 76), ([1] * 300, 300)],
    ids=["13 kinds", "2 kinds", "1 kind"],
)
def test_the_number_of_sets_tried_for_a_margin_is_bounded_for_any_size(points: Sequence[int], tried: int) -> None:
    margin = weights(1, points).margin()[""]
    assert (margin.falls, margin.is_exact) == (tried, tried == len(points))  # every answer has to get worse


def ways(rubric: Rubric, result: Result) -> Iterator[tuple[Input, Mapping[str, object]]]:
    """Yield every other answer to a single question that is worth trying."""
    codes = result._details().outcome().understood.codes
    for input_, code, tried in zip(rubric.plan.inputs, codes, choices(rubric.plan), strict=True):
        for other in tried.codes if code is not Missing.NOT_APPLICABLE else ():
            yield input_, {input_.id: answer_of(input_, other, ON)}


def ranks(result: Result) -> list[int]:
    return [-1 if level is None else level.rank for level in (result.level, *result.profile.values())]


@LAW
@given(st.data())
def test_every_effect_is_correct_and_none_is_missing(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    assume(not may_be_ambiguous(rubric.plan))
    result = rubric.assess(data.draw(answers(rubric)), facts=data.draw(facts(rubric)), on=ON, check=False)
    sensitivity = result.sensitivity()
    now, before = ranks(result), {"": result.level, **result.profile}
    found = {(each.question, each.is_better): each for each in sensitivity.answers}
    for effect in found.values():
        input_ = next(input_ for input_ in rubric.plan.inputs if input_.id == effect.question)
        then = result.what_if({input_.id: answer_of(input_, code_of(input_, effect.after), ON)})
        levels = {"": then.level, **then.profile}
        assert effect.levels == {id_: level for id_, level in levels.items() if level != before[id_]} != {}
        if effect.kept is not None:
            assert ranks(result.what_if({input_.id: answer_of(input_, code_of(input_, effect.kept), ON)})) == now
    for input_, change in ways(rubric, result):
        then_ranks = ranks(result.what_if(change))
        assert not any(map(gt, then_ranks, now)) or (input_.id, True) in found
        assert not any(map(lt, then_ranks, now)) or (input_.id, False) in found


def code_of(input_: Input, value: object) -> float:
    """Return the code of an answer, as an effect has it."""
    if input_.kind == "number":
        return input_.sign * float(str(value))
    return float(input_.options.index({True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)))


def least(rubric: Rubric, result: Result, at: int, end: int, differs: Callable[[int, int], bool]) -> int | None:
    """Return the least number of answers that must change for a level to differ, by brute force; raise StopIteration if it takes too long."""
    codes = result._details().outcome().understood.codes
    changes = {
        input_.id: answer_of(input_, tried.codes[end], ON)
        for input_, code, tried in zip(rubric.plan.inputs, codes, choices(rubric.plan), strict=True)
        if code is not Missing.NOT_APPLICABLE
    }
    tries = iter(range(MOST))
    for size in range(len(changes) + 1):
        for some in combinations(changes, size):
            next(tries)
            if differs(ranks(result.what_if({id_: changes[id_] for id_ in some}))[at], ranks(result)[at]):
                return size
    return None


@LAW
@given(st.data())
def test_a_margin_equals_that_of_brute_force(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    assume(not may_be_ambiguous(rubric.plan))
    result = rubric.assess(data.draw(answers(rubric)), facts=data.draw(facts(rubric)), on=ON, check=False)
    for at, id_ in enumerate(["", *result.profile]):
        margin = result.margin().get(id_)
        if margin and margin.level and margin.is_exact:
            with suppress(StopIteration):
                assert margin.falls == least(rubric, result, at, 0, lt)
                assert margin.rises == least(rubric, result, at, -1, gt)


# ---------------------------------------------------------------- pages and records


def test_the_page_names_the_dimension_that_combines_levels() -> None:
    result = attain.loads(NESTED).assess({"a.plan": False, "b.team": True, "c": "low"})
    assert "  Levels in Both combined by the maximum" in plain(sensitivity_page(result.sensitivity())).splitlines()


def test_the_page_has_no_empty_sections() -> None:
    page = plain(sensitivity_page(weights(10_000, range(1000, 1024)).sensitivity())).splitlines()
    assert page == [
        "Weights (weights@1)",
        "Dimension  Level  Falls after         Rises after",
        "Overall    High   at least 4 answers  -",
    ]


def test_the_page_says_that_changes_may_be_missing() -> None:
    rubric = attain.loads(TIERS.replace('score = "sum"', 'score = "sum"\noverlap = "error"'))
    *_, last = plain(sensitivity_page(rubric.assess(GIVEN).sensitivity())).splitlines()
    assert last == "The ranges leave some levels undecided, so other answers may change a level, too."


def test_a_sensitivity_is_data_and_is_read_back(tiers: Rubric) -> None:
    sensitivity = tiers.assess(GIVEN, subject="Example & Co", on="2026-11-21").sensitivity()
    assert Sensitivity.from_dict(json.loads(json.dumps(sensitivity.to_dict()))) == sensitivity
    assert "Example &amp; Co" in sensitivity.to_html()
    assert "Falls after" in repr(sensitivity)


def test_a_result_that_was_read_back_has_no_rubric(tiers: Rubric) -> None:
    again = Result.from_dict(tiers.assess(GIVEN).to_dict())
    for call in (again.sensitivity, again.margin):
        with pytest.raises(AttainError) as caught:
            call()
        assert [problem.code for problem in caught.value.problems] == ["no-rubric"]


def test_the_page_lists_what_would_change_a_level(tiers: Rubric) -> None:
    sales = {"nda": True, "plan": False, "churn": 20, "deals": 0}
    sensitivity = tiers.assess({"sales": sales, "support": {"size": "medium"}}, subject="Ours").sensitivity()
    assert plain(sensitivity_page(sensitivity), 80).splitlines() == [
        "Ours, Partner tiers (tiers@1)",
        "Dimension  Level   Falls after  Rises after",
        "Sales      Silver  1 answer     1 answer",
        "Support    Silver  1 answer     1 answer",
        "Overall    Silver  1 answer     2 answers",
        "",
        "4 single answers that would change a level",
        "  Member overall, Member in Sales",
        "    - Is there an NDA? yes → no",
        "  Gold in Sales",
        "    - How many deals? 0 → 9 or better",
        "  Member overall, Member in Support",
        "    - How large is the team? Medium → Small",
        "  Gold in Support",
        "    - How large is the team? Medium → Large",
        "",
        "1 of 5 other policies and ways of combining would change a level",
        "  If ranges overlap, the lowest level",
        "    - Member overall, Member in Sales",
        "",
        "1 of 2 overlaps and gaps between ranges affect this result",
    ]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs the command on the tiers, and returns its output."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiers.toml").write_text(TIERS, encoding="utf-8")
    (tmp_path / "answers.json").write_text(json.dumps({"answers": GIVEN, "subject": "Ours"}), encoding="utf-8")

    def call(*args: str) -> str:
        monkeypatch.setattr(sys, "argv", ["attain", "sensitivity", "tiers.toml", "answers.json", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return capsys.readouterr().out

    return call


def test_the_command_prints_text_json_or_html(run: Callable[..., str], tiers: Rubric) -> None:
    assert "4 single answers that would change a level" in run()
    assert Sensitivity.from_dict(json.loads(run("--format", "json"))).margins[""] == tiers.assess(GIVEN).margin()[""]
    assert "<title>Ours, Partner tiers</title>" in run("--format", "html")
    assert "4 single answers" not in run("--gap", "upper")
