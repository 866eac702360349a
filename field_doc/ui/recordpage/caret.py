"""Where in a form the caret stands, as it is kept over lock and unlock: field, control in it, position."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from field_doc.ui.forms.base import FieldRow
    from field_doc.ui.widgets.scroll import Page

_KEPT = re.compile(r"(?P<field>[^#@]+)(?:#(?P<control>\d{1,3}))?(?:@(?P<caret>\d{1,7}))?")


@dataclass(frozen=True, slots=True)
class Spot:
    """A field's path, which of its controls (in reading order), how many characters stand before the caret."""

    field: str
    control: int = 0
    caret: int = -1

    def __str__(self) -> str:
        """``account#0@57``; a path alone where there is no caret."""
        return f"{self.field}#{self.control}" + (f"@{self.caret}" if self.caret >= 0 else "")


def read_spot(text: str) -> Spot:
    """A kept spot; a path alone is a spot too, and what cannot be read is the path it is."""
    found = _KEPT.fullmatch(text)
    if found is None:
        return Spot(text)
    caret = found["caret"]
    return Spot(found["field"], int(found["control"] or 0), int(caret) if caret else -1)


def controls_of(row: QWidget) -> list[QWidget]:
    """What can have the focus inside a field, in the order of the screen; the parts of a control are not told."""
    found = [w for w in row.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    inner = {id(w) for box in found for w in box.findChildren(QWidget)}
    return [w for w in found if id(w) not in inner and w.focusProxy() is None]


def caret_of(control: QWidget) -> int:
    """Characters before the caret, -1 in a control without one."""
    line = control.lineEdit() if isinstance(control, QComboBox) else control
    if isinstance(line, QLineEdit):
        return line.cursorPosition()
    if isinstance(control, QPlainTextEdit):
        return control.textCursor().position()
    return -1


def put_caret(control: QWidget, caret: int) -> None:
    """Put the caret after so many characters, at the end if there are fewer."""
    line = control.lineEdit() if isinstance(control, QComboBox) else control
    if caret < 0:
        return
    if isinstance(line, QLineEdit):
        line.setCursorPosition(min(caret, len(line.text())))
    elif isinstance(control, QPlainTextEdit):
        cursor = control.textCursor()
        cursor.setPosition(min(caret, len(control.toPlainText())))
        control.setTextCursor(cursor)
        control.ensureCursorVisible()


def spot_of(rows: Mapping[str, FieldRow], control: QWidget | None) -> Spot | None:
    """The spot of a control in these rows; None outside them. A row in a row is nearer than the one around it."""
    holding = [(p, row) for p, row in rows.items() if control is not None and row.isAncestorOf(control)]
    if control is None or not holding:
        return None
    path, row = max(holding, key=lambda pair: len(pair[0]))
    known = controls_of(row)
    number = next((i for i, w in enumerate(known) if w is control or w.isAncestorOf(control)), -1)
    return Spot(path, number, caret_of(known[number])) if number >= 0 else Spot(path)


def go_to_spot(row: FieldRow, spot: Spot, page: Page) -> None:
    """Put the focus and the caret where they were; in a field that looks otherwise now, at its beginning."""
    known = controls_of(row)
    if spot.control >= len(known):
        row.focus()
        return
    control = known[spot.control]
    control.setFocus(Qt.FocusReason.OtherFocusReason)
    put_caret(control, spot.caret)
    page.bring(control)


class LastControl(QObject):
    """The control of a page that had the focus last: a press on "Lock" takes it away before anyone can ask."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._control: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    @Slot(QWidget, QWidget)
    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._page.isAncestorOf(now):
            self._control = now

    def control(self) -> QWidget | None:
        """The control: where the focus is in the page, else where it was; None once that is destroyed."""
        here = self._page.window().focusWidget()
        if self._page.isAncestorOf(here):
            return here
        return self._control if self._control is not None and isValid(self._control) else None
