"""The best regions count: a rule for rubrics of attain, and a programme that uses it."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations

import attrs

import attain

MOST = 10


@attrs.frozen
class BestRegion(attain.Rule):
    """The scores of the best regions, added up, decide.

    Arguments:
        of: The regions: dimensions that have a score.
        thresholds: For each level, the score that the best regions must have together.
        best: How many regions count.
        everywhere: For a level, the score that each region must have.
    """

    kind = "acme.best-region"
    summary = "the best regions count"

    of: tuple[str, ...]
    thresholds: attain.FrozenDict[str, float] = attrs.field(validator=attrs.validators.min_len(1))
    best: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    everywhere: attain.FrozenDict[str, float] = attain.FrozenDict()

    def build(self, builder: attain.RuleBuilder) -> attain.LevelTerm:
        """Make the level."""
        if not self.best <= len(self.of) <= MOST:
            message = f"{self.best} regions should count, and {len(self.of)} are named"
            builder.fail(message, f"name {self.best} to {MOST}", option="of")
        regions = [builder.score(region) for region in self.of]
        total = builder.greatest([builder.sum(some) for some in combinations(regions, self.best)])
        asked = {
            level: [builder.at_least(total, least, title="The best regions")]
            for level, least in self.thresholds.items()
        }
        for level, least in self.everywhere.items():
            asked.setdefault(level, []).extend(builder.at_least(region, least) for region in regions)
        return builder.ladder({level: builder.all_of(conditions) for level, conditions in asked.items()})


@attain.hookimpl
def attain_rules() -> list[type[attain.Rule]]:
    """Return the rule."""
    return [BestRegion]


@attain.hookimpl
def attain_rubrics() -> list[Traversable]:
    """Return the file of the programme."""
    return [files("acme_best_region") / "acme-regions.toml"]
