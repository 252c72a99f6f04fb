"""From a source to a rubric: what it extends, what plugins bring, and every problem with its location."""

import itertools
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from operator import eq
from typing import TypeVar

import attrs

from attain._core.errors import AttainError, Path, Problem, RubricError
from attain._core.messages import Message, say
from attain._core.shapes import Either, Shape, class_of, file_fields
from attain._model.extensions import FAILS, Policy, RuleData, UnusableError, by_plugin, described, raised
from attain._model.rubric import RubricData
from attain._plan.compile import CompiledRubric
from attain._plan.rule_builder import Rule

from .content import excess
from .locations import place_of
from .overlay import NOT_INHERITED, merge
from .source import Finder, Source, chain, from_dict, from_file, from_text, in_order, located, origin
from .structure import Reader, missing, misspelt
from .tables import Table, without

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


def pruned(data: Table, problems: Sequence[Problem]) -> Table | None:
    """The tables without what is wrong in shape; None if so much depends on it that what is left says little.

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


@attrs.define
class RubricReader(Reader):
    """Reads the tables of a rubric, in which rules and policies of plugins stand by their names.

    Arguments:
        finder: Finds what plugins bring.
    """

    finder: Finder = attrs.field(kw_only=True)

    def leaf(self, shape: Shape, value: object, path: Path) -> object:
        """Read what is no table and no list, or is made by a plugin."""
        if class_of(shape) is RuleData:
            return self.made(lambda: _rule(value, self.finder), path)
        if (
            isinstance(value, str)
            and "." in value
            and isinstance(shape, Either)
            and Policy in map(class_of, shape.shapes)
        ):
            return self.made(lambda: self.finder.policy(value), path)
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
    reader = Reader()
    try:
        with by_plugin(FAILS, RubricError, TypeError, ValueError):
            options = reader.arguments(cls, {key: value for key, value in table.items() if key != "kind"}, ())
            rule = None if options is None else cls(**options)
        with by_plugin(FAILS):
            _ = eq(rule, None)  # one that can't be compared is reported here, not by whatever compares rubrics
        if rule is not None:
            return rule
    except RubricError:
        raise
    except (TypeError, ValueError) as error:
        reader.problems.append(_refusal(kind, cls, error))
    except UnusableError as error:
        reader.problems.append(_failure(kind, error))
    raise RubricError(reader.problems)


def _failure(kind: str, error: UnusableError) -> Problem:
    return Problem.of(say("rule-failed.raised", rule=kind, cause=error.what, place=error.place), ())


def _refusal(kind: str, cls: type[Rule], error: TypeError | ValueError) -> Problem:
    """The problem of options that a rule refuses, at the option that its message names, as those of attrs do."""
    cause, path = described(lambda: str(error.args[0]), ""), Path()
    if not cause:
        return _failure(kind, raised(FAILS, error))
    for key, field in file_fields(cls).items():
        if f"'{field.name}'" in cause:
            cause, path = cause.replace(f"'{field.name}'", f"'{key}'"), (key,)
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
        known = "attain" in (*each.data, *misspelt(RubricData, each.data).values())
        problems += located([] if known else [missing("attain")], [each])
    if values is not None:
        try:
            rubric = kind(**values)  # type: ignore[arg-type]  # each has been read as what its field holds
        except RubricError as error:
            told = unaffected(error.problems, lost)
            problems += located((_with_cause(problem, sources) for problem in told), sources)
        else:
            problems += located(_not_its_own(sources, rubric), sources)
            if not problems:
                return rubric
    raise RubricError(in_order(problems, sources))


def _with_cause(problem: Problem, sources: Sequence[Source]) -> Problem:
    """Return a problem of what an overlay extends with what the overlay does to a thing that is wrong or named."""
    source, standing = origin(problem.path, sources)
    for overlay, thing in itertools.product(sources[:source], _things(problem)):
        keys = _keys(thing)
        for place, removed in _removals(overlay):
            gone = keys[: len(removed)] == removed
            if gone or removed[: len(keys)] == keys:
                cause = say("cause.removes", overlay=_called(overlay, place), path=".".join(map(str, removed)))
                fix = _removed_too(standing) if gone and problem.code.startswith("unknown-") else problem.fix
                return attrs.evolve(problem, cause=cause, hint=fix)
        if origin(thing, [overlay])[1] == thing:
            cause = say("cause.changes", overlay=_called(overlay, thing), path=".".join(map(str, thing)))
            fix = _removed_too(standing) if problem.code == "idle-key" else problem.fix
            return attrs.evolve(problem, cause=cause, hint=fix)
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
    """The problem of an overlay that calls itself what it extends."""
    if any((base.data.get("id"), base.data.get("version")) == (rubric.id, rubric.version) for base in sources[1:]):
        yield Problem.of(say("id-twice.extended", id=rubric.id, version=rubric.version), ("id",))


def _merged(sources: Sequence[Source]) -> tuple[Table, list[Problem]]:
    """The overlays laid over what they extend, and what is wrong with them."""
    data = sources[-1].data
    problems: list[Problem] = []
    if "remove" in data:
        problems += located([Problem.of(say("idle-key.remove"), ("remove",))], sources[-1:])
    for overlay in sources[-2::-1]:
        data, wrong = merge(data, overlay.data)
        problems += located(wrong, [overlay])
    return {key: value for key, value in data.items() if key not in ("attain", "remove")}, problems


def _values(data: Table, finder: Finder) -> tuple[dict[str, object] | None, list[Problem]]:
    """The arguments of the rubric, or what is wrong with its tables."""
    reader = RubricReader(finder=finder)
    return reader.arguments(RubricData, data, ()), reader.problems
