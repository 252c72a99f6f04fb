"""Reading of answers: each by its vocabulary, then all of an assessment with their states, details and age."""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from typing import Literal

import attrs

from attain._core.data import Data
from attain._core.errors import AnswersError, Path, Problem
from attain._core.messages import Message, say
from attain._core.names import choices, nearest
from attain._core.precision import nearest_whole, quantised, within
from attain._core.text import MOST_NAMED
from attain._core.types import is_number
from attain._model.conditions import Value
from attain._model.parts import Kind
from attain._model.words import BLANKS, as_number, meant_number, normal
from attain._plan.plan import Code, FactInput, Input, Missing, Plan

from .result import Answer

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile("[T ][0-9].*", re.IGNORECASE)
_LONGEST_WORD = 30


class UnreadableError(Exception):
    """Raised for a value that is not an answer: the problem, and a hint for this value if there is one."""

    def __init__(self, what: Message, fix: Message | None = None) -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix


def read_value(asked: Input | FactInput, given: object) -> Code:
    """Return the code of one answer in the plan.

    Raises:
        UnreadableError: The value is not an answer.

    >>> from attain._plan.plan import FactInput
    >>> segment = FactInput("segment", "choice", ("small", "large"), None, needed=True)
    >>> read_value(segment, " Large "), read_value(segment, None), read_value(segment, "n/a")
    (1.0, <Missing.OPEN: 'open'>, <Missing.NOT_APPLICABLE: 'n/a'>)
    """
    with suppress(TypeError):  # some values have no hash
        if (code := asked.vocabulary.plain.get(given)) is not None:
            return code
    given = plain(given)
    if given is None:
        return Missing.OPEN
    found = _looked_up(asked, given)
    if isinstance(found, Missing):
        return found
    if found is None or (asked.kind == "number" and not is_number(found)):
        raise _REFUSALS[asked.kind](asked, given)
    return float(found)


def _looked_up(asked: Input | FactInput, given: object) -> Code | float | None:
    """Return the meaning of an answer by its type: a text, a bool or a number; None if it has no meaning."""
    vocabulary, number = asked.vocabulary, asked.kind == "number"
    match given:
        case str():
            text = normal(given)
            return vocabulary.texts.get(text, as_number(text) if number else None)
        case bool():
            return vocabulary.plain.get(given)
        case int() | float():
            return given if number else vocabulary.numbers.get(given)
        case _:
            return None


def read_code(input_: Input, given: object) -> Code:
    """Return the code of an answer to a question; a number must be within bounds, and is negative if lower is better.

    Raises:
        UnreadableError: The value is not an answer.

    >>> import attain
    >>> read_code(attain.rubric("iamcp-p2p").plan.inputs[0], " Yes ")
    1.0
    """
    code = read_value(input_, given)
    return input_.sign * _accepted(code, input_) if isinstance(code, float) and input_.kind == "number" else code


def read_fact(fact: FactInput, given: object) -> Value | Missing:
    """Return the value of a fact; a number is rounded to millionths.

    Raises:
        UnreadableError: The fact can't have this value.

    >>> from attain._plan.plan import FactInput
    >>> read_fact(FactInput("staff", "number", (), None, needed=True), "12.0000001")
    12
    """
    code = read_value(fact, given)
    if isinstance(code, Missing):
        return code
    if fact.kind == "number":
        code = quantised(code)
        return int(code) if code.is_integer() else code
    return fact.options[int(code)] if fact.kind == "choice" else bool(code)


def plain(given: object) -> object:
    """Return texts, bools and numbers of numpy, pandas and decimal as plain values; None for a missing value."""
    item = getattr(given, "item", None) if getattr(given, "shape", None) == () else None
    found: object = item() if callable(item) else given
    if type(found).__name__ == "Decimal":
        found = float(str(found).replace("sNaN", "NaN"))
    missing = (isinstance(found, float) and math.isnan(found)) or type(found).__name__ in ("NAType", "NaTType")
    return None if missing else found


def _no_yes_no(_: Input | FactInput, given: object) -> UnreadableError:
    is_word = isinstance(given, str) and given.isprintable() and len(given.strip()) <= _LONGEST_WORD
    fix = say("fix.word", word=str(given).strip()) if is_word else None
    return UnreadableError(say("value.yes-no", given=given), fix)


def _no_option(asked: Input | FactInput, given: object) -> UnreadableError:
    meant = nearest(normal(given), asked.options) if isinstance(given, str) else None
    return UnreadableError(say("value.option", given=given, options=asked.options[: MOST_NAMED + 1]), meant)


def _no_number(_: Input | FactInput, given: object) -> UnreadableError:
    text = normal(given) if isinstance(given, str) else ""
    if as_number(text) is not None or (isinstance(given, int | float) and not isinstance(given, bool)):
        return UnreadableError(say("value.large", given=given))
    meant = meant_number(text)
    return UnreadableError(say("value.number", given=given), say("fix.meant", found=meant) if meant else None)


_REFUSALS: Mapping[Kind, Callable[[Input | FactInput, object], UnreadableError]] = {
    "yes-no": _no_yes_no,
    "choice": _no_option,
    "number": _no_number,
}


def read_day(given: object) -> date | None:
    """Return the day of a date, a date with a time, or a text such as ``"2026-11-21"``; None for anything else.

    >>> read_day("2026-11-21"), read_day("20261121")
    (datetime.date(2026, 11, 21), None)
    """
    given = plain(given)
    if isinstance(given, str) and _DAY.fullmatch(text := given.strip(BLANKS)):
        with suppress(ValueError):
            return date.fromisoformat(text)
    if isinstance(given, datetime):
        return given.date()
    return given if isinstance(given, date) else None


def no_day(given: object) -> UnreadableError:
    """Return the error for a value that :func:`read_day` does not accept.

    >>> error = no_day("2026-11-21T09:30")
    >>> print(error.what, error.fix, sep="; ")
    must be a date, not '2026-11-21T09:30'; write 2026-11-21, without the time
    """
    text = given.strip(BLANKS) if isinstance(given, str) else ""
    timed = _TIME.fullmatch(text[10:]) and read_day(text[:10])
    return UnreadableError(say("wrong-type.day", given=given), say("fix.day-alone", day=text[:10]) if timed else None)


_PARTS = ("value", "note", "evidence", "on", "by")
_DERIVED = ("state", "reason")  # keys that a saved result adds to an answer
_NOT_ANSWERED = Answer(state="open", reason="unanswered")


@attrs.frozen(eq=False, repr=False)
class Understood(Data):
    """Answers and facts after they have been read.

    Arguments:
        answers: The answer to each input of the plan.
        codes: The code of each answer in the plan.
        facts: The value of each fact of the plan; None if it is unknown.
        problems: The problems with the answers and facts.
    """

    answers: tuple[Answer, ...]
    codes: tuple[Code, ...]
    facts: tuple[Value | None, ...]
    problems: tuple[Problem, ...] = ()


def understand(
    plan: Plan,
    answers: object,
    facts: object,
    on: date | None,
    elsewhere: Mapping[str, str],
    *,
    check: bool = True,
) -> Understood:
    """Read the answers and facts of one assessment.

    A problem with an answer has the full id of its question as the first element of its path, and then the part of the
    answer, such as ``on``. A problem with a fact has ``facts`` and then the id of the fact.

    Arguments:
        plan: The plan to score by.
        answers: The answers, flat (``"agreement.nda"``) or nested.
        facts: The facts, by id.
        on: The day of the assessment, on which answers may have expired. If it is None, an answer with a day that can
            expire is a problem.
        elsewhere: The question to answer instead, by the id of each question that shares its answer.
        check: Whether to raise if anything does not fit. If not, an answer that does not fit is open, and anything else
            that does not fit is left out.

    Raises:
        AnswersError: Something does not fit; the error lists every problem. If `check` is false, only if the answers or
            the facts are not a table.
    """
    reader = _Reader(plan, on, elsewhere)
    reader.collect(must_be_table(answers, "answers"))
    found = [reader.answer(input_, reader.given.get(input_.id)) for input_ in plan.inputs]
    values = reader.facts(must_be_table(facts, "facts"))
    if check and reader.problems:
        raise AnswersError(reader.problems)
    codes = tuple(code for _, code in found)
    return Understood(tuple(answer for answer, _ in found), codes, values, tuple(reader.problems))


def must_be_table(given: object, what: Literal["answers", "facts"]) -> Mapping[str, object]:
    """Return answers or facts, if they are a table.

    Raises:
        AnswersError: They are not a table.
    """
    if isinstance(given, Mapping):
        return given
    if hasattr(given, "columns"):
        raise AnswersError([Problem.of(say("wrong-type.frame", type=type(given).__name__), ())])
    raise AnswersError([Problem.of(say(f"wrong-type.{what}-table", given=given), ())])


def unfit_ids(done: object) -> Problem | None:
    """Return the problem with the ids of completed actions, if they are not a list of texts."""
    if isinstance(done, str | Mapping) or not isinstance(done, Collection):
        return Problem.of(say("wrong-type.done", given=done), ("done",))
    wrong = [(position, id_) for position, id_ in enumerate(done) if not isinstance(id_, str)]
    return Problem.of(say("wrong-type.text", given=wrong[0][1]), ("done", wrong[0][0])) if wrong else None


class _Reader:
    def __init__(self, plan: Plan, on: date | None, elsewhere: Mapping[str, str]) -> None:
        self.plan = plan
        self.on = on
        self.elsewhere = elsewhere
        self.inputs = {input_.id: input_ for input_ in plan.inputs}
        self.dimensions = {output.id for output in plan.outputs if output.id}
        self.known = {fact.id: fact for fact in plan.facts}
        self.given: dict[str, object] = {}
        self.problems: list[Problem] = []

    def problem(self, what: Message, path: Path, fix: Message | None = None) -> None:
        self.problems.append(Problem.of(what, path, fix))

    def collect(self, table: Mapping[str, object], within: str = "") -> None:
        """Collect the answers from a table that may be nested."""
        for key, value in table.items():
            name = f"{within}.{key}" if within else str(key)
            nested = isinstance(value, Mapping) and self._holds_answers(name, value)
            if name in self.inputs and not nested:
                if name in self.given:
                    self.problem(say("answered-twice", id=name), (name,))
                self.given[name] = None if name in self.given else value  # of two answers, neither counts
            elif isinstance(value, Mapping) and (name in self.dimensions or nested):
                self.collect(value, name)
            else:
                self.problems.append(self._unknown(name))

    def _holds_answers(self, name: str, table: Mapping[str, object]) -> bool:
        """Return whether a table contains answers by question, rather than being one answer.

        The id of a rated dimension may have either.
        """
        parts = _PARTS + _DERIVED
        if "value" in table or (table.get("state"), table.get("reason")) == ("open", "unanswered"):
            return False  # an answer, even if questions have the names of its parts; none can be named "value"
        misspelt = name in self.dimensions and bool(table) and not any(key in parts for key in table)
        return misspelt or any(f"{name}.{inner}" in self.inputs for inner in table)

    def _unknown(self, name: str) -> Problem:
        if name in self.elsewhere:
            return Problem.of(say("answer-elsewhere", id=name, origin=self.elsewhere[name]), (name,))
        if name in self.dimensions:
            inner = self._inputs_in.get(name)
            fix = say("fix.inner", id=inner) if inner else None
            return Problem.of(say("answer-dimension", id=name), (name,), fix)
        if name in self.known:
            return Problem.of(say("answer-fact.answers", id=name), (name,))
        return Problem.of(say("unknown-question.answers", name=name), (name,), self._nearest(name))

    @cached_property
    def _names(self) -> Sequence[str]:
        """The ids that answers can have: those of dimensions and questions."""
        return [*self.dimensions, *self.inputs]

    @cached_property
    def _inputs_in(self) -> Mapping[str, str]:
        """The first question of each dimension."""
        return {id_.rpartition(".")[0]: id_ for id_ in reversed(self.inputs)}

    @cached_property
    def _by_ending(self) -> Mapping[str, Sequence[str]]:
        """The questions in dimensions, by the part of the id after the dimension's."""
        found: dict[str, list[str]] = {}
        for id_ in self.inputs:
            dimension, _, ending = id_.rpartition(".")
            if dimension:
                found.setdefault(ending, []).append(id_)
        return found

    def _nearest(self, name: str) -> Message | None:
        """Return the hint that names questions whose ids end like this, or else the nearest question or dimension."""
        if ends := self._by_ending.get(name):
            return say("fix.near-ones", names=tuple(ends[:3]))
        return nearest(name, self._names, found=len(self.problems))

    def answer(self, input_: Input, given: object) -> tuple[Answer, Code]:
        """Return an answer and its code; it is open if it has expired, lacks a required detail, or is not accepted."""
        if given is None:
            return _NOT_ANSWERED, Missing.OPEN
        path = (input_.id,)
        answer = self._parts(given, path)
        try:
            code = read_code(input_, answer.value)
        except UnreadableError as error:
            self.problems.append(Problem("answer-value", path, error.what, error.fix))
            return _invalid(answer), Missing.OPEN
        if code is Missing.NOT_APPLICABLE and input_.not_applicable.as_ == "forbidden":
            self.problem(say("not-applicable-forbidden"), path)
            return _invalid(answer), Missing.OPEN
        value = _value(input_, code, answer.value)
        if lacks := "unanswered" if code is Missing.OPEN else self._lacks(input_, answer, code, path):
            return attrs.evolve(answer, value=value, state="open", reason=lacks), Missing.OPEN
        if code is Missing.NOT_APPLICABLE:
            return attrs.evolve(answer, value=value, state="n/a"), code
        return answer if value is answer.value else attrs.evolve(answer, value=value), code

    def _parts(self, given: object, path: Path) -> Answer:
        """Return an answer with its details, from a plain value or a table."""
        if isinstance(given, Answer):
            given = {name: getattr(given, name) for name in _PARTS + _DERIVED}
        if not isinstance(given, Mapping):
            return Answer(given)  # type: ignore[arg-type]  # read_value checks whether it is one
        for key in given:
            if key not in _PARTS + _DERIVED:
                meant = nearest(str(key), _PARTS, found=len(self.problems)) or choices(_PARTS)
                self.problem(say("unknown-key.answer", key=str(key)), (*path, str(key)), meant)
        value = given.get("value")
        return Answer(
            "n/a" if value is None and given.get("state") == "n/a" else value,
            note=self._text(given.get("note"), (*path, "note")),
            evidence=self._text(given.get("evidence"), (*path, "evidence")),
            on=self._day(given.get("on"), (*path, "on")),
            by=self._text(given.get("by"), (*path, "by")),
        )

    def _text(self, given: object, path: Path) -> str | None:
        text = plain(given)
        if text is not None and not isinstance(text, str):
            self.problem(say("wrong-type.quoted", given=text), path)
            return None
        return (text or "").strip(BLANKS) or None

    def _day(self, given: object, path: Path) -> date | None:
        day, written = read_day(given), plain(given)
        if day is None and not (written is None or (isinstance(written, str) and not written.strip(BLANKS))):
            error = no_day(written)
            self.problem(error.what, path, error.fix)
        return day

    def _lacks(self, input_: Input, answer: Answer, code: Code, path: Path) -> str | None:
        """Return the reason why an answer does not count, or None."""
        if code is Missing.NOT_APPLICABLE:
            needs = input_.not_applicable.needs
        elif isinstance(code, float) and code > input_.low:
            needs = input_.needs + (input_.option_needs[int(code)] if input_.option_needs else ())
        else:
            needs = ()
        missing = [need for need in dict.fromkeys(needs) if getattr(answer, need) is None]
        if missing:
            return f"without {' and '.join(missing)}"
        if answer.on is None or input_.valid_for is None:
            return None
        if self.on is None:
            self.problem(say("no-day", period=str(input_.valid_for)), path)
            return None
        return "expired" if answer.on < input_.valid_for.before(self.on) else None

    def facts(self, given: Mapping[str, object]) -> tuple[Value | None, ...]:
        """Return the value of every fact."""
        for name in given:
            if name not in self.known:
                meant = nearest(str(name), self.known, found=len(self.problems)) or choices(self.known)
                self.problem(say("unknown-fact.given", name=name), ("facts", str(name)), meant)
        return tuple(self._fact(fact, given.get(fact.id)) for fact in self.plan.facts)

    def _fact(self, fact: FactInput, given: object) -> Value | None:
        try:
            value = read_fact(fact, given)
        except UnreadableError as error:
            self.problems.append(Problem("fact-value", ("facts", fact.id), error.what, error.fix))
            return fact.default
        if not isinstance(value, Missing):
            return value
        if fact.default is None and fact.needed:
            fix = say("fix.fact", options=fact.options) if fact.options else None
            self.problem(say("missing-fact.answers", id=fact.id), ("facts", fact.id), fix)
        return fact.default


def bounds(input_: Input) -> Message | None:
    """Return the bounds of a number in words; None if all numbers are accepted."""
    low, high = sorted((input_.sign * input_.low, input_.sign * input_.high))
    if high == math.inf:
        return None if low == -math.inf else say("bounds.least", low=low)
    return say("bounds.most", high=high) if low == -math.inf else say("bounds.both", low=low, high=high)


def _accepted(value: float, input_: Input) -> float:
    """Return an accepted number; one less than half a millionth from a whole number or a bound becomes that number."""
    if input_.whole:
        whole = nearest_whole(value)
        if whole is None:
            near = math.floor(value)
            raise UnreadableError(say("value.whole", given=value, below=near, above=near + 1))
        value = whole
    low, high = sorted((input_.sign * input_.low, input_.sign * input_.high))
    least, most = within(low, high)
    if not least <= value <= most:
        raise UnreadableError(say("value.range", given=value, bounds=bounds(input_)))
    return min(max(value, low), high)


def _invalid(answer: Answer) -> Answer:
    """Return an answer that is not accepted as open; it keeps its value if that is a text, a number or a bool."""
    value = plain(answer.value)
    if isinstance(value, str | bool) or is_number(value):
        return attrs.evolve(answer, value=value, state="open", reason="invalid")
    return attrs.evolve(answer, value=None, state="open", reason="unanswered")


def _value(input_: Input, code: Code, given: object) -> Value | None:
    """Return the value of an answer in its plainest form."""
    if isinstance(code, Missing):
        return "n/a" if code is Missing.NOT_APPLICABLE else None
    if input_.kind == "number":
        value = input_.sign * code
        return int(value) if input_.whole or (isinstance(given, int | str) and value.is_integer()) else value
    option = input_.options[int(code)]
    return option == "yes" if input_.kind == "yes-no" else option
