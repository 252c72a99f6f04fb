"""The elements of a page in HTML; all text in them is escaped, so that nothing can break out of it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files

from attain._core.messages import phrase
from attain._core.text import visible


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


NOTHING = Html()


def join(*children: str) -> Html:
    """Return elements and texts, one after the other.

    >>> join(tag("br"), "a < b")
    '<br></br>a &lt; b'
    """
    return Html("".join(child if isinstance(child, Html) else _escaped(child) for child in children))


def tag(name: str, *children: str, look: str = "", **attributes: str) -> Html:
    """Return an element.

    Arguments:
        name: Its name.
        children: The elements and texts in it; text is escaped.
        look: Its classes, without their prefix and separated by blanks.
        attributes: Its attributes, with underscores instead of hyphens.

    >>> tag("p", 'He said "no"', look="soft small", aria_label="<x>")
    '<p aria-label="&lt;x&gt;" class="attain-soft attain-small">He said &quot;no&quot;</p>'
    """
    if look:
        attributes["class"] = " ".join(f"attain-{each}" for each in look.split())
    written = "".join(f' {key.replace("_", "-")}="{_escaped(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def maybe(name: str, text: str | None, look: str = "") -> Html:
    """Return an element that holds a text; nothing if there is no text.

    >>> maybe("p", None), maybe("p", "yes")
    ('', '<p>yes</p>')
    """
    return tag(name, text, look=look) if text else NOTHING


def small(*parts: str | None) -> Html:
    """Return texts in small, separated by dots, to put after something else; None and empty ones are skipped.

    >>> small("3 of 7 points", None, "open")
    ' <span class="attain-small attain-soft">3 of 7 points · open</span>'
    """
    text = " · ".join(filter(None, parts))
    return join(" ", tag("span", text, look="small soft")) if text else NOTHING


def items(name: str, children: list[Html], look: str = "") -> Html:
    """Return a list (``ul`` or ``ol``); nothing if there is nothing to list."""
    return tag(name, *(tag("li", child) for child in children), look=look) if children else NOTHING


def headline(text: str, subject: str | None = None) -> Html:
    """Return what a page says first, after whom it is about."""
    before = [tag("span", subject), ": "] if subject else []
    return _heading(*before, tag("strong", text), look="headline", level="3")


def section(title: str, *body: str) -> Html:
    """Return something under a heading; nothing if it is empty.

    >>> section("Why", NOTHING)
    ''
    """
    inside = join(*body)
    return join(_heading(title, look="heading", level="4"), inside) if inside else NOTHING


def _heading(*children: str, look: str, level: str) -> Html:
    """Return a heading that notebooks leave out of their table of contents."""
    return tag("p", *children, look=look, role="heading", aria_level=level)


def eyebrow(title: str, version: str, *days: date | None) -> Html:
    """Return the line above a headline: a rubric, its version, and days, of which those that are None are left out."""
    shown = [phrase("page.version", title=title, version=version), *(day.isoformat() for day in days if day)]
    return tag("p", " · ".join(shown), look="eyebrow")


def unfold(title: str, beside: str, *body: str) -> Html:
    """Return something to unfold; nothing if it is empty.

    >>> unfold("Why", "", "Because."), unfold("Why", "")
    ('<details><summary>Why </summary><div class="attain-body">Because.</div></details>', '')
    """
    inside = join(*body)
    summary = tag("summary", title, " ", maybe("span", beside, look="soft"))
    return tag("details", summary, tag("div", inside, look="body")) if inside else NOTHING


def row(title: str, depth: int, beside: Sequence[Html], tagged: str, cells: Iterable[Html]) -> Html:
    """Return a row of a table.

    Arguments:
        title: Its heading.
        depth: How deep it lies within others, from 0.
        beside: What is below the title.
        tagged: A tag beside the title; none if empty.
        cells: Its cells.
    """
    head = tag("th", title, *beside, " ", maybe("span", tagged, look="tag"), scope="row", look=f"in-{min(depth, 3)}")
    return tag("tr", head, *cells)


def table(title: str, heads: Sequence[str], rows: Sequence[Html], overall: Html, *, by: str) -> Html:
    """Return a table in a box of its own, which scrolls if the page is narrow.

    Arguments:
        title: What it is about.
        heads: The headings of its columns.
        rows: Its rows.
        overall: The row of the whole, or nothing.
        by: What its columns are: levels or scores.
    """
    inside = tag(
        "table",
        tag("caption", f"{title}: {phrase('page.by', heading=heads[0], by=by)}", look="heard"),
        tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
        tag("tbody", *rows) if rows else NOTHING,
        tag("tbody", overall, look="overall") if overall else NOTHING,
    )
    return tag("div", inside, look="scroll", role="region", aria_label=phrase("page.table", title=title), tabindex="0")


def foot(notes: Iterable[tuple[str, str | None]], source: str | None) -> Html:
    """Return what is below everything else: the notes of interpretation, each with its title, and the source."""
    lines = [phrase("page.interpretation-of", title=title, text=note) for title, note in notes if note]
    lines += [phrase("page.source", source=source)] if source else []
    return tag("div", *(tag("p", line) for line in lines), look="foot") if lines else NOTHING


def page(*children: str) -> str:
    """Return the whole page with its style, as plain text, which nobody can take for an element."""
    return str.__str__(tag("div", _style(), *children, look="page"))


def document(title: str, body: str) -> str:
    """Return a page as a file of its own, for browsers. The margin around it follows the colour scheme of the reader, too.

    Arguments:
        title: The title that the browser shows.
        body: The page, as :func:`page` returns it.

    >>> "<title>Müller &amp; Söhne</title>" in document("Müller & Söhne", page())
    True
    """
    viewport = '<meta name="viewport" content="width=device-width">'
    colours = '<meta name="color-scheme" content="light dark">'
    head = f'<head><meta charset="utf-8">{viewport}{colours}<title>{_escaped(title)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="en">\n{head}\n<body>\n{body}\n</body>\n</html>\n'


def _escaped(text: str) -> str:
    return escape(visible(text.replace("\r\n", "\n").replace("\r", "\n")))  # lines end as HTML reads them


@cache
def _style() -> Html:
    css = files("attain._render").joinpath("html.css").read_text(encoding="utf-8")
    return tag("style", Html(" ".join(css.split())))
