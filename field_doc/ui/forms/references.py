"""The editor of references to other records: found by code or title, or typed as a code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QWidget

from field_doc.base.ids import read_code
from field_doc.ui.forms.base import Editor
from field_doc.ui.forms.inputs import Line
from field_doc.ui.forms.terms import clear_flow
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.strips import Chip

if TYPE_CHECKING:
    from field_doc.ui.forms.context import RecordChoice

Json = Any


class RecordRefEditor(Editor):
    """``record_ref``: chips with words, a line that finds."""

    type_name = "record_ref"

    def build(self) -> None:
        """Chips and line."""
        words = self.context.words
        self._ids: list[str] = []
        self._names: dict[str, str] = {}
        column = self.stack(6)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=6, row_gap=6)
        self.line = Line("", words("Code or words of a record"))
        self._found = QStandardItemModel(0, 1, self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.line.setCompleter(completer)
        completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        self.line.textEdited.connect(self._ask)
        self.line.returnPressed.connect(self._typed)
        self.line.editingFinished.connect(self._typed)
        column.addWidget(self._holder)
        column.addWidget(self.line)
        self.setFocusProxy(self.line)

    def target(self) -> QWidget:
        """The line."""
        return self.line

    def _ask(self, typed: str) -> None:
        if len(typed.strip()) < 2:
            return
        self.context.finder.find(self.field.types, typed, self._deliver)

    def _deliver(self, choices: Sequence[RecordChoice]) -> None:
        self._found.clear()
        for choice in choices:
            item = QStandardItem(choice.text)
            item.setData(choice.id, Qt.ItemDataRole.UserRole)
            self._found.appendRow(item)
        completer = self.line.completer()
        if choices and self.line.hasFocus():
            completer.complete()

    @Slot(QModelIndex)
    def _picked(self, index: QModelIndex) -> None:
        record_id = str(index.data(Qt.ItemDataRole.UserRole))
        self._names[record_id] = str(index.data())
        self._add(record_id)

    @Slot()
    def _typed(self) -> None:
        """A code typed whole is taken; anything else waits in the line."""
        code = read_code(self.line.text())
        if code is not None:
            self._add(code)

    def _add(self, record_id: str) -> None:
        self.line.clear()
        if record_id in self._ids:
            return
        self._ids = [*self._ids, record_id] if self.field.repeat else [record_id]
        self._show()
        self.touch()

    def _remove(self, record_id: str) -> None:
        self._ids = [i for i in self._ids if i != record_id]
        self._show()
        self.touch()

    def _show(self) -> None:
        clear_flow(self._flow)
        words = self.context.words
        for record_id in self._ids:
            name = self._names.get(record_id) or self.context.finder.text_of(record_id)
            chip = Chip(name, "accent", remove=words("Remove {what}", what=name))
            chip.removed.connect(lambda i=record_id: self._remove(i), Qt.ConnectionType.QueuedConnection)
            self._flow.addWidget(chip)
        self._holder.setVisible(bool(self._ids))

    def fill(self, value: Json) -> None:
        """Show what is referred to."""
        self._ids = [str(v) for v in value] if isinstance(value, list) else [str(value)] if value else []
        self._show()

    def read(self) -> Json:
        """One id, or a list when the field repeats; a code stays a code until the store resolves it."""
        if self.field.repeat:
            return list(self._ids) or None
        return self._ids[0] if self._ids else None
