"""The sensitivity of a result as text and as HTML: margins, and changes that would change a level."""

from collections.abc import Iterator

from attain._analysis.sensitivity import AnswerEffect, LevelMargin, RuleEffect, SensitivityData
from attain._core.data import FrozenDict
from attain._core.messages import phrase
from attain._model.parts import Level

from .labels import about, answer_in_words, level_in, question_text, term
from .layout import Block, Line, grid, listed, plain
from .markup import NOTHING, eyebrow, headline, items, join, maybe, page, row, section, table, tag


def sensitivity_text(sensitivity: SensitivityData) -> str:
    """Return a sensitivity as text: the number of answers that each level depends on.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, subject="Example Ltd")
    >>> print(sensitivity_text(result.sensitivity()))
    Example Ltd, IAMCP P2P Maturity Model (iamcp-p2p@2016)
    Business function                        Level     Falls after  Rises after
    Joint business planning                  Basic     -            1 answer
    ...
    Agreement                                Reactive  1 answer     3 answers
    ...
    """
    return plain(_table(sensitivity))


def sensitivity_page(sensitivity: SensitivityData) -> Iterator[Block]:
    """Yield the page of a sensitivity: the margins, and the changes that would change a level."""
    yield from _table(sensitivity)
    for title, lists in _sections(sensitivity):
        yield from listed(title, lists)
    for note in _notes(sensitivity):
        yield Line()
        yield Line(note, role="note")


def _table(sensitivity: SensitivityData) -> Iterator[Block]:
    yield Line(about(sensitivity), role="title")
    yield grid(
        _headings(sensitivity), [(_title(sensitivity, id_), *_cells(each)) for id_, each in _ordered(sensitivity)]
    )


def _headings(sensitivity: SensitivityData) -> tuple[str, ...]:
    labels = (phrase("label.level"), phrase("label.falls"), phrase("label.rises"))
    return term(sensitivity.terms, "dimension"), *labels


def _ordered(sensitivity: SensitivityData) -> Iterator[tuple[str, LevelMargin]]:
    """Yield the margin of each dimension, followed by the overall one."""
    yield from ((id_, each) for id_, each in sensitivity.margins.items() if id_)
    yield from ((id_, each) for id_, each in sensitivity.margins.items() if not id_)


def _title(sensitivity: SensitivityData, id_: str) -> str:
    return sensitivity.titles[id_] if id_ else phrase("overall")


def _cells(margin: LevelMargin) -> tuple[Level | str, str, str]:
    key = "margin.exactly" if margin.is_exact else "margin.at-least"
    falls, rises = ("-" if each is None else phrase(key, count=each) for each in (margin.falls, margin.rises))
    return margin.level or "-", falls, rises


def _sections(sensitivity: SensitivityData) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Yield titled lists of answers by the levels that they change, followed by the levels that each rule changes."""
    answers: dict[str, list[str]] = {}
    for effect in sensitivity.answers:
        text = f"{question_text(effect.question, effect.text)} {_change(effect)}"
        answers.setdefault(_levels(sensitivity, effect.levels), []).append(text)
    if answers:
        yield phrase("sensitivity.answers", count=len(sensitivity.answers)), [*answers.items()]
    rules = [(_rule(sensitivity, effect), [_levels(sensitivity, effect.levels)]) for effect in sensitivity.rules]
    if rules:
        yield phrase("sensitivity.rules", count=len(rules), tried=sensitivity.tried), rules


def _levels(sensitivity: SensitivityData, levels: FrozenDict[str, Level | None]) -> str:
    return ", ".join(level_in(sensitivity.titles, id_, level) for id_, level in levels.items())


def _change(effect: AnswerEffect) -> str:
    before, after, kept = (answer_in_words(each, effect) for each in (effect.before, effect.after, effect.kept))
    if effect.kept is None:
        return phrase("path.change", before=before, after=after)
    return phrase(f"answer-change.{'better' if effect.is_better else 'worse'}", before=before, after=after, kept=kept)


def _rule(sensitivity: SensitivityData, effect: RuleEffect) -> str:
    after = phrase(f"rule-choice.{effect.after}")
    if effect.dimension:
        return phrase("rule.combine-in", title=sensitivity.titles[effect.dimension], after=after)
    return phrase(f"rule.{effect.rule}", after=after)


def _notes(sensitivity: SensitivityData) -> Iterator[str]:
    """Yield the number of published ambiguities that affect the result, and a warning if effects may be missing."""
    if sensitivity.ambiguities:
        touched = len(sensitivity.ambiguous)
        yield phrase("sensitivity.ambiguities", touched=touched, all=sensitivity.ambiguities)
    if not sensitivity.is_exact:
        yield phrase("sensitivity.some")


def sensitivity_html(sensitivity: SensitivityData) -> str:
    """Return a sensitivity as HTML: a table of margins, and the changes that would change a level.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, subject="Example & Co")
    >>> "Example &amp; Co" in sensitivity_html(result.sensitivity())
    True
    """
    heads = _headings(sensitivity)
    rows = {
        id_: row(_title(sensitivity, id_), 0, [], "", [tag("td", str(cell), look="plain") for cell in _cells(each)])
        for id_, each in _ordered(sensitivity)
    }
    overall = rows.pop("", NOTHING)
    sections = [
        section(
            title, *(join(tag("p", tag("strong", each)), items("ul", [*map(join, texts)])) for each, texts in lists)
        )
        for title, lists in _sections(sensitivity)
    ]
    return page(
        eyebrow(sensitivity.title, sensitivity.version, sensitivity.on),
        headline(sensitivity.subject or phrase("overall")),
        table(sensitivity.title, heads, [*rows.values()], overall, by=phrase("label.falls").lower()),
        *sections,
        *(maybe("p", note, look="soft small") for note in _notes(sensitivity)),
    )
