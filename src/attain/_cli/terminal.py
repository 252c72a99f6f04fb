"""Output of pages and problems: drawn with rich in a terminal, as plain text elsewhere."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from attain._core.errors import Problem
from attain._core.messages import phrase
from attain._core.text import escaped
from attain._model.parts import Level
from attain._render.layout import Block, GridCell, Line, broken, clean, plain

from .streams import output

_STYLES = {"title": "bold", "text": "", "note": "dim"}
_COLOURS = ("red", "yellow", "cyan", "green")
_MOST_DOTS = 10
_MOST_PROBLEMS = 50


def show(blocks: Iterable[Block]) -> None:
    """Print a page."""
    console = Console(file=output(), highlight=False)
    if not console.is_terminal:
        write(f"{plain(blocks, console.width)}\n")
        return
    with console.capture() as captured:
        for block in blocks:
            console.print(_drawn(block, console.width))
    write(captured.get())


class _Found(Protocol):
    @property
    def title(self) -> str: ...
    def to_dict(self) -> dict[str, object]: ...
    def to_html(self) -> str: ...


def show_as(form: str, found: _Found, page: Iterable[Block], *, subject: str | None = None) -> None:
    """Print a result of a command.

    Arguments:
        form: The format: ``json``, ``html``, or anything else for a page of text.
        found: The result.
        page: The lines and grids of the page.
        subject: The name of the subject, for the title of the HTML document.
    """
    if form == "json":
        show_json(found.to_dict())
    elif form == "html":
        from attain._render.markup import document  # imports a module that other formats don't need

        write(document(", ".join(filter(None, [subject, found.title])), found.to_html()))
    else:
        show(page)


def show_json(data: object) -> None:
    """Print data as JSON."""
    write(escaped(json.dumps(data, indent=2, ensure_ascii=False)) + "\n")


def as_data(problem: Problem) -> dict[str, object]:
    """Return a problem as data for JSON, without empty fields."""
    data: dict[str, object | None] = {
        "code": problem.code,
        "path": list(problem.path),
        "message": problem.message,
        "hint": problem.hint,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
    }
    return {key: value for key, value in data.items() if value is not None}


def write(text: str) -> None:
    """Write a text to the standard output.

    Arguments:
        text: The text; the terminal may obey any of its control characters.
    """
    out = output()
    out.write(text)
    out.flush()


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
def progress(done: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show progress on the standard error, if that is a terminal; nothing of it is left at the end.

    Arguments:
        done: The past participle for processed rows, such as ``Scored``.
        total: The number of rows; None if unknown.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda rows: None  # noqa: ARG005  # nobody is watching
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(f"{done} {{task.completed:,}} rows"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda rows: shown.advance(task, rows)


def report(problems: Sequence[Problem]) -> None:
    """Print problems on the standard error, each with its place, and its hint on a line of its own."""
    for problem in problems[:_MOST_PROBLEMS]:
        log("error", problem.sentence, problem.place)
        if problem.hint:
            log("", f"  {phrase('page.hint', hint=problem.hint)}")
    if len(problems) > _MOST_PROBLEMS:
        log("", phrase("page.more-problems", count=len(problems) - _MOST_PROBLEMS))


def log(kind: str, message: str, place: str = "") -> None:
    """Write a line to the standard error.

    Arguments:
        kind: ``error``, ``warning``, ``note``, or empty.
        message: The message.
        place: The file, line and column; empty if unknown.
    """
    style = {"error": "bold red", "warning": "bold yellow"}.get(kind, "")
    parts = [Text(clean(place)), Text(kind, style=style), Text(clean(message))]
    Console(stderr=True, highlight=False).print(Text(": ").join(filter(None, parts)), soft_wrap=True)
