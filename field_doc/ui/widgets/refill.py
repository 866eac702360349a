"""Emptying a layout, and the place where a page says what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.ui.widgets.strips import Strip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout, QVBoxLayout


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout; they go at the next turn of the event loop."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def show_failure(place: QVBoxLayout, text: str, *, integrity: bool = False) -> None:
    """What failed, what is safe and what to do; nothing when the text is empty. Brick for integrity only."""
    clear(place)
    if text:
        place.addWidget(Strip("danger" if integrity else "warn", "", text))
