"""Questions of which no answer changes a score or a level."""

from collections.abc import Callable, Iterator, Sequence

from attain._model.rubric import Rubric
from attain._plan.nodes import Bend, Else, Node, OnlyIf, Points, Ratio, Step, Sum, arguments, worth
from attain._plan.steps import Steps
from attain._score.run import Code

from .choices import Case
from .excerpt import Excerpt, excerpt
from .finding import Finding, undecided
from .proof import Prover

_MOST_VALUES = 8  # of a score or a level, of which the last is tried first


def idle(rubric: Rubric, prover: Prover) -> Iterator[Finding]:
    """The findings on questions that change nothing."""
    plan = rubric.plan
    targets = [node for output in plan.outputs for node in (output.score, output.level) if node is not None]
    read = _read(prover, targets)
    doubtful = read - _counting(prover, targets)
    parts = sorted(((target, excerpt(plan, [target])) for target in targets), key=lambda pair: len(pair[1].inputs))
    for target, part in parts:
        doubtful -= _needed(prover, target, part, doubtful)
    for position, input_ in enumerate(plan.inputs):
        reading = [(target, part) for target, part in parts if position in part.inputs]
        if position in read and (position not in doubtful or any(_tips(prover, *each, position) for each in reading)):
            continue
        tried = all(prover.countable(part.inputs, len(prover.cases_of([target]))) for target, part in reading)
        if prover.all_cases and (position not in read or tried):
            told = "no answer to it changes a score or a level"
            yield Finding("question-idle", input_.path, told, "let something count it or ask for it, or leave it out")
        else:
            yield undecided("whether an answer to it changes anything", input_.path, prover.budget)


def _read(prover: Prover, targets: Sequence[int]) -> set[int]:
    """The inputs that may change something: with a way to a score or a level on which every node can give several values."""
    found: set[int] = set()
    nodes = prover.plan.nodes
    for case in prover.cases:
        live = set(targets)
        for position in range(len(nodes) - 1, -1, -1):
            does = nodes[position].does
            if position not in live or _constant(prover, position, case):
                continue
            match does:
                case Points(input=input_):
                    found.add(input_)
                case Sum(args=args, weights=weights) | Ratio(args=args, weights=weights, full=None):
                    live.update(arg for arg, weight in zip(args, weights, strict=True) if weight > 0)
                case _:
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


def _constant(prover: Prover, node: int, case: Case) -> bool:
    reach = prover.reach(node, case)
    return len({(each.low, each.high, each.there > 0) for each in reach}) <= 1 and all(x.low == x.high for x in reach)


def _counting(prover: Prover, targets: Sequence[int]) -> set[int]:
    """The inputs that plainly count: a better answer is worth more, and more is always added to a score."""
    nodes, found = prover.plan.nodes, set()
    waiting = [*targets]
    while waiting:
        match nodes[waiting.pop()].does:
            case Points(input=input_, worth=pieces):
                codes = prover.choices[input_].codes
                found |= {input_} if worth(pieces, codes[-1]) > worth(pieces, codes[0]) else set()
            case Sum(args=args, weights=weights) | Ratio(args=args, weights=weights):
                waiting += [arg for arg, weight in zip(args, weights, strict=True) if weight > 0]
            case Bend(arg=arg, cap=None, digits=None) | OnlyIf(arg=arg):
                waiting.append(arg)
            case Else(first=first):
                waiting.append(first)
            case _:
                pass
    return found


def _needed(prover: Prover, target: int, part: Excerpt, doubtful: set[int]) -> set[int]:
    """The inputs that a node is found to need an answer to: all are answered best, and then lowered as far as may be.

    What can't be lowered any more, as the node would give less, changes what it gives. What is known to is lowered first, so
    that the others come to be needed.
    """
    found: set[int] = set()
    for case in prover.cases_of([target]) if len(part.inputs) <= prover.budget else ():
        best = part.values(prover.end(part.inputs, best=True), case)
        for least in _values(prover, target, case):
            left = new = (doubtful - found).intersection(part.inputs)
            if best is None or not _at_least(least)(best):
                continue
            while new:
                order = [*(each for each in part.inputs if each not in left), *sorted(left)]
                answers = prover.lowered(part, order, case, _at_least(least))
                new = {each for each in left if answers[each] != prover.choices[each].codes[0]}
                left -= new
                found |= new
    return found


def _values(prover: Prover, target: int, case: Case) -> list[float]:
    """The highest values that a node can give, but for the lowest of all."""
    return sorted({each.low for each in prover.reach(target, case) if each.there})[1:][-_MOST_VALUES:]


def _at_least(least: float) -> Callable[[tuple[float | None, ...]], bool]:
    return lambda values: values[0] is not None and values[0] >= least


def _tips(prover: Prover, target: int, part: Excerpt, position: int) -> bool:
    """Whether an answer is found to tip the scales: once all the others are as low as they may be, or with any others."""
    others = [each for each in part.inputs if each != position]
    tried = prover.cases_of([target])
    for case in tried if len(others) <= prover.budget else ():
        for least in _values(prover, target, case):
            answers = prover.lowered(part, others, case, _at_least(least))
            if _matters(prover, part, position, answers, case):
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
        given.add(part.values(changed, case))
    return len(given) > 1
