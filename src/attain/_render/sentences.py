"""How a rubric scores, in sentences: what it takes to be on a level, how a score is made, what an answer is worth."""

from collections.abc import Iterator, Mapping

from attain._core.data import FrozenDict
from attain._core.names import capitalised, label
from attain._core.text import counted, listed, number, worded
from attain._model.conditions import Value
from attain._model.dates import Period
from attain._model.parts import Fact, Need, NotApplicable, Question
from attain._model.points import Curve, Per, Ranges
from attain._model.rubric import Dimension
from attain._plan.compile import CompiledRubric
from attain._plan.idle import ranged
from attain._plan.nodes import OnlyIf
from attain._plan.plan import Demand
from attain._plan.questions import kind_of, options_of
from attain._plan.scope import Place
from attain._score.requirements import asked as asked_in_words
from attain._score.requirements import title as title_of

_COMBINED = {
    "minimum": "The lowest level of the dimensions within counts.",
    "maximum": "The highest level of the dimensions within counts.",
    "majority": "The highest level that more than half of the dimensions within reach counts.",
    "mean": "The level that the dimensions within reach on average counts, rounded down.",
}
_SCORES = {
    "sum": "the sum of {}",
    "mean": "the mean of {}",
    "percent": "{}, in percent of full marks",
    "minimum": "the least of {}",
    "maximum": "the greatest of {}",
    "product": "the product of {}",
}
_CLASHES = {
    "highest": "where ranges overlap, the higher level wins",
    "lowest": "where ranges overlap, the lower level wins",
    "lower": "where they leave a gap, the level below lasts",
    "upper": "where they leave a gap, the level above begins",
}
_OPEN = {
    "worst": "An open question counts like the worst answer.",
    "exclude": "An open question is passed over in a score.",
    "block": "An open question withholds the level and the score.",
}
_NOT_APPLICABLE = {
    "exclude": '"n/a" drops the question',
    "best": '"n/a" counts like the best answer',
    "worst": '"n/a" counts like the worst answer',
}
_GROUPS = {"all": "all of", "any": "any of", "each": "each of"}


def sentences(rubric: CompiledRubric, place: Place) -> Iterator[str]:
    """How a dimension, or the rubric itself, comes to its level and its score.

    Arguments:
        rubric: The rubric.
        place: The dimension.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> for sentence in sentences(p2p, p2p.scope.places["agreement"]):
    ...     print(sentence)
    The score tells the level: Basic 0, Reactive 1-3, Proactive 4-5, Dynamic 5+.
    Where ranges overlap, the higher level wins; where they leave a gap, the level below lasts.
    The score is the sum of the points of its questions.
    An open question counts like the worst answer.
    """
    rules = place.rules
    if rules.view:
        yield "It is a second look on answers, and never counts in what it is part of."
    if rules.applies_when:
        yield f"It applies {where(rules.applies_when)}."
    if place.id and place.weight != 1:
        yield f"It counts with weight {number(place.weight)}."
    if rubric.levels:
        yield _way(rubric, rules)
    if ranged(rubric.scope, place):
        yield f"{capitalised(_clash('overlap', rules.overlap))}; {_clash('gap', rules.gap)}."
    if place.scores:
        yield _score(rubric, place)
    if rules.questions or rules.rating:
        yield _OPEN[rules.unanswered or "worst"]
        for told in filter(
            None, _counts(rules.needs, rules.valid_for, NotApplicable(rules.not_applicable or "forbidden"))
        ):
            yield f"{capitalised(told)}."


def _way(rubric: CompiledRubric, rules: Dimension) -> str:
    if rules.bands is not None:
        levels = {level.id: str(level) for level in rubric.levels}
        ranges = [f"{levels[id_]} {band.text}" for id_, band in rules.bands.items()]
        return f"The score tells the level: {', '.join(ranges)}."
    if rules.requires is not None:
        below = "demands are met, with those of every level below" if rules.cumulative else "own demands are met"
        return f"The level is the highest whose {below}."
    if rules.ladder is not None:
        share = (
            f"{number(100 * rules.ladder.need)}% of its questions are"
            if rules.ladder.need < 1
            else "all its questions are"
        )
        return f"A level is reached where {share} met, and every level below is reached."
    if rules.rule is not None:
        return f"The level comes from the rule {rules.rule.kind}: {rules.rule.summary}."
    if rules.rating:
        return "Whoever assesses picks the level that fits."
    return _COMBINED[rules.combine] if rules.combine else "It has no level of its own."


def _clash(kind: str, policy: object) -> str:
    """What holds where ranges overlap, or leave a gap."""
    where_ = "where ranges overlap" if kind == "overlap" else "where they leave a gap"
    told = "nothing is decided" if policy == "error" else f"the policy {policy} decides"
    return _CLASHES.get(str(policy), f"{where_}, {told}")


def _counts(
    needs: tuple[Need, ...] | None, valid_for: Period | None, not_applicable: NotApplicable | None
) -> Iterator[str | None]:
    """What an answer has to come with, how long it is valid, and what "n/a" means."""
    yield f"an answer better than the worst takes {_with(needs)}" if needs else None
    yield f"an answer is valid for {valid_for}" if valid_for else None
    told = _NOT_APPLICABLE.get(not_applicable.as_) if not_applicable else None
    yield (
        f"{told}{f', with {_with(not_applicable.needs)}' if not_applicable.needs else ''}"
        if told and not_applicable
        else None
    )


def _with(needs: tuple[Need, ...]) -> str:
    return listed([{"note": "a note", "evidence": "evidence"}[need] for need in needs])


def _score(rubric: CompiledRubric, place: Place) -> str:
    rules, scored = place.rules, any(rubric.scope.places[id_].scores for id_ in place.within)
    asked = any(question.scored is not False for question in rules.questions.values())
    within = ["the points of its questions"] if asked else []
    within += ["the scores of the dimensions within"] if scored else []
    parts = [
        _SCORES[rules.score or "sum"].format(listed(within)),
        f"plus {number(rules.base)}" if rules.base is not None else None,
        f"at most {number(rules.cap)}" if rules.cap is not None else None,
        f"rounded half up to {counted(rules.round, 'digit')}" if rules.round is not None else None,
    ]
    return f"The score is {', '.join(filter(None, parts))}."


def where(applies: Mapping[str, tuple[Value, ...]]) -> str:
    """The facts under which something applies.

    >>> where({"segment": ("enterprise", "public"), "reseller": (True,)})
    'where segment is enterprise or public, and reseller is yes'
    """
    facts = [f"{name} is {listed([worded(each) for each in values], 'or')}" for name, values in applies.items()]
    return f"where {', and '.join(facts)}"


def demand_of(rubric: CompiledRubric, demand: Demand) -> str:
    """What a level asks, down to the last condition.

    Arguments:
        rubric: The rubric.
        demand: What is asked, from the plan.

    >>> import attain
    >>> tiers = attain.loads('''
    ... attain = 1
    ... id = "tiers"
    ... version = "1"
    ... title = "Tiers"
    ... levels = { member = "Member", gold = "Gold" }
    ... requires.gold = { revenue = 5, any = [{ cloud = true }, { data = true }] }
    ... [questions]
    ... revenue = { text = "Revenue", kind = "number", unit = "EUR" }
    ... cloud = "Is there a cloud practice?"
    ... data = "Is there a data practice?"
    ... ''')
    >>> demand_of(tiers, tiers.plan.outputs[0].demands[0][1])
    'Revenue: at least 5 EUR; any of (Is there a cloud practice? yes | Is there a data practice? yes)'
    """
    parts = [_demand(rubric, part) for part in demand.parts]
    return _under(rubric, demand, "; ".join(parts)) if demand.kind == "all" else _demand(rubric, demand)


def _demand(rubric: CompiledRubric, demand: Demand) -> str:
    if not demand.parts:
        title = title_of(rubric, demand)
        return f"{title}{' ' if title.endswith('?') else ': '}{asked_in_words(rubric, demand)}"
    parts = [_demand(rubric, part) for part in demand.parts]
    told = f"{_GROUPS.get(demand.kind, f'at least {number(demand.needed or 1)} of')} ({' | '.join(parts)})"
    if demand.kind == "share":
        told = f"{number(100 * (demand.needed or 1))}% of {counted(len(parts), 'question')}"
    elif len(parts) == 1:
        told = parts[0]
    return _under(rubric, demand, told)


def _under(rubric: CompiledRubric, demand: Demand, told: str) -> str:
    """What is asked, and under which facts."""
    does = rubric.plan.nodes[demand.node].does
    if not isinstance(does, OnlyIf):
        return told
    facts = {rubric.plan.facts[at].id: tuple(sorted(values, key=str)) for at, values in does.facts}
    return f"{where(facts)}: {told}"


def answers_of(rubric: CompiledRubric, question: Question, place: Place) -> str:
    """What can be answered, what each answer is worth, and when it counts.

    Arguments:
        rubric: The rubric.
        question: The question.
        place: The dimension that it stands in.

    >>> import attain
    >>> keyed = attain.rubric("iamcp-p2p-keyed")
    >>> place, _, question = keyed.scope.questions["geography.languages"]
    >>> answers_of(keyed, question, place)
    'yes or no; No is the mature answer'
    """
    return "; ".join(filter(None, _answers(rubric, question, place)))


def _answers(rubric: CompiledRubric, question: Question, place: Place) -> Iterator[str | None]:
    origin = rubric.scope.questions[question.same_as][2] if question.same_as else question
    points = question.points or origin.points
    yield f"the answer to {question.same_as}" if question.same_as else None
    match kind_of(origin):
        case "yes-no":
            given = points if isinstance(points, FrozenDict) else {}
            yield " or ".join(f"{answer}{_worth(given.get(answer))}" for answer in ("yes", "no"))
            yield "No is the mature answer" if origin.keyed == "no" else None
        case "choice":
            yield " / ".join(_options(rubric, origin, points if isinstance(points, FrozenDict) else {}))
        case _:
            yield _number(origin)
            yield _earned(points) if isinstance(points, Per | Curve | Ranges) else None
    levels = {level.id: str(level) for level in rubric.levels}
    level = rubric.scope.level_of(question, place)
    yield f"for {levels[level]}" if level else None
    yield f"weight {number(question.weight)}" if question.weight is not None else None
    yield "not scored" if place.scores and question.scored is False else None
    yield f"asked {where(question.applies_when)}" if question.applies_when else None
    yield from _counts(origin.needs, origin.valid_for, origin.not_applicable)


def facts_of(rubric: CompiledRubric, fact: Fact) -> str:
    """What a fact can be.

    Arguments:
        rubric: The rubric.
        fact: The fact.
    """
    options = " / ".join(label(option.id, option.title) for option in options_of(fact, rubric))
    told = {"yes-no": "yes or no", "choice": options, "number": "a number"}[kind_of(fact)]
    return told if fact.default is None else f"{told}; {worded(fact.default)} where it is not given"


def _worth(points: float | None) -> str:
    return "" if points is None else f" ({counted(points, 'point')})"


def _options(rubric: CompiledRubric, question: Question, points: Mapping[str, float]) -> Iterator[str]:
    """The options of a choice, each with its points and with what it means."""
    for option in options_of(question, rubric):
        meant = f": {question.anchors[option.id]}" if option.id in question.anchors else ""
        yield f"{label(option.id, option.title)}{_worth(points.get(option.id, option.points))}{meant}"


def _number(question: Question) -> str:
    ends = [None if end is None else number(end) for end in (question.min, question.max)]
    match ends:
        case [str() as least, str() as most]:
            told = f" from {least} to {most}"
        case [str() as least, None]:
            told = f" of at least {least}"
        case _:
            told = f" of at most {ends[1]}" if ends[1] else ""
    unit = f", in {question.unit}" if question.unit else ""
    return f"a {'whole ' if question.whole else ''}number{told}{unit}; the {question.better or 'higher'} the better"


def _earned(points: Per | Curve | Ranges) -> str:
    """What a number earns."""
    match points:
        case Per(per=per, earn=earn, cap=cap):
            most = "" if cap is None else f", {counted(cap, 'point')} at most"
            return f"{counted(earn, 'point')} for every full {number(per)}{most}"
        case Curve(corners=corners):
            return f"points along {', '.join(f'{number(y)} at {number(x)}' for x, y in corners)}"
        case _:
            return f"points by range: {', '.join(f'{band.text} {number(earned)}' for band, earned in points.bands)}"
