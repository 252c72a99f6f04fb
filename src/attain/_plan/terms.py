"""What the rules of plugins build: numbers, conditions and levels that are not known before answers are scored."""

from typing import NoReturn

import attrs

from .plan import Combined, Demand

_UNKNOWN = (
    "is not known before answers are scored, so 'if', 'and', 'or', 'not' and '==' can't tell anything of it;"
    " combine conditions with any_of and all_of, and compare with at_least"
)


@attrs.frozen(eq=False, repr=False)
class Term:
    """Something that a builder, which it knows, has made. Whatever it is, it rises with better answers, or stays as it is."""

    _of: object
    _node: int

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{self!r} {_UNKNOWN}")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError(f"{self!r} {_UNKNOWN}")

    __hash__ = object.__hash__


@attrs.frozen(eq=False, repr=False)
class ScoreTerm(Term):
    """A number: points, a score, or what was made of them."""

    _name: str = ""
    _title: str | None = None
    _input: int | None = None


@attrs.frozen(eq=False, repr=False)
class ConditionTerm(Term):
    """A condition: it holds, or it does not."""

    _demand: Demand


@attrs.frozen(eq=False, repr=False)
class LevelTerm(Term):
    """A level."""

    _name: str = ""
    _demands: tuple[tuple[int, Demand], ...] = ()
    _combined: Combined | None = None
