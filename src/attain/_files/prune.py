"""What can still be told of a rubric when the shape of some of its tables is wrong.

What is wrong in shape is left out, so that what is wrong in meaning elsewhere can be told along with it; but nothing is told
that leaving it out may have caused. To be told too little is mended by reading again; to be told what is not so is not.
"""

import itertools
from collections.abc import Container, Iterable, Sequence

from attain._errors import Path, Problem

from .canonical import Table
from .overlay import without

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
"""The codes of what a key that is left out may have caused elsewhere in its dimension, unless a problem says what it concerns."""

_MANY = 100  # who has to mend these has enough to do


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


def unaffected(problems: Iterable[Problem], wrong: Sequence[Path]) -> list[Problem]:
    """Return the problems that can't have come from leaving out what was wrong: they lie elsewhere, and concern nothing of it.

    Arguments:
        problems: What is wrong with the rest.
        wrong: The paths of what was left out.
    """
    parts = {part_of(path) for path in wrong}
    gone: set[Path] = {_cut(path) for path in wrong}
    within = {path[:end] for path in gone for end in range(1, len(path) + 1)}
    return [
        problem
        for problem in problems
        if (problem.related or problem.code not in CONSEQUENCES or part_of(problem.path) not in parts)
        and not any(_concerns(path, within, gone) for path in (problem.path, *problem.related))
    ]


def _concerns(path: Path, within: Container[Path], gone: Container[Path]) -> bool:
    """Whether a path leads to something that was left out, to a part of it, or to what it was part of."""
    return path in within or any(path[:end] in gone for end in range(1, len(path)))
