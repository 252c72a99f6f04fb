"""Pages, progress and messages in a terminal, drawn with rich."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from attain._model.parts import Level
from attain._render.layout import Block, GridCell, Line, broken, clean

_STYLES = {"title": "bold", "text": "", "note": "dim"}
_KINDS = {"error": "bold red", "warning": "bold yellow"}
_COLOURS = ("red", "yellow", "cyan", "green")
_MOST_DOTS = 10


def drawn(blocks: Iterable[Block], out: IO[str]) -> str:
    """Return a page, with the control characters that style it.

    Arguments:
        blocks: The lines and grids of the page.
        out: The terminal, which decides on width and colours.
    """
    console = Console(file=out, highlight=False, force_terminal=True)
    with console.capture() as captured:
        for block in blocks:
            console.print(_drawn(block, console.width))
    return captured.get()


def _drawn(block: Block, width: int) -> RenderableType:
    if isinstance(block, Line):
        return Text("\n".join(broken(block, width)), style=_STYLES[block.role], overflow="fold")
    table = Table(header_style="bold")
    for at, heading in enumerate(block.headings):
        number = at in block.right
        table.add_column(Text(clean(heading)), justify="right" if number else "left", no_wrap=number)
    for row in block.rows:
        table.add_row(*map(_cell, row))
    return table


def _cell(cell: GridCell) -> Text:
    """Return a cell; a level has its colour and a dot for each step, so that it is readable without colours."""
    if not isinstance(cell, Level):
        return Text(clean(cell))
    steps = len(cell.scale)
    dots = "●" * (cell.rank + 1) + "○" * (steps - cell.rank - 1) if steps <= _MOST_DOTS else f"{cell.rank + 1}/{steps}"
    colour = _COLOURS[cell.rank * (len(_COLOURS) - 1) // max(1, steps - 1)]
    return Text(f"{dots} {clean(str(cell))}", style=colour)


@contextmanager
def progress_bar(done: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar on the standard error until the rows are processed.

    Arguments:
        done: The past participle for processed rows, such as ``Scored``.
        total: The number of rows; None if unknown.
    """
    from rich import progress  # pages need none

    columns = (
        progress.TextColumn(f"{done} {{task.completed:,}} rows"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(),
    )
    console = Console(stderr=True, force_terminal=True)
    with progress.Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda rows: shown.advance(task, rows)


def log_line(place: str, kind: str, message: str) -> None:
    """Write a line to the standard error, with the kind of the message in colour.

    Arguments:
        place: The file, line and column; may be empty.
        kind: ``error``, ``warning``, ``note``, or empty.
        message: The message.
    """
    parts = [Text(place), Text(kind, style=_KINDS.get(kind, "")), Text(message)]
    console = Console(stderr=True, highlight=False, force_terminal=True)
    console.print(Text(": ").join(filter(None, parts)), soft_wrap=True)
