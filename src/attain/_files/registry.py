"""Rubrics by their ids: the built-in ones, and where to find them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from threading import RLock

import attrs

from attain._errors import Problem, RubricError
from attain._model.rubric import Rubric
from attain._names import nearest
from attain._types import said

from .read import read, read_dict, read_file, read_text
from .source import Source, from_bytes

_ENDING = ".toml"


@attrs.frozen
class Entry:
    """What is known of a registered rubric.

    Arguments:
        id: Its id.
        version: Its version.
        title: What people call it.
        distribution: The distribution that brings it.
        file: The file it stands in.
    """

    id: str
    version: str
    title: str
    distribution: str
    file: str


class Registry:
    """Rubrics by their ids. Each is read once, when it is first asked for; any number of threads may ask.

    Arguments:
        models: The directory of the built-in rubrics; each file is named after the id of its rubric.

    >>> Registry().rubric("iamcp-p2p@2016").title
    'IAMCP P2P Maturity Model'
    """

    def __init__(self, *, models: Traversable | None = None) -> None:
        self._models = models or files("attain") / "models"
        self._lock = RLock()
        self._sources: dict[str, Source] = {}
        self._rubrics: dict[str, Rubric] = {}

    def rubric(self, spec: str) -> Rubric:
        """The rubric with an id, or with an id and a version.

        Arguments:
            spec: ``id`` or ``id@version``.

        Raises:
            RubricError: No such rubric is registered, or it can't be read.
        """
        with self._lock:
            source = self.source(spec)
            if source.name not in self._rubrics:
                self._rubrics[source.name] = read(source, resolve=self.source)
            return self._rubrics[source.name]

    def rubrics(self) -> tuple[Entry, ...]:
        """What is registered, in the order of the ids.

        Raises:
            RubricError: One of them can't be read.

        >>> [entry.id for entry in Registry().rubrics()]
        ['iamcp-p2p', 'iamcp-p2p-keyed']
        """
        found = []
        for identifier in self._ids():
            rubric = self.rubric(identifier)
            file = self.source(identifier).name
            found.append(Entry(rubric.id, rubric.version, rubric.title, "attain", file))
        return tuple(found)

    def load(self, path: str | PathLike[str]) -> Rubric:
        """Read a rubric from a TOML file, which may extend what is registered.

        Arguments:
            path: The file.

        Raises:
            RubricError: It can't be read, or it would not score as it says; with every problem and its place.
        """
        return read_file(path, resolve=self.source)

    def loads(self, text: str) -> Rubric:
        """Read a rubric from a TOML text, which may extend what is registered.

        Arguments:
            text: The text.

        Raises:
            RubricError: It is no rubric, or it would not score as it says; with every problem and its place.
        """
        return read_text(text, resolve=self.source)

    def from_dict(self, data: Mapping[str, object]) -> Rubric:
        """Read a rubric from plain data, which may extend what is registered.

        Arguments:
            data: What :meth:`attain.Rubric.to_dict` gives, or a parsed file.

        Raises:
            RubricError: It is no rubric, or it would not score as it says; with every problem.
        """
        return read_dict(data, resolve=self.source)

    def source(self, spec: str) -> Source:
        """The source of a rubric: what ``extends`` asks for.

        Arguments:
            spec: ``id`` or ``id@version``.

        Raises:
            RubricError: No such rubric is registered, or its file can't be parsed.
        """
        if not isinstance(spec, str):
            raise _unknown("wrong-type", f"an id is text, not {said(spec)}", 'write "iamcp-p2p"')
        if spec.endswith(_ENDING) or "/" in spec or "\\" in spec:
            told = f"{spec!r} looks like a path, and rubrics are registered by id"
            raise _unknown("rubric-path", told, "attain.load reads a file")
        identifier, _, version = spec.partition("@")
        ids = self._ids()
        if identifier not in ids:
            listed = f"registered are: {', '.join(ids)}"
            beside = f"write ./{spec} for the file" if Path(spec).is_file() else None
            hint = " ".join(filter(None, [beside or nearest(identifier, ids), listed]))
            raise _unknown("unknown-rubric", f"no rubric {identifier!r} is registered", hint)
        with self._lock:
            if identifier not in self._sources:
                file = self._models / f"{identifier}{_ENDING}"
                self._sources[identifier] = from_bytes(file.read_bytes(), str(file))
            source = self._sources[identifier]
        registered = source.data.get("version")
        if version and version != registered:
            told = f"no version {version!r} of the rubric {identifier!r} is registered"
            raise _unknown("unknown-version", told, f"registered is {identifier}@{registered}")
        return source

    def _ids(self) -> list[str]:
        names = [file.name for file in self._models.iterdir()]
        return sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))


@cache
def default_registry() -> Registry:
    """The registry that :func:`attain.rubric` asks; made when it is first asked.

    >>> default_registry() is default_registry()
    True
    """
    return Registry()


def _unknown(code: str, told: str, hint: str) -> RubricError:
    return RubricError([Problem(code, (), told, hint)])
