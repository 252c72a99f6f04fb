"""From the tables of a rubric to its arguments, with what plugins bring in place of its names."""

from operator import eq

import attrs

from attain._errors import AttainError, Path, Problem, RubricError
from attain._model.extensions import Policy, Rule, UnusableError, by_plugin, described, raised, raised_at
from attain._shapes import Either, Shape, class_of, file_fields
from attain._types import said

from .source import Finder
from .structure import Reader

_HINT = 'write rule = { kind = "acme.best-region", … }, where acme is the plugin'


@attrs.define
class RubricReader(Reader):
    """Reads the tables of a rubric, in which rules and policies of plugins stand by their names.

    Arguments:
        finder: Finds what plugins bring.
    """

    finder: Finder = attrs.field(kw_only=True)

    def leaf(self, shape: Shape, value: object, path: Path) -> object:
        """Read what is no table and no list, or is made by a plugin."""
        if class_of(shape) is Rule:
            return self.made(lambda: _rule(value, self.finder), path)
        if (
            isinstance(value, str)
            and "." in value
            and isinstance(shape, Either)
            and Policy in map(class_of, shape.shapes)
        ):
            return self.made(lambda: self.finder.policy(value), path)
        return super().leaf(shape, value, path)


def _rule(table: object, finder: Finder) -> Rule:
    if not isinstance(table, dict):
        raise RubricError([Problem("wrong-type", (), f"must be a table, not {said(table)}", _HINT)])
    kind = table.get("kind")
    if not isinstance(kind, str):
        told = "the key 'kind' is missing" if kind is None else f"must be text, not {said(kind)}"
        raise RubricError([Problem("missing-key" if kind is None else "wrong-type", ("kind",), told, _HINT)])
    try:
        cls = finder.rule(kind)
    except AttainError as error:
        raise RubricError(attrs.evolve(problem, path=("kind",)) for problem in error.problems) from None
    reader = Reader()
    try:
        with by_plugin("fails", RubricError, TypeError, ValueError):
            options = reader.arguments(cls, {key: value for key, value in table.items() if key != "kind"}, ())
            rule = None if options is None else cls(**options)
        with by_plugin("fails"):
            _ = eq(rule, None)  # one that can't be compared is reported here, not by whatever compares rubrics
        if rule is not None:
            return rule
    except RubricError:
        raise
    except (TypeError, ValueError) as error:
        reader.problems.append(_refusal(kind, cls, error))
    except UnusableError as error:
        reader.problems.append(_failure(kind, error))
    raise RubricError(reader.problems)


def _failure(kind: str, error: UnusableError) -> Problem:
    return Problem("rule-failed", (), f"the rule '{kind}' {error}", "its plugin has to be mended")


def _refusal(kind: str, cls: type[Rule], error: TypeError | ValueError) -> Problem:
    """The problem of options that a rule refuses, at the option that its message names, as those of attrs do."""
    told, path = described(lambda: str(error.args[0]), ""), Path()
    if not told:
        return _failure(kind, UnusableError(f"fails: {raised(error)}", raised_at(error)))
    for key, field in file_fields(cls).items():
        if f"'{field.name}'" in told:
            told, path = told.replace(f"'{field.name}'", f"'{key}'"), (key,)
    return Problem("rule-options", path, f"'{kind}' refuses this: {told}")
