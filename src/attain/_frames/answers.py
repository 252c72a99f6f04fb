"""The answers that a frame holds, as a table with a row for each subject."""

from collections.abc import Mapping

import attrs

from attain._data import Data

from . import dialect
from .dialect import Holds, Table
from .request import Request


@attrs.frozen(eq=False, repr=False)
class Answers(Data):
    """A table of answers.

    Arguments:
        table: The table; beside the answers it has what is passed on, as :attr:`Request.passed` calls it.
        safe: What expressions call the columns of the frame.
        request: What is asked of it.
        spare: The column that counts the rows of a subject that answer nothing, if there is one.
        blank: How many blank rows of answers are left out, as far as they are counted.
    """

    table: Table
    safe: Mapping[str, str]
    request: Request
    spare: str | None = None
    blank: int = 0
    holds: Mapping[str, Holds] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        found = dialect.holdings(self.table)
        object.__setattr__(self, "holds", {title: found[name] for title, name in self.safe.items()})


def in_columns(opened: Table, request: Request) -> Answers:
    """The answers of a frame with a row for each subject.

    Arguments:
        opened: The frame.
        request: What is asked of it.
    """
    table, safe = dialect.spelled_safely(opened)
    passed = {name: kept for name, kept in request.passed.items() if name in safe}
    table = dialect.doubled(table, {kept: safe[name] for name, kept in passed.items()})
    return Answers(dialect.settled(table, [*passed.values()]), safe, request)
