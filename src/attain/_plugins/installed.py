"""The plugins that are installed: imported when something of theirs is asked for, and kept."""

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from attain._core.errors import PluginError, Problem, RubricError
from attain._core.messages import Text
from attain._core.names import nearest
from attain._core.text import one_of
from attain._model.extensions import Policy
from attain._plan.rule_builder import Rule

if TYPE_CHECKING:
    from .plugin import Found, Loaded


Thing = TypeVar("Thing")

_OFF = "ATTAIN_PLUGINS=0"


def kept_out() -> bool:
    """Whether a variable of the environment keeps all plugins out."""
    name, _, value = _OFF.partition("=")
    return os.environ.get(name) == value


class Installed:
    """The plugins that are installed.

    Arguments:
        strict: Whether to raise for a plugin that can't be used, instead of warning.
        built_in: The version of the built-in rubric of an id, if there is one.
    """

    def __init__(self, *, strict: bool, built_in: Callable[[str], str | None]) -> None:
        self._strict = strict
        self._built_in = built_in
        self._on = not kept_out()
        self._loaded: dict[Found, Loaded] = {}
        self._loading: set[Found] = set()
        self._told: set[str] = set()
        self._listing = False

    @cached_property
    def _found(self) -> "tuple[Found, ...]":
        from .plugin import discover

        return discover() if self._on else ()

    def _plugin(self, found: "Found") -> "Loaded":
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
        """All plugins, but for one that is being loaded; of those that can't be used, it is told."""
        everything = [self._plugin(found) for found in self._found if found not in self._loading]
        for loaded in everything:
            if loaded.plugin.status == "failed":
                self.tell(loaded.error)
        return everything

    @contextmanager
    def listing(self) -> "Iterator[list[Loaded]]":
        """All plugins, while a list of them is made: it tells what is wrong with each, so nothing else does."""
        before, self._listing = self._listing, True
        try:
            yield self.all()
        finally:
            self._listing = before

    def tell(self, error: PluginError) -> None:
        """Warn of a plugin, once; raise, if the registry is strict; neither, while plugins are listed."""
        if self._listing:
            return
        if self._strict:
            raise error
        from .plugin import PluginWarning

        if str(error) not in self._told:
            self._told.add(str(error))
            warnings.warn(str(error), PluginWarning, stacklevel=2)

    def rule(self, kind: str) -> type[Rule]:
        """The rule of a plugin; :meth:`Registry.rule` tells more."""
        return _known("unknown-rule", kind, self._of("unknown-rule", kind).rules)

    def policy(self, id_: str) -> Policy:
        """The policy of a plugin; :meth:`Registry.policy` tells more."""
        return _known("unknown-policy", id_, self._of("unknown-policy", id_).policies)

    def _of(self, code: str, name: str) -> "Loaded":
        """The plugin that a name begins with; it alone is imported."""
        plugin, dot, _ = name.partition(".")
        found = [each for each in self._found if each.name == plugin]
        if not found:
            told = f"no plugin called '{plugin}' is installed" if dot else f"'{name}' does not begin with a plugin"
            raise RubricError([Problem(code, (), told, self._hint(code, plugin))])
        if clash := self.clash(plugin):
            raise PluginError([clash])
        loaded = self._plugin(found[0])
        if loaded.plugin.status == "failed":
            raise loaded.error
        return loaded

    def clash(self, plugin: str) -> Problem | None:
        """The problem of a name that several plugins have.

        Arguments:
            plugin: The name.
        """
        found = [each.distribution for each in self._found if each.name == plugin]
        told = f"the plugin '{plugin}' is brought by {' and '.join(found)}"
        return Problem("plugin-twice", (), told, "remove one of them") if len(found) > 1 else None

    def _hint(self, code: str, plugin: str) -> Text:
        if not self._on:
            return f"{_OFF} keeps all plugins out"
        meant = nearest(plugin, {each.name for each in self._found})
        return meant or f"install the distribution that brings the {_what(code)}"


def _what(code: str) -> str:
    return code.removeprefix("unknown-")


def _known(code: str, name: str, known: Mapping[str, Thing]) -> Thing:
    if name in known:
        return known[name]
    plugin = name.partition(".")[0]
    hint = nearest(name, known) or (f"there is {one_of(known)}" if known else f"'{plugin}' brings none")
    raise RubricError([Problem(code, (), f"there is no {_what(code)} '{name}'", hint)])
