"""The precision in which numbers are compared, rounded and shown: whole millionths, half up.

Values keep full double precision from stage to stage. A comparison with a threshold moves the threshold instead: to the
least number that rounds to it. So every executor compares plain numbers, and all of them agree.
"""

import math
from collections.abc import Iterable

SCALE = 1_000_000
"""The number of millionths in one."""

_FINE = 2.0**33  # above this, neighbouring floats are more than a millionth apart


def quantise(value: float) -> int:
    """Return a number in millionths, rounded half up.

    >>> quantise(2.9999999999999996), quantise(0.0000005), quantise(-0.0000005)
    (3000000, 1, 0)
    """
    if abs(value) < _FINE:
        return math.floor(value * SCALE + 0.5)
    below = math.floor(value)
    return below * SCALE + math.floor((value - below) * SCALE + 0.5)


def quantised(value: float) -> float:
    """Return a number rounded half up to whole millionths; infinity stays.

    >>> quantised(2.9999999999999996), quantised(2 / 3)
    (3.0, 0.666667)
    """
    return value if math.isinf(value) else quantise(value) / SCALE


def reached(millionths: float) -> float:
    """Return the least number that rounds to a number of millionths; infinity stays.

    >>> reached(3_000_000)
    2.9999995
    >>> quantise(reached(3_000_000)), quantise(math.nextafter(reached(3_000_000), 0))
    (3000000, 2999999)
    """
    if math.isinf(millionths):
        return millionths
    whole = int(millionths)
    found = (2 * whole - 1) / (2 * SCALE)
    while quantise(found) >= whole:
        found = math.nextafter(found, -math.inf)
    while quantise(found) < whole:
        found = math.nextafter(found, math.inf)
    return found


def beyond(millionths: float) -> float:
    """Return the least number whose negative rounds to at most minus some millionths: a mirrored :func:`reached`.

    >>> beyond(-3_000_000)
    -3.0000004999999996
    """
    return math.nextafter(-reached(1 - millionths), math.inf)


def within(low: float, high: float) -> tuple[float, float]:
    """Return the least and the largest number that round to a value between two numbers, ends included.

    >>> within(0, 100)
    (-5e-07, 100.00000049999998)
    """
    least = low if math.isinf(low) else reached(quantise(low))
    return least, high if math.isinf(high) else math.nextafter(reached(quantise(high) + 1), -math.inf)


def nearest_whole(value: float) -> float | None:
    """Return the whole number that a number equals in millionths; None if it equals none.

    >>> nearest_whole(2.9999999999999996), nearest_whole(2.9)
    (3.0, None)
    """
    whole = math.floor(value + 0.5)
    return float(whole) if -HALF <= value - whole < HALF else None


HALF = 0.5 / SCALE
"""Half a millionth."""


def added(terms: Iterable[float]) -> float:
    """Return the sum of numbers, added from left to right as in every engine; newer Pythons' ``sum`` differs.

    >>> added([1.0, 1e100, 1.0, -1e100])
    0.0
    """
    total = 0.0
    for term in terms:
        total += term
    return total
