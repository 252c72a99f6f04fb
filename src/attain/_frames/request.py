"""A request to score a frame."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, TypeAlias, cast  # Any: what is annotated

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, say
from attain._core.shapes import shape_of
from attain._core.types import as_table
from attain._model.words import Decimal
from attain._score.assess import check_day

FrameFormat: TypeAlias = Literal["wide", "long"]
"""How answers lie in a frame: a row for each subject, or a row for each answer."""

Caller: TypeAlias = Literal["python", "command"]
"""Who asks: hints spell options as the caller does."""

Extent: TypeAlias = Literal["levels", "full"]
"""How much is given: the levels alone, or also scores, how much is answered, and bounds."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Request(Data):
    """A request to score a frame.

    Arguments:
        id: The column that identifies the rows.
        columns: The column of each question or fact that is not called by its id.
        keep: Other columns to pass on.
        partial: Whether questions without a column are open.
        on: The day of the assessment.
        decimal: What separates the decimals of numbers in texts; None if all have points, and nothing between thousands.
        extent: How much is given.
        shape: How answers lie in it.
        check: Whether values that are not answers, and ids that are used twice, raise; None: unless the frame is lazy.
        caller: Who asks.
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
        """The columns that are passed on as they are, the id first, and what expressions call them."""
        ids = [] if self.id is None else [self.id]
        return {name: f"p{at}" for at, name in enumerate(dict.fromkeys([*ids, *self.keep]))}

    def option(self, name: str) -> Message:
        """Return an option as the caller spells it.

        Arguments:
            name: The option: ``partial``, ``long``, ``map-it``, ``map-them`` or ``on``.

        >>> print(Request().option("partial"), Request(caller="command").option("partial"))
        partial=True --partial
        """
        return say(f"option.{name}-{self.caller}")

    def mapping(self, id_: str, name: str) -> Message:
        """Return how the caller maps a question to a column.

        Arguments:
            id_: The id of the question.
            name: The name of the column.

        >>> print(Request().mapping("msp", "Is it one?"))
        columns={"msp": "Is it one?"}
        """
        key, value = (json.dumps(each, ensure_ascii=False) for each in (id_, name))
        return say("mapping.command" if self.caller == "command" else "mapping.python", key=key, value=value)


def requested(
    *,
    id: str | None,  # noqa: A002  # as the methods call it
    output: Extent = "full",
    format: FrameFormat,  # noqa: A002  # as the methods call it
    columns: Mapping[str, str],
    keep: Iterable[str] = (),
    partial: bool,
    on: date | str | None,
    check: bool | None,
    decimal: Decimal | None = None,
    caller: Caller = "python",
) -> Request:
    """Return what is asked of a frame, its arguments checked.

    Raises:
        AnswersError: An argument is not what it should be.
    """
    named, kept = as_table(columns), _listed(keep)  # which is read once
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
