"""A rubric back to plain tables and to TOML; what is written reads back equal."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeGuard  # Any: the tables to be laid out hold anything

import attrs

from attain._core.text import escaped
from attain._core.types import kebab
from attain._model.bands import Band
from attain._model.conditions import Value, write_requires
from attain._model.dates import Period
from attain._model.extensions import Policy, RuleData
from attain._model.parts import Fact, Ladder, Level, NotApplicable, Option, Question
from attain._model.points import Curve, Per, Ranges, write_points
from attain._model.rubric import RubricData, Rules
from attain._model.words import Noun, write_terms

FORMAT = 1
"""The version of the file format: the value of ``attain``."""

SHORT: Mapping[type, str] = {Question: "text", Fact: "text", Level: "title", Option: "points"}
"""What a value that stands for a whole table is: ``nda = "…"`` is the text of a question."""

_SET_BY_THE_RUBRIC: Mapping[type, tuple[str, ...]] = {Level: ("rank", "scale")}

_FIRST = ("id", "version", "title", "text", "summary", "source", "interpretation", "terms")
_LAST = ("levels", "defaults", "facts", "scales", "requires", "descriptors", "questions", "dimensions", "examples")
_LONGEST_LINE = 100


@cache
def file_fields(cls: type[attrs.AttrsInstance]) -> Mapping[str, "attrs.Attribute[Any]"]:
    """The fields of a class of the model that stand in files, by the key they have there, in the order to write them.

    Arguments:
        cls: The class.

    >>> list(file_fields(Level))
    ['id', 'title', 'summary', 'source']
    """
    left_out = _SET_BY_THE_RUBRIC.get(cls, ())
    fields = {kebab(field.name): field for field in attrs.fields(cls) if field.init and field.name not in left_out}
    middle = [key for key in fields if key not in _FIRST and key not in _LAST]
    return {key: fields[key] for key in (*_FIRST, *middle, *_LAST) if key in fields}


@cache
def _defaults(cls: type[attrs.AttrsInstance]) -> Mapping[str, object]:
    made = {key: getattr(field.default, "factory", None) for key, field in file_fields(cls).items()}
    return {key: make() if (make := made[key]) else field.default for key, field in file_fields(cls).items()}


def to_dict(rubric: RubricData) -> dict[str, object]:
    """A rubric as plain data, fit for JSON: levels and options as lists of tables with an ``id``, dates as text.

    Arguments:
        rubric: The rubric.

    >>> to_dict(_tiny())["levels"]
    [{'id': 'none'}, {'id': 'some', 'title': 'Some'}]
    """
    return {"attain": FORMAT, **_table(rubric, toml=False)}


def to_toml(rubric: RubricData) -> str:
    """A rubric as a TOML file that people can read on with. An answer of None in an example becomes ``"unknown"``.

    Arguments:
        rubric: The rubric.

    >>> print(to_toml(_tiny()))
    attain = 1
    id = "tiny"
    version = "1"
    title = "Tiny"
    bands = { none = "0", some = "1+" }
    <BLANKLINE>
    [levels]
    none = {}
    some = "Some"
    <BLANKLINE>
    [questions]
    plan = "Is there a plan?"
    <BLANKLINE>
    """
    return escaped("".join(_section({"attain": FORMAT, **_table(rubric, toml=True)}, "")))


def _tiny() -> RubricData:
    """The rubric of the examples above."""
    return RubricData(
        id="tiny",
        version="1",
        title="Tiny",
        levels=[Level("none"), Level("some", "Some")],
        bands={"none": "0", "some": "1+"},
        questions={"plan": Question("Is there a plan?")},
    )


def _table(thing: attrs.AttrsInstance, *, toml: bool) -> dict[str, object]:
    """What differs from the defaults; of a ladder everything, as an empty table would say too little."""
    table: dict[str, object] = {}
    defaults = _defaults(type(thing))
    for key, field in file_fields(type(thing)).items():
        value = getattr(thing, field.name)
        if key == "requires" and isinstance(thing, Rules) and value is not None:
            table[key] = write_requires(value)
        elif key == "terms" and isinstance(thing, RubricData) and value:
            table[key] = write_terms(value)
        elif key == "applies-when" and not isinstance(thing, RuleData) and value:
            table[key] = _facts(value)
        elif value != defaults[key] or isinstance(thing, Ladder):
            table[key] = plain(value, toml=toml)
    return table


def _facts(table: Mapping[str, tuple[Value, ...]]) -> dict[str, object]:
    return {name: values[0] if len(values) == 1 else list(values) for name, values in table.items()}


def plain(value: object, *, toml: bool) -> object:
    """A value of the model as plain data, as a file has it.

    Arguments:
        value: The value.
        toml: Whether for TOML, which has dates and no null, and where what has a short form is short; else for JSON.

    >>> import attain
    >>> plain(attain.Level("gold", "Gold"), toml=True), plain(attain.Level("gold", "Gold"), toml=False)
    ('Gold', {'id': 'gold', 'title': 'Gold'})
    """
    match value:
        case None if toml:
            return "unknown"
        case Period() | Policy():
            return str(value)
        case RuleData():
            return {"kind": value.kind, **_table(value, toml=toml)}
        case Band():
            return value.text
        case Per() | Curve() | Ranges():
            return write_points(value)
        case Noun():
            return write_terms({"": value})[""]
        case NotApplicable(as_=treatment, needs=()):
            return treatment
        case date() if not toml:
            return value.isoformat()
        case Mapping():
            return {key: plain(inner, toml=toml) for key, inner in value.items()}
        case (Level() | Option(), *_) if toml:
            return {member.id: plain(member, toml=toml) for member in value if isinstance(member, Level | Option)}
        case tuple():
            return [plain(inner, toml=toml) for inner in value]
        case _ if _is_attrs(value):
            table = _table(value, toml=toml)
            return _short(type(value), table) if toml else table
        case _:
            return value


def _is_attrs(value: object) -> TypeGuard[attrs.AttrsInstance]:
    return attrs.has(type(value))


def _short(cls: type, table: dict[str, object]) -> object:
    """A table that stands under its id, or the one value that can stand for it."""
    short = SHORT.get(cls)
    kept = {key: value for key, value in table.items() if key != "id" or short is None}
    return kept[short] if short and list(kept) == [short] else kept


def _section(table: Mapping[str, Any], name: str, header: str = "", apart: tuple[str, ...] = _LAST) -> Iterator[str]:
    """A table whose keys are fields, so that their order means nothing: first what fits on lines, then the rest."""
    yield header
    later: list[tuple[str, str, Any]] = []
    for key, value in table.items():
        line = "" if key in apart else _line(key, value)
        if key in apart or (isinstance(value, dict) and len(line) > _LONGEST_LINE):
            later.append((f"{name}.{key}" if name else key, key, value))
        else:
            yield line
    for inner, key, value in later:
        if key == "examples":
            for example in value:
                yield from _section(example, inner, f"\n[[{inner}]]\n", ())
        elif key in ("dimensions", "scales"):
            for identifier, element in value.items():
                yield from _section(element, f"{inner}.{identifier}", f"\n[{inner}.{identifier}]\n")
        elif key == "defaults":
            yield from _section(value, inner, f"\n[{inner}]\n")
        else:
            yield f"\n[{inner}]\n"
            yield from (_line(identifier, element) for identifier, element in value.items())


def _line(key: str, value: object) -> str:
    """A key and its value; only text of several lines and a list of tables take more than one line."""
    from tomli_w import dumps

    if isinstance(value, str) and "\r" not in value:
        return dumps({key: value}, multiline_strings=True)
    if isinstance(value, list) and any(isinstance(element, dict) for element in value):
        return f"{_key(key)} = [\n" + "".join(f"    {inline(element)},\n" for element in value) + "]\n"
    return f"{_key(key)} = {inline(value)}\n"


def inline(value: object) -> str:
    """A value on one line of TOML.

    >>> inline({"low": "0", "high": [1, 2.5]})
    '{ low = "0", high = [1, 2.5] }'
    """
    from tomli_w import dumps

    if isinstance(value, dict):
        entries = ", ".join(f"{_key(key)} = {inline(inner)}" for key, inner in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    return dumps({"x": value}).removeprefix("x = ").removesuffix("\n")


def _key(key: str) -> str:
    from tomli_w import dumps

    return dumps({key: 0}).removesuffix(" = 0\n")
