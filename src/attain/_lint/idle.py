"""Questions of which no answer changes a score or a level."""

import math
from collections.abc import Iterator, Sequence
from itertools import product

from attain._millionths import quantised
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import Bend, Else, Node, OnlyIf, Points, Ratio, Step, Sum, arguments, worth
from attain._plan.steps import Steps
from attain._plan.vocabulary import Code

from .choices import Case
from .excerpt import Excerpt, excerpt
from .finding import Finding, undecided
from .proof import FEW_CASES, Prover, Search

_MOST_VALUES = 8  # of a score or a level, of which the last is tried first


def idle(rubric: CompiledRubric, prover: Prover) -> Iterator[Finding]:
    """The findings on questions that change nothing."""
    targets = [node for output in rubric.plan.outputs for node in (output.score, output.level) if node is not None]
    read = _read(prover, targets)
    doubtful = read - _counting(prover, targets)
    for target in sorted(targets, key=lambda target: len(prover.inputs[target])):
        if doubtful & prover.inputs[target]:
            doubtful -= _must_be_given(prover, target, doubtful)
    for position, input_ in enumerate(rubric.plan.inputs):
        if position in read - doubtful:
            continue
        reading = [target for target in targets if position in prover.inputs[target]] if position in read else []
        if any(_tips(prover, target, position) for target in reading):
            continue
        if all(_countable(prover, target) for target in reading):
            told = "no answer to it changes a score or a level"
            yield Finding("question-idle", input_.path, told, "let something count it or ask for it, or leave it out")
        else:
            yield undecided("whether an answer to it changes anything", input_.path, prover.budget)


def _countable(prover: Prover, target: int) -> bool:
    """Whether all answers that a node depends on have been tried."""
    tried, all_cases = prover.cases(target)
    return all_cases and prover.countable(prover.inputs[target], len(tried))


def _read(prover: Prover, targets: Sequence[int]) -> set[int]:
    """The inputs that may change something: with a way to a score or a level on which every node can give several values."""
    found: set[int] = set()
    nodes = prover.plan.nodes
    live = set(targets)
    for position in range(len(nodes) - 1, -1, -1):
        if position not in live or _constant(prover, position):
            continue
        match nodes[position].does:
            case Points(input=input_):
                found.add(input_)
            case Sum(args=args, weights=weights) | Ratio(args=args, weights=weights, full=None):
                live.update(arg for arg, weight in zip(args, weights, strict=True) if weight > 0)
            case does:
                live.update(arguments(does))
    for position, node in enumerate(nodes):
        if node.blocks or _clashes(node):  # it withholds what reads it, or makes it an error, whatever that would be
            found |= prover.inputs[position]
    return found


def _clashes(node: Node) -> bool:
    match node.does:
        case Points(worth=Steps() as steps) | Step(steps=steps):
            return bool(steps.clashes)
        case _:
            return False


def _constant(prover: Prover, node: int) -> bool:
    """Whether a node gives one and the same wherever the facts are the same."""
    for reach in prover.reaches(node):
        given = {(each.low, each.high, each.there > 0) for each in reach}
        if len(given) > 1 or any(each.low < each.high for each in reach):
            return False
    return True


def _counting(prover: Prover, targets: Sequence[int]) -> set[int]:
    """The inputs that plainly count: a better answer is worth more, and more is always added to a score."""
    found: set[int] = set()
    live = set(targets)
    for position in range(len(prover.plan.nodes) - 1, -1, -1):
        if position not in live:
            continue
        match prover.plan.nodes[position].does:
            case Points(input=input_, worth=pieces):
                codes = prover.choices[input_].codes
                found |= {input_} if worth(pieces, codes[-1]) > worth(pieces, codes[0]) else set()
            case Sum(args=args, weights=weights) | Ratio(args=args, weights=weights):
                live.update(arg for arg, weight in zip(args, weights, strict=True) if weight > 0)
            case Bend(arg=arg, cap=None, digits=None) | OnlyIf(arg=arg):
                live.add(arg)
            case Else(first=first):
                live.add(first)
            case _:
                pass
    return found


def _must_be_given(prover: Prover, target: int, doubtful: set[int]) -> set[int]:
    """The inputs that are found to make a node give less where they are answered worse, or more where better.

    All are answered best, and then lowered as far as may be: what can't be lowered any more, as the node would give less,
    changes what it gives. So does what can't be raised any more from the worst. Then what is known to change something is
    moved before the others, so that these come to be needed.
    """
    part = excerpt(prover.plan, [target])
    tried, _ = prover.cases(target)
    left = doubtful.intersection(part.inputs)
    for case, least in product(tried, _values(prover, target)) if len(part.inputs) <= prover.budget else ():
        before = 0
        while len(left) != before:
            before = len(left)
            for others, up in product((False, True), repeat=2):
                known = [each for each in part.inputs if others and each not in left]
                left -= _stuck(prover, part, known, left, case, least=least, up=up)
    return doubtful.intersection(part.inputs) - left


def _stuck(
    prover: Prover, part: Excerpt, known: Sequence[int], left: set[int], case: Case, *, least: float, up: bool
) -> set[int]:
    """The inputs that can't be lowered all the way with a node giving enough; or raised all the way with it giving less."""

    def good(answers: Sequence[Code]) -> bool:
        values = part.values(answers, case)
        return values is not None and values[0] is not None and (quantised(values[0]) < least) == up

    if not left or not good(prover.end(part.inputs, best=not up)):
        return set()
    answers = prover.moved(part.inputs, [*known, *sorted(left)], good, up=up)
    return {each for each in left if answers[each] != prover.choices[each].codes[-1 if up else 0]}


def _values(prover: Prover, target: int) -> list[float]:
    """The highest values that a node can give, but for the lowest of all."""
    given = {quantised(each.low) for reach in prover.reaches(target, FEW_CASES) for each in reach if each.there}
    return sorted(given)[1:][-_MOST_VALUES:]


def _tips(prover: Prover, target: int, position: int) -> bool:
    """Whether an answer is found to tip the scales: once all the others are as low as they may be, or with any others."""
    part = excerpt(prover.plan, [target])
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


def _matters(prover: Prover, part: Excerpt, position: int, answers: Sequence[Code], case: Case) -> bool:
    """Whether, beside some answers, those to one question give something else."""
    changed = [*answers]
    given = set()
    for code in prover.tries(position):
        changed[position] = code
        values = part.values(changed, case)
        given.add(values and tuple(None if x is None else quantised(x) for x in values))
    return len(given) > 1
