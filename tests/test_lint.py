"""The findings of the lint: exactly the flaws of the playbook, and each kind of finding as its reader sees it.

It also tests laws for every rubric: a witness shows what its finding says, and no answers contradict a proof.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import attrs
import pytest
from data import data
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import attain
from attain import AmbiguousLevelError, Dimension, DimensionResult, Finding, Level, Question, Rubric
from attain._cli import main
from attain._core.messages import Message, say
from attain._model.bands import Band
from attain._model.points import Ranges
from attain._plan.plan import Demand
from attain._score.answers import understand
from attain._score.interpreter import run
from attain._testing.laws import parts
from attain.testing import ON, answers, facts, rubrics

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
DATA = st.data()

MODELS = Path(__file__).parent / "models"
HEAD = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
"""
LEVELS = 'levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }\n'
START = HEAD + LEVELS

P2P = {
    "joint-business-planning": [
        "the ranges of Reactive and Proactive overlap at 3 Yes; the policy 'highest' chooses Proactive"
    ],
    "leads-and-pipeline": [
        "the ranges of Reactive and Proactive overlap at 3 Yes; the policy 'highest' chooses Proactive"
    ],
    "agreement": ["the ranges of Proactive and Dynamic overlap at 5 Yes; the policy 'highest' chooses Dynamic"],
    "sales-compensation": [
        "the ranges of Reactive and Proactive overlap at 3 Yes; the policy 'highest' chooses Proactive",
        "the ranges of Proactive and Dynamic leave a gap at 6 or 7 Yes; the policy 'lower' chooses Proactive",
    ],
    "market-messaging": [
        "the ranges of Proactive and Dynamic leave a gap at 6 Yes; the policy 'lower' chooses Proactive"
    ],
    "geography": [
        "the ranges of Reactive and Proactive overlap at 3 Yes; the policy 'highest' chooses Proactive",
        "the ranges of Proactive and Dynamic leave a gap at 6 or 7 Yes; the policy 'lower' chooses Proactive",
        "asks the same as 'geography.white-space'",
    ],
    "readiness-and-certification": [
        "the ranges of Reactive and Proactive overlap at 3 Yes; the policy 'highest' chooses Proactive"
    ],
    "product-and-customer-support": [
        "the ranges of Reactive and Proactive overlap at 3 Yes; the policy 'highest' chooses Proactive"
    ],
    "customer-relationships-and-satisfaction": [
        "the ranges of Reactive and Proactive overlap at 3 Yes; the policy 'highest' chooses Proactive"
    ],
}


def tiers(text: str) -> Rubric:
    """Return a rubric, which has levels if anything in it gives one."""
    levelled = re.search("bands = .*bronze|silver|gold|combine|rating", text)
    return attain.loads((START if levelled else HEAD) + text)


def reported(text: str, **options: int) -> list[str | None]:
    """Return the findings of a rubric as data."""
    return [data(each) for each in tiers(text).lint(**options)]


def test_the_built_in_rubric_has_the_flaws_of_the_playbook_and_no_others() -> None:
    found: dict[str, list[str]] = {}
    for finding in attain.rubric("iamcp-p2p").lint():
        found.setdefault(str(finding.path[1]), []).append(finding.message)
        assert finding.severity == "warning"
    assert found == P2P


def test_the_keyed_rubric_asks_nothing_twice() -> None:
    found = attain.rubric("iamcp-p2p-keyed").lint()
    assert [finding.message for finding in found if "geography" in finding.path] == [
        "the ranges of Reactive and Proactive overlap at a score of 3; the policy 'highest' chooses Proactive",
        "the ranges of Proactive and Dynamic leave a gap at a score of 6 or 7; the policy 'lower' chooses Proactive",
    ]
    assert len(found) == len(attain.rubric("iamcp-p2p").lint()) - 1


@pytest.mark.parametrize(
    "model", ["cumulative-practices", "partner-tiers", "security-deductions", "software-assurance"]
)
def test_models_without_a_flaw_have_no_findings(model: str) -> None:
    assert attain.load(MODELS / f"{model}.toml").lint() == ()


def test_a_witness_shows_its_finding() -> None:
    p2p = attain.rubric("iamcp-p2p")
    gap = next(finding for finding in p2p.lint() if finding.code == "band-gap")
    assert gap.witness is not None
    found = p2p.assess(gap.witness)["sales-compensation"]
    assert (found.score, dict(found.bands)) == (6, {})
    assert [level.id for level in found.candidates] == ["proactive", "dynamic"]


FINDINGS = [
    # overlaps and gaps
    pytest.param(
        """
overlap = "error"
bands = { bronze = "0-1", silver = "1-2", gold = "2+" }
questions = { a = { text = "A?", points = { yes = 2, no = 1 } } }
""",
        [
            "bands.silver: band-overlap.score(score=score.any(values=(1.0,)), levels=('Bronze', 'Silver'), decision=decision.refused) -> fix.overlap",
            "bands.gold: band-overlap.score(score=score.any(values=(2.0,)), levels=('Silver', 'Gold'), decision=decision.refused) -> fix.overlap",
            "bands.bronze: level-unreachable.range(level='Bronze', where=whole, range='0-1')",
            "bands.silver: level-unreachable.range(level='Silver', where=whole, range='1-2')",
            "bands.gold: level-unreachable.range(level='Gold', where=whole, range='2+')",
        ],
        id="bands: overlaps that the policy refuses",
    ),
    pytest.param(
        """
bands = { bronze = "0-1", silver = "8+", gold = "9+" }
questions.a = { text = "A?", points = { yes = 3, no = 0 } }
questions.b = { text = "B?", options = { x = 0, y = 1, z = 2 } }
questions.c = { text = "C?", options = { x = 0, y = 1, z = 3.5, zz = 4 } }
""",
        [
            "bands.silver: band-gap.score(score=score.any(values=[score.range(low=2.0, high=7.5)]), levels=('Bronze', 'Silver'), decision=decision.policy(policy='lower', level='Bronze')) -> fix.gap-ranges(first='0-<8', second='8+')",
            "bands.gold: band-overlap.score(score=score.any(values=(9.0,)), levels=('Silver', 'Gold'), decision=decision.policy(policy='highest', level='Gold')) -> fix.overlap-ranges(first='8-<9', second='9+')",
        ],
        id="bands: many scores in one gap, and no finding for a gap without a score",
    ),
    pytest.param(
        """
score = "mean"
gap = "upper"
bands = { bronze = "0-1.95", silver = "2-2.95", gold = "3-5" }
questions.a = { text = "A?", kind = "number", points = { curve = [[0, 0], [10, 5]] } }
""",
        [
            "bands.silver: band-gap.score(score=score.any(values=(1.99,)), levels=('Bronze', 'Silver'), decision=decision.policy(policy='upper', level='Silver')) -> fix.gap-ranges(first='0-<2', second='2-2.95')",
            "bands.gold: band-gap.score(score=score.any(values=(2.98,)), levels=('Silver', 'Gold'), decision=decision.policy(policy='upper', level='Gold')) -> fix.gap-ranges(first='2-<3', second='3-5')",
        ],
        id="bands: a score that can be any number",
    ),
    pytest.param(
        """
score = "sum"
questions.a = { text = "A?", kind = "number", min = 2, points = { bands = { "0-1" = 0, "1-4.9" = 1, "5-10" = 2, "9+" = 3 } } }
questions.b = { text = "B?", kind = "number", better = "lower", max = 4, points = { bands = { "0-2" = 2, "3-4" = 0, "5-6" = -1 } } }
""",
        [
            "questions.a.points.bands: band-gap.answer(answer=4.95, ranges=('1-4.9', '5-10'), policy='lower') -> fix.gap-ranges(first='1-<5', second='5-10')",
            "questions.a.points.bands: band-overlap.answer(answer=10.0, ranges=('5-10', '9+'), policy='highest') -> fix.overlap-ranges(first='5-<9', second='9+')",
            "questions.b.points.bands: band-gap.answer(answer=2.5, ranges=('0-2', '3-4'), policy='lower') -> fix.gap-ranges(first='0-<3', second='3-4')",
        ],
        id="bands: numbers that earn points, as far as they are accepted",
    ),
    pytest.param(
        """
score = "sum"
questions.a = { text = "A?", kind = "number", points = { bands = { "0-4" = 0, "5+" = 1, "9+" = 2 } } }
""",
        [
            "questions.a.points.bands: band-gap.answer(answer=4.5, ranges=('0-4', '5+'), policy='lower') -> fix.gap-ranges(first='0-<5', second='5+')",
            "questions.a.points.bands: band-overlap.answer(answer=9.0, ranges=('5+', '9+'), policy='highest') -> fix.overlap-ranges(first='5-<9', second='9+')",
        ],
        id="bands: numbers that earn points, without an end",
    ),
    pytest.param(
        """
bands = { bronze = "0-3", silver = "7", gold = "9+" }
scales.s.options = { x = {}, y = {}, z = {} }
questions.a = { text = "A?", scale = "s", points = { x = 2, y = 3, z = 8 } }
questions.b = { text = "B?", scale = "s", points = { x = 1, y = 5, z = 8 } }
questions.c = { text = "C?", scale = "s", points = { x = 0, y = 0, z = 2 } }
questions.a-again = { same-as = "a", points = { x = 0, y = 0, z = 8 } }
questions.b-again = { same-as = "b", points = { x = 0, y = 3, z = 5 } }
questions.c-again = { same-as = "c", points = { x = 1, y = 3, z = 8 } }
""",
        [
            "bands.silver: band-gap.score(score=score.any(values=(4.0, 5.0, 6.0)), levels=('Bronze', 'Silver'), decision=decision.policy(policy='lower', level='Bronze')) -> fix.gap"
        ],
        id="bands: scores that few answers give, as each counts twice",
    ),
    pytest.param(
        """
score = "mean"
round = 1
bands = { bronze = "0-1.9", silver = "2-2.9", gold = "3-4" }
questions.a = { text = "A?", kind = "number", points = { curve = [[0, 0], [10, 4]] } }
questions.b = { text = "B?", kind = "number", points = { curve = [[0, 0], [20, 4]] } }
""",
        [],
        id="bands: no finding between the digits that rounding leaves",
    ),
    pytest.param(
        """
score = "percent"
bands = { bronze = "0-40", silver = "41-80", gold = "80-100" }
questions.a = { text = "A?", weight = 3, not-applicable = { as = "exclude", needs = ["note"] } }
questions.b = { text = "B?", weight = 2 }
questions.c = { text = "C?", weight = 5, not-applicable = { as = "exclude", needs = ["note"] } }
dimensions.d = { score = "sum", questions = { e = "E?", f = "F?" }, weight = 10 }
""",
        [
            "bands.gold: band-overlap.score(score=score.any(values=(80.0,)), levels=('Silver', 'Gold'), decision=decision.policy(policy='highest', level='Gold')) -> fix.overlap-ranges(first='41-<80', second='80-100')"
        ],
        id="bands: a percentage of what applies",
    ),
    pytest.param(
        """
bands = { bronze = "0-20", silver = "24-40", gold = "40+" }
questions.a = { text = "A?", kind = "number", min = 0, max = 1000, points = { per = 100, earn = 5 } }
""",
        [
            "bands.gold: band-overlap.score(score=score.any(values=(40.0,)), levels=('Silver', 'Gold'), decision=decision.policy(policy='highest', level='Gold')) -> fix.overlap"
        ],
        id="bands: no finding between the points for full amounts",
    ),
    pytest.param(
        """
bands = { bronze = "0-8.9", silver = "10-4000", gold = "4000+" }
questions.a = { text = "A?", kind = "number", min = 0, max = 5000, points = { per = 1, earn = 1 } }
""",
        [
            "bands.silver: band-gap.score(score=score.any(values=(9.0,)), levels=('Bronze', 'Silver'), decision=decision.policy(policy='lower', level='Bronze')) -> fix.gap-ranges(first='0-<10', second='10-4000')",
            "bands.gold: band-overlap.score(score=score.any(values=(4000.0,)), levels=('Silver', 'Gold'), decision=decision.policy(policy='highest', level='Gold')) -> fix.overlap-ranges(first='10-<4000', second='4000+')",
        ],
        id="bands: more full amounts than are distinguished",
    ),
    pytest.param(
        """
bands = { bronze = "0-3", silver = "3-5", gold = "6+" }
questions.a = { text = "A?", kind = "number", min = 0, max = 1, points = { per = 0.1, earn = 1 } }
""",
        [
            "bands.silver: band-overlap.score(score=score.any(values=(3.0,)), levels=('Bronze', 'Silver'), decision=decision.policy(policy='highest', level='Silver')) -> fix.overlap"
        ],
        id="bands: amounts that no float holds exactly",
    ),
    pytest.param(
        """
score = "percent"
bands = { bronze = "0-40", silver = "50-80", gold = "80+" }
[dimensions.sales]
score = "sum"
not-applicable = "exclude"
questions.a = { text = "A?", options = { x = 0, y = 1 } }
questions.b = { text = "B?", options = { x = 0, y = 2, z = 3 } }
[dimensions.team]
score = "product"
questions.c = { text = "C?", options = { x = 1, y = 2, z = 3 } }
questions.d = { text = "D?", options = { x = 0, y = 2, z = 3 } }
""",
        [
            "bands.silver: band-gap.score(score=score.any(values=(41.666667, 44.444444, 46.153846)), levels=('Bronze', 'Silver'), decision=decision.policy(policy='lower', level='Bronze')) -> fix.gap-ranges(first='0-<50', second='50-80')"
        ],
        id="bands: a percentage of sums and products",
    ),
    # levels and conditions
    pytest.param(
        """
bands = { bronze = "0", silver = "4-5", gold = "6+" }
base = 4
questions.a = "A?"
""",
        [
            "bands.bronze: level-unreachable.below(level='Bronze', where=whole, range='0', least=4.0)",
            "bands.gold: level-unreachable.above(level='Gold', where=whole, range='6+', most=5.0)",
        ],
        id="levels: ranges beyond the lowest and the highest score",
    ),
    pytest.param(
        """
requires = { silver = { a = true, b = true }, gold = { any = [{ a = true }, { b = true }] } }
questions = { a = "A?", b = "B?" }
""",
        [
            "requires.silver: level-unreachable.next(level='Silver', where=whole)",
            "requires.gold.any: requirement-implied.level(level='Silver')",
        ],
        id="levels: the next one asks nothing more",
    ),
    pytest.param(
        """
requires.silver = { score = 9, b = { points = 3 }, sales = "gold", sales-score = { score = 3 } }
score = "sum"
questions.a = "A?"
questions.b = { text = "B?", points = { yes = 2, no = 0 } }
[dimensions.sales]
requires.silver = { a = true }
[dimensions.sales-score]
title = "Sales"
score = "sum"
questions.c = "C?"
""",
        [
            "requires.silver.score: condition-unreachable.score(of=whole, most=4.0)",
            "requires.silver.b: condition-unreachable.points(id='b', most=2.0)",
            "requires.silver.sales: condition-unreachable.level(of='Sales', most='Silver')",
            "requires.silver.sales-score: condition-unreachable.score(of='Sales', most=1.0)",
            "levels.gold: level-unused.one",
        ],
        id="conditions: more than there can be",
    ),
    pytest.param(
        """
requires.silver = { staff = 100, churn = 1, a = true }
requires.gold = { b = true }
questions.a = "A?"
questions.b = "B?"
questions.staff = { text = "Staff?", kind = "number", max = 50 }
questions.churn = { text = "Churn?", kind = "number", min = 2, better = "lower" }
""",
        [
            "requires.silver.staff: condition-unreachable.above(end=50.0)",
            "requires.silver.churn: condition-unreachable.below(end=2.0)",
            "questions.a: question-idle",
            "questions.b: question-idle",
            "questions.staff: question-idle",
            "questions.churn: question-idle",
        ],
        id="conditions: numbers that are not accepted, and all that is in vain then",
    ),
    pytest.param(
        """
score = "sum"
requires = { silver = { score = 0, a = true, sales = "bronze" }, gold = { sales = "silver" } }
questions.a = "A?"
dimensions.sales = { bands = { silver = "1+" }, base = 1, questions = { c = "C?" } }
""",
        [
            "requires.silver.score: condition-trivial.score(of=whole)",
            "requires.silver.sales: condition-trivial.lowest(level='bronze')",
            "requires.gold.sales: condition-trivial.level(of='Sales')",
            "requires.silver: level-unreachable.next(level='Silver', where=whole)",
        ],
        id="conditions: what everyone meets",
    ),
    pytest.param(
        """
facts.sector = { text = "Sector?", options = { private = {}, public = {} } }
combine = "minimum"
[dimensions.sales]
applies-when = { sector = "public" }
requires.silver = { a = true, b = true }
questions.a = { text = "A?", applies-when = { sector = "private" } }
questions.b = "B?"
[dimensions.team]
applies-when = { sector = "public" }
bands = { bronze = "0", gold = "1" }
questions.c = { text = "C?", applies-when = { sector = "private" } }
""",
        [
            "dimensions.sales.requires.silver.a: condition-unreachable.never-applies",
            "dimensions.sales.questions.a: question-idle",
            "dimensions.team.bands.bronze: level-unreachable.no-score(level='Bronze', where='Team')",
            "dimensions.team.bands.gold: level-unreachable.no-score(level='Gold', where='Team')",
            "dimensions.team.questions.c: question-idle",
        ],
        id="conditions: what never applies, as its facts exclude one another",
    ),
    pytest.param(
        "\n".join(
            [
                *(f'facts.f{number} = "F{number}?"' for number in range(8)),
                'bands = { bronze = "0-2", silver = "2-3", gold = "9+" }',
                *(
                    f'questions.q{number} = {{ text = "Q{number}?", applies-when = {{ f{number} = true }} }}'
                    for number in range(8)
                ),
            ]
        ),
        [
            "bands.silver: band-overlap.score(score=score.any(values=(2.0,)), levels=('Bronze', 'Silver'), decision=decision.policy(policy='highest', level='Silver')) -> fix.overlap",
            "bands.gold: band-gap.score(score=score.any(values=[score.range(low=4.0, high=8.0)]), levels=('Silver', 'Gold'), decision=decision.policy(policy='lower', level='Silver')) -> fix.gap",
            "bands.gold: level-unreachable.above(level='Gold', where=whole, range='9+', most=8.0)",
        ],
        id="facts: more than can be combined, and no finding for a score that nothing gives",
    ),
    pytest.param(
        """
requires.silver = { sales = "silver", "sales.a" = true, "sales.b" = true }
[dimensions.sales]
overlap = "error"
bands = { bronze = "0", silver = "1-2", gold = "2" }
questions = { a = "A?", b = "B?" }
""",
        [
            "requires.silver: level-unreachable.together(level='Silver', where=whole)",
            "dimensions.sales.bands.gold: band-overlap.score(score=score.yes(values=(2.0,)), levels=('Silver', 'Gold'), decision=decision.refused) -> fix.overlap",
            "dimensions.sales.bands.gold: level-unreachable.range(level='Gold', where='Sales', range='2')",
        ],
        id="conditions: such that can't be met at once",
    ),
    pytest.param(
        """
facts.size = { text = "How many are they?", kind = "number" }
requires = { silver = { staff = 20 }, gold = { staff = 50 } }
questions.staff = { text = "Staff?", kind = "number", applies-when = { size = [1, 2] } }
""",
        [],
        id="conditions: numbers that some are asked for",
    ),
    pytest.param(
        """
score = "mean"
requires = { silver = { score = 2.5 }, gold = { c = true } }
questions.a = { text = "A?", points = { yes = 1, no = 1 }, not-applicable = "exclude" }
questions.b = { same-as = "a", points = { yes = 3, no = 3 } }
questions.c = { text = "C?", scored = false }
""",
        ["requires.silver.score: condition-unreachable.answers"],
        id="conditions: a mean that would take one of two equal answers to count",
    ),
    # requirements
    pytest.param(
        """
requires.silver = { staff = 10, degree = "some", each = { points = 1, of = ["a", "b"] } }
requires.gold = { staff = 20, degree = "some", a = true, c = true }
questions.a = "A?"
questions.b = "B?"
questions.c = "C?"
questions.staff = { text = "Staff?", kind = "number" }
questions.degree = { text = "Degree?", options = { none = {}, some = {}, full = {} } }
""",
        [
            "requires.gold.degree: requirement-implied.level(level='Silver')",
            "requires.gold.a: requirement-implied.level(level='Silver')",
            "questions.degree.options.full: option-idle",
        ],
        id="requirements: what a lower level demands in other words",
    ),
    pytest.param(
        """
requires.silver = { any = [{ a = true }, { b = true }], c = true }
requires.gold = { count = { at-least = 2, of = ["a", "b", "c"] }, d = true }
questions = { a = "A?", b = "B?", c = "C?", d = "D?" }
""",
        ["requires.gold.count: requirement-implied.levels"],
        id="requirements: what follows from several together",
    ),
    pytest.param(
        """
cumulative = false
requires.silver = { staff = 20, degree = "full", a = true }
requires.gold = { staff = 10, degree = "some", a = true, b = true }
questions.a = "A?"
questions.b = "B?"
questions.staff = { text = "Staff?", kind = "number" }
questions.degree = { text = "Degree?", options = { none = {}, some = {}, full = {} } }
""",
        [
            "requires.gold.staff: requirement-undercut(level='Silver')",
            "requires.gold.degree: requirement-undercut(level='Silver')",
        ],
        id="requirements: less than a lower level asks, where levels stand alone",
    ),
    pytest.param(
        """
facts.sector = { text = "Sector?", options = { private = {}, public = {} } }
requires.silver = { all = [{ a = true, applies-when = { sector = "public" } }], b = true }
requires.gold = { a = true, c = true }
questions = { a = "A?", b = "B?", c = "C?" }
""",
        [],
        id="requirements: nothing follows from what is asked of some",
    ),
    pytest.param(
        """
requires.silver = { a = true, b = true, c = true, d = true, e = true, f = true, g = true }
requires.gold = { count = { at-least = 2, of = ["a", "b", "c", "d", "e", "f", "g"] }, h = true }
questions = { a = "A?", b = "B?", c = "C?", d = "D?", e = "E?", f = "F?", g = "G?", h = "H?" }
""",
        [],
        id="requirements: no finding for one that follows, if the proof takes too many answers",
    ),
    # questions
    pytest.param(
        """
score = "mean"
questions.a = { text = "A?", points = { yes = 1, no = 1 }, not-applicable = "exclude" }
questions.b = "B?"
""",
        [],
        id="questions: one that counts unless it does not apply",
    ),
    pytest.param(
        """
requires.gold = { h = true }
requires.silver.any = [{ a = true }, { a = true, any = [{ b = true }, { c = true }] }]
questions = { a = "A?", b = "B?", c = "C?", h = "H?" }
""",
        ["questions.b: question-idle", "questions.c: question-idle"],
        id="questions: what is asked in vain",
    ),
    pytest.param(
        """
cap = 1
bands = { bronze = "0", silver = "1" }
questions.a = { text = "A?", points = { yes = 1, no = 1 } }
questions.b = "B?"
questions.c = { text = "C?", scored = false }
""",
        [
            "bands.bronze: level-unreachable.below(level='Bronze', where=whole, range='0', least=1.0)",
            "levels.gold: level-unused.one",
            "questions.a: question-idle",
            "questions.b: question-idle",
            "questions.c: question-idle",
        ],
        id="questions: all that a cap swallows",
    ),
    pytest.param(
        """
unanswered = "block"
bands = { bronze = "0", silver = "1", gold = "2" }
questions.a = { text = "A?", points = { yes = 1, no = 1 } }
questions.b = "B?"
""",
        ["bands.bronze: level-unreachable.below(level='Bronze', where=whole, range='0', least=1.0)"],
        id="questions: one that only blocks changes something",
    ),
    pytest.param(
        """
score = "sum"
questions.a = "Is there a plan?"
questions.b = "is there a PLAN"
questions.c = { text = " ", same-as = "a" }
questions.d = " "
dimensions.x.rating = true
dimensions.x.descriptors = { bronze = "None" }
facts.f = {}
facts.g = { options = { p = { needs = ["note"] }, q = {} } }
[dimensions.y]
applies-when = { g = "p" }
""",
        [
            "questions.b: question-twice(other='a')",
            "questions.d: text-missing.asked",
            "facts.g.options.p.needs: needs-idle.fact",
            "facts.f: fact-unused",
            "facts.g: text-missing.asked",
            "dimensions.x.descriptors: text-missing.descriptors(levels=('Silver', 'Gold'))",
        ],
        id="wording",
    ),
]


@pytest.mark.parametrize(
    ("better", "ranges", "findings"),
    [
        (
            "higher",
            '"1-500000" = 25, "500000.000001+" = 30',
            [say("band-outside.answer", answer=0.0, points=25, range="1-500000")],
        ),
        ("higher", '"1-500000" = 0, ">500000" = 30', []),
        ("higher", '">0-5" = 1, ">5" = 2', [say("band-outside.answer", answer=0, points=1, range=">0-5")]),
        ("lower", '"0-4" = 25, ">4-9" = 20', [say("band-outside.answer", answer=10, points=20, range=">4-9")]),
        ("lower", '"1-4" = 25, ">4" = 20', []),
        ("lower", '"0-<4" = 25, "4-24" = 20, ">24" = 0', []),
        ("lower", '"0-4" = 25, "4.000001-24" = 20, "24.000001+" = 10', []),
        ("higher", '"<4" = 2, ">4" = 3', [say("band-gap.answer", answer=4, ranges=("<4", ">4"), policy="lower")]),
        (
            "higher",
            '"0-4" = 2, "4-24" = 3, ">23" = 4',
            [
                say("band-overlap.answer", answer=4, ranges=("0-4", "4-24"), policy="highest"),
                say("band-overlap.answer", answer=24, ranges=("4-24", ">23"), policy="highest"),
            ],
        ),
    ],
)
def test_findings_in_ranges_of_points_are_reported(better: str, ranges: str, findings: list[Message]) -> None:
    text = f"""
score = "sum"
questions.number = {{ text = "?", kind = "number", min = 0, better = "{better}", points = {{ bands = {{ {ranges} }} }} }}
"""
    codes = ("band-overlap", "band-gap", "band-outside")
    found = [finding for finding in tiers(text).lint() if finding.code in codes]
    assert [finding.what for finding in found] == findings
    shown = [finding.witness and finding.witness["number"] for finding in found]
    assert shown == [each.values["answer"] for each in findings]


AREAS = """
[dimensions.a]
bands = { bronze = "0", silver = "1+" }
questions.q = "Q?"
[dimensions.b]
rating = true
descriptors = { bronze = "B", silver = "S", gold = "G" }
"""
NOBODY = say("level-unreachable.best", levels=("Gold",), where=say("whole"), most="Silver")


@pytest.mark.parametrize(
    ("way", "findings"),
    [
        ('combine = "mean"', [NOBODY]),
        ('combine = "minimum"', [NOBODY]),
        ('combine = "majority"', [NOBODY]),
        ('combine = "maximum"', []),
        ('combine = "minimum"\ndefaults.unanswered = "exclude"', [NOBODY]),
        ('combine = "mean"\ndefaults.not-applicable = "exclude"', []),  # the mean skips the area without Gold
    ],
)
def test_a_level_that_the_best_answers_do_not_give_is_reported(way: str, findings: list[Message]) -> None:
    found = tiers(way + AREAS).lint()
    assert [finding.what for finding in found if finding.code == "level-unreachable"] == findings


def test_a_level_out_of_reach_within_is_reported_there_alone() -> None:
    text = AREAS.replace('silver = "1+"', 'silver = "1", gold = "2+"').replace(
        "dimensions.b]", 'dimensions.b]\nparent = "c"'
    )
    found = tiers('combine = "minimum"\n' + text + '[dimensions.c]\ncombine = "maximum"\n').lint()
    assert [".".join(map(str, each.path)) for each in found if each.code == "level-unreachable"] == [
        "dimensions.a.bands.gold"
    ]


def test_the_best_answers_decide_with_any_budget() -> None:
    text = 'bands = { bronze = "0", silver = "1", gold = "200+" }\n[questions]\n' + "".join(
        f'q{at} = {{ text = "{at}?", points = {{ yes = {1 + at / 7}, no = 0 }} }}\n' for at in range(20)
    )
    found = tiers(text).lint(budget=1)
    assert "level-unreachable" in [each.code for each in found if each.path[-1] == "gold"]


@pytest.mark.parametrize(
    ("bands", "findings"),
    [
        ('bronze = "1", silver = "2"', [say("band-outside.score-below", score=0, level="Bronze")]),
        ('silver = "1", gold = "2"', []),
        ('bronze = "0", silver = "1"', [say("band-outside.score-above", score=2, level="Silver")]),
        ('bronze = "<1", silver = "1", gold = ">1"', []),
    ],
)
def test_scores_outside_all_ranges_are_reported(bands: str, findings: list[Message]) -> None:
    found = tiers(f'bands = {{ {bands} }}\nquestions = {{ a = "A?", b = "B?" }}').lint()
    assert [finding.what for finding in found if finding.code == "band-outside"] == findings


@pytest.mark.parametrize(("text", "expected"), FINDINGS)
def test_each_kind_of_finding_is_reported(text: str, expected: list[str]) -> None:
    assert reported(text) == expected


def test_a_witness_is_accepted_even_if_the_largest_answer_is_odd() -> None:
    text = """
bands = { bronze = "0-4", silver = "4-5", gold = "5+" }
questions.a = { text = "A?", kind = "number", min = 0, max = 0.123457, points = { curve = [[0, 0], [0.123457, 5]] } }
"""
    rubric = tiers(text)
    _, overlap = rubric.lint()
    assert overlap.witness is not None
    assert rubric.assess(overlap.witness).score == 5


def test_an_option_that_needs_a_note_differs_from_the_worst_which_needs_none() -> None:
    text = """
score = "mean"
unanswered = "exclude"
needs = ["note"]
questions.a = { text = "A?", options = { none = 0, plan = 0, done = 3 } }
questions.b = { text = "B?", options = { none = 0, done = 3 } }
"""
    rubric = tiers(text)
    done = {"value": "done", "note": "…"}
    assert [rubric.assess({"a": a, "b": done}).score for a in ("none", "plan")] == [1.5, 3]
    assert rubric.lint() == ()


def test_exclude_without_effect_may_still_keep_the_default_from_blocking() -> None:
    text = """
[dimensions.sales]
unanswered = "exclude"
requires = { silver = { a = true }, gold = { b = true } }
questions = { a = "A?", b = "B?" }
"""
    (found,) = tiers(text).lint()
    assert data(found) == "dimensions.sales.unanswered: exclude-idle -> fix.leave-out"
    *_, found = attain.loads(START + 'defaults.unanswered = "block"' + text).lint()
    assert data(found) == "dimensions.sales.unanswered: exclude-idle -> fix.unanswered-worst"


def test_defaults_that_no_dimension_can_use_are_reported() -> None:
    defaults = {
        "base": "base = 1",
        "cap": "cap = 4",
        "cumulative": "cumulative = false",
        "needs": 'needs = ["note"]',
        "unanswered": 'unanswered = "exclude"',
        "weight": "weight = 2",
    }
    text = "\n".join(f"defaults.{default}" for default in defaults.values())
    used = """
[dimensions.sales]
bands = { bronze = "1", silver = "2", gold = "3" }
questions = { a = "A?", b = "B?" }
[dimensions.outer]
combine = "mean"
[dimensions.inner]
parent = "outer"
requires = { silver = { c = true }, gold = { d = true } }
questions = { c = "C?", d = "D?" }
"""
    idle = """
[dimensions.team]
rating = true
descriptors = { bronze = "None", silver = "Some", gold = "A team" }
needs = []
"""
    assert [each.code for each in attain.loads(f"{START}{text}{used}").lint()] == []
    assert {each.path[1] for each in attain.loads(f"{START}{text}{idle}").lint()} == set(defaults)


UNDECIDED = [
    pytest.param(
        """
score = "mean"
requires.silver = { score = 2.5 }
questions.a = { text = "A?", points = { yes = 1, no = 1 }, not-applicable = "exclude" }
questions.b = { same-as = "a", points = { yes = 3, no = 3 } }
""",
        1,
        [
            "requires.silver.score: undecided(budget=1, what=undecided.holds)",
            "requires.silver: undecided(budget=1, what=undecided.level(level='Silver', where=whole))",
        ],
        id="conditions and levels",
    ),
    pytest.param(
        """
facts.size = { text = "Size?", kind = "number" }
score = "percent"
bands = { bronze = "0-40", silver = "41-80", gold = "80+" }
questions.c = { text = "C?", applies-when = { size = 1 } }
[dimensions.sales]
score = "sum"
not-applicable = "exclude"
questions = { a = "A?", b = { text = "B?", points = { yes = 2, no = 0 } } }
""",
        2,
        [
            "bands.silver: undecided(budget=2, what=undecided.gap(levels=('Bronze', 'Silver')))",
            "bands.gold: undecided(budget=2, what=undecided.overlap(levels=('Silver', 'Gold')))",
            "bands.silver: undecided(budget=2, what=undecided.level(level='Silver', where=whole))",
            "bands.gold: undecided(budget=2, what=undecided.level(level='Gold', where=whole))",
        ],
        id="percentages",
    ),
    pytest.param(
        """
requires.silver.any = [{ a = true }, { a = true, any = [{ b = true }, { c = true }] }]
questions = { a = "A?", b = "B?", c = "C?" }
""",
        20,
        [
            "questions.b: undecided(budget=20, what=undecided.idle)",
            "questions.c: undecided(budget=20, what=undecided.idle)",
        ],
        id="questions",
    ),
]


@pytest.mark.parametrize(("text", "budget", "expected"), UNDECIDED)
def test_a_proof_that_takes_more_than_the_budget_is_undecided(text: str, budget: int, expected: list[str]) -> None:
    found = tiers(text).lint(budget=budget)
    assert [data(each) for each in found if each.code == "undecided"] == expected
    assert "undecided" not in [each.code for each in tiers(text).lint()]


# ---------------------------------------------------------------- rules of plugins


@attrs.frozen
class Elsewhere(attain.Rule):
    kind = "acme.elsewhere"
    summary = "what other dimensions have"

    def build(self, builder: attain.RuleBuilder) -> attain.LevelTerm:
        best = builder.highest([builder.level("sales"), builder.level("team")])
        conditions = [builder.at_least(best, "gold"), builder.at_least(builder.points("plan"), 2)]
        some = builder.at_least(
            builder.sum([builder.score("sales"), builder.score("sales")]), 3, title="twice the sales"
        )
        return builder.ladder({"silver": builder.any_of([some, *conditions]), "gold": builder.all_of(conditions)})


def test_the_conditions_of_a_rule_are_named_by_their_titles() -> None:
    one = Dimension(bands={"bronze": "0", "silver": "1"}, questions={"a": attain.Question("Is there one?")})
    rubric = Rubric(
        id="rule",
        version="1",
        title="A rule",
        levels=[attain.Level("bronze"), attain.Level("silver"), attain.Level("gold")],
        dimensions={"sales": one, "team": attrs.evolve(one, questions={"b": attain.Question("Another one?")})},
        questions={"plan": attain.Question("Is there a plan?")},
        rule=Elsewhere(),
    )
    assert [each.what for each in rubric.lint() if each.path == ("rule",)] == [
        say("condition-unreachable.score", of="twice the sales", most=2),
        say("condition-unreachable.level", of="what the rule computes", most="Silver"),
        say("condition-unreachable.points", id="plan", most=1),
    ]


# ---------------------------------------------------------------- laws for every rubric

Table = Mapping[str, object]


def found_in(rubric: Rubric, answered: Table, known: Table) -> dict[str, DimensionResult]:
    """Return the result of each dimension; nothing if the ranges do not decide and the policy is to report that."""
    try:
        return parts(rubric.assess(answered, facts=known, on=ON))
    except AmbiguousLevelError:
        return {}


def outcomes(rubric: Rubric, answered: Table, known: Table) -> object:
    found = found_in(rubric, answered, known)
    return {id_: (each.level, each.score, each.blocked_by) for id_, each in found.items()}


def dimension_of(finding: Finding) -> str:
    return str(finding.path[1]) if finding.path[0] == "dimensions" else ""


def of_code(rubric: Rubric, *codes: str) -> list[Finding]:
    return [finding for finding in rubric.lint() if finding.code in codes]


@pytest.mark.parametrize(("count", "noted"), [(2, True), (3, False), (5, False), (6, True)])
def test_three_to_five_levels_are_advised(count: int, *, noted: bool) -> None:
    levels = [Level(f"l{number}") for number in range(count)]
    questions = {f"q{number}": Question(f"{number}?") for number in range(count - 1)}
    bands = {level.id: str(number) for number, level in enumerate(levels)}
    rubric = Rubric(id="steps", version="1", title="Steps", levels=levels, questions=questions, bands=bands)
    assert [data(each) for each in rubric.lint()] == (
        [f"levels: level-count(count={count}, least=3, most=5)"] if noted else []
    )


def test_a_hundred_questions_are_enough() -> None:
    questions = {f"q{number}": Question(f"{number}?") for number in range(101)}
    rubric = Rubric(id="long", version="1", title="Long", score="sum", questions=questions)
    assert [data(each) for each in rubric.lint()] == ["questions: question-count(count=101, most=100)"]
    del questions["q100"]
    assert Rubric(id="long", version="1", title="Long", score="sum", questions=questions).lint() == ()


def ranges_of(rubric: Rubric, finding: Finding) -> tuple[str, Ranges]:
    """Return the question whose ranges earn points, by the id under which it is answered, and these ranges."""
    place = rubric.scope.places[dimension_of(finding)]
    short = str(finding.path[finding.path.index("questions") + 1])
    question = place.rules.questions[short]
    assert isinstance(question.points, Ranges)
    return question.same_as or place.full_id(short), question.points


def holds(band: Band, number: float) -> bool:
    above = number > band.low if band.low_open else number >= band.low
    return above and (band.high is None or (number < band.high if band.high_open else number <= band.high))


@given(rubrics(dimensions=2))
@LAW
def test_a_witness_lies_where_ranges_overlap_or_leave_a_gap(rubric: Rubric) -> None:
    for finding in of_code(rubric, "band-overlap", "band-gap"):
        assert finding.witness is not None
        overlap = finding.code == "band-overlap"
        if finding.path[-1] == "bands":
            asked, ranges = ranges_of(rubric, finding)
            answer = finding.witness[asked]
            number = answer["value"] if isinstance(answer, Mapping) else answer
            assert isinstance(number, int | float)
            holding = [band for band, _ in ranges.bands if holds(band, number)]
            assert len(holding) >= 2 if overlap else not holding
        elif found := found_in(rubric, finding.witness, finding.facts):
            dimension = found[dimension_of(finding)]
            assert len(dimension.candidates) >= 2
            assert (len(dimension.bands) >= 2) == overlap
            assert finding.path[-1] == dimension.candidates[-1].id


@given(rubrics(dimensions=2), DATA)
@LAW
def test_everything_that_a_policy_has_to_decide_is_reported(rubric: Rubric, data: st.DataObject) -> None:
    reported_ = {(each.path[:-2], each.path[-1]) for each in of_code(rubric, "band-overlap", "band-gap", "undecided")}
    for _ in range(5):
        for id_, found in found_in(rubric, data.draw(answers(rubric)), data.draw(facts(rubric))).items():
            if found.policy is not None:
                assert (rubric.scope.places[id_].path, found.candidates[-1].id) in reported_


@given(rubrics(), DATA)
@LAW
def test_nobody_is_on_a_level_that_cannot_be_reached(rubric: Rubric, data: st.DataObject) -> None:
    unreachable = {(dimension_of(each), each.path[-1]) for each in of_code(rubric, "level-unreachable")}
    unused = {each.path[-1] for each in of_code(rubric, "level-unused")}
    for _ in range(5):
        for id_, found in found_in(rubric, data.draw(answers(rubric)), data.draw(facts(rubric))).items():
            if found.level is not None:
                assert (id_, found.level.id) not in unreachable
                assert found.level.id not in unused


def demands(rubric: Rubric) -> Iterator[tuple[Demand, list[int]]]:
    """Yield every condition, with those of the levels below."""
    for output in rubric.plan.outputs:
        for position, (_, demand) in enumerate(output.demands):
            waiting = [demand]
            while waiting:
                each = waiting.pop()
                waiting += each.parts
                yield each, [lower.node for _, lower in output.demands[:position]]


@given(rubrics(), DATA)
@LAW
def test_conditions_hold_and_fail_as_the_lint_says(rubric: Rubric, data: st.DataObject) -> None:
    paths = [rubric.plan.nodes[each.node].path for each, _ in demands(rubric)]
    codes = {each.path: each.code for each in rubric.lint() if paths.count(each.path) == 1}
    for _ in range(5):
        read = understand(rubric.plan, data.draw(answers(rubric)), data.draw(facts(rubric)), ON, rubric.scope.shared)
        trace = run(rubric.plan, read.codes, read.facts)
        sure = [not held and not torn for held, torn in zip(trace.blocked, trace.clashes, strict=True)]
        for demand, below in demands(rubric):
            value, code = trace.values[demand.node], codes.get(rubric.plan.nodes[demand.node].path)
            if sure[demand.node]:
                assert value != 1 or code != "condition-unreachable"
                assert value != 0 or code != "condition-trivial"
                met = all(sure[each] and trace.values[each] == 1 for each in below)
                assert value != 0 or code != "requirement-implied" or not met


@given(rubrics(), DATA)
@LAW
def test_no_answer_to_an_idle_question_changes_anything(rubric: Rubric, data: st.DataObject) -> None:
    paths = [each.path for each in of_code(rubric, "question-idle")]
    idle = [input_.id for input_ in rubric.plan.inputs if input_.path in paths]
    for _ in range(3):
        answered, other = data.draw(answers(rubric)), data.draw(answers(rubric))
        known = data.draw(facts(rubric))
        more = {**answered, **{id_: other.get(id_) for id_ in idle}}
        assert outcomes(rubric, more, known) == outcomes(rubric, answered, known)


@given(rubrics(dimensions=2), DATA)
@LAW
def test_an_idle_option_counts_like_the_one_before(rubric: Rubric, data: st.DataObject) -> None:
    idle = {each.path for each in of_code(rubric, "option-idle")}
    answered, known = data.draw(answers(rubric)), data.draw(facts(rubric))
    before: dict[str, object] = {}
    for input_ in rubric.plan.inputs:
        given_ = answered.get(input_.id)
        value = given_.get("value") if isinstance(given_, dict) else given_
        scale = rubric.scope.questions[input_.id][2].scale if input_.id in rubric.scope.questions else None
        path = ("scales", scale, "options") if scale else (*input_.path, "options")
        if (*path, value) in idle:
            lower = input_.options[input_.options.index(str(value)) - 1]
            before[input_.id] = {**given_, "value": lower} if isinstance(given_, dict) else lower
    assert outcomes(rubric, {**answered, **before}, known) == outcomes(rubric, answered, known)


def without(data: Any, path: Sequence[object]) -> Any:  # any: plain data
    """Return plain data without the value at a path."""
    key, *rest = path
    if isinstance(data, list):
        return [without(each, rest) if each["id"] == key else each for each in data]
    if rest:
        return {**data, key: without(data[key], rest)}
    return {name: value for name, value in data.items() if name != key}


@given(rubrics(), DATA)
@LAW
def test_everything_that_the_lint_calls_useless_can_be_left_out(rubric: Rubric, data: st.DataObject) -> None:
    left = rubric.to_dict()
    for finding in of_code(rubric, "default-unused", "exclude-idle", "fact-unused", "needs-idle", "scale-unused"):
        if finding.fix != say("fix.unanswered-worst"):
            left = without(left, finding.path)
    again = Rubric.from_dict(left)
    for _ in range(3):
        answered, known = data.draw(answers(rubric)), data.draw(facts(rubric))
        kept = {name: value for name, value in known.items() if name in again.facts}
        assert outcomes(again, answered, kept) == outcomes(rubric, answered, known)


@given(rubrics(), st.integers(1, 50))
@LAW
def test_a_larger_budget_proves_everything_that_a_small_one_proves(rubric: Rubric, budget: int) -> None:
    codes = {"band-overlap", "band-gap", "condition-trivial", "condition-unreachable", "level-unused", "question-idle"}
    small, large = (
        {(each.code, each.path) for each in rubric.lint(budget=most) if each.code in codes} for most in (budget, 1_000)
    )
    assert small <= large


# ---------------------------------------------------------------- running time


def runs(text: str) -> int:
    """Return how often the lint of a rubric runs a plan."""
    rubric = tiers(text)
    count = 0

    def called(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code is run.__code__

    sys.setprofile(called)
    try:
        rubric.lint()
    finally:
        sys.setprofile(None)
    return count


def asked(count: int) -> str:
    return "\n".join(f'questions.q{number} = "Q {number}?"' for number in range(count))


LARGE = 200
NAMES = [f"q{number}" for number in range(LARGE)]


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(f"requires.silver = {{ {', '.join(f'{name} = true' for name in NAMES)} }}", id="all"),
        pytest.param(f"requires.silver.any = [{', '.join(f'{{ {name} = true }}' for name in NAMES)}]", id="any"),
        pytest.param(f"requires.silver.count = {{ at-least = 50, of = {json.dumps(NAMES)} }}", id="count"),
        pytest.param('bands = { bronze = "0", silver = "1-3", gold = "4+" }\ncap = 5', id="a score with a cap"),
        pytest.param('score = "percent"\nround = 0\nbands = { bronze = "0-50", silver = "51+" }', id="a percentage"),
    ],
)
def test_the_plan_is_run_a_few_times_for_each_question(rules: str) -> None:
    assert runs(f"{rules}\n{asked(LARGE)}") < 12 * LARGE


@pytest.fixture
def low_stack() -> Iterator[None]:
    """Lower the limit of the stack, so that a chain of few nodes exceeds it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(400)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("low_stack")
def test_levels_that_ask_for_one_another_may_form_a_chain_longer_than_python_s_stack() -> None:
    links = (f'[dimensions.d{number}]\nrequires.silver.d{number - 1} = "silver"' for number in range(1, 150))
    first = '[dimensions.d0]\nrequires.silver.a = true\nquestions.a = "A?"'
    rubric = attain.loads("\n".join([START, first, *links]))
    assert len(rubric.plan.nodes) > sys.getrecursionlimit()
    assert [finding.code for finding in rubric.lint(budget=1) if finding.code != "undecided"] == ["level-unused"]


# ---------------------------------------------------------------- the command

Attain = Callable[..., tuple[int, str, str]]


@pytest.fixture
def attain_lint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Attain:
    """Return a function that runs the command in this process."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["attain", "lint", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        return (ended.value.code, *capsys.readouterr())

    return call


def test_a_finding_in_a_file_has_its_place_its_code_an_example_and_a_hint(
    attain_lint: Attain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = """
questions = { a = "A?", b = "B?", c = "C?", d = "D?", e = "E?" }
[bands]
bronze = "0-2"
silver = "2-4"
gold = "5+"
[scales.s]
options = { x = 0, y = 1 }
"""
    Path("tiers.toml").write_text(START + text, encoding="utf-8")
    assert attain_lint("tiers.toml") == (
        1,
        """\
tiers.toml:10:1: warning: bands.silver: the ranges of Bronze and Silver overlap at 2 Yes; the policy 'highest' chooses Silver [band-overlap]
  for example: d = yes; e = yes
  hint: let one range end before the other begins, or leave the decision to
    'overlap'
tiers.toml:12:9: note: scales.s: no question and no fact uses this scale [scale-unused]
  hint: leave it out
2 findings: 0 errors, 1 warning, 1 note
""",
        "",
    )


def test_the_first_answers_of_a_long_example_are_shown(attain_lint: Attain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    status, out, _ = attain_lint("iamcp-p2p")
    assert status == 1
    (gap,) = [line for line in out.splitlines() if line.startswith("  for example: market-messaging.")]
    assert (gap.count(" = yes"), gap[-11:]) == (3, " and 3 more")


def test_a_file_reports_findings_in_the_one_that_it_extends(
    attain_lint: Attain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    base = 'bands = { bronze = "0-1", silver = "1" }\nquestions = { a = "A?", b = "B?" }\n'
    Path("base.toml").write_text(START + base, encoding="utf-8")
    over = (
        'attain = 1\nextends = "base.toml"\nid = "over"\nversion = "1"\nbands = { gold = "2+" }\nquestions.c = "C?"\n'
    )
    Path("over.toml").write_text(over, encoding="utf-8")
    _, out, _ = attain_lint("over.toml", "--format", "json")
    assert json.loads(out) == {
        "rubric": "over",
        "version": "1",
        "findings": [
            {
                "code": "band-overlap",
                "severity": "warning",
                "path": ["bands", "silver"],
                "message": "the ranges of Bronze and Silver overlap at 1 Yes; the policy 'highest' chooses Silver",
                "hint": "let one range end before the other begins, or leave the decision to 'overlap'",
                "file": "base.toml",
                "line": 6,
                "column": 27,
                "witness": {"c": True},
            },
        ],
    }


def test_a_rubric_without_findings_or_with_notes_alone_succeeds(attain_lint: Attain, tmp_path: Path) -> None:
    assert attain_lint(str(MODELS / "partner-tiers.toml")) == (0, "No findings.\n", "")
    file = tmp_path / "tiers.toml"
    file.write_text(
        START
        + 'facts.f = "F?"\nrequires = { silver = { a = true }, gold = { b = true } }\nquestions = { a = "A?", b = "B?" }\n',
        encoding="utf-8",
    )
    status, out, _ = attain_lint(str(file))
    assert (status, out.splitlines()[-1]) == (0, "1 finding: 0 errors, 0 warnings, 1 note")


def test_a_level_that_combining_may_not_give_is_left_undecided_by_a_small_budget() -> None:
    areas = "".join(
        f'[dimensions.d{area}]\nbands = {{ bronze = "0", silver = "1", gold = "2+" }}\nquestions = {{ a = "A?", b = "B?" }}\n'
        for area in range(2)
    )
    rubric = attain.loads(f'{START}combine = "mean"\n{areas}')
    codes = [(finding.code, finding.path) for finding in rubric.lint(budget=1)]
    assert ("undecided", ("combine",)) in codes


def test_a_small_budget_leaves_more_undecided(attain_lint: Attain) -> None:
    _, out, _ = attain_lint(str(MODELS / "mean-with-holes.toml"), "--budget", "1")
    assert "[undecided]\n  hint: use a larger budget\n" in out
