"""Files that map questions to the columns of tables, as attain columns prints them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import AnswersError, Path, Problem
from attain._core.messages import say
from attain._core.names import nearest
from attain._format.content import MOST_BYTES, decoded, opened, parsed
from attain._format.locations import place_of

from .answers_file import fail

_KEYS = ("id", "columns")


@attrs.frozen
class ColumnsFile:
    """A file that maps questions to columns.

    Arguments:
        name: The path of the file.
        toml: The text of the file.
        id: The column that identifies subjects; None if the file names none.
        columns: The column of each question or fact.
    """

    name: str = ""
    toml: str = ""
    id: str | None = None
    columns: FrozenDict[str, str] = FrozenDict()

    @contextmanager
    def located(self) -> Iterator[None]:
        """Locate problems of the mapping in this file.

        Raises:
            AnswersError: The mapping has problems, which the error locates.
        """
        try:
            yield
        except AnswersError as error:
            mapped = [_placed(self.name, self.toml, each, each.path) for each in error.problems if _is_mapped(each)]
            raise AnswersError([*mapped, *(each for each in error.problems if not _is_mapped(each))]) from None


def _is_mapped(problem: Problem) -> bool:
    return problem.path[:1] == ("columns",)


def _placed(name: str, toml: str, problem: Problem, path: Path) -> Problem:
    place, _ = place_of(toml, path)
    line, column = place or (None, None)
    return attrs.evolve(problem, file=name, line=line, column=column)


def read_columns(name: str | None) -> ColumnsFile:
    """Read a file that maps questions to columns; without a file, return an empty mapping.

    Arguments:
        name: The path of the file; None for no file.

    Raises:
        AnswersError: The file does not exist, or is not a mapping.
    """
    if name is None:
        return ColumnsFile()
    with opened(name, fail) as stream:
        toml = decoded(stream.read(MOST_BYTES + 1), name, fail)
    data = parsed(toml, name, fail)
    columns = dict(_entries(data.get("columns", {}), ()))
    if problems := [*_wrong(data, columns)]:
        raise AnswersError(_placed(name, toml, problem, problem.path) for problem in problems)
    id_ = data.get("id")
    return ColumnsFile(
        name,
        toml,
        None if id_ is None else str(id_),
        FrozenDict({".".join(path): str(column) for path, column in columns.items()}),
    )


def _entries(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield the entries of a table, each with the keys that lead to it; a.b = "…" is equivalent to "a.b"."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _entries(inner, (*path, key))
    else:
        yield path, value


def _wrong(data: Mapping[str, object], columns: Mapping[tuple[str, ...], object]) -> Iterator[Problem]:
    for key in data:
        if key not in _KEYS:
            yield Problem.of(say("unknown-key", key=key), (key,), nearest(key, _KEYS) or say("fix.columns-key"))
    if not isinstance(data.get("id", ""), str):
        yield Problem.of(say("wrong-type.text", given=data["id"]), ("id",))
    for path, column in columns.items():
        if not path:
            yield Problem.of(say("wrong-type.columns", given=column), ("columns",))
        elif not isinstance(column, str):
            yield Problem.of(say("wrong-type.column", given=column), ("columns", *path))
