"""The testing kit: its random rubrics and answers, the laws that it checks, and rubric files as tests of pytest."""

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import attain
from attain import (
    Action,
    AmbiguousLevelError,
    Dimension,
    Example,
    Fact,
    Ladder,
    Level,
    NotApplicable,
    Option,
    Question,
    Result,
    Rubric,
    RubricError,
    Scale,
)
from attain._core.shapes import file_fields
from attain._testing.checks import broken, executors, round_trip
from attain._testing.laws import EXECUTORS, KEPT, LAWS, Law
from attain._testing.rubrics import sound
from attain.testing import ON, answers, check_rubric, facts, rubrics

pytest_plugins = ["pytester"]

T = TypeVar("T")

P2P = attain.rubric("iamcp-p2p")

# The same examples every time: the tests ask whether a value ever occurs, not whether it occurs today.
MANY = settings(database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=[*HealthCheck])


def tiny(make: Callable[..., Rubric] = Rubric, **rules: Any) -> Rubric:  # any: fields of all kinds
    """Return a rubric with two questions and a level for each yes."""
    ways = {"bands": {"low": "0", "middle": "1", "high": "2+"}, "questions": {"plan": Question(), "team": Question()}}
    levels = [Level("low"), Level("middle"), Level("high")]
    return make(id="tiny", version="1", title="Tiny", **{"levels": levels, **ways, **rules})


def drawn(strategy: st.SearchStrategy[T], count: int = 200) -> list[T]:
    found = []

    @settings(MANY, max_examples=count)
    @given(strategy)
    def collect(each: T) -> None:
        found.append(each)

    collect()
    return found


# ---------------------------------------------------------------- random rubrics


def words(value: object) -> set[str]:
    """Return every key and every text in plain data."""
    if isinstance(value, Mapping):
        return {*value, *(word for inner in value.values() for word in words(inner))}
    if isinstance(value, list):
        return {word for inner in value for word in words(inner)}
    return {value} if isinstance(value, str) else set()


def test_random_rubrics_use_every_key_of_the_format() -> None:
    found = {word for rubric in drawn(rubrics(), 250) for word in words(rubric.to_dict())}
    classes = (Rubric, Dimension, Level, Scale, Option, Fact, Question, NotApplicable, Ladder, Action, Example)
    keys = {key for cls in classes for key in file_fields(cls)} - {"rule"}  # only a plugin can provide it
    assert keys - found == set()
    rules = {"sum", "mean", "percent", "minimum", "maximum", "product", "majority", "curve", "per", "bands"}
    assert {*rules, "all", "any", "count", "each", "worst", "exclude", "block", "best"} - found == set()


def test_random_rubrics_can_do_without_facts_and_stay_small() -> None:
    for rubric in drawn(rubrics(facts=False, dimensions=0, questions=1), 150):
        assert (len(rubric.facts), len(rubric.dimensions), len(rubric.questions) <= 1) == (0, 0, True)


PRODUCT = {f"q{number}": Question(points={"no": 1, "yes": 1000}) for number in range(4)}


def test_a_random_rubric_with_scores_that_are_too_large_is_drawn_again() -> None:
    rules: dict[str, Any] = {"id": "tiny", "version": "1", "title": "Tiny", "levels": [Level("a"), Level("b")]}
    assert sound({**rules, "score": "product", "questions": PRODUCT}) is None
    assert sound({**rules, "score": "sum", "questions": PRODUCT}) == Rubric(**rules, score="sum", questions=PRODUCT)
    with pytest.raises(RubricError, match="no scale"):
        sound({**rules, "questions": {"q": Question(scale="size")}})


# ---------------------------------------------------------------- random answers

NEEDY = attain.loads("""
attain = 1
id = "needy"
version = "1"
title = "Needy"
unanswered = "exclude"
levels = { low = {}, high = {} }
[questions]
plan = { text = "Is there a plan?", needs = ["evidence"], valid-for = "12 months", not-applicable = "exclude" }
size = { options = { small = {}, large = { needs = ["note"] } } }
""")


def test_random_answers_are_in_every_state() -> None:
    results = [NEEDY.assess(each, on=ON) for each in drawn(answers(NEEDY))]
    states = {(answer.state, answer.reason) for result in results for answer in result.answers.values()}
    assert states == {
        ("answered", None),
        ("n/a", None),
        ("open", "unanswered"),
        ("open", "expired"),
        ("open", "without evidence"),
        ("open", "without note"),
    }


def test_random_answers_can_be_complete() -> None:
    for each in drawn(answers(NEEDY, open=False, inapplicable=False)):
        assert {answer.state for answer in NEEDY.assess(each, on=ON).answers.values()} == {"answered"}
    for each in drawn(answers(NEEDY, open=False)):
        assert {answer.state for answer in NEEDY.assess(each, on=ON).answers.values()} <= {"answered", "n/a"}


def test_random_answers_are_dated_by_the_day_of_their_assessment() -> None:
    day = date(2030, 1, 1)
    for each in drawn(answers(NEEDY, on=day, open=False, inapplicable=False)):
        assert NEEDY.assess(each, on=day).answers["plan"].on == day


def test_random_answers_reach_every_level_of_every_function() -> None:
    profiles = [P2P.assess(each).profile for each in drawn(answers(P2P), 200)]
    for name in P2P.dimensions:
        assert {str(profile[name]) for profile in profiles} == {"Basic", "Reactive", "Proactive", "Dynamic"}


TIERS = attain.loads("""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
score = "sum"
levels = { low = {}, silver = {}, gold = {} }
[facts]
staff = { text = "How many people?", kind = "number" }
abroad = { text = "Is there a site abroad?", default = false }
[questions]
revenue = { kind = "number", min = 0 }
churn = { kind = "number", min = 0, max = 100, better = "lower", points = { curve = [[7, 2], [8, 1], [50, 0]] } }
deals = { kind = "number", min = 0, max = 1000, points = { per = 70, earn = 1 } }
calls = { kind = "number", min = 3, max = 3.5, points = { bands = { "0-3.2" = 0, "3.3+" = 2 } } }
[requires]
silver = { revenue = 70_000, applies-when = { staff = [20, 21] } }
gold = { revenue = 123_456, churn = 8, calls = 3.3 }
""")


def test_random_numbers_often_meet_a_threshold_exactly_and_often_just_miss_it() -> None:
    found = [TIERS.assess(each, facts={"staff": 20}, on=ON) for each in drawn(answers(TIERS), 400)]
    marks = {
        "revenue": {0, 70_000, 69_999.5, 123_456, 123_455.5},
        "churn": {0, 7, 7.5, 8, 8.5, 50, 50.5, 100},
        "deals": {0, 70, 69.5, 1000},
        "calls": {3, 3.3, 3.5},
    }
    for name, wanted in marks.items():
        assert wanted - {result.answers[name].value for result in found} == set()
    assert {str(result.level) for result in found} == {"Low", "Silver", "Gold"}


def test_random_facts_include_those_that_rules_ask_for_and_some_others() -> None:
    found = drawn(facts(TIERS))
    assert {each["staff"] for each in found} == {20, 21, 0}
    assert {each.get("abroad") for each in found} == {None, True, False}
    assert drawn(facts(P2P)) == [{}]


# ---------------------------------------------------------------- laws


def lying(lie: Callable[[Result], Result]) -> Rubric:
    """Return a rubric whose results contradict its rules, as those of a faulty executor or plugin would."""

    class Lying(Rubric):
        def assess(self, *args: Any, **more: Any) -> Result:  # any: the arguments of the rubric
            return lie(super().assess(*args, **more))

    return tiny(Lying)


def about_the_whole(result: Result, **changes: Any) -> Result:  # any: fields of all kinds
    return attrs.evolve(result, root=attrs.evolve(result.root, **changes))


def raising(error: Exception) -> Callable[[Result], Result]:
    def refuse(_: Result) -> Result:
        raise error

    return refuse


def without_level(result: Result) -> Result:
    """Return a result without a level if there is a plan."""
    return about_the_whole(result, level=None) if result.answers["plan"].value else result


def punishing(result: Result) -> Result:
    """Return a result with the lowest level if there are a plan and a team."""
    both = result.answers["plan"].value and result.answers["team"].value
    return about_the_whole(result, level=result.levels[0], low=result.levels[0]) if both else result


@pytest.mark.parametrize(
    ("law", "lie", "message"),
    [
        (LAWS["total"], raising(ZeroDivisionError("of 1")), "there is no result: ZeroDivisionError: of 1"),
        (
            LAWS["total"],
            raising(AmbiguousLevelError([attain.Problem("ambiguous-level", (), "torn")])),
            "no policy is error, yet it raises AmbiguousLevelError: torn",
        ),
        (
            LAWS["total"],
            lambda result: attrs.evolve(result, dimensions={"other": result.root}),
            "the result does not explain every dimension",
        ),
        (
            LAWS["complete"],
            lambda result: about_the_whole(result, high=result.levels[2]),
            "the level is Low, with everything answered, and its bounds are Low and High",
        ),
        (
            LAWS["complete"],
            lambda result: about_the_whole(result, blocked_by=("plan",)),
            "the level waits for plan, with everything answered",
        ),
        (LAWS["better answers"], punishing, "the level falls from Middle to Low with a better answer"),
        (LAWS["better answers"], without_level, "the level falls from Low to nothing with a better answer"),
        (
            LAWS["bounds"],
            lambda result: about_the_whole(result, high=result.root.low),
            "the level is Middle, outside its bounds Low and Low",
        ),
        (
            LAWS["bounds"],
            lambda result: about_the_whole(result, score_high=None),
            "the score is 0, outside its bounds 0 and nothing",
        ),
        (
            KEPT,
            lambda result: attrs.evolve(result, version=5),
            "the result does not read back from plain data: version: must be text, not 5",
        ),
        (EXECUTORS, lambda result: about_the_whole(result, score=5.0), "the score: 5.0, not 0.0"),
        (
            KEPT,
            lambda result: about_the_whole(result, open=["plan"]),
            "the result reads back otherwise from plain data",
        ),
    ],
)
def test_a_broken_law_is_reported(law: Law, lie: Callable[[Result], Result], message: str) -> None:
    assert broken(law, tiny(), 20) == ""
    assert broken(law, lying(lie), 100).splitlines()[0] == message


def test_the_smallest_answers_that_break_a_law_are_shown() -> None:
    assert broken(LAWS["better answers"], lying(punishing), 100).splitlines()[1:] == [
        "  answers: {'plan': False, 'team': True}",
        "  better: {'plan': 'yes'}",
    ]
    assert broken(LAWS["bounds"], lying(lambda result: about_the_whole(result, score_high=None)), 50).splitlines()[
        1:
    ] == ["  answers: {}"]


def test_if_the_policy_is_error_answers_may_be_refused() -> None:
    torn = tiny(bands={"low": "0-1", "middle": "1", "high": "2+"}, overlap="error")
    assert [broken(law, torn, 20) for law in LAWS.values()] == [""] * len(LAWS)


def test_a_law_without_cases_holds() -> None:
    without_questions = tiny(bands=None, questions={})
    assert [broken(law, without_questions, 5) for law in LAWS.values()] == [""] * len(LAWS)


def test_frames_that_differ_are_reported_with_the_answers_of_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    agree = pytest.importorskip("attain._testing.frames")
    rubric = tiny()
    assert executors(rubric, 5) == ""
    monkeypatch.setattr(agree, "expected", lambda *_args, **_more: {"level": "low", "answered": 7})
    found = executors(rubric, 5)
    assert re.match(r"in a frame, the column '(level|answered)': ", found)
    assert "\n  answers: {" in found


def test_without_narwhals_or_an_engine_or_a_question_no_frame_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    agree = pytest.importorskip("attain._testing.frames")
    monkeypatch.setattr(agree, "expected", lambda *_args, **_more: {"level": "low", "answered": 7})
    assert executors(tiny(bands=None, questions={}), 5) == ""
    monkeypatch.setattr("attain._frames.dialect.find_spec", lambda _: None)
    assert executors(tiny(), 5) == ""
    monkeypatch.undo()
    monkeypatch.setattr("attain._testing.checks.find_spec", lambda _: None)
    monkeypatch.setitem(sys.modules, "attain._testing.frames", None)
    assert executors(tiny(), 5) == ""


def test_answers_that_raise_an_error_break_the_law_of_total_scoring_and_that_of_executors() -> None:
    failing = lying(raising(ZeroDivisionError("by zero")))
    found = {name: broken(law, failing, 5) for name, law in [*LAWS.items(), ("executors", EXECUTORS)]}
    assert [name for name, each in found.items() if each] == ["total", "executors"]
    assert "the outcome: (<class 'ZeroDivisionError'>, 'by zero'), not 'a result'" in found["executors"]


def test_the_same_answers_are_tried_each_time() -> None:
    def tried() -> list[object]:
        found: list[object] = []
        broken(Law(lambda case, _: found.append(case.answers)), NEEDY, 20)
        return found

    assert len(tried()) == 20
    assert tried() == tried()


# ---------------------------------------------------------------- a rubric as a whole


class Renamed(Rubric):
    """A rubric that writes another id than its own."""

    def to_dict(self) -> dict[str, object]:
        return {**super().to_dict(), "id": "other"}


class Unreadable(Rubric):
    """A rubric that writes a file that can't be read."""

    def to_toml(self) -> str:
        return "attain = 2"


def test_a_rubric_that_does_not_read_back_is_reported() -> None:
    assert round_trip(tiny()) == ""
    assert round_trip(tiny(Renamed)) == "the rubric reads back otherwise from a file"
    assert round_trip(tiny(Unreadable)).startswith(
        "the rubric does not read back from a file: 1:1: attain: this release reads version 1"
    )


@pytest.mark.parametrize("rubric", [tiny(examples=[Example(answers={"plan": True}, level="middle")]), NEEDY, TIERS])
def test_a_sound_rubric_passes(rubric: Rubric) -> None:
    check_rubric(rubric, tries=30)


def test_a_value_that_is_not_a_rubric_is_refused() -> None:
    with pytest.raises(TypeError, match=r"expected a Rubric, not 'iamcp-p2p'; get one by its id from attain\.rubric"):
        check_rubric("iamcp-p2p")  # type: ignore[arg-type]  # the point
    with pytest.raises(TypeError, match="expected a Rubric, not 'iamcp-p2p'"):
        tiny().diff("iamcp-p2p")  # type: ignore[arg-type]  # the point


@pytest.mark.parametrize("tries", [0, -1, True, 1.5, "5"])
def test_a_law_is_tried_at_least_once(tries: int) -> None:
    with pytest.raises(ValueError, match="tries is a whole number from 1 up, not "):
        check_rubric(tiny(), tries=tries)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"questions": [Question("Is it?")]}, "questions: must be a table, not a list"),
        (
            {"questions": {"plan": Question("Is it?"), "team": "Is it?"}},
            "questions.team: must be a Question, such as Question('Is it?'), not text",
        ),
        ({"questions": {"plan": 5}}, "questions.plan: must be a Question, not 5"),
        ({"dimensions": ["sales"]}, "dimensions: must be a table, not a list"),
        ({"scales": [Scale([])]}, "scales: must be a table, not a list"),
        ({"facts": 5}, "facts: must be a table, not 5"),
        ({"levels": ["low", "high"]}, "levels: must be a Level, such as Level('low'), not text"),
    ],
    ids=str,
)
def test_wrong_parts_of_a_rubric_in_python_are_reported(given: dict[str, Any], message: str) -> None:
    with pytest.raises(RubricError) as caught:
        tiny(**given)
    assert str(caught.value) == message


def test_all_failures_are_reported_at_once() -> None:
    examples = [Example("Well\nplanned", answers={"plan": True}, level="high", score=2), Example(level="middle")]
    with pytest.raises(AssertionError) as caught:
        check_rubric(tiny(examples=examples), tries=5)
    assert str(caught.value).split("\n\n") == [
        "tiny@1 fails 2 of 9 checks:",
        "example 1: Well planned\n  the level: expected high, found middle\n  the score: expected 2, found 1",
        "example 2\n  the level: expected middle, found low",
    ]


@pytest.mark.parametrize(
    ("strict", "codes"), [(False, {"level-unreachable"}), (True, {"level-unreachable", "band-gap"})]
)
def test_errors_of_the_lint_fail_and_in_strict_checks_warnings_do_too(strict: bool, codes: set[str]) -> None:
    holes = tiny(bands={"low": "0", "middle": "2", "high": "8+"}, examples=[Example(level="high")])
    with pytest.raises(AssertionError) as caught:
        check_rubric(holes, tries=5, strict=strict)
    lint, example = str(caught.value).split("\n\n")[1:]
    assert lint.startswith("lint\n  ")
    assert {line.strip().partition(":")[0] for line in lint.splitlines()[1:] if "hint: " not in line} == codes
    assert example == "example 1\n  the level: expected high, found low"


# ---------------------------------------------------------------- files as tests of pytest

HEAD = """
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { member = "Member", silver = "Silver", gold = "Gold" }
"""
SOUND = f"""{HEAD.lstrip()}
[questions]
revenue = {{ text = "Revenue", kind = "number", unit = "EUR", min = 0 }}
services = "Are there managed services?"

[requires]
silver = {{ revenue = 100_000 }}
gold = {{ revenue = 500_000, services = true }}

[[examples]]
title = "Gold takes services"
answers = {{ revenue = 500_000, services = false }}
level = "silver"
"""
TORN = f"""{HEAD.lstrip()}
bands = {{ member = "0-1", silver = "1-2", gold = "3+" }}
overlap = "error"
[questions]
plan = "Is there a plan?"
team = "Is there a team?"
pay = "Is there money?"
[[examples]]
answers = {{ plan = true }}
level = "silver"
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Callable[..., list[str]]:
    """Return a function that writes files, runs pytest on some, and returns its output without dots, rules and figures."""

    def run(*arguments: str, **files: str) -> list[str]:
        for name, text in files.items():
            path = pytester.path / name.replace("__", "/").replace("_toml", ".toml").replace("_ini", ".ini")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-o", "attain_tries=3", *arguments)
        lines = [*done.outlines, *filter(None, done.errlines)]
        return [line.strip("_= ") if line[:1] in "_=" else line for line in lines]

    return run


def test_a_rubric_file_that_is_given_to_pytest_is_tested_part_by_part(run: Callable[..., list[str]]) -> None:
    lines = run("-v", "tiers.toml", tiers_toml=SOUND)
    assert [line.split(" PASSED")[0] for line in lines if "PASSED" in line] == [
        "tiers.toml::lint",
        "tiers.toml::example 1: Gold takes services",
        "tiers.toml::law: total",
        "tiers.toml::law: complete",
        "tiers.toml::law: better answers",
        "tiers.toml::law: bounds",
        "tiers.toml::round trip",
        "tiers.toml::executors",
    ]


def failures(lines: list[str]) -> list[str]:
    return list(filter(None, lines[lines.index("FAILURES") + 1 : lines.index("short test summary info")]))


def test_an_example_that_fails_is_reported_with_its_place_and_no_traceback(run: Callable[..., list[str]]) -> None:
    wrong = SOUND.replace('"silver"\n', '"gold"\n') + '\n[[examples]]\ntitle = "Misspelt"\nanswers = { revenu = 1 }\n'
    assert failures(run("tiers.toml", tiers_toml=wrong)) == [
        "tiers.toml: example 1: Gold takes services",
        "tiers.toml:18:1: the level: expected gold, found silver",
        "tiers.toml: example 2: Misspelt",
        ("tiers.toml:22:13: there is no result: there is no question 'revenu'; did you mean 'revenue'?"),
    ]


def test_a_file_that_does_not_load_is_one_test_that_reports_every_problem(run: Callable[..., list[str]]) -> None:
    wrong = SOUND.replace("services = true", "service = true").replace('unit = "EUR"', 'units = "EUR"')
    assert failures(run("tiers.toml", tiers_toml=wrong)) == [
        "tiers.toml: load",
        "tiers.toml:8:48: unknown-key: questions.revenue.units: unknown key 'units'",
        "  hint: did you mean 'unit'?",
        "tiers.toml:13:29: unknown-name: requires.gold.service: there is no question or dimension 'service'",
        "  hint: did you mean 'services'?",
    ]


def test_a_finding_of_the_lint_is_reported_with_its_place(run: Callable[..., list[str]]) -> None:
    heading, message = failures(run("torn.toml", "-k", "lint", torn_toml=TORN.replace('"3+"', '"4+"')))[:2]
    assert heading == "torn.toml: lint"
    assert message.startswith(
        "torn.toml:7:43: level-unreachable: bands.gold: no answers reach Gold in the rubric as a whole"
    )


def test_a_finding_in_an_inherited_part_is_reported_in_the_base(run: Callable[..., list[str]]) -> None:
    overlay = 'attain = 1\nid = "over"\nversion = "1"\ntitle = "Over"\nextends = "torn.toml"\n'
    message = failures(run("over.toml", "-k", "lint", over_toml=overlay, torn_toml=TORN.replace('"3+"', '"4+"')))[1]
    assert message.startswith(
        "torn.toml:7:43: level-unreachable: bands.gold: no answers reach Gold in the rubric as a whole"
    )


def test_a_file_that_is_not_toml_is_reported_as_such(run: Callable[..., list[str]]) -> None:
    assert failures(run("tiers.toml", tiers_toml=SOUND.replace('"Tiers"', '"Tiers'))) == [
        "tiers.toml: load",
        "tiers.toml:4:15: toml-syntax: is not valid TOML: illegal character '\\n'",
        "  hint: close each quote on the line where it opens",
    ]


def test_an_example_that_the_published_ranges_leave_open_fails(run: Callable[..., list[str]]) -> None:
    lines = failures(run("torn.toml", torn_toml=TORN))
    assert lines[0] == "torn.toml: example 1"
    assert lines[1].startswith(
        "torn.toml:13:3: there is no result: a score of 1 lies in the ranges of Member and Silver;"
    )


FAULTY = """
from attain._testing.checks import Check
from attain._testing.rubric_file import RubricItem

def pytest_collection_modifyitems(items):
    check = Check("faulty", lambda: 1 / 0)
    items[:] = [RubricItem.from_parent(items[0].parent, name="faulty", check=check)]
"""


def test_an_error_in_the_code_is_shown_without_the_frames_of_pytest(run: Callable[..., list[str]]) -> None:
    lines = failures(run("tiers.toml", tiers_toml=SOUND, **{"conftest.py": FAULTY}))
    assert (lines[0], lines[-1]) == ("tiers.toml: faulty", "ZeroDivisionError: division by zero")
    assert sum("File " in line for line in lines) == 2


SETTINGS = "[pytest]\nattain_rubrics =\n    rubrics/*.toml\nattain_tries = 3\n"


def test_files_that_match_the_setting_are_tested(run: Callable[..., list[str]]) -> None:
    files = {"rubrics__tiers_toml": SOUND, "rubrics__torn_toml": TORN, "other_toml": "other", "pytest_ini": SETTINGS}
    lines = run("-v", **files)
    tested = [line.split(" ")[0].partition("::")[0] for line in lines if "::" in line and "FAILED " not in line[:7]]
    assert set(tested) == {"rubrics/tiers.toml", "rubrics/torn.toml"}
    assert lines[-1].startswith("1 failed, 15 passed")


def test_a_pattern_that_matches_nothing_is_refused(run: Callable[..., list[str]]) -> None:
    settings = SETTINGS.replace("rubrics/", "rubrics/*.toml\n    rubriks/")
    assert run(rubrics__tiers_toml=SOUND, pytest_ini=settings)[-1] == (
        "ERROR: attain_rubrics matches no file among those that pytest looks through: rubriks/*.toml"
    )


def test_a_pattern_need_not_match_if_only_some_files_run_or_collecting_fails(
    run: Callable[..., list[str]],
) -> None:
    files = {"test_it.py": "def test_it():\n    pass\n", "pytest_ini": SETTINGS}
    assert run("test_it.py", **files)[-1].startswith("1 passed")
    assert run(**files | {"test_it.py": "1 / 0\n"})[-1].startswith("1 error")


@pytest.mark.parametrize(
    ("tries", "message"), [("0", "takes a whole number from 1 up, not 0"), ("lots", "takes a whole number: ")]
)
def test_a_wrong_number_of_tries_is_reported_with_the_setting(
    run: Callable[..., list[str]], tries: str, message: str
) -> None:
    lines = run("-o", f"attain_tries={tries}", "tiers.toml", tiers_toml=SOUND)
    assert any(line.startswith(f"ERROR: attain_tries {message}") for line in lines)


def test_a_file_elsewhere_is_reported_by_its_full_path(
    run: Callable[..., list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("elsewhere") / "tiers.toml"
    file.write_text("attain = 1\n", encoding="utf-8")
    assert any(line.startswith(f"{file}: missing-key: id: the key 'id'") for line in failures(run(str(file))))


def test_the_page_shows_the_output_of_pytest(run: Callable[..., list[str]]) -> None:
    page = (Path(__file__).parents[1] / "docs" / "how-to" / "test-a-rubric.md").read_text(encoding="utf-8")
    (table, *_), (shown,) = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("toml", "text"))
    shown = [line.strip("_= ") if line[:1] in "_=" else line for line in shown.splitlines()]
    printed = run("tiers.toml", tiers_toml=table.replace("gold = { revenue = 500", "gold = { revenue = 600"))
    begin = printed.index(shown[1])
    assert printed[begin : begin + len(shown) - 1] == shown[1:]


def test_a_run_without_rubric_files_imports_nothing(run: Callable[..., list[str]]) -> None:
    code = "import sys\n\n\ndef test_it():\n    assert not {'attain', 'attrs', 'tomli'} & set(sys.modules)\n"
    lines = run("-p", "no:hypothesispytest", "test_it.py", other_toml="", **{"test_it.py": code})
    assert lines[-1].startswith("1 passed")


def test_a_failing_law_shows_the_file_of_its_rubric() -> None:
    @settings(database=None, phases=[Phase.generate])
    @given(rubrics())
    def law(rubric: Rubric) -> None:
        assert rubric is None

    with pytest.raises(AssertionError) as caught:
        law()
    shown = "\n".join(caught.value.__notes__)
    assert 'attain = 1\nid = "random"' in shown
    assert "Rubric(" not in shown
