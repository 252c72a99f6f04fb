"""The command that checks levels in a pipeline: that none fell, or that all are high enough."""

from collections.abc import Mapping

import click

from attain._core.messages import phrase
from attain._render.checks import check_page

from .answers_file import Scoring, read_result, scoring_options
from .arguments import FILE, FINDINGS, RUBRIC_ID, command, formats, option, target_of
from .printing import show_as

_LEAST = "What to check"

STATUSES = {"fine": 0, "failed": FINDINGS, "other-rubric": 3, "uncertain": 4}
"""The exit status of each verdict; 2 means that the input is wrong."""


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
    help="A level, a target of the rubric, or DIMENSION=LEVEL. Repeat the option for several dimensions.",
)
@scoring_options
@formats("text", "json", "html")
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

    If several of 1, 3 and 4 apply, the status is the lowest of them.
    """  # noqa: D301  # click keeps the lines below \b as they are
    if baseline is None and target is None:
        raise click.UsageError(phrase("usage.check"))
    found = scoring.assess(answers).check(None if baseline is None else read_result(baseline), at_least=target)
    show_as(form, found, check_page(found), subject=found.subject)
    return STATUSES[found.verdict]
