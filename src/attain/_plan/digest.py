"""Two fingerprints of a rubric: of what decides scores, and of its wording.

Both are made of the rubric as it applies, in canonical form: what compares equal has one form, whatever its spelling.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from attain._core.data import given
from attain._core.shapes import Field, file_fields
from attain._model.conditions import Group
from attain._model.dates import Period
from attain._model.extensions import Policy, RuleData
from attain._model.rubric import RubricData, Rules

from .scope import Scope

_NAMES = ("id", "version")
_APPLIED = ("dimensions", "defaults")


def scoring_digest(scope: Scope) -> str:
    """Return the digest of what decides scores, as 16 hexadecimal digits.

    Rubrics with equal scoring digests give equal scores and levels to equal answers. Id and version don't count, unless the
    whole is rated: then the id is the key of an answer.

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
    return _hash([[canonical(scored, scored=True), answered], canonical(_places(scope), scored=True)])


def wording_digest(scope: Scope) -> str:
    """Return the digest of the wording, as 16 hexadecimal digits."""
    read = {field.name: _read(field, getattr(scope.rubric, field.name)) for field in own_fields()}
    return _hash([read, _wording(_places(scope))])


def _places(scope: Scope) -> Mapping[str, Rules]:
    """The rules of every dimension as they apply, with their defaults."""
    return {place.id: place.rules for place in scope.places.values()}


def own_fields() -> list[Field]:
    """Return the fields of a rubric that no dimension has and that say something.

    >>> [field.key for field in own_fields()]
    ['terms', 'answers', 'levels', 'facts', 'scales', 'examples']
    """
    other = {*file_fields(Rules), *_NAMES, *_APPLIED}
    return [field for key, field in file_fields(RubricData).items() if key not in other]


def _hash(plain: object) -> str:
    import hashlib  # reading a rubric needs neither
    import json

    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def same(one: object, other: object) -> bool:
    """Return whether two things of the model are one to the digests.

    >>> same(Period(1, "years"), Period(12, "months")), same(Period(1, "years"), Period(13, "months"))
    (True, False)
    """
    return one == other or canonical(one) == canonical(other)


def canonical(thing: object, *, scored: bool = False) -> object:
    """Return a thing of the model as plain data, equal for equal things.

    Arguments:
        thing: The thing.
        scored: Whether wording is left out; of a plugin's rule, it never is.
    """
    match thing:
        case Group():
            parts = sorted((canonical(part, scored=scored) for part in thing.of), key=_hash)
            return [thing.kind, parts, thing.at_least, canonical(thing.applies_when, scored=scored)]
        case Policy():
            return [thing.id, thing.version]
        case RuleData():
            options = {field.name: canonical(getattr(thing, field.name)) for field in _fields(thing)}
            return [thing.kind, thing.version, options]
        case Period():
            return list(thing.length)
        case Mapping():
            return {str(key): canonical(value, scored=scored) for key, value in thing.items()}
        case tuple():
            return [canonical(part, scored=scored) for part in thing]
        case int() | float():
            return float(thing) + 0.0 if float(thing) == thing else thing  # True equals 1.0, and 0.0 equals -0.0
        case date():
            return thing.isoformat()
        case _ if attrs.has(type(thing)):
            names = [
                field.name
                for field in _fields(thing)
                if not (scored and field.about == "wording") and given(thing, field.name)
            ]
            return {name: canonical(getattr(thing, name), scored=scored) for name in names}
        case _:
            return thing


def _fields(thing: object) -> list[Field]:
    """The fields of a thing of the model that count where it is compared."""
    cls: Any = type(thing)  # a class is hashable, which mypy doubts here
    return [field for field in file_fields(cls).values() if field.compared] if attrs.has(cls) else []


def _read(field: Field, value: object) -> object:
    """What people read of the value of a field."""
    return canonical(value) if field.about == "wording" else _wording(value)


def _wording(thing: object) -> object:
    """What of a thing people read, as plain data; None where there is nothing."""
    if isinstance(
        thing, RuleData | Policy | Period
    ):  # whose fields are none of a file's words, whatever they are called
        return None
    if isinstance(thing, Mapping):
        found = {str(key): _wording(value) for key, value in thing.items()}
    elif isinstance(thing, tuple):
        found = {str(position): _wording(part) for position, part in enumerate(thing)}
    else:
        fields = [field for field in _fields(thing) if given(thing, field.name)]
        found = {field.name: _read(field, getattr(thing, field.name)) for field in fields}
    return {key: value for key, value in found.items() if value is not None} or None
