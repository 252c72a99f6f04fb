"""Krippendorff's alpha: how far several respondents agree."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, combinations
from typing import Literal, TypeAlias

Metric: TypeAlias = Literal["nominal", "ordinal"]
"""The metric of the difference between values: as kinds, or by their ranks."""


def alpha(units: Iterable[Collection[Hashable]], order: Sequence[Hashable] | None = None) -> float | None:
    """Return Krippendorff's alpha: 1 if all agree, 0 if they agree no more than by chance, below 0 if they agree less.

    As defined in K. Krippendorff, "Content Analysis: An Introduction to Its Methodology", 4th edition, Sage 2019,
    chapter 12, and worked out in his "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania 2011,
    https://repository.upenn.edu/asc_papers/43. The arithmetic is exact up to the last step.

    Arguments:
        units: The values of the respondents for each question, without missing ones. A question with one value pairs
            with nothing, and does not count.
        order: The values in their order, for the ordinal metric; by default the metric is nominal.

    Returns:
        Alpha; None if it is not defined, because no two values pair, or because all values that pair are equal.

    >>> alpha([["yes", "yes"], ["yes", "no"], ["no", "no"], ["yes"]])
    0.4444444444444444
    >>> alpha([["low", "mid"], ["high", "high"]], order=["low", "mid", "high"])
    0.8333333333333334
    >>> alpha([["yes", "yes"], ["no"]]) is None
    True
    """
    paired = [Counter(values) for values in units if len(values) > 1]
    times = sum(paired, Counter[Hashable]())
    if order is None:
        ranks: Mapping[Hashable, int] | None = None
    else:  # twice the mean rank, so that tied values need no fraction
        ends = accumulate(times[value] for value in order)
        ranks = {value: 2 * end - times[value] for value, end in zip(order, ends, strict=True)}

    def pairs(counts: Counter[Hashable]) -> int:
        """Return the sum of the squared distances between the values of all pairs."""
        return sum(
            counts[one] * counts[other] * (1 if ranks is None else (ranks[one] - ranks[other]) ** 2)
            for one, other in combinations(counts, 2)
        )

    expected = pairs(times)
    if not expected:
        return None
    observed = sum(Fraction(pairs(each), each.total() - 1) for each in paired)
    return float(1 - (times.total() - 1) * observed / expected)
