"""Other spellings of a rubric, drawn at random: every short form of the format, and every name for one thing."""

from random import Random
from typing import Any

from edits import Table

ASPECTS = ("value", "points", "score", "level")


def respelt(random: Random, table: Table, names: Table | None = None) -> Table:
    """Return a rubric's tables, or those of an overlay, in another spelling.

    Arguments:
        random: Draws it.
        table: The tables, as ``Rubric.to_dict`` has them.
        names: The tables of what an overlay extends, whose names it may use.
    """
    known = [table, names or {}]
    found = _place(random, table, "", known)
    if "levels" in found:
        levels = [dict(each) for each in found["levels"]] if isinstance(found["levels"], list) else found["levels"]
        for level in levels if isinstance(levels, list) else []:
            _beside(random, level)
        found["levels"] = _listed(random, levels, "title")
    for key, inner in (("scales", _scale), ("facts", _asked)):
        if key in found:
            found[key] = _shuffled(random, {id_: inner(random, each) for id_, each in found[key].items()})
    if "terms" in found:
        found["terms"] = {key: _term(random, each) for key, each in found["terms"].items()}
    if "defaults" in found:
        found["defaults"] = _place(random, found["defaults"], None, known)
    if "dimensions" in found:
        found["dimensions"] = {id_: _place(random, each, id_, known) for id_, each in found["dimensions"].items()}
    if "examples" in found:
        found["examples"] = [_example(random, each) for each in found["examples"]]
    if "remove" in found:
        found["remove"] = [_path(random, each, known) for each in found["remove"]]
    return _shuffled(random, found)


def _shuffled(random: Random, table: Table) -> Table:
    keys = list(table)
    random.shuffle(keys)
    return {key: table[key] for key in keys}


def _number(random: Random, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or random.random() < 0.5:
        return value
    return int(value) if isinstance(value, float) and value.is_integer() else float(value)


def _listed(random: Random, things: Any, short: str) -> Any:
    """Return levels or options as a list of tables or of ids, or as a table of tables or of their short forms."""
    things = [{"id": key, **each} for key, each in things.items()] if isinstance(things, dict) else things
    ids = [each["id"] for each in things]
    if random.random() < 0.5 or len(ids) > len({*ids}):
        return [each["id"] if list(each) == ["id"] and random.random() < 0.5 else dict(each) for each in things]
    kept = {each["id"]: {key: value for key, value in each.items() if key != "id"} for each in things}
    brief = {id_: [key for key in (short, "title") if list(each) == [key]] for id_, each in kept.items()}
    return {
        id_: _number(random, each[brief[id_][0]]) if brief[id_] and random.random() < 0.5 else each
        for id_, each in kept.items()
    }


def _scale(random: Random, scale: Table) -> Table:
    found = dict(scale)
    if "options" in found:
        found["options"] = _listed(random, found["options"], "points")
    return found


def _asked(random: Random, asked: Table) -> Any:
    found = _shuffled(random, {key: _number(random, value) for key, value in _scale(random, asked).items()})
    treatment = found.get("not-applicable")
    if isinstance(treatment, str) and random.random() < 0.5:
        found["not-applicable"] = {"as": treatment}
    elif isinstance(treatment, dict) and list(treatment) == ["as"] and random.random() < 0.5:
        found["not-applicable"] = treatment["as"]
    if isinstance(ranges := found.get("points", {}).get("bands"), dict):
        spelt = {_range(random, text): _number(random, value) for text, value in ranges.items()}
        found["points"] = found["points"] | {"bands": spelt}
    _beside(random, found)
    return found["text"] if list(found) == ["text"] and random.random() < 0.5 else found


def _beside(random: Random, found: Table) -> None:
    """Respell the keys that a dimension, a question, an action and a table of conditions share."""
    if "valid-for" in found:
        found["valid-for"] = _period(random, found["valid-for"])
    if "applies-when" in found:
        found["applies-when"] = _applies(random, found["applies-when"])
    if "actions" in found:
        found["actions"] = [_with_text(random, each) for each in found["actions"]]
    if "descriptors" in found:
        found["descriptors"] = {level: _descriptor(random, each) for level, each in found["descriptors"].items()}
    if "benefits" in found:
        given = found["benefits"]
        found["benefits"] = (
            [_with_text(random, each) for each in given]
            if isinstance(given, list)
            else {level: [_with_text(random, each) for each in inner] for level, inner in given.items()}
        )


def _descriptor(random: Random, descriptor: Any) -> Any:
    if isinstance(descriptor, dict):
        return descriptor["details"] if list(descriptor) == ["details"] and random.random() < 0.5 else descriptor
    key = "summary" if isinstance(descriptor, str) else "details"
    return {key: descriptor} if random.random() < 0.5 else descriptor


def _with_text(random: Random, benefit: Any) -> Any:
    if not isinstance(benefit, dict):
        return benefit
    found = dict(benefit)
    _beside(random, found)
    return found["text"] if list(found) == ["text"] and random.random() < 0.5 else found


def _period(random: Random, text: str) -> str:
    count, unit = text.split()
    unit = unit.removesuffix("s")
    others = [(int(count), unit)]
    others += [
        (int(count) * times, less) for more, times, less in (("year", 12, "month"), ("week", 7, "day")) if unit == more
    ]
    others += [(int(count) // times, more) for more, times, less in (("year", 12, "month"), ("week", 7, "day"))
               if unit == less and int(count) % times == 0]  # fmt: skip
    number, unit = random.choice(others)
    return f"{number} {unit}{random.choice(['', 's'])}"


def _applies(random: Random, table: Table) -> Table:
    listed = {name: value if isinstance(value, list) else [value] for name, value in table.items()}
    return {name: value[0] if len(value) == 1 and random.random() < 0.5 else value for name, value in listed.items()}


def _range(random: Random, text: str) -> str:
    from attain._model.bands import Band

    band = Band.parse(text)
    if band.low_open or band.high_open:
        return text.replace("-", random.choice(["–", "—", "-"])) if band.low >= 0 else f" {text}"
    blank = random.choice(["", " "])
    low, high = (None if end is None else f"{end:.6f}".rstrip("0").rstrip(".") for end in (band.low, band.high))
    low = f"{low}.0" if low and "." not in low and random.random() < 0.3 else low
    if high is None:
        return f"{low}{blank}+"
    if low == high and random.random() < 0.5:
        return f"{blank}{low}"
    return f"{low}{blank}{random.choice(['..', '–', '—', '-'])}{high}{blank}"


def _term(random: Random, noun: Any) -> Any:
    noun = {"one": noun} if isinstance(noun, str) else noun
    return noun["one"] if list(noun) == ["one"] and random.random() < 0.5 else noun


def _place(random: Random, table: Table, dimension: str | None, known: list[Table]) -> Table:
    """Return the rules of a dimension, of the rubric (its id is empty) or of the defaults (it has none)."""
    found = {key: value if key == "round" else _number(random, value) for key, value in table.items()}
    _beside(random, found)
    if isinstance(found.get("bands"), dict):
        found["bands"] = {level: _range(random, text) for level, text in found["bands"].items()}
    if isinstance(found.get("questions"), dict):
        asked = {id_: _asked(random, each) for id_, each in found["questions"].items()}
        found["questions"] = _shuffled(random, asked)
    if isinstance(found.get("requires"), dict):
        found["requires"] = {
            level: _conditions(random, asked, dimension, known) for level, asked in found["requires"].items()
        }
    return _shuffled(random, found)


def _conditions(random: Random, table: Table, dimension: str | None, known: list[Table]) -> Table:
    """Return a table of conditions: names nested, quoted, in short or in full; values with their aspect or without."""
    found: Table = {}
    for key, value in table.items():
        if key in ("all", "any"):
            found[key] = [_member(random, each, dimension, known) for each in value]
        elif key == "count":
            found[key] = (
                {**value, "of": [_member(random, each, dimension, known) for each in value["of"]]}
                if "of" in value
                else value
            )
        elif key == "each":
            found[key] = (
                {**value, "of": [_name(random, each, dimension, known) for each in value["of"]]}
                if "of" in value
                else value
            )
        elif key == "applies-when":
            found[key] = _applies(random, value)
        elif key == "score":
            found[key] = _number(random, value)
        else:
            asked = _aspects(key, value, known)
            brief = any(_aspects(key, least, known) == asked for least in asked.values())
            if _is_yes_no(key, dimension, known):
                asked = {aspect: _yes_no(random, least) for aspect, least in asked.items()}
            _put(random, found, _name(random, key, dimension, known), asked, brief=brief)
    return _shuffled(random, found)


def _aspects(name: str, value: Any, known: list[Table]) -> Table:
    """Return the demands on a name, by aspect."""
    if isinstance(value, dict):
        return value
    dimensions = {id_ for table in known for id_ in table.get("dimensions", {})}
    if name not in dimensions or isinstance(value, bool):
        return {"value": value}
    return {"level" if isinstance(value, str) else "score": value}


def _yes_no(random: Random, value: Any) -> Any:
    return random.choice([value, "yes" if value else "no", int(value)]) if isinstance(value, bool) else value


def _is_yes_no(name: str, dimension: str | None, known: list[Table]) -> bool:
    """Return whether a name is that of a question that nothing turns into another kind than yes or no."""
    within, _, short = name.rpartition(".")
    if not within and dimension and short in _questions(dimension, known):
        within = dimension
    places = [table.get("dimensions", {}).get(within, {}) if within else table for table in known]
    found = [place["questions"][short] for place in places if short in place.get("questions", {})]
    other = {"options", "scale", "same-as"}
    return bool(found) and all(each.get("kind", "yes-no") == "yes-no" and not other & each.keys() for each in found)


def _questions(dimension: str, known: list[Table]) -> set[str]:
    tables = [table.get("dimensions", {}).get(dimension, {}) for table in known]
    own = {id_ for table in tables for id_ in table.get("questions", {})}
    return own or {id_ for table in known for id_ in table.get("defaults", {}).get("questions", {})}


def _name(random: Random, name: str, dimension: str | None, known: list[Table]) -> str:
    """Return a question of the dimension itself by its short or its full id, if the short one can mean nothing else."""
    short = name.removeprefix(f"{dimension}.") if dimension else name
    others = {id_ for table in known for key in ("questions", "dimensions") for id_ in table.get(key, {})}
    if not dimension or short in others or short not in _questions(dimension, known):
        return name
    return random.choice([short, f"{dimension}.{short}"])


def _member(random: Random, member: Any, dimension: str | None, known: list[Table]) -> Any:
    if isinstance(member, str):
        return _name(random, member, dimension, known)
    return _conditions(random, member, dimension, known)


def _put(random: Random, found: Table, name: str, asked: Table, *, brief: bool) -> None:
    """Put demands under their name: quoted, or in the table of a dotted name; alone, or under their aspect."""
    within, _, short = name.rpartition(".")
    home = found
    if within and isinstance(found.get(within, {}), dict) and random.random() < 0.5:
        home = found.setdefault(within, {})
        name = short
    asked = {aspect: _number(random, value) for aspect, value in asked.items()}
    if brief and name not in home and random.random() < 0.6:
        (home[name],) = asked.values()
    else:
        home[name] = {**home.get(name, {}), **asked}


def _example(random: Random, example: Table) -> Table:
    found = {key: _number(random, value) for key, value in example.items()}
    if "answers" in found:
        found["answers"] = _answers(random, found["answers"])
    return found


def _answers(random: Random, answers: Table) -> Table:
    found: Table = {}
    for key, value in answers.items():
        if isinstance(value, dict) and value.keys().isdisjoint({"value", "note", "evidence", "on", "by"}) and value:
            flat = {f"{key}.{short}": inner for short, inner in value.items() if random.random() < 0.5}
            nested = {short: inner for short, inner in value.items() if f"{key}.{short}" not in flat}
            found |= flat | ({key: nested} if nested else {})
        else:
            found[key] = None if value == "unknown" and random.random() < 0.5 else value
    return _shuffled(random, found)


def _path(random: Random, path: str, known: list[Table]) -> str:
    """Return a path to remove: the name of a condition quoted or not, in short or in full."""
    keys = path.split(".")
    start = 2 if keys[0] == "dimensions" else 1 if keys[0] == "defaults" else 0
    if keys[start : start + 1] != ["requires"] or len(keys) < start + 3:
        return path
    dimension = "".join(keys[1:start]) if keys[0] != "defaults" else None
    *name, last = keys[start + 2 :]
    asked, aspect = (name, [last]) if name and last in ASPECTS else ([*name, last], [])
    if asked[0] in ("all", "any", "count", "each", "score", "applies-when"):
        return path
    spelt = _name(random, ".".join(asked), dimension, known)
    spelt = f'"{spelt}"' if "." in spelt and random.random() < 0.5 else spelt
    return ".".join([*keys[: start + 2], spelt, *aspect])
