"""The command that compares two rubrics."""

from collections.abc import Iterator

import click

from attain._analysis.diff import Difference
from attain._core.messages import phrase
from attain._render.layout import Block, Line

from .arguments import FINDINGS, RUBRIC_ID, command, find, formats, is_path
from .printing import show, show_json

_KINDS = ("structure", "meaning", "wording")


@command(
    "diff",
    {
        "Compare two versions of a file": "diff tiers-2026.toml tiers.toml",
        "Compare an overlay with its model": "diff iamcp-p2p our-p2p.toml",
    },
)
@click.argument("was", metavar="A", type=RUBRIC_ID)
@click.argument("now", metavar="B", type=RUBRIC_ID)
@formats("text", "json")
def compare(*, was: str, now: str, form: str) -> int:
    """List the differences between two rubrics.

    A and B are each the ID of a rubric or the path of a file. attain sorts the changes from A to B into structure (levels, dimensions,
    questions), meaning (what else decides scores) and wording. If scores may differ, it looks for answers that show it. The exit status is 1
    if anything differs.
    """
    difference = find(was).diff(find(now))
    if form == "json":
        show_json(difference.to_dict())
    else:
        show(_page(difference, was, now))
    return FINDINGS if difference else 0


def _page(difference: Difference, *given: str) -> Iterator[Block]:
    """Yield the page of the differences by kind, with answers that show them; rubrics of one name get their paths."""
    names = [f"{rubric.id}@{rubric.version}" for rubric in (difference.was, difference.now)]
    if names[0] == names[1]:
        names = [f"{name} ({each})" if is_path(each) else name for name, each in zip(names, given, strict=True)]
    yield Line(phrase("page.from-to", was=names[0], now=names[1]), role="title")
    if not difference:
        yield Line(phrase("page.no-difference"))
        return
    for kind in _KINDS:
        changes = [str(change) for change in difference.changes if change.kind == kind]
        if changes:
            yield Line()
            yield Line(phrase(f"label.{kind}"), role="title")
            yield from (Line(change, 2) for change in changes)
    yield Line()
    yield from _scores(difference)


def _scores(difference: Difference) -> Iterator[Block]:
    """Yield whether both rubrics score alike, with answers that show a difference."""
    if difference.scores_alike:
        yield Line(phrase("page.scores-alike"))
    elif found := difference.witness:
        yield Line(phrase("label.scored-differently"), role="title")
        yield Line(phrase("page.witness", title=found.title, was=found.was, now=found.now), 2)
        yield from (Line(given, 4) for given in found.given or (phrase("page.nothing"),))
    else:
        yield Line(phrase("page.no-witness", tried=difference.tried))
