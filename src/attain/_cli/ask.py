"""The command that asks the questions of a rubric one by one in a terminal, and saves the answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TypeVar

import attrs
import click

from attain._core.data import FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, phrase, say
from attain._core.text import worded
from attain._core.types import is_ambiguous
from attain._interview import Interview
from attain._model.parts import Level
from attain._model.words import normal
from attain._plan.fields import Field
from attain._render.labels import named, title_of
from attain._render.layout import Block, Line, clean
from attain._render.pages import result_page
from attain._render.sentences import terms_of
from attain._results import Result
from attain._rubric import Rubric
from attain._score.result import Answer

from .answers_file import AnswersFile, Assessment, Scoring, open_answers, read_answers, scoring_options
from .arguments import FILE, ONE, RUBRIC_ID, command, option, today
from .files import content, replace
from .printing import log, show
from .prompts import choose, is_terminal, quiet, type_in
from .sheet import FORMATS, PARTS, AnswerSheet, Format

Taken = TypeVar("Taken")


class Turn(Enum):
    """The commands that the user can type instead of an answer."""

    SKIP = "skip"
    BACK = "back"
    STOP = "stop"

    def __str__(self) -> str:
        return phrase(f"turn.{self.value}")


def parse_file(_context: click.Context, parameter: click.Parameter, given: str) -> Path:
    """Return the path of a file; its ending determines the format."""
    if not given.lower().endswith(_ENDINGS):
        wrong = phrase("usage.answers-file", given=given, endings=_ENDINGS)
        raise click.BadParameter(wrong, param=parameter)
    return Path(given)


_ENDINGS = tuple(f".{form}" for form in FORMATS)
_ASKED = "What to ask"


@command(
    "ask",
    {
        "Start an interview, or resume it": "ask iamcp-p2p answers.toml",
        "Ask only what decides two levels": "ask iamcp-p2p answers.toml --of agreement --of geography",
        "Ask every question": 'ask iamcp-p2p answers.toml --all --subject "Example Ltd"',
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@click.argument("file", metavar="FILE", type=FILE, callback=parse_file)
@option(
    "--of",
    group=_ASKED,
    multiple=True,
    metavar="DIMENSION",
    help='A dimension whose level you want, or "" for the overall level; can be repeated; all by default.',
)
@option("--all", "every", group=_ASKED, is_flag=True, help="Ask every open question, even if it can't change a level.")
@option("--subject", group=ONE, help="The name of the subject.")
@scoring_options
def ask(
    *,
    scoring: Scoring,
    file: Path,
    of: Sequence[str],
    every: bool,
    subject: str | None,
) -> None:
    """Ask the questions of a rubric, one at a time.

    attain asks in the terminal until no open question can change a level, and then shows the result as attain score does. You can skip
    a question, go back, and stop at any time. If the rubric has no levels, attain asks every question.

    attain saves every answer in FILE, .toml or .json. If FILE exists, attain keeps the answers in it and asks the open questions. FILE has the
    layout that attain sheet writes; your own comments in it are lost. If something else changes FILE while attain asks, attain leaves it
    as it is and stops.
    """
    if not is_terminal():
        raise click.UsageError(phrase("usage.no-terminal", rubric=scoring.rubric_id))
    rubric = scoring.rubric
    every = every or not rubric.levels  # otherwise attain would ask nothing
    saved = content(file)
    sheet, interview = _begun(scoring, file, subject, of, every=every)
    if saved is None:
        saved = _save(file, sheet, None)  # to report a file that can't be written before the first answer
    show([Line(named(rubric.title, rubric.id, rubric.version), role="title")])
    show([Line(phrase("ask.start", file=str(file)))])
    try:
        with quiet():
            sheet, interview = _conducted(file, saved, sheet, interview)
    except KeyboardInterrupt:
        log("note", phrase("ask.saved", file=str(file)))
        raise
    result = rubric.assess(
        sheet.answers, facts=sheet.facts, on=interview.on, subject=sheet.subject, check=False, done=sheet.done
    )
    show([Line(), *result_page(result), *_end(file, interview, result)])


def _begun(
    scoring: Scoring, file: Path, subject: str | None, of: Sequence[str], *, every: bool
) -> tuple[AnswerSheet, Interview]:
    """Return the present content of a file, and an interview that continues from it.

    Raises:
        AnswersError: The file can't be read, or its content doesn't fit the rubric. Problems have their places.
        click.UsageError: It is a saved result.
    """
    rubric = scoring.rubric
    read = _read(rubric, file)
    given = read.given
    stated, on = {**given.facts, **scoring.facts}, scoring.on or given.on
    day = on or today()
    before = rubric.assess(given.answers, facts=stated, on=day, check=False, done=given.done)
    if wrong := [problem for problem in before.problems if problem.code != "missing-fact"]:
        raise AnswersError(read.located(wrong))
    interview = rubric.interview(given.answers, facts=stated, of=of or None, every=every, on=day)
    sheet = AnswerSheet(
        rubric=rubric,
        answers=before.answers,
        facts=FrozenDict({id_: before.facts[id_] for id_ in interview.known_facts}),
        done=given.done,
        subject=clean(subject or "") or given.subject,
        on=on,
    )
    return sheet, interview


def _read(rubric: Rubric, file: Path) -> Assessment:
    """Return the content of a file; an empty assessment if the file does not exist.

    Raises:
        AnswersError: It can't be read.
        click.UsageError: It is a saved result.
    """
    if not file.exists():
        return Assessment(AnswersFile(str(file), {}))
    found = open_answers(read_answers(str(file)), rubric)
    if found.file.is_result:
        raise click.UsageError(phrase("usage.saved-result", given=str(file)))
    return found


def _save(file: Path, sheet: AnswerSheet, before: bytes | None) -> bytes:
    """Write a file of answers, and return its content.

    Arguments:
        file: The file.
        sheet: The answers to write.
        before: The expected present content; None if there was no file.

    Raises:
        click.ClickException: It can't be written, or something else has changed it, and that would be lost.
    """
    if content(file) not in (None, before):
        raise click.ClickException(phrase("ask.changed", file=str(file)))
    form: Format = "json" if file.name.lower().endswith(".json") else "toml"
    text = sheet.written(form)
    replace(file, text)
    return text.encode()


def _conducted(file: Path, saved: bytes, sheet: AnswerSheet, interview: Interview) -> tuple[AnswerSheet, Interview]:
    """Conduct an interview, and return the answers and the interview at its end.

    Each answer is saved at once. Going back removes none of them.
    """
    while (field := interview.field) is not None:
        show(_asked(sheet.rubric, interview, field))
        try:
            after = _reply(interview, field, sheet)
        except EOFError:
            return sheet, interview
        if after is None:
            return sheet, interview
        if len(after.replies) > len(interview.replies):
            sheet = _kept(sheet, after, field)
            saved = _save(file, sheet, saved)
        before = _decided(interview)
        for id_, level in _decided(after).items():
            if id_ not in before:
                show([Line(phrase("ask.decided", title=_title(sheet.rubric, id_), level=str(level)), 2)])
        interview = after
    return sheet, interview


def _kept(sheet: AnswerSheet, after: Interview, field: Field) -> AnswerSheet:
    """Return the sheet to keep after a reply to a field."""
    if field.asks != "fact":
        answer = after.result.answers[field.id]
        if field.id not in after.answers:  # skipped, but a note may explain it
            answer = attrs.evolve(sheet.answers[field.id], value=None, state="open", reason="unanswered")
        return attrs.evolve(sheet, answers=FrozenDict({**sheet.answers, field.id: answer}))
    value = after.result.facts[field.id] if field.id in after.facts else None
    return attrs.evolve(sheet, facts=FrozenDict({**sheet.facts, field.id: value}))


def _title(rubric: Rubric, id_: str) -> str:
    return title_of(rubric.scope.places[id_])


def _decided(interview: Interview) -> Mapping[str, Level]:
    """Return the levels that are certain even if skipped questions are answered; none while facts are open."""
    if interview.open and interview.open[0].asks == "fact":
        return {}
    result = interview.result
    found = {id_: result[id_] if id_ else result.root for id_ in interview.of}
    return {id_: each.level for id_, each in found.items() if each.level is not None and each.low == each.high}


def _asked(rubric: Rubric, interview: Interview, field: Field) -> Iterator[Block]:
    """Yield the question and the progress of the interview."""
    yield Line()
    place = phrase("ask.fact") if field.asks == "fact" else _place(rubric, field)
    number, left = len(interview.replies) + 1, len(interview.open) - 1
    more = phrase("ask.left", left=left) if left else phrase("ask.last")
    yield Line(phrase("ask.question", place=place, number=number, left=more), role="note")
    yield Line(phrase("page.rate") if field.asks == "rating" else field.text, role="title")
    if field.summary:
        yield Line(field.summary)
    yield from map(Line, terms_of(field))
    if field.default is not None:
        yield Line(phrase("sheet.default", default=_title_of(field, worded(field.default))))


def _place(rubric: Rubric, field: Field) -> str:
    """Return the title of a question's dimension, or of the rubric."""
    return _title(rubric, field.dimension) if field.dimension else rubric.title


def _reply(interview: Interview, field: Field, sheet: AnswerSheet) -> Interview | None:
    """Return the interview after the user's reply to a field; None if the user stops.

    Raises:
        EOFError: The user has nothing more to say.
    """
    before = Answer() if field.asks == "fact" else sheet.answers[field.id]
    value = sheet.facts.get(field.id) if field.asks == "fact" else before.value
    turns = [Turn.STOP]
    if interview.replies:
        turns.insert(0, Turn.BACK)
    if not field.required:
        turns.insert(0, Turn.SKIP)
    entered = _entered(
        interview, field, "" if value is None else worded(value), turns, _progress(sheet.rubric, interview)
    )
    show([Line(phrase("ask.replied", text=entered if isinstance(entered, Turn) else _title_of(field, entered)), 2)])
    match entered:
        case Turn.STOP:
            return None
        case Turn.BACK:
            return interview.back()
        case Turn.SKIP:
            return interview.skip()
        case _:
            return _detailed(interview, field, entered, before)


def _progress(rubric: Rubric, interview: Interview) -> Sequence[str]:
    levels = [
        phrase("ask.level", title=_title(rubric, id_), level=str(level)) for id_, level in _decided(interview).items()
    ]
    return [phrase("ask.levels", levels=tuple(levels))] if levels else []


def _entered(
    interview: Interview, field: Field, before: str, turns: Sequence[Turn], notes: Sequence[str]
) -> str | Turn:
    """Return a fitting answer or a command that the user types; at first, the previous answer is chosen."""
    if field.kind == "number":
        words = {normal(str(turn)): turn for turn in turns} | ({"": Turn.SKIP} if Turn.SKIP in turns else {})

        def take(text: str) -> str | Turn:
            turn = words.get(normal(text))
            if turn is None:
                if is_ambiguous(text) and text != before:
                    raise AnswersError([Problem.of(_ambiguous(text), (field.id,))])
                interview.answer(text)
            return turn or text

        return _typed(phrase("ask.number"), before, [*notes, phrase("ask.type", words=(*map(str, turns),))], take)
    answers = {**field.options, **({"n/a": phrase("page.not-applicable")} if field.not_applicable else {})}
    at = [*answers].index(before) if before in answers else None
    items: list[tuple[str | Turn, str]] = [*answers.items(), *((turn, str(turn)) for turn in turns)]
    return choose(items, at, [*notes, phrase("ask.choose")])


def _ambiguous(text: str) -> Message:
    """Return the problem of a number such as 1.500, with its two meanings spelt unmistakably."""
    whole, _, decimals = text.strip().partition(".")
    point = f"{whole}.{decimals}0" if decimals.strip("0") else whole
    return say("answer-value.ambiguous", given=text.strip(), point=point, thousands=f"{whole}{decimals}")


def _title_of(field: Field, value: str) -> str:
    return phrase("page.not-applicable") if value == "n/a" else field.options.get(value, value)


def _typed(before: str, text: str, notes: Sequence[str], take: Callable[[str], Taken]) -> Taken:
    """Let the user type until the text is accepted, and show below it the problem and the fix of a refused one."""
    wrong: Sequence[str] = ()
    while True:
        text = clean(type_in(before, text, [*wrong, *notes]))
        try:
            return take(text)
        except AnswersError as error:
            problem = error.problems[0]
            wrong = [each for each in (problem.message, problem.hint) if each]


def _detailed(interview: Interview, field: Field, value: str, before: Answer) -> Interview:
    """Return the interview after an answer with all its needs, and with the details of the previous answer."""
    answer = interview.answer(value).result.answers[field.id] if field.asks != "fact" else Answer()
    parts: dict[str, object] = {part: getattr(before, part) for part in PARTS if getattr(before, part) is not None}
    for need in field.needs:
        if need in (answer.reason or ""):
            label = phrase(f"ask-for.{need}")
            parts[need] = _typed(label, clean(str(parts.get(need, ""))), [phrase("ask.without")], str)
            show([Line(f"{label} {parts[need]}", 2)])
    if field.valid_for and answer.value not in (None, "n/a"):
        label = phrase("ask.day")

        def dated(text: str) -> str:
            interview.answer({"value": value, **parts, "on": text})
            return text

        parts["on"] = _typed(label, str(parts.get("on") or interview.on), [phrase("ask.keep")], dated)
        show([Line(f"{label} {parts['on']}", 2)])
    return interview.answer({"value": value, **parts} if parts else value)


def _end(file: Path, interview: Interview, result: Result) -> Iterator[Block]:
    """Yield whether anything is left to ask, and the file of the answers."""
    fields = (
        field for field in interview.assessor.rubric.fields if field.asks != "fact" and field.applies(result.facts)
    )
    left = sum(result.answers[field.id].reason == "unanswered" for field in fields)
    yield Line()
    if not interview.is_done or (interview.every and left):
        yield Line(phrase("ask.go-on"))
    elif left:
        yield Line(phrase("ask.done", count=left))
    yield Line(phrase("ask.saved", file=str(file)))
