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
"""The exit status if the reader of a pipe has left: the one that shells use for SIGPIPE."""


class OutputError(Exception):
    """An error for a standard output that can't be written.

    Arguments:
        status: The exit status.
        message: The message for the standard error; empty if the reader has left.
    """

    def __init__(self, error: OSError | ValueError) -> None:
        super().__init__(error)
        left = isinstance(error, BrokenPipeError)
        cause = str(error.strerror).lower() if isinstance(error, OSError) else "it is closed"
        self.status = BROKEN_PIPE if left else 2
        self.message = "" if left else f"error: the standard output can't be written: {cause}\n"


@attrs.define(eq=False)
class _Guarded:
    """A stream that leaves nothing to write when Python ends, once a write has failed.

    Arguments:
        stream: The stream to guard.
        needed: Whether to raise an error once it can't be written, and each time after that.
        error: The error of the first failed write; None if all writes succeeded.
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
        except ValueError as error:  # a plugin closed the stream itself
            self.error = error
        if self.error and self.needed:
            raise OutputError(self.error)

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


@contextmanager
def guarded() -> Iterator[None]:
    """Make failed writes to the standard output raise :class:`OutputError`, and ignore those to the standard error.

    Both streams write UTF-8, whatever the encoding of a pipe.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, _refusing(name))
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # for text typed in a terminal
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
    """Redirect the output of plugins to the standard error; :func:`output` remains the standard output."""
    token = _OUTPUT.set(sys.stdout)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        _OUTPUT.reset(token)


def output() -> IO[str]:
    """Return the standard output, even while plugins see another stream in its place."""
    return _OUTPUT.get() or sys.stdout


def _refusing(name: str) -> TextIO:
    """Return a stream that refuses all use, in place of a closed one, so that no file opened later takes its number."""
    reads = name == "stdin"
    refused = os.open(os.devnull, os.O_WRONLY if reads else os.O_RDONLY)
    return open(refused, "r" if reads else "w", encoding="utf-8", closefd=False)
