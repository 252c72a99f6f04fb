"""Answers in a file, TOML or JSON: plain, or in an envelope with facts, the subject and the day."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path as FilePath

import attrs

from attain._core.errors import AnswersError, Path, Problem
from attain._core.names import nearest, one_of
from attain._core.types import said
from attain._format.content import MOST_BYTES, decoded, opened, parsed, too_much, unfit
from attain._format.locations import Place, place_of
from attain._rubric import Rubric
from attain._score.answers import read_day

STDIN = "-"

_ENVELOPE = ("answers", "facts", "subject", "on", "rubric")
_SAVED = frozenset({"attain", "levels", "root", "version"})
"""What tells a saved result, whose answers can be scored again, from another envelope."""

_OF_FACTS = ("unknown-fact", "fact-value", "missing-fact")
_HINT = "write a line for each answer: question-id = true"


@attrs.frozen
class AnswersFile:
    """A file of answers as it is written.

    Arguments:
        name: What to call it in problems.
        data: What it says.
        toml: Its text, where that is TOML, to find places in.
    """

    name: str
    data: Mapping[str, object]
    toml: str | None = None


@attrs.frozen
class Assessment:
    """What a file of answers says.

    Arguments:
        file: The file.
        answers: The answers, flat or nested.
        facts: The facts.
        subject: Who is assessed.
        on: The day of the assessment.
        within: The keys that lead to the answers.
    """

    file: AnswersFile
    answers: Mapping[str, object]
    facts: Mapping[str, object] = attrs.field(factory=dict)
    subject: str | None = None
    on: date | None = None
    within: Path = ()

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems of scoring these answers, with their places in the file, in the order of these."""
        found = [self._located(problem) for problem in problems]
        return sorted(found, key=_order)

    def _located(self, problem: Problem) -> Problem:
        if self.within and problem.code == "unknown-question" and problem.path[0] in _ENVELOPE:
            problem = attrs.evolve(problem, hint=f"'{problem.path[0]}' stands above [answers]")
        if problem.code in _OF_FACTS:
            return _located(self.file, problem, problem.path) if problem.path[-1] in self.facts else problem
        name, *part = problem.path
        written = _written(self.answers, str(name))  # of an answer that is given twice, the second one is shown
        return max((_located(self.file, problem, (*self.within, *path, *part)) for path in written), key=_order)


def _written(answers: Mapping[str, object], name: str) -> Iterator[Path]:
    """Where an answer is written: under its full id, or in the table of its dimension."""
    if name in answers:
        yield (name,)
    dimension, _, question = name.partition(".")
    nested = answers.get(dimension)
    if isinstance(nested, Mapping) and question in nested:
        yield dimension, question


def _order(problem: Problem) -> Place:
    return problem.line or 0, problem.column or 0


def read_answers(name: str) -> AnswersFile:
    """Read a file of answers; ``-`` is the standard input.

    Its ending tells whether it is TOML or JSON; with any other, it may be either.

    Arguments:
        name: The path of the file.

    Raises:
        AnswersError: There is no such file, or it can't be read.
    """
    shown = "<stdin>" if name == STDIN else name
    text = decoded(_content(name), shown, fail)
    if not text.strip():
        raise _failed("empty", "says nothing", _HINT, shown)
    file = _parsed(text, shown)
    if problems := list(unfit(file.data)):
        raise AnswersError(_located(file, problem, problem.path) for problem in problems)
    return file


def _failed(code: str, told: str, hint: str | None, file: str, place: Place | None = None) -> AnswersError:
    line, column = place or (None, None)
    return fail(Problem(code, (), told, hint, file, line, column))


def fail(problem: Problem) -> AnswersError:
    """The error that tells of a problem with a file of answers."""
    return AnswersError([problem])


def _content(name: str) -> bytes:
    if name == STDIN:
        try:
            return sys.stdin.buffer.read(MOST_BYTES + 1) or b""  # None if it does not wait
        except OSError as error:
            raise _failed("unreadable", f"can't be read: {str(error.strerror).lower()}", None, "<stdin>") from None
    with opened(name, fail) as stream:
        return stream.read(MOST_BYTES + 1)


def _parsed(text: str, name: str) -> AnswersFile:
    ending = FilePath(name).suffix.lower()
    if ending == ".toml":
        return _toml(text, name)
    try:
        return _json(text, name)
    except AnswersError as error:
        if ending == ".json" or error.problems[0].code != "json-syntax" or text.lstrip().startswith("{"):
            raise
        return _toml(text, name)


def _toml(text: str, name: str) -> AnswersFile:
    data = parsed(text, name, fail)
    if not data:
        raise _failed("empty", "says nothing", _HINT, name)
    return AnswersFile(name, data, text)


def _json(text: str, name: str) -> AnswersFile:
    try:
        data = json.loads(text, object_pairs_hook=_table)
    except json.JSONDecodeError as error:
        told = f"this is no JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise _failed("json-syntax", told, None, name, (error.lineno, error.colno)) from None
    except _TwiceError as twice:
        told = f"the key {said(twice.args[0])} stands twice in one table"
        raise _failed("answered-twice", told, "give each answer once", name) from None
    except (RecursionError, ValueError) as error:
        raise fail(too_much(error, name)) from None
    if not isinstance(data, dict):
        hint = 'write a table of answers: {"question-id": true}'
        raise _failed("wrong-type", f"answers are a table, not {said(data)}", hint, name)
    return AnswersFile(name, data)


class _TwiceError(Exception):
    """A key that stands twice in a table, where JSON would silently keep the last."""


def _table(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise _TwiceError(key)
        table[key] = value
    return table


def open_answers(file: AnswersFile, rubric: Rubric) -> Assessment:
    """Take the answers out of their envelope, if they are in one: the table ``answers`` with others beside it.

    Arguments:
        file: The file.
        rubric: The rubric that will score the answers. If it calls something ``answers``, there is no envelope.

    Raises:
        AnswersError: Something in the envelope is not what it should be.
    """
    own = {*rubric.dimensions, *rubric.questions}
    if "answers" not in file.data or "answers" in own:
        beside = [key for key in file.data if key in _ENVELOPE and key not in own]
        if beside:
            told = "stands beside the answers only where these have a table of their own"
            problems = [Problem("unknown-key", (key,), told, "put the answers under [answers]") for key in beside]
            raise AnswersError(_located(file, problem, problem.path) for problem in problems)
        return Assessment(file, file.data)
    envelope = _Envelope(file.data)
    found = Assessment(
        file,
        envelope.table("answers"),
        facts=envelope.table("facts"),
        subject=envelope.text("subject"),
        on=envelope.day("on"),
        within=("answers",),
    )
    envelope.check(rubric)
    if envelope.problems:
        raise AnswersError(_located(file, problem, problem.path) for problem in envelope.problems)
    return found


class _Envelope:
    """Reads what stands beside the answers, and notes what is wrong with it."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data
        self.problems: list[Problem] = []

    def _wrong(self, key: str, wanted: str) -> None:
        told = f"must be {wanted}, not {said(self.data[key])}"
        self.problems.append(Problem("wrong-type", (key,), told))

    def table(self, key: str) -> Mapping[str, object]:
        value = self.data.get(key, {})
        if isinstance(value, dict):
            return value
        self._wrong(key, "a table")
        return {}

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is None or isinstance(value, str):
            return value
        self._wrong(key, "text")
        return None

    def day(self, key: str) -> date | None:
        value = self.data.get(key)
        day = read_day(value)
        if day is None and value is not None:
            self._wrong(key, "a date such as 2026-11-21")
        return day

    def check(self, rubric: Rubric) -> None:
        """Note the keys that nothing reads, and that the answers are for another rubric."""
        for key in () if self.data.keys() >= _SAVED else self.data:
            if key not in _ENVELOPE:
                hint = (
                    nearest(key, _ENVELOPE, found=len(self.problems))
                    or f"beside 'answers' there may be {one_of(_ENVELOPE[1:])}"
                )
                self.problems.append(Problem("unknown-key", (key,), f"nothing reads the key {said(key)}", hint))
        named, own = self.text("rubric"), f"{rubric.id}@{rubric.version}"
        if named is not None and named not in (rubric.id, own):
            told = f"these answers are for {said(named)}, not for '{own}'"
            hint = f"score them with {named}, or change the key 'rubric'"
            self.problems.append(Problem("other-rubric", ("rubric",), told, hint))


def _located(file: AnswersFile, problem: Problem, path: Path) -> Problem:
    """A problem with its file and, in TOML, the line and column of as much of a path as stands there."""
    place, _ = (None, 0) if file.toml is None else place_of(file.toml, path)
    line, column = place or (None, None)
    return attrs.evolve(problem, file=file.name, line=line, column=column)
