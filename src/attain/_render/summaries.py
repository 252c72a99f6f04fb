"""Summaries as text and as HTML: the number of subjects at each level, in each dimension."""

from collections.abc import Iterator
from functools import partial

from attain._core.messages import phrase
from attain._core.names import label
from attain._core.text import counted, number, whole
from attain._model.parts import Level
from attain._score.summary import DimensionSummary, SummaryData

from .labels import benefit_of, level_in, named, term
from .layout import Block, Grid, GridCell, Line, plain
from .markup import NOTHING, Html, eyebrow, headline, items, join, maybe, page, row, small, table, tag, unfold
from .text import dimension_grid, in_order


def summary_text(summary: SummaryData) -> str:
    """Return a summary as text: the number of subjects, and a line for each dimension.

    >>> import attain, polars
    >>> answers = polars.DataFrame({"agreement.nda": ["yes", "no", "no"], "agreement.fair": ["yes", "yes", "no"]})
    >>> print(summary_text(attain.rubric("iamcp-p2p").summarise(answers, partial=True)))
    IAMCP P2P Maturity Model (iamcp-p2p@2016): 3 organisations, median Basic
    Business function                        Median    Basic  Reactive  Proactive  Dynamic  Mean score  Open
    Joint business planning                  Basic      100%        0%         0%       0%        0/11  100%
    ...
    Agreement                                Reactive    33%       67%         0%       0%         1/7  100%
    ...
    Overall                                  Basic      100%        0%         0%       0%              100%
    Strongest: Agreement
    ...
    """
    return plain(summary_page(summary))


def summary_page(summary: SummaryData) -> Iterator[Block]:
    """Return the page of a summary, as lines and a grid."""
    yield Line(f"{named(summary.title, summary.rubric, summary.version)}: {_headline(summary)}", role="title")
    yield _grid(summary)
    yield from map(Line, _notes(summary))
    staged = [*_staged(summary)]
    if staged:
        yield Line()
        yield Line(phrase("label.stages"), role="title")
        yield from (Line(f"{stage}: {text}", 2) for stage, text in staged)


def _headline(summary: SummaryData) -> str:
    subject = summary.terms.get("subject", "subject")
    subjects = counted(summary.subjects, subject)
    median = summary.root.median
    return phrase("page.median", subjects=subjects, level=str(median)) if median else subjects


def _grid(summary: SummaryData) -> Grid:
    last = map(phrase, ("label.none", "label.mean-score", "label.open"))
    labels = [phrase("label.median"), *map(str, summary.levels), *last]
    return dimension_grid(summary, summary.terms, labels, partial(_cells, summary), range(2, 1 + len(labels)))


def _cells(summary: SummaryData, found: DimensionSummary) -> tuple[GridCell, ...]:
    """Return the cells of a row; values that are zero for everyone stay empty, so that empty columns are left out."""
    counts = {each.level: each.count for each in found.levels}
    shares = [percent(summary.share(counts.get(level, 0))) if counts else "" for level in summary.levels]
    without = percent(summary.share(found.without)) if found.levels and found.without else ""
    open_ = percent(summary.share(found.incomplete)) if found.incomplete else ""
    return found.median or "-", *shares, without, mean_score(found), open_


def mean_score(found: DimensionSummary) -> str:
    """Return the mean score, out of the greatest possible score; empty without a score."""
    if found.mean is None or found.most is None:
        return ""
    return f"{number(round(found.mean, 1))}/{number(found.most)}"


def percent(share: float) -> str:
    """Return a share, from 0 to 1, in whole percent; only exact shares are 0% and 100%.

    >>> percent(0.5), percent(0.0001), percent(0.9999), percent(1)
    ('50%', '<1%', '>99%', '100%')
    """
    rounded = whole(100 * share)
    if share > 0 and rounded == 0:
        return "<1%"
    return ">99%" if share < 1 and rounded == 100 else f"{rounded}%"


def _notes(summary: SummaryData) -> Iterator[str]:
    """Yield the facts that the table does not show."""
    strongest, weakest = summary.strongest, summary.weakest
    if strongest != weakest:
        yield phrase("page.strongest", titles=_titles(summary, strongest))
        yield phrase("page.weakest", titles=_titles(summary, weakest))
    for target in summary.targets.values():
        share = percent(summary.share(target.count))
        yield phrase("target.share", title=target.title, share=share, count=target.count)
    for key, count in (("page.ambiguous", summary.ambiguous), ("page.unreadable", summary.unreadable)):
        if count:
            yield phrase(key, share=percent(summary.share(count)), count=count)
    if summary.blank:
        yield phrase("page.blank", rows=summary.blank)


def _staged(summary: SummaryData) -> Iterator[tuple[str, str]]:
    """Yield the benefits for each stage of the lifecycle, each with the number of subjects whose level gives it."""
    titles = {id_: found.title for id_, found in summary.dimensions.items()}
    for stage, benefits in summary.by_stage.items():
        for each in benefits:
            share, level = percent(summary.share(each.count)), level_in(titles, each.dimension, each.level)
            benefit = benefit_of(each.benefit)
            yield stage, phrase("page.given-to", benefit=benefit, share=share, count=each.count, level=level)


def _titles(summary: SummaryData, ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(label(id_, summary.dimensions[id_].title) for id_ in ids)


def summary_html(summary: SummaryData) -> str:
    """Return a summary as HTML: a table of dimensions by levels, with a bar for each share and the median highlighted.

    >>> import attain, polars
    >>> answers = polars.DataFrame({"agreement.nda": ["yes", "no", "no"]})
    >>> "(median)" in summary_html(attain.rubric("iamcp-p2p").summarise(answers, partial=True))
    True
    """
    *rows, overall = (_row(summary, each, title, depth) for title, each, depth in in_order(summary))
    root = summary.root
    if rows and not (root.levels or root.scores):
        overall = NOTHING
    heads = [term(summary.terms, "dimension" if rows else "level"), *map(str, summary.levels)]
    return page(
        eyebrow(summary.title, summary.version, summary.on),
        headline(_headline(summary)),
        table(summary.title, heads, rows, overall, by=phrase("label.level").lower()),
        tag("p", phrase("page.median-level"), look="soft small"),
        *(maybe("p", note, look="small") for note in _notes(summary)),
        unfold(
            phrase("label.stages"),
            "",
            items("ul", [join(tag("strong", stage), f": {text}") for stage, text in _staged(summary)]),
        ),
    )


def _row(summary: SummaryData, found: DimensionSummary, title: str, depth: int) -> Html:
    mean = mean_score(found)
    notes = [phrase("page.mean-score", mean=mean)] if mean else []
    if found.incomplete:
        notes.append(phrase("page.with-open", share=percent(summary.share(found.incomplete))))
    if found.levels and found.without:
        notes.append(phrase("page.without-level", share=percent(summary.share(found.without))))
    tags = [phrase("page.second-look")] if found.view else []
    if not found.levels:
        tags.append(phrase("page.no-own-level").lower())
    counts = {each.level: each.count for each in found.levels}
    cells = [_cell(summary, found, level, counts.get(level, 0)) if counts else tag("td") for level in summary.levels]
    return row(title, depth, [small(note) for note in notes], ", ".join(tags), cells)


def _cell(summary: SummaryData, found: DimensionSummary, level: Level, count: int) -> Html:
    share = summary.share(count)
    is_median = level == found.median
    heard = tag("span", f"({phrase('label.median').lower()}) ", look="heard") if is_median else NOTHING
    dot = tag("span", "● ", aria_hidden="true") if is_median else NOTHING
    filled = tag("span", look=f"filled part-{_part(share)}")
    bar = tag("span", filled, look="bar", aria_hidden="true")
    shown = join(dot, tag("strong", percent(share)))
    return tag("td", heard, shown, bar, small(number(count)), look="lit" if is_median else "plain")


def _part(share: float) -> int:
    """Return a share in twentieths; only a share of 0 has an empty bar, and only a share of 1 a full one."""
    return round(share * 20) if share in (0, 1) else min(max(round(share * 20), 1), 19)
