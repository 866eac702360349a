"""The passphrase field: hidden, with the keyboard layout, Caps Lock and an eye in the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from field_doc.ui.keyboard import of_the_system
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import ToolButton
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.strips import Chip
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QHideEvent, QPaintEvent, QResizeEvent, QShowEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.keyboard import Ask

_CELLS: Final = 5
_ASK_EVERY_MS: Final = 400
_RUSSIAN_ONLY: Final = "ыэъё"


def layout_of(letter: str) -> str:
    """The layout a typed letter speaks of; "" if it could be of another."""
    if "\u0400" <= letter <= "\u04ff":
        return "ru" if letter.casefold() in _RUSSIAN_ONLY else "uk"
    return "en" if letter.isascii() else ""


class PhraseField(QLineEdit):
    """A line for a secret. Nothing of it is offered to completion, the clipboard or input methods.

    Layout and Caps Lock are the system's word where it gives one; else what the last typed letter shows.
    """

    layout_changed = Signal(str)

    def __init__(self, words: Words, *, plain: bool = False, keyboard: Ask | None = None) -> None:
        super().__init__()
        self._words = words
        self._lang = self._typed = ""
        self._keyboard = keyboard or of_the_system()
        self._clock = QTimer(self)
        self._clock.setInterval(_ASK_EVERY_MS)
        self._clock.timeout.connect(self._look)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhHiddenText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, current().px(6), 0)
        row.setSpacing(current().px(4))
        row.addStretch(1)
        self.tick, self.same = Glyph("equal"), label("", "small")
        self.caps, self.chip = Chip(""), Chip("")
        self.eye = ToolButton("eye", "")
        self.eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.eye.setCursor(Qt.CursorShape.ArrowCursor)
        for widget in (self.tick, self.same, self.caps, self.chip, self.eye):
            row.addWidget(widget)
        self.eye.clicked.connect(self._toggle)
        self.eye.setVisible(not plain)
        self.chip.setVisible(not plain)
        self.caps.hide()
        self.set_same("")
        self.retranslate(words)
        self._look()

    def set_same(self, text: str) -> None:
        """Say "the same" with a tick at the right end; empty hides it."""
        self.same.setText(text)
        self.tick.setVisible(bool(text))
        self.same.setVisible(bool(text))
        self._margins()

    @property
    def layout_language(self) -> str:
        """``uk``, ``en``, ``ru`` or "" when it cannot be told."""
        return self._lang

    @Slot()
    def _look(self) -> bool:
        """Ask the system; whether it said anything."""
        said = self._keyboard()
        if said is None:
            return False
        self._set_language(said.layout or self._typed)
        if said.caps is not None:
            self._show_caps(on=said.caps)
        return True

    def _show_caps(self, *, on: bool) -> None:
        if on == self.caps.isHidden():
            self.caps.setVisible(on)
            self._margins()

    def showEvent(self, event: QShowEvent) -> None:
        """A layout can change without a key of ours: ask again and again while the field is seen."""
        super().showEvent(event)
        if self._look():
            self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._clock.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Right when the typing begins."""
        super().focusInEvent(event)
        self._look()

    def _set_language(self, lang: str) -> None:
        if lang == self._lang:
            return
        self._lang = lang
        self._show_chip()
        self.layout_changed.emit(lang)

    def _show_chip(self) -> None:
        names = {"uk": self._words("UKR"), "en": self._words("ENG"), "ru": self._words("RUS")}
        self.chip.set_text(names.get(self._lang, ""))
        self.chip.setVisible(self._lang in names and not self.eye.isHidden())
        self.chip.setToolTip(self._words("Keyboard layout"))
        self._margins()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Learn layout and Caps Lock from what is typed, where the system does not tell them."""
        letter = event.text()
        said = self._keyboard()
        if len(letter) == 1 and letter.isalpha():
            self._typed = layout_of(letter)
            if said is None:
                self._set_language(self._typed)
            if said is None or said.caps is None:
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._show_caps(on=letter.isupper() != shift)
        super().keyPressEvent(event)
        self._look()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Caps Lock and the keys that change the layout act when they are let go."""
        super().keyReleaseEvent(event)
        self._look()

    @Slot()
    def _toggle(self) -> None:
        self.show_text(visible=self.echoMode() == QLineEdit.EchoMode.Password)

    def show_text(self, *, visible: bool) -> None:
        """Show or hide what is typed."""
        modes = QLineEdit.EchoMode
        self.setEchoMode(modes.Normal if visible else modes.Password)
        self.eye.set_icon_name("eye-off" if visible else "eye")
        self.eye.set_name(self._words("Hide the phrase") if visible else self._words("Show the phrase"))

    def _margins(self) -> None:
        row = self.layout()
        widgets: list[QWidget] = [self.tick, self.same, self.caps, self.chip, self.eye]
        width = sum(w.sizeHint().width() + current().px(6) for w in widgets if not w.isHidden())
        if row is not None:
            self.setTextMargins(0, 0, width, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text clear of what stands in the field."""
        super().resizeEvent(event)
        self._margins()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.caps.set_text(words("Caps Lock"))
        self.show_text(visible=self.echoMode() == QLineEdit.EchoMode.Normal)
        self._show_chip()


class StrengthBar(QWidget):
    """Five cells; the words below say what they mean."""

    def __init__(self) -> None:
        super().__init__()
        self._cells = 0
        self.setFixedHeight(current().px(10))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_cells(self, cells: int) -> None:
        """Fill 0 to 5 cells."""
        self._cells = cells
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cells."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap, height = theme.px(4), theme.px(4)
        width = (self.width() - gap * (_CELLS - 1)) / _CELLS
        for number in range(_CELLS):
            painter.setBrush(theme.colour("accent" if number < self._cells else "line"))
            left = number * (width + gap)
            painter.drawRoundedRect(round(left), (self.height() - height) // 2, round(width), height, 2, 2)
        painter.end()
