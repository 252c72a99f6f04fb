"""The framework table of a rubric or a result, as HTML without external files."""

from collections.abc import Iterable, Mapping, Sequence

from attain._core.messages import phrase
from attain._core.names import label
from attain._core.text import number, worded
from attain._model.parts import Action, Benefit, Descriptor, Level, Question
from attain._model.words import Noun
from attain._plan.compile import CompiledRubric
from attain._plan.questions import kind_of, options_of
from attain._plan.scope import Place
from attain._score.explain import undecided
from attain._score.requirements import required
from attain._score.result import Answer, DimensionResult, Requirement, ResultData, owner_of

from .labels import (
    benefit_of,
    by_stage,
    met_of,
    points_of,
    question_text,
    scores_possible,
    served,
    size_of,
    targets_aimed,
    targets_reached,
    term,
    title_of,
)
from .markup import (
    NOTHING,
    Html,
    eyebrow,
    foot,
    headline,
    items,
    join,
    maybe,
    page,
    row,
    section,
    small,
    table,
    tag,
    unfold,
)
from .sentences import group, number_asked
from .text import in_order, misfits, nested, not_counted

_MOST_LISTED = 5  # the largest number of conditions to list in a cell; beyond it, cells show their number
_WAYS = ("ladder", "rating", "minimum", "maximum", "majority", "mean")  # the ways to a level that cells don't show
_MARKS = {"met": "✓", "unmet": "✗", "open": "○", "n/a": "–"}


def rubric_html(rubric: CompiledRubric) -> str:
    """Return the framework table of a rubric, dimensions by levels, with its questions to unfold.

    >>> import attain
    >>> html = rubric_html(attain.rubric("iamcp-p2p"))
    >>> "IAMCP P2P Maturity Model" in html, "Letter of intent" in html, "<script" in html
    (True, True, False)
    """
    root, *places = rubric.scope.places.values()
    order = list(nested({place.id: place.parent or None for place in places}))
    rows = [_rubric_row(rubric, rubric.scope.places[id_], depth) for id_, depth in order]
    notes = [(title_of(place), place.rules.interpretation) for place in places]
    return page(
        tag("p", f"{rubric.id}@{rubric.version} · {_size(rubric, root)}", look="eyebrow"),
        headline(rubric.title),
        maybe("p", rubric.summary, look="lead"),
        table(rubric.title, _heads(rubric.terms, rubric.levels, rows), rows, _overall(rubric), by=_by(rubric.levels)),
        section(
            phrase("label.levels-and-questions" if rubric.levels else "label.questions"),
            unfold(term(rubric.terms, "level"), ", ".join(map(str, rubric.levels)), items("ul", _levels(rubric))),
            *(_rubric_details(rubric, rubric.scope.places[id_]) for id_, _ in [*order, ("", 0)]),
        ),
        _listed(phrase("label.targets"), targets_aimed(rubric)),
        _stages(rubric.stages, rubric.scope.further),
        foot([(rubric.title, rubric.interpretation), *notes], rubric.source),
    )


def _levels(rubric: CompiledRubric) -> list[Html]:
    return [join(tag("strong", str(level)), f": {level.summary}" if level.summary else "") for level in rubric.levels]


def _overall(rubric: CompiledRubric) -> Html:
    """Return the row of the rubric as a whole, if it has a level, a score or questions to show."""
    root = rubric.scope.places[""]
    shown = root.rules.ways or root.rules.questions or (root.scores and not rubric.levels)
    return _rubric_row(rubric, root, 0) if shown else NOTHING


def result_html(result: ResultData) -> str:
    """Return the framework table of a result, with the level of each dimension highlighted and the reasons to unfold.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, subject="Example & Co")
    >>> html = result_html(result)
    >>> "Example &amp; Co" in html, html.count("(level reached") == len(result.profile) + 1
    (True, True)
    """
    root = result.root
    parts = [*in_order(result)]
    *rows, overall = (_result_row(result, found, title, depth) for title, found, depth in parts)
    if not (root.way or (root.total and not rows) or (root.score is not None and not result.levels)):
        overall = NOTHING
    notes = [(title, found.interpretation) for title, found, _ in parts[:-1]]
    return page(
        eyebrow(result.title, result.version, result.on),
        headline(_standing(result, root), result.subject),
        tag("p", root.why, look="lead"),
        table(result.title, _heads(result.terms, result.levels, rows), rows, overall, by=_by(result.levels)),
        maybe("p", _legend([found for _, found, _ in parts]), look="soft small"),
        *(tag("p", line) for line in not_counted(result)),
        _listed(phrase("label.problems"), misfits(result)),
        _listed(phrase("label.targets"), targets_reached(result)),
        section(phrase("label.why-and-next"), *(_result_details(result, found, title) for title, found, _ in parts)),
        _stages(result.stages, served(result)),
        foot([(result.title, result.interpretation), *notes], None),
    )


def _listed(title: str, texts: Iterable[str]) -> Html:
    """Return texts under a heading; empty without texts."""
    return section(title, items("ul", [*map(join, texts)]))


def _heads(terms: Mapping[str, str | Noun], levels: Sequence[Level], rows: Sequence[Html]) -> list[str]:
    """Return the headings of the table: without dimensions only levels, without levels only scores."""
    first = term(terms, "dimension" if rows or not levels else "level")
    return [first, *(map(str, levels) if levels else [phrase("label.score")])]


def _by(levels: Sequence[Level]) -> str:
    return phrase("label.level" if levels else "label.score").lower()


def _size(rubric: CompiledRubric, place: Place) -> str:
    """Return the number of answers in a dimension and everything within it."""
    inside = {each.id for each in rubric.scope.descendants(place)}
    asked = {asked.input for output in rubric.plan.outputs if output.id in inside for asked in output.asked}
    return phrase("page.questions", count=len(asked))


def _rubric_row(rubric: CompiledRubric, place: Place, depth: int) -> Html:
    rules, requirements = place.rules, _requirements(rubric, place)
    tagged = phrase("page.second-look") if rules.view else ""
    cells = []
    for level in rubric.levels:
        band = rules.bands.get(level.id) if rules.bands else None
        beside = join(small(points_of(band.text) if band else None), _in_few_words(requirements.get(level.id)))
        cells.append(tag("td", str(rules.descriptors.get(level.id, "")), beside, look="plain"))
    if not rubric.levels:
        cells.append(tag("td", rules.score or "", look="plain"))
    return row(title_of(place), depth, [small(_size(rubric, place), _way(rubric, place))], tagged, cells)


def _way(rubric: CompiledRubric, place: Place) -> str | None:
    """Return the way to the level of a dimension, if its cells don't show it."""
    rules = place.rules
    if rules.rule:
        return rules.rule.summary
    if not rules.ways:
        return phrase("page.no-own-level").lower() if rubric.levels else None
    way = rules.combine or rules.ways[0]
    return phrase(f"way.{way}") if way in _WAYS else None


def _requirements(rubric: CompiledRubric, place: Place) -> dict[str, Requirement]:
    output = next(each for each in rubric.plan.outputs if each.id == place.id)
    return {rubric.levels[rank].id: required(rubric, demand) for rank, demand in output.demands}


def _rubric_details(rubric: CompiledRubric, place: Place) -> Html:
    rules, levels = place.rules, {level.id: str(level) for level in rubric.levels}
    requirements = _requirements(rubric, place) if rules.requires else {}
    source = phrase("page.source", source=rules.source) if rules.source and place.id else None
    return unfold(
        title_of(place),
        _size(rubric, place),
        maybe("p", rules.summary if place.id else None),
        items("ol", [_question(rubric, place, each, levels) for each in rules.questions.values()]),
        _looks(rules.descriptors, levels),
        _all_requirements(requirements, levels, marked=False),
        _benefits(rubric.scope.benefits(place), levels),
        maybe("p", source, look="soft small"),
    )


def _question(rubric: CompiledRubric, place: Place, question: Question, levels: Mapping[str, str]) -> Html:
    shown, level = rubric.scope.worded(question), rubric.scope.level_of(question, place)
    origin = rubric.scope.questions[question.same_as][2] if question.same_as else question
    beside = small(
        _accepted(rubric, origin),
        levels[level] if level else None,
        phrase("page.same-as", id=question.same_as) if question.same_as else None,
        shown.summary,
        question.interpretation,
        shown.source,
    )
    return join(shown.text or label(question.same_as or "", None), beside)


def _accepted(rubric: CompiledRubric, question: Question) -> str | None:
    """Return the accepted answers to a question; None for plain yes/no."""
    match kind_of(question):
        case "choice":
            return " | ".join(label(option.id, option.title) for option in options_of(question, rubric))
        case "number":
            better = phrase(f"answer.better-{question.better or 'higher'}")
            return f"{number_asked(question)}; {better}"
        case _:
            return phrase("answer.keyed-no") if question.keyed == "no" else None


def _result_row(result: ResultData, found: DimensionResult, title: str, depth: int) -> Html:
    answered = phrase("page.answered-of", answered=found.answered, total=found.total) if found.total else None
    scores = scores_possible(found)
    possible = scores and phrase("page.possible-scores", scores=scores)
    tagged = [phrase("page.second-look")] if found.view else []
    if not found.level and (found.score is None or result.levels):
        tagged.append(_standing(result, found).lower())
    if not result.levels:
        return row(title, depth, [small(answered)], ", ".join(tagged), [_score_cell(found, possible)])
    beside = [small(_scored(found)), small(answered, possible)]
    return row(title, depth, beside, ", ".join(tagged), [_cell(found, level) for level in result.levels])


def _score_cell(found: DimensionResult, possible: str | None) -> Html:
    """Return the cell of a result without levels: the score."""
    return tag("td", maybe("strong", _scored(found)), small(possible))


def _cell(found: DimensionResult, level: Level) -> Html:
    """Return a cell of a result: highlighted for the level reached, outlined for levels that are still possible."""
    reached, possible = found.level == level, _is_possible(found, level)
    text = str(found.descriptors.get(level.id, ""))
    if reached:
        text = tag("strong", tag("span", "● ", aria_hidden="true"), text or str(level))
    labels = [phrase(key) for key, holds in (("page.level-reached", reached), ("page.possible", possible)) if holds]
    heard = maybe("span", f"({', '.join(labels)}) " if labels else None, look="heard")
    looks = " ".join(look for look, holds in (("lit", reached), ("may", possible)) if holds)
    asks = _in_few_words(found.requirements.get(level.id), marked=True)
    return tag("td", heard, text, _beside(found, level), asks, look=looks)


def _is_possible(found: DimensionResult, level: Level) -> bool:
    """Return whether the open answers can change the level to this one, or keep it there among others."""
    low, high = found.low, found.high
    return low is not None and high is not None and low != high and low <= level <= high


def _beside(found: DimensionResult, level: Level) -> Html:
    """Return the small text in the cell of a level."""
    within = list(found.combined.values()).count(level)
    beside = small(
        points_of(found.bands.get(level.id)),
        phrase("page.of", part=within, all=len(found.combined)) if within else None,
    )
    if found.way == "ladder" and found.progress and found.progress.level == level:
        beside = join(beside, small(phrase("page.not-reached")))
    return beside


def _legend(found: Sequence[DimensionResult]) -> str:
    reached = phrase("page.reached") if any(each.level for each in found) else None
    possible = phrase("page.dashed") if any(each.low != each.high for each in found) else None
    return " · ".join(filter(None, [reached, possible]))


def _scored(found: DimensionResult) -> str | None:
    if found.score is None:
        return None
    return number(found.score) if found.full is None else phrase("page.scored", score=found.score, full=found.full)


def _standing(result: ResultData, found: DimensionResult) -> str:
    """Return the level, or why there is none; for rubrics without levels, the score."""
    if found.level is not None:
        return str(found.level)
    if found.blocked_by:
        return phrase("page.missing-answers", count=len(found.blocked_by))
    if undecided(found):
        return phrase("page.undecided")
    if found.score is None and (found.way or found.full):
        return phrase("page.not-applicable")
    return phrase("page.no-own-level") if result.levels else _scored(found) or phrase("page.no-own-score")


def _result_details(result: ResultData, found: DimensionResult, title: str) -> Html:
    """Return why a dimension has its level; for the whole, this is above the table."""
    levels = {level.id: str(level) for level in result.levels}
    steps = items("ul", [_action(action, levels) for action in found.next_steps])
    answers = [
        _answer(result, id_, answer)
        for id_, answer in result.answers.items()
        if owner_of(result.dimensions, result.root.id, id_) == found.id
    ]
    return unfold(
        title,
        " · ".join(dict.fromkeys(filter(None, [_standing(result, found), _scored(found)]))),
        maybe("p", None if found is result.root else found.why),
        _looks(found.descriptors, levels),
        _all_requirements(found.requirements, levels, marked=True),
        _gained(result, found),
        _checklist(found),
        section(phrase("label.next-steps"), steps),
        unfold(phrase("label.answers"), str(len(answers)), items("ul", answers)),
    )


def _looks(descriptors: Mapping[str, Descriptor], levels: Mapping[str, str]) -> Html:
    """Return the details of each level's description; the table has the summary."""
    return _by_level(
        phrase("label.what-levels-look-like"),
        {levels[level]: each.details for level, each in descriptors.items() if each.summary},
    )


def _benefits(benefits: Mapping[str, Sequence[Benefit]], levels: Mapping[str, str]) -> Html:
    """Return the benefits of each level."""
    return _by_level(
        phrase("label.what-levels-give"),
        {levels[level]: list(map(benefit_of, each)) for level, each in benefits.items()},
    )


def _gained(result: ResultData, found: DimensionResult) -> Html:
    """Return the benefits that are earned, and the ones that the next level adds."""
    gained = {phrase("page.earned"): found.earned}
    if found.level and found.next_benefits:
        gained[phrase("page.added-by", level=result.levels[found.level.rank + 1])] = found.next_benefits
    return _by_level(phrase("label.benefits"), {title: list(map(benefit_of, each)) for title, each in gained.items()})


def _checklist(found: DimensionResult) -> Html:
    """Return the actions that can be marked as done, each with its state, and the step that follows all of them."""
    if not found.checklist:
        return NOTHING
    lines = [
        join(
            tag("span", "☑ " if item.done else "☐ ", aria_hidden="true"),
            item.action.text,
            small(state, item.action.resource),
        )
        for item in found.checklist
        for state in [phrase("page.done") if item.done else phrase("state.open")]
    ]
    return section(phrase("label.checklist"), items("ul", lines), maybe("p", found.closing))


def _stages(stages: Sequence[str], things: Iterable[Action | Benefit]) -> Html:
    """Return the actions and benefits for each stage of the lifecycle, to unfold; empty without stages."""
    shown = [
        join(tag("strong", stage), items("ul", list(map(join, texts))))
        for stage, texts in by_stage(stages, things).items()
    ]
    return unfold(phrase("label.stages"), str(len(shown)), items("ul", shown, look="list")) if shown else NOTHING


def _by_level(title: str, lists: Mapping[str, Sequence[str]]) -> Html:
    """Return lists with titles under a heading; empty if all lists are."""
    shown = [join(tag("strong", each), items("ul", list(map(join, lines)))) for each, lines in lists.items() if lines]
    return section(title, items("ul", shown, look="list"))


def _action(action: Action, levels: Mapping[str, str]) -> Html:
    level = phrase("page.towards", level=levels[action.level]) if action.level else None
    return join(action.text, small(level, action.resource, action.source))


def _answer(result: ResultData, id_: str, answer: Answer) -> Html:
    match answer.value:
        case None:
            value = phrase("state.open")
        case "n/a":
            value = phrase("state.n/a")
        case _:
            value = worded(answer.value)
    asked = question_text(id_, result.questions.get(id_))
    day = answer.on.isoformat() if answer.on else None
    beside = small(answer.reason, answer.note, answer.evidence, day, answer.by)
    return join(asked, " ", result.chosen.get(id_, value), beside)


# Requirements


def _all_requirements(requirements: Mapping[str, Requirement], levels: Mapping[str, str], *, marked: bool) -> Html:
    """Return the requirements of each level, down to the last condition."""
    shown = [
        join(tag("strong", levels[id_]), items("ul", [_requirement(part, marked=marked) for part in _parts(each)]))
        for id_, each in requirements.items()
    ]
    return section(phrase("label.what-levels-require"), items("ul", shown, look="list"))


def _parts(requirement: Requirement) -> Sequence[Requirement]:
    return requirement.parts if requirement.kind == "all" else (requirement,)


def _requirement(requirement: Requirement, *, marked: bool, deep: bool = True) -> Html:
    """Return a condition, marked as met or not; a group with its parts, or with their number."""
    parts = requirement.parts
    if len(parts) == 1 and requirement.kind != "share":
        return _requirement(parts[0], marked=marked, deep=deep)
    mark = _mark(requirement) if marked else NOTHING
    if not parts:
        return join(mark, _in_words(requirement))
    group_ = group(requirement.kind, requirement.needed)
    if not deep:
        return join(mark, phrase("page.conditions", group=group_, count=len(parts)))
    return join(mark, group_, items("ul", [_requirement(part, marked=marked) for part in parts]))


def _mark(requirement: Requirement) -> Html:
    sign = tag("span", _MARKS[requirement.standing], aria_hidden="true")
    return join(sign, tag("span", f" {phrase(f'state.{requirement.standing}')}", look="heard"), " ")


def _in_words(requirement: Requirement) -> str:
    title, asked = requirement.title, requirement.asked
    if requirement.standing == "unmet" and requirement.found:
        return phrase("requirement.found", title=title, asked=asked, found=requirement.found)
    return phrase("requirement", title=title, asked=asked)


def _in_few_words(requirement: Requirement | None, *, marked: bool = False) -> Html:
    """Return the requirements of a level for its cell: a short list, or the number of conditions."""
    if requirement is None:
        return NOTHING
    if requirement.kind != "share" and len(_parts(requirement)) <= _MOST_LISTED:
        shown = [_requirement(part, marked=marked, deep=False) for part in _parts(requirement)]
        return join(" ", items("ul", shown, look="small"))
    return small(met_of(requirement) if marked else size_of(requirement))
