"""Plans: their inputs and outputs, and the accepted answers."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.errors import Path
from attain._model.bands import Band
from attain._model.conditions import Value
from attain._model.dates import Period
from attain._model.parts import Kind, Need, NotApplicable
from attain._model.rubric import Combine
from attain._model.words import BUILT_IN, NO_WORDS, Meaning, Words, is_comparable, normal

from .nodes import Facts, Node
from .steps import Region, Steps


class Missing(Enum):
    """The reasons why there is no answer to score."""

    OPEN = "open"
    NOT_APPLICABLE = "n/a"


Code: TypeAlias = float | Missing
"""The code of an answer in the plan: a number, higher for better answers, or the reason why it is missing."""

_DIGITS = re.compile("0|[1-9][0-9]{0,14}")
_MISSING: Mapping[Meaning, Missing] = {"unknown": Missing.OPEN, "not-applicable": Missing.NOT_APPLICABLE}


@attrs.frozen(eq=False, repr=False)
class Vocabulary(Data):
    """The accepted answers to a question, each with its code in the plan; for a number question, all except numbers.

    Arguments:
        texts: The accepted texts, as :func:`attain._model.words.normal` returns them.
        numbers: The numbers accepted in place of a text: 1 for yes, 2 for an option ``2``.
        plain: The answers that need no conversion: texts as they are usually written, None, True and False, and
            numbers.
    """

    texts: Mapping[str, Code]
    numbers: Mapping[float, float]
    plain: Mapping[object, Code]


@lru_cache(maxsize=1024)
def vocabulary(kind: Kind, options: tuple[str, ...], titles: tuple[str, ...], words: Words) -> Vocabulary:
    """Return the accepted answers to a question.

    A text with several meanings is the id of an option, or else a word that every rubric knows, or else a word of this
    rubric, or else the title of a single option.

    Arguments:
        kind: The kind of the question.
        options: The ids of the options, worst first; for yes/no, in the order of its key.
        titles: The titles of the options of a choice.
        words: The rubric's additional words.

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
    # True and False equal 1 and 0, but are not options. A dict finds a key fastest if it is the same object.
    as_given = bool if kind == "yes-no" else int
    plain |= {as_given(number): code for number, code in numbers.items() if kind == "yes-no" or number > 1}
    return Vocabulary(FrozenDict(texts), FrozenDict(numbers), FrozenDict(plain))


def _texts(kind: Kind, options: Sequence[str], titles: Sequence[str], words: Words) -> Iterator[tuple[str, Code]]:
    """Yield every accepted text with its code; if a text occurs again, the first code counts."""
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


@attrs.frozen(eq=False, repr=False)
class _Answered(Data):
    """A question or a fact.

    Arguments:
        id: The full id of the question, the id of the rated dimension, or the id of the fact.
        kind: The kind of the answer.
        options: The ids of the possible answers, worst first; empty for a number.
        titles: The titles of the options of a choice.
        words: The rubric's own words for answers.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    titles: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    words: Words = attrs.field(default=NO_WORDS, kw_only=True)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The accepted answers."""
        return vocabulary(self.kind, self.options, self.titles, self.words)


@attrs.frozen(eq=False, repr=False)
class Input(_Answered):
    """An answer that the plan reads, with the conditions for accepting it.

    Arguments:
        low: The lowest possible code; may be infinite for a number.
        high: The highest possible code; may be infinite for a number.
        sign: -1 if a lower number is better, else 1.
        needs: The details that an answer better than the worst needs to count.
        option_needs: The additional needs of each option.
        not_applicable: The meaning of "n/a".
        valid_for: The period for which an answer stays valid.
        path: The path of the question in the rubric.
        whole: Whether a number must be whole.
    """

    low: float
    high: float
    sign: int
    needs: tuple[Need, ...]
    option_needs: tuple[tuple[Need, ...], ...]
    not_applicable: NotApplicable
    valid_for: Period | None
    path: Path
    whole: bool = False


@attrs.frozen(eq=False, repr=False)
class FactInput(_Answered):
    """A fact that the plan reads.

    Arguments:
        default: The value if none is given; None for no default.
        needed: Whether anything depends on it.
    """

    default: Value | None
    needed: bool


@attrs.frozen(eq=False, repr=False)
class Demand(Data):
    """A condition with its data for explanations.

    Arguments:
        node: The position of the condition in the plan.
        kind: ``all``, ``any``, ``count`` or ``each`` for a group; otherwise the required aspect of the subject.
        name: The full id of the question or dimension that it is on; empty for a group.
        least: The required value, as written.
        needed: The number that must hold, for ``count``; the share for a rung of a ladder.
        value: The position of the node that is compared with the threshold; None for a group.
        threshold: The threshold, in terms of the node's values.
        input: The position of the input, for a condition on a question.
        parts: The conditions of a group.
        title: The name of the subject, if the rubric has none for it.
    """

    node: int
    kind: Literal["all", "any", "count", "each", "share", "value", "points", "score", "level"]
    name: str = ""
    least: Value | None = None
    needed: float | None = None
    value: int | None = None
    threshold: float = 0.0
    input: int | None = None
    parts: tuple["Demand", ...] = ()
    title: str | None = None


@attrs.frozen(eq=False, repr=False)
class Banded(Data):
    """The bands of a dimension along its score.

    Arguments:
        ranks: The rank of the level of each band.
        bands: The bands as they are written, worst first.
        regions: The regions of the score, with the bands that cover each.
        overlap: The policy where they overlap.
        gap: The policy where they leave a gap.
        steps: The ranks along the score, after these policies.
    """

    ranks: tuple[int, ...]
    bands: tuple[Band, ...]
    regions: tuple[Region, ...]
    overlap: str
    gap: str
    steps: Steps


@attrs.frozen(eq=False, repr=False)
class Combined(Data):
    """The levels that are combined to one, and the way to combine them.

    Arguments:
        kind: The way to combine them.
        of: The ids of the dimensions with these levels.
    """

    kind: Combine
    of: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Asked(Data):
    """A question in the dimension that scores it.

    Arguments:
        id: The full id of the question.
        input: The position of the input that answers it.
        facts: The facts under which it is asked.
    """

    id: str
    input: int
    facts: Facts


@attrs.frozen(eq=False, repr=False)
class Output(Data):
    """The output of the plan for one dimension.

    Arguments:
        id: The id of the dimension; empty for the rubric itself.
        parent: The id of the dimension that contains it; None for the rubric itself.
        facts: The facts under which it is assessed.
        asked: The dimension's own questions.
        way: The way to the level; for a plugin's rule, its kind.
        score: The position of the score; None if there is none.
        full: The position of the full marks; None if there are none.
        level: The position of the level; None if there is none.
        banded: The bands along the score.
        demands: The conditions of each level, by rank.
        combined: The levels that are combined to its own.
    """

    id: str
    parent: str | None
    facts: Facts
    asked: tuple[Asked, ...]
    way: str | None = None
    score: int | None = None
    full: int | None = None
    level: int | None = None
    banded: Banded | None = None
    demands: tuple[tuple[int, Demand], ...] = ()
    combined: Combined | None = None


@attrs.frozen(eq=False, repr=False)
class Plan(Data):
    """The plan of a rubric.

    Arguments:
        inputs: The answers it reads.
        facts: The facts it reads.
        nodes: The operations, each after its arguments.
        outputs: The outputs: the rubric itself first, then every dimension in the order of the rubric.
    """

    inputs: tuple[Input, ...]
    facts: tuple[FactInput, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[Output, ...]
