"""What a screen is to the shell."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from field_doc.base.i18n import Words


class Span(Enum):
    """How much of the window a screen takes beside or over the navigation."""

    LIST_AND_RECORD = "list and record"
    WIDE = "wide"
    FULL = "full"


class Screen(Protocol):
    """A section of the program: one or two panes that the shell places.

    ``shows_back`` says that the record pane has its own way back to the list in one column
    (``RecordHeader.set_narrow``); otherwise the shell puts a bar above it.
    ``list_pane`` is None unless the span is LIST_AND_RECORD. Panes are made once and live as
    long as the shell. ``title()`` is the word shown by the back arrow of a narrow window.
    """

    key: str
    span: Span
    list_pane: QWidget | None
    record_pane: QWidget
    shows_back: bool

    def title(self) -> str:
        """The section's word in the present language."""
        ...

    def entered(self) -> None:
        """The screen is shown now: load what it shows."""
        ...

    def act(self, name: str) -> bool:
        """Do an act of the keyboard (``new``, ``next_problem``, ``main_act``, ``undo`` …); whether it did."""
        ...

    def back(self) -> bool:
        """Esc: close a field edit or a panel of this screen; whether there was something to close."""
        ...

    def set_columns(self, columns: int) -> None:
        """The window has 3, 2 or 1 columns now."""
        ...

    def changed(self, changes: Iterable[object]) -> None:
        """Something was written; refresh if it concerns this screen."""
        ...

    def retranslate(self, words: Words) -> None:
        """Speak the other language at once."""
        ...


class PlainScreen:
    """A screen that does nothing of its own: the base others take what they need from."""

    key = ""
    span = Span.WIDE
    list_pane: QWidget | None = None
    shows_back = False

    def __init__(
        self, key: str, record_pane: QWidget, list_pane: QWidget | None = None, *, span: Span | None = None
    ) -> None:
        self.key = key
        self.record_pane = record_pane
        self.list_pane = list_pane
        self.span = span or (Span.LIST_AND_RECORD if list_pane is not None else Span.WIDE)

    def title(self) -> str:
        """The key, until a screen says better."""
        return self.key

    def entered(self) -> None:
        """Nothing to load."""

    def act(self, name: str) -> bool:
        """No act."""
        del name
        return False

    def back(self) -> bool:
        """Nothing to close."""
        return False

    def set_columns(self, columns: int) -> None:
        """Nothing to fold."""
        del columns

    def changed(self, changes: Iterable[object]) -> None:
        """Nothing depends on anything."""
        del changes

    def retranslate(self, words: Words) -> None:
        """No words."""
        del words
