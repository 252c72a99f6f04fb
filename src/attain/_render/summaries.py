"""What a terminal and a notebook show of a summary: how many have each level, in each dimension."""

from collections.abc import Iterator

from attain._core.names import capitalised, label
from attain._core.text import counted, listed, number, whole
from attain._model.parts import Level
from attain._score.summary import DimensionSummary, SummaryData

from .markup import NOTHING, Html, heading, join, maybe, page, row, small, table, tag
from .text import Block, Cell, Grid, Line, grid, named, nested, plain


def summary_text(summary: SummaryData) -> str:
    """A summary as text: how many subjects, and a line for each dimension.

    Arguments:
        summary: The summary.

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
    """A summary as lines and a grid.

    Arguments:
        summary: The summary.
    """
    yield Line(f"{named(summary.title, summary.rubric, summary.version)}: {_headline(summary)}", role="title")
    yield _grid(summary)
    yield from map(Line, _notes(summary))


def _headline(summary: SummaryData) -> str:
    subject = summary.terms.get("subject", "subject")
    median = f", median {summary.root.median}" if summary.root.median else ""
    return f"{counted(summary.subjects, subject)}{median}"


def _grid(summary: SummaryData) -> Grid:
    found = summary.dimensions
    order = nested({id_: each.parent for id_, each in found.items()})
    rows = [(f"{'  ' * depth}{found[id_].title}", *_cells(summary, found[id_])) for id_, depth in order]
    term = summary.terms.get("dimension", "dimension")
    levels = tuple(map(str, summary.levels))
    headings = (capitalised(term), "Median", *levels, "None", "Mean score", "Open")
    right = range(2, len(headings))
    return grid(headings, [*rows, ("Overall", *_cells(summary, summary.root))], right)


def _cells(summary: SummaryData, found: DimensionSummary) -> tuple[Cell, ...]:
    """The cells of a row; empty where nobody has anything of it, so that a column of nothing is left out."""
    counts = {each.level: each.count for each in found.levels}
    shares = [percent(summary.share(counts.get(level, 0))) if counts else "" for level in summary.levels]
    without = percent(summary.share(found.without)) if found.levels and found.without else ""
    open_ = percent(summary.share(found.incomplete)) if found.incomplete else ""
    return found.median or "-", *shares, without, mean_score(found), open_


def mean_score(found: DimensionSummary) -> str:
    """The mean score, out of the most that is possible; nothing where there is no score."""
    if found.mean is None or found.most is None:
        return ""
    return f"{number(round(found.mean, 1))}/{number(found.most)}"


def percent(share: float) -> str:
    """A share in whole percent; what is neither nobody nor everybody never looks like it.

    >>> percent(0.5), percent(0.0001), percent(0.9999), percent(1)
    ('50%', '<1%', '>99%', '100%')
    """
    rounded = whole(100 * share)
    if share > 0 and rounded == 0:
        return "<1%"
    return ">99%" if share < 1 and rounded == 100 else f"{rounded}%"


def _notes(summary: SummaryData) -> Iterator[str]:
    """What the table does not tell."""
    strongest, weakest = summary.strongest, summary.weakest
    if strongest != weakest:
        yield f"Strongest: {_named(summary, strongest)}"
        yield f"Weakest: {_named(summary, weakest)}"
    if summary.ambiguous:
        told = percent(summary.share(summary.ambiguous))
        yield f"Ambiguous: {told} ({number(summary.ambiguous)}) have a score that no published range decides"
    if summary.unreadable:
        told = percent(summary.share(summary.unreadable))
        yield f"Unreadable: {told} ({number(summary.unreadable)}) have a value that is no answer; they have no level"
    if summary.blank:
        yield f"Blank: {counted(summary.blank, 'row')} left out"


def _named(summary: SummaryData, ids: tuple[str, ...]) -> str:
    return listed([label(id_, summary.dimensions[id_].title) for id_ in ids])


def summary_html(summary: SummaryData) -> str:
    """A summary as a table, dimensions by levels, with a bar for each share and the median lit.

    Arguments:
        summary: The summary.

    >>> import attain, polars
    >>> answers = polars.DataFrame({"agreement.nda": ["yes", "no", "no"]})
    >>> "(median)" in summary_html(attain.rubric("iamcp-p2p").summarise(answers, partial=True))
    True
    """
    found = summary.dimensions
    order = nested({id_: each.parent for id_, each in found.items()})
    rows = [_row(summary, found[id_], found[id_].title, depth) for id_, depth in order]
    root = summary.root
    overall = _row(summary, root, "Overall", 0) if root.levels or root.scores or not rows else NOTHING
    term = summary.terms.get("dimension", "dimension") if rows else summary.terms.get("level", "level")
    day = f" · {summary.on.isoformat()}" if summary.on else ""
    return page(
        tag("p", f"{summary.title} · version {summary.version}{day}", look="eyebrow"),
        heading(tag("strong", _headline(summary)), look="headline"),
        table(summary.title, [capitalised(term), *map(str, summary.levels)], rows, overall),
        tag("p", "● median level", look="soft small"),
        *(maybe("p", note, look="small") for note in _notes(summary)),
    )


def _row(summary: SummaryData, found: DimensionSummary, title: str, depth: int) -> Html:
    mean = mean_score(found)
    open_ = f"{percent(summary.share(found.incomplete))} with open questions" if found.incomplete else None
    without = f"{percent(summary.share(found.without))} without a level" if found.levels and found.without else None
    beside = [small(f"mean score {mean}" if mean else None), small(open_), small(without)]
    tagged = ", ".join(filter(None, ["a second look" if found.view else "", "" if found.levels else "no level"]))
    counts = {each.level: each.count for each in found.levels}
    told = [_cell(summary, found, level, counts.get(level, 0)) for level in summary.levels]
    cells = told if counts else [tag("td")] * len(summary.levels)
    return row(title, depth, beside, tagged, cells)


def _cell(summary: SummaryData, found: DimensionSummary, level: Level, count: int) -> Html:
    share = summary.share(count)
    is_median = level == found.median
    heard = tag("span", "(median) ", look="heard") if is_median else NOTHING
    dot = tag("span", "● ", aria_hidden="true") if is_median else NOTHING
    told = join(dot, tag("strong", percent(share)))
    filled = tag("span", look=f"filled part-{_part(share)}")
    bar = tag("span", filled, look="bar", aria_hidden="true")
    return tag("td", heard, told, bar, small(number(count)), look="lit" if is_median else "plain")


def _part(share: float) -> int:
    """A share in twentieths; a bar is empty for nobody alone, and full for everybody alone."""
    return round(share * 20) if share in (0, 1) else min(max(round(share * 20), 1), 19)
