"""What the present rubric makes of answers that an earlier one has scored."""

from collections.abc import Iterator

import attrs

import attain

from .forms import said


@attrs.frozen
class Row:
    """A dimension, or the whole, then and now; None if such a dimension is missing."""

    title: str
    was: attain.DimensionResult | None
    now: attain.DimensionResult | None

    @property
    def differs(self) -> bool:
        """Whether another level came of it, or another reason for the same."""
        return _told(self.was) != _told(self.now)


def _told(found: attain.DimensionResult | None) -> tuple[str, str] | None:
    return (str(found.level), found.why) if found else None


@attrs.frozen
class Rescored:
    """A result, and what the present rubric makes of its answers.

    Arguments:
        was: The result as it was kept.
        now: What the present rubric gives.
        gone: The answers and facts that it asks for no more, by id.
        new: What it asks for and the earlier one did not.
        unfit: Why some answers are not accepted any more; they count as open.
    """

    was: attain.Result
    now: attain.Result
    gone: dict[str, str]
    new: tuple[attain.Field, ...]
    unfit: tuple[attain.Problem, ...] = ()

    @property
    def rows(self) -> Iterator[Row]:
        """Every dimension that there was or is, after the whole."""
        yield Row("Overall", self.was.root, self.now.root)
        for id_ in dict.fromkeys([*self.was.dimensions, *self.now.dimensions]):
            was, now = self.was.dimensions.get(id_), self.now.dimensions.get(id_)
            yield Row((now or was or self.now.root).title, was, now)


def rescore(was: attain.Result, rubric: attain.Rubric) -> Rescored:
    """Score the answers of a result by another rubric, or another version of its own.

    Raises:
        attain.AttainError: It can't be done, as where a fact is needed that was never given.
    """
    given: dict[bool, dict[str, object]] = {False: dict(was.answers), True: dict(was.facts)}
    asked = {(field.id, field.asks == "fact"): field for field in rubric.fields}
    new = tuple(field for (id_, fact), field in asked.items() if id_ not in given[fact])
    gone = {id_: said(each) for fact in given for id_, each in given[fact].items() if (id_, fact) not in asked}
    answers, facts = ({id_: each for id_, each in given[fact].items() if (id_, fact) in asked} for fact in given)
    unfit: tuple[attain.Problem, ...] = ()
    try:
        now = rubric.assess(answers, facts=facts, on=was.on, subject=was.subject)
    except attain.AnswersError as error:  # an option that is gone, say, or a number that is out of bounds now
        unfit = error.problems
        for problem in unfit:
            (facts if problem.path[0] == "facts" else answers).pop(str(problem.path[-1]), None)
        now = rubric.assess(answers, facts=facts, on=was.on, subject=was.subject)
    return Rescored(was, now, gone, new, unfit)
