"""The standard streams, any of which may be closed, full, or a pipe whose reader has left."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from contextvars import ContextVar
from io import TextIOWrapper
from typing import IO, TextIO, cast

import attrs

BROKEN_PIPE = 141
"""The exit status if the reader of a pipe has left: what a shell gives for SIGPIPE."""


class OutputError(Exception):
    """The standard output can't be written.

    Arguments:
        status: The exit status.
        message: What to write to the standard error; nothing if the reader has left.
    """

    def __init__(self, error: OSError | ValueError) -> None:
        super().__init__(error)
        left = isinstance(error, BrokenPipeError)
        cause = str(error.strerror).lower() if isinstance(error, OSError) else "it is closed"
        self.status = BROKEN_PIPE if left else 2
        self.message = "" if left else f"error: the standard output can't be written: {cause}\n"


@attrs.define(eq=False)
class _Guarded:
    """A stream of which nothing is left to write when Python ends, once a write has failed.

    Arguments:
        stream: The stream.
        needed: Raise if it can't be written, and each time after that.
        error: Why it can't be written.
    """

    stream: TextIO
    needed: bool
    error: OSError | ValueError | None = None

    def write(self, text: str) -> int:
        self._try(lambda: self.stream.write(text))
        return len(text)

    def flush(self) -> None:
        self._try(self.stream.flush)

    def close(self) -> None:
        """Stay open: only a plugin would close it."""

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())
            self.error = error
        except ValueError as error:  # closed by a plugin, behind this
            self.error = error
        if self.error and self.needed:
            raise OutputError(self.error)

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


@contextmanager
def guarded() -> Iterator[None]:
    """Let failing writes to the standard output raise :class:`OutputError`, and those to the standard error do nothing.

    Whatever the encoding of a pipe, both write UTF-8.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, _refusing(name))
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what is typed in a terminal
    out, err = sys.stdout, sys.stderr
    for stream in (out, err):
        cast(TextIOWrapper, stream).reconfigure(encoding="utf-8", errors="replace")
    guards = [cast(IO[str], _Guarded(out, needed=True)), cast(IO[str], _Guarded(err, needed=False))]
    with redirect_stdout(guards[0]), redirect_stderr(guards[1]):
        yield
        guards[1].flush()


_OUTPUT: ContextVar[IO[str] | None] = ContextVar("output", default=None)


@contextmanager
def plugins_aside() -> Iterator[None]:
    """Let what plugins print go to the standard error; :func:`output` is still the standard output."""
    token = _OUTPUT.set(sys.stdout)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        _OUTPUT.reset(token)


def output() -> IO[str]:
    """Return the standard output, whatever plugins may see in its place."""
    return _OUTPUT.get() or sys.stdout


def _refusing(name: str) -> TextIO:
    """Return a stream in the place of a closed one, so that no file that is opened later takes its number; it refuses all use."""
    reads = name == "stdin"
    refused = os.open(os.devnull, os.O_WRONLY if reads else os.O_RDONLY)
    return open(refused, "r" if reads else "w", encoding="utf-8", closefd=False)
