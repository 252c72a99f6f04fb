"""A set of answers as it is sent or stored: plain, or in an envelope with facts, the subject and the day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import attrs

from attain._core.data import Data
from attain._core.errors import AnswersError, Path, Problem
from attain._core.messages import Message, say
from attain._core.names import nearest
from attain._model.rubric import RubricData

from .answers import must_be_table, no_day, read_day, unfit_ids

KEYS = ("answers", "facts", "done", "subject", "on", "rubric")
"""The keys of an envelope, the answers first."""

_DESCRIBED = "fields"
"""The key with descriptions of the questions; nothing reads it."""

SAVED = frozenset({"attain", "levels", "root", "version"})
"""The keys of a saved result, whose answers can be scored again."""


@attrs.frozen(eq=False, repr=False)
class AnswerSet(Data):
    """The answers of one subject, with facts, the subject and the day.

    Arguments:
        answers: The answers, flat or nested.
        facts: The facts, by id.
        done: The full ids of the completed actions.
        subject: The name of the subject; None if not given.
        on: The day of the assessment; None if not given.
        within: The keys that lead to the answers.
        problems: The problems with the envelope; anything that does not fit is left out.
    """

    answers: Mapping[str, object]
    facts: Mapping[str, object] = attrs.field(factory=dict)
    done: Sequence[str] = ()
    subject: str | None = None
    on: date | None = None
    within: Path = ()
    problems: tuple[Problem, ...] = ()


def open_envelope(data: object, rubric: RubricData) -> AnswerSet:
    """Take answers out of their envelope, if they are in one: a table with the key ``answers``.

    Arguments:
        data: The answers, or the envelope.
        rubric: The rubric that will score the answers. A key that is the id of one of its dimensions or questions is
            not a key of an envelope.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> found = open_envelope({"answers": {"agreement.nda": True}, "subject": "Example Ltd", "on": "soon"}, p2p)
    >>> found.answers, found.subject, [problem.path for problem in found.problems]
    ({'agreement.nda': True}, 'Example Ltd', [('on',)])
    """
    if isinstance(data, dict) and data.keys().isdisjoint(KEYS):  # as in nearly all cases
        return AnswerSet(data)
    try:
        table = must_be_table(data, "answers")
    except AnswersError as error:
        return AnswerSet({}, problems=tuple(error.problems))
    keys = [key for key in KEYS if key in table and key not in rubric.dimensions and key not in rubric.questions]
    if not keys:
        return AnswerSet(table)
    if keys[0] != KEYS[0]:
        problems = tuple(Problem.of(say("unknown-key.beside", key=key), (key,)) for key in keys)
        return AnswerSet({key: answer for key, answer in table.items() if key not in keys}, problems=problems)
    return _Envelope(table).opened(rubric)


class _Envelope:
    """Reads the contents of an envelope, and notes its problems."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data
        self.problems: list[Problem] = []

    def opened(self, rubric: RubricData) -> AnswerSet:
        """Return the contents of the envelope."""
        answers, facts, done = self._table("answers"), self._table("facts"), self._ids("done")
        subject, on = self._text("subject"), self._day("on")
        self._check(rubric)
        return AnswerSet(answers, facts, done, subject, on, within=("answers",), problems=tuple(self.problems))

    def _note(self, what: Message, key: str, fix: Message | None = None) -> None:
        self.problems.append(Problem.of(what, (key,), fix))

    def _table(self, key: str) -> Mapping[str, object]:
        value = self.data.get(key, {})
        if isinstance(value, Mapping):
            return value
        self._note(say("wrong-type.table", given=value), key)
        return {}

    def _ids(self, key: str) -> Sequence[str]:
        value = self.data.get(key, [])
        if wrong := unfit_ids(value):
            self.problems.append(wrong)
            return ()
        return cast(Sequence[str], value)

    def _text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is None or isinstance(value, str):
            return value
        self._note(say("wrong-type.text", given=value), key)
        return None

    def _day(self, key: str) -> date | None:
        value = self.data.get(key)
        day = read_day(value)
        if day is None and value is not None:
            error = no_day(value)
            self._note(error.what, key, error.fix)
        return day

    def _check(self, rubric: RubricData) -> None:
        """Note keys that nothing reads, and answers for another rubric."""
        for key in () if self.data.keys() >= SAVED else map(str, self.data):
            if key not in (*KEYS, _DESCRIBED):
                beside = say("fix.envelope", keys=KEYS[1:])
                self._note(say("unknown-key", key=key), key, nearest(key, KEYS, found=len(self.problems)) or beside)
        named = self._text("rubric")
        if named not in (None, rubric.id, own := f"{rubric.id}@{rubric.version}"):
            self._note(say("other-rubric", named=named, own=own), "rubric")
