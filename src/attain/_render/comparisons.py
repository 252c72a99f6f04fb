"""Comparisons of two results as text and as HTML: who leads where, by which answers, and what both do next."""

from collections.abc import Iterator, Mapping
from typing import Literal

from attain._analysis.comparison import AnswerComparison, DimensionComparison, ResultComparisonData
from attain._core.messages import phrase
from attain._core.text import number
from attain._model.conditions import Value
from attain._score.result import owner_of

from . import markup
from .markup import Html, eyebrow, items, join, maybe, page, row, small, table, tag, unfold
from .text import (
    LONGEST_TITLE,
    Block,
    Cell,
    Line,
    answer_in_words,
    grid,
    in_order,
    level_or_score,
    named,
    plain,
    question_text,
    shortened,
)
from .text import heading as term

_SIDES: tuple[Literal["first", "second"] | None, ...] = ("first", "second", None)


def comparison_text(comparison: ResultComparisonData) -> str:
    """Return a comparison as text: who leads overall, and a line for each dimension.

    Arguments:
        comparison: The comparison.

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
    """Yield the page of a comparison: the table, the answers in which each is ahead, and the next steps of both.

    Arguments:
        comparison: The comparison.
    """
    yield from _table(comparison)
    for title, lines in _sections(comparison):
        yield Line()
        yield Line(title, role="title")
        for dimension, texts in lines.items():
            yield Line(dimension, 2)
            yield from (Line(f"- {text}", 4) for text in texts)


def _table(comparison: ResultComparisonData) -> Iterator[Block]:
    names, changed = _names(comparison), comparison.is_over_time
    said = "".join(f": {text}" for text in _headline(comparison))
    yield Line(
        f"{_about(comparison)}, {named(comparison.title, comparison.rubric, comparison.version)}{said}", role="title"
    )
    rows = [
        (f"{'  ' * depth}{each.title}", *_cells(comparison, each)) for each, depth in in_order(comparison.dimensions)
    ]
    labels = phrase("label.change" if changed else "label.leads"), phrase("label.together")
    overall = (phrase("overall"), *_cells(comparison, comparison.root))
    yield grid((term(comparison.terms, "dimension"), *names, *labels), [*rows, overall])
    if any(not each.is_certain for each in (comparison.root, *comparison.dimensions.values())):
        yield Line(phrase("comparison.may-change"), role="note")


def _about(comparison: ResultComparisonData) -> str:
    """Return who is compared, or who has changed and from when to when."""
    first, second = _names(comparison)
    if comparison.is_over_time:
        subject = shortened(comparison.first_subject or "", LONGEST_TITLE)
        return phrase("comparison.over-time", subject=subject, first=first, second=second)
    return phrase("comparison.of-two", first=first, second=second)


def _names(comparison: ResultComparisonData) -> tuple[str, str]:
    """Return what to call both: by their subjects, of one subject by their dates."""
    if comparison.is_over_time:
        days = comparison.first_on, comparison.second_on
        return tuple(phrase("comparison.no-day") if day is None else day.isoformat() for day in days)  # type: ignore[return-value]
    first, second = comparison.first_subject, comparison.second_subject
    if first == second:
        first = second = None
    return (
        shortened(first or phrase("comparison.first"), LONGEST_TITLE),
        shortened(second or phrase("comparison.second"), LONGEST_TITLE),
    )


def _headline(comparison: ResultComparisonData) -> Iterator[str]:
    """Yield in how many dimensions each leads, if there are any."""
    first, second = _names(comparison)
    ahead, behind = len(comparison.leads("first")), len(comparison.leads("second"))
    every = ahead + behind + len(comparison.leads("neither"))
    if every and comparison.is_over_time:
        yield phrase("comparison.changed", rose=behind, fell=ahead, all=every)
    elif every:
        yield phrase("comparison.leads", first=first, second=second, ahead=ahead, behind=behind, all=every)


def _cells(comparison: ResultComparisonData, found: DimensionComparison) -> tuple[Cell, ...]:
    """Return both levels, who leads, and the level together, which means nothing of one subject at two dates."""
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
    """Return who leads, or what changed; by which scores, if the levels are equal; and whether open answers may change that."""
    ways = {
        "first": phrase("comparison.fell"),
        "second": phrase("comparison.rose"),
        "neither": phrase("comparison.same"),
    }
    names = {**dict(zip(("first", "second"), _names(comparison), strict=True)), "neither": phrase("comparison.neither")}
    said = (ways if comparison.is_over_time else names)[found.leader]
    scores = [found.first_score, found.second_score]
    if found.leader == "second" and not comparison.is_over_time:
        scores.reverse()
    if found.leader != "neither" and found.first and found.first == found.second:
        said = phrase("comparison.by-score", said=said, scores=phrase("page.range", low=scores[0], high=scores[1]))
    return said if found.is_certain else f"{said}?"


# The answers, and the next steps


def _sections(comparison: ResultComparisonData) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield lists of texts by dimension, each under a title: where each is ahead, what else differs, and shared next steps."""
    titles = _titles(comparison)
    for side in _SIDES:
        texts: dict[str, list[str]] = {}
        for dimension in (*(each for each, _ in in_order(comparison.dimensions)), comparison.root):
            for each in _differing(comparison, dimension, side):
                texts.setdefault(_title(comparison, dimension), []).append(_answer(comparison, each))
        if texts:
            yield titles[side], texts
    steps = {
        _title(comparison, each): [action.text for action in each.next_steps]
        for each in (comparison.root, *(each for each, _ in in_order(comparison.dimensions)))
        if each.next_steps
    }
    if steps:
        yield _steps_title(comparison), steps


def _titles(comparison: ResultComparisonData) -> Mapping[str | None, str]:
    """Return the title of the answers in which either is ahead, and of those in which neither is."""
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
    """Yield the questions of a dimension itself that one answers better, or those in which neither is ahead.

    Of two subjects, a bad answer and an open one say nothing; of one subject, something changed.
    """
    own = "" if found is comparison.root else found.id
    for id_, each in comparison.answers.items():
        known = each.better or comparison.is_over_time or None not in (each.first, each.second)
        if each.better == side and known and owner_of(comparison.dimensions, "", id_) == own:
            yield each


def _title(comparison: ResultComparisonData, found: DimensionComparison) -> str:
    return phrase("overall") if found is comparison.root else found.title


def _answer(comparison: ResultComparisonData, each: AnswerComparison) -> str:
    """Return a question with both answers, the better one first; of one subject at two dates, the earlier one first."""
    asked = question_text(each.question, each.text)
    before, after = _value(each, each.first), _value(each, each.second)
    if comparison.is_over_time:
        return f"{asked} {phrase('path.change', before=before, after=after)}"
    first, second = _names(comparison)
    if each.better == "second":
        return phrase("comparison.answer", asked=asked, better=after, name=first, other=before)
    return phrase("comparison.answer", asked=asked, better=before, name=second, other=after)


def _value(each: AnswerComparison, value: Value | None) -> str:
    return answer_in_words(value, each.options, each.unit)


# HTML


def comparison_html(comparison: ResultComparisonData) -> str:
    """Return a comparison as a table, who leads lit, and below it by which answers, to unfold.

    Arguments:
        comparison: The comparison.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> ours, theirs = (p2p.assess({"agreement.nda": nda}, subject=name) for nda, name in [(True, "A & B"), (False, "C")])
    >>> "A &amp; B" in comparison_html(attain.compare(ours, theirs))
    True
    """
    names = _names(comparison)
    days = () if comparison.is_over_time else dict.fromkeys((comparison.first_on, comparison.second_on))
    shown = [(each, depth) for each, depth in in_order(comparison.dimensions)]
    together = not comparison.is_over_time and any(
        each.combined or each.combined_score is not None for each in (comparison.root, *comparison.dimensions.values())
    )
    labels = [phrase("label.change" if comparison.is_over_time else "label.leads")]
    labels += [phrase("label.together")] if together else []
    heads = [term(comparison.terms, "dimension"), *names, *labels]
    rows = [_row(comparison, each, depth, together=together) for each, depth in shown]
    overall = _row(comparison, comparison.root, 0, together=together)
    uncertain = any(not each.is_certain for each in (comparison.root, *comparison.dimensions.values()))
    return page(
        eyebrow(comparison.title, comparison.version, *days),
        markup.heading(tag("strong", _about(comparison)), look="headline"),
        *(tag("p", text, look="lead") for text in _headline(comparison)),
        table(comparison.title, heads, rows, overall, by=_about(comparison)),
        maybe("p", phrase("comparison.may-change") if uncertain else None, look="soft small"),
        markup.heading(phrase("comparison.details")),
        *(_details(comparison, each) for each, _ in [*shown, (comparison.root, 0)]),
    )


def _row(comparison: ResultComparisonData, found: DimensionComparison, depth: int, *, together: bool) -> Html:
    first, second, leads, both = _cells(comparison, found)
    tagged = phrase("page.second-look") if found.view else ""
    scores = (found.first_score, found.second_score) if comparison.levels else (None, None)
    cells = [
        _cell(str(level), None if score is None else _scored(score, found.full), lit=found.leader == side)
        for side, level, score in (("first", first, scores[0]), ("second", second, scores[1]))
    ]
    last = [tag("td", str(both or "-"), look="plain")] if together else []
    return row(_title(comparison, found), depth, [], tagged, [*cells, tag("td", str(leads), look="plain"), *last])


def _cell(level: str, score: str | None, *, lit: bool) -> Html:
    return tag("td", tag("strong", level) if lit else level, small(score), look="lit" if lit else "plain")


def _scored(score: float, full: float | None) -> str:
    return number(score) if full is None else phrase("page.scored", score=score, full=full)


def _details(comparison: ResultComparisonData, found: DimensionComparison) -> Html:
    """Return by which answers either is ahead in a dimension, and the next steps of both, to unfold."""
    titles = _titles(comparison)
    lists = {
        titles[side]: [join(_answer(comparison, each)) for each in _differing(comparison, found, side)]
        for side in _SIDES
    }
    lists[_steps_title(comparison)] = [
        join(action.text, small(action.resource, action.source)) for action in found.next_steps
    ]
    shown = [join(markup.heading(title), items("ul", lines)) for title, lines in lists.items() if lines]
    differences = sum(len(lists[title]) for title in titles.values())
    beside = phrase("comparison.differences", count=differences) if differences else ""
    return unfold(_title(comparison, found), beside, *shown)
