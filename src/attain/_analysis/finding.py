"""The findings of lint."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._model.conditions import Value

Severity: TypeAlias = Literal["error", "warning", "note"]

_SEVERITIES: Mapping[str, Severity] = {
    "example-fails": "error",
    "level-unreachable": "error",
    "condition-unreachable": "error",
    "band-overlap": "warning",
    "band-gap": "warning",
    "band-outside": "warning",
    "level-unused": "warning",
    "condition-trivial": "warning",
    "requirement-implied": "warning",
    "requirement-undercut": "warning",
    "question-idle": "warning",
    "question-twice": "warning",
    "exclude-idle": "warning",
    "needs-idle": "warning",
    "option-idle": "note",
    "scale-unused": "note",
    "fact-unused": "note",
    "default-unused": "note",
    "text-missing": "note",
    "level-count": "note",
    "question-count": "note",
    "undecided": "note",
}
SEVERITIES = FrozenDict(_SEVERITIES)
"""Every code there is, and how much it weighs."""


@attrs.frozen
class Finding(Problem):
    """A weak point of a rubric that attain has proved: a problem that does not keep the rubric from scoring.

    Arguments:
        code: The kind of the finding, in kebab-case. A published code keeps its meaning.
        path: The keys that lead to the weak point.
        message: The problem.
        hint: The fix, if it is known.
        file: The file of the rubric, if it is known.
        line: The line in that file, counted from 1.
        column: The column in that line, counted from 1.
        witness: Answers that demonstrate it, as :meth:`Rubric.assess` takes them; None if it needs none.
        facts: The facts that go with these answers.

    >>> import attain
    >>> finding = attain.rubric("iamcp-p2p").lint()[0]
    >>> finding.severity, finding.message
    ('warning', "the ranges of Reactive and Proactive overlap at 3 Yes; the policy 'highest' chooses Proactive")
    >>> sum(finding.witness.values())
    3
    """

    witness: FrozenDict[str, object] | None = attrs.field(default=None, kw_only=True)
    facts: FrozenDict[str, Value] = attrs.field(default=FrozenDict(), kw_only=True)

    @property
    def severity(self) -> Severity:
        """The severity, which is ``error`` (certainly wrong), ``warning`` (possibly intended) or ``note`` (tidiness).

        >>> Finding("scale-unused", ("scales", "size"), "no question uses it").severity
        'note'
        """
        return SEVERITIES[self.code]

    def __str__(self) -> str:
        text = super().__str__().removeprefix(f"{self.place}: ") if self.place else super().__str__()
        return ": ".join(filter(None, [self.place, self.severity, text]))


def undecided(what: Message, path: Path, budget: int) -> Finding:
    """Return a note that lint could not decide something.

    Arguments:
        what: The undecided matter, as a clause that follows "whether" in the message.
        path: The keys that lead to it.
        budget: The budget that was spent.

    >>> print(undecided(say("undecided.holds"), ("requires", "silver"), 1_000))
    note: requires.silver: lint can't decide within a budget of 1,000 whether this condition can be met; use a larger budget
    """
    return Finding.of(say("undecided", budget=budget, what=what), path)
