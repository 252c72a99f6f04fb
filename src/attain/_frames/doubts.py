"""Columns that may hold something that is no answer, and what to tell of it."""

import attrs

from attain._data import Data
from attain._names import one_of
from attain._plan.plan import FactInput, Input
from attain._score.answers import bounds

from .dialect import Expr
from .reading import Source


@attrs.frozen(eq=False, repr=False)
class Doubt(Data):
    """A column that may hold something that is no answer.

    Arguments:
        lack: What a wrong value is not: ``no answer to 'plan'``.
        title: What the frame calls it.
        name: What expressions call it.
        wrong: Whether it holds something else, told by what has been read.
        hint: What it may hold.
    """

    lack: str
    title: str
    name: str
    wrong: Expr
    hint: str


def doubt(asked: Input | FactInput, source: Source, wrong: Expr) -> Doubt:
    """A column that may hold something that answers nothing.

    Arguments:
        asked: What it is to answer.
        source: The column.
        wrong: Whether it holds something else.
    """
    if asked.kind == "choice":
        takes = f"{one_of(asked.options)} is taken"
    elif asked.kind == "yes-no":
        takes = "yes or no, true or false, 1 or 0 are taken; to accept other words, name them: [answers], with_words or --yes"
    else:
        limits = bounds(asked) if isinstance(asked, Input) else ""
        numbers = "whole numbers" if isinstance(asked, Input) and asked.whole else "numbers"
        takes = f"{numbers} {limits} are taken" if limits else f"plain {numbers} are taken"
    if isinstance(asked, Input):
        lack, takes = f"no answer to '{asked.id}'", f"{takes}; empty for an open question"
    else:
        lack, needed = f"no value of the fact '{asked.id}'", asked.needed and asked.default is None
        takes = f"{takes}, and what applies depends on it" if needed else f"{takes}; empty where it is not known"
    return Doubt(lack, source.title, source.name, wrong, takes)
