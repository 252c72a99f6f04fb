"""The differences between two rubrics: changes of structure, meaning and wording, with answers that show them."""

from collections import Counter
from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile, zip_longest
from typing import Any, TypeVar  # Any: a file's values can have any type

import attrs

from attain._core.data import Data, freeze, given, thaw
from attain._core.errors import Path
from attain._core.messages import Message, say
from attain._core.names import label
from attain._core.shapes import About, Checked, FormatKey, Written, by_id, file_fields
from attain._format.write import plain
from attain._model.conditions import Ask, Condition, Group
from attain._model.extensions import Policy, RuleData
from attain._model.parts import Question
from attain._model.rubric import Dimension, Rules
from attain._plan.compile import CompiledRubric
from attain._plan.digests import own_fields, same

from .witness import Witness, witness

Name = TypeVar("Name", bound=Hashable)

_LONGEST = 60


@attrs.frozen(eq=False, repr=False)
class Change(Data):
    """One difference between two rubrics.

    Arguments:
        kind: ``structure`` if something is added, removed, renamed or moved; ``wording`` if only the texts for people
            differ; ``meaning`` for anything else that scores may depend on.
        path: The keys that lead to the difference, in the first rubric if possible. A path that ends in ``id`` means
            that something is renamed or moved.
        was: The value in the first rubric, as plain data; None if it is new.
        now: The value in the second rubric; None if it is removed.

    >>> print(Change("meaning", ("dimensions", "agreement", "bands", "dynamic"), "5+", "6+"))
    dimensions.agreement.bands.dynamic: was '5+', is '6+'
    """

    kind: About
    path: Path
    was: object = None
    now: object = None

    def __str__(self) -> str:
        return str(self._message)

    @property
    def _message(self) -> Message:
        where = ".".join(map(str, self.path))
        if self.was is None:
            return say("change.added", where=where, now=_brief(self.path, self.now))
        if self.now is None:
            return say("change.removed", where=where, was=_brief(self.path, self.was))
        if self.path[-1] == "id":
            key = "change.moved" if "." in str(self.now) else "change.renamed"
            return say(key, where=where.removesuffix(".id"), now=str(self.now))
        was, now = _parted(_spelt(self.was), _spelt(self.now))
        return say("change", where=where, was=was, now=now)


def _spelt(value: object) -> str:
    """Return plain data on one line, much as a file writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:_.15g}"
        case Mapping():
            entries = ", ".join(f"{key} = {_spelt(inner)}" for key, inner in value.items())
            return f"{{ {entries} }}" if entries else "{}"
        case tuple():
            return f"[{', '.join(map(_spelt, value))}]"
        case _:
            return "'" + str(value).replace("\n", "\\n") + "'"


def _brief(path: Path, value: object) -> str:
    """Return a short name of an added or removed thing: a question's text, a dimension's title or else its id."""
    if not isinstance(value, Mapping):
        return _cut(_spelt(value))
    called = label(str(path[-1]), None) if path[-2:-1] == ("dimensions",) else None
    return _cut(_spelt(value.get("text") or value.get("title") or called or value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _parted(was: str, now: str) -> tuple[str, str]:
    """Return two texts, shortened to their first difference if they are long."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))
    start = alike - _LONGEST // 3
    if start > 0 and max(len(was), len(now)) > _LONGEST:
        start = was.rfind(" ", 0, start) + 1
        was, now = (f"{text[0]}…{text[start:]}" for text in (was, now))
    return _cut(was), _cut(now)


def changes(was: CompiledRubric, now: CompiledRubric) -> tuple[Change, ...]:
    """Return every change from one rubric to another, apart from their own ids and versions.

    Rubrics are compared as they apply: a default that is written into each dimension instead changes nothing.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> print(*changes(p2p, p2p.with_policy(overlap="lowest")))
    defaults.overlap: was 'highest', is 'lowest'
    """
    found = _paired(list(_found(was, now)))
    shown = (
        Change(each.kind, each.path, _as_data(each.path, each.was), _as_data(each.path, each.now)) for each in found
    )
    return tuple(dict.fromkeys(shown))


@attrs.frozen
class _FoundChange:
    """A change, with the model's value before and after it; None if there is none."""

    kind: About
    path: Path
    was: object
    now: object


def _found(was: CompiledRubric, now: CompiledRubric) -> Iterator[_FoundChange]:
    for field in own_fields():
        yield from _field((), field, was, now)
    if was.rating and now.rating and was.id != now.id:  # the rating is answered under this id
        yield _FoundChange("structure", ("id",), was.id, now.id)
    yield from _place(was, now, "")
    for id_ in {**was.dimensions, **now.dimensions}:
        if id_ in was.dimensions and id_ in now.dimensions:
            yield from _place(was, now, id_)
        else:
            yield _FoundChange("structure", ("dimensions", id_), was.dimensions.get(id_), now.dimensions.get(id_))


def _place(was: CompiledRubric, now: CompiledRubric, id_: str) -> Iterator[_FoundChange]:
    """Yield the differences in a dimension or the rubric itself as they apply, or in the defaults that cause them."""
    before, after = (rubric.scope.places[id_].rules for rubric in (was, now))
    written = [rubric.dimensions[id_] if id_ else rubric for rubric in (was, now)]
    for field in file_fields(Dimension if id_ else Rules).values():
        name = field.name
        inherited = not any(given(rules, name) for rules in written)
        default = inherited and getattr(was.defaults, name) != getattr(now.defaults, name)
        path = ("defaults",) if default else ("dimensions", id_) if id_ else ()
        yield from _field(path, field, before, after)


def _field(path: Path, field: FormatKey, was: object, now: object, *, worded: bool = False) -> Iterator[_FoundChange]:
    """Yield the differences in a field of two things; all differences within wording are wording."""
    kind: About = "wording" if worded else field.about
    yield from _values((*path, field.key), getattr(was, field.name), getattr(now, field.name), kind)


def _values(path: Path, was: object, now: object, kind: About) -> Iterator[_FoundChange]:
    match was, now:
        case _ if same(was, now):
            pass
        case (RuleData(), RuleData()) | (Policy(), Policy()) if _name_of(was) == _name_of(now):
            yield from _versions(path, was, now)
        case Group(), Group() if was.applies_when == now.applies_when:
            yield from _conditions(path, was, now, kind)
        case (RuleData() | Written(), _) | (_, RuleData() | Written()):
            yield _FoundChange(kind, path, was, now)
        case Mapping(), Mapping():
            for key in {**was, **now}:
                yield from _values((*path, key), was.get(key), now.get(key), kind)
        case (Checked(), *_), (Checked(), *_):
            yield from _listed(path, was, now, kind)
        case Checked(), Checked() if type(was) is type(now):
            yield from _things(path, was, now, worded=kind == "wording")
        case _:
            yield _FoundChange(kind, path, was, now)


def _name_of(thing: object) -> object:
    return getattr(thing, "kind", None) if isinstance(thing, RuleData) else getattr(thing, "id", None)


def _versions(path: Path, was: object, now: object) -> Iterator[_FoundChange]:
    """Yield the differences between two uses of one plugin's rule or policy: its version, and a rule's options."""
    before, after = ({"version": getattr(each, "version", None)} | _options(each) for each in (was, now))
    for key in {**before, **after}:
        if not same(before.get(key), after.get(key)):
            yield _FoundChange("meaning", (*path, key), before.get(key), after.get(key))


def _options(thing: object) -> dict[str, object]:
    cls: Any = type(thing)  # mypy doubts here that a class is hashable
    fields = file_fields(cls) if isinstance(thing, RuleData) else {}
    return {key: getattr(thing, field.name) for key, field in fields.items()}


def _things(path: Path, was: object, now: object, *, worded: bool = False) -> Iterator[_FoundChange]:
    """Yield the differences between two things of one class, apart from their ids."""
    cls: Any = type(was)  # mypy doubts here that a class is hashable
    for field in file_fields(cls).values():
        if not field.identity:
            yield from _field(path, field, was, now, worded=worded)


def _ordered(
    path: Path, before: Mapping[str, object], after: Mapping[str, object], kind: About
) -> Iterator[_FoundChange]:
    """Yield the differences between levels or options: each by its id, and the order, unless new ones come last."""
    yield from _values(path, before, after, kind)
    called = {id_: id_ for id_ in before} | _renamed(_only(before, after), _only(after, before))
    kept = [called[id_] for id_ in before if called[id_] in after]
    if list(after) != [*kept, *(id_ for id_ in after if id_ not in kept)]:
        yield _FoundChange(kind, path, tuple(before), tuple(after))


def _only(these: Mapping[Name, object], those: Mapping[Name, object]) -> dict[Name, object]:
    return {key: value for key, value in these.items() if key not in those}


def _listed(path: Path, was: Sequence[object], now: Sequence[object], kind: About) -> Iterator[_FoundChange]:
    """Yield the differences between two lists: by id, or else the entries that only one has, in its order."""
    if (before := by_id(was)) and (after := by_id(now)):
        yield from _ordered(path, before, after, kind)
        return
    gone, new = [each for each in was if each not in now], [each for each in now if each not in was]
    for old, other in zip_longest(gone, new):
        position = now.index(other) if old is None else was.index(old)
        yield from _values((*path, position), old, other, kind)
    if not gone and not new:
        yield _FoundChange(kind, path, was, now)


def _conditions(path: Path, was: Group, now: Group, kind: About) -> Iterator[_FoundChange]:
    """Yield the differences between two tables of conditions: each by its subject, a list of conditions as a whole."""
    both = {part.name for part in (*was.of, *now.of) if isinstance(part, Ask) and part.aspect in ("level", "score")}
    before, after = ({_asked(part, both): _demanded(part) for part in group.of} for group in (was, now))
    for key in {**before, **after}:
        if not same(before.get(key), after.get(key)):
            yield _FoundChange(kind, (*path, key), before.get(key), after.get(key))


def _asked(part: Condition, both: Container[str]) -> str:
    """Return the subject of a condition, as a key: with its aspect, if a dimension has conditions on both."""
    if isinstance(part, Group):
        return part.kind
    if part.name in both and part.name:
        return f"{part.name}.{part.of_dimension}"
    return f"{part.name}.points" if part.aspect == "points" else part.name or "score"


def _demanded(part: Condition) -> object:
    return part if isinstance(part, Group) else part.least


def _as_data(path: Path, value: object) -> object:
    """Return a value of the model as immutable plain data; for a group, the value of its kind, which is not an id."""
    if isinstance(value, Group) and path[-1] == value.kind:
        return freeze(Group("all", (value,)).written()[value.kind])
    return freeze(plain(value, toml=False))


def _paired(found: Sequence[_FoundChange]) -> Iterator[_FoundChange]:
    """Yield changes; a removal and an addition of like things become one change of id."""
    removed = {each.path: each.was for each in found if each.now is None and _is_thing(each.was, each.kind)}
    added = {each.path: each.now for each in found if each.was is None and _is_thing(each.now, each.kind)}
    renamed = _renamed(removed, added)
    for each in found:
        if each.now is None and each.path in renamed:
            path = renamed[each.path]
            beside = path[:-1] == each.path[:-1]
            was, now = (key[-1] if beside else ".".join(map(str, key)) for key in (each.path, path))
            yield _FoundChange("structure", (*each.path, "id"), was, now)
            yield from _things(path, each.was, added[path])
        elif each.was is not None or each.path not in renamed.values():
            yield each


def _is_thing(value: object, kind: About) -> bool:
    return kind == "structure" and isinstance(value, Checked)


def _renamed(removed: Mapping[Name, object], added: Mapping[Name, object]) -> dict[Name, Name]:
    """Return the new name of each removed thing that has exactly one like it among the added ones."""
    alike = {old: [new for new in added if _alike(old, removed[old], new, added[new])] for old in removed}
    times = Counter(new for candidates in alike.values() for new in candidates)
    return {
        old: new for old, (new, *others) in ((o, c) for o, c in alike.items() if c) if not others and times[new] == 1
    }


def _alike(old: object, was: object, new: object, now: object) -> bool:
    """Return whether two things are equal, and in the same table or, for questions, in any."""
    if type(was) is not type(now):
        return False
    if isinstance(old, tuple) and isinstance(new, tuple) and old[:-1] != new[:-1] and not isinstance(was, Question):
        return False
    display, says = (getattr(each, "text", None) or getattr(each, "title", None) for each in (was, now))
    return says == display if display or says else not any(_things((), was, now))


# ---------------------------------------------------------------- all differences


@attrs.frozen(eq=False, repr=False)
class Difference(Data):
    """The differences between two rubrics; true if there is any.

    Arguments:
        was: The first rubric.
        now: The second rubric.
        changes: Every change, in the order of the rubrics.

    >>> import attain
    >>> p2p, keyed = attain.rubric("iamcp-p2p"), attain.rubric("iamcp-p2p-keyed")
    >>> difference = p2p.diff(keyed)
    >>> sum(change.kind == "meaning" for change in difference.changes)
    7
    >>> print(difference.witness)
    joint-business-planning.opportunity-only = no: Joint business planning was Basic (score 0), is Reactive (score 1)
    """

    was: CompiledRubric
    now: CompiledRubric
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __repr__(self) -> str:
        return f"Difference({_name(self.was)!r}, {_name(self.now)!r}, changes={len(self.changes)})"

    def __str__(self) -> str:
        return "\n".join(map(str, self.changes))

    @property
    def scores_alike(self) -> bool:
        """Whether attain has proved that both score all answers alike.

        That is so if only the wording differs, or if both compile to the same plan.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> p2p.diff(p2p.with_policy(overlap="highest")).scores_alike
        True
        """
        if all(change.kind == "wording" for change in self.changes):
            return True
        levels = [[level.id for level in rubric.levels] for rubric in (self.was, self.now)]
        return levels[0] == levels[1] and self.was.plan == self.now.plan

    @property
    def witness(self) -> Witness | None:
        """Answers that the two score differently; None if attain found none among :attr:`tried` sets of answers."""
        return self._found[0]

    @property
    def tried(self) -> int:
        """The number of answer sets that attain tried to find the witness; 0 if it has proved that there is none."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[Witness | None, int]:
        return (
            (None, 0)
            if self.scores_alike
            else witness(self.was, self.now, [each.path for each in self.changes if each.kind != "wording"])
        )

    def to_dict(self) -> dict[str, object]:
        """Return the difference as plain data, ready for JSON."""
        found = self.witness
        shown = None if found is None else plain(attrs.asdict(found, recurse=False), toml=False)
        return {
            "was": _name(self.was),
            "now": _name(self.now),
            "changes": [
                {"kind": each.kind, "path": list(each.path), "was": thaw(each.was), "now": thaw(each.now)}
                for each in self.changes
            ],
            "witness": shown,
            "tried": self.tried,
        }


def _name(rubric: CompiledRubric) -> str:
    return f"{rubric.id}@{rubric.version}"


def diff(was: CompiledRubric, now: CompiledRubric) -> Difference:
    """Return the difference between two rubrics; see :meth:`Rubric.diff`."""
    return Difference(was, now, changes(was, now))
