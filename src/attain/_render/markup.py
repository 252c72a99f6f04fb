"""The elements of an HTML page; all their text is escaped, so that it can't contain markup."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files

from attain._core.messages import phrase
from attain._core.text import visible


class Html(str):
    """Text that is already HTML."""

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
        name: The name of the element.
        children: The elements and texts within it; text is escaped.
        look: The names of its classes, without their prefix and separated by blanks.
        attributes: The attributes of the element, with underscores instead of hyphens.

    >>> tag("p", 'He said "no"', look="soft small", aria_label="<x>")
    '<p aria-label="&lt;x&gt;" class="attain-soft attain-small">He said &quot;no&quot;</p>'
    """
    if look:
        attributes["class"] = " ".join(f"attain-{each}" for each in look.split())
    written = "".join(f' {key.replace("_", "-")}="{_escaped(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def maybe(name: str, text: str | None, look: str = "") -> Html:
    """Return an element with a text; empty if there is no text.

    >>> maybe("p", None), maybe("p", "yes")
    ('', '<p>yes</p>')
    """
    return tag(name, text, look=look) if text else NOTHING


def small(*parts: str | None) -> Html:
    """Return texts in small type, separated by dots, to put after something else; None and empty ones are skipped.

    >>> small("3 of 7 points", None, "open")
    ' <span class="attain-small attain-soft">3 of 7 points · open</span>'
    """
    text = " · ".join(filter(None, parts))
    return join(" ", tag("span", text, look="small soft")) if text else NOTHING


def items(name: str, children: list[Html], look: str = "") -> Html:
    """Return a list (``ul`` or ``ol``); empty without items."""
    return tag(name, *(tag("li", child) for child in children), look=look) if children else NOTHING


def headline(text: str, subject: str | None = None) -> Html:
    """Return the first line of a page, with the name of the subject before it."""
    before = [tag("span", subject), ": "] if subject else []
    return _heading(*before, tag("strong", text), look="headline", level="3")


def section(title: str, *body: str) -> Html:
    """Return content under a heading; empty without content.

    >>> section("Why", NOTHING)
    ''
    """
    inside = join(*body)
    return join(_heading(title, look="heading", level="4"), inside) if inside else NOTHING


def _heading(*children: str, look: str, level: str) -> Html:
    """Return a heading that notebooks leave out of their table of contents."""
    return tag("p", *children, look=look, role="heading", aria_level=level)


def eyebrow(title: str, version: str, *days: date | None) -> Html:
    """Return the line above a headline: a rubric, its version, and the days that are not None."""
    shown = [phrase("page.version", title=title, version=version), *(day.isoformat() for day in days if day)]
    return tag("p", " · ".join(shown), look="eyebrow")


def unfold(title: str, beside: str, *body: str) -> Html:
    """Return content to unfold; empty without content.

    >>> unfold("Why", "", "Because."), unfold("Why", "")
    ('<details><summary>Why </summary><div class="attain-body">Because.</div></details>', '')
    """
    inside = join(*body)
    summary = tag("summary", title, " ", maybe("span", beside, look="soft"))
    return tag("details", summary, tag("div", inside, look="body")) if inside else NOTHING


def row(title: str, depth: int, beside: Sequence[Html], tagged: str, cells: Iterable[Html]) -> Html:
    """Return a row of a table.

    Arguments:
        title: The heading of the row.
        depth: The depth of the row in the tree, from 0.
        beside: The elements below the title.
        tagged: A tag beside the title; empty for none.
        cells: The cells of the row.
    """
    head = tag("th", title, *beside, " ", maybe("span", tagged, look="tag"), scope="row", look=f"in-{min(depth, 3)}")
    return tag("tr", head, *cells)


def table(title: str, heads: Sequence[str], rows: Sequence[Html], overall: Html, *, by: str) -> Html:
    """Return a table in its own box, which scrolls on narrow pages.

    Arguments:
        title: The title of the table.
        heads: The headings of the columns.
        rows: The rows of the dimensions.
        overall: The row of the whole; may be empty.
        by: The subject of the columns: levels or scores.
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
    """Return the end of a page: the notes of interpretation with their titles, and the source."""
    lines = [phrase("page.interpretation-of", title=title, text=note) for title, note in notes if note]
    lines += [phrase("page.source", source=source)] if source else []
    return tag("div", *(tag("p", line) for line in lines), look="foot") if lines else NOTHING


def page(*children: str) -> str:
    """Return a page with its style, as a plain string, which other elements escape."""
    return str.__str__(tag("div", _style(), *children, look="page"))


def document(title: str, body: str) -> str:
    """Return a page as a complete HTML file. Its margin follows the reader's colour scheme, too.

    Arguments:
        title: The title for the browser.
        body: The page, as :func:`page` returns it.

    >>> "<title>Müller &amp; Söhne</title>" in document("Müller & Söhne", page())
    True
    """
    viewport = '<meta name="viewport" content="width=device-width">'
    colours = '<meta name="color-scheme" content="light dark">'
    head = f'<head><meta charset="utf-8">{viewport}{colours}<title>{_escaped(title)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="en">\n{head}\n<body>\n{body}\n</body>\n</html>\n'


def _escaped(text: str) -> str:
    return escape(visible(text.replace("\r\n", "\n").replace("\r", "\n")))  # normalises ends of lines like HTML


@cache
def _style() -> Html:
    css = files("attain._render").joinpath("html.css").read_text(encoding="utf-8")
    return tag("style", Html(" ".join(css.split())))
