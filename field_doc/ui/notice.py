"""One sentence above the status line: what was done, or what failed, what is safe and what to do. Never modal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from field_doc.ui.theme import current, set_property
from field_doc.ui.widgets.controls import ToolButton
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.messages import Message

_SHOWN_MS = 8_000


class Notice(QFrame):
    """The line; a plain sentence goes after some seconds, a problem stays until it is closed or another comes."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        theme = current()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(12), theme.px(8))
        row.setSpacing(theme.px(10))
        self.glyph = Glyph("attention")
        self.glyph.setFixedSize(self.glyph.sizeHint())
        row.addWidget(self.glyph)
        self.text = label("", "small", wrap=True)
        row.addWidget(self.text, 1)
        self._close = ToolButton("x", words("Close"), "tiny")
        self._close.clicked.connect(self.hide)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """A sentence that needs no answer."""
        self._show(text, "quiet", "")
        self._timer.start()

    def problem(self, message: Message) -> None:
        """What failed; brick red for an integrity failure only."""
        tone, glyph = ("danger", "fails") if message.integrity else ("warn", "attention")
        self._show(message.text, tone, glyph)

    def _show(self, text: str, tone: str, glyph: str) -> None:
        self._timer.stop()
        set_property(self, "strip", tone)
        self.glyph.setVisible(bool(glyph))
        if glyph:
            self.glyph.set_state(glyph)
        self.text.setText(text)
        self.setAccessibleName(text)
        self.show()

    @Slot()
    def clear(self) -> None:
        """Nothing to say any more."""
        self.hide()

    def retranslate(self, words: Words) -> None:
        """Speak the other language; the sentence shown stays as it was said."""
        self._close.set_name(words("Close"))
