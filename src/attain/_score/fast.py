"""Plain answers, scored by a function that is generated when it is first needed."""

from collections.abc import Callable, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias

from attain._plan.plan import Plan

Marks: TypeAlias = tuple[tuple[int | None, ...], tuple[float | None, ...]]
"""The rank of the level of every output of a plan, and the score of every output."""

_Function: TypeAlias = Callable[[tuple[object, ...], tuple[object, ...]], tuple[Marks, Marks, Marks] | None]


class Scored(NamedTuple):
    """The levels and scores of some plain answers.

    Arguments:
        answers: The answers, in the order of the plan; None for each open one.
        facts: The facts, in the order of the plan; None for each unknown one.
        marks: The levels and scores of the answers as they are.
        worst: The levels and scores with the worst answer to each open question.
        best: The levels and scores with the best answer to each open question.
    """

    answers: tuple[object, ...]
    facts: tuple[object, ...]
    marks: Marks
    worst: Marks
    best: Marks


class Executor:
    """Scores answers with functions that are generated from a plan, each when it is first needed.

    It accepts plain answers and facts, flat in a dict. It leaves everything else to the interpreter: answers with notes
    or dates, mistakes, and bands that do not decide.

    >>> import attain
    >>> executor = Executor(attain.rubric("iamcp-p2p").plan)
    >>> levels, scores = executor.score({"agreement.nda": "yes"}, {}).marks
    >>> levels[3], scores[3]
    (1, 1)
    >>> executor.score({"agreement": {"nda": "yes"}}, {}) is None
    True
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._open: dict[str, object] = dict.fromkeys(input_.id for input_ in plan.inputs)
        self._unknown: dict[str, object] = dict.fromkeys(fact.id for fact in plan.facts)
        self._total = len(self._open)
        self._all = itemgetter(*self._open) if self._total > 1 else None

    def score(self, answers: Mapping[str, object], facts: Mapping[str, object]) -> Scored | None:
        """Score answers; return None if the interpreter has to."""
        if type(answers) is not dict or type(facts) is not dict:  # other mappings may have values for missing keys
            return None
        known = tuple({**self._unknown, **facts}.values()) if facts or self._unknown else ()
        if len(known) > len(self._unknown):
            return None
        if len(answers) == self._total and self._all:
            complete = self._complete
            try:
                given = self._all(answers)
                found = complete(given, known)
            except (KeyError, TypeError):  # an answer is missing or not plain
                pass
            else:
                return Scored(given, known, *found) if found else None
        return self._with_open(answers, known)

    def _with_open(self, answers: dict[str, object], known: tuple[object, ...]) -> Scored | None:
        given = tuple((self._open | answers).values())
        if len(given) > self._total:
            return None
        partial = self._partial
        try:
            found = partial(given, known)
        except (KeyError, TypeError):
            return None
        return Scored(given, known, *found) if found else None

    @cached_property
    def _complete(self) -> _Function:
        return _function(self._plan, "never")

    @cached_property
    def _partial(self) -> _Function:
        return _function(self._plan, "maybe")


def _function(plan: Plan, open_: Literal["never", "maybe"]) -> _Function:
    from .codegen import compiled, write  # on use, because the answers in a file are nested and never need it

    function: _Function = compiled(write(plan, open_))
    return function
