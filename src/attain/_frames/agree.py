"""Whether frames say what the interpreter says: the row that some answers must give, told by the interpreter alone."""

from collections.abc import Iterator, Mapping
from datetime import date

from attain._model.rubric import Rubric
from attain._plan.plan import Output
from attain._score.answers import understand
from attain._score.outcome import Outcome
from attain._score.run import Missing, Trace, applies, run

from .outputs import column_name

Row = Mapping[str, object]


def expected(
    rubric: Rubric, answers: Mapping[str, object], facts: Mapping[str, object] | None = None, *, on: date | None = None
) -> Row:
    """The row of a full frame that the interpreter gives; levels by their ids.

    Arguments:
        rubric: The rubric.
        answers: The answers.
        facts: The facts.
        on: The day of the assessment.

    Raises:
        AnswersError: Answers or facts don't fit.

    >>> import attain
    >>> row = expected(attain.rubric("iamcp-p2p"), {"agreement.nda": True})
    >>> row["agreement_level"], row["agreement_answered"], row["agreement_high"]
    ('reactive', 1, 'dynamic')
    """
    understood = understand(rubric.plan, answers, facts or {}, on, rubric.scope.shared)
    told, worst, best = (run(rubric.plan, understood.codes, understood.facts, end) for end in (None, "worst", "best"))
    outcome = Outcome(rubric, understood, told, worst, best)
    row = {name: value for output in rubric.plan.outputs for name, value in _cells(outcome, output)}
    return {**row, "ambiguous": any(_torn(outcome, output) for output in rubric.plan.outputs)}


def _cells(outcome: Outcome, output: Output) -> Iterator[tuple[str, object]]:
    held = outcome.held(output)

    def found(trace: Trace, node: int) -> float | None:
        hidden = trace is outcome.told and (held or trace.clashes[node])
        return None if hidden else trace.values[node]

    told = (("", outcome.told), ("low", outcome.worst), ("high", outcome.best))
    for bound, trace in told:
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


def _torn(outcome: Outcome, output: Output) -> bool:
    nodes = [node for node in (output.score, output.level) if node is not None]
    return any(outcome.told.clashes[node] and not outcome.told.blocked[node] for node in nodes)
