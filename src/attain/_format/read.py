"""The reader of rubrics: finds what a source extends and the plugins that it uses, and locates every problem."""

import itertools
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from operator import eq
from traceback import walk_tb
from typing import TypeVar

import attrs

from attain._core.errors import AttainError, Path, Problem, RubricError
from attain._core.messages import Message, say
from attain._core.shapes import Either, Shape, file_fields
from attain._model.extensions import FAILS, Policy, RuleData, UnusableError, by_plugin, described, raised
from attain._model.rubric import RubricData
from attain._plan.compile import CompiledRubric
from attain._plan.rule_builder import Rule

from .content import excess
from .locations import place_of
from .overlay import NOT_INHERITED, merge
from .source import Finder, Source, chain, from_dict, from_file, from_text, in_order, located, origin
from .structure import Reader, missing, misspelt
from .tables import Table, elements, without

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
"""The codes of problems that a removed key may cause elsewhere in its dimension, unless they say what they concern."""

_MANY = 100  # more problems would not help the author


def sound_rest(data: Table, problems: Sequence[Problem]) -> Table | None:
    """Return tables without their wrong parts; None if so much depends on these that the rest means little.

    Arguments:
        data: The tables of a rubric.
        problems: The problems of the tables' shapes.

    >>> sound_rest({"title": "Tiny", "titel": "Tiny"}, [Problem("unknown-key", ("titel",), "nothing reads it")])
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
    """Return a path up to the first list in it: removing a single element would renumber the others."""
    return tuple(itertools.takewhile(lambda key: isinstance(key, str), path))  # type: ignore[arg-type]


def _home(path: Path) -> Path:
    """Return the path of the dimension or fact that a path lies in; an empty one for the rubric itself."""
    return path[:2] if path[:1] in (("dimensions",), ("facts",)) else ()


def unaffected(problems: Iterable[Problem], wrong: Sequence[Path]) -> list[Problem]:
    """Return the problems that leaving out wrong parts can't have caused: elsewhere, and about none of these parts.

    Arguments:
        problems: The problems of the rest.
        wrong: The paths of the parts that were left out.
    """
    homes = {_home(path) for path in wrong}
    gone: set[Path] = {_cut(path) for path in wrong}
    within = {path[:end] for path in gone for end in range(1, len(path) + 1)}
    return [
        problem
        for problem in problems
        if (problem.related or problem.code not in CONSEQUENCES or _home(problem.path) not in homes)
        and not any(_concerns(path, within, gone) for path in (problem.path, *problem.related))
    ]


def _concerns(path: Path, within: Container[Path], gone: Container[Path]) -> bool:
    """Return whether a path leads to a removed part, into it, or to a table around it."""
    return path in within or any(path[:end] in gone for end in range(1, len(path)))


@attrs.define
class RubricReader(Reader):
    """Reads the tables of a rubric, in which plugins' rules and policies are names.

    Arguments:
        finder: The finder of plugins' rules and policies.
    """

    finder: Finder = attrs.field(kw_only=True)

    def leaf(self, shape: Shape, value: object, path: Path) -> object:
        """Read a value that is neither a table nor a list, or that a plugin defines."""
        if shape.made_of is RuleData:
            return self.parsed(lambda: _rule(value, self.finder), path)
        is_policy = isinstance(shape, Either) and Policy in [each.made_of for each in shape.shapes]
        if is_policy and isinstance(value, str) and "." in value:
            return self.parsed(lambda: self.finder.policy(value), path)
        return super().leaf(shape, value, path)


def _rule(table: object, finder: Finder) -> Rule:
    if not isinstance(table, dict):
        raise RubricError([Problem.of(say("wrong-type.table", given=table), (), say("fix.rule"))])
    kind = table.get("kind")
    if not isinstance(kind, str):
        what = say("missing-key", key="kind") if kind is None else say("wrong-type.text", given=kind)
        raise RubricError([Problem.of(what, ("kind",), say("fix.rule"))])
    try:
        cls = finder.rule(kind)
    except AttainError as error:
        raise RubricError(attrs.evolve(problem, path=("kind",)) for problem in error.problems) from None
    try:
        return _rule_of(cls, {key: value for key, value in table.items() if key != "kind"})
    except RubricError:
        raise
    except (TypeError, ValueError) as error:
        problem = _refusal(kind, cls, error)
    except UnusableError as error:
        problem = _failure(kind, error)
    raise RubricError([problem])


def _rule_of(cls: type[Rule], table: Table) -> Rule:
    """Return a rule made from its options; the rule's code may raise anything."""
    reader = Reader()
    with by_plugin(FAILS, RubricError, TypeError, ValueError):
        options = reader.arguments(cls, table, ())
        if options is None:
            raise RubricError(reader.problems)
        rule = cls(**options)
    with by_plugin(FAILS):
        _ = eq(rule, None)  # to report a rule that can't be compared here, not when rubrics are compared
    return rule


def _failure(kind: str, error: UnusableError) -> Problem:
    return Problem.of(say("rule-failed.raised", rule=kind, cause=error.what, place=error.place), ())


def _refusal(kind: str, cls: type[Rule], error: TypeError | ValueError) -> Problem:
    """Return the problem of options that a rule rejects, located at the one whose validator raised the error."""
    cause = described(lambda: str(error.args[0]), "")
    if not cause:
        return _failure(kind, raised(FAILS, error))
    validated = [
        value.name
        for frame, _ in walk_tb(error.__traceback__)
        for value in frame.f_locals.values()
        if isinstance(value, attrs.Attribute)
    ]
    path = next(((key,) for key, field in file_fields(cls).items() if field.name in validated), ())
    return Problem.of(say("rule-options.refused", rule=kind, cause=cause), path)


Kind = TypeVar("Kind", bound=CompiledRubric)


def read_dict(data: Mapping[str, object], *, finder: Finder, kind: type[Kind]) -> Kind:
    """Read a rubric from plain data: the output of :func:`to_dict`, or a parsed file.

    Arguments:
        data: The tables.
        finder: The finder of the rubric's base, and of plugins' rules and policies.
        kind: The class of the rubric to return.

    Raises:
        RubricError: The rubric has mistakes; the error holds every problem.
    """
    return read(from_dict(data), finder=finder, kind=kind)


def read_text(text: str, *, file: str | None = None, finder: Finder, kind: type[Kind]) -> Kind:
    """Read a rubric from a TOML text.

    Arguments:
        text: The text.
        file: The file of the text, named in problems and used to find the base; None if unknown.
        finder: The finder of the rubric's base, and of plugins' rules and policies.
        kind: The class of the rubric to return.

    Raises:
        RubricError: The rubric has mistakes; the error holds every problem with its place.
    """
    return read(from_text(text, file), finder=finder, kind=kind)


def read_file(path: str | os.PathLike[str], *, finder: Finder, kind: type[Kind]) -> Kind:
    """Read a rubric from a TOML file.

    Arguments:
        path: The path of the file.
        finder: The finder of the rubric's base, and of plugins' rules and policies.
        kind: The class of the rubric to return.

    Raises:
        RubricError: The rubric has mistakes; the error holds every problem with its place.
    """
    return read(from_file(path), finder=finder, kind=kind)


def read(source: Source, *, finder: Finder, kind: type[Kind]) -> Kind:
    """Read a rubric from its source and the sources that it extends.

    Arguments:
        source: The source.
        finder: The finder of the rubric's base, and of plugins' rules and policies.
        kind: The class of the rubric to return.

    Raises:
        RubricError: The rubric has mistakes; the error holds every problem with its place.
    """
    sources = chain(source, finder)
    data, problems = _laid_over(sources)
    values, wrong = _values(data, finder)
    problems += _of_values(wrong, sources)
    if problems:
        rest = sound_rest(data, problems)
        values = None if rest is None else _values(rest, finder)[0]
    problems += [problem for each in sources for problem in each.misplaced]
    left_out = _concerned(problems)
    problems += _without_format(sources)
    if values is not None:
        try:
            rubric = kind(**values)  # type: ignore[arg-type]  # each value has been read by the shape of its field
        except RubricError as error:
            independent = unaffected(error.problems, left_out)
            problems += located((_with_cause(problem, sources) for problem in independent), sources)
        else:
            problems += located(_not_its_own(sources, rubric), sources)
            if not problems:
                return rubric
    raise RubricError(in_order(problems, sources))


def _of_values(problems: Iterable[Problem], sources: Sequence[Source]) -> Iterator[Problem]:
    """Yield the located problems of the values in all sources; each source has its own id and version."""
    for problem in problems:
        if problem.code == "missing-key" and problem.path[0] in NOT_INHERITED:
            yield from located([problem], sources[:1])
        else:
            yield from located([_with_cause(problem, sources)], sources)


def _concerned(problems: Iterable[Problem]) -> list[Path]:
    """Return the paths of problems and of what they concern; the whole and removals are left out."""
    paths = (path for problem in problems for path in (problem.path, *problem.related))
    return [path for path in paths if path[:1] not in ((), ("remove",))]


def _without_format(sources: Sequence[Source]) -> Iterator[Problem]:
    """Yield the problems of sources without a format version."""
    for each in sources:
        if "attain" not in (*each.data, *misspelt(RubricData, each.data).values()):
            yield from located([missing("attain")], [each])


def _with_cause(problem: Problem, sources: Sequence[Source]) -> Problem:
    """Return a problem of an extended rubric, with what the overlay does to the thing concerned as its cause."""
    source, written = origin(problem.path, sources)
    for overlay, thing in itertools.product(sources[:source], _things(problem)):
        keys = _keys(thing)
        for place, removed in _removals(overlay):
            gone = keys[: len(removed)] == removed
            if gone or removed[: len(keys)] == keys:
                cause = say("cause.removes", overlay=_called(overlay, place), path=".".join(map(str, removed)))
                fix = _removed_too(written) if gone and problem.code.startswith("unknown-") else problem.fix
                return attrs.evolve(problem, cause=cause, hint=fix)
        if origin(thing, [overlay])[1] == thing:
            cause = say("cause.changes", overlay=_called(overlay, thing), path=".".join(map(str, thing)))
            fix = _removed_too(written) if problem.code == "idle-key" else problem.fix
            return attrs.evolve(problem, cause=cause, hint=fix)
    return problem


def _things(problem: Problem) -> Iterator[Path]:
    """Yield the paths that a problem may be about: related paths, its own, and those it may follow from."""
    yield from problem.related
    yield problem.path
    if problem.code in CONSEQUENCES:
        yield from filter(None, (problem.path[:-1], _home(problem.path)))


def _removals(overlay: Source) -> list[tuple[Path, Path]]:
    """Return the place of each removal in an overlay, and the keys of the removed thing."""
    names = elements(overlay.data.get("remove"))
    return [(("remove", position), _keys((str(name).replace('"', ""),))) for position, name in enumerate(names)]


def _keys(path: Path) -> Path:
    """Return a path without dots in its keys, as names may be written with or without quotes."""
    return tuple(part for key in path for part in str(key).split("."))


def _removed_too(path: Path) -> Message:
    """Return the fix for naming a removed thing. Elements of lists can't be removed alone."""
    keys = _cut(path)
    return say("fix.remove-too" if len(keys) == len(path) else "fix.remove-rewrite", path=".".join(keys))


def _called(overlay: Source, path: Path) -> str | Message:
    """Return the name of a place in an overlay."""
    place, _ = (None, 0) if overlay.text is None else place_of(overlay.text, path)
    if place is None:
        return overlay.name
    return f"{overlay.file}:{place[0]}" if overlay.file else say("line", line=place[0])


def _not_its_own(sources: Sequence[Source], rubric: RubricData) -> Iterable[Problem]:
    """Yield the problem of an overlay that has the id and version of its base."""
    if any((base.data.get("id"), base.data.get("version")) == (rubric.id, rubric.version) for base in sources[1:]):
        yield Problem.of(say("id-twice.extended", id=rubric.id, version=rubric.version), ("id",))


def _laid_over(sources: Sequence[Source]) -> tuple[Table, list[Problem]]:
    """Return the overlays merged with what they extend, and their problems.

    Raises:
        RubricError: The result is too large.
    """
    if problems := [problem for each in sources for problem in located(excess(each.data), [each])]:
        raise RubricError(in_order(problems, sources))
    data = sources[-1].data
    if "remove" in data:
        problems += located([Problem.of(say("idle-key.remove"), ("remove",))], sources[-1:])
    for overlay in sources[-2::-1]:
        data, wrong = merge(data, overlay.data)
        problems += located(wrong, [overlay])
    data = {key: value for key, value in data.items() if key not in ("attain", "remove")}
    if too_much := located(excess(data), sources):
        raise RubricError(in_order(too_much, sources))
    return data, problems


def _values(data: Table, finder: Finder) -> tuple[dict[str, object] | None, list[Problem]]:
    """Return the arguments of the rubric, or the problems of its tables."""
    reader = RubricReader(finder=finder)
    return reader.arguments(RubricData, data, ()), reader.problems
