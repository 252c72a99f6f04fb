"""Results: data that you can write, read back, compare and draw."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Self

import attrs

from ._core.errors import AttainError, Problem
from ._core.messages import say
from ._format.record import Recorded
from ._render.drawn import Drawn
from ._score.result import ResultData

if TYPE_CHECKING:
    from ._analysis.consensus import MergePolicy
    from ._analysis.sensitivity import LevelMargin
    from ._core.data import FrozenDict
    from ._decisions import Consensus, ImprovementPath, ResultCheck, ResultComparison, Sensitivity
    from ._plan.fields import Field
    from ._score.assess import Details
    from ._score.reference import Comparison
    from ._score.result import TargetGap
    from ._score.targets import Goal
    from ._summaries import Reference


@attrs.frozen(eq=False, repr=False)
class Result(ResultData, Recorded, Drawn):
    """The result of an assessment: levels, scores, reasons and next steps. Its fields are those of :class:`ResultData`.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True, "agreement.fair": "no"})
    >>> str(result.level), str(result.profile["agreement"])
    ('Basic', 'Reactive')
    """

    def against(self, reference: "Reference") -> "Comparison":
        """Compare the result with those of others, and return an overall percentile and one for each dimension.

        A percentile is a mid-rank: the share of subjects below, plus half of those in the same group, in percent. The
        position of a subject within its group is unknown, so each percentile comes with its lowest and highest possible
        value.

        Arguments:
            reference: The results of others, as returned by :meth:`Rubric.benchmark`.

        Raises:
            AnswersError: The reference was scored by other rules: it has another scoring digest.

        >>> import attain, polars
        >>> rubric = attain.rubric("iamcp-p2p")
        >>> others = polars.DataFrame({"agreement.nda": ["yes"] * 30 + ["no"] * 20})
        >>> reference = rubric.benchmark(others, partial=True)
        >>> print(rubric.assess({"agreement.nda": True}).against(reference)["agreement"])
        70 (40 to 100)
        """
        from ._score.reference import against

        return against(self, reference)

    def what_if(
        self,
        changes: Mapping[str, object],
        *,
        facts: Mapping[str, object] | None = None,
        on: date | str | None = None,
        done: Collection[str] | None = None,
    ) -> Self:
        """Return the result that changed answers would give; everything else stays as it is.

        Arguments:
            changes: The answers that change, flat (``"agreement.nda"``) or nested, as :meth:`Rubric.assess` takes them;
                None makes a question open.
            facts: The facts that change.
            on: Another day of the assessment; by default the same one.
            done: The full ids of the completed actions; by default the same ones.

        Raises:
            AnswersError: The changes don't fit; the error lists every problem.
            AttainError: The result was read back, so it has no rubric.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
        >>> str(result["agreement"].level), str(result.what_if({"agreement.nda": False})["agreement"].level)
        ('Reactive', 'Basic')
        """
        from ._score.result import lazy_result

        return lazy_result(self._details().what_if(changes, facts or {}, on, done), type(self))

    def path_to(self, target: "Goal | None" = None) -> "ImprovementPath":
        """Return the cheapest changes of answers that reach a target.

        Changing an answer takes the `effort` of its question, 1 by default. The search proves that no other changes
        take less effort, or reports how much less they could take at most. A path never changes an answer to "n/a" or
        from "n/a".

        Arguments:
            target: The id of an overall level; the id of a target of the rubric; or a profile, a mapping from ids of
                dimensions to ids of levels. By default, the target is the next overall level.

        Raises:
            AnswersError: The rubric has no such target, level or dimension, or gives no level there.
            AttainError: The result was read back, so it has no rubric.

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
        """Return the open questions that may still change a level, the most decisive ones first.

        attain leaves out a question if it can prove that the answer changes no level. If more than ten other questions
        are open, it can't always prove that.

        Arguments:
            of: The ids of the dimensions whose levels you want, with ``""`` for the overall level; by default all of
                them.

        Raises:
            AnswersError: There is no such dimension.
            AttainError: The result was read back, so it has no rubric.

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
        """Return which levels of a target are reached, and which are missing.

        Arguments:
            target: A target, as :meth:`path_to` takes it.

        Raises:
            AnswersError: The rubric has no such target, level or dimension, or gives no level there.
            AttainError: The result was read back, so it has no rubric.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
        >>> result.gap({"agreement": "reactive", "geography": "dynamic"}).missing
        ('geography',)
        """
        from ._score.targets import gap

        return gap(self._details().assessor.rubric, target, {"": self.level, **self.profile})

    def sensitivity(self) -> "Sensitivity":
        """Return how firm the result is: which single answers, policies and ways of combining would change a level.

        The sensitivity also counts the published overlaps and gaps, and names the levels that they touch. It never
        changes an answer to "n/a" or from "n/a".

        Raises:
            AttainError: The result was read back, so it has no rubric.

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
        """Return how many answers each level depends on, by the id of its dimension, with ``""`` for the overall level.

        Raises:
            AttainError: The result was read back, so it has no rubric.

        >>> import attain
        >>> attain.rubric("iamcp-p2p").assess({"agreement.nda": True}).margin()["agreement"]
        LevelMargin(level=Level('reactive', rank=1), falls=1, rises=3, is_exact=True)
        """
        from ._analysis.sensitivity import margins

        return margins(self._details())

    def check(self, baseline: "Result | None" = None, *, at_least: "Goal | None" = None) -> "ResultCheck":
        """Check that no level fell, that levels are high enough, or both.

        A level that open answers can still change is uncertain.

        Arguments:
            baseline: An earlier result of the same subject, to find levels that fell.
            at_least: The lowest levels to accept: a target, as :meth:`path_to` takes it.

        Raises:
            AnswersError: The baseline is of another subject; the rubric has no such target, level or dimension; or you
                pass neither a baseline nor levels.
            AttainError: You pass levels, but the result was read back, so it has no rubric.

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
        """Return the framework table with the levels and their reasons as one HTML element.

        The element brings its own style, and all text is escaped.
        """
        from ._render.html import result_html

        return result_html(self)


def compare(first: Result, second: Result) -> "ResultComparison":
    """Compare two results of one rubric: those of two subjects, or those of one subject at two dates.

    For each dimension and overall, the comparison reports who leads, by which answers, and the combined level: the one
    that both reach if the better answer to each question counts. Any answer is better than an open one, and better than
    "n/a" unless the rubric counts "n/a" as the best. So no combined level is lower than the higher of the two levels,
    unless a question that one of them answers is left out for the other (``exclude``).

    To know which answer is better, attain needs the rubric, which results that were read back don't have. Results with
    different facts have no combined level.

    Arguments:
        first: The first result; the earlier one, if both are of one subject.
        second: The second result.

    Raises:
        AnswersError: One of them is not a result, or they were scored by different rules: their scoring digests differ.

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


def consensus(results: Mapping[str, Result], by: "MergePolicy | Sequence[str]" = "majority") -> "Consensus":
    """Merge the answers of several respondents in one assessment, and measure how far they agree.

    attain picks one answer to each question and scores these answers. An open answer counts only if nobody answered.
    "n/a" counts as the rubric counts it: like the worst answer (``worst``), or as better than any other (``best``,
    ``exclude``).

    Arguments:
        results: The result of each respondent, by name or role. All must be of one rubric and have the same facts. At
            least one must have its rubric, which results that were read back don't have.
        by: The way to pick an answer. ``majority`` picks the answer that most respondents gave; if several are equally
            common, it picks the worst of them. ``strictest`` picks the worst answer that anyone gave. A list of
            respondents picks the answer of the first of them who answered.

    Raises:
        AnswersError: There are fewer than two results, one is not a result, they were scored by different rules or have
            different facts, or `by` names somebody who is not a respondent. The error lists every problem.
        AttainError: All of them were read back, so none has its rubric.

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
