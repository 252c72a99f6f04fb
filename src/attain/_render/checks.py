"""Checks of levels as text and as HTML: levels that fell, are too low, or depend on open answers."""

from collections.abc import Iterator, Sequence

from attain._analysis.check import LevelCheck, ResultCheckData
from attain._core.messages import phrase

from .labels import about, term
from .layout import Block, GridCell, Line, grid, plain
from .markup import NOTHING, eyebrow, headline, maybe, page, row, table, tag

_LABELS = ("label.at-least", "label.now", "label.possible", "label.finding")


def check_text(check: ResultCheckData) -> str:
    """Return a check as text: the verdict, and a line for each level that is not fine.

    >>> import attain
    >>> print(check_text(attain.rubric("iamcp-p2p").assess({"agreement.nda": True}).check(at_least={"agreement": "reactive"})))
    IAMCP P2P Maturity Model (iamcp-p2p@2016): fine; 1 level checked
    """
    return plain(check_page(check))


def check_page(check: ResultCheckData) -> Iterator[Block]:
    """Yield the page of a check: the verdict, the levels that are not fine, and the open answers that decide."""
    yield Line(f"{about(check, check.on)}: {_verdict(check)}", role="title")
    if check.baseline is not None:
        yield Line(_other(check))
    shown = _shown(check)
    if shown:
        yield grid(
            (term(check.terms, "dimension"), *map(phrase, _LABELS)), [(_title(each), *_cells(each)) for each in shown]
        )
    yield from (Line(text, role="note") for text in _open(shown))


def _verdict(check: ResultCheckData) -> str:
    counted = phrase("check.checked", count=len(check.checks))
    return f"{phrase(f'check-end.{check.verdict}')}; {counted}"


def _other(check: ResultCheckData) -> str:
    """Return the advice for a baseline that was scored by other rules."""
    return phrase("check.baseline", baseline=check.baseline)


def _shown(check: ResultCheckData) -> Sequence[LevelCheck]:
    return [each for each in check.checks if each.finding != "fine"]


def _title(each: LevelCheck) -> str:
    return each.title if each.id else phrase("overall")


def _cells(each: LevelCheck) -> tuple[GridCell, ...]:
    low, high = each.low, each.high
    possible = "" if low is None or low == high else phrase("page.range", low=str(low), high=str(high))
    return each.least, each.level or "-", possible, phrase(f"check-finding.{each.finding}")


def _open(shown: Sequence[LevelCheck]) -> Iterator[str]:
    """Yield the open answers that decide each level."""
    for each in shown:
        if each.finding == "uncertain":
            yield phrase("check.open", title=_title(each), ids=each.open)


def check_html(check: ResultCheckData) -> str:
    """Return a check as HTML: the verdict, and a table of the levels that are not fine.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, subject="Example & Co")
    >>> "Example &amp; Co" in check_html(result.check(at_least="dynamic"))
    True
    """
    shown = _shown(check)
    heads = [term(check.terms, "dimension"), *map(phrase, _LABELS)]
    rows = [
        row(_title(each), 0, [], "", [tag("td", str(cell), look="plain") for cell in _cells(each)]) for each in shown
    ]
    return page(
        eyebrow(check.title, check.version, check.on),
        headline(_verdict(check), check.subject),
        maybe("p", None if check.baseline is None else _other(check), look="lead"),
        table(check.title, heads, rows, NOTHING, by=phrase("label.finding").lower()) if rows else NOTHING,
        *(tag("p", text, look="soft small") for text in _open(shown)),
    )
