"""The command that checks levels in a pipeline: that none fell, or that they are high enough."""

from collections.abc import Iterator, Mapping

import attrs
import click

from attain._analysis.check import LevelCheck, ResultCheck, check
from attain._core.errors import AnswersError, Problem
from attain._core.messages import phrase, say
from attain._render.text import Block, Cell, Line, about, grid, heading
from attain._results import Result
from attain._score.targets import wanted

from .answers_file import Scoring, read_result, scoring_options
from .arguments import FILE, FINDINGS, RUBRIC_ID, command, formats, option, target_of
from .terminal import show, show_json

_LEAST = "What to check"

STATUSES = {"fine": 0, "failed": FINDINGS, "other-rubric": 3, "uncertain": 4}
"""The exit status of each verdict; 2 is that of a wrong input."""


@command(
    "check",
    {
        "Fail if a level fell": "check iamcp-p2p answers.toml --baseline baseline.json",
        "Fail if the overall level is too low": "check iamcp-p2p answers.toml --at-least proactive",
        "Fail if a dimension is too low": "check iamcp-p2p answers.toml --at-least agreement=dynamic",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("answers", metavar="ANSWERS", type=FILE)
@option(
    "--baseline",
    group=_LEAST,
    metavar="FILE",
    type=FILE,
    help="An earlier result, saved by attain score --format json.",
)
@option(
    "--at-least",
    "target",
    group=_LEAST,
    multiple=True,
    metavar="TARGET",
    callback=target_of,
    help="A level, a target of the rubric, or DIMENSION=LEVEL, which may be given again.",
)
@scoring_options
@formats("text", "json")
def check_levels(
    *,
    scoring: Scoring,
    answers: str,
    baseline: str | None,
    target: str | Mapping[str, str] | None,
    form: str,
) -> int:
    """Check that no level fell, or that levels are high enough.

    ANSWERS is a file, TOML or JSON, as attain score takes it; - is the standard input. Name a baseline, a target, or both.

    \b
    Exit status:
      0  all is fine
      1  a level fell, or is below the target, whatever the open answers are
      2  the usage or the input is wrong
      3  the baseline was scored by another rubric
      4  uncertain: open answers decide whether a level is too low

    The lowest of 1, 3 and 4 that holds is given.
    """  # noqa: D301  # click keeps the lines below it as they are
    if baseline is None and target is None:
        raise click.UsageError(phrase("usage.check"))
    result = scoring.assess(answers)
    before = None if baseline is None else _of_same_subject(read_result(baseline), result, baseline)
    found = check(result, before, {} if target is None else wanted(scoring.rubric, target, None))
    if form == "json":
        show_json(found.to_dict())
    else:
        show(_page(found, heading(result.terms, "dimension"), scoring.rubric_id))
    return STATUSES[found.verdict]


def _of_same_subject(baseline: Result, result: Result, file: str) -> Result:
    """Return a baseline, if it may be of the subject that is assessed."""
    if None not in (baseline.subject, result.subject) and baseline.subject != result.subject:
        problem = Problem.of(say("other-subject", baseline=baseline.subject, subject=result.subject), ("subject",))
        raise AnswersError([attrs.evolve(problem, file=file)])
    return baseline


def _page(found: ResultCheck, dimension: str, rubric_id: str) -> Iterator[Block]:
    """Yield what was found, the levels that are not fine, and the open answers that decide."""
    counted = phrase("check.checked", count=len(found.checks))
    yield Line(f"{about(found, found.on)}: {phrase(f'check-end.{found.verdict}')}; {counted}", role="title")
    if found.baseline is not None:
        yield Line(phrase("check.baseline", baseline=found.baseline, rubric=rubric_id))
    shown = [each for each in found.checks if each.finding != "fine"]
    if shown:
        labels = map(phrase, ("label.at-least", "label.now", "label.possible", "label.finding"))
        yield grid((dimension, *labels), [_row(each) for each in shown])
    for each in shown:
        if each.finding == "uncertain":
            yield Line(phrase("check.open", title=_title(each), ids=each.open), role="note")


def _title(each: LevelCheck) -> str:
    return each.title if each.id else phrase("overall")


def _row(each: LevelCheck) -> tuple[Cell, ...]:
    low, high = each.low, each.high
    possible = "" if low is None or low == high else phrase("page.range", low=str(low), high=str(high))
    return _title(each), each.least, each.level or "-", possible, phrase(f"check-finding.{each.finding}")
