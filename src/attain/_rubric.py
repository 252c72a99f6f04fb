"""Rubrics, and the functions that find and read them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from os import PathLike
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import attrs

from ._core.data import FrozenDict
from ._core.types import must_be_rubric
from ._model.extensions import Policy
from ._model.rubric import with_policies
from ._model.words import NO_WORDS, Words
from ._plan.compile import CompiledRubric
from ._plugins.registry import BaseRegistry, Entry
from ._render.drawn import Drawn
from ._results import Result
from ._score.result import lazy_result

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from ._analysis.diff import Difference
    from ._analysis.finding import Finding
    from ._frames.assess import FrameAssessor
    from ._frames.request import Extent, FrameFormat
    from ._interview import Interview
    from ._score.assess import Assessor
    from ._summaries import Reference, Summary


class DataFrame(Protocol):
    """A dataframe of pandas, Polars, PyArrow, DuckDB or PySpark, for type checkers."""

    @property
    def columns(self) -> object:
        """The columns of the frame, or their names."""


Frame = TypeVar("Frame", bound=DataFrame)
"""The type of a dataframe; methods return the type that they are given."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Rubric(CompiledRubric, Drawn):
    """A maturity model: its data, and methods to score answers and to examine it.

    Its fields are those of :class:`RubricData`.

    Raises:
        RubricError: The rubric has mistakes; the error holds every problem.

    >>> from attain import Level, Question
    >>> rubric = Rubric(
    ...     id="tiny", version="1", title="Tiny",
    ...     levels=[Level("none"), Level("some")],
    ...     bands={"none": "0", "some": "1+"},
    ...     questions={"plan": Question("Is there a plan?")},
    ... )
    >>> rubric.assess({"plan": True}).level.id
    'some'
    """

    @cached_property
    def assessor(self) -> "Assessor":
        """The object that scores answers by this rubric; made on first use."""
        from ._score.assess import Assessor

        return Assessor(self)

    def assess(
        self,
        answers: Mapping[str, object],
        *,
        facts: Mapping[str, object] | None = None,
        on: date | str | None = None,
        subject: str | None = None,
        check: bool = True,
        done: Collection[str] = (),
    ) -> Result:
        """Score the answers of one subject.

        Arguments:
            answers: The answers by question, flat (``"agreement.nda"``) or nested. A yes/no question takes True and
                False, 1 and 0, "yes" and "no", "y" and "n"; a choice takes the id or the title of an option; a number
                question takes a number or text such as "12". None, "", "unknown", NaN and pandas' NA mean unanswered,
                and "n/a" means not applicable. The rubric may accept more words. Case, and blanks around a text, are
                ignored. An answer can also be a table: ``{"value": …, "note": …, "evidence": …, "on": …, "by": …}``.
            facts: The value of each fact, by its id.
            on: The day of the assessment, which decides whether dated answers have expired: a date, or text such as
                ``"2026-11-21"``.
            subject: The name of the subject.
            check: Whether to raise an error if answers or facts don't fit. With False, attain scores the rest and lists
                the problems in :attr:`Result.problems`, for example for a form that shows the level after each entry. A
                question whose answer is not accepted is open. A note or date that can't be read is left out, and so is
                a name that no question or fact has. A fact that is missing or has an unknown value gets its default; if
                it has none, whatever depends on it does not apply. If the bands don't decide, there is no level.
            done: The full ids of completed actions, such as ``"agreement.templates"``. They don't change the score.
                Results list them in :attr:`DimensionResult.checklist`, and not as next steps.

        Raises:
            AnswersError: Answers or facts don't fit; the error holds every problem. With ``check=False``, only if
                `answers` or `facts` is not a mapping, or if `on` or `subject` can't be read.
            AmbiguousLevelError: The bands don't decide, and the policy is ``error``. Never raised with ``check=False``.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement": {"nda": "yes", "fair": False}})
        >>> str(result["agreement"].level)
        'Reactive'

        >>> result = attain.rubric("iamcp-p2p").assess({"agreement": {"nda": "yes", "fair": "fairly"}}, check=False)
        >>> str(result["agreement"].level), result.answers["agreement.fair"].reason, result.problems[0].path
        ('Reactive', 'invalid', ('agreement.fair',))
        """
        return lazy_result(self.assessor.assess(answers, facts or {}, on, subject, check=check, done=done), Result)

    def assess_many(self, answers: Iterable[Mapping[str, object]], *, on: date | str | None = None) -> Iterator[Result]:
        """Score many sets of answers: yield a result for each set, in order, as soon as attain has read the set.

        A bad set never stops the others. attain scores each one as ``assess(…, check=False)`` does, and lists its
        problems in :attr:`Result.problems`.

        Arguments:
            answers: The sets of answers, for example from the lines of a file, a database or a queue. Each is a mapping
                of answers, as :meth:`assess` takes it, or an envelope, as in a file of answers: a mapping with the
                answers under ``answers`` and, beside them, any of ``facts``, ``subject``, ``on``, ``done`` and
                ``rubric`` (the id of the rubric that they are for). :meth:`Result.to_dict` returns such an envelope. If
                the rubric has a question or a dimension called ``answers``, envelopes are not supported.
            on: The day of the assessment, for each set that does not name one.

        Raises:
            AnswersError: `answers` is one set or a dataframe, or `on` can't be read.

        >>> import attain
        >>> sets = [
        ...     {"agreement.nda": "yes", "agreement.fair": True},
        ...     {"subject": "Example Ltd", "answers": {"agreement": {"nda": "yes", "fair": "fairly"}}},
        ... ]
        >>> for result in attain.rubric("iamcp-p2p").assess_many(sets):
        ...     print(result.subject, result.profile["agreement"], [problem.path for problem in result.problems])
        None Reactive []
        Example Ltd Reactive [('agreement.fair',)]
        """
        return (lazy_result(source, Result) for source in self.assessor.assess_many(answers, on))

    def interview(
        self,
        answers: Mapping[str, object] = FrozenDict(),
        *,
        facts: Mapping[str, object] | None = None,
        of: Sequence[str] | None = None,
        every: bool = False,
        on: date | str | None = None,
        subject: str | None = None,
    ) -> "Interview":
        """Begin an interview, which asks one question at a time until no answer can change a level.

        Arguments:
            answers: The answers so far, if you resume an interview.
            facts: The facts so far.
            of: The ids of the dimensions whose levels you want, with ``""`` for the overall level; by default all of
                them.
            every: Whether to ask every open question, even if it can't change a level; with `of`, every open question
                that these levels depend on.
            on: The day of the assessment.
            subject: The name of the subject.

        Raises:
            AnswersError: The answers or facts don't fit, or there is no such dimension.

        >>> import attain
        >>> attain.rubric("iamcp-p2p").interview(of=["agreement"]).field.id
        'agreement.nda'
        """
        from ._interview import begin

        before = self.assess(answers, facts=facts, on=on, subject=subject, check=False)
        return begin(self.assessor, before, facts or {}, of, every=every)

    @cached_property
    def frames(self) -> "FrameAssessor":
        """The object that scores frames by this rubric; made on first use."""
        from ._frames.assess import FrameAssessor

        return FrameAssessor(self)

    def assess_frame(
        self,
        frame: Frame,
        *,
        id: str | None = None,  # noqa: A002  # "id" is the field's word for it
        output: "Extent" = "levels",
        format: "FrameFormat" = "wide",  # noqa: A002  # as everywhere
        columns: Mapping[str, str] = FrozenDict(),
        keep: Iterable[str] = (),
        partial: bool = False,
        on: date | str | None = None,
        check: bool | None = None,
    ) -> Frame:
        """Score the answers of many subjects in a frame, and return a frame of the same kind; a lazy one stays lazy.

        The engine of the frame does the work: pandas, Polars, PyArrow, DuckDB or PySpark. It needs an extra:
        ``pip install "attain[frames]"``.

        The columns ``level`` and ``<dimension>_level`` hold ids of levels, as an ordered type if the engine has one.
        With ``output="full"``, the frame also has ``score``, ``answered`` and ``total``, and the bounds ``low``,
        ``high``, ``score_low`` and ``score_high``, each for the rubric as a whole and, with the prefix
        ``<dimension>_``, for each dimension. The column ``ambiguous`` is true if the bands don't decide a level and the
        policy is ``error``.

        Arguments:
            frame: The answers. A wide frame has a row for each subject, and a column for each question and fact, named
                by its full id or its text; case and blanks are ignored. The columns ``<question>.on``,
                ``<question>.note`` and ``<question>.evidence`` hold the date, the note and the evidence of an answer. A
                long frame has a row for each answer, with the columns ``question`` and ``answer``, and optionally
                ``on``, ``note`` and ``evidence``.
            id: The column that identifies the subjects; it comes first in the result. A lazy frame needs one. With it,
                blank rows are left out; without it, they have no level.
            output: ``levels`` or ``full``.
            format: ``wide`` or ``long``.
            columns: The names of columns: for a wide frame by the id of the question or fact, for a long one by their
                content (``question``, ``answer`` and so on).
            keep: Other columns of a wide frame to copy.
            partial: Whether to leave a question open if it has no column, and an answer if a column that it needs is
                missing; otherwise a missing column is an error. In a long frame, questions without a row are always
                open.
            on: The day of the assessment, which decides whether dated answers have expired.
            check: Whether to raise an error for values that are not answers, and for ids that occur twice. By default,
                attain checks unless the frame is lazy, because that takes a pass over the data. With False, the column
                ``unreadable`` counts such values in each row, and the row has no levels and scores.

        Raises:
            AnswersError: The frame does not fit; the error holds every problem.

        Warns:
            AnswersWarning: Rows are blank: their id and every column that attain reads are null, empty or blank. In a
                lazy frame, attain counts them only with `check=True`.

        >>> import attain, polars
        >>> answers = polars.DataFrame({"partner": ["p1", "p2"], "agreement.nda": ["yes", None], "agreement.fair": [True, True]})
        >>> levels = attain.rubric("iamcp-p2p").assess_frame(answers, id="partner", partial=True)
        >>> levels.select("partner", "level", "agreement_level").rows()
        [('p1', 'basic', 'reactive'), ('p2', 'basic', 'reactive')]
        """
        from ._frames.request import requested

        request = requested(
            id=id, output=output, format=format, columns=columns, keep=keep, partial=partial, on=on, check=check
        )
        return cast(Frame, self.frames(frame, request))

    def summarise(
        self,
        frame: DataFrame,
        *,
        id: str | None = None,  # noqa: A002  # "id" is the field's word for it
        format: "FrameFormat" = "wide",  # noqa: A002  # as everywhere
        columns: Mapping[str, str] = FrozenDict(),
        partial: bool = False,
        on: date | str | None = None,
        check: bool | None = False,
    ) -> "Summary":
        """Summarise the answers of many subjects: the number at each level, the distribution of scores, medians, means.

        The engine of the frame counts in one query, without pulling rows into Python. Blank rows are counted
        separately.

        Arguments:
            frame: The answers, as for :meth:`assess_frame`.
            id: The column that identifies the subjects. A lazy frame needs one.
            format: ``wide`` or ``long``.
            columns: The names of columns, as for :meth:`assess_frame`.
            partial: Whether to leave questions without a column open; otherwise a missing column is an error.
            on: The day of the assessment, by which dated answers expire.
            check: Whether to raise an error for values that are not answers, and for ids that occur twice; None does so
                unless the frame is lazy. By default, the summary counts such rows.

        Raises:
            AnswersError: The frame does not fit, or rows with answers have no id; the error holds every problem.

        >>> import attain, polars
        >>> answers = polars.DataFrame({"agreement.nda": ["yes", "no", "no"], "agreement.fair": ["yes", "yes", "no"]})
        >>> summary = attain.rubric("iamcp-p2p").summarise(answers, partial=True)
        >>> str(summary["agreement"].median), summary["agreement"].mean
        ('Reactive', 1.0)
        """
        from ._frames.request import requested
        from ._frames.summary import summarise
        from ._summaries import Summary

        request = requested(id=id, format=format, columns=columns, partial=partial, on=on, check=check)
        return summarise(self.frames, frame, request, Summary)

    def benchmark(
        self,
        frame: DataFrame,
        *,
        smallest: int = 10,
        id: str | None = None,  # noqa: A002  # "id" is the field's word for it
        format: "FrameFormat" = "wide",  # noqa: A002  # as everywhere
        columns: Mapping[str, str] = FrozenDict(),
        partial: bool = False,
        on: date | str | None = None,
    ) -> "Reference":
        """Return a reference to compare results with: how many subjects have each level, or a score in each range.

        attain merges neighbouring groups until each has at least `smallest` subjects, so you can share a reference
        without the answers. The guide to summaries explains what that protects, and what it does not.

        Arguments:
            frame: The answers, as for :meth:`assess_frame`.
            smallest: The smallest number of subjects in a group.
            id: The column that identifies the subjects. An id that occurs twice is an error. A lazy frame needs this
                column; in other frames without it, each row is a subject.
            format: ``wide`` or ``long``.
            columns: The names of columns, as for :meth:`assess_frame`.
            partial: Whether to leave questions without a column open; otherwise a missing column is an error.
            on: The day of the assessment, by which dated answers expire.

        Raises:
            AnswersError: The frame does not fit, or there are fewer subjects than `smallest`.

        Warns:
            AnswersWarning: Rows are blank; they are left out.

        >>> import attain, polars
        >>> answers = polars.DataFrame({"agreement.nda": ["yes"] * 30 + ["no"] * 20})
        >>> attain.rubric("iamcp-p2p").benchmark(answers, partial=True)
        <Reference iamcp-p2p@2016: 50 subjects, in groups of 10 or more>
        """
        from ._frames.request import requested
        from ._frames.summary import benchmark
        from ._summaries import Reference

        # Checked, because a repeated subject would make its group look larger than it is.
        request = requested(id=id, format=format, columns=columns, partial=partial, on=on, check=True)
        return benchmark(self.frames, frame, request, smallest, Reference)

    def with_policy(self, *, overlap: str | Policy | None = None, gap: str | Policy | None = None) -> "Rubric":
        """Return the same rubric with other policies for its bands, in every dimension.

        Arguments:
            overlap: ``highest``, ``lowest`` or ``error``, or a plugin's policy; None to keep the present one.
            gap: ``lower``, ``upper`` or ``error``, or a plugin's policy; None to keep the present one.

        Raises:
            RubricError: There is no such policy.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> five = {f"agreement.{short}": "yes" for short in [*p2p.dimensions["agreement"].questions][:5]}
        >>> strict = p2p.with_policy(overlap="lowest")
        >>> [str(each.assess(five)["agreement"].level) for each in (p2p, strict)]
        ['Dynamic', 'Proactive']
        """
        return with_policies(self, *map(_policy, (overlap, gap)))

    def with_words(
        self,
        *,
        yes: str | Iterable[str] = (),
        no: str | Iterable[str] = (),
        unknown: str | Iterable[str] = (),
        not_applicable: str | Iterable[str] = (),
    ) -> "Rubric":
        """Return the same rubric with more words that it accepts as answers. It scores as before.

        Case, and blanks around a word, are ignored. The id of an option keeps its meaning.

        Arguments:
            yes: One or more words for yes, in yes/no questions and facts.
            no: One or more words for no.
            unknown: One or more words for an open question or fact of any kind.
            not_applicable: One or more words for a question that is not applicable.

        Raises:
            RubricError: A word is empty or a number, or already means something else.

        >>> import attain
        >>> german = attain.rubric("iamcp-p2p").with_words(yes=["Ja", "erfüllt"], no="Nein")
        >>> str(german.assess({"agreement.nda": "ja", "agreement.fair": "nein"})["agreement"].level)
        'Reactive'
        """
        more = Words(yes=yes, no=no, unknown=unknown, not_applicable=not_applicable)
        return self if more == NO_WORDS else attrs.evolve(self, answers=self.answers.more(more))

    def diff(self, other: "Rubric") -> "Difference":
        """Return the differences from another rubric in structure, meaning and wording.

        If scores may differ, the difference contains answers that the two rubrics score differently, if attain finds
        any.

        Arguments:
            other: The other rubric, usually the newer one.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> print(p2p.diff(p2p.with_policy(overlap="lowest")))
        defaults.overlap: was 'highest', is 'lowest'
        """
        from ._analysis.diff import diff

        must_be_rubric(other, Rubric)
        return diff(self, other)

    def lint(self, *, budget: int = 1_000) -> "tuple[Finding, ...]":
        """Return the weak points of the rubric, proved for all possible answers; the page on lint explains each code.

        Arguments:
            budget: The number of values to distinguish, and of answer sets to try, for each finding; at least 1.

        >>> import attain
        >>> [finding.code for finding in attain.rubric("iamcp-p2p").lint() if "geography" in finding.path]
        ['band-overlap', 'band-gap', 'question-twice']
        """
        from ._analysis.lint import lint

        return lint(self, budget)

    def to_dict(self) -> dict[str, object]:
        """Return the rubric as plain data, ready for JSON; :meth:`from_dict` returns an equal rubric."""
        from ._format.write import to_dict

        return to_dict(self)

    def to_toml(self) -> str:
        """Return the rubric as the text of a TOML file; :func:`attain.loads` returns an equal rubric."""
        from ._format.write import to_toml

        return to_toml(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> "Rubric":
        """Read a rubric from plain data, with the keys that a file has.

        Arguments:
            data: The rubric as :meth:`to_dict` returns it.

        Raises:
            RubricError: The data is not a rubric; the error holds every problem.
        """
        return default_registry().from_dict(data)

    def __repr__(self) -> str:
        from ._render.text import rubric_text

        return rubric_text(self)

    def to_html(self) -> str:
        """Return the framework table with its questions as one HTML element with its own style; all text is escaped."""
        from ._render.html import rubric_html

        return rubric_html(self)


def _policy(given: str | Policy | None) -> str | Policy | None:
    """Return a policy; a plugin's policy is looked up by its id."""
    if not isinstance(given, str) or "." not in given:
        return given
    return default_registry().policy(given)


class Registry(BaseRegistry[Rubric]):
    """The built-in rubrics, and the rubrics, rules and policies of plugins.

    A registry is safe to use from several threads. It reads each rubric once, on first use. It imports plugins when you
    ask for something that is not built in; for a rule or a policy, only the plugin that its name begins with. Set the
    environment variable ``ATTAIN_PLUGINS=0`` to leave all plugins out.

    Arguments:
        strict: Whether to raise :class:`PluginError` for a broken plugin, instead of warning and continuing. Use it in
            tests of plugins.
        models: The directory of the built-in rubrics; each file is named after the id of its rubric.

    >>> Registry().rubric("iamcp-p2p@2016").title
    'IAMCP P2P Maturity Model'
    """

    def __init__(self, *, strict: bool = False, models: "Traversable | None" = None) -> None:
        super().__init__(Rubric, strict=strict, models=models)


@cache
def default_registry() -> Registry:
    """Return the registry that :func:`attain.rubric` uses; it is made on first use.

    >>> default_registry() is default_registry()
    True
    """
    return Registry()


def rubric(id: str) -> Rubric:  # noqa: A002  # "id" is the field's word for it
    """Return a registered rubric.

    Arguments:
        id: The id of the rubric. It can end with a version (``"iamcp-p2p@2016"``); otherwise attain returns the
            built-in version, or else the newest one.

    Raises:
        RubricError: There is no such rubric; the error names the nearest id.

    >>> import attain
    >>> attain.rubric("iamcp-p2p").title
    'IAMCP P2P Maturity Model'
    """
    return default_registry().rubric(id)


def rubrics() -> tuple[Entry, ...]:
    """Return the registered rubrics, each with its id, version, title and origin.

    >>> import attain
    >>> [entry.id for entry in attain.rubrics()]
    ['iamcp-p2p', 'iamcp-p2p-keyed']
    """
    return default_registry().rubrics()


def load(path: str | PathLike[str]) -> Rubric:
    """Read a rubric from a TOML file.

    Arguments:
        path: The path of the file.

    Raises:
        RubricError: The file can't be read, or the rubric has mistakes; the error holds every problem with its
            location.
    """
    return default_registry().load(path)


def loads(text: str) -> Rubric:
    """Read a rubric from the text of a TOML file.

    Arguments:
        text: The text.

    Raises:
        RubricError: The text is not a rubric, or the rubric has mistakes; the error holds every problem with its
            location.

    >>> import attain
    >>> attain.loads(attain.rubric("iamcp-p2p").to_toml()) == attain.rubric("iamcp-p2p")
    True
    """
    return default_registry().loads(text)
