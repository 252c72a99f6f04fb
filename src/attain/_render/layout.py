"""Lines, and grids of aligned columns, measured in cells of a terminal."""

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Literal, TypeAlias

import attrs

from attain._core.text import visible
from attain._model.parts import Level

GridCell: TypeAlias = str | Level

LONGEST_TITLE = 40
"""The largest width of a title or a name, in cells of a terminal."""

_LEAST_TITLE = 20  # the least width of titles, which are broken if a grid is too wide
_LONGEST_CELL = 24
_WIDE = 100  # the last column may extend up to here
_ITEM = re.compile(r" *(?:- |\d+\. )")
_BREAKS = str.maketrans("\t\n\r", "   ")


@attrs.frozen
class Line:
    """A line of text.

    Arguments:
        text: The text.
        indent: The indentation, in cells of a terminal.
        role: The style: ``title``, ``text`` or ``note``.
        kept: Whether the line must not be broken, because programs read it.
    """

    text: str = ""
    indent: int = 0
    role: Literal["title", "text", "note"] = "text"
    kept: bool = False


@attrs.frozen
class Grid:
    """Rows under headings; the first column names its row.

    Arguments:
        headings: The heading of each column.
        rows: The rows, each with a cell for each heading.
        right: The positions of the columns of numbers, which are never shortened.
        whole: Whether other cells are shown in full, too, instead of being shortened.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    right: tuple[int, ...] = ()
    whole: bool = False


Block: TypeAlias = Line | Grid


def grid(headings: tuple[str, ...], rows: Iterable[tuple[GridCell, ...]], right: Iterable[int] = ()) -> Grid:
    """Return a grid without its empty columns.

    >>> grid(("Dimension", "Level", "Score"), [("Agreement", "Dynamic", "")]).headings
    ('Dimension', 'Level')
    """
    rows = tuple(rows)
    kept = [at for at in range(len(headings)) if at == 0 or any(row[at] for row in rows)]
    numbers = tuple(kept.index(at) for at in right if at in kept)
    return Grid(tuple(headings[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows), numbers)


def listed(title: str, lists: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Line]:
    """Yield lists, each under its own heading, below a title; empty lists are left out.

    Arguments:
        title: The title.
        lists: The heading and the texts of each list.
    """
    shown = [(each, texts) for each, texts in lists if texts]
    if shown:
        yield Line()
        yield Line(title, role="title")
    for each, texts in shown:
        yield Line(each, 2)
        yield from (Line(f"- {text}", 4) for text in texts)


def plain(blocks: Iterable[Block], width: int = sys.maxsize) -> str:
    """Return lines and grids as plain text, for pipes, logs and Python's prompt.

    Arguments:
        blocks: The lines and grids.
        width: The available width, in cells of a terminal; by default unlimited.

    >>> print(plain([Line("Fruit:"), Grid(("What", "How many"), (("apples", "3"), ("pears", "12")), right=(1,))]))
    Fruit:
    What    How many
    apples         3
    pears         12
    """
    return "\n".join(line for block in blocks for line in _lines(block, width))


def broken(line: Line, width: int) -> list[str]:
    """Return a line in pieces that fit; the later ones of an item or an indented line are indented further.

    Arguments:
        line: The line.
        width: The available width, in cells of a terminal; a longer word stays whole.

    >>> broken(Line("Agreement - Dynamic: a score of 5", 2), 24)
    ['  Agreement - Dynamic: a', '    score of 5']
    """
    text = f"{' ' * line.indent}{clean(line.text)}".rstrip()
    item = _ITEM.match(text)
    return [text] if line.kept else _broken(text, width, item.end() if item else line.indent and line.indent + 2)


def _broken(text: str, width: int, hanging: int) -> list[str]:
    """Return a text in pieces that fit, with all but the first indented."""
    if cells(text) <= width:
        return [text]
    words = text.lstrip(" ").split(" ")
    pieces = [text[: -len(text.lstrip(" "))] + words[0]]
    for word in words[1:]:
        if cells(pieces[-1]) + 1 + cells(word) <= width:
            pieces[-1] += f" {word}"
        else:
            pieces.append(" " * hanging + word)
    return pieces


def _lines(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Line):
        yield from broken(block, width)
        return
    columns, used = [], 0
    for at, column in enumerate(zip(block.headings, *block.rows, strict=True)):
        left = max(_LONGEST_CELL, _WIDE - used) if at == len(block.headings) - 1 else _LONGEST_CELL
        right = at in block.right
        most = LONGEST_TITLE if at == 0 else left
        columns.append(_aligned(column, None if right or block.whole else most, right=right))
        used += 2 + cells(columns[-1][0])
    titles, *others = columns
    widest = cells(titles[0])
    gap, left = "  ", width - (used - 2 - widest)
    if left < min(widest, _LEAST_TITLE):
        gap, left = " ", max(_LEAST_TITLE, left + len(others))
    for title, *rest in zip(titles, *others, strict=True):
        depth = len(title) - len(title.lstrip(" "))
        first, *more = [title] if widest <= left else _broken(title.rstrip(), left, depth + 2)
        yield gap.join([first + " " * (min(left, widest) - cells(first)), *rest]).rstrip()
        yield from more


def _aligned(column: tuple[GridCell, ...], most: int | None, *, right: bool) -> list[str]:
    """Return the cells of a column, padded to equal width."""
    texts = [clean(str(cell)) if most is None else shortened(str(cell), most) for cell in column]
    width = max(map(cells, texts))
    return [" " * (width - cells(text)) + text if right else text + " " * (width - cells(text)) for text in texts]


def clean(text: str) -> str:
    r"""Return a text on one line, without characters that a terminal may obey; leading blanks stay.

    >>> clean("\x1b[31m  Agreement\nof\u202epartners")
    '\ufffd[31m  Agreement of\ufffdpartners'
    """
    return visible(text.translate(_BREAKS)).rstrip()


def shortened(text: str, most: int) -> str:
    """Return a text shortened to a number of cells of a terminal.

    >>> shortened("Customer relationships and satisfaction", 24)
    'Customer relationships …'
    """
    text = clean(text)
    if cells(text) <= most:
        return text
    ends = list(accumulate(map(_cells, text)))
    return f"{text[: bisect_right(ends, most - 1)]}…"


def cells(text: str) -> int:
    """Return the width of a text in cells of a terminal: two for a wide character, none for an accent.

    >>> cells("成熟度"), cells("e\u0301")
    (6, 1)
    """
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
