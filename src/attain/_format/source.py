"""The sources of a rubric: its own file, those that it extends, and which of them each part is from."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from pathlib import Path as FilePath
from typing import Protocol

import attrs

from attain._core.errors import AttainError, Path, Problem, RubricError
from attain._core.messages import Message, say
from attain._model.extensions import Policy
from attain._plan.compile import CompiledRubric
from attain._plan.rule_builder import Rule

from .canonical import Names, canonical, normalise
from .content import MOST_BYTES, decoded, opened, parsed, too_large, unfit
from .locations import place_of
from .misplaced import in_place
from .overlay import NOT_INHERITED
from .tables import Table, elements, entries
from .write import FORMAT, to_dict

LONGEST_CHAIN = 16

_OF_RUBRICS = ("attain", "id", "version", "title", "levels")
"""Keys of which every rubric and every overlay has at least one."""

_NOT_FOUND = (
    "no-file",
    "plugin-failed",
    "rubric-path",
    "rubric-twice",
    "unknown-rubric",
    "unknown-version",
    "unreadable",
)


@attrs.frozen(eq=False)
class Source:
    """One rubric or overlay as it is written.

    Arguments:
        data: The tables, with short forms made long.
        text: The text that was parsed; None for a dict.
        file: The path of the file; None without a file.
        misplaced: The problems of keys that were in another table than the one that reads them.
    """

    data: Table
    text: str | None = None
    file: str | None = None
    misplaced: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The name of the source in messages."""
        return self.file or f"{self.data.get('id')}@{self.data.get('version')}"

    @property
    def identity(self) -> str:
        """A key that is unique to the source, however the path of its file is spelt."""
        return os.path.realpath(self.file) if self.file else self.name


class Finder(Protocol):
    """Finds things that a source names by an id, or raises :class:`AttainError`."""

    def source(self, spec: str) -> Source:
        """Return the source of a rubric from its id, or from ``id@version``."""

    def rule(self, kind: str) -> type[Rule]:
        """Return a plugin's rule."""

    def policy(self, id_: str) -> Policy:
        """Return a plugin's policy."""


def from_dict(data: object) -> Source:
    """Return the source of a dict.

    Raises:
        RubricError: It is not a table of plain data, or too large or deep.
    """
    if not isinstance(data, dict):
        raise _failed(say("wrong-type.dict", type=type(data).__name__))
    return _source(data, None, None)


def from_text(text: str, file: str | None = None) -> Source:
    r"""Return the source of a TOML text.

    Raises:
        RubricError: It is not TOML, or too large or deep.

    >>> from_text('attain = 1\nid = ')
    Traceback (most recent call last):
    attain._core.errors.RubricError: 2:6: is not valid TOML: invalid value; write true or false without quotes, and all text in "quotes"
    """
    _must_be_text(text, file)
    if len(text) > MOST_BYTES:
        raise _fail(too_large(file))
    text = text.removeprefix("\ufeff")
    data = parsed(text, file, _fail, _syntax_hint(text))
    if not data:
        raise _failed(say("empty.rubric", format=FORMAT), file=file)
    return _source(data, text, file)


def from_bytes(content: bytes, file: str) -> Source:
    """Return the source in the content of a TOML file.

    Raises:
        RubricError: It is not UTF-8 or not TOML, or too large or deep.
    """
    return from_text(decoded(content, file, _fail), file)


def from_file(path: str | os.PathLike[str]) -> Source:
    """Return the source in a TOML file.

    Raises:
        RubricError: The file does not exist, can't be read, or is not a rubric's source.
    """
    file = os.fspath(path)
    plain = os.sep not in file and not file.endswith(".toml")
    with opened(file, _fail, say("fix.registered-rubric", id=file) if plain else None) as stream:
        content = stream.read(MOST_BYTES + 1)
    return from_bytes(content, file)


def _must_be_text(text: object, file: str | None) -> None:
    if not isinstance(text, str):
        fix = say("fix.decode") if isinstance(text, bytes) else say("fix.load")
        raise _failed(say("wrong-type.str", type=type(text).__name__), fix, file=file)


def _failed(what: Message, fix: Message | None = None, *, file: str | None = None) -> RubricError:
    return _fail(Problem.of(what, (), fix, file=file))


def _fail(problem: Problem) -> RubricError:
    return RubricError([problem])


def _syntax_hint(text: str) -> Message | None:
    if text.lstrip()[:1] == "{":
        return say("fix.json")
    return say("fix.load") if text.endswith(".toml") and "\n" not in text else None


def _source(data: Table, text: str | None, file: str | None) -> Source:
    source = Source(data, text, file)
    if problems := list(unfit(data)):
        raise RubricError(located(problems, [source]))
    if data.keys().isdisjoint(_OF_RUBRICS):
        raise _failed(say("missing-key.all", keys=_OF_RUBRICS), file=file)
    data, misplaced = in_place(data)
    if problems := list(_other_format(data)):
        raise RubricError(located(problems, [source]))
    return attrs.evolve(source, data=normalise(data), misplaced=tuple(located(misplaced, [source])))


def _other_format(data: Table) -> Iterator[Problem]:
    """Yield the problem of an unsupported format version; the reader reports a missing one."""
    version = data.get("attain", FORMAT)
    if isinstance(version, int) and version > FORMAT:
        yield Problem.of(say("format-version.newer", given=version, format=FORMAT), ("attain",))
    elif version is True or version != FORMAT:
        yield Problem.of(say("format-version.wrong", given=version, format=FORMAT), ("attain",))


def chain(source: Source, finder: Finder) -> tuple[Source, ...]:
    """Return a source and everything it extends, nearest first.

    Arguments:
        source: The first source.
        finder: The finder of rubrics that a source extends by id.

    Raises:
        RubricError: A source that is extended can't be found or read, or there are too many, or they form a cycle.
    """
    found = [source]
    while "extends" in found[-1].data:
        last = found[-1]
        base = _base(last, finder)
        names = [each.name for each in found] + [base.name]
        if any(base.identity == each.identity for each in found):
            raise _at_extends(last, Problem.of(say("extends-cycle", cycle=" → ".join(names)), ()))
        if len(found) == LONGEST_CHAIN:
            raise _at_extends(last, Problem.of(say("too-deep.extends", most=LONGEST_CHAIN), ()))
        found.append(base)
    return tuple(found)


def _base(source: Source, finder: Finder) -> Source:
    spec = source.data["extends"]
    if not isinstance(spec, str):
        raise _at_extends(source, Problem.of(say("wrong-type.extends", given=spec), ()))
    try:
        if not spec.endswith(".toml"):
            return finder.source(spec)
        if source.file is None:
            raise _at_extends(source, Problem.of(say("extends-path", path=spec), ()))
        return from_file(FilePath(source.file).parent / spec)
    except AttainError as error:
        problem = error.problems[0]
        if problem.code not in _NOT_FOUND:
            raise
        what = problem.what if problem.file is None else say("in-file", what=problem.what, file=problem.file)
        fix = _beside(source, spec) or problem.fix
        raise _at_extends(source, attrs.evolve(problem, message=what, hint=fix)) from None


def _beside(source: Source, spec: str) -> Message | None:
    """Return a hint with the name of a file beside a source, if only its ending is missing."""
    if source.file is None or not os.path.isfile(FilePath(source.file).parent / f"{spec}.toml"):  # noqa: PTH113  # pathlib's may raise
        return None
    return say("fix.toml-file", name=spec)


def _at_extends(source: Source, problem: Problem) -> RubricError:
    return RubricError(located([attrs.evolve(problem, path=("extends",))], [source]))


def located(problems: Iterable[Problem], sources: Sequence[Source]) -> list[Problem]:
    """Return problems with their places: each in the source with the longest part of its path, the nearest of several.

    Arguments:
        problems: The problems.
        sources: A source and those that it extends, nearest first.
    """
    chosen = [(*origin(problem.path, sources), problem) for problem in problems]
    found = []
    for number, keys, problem in sorted(chosen, key=itemgetter(0)):  # so that each text is scanned once
        text = sources[number].text
        place, _ = (None, 0) if text is None else place_of(text, keys)
        line, column = place or (None, None)
        found.append(attrs.evolve(problem, file=sources[number].file, line=line, column=column))
    return found


def origin(path: Path, sources: Sequence[Source]) -> tuple[int, Path]:
    """Return the position of the source that a path is from, and the part of the path that is written there.

    Arguments:
        path: The path in the rubric.
        sources: A source and those that it extends, nearest first. The nearest with the longest part of the path
            counts.
    """
    written = [_written(source.data, path) for source in sources]
    longest = max(written, key=len)
    return written.index(longest), longest


def in_order(problems: Iterable[Problem], sources: Sequence[Source]) -> tuple[Problem, ...]:
    """Return each problem once, ordered by place; problems of the nearest source go first.

    Arguments:
        problems: The problems, with their places.
        sources: A source and those that it extends, nearest first.
    """
    files = [source.file for source in sources]
    once = dict.fromkeys(problems)
    return tuple(sorted(once, key=lambda each: (files.index(each.file), each.line or 0, each.column or 0)))


def _written(data: object, path: Path) -> Path:
    """Return the part of a path that is written in a table.

    A name with dots may be written as nested tables, and a question of the dimension itself without the dimension's
    name.
    """
    own = f"{path[1]}." if path[:1] == ("dimensions",) and "requires" in path[2:3] else ""
    for length, key in enumerate(path):
        table = entries(data)
        if key in table:
            data = table[str(key)]
        elif isinstance(key, int) and key < len(elements(data)):
            data = elements(data)[key]  # type checkers disagree about the type of data
        elif isinstance(key, str) and "." in key:
            short = key.removeprefix(own)
            return (*path[:length], *_written(data, (short,) if short in table else tuple(key.split("."))))
        else:
            return path[:length]
    return path


@attrs.frozen
class Origin:
    """The part of a rubric that comes from one of its files.

    Arguments:
        name: The path of the file; the id and version of a registered rubric.
        parts: The parts written there, as one text for each dimension.
        removed: The parts of its base that it removes.
    """

    name: str
    parts: tuple[str, ...]
    removed: tuple[str, ...] = ()


def origins(rubric: CompiledRubric, name: str, sources: Sequence[Source]) -> tuple[Origin, ...]:
    r"""Return the file of each part of a rubric; nothing if it extends no other rubric.

    Arguments:
        rubric: The rubric.
        name: The path of the file or the id that the rubric was found by.
        sources: Its own source and those that it extends, nearest first.

    >>> import attain
    >>> from attain._format.source import chain, from_text
    >>> text = 'attain = 1\nid = "ours"\nversion = "1"\nextends = "iamcp-p2p"\ndimensions.agreement.bands.dynamic = "6+"'
    >>> registry = attain.Registry()
    >>> for origin in origins(registry.loads(text), "ours.toml", chain(from_text(text), registry)):
    ...     print(origin.name, origin.parts)
    ours.toml ('dimensions.agreement: bands.dynamic',)
    iamcp-p2p@2016 ('everything else',)
    """
    if len(sources) == 1:
        return ()
    written = normalise(to_dict(rubric))
    known = Names.of(written, *(source.data for source in sources))
    table = {key: value for key, value in canonical(written, known).items() if key not in NOT_INHERITED}
    sources = [attrs.evolve(source, data=canonical(source.data, known)) for source in sources]
    owned: list[list[Path]] = [[] for _ in sources]
    for path, owner in _owners(table, (), sources):
        owned[owner].append(path)
    names = [name, *(_name(above, base) for above, base in pairwise(sources))]
    overlays = [
        Origin(called, tuple(_described(paths)), tuple(map(str, elements(source.data.get("remove")))))
        for called, paths, source in zip(names, owned, sources, strict=True)
    ]
    return (*overlays[:-1], Origin(names[-1], ("everything else",)))


def _owners(value: object, path: Path, sources: Sequence[Source]) -> list[tuple[Path, int]]:
    """Return the largest parts of a table that are each from a single source, with the source's position."""
    if not isinstance(value, dict) or not value:
        return [(path, origin(path, sources)[0])]
    inner = [part for key, each in value.items() for part in _owners(each, (*path, key), sources)]
    owners = {owner for _, owner in inner}
    return [(path, owners.pop())] if path and len(owners) == 1 else inner


def _described(paths: Sequence[Path]) -> Iterator[str]:
    """Yield paths as text: the rubric's own, then those in each dimension, with common beginnings combined."""
    within: dict[Path, dict[Path, list[str]]] = {(): {}}
    for path in paths:
        home = path[:2] if path[0] == "dimensions" and len(path) > 2 else ()
        within.setdefault(home, {}).setdefault(path[len(home) : -1], []).append(str(path[-1]))
    for home, parts in within.items():
        names = ", ".join(_shared(".".join(map(str, before)), ends) for before, ends in parts.items())
        if names:
            yield f"{'.'.join(map(str, home))}: {names}" if home else names


def _shared(before: str, ends: Sequence[str]) -> str:
    """Return names with a common beginning: ``bands.gold``, or ``questions.nda (text, source)``."""
    if not before:
        return ", ".join(ends)
    return f"{before}.{ends[0]}" if len(ends) == 1 else f"{before} ({', '.join(ends)})"


def _name(above: Source, base: Source) -> str:
    """Return the name of a base in the source that extends it: its file, or its id and version."""
    named = str(above.data["extends"]).endswith(".toml")
    return base.name if named else f"{base.data.get('id')}@{base.data.get('version')}"
