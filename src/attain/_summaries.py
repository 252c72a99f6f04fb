"""Summaries of many subjects, and references to compare results with: data that you can write, read back and draw."""

import attrs

from ._format.record import Recorded
from ._render.drawn import Drawn
from ._score.reference import ReferenceData
from ._score.summary import SummaryData


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
        """Return the counts of each level in each dimension as one HTML element.

        The element contains its own style, and all text is escaped.
        """
        from ._render.summaries import summary_html

        return summary_html(self)


@attrs.frozen(eq=False, repr=False)
class Reference(ReferenceData, Recorded):
    """The number of subjects in each group, to compare results with. Its fields are those of :class:`ReferenceData`."""
