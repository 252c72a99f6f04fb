"""Two fingerprints of a rubric: of what decides scores, and of its wording."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

import attrs

from attain._data import given
from attain._model.bands import Band
from attain._model.conditions import Group
from attain._model.extensions import Policy, Rule
from attain._model.rubric import Rubric

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
        "examples",
    }
)
"""The fields that people read and no score depends on."""


def digests(rubric: Rubric) -> tuple[str, str]:
    """The digest of what decides scores and that of the wording, as 16 hexadecimal digits each.

    Rubrics with equal scoring digests give equal scores and levels to equal answers; id and version don't count.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> digests(p2p)[0] == digests(attain.rubric("iamcp-p2p-keyed"))[0]
    False
    >>> digests(p2p)[0] == digests(p2p.with_policy(overlap="highest"))[0]
    True
    """
    scoring = {
        "levels": [level.id for level in rubric.levels],
        "scales": _scoring(rubric.scales),
        "facts": _scoring(rubric.facts),
        "dimensions": {place.id: _scoring(place.rules) for place in rubric.scope.places.values()},
    }
    return _hash(scoring), _hash(_wording(rubric))


def _hash(plain: object) -> str:
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def _fields(thing: object) -> list[str]:
    cls = type(thing)
    return [field.name for field in attrs.fields(cls) if field.init] if attrs.has(cls) else []


def _scoring(thing: object) -> object:
    """What of a thing decides scores, as plain data in one spelling."""
    if isinstance(thing, Band):
        ends = [thing.low, thing.high]
        return [*ends, thing.low_open, thing.high_open] if thing.low_open or thing.high_open else ends
    if isinstance(thing, Group):
        parts = sorted((_scoring(part) for part in thing.of), key=_hash)
        return [thing.kind, parts, thing.at_least, _scoring(thing.applies_when)]
    if isinstance(thing, Policy):
        return [thing.id, thing.version]
    if isinstance(thing, Rule):
        return [thing.kind, thing.version, _option({name: getattr(thing, name) for name in _fields(thing)})]
    if names := _fields(thing):
        return {name: _scoring(getattr(thing, name)) for name in names if name not in WORDING and given(thing, name)}
    if isinstance(thing, Mapping):
        return {str(key): _scoring(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return [_scoring(part) for part in thing]
    return float(thing) if isinstance(thing, int) and not isinstance(thing, bool) else thing


def _option(thing: object) -> object:
    """An option of a plugin's rule as plain data: whatever it is called, it may decide scores."""
    if names := _fields(thing):
        return {name: _option(getattr(thing, name)) for name in names}
    if isinstance(thing, Mapping):
        return {str(key): _option(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return [_option(part) for part in thing]
    return thing.isoformat() if isinstance(thing, date) else _scoring(thing)


def _wording(thing: object) -> object:
    """What of a thing people read, as plain data; None where there is nothing."""
    if isinstance(thing, Rule):
        return None
    if isinstance(thing, Mapping):
        found = {str(key): _wording(value) for key, value in thing.items()}
    elif names := _fields(thing):
        found = {name: (_said if name in WORDING else _wording)(getattr(thing, name)) for name in names}
    elif isinstance(thing, tuple):
        found = {str(position): _wording(part) for position, part in enumerate(thing)}
    else:
        return None
    return {key: value for key, value in found.items() if value is not None} or None


def _said(thing: object) -> object:
    """Wording itself, as plain data."""
    if names := _fields(thing):
        return {name: _said(getattr(thing, name)) for name in names}
    if isinstance(thing, Mapping):
        return {str(key): _said(value) for key, value in thing.items()} or None
    if isinstance(thing, tuple):
        return [_said(part) for part in thing] or None
    return thing if thing is None or isinstance(thing, bool | int | float | str) else str(thing)
