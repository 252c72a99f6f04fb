"""Ranges and two policies, resolved to one rising step function.

The ranges themselves stay unchanged. Policies decide only here, so the same ranges can be read either way.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import Problem, RubricError
from attain._core.messages import say
from attain._core.precision import SCALE, beyond, quantise, reached
from attain._model.bands import Band
from attain._model.extensions import FAILS, Clash, Policy, UnusableError, by_plugin


@attrs.frozen(eq=False, repr=False)
class Region(Data):
    """An interval of the axis in which the same bands apply.

    Arguments:
        start: The beginning, in millionths; the region ends where the next one begins.
        matched: The positions of the bands that cover it, in their order.
        candidates: The candidates for a policy: the bands that cover it, or in a gap those on either side. -1 is the
            value below the first band.
    """

    start: float
    matched: tuple[int, ...]
    candidates: tuple[int, ...]

    @property
    def clash(self) -> Clash | None:
        """The kind of policy that must decide: ``overlap``, ``gap``, or None if the bands are clear."""
        return None if len(self.candidates) == 1 else "overlap" if self.matched else "gap"


POLICIES: Mapping[str, Mapping[str, Callable[[tuple[int, ...]], int] | None]] = FrozenDict(
    overlap=FrozenDict(highest=max, lowest=min, error=None),
    gap=FrozenDict(lower=min, upper=max, error=None),
)
"""The policies for each kind of clash, each with its choice from the candidates; None for an error."""


def regions(bands: Sequence[Band], *, whole: bool = False) -> tuple[Region, ...]:
    """Return the regions of an axis, cut where bands begin and end.

    Arguments:
        bands: The ranges, worst first; neither starts nor ends fall, as :func:`unordered` checks.
        whole: Whether the axis has only whole numbers, so that "0-1" and "2-4" leave no gap.

    >>> [(r.start / SCALE, r.candidates) for r in regions([Band.parse("0"), Band.parse("1-3"), Band.parse("3+")])]
    [(-inf, (-1,)), (0.0, (0,)), (1e-06, (0, 1)), (1.0, (1,)), (3.0, (1, 2)), (3.000001, (2,))]
    """
    unit = SCALE if whole else 1
    lows = [_from(band.low, unit, after=band.low_open) for band in bands]
    ends = [math.inf if band.high is None else _from(band.high, unit, after=not band.high_open) for band in bands]
    found: list[Region] = []
    for start in sorted({-math.inf, *lows, *ends} - {math.inf}):
        begun = bisect_right(lows, start)
        over = bisect_right(ends, start)
        matched = tuple(range(over, begun))
        beside = tuple(range(begun - 1, min(begun, len(bands) - 1) + 1)) if begun else (-1,)
        found.append(Region(start, matched, matched or beside))
    return tuple(found)


def _from(end: float, unit: int, *, after: bool) -> float:
    """Return the first place, in millionths, at the end of a band or right after it, on a grid of some unit."""
    if math.isinf(end):
        return end
    at = quantise(end)
    return (at // unit + 1) * unit if after else -(-at // unit) * unit


def _chosen(region: Region, policy: str | Policy) -> int | None:
    """Return the candidate that a policy chooses; None if it leaves the choice open."""
    if isinstance(policy, str):
        choose = POLICIES[str(region.clash)][policy]
        return choose(region.candidates) if choose else None
    try:
        with by_plugin(FAILS):
            chosen: object = policy.choose(region.candidates)
            if type(chosen) is int and chosen in region.candidates:
                return chosen
            candidates = tuple(region.candidates)
            what = say("policy-failed.choice", policy=policy.id, chosen=chosen, candidates=candidates)
    except UnusableError as error:
        what = say("policy-failed.raised", policy=policy.id, cause=error.what, place=error.place)
    raise RubricError([Problem.of(what, (policy.clash,))])


def _decided(region: Region, values: Sequence[float], policy: str | Policy) -> tuple[float, tuple[float, float] | None]:
    """Return the value in a region; with the lowest and the highest candidate if the policy leaves it open."""
    if region.clash is None:
        return values[0], None
    chosen = _chosen(region, policy)
    if chosen is not None:
        return values[region.candidates.index(chosen)], None
    return values[0], None if values[0] == values[-1] else (values[0], values[-1])


@attrs.frozen(eq=False, repr=False)
class Steps(Data):
    """A rising step function.

    Arguments:
        cuts: The beginnings of the steps above the first, ascending: the least number on each.
        values: The value before the first cut and from each cut on: one more than there are cuts.
        clashes: The lowest and the highest candidate of each step on which the policy is ``error``. The step's value is
            the lowest, and results on it are ambiguous.
    """

    cuts: tuple[float, ...]
    values: tuple[float, ...]
    clashes: FrozenDict[int, tuple[float, float]] = FrozenDict()

    def step(self, x: float) -> int:
        """Return the number of the step that a number is on."""
        return bisect_right(self.cuts, x)

    def at(self, x: float) -> float:
        """Return the value at a number."""
        return self.values[self.step(x)]

    @property
    def highest(self) -> float:
        """The greatest value."""
        return max([self.values[-1], *(high for _, high in self.clashes.values())])


def steps(
    found: Sequence[Region],
    below: float,
    values: Sequence[float],
    overlap: str | Policy,
    gap: str | Policy,
    *,
    mirrored: bool = False,
) -> Steps:
    """Return the step function that results from the regions of some bands and two policies.

    Arguments:
        found: The output of :func:`regions`.
        below: The value below the first band.
        values: The value of each band, not falling.
        overlap: The policy where bands overlap: a key of :data:`POLICIES`, or a plugin's.
        gap: The policy where they leave a gap.
        mirrored: Whether the bands are mirrored, so that half a millionth rounds down.

    Raises:
        RubricError: A plugin's policy fails, or lets a better score fall to a lower value.

    >>> found = regions([Band.parse("0"), Band.parse("1-3"), Band.parse("3+")])
    >>> steps(found, 0, (0, 1, 2), "highest", "lower").cuts
    (0.9999995, 2.9999995)
    >>> steps(found, 0, (0, 1, 2), "lowest", "upper").cuts
    (5e-07, 3.0000005)
    """
    cuts: list[float] = []
    heights: list[float] = []
    clashes: dict[int, tuple[float, float]] = {}
    for region in found:
        policy = overlap if region.clash == "overlap" else gap
        height, clash = _decided(region, [below if each < 0 else values[each] for each in region.candidates], policy)
        if heights and height < heights[-1] and isinstance(policy, Policy):
            raise RubricError([Problem.of(say("policy-failed.order", policy=policy.id), (policy.clash,))])
        if heights and (height, clash) == (heights[-1], clashes.get(len(heights) - 1)):
            continue
        if clash:
            clashes[len(heights)] = clash
        heights.append(height)
        cuts.append(region.start)
    least = beyond if mirrored else reached
    return Steps(tuple(map(least, cuts[1:])), tuple(heights), FrozenDict(clashes))
