"""Comparisons of scored frames with the interpreter's rows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from attain._frames import dialect
from attain._frames.matching import asked_parts
from attain._frames.outputs import column_name
from attain._frames.request import Request
from attain._plan.plan import Missing, Output
from attain._rubric import Rubric
from attain._score.answers import plain, understand
from attain._score.interpreter import Trace, applies, run
from attain._score.outcome import Outcome
from attain._score.targets import gap

Row: TypeAlias = Mapping[str, object]

SubjectAnswers: TypeAlias = tuple[Row, Row]
"""The answers and the facts of one subject."""

_ID = "(row)"  # a name that no question has


def disagreements(
    rubric: Rubric, given: Sequence[SubjectAnswers], *, on: date | None = None
) -> Iterator[tuple[int, str]]:
    """Yield the differences between a frame of answers and the interpreter: the position, and a line per column.

    The frame is of the first installed engine. Without an engine or without questions, nothing is compared.

    Arguments:
        rubric: The rubric.
        given: The answers and the facts of each subject.
        on: The day of the assessment.

    >>> import attain
    >>> [*disagreements(attain.rubric("iamcp-p2p"), [({"agreement.nda": True}, {})])]
    []
    """
    columns = texts(rubric, given)
    ids = {_ID: [str(at) for at in range(len(given))]}  # without an id, subjects without answers would be blank rows
    frame = dialect.of_texts({**ids, **columns}) if columns else None
    if frame is None:
        return
    scored = rubric.frames(frame, Request(id=_ID, on=on, check=True, partial=True))
    for at, (each, found) in enumerate(zip(given, rows(scored), strict=True)):
        for difference in differing(expected(rubric, *each, on=on), found):
            yield at, difference


def texts(rubric: Rubric, given: Sequence[SubjectAnswers]) -> dict[str, list[str | None]]:
    """Return the columns of a wide frame with answers and facts as texts, including the details that answers need.

    Arguments:
        rubric: The rubric.
        given: The answers and the facts of each subject.

    >>> import attain
    >>> texts(attain.rubric("iamcp-p2p"), [({"agreement.nda": True}, {}), ({}, {})])["agreement.nda"]
    ['True', None]
    """
    found: dict[str, list[str | None]] = {}
    for input_ in rubric.plan.inputs:
        tables = [_table(answers.get(input_.id)) for answers, _ in given]
        found[input_.id] = [_text(table.get("value")) for table in tables]
        for part in asked_parts(input_):
            found.setdefault(f"{input_.id}.{part}", [_text(table.get(part)) for table in tables])
    for fact in rubric.plan.facts:
        found[fact.id] = [_text(facts.get(fact.id)) for _, facts in given]
    return found


def _table(answer: object) -> Row:
    return answer if isinstance(answer, Mapping) else {"value": answer}


def _text(value: object) -> str | None:
    found = plain(value)
    return None if found is None else str(found)


def rows(frame: object) -> Iterator[Row]:
    """Yield the rows of a frame, with None for all missing values."""
    for row in dialect.rows(frame):
        yield {name: plain(value) for name, value in row.items()}


def differing(expected: Row, found: Row) -> Iterator[str]:
    """Yield the differences between two rows, in words.

    Arguments:
        expected: The expected row.
        found: The actual row; it may have more columns.

    >>> [*differing({"level": "basic"}, {"partner": "p1", "level": "dynamic"})]
    ["the column 'level': 'dynamic', not 'basic'"]
    """
    for name, value in expected.items():
        if name not in found or found[name] != value:
            yield f"the column '{name}': {found.get(name)!r}, not {value!r}"


def expected(
    rubric: Rubric,
    answers: Mapping[str, object],
    facts: Mapping[str, object] | None = None,
    *,
    on: date | None = None,
) -> Row:
    """Return the interpreter's row for a full frame, with levels as ids.

    Raises:
        AnswersError: Answers or facts don't fit.

    >>> import attain
    >>> row = expected(attain.rubric("iamcp-p2p"), {"agreement.nda": True})
    >>> row["agreement_level"], row["agreement_answered"], row["agreement_high"]
    ('reactive', 1, 'dynamic')
    """
    understood = understand(rubric.plan, answers, facts or {}, on, rubric.scope.shared)
    as_given, worst, best = (
        run(rubric.plan, understood.codes, understood.facts, end) for end in (None, "worst", "best")
    )
    outcome = Outcome(rubric, understood, as_given, worst, best)
    row = {name: value for output in rubric.plan.outputs for name, value in _cells(outcome, output)}
    reached = {output.id: outcome.reached(output) for output in rubric.plan.outputs}
    targets = {column_name(id_, "reached"): gap(rubric, id_, reached).is_reached for id_ in rubric.targets}
    return {**row, **targets, "ambiguous": any(_is_ambiguous(outcome, output) for output in rubric.plan.outputs)}


def _cells(outcome: Outcome, output: Output) -> Iterator[tuple[str, object]]:
    held = outcome.held(output)

    def found(trace: Trace, node: int) -> float | None:
        hidden = trace is outcome.as_given and (held or trace.clashes[node])
        return None if hidden else outcome.number(trace, node)

    for bound, trace in (("", outcome.as_given), ("low", outcome.worst), ("high", outcome.best)):
        if output.level is not None:
            rank = found(trace, output.level)
            id_ = None if rank is None else outcome.rubric.levels[int(rank)].id
            yield column_name(output.id, bound or "level"), id_
        if output.score is not None:
            yield column_name(output.id, f"score_{bound}".strip("_")), found(trace, output.score)
    asked = {
        each.input
        for inner in outcome.below(output)
        for each in inner.asked
        if applies(each.facts, outcome.understood.facts) and not _passed(outcome, each.input)
    }
    open_ = [each for each in asked if outcome.understood.codes[each] is Missing.OPEN]
    yield column_name(output.id, "answered"), len(asked) - len(open_)
    yield column_name(output.id, "total"), len(asked)


def _passed(outcome: Outcome, input_: int) -> bool:
    away = outcome.understood.codes[input_] is Missing.NOT_APPLICABLE
    return away and outcome.plan.inputs[input_].not_applicable.as_ == "exclude"


def _is_ambiguous(outcome: Outcome, output: Output) -> bool:
    nodes = [node for node in (output.score, output.level) if node is not None]
    return any(outcome.as_given.clashes[node] and not outcome.as_given.blocked[node] for node in nodes)
