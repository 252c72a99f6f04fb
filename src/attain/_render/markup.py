"""The parts of a page in HTML; whatever text is put into one is escaped, so that nothing can break out of it."""

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from attain._core.text import visible


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


NOTHING = Html()


def join(*children: str) -> Html:
    """Elements and texts, one after the other.

    >>> join(tag("br"), "a < b")
    '<br></br>a &lt; b'
    """
    return Html("".join(child if isinstance(child, Html) else _escaped(child) for child in children))


def tag(name: str, *children: str, look: str = "", **attributes: str) -> Html:
    """An element.

    Arguments:
        name: Its name.
        children: What it holds; text is escaped.
        look: Its classes, without their prefix.
        attributes: Its attributes; an underscore stands for a hyphen.

    >>> tag("p", 'He said "no"', look="soft small", aria_label="<x>")
    '<p aria-label="&lt;x&gt;" class="attain-soft attain-small">He said &quot;no&quot;</p>'
    """
    if look:
        attributes["class"] = " ".join(f"attain-{each}" for each in look.split())
    told = "".join(f' {key.replace("_", "-")}="{_escaped(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{told}>{join(*children)}</{name}>")


def maybe(name: str, text: str | None, look: str = "") -> Html:
    """An element, where there is something to put into it.

    >>> maybe("p", None), maybe("p", "yes")
    ('', '<p>yes</p>')
    """
    return tag(name, text, look=look) if text else NOTHING


def small(*parts: str | None) -> Html:
    """What is said after something, in small: the parts that there are.

    >>> small("3 of 7 points", None, "open")
    ' <span class="attain-small attain-soft">3 of 7 points · open</span>'
    """
    told = " · ".join(filter(None, parts))
    return join(" ", tag("span", told, look="small soft")) if told else NOTHING


def items(name: str, children: list[Html], look: str = "") -> Html:
    """A list (``ul``, ``ol``), where there is something to list."""
    return tag(name, *(tag("li", child) for child in children), look=look) if children else NOTHING


def heading(*children: str, look: str = "heading") -> Html:
    """A heading that notebooks leave out of their table of contents."""
    return tag("p", *children, look=look, role="heading", aria_level="3" if look == "headline" else "4")


def unfold(title: str, beside: str, *body: str) -> Html:
    """Something to unfold; nothing where it holds nothing.

    >>> unfold("Why", "", "Because."), unfold("Why", "")
    ('<details><summary>Why </summary><div class="attain-body">Because.</div></details>', '')
    """
    inside = join(*body)
    summary = tag("summary", title, " ", maybe("span", beside, look="soft"))
    return tag("details", summary, tag("div", inside, look="body")) if inside else NOTHING


def row(title: str, depth: int, beside: Sequence[Html], tagged: str, cells: Iterable[Html]) -> Html:
    """A row of a table.

    Arguments:
        title: What its heading says.
        depth: How deep it lies within others.
        beside: What is said below the title.
        tagged: What it is marked with, if anything.
        cells: Its cells.
    """
    head = tag("th", title, *beside, " ", maybe("span", tagged, look="tag"), scope="row", look=f"in-{min(depth, 3)}")
    return tag("tr", head, *cells)


def table(title: str, heads: Sequence[str], rows: Sequence[Html], overall: Html, *, by: str = "level") -> Html:
    """A table in a box of its own, which scrolls where the page is narrow.

    Arguments:
        title: What it is about.
        by: What its columns are.
        heads: The headings of its columns.
        rows: Its rows.
        overall: The row of the whole, if there is one.
    """
    inside = tag(
        "table",
        tag("caption", f"{title}: {heads[0]} by {by}", look="heard"),
        tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
        tag("tbody", *rows) if rows else NOTHING,
        tag("tbody", overall, look="overall") if overall else NOTHING,
    )
    return tag("div", inside, look="scroll", role="region", aria_label=f"{title}: table", tabindex="0")


def foot(notes: Iterable[tuple[str, str | None]], source: str | None) -> Html:
    """What stands below everything: for each title its note of interpretation, if there is one, and the source."""
    told = [tag("p", f"Interpretation ({title}): ", note) for title, note in notes if note]
    told += [tag("p", "Source: ", source)] if source else []
    return tag("div", *told, look="foot") if told else NOTHING


def page(*children: str) -> str:
    """The whole, with the style that it needs; plain text again, that nobody may take for an element."""
    return str.__str__(tag("div", _style(), *children, look="page"))


def document(title: str, body: str) -> str:
    """A page as a file of its own, which browsers open.

    Arguments:
        title: What the browser calls it.
        body: The page, as :func:`page` gives it.

    >>> document("Müller & Söhne", page()).splitlines()[2]
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Müller &amp; Söhne</title></head>'
    """
    viewport = '<meta name="viewport" content="width=device-width">'
    head = f'<head><meta charset="utf-8">{viewport}<title>{_escaped(title)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="en">\n{head}\n<body>\n{body}\n</body>\n</html>\n'


def _escaped(text: str) -> str:
    return escape(visible(text.replace("\r\n", "\n").replace("\r", "\n")))  # lines end as HTML reads them


@cache
def _style() -> Html:
    css = files("attain._render").joinpath("html.css").read_text(encoding="utf-8")
    return tag("style", Html(" ".join(css.split())))
