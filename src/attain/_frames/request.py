"""A request to score a frame."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, TypeAlias, cast  # Any: a type annotation

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, say
from attain._core.shapes import shape_of
from attain._core.types import as_table
from attain._model.words import Decimal
from attain._score.assess import check_day

FrameFormat: TypeAlias = Literal["wide", "long"]
"""The layout of a frame: a row for each subject, or a row for each answer."""

Caller: TypeAlias = Literal["python", "command"]
"""The interface that is used: hints spell options as the caller does."""

Extent: TypeAlias = Literal["levels", "full"]
"""The extent of the output: only levels, or also scores, counts of answers, and bounds."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Request(Data):
    """A request to score a frame.

    Arguments:
        id: The name of the column that identifies the rows; None if there is none.
        columns: The name of the column of each question or fact that does not have its id as name; in the long format,
            of each role.
        keep: The names of other columns to pass on.
        partial: Whether questions without a column are open; otherwise, they are a problem.
        on: The day of the assessment; None if not given.
        decimal: The decimal mark of numbers in texts; None if all have points, and nothing between thousands.
        extent: The extent of the output.
        shape: The layout of the frame.
        check: Whether values that are not answers and repeated ids raise; None to raise unless the frame is lazy.
        caller: The interface that is used.
    """

    id: str | None = None
    columns: FrozenDict[str, str] = FrozenDict()
    keep: tuple[str, ...] = ()
    partial: bool = False
    on: date | None = None
    decimal: Decimal | None = None
    extent: Extent = "full"
    shape: FrameFormat = "wide"
    check: bool | None = None
    caller: Caller = "python"

    @property
    def passed(self) -> dict[str, str]:
        """The columns to pass on unchanged, the id first, and their names in expressions."""
        ids = [] if self.id is None else [self.id]
        return {name: f"p{at}" for at, name in enumerate(dict.fromkeys([*ids, *self.keep]))}

    def option(self, name: str) -> Message:
        """Return an option as the caller spells it.

        Arguments:
            name: The name of the option: ``partial``, ``long``, ``map-it``, ``map-them`` or ``on``.

        >>> print(Request().option("partial"), Request(caller="command").option("partial"))
        partial=True --partial
        """
        return say(f"option.{name}-{self.caller}")

    def mapping(self, id_: str, name: str) -> Message:
        """Return the mapping of a question to a column, as the caller writes it.

        >>> print(Request().mapping("msp", "Is it one?"))
        columns={"msp": "Is it one?"}
        """
        key, value = (json.dumps(each, ensure_ascii=False) for each in (id_, name))
        return say("mapping.command" if self.caller == "command" else "mapping.python", key=key, value=value)


def requested(
    *,
    id: str | None,  # noqa: A002  # its name in public methods
    output: Extent = "full",
    format: FrameFormat,  # noqa: A002  # its name in public methods
    columns: Mapping[str, str],
    keep: Iterable[str] = (),
    partial: bool,
    on: date | str | None,
    check: bool | None,
    decimal: Decimal | None = None,
    caller: Caller = "python",
) -> Request:
    """Check the arguments of a call, and return them as a request.

    Raises:
        AnswersError: An argument has the wrong type or value.
    """
    named, kept = as_table(columns), _listed(keep)  # it may be an iterator, which can be read only once
    given: dict[str, tuple[object, Any]] = {
        "id": (id, str | None),
        "output": (output, Extent),
        "format": (format, FrameFormat),
        "columns": (named, FrozenDict[str, str]),
        "keep": (kept, tuple[str, ...]),
        "partial": (partial, bool),
        "check": (check, bool | None),
    }
    wrong = [(name, shape_of(kind).check(value)) for name, (value, kind) in given.items()]
    if problems := [Problem.of(what, (name,)) for name, what in wrong if what]:
        raise AnswersError(problems)
    return Request(
        id=id,
        columns=named,
        keep=cast(tuple[str, ...], kept),
        partial=partial,
        on=check_day(on, None),
        decimal=decimal,
        extent=output,
        shape=format,
        check=check,
        caller=caller,
    )


def _listed(given: object) -> object:
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else given
