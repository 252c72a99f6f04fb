"""One plugin: loaded by itself, and everything that it brings checked before anything uses it."""

import inspect
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from importlib.metadata import EntryPoint, distributions, entry_points
from importlib.resources.abc import Traversable
from os import PathLike, fspath
from typing import (  # Any: a class is hashable, which mypy doubts of one that may define __eq__
    Any,
    Literal,
    ParamSpec,
    TypeAlias,
    TypeVar,
)

import attrs
import pluggy

from attain._core.errors import AttainError, PluginError, Problem
from attain._core.names import id_problem, nearest
from attain._core.shapes import ANYTHING, Choice, Either, List, Map, Maybe, Record, Shape, fields_of, shape_of
from attain._core.text import display, one_of
from attain._format.content import MOST_BYTES
from attain._format.source import Source, from_bytes, from_dict, from_file
from attain._format.write import to_dict
from attain._model.dates import Period
from attain._model.extensions import Policy, UnusableError, by_plugin, described, location_of, raised
from attain._plan.check import VERSION
from attain._plan.compile import CompiledRubric
from attain._plan.rule_builder import Rule

from .hooks import PROJECT, Hooks

Given = ParamSpec("Given")
Brought = TypeVar("Brought")

_PLAIN = (str, bool, int, float, date, Period)
_TYPES = (
    "str, bool, int, float, date, Period, Literal['…'], tuple[T, ...], FrozenDict[str, T] and attrs classes of these,"
    " each also with | None"
)


def called(told: str, function: Callable[Given, Brought], *args: Given.args, **kwargs: Given.kwargs) -> Brought:
    """What the code of a plugin gives.

    Arguments:
        told: What fails where it raises.
        function: The code.
        args: What it is given.
        kwargs: What it is given by name.

    Raises:
        UnusableError: It raised something.
    """
    with by_plugin(told):
        return function(*args, **kwargs)


def shown(thing: object) -> str:
    """A thing that is not what was asked for, in words.

    >>> shown("tiers.toml"), shown(Rule), shown(object())
    ("'tiers.toml'", 'the class Rule', 'a thing of type object')
    """
    if isinstance(thing, str | bytes | int | float | None):
        return display(thing)
    return f"the class {thing.__name__}" if isinstance(thing, type) else f"a thing of type {type(thing).__name__}"


def rubric_of(given: object, built_in: Callable[[str], str | None]) -> tuple[str, Source]:
    """A rubric that a plugin brings, with its id and version.

    Arguments:
        given: What its hook gives.
        built_in: The version of the built-in rubric of an id, if there is one.

    Raises:
        UnusableError: It is none.
    """
    try:
        source = _source(given)
    except AttainError as error:
        raise UnusableError(f"a rubric of its can't be read: {'; '.join(str(error).splitlines())}") from None
    id_, version = source.data.get("id"), source.data.get("version")
    if not isinstance(id_, str) or not isinstance(version, str) or id_problem(id_) or not VERSION.fullmatch(version):
        told = f'write id = "acme-tiers" and version = "1" at its top ({source.file})'
        raise UnusableError(f"a rubric of its has no proper id and version; {told}")
    if built_in(id_) == version:
        raise UnusableError(f"it brings {id_}@{version}, which is built in; give the rubric another id or version")
    return f"{id_}@{version}", source


def _source(given: object) -> Source:
    if isinstance(given, CompiledRubric):
        return from_dict(to_dict(given))
    if isinstance(given, PathLike):
        return from_file(fspath(given))
    if isinstance(given, Traversable):
        content = called(f"{given} can't be read", _content, given)
        return from_bytes(content, str(given))
    hint = '; write files("…") / "….toml", with files from importlib.resources' if isinstance(given, str) else ""
    raise UnusableError(f"attain_rubrics gives {shown(given)} instead of a file or a rubric{hint}")


def _content(file: Traversable) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def rule_of(given: object, plugin: str) -> tuple[str, type[Rule]]:
    """A rule that a plugin brings, with its kind.

    Arguments:
        given: What its hook gives.
        plugin: The name of its entry point.

    Raises:
        UnusableError: It is none.
    """
    if not isinstance(given, type) or not issubclass(given, Rule) or given is Rule:
        raise UnusableError(f"attain_rules gives {shown(given)} instead of a subclass of attain.Rule")
    told = _wrong_with(given)
    if told is None and (wrong := _wrong_name(given.kind, plugin)):
        told = f"has a wrong kind: {wrong}"
    if told:
        raise UnusableError(f"the rule {given.__name__} {told}", location_of(given))
    return given.kind, given


def _wrong_with(rule: type[Rule]) -> str | None:
    if "__attrs_attrs__" not in vars(rule):  # which it would else inherit
        return "is no attrs class; put @attrs.frozen above it"
    if inspect.isabstract(rule):
        return "has no method build(self, builder); write one that returns a level"
    for variable in ("kind", "summary", "version"):
        if type(value := getattr(rule, variable, None)) is not str or not value:
            return f'says no {variable}; write {variable} = "…" in its class, without a type'
    try:
        unreadable = called("has options of types that can't be found", next, _unreadable(rule, ()), None)
    except UnusableError as error:
        return error.told
    if unreadable:
        return f"has an option '{unreadable}' of a type that files can't say; there are {_TYPES}"
    return None


def _unreadable(cls: Any, within: tuple[Any, ...]) -> Iterator[str]:
    """The fields of a class that files can't give it, as a file would spell them."""
    for key, field in fields_of(cls).items():
        if not _is_readable(field.shape, (*within, cls)):
            yield key


def _is_readable(shape: Shape, within: tuple[Any, ...]) -> bool:
    """Whether files can say a value of a shape, which is part of some classes."""
    match shape:
        case Maybe() | List():
            return _is_readable(shape.inner, within)
        case Either():
            return all(_is_plain(each) for each in shape.shapes)
        case Map():
            return shape.key == shape_of(str) and (shape.inner is ANYTHING or _is_readable(shape.inner, within))
        case Choice():
            return all(isinstance(value, str) for value in shape.values)
        case Record(cls=cls):
            return cls not in within and not any(_unreadable(cls, within))
        case _:
            return _is_plain(shape)


def _is_plain(shape: Shape) -> bool:
    return shape in map(shape_of, _PLAIN)


def policy_of(given: object, plugin: str) -> tuple[str, Policy]:
    """A policy that a plugin brings, with its id.

    Arguments:
        given: What its hook gives.
        plugin: The name of its entry point.

    Raises:
        UnusableError: It is none.
    """
    if not isinstance(given, Policy):
        raise UnusableError(f"attain_policies gives {shown(given)} instead of an attain.Policy")
    if wrong := _wrong_name(given.id, plugin):
        raise UnusableError(f"a policy has a wrong id: {wrong}", location_of(given.choose))
    return given.id, given


def _wrong_name(name: str, plugin: str) -> str | None:
    before, _, own = name.partition(".")
    if before == plugin and not id_problem(own):
        return None
    return f"{display(name)} must be '{plugin}.', the name of the entry point, and an id: '{plugin}.best-region'"


Thing = TypeVar("Thing")
Check: TypeAlias = Callable[[object], tuple[str, Thing]]
Implementations: TypeAlias = Mapping[str, list[Callable[[], object]]]

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
        status: ``loaded``; ``failed``, if it or a rubric of its can't be used; ``conflicting``, if another plugin has the
            same name or brings the same version of a rubric.
        reason: Why it is not just loaded.
        rubrics: Its rubrics that can be read, each as ``id@version``.
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


@attrs.frozen(eq=False)  # the entry points of two distributions may be equal, and are two plugins
class Found:
    """The entry point of a plugin, and whose it is.

    Arguments:
        point: The entry point.
        distribution: The distribution that has it.
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


def discover() -> tuple[Found, ...]:
    """All plugins that are installed, by name; none is imported."""
    try:
        points = [*entry_points(group=PROJECT)]
    except Exception:  # noqa: BLE001  # a single file of entry points that is broken raises this or that
        points = [*_readable_points()]
    found = [Found(point, *_distribution(point)) for point in points]
    return tuple(sorted(found, key=lambda each: (each.name, each.distribution)))


def _readable_points() -> Iterator[EntryPoint]:
    """The entry points of plugins, with a warning for each distribution whose entry points can't be read."""
    seen: set[object] = set()
    for each in distributions():
        name = described(partial(getattr, each, "name"), "") or each
        if name in seen:  # what comes first on Python's path hides the rest
            continue
        seen.add(name)
        try:
            yield from each.entry_points.select(group=PROJECT)
        except Exception as error:  # noqa: BLE001  # likewise
            told = f"the entry points in {each.locate_file('')} can't be read, of {display(name)}: {raised(error)}"
            warnings.warn(told, PluginWarning, stacklevel=2)


def _distribution(point: EntryPoint) -> tuple[str, str]:
    """The name and version of what has an entry point, or where it lies, if its metadata has been lost."""
    with suppress(Exception):  # what is lost is None, or raises this or that
        if point.dist and point.dist.name and point.dist.version:
            return point.dist.name, point.dist.version
    return f"an unnamed distribution in {point.dist and point.dist.locate_file('')}", ""


def load(found: Found, built_in: Callable[[str], str | None]) -> Loaded:
    """Import a plugin, ask it for all it brings, and check that; whatever goes wrong is told in its status.

    Arguments:
        found: The plugin.
        built_in: The version of the built-in rubric of an id, if there is one.
    """
    plugin = Plugin(found.name, found.distribution, found.version)
    try:
        with by_plugin("looking at what it brings fails"):
            module = called("importing it fails", _module, found.point)
            hooks = called("looking for its hooks fails", _hooks, module)
            sources = _brought("attain_rubrics", hooks, lambda given: rubric_of(given, built_in))
            rules = _brought("attain_rules", hooks, lambda given: rule_of(given, found.name))
            policies = _brought("attain_policies", hooks, lambda given: policy_of(given, found.name))
    except UnusableError as error:
        return _failed(plugin, str(error))
    plugin = attrs.evolve(plugin, rubrics=tuple(sources), rules=tuple(rules), policies=tuple(policies))
    return Loaded(plugin, sources, rules, policies)


def asked_too_early(found: Found) -> Loaded:
    """A plugin that asks for something of its own while it is being loaded.

    Arguments:
        found: The plugin.
    """
    told = "it asks for something of its own while it is being loaded; let attain_rubrics give the file, without reading it"
    return _failed(Plugin(found.name, found.distribution, found.version), told)


def _failed(plugin: Plugin, told: str) -> Loaded:
    return Loaded(attrs.evolve(plugin, status="failed", reason=told))


def _module(point: EntryPoint) -> object:
    """What an entry point names."""
    if told := id_problem(point.name):
        raise UnusableError(f"its entry point has a name that rules can't begin with: {told}")
    try:
        _ = point.module
    except (AttributeError, ValueError):  # which of them depends on the Python
        hint = f'write {point.name} = "acme_tiers", the name of a module as Python imports it'
        raise UnusableError(f"its entry point {display(point.value)} names no module; {hint}") from None
    module: object = point.load()
    return module


def _hooks(module: object) -> Implementations:
    """The functions of a plugin that implement each hook."""
    manager = pluggy.PluginManager(PROJECT)
    manager.register(module, "plugin")
    found: dict[str, list[Callable[[], object]]] = {}
    for caller in dict.fromkeys(manager.get_hookcallers(module) or ()):  # of pluggy 1.6 some are there twice
        for hook in caller.get_hookimpls():
            place = location_of(hook.function)
            if caller.name not in _HOOKS:
                hint = nearest(caller.name, _HOOKS) or f"there is {one_of(_HOOKS)}"
                raise UnusableError(f"there is no hook '{caller.name}'; {hint}", place)
            if hook.argnames:
                raise UnusableError(f"{caller.name} is given no arguments; take away {one_of(hook.argnames)}", place)
            found.setdefault(caller.name, []).append(hook.function)
    for name in _HOOKS:
        if name not in found and callable(function := getattr(module, name, None)):
            raise UnusableError(f"{name} is not marked as a hook; put @attain.hookimpl above it", location_of(function))
    if not found:
        raise UnusableError(f"it has no hooks; write one of {one_of(_HOOKS)}, with @attain.hookimpl above it")
    return found


def _brought(hook: str, hooks: Implementations, check: Check[Thing]) -> Mapping[str, Thing]:
    """What a plugin brings by a hook, checked, by its id or kind."""
    found: dict[str, Thing] = {}
    for function in hooks.get(hook, ()):
        place = location_of(function)
        try:
            given = list(_given(hook, function, check))
        except UnusableError as error:
            raise UnusableError(error.told, error.place or place) from None
        for key, thing in given:
            if key in found:
                files = [each.file for each in (found[key], thing) if isinstance(each, Source) and each.file]
                told = f"it brings '{key}' twice"
                raise UnusableError(f"{told}: in {' and in '.join(files)}" if files else told, place)
            found[key] = thing
    return found


def _given(hook: str, function: Callable[[], object], check: Check[Thing]) -> Iterator[tuple[str, Thing]]:
    """All that a function gives; if it is a generator, it runs, and may raise, only here."""
    result = called(f"{hook} fails", function)
    if isinstance(result, str | bytes | Mapping) or not isinstance(result, Iterable):
        raise UnusableError(f"{hook} gives {shown(result)} instead of a list")
    for thing in called(f"{hook} fails halfway through", list[object], result):
        yield called(f"{hook} gives something that fails", check, thing)
