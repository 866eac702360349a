"""The right side: paragraphs one under another. Enter begins the next; one line of tools serves the one at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.schema.values import MAX_MEMBERS
from field_doc.ui.theme import current
from field_doc.ui.views.workbench import paragraphs
from field_doc.ui.views.workbench.paragraphs import Paragraph
from field_doc.ui.views.workbench.row import ParagraphRow
from field_doc.ui.widgets.controls import Button

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

Json = Any
_WINDOW: Final = 24
_LEAD: Final = 6


class ParagraphEditor(QWidget):
    """All paragraphs, some of them as rows: hours of speech are a thousand of them.

    Numbers of paragraphs count all, from 0; rows are made for those round the one at hand.

    Signals:
        changed: a paragraph changed.
        moved: another paragraph is at hand.
        full: no more paragraphs go into one record.
    """

    changed = Signal()
    moved = Signal()
    full = Signal()

    def __init__(self, words: Words, lang: str, now: Callable[[], str], *, reading: bool = False) -> None:
        super().__init__()
        theme = current()
        self.words, self.lang, self.now, self.reading = words, lang, now, reading
        self.author = ""
        # Where the recording stands, None while none is open.
        self.position: Callable[[], int | None] = lambda: None
        self.rows: list[ParagraphRow] = []
        self._before: list[Paragraph] = []
        self._after: list[Paragraph] = []
        self._at = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(24))
        outer.setSpacing(theme.px(4))
        self.earlier, self.later = Button("", "link"), Button("", "link")
        self.earlier.clicked.connect(lambda: self._show_round(len(self._before) - 1))
        self.later.clicked.connect(lambda: self._show_round(len(self._before) + len(self.rows)))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(4))
        outer.addWidget(self.earlier)
        outer.addLayout(self._column)
        outer.addWidget(self.later)
        outer.addStretch(1)

    # -- values ------------------------------------------------------------------------------------

    def every(self) -> list[Paragraph]:
        """All paragraphs in order, those without a row too."""
        return [*self._before, *(row.paragraph for row in self.rows), *self._after]

    def value(self) -> Json:
        """The stored group."""
        return paragraphs.write(self.every())

    def show_value(self, value: Json) -> None:
        """Show what is stored; there is always a paragraph to write in."""
        found = paragraphs.read(value, self.lang) or [paragraphs.begun(self.lang)]
        self._show(found, min(self.at, len(found) - 1) if self.rows else 0)

    def _show(self, every: list[Paragraph], number: int) -> None:
        """Rows for the paragraphs round one of them, which is at hand then."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        first = max(0, min(number - _LEAD, len(every) - _WINDOW))
        self._before, self._after = every[:first], every[first + _WINDOW :]
        self.rows, self._at = [], number - first
        for paragraph in every[first : first + _WINDOW]:
            self._add(paragraph, len(self.rows))
        self._show_current()

    def _show_round(self, number: int) -> None:
        self._show(self.every(), number)
        self.go_to(number)

    def _add(self, paragraph: Paragraph, place: int) -> None:
        row = ParagraphRow(paragraph, 0, self)
        row.changed.connect(self.changed)
        row.text.installEventFilter(self)
        self.rows.insert(place, row)
        self._column.insertWidget(place, row)

    def _count(self) -> None:
        """Numbers of rows, and how many paragraphs stand before and after them."""
        words, first = self.words, len(self._before)
        for place, row in enumerate(self.rows):
            if row.number != first + place + 1:
                row.number = first + place + 1
                row.say()
        for button, known in ((self.earlier, self._before), (self.later, self._after)):
            button.setVisible(bool(known))
        self.earlier.setText(words("Earlier paragraphs ({count})", count=len(self._before)))
        self.later.setText(words("Later paragraphs ({count})", count=len(self._after)))

    # -- the paragraph at hand -----------------------------------------------------------------------

    @property
    def current(self) -> ParagraphRow:
        """The paragraph at hand: where the caret is or was last."""
        return self.rows[self._at]

    @property
    def at(self) -> int:
        """Its number."""
        return len(self._before) + self._at

    def go_to(self, number: int, caret: int = -1) -> None:
        """Put the caret into a paragraph, at its end or at a place."""
        every = len(self._before) + len(self.rows) + len(self._after)
        number = max(0, min(number, every - 1))
        if not 0 <= number - len(self._before) < len(self.rows):
            self._show(self.every(), number)
        self._at = number - len(self._before)
        text = self.current.text
        cursor = text.textCursor()
        length = len(text.toPlainText())
        cursor.setPosition(length if caret < 0 else min(caret, length))
        text.setTextCursor(cursor)
        text.setFocus()
        self._show_current()

    def go_on(self) -> None:
        """Where writing goes on: the first paragraph without text, else the last; a sealed one from its beginning."""
        every = self.every()
        unwritten = (number for number, paragraph in enumerate(every) if not paragraph.text.strip())
        if self.reading:
            self._show(every, 0)
        else:
            self.go_to(next(unwritten, len(every) - 1))

    def caret(self) -> int:
        """The caret in the paragraph at hand."""
        return self.current.text.textCursor().position()

    def show_problems(self, said: dict[int, str]) -> None:
        """Words under the paragraphs they are about, by number."""
        for place, row in enumerate(self.rows):
            row.show_problem(said.get(len(self._before) + place, ""))

    def _show_current(self) -> None:
        self._count()
        for place, row in enumerate(self.rows):
            row.mark_current(on=place == self._at)
        self.moved.emit()

    # -- acts -----------------------------------------------------------------------------------------

    def mark(self) -> bool:
        """The paragraph begins where the recording stands."""
        here = self.position()
        if here is None or self.reading:
            return False
        paragraph = self.current.paragraph
        end = paragraph.end_ms if paragraph.end_ms is not None and paragraph.end_ms >= here else None
        self._put(replace(paragraph, start_ms=here, end_ms=end))
        return True

    def set_marks(self, start_ms: int | None, end_ms: int | None) -> None:
        """Marks as typed."""
        self._put(replace(self.current.paragraph, start_ms=start_ms, end_ms=end_ms))

    def certify(self, certified: str, certifier: str) -> None:
        """Certified or not, and by whom."""
        self._put(paragraphs.certify(self.current.paragraph, certified, certifier))

    def remove(self) -> None:
        """Take the paragraph out; undo brings it back."""
        number, every = self.at, self.every()
        del every[number]
        self._show(every or [paragraphs.begun(self.lang)], max(0, number - 1))
        self.go_to(max(0, number - 1))
        self.changed.emit()

    def next(self) -> None:
        """To the next paragraph; after the last a new one that begins here."""
        if self.at + 1 < len(self.every()):
            self.go_to(self.at + 1)
        elif self.current.paragraph.text.strip() and not self.reading:
            self._enter(len(self.current.text.toPlainText()))

    def _put(self, paragraph: Paragraph) -> None:
        self.current.put(paragraph)
        self.moved.emit()
        self.changed.emit()

    def _enter(self, caret: int) -> None:
        if len(self._before) + len(self.rows) + len(self._after) >= MAX_MEMBERS:
            self.full.emit()
            return
        row = self.current
        first, second = paragraphs.split(row.paragraph, caret, self.lang, self.position())
        row.put(first)
        self._add(second, self._at + 1)
        self.go_to(self.at + 1, 0)
        self.changed.emit()

    # -- keys -----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter: a new paragraph; Ctrl Up and Down walk; Backspace in an empty one goes back."""
        if event.type() == QEvent.Type.FocusIn:
            number = next((i for i, row in enumerate(self.rows) if row.text is watched), self._at)
            if number != self._at:
                self._at = number
                self._show_current()
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if control and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.go_to(self.at + (1 if event.key() == Qt.Key.Key_Down else -1))
            return True
        if self.reading:
            return False
        text = self.current.text
        if plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if text.toPlainText().strip():
                self._enter(text.textCursor().position())
            return True
        if plain and event.key() == Qt.Key.Key_Backspace and self.current.paragraph.empty and self.at > 0:
            self.remove()
            text = self.current.text
            text.moveCursor(QTextCursor.MoveOperation.End)
            return True
        return False
