"""Decisions as users get them: data that can be written, read back and drawn."""

import attrs

from ._analysis.check import ResultCheckData
from ._analysis.comparison import ResultComparisonData
from ._analysis.consensus import ConsensusData
from ._analysis.path import ImprovementPathData
from ._analysis.sensitivity import SensitivityData
from ._format.record import Recorded
from ._render.drawn import Drawn


@attrs.frozen(eq=False, repr=False)
class ImprovementPath(ImprovementPathData, Recorded, Drawn):
    """The cheapest changes of answers that reach a target. Its fields are those of :class:`ImprovementPathData`.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
    >>> path = result.path_to({"agreement": "proactive"})
    >>> path.status, path.effort, path.is_cheapest
    ('found', 3.0, True)
    """

    def __repr__(self) -> str:
        from ._render.decisions import path_text

        return path_text(self)

    def to_html(self) -> str:
        """Return the steps as one HTML element that brings its own style; all text is escaped."""
        from ._render.decisions import path_html

        return path_html(self)


@attrs.frozen(eq=False, repr=False)
class ResultComparison(ResultComparisonData, Recorded, Drawn):
    """A comparison of two results of one rubric. Its fields are those of :class:`ResultComparisonData`.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> ours = p2p.assess({"agreement": {"nda": True, "fair": True}})
    >>> theirs = p2p.assess({"agreement": {"nda": True, "fair": False, "support-agreement": True, "partnership-agreement": True}})
    >>> agreement = attain.compare(ours, theirs)["agreement"]
    >>> agreement.leader, str(agreement.weaker), str(agreement.stronger), str(agreement.combined)
    ('second', 'Reactive', 'Reactive', 'Proactive')
    """

    def __repr__(self) -> str:
        from ._render.comparisons import comparison_text

        return comparison_text(self)

    def to_html(self) -> str:
        """Return the leaders and the answers behind them as one HTML element with its own style.

        All text is escaped.
        """
        from ._render.comparisons import comparison_html

        return comparison_html(self)


@attrs.frozen(eq=False, repr=False)
class Sensitivity(SensitivityData, Recorded, Drawn):
    """The sensitivity of a result: the changes that would change a level.

    Its fields are those of :class:`SensitivityData`.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement": {"nda": True, "fair": False}})
    >>> sensitivity = result.sensitivity()
    >>> sensitivity.margins["agreement"]
    LevelMargin(level=Level('reactive', rank=1), falls=1, rises=3, is_exact=True)
    >>> [(effect.question, effect.after) for effect in sensitivity.answers if effect.levels.get("agreement")]
    [('agreement.nda', False)]
    """

    def __repr__(self) -> str:
        from ._render.sensitivities import sensitivity_text

        return sensitivity_text(self)

    def to_html(self) -> str:
        """Return the margins and the changes that would change a level as one HTML element with its own style.

        All text is escaped.
        """
        from ._render.sensitivities import sensitivity_html

        return sensitivity_html(self)


@attrs.frozen(eq=False, repr=False)
class Consensus(ConsensusData, Recorded, Drawn):
    """The answers of several respondents in one assessment, merged. Its fields are those of :class:`ConsensusData`.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> sales, support = (p2p.assess({"agreement": {"nda": True, "fair": fair}}) for fair in (True, False))
    >>> agreement = attain.consensus({"sales": sales, "support": support}, by="strictest")["agreement"]
    >>> agreement.score, dict(agreement.scores), agreement.disagreements
    (1.0, {'sales': 2.0, 'support': 1.0}, ('agreement.fair',))
    """

    def __repr__(self) -> str:
        from ._render.consensus import consensus_text

        return consensus_text(self)

    def to_html(self) -> str:
        """Return merged levels, respondents' levels and disagreements as one HTML element with its own style.

        All text is escaped.
        """
        from ._render.consensus import consensus_html

        return consensus_html(self)


@attrs.frozen(eq=False, repr=False)
class ResultCheck(ResultCheckData, Recorded, Drawn):
    """A check of a result against a baseline, a target, or both. Its fields are those of :class:`ResultCheckData`.

    >>> import attain
    >>> check = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}).check(at_least={"agreement": "proactive"})
    >>> check.verdict, check.checks[0].finding, str(check.checks[0].high)
    ('uncertain', 'uncertain', 'Dynamic')
    """

    def __repr__(self) -> str:
        from ._render.checks import check_text

        return check_text(self)

    def to_html(self) -> str:
        """Return the levels that are not fine as one HTML element that brings its own style; all text is escaped."""
        from ._render.checks import check_html

        return check_html(self)
