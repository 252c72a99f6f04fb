"""Where among the options of a plugin's rule a value stands, so that a problem points at it."""

from collections.abc import Iterator, Mapping

import attrs

from attain._errors import Path
from attain._model.extensions import Rule
from attain._types import kebab


def place_of_option(rule: Rule, path: Path, value: object) -> Path:
    """The path of the first option that holds a value; that of the rule, where none does or the value is None.

    Arguments:
        rule: The rule.
        path: Where it stands in its rubric.
        value: The value.
    """
    if value is None:
        return path
    return next((place for place, given in _inside(rule, path) if _same(given, value)), path)


def held(rule: Rule, given: object) -> bool:
    """Whether an option holds any of the texts in what a rule gives its builder, or, of one with dots, a part of it.

    Arguments:
        rule: The rule.
        given: A name, or conditions.
    """
    return any(place_of_option(rule, (), text) for text in _texts(given))


def _texts(given: object) -> Iterator[str]:
    if isinstance(given, str):
        yield from (given, *given.split("."))
    elif isinstance(given, Mapping):
        yield from _texts([*given, *given.values()])
    elif isinstance(given, list | tuple):
        for each in given:
            yield from _texts(each)


def _inside(given: object, path: Path) -> Iterator[tuple[Path, object]]:
    """What an option holds, and where."""
    yield path, given
    if isinstance(given, Mapping):
        for key, inner in given.items():
            yield (*path, key), key
            if isinstance(inner, Mapping):  # TOML reads the id of a question as tables within each other
                yield from (((*path, key, short), f"{key}.{short}") for short in inner)
            yield from _inside(inner, (*path, key))
    elif isinstance(given, tuple):
        for position, inner in enumerate(given):
            yield from _inside(inner, (*path, position))
    elif attrs.has(cls := type(given)):
        for field in attrs.fields(cls):
            yield from _inside(getattr(given, field.name), (*path, kebab(field.name)))


def _same(given: object, value: object) -> bool:
    return given == value and isinstance(given, bool) is isinstance(value, bool)
