"""The pages of the command line, as lines and grids, independent of how they are drawn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from attain._core.messages import phrase
from attain._core.names import label
from attain._format.source import Origin
from attain._model.parts import Action
from attain._plan.compile import CompiledRubric
from attain._plan.fields import Field
from attain._plugins.registry import Entry
from attain._score.result import ChecklistItem, DimensionResult, Requirement, ResultData

from .labels import benefit_of, by_stage, met_of, named, served, targets_aimed, targets_reached, term, title_of
from .layout import Block, Line, grid
from .sentences import demand_of, group, number_asked
from .text import headline, in_order, misfits, nested, not_counted, result_grid, rubric_grid

if TYPE_CHECKING:
    from attain._plugins.plugin import Plugin


def rubrics_page(entries: Iterable[Entry]) -> Iterator[Block]:
    """Yield the page that lists rubrics."""
    headings = "label.rubric", "label.version", "label.from", "label.title"
    rows = [(entry.id, entry.version, entry.distribution, entry.title) for entry in entries]
    yield grid(tuple(map(phrase, headings)), rows)


def plugins_page(plugins: "Iterable[Plugin]", *, kept_out: str = "") -> Iterator[Block]:
    """Yield the page that lists plugins, with their contributions, or the reason why one can't be used.

    Arguments:
        plugins: The installed plugins.
        kept_out: The environment variable that disables plugins; empty if none does.
    """
    found = [(each, f"{each.distribution} {each.version}".strip()) for each in plugins]
    if not found:
        yield Line(phrase("page.plugins-off", variable=kept_out) if kept_out else phrase("page.no-plugin"))
        return
    headings = "label.plugin", "label.from", "label.status", "label.brings"
    rows = [(each.name, origin, each.status, _brought(each)) for each, origin in found]
    yield attrs.evolve(grid(tuple(map(phrase, headings)), rows), whole=True)  # not broken, so that users can copy it
    for each, origin in found:
        if each.reason:
            conflicting = each.status == "conflicting"
            fix = phrase("fix.one-plugin") if conflicting else phrase("fix.plugin", distribution=each.distribution)
            yield Line()
            yield Line(f"{each.name} ({origin}): {each.reason}")
            yield Line(phrase("page.hint", hint=fix), 2)


def _brought(plugin: "Plugin") -> str:
    kinds = (
        ("page.brings-rubric", plugin.rubrics),
        ("page.brings-rule", plugin.rules),
        ("page.brings-policy", plugin.policies),
    )
    return "; ".join(phrase(key, name=name) for key, names in kinds for name in names) or phrase("page.nothing")


def rubric_page(rubric: CompiledRubric, *, questions: bool = False, origins: Sequence[Origin] = ()) -> Iterator[Block]:
    """Yield the page that describes a rubric and how it finds levels.

    Arguments:
        rubric: The rubric.
        questions: Whether to list the questions, with their ids.
        origins: The files that its parts come from.
    """
    yield Line(named(rubric.title, rubric.id, rubric.version), role="title")
    if rubric.summary:
        yield Line(rubric.summary)
    if rubric.source:
        yield Line(phrase("page.source", source=rubric.source))
    levels = [f"{level}: {level.summary}" if level.summary else str(level) for level in rubric.levels]
    yield from _section(phrase("label.levels"), levels)
    yield Line()
    yield rubric_grid(rubric)
    yield from _section(phrase("label.requirements"), [*_required(rubric)])
    yield from _section(phrase("label.benefits"), [*_given(rubric)])
    yield from _section(phrase("label.targets"), targets_aimed(rubric))
    yield from _section(phrase("label.stages"), _staged(by_stage(rubric.stages, rubric.scope.further)))
    if questions:
        asked = [_asked(field) for field in rubric.fields if field.asks != "fact"]
        yield from _section(phrase("label.questions"), asked)
    yield from _section(phrase("label.facts"), [_asked(field) for field in rubric.fields if field.asks == "fact"])
    yield from _section(phrase("label.interpretation"), [*_interpretations(rubric)])
    for origin in origins:
        removed = [phrase("page.without", parts=origin.removed)] if origin.removed else []
        lines = [*origin.parts, *removed] or [phrase("page.nothing")]
        yield from _section(phrase("page.from", name=origin.name), lines)


def _given(rubric: CompiledRubric) -> Iterator[str]:
    """Yield the benefits of each level, for the whole and in each dimension."""
    for place in rubric.scope.places.values():
        benefits = rubric.scope.benefits(place)
        for level in rubric.levels:
            if benefits.get(level.id):
                title = f"{title_of(place)}, {level}" if place.id else str(level)
                texts = tuple(map(benefit_of, benefits[level.id]))
                yield phrase("page.benefits", title=title, benefits=texts)


def _staged(served: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the actions and benefits of each stage, one by one; only its name if there are none."""
    for stage, texts in served.items():
        yield from (f"{stage}: {text}" for text in texts) if texts else (stage,)


def _interpretations(rubric: CompiledRubric) -> Iterator[str]:
    """Yield the rubric's own readings of its sources."""
    if rubric.interpretation:
        yield rubric.interpretation
    for id_, each in rubric.dimensions.items():
        if each.interpretation:
            yield f"{label(id_, each.title)}: {each.interpretation}"


def _asked(field: Field) -> str:
    """Return a question by its id, with its possible answers unless they are yes and no."""
    asked = f"{field.id}: {field.text}"
    if field.kind == "yes-no":
        return asked
    return f"{asked} ({' | '.join(field.options) if field.kind == 'choice' else number_asked(field)})"


def _required(rubric: CompiledRubric) -> Iterator[str]:
    """Yield the requirements of each level, if levels depend on requirements."""
    for output in rubric.plan.outputs:
        place = rubric.scope.places[output.id]
        title = f"{title_of(place)}, " if output.id else ""
        if place.rules.requires:
            for rank, demand in output.demands:
                yield f"{title}{rubric.levels[rank]}: {demand_of(rubric, demand)}"


def levels_page(
    rubric: CompiledRubric, subjects: Sequence[tuple[str, Mapping[str, object]]], *, rows: str, notes: Sequence[str]
) -> Iterator[Block]:
    """Yield the page with the levels of some subjects side by side.

    Arguments:
        rubric: The rubric.
        subjects: The name of each subject, and the ids of its levels by the names of their columns.
        rows: The number of these rows and of all rows, in words.
        notes: The lines to add below.
    """
    yield Line(f"{named(rubric.title, rubric.id, rubric.version)}: {rows}", role="title")
    levels = {level.id: level for level in rubric.levels}
    places = rubric.scope.places
    order = nested({id_: place.parent or None for id_, place in places.items() if id_})
    titles = [(f"{id_}_level", f"{'  ' * depth}{title_of(places[id_])}") for id_, depth in order]
    cells = [
        (title, *(levels.get(str(row.get(column)), "-") for _, row in subjects))
        for column, title in [*titles, ("level", phrase("overall"))]
    ]
    yield grid((term(rubric.terms, "dimension"), *(name for name, _ in subjects)), cells)
    yield from map(Line, notes)


def _section(title: str, lines: Iterable[str]) -> Iterator[Line]:
    """Yield lines under their own title; nothing if there are none."""
    for position, text in enumerate(lines):
        if position == 0:
            yield Line()
            yield Line(title, role="title")
        yield Line(text, 2)


# Results


def result_page(result: ResultData) -> Iterator[Block]:
    """Yield the page that shows a result, its reasons, and the first next step in each dimension."""
    yield Line(headline(result), role="title")
    yield result_grid(result)
    yield from map(Line, not_counted(result))
    yield from _section(phrase("label.problems"), misfits(result))
    parts = _parts(result)
    yield from _section(phrase("label.why"), [f"{title} - {found.why}" for title, found, _ in parts])
    steps = [f"{title} - {_first(found.next_steps)}" for title, found, _ in parts if found.next_steps]
    yield from _section(phrase("label.targets"), targets_reached(result))
    yield from _section(phrase("label.next-steps"), steps)
    yield from _section(
        phrase("label.benefits"), [line for title, found, _ in parts for line in _gained(result, title, found)]
    )
    checked = [line for title, found, _ in parts for line in _checked(title, found)] if result.done else []
    yield from _section(phrase("label.checklist"), checked)
    if result.interpretation or any(found.interpretation for _, found, _ in parts):
        yield Line()
        yield Line(phrase("page.note"), role="note")


def _parts(result: ResultData) -> list[tuple[str, DimensionResult, int]]:
    """Return the title, the result and the depth of the whole and every dimension."""
    *dimensions, overall = in_order(result)
    return [overall, *dimensions]


def _checked(title: str, found: DimensionResult) -> Iterator[str]:
    """Yield the actions of a checklist, each with its state, and the step that follows all of them."""
    for item in found.checklist:
        yield f"{title} - {_item(item)}"
    if found.closing:
        yield phrase("page.closing", title=title, closing=found.closing)


def _item(item: ChecklistItem) -> str:
    return f"[{'x' if item.done else ' '}] {_action(item.action)}"


def _gained(result: ResultData, title: str, found: DimensionResult) -> Iterator[str]:
    """Yield the benefits that are earned, and the ones that the next level adds."""
    if found.earned:
        yield phrase("page.benefits", title=title, benefits=tuple(map(benefit_of, found.earned)))
    if found.level and found.next_benefits:
        benefits, level = tuple(map(benefit_of, found.next_benefits)), result.levels[found.level.rank + 1]
        yield phrase("page.benefits-next", title=title, level=level, benefits=benefits)


def _first(actions: tuple[Action, ...]) -> str:
    first, *rest = map(_action, actions)
    return phrase("page.and-more", action=first, count=len(rest)) if rest else first


def _action(action: Action) -> str:
    return phrase("page.action", text=action.text, resource=action.resource) if action.resource else action.text


def explained_page(result: ResultData) -> Iterator[Block]:
    """Yield the page that explains a result: reasons, requirements, descriptions of levels, and all next steps."""
    yield Line(headline(result), role="title")
    yield result_grid(result)
    yield from _section(phrase("label.problems"), misfits(result))
    for title, found, depth in _parts(result):
        yield Line()
        yield Line(title, 2 * depth, role="title")
        for line in _explained(result, found):
            yield attrs.evolve(line, indent=line.indent + 2 * depth + 2)
    yield from _section(phrase("label.targets"), targets_reached(result))
    yield from _section(phrase("label.stages"), _staged(by_stage(result.stages, served(result))))


def _explained(result: ResultData, found: DimensionResult) -> Iterator[Line]:
    levels = {level.id: str(level) for level in result.levels}
    yield Line(found.why)
    for id_ in _own_open(result, found):
        asked = result.questions.get(id_)
        details = tuple(filter(None, [asked and id_, result.answers[id_].reason]))
        yield Line(phrase("page.open", asked=asked or id_, details=details))
    for level, descriptor in found.descriptors.items():
        here = found.level is not None and level == found.level.id
        words = phrase("page.descriptor-here" if here else "page.descriptor", level=levels[level], text=str(descriptor))
        details = descriptor.details if descriptor.summary else ()
        for text, indent in [(words, 0), *((f"- {each}", 2) for each in details)]:
            yield Line(text, indent, role="text" if here else "note")
    for level, requirement in found.requirements.items():
        rung = requirement.kind == "share"
        met = phrase("page.for-share", level=levels[level], met=met_of(requirement)) if rung else None
        yield Line(met or phrase("page.for", level=levels[level]))
        yield from _requirement(requirement, 2)
    for action in found.next_steps:
        yield Line(f"- {_action(action)}")
    for item in found.checklist:
        yield Line(_item(item))
    if found.closing:
        yield Line(found.closing)
    for line in _gained(result, phrase("label.benefits"), found):
        yield Line(line)
    if found.interpretation:
        yield Line(phrase("page.interpretation", text=found.interpretation), role="note")


def _own_open(result: ResultData, found: DimensionResult) -> Iterator[str]:
    """Yield the open questions directly in a dimension, or directly in the rubric."""
    parent = None if found is result.root else found.id
    within = {id_ for each in result.dimensions.values() if each.parent == parent for id_ in each.open}
    return (id_ for id_ in found.open if id_ not in within)


def _requirement(requirement: Requirement, indent: int) -> Iterator[Line]:
    """Yield a requirement and its parts, each marked as met or not."""
    mark = f"{phrase(f'mark.{requirement.standing}'):<5}"
    title, asked, found = requirement.title, requirement.asked, requirement.found
    if requirement.parts:
        yield Line(f"{mark} {group(requirement.kind, requirement.needed)}", indent)
    elif found is None:
        yield Line(f"{mark} {phrase('requirement', title=title, asked=asked)}", indent)
    else:
        yield Line(f"{mark} {phrase('requirement.found', title=title, asked=asked, found=found)}", indent)
    for part in requirement.parts:
        yield from _requirement(part, indent + 2)
