"""A form made from a rubric: its sections, what was filled in, and what is wrong with it beside the field that caused it."""

from collections.abc import Iterator, Mapping
from itertools import groupby

import attrs

import attain

LONGEST = 2_000  # characters of one answer, note or piece of evidence
MOST_TOLD = 10  # fields that no form has


@attrs.frozen
class Section:
    """Fields that belong together."""

    title: str
    summary: str | None
    fields: tuple[attain.Field, ...]


def sections(rubric: attain.Rubric) -> Iterator[Section]:
    """The facts, what is asked at the top, and every dimension that asks something."""
    for (facts, dimension), fields in groupby(rubric.fields, lambda field: (field.asks == "fact", field.dimension)):
        rules = rubric.dimensions[dimension] if dimension else rubric
        about = f"About the {rubric.terms.get('subject', 'subject')}"
        title = about if facts else rules.title or str(dimension).replace("-", " ").capitalize()
        yield Section(title, rules.summary if dimension else None, tuple(fields))


def control(field: attain.Field, part: str = "value") -> str:
    """The name of the control for a field, or for the note or the evidence beside it."""
    return f"{'fact' if field.asks == 'fact' else 'answer'}:{field.id}:{part}"


def asked_where(field: attain.Field) -> str:
    """The facts under which a field is asked, in words."""
    return ", or where ".join(
        " and ".join(f"{name.replace('-', ' ')} is {' or '.join(map(said, values))}" for name, values in case.items())
        for case in field.applies_when
    )


def said(value: object) -> str:
    """A value as people write it; of an answer without one, why."""
    if isinstance(value, attain.Answer):
        return said(value.value) if value.state == "answered" else value.state
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def blank(rubric: attain.Rubric) -> dict[str, str]:
    """The content of the form before anyone has filled it in: the defaults of the facts."""
    return {control(field): said(field.default) for field in rubric.fields if field.default is not None}


@attrs.frozen
class Filled:
    """What was filled in, as :meth:`attain.Rubric.assess` takes it."""

    answers: dict[str, object]
    facts: dict[str, object]


def read(rubric: attain.Rubric, form: Mapping[str, str]) -> Filled:
    """Take the answers and facts from a form."""
    filled = Filled({}, {})
    for field in rubric.fields:
        given: dict[str, object] = {part: form.get(control(field, part), "") for part in ("value", *field.needs)}
        if field.asks == "fact":
            filled.facts[field.id] = given["value"]
        else:
            filled.answers[field.id] = given if field.needs else given["value"]
    return filled


def controls(rubric: attain.Rubric) -> dict[tuple[str | int, ...], str]:
    """The control of each field and of what is beside it, by the path under which attain reports it."""
    found: dict[tuple[str | int, ...], str] = {}
    for field in rubric.fields:
        path: tuple[str, ...] = ("facts", field.id) if field.asks == "fact" else (field.id,)
        found[path] = control(field)
        for need in field.needs:
            found[(*path, need)] = control(field, need)
    return found


def unknown(rubric: attain.Rubric, form: Mapping[str, str]) -> dict[str, list[str]]:
    """What the form does not ask, as where another rubric was there when it was opened; nothing of it is dropped unsaid."""
    there = {"subject", "on", *controls(rubric).values()}
    told = [f"the form does not ask {name!r}; open it anew" for name in form if name not in there]
    return {"": told[:MOST_TOLD]} if told else {}


def too_long(form: Mapping[str, str]) -> dict[str, list[str]]:
    """What is longer than anyone writes, by control."""
    return {name: [f"is longer than {LONGEST:,} characters"] for name, text in form.items() if len(text) > LONGEST}


def faults(rubric: attain.Rubric, error: attain.AttainError) -> dict[str, list[str]]:
    """What is wrong, by the control that caused it; under "" what no single one did."""
    paths = controls(rubric)
    found: dict[str, list[str]] = {}
    for problem in error.problems:
        told = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
        found.setdefault(paths.get(problem.path, ""), []).append(told)
    return found
