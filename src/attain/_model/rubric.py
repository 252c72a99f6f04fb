"""A rubric and its dimensions."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, TypeVar, cast

import attrs

from attain._core.data import FrozenDict, given
from attain._core.shapes import STRUCTURE, WORDING, Checked, spelt
from attain._core.types import as_list, as_table

from .bands import Band, parse_bands
from .conditions import Group, Value, parse_requires, write_requires
from .dates import Period
from .extensions import Policy, RuleData
from .parts import (
    FACTS,
    Action,
    Benefit,
    Descriptor,
    Example,
    Fact,
    Ladder,
    Level,
    Need,
    Question,
    Scale,
    Target,
    Treatment,
    as_actions,
    as_facts,
    as_needs,
    as_period,
    as_strings,
)
from .words import NO_WORDS, Noun, Words, parse_terms

Score: TypeAlias = Literal["sum", "mean", "percent", "minimum", "maximum", "product"]
Combine: TypeAlias = Literal["minimum", "maximum", "majority", "mean"]
Unanswered: TypeAlias = Literal["worst", "exclude", "block"]


def _ranked(levels: Iterable[Level]) -> tuple[Level, ...]:
    found = as_list(levels)
    if not isinstance(cast(object, found), tuple) or not all(isinstance(level, Level) for level in found):
        return found  # a wrong type is reported later
    scale = tuple(level.id for level in found)
    return tuple(attrs.evolve(level, rank=rank, scale=scale) for rank, level in enumerate(found))


def _bands(given: Mapping[str, str | Band]) -> FrozenDict[str, Band]:
    return parse_bands(given)


def _requires(given: Mapping[str, Group | Mapping[str, object]]) -> FrozenDict[str, Group]:
    return parse_requires(given)


def _terms(given: Mapping[str, str | Noun | Mapping[str, str]]) -> FrozenDict[str, Noun]:
    return parse_terms(given)


def _examples(given: Iterable[Example]) -> tuple[Example, ...]:
    return as_list(given)


def _questions(given: Mapping[str, Question]) -> FrozenDict[str, Question]:
    return as_table(given)


def _scales(given: Mapping[str, Scale]) -> FrozenDict[str, Scale]:
    return as_table(given)


def _targets(given: Mapping[str, Target]) -> FrozenDict[str, Target]:
    return as_table(given)


def _facts(given: Mapping[str, Fact]) -> FrozenDict[str, Fact]:
    return as_table(given)


def _benefits(given: Mapping[str, Iterable[Benefit]]) -> FrozenDict[str, tuple[Benefit, ...]]:
    found = as_table(given)
    if not isinstance(cast(object, found), FrozenDict):
        return found  # a wrong type is reported later
    return FrozenDict({level: as_list(benefits) for level, benefits in found.items()})


def _descriptors(given: Mapping[str, str | Iterable[str] | Descriptor]) -> FrozenDict[str, Descriptor]:
    found = as_table(given)
    if not isinstance(cast(object, found), FrozenDict):
        return found  # a wrong type is reported later
    return FrozenDict({level: _descriptor(each) for level, each in found.items()})


def _descriptor(given: str | Iterable[str] | Descriptor) -> Descriptor:
    if isinstance(given, str):
        return Descriptor(given)
    if isinstance(given, list | tuple):
        return Descriptor(details=given)
    return given  # type: ignore[return-value]  # a wrong type is reported later


def _dimensions(given: "Mapping[str, Dimension]") -> "FrozenDict[str, Dimension]":
    return as_table(given)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Rules(Checked):
    """The keys of a dimension that the rubric itself, the root dimension, has too.

    The level comes from one of `bands`, `requires`, `ladder`, `combine`, `rating` and `rule`. Without any of these,
    there is no level.

    Arguments:
        title: The display name; by default, the id in words.
        summary: The subject of the dimension.
        source: The origin, as a reference to the published source.
        interpretation: The rubric author's own reading of the source.
        bands: The range of scores for each level.
        requires: The conditions of each level.
        cumulative: Whether a level also requires all the levels below it; by default it does.
        ladder: The share of each level's questions that must be met; the questions name their level.
        combine: The way to combine the levels of the dimensions within it.
        rating: Whether the assessor picks the level.
        rule: A plugin's way to the level.
        score: The way to combine its points and the scores of the dimensions within it.
        base: The number that the score starts from.
        cap: The highest score.
        round: The number of digits to round the score to, half up.
        overlap: The level that wins where bands overlap: ``highest``, ``lowest`` or ``error``, or a plugin's policy.
        gap: The level that counts where bands leave a gap: ``lower``, ``upper`` or ``error``, or a plugin's policy.
        unanswered: The treatment of an open question: ``worst``, ``exclude`` (skipped) or ``block`` (no level).
        not_applicable: The meaning of "n/a" as an answer, unless a question sets its own.
        needs: The details (``note``, ``evidence``, or both) that any answer but the worst needs to count, unless a
            question sets its own.
        valid_for: The period for which answers stay valid, unless a question sets its own.
        descriptors: A description of each level: a text, several statements, or a :class:`Descriptor` with both.
        actions: The steps to take next.
        closing: The next step once all actions of the checklist are done.
        questions: The questions, by id.
    """

    title: str | None = attrs.field(default=None, metadata=WORDING)
    summary: str | None = attrs.field(default=None, metadata=WORDING)
    source: str | None = attrs.field(default=None, metadata=WORDING)
    interpretation: str | None = attrs.field(default=None, metadata=WORDING)
    bands: FrozenDict[str, Band] | None = attrs.field(
        default=None, converter=attrs.converters.optional(_bands), metadata=spelt(parse_bands)
    )
    requires: FrozenDict[str, Group] | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(_requires),
        metadata=spelt(parse_requires, write_requires),
    )
    cumulative: bool | None = None
    ladder: Ladder | None = None
    combine: Combine | None = None
    rating: bool | None = None
    rule: RuleData | None = None
    score: Score | None = None
    base: float | None = None
    cap: float | None = None
    round: int | None = None
    overlap: str | Policy | None = None
    gap: str | Policy | None = None
    unanswered: Unanswered | None = None
    not_applicable: Treatment | None = None
    needs: tuple[Need, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(as_needs))
    valid_for: Period | None = attrs.field(default=None, converter=as_period)
    descriptors: FrozenDict[str, Descriptor] = attrs.field(factory=FrozenDict, converter=_descriptors, metadata=WORDING)
    actions: tuple[Action, ...] = attrs.field(default=(), converter=as_actions, metadata=WORDING)
    closing: str | None = attrs.field(default=None, metadata=WORDING)
    questions: FrozenDict[str, Question] = attrs.field(factory=FrozenDict, converter=_questions, metadata=STRUCTURE)

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to a level that are set; more than one is an error.

        >>> Dimension(combine="minimum").ways
        ('combine',)
        """
        return tuple(way for way in WAYS if given(self, way) and getattr(self, way) is not False)

    @property
    def settles_way(self) -> bool:
        """Whether a way to a level is set, or ruled out by ``rating = false``.

        >>> Dimension(rating=False).settles_way, Dimension().settles_way
        (True, False)
        """
        return bool(self.ways) or self.rating is False


WAYS = ("bands", "requires", "ladder", "combine", "rating", "rule")
"""The ways to a level."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Dimension(Rules):
    """An area to assess, which can contain others. It takes all arguments of :class:`Rules`, and these:

    Arguments:
        parent: The id of the dimension that contains it; by default the rubric itself.
        view: Whether it is assessed separately and never counts in its parent.
        weight: The factor of its score, or of the rank of its level, in its parent.
        benefits: The benefits of each level in this dimension. Those of an overall level are in the :class:`Level`.
        applies_when: The facts for which it is assessed.

    >>> Dimension(title="Agreement", bands={"basic": "0", "reactive": "1-3"}).bands["reactive"].high
    3.0
    """

    parent: str | None = attrs.field(default=None, metadata=STRUCTURE)
    view: bool | None = None
    weight: float | None = None
    benefits: FrozenDict[str, tuple[Benefit, ...]] = attrs.field(
        factory=FrozenDict, converter=_benefits, metadata=WORDING
    )
    applies_when: FrozenDict[str, tuple[Value, ...]] = attrs.field(
        factory=FrozenDict, converter=as_facts, metadata=FACTS
    )


@attrs.frozen(eq=False, repr=False, kw_only=True)
class RubricData(Rules):
    """A maturity model. It takes all arguments of :class:`Rules`, for the root dimension, and these:

    Arguments:
        id: The id.
        version: The version, in dotted numbers.
        title: The display name.
        levels: The levels, lowest first: at least two, or none if nothing gives a level.
        dimensions: The dimensions, by id.
        scales: The scales that questions share, by id.
        facts: The facts about the subject that a rule can depend on, by id.
        defaults: The keys that dimensions inherit unless they set their own.
        terms: The rubric's own words for ``dimension``, ``level``, ``question`` and ``subject``.
        stages: The ids of the stages of the lifecycle that actions and benefits serve, in order.
        answers: More words to accept as answers, besides those that every rubric accepts.
        targets: The profiles to aim for, by id.
        examples: Answers, and the levels and scores that they must result in.
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
        factory=FrozenDict, converter=_terms, metadata=WORDING | spelt(parse_terms)
    )
    stages: tuple[str, ...] = attrs.field(default=(), converter=as_strings, metadata=WORDING)
    answers: Words = attrs.field(default=NO_WORDS, metadata=WORDING)
    targets: FrozenDict[str, Target] = attrs.field(factory=FrozenDict, converter=_targets, metadata=WORDING)
    examples: tuple[Example, ...] = attrs.field(default=(), converter=_examples, metadata=WORDING)


Model = TypeVar("Model", bound=RubricData)


def with_policies(rubric: Model, overlap: str | Policy | None, gap: str | Policy | None) -> Model:
    """Return a rubric with other policies for its bands, in every dimension.

    Arguments:
        rubric: The rubric.
        overlap: The policy for overlaps; None to keep the present ones.
        gap: The policy for gaps; None to keep the present ones.
    """
    if overlap is None and gap is None:
        return rubric
    return attrs.evolve(
        rubric,
        overlap=None if overlap else rubric.overlap,
        gap=None if gap else rubric.gap,
        defaults=attrs.evolve(
            rubric.defaults, overlap=overlap or rubric.defaults.overlap, gap=gap or rubric.defaults.gap
        ),
        dimensions={
            id_: attrs.evolve(each, overlap=None if overlap else each.overlap, gap=None if gap else each.gap)
            for id_, each in rubric.dimensions.items()
        },
    )
