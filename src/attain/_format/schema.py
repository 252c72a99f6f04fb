"""The format of rubric files and the record of a result as JSON Schema, for editors and other languages.

A schema describes the shape of a file: its keys and their values. The reader checks whether names exist and rules make
sense. Keys and their descriptions come from the classes of the model; this module adds the values with a notation of
their own.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias, cast

import attrs

from attain._core.data import FrozenDict
from attain._core.messages import Message
from attain._core.names import RESERVED
from attain._core.shapes import (  # fmt: skip
    ANYTHING,
    Choice,
    Either,
    FormatKey,
    Leaf,
    List,
    Map,
    Maybe,
    Record,
    Shape,
    Spelt,
    docs_of,
    file_fields,
    markdown,
)
from attain._model.bands import Band
from attain._model.conditions import ASPECTS, Group, parse_applies_when
from attain._model.dates import Period
from attain._model.extensions import Policy
from attain._model.parts import Ladder, Level, NotApplicable, Question, Scale
from attain._model.points import Curve, Per, Ranges, parse_points
from attain._model.rubric import Dimension, RubricData, Rules
from attain._model.words import Noun
from attain._plan.check import TERMS
from attain._plan.rule_builder import Rule
from attain._plan.steps import POLICIES
from attain._score.result import DimensionResult, Requirement, ResultData

from . import record
from .overlay import NOT_INHERITED
from .write import FORMAT

Schema: TypeAlias = dict[str, object]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The version of JSON Schema that most tools know."""

_LEAVES: Mapping[object, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
_NULL: Schema = {"type": "null"}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_POSITIVE: Schema = {"type": "number", "minimum": 0}
_VALUE: Schema = {"type": ["boolean", "number", "string"]}

# All dialects of regular expressions agree on these.
_KEBAB = "[a-z0-9]+(-[a-z0-9]+)*"
_END = "[-−]?[0-9]{1,12}([.][0-9]{1,6})?"
_RESERVED: Schema = {"enum": sorted(RESERVED)}
_DEFINED: Mapping[str, Schema] = {
    "Id": {"type": "string", "pattern": f"^{_KEBAB}$", "maxLength": 100, "not": _RESERVED},
    "Name": {"type": "string", "pattern": f"^{_KEBAB}([.]{_KEBAB})*$", "not": _RESERVED},
    "Range": {
        "type": "string",
        "pattern": rf"^\s*((>\s*)?{_END}\s*(([.][.]|-|–|—)\s*(<\s*)?{_END})?|{_END}\s*[+]|<\s*{_END})\s*$",
    },
}
_ID: Schema = {"$ref": "#/definitions/Id"}
_NAME: Schema = {"$ref": "#/definitions/Name"}
_RANGE: Schema = {"$ref": "#/definitions/Range"}
_PERIOD: Schema = {"type": "string", "pattern": "^[1-9][0-9]{0,3} (day|week|month|year)s?$"}
_VERSION: Schema = {"type": "string", "pattern": "^[0-9]{1,9}([.][0-9]{1,9}){0,5}$"}

_ATTAIN: Schema = {"description": "The version of the format.", "const": FORMAT}
_HEADER: Mapping[str, Schema] = {
    "attain": _ATTAIN,
    "extends": {
        "description": "What this differs from: the id of a rubric, with or without a version (`iamcp-p2p@2016`), or the "
        "path of a file that ends in `.toml`.",
        **_TEXT,
    },
    "remove": {
        "description": "What it does not take from there: full paths such as `dimensions.agreement.questions.nda`.",
        "type": "array",
        "items": _TEXT,
    },
}


def rubric_schema(rules: Iterable[type[Rule]] = (), policies: Iterable[Policy] = ()) -> Schema:
    """Return the JSON Schema (draft-07) of rubric files: rubrics, overlays, and the output of ``Rubric.to_dict``.

    Arguments:
        rules: The rules of plugins that files may use; others are not allowed.
        policies: The policies of plugins that files may use.

    >>> schema = rubric_schema()
    >>> schema["properties"]["combine"]
    {'description': 'The way to combine the levels of the dimensions within it.', 'enum': ['minimum', 'maximum', 'majority', 'mean']}
    """
    definitions = dict(_DEFINED)
    named = [(policy.clash, policy.id) for policy in policies]
    fields: dict[type, dict[str, Schema | None]] = {
        Rules: {
            "round": {"type": "integer", "minimum": 0, "maximum": 6},
            "rule": _rule(rules, definitions),
            **{
                clash: {"enum": [*known, *(name for of, name in named if of == clash)]}
                for clash, known in POLICIES.items()
            },
        },
        Dimension: {"weight": _POSITIVE},
        Question: {"weight": _POSITIVE},
        Ladder: {"need": {"type": "number", "exclusiveMinimum": 0, "maximum": 1}},
        RubricData: {
            "id": _ID,
            "version": _VERSION,
            "terms": {"type": "object", "propertyNames": {"enum": list(TERMS)}, "additionalProperties": _noun()},
        },
    }
    shapes = Definitions(_SPECIAL, fields, _ID, partial=(Scale, NotApplicable), made=definitions)
    defaults = explained(shapes.table(Dimension, without=("parent",)), docs_of(RubricData).get("defaults"))
    whole = shapes.table(RubricData, more={**_HEADER, "defaults": defaults})
    own = [key for key in needed(RubricData) if key in NOT_INHERITED]
    inherited = [key for key in needed(RubricData) if key not in NOT_INHERITED]
    # "additionalProperties" is beside a condition because Tombi otherwise forbids every key.
    return {
        "$schema": DRAFT,
        "title": "A rubric of attain",
        "x-tombi-toml-version": "v1.1.0",  # inline tables may span several lines
        **whole,
        "required": ["attain", *own],
        "if": {"required": ["extends"], "additionalProperties": True},
        "else": {
            "properties": {"scales": {"additionalProperties": {"required": ["options"], "additionalProperties": True}}},
            "required": inherited,
            "additionalProperties": True,
        },
        "definitions": definitions,
    }


def _noun() -> Schema:
    docs = docs_of(Noun)
    parts = {name: explained(_TEXT, docs.get(name)) for name in ("one", "many")}
    return either(_TEXT, explained(closed(parts, ["one"]), summary(Noun)))


def result_schema() -> Schema:
    """Return the JSON Schema (draft-07) of the output of ``Result.to_dict``.

    >>> result_schema()["properties"]["on"]["description"]
    'The day of the assessment.'
    """
    shapes = Definitions(
        {
            Level: lambda _: _TEXT,
            Message: lambda _: _TEXT,
            DimensionResult: _with_derived(DimensionResult),
            Requirement: _with_derived(Requirement),
        }
    )
    levels: Schema = {"type": "array", "items": shapes.define("Level", lambda: shapes.table(Level))}
    described = explained(levels, docs_of(ResultData).get("levels"))
    whole = shapes.table(ResultData, more={"attain": _ATTAIN | {"const": record.FORMAT}, "levels": described})
    required = ["attain", *needed(ResultData)]
    return {
        "$schema": DRAFT,
        "title": "A result of attain",
        **whole,
        "required": required,
        "definitions": shapes.made,
    }


def _rule(rules: Iterable[type[Rule]], definitions: dict[str, Schema]) -> Schema | None:
    """Return the schema of all rules, distinguished by their kinds; None if there are none."""
    kinds: list[Schema] = []
    for rule in rules:
        shapes = Definitions({Period: lambda _: _PERIOD}, prefix=f"{rule.kind}.", made=definitions)
        kind = explained({"const": rule.kind}, docs_of(Rule).get("kind"))
        cls = cast(type[attrs.AttrsInstance], rule)
        table = shapes.table(cls, more={"kind": kind})
        kinds.append({"description": rule.summary, **table, "required": ["kind", *needed(cls)]})
    return {"oneOf": kinds} if kinds else None


def _with_derived(cls: type[DimensionResult | Requirement]) -> "Callable[[Definitions], Schema]":
    """Return the description of a class whose records include texts derived from other fields."""
    more = {name: explained(_TEXT, summary(getattr(cls, name))) for name in cls.derived}
    return lambda shapes: shapes.define(cls.__name__, lambda: shapes.table(cls, more=more))


def _points(_: "Definitions") -> Schema:
    corner: Schema = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}
    corners: Schema = {"type": "array", "items": corner, "minItems": 2}
    ranges: Schema = {"type": "object", "propertyNames": _RANGE, "additionalProperties": _NUMBER}
    each: Schema = {"type": "object", "propertyNames": _ID, "additionalProperties": _NUMBER}
    full = explained({"type": "number", "minimum": 0.000001}, "How much it takes to earn points once.")
    earn = explained(_NUMBER, "The points for every full `per`.")
    cap = explained(_NUMBER, "The most points that it can earn.")
    return either(
        explained(each, "Points of each answer: `{ yes = 0, no = -5 }`, or a number for each option."),
        explained(closed({"per": full, "earn": earn, "cap": cap}), summary(Per)),
        explained(closed({"curve": explained(corners, "Pairs of a number and its points.")}), summary(Curve)),
        explained(closed({"bands": explained(ranges, "For each range, its points.")}), summary(Ranges)),
    )


def _applies_when(_: "Definitions") -> Schema:
    values = either(_VALUE, {"type": "array", "items": _VALUE, "minItems": 1})
    return {"type": "object", "propertyNames": _ID, "additionalProperties": values}


def _conditions(shapes: "Definitions") -> Schema:
    return shapes.define("Conditions", lambda: _table_of_conditions(shapes))


def _table_of_conditions(shapes: "Definitions") -> Schema:
    """Return the schema of a table of conditions; no key is required, because an overlay may inherit them."""
    conditions = _conditions(shapes)
    names: Schema = {"type": "array", "items": _NAME, "minItems": 1, "uniqueItems": True}
    members: Schema = {"type": "array", "items": either(_NAME, conditions), "minItems": 1}
    aspects: Schema = {aspect: explained(_VALUE, f"The least {aspect} that is good enough.") for aspect in ASPECTS}
    count = closed(
        {
            "at-least": {"description": "How many must hold.", "type": "integer", "minimum": 1},
            "of": explained(members, "Questions that must be met, or tables of conditions."),
        }
    )
    each = closed(aspects | {"of": explained(names, "The questions or dimensions.")})
    question: Schema = closed(aspects)
    dimension: Schema = {
        "type": "object",
        "properties": aspects,
        "propertyNames": {"anyOf": [{"enum": list(ASPECTS)}, _NAME]},
        "additionalProperties": either(_VALUE, question),
    }
    properties = {
        "all": explained(members, "Questions that must all be met, and tables of conditions that must all hold."),
        "any": explained(members, "Questions or tables of conditions, of which one must be met or hold."),
        "count": explained(count, "Conditions of which so many must hold."),
        "each": explained(each, "The same asked of several questions or dimensions."),
        "score": explained(_VALUE, "The least own score that is good enough."),
        "applies-when": explained(_applies_when(shapes), "The facts under which this table is asked at all."),
    }
    return {
        "description": "Conditions, all of which must hold.",
        "type": "object",
        "properties": properties,
        "propertyNames": {"anyOf": [{"enum": list(properties)}, _NAME]},
        "additionalProperties": either(_VALUE, dimension),
    }


_SPECIAL: Mapping[object, "Callable[[Definitions], Schema]"] = {
    Band: lambda _: explained(
        _RANGE, 'A range: "0", "1-3", "4.0..5.0" or "6+"; without one of its ends "0-<4", ">4-24", "<4" or ">85".'
    ),
    Group: _conditions,
    parse_applies_when: _applies_when,
    parse_points: _points,
    Period: lambda _: _PERIOD,
}
"""The descriptions of notations, by their class or their parser."""


@attrs.frozen
class Definitions:
    """Describes shapes, and defines each class once, however often it occurs.

    Arguments:
        special: The descriptions of the classes and notations that are not tables of fields.
        fields: The description of a field, by class and key, in place of its shape's; None leaves the field out.
        names: The constraints on the keys of tables keyed by id.
        partial: The classes of which an overlay may leave out inherited keys.
        prefix: The prefix of the names of definitions.
        made: The definitions so far, by name.
    """

    special: Mapping[object, "Callable[[Definitions], Schema]"] = FrozenDict()
    fields: Mapping[type, Mapping[str, Schema | None]] = FrozenDict()
    names: Schema | None = None
    partial: tuple[type, ...] = ()
    prefix: str = ""
    made: dict[str, Schema] = attrs.field(factory=dict)

    def of(self, shape: Shape) -> Schema:
        """Return the schema of a shape.

        >>> from attain._core.shapes import shape_of
        >>> Definitions().of(shape_of(tuple[bool | str, ...]))
        {'type': 'array', 'items': {'type': ['boolean', 'string']}}
        """
        match shape:
            case Maybe():
                return either(self.of(shape.inner), _NULL)
            case Either():
                return either(*map(self.of, shape.shapes))
            case Choice():
                return {"enum": list(shape.values)}
            case Spelt(parse=key) | Record(cls=key) if key in self.special:
                return self.special[key](self)
            case Spelt():
                return self.of(shape.inner)
            case List():
                return self._list(shape)
            case Map():
                return self._map(shape)
            case Record():
                return self.entry(shape)
            case _:
                return _leaf(cast(Leaf, shape))

    def _list(self, shape: List) -> Schema:
        match shape.inner:
            case Record(cls=cls) if shape.keyed and cls not in self.special:
                return self.define(f"{cls.__name__}s", lambda: self.keyed(Record(cls)))
            case inner:
                array: Schema = {"type": "array", "items": self.of(inner)}
                return either(self.of(inner), array) if shape.alone else array

    def _map(self, shape: Map) -> Schema:
        if shape.inner is ANYTHING:
            return {"type": "object", "additionalProperties": True}
        names: Schema = {"propertyNames": self.names} if self.names else {}
        return {"type": "object", **names, "additionalProperties": self.of(shape.inner)}

    def entry(self, record: Record, without: Sequence[str] = ()) -> Schema:
        """Return the definition of a class: the table of its fields, or a value that can replace it."""

        def describe() -> Schema:
            short = [self.of(_stated(field)) for field in record.short]
            table = self.table(record.cls, without=without)
            return either(*short, table) if short else table

        return self.define(record.cls.__name__, describe)

    def keyed(self, record: Record) -> Schema:
        """Return the schema of a table keyed by id, or of a list of ids or of tables with ids; order matters."""
        keys = [field.key for field in record.fields.values() if field.identity]
        table: Schema = {
            "type": "object",
            "propertyNames": self.names,
            "additionalProperties": self.entry(record, keys),
        }
        return either(table, {"type": "array", "items": either(self.names or {}, self.table(record.cls))})

    def define(self, name: str, describe: Callable[[], Schema]) -> Schema:
        """Return a reference to a definition, which is created at its first reference; it may refer to itself.

        Arguments:
            name: The name of the definition.
            describe: A function that returns its schema.
        """
        name = self.prefix + name
        if name not in self.made:
            self.made[name] = {}
            self.made[name] = describe()
        return {"$ref": f"#/definitions/{name}"}

    def table(self, cls: Any, *, more: Mapping[str, Schema] = FrozenDict(), without: Sequence[str] = ()) -> Schema:
        """Return the closed schema of a class's fields, with their descriptions from its docstring.

        Arguments:
            cls: The class.
            more: The schemas of additional keys.
            without: Keys to leave out.
        """
        docs = docs_of(cls)
        instead = {key: schema for base in cls.__mro__ for key, schema in self.fields.get(base, {}).items()}
        left_out = {*without, *(key for key, schema in instead.items() if schema is None)}
        fields = {key: field for key, field in file_fields(cls).items() if key not in left_out}
        properties = {
            key: explained(instead.get(key) or self._value(field), docs.get(key)) for key, field in fields.items()
        }
        required = [] if cls in self.partial else [key for key in needed(cls) if key in fields]
        return explained(closed({**properties, **more}, required), summary(cls))

    def _value(self, field: FormatKey) -> Schema:
        return self.names if field.identity and self.names else self.of(_stated(field))


def needed(cls: type[attrs.AttrsInstance]) -> list[str]:
    """Return the required keys of a class: those without a default.

    >>> from attain._model.rubric import RubricData
    >>> needed(RubricData)
    ['id', 'version', 'title']
    """
    return [key for key, field in file_fields(cls).items() if field.required]


def _leaf(leaf: Leaf) -> Schema:
    if leaf.cls is date:  # TOML has dates, JSON has their text
        return {"anyOf": [{**_DAY, "format": "date"}, dict(_DAY)]}
    return {"type": _LEAVES[leaf.cls]} if leaf.cls in _LEAVES else {}


def _stated(field: FormatKey) -> Shape:
    """Return the shape of a field as written: None, the default, is never written."""
    return field.shape.given if field.default is None else field.shape


def closed(properties: Mapping[str, object], required: Sequence[str] = ()) -> Schema:
    """Return the schema of a table that allows some keys and no others.

    Arguments:
        properties: The schema of each key.
        required: The keys that it must have.
    """
    table: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return table | {"required": list(required)} if required else table


def either(*schemas: Schema) -> Schema:
    """Return the schema of values that fit one of several; schemas with only a type become one with several types.

    >>> either({"type": "boolean"}, {"type": "string"})
    {'type': ['boolean', 'string']}
    """
    if all(schema == schemas[0] for schema in schemas):
        return schemas[0]
    if all(schema.keys() == {"type"} for schema in schemas):
        types = [schema["type"] for schema in schemas]
        names = [*dict.fromkeys(each for given in types for each in (given if isinstance(given, list) else [given]))]
        return {"type": names if len(names) > 1 else names[0]}
    return {"anyOf": list(schemas)}


def explained(schema: Schema, description: str | None) -> Schema:
    """Return a schema with a description; draft-07 ignores a description beside a reference, so "allOf" wraps it.

    >>> explained({"$ref": "#/definitions/Ladder"}, "How it climbs.")
    {'description': 'How it climbs.', 'allOf': [{'$ref': '#/definitions/Ladder'}]}
    """
    if not description:
        return schema
    described: Schema = {"description": description}
    return described | ({"allOf": [schema]} if "$ref" in schema else schema) | described


def summary(thing: object) -> str:
    """Return the first sentence of a docstring.

    >>> from attain import Dimension
    >>> summary(Dimension)
    'An area to assess, which can contain others.'
    """
    found = re.match(r".*?[.](?=\s|$)", inspect.cleandoc(thing.__doc__ or ""), re.DOTALL)
    return markdown(found[0]) if found else ""
