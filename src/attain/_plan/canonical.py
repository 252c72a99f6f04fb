"""One spelling of what levels demand: where the format has several for one condition, a rubric keeps one.

A question of the dimension itself is named by its short id, a value or a level or a score stands without its aspect, and
yes and no are true and false.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import Path, Problem
from attain._core.messages import say
from attain._model.conditions import YES_NO, Ask, Condition, Group, inside
from attain._model.rubric import Rules

from .questions import kind_of
from .scope import Place, Scope

Kept = TypeVar("Kept", bound=Rules)


def canonical(scope: Scope) -> Scope:
    """Return a scope in which every dimension, defaults applied, requires its conditions in canonical form.

    Arguments:
        scope: The scope of a rubric without problems.

    >>> import attain
    >>> rubric = attain.loads('''
    ... attain = 1
    ... id = "tiers"
    ... version = "1"
    ... title = "Tiers"
    ... levels = { member = "Member", gold = "Gold" }
    ... dimensions.sales.questions.deals = { kind = "number" }
    ... dimensions.sales.requires.gold = { "sales.deals" = { value = 5 } }
    ... ''')
    >>> rubric.dimensions["sales"].requires["gold"].of
    (Ask(name='deals', least=5),)
    """
    places = {
        id_: attrs.evolve(place, rules=canonical_rules(scope, place.rules, place))
        for id_, place in scope.places.items()
    }
    return Scope.of(scope.rubric, places)


def canonical_rules(scope: Scope, rules: Kept, place: Place | None = None) -> Kept:
    """Return rules, as they are written, that require their conditions in canonical form.

    Arguments:
        scope: The scope of the rubric.
        rules: The rules.
        place: The dimension that they belong to; None for the defaults, whose names mean another question in each.
    """
    if rules.requires is None:
        return rules
    demands = {level: _canonical_group(scope, place, group) for level, group in rules.requires.items()}
    return attrs.evolve(rules, requires=FrozenDict(demands))


def repeated(scope: Scope) -> Iterator[Problem]:
    """The problems of conditions that ask for one thing twice, under two names for it."""
    for place in scope.places.values():
        for level, group in (place.rules.requires or {}).items():
            yield from _repeated(scope, place, group, (*place.path, "requires", level))


def _repeated(scope: Scope, place: Place, group: Group, path: Path) -> Iterator[Problem]:
    seen: dict[object, str] = {}
    for part, here in inside(group, path):
        if isinstance(part, Group):
            yield from _repeated(scope, place, part, here)
            continue
        named = _canonical_ask(scope, place, part)
        if (named.name, named.aspect) in seen:
            yield Problem.of(say("condition-syntax.again", name=part.name, other=seen[named.name, named.aspect]), here)
        seen[named.name, named.aspect] = part.name


def _canonical_group(scope: Scope, place: Place | None, group: Group) -> Group:
    parts = [
        _canonical_ask(scope, place, part) if isinstance(part, Ask) else _canonical_group(scope, place, part)
        for part in group.of
    ]
    times = Counter(part.name for part in parts if isinstance(part, Ask))
    return attrs.evolve(group, of=tuple(_shortened(part, group, times) for part in parts))


def _shortened(part: Condition, group: Group, times: Counter[str]) -> Condition:
    """A condition of a table without its aspect, where the value alone says as much."""
    if isinstance(part, Group) or not part.name or part.aspect == "points" or times[part.name] > 1:
        return part
    return attrs.evolve(part, aspect=None) if group.kind == "all" else part


def _canonical_ask(scope: Scope, place: Place | None, ask: Ask) -> Ask:
    """An ask under the shortest name for what it asks, and with its aspect."""
    kind, name = _meaning(scope, place, ask.name)
    if kind == "dimension":
        return attrs.evolve(ask, aspect=ask.of_dimension)
    aspect, least = ask.aspect or (None if ask.least is None else "value"), ask.least
    if aspect == "value" and _is_yes_no(scope, name):
        least = YES_NO.get(least, least)
    return attrs.evolve(ask, name=_shortest(scope, place, name), aspect=aspect, least=least)


def _meaning(scope: Scope, place: Place | None, name: str) -> tuple[str, str]:
    """What a name means: a dimension, or a question by its full id; the dimension that asks has no name."""
    if place is None or not name:
        return "dimension" if name in scope.places else "question", name
    found = scope.meanings(name, place)
    return found[0] if len(found) == 1 else ("question", name)


def _shortest(scope: Scope, place: Place | None, name: str) -> str:
    """The id of a dimension's own question within it, if it can mean nothing else there; else the full id."""
    short = name.removeprefix(f"{place.id}.") if place else name
    return short if place and scope.meanings(short, place) == [("question", name)] else name


def _is_yes_no(scope: Scope, name: str) -> bool:
    """Whether a question is answered with yes or no; of a name in the defaults, whether all that it means are."""
    found = (
        [name]
        if name in scope.questions
        else [full for full, (_, short, _) in scope.questions.items() if short == name]
    )
    asked = [scope.questions[full][2] for full in found]
    origins = [scope.questions[each.same_as][2] if each.same_as else each for each in asked]
    return bool(origins) and all(kind_of(each) == "yes-no" for each in origins)
