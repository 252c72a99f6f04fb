"""Several respondents in one assessment: the answers that count, the levels, the agreement, and the disagreements."""

import io
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import attain
from attain import AnswersError, AttainError, Consensus, Result, Rubric
from attain._analysis.agreement import alpha
from attain._cli import main
from attain._render.consensus import consensus_page
from attain._render.layout import cells, plain
from attain.testing import ON, answers, facts, rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "examples" / "respondents"
ALLIANCE = str(FOLDER / "alliance.toml")
FILES = [str(FOLDER / "answers" / f"{name}.toml") for name in ("sales", "support", "legal")]

TIERS = """
attain = 1
id = "tiers"
version = "1"
title = "Partner tiers"
levels = ["member", "silver", "gold"]
combine = "minimum"
terms = { dimension = "area" }

[facts]
region = { text = "Where?", options = ["europe", "asia"], default = "europe" }
staff = { text = "How many?", kind = "number", default = 5 }

[scales.practice]
options = { never = 0, often = 1, always = 2 }

[questions]
nda = "Is there an NDA?"

[dimensions.sales]
score = "sum"
bands = { member = "0-1", silver = "2-3", gold = "4+" }

[dimensions.sales.questions]
deals = { text = "How many deals?", kind = "number", min = 0, max = 9, points = { per = 3, earn = 1 } }
discount = { text = "Which discount?", kind = "number", min = 0, max = 50, unit = "%", better = "lower", points = { bands = { "30-50" = 0, "0-<30" = 1 } } }
audit = { text = "Is there an audit?", needs = ["evidence"] }

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
portal = { text = "Is there a portal?", not-applicable = "best" }
chat = { text = "Is there a chat?", not-applicable = "exclude" }
alone = { text = "Do customers help themselves?", keyed = "no", valid-for = "12 months" }

[dimensions.habits]
score = "sum"
bands = { member = "0", silver = "1-3", gold = "4" }

[dimensions.habits.questions]
plan = { text = "Do you plan?", scale = "practice" }
review = { text = "Do you review?", scale = "practice" }
"""


@pytest.fixture
def tiers() -> Rubric:
    return attain.loads(TIERS)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*args: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sys, "argv", ["attain", *args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        return ended.value.code, *capsys.readouterr()

    return call


def merged(rubric: Rubric, id_: str, *given_: object, by: Literal["majority", "strictest"] = "majority") -> object:
    """Return the value that counts of several answers to one question."""
    found = attain.consensus({str(at): rubric.assess({id_: each}) for at, each in enumerate(given_)}, by)
    return found.answers[id_].value if id_ in found.answers else None


# ---------------------------------------------------------------- the answer that counts


def test_by_majority_the_most_frequent_answer_counts(tiers: Rubric) -> None:
    assert merged(tiers, "nda", True, False, True) is True
    assert merged(tiers, "sales.deals", 3, 5, 5, 9) == 5
    assert merged(tiers, "sales.deals", 4, 4.00000001, 3) == 4  # numbers are compared in millionths


def test_in_a_tie_the_worst_answer_counts(tiers: Rubric) -> None:
    assert merged(tiers, "nda", True, False) is False
    assert merged(tiers, "sales.deals", 9, 5, 9, 5, 3) == 5
    assert merged(tiers, "sales.discount", 10, 40) == 40  # a lower one is better
    assert merged(tiers, "support.alone", True, False) is True  # keyed = "no"
    assert merged(tiers, "habits.plan", "always", "often") == "often"
    assert merged(tiers, "service", "gold", "silver") == "silver"


def test_by_strictest_the_worst_answer_counts(tiers: Rubric) -> None:
    assert merged(tiers, "nda", True, True, False, by="strictest") is False
    assert merged(tiers, "sales.discount", 10, 10, 40, by="strictest") == 40


def test_by_role_the_first_respondent_with_an_answer_decides(tiers: Rubric) -> None:
    given_: Mapping[str, Mapping[str, object]] = {
        "sales": {"nda": True},
        "support": {"nda": False, "habits.plan": "often"},
        "legal": {"sales.deals": 3},
    }
    results = {name: tiers.assess(each) for name, each in given_.items()}
    found = attain.consensus(results, by=["sales", "support"])
    assert {id_: each.value for id_, each in found.answers.items()} == {"nda": True, "habits.plan": "often"}
    assert (found.by, found.roles, found.respondents) == ("role", ("sales", "support"), ("sales", "support", "legal"))
    assert attain.consensus(results, by=["support", "sales"]).answers["nda"].value is False


def test_an_open_answer_counts_only_if_nobody_answered(tiers: Rubric) -> None:
    assert merged(tiers, "nda", None, True) is True
    assert merged(tiers, "nda", None, False, True, None, by="strictest") is False
    assert merged(tiers, "nda", None, None) is None
    assert merged(tiers, "sales.audit", True, {"value": True, "evidence": "Report"}) is True
    assert merged(tiers, "sales.audit", True, True) is None  # it lacks its evidence


@pytest.mark.parametrize("by", ["majority", "strictest"])
def test_not_applicable_is_as_good_as_the_rubric_counts_it(tiers: Rubric, by: Literal["majority", "strictest"]) -> None:
    def of_two(question: str, *given_: object) -> object:
        return merged(tiers, f"support.{question}", *given_, by=by)

    assert of_two("hotline", "n/a", True) == "n/a"
    assert of_two("hotline", "n/a", False) is False
    assert [of_two(question, "n/a", True) for question in ("portal", "chat")] == [True, True]
    assert [of_two(question, "n/a", "n/a") for question in ("portal", "chat")] == ["n/a", "n/a"]
    assert merged(tiers, "support.chat", "n/a", "n/a", True) == "n/a"  # the majority says so


def test_an_answer_keeps_its_note_and_evidence(tiers: Rubric) -> None:
    given_ = {"value": True, "evidence": "Report", "note": "Page 3", "on": date(2026, 1, 1), "by": "Legal"}
    results = {
        "b": tiers.assess({"sales.audit": {"value": True, "evidence": "Another"}}),
        "a": tiers.assess({"sales.audit": given_}),
    }
    answer = attain.consensus(results).answers["sales.audit"]  # if several gave it, the first by name
    assert (answer.evidence, answer.note, answer.on, answer.by) == ("Report", "Page 3", date(2026, 1, 1), "Legal")
    assert tiers.assess(attain.consensus(results).answers)["sales"].score == 1


def test_answers_expire_by_the_latest_day(tiers: Rubric) -> None:
    def dated(on: str) -> Result:
        return tiers.assess({"support.alone": {"value": False, "on": on}}, on=on)

    found = attain.consensus({"early": dated("2025-01-01"), "late": dated("2026-06-01")})
    assert (found.on, found.answers["support.alone"].on) == (date(2026, 6, 1), date(2026, 6, 1))
    assert found["support"].compared == 0


# ---------------------------------------------------------------- levels


def test_the_rubric_scores_the_merged_answers(tiers: Rubric) -> None:
    given_: Mapping[str, Mapping[str, object]] = {
        "sales": {"nda": True, "sales": {"deals": 9, "discount": 10}, "habits": {"plan": "always", "review": "always"}},
        "support": {
            "nda": True,
            "sales": {"deals": 3, "discount": 10},
            "habits": {"plan": "often", "review": "always"},
        },
    }
    results = {name: tiers.assess(each, subject="Ours", on=ON) for name, each in given_.items()}
    found = attain.consensus(results)
    again = tiers.assess(found.answers, facts=found.facts, on=found.on, subject=found.subject)
    assert {id_: each.level for id_, each in found.items()} == again.profile
    assert (found["sales"].score, found["sales"].full, again["sales"].score) == (2, 5, 2)
    assert {name: str(level) for name, level in found["sales"].levels.items()} == {"sales": "Gold", "support": "Silver"}
    assert dict(found["sales"].scores) == {"sales": 4, "support": 2}
    assert (found.root.id, found.root.level, found.subject, found.on) == ("tiers", again.level, "Ours", ON)


def test_respondents_of_several_subjects_have_no_subject_in_common(tiers: Rubric) -> None:
    found = attain.consensus({name: tiers.assess({}, subject=name) for name in ("one", "other")})
    assert (found.subject, found.on) == (None, None)


def test_levels_have_the_titles_of_the_rubric(tiers: Rubric) -> None:
    other = attain.loads(TIERS.replace('"gold"]', '{ id = "gold", title = "Or" }]'))
    given_ = {"habits": {"plan": "always", "review": "always"}}
    kept = Result.from_dict(other.assess(given_).to_dict())
    found = attain.consensus({"kept": kept, "new": tiers.assess(given_)})
    assert {str(level) for level in (found["habits"].level, *found["habits"].levels.values())} == {"Gold"}
    assert Consensus.from_dict(found.to_dict()) == found


# ---------------------------------------------------------------- disagreements


def test_disagreements_that_change_a_level_come_first(tiers: Rubric) -> None:
    given_: Mapping[str, Mapping[str, object]] = {
        "one": {
            "nda": True,
            "sales.discount": 10,
            "habits": {"plan": "never", "review": "never"},
            "support.chat": "n/a",
        },
        "other": {
            "nda": True,
            "sales.discount": 20,
            "habits": {"plan": "often", "review": "never"},
            "support.chat": True,
        },
        "third": {},
    }
    found = attain.consensus({name: tiers.assess(each) for name, each in given_.items()})
    assert {id_: each.changes for id_, each in found.disagreements.items()} == {
        "habits.plan": ("habits",),
        "support.chat": ("support",),
        "sales.discount": (),
    }
    assert [*found.disagreements][-1] == "sales.discount"
    assert "changes Support" in plain(consensus_page(found))
    discount = found.disagreements["sales.discount"]
    assert (discount.text, discount.unit, discount.answer) == ("Which discount?", "%", 20)
    assert dict(discount.answers) == {"one": 10, "other": 20, "third": None}
    assert dict(found.disagreements["habits.plan"].options) == {"never": "Never", "often": "Often"}
    assert (found["habits"].disagreements, found["habits"].compared) == (("habits.plan",), 2)
    assert (found.root.disagreements, found.root.compared) == (("sales.discount", "support.chat", "habits.plan"), 5)


def test_the_whole_is_the_last_of_the_changes() -> None:
    alliance = attain.load(ALLIANCE)
    rest = {"selling": {"planning": "always", "reviews": "mostly"}, "contracts": {"nda": True, "exit": True}}
    found = attain.consensus(
        {leads: alliance.assess({**rest, "selling.leads": leads}) for leads in ("never", "always")}
    )
    assert found.disagreements["selling.leads"].changes == ("selling",)  # contracts are the lowest already
    unlike = attain.consensus(
        {
            str(nda): alliance.assess({**rest, "contracts.nda": nda} | {"contracts": {"exit": True}})
            for nda in (True, False)
        }
    )
    assert unlike.disagreements["contracts.nda"].changes == ("contracts", "")
    assert "changes Contracts and Overall" in plain(consensus_page(unlike))


def test_a_disagreement_can_change_the_whole_alone() -> None:
    flat = attain.loads(
        'attain=1\nid="f"\nversion="1"\ntitle="Flat"\nlevels=["low","high"]\nrequires.high={plan=true}\nquestions.plan="Plan?"'
    )
    found = attain.consensus({name: flat.assess({"plan": name == "yes"}) for name in ("yes", "no")})
    assert found.disagreements["plan"].changes == ("",)


def test_questions_that_nobody_is_asked_do_not_count(tiers: Rubric) -> None:
    results = {name: tiers.assess({"support.hotline": name == "a"}, facts={"region": "asia"}) for name in ("a", "b")}
    found = attain.consensus(results)
    assert (len(found.disagreements), found["support"].compared, found["support"].alpha) == (0, 0, None)
    assert found.facts == {"region": "asia", "staff": 5}


def test_a_view_counts_in_nothing_else(tiers: Rubric) -> None:
    found = attain.consensus({level: tiers.assess({"service": level}) for level in ("silver", "gold")})
    assert [each.disagreements for each in (found["service"], found["sales"], found.root)] == [("service",), (), ()]
    assert [*found.disagreements] == ["service"]


# ---------------------------------------------------------------- agreement


PUBLISHED = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4),
    (4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, 3, None, None),
]  # fmt: skip
"""The reliability data of Krippendorff's "Computing Krippendorff's Alpha-Reliability", section C: four observers, twelve units."""


def test_alpha_is_that_of_the_published_example() -> None:
    units = [[value for value in unit if value is not None] for unit in PUBLISHED]
    assert alpha(units) == pytest.approx(0.743, abs=0.0005)
    assert alpha(units, order=range(1, 6)) == pytest.approx(0.815, abs=0.0005)


@given(st.integers(2, 5).flatmap(lambda m: st.lists(st.lists(st.sampled_from([None, 0, 1, 2, 3]), min_size=m, max_size=m), min_size=1, max_size=9)))  # fmt: skip
def test_alpha_is_that_of_another_implementation(units: list[list[int | None]]) -> None:
    krippendorff, numpy = pytest.importorskip("krippendorff"), pytest.importorskip("numpy")
    table = numpy.array(units, dtype=float).T  # None becomes nan
    given_ = [[value for value in unit if value is not None] for unit in units]
    paired = {value for unit in given_ if len(unit) > 1 for value in unit}
    for metric, order in (("nominal", None), ("ordinal", range(4))):
        found = alpha(given_, order)
        assert (found is None) == (len(paired) < 2)
        if found is not None:
            theirs = krippendorff.alpha(table, level_of_measurement=metric, value_domain=[*range(4)])
            assert found == pytest.approx(theirs, abs=1e-12)


@given(st.lists(st.lists(st.booleans(), max_size=5), max_size=6))
def test_for_two_values_both_metrics_agree(units: list[list[bool]]) -> None:
    assert alpha(units) == alpha(units, [False, True]) == alpha(units, [True, False])


def test_agreement_is_ordinal_if_all_questions_share_their_options(tiers: Rubric) -> None:
    plan = {"habits.plan": ("never", "always"), "habits.review": ("often", "always")}
    results = [tiers.assess({id_: pair[at] for id_, pair in plan.items()} | {"nda": True}) for at in (0, 1)]
    found = attain.consensus({"one": results[0], "other": results[1]})
    assert (found["habits"].metric, found["habits"].alpha) == (
        "ordinal",
        alpha(plan.values(), ["never", "often", "always"]),
    )
    assert (found.root.metric, found["sales"].metric) == ("nominal", "nominal")
    assert found.root.alpha == alpha([*plan.values(), ("yes", "yes")])
    alone = attain.consensus({"one": results[0], "other": results[1].what_if({"nda": None})})
    assert alone.root.metric == "ordinal"  # a question with only one answer is not compared


def test_agreement_counts_neither_open_answers_nor_not_applicable(tiers: Rubric) -> None:
    given_: Mapping[str, Mapping[str, object]] = {
        "one": {"hotline": "n/a", "portal": True, "chat": True, "alone": True},
        "other": {"hotline": True, "chat": True, "alone": False},
    }
    found = attain.consensus({name: tiers.assess({"support": each}) for name, each in given_.items()})["support"]
    assert found.alpha == alpha([("yes", "yes"), ("yes", "no")])
    assert (found.compared, found.disagreements) == (3, ("support.hotline", "support.alone"))


def test_agreement_is_not_defined_without_pairs_or_without_variation(tiers: Rubric) -> None:
    found = attain.consensus(
        {"one": tiers.assess({"nda": True}), "other": tiers.assess({"nda": True, "sales.deals": 3})}
    )
    assert (found["sales"].alpha, found.root.alpha) == (None, None)
    numbers = attain.consensus({name: tiers.assess({"sales": {"deals": 3, "discount": 20}}) for name in ("a", "b")})
    assert numbers["sales"].alpha == 1


# ---------------------------------------------------------------- laws


def respondents(made: Rubric, data: st.DataObject, count: int, *, complete: bool = False) -> dict[str, Result]:
    known = data.draw(facts(made))
    given_ = answers(made, open=not complete, inapplicable=not complete)
    results = {str(at): made.assess(data.draw(given_), facts=known, on=ON, check=False) for at in range(count)}
    assume(not any(each.problems for each in results.values()))
    return results


@LAW
@given(rubrics(), st.data(), st.sampled_from(["majority", "strictest"]))
def test_the_order_of_respondents_does_not_matter(
    made: Rubric, data: st.DataObject, by: Literal["majority", "strictest"]
) -> None:
    results = respondents(made, data, 3)
    found = [attain.consensus(dict(each), by) for each in permutations(results.items())]
    for each in found[1:]:
        assert (each.answers, each.root, each.dimensions, each.disagreements) == (
            found[0].answers, found[0].root, found[0].dimensions, found[0].disagreements,
        )  # fmt: skip


@LAW
@given(rubrics(), st.data(), st.sampled_from(["majority", "strictest", ["a"]]))
def test_the_consensus_of_equal_answers_equals_each_of_them(
    made: Rubric, data: st.DataObject, by: Literal["majority", "strictest"]
) -> None:
    (result,) = respondents(made, data, 1).values()
    found = attain.consensus({"a": result, "b": result}, by)
    assert found.disagreements == {}
    for each in (found.root, *found.values()):
        assert {each.level} == {*each.levels.values()}
        assert {each.score} == {*each.scores.values()}
        assert each.alpha in (None, 1)


@LAW
@given(rubrics(), st.data())
def test_the_strictest_answers_reach_no_level_above_that_of_a_respondent(made: Rubric, data: st.DataObject) -> None:
    assume(all("error" not in (place.rules.overlap, place.rules.gap) for place in made.scope.places.values()))
    found = attain.consensus(respondents(made, data, 3, complete=True), "strictest")
    for each in (found.root, *found.values()):
        assert all(level is None or (each.level is not None and each.level <= level) for level in each.levels.values())
        assert all(score is None or (each.score is not None and each.score <= score) for score in each.scores.values())


@LAW
@given(rubrics(), st.data())
def test_a_consensus_equals_the_result_of_its_answers_and_reads_back(made: Rubric, data: st.DataObject) -> None:
    found = attain.consensus(respondents(made, data, 2))
    assert Consensus.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    again = made.assess(
        found.answers, facts={id_: each for id_, each in found.facts.items() if each is not None}, on=ON, check=False
    )
    assert {id_: (each.level, each.score) for id_, each in found.items()} == {
        id_: (each.level, each.score) for id_, each in again.items()
    }


# ---------------------------------------------------------------- wrong input


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        call()
    return [problem.code for problem in caught.value.problems]


def test_there_are_at_least_two_respondents(tiers: Rubric) -> None:
    assert (
        codes(lambda: attain.consensus({}))
        == codes(lambda: attain.consensus({"a": tiers.assess({})}))
        == ["few-respondents"]
    )


@pytest.mark.parametrize(
    ("given_", "path"),
    [([1, 2], ()), (None, ()), ({1: 2}, ()), ({"a": None, "b": 5}, ("a",))],
    ids=["list", "nothing", "names", "results"],
)
def test_input_that_is_not_results_by_name_is_refused(given_: Any, path: tuple[str, ...]) -> None:
    with pytest.raises(AnswersError) as caught:
        attain.consensus(given_)
    assert [(problem.code, problem.path) for problem in caught.value.problems][:1] == [("wrong-type", path)]


def test_results_of_other_rubrics_are_refused(tiers: Rubric) -> None:
    results = {"a": tiers.assess({}), "b": attain.rubric("iamcp-p2p").assess({})}
    with pytest.raises(
        AnswersError, match="the result of 'a' was scored by 'tiers@1' and that of 'b' by 'iamcp-p2p@2016'"
    ) as caught:
        attain.consensus(results)
    assert [problem.code for problem in caught.value.problems] == ["other-scoring"]


def test_other_facts_are_named(tiers: Rubric) -> None:
    results = {where: tiers.assess({}, facts={"region": where}) for where in ("europe", "asia")}
    with pytest.raises(AnswersError, match="'region' is 'europe' for 'europe' and 'asia' for 'asia'") as caught:
        attain.consensus(results)
    assert [problem.path for problem in caught.value.problems] == [("facts", "region")]


def test_the_rule_for_merging_is_a_policy_or_respondents(tiers: Rubric) -> None:
    results = {"sales": tiers.assess({}), "support": tiers.assess({})}
    assert codes(lambda: attain.consensus(results, by="sales")) == ["unknown-policy"]
    assert codes(lambda: attain.consensus(results, by=[])) == ["unknown-policy"]
    assert codes(lambda: attain.consensus(results, by=5)) == ["unknown-policy"]  # type: ignore[arg-type]
    assert codes(lambda: attain.consensus(results, by=["sales", 5])) == ["unknown-respondent"]  # type: ignore[list-item]
    assert codes(lambda: attain.consensus(results, by=["sale", "support", "?"])) == ["unknown-respondent"] * 2
    with pytest.raises(AnswersError, match=r"there is no respondent 'sale'; did you mean 'sales'\?"):
        attain.consensus(results, by=["sale"])


def test_one_result_must_have_its_rubric(tiers: Rubric) -> None:
    results = {"a": tiers.assess({"nda": True}), "b": tiers.assess({"nda": False})}
    kept = {name: Result.from_dict(each.to_dict()) for name, each in results.items()}
    assert attain.consensus({**kept, "b": results["b"]}) == attain.consensus(results)
    with pytest.raises(AttainError) as caught:
        attain.consensus(kept)
    assert [problem.code for problem in caught.value.problems] == ["no-rubric"]


# ---------------------------------------------------------------- as text and HTML


def test_the_page_of_a_consensus() -> None:
    alliance = attain.load(ALLIANCE)
    given_: Mapping[str, Mapping[str, object]] = {
        "sales": {"selling": {"leads": "always", "planning": "mostly"}, "contracts": {"nda": True}},
        "support": {"selling": {"leads": "never", "planning": "mostly"}, "contracts": {"nda": True}},
        "legal": {"selling": {"planning": "sometimes", "reviews": "always"}, "contracts": {"nda": False}},
    }
    found = attain.consensus({name: alliance.assess(each, subject="Ours", on=ON) for name, each in given_.items()})
    page = plain(consensus_page(found), 80)
    assert max(map(cells, page.splitlines())) <= 80
    assert page.splitlines() == [
        f"Ours, Alliance readiness (alliance@1), {ON}: Ad hoc by majority",
        "Dimension  Merged   Agreement  Differ  Respondents",
        "Selling    Managed     -0.537  2 of 2  Ad hoc to Managed",
        "Contracts  Ad hoc       0.000  1 of 1  Ad hoc",
        "Overall    Ad hoc       0.192  3 of 3  Ad hoc",
        "Agreement is Krippendorff's alpha (ordinal for Selling and nominal for Contracts",
        "and Overall): 1 if all agree, 0 if they agree no more than by chance.",
        "",
        "Who is at which level",
        "  - Selling: Managed (sales, legal), Ad hoc (support)",
        "",
        "Disagreements that change a level",
        "  Selling",
        "    - Do you share leads with partners? Never (support), Always (sales), open",
        "      (legal); changes Selling",
        "",
        "Other disagreements",
        "  Selling",
        "    - Do you plan accounts together? Mostly (sales, support), Sometimes (legal)",
        "  Contracts",
        "    - Is there an NDA with every partner? yes (sales, support), no (legal)",
        "",
        "The answer listed first for each question counts.",
    ]


def test_the_headline_says_who_decides(tiers: Rubric) -> None:
    results = {name: tiers.assess({"nda": True}) for name in ("sales", "support", "legal")}
    assert repr(attain.consensus(results, "strictest")).splitlines()[0].endswith(": Member by the strictest answers")
    by = attain.consensus(results, by=["legal", "sales"])
    assert repr(by).splitlines()[0].endswith(": Member by the answers of legal or sales")
    assert "Krippendorff" not in repr(by)  # no question has two answers to compare
    assert "Member" in plain(consensus_page(by))
    assert "listed first" not in plain(consensus_page(by))


def test_rubrics_without_levels_have_scores() -> None:
    scores = attain.loads('attain=1\nid="s"\nversion="1"\ntitle="Scores"\nscore="sum"\n[questions]\na="A?"\nb="B?"')
    found = attain.consensus({name: scores.assess({"a": True, "b": name == "one"}) for name in ("one", "other")})
    assert repr(found).splitlines()[:3] == [
        "Scores (s@1): 1 by majority",
        "Dimension  Merged  Agreement  Differ  Respondents",
        "Overall    1           0.000  1 of 2  1 to 2",
    ]
    assert found.to_html().count(">2<") == 1
    assert plain(consensus_page(found)).splitlines()[5:] == [
        "Disagreements",
        "  Overall",
        "    - B? no (other), yes (one)",
        "",
        "The answer listed first for each question counts.",
    ]


def test_without_levels_it_says_so() -> None:
    withheld = attain.loads(
        'attain=1\nid="w"\nversion="1"\ntitle="W"\nlevels=["low","high"]\nscore="sum"\nunanswered="block"\nbands={low="0",high="1"}\nquestions.plan="Plan?"'
    )
    found = attain.consensus({name: withheld.assess({}) for name in ("one", "other")})
    assert repr(found).splitlines()[0].endswith(": no overall level by majority")
    assert repr(found).splitlines()[-1].split() == ["Overall", "-", "-", "-", "-"]


def test_html_has_a_column_for_each_respondent_and_escapes_every_text() -> None:
    nasty = attain.loads(TIERS.replace("Do you plan?", "<script>").replace('title = "Partner tiers"', 'title = "<b>"'))
    names = {"A & B": "often", "<C>": "never"}
    found = attain.consensus({name: nasty.assess({"habits.plan": each}, on=ON) for name, each in names.items()})
    html = found._repr_html_()
    assert all(text in html for text in ("A &amp; B", "&lt;C&gt;", "&lt;script&gt;", "&lt;b&gt;", ON.isoformat()))
    assert "<script" not in html
    assert "<b>" not in html
    assert "<strong>2 respondents</strong>" in html
    assert "Area by 2 respondents" in html
    assert html.count('class="attain-lit"') == 5
    assert "Disagreements that change a level" in html
    same = attain.consensus({name: nasty.assess({"habits.plan": "often"}, subject="Ours") for name in ("a", "b")})
    assert "Ours" in same.to_html()
    assert "Disagreements" not in same.to_html()


# ---------------------------------------------------------------- the command


def test_the_command_merges_files(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, err = run("consensus", ALLIANCE, *FILES)
    assert (status, err) == (0, "")
    assert out.startswith("Example Ltd, Alliance readiness (alliance@1), 2026-11-21: Ad hoc by majority\n")
    assert ": Ad hoc by the\nstrictest answers\n" in run("consensus", ALLIANCE, *FILES, "--by", "strictest")[1]
    assert (
        ": Ad hoc by the answers\nof legal or support\n"
        in run("consensus", ALLIANCE, *FILES, "--by", "legal, support")[1]
    )


def test_the_output_as_json_is_a_file_of_answers(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, _ = run("consensus", ALLIANCE, *FILES, "--format", "json")
    found = Consensus.from_dict(json.loads(out))
    assert (status, found.respondents) == (0, ("sales", "support", "legal"))
    status, out, _ = run("score", ALLIANCE, "-", "--format", "json", stdin=out)
    again = Result.from_dict(json.loads(out))
    assert status == 0
    assert again.answers == found.answers
    assert again.profile == {id_: each.level for id_, each in found.items()}


def test_the_command_writes_html(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, _ = run("consensus", ALLIANCE, *FILES, "--format", "html")
    assert (status, out.startswith("<!DOCTYPE html>")) == (0, True)
    assert "<title>Example Ltd, Alliance readiness</title>" in out


def test_the_command_refuses_files_that_it_can_not_merge(run: Callable[..., tuple[int, str, str]]) -> None:
    assert run("consensus", ALLIANCE, FILES[0]) == (
        2,
        "",
        "error: a consensus needs the results of at least two respondents, not 1\n",
    )
    assert "two files are called 'sales'" in run("consensus", ALLIANCE, FILES[0], FILES[0])[2]
    status, out, err = run("consensus", ALLIANCE, *FILES, "--by", "legl")
    assert (status, out) == (2, "")
    assert "hint: did you mean 'legal'?" in err
