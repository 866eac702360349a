"""A list to choose a term from and to find it in by typing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter

from field_doc.ui.forms.finding import find, selectable, source_of
from field_doc.ui.forms.inputs import LineGuard
from field_doc.ui.forms.term_menu import TermMenu
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import paint_arrow

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent

    from field_doc.schema.model import Term
    from field_doc.ui.forms.context import FormContext


class FindTerm(QComboBox):
    """A list to choose from and to find in by typing, in Ukrainian or English, in any spelling.

    ``key()`` is the id of the chosen term, or what was typed if no term fits. Typing offers what fits; Down opens
    the whole list in its levels, with favourites and what was used last on top.

    Args:
        context: words, labels and what this person keeps at the top of lists.
        list_name: the vocabulary, under which favourites are kept; "" keeps none.
        terms: the entries.
        name: read by a screen reader.
        hint: shown while nothing is chosen.

    """

    chosen = Signal(str)

    def __init__(self, context: FormContext, list_name: str, terms: Sequence[Term], name: str, hint: str) -> None:
        super().__init__()
        self._context, self._list = context, list_name
        self._terms: tuple[Term, ...] = ()
        self._menu: TermMenu | None = None
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._rows = QStandardItemModel(0, 1, self)
        self.setModel(self._rows)
        self.found = QStandardItemModel(0, 1, self)
        completer = QCompleter(self.found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        self.setCompleter(completer)
        completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        line = self.lineEdit()
        assert line is not None
        self.guard = LineGuard(line)
        line.setPlaceholderText(hint)
        line.textEdited.connect(self.search)
        line.editingFinished.connect(self._finished)
        self.activated.connect(self._activated)
        self.set_name(name)
        self.set_terms(terms)

    def set_name(self, name: str) -> None:
        """Name the box and the line in it for a screen reader."""
        self.setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def set_terms(self, terms: Iterable[Term]) -> None:
        """Show another list, keeping the chosen term when it is in it."""
        key = self.key()
        self._terms, self._menu = tuple(terms), None
        self._rows.clear()
        for term in self._terms:
            item = QStandardItem(term.label(self._context.lang))
            item.setData(term.id, Qt.ItemDataRole.UserRole)
            self._rows.appendRow(item)
        self.set_key(key)

    @Slot(str)
    def search(self, typed: str) -> None:
        """Offer what fits, favourites and last used first."""
        picks, lang = self._context.picks, self._context.lang
        first = (*picks.stars(self._list), *picks.recent(self._list))
        self.found.clear()
        for term in find(self._terms, typed, first):
            item = QStandardItem(term.label(lang))
            item.setData(term.id, Qt.ItemDataRole.UserRole)
            item.setToolTip(source_of(term, self._context.labels))
            self.found.appendRow(item)

    def key(self) -> str:
        """The term's id, the typed text if none fits, "" if nothing."""
        typed = self.currentText().strip()
        number = self.currentIndex()
        if number >= 0 and self.itemText(number) == typed:
            return str(self.itemData(number))
        found = self._by_label(typed) if typed else None
        return found.id if found is not None else typed

    def _by_label(self, typed: str) -> Term | None:
        lang, folded = self._context.lang, typed.casefold()
        return next((t for t in self._terms if selectable(t) and t.label(lang).casefold() == folded), None)

    def set_key(self, key: str) -> None:
        """Choose by id; text that is no id is shown as it is."""
        number = self.findData(key) if key else -1
        self.setCurrentIndex(number)
        if number < 0:
            self.setEditText(key)
        source = source_of(self._terms[number], self._context.labels) if number >= 0 else ""
        # A long label is wider than its line: the whole of it is here.
        self.setToolTip("\n".join(part for part in (self.itemText(number) if number >= 0 else "", source) if part))
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    @Slot(QModelIndex)
    def _picked(self, index: QModelIndex) -> None:
        self._take(str(index.data(Qt.ItemDataRole.UserRole)))

    @Slot(str)
    def _take(self, key: str) -> None:
        self.set_key(key)
        self._context.picks.use(self._list, key)
        self.chosen.emit(self.key())
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(int)
    def _activated(self, _number: int) -> None:
        self.chosen.emit(self.key())

    @Slot()
    def _finished(self) -> None:
        number = self.findData(self.key())
        if number >= 0:
            self.setCurrentIndex(number)
        self.chosen.emit(self.key())

    def showPopup(self) -> None:
        """The list in its levels, under the field."""
        if self._menu is None:
            self._menu = TermMenu(self, self._terms, self._context.labels, self._context.picks, self._list)
            self._menu.chosen.connect(self._take)
            self._menu.typed.connect(self._type_on)
        self._menu.open_at(self, self.key())

    @Slot(str)
    def _type_on(self, text: str) -> None:
        """A letter typed in the open list goes to the line, and what fits is offered there."""
        line = self.lineEdit()
        if line is None:
            return
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        line.setText(text)
        self.search(text)
        completer = self.completer()
        if completer is not None:
            completer.complete()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def sizeHint(self) -> QSize:
        """Never wider than the page because of one long term."""
        return QSize(current().px(240), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the arrow."""
        super().paintEvent(event)
        paint_arrow(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list; nothing is chosen by passing over it."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F4}:
            self.showPopup()
            return
        super().keyPressEvent(event)
