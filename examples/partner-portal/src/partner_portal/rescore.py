"""Score stored answers by the present rubric, and compare both results."""

from collections.abc import Iterator

import attrs

import attain

from .forms import said


@attrs.frozen
class Row:
    """A dimension, or the whole, then and now; None if the dimension did not or does not exist."""

    title: str
    was: attain.DimensionResult | None
    now: attain.DimensionResult | None

    @property
    def differs(self) -> bool:
        """True if the level or its reason has changed."""
        return _outcome(self.was) != _outcome(self.now)


def _outcome(found: attain.DimensionResult | None) -> tuple[str, str] | None:
    return (str(found.level), found.why) if found else None


@attrs.frozen
class Rescored:
    """A stored result, and the result of its answers by the present rubric.

    Arguments:
        was: The stored result.
        now: The result by the present rubric.
        gone: The answers and facts that the present rubric no longer asks for, by id.
        new: The fields that only the present rubric asks for.
        unfit: The problems with answers that are no longer accepted; these answers count as open.
    """

    was: attain.Result
    now: attain.Result
    gone: dict[str, str]
    new: tuple[attain.Field, ...]
    unfit: tuple[attain.Problem, ...] = ()

    @property
    def rows(self) -> Iterator[Row]:
        """The whole, then every dimension of either result."""
        yield Row("Overall", self.was.root, self.now.root)
        for id_ in dict.fromkeys([*self.was.dimensions, *self.now.dimensions]):
            was, now = self.was.dimensions.get(id_), self.now.dimensions.get(id_)
            yield Row((now or was or self.now.root).title, was, now)


def rescore(was: attain.Result, rubric: attain.Rubric) -> Rescored:
    """Score the answers of a result by another rubric, or by another version of the same one.

    Raises:
        attain.AttainError: The answers can't be scored, for example because the rubric needs a fact that was never given.
    """
    given: dict[bool, dict[str, object]] = {False: dict(was.answers), True: dict(was.facts)}
    asked = {(field.id, field.asks == "fact"): field for field in rubric.fields}
    new = tuple(field for (id_, fact), field in asked.items() if id_ not in given[fact])
    gone = {id_: said(each) for fact in given for id_, each in given[fact].items() if (id_, fact) not in asked}
    answers, facts = ({id_: each for id_, each in given[fact].items() if (id_, fact) in asked} for fact in given)
    unfit: tuple[attain.Problem, ...] = ()
    try:
        now = rubric.assess(answers, facts=facts, on=was.on, subject=was.subject)
    except attain.AnswersError as error:  # for example, an option is gone or a number is now out of bounds
        unfit = error.problems
        for problem in unfit:
            (facts if problem.path[0] == "facts" else answers).pop(str(problem.path[-1]), None)
        now = rubric.assess(answers, facts=facts, on=was.on, subject=was.subject)
    return Rescored(was, now, gone, new, unfit)
