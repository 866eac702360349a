"""Why something is empty, one key away: the nine reasons with their digits, under the field or for one part of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from field_doc.base.i18n import Words

_WHOLE = "0"


class ReasonPanel(QFrame):
    """A question in the form: a digit answers it, Esc leaves everything as it was.

    Args:
        words: of the reader.
        title: what is empty, in words.
        reasons: codes and words, in the order of their digits; none: only the title is said.
        whole: the words for asking about the whole field instead (digit 0); "" if this is the whole.

    """

    chosen = Signal(str)
    whole_wanted = Signal()
    closed = Signal()

    def __init__(self, words: Words, title: str, reasons: Sequence[tuple[str, str]], whole: str = "") -> None:
        super().__init__()
        self._codes = [code for code, _ in reasons]
        self._whole = whole
        self.setProperty("strip", "card")
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        pad = current().px(10)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(current().px(6))
        column.addWidget(label(title, "strong", wrap=True))
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(8), row_gap=current().px(6))
        self.buttons: list[Button] = []
        for number, (code, said) in enumerate(reasons, 1):
            self._button(flow, f"{number}  {said}").clicked.connect(lambda _on=False, c=code: self.chosen.emit(c))
        if whole:
            self._button(flow, f"{_WHOLE}  {whole}").clicked.connect(self.whole_wanted)
        self.leave = self._button(flow, words("Leave it"))
        self.leave.clicked.connect(self.closed)
        column.addWidget(holder)

    def _button(self, flow: FlowLayout, text: str) -> Button:
        button = Button(text, "small")
        flow.addWidget(button)
        self.buttons.append(button)
        return button

    def start(self) -> None:
        """Take the focus: the digits are read here."""
        self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses; Esc leaves."""
        text = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif text == _WHOLE and self._whole:
            self.whole_wanted.emit()
        elif text.isdecimal() and 0 < int(text) <= len(self._codes):
            self.chosen.emit(self._codes[int(text) - 1])
        else:
            super().keyPressEvent(event)
