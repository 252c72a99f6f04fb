"""Two results compared: who leads where, the answers that decide it, what both reach together, and changes over a year."""

import io
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import attain
from attain import AnswersError, FrozenDict, Result, ResultComparison, Rubric
from attain._cli import main
from attain._render.comparisons import comparison_page
from attain._render.layout import plain
from attain.testing import ON, answers, facts, rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
ROOT = Path(__file__).parents[1]
OURS, THEIRS = (str(ROOT / "examples" / name) for name in ("assessment.toml", "fellow-firm.toml"))

TIERS = """
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
levels = ["member", "silver", "gold"]
combine = "minimum"
terms = { dimension = "area" }
actions = ["Meet every quarter"]

[facts]
region = { text = "Where?", options = ["europe", "asia"], default = "europe" }

[questions]
nda = "Is there an NDA?"

[dimensions.sales]
score = "sum"
bands = { member = "0-1", silver = "2-3", gold = "4+" }
actions = ["Share leads", { text = "Aim for silver", level = "silver" }]

[dimensions.sales.questions]
deals = { text = "How many deals?", kind = "number", min = 0, max = 9, points = { per = 3, earn = 1 } }
discount = { text = "Which discount?", kind = "number", min = 0, max = 50, unit = "%", better = "lower", points = { bands = { "30-50" = 0, "0-<30" = 1 } } }
size = { text = "How large is the team?", options = { small = { title = "Small", points = 0 }, large = { title = "Large", points = 1 } }, not-applicable = "best" }

[dimensions.service]
rating = true
parent = "sales"
view = true

[dimensions.support]
score = "sum"
bands = { member = "0", silver = "1", gold = "2+" }
applies-when = { region = "europe" }

[dimensions.support.questions]
hotline = { text = "Is there a hotline?", not-applicable = "worst" }
alone = { text = "Do customers help themselves?", keyed = "no" }
"""


@pytest.fixture
def tiers() -> Rubric:
    return attain.loads(TIERS)


@pytest.fixture
def pair(tiers: Rubric) -> tuple[Result, Result]:
    ours = {
        "nda": True,
        "sales": {"deals": 7, "discount": 20, "size": "small"},
        "support": {"hotline": True, "alone": True},
        "service": "gold",
    }
    theirs = {
        "nda": True,
        "sales": {"deals": 2, "discount": 40, "size": "large"},
        "support": {"hotline": "n/a", "alone": False},
        "service": "silver",
    }
    return tiers.assess(ours, subject="Ours"), tiers.assess(theirs, subject="Theirs")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "120")
        monkeypatch.setattr(sys, "argv", ["attain", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        return ended.value.code, *capsys.readouterr()

    return call


# ---------------------------------------------------------------- who leads


def test_the_higher_level_leads_and_at_equal_levels_the_higher_score(pair: tuple[Result, Result]) -> None:
    found = attain.compare(*pair)
    assert {id_: each.leader for id_, each in found.items()} == {
        "sales": "first",
        "support": "neither",
        "service": "first",
    }
    assert (found.root.leader, str(found.root.first), str(found.root.second)) == ("first", "Silver", "Member")
    assert found.leads("first") == ("sales",)  # a view counts nowhere
    p2p = attain.rubric("iamcp-p2p")
    more, less = (p2p.assess({"agreement": {"nda": True, "fair": fair}}) for fair in (True, False))
    assert (attain.compare(less, more)["agreement"].leader, attain.compare(more, less)["agreement"].leader) == (
        "second",
        "first",
    )


def test_answers_lead_in_the_order_of_the_rubric(pair: tuple[Result, Result]) -> None:
    found = attain.compare(*pair)
    assert {id_: each.better for id_, each in found.answers.items()} == {
        "sales.deals": "first",
        "sales.discount": "first",  # a lower one is better
        "sales.size": "second",
        "service": "first",
        "support.hotline": None,  # n/a is neither better nor worse
        "support.alone": "second",  # keyed = "no"
    }
    assert found["sales"].first_ahead == ("sales.deals", "sales.discount")
    assert found["sales"].second_ahead == ("sales.size",)
    assert found["service"].first_ahead == ("service",)
    assert found.root.first_ahead == ("sales.deals", "sales.discount")  # the view does not count in it
    size = found.answers["sales.size"]
    assert (size.first, size.second, dict(size.options)) == ("small", "large", {"small": "Small", "large": "Large"})
    assert found.answers["sales.discount"].unit == "%"


def test_an_open_answer_counts_as_the_worst() -> None:
    p2p = attain.rubric("iamcp-p2p")
    one = p2p.assess({"agreement.nda": True, "agreement.fair": False})
    found = attain.compare(one, p2p.assess({}))
    assert found.answers["agreement.nda"].better == "first"
    assert (found.answers["agreement.fair"].first, found.answers["agreement.fair"].better) == (False, None)
    assert "agreement.fair" not in plain(comparison_page(found))


def test_it_says_whether_open_answers_can_change_who_leads(tiers: Rubric) -> None:
    low, open_, high = (tiers.assess({"nda": True, "support": given}) for given in (
        {"hotline": False, "alone": True}, {"hotline": True}, {"hotline": True, "alone": False},
    ))  # fmt: skip
    certain = [
        attain.compare(*each)["support"]
        for each in [(low, open_), (open_, low), (open_, high), (low, high), (low, low), (open_, open_)]
    ]
    assert [(each.leader, each.is_certain) for each in certain] == [
        ("second", True), ("first", True), ("second", False), ("second", True), ("neither", True), ("neither", False),
    ]  # fmt: skip


def test_neither_leads_if_only_one_has_a_level(tiers: Rubric) -> None:
    one, other = (tiers.assess({"support.hotline": True}, facts={"region": region}) for region in ("europe", "asia"))
    found = attain.compare(one, other)["support"]
    assert (str(found.first), found.second, found.leader, found.weaker, found.stronger) == (
        "Silver",
        None,
        "neither",
        None,
        None,
    )


def test_at_equal_levels_neither_leads_by_a_score_that_only_one_has() -> None:
    rated = attain.loads("""
    attain = 1
    id = "rated"
    version = "1"
    title = "Rated"
    levels = ["low", "high"]
    rating = true
    score = "sum"
    [questions]
    plan = { text = "Is there a plan?", not-applicable = "exclude" }
    """)
    low, high, open_ = (
        rated.assess({"rated": given, "plan": plan}) for given, plan in [("high", "n/a"), ("high", True), (None, "n/a")]
    )
    found = attain.compare(low, high).root
    assert (found.first_score, found.second_score, found.leader, found.is_certain) == (None, 1, "neither", True)
    assert (attain.compare(open_, high).root.leader, attain.compare(open_, high).root.is_certain) == ("second", False)


def test_rubrics_without_levels_lead_by_score() -> None:
    scores = attain.loads('attain=1\nid="s"\nversion="1"\ntitle="Scores"\nscore="sum"\n[questions]\na="A?"\nb="B?"')
    found = attain.compare(scores.assess({"a": True, "b": False}), scores.assess({"a": True, "b": True}))
    assert (found.root.leader, found.root.combined, found.root.combined_score) == ("second", None, 2)
    assert repr(found).splitlines()[1:] == [
        "Dimension  First  Second  Leads   Together",
        "Overall    1      2       Second  2",
    ]
    assert found.to_html().count(">2<") == 2
    assert [line.strip() for line in plain(comparison_page(found)).splitlines()[3:]] == [
        "",
        "Where Second is ahead",
        "Overall",
        "- B? yes (First: no)",
    ]


# ---------------------------------------------------------------- together


def test_together_the_better_answer_to_each_question_counts(pair: tuple[Result, Result]) -> None:
    found = attain.compare(*pair)
    sales = found["sales"]
    assert [str(each) for each in (sales.weaker, sales.stronger, sales.combined)] == ["Member", "Silver", "Gold"]
    assert sales.combined_score == 4
    assert (str(found["support"].combined), str(found.root.combined)) == ("Gold", "Gold")


def test_together_any_answer_counts_before_not_applicable_and_that_before_an_open_one(tiers: Rubric) -> None:
    def together(one: Mapping[str, object], other: Mapping[str, object]) -> float | None:
        return attain.compare(tiers.assess(one), tiers.assess(other))["support"].combined_score

    assert together({"support.hotline": "n/a"}, {"support.hotline": True}) == 1
    assert together({}, {"support.hotline": "n/a"}) == 0
    best = attain.compare(tiers.assess({"sales.size": "n/a"}), tiers.assess({"sales.size": "small"}))
    assert best["sales"].combined_score == 1  # the rubric counts it like the best answer


def test_other_facts_have_no_level_together(tiers: Rubric) -> None:
    found = attain.compare(*(tiers.assess({"nda": True}, facts={"region": region}) for region in ("europe", "asia")))
    assert (found.root.combined, found["sales"].combined) == (None, None)
    assert "Together" not in repr(found)
    assert "Together" not in found.to_html()


def test_questions_that_neither_is_asked_make_no_difference(tiers: Rubric) -> None:
    found = attain.compare(*(tiers.assess({"support.hotline": yes}, facts={"region": "asia"}) for yes in (True, False)))
    assert found["support"].first_ahead == ()


@LAW
@given(rubrics(), st.data())
def test_together_no_level_is_below_the_stronger(made: Rubric, data: st.DataObject) -> None:
    """The law excludes questions that only one result leaves out, and bands that do not decide."""
    places = made.scope.places.values()
    assume(all("error" not in (place.rules.overlap, place.rules.gap) for place in places))
    excludes = any(place.rules.unanswered == "exclude" for place in places)
    left_out = any(input_.not_applicable.as_ == "exclude" for input_ in made.plan.inputs)
    known = data.draw(facts(made))
    given_ = answers(made, open=not excludes, inapplicable=not left_out)
    one, other = (made.assess(data.draw(given_), facts=known, on=ON, check=False) for _ in range(2))
    assume(not any(each.problems for each in (one, other)))
    found = attain.compare(one, other)
    for part in (found.root, *found.values()):
        for level, score in ((part.first, part.first_score), (part.second, part.second_score)):
            assert level is None or (part.combined is not None and part.combined >= level)
            assert score is None or (part.combined_score is not None and part.combined_score >= score)


@LAW
@given(rubrics(), st.data())
def test_a_certain_lead_remains_whatever_the_open_answers_are(made: Rubric, data: st.DataObject) -> None:
    known = data.draw(facts(made))
    before = [made.assess(data.draw(answers(made)), facts=known, on=ON, check=False) for _ in range(2)]
    after = []
    for each in before:
        complete = made.assess(
            data.draw(answers(made, open=False, inapplicable=False)), facts=known, on=ON, check=False
        ).answers
        more = {id_: complete[id_] for id_, answer in each.answers.items() if answer.state == "open"}
        after.append(made.assess({**each.answers, **more}, facts=known, on=ON, check=False))
    first, second = attain.compare(before[0], before[1]), attain.compare(after[0], after[1])
    for part, completed in zip((first.root, *first.values()), (second.root, *second.values()), strict=True):
        assert not part.is_certain or part.leader == completed.leader


# ---------------------------------------------------------------- next steps, and one subject at two dates


def test_next_steps_of_both_are_shared(pair: tuple[Result, Result]) -> None:
    found = attain.compare(*pair)
    assert [action.text for action in pair[1]["sales"].next_steps] == ["Share leads", "Aim for silver"]
    assert [action.text for action in found["sales"].next_steps] == ["Share leads"]
    assert [action.text for action in found.root.next_steps] == ["Meet every quarter"]


def test_one_subject_at_two_dates_has_gained_and_lost(tiers: Rubric) -> None:
    before = tiers.assess(
        {"sales.deals": 3, "support.hotline": True, "support.alone": True}, subject="Ours", on="2026-01-01"
    )
    after = before.what_if({"sales.deals": 9, "support.hotline": False, "support.alone": None}, on="2027-01-01")
    found = attain.compare(before, after)
    assert found.is_over_time
    assert plain(comparison_page(found)).splitlines() == [
        "Ours from 2026-01-01 to 2027-01-01, Partner tiers (tiers@1): 1 of 2 rose, 1 fell",
        "Area       2026-01-01  2027-01-01  Change",
        "Sales      Member      Silver      rose?",
        "  Service  Member      Member      same?",
        "Support    Silver      Member      fell?",
        "Overall    Member      Member      same?",
        "? means that open answers can still change this.",
        "",
        "Lost",
        "  Support",
        "    - Is there a hotline? yes → no",
        "",
        "Gained",
        "  Sales",
        "    - How many deals? 3 → 9",
        "",
        "What else differs",
        "  Support",
        "    - Do customers help themselves? yes → open",
        "",
        "Still to do",
        "  Overall",
        "    - Meet every quarter",
        "  Sales",
        "    - Share leads",
    ]
    html = found.to_html()
    assert all(
        text in html for text in ("Ours from 2026-01-01 to 2027-01-01", "Change", "Gained", "Lost", "Still to do")
    )
    assert "Together" not in html


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Ours", "2026-01-01"), ("Theirs", "2027-01-01"), False),
        (("Ours", "2026-01-01"), ("Ours", "2026-01-01"), False),
        ((None, "2026-01-01"), (None, "2027-01-01"), False),
        (("Ours", None), ("Ours", "2027-01-01"), True),
    ],
)
def test_it_is_over_time_if_one_subject_has_two_dates(
    tiers: Rubric, one: tuple[str | None, str | None], other: tuple[str | None, str | None], *, expected: bool
) -> None:
    found = attain.compare(*(tiers.assess({}, subject=subject, on=on) for subject, on in (one, other)))
    assert found.is_over_time is expected


def test_without_names_they_are_first_and_second(tiers: Rubric) -> None:
    found = attain.compare(tiers.assess({"nda": True}), tiers.assess({"nda": False}))
    assert repr(found).startswith("First and Second, Partner tiers (tiers@1): First leads in 0 of 2, Second in 0")
    undated = attain.compare(tiers.assess({}, subject="Ours"), tiers.assess({}, subject="Ours", on=date(2027, 1, 1)))
    assert repr(undated).startswith("Ours from no day to 2027-01-01")


# ---------------------------------------------------------------- without the rubric, and as data


def test_results_that_were_read_back_compare_without_the_rubric(pair: tuple[Result, Result]) -> None:
    kept = [Result.from_dict(each.to_dict()) for each in pair]
    found, whole = attain.compare(*kept), attain.compare(*pair)
    assert {id_: each.leader for id_, each in found.items()} == {id_: each.leader for id_, each in whole.items()}
    assert found.answers.keys() == whole.answers.keys()
    assert {each.better for each in found.answers.values()} == {None}
    assert (found.root.combined, found["sales"].first_ahead) == (None, ())
    assert "    - How many deals? 7 (Theirs: 2)" in plain(comparison_page(found)).splitlines()
    assert attain.compare(kept[0], pair[1]) == attain.compare(pair[0], kept[1]) == whole  # one rubric is enough


def test_the_titles_of_levels_are_those_of_the_first(pair: tuple[Result, Result]) -> None:
    other = attain.loads(TIERS.replace('"gold"]', '{ id = "gold", title = "Or" }]'))
    found = attain.compare(pair[0], other.assess(pair[1].answers, subject="Theirs"))
    assert str(found["sales"].combined) == "Gold"
    assert ResultComparison.from_dict(found.to_dict()) == found


def test_a_comparison_reads_back(pair: tuple[Result, Result]) -> None:
    found = attain.compare(*pair)
    data = json.loads(json.dumps(found.to_dict()))
    assert ResultComparison.from_dict(data) == found
    assert (data["dimensions"]["sales"]["weaker"], data["dimensions"]["sales"]["stronger"]) == ("member", "silver")


def test_only_results_compare(tiers: Rubric) -> None:
    with pytest.raises(AnswersError) as caught:
        attain.compare(tiers.assess({}), [tiers.assess({})])  # type: ignore[arg-type]
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [("wrong-type", ("second",))]


def test_results_of_other_rubrics_do_not_compare(tiers: Rubric) -> None:
    with pytest.raises(
        AnswersError, match="the first result was scored by 'tiers@1' and the second by 'iamcp-p2p@2016'"
    ):
        attain.compare(tiers.assess({}), attain.rubric("iamcp-p2p").assess({}))
    strict = tiers.with_policy(gap="upper")
    with pytest.raises(AnswersError) as caught:
        attain.compare(tiers.assess({}), strict.assess({}))
    assert caught.value.problems[0].code == "other-scoring"


# ---------------------------------------------------------------- as text and HTML


def test_the_page_of_two_subjects(pair: tuple[Result, Result]) -> None:
    assert plain(comparison_page(attain.compare(*pair))).splitlines() == [
        "Ours and Theirs, Partner tiers (tiers@1): Ours leads in 1 of 2, Theirs in 0",
        "Area       Ours    Theirs  Leads    Together",
        "Sales      Silver  Member  Ours     Gold",
        "  Service  Gold    Silver  Ours     Gold",
        "Support    Silver  Silver  neither  Gold",
        "Overall    Silver  Member  Ours     Gold",
        "",
        "Where Ours is ahead",
        "  Sales",
        "    - How many deals? 7 (Theirs: 2)",
        "    - Which discount? 20% (Theirs: 40%)",
        "  Service",
        "    - Service: Gold (Theirs: Silver)",
        "",
        "Where Theirs is ahead",
        "  Sales",
        "    - How large is the team? Large (Ours: Small)",
        "  Support",
        "    - Do customers help themselves? no (Ours: yes)",
        "",
        "What else differs",
        "  Support",
        "    - Is there a hotline? yes (Theirs: not applicable)",
        "",
        "Next steps for both",
        "  Overall",
        "    - Meet every quarter",
        "  Sales",
        "    - Share leads",
    ]


def test_dimensions_of_one_title_keep_their_own_lists() -> None:
    alike = attain.loads("""
        attain = 1
        id = "alike"
        version = "1"
        title = "Alike"
        levels = ["low", "high"]
        dimensions.sales = { title = "Training", bands = { low = "0", high = "1+" }, questions = { a = "A?" }, actions = ["Sell"] }
        dimensions.care = { title = "Training", bands = { low = "0", high = "1+" }, questions = { b = "B?" }, actions = ["Care"] }
    """)
    given = [alike.assess({"sales.a": False, "care.b": False}, subject=name) for name in ("Ours", "Theirs")]
    page = plain(comparison_page(attain.compare(*given)))
    assert page.endswith("Next steps for both\n  Training\n    - Sell\n  Training\n    - Care")


def test_html_highlights_who_leads_and_escapes_every_text() -> None:
    nasty = attain.loads(TIERS.replace("Is there an NDA?", "<script>").replace("Share leads", "<b>"))
    one, other = (
        nasty.assess({"nda": True}, subject="A & B", on=ON),
        nasty.assess({"nda": False, "support.hotline": True}, subject="<C>"),
    )
    html = attain.compare(one, other)._repr_html_()
    assert all(text in html for text in ("A &amp; B", "&lt;C&gt;", "&lt;script&gt;", "&lt;b&gt;", ON.isoformat()))
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count('class="attain-lit"') == 1
    assert "open answers can still change this" in html


def test_equal_results_have_no_differences(pair: tuple[Result, Result]) -> None:
    found = attain.compare(pair[0], pair[0])
    assert found.answers == FrozenDict()
    assert {each.leader for each in found.values()} == {"neither"}
    assert "different answer" not in found.to_html()


# ---------------------------------------------------------------- the command


def test_the_command_compares_two_files(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, err = run("compare", "iamcp-p2p", OURS, THEIRS)
    assert (status, err) == (0, "")
    assert out.splitlines()[0].endswith(": Example Ltd leads in 7 of 10, Fellow GmbH in 3")
    assert "Geography                                Proactive    Proactive    Fellow GmbH (6 to 3)  Proactive" in out


def test_the_command_writes_json_and_html(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, _ = run("compare", "iamcp-p2p", OURS, THEIRS, "--format", "json")
    found = ResultComparison.from_dict(json.loads(out))
    assert (status, found.first_subject, found["agreement"].leader) == (0, "Example Ltd", "first")
    assert run("compare", "iamcp-p2p", OURS, THEIRS, "--format", "html")[1].startswith("<!DOCTYPE html>")


def test_the_command_shows_what_changed_in_a_year(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    text = Path(OURS).read_text(encoding="utf-8")
    later = tmp_path / "later.toml"
    later.write_text(text.replace("2026-11-21", "2027-11-21").replace("nda = true", "nda = false"), encoding="utf-8")
    assert run("compare", "iamcp-p2p", OURS, str(later))[1].startswith("Example Ltd from 2026-11-21 to 2027-11-21, ")
