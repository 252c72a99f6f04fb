"""Which column of a frame answers what; everything that does not fit is told at once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

import attrs

from attain._data import Data
from attain._errors import AnswersError, Problem
from attain._model.rubric import Rubric
from attain._names import nearest, one_of
from attain._plan.plan import FactInput, Input
from attain._words import listed

from .dialect import Holds
from .reading import READS, Source, Sources
from .request import Request

NEEDS = ("note", "evidence")
PARTS = (*NEEDS, "on")
"""What may come with an answer, in a column of its own."""

HOLDS: Mapping[Holds, str] = {
    "boolean": "true or false",
    "sure boolean": "true or false",
    "whole": "whole numbers",
    "number": "numbers",
    "text": "text",
    "day": "days",
    "nothing": "nothing",
    "objects": "objects",
    "other": "lists or tables",
}
_ASKED = {"yes-no": "yes or no", "choice": "one of its options", "number": "a number"}
_FEW = 3
_NEARLY = 0.88  # so that a column of something else is let be
_CLOSE = 0.8  # ids of one dimension begin alike


def asked_parts(input_: Input) -> tuple[str, ...]:
    """What comes with the answers to a question and makes a difference.

    Arguments:
        input_: The question.
    """
    needs = {*input_.needs, *input_.not_applicable.needs, *(need for each in input_.option_needs for need in each)}
    return (*sorted(needs), *(["on"] if input_.valid_for else []))


@attrs.frozen(eq=False, repr=False)
class Matched(Data):
    """Which column answers what.

    Arguments:
        answers: The columns of each question, in the order of the plan.
        facts: The column of each fact.
        passed: The columns that are passed on, the id first.
    """

    answers: tuple[Sources, ...]
    facts: tuple[Source | None, ...]
    passed: tuple[Source, ...]


def called(name: str, holds: Mapping[str, Holds]) -> str:
    """The hint that names the column that is meant, or what columns there are.

    Arguments:
        name: A name that no column has.
        holds: What each column of the frame holds.
    """
    return nearest(name, holds) or (f"there is {one_of([*holds][:10])}" if holds else "it has no columns at all")


def match(
    rubric: Rubric, holds: Mapping[str, Holds], safe: Mapping[str, str], request: Request, given: Iterable[str]
) -> Matched:
    """Find the columns that answer the questions of a rubric.

    Arguments:
        rubric: The rubric.
        holds: What each column of the frame holds.
        safe: What expressions call it.
        request: What is asked of the frame.
        given: The names of the columns that scoring gives.

    Raises:
        AnswersError: With everything that does not fit.
    """
    matcher = _Matcher(rubric, holds, safe, request)
    problems = [*matcher.problems(given)]
    if problems:
        raise AnswersError(problems)
    return matcher.matched()


def _simply(name: str) -> str:
    """A name without what people write now so and now so."""
    return re.sub("[^a-z0-9]", "", name.casefold())


def left_out(rubric: Rubric, names: Iterable[str], request: Request) -> str | None:
    """What a partial wide frame does not answer, and what of it nothing reads, in words; None where there is nothing to tell.

    Arguments:
        rubric: The rubric.
        names: The names of its columns.
        request: What is asked of it.

    >>> import attain
    >>> tiers = attain.loads('''
    ... attain = 1
    ... id = "tiers"
    ... version = "1"
    ... title = "Tiers"
    ... levels = ["silver", "gold"]
    ... questions = { revenue = { kind = "number", min = 0 }, msp = "Is it one?" }
    ... requires.gold = { revenue = 5, msp = true }
    ... ''')
    >>> left_out(tiers, ["partner", "msp", "turnover"], Request(id="partner"))
    "no column answers 'revenue'; nothing reads 'turnover'"
    """
    matcher = _Matcher(rubric, dict.fromkeys(names, "text"), {}, request)
    missing, spare = matcher.open(), matcher.spare()
    told = [
        f"no column answers {_several(missing)}" if missing else "",
        f"nothing reads {_some(spare)}" if spare else "",
    ]
    return "; ".join(filter(None, told)) or None


def _some(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    more = [f"{len(names) - _FEW:,} more"] if len(names) > _FEW else []
    return listed([*(f"'{name}'" for name in names[:_FEW]), *more])


def _several(ids: Sequence[str]) -> str:
    return _some(ids) if len(ids) <= _FEW else f"{len(ids):,} questions, among them {_some(ids[:_FEW])}"


def unclear(rubric: Rubric, request: Request) -> Iterator[Problem]:
    """Where one name would have to stand for two things.

    Arguments:
        rubric: The rubric.
        request: What is asked of the frame.
    """
    inputs, facts = [input_.id for input_ in rubric.plan.inputs], [fact.id for fact in rubric.plan.facts]
    for id_ in facts:
        if id_ in inputs:
            told = f"a fact and a question are both called '{id_}', and a frame has one of a name"
            yield Problem("column-clash", (id_,), told, "rename one of them in the rubric")
    called = {} if request.shape == "long" else request.columns
    for id_ in [id_ for id_ in (*inputs, *facts) if called.get(id_, id_) == request.id][:1]:
        told = f"the column '{request.id}' can't tell the subjects apart and be what answers '{id_}'"
        yield Problem("column-clash", ("id",), told, "rename one of them")


class _Matcher:
    def __init__(self, rubric: Rubric, holds: Mapping[str, Holds], safe: Mapping[str, str], request: Request) -> None:
        self.safe = safe
        self.rubric = rubric
        self.plan = rubric.plan
        self.holds = holds
        self.request = request
        self.inputs = {input_.id: input_ for input_ in self.plan.inputs}
        self.facts = {fact.id: fact for fact in self.plan.facts}

    def column(self, id_: str) -> str | None:
        """The column of a question, of a fact, or of what comes with an answer."""
        name = self.request.columns.get(id_, id_)
        return name if name in self.holds else None

    def source(self, id_: str) -> Source | None:
        name = self.column(id_)
        return None if name is None else Source(name, self.holds[name], self.safe[name])

    def matched(self) -> Matched:
        return Matched(
            tuple(Sources(self.source(id_), *(self.part(id_, part) for part in PARTS)) for id_ in self.inputs),
            tuple(map(self.source, self.facts)),
            tuple(Source(name, self.holds[name], kept) for name, kept in self.request.passed.items()),
        )

    def part(self, id_: str, part: str) -> Source | None:
        """The column of what comes with the answers to a question, unless it is another question's."""
        name = f"{id_}.{part}"
        return None if name in self.inputs else self.source(name)

    # ------------------------------------------------------------ problems

    def problems(self, given: Iterable[str]) -> Iterator[Problem]:
        yield from self._names(given)
        missing, spare = self.open(), self.spare()
        if missing and len(missing) == len(self.inputs):
            yield self._none()
            return
        unknown = [*self._unknown(spare)]
        yield from self._missing([id_ for id_ in missing if id_ not in self.request.columns], spare, unknown)
        yield from unknown
        yield from self._kinds()
        for fact in self.plan.facts:
            if fact.needed and fact.default is None and self.column(fact.id) is None:
                told = f"no column tells the fact '{fact.id}', and what applies depends on it"
                hint = nearest(fact.id, spare, cutoff=_CLOSE) or "add the column, or map it in columns"
                yield Problem("missing-fact", (fact.id,), told, hint)

    def _missing(self, ids: Sequence[str], spare: Sequence[str], unknown: Sequence[Problem]) -> Iterator[Problem]:
        """Questions without a column; where they may be open, those that a column is nearly called like."""
        told = {str(problem.path[0]) for problem in unknown}
        if not self.request.partial:
            others = [name for name in spare if name not in told]
            unread = f"nothing reads {_some(others)}; " if others else ""
            leave = f"{unread}partial=True leaves questions without a column open"
            hints = {id_: nearest(id_, spare, cutoff=_CLOSE) for id_ in ids}
            plain = [id_ for id_, hint in hints.items() if not hint]
            for id_, hint in hints.items():
                if hint or len(plain) <= _FEW:
                    yield Problem("missing-column", (id_,), f"no column answers '{id_}'", hint or leave)
            if len(plain) > _FEW:
                yield Problem("missing-column", (), f"no column answers {_several(plain)}", leave)
            return
        meant = {_simply(way): id_ for id_ in ids for way in (id_, id_.rpartition(".")[2])}
        for name in spare:
            near = meant.get(_simply(name)) or next(iter(get_close_matches(name, ids, 1, _NEARLY)), None)
            if near and name not in told:
                hint = f'call it so, or map it: columns={{"{near}": "{name}"}}; if it is something else, give it another name'
                yield Problem(
                    "missing-column", (near,), f"no column answers '{near}', and '{name}' is nearly called so", hint
                )

    def open(self) -> list[str]:
        """The questions that no column answers."""
        return [id_ for id_ in self.inputs if self.column(id_) is None]

    def spare(self) -> list[str]:
        """The columns that nothing reads, and that are not passed on."""
        ids = [*self.inputs, *self.facts, *(f"{id_}.{part}" for id_ in self.inputs for part in PARTS)]
        used = {*map(self.column, ids), *self.request.passed}
        return [name for name in self.holds if name not in used and not self._is_part(name)]

    def _none(self) -> Problem:
        first = [*self.inputs][:_FEW]
        told = "no column of the frame answers any question of the rubric"
        hint = f'call the columns by the ids of the questions, as {one_of(first)}, or map them in columns; answers in rows take format="long"'
        return Problem("no-columns", (), told, hint)

    def _names(self, given: Iterable[str]) -> Iterator[Problem]:
        taken = {name.casefold(): f"'{name}', which scoring gives" for name in given}
        for name in self.request.passed:
            if name not in self.holds:
                yield Problem("unknown-column", (name,), f"the frame has no column '{name}'", called(name, self.holds))
            elif other := taken.get(name.casefold()):  # some engines do not tell cases apart
                told = f"the column '{name}' would stand beside {other}"
                yield Problem("column-clash", (name,), told, "rename it before")
            taken[name.casefold()] = f"'{name}'"
        for id_, name in self.request.columns.items():
            known = [*self.inputs, *self.facts]
            if id_ not in known and not self._is_part(id_):
                told = f"no question or fact is called '{id_}'"
                yield Problem("unknown-question", ("columns", id_), told, nearest(id_, known))
            elif name not in self.holds:
                told = f"the frame has no column '{name}'"
                yield Problem("unknown-column", ("columns", id_), told, called(name, self.holds))

    def _is_part(self, id_: str) -> bool:
        question, _, part = id_.rpartition(".")
        return question in self.inputs and part in (*PARTS, "by")

    def _unknown(self, spare: Sequence[str]) -> Iterator[Problem]:
        """Columns that look as if they answered something: named like a question, and none is called so."""
        shared = self.rubric.scope.shared
        for name in spare:
            if name in self.inputs:
                continue
            if name in shared:
                told = f"'{name}' shares the answer to '{shared[name]}'"
                yield Problem(
                    "answer-elsewhere", (name,), told, f"answer '{shared[name]}' instead, or leave the column out"
                )
            elif name.partition(".")[0] in self.rubric.dimensions and "." in name:
                hint = nearest(name, self.inputs) or "leave the column out"
                yield Problem("unknown-question", (name,), f"no question is called '{name}'", hint)

    def _kinds(self) -> Iterator[Problem]:
        asked: list[Input | FactInput] = [*self.plan.inputs, *self.plan.facts]
        for each in asked:
            yield from self._kind(each)
        for id_, input_ in self.inputs.items():
            for need in NEEDS:
                source = self.part(id_, need)
                if source and need in asked_parts(input_) and source.holds not in ("text", "nothing"):
                    told = f"the column holds {HOLDS[source.holds]}, and the {need} of '{id_}' is text"
                    yield Problem("column-type", (source.title,), told, "make it a column of texts")
            days = self.part(id_, "on")
            if days is None or input_.valid_for is None:
                continue
            if self.request.on is None:
                told = f"answers here are valid for {input_.valid_for}, and there is a column of days"
                yield Problem("no-day", (days.title,), told, "say on which day it is assessed: on=date(2026, 11, 21)")
            elif days.holds not in ("day", "text", "nothing"):
                told = f"the column holds {HOLDS[days.holds]}, and '{id_}' takes days"
                yield Problem(
                    "column-type", (days.title,), told, "make it a column of dates, or of texts such as 2026-11-21"
                )

    def _kind(self, asked: Input | FactInput) -> Iterator[Problem]:
        source = self.source(asked.id)
        if source is not None and source.holds not in READS[asked.kind]:
            told = f"the column holds {HOLDS[source.holds]}, and '{asked.id}' is answered with {_ASKED[asked.kind]}"
            yield Problem("column-type", (source.title,), told, f"make it a column of {_WANTED[asked.kind]}")


_WANTED = {"yes-no": "true and false, or of texts", "choice": "texts", "number": "numbers"}
