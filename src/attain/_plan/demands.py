"""The translation of the conditions of levels to the plan."""

import math

import attrs

from attain._core.errors import Path, Problem
from attain._core.messages import say
from attain._core.precision import quantise, quantised, reached, within
from attain._core.types import is_number, number_hint, number_in
from attain._model.conditions import YES_NO, Ask, Condition, Value, inside

from .builder import Builder
from .context import Context
from .nodes import Count, OptionPoints, Same, Threshold
from .plan import Demand
from .questions import NEVER, Item, titles_of
from .scope import Place, unknown

_AT_LEAST = ("at-least", "at_least", "atleast", "min", "minimum", "least", ">=", ">", "gte", "ge", "gt")
_AT_MOST = ("at-most", "at_most", "atmost", "max", "maximum", "most", "<=", "<", "lte", "le", "lt")


def demand(context: Context, place: Place, condition: Condition, path: Path) -> Demand | None:
    """Add the nodes of a condition; if it is not valid, add the problem and return None."""
    if isinstance(condition, Ask):
        return _concerning(context, place, condition, path)
    found = [demand(context, place, part, inner) for part, inner in inside(condition, path)]
    facts = context.facts(condition.applies_when.items())
    parts = tuple(part for part in found if part is not None)
    if not parts:
        return None
    need: int | float = {"all": 1.0, "each": 1.0}.get(condition.kind, condition.at_least or 1)
    node = context.builder.only_if(
        context.builder.add(Count(tuple(part.node for part in parts), need), path), facts, path
    )
    return Demand(node, condition.kind, needed=condition.at_least, parts=parts)


def _concerning(context: Context, place: Place, ask: Ask, path: Path) -> Demand | None:
    """Add the nodes of an ask; its problems concern the thing that it names."""
    problems = context.builder.problems
    before = len(problems)
    found = _ask(context, place, ask, path)
    if wrong := problems[before:]:
        own = ((*place.path, "score"), (*place.path, "bands"))
        named = context.scope.paths(ask.name, place) if ask.name else own
        problems[before:] = [attrs.evolve(each, related=(*each.related, *named)) for each in wrong]
    return found


def _ask(context: Context, place: Place, ask: Ask, path: Path) -> Demand | None:
    if not ask.name:
        return _ask_score(context, place, ask.least, path)
    problems = context.builder.problems
    meant = context.scope.resolve(ask.name, place, path, found=len(problems))
    if isinstance(meant, Problem):
        problems.append(_compared(context, place, ask, path) or meant)
        return None
    kind, name = meant
    if kind == "dimension":
        return _ask_dimension(context, context.scope.places[name], ask, path)
    return _ask_question(context.builder, context.items[name], ask, path) if name in context.items else None


def _ask_dimension(context: Context, place: Place, ask: Ask, path: Path) -> Demand | None:
    """Add the condition that a dimension has a level or a score."""
    if ask.of_dimension == "level" and isinstance(ask.least, str):
        return _ask_level(context, place, ask.least, path)
    if ask.of_dimension == "score" and is_number(ask.least):
        return _ask_score(context, place, ask.least, path)
    levels = [level.id for level in context.rubric.levels]
    least = ask.least if ask.least in levels else levels[-1]
    is_score = ask.aspect == "score" and ask.least not in levels
    fix = number_hint(ask.least, "score") if is_score else say("fix.text-line", name=place.id, found=least)
    context.builder.problem(say("condition-kind.dimension", id=place.id), path, fix)
    return None


def _compared(context: Context, place: Place, ask: Ask, path: Path) -> Problem | None:
    """Return the problem of a condition with a word for a comparison: ``revenue = { at-least = 5 }``."""
    name, _, word = ask.name.rpartition(".")
    meanings = context.scope.meanings(name, place)
    if not meanings or word not in (*_AT_LEAST, *_AT_MOST):
        return None
    item, better = context.items.get(meanings[0][1]), "lower" if word in _AT_MOST else "higher"
    turned = (item.sign if item else 1) != (-1 if word in _AT_MOST else 1)
    fix = say("fix.compared-better" if turned else "fix.value-line", name=name, found=ask.least, better=better)
    return Problem.of(say("condition-syntax.compared", word=word), path, fix)


def _ask_level(context: Context, place: Place, least: str, path: Path) -> Demand | None:
    ranks = {level.id: level.rank for level in context.rubric.levels}
    if least not in ranks:
        titles = {level.id: str(level) for level in context.rubric.levels}
        problem = unknown("level", least, ranks, path, titles=titles, found=len(context.builder.problems))
        meant = number_in(least)
        fix = say("fix.score-line", name=place.id, found=meant) if meant else problem.fix
        context.builder.problems.append(attrs.evolve(problem, hint=fix))
    elif not place.rules.ways:
        context.builder.problem(say("no-level", dimension=place.id), path)
    elif place.id in context.levels:
        node = context.levels[place.id].level
        holds = context.builder.add(Threshold(node, ranks[least]), path)
        return Demand(holds, "level", place.id, least, value=node, threshold=ranks[least])
    return None


def _ask_score(context: Context, place: Place, least: Value | None, path: Path) -> Demand | None:
    if isinstance(least, bool | str | None):
        context.builder.problem(say("condition-kind.score"), path, number_hint(least, "score"))
    elif not place.scores:
        context.builder.problem(say("no-score", whole=place.whole), path)
    elif place.id in context.scores:
        node = context.scores[place.id].score
        holds = context.builder.add(Threshold(node, reached(quantise(least))), path)
        return Demand(holds, "score", place.id, least, value=node, threshold=least)
    return None


def _ask_question(builder: Builder, item: Item, ask: Ask, path: Path) -> Demand | None:
    """Add the condition that an answer is as good as a value, or has enough points; an open question never meets it."""
    if ask.aspect == "points":
        return _ask_points(builder, item, ask.least, path)
    if ask.aspect not in (None, "value"):
        builder.problem(say(f"condition-kind.no-{ask.aspect}", id=item.id), path)
        return None
    if ask.least is None:
        return met(builder, item, path) if can_be_met(item, builder, path) else None
    match item.kind:
        case "yes-no":
            return _ask_yes_no(builder, item, ask.least, path)
        case "choice":
            return _ask_choice(builder, item, ask.least, path)
        case _:
            return _ask_number(builder, item, ask.least, path)


def _ask_yes_no(builder: Builder, item: Item, least: Value, path: Path) -> Demand | None:
    answer, mature = YES_NO.get(least), item.keyed == "yes"
    if answer is None:
        builder.problem(say("condition-kind.yes-no", id=item.id), path)
    elif answer == mature:
        return met(builder, item, path)
    else:
        builder.problem(say("condition-idle.yes-no", id=item.id, mature=mature), path)
    return None


def _ask_choice(builder: Builder, item: Item, least: Value, path: Path) -> Demand | None:
    options = tuple(option.id for option in item.options)
    if least not in options:
        titles, within, found = titles_of(item.options), (*item.path, "options"), len(builder.problems)
        builder.problems.append(unknown("option", least, options, path, titles=titles, within=within, found=found))
    elif least == options[0]:
        builder.problem(say("condition-idle.option", better=options[1:]), path)
    else:
        return met(builder, attrs.evolve(item, met=options.index(str(least))), path)
    return None


def _ask_number(builder: Builder, item: Item, least: Value, path: Path) -> Demand | None:
    """Add the condition that a number is at least as good as another."""
    if isinstance(least, bool | str):
        builder.problem(say("condition-kind.number", id=item.id), path, number_hint(least, item.id))
    elif item.origin.whole and not float(least).is_integer():
        enough = math.ceil(least) if item.sign > 0 else math.floor(least)
        builder.problem(say("condition-kind.whole", id=item.id, given=least, enough=str(enough)), path)
    elif quantised(item.sign * least) <= quantised(item.reach[0]):
        builder.problem(say("condition-idle.more" if item.sign > 0 else "condition-idle.less", least=least), path)
    else:
        value = item.reads(builder, Same(), item.reach, open_as=-math.inf, path=path)
        fewest, most = within(least, least)
        node = builder.add(Threshold(value, fewest if item.sign > 0 else -most), path)
        return Demand(node, "value", item.id, least, value=value, threshold=item.sign * least, input=item.input)
    return None


def _ask_points(builder: Builder, item: Item, least: Value | None, path: Path) -> Demand | None:
    if isinstance(least, bool | str | None):
        builder.problem(say("condition-kind.points"), path, number_hint(least, "points"))
    elif item.worth is None:
        builder.problem(say("no-points.asked", id=item.id), path)
    elif quantised(least) <= quantised(item.points[0]):
        builder.problem(say("condition-idle.more", least=item.points[0]), path)
    else:
        below = min(NEVER, 2 * item.points[0])
        value = item.reads(builder, item.worth, item.points, open_as=below, path=path)
        node = builder.add(Threshold(value, reached(quantise(least))), path)
        return Demand(node, "points", item.id, least, value=value, threshold=least, input=item.input)
    return None


def can_be_met(item: Item, builder: Builder, path: Path) -> bool:
    """Return whether a question has an answer that counts as met; if not, add the problem."""
    if item.met is None and item.kind == "choice":
        options = tuple(option.id for option in item.options[1:])
        builder.problem(say("not-met.choice", options=options), path)
    elif item.met is None:
        builder.problem(say("not-met.number"), path)
    return item.met is not None


def met(builder: Builder, item: Item, path: Path, *, passed_over: bool = False) -> Demand:
    """Add the condition that a question has an answer that counts as met."""
    from_ = item.met or 0
    count = 2 if item.kind == "yes-no" else len(item.options)
    table = OptionPoints(tuple(float(position >= from_) for position in range(count)))
    ends = table.points[0], table.points[-1]
    node = item.reads(builder, table, ends, open_as=None if passed_over else 0.0, path=path)
    least = item.keyed == "yes" if item.kind == "yes-no" else item.options[from_].id
    return Demand(node, "value", item.id, least, value=node, threshold=1.0, input=item.input)
