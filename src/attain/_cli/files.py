"""Files that commands write completely or not at all, with the mode and attributes of the files that they replace."""

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
        stream: The unbuffered stream of the file.
        error: The error of the first failed write; None if all writes succeeded.
    """

    stream: FileIO
    error: OSError | None = None

    def write(self, content: bytes | memoryview) -> int:
        """Write some bytes.

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
    """Write a file that replaces another one at the end; if anything fails, the other file stays unchanged.

    An existing file keeps its mode and its extended attributes, and a link keeps its target. A file that would lose its
    owner or another of its names when replaced, and a device, are overwritten at the end instead.

    Raises:
        click.ClickException: The file can't be written.
    """
    target = Path(os.path.realpath(file))
    part = target.with_name(f".attain-{token_hex(8)}")
    with ExitStack() as leftovers:
        with _explained(file):
            before = _status(target)
            mode = 0o666 if before is None else 0o600  # private content must not be readable by others meanwhile
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
    """Write a text to a file, which replaces another one at the end.

    Raises:
        click.ClickException: The file can't be written.
    """
    left = memoryview(text.encode())
    with replacing(file) as output:
        while left:  # a disk that is nearly full takes only a part of it
            left = left[output.write(left) :]


def content(file: Path) -> bytes | None:
    """Return the content of a file that will be replaced; None if it does not exist.

    Raises:
        click.ClickException: It can't be read.
    """
    with _explained(file):
        return file.read_bytes() if file.exists() else None


def _status(file: Path) -> os.stat_result | None:
    """Return the status of a file to replace; None if it does not exist.

    Raises:
        OSError: It may not be written.
    """
    try:
        with file.open("r+b", buffering=0) as stream:
            return os.fstat(stream.fileno())
    except FileNotFoundError:
        return None


def _put(part: Path, target: Path, before: os.stat_result | None) -> None:
    """Move a completed file into the place of another one."""
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
    """Write texts to new files, and create their folders; if one fails, none is left.

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
    """Convert errors of the operating system to errors that name the file."""
    try:
        yield
    except OSError as error:
        raise _unwritable(file, error) from None


def _unwritable(file: Path, error: OSError) -> click.ClickException:
    if isinstance(error, FileNotFoundError):
        return click.ClickException(phrase("unwritable.no-folder", file=str(file), folder=str(file.parent)))
    return click.ClickException(phrase("unwritable", file=str(file), cause=(error.strerror or str(error)).lower()))
