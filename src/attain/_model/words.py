"""The words of a rubric: the names of its parts, and the answers that it accepts."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

import attrs

from attain._core.data import FrozenDict
from attain._core.errors import Problem, RubricError
from attain._core.messages import Message, say
from attain._core.shapes import ALONE, SHORT, Checked, Written
from attain._core.text import plural
from attain._core.types import as_list


@attrs.frozen(eq=False, repr=False)
class Noun(Checked, Written):
    """A word for a thing: ``"area"``, or ``{ one = "person", many = "people" }`` if the plural is irregular.

    Arguments:
        one: The singular.
        many: The plural; by default the regular one.
    """

    one: str = attrs.field(metadata=SHORT)
    many: str | None = None

    def __str__(self) -> str:
        return self.one

    def written(self) -> object:
        """Return the value for a file: the word, or a table of both forms if the plural is irregular."""
        return self.one if self.many is None else {"one": self.one, "many": self.many}

    @property
    def several(self) -> str:
        """The plural.

        >>> Noun("capability").several, Noun("person", "people").several
        ('capabilities', 'people')
        """
        return self.many or plural(self.one)


def parse_terms(table: object) -> FrozenDict[str, Noun]:
    """Read a rubric's own words for its parts.

    Raises:
        RubricError: Words can't be read; the error has a problem for each.

    >>> parse_terms({"dimension": "area", "subject": {"one": "person", "many": "people"}})["subject"].several
    'people'
    """
    if not isinstance(table, Mapping):
        raise RubricError([Problem.of(say("wrong-type.table", given=table), ())])
    found, problems = {}, []
    for key, word in table.items():
        if isinstance(word, Noun | str):
            found[str(key)] = word if isinstance(word, Noun) else Noun(word)
        elif not isinstance(word, Mapping):
            problems.append(Problem.of(say("wrong-type.term", given=word), (key,)))
        elif not {"one"} <= set(word) <= {"one", "many"}:
            problems.append(Problem.of(say("wrong-type.term-keys"), (key,)))
        elif wrong := [part for part, text in word.items() if not isinstance(text, str)]:
            problems.append(Problem.of(say("wrong-type.text", given=word[wrong[0]]), (key, wrong[0])))
        else:
            found[str(key)] = Noun(**word)
    if problems:
        raise RubricError(problems)
    return FrozenDict(found)


Meaning: TypeAlias = Literal["yes", "no", "unknown", "not-applicable"]

BUILT_IN: Mapping[Meaning, tuple[str, ...]] = {
    "yes": ("yes", "y", "true", "1"),
    "no": ("no", "n", "false", "0"),
    "unknown": ("", "unknown"),
    "not-applicable": ("n/a",),
}
"""The words that every rubric knows."""

BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""The characters to ignore around a text: all of Unicode's white space, and two invisible ones."""

LOWERED: Mapping[str, str] = {"İ": "i̇", "Σ": "σ", "ς": "σ"}
"""The letters whose lower case differs between engines or depends on their neighbours, with their fixed lower case."""

_UNSETTLED = re.compile(
    "[\u019b\u0264\u0277\u027c\u1c89\u1c8a\ua7cb-\ua7cf\ua7d2-\ua7d5\ua7da-\ua7dd\ua7e2\uab4b\uab4c\uab6c\uab6d"
    "\U00010d50-\U00010d85\U00016ea0-\U00016ed3\U0001df40-\U0001df7f\ufffd]"
)
"""Letters that only some engines lower or produce in lowering, because Unicode 15 or a later version added them."""

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e(?:\+?[0-9]{1,2}|-[0-9]{1,3}))?"
"""A number as a text in lower case, as every engine's regular expressions read it."""

Decimal: TypeAlias = Literal["comma", "point"]
"""The characters that separate decimals."""

MARKS: Mapping[Decimal, tuple[str, str]] = {"comma": (",", "."), "point": (".", ",")}
"""The decimal separator, and the optional separator of thousands."""

WRITTEN: Mapping[Decimal, str] = {
    decimal: rf"^\s*[+-]?(?:[0-9]+|[1-9][0-9]{{0,2}}(?:\{thousands}[0-9]{{3}})+)?(?:\{mark}[0-9]*)?(?:[eE][+-]?[0-9]+)?\s*$"
    for decimal, (mark, thousands) in MARKS.items()
}
"""A number with these separators, as every engine's regular expressions read it."""

_SEPARATORS = ((",", "."), (".", ","), (" ", "."), (" ", ","), ("'", "."), ("'", ","))
_LOWER = str.maketrans({**LOWERED})


def normal(text: str) -> str:
    r"""Return a text in the form for comparisons: in lower case, without blanks around it. All engines agree on it.

    >>> normal("\u3000Yes\n"), normal("ΌΣΟΣ")
    ('yes', 'όσοσ')
    """
    return text.strip(BLANKS).translate(_LOWER).lower()


def is_comparable(text: str) -> bool:
    r"""Return whether every engine converts a text to the same lower case; a few new letters of Unicode differ.

    >>> is_comparable("Größe"), is_comparable("\ua7da")
    (True, False)
    """
    return not _UNSETTLED.search(text)


def as_number(text: str, decimal: Decimal | None = None) -> float | None:
    """Return the number in a text after :func:`normal`; None for any other text.

    Arguments:
        text: The text, as :func:`normal` returns it.
        decimal: The decimal separator; None for a point without separators of thousands.

    >>> as_number("-2.50"), as_number("500,000") is None, as_number("500.000,5", "comma")
    (-2.5, True, 500000.5)
    """
    if decimal and re.fullmatch(WRITTEN[decimal], text):
        mark, thousands = MARKS[decimal]
        text = text.replace(thousands, "").replace(mark, ".")
    return float(text) if re.fullmatch(NUMBER, text) else None


def meant_number(text: str) -> str | None:
    """Return the number that a text clearly means, though in another notation; None if it is ambiguous or no number.

    >>> meant_number("1.000.000"), meant_number("0,7"), meant_number("500,000"), meant_number("1 million")
    ('1000000', '0.7', None, None)
    """
    text = re.sub(f"[{BLANKS}’]", lambda found: "'" if found[0] == "’" else " ", text.strip(BLANKS)).replace("−", "-")
    found = {
        float(number): number
        for group, point in _SEPARATORS
        if re.fullmatch(rf"[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:[{group}][0-9]{{3}})+)(?:[{point}][0-9]+)?", text)
        for number in [text.replace(group, "").replace(point, ".")]
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _texts(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else as_list(given)


def _wrong_word(word: str) -> Message | None:
    """Return the reason why a text can't be a word; None if it can."""
    text = normal(word)
    if not text:
        return say("word-syntax.empty")
    if not is_comparable(word):
        return say("word-syntax.letter", word=word)
    return None if as_number(text) is None else say("word-syntax.number", word=word)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Words(Checked):
    """More words to accept as answers, besides those that every rubric accepts.

    Case and blanks around a word are ignored.

    Arguments:
        yes: One or more further words for yes, in questions and facts that are answered with yes or no.
        no: One or more further words for no.
        unknown: One or more further words for an open question or fact of any kind.
        not_applicable: One or more further words for a question of any kind that is not applicable.

    Raises:
        RubricError: A word is empty or a number, or already means something else.

    >>> words = Words(yes="Ja", no=["Nein", "nö"])
    >>> words.yes, words.meanings["no"]
    (('Ja',), ('Nein', 'nö'))
    """

    yes: tuple[str, ...] = attrs.field(default=(), converter=_texts, metadata=ALONE)
    no: tuple[str, ...] = attrs.field(default=(), converter=_texts, metadata=ALONE)
    unknown: tuple[str, ...] = attrs.field(default=(), converter=_texts, metadata=ALONE)
    not_applicable: tuple[str, ...] = attrs.field(default=(), converter=_texts, metadata=ALONE)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        known: dict[str, Meaning] = {word: meaning for meaning, words in BUILT_IN.items() for word in words}
        problems = []
        for meaning, words in self.meanings.items():
            for word in words:
                if wrong := _wrong_word(word):
                    problems.append(Problem.of(wrong, (meaning,)))
                elif known.setdefault(normal(word), meaning) != meaning:
                    problems.append(Problem.of(say("word-clash", word=word, meaning=known[normal(word)]), (meaning,)))
        if problems:
            raise RubricError(problems)

    @property
    def meanings(self) -> Mapping[Meaning, tuple[str, ...]]:
        """The words by meaning."""
        return {"yes": self.yes, "no": self.no, "unknown": self.unknown, "not-applicable": self.not_applicable}

    def more(self, other: "Words") -> "Words":
        """Return these words combined with others.

        Arguments:
            other: The other words.

        Raises:
            RubricError: A word has two meanings.

        >>> Words(yes="ja").more(Words(yes=["oui"])).yes
        ('ja', 'oui')
        """
        names = ("yes", "no", "unknown", "not_applicable")
        return Words(**{name: tuple(dict.fromkeys(getattr(self, name) + getattr(other, name))) for name in names})


NO_WORDS = Words()
"""No words besides those that every rubric knows."""
