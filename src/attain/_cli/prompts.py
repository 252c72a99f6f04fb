"""Prompts in a terminal: a menu, and a line to type on. They disappear once they are answered."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TextIO, TypeVar, cast

from prompt_toolkit.application import Application, get_app, get_app_session
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import AnyContainer, FormattedTextControl, HSplit, Layout, VerticalAlign, Window
from prompt_toolkit.output import create_output
from prompt_toolkit.widgets import TextArea

from attain._render.layout import Line, broken

from .streams import output

Value = TypeVar("Value")

_INDENT = 6  # the indentation of an item's further lines


def is_terminal() -> bool:
    """Return whether standard input and output are an interactive terminal that can move its cursor."""
    return sys.stdin.isatty() and output().isatty() and os.environ.get("TERM") != "dumb"


def quiet() -> AbstractContextManager[None]:
    """Hide keys typed between two prompts; the next prompt gets them."""
    return get_app_session().input.raw_mode()


def choose(items: Sequence[tuple[Value, str]], at: int | None, notes: Sequence[str]) -> Value:
    """Let the user choose from a menu.

    Arguments:
        items: The values to choose from, each with its label.
        at: The position of the item chosen at first; None for no choice, so that Enter alone does nothing.
        notes: The lines to show below the menu.

    Raises:
        EOFError: The user pressed Ctrl-D.
        KeyboardInterrupt: The user pressed Ctrl-C.
    """
    keys, labels = KeyBindings(), [label for _, label in items]
    chosen = -1 if at is None else at

    @keys.add(Keys.Up)
    @keys.add(Keys.Down)
    def _step(event: KeyPressEvent) -> None:
        nonlocal chosen
        back = event.key_sequence[0].key == Keys.Up
        chosen = (max(chosen, 0) - 1 if back else chosen + 1) % len(items)

    @keys.add(Keys.Any)
    def _find(event: KeyPressEvent) -> None:
        """Choose the next item that begins with the typed text."""
        nonlocal chosen
        order = [*range(chosen + 1, len(items)), *range(chosen + 1)]
        begins = (each for each in order if labels[each].casefold().startswith(event.data.casefold()))
        chosen = next(begins, chosen)

    @keys.add(Keys.Enter)
    def _take(event: KeyPressEvent) -> None:
        if chosen >= 0:
            event.app.exit()

    def drawn() -> StyleAndTextTuples:
        return [*_menu(labels, chosen)]

    control = FormattedTextControl(drawn, focusable=True, show_cursor=False)
    _run(Window(control, dont_extend_height=True), notes, keys)
    return items[chosen][0]


def _menu(labels: Sequence[str], chosen: int) -> Iterator[tuple[str, str]]:
    for position, label in enumerate(labels):
        mark, style = ("> ", "bold") if position == chosen else ("  ", "")
        if position == chosen:
            yield "[SetCursorPosition]", ""  # so that a long menu scrolls to the cursor
        first, *more = broken(Line(label), _width() - _INDENT)
        yield style, "\n".join([f"  {mark}{first}", *(f"{' ' * _INDENT}{line}" for line in more)])
        if position < len(labels) - 1:
            yield "", "\n"


def type_in(before: str, text: str, notes: Sequence[str]) -> str:
    """Return a line that the user types.

    Arguments:
        before: The text to show before the line.
        text: The initial content of the line.
        notes: The lines to show below it.

    Raises:
        EOFError: The user pressed Ctrl-D.
        KeyboardInterrupt: The user pressed Ctrl-C.
    """
    keys = KeyBindings()
    area = TextArea(text, multiline=False, prompt=f"  {before} ", dont_extend_height=True)
    area.buffer.cursor_position = len(text)

    @keys.add(Keys.Enter)
    def _take(event: KeyPressEvent) -> None:
        event.app.exit()

    _run(area, notes, keys)
    return area.text


def _run(shown: AnyContainer, notes: Sequence[str], keys: KeyBindings) -> None:
    @keys.add(Keys.ControlC)
    @keys.add(Keys.SIGINT)
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt())

    @keys.add(Keys.ControlD)
    def _end(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError())

    @keys.add(Keys.Vt100MouseEvent)
    def _ignore(event: KeyPressEvent) -> None:
        """Ignore the event: without a mouse, it is pasted text that looks like one, which prompt_toolkit fails on."""

    def below() -> str:
        return "\n".join(["", *(line for note in notes for line in broken(Line(note, 2), _width()))])

    parts = [shown, Window(FormattedTextControl(below), dont_extend_height=True)]
    application: Application[None] = Application(
        Layout(HSplit(parts, align=VerticalAlign.TOP)),
        key_bindings=keys,
        erase_when_done=True,
        output=create_output(cast(TextIO, output())),
    )
    application.run()


def _width() -> int:
    return get_app().output.get_size().columns - 1
