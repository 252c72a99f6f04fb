"""Improvement paths as text and as HTML."""

from collections.abc import Iterator

from attain._analysis.path import ImprovementPathData, ImprovementStep
from attain._core.messages import phrase
from attain._core.names import capitalised
from attain._core.text import counted, number

from .labels import about, answer_in_words, level_in, question_text
from .layout import Line, plain
from .markup import NOTHING, Html, eyebrow, headline, items, join, maybe, page, row, small, table, tag


def path_text(path: ImprovementPathData) -> str:
    """Return a path as text: the target, and a line for each step.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, subject="Example Ltd")
    >>> print(path_text(result.path_to({"agreement": "proactive"})))
    Example Ltd, IAMCP P2P Maturity Model (iamcp-p2p@2016): 3 changes lead to Proactive in Agreement; no other way is cheaper
    ...
    """
    return plain(path_page(path))


def path_page(path: ImprovementPathData) -> Iterator[Line]:
    """Yield the lines of a path."""
    yield Line(f"{about(path)}: {'; '.join(_headline(path))}", role="title")
    for number_, (step, reached) in enumerate(_steps(path), 1):
        yield from _step(path, number_, step, reached)


def _headline(path: ImprovementPathData) -> Iterator[str]:
    """Yield the outcome of the search for a path."""
    target = tuple(level_in(path.titles, id_, level) for id_, level in path.wanted.items())
    yield phrase(f"path-end.{path.status}", target=target, steps=len(path.steps))
    if path.status != "found":
        return
    if not _is_plain(path):
        yield phrase("path.effort", effort=_effort(path, path.effort))
    yield phrase("path.cheapest") if path.is_cheapest else phrase("path.bound", bound=_effort(path, path.bound or 0.0))


def _effort(path: ImprovementPathData, effort: float) -> str:
    unit = path.terms.get("effort")
    return counted(effort, unit) if unit else number(effort)


def _step(path: ImprovementPathData, number_: int, step: ImprovementStep, reached: list[str]) -> Iterator[Line]:
    """Yield a step, followed by its effort and needs, the levels that it reaches, and suggested actions."""
    width = len(str(len(path.steps)))
    indent = 2 + width + 2
    change = phrase("path.change", before=answer_in_words(step.before, step), after=answer_in_words(step.after, step))
    yield Line(f"{number_:>{width}}. {question_text(step.question, step.text)} {change}", 2)
    effort = [] if _is_plain(path) else [phrase("path.effort", effort=_effort(path, step.effort))]
    needs = [phrase("path.needs", needs=step.needs)] if step.needs else []
    if beside := "; ".join([*effort, *needs, *reached]):
        yield Line(beside, indent, "note")
    for action in step.actions:
        yield Line(f"- {action.text}", indent)


def _is_plain(path: ImprovementPathData) -> bool:
    """Return whether all changes take the default effort, so that it need not be shown."""
    return path.effort == len(path.steps) and "effort" not in path.terms


def _steps(path: ImprovementPathData) -> Iterator[tuple[ImprovementStep, list[str]]]:
    """Yield each step with the levels that it reaches, of the whole and of the dimensions that change."""
    before = path.profile
    for step in path.steps:
        changed = [(id_, level) for id_, level in step.profile.items() if level and level != before[id_]]
        yield step, [level_in(path.titles, id_, level) for id_, level in changed]
        before = step.profile


def path_html(path: ImprovementPathData) -> str:
    """Return a path as HTML: a table of steps, with the actions that the rubric suggests for each.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, subject="Example & Co")
    >>> "Example &amp; Co" in path_html(result.path_to())
    True
    """
    target, *rest = _headline(path)
    heads = [*map(phrase, ("label.question", "label.before", "label.after", "label.effort", "label.reaches"))]
    rows = [_row(path, step, reached) for step, reached in _steps(path)]
    return page(
        eyebrow(path.title, path.version, path.on),
        headline(target, path.subject),
        maybe("p", "; ".join(map(capitalised, rest)), look="lead"),
        table(path.title, heads, rows, NOTHING, by=phrase("label.effort").lower()) if rows else NOTHING,
    )


def _row(path: ImprovementPathData, step: ImprovementStep, reached: list[str]) -> Html:
    actions = items("ul", [join(action.text, small(action.resource, action.source)) for action in step.actions])
    needs = maybe("div", ", ".join(step.needs), look="small soft")
    cells = [
        tag("td", answer_in_words(step.before, step)),
        tag("td", tag("strong", answer_in_words(step.after, step)), needs),
        tag("td", _effort(path, step.effort)),
        tag("td", ", ".join(reached)),
    ]
    return row(step.text, 0, [actions] if actions else [], "", cells)
