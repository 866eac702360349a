"""A new passphrase, typed twice; problems under their fields, all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.phrase import PhraseField

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


class NewPhrase(QWidget):
    """Two fields; ``ready`` says what is missing and gives the phrase once nothing is.

    Args:
        words: the language.
        strong: whether a phrase will do; asked when the act is pressed, never while typing.

    """

    entered = Signal()

    def __init__(self, words: Words, strong: Callable[[str], bool]) -> None:
        super().__init__()
        self._words, self._strong = words, strong
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(12))
        self.phrase, self.again = PhraseField(words), PhraseField(words, plain=True)
        self.phrase_box, self.again_box = FieldBox("", self.phrase), FieldBox("", self.again)
        column.addWidget(self.phrase_box)
        column.addWidget(self.again_box)
        for field in (self.phrase, self.again):
            field.textEdited.connect(self._typed)
            field.returnPressed.connect(self.entered)
        self.retranslate(words)

    @Slot()
    def _typed(self) -> None:
        same = bool(self.phrase.text()) and self.phrase.text() == self.again.text()
        self.again.set_same(self._words("the same") if same else "")
        self.phrase_box.set_problem("")
        self.again_box.set_problem("")

    def ready(self) -> str:
        """The phrase, or "" after saying what is missing."""
        words, typed = self._words, self.phrase.text()
        if not typed.strip():
            self.phrase_box.set_problem(words("Type the new passphrase."))
        elif not self._strong(typed):
            self.phrase_box.set_problem(
                words("This phrase could be guessed. Take five words that have nothing to do with each other.")
            )
        differ = typed != self.again.text()
        self.again_box.set_problem(words("The two phrases differ. Type it once more.") if differ else "")
        if self.phrase_box.problem_text or differ:
            (self.phrase if self.phrase_box.problem_text else self.again).setFocus()
            return ""
        return typed

    def forget(self) -> None:
        """Empty the fields."""
        self.phrase.clear()
        self.again.clear()
        self.again.set_same("")

    def retranslate(self, words: Words) -> None:
        """Speak the other language; what was typed stays."""
        self._words = words
        self.phrase_box.set_name(words("New passphrase"))
        self.again_box.set_name(words("Once more"))
        self.phrase.retranslate(words)
        self.again.retranslate(words)
