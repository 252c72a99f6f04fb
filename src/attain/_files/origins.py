"""Which parts of a rubric come from which file, where one extends another."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import attrs

from attain._errors import Path
from attain._plan.compile import CompiledRubric

from .canonical import Names, canonical
from .overlay import NOT_INHERITED, normalise
from .source import Source, origin
from .write import to_dict


@attrs.frozen
class Origin:
    """What a rubric has from one of the files that it is written in.

    Arguments:
        name: The path of the file; the id and version of a registered rubric.
        parts: What stands there, those of one dimension in one text.
        removed: What it takes away from what it extends.
    """

    name: str
    parts: tuple[str, ...]
    removed: tuple[str, ...] = ()


def origins(rubric: CompiledRubric, name: str, sources: Sequence[Source]) -> tuple[Origin, ...]:
    r"""Where the parts of a rubric stand; nothing for one that extends no other.

    Arguments:
        rubric: The rubric.
        name: What it was asked for by: the path of its file, or its id.
        sources: Its own source and those that it extends, nearest first.

    >>> from attain._files.registry import default_registry
    >>> from attain._files.source import chain, from_text
    >>> text = 'attain = 1\nid = "ours"\nversion = "1"\nextends = "iamcp-p2p"\ndimensions.agreement.bands.dynamic = "6+"'
    >>> registry = default_registry()
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
        Origin(called, tuple(_told(paths)), _removed(source))
        for called, paths, source in zip(names, owned, sources, strict=True)
    ]
    return (*overlays[:-1], Origin(names[-1], ("everything else",)))


def _owners(value: object, path: Path, sources: Sequence[Source]) -> list[tuple[Path, int]]:
    """The parts of a table, each as large as it can be with all of it from one source, and the position of that."""
    if not isinstance(value, dict) or not value:
        return [(path, origin(path, sources)[0])]
    inner = [part for key, each in value.items() for part in _owners(each, (*path, key), sources)]
    owners = {owner for _, owner in inner}
    return [(path, owners.pop())] if path and len(owners) == 1 else inner


def _told(paths: Sequence[Path]) -> Iterator[str]:
    """Paths as text: those of the rubric itself, then those within each dimension; what shares all but its end is one."""
    within: dict[Path, dict[Path, list[str]]] = {(): {}}
    for path in paths:
        home = path[:2] if path[0] == "dimensions" and len(path) > 2 else ()
        within.setdefault(home, {}).setdefault(path[len(home) : -1], []).append(str(path[-1]))
    for home, parts in within.items():
        names = ", ".join(_shared(".".join(map(str, before)), ends) for before, ends in parts.items())
        if names:
            yield f"{'.'.join(map(str, home))}: {names}" if home else names


def _shared(before: str, ends: Sequence[str]) -> str:
    """Names that begin alike: ``bands.gold``, or ``questions.nda (text, source)``."""
    if not before:
        return ", ".join(ends)
    return f"{before}.{ends[0]}" if len(ends) == 1 else f"{before} ({', '.join(ends)})"


def _removed(source: Source) -> tuple[str, ...]:
    removed = source.data.get("remove", ())
    return tuple(map(str, removed)) if isinstance(removed, list | tuple) else ()


def _name(above: Source, base: Source) -> str:
    """What a source is known by to the one that extends it: its file, or its id and version where that names an id."""
    named = str(above.data["extends"]).endswith(".toml")
    return base.name if named else f"{base.data.get('id')}@{base.data.get('version')}"
