"""Comparisons of two results as text and as HTML: the leaders, the answers behind them, and common next steps."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Literal

from attain._analysis.comparison import AnswerComparison, DimensionComparison, ResultComparisonData
from attain._core.messages import phrase
from attain._core.text import number
from attain._score.result import owner_of

from .labels import answer_in_words, level_or_score, named, question_text
from .layout import LONGEST_TITLE, Block, Grid, GridCell, Line, listed, plain, shortened
from .markup import Html, eyebrow, headline, items, join, maybe, page, row, section, small, table, tag, unfold
from .text import dimension_grid, in_order

_SIDES: tuple[Literal["first", "second"] | None, ...] = ("first", "second", None)


def comparison_text(comparison: ResultComparisonData) -> str:
    """Return a comparison as text: the overall leader, and a line for each dimension.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> ours, theirs = (p2p.assess({"agreement.nda": nda}, subject=name) for nda, name in [(True, "Ours"), (False, "Theirs")])
    >>> print(comparison_text(attain.compare(ours, theirs)))
    Ours and Theirs, IAMCP P2P Maturity Model (iamcp-p2p@2016): Ours leads in 1 of 10, Theirs in 0
    Business function                        Ours      Theirs  Leads     Together
    ...
    Agreement                                Reactive  Basic   Ours?     Reactive
    ...
    """
    return plain(_table(comparison))


def comparison_page(comparison: ResultComparisonData) -> Iterator[Block]:
    """Yield the page of a comparison: the table, the answers in which either is ahead, and common next steps."""
    yield from _table(comparison)
    titles, parts = _titles(comparison), [*in_order(comparison)]
    for side in _SIDES:
        differing = ((title, _differing(comparison, found, side)) for title, found, _ in parts)
        yield from listed(
            titles[side], ((title, [_answer(comparison, each) for each in found]) for title, found in differing)
        )
    steps = ((title, [action.text for action in found.next_steps]) for title, found, _ in [parts[-1], *parts[:-1]])
    yield from listed(_steps_title(comparison), steps)


def _table(comparison: ResultComparisonData) -> Iterator[Block]:
    headline = "".join(f": {text}" for text in _headline(comparison))
    yield Line(
        f"{_about(comparison)}, {named(comparison.title, comparison.rubric, comparison.version)}{headline}",
        role="title",
    )
    yield _grid(comparison)
    if any(not each.is_certain for each in (comparison.root, *comparison.dimensions.values())):
        yield Line(phrase("comparison.may-change"), role="note")


def _grid(comparison: ResultComparisonData) -> Grid:
    last = phrase("label.change" if comparison.is_over_time else "label.leads"), phrase("label.together")
    return dimension_grid(comparison, comparison.terms, [*_names(comparison), *last], partial(_cells, comparison))


def _about(comparison: ResultComparisonData) -> str:
    """Return the names of both subjects, or the subject that changed and both days."""
    first, second = _names(comparison)
    if comparison.is_over_time:
        subject = shortened(comparison.first_subject or "", LONGEST_TITLE)
        return phrase("comparison.over-time", subject=subject, first=first, second=second)
    return phrase("comparison.of-two", first=first, second=second)


def _names(comparison: ResultComparisonData) -> tuple[str, str]:
    """Return a name for each: the subjects, or for a single subject the dates."""
    if comparison.is_over_time:
        days = comparison.first_on, comparison.second_on
        first, second = (day.isoformat() if day else phrase("comparison.no-day") for day in days)
    elif comparison.first_subject == comparison.second_subject:
        first, second = phrase("comparison.first"), phrase("comparison.second")
    else:
        first = comparison.first_subject or phrase("comparison.first")
        second = comparison.second_subject or phrase("comparison.second")
    return shortened(first, LONGEST_TITLE), shortened(second, LONGEST_TITLE)


def _headline(comparison: ResultComparisonData) -> Iterator[str]:
    """Yield the number of dimensions in which each leads, if there are any."""
    first, second = _names(comparison)
    ahead, behind = len(comparison.leads("first")), len(comparison.leads("second"))
    every = ahead + behind + len(comparison.leads("neither"))
    if every and comparison.is_over_time:
        yield phrase("comparison.changed", rose=behind, fell=ahead, all=every)
    elif every:
        yield phrase("comparison.leads", first=first, second=second, ahead=ahead, behind=behind, all=every)


def _cells(comparison: ResultComparisonData, found: DimensionComparison) -> tuple[GridCell, ...]:
    """Return both levels, the leader, and the joint level, which has no meaning for one subject at two dates."""
    scored = not comparison.levels
    first, second, together = (
        level_or_score(level, score, scored=scored)
        for level, score in (
            (found.first, found.first_score),
            (found.second, found.second_score),
            (found.combined, found.combined_score),
        )
    )
    none = found.combined is None and found.combined_score is None
    return first, second, _leads(comparison, found), "" if none or comparison.is_over_time else together


def _leads(comparison: ResultComparisonData, found: DimensionComparison) -> str:
    """Return the leader or the change, with scores if the levels are equal; and whether open answers may change it."""
    ways = {
        "first": phrase("comparison.fell"),
        "second": phrase("comparison.rose"),
        "neither": phrase("comparison.same"),
    }
    names = {**dict(zip(("first", "second"), _names(comparison), strict=True)), "neither": phrase("comparison.neither")}
    leader = (ways if comparison.is_over_time else names)[found.leader]
    scores = [found.first_score, found.second_score]
    if found.leader == "second" and not comparison.is_over_time:
        scores.reverse()
    if found.leader != "neither" and found.first and found.first == found.second:
        leader = phrase(
            "comparison.by-score", leader=leader, scores=phrase("page.range", low=scores[0], high=scores[1])
        )
    return leader if found.is_certain else f"{leader}?"


# The answers, and the next steps


def _titles(comparison: ResultComparisonData) -> Mapping[str | None, str]:
    """Return the titles of the answers in which either is ahead, and in which neither is."""
    other = phrase("comparison.differs")
    if comparison.is_over_time:
        return {"first": phrase("comparison.lost"), "second": phrase("comparison.gained"), None: other}
    first, second = (phrase("comparison.ahead", name=name) for name in _names(comparison))
    return {"first": first, "second": second, None: other}


def _steps_title(comparison: ResultComparisonData) -> str:
    return phrase("comparison.still-to-do" if comparison.is_over_time else "comparison.steps-of-both")


def _differing(
    comparison: ResultComparisonData, found: DimensionComparison, side: Literal["first", "second"] | None
) -> Iterator[AnswerComparison]:
    """Yield a dimension's own questions that one side answers better, or in which neither is ahead.

    A bad answer and an open one don't count as different for two subjects, but they do for one subject at two dates.
    """
    own = "" if found is comparison.root else found.id
    for id_, each in comparison.answers.items():
        known = each.better or comparison.is_over_time or None not in (each.first, each.second)
        if each.better == side and known and owner_of(comparison.dimensions, "", id_) == own:
            yield each


def _answer(comparison: ResultComparisonData, each: AnswerComparison) -> str:
    """Return a question with both answers, the better one first; over time, the earlier one first."""
    asked = question_text(each.question, each.text)
    before, after = answer_in_words(each.first, each), answer_in_words(each.second, each)
    if comparison.is_over_time:
        return f"{asked} {phrase('path.change', before=before, after=after)}"
    first, second = _names(comparison)
    if each.better == "second":
        return phrase("comparison.answer", asked=asked, better=after, name=first, other=before)
    return phrase("comparison.answer", asked=asked, better=before, name=second, other=after)


# HTML


def comparison_html(comparison: ResultComparisonData) -> str:
    """Return a comparison as HTML: a table with leaders highlighted, and the answers behind it to unfold.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> ours, theirs = (p2p.assess({"agreement.nda": nda}, subject=name) for nda, name in [(True, "A & B"), (False, "C")])
    >>> "A &amp; B" in comparison_html(attain.compare(ours, theirs))
    True
    """
    days = () if comparison.is_over_time else dict.fromkeys((comparison.first_on, comparison.second_on))
    parts, heads = [*in_order(comparison)], _grid(comparison).headings
    together = phrase("label.together") == heads[-1]
    *rows, overall = (_row(comparison, title, each, depth, together=together) for title, each, depth in parts)
    uncertain = any(not each.is_certain for _, each, _ in parts)
    return page(
        eyebrow(comparison.title, comparison.version, *days),
        headline(_about(comparison)),
        *(tag("p", text, look="lead") for text in _headline(comparison)),
        table(comparison.title, heads, rows, overall, by=_about(comparison)),
        maybe("p", phrase("comparison.may-change") if uncertain else None, look="soft small"),
        section(phrase("comparison.details"), *(_details(comparison, title, each) for title, each, _ in parts)),
    )


def _row(
    comparison: ResultComparisonData, title: str, found: DimensionComparison, depth: int, *, together: bool
) -> Html:
    first, second, leads, both = _cells(comparison, found)
    tagged = phrase("page.second-look") if found.view else ""
    scores = (found.first_score, found.second_score) if comparison.levels else (None, None)
    cells = [
        _cell(str(level), None if score is None else _scored(score, found.full), lit=found.leader == side)
        for side, level, score in (("first", first, scores[0]), ("second", second, scores[1]))
    ]
    last = [tag("td", str(both or "-"), look="plain")] if together else []
    return row(title, depth, [], tagged, [*cells, tag("td", str(leads), look="plain"), *last])


def _cell(level: str, score: str | None, *, lit: bool) -> Html:
    return tag("td", tag("strong", level) if lit else level, small(score), look="lit" if lit else "plain")


def _scored(score: float, full: float | None) -> str:
    return number(score) if full is None else phrase("page.scored", score=score, full=full)


def _details(comparison: ResultComparisonData, title: str, found: DimensionComparison) -> Html:
    """Return the answers in which either is ahead in a dimension, and common next steps, to unfold."""
    titles = _titles(comparison)
    lists = {
        titles[side]: [join(_answer(comparison, each)) for each in _differing(comparison, found, side)]
        for side in _SIDES
    }
    lists[_steps_title(comparison)] = [
        join(action.text, small(action.resource, action.source)) for action in found.next_steps
    ]
    differences = sum(len(lists[each]) for each in titles.values())
    beside = phrase("comparison.differences", count=differences) if differences else ""
    return unfold(title, beside, *(section(each, items("ul", lines)) for each, lines in lists.items()))
