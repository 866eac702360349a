"""One paragraph as a row: what is said of it, the original where there is one, its text."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.ui.fmt import Fmt
from field_doc.ui.forms.inputs import GrowingText
from field_doc.ui.theme import current, set_property
from field_doc.ui.views.workbench import paragraphs
from field_doc.ui.views.workbench.paragraphs import YES, Paragraph, clock
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.views.workbench.editor import ParagraphEditor


def said_of(paragraph: Paragraph, number: int, words: Words) -> str:
    """The line above a paragraph: number, marks, who and when, certified or not."""
    marks = ""
    if paragraph.start_ms is not None:
        marks = clock(paragraph.start_ms)
        if paragraph.end_ms is not None:
            marks += f"–{clock(paragraph.end_ms)}"
    when = ""
    if paragraph.at:
        when = Fmt(words.lang).moment(datetime.fromisoformat(paragraph.at), zone=False)
    certified = words("certified by {who}", who=paragraph.certifier or "?") if paragraph.certified == YES else ""
    return " · ".join(part for part in (str(number), marks, paragraph.author, when, certified) if part)


class ParagraphRow(QWidget):
    """One paragraph: what is said of it, the original where there is one, its text."""

    changed = Signal()

    def __init__(self, paragraph: Paragraph, number: int, owner: ParagraphEditor) -> None:
        super().__init__()
        theme = current()
        self.paragraph, self.number, self._owner = paragraph, number, owner
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        column.setSpacing(theme.px(4))
        self.head = label("", "help")
        column.addWidget(self.head)
        for text in paragraph.original:
            column.addWidget(label(text, "second", wrap=True, select=True))
        self.text = GrowingText("", 1)
        self.text.show_text(paragraph.text)
        self.text.setReadOnly(owner.reading)
        self.text.textChanged.connect(self._typed)
        column.addWidget(self.text)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.say()

    def say(self) -> None:
        """The line above the text, anew."""
        words = self._owner.words
        self.head.setText(said_of(self.paragraph, self.number, words))
        self.text.setAccessibleName(words("Paragraph {number}", number=self.head.text()))

    def put(self, paragraph: Paragraph) -> None:
        """Another state of the paragraph; its text is shown if it differs."""
        self.paragraph = paragraph
        if self.text.toPlainText() != paragraph.text:
            self.text.blockSignals(True)
            self.text.show_text(paragraph.text)
            self.text.blockSignals(False)
        self.say()

    def show_problem(self, text: str) -> None:
        """What is wrong with it, "" for nothing."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def mark_current(self, *, on: bool) -> None:
        """The one the tools serve."""
        set_property(self, "ground", "list" if on else "surface")

    @Slot()
    def _typed(self) -> None:
        owner = self._owner
        self.paragraph = paragraphs.typed(self.paragraph, self.text.toPlainText(), owner.author, owner.now)
        self.say()
        self.changed.emit()
