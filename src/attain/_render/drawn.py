"""The base of objects that notebooks and templates show as HTML."""

from abc import ABC, abstractmethod
from typing import Protocol


class Printer(Protocol):
    """The printer of IPython and Hypothesis."""

    def text(self, obj: str) -> None:
        """Print a text as it is."""


class Drawn(ABC):
    """The base of objects that notebooks and templates show as HTML."""

    __slots__ = ()

    @abstractmethod
    def to_html(self) -> str:
        """Return one HTML element that brings its own style; all text is escaped."""

    def _repr_html_(self) -> str:  # called by notebooks
        return self.to_html()

    def __html__(self) -> str:  # called by templates of Jinja, so that {{ result }} needs no filter
        return self.to_html()

    def _repr_pretty_(self, printer: "Printer", cycle: bool) -> None:  # noqa: ARG002, FBT001  # IPython's protocol
        printer.text(repr(self))  # Hypothesis would otherwise show every field of every part
