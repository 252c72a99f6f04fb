"""The ``points`` of a question, in all their forms."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeAlias  # Any: the values of a table

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import Problem, RubricError
from attain._core.messages import Message, say
from attain._core.shapes import Written
from attain._core.text import display
from attain._core.types import is_number, number_hint

from .bands import Band


@attrs.frozen(eq=False, repr=False)
class Per(Data, Written):
    """Points earned for every full ``per`` of a number, up to a cap: ``{ per = 100, earn = 5, cap = 50 }``."""

    per: float
    earn: float
    cap: float | None = None

    def written(self) -> dict[str, object]:
        """Return the table for a file."""
        cap: dict[str, object] = {} if self.cap is None else {"cap": self.cap}
        return {"per": self.per, "earn": self.earn, **cap}


@attrs.frozen(eq=False, repr=False)
class Curve(Data, Written):
    """Points along a line through some corners, flat beyond its ends: ``{ curve = [[0, 0], [5, 20]] }``."""

    corners: tuple[tuple[float, float], ...]

    def written(self) -> dict[str, object]:
        """Return the table for a file."""
        return {"curve": [list(corner) for corner in self.corners]}


@attrs.frozen(eq=False, repr=False)
class Ranges(Data, Written):
    """Points for ranges of a number: ``{ bands = { "0-4.9" = 250, "5-9.9" = 200 } }``; lowest range first."""

    bands: tuple[tuple[Band, float], ...]

    def written(self) -> dict[str, object]:
        """Return the table for a file."""
        return {"bands": {band.text: value for band, value in self.bands}}


Points: TypeAlias = FrozenDict[str, float] | Per | Curve | Ranges


def parse_points(table: object) -> Points | None:
    """Read the points of a question, in any of their forms, or check points that were made in Python.

    Raises:
        RubricError: The points have none of the forms, or a file could not contain them.

    >>> parse_points({"yes": 0, "no": -5})
    {'yes': 0, 'no': -5}
    >>> parse_points({"per": 100, "earn": 5})
    Per(per=100, earn=5)
    >>> parse_points({"curve": [[0, 0], [5, 20]]}).corners
    ((0, 0), (5, 20))
    """
    if isinstance(table, FrozenDict | Per | Curve | Ranges):
        return _checked(table)
    return None if table is None else _read(table)


def _checked(points: Points) -> Points:
    """Return points that were made in Python, if a file can contain them."""
    try:
        written = write_points(points)
    except (AttributeError, TypeError, ValueError):  # their fields have other types than they should
        raise _fail("points-syntax.form", (), given=points) from None
    if _read(written) != points:
        raise _fail("points-syntax.unwritable", (), given=points)
    return points


def _read(table: Any) -> Points:
    match table:
        case {"per": per, "earn": _, **rest} if rest.keys() <= {"cap"} and all(map(is_number, table.values())):
            if per < 0.000001:
                raise _fail("points-syntax.per", ("per",), given=per)
            return Per(**table)
        case {"curve": corners, **rest} if not rest and not is_number(corners):
            return _curve(corners)
        case {"bands": Mapping() as ranges, **rest} if not rest:
            return _ranges(ranges)
        case Mapping() if table:
            wrong = next((key for key, value in table.items() if not is_number(value)), None)
            if wrong is not None:
                raise _no_number((wrong,), table[wrong])
            return FrozenDict(table)
        case _:
            raise _fail("points-syntax.form", (), given=table)


def hint_of_per(table: Mapping[str, float]) -> Message | None:
    """Return the hint for points for full amounts that lack ``per`` or ``earn``; None if they lack both.

    >>> print(hint_of_per({"earn": 5, "cap": 50}))
    write { per = 1, earn = 5, cap = 50 } for 5 points each
    """
    per, earn, cap = (table.get(key) for key in ("per", "earn", "cap"))
    end = "" if cap is None else f", cap = {display(cap)}"
    if per is None:
        return None if earn is None else say("fix.earn", earn=earn, cap=end)
    return say("fix.per", per=per, cap=end) if earn is None else say("fix.per-cap", per=per, earn=earn)


def _fail(key: str, path: tuple[str, ...], fix: Message | None = None, /, **values: object) -> RubricError:
    return RubricError([Problem.of(say(key, **values), path, fix or say("fix.points"))])


def _no_number(path: tuple[str, ...], value: object) -> RubricError:
    return _fail("points-syntax.number", path, number_hint(value) if isinstance(value, str) else None, given=value)


def _curve(corners: object) -> Curve:
    found: list[tuple[float, float]] = []
    for corner in corners if isinstance(corners, list | tuple) else ():
        if not isinstance(corner, list | tuple) or len(corner) != 2 or not all(map(is_number, corner)):
            raise _fail("points-syntax.corner", ("curve",), given=corner)
        found.append((corner[0], corner[1]))
    if len(found) < 2:
        raise _fail("points-syntax.corners", ("curve",))
    if any(left[0] >= right[0] for left, right in pairwise(found)):
        raise _fail("points-syntax.order", ("curve",))
    return Curve(tuple(found))


def _ranges(table: Mapping[str, object]) -> Ranges:
    found: dict[Band, tuple[Band, float]] = {}
    for text, points in table.items():
        if not isinstance(points, int | float) or not is_number(points):
            raise _no_number(("bands", text), points)
        try:
            band = Band.parse(text)
        except RubricError as error:
            raise RubricError([attrs.evolve(problem, path=("bands", text)) for problem in error.problems]) from None
        if band in found:
            same = say("points-syntax.same-range", other=found[band][0].text)
            raise RubricError([Problem.of(same, ("bands", text))])
        found[band] = band, points
    if not found:
        raise _fail("points-syntax.ranges", ("bands",))
    return Ranges(tuple(sorted(found.values(), key=lambda pair: (pair[0].begins, pair[0].ends))))


def write_points(points: Points) -> dict[str, object]:
    """Return the table that :func:`parse_points` reads back equal.

    >>> write_points(parse_points({"bands": {"0-4.9": 250}}))
    {'bands': {'0-4.9': 250}}
    """
    return dict(points) if isinstance(points, FrozenDict) else points.written()
