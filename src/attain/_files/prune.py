"""What can still be told of a rubric when the shape of some of its tables is wrong.

What is wrong in shape is left out, so that what is wrong in meaning elsewhere can be told along with it; but nothing is told
that leaving it out may have caused. To be told too little is mended by reading again; to be told what is not so is not.
"""

import itertools
import re
from collections.abc import Iterable, Sequence

from attain._errors import Path, Problem

from .canonical import Table
from .overlay import without

_KEYED_BY_ID = ("levels", "scales", "facts", "dimensions", "questions", "options")
_VITAL = (("levels",), ("facts",), ("dimensions",), ("questions",))
CONSEQUENCES = frozenset(
    {
        "condition-empty",
        "condition-kind",
        "few-levels",
        "few-options",
        "idle-key",
        "no-bands",
        "no-level",
        "no-points",
        "no-rung",
        "no-score",
        "not-met",
        "nothing-to-climb",
        "nothing-to-combine",
        "nothing-to-score",
        "partial-order",
        "points-missing",
        "rule-options",
    }
)
"""The codes of what a key that is left out may have caused elsewhere in its dimension."""

_MANY = 100  # who has to mend these has enough to do
_WORD = re.compile(r"[a-z0-9-]+")


def pruned(data: Table, problems: Sequence[Problem]) -> Table | None:
    """The tables without what is wrong in shape; None if so much hangs on it that what is left tells little.

    Arguments:
        data: The tables of a rubric.
        problems: What is wrong in shape.

    >>> pruned({"title": "Tiny", "titel": "Tiny"}, [Problem("unknown-key", ("titel",), "nothing reads it")])
    {'title': 'Tiny'}
    """
    if len(problems) > _MANY:
        return None
    for problem in problems:
        path = _cut(problem.path)
        if problem.code == "missing-key" or path[:1] in ((), ("scales",), ("defaults",)) or path in _VITAL:
            return None
        data = without(data, path)
    return data


def _cut(path: Path) -> tuple[str, ...]:
    """A path up to the list it leads into: without one element, the others would have other numbers."""
    return tuple(itertools.takewhile(lambda key: isinstance(key, str), path))  # type: ignore[arg-type]


def part_of(path: Path) -> Path:
    """The part of a rubric in which a path lies: a dimension or fact, or else the rubric itself.

    Arguments:
        path: The path.

    >>> part_of(("dimensions", "agreement", "bands", "basic")), part_of(("bands", "basic"))
    (('dimensions', 'agreement'), ())
    """
    return path[:2] if path[:1] in (("dimensions",), ("facts",)) else ()


def unaffected(problems: Iterable[Problem], doubts: Sequence[Path], data: Table) -> list[Problem]:
    """The problems that can't have come from leaving out what was wrong: they lie elsewhere and name nothing of it.

    Arguments:
        problems: What is wrong with the rest.
        doubts: The paths of what was wrong.
        data: The tables, with what was wrong.
    """
    inside = [path for path in doubts if path[:1] and path[0] in data]
    parts = {part_of(path) for path in inside}
    names = {name for path in inside for name in (*_ids_of(path), *_keys_in(data, _cut(path)))}
    return [
        problem
        for problem in problems
        if (problem.code not in CONSEQUENCES or part_of(problem.path) not in parts)
        and names.isdisjoint(_WORD.findall(problem.message))
        and names.isdisjoint(word for key in problem.path for word in str(key).split("."))
    ]


def _ids_of(path: Path) -> set[str]:
    """The ids of what a path leads through; of a dimension that more than a key of its own is known of, not its own."""
    within = path[2:] if path[:1] == ("dimensions",) and len(path) > 2 else path
    return {str(name) for table, name in itertools.pairwise(within) if table in _KEYED_BY_ID}


def _keys_in(value: object, path: Sequence[str]) -> set[str]:
    """All the keys within what a path leads to."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, dict):
        return set()
    return {*value, *(key for inner in value for key in _keys_in(value, (inner,)))}
