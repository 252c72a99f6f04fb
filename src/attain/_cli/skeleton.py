"""A rubric to start from: a file without findings, whose comments explain its parts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Literal, TypeAlias
from unicodedata import normalize

import attrs

from attain._core.names import id_problem
from attain._core.shapes import choices
from attain._rubric import Rubric

SkeletonWay: TypeAlias = Literal["requires", "bands", "ladder", "rating"]
WAYS: tuple[SkeletonWay, ...] = choices(SkeletonWay)

TomlTable: TypeAlias = dict[str, object]

_LONGEST = 60  # the longest id derived from a title
_STEP = 100_000  # the additional amount that each level requires
_PRACTICES = {
    "owner": "Is there someone who is responsible for it?",
    "plan": "Is there a plan for it?",
    "training": "Are people trained for it?",
    "standard": "Is it done in the same way everywhere?",
    "measures": "Is it measured?",
    "improvement": "Is it improved by what was measured?",
}
_ASKED = ("revenue", "plan")  # conditions could mean a dimension of that id as well

_START = "An example of a rubric: replace its texts and numbers with your own."
_COMMANDS = {
    "attain lint {file}": "checks the file, and runs its examples",
    "attain show {file}": "describes the rubric in words",
    "attain schema > rubric.schema.json": "lets an editor complete, explain and check the keys",
}

_COMMENTS = {
    "attain": "the version of the file format",
    "id": "the name for programs",
    "version": "dotted numbers; raise it whenever answers score differently",
    "title": "the name for people",
    "bands": "the score for each level, here the number of Yes",
    "ladder": "the share of a level's questions that must be met; each level also requires the levels below it",
    "combine": "the lowest level of the dimensions counts; you can also use maximum, majority or mean",
    "rating": "the assessor chooses the level",
    "levels": "lowest first; everyone has at least the first one",
    "requires": "the value to reach: a minimum, or a maximum if lower is better; each level also requires the levels below it",
    "descriptors": "what each level looks like",
    "questions": "a text alone is a yes/no question; a table can set more, such as the kind: number or choice",
    "dimensions": "an area that is assessed, with its own way to a level",
    "examples": "answers, and the level that they must get",
}


def skeleton(id_: str, *, title: str, levels: Sequence[str], way: SkeletonWay, dimensions: Sequence[str] = ()) -> str:
    """Return the text of an example rubric's file.

    Arguments:
        id_: The id of the rubric.
        title: The display name. Titles take one line; those of one kind must differ by more than punctuation.
        levels: The titles of its levels, lowest first.
        way: The way to a level: of each dimension, or of the rubric itself if it has none.
        dimensions: The titles of its dimensions.

    >>> print(skeleton("tiers", title="Tiers", levels=["Member", "Gold"], way="requires"))
    #:schema ./rubric.schema.json
    ...
    title = "Tiers"  # the name for people
    <BLANKLINE>
    [levels]  # lowest first; everyone has at least the first one
    member = "Member"
    gold = "Gold"
    <BLANKLINE>
    [requires]  # the value to reach: a minimum, or a maximum if lower is better; ...
    gold = { revenue = 100000, plan = true }
    ...
    """
    steps = dict(zip(ids_of(levels, "level"), levels, strict=True))
    names = dict(zip(ids_of(dimensions, "dimension", taken=_ASKED), dimensions, strict=True))
    whole = _combined(way, steps, names) if names else _part(way, steps)
    best, fewer = (each if isinstance(each, dict) else {id_: each} for each in (whole.best, whole.fewer))
    *_, below, top = steps
    examples = [
        {"title": "Everything that the highest level requires", "answers": best, "level": top},
        {"title": "Not quite everything", "answers": fewer, "level": below},
    ]
    start = {"attain": 1, "id": id_, "version": "1", "title": title, "levels": steps}
    rubric = Rubric.from_dict({**start, **whole.tables, "examples": examples})
    return "\n".join([*_start(f"{id_}.toml"), *_commented(rubric.to_toml())])


def ids_of(titles: Sequence[str], kind: str, *, taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Return ids derived from titles: their letters and digits, with a number if those alone can't be the id.

    Arguments:
        titles: The titles.
        kind: The base of the id if a title has no letter or digit that an id can have.
        taken: The ids that are already taken.

    >>> ids_of(["Joint planning", "Märkte", "成熟", "Level", "Märkte!"], "level")
    ('joint-planning', 'markte', 'level-3', 'level-4', 'markte-5')
    """
    found: list[str] = []
    for number, title in enumerate(titles, 1):
        plain = normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
        short = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST].strip("-")
        numbered = (f"{short or kind}-{each}" for each in count(number))
        found.append(
            next(each for each in chain([short], numbered) if not id_problem(each) and each not in {*found, *taken})
        )
    return tuple(found)


@attrs.frozen
class SkeletonPart:
    """The rules of a rubric or a dimension.

    Arguments:
        tables: The way to a level and the keys that it needs, by key.
        best: The answers that give the highest level, or the level itself if that is the answer.
        fewer: Answers that give the level below.
    """

    tables: TomlTable
    best: object
    fewer: object


def _combined(way: SkeletonWay, steps: Mapping[str, str], names: Mapping[str, str]) -> SkeletonPart:
    """Return the rules for several dimensions, of which the lowest level counts."""
    parts = {name: _part(way, steps, f"{title}: ") for name, title in names.items()}
    dimensions = {name: {"title": names[name], **part.tables} for name, part in parts.items()}
    best = {name: part.best for name, part in parts.items()}
    first = next(iter(parts))
    return SkeletonPart({"combine": "minimum", "dimensions": dimensions}, best, {**best, first: parts[first].fewer})


def _part(way: SkeletonWay, steps: Mapping[str, str], before: str = "") -> SkeletonPart:
    """Return a way to a level for any number of levels; `before` is put before each question's text."""
    bottom, *above = steps
    match way:
        case "requires":
            return _requires(above, before)
        case "bands":
            return _bands(bottom, above, before)
        case "ladder":
            return _ladder(above, before)
        case _:
            descriptors = {level: f"Write here what {title} looks like." for level, title in steps.items()}
            *_, below, top = steps
            return SkeletonPart({"rating": True, "descriptors": descriptors}, top, below)


def _requires(above: Sequence[str], before: str) -> SkeletonPart:
    revenue = {"text": f"{before}Revenue in the last 12 months", "kind": "number", "unit": "EUR", "min": 0}
    asked: dict[str, TomlTable] = {level: {"revenue": _STEP * step} for step, level in enumerate(above, 1)}
    asked[above[-1]]["plan"] = True
    questions = {"revenue": revenue, "plan": before + _PRACTICES["plan"]}
    best = {"revenue": _STEP * len(above), "plan": True}
    return SkeletonPart({"requires": asked, "questions": questions}, best, {**best, "plan": False})


def _bands(bottom: str, above: Sequence[str], before: str) -> SkeletonPart:
    most = 2 * len(above)
    questions = _practices(most, before)
    bands = {bottom: "0", **{level: f"{low}-{low + 1}" for level, low in zip(above, range(1, most, 2), strict=True)}}
    bands[above[-1]] = f"{most - 1}+"
    best = dict.fromkeys(questions, True)
    return SkeletonPart(
        {"bands": bands, "questions": questions}, best, {**best, **dict.fromkeys(list(questions)[-2:], False)}
    )


def _ladder(above: Sequence[str], before: str) -> SkeletonPart:
    practices = _practices(2 * len(above), before)
    levels = [level for level in above for _ in range(2)]
    questions = {
        id_: {"text": text, "level": level} for (id_, text), level in zip(practices.items(), levels, strict=True)
    }
    best = dict.fromkeys(questions, True)
    return SkeletonPart({"ladder": {"need": 1.0}, "questions": questions}, best, {**best, list(questions)[-1]: False})


def _practices(number: int, before: str) -> dict[str, str]:
    """Return a number of yes/no questions."""
    more = {f"practice-{each}": f"Is practice {each} in place?" for each in range(len(_PRACTICES) + 1, number + 1)}
    asked = list({**_PRACTICES, **more}.items())[:number]
    return {id_: before + text for id_, text in asked}


def _start(file: str) -> Iterator[str]:
    yield "#:schema ./rubric.schema.json"
    yield f"# {_START}"
    commands = {command.format(file=file): purpose for command, purpose in _COMMANDS.items()}
    width = max(map(len, commands))
    yield from (f"#   {command:<{width}}  {purpose}" for command, purpose in commands.items())
    yield ""


def _commented(text: str) -> Iterator[str]:
    """Yield the lines of a file, with a comment at the first use of each key."""
    comments = dict(_COMMENTS)
    table: list[str] = []
    for line in text.split("\n"):
        key = line.partition(" = ")[0]
        if line.startswith("["):
            table = line.strip("[]").split(".")
            key = table[0] if len(table) == 2 else table[-1]
        elif table and table[0] != "dimensions":
            key = ""  # an id
        comment = comments.pop(key, None)
        yield f"{line}  # {comment}" if comment else line
