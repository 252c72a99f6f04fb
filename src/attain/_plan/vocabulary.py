"""What answers one question: every text, number and value that is accepted, and how each reaches the plan.

Every executor reads this: the single assessment, the generated function and dataframes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

import attrs

from attain._data import Data
from attain._frozen import FrozenDict
from attain._model.parts import Kind
from attain._model.words import BUILT_IN, Meaning, Words, is_comparable, normal


class Missing(Enum):
    """Why there is no answer to score."""

    OPEN = "open"
    NOT_APPLICABLE = "n/a"


Code: TypeAlias = float | Missing
"""How an answer reaches the plan: higher is better."""

_DIGITS = re.compile("0|[1-9][0-9]{0,14}")
_MISSING: Mapping[Meaning, Missing] = {"unknown": Missing.OPEN, "not-applicable": Missing.NOT_APPLICABLE}


@attrs.frozen(eq=False, repr=False)
class Vocabulary(Data):
    """What answers a question, and how it reaches the plan; for a number question, all but numbers.

    Arguments:
        texts: The texts that are accepted, as :func:`attain._model.words.normal` gives them.
        numbers: The numbers that are accepted because a text is: 1 for yes, 2 for an option ``2``.
        plain: The answers that need no second look: the texts as they are mostly written, None, True and False, and numbers.
    """

    texts: Mapping[str, Code]
    numbers: Mapping[float, float]
    plain: Mapping[object, Code]


@lru_cache(maxsize=1024)
def vocabulary(kind: Kind, options: tuple[str, ...], titles: tuple[str, ...], words: Words) -> Vocabulary:
    """Return what answers a question.

    A text that could mean several things is the id of an option, else a word that every rubric knows, else a word of this
    rubric, else the title of an option, if it is the title of one alone.

    Arguments:
        kind: The kind of the question.
        options: The ids of the options, worst first; of yes/no in the order of its key.
        titles: The titles of the options of a choice.
        words: What else the rubric accepts.

    >>> found = vocabulary("choice", ("none", "2"), ("None", "Two plans"), Words(unknown="?"))
    >>> found.texts["two plans"], found.texts["2.0"], found.texts["?"], found.numbers
    (1.0, 1.0, <Missing.OPEN: 'open'>, {2.0: 1.0})
    """
    texts: dict[str, Code] = {}
    plain: dict[object, Code] = {None: Missing.OPEN}
    for text, code in _texts(kind, options, titles, words):
        key = normal(text)
        if texts.setdefault(key, code) == code:
            plain |= {each: code for each in (text, key, key.upper(), key.capitalize()) if normal(each) == key}
    numbers = {float(text): code for text, code in texts.items() if isinstance(code, float) and _DIGITS.fullmatch(text)}
    for number, code in numbers.items():
        texts.setdefault(str(number), code)
    # True and False equal 1 and 0, and are not options.
    plain |= {number: code for number, code in numbers.items() if kind == "yes-no" or number > 1}
    return Vocabulary(FrozenDict(texts), FrozenDict(numbers), FrozenDict(plain))


def _texts(kind: Kind, options: Sequence[str], titles: Sequence[str], words: Words) -> Iterator[tuple[str, Code]]:
    """Yield every text that is accepted and its code: where one comes again with another code, the first counts."""
    codes = {option: float(position) for position, option in enumerate(options)}
    if kind == "choice":
        yield from codes.items()
    for meaning, texts in (*BUILT_IN.items(), *words.meanings.items()):
        code = _MISSING.get(meaning, codes.get(meaning) if kind == "yes-no" else None)
        if code is not None:
            yield from ((text, code) for text in texts)
    times = Counter(map(normal, titles))
    for title, code in zip(titles, codes.values(), strict=False):
        if times[normal(title)] == 1 and is_comparable(title):
            yield title, code
