"""Requirements of levels, the progress to them, and the next steps."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeVar

import attrs

from attain._core.data import FrozenDict
from attain._core.names import label
from attain._core.precision import SCALE, quantise, quantised
from attain._model.conditions import Value
from attain._model.parts import Action, Benefit, Level
from attain._model.words import Noun
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import least_enough
from attain._plan.plan import Demand, Input, Missing, Output
from attain._plan.steps import Steps

from .interpreter import applies
from .outcome import Outcome, combined, question_of
from .result import ChecklistItem, Progress, Requirement, Standing


def required(rubric: CompiledRubric, demand: Demand) -> Requirement:
    """Return a condition and its parts as a requirement for any subject, whose standing is open."""
    asked = Requirement(
        kind=demand.kind,
        standing="open",
        name=demand.name or ("" if demand.parts or demand.title else rubric.id),
        title=_title(rubric, demand),
        needed=_needed(demand, len(demand.parts)),
        parts=tuple(required(rubric, part) for part in demand.parts),
    )
    if demand.parts:
        return asked
    if demand.kind in ("score", "points"):
        score = demand.kind == "score" and rubric.scope.places[demand.name or ""].rules.score
        return attrs.evolve(asked, least=demand.threshold, unit="%" if score == "percent" else None)
    if demand.input is None or demand.least is None:
        return attrs.evolve(asked, least=demand.least, options=_options(rubric, demand, demand.least))
    input_ = rubric.plan.inputs[demand.input]
    falls = input_.kind == "number" and input_.sign < 0
    return attrs.evolve(
        asked,
        least=demand.least,
        better="lower" if falls else "higher",
        unit=question_of(rubric, input_.id).unit,
        options=_options(rubric, demand, demand.least),
    )


def _needed(demand: Demand, present: int) -> int | None:
    """Return how many parts of a group must be met, out of those that are present."""
    if demand.needed is None:
        return None
    return least_enough(present, float(demand.needed)) if demand.kind == "share" else int(demand.needed)


def _options(rubric: CompiledRubric, demand: Demand, *values: Value | None) -> FrozenDict[str, str]:
    """Return the titles of the options or levels among some values, by their ids."""
    ids = [value for value in values if isinstance(value, str)]
    if demand.input is not None:
        input_ = rubric.plan.inputs[demand.input]
        return FrozenDict({id_: option_title(rubric, input_, id_) for id_ in ids})
    levels = {level.id: str(level) for level in rubric.levels}
    return FrozenDict({id_: levels[id_] for id_ in ids})


def requirements(outcome: Outcome, output: Output) -> FrozenDict[str, Requirement]:
    """Return the requirement of each level of a dimension, by level id, and how far the subject is from it."""
    levels = outcome.rubric.levels
    return FrozenDict({levels[rank].id: _requirement(outcome, demand) for rank, demand in output.demands})


def _requirement(outcome: Outcome, demand: Demand) -> Requirement:
    parts = tuple(_simplified(_requirement(outcome, part)) for part in demand.parts)
    present = sum(outcome.as_given.values[part.node] is not None for part in demand.parts)
    present = present or sum(part.standing == "open" for part in parts)  # all left out: open ones are not met
    needed = _needed(demand, present)
    found = _found(outcome, demand)
    asked = required(outcome.rubric, demand)
    return attrs.evolve(
        asked,
        standing=_standing(outcome, demand.node),
        value=found,
        margin=_margin(outcome, demand),
        needed=None if needed is None else min(needed, present),
        options=FrozenDict({**asked.options, **_options(outcome.rubric, demand, found)}),
        parts=parts,
    )


def _simplified(found: Requirement) -> Requirement:
    """Return the only condition of a group in place of the group, unless only the group does not apply."""
    alone = len(found.parts) == 1 and found.standing == found.parts[0].standing
    return found.parts[0] if alone else found


def _standing(outcome: Outcome, node: int) -> Standing:
    value = outcome.as_given.values[node]
    if value is None:  # an open question that is left out has no value, except at best
        return "n/a" if outcome.best.values[node] is None else "open"
    if value and not outcome.as_given.blocked[node]:
        return "met"
    return "open" if outcome.best.values[node] else "unmet"


def _title(rubric: CompiledRubric, demand: Demand) -> str:
    """Return the display name of a condition; empty for a group."""
    if demand.parts:
        return ""
    if demand.title is not None:
        return demand.title
    if demand.input is not None:
        own, answered = (question_of(rubric, id_).text for id_ in (demand.name, rubric.plan.inputs[demand.input].id))
        return own or answered or demand.name
    return rubric.scope.places[demand.name].title


def option_title(rubric: CompiledRubric, input_: Input, option: str) -> str:
    """Return the display name of an option of a question, or of a level that answers a rating."""
    question = question_of(rubric, input_.id)
    scale = rubric.scales.get(question.scale or "")
    options = scale.options if scale else question.options or rubric.levels
    return next((label(each.id, each.title) for each in options if each.id == option), option)


def _found(outcome: Outcome, demand: Demand) -> Value | None:
    """Return the present value of a condition; None if it is open or not applicable."""
    value = None if demand.value is None else outcome.as_given.values[demand.value]
    if value is None or outcome.as_given.blocked[demand.node]:
        return None
    if demand.input is None:
        return outcome.rubric.levels[int(value)].id if demand.kind == "level" else quantised(value)
    answer = outcome.understood.answers[demand.input]
    if answer.state != "answered":
        return None
    return quantised(value) if demand.kind == "points" else answer.value


def _margin(outcome: Outcome, demand: Demand) -> float | None:
    """Return how far the value exceeds the required one; in steps of the scale for a choice, None for yes/no."""
    value = None if demand.value is None else outcome.as_given.values[demand.value]
    if value is None or outcome.as_given.blocked[demand.node]:
        return None
    if demand.input is None:
        return _beyond(value, demand.threshold)
    code, input_ = outcome.understood.codes[demand.input], outcome.plan.inputs[demand.input]
    if isinstance(code, Missing):
        return None
    if demand.kind == "points":
        return _beyond(value, demand.threshold)
    if input_.kind == "number":  # with the sign that it was given with, since half a millionth rounds up
        return input_.sign * _beyond(input_.sign * value, input_.sign * demand.threshold)
    return None if input_.kind == "yes-no" else code - input_.options.index(str(demand.least))


def _beyond(value: float, threshold: float) -> float:
    """Return how far a number exceeds another, in the millionths in which they are compared."""
    return (quantise(value) - quantise(threshold)) / SCALE


def progress(
    outcome: Outcome,
    output: Output,
    demanded: Mapping[str, Requirement],
    level: Level | None,
    score: float | None,
) -> Progress | None:
    """Return the progress to the next level; None on the highest level, and if it is unknown."""
    if level is None or level.rank == len(outcome.rubric.levels) - 1:
        return None
    if output.banded is not None and score is not None:
        return _progress_of_bands(outcome, output.banded.steps, level, score)
    if output.combined is not None:
        return _progress_of_levels(outcome, output, output.combined.kind, level)
    return _progress_of_demands(outcome, output, demanded, level)


def _progress_of_demands(
    outcome: Outcome, output: Output, demanded: Mapping[str, Requirement], level: Level
) -> Progress | None:
    for rank, demand in output.demands:
        if rank > level.rank and outcome.as_given.values[demand.node] == 0:
            following = outcome.rubric.levels[rank]
            asked = demanded[following.id]
            present = [part.standing for part in asked.parts or (asked,) if part.standing != "n/a"]
            need = 1 if asked.kind == "any" else len(present) if asked.needed is None else asked.needed
            one = "question" if asked.kind == "share" else "requirement"
            return Progress(following, float(present.count("met")), float(need), f"{one}s", one)
    return None


def _progress_of_bands(outcome: Outcome, steps: Steps, level: Level, score: float) -> Progress | None:
    for cut, rank in zip(steps.cuts, steps.values[1:], strict=True):
        if rank > level.rank:
            return Progress(outcome.rubric.levels[int(rank)], score, quantised(cut), "points", "point")
    return None


def _progress_of_levels(outcome: Outcome, output: Output, kind: str, level: Level) -> Progress | None:
    rank = level.rank + 1
    ranks = [inner.rank for inner in combined(outcome, output).values()]
    have = float(sum(each >= rank for each in ranks))
    needs = {"minimum": len(ranks), "maximum": 1, "majority": len(ranks) // 2 + 1}
    need = needs.get(kind)
    term = outcome.rubric.terms.get("dimension", Noun("dimension"))
    return None if need is None else Progress(outcome.rubric.levels[rank], have, float(need), term.several, term.one)


def next_steps(outcome: Outcome, output: Output, level: Level | None) -> Iterator[Action]:
    """Yield the next steps of a dimension: its own actions, then those of its questions.

    Its own actions are those without a level and those towards the next level that has any. A question's actions are
    those without a level and those towards any level above the present one, while its answer is not the best. A
    dimension that does not apply has none.
    """
    if not applies(output.facts, outcome.understood.facts):
        return
    yield from _towards(outcome, level, outcome.rubric.scope.places[output.id].rules.actions, nearest=True)
    for asked in output.asked:
        if not _is_best(outcome, asked.input) and applies(asked.facts, outcome.understood.facts):
            yield from _towards(outcome, level, question_of(outcome.rubric, asked.id).actions)


def _towards(
    outcome: Outcome, level: Level | None, actions: Sequence[Action], *, nearest: bool = False
) -> Iterator[Action]:
    """Yield the actions without a level, and those towards a level above the present one, or only the nearest."""
    ranks = {each.id: each.rank for each in outcome.rubric.levels}
    able = applying(outcome, actions)
    above = {ranks[each.level] for each in able if each.level} - set(range(level.rank + 1 if level else 1))
    wanted = {min(above)} if above and nearest else above
    yield from (each for each in able if each.level is None or ranks[each.level] in wanted)


def _is_best(outcome: Outcome, input_: int) -> bool:
    """Return whether the answer to a question is the best one, or not applicable."""
    code = outcome.understood.codes[input_]
    return code is not Missing.OPEN and (code is Missing.NOT_APPLICABLE or code >= outcome.plan.inputs[input_].high)


def checklist(outcome: Outcome, output: Output, done: Container[str]) -> tuple[ChecklistItem, ...]:
    """Return the actions of a dimension that can be marked as done, with their states.

    Arguments:
        outcome: The outcome of scoring the answers.
        output: The output of the dimension.
        done: The full ids of the completed actions.
    """
    if not applies(output.facts, outcome.understood.facts):
        return ()
    scope = outcome.rubric.scope
    found = scope.checklist(scope.places[output.id])
    possible = applying(outcome, list(found.values()))
    return tuple(ChecklistItem(id_, action, id_ in done) for id_, action in found.items() if action in possible)


def benefits(outcome: Outcome, output: Output) -> FrozenDict[str, tuple[Benefit, ...]]:
    """Return the benefits of each level of a dimension, by level id, for the facts of the subject."""
    scope = outcome.rubric.scope
    given = scope.benefits(scope.places[output.id])
    found = {level: tuple(applying(outcome, each)) for level, each in given.items()}
    return FrozenDict({level: each for level, each in found.items() if each})


Conditional = TypeVar("Conditional", Action, Benefit)


def applying(outcome: Outcome, things: Sequence[Conditional]) -> list[Conditional]:
    """Return the actions or benefits that apply under the facts; one that depends on an unknown fact does not."""
    facts = outcome.facts
    return [each for each in things if all(facts[name] in among for name, among in each.applies_when.items())]
