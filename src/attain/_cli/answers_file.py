"""Files of answers, TOML or JSON: plain, or in an envelope with facts, the subject and the day."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, wraps
from io import BytesIO
from pathlib import Path as FilePath
from typing import cast

import attrs

from attain._core.errors import AnswersError, Path, Problem
from attain._core.messages import Message, say
from attain._format.content import MOST_BYTES, decoded, opened, parsed, too_much, unfit
from attain._format.locations import Place, place_of
from attain._results import Result
from attain._rubric import Rubric
from attain._score.envelope import KEYS, SAVED, AnswerSet, open_envelope
from attain._tables.contents import BINARY, content_of, wrong_content

from .arguments import Adjustment, Command, adjustments, day, facts_option, find, today

STDIN = "-"

_OF_RUBRICS = frozenset({"attain", "id", "version"})

_OF_FACTS = ("unknown-fact", "fact-value", "missing-fact")


@attrs.frozen
class AnswersFile:
    """The content of a file of answers.

    Arguments:
        name: The name of the file in problems.
        data: The parsed content.
        toml: The text of a TOML file, in which to locate problems; None for JSON.
    """

    name: str
    data: Mapping[str, object]
    toml: str | None = None

    @property
    def is_result(self) -> bool:
        """Whether the file is a saved result, which contains more than the answers."""
        return self.data.keys() >= SAVED


@attrs.frozen
class Assessment:
    """A set of answers and its file.

    Arguments:
        file: The file of the answers.
        given: The answers, with the facts, the subject and the day in their envelope.
    """

    file: AnswersFile
    given: AnswerSet = attrs.field(factory=lambda: AnswerSet({}))

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems of scoring these answers, located in the file and in its order."""
        found = [self._located(problem) for problem in problems]
        return sorted(found, key=_order)

    def _located(self, problem: Problem) -> Problem:
        given = self.given
        if given.within and problem.code == "unknown-question" and problem.path[0] in KEYS:
            problem = attrs.evolve(problem, hint=say("fix.above-answers", key=problem.path[0]))
        if problem.code == "unknown-action":
            return _located(self.file, problem, ("done",))
        if problem.code in _OF_FACTS:
            return _located(self.file, problem, problem.path) if problem.path[-1] in given.facts else problem
        name, *part = problem.path
        written = _written(given.answers, str(name))  # a duplicate answer is located at its second place
        return max((_located(self.file, problem, (*given.within, *path, *part)) for path in written), key=_order)


def _written(answers: Mapping[str, object], name: str) -> Iterator[Path]:
    """Yield the possible paths of an answer: its full id, or its key in the table of its dimension."""
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

    The ending determines whether the file is TOML or JSON; with any other ending, it may be either.

    Arguments:
        name: The path of the file; ``-`` is the standard input.

    Raises:
        AnswersError: There is no such file, or it can't be read.
    """
    shown = "<stdin>" if name == STDIN else name
    content = _content(name)
    holds = content_of(BytesIO(content))
    if holds in BINARY:
        raise AnswersError([attrs.evolve(wrong_content(holds, say("content.answers")), file=shown)])
    text = decoded(content, shown, fail)
    if not text.strip():
        raise _failed(say("empty.answers"), shown)
    file = _parsed(text, shown)
    if problems := list(unfit(file.data)):
        raise AnswersError(_located(file, problem, problem.path) for problem in problems)
    return file


def _failed(what: Message, file: str, place: Place | None = None) -> AnswersError:
    line, column = place or (None, None)
    return fail(attrs.evolve(Problem.of(what, ()), file=file, line=line, column=column))


def fail(problem: Problem) -> AnswersError:
    """Return the error that reports a problem with a file of answers."""
    return AnswersError([problem])


def _content(name: str) -> bytes:
    if name == STDIN:
        try:
            return sys.stdin.buffer.read(MOST_BYTES + 1) or b""  # None if the stream does not block
        except OSError as error:
            raise _failed(say("unreadable.file", cause=str(error.strerror).lower()), "<stdin>") from None
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
        raise _failed(say("empty.answers"), name)
    return AnswersFile(name, data, text)


def _json(text: str, name: str) -> AnswersFile:
    try:
        data = json.loads(text, object_pairs_hook=_table)
    except json.JSONDecodeError as error:
        cause = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise _failed(say("json-syntax", cause=cause), name, (error.lineno, error.colno)) from None
    except _TwiceError as twice:
        raise _failed(say("answered-twice.key", key=twice.args[0]), name) from None
    except (RecursionError, ValueError) as error:
        raise fail(too_much(error, name)) from None
    if not isinstance(data, dict):
        raise _failed(say("wrong-type.answers-json", given=data), name)
    return AnswersFile(name, data)


class _TwiceError(Exception):
    """A duplicate key in a table, of which JSON would silently keep the last."""


def _table(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise _TwiceError(key)
        table[key] = value
    return table


def open_answers(file: AnswersFile, rubric: Rubric) -> Assessment:
    """Return the answers in a file, taken out of their envelope if they have one.

    Arguments:
        file: The file of the answers.
        rubric: The rubric that will score the answers.

    Raises:
        AnswersError: Something in the envelope is not what it should be.
    """
    own = {*rubric.dimensions, *rubric.questions}
    if file.data.keys() - own >= _OF_RUBRICS and "answers" not in file.data:
        raise _failed(say("other-rubric.itself"), file.name)
    found = open_envelope(file.data, rubric)
    if found.problems:
        raise AnswersError(_located(file, problem, problem.path) for problem in found.problems)
    return Assessment(file, found)


def assess_file(
    rubric: Rubric,
    name: str,
    *,
    facts: Mapping[str, object],
    on: date | None,
    subject: str | None,
    check: bool = True,
) -> Result:
    """Assess the answers in a file; arguments take precedence over the file.

    Arguments:
        rubric: The rubric.
        name: The path of the file; ``-`` is the standard input.
        facts: Facts about the subject.
        on: The day of the assessment; today by default.
        subject: The name of the subject.
        check: Whether to raise an error if answers or facts don't fit.

    Raises:
        AnswersError: The file can't be read, or its content doesn't fit the rubric. Problems have their places.
    """
    read = open_answers(read_answers(name), rubric)
    given = read.given
    try:
        return rubric.assess(
            given.answers,
            facts={**given.facts, **facts},
            on=on or given.on or today(),
            subject=subject or given.subject,
            check=check,
            done=given.done,
        )
    except AnswersError as error:
        raise AnswersError(read.located(error.problems)) from None


@attrs.frozen
class Scoring:
    """The options by which a command scores the answers in files.

    Arguments:
        rubric_id: The id of the rubric, or the path of its file.
        adjust: The function that applies the policies and words of the options to a rubric.
        facts: Facts about the subject.
        on: The day of the assessment; by default the file's, or today.
    """

    rubric_id: str
    adjust: Adjustment
    facts: Mapping[str, str]
    on: date | None

    @cached_property
    def rubric(self) -> Rubric:
        """The rubric.

        Raises:
            RubricError: There is none, or it can't be read.
        """
        return self.adjust(find(self.rubric_id))

    def assess(self, name: str, subject: str | None = None, *, check: bool = True) -> Result:
        """Assess the answers in a file, as :func:`assess_file` does."""
        return assess_file(self.rubric, name, facts=self.facts, on=self.on, subject=subject, check=check)


def scoring_options(command: Command) -> Command:
    """Add the options for the day, facts, policies and words to a command, which gets a :class:`Scoring`."""

    @wraps(command)
    def with_scoring(
        *, rubric_id: str, adjust: Adjustment, facts: Mapping[str, str], on: date | None, **others: object
    ) -> int | None:
        return command(scoring=Scoring(rubric_id, adjust, facts, on), **others)

    return day(facts_option(adjustments(cast(Command, with_scoring))))


def read_result(name: str) -> Result:
    """Read a saved result from a JSON file.

    Arguments:
        name: The path of the file; ``-`` is the standard input.

    Raises:
        AnswersError: The file can't be read, or holds something else.
    """
    file = read_answers(name)
    if not file.is_result:
        raise _failed(say("not-a-result"), file.name)
    try:
        return Result.from_dict(file.data)
    except AnswersError as error:
        raise AnswersError(_located(file, problem, problem.path) for problem in error.problems) from None


def _located(file: AnswersFile, problem: Problem, path: Path) -> Problem:
    """Return a problem with its file and, for TOML, the place of the longest part of a path that exists."""
    place, _ = (None, 0) if file.toml is None else place_of(file.toml, path)
    line, column = place or (None, None)
    return attrs.evolve(problem, file=file.name, line=line, column=column)
