"""The passphrase field: hidden, with the keyboard layout, Caps Lock and an eye in the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import ToolButton
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.strips import Chip
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from field_doc.base.i18n import Words

_CELLS: Final = 5


class PhraseField(QLineEdit):
    """A line for a secret. Nothing of it is offered to completion, the clipboard or input methods."""

    layout_changed = Signal(str)

    def __init__(self, words: Words, *, plain: bool = False) -> None:
        super().__init__()
        self._words = words
        self._lang = ""
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
        method = QGuiApplication.inputMethod()
        method.localeChanged.connect(self._locale_changed)
        self.retranslate(words)
        self._locale_changed()

    def set_same(self, text: str) -> None:
        """Say "the same" with a tick at the right end; empty hides it."""
        self.same.setText(text)
        self.tick.setVisible(bool(text))
        self.same.setVisible(bool(text))
        self._margins()

    @property
    def layout_language(self) -> str:
        """``uk``, ``en`` or "" when it cannot be told."""
        return self._lang

    @Slot()
    def _locale_changed(self) -> None:
        language = QGuiApplication.inputMethod().locale().language()
        known = {QLocale.Language.Ukrainian: "uk", QLocale.Language.English: "en"}
        self._set_language(known.get(language, ""))

    def _set_language(self, lang: str) -> None:
        if lang == self._lang:
            return
        self._lang = lang
        self._show_chip()
        self.layout_changed.emit(lang)

    def _show_chip(self) -> None:
        names = {"uk": self._words("UKR"), "en": self._words("ENG")}
        self.chip.set_text(names.get(self._lang, ""))
        self.chip.setVisible(self._lang in names and not self.eye.isHidden())
        self.chip.setToolTip(self._words("Keyboard layout"))
        self._margins()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Learn layout and Caps Lock from what is typed: systems tell them too seldom."""
        typed = event.text()
        if len(typed) == 1 and typed.isalpha():
            self._set_language("uk" if "\u0400" <= typed <= "\u04ff" else "en")
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setVisible(typed.isupper() != shift)
            self._margins()
        super().keyPressEvent(event)

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
