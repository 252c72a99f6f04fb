"""Problems and errors: their causes, their places and their fixes."""

from collections.abc import Iterable
from typing import Self

import attrs

from .data import FrozenDict
from .messages import Message, Text

Path = tuple[str | int, ...]
"""The keys that lead to a value: ``("dimensions", "agreement", "bands")``."""

_MOST_SHOWN = 50
_LONGEST = 1_000  # the longest text to show


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


@attrs.frozen(eq=False)
class Problem:
    """One mistake in an input: its kind, its location, and the data of its message.

    attain makes the message when you read it. Two problems are equal if they have the same message about the same
    location.

    Arguments:
        code: The kind of the problem, in kebab-case. A published code keeps its meaning.
        path: The keys that lead to the mistake.
        message: The mistake: a text, or the data that attain makes one from. A text is cut after 1,000 characters.
        hint: The fix, given like the message, as a text or as data; by default, the fix that attain's catalogue of
            messages has for this one.
        file: The file with the mistake, if it is in one.
        line: The line in that file, counted from 1.
        column: The column in that line, counted from 1.
        related: Other paths that are involved, such as the path of a question in a condition, even if the question does
            not exist.
        cause: The cause, if it is elsewhere; the hint begins with it.

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
        """Return a problem made from its message, whose key begins with the code.

        Arguments:
            what: The mistake.
            path: The keys that lead to it.
            fix: The fix, if the catalogue has none for the message.
            file: The file with the mistake, if it is in one.
            line: The line in that file, counted from 1.
            column: The column in that line, counted from 1.
            related: Other paths that are involved.

        >>> from attain._core.messages import say
        >>> problem = Problem.of(say("too-large.entries", found=101, most=100), ("levels",))
        >>> problem.code, problem.message, problem.values
        ('too-large', 'has 101 entries, more than the 100 allowed', {'found': 101, 'most': 100})
        """
        return cls(what.code, path, what, fix, file, line, column, related=related)

    @property
    def key(self) -> str | None:
        """The key of the message in the catalogue; None if the message is a plain text."""
        return self.what.key if isinstance(self.what, Message) else None

    @property
    def values(self) -> FrozenDict[str, object]:
        """The values that the message and the hint show, by name."""
        display = [each.values for each in (self.what, self.cause, self.fix) if isinstance(each, Message)]
        return FrozenDict(item for values in display for item in values.items())

    @property
    def message(self) -> str:
        """The mistake."""
        return _short(str(self.what))

    @property
    def hint(self) -> str | None:
        """The fix; None if it is unknown."""
        beside = self.what.fix if isinstance(self.what, Message) else None
        fix = beside if self.fix is None else str(self.fix)
        hint = "; ".join(str(each) for each in (self.cause, fix) if each)
        return _short(hint) or None

    @property
    def place(self) -> str:
        """The file, line and column, as in ``agreement.toml:12:9``, if they are known.

        >>> Problem("unknown-key", (), "…", file="agreement.toml", line=12, column=9).place
        'agreement.toml:12:9'
        """
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @property
    def keys(self) -> str:
        """The keys that lead to the mistake, as people read them, cut after 1,000 characters.

        >>> Problem("unknown-key", ("dimensions", "agreement"), "…").keys
        'dimensions.agreement'
        """
        return _short(".".join(map(str, self.path)))

    @property
    def sentence(self) -> str:
        """The path and the message; a path of one key is left out if the message names it.

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
        text = "; ".join(filter(None, (self.sentence, self.hint)))
        return f"{self.place}: {text}" if self.place else text


class AttainError(Exception):
    """The base class of all errors of this library; it contains every problem of an input.

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
    """A rubric, its file or its id has mistakes."""


class AnswersError(AttainError, ValueError):
    """Answers or facts don't fit their rubric, or a file of answers or a stored result can't be read."""


class AnswersWarning(UserWarning):
    """attain leaves out part of the answers, such as blank rows of a frame."""


class AmbiguousLevelError(AttainError, ValueError):
    """A score lies in an overlap or a gap of the bands, and the policy is ``error``."""


class PluginError(AttainError, RuntimeError):
    """A plugin can't be used, or two plugins claim the same thing."""
