"""Results, summaries and references as users have them: data that can be written, read back, compared and drawn."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Self

import attrs

from ._core.errors import AttainError, Problem
from ._core.messages import say
from ._format.record import Recorded
from ._render.drawn import Drawn
from ._score.reference import Comparison, ReferenceData, against
from ._score.result import ResultData
from ._score.summary import SummaryData

if TYPE_CHECKING:
    from ._analysis.consensus import Policy
    from ._analysis.sensitivity import LevelMargin
    from ._core.data import FrozenDict
    from ._decisions import Consensus, ImprovementPath, ResultCheck, ResultComparison, Sensitivity
    from ._plan.fields import Field
    from ._score.assess import Details
    from ._score.result import TargetGap
    from ._score.targets import Goal


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

    def what_if(
        self,
        changes: Mapping[str, object],
        *,
        facts: Mapping[str, object] | None = None,
        on: date | str | None = None,
        done: Collection[str] | None = None,
    ) -> Self:
        """Return the result that some other answers would give; the rest stays as it is.

        Arguments:
            changes: The answers that differ, flat (``"agreement.nda"``) or nested, as :meth:`Rubric.assess` takes them; None
                makes a question open.
            facts: The facts that differ.
            on: Another day of the assessment.
            done: The full ids of the actions that are done instead.

        Raises:
            AnswersError: The changes don't fit; with every problem.
            AttainError: The result was read back, and so has no rubric.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
        >>> str(result["agreement"].level), str(result.what_if({"agreement.nda": False})["agreement"].level)
        ('Reactive', 'Basic')
        """
        from ._score.result import lazy_result

        return lazy_result(self._details().what_if(changes, facts or {}, on, done), type(self))

    def path_to(self, target: "Goal | None" = None) -> "ImprovementPath":
        """Return the cheapest changes of answers that reach a target.

        A change of an answer takes the `effort` of its question, 1 by default. The search proves that no other changes take
        less, or says how much less they could take at most. An answer never changes to "n/a", nor from it.

        Arguments:
            target: The id of a level, for the whole; the id of a target of the rubric; or a profile: the id of a level by the id
                of each dimension. By default the overall level above the present one.

        Raises:
            AnswersError: The rubric has no such target, level or dimension, or gives no level there.
            AttainError: The result was read back, and so has no rubric.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
        >>> path = result.path_to({"agreement": "proactive"})
        >>> path.effort, path.is_cheapest, [step.question for step in path.steps]
        (3.0, True, ['agreement.memorandum-of-understanding', 'agreement.fair', 'agreement.master-services-agreement'])
        """
        from ._analysis.path import path_to
        from ._decisions import ImprovementPath
        from ._score.targets import wanted

        details = self._details()
        return path_to(details, wanted(details.assessor.rubric, target, self.level), ImprovementPath)

    def open_questions(self, of: Collection[str] | None = None) -> "tuple[Field, ...]":
        """Return the open questions that may still change a level, those that decide most first.

        A question is left out if it is sure that it changes none. That is not always known if more than ten others are open.

        Arguments:
            of: The ids of the dimensions whose levels count, an empty one for the whole; by default all.

        Raises:
            AnswersError: There is no such dimension.
            AttainError: The result was read back, and so has no rubric.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> five = {f"agreement.{short}": True for short in [*p2p.dimensions["agreement"].questions][:5]}
        >>> p2p.assess(five).open_questions(of=["agreement"])
        ()
        >>> p2p.assess({}).open_questions(of=["agreement"])[0].id
        'agreement.nda'
        """
        from ._analysis.openings import open_questions

        return open_questions(self._details(), of)

    def gap(self, target: "Goal") -> "TargetGap":
        """Return what of a target is reached, and what is not.

        Arguments:
            target: A target, as :meth:`path_to` takes it.

        Raises:
            AnswersError: The rubric has no such target, level or dimension, or gives no level there.
            AttainError: The result was read back, and so has no rubric.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
        >>> result.gap({"agreement": "reactive", "geography": "dynamic"}).missing
        ('geography',)
        """
        from ._score.targets import gap

        return gap(self._details().assessor.rubric, target, {"": self.level, **self.profile})

    def sensitivity(self) -> "Sensitivity":
        """Return how firm the result is: the single answers, the policies and the ways of combining that would change a level.

        It counts how many of the published overlaps and gaps touch the result, too. An answer never changes to "n/a", nor from it.

        Raises:
            AttainError: The result was read back, and so has no rubric.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> five = {f"agreement.{short}": True for short in [*p2p.dimensions["agreement"].questions][:5]}
        >>> sensitivity = p2p.assess(five).sensitivity()
        >>> [(effect.rule, effect.after, str(effect.levels["agreement"])) for effect in sensitivity.rules if "agreement" in effect.levels]
        [('overlap', 'lowest', 'Proactive')]
        >>> sensitivity.ambiguous, sensitivity.ambiguities
        (('agreement',), 11)
        """
        from ._analysis.sensitivity import sensitivity
        from ._decisions import Sensitivity

        return sensitivity(self, self._details(), Sensitivity)

    def margin(self) -> "FrozenDict[str, LevelMargin]":
        """Return how many answers each level depends on, by the id of its dimension; that of the whole under the empty id.

        Raises:
            AttainError: The result was read back, and so has no rubric.

        >>> import attain
        >>> attain.rubric("iamcp-p2p").assess({"agreement.nda": True}).margin()["agreement"]
        LevelMargin(level=Level('reactive', rank=1), falls=1, rises=3, is_exact=True)
        """
        from ._analysis.sensitivity import margins

        return margins(self._details())

    def check(self, baseline: "Result | None" = None, *, at_least: "Goal | None" = None) -> "ResultCheck":
        """Check that no level fell, that levels are high enough, or both, as far as open answers let anyone say.

        Arguments:
            baseline: An earlier result of the same subject.
            at_least: The levels that there should be, as :meth:`path_to` takes a target.

        Raises:
            AnswersError: The baseline is of another subject; the rubric has no such target, level or dimension; or neither is given.
            AttainError: The result was read back, and so has no rubric that knows the target.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> before, now = (p2p.assess({"agreement": dict.fromkeys(["nda", "fair"], answer)}) for answer in (True, False))
        >>> [(check.id, check.finding) for check in now.check(before).checks if check.finding != "fine"]
        [('agreement', 'uncertain')]
        """
        from ._analysis.check import check
        from ._decisions import ResultCheck
        from ._score.targets import wanted

        levels = {} if at_least is None else wanted(self._details().assessor.rubric, at_least, None)
        return check(self, baseline, levels, ResultCheck)

    def _details(self) -> "Details":
        from ._score.assess import Details

        if not isinstance(self._source, Details):
            raise AttainError([Problem.of(say("no-rubric"), ())])
        return self._source

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


def compare(first: Result, second: Result) -> "ResultComparison":
    """Compare two results of one rubric: two subjects, or one at two dates.

    For each dimension and the whole, the comparison reports who leads, by which answers, and the level that both reach if the
    better answer to each question counts. Any answer is better than an open one, and better than "n/a" unless the rubric counts that
    as the best. So no combined level is below the higher of the two, unless a question that one of them answers is left out for
    the other (``exclude``).

    To know which answers are better, attain needs the rubric, which results that were read back do not have. Results with
    different facts have no combined level.

    Arguments:
        first: The first result; of one subject at two dates, the earlier one.
        second: The second.

    Raises:
        AnswersError: They are not results, or were scored by different rules: their scoring digests differ.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> ours = p2p.assess({"agreement": {"nda": True, "fair": True}}, subject="Example Ltd")
    >>> theirs = p2p.assess({"agreement": {"nda": True, "fair": False}}, subject="Fellow GmbH")
    >>> agreement = attain.compare(ours, theirs)["agreement"]
    >>> agreement.leader, agreement.first_ahead
    ('first', ('agreement.fair',))
    """
    from ._analysis.comparison import compare, must_be_results
    from ._decisions import ResultComparison

    must_be_results({"first": first, "second": second})
    sources = _sources([first, second])
    return compare(first, second, sources[0].assessor.rubric if sources else None, ResultComparison)


def consensus(results: Mapping[str, Result], by: "Policy | Sequence[str]" = "majority") -> "Consensus":
    """Merge the answers of several respondents in one assessment, and measure how far they agree.

    One answer to each question counts, and the rubric scores these. An open answer counts only if nobody answered. "n/a" is an answer
    as good as the rubric counts it: like the worst (``worst``), or better than any other (``best``, ``exclude``).

    Arguments:
        results: The result of each respondent, by name or role: of one rubric, with the same facts. At least one must have its
            rubric, which results that were read back do not have.
        by: Whose answer counts. ``majority``: the answer that most gave, of several the worst. ``strictest``: the worst that
            anyone gave. Or names of respondents: the first of them who answered decides.

    Raises:
        AnswersError: They are not results by name, fewer than two, were scored by different rules, or have different facts; or `by`
            names somebody else. With every problem.
        AttainError: All of them were read back, and so have no rubric.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> given = {"sales": {"nda": True, "fair": True}, "support": {"nda": True, "fair": False}, "legal": {"nda": True, "fair": False}}
    >>> merged = attain.consensus({name: p2p.assess({"agreement": answers}) for name, answers in given.items()})
    >>> merged.answers["agreement.fair"].value, dict(merged.disagreements["agreement.fair"].answers)
    (False, {'sales': True, 'support': False, 'legal': False})
    >>> merged["agreement"].alpha
    0.375
    """
    from ._analysis.consensus import check_results, consensus
    from ._decisions import Consensus

    check_results(results, by)
    sources = _sources(results.values())
    if not sources:
        raise AttainError([Problem.of(say("no-rubric"), ())])
    return consensus(results, by, sources[0].assessor, Consensus)


def _sources(results: Iterable[Result]) -> "list[Details]":
    """Return the sources of the results that have their rubric."""
    from ._score.assess import Details

    return [each._source for each in results if isinstance(each._source, Details)]
