"""Questions for the plan: the accepted answers and their worth."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import Path, Problem, RubricError
from attain._core.messages import say
from attain._core.names import label
from attain._model.bands import Band, unordered
from attain._model.parts import Fact, Kind, NotApplicable, Option, Question
from attain._model.points import Curve, Per, Ranges, hint_of_per
from attain._model.rubric import RubricData

from .builder import Builder
from .nodes import LARGEST, AnswerPoints, Facts, OptionPoints, PerFull, PiecewiseLinear, Reach, Same, Worth
from .plan import Asked, Input
from .scope import Place, Scope, unknown
from .steps import Steps, regions, steps

NEVER = -2 * LARGEST
"""A value below every score, which a condition reads for an open question so that it can't hold."""


@attrs.frozen(eq=False, repr=False)
class Item(Data):
    """A question in its place, with the keys that it takes from the question whose answer it shares.

    Arguments:
        id: The full id of the question.
        place: The dimension of the question.
        question: The question.
        origin: The question that people answer: the same one, or the one it is `same_as`.
        kind: The kind of answer.
        options: The options to choose from, worst first.
        keyed: The mature answer of a yes/no question.
        sign: -1 if a lower number is better, else 1.
        input: The position of the input that answers it.
        facts: The facts under which it is asked.
        treatment: The meaning of "n/a".
        worth: The worth of its answers in its dimension's score; None if it is not scored.
        points: The least and the greatest worth.
        met: The position of the first option that counts as met; None if there is none.
        path: The path of the question in the rubric.
    """

    id: str
    place: Place
    question: Question
    origin: Question
    kind: Kind
    options: tuple[Option, ...]
    keyed: str
    sign: int
    input: int
    facts: Facts
    treatment: NotApplicable
    worth: Worth | None
    points: tuple[float, float]
    met: int | None
    path: Path

    @property
    def scored(self) -> bool:
        """Whether it counts in its dimension's score."""
        return self.worth is not None and self.question.scored is not False and self.weight > 0

    @property
    def weight(self) -> float:
        """The factor of its points."""
        return 1 if self.question.weight is None else self.question.weight

    @property
    def level(self) -> str | None:
        """The level it belongs to in a ladder: its own, or that of its origin."""
        return self.question.level or self.origin.level

    @property
    def reach(self) -> tuple[float, float]:
        """The codes of the worst and the best accepted number."""
        return _ends(self.origin)

    @property
    def asked(self) -> Asked:
        """The question for the plan's outputs."""
        return Asked(self.id, self.input, self.facts)

    def reads(
        self, builder: Builder, worth: Worth, reach: tuple[float, float], *, open_as: float | None, path: Path
    ) -> int:
        """Add the node that reads its answer.

        Arguments:
            builder: The plan being built.
            worth: The worth of each answer.
            reach: The least and the greatest worth.
            open_as: The worth of an open question; None to leave it out.
            path: The path in the rubric of the rule that reads it.
        """
        missing = {"best": reach[1], "worst": reach[0]}.get(self.treatment.as_)
        node = AnswerPoints(self.input, worth, open_as, missing)
        blocks = self.place.rules.unanswered == "block"
        return builder.only_if(builder.add(node, path, reach=reach, blocks=blocks), self.facts, path)

    def counts(self, builder: Builder, *, passed_over: bool) -> int:
        """Add the node of its points in its dimension's score; an open question is skipped, or counts as the worst."""
        worth = self.worth or Same()
        return self.reads(builder, worth, self.points, open_as=None if passed_over else self.points[0], path=self.path)

    def marks(self, builder: Builder, *, passed_over: bool) -> int:
        """Add the node of its full marks: the greatest possible points, wherever they count."""
        most = self.points[1]
        open_as = None if passed_over else most
        return self.reads(builder, Steps((), (most,)), (most, most), open_as=open_as, path=self.path)


def kind_of(question: Question | Fact) -> Kind:
    """Return the kind of a question: its own, or the one implied by its options.

    >>> kind_of(Question("…", scale="implementation"))
    'choice'
    """
    return question.kind or ("yes-no" if question.options is None and question.scale is None else "choice")


def options_of(question: Question | Fact, rubric: RubricData) -> tuple[Option, ...]:
    """Return the options to choose from, worst first; none for other kinds, or for an unknown scale."""
    if question.scale is None:
        return question.options or ()
    scale = rubric.scales.get(question.scale)
    return scale.options if scale else ()


def accepted(question: Question, options: tuple[Option, ...]) -> tuple[str, ...]:
    """Return the ids of the possible answers, worst first; none for a number."""
    if kind_of(question) == "yes-no":
        return ("yes", "no") if question.keyed == "no" else ("no", "yes")
    return tuple(option.id for option in options)


def titles_of(options: Iterable[Option]) -> dict[str, str]:
    """Return the title of each option, by its id.

    >>> titles_of([Option("not-yet"), Option("done", title="All done")])
    {'not-yet': 'Not yet', 'done': 'All done'}
    """
    return {option.id: label(option.id, option.title) for option in options}


def wrong_met(met: str | None, options: Sequence[Option], path: Path) -> list[Problem]:
    """Return the problems of the first option that counts as met, apart from too few options."""
    titles = titles_of(options)
    ids = tuple(titles)
    if met is None or len(options) < 2 or met in ids[1:]:
        return []
    if met not in ids:
        return [unknown("option", met, ids, path, titles=titles, within=(*path[:-1], "options"))]
    return [Problem.of(say("condition-idle.met", met=met, better=ids[1:]), path)]


def _sign(question: Question) -> int:
    """Return -1 if a lower number is better, else 1, so that codes rise with maturity."""
    return -1 if question.better == "lower" else 1


def _treatment(question: Question, place: Place) -> NotApplicable:
    """Return the meaning of "n/a" as the answer to a question of a dimension."""
    return question.not_applicable or NotApplicable(place.rules.not_applicable or "forbidden")


def _ends(question: Question) -> tuple[float, float]:
    """Return the codes of the worst and the best accepted number; infinite without a bound."""
    least = -math.inf if question.min is None else float(question.min)
    most = math.inf if question.max is None else float(question.max)
    return (-most, -least) if question.better == "lower" else (least, most)


def build_input(id_: str, question: Question, place: Place, rubric: RubricData, path: Path) -> Input:
    """Return the input that answers a question."""
    kind, rules = kind_of(question), place.rules
    options = options_of(question, rubric)
    answers = accepted(question, options)
    low, high = _ends(question) if kind == "number" else (0.0, float(len(answers) - 1))
    return Input(
        id=id_,
        kind=kind,
        options=answers,
        low=low,
        high=high,
        sign=_sign(question),
        needs=(rules.needs or ()) if question.needs is None else question.needs,
        option_needs=tuple(option.needs for option in options),
        not_applicable=_treatment(question, place),
        valid_for=question.valid_for or rules.valid_for,
        path=path,
        whole=bool(question.whole),
        titles=tuple(titles_of(options).values()),
        words=rubric.answers,
    )


def build_item(scope: Scope, id_: str, inputs: dict[str, int], facts: Facts, problems: list[Problem]) -> Item | None:
    """Return a question in its place; if it is not valid, add the problems and return None.

    Arguments:
        scope: The scope of the rubric.
        id_: The full id of the question.
        inputs: The position of each input, by the full id of the question that it answers.
        facts: The facts under which the question is asked.
        problems: The list to add problems to.
    """
    place, short, question = scope.questions[id_]
    path = (*place.path, "questions", short)
    home, _, origin = scope.questions[question.same_as or id_]
    kind, options = kind_of(origin), options_of(origin, scope.rubric)
    before = len(problems)
    if question.same_as:
        problems += _wrong_own_met(question.met, kind, options, (*path, "met"))
    worth, reach = _worth(question, origin, options, place, path, problems=problems)
    if len(problems) > before:
        return None
    return Item(
        id=id_,
        place=place,
        question=question,
        origin=origin,
        kind=kind,
        options=options,
        keyed=origin.keyed or "yes",
        sign=_sign(origin),
        input=inputs[question.same_as or id_],
        facts=facts,
        treatment=_treatment(origin, home),
        worth=worth,
        points=reach,
        met=1 if kind == "yes-no" else first_met(question, origin, options, scope.rubric),
        path=path,
    )


def _wrong_own_met(met: str | None, kind: Kind, options: Sequence[Option], path: Path) -> list[Problem]:
    """Return the problems of a `met` of its own on a question that takes another's answer."""
    if kind == "choice":
        return wrong_met(met, options, path)
    return [] if met is None else [Problem.of(say("idle-key.met"), path)]


def first_met(question: Question, origin: Question, options: Sequence[Option], rubric: RubricData) -> int | None:
    """Return the position of the first option that counts as met; None if there is none."""
    scale = rubric.scales.get(origin.scale or "")
    met = question.met or origin.met or (scale.met if scale else None)
    return next((position for position, option in enumerate(options) if option.id == met), None)


def rating_of(rubric: RubricData) -> Question:
    """Return the question that a rating answers: which level fits?"""
    return Question(options=tuple(Option(level.id, title=level.title) for level in rubric.levels))


def build_rating(scope: Scope, place: Place, input_: int, facts: Facts) -> Item:
    """Return the rating of a dimension as one of its questions.

    Arguments:
        scope: The scope of the rubric.
        place: The dimension.
        input_: The position of the rating's input.
        facts: The facts under which the dimension is assessed.
    """
    question = rating_of(scope.rubric)
    return Item(
        id=place.id or scope.rubric.id,
        place=place,
        question=question,
        origin=question,
        kind="choice",
        options=question.options or (),
        keyed="yes",
        sign=1,
        input=input_,
        facts=facts,
        treatment=_treatment(question, place),
        worth=None,
        points=(0.0, 0.0),
        met=None,
        path=(*place.path, "rating"),
    )


_NOTHING: tuple[None, Reach] = None, (0.0, 0.0)
"""The points of answers that have none of their own."""


def _worth(
    question: Question,
    origin: Question,
    options: tuple[Option, ...],
    place: Place,
    path: Path,
    *,
    problems: list[Problem],
) -> tuple[Worth | None, Reach]:
    """Return the worth of each answer, and its range; None and an empty range without points."""
    given, path = question.points, (*path, "points")
    if question.same_as and given is None:
        given = origin.points
    match kind_of(origin), given:
        case "yes-no", None:
            return OptionPoints((0.0, 1.0)), (0.0, 1.0)
        case "number", FrozenDict():
            problems.append(Problem.of(say("points-kind.number"), path, hint_of_per(given)))
        case "number", Per() | Curve() | Ranges():
            return _number(given, origin, place, path, problems)
        case _, FrozenDict():
            return _table(given, accepted(origin, options), options, path, problems)
        case _, Per() | Curve() | Ranges():
            problems.append(Problem.of(say("points-kind.answers"), path))
        case _ if options and options[0].points is not None:
            return _table(FrozenDict(), accepted(origin, options), options, path, problems)
    return _NOTHING


def _table(
    given: FrozenDict[str, float],
    answers: tuple[str, ...],
    options: tuple[Option, ...],
    path: Path,
    problems: list[Problem],
) -> tuple[Worth | None, Reach]:
    """Return the points of each answer: its own, or else the scale's."""
    titles, within = titles_of(options), (*path[:-1], "options")
    for name in (name for name in given if name not in answers):
        wrong = unknown("option", name, answers, (*path, name), titles=titles, within=within, found=len(problems))
        problems.append(wrong)
    scale = {option.id: option.points for option in options}
    points = [given.get(answer, scale.get(answer)) for answer in answers]
    found = [float(each) for each in points if each is not None]
    if len(found) < len(points):
        missing = tuple(answer for answer, each in zip(answers, points, strict=True) if each is None)
        problems.append(Problem.of(say("points-missing.answers", missing=missing), path))
    elif any(left > right for left, right in pairwise(found)):
        fix = say("fix.worst-first", answers=answers) if options else say("fix.keyed", answer=answers[0])
        problems.append(Problem.of(say("points-fall.answers"), path, fix))
    return (OptionPoints(tuple(found)), (found[0], found[-1])) if found else _NOTHING


def _number(
    points: Per | Curve | Ranges, question: Question, place: Place, path: Path, problems: list[Problem]
) -> tuple[Worth | None, Reach]:
    """Return the points for a number, rising with its code: mirrored if a lower number is better."""
    try:
        match points:
            case Per():
                pieces: Worth = _full_amounts(points, question, path)
            case Curve():
                pieces = _line(points, question, path)
            case _:
                pieces = _ranges(points, question, place, path)
    except RubricError as error:
        problems += error.problems
        return _NOTHING
    low, high = _ends(question)
    most = pieces.at(high)
    if isinstance(pieces, Steps):
        _, most = pieces.clashes.get(pieces.step(high), (most, most))
    return pieces, (pieces.at(low), most)


def _full_amounts(points: Per, question: Question, path: Path) -> PerFull:
    if unbounded := _unbounded(points, question, path):
        raise RubricError([unbounded])
    sign = _sign(question)
    _check_rising((0.0, points.earn * sign), question, path)
    return PerFull(points.per, points.earn, sign, points.cap)


def _line(points: Curve, question: Question, path: Path) -> PiecewiseLinear:
    sign = _sign(question)
    ys = tuple(y for _, y in points.corners)[::sign]
    _check_rising(ys, question, path)
    return PiecewiseLinear(tuple(sign * x for x, _ in points.corners)[::sign], ys)


def _ranges(points: Ranges, question: Question, place: Place, path: Path) -> Steps:
    sign, policy = _sign(question), place.rules
    bands = [band if sign > 0 else _mirror(band) for band, _ in points.bands][::sign]
    values = [value for _, value in points.bands][::sign]
    _check_rising(values, question, path)
    if unordered(bands) is not None:
        raise RubricError([Problem.of(say("bands-order.points"), path)])
    found = regions(bands, whole=bool(question.whole))
    try:
        return steps(found, values[0], values, policy.overlap or "", policy.gap or "", mirrored=sign < 0)
    except RubricError as error:
        raise RubricError(attrs.evolve(each, path=place.path + each.path) for each in error.problems) from None


def _check_rising(points: Sequence[float], question: Question, path: Path) -> None:
    if any(left > right for left, right in pairwise(points)):
        better, worse = ("lower", "higher") if question.better == "lower" else ("higher", "lower")
        raise RubricError([Problem.of(say("points-fall.number", better=better, worse=worse), path)])


def _unbounded(points: Per, question: Question, path: Path) -> Problem | None:
    """Return the problem of points for full amounts that would rise or fall without end; None if there is none.

    Worse numbers cost more and more, so the worse end needs a bound. The better end needs a bound, too, or the points
    need a cap.
    """
    worst, best = ("max", "min") if question.better == "lower" else ("min", "max")
    lacking = [key for key in (worst, best) if getattr(question, key) is None and (key == worst or points.cap is None)]
    if not lacking:
        return None
    ends = tuple(key for key in ("min", "max") if key in lacking)
    fix = say("fix.bounds-or-cap", ends=ends, best=best) if best in lacking else say("fix.bounds", ends=ends)
    return Problem.of(say("points-unbounded"), path, fix)


def _mirror(band: Band) -> Band:
    """Return the mirror image of a range."""
    low = -math.inf if band.high is None else -band.high
    return Band(band.text, low, None if math.isinf(band.low) else -band.low, band.high_open, band.low_open)
