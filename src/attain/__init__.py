"""Turns answers into maturity levels: rubrics as data, one defensible level, and why.

>>> import attain
>>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True, "agreement.fair": "yes"})
>>> str(result["agreement"].level)
'Reactive'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._analysis.check import LevelCheck
    from ._analysis.comparison import AnswerComparison, DimensionComparison
    from ._analysis.consensus import DimensionConsensus, Disagreement
    from ._analysis.diff import Change, Difference
    from ._analysis.finding import Finding
    from ._analysis.path import ImprovementStep
    from ._analysis.sensitivity import AnswerEffect, LevelMargin, RuleEffect
    from ._analysis.witness import Witness
    from ._core.data import FrozenDict
    from ._core.errors import (
        AmbiguousLevelError,
        AnswersError,
        AnswersWarning,
        AttainError,
        PluginError,
        Problem,
        RubricError,
    )
    from ._decisions import Consensus, ImprovementPath, ResultCheck, ResultComparison, Sensitivity
    from ._interview import Interview, Reply
    from ._model.dates import Period
    from ._model.extensions import Policy
    from ._model.parts import (
        Action,
        Benefit,
        Descriptor,
        Example,
        Fact,
        Ladder,
        Level,
        NotApplicable,
        Option,
        Question,
        Scale,
        Target,
    )
    from ._model.rubric import Dimension, Rules
    from ._model.words import Words
    from ._plan.fields import Field
    from ._plan.rule_builder import ConditionTerm, LevelTerm, Rule, RuleBuilder, ScoreTerm
    from ._plugins.hooks import hookimpl
    from ._plugins.plugin import Plugin, PluginWarning
    from ._plugins.registry import Entry
    from ._results import Result, compare, consensus
    from ._rubric import Registry, Rubric, load, loads, rubric, rubrics
    from ._score.reference import Comparison, DimensionReference, Percentile
    from ._score.result import Answer, ChecklistItem, DimensionResult, Progress, Requirement, StageResult, TargetGap
    from ._score.summary import BenefitCount, Bucket, DimensionSummary, LevelCount, TargetCount
    from ._summaries import Reference, Summary

_HOMES = {
    "_core.errors": (
        "AmbiguousLevelError", "AnswersError", "AnswersWarning", "AttainError", "PluginError", "Problem", "RubricError",
    ),
    "_plugins.hooks": ("hookimpl",),
    "_plugins.plugin": ("Plugin", "PluginWarning"),
    "_plugins.registry": ("Entry",),
    "_core.data": ("FrozenDict",),
    "_decisions": ("Consensus", "ImprovementPath", "ResultCheck", "ResultComparison", "Sensitivity"),
    "_interview": ("Interview", "Reply"),
    "_analysis.check": ("LevelCheck",),
    "_analysis.comparison": ("AnswerComparison", "DimensionComparison"),
    "_analysis.consensus": ("DimensionConsensus", "Disagreement"),
    "_analysis.diff": ("Change", "Difference"),
    "_analysis.finding": ("Finding",),
    "_analysis.path": ("ImprovementStep",),
    "_analysis.sensitivity": ("AnswerEffect", "LevelMargin", "RuleEffect"),
    "_analysis.witness": ("Witness",),
    "_model.dates": ("Period",),
    "_model.extensions": ("Policy",),
    "_model.parts": (
        "Action", "Benefit", "Descriptor", "Example", "Fact", "Ladder", "Level", "NotApplicable", "Option", "Question", "Scale", "Target",
    ),
    "_model.rubric": ("Dimension", "Rules"),
    "_model.words": ("Words",),
    "_plan.fields": ("Field",),
    "_plan.rule_builder": ("ConditionTerm", "LevelTerm", "Rule", "RuleBuilder", "ScoreTerm"),
    "_results": ("Result", "compare", "consensus"),
    "_rubric": ("Registry", "Rubric", "load", "loads", "rubric", "rubrics"),
    "_score.reference": ("Comparison", "DimensionReference", "Percentile"),
    "_score.result": ("Answer", "ChecklistItem", "DimensionResult", "Progress", "Requirement", "StageResult", "TargetGap"),
    "_score.summary": ("BenefitCount", "Bucket", "DimensionSummary", "LevelCount", "TargetCount"),
    "_summaries": ("Reference", "Summary"),
}  # fmt: skip
"""The module of each public name, imported at the first use of the name, so that `import attain` is fast."""

_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Action", "AmbiguousLevelError", "Answer", "AnswerComparison", "AnswerEffect", "AnswersError", "AnswersWarning", "AttainError",
    "Benefit", "BenefitCount", "Bucket", "Change", "ChecklistItem", "Comparison", "ConditionTerm", "Consensus", "Descriptor", "Difference", "Dimension",
    "DimensionComparison", "DimensionConsensus", "DimensionReference", "DimensionResult", "DimensionSummary", "Disagreement", "Entry",
    "Example", "Fact", "Field", "Finding", "FrozenDict", "ImprovementPath", "ImprovementStep", "Interview", "Ladder", "Level",
    "LevelCheck", "LevelCount", "LevelMargin", "LevelTerm", "NotApplicable", "Option", "Percentile", "Period", "Plugin", "PluginError", "PluginWarning",
    "Policy", "Problem", "Progress", "Question", "Reference", "Registry", "Reply", "Requirement", "Result", "ResultCheck", "ResultComparison", "Rubric",
    "RubricError", "Rule", "RuleBuilder", "RuleEffect", "Rules", "Scale", "ScoreTerm", "Sensitivity", "StageResult", "Summary", "Target",
    "TargetCount", "TargetGap", "Witness", "Words", "compare", "consensus", "hookimpl", "load", "loads", "rubric", "rubrics",
]  # fmt: skip


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


if TYPE_CHECKING:
    __version__: str
else:  # hidden from type checkers, which would otherwise accept any name

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("attain")
        if name not in _MODULES:
            raise AttributeError(f"module 'attain' has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(f".{_MODULES[name]}", "attain"), name)
        return found
