"""From a source to a rubric: what it extends, what plugins bring, and every problem told at once with its place."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence

from attain._errors import Problem, RubricError
from attain._model.rubric import Rubric

from .limits import excess
from .overlay import NOT_INHERITED, Table, merge
from .plugged import with_plugins
from .prune import pruned, unaffected
from .source import Finder, Source, chain, from_dict, from_file, from_text, in_order, located
from .structure import arguments_of, missing


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
        problems += located([problem], sources[:1] if own else sources)
    doubts = [problem.path for problem in problems]
    if problems:
        rest = pruned(data, problems)
        values = None if rest is None else _values(rest, finder)[0]
    for each in sources:
        problems += located([] if "attain" in each.data else [missing("attain")], [each])
    if values is not None:
        make: Callable[..., Rubric] = Rubric
        try:
            rubric = make(**values)
        except RubricError as error:
            problems += located(unaffected(error.problems, doubts, data), sources)
        else:
            problems += located(_not_its_own(sources, rubric), sources)
            if not problems:
                return rubric
    raise RubricError(in_order(problems, sources))


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


def _values(data: Table, finder: Finder) -> tuple[dict[str, object] | None, tuple[Problem, ...]]:
    """The arguments of the rubric, or what is wrong with its tables."""
    data, problems = with_plugins(data, finder)
    try:
        values = arguments_of(Rubric, data)
    except RubricError as error:
        return None, (*problems, *error.problems)
    return (None if problems else values), problems
