"""Score ranges as their source has them: they may overlap ("1-3", "3-5") and leave gaps ("3-5", "8+"), and are kept as they stand."""

import math
import re
from collections.abc import Mapping, Sequence

import attrs

from attain._errors import Problem, RubricError
from attain._frozen import FrozenDict
from attain._types import said

_NUMBER = r"[-−]?\d{1,12}(?:\.\d{1,6})?"
_BAND = re.compile(rf"\s*({_NUMBER})\s*(?:(\+)|(?:\.\.|-|–|—)\s*({_NUMBER}))?\s*", re.ASCII)


@attrs.frozen
class Band:
    """A range; both ends belong to it.

    Arguments:
        text: The range as it is written.
        low: Its lower end.
        high: Its upper end; None for an open one ("6+").
    """

    text: str = attrs.field(eq=False)
    low: float
    high: float | None

    @classmethod
    def parse(cls, text: object) -> "Band":
        """Read a range.

        Raises:
            RubricError: It is no range, or it ends before it begins.

        >>> Band.parse("1-3").high, Band.parse("6+").high, Band.parse("-203..-1").low
        (3.0, None, -203.0)
        >>> Band.parse("3 or so")
        Traceback (most recent call last):
        attain._errors.RubricError: '3 or so' is no range; write "0", "1-3", "4.0..5.0" or "6+"
        """
        match = _BAND.fullmatch(text) if isinstance(text, str) else None
        if match is None or not isinstance(text, str):
            hint = 'write "0", "1-3", "4.0..5.0" or "6+"'
            raise RubricError([Problem("band-syntax", (), f"{said(text)} is no range", hint)])
        low = float(match[1].replace("−", "-"))
        high = None if match[2] else float(match[3].replace("−", "-")) if match[3] else low
        if high is not None and high < low:
            raise RubricError(
                [Problem("band-ends", (), f"'{text}' ends before it begins", "write the lower end first")]
            )
        return cls(text.strip(), low, high)


def parse_bands(table: object) -> FrozenDict[str, Band]:
    """Read a table of ranges, one for each level.

    Raises:
        RubricError: With the problem of every range that can't be read.

    >>> parse_bands({"basic": "0", "reactive": "1-3"})["reactive"].low
    1.0
    """
    if not isinstance(table, Mapping):
        hint = 'write { basic = "0", reactive = "1-3" }'
        raise RubricError([Problem("wrong-type", (), f"must be a table of ranges, not {said(table)}", hint)])
    bands, problems = {}, []
    for key, text in table.items():
        try:
            bands[key] = text if isinstance(text, Band) else Band.parse(text)
        except RubricError as error:
            problems += [attrs.evolve(problem, path=(key,)) for problem in error.problems]
    if problems:
        raise RubricError(problems)
    return FrozenDict(bands)


def unordered(bands: Sequence[Band]) -> int | None:
    """The position of the first band that begins or ends before the one ahead of it, or None.

    >>> unordered([Band.parse("1-3"), Band.parse("2+"), Band.parse("4-5")])
    2
    """
    for position in range(1, len(bands)):
        before, band = bands[position - 1], bands[position]
        ends = [math.inf if each.high is None else each.high for each in (before, band)]
        if band.low < before.low or ends[1] < ends[0]:
            return position
    return None
