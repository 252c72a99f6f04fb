"""The reader of rubrics: what a source extends, what plugins bring, and every problem with its location."""

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
"""The codes of what a key that is left out may have caused elsewhere in its dimension, unless a problem says what it concerns."""

_MANY = 100  # who has to fix these has enough to do


def sound_rest(data: Table, problems: Sequence[Problem]) -> Table | None:
    """Return tables without what is wrong in shape; None if so much depends on it that what is left says little.

    Arguments:
        data: The tables of a rubric.
        problems: What is wrong in shape.

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
    """Return a path up to the list it leads into: without one element, the others would have other numbers."""
    return tuple(itertools.takewhile(lambda key: isinstance(key, str), path))  # type: ignore[arg-type]


def _home(path: Path) -> Path:
    """Return the path of the dimension or fact that a path lies in; an empty one for the rubric itself."""
    return path[:2] if path[:1] in (("dimensions",), ("facts",)) else ()


def unaffected(problems: Iterable[Problem], wrong: Sequence[Path]) -> list[Problem]:
    """Return the problems that can't have come from leaving out what was wrong: they lie elsewhere, and concern nothing of it.

    Arguments:
        problems: What is wrong with the rest.
        wrong: The paths of what was left out.
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
    """Return whether a path leads to something that was left out, into it, or to what it was in."""
    return path in within or any(path[:end] in gone for end in range(1, len(path)))


@attrs.define
class RubricReader(Reader):
    """Reads the tables of a rubric, in which rules and policies of plugins have the names of these.

    Arguments:
        finder: Finds what plugins bring.
    """

    finder: Finder = attrs.field(kw_only=True)

    def leaf(self, shape: Shape, value: object, path: Path) -> object:
        """Read what is not a table and no list, or is made by a plugin."""
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
    """Make a rule of its options; its code may raise anything."""
    reader = Reader()
    with by_plugin(FAILS, RubricError, TypeError, ValueError):
        options = reader.arguments(cls, table, ())
        if options is None:
            raise RubricError(reader.problems)
        rule = cls(**options)
    with by_plugin(FAILS):
        _ = eq(rule, None)  # one that can't be compared is reported here, not by whatever compares rubrics
    return rule


def _failure(kind: str, error: UnusableError) -> Problem:
    return Problem.of(say("rule-failed.raised", rule=kind, cause=error.what, place=error.place), ())


def _refusal(kind: str, cls: type[Rule], error: TypeError | ValueError) -> Problem:
    """Return the problem of options that a rule does not accept, at the one whose validator raised the error."""
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
    """Read a rubric from plain data: what :func:`to_dict` gives, or a parsed file.

    Arguments:
        data: The tables.
        finder: Finds what it names: what it extends, and what plugins bring.
        kind: The class of the rubric.

    Raises:
        RubricError: With every problem there is.
    """
    return read(from_dict(data), finder=finder, kind=kind)


def read_text(text: str, *, file: str | None = None, finder: Finder, kind: type[Kind]) -> Kind:
    """Read a rubric from a TOML text.

    Arguments:
        text: The text.
        file: The file it comes from, to name in problems and to find what it extends.
        finder: Finds what it names: what it extends, and what plugins bring.
        kind: The class of the rubric.

    Raises:
        RubricError: With every problem there is, and its place.
    """
    return read(from_text(text, file), finder=finder, kind=kind)


def read_file(path: str | os.PathLike[str], *, finder: Finder, kind: type[Kind]) -> Kind:
    """Read a rubric from a TOML file.

    Arguments:
        path: The file.
        finder: Finds what it names: what it extends, and what plugins bring.
        kind: The class of the rubric.

    Raises:
        RubricError: With every problem there is, and its place.
    """
    return read(from_file(path), finder=finder, kind=kind)


def read(source: Source, *, finder: Finder, kind: type[Kind]) -> Kind:
    """Read a rubric from its source and from what that extends.

    Arguments:
        source: The source.
        finder: Finds what it names: what it extends, and what plugins bring.
        kind: The class of the rubric.

    Raises:
        RubricError: With every problem there is, and its place.
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
            rubric = kind(**values)  # type: ignore[arg-type]  # each has been read as what its field holds
        except RubricError as error:
            independent = unaffected(error.problems, left_out)
            problems += located((_with_cause(problem, sources) for problem in independent), sources)
        else:
            problems += located(_not_its_own(sources, rubric), sources)
            if not problems:
                return rubric
    raise RubricError(in_order(problems, sources))


def _of_values(problems: Iterable[Problem], sources: Sequence[Source]) -> Iterator[Problem]:
    """Yield what is wrong with the values of all sources, located; each source has an id and a version of its own."""
    for problem in problems:
        if problem.code == "missing-key" and problem.path[0] in NOT_INHERITED:
            yield from located([problem], sources[:1])
        else:
            yield from located([_with_cause(problem, sources)], sources)


def _concerned(problems: Iterable[Problem]) -> list[Path]:
    """Return the paths of what is wrong, and of what that concerns; the whole, and what is removed, are left out."""
    paths = (path for problem in problems for path in (problem.path, *problem.related))
    return [path for path in paths if path[:1] not in ((), ("remove",))]


def _without_format(sources: Sequence[Source]) -> Iterator[Problem]:
    """Yield the problems of sources that do not say which version of the format they have."""
    for each in sources:
        if "attain" not in (*each.data, *misspelt(RubricData, each.data).values()):
            yield from located([missing("attain")], [each])


def _with_cause(problem: Problem, sources: Sequence[Source]) -> Problem:
    """Return a problem of what an overlay extends with what the overlay does to a thing that is wrong or named."""
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
    """Return the paths of what a problem may be about: what it concerns, itself, and what it may follow from."""
    yield from problem.related
    yield problem.path
    if problem.code in CONSEQUENCES:
        yield from filter(None, (problem.path[:-1], _home(problem.path)))


def _removals(overlay: Source) -> list[tuple[Path, Path]]:
    """Return where an overlay says that it removes a thing, and the keys that lead to the thing."""
    names = elements(overlay.data.get("remove"))
    return [(("remove", position), _keys((str(name).replace('"', ""),))) for position, name in enumerate(names)]


def _keys(path: Path) -> Path:
    """Return a path whose keys have no dots, as names may be written with or without quotes."""
    return tuple(part for key in path for part in str(key).split("."))


def _removed_too(path: Path) -> Message:
    """Return the fix of what names a thing that is no longer there. No element of a list can be removed alone."""
    keys = _cut(path)
    return say("fix.remove-too" if len(keys) == len(path) else "fix.remove-rewrite", path=".".join(keys))


def _called(overlay: Source, path: Path) -> str | Message:
    """Return what to call the place of something in an overlay."""
    place, _ = (None, 0) if overlay.text is None else place_of(overlay.text, path)
    if place is None:
        return overlay.name
    return f"{overlay.file}:{place[0]}" if overlay.file else say("line", line=place[0])


def _not_its_own(sources: Sequence[Source], rubric: RubricData) -> Iterable[Problem]:
    """Yield the problem of an overlay that calls itself what it extends."""
    if any((base.data.get("id"), base.data.get("version")) == (rubric.id, rubric.version) for base in sources[1:]):
        yield Problem.of(say("id-twice.extended", id=rubric.id, version=rubric.version), ("id",))


def _laid_over(sources: Sequence[Source]) -> tuple[Table, list[Problem]]:
    """Return the overlays laid over what they extend, and what is wrong with them.

    Raises:
        RubricError: They are too large.
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
    """Return the arguments of the rubric, or what is wrong with its tables."""
    reader = RubricReader(finder=finder)
    return reader.arguments(RubricData, data, ()), reader.problems
