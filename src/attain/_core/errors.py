"""What is wrong, where it is, and how to mend it."""

from collections.abc import Iterable

import attrs

Path = tuple[str | int, ...]
"""The keys that lead to a value: ``("dimensions", "agreement", "bands")``."""

_MOST_SHOWN = 50
_LONGEST = 1_000  # characters that people read of one text


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


@attrs.frozen
class Problem:
    """One thing that is wrong with an input.

    Arguments:
        code: What kind of problem it is, in kebab-case. A published code keeps its meaning.
        path: The keys that lead to it.
        message: What is wrong; what is longer than 1,000 characters is cut.
        hint: How to mend it; likewise.
        file: The file that said it, where one did.
        line: The line in that file, counted from 1.
        column: The column in that line, counted from 1.
        related: The paths of what else it concerns, such as the question that a condition asks for, whether there is
            one or not.

    >>> print(Problem("unknown-key", ("dimensions", "agreement", "band"), "nothing reads the key 'band'", "did you mean 'bands'?"))
    dimensions.agreement.band: nothing reads the key 'band'; did you mean 'bands'?
    """

    code: str
    path: Path
    message: str = attrs.field(converter=_short)
    hint: str | None = attrs.field(default=None, converter=attrs.converters.optional(_short))
    file: str | None = None
    line: int | None = None
    column: int | None = None
    related: tuple[Path, ...] = attrs.field(default=(), kw_only=True, eq=False, repr=False)

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

    def __str__(self) -> str:
        where = [part for part in (self.place, self.keys) if part]
        text = self.message if self.hint is None else f"{self.message}; {self.hint}"
        return ": ".join([*where, text])


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
