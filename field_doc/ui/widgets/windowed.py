"""A list model that holds a window of rows: filter and sort stay in the database, rows come by pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from field_doc.base.i18n import Words
from field_doc.ui.rows import Row, RowSource
from field_doc.ui.widgets.marks import word_of

PAGE: Final = 200
ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT: Final = QModelIndex()


class WindowedModel(QAbstractListModel):
    """Rows of a source by ``fetchMore`` of 200; the total comes from the source, never from counting."""

    total_changed = Signal(int)
    loaded = Signal()

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._rows: list[Row] = []
        self._total = 0
        self._source: RowSource | None = None
        self._asked = 0
        self._epoch = 0

    @property
    def total(self) -> int:
        """How many rows the source has in all."""
        return self._total

    def set_source(self, source: RowSource) -> None:
        """Show another source, from its first row."""
        self._source = source
        self.reload()

    def reload(self) -> None:
        """Ask again for as many rows as are shown (at least one page); stale answers are dropped."""
        wanted = max(PAGE, len(self._rows))
        self._epoch += 1
        self._asked = 0
        self._ask(0, wanted, replace=True)

    def _ask(self, offset: int, limit: int, *, replace: bool) -> None:
        if self._source is None:
            return
        epoch = self._epoch
        self._asked = offset + limit

        def deliver(rows: Sequence[Row], total: int) -> None:
            if epoch == self._epoch:
                self._arrived(rows, total, replace=replace)

        self._source.page(offset, limit, deliver)

    def _arrived(self, rows: Sequence[Row], total: int, *, replace: bool) -> None:
        if replace:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        elif rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()
        if total != self._total or replace:
            self._total = total
            self.total_changed.emit(total)
        self.loaded.emit()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Rows held now."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: _Index = _NO_PARENT) -> bool:
        """Whether the source has rows that were not asked for yet."""
        return not parent.isValid() and len(self._rows) < self._total and self._asked <= len(self._rows)

    def fetchMore(self, parent: _Index = _NO_PARENT) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._ask(len(self._rows), PAGE, replace=False)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The row itself under ``ROW_ROLE``; its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == int(Qt.ItemDataRole.DisplayRole):
            return row.code
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            word = row.word or word_of(row.state, self._words)
            said = (row.code, row.level, row.title, row.kind, row.date, word, row.reason)
            return ", ".join(p for p in said if p)
        return None

    def row_of(self, record_id: str) -> int:
        """Row number of a record among those held, -1 if it is not."""
        return next((i for i, row in enumerate(self._rows) if row.id == record_id), -1)

    def retranslate(self, words: Words) -> None:
        """Speak the other language; the source gives its words anew."""
        self._words = words
        self.reload()
