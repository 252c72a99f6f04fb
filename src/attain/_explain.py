"""Why a dimension has its level: in sentences, from the result alone."""

from collections.abc import Iterator, Sequence

from ._result import DimensionResult, Requirement

_ENOUGH = 3  # how many things a sentence lists before it counts them


def why(found: DimensionResult) -> str:
    """Why a dimension has its level, in a few sentences that need no knowledge of the model."""
    return " ".join(_sentences(found))


def number(value: float) -> str:
    """A number as people write it.

    >>> number(500000.0), number(2.5)
    ('500,000', '2.5')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def counted(value: float, what: str) -> str:
    """So many of something.

    >>> counted(1, "points"), counted(2, "points")
    ('1 point', '2 points')
    """
    return f"{number(value)} {what[:-1] if value == 1 else what}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Some things in a sentence.

    >>> listed(["Basic", "Reactive", "Dynamic"], "or")
    'Basic, Reactive or Dynamic'
    """
    *rest, final = items
    return f"{', '.join(rest)} {last} {final}" if rest else final


def _sentences(found: DimensionResult) -> Iterator[str]:
    if found.blocked_by:
        open_ = counted(len(found.blocked_by), "open questions")
        yield f"Withheld: {open_} must be answered first ({listed(found.blocked_by[:_ENOUGH])}{_more(found.blocked_by)})."
    elif found.level is None and found.score is None:
        yield "Not applicable." if found.way or found.full else "It has no level of its own."
    elif found.level is None:
        yield f"It has a score and no level: {_score(found)}."
    else:
        yield f"{found.level}: {_ground(found)}."
        if found.policy:
            yield _policy(found)
    if found.answered < found.total:
        yield _open(found)
    if found.progress:
        yield from _next(found)


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - _ENOUGH} more" if len(names) > _ENOUGH else ""


def _score(found: DimensionResult) -> str:
    score = found.score or 0
    if found.full is None or found.full <= 0:
        return counted(score, "points")
    return f"{number(score)} of {counted(found.full, 'points')}"


def _ground(found: DimensionResult) -> str:
    """What the level rests on."""
    match found.way:
        case "bands":
            return _ranges(found)
        case "requires" | "ladder":
            return _demands(found)
        case "rating":
            return "the assessor's own rating"
        case "minimum":
            return f"the lowest level within counts ({_tally(found)})"
        case "maximum":
            return f"the highest level within counts ({_tally(found)})"
        case "majority":
            return f"the highest level that more than half reach ({_tally(found)})"
        case _:
            return f"what is reached on average ({_tally(found)})"


def _tally(found: DimensionResult) -> str:
    levels = list(found.combined.values())
    return ", ".join(f"{levels.count(level)} {level}" for level in sorted(set(levels)))


def _ranges(found: DimensionResult) -> str:
    has = "are" if found.score != 1 else "is"
    if not found.bands and len(found.candidates) == 1:
        return f"{_score(found)} {has} below every published range"
    if not found.bands:
        low, high = found.candidates
        return f"{_score(found)} {has} in a gap of the published ranges, between {low} and {high}"
    texts = list(found.bands.values())
    if len(texts) == 1:
        return f"{_score(found)} {has} in the published range {texts[0]}"
    levels = [f"{level} ({text})" for level, text in zip(found.candidates, texts, strict=True)]
    return f"{_score(found)} {has} in the published ranges of {listed(levels)}"


def _policy(found: DimensionResult) -> str:
    kind = "overlap" if found.bands else "gap"
    others = [f'{level} by {kind} = "{name}"' for name, level in found.alternatives.items()]
    return (
        f"The rubric decides by {found.policy}; it would be {listed(others, 'and')}."
        if others
        else f"The rubric decides by {found.policy}."
    )


def _demands(found: DimensionResult) -> str:
    met = [title for title, demand in found.requirements.items() if demand.standing == "met"]
    if found.level is not None and found.level.id in met:
        return "all that it asks is met" if found.way == "requires" else "enough of its questions are met"
    return "everyone has it, and nothing above it is fully met"


def _open(found: DimensionResult) -> str:
    left = found.total - found.answered
    told = f"{left} of {counted(found.total, 'questions')} {'is' if left == 1 else 'are'} open"
    if found.low is None or found.high is None:
        return f"{told}."
    if found.low == found.high:
        return f"{told}, and can't change the level."
    return f"{told}: with {'it' if left == 1 else 'them'} it can be anything from {found.low} to {found.high}."


def _next(found: DimensionResult) -> Iterator[str]:
    progress = found.progress
    if progress is None:
        return
    if progress.unit == "points":
        short = max(progress.need - progress.have, 0.000001)
        yield f"{counted(short, 'points')} more for {progress.level}."
        return
    yield f"For {progress.level}: {number(progress.have)} of {counted(progress.need, progress.unit)} so far."
    demand = found.requirements.get(progress.level.id)
    missing = list(lacking(demand)) if demand else []
    if missing:
        yield f"Missing: {'; '.join(missing[:_ENOUGH])}{_more(missing)}."


def lacking(demand: Requirement) -> Iterator[str]:
    """What of a requirement is not met, in words, one thing at a time."""
    if demand.standing not in ("unmet", "open"):
        return
    if demand.kind in ("any", "count"):
        parts = [text for part in demand.parts for text in lacking(part)]
        need = 1 if demand.kind == "any" else (demand.needed or 0)
        have = sum(part.standing == "met" for part in demand.parts)
        yield f"{need - have} of ({' | '.join(parts)})"
    elif demand.parts:
        for part in demand.parts:
            yield from lacking(part)
    elif demand.found is None:
        yield f"{demand.title} ({demand.asked}; open)"
    elif demand.margin is not None and demand.margin < 0 and demand.kind in ("value", "points", "score"):
        yield f"{demand.title} ({demand.asked}; {demand.found} so far)"
    else:
        yield f"{demand.title} ({demand.asked})"
