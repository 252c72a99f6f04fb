"""Problems and messages as data, on a line: the key of the message, the path, the values, and the key of the hint."""

from random import Random

from attain import Finding, Problem, Rubric
from attain._core.messages import Message, Text


def data(told: Problem | Text | None) -> str | None:
    """A problem or a message as tests state it; a text that is in no catalogue as it is."""
    if told is None or isinstance(told, str):
        return told
    if isinstance(told, Message):
        return f"{told.key}{_values(told)}"
    where = ".".join(map(str, told.path))
    cause = "" if told.cause is None else f" <- {data(told.cause)}"
    fix = "" if told.fix is None else f" -> {data(told.fix)}"
    named = isinstance(told.what, Message) and told.what.code == told.code
    what = f"{data(told.what)}" if named else f"{told.code}: {data(told.what)}"
    return f"{where}: {what}{cause}{fix}" if where else f"{what}{cause}{fix}"


def placed(problem: Problem) -> str:
    """A problem as tests state it, after its place in a file."""
    return ": ".join(filter(None, [problem.place, data(problem)]))


def findings(rubric: Rubric) -> tuple[Finding, ...]:
    """What lint finds in a rubric of a test, but for how many levels it has."""
    return tuple(finding for finding in rubric.lint() if finding.code != "level-count")


def _values(message: Message) -> str:
    shown = [f"{name}={_value(value)}" for name, value in message.values.items()]
    return f"({', '.join(shown)})" if shown else ""


def _value(value: object) -> str | None:
    if isinstance(value, tuple):
        return (
            f"[{', '.join(str(_value(each)) for each in value)}]"
            if any(isinstance(each, Message) for each in value)
            else repr(value)
        )
    return data(value) if isinstance(value, Message) else repr(value)


def facts_of(random: Random, rubric: Rubric) -> dict[str, object]:
    """A value for each fact of a rubric."""
    numbers = (0, 1, 5)
    return {
        fact.id: random.choice(numbers if fact.kind == "number" else fact.options or (True, False))
        for fact in rubric.plan.facts
    }
