"""A rubric as plain tables and as TOML, which read back equal."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeGuard  # Any: the tables to write contain values of any type

import attrs

from attain._core.shapes import APART, Record, Written, by_id, file_fields
from attain._core.text import escaped
from attain._model.extensions import RuleData
from attain._model.parts import Level, Question
from attain._model.rubric import RubricData

FORMAT = 1
"""The version of the file format: the value of ``attain``."""


_LONGEST_LINE = 100


def to_dict(rubric: RubricData) -> dict[str, object]:
    """Return a rubric as plain data for JSON: levels and options as lists of tables with an ``id``, dates as text.

    >>> to_dict(_tiny())["levels"]
    [{'id': 'none'}, {'id': 'some', 'title': 'Some'}]
    """
    return {"attain": FORMAT, **_table(rubric, toml=False)}


def to_toml(rubric: RubricData) -> str:
    """Return a rubric as a TOML file that people can edit. An answer of None in an example becomes ``"unknown"``.

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
    """Return the rubric in the examples above."""
    return RubricData(
        id="tiny",
        version="1",
        title="Tiny",
        levels=[Level("none"), Level("some", "Some")],
        bands={"none": "0", "some": "1+"},
        questions={"plan": Question("Is there a plan?")},
    )


def _table(thing: attrs.AttrsInstance, *, toml: bool) -> dict[str, object]:
    """Return the keys whose values differ from their defaults."""
    table: dict[str, object] = {"kind": thing.kind} if isinstance(thing, RuleData) else {}
    for key, field in file_fields(type(thing)).items():
        value = getattr(thing, field.name)
        if field.always or value != field.default:
            table[key] = field.write(value) if field.write and value is not None else plain(value, toml=toml)
    return table


def plain(value: object, *, toml: bool) -> object:
    """Return a value of the model as plain data, as in a file.

    Arguments:
        value: The value.
        toml: Whether the data is for TOML, which has dates, short forms and no null; otherwise it is for JSON.

    >>> import attain
    >>> plain(attain.Level("gold", "Gold"), toml=True), plain(attain.Level("gold", "Gold"), toml=False)
    ('Gold', {'id': 'gold', 'title': 'Gold'})
    >>> plain(None, toml=True)
    'unknown'
    """
    match value:
        case None if toml:
            return "unknown"
        case date() if not toml:
            return value.isoformat()
        case Mapping():
            return {key: plain(inner, toml=toml) for key, inner in value.items()}
        case tuple():
            return _listed(value, toml=toml)
        case Written():
            return value.written()
        case _ if _is_attrs(value):
            return _short(value, toml=toml)
        case _:
            return value


def _listed(values: tuple[object, ...], *, toml: bool) -> object:
    """Return a list; for TOML, a table keyed by ids if its elements have ids."""
    if toml and (by_ids := by_id(values)):
        return {id_: plain(each, toml=True) for id_, each in by_ids.items()}
    return [plain(each, toml=toml) for each in values]


def _is_attrs(value: object) -> TypeGuard[attrs.AttrsInstance]:
    return attrs.has(type(value))


def _short(thing: attrs.AttrsInstance, *, toml: bool) -> object:
    """Return a table, for TOML without the id that is its key, or the one value that can replace it."""
    record, table = Record(type(thing)), _table(thing, toml=toml)
    if toml and record.identity:
        del table[record.identity.key]
    short = [field.key for field in record.short[:1] if toml or field.short == "everywhere"]
    return table[short[0]] if short and list(table) == short else table


def _section(table: Mapping[str, Any], name: str, header: str = "", apart: tuple[str, ...] = APART) -> Iterator[str]:
    """Yield a table of fields, whose order has no meaning: keys that fit on lines first, then the rest."""
    yield header
    lines = {key: _line(key, value) for key, value in table.items() if key not in apart}
    short = [key for key, line in lines.items() if not isinstance(table[key], dict) or len(line) <= _LONGEST_LINE]
    yield from (lines[key] for key in short)
    for key, value in table.items():
        if key not in short:
            yield from _inner_section(key, value, f"{name}.{key}" if name else key)


def _inner_section(key: str, value: Any, name: str) -> Iterator[str]:
    match key:
        case "examples":
            for example in value:
                yield from _section(example, name, f"\n[[{name}]]\n", ())
        case "dimensions" | "scales":
            for identifier, element in value.items():
                yield from _section(element, f"{name}.{identifier}", f"\n[{name}.{identifier}]\n")
        case "defaults":
            yield from _section(value, name, f"\n[{name}]\n")
        case _:
            yield f"\n[{name}]\n"
            yield from (_line(identifier, element) for identifier, element in value.items())


def _line(key: str, value: object) -> str:
    """Return a key and its value; only multiline text and lists of tables take several lines."""
    if isinstance(value, str) and "\r" not in value:
        return _dumps({key: value}, multiline=True)
    if isinstance(value, list) and any(isinstance(element, dict) for element in value):
        return f"{_key(key)} = [\n" + "".join(f"    {inline(element)},\n" for element in value) + "]\n"
    return f"{_key(key)} = {inline(value)}\n"


def inline(value: object) -> str:
    """Return a value on one line of TOML.

    >>> inline({"low": "0", "high": [1, 2.5]})
    '{ low = "0", high = [1, 2.5] }'
    """
    if isinstance(value, dict):
        entries = ", ".join(f"{_key(key)} = {inline(inner)}" for key, inner in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(inline, value))}]"
    return _dumps({"x": value}).removeprefix("x = ").removesuffix("\n")


def _key(key: str) -> str:
    return _dumps({key: 0}).removesuffix(" = 0\n")


def _dumps(table: Mapping[str, object], *, multiline: bool = False) -> str:
    from tomli_w import dumps  # only writers of files need it

    return dumps(table, multiline_strings=multiline)
