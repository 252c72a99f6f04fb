"""From a source to a rubric: what it extends, what plugins bring, and every problem told at once with its place."""

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from attain._errors import Path, Problem, RubricError
from attain._model.rubric import Rubric

from .canonical import Table
from .limits import excess
from .overlay import NOT_INHERITED, merge
from .places import place_of
from .plugged import RubricReader
from .prune import CONSEQUENCES, part_of, pruned, unaffected
from .source import Finder, Source, chain, from_dict, from_file, from_text, in_order, located, origin
from .structure import missing, misspelt


def read_dict(data: Mapping[str, object], *, finder: Finder) -> Rubric:
    """Read a rubric from plain data: what :func:`to_dict` gives, or a parsed file.

    Arguments:
        data: The tables.
        finder: Finds what it names: what it extends, and what plugins bring.

    Raises:
        RubricError: With every problem there is.
    """
    return read(from_dict(data), finder=finder)


def read_text(text: str, *, file: str | None = None, finder: Finder) -> Rubric:
    """Read a rubric from a TOML text.

    Arguments:
        text: The text.
        file: The file it comes from, to name in problems and to find what it extends.
        finder: Finds what it names: what it extends, and what plugins bring.

    Raises:
        RubricError: With every problem there is, and its place.
    """
    return read(from_text(text, file), finder=finder)


def read_file(path: str | os.PathLike[str], *, finder: Finder) -> Rubric:
    """Read a rubric from a TOML file.

    Arguments:
        path: The file.
        finder: Finds what it names: what it extends, and what plugins bring.

    Raises:
        RubricError: With every problem there is, and its place.
    """
    return read(from_file(path), finder=finder)


def read(source: Source, *, finder: Finder) -> Rubric:
    """Read a rubric from its source and from what that extends.

    Arguments:
        source: The source.
        finder: Finds what it names: what it extends, and what plugins bring.

    Raises:
        RubricError: With every problem there is, and its place.
    """
    sources = chain(source, finder)
    too_much = [problem for each in sources for problem in located(excess(each.data), [each])]
    data, problems = ({}, []) if too_much else _merged(sources)
    too_much += located(excess(data), sources)
    if too_much:
        raise RubricError(in_order(too_much, sources))
    values, wrong = _values(data, finder)
    for problem in wrong:  # an id and a version are a source's own, never those of what it extends
        own = problem.code == "missing-key" and problem.path[0] in NOT_INHERITED
        problems += located([problem if own else _with_cause(problem, sources)], sources[:1] if own else sources)
    misplaced = [problem for each in sources for problem in each.misplaced]
    paths = [path for problem in (*problems, *misplaced) for path in (problem.path, *problem.related)]
    lost = [path for path in paths if path[:1] not in ((), ("remove",))]
    if problems:
        rest = pruned(data, problems)
        values = None if rest is None else _values(rest, finder)[0]
    problems += misplaced
    for each in sources:
        known = "attain" in (*each.data, *misspelt(Rubric, each.data).values())
        problems += located([] if known else [missing("attain")], [each])
    if values is not None:
        make: Callable[..., Rubric] = Rubric
        try:
            rubric = make(**values)
        except RubricError as error:
            told = unaffected(error.problems, lost)
            problems += located((_with_cause(problem, sources) for problem in told), sources)
        else:
            problems += located(_not_its_own(sources, rubric), sources)
            if not problems:
                return rubric
    raise RubricError(in_order(problems, sources))


def _with_cause(problem: Problem, sources: Sequence[Source]) -> Problem:
    """A problem of what an overlay extends, its hint begun with what the overlay does to a thing that is wrong or named."""
    told_in, standing = origin(problem.path, sources)
    for overlay, thing in itertools.product(sources[:told_in], _things(problem)):
        keys = _keys(thing)
        for place, removed in _removals(overlay):
            gone = keys[: len(removed)] == removed
            if gone or removed[: len(keys)] == keys:
                cause = f"{_called(overlay, place)} removes '{'.'.join(map(str, removed))}'"
                cure = _removed_too(standing) if gone and problem.code.startswith("unknown-") else problem.hint
                return attrs.evolve(problem, hint=f"{cause}; {cure}" if cure else cause)
        if origin(thing, [overlay])[1] == thing:
            cause = f"{_called(overlay, thing)} changes '{'.'.join(map(str, thing))}'"
            cure = _removed_too(standing) if problem.code == "idle-key" else problem.hint
            return attrs.evolve(problem, hint=f"{cause}; {cure}" if cure else cause)
    return problem


def _things(problem: Problem) -> Iterator[Path]:
    """Return the paths of what a problem may be about: what it concerns, itself, and what it may follow from."""
    yield from problem.related
    yield problem.path
    if problem.code in CONSEQUENCES:
        yield from filter(None, (problem.path[:-1], part_of(problem.path)))


def _removals(overlay: Source) -> list[tuple[Path, Path]]:
    """For each thing that an overlay removes, where it says so and the keys that lead to the thing."""
    removed = overlay.data.get("remove")
    names = enumerate(removed) if isinstance(removed, list | tuple) else ()
    return [(("remove", position), _keys((str(name).replace('"', ""),))) for position, name in names]


def _keys(path: Path) -> Path:
    """A path whose keys have no dots, as names may be written with or without quotes."""
    return tuple(part for key in path for part in str(key).split("."))


def _removed_too(path: Path) -> str:
    """The cure of what names a thing that is no longer there. No element of a list can be removed alone."""
    keys = [str(key) for key in itertools.takewhile(lambda key: not isinstance(key, int), path)]
    return f'remove "{".".join(keys)}" too' + ("" if len(keys) == len(path) else ", and write it anew")


def _called(overlay: Source, path: Path) -> str:
    """What to call the place of something in an overlay."""
    place, _ = (None, 0) if overlay.text is None else place_of(overlay.text, path)
    if place is None:
        return overlay.name
    return f"{overlay.file}:{place[0]}" if overlay.file else f"line {place[0]}"


def _not_its_own(sources: Sequence[Source], rubric: Rubric) -> Iterable[Problem]:
    """The problem of an overlay that calls itself what it extends."""
    if any((base.data.get("id"), base.data.get("version")) == (rubric.id, rubric.version) for base in sources[1:]):
        told = f"'{rubric.id}@{rubric.version}' is what this extends"
        yield Problem("id-twice", ("id",), told, "give it an id or a version of its own")


def _merged(sources: Sequence[Source]) -> tuple[Table, list[Problem]]:
    """The overlays laid over what they extend, and what is wrong with them."""
    data = sources[-1].data
    problems: list[Problem] = []
    if "remove" in data:
        told = "nothing is extended, so there is nothing to remove"
        idle = Problem("idle-key", ("remove",), told, "leave it out, or say what is extended")
        problems += located([idle], sources[-1:])
    for overlay in sources[-2::-1]:
        data, wrong = merge(data, overlay.data)
        problems += located(wrong, [overlay])
    return {key: value for key, value in data.items() if key not in ("attain", "remove")}, problems


def _values(data: Table, finder: Finder) -> tuple[dict[str, object] | None, list[Problem]]:
    """The arguments of the rubric, or what is wrong with its tables."""
    reader = RubricReader(finder=finder)
    return reader.arguments(Rubric, data, ()), reader.problems
