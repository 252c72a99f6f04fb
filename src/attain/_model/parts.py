"""The parts of a rubric: levels, questions and their answers, facts, actions, examples.

A hyphen in a file is an underscore here. Tables keyed by id in a file are keyed by id here, too. Levels and options are
sequences instead, and have ids of their own.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, TypeAlias

import attrs

from attain._core.data import FrozenDict, freeze_table
from attain._core.errors import Path, Problem, RubricError
from attain._core.messages import say
from attain._core.names import label
from attain._core.shapes import ALWAYS, IDENTITY, SHORT, SHORT_EVERYWHERE, STRUCTURE, UNWRITTEN, WORDING, Checked, spelt
from attain._core.types import as_list, as_table, unfit_text

from .conditions import Value, parse_applies_when, write_applies_when
from .dates import Period, parse_period
from .points import Points, parse_points

Kind: TypeAlias = Literal["yes-no", "choice", "number"]
Need: TypeAlias = Literal["note", "evidence"]
Treatment: TypeAlias = Literal["forbidden", "exclude", "best", "worst"]
Gain: TypeAlias = Literal["incentive", "support", "training", "marketing", "access"]
"""The kind of a benefit."""

FACTS = spelt(parse_applies_when, write_applies_when)
"""The notation of ``applies-when`` in files."""


# Converters: their parameters are for type checkers; values of other types are reported as wrong.


def as_needs(given: Iterable[Need]) -> tuple[Need, ...]:
    return as_list(given)


def as_ids(given: Iterable[str]) -> tuple[str, ...]:
    return as_list(given)


def as_options(given: "Iterable[Option]") -> "tuple[Option, ...]":
    return as_list(given)


def as_actions(given: "Iterable[Action]") -> "tuple[Action, ...]":
    return as_list(given)


def as_benefits(given: "Iterable[Benefit]") -> "tuple[Benefit, ...]":
    return as_list(given)


def as_strings(given: Iterable[str]) -> tuple[str, ...]:
    return as_list(given)


def as_texts(given: Mapping[str, str]) -> FrozenDict[str, str]:
    return as_table(given)


def as_facts(given: Mapping[str, Value | Iterable[Value]]) -> FrozenDict[str, tuple[Value, ...]]:
    return parse_applies_when(given)


def as_period(given: str | Period | None) -> Period | None:
    return parse_period(given)


def _scores(given: Mapping[str, float]) -> FrozenDict[str, float]:
    return as_table(given)


def _points(given: Mapping[str, object] | Points | None) -> Points | None:
    return parse_points(given)


def _answers(given: Mapping[str, object]) -> FrozenDict[str, object]:
    return parse_answers(given)


_BESIDE = ("note", "evidence", "on", "by")  # the details that an answer may have
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DEEPEST = 32
_LARGEST_INT = 64  # in bits, as for a file


@attrs.frozen(eq=False, repr=False)
class Benefit(Checked):
    """A benefit that a level gives the subject. A level also gives the benefits of all levels below it.

    Arguments:
        text: The benefit.
        kind: ``incentive``, ``support``, ``training``, ``marketing`` or ``access``.
        source: The origin, as a reference to the published source.
        stage: The stage of the lifecycle that it serves: one of the rubric's `stages`.
        applies_when: The facts for which the level gives it.

    >>> Benefit("A fund for joint campaigns", "marketing").kind
    'marketing'
    """

    text: str = attrs.field(metadata=WORDING | SHORT)
    kind: Gain | None = None
    source: str | None = attrs.field(default=None, metadata=WORDING)
    stage: str | None = attrs.field(default=None, kw_only=True)
    applies_when: FrozenDict[str, tuple[Value, ...]] = attrs.field(
        factory=FrozenDict, converter=as_facts, kw_only=True, metadata=FACTS
    )


@attrs.frozen(eq=False, repr=False)
class Descriptor(Checked):
    """A description of a level in a dimension.

    Arguments:
        summary: The description in a few words, for the framework table.
        details: The description in several statements.

    >>> str(Descriptor("Ad hoc")), str(Descriptor(details=["Nothing is planned", "Deal by deal"]))
    ('Ad hoc', 'Nothing is planned; Deal by deal')
    """

    summary: str | None = attrs.field(default=None, metadata=WORDING | SHORT_EVERYWHERE)
    details: tuple[str, ...] = attrs.field(default=(), converter=as_strings, metadata=WORDING | SHORT)

    def __str__(self) -> str:
        return self.summary or "; ".join(self.details)


@attrs.frozen(eq=False, repr=False)
class Level(Checked):
    """One step of a rubric's ordered scale.

    Levels of one scale compare by rank; comparing across scales raises :class:`TypeError`.

    Arguments:
        id: The id.
        title: The display name; by default, the id in words.
        summary: The meaning of the level, in a sentence or two.
        source: The origin, as a reference to the published source.
        benefits: The benefits that subjects get when they reach it.
        rank: Its position on the scale, from 0 for the lowest level. The rubric sets it.
        scale: The ids of all levels, lowest first. The rubric sets it.

    >>> import attain
    >>> basic, *_, dynamic = attain.rubric("iamcp-p2p").levels
    >>> dynamic > basic, str(dynamic)
    (True, 'Dynamic')
    """

    id: str = attrs.field(metadata=IDENTITY)
    title: str | None = attrs.field(default=None, metadata=WORDING | SHORT)
    summary: str | None = attrs.field(default=None, metadata=WORDING)
    source: str | None = attrs.field(default=None, metadata=WORDING)
    benefits: tuple[Benefit, ...] = attrs.field(default=(), kw_only=True, converter=as_benefits, metadata=WORDING)
    rank: int = attrs.field(default=0, kw_only=True, metadata=UNWRITTEN)
    scale: tuple[str, ...] = attrs.field(default=(), kw_only=True, metadata=UNWRITTEN)

    def __str__(self) -> str:
        return label(self.id, self.title)

    def __repr__(self) -> str:
        return f"Level({self.id!r}, rank={self.rank})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def _above(self, other: object) -> int:
        if not isinstance(other, Level) or other.scale != self.scale or not self.scale:
            hint = "; take it from rubric.levels" if isinstance(other, str) else ""
            raise TypeError(f"the level {str(self)!r} compares with levels of its own scale, not with {other!r}{hint}")
        return self.rank - other.rank

    def __lt__(self, other: object) -> bool:
        return self._above(other) < 0

    def __le__(self, other: object) -> bool:
        return self._above(other) <= 0

    def __gt__(self, other: object) -> bool:
        return self._above(other) > 0

    def __ge__(self, other: object) -> bool:
        return self._above(other) >= 0


@attrs.frozen(eq=False, repr=False)
class Option(Checked):
    """One answer of a scale.

    Arguments:
        id: The id, which is the answer to give.
        points: Its points; None if the scale only orders its options.
        title: The display name.
        needs: The details that the answer needs to count: ``note``, ``evidence``, or both.
    """

    id: str = attrs.field(metadata=IDENTITY)
    points: float | None = attrs.field(default=None, metadata=SHORT)
    title: str | None = attrs.field(default=None, kw_only=True, metadata=WORDING | SHORT)
    needs: tuple[Need, ...] = attrs.field(default=(), kw_only=True, converter=as_needs)


@attrs.frozen(eq=False, repr=False)
class Scale(Checked):
    """A named set of answer options, worst first, that questions share.

    Arguments:
        options: The options, worst first.
        met: The first option that counts as met.
        title: The display name.

    >>> Scale([Option("no", 0), Option("partly", 1), Option("fully", 2)], met="partly").options[-1].id
    'fully'
    """

    options: tuple[Option, ...] = attrs.field(converter=as_options, metadata=STRUCTURE)
    met: str | None = None
    title: str | None = attrs.field(default=None, metadata=WORDING)


@attrs.frozen(eq=False, repr=False)
class Action(Checked):
    """A step to take next.

    Arguments:
        text: The step.
        level: The id of the level that it helps to reach.
        resource: A resource that helps with it, such as a template.
        source: The origin, as a reference to the published source.
        id: Its id within its dimension or question. An action with an id is part of a checklist and can be marked as
            done.
        stage: The stage of the lifecycle that it serves: one of the rubric's `stages`.
        applies_when: The facts for which it is a next step.
    """

    text: str = attrs.field(metadata=WORDING | SHORT)
    level: str | None = None
    resource: str | None = None
    source: str | None = attrs.field(default=None, metadata=WORDING)
    id: str | None = attrs.field(default=None, kw_only=True)
    stage: str | None = attrs.field(default=None, kw_only=True)
    applies_when: FrozenDict[str, tuple[Value, ...]] = attrs.field(
        factory=FrozenDict, converter=as_facts, kw_only=True, metadata=FACTS
    )


@attrs.frozen(eq=False, repr=False)
class NotApplicable(Checked):
    """The meaning of "n/a" as an answer.

    Arguments:
        as_: ``forbidden``, ``exclude`` (the question drops out), ``best`` or ``worst``. A file calls it ``as``.
        needs: The details that the answer needs to count; without them, the question is open.
    """

    as_: Treatment = attrs.field(metadata=SHORT_EVERYWHERE)
    needs: tuple[Need, ...] = attrs.field(default=(), converter=as_needs)


def _not_applicable(given: "str | NotApplicable | None") -> "NotApplicable | None":
    return NotApplicable(given) if isinstance(given, str) else given  # type: ignore[arg-type]  # its validator checks


@attrs.frozen(eq=False, repr=False)
class Fact(Checked):
    """A fact about the subject that is neither good nor bad, such as its region. It is never scored.

    Arguments:
        text: The question that asks for the fact.
        kind: ``yes-no``, ``choice`` or ``number``; by default ``choice`` if there are options, else ``yes-no``.
        options: The options, in any order.
        scale: The id of a scale to choose from, instead of options.
        default: The value if none is given.
        source: The origin, as a reference to the published source.
    """

    text: str | None = attrs.field(default=None, metadata=WORDING | SHORT)
    kind: Kind | None = attrs.field(default=None, kw_only=True, metadata=STRUCTURE)
    options: tuple[Option, ...] | None = attrs.field(
        default=None, kw_only=True, converter=attrs.converters.optional(as_options), metadata=STRUCTURE
    )
    scale: str | None = attrs.field(default=None, kw_only=True)
    default: Value | None = attrs.field(default=None, kw_only=True)
    source: str | None = attrs.field(default=None, kw_only=True, metadata=WORDING)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Question(Checked):
    """A question that is answered with yes or no, a choice from a scale, or a number.

    Arguments:
        text: The text of the question.
        kind: ``yes-no``, ``choice`` or ``number``; by default ``choice`` if there are options or a scale,
            else ``yes-no``.
        summary: Help for the person who answers.
        source: The origin, as a reference to the published source.
        interpretation: The rubric author's own reading of the source.
        weight: The factor of its points.
        keyed: The mature answer, ``yes`` or ``no``.
        better: Whether a ``higher`` or a ``lower`` number is better.
        min: The smallest number accepted.
        max: The largest number accepted.
        whole: Whether only whole numbers are accepted.
        unit: The unit of the number: ``EUR``, ``%``.
        scale: The id of the scale to choose from.
        options: The options to choose from, worst first, instead of a scale.
        met: The first option that counts as met.
        anchors: The meaning of each option for this question.
        points: The points of each answer; by default 1 for yes and 0 for no, or those of the scale.
        scored: Whether its points count in the score of its dimension.
        level: The id of its level in a ladder.
        same_as: The full id of another question whose answer counts here, too.
        applies_when: The facts for which it is asked.
        needs: The details that an answer needs to count, unless it is the worst: ``note``, ``evidence``, or both.
        not_applicable: The meaning of "n/a".
        valid_for: The period for which an answer stays valid.
        actions: The next steps as long as the answer is not the best.
        effort: The effort of changing the answer, in days, money or another unit of the rubric; by default 1.
        after: The ids of the questions that must be met first: full ids, or short ones in the same dimension.

    >>> Question("Is there a plan?", keyed="maybe")
    Traceback (most recent call last):
    attain._core.errors.RubricError: keyed: must be 'yes' or 'no', not 'maybe'
    """

    text: str | None = attrs.field(default=None, kw_only=False, metadata=WORDING | SHORT)
    kind: Kind | None = attrs.field(default=None, metadata=STRUCTURE)
    summary: str | None = attrs.field(default=None, metadata=WORDING)
    source: str | None = attrs.field(default=None, metadata=WORDING)
    interpretation: str | None = attrs.field(default=None, metadata=WORDING)
    weight: float | None = None
    keyed: Literal["yes", "no"] | None = None
    better: Literal["higher", "lower"] | None = None
    min: float | None = None
    max: float | None = None
    whole: bool | None = None
    unit: str | None = attrs.field(default=None, metadata=WORDING)
    scale: str | None = None
    options: tuple[Option, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_options), metadata=STRUCTURE
    )
    met: str | None = None
    anchors: FrozenDict[str, str] = attrs.field(factory=FrozenDict, converter=as_texts, metadata=WORDING)
    points: Points | None = attrs.field(default=None, converter=_points, metadata=spelt(parse_points))
    scored: bool | None = None
    level: str | None = None
    same_as: str | None = attrs.field(default=None, metadata=STRUCTURE)
    applies_when: FrozenDict[str, tuple[Value, ...]] = attrs.field(
        factory=FrozenDict, converter=as_facts, metadata=FACTS
    )
    needs: tuple[Need, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(as_needs))
    not_applicable: NotApplicable | None = attrs.field(default=None, converter=_not_applicable)
    valid_for: Period | None = attrs.field(default=None, converter=as_period)
    actions: tuple[Action, ...] = attrs.field(default=(), converter=as_actions, metadata=WORDING)
    effort: float | None = attrs.field(default=None, metadata=WORDING)
    after: tuple[str, ...] = attrs.field(default=(), converter=as_ids, metadata=WORDING)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Target(Checked):
    """A profile to aim for: the levels that a subject should have.

    Arguments:
        title: The display name; by default, the id in words.
        summary: The purpose of the target.
        source: The origin, as a reference to the published source.
        level: The id of the overall level.
        levels: The id of the level in each dimension, by the id of the dimension.

    >>> Target(levels={"sales": "gold"}).levels["sales"]
    'gold'
    """

    title: str | None = attrs.field(default=None, metadata=WORDING)
    summary: str | None = attrs.field(default=None, metadata=WORDING)
    source: str | None = attrs.field(default=None, metadata=WORDING)
    level: str | None = attrs.field(default=None, metadata=WORDING)
    levels: FrozenDict[str, str] = attrs.field(factory=FrozenDict, converter=as_texts, metadata=WORDING)


@attrs.frozen(eq=False, repr=False)
class Ladder(Checked):
    """The share of a level's questions that must be met to reach it.

    Arguments:
        need: The share, above 0 and up to 1.
    """

    need: float = attrs.field(default=1.0, metadata=ALWAYS)


def day(value: object) -> object:
    """Return the date in a text, as JSON writes it; other values stay unchanged.

    >>> day("2026-11-21"), day("2026-11-31")
    (datetime.date(2026, 11, 21), '2026-11-31')
    """
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value
    except ValueError:
        return value


def parse_answers(table: object) -> FrozenDict[str, object]:
    """Read the answers or the facts of an example in canonical form.

    Answers are nested by dimension, a missing answer is ``"unknown"``, and only the day of an answer (``on``) is a
    date.

    Raises:
        RubricError: They contain a value that a file can't contain.

    >>> parse_answers({"agreement.nda": True, "agreement": {"fair": None}})
    {'agreement': {'fair': 'unknown', 'nda': True}}
    """
    if not isinstance(table, Mapping):
        raise _unfit("wrong-type.table", (), given=table)
    return freeze_table(_nested(_plain_table(table, ())))


def _nested(table: Mapping[str, object]) -> dict[str, object]:
    """Return answers nested by dimension; flat ones stay flat beside an answer to the dimension itself."""
    flat: dict[str, dict[str, object]] = {}
    for name, value in table.items():
        dimension, dot, question = name.partition(".")
        if dot:
            flat.setdefault(dimension, {})[question] = value
    found = dict(table)
    for dimension, inner in flat.items():
        beside = table.get(dimension, {})
        if isinstance(beside, Mapping) and beside.keys().isdisjoint({*inner, "value", *_BESIDE}):
            found = {name: value for name, value in found.items() if not name.startswith(f"{dimension}.")}
            found[dimension] = {**beside, **inner}
    return found


def _plain_table(table: Mapping[str, object], path: Path) -> dict[str, object]:
    """Return a table of plain data, without missing details of answers."""
    if len(path) >= _DEEPEST:
        raise _unfit("wrong-type.deep", path, most=_DEEPEST)
    names: list[object] = [*table]  # keys may be of any type by mistake
    for key in names:
        if wrong := unfit_text(key) if isinstance(key, str) else say("wrong-type.text", given=key):
            raise _unfit("wrong-type.key", path, problem=wrong)
    given = {key: value for key, value in table.items() if key not in _BESIDE or not _is_missing(value)}
    plain = {key: _plain(value, (*path, key)) for key, value in given.items()}
    return {key: day(value) if key == "on" else value for key, value in plain.items()}


def _plain(value: object, path: Path) -> object:
    """Return plain data for a file."""
    match value:
        case Mapping():
            return _plain_table(value, path)
        case list() | tuple() if len(path) < _DEEPEST:
            return [_plain(each, (*path, position)) for position, each in enumerate(value)]
        case _ if _is_missing(value):
            return "unknown"
        case str() if wrong := unfit_text(value):
            raise RubricError([Problem.of(wrong, path)])
        case int() if value.bit_length() > _LARGEST_INT:
            raise _unfit("wrong-type.large-int", path)
        case str() | int() | float():
            return value
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case _:
            raise _unfit("wrong-type.plain", path, type=type(value).__name__)


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _unfit(key: str, path: Path, /, **values: object) -> RubricError:
    return RubricError([Problem.of(say(key, **values), path)])


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Example(Checked):
    """Answers, and the levels and scores that they must result in.

    Arguments:
        title: The purpose of the example.
        answers: The answers, flat or nested.
        facts: The facts.
        on: The day of the assessment.
        level: The id of the overall level that must result.
        score: The overall score that must result.
        levels: The ids of the levels that must result, by dimension.
        scores: The scores that must result, by dimension.
    """

    title: str = attrs.field(default="", kw_only=False)
    answers: FrozenDict[str, object] = attrs.field(factory=FrozenDict, converter=_answers)
    facts: FrozenDict[str, object] = attrs.field(factory=FrozenDict, converter=_answers)
    on: date | None = None
    level: str | None = None
    score: float | None = None
    levels: FrozenDict[str, str] = attrs.field(factory=FrozenDict, converter=as_texts)
    scores: FrozenDict[str, float] = attrs.field(factory=FrozenDict, converter=_scores)
