"""Rubrics by their ids, and the rules and policies of plugins: built-in ones first, then installed plugins'."""

from collections.abc import Mapping
from os import PathLike
from os.path import isfile
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Generic, Literal

import attrs

from attain._core.errors import PluginError, Problem, RubricError
from attain._core.messages import Message, say
from attain._core.names import near
from attain._format.read import Kind, read, read_dict, read_file, read_text
from attain._format.source import Source, from_bytes
from attain._model.extensions import Policy
from attain._plan.rule_builder import Rule

from .installed import Installed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from .plugin import Loaded, Plugin


_ENDING = ".toml"


@attrs.frozen
class Entry:
    """A registered rubric.

    Arguments:
        id: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        distribution: The distribution that provides it.
        file: The file of the rubric; for a rubric that a plugin made in Python, its id and version.
    """

    id: str
    version: str
    title: str
    distribution: str
    file: str


class BaseRegistry(Generic[Kind]):
    """Rubrics of one class by id, with plugins' rules and policies; :class:`attain.Registry` is the public class.

    Arguments:
        kind: The class of the rubrics.
        strict: Whether to raise :class:`PluginError` for a plugin that can't be used, instead of warning and
            continuing.
        models: The directory of the built-in rubrics; by default the package's.
    """

    def __init__(self, kind: type[Kind], *, strict: bool, models: "Traversable | None") -> None:
        self._kind = kind
        self._models = models or Path(__file__).parents[1] / "models"
        self._strict = strict
        self._installed = Installed(strict=strict, built_in=self._version_built_in)
        self._lock = RLock()
        self._built_in: dict[str, Source] = {}
        self._rubrics: dict[Source, Kind] = {}

    # Rubrics.

    def rubric(self, spec: str) -> Kind:
        """Return the rubric with an id, or with an id and a version.

        Arguments:
            spec: ``id`` or ``id@version``; without a version, the built-in one, or else the newest.

        Raises:
            RubricError: No such rubric is registered, or it can't be read.
            PluginError: Two plugins bring it.
        """
        with self._lock:
            return self._read(self.source(spec))

    def rubrics(self) -> tuple[Entry, ...]:
        """Return the registered rubrics, in the order of their ids.

        A plugin's rubric that can't be read causes a warning and is left out.

        Raises:
            PluginError: The registry is strict, and a plugin can't be used or one of its rubrics can't be read.

        >>> import attain
        >>> [entry.id for entry in attain.Registry().rubrics() if entry.distribution == "attain"]
        ['iamcp-p2p', 'iamcp-p2p-keyed']
        """
        with self._lock:
            found = [("attain", self._built_in_source(id_)) for id_ in self._ids()]
            for loaded in self._installed.all():
                found += [(loaded.plugin.distribution, source) for source in loaded.sources.values()]
            entries = [entry for distribution, source in found if (entry := self._entry(distribution, source))]
        return tuple(sorted(entries, key=lambda entry: (entry.id, _newness(entry.version), entry.distribution)))

    def load(self, path: str | PathLike[str]) -> Kind:
        """Read a rubric from a TOML file, which may extend registered rubrics.

        Arguments:
            path: The path of the file.

        Raises:
            RubricError: The file can't be read, or the rubric has mistakes; the error holds every problem with its
                place.
        """
        return read_file(path, finder=self, kind=self._kind)

    def loads(self, text: str) -> Kind:
        """Read a rubric from a TOML text, which may extend registered rubrics.

        Arguments:
            text: The text.

        Raises:
            RubricError: The text is not a rubric, or the rubric has mistakes; the error holds every problem with its
                place.
        """
        return read_text(text, finder=self, kind=self._kind)

    def from_dict(self, data: Mapping[str, object]) -> Kind:
        """Read a rubric from plain data, which may extend registered rubrics.

        Arguments:
            data: The output of :meth:`attain.Rubric.to_dict`, or a parsed file.

        Raises:
            RubricError: The data is not a rubric, or the rubric has mistakes; the error holds every problem.
        """
        return read_dict(data, finder=self, kind=self._kind)

    def source(self, spec: str) -> Source:
        """Return the source of a rubric, for ``extends``.

        Arguments:
            spec: ``id`` or ``id@version``.

        Raises:
            RubricError: No such rubric is registered, or its file can't be parsed.
            PluginError: Two plugins bring it.
        """
        if not isinstance(spec, str):
            raise _unknown(say("wrong-type.spec", given=spec))
        if spec.endswith(_ENDING) or "/" in spec or "\\" in spec:
            raise _unknown(say("rubric-path", spec=spec))
        id_, _, version = spec.partition("@")
        with self._lock:
            built_in = self._built_in_source(id_) if id_ in self._ids() else None
            if built_in and version in ("", built_in.data.get("version")):
                return built_in
            return self._source_of_plugin(id_, version, built_in)

    def _source_of_plugin(self, id_: str, version: str, built_in: Source | None) -> Source:
        """Return the source of a plugin's rubric, by default of its newest version."""
        provided = self._provided(id_)
        versions = sorted(provided, key=_newness)
        if not versions and not built_in:
            raise self._unknown_rubric(id_)
        version = version or versions[-1]
        if version not in provided:
            every = [*([str(built_in.data.get("version"))] if built_in else []), *versions]
            registered = tuple(f"{id_}@{each}" for each in every)
            raise _unknown(say("unknown-version.registered", version=version, id=id_, registered=registered))
        name = f"{id_}@{version}"
        if clash := _clash(name, provided[version]):
            raise PluginError([clash])
        return provided[version][0].sources[name]

    # Contributions of plugins.

    def plugins(self) -> tuple["Plugin", ...]:
        """Return the installed plugins, each with its contributions or the reason why it can't be used.

        attain reads their rubrics for this.

        Raises:
            PluginError: The registry is strict, and a plugin can't be used or two claim the same thing; the error holds
                every problem.
        """
        with self._lock, self._installed.listing() as everything:
            found = [self._examined(loaded, everything) for loaded in everything]
        problems = dict.fromkeys(problem for _, wrong in found for problem in wrong)  # both plugins report a clash
        if problems and self._strict:
            raise PluginError(problems)
        return tuple(plugin for plugin, _ in found)

    def rules(self) -> tuple[type[Rule], ...]:
        """Return the rules of all plugins."""
        with self._lock:
            return tuple(rule for loaded in self._installed.all() for rule in loaded.rules.values())

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies of all plugins."""
        with self._lock:
            return tuple(policy for loaded in self._installed.all() for policy in loaded.policies.values())

    def rule(self, kind: str) -> type[Rule]:
        """Return a plugin's rule.

        Arguments:
            kind: The kind of the rule: ``acme.best-region``.

        Raises:
            RubricError: There is no such rule or policy.
            PluginError: Its plugin can't be used, or two plugins have its name.
        """
        with self._lock:
            return self._installed.rule(kind)

    def policy(self, id_: str) -> Policy:
        """Return a plugin's policy.

        Arguments:
            id_: The id of the policy: ``acme.middle``.

        Raises:
            RubricError: There is no such rule or policy.
            PluginError: Its plugin can't be used, or two plugins have its name.
        """
        with self._lock:
            return self._installed.policy(id_)

    # Implementation.

    def _ids(self) -> list[str]:
        names = [file.name for file in self._models.iterdir()]
        return sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))

    def _built_in_source(self, id_: str) -> Source:
        if id_ not in self._built_in:
            file = self._models / f"{id_}{_ENDING}"
            self._built_in[id_] = from_bytes(file.read_bytes(), str(file))
        return self._built_in[id_]

    def _version_built_in(self, id_: str) -> str | None:
        return str(self._built_in_source(id_).data.get("version")) if id_ in self._ids() else None

    def _read(self, source: Source) -> Kind:
        if source not in self._rubrics:
            self._rubrics[source] = read(source, finder=self, kind=self._kind)
        return self._rubrics[source]

    def _entry(self, distribution: str, source: Source) -> Entry | None:
        try:
            rubric = self._read(source)
        except RubricError as error:
            self._installed.report(PluginError([_unreadable(source, distribution, error)]))
            return None
        return Entry(rubric.id, rubric.version, rubric.title, distribution, source.name)

    def _examined(self, loaded: "Loaded", everything: "list[Loaded]") -> "tuple[Plugin, list[Problem]]":
        """Return a plugin for the list, after reading its rubrics, and its problems."""
        plugin = loaded.plugin
        if plugin.status == "failed":
            return plugin, list(loaded.error.problems)
        unreadable: dict[str, Problem] = {}
        clashes = [self._installed.clash(plugin.name)]
        for name, source in loaded.sources.items():
            clashes.append(_clash(name, [each for each in everything if name in each.sources]))
            try:
                self._read(source)
            except RubricError as error:
                unreadable[name] = _unreadable(source, plugin.distribution, error)
        problems = [*unreadable.values(), *filter(None, clashes)]
        if not problems:
            return plugin, []
        rubrics = tuple(name for name in plugin.rubrics if name not in unreadable)
        reason = "; ".join(problem.message for problem in problems)
        status: Literal["failed", "conflicting"] = "failed" if unreadable else "conflicting"
        return attrs.evolve(plugin, status=status, reason=reason, rubrics=rubrics), problems

    def _provided(self, id_: str) -> "dict[str, list[Loaded]]":
        """Return the versions of a rubric from plugins, with the plugins that provide each."""
        found: dict[str, list[Loaded]] = {}
        for loaded in self._installed.all():
            for name in loaded.sources:
                if name.partition("@")[0] == id_:
                    found.setdefault(name.partition("@")[2], []).append(loaded)
        return found

    def _unknown_rubric(self, id_: str) -> RubricError:
        provided = [name.partition("@")[0] for loaded in self._installed.all() for name in loaded.sources]
        ids = sorted({*self._ids(), *provided})
        fix = say("fix.registered", ids=tuple(ids))
        if meant := near(id_, ids):
            fix = say("fix.near-or-registered", name=meant, ids=tuple(ids))
        if file := next((name for name in (id_, f"{id_}.toml") if isfile(name)), None):  # noqa: PTH113  # pathlib's may raise
            fix = say("fix.file-or-registered", file=file, ids=tuple(ids))
        return _unknown(say("unknown-rubric.registered", id=id_), fix)


def _newness(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _clash(name: str, provided: "list[Loaded]") -> Problem | None:
    """Return the problem of a version of a rubric that several plugins provide; None if it is unique."""
    what = say("rubric-twice", rubric=name, distributions=tuple(each.plugin.distribution for each in provided))
    return Problem.of(what, ()) if len(provided) > 1 else None


def _unreadable(source: Source, distribution: str, error: RubricError) -> Problem:
    """Return the problem of a plugin's rubric, with all problems in the rubric."""
    name = f"{source.data.get('id')}@{source.data.get('version')}"
    what = say(
        "plugin-failed.rubric", rubric=name, distribution=distribution, problems="; ".join(map(str, error.problems))
    )
    return Problem.of(what, ())


def _unknown(what: Message, fix: Message | None = None) -> RubricError:
    return RubricError([Problem.of(what, (), fix)])
