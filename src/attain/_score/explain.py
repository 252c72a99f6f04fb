"""The reasons for the level of a dimension, as data, from its result alone."""

from collections.abc import Iterator, Mapping

from attain._core.messages import Message, say
from attain._core.precision import quantised
from attain._model.extensions import Clash
from attain._model.words import as_number, normal
from attain._plan.steps import POLICIES

from .result import DimensionResult, Progress, Requirement


def reasons(found: DimensionResult) -> tuple[Message, ...]:
    """Return the reasons for the level of a dimension, in a few sentences that need no knowledge of the model."""
    return tuple(_reasons(found))


def _reasons(found: DimensionResult) -> Iterator[Message]:
    yield from _standing(found)
    if found.answered < found.total:
        yield _open(found)
    if found.progress:
        yield from _next(found, found.progress)


def _standing(found: DimensionResult) -> Iterator[Message]:
    """Yield the basis of the level, or the reason why there is none."""
    if found.blocked_by:
        yield say("reason.withheld", open=len(found.blocked_by), ids=found.blocked_by)
    elif undecided(found):
        yield say("reason.undecided", ground=_ranges(found) if found.candidates else say("ground.undecided"))
    elif found.level is not None:
        yield say("reason.level", level=str(found.level), ground=_ground(found))
        if found.policy:
            yield _policy(found, found.policy)
    elif found.score is not None:
        yield say("reason.score", score=score(found))
    else:
        applies = found.total > 0 and not found.way and found.full is None
        yield say("reason.no-level" if applies else "reason.not-applicable")


def undecided(found: DimensionResult) -> bool:
    """Return whether ranges leave a level or a score undecided: nothing withholds it, but only its bounds are known.

    >>> undecided(DimensionResult("agreement", "Agreement", score_low=5.0, score_high=7.0))
    True
    """
    level = found.level is None and found.low is not None
    return not found.blocked_by and (level or (found.score is None and found.score_low is not None))


def score(found: DimensionResult) -> Message:
    """Return a score, with full marks if there are any.

    >>> print(score(DimensionResult("agreement", "Agreement", score=5.0, full=7.0)))
    5 out of 7
    """
    if found.full is not None and found.full > 0:
        return say("score.of", score=found.score or 0, full=found.full)
    return say("score", score=found.score or 0)


def _ground(found: DimensionResult) -> Message:
    """Return the basis of the level."""
    match found.way:
        case "bands":
            return _ranges(found)
        case "requires" | "ladder":
            return _demands(found, found.way)
        case "rating":
            return say("ground.rating" if found.answered else "ground.no-rating")
        case "minimum" | "maximum" | "majority" | "mean":
            return say(f"ground.combined-{found.way}", levels=_tally(found))
        case _ if found.combined:
            return say("ground.rule-combined", rule=found.rule, levels=_tally(found))
        case _:
            return say("ground.rule", rule=found.rule)


def _tally(found: DimensionResult) -> tuple[Message, ...]:
    levels = list(found.combined.values())
    return tuple(say("ground.levels", count=levels.count(level), level=str(level)) for level in sorted(set(levels)))


def _ranges(found: DimensionResult) -> Message:
    scored, texts, levels = score(found), list(found.bands.values()), tuple(map(str, found.candidates))
    if len(texts) > 1:
        pairs = zip(levels, texts, strict=False)
        ranges = tuple(say("ground.level-range", level=level, range=text) for level, text in pairs)
        return say("ground.ranges", score=scored, levels=ranges)
    if texts and as_number(normal(texts[0])) is not None:  # a range of one number, which the score equals
        return say("ground.value", score=scored)
    if texts:
        return say("ground.range", score=scored, range=texts[0])
    if len(levels) == 1:  # the lowest level may be on either side of all ranges
        return say("ground.above" if found.candidates[0].rank else "ground.outside", score=scored)
    return say("ground.gap", score=scored, levels=levels)


def _policy(found: DimensionResult, policy: str) -> Message:
    kind: Clash = "overlap" if found.bands else "gap"
    name = policy.split('"')[1]  # overlap = "highest"
    decides = say(f"decides.{kind}-{name}") if name in POLICIES[kind] else say("decides.plugin", policy=name)
    others = [say(f"other.{kind}-{other}", level=str(level)) for other, level in found.alternatives.items()]
    if others:
        return say("reason.policy-others", policy=decides, others=tuple(others))
    return say("reason.policy", policy=decides)


def _demands(found: DimensionResult, way: str) -> Message:
    met = [id_ for id_, demand in found.requirements.items() if demand.standing == "met"]
    if found.level is not None and found.level.id in met:
        return say(f"ground.{way}-met")
    return say(f"ground.{way}-between" if met else f"ground.{way}-lowest")


def _open(found: DimensionResult) -> Message:
    counts: Mapping[str, int] = {"open": found.total - found.answered, "total": found.total}
    if found.low is None or found.high is None:
        low, high = found.score_low, found.score_high
        if found.way or low is None or high is None:
            return say("reason.open", **counts)
        if low == high:
            return say("reason.open-same-score", **counts)
        return say("reason.open-scores", **counts, low=low, high=high)
    if found.low == found.high == found.level:
        return say("reason.open-same-level", **counts)
    if found.low == found.high:
        return say("reason.open-level", **counts, level=str(found.low))
    return say("reason.open-levels", **counts, low=str(found.low), high=str(found.high))


def _next(found: DimensionResult, progress: Progress) -> Iterator[Message]:
    level = str(progress.level)
    if found.way == "bands":
        above = round(progress.need, 5)
        if found.full is not None and progress.need > found.full:
            yield say("reason.out-of-reach", level=level, least=above, full=found.full)
        elif above < progress.need:  # the level begins right above the range of a lower one
            yield say("reason.begins-above", level=level, least=above)
        else:
            yield say("reason.short", level=level, points=quantised(progress.need - progress.have))
        return
    unit = progress.one if progress.need == 1 else progress.unit
    key = "reason.next-rung" if found.way == "ladder" else "reason.next"
    yield say(key, level=level, have=progress.have, need=progress.need, unit=unit)
    demand = found.requirements.get(progress.level.id)
    if demand and (missing := tuple(_missing(demand))):
        yield say("reason.missing", missing=missing)


def _missing(demand: Requirement) -> Iterator[Message]:
    """Yield the conditions of a requirement that are not met."""
    if demand.standing not in ("unmet", "open"):
        return
    missing = tuple(each for part in demand.parts for each in _missing(part))
    if not demand.parts:
        yield _unmet(demand)
    elif demand.kind in ("any", "count", "share") and len(missing) > 1:
        have = sum(part.standing == "met" for part in demand.parts)
        yield say("missing.some", count=(demand.needed or 1) - have, parts=missing)
    else:
        yield from missing


def _unmet(demand: Requirement) -> Message:
    if demand.value is None:
        return say("requirement.open", title=demand.title, asked=demand.asked)
    if demand.margin is not None and demand.margin < 0 and demand.kind != "level":
        return say("requirement.found", title=demand.title, asked=demand.asked, found=demand.found)
    return say("requirement", title=demand.title, asked=demand.asked)
