"""Plans: what they read and give, and what is accepted as an answer."""

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
    """Why there is not an answer to score."""

    OPEN = "open"
    NOT_APPLICABLE = "n/a"


Code: TypeAlias = float | Missing
"""How an answer reaches the plan: higher is better."""

_DIGITS = re.compile("0|[1-9][0-9]{0,14}")
_MISSING: Mapping[Meaning, Missing] = {"unknown": Missing.OPEN, "not-applicable": Missing.NOT_APPLICABLE}


@attrs.frozen(eq=False, repr=False)
class Vocabulary(Data):
    """The accepted answers to a question, each with its code in the plan; for a number question, all except numbers.

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
    # True and False equal 1 and 0, and are not options. A dict finds a key soonest that is the object it is asked for.
    as_given = bool if kind == "yes-no" else int
    plain |= {as_given(number): code for number, code in numbers.items() if kind == "yes-no" or number > 1}
    return Vocabulary(FrozenDict(texts), FrozenDict(numbers), FrozenDict(plain))


def _texts(kind: Kind, options: Sequence[str], titles: Sequence[str], words: Words) -> Iterator[tuple[str, Code]]:
    """Yield every text that is accepted and its code: if one comes again with another code, the first counts."""
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
        id: The full id of the question, or of the dimension that is rated; the id of the fact.
        kind: What is asked for.
        options: What can be answered, worst first; empty for a number.
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
    """An answer that the plan reads, and what is accepted as one.

    Arguments:
        low: The lowest code an answer can have; may be infinite for a number.
        high: The highest.
        sign: -1 if a lower number is better, else 1.
        needs: What an answer better than the worst has to come with.
        option_needs: For each option, what else it has to come with.
        not_applicable: What "n/a" means.
        valid_for: How long an answer stays valid.
        path: Its path in the rubric.
        whole: Whether a number must be a whole one.
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
        default: Its value if none is given.
        needed: Whether anything depends on it.
    """

    default: Value | None
    needed: bool


@attrs.frozen(eq=False, repr=False)
class Demand(Data):
    """A condition, as explanations have it.

    Arguments:
        node: Its position in the plan.
        kind: ``all``, ``any``, ``count`` or ``each`` for a group; else what is asked of the subject: an aspect.
        name: The full id of the question or dimension that is asked; empty for a group.
        least: What is asked for, as it is written.
        needed: How many must hold, for ``count``; the share for a rung of a ladder.
        value: The node that is compared with the threshold.
        threshold: What it is compared with, in the node's terms.
        input: The position of the input that is asked, for a question.
        parts: The conditions of a group.
        title: What to call what is asked, if the rubric has no name for it.
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
    """How the bands of a dimension lie on its score.

    Arguments:
        ranks: The rank of each band's level.
        bands: The bands as they are written, worst first.
        regions: What they say along the score.
        overlap: The policy where they overlap.
        gap: The policy where they leave a gap.
        steps: What these policies make of them: ranks along the score.
    """

    ranks: tuple[int, ...]
    bands: tuple[Band, ...]
    regions: tuple[Region, ...]
    overlap: str
    gap: str
    steps: Steps


@attrs.frozen(eq=False, repr=False)
class Combined(Data):
    """Which levels are made one, and how.

    Arguments:
        kind: How.
        of: The dimensions whose levels they are.
    """

    kind: Combine
    of: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Asked(Data):
    """A question in its place, under which it is scored.

    Arguments:
        id: Its full id.
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
        id: The dimension's id; empty for the rubric itself.
        parent: The id of the dimension it is part of; None for the rubric itself.
        facts: The facts under which it is assessed.
        asked: Its own questions.
        way: The way to its level; for a plugin's rule, its kind.
        score: The position of its score.
        full: The position of its full marks.
        level: The position of its level.
        banded: How its bands lie on its score.
        demands: What each level demands, by rank.
        combined: Which levels are made its own.
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
        outputs: What it gives, the rubric itself first, then every dimension in the order of the rubric.
    """

    inputs: tuple[Input, ...]
    facts: tuple[FactInput, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[Output, ...]
