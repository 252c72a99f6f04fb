"""A finder for tests, which finds only the sources, rules and policies that it is given."""

from collections.abc import Iterable, Mapping

from attain._core.errors import Problem, RubricError
from attain._format.source import Finder, Source
from attain._model.extensions import Policy
from attain._plan.rule_builder import Rule


class Shelf(Finder):
    """A finder of some sources by their ids, and of some rules and policies."""

    def __init__(
        self,
        sources: Mapping[str, Source] | None = None,
        rules: Iterable[type[Rule]] = (),
        policies: Iterable[Policy] = (),
    ) -> None:
        self.sources = sources or {}
        self.rules = {rule.kind: rule for rule in rules}
        self.policies = {policy.id: policy for policy in policies}

    def source(self, spec: str) -> Source:
        if spec not in self.sources:
            raise RubricError([Problem("unknown-rubric", (), f"no rubric '{spec}' is registered")])
        return self.sources[spec]

    def rule(self, kind: str) -> type[Rule]:
        if kind not in self.rules:
            raise RubricError([Problem("unknown-rule", (), f"no rule is called '{kind}'")])
        return self.rules[kind]

    def policy(self, id_: str) -> Policy:
        if id_ not in self.policies:
            raise RubricError([Problem("unknown-policy", (), f"there is no policy '{id_}'")])
        return self.policies[id_]


NOTHING = Shelf()
