"""Why a dimension has its level: in sentences, from the result alone."""

from collections.abc import Iterator, Sequence

from attain._core.text import counted, listed, number

from .result import DimensionResult, Progress, Requirement

_ENOUGH = 3  # how many things a sentence lists before it counts them


def why(found: DimensionResult) -> str:
    """Why a dimension has its level, in a few sentences that need no knowledge of the model."""
    return " ".join(_sentences(found))


def _sentences(found: DimensionResult) -> Iterator[str]:
    if found.blocked_by:
        open_ = counted(len(found.blocked_by), "open question")
        yield f"Withheld: {open_} must be answered first ({listed(found.blocked_by[:_ENOUGH])}{_more(found.blocked_by)})."
    elif undecided(found):
        yield f"Undecided: {_ranges(found) if found.candidates else 'it rests on ranges that do not decide'}."
    elif found.level is None and found.score is None:
        applies = found.total > 0 and not found.way and found.full is None
        yield "It has no level of its own." if applies else "Not applicable."
    elif found.level is None:
        yield f"It has a score and no level: {score(found)}."
    else:
        yield f"{found.level}: {_ground(found)}."
        if found.policy:
            yield _policy(found)
    if found.answered < found.total:
        yield _open(found)
    if found.progress:
        yield from _next(found, found.progress)


def undecided(found: DimensionResult) -> bool:
    """Return whether ranges do not decide on a level or a score that nothing else withholds: only its bounds are known.

    >>> undecided(DimensionResult("agreement", "Agreement", score_low=5.0, score_high=7.0))
    True
    """
    level = found.level is None and found.low is not None
    return not found.blocked_by and (level or (found.score is None and found.score_low is not None))


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - _ENOUGH} more" if len(names) > _ENOUGH else ""


def score(found: DimensionResult) -> str:
    """A score and its full marks: ``5 out of 7``.

    >>> score(DimensionResult("agreement", "Agreement", score=5.0, full=7.0))
    '5 out of 7'
    """
    marks = found.full is not None and found.full > 0
    return f"{number(found.score or 0)} out of {number(found.full or 0)}" if marks else number(found.score or 0)


def _ground(found: DimensionResult) -> str:
    """What the level rests on."""
    match found.way:
        case "bands":
            return _ranges(found)
        case "requires" | "ladder":
            return _demands(found)
        case "rating":
            return "the assessor's own rating" if found.answered else "no level has been picked yet"
        case "minimum":
            return f"the lowest level within counts ({_tally(found)})"
        case "maximum":
            return f"the highest level within counts ({_tally(found)})"
        case "majority":
            return f"the highest level that more than half reach ({_tally(found)})"
        case "mean":
            return f"what is reached on average ({_tally(found)})"
        case _:
            return f"{found.rule} ({_tally(found)})" if found.combined else f"{found.rule}"


def _tally(found: DimensionResult) -> str:
    levels = list(found.combined.values())
    return ", ".join(f"{levels.count(level)} {level}" for level in sorted(set(levels)))


def _ranges(found: DimensionResult) -> str:
    texts = list(found.bands.values())
    if len(texts) > 1:
        levels = [f"{level} ({text})" for level, text in zip(found.candidates, texts, strict=False)]
        return f"a score of {score(found)} lies in the ranges of {listed(levels)}"
    if texts:
        return f"a score of {score(found)} lies in the range {texts[0]}"
    if len(found.candidates) == 1:  # on which side of all ranges, the lowest level does not tell
        side = "above" if found.candidates[0].rank else "outside"
        return f"a score of {score(found)} lies {side} every range"
    levels = list(map(str, found.candidates))
    return f"a score of {score(found)} lies in no range, between {listed(levels)}"


def _policy(found: DimensionResult) -> str:
    kind = "overlap" if found.bands else "gap"
    others = [f'{level} by {kind} = "{name}"' for name, level in found.alternatives.items()]
    told = f"The rubric decides by {found.policy}"
    return f"{told}; it would be {listed(others)}." if others else f"{told}."


def _demands(found: DimensionResult) -> str:
    met = [title for title, demand in found.requirements.items() if demand.standing == "met"]
    climbed = found.way == "ladder"
    if found.level is not None and found.level.id in met:
        return "reached, with enough of its questions met" if climbed else "all that it asks is met"
    if met:
        return f"everyone has it, and a level between is not {'reached' if climbed else 'met'}"
    return f"everyone has it, and {'no level above it is reached' if climbed else 'nothing above it is fully met'}"


def _open(found: DimensionResult) -> str:
    left = found.total - found.answered
    one = left == 1
    told = f"{left} of {counted(found.total, 'question')} {'is' if one else 'are'} open"
    its = "its answer" if one else "their answers"
    if found.low is None or found.high is None:
        low, high = found.score_low, found.score_high
        if found.way or low is None or high is None:
            return f"{told}."
        if low == high:
            return f"{told}, and {its} can't change the score."
        return f"{told}: {its} can make the score anything from {number(low)} to {number(high)}."
    if found.low == found.high:
        return (
            f"{told}, and {its} can't change the level."
            if found.low == found.level
            else f"{told}: {its} will make it {found.low}."
        )
    return f"{told}: {its} can make it anything from {found.low} to {found.high}."


def _next(found: DimensionResult, progress: Progress) -> Iterator[str]:
    level = progress.level
    if found.way == "bands":
        short = progress.need - progress.have
        above = round(progress.need, 5)
        if found.full is not None and progress.need > found.full:
            yield f"{level} is out of reach: it begins at {number(above)} points, and full marks are {number(found.full)}."
        elif above < progress.need:  # the level begins right after what a lower one still covers
            yield f"{level} begins above {number(above)} points."
        else:
            yield f"{counted(short, 'point')} more for {level}."
        return
    have = f"{number(progress.have)} of the {counted(progress.need, progress.one, progress.unit)} it takes"
    verb = "is" if progress.have == 1 else "are"
    yield f"{level} is not reached yet: {have} {verb} met." if found.way == "ladder" else f"For {level}: {have}."
    demand = found.requirements.get(level.id)
    missing = list(lacking(demand)) if demand else []
    if missing:
        yield f"Missing: {'; '.join(missing[:_ENOUGH])}{_more(missing)}."


def lacking(demand: Requirement) -> Iterator[str]:
    """What of a requirement is not met, in words, one thing at a time."""
    if demand.standing not in ("unmet", "open"):
        return
    if demand.kind in ("any", "count", "share"):
        parts = [text for part in demand.parts for text in lacking(part)]
        need = 1 if demand.kind == "any" else (demand.needed or 0)
        have = sum(part.standing == "met" for part in demand.parts)
        yield parts[0] if len(parts) == 1 else f"{need - have} of ({' | '.join(parts)})"
    elif demand.parts:
        for part in demand.parts:
            yield from lacking(part)
    elif demand.found is None:
        yield f"{demand.title} ({demand.asked}; open)"
    elif demand.margin is not None and demand.margin < 0 and demand.kind in ("value", "points", "score"):
        yield f"{demand.title} ({demand.asked}; {demand.found} so far)"
    else:
        yield f"{demand.title} ({demand.asked})"
