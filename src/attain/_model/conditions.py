"""The conditions of levels, and the facts under which things apply: the notations of ``requires`` and ``applies-when``.

A condition always requires a value "at least as good as" another, so a better answer can't break it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypeVar, cast  # Any: the values of tables and lists

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import Path, Problem, RubricError
from attain._core.messages import say
from attain._core.shapes import Written, choices
from attain._core.types import is_number, too_fine

Value: TypeAlias = bool | float | str
Aspect: TypeAlias = Literal["value", "points", "score", "level"]
ASPECTS: tuple[Aspect, ...] = choices(Aspect)
YES_NO: Mapping[Value | None, Value] = {"yes": True, "no": False, True: True, False: False}
"""The values of yes and no in every spelling; 1 equals True."""

_DEEPEST = 16

Thing = TypeVar("Thing")


def _unordered(of: tuple["Condition", ...]) -> frozenset[tuple["Condition", int]]:
    return frozenset(Counter(of).items())  # TOML does not guarantee the order of keys, so equality ignores it


@attrs.frozen(eq=False, repr=False)
class Ask(Data):
    """A single requirement: that a question or a dimension is at least as good as a value.

    Arguments:
        name: The question or dimension; empty for the own score of the dimension that requires it.
        least: The worst value that is good enough; None for the answer that counts as met.
        aspect: The aspect of it to compare; None to infer it from the value.
    """

    name: str
    least: Value | None = None
    aspect: Aspect | None = None

    @property
    def of_dimension(self) -> Aspect:
        """The compared aspect of a dimension: as named, or else the level for a text and the score for a number."""
        return self.aspect or ("level" if isinstance(self.least, str) else "score")


@attrs.frozen(cache_hash=True)  # to hash once: groups nest, and equality hashes their parts
class Group(Written):
    """Conditions of which all, any or a number must hold.

    Arguments:
        kind: ``all``, ``any``, ``count``, or ``each`` (one requirement on many things).
        of: The conditions.
        at_least: The number of conditions that must hold, for ``count``.
        applies_when: The facts under which the group applies, each with its possible values.
    """

    kind: Literal["all", "any", "count", "each"]
    of: tuple["Condition", ...] = attrs.field(eq=_unordered)
    at_least: int | None = None
    applies_when: FrozenDict[str, tuple[Value, ...]] = FrozenDict()

    def written(self) -> dict[str, object]:
        """Return the table of conditions for a file."""
        return _written(self)


Condition: TypeAlias = Ask | Group


def _fail(key: str, path: Path, /, **values: object) -> RubricError:
    return RubricError([Problem.of(say(key, **values), path)])


def parse_applies_when(table: object) -> FrozenDict[str, tuple[Value, ...]]:
    """Read the facts under which something applies: ``{ segment = "enterprise" }``, or a list for any of several.

    Raises:
        RubricError: It is not a table of values.

    >>> parse_applies_when({"segment": ["enterprise", "public"]})
    {'segment': ('enterprise', 'public')}
    """
    if not isinstance(table, Mapping):
        raise _fail("wrong-type.facts", (), given=table)
    facts: dict[str, tuple[Value, ...]] = {}
    for name, given in table.items():
        values = tuple(given) if isinstance(given, list | tuple) else (given,)
        wrong = [value for value in values if not isinstance(value, bool | str) and not is_number(value)]
        if wrong or not values:
            raise _fail("wrong-type.fact", (name,), given=wrong[0] if wrong else given)
        facts[str(name)] = values
    return FrozenDict(facts)


def write_applies_when(facts: Mapping[str, tuple[Value, ...]]) -> dict[str, object]:
    """Return the table that :func:`parse_applies_when` reads back equal.

    >>> write_applies_when({"segment": ("enterprise", "public"), "region": ("emea",)})
    {'segment': ['enterprise', 'public'], 'region': 'emea'}
    """
    return {name: values[0] if len(values) == 1 else list(values) for name, values in facts.items()}


def parse_requires(table: object) -> FrozenDict[str, Group]:
    """Read the requirements of each level.

    Raises:
        RubricError: Conditions can't be read; the error has a problem for each.

    >>> parse_requires({"gold": {"revenue": 500_000}})["gold"].of
    (Ask(name='revenue', least=500000),)
    """
    if not isinstance(table, Mapping):
        raise _fail("wrong-type.requires", (), given=table)
    problems: list[Problem] = []
    found = {str(level): _table(asked, (level,), problems) for level, asked in table.items()}
    if problems:
        raise RubricError(problems)
    return FrozenDict(found)


def _table(table: object, path: Path, problems: list[Problem]) -> Group:
    """Read a table of conditions, all of which must hold."""
    if isinstance(table, Group):
        return table
    is_deep = sum(key in ("all", "any", "count") for key in path) >= _DEEPEST
    if is_deep or not isinstance(table, Mapping):
        deep, wrong = say("too-deep.conditions", most=_DEEPEST), say("condition-syntax.table", given=table)
        problems.append(Problem.of(deep if is_deep else wrong, path))
        return Group("all", ())
    found: list[Condition] = []
    applies: FrozenDict[str, tuple[Value, ...]] = FrozenDict()
    for key, value in table.items():
        here = (*path, key)
        try:
            if key == "applies-when":
                applies = parse_applies_when(value)
            else:
                found += _entry(str(key), value, here, problems)
        except RubricError as error:
            problems += [attrs.evolve(problem, path=here + problem.path) for problem in error.problems]
    if (twice := _repeated([(each.name, each.aspect) for each in found if isinstance(each, Ask)])) is not None:
        problems.append(Problem.of(say("condition-syntax.twice", name=twice[0]), path))
    if not found and not problems:
        problems.append(Problem.of(say("condition-empty.asks"), path))
    return Group("all", tuple(found), applies_when=applies)


def _entry(key: str, value: object, path: Path, problems: list[Problem]) -> Sequence[Condition]:
    """Read an entry of a table of conditions."""
    match key:
        case "all":
            return [Group("all", _members(value, path, problems))]
        case "any":
            return [Group("any", _members(value, path, problems))]
        case "count":
            return [_count(value, path, problems)]
        case "each":
            return [_each(value)]
        case "score":
            return [Ask("", _value(value, ()), "score")]
        case _:
            return read_asks(key, value)


def _elements(value: object) -> Sequence[Any]:
    """Return a list itself; an empty list for any other value."""
    return value if isinstance(value, list | tuple) else ()


def _members(value: object, path: Path, problems: list[Problem]) -> tuple[Condition, ...]:
    """Read tables of conditions, or names of things that must be met."""
    if not (members := _elements(value)):
        raise _fail("condition-syntax.members", (), kind=path[-1])
    _once([member for member in members if isinstance(member, str)], ())
    return tuple(
        Ask(member) if isinstance(member, str) else _table(member, (*path, position), problems)
        for position, member in enumerate(members)
    )


def _count(value: object, path: Path, problems: list[Problem]) -> Group:
    if not isinstance(value, Mapping) or set(value) != {"at-least", "of"}:
        raise _fail("condition-syntax.count-keys", ())
    least, of = value["at-least"], _elements(value["of"])
    if type(least) is not int or least < 1:
        raise _fail("condition-syntax.count-least", ("at-least",), given=least)
    if not of:
        raise _fail("condition-syntax.count-of", ("of",))
    if len(of) < least:
        raise _fail("condition-syntax.count-many", ("at-least",), least=least, most=len(of))
    _once([member for member in of if isinstance(member, str)], ("of",))
    return Group("count", _members(of, (*path, "of"), problems), least)


def _once(of: Sequence[str], path: Path) -> None:
    """Raise an error for a name that occurs twice, because one answer would count twice."""
    if (twice := _repeated(of)) is not None:
        raise _fail("condition-syntax.named-twice", path, name=twice)


def _repeated(things: Sequence[Thing]) -> Thing | None:
    """Return the first thing that occurs more than once."""
    return next((thing for thing, times in Counter(things).items() if times > 1), None)


def _each(value: Any) -> Group:
    match value:
        case {"of": of, **rest} if len(rest) == 1 and rest.keys() <= {*ASPECTS}:
            names, asked = _elements(of), cast(dict[Aspect, object], rest)
        case _:
            raise _fail("condition-syntax.each-keys", ())
    if not names or not all(isinstance(name, str) for name in names):
        raise _fail("condition-syntax.each-of", ("of",), given=of)
    _once(names, ("of",))
    [(aspect, given)] = asked.items()
    least = _value(given, (aspect,))
    return Group("each", tuple(Ask(name, least, aspect) for name in names))


def read_asks(name: str, value: object, path: Path = ()) -> list[Ask]:
    """Read one entry of a table of conditions: a value, aspects, or nested entries, as TOML reads ``agreement.nda``.

    Arguments:
        name: The key of the entry.
        value: The value of the entry.
        path: The path of the value within the entry.

    Raises:
        RubricError: It is not a condition.

    >>> read_asks("agreement", {"nda": {"points": 3}})
    [Ask(name='agreement.nda', least=3, aspect='points')]
    """
    if not name:
        raise _fail("condition-syntax.empty-name", path)
    if not isinstance(value, Mapping):
        return [Ask(name, _value(value, path))]
    if not value or len(path) > 1:
        raise _fail("condition-syntax.nothing", path, given=value)
    asks: list[Ask] = []
    for key, inner in value.items():
        if key in ASPECTS:
            asks.append(Ask(name, _value(inner, (*path, key)), key))
        else:
            asks += read_asks(f"{name}.{key}", inner, (*path, key))
    return asks


def _value(value: object, path: Path) -> Value:
    if isinstance(value, bool | str):
        return value
    if not isinstance(value, int | float) or not is_number(value):
        raise _fail("wrong-type.asked", path, given=value)
    if what := too_fine(value):
        raise RubricError([Problem.of(what, path)])
    return value


def write_requires(requires: Mapping[str, Group]) -> dict[str, object]:
    """Return the table that :func:`parse_requires` reads back equal.

    >>> table = {"gold": {"revenue": 5, "any": [{"msp": True}, {"agreement": {"points": 3}}]}}
    >>> write_requires(parse_requires(table)) == table
    True
    """
    return {level: _written(group) for level, group in requires.items()}


def _written(group: Group) -> dict[str, object]:
    table: dict[str, object] = {}
    aspects: dict[str, dict[str, object]] = {}
    for member in group.of:
        if isinstance(member, Group):
            table[member.kind] = _group(member)
        elif not member.name:
            table["score"] = member.least
        elif member.aspect:
            aspects.setdefault(member.name, {})[member.aspect] = member.least
        else:
            table[member.name] = member.least
    # TOML's nested spelling of the same name distinguishes them.
    for name in [name for name in aspects if name in table]:
        dimension, _, question = name.partition(".")
        aspects.setdefault(dimension, {})[question] = aspects.pop(name)
    table |= aspects
    if group.applies_when:
        table["applies-when"] = {name: list(values) for name, values in group.applies_when.items()}
    return table


def _group(group: Group) -> object:
    if group.kind == "each":
        asks = [member for member in group.of if isinstance(member, Ask)]
        return {str(asks[0].aspect): asks[0].least, "of": [ask.name for ask in asks]}
    members = [member.name if isinstance(member, Ask) else _written(member) for member in group.of]
    return {"at-least": group.at_least, "of": members} if group.kind == "count" else members


def inside(group: Group, path: Path) -> Iterator[tuple[Condition, Path]]:
    """Yield the members of a group, each with its path.

    >>> gold = parse_requires({"gold": {"plan": True, "any": [{"msp": True}]}})["gold"]
    >>> [path for _, path in inside(gold, ("gold",))]
    [('gold', 'plan'), ('gold', 'any')]
    """
    for position, part in enumerate(group.of):
        if group.kind in ("count", "each"):
            yield part, (*path, "of", position)
        elif path[-1] in ("all", "any"):  # a list of tables; its key can't be the id of a level, question or dimension
            yield part, (*path, position)
        else:
            yield part, (*path, part.kind if isinstance(part, Group) else part.name or "score")


def asks(conditions: Sequence[Condition]) -> list[Ask]:
    """Return all asks in some conditions, at any depth."""
    found: list[Ask] = []
    for condition in conditions:
        found += [condition] if isinstance(condition, Ask) else asks(condition.of)
    return found


def groups(conditions: Sequence[Condition]) -> list[Group]:
    """Return all groups in some conditions, at any depth."""
    found: list[Group] = []
    for condition in conditions:
        if isinstance(condition, Group):
            found += [condition, *groups(condition.of)]
    return found
