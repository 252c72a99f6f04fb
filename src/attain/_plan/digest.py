"""Two fingerprints of a rubric: of what decides scores, and of its wording.

Both are made of the rubric as it applies, in canonical form: what compares equal has one form, whatever its spelling.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date

import attrs

from attain._core.data import given
from attain._format.write import file_fields
from attain._model.conditions import Group
from attain._model.dates import Period
from attain._model.extensions import Policy, RuleData
from attain._model.rubric import RubricData, Rules

from .scope import Scope

WORDING = frozenset(
    {
        "title",
        "summary",
        "source",
        "interpretation",
        "descriptors",
        "actions",
        "text",
        "unit",
        "anchors",
        "terms",
        "answers",
        "examples",
    }
)
"""The fields that people read and no score depends on."""

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
    scored = {name: getattr(rubric, name) for name in own_fields() if name not in WORDING}
    answered = [rubric.id] if rubric.rating else []
    return _hash([[canonical(scored, _scores), answered], canonical(_places(scope), _scores)])


def wording_digest(scope: Scope) -> str:
    """Return the digest of the wording, as 16 hexadecimal digits."""
    own = {name: getattr(scope.rubric, name) for name in own_fields()}
    read = {name: canonical(value) if name in WORDING else _wording(value) for name, value in own.items()}
    return _hash([read, _wording(_places(scope))])


def _places(scope: Scope) -> Mapping[str, Rules]:
    """The rules of every dimension as they apply, with their defaults."""
    return {place.id: place.rules for place in scope.places.values()}


def own_fields() -> Mapping[str, str]:
    """Return the fields of a rubric that no dimension has and that say something, each with its key.

    >>> list(own_fields().values())
    ['terms', 'answers', 'levels', 'facts', 'scales', 'examples']
    """
    shared = file_fields(Rules)
    return {
        field.name: key
        for key, field in file_fields(RubricData).items()
        if key not in shared and key not in _NAMES and key not in _APPLIED
    }


def _hash(plain: object) -> str:
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def same(one: object, other: object) -> bool:
    """Return whether two things of the model are one to the digests.

    >>> same(Period(1, "years"), Period(12, "months")), same(Period(1, "years"), Period(13, "months"))
    (True, False)
    """
    return one == other or canonical(one) == canonical(other)


def _scores(field: str) -> bool:
    return field not in WORDING


def canonical(thing: object, counts: Callable[[str], bool] = bool) -> object:
    """Return a thing of the model as plain data, equal for equal things.

    Arguments:
        thing: The thing.
        counts: Whether a field counts; by default each does, and all options of a plugin's rule always do.
    """
    match thing:
        case Group():
            parts = sorted((canonical(part, counts) for part in thing.of), key=_hash)
            return [thing.kind, parts, thing.at_least, canonical(thing.applies_when, counts)]
        case Policy():
            return [thing.id, thing.version]
        case RuleData():
            return [thing.kind, thing.version, {name: canonical(getattr(thing, name)) for name in _fields(thing)}]
        case Period():
            return list(thing.length)
        case Mapping():
            return {str(key): canonical(value, counts) for key, value in thing.items()}
        case tuple():
            return [canonical(part, counts) for part in thing]
        case int() | float():
            return float(thing) + 0.0 if float(thing) == thing else thing  # True equals 1.0, and 0.0 equals -0.0
        case date():
            return thing.isoformat()
        case _ if attrs.has(type(thing)):
            names = [name for name in _fields(thing) if counts(name) and given(thing, name)]
            return {name: canonical(getattr(thing, name), counts) for name in names}
        case _:
            return thing


def _fields(thing: object) -> list[str]:
    """The fields of a thing of the model that count where it is compared."""
    cls = type(thing)
    return [field.name for field in file_fields(cls).values() if field.eq] if attrs.has(cls) else []


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
        names = [name for name in _fields(thing) if given(thing, name)]
        found = {name: (canonical if name in WORDING else _wording)(getattr(thing, name)) for name in names}
    return {key: value for key, value in found.items() if value is not None} or None
