"""The canonical form of a rubric, and two digests of it: one of everything that decides scores, one of the wording.

A rubric keeps its conditions in canonical form: a question of the dimension itself has its short id; the aspect of a
value, a level or a score is left out; yes and no are true and false. So rubrics with different spellings of equal
conditions have equal digests.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import singledispatch
from typing import Any, TypeVar  # Any: mypy doubts that a class is hashable

import attrs

from attain._core.data import FrozenDict, given
from attain._core.errors import Path, Problem
from attain._core.messages import say
from attain._core.shapes import FormatKey, file_fields
from attain._model.conditions import YES_NO, Ask, Condition, Group, inside
from attain._model.dates import Period
from attain._model.extensions import Policy, RuleData
from attain._model.rubric import RubricData, Rules

from .questions import kind_of
from .scope import Place, Scope

SomeRules = TypeVar("SomeRules", bound=Rules)


def canonical(scope: Scope) -> Scope:
    """Return a scope in which every dimension, with defaults applied, has its conditions in canonical form.

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


def canonical_rules(scope: Scope, rules: SomeRules, place: Place | None = None) -> SomeRules:
    """Return rules, without defaults, with their conditions in canonical form.

    Arguments:
        scope: The scope of the rubric.
        rules: The rules as written.
        place: The dimension of the rules; None for the defaults, whose names mean another question in each dimension.
    """
    if rules.requires is None:
        return rules
    demands = {level: _canonical_group(scope, place, group) for level, group in rules.requires.items()}
    return attrs.evolve(rules, requires=FrozenDict(demands))


def repeated(scope: Scope) -> Iterator[Problem]:
    """Yield the problems of conditions that require one thing twice, under two names."""
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
    """Return a condition without its aspect if its value alone implies it."""
    if isinstance(part, Group) or not part.name or part.aspect == "points" or times[part.name] > 1:
        return part
    return attrs.evolve(part, aspect=None) if group.kind == "all" else part


def _canonical_ask(scope: Scope, place: Place | None, ask: Ask) -> Ask:
    """Return an ask with the shortest name, and with its aspect."""
    kind, name = _meaning(scope, place, ask.name)
    if kind == "dimension":
        return attrs.evolve(ask, aspect=ask.of_dimension)
    aspect, least = ask.aspect or (None if ask.least is None else "value"), ask.least
    if aspect == "value" and _is_yes_no(scope, name):
        least = YES_NO.get(least, least)
    return attrs.evolve(ask, name=_shortest(scope, place, name), aspect=aspect, least=least)


def _meaning(scope: Scope, place: Place | None, name: str) -> tuple[str, str]:
    """Return the kind and the id that a name means; the id is empty for the dimension that asks."""
    if place is None or not name:
        return "dimension" if name in scope.places else "question", name
    found = scope.meanings(name, place)
    return found[0] if len(found) == 1 else ("question", name)


def _shortest(scope: Scope, place: Place | None, name: str) -> str:
    """Return the short id of a dimension's own question if it is unambiguous there, otherwise the full id."""
    short = name.removeprefix(f"{place.id}.") if place else name
    return short if place and scope.meanings(short, place) == [("question", name)] else name


def _is_yes_no(scope: Scope, name: str) -> bool:
    """Return whether a question is a yes/no question; for a name in the defaults, whether all that it can mean are."""
    found = (
        [name]
        if name in scope.questions
        else [full for full, (_, short, _) in scope.questions.items() if short == name]
    )
    asked = [scope.questions[full][2] for full in found]
    origins = [scope.questions[each.same_as][2] if each.same_as else each for each in asked]
    return bool(origins) and all(kind_of(each) == "yes-no" for each in origins)


# ---------------------------------------------------------------- digests


_NAMES = ("id", "version")
_APPLIED = ("dimensions", "defaults")


def scoring_digest(scope: Scope) -> str:
    """Return the digest of everything that decides scores, as 16 hexadecimal digits.

    Rubrics with equal scoring digests give equal scores and levels to equal answers. Id and version don't count, unless
    the rubric itself is rated: then its id is the key of an answer.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> scoring_digest(p2p.scope) == scoring_digest(attain.rubric("iamcp-p2p-keyed").scope)
    False
    >>> scoring_digest(p2p.scope) == scoring_digest(p2p.with_policy(overlap="highest").scope)
    True
    """
    rubric = scope.rubric
    scored = {field.name: getattr(rubric, field.name) for field in own_fields() if field.about != "wording"}
    answered = [rubric.id] if rubric.rating else []
    return _hash([[comparable(scored, scored=True), answered], comparable(_places(scope), scored=True)])


def wording_digest(scope: Scope) -> str:
    """Return the digest of the wording, as 16 hexadecimal digits."""
    read = {field.name: _read(field, getattr(scope.rubric, field.name)) for field in own_fields()}
    return _hash([read, _wording(_places(scope))])


def _places(scope: Scope) -> Mapping[str, Rules]:
    """Return the rules of every dimension as they apply, with their defaults."""
    return {place.id: place.rules for place in scope.places.values()}


def own_fields() -> list[FormatKey]:
    """Return the set fields of a rubric that no dimension has.

    >>> [field.key for field in own_fields()]
    ['terms', 'stages', 'answers', 'targets', 'levels', 'facts', 'scales', 'examples']
    """
    other = {*file_fields(Rules), *_NAMES, *_APPLIED}
    return [field for key, field in file_fields(RubricData).items() if key not in other]


def _hash(plain: object) -> str:
    import hashlib  # only digests need hashlib
    import json

    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def same(one: object, other: object) -> bool:
    """Return whether two things of the model are equal in digests.

    >>> same(Period(1, "years"), Period(12, "months")), same(Period(1, "years"), Period(13, "months"))
    (True, False)
    """
    return one == other or comparable(one) == comparable(other)


@singledispatch
def comparable(thing: object, *, scored: bool = False) -> object:
    """Return a thing of the model as plain data that is equal for equal things.

    Arguments:
        thing: The thing.
        scored: Whether to leave out wording; a plugin's rule always keeps all its data.
    """
    if not attrs.has(type(thing)):
        return thing
    fields = [field for field in _fields(thing) if not (scored and field.about == "wording")]
    return {
        field.name: comparable(getattr(thing, field.name), scored=scored)
        for field in fields
        if given(thing, field.name)
    }


@comparable.register
def _(thing: Group, *, scored: bool = False) -> object:
    parts = sorted((comparable(part, scored=scored) for part in thing.of), key=_hash)
    return [thing.kind, parts, thing.at_least, comparable(thing.applies_when, scored=scored)]


@comparable.register
def _(thing: Policy, *, scored: bool = False) -> object:  # noqa: ARG001  # a policy has no wording
    return [thing.id, thing.version]


@comparable.register
def _(thing: RuleData, *, scored: bool = False) -> object:  # noqa: ARG001  # its options have no wording
    return [thing.kind, thing.version, {field.name: comparable(getattr(thing, field.name)) for field in _fields(thing)}]


@comparable.register
def _(thing: Period, *, scored: bool = False) -> object:  # noqa: ARG001
    return list(thing.length)


@comparable.register
def _(thing: Mapping, *, scored: bool = False) -> object:  # type: ignore[type-arg]  # dispatch does not accept type arguments
    return {str(key): comparable(value, scored=scored) for key, value in thing.items()}


@comparable.register
def _(thing: tuple, *, scored: bool = False) -> object:  # type: ignore[type-arg]
    return [comparable(part, scored=scored) for part in thing]


@comparable.register
def _(thing: int | float, *, scored: bool = False) -> object:  # noqa: ARG001
    return float(thing) + 0.0 if float(thing) == thing else thing  # True equals 1.0, and 0.0 equals -0.0


@comparable.register
def _(thing: date, *, scored: bool = False) -> object:  # noqa: ARG001
    return thing.isoformat()


def _fields(thing: object) -> list[FormatKey]:
    """Return the fields that a thing of the model is compared by."""
    cls: Any = type(thing)
    return [field for field in file_fields(cls).values() if field.compared] if attrs.has(cls) else []


def _read(field: FormatKey, value: object) -> object:
    """Return the wording in the value of a field."""
    return comparable(value) if field.about == "wording" else _wording(value)


def _wording(thing: object) -> object:
    """Return the wording of a thing as plain data; None if there is none."""
    if isinstance(thing, RuleData | Policy | Period):  # their fields are not wording, whatever their names
        return None
    if isinstance(thing, Mapping):
        found = {str(key): _wording(value) for key, value in thing.items()}
    elif isinstance(thing, tuple):
        found = {str(position): _wording(part) for position, part in enumerate(thing)}
    else:
        fields = [field for field in _fields(thing) if given(thing, field.name)]
        found = {field.name: _read(field, getattr(thing, field.name)) for field in fields}
    return {key: value for key, value in found.items() if value is not None} or None
