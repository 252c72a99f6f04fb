"""The lint: weak points that can be proved of a rubric over all possible answers."""

from collections.abc import Iterator

from attain._core.messages import say
from attain._plan.compile import CompiledRubric
from attain._score.examples import failures

from .finding import Finding
from .lint_bands import of_bands, of_points
from .lint_levels import of_levels, of_requirements
from .lint_wording import idle, of_defaults, of_wording
from .proof import Prover

BUDGET = 1_000
"""The default budget: the number of values of a node to keep apart, and of answer sets to try for one decision."""


def lint(rubric: CompiledRubric, budget: int = BUDGET) -> tuple[Finding, ...]:
    """Return the findings on a rubric; see :meth:`Rubric.lint`.

    >>> import attain
    >>> len(lint(attain.rubric("iamcp-p2p")))
    12
    """
    prover = Prover(rubric.plan, budget)
    found = [
        *of_defaults(rubric),
        *of_bands(rubric, prover),
        *of_points(rubric, prover),
        *of_levels(rubric, prover),
        *of_requirements(rubric, prover),
        *idle(rubric, prover),
        *of_wording(rubric),
        *_of_examples(rubric),
    ]
    order = {name: position for position, name in enumerate(rubric.dimensions)}

    def place(finding: Finding) -> tuple[int, int]:
        table, *rest = finding.path
        if table == "dimensions":
            return 1, order[str(rest[0])]
        return (2 if table == "examples" else 0), 0

    return tuple(sorted(dict.fromkeys(found), key=place))


def _of_examples(rubric: CompiledRubric) -> Iterator[Finding]:
    for failure in failures(rubric):
        title = rubric.examples[failure.position].title
        what = say("example-fails.titled", title=title, failure=failure.message) if title else None
        yield Finding.of(what or say("example-fails", failure=failure.message), failure.path)
