"""Score ranges as their source has them: they may overlap ("1-3", "3-5") and leave gaps ("3-5", "8+")."""

import math
import re
from collections.abc import Mapping, Sequence

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import Problem, RubricError
from attain._core.messages import say
from attain._core.shapes import Written
from attain._core.text import number
from attain._core.types import is_number

_NUMBER = r"[-−]?\d{1,12}(?:\.\d{1,30})?"
_FINE = re.compile(r"\.\d{7}", re.ASCII)
_BAND = re.compile(
    rf"\s*(?:(?P<above>>)?\s*(?P<low>{_NUMBER})\s*(?:(?P<on>\+)|(?:\.\.|-|–|—)\s*(?P<before><)?\s*(?P<high>{_NUMBER}))?"
    rf"|<\s*(?P<below>{_NUMBER}))\s*",
    re.ASCII,
)


@attrs.frozen
class Band(Written):
    """A range of numbers, including both ends unless stated otherwise.

    Arguments:
        text: The range as it is written.
        low: The lower end; minus infinity if it has none ("<4").
        high: The upper end; None if it has none ("6+", ">85").
        low_open: Whether the lower end is excluded (">4-24").
        high_open: Whether the upper end is excluded ("0-<4").
    """

    text: str = attrs.field(eq=False)
    low: float
    high: float | None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def parse(cls, text: object) -> "Band":
        """Read a range.

        Raises:
            RubricError: The text is not a range, or the range contains no number.

        >>> Band.parse("1-3").high, Band.parse("6+").high, Band.parse("-203..-1").low
        (3.0, None, -203.0)
        >>> Band.parse("0-<4").high_open, Band.parse(">85").low_open, Band.parse("<4").low
        (True, True, -inf)
        >>> Band.parse("3 or so")
        Traceback (most recent call last):
        attain._core.errors.RubricError: '3 or so' is not a range; write "0", "1-3", "4.0..5.0" or "6+"; to exclude an end, "0-<4", ">4-24", "<4" or ">85"
        """
        match = _BAND.fullmatch(text) if isinstance(text, str) else None
        if match is None or (match["above"] and match["on"]):
            raise RubricError([Problem.of(say("band-syntax.text", given=text), ())])
        if _FINE.search(str(text)):
            raise RubricError([Problem.of(say("too-fine.band", band=text), ())])
        band = cls(str(text).strip(), *_ends(match))
        if band.high is not None and band.high < band.low:
            raise RubricError([Problem.of(say("band-ends.reversed", band=text), ())])
        if band.high == band.low and (band.low_open or band.high_open):
            raise RubricError([Problem.of(say("band-ends.empty", band=text), ())])
        return band

    def written(self) -> str:
        """Return the text for a file."""
        return self.text

    @property
    def begins(self) -> tuple[float, bool]:
        """The sort key of the lower end; an excluded end sorts after an included one."""
        return self.low, self.low_open

    @property
    def ends(self) -> tuple[float, bool]:
        """The sort key of the upper end; an excluded end sorts before an included one."""
        return (math.inf if self.high is None else self.high), not self.high_open

    def until(self, following: "Band") -> str | None:
        """Return this range changed to end exactly where another begins; None if that is impossible.

        >>> Band.parse("0-4").until(Band.parse("5-24")), Band.parse("0-4").until(Band.parse(">3.5"))
        ('0-<5', '0-3.5')
        """
        end = number(following.low).replace(",", "")
        if math.isinf(self.low):
            return None if following.low_open else f"<{end}"
        if self.low >= following.low:
            return None
        begin = number(self.low).replace(",", "")
        between = ".." if following.low < 0 else "-"
        return f"{'>' if self.low_open else ''}{begin}{between}{'' if following.low_open else '<'}{end}"


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def _ends(match: re.Match[str]) -> tuple[float, float | None, bool, bool]:
    """Return the lower and the upper end of a range, and whether each is excluded."""
    if match["below"]:
        return -math.inf, _number(match["below"]), False, True
    low, low_open = _number(match["low"]), bool(match["above"])
    if match["high"]:
        return low, _number(match["high"]), low_open, bool(match["before"])
    return low, None if match["on"] or low_open else low, low_open, False


def parse_bands(table: object) -> FrozenDict[str, Band]:
    """Read a table of ranges, one for each level.

    Raises:
        RubricError: Ranges can't be read; the error has a problem for each.

    >>> parse_bands({"basic": "0", "reactive": "1-3"})["reactive"].low
    1.0
    """
    if not isinstance(table, Mapping):
        raise RubricError([Problem.of(say("wrong-type.ranges", given=table), ())])
    bands, problems = {}, []
    for key, text in table.items():
        try:
            bands[key] = _checked(text) if isinstance(text, Band) else Band.parse(text)
        except RubricError as error:
            quoted = say("fix.band", level=key, band=str(text)) if is_number(text) and text >= 0 else None
            problems += [attrs.evolve(each, path=(key,), hint=quoted) for each in error.problems]
    if problems:
        raise RubricError(problems)
    return FrozenDict(bands)


def _checked(band: Band) -> Band:
    """Return a band that was made in Python, if its text matches."""
    if Band.parse(band.text) != band:
        high = math.inf if band.high is None else band.high
        raise RubricError([Problem.of(say("band-syntax.made", text=band.text, low=band.low, high=high), ())])
    return band


def unordered(bands: Sequence[Band]) -> int | None:
    """Return the position of the first band that begins or ends before the previous one; None if none does.

    >>> unordered([Band.parse("1-3"), Band.parse("2+"), Band.parse("4-5")])
    2
    """
    for position in range(1, len(bands)):
        before, band = bands[position - 1], bands[position]
        if band.begins < before.begins or band.ends < before.ends:
            return position
    return None
