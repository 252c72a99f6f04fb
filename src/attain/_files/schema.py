"""The format of rubric files, and the record of a result, as JSON Schema: for editors and for other languages.

A schema tells the shape of a file: its keys, and what can stand there. Whether names exist and rules make sense is for
the reader to tell. Keys and their descriptions come from the classes of the model; this module knows what is written
otherwise than as a table of fields.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, cast, get_args

import attrs

from attain._frozen import FrozenDict
from attain._model.bands import Band
from attain._model.conditions import ASPECTS, Group, Value
from attain._model.dates import Period
from attain._model.extensions import Policy, Rule
from attain._model.nouns import Noun
from attain._model.parts import Fact, Ladder, Level, NotApplicable, Option, Question, Scale, Treatment
from attain._model.points import Curve, Per, Points, Ranges
from attain._model.rubric import Dimension, RubricData, Rules
from attain._model.words import BUILT_IN, Words
from attain._names import RESERVED
from attain._plan.check import TERMS
from attain._plan.steps import POLICIES
from attain._score.result import DimensionResult, ResultData

from . import record
from .overlay import NOT_INHERITED
from .shapes import DRAFT, Schema, Shapes, closed, descriptions, either, explained, needed, summary
from .write import FORMAT

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_POSITIVE: Schema = {"type": "number", "minimum": 0}
_VALUE: Schema = Shapes().of(Value)
_ANY_TABLE: Schema = {"type": "object", "additionalProperties": True}

# Every dialect of regular expressions reads these alike.
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

Describe: TypeAlias = Callable[[Shapes], Schema]

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
    """The JSON Schema (draft-07) of rubric files: of whole rubrics, of overlays, and of what ``Rubric.to_dict`` gives.

    Arguments:
        rules: The rules of plugins that files may use; no others are allowed.
        policies: Their policies.

    >>> schema = rubric_schema()
    >>> schema["properties"]["combine"]
    {'description': 'How the levels of the dimensions within make its own.', 'enum': ['minimum', 'maximum', 'majority', 'mean']}
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
        Level: {"id": _ID},
        Words: dict.fromkeys(BUILT_IN, either(_TEXT, {"type": "array", "items": _TEXT})),
        Option: {"id": _ID},
        RubricData: {
            "id": _ID,
            "version": _VERSION,
            "terms": {"type": "object", "propertyNames": {"enum": list(TERMS)}, "additionalProperties": _noun()},
        },
    }
    shapes = Shapes(_SPECIAL, fields, _ID, partial=(Scale, NotApplicable), definitions=definitions)
    defaults = explained(shapes.table(Dimension, without=("parent",)), descriptions(RubricData).get("defaults"))
    whole = shapes.table(RubricData, more={**_HEADER, "defaults": defaults})
    own = [key for key in needed(RubricData) if key in NOT_INHERITED]
    inherited = [key for key in needed(RubricData) if key not in NOT_INHERITED]
    # "additionalProperties" beside a condition: Tombi takes a schema of a table without it to forbid every key.
    return {
        "$schema": DRAFT,
        "title": "A rubric of attain",
        "x-tombi-toml-version": "v1.1.0",  # inline tables may take several lines
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
    told = descriptions(Noun)
    parts = {name: explained(_TEXT, told.get(name)) for name in ("one", "many")}
    return either(_TEXT, explained(closed(parts, ["one"]), summary(Noun)))


def result_schema() -> Schema:
    """The JSON Schema (draft-07) of what ``Result.to_dict`` gives.

    >>> result_schema()["properties"]["on"]["description"]
    'The day of the assessment.'
    """
    shapes = Shapes({Level: lambda _: _TEXT, DimensionResult: _dimension_result})
    levels: Schema = {"type": "array", "items": shapes.define("Level", lambda: shapes.table(Level))}
    told = explained(levels, descriptions(ResultData).get("levels"))
    whole = shapes.table(ResultData, more={"attain": _ATTAIN | {"const": record.FORMAT}, "levels": told})
    required = ["attain", *needed(ResultData)]
    return {
        "$schema": DRAFT,
        "title": "A result of attain",
        **whole,
        "required": required,
        "definitions": shapes.definitions,
    }


def _rule(rules: Iterable[type[Rule]], definitions: dict[str, Schema]) -> Schema | None:
    """One of the rules that there are, told by its kind; None where there are none."""
    kinds: list[Schema] = []
    for rule in rules:
        shapes = Shapes(prefix=f"{rule.kind}.", definitions=definitions)
        kind = explained({"const": rule.kind}, descriptions(Rule).get("kind"))
        cls = cast(type[attrs.AttrsInstance], rule)
        table = shapes.table(cls, more={"kind": kind})
        kinds.append({"description": rule.summary, **table, "required": ["kind", *needed(cls)]})
    return {"oneOf": kinds} if kinds else None


def _dimension_result(shapes: Shapes) -> Schema:
    why = explained(_TEXT, summary(DimensionResult.why))
    return shapes.define("DimensionResult", lambda: shapes.table(DimensionResult, more={"why": why}))


def _short(cls: type[Question | Fact | NotApplicable], short: Schema) -> Describe:
    """A table, or the one value that can stand for it."""
    return lambda shapes: shapes.define(cls.__name__, lambda: either(short, shapes.table(cls)))


def _keyed(cls: type[Level | Option], *short: Schema) -> Describe:
    """A table keyed by id; or a list of ids, or of tables with their id. Its order means something."""

    def describe(shapes: Shapes) -> Schema:
        entry = shapes.define(cls.__name__, lambda: either(*short, shapes.table(cls, without=("id",))))
        table: Schema = {"type": "object", "propertyNames": _ID, "additionalProperties": entry}
        return either(table, {"type": "array", "items": either(_ID, shapes.table(cls))})

    return lambda shapes: shapes.define(f"{cls.__name__}s", lambda: describe(shapes))


def _points(_: Shapes) -> Schema:
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


def _applies_when(_: Shapes) -> Schema:
    values = either(_VALUE, {"type": "array", "items": _VALUE, "minItems": 1})
    return {"type": "object", "propertyNames": _ID, "additionalProperties": values}


def _conditions(shapes: Shapes) -> Schema:
    return shapes.define("Conditions", lambda: _table_of_conditions(shapes))


def _table_of_conditions(shapes: Shapes) -> Schema:
    """A table of conditions. What a group asks for may be inherited by an overlay, so that no key of it is required."""
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


_SPECIAL: Mapping[object, Describe] = {
    Band: lambda _: explained(
        _RANGE, 'A range: "0", "1-3", "4.0..5.0" or "6+"; without one of its ends "0-<4", ">4-24", "<4" or ">85".'
    ),
    Group: _conditions,
    FrozenDict[str, tuple[Value, ...]]: _applies_when,
    FrozenDict[str, object]: lambda _: _ANY_TABLE,
    Points: _points,
    Period: lambda _: _PERIOD,
    Question: _short(Question, _TEXT),
    Fact: _short(Fact, _TEXT),
    NotApplicable: _short(NotApplicable, {"enum": list(get_args(Treatment))}),
    tuple[Level, ...]: _keyed(Level, _TEXT),
    tuple[Option, ...]: _keyed(Option, _NUMBER, _TEXT),
}
"""How the types are described that are written otherwise than as a table of their fields."""
