"""Typing recovery shares: word after word by its first four letters, each share checked when it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.recovery.presenter import WORDS_IN_SHARE, ShareCollector, SharesState
from field_doc.ui.views.recovery.shares import WordGrid
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.marks import StateLabel
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.upkeep import RecoveryActs


class WordField(QLineEdit):
    """One word at a time; Space or Enter takes it, Backspace in the empty field takes the last one back."""

    taken = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhLowercaseOnly)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.text().strip():
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        else:
            super().keyPressEvent(event)


class ShareEntry(QWidget):
    """The field, the words so far with their numbers, how many shares there are; ``complete`` when enough."""

    complete = Signal()

    def __init__(self, words: Words, acts: RecoveryActs) -> None:
        super().__init__()
        self._words = words
        self._was_complete = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(8))
        self.status = StateLabel("waiting", words)
        self.field = WordField()
        self.box = FieldBox("", self.field)
        self.grid = WordGrid()
        self.again = Button("", "link")
        self.again.setProperty("small", True)
        self.counter = label("", "help")
        column.addWidget(self.status, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.box, self.counter, self.grid, self.again):
            column.addWidget(widget)
        self.collector = ShareCollector(self, acts, words)
        self.field.textEdited.connect(self._typed)
        self.field.taken.connect(self._take)
        self.field.back.connect(self.collector.drop_last)
        self.again.clicked.connect(self.collector.again)
        self.retranslate(words)

    @Slot(str)
    def _typed(self, text: str) -> None:
        if len(text.split()) > 1:  # pasted
            self._take()
        else:
            self.collector.typing(text)

    @Slot()
    def _take(self) -> None:
        self.field.setText(self.collector.take(self.field.text()))

    def show_shares(self, state: SharesState) -> None:
        """Show a state."""
        words = self._words
        if state.needed:
            said = words("{done} of {total} shares read", done=state.taken, total=state.needed)
            self.status.set_state("holds" if state.complete else "waiting", words, said)
        else:
            self.status.set_state("waiting", words, words("No share read yet"))
        self.box.set_help(state.hint and words("Becomes: {word}. Space takes it.", word=state.hint))
        self.box.set_problem(state.problem)
        self.counter.setText(words("Word {number} of {total}", number=len(state.words) + 1, total=WORDS_IN_SHARE))
        whole = len(state.words) >= WORDS_IN_SHARE
        self.box.setVisible(not state.complete)
        ready = self.field.isEnabled()
        self.field.setEnabled(not whole)
        # While a share was looked at the focus went on: without this the next word would be typed nowhere.
        if not whole and not ready and not state.complete:
            self.field.setFocus()
        self.counter.setVisible(not state.complete and not whole)
        self.grid.show_words(state.words)
        self.again.setVisible(bool(state.words))
        if state.complete and not self._was_complete:
            self._was_complete = True
            self.complete.emit()

    def forget(self) -> None:
        """Nothing typed stays."""
        self.field.clear()
        self.collector.forget()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.box.set_name(words("Next word of the share"))
        self.again.setText(words("Type this share anew"))
        self.collector.retranslate(words)
