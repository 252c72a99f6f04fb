"""A terminal in which a command runs: a pseudo-terminal of the system, and a screen that draws what the command writes."""

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

PATIENCE = 60.0  # seconds, for a machine that is busy
KEYS = {"up": "\x1b[A", "down": "\x1b[B", "enter": "\r", "ctrl-c": "\x03", "ctrl-d": "\x04", "backspace": "\x7f"}


class _Screen(pyte.Screen):
    """A screen that says where its cursor is, as terminals do when they are asked."""

    replies = -1

    def write_process_input(self, data: str) -> None:
        os.write(self.replies, data.encode())


class Terminal:
    """Runs the command line in a terminal, 80 columns wide."""

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
        """What is on the screen, without blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def _read(self, seconds: float) -> bool:
        """Draw what is written within some seconds; False if the command has ended."""
        if not select.select([self.own], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.own, 65536)
        except OSError:  # Linux's word for the end
            return False
        self.seen += data
        self.stream.feed(data)
        return bool(data)

    def prompted(self, text: str) -> str:
        """Wait until a text is on the screen with a prompt below it, which says what Enter does, and return what is below it."""
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
        """Press keys, by their names, or type texts."""
        os.write(self.own, "".join(KEYS.get(key, key) for key in keys).encode())

    def interrupt(self) -> None:
        """Send the signal that Ctrl-C sends where the command does not read keys."""
        self.process.send_signal(signal.SIGINT)

    def end(self) -> int:
        """Wait until the command ends, and return its exit status."""
        end = time.monotonic() + PATIENCE
        while self._read(0.2):
            assert time.monotonic() < end, f"goes on:\n{self.text}"
        return self.process.wait()
