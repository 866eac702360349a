"""The tab History: versions, receipts and time, custody: read from top to bottom as a story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from field_doc.ui.recordpage.history import CustodyLine, ReceiptLine, VersionLine, counts
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, Choice, Segments
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.marks import Glyph, StateLabel
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import copy_text, hairline, label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from field_doc.base.i18n import Words

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_LEAST_ROWS = 3
_MOST_ROWS = 12
# In place of a version's number: the amendment that is being written.
DRAFT = 0


class _Custody(QAbstractTableModel):
    """Ledger entries of one record."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._head = (words("No."), words("Time (Kyiv)"), words("By"), words("Act"), words("Detail"))
        self.lines: tuple[CustodyLine, ...] = ()

    def show_lines(self, lines: Sequence[CustodyLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Lines shown."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """Number, time, whose device, act, detail."""
        return 0 if parent.isValid() else len(self._head)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """Words of the head."""
        if orientation == Qt.Orientation.Horizontal and role == int(Qt.ItemDataRole.DisplayRole):
            return self._head[section]
        return None

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Words of a cell."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        cell = (line.number, line.when, line.by, line.act, line.detail)[index.column()]
        if role == int(Qt.ItemDataRole.DisplayRole) or role == int(Qt.ItemDataRole.ToolTipRole):
            return cell
        return None


class _CustodyTable(QTableView):
    """Ctrl+C copies the whole digest of a line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, else as any table."""
        model = self.model()
        if event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            row = self.currentIndex().row()
            if isinstance(model, _Custody) and 0 <= row < len(model.lines) and model.lines[row].digest:
                copy_text(model.lines[row].digest)
            return
        super().keyPressEvent(event)


def _card() -> tuple[QFrame, QGridLayout]:
    theme = current()
    frame = QFrame()
    frame.setProperty("strip", "card")
    grid = QGridLayout(frame)
    grid.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(6))
    return frame, grid


class HistoryTab(QWidget):
    """Shows what it is given; asks for a version or a comparison by signals."""

    compare = Signal(int, int)
    show_version = Signal(int)

    def __init__(self, words: Words) -> None:
        super().__init__()
        theme = current()
        self._words = words
        self._lines: tuple[CustodyLine, ...] = ()
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        self._column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.addWidget(label(words("Versions"), "section"), 1)
        self.compare_button = Button("", "link", icon_name="git-compare")
        self.compare_button.clicked.connect(self._compare)
        self.earlier, self.later = Choice(words("Earlier version")), Choice(words("Later version"))
        for widget in (self.earlier, self.later, self.compare_button):
            widget.hide()
            head.addWidget(widget)
        for choice in (self.earlier, self.later):
            choice.currentIndexChanged.connect(self._chosen)
        self._column.addLayout(head)
        self._versions = QVBoxLayout()
        self._column.addLayout(self._versions)
        self._column.addSpacing(theme.px(8))
        self._column.addWidget(label(words("Receipts and time"), "section"))
        self._receipts = QVBoxLayout()
        self._column.addLayout(self._receipts)
        self._column.addSpacing(theme.px(8))
        self._build_custody()
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Page(inner, words("History")))
        self._pair = (0, 0)

    def _build_custody(self) -> None:
        words = self._words
        head = QHBoxLayout()
        head.addWidget(label(words("Custody of this record"), "section"), 1)
        self.filter = Segments(words("Custody of this record"))
        self.filter.chosen.connect(self._narrow)
        head.addWidget(self.filter)
        self._column.addLayout(head)
        self._model = _Custody(words)
        self.table = _CustodyTable()
        self.table.setModel(self._model)
        self.table.setShowGrid(False)
        self.table.setAccessibleName(words("Custody of this record"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(current().px("row.table"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setWordWrap(False)
        head_view = self.table.horizontalHeader()
        head_view.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head_view.setStretchLastSection(True)
        for column in range(4):
            head_view.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._column.addWidget(self.table)

    def show_versions(self, lines: Sequence[VersionLine], *, draft: bool = False) -> None:
        """The sealed versions, newest first; ``draft``: an amendment is being written and can be compared too."""
        _empty(self._versions)
        words = self._words
        if not lines:
            self._versions.addWidget(label(words("Not sealed yet."), "help"))
        else:
            frame, grid = _card()
            grid.setColumnStretch(3, 1)
            for number, line in enumerate(lines):
                self._version_row(grid, number, line)
            self._versions.addWidget(frame)
        self._offer([*([DRAFT] if draft else []), *(line.number for line in lines)])

    def _offer(self, numbers: Sequence[int]) -> None:
        """Which two can be compared: the newest two at first; what is chosen from where there are more."""
        pairs = [(str(n), self._named(n)) for n in numbers]
        for choice, chosen in ((self.earlier, numbers[1:2]), (self.later, numbers[:1])):
            choice.blockSignals(True)
            choice.fill(pairs)
            choice.set_key(str(chosen[0]) if chosen else "")
            choice.blockSignals(False)
            choice.setVisible(len(numbers) > 2)
        self.compare_button.setVisible(len(numbers) > 1)
        self._chosen()

    def _named(self, number: int) -> str:
        words = self._words
        return words("Draft") if number == DRAFT else words("version {number}", number=number)

    def _chosen(self) -> None:
        """Which two the button names."""
        keys = (self.earlier.key(), self.later.key())
        self._pair = (int(keys[0] or -1), int(keys[1] or -1))
        several = not self.earlier.isHidden()
        first, second = (self._named(n) if n == DRAFT else str(n) for n in self._pair)
        said = self._words("Compare {first} and {second}", first=first, second=second)
        self.compare_button.setText(self._words("Compare") if several else said)
        self.compare_button.setEnabled(keys[0] != keys[1])

    def _version_row(self, grid: QGridLayout, number: int, line: VersionLine) -> None:
        words, row = self._words, 2 * number
        if number:
            grid.addWidget(hairline(), row - 1, 0, 1, 5)
        glyph = Glyph("sealed")
        glyph.setFixedSize(glyph.sizeHint())
        grid.addWidget(glyph, row, 0)
        opens = Button(str(line.number), "link")
        opens.setAccessibleName(words("Show version {number}", number=line.number))
        opens.clicked.connect(lambda _checked=False, n=line.number: self.show_version.emit(n))
        grid.addWidget(opens, row, 1)
        grid.addWidget(label(line.when, "small"), row, 2)
        said = " · ".join(p for p in (line.reason, "" if line.complete else words("with gaps")) if p)
        grid.addWidget(label(said, "small", wrap=True), row, 3)
        grid.addWidget(DigestLabel(line.digest, words("Copy the digest"), groups=3), row, 4)

    def show_receipts(self, lines: Sequence[ReceiptLine]) -> None:
        """What the office answered."""
        _empty(self._receipts)
        if not lines:
            self._receipts.addWidget(
                label(self._words("Not sent yet. Sealed versions wait in Outbox."), "help", wrap=True)
            )
            return
        frame, grid = _card()
        grid.setColumnStretch(2, 1)
        for row, line in enumerate(lines):
            grid.addWidget(StateLabel(line.state, self._words), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(line.when, "small"), row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(line.text, "small", wrap=True), row, 2)
        self._receipts.addWidget(frame)

    def show_custody(self, lines: Sequence[CustodyLine]) -> None:
        """Entries of the ledger, newest first."""
        self._lines = tuple(lines)
        words, number = self._words, counts(lines)
        said = {
            "all": words("All {count}", count=number["all"]),
            "reads": words("Reads {count}", count=number["reads"]),
            "changes": words("Changes {count}", count=number["changes"]),
            "handovers": words("Hand-overs {count}", count=number["handovers"]),
        }
        before = self.filter.key() or "all"
        self.filter.fill(list(said.items()))
        self.filter.set_key(before)
        self._narrow(before)

    def _narrow(self, group: str) -> None:
        shown = [line for line in self._lines if group in {"all", line.group}]
        self._model.show_lines(shown)
        rows = max(_LEAST_ROWS, min(_MOST_ROWS, len(shown)))
        theme = current()
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * theme.px("row.table") + 4)

    def _compare(self) -> None:
        self.compare.emit(*self._pair)


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
