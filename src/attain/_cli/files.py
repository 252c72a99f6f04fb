"""The files that commands write: whole or not at all, and as the user has set up what they replace."""

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import FileIO
from pathlib import Path
from secrets import token_hex

import attrs
import click

from attain._core.messages import phrase


@attrs.define
class OutputFile:
    """A binary stream that remembers why a write failed, whatever its writer makes of the error.

    Arguments:
        stream: The file, open without a buffer.
        error: Why a write failed, if one did.
    """

    stream: FileIO
    error: OSError | None = None

    def write(self, content: bytes | memoryview) -> int:
        """Write some bytes.

        Arguments:
            content: The bytes.

        Raises:
            OSError: They can't be written, for instance because the disk is full.
        """
        try:
            return self.stream.write(content)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Do nothing: the stream has no buffer."""


@contextmanager
def replacing(file: Path) -> Iterator[OutputFile]:
    """Write a file that replaces another one at the end; if anything fails, the other one stays as it was.

    The file that is there keeps its mode and its extended attributes, and a link keeps pointing to it. One that would lose
    its owner or another of its names if it were replaced, or that is a device, is overwritten at the end instead.

    Arguments:
        file: The path.

    Raises:
        click.ClickException: The file can't be written.
    """
    target = Path(os.path.realpath(file))
    part = target.with_name(f".attain-{token_hex(8)}")
    with ExitStack() as leftovers:
        with _explained(file):
            before = _status(target)
            mode = 0o666 if before is None else 0o600  # nobody else reads what is private while it is written
            made = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), mode)
            leftovers.callback(part.unlink, missing_ok=True)
            stream = leftovers.enter_context(FileIO(made, "w"))
        output = OutputFile(stream)
        try:
            yield output
        except Exception:
            if output.error is None:
                raise
            raise _unwritable(file, output.error) from None
        with _explained(file):
            stream.close()
            _put(part, target, before)


def replace(file: Path, text: str) -> None:
    """Write a text as a file, which replaces another one at the end.

    Arguments:
        file: The path.
        text: The text.

    Raises:
        click.ClickException: The file can't be written.
    """
    left = memoryview(text.encode())
    with replacing(file) as output:
        while left:  # on a disk that is nearly full, some of it is written
            left = left[output.write(left) :]


def content(file: Path) -> bytes | None:
    """Return what a file that will be replaced holds; None if there is none.

    Arguments:
        file: The path.

    Raises:
        click.ClickException: It can't be read.
    """
    with _explained(file):
        return file.read_bytes() if file.exists() else None


def _status(file: Path) -> os.stat_result | None:
    """Return the status of a file that is to be replaced, if there is one.

    Raises:
        OSError: It may not be written.
    """
    try:
        with file.open("r+b", buffering=0) as stream:
            return os.fstat(stream.fileno())
    except FileNotFoundError:
        return None


def _put(part: Path, target: Path, before: os.stat_result | None) -> None:
    """Put a file that is complete in the place of another one."""
    if before is not None:
        after = part.stat()
        owned = (before.st_uid, before.st_gid) == (after.st_uid, after.st_gid)
        if not owned or before.st_nlink > 1 or not stat.S_ISREG(before.st_mode):
            with part.open("rb") as source, target.open("wb") as stream:
                shutil.copyfileobj(source, stream)
            return
        shutil.copystat(target, part)
        os.utime(part)
    part.replace(target)


def create(files: Mapping[Path, str]) -> None:
    """Write texts to files that are not there yet, in folders that may not be; if one fails, none is left.

    Arguments:
        files: The texts, by the path of each file.

    Raises:
        click.ClickException: A file can't be written, or is there already.
    """
    with ExitStack() as undo:
        for file, text in files.items():
            with _explained(file):
                for folder in reversed(file.parents):
                    if not folder.is_dir():
                        folder.mkdir()
                        undo.callback(folder.rmdir)
                with file.open("x", encoding="utf-8", newline="\n") as stream:
                    undo.callback(file.unlink)
                    stream.write(text)
        undo.pop_all()


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    """Raise what the operating system refuses as an error that names the file."""
    try:
        yield
    except OSError as error:
        raise _unwritable(file, error) from None


def _unwritable(file: Path, error: OSError) -> click.ClickException:
    if isinstance(error, FileNotFoundError):
        return click.ClickException(phrase("unwritable.no-folder", file=str(file), folder=str(file.parent)))
    return click.ClickException(phrase("unwritable", file=str(file), cause=(error.strerror or str(error)).lower()))
