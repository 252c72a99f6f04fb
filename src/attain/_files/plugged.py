"""What plugins bring, put in place of the names that a rubric's tables have for it."""

from operator import eq

import attrs

from attain._errors import AttainError, Path, Problem, RubricError
from attain._model.extensions import Rule, UnusableError, by_plugin, described, raised, raised_at
from attain._shapes import file_fields
from attain._types import said

from .canonical import Table
from .source import Finder
from .structure import arguments_of

_HINT = 'write rule = { kind = "acme.best-region", … }, where acme is the plugin'


def with_plugins(data: Table, finder: Finder) -> tuple[Table, tuple[Problem, ...]]:
    """A rubric's tables with rules and policies of plugins instead of their names; what can't be found is left out.

    Arguments:
        data: The tables, overlays laid over what they extend.
        finder: Finds what plugins bring.

    Returns:
        The tables, and what is wrong with the names and with the options of rules.
    """
    problems: list[Problem] = []
    found = _place(data, (), finder, problems)
    if isinstance(defaults := data.get("defaults"), dict):
        found["defaults"] = _place(defaults, ("defaults",), finder, problems)
    if isinstance(dimensions := data.get("dimensions"), dict):
        found["dimensions"] = {
            name: _place(table, ("dimensions", name), finder, problems) if isinstance(table, dict) else table
            for name, table in dimensions.items()
        }
    return found, tuple(problems)


def _place(table: Table, path: Path, finder: Finder, problems: list[Problem]) -> Table:
    """The rules of one dimension."""
    found = dict(table)
    for key, value in table.items():
        try:
            if key == "rule":
                found[key] = _rule(value, finder)
            elif key in ("overlap", "gap") and isinstance(value, str) and "." in value:
                found[key] = finder.policy(value)
        except AttainError as error:
            problems += [attrs.evolve(problem, path=(*path, key, *problem.path)) for problem in error.problems]
            del found[key]
    return found


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
    try:
        with by_plugin("fails", RubricError, TypeError, ValueError):
            options = arguments_of(cls, {key: value for key, value in table.items() if key != "kind"})
            rule = cls(**options)
        with by_plugin("fails"):
            _ = eq(rule, None)  # one that can't be compared is reported here, not by whatever compares rubrics
            return rule
    except RubricError:
        raise
    except (TypeError, ValueError) as error:
        refusal = _refusal(kind, cls, error)
    except UnusableError as error:
        refusal = _failure(kind, error)
    raise RubricError([refusal])


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
