"""What a level asks, and how a subject stands to it."""

from attain._frozen import FrozenDict
from attain._millionths import SCALE, quantise
from attain._names import label
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import least_enough
from attain._plan.plan import Demand, Input, Output
from attain._plan.vocabulary import Missing
from attain._words import counted, number

from .outcome import Outcome, question_of
from .result import Requirement, Standing


def requirements(outcome: Outcome, output: Output) -> FrozenDict[str, Requirement]:
    """What each level of a dimension asks, by level id, and how the subject stands to it."""
    levels = outcome.rubric.levels
    return FrozenDict({levels[rank].id: _requirement(outcome, demand) for rank, demand in output.demands})


def _requirement(outcome: Outcome, demand: Demand) -> Requirement:
    """A condition, its parts included, and how the subject stands to it."""
    parts = tuple(_alone(_requirement(outcome, part)) for part in demand.parts)
    needed = None
    present = sum(outcome.told.values[part.node] is not None for part in demand.parts)
    present = present or sum(part.standing == "open" for part in parts)  # all passed over: then they count as not met
    if demand.kind == "count" and demand.needed is not None:
        needed = min(int(demand.needed), present)
    elif demand.kind == "share" and demand.needed is not None:
        needed = least_enough(present, float(demand.needed))
    return Requirement(
        kind=demand.kind,
        standing=_standing(outcome, demand.node),
        name=demand.name or ("" if demand.parts or demand.title else outcome.rubric.id),
        title=title(outcome.rubric, demand),
        asked=asked(outcome.rubric, demand),
        found=_found(outcome, demand),
        margin=_margin(outcome, demand),
        needed=needed,
        parts=parts,
    )


def _alone(found: Requirement) -> Requirement:
    """A condition that stands alone in its group, instead of the group, unless only the group does not apply."""
    alone = len(found.parts) == 1 and found.standing == found.parts[0].standing
    return found.parts[0] if alone else found


def _standing(outcome: Outcome, node: int) -> Standing:
    value = outcome.told.values[node]
    if value is None:  # an open question that is passed over is none to those that read it
        return "n/a" if outcome.best.values[node] is None else "open"
    if value and not outcome.told.blocked[node]:
        return "met"
    return "open" if outcome.best.values[node] else "unmet"


def title(rubric: CompiledRubric, demand: Demand) -> str:
    """What people call what a condition asks; nothing for a group."""
    if demand.parts:
        return ""
    if demand.title is not None:
        return demand.title
    if demand.input is not None:
        own, answered = (question_of(rubric, id_).text for id_ in (demand.name, rubric.plan.inputs[demand.input].id))
        return own or answered or demand.name
    return label(demand.name, rubric.scope.places[demand.name].rules.title) if demand.name else rubric.title


def _with_unit(value: float, unit: str | None) -> str:
    if unit is None:
        return number(value)
    return f"{number(value)}{'' if unit == '%' else ' '}{unit}"


def asked(rubric: CompiledRubric, demand: Demand) -> str:
    """What is asked for, in words."""
    least = demand.least
    match demand.kind:
        case "level":
            return next(str(level) for level in rubric.levels if level.id == least)
        case "score" | "points":
            return f"at least {counted(demand.threshold, 'point')}"
        case "value" if demand.input is not None:
            input_ = rubric.plan.inputs[demand.input]
            if input_.kind == "yes-no":
                return "yes" if least is True else "no"
            if input_.kind == "number" and isinstance(least, int | float):
                unit = question_of(rubric, input_.id).unit
                return f"{'at most' if input_.sign < 0 else 'at least'} {_with_unit(least, unit)}"
            return f"at least {_option(rubric, input_, str(least))}"
    return ""


def _option(rubric: CompiledRubric, input_: Input, option: str) -> str:
    question = question_of(rubric, input_.id)
    scale = rubric.scales.get(question.scale or "")
    options = scale.options if scale else question.options or ()
    return next((label(each.id, each.title) for each in options if each.id == option), option)


def _found(outcome: Outcome, demand: Demand) -> str | None:
    """What there is of what is asked, in words."""
    rubric = outcome.rubric
    value = None if demand.value is None else outcome.told.values[demand.value]
    if value is None or outcome.told.blocked[demand.node]:
        return None
    if demand.input is None:
        return str(rubric.levels[int(value)]) if demand.kind == "level" else counted(value, "point")
    input_ = outcome.plan.inputs[demand.input]
    answer = outcome.understood.answers[demand.input]
    if answer.state != "answered":
        return None
    if demand.kind == "points":
        return counted(value, "point")
    if isinstance(answer.value, bool):
        return "yes" if answer.value else "no"
    if isinstance(answer.value, str):
        return _option(rubric, input_, answer.value)
    return _with_unit(answer.value or 0, question_of(rubric, input_.id).unit)


def _margin(outcome: Outcome, demand: Demand) -> float | None:
    """How far beyond what is asked; in steps of the scale for a choice, none for yes/no."""
    value = None if demand.value is None else outcome.told.values[demand.value]
    if value is None or outcome.told.blocked[demand.node]:
        return None
    if demand.input is None:
        return _beyond(value, demand.threshold)
    code, input_ = outcome.understood.codes[demand.input], outcome.plan.inputs[demand.input]
    if isinstance(code, Missing):
        return None
    if demand.kind == "points":
        return _beyond(value, demand.threshold)
    if input_.kind == "number":  # as it was given, since half a millionth rounds up there
        return input_.sign * _beyond(input_.sign * value, input_.sign * demand.threshold)
    return None if input_.kind == "yes-no" else code - input_.options.index(str(demand.least))


def _beyond(value: float, threshold: float) -> float:
    """Return how far a number is beyond another, in the millionths in which the two are compared."""
    return (quantise(value) - quantise(threshold)) / SCALE
