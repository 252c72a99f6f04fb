"""The hooks of plugins, which implement them with ``@attain.hookimpl``."""

from collections.abc import Iterable
from importlib.resources.abc import Traversable
from os import PathLike
from typing import Protocol, TypeAlias

import pluggy

from attain._model.extensions import Policy
from attain._plan.compile import CompiledRubric
from attain._plan.rule_builder import Rule

PROJECT = "attain"
"""The name under which plugins are known to pluggy, and the group of their entry points."""

hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks the functions of a plugin that implement a hook."""

RubricFile: TypeAlias = Traversable | PathLike[str]
"""A rubric's TOML file, or such a file among the resources of a package."""


class Hooks(Protocol):
    """The hooks. A plugin implements each by a function of the same name, in the module that its entry point names."""

    def attain_rubrics(self) -> Iterable[RubricFile | CompiledRubric]:
        """Return the rubrics that a plugin provides: their files, or the rubrics themselves.

        >>> from importlib.resources import files
        >>> import attain
        >>> @attain.hookimpl
        ... def attain_rubrics():
        ...     return [files("acme_tiers") / "acme-tiers.toml"]
        """

    def attain_rules(self) -> Iterable[type[Rule]]:
        """Return the rules that a plugin provides: subclasses of :class:`attain.Rule`.

        The kind of each begins with the name of the entry point and a dot.

        >>> import attain, attrs
        >>> @attrs.frozen
        ... class BestRegion(attain.Rule):
        ...     kind = "acme.best-region"
        ...     summary = "the best region counts"
        ...     of: tuple[str, ...]
        ...
        ...     def build(self, builder: attain.RuleBuilder) -> attain.LevelTerm:
        ...         return builder.highest([builder.level(region) for region in self.of])
        >>> @attain.hookimpl
        ... def attain_rules():
        ...     return [BestRegion]
        """

    def attain_policies(self) -> Iterable[Policy]:
        """Return the policies that a plugin provides for overlaps and gaps of ranges.

        The id of each begins with the name of the entry point and a dot.

        >>> import attain
        >>> def middle(candidates):
        ...     return candidates[len(candidates) // 2]
        >>> @attain.hookimpl
        ... def attain_policies():
        ...     return [attain.Policy("acme.middle", "overlap", middle)]
        """
