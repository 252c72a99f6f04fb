"""The command that lints a rubric."""

from collections import Counter
from collections.abc import Iterator, Sequence

import click

from attain._analysis.finding import Finding
from attain._analysis.lint import BUDGET
from attain._analysis.witness import in_words
from attain._core.data import thaw
from attain._core.messages import phrase
from attain._format.read import read
from attain._format.source import chain, from_file, in_order, located
from attain._render.layout import Block, Line
from attain._rubric import Rubric, default_registry

from .arguments import FINDINGS, RUBRIC_ID, command, formats, is_path, option
from .printing import as_data, show, show_json


@command(
    "lint",
    {
        "Check a rubric": "lint tiers.toml",
        "Try harder to decide what was undecided": "lint tiers.toml --budget 10000",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@option(
    "--budget",
    type=click.IntRange(min=1),
    default=BUDGET,
    show_default=True,
    help="How many values attain distinguishes, and how many sets of answers it tries, for each finding.",
)
@formats("text", "json")
def lint_rubric(*, rubric_id: str, budget: int, form: str) -> int:
    """Check a rubric for overlaps, gaps and rules without effect.

    attain reports overlaps and gaps that a score can fall into, levels that nobody can reach, questions that change nothing, and more. The
    exit status is 1 if there are errors or warnings, and 0 if there are only notes.
    """
    rubric, findings = _linted(rubric_id, budget)
    if form == "json":
        show_json({"rubric": rubric.id, "version": rubric.version, "findings": list(map(_data, findings))})
    else:
        show(_page(findings))
    return 0 if all(finding.severity == "note" for finding in findings) else FINDINGS


def _linted(rubric_id: str, budget: int) -> tuple[Rubric, Sequence[Finding]]:
    """Return a rubric and its findings, with line and column if the rubric is a file."""
    registry = default_registry()
    if not is_path(rubric_id):
        rubric = registry.rubric(rubric_id)
        return rubric, rubric.lint(budget=budget)
    source = from_file(rubric_id)
    rubric = read(source, finder=registry, kind=Rubric)
    sources = chain(source, registry)
    found = in_order(located(rubric.lint(budget=budget), sources), sources)
    return rubric, [finding for finding in found if isinstance(finding, Finding)]


def _page(findings: Sequence[Finding]) -> Iterator[Block]:
    for finding in findings:
        path = ".".join(map(str, finding.path))
        message = f"{finding.message} [{finding.code}]"
        yield Line(": ".join(filter(None, [finding.place, finding.severity, path, message])), kept=True)
        shown: dict[str, object] = {**finding.facts, **(finding.witness or {})}
        if given := [f"{id_} = {in_words(value)}" for id_, value in shown.items()]:
            yield Line(phrase("page.example-given", given=tuple(given)), 2)
        yield Line(phrase("page.hint", hint=finding.hint), 2)
    count = Counter(finding.severity for finding in findings)
    if findings:
        errors, warnings, notes = count["error"], count["warning"], count["note"]
        yield Line(phrase("page.findings", count=len(findings), errors=errors, warnings=warnings, notes=notes))
    else:
        yield Line(phrase("page.no-findings"))


def _data(finding: Finding) -> dict[str, object]:
    """Return a finding as plain data, without empty fields."""
    shown = {"witness": thaw(finding.witness), "facts": thaw(finding.facts) or None}
    found = {key: value for key, value in shown.items() if value is not None}
    return {"severity": finding.severity, **as_data(finding), **found}
