"""The scoring of a rubric in sentences: requirements of levels, scores, and the worth of answers."""

from collections.abc import Iterator, Mapping
from functools import singledispatch

from attain._core.data import FrozenDict
from attain._core.messages import phrase
from attain._core.names import capitalised, label
from attain._core.text import listed, number, worded
from attain._model.conditions import Value
from attain._model.dates import Period
from attain._model.parts import Fact, Need, NotApplicable, Question
from attain._model.points import Curve, Per, Ranges
from attain._model.rubric import Dimension
from attain._plan.compile import CompiledRubric
from attain._plan.fields import Field
from attain._plan.idle import ranged
from attain._plan.nodes import OnlyIf
from attain._plan.plan import Demand
from attain._plan.questions import kind_of, options_of
from attain._plan.scope import Place
from attain._score.requirements import required


def sentences(rubric: CompiledRubric, place: Place) -> Iterator[str]:
    """Yield sentences on how a dimension, or the rubric itself, gets its level and its score.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> for sentence in sentences(p2p, p2p.scope.places["agreement"]):
    ...     print(sentence)
    The score decides the level: Basic 0, Reactive 1-3, Proactive 4-5, Dynamic 5+.
    If ranges overlap, the higher level wins; in a gap between ranges, the lower level continues.
    The score is the sum of the points of its questions.
    An open question counts like the worst answer.
    """
    rules = place.rules
    yield from _part(place)
    if rubric.levels:
        yield _way(rubric, rules)
    if ranged(rubric.scope, place):
        yield phrase("rules.clashes", overlap=_clash("overlap", rules.overlap), gap=_clash("gap", rules.gap))
    if place.scores:
        yield _score(rubric, place)
    if rules.questions or rules.rating:
        yield phrase(f"rules.unanswered-{rules.unanswered or 'worst'}")
        not_applicable = NotApplicable(rules.not_applicable or "forbidden")
        yield from (f"{capitalised(rule)}." for rule in _counts(rules.needs, rules.valid_for, not_applicable))


def _part(place: Place) -> Iterator[str]:
    """Yield when and how a dimension counts in its parent."""
    if place.rules.view:
        yield phrase("rules.view")
    if place.rules.applies_when:
        yield phrase("rules.applies", facts=_facts(place.rules.applies_when))
    if place.id and place.weight != 1:
        yield phrase("rules.weight", weight=place.weight)


def _way(rubric: CompiledRubric, rules: Dimension) -> str:
    """Return the way to a level."""
    if rules.bands is not None:
        levels = {level.id: str(level) for level in rubric.levels}
        return phrase("rules.bands", ranges=tuple(f"{levels[id_]} {band.text}" for id_, band in rules.bands.items()))
    if rules.requires is not None:
        return phrase("rules.requires" if rules.cumulative else "rules.requires-own")
    if rules.ladder is not None:
        need = rules.ladder.need
        return phrase("rules.ladder", percent=100 * need) if need < 1 else phrase("rules.ladder-all")
    if rules.rule is not None:
        return phrase("rules.rule", rule=rules.rule.kind, summary=rules.rule.summary)
    if rules.rating:
        return phrase("rules.rating")
    return phrase(f"combined.{rules.combine}") if rules.combine else phrase("rules.no-level")


def _clash(kind: str, policy: object) -> str:
    """Return the rule that decides if ranges overlap or leave a gap."""
    own = policy in ("highest", "lowest", "lower", "upper", "error")
    return phrase(f"clash.{kind}-{policy}") if own else phrase("clash.plugin", policy=policy)


def _counts(
    needs: tuple[Need, ...] | None, valid_for: Period | None, not_applicable: NotApplicable | None
) -> Iterator[str]:
    """Yield the needs of an answer, its validity, and the meaning of "n/a"."""
    if needs:
        yield phrase("answer.needs", needs=_needs(needs))
    if valid_for:
        yield phrase("answer.valid-for", period=str(valid_for))
    if not_applicable and not_applicable.as_ != "forbidden":
        means = phrase(f"answer.not-applicable-{not_applicable.as_}")
        needed = not_applicable.needs
        yield phrase("answer.means-with", means=means, needs=_needs(needed)) if needed else means


def _needs(needs: tuple[Need, ...]) -> tuple[str, ...]:
    return tuple(phrase(f"answer.need-{need}") for need in needs)


def _score(rubric: CompiledRubric, place: Place) -> str:
    """Return the way to a score."""
    rules = place.rules
    within = []
    if any(question.scored is not False for question in rules.questions.values()):
        within.append(phrase("rules.score-of-questions"))
    if any(rubric.scope.places[id_].scores for id_ in place.within):
        within.append(phrase("rules.score-of-dimensions"))
    steps = [phrase(f"score-by.{rules.score or 'sum'}", of=listed(within))]
    if rules.base is not None:
        steps.append(phrase("rules.score-base", base=rules.base))
    if rules.cap is not None:
        steps.append(phrase("rules.score-cap", cap=rules.cap))
    if rules.round is not None:
        steps.append(phrase("rules.score-round", digits=rules.round))
    return phrase("rules.score", steps=tuple(steps))


def _facts(applies: Mapping[str, tuple[Value, ...]]) -> str:
    """Return the facts under which something applies.

    >>> _facts({"segment": ("enterprise", "public"), "reseller": (True,)})
    'segment is enterprise or public, and reseller is yes'
    """
    facts = [
        phrase("facts.is", fact=name, values=tuple(worded(each) for each in values)) for name, values in applies.items()
    ]
    return facts[0] if len(facts) == 1 else phrase("facts.all", first=tuple(facts[:-1]), last=facts[-1])


# Requirements


def demand_of(rubric: CompiledRubric, demand: Demand) -> str:
    """Return the requirements of a level, down to the last condition.

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
    'Revenue (required: at least 5 EUR); any of: Is there a cloud practice? (required: yes) | Is there a data practice? (required: yes)'
    """
    if demand.kind == "all" and demand.parts:
        return _under(rubric, demand, "; ".join(_demand(rubric, part) for part in demand.parts))
    return _demand(rubric, demand)


def _demand(rubric: CompiledRubric, demand: Demand) -> str:
    if not demand.parts:
        asked = required(rubric, demand)
        return phrase("requirement", title=asked.title, asked=asked.asked)
    parts = tuple(_demand(rubric, part) for part in demand.parts)
    if demand.kind == "share":
        return _under(rubric, demand, phrase("conditions.share", percent=100 * (demand.needed or 1), count=len(parts)))
    if len(parts) == 1:
        return _under(rubric, demand, parts[0])
    inner = tuple(f"({part})" if len(each.parts) > 1 else part for each, part in zip(demand.parts, parts, strict=True))
    return _under(rubric, demand, phrase("conditions.parts", group=group(demand.kind, demand.needed), parts=inner))


def _under(rubric: CompiledRubric, demand: Demand, asked: str) -> str:
    """Return a requirement with the facts under which it applies."""
    does = rubric.plan.nodes[demand.node].does
    if not isinstance(does, OnlyIf):
        return asked
    facts = {rubric.plan.facts[at].id: tuple(sorted(values, key=str)) for at, values in does.facts}
    return phrase("conditions.under", facts=_facts(facts), asked=asked)


def group(kind: str, needed: float | None) -> str:
    """Return the number of conditions of a group that must be met, in words.

    Arguments:
        kind: The kind of the group.
        needed: The number or share, if the kind does not imply it.

    >>> group("any", None), group("count", 2)
    ('any of', 'at least 2 of')
    """
    return phrase("conditions.count", needed=needed) if kind in ("count", "share") else phrase(f"group.{kind}")


# Answers


def answers_of(rubric: CompiledRubric, question: Question, place: Place) -> str:
    """Return the possible answers, the worth of each, and the needs of an answer.

    >>> import attain
    >>> keyed = attain.rubric("iamcp-p2p-keyed")
    >>> place, _, question = keyed.scope.questions["geography.languages"]
    >>> answers_of(keyed, question, place)
    'yes or no; No is the mature answer'
    """
    return "; ".join(_answers(rubric, question, place))


def _answers(rubric: CompiledRubric, question: Question, place: Place) -> Iterator[str]:
    origin = rubric.scope.questions[question.same_as][2] if question.same_as else question
    if question.same_as:
        yield phrase("answer.same-as", id=question.same_as)
    yield from _accepted(rubric, origin, question.points or origin.points)
    if level := rubric.scope.level_of(question, place):
        yield phrase("answer.for", level={each.id: str(each) for each in rubric.levels}[level])
    if question.weight is not None:
        yield phrase("answer.weight", weight=question.weight)
    if place.scores and question.scored is False:
        yield phrase("answer.not-scored")
    if question.applies_when:
        yield phrase("answer.asked-if", facts=_facts(question.applies_when))
    yield from _counts(origin.needs, origin.valid_for, origin.not_applicable)


def _accepted(rubric: CompiledRubric, origin: Question, points: object) -> Iterator[str]:
    """Yield the accepted answers, and their worth."""
    worth: Mapping[str, float] = points if isinstance(points, FrozenDict) else {}
    match kind_of(origin):
        case "yes-no":
            yes, no = (f"{phrase(f'in-words.{answer}')}{_worth(worth.get(answer))}" for answer in ("yes", "no"))
            yield phrase("answer.yes-no", yes=yes, no=no)
            if origin.keyed == "no":
                yield phrase("answer.keyed-no")
        case "choice":
            yield " / ".join(_options(rubric, origin, worth))
        case _:
            yield number_asked(origin)
            yield phrase(f"answer.better-{origin.better or 'higher'}")
            yield from _earned(points)


def facts_of(rubric: CompiledRubric, fact: Fact) -> str:
    """Return the possible values of a fact."""
    match kind_of(fact):
        case "yes-no":
            values = phrase("answer.yes-no", yes=phrase("in-words.yes"), no=phrase("in-words.no"))
        case "choice":
            values = " / ".join(label(option.id, option.title) for option in options_of(fact, rubric))
        case _:
            values = phrase("answer.number")
    return values if fact.default is None else phrase("facts.default", values=values, default=worded(fact.default))


def _worth(points: float | None) -> str:
    return "" if points is None else f" ({phrase('amount.points', points=points)})"


def _options(rubric: CompiledRubric, question: Question, points: Mapping[str, float]) -> Iterator[str]:
    """Yield the options of a choice, each with its points and meaning."""
    for option in options_of(question, rubric):
        meaning = f": {question.anchors[option.id]}" if option.id in question.anchors else ""
        yield f"{label(option.id, option.title)}{_worth(points.get(option.id, option.points))}{meaning}"


def number_asked(asked: Question | Field) -> str:
    """Return the accepted numbers and their unit.

    Arguments:
        asked: A question or field with a number as its answer.

    >>> number_asked(Question("How many?", kind="number", min=0, whole=True, unit="people"))
    'a whole number from 0, in people'
    """
    numbers = phrase("answer.whole-number" if asked.whole else "answer.number")
    low, high, bounds = asked.min, asked.max, ""
    if low is not None and high is not None:
        bounds = phrase("bounds.both", low=low, high=high)
    elif low is not None:
        bounds = phrase("bounds.least", low=low)
    elif high is not None:
        bounds = phrase("bounds.most", high=high)
    accepted = f"{numbers} {bounds}".rstrip()
    return phrase("answer.in-unit", numbers=accepted, unit=asked.unit) if asked.unit else accepted


def terms_of(field: Field) -> Iterator[str]:
    """Yield the conditions for an answer to a field: accepted numbers, needs, and validity.

    >>> from attain import Field
    >>> list(terms_of(Field("staff", asks="question", kind="number", text="How many?", min=0, needs=("note",))))
    ['a number from 0', 'an answer may need a note to count']
    """
    if field.kind == "number":
        yield number_asked(field)
    if field.needs:
        yield phrase("answer.may-need", needs=_needs(field.needs))
    if field.valid_for:
        yield phrase("answer.valid-for", period=str(field.valid_for))


def cases_of(field: Field) -> str:
    """Return the facts under which a field is asked; empty if it always is."""
    if not field.applies_when:
        return ""
    cases = [case for case in field.applies_when if all(case.values())]
    return phrase("answer.asked-in", cases=tuple(map(_facts, cases))) if cases else phrase("answer.asked-never")


@singledispatch
def _earned(points: object) -> Iterator[str]:  # noqa: ARG001  # earns nothing
    """Yield the points that a number earns."""
    return iter(())


@_earned.register
def _(points: Per) -> Iterator[str]:
    earn = phrase("amount.points", points=points.earn)
    if points.cap is None:
        yield phrase("points.per", earn=earn, per=points.per)
    else:
        yield phrase("points.per-cap", earn=earn, per=points.per, cap=points.cap)


@_earned.register
def _(points: Curve) -> Iterator[str]:
    yield phrase("points.curve", corners=tuple(phrase("points.corner", x=x, y=y) for x, y in points.corners))


@_earned.register
def _(points: Ranges) -> Iterator[str]:
    yield phrase("points.ranges", ranges=tuple(f"{band.text} {number(earned)}" for band, earned in points.bands))
