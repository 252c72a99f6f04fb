"""Raw tables in one form, in which overlays merge: short forms made long, and one key for each thing.

The meaning of a key can depend on the names that there are: ``nda`` and ``agreement.nda`` are one question in the dimension
``agreement``, and ``sales = 80`` asks for the score of a dimension, but for the value of a question. What can't be read stays
as it is, for the reader to report.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import Path, RubricError
from attain._core.shapes import Choice, List, Map, Maybe, Record, Shape, Spelt
from attain._model.bands import Band
from attain._model.conditions import ASPECTS, YES_NO, Ask, Aspect, parse_requires, read_asks
from attain._model.points import parse_points
from attain._model.rubric import RubricData

from .tables import Table, entries, value_at

_GROUPS = ("all", "any", "count", "each")
_NO_NAMES = (*_GROUPS, "applies-when", "score")
"""The keys of a table of conditions that name nothing."""


@attrs.frozen
class Names:
    """The names in a rubric.

    Arguments:
        questions: The ids of the questions of each dimension, by the id of the dimension; those of the root under ``""``.
        yes_no: The full ids of the questions that are answered with yes or no.
        ranges: How each range of points is spelt where it first occurs.
    """

    questions: Mapping[str, frozenset[str]]
    yes_no: frozenset[str]
    ranges: Mapping[Band | str, str]

    @classmethod
    def of(cls, *tables: Table) -> "Names":
        """Collect what a rubric and its overlay declare together.

        Arguments:
            tables: The tables of each.

        >>> Names.of({"questions": {"revenue": {}}}, {"dimensions": {"agreement": {"questions": {"nda": {}}}}}).questions
        {'': frozenset({'revenue'}), 'agreement': frozenset({'nda'})}
        """
        shared = _at(tables, "defaults", "questions")
        asked = {"": _at(tables, "questions")}
        for id_ in _at(tables, "dimensions"):
            asked[id_] = _at(tables, "dimensions", id_, "questions") or shared
        every = {f"{id_}.{short}".lstrip("."): each for id_, inner in asked.items() for short, each in inner.items()}
        ranges = [text for each in (*shared.values(), *every.values()) for text in _at(each, "points", "bands")]
        return cls(
            {id_: frozenset(inner) for id_, inner in asked.items()},
            frozenset(name for name, each in every.items() if _is_yes_no(each, every)),
            {_range(text): text for text in reversed(ranges)},
        )

    def meaning(self, ask: Ask, dimension: str | None) -> Ask:
        """Return an ask with the full name of what it asks and its aspect; unchanged if it could mean nothing, or several.

        Arguments:
            ask: The ask.
            dimension: The dimension that asks, ``""`` for the root; None for the defaults, whose names are of no dimension.

        >>> names = Names.of({"dimensions": {"agreement": {"questions": {"nda": {}}}}})
        >>> names.meaning(Ask("nda", True), "agreement")
        Ask(name='agreement.nda', least=True, aspect='value')
        >>> names.meaning(Ask("agreement", 80), "")
        Ask(name='agreement', least=80, aspect='score')
        """
        within, _, short = ask.name.rpartition(".")
        found = {ask.name} if short in self.questions.get(within, ()) else set()
        found |= {f"{dimension}.{ask.name}"} if dimension and ask.name in self.questions.get(dimension, ()) else set()
        if ask.name and ask.name in self.questions:
            is_clear = not found and not isinstance(ask.least, bool)
            return attrs.evolve(ask, aspect=ask.of_dimension) if is_clear else ask
        if dimension is None and not within and not found:
            return self._of_question(ask, ask.name, self._in_each(short))
        return self._of_question(ask, next(iter(found)), found) if len(found) == 1 else ask

    def _in_each(self, short: str) -> set[str]:
        """Return the questions that a name in the defaults means, each in a dimension that these hold for."""
        return {f"{id_}.{short}" for id_, questions in self.questions.items() if id_ and short in questions}

    def _of_question(self, ask: Ask, name: str, meant: AbstractSet[str]) -> Ask:
        """Return what is asked of a question; yes and no, however they are written, are true and false."""
        aspect = ask.aspect or "value"
        least = YES_NO.get(ask.least, ask.least) if aspect == "value" and meant and meant <= self.yes_no else ask.least
        return Ask(name, least, aspect)


def _at(tables: Sequence[Table], *keys: str) -> dict[str, list[Table]]:
    """Return what some keys lead to in any of the tables, in their order: for each key there, the tables under it."""
    found: dict[str, list[Table]] = {}
    for table in tables:
        for key, value in entries(value_at(table, keys)).items():
            found.setdefault(key, []).extend([value] if isinstance(value, dict) else [])
    return found


def _is_yes_no(question: Sequence[Table], every: Mapping[str, Sequence[Table]]) -> bool:
    """Return whether a question, or the one whose answer it takes, is answered with yes or no."""
    origin = every.get(str(_joined(question).get("same-as")), question)
    keys = _joined(origin)
    return bool(keys.get("kind", "choice" if keys.keys() & {"options", "scale"} else "yes-no") == "yes-no")


def _joined(tables: Sequence[Table]) -> Table:
    return {key: value for table in tables for key, value in table.items()}


Language: TypeAlias = Callable[[object, Path], object]
"""Rewrites a value that is written in a little language of its own, and that has some path."""


@attrs.frozen
class _Rewriting:
    """Rewrites values of the format in long form.

    Arguments:
        languages: What rewrites each little language, by what parses it; the others stay as they are.
    """

    languages: Mapping[object, Language] = FrozenDict()

    def of(self, shape: Shape, value: object, path: Path) -> object:
        """Return a value of a shape in long form; as it is if it has another shape."""
        match shape:
            case Spelt(parse=parse) if parse in self.languages:
                return self.languages[parse](value, path)
            case Maybe() | Spelt():
                return self.of(shape.inner, value, path)
            case List(alone=True):
                return [value] if isinstance(value, str) else value
            case List(keyed=True):
                table = _keyed(value)
                return self._each(shape.inner, table, path) if isinstance(table, dict) else table
            case List() | Map():
                return self._each(shape.inner, value, path)
            case Record():
                return self._record(shape, value, path)
            case _:
                return value

    def _each(self, shape: Shape, value: object, path: Path) -> object:
        if isinstance(value, list | tuple):
            return [self.of(shape, each, (*path, position)) for position, each in enumerate(value)]
        if not isinstance(value, dict):
            return value
        return {key: self.of(shape, each, (*path, key)) for key, each in value.items()}

    def _record(self, record: Record, value: object, path: Path) -> object:
        fields = record.fields
        if isinstance(value, dict):
            return {
                key: self.of(fields[key].shape, each, (*path, key)) if key in fields else each
                for key, each in value.items()
            }
        short = next((field.key for field in record.short if _can_be(field.shape, value)), None)
        return {short: value} if short else value


def _can_be(shape: Shape, value: object) -> bool:
    """Return whether a value is meant to have a shape: any text may be meant as one of several."""
    match shape:
        case Maybe():
            return value is not None and _can_be(shape.inner, value)
        case Choice():
            return isinstance(value, str)
        case List():
            return isinstance(value, list | tuple)
        case _:
            return shape.check(value) is None


def _keyed(value: object) -> object:
    """Return a list of ids, or of tables that each have an id of their own, as a table keyed by them."""
    if not isinstance(value, list | tuple):
        return value
    tables = [{"id": each} if isinstance(each, str) else entries(each) for each in value]
    ids = [table.get("id") for table in tables]
    if not all(isinstance(each, str) for each in ids) or len(set(ids)) < len(ids):
        return value  # some have none, or two have the same
    return {table["id"]: {key: inner for key, inner in table.items() if key != "id"} for table in tables}


def normalise(data: Table) -> Table:
    """Make short forms long, and key levels and options by their ids, in their order.

    Arguments:
        data: A rubric or an overlay as its file says it.

    >>> normalise({"levels": [{"id": "basic"}, {"id": "dynamic", "title": "Dynamic"}], "questions": {"nda": "Is there one?"}})
    {'levels': {'basic': {}, 'dynamic': {'title': 'Dynamic'}}, 'questions': {'nda': {'text': 'Is there one?'}}}
    """
    return entries(_Rewriting().of(Record(RubricData), data, ()))


def canonical(data: Table, names: Names) -> Table:
    """Return a rubric's tables with one key for each condition and each range of points.

    Arguments:
        data: The tables of a rubric or an overlay, with short forms made long.
        names: What its conditions can name.

    >>> data = {"questions": {"msp": {}}, "requires": {"gold": {"msp": True}}}
    >>> canonical(data, Names.of(data))["requires"]
    {'gold': {'msp': {'value': True}}}
    """

    def requires(table: object, path: Path) -> object:
        dimension = {"dimensions": str(path[1:2] and path[1]), "defaults": None}.get(str(path[0]), "")
        if not isinstance(table, dict):
            return table
        return {level: _conditions(asked, names, dimension) for level, asked in table.items()}

    def points(table: object, _: Path) -> object:
        return _points(table, names)

    languages: Mapping[object, Language] = {parse_requires: requires, parse_points: points}
    return entries(_Rewriting(languages).of(Record(RubricData), data, ()))


def _conditions(table: object, names: Names, dimension: str | None) -> object:
    """Return a table of conditions, each value under its aspect and that under the full name; as it is if one comes twice."""
    if not isinstance(table, dict):
        return table
    found: dict[str, dict[Aspect | None, object]] = {}
    for key, value in table.items():
        for name, aspect, least in _entries(key, value, names, dimension):
            asked = found.setdefault(name, {})
            if aspect in asked or None in asked or (aspect is None and asked):
                return table
            asked[aspect] = least
    return {name: asked.get(None, asked) for name, asked in found.items()}


def _entries(
    key: str, value: object, names: Names, dimension: str | None
) -> Iterator[tuple[str, Aspect | None, object]]:
    """Yield what one entry of a table of conditions asks: names, aspects and values; itself if it is not a condition or can't be read."""
    if key in _NO_NAMES:
        yield key, None, _group(value, names, dimension) if key in _GROUPS else value
        return
    try:
        asks = [names.meaning(ask, dimension) for ask in read_asks(key, value)]
    except RubricError:
        yield from _unread(key, value, names, dimension)
    else:
        yield from ((ask.name, ask.aspect, ask.least) for ask in asks)


def _unread(
    key: str, value: object, names: Names, dimension: str | None
) -> Iterator[tuple[str, Aspect | None, object]]:
    """Yield an entry that can't be read, under its full name if it asks nothing: an overlay may say so of what its base asks."""
    if isinstance(value, dict) and value and all(isinstance(inner, dict) for inner in value.values()):
        for inner, each in value.items():
            yield from _entries(f"{key}.{inner}", each, names, dimension)
    else:
        yield key if value else names.meaning(Ask(key), dimension).name, None, value


def _group(value: object, names: Names, dimension: str | None) -> object:
    """Return the value of ``all``, ``any``, ``count`` or ``each``, whose members are tables of conditions, or names."""
    if isinstance(value, dict):
        return {key: _group(inner, names, dimension) if key == "of" else inner for key, inner in value.items()}
    if not isinstance(value, list | tuple):
        return value
    return [
        names.meaning(Ask(member), dimension).name if isinstance(member, str) else _conditions(member, names, dimension)
        for member in value
    ]


def _points(points: object, names: Names) -> object:
    """Return points that name each range in one spelling."""
    ranges = entries(entries(points).get("bands"))
    found = {names.ranges.get(_range(text), text): earned for text, earned in ranges.items()}
    if not ranges or len(found) < len(ranges):
        return points  # one range comes twice
    return {**entries(points), "bands": found}


def _range(text: str) -> Band | str:
    """Return a range, which equals all others that mean the same; the text itself if it is not a range."""
    try:
        return Band.parse(text)
    except RubricError:
        return text


def keys_of(path: str, names: Names) -> tuple[str, ...]:
    """Return the keys that a path leads through in canonical tables, if it is written with dots between them.

    Arguments:
        path: The path, as ``remove`` has it. Names with dots may be quoted.
        names: What its conditions can name.

    >>> churn = {"points": {"bands": {"0–4.9": 250}}}
    >>> names = Names.of({"questions": {"churn": churn}, "dimensions": {"agreement": {"questions": {"nda": {}}}}})
    >>> keys_of("requires.gold.agreement.nda.points", names)
    ('requires', 'gold', 'agreement.nda', 'points')
    >>> keys_of('questions.churn.points.bands."0-4.9"', names)
    ('questions', 'churn', 'points', 'bands', '0–4.9')
    """
    keys = path.replace('"', "").split(".")
    length = {"dimensions": 2, "defaults": 1}.get(keys[0], 0)
    before, rest = keys[:length], keys[length:]
    within = None if before == ["defaults"] else "".join(before[1:])
    match rest:
        case ["requires", level, first, *more] if first not in _NO_NAMES:
            *asked, last = first, *more
            aspect = [last] if asked and last in ASPECTS else []
            ask = names.meaning(Ask(".".join(asked if aspect else (*asked, last))), within)
            return (*before, "requires", level, ask.name, *aspect)
        case ["questions", question, "points", "bands", *text] if text:
            band = names.ranges.get(_range(".".join(text)), ".".join(text))
            return (*before, "questions", question, "points", "bands", band)
        case _:
            return (*before, *rest)
