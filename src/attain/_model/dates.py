"""Periods: how long answers stay valid."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, TypeAlias, cast

import attrs

from attain._core.errors import Problem, RubricError
from attain._core.messages import say
from attain._core.shapes import Checked, Written

Unit: TypeAlias = Literal["days", "weeks", "months", "years"]

_PERIOD = re.compile(r"([1-9]\d{0,3}) (day|week|month|year)s?", re.ASCII)
_LARGEST = 9999
_SMALLER: Mapping[Unit, tuple[Unit, int]] = {"weeks": ("days", 7), "years": ("months", 12)}


@attrs.frozen(eq=False, repr=False)
class Period(Checked, Written):
    """A length of time in calendar units, as in ``valid-for = "12 months"``. A year equals 12 months, a week 7 days.

    Arguments:
        count: The number of units, from 1 to 9999.
        unit: The unit: ``days``, ``weeks``, ``months`` or ``years``.

    Raises:
        RubricError: The count or the unit is not valid.

    >>> Period(1, "years") == Period(12, "months")
    True
    """

    count: int
    unit: Unit

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not 1 <= self.count <= _LARGEST:
            raise RubricError(
                [Problem.of(say("period-syntax.count", count=self.count, unit=self.unit, most=_LARGEST), ())]
            )

    @classmethod
    def parse(cls, text: object) -> "Period":
        """Read a length of time.

        Raises:
            RubricError: It is not a period.

        >>> Period.parse("1 year")
        Period(count=1, unit='years')
        """
        match = _PERIOD.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise RubricError([Problem.of(say("period-syntax.text", given=text), ())])
        return cls(int(match[1]), cast(Unit, match[2] + "s"))

    @property
    def length(self) -> tuple[int, Unit]:
        """The same length in days or months, the units that all others consist of."""
        unit, times = _SMALLER.get(self.unit, (self.unit, 1))
        return self.count * times, unit

    def __eq__(self, other: object) -> bool:
        return self.length == other.length if isinstance(other, Period) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.length)

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit[:-1]}"

    def written(self) -> str:
        """Return the text for a file."""
        return str(self)

    def before(self, on: date) -> date:
        """Return the day that is this long before another. If that month is too short, it is the last day of the month.

        >>> Period(1, "months").before(date(2026, 3, 31))
        datetime.date(2026, 2, 28)
        """
        count, unit = self.length
        if unit == "days":
            return date.fromordinal(max(1, on.toordinal() - count))
        months = on.year * 12 + on.month - 1 - count
        if months < 12:
            return date.min
        year, month = divmod(months, 12)
        first_of_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
        return min(date(year, month + 1, 1) + timedelta(on.day - 1), first_of_next - timedelta(1))


def parse_period(text: object) -> Period | None:
    """Read a length of time; a period and None stay unchanged.

    >>> parse_period("1 year")
    Period(count=1, unit='years')
    """
    return text if text is None or isinstance(text, Period) else Period.parse(text)
