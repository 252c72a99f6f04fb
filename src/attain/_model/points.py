"""What an answer is worth: the ``points`` of a question."""

from collections.abc import Mapping
from itertools import pairwise
from typing import TypeAlias

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import Problem, RubricError
from attain._core.shapes import Written
from attain._core.types import is_number, number_hint, said

from .bands import Band

_HINT = (
    "write { yes = 0, no = -5 }, a number for each option, { per = 100, earn = 5 }, "
    '{ curve = [[0, 0], [5, 20]] } or { bands = { "0-4.9" = 250 } }'
)


@attrs.frozen(eq=False, repr=False)
class Per(Data, Written):
    """So many points for every full ``per`` of a number, up to a cap: ``{ per = 100, earn = 5, cap = 50 }``."""

    per: float
    earn: float
    cap: float | None = None

    def written(self) -> dict[str, object]:
        """Return the table that a file has."""
        cap: dict[str, object] = {} if self.cap is None else {"cap": self.cap}
        return {"per": self.per, "earn": self.earn, **cap}


@attrs.frozen(eq=False, repr=False)
class Curve(Data, Written):
    """Points along a line through some corners, flat beyond its ends: ``{ curve = [[0, 0], [5, 20]] }``."""

    corners: tuple[tuple[float, float], ...]

    def written(self) -> dict[str, object]:
        """Return the table that a file has."""
        return {"curve": [list(corner) for corner in self.corners]}


@attrs.frozen(eq=False, repr=False)
class Ranges(Data, Written):
    """Points for ranges of a number: ``{ bands = { "0-4.9" = 250, "5-9.9" = 200 } }``; lowest range first."""

    bands: tuple[tuple[Band, float], ...]

    def written(self) -> dict[str, object]:
        """Return the table that a file has."""
        return {"bands": {band.text: value for band, value in self.bands}}


Points: TypeAlias = FrozenDict[str, float] | Per | Curve | Ranges


def parse_points(table: object) -> Points | None:
    """Read the points of a question, in any of their forms, or check those that were made in Python.

    Raises:
        RubricError: They are in none, or a file could not hold them.

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
    """Points that were made in Python, if a file can hold them."""
    try:
        written = write_points(points)
    except (AttributeError, TypeError, ValueError):  # what they hold is of another type than it should be
        raise _fail((), f"{said(points)} gives no points") from None
    if _read(written) != points:
        raise _fail((), f"a file can't hold {said(points)}")
    return points


def _read(table: object) -> Points:
    if isinstance(table, Mapping):
        if {"per", "earn"} <= set(table) <= {"per", "earn", "cap"} and all(map(is_number, table.values())):
            if table["per"] < 0.000001:
                raise _fail(("per",), f"must be at least 0.000001, not {said(table['per'])}")
            return Per(**table)
        if set(table) == {"curve"} and not is_number(table["curve"]):
            return _curve(table["curve"])
        if set(table) == {"bands"} and isinstance(table["bands"], Mapping):
            return _ranges(table["bands"])
        for key, value in table.items():
            if not is_number(value):
                raise _no_number((key,), value)
        if table:
            return FrozenDict(table)
    raise _fail((), f"{said(table)} gives no points")


def hint_of_per(table: Mapping[str, float]) -> str | None:
    """Return what to write for points of every full amount that lack ``per`` or ``earn``, or None if neither is there.

    >>> hint_of_per({"earn": 5, "cap": 50})
    'write { per = 1, earn = 5, cap = 50 } for 5 points each'
    """
    per, earn, cap = (table.get(key) for key in ("per", "earn", "cap"))
    end = "" if cap is None else f", cap = {said(cap)}"
    if per is None and earn is None:
        return None
    if per is None:
        return f"write {{ per = 1, earn = {said(earn)}{end} }} for {said(earn)} points each"
    if earn is None:
        each = f"write {{ per = 1, earn = {said(per)}{end} }} for {said(per)} points each"
        return f"{each}, or {{ per = {said(per)}, earn = 1{end} }} for 1 point for every full {said(per)}"
    return f"write {{ per = {said(per)}, earn = {said(earn)}, cap = 50 }}, where cap is the most they can be"


def _fail(path: tuple[str, ...], message: str, hint: str = _HINT) -> RubricError:
    return RubricError([Problem("points-syntax", path, message, hint)])


def _no_number(path: tuple[str, ...], value: object) -> RubricError:
    hint = number_hint(value) if isinstance(value, str) else _HINT
    return _fail(path, f"points are a number, not {said(value)}", hint)


def _curve(corners: object) -> Curve:
    found: list[tuple[float, float]] = []
    for corner in corners if isinstance(corners, list | tuple) else ():
        if not isinstance(corner, list | tuple) or len(corner) != 2 or not all(map(is_number, corner)):
            raise _fail(("curve",), f"a corner is a pair of numbers, not {said(corner)}")
        found.append((corner[0], corner[1]))
    if len(found) < 2:
        raise _fail(("curve",), "a curve has at least two corners")
    if any(left[0] >= right[0] for left, right in pairwise(found)):
        raise _fail(("curve",), "the corners of a curve go from left to right")
    return Curve(tuple(found))


def _ranges(table: Mapping[str, object]) -> Ranges:
    found: list[tuple[Band, float]] = []
    for text, points in table.items():
        if not isinstance(points, int | float) or not is_number(points):
            raise _no_number(("bands", text), points)
        try:
            found.append((Band.parse(text), points))
        except RubricError as error:
            raise RubricError([attrs.evolve(problem, path=("bands", text)) for problem in error.problems]) from None
    if not found:
        raise _fail(("bands",), "names no range")
    return Ranges(tuple(sorted(found, key=lambda pair: (pair[0].begins, pair[0].ends))))


def write_points(points: Points) -> dict[str, object]:
    """The table that :func:`parse_points` reads back equal.

    >>> write_points(parse_points({"bands": {"0-4.9": 250}}))
    {'bands': {'0-4.9': 250}}
    """
    return dict(points) if isinstance(points, FrozenDict) else points.written()
