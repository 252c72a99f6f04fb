"""Problems and messages as data, on a line: the key of the message, the path, the values, and the key of the hint."""

from random import Random

from attain import Finding, Problem, Rubric
from attain._core.messages import Message, Text


def data(given: Problem | Text | None) -> str | None:
    """Return a problem or a message as tests write it, or the text itself if it is in no catalogue."""
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, Message):
        return f"{given.key}{_values(given)}"
    where = ".".join(map(str, given.path))
    cause = "" if given.cause is None else f" <- {data(given.cause)}"
    fix = "" if given.fix is None else f" -> {data(given.fix)}"
    named = isinstance(given.what, Message) and given.what.code == given.code
    what = f"{data(given.what)}" if named else f"{given.code}: {data(given.what)}"
    return f"{where}: {what}{cause}{fix}" if where else f"{what}{cause}{fix}"


def placed(problem: Problem) -> str:
    """Return a problem as tests write it, after its place in a file."""
    return ": ".join(filter(None, [problem.place, data(problem)]))


def findings(rubric: Rubric) -> tuple[Finding, ...]:
    """Return the findings of lint in a rubric of a test, except the one on the number of levels."""
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
    """Return a value for each fact of a rubric."""
    numbers = (0, 1, 5)
    return {
        fact.id: random.choice(numbers if fact.kind == "number" else fact.options or (True, False))
        for fact in rubric.plan.facts
    }
