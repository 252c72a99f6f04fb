"""The path to a target: the answers to change with the least effort, in order."""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from heapq import heappop, heappush
from itertools import count, islice, product
from typing import ClassVar, Literal, TypeAlias, TypeVar

import attrs

from attain._core.data import Data, FrozenDict
from attain._model.conditions import Value
from attain._model.parts import Action, Level, Need, Question
from attain._plan.compile import CompiledRubric
from attain._plan.plan import Code, Missing
from attain._plan.questions import first_met, kind_of, options_of
from attain._score.assess import Details
from attain._score.outcome import question_of
from attain._score.requirements import applying

from .choices import needs_of, value_of
from .relaxation import Relaxation, Way, inputs_read
from .trials import Trials

BUDGET = 400
"""The number of bounds to calculate before a search ends with the best path so far."""

_MOST_WORK = 2_000_000  # the work on bounds, as Relaxation counts it, that ends a search too

_DIGITS = 3  # the decimals of numbers that a path requires

_MOST_TRIED = 500  # answer sets to try for the same questions

_SAME = 1e-9  # efforts that differ by less count as equal

Status: TypeAlias = Literal["reached", "found", "impossible", "unknown"]
"""The outcome of the search for a path."""


@attrs.frozen(eq=False, repr=False)
class ImprovementStep(Data):
    """One answer to change.

    Arguments:
        question: The full id of the question; for a rating, the id of the dimension that is rated.
        text: The text of the question.
        before: The present answer; None if it is open.
        after: The required answer; a better one serves as well.
        effort: The effort of the change.
        profile: The level of every dimension after this step, by its id, with ``""`` for the rubric as a whole.
        options: The titles of the options in `before` and `after`, by their ids.
        unit: The unit of a number.
        needs: The details that the new answer needs to count: ``note``, ``evidence``, or both.
        actions: The actions that the rubric suggests for it.
    """

    question: str
    text: str
    before: Value | None
    after: Value
    effort: float
    profile: FrozenDict[str, Level | None]
    options: FrozenDict[str, str] = FrozenDict()
    unit: str | None = None
    needs: tuple[Need, ...] = ()
    actions: tuple[Action, ...] = ()


@attrs.frozen(eq=False, repr=False)
class ImprovementPathData(Data):
    """The cheapest changes of answers that reach a target.

    Arguments:
        rubric: The id of the rubric.
        version: The version of the rubric.
        title: The display name of the rubric.
        levels: The levels of the rubric, lowest first.
        wanted: The level to reach in each dimension, by its id, with ``""`` for the rubric as a whole.
        status: ``reached`` if nothing has to change; ``found``; ``impossible`` if no answers reach the target with
            these facts and "n/a" answers; or ``unknown`` if the search ended without a path.
        steps: The answers to change, in an order that pays off early.
        effort: The effort of all steps together.
        bound: The least effort of any path; None if there is no path.
        titles: The display name of each dimension, by its id.
        terms: The rubric's own words for dimensions, levels, subjects and effort.
        profile: The level of every dimension before the first step, by its id, with ``""`` for the rubric as a whole.
        subject: The name of the subject.
        on: The day of the assessment.
    """

    called: ClassVar = "path"
    rubric: str
    version: str
    title: str
    levels: tuple[Level, ...]
    wanted: FrozenDict[str, Level]
    status: Status
    steps: tuple[ImprovementStep, ...] = ()
    effort: float = 0.0
    bound: float | None = 0.0
    titles: FrozenDict[str, str] = FrozenDict()
    terms: FrozenDict[str, str] = FrozenDict()
    profile: FrozenDict[str, Level | None] = FrozenDict()
    subject: str | None = None
    on: date | None = None

    @property
    def is_cheapest(self) -> bool:
        """Whether attain has proved that no path takes less effort."""
        return self.status in ("reached", "found") and self.bound is not None and self.effort <= self.bound + _SAME


Path = TypeVar("Path", bound=ImprovementPathData)


def path_to(details: Details, wanted: Mapping[str, Level], kind: type[Path], budget: int = BUDGET) -> Path:
    """Return the cheapest changes of answers that reach some levels.

    Each question costs its effort once, whichever answer it gets. So the search is for the cheapest set of questions,
    and each question then gets the least sufficient answer. Every path is scored before it is returned.

    Arguments:
        details: The source of the present result.
        wanted: The level to reach in each dimension, by its id, with ``""`` for the rubric as a whole.
        kind: The class of the path to return.
        budget: The largest number of bounds to calculate.
    """
    return _Search(Trials(details), wanted, budget).path(kind)


def fewest_changes(trials: Trials, wanted: Mapping[str, Level]) -> tuple[int | None, bool]:
    """Return the smallest number of answers that must improve to reach some levels, and whether it is proved.

    Efforts and prerequisites play no role. Without a proof, the number is a lower bound. None means that no answers
    reach the levels.

    Arguments:
        trials: The present answers.
        wanted: The level to reach in each dimension, by its id, with ``""`` for the rubric as a whole.
    """
    return _Search(trials, wanted, BUDGET, alike=True).fewest()


class _Search:
    def __init__(self, trials: Trials, wanted: Mapping[str, Level], budget: int, *, alike: bool = False) -> None:
        self.trials, self.wanted, self.budget = trials, wanted, budget
        self.outcome = outcome = trials.outcome
        self.rubric, self.plan = trials.rubric, trials.plan
        self.codes, self.choices, self.ambiguous = trials.codes, trials.choices, trials.ambiguous
        self.positions = {output.id: at for at, output in enumerate(self.plan.outputs)}
        outputs = [(outcome.outputs[id_], level.rank) for id_, level in wanted.items()]
        self.nodes = [(output.level, rank) for output, rank in outputs if output.level is not None]
        self.held = frozenset[int]().union(*(outcome.held(output) for output, _ in outputs))
        self.work = 0  # the work on bounds so far
        self.sure = True  # whether answers that were not found are proved not to exist
        self.prerequisites = {} if alike else dict(_prerequisites(self.rubric))
        self.best = self._able()
        self.effort = {at: 1.0 if alike else _effort(self.rubric, self.plan.inputs[at].id) for at in self.best}

    def _able(self) -> dict[int, float]:
        """Return the best code of each input that a path may change; inputs that are not applicable are left out."""
        read = inputs_read(self.plan, self.outcome.understood.facts, [node for node, _ in self.nodes])
        return {at: best for at in self.closed({*read, *self.held}) if (best := self._better(at)) is not None}

    def _better(self, at: int) -> float | None:
        """Return the best code of an input; None if it already has that, or is not applicable."""
        code, best = self.codes[at], self.choices[at].codes[-1]
        if code is Missing.NOT_APPLICABLE:
            return None
        return best if code is Missing.OPEN or best > code else None

    def _unmet(self, at: int) -> list[tuple[int, float]]:
        """Return the unmet prerequisites of an input, each with the code that it must reach."""
        return [(each, code) for each, code in self.prerequisites.get(at, ()) if not _is_met(self.codes[each], code)]

    def closed(self, changed: Iterable[int]) -> frozenset[int]:
        """Return some inputs with all prerequisites that must change before them."""
        waiting, found = [*changed], set[int]()
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += [each for each, _ in self._unmet(at)]
        return frozenset(found)

    # ------------------------------------------------------------ scoring

    def marks(self, changes: Mapping[int, float]) -> tuple[int | None, ...]:
        """Return the rank of every output after some changes."""
        return self.trials.ranks(
            {self.plan.inputs[at].id: self.trials.answer(at, code) for at, code in changes.items()}
        )

    def reaches(self, changes: Mapping[int, float]) -> bool:
        """Return whether changes reach the target."""
        ranks = self.marks(changes)
        found = ((ranks[self.positions[id_]], level.rank) for id_, level in self.wanted.items())
        return all(reached is not None and reached >= rank for reached, rank in found)

    def enough(self, changed: AbstractSet[int]) -> dict[int, float] | None:
        """Return codes of some inputs that reach the target, the best ones if possible; None if none are found.

        If none are found although not all were tried, the search is no longer sure.
        """
        found = {at: self.best[at] for at in changed}
        if self.reaches(found):
            return found
        if not self.ambiguous:
            return None
        options = [[code for code in self.choices[at].codes if code != self.codes[at]] for at in found]
        tries = islice(product(*(codes[::-1] for codes in options)), _MOST_TRIED)
        for codes in tries:
            if self.reaches(tried := dict(zip(found, codes, strict=True))):
                return tried
        if math.prod(map(len, options)) > _MOST_TRIED or not all(self.choices[at].every for at in found):
            self.sure = False
        return None

    def takes(self, changed: Iterable[int]) -> float:
        """Return the total effort of some changes."""
        return sum(self.effort[at] for at in sorted(changed))

    # ------------------------------------------------------------ the search

    def path(self, kind: type[Path]) -> Path:
        """Return the path."""
        changes, bound = ({}, 0.0) if self.reaches({}) else self._cheapest()
        status: Status = "impossible" if math.isinf(bound) and self.sure else "unknown"
        if changes is not None:
            status = "found" if changes else "reached"
        rubric = self.rubric
        return kind(
            rubric=rubric.id,
            version=rubric.version,
            title=rubric.title,
            levels=rubric.levels,
            wanted=FrozenDict(self.wanted),
            status=status,
            steps=tuple(self._steps(self._least(changes or {}))),
            effort=self.takes(changes or ()),
            bound=None if math.isinf(bound) else bound if self.sure else 0.0,
            titles=rubric.scope.titles,
            terms=rubric.scope.terms,
            profile=self._profile({}),
            subject=self.trials.details.subject,
            on=self.trials.on,
        )

    def fewest(self) -> tuple[int | None, bool]:
        """Return the smallest number of changes, or a lower bound of it, and whether it is proved."""
        changes, bound = self._cheapest()
        if changes is None and math.isinf(bound):
            return None, self.sure
        least = math.ceil(bound - _SAME) if self.sure else 1
        return least, self.sure and changes is not None and len(changes) == least

    def _profile(self, changes: Mapping[int, float]) -> FrozenDict[str, Level | None]:
        levels = self.trials.details.assessor.levels
        return FrozenDict(zip(self.positions, map(levels.__getitem__, self.marks(changes)), strict=True))

    def _cheapest(self) -> tuple[dict[int, float] | None, float]:
        """Return the cheapest changes, if any are found, and a lower bound of every path's effort.

        Branch and bound: each bound names the questions that it would change. If they reach the target at that price,
        no path is cheaper; otherwise one branch changes one of them, and the other branch keeps it.
        """
        found = self.enough(self.best.keys())
        least = self.takes(found) if found else float("inf")
        tick = count()
        start = self.closed(self.held & self.best.keys())
        waiting: list[tuple[float, int, frozenset[int], frozenset[int]]] = [(0.0, next(tick), start, frozenset())]
        for _ in range(self.budget):
            if not waiting or waiting[0][0] >= least - _SAME:
                return found, least
            if self.work > _MOST_WORK:
                break
            bound, _, changed, kept = heappop(waiting)
            way = self._bound(changed, kept)
            if way is None:
                continue
            picks = self.closed(changed | way.questions)
            bound, price = max(bound, self.takes(changed) + way.effort), self.takes(picks)
            reached = None if picks & kept else self.enough(picks)
            if reached is not None and price < least - _SAME:
                found, least = reached, price
            branch = self._branch(picks - changed - kept, changed | kept)
            if bound >= least - _SAME or branch is None:
                continue
            with_it = self.closed(changed | {branch})
            if not with_it & kept:
                heappush(waiting, (max(bound, self.takes(with_it)), next(tick), with_it, kept))
            heappush(waiting, (bound, next(tick), changed, kept | {branch}))
        bound = min((least, *(each[0] for each in waiting)))
        return self._spared(found) if found else None, bound

    def _bound(self, changed: AbstractSet[int], kept: AbstractSet[int]) -> Way | None:
        """Return the cheapest conceivable way onward from some changed answers, with some others kept."""
        codes = [self.best[at] if at in changed else code for at, code in enumerate(self.codes)]
        free = {at: best for at, best in self.best.items() if at not in changed and at not in kept}
        relaxation = Relaxation(self.plan, codes, self.outcome.understood.facts, free, self.effort)
        way = relaxation.least(self.nodes)
        self.work += relaxation.work
        return way

    def _branch(self, picks: AbstractSet[int], decided: AbstractSet[int]) -> int | None:
        """Return the next question to decide: the dearest of those that the bound would change, or else any other."""
        free = picks or self.best.keys() - decided
        return max(sorted(free), key=self.effort.__getitem__, default=None)

    def _spared(self, changes: dict[int, float]) -> dict[int, float]:
        """Return changes without those that the target does not need; dear ones are tried first, in smaller groups."""
        left = sorted(changes, key=self.effort.__getitem__, reverse=True)
        size = len(left)
        while size := size // 2:
            for start in range(0, len(left), size):
                fewer = self.closed(left[:start] + left[start + size :])
                if len(fewer) < len(left) and (found := self.enough(fewer)):
                    return self._spared(found)
        return changes

    # ------------------------------------------------------------ the answers, and their order

    def _least(self, changed: Mapping[int, float]) -> dict[int, float]:
        """Return the least sufficient codes, found for one question after the other."""
        found = dict(changed)
        floors = {each: code for at in changed for each, code in self._unmet(at)}
        for at in sorted(changed):
            code = self.codes[at]
            above = floors.get(at, float("-inf")) if isinstance(code, Missing) else max(code, floors.get(at, code))
            able = [each for each in self.choices[at].codes if above <= each <= found[at] and each != code]
            position = _first(able[:-1], lambda each, at=at: self.reaches({**found, at: each}))  # type: ignore[misc]
            found[at] = able[position]
            low = able[position - 1] if position else code
            if not self.choices[at].every and not isinstance(low, Missing):
                found[at] = self._between(found, at, low)
        return found

    def _between(self, found: Mapping[int, float], at: int, low: float) -> float:
        """Return a number between one that is too low and one that is enough: short, and hardly higher than needed."""
        high = found[at]
        input_ = self.plan.inputs[at]
        for digits in range(1 if input_.whole else _DIGITS):
            unit = 10.0**-digits
            steps = range(math.floor(low / unit) + 1, math.ceil(high / unit))
            position = _first(steps, lambda each, unit=unit: self.reaches({**found, at: each * unit}))  # type: ignore[misc]
            if position < len(steps):
                high = round(steps[position] * unit, digits)
        return high

    def _steps(self, changes: Mapping[int, float]) -> Iterator[ImprovementStep]:
        done: dict[int, float] = {}
        for at in self._ordered(changes):
            done[at] = changes[at]
            input_ = self.plan.inputs[at]
            question = question_of(self.rubric, input_.id)
            before, after = self.trials.value(at, self.codes[at]), value_of(input_, changes[at])
            yield ImprovementStep(
                question=input_.id,
                text=self.trials.text(at),
                before=before,
                after=after,
                options=self.trials.titles(at, (before, after)),
                unit=question.unit,
                effort=self.effort[at],
                needs=needs_of(input_, changes[at]),
                actions=tuple(applying(self.outcome, question.actions)),
                profile=self._profile(done),
            )

    def _ordered(self, changes: Iterable[int]) -> list[int]:
        """Return the inputs in the order to change: cheapest dimension, then cheapest input, prerequisites before."""
        within: dict[str, list[int]] = {}
        for at in sorted(changes, key=lambda at: (self.effort[at], at)):
            within.setdefault(self.plan.inputs[at].id.rpartition(".")[0], []).append(at)
        found: dict[int, None] = {}
        for group in sorted(within.values(), key=self.takes):
            for at in group:
                self._append(at, found)
        return [*found]

    def _append(self, at: int, found: dict[int, None]) -> None:
        """Append an input after its prerequisites."""
        for each, _ in self._unmet(at):
            self._append(each, found)
        found[at] = None


def _first(options: Sequence[float], fits: Callable[[float], bool]) -> int:
    """Return the position of the first option that fits; all options after it must fit."""
    return bisect_left(options, 1, key=lambda each: int(fits(each)))


def _is_met(code: Code, least: float) -> bool:
    """Return whether an answer meets a prerequisite; "n/a" always does."""
    return code is Missing.NOT_APPLICABLE or (not isinstance(code, Missing) and code >= least)


def _effort(rubric: CompiledRubric, id_: str) -> float:
    effort = question_of(rubric, id_).effort
    return 1.0 if effort is None else effort


def _prerequisites(rubric: CompiledRubric) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """Yield each input with prerequisites, and the positions of these with the least code that meets each."""
    inputs = {input_.id: at for at, input_ in enumerate(rubric.plan.inputs)}
    for id_, names in rubric.scope.prerequisites.items():
        yield inputs[id_], [(inputs[name], _met_from(rubric, question_of(rubric, name))) for name in names]


def _met_from(rubric: CompiledRubric, question: Question) -> float:
    """Return the least code that meets a prerequisite: by default any answer but the worst, or any number."""
    if kind_of(question) == "number":
        return float("-inf")
    met = first_met(question, question, options_of(question, rubric), rubric)
    return float(1 if met is None else met)
