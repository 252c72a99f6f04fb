"""Results and rubrics as text: lines, and grids of aligned columns."""

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import accumulate
from typing import Literal, Protocol, TypeAlias, TypeVar

import attrs

from attain._core.messages import phrase
from attain._core.names import capitalised, label
from attain._core.text import number, visible
from attain._model.conditions import Value
from attain._model.parts import Action, Benefit, Level
from attain._model.rubric import Dimension
from attain._model.words import Noun
from attain._plan.compile import CompiledRubric
from attain._plan.scope import Place
from attain._score.explain import score
from attain._score.result import ByDimension, DimensionResult, Requirement, ResultData, in_words
from attain._score.targets import wanted

Cell: TypeAlias = str | Level

LONGEST_TITLE = 40
"""How many cells of a terminal a title or a name takes at most."""

_LEAST_TITLE = 20  # where a grid is too wide, titles are broken
_LONGEST_CELL = 24
_MOST_LISTED = 5  # problems
_WIDE = 100  # the last column takes what is left of it
_NOT_COUNTED: Mapping[str | None, str] = {  # why an answer that was given is open
    "expired": "not-counted.expired",
    "invalid": "not-counted.invalid",
    "without note": "not-counted.note",
    "without evidence": "not-counted.evidence",
    "without note and evidence": "not-counted.note-and-evidence",
}
_ITEM = re.compile(r" *(?:- |\d+\. )")
_BREAKS = str.maketrans("\t\n\r", "   ")


@attrs.frozen
class Line:
    """A line of text.

    Arguments:
        text: The text.
        indent: How far it is indented, in cells of a terminal.
        role: How it is drawn: ``title``, ``text`` or ``note``.
        kept: Never break it, because programs read it.
    """

    text: str = ""
    indent: int = 0
    role: Literal["title", "text", "note"] = "text"
    kept: bool = False


@attrs.frozen
class Grid:
    """Rows under headings; the first column names its row.

    Arguments:
        headings: The heading of each column.
        rows: The rows, each with a cell for each heading.
        right: The positions of the columns of numbers, which are never shortened.
        whole: Show other cells in full, too, instead of shortening long ones.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()
    whole: bool = False


Block: TypeAlias = Line | Grid


def result_text(result: ResultData) -> str:
    """Return a result as text: the subject, the rubric, the overall level, and a line for each dimension.

    Arguments:
        result: The result.

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

    Arguments:
        rubric: The rubric.

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


def named(title: str, id_: str, version: str) -> str:
    """Return what to call a rubric: its title, shortened to 40 cells, its id and its version.

    >>> named("IAMCP P2P Maturity Model", "iamcp-p2p", "2016")
    'IAMCP P2P Maturity Model (iamcp-p2p@2016)'
    """
    return f"{shortened(title, LONGEST_TITLE)} ({id_}@{version})"


class _OfSubject(Protocol):
    @property
    def rubric(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def subject(self) -> str | None: ...


def about(found: _OfSubject, on: date | None = None) -> str:
    """Return what something is about: the subject, if it is known, the rubric, and a day.

    Arguments:
        found: What was found out about a subject.
        on: The day.
    """
    subject = shortened(found.subject or "", LONGEST_TITLE)
    names = [subject, named(found.title, found.rubric, found.version), on.isoformat() if on else ""]
    return ", ".join(filter(None, names))


def headline(result: ResultData) -> str:
    """Return a result in one line."""
    return f"{about(result, result.on)}: {result.level or _without_level(result)}"


def _without_level(result: ResultData) -> str:
    """Return what to show of the whole if it has no level: its score, if the rubric has no levels at all."""
    if result.levels:
        return phrase("page.no-level")
    return phrase("page.no-score") if result.score is None else str(score(result.root))


def result_grid(result: ResultData) -> Grid:
    """Return the grid of the dimensions of a result and the whole: level, score, answers, and what is still possible."""
    labels = map(phrase, ("label.level", "label.on-the-way", "label.score", "label.answered", "label.possible"))
    return dimension_grid(result, result.terms, labels, partial(_scored, levels=bool(result.levels)), right=(3, 4))


def not_counted(result: ResultData) -> Iterator[str]:
    """Yield the answers that are open although they were given: a line for each reason, with their ids.

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
    """Yield the first problems with the answers and facts, and how many more there are."""
    yield from (str(problem) for problem in result.problems[:_MOST_LISTED])
    if len(result.problems) > _MOST_LISTED:
        yield phrase("page.more", count=len(result.problems) - _MOST_LISTED)


def _scored(found: DimensionResult, *, levels: bool) -> tuple[Cell, ...]:
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


def scores_possible(found: DimensionResult) -> str | None:
    """Return the scores that the open answers still allow; None if there is only one.

    >>> scores_possible(DimensionResult("agreement", "Agreement", score_low=2.0, score_high=7.0))
    '2 to 7'
    """
    low, high = found.score_low, found.score_high
    return None if low is None or high is None or low == high else phrase("page.range", low=low, high=high)


def rubric_grid(rubric: CompiledRubric) -> Grid:
    """Return the grid of the dimensions of a rubric and the whole: how many questions, and the way to the level or the score."""
    places, questions = rubric.scope.places, _questions(rubric)
    way = _level_by if rubric.levels else _score_by
    cells = {id_: (str(questions[id_]), way(place.rules)) for id_, place in places.items()}
    order = nested({id_: place.parent for id_, place in places.items() if id_})
    rows = [(f"{'  ' * depth}{title_of(places[id_])}", *cells[id_]) for id_, depth in order]
    labels = map(phrase, ("label.questions", "label.level-by" if rubric.levels else "label.score-by"))
    headings = (term(rubric.terms, "dimension"), *labels)
    return grid(headings, [*rows, (phrase("overall"), *cells[""])], right=(1,))


def title_of(place: Place) -> str:
    """Return what people call a dimension, or the rubric as a whole.

    Arguments:
        place: The dimension in its rubric.
    """
    return place.title if place.id else phrase("overall")


class _Answered(Protocol):
    @property
    def options(self) -> Mapping[str, str]: ...
    @property
    def unit(self) -> str | None: ...


def answer_in_words(value: Value | None, asked: _Answered) -> str:
    """Return an answer as people read it, also one that is open or not applicable.

    Arguments:
        value: The answer; None if it is open.
        asked: What people call the options, by their ids, and the unit of a number.

    >>> from attain._analysis.comparison import AnswerComparison
    >>> spent = AnswerComparison("marketing.spent", unit="EUR")
    >>> answer_in_words(None, spent), answer_in_words("n/a", spent), answer_in_words(500.0, spent)
    ('open', 'not applicable', '500 EUR')
    """
    if value is None or value == "n/a":
        return phrase("state.open" if value is None else "state.n/a")
    return in_words(value, asked.options, asked.unit)


def level_in(titles: Mapping[str, str], id_: str, level: Level | None) -> str:
    """Return a level of a dimension, or of the whole, in words.

    Arguments:
        titles: What people call each dimension, by its id.
        id_: The id of the dimension; an empty one for the whole.
        level: The level; None if there is none.

    >>> from attain import Level
    >>> level_in({"sales": "Sales"}, "sales", Level("gold")), level_in({}, "", None)
    ('Gold in Sales', 'no level overall')
    """
    named_ = phrase("level.none") if level is None else str(level)
    return phrase("level.in", level=named_, title=titles[id_]) if id_ else phrase("level.overall", level=named_)


def targets_aimed(rubric: CompiledRubric) -> Iterator[str]:
    """Yield the targets of a rubric, with the levels that they ask for and what they are for.

    Arguments:
        rubric: The rubric.
    """
    for id_, target in rubric.targets.items():
        levels = tuple(level_in(rubric.scope.titles, each, level) for each, level in wanted(rubric, id_, None).items())
        text = phrase("target.aimed", title=label(id_, target.title), levels=levels)
        yield f"{text}. {target.summary}" if target.summary else text


def targets_reached(result: ResultData) -> Iterator[str]:
    """Yield the targets of a result's rubric, each with what of it is missing.

    Arguments:
        result: The result.
    """
    titles = {id_: found.title for id_, found in result.dimensions.items()}
    for gap in result.targets.values():
        missing = tuple(level_in(titles, id_, gap.wanted[id_]) for id_ in gap.missing)
        yield (
            phrase("target.missing", title=gap.title, levels=missing)
            if missing
            else phrase("target.reached", title=gap.title)
        )


def question_text(question: str, text: str | None) -> str:
    """Return what a question asks, to put before its answer.

    Arguments:
        question: The full id of the question.
        text: What it asks; None if the rubric does not say.

    >>> question_text("agreement.nda", "Is there an NDA?"), question_text("agreement.nda", None)
    ('Is there an NDA?', 'Nda:')
    """
    asked = text or label(question.rpartition(".")[2], None)
    return asked if asked.endswith("?") else f"{asked}:"


def benefit_of(benefit: Benefit) -> str:
    """Return a benefit in words, with its kind.

    Arguments:
        benefit: The benefit.

    >>> benefit_of(Benefit("A fund for joint campaigns", "marketing"))
    'A fund for joint campaigns (marketing)'
    """
    return phrase("page.benefit", text=benefit.text, kind=benefit.kind) if benefit.kind else benefit.text


def size_of(group: Requirement) -> str:
    """Return how many conditions a group has: questions in a ladder, else requirements."""
    return phrase("page.questions" if group.kind == "share" else "page.requirements", count=len(group.parts))


def met_of(group: Requirement) -> str:
    """Return how many conditions of a group are met.

    >>> plan, review = Requirement("value", "met", "plan"), Requirement("value", "open", "review")
    >>> met_of(Requirement("share", "open", needed=2, parts=(plan, review)))
    '1 of 2 questions met'
    """
    return phrase("page.met-of", met=sum(part.standing == "met" for part in group.parts), all=size_of(group))


def by_stage(stages: Iterable[str], served: Iterable[Action | Benefit]) -> dict[str, list[str]]:
    """Return actions and benefits in words, by the title of the stage that they serve.

    >>> by_stage(["enable", "sell"], [Action("Train sellers.", stage="enable"), Benefit("Leads")])
    {'Enable': ['Train sellers.'], 'Sell': []}
    """
    found = list(served)
    return {
        label(stage, None): [
            benefit_of(each) if isinstance(each, Benefit) else each.text for each in found if each.stage == stage
        ]
        for stage in stages
    }


def served(result: ResultData) -> Iterator[Action | Benefit]:
    """Yield the next steps and the benefits of a result, earned and next, stage by stage."""
    for found in result.by_stage.values():
        yield from found.next_steps
        yield from (*found.earned, *found.next_benefits)


def term(terms: Mapping[str, str | Noun], name: Literal["dimension", "level"]) -> str:
    """Return what a rubric calls its dimensions or levels, as a heading.

    Arguments:
        terms: Its terms; by default the name itself.
        name: Which of them.

    >>> term({"dimension": "business function"}, "dimension"), term({}, "level")
    ('Business function', 'Level')
    """
    return capitalised(str(terms.get(name, name)))


def points_of(band: str | None) -> str | None:
    """Return the range of a level with the word "points"; None if there is no range.

    >>> points_of("1-3"), points_of("1"), points_of(None)
    ('1-3 points', '1 point', None)
    """
    return band and phrase("page.point" if band == "1" else "page.points", range=band)


def _questions(rubric: CompiledRubric) -> Mapping[str, int]:
    """Return how many questions are answered in each dimension and within it."""
    outputs = {output.id: output for output in rubric.plan.outputs}
    found: dict[str, set[int]] = {id_: set() for id_ in outputs}
    for output in outputs.values():
        id_: str | None = output.id
        while id_ is not None:
            found[id_].update(asked.input for asked in output.asked)
            id_ = outputs[id_].parent
    return {id_: len(inputs) for id_, inputs in found.items()}


def _level_by(rules: Dimension) -> str:
    """Return the way to a dimension's level, as its rubric says it."""
    if rules.bands is not None:
        return phrase("page.bands", bands=tuple(band.text for band in rules.bands.values()))
    if rules.rule is not None:
        return phrase("page.rule", rule=rules.rule.kind)
    return rules.combine or next(iter(rules.ways), "-")


def _score_by(rules: Dimension) -> str:
    """Return the way to a dimension's score, as its rubric says it."""
    return rules.score or "-"


def nested(parents: Mapping[str, str | None]) -> Iterator[tuple[str, int]]:
    """Yield ids in the order of their tree, each with its depth, from 0.

    Arguments:
        parents: The parent of each id; None, or one that is not among the ids, at the top.

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
    """Yield what there is about each dimension in the order of their tree, with its title and its depth; the whole comes last.

    Arguments:
        found: What there is by dimension.
    """
    for id_, depth in nested({id_: each.parent for id_, each in found.dimensions.items()}):
        yield found.dimensions[id_].title, found.dimensions[id_], depth
    yield phrase("overall"), found.root, 0


def dimension_grid(
    found: ByDimension[Inner],
    terms: Mapping[str, str],
    labels: Iterable[str],
    cells: Callable[[Inner], tuple[Cell, ...]],
    right: Iterable[int] = (),
) -> Grid:
    """Return a grid with a row for each dimension and for the whole.

    Arguments:
        found: What there is by dimension.
        terms: What the rubric calls dimensions.
        labels: The headings of the other columns.
        cells: Gives the other cells of a row.
        right: The positions of the columns of numbers.
    """
    rows = [(f"{'  ' * depth}{title}", *cells(each)) for title, each, depth in in_order(found)]
    return grid((term(terms, "dimension"), *labels), rows, right)


def listed(title: str, lists: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Line]:
    """Yield lists, each under a heading of its own, below a title; nothing of those that are empty.

    Arguments:
        title: The title.
        lists: The heading and the texts of each list.
    """
    shown = [(each, texts) for each, texts in lists if texts]
    if shown:
        yield Line()
        yield Line(title, role="title")
    for each, texts in shown:
        yield Line(each, 2)
        yield from (Line(f"- {text}", 4) for text in texts)


def level_or_score(level: Level | None, score: float | None, *, scored: bool) -> Cell:
    """Return the cell of a level, or of a score if a rubric has scores alone.

    Arguments:
        level: The level.
        score: The score.
        scored: Whether the rubric has scores alone.
    """
    return level or (number(score) if scored and score is not None else "-")


def grid(headings: tuple[str, ...], rows: Iterable[tuple[Cell, ...]], right: Iterable[int] = ()) -> Grid:
    """Return a grid without its empty columns.

    >>> grid(("Dimension", "Level", "Score"), [("Agreement", "Dynamic", "")]).headings
    ('Dimension', 'Level')
    """
    rows = tuple(rows)
    kept = [at for at in range(len(headings)) if at == 0 or any(row[at] for row in rows)]
    numbers = tuple(kept.index(at) for at in right if at in kept)
    return Grid(tuple(headings[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows), numbers)


def plain(blocks: Iterable[Block], width: int = sys.maxsize) -> str:
    """Return lines and grids as plain text, for pipes, logs and Python's prompt.

    Arguments:
        blocks: The lines and grids.
        width: How wide it may be, in cells of a terminal; by default nothing is broken.

    >>> print(plain([Line("Fruit:"), Grid(("What", "How many"), (("apples", "3"), ("pears", "12")), right=(1,))]))
    Fruit:
    What    How many
    apples         3
    pears         12
    """
    return "\n".join(line for block in blocks for line in _lines(block, width))


def broken(line: Line, width: int) -> list[str]:
    """Return a line in pieces that fit. The pieces after the first hang below the text of an item, or if the line is indented.

    Arguments:
        line: The line.
        width: How wide it may be, in cells of a terminal; a word that is longer stays whole.

    >>> broken(Line("Agreement - Dynamic: a score of 5", 2), 24)
    ['  Agreement - Dynamic: a', '    score of 5']
    """
    text = f"{' ' * line.indent}{clean(line.text)}".rstrip()
    item = _ITEM.match(text)
    return [text] if line.kept else _broken(text, width, item.end() if item else line.indent and line.indent + 2)


def _broken(text: str, width: int, hanging: int) -> list[str]:
    """Return a text in pieces that fit, of which those after the first are indented."""
    if cells(text) <= width:
        return [text]
    words = text.lstrip(" ").split(" ")
    pieces = [text[: -len(text.lstrip(" "))] + words[0]]
    for word in words[1:]:
        if cells(pieces[-1]) + 1 + cells(word) <= width:
            pieces[-1] += f" {word}"
        else:
            pieces.append(" " * hanging + word)
    return pieces


def _lines(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Line):
        yield from broken(block, width)
        return
    columns, used = [], 0
    for at, column in enumerate(zip(block.headings, *block.rows, strict=True)):
        left = max(_LONGEST_CELL, _WIDE - used) if at == len(block.headings) - 1 else _LONGEST_CELL
        right = at in block.right
        most = LONGEST_TITLE if at == 0 else left
        columns.append(_aligned(column, None if right or block.whole else most, right=right))
        used += 2 + cells(columns[-1][0])
    titles, *others = columns
    widest = cells(titles[0])
    gap, left = "  ", width - (used - 2 - widest)
    if left < min(widest, _LEAST_TITLE):
        gap, left = " ", max(_LEAST_TITLE, left + len(others))
    for title, *rest in zip(titles, *others, strict=True):
        depth = len(title) - len(title.lstrip(" "))
        first, *more = [title] if widest <= left else _broken(title.rstrip(), left, depth + 2)
        yield gap.join([first + " " * (min(left, widest) - cells(first)), *rest]).rstrip()
        yield from more


def _aligned(column: tuple[Cell, ...], most: int | None, *, right: bool) -> list[str]:
    """Return the cells of a column, all of one width."""
    texts = [clean(str(cell)) if most is None else shortened(str(cell), most) for cell in column]
    width = max(map(cells, texts))
    return [" " * (width - cells(text)) + text if right else text + " " * (width - cells(text)) for text in texts]


def clean(text: str) -> str:
    r"""Return a text on one line, with nothing in it that a terminal would obey; blanks at its start stay.

    >>> clean("\x1b[31m  Agreement\nof\u202epartners")
    '\ufffd[31m  Agreement of\ufffdpartners'
    """
    return visible(text.translate(_BREAKS)).rstrip()


def shortened(text: str, most: int) -> str:
    """Return a text, shortened to so many cells of a terminal.

    >>> shortened("Customer relationships and satisfaction", 24)
    'Customer relationships …'
    """
    text = clean(text)
    if cells(text) <= most:
        return text
    ends = list(accumulate(map(_cells, text)))
    return f"{text[: bisect_right(ends, most - 1)]}…"


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: two for a wide character, none for an accent.

    >>> cells("成熟度"), cells("e\u0301")
    (6, 1)
    """
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
