"""The installed plugins, each imported when it is first needed."""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from attain._core.errors import PluginError, Problem, RubricError
from attain._core.messages import Message, say
from attain._core.names import choices, nearest
from attain._model.extensions import Policy
from attain._plan.rule_builder import Rule

if TYPE_CHECKING:
    from .plugin import FoundPlugin, Loaded


Thing = TypeVar("Thing")

_OFF = "ATTAIN_PLUGINS=0"


def kept_out() -> str:
    """Return the environment variable that disables all plugins, with its value; empty if none does."""
    name, _, value = _OFF.partition("=")
    return _OFF if os.environ.get(name) == value else ""


class Installed:
    """The installed plugins.

    Arguments:
        strict: Whether to raise an error for a plugin that can't be used, instead of warning.
        built_in: A function that returns the version of the built-in rubric with an id; None if there is none.
    """

    def __init__(self, *, strict: bool, built_in: Callable[[str], str | None]) -> None:
        self._strict = strict
        self._built_in = built_in
        self._on = not kept_out()
        self._loaded: dict[FoundPlugin, Loaded] = {}
        self._loading: set[FoundPlugin] = set()
        self._warned_of: set[tuple[Problem, ...]] = set()
        self._listing = False

    @cached_property
    def _found(self) -> "tuple[FoundPlugin, ...]":
        from .plugin import discover

        return discover() if self._on else ()

    def _plugin(self, found: "FoundPlugin") -> "Loaded":
        from .plugin import asked_too_early, load

        if found in self._loading:
            return asked_too_early(found)
        if found not in self._loaded:
            self._loading.add(found)
            try:
                self._loaded[found] = load(found, self._built_in)
            finally:
                self._loading.remove(found)
        return self._loaded[found]

    def all(self) -> "list[Loaded]":
        """Return all plugins except one that is being loaded; report plugins that can't be used."""
        everything = [self._plugin(found) for found in self._found if found not in self._loading]
        for loaded in everything:
            if loaded.plugin.status == "failed":
                self.report(loaded.error)
        return everything

    @contextmanager
    def listing(self) -> "Iterator[list[Loaded]]":
        """Provide all plugins without reporting problems, which the list shows itself."""
        before, self._listing = self._listing, True
        try:
            yield self.all()
        finally:
            self._listing = before

    def report(self, error: PluginError) -> None:
        """Warn of a plugin once; raise an error if the registry is strict; do nothing while plugins are listed."""
        if self._listing:
            return
        if self._strict:
            raise error
        from .plugin import PluginWarning

        if error.problems not in self._warned_of:
            self._warned_of.add(error.problems)
            warnings.warn(str(error), PluginWarning, stacklevel=2)

    def rule(self, kind: str) -> type[Rule]:
        """Return a plugin's rule; see :meth:`Registry.rule`."""
        return _known("unknown-rule", kind, self._of("rule", kind).rules)

    def policy(self, id_: str) -> Policy:
        """Return a plugin's policy; see :meth:`Registry.policy`."""
        return _known("unknown-policy", id_, self._of("policy", id_).policies)

    def _of(self, what: Literal["rule", "policy"], name: str) -> "Loaded":
        """Return the plugin that a name begins with, without importing others."""
        plugin, dot, _ = name.partition(".")
        found = [each for each in self._found if each.name == plugin]
        if not found:
            wrong = say(f"unknown-{what}.plugin", plugin=plugin) if dot else say(f"unknown-{what}.prefix", name=name)
            raise RubricError([Problem.of(wrong, (), self._hint(what, plugin))])
        if clash := self.clash(plugin):
            raise PluginError([clash])
        loaded = self._plugin(found[0])
        if loaded.plugin.status == "failed":
            raise loaded.error
        return loaded

    def clash(self, plugin: str) -> Problem | None:
        """Return the problem of a plugin name that several distributions have; None if it is unique."""
        found = tuple(each.distribution for each in self._found if each.name == plugin)
        what = say("plugin-twice", plugin=plugin, distributions=found)
        return Problem.of(what, ()) if len(found) > 1 else None

    def _hint(self, what: Literal["rule", "policy"], plugin: str) -> Message:
        if not self._on:
            return say("fix.plugins-off", variable=_OFF)
        return nearest(plugin, {each.name for each in self._found}) or say(f"fix.install-{what}")


def _known(key: str, name: str, known: Mapping[str, Thing]) -> Thing:
    if name in known:
        return known[name]
    fix = nearest(name, known) or choices(known) or say("fix.brings-none", plugin=name.partition(".")[0])
    raise RubricError([Problem.of(say(key, name=name), (), fix)])
