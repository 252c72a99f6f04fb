"""Matching of a frame's columns with a rubric, and the problems of columns that don't fit."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

import attrs

from attain._core.data import Data
from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, phrase, say
from attain._core.names import choices, nearest
from attain._core.text import FEW, MOST_NAMED
from attain._plan.compile import CompiledRubric
from attain._plan.plan import FactInput, Input, Missing
from attain._score.answers import bounds

from .dialect import ColumnKind, Expr
from .headers import MOST_COMPARED, NEEDS, PARTS, How, match_headers
from .reading import READS, SourceColumn, Sources
from .request import Request


@attrs.frozen(eq=False, repr=False)
class Suspect(Data):
    """A column that may contain values that are not answers.

    Arguments:
        lack: The problem of a wrong value: ``not an answer to 'plan'``.
        title: The column's name in the frame.
        name: The column's name in expressions.
        wrong: Whether a value, once it has been read, is not an answer.
        hint: The hint with the accepted values.
        large: The hint for a number that is too large; None if the column does not answer with numbers, or they have
            two bounds.
        away: The words for "n/a", if the question does not accept it.
    """

    lack: Message
    title: str
    name: str
    wrong: Expr
    hint: Message
    large: Message | None = None
    away: frozenset[str] = frozenset()


def suspect(asked: Input | FactInput, source: SourceColumn, wrong: Expr) -> Suspect:
    """Return the suspect for a column, with hints on the accepted values.

    Arguments:
        asked: The question or fact that the column answers.
        source: The column of the answers.
        wrong: Whether a value is not an answer.
    """
    if asked.kind == "choice":
        takes = say("takes.options", options=asked.options[: MOST_NAMED + 1])
    elif asked.kind == "yes-no":
        takes = say("takes.yes-no")
    else:
        limits, whole = (bounds(asked), asked.whole) if isinstance(asked, Input) else (None, False)
        numbers = say("takes.whole-numbers") if whole else say("takes.numbers")
        takes = say("takes.range", numbers=numbers, bounds=limits) if limits else numbers
    if isinstance(asked, Input):
        lack, hint = say("lack.answer", id=asked.id), "fix.takes-answer"
    elif asked.needed and asked.default is None:
        lack, hint = say("lack.fact", id=asked.id), "fix.takes-needed-fact"
    else:
        lack, hint = say("lack.fact", id=asked.id), "fix.takes-fact"
    unbounded = asked.kind == "number" and (isinstance(asked, FactInput) or math.inf in (-asked.low, asked.high))
    large = say(hint, takes=say("takes.limited", takes=takes)) if unbounded else None
    refused = isinstance(asked, Input) and asked.not_applicable.as_ == "forbidden"
    words = [word for word, code in asked.vocabulary.texts.items() if code is Missing.NOT_APPLICABLE]
    away = frozenset(words if refused else ())
    return Suspect(lack, source.title, source.name, wrong, say(hint, takes=takes), large, away)


_NEARLY = 0.88  # so that a column of something else is ignored
_CLOSE = 0.8  # ids of one dimension begin alike
_MOST_HINTED = 20


def asked_parts(input_: Input) -> tuple[str, ...]:
    """Return the details of the answers to a question that affect scoring."""
    return (*sorted(asked_needs(input_, inapplicable=True)), *(["on"] if input_.valid_for else []))


def asked_needs(input_: Input, *, inapplicable: bool) -> set[str]:
    """Return the details that at least some answers to a question need in order to count.

    Arguments:
        input_: The question that is answered.
        inapplicable: Whether the answer can be "n/a".
    """
    away = input_.not_applicable.needs if inapplicable else ()
    return {*input_.needs, *away, *(need for each in input_.option_needs for need in each)}


@attrs.frozen(eq=False, repr=False)
class Matched(Data):
    """The columns of a frame, matched with a plan.

    Arguments:
        answers: The columns of each question, in the order of the plan.
        facts: The column of each fact, in the order of the plan; None if it has none.
        passed: The columns to pass on, the id first.
        id: The column that identifies the rows; None if there is none.
    """

    answers: tuple[Sources, ...]
    facts: tuple[SourceColumn | None, ...]
    passed: tuple[SourceColumn, ...]
    id: SourceColumn | None = None

    @property
    def read(self) -> Iterator[SourceColumn]:
        """The columns that are read, including the id."""
        parts = (part for each in self.answers for part in (each.value, each.note, each.evidence, each.on))
        return filter(None, (self.id, *parts, *self.facts))


def holding(holds: ColumnKind) -> Message:
    """Return the kind of a column in words."""
    return say("holds.boolean") if holds == "sure boolean" else say(f"holds.{holds}")


def called(name: str, holds: Mapping[str, ColumnKind]) -> Message:
    """Return the hint for the name of an unknown column: the nearest column, or the columns of the frame."""
    return nearest(name, holds) or choices([*holds]) or say("fix.no-columns")


def match(
    rubric: CompiledRubric,
    holds: Mapping[str, ColumnKind],
    safe: Mapping[str, str],
    request: Request,
    given: Iterable[str],
) -> Matched:
    """Find the columns that answer the questions of a rubric.

    Arguments:
        rubric: The rubric whose questions and facts to match.
        holds: The kind of each column, by its name in the frame.
        safe: The name of each column in expressions, by its name in the frame.
        request: The request, with the mapping, the id and the columns to keep.
        given: The names of the columns that scoring adds.

    Raises:
        AnswersError: The columns don't fit; the error lists every problem.
    """
    matcher = _Matcher(rubric, holds, safe, request)
    problems = [*matcher.problems(given)]
    if problems:
        raise AnswersError(problems)
    return matcher.matched()


def _simply(name: str) -> str:
    """Return a name with only its letters from a to z, in lowercase, and its digits."""
    return re.sub("[^a-z0-9]", "", name.casefold())


def _hints(ids: Sequence[str], unused: Sequence[str]) -> dict[str, Message | None]:
    """Return a hint for each id: the unused column with almost the same name, if there is one."""
    few = len(ids) * len(unused) <= MOST_COMPARED
    alike = {_simply(name): say("fix.near", name=name) for name in reversed(unused)}
    return {id_: alike.get(_simply(id_)) or (nearest(id_, unused, cutoff=_CLOSE) if few else None) for id_ in ids}


def remarks(rubric: CompiledRubric, names: Sequence[str], request: Request) -> str | None:
    """Return remarks on how the columns of a wide frame are matched; None if there are none.

    They list missing columns, columns that are matched otherwise than by their ids, and columns that nothing reads.

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
    >>> remarks(tiers, ["partner", "MSP", "turnover"], Request(id="partner", partial=True))
    "no column answers 'revenue'; matched despite a different spelling: 'MSP' to 'msp'; not used: 'turnover'"
    """
    matcher = _Matcher(rubric, dict.fromkeys(names, "text"), {}, request)
    missing, lacking, undated = matcher.open(), matcher.lacking(), matcher.undated()
    found = [
        _unanswered(missing),
        phrase("note.lacking", ids=tuple(lacking)) if lacking else "",
        phrase("note.undated", ids=tuple(undated)) if undated else "",
        phrase("note.default", ids=tuple(matcher.assumed())) if matcher.assumed() else "",
        *(phrase(key, pairs=_pairs(matcher.otherwise(how))) for how, key in _WAYS.items() if matcher.otherwise(how)),
        phrase("note.unread", names=matcher.headers.unused) if matcher.headers.unused else "",
    ]
    return "; ".join(filter(None, found)) or None


_WAYS: Mapping[How, str] = {"text": "note.by-text", "spelling": "note.by-spelling"}


def _pairs(matches: Sequence[tuple[str, str]]) -> tuple[Message, ...]:
    pairs = [say("note.pair", column=name, id=id_) for name, id_ in matches[:FEW]]
    return (*pairs, say("note.more", count=len(matches) - FEW)) if len(matches) > FEW else tuple(pairs)


def _unanswered(ids: Sequence[str]) -> str:
    if len(ids) > FEW:
        return phrase("note.unanswered-many", count=len(ids), ids=tuple(ids[:FEW]))
    return phrase("note.unanswered", ids=tuple(ids)) if ids else ""


def unclear(rubric: CompiledRubric, request: Request) -> Iterator[Problem]:
    """Yield the problems of ids that would have two meanings."""
    inputs, facts = [input_.id for input_ in rubric.plan.inputs], [fact.id for fact in rubric.plan.facts]
    for id_ in facts:
        if id_ in inputs:
            yield Problem.of(say("column-clash.fact", id=id_), (id_,))
    mapped = {} if request.shape == "long" else request.columns
    own = [id_ for id_ in (*inputs, *facts) if id_ == request.id and id_ not in mapped]
    for id_ in [*own, *(id_ for id_, name in mapped.items() if name == request.id)][:1]:
        yield Problem.of(say("column-clash.id", column=request.id, id=id_), ("id",))


class _Matcher:
    def __init__(
        self, rubric: CompiledRubric, holds: Mapping[str, ColumnKind], safe: Mapping[str, str], request: Request
    ) -> None:
        self.safe = safe
        self.rubric = rubric
        self.plan = rubric.plan
        self.holds = holds
        self.request = request
        self.headers = match_headers(rubric, [*holds], request)
        self.inputs = {input_.id: input_ for input_ in self.plan.inputs}
        self.facts = {fact.id: fact for fact in self.plan.facts}

    def source(self, id_: str) -> SourceColumn | None:
        name = self.headers.column(id_)
        return None if name is None else SourceColumn(name, self.holds[name], self.safe[name])

    def matched(self) -> Matched:
        passed = tuple(SourceColumn(name, self.holds[name], kept) for name, kept in self.request.passed.items())
        return Matched(
            tuple(Sources(self.source(id_), *(self.part(id_, part) for part in PARTS)) for id_ in self.inputs),
            tuple(map(self.source, self.facts)),
            passed,
            None if self.request.id is None else passed[0],
        )

    def part(self, id_: str, part: str) -> SourceColumn | None:
        """Return the column of a detail of a question's answers, unless the name is the id of another question."""
        name = f"{id_}.{part}"
        return None if name in self.inputs else self.source(name)

    # ------------------------------------------------------------ present and missing columns

    def open(self) -> list[str]:
        """Return the questions that no column answers."""
        return [id_ for id_ in self.inputs if self.headers.column(id_) is None]

    def otherwise(self, how: How) -> list[tuple[str, str]]:
        """Return the columns that are matched in a given way, each with its id."""
        return [(match.column, id_) for id_, match in self.headers.matches.items() if match.how == how]

    def lacking(self) -> list[str]:
        """Return the required details of answers that have no column: ``<question>.evidence``."""
        found: list[str] = []
        for id_, input_ in self.inputs.items():
            name = self.headers.column(id_)
            if name is not None and self.holds[name] != "nothing":
                needs = asked_needs(input_, inapplicable=self.holds[name] == "text")
                found += [f"{id_}.{need}" for need in sorted(needs) if not self._has(id_, need)]
        return found

    def undated(self) -> list[str]:
        """Return the days of answers that expire, if they have no column: ``<question>.on``."""
        return [
            f"{id_}.on"
            for id_, input_ in self.inputs.items()
            if input_.valid_for and self.headers.column(id_) is not None and not self._has(id_, "on")
        ]

    def _has(self, id_: str, part: str) -> bool:
        name = f"{id_}.{part}"
        return name not in self.inputs and self.headers.column(name) is not None

    def _is_known(self, id_: str) -> bool:
        """Return whether an id belongs to a question, a fact or a detail of an answer."""
        question, _, part = id_.rpartition(".")
        known = (self.inputs, self.facts, self.rubric.scope.shared)
        return any(id_ in ids for ids in known) or (question in self.inputs and part in (*PARTS, "by"))

    # ------------------------------------------------------------ problems

    def assumed(self) -> list[str]:
        """Return the facts without a column, for which every row has the default."""
        return [
            fact.id
            for fact in self.plan.facts
            if fact.needed and fact.default is not None and self.headers.column(fact.id) is None
        ]

    def problems(self, given: Iterable[str]) -> Iterator[Problem]:
        yield from self._names(given)
        if swapped := [*self._swapped()]:  # the other problems only follow from it
            yield from swapped
            return
        yield from self._mapping()
        yield from self.headers.ambiguous
        missing, unused = self.open(), self.headers.unused
        if missing and len(missing) == len(self.inputs):
            yield self._none()
            return
        unknown = [*self._unknown()]
        read = {str(problem.path[0]) for problem in unknown}
        others = [name for name in unused if name not in read]
        lacking = [id_ for id_ in self.lacking() if id_ not in self.request.columns]
        missing = [id_ for id_ in missing if id_ not in self.request.columns]
        if self.request.partial:
            yield from self._nearly([*missing, *lacking], others)
        else:
            yield from self._missing_questions(missing, others)
            yield from self._missing_details(lacking)
        yield from unknown
        yield from self._kinds()
        for fact in self.plan.facts:
            if fact.needed and fact.default is None and self.headers.column(fact.id) is None:
                fix = nearest(fact.id, unused, cutoff=_CLOSE) or say(
                    "fix.add-column", map=self.request.option("map-it")
                )
                yield Problem.of(say("missing-fact.frame", id=fact.id), (fact.id,), fix)

    def _missing_questions(self, ids: Sequence[str], others: Sequence[str]) -> Iterator[Problem]:
        """Yield the problems of questions without a column."""
        partial = self.request.option("partial")
        leave = (
            say("fix.partial-unread", unread=tuple(others), partial=partial, map=self.request.option("map-them"))
            if others
            else say("fix.partial", partial=partial)
        )
        hints = _hints(ids, self.headers.unused)
        plain = [id_ for id_, hint in hints.items() if not hint]
        for id_, hint in hints.items():
            if hint or len(plain) <= FEW:
                yield Problem.of(say("missing-column.question", id=id_), (id_,), hint or leave)
        if len(plain) > FEW:
            what = say("missing-column.questions", count=len(plain), ids=tuple(plain[:FEW]))
            yield Problem.of(what, (), leave)

    def _missing_details(self, ids: Sequence[str]) -> Iterator[Problem]:
        """Yield the problems of required details without a column."""
        leave = say("fix.needs", map=self.request.option("map-it"), partial=self.request.option("partial"))
        hints = _hints(ids, self.headers.unused)
        plain = [id_ for id_, hint in hints.items() if not hint]
        for id_, hint in hints.items():
            if hint or len(plain) <= FEW:
                yield Problem.of(say("missing-column.need", id=id_), (id_,), hint or leave)
        if len(plain) > FEW:
            yield Problem.of(say("missing-column.needs", count=len(plain), ids=tuple(plain[:FEW])), (), leave)

    def _nearly(self, ids: Sequence[str], others: Sequence[str]) -> Iterator[Problem]:
        """Yield a problem for each column whose name is almost the id of a question that may stay open."""
        meant = {_simply(id_.rpartition(".")[2]): id_ for id_ in ids if id_ in self.inputs}
        meant |= {_simply(id_): id_ for id_ in ids}
        few = len(ids) * len(others) <= MOST_COMPARED
        for name in others:
            close = get_close_matches(name, ids, 1, _NEARLY) if few else []
            near = meant.get(_simply(name)) or next(iter(close), None)
            if near:
                mapping = self.request.mapping(near, name)
                yield Problem.of(say("missing-column.nearly", id=near, column=name, mapping=mapping), (near,))

    def _none(self) -> Problem:
        ids, map_, long = tuple(self.inputs)[:FEW], self.request.option("map-them"), self.request.option("long")
        return Problem.of(say("no-columns", ids=ids, map=map_, long=long), ())

    def _names(self, given: Iterable[str]) -> Iterator[Problem]:
        taken = {name.casefold(): say("column.scored", name=name) for name in given}
        for name in self.request.passed:
            if name not in self.holds:
                yield Problem.of(say("unknown-column", name=name), (name,), called(name, self.holds))
            elif other := taken.get(name.casefold()):  # some engines ignore the case of names
                yield Problem.of(say("column-clash.kept", column=name, other=other), (name,))
            taken[name.casefold()] = say("column", name=name)

    def _swapped(self) -> Iterator[Problem]:
        """Yield the problem of a mapping from columns to questions, rather than from questions to columns."""
        turned = [
            (name, id_)
            for name, id_ in self.request.columns.items()
            if not self._is_known(name) and name in self.holds and self._is_known(id_)
        ]
        if turned:
            name, id_ = turned[0]
            mapping = self.request.mapping(id_, name)
            yield Problem.of(say("swapped-columns", column=name, id=id_, mapping=mapping), ("columns", name))

    def _mapping(self) -> Iterator[Problem]:
        wrong = [(id_, name) for id_, name in self.request.columns.items() if not self._is_right(id_, name)]
        for at, (id_, name) in enumerate(wrong):
            hinted = at < _MOST_HINTED
            if not self._is_known(id_):
                what, meant = say("unknown-question.mapped", id=id_), self._meant(id_) if hinted else None
            else:
                what, meant = say("unknown-column", name=name), called(name, self.holds) if hinted else None
            yield Problem.of(what, ("columns", id_), meant)

    def _meant(self, id_: str) -> Message | None:
        """Return the hint that names the most similar question, fact or detail of an answer."""
        question = id_.rpartition(".")[0]
        parts = [f"{question}.{part}" for part in PARTS] if question in self.inputs else []
        return nearest(id_, [*self.inputs, *self.facts, *parts])

    def _is_right(self, id_: str, name: str) -> bool:
        return self._is_known(id_) and name in self.holds

    def _unknown(self) -> Iterator[Problem]:
        """Yield a problem for each column with a name like the id of a question that the rubric does not have."""
        shared, hinted = self.rubric.scope.shared, 0
        ambiguous = {problem.path[0] for problem in self.headers.ambiguous}
        for name in self.headers.unused:
            question, dot, _ = name.rpartition(".")
            if name in self.inputs or name in ambiguous:
                continue
            if name in shared:
                yield Problem.of(say("answer-elsewhere.column", id=name, origin=shared[name]), (name,))
            elif dot and (question in self.inputs or name.partition(".")[0] in self.rubric.dimensions):
                hint = self._meant(name) if hinted < _MOST_HINTED else None
                hinted += 1
                yield Problem.of(say("unknown-question.column", id=name), (name,), hint)

    def _kinds(self) -> Iterator[Problem]:
        asked: list[Input | FactInput] = [*self.plan.inputs, *self.plan.facts]
        for each in asked:
            yield from self._kind(each)
        for id_, input_ in self.inputs.items():
            for need in NEEDS:
                source = self.part(id_, need)
                if source and need in asked_parts(input_) and source.holds not in ("text", "nothing"):
                    what = say(f"column-type.{need}", holds=holding(source.holds), id=id_)
                    yield Problem.of(what, (source.title,))
            days = self.part(id_, "on")
            if days is None or input_.valid_for is None:
                continue
            if self.request.on is None:
                what = say("no-day.column", period=str(input_.valid_for), on=self.request.option("on"))
                yield Problem.of(what, (days.title,))
            elif days.holds not in ("day", "text", "nothing"):
                yield Problem.of(say("column-type.days", holds=holding(days.holds), id=id_), (days.title,))

    def _kind(self, asked: Input | FactInput) -> Iterator[Problem]:
        source = self.source(asked.id)
        if source is not None and source.holds not in READS[asked.kind]:
            what = say(f"column-type.{asked.kind}", holds=holding(source.holds), id=asked.id)
            yield Problem.of(what, (source.title,))
