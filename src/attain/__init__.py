"""Turns answers into maturity levels: rubrics as data, one defensible level, and why.

>>> import attain
>>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True, "agreement.fair": "yes"})
>>> str(result["agreement"].level)
'Reactive'
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ._errors import AmbiguousLevelError, AnswersError, AnswersWarning, AttainError, PluginError, Problem, RubricError
from ._frozen import FrozenDict
from ._model.dates import Period
from ._model.extensions import Policy, Rule
from ._model.parts import Action, Example, Fact, Ladder, Level, NotApplicable, Option, Question, Scale
from ._model.rubric import Dimension, Rubric, Rules
from ._model.words import Words

if TYPE_CHECKING:
    from os import PathLike

    from ._files.hooks import hookimpl
    from ._files.plugins import Plugin, PluginWarning
    from ._files.registry import Entry, Registry
    from ._lint.changes import Change
    from ._lint.diff import Difference
    from ._lint.finding import Finding
    from ._lint.witness import Witness
    from ._plan.fields import Field
    from ._plan.rule_builder import RuleBuilder
    from ._plan.terms import ConditionTerm, LevelTerm, ScoreTerm
    from ._score.reference import Comparison, DimensionReference, Percentile, Reference
    from ._score.result import Answer, DimensionResult, Progress, Requirement, Result
    from ._score.summary import Bucket, DimensionSummary, LevelCount, Summary

__all__ = [
    "Action", "AmbiguousLevelError", "Answer", "AnswersError", "AnswersWarning", "AttainError", "Bucket", "Change",
    "Comparison", "ConditionTerm", "Difference", "Dimension", "DimensionReference", "DimensionResult", "DimensionSummary", "Entry", "Example", "Fact", "Field", "Finding", "FrozenDict", "Ladder", "Level", "LevelCount", "LevelTerm", "NotApplicable", "Option",
    "Percentile", "Period", "Plugin", "PluginError", "PluginWarning", "Policy", "Problem", "Progress", "Question",
    "Reference", "Registry", "Requirement", "Result", "Rubric", "RubricError", "Rule", "RuleBuilder", "Rules", "Scale",
    "ScoreTerm", "Summary", "Witness", "Words", "hookimpl", "load", "loads", "rubric", "rubrics",
]  # fmt: skip

_LATER = {
    "Entry": "attain._files.registry",
    "Registry": "attain._files.registry",
    "Change": "attain._lint.changes",
    "Difference": "attain._lint.diff",
    "Finding": "attain._lint.finding",
    "Witness": "attain._lint.witness",
    "hookimpl": "attain._files.hooks",
    **dict.fromkeys(("Plugin", "PluginWarning"), "attain._files.plugins"),
    "Field": "attain._plan.fields",
    "RuleBuilder": "attain._plan.rule_builder",
    **dict.fromkeys(("ConditionTerm", "LevelTerm", "ScoreTerm"), "attain._plan.terms"),
    **dict.fromkeys(("Answer", "DimensionResult", "Progress", "Requirement", "Result"), "attain._score.result"),
    **dict.fromkeys(("Bucket", "DimensionSummary", "LevelCount", "Summary"), "attain._score.summary"),
    **dict.fromkeys(("Comparison", "DimensionReference", "Percentile", "Reference"), "attain._score.reference"),
}
"""What is public and imported only when it is first asked for, to keep ``import attain`` light."""


def rubric(id: str) -> Rubric:  # noqa: A002  # "id" is the field's word for it
    """The rubric of an id: the built-in one, else the newest version there is; or one version (``"iamcp-p2p@2016"``).

    Arguments:
        id: The id, with or without a version.

    Raises:
        RubricError: There is none; with the nearest that there is.

    >>> import attain
    >>> attain.rubric("iamcp-p2p").title
    'IAMCP P2P Maturity Model'
    """
    from ._files.registry import default_registry

    return default_registry().rubric(id)


def rubrics() -> "tuple[Entry, ...]":
    """Every rubric that can be had by its id.

    >>> import attain
    >>> [entry.id for entry in attain.rubrics()]
    ['iamcp-p2p', 'iamcp-p2p-keyed']
    """
    from ._files.registry import default_registry

    return default_registry().rubrics()


def load(path: "str | PathLike[str]") -> Rubric:
    """Read a rubric from a TOML file.

    Arguments:
        path: The file.

    Raises:
        RubricError: It can't be read, or it would not score as it says; with every problem and its place.
    """
    from ._files.registry import default_registry

    return default_registry().load(path)


def loads(text: str) -> Rubric:
    """Read a rubric from the text of a TOML file.

    Arguments:
        text: The text.

    Raises:
        RubricError: It is no rubric, or it would not score as it says; with every problem and its place.

    >>> import attain
    >>> attain.loads(attain.rubric("iamcp-p2p").to_toml()) == attain.rubric("iamcp-p2p")
    True
    """
    from ._files.registry import default_registry

    return default_registry().loads(text)


if TYPE_CHECKING:
    __version__: str
else:  # a type checker that saw this would take any name for one of the package's

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("attain")
        home = _LATER.get(name)
        if home is None:
            raise AttributeError(f"module 'attain' has no attribute {name!r}")
        return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
