"""A rule, a policy, and a rubric that uses both and extends that of another plugin."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

import attrs

import attain


@attrs.frozen
class Quorum(attain.Rule):
    """The highest level that enough of the dimensions within reach, if the key ones are no lower."""

    kind = "acme.quorum"
    summary = "the level that enough areas reach"
    at_least: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    key: tuple[str, ...] = ()

    def build(self, builder: attain.RuleBuilder) -> attain.LevelTerm:
        areas = [builder.level(name) for name in builder.dimensions]
        reached = {
            level.id: builder.count([builder.at_least(area, level.id) for area in areas], self.at_least)
            for level in builder.levels[1:]
        }
        return builder.lowest([builder.ladder(reached), *map(builder.level, self.key)])


def middle(candidates: tuple[int, ...]) -> int:
    return candidates[len(candidates) // 2]


@attain.hookimpl
def attain_rules() -> list[type[attain.Rule]]:
    return [Quorum]


@attain.hookimpl
def attain_policies() -> list[attain.Policy]:
    return [attain.Policy("acme.middle", "overlap", middle)]


@attain.hookimpl
def attain_rubrics() -> Iterator[Traversable]:
    yield files("acme_rules") / "acme-areas.toml"
