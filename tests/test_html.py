import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain._core.data import FrozenDict
from attain._core.text import visible
from attain._render.html import result_html, rubric_html

TAGS = {
    "caption", "details", "div", "li", "ol", "p", "span", "strong", "style", "summary", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"aria-hidden", "aria-label", "aria-level", "class", "role", "scope", "tabindex"}

SECURITY = """
attain = 1
id = "security"
version = "1.0"
title = "Security baseline"
summary = "How well is it looked after?"
source = "Handbook 3"
combine = "minimum"
interpretation = "The thresholds are this project's own."
[levels]
initial = { title = "Initial", summary = "It happens by chance." }
managed = "Managed"
defined = "Defined"
[facts]
segment = { options = { small = {}, enterprise = {} } }
[scales.implementation]
options = { not = 0, partly = 1, fully = { points = 2, title = "All of it" } }
[dimensions.governance]
summary = "Who decides."
combine = "minimum"
[dimensions.operations]
ladder = { need = 0.5 }
source = "Handbook 3, part 2"
interpretation = "That half is enough is this project's own."
actions = [{ text = "Rehearse.", level = "defined", resource = "The drill kit", source = "Handbook 3, p. 9" }]
[dimensions.operations.questions]
backup = { text = "Are there backups?", level = "managed" }
restore = { text = "Are they tried out?", level = "defined" }
drill = { text = "Are there drills?", level = "defined" }
[dimensions.policy]
parent = "governance"
bands = { initial = "0-1", managed = "2-3", defined = "4" }
not-applicable = "exclude"
[dimensions.policy.questions]
written = { text = "Is the policy written down?", scale = "implementation" }
known = { text = "Is it known?", scale = "implementation" }
[dimensions.risk]
parent = "governance"
unanswered = "block"
bands = { initial = "0", managed = "1", defined = "2" }
[dimensions.risk.questions]
register = "Is there a risk register?"
blind = { text = "Are there risks nobody knows of?", keyed = "no" }
[dimensions.council]
parent = "governance"
applies-when = { segment = "enterprise" }
bands = { initial = "0", managed = "1+" }
[dimensions.council.questions]
agreement = "Is there an agreement?"
[dimensions.culture]
rating = true
[dimensions.culture.descriptors]
initial = "Nobody asks"
managed = "Some ask"
[dimensions.tickets]
score = "sum"
[dimensions.tickets.questions]
closed = { text = "Tickets closed", kind = "number", points = { per = 10, earn = 1 }, min = 0, max = 100 }
[dimensions.tooling]
view = true
bands = { initial = "0", defined = "1" }
[dimensions.tooling.questions]
backup = { same-as = "operations.backup" }
"""

TIERS = """
attain = 1
id = "tiers"
version = "2"
title = "Partner tiers"
terms = { level = "tier" }
[levels]
registered = "Registered"
silver = "Silver"
gold = "Gold"
platinum = "Platinum"
[questions]
revenue = { text = "Revenue sourced in the last 12 months", kind = "number", unit = "EUR", min = 0 }
churn = { text = "Yearly customer churn", kind = "number", unit = "%", min = 0, max = 100, better = "lower" }
msp = "Is the partner an audited managed service provider?"
cloud = "Does the partner hold the cloud competency?"
data = "Does the partner hold the data competency?"
[requires.silver]
revenue = 100_000
[requires.gold]
revenue = 500_000
churn = 8
any = [{ msp = true }, { cloud = true }]
count = { at-least = 2, of = ["msp", "cloud", "data"] }
[requires.platinum]
revenue = 2_000_000
churn = 5
msp = true
cloud = true
data = true
any = [{ msp = true }, { cloud = true }]
"""


class Element:
    """An element of a page: its name, its attributes, its text with that of all descendants, and its children."""

    def __init__(self, name: str, attributes: dict[str, str | None]) -> None:
        self.name = name
        self.attributes = attributes
        self.within: list[Element] = []
        self.texts: list[str] = []

    @property
    def looks(self) -> set[str]:
        return {look.removeprefix("attain-") for look in (self.attributes.get("class") or "").split()}

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def all(self, name: str = "", look: str = "") -> "Iterator[Element]":
        for element in self.within:
            if name in ("", element.name) and (not look or look in element.looks):
                yield element
            yield from element.all(name, look)

    @property
    def shape(self) -> object:
        return self.name, sorted(self.attributes), [element.shape for element in self.within]


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        assert len(element.attributes) == len(attrs)
        self.open[-1].within.append(element)
        self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1].name != "style":
            for element in self.open:
                element.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    handle_pi = unknown_decl = handle_comment


def parsed(html: str) -> Element:
    page = Page()
    page.feed(html)
    page.close()
    (root,) = page.open
    return root


def rows(html: str) -> dict[str, list[Element]]:
    """Return the cells of each row of the table, by the title in its heading."""
    (table,) = parsed(html).all("table")
    found = {}
    for row in table.all("tr"):
        head, *cells = row.within
        below = head.within[0].text if head.within else ""
        found[head.text.partition(f" {below}")[0].strip() if below else head.text.strip()] = cells
    return found


def heads(html: str) -> dict[str, str]:
    """Return the full text of the heading of each row, by its title."""
    (table,) = parsed(html).all("table")
    return dict(zip(rows(html), (row.within[0].text for row in table.all("tr")), strict=True))


def lit(cells: list[Element], look: str = "lit") -> list[int]:
    return [rank for rank, cell in enumerate(cells) if look in cell.looks]


def section(html: str, title: str) -> Element:
    """Return the section that unfolds under a title."""
    return next(each for each in parsed(html).all("details") if each.within[0].text.startswith(title))


@pytest.fixture(scope="module")
def p2p() -> attain.Rubric:
    return attain.rubric("iamcp-p2p")


@pytest.fixture(scope="module")
def security() -> attain.Rubric:
    return attain.loads(SECURITY)


@pytest.fixture(scope="module")
def tiers() -> attain.Rubric:
    return attain.loads(TIERS)


@pytest.fixture(scope="module")
def secured(security: attain.Rubric) -> attain.Result:
    answers = {
        "policy.written": {
            "value": "fully",
            "note": "In the wiki",
            "evidence": "p. 7",
            "on": date(2026, 3, 1),
            "by": "sales",
        },
        "operations.backup": True,
        "culture": "managed",
        "tickets.closed": 25,
    }
    return security.assess(answers, facts={"segment": "small"})


class TestResult:
    def test_each_row_has_one_lit_cell_that_of_its_level(self, p2p: attain.Rubric) -> None:
        answers = {input_.id: position % 3 > 0 for position, input_ in enumerate(p2p.plan.inputs)}
        result = p2p.assess(answers)
        shown = rows(result_html(result))
        for dimension in result.dimensions.values():
            assert dimension.level is not None
            assert lit(shown[dimension.title]) == [dimension.level.rank]
        assert result.level is not None
        assert lit(shown["Overall"]) == [result.level.rank]

    def test_the_level_reached_does_not_rely_on_colour(self, p2p: attain.Rubric) -> None:
        cell = rows(result_html(p2p.assess({"agreement.nda": True})))["Agreement"][1]
        (strong,) = cell.all("strong")
        assert strong.text == "● Rely on handshake or deal-specific contract"
        (heard,) = cell.all("span", "heard")
        assert heard.text == "(level reached, possible) "

    def test_the_levels_that_open_answers_allow_are_outlined(self, p2p: attain.Rubric) -> None:
        answers = {f"agreement.{short}": True for short in list(p2p.dimensions["agreement"].questions)[:4]}
        html = result_html(p2p.assess(answers))
        assert lit(rows(html)["Agreement"], "may") == [2, 3]
        assert "4 to 7 possible" in heads(html)["Agreement"]
        assert "dashed: possible, depending on the open answers" in parsed(html).text

    def test_nothing_is_outlined_if_every_question_is_answered(self, p2p: attain.Rubric) -> None:
        html = result_html(p2p.assess({input_.id: True for input_ in p2p.plan.inputs}))
        assert not list(parsed(html).all("td", "may"))
        assert not [title for title in heads(html).values() if "possible" in title]
        assert "dashed" not in parsed(html).text

    def test_the_headline_is_the_subject_and_its_level(self, p2p: attain.Rubric) -> None:
        html = result_html(p2p.assess({}, subject="Anyone & Co", on=date(2026, 11, 21)))
        (headline,) = parsed(html).all("p", "headline")
        assert headline.text == "Anyone & Co: Basic"
        (eyebrow,) = parsed(html).all("p", "eyebrow")
        assert eyebrow.text == "IAMCP P2P Maturity Model · version 2016 · 2026-11-21"

    def test_without_a_subject_the_headline_is_the_level(self, p2p: attain.Rubric) -> None:
        (headline,) = parsed(result_html(p2p.assess({}))).all("p", "headline")
        assert headline.text == "Basic"

    def test_headings_use_the_rubrics_own_terms(self, p2p: attain.Rubric, tiers: attain.Rubric) -> None:
        assert next(iter(rows(result_html(p2p.assess({}))))) == "Business function"
        assert next(iter(rows(result_html(tiers.assess({}))))) == "Tier"

    def test_a_row_has_its_score_and_answers(self, p2p: attain.Rubric) -> None:
        html = result_html(p2p.assess({"agreement.nda": True, "agreement.fair": False}))
        assert heads(html)["Agreement"].split(" ", 1)[1].strip() == "1 of 7 points 2 of 7 answered · 1 to 6 possible"

    def test_the_published_ranges_that_hold_the_score_are_shown(self, p2p: attain.Rubric) -> None:
        three = dict.fromkeys([f"geography.{short}" for short in list(p2p.dimensions["geography"].questions)[:3]], True)
        cells = rows(result_html(p2p.assess(three)))["Geography"]
        assert [cell.text.endswith(" points") for cell in cells] == [False, True, True, False]

    def test_the_overall_row_counts_the_dimensions_that_it_combines(self, p2p: attain.Rubric) -> None:
        cells = rows(result_html(p2p.assess({"agreement.nda": True})))["Overall"]
        assert [re.findall(r"\d+ of \d+", cell.text) for cell in cells] == [["9 of 10"], ["1 of 10"], [], []]

    def test_why_unfolds_for_each_dimension(self, secured: attain.Result) -> None:
        html = result_html(secured)
        for dimension in secured.dimensions.values():
            assert dimension.why in section(html, dimension.title).text
        (lead,) = parsed(html).all("p", "lead")
        assert lead.text == secured.why

    def test_next_steps_unfold_with_what_helps(self, secured: attain.Result) -> None:
        steps = section(result_html(secured), "Operations").text
        assert "Rehearse. towards Defined · The drill kit · Handbook 3, p. 9" in steps

    def test_answers_unfold_with_their_notes(self, secured: attain.Result) -> None:
        html = result_html(secured)
        assert (
            "Is the policy written down? All of it In the wiki · p. 7 · 2026-03-01 · sales"
            in section(html, "Policy").text
        )
        assert "Is it known? open unanswered" in section(html, "Policy").text
        assert "Are there backups? yes" in section(html, "Operations").text
        assert "Culture: Managed" in section(html, "Culture").text
        assert "Tickets closed: 25" in section(html, "Tickets").text

    def test_an_answer_of_no_or_not_applicable_is_not_shown_as_open(self, security: attain.Rubric) -> None:
        answers = {"policy.written": "n/a", "risk.register": False, "risk.blind": False}
        html = result_html(security.assess(answers, facts={"segment": "small"}))
        assert "Is the policy written down? not applicable" in section(html, "Policy").text
        assert "Is there a risk register? no" in section(html, "Risk").text

    def test_without_a_level_the_reason_is_shown(self, secured: attain.Result) -> None:
        html = result_html(secured)
        texts = {
            title: text for title, text in heads(html).items() if title in ("Risk", "Council", "Tickets", "Policy")
        }
        assert "withheld: 2 answers missing" in texts["Risk"]
        assert "not applicable" in texts["Council"]
        assert "no level of its own" in texts["Tickets"]
        assert "2 of 10 points" in texts["Tickets"]
        assert [lit(rows(html)[title]) for title in texts] == [[1], [], [], []]
        (headline,) = parsed(html).all("p", "headline")
        assert headline.text == "Withheld: 2 answers missing"

    def test_a_withheld_level_still_shows_the_possible_levels(self, secured: attain.Result) -> None:
        assert lit(rows(result_html(secured))["Risk"], "may") == [0, 1, 2]

    def test_dimensions_are_below_the_one_that_contains_them(
        self, secured: attain.Result, security: attain.Rubric
    ) -> None:
        order = "Governance Policy Risk Council Operations Culture Tickets Tooling Overall"
        for html in (result_html(secured), rubric_html(security)):
            (table,) = parsed(html).all("table")
            depths = {row.within[0].text.split()[0]: row.within[0].looks for row in list(table.all("tr"))[1:]}
            assert list(depths) == order.split()
            assert [title for title, looks in depths.items() if "in-1" in looks] == ["Policy", "Risk", "Council"]

    def test_interpretation_is_at_the_end(self, secured: attain.Result) -> None:
        (foot,) = parsed(result_html(secured)).all("div", "foot")
        assert [note.text for note in foot.within] == [
            "Interpretation (Security baseline): The thresholds are this project's own.",
            "Interpretation (Operations): That half is enough is this project's own.",
        ]

    def test_a_tier_table_shows_the_conditions_that_are_met(self, tiers: attain.Rubric) -> None:
        html = result_html(tiers.assess({"revenue": 640_000, "churn": 9.5, "cloud": True}))
        registered, silver, gold, platinum = rows(html)["Overall"]
        assert registered.text == ""
        assert (
            silver.text.split("● ")[1]
            == "Silver ✓ met Revenue sourced in the last 12 months (required: at least 100,000 EUR)"
        )
        assert [each.text for each in gold.all("li")] == [
            "✓ met Revenue sourced in the last 12 months (required: at least 500,000 EUR)",
            "✗ not met Yearly customer churn (required: at most 8%; found: 9.5%)",
            "✓ met any of 2 conditions",
            "○ open at least 2 of 3 conditions",
        ]
        assert platinum.text.strip() == "2 of 6 requirements met"

    def test_all_conditions_unfold(self, tiers: attain.Rubric) -> None:
        html = result_html(tiers.assess({"revenue": 640_000, "churn": 9.5, "cloud": True}))
        gold = next(each for each in section(html, "Overall").all("li") if each.text.startswith("Gold"))
        assert "○ open at least 2 of" in gold.text
        assert gold.text.count("✓ met Does the partner hold the cloud competency? (required: yes)") == 2

    def test_a_ladder_counts_the_questions_met(self, secured: attain.Result) -> None:
        _, managed, defined = rows(result_html(secured))["Operations"]
        assert managed.text.endswith(" 1 of 1 question met")
        assert defined.text.endswith(" 0 of 2 questions met")

    def test_it_needs_no_rubric(self, secured: attain.Result) -> None:
        assert result_html(attain.Result.from_dict(secured.to_dict())) == result_html(secured)

    def test_a_whole_without_a_level_has_no_row(self) -> None:
        rubric = attain.loads(SECURITY.replace('combine = "minimum"\ninter', "inter"))
        html = result_html(rubric.assess({}, facts={"segment": "small"}))
        assert "Overall" not in rows(html)
        assert "Overall" not in rows(rubric_html(rubric))
        (headline,) = parsed(html).all("p", "headline")
        assert headline.text == "No level of its own"

    def test_if_nothing_applies_no_cell_is_highlighted(self) -> None:
        rubric = attain.loads("""
            attain = 1
            id = "few"
            version = "1"
            title = "Few"
            bands = { low = "0", high = "1" }
            not-applicable = "exclude"
            levels = { low = {}, high = {} }
            questions = { only = {} }
            """)
        html = result_html(rubric.assess({"only": "n/a"}))
        assert "not applicable" in heads(html)["Overall"]
        assert "level reached" not in parsed(html).text
        assert not list(parsed(html).all("div", "foot"))

    def test_a_score_without_full_marks_is_shown_alone(self, secured: attain.Result) -> None:
        tickets = attrs.evolve(secured["tickets"], full=None)
        result = attrs.evolve(secured, dimensions=FrozenDict({**secured.dimensions, "tickets": tickets}))
        assert heads(result_html(result))["Tickets"].startswith("Tickets 2 1 of 1 answered")


class TestRubric:
    def test_the_framework_table_is_shown_as_published(self, p2p: attain.Rubric) -> None:
        cells = rows(rubric_html(p2p))["Agreement"]
        assert [cell.text for cell in cells] == [
            "No template 0 points",
            "Rely on handshake or deal-specific contract 1-3 points",
            "Letter of intent 4-5 points",
            "Formal contract that defines all aspects of the relationship 5+ points",
        ]
        assert not any(lit(row) for row in rows(rubric_html(p2p)).values())

    def test_it_counts_the_questions(self, p2p: attain.Rubric) -> None:
        texts = heads(rubric_html(p2p))
        assert "7 questions" in texts["Agreement"]
        assert "99 questions" in texts["Overall"]

    def test_it_explains_levels_that_the_cells_do_not_explain(self, security: attain.Rubric) -> None:
        texts = heads(rubric_html(security))
        assert "rated by the assessor" in texts["Culture"]
        assert "the lowest level within" in texts["Governance"]
        assert "no level of its own" in texts["Tickets"]
        assert "by itself" in texts["Tooling"]
        assert "by itself" not in texts["Culture"]

    def test_the_demands_of_a_level_are_in_its_cell(self, tiers: attain.Rubric, security: attain.Rubric) -> None:
        _, silver, gold, platinum = rows(rubric_html(tiers))["Overall"]
        assert silver.text.strip() == "Revenue sourced in the last 12 months (required: at least 100,000 EUR)"
        assert [each.text for each in gold.all("li")][2:] == ["any of 2 conditions", "at least 2 of 3 conditions"]
        assert platinum.text.strip() == "6 requirements"
        assert rows(rubric_html(security))["Operations"][2].text.strip() == "2 questions"

    def test_all_demands_of_a_level_unfold(self, tiers: attain.Rubric) -> None:
        asked = section(rubric_html(tiers), "Overall").text
        assert asked.count("Does the partner hold the data competency? (required: yes)") == 2
        assert "met" not in asked.split("Silver")[1].split("Gold")[0]

    def test_questions_unfold_with_their_possible_answers(self, security: attain.Rubric, tiers: attain.Rubric) -> None:
        html = rubric_html(security)
        assert "Is it known? Not | Partly | All of it" in section(html, "Policy").text
        assert "Are there risks nobody knows of? No is the mature answer" in section(html, "Risk").text
        assert "Are there drills? Defined" in section(html, "Operations").text
        assert "Are there backups? the same as operations.backup" in section(html, "Tooling").text
        assert "Tickets closed a number from 0 to 100; higher is better" in section(html, "Tickets").text
        assert "a number from 0 to 100, in %; lower is better" in section(rubric_html(tiers), "Overall").text

    def test_summaries_sources_and_interpretation_are_shown(self, security: attain.Rubric) -> None:
        html = rubric_html(security)
        (lead,) = parsed(html).all("p", "lead")
        assert lead.text == "How well is it looked after?"
        assert "Who decides." in section(html, "Governance").text
        assert "Source: Handbook 3, part 2" in section(html, "Operations").text
        assert "Initial: It happens by chance." in section(html, "Level Initial, Managed, Defined").text
        (foot,) = parsed(html).all("div", "foot")
        assert [cell.text for cell in rows(html)["Risk"]] == [" 0 points", " 1 point", " 2 points"]
        assert "Interpretation (Operations): That half is enough" in foot.text
        assert foot.text.endswith("Source: Handbook 3")


ATTACKS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</style></table>", "<b",
    "<!-- ", "]]>", "<?php ", "&lt;b&gt;", "&#60;b&#62;", "\ud800", "\0", "\N{RIGHT-TO-LEFT OVERRIDE}", "{{7*7}}",
)  # fmt: skip
HOSTILE = st.sampled_from(ATTACKS) | st.text(st.characters(exclude_categories=[]), min_size=1)


def rubric_that_says(say: str) -> attain.Rubric:
    """Return a rubric with a text in every place that can have one, made fit for a page because a rubric can't hold lone surrogates."""
    say = writable(say)
    action = attain.Action(say, level="high", resource=say, source=say)
    options = [attain.Option("bad", 0, title=say), attain.Option("good", 1, title=say)]
    choice = attain.Question(say, options=options, summary=say, source=say, interpretation=say, actions=[action])
    number = attain.Question(say, kind="number", unit=say)
    return attain.Rubric(
        id="hostile",
        version="1",
        title=say,
        summary=say,
        source=say,
        interpretation=say,
        terms={"dimension": say, "level": say},
        levels=[attain.Level("low", say, say), attain.Level("high", say, say)],
        requires=attain.Dimension(requires={"high": {"area": "high", "area.number": 5}}).requires,
        dimensions={
            "area": attain.Dimension(
                title=say,
                summary=say,
                source=say,
                interpretation=say,
                bands={"low": "0", "high": "1"},
                descriptors={"low": say, "high": say},
                actions=[action],
                questions={"choice": choice, "number": number},
            )
        },
    )


def writable(text: str) -> str:
    """Return a text as a page can hold it."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def pages_that_say(say: str) -> Iterator[str]:
    yield rubric_html(rubric_that_says(say))
    rubric = rubric_that_says(say)
    shown = say if say.strip() else "word"  # a blank note counts as no note
    more = {"note": shown, "evidence": shown, "by": shown}
    answers = {"area.choice": {"value": "bad", **more}, "area.number": {"value": 4, **more}}
    yield result_html(rubric.assess(answers, subject=say))
    yield result_html(rubric.assess({}, subject=say))


class TestSafety:
    @given(HOSTILE)
    def test_no_text_becomes_markup(self, say: str) -> None:
        for html, harmless in zip(pages_that_say(say), pages_that_say("word"), strict=True):
            page = parsed(html)
            assert page.shape == parsed(harmless).shape
            for element in page.all():
                assert element.name in TAGS
                assert element.attributes.keys() <= ATTRIBUTES
            assert writable(say) in page.text
            html.encode()

    @pytest.mark.parametrize("at", range(3))
    def test_a_page_needs_nothing_from_elsewhere(self, at: int) -> None:
        html = list(pages_that_say("word"))[at]
        assert not re.search(r"url\(|@import|@font-face|https?:|javascript:|<script|<link|<iframe| on\w+=| id=", html)


@pytest.fixture(scope="module")
def css(p2p: attain.Rubric) -> str:
    (css,) = re.findall(r"<style>(.*?)</style>", rubric_html(p2p))
    return str(css)


class TestStyle:
    def test_everything_is_within_one_class(self, css: str, p2p: attain.Rubric) -> None:
        depth, outside = 0, ""
        for character in css:
            depth += {"{": 1, "}": -1}.get(character, 0)
            outside += character if depth == 0 else ""
        assert outside.strip() == ".attain-page.attain-page }"
        assert [element.attributes for element in parsed(rubric_html(p2p)).within] == [{"class": "attain-page"}]

    def test_every_class_is_prefixed(self, css: str) -> None:
        selectors = re.sub(r"\{[^{}]*\}", "{}", css)
        assert all(name.startswith("attain-") for name in re.findall(r"\.([a-z][\w-]*)", selectors))

    @pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
    @pytest.mark.parametrize(
        ("text", "behind", "least"),
        [
            ("lit-ink", "lit", 4.5),
            ("lit-soft", "lit", 4.5),
            ("ink", "paper", 4.5),
            ("soft", "paper", 4.5),
            ("accent", "paper", 4.5),
            ("lit", "paper", 3),
            ("may", "paper", 3),
        ],
    )
    def test_texts_have_enough_contrast(self, css: str, theme: int, text: str, behind: str, least: float) -> None:
        colours = {name: pair for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)}
        assert contrast(colours[text][theme], colours[behind][theme]) >= least

    def test_a_highlighted_cell_has_the_colours_that_are_tested(self, css: str) -> None:
        (rule,) = re.findall(r"td\.attain-lit \{(.*?)\}", css)
        assert "background: var(--lit);" in rule
        assert " color: var(--lit-ink);" in rule
        assert re.findall(r"td\.attain-lit \.attain-soft \{ (.*?) \}", css) == ["color: var(--lit-soft);"]
        assert not re.findall(r"[^-]color: (?!var\(--|inherit)[^;]*;", css.partition("--may")[2])

    def test_notebooks_choose_the_theme(self, css: str) -> None:
        assert css.count("color-scheme: light dark;") == 1
        assert re.search(r'\[data-jp-theme-light="false"\] &[^{]*\{ color-scheme: dark; \}', css)
        assert re.search(r'\[data-jp-theme-light="true"\] &[^{]*\{ color-scheme: light; \}', css)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it: from 1 to 21."""
    darker, lighter = sorted(luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start:end], 16) / 255 for start, end in pairwise((1, 3, 5, 7))]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


class TestAccessibility:
    def test_headings_name_their_rows_and_columns(self, secured: attain.Result, security: attain.Rubric) -> None:
        for html in (result_html(secured), rubric_html(security)):
            (table,) = parsed(html).all("table")
            first, *others = table.all("tr")
            assert [head.attributes.get("scope") for head in first.within] == ["col"] * 4
            assert {row.within[0].attributes.get("scope") for row in others} == {"row"}
            (caption,) = table.all("caption")
            assert caption.text == "Security baseline: Dimension by level"

    def test_on_a_narrow_page_only_the_table_scrolls_also_by_keyboard(self, secured: attain.Result) -> None:
        (box,) = parsed(result_html(secured)).all("div", "scroll")
        assert box.attributes["tabindex"] == "0"
        assert box.attributes["role"] == "region"
        assert box.attributes["aria-label"] == "Security baseline: table"
        assert [element.name for element in box.within] == ["table"]

    def test_marks_are_read_out_as_words(self, secured: attain.Result) -> None:
        for mark in parsed(result_html(secured)).all("span"):
            if mark.text.strip() in {"●", "✓", "✗", "○", "–"}:
                assert mark.attributes["aria-hidden"] == "true"


def test_notebooks_templates_and_to_html_show_it(p2p: attain.Rubric, secured: attain.Result) -> None:
    assert p2p.to_html() == p2p._repr_html_() == p2p.__html__() == rubric_html(p2p)
    assert secured.to_html() == secured._repr_html_() == secured.__html__() == result_html(secured)
    assert type(rubric_html(p2p)) is type(result_html(secured)) is str
