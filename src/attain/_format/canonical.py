"""Raw tables in canonical form, in which overlays merge: short forms made long, and one key for each thing.

The meaning of a key can depend on other names: ``nda`` and ``agreement.nda`` are one question in the dimension
``agreement``, and ``sales = 80`` requires the score of a dimension, but the value of a question. Unreadable values stay
unchanged, for the reader to report.
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
"""The keys of a table of conditions that are not names."""


@attrs.frozen
class Names:
    """The names in a rubric.

    Arguments:
        questions: The ids of the questions of each dimension, by the id of the dimension; ``""`` for the root.
        yes_no: The full ids of yes/no questions.
        ranges: The first spelling of each range of points.
    """

    questions: Mapping[str, frozenset[str]]
    yes_no: frozenset[str]
    ranges: Mapping[Band | str, str]

    @classmethod
    def of(cls, *tables: Table) -> "Names":
        """Return the names that a rubric and its overlay declare together.

        Arguments:
            tables: The tables of the rubric and of its overlays.

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
        """Return an ask with its full name and its aspect; unchanged if it could mean nothing, or several things.

        Arguments:
            ask: The ask to complete.
            dimension: The dimension that the ask is in, ``""`` for the root; None for the defaults, whose names belong
                to no dimension.

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
        """Return the questions that a name in the defaults means, one in each dimension that the defaults apply to."""
        return {f"{id_}.{short}" for id_, questions in self.questions.items() if id_ and short in questions}

    def _of_question(self, ask: Ask, name: str, meant: AbstractSet[str]) -> Ask:
        """Return an ask of a question, with true and false for yes and no however they are written."""
        aspect = ask.aspect or "value"
        least = YES_NO.get(ask.least, ask.least) if aspect == "value" and meant and meant <= self.yes_no else ask.least
        return Ask(name, least, aspect)


def _at(tables: Sequence[Table], *keys: str) -> dict[str, list[Table]]:
    """Return the values of some keys in any of the tables, in order: for each key, the tables under it."""
    found: dict[str, list[Table]] = {}
    for table in tables:
        for key, value in entries(value_at(table, keys)).items():
            found.setdefault(key, []).extend([value] if isinstance(value, dict) else [])
    return found


def _is_yes_no(question: Sequence[Table], every: Mapping[str, Sequence[Table]]) -> bool:
    """Return whether a question, or the question whose answer it takes, is a yes/no question."""
    origin = every.get(str(_joined(question).get("same-as")), question)
    keys = _joined(origin)
    return bool(keys.get("kind", "choice" if keys.keys() & {"options", "scale"} else "yes-no") == "yes-no")


def _joined(tables: Sequence[Table]) -> Table:
    return {key: value for table in tables for key, value in table.items()}


Language: TypeAlias = Callable[[object, Path], object]
"""A function that rewrites the value at a path, which has a notation of its own."""


@attrs.frozen
class _Rewriting:
    """Rewrites values of the format to long form.

    Arguments:
        languages: The function that rewrites each notation, by its parser; other notations stay as they are.
    """

    languages: Mapping[object, Language] = FrozenDict()

    def of(self, shape: Shape, value: object, path: Path) -> object:
        """Return a value of a shape in long form; unchanged if it has another shape."""
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
    """Return whether a value may be meant to have a shape; any text may be meant as a choice."""
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
    """Return a list of ids, or of tables with ids, as a table keyed by them."""
    if not isinstance(value, list | tuple):
        return value
    tables = [{"id": each} if isinstance(each, str) else entries(each) for each in value]
    ids = [table.get("id") for table in tables]
    if not all(isinstance(each, str) for each in ids) or len(set(ids)) < len(ids):
        return value  # an id is missing or occurs twice
    return {table["id"]: {key: inner for key, inner in table.items() if key != "id"} for table in tables}


def normalise(data: Table) -> Table:
    """Return tables with short forms made long, and with levels and options keyed by their ids, in order.

    Arguments:
        data: The tables of a rubric or an overlay, as in its file.

    >>> normalise({"levels": [{"id": "basic"}, {"id": "dynamic", "title": "Dynamic"}], "questions": {"nda": "Is there one?"}})
    {'levels': {'basic': {}, 'dynamic': {'title': 'Dynamic'}}, 'questions': {'nda': {'text': 'Is there one?'}}}
    """
    return entries(_Rewriting().of(Record(RubricData), data, ()))


def canonical(data: Table, names: Names) -> Table:
    """Return a rubric's tables with one key for each condition and each range of points.

    Arguments:
        data: The tables of a rubric or an overlay, in long form.
        names: The names that conditions can use.

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
    """Return a table of conditions, each under its full name and aspect; unchanged if one would occur twice."""
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
    """Yield the name, aspect and value of each ask in an entry of conditions; the entry itself if it can't be read."""
    if key in _NO_NAMES:
        yield key, None, _group(value, names, dimension) if key in _GROUPS else value
        return
    try:
        asks = [names.meaning(ask, dimension) for ask in read_asks(key, value)]
    except RubricError:
        yield from _unreadable(key, value, names, dimension)
    else:
        yield from ((ask.name, ask.aspect, ask.least) for ask in asks)


def _unreadable(
    key: str, value: object, names: Names, dimension: str | None
) -> Iterator[tuple[str, Aspect | None, object]]:
    """Yield the entries within an unreadable table of tables, or the unreadable entry itself."""
    if isinstance(value, dict) and value and all(isinstance(inner, dict) for inner in value.values()):
        for inner, each in value.items():
            yield from _entries(f"{key}.{inner}", each, names, dimension)
    elif value:
        yield key, None, value
    else:  # under its full name, so that it replaces its base's condition
        yield names.meaning(Ask(key), dimension).name, None, value


def _group(value: object, names: Names, dimension: str | None) -> object:
    """Return the value of ``all``, ``any``, ``count`` or ``each``, with its members as conditions or names."""
    if isinstance(value, dict):
        return {key: _group(inner, names, dimension) if key == "of" else inner for key, inner in value.items()}
    if not isinstance(value, list | tuple):
        return value
    return [
        names.meaning(Ask(member), dimension).name if isinstance(member, str) else _conditions(member, names, dimension)
        for member in value
    ]


def _points(points: object, names: Names) -> object:
    """Return points with a single spelling for each range."""
    ranges = entries(entries(points).get("bands"))
    found = {names.ranges.get(_range(text), text): earned for text, earned in ranges.items()}
    if not ranges or len(found) < len(ranges):
        return points  # a range occurs twice
    return {**entries(points), "bands": found}


def _range(text: str) -> Band | str:
    """Return a range, which equals every other spelling of it; the text itself if it is not a range."""
    try:
        return Band.parse(text)
    except RubricError:
        return text


def keys_of(path: str, names: Names) -> tuple[str, ...]:
    """Return the keys in canonical tables for a path with dots.

    Arguments:
        path: The path, as in ``remove``. Names with dots may be quoted.
        names: The names that conditions can use.

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
