"""A form for a rubric: its sections, the submitted answers, and each problem beside the field that caused it."""

from collections.abc import Iterator, Mapping
from itertools import groupby

import attrs

import attain

LONGEST = 2_000  # characters in an answer, a note or a piece of evidence
MOST_REPORTED = 10  # unknown fields to report


@attrs.frozen
class Section:
    """Fields that belong together."""

    title: str
    summary: str | None
    fields: tuple[attain.Field, ...]


def sections(rubric: attain.Rubric) -> Iterator[Section]:
    """Yield a section for the facts, for the top-level questions, and for every dimension with fields."""
    for (facts, dimension), fields in groupby(rubric.fields, lambda field: (field.asks == "fact", field.dimension)):
        rules = rubric.dimensions[dimension] if dimension else rubric
        about = f"About the {rubric.terms.get('subject', 'subject')}"
        title = about if facts else rules.title or str(dimension).replace("-", " ").capitalize()
        yield Section(title, rules.summary if dimension else None, tuple(fields))


def control(field: attain.Field, part: str = "value") -> str:
    """Return the name of the control for a field, or for the note or the evidence beside it."""
    return f"{'fact' if field.asks == 'fact' else 'answer'}:{field.id}:{part}"


def asked_where(field: attain.Field) -> str:
    """Describe the facts under which a field is asked."""
    return ", or where ".join(
        " and ".join(f"{name.replace('-', ' ')} is {' or '.join(map(said, values))}" for name, values in case.items())
        for case in field.applies_when
    )


def said(value: object) -> str:
    """Return a value as people write it, or the state of an answer that has no value."""
    if isinstance(value, attain.Answer):
        return said(value.value) if value.state == "answered" else value.state
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def blank(rubric: attain.Rubric) -> dict[str, str]:
    """Return the content of an empty form: the defaults of the facts."""
    return {control(field): said(field.default) for field in rubric.fields if field.default is not None}


@attrs.frozen
class Filled:
    """The content of a submitted form, as :meth:`attain.Rubric.assess` accepts it."""

    answers: dict[str, object]
    facts: dict[str, object]


def read(rubric: attain.Rubric, form: Mapping[str, str]) -> Filled:
    """Return the answers and facts in a submitted form."""
    filled = Filled({}, {})
    for field in rubric.fields:
        given: dict[str, object] = {part: form.get(control(field, part), "") for part in ("value", *field.needs)}
        if field.asks == "fact":
            filled.facts[field.id] = given["value"]
        else:
            filled.answers[field.id] = given if field.needs else given["value"]
    return filled


def controls(rubric: attain.Rubric) -> dict[tuple[str | int, ...], str]:
    """Return the control for each field, note and piece of evidence, by the path that attain reports for it."""
    found: dict[tuple[str | int, ...], str] = {}
    for field in rubric.fields:
        path: tuple[str, ...] = ("facts", field.id) if field.asks == "fact" else (field.id,)
        found[path] = control(field)
        for need in field.needs:
            found[(*path, need)] = control(field, need)
    return found


def unknown(rubric: attain.Rubric, form: Mapping[str, str]) -> dict[str, list[str]]:
    """Report fields that the rubric does not ask, for example because the rubric changed after the form was opened."""
    there = {"subject", "on", *controls(rubric).values()}
    found = [f"the form does not ask {name!r}; reload the form" for name in form if name not in there]
    return {"": found[:MOST_REPORTED]} if found else {}


def too_long(form: Mapping[str, str]) -> dict[str, list[str]]:
    """Report texts that are too long, by control."""
    return {name: [f"is longer than {LONGEST:,} characters"] for name, text in form.items() if len(text) > LONGEST}


def faults(rubric: attain.Rubric, error: attain.AttainError) -> dict[str, list[str]]:
    """Return the messages of an error by the control that caused them; general messages are under ""."""
    paths = controls(rubric)
    found: dict[str, list[str]] = {}
    for problem in error.problems:
        message = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
        found.setdefault(paths.get(problem.path, ""), []).append(message)
    return found
