"""What the command line shows: its pages as lines and grids, whatever they are drawn with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from attain._core.names import capitalised, label
from attain._core.text import number
from attain._format.source import Origin
from attain._model.parts import Action
from attain._plan.compile import CompiledRubric
from attain._plan.fields import Field
from attain._plugins.registry import Entry
from attain._score.result import DimensionResult, Requirement, ResultData

from .sentences import demand_of
from .text import Block, Line, grid, headline, misfits, named, nested, not_counted, result_grid, rubric_grid

if TYPE_CHECKING:
    from attain._plugins.plugin import Plugin


_GROUPS = {"all": "all of these", "any": "any of these", "each": "each of these"}


def rubrics_page(entries: Iterable[Entry]) -> Iterator[Block]:
    """Which rubrics there are.

    Arguments:
        entries: What is known of each.
    """
    rows = [(entry.id, entry.version, entry.distribution, entry.title) for entry in entries]
    yield grid(("Rubric", "Version", "From", "Title"), rows)


def plugins_page(plugins: "Iterable[Plugin]", *, kept_out: bool = False) -> Iterator[Block]:
    """Which plugins there are, what each brings, and below them why some can't be used, and the cure.

    Arguments:
        plugins: What is known of each.
        kept_out: Whether plugins are kept out.
    """
    found = [(each, f"{each.distribution} {each.version}".strip()) for each in plugins]
    if not found:
        yield Line("ATTAIN_PLUGINS=0 keeps all plugins out." if kept_out else "No plugin is installed.")
        return
    rows = [(each.name, origin, each.status, _brought(each)) for each, origin in found]
    yield attrs.evolve(grid(("Plugin", "From", "Status", "Brings"), rows), whole=True)  # a name is to be copied
    for each, origin in found:
        if each.reason:
            cure = (
                "remove all but one of them" if each.status == "conflicting" else f"fix or remove {each.distribution}"
            )
            yield Line()
            yield Line(f"{each.name} ({origin}): {each.reason}")
            yield Line(f"hint: {cure}", 2)


def _brought(plugin: "Plugin") -> str:
    kinds = (("rubric", plugin.rubrics), ("rule", plugin.rules), ("policy", plugin.policies))
    return "; ".join(f"{kind} {name}" for kind, names in kinds for name in names) or "nothing"


def rubric_page(rubric: CompiledRubric, *, questions: bool = False, origins: Sequence[Origin] = ()) -> Iterator[Block]:
    """What a rubric is about, and how it finds levels.

    Arguments:
        rubric: The rubric.
        questions: Whether to list the questions, with the ids to answer them by.
        origins: Which of its parts stand where.
    """
    yield Line(named(rubric.title, rubric.id, rubric.version), role="title")
    if rubric.summary:
        yield Line(rubric.summary)
    if rubric.source:
        yield Line(f"Source: {rubric.source}")
    yield from _section(
        "Levels", [f"{level}: {level.summary}" if level.summary else str(level) for level in rubric.levels]
    )
    yield Line()
    yield rubric_grid(rubric)
    yield from _section("Requirements", [*_required(rubric)])
    if questions:
        yield from _section("Questions", [_asked(field) for field in rubric.fields if field.asks != "fact"])
    yield from _section("Facts", [_asked(field) for field in rubric.fields if field.asks == "fact"])
    dimensions = [(label(id_, each.title), each.interpretation) for id_, each in rubric.dimensions.items()]
    told = [("", rubric.interpretation), *dimensions]
    yield from _section("Interpretation", [f"{title}: {text}" if title else text for title, text in told if text])
    for origin in origins:
        removed = [f"without {', '.join(origin.removed)}"] if origin.removed else []
        yield from _section(f"From {origin.name}", [*origin.parts, *removed] or ["nothing"])


def _asked(field: Field) -> str:
    """What is asked, by its id; and what can be answered, unless that is yes or no."""
    if field.kind == "yes-no":
        return f"{field.id}: {field.text}"
    if field.kind == "choice":
        return f"{field.id}: {field.text} ({' | '.join(field.options)})"
    ends = [f"{word} {number(end)}" for word, end in (("from", field.min), ("to", field.max)) if end is not None]
    unit = [f"in {field.unit}"] if field.unit else []
    return f"{field.id}: {field.text} ({' '.join(['a whole number' if field.whole else 'a number', *unit, *ends])})"


def _required(rubric: CompiledRubric) -> Iterator[str]:
    """What each level asks, where levels are required."""
    for output in rubric.plan.outputs:
        title = f"{label(output.id, rubric.dimensions[output.id].title)}, " if output.id else ""
        if rubric.scope.places[output.id].rules.requires:
            for rank, demand in output.demands:
                yield f"{title}{rubric.levels[rank]}: {demand_of(rubric, demand)}"


def levels_page(
    rubric: CompiledRubric, subjects: Sequence[tuple[str, Mapping[str, object]]], *, rows: str, notes: Sequence[str]
) -> Iterator[Block]:
    """The levels of some subjects, side by side.

    Arguments:
        rubric: The rubric.
        subjects: What each is called, and the ids of its levels by the names of their columns.
        rows: How many of the rows these are, in words.
        notes: What to add below.
    """
    title = named(rubric.title, rubric.id, rubric.version)
    yield Line(f"{title}: {rows}", role="title")
    levels = {level.id: level for level in rubric.levels}
    places = rubric.scope.places
    order = nested({id_: place.parent or None for id_, place in places.items() if id_})
    titles = [(f"{id_}_level", f"{'  ' * depth}{label(id_, places[id_].rules.title)}") for id_, depth in order]
    cells = [
        (title, *(levels.get(str(row.get(column)), "-") for _, row in subjects))
        for column, title in [*titles, ("level", "Overall")]
    ]
    term = str(rubric.terms.get("dimension", "dimension"))
    yield grid((capitalised(term), *(name for name, _ in subjects)), cells)
    yield from map(Line, notes)


def _section(title: str, lines: Iterable[str]) -> Iterator[Line]:
    """Lines under a title of their own; nothing where there are none."""
    for position, text in enumerate(lines):
        if position == 0:
            yield Line()
            yield Line(title, role="title")
        yield Line(text, 2)


def result_page(result: ResultData) -> Iterator[Block]:
    """What scoring gave, why, and the first step further in each dimension.

    Arguments:
        result: The result.
    """
    yield Line(headline(result), role="title")
    yield result_grid(result)
    yield from map(Line, not_counted(result))
    yield from _section("Problems", misfits(result))
    yield from _section("Why", [f"{title} - {found.why}" for title, found, _ in _parts(result)])
    yield from _section(
        "Next steps",
        [f"{title} - {_first(found.next_steps)}" for title, found, _ in _parts(result) if found.next_steps],
    )
    yield from _note(result)


def _parts(result: ResultData) -> Iterator[tuple[str, DimensionResult, int]]:
    """The whole and then every dimension: what to call it, what scoring gave, and how deep it lies."""
    yield "Overall", result.root, 0
    for id_, depth in nested({id_: found.parent for id_, found in result.dimensions.items()}):
        yield result[id_].title, result[id_], depth


def _first(actions: tuple[Action, ...]) -> str:
    rest = len(actions) - 1
    return f"{_action(actions[0])} (and {rest} more: --explain)" if rest else _action(actions[0])


def _action(action: Action) -> str:
    return f"{action.text} [{action.resource}]" if action.resource else action.text


def _note(result: ResultData) -> Iterator[Line]:
    found = (result.root, *result.dimensions.values())
    if result.interpretation or any(each.interpretation for each in found):
        yield Line()
        yield Line("Part of this is the rubric's own reading of its sources; attain show tells which.", role="note")


def explained_page(result: ResultData) -> Iterator[Block]:
    """All that a result tells: for each dimension why, what each level asks, what the level looks like, all next steps.

    Arguments:
        result: The result.
    """
    yield Line(headline(result), role="title")
    yield result_grid(result)
    yield from _section("Problems", misfits(result))
    levels = {level.id: str(level) for level in result.levels}
    for title, found, depth in _parts(result):
        indent = 2 * depth
        yield Line()
        yield Line(title, indent, role="title")
        yield Line(found.why, indent + 2)
        own = [id_ for id_ in found.open if id_ not in {each for inner in _inner(result, found) for each in inner.open}]
        for id_ in own:
            asked = result.questions.get(id_)
            told = ", ".join(filter(None, [asked and id_, result.answers[id_].reason]))
            yield Line(f"Open: {asked or id_} ({told})", indent + 2)
        for level, text in found.descriptors.items():
            here = found.level is not None and level == found.level.id
            yield Line(
                f"{levels[level]}{' (here)' if here else ''}: {text}", indent + 2, role="text" if here else "note"
            )
        for level, requirement in found.requirements.items():
            yield Line(f"For {levels[level]}:", indent + 2)
            yield from _requirement(requirement, indent + 4)
        for action in found.next_steps:
            yield Line(f"- {_action(action)}", indent + 2)
        if found.interpretation:
            yield Line(f"Interpretation: {found.interpretation}", indent + 2, role="note")


def _inner(result: ResultData, found: DimensionResult) -> Iterator[DimensionResult]:
    """The dimensions directly within one, or within the whole."""
    parent = None if found is result.root else found.id
    return (each for each in result.dimensions.values() if each.parent == parent)


def _requirement(requirement: Requirement, indent: int) -> Iterator[Line]:
    """A requirement and its parts, each with how the subject stands to it."""
    standing = f"{requirement.standing:<5}"
    if requirement.parts:
        words = _GROUPS.get(requirement.kind, f"at least {requirement.needed} of these")
        yield Line(f"{standing} {words}", indent)
        for part in requirement.parts:
            yield from _requirement(part, indent + 2)
        return
    found = f"; found: {requirement.found}" if requirement.found is not None else ""
    yield Line(f"{standing} {requirement.title} (required: {requirement.asked}{found})", indent)
