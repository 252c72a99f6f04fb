"""Plugins: each is imported, asked and checked by itself, so that a broken one costs its own things and nothing else."""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Literal, TypeVar

import attrs
import pluggy

from attain._errors import PluginError, Problem
from attain._model.extensions import Policy, Rule
from attain._names import id_problem, nearest, one_of

from .brought import UnusableError, called, policy_of, rubric_of, rule_of, shown, stands
from .hooks import PROJECT, Hooks
from .source import Source

Thing = TypeVar("Thing")

_HOOKS = [name for name in vars(Hooks) if name.startswith(f"{PROJECT}_")]


class PluginWarning(UserWarning):
    """A plugin could not be used; everything else works on."""


@attrs.frozen
class Plugin:
    """An installed plugin, and what came of it.

    Arguments:
        name: The name of its entry point, with which the kinds of its rules and the ids of its policies begin.
        distribution: The distribution that brings it.
        version: The version of that distribution.
        status: ``loaded`` or ``failed``; a plugin that failed brings nothing.
        reason: Why it failed.
        rubrics: Its rubrics, each as ``id@version``.
        rules: The kinds of its rules.
        policies: The ids of its policies.
    """

    name: str
    distribution: str
    version: str
    status: Literal["loaded", "failed"] = "loaded"
    reason: str | None = None
    rubrics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


@attrs.frozen
class Loaded:
    """A plugin, and the things it brings.

    Arguments:
        plugin: What is told of it.
        sources: Its rubrics, by ``id@version``.
        rules: Its rules, by kind.
        policies: Its policies, by id.
    """

    plugin: Plugin
    sources: Mapping[str, Source] = attrs.field(factory=dict)
    rules: Mapping[str, type[Rule]] = attrs.field(factory=dict)
    policies: Mapping[str, Policy] = attrs.field(factory=dict)

    @property
    def error(self) -> PluginError:
        """The error of a plugin that failed."""
        told = f"the plugin '{self.plugin.name}' of {self.plugin.distribution} can't be used: {self.plugin.reason}"
        hint = f"mend or remove {self.plugin.distribution}; `attain plugins` lists them all"
        return PluginError([Problem("plugin-failed", (), told, hint)])


def discover() -> tuple[EntryPoint, ...]:
    """The entry points of all plugins that are installed, by name; none is imported."""
    return tuple(sorted(entry_points(group=PROJECT), key=lambda point: (point.name, _distribution(point)[0])))


def load(point: EntryPoint, built_in: Callable[[str], str | None]) -> Loaded:
    """Import a plugin, ask it for all it brings, and check that; whatever goes wrong is told in its status.

    Arguments:
        point: Its entry point.
        built_in: The version of the built-in rubric of an id, if there is one.
    """
    name, version = _distribution(point)
    plugin = Plugin(point.name, name, version)
    try:
        things = _asked(point)
        sources = _by_key(things["attain_rubrics"], lambda given: rubric_of(given, built_in))
        rules = _by_key(things["attain_rules"], lambda given: rule_of(given, point.name))
        policies = _by_key(things["attain_policies"], lambda given: policy_of(given, point.name))
    except UnusableError as error:
        return _failed(plugin, str(error))
    plugin = attrs.evolve(plugin, rubrics=tuple(sources), rules=tuple(rules), policies=tuple(policies))
    return Loaded(plugin, sources, rules, policies)


def asked_too_early(point: EntryPoint) -> Loaded:
    """A plugin that asks for something of its own while it is being loaded.

    Arguments:
        point: Its entry point.
    """
    told = "it asks for something of its own while it is being loaded; let attain_rubrics give the file, without reading it"
    return _failed(Plugin(point.name, *_distribution(point)), told)


def _failed(plugin: Plugin, told: str) -> Loaded:
    return Loaded(attrs.evolve(plugin, status="failed", reason=told))


def _distribution(point: EntryPoint) -> tuple[str, str]:
    return (point.dist.name, point.dist.version) if point.dist else ("an unnamed distribution", "")


def _asked(point: EntryPoint) -> Mapping[str, list[object]]:
    """What each hook of a plugin gives."""
    if told := id_problem(point.name):
        raise UnusableError(f"its entry point has a name that rules can't begin with: {told}")
    module: object = called(point.load, "importing it fails")
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    called(lambda: manager.register(module, point.name), "its hooks don't fit")
    callers = {caller.name: caller for caller in manager.get_hookcallers(module) or ()}
    for name, caller in callers.items():
        if name not in _HOOKS:
            place = stands(caller.get_hookimpls()[0].function)
            raise UnusableError(
                f"there is no hook '{name}'; {nearest(name, _HOOKS) or f'there is {one_of(_HOOKS)}'}{place}"
            )
    for name in _HOOKS:
        if name not in callers and callable(function := getattr(module, name, None)):
            raise UnusableError(f"{name} is not marked as a hook; put @attain.hookimpl above it{stands(function)}")
    if not callers:
        raise UnusableError(f"it has no hooks; write one of {one_of(_HOOKS)}, with @attain.hookimpl above it")
    return {
        name: [
            thing
            for result in called(callers[name], f"{name} fails")
            for thing in _exhausted(name, result, stands(callers[name].get_hookimpls()[0].function))
        ]
        if name in callers
        else []
        for name in _HOOKS
    }


def _exhausted(hook: str, result: object, place: str) -> list[object]:
    """All that a hook gives; a generator runs, and may raise, only here."""
    if isinstance(result, str | bytes | Mapping) or not isinstance(result, Iterable):
        raise UnusableError(f"{hook} gives {shown(result)} instead of a list{place}")
    return called(lambda: list(result), f"{hook} fails halfway through")


def _by_key(given: Iterable[object], check: Callable[[object], tuple[str, Thing]]) -> Mapping[str, Thing]:
    found: dict[str, Thing] = {}
    for thing in given:
        key, checked = check(thing)
        if key in found:
            raise UnusableError(f"it brings '{key}' twice")
        found[key] = checked
    return found
