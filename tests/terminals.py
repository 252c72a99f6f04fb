"""A terminal in which a command runs: a pseudo-terminal of the system, and a screen that draws the command's output."""

import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

PATIENCE = 60.0  # seconds, enough for a busy machine
KEYS = {"up": "\x1b[A", "down": "\x1b[B", "enter": "\r", "ctrl-c": "\x03", "ctrl-d": "\x04", "backspace": "\x7f"}


class _Screen(pyte.Screen):
    """A screen that reports where its cursor is, as terminals do when asked."""

    replies = -1

    def write_process_input(self, data: str) -> None:
        os.write(self.replies, data.encode())


class Terminal:
    """A terminal, 80 columns wide, that runs the command line."""

    def __init__(self, *args: str, folder: Path, rows: int = 200, columns: int = 80, **more: str) -> None:
        self.screen = _Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.own, inner = pty.openpty()
        self.screen.replies = self.own
        ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "attain", *args],
            cwd=folder,
            env={**environment, "TERM": "xterm-256color", **more},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)
        self.seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.own)

    @property
    def text(self) -> str:
        """The text on the screen, without blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def _read(self, seconds: float) -> bool:
        """Draw the output of some seconds; return False if the command has ended."""
        if not select.select([self.own], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.own, 65536)
        except OSError:  # the error on Linux when the command has ended
            return False
        self.seen += data
        self.stream.feed(data)
        return bool(data)

    def prompted(self, text: str) -> str:
        """Wait until a text is on the screen with a prompt below it, which says what Enter does, and return the text below it."""
        end = time.monotonic() + PATIENCE
        while text not in self.text or "Enter" not in self.text.rpartition(text)[2]:
            assert self._read(0.2), f"ended without {text!r}:\n{self.text}"
            assert time.monotonic() < end, f"no {text!r}:\n{self.text}"
        return self.text.rpartition(text)[2]

    def reply(self, text: str, *keys: str) -> None:
        """Wait until a text is on the screen with a prompt below it, and press keys."""
        self.prompted(text)
        self.press(*keys)

    def press(self, *keys: str) -> None:
        """Press keys, given by their names, or type texts."""
        os.write(self.own, "".join(KEYS.get(key, key) for key in keys).encode())

    def interrupt(self) -> None:
        """Send the signal that Ctrl-C sends while the command does not read keys."""
        self.process.send_signal(signal.SIGINT)

    def end(self) -> int:
        """Wait until the command ends, and return its exit status."""
        end = time.monotonic() + PATIENCE
        while self._read(0.2):
            assert time.monotonic() < end, f"goes on:\n{self.text}"
        return self.process.wait()
