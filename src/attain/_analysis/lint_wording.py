"""Lint of wording, and of parts of a rubric that decide nothing."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import attrs

from attain._core.data import given
from attain._core.errors import Path
from attain._core.messages import Message, say
from attain._core.precision import quantised
from attain._core.types import kebab
from attain._model.parts import Option
from attain._model.rubric import WAYS, Dimension
from attain._plan.compile import CompiledRubric
from attain._plan.idle import READERS, weighed
from attain._plan.nodes import Adjust, AnswerPoints, Coalesce, Node, OnlyIf, OptionPoints, Ratio, Step, Sum
from attain._plan.plan import Code, Input
from attain._plan.scope import FOR_ROOT, Place, Scope
from attain._plan.steps import Steps

from .choices import FactValues
from .finding import Finding, undecided
from .proof import FEW_CASES, Prover, Search
from .reach import Subplan, subplan

_FEWEST_LEVELS, _MOST_LEVELS = 3, 5  # advised in What is a Partner Maturity Model? (POEM), section 4
_MOST_QUESTIONS = 100  # a bound of our own: the longest known model, the P2P Maturity Model, has 99
_MOST_VALUES = 8  # the highest values of a score or a level


def idle(rubric: CompiledRubric, prover: Prover) -> Iterator[Finding]:
    """Yield the findings on questions that change nothing."""
    targets = [node for output in rubric.plan.outputs for node in (output.score, output.level) if node is not None]
    possible = _possibly_counting(prover, targets)
    doubtful = possible - _counting(prover, targets)
    for target in sorted(targets, key=lambda target: len(prover.inputs[target])):
        if doubtful & prover.inputs[target]:
            doubtful -= _must_be_given(prover, target, doubtful)
    for position, input_ in enumerate(rubric.plan.inputs):
        if position not in possible:
            yield Finding.of(say("question-idle"), input_.path)
        elif position in doubtful:
            yield from _doubted(prover, position, [each for each in targets if position in prover.inputs[each]])


def _doubted(prover: Prover, position: int, targets: Sequence[int]) -> Iterator[Finding]:
    """Yield the finding on a question that may change nothing although some nodes depend on it."""
    path = prover.plan.inputs[position].path
    if any(_tips(prover, target, position) for target in targets):
        return
    if all(_countable(prover, target) for target in targets):
        yield Finding.of(say("question-idle"), path)
    else:
        yield undecided(say("undecided.idle"), path, prover.budget)


def _countable(prover: Prover, target: int) -> bool:
    """Return whether the budget allowed trying all answers that a node depends on."""
    tried, all_cases = prover.cases(target)
    return all_cases and prover.countable(prover.inputs[target], len(tried))


def _possibly_counting(prover: Prover, targets: Sequence[int]) -> set[int]:
    """Return the inputs that may change a score or a level: each node on the way there can have several values."""
    found: set[int] = set()
    nodes = prover.plan.nodes
    live = set(targets)
    for position in range(len(nodes) - 1, -1, -1):
        if position not in live or _constant(prover, position):
            continue
        match nodes[position].does:
            case AnswerPoints(input=input_):
                found.add(input_)
            case Sum(args=args, weights=weights) | Ratio(args=args, weights=weights, full=None):
                live.update(arg for arg, weight in zip(args, weights, strict=True) if weight > 0)
            case does:
                live.update(does.reads)
    for position, node in enumerate(nodes):
        if node.blocks or _clashes(node):  # such a node can withhold everything that reads it, or make it an error
            found |= prover.inputs[position]
    return found


def _clashes(node: Node) -> bool:
    match node.does:
        case AnswerPoints(worth=Steps() as steps) | Step(steps=steps):
            return bool(steps.clashes)
        case _:
            return False


def _constant(prover: Prover, node: int) -> bool:
    """Return whether a node always has the same value under the same facts."""
    for reach in prover.reaches(node):
        given = {(each.low, each.high, each.there > 0) for each in reach}
        if len(given) > 1 or any(each.low < each.high for each in reach):
            return False
    return True


def _counting(prover: Prover, targets: Sequence[int]) -> set[int]:
    """Return the inputs that obviously count: a better answer is worth more, and its worth is added to a score."""
    found: set[int] = set()
    live = set(targets)
    for position in range(len(prover.plan.nodes) - 1, -1, -1):
        if position not in live:
            continue
        match prover.plan.nodes[position].does:
            case AnswerPoints(input=input_, worth=pieces):
                codes = prover.choices[input_].codes
                found |= {input_} if pieces.at(codes[-1]) > pieces.at(codes[0]) else set()
            case Sum(args=args, weights=weights) | Ratio(args=args, weights=weights):
                live.update(arg for arg, weight in zip(args, weights, strict=True) if weight > 0)
            case Adjust(arg=arg, cap=None, digits=None) | OnlyIf(arg=arg):
                live.add(arg)
            case Coalesce(first=first):
                live.add(first)
            case _:
                pass
    return found


def _must_be_given(prover: Prover, target: int, doubtful: set[int]) -> set[int]:
    """Return the inputs that provably lower a node when answered worse, or raise it when answered better.

    All answers start at the best, and are lowered as far as the node's value allows: an answer that can't be lowered
    any further changes the value. So does an answer that can't be raised any further from the worst. Then the answers
    known to change the value are moved before the others, to make the others necessary.
    """
    part = subplan(prover.plan, [target])
    tried, _ = prover.cases(target)
    left = doubtful.intersection(part.inputs)
    for case, least in product(tried, _values(prover, target)) if len(part.inputs) <= prover.budget else ():
        before = 0
        while len(left) != before:
            before = len(left)
            for known_first, up in product((False, True), repeat=2):
                known = [each for each in part.inputs if known_first and each not in left]
                left -= _stuck(prover, part, known, left, case, least=least, up=up)
    return doubtful.intersection(part.inputs) - left


def _stuck(
    prover: Prover, part: Subplan, known: Sequence[int], left: set[int], case: FactValues, *, least: float, up: bool
) -> set[int]:
    """Return the inputs that can't be lowered fully while a node is high enough, or raised while it is too low.

    Arguments:
        prover: The prover of the plan.
        part: The part of the plan that the node depends on.
        known: The inputs to move before the others, known to change the node.
        left: The inputs to move.
        case: The value of each fact.
        least: The value from which the node is high enough.
        up: Whether to raise the answers, from the worst; otherwise they are lowered, from the best.
    """

    def stays(answers: Sequence[Code]) -> bool:
        """Return whether the node is still too low while answers are raised, or high enough while they are lowered."""
        values = part.values(answers, case)
        if values is None or values[0] is None:
            return False
        is_low = quantised(values[0]) < least
        return is_low if up else not is_low

    if not left or not stays(prover.end(part.inputs, best=not up)):
        return set()
    answers = prover.moved(part.inputs, [*known, *sorted(left)], stays, up=up)
    return {each for each in left if answers[each] != prover.choices[each].codes[-1 if up else 0]}


def _values(prover: Prover, target: int) -> list[float]:
    """Return the highest values of a node, without the lowest of all."""
    given = {quantised(each.low) for reach in prover.reaches(target, FEW_CASES) for each in reach if each.there}
    return sorted(given)[1:][-_MOST_VALUES:]


def _tips(prover: Prover, target: int, position: int) -> bool:
    """Return whether one answer makes the difference, with the others as low as possible or at any values."""
    part = subplan(prover.plan, [target])
    others = [each for each in part.inputs if each != position]
    tried, _ = prover.cases(target)
    for least in _values(prover, target):
        search = Search(prover, part, least, math.inf)
        if any(_matters(prover, part, position, search.lowest(others, case), case) for case in tried):
            return True
    return any(
        _matters(prover, part, position, answers, case)
        for case in tried
        for answers in prover.every(part.inputs, len(tried))
    )


def _matters(prover: Prover, part: Subplan, position: int, answers: Sequence[Code], case: FactValues) -> bool:
    """Return whether different answers to one question, with all others fixed, change the value."""
    changed = [*answers]
    given = set()
    for code in prover.tries(position):
        changed[position] = code
        values = part.values(changed, case)
        given.add(values and tuple(None if x is None else quantised(x) for x in values))
    return len(given) > 1


def of_wording(rubric: CompiledRubric) -> Iterator[Finding]:
    """Yield the findings on things that are duplicate, missing, unused or too many."""
    yield from _size(rubric)
    yield from _questions(rubric)
    yield from _dimensions(rubric)
    yield from _needs(rubric)
    yield from _options(rubric)
    used = {question.scale for _, _, question in rubric.scope.questions.values()}
    used |= {fact.scale for fact in rubric.facts.values()}
    yield from (Finding.of(say("scale-unused"), ("scales", name)) for name in rubric.scales if name not in used)
    yield from _facts(rubric)


def _size(rubric: CompiledRubric) -> Iterator[Finding]:
    """Yield the findings on too few or too many levels, and on too many questions."""
    if rubric.levels and not _FEWEST_LEVELS <= len(rubric.levels) <= _MOST_LEVELS:
        advice = {"count": len(rubric.levels), "least": _FEWEST_LEVELS, "most": _MOST_LEVELS}
        yield Finding.of(say("level-count", **advice), ("levels",))
    if (count := len(rubric.plan.inputs)) > _MOST_QUESTIONS:
        yield Finding.of(say("question-count", count=count, most=_MOST_QUESTIONS), ("questions",))


def _facts(rubric: CompiledRubric) -> Iterator[Finding]:
    """Yield the findings on facts that nothing depends on, and on facts without a text."""
    unscored = {name for each in rubric.scope.further for name in each.applies_when}
    for fact in rubric.plan.facts:
        if not fact.needed and fact.id not in unscored:
            yield Finding.of(say("fact-unused"), ("facts", fact.id))
        elif not (rubric.facts[fact.id].text or "").strip():
            yield Finding.of(say("text-missing.asked"), ("facts", fact.id))


def _questions(rubric: CompiledRubric) -> Iterator[Finding]:
    """Yield the findings on questions without a text, and on those that repeat another question's text."""
    asked: dict[str, str] = {}
    for id_, (place, short, question) in rubric.scope.questions.items():
        path = (*place.path, "questions", short)
        text = re.sub(r"\W+", " ", (question.text or "").casefold()).strip()
        if question.same_as:
            continue
        if not text:
            yield Finding.of(say("text-missing.asked"), path)
        elif text in asked:
            yield Finding.of(say("question-twice", other=asked[text]), path)
        asked.setdefault(text, id_)


def _dimensions(rubric: CompiledRubric) -> Iterator[Finding]:
    """Yield the findings on ratings without descriptions of levels, and on an "unanswered" policy without effect."""
    for place in rubric.scope.places.values():
        lacking = tuple(
            str(each) for each in rubric.levels if not str(place.rules.descriptors.get(each.id, "")).strip()
        )
        if place.rules.rating and lacking:
            yield Finding.of(say("text-missing.descriptors", levels=lacking), (*place.path, "descriptors"))
        written = rubric.dimensions[place.id] if place.id else rubric
        if written.unanswered == "exclude" and not _passes_over(rubric.scope, place):
            fix = say("fix.unanswered-worst" if rubric.defaults.unanswered == "block" else "fix.leave-out")
            yield Finding.of(say("exclude-idle"), (*place.path, "unanswered"), fix)


def _passes_over(scope: Scope, place: Place) -> bool:
    """Return whether a dimension can skip open questions: in a score, a ladder, or a plugin's rule."""
    above: Place | None = place
    while above is not None:
        if above.rules.ladder or (above is place and (above.scores or above.rules.rule)):
            return bool(place.rules.questions)
        above = None if above.parent is None or above.rules.view else scope.places[above.parent]
    return False


def _needs(rubric: CompiledRubric) -> Iterator[Finding]:
    """Yield the findings on options whose needs have no effect: a question's worst option, and options of facts."""
    worst = say("needs-idle.worst")
    for name, scale in rubric.scales.items():
        yield from _needing(scale.options[:1], ("scales", name, "options"), worst)
    for place, short, question in rubric.scope.questions.values():
        yield from _needing((question.options or ())[:1], (*place.path, "questions", short, "options"), worst)
    for name, fact in rubric.facts.items():
        yield from _needing(fact.options or (), ("facts", name, "options"), say("needs-idle.fact"))


def _needing(options: tuple[Option, ...], path: Path, what: Message) -> Iterator[Finding]:
    for option in options:
        if option.needs:
            yield Finding.of(what, (*path, option.id, "needs"))


def _options(rubric: CompiledRubric) -> Iterator[Finding]:
    """Yield the findings on options that count like the previous one wherever they can be chosen."""
    tables: dict[int, list[OptionPoints]] = defaultdict(list)
    for node in rubric.plan.nodes:
        if isinstance(node.does, AnswerPoints) and isinstance(node.does.worth, OptionPoints):
            tables[node.does.input].append(node.does.worth)
    counts: dict[Path, bool] = {}
    for position, input_ in enumerate(rubric.plan.inputs):
        if input_.kind == "choice" and input_.id in rubric.scope.questions and tables[position]:
            scale = rubric.scope.questions[input_.id][2].scale
            path = (*input_.path, "options") if scale is None else ("scales", scale, "options")
            for above in range(1, len(input_.options)):
                option = (*path, input_.options[above])
                counts[option] = counts.get(option, False) or _counts(input_, above, tables[position])
    yield from (Finding.of(say("option-idle"), path) for path, apart in counts.items() if not apart)


def _counts(input_: Input, option: int, tables: Sequence[OptionPoints]) -> bool:
    """Return whether an option counts differently from the previous one."""
    more = any(table.points[option] > table.points[option - 1] for table in tables)
    return more or _needed(input_, option) != _needed(input_, option - 1)


def _needed(input_: Input, option: int) -> set[str]:
    """Return the details that an option needs to count."""
    return {*input_.needs, *input_.option_needs[option]} if option else set()


def of_defaults(rubric: CompiledRubric) -> Iterator[Finding]:
    """Yield the findings on defaults that no dimension uses."""
    for field in attrs.fields(Dimension):
        if given(rubric.defaults, field.name) and not any(
            _takes(rubric, place, field.name) and (field.name not in _READ or _READ[field.name](rubric.scope, place))
            for place in rubric.scope.places.values()
        ):
            yield Finding.of(say("default-unused", key=kebab(field.name)), ("defaults", kebab(field.name)))


def _takes(rubric: CompiledRubric, place: Place, name: str) -> bool:
    """Return whether a default applies to a dimension: the key is possible there, and the dimension does not set it."""
    if not place.id:
        return name in FOR_ROOT and not given(rubric, name)
    written = rubric.dimensions[place.id]
    return not given(written, name) and not (name in WAYS and written.settles_way)


def _reads_unanswered(scope: Scope, place: Place) -> bool:
    is_read, _ = READERS["unanswered"]
    return _passes_over(scope, place) if place.rules.unanswered == "exclude" else is_read(scope, place)


def _unless(name: str) -> Callable[[Scope, Place], bool]:
    """Return a test for dimensions with an answer that a key applies to: a rating, or a question without the key."""
    return lambda _, place: (
        bool(place.rules.rating)
        or any(getattr(question, name) is None and not question.same_as for question in place.rules.questions.values())
    )


_READ: Mapping[str, Callable[[Scope, Place], bool]] = {
    **{key: is_read for key, (is_read, _) in READERS.items()},
    "unanswered": _reads_unanswered,
    "not_applicable": _unless("not_applicable"),
    "needs": _unless("needs"),
    "valid_for": _unless("valid_for"),
    "weight": weighed,
}
"""Whether a dimension reads a default, for those that not all dimensions read."""
