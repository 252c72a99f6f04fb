"""Sheets: files of answers with every question of a rubric, blank or filled in."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

import attrs
import click

from attain._core.data import FrozenDict
from attain._core.messages import phrase
from attain._core.shapes import choices
from attain._core.text import escaped, worded
from attain._format.write import inline
from attain._model.conditions import Value
from attain._plan.fields import Field
from attain._render.labels import named, title_of
from attain._render.layout import Line, broken
from attain._render.sentences import cases_of, terms_of
from attain._rubric import Rubric
from attain._score.result import Answer

from .arguments import RUBRIC_ID, command, find, formats
from .printing import write

Format: TypeAlias = Literal["toml", "json"]
FORMATS: tuple[Format, ...] = choices(Format)

_BLANK = ""
_WIDTH = 100  # the width of a comment
PARTS = ("note", "evidence", "on", "by")
"""The details of an answer."""


@attrs.frozen(kw_only=True)
class AnswerSheet:
    """A file of answers to a rubric.

    Arguments:
        rubric: The rubric.
        answers: The answers, by the full ids of their questions.
        facts: The facts.
        done: The full ids of completed actions.
        subject: The name of the subject.
        on: The day of the assessment.
    """

    rubric: Rubric
    answers: FrozenDict[str, Answer] = FrozenDict()
    facts: FrozenDict[str, Value | None] = FrozenDict()
    done: Sequence[str] = ()
    subject: str | None = None
    on: date | None = None

    def written(self, form: Format) -> str:
        """Return the text of the file; only the answers if the rubric has an id ``answers``.

        Arguments:
            form: The format. TOML has the questions in comments, JSON under the key ``fields``.
        """
        if form == "toml":
            return escaped("".join(f"{line}\n" for line in self._toml()))
        return escaped(json.dumps(self._data(), indent=2, ensure_ascii=False, default=str)) + "\n"

    @property
    def _is_bare(self) -> bool:
        """Whether the file can contain nothing but the answers."""
        return "answers" in {*self.rubric.dimensions, *self.rubric.questions}

    @property
    def _beside(self) -> Mapping[str, object]:
        """The keys that are set, other than answers and facts."""
        own = f"{self.rubric.id}@{self.rubric.version}"
        every = {"rubric": own, "subject": self.subject, "on": self.on, "done": [*self.done]}
        return {key: value for key, value in every.items() if value}

    def _value(self, field: Field) -> object:
        """Return the value of a field in the file, as a table only if it has details; None if it is open."""
        if field.asks == "fact":
            return self.facts.get(field.id)
        answer = self.answers.get(field.id, Answer())
        parts = {part: getattr(answer, part) for part in PARTS if getattr(answer, part) is not None}
        return {"value": answer.value, **parts} if parts else answer.value

    def _tables(self) -> dict[str, dict[str, Field]]:
        """Return the fields by dimension and by their keys there; fields in no table come first.

        A rated dimension has its rating in place of a table of questions.
        """
        tables: dict[str, dict[str, Field]] = {"": {}}
        ids = {field.id for field in self.rubric.fields if field.asks != "fact"}
        for field in self.rubric.fields:
            if field.asks != "fact":
                dimension, _, short = field.id.rpartition(".")
                own = bool(dimension) and dimension not in ids
                tables.setdefault(dimension if own else "", {})[short if own else field.id] = field
        return tables

    def _facts(self) -> Mapping[str, Field]:
        return {field.id: field for field in self.rubric.fields if field.asks == "fact"}

    # ------------------------------------------------------------ JSON

    def _data(self) -> Mapping[str, object]:
        answers: dict[str, object] = {}
        for table, fields in self._tables().items():
            values = {key: self._value(field) for key, field in fields.items()}
            answers.update({table: values} if table else values)
        if self._is_bare:
            return answers
        blank = dict.fromkeys(("rubric", "subject", "on"))
        facts = {id_: self._value(field) for id_, field in self._facts().items()}
        asked = [field.to_dict() for field in self.rubric.fields]
        return {**blank, **self._beside, "facts": facts, "answers": answers, "fields": asked}

    # ------------------------------------------------------------ TOML

    def _toml(self) -> Iterator[str]:
        rubric = self.rubric
        yield from _comment(named(rubric.title, rubric.id, rubric.version))
        yield from _comment(phrase("sheet.answer"))
        yield from _comment(phrase("sheet.more"))
        yield from _comment(phrase("sheet.score"))
        facts = self._facts()
        if self._is_bare:
            yield from _comment(phrase("sheet.no-facts")) if facts else ()
        else:
            yield from self._envelope(facts)
        above = "" if self._is_bare else "answers"
        tables = self._tables()
        for table, fields in tables.items():
            header = ".".join(filter(None, [above, table]))
            if header and (fields or len(tables) == 1):  # without answers, the table is empty
                yield ""
                yield from _comment(title_of(rubric.scope.places[table])) if table else ()
                yield f"[{header}]"
            for key, field in fields.items():
                yield from self._asked(key, field)

    def _envelope(self, facts: Mapping[str, Field]) -> Iterator[str]:
        blank = {"rubric": "", "subject": "", "on": date(2026, 11, 21)}
        for key, value in {**blank, **self._beside}.items():
            line = f"{key} = {inline(value)}"
            yield line if key in self._beside else f"# {line}  # {phrase(f'sheet-key.{key}')}"
        if facts:
            yield ""
            yield "[facts]"
            for id_, field in facts.items():
                yield from self._asked(id_, field)

    def _asked(self, key: str, field: Field) -> Iterator[str]:
        """Yield the question as comments, and the line of the answer."""
        yield ""
        for text in _texts(field):
            yield from _comment(text)
        name = f'"{key}"' if "." in key else key
        yield f"{name} = {inline(_filled(self._value(field)))}"


def _filled(value: object) -> object:
    """Return a value for TOML, which has no null."""
    if isinstance(value, dict):
        return {key: _filled(inner) for key, inner in value.items()}
    return _BLANK if value is None else value


def _texts(field: Field) -> Iterator[str]:
    """Yield the question, help with answering it, and the possible answers."""
    yield field.text
    if field.summary:
        yield field.summary
    if field.kind == "yes-no":
        yield phrase("answer.yes-no", yes=phrase("in-words.yes"), no=phrase("in-words.no"))
    elif field.kind == "choice":
        yield from (f"- {phrase('sheet.option', id=id_, title=title)}" for id_, title in field.options.items())
    yield from terms_of(field)
    if field.not_applicable:
        yield phrase("sheet.not-applicable")
    if field.required:
        yield phrase("sheet.required")
    if field.default is not None:
        yield phrase("sheet.default", default=worded(field.default))
    if cases := cases_of(field):
        yield cases


def _comment(text: str) -> Iterator[str]:
    """Yield a text as lines of comments; no character within it may end a line early."""
    yield from (f"# {line}".rstrip() for line in broken(Line(text), _WIDTH - 2))


@command(
    "sheet",
    {
        "Write a file to answer in": "sheet iamcp-p2p > answers.toml",
        "Write it for a program": "sheet iamcp-p2p --format json > answers.json",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@formats(*FORMATS)
def write_sheet(*, rubric_id: str, form: Format) -> None:
    """Write a blank file of answers.

    The file has a line for every question, fact and rating, by dimension, with what is asked in comments. In JSON, which has no comments,
    the key "fields" describes what is asked. attain score takes the file as it is, with every question open; attain ask fills it in.
    """
    write(AnswerSheet(rubric=find(rubric_id)).written(form))
