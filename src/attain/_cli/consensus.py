"""The command that merges the answers of several respondents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from attain._analysis.consensus import MERGE_POLICIES, MergePolicy
from attain._core.messages import phrase
from attain._render.consensus import consensus_page
from attain._results import consensus

from .answers_file import Scoring, scoring_options
from .arguments import FILE, RUBRIC_ID, command, formats, option
from .printing import show_as


def _by(_context: click.Context, _parameter: click.Parameter, given: str) -> MergePolicy | Sequence[str]:
    """Return a merge policy, or the names of respondents."""
    return next((policy for policy in MERGE_POLICIES if policy == given), [name.strip() for name in given.split(",")])


def _names(_context: click.Context, parameter: click.Parameter, files: Sequence[str]) -> Mapping[str, str]:
    """Return the files by the names of respondents."""
    stems = [Path(file).stem for file in files]
    name, times = Counter(stems).most_common(1)[0]
    if times > 1:
        raise click.BadParameter(phrase("usage.respondent-twice", name=name), param=parameter)
    return dict(zip(stems, files, strict=True))


@command(
    "consensus",
    {
        "Merge three answer files by majority": "consensus iamcp-p2p sales.toml support.toml legal.toml",
        "Let support decide, and sales if support gave no answer": "consensus iamcp-p2p sales.toml support.toml --by support,sales",
        "Score the merged answers": "consensus iamcp-p2p *.toml --format json | attain score iamcp-p2p -",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("files", metavar="ANSWERS...", type=FILE, nargs=-1, required=True, callback=_names)
@option(
    "--by",
    default="majority",
    show_default=True,
    metavar="[majority|strictest|NAME,NAME]",
    callback=_by,
    help="Which answer counts: the most frequent, the worst, or that of the first of these respondents who answered.",
)
@scoring_options
@formats("text", "json", "html")
def show_consensus(
    *,
    scoring: Scoring,
    files: Mapping[str, str],
    by: MergePolicy | Sequence[str],
    form: str,
) -> None:
    """Merge the answers of several respondents.

    Each ANSWERS is a file, TOML or JSON, as attain score takes it; one of them may be -, the standard input. Each respondent is named
    after the file, without its ending. The page shows the merged levels, how far the respondents agree, and where they don't. With
    --format json, attain score takes the output as a file of answers. The other options apply to all files.
    """
    found = consensus({name: scoring.assess(file) for name, file in files.items()}, by)
    show_as(form, found, consensus_page(found), subject=found.subject)
