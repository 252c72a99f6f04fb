"""The names of rubrics, dimensions, levels, questions, benefits and targets on pages."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, Protocol

from attain._core.messages import phrase
from attain._core.names import capitalised, label
from attain._core.text import number
from attain._model.conditions import Value
from attain._model.parts import Action, Benefit, Level
from attain._model.words import Noun
from attain._plan.compile import CompiledRubric
from attain._plan.scope import Place
from attain._score.result import DimensionResult, Requirement, ResultData, in_words
from attain._score.targets import wanted

from .layout import LONGEST_TITLE, GridCell, shortened


def named(title: str, id_: str, version: str) -> str:
    """Return the name of a rubric: its title, shortened to 40 cells, its id and its version.

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
    """Return the subject of a page: the assessed subject, if it is known, the rubric, and a day.

    Arguments:
        found: The result of an assessment or analysis.
        on: The day; None to leave it out.
    """
    subject = shortened(found.subject or "", LONGEST_TITLE)
    names = [subject, named(found.title, found.rubric, found.version), on.isoformat() if on else ""]
    return ", ".join(filter(None, names))


def title_of(place: Place) -> str:
    """Return the title of a dimension, or of the rubric as a whole."""
    return place.title if place.id else phrase("overall")


def term(terms: Mapping[str, str | Noun], name: Literal["dimension", "level"]) -> str:
    """Return the rubric's word for its dimensions or levels, as a heading.

    Arguments:
        terms: The rubric's words; by default the name itself.
        name: The term to look up.

    >>> term({"dimension": "business function"}, "dimension"), term({}, "level")
    ('Business function', 'Level')
    """
    return capitalised(str(terms.get(name, name)))


def level_in(titles: Mapping[str, str], id_: str, level: Level | None) -> str:
    """Return a level of a dimension, or of the whole, in words.

    Arguments:
        titles: The display name of each dimension, by its id.
        id_: The id of the dimension; empty for the rubric as a whole.
        level: The level; None if there is none.

    >>> from attain import Level
    >>> level_in({"sales": "Sales"}, "sales", Level("gold")), level_in({}, "", None)
    ('Gold in Sales', 'no level overall')
    """
    named_ = phrase("level.none") if level is None else str(level)
    return phrase("level.in", level=named_, title=titles[id_]) if id_ else phrase("level.overall", level=named_)


def level_or_score(level: Level | None, score: float | None, *, scored: bool) -> GridCell:
    """Return the cell of a level; of a score if the rubric has only scores.

    Arguments:
        level: The level; None if there is none.
        score: The score; None if there is none.
        scored: Whether the rubric has only scores.
    """
    return level or (number(score) if scored and score is not None else "-")


def scores_possible(found: DimensionResult) -> str | None:
    """Return the scores that the open answers still allow; None if there is only one.

    >>> scores_possible(DimensionResult("agreement", "Agreement", score_low=2.0, score_high=7.0))
    '2 to 7'
    """
    low, high = found.score_low, found.score_high
    return None if low is None or high is None or low == high else phrase("page.range", low=low, high=high)


def points_of(band: str | None) -> str | None:
    """Return the range of a level with the word "points"; None if there is no range.

    >>> points_of("1-3"), points_of("1"), points_of(None)
    ('1-3 points', '1 point', None)
    """
    return band and phrase("page.point" if band == "1" else "page.points", range=band)


def question_text(question: str, text: str | None) -> str:
    """Return the text of a question, to put before its answer.

    Arguments:
        question: The full id of the question.
        text: The text of the question; None if it has none.

    >>> question_text("agreement.nda", "Is there an NDA?"), question_text("agreement.nda", None)
    ('Is there an NDA?', 'Nda:')
    """
    asked = text or label(question.rpartition(".")[2], None)
    return asked if asked.endswith("?") else f"{asked}:"


class _HasOptions(Protocol):
    @property
    def options(self) -> Mapping[str, str]: ...
    @property
    def unit(self) -> str | None: ...


def answer_in_words(value: Value | None, asked: _HasOptions) -> str:
    """Return an answer as people read it, including open and inapplicable ones.

    Arguments:
        value: The answer; None if it is open.
        asked: The object with the titles of the options, by their ids, and the unit of a number.

    >>> from attain._analysis.comparison import AnswerComparison
    >>> spent = AnswerComparison("marketing.spent", unit="EUR")
    >>> answer_in_words(None, spent), answer_in_words("n/a", spent), answer_in_words(500.0, spent)
    ('open', 'not applicable', '500 EUR')
    """
    if value is None or value == "n/a":
        return phrase("state.open" if value is None else "state.n/a")
    return in_words(value, asked.options, asked.unit)


def benefit_of(benefit: Benefit) -> str:
    """Return a benefit in words, with its kind.

    >>> benefit_of(Benefit("A fund for joint campaigns", "marketing"))
    'A fund for joint campaigns (marketing)'
    """
    return phrase("page.benefit", text=benefit.text, kind=benefit.kind) if benefit.kind else benefit.text


def by_stage(stages: Iterable[str], served: Iterable[Action | Benefit]) -> dict[str, list[str]]:
    """Return actions and benefits in words, by the title of their stage.

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
    """Yield the next steps and the benefits, earned and next, of a result, stage by stage."""
    for found in result.by_stage.values():
        yield from found.next_steps
        yield from (*found.earned, *found.next_benefits)


def size_of(group: Requirement) -> str:
    """Return the number of conditions of a group: as questions in a ladder, otherwise as requirements."""
    return phrase("page.questions" if group.kind == "share" else "page.requirements", count=len(group.parts))


def met_of(group: Requirement) -> str:
    """Return the number of conditions of a group that are met.

    >>> plan, review = Requirement("value", "met", "plan"), Requirement("value", "open", "review")
    >>> met_of(Requirement("share", "open", needed=2, parts=(plan, review)))
    '1 of 2 questions met'
    """
    return phrase("page.met-of", met=sum(part.standing == "met" for part in group.parts), all=size_of(group))


def targets_aimed(rubric: CompiledRubric) -> Iterator[str]:
    """Yield the targets of a rubric, with their levels and purposes."""
    for id_, target in rubric.targets.items():
        levels = tuple(level_in(rubric.scope.titles, each, level) for each, level in wanted(rubric, id_, None).items())
        text = phrase("target.aimed", title=label(id_, target.title), levels=levels)
        yield f"{text}. {target.summary}" if target.summary else text


def targets_reached(result: ResultData) -> Iterator[str]:
    """Yield the targets of a result's rubric, each with the levels that are missing."""
    titles = {id_: found.title for id_, found in result.dimensions.items()}
    for gap in result.targets.values():
        missing = tuple(level_in(titles, id_, gap.wanted[id_]) for id_ in gap.missing)
        yield (
            phrase("target.missing", title=gap.title, levels=missing)
            if missing
            else phrase("target.reached", title=gap.title)
        )
