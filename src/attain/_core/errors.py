"""What is wrong, where it is, and how to fix it."""

from collections.abc import Iterable
from typing import Self

import attrs

from .data import FrozenDict
from .messages import Message, Text

Path = tuple[str | int, ...]
"""The keys that lead to a value: ``("dimensions", "agreement", "bands")``."""

_MOST_SHOWN = 50
_LONGEST = 1_000  # characters that people read of one text


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


@attrs.frozen(eq=False)
class Problem:
    """One thing that is wrong with an input: a code, where, and what to show in the message, which is made when it is read.

    Problems are equal if they say the same of the same place.

    Arguments:
        code: What kind of problem it is, in kebab-case. A published code keeps its meaning.
        path: The keys that lead to it.
        message: What is wrong: a text, or what the library makes one from; what is longer than 1,000 characters is cut.
        hint: How to fix it, likewise; by default what the catalogue says beside the message.
        file: The file that said it, if one did.
        line: The line in that file, counted from 1.
        column: The column in that line, counted from 1.
        related: The paths of what else it concerns, such as the question that a condition asks for, whether there is
            one or not.
        cause: What caused it elsewhere, which its hint says first.

    >>> print(Problem("unknown-key", ("dimensions", "agreement", "band"), "unknown key 'band'", "did you mean 'bands'?"))
    dimensions.agreement.band: unknown key 'band'; did you mean 'bands'?
    """

    code: str
    path: Path
    what: Text = attrs.field(alias="message")
    fix: Text | None = attrs.field(default=None, alias="hint")
    file: str | None = None
    line: int | None = None
    column: int | None = None
    related: tuple[Path, ...] = attrs.field(default=(), kw_only=True, repr=False)
    cause: Message | None = attrs.field(default=None, kw_only=True, repr=False, metadata={"unwritten": True})

    @classmethod
    def of(
        cls,
        what: Message,
        path: Path,
        fix: Text | None = None,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        related: tuple[Path, ...] = (),
    ) -> Self:
        """Make a problem from its message, whose key begins with the code.

        Arguments:
            what: What is wrong.
            path: The keys that lead to it.
            fix: How to fix it, if the catalogue does not say it beside the message.
            file: The file that said it, if one did.
            line: The line in that file, counted from 1.
            column: The column in that line, counted from 1.
            related: The paths of what else it concerns.

        >>> from attain._core.messages import say
        >>> problem = Problem.of(say("too-large.entries", found=101, most=100), ("levels",))
        >>> problem.code, problem.message, problem.values
        ('too-large', 'has 101 entries, more than the 100 allowed', {'found': 101, 'most': 100})
        """
        return cls(what.code, path, what, fix, file, line, column, related=related)

    @property
    def key(self) -> str | None:
        """The key of its message in the catalogue; None if it brings its own text."""
        return self.what.key if isinstance(self.what, Message) else None

    @property
    def values(self) -> FrozenDict[str, object]:
        """What its message and its hint show, by name."""
        display = [each.values for each in (self.what, self.cause, self.fix) if isinstance(each, Message)]
        return FrozenDict(item for values in display for item in values.items())

    @property
    def message(self) -> str:
        """What is wrong."""
        return _short(str(self.what))

    @property
    def hint(self) -> str | None:
        """How to fix it."""
        beside = self.what.fix if isinstance(self.what, Message) else None
        fix = beside if self.fix is None else str(self.fix)
        hint = "; ".join(str(each) for each in (self.cause, fix) if each)
        return _short(hint) or None

    @property
    def place(self) -> str:
        """The file, line and column, as far as they are known: ``agreement.toml:12:9``.

        >>> Problem("unknown-key", (), "…", file="agreement.toml", line=12, column=9).place
        'agreement.toml:12:9'
        """
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @property
    def keys(self) -> str:
        """The keys that lead to it, as people read them; what is longer than 1,000 characters is cut.

        >>> Problem("unknown-key", ("dimensions", "agreement"), "…").keys
        'dimensions.agreement'
        """
        return _short(".".join(map(str, self.path)))

    @property
    def sentence(self) -> str:
        """What is wrong, behind the keys that lead to it; one key alone is left out where the message names it.

        >>> Problem("unknown-key", ("plan", "notes"), "an answer has no 'notes'").sentence
        "plan.notes: an answer has no 'notes'"
        >>> Problem("unknown-question", ("plam",), "there is no question 'plam'").sentence
        "there is no question 'plam'"
        """
        keys, message = self.keys, self.message
        named = len(self.path) == 1 and f"'{keys}'" in message
        return message if named or not keys else f"{keys}: {message}"

    def __eq__(self, other: object) -> bool:
        return self._shown == other._shown if isinstance(other, Problem) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._shown)

    @property
    def _shown(self) -> tuple[object, ...]:
        return type(self), self.code, self.path, self.message, self.hint, self.place

    def __str__(self) -> str:
        told = "; ".join(filter(None, (self.sentence, self.hint)))
        return f"{self.place}: {told}" if self.place else told


class AttainError(Exception):
    """The base of all errors of this library; carries every problem of an input at once.

    Arguments:
        problems: At least one :class:`Problem`.

    >>> try:
    ...     raise RubricError([Problem("no-levels", ("levels",), "a rubric needs at least two levels")])
    ... except AttainError as error:
    ...     error.problems[0].code
    'no-levels'
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        if len(self.problems) > _MOST_SHOWN:
            lines.append(f"... and {len(self.problems) - _MOST_SHOWN} more")
        return "\n".join(lines)


class RubricError(AttainError, ValueError):
    """A rubric that can't be read, or that would not score as it says."""


class AnswersError(AttainError, ValueError):
    """Answers or facts that don't fit the rubric they are given to."""


class AnswersWarning(UserWarning):
    """Warns of what is left out of answers that are assessed, such as blank rows of a frame."""


class AmbiguousLevelError(AttainError, ValueError):
    """A score falls where the bands overlap or leave a gap, and the policy is ``error``."""


class PluginError(AttainError, RuntimeError):
    """A plugin that can't be used, or two that claim the same thing."""
