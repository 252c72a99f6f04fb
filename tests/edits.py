"""Small edits of rubrics as plain data, and other spellings of them, drawn at random."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, TypeAlias

Table: TypeAlias = dict[str, Any]

TEXTS = ["", "A text", "Another", 'Größe\n"1"']
NUMBERS = [-1, -0.0, 0, 0.5, 1, 2, 3, 7.25, 1e15, 5e-324]
NEEDS = [[], ["note"], ["evidence"], ["note", "evidence"]]


def _ids(table: Table, key: str) -> list[str]:
    """Return the ids under a key of the rubric, whose value may be a table of tables or a list of them."""
    found = table.get(key) or {}
    return [each["id"] for each in found] if isinstance(found, list) else [*found]


def _applies(random: Random, table: Table) -> object:
    facts = _ids(table, "facts")
    values = ["a", "b", True, False, 1, 2, 3]
    return {random.choice(facts): random.choice([random.choice(values), random.sample(values[:3], 2)])} if facts else {}


def _by_level(values: Sequence[object]) -> "Draw":
    return lambda random, table: {id_: random.choice(values) for id_ in _some(random, _ids(table, "levels"))}


def _some(random: Random, ids: Sequence[str]) -> list[str]:
    return [id_ for id_ in ids if random.random() < 0.6]


def _one(values: Sequence[object]) -> "Draw":
    return lambda random, _: random.choice(values)


def _id_of(*keys: str) -> "Draw":
    return lambda random, table: random.choice([id_ for key in keys for id_ in _ids(table, key)] or ["none"])


def _options(random: Random, _: Table) -> object:
    ids = random.sample(["o0", "o1", "o2", "a", "b", "c"], random.randint(2, 3))
    return [{"id": id_, **({} if random.random() < 0.5 else {"title": random.choice(TEXTS)})} for id_ in ids]


def _question_ids(table: Table) -> list[str]:
    own = _ids(table, "questions")
    return own + [
        f"{id_}.{each}" for id_, inner in table.get("dimensions", {}).items() for each in _ids(inner, "questions")
    ]


def _conditions(random: Random, table: Table, depth: int = 2) -> Table:
    names = [*_question_ids(table), *_ids(table, "dimensions")] or ["none"]
    least = [True, False, "yes", "no", 1, 3, *_ids(table, "levels"), "o1", {"points": 1}, {"score": 2}, {"value": True}]
    found: Table = {random.choice(names): random.choice(least) for _ in range(random.randint(1, 2))}
    inner = [_conditions(random, table, depth - 1) for _ in range(random.randint(1, 2))] if depth else []
    match random.choice(["none", "any", "all", "count", "each", "score", "applies-when"]) if depth else "none":
        case "any" | "all" as kind:
            found[kind] = inner
        case "count":
            found["count"] = {"at-least": 1, "of": [random.choice(names), *inner]}
        case "each":
            found["each"] = {random.choice(["points", "value", "score"]): 1, "of": [random.choice(names)]}
        case "score":
            found["score"] = random.choice(NUMBERS)
        case "applies-when":
            found["applies-when"] = _applies(random, table)
        case _:
            pass
    return found


def _requires(random: Random, table: Table) -> object:
    return {id_: _conditions(random, table) for id_ in _some(random, _ids(table, "levels")[1:])}


def _action(random: Random, table: Table) -> object:
    level = random.choice([*_ids(table, "levels"), None])
    return {
        "text": random.choice(TEXTS),
        "level": level,
        "id": random.choice(["do", None]),
        "stage": random.choice(["plan", "sell", None]),
        "applies-when": _applies(random, table),
    }


def _benefit(random: Random, table: Table) -> object:
    kind = random.choice(["incentive", "access", None])
    return {"text": random.choice(TEXTS), "kind": kind, "applies-when": _applies(random, table)}


def _benefits(random: Random, table: Table) -> object:
    """Return the benefits of a level, or of a dimension by level."""
    if random.random() < 0.5:
        return [_benefit(random, table)]
    return {id_: [_benefit(random, table)] for id_ in _some(random, _ids(table, "levels"))}


def _several(draw: "Draw") -> "Draw":
    return lambda random, table: [draw(random, table) for _ in range(random.randint(0, 2))]


def _answers(random: Random, table: Table) -> object:
    values = [
        True,
        "no",
        1,
        None,
        "o1",
        {"value": True, "note": "Seen", "on": "2026-01-02"},
        {"value": None, "by": "me"},
    ]
    return {id_: random.choice(values) for id_ in _some(random, _question_ids(table))}


def _example(random: Random, table: Table) -> object:
    keys = ("title", "answers", "facts", "on", "level", "score", "levels", "scores")
    return {key: VALUES[key](random, table) for key in keys if random.random() < 0.4}


Draw: TypeAlias = Callable[[Random, Table], object]

RULES = ["bands", "score", "base", "cap", "round", "overlap", "gap", "unanswered", "not-applicable", "needs", "valid-for",
         "descriptors", "actions", "closing", "questions", "title", "summary", "requires", "cumulative", "ladder", "combine", "rating",
         "source", "interpretation"]  # fmt: skip

_WORDS = _one([{}, {"yes": ["ja"]}, {"yes": ["ja", "oui"], "no": ["nein"]}, {"unknown": ["?"]}])
"""A rubric's own words for answers."""


VALUES: Mapping[str, Draw] = {
    **dict.fromkeys(("title", "summary", "source", "interpretation", "text", "unit", "resource", "closing"), _one(TEXTS)),
    **dict.fromkeys(("weight", "base", "cap", "min", "max", "per", "earn", "points"), _one(NUMBERS)),
    **dict.fromkeys(("cumulative", "view", "scored", "whole", "rating"), _one([True, False])),
    "actions": _several(_action),
    "after": lambda random, table: random.sample(_question_ids(table), min(1, len(_question_ids(table)))),
    "effort": _one([0, 0.5, 3]),
    "targets": lambda random, table: {"far": {"level": VALUES["level"](random, table)}},
    "anchors": _one([{}, {"o0": "Low"}, {"o1": "Mid"}]),
    "answers": lambda random, table: (_WORDS if "version" in table else _answers)(random, table),
    "applies-when": _applies,
    "as": _one(["forbidden", "exclude", "best", "worst"]),
    "bands": _by_level(["0", "1", "0-1", "1–3", "2+", "-4..9", "12+"]),
    "benefits": _benefits,
    "better": _one(["higher", "lower"]),
    "combine": _one(["minimum", "maximum", "majority", "mean"]),
    "default": _one(["a", "b", True, False, 1, 2, 3]),
    "defaults": lambda random, table: {key: VALUES[key](random, table) for key in random.sample(RULES, 2)},
    "descriptors": _by_level([*TEXTS, [], ["Ad hoc", "Deal by deal"], {"summary": "Plan", "details": ["One"]}]),
    "dimensions": lambda random, table: {"new": {"title": "New", "questions": VALUES["questions"](random, table)}},
    "examples": _several(_example),
    "facts": _one([{"f0": {"options": [{"id": "a"}, {"id": "b"}]}}, {"f1": {"kind": "number", "default": 2}}]),
    "gap": _one(["lower", "upper", "error"]),
    "id": _one(["other", "random", "o3", "l9"]),
    "keyed": _one(["yes", "no"]),
    "kind": _one(["yes-no", "choice", "number"]),
    "ladder": _one([{}, {"need": 0.5}, {"need": 1}]),
    "level": _id_of("levels"),
    "levels": lambda random, table: {id_: random.choice(_ids(table, "levels") or ["none"]) for id_ in _ids(table, "dimensions")},
    "many": _one(["folk", "ys"]),
    "met": _one(["o0", "o1", "o2"]),
    "need": _one([0.25, 0.5, 1]),
    "needs": _one(NEEDS),
    "not-applicable": _one(["forbidden", "exclude", "best", "worst", {"as": "best", "needs": ["note"]}]),
    "on": _one(["2026-01-02", "2027-01-02"]),
    "one": _one(["area", "team"]),
    "options": _options,
    "overlap": _one(["highest", "lowest", "error"]),
    "parent": _id_of("dimensions"),
    "questions": _one([{}, {"new": {"text": "New?"}}, {"new": {"options": [{"id": "a", "points": 0}, {"id": "b", "points": 1}]}}]),
    "requires": _requires,
    "round": _one([0, 1, 2]),
    "same-as": lambda random, table: random.choice(_question_ids(table) or ["none"]),
    "scale": _id_of("scales"),
    "scales": _one([{}, {"s0": {"options": [{"id": "o0"}, {"id": "o1"}]}}]),
    "score": _one(["sum", "mean", "percent", "minimum", "maximum", "product", 0, 2]),
    "scores": lambda random, table: {id_: random.choice(NUMBERS) for id_ in _ids(table, "dimensions")},
    "stage": _one(["plan", "sell"]),
    "stages": _one([[], ["plan", "sell"], ["sell", "plan"]]),
    "terms": _one([{}, {"level": "tier"}, {"level": {"one": "tier", "many": "tiers"}}, {"subject": "team"}]),
    "unanswered": _one(["worst", "exclude", "block"]),
    "valid-for": _one(["30 days", "2 weeks", "12 months", "1 year"]),
    "version": _one(["1", "1.0", "2"]),
}  # fmt: skip
"""The values that an edit can give each key of the format; a value need not fit, so the edited tables may be no rubric."""

DIMENSION = [*RULES, "parent", "view", "weight", "benefits", "applies-when"]
QUESTION = ["text", "kind", "summary", "source", "interpretation", "weight", "keyed", "better", "min", "max", "whole", "unit",
            "scale", "options", "met", "anchors", "points", "scored", "level", "same-as", "applies-when", "needs",
            "not-applicable", "valid-for", "actions", "effort", "after"]  # fmt: skip
KEYS: Mapping[str, Sequence[str]] = {
    "": [*RULES, "id", "version", "levels", "dimensions", "scales", "facts", "defaults", "answers", "terms", "targets", "stages", "examples"],
    "defaults": DIMENSION,
    "dimensions": DIMENSION,
    "questions": QUESTION,
    "facts": ["text", "kind", "options", "scale", "default", "source"],
    "scales": ["options", "met", "title"],
    "options": ["id", "points", "title", "needs"],
    "levels": ["id", "title", "summary", "source", "benefits"],
    "benefits": ["text", "kind", "source", "stage", "applies-when"],
    "actions": ["text", "level", "resource", "source", "id", "stage", "applies-when"],
    "examples": ["title", "answers", "facts", "on", "level", "score", "levels", "scores"],
    "targets": ["title", "summary", "source", "level", "levels"],
    "ladder": ["need"],
    "not-applicable": ["as", "needs"],
    "terms": ["one", "many"],
}  # fmt: skip
"""The keys of each class of the format, by the key that holds its tables."""


def _points(random: Random, _: Table) -> object:
    low, high = sorted(random.sample([0, 0.5, 1, 2, 5], 2))
    return random.choice(
        [
            {"yes": high, "no": low},
            {"o0": low, "o1": high},
            {"o1": high},
            {"per": high, "earn": 1, "cap": 5},
            {"per": high, "earn": low},
            {"curve": [[low, low], [high, high]]},
            {"bands": {"0-1": low, "2–3": high}},
        ]
    )


def things(table: Table) -> Iterator[tuple[str, Table]]:
    """Yield every table in a rubric that has keys of the format, and the key that holds such tables."""
    yield "", table
    places = [table, table.get("defaults", {}), *table.get("dimensions", {}).values()]
    asked = [each for place in places for each in place.get("questions", {}).values()]
    chosen = [*table.get("scales", {}).values(), *table.get("facts", {}).values(), *asked]
    acting = [*places, *asked]
    yield from ((key, table[key]) for key in ["defaults"] if key in table)
    yield from (("dimensions", each) for each in table.get("dimensions", {}).values())
    yield from (("questions", each) for each in asked)
    yield from (("facts", each) for each in table.get("facts", {}).values())
    yield from (("scales", each) for each in table.get("scales", {}).values())
    yield from (("levels", each) for each in table.get("levels", []))
    yield from (("options", option) for each in chosen for option in each.get("options", []))
    yield from (("actions", action) for each in acting for action in each.get("actions", []))
    given = [each for level in table.get("levels", []) for each in level.get("benefits", [])]
    given += [each for place in places[1:] for benefits in place.get("benefits", {}).values() for each in benefits]
    yield from (("benefits", each) for each in given)
    yield from (("examples", each) for each in table.get("examples", []))
    yield from (("ladder", place["ladder"]) for place in places if isinstance(place.get("ladder"), dict))
    yield from ((key, each[key]) for key in ["not-applicable"] for each in asked if isinstance(each.get(key), dict))
    yield from (("terms", each) for each in table.get("terms", {}).values() if isinstance(each, dict))


def draw(random: Random, cls: str, key: str, table: Table) -> object:
    """Return a value for a key of a class."""
    return (_points if (cls, key) == ("questions", "points") else VALUES[key])(random, table)


def edit(random: Random, table: Table) -> tuple[str, str]:
    """Make one small edit of a rubric's tables, in place; return the class and the key that the edit changed."""
    of_class: dict[str, list[Table]] = {}
    for cls, thing in things(table):
        of_class.setdefault(cls, []).append(thing)
    cls = random.choice([*of_class])
    thing = random.choice(of_class[cls])
    how = random.random()
    there = [key for key in KEYS[cls] if key in thing]
    key = random.choice(there if how < 0.5 and there else KEYS[cls])
    if how < 0.15:
        thing.pop(key, None)
    elif how < 0.5 and isinstance(thing.get(key), dict | list) and thing[key]:
        thing[key] = _inside(random, thing[key])
    else:
        thing[key] = draw(random, cls, key, table)
    return cls, key


def _inside(random: Random, value: Any) -> Any:
    """Return a value that differs from the given one in something small."""
    if isinstance(value, dict) and value:
        key = random.choice([*value])
        inner = value[key]
        swapped = {"any": "all", "all": "any", "points": "value"}.get(key, random.choice([*value]))
        return random.choice(
            [
                {**value, key: _inside(random, inner)},
                {**value, key: _inside(random, inner)},
                {name: each for name, each in value.items() if name != key},
                {**value, f"{key}-2": inner},
                {**{name: each for name, each in value.items() if name != key}, swapped: inner},
            ]
        )
    if isinstance(value, list) and value:
        position = random.randrange(len(value))
        rest = [*value[:position], *value[position + 1 :]]
        return random.choice(
            [
                [*value[:position], _inside(random, value[position]), *value[position + 1 :]],
                [*value[:position], _inside(random, value[position]), *value[position + 1 :]],
                rest,
                [*value, value[position]],
                [*rest, value[position]],
            ]
        )
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + random.choice([-1, 0, 1, 0.5])
    return random.choice([value, *TEXTS, "l1", "o1", "yes"]) if isinstance(value, str) else value


def overlay(random: Random, base: Table, edited: Table) -> Table:
    """Return an overlay that makes some of the edits of a rubric, asks for more, and removes something."""
    kept = {key: value for key, value in edited.items() if key not in ("attain", "id", "version", "examples")}
    found = _difference(random, base, kept) | {"attain": 1, "id": "mine", "version": "1", "extends": "base"}
    for path, asked in _required(base, ()):
        if random.random() < 0.4 and (changed := _asked_otherwise(random, asked)):
            _put(found, path, changed)
    if random.random() < 0.4:
        within = [
            path for path, _ in _paths(base, ()) if path[0] not in ("attain", "id", "version", "title", "examples")
        ]
        demanded = [path for path in within if "requires" in path]
        if paths := demanded if random.random() < 0.6 and demanded else within:
            found["remove"] = [".".join(random.choice(paths))]
    return found


def _difference(random: Random, was: Table, now: Table) -> Table:
    """Return the differences between two tables, a few of their equal values, and only some of the points that differ."""
    found: Table = {}
    for key, value in now.items():
        before = was.get(key)
        if before == value and random.random() < 0.95:
            continue
        tables = isinstance(value, dict) and isinstance(before, dict)
        if tables and key == "points" and random.random() < 0.6:
            found[key] = {name: each for name, each in value.items() if random.random() < 0.6} or value
        else:
            found[key] = _difference(random, before or {}, value) if tables else value
    return found


def _paths(table: Table, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        here = (*path, key)
        yield here, value
        if isinstance(value, dict):
            yield from _paths(value, here)


def _required(table: Table, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Table]]:
    """Yield the tables of conditions in a rubric's tables, each with its path."""
    for here, value in _paths(table, path):
        if here[-2:-1] == ("requires",) and isinstance(value, dict):
            yield here, value


def _asked_otherwise(random: Random, asked: Table) -> Table:
    """Return other demands on some of the names in a table of conditions."""
    names = [name for name in asked if name not in ("all", "any", "count", "each", "applies-when", "score")]
    demands = [
        {"points": 1},
        {"points": 2.5},
        {"value": True},
        {"score": 2},
        {"level": "l1"},
        True,
        False,
        3,
        "l1",
        "o1",
    ]
    return {name: random.choice(demands) for name in names if random.random() < 0.6}


def _put(table: Table, path: Sequence[str], value: Table) -> None:
    for key in path:
        table = table.setdefault(key, {})
    table |= value
