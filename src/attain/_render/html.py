"""What notebooks show: the framework table of a rubric or of a result, as HTML that stands by itself."""

from collections.abc import Mapping, Sequence

from attain._core.names import capitalised, label
from attain._core.text import counted, number, worded
from attain._model.parts import Action, Level, Question
from attain._model.words import Noun
from attain._plan.compile import CompiledRubric
from attain._plan.nodes import least_enough
from attain._plan.plan import Demand
from attain._plan.questions import kind_of, options_of
from attain._plan.scope import Place
from attain._score.explain import undecided
from attain._score.requirements import asked as asked_in_words
from attain._score.requirements import title as title_of_demand
from attain._score.result import Answer, DimensionResult, Requirement, ResultData

from .markup import NOTHING, Html, foot, heading, items, join, maybe, page, row, small, table, tag, unfold
from .text import misfits, nested, not_counted, scores_possible

_MOST_LISTED = 5  # of what a level asks, in a cell of the table; beyond that it is counted

_WAYS = {  # where the cells don't show it already
    "ladder": "by the share of questions met",
    "rating": "rated by the assessor",
    "minimum": "the lowest level within",
    "maximum": "the highest level within",
    "majority": "the level that more than half reach",
    "mean": "the level reached on average",
}
_GROUPS = {"all": "all of", "any": "any of", "each": "each of"}
_STANDINGS = {"met": ("✓", "met"), "unmet": ("✗", "not met"), "open": ("○", "open"), "n/a": ("–", "not applicable")}


def rubric_html(rubric: CompiledRubric) -> str:
    """The framework table of a rubric, dimensions by levels, and its questions to unfold.

    Arguments:
        rubric: The rubric.

    >>> import attain
    >>> html = rubric_html(attain.rubric("iamcp-p2p"))
    >>> "IAMCP P2P Maturity Model" in html, "Letter of intent" in html, "<script" in html
    (True, True, False)
    """
    root, *places = rubric.scope.places.values()
    order = list(nested({place.id: place.parent or None for place in places}))
    rows = [_rubric_row(rubric, rubric.scope.places[id_], depth) for id_, depth in order]
    counts = root.rules.ways or root.rules.questions or (root.scores and not rubric.levels)
    overall = _rubric_row(rubric, root, 0) if counts else NOTHING
    names = ", ".join(map(str, rubric.levels))
    levels = [join(tag("strong", str(level)), f": {level.summary}" if level.summary else "") for level in rubric.levels]
    notes = [(_title(place), place.rules.interpretation) for place in places]
    return page(
        tag("p", f"{rubric.id}@{rubric.version} · {_size(rubric, root)}", look="eyebrow"),
        heading(tag("strong", rubric.title), look="headline"),
        maybe("p", rubric.summary, look="lead"),
        table(rubric.title, _heads(rubric.terms, rubric.levels, rows), rows, overall, by=_by(rubric.levels)),
        heading("Levels and questions" if levels else "Questions"),
        unfold(capitalised(str(rubric.terms.get("level", "level"))), names, items("ul", levels)),
        *(_rubric_details(rubric, rubric.scope.places[id_]) for id_, _ in [*order, ("", 0)]),
        foot([(rubric.title, rubric.interpretation), *notes], rubric.source),
    )


def result_html(result: ResultData) -> str:
    """The framework table of a result, what was reached in each dimension lit, and why to unfold.

    Arguments:
        result: The result.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, subject="Example & Co")
    >>> html = result_html(result)
    >>> "Example &amp; Co" in html, html.count("(level reached") == len(result.profile) + 1
    (True, True)
    """
    root, dimensions = result.root, result.dimensions
    order = list(nested({id_: dimension.parent for id_, dimension in dimensions.items()}))
    rows = [_result_row(result, dimensions[id_], dimensions[id_].title, depth) for id_, depth in order]
    counts = root.way or (root.total and not dimensions) or (root.score is not None and not result.levels)
    overall = _result_row(result, root, "Overall", 0) if counts else NOTHING
    subject = [tag("span", result.subject), ": "] if result.subject else []
    day = f" · {result.on.isoformat()}" if result.on else ""
    notes = [(dimensions[id_].title, dimensions[id_].interpretation) for id_, _ in order]
    return page(
        tag("p", f"{result.title} · version {result.version}{day}", look="eyebrow"),
        heading(*subject, tag("strong", _verdict(result, root)), look="headline"),
        tag("p", root.why, look="lead"),
        table(result.title, _heads(result.terms, result.levels, rows), rows, overall, by=_by(result.levels)),
        maybe("p", _legend([root, *dimensions.values()]), look="soft small"),
        *(tag("p", line) for line in not_counted(result)),
        _problems(result),
        heading("Why, and what leads further"),
        *(_result_details(result, dimensions[id_], dimensions[id_].title) for id_, _ in order),
        _result_details(result, root, "Overall"),
        foot([(result.title, result.interpretation), *notes], None),
    )


def _problems(result: ResultData) -> Html:
    """The first problems with the answers and facts, under a heading; nothing if there is none."""
    lines = [join(line) for line in misfits(result)]
    return join(heading("Problems"), items("ul", lines)) if lines else NOTHING


def _heads(terms: Mapping[str, str | Noun], levels: Sequence[Level], rows: Sequence[Html]) -> list[str]:
    """The headings of the table; without dimensions the levels are all that it is about, without levels the scores."""
    term = terms.get("dimension", "dimension") if rows or not levels else terms.get("level", "level")
    return [capitalised(str(term)), *(map(str, levels) if levels else ["Score"])]


def _by(levels: Sequence[Level]) -> str:
    return "level" if levels else "score"


def _points(band: str) -> str:
    return f"{band} {'point' if band == '1' else 'points'}"


def _title(place: Place) -> str:
    return label(place.id, place.rules.title) if place.id else "Overall"


def _size(rubric: CompiledRubric, place: Place) -> str:
    """How many answers a dimension, with all within it, asks for."""
    inside = {each.id for each in rubric.scope.descendants(place)}
    asked = {asked.input for output in rubric.plan.outputs if output.id in inside for asked in output.asked}
    return counted(len(asked), "question")


def _rubric_row(rubric: CompiledRubric, place: Place, depth: int) -> Html:
    rules, demands = place.rules, _demands(rubric, place)
    none = "no level of its own" if rubric.levels else None
    way = _WAYS.get(rules.combine or rules.ways[0]) if rules.ways else none
    way = rules.rule.summary if rules.rule else way
    tagged = "a second look" if rules.view else ""
    cells = []
    for level in rubric.levels:
        band = rules.bands.get(level.id) if rules.bands else None
        beside = join(small(_points(band.text) if band else None), _in_few_words(demands.get(level.id)))
        cells.append(tag("td", rules.descriptors.get(level.id, ""), beside, look="plain"))
    if not rubric.levels:
        cells.append(tag("td", rules.score or "", look="plain"))
    return row(_title(place), depth, [small(_size(rubric, place), way)], tagged, cells)


def _demands(rubric: CompiledRubric, place: Place) -> dict[str, Requirement]:
    output = next(each for each in rubric.plan.outputs if each.id == place.id)
    return {rubric.levels[rank].id: _demanded(rubric, demand) for rank, demand in output.demands}


def _demanded(rubric: CompiledRubric, demand: Demand) -> Requirement:
    """What a level asks, as long as nobody is held against it."""
    title, asked = title_of_demand(rubric, demand), asked_in_words(rubric, demand)
    needed = None
    if demand.needed is not None:
        share = demand.kind == "share"
        needed = least_enough(len(demand.parts), float(demand.needed)) if share else int(demand.needed)
    parts = tuple(_demanded(rubric, part) for part in demand.parts)
    return Requirement(demand.kind, "open", demand.name, title, asked, needed=needed, parts=parts)


def _rubric_details(rubric: CompiledRubric, place: Place) -> Html:
    rules, levels = place.rules, {level.id: str(level) for level in rubric.levels}
    asks = _demands(rubric, place) if rules.requires else {}
    return unfold(
        _title(place),
        _size(rubric, place),
        maybe("p", rules.summary if place.id else None),
        items("ol", [_question(rubric, place, each, levels) for each in rules.questions.values()]),
        _all_demands(asks, levels, marked=False),
        maybe("p", f"Source: {rules.source}" if rules.source and place.id else None, look="soft small"),
    )


def _question(rubric: CompiledRubric, place: Place, question: Question, levels: Mapping[str, str]) -> Html:
    worded, level = rubric.scope.worded(question), rubric.scope.level_of(question, place)
    origin = rubric.scope.questions[question.same_as][2] if question.same_as else question
    match kind_of(origin):
        case "choice":
            answers = " | ".join(label(option.id, option.title) for option in options_of(origin, rubric))
        case "number":
            unit = f" in {origin.unit}" if origin.unit else ""
            answers = f"a {'whole ' if origin.whole else ''}number{unit}, the {origin.better or 'higher'} the better"
        case _:
            answers = "No is the mature answer" if origin.keyed == "no" else ""
    towards = levels[level] if level else None
    same = f"the same as {question.same_as}" if question.same_as else None
    beside = small(answers, towards, same, worded.summary, question.interpretation, worded.source)
    return join(worded.text or label(question.same_as or "", None), beside)


def _result_row(result: ResultData, found: DimensionResult, title: str, depth: int) -> Html:
    answered = f"{found.answered} of {found.total} answered" if found.total else None
    scores = scores_possible(found)
    possible = scores and f"{scores} possible"
    beside = [small(_scored(found)), small(answered, possible)]
    untold = "" if found.level or (found.score is not None and not result.levels) else _verdict(result, found).lower()
    tagged = ", ".join(filter(None, ["a second look" if found.view else "", untold]))
    cells = [_cell(found, level) for level in result.levels]
    return row(title, depth, beside if cells else [small(answered)], tagged, cells or [_score_cell(found, possible)])


def _score_cell(found: DimensionResult, possible: str | None) -> Html:
    """The cell of a result without levels: the score."""
    return tag("td", maybe("strong", _scored(found)), small(possible))


def _cell(found: DimensionResult, level: Level) -> Html:
    """One cell of a result: lit where it is the level reached, outlined where open answers can still lead to it."""
    band, within = found.bands.get(level.id), list(found.combined.values()).count(level)
    beside = small(_points(band) if band else None, f"{within} of {len(found.combined)}" if within else None)
    asks = _in_few_words(found.requirements.get(level.id), marked=True)
    text, looks = found.descriptors.get(level.id, ""), {}
    if found.level == level:
        looks["lit"] = "level reached"
        text = tag("strong", tag("span", "● ", aria_hidden="true"), text or str(level))
    if found.low != found.high and found.low and found.high and found.low <= level <= found.high:
        looks["may"] = "possible"
    if found.way == "ladder" and found.progress and found.progress.level == level:
        beside = join(beside, small("not reached yet"))
    heard = maybe("span", f"({', '.join(looks.values())}) " if looks else None, look="heard")
    return tag("td", heard, text, beside, asks, look=" ".join(looks))


def _legend(found: Sequence[DimensionResult]) -> str:
    reached = "● level reached" if any(each.level for each in found) else None
    possible = "dashed: the open answers can still lead there" if any(each.low != each.high for each in found) else None
    return " · ".join(filter(None, [reached, possible]))


def _scored(found: DimensionResult) -> str | None:
    if found.score is None:
        return None
    return number(found.score) if found.full is None else f"{number(found.score)} of {counted(found.full, 'point')}"


def _verdict(result: ResultData, found: DimensionResult) -> str:
    """The level, or why there is none; without levels the score."""
    if found.level is not None:
        return str(found.level)
    if found.blocked_by:
        return f"Withheld: {counted(len(found.blocked_by), 'answer')} missing"
    if undecided(found):
        return "Undecided"
    if found.score is None and (found.way or found.full):
        return "Not applicable"
    return "No level of its own" if result.levels else _scored(found) or "No score of its own"


def _result_details(result: ResultData, found: DimensionResult, title: str) -> Html:
    """Why a dimension has its level; for the whole that is told above the table."""
    levels = {level.id: str(level) for level in result.levels}
    steps = items("ul", [_action(action, levels) for action in found.next_steps])
    answers = [
        _answer(result, id_, answer) for id_, answer in result.answers.items() if _owner(result, id_) == found.id
    ]
    return unfold(
        title,
        " · ".join(dict.fromkeys(filter(None, [_verdict(result, found), _scored(found)]))),
        maybe("p", None if found is result.root else found.why),
        _all_demands(found.requirements, levels, marked=True),
        join(heading("Next steps"), steps) if steps else NOTHING,
        unfold("Answers", str(len(answers)), items("ul", answers)),
    )


def _owner(result: ResultData, question: str) -> str:
    """The id of the dimension that a question, or a rating, stands in."""
    dimension = question.rpartition(".")[0] or question
    return dimension if dimension in result.dimensions else result.root.id


def _action(action: Action, levels: Mapping[str, str]) -> Html:
    level = f"towards {levels[action.level]}" if action.level else None
    return join(action.text, small(level, action.resource, action.source))


def _answer(result: ResultData, id_: str, answer: Answer) -> Html:
    value = "open" if answer.value is None else "not applicable" if answer.value == "n/a" else worded(answer.value)
    asked = result.questions.get(id_) or label(id_.rpartition(".")[2], None)
    day = answer.on.isoformat() if answer.on else None
    beside = small(answer.reason, answer.note, answer.evidence, day, answer.by)
    return join(asked, _colon(asked), result.chosen.get(id_, value), beside)


def _colon(asked: str) -> str:
    return " " if asked.endswith("?") else ": "


def _all_demands(demands: Mapping[str, Requirement], levels: Mapping[str, str], *, marked: bool) -> Html:
    """All that each level asks, down to the last condition."""
    told = [
        join(tag("strong", levels[id_]), items("ul", [_demand(part, marked=marked) for part in _parts(demand)]))
        for id_, demand in demands.items()
    ]
    return join(heading("What each level asks"), items("ul", told, look="list")) if told else NOTHING


def _parts(demand: Requirement) -> Sequence[Requirement]:
    return demand.parts if demand.kind == "all" else (demand,)


def _demand(demand: Requirement, *, marked: bool, deep: bool = True) -> Html:
    """A condition, marked with how the subject stands to it; a group with its parts, or with how many they are."""
    if len(demand.parts) == 1 and demand.kind != "share":
        return _demand(demand.parts[0], marked=marked, deep=deep)
    sign, heard = _STANDINGS[demand.standing]
    signed = tag("span", sign, aria_hidden="true"), tag("span", f" {heard}", look="heard"), " "
    mark = join(*signed) if marked else NOTHING
    if demand.parts:
        told = _GROUPS.get(demand.kind, f"{demand.needed} of")
        parts = items("ul", [_demand(part, marked=marked) for part in demand.parts])
        return join(mark, told, parts) if deep else join(mark, f"{told} {len(demand.parts)} conditions")
    if not marked:
        return join(demand.title, _colon(demand.title), demand.asked)
    found = f"; so far {demand.found}" if demand.standing == "unmet" and demand.found else None
    return join(mark, f"{demand.title} (required: {demand.asked}", maybe("span", found, look="soft"), ")")


def _in_few_words(demand: Requirement | None, *, marked: bool = False) -> Html:
    """What a level asks, for its cell: a short list, or how many things it is."""
    if demand is None:
        return NOTHING
    if demand.kind != "share" and len(_parts(demand)) <= _MOST_LISTED:
        told = [_demand(part, marked=marked, deep=False) for part in _parts(demand)]
        return join(" ", items("ul", told, look="small"))
    what = counted(len(demand.parts), "question" if demand.kind == "share" else "requirement")
    return small(f"{sum(part.standing == 'met' for part in demand.parts)} of {what} met" if marked else what)
