"""A rubric, and the dimensions it consists of."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, cast

import attrs

from attain._data import given
from attain._frozen import FrozenDict
from attain._shapes import STRUCTURE, WORDING, Checked, spelt
from attain._types import as_table, must_be_rubric

from .bands import Band, parse_bands
from .conditions import Group, Value, parse_applies_when, parse_requires, write_requires
from .dates import Period, parse_period
from .extensions import Policy, Rule
from .nouns import Noun, parse_terms
from .parts import FACTS, Action, Example, Fact, Ladder, Level, Need, Question, Scale, Treatment
from .words import NO_WORDS, Words

if TYPE_CHECKING:
    from attain._frames.assess import FrameAssessor
    from attain._frames.request import Extent, Shape
    from attain._lint.diff import Difference
    from attain._lint.finding import Finding
    from attain._plan.fields import Field
    from attain._plan.plan import Plan
    from attain._plan.scope import Scope
    from attain._score.assess import Assessor
    from attain._score.reference import Reference
    from attain._score.result import Result
    from attain._score.summary import Summary

Frame = TypeVar("Frame")
"""A dataframe of any kind that narwhals knows."""

Score: TypeAlias = Literal["sum", "mean", "percent", "minimum", "maximum", "product"]
Combine: TypeAlias = Literal["minimum", "maximum", "majority", "mean"]
Unanswered: TypeAlias = Literal["worst", "exclude", "block"]


def _ranked(levels: Iterable[Level]) -> tuple[Level, ...]:
    found = tuple(levels)
    if not all(isinstance(level, Level) for level in found):
        return found  # which is told as every wrong type is
    scale = tuple(level.id for level in found)
    return tuple(attrs.evolve(level, rank=rank, scale=scale) for rank, level in enumerate(found))


def _questions(given: Mapping[str, Question]) -> FrozenDict[str, Question]:
    return as_table(given)


def _scales(given: Mapping[str, Scale]) -> FrozenDict[str, Scale]:
    return as_table(given)


def _facts(given: Mapping[str, Fact]) -> FrozenDict[str, Fact]:
    return as_table(given)


def _dimensions(given: "Mapping[str, Dimension]") -> "FrozenDict[str, Dimension]":
    return as_table(given)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Rules(Checked):
    """What a dimension and the rubric itself, the root dimension, have in common.

    The level comes from exactly one of `bands`, `requires`, `ladder`, `combine`, `rating` and `rule`; with none, there is
    none.

    Arguments:
        title: What people call it; by default its id in words.
        summary: What it is about.
        source: Where it comes from.
        interpretation: What of it is the rubric author's own reading of the source.
        bands: The range of the score for each level.
        requires: What each level demands.
        cumulative: Whether a level also demands all the levels below it; by default it does.
        ladder: That its questions name their level, and how many of them must be met.
        combine: How the levels of the dimensions within make its own.
        rating: Whether the assessor picks the level.
        rule: A plugin's way to the level.
        score: How points and the scores within come to a score.
        base: What the score starts from.
        cap: The most it can be.
        round: The digits it is rounded to, half up.
        overlap: Which level wins where bands overlap: ``highest``, ``lowest`` or ``error``, or a plugin's policy.
        gap: Which level holds where they leave a gap: ``lower``, ``upper`` or ``error``, or a plugin's policy.
        unanswered: What an open question counts as: ``worst``, ``exclude`` (passed over) or ``block`` (no level).
        not_applicable: What "n/a" means as an answer, where the question does not say.
        needs: What answers better than the worst have to come with, where the question does not say.
        valid_for: How long answers stay valid, where the question does not say.
        descriptors: For each level, what it looks like.
        actions: What to do next.
        questions: The questions, by id.
    """

    title: str | None = attrs.field(default=None, metadata=WORDING)
    summary: str | None = attrs.field(default=None, metadata=WORDING)
    source: str | None = attrs.field(default=None, metadata=WORDING)
    interpretation: str | None = attrs.field(default=None, metadata=WORDING)
    bands: FrozenDict[str, Band] | None = attrs.field(
        default=None, converter=attrs.converters.optional(parse_bands), metadata=spelt(parse_bands)
    )
    requires: FrozenDict[str, Group] | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(parse_requires),
        metadata=spelt(parse_requires, write_requires),
    )
    cumulative: bool | None = None
    ladder: Ladder | None = None
    combine: Combine | None = None
    rating: bool | None = None
    rule: Rule | None = None
    score: Score | None = None
    base: float | None = None
    cap: float | None = None
    round: int | None = None
    overlap: str | Policy | None = None
    gap: str | Policy | None = None
    unanswered: Unanswered | None = None
    not_applicable: Treatment | None = None
    needs: tuple[Need, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(tuple[Need, ...]))
    valid_for: Period | None = attrs.field(default=None, converter=parse_period)
    descriptors: FrozenDict[str, str] = attrs.field(
        factory=FrozenDict, converter=FrozenDict[str, str], metadata=WORDING
    )
    actions: tuple[Action, ...] = attrs.field(default=(), converter=tuple[Action, ...], metadata=WORDING)
    questions: FrozenDict[str, Question] = attrs.field(factory=FrozenDict, converter=_questions, metadata=STRUCTURE)

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to a level that it names; more than one is an error.

        >>> Dimension(combine="minimum").ways
        ('combine',)
        """
        return tuple(way for way in WAYS if given(self, way) and getattr(self, way) is not False)


WAYS = ("bands", "requires", "ladder", "combine", "rating", "rule")
"""The ways to a level."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Dimension(Rules):
    """An area that is assessed; may hold others. Takes everything that :class:`Rules` does, and:

    Arguments:
        parent: The id of the dimension it is part of; by default the rubric itself.
        view: Whether it is a second look on answers that count elsewhere, and so never counts in its parent.
        weight: What its score, or the rank of its level, is multiplied with in its parent.
        applies_when: The facts under which it is assessed.

    >>> Dimension(title="Agreement", bands={"basic": "0", "reactive": "1-3"}).bands["reactive"].high
    3.0
    """

    parent: str | None = attrs.field(default=None, metadata=STRUCTURE)
    view: bool | None = None
    weight: float | None = None
    applies_when: FrozenDict[str, tuple[Value, ...]] = attrs.field(
        factory=FrozenDict, converter=parse_applies_when, metadata=FACTS
    )


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Rubric(Rules):
    """A maturity model. Takes everything that :class:`Rules` does, for the root dimension, and:

    Arguments:
        id: Its id.
        version: Its version: dotted numbers.
        title: What people call it.
        levels: The levels, lowest first: at least two; none where nothing gives a level.
        dimensions: The dimensions, by id.
        scales: The scales that questions share, by id.
        facts: What is asked about the subject itself, by id.
        defaults: What holds for every dimension that does not say otherwise.
        terms: What ``dimension``, ``level``, ``question`` and ``subject`` are called in this model.
        answers: What else is accepted as an answer, beside the words that every rubric knows.
        examples: Answers, and what they must give.

    Raises:
        RubricError: It would not score as it says; with every problem there is.

    >>> rubric = Rubric(
    ...     id="tiny", version="1", title="Tiny",
    ...     levels=[Level("none"), Level("some")],
    ...     bands={"none": "0", "some": "1+"},
    ...     questions={"plan": Question("Is there a plan?")},
    ... )
    >>> rubric.assess({"plan": True}).level.id
    'some'
    """

    id: str
    version: str
    title: str = attrs.field(metadata=WORDING)
    levels: tuple[Level, ...] = attrs.field(default=(), converter=_ranked, metadata=STRUCTURE)
    dimensions: FrozenDict[str, Dimension] = attrs.field(factory=FrozenDict, converter=_dimensions, metadata=STRUCTURE)
    scales: FrozenDict[str, Scale] = attrs.field(factory=FrozenDict, converter=_scales, metadata=STRUCTURE)
    facts: FrozenDict[str, Fact] = attrs.field(factory=FrozenDict, converter=_facts, metadata=STRUCTURE)
    defaults: Dimension = attrs.field(factory=Dimension)
    terms: FrozenDict[str, Noun] = attrs.field(
        factory=FrozenDict, converter=parse_terms, metadata=WORDING | spelt(parse_terms)
    )
    answers: Words = attrs.field(default=NO_WORDS, metadata=WORDING)
    examples: tuple[Example, ...] = attrs.field(default=(), converter=tuple[Example, ...], metadata=WORDING)
    scope: "Scope" = attrs.field(init=False, eq=False)
    plan: "Plan" = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        from attain._plan.canonical import canonical_rules
        from attain._plan.compile import compile_rubric

        super().__attrs_post_init__()
        scope, plan = compile_rubric(self)
        dimensions = {id_: canonical_rules(scope, rules, scope.places[id_]) for id_, rules in self.dimensions.items()}
        object.__setattr__(self, "requires", scope.places[""].rules.requires)
        object.__setattr__(self, "dimensions", FrozenDict(dimensions))
        object.__setattr__(self, "defaults", canonical_rules(scope, self.defaults))
        object.__setattr__(self, "scope", scope)
        object.__setattr__(self, "plan", plan)

    @cached_property
    def scoring_digest(self) -> str:
        """The digest of what decides scores: equal digests score equally, whatever the id, the version and the wording are.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> p2p.scoring_digest == p2p.with_policy(overlap="lowest").scoring_digest
        False
        """
        from attain._files.digest import scoring_digest

        return scoring_digest(self)

    @cached_property
    def wording_digest(self) -> str:
        """The digest of what people read: titles, texts, sources, actions and the like.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> p2p.wording_digest == p2p.with_policy(overlap="lowest").wording_digest
        True
        """
        from attain._files.digest import wording_digest

        return wording_digest(self)

    @cached_property
    def fields(self) -> "tuple[Field, ...]":
        """What a form asks: the facts, then the questions at the top, then those of each dimension; a rating is one, too."""
        from attain._plan.fields import fields

        return tuple(fields(self))

    @cached_property
    def assessor(self) -> "Assessor":
        """What scores answers by this rubric; made on first use."""
        from attain._score.assess import Assessor

        return Assessor(self)

    def assess(
        self,
        answers: Mapping[str, object],
        *,
        facts: Mapping[str, object] | None = None,
        on: date | str | None = None,
        subject: str | None = None,
        check: bool = True,
    ) -> "Result":
        """Score the answers of one subject.

        Arguments:
            answers: By question: flat (``"agreement.nda"``) or nested. Yes/no takes True and False, 1 and 0, "yes" and
                "no", "y" and "n"; a choice the id or the title of an option; a number a number, or text such as "12".
                None, "", "unknown", NaN and pandas' NA are unanswered, "n/a" is not applicable. The rubric may accept more
                words. Case, and blanks around a text, count for nothing. An answer may also be a table:
                ``{"value": …, "note": …, "evidence": …, "on": …, "by": …}``.
            facts: What is true of the subject, by fact.
            on: The day of the assessment, by which dated answers expire; a date, or text such as ``"2026-11-21"``.
            subject: Who is assessed.
            check: Whether to raise if answers or facts don't fit. With False they are reported in :attr:`Result.problems`, and
                the rest is scored, as a form needs it that is shown again after each entry: a question whose answer is
                not accepted is open, a note or date that can't be read is left out, and so is what no question or fact
                is called by. A fact that is missing or has another value than its own ones has its default; without one,
                nothing applies that depends on it. Where the bands don't decide, there is no level.

        Raises:
            AnswersError: Answers or facts don't fit; with every problem there is. With ``check=False`` only if `answers` or
                `facts` is not a mapping, or `on` or `subject` can't be read.
            AmbiguousLevelError: The bands don't decide, and the policy is ``error``; never with ``check=False``.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement": {"nda": "yes", "fair": False}})
        >>> str(result["agreement"].level)
        'Reactive'

        >>> result = attain.rubric("iamcp-p2p").assess({"agreement": {"nda": "yes", "fair": "fairly"}}, check=False)
        >>> str(result["agreement"].level), result.answers["agreement.fair"].reason, result.problems[0].path
        ('Reactive', 'invalid', ('agreement.fair',))
        """
        return self.assessor(answers, facts or {}, on, subject, check=check)

    @cached_property
    def frames(self) -> "FrameAssessor":
        """What scores frames by this rubric; made on first use."""
        from attain._frames.assess import FrameAssessor

        return FrameAssessor(self)

    def assess_frame(
        self,
        frame: Frame,
        *,
        id: str | None = None,  # noqa: A002  # "id" is the field's word for it
        output: "Extent" = "levels",
        format: "Shape" = "wide",  # noqa: A002  # as everywhere
        columns: Mapping[str, str] = FrozenDict(),
        keep: Iterable[str] = (),
        partial: bool = False,
        on: date | str | None = None,
        check: bool | None = None,
    ) -> Frame:
        """Score the answers of many subjects: a frame in, a frame of the same kind out, lazy where it was lazy.

        The engine that holds the frame does the work: pandas, Polars, PyArrow, DuckDB, PySpark. Takes narwhals:
        ``pip install "attain[frames]"``.

        Columns are called ``level`` and ``<dimension>_level`` and hold the ids of levels, in order where the engine can
        order them. With ``output="full"`` also ``score``, ``answered`` out of ``total``, the lowest and highest possible
        ``low``, ``high``, ``score_low`` and ``score_high``, each for the whole and behind ``<dimension>_``, and
        ``ambiguous`` where a published range does not decide and the policy is ``error``.

        Arguments:
            frame: The answers. Wide: a row for each subject, a column for each question, called by its full id or its
                text, in any case and with any blanks, and for each fact; beside it ``<question>.on``, ``.note`` and
                ``.evidence`` may tell what comes with an answer.
                Long: a row for each answer, with the columns ``question`` and ``answer``, and ``on``, ``note``, ``evidence``.
            id: The column that tells the subjects apart; comes first in what is given back. A lazy frame needs one. With it,
                blank rows are left out; without it, they have no level.
            output: ``levels`` or ``full``.
            format: ``wide`` or ``long``.
            columns: What columns are called: for a wide frame by the id of the question or fact, for a long one by what
                they hold.
            keep: Other columns to give back; of a wide frame.
            partial: Whether questions without a column are open, and answers that lack a column of what they need; otherwise
                a column that is missing is an error. In a long frame questions without a row always are open.
            on: The day of the assessment, by which dated answers expire.
            check: Whether values that are no answers, and ids that stand twice, are looked for and raise. By default they
                are, unless the frame is lazy, where it takes a pass over the data. Without it, the column ``unreadable``
                counts such values in each row, and levels and scores of the row are withheld.

        Raises:
            AnswersError: The frame does not fit; with every problem there is.

        Warns:
            AnswersWarning: Rows are blank: the id and all that is read is null, empty or blanks. Those of a lazy frame are not
                counted.

        >>> import attain, polars
        >>> answers = polars.DataFrame({"partner": ["p1", "p2"], "agreement.nda": ["yes", None], "agreement.fair": [True, True]})
        >>> levels = attain.rubric("iamcp-p2p").assess_frame(answers, id="partner", partial=True)
        >>> levels.select("partner", "level", "agreement_level").rows()
        [('p1', 'basic', 'reactive'), ('p2', 'basic', 'reactive')]
        """
        from attain._frames.request import requested

        request = requested(
            id=id, output=output, format=format, columns=columns, keep=keep, partial=partial, on=on, check=check
        )
        return cast(Frame, self.frames(frame, request))

    def summarise(
        self,
        frame: object,
        *,
        id: str | None = None,  # noqa: A002  # "id" is the field's word for it
        format: "Shape" = "wide",  # noqa: A002  # as everywhere
        columns: Mapping[str, str] = FrozenDict(),
        partial: bool = False,
        on: date | str | None = None,
        check: bool | None = False,
    ) -> "Summary":
        """What the answers of many subjects come to: how many have each level, how scores lie, medians and means.

        The engine that holds the frame counts, in one query; no row of it is fetched, however many there are. Blank rows are
        no subjects, and are counted apart.

        Arguments:
            frame: The answers, as for :meth:`assess_frame`.
            id: The column that tells the subjects apart. A lazy frame needs one.
            format: ``wide`` or ``long``.
            columns: What columns are called.
            partial: Whether questions without a column are open; otherwise one that is missing is an error.
            on: The day of the assessment, by which dated answers expire.
            check: Whether values that are no answers, and ids that stand twice, raise; with None they do unless the frame
                is lazy. By default they do not: rows with such values are counted, and ids are not looked at.

        Raises:
            AnswersError: The frame does not fit; with every problem there is.

        >>> import attain, polars
        >>> answers = polars.DataFrame({"agreement.nda": ["yes", "no", "no"], "agreement.fair": ["yes", "yes", "no"]})
        >>> summary = attain.rubric("iamcp-p2p").summarise(answers, partial=True)
        >>> str(summary["agreement"].median), summary["agreement"].mean
        ('Reactive', 1.0)
        """
        from attain._frames.request import requested
        from attain._frames.summary import summarise

        request = requested(id=id, format=format, columns=columns, partial=partial, on=on, check=check)
        return summarise(self, frame, request)

    def benchmark(
        self,
        frame: object,
        *,
        smallest: int = 10,
        id: str | None = None,  # noqa: A002  # "id" is the field's word for it
        format: "Shape" = "wide",  # noqa: A002  # as everywhere
        columns: Mapping[str, str] = FrozenDict(),
        partial: bool = False,
        on: date | str | None = None,
    ) -> "Reference":
        """What results are compared with: how many subjects lie in which range of scores, or have which level.

        Neighbouring groups are merged until each has at least `smallest` subjects, so that a reference can be handed on
        without the answers. The page on tables says what that protects, and what it does not.

        Arguments:
            frame: The answers, as for :meth:`assess_frame`.
            smallest: How many subjects each group has at least.
            id: The column that tells the subjects apart, which is checked, since a group is of different subjects. A lazy
                frame needs one; without it each row is taken for a subject.
            format: ``wide`` or ``long``.
            columns: What columns are called.
            partial: Whether questions without a column are open; otherwise one that is missing is an error.
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
        from attain._frames.request import requested
        from attain._frames.summary import benchmark

        # Checked, for the same subject twice would make a group look larger than it is.
        request = requested(id=id, format=format, columns=columns, partial=partial, on=on, check=True)
        return benchmark(self, frame, request, smallest)

    def with_policy(self, *, overlap: str | Policy | None = None, gap: str | Policy | None = None) -> "Rubric":
        """The same rubric, its bands read by other policies, in every dimension.

        Arguments:
            overlap: ``highest``, ``lowest`` or ``error``, or a plugin's policy; None leaves it as it is.
            gap: ``lower``, ``upper`` or ``error``, or a plugin's policy; None leaves it as it is.

        Raises:
            RubricError: There is no such policy.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> five = {f"agreement.{short}": "yes" for short in [*p2p.dimensions["agreement"].questions][:5]}
        >>> strict = p2p.with_policy(overlap="lowest")
        >>> [str(each.assess(five)["agreement"].level) for each in (p2p, strict)]
        ['Dynamic', 'Proactive']
        """
        overlap, gap = (_policy(given) for given in (overlap, gap))
        return attrs.evolve(
            self,
            overlap=None if overlap else self.overlap,
            gap=None if gap else self.gap,
            defaults=attrs.evolve(
                self.defaults, overlap=overlap or self.defaults.overlap, gap=gap or self.defaults.gap
            ),
            dimensions={
                name: attrs.evolve(
                    dimension, overlap=None if overlap else dimension.overlap, gap=None if gap else dimension.gap
                )
                for name, dimension in self.dimensions.items()
            },
        )

    def with_words(
        self,
        *,
        yes: str | Iterable[str] = (),
        no: str | Iterable[str] = (),
        unknown: str | Iterable[str] = (),
        not_applicable: str | Iterable[str] = (),
    ) -> "Rubric":
        """Return the same rubric, which accepts some more words as answers. It scores as before.

        Blanks around a word and its case count for nothing. An id of an option keeps its meaning.

        Arguments:
            yes: What else means yes, in questions and facts that are answered with yes or no: a text or several.
            no: What else means no.
            unknown: What else means that a question of any kind, or a fact, is not answered.
            not_applicable: What else means that a question of any kind is not applicable.

        Raises:
            RubricError: A word is empty or a number, or means something else already.

        >>> import attain
        >>> german = attain.rubric("iamcp-p2p").with_words(yes=["Ja", "erfüllt"], no="Nein")
        >>> str(german.assess({"agreement.nda": "ja", "agreement.fair": "nein"})["agreement"].level)
        'Reactive'
        """
        more = Words(yes=yes, no=no, unknown=unknown, not_applicable=not_applicable)
        return self if more == NO_WORDS else attrs.evolve(self, answers=self.answers.more(more))

    def diff(self, other: "Rubric") -> "Difference":
        """What differs in another rubric: in structure, in meaning and in wording; and answers that both score differently.

        Arguments:
            other: The other rubric.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> print(p2p.diff(p2p.with_policy(overlap="lowest")))
        defaults.overlap: was 'highest', is 'lowest'
        """
        from attain._lint.diff import diff

        must_be_rubric(other, Rubric)
        return diff(self, other)

    def lint(self, *, budget: int = 1_000) -> "tuple[Finding, ...]":
        """What can be proved of it over all the answers there are; the page on lint tells the codes one by one.

        Arguments:
            budget: How many values of one thing are told apart, and how many sets of answers are tried, to decide something.

        >>> import attain
        >>> [finding.code for finding in attain.rubric("iamcp-p2p").lint() if "geography" in finding.path]
        ['band-overlap', 'band-gap', 'question-twice']
        """
        from attain._lint.lint import lint

        return lint(self, budget)

    def to_dict(self) -> dict[str, object]:
        """The rubric as plain data, ready for JSON; :meth:`from_dict` reads it back equal."""
        from attain._files.write import to_dict

        return to_dict(self)

    def to_toml(self) -> str:
        """The rubric as the text of a file; :func:`attain.loads` reads it back equal."""
        from attain._files.write import to_toml

        return to_toml(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> "Rubric":
        """Read a rubric from plain data of the shape that a file has.

        Raises:
            RubricError: It is none; with every problem there is.
        """
        from attain._files.registry import default_registry

        return default_registry().from_dict(data)

    def __repr__(self) -> str:
        from attain._show.text import rubric_text

        return rubric_text(self)

    def to_html(self) -> str:
        """The framework table with its questions, as one HTML element with its style; all text in it is escaped."""
        from attain._show.html import rubric_html

        return rubric_html(self)

    def _repr_html_(self) -> str:  # asked for by notebooks
        return self.to_html()

    def __html__(self) -> str:  # and by templates of Jinja, in which {{ rubric }} is safe as it stands
        return self.to_html()


def _policy(given: str | Policy | None) -> str | Policy | None:
    """A policy; a plugin's that is named by its id is looked up."""
    if not isinstance(given, str) or "." not in given:
        return given
    from attain._files.registry import default_registry

    return default_registry().policy(given)
