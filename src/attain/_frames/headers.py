"""Matching of columns to questions and facts, by the names of the columns alone."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Literal, TypeAlias

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import say
from attain._plan.compile import CompiledRubric

from .request import Request

NEEDS = ("note", "evidence")
PARTS = (*NEEDS, "on")
"""The details of an answer that can have a column of their own."""

How: TypeAlias = Literal["id", "spelling", "text", "mapping"]
"""The way a column is matched: by the id, another spelling of the id, the text of the question, or a mapping."""

MOST_COMPARED = 20_000
"""The largest number of pairs of names to compare for similarity, since each pair takes microseconds."""

_FEW = 3
_NEAR = 0.7
_LONGEST = 200  # characters of a name that are compared
_WORD = re.compile(r"\w+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_AGAIN = re.compile(r"(?P<first>.+?)(?:\.|_duplicated_)[0-9]+", re.DOTALL)  # as pandas and Polars rename a header


@attrs.frozen(eq=False, repr=False)
class Match(Data):
    """A match of a column with a question, a fact or a detail of an answer.

    Arguments:
        column: The name of the column.
        how: The way the column is matched.
    """

    column: str
    how: How


@attrs.frozen(eq=False, repr=False)
class Headers(Data):
    """The matches of a table's columns.

    Arguments:
        matches: The match of each question and fact, and of each detail of an answer (``<question>.note``), by id.
        unused: The columns that are neither read nor kept, in the order of the table.
        unclear: The columns of each question that several columns match, or whose column matches several questions, by
            id.
        ambiguous: The problems of the unclear matches.
    """

    matches: FrozenDict[str, Match]
    unused: tuple[str, ...]
    unclear: FrozenDict[str, tuple[str, ...]]
    ambiguous: tuple[Problem, ...]

    def column(self, id_: str) -> str | None:
        """Return the column of a question, a fact or a detail of an answer; None if it has none."""
        match = self.matches.get(id_)
        return None if match is None else match.column


def simplified(name: str) -> str:
    r"""Return a name without differences in how people and forms write it: case, blanks and invisible characters.

    >>> simplified(" Yearly\u00a0customer\n churn\u200b"), simplified("ID")
    ('yearly customer churn', 'id')
    """
    return " ".join(unicodedata.normalize("NFC", name).translate(_INVISIBLE).split()).casefold()


def must_be_names(names: Sequence[str]) -> None:
    """Raise if Polars would take the name of a column for a pattern of names.

    Raises:
        AnswersError: A name begins with ``^`` and ends with ``$``.
    """
    if patterns := [name for name in names if name.startswith("^") and name.endswith("$")]:
        raise AnswersError([Problem.of(say("column-clash.patterns", names=tuple(patterns)), ())])


def candidates(rubric: CompiledRubric, ids: Sequence[str], names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the columns that may be meant by some questions and facts, by id.

    Columns whose names are similar to the id or text are first, most similar first. Columns with all words of the id in
    their names follow. Each id has at most three columns. Nothing is returned if there are too many pairs to compare.
    """
    simple = {simplified(name)[:_LONGEST]: name for name in reversed(names)}
    words = {name: {*_WORD.findall(name)} for name in simple}
    texts = {field.id: simplified(field.text)[:_LONGEST] for field in rubric.fields}
    found: dict[str, tuple[str, ...]] = {}
    for id_ in ids if len(ids) * len(names) <= MOST_COMPARED else ():
        ways, parts = (texts.get(id_, id_), id_), {*id_.rpartition(".")[2].split("-")}
        near = [name for way in ways for name in get_close_matches(way, simple, _FEW, _NEAR)]
        near += [name for name in simple if parts <= words[name]]
        found[id_] = tuple(simple[name] for name in dict.fromkeys(near))[:_FEW]
    return found


def match_headers(rubric: CompiledRubric, names: Sequence[str], request: Request) -> Headers:
    """Match the columns of a table with a row for each subject to the questions and facts of a rubric.

    A mapping comes first. Without one, a column answers the question whose id is its name. Otherwise it answers the
    only question whose id or text is its name if case, blanks and invisible characters are ignored.

    Arguments:
        rubric: The rubric whose questions and facts to match.
        names: The names of the columns, in the order of the table.
        request: The request, with the mapping, the id and the columns to keep.

    >>> import attain
    >>> tiers = attain.loads('''
    ... attain = 1
    ... id = "tiers"
    ... version = "1"
    ... title = "Tiers"
    ... levels = ["silver", "gold"]
    ... questions = { revenue = { text = "Yearly revenue", kind = "number", min = 0 }, msp = "Is it one?" }
    ... requires.gold = { revenue = 5, msp = true }
    ... ''')
    >>> found = match_headers(tiers, ["Timestamp", "Partner", "MSP", "Yearly revenue "], Request(id="Partner"))
    >>> {id_: (match.column, match.how) for id_, match in found.matches.items()}
    {'revenue': ('Yearly revenue ', 'text'), 'msp': ('MSP', 'spelling')}
    >>> found.unused
    ('Timestamp',)
    """
    return _Matching(rubric, names, request).headers()


class _Matching:
    def __init__(self, rubric: CompiledRubric, names: Sequence[str], request: Request) -> None:
        self.rubric = rubric
        self.names = names
        self.request = request
        inputs = [input_.id for input_ in rubric.plan.inputs]
        answers = [*inputs, *(fact.id for fact in rubric.plan.facts)]
        parts = [f"{id_}.{part}" for id_ in inputs for part in (*PARTS, "by")]
        self.answers = frozenset(answers)
        self.ids = dict.fromkeys([*answers, *parts])  # an id of both a question and a detail is the question
        shared = rubric.scope.shared
        self.mapping = [
            (shared.get(id_, id_), name) for id_, name in request.columns.items() if shared.get(id_, id_) in self.ids
        ]

    def headers(self) -> Headers:
        found: dict[str, dict[str, How]] = {id_: {} for id_ in self.ids}
        for id_, name, how in self._matches():
            found[id_].setdefault(name, how)
        matched = {id_: Match(*next(iter(each.items()))) for id_, each in found.items() if each}
        read = {name for each in found.values() for name in each}
        unused = tuple(name for name in self.names if name not in read and name not in self.request.passed)
        ambiguous = [*self._ambiguous(found, unused)]
        unclear = {id_: columns for ids, columns, _ in ambiguous for id_ in ids}
        return Headers(FrozenDict(matched), unused, FrozenDict(unclear), tuple(problem for _, _, problem in ambiguous))

    def _matches(self) -> Iterator[tuple[str, str, How]]:
        """Yield all matches: by the mapping, by ids, then by other spellings and texts."""
        there = set(self.names)
        yield from ((id_, name, "mapping") for id_, name in self.mapping if name in there)
        exact = [id_ for id_ in self.ids if id_ in there]
        yield from ((id_, id_, "id") for id_ in exact if id_ not in self.request.columns)
        taken = {self.request.id, *exact, *(name for _, name in self.mapping)}
        alike = self._alike()
        for name in (name for name in self.names if name not in taken):
            yield from ((id_, name, how) for id_, how in alike.get(simplified(name), {}).items())

    def _alike(self) -> Mapping[str, Mapping[str, How]]:
        """Return the questions and facts that each simplified name may match, except those in the mapping."""
        mapped = self.request.columns
        found: dict[str, dict[str, How]] = {simplified(id_): {id_: "spelling"} for id_ in self.ids if id_ not in mapped}
        texts = [(field.id, field.text) for field in self.rubric.fields if field.id not in mapped]
        for id_, target in self.rubric.scope.shared.items():
            if id_ not in mapped:
                texts.append((target, self.rubric.scope.questions[id_][2].text or ""))
        for id_, text in texts:
            if simple := simplified(text):
                found.setdefault(simple, {}).setdefault(id_, "text")
        return found

    def _ambiguous(
        self, found: Mapping[str, Mapping[str, How]], unused: Sequence[str]
    ) -> Iterator[tuple[Sequence[str], tuple[str, ...], Problem]]:
        """Yield each unclear match: its ids, its columns, and the problem."""
        answered: dict[str, list[str]] = {}
        for id_, columns in found.items():
            for name in columns:
                answered.setdefault(name, []).append(id_)
            if len(columns) > 1:
                mapping = self.request.mapping(id_, next(iter(columns)))
                what = say("ambiguous-column.several", id=id_, columns=tuple(columns), mapping=mapping)
                yield [id_], tuple(columns), Problem.of(what, (id_,))
        for name, ids in answered.items():
            if len(ids) > 1 and not self.answers.isdisjoint(ids):  # a day or a note may belong to many answers
                mapping = self.request.mapping(ids[0], "…")
                what = say("ambiguous-column.questions", column=name, ids=tuple(ids), mapping=mapping)
                yield ids, (name,), Problem.of(what, (name,))
        for name in unused:
            again = _AGAIN.fullmatch(name)
            ids = answered.get(again["first"], []) if again else []
            if again and not self.answers.isdisjoint(ids):
                what = say("ambiguous-column.renamed", column=name, first=again["first"])
                yield ids, (again["first"], name), Problem.of(what, (name,))
