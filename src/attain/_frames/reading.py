"""The answers of a frame, read from columns of every kind."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from enum import IntEnum
from typing import TypeAlias

import attrs

from attain._cells.cells import AnswerPart
from attain._cells.translate import Form
from attain._core.data import Data, FrozenDict
from attain._core.precision import HALF, within
from attain._core.types import LARGEST, is_number
from attain._model.conditions import Value
from attain._model.parts import Kind
from attain._model.words import Decimal
from attain._plan.plan import Code, FactInput, Input, Missing

from . import dialect
from .dialect import ColumnKind, Expr, NarwhalsFrame
from .request import Request


@attrs.frozen(eq=False, repr=False)
class Answers(Data):
    """A table of answers.

    Arguments:
        table: The table of the answers, and of the columns to pass on under the names in :attr:`Request.passed`.
        safe: The name of each column in expressions, by its name in the frame.
        request: The options of the call.
        spare: The name of the column that counts the rows of a subject that answer nothing; None if rows are subjects.
        blank: The number of blank rows of answers that were left out, if they were counted.
        unidentified: The number of other rows of answers without an id, if they were counted.
    """

    table: NarwhalsFrame
    safe: Mapping[str, str]
    request: Request
    spare: str | None = None
    blank: int = 0
    unidentified: int = 0
    holds: Mapping[str, ColumnKind] = attrs.field(init=False)

    @holds.default
    def _kinds(self) -> Mapping[str, ColumnKind]:
        found = dialect.column_kinds(self.table)
        return {title: found[name] for title, name in self.safe.items()}


def in_columns(opened: NarwhalsFrame, request: Request) -> Answers:
    """Return the answers of a frame with a row for each subject."""
    table, safe = dialect.spelled_safely(opened)
    passed = {name: kept for name, kept in request.passed.items() if name in safe}
    table = dialect.doubled(table, {kept: safe[name] for name, kept in passed.items()})
    return Answers(dialect.settled(table, [*passed.values()]), safe, request)


@attrs.frozen(repr=False)
class Flag(Data):
    """A condition on a single column, which can be counted over many columns at once.

    Arguments:
        condition: The function that returns the condition on a column.
        column: The column's name in expressions.
    """

    condition: Callable[[Expr], Expr]
    column: str


@attrs.frozen(eq=False, repr=False)
class Reading(Data):
    """The answers to a question, as expressions.

    Arguments:
        code: The code of the answer in the plan; 0 if it has none.
        open: Whether the answer is open.
        inapplicable: Whether the answer is not applicable.
        wrong: Whether the value is not an answer; None if all values are answers.
        misdated: Whether the day of the answer is not a date; None if every day is one.
        flags: The conditions among these that read only one column, by the part of the answer.
    """

    code: Expr
    open: Expr
    inapplicable: Expr
    wrong: Expr | None = None
    misdated: Expr | None = None
    flags: Mapping[AnswerPart, Flag] = FrozenDict()


@attrs.frozen(eq=False, repr=False)
class SourceColumn(Data):
    """A column of a frame.

    Arguments:
        title: The column's name in the frame.
        holds: The kind of its values.
        name: The column's name in expressions.
    """

    title: str
    holds: ColumnKind
    name: str


class Stage(IntEnum):
    """The stage of reading at which a column is calculated."""

    UNCHANGED = -1
    """A column of the frame itself, which no step calculates."""
    PLAIN = 0
    """The values as floats or words."""
    MEANING = 1
    """The meanings of the values."""
    REASON = 2
    """The reasons why answers are open."""


Keep: TypeAlias = Callable[[str, Stage, Expr], Expr]
"""A function that keeps an expression as a column, with a name and a stage, and returns the column. The expression may
read only columns of earlier stages."""

READS: Mapping[Kind, frozenset[ColumnKind]] = {
    "yes-no": frozenset({"boolean", "sure boolean", "whole", "number", "text", "nothing"}),
    "choice": frozenset({"whole", "number", "text", "nothing"}),
    "number": frozenset({"whole", "number", "text", "nothing"}),
}
"""The kinds of columns that can be read as answers of each kind."""


@attrs.frozen(eq=False, repr=False)
class _Raw(Data):
    """The values of a column, regardless of details such as notes and days.

    Arguments:
        code: The code of the value in the plan; 0 if it has none.
        known: Whether the value is valid.
        missing: Whether there is no value.
        away: Whether the value is "n/a"; None if it can't be.
        flags: The conditions among these that read only the column itself, by the part of the answer.
    """

    code: Expr
    known: Expr
    missing: Expr
    away: Expr | None = None
    flags: Mapping[AnswerPart, Flag] = FrozenDict()


@attrs.frozen(eq=False, repr=False)
class Spelling(Data):
    """The spelling of the texts of a frame.

    Arguments:
        letters: The letters that the engine lowercases in its own way, from :func:`dialect.lowered`.
        decimal: The decimal mark of numbers; None if all numbers have points, and nothing between thousands.
    """

    letters: Mapping[str, str]
    decimal: Decimal | None = None


def _raw(asked: Input | FactInput, source: SourceColumn, keep: Keep, spelling: Spelling) -> _Raw:
    """Read the values of a column."""
    given = dialect.column(source.name)
    match source.holds:
        case "boolean" | "sure boolean":
            return _booleans(asked, source, keep(source.name, Stage.UNCHANGED, given))
        case "text":
            words = dialect.normal(given, asked.vocabulary.texts, spelling.letters)
            if asked.kind == "number" and spelling.decimal:
                words = dialect.pointed(words, spelling.decimal)
            return _texts(asked, keep("", Stage.PLAIN, words), keep)
        case _:
            kept = keep("", Stage.PLAIN, given if source.holds == "whole" else dialect.as_float(given))
            missing = dialect.lacking(kept, floats=source.holds == "number")
            return _numbers(asked, kept, missing, keep)


def _booleans(asked: Input | FactInput, source: SourceColumn, given: Expr) -> _Raw:
    if source.holds == "sure boolean":
        code = given if asked.options[-1] == "yes" else ~given
        return _Raw(code, dialect.constant(1, "condition"), dialect.constant(0, "condition"))
    condition = dialect.is_so if asked.options[-1] == "yes" else dialect.is_not
    missing = dialect.lacking(given)
    flags: dict[AnswerPart, Flag] = {"code": Flag(condition, source.name), "open": Flag(dialect.lacking, source.name)}
    return _Raw(condition(given), ~missing, missing, flags=FrozenDict(flags))


def _texts(asked: Input | FactInput, kept: Expr, keep: Keep) -> _Raw:
    codes = asked.vocabulary.texts
    missing, away = (_says(kept, codes, meaning) for meaning in (Missing.OPEN, Missing.NOT_APPLICABLE))
    if asked.kind == "yes-no":
        best = keep("best", Stage.MEANING, _says(kept, codes, 1.0))
        worst = keep("worst", Stage.MEANING, _says(kept, codes, 0.0))
        return _Raw(best, best | worst, missing, away)
    if asked.kind == "choice":
        positions = {text: int(code) for text, code in codes.items() if isinstance(code, float)}
        return _position(keep("at", Stage.MEANING, dialect.positions(kept, positions)), missing, away)
    return _number(asked, keep, dialect.numbers(kept), known=dialect.is_number(kept), missing=missing, away=away)


def _says(kept: Expr, codes: Mapping[str, Code], code: Code) -> Expr:
    """Return whether a text has a given code."""
    first, *others = sorted(text for text, found in codes.items() if found == code)
    return dialect.is_any(kept, [first, *others]) if others else kept == first


def _numbers(asked: Input | FactInput, kept: Expr, missing: Expr, keep: Keep) -> _Raw:
    if asked.kind == "yes-no":
        values = {code: number for number, code in asked.vocabulary.numbers.items()}
        best, worst = (~missing & dialect.is_so(kept == values[code]) for code in (1.0, 0.0))
        return _Raw(best, best | worst, missing)
    there = dialect.choose([(missing, dialect.constant(-1.0))], dialect.as_float(kept))
    if asked.kind == "choice":
        numbers = asked.vocabulary.numbers.items()
        cases = [(there == number, dialect.constant(int(code), "int16")) for number, code in numbers]
        none = dialect.constant(-1, "int16")
        return _position(keep("at", Stage.MEANING, dialect.choose(cases, none) if cases else none), missing, None)
    return _number(asked, keep, there, known=~missing, missing=missing, away=None)


def _position(kept: Expr, missing: Expr, away: Expr | None) -> _Raw:
    known = kept >= 0
    return _Raw(dialect.choose([(known, kept)], dialect.constant(0, "int16")), known, missing, away)


def _number(
    asked: Input | FactInput, keep: Keep, value: Expr, *, known: Expr, missing: Expr, away: Expr | None
) -> _Raw:
    value = keep("number", Stage.MEANING, value)
    known = keep("known", Stage.MEANING, known)
    if isinstance(asked, FactInput):
        known = known & (value >= -LARGEST) & (value <= LARGEST)
        return _Raw(dialect.choose([(known, value)], dialect.constant(0.0)), known, missing, away)
    low, high = sorted((asked.sign * asked.low, asked.sign * asked.high))
    least, most = within(low, high)
    known = known & (value >= max(least, -LARGEST)) & (value <= min(most, LARGEST))
    if asked.whole:
        whole = dialect.floored(value + 0.5)
        known = known & (value - whole >= -HALF) & (value - whole < HALF)
        value = whole
    code = dialect.choose([(known, _held(value, low, high))], dialect.constant(0.0))
    return _Raw(code * asked.sign if asked.sign < 0 else code, known, missing, away)


def _held(value: Expr, low: float, high: float) -> Expr:
    """Return a number clipped to two bounds, which may be infinite."""
    if not math.isinf(low):
        value = dialect.extreme([value, dialect.constant(float(low))], least=False)
    return value if math.isinf(high) else dialect.extreme([value, dialect.constant(float(high))], least=True)


# ---------------------------------------------------------------- answers


@attrs.frozen(eq=False, repr=False)
class Sources(Data):
    """The columns that answer a question.

    Arguments:
        value: The column of the answers; None if there is none.
        note: The column of the notes; None if there is none.
        evidence: The column of the evidence; None if there is none.
        on: The column of the days of the answers; None if there is none.
    """

    value: SourceColumn | None
    note: SourceColumn | None = None
    evidence: SourceColumn | None = None
    on: SourceColumn | None = None


def form(input_: Input, sources: Sources) -> Form:
    """Return the possible answers to a question, as far as its columns limit them."""
    if sources.value is None or sources.value.holds == "nothing":
        return Form("always", "never")
    if sources.value.holds == "sure boolean" and not (input_.needs or any(input_.option_needs) or input_.valid_for):
        return Form("never", "never")
    away = input_.not_applicable.as_ != "forbidden" and sources.value.holds == "text"
    return Form("maybe", "maybe" if away else "never")


def read_answers(
    input_: Input, source: SourceColumn, sources: Sources, on: date | None, keep: Keep, *, spelling: Spelling
) -> Reading:
    """Read a column as the answers to a question.

    Arguments:
        input_: The question that is answered.
        source: The column of the answers.
        sources: All columns of the question.
        on: The day of the assessment, on which answers may have expired; None to ignore age.
        keep: The function that keeps an expression that is used more than once.
        spelling: The spelling of the texts of the frame.
    """
    raw = _raw(input_, source, keep, spelling)
    away = None if input_.not_applicable.as_ == "forbidden" else raw.away
    wrong = None if "boolean" in source.holds else _unread(raw, away)
    open_ = raw.missing if wrong is None else keep("open", Stage.REASON, raw.missing | wrong)
    reasons = _reasons(input_, raw, away, sources=sources, keep=keep)
    expired, misdated = _expired(input_, raw, sources.on, on, keep)
    reasons += [] if expired is None else [expired]
    never = dialect.constant(0, "condition")
    if not reasons:
        return Reading(raw.code, open_, never if away is None else away, wrong, flags=raw.flags)
    lacks = keep("lacks", Stage.REASON, dialect.some(reasons))
    return Reading(
        _code_unless(lacks, input_, raw), open_ | lacks, never if away is None else away & ~lacks, wrong, misdated
    )


def _unread(raw: _Raw, away: Expr | None) -> Expr:
    read = raw.known | raw.missing
    return ~(read if away is None else read | away)


def _expired(
    input_: Input, raw: _Raw, source: SourceColumn | None, on: date | None, keep: Keep
) -> tuple[Expr | None, Expr | None]:
    """Return whether an answer has expired, and whether its day is not a date; None for each that can't be."""
    if source is None or source.holds == "nothing" or not input_.valid_for or on is None:
        return None, None
    given, is_text = dialect.column(source.name), source.holds == "text"
    days = keep("on", Stage.PLAIN, dialect.texts(given) if is_text else given)
    expired = ~raw.missing & dialect.before(days, input_.valid_for.before(on), texts=is_text)
    return expired, (days != "") & ~dialect.is_day(days) if is_text else None


def _code_unless(lacks: Expr, input_: Input, raw: _Raw) -> Expr:
    """Return the code of an answer; 0 if it lacks a required detail."""
    if input_.kind == "yes-no":
        return raw.code & ~lacks
    none = dialect.constant(0, "int16" if input_.kind == "choice" else "float")
    return dialect.choose([(lacks, none)], raw.code)


def _reasons(input_: Input, raw: _Raw, away: Expr | None, *, sources: Sources, keep: Keep) -> list[Expr]:
    """Return the conditions under which an answer lacks a required note or evidence."""
    better = raw.code if input_.kind == "yes-no" else raw.code > (0 if input_.kind == "choice" else input_.low)
    asked = [(raw.known & better, input_.needs)]
    asked += [(raw.known & (raw.code == at), needs) for at, needs in enumerate(input_.option_needs) if at]
    asked += [] if away is None else [(away, input_.not_applicable.needs)]
    found: list[Expr] = []
    for need in ("note", "evidence"):
        source: SourceColumn | None = getattr(sources, need)
        there = None if source is None else keep(need, Stage.PLAIN, dialect.texts(dialect.column(source.name))) != ""
        found += [so if there is None else so & ~there for so, needs in asked if need in needs]
    return found


# ---------------------------------------------------------------- facts


@attrs.frozen(eq=False, repr=False)
class FactReading(Data):
    """The values of a fact, as expressions."""

    fact: FactInput
    code: Expr
    known: Expr
    wrong: Expr | None

    def is_any(self, values: frozenset[Value]) -> Expr:
        """Return whether the fact has one of the given values."""
        fact = self.fact
        if fact.kind == "yes-no":
            cases = [self.known & (self.code if value else ~self.code) for value in (True, False) if value in values]
        elif fact.kind == "choice":
            cases = [self.known & (self.code == at) for at, option in enumerate(fact.options) if option in values]
        else:
            numbers = [within(float(value), float(value)) for value in sorted(values, key=str) if is_number(value)]
            cases = [self.known & (self.code >= least) & (self.code <= most) for least, most in numbers]
        found = dialect.some(cases) if cases else self.known & ~self.known
        return found | ~self.known if fact.default in values else found


def read_fact(fact: FactInput, source: SourceColumn, keep: Keep, *, spelling: Spelling) -> FactReading:
    """Read a column as the values of a fact."""
    raw = _raw(fact, source, keep, spelling)
    given = raw.missing if raw.away is None else raw.missing | raw.away
    needed = fact.needed and fact.default is None
    if "boolean" in source.holds:  # kept, since the step that counts gets only kept columns
        wrong = keep("wrong", Stage.PLAIN, raw.missing) if needed and source.holds == "boolean" else None
    else:
        wrong = ~raw.known if needed else ~(raw.known | given)
    return FactReading(fact, raw.code, raw.known, wrong)
