"""What a rubric is: plain, frozen data that mirrors the file format key by key.

A hyphen in a file is an underscore here. What is keyed by id in a file is keyed by id here; levels and options, whose
order means something, are tuples of things that know their id.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from ._bands import Band, parse_bands
from ._conditions import Group, Value, parse_applies_when, parse_requires
from ._dates import Period, parse_period
from ._frozen import FrozenDict, freeze_table
from ._names import label
from ._points import Points, parse_points
from ._types import Checked

if TYPE_CHECKING:
    from ._plan import Plan
    from ._result import Result
    from ._scope import Scope

Kind: TypeAlias = Literal["yes-no", "choice", "number"]
Need: TypeAlias = Literal["note", "evidence"]
Score: TypeAlias = Literal["sum", "mean", "percent", "minimum", "maximum", "product"]
Combine: TypeAlias = Literal["minimum", "maximum", "majority", "mean"]
Unanswered: TypeAlias = Literal["worst", "exclude", "block"]
Treatment: TypeAlias = Literal["forbidden", "exclude", "best", "worst"]


@attrs.frozen(eq=False, repr=False)
class Level(Checked):
    """One step of a rubric's ordered scale.

    Levels of one scale compare by rank; comparing across scales raises :class:`TypeError`.

    Arguments:
        id: Its id.
        title: What people call it; by default the id in words.
        summary: What it stands for, in a sentence or two.
        source: Where it comes from.
        rank: Its place on the scale, 0 the lowest. The rubric sets it.
        scale: The ids of all levels, lowest first. The rubric sets it.

    >>> import attain
    >>> basic, *_, dynamic = attain.rubric("iamcp-p2p").levels
    >>> dynamic > basic, str(dynamic)
    (True, 'Dynamic')
    """

    id: str
    title: str | None = None
    summary: str | None = attrs.field(default=None, repr=False)
    source: str | None = attrs.field(default=None, repr=False)
    rank: int = attrs.field(default=0, kw_only=True)
    scale: tuple[str, ...] = attrs.field(default=(), kw_only=True, repr=False)

    def __str__(self) -> str:
        return label(self.id, self.title)

    def _above(self, other: object) -> int:
        if not isinstance(other, Level) or other.scale != self.scale or not self.scale:
            raise TypeError(f"the level {str(self)!r} compares with levels of its own scale only, not with {other!r}")
        return self.rank - other.rank

    def __lt__(self, other: object) -> bool:
        return self._above(other) < 0

    def __le__(self, other: object) -> bool:
        return self._above(other) <= 0

    def __gt__(self, other: object) -> bool:
        return self._above(other) > 0

    def __ge__(self, other: object) -> bool:
        return self._above(other) >= 0


def _ranked(levels: Iterable[Level]) -> tuple[Level, ...]:
    found = tuple(levels)
    scale = tuple(level.id for level in found)
    return tuple(attrs.evolve(level, rank=rank, scale=scale) for rank, level in enumerate(found))


@attrs.frozen(eq=False, repr=False)
class Option(Checked):
    """One answer of a scale.

    Arguments:
        id: Its id; this is the answer to give.
        points: What it is worth; None where the scale only orders.
        title: What people read.
        needs: What the answer has to come with to count.
    """

    id: str
    points: float | None = None
    title: str | None = attrs.field(default=None, kw_only=True)
    needs: tuple[Need, ...] = attrs.field(default=(), kw_only=True, converter=tuple[Need, ...])


@attrs.frozen(eq=False, repr=False)
class Scale(Checked):
    """A named set of answer options, worst first, that questions share.

    Arguments:
        options: The options, worst first.
        met: The option from which on an answer counts as met.
        title: What people call it.

    >>> Scale([Option("no", 0), Option("partly", 1), Option("fully", 2)], met="partly").options[-1].id
    'fully'
    """

    options: tuple[Option, ...] = attrs.field(converter=tuple[Option, ...])
    met: str | None = None
    title: str | None = None


@attrs.frozen(eq=False, repr=False)
class Action(Checked):
    """Something to do next.

    Arguments:
        text: What to do.
        level: The id of the level it helps to reach.
        resource: What helps with it.
        source: Where it comes from.
    """

    text: str
    level: str | None = None
    resource: str | None = None
    source: str | None = None


@attrs.frozen(eq=False, repr=False)
class NotApplicable(Checked):
    """What "n/a" means as an answer.

    Arguments:
        as_: ``forbidden``, ``exclude`` (the question drops out), ``best`` or ``worst``. ``as`` in a file.
        needs: What has to come with it; without it the question is open.
    """

    as_: Treatment
    needs: tuple[Need, ...] = attrs.field(default=(), converter=tuple[Need, ...])


def _not_applicable(given: "str | NotApplicable | None") -> "NotApplicable | None":
    return NotApplicable(given) if isinstance(given, str) else given  # type: ignore[arg-type]  # its validator checks


@attrs.frozen(eq=False, repr=False)
class Fact(Checked):
    """What is true of a subject without being good or bad: its region, its segment. Never scored.

    Arguments:
        text: What is asked.
        kind: ``yes-no``, ``choice`` or ``number``; by default ``choice`` where there are options, else ``yes-no``.
        options: What can be chosen, in any order.
        scale: The id of a scale, instead of options.
        default: Its value where none is given.
        source: Where it comes from.
    """

    text: str | None = None
    kind: Kind | None = attrs.field(default=None, kw_only=True)
    options: tuple[Option, ...] | None = attrs.field(
        default=None, kw_only=True, converter=attrs.converters.optional(tuple[Option, ...])
    )
    scale: str | None = attrs.field(default=None, kw_only=True)
    default: Value | None = attrs.field(default=None, kw_only=True)
    source: str | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Question(Checked):
    """What is asked: yes or no, a choice from a scale, or a number.

    Arguments:
        text: The question.
        kind: ``yes-no``, ``choice`` or ``number``; by default ``choice`` where there are options, else ``yes-no``.
        summary: What helps to answer it.
        source: Where it comes from.
        interpretation: What of it is the rubric author's own reading of the source.
        weight: What its points are multiplied with.
        keyed: Which answer is the mature one, ``yes`` or ``no``.
        better: Whether a ``higher`` or a ``lower`` number is better.
        min: The least number accepted.
        max: The largest number accepted.
        unit: What the number counts: ``EUR``, ``%``.
        scale: The id of the scale to choose from.
        options: The options to choose from, worst first, instead of a scale.
        met: The option from which on the answer counts as met.
        anchors: For each option, what it means here.
        points: What each answer is worth, where it differs from yes 1 and no 0, or from the scale.
        scored: Whether its points count in the score of its dimension.
        level: The id of the level it belongs to, in a ladder.
        same_as: The full id of the question whose answer is used here too.
        applies_when: The facts under which it is asked.
        needs: What an answer better than the worst has to come with to count.
        not_applicable: What "n/a" means.
        valid_for: How long an answer stays valid.
        actions: What to do where the answer is not the mature one.

    >>> Question("Is there a plan?", keyed="maybe")
    Traceback (most recent call last):
    attain._errors.RubricError: keyed: must be 'yes' or 'no', not 'maybe'
    """

    text: str | None = attrs.field(default=None, kw_only=False)
    kind: Kind | None = None
    summary: str | None = None
    source: str | None = None
    interpretation: str | None = None
    weight: float | None = None
    keyed: Literal["yes", "no"] | None = None
    better: Literal["higher", "lower"] | None = None
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    scale: str | None = None
    options: tuple[Option, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(tuple[Option, ...])
    )
    met: str | None = None
    anchors: FrozenDict[str, str] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, str])
    points: Points | None = attrs.field(default=None, converter=parse_points)
    scored: bool | None = None
    level: str | None = None
    same_as: str | None = None
    applies_when: FrozenDict[str, tuple[Value, ...]] = attrs.field(factory=FrozenDict, converter=parse_applies_when)
    needs: tuple[Need, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(tuple[Need, ...]))
    not_applicable: NotApplicable | None = attrs.field(default=None, converter=_not_applicable)
    valid_for: Period | None = attrs.field(default=None, converter=parse_period)
    actions: tuple[Action, ...] = attrs.field(default=(), converter=tuple[Action, ...])


@attrs.frozen(eq=False, repr=False)
class Ladder(Checked):
    """How much of a level's questions must be met to reach it.

    Arguments:
        need: The share, above 0 and up to 1.
    """

    need: float = 1.0


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Example(Checked):
    """Answers, and what they must give.

    Arguments:
        title: What the example shows.
        answers: The answers, flat or nested.
        facts: The facts.
        on: The day of the assessment.
        level: The id of the overall level they must give.
        score: The overall score they must give.
        levels: The ids of the levels they must give, by dimension.
        scores: The scores they must give, by dimension.
    """

    title: str = attrs.field(default="", kw_only=False)
    answers: FrozenDict[str, object] = attrs.field(factory=FrozenDict, converter=freeze_table)
    facts: FrozenDict[str, object] = attrs.field(factory=FrozenDict, converter=freeze_table)
    on: date | None = None
    level: str | None = None
    score: float | None = None
    levels: FrozenDict[str, str] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, str])
    scores: FrozenDict[str, float] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, float])


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Rules(Checked):
    """What a dimension and the rubric itself, the root dimension, have in common.

    The level comes from exactly one of `bands`, `requires`, `ladder`, `combine` and `rating`; with none, there is none.

    Arguments:
        title: What people call it; by default its id in words.
        summary: What it is about.
        source: Where it comes from.
        interpretation: What of it is the rubric author's own reading of the source.
        bands: The range of the score for each level, as published.
        requires: What each level demands.
        cumulative: Whether a level also demands all the levels below it; by default it does.
        ladder: That its questions name their level, and how many of them must be met.
        combine: How the levels of the dimensions within make its own.
        rating: Whether the assessor picks the level.
        score: How points and the scores within come to a score.
        base: What the score starts from.
        cap: The most it can be.
        round: The digits it is rounded to, half up.
        overlap: Which level wins where bands overlap: ``highest``, ``lowest`` or ``error``.
        gap: Which level holds where they leave a gap: ``lower``, ``upper`` or ``error``.
        unanswered: What an open question counts as: ``worst``, ``exclude`` (passed over) or ``block`` (no level).
        not_applicable: What "n/a" means as an answer, where the question does not say.
        needs: What answers better than the worst have to come with, where the question does not say.
        valid_for: How long answers stay valid, where the question does not say.
        descriptors: For each level, what it looks like.
        actions: What to do next.
        questions: The questions, by id.
    """

    title: str | None = None
    summary: str | None = None
    source: str | None = None
    interpretation: str | None = None
    bands: FrozenDict[str, Band] | None = attrs.field(default=None, converter=attrs.converters.optional(parse_bands))
    requires: FrozenDict[str, Group] | None = attrs.field(
        default=None, converter=attrs.converters.optional(parse_requires)
    )
    cumulative: bool | None = None
    ladder: Ladder | None = None
    combine: Combine | None = None
    rating: bool | None = None
    score: Score | None = None
    base: float | None = None
    cap: float | None = None
    round: int | None = None
    overlap: str | None = None
    gap: str | None = None
    unanswered: Unanswered | None = None
    not_applicable: Treatment | None = None
    needs: tuple[Need, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(tuple[Need, ...]))
    valid_for: Period | None = attrs.field(default=None, converter=parse_period)
    descriptors: FrozenDict[str, str] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, str])
    actions: tuple[Action, ...] = attrs.field(default=(), converter=tuple[Action, ...])
    questions: FrozenDict[str, Question] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, Question])

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to a level that it names; more than one is an error.

        >>> Dimension(combine="minimum").ways
        ('combine',)
        """
        return tuple(way for way in WAYS if given(self, way) and getattr(self, way) is not False)


def given(thing: object, field: str) -> bool:
    """Whether a field was given at all.

    >>> given(Question("…", weight=0), "weight"), given(Question("…"), "anchors")
    (True, False)
    """
    return getattr(thing, field) not in (None, (), FrozenDict())


WAYS = ("bands", "requires", "ladder", "combine", "rating")
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

    parent: str | None = None
    view: bool | None = None
    weight: float | None = None
    applies_when: FrozenDict[str, tuple[Value, ...]] = attrs.field(factory=FrozenDict, converter=parse_applies_when)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Rubric(Rules):
    """A maturity model. Takes everything that :class:`Rules` does, for the root dimension, and:

    Arguments:
        id: Its id.
        version: Its version: dotted numbers.
        title: What people call it.
        levels: The levels, lowest first.
        dimensions: The dimensions, by id.
        scales: The scales that questions share, by id.
        facts: What is asked about the subject itself, by id.
        defaults: What holds for every dimension that does not say otherwise.
        terms: What ``dimension``, ``level``, ``question`` and ``subject`` are called in this model.
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
    title: str
    levels: tuple[Level, ...] = attrs.field(converter=_ranked)
    dimensions: FrozenDict[str, Dimension] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, Dimension])
    scales: FrozenDict[str, Scale] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, Scale])
    facts: FrozenDict[str, Fact] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, Fact])
    defaults: Dimension = attrs.field(factory=Dimension)
    terms: FrozenDict[str, str] = attrs.field(factory=FrozenDict, converter=FrozenDict[str, str])
    examples: tuple[Example, ...] = attrs.field(default=(), converter=tuple[Example, ...])
    scope: "Scope" = attrs.field(init=False, eq=False)
    plan: "Plan" = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        from ._compile import compile_rubric

        super().__attrs_post_init__()
        scope, plan = compile_rubric(self)
        object.__setattr__(self, "scope", scope)
        object.__setattr__(self, "plan", plan)

    @cached_property
    def digests(self) -> tuple[str, str]:
        """The digest of what decides scores, and that of the wording; equal scoring digests score equally."""
        from ._digest import digests

        return digests(self)

    def assess(
        self,
        answers: Mapping[str, object],
        *,
        facts: Mapping[str, object] | None = None,
        on: date | None = None,
        subject: str | None = None,
    ) -> "Result":
        """Score the answers of one subject.

        Arguments:
            answers: By question: flat (``"agreement.nda"``) or nested. Yes/no takes True and False, 1 and 0, "yes" and
                "no", "y" and "n" in any case; a choice the id of an option; a number a number. None, "", "unknown",
                NaN and pandas' NA are unanswered, "n/a" is not applicable. An answer may also be a table:
                ``{"value": …, "note": …, "evidence": …, "on": …, "by": …}``.
            facts: What is true of the subject, by fact.
            on: The day of the assessment, by which dated answers expire.
            subject: Who is assessed.

        Raises:
            AnswersError: Answers or facts don't fit; with every problem there is.
            AmbiguousLevelError: The published bands don't decide, and the policy is ``error``.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement": {"nda": "yes", "fair": False}})
        >>> str(result["agreement"].level)
        'Reactive'
        """
        from ._assess import assess

        return assess(self, answers, facts or {}, on, subject)

    def with_policy(self, *, overlap: str | None = None, gap: str | None = None) -> "Rubric":
        """The same rubric, its published bands read by other policies, in every dimension.

        Arguments:
            overlap: ``highest``, ``lowest`` or ``error``; None leaves it as it is.
            gap: ``lower``, ``upper`` or ``error``; None leaves it as it is.

        >>> import attain
        >>> agreement = {"agreement.nda": 1, "agreement.fair": 1, "agreement.support": 1}
        >>> strict = attain.rubric("iamcp-p2p").with_policy(overlap="lowest")
        >>> strict.defaults.overlap
        'lowest'
        """
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

    def to_dict(self) -> dict[str, object]:
        """The rubric as plain data, ready for JSON; :meth:`from_dict` reads it back equal."""
        from ._write import to_dict

        return to_dict(self)

    def to_toml(self) -> str:
        """The rubric as the text of a file; :func:`attain.loads` reads it back equal."""
        from ._write import to_toml

        return to_toml(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> "Rubric":
        """Read a rubric from plain data of the shape that a file has.

        Raises:
            RubricError: It is none; with every problem there is.
        """
        from ._registry import default_registry

        return default_registry().from_dict(data)

    def __repr__(self) -> str:
        from ._text import rubric_text

        return rubric_text(self)

    def _repr_html_(self) -> str:
        from ._html import rubric_html

        return rubric_html(self)
