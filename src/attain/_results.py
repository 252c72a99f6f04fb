"""Results, summaries and references as users have them: data that can be written, read back, compared and drawn."""

from abc import ABC, abstractmethod
from typing import Protocol

import attrs

from ._format.record import Recorded
from ._score.reference import Comparison, ReferenceData, against
from ._score.result import ResultData
from ._score.summary import SummaryData


class Printer(Protocol):
    """What IPython and Hypothesis print with."""

    def text(self, obj: str) -> None:
        """Print a text as it is."""


class Drawn(ABC):
    """Base of what notebooks and templates show as HTML."""

    __slots__ = ()

    @abstractmethod
    def to_html(self) -> str:
        """Return one HTML element with its style; all text in it is escaped."""

    def _repr_html_(self) -> str:  # called by notebooks
        return self.to_html()

    def __html__(self) -> str:  # called by templates of Jinja, in which {{ result }} is safe as it is
        return self.to_html()

    def _repr_pretty_(self, printer: "Printer", cycle: bool) -> None:  # noqa: ARG002, FBT001  # IPython's protocol
        printer.text(repr(self))  # Hypothesis, too, would show every field of every part


@attrs.frozen(eq=False, repr=False)
class Result(ResultData, Recorded, Drawn):
    """The result of an assessment: levels, scores, reasons and next steps. Its fields are those of :class:`ResultData`.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True, "agreement.fair": "no"})
    >>> str(result.level), str(result.profile["agreement"])
    ('Basic', 'Reactive')
    """

    def against(self, reference: "Reference") -> Comparison:
        """Compare the result with others, and return a percentile for the whole and for each dimension.

        A percentile is a mid-rank: the share of subjects below, plus half of those in the same group, in percent. The
        position of a subject within its group is unknown, so each percentile comes with its lowest and highest possible
        value.

        Arguments:
            reference: The others, as returned by :meth:`Rubric.benchmark`.

        Raises:
            AnswersError: The reference has another scoring digest: it was scored by other rules.

        >>> import attain, polars
        >>> rubric = attain.rubric("iamcp-p2p")
        >>> others = polars.DataFrame({"agreement.nda": ["yes"] * 30 + ["no"] * 20})
        >>> reference = rubric.benchmark(others, partial=True)
        >>> print(rubric.assess({"agreement.nda": True}).against(reference)["agreement"])
        70 (40 to 100)
        """
        return against(self, reference)

    def __repr__(self) -> str:
        from ._render.text import result_text

        return result_text(self)

    def to_html(self) -> str:
        """Return the framework table with the reached levels, and the reasons, as one HTML element with its style; all text is escaped."""
        from ._render.html import result_html

        return result_html(self)


@attrs.frozen(eq=False, repr=False)
class Summary(SummaryData, Recorded, Drawn):
    """Counts of the levels and scores of many subjects. Its fields are those of :class:`SummaryData`.

    >>> import attain, polars
    >>> answers = polars.DataFrame({"agreement.nda": ["yes", "no", "no"], "agreement.fair": ["yes", "yes", "no"]})
    >>> summary = attain.rubric("iamcp-p2p").summarise(answers, partial=True)
    >>> agreement = summary["agreement"]
    >>> summary.subjects, str(agreement.median), agreement.mean
    (3, 'Reactive', 1.0)
    """

    def __repr__(self) -> str:
        from ._render.summaries import summary_text

        return summary_text(self)

    def to_html(self) -> str:
        """Return how many have each level in each dimension, as one HTML element with its style; all text is escaped."""
        from ._render.summaries import summary_html

        return summary_html(self)


@attrs.frozen(eq=False, repr=False)
class Reference(ReferenceData, Recorded):
    """Counts of groups of subjects, with which results are compared. Its fields are those of :class:`ReferenceData`."""
