"""The extensions of plugins besides rubrics: rules, each a new way to a level, and policies for overlaps and gaps."""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Literal, TypeAlias

import attrs

from attain._core.errors import Problem, RubricError
from attain._core.messages import Message, say
from attain._core.names import id_problem
from attain._core.shapes import Checked, Written

Clash: TypeAlias = Literal["overlap", "gap"]

_PASSED_THROUGH = {"attain", "attr", "attrs", "pluggy", *sys.stdlib_module_names}
"""Modules whose lines are not a plugin's code."""

_LONGEST = 1000  # the longest message


class UnusableError(Exception):
    """An error in a plugin's code or contribution.

    Arguments:
        what: The problem.
        place: The place in its code, to append to a message; empty if unknown.
    """

    def __init__(self, what: Message, place: str = "") -> None:
        super().__init__(what, place)
        self.what = what
        self.place = place

    def __str__(self) -> str:
        fix = self.what.fix
        return f"{self.what}{f'; {fix}' if fix else ''}{self.place}"


FAILS = say("plugin.fails")


@contextmanager
def by_plugin(what: Message, *passed: type[Exception]) -> Iterator[None]:
    """Run the code of a plugin: it may raise anything, may not exit the program, and can be interrupted by the user.

    Arguments:
        what: The message for code that raises an error.
        passed: The errors to pass on unchanged.

    Raises:
        UnusableError: It raised something else.

    >>> with by_plugin(FAILS):
    ...     raise SystemExit
    Traceback (most recent call last):
    ...
    attain._model.extensions.UnusableError: fails: SystemExit
    """
    through: tuple[type[BaseException], ...] = (KeyboardInterrupt, UnusableError, *passed)
    try:
        yield
    except through:
        raise
    except BaseException as error:  # noqa: BLE001  # the error raised instead reports it
        raise raised(what, error) from None


def raised(what: Message, error: BaseException) -> UnusableError:
    """Return the error for code of a plugin that raised an error.

    Arguments:
        what: The message for the failure.
        error: The error that the code raised.
    """
    place = described(lambda: _raised_at(error), "")
    return UnusableError(say("plugin.raised", what=what, error=raised_in_words(error)), place)


def described(describe: Callable[[], str], otherwise: str) -> str:
    """Return a description by the code of a plugin, cut after 1,000 characters.

    Arguments:
        describe: The function that returns the description.
        otherwise: The text to return if it fails.
    """
    try:
        with by_plugin(FAILS):
            return describe()[:_LONGEST]
    except UnusableError:
        return otherwise


def raised_in_words(error: BaseException) -> str:
    """Return the error that the code of a plugin raised, in one line.

    >>> raised_in_words(SystemExit()), raised_in_words(KeyError("emea"))
    ('SystemExit', "KeyError: 'emea'")
    """

    def message() -> str:
        text = error.msg if isinstance(error, SyntaxError) else "; ".join(str(error).splitlines())
        return f"{type(error).__name__}{text and ': '}{text}"

    return described(message, "an exception that can't be shown")


def _raised_at(error: BaseException) -> str:
    """Return the line of a plugin's code that raised an error, to append to a message; empty if it is unknown."""
    if isinstance(error, SyntaxError):
        return f" ({error.filename}:{error.lineno})"
    place, frames = "", error.__traceback__
    while frames:
        if str(frames.tb_frame.f_globals.get("__name__")).partition(".")[0] not in _PASSED_THROUGH:
            place = f" ({frames.tb_frame.f_code.co_filename}:{frames.tb_lineno})"
        frames = frames.tb_next
    return place


def location_of(thing: Callable[..., object]) -> str:
    """Return the file and line of a plugin's function or class, to append to a message; empty if they are not found."""

    def place() -> str:
        inner = inspect.unwrap(thing)
        return f" ({inspect.getsourcefile(inner)}:{inspect.getsourcelines(inner)[1]})"

    return described(place, "")


@attrs.frozen(eq=False, repr=False)
class RuleData(Checked):
    """The options of a plugin's rule: the part of :class:`attain.Rule` that is data.

    Arguments:
        kind: The name that files use.
        summary: The rule in a few words.
        version: The version of the rule.
    """

    kind: ClassVar[str]
    summary: ClassVar[str]
    version: ClassVar[str] = "1"


@attrs.frozen(eq=False, repr=False)
class Policy(Checked, Written):
    """A plugin's policy, which decides the level that counts in an overlap or a gap: ``overlap = "acme.middle"``.

    Arguments:
        id: The name that files use: the name of the plugin's entry point, a dot, and an id.
        clash: The kind of clash that it decides: ``overlap`` or ``gap``.
        choose: A function that takes the positions of the possible ranges, worst first, and returns one of them; -1 is
            the position below the first range. Define it at the top of a module, so that rubrics that use it can be
            pickled.
        version: Its version; increase it when it chooses differently.

    >>> Policy("acme.middle", "overlap", lambda candidates: candidates[len(candidates) // 2]).choose((1, 2, 3))
    2
    """

    id: str
    clash: Clash
    choose: Callable[[tuple[int, ...]], int]
    version: str = "1"

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        plugin, _, own = self.id.partition(".")
        if id_problem(plugin) or id_problem(own):
            raise RubricError([Problem.of(say("id-syntax.policy", given=self.id), ("id",))])

    def __str__(self) -> str:
        return self.id

    def written(self) -> str:
        """Return the text for a file."""
        return self.id
