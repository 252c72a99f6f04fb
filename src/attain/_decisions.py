"""Decisions as users have them: data that can be written, read back and drawn."""

import attrs

from ._analysis.path import ImprovementPathData
from ._format.record import Recorded
from ._render.drawn import Drawn


@attrs.frozen(eq=False, repr=False)
class ImprovementPath(ImprovementPathData, Recorded, Drawn):
    """The cheapest changes of answers that reach a target. Its fields are those of :class:`ImprovementPathData`.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
    >>> path = result.path_to({"agreement": "proactive"})
    >>> path.status, path.effort, path.is_cheapest
    ('found', 2.0, True)
    """

    def __repr__(self) -> str:
        from ._render.decisions import path_text

        return path_text(self)

    def to_html(self) -> str:
        """Return the steps as one HTML element with its style; all text is escaped."""
        from ._render.decisions import path_html

        return path_html(self)
