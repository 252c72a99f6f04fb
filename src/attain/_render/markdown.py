"""A page of documentation about a rubric, in Markdown; all its text is escaped."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attain._core.messages import phrase
from attain._model.parts import Level, Question
from attain._model.rubric import Dimension
from attain._plan.compile import CompiledRubric
from attain._plan.scope import Place

from .labels import benefit_of, by_stage, points_of, targets_aimed, term, title_of
from .layout import clean
from .sentences import answers_of, demand_of, facts_of, sentences
from .text import nested

_DEEPEST = 6  # Markdown has this many levels of headings
_LONGEST = 200  # the largest length of a level's requirements in a cell

_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>|~&$#@^]|:(?=\S)|(?<=\))=|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"^\d+(?=[.)])|^(?=[-+%:=])")  # beginnings that turn a line into a list, a comment or a heading


def escaped(text: str) -> str:
    r"""Return a text as one line of Markdown in which nothing is markup.

    >>> print(escaped("1. [Gold](x) | <b>*best*</b>"))
    1\. \[Gold\](x) \| \<b\>\*best\*\</b\>
    """
    line = _ANYWHERE.sub(r"\\\g<0>", " ".join(clean(text).split()))
    return _AT_START.sub(r"\g<0>\\", line)


def rubric_markdown(rubric: CompiledRubric) -> str:
    """Return a rubric as a page of Markdown: its levels, their descriptions and requirements, its questions and scores.

    >>> import attain
    >>> page = rubric_markdown(attain.rubric("iamcp-p2p"))
    >>> print(page[page.index("| Agreement |"):].partition("Dynamic")[0])
    | Agreement | No template; 0 points | ...
    """
    return "\n\n".join(_blocks(rubric)) + "\n"


def _blocks(rubric: CompiledRubric) -> Iterator[str]:
    """Yield the page, block by block."""
    root = rubric.scope.places[""]
    order = nested({id_: place.parent for id_, place in rubric.scope.places.items() if id_})
    places = [(rubric.scope.places[id_], depth) for id_, depth in order]
    yield f"# {escaped(rubric.title)}"
    yield f"`{rubric.id}@{rubric.version}`"
    yield from _about(root.rules)
    yield from _list(phrase("label.levels"), map(_level, rubric.levels), mark="1.")
    yield from _framework(rubric, [*places, (root, 0)])
    for place, depth in places:
        yield f"{'#' * min(2 + depth, _DEEPEST)} {escaped(title_of(place))}"
        yield from _about(place.rules)
        yield from _details(rubric, place)
    yield f"## {phrase('overall')}"
    yield from _details(rubric, root)
    facts = [(id_, fact.text, facts_of(rubric, fact), fact.source) for id_, fact in rubric.facts.items()]
    if facts:
        yield f"## {phrase('label.facts')}"
        yield _answered(phrase("label.fact"), facts)
    yield from _list(phrase("label.targets"), map(escaped, targets_aimed(rubric)))
    yield from _list(phrase("label.stages"), _stages(rubric))
    yield from _list(phrase("label.interpretation"), _interpretations(rubric, places))
    titles = (each.title or phrase("page.example", position=at) for at, each in enumerate(rubric.examples, 1))
    yield from _list(phrase("label.examples"), map(escaped, titles))


def _about(rules: Dimension) -> Iterator[str]:
    if rules.summary:
        yield escaped(rules.summary)
    if rules.source:
        yield phrase("page.source", source=escaped(rules.source))


def _level(level: Level) -> str:
    summary = f": {escaped(level.summary)}" if level.summary else ""
    return f"**{escaped(str(level))}** (`{level.id}`){summary}"


def _framework(rubric: CompiledRubric, places: Sequence[tuple[Place, int]]) -> Iterator[str]:
    """Yield the table of dimensions by levels; the rubric itself has a row unless its cells are empty."""
    rows = [(f"{'› ' * depth}{title_of(place)}", *_cells(rubric, place)) for place, depth in places]
    rows = [row for row, (place, _) in zip(rows, places, strict=True) if place.id or any(row[1:])]
    if rows and rubric.levels:
        dimension, level = term(rubric.terms, "dimension"), str(rubric.terms.get("level", "level"))
        yield f"## {escaped(phrase('page.by', heading=dimension, by=level))}"
        heads = [dimension, *map(str, rubric.levels)]
        yield _table(list(map(escaped, heads)), [list(map(escaped, row)) for row in rows])


def _cells(rubric: CompiledRubric, place: Place) -> Iterator[str]:
    """Yield the description of each level, and its range or requirements."""
    demands = _demands(rubric, place)
    bands = {id_: band.text for id_, band in place.rules.bands.items()} if place.rules.bands else {}
    for level in rubric.levels:
        band = bands.get(level.id)
        asked = demands.get(level.id, "")
        short = asked if len(asked) <= _LONGEST else phrase("page.long")
        yield "; ".join(filter(None, [str(place.rules.descriptors.get(level.id, "")), points_of(band), short]))


def _demands(rubric: CompiledRubric, place: Place) -> dict[str, str]:
    """Return the requirements of each level, by its id."""
    output = next(each for each in rubric.plan.outputs if each.id == place.id)
    return {rubric.levels[rank].id: demand_of(rubric, demand) for rank, demand in output.demands}


def _details(rubric: CompiledRubric, place: Place) -> Iterator[str]:
    """Yield the scoring of a dimension, the requirements of its levels, and its questions."""
    if text := " ".join(map(escaped, sentences(rubric, place))):
        yield text
    levels = {level.id: str(level) for level in rubric.levels}
    details = {id_: "; ".join(each.details) for id_, each in place.rules.descriptors.items() if each.summary}
    benefits = {id_: "; ".join(map(benefit_of, each)) for id_, each in rubric.scope.benefits(place).items()}
    yield from _by_level(phrase("label.what-levels-look-like"), levels, details)
    yield from _by_level(phrase("label.what-levels-require"), levels, _demands(rubric, place))
    yield from _by_level(phrase("label.what-levels-give"), levels, benefits)
    questions = [
        (place.full_id(id_), _text(worded), answers_of(rubric, each, place), worded.source)
        for id_, each in place.rules.questions.items()
        for worded in [rubric.scope.worded(each)]
    ]
    if place.rules.rating:
        questions.append((place.id or rubric.id, phrase("page.rate"), ", ".join(levels.values()), None))
    if questions:
        yield _answered(phrase("label.question"), questions)


def _by_level(title: str, levels: Mapping[str, str], texts: Mapping[str, str]) -> Iterator[str]:
    """Yield a list of texts, one for each level that has one, under a title; nothing if none has."""
    if lines := [f"- **{escaped(levels[id_])}**: {escaped(text)}" for id_, text in texts.items() if text]:
        yield f"{escaped(title)}:"
        yield "\n".join(lines)


def _stages(rubric: CompiledRubric) -> Iterator[str]:
    """Yield each stage of the lifecycle with the actions and benefits that serve it."""
    for stage, texts in by_stage(rubric.stages, rubric.scope.further).items():
        yield "\n  - ".join([f"**{escaped(stage)}**", *map(escaped, texts)])


def _text(question: Question) -> str:
    """Return the text of a question, and the help with answering it."""
    return " ".join(filter(None, [question.text, question.summary]))


def _interpretations(rubric: CompiledRubric, places: Iterable[tuple[Place, int]]) -> Iterator[str]:
    """Yield the author's own readings of the sources, the rubric's first."""
    if rubric.interpretation:
        yield escaped(rubric.interpretation)
    for place, _ in places:
        if place.rules.interpretation:
            yield f"{escaped(title_of(place))}: {escaped(place.rules.interpretation)}"
    for id_, (_, _, question) in rubric.scope.questions.items():
        if question.interpretation:
            yield f"`{id_}`: {escaped(question.interpretation)}"


def _answered(what: str, rows: Iterable[tuple[str, str | None, str, str | None]]) -> str:
    """Return a table of questions: their ids, texts, possible answers and sources."""
    cells = [(f"`{id_}`", *(escaped(each or "") for each in rest)) for id_, *rest in rows]
    return _table((what, *map(phrase, ("label.text", "label.answer", "label.source"))), cells)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _list(title: str, items: Iterable[str], mark: str = "-") -> Iterator[str]:
    """Yield a list of Markdown under its own heading; nothing if it is empty."""
    if lines := [f"{mark} {item}" for item in items]:
        yield f"## {title}"
        yield "\n".join(lines)
