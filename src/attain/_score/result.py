"""Results of scoring: data that you can read without the rubric, and without the version of attain that made it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import ClassVar, Literal, Protocol, TypeAlias, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import Problem
from attain._core.messages import Message, phrase
from attain._core.names import nearest
from attain._core.shapes import UNWRITTEN
from attain._model.conditions import Value
from attain._model.parts import Action, Benefit, Descriptor, Level

Part = TypeVar("Part")


class ByDimension(Mapping[str, Part]):
    """A mapping from ids of dimensions to parts, with one more part, ``root``, for the rubric as a whole."""

    __slots__ = ()
    root: Part
    dimensions: FrozenDict[str, Part]

    def __getitem__(self, dimension: str) -> Part:
        """Return the part about one dimension.

        Raises:
            KeyError: There is no such dimension; the error names the most similar one.
        """
        if dimension in self.dimensions:
            return self.dimensions[dimension]
        meant = nearest(str(dimension), self.dimensions)
        missing = phrase("unknown-dimension", name=str(dimension))
        raise KeyError(f"{missing}; {meant}" if meant else missing)

    def __iter__(self) -> Iterator[str]:
        return iter(self.dimensions)

    def __len__(self) -> int:
        return len(self.dimensions)

    def __bool__(self) -> bool:
        return True  # also without dimensions, for which the length is 0

    def __contains__(self, dimension: object) -> bool:
        return dimension in self.dimensions


State: TypeAlias = Literal["answered", "open", "n/a"]
Standing: TypeAlias = Literal["met", "unmet", "open", "n/a"]


@attrs.frozen(eq=False, repr=False)
class Answer(Data):
    """One answer, as attain understood it.

    Arguments:
        value: True or False, the id of an option, a number, or ``n/a``; None if the question is unanswered. An open
            answer keeps its value, so that you can score it again.
        state: ``answered``, ``open`` or ``n/a``.
        reason: Why it is open: ``unanswered``, ``expired``, ``without note``, ``without evidence``,
            ``without note and evidence``, or ``invalid`` if the question does not accept it (see the `check` of
            :meth:`Rubric.assess`).
        note: The note on it.
        evidence: The evidence for it.
        on: The day on which it was given.
        by: The person who gave it.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": "yes"})
    >>> result.answers["agreement.nda"].value, result.answers["agreement.fair"].reason
    (True, 'unanswered')
    """

    value: Value | None = None
    state: State = "answered"
    reason: str | None = None
    note: str | None = None
    evidence: str | None = None
    on: date | None = None
    by: str | None = None


@attrs.frozen(eq=False, repr=False)
class Requirement(Data):
    """A condition of a level, and how far the subject is from it.

    Arguments:
        kind: ``all``, ``any``, ``count``, ``each`` or ``share`` for a group; for a single condition, what it compares:
            ``value``, ``points``, ``score`` or ``level``.
        standing: ``met``, ``unmet``, ``open`` if a missing answer can still meet it, or ``n/a``.
        name: The full id of the question or dimension; empty for a group.
        title: The display name of the question or dimension.
        least: The required value: True or False, a number, or the id of an option or of a level; None for a group.
        value: The present value, of the same kind; None if it is open or not applicable.
        better: ``higher``, or ``lower`` if a lower number is better; `least` is then the highest value that meets the
            condition.
        unit: The unit of a number; ``%`` for a score in percent.
        options: The titles of the options or levels in `least` and `value`, by their ids.
        margin: The distance from the required value: positive if the value exceeds it, negative if it falls short. It
            is in the unit of the question, in points, or in steps of a scale. None for yes/no, and if the value is open
            or not applicable.
        needed: The number of parts that must be met, for ``count`` and ``share``.
        parts: The conditions of a group.

    >>> least = Requirement("value", "unmet", "revenue", "Revenue", least=500_000, value=20_000, unit="EUR")
    >>> least.asked, least.found
    ('at least 500,000 EUR', '20,000 EUR')
    """

    derived: ClassVar = ("asked", "found")  # written for other languages, not read back
    kind: str
    standing: Standing
    name: str = ""
    title: str = ""
    least: Value | None = None
    value: Value | None = None
    better: Literal["higher", "lower"] = "higher"
    unit: str | None = None
    options: FrozenDict[str, str] = FrozenDict()
    margin: float | None = None
    needed: int | None = None
    parts: "tuple[Requirement, ...]" = ()

    @property
    def asked(self) -> str:
        """The required value in words, such as ``at least 500,000 EUR``; empty for a group."""
        match self.least:
            case None:
                return ""
            case bool():
                return self._in_words(self.least)
            case _:
                return phrase(f"required.{self.better}", value=self._in_words(self.least))

    @property
    def found(self) -> str | None:
        """The present value, in words; None if it is open or not applicable."""
        return None if self.value is None else self._in_words(self.value)

    @property
    def share(self) -> float:
        """The share of met parts among those that apply, from 0 to 1; for a single condition, 0 or 1.

        >>> plan, review = Requirement("value", "met", "plan"), Requirement("value", "open", "review")
        >>> Requirement("share", "open", needed=2, parts=(plan, review)).share
        0.5
        """
        standings = [part.standing for part in self.parts or (self,) if part.standing != "n/a"]
        return standings.count("met") / len(standings) if standings else 0.0

    def _in_words(self, value: Value) -> str:
        if self.kind in ("points", "score") and self.unit is None and not isinstance(value, str):
            return phrase("amount.points", points=value)
        return in_words(value, self.options, self.unit)


def in_words(value: Value, options: Mapping[str, str], unit: str | None) -> str:
    """Return the value of an answer in words.

    Arguments:
        value: The value of the answer.
        options: The titles of the options, by their ids.
        unit: The unit of a number; None if it has none.

    >>> in_words(True, {}, None), in_words("fully", {"fully": "In full"}, None), in_words(5, {}, "EUR")
    ('yes', 'In full', '5 EUR')
    """
    match value:
        case bool():
            return phrase("in-words.yes" if value else "in-words.no")
        case str():
            return options.get(value, value)
        case _:
            return quantity(value, unit)


def quantity(value: float, unit: str | None) -> str:
    """Return a number with its unit.

    Arguments:
        value: The number to write.
        unit: The unit of the number; None if it has none.

    >>> quantity(500_000, "EUR"), quantity(8, "%"), quantity(3, None)
    ('500,000 EUR', '8%', '3')
    """
    match unit:
        case None:
            return phrase("amount.number", number=value)
        case "%":
            return phrase("amount.percent", number=value)
        case _:
            return phrase("amount.unit", number=value, unit=unit)


@attrs.frozen(eq=False, repr=False)
class Progress(Data):
    """The progress to the next level.

    Arguments:
        level: The next level.
        have: The present amount.
        need: The required amount.
        unit: The word for the counted items, in the plural: ``points``, ``questions``, ``requirements``, or the
            rubric's word for dimensions.
        one: The same word in the singular.
    """

    level: Level
    have: float
    need: float
    unit: str
    one: str


@attrs.frozen(eq=False, repr=False)
class ChecklistItem(Data):
    """An action of a checklist, and its state.

    Arguments:
        id: Its full id: the dimension's id (and the question's), then its own.
        action: The action.
        done: Whether it is done.
    """

    id: str
    action: Action
    done: bool = False


@attrs.frozen(eq=False, repr=False)
class DimensionResult(Data):
    """The result of one dimension, or of the rubric as a whole.

    Arguments:
        id: The id of the dimension, or of the rubric.
        title: The display name.
        parent: The id of the dimension that contains it; None at the top.
        view: Whether it is a view: assessed separately and never counted in its parent.
        way: The way to its level: ``bands``, ``requires``, ``ladder``, ``rating``; ``minimum``, ``maximum``,
            ``majority`` or ``mean`` if levels are combined; or the kind of a plugin's rule. None if it has no way to a
            level.
        rule: The summary of a plugin's rule.
        level: The level; None if it has none, does not apply, or waits for an open answer.
        score: The score; None for the same reasons.
        full: Full marks: the score if every answer that counts were the best one.
        low: The lowest level that the open answers still allow.
        high: The highest level that the open answers still allow.
        score_low: The lowest score that the open answers still allow.
        score_high: The highest score that the open answers still allow.
        answered: The number of questions with a usable answer, including those of the dimensions within it.
        total: The number of questions that apply, including those of the dimensions within it.
        open: The ids of the open questions; :attr:`Result.answers` has the reasons.
        blocked_by: The ids of the open questions that the level and the score wait for.
        bands: The ranges that cover the score, by level id.
        candidates: The levels that the ranges allow: several if ranges overlap, or those on either side of a gap.
        policy: The policy that decided between them, as in the rubric: ``overlap = "highest"``.
        alternatives: The level that each other policy for overlaps, or for gaps, would have given, by the name of the
            policy.
        combined: The levels that were combined, by the id of their dimension.
        requirements: The conditions of each level, by level id, and how far the subject is from them.
        progress: The progress to the next level; None on the highest level, and if it is unknown.
        next_steps: The actions for the next level that are not done.
        checklist: The actions that can be marked as done, with their states.
        closing: The next step once the whole checklist is done; None until then.
        descriptors: The description of each level in this dimension, by level id.
        benefits: The benefits of each level in this dimension, by level id, for the facts of the subject.
        interpretation: The rubric author's own reading of the source.
        reasons: The reasons for its level, as data; records leave them out, because they follow from the rest.

    >>> import attain
    >>> agreement = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})["agreement"]
    >>> str(agreement.level), agreement.score, agreement.full, str(agreement.high)
    ('Reactive', 1.0, 7.0, 'Dynamic')
    """

    derived: ClassVar = ("why",)  # written for other languages, not read back
    id: str
    title: str
    parent: str | None = None
    view: bool = False
    way: str | None = None
    rule: str | None = None
    level: Level | None = None
    score: float | None = None
    full: float | None = None
    low: Level | None = None
    high: Level | None = None
    score_low: float | None = None
    score_high: float | None = None
    answered: int = 0
    total: int = 0
    open: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    bands: FrozenDict[str, str] = FrozenDict()
    candidates: tuple[Level, ...] = ()
    policy: str | None = None
    alternatives: FrozenDict[str, Level] = FrozenDict()
    combined: FrozenDict[str, Level] = FrozenDict()
    requirements: FrozenDict[str, Requirement] = FrozenDict()
    progress: Progress | None = None
    next_steps: tuple[Action, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    closing: str | None = None
    descriptors: FrozenDict[str, Descriptor] = FrozenDict()
    benefits: FrozenDict[str, tuple[Benefit, ...]] = FrozenDict()
    interpretation: str | None = None
    reasons: tuple[Message, ...] = attrs.field(default=(), metadata=UNWRITTEN)

    def __repr__(self) -> str:
        levels = {"level": self.level, "low": self.low, "high": self.high}
        shown = [f"{name}={level.id!r}" for name, level in levels.items() if level]
        score = [] if self.score is None else [f"score={self.score!r}", f"full={self.full!r}"]
        return f"DimensionResult({', '.join([repr(self.id), *shown, *score])}, answered={self.answered}, total={self.total})"

    @property
    def why(self) -> str:
        """The reasons for its level, in words.

        >>> import attain
        >>> print(attain.rubric("iamcp-p2p").assess({"agreement.nda": True})["agreement"].why)
        Reactive: a score of 1 out of 7 lies in the range 1-3. 6 of 7 questions are open: the level can be anything from Reactive to Dynamic. Proactive needs 3 more points.
        """
        return " ".join(map(str, self.reasons))

    @property
    def earned(self) -> tuple[Benefit, ...]:
        """The benefits of its level and of all levels below it; none if it has no level.

        >>> import attain
        >>> tiers = attain.loads('''
        ... attain = 1
        ... id = "tiers"
        ... version = "1"
        ... title = "Partner tiers"
        ... levels.member = { title = "Member", benefits = ["Access to the portal"] }
        ... levels.gold = { title = "Gold", benefits = [{ text = "A fund for campaigns", kind = "marketing" }] }
        ... questions.audited = "Is the partner audited?"
        ... requires.gold = { audited = true }
        ... ''')
        >>> result = tiers.assess({"audited": False})
        >>> [each.text for each in result.root.earned], [each.text for each in result.root.next_benefits]
        (['Access to the portal'], ['A fund for campaigns'])
        """
        reached = self.level.scale[: self.level.rank + 1] if self.level else ()
        return tuple(benefit for level in reached for benefit in self.benefits.get(level, ()))

    @property
    def next_benefits(self) -> tuple[Benefit, ...]:
        """The benefits that the next level adds; none on the highest level, or if there is no level."""
        if self.level is None:
            return ()
        following = self.level.scale[self.level.rank + 1 : self.level.rank + 2]
        return tuple(benefit for level in following for benefit in self.benefits.get(level, ()))


@attrs.frozen(eq=False, repr=False)
class TargetGap(Data):
    """The levels of a target that are reached, and those that are missing.

    Arguments:
        title: The display name of the target; empty if it is not in the rubric.
        wanted: The level that each dimension should have, by its id, with ``""`` for the overall level.
        reached: The level that each of them has, or None.
    """

    title: str
    wanted: FrozenDict[str, Level]
    reached: FrozenDict[str, Level | None]

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of the dimensions that have no level, or are below the level that they should have."""
        found = ((id_, self.reached[id_], level) for id_, level in self.wanted.items())
        return tuple(id_ for id_, have, level in found if have is None or have < level)

    @property
    def is_reached(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@attrs.frozen(eq=False, repr=False)
class StageResult(Data):
    """The next steps and benefits that serve one stage of the lifecycle.

    Arguments:
        next_steps: The next steps.
        earned: The benefits that the subject has earned.
        next_benefits: The benefits of the next level.
    """

    next_steps: tuple[Action, ...] = ()
    earned: tuple[Benefit, ...] = ()
    next_benefits: tuple[Benefit, ...] = ()


class ResultSource(Protocol):
    """The source of a result, which calculates each field when it is first needed."""

    @property
    def level(self) -> Level | None:
        """The overall level."""

    @property
    def score(self) -> float | None:
        """The overall score."""

    @property
    def profile(self) -> FrozenDict[str, Level | None]:
        """The level of every dimension."""

    def dimension(self, name: str) -> "DimensionResult | None":
        """Return the result of one dimension; None if there is no such dimension."""

    def field(self, name: str) -> object:
        """Return the value of a field of the result."""


class _Lazy(Data):
    """The base of a result: its fields are calculated when they are first needed, unless they are given."""

    __slots__ = ("_source",)
    _source: ResultSource | None  # None if they are given


def _resolve(result: _Lazy, name: str) -> object:
    """Calculate a field when it is first needed."""
    if name == "_source":
        return None
    if result._source is None or name not in _FIELDS:
        raise AttributeError(f"a result has no {name!r}")
    value = result._source.field(name)
    object.__setattr__(result, name, value)
    return value


_Lazy.__getattr__ = _resolve  # type: ignore[attr-defined]  # in the class, a type checker would take any name for a field


@attrs.frozen(eq=False, repr=False)
class ResultData(_Lazy, ByDimension[DimensionResult]):
    """The result of an assessment.

    Arguments:
        rubric: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        scoring_digest: A digest of everything in the rubric that decides scores; rubrics with equal digests score
            equally.
        wording_digest: A digest of the wording of the rubric.
        levels: The levels of the rubric, lowest first.
        terms: The rubric's own words for dimensions, levels and subjects.
        stages: The stages of the lifecycle that its actions and benefits serve, in order.
        interpretation: The rubric author's own reading of the sources.
        subject: The name of the subject.
        on: The day of the assessment.
        answers: Every answer as attain understood it, by the full id of its question.
        questions: The text of each question, by its full id.
        chosen: The title of the option that answers a question, or of the level that answers a rating.
        facts: The value of every fact.
        done: The full ids of the completed actions, as :meth:`Rubric.assess` takes them.
        root: The result of the rubric as a whole.
        dimensions: The result of each dimension, by id.
        targets: Each target of the rubric, by id, with the levels that are reached and missing.
        problems: The problems with answers and facts that :meth:`Rubric.assess` lists with ``check=False``.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True, "agreement.fair": "no"})
    >>> str(result.level), str(result.profile["agreement"])
    ('Basic', 'Reactive')
    """

    called: ClassVar = "result"
    rubric: str
    version: str
    title: str
    scoring_digest: str
    wording_digest: str
    levels: tuple[Level, ...]
    root: DimensionResult
    dimensions: FrozenDict[str, DimensionResult]
    answers: FrozenDict[str, Answer]
    questions: FrozenDict[str, str] = FrozenDict()
    chosen: FrozenDict[str, str] = FrozenDict()
    facts: FrozenDict[str, Value | None] = FrozenDict()
    done: tuple[str, ...] = ()
    terms: FrozenDict[str, str] = FrozenDict()
    stages: tuple[str, ...] = ()
    interpretation: str | None = None
    subject: str | None = None
    on: date | None = None
    targets: FrozenDict[str, TargetGap] = FrozenDict()
    problems: tuple[Problem, ...] = ()

    @property
    def level(self) -> Level | None:
        """The overall level."""
        return self._source.level if self._source else self.root.level

    @property
    def score(self) -> float | None:
        """The overall score."""
        return self._source.score if self._source else self.root.score

    @property
    def why(self) -> str:
        """The reasons for the overall level, in words."""
        return self.root.why

    @property
    def profile(self) -> FrozenDict[str, Level | None]:
        """The level of every dimension, by id."""
        if self._source:
            return self._source.profile
        return FrozenDict({id_: dimension.level for id_, dimension in self.dimensions.items()})

    @property
    def strongest(self) -> tuple[str, ...]:
        """The ids of the dimensions with the highest level, without views and dimensions that have no level.

        >>> import attain
        >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
        >>> result.strongest, len(result.weakest)
        (('agreement',), 9)
        """
        return self._extreme(max)

    @property
    def weakest(self) -> tuple[str, ...]:
        """The ids of the dimensions with the lowest level, without views and dimensions that have no level."""
        return self._extreme(min)

    @property
    def by_stage(self) -> "FrozenDict[str, StageResult]":
        """The next steps and benefits that serve each stage of the lifecycle, by the id of the stage."""
        found = (self.root, *self.dimensions.values())
        return FrozenDict(
            {
                stage: StageResult(
                    next_steps=tuple(each for part in found for each in part.next_steps if each.stage == stage),
                    earned=tuple(each for part in found for each in part.earned if each.stage == stage),
                    next_benefits=tuple(each for part in found for each in part.next_benefits if each.stage == stage),
                )
                for stage in self.stages
            }
        )

    def _extreme(self, choose: Callable[[Iterable[Level]], Level]) -> tuple[str, ...]:
        levels = {id_: found.level for id_, found in self.dimensions.items() if found.level and not found.view}
        return tuple(id_ for id_, level in levels.items() if level == choose(levels.values()))

    def __getitem__(self, dimension: str) -> DimensionResult:
        """Return the result of one dimension.

        Raises:
            KeyError: There is no such dimension; the error names the most similar one.
        """
        if self._source and (found := self._source.dimension(dimension)):
            return found
        return super().__getitem__(dimension)


def owner_of(dimensions: Mapping[str, object], root: str, question: str) -> str:
    """Return the id of the dimension that asks a question or is rated; by default, the id of the rubric.

    Arguments:
        dimensions: The dimensions, by id.
        root: The id of the rubric.
        question: The full id of the question, or the id of the dimension that is rated.

    >>> owner_of({"agreement": 1}, "iamcp-p2p", "agreement.nda"), owner_of({}, "tiers", "nda")
    ('agreement', 'tiers')
    """
    dimension = question.rpartition(".")[0] or question
    return dimension if dimension in dimensions else root


def part_of(result: ResultData, id_: str) -> DimensionResult:
    """Return the result of a dimension, or of the rubric as a whole.

    Arguments:
        result: The result of the whole assessment.
        id_: The id of the dimension; empty for the rubric as a whole.
    """
    return result.dimensions[id_] if id_ else result.root


Kind = TypeVar("Kind", bound=ResultData)

_FIELDS = frozenset(field.name for field in attrs.fields(ResultData))


def lazy_result(source: ResultSource, kind: type[Kind]) -> Kind:
    """Return a result whose fields are calculated when they are first needed."""
    result = object.__new__(kind)
    object.__setattr__(result, "_source", source)
    return result
