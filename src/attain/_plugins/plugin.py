"""Plugins: each is loaded separately, and everything that it provides is checked before use."""

import inspect
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from importlib.metadata import EntryPoint, distributions, entry_points
from importlib.resources.abc import Traversable
from os import PathLike, fspath
from typing import (  # Any: mypy doubts that a class which may define __eq__ is hashable
    Any,
    Literal,
    ParamSpec,
    TypeAlias,
    TypeVar,
)

import attrs
import pluggy

from attain._core.errors import AttainError, PluginError, Problem
from attain._core.messages import Message, say
from attain._core.names import choices, id_problem, nearest
from attain._core.shapes import ANYTHING, Choice, Either, List, Map, Maybe, Record, Shape, fields_of, shape_of
from attain._core.text import display
from attain._format.content import MOST_BYTES
from attain._format.source import Source, from_bytes, from_dict, from_file
from attain._format.write import to_dict
from attain._model.dates import Period
from attain._model.extensions import Policy, UnusableError, by_plugin, described, location_of, raised_in_words
from attain._plan.check import VERSION
from attain._plan.compile import CompiledRubric
from attain._plan.rule_builder import Rule

from .hooks import PROJECT, Hooks

Given = ParamSpec("Given")
Brought = TypeVar("Brought")

_PLAIN = (str, bool, int, float, date, Period)


def called(what: Message, function: Callable[Given, Brought], *args: Given.args, **kwargs: Given.kwargs) -> Brought:
    """Return the result of a plugin's code.

    Arguments:
        what: The message for code that raises an error.
        function: The plugin's function.
        args: Its positional arguments.
        kwargs: Its keyword arguments.

    Raises:
        UnusableError: The code raised an error.
    """
    with by_plugin(what):
        return function(*args, **kwargs)


def shown(thing: object) -> Message:
    """Return a name for an object that is not what a hook should return.

    >>> print(shown("tiers.toml"), shown(Rule), shown(object()), sep="; ")
    'tiers.toml'; the class Rule; an object of type object
    """
    if isinstance(thing, str | bytes | int | float | None):
        return say("value", text=display(thing))
    if isinstance(thing, type):
        return say("plugin.class", name=thing.__name__)
    return say("plugin.object", type=type(thing).__name__)


def rubric_of(given: object, built_in: Callable[[str], str | None]) -> tuple[str, Source]:
    """Return the id and version of a plugin's rubric, with its source.

    Arguments:
        given: An object that the plugin's hook returned.
        built_in: A function that returns the version of the built-in rubric with an id; None if there is none.

    Raises:
        UnusableError: It is not a rubric.
    """
    try:
        source = _source(given)
    except AttainError as error:
        raise UnusableError(say("plugin.rubric", problems="; ".join(map(str, error.problems)))) from None
    id_, version = source.data.get("id"), source.data.get("version")
    if not isinstance(id_, str) or not isinstance(version, str) or id_problem(id_) or not VERSION.fullmatch(version):
        raise UnusableError(say("plugin.rubric-id", file=source.file))
    if built_in(id_) == version:
        raise UnusableError(say("plugin.rubric-built-in", rubric=f"{id_}@{version}"))
    return f"{id_}@{version}", source


def _source(given: object) -> Source:
    if isinstance(given, CompiledRubric):
        return from_dict(to_dict(given))
    if isinstance(given, PathLike):
        return from_file(fspath(given))
    if isinstance(given, Traversable):
        content = called(say("plugin.file", file=str(given)), _content, given)
        return from_bytes(content, str(given))
    key = "plugin.no-rubric-text" if isinstance(given, str) else "plugin.no-rubric"
    raise UnusableError(say(key, given=shown(given)))


def _content(file: Traversable) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def rule_of(given: object, plugin: str) -> tuple[str, type[Rule]]:
    """Return the kind of a plugin's rule, with the rule.

    Arguments:
        given: An object that the plugin's hook returned.
        plugin: The name of the plugin's entry point.

    Raises:
        UnusableError: It is not usable.
    """
    if not isinstance(given, type) or not issubclass(given, Rule) or given is Rule:
        raise UnusableError(say("plugin.no-rule", given=shown(given)))
    if wrong := _wrong_with(given, plugin):
        raise UnusableError(wrong, location_of(given))
    return given.kind, given


def _wrong_with(rule: type[Rule], plugin: str) -> Message | None:
    name = rule.__name__
    if "__attrs_attrs__" not in vars(rule):  # the class would inherit it otherwise
        return say("plugin.rule-attrs", rule=name)
    if inspect.isabstract(rule):
        return say("plugin.rule-build", rule=name)
    for variable in ("kind", "summary", "version"):
        if type(value := getattr(rule, variable, None)) is not str or not value:
            return say("plugin.rule-variable", rule=name, variable=variable)
    try:
        unreadable = called(say("plugin.rule-types", rule=name), next, _unreadable(rule, ()), None)
    except UnusableError as error:
        return error.what
    if unreadable:
        return say("plugin.rule-option", rule=name, option=unreadable)
    return None if _is_own(rule.kind, plugin) else say("plugin.rule-kind", rule=name, name=rule.kind, plugin=plugin)


def _unreadable(cls: Any, within: tuple[Any, ...]) -> Iterator[str]:
    """Yield the fields of a class that files can't contain, as files would spell them."""
    for key, field in fields_of(cls).items():
        if not _is_readable(field.shape, (*within, cls)):
            yield key


def _is_readable(shape: Shape, within: tuple[Any, ...]) -> bool:
    """Return whether files can contain a value of a shape nested within some classes."""
    match shape:
        case Maybe(inner=inner) | List(inner=inner):
            return _is_readable(inner, within)
        case Either(shapes=shapes):
            return all(map(_is_plain, shapes))
        case Map(key=key, inner=inner):
            return key == shape_of(str) and (inner is ANYTHING or _is_readable(inner, within))
        case Choice():
            return all(isinstance(value, str) for value in shape.values)
        case Record(cls=cls):
            return cls not in within and not any(_unreadable(cls, within))
        case _:
            return _is_plain(shape)


def _is_plain(shape: Shape) -> bool:
    return shape in map(shape_of, _PLAIN)


def policy_of(given: object, plugin: str) -> tuple[str, Policy]:
    """Return the id of a plugin's policy, with the policy.

    Arguments:
        given: An object that the plugin's hook returned.
        plugin: The name of the plugin's entry point.

    Raises:
        UnusableError: It is not usable.
    """
    if not isinstance(given, Policy):
        raise UnusableError(say("plugin.no-policy", given=shown(given)))
    if not _is_own(given.id, plugin):
        raise UnusableError(say("plugin.policy-id", name=given.id, plugin=plugin), location_of(given.choose))
    return given.id, given


def _is_own(name: str, plugin: str) -> bool:
    """Return whether a name consists of a plugin's name, a dot, and an id."""
    before, _, own = name.partition(".")
    return before == plugin and not id_problem(own)


Thing = TypeVar("Thing")
Checker: TypeAlias = Callable[[object], tuple[str, Thing]]
Implementations: TypeAlias = Mapping[str, list[Callable[[], object]]]

_HOOKS = [name for name in vars(Hooks) if name.startswith(f"{PROJECT}_")]


class PluginWarning(UserWarning):
    """A warning that a plugin can't be used; everything else keeps working."""


@attrs.frozen
class Plugin:
    """An installed plugin, with its status and its contributions.

    Arguments:
        name: The name of its entry point. The kinds of its rules and the ids of its policies begin with it.
        distribution: The distribution that provides it.
        version: The version of that distribution.
        status: ``loaded``; ``failed`` if it or one of its rubrics can't be used; ``conflicting`` if another plugin has
            the same name or provides the same version of a rubric.
        reason: The reason for a status other than ``loaded``.
        rubrics: Its readable rubrics, each as ``id@version``.
        rules: The kinds of its rules.
        policies: The ids of its policies.
    """

    name: str
    distribution: str
    version: str
    status: Literal["loaded", "failed", "conflicting"] = "loaded"
    reason: str | None = None
    rubrics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()


@attrs.frozen(eq=False)  # compared by identity: equal entry points of two distributions are two plugins
class FoundPlugin:
    """The entry point of a plugin, and its distribution.

    Arguments:
        point: The entry point.
        distribution: The name of the distribution that provides it.
        version: The version of that distribution.
    """

    point: EntryPoint
    distribution: str
    version: str

    @property
    def name(self) -> str:
        """The name of the plugin."""
        return self.point.name


@attrs.frozen
class Loaded:
    """A plugin and its contributions.

    Arguments:
        plugin: The plugin as `attain plugins` lists it.
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
        """The error of a failed plugin."""
        plugin = self.plugin
        what = say("plugin-failed", plugin=plugin.name, distribution=plugin.distribution, reason=plugin.reason)
        return PluginError([Problem.of(what, ())])


def discover() -> tuple[FoundPlugin, ...]:
    """Return all installed plugins, by name, without importing them."""
    try:
        points = [*entry_points(group=PROJECT)]
    except Exception:  # noqa: BLE001  # a single broken file of entry points raises various errors
        points = [*_readable_points()]
    found = [FoundPlugin(point, *_distribution(point)) for point in points]
    return tuple(sorted(found, key=lambda each: (each.name, each.distribution)))


def _readable_points() -> Iterator[EntryPoint]:
    """Yield the entry points of plugins; warn of each distribution whose entry points can't be read."""
    seen: set[object] = set()
    for each in distributions():
        name = described(partial(getattr, each, "name"), "") or each
        if name in seen:  # the first distribution on Python's path hides others of its name
            continue
        seen.add(name)
        try:
            yield from each.entry_points.select(group=PROJECT)
        except Exception as error:  # noqa: BLE001  # as above
            folder, cause = str(each.locate_file("")), raised_in_words(error)
            what = say("plugin.entry-points", distribution=name, folder=folder, error=cause)
            warnings.warn(str(what), PluginWarning, stacklevel=2)


def _distribution(point: EntryPoint) -> tuple[str, str]:
    """Return the name and version of an entry point's distribution; its folder if the metadata is lost."""
    with suppress(Exception):  # lost metadata is None, or raises various errors
        if point.dist and point.dist.name and point.dist.version:
            return point.dist.name, point.dist.version
    return str(say("plugin.unnamed", folder=str(point.dist and point.dist.locate_file("")))), ""


def load(found: FoundPlugin, built_in: Callable[[str], str | None]) -> Loaded:
    """Import a plugin, call its hooks, and check their results; an error becomes the reason of its status.

    Arguments:
        found: The plugin's entry point.
        built_in: A function that returns the version of the built-in rubric with an id; None if there is none.
    """
    plugin = Plugin(found.name, found.distribution, found.version)
    try:
        with by_plugin(say("plugin.inspect")):
            module = called(say("plugin.import"), _module, found.point)
            hooks = called(say("plugin.hooks"), _hooks, module)
            sources = _brought("attain_rubrics", hooks, lambda given: rubric_of(given, built_in))
            rules = _brought("attain_rules", hooks, lambda given: rule_of(given, found.name))
            policies = _brought("attain_policies", hooks, lambda given: policy_of(given, found.name))
    except UnusableError as error:
        return _failed(plugin, error)
    plugin = attrs.evolve(plugin, rubrics=tuple(sources), rules=tuple(rules), policies=tuple(policies))
    return Loaded(plugin, sources, rules, policies)


def asked_too_early(found: FoundPlugin) -> Loaded:
    """Return the failed state of a plugin that requests its own rules, policies or rubrics while it is being loaded."""
    return _failed(Plugin(found.name, found.distribution, found.version), UnusableError(say("plugin.early")))


def _failed(plugin: Plugin, error: UnusableError) -> Loaded:
    return Loaded(attrs.evolve(plugin, status="failed", reason=str(error)))


def _module(point: EntryPoint) -> object:
    """Return the module of an entry point."""
    if wrong := id_problem(point.name):
        raise UnusableError(say("plugin.entry-point-id", problem=wrong))
    try:
        _ = point.module
    except (AttributeError, ValueError):  # the class depends on the version of Python
        raise UnusableError(say("plugin.entry-point-module", value=point.value, name=point.name)) from None
    module: object = point.load()
    return module


def _hooks(module: object) -> Implementations:
    """Return the functions of a plugin that implement each hook."""
    manager = pluggy.PluginManager(PROJECT)
    manager.register(module, "plugin")
    found: dict[str, list[Callable[[], object]]] = {}
    for caller in dict.fromkeys(manager.get_hookcallers(module) or ()):  # pluggy 1.6 lists some twice
        for hook in caller.get_hookimpls():
            place = location_of(hook.function)
            if caller.name not in _HOOKS:
                fix = nearest(caller.name, _HOOKS) or choices(_HOOKS)
                raise UnusableError(say("plugin.unknown-hook", hook=caller.name, fix=fix), place)
            if hook.argnames:
                what = say("plugin.hook-arguments", hook=caller.name, arguments=tuple(hook.argnames))
                raise UnusableError(what, place)
            found.setdefault(caller.name, []).append(hook.function)
    for name in _HOOKS:
        if name not in found and callable(function := getattr(module, name, None)):
            raise UnusableError(say("plugin.hook-mark", hook=name), location_of(function))
    if not found:
        raise UnusableError(say("plugin.no-hooks", hooks=tuple(_HOOKS)))
    return found


def _brought(hook: str, hooks: Implementations, check: Checker[Thing]) -> Mapping[str, Thing]:
    """Return the checked contributions of a plugin through a hook, by id or kind."""
    found: dict[str, Thing] = {}
    for function in hooks.get(hook, ()):
        place = location_of(function)
        try:
            given = list(_given(hook, function, check))
        except UnusableError as error:
            raise UnusableError(error.what, error.place or place) from None
        for key, thing in given:
            if key in found:
                files = tuple(each.file for each in (found[key], thing) if isinstance(each, Source) and each.file)
                what = say("plugin.twice-files", name=key, files=files) if files else say("plugin.twice", name=key)
                raise UnusableError(what, place)
            found[key] = thing
    return found


def _given(hook: str, function: Callable[[], object], check: Checker[Thing]) -> Iterator[tuple[str, Thing]]:
    """Yield everything that a hook returns; a generator runs, and may raise an error, only here."""
    result = called(say("plugin.hook-fails", hook=hook), function)
    if isinstance(result, str | bytes | Mapping) or not isinstance(result, Iterable):
        raise UnusableError(say("plugin.no-list", hook=hook, given=shown(result)))
    for thing in called(say("plugin.hook-halfway", hook=hook), list[object], result):
        yield called(say("plugin.hook-check", hook=hook), check, thing)
