"""Results and rubrics as text: a line for each dimension."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Protocol, TypeVar

from attain._core.messages import phrase
from attain._core.text import number
from attain._model.rubric import Dimension
from attain._plan.compile import CompiledRubric
from attain._score.explain import score
from attain._score.result import ByDimension, DimensionResult, ResultData

from .labels import about, named, scores_possible, term, title_of
from .layout import Grid, GridCell, Line, grid, plain

_MOST_LISTED = 5  # the number of problems to list
_NOT_COUNTED: Mapping[str | None, str] = {  # the reasons why a given answer is open
    "expired": "not-counted.expired",
    "invalid": "not-counted.invalid",
    "without note": "not-counted.note",
    "without evidence": "not-counted.evidence",
    "without note and evidence": "not-counted.note-and-evidence",
}


def result_text(result: ResultData) -> str:
    """Return a result as text: the subject, the rubric, the overall level, and a line for each dimension.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, subject="Example Ltd")
    >>> print(result_text(result))
    Example Ltd, IAMCP P2P Maturity Model (iamcp-p2p@2016): Basic
    Business function                        Level     Score  Answered  Possible
    Joint business planning                  Basic      0/11      0/11  Basic to Dynamic
    ...
    Agreement                                Reactive    1/7       1/7  Reactive to Dynamic
    ...
    Overall                                  Basic                1/99  Basic to Dynamic
    """
    return plain([Line(headline(result)), result_grid(result)])


def rubric_text(rubric: CompiledRubric) -> str:
    """Return a rubric as text: its id, version and levels, and a line for each dimension.

    >>> import attain
    >>> print(rubric_text(attain.rubric("iamcp-p2p")))
    IAMCP P2P Maturity Model (iamcp-p2p@2016)
    Levels: Basic, Reactive, Proactive, Dynamic
    Business function                        Questions  Level by
    Joint business planning                         11  bands 0, 1-3, 3-5, 6+
    ...
    Overall                                         99  majority
    """
    levels = [Line(phrase("page.levels", levels=tuple(map(str, rubric.levels))))] if rubric.levels else []
    return plain([Line(named(rubric.title, rubric.id, rubric.version)), *levels, rubric_grid(rubric)])


def headline(result: ResultData) -> str:
    """Return a result in one line."""
    return f"{about(result, result.on)}: {result.level or _without_level(result)}"


def _without_level(result: ResultData) -> str:
    """Return the text for a whole without a level: its score, if the rubric has no levels at all."""
    if result.levels:
        return phrase("page.no-level")
    return phrase("page.no-score") if result.score is None else str(score(result.root))


def result_grid(result: ResultData) -> Grid:
    """Return the grid of a result: level, score, answers and still possible levels of each dimension and overall."""
    labels = map(phrase, ("label.level", "label.on-the-way", "label.score", "label.answered", "label.possible"))
    return dimension_grid(result, result.terms, labels, partial(_scored, levels=bool(result.levels)), right=(3, 4))


def not_counted(result: ResultData) -> Iterator[str]:
    """Yield a line for each reason why given answers are open, with their ids.

    >>> import attain
    >>> audit = attain.loads('''
    ... attain = 1
    ... id = "audit"
    ... version = "1"
    ... title = "Audit"
    ... score = "sum"
    ... needs = ["evidence"]
    ... questions = { records = "Are records kept?", access = "Is access restricted?" }
    ... ''')
    >>> list(not_counted(audit.assess({"records": True, "access": False})))
    ["Open for lack of evidence: 'records'"]
    """
    asked = {id_ for found in (result.root, *result.dimensions.values()) for id_ in found.open}
    by_reason: dict[str, list[str]] = {}
    for id_, answer in result.answers.items():
        if id_ in asked and answer.reason in _NOT_COUNTED:
            by_reason.setdefault(_NOT_COUNTED[answer.reason], []).append(id_)
    for key, ids in by_reason.items():
        yield phrase(key, ids=tuple(ids))


def misfits(result: ResultData) -> Iterator[str]:
    """Yield the first problems of the answers and facts, and the number of the others."""
    yield from (str(problem) for problem in result.problems[:_MOST_LISTED])
    if len(result.problems) > _MOST_LISTED:
        yield phrase("page.more", count=len(result.problems) - _MOST_LISTED)


def _scored(found: DimensionResult, *, levels: bool) -> tuple[GridCell, ...]:
    full = "" if found.full is None else f"/{number(found.full)}"
    scored = "" if found.score is None else f"{number(found.score)}{full}"
    answered = f"{found.answered}/{found.total}"
    if levels:
        low, high = (str(end or phrase("label.none")) for end in (found.low, found.high))
        possible = "" if low == high else phrase("page.range", low=low, high=high)
        return found.level or "-", _on_the_way(found), scored, answered, possible
    return "", "", scored, answered, scores_possible(found) or ""


def _on_the_way(found: DimensionResult) -> str:
    """Return the next level of a ladder and the progress towards it; empty for other ways to a level."""
    if found.progress is None or found.way != "ladder":
        return ""
    return f"{found.progress.level} ({number(found.progress.have)}/{number(found.progress.need)})"


def rubric_grid(rubric: CompiledRubric) -> Grid:
    """Return the grid of a rubric: the number of questions and the way to the level of each dimension and overall."""
    places, questions = rubric.scope.places, _questions(rubric)
    way = _level_by if rubric.levels else _score_by
    cells = {id_: (str(questions[id_]), way(place.rules)) for id_, place in places.items()}
    order = nested({id_: place.parent for id_, place in places.items() if id_})
    rows = [(f"{'  ' * depth}{title_of(places[id_])}", *cells[id_]) for id_, depth in order]
    labels = map(phrase, ("label.questions", "label.level-by" if rubric.levels else "label.score-by"))
    headings = (term(rubric.terms, "dimension"), *labels)
    return grid(headings, [*rows, (phrase("overall"), *cells[""])], right=(1,))


def _questions(rubric: CompiledRubric) -> Mapping[str, int]:
    """Return the number of questions answered in each dimension and within it."""
    outputs = {output.id: output for output in rubric.plan.outputs}
    found: dict[str, set[int]] = {id_: set() for id_ in outputs}
    for output in outputs.values():
        id_: str | None = output.id
        while id_ is not None:
            found[id_].update(asked.input for asked in output.asked)
            id_ = outputs[id_].parent
    return {id_: len(inputs) for id_, inputs in found.items()}


def _level_by(rules: Dimension) -> str:
    """Return the way to a dimension's level, as in the rubric."""
    if rules.bands is not None:
        return phrase("page.bands", bands=tuple(band.text for band in rules.bands.values()))
    if rules.rule is not None:
        return phrase("page.rule", rule=rules.rule.kind)
    return rules.combine or next(iter(rules.ways), "-")


def _score_by(rules: Dimension) -> str:
    """Return the way to a dimension's score, as in the rubric."""
    return rules.score or "-"


def nested(parents: Mapping[str, str | None]) -> Iterator[tuple[str, int]]:
    """Yield ids in the order of their tree, each with its depth, from 0.

    Arguments:
        parents: The parent of each id; at the top, None or an id that is not among these.

    >>> list(nested({"risk": "governance", "strategy": None, "governance": None}))
    [('strategy', 0), ('governance', 0), ('risk', 1)]
    """
    within: dict[str | None, list[str]] = {}
    for id_, parent in parents.items():
        within.setdefault(parent if parent in parents else None, []).append(id_)
    waiting = [(id_, 0) for id_ in reversed(within.get(None, ()))]
    while waiting:
        id_, depth = waiting.pop()
        yield id_, depth
        waiting += [(inner, depth + 1) for inner in reversed(within.get(id_, ()))]


class _InTree(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def parent(self) -> str | None: ...


Inner = TypeVar("Inner", bound=_InTree)


def in_order(found: ByDimension[Inner]) -> Iterator[tuple[str, Inner, int]]:
    """Yield the data of each dimension in the order of the tree, with its title and its depth; the whole comes last."""
    for id_, depth in nested({id_: each.parent for id_, each in found.dimensions.items()}):
        yield found.dimensions[id_].title, found.dimensions[id_], depth
    yield phrase("overall"), found.root, 0


def dimension_grid(
    found: ByDimension[Inner],
    terms: Mapping[str, str],
    labels: Iterable[str],
    cells: Callable[[Inner], tuple[GridCell, ...]],
    right: Iterable[int] = (),
) -> Grid:
    """Return a grid with a row for each dimension and for the whole.

    Arguments:
        found: The data of each dimension.
        terms: The rubric's words for dimensions.
        labels: The headings of the other columns.
        cells: A function that returns the other cells of a row.
        right: The positions of the columns of numbers.
    """
    rows = [(f"{'  ' * depth}{title}", *cells(each)) for title, each, depth in in_order(found)]
    return grid((term(terms, "dimension"), *labels), rows, right)
