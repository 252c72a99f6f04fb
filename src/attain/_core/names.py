"""Ids: their notation, and the nearest right one to a misspelt one."""

import re
from collections.abc import Collection, Iterable
from heapq import nlargest
from itertools import islice
from unicodedata import combining, normalize

from .messages import Message, say
from .text import MOST_NAMED

RESERVED = frozenset({"score", "points", "level", "value", "all", "any", "count", "each", "applies-when", "unknown"})
"""Words with a meaning in rules, which ids can't be."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 100
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l", "đ": "d"}
)
_MOST_COMPARED = 20
_MOST_SUGGESTED = 20


def id_problem(name: str) -> Message | None:
    """Return the problem of an id; None if it is fine.

    >>> id_problem("joint-business-planning") is None
    True
    >>> print(id_problem("Joint_Planning"))
    'Joint_Planning' is not an id: use lower-case letters, digits and single hyphens, as in 'joint-planning'
    >>> print(id_problem("score"))
    'score' has a meaning in rules, so it can't be an id
    """
    if name in RESERVED:
        return say("id-syntax.reserved", id=name)
    if len(name) > _LONGEST:
        return say("id-syntax.long", length=len(name), most=_LONGEST)
    if _ID.fullmatch(name):
        return None
    better = as_id(name)
    example = better if better and better not in RESERVED else "joint-planning"
    return say("id-syntax.letters", id=name, example=example)


def as_id(text: str) -> str:
    """Return an id derived from a text; empty if the text has no letter or digit that an id can have.

    >>> as_id("Joint Business_Planning"), as_id("Größe"), as_id("Café")
    ('joint-business-planning', 'groesse', 'cafe')
    """
    plain = normalize("NFKD", normalize("NFC", text).lower().translate(_SPELT))
    return re.sub(r"[^a-z0-9]+", "-", "".join(each for each in plain if not combining(each))).strip("-")


def near(name: str, names: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the most similar name, ignoring case; None if none is similar.

    Arguments:
        name: The misspelt name.
        names: The valid names.
        cutoff: The least similarity, from 0 to 1.

    >>> near("agrement", ["agreement", "geography"])
    'agreement'
    >>> near("NDA", ["nda", "fair"])
    'nda'
    """
    from difflib import get_close_matches  # only errors need difflib

    name = name[:_LONGEST].lower()
    lower = {each.lower(): each for each in names}
    pairs = {name[at : at + 2] for at in range(max(1, len(name) - 1))}
    # Counting shared pairs of letters takes half a microsecond for each name; difflib takes ten.
    likely = nlargest(_MOST_COMPARED, lower, key=lambda each: sum(map(each.__contains__, pairs)))
    found = get_close_matches(name, likely, n=1, cutoff=cutoff)
    return lower[found[0]] if found else None


def nearest(name: str, names: Iterable[str], *, cutoff: float = 0.6, found: int = 0) -> Message | None:
    """Return a hint with the most similar name; None if none is similar.

    Arguments:
        name: The misspelt name.
        names: The valid names.
        cutoff: The least similarity, from 0 to 1.
        found: The number of problems found before. After 20 there are no more hints: the search takes time, and nobody
            reads the hundredth.

    >>> print(nearest("agrement", ["agreement", "geography"]))
    did you mean 'agreement'?
    >>> nearest("agrement", ["geography"]) is None
    True
    """
    meant = None if found >= _MOST_SUGGESTED else near(name, names, cutoff=cutoff)
    return None if meant is None else say("fix.near", name=meant)


def choices(names: Collection[str]) -> Message | None:
    """Return a hint that lists the valid names; None if there are none.

    >>> print(choices(["silver", "gold"]), choices([]))
    use 'silver' or 'gold' None
    """
    return say("fix.choices", names=tuple(islice(names, MOST_NAMED + 1))) if names else None


def capitalised(text: str) -> str:
    """Return a text with its first letter capitalised and the rest unchanged.

    >>> capitalised("KPI area"), capitalised("business function")
    ('KPI area', 'Business function')
    """
    return text[:1].upper() + text[1:]


def label(identifier: str, title: str | None) -> str:
    """Return the display name of a thing: its title, or else its id in words.

    >>> label("market-messaging", None)
    'Market messaging'
    """
    return title or capitalised(identifier.replace("-", " "))
