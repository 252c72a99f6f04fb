"""Hypothesis strategies for answers and facts: for any rubric, in every state and spelling, often at a threshold."""

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial

import attrs
from hypothesis import strategies as st

from attain._core.precision import quantised
from attain._model.parts import Kind
from attain._plan.nodes import AnswerPoints, OnlyIf, PerFull, PiecewiseLinear, Same, Threshold, Worth
from attain._plan.plan import Input, Plan
from attain._plan.steps import Steps
from attain._rubric import Rubric

ON = date(2026, 11, 21)
"""The day of assessment for the answers from :func:`answers`, unless you pass another one."""

NAN = float("nan")
_NONE = object()  # a question without an answer
_OPEN = (_NONE, None, "", "unknown", NAN)


def answers(
    rubric: Rubric,
    *,
    open: bool = True,  # noqa: A002  # "open" is the usual word
    inapplicable: bool = True,
    on: date = ON,
) -> st.SearchStrategy[dict[str, object]]:
    """Draw answers to a rubric in the forms that people use. They shrink to no answers at all, and to the worst ones.

    Arguments:
        rubric: The rubric.
        open: Whether to leave some questions open: unanswered, expired, or without what they need.
        inapplicable: Whether to answer some questions with "n/a", if the rubric accepts it.
        on: The day of the assessment; some answers are older, and some have expired.

    >>> import attain
    >>> from attain.testing import ON, answers
    >>> from hypothesis import given
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> @given(answers(p2p))
    ... def nothing_is_ever_below_basic(given_answers):
    ...     assert p2p.assess(given_answers, on=ON).level >= p2p.levels[0]
    >>> nothing_is_ever_below_basic()
    """
    plan = rubric.plan

    day = st.integers(-40, 800).map(lambda age: on - timedelta(age))
    anything = st.fixed_dictionaries(
        {}, optional={**dict.fromkeys(("note", "evidence", "by"), st.just("…")), "on": day}
    )
    everything = st.just(full_answer(None, on))

    @cache
    def answered(gaps: bool, leaning: int) -> st.SearchStrategy[dict[str, object]]:  # noqa: FBT001  # Hypothesis draws the arguments
        pool = partial(_pool, plan, on=on, gaps=gaps, inapplicable=inapplicable, leaning=leaning)
        pools = [(input_.id, pool(position)) for position, input_ in enumerate(plan.inputs)]
        return _answers(pools, anything if gaps else everything)

    kinds = st.tuples(st.sampled_from([True, False] if open else [False]), st.integers(-1, 1))
    return kinds.flatmap(lambda kind: answered(*kind))


@attrs.frozen
class _DetailedAnswer:
    """An answer with its details; the value may be a strategy."""

    value: object


@st.composite
def _answers(
    draw: st.DrawFn,
    pools: Sequence[tuple[str, st.SearchStrategy[object]]],
    more: st.SearchStrategy[dict[str, object]],
) -> dict[str, object]:
    """Draw one answer from each pool: None, a value or a strategy; with a note, evidence, a day and a name."""
    found: dict[str, object] = {}
    for id_, pool in pools:
        answer = draw(pool)
        value = answer.value if isinstance(answer, _DetailedAnswer) else answer
        if isinstance(value, st.SearchStrategy):
            value = draw(value)
        if value is not _NONE:
            found[id_] = {**draw(more), "value": value} if isinstance(answer, _DetailedAnswer) else value
    return found


def _pool(
    plan: Plan, position: int, on: date, *, gaps: bool, inapplicable: bool, leaning: int
) -> st.SearchStrategy[object]:
    """Draw the answer to a question by a single number, because there may be hundreds of questions.

    Arguments:
        plan: The plan.
        position: The position of the question among its inputs.
        on: The day of the assessment.
        gaps: Whether to leave it open sometimes.
        inapplicable: Whether to answer it with "n/a" sometimes, if the rubric accepts that.
        leaning: 1 for mostly the best answers, -1 for mostly the worst, 0 for neither. Without it, the ends of a scale
            would be rare.
    """
    input_ = plan.inputs[position]
    found: list[object] = [*_OPEN] if gaps else []
    if inapplicable and input_.not_applicable.as_ != "forbidden":
        found += [full_answer("n/a", on)] * 2
    ways = [*values(plan, position)]
    if leaning:
        ways += [ways[-1] if leaning > 0 else ways[0]] * 3 * len(ways)
    plain = [] if _needy(input_) else ways * max(1, 12 // len(ways))
    return st.sampled_from(found + plain + [_DetailedAnswer(way) for way in ways])


def _needy(input_: Input) -> bool:
    """Return whether an answer needs a note, evidence or a day to count."""
    return bool(input_.needs or any(input_.option_needs) or input_.valid_for)


def usable(input_: Input, value: object) -> object:
    """Return an answer that is not open: with everything that it needs, and no more."""
    return full_answer(value) if _needy(input_) else value


def full_answer(value: object, on: date = ON) -> dict[str, object]:
    """Return an answer with everything that any rubric may need: a note, evidence, and a recent day.

    >>> full_answer(True)["on"] == ON
    True
    """
    return {"value": value, "note": "…", "evidence": "…", "on": on}


def values(plan: Plan, position: int) -> Sequence[object]:
    """Return the values that answer a question, in the accepted spellings, worst first.

    One of them is a strategy for the numbers between the worst and the best one.

    Arguments:
        plan: The plan.
        position: The position of the question among its inputs.
    """
    input_ = plan.inputs[position]
    if input_.kind == "yes-no":
        yes, no = (True, "yes", "Y", 1), (False, "no", "n", 0)
        return (*no, *yes) if input_.options[-1] == "yes" else (*yes, *no)
    if input_.kind == "choice":
        return input_.options
    marks = _marks(plan, position)
    low, high = max(input_.low, marks[0] - 10), min(input_.high, marks[-1] + 10)
    between = st.integers(math.ceil(low), math.floor(high)) if math.ceil(low) <= math.floor(high) else st.nothing()
    others = between.map(float) if input_.whole else st.floats(low, high)
    numbers = [value_of(input_, code) for code in (low, *marks, high)]
    return (*numbers, (between | others).map(lambda code: input_.sign * code), numbers[-1])


def value(plan: Plan, position: int) -> st.SearchStrategy[object]:
    """Draw a value that answers a question."""
    ways = values(plan, position)
    return st.sampled_from(ways).flatmap(lambda way: way if isinstance(way, st.SearchStrategy) else st.just(way))


def value_of(input_: Input, code: float) -> object:
    """Return the answer that a code encodes; the inverse of :func:`code_of`.

    Arguments:
        input_: The question's input in the plan.
        code: The code; higher is better.
    """
    return input_.sign * code if input_.kind == "number" else input_.options[int(code)]


def code_of(input_: Input, value: object) -> float:
    """Return the code of a value: its position among the options, or the number with its sign."""
    if isinstance(value, bool):
        return float(input_.options.index("yes" if value else "no"))
    return float(input_.sign * value if isinstance(value, int | float) else input_.options.index(str(value)))


def better(input_: Input, code: float) -> st.SearchStrategy[float]:
    """Draw codes that are at least as good as another."""
    if input_.kind == "number":
        steps = st.sampled_from([1.0, 2.0, 5.0, 100.0] if input_.whole else [0.1, 0.5, 1, 2, 5, 100])
        steps |= st.integers(0, 30).map(float) if input_.whole else st.floats(0, 30)
        return steps.map(lambda step: min(code + step, input_.high))
    return st.integers(int(code), int(input_.high)).map(float)


def _marks(plan: Plan, position: int) -> list[float]:
    """Return the codes at which something changes for a number, rising: exact, slightly off, and just below."""
    input_ = plan.inputs[position]
    ends = [end for end in (input_.low, input_.high) if math.isfinite(end)]
    cuts = [0.0, *ends, *_cuts(plan, position)]
    if input_.whole:
        near = [code for cut in map(math.ceil, cuts) for code in (float(cut), float(cut - 1))]
    else:
        written = [input_.sign * quantised(input_.sign * cut) for cut in cuts]
        near = [*written, *(cut - 0.5 for cut in written), *cuts, *(math.nextafter(cut, -math.inf) for cut in cuts)]
    return sorted({min(max(code, input_.low), input_.high) for code in near})


def _cuts(plan: Plan, position: int) -> Iterator[float]:
    """Yield the codes from which on a number is worth more, or is enough."""
    for node in plan.nodes:
        match node.does:
            case Threshold(arg=arg, threshold=threshold) if _reads(plan, arg) == (position, Same()):
                yield threshold
            case AnswerPoints(input=read, worth=PiecewiseLinear(xs=cuts) | Steps(cuts=cuts)) if read == position:
                yield from cuts
            case AnswerPoints(input=read, worth=PerFull() as full) if read == position:
                yield from (full.sign * full.per, full.sign * full.per * 3)
                if full.cap is not None and full.earn:
                    yield full.sign * full.per * (full.cap / full.earn)
            case _:
                pass


def _reads(plan: Plan, node: int) -> tuple[int, Worth] | None:
    """Return the input that a node passes on, and its worth; None if the node does more."""
    does = plan.nodes[node].does
    while isinstance(does, OnlyIf):
        does = plan.nodes[does.arg].does
    return (does.input, does.worth) if isinstance(does, AnswerPoints) else None


def facts(rubric: Rubric) -> st.SearchStrategy[dict[str, object]]:
    """Draw facts for a rubric: all that it needs, and some of the others.

    Arguments:
        rubric: The rubric.

    >>> import attain
    >>> from attain.testing import answers, facts
    >>> from hypothesis import given
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> @given(answers(p2p), facts(p2p))
    ... def every_function_has_a_level(given_answers, given_facts):
    ...     assert all(p2p.assess(given_answers, facts=given_facts).profile.values())
    >>> every_function_has_a_level()
    """
    return _facts(rubric.plan)


@st.composite
def _facts(draw: st.DrawFn, plan: Plan) -> dict[str, object]:
    found: dict[str, object] = {}
    for position, fact in enumerate(plan.facts):
        if (fact.needed and fact.default is None) or draw(st.booleans()):
            kinds: dict[Kind, st.SearchStrategy[object]] = {
                "yes-no": st.booleans(),
                "choice": st.sampled_from(fact.options or ("",)),
                "number": st.sampled_from([*_numbers(plan, position), 0]),
            }
            found[fact.id] = draw(kinds[fact.kind])
    return found


def _numbers(plan: Plan, position: int) -> list[float]:
    """Return the numbers of a fact that conditions name."""
    conditions = [pair for node in plan.nodes if isinstance(node.does, OnlyIf) for pair in node.does.facts]
    asked = {value for at, accepted in conditions if at == position for value in accepted}
    return sorted(value for value in asked if isinstance(value, int | float))
