"""A result as plain data, and back; the same for summaries and references.

Both directions follow the fields of these classes and their types, so that new fields are recorded too. Keys are the
names of the fields, with hyphens; a level is its id, and all levels are once at the top.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import (  # Any: mypy doubts that a class which may define __eq__ is hashable
    Any,
    ClassVar,
    Self,
    TypeVar,
    cast,
)

import attrs

from attain._core.data import Data
from attain._core.errors import AnswersError, Path, Problem
from attain._core.messages import Text, say
from attain._core.names import nearest
from attain._core.shapes import List, Record, Shape, fields_of, shape_of
from attain._core.types import is_number
from attain._model.parts import Level
from attain._score.explain import reasons
from attain._score.result import DimensionResult

from .structure import Reader

FORMAT = 1
"""The version of this format: the value of ``attain``."""

_LEVEL, _DATE, _NUMBER = shape_of(Level), shape_of(date), shape_of(float)
_BY_LEVEL = ("bands", "requirements", "descriptors", "benefits")


class Recorded(Data):
    """The base of results, summaries and references, which can be written as plain data and read back."""

    __slots__ = ()
    called: ClassVar[str]

    def to_dict(self) -> dict[str, object]:
        """Return plain data, ready for JSON; :meth:`from_dict` returns an equal object."""
        return to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Read back the output of :meth:`to_dict`, without the rubric or its plugin.

        Arguments:
            data: The plain data.

        Raises:
            AnswersError: The data is not the output of :meth:`to_dict`, or is damaged; the error holds every problem.
        """
        return read_back(data, cls)


Kind = TypeVar("Kind", bound=Recorded)


def to_dict(recorded: Recorded) -> dict[str, object]:
    """Return a result, a summary or a reference as plain data for JSON; None, empty and default values are left out.

    >>> import attain
    >>> data = to_dict(attain.rubric("iamcp-p2p").assess({"agreement.nda": True}))
    >>> data["attain"], data["rubric"], data["dimensions"]["agreement"]["level"], data["answers"]["agreement.nda"]
    (1, 'iamcp-p2p', 'reactive', {'value': True})
    """
    table: dict[str, object] = _converter().unstructure(recorded)
    return {"attain": FORMAT, **table}


@cache
def _converter() -> Any:
    """Return the converter of results to plain data. cattrs generates its code once, which takes a while."""
    from cattrs import Converter
    from cattrs.gen import make_dict_unstructure_fn, override

    converter = Converter(unstruct_collection_overrides={tuple: list})

    def table(cls: Any) -> Callable[[Any], dict[str, object]]:
        keys: dict[str, Any] = {
            each.name: override(rename=each.key, omit=not each.in_files) for each in fields_of(cls).values()
        }
        if hasattr(cls, "called") and "levels" in keys:
            keys["levels"] = override(unstruct_hook=lambda levels: [in_full(level) for level in levels])
        write = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **keys)
        derived = {key: attrgetter(key.replace("-", "_")) for key in getattr(cls, "derived", ())}
        return lambda thing: {
            **write(thing),
            **{
                key: converter.unstructure(got) for key, get in derived.items() if (got := get(thing)) not in (None, "")
            },
        }

    converter.register_unstructure_hook_factory(attrs.has, table)
    in_full, in_words = table(Level), table(Problem)
    converter.register_unstructure_hook(Level, attrgetter("id"))
    converter.register_unstructure_hook(
        Problem, lambda each: in_words(attrs.evolve(each, message=each.message, hint=each.hint))
    )
    converter.register_unstructure_hook(date, date.isoformat)
    return converter


def read_back(data: Mapping[str, object], cls: type[Kind]) -> Kind:
    """Read back the output of :func:`to_dict`.

    Arguments:
        data: The plain data.
        cls: The class of the object to return.

    Raises:
        AnswersError: The data is not the output of :func:`to_dict`, or is damaged; the error holds every problem.

    >>> import attain
    >>> result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True})
    >>> read_back(to_dict(result), attain.Result) == result
    True
    >>> read_back({"attain": 2}, attain.Result)
    Traceback (most recent call last):
    attain._core.errors.AnswersError: attain: this release reads version 1 of the format, not version 2
    """
    if wrong := _wrong_start(data, cls.called):
        raise AnswersError([wrong])
    reader = _ResultReader()
    rest = {key: value for key, value in data.items() if key != "attain"}
    keys: Mapping[str, object] = fields_of(cast(Any, cls))  # mypy doubts here that a class is hashable
    if "levels" in keys:
        reader.read_levels(data.get("levels"))
        rest["levels"] = list(reader.levels)
    found = None if reader.problems else reader.read(Record(cls), rest, ())
    if reader.problems:
        raise AnswersError(reader.problems)
    return cast(Kind, found)


def _wrong_start(data: object, called: str) -> Problem | None:
    if not isinstance(data, Mapping):
        return Problem.of(say("wrong-type.table", given=data), ())
    if "attain" not in data:
        return Problem.of(say("missing-key", key="attain"), ("attain",), say("fix.record", kind=called.capitalize()))
    if data["attain"] is True or data["attain"] != FORMAT:
        return Problem.of(say("format-version.record", given=data["attain"], format=FORMAT), ("attain",))
    return None


@attrs.define
class _ResultReader(Reader):
    """The reader of results, in which a level is its id.

    Arguments:
        levels: The levels, by id.
    """

    levels: dict[str, Level] = attrs.field(factory=dict)

    def read_levels(self, given: object) -> None:
        """Read the full levels at the top."""
        if not isinstance(given, list | tuple):
            self.problem(say("wrong-type.list", given=given), ("levels",))
            return
        found = [super(_ResultReader, self).read(Record(Level), each, ("levels", at)) for at, each in enumerate(given)]
        if self.problems:
            return
        scale = tuple(level.id for level in found)
        for rank, level in enumerate(found):
            if level.id in self.levels:
                self.problem(say("id-twice.levels", id=level.id), ("levels", rank, "id"))
            self.levels[level.id] = attrs.evolve(level, rank=rank, scale=scale)

    def read(self, shape: Shape, value: object, path: Path) -> Any:
        """Read a value, with numbers and dates as other languages write them."""
        if shape is _LEVEL:
            return self._level(value, path)
        if shape is _DATE:
            return self._date(value, path)
        found = super().read(shape, value, path)
        return float(found) if shape is _NUMBER and is_number(found) else found  # another language may write 1.0 as 1

    def keyed(self, shape: List, value: object, path: Path) -> object:
        """Read a list of levels."""
        return self.list(shape, value, path)

    def arguments(self, cls: Any, value: object, path: Path) -> dict[str, Any] | None:
        """Read the constructor arguments of a class; tables by level have the ids of levels as keys."""
        found = super().arguments(cls, value, path)
        for key in _BY_LEVEL if found and cls is DimensionResult else ():
            for level in found.get(key, ()) if found else ():
                self._level(level, (*path, key, level))
        return {**found, "reasons": reasons(cls(**found))} if found and cls is DimensionResult else found

    def derived(self, cls: Any) -> Sequence[str]:
        """Return the keys of derived values, which are not read."""
        return getattr(cls, "derived", ())

    def table(self, shape: Shape) -> str:  # noqa: ARG002
        """Return one message for all shapes, as results have no short forms."""
        return "wrong-type.table"

    def hint(self, shape: Shape, value: object, path: Path) -> Text | None:
        """Return None: nobody writes a result by hand."""

    def _level(self, value: object, path: Path) -> Level | None:
        if not isinstance(value, str) or value not in self.levels:
            hint = nearest(value, self.levels, found=len(self.problems)) if isinstance(value, str) else None
            self.problem(say("unknown-level.record", given=value), path, hint)
            return None
        return self.levels[value]

    def _date(self, value: object, path: Path) -> date | None:
        try:
            return date.fromisoformat(cast(str, value))
        except (TypeError, ValueError):
            self.problem(say("wrong-type.text-date", given=value), path)
            return None
