"""What the lint tells of rubrics: exactly the trips of the playbook, and each kind of finding as its reader sees it."""

from pathlib import Path

import pytest

import attain

MODELS = Path(__file__).parent / "models"
START = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
"""

P2P = {
    "joint-business-planning": ["3 Yes is Reactive and Proactive; highest gives Proactive"],
    "leads-and-pipeline": ["3 Yes is Reactive and Proactive; highest gives Proactive"],
    "agreement": ["5 Yes is Proactive and Dynamic; highest gives Dynamic"],
    "sales-compensation": [
        "3 Yes is Reactive and Proactive; highest gives Proactive",
        "6 or 7 Yes is in no range, between Proactive and Dynamic; lower gives Proactive",
    ],
    "market-messaging": ["6 Yes is in no range, between Proactive and Dynamic; lower gives Proactive"],
    "geography": [
        "3 Yes is Reactive and Proactive; highest gives Proactive",
        "6 or 7 Yes is in no range, between Proactive and Dynamic; lower gives Proactive",
        "asks the same as 'geography.white-space'",
    ],
    "readiness-and-certification": ["3 Yes is Reactive and Proactive; highest gives Proactive"],
    "product-and-customer-support": ["3 Yes is Reactive and Proactive; highest gives Proactive"],
    "customer-relationships-and-satisfaction": ["3 Yes is Reactive and Proactive; highest gives Proactive"],
}


def told(text: str, **options: int) -> list[str]:
    """The findings of a rubric: the code of each, and what its reader sees but for its weight."""
    findings = attain.loads(START + text).lint(**options)
    return [f"{each.code} | {str(each).removeprefix(f'{each.severity}: ')}" for each in findings]


def test_the_built_in_rubric_trips_where_the_playbook_does_and_nowhere_else() -> None:
    found: dict[str, list[str]] = {}
    for finding in attain.rubric("iamcp-p2p").lint():
        found.setdefault(str(finding.path[1]), []).append(finding.message)
        assert finding.severity == "warning"
    assert found == P2P


def test_the_keyed_rubric_asks_nothing_twice() -> None:
    found = attain.rubric("iamcp-p2p-keyed").lint()
    assert [finding.message for finding in found if "geography" in finding.path] == [
        "a score of 3 is Reactive and Proactive; highest gives Proactive",
        "a score of 6 or 7 is in no range, between Proactive and Dynamic; lower gives Proactive",
    ]
    assert len(found) == len(attain.rubric("iamcp-p2p").lint()) - 1


@pytest.mark.parametrize(
    "model", ["cumulative-practices", "partner-tiers", "security-deductions", "software-assurance"]
)
def test_models_without_a_flaw_have_no_findings(model: str) -> None:
    assert attain.load(MODELS / f"{model}.toml").lint() == ()


def test_a_witness_shows_what_is_claimed() -> None:
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
            "band-overlap | bands.silver: a score of 1 is Bronze and Silver; to score it is an error",
            "band-overlap | bands.gold: a score of 2 is Silver and Gold; to score it is an error",
            "level-unreachable | bands.bronze: nobody is Bronze in the whole: no score that can be reached is 0-1 and of no other level",
            "level-unreachable | bands.silver: nobody is Silver in the whole: no score that can be reached is 1-2 and of no other level",
            "level-unreachable | bands.gold: nobody is Gold in the whole: no score that can be reached is 2+ and of no other level",
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
            "band-gap | bands.silver: a score of 2 to 7.5 is in no range, between Bronze and Silver; lower gives Bronze",
            "band-overlap | bands.gold: a score of 9 is Silver and Gold; highest gives Gold",
        ],
        id="bands: many scores in one gap, and none told in which nothing falls",
    ),
    pytest.param(
        """
score = "mean"
gap = "upper"
bands = { bronze = "0-1.95", silver = "2-2.95", gold = "3-5" }
questions.a = { text = "A?", kind = "number", points = { curve = [[0, 0], [10, 5]] } }
""",
        [
            "band-gap | bands.silver: a score of 1.953125 is in no range, between Bronze and Silver; upper gives Silver",
            "band-gap | bands.gold: a score of 2.96875 is in no range, between Silver and Gold; upper gives Gold",
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
            'band-gap | questions.a.points.bands: an answer of 4.95 is in no range, between 1-4.9 and 5-10; gap = "lower" decides',
            'band-overlap | questions.a.points.bands: an answer of 10 is in the ranges 5-10 and 9+; overlap = "highest" decides',
            'band-gap | questions.b.points.bands: an answer of 2.5 is in no range, between 0-2 and 3-4; gap = "lower" decides',
        ],
        id="bands: numbers that earn points, as far as they are accepted",
    ),
    # levels and conditions
    pytest.param(
        """
bands = { bronze = "0", silver = "4-5", gold = "6+" }
base = 4
questions.a = "A?"
""",
        [
            "level-unreachable | bands.bronze: nobody is Bronze in the whole: its range 0 ends below the lowest score, 4",
            "level-unreachable | bands.gold: nobody is Gold in the whole: its range 6+ begins above the highest score, 5",
        ],
        id="levels: ranges beyond the lowest and the highest score",
    ),
    pytest.param(
        """
requires = { silver = { a = true, b = true }, gold = { any = [{ a = true }, { b = true }] } }
questions = { a = "A?", b = "B?" }
""",
        [
            "level-unreachable | requires.silver: nobody is Silver in the whole: whoever gets there gets further",
            "requirement-implied | requires.gold.any: Silver demands as much, and every higher level demands that, too; ask for more, or leave it out",
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
            "condition-unreachable | requires.silver.score: can never hold: the score of the whole is 4 at most; ask for less",
            "condition-unreachable | requires.silver.b: can never hold: the answers to 'b' are worth 2 at most; ask for less",
            "condition-unreachable | requires.silver.sales: can never hold: nobody gets further than Silver in Sales; ask for less",
            "condition-unreachable | requires.silver.sales-score: can never hold: the score of Sales is 1 at most; ask for less",
            "level-unused | levels.gold: nothing gives this level; say what it takes, or leave it out",
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
            "condition-unreachable | requires.silver.staff: can never hold: 50 is the most that is accepted as an answer; ask for less",
            "condition-unreachable | requires.silver.churn: can never hold: 2 is the least that is accepted as an answer; ask for less",
            "level-unused | levels.gold: nothing gives this level; say what it takes, or leave it out",
            *(
                f"question-idle | questions.{name}: no answer to it changes a score or a level; let something count it or ask for it, or leave it out"
                for name in ("a", "b", "staff", "churn")
            ),
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
            "condition-trivial | requires.silver.score: always holds: the score of the whole is never lower than that; ask for more, or leave it out",
            "condition-trivial | requires.silver.sales: always holds: 'bronze' is the lowest level, which everyone has; ask for more, or leave it out",
            "condition-trivial | requires.gold.sales: always holds: the level of Sales is never lower than that; ask for more, or leave it out",
            "level-unreachable | requires.silver: nobody is Silver in the whole: whoever gets there gets further",
        ],
        id="conditions: what everyone meets",
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
            "requirement-implied | requires.gold.degree: Silver demands as much, and every higher level demands that, too; ask for more, or leave it out",
            "requirement-implied | requires.gold.a: Silver demands as much, and every higher level demands that, too; ask for more, or leave it out",
            "option-idle | questions.degree.options.full: counts like the option before it, wherever it can be chosen; give it points of its own, or leave it out",
        ],
        id="requirements: what a lower level demands in other words",
    ),
    pytest.param(
        """
requires.silver = { any = [{ a = true }, { b = true }], c = true }
requires.gold = { count = { at-least = 2, of = ["a", "b", "c"] }, d = true }
questions = { a = "A?", b = "B?", c = "C?", d = "D?" }
""",
        [
            "requirement-implied | requires.gold.count: holds wherever what the lower levels demand does; ask for more, or leave it out"
        ],
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
            "requirement-undercut | requires.gold.staff: asks for less than Silver does; ask for at least as much",
            "requirement-undercut | requires.gold.degree: asks for less than Silver does; ask for at least as much",
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
    # questions
    pytest.param(
        """
cap = 1
bands = { bronze = "0", silver = "1" }
questions.a = { text = "A?", points = { yes = 1, no = 1 } }
questions.b = "B?"
questions.c = { text = "C?", scored = false }
""",
        [
            "level-unreachable | bands.bronze: nobody is Bronze in the whole: its range 0 ends below the lowest score, 1",
            "level-unused | levels.gold: nothing gives this level; say what it takes, or leave it out",
            *(
                f"question-idle | questions.{name}: no answer to it changes a score or a level; let something count it or ask for it, or leave it out"
                for name in "abc"
            ),
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
        [
            "level-unreachable | bands.bronze: nobody is Bronze in the whole: its range 0 ends below the lowest score, 1",
        ],
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
            (
                "question-twice | questions.b: asks the same as 'a'; leave it out, or write same-as = \"a\" to ask once and"
                " count twice"
            ),
            "text-missing | questions.d: does not say what is asked; give it a text",
            "needs-idle | facts.g.options.p.needs: a fact needs nothing to count; leave it out",
            "fact-unused | facts.f: nothing depends on this fact; name it in applies-when, or leave it out",
            "text-missing | facts.g: does not say what is asked; give it a text",
            (
                "text-missing | dimensions.x.descriptors: is rated by what fits, and nothing says what Silver or Gold looks"
                " like; give it a text"
            ),
        ],
        id="wording",
    ),
]


@pytest.mark.parametrize(("text", "expected"), FINDINGS)
def test_findings(text: str, expected: list[str]) -> None:
    assert told(text) == expected
