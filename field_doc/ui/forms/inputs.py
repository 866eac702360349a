"""Small controls that several editors use: growing text, a line, languages, a list to find a term in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QSizePolicy

from field_doc.schema.names import language_name
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Choice, paint_arrow

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from field_doc.base.i18n import Words
    from field_doc.schema.model import Term

FIND_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
# Languages first in the list of a place where Ukrainian and Russian are spoken most.
LANGUAGES: Final = ("uk", "ru", "en", "crh", "pl", "ro", "hu", "bg", "de", "fr", "be", "und")
_MAX_LINES: Final = 12


class Line(QLineEdit):
    """One line; a long text is shown from its beginning."""

    def __init__(self, name: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)

    def show_text(self, text: str) -> None:
        """Show a text from its beginning."""
        self.setText(text)
        self.setCursorPosition(0)


class GrowingText(QPlainTextEdit):
    """Text that grows from its least number of lines to twelve; Tab leaves it."""

    def __init__(self, name: str = "", least: int = 1) -> None:
        super().__init__()
        self._least = least
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._grow)
        self._grow()

    @Slot()
    def _grow(self) -> None:
        spacing = self.fontMetrics().lineSpacing()
        lines = 0
        block = self.document().begin()
        while block.isValid() and lines <= _MAX_LINES:
            lines += max(1, round(self.blockBoundingRect(block).height() / spacing))
            block = block.next()
        policies = Qt.ScrollBarPolicy
        more = lines > _MAX_LINES
        self.setVerticalScrollBarPolicy(policies.ScrollBarAsNeeded if more else policies.ScrollBarAlwaysOff)
        lines = min(_MAX_LINES, max(self._least, lines))
        height = spacing * lines + current().px(20) + 4
        self.setFixedHeight(max(height, current().px("field")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere."""
        super().resizeEvent(event)
        self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the text only while it is being edited."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def show_text(self, text: str) -> None:
        """Show a text."""
        self.setPlainText(text)


class LanguageChoice(Choice):
    """The language a text is written in; a code that is not listed is added as it is."""

    def __init__(self, words: Words, name: str = "") -> None:
        super().__init__(name or words("Language of the text"))
        self._words = words
        self.fill((code, language_name(code, words)) for code in LANGUAGES)
        self.fit_words()

    def show_code(self, code: str) -> None:
        """Choose a language."""
        if code and self.findData(code) < 0:
            self.addItem(language_name(code, self._words), code)
        self.set_key(code)


def fold(text: str) -> str:
    """One form of apostrophes and case, for finding only; what people typed is never changed."""
    for sign in "'\u02bc`\u00b4\u2018\u02b9\u2032":
        text = text.replace(sign, "\u2019")
    return text.replace("\u2019", "").casefold()


class _Finder(QSortFilterProxyModel):
    """Rows whose words in either language contain every typed word."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: list[str] = []

    def find(self, typed: str) -> None:
        self._wanted = fold(typed).split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        text = str(self.sourceModel().index(row, 0, parent).data(FIND_ROLE))
        return all(word in text for word in self._wanted)


class FindTerm(QComboBox):
    """A list to choose from and to find in by typing, in Ukrainian or English.

    ``key()`` is the id of the chosen term, or what was typed if no term fits.
    """

    chosen = Signal(str)

    def __init__(self, terms: Sequence[Term], lang: str, name: str, hint: str) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._rows = QStandardItemModel(0, 1, self)
        self.setModel(self._rows)
        self._proxy = _Finder()
        self._proxy.setSourceModel(self._rows)
        completer = QCompleter(self._proxy, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        self.setCompleter(completer)
        completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(hint)
        line.textEdited.connect(self._proxy.find)
        line.editingFinished.connect(self._finished)
        self.activated.connect(self._activated)
        self.set_name(name)
        self.set_terms(terms, lang)

    def set_name(self, name: str) -> None:
        """Name the box and the line in it for a screen reader."""
        self.setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def set_terms(self, terms: Iterable[Term], lang: str) -> None:
        """Show another list, keeping the chosen term when it is in it."""
        key = self.key()
        self._rows.clear()
        for term in terms:
            item = QStandardItem(term.label(lang))
            item.setData(term.id, Qt.ItemDataRole.UserRole)
            item.setData(fold(f"{term.uk} {term.en} {term.id}"), FIND_ROLE)
            self._rows.appendRow(item)
        self.set_key(key)

    def key(self) -> str:
        """The term's id, the typed text if none fits, "" if nothing."""
        typed = self.currentText().strip()
        number = self.currentIndex()
        if number >= 0 and self.itemText(number) == typed:
            return str(self.itemData(number))
        found = self.findText(typed, Qt.MatchFlag.MatchFixedString) if typed else -1
        return str(self.itemData(found)) if found >= 0 else typed

    def set_key(self, key: str) -> None:
        """Choose by id; text that is no id is shown as it is."""
        number = self.findData(key) if key else -1
        self.setCurrentIndex(number)
        if number < 0:
            self.setEditText(key)
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
        self._proxy.find("")

    @Slot(QModelIndex)
    def _picked(self, index: QModelIndex) -> None:
        self.set_key(str(index.data(Qt.ItemDataRole.UserRole)))
        self.chosen.emit(self.key())

    @Slot(int)
    def _activated(self, _number: int) -> None:
        self.chosen.emit(self.key())

    @Slot()
    def _finished(self) -> None:
        number = self.findData(self.key())
        if number >= 0:
            self.setCurrentIndex(number)
        self.chosen.emit(self.key())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def sizeHint(self) -> QSize:
        """Never wider than the page because of one long term."""
        return QSize(current().px(240), super().sizeHint().height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The whole list again for next time."""
        super().focusOutEvent(event)
        self._proxy.find("")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the arrow."""
        super().paintEvent(event)
        paint_arrow(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list."""
        if event.key() == Qt.Key.Key_Down and not self.currentText():
            self.showPopup()
            return
        super().keyPressEvent(event)
