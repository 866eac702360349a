"""The sheet of a note: a column of paragraphs, each with the time it was begun. Enter begins the next."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from field_doc.ui.fmt import KYIV, Fmt
from field_doc.ui.forms.inputs import GrowingText
from field_doc.ui.theme import current
from field_doc.ui.views.note.entries import Entry, moved, new_entry, read, write
from field_doc.ui.widgets.controls import Button, ToolButton
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

Json = Any
# From the top of a paragraph's box to what stands level with its first line.
_LEVEL = 13


def now_iso() -> str:
    """This moment with its offset, as an instant is stored."""
    return datetime.now(KYIV).isoformat(timespec="seconds")


class Paragraph(QWidget):
    """One paragraph with its stamp."""

    changed = Signal()
    moving = Signal()
    opened = Signal(str)

    def __init__(self, entry: Entry, words: Words, code: str = "") -> None:
        super().__init__()
        theme = current()
        self.entry = entry
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        when = Fmt(words.lang).moment(datetime.fromisoformat(entry.at), zone=False) if entry.at else ""
        stamp = label(when, "help")
        stamp.setFixedWidth(theme.px(118))
        stamp.setContentsMargins(0, theme.px(_LEVEL), 0, 0)
        row.addWidget(stamp, 0, Qt.AlignmentFlag.AlignTop)
        self.text = GrowingText(words("Paragraph of {when}", when=when), 1)
        self.text.show_text(entry.text)
        self.text.textChanged.connect(self._typed)
        row.addWidget(self.text, 1)
        place = QVBoxLayout()
        place.setContentsMargins(0, theme.px(_LEVEL), 0, 0)
        place.addWidget(self._gone(words, code) if entry.moved_to else self._mover(words))
        place.addStretch(1)
        row.addLayout(place)

    def _mover(self, words: Words) -> QWidget:
        self.mover = ToolButton("arrow-up", words("Move into a record (Ctrl Shift Up)"), "tiny")
        self.mover.clicked.connect(self.moving)
        return self.mover

    def _gone(self, words: Words, code: str) -> QWidget:
        """Its words stand in a record: they are changed there, the stamp stays here."""
        self.text.setReadOnly(True)
        self.text.setProperty("ground", "list")
        link = Button(code, "link", icon_name="arrow-right")
        link.setAccessibleName(words("Its words stand in {code}. Open it.", code=code))
        link.setToolTip(link.accessibleName())
        link.clicked.connect(lambda: self.opened.emit(self.entry.moved_to))
        return link

    @Slot()
    def _typed(self) -> None:
        self.entry = replace(self.entry, text=self.text.toPlainText())
        self.changed.emit()


class NoteEditor(QWidget):
    """Emits ``changed`` with each key; ``moving`` with the paragraph that is to go into a record."""

    changed = Signal()
    moving = Signal(str)
    opened = Signal(str)

    def __init__(
        self, words: Words, lang: str, now: Callable[[], str] = now_iso, code_of: Callable[[str], str] = str
    ) -> None:
        super().__init__()
        theme = current()
        self._words, self._lang, self._now, self._code_of = words, lang, now, code_of
        self._rows: list[Paragraph] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        outer.setSpacing(theme.px(8))
        help_line = label(
            words("Write as it is told. Enter begins a new paragraph with its time. Nothing is required."),
            "help",
            wrap=True,
        )
        outer.addWidget(help_line)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(6))
        outer.addLayout(self._column)
        outer.addStretch(1)

    # -- values ------------------------------------------------------------------------------------

    def value(self) -> Json:
        """The stored group."""
        return write([row.entry for row in self._rows])

    def show_value(self, value: Json) -> None:
        """Show what is stored, and an empty paragraph to go on."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        for entry in read(value, self._lang):
            self._add(entry)
        if not self._rows or self._rows[-1].entry.moved_to:
            self._add(new_entry(self._now, self._lang))

    def waiting(self) -> list[Entry]:
        """The paragraphs with words that stand nowhere else yet, in order."""
        return [row.entry for row in self._rows if not row.entry.moved_to and row.entry.text.strip()]

    def mark_moved(self, entry_ids: Collection[str], record_id: str, code: str) -> None:
        """Paragraphs whose words stand in a record now; writing goes on below."""
        for place, row in enumerate(list(self._rows)):
            if row.entry.id in entry_ids:
                self._drop(row)
                self._add(moved(row.entry, record_id, self._now()), place, code)
        if self._rows[-1].entry.moved_to:
            self._add(new_entry(self._now, self._lang))
        self._rows[-1].text.setFocus()
        self.changed.emit()

    def entry(self, entry_id: str) -> Entry | None:
        """A paragraph by its id."""
        return next((row.entry for row in self._rows if row.entry.id == entry_id), None)

    def _add(self, entry: Entry, at: int | None = None, code: str = "") -> Paragraph:
        row = Paragraph(entry, self._words, code or (self._code_of(entry.moved_to) if entry.moved_to else ""))
        row.opened.connect(self.opened)
        row.changed.connect(self.changed)
        row.moving.connect(lambda: self.moving.emit(row.entry.id))
        row.text.installEventFilter(self)
        place = len(self._rows) if at is None else at
        self._rows.insert(place, row)
        self._column.insertWidget(place, row)
        return row

    def _drop(self, row: Paragraph) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    # -- keys ----------------------------------------------------------------------------------------

    def current(self) -> Paragraph | None:
        """The paragraph with the focus, else the last."""
        found = next((row for row in self._rows if row.text.hasFocus()), None)
        return found or (self._rows[-1] if self._rows else None)

    def go_on(self) -> None:
        """Put the caret at the end of the last paragraph."""
        last = self._rows[-1].text
        last.setFocus()
        last.moveCursor(QTextCursor.MoveOperation.End)

    def caret_of(self, control: QWidget | None) -> tuple[int, int]:
        """The number of the paragraph a control is the text of, and its caret; (-1, -1) for any other control."""
        number = next((i for i, row in enumerate(self._rows) if row.text is control), -1)
        return number, self._rows[number].text.textCursor().position() if number >= 0 else -1

    def put_caret(self, number: int, caret: int) -> None:
        """Go on in a paragraph where it was left; at the end of the last if there is no such paragraph."""
        if not 0 <= number < len(self._rows):
            self.go_on()
            return
        text = self._rows[number].text
        cursor = text.textCursor()
        cursor.setPosition(max(0, min(caret, len(text.toPlainText()))))
        text.setTextCursor(cursor)
        text.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter: a new paragraph; Backspace in an empty one: back to the one before."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        row = next((r for r in self._rows if r.text is watched), None)
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if row is None or not plain:
            return False
        if row.entry.moved_to:
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return self._enter(row)
        if event.key() == Qt.Key.Key_Backspace and not row.text.toPlainText() and len(self._rows) > 1:
            before = self._rows[max(0, self._rows.index(row) - 1)]
            self._drop(row)
            before.text.setFocus()
            before.text.moveCursor(QTextCursor.MoveOperation.End)
            self.changed.emit()
            return True
        return False

    def _enter(self, row: Paragraph) -> bool:
        if not row.text.toPlainText().strip():
            return True
        cursor = row.text.textCursor()
        tail = row.text.toPlainText()[cursor.position() :]
        place = self._rows.index(row) + 1
        entry = new_entry(self._now, self._lang)
        if tail:
            row.text.setPlainText(row.text.toPlainText()[: cursor.position()])
            # The tail was told when the paragraph it comes from was begun, not now.
            entry = replace(entry, at=row.entry.at, text=tail)
        added = self._add(entry, place)
        added.text.setFocus()
        added.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.changed.emit()
        return True
