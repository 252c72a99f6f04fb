"""Output of commands: pages, JSON and problems, as plain text or drawn in a terminal."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Protocol

from attain._core.errors import Problem
from attain._core.messages import phrase
from attain._core.text import escaped
from attain._render.layout import Block, clean, plain

from .streams import output

_MOST_PROBLEMS = 50


def _is_terminal(stream: IO[str]) -> bool:
    """Return whether a stream is a terminal; ``FORCE_COLOR`` overrides it. Plain text then need not import rich."""
    if (forced := os.environ.get("FORCE_COLOR")) is not None:
        return forced != ""
    return not stream.closed and stream.isatty()


def show(blocks: Iterable[Block]) -> None:
    """Print a page."""
    if _is_terminal(output()):
        from .terminal import drawn

        write(drawn(blocks, output()))
    else:
        write(f"{plain(blocks, shutil.get_terminal_size().columns)}\n")


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


@contextmanager
def progress(done: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show progress on the standard error, if that is a terminal; nothing of it is left at the end.

    Arguments:
        done: The past participle for processed rows, such as ``Scored``.
        total: The number of rows; None if unknown.
    """
    if _is_terminal(sys.stderr):
        from .terminal import progress_bar

        with progress_bar(done, total) as advance:
            yield advance
    else:
        yield lambda rows: None  # noqa: ARG005  # nobody is watching


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
    parts = clean(place), kind, clean(message)
    if _is_terminal(sys.stderr):
        from .terminal import log_line

        log_line(*parts)
    else:
        sys.stderr.write(": ".join(filter(None, parts)) + "\n")
