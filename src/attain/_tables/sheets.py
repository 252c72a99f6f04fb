"""Spreadsheets as lines of CSV.

A sheet is read as a whole, and a damaged or hostile one can end the process that reads it. So a separate process reads
it, with a limit on its memory.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import TextIO, cast

from attain._core.errors import AnswersError, Problem
from attain._core.messages import say

from .rows import lines_of

_READER = "attain._tables.spreadsheet"
_REFUSED = 2


def lines_of_sheet(path: str, name: str | None, note: Callable[[str], None]) -> Iterator[str]:
    """Yield the rows of a sheet, each a line of CSV with commas.

    Arguments:
        path: The path of the spreadsheet.
        name: The name of the sheet; None for the only one with cells.
        note: The function to call with each note on the cells.

    Raises:
        AnswersError: The sheet can't be read, or there are several sheets and no name is given.
    """
    # -P keeps Python from importing modules from the current folder, where the data is.
    command = [sys.executable, "-P", "-m", _READER, path, *([] if name is None else [name])]
    with (
        TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603  # a module of this package
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8"
        ) as process,
    ):
        try:
            yield from lines_of(cast(TextIO, process.stdout))
            status = process.wait()
        finally:
            process.kill()
        if status not in (0, _REFUSED):
            raise AnswersError([Problem.of(say("table-syntax.memory"), ())])
        errors.seek(0)
        for key, values in json.load(errors):
            message = say(
                key, **{name: tuple(each) if isinstance(each, list) else each for name, each in values.items()}
            )
            if status:
                raise AnswersError([Problem.of(message, ())])
            note(str(message))
