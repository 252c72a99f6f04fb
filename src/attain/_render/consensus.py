"""A consensus of several respondents as text and as HTML: merged levels, agreement and disagreements."""

from collections.abc import Iterator, Mapping
from functools import partial

from attain._analysis.consensus import ConsensusData, DimensionConsensus, Disagreement
from attain._core.messages import phrase
from attain._core.text import number
from attain._score.result import owner_of

from .labels import about, answer_in_words, level_or_score, question_text, term
from .layout import LONGEST_TITLE, Block, GridCell, Line, listed, plain, shortened
from .markup import Html, eyebrow, headline, items, join, page, row, section, table, tag, unfold
from .text import dimension_grid, in_order


def consensus_text(consensus: ConsensusData) -> str:
    """Return a consensus as text: the overall level, and a line for each dimension.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> given = {name: p2p.assess({"agreement.nda": nda}) for name, nda in [("sales", True), ("support", False)]}
    >>> print(consensus_text(attain.consensus(given)))
    IAMCP P2P Maturity Model (iamcp-p2p@2016): Basic by majority
    Business function                        Merged  Agreement  Differ  Respondents
    ...
    Agreement                                Basic       0.000  1 of 1  Basic to Reactive
    ...
    """
    return plain(_table(consensus))


def consensus_page(consensus: ConsensusData) -> Iterator[Block]:
    """Yield the page of a consensus: the table, the levels of respondents, and their disagreements."""
    yield from _table(consensus)
    apart = [f"{title}: {_levels(each)}" for title, each, _ in in_order(consensus) if len({*each.levels.values()}) > 1]
    if apart:
        yield Line()
        yield Line(phrase("consensus.levels"), role="title")
        yield from (Line(f"- {text}", 2) for text in apart)
    for title, lists in _sections(consensus):
        yield from listed(title, lists)
    if consensus.disagreements:
        yield Line()
        yield Line(phrase("consensus.first"), role="note")


def _table(consensus: ConsensusData) -> Iterator[Block]:
    yield Line(f"{about(consensus, consensus.on)}: {_headline(consensus)}", role="title")
    labels = map(phrase, ("label.merged", "label.agreement", "label.differ", "label.respondents"))
    yield dimension_grid(consensus, consensus.terms, labels, partial(_cells, consensus), right=(2, 3))
    yield from (Line(note, role="note") for note in _notes(consensus))


def _cells(consensus: ConsensusData, found: DimensionConsensus) -> tuple[GridCell, ...]:
    return _merged(consensus, found), _alpha(found), _differ(found), _range(consensus, found)


def _headline(consensus: ConsensusData) -> str:
    """Return the merged overall level, and whose answers count."""
    none = phrase("page.no-level" if consensus.levels else "page.no-score")
    merged = _merged(consensus, consensus.root)
    names = tuple(shortened(name, LONGEST_TITLE) for name in consensus.roles)
    policy = phrase(f"consensus-by.{consensus.by}", names=names)
    return phrase("consensus.level", level=none if merged == "-" else str(merged), policy=policy)


def _merged(consensus: ConsensusData, found: DimensionConsensus) -> GridCell:
    return level_or_score(found.level, found.score, scored=not consensus.levels)


def _range(consensus: ConsensusData, found: DimensionConsensus) -> str:
    """Return the respondents' lowest and highest level, or score if the rubric has only scores."""
    levels = sorted(level for level in found.levels.values() if level)
    scores = sorted(score for score in found.scores.values() if score is not None and not consensus.levels)
    ends = [*map(str, levels), *map(number, scores)]
    if not ends:
        return "-"
    return ends[0] if ends[0] == ends[-1] else phrase("page.range", low=ends[0], high=ends[-1])


def _alpha(found: DimensionConsensus) -> str:
    return "-" if found.alpha is None else f"{found.alpha:z.3f}"


def _differ(found: DimensionConsensus) -> str:
    """Return the number of questions that respondents answer differently, and of those that several answered."""
    compared = found.compared
    return phrase("page.of", part=len(found.disagreements), all=compared) if compared else "-"


def _notes(consensus: ConsensusData) -> Iterator[str]:
    """Yield the measure of agreement and its metric."""
    titles: dict[str, list[str]] = {}
    for title, each, _ in in_order(consensus):
        if each.alpha is not None:
            titles.setdefault(each.metric, []).append(title)
    if len(titles) > 1:
        shown = [phrase("consensus.metric-in", metric=metric, titles=tuple(those)) for metric, those in titles.items()]
    else:
        shown = [*titles]
    if shown:
        yield phrase("consensus.alpha", metrics=tuple(shown))


# The disagreements


def _sections(consensus: ConsensusData) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Yield the disagreements by dimension, in words, under two titles: those that change a level, and the others."""
    swaying = any(each.changes for each in consensus.disagreements.values())
    other = "consensus.other" if swaying else "consensus.disagreements"
    for key, sways in (("consensus.sway", True), (other, False)):
        lists = [(title, [*_lines(consensus, found, sways=sways)]) for title, found, _ in in_order(consensus)]
        yield phrase(key), lists


def _lines(consensus: ConsensusData, place: DimensionConsensus, *, sways: bool) -> Iterator[str]:
    """Yield the disagreements in a dimension's own questions, in words: those that change a level, or the others."""
    own = "" if place is consensus.root else place.id
    titles = {"": phrase("overall"), **{id_: each.title for id_, each in consensus.dimensions.items()}}
    for each in consensus.disagreements.values():
        if bool(each.changes) == sways and owner_of(consensus.dimensions, "", each.question) == own:
            shown = f"{question_text(each.question, each.text)} {_answers(each)}"
            changed = tuple(titles[id_] for id_ in each.changes)
            yield phrase("consensus.changes", answers=shown, titles=changed) if changed else shown


def _answers(found: Disagreement) -> str:
    """Return the answers with their respondents: the one that counts first, and open ones last."""
    order = sorted(found.answers.items(), key=lambda entry: (entry[1] != found.answer, entry[1] is None))
    return _by_text({name: answer_in_words(value, found) for name, value in order})


def _levels(found: DimensionConsensus) -> str:
    """Return the levels with their respondents, the highest first."""
    order = sorted(found.levels.items(), key=lambda entry: -1 if entry[1] is None else entry[1].rank, reverse=True)
    return _by_text({name: str(level or "-") for name, level in order})


def _by_text(shown: Mapping[str, str]) -> str:
    """Return each text once, with the names of the respondents who have it."""
    names: dict[str, list[str]] = {}
    for name, text in shown.items():
        names.setdefault(text, []).append(shortened(name, LONGEST_TITLE))
    return ", ".join(phrase("consensus.given", answer=text, names=tuple(those)) for text, those in names.items())


# HTML


def consensus_html(consensus: ConsensusData) -> str:
    """Return a consensus as HTML: a table with a column for each respondent, and the disagreements to unfold.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> given = {name: p2p.assess({"agreement.nda": nda}) for name, nda in [("R & D", True), ("sales", False)]}
    >>> "R &amp; D" in consensus_html(attain.consensus(given))
    True
    """
    names = [shortened(name, LONGEST_TITLE) for name in consensus.respondents]
    labels = [phrase("label.agreement"), phrase("label.differ")]
    heads = [term(consensus.terms, "dimension"), phrase("label.merged"), *names, *labels]
    *rows, overall = (_row(consensus, title, each, depth) for title, each, depth in in_order(consensus))
    respondents = phrase("consensus.respondents", count=len(names))
    return page(
        eyebrow(consensus.title, consensus.version, consensus.on),
        headline(consensus.subject or respondents),
        tag("p", _headline(consensus), look="lead"),
        table(consensus.title, heads, rows, overall, by=respondents),
        *(tag("p", note, look="soft small") for note in _notes(consensus)),
        *_disagreements(consensus),
    )


def _row(consensus: ConsensusData, title: str, found: DimensionConsensus, depth: int) -> Html:
    scored = not consensus.levels
    merged = tag("td", tag("strong", str(_merged(consensus, found))), look="lit")
    cells = [
        tag("td", str(level_or_score(found.levels[name], found.scores[name], scored=scored)), look="plain")
        for name in consensus.respondents
    ]
    tagged = phrase("page.second-look") if found.view else ""
    agreed = [tag("td", text, look="plain") for text in (_alpha(found), _differ(found))]
    return row(title, depth, [], tagged, [merged, *cells, *agreed])


def _disagreements(consensus: ConsensusData) -> Iterator[Html]:
    """Yield the disagreements by section and dimension, to unfold."""
    for title, lists in _sections(consensus):
        shown = (
            unfold(name, phrase("page.questions", count=len(each)), items("ul", [*map(join, each)]))
            for name, each in lists
        )
        yield section(title, *shown)
    if consensus.disagreements:
        yield tag("p", phrase("consensus.first"), look="soft small")
