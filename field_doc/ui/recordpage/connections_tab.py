"""The tab "Connections": what belongs to the record, its links both ways, who names it and whom it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from field_doc.ui.acts.relations import LINKS
from field_doc.ui.recordpage.connections import Block, RelationRows, blocks
from field_doc.ui.rows import Row
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.refill import clear
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.strips import EmptyState
from field_doc.ui.widgets.text import label
from field_doc.ui.widgets.windowed import ROW_ROLE, WindowedModel

if TYPE_CHECKING:
    from field_doc.evidence.model import RecordRow
    from field_doc.evidence.relations import Counts
    from field_doc.ui.acts.relations import RelationActs
    from field_doc.ui.program import Program

# Rows in sight; a longer list scrolls by itself and asks for its rows by pages.
_ROWS: Final = 6
_AGAIN_MS: Final = 200


def _row_id(index: QModelIndex) -> str:
    row = index.data(ROW_ROLE)
    return row.id if isinstance(row, Row) else ""


class _Rows(QWidget):
    """One block: head with count and act, and its rows."""

    opened = Signal(str, str)
    begun = Signal(object)

    def __init__(self, program: Program, block: Block, source: RelationRows) -> None:
        super().__init__()
        theme, words = current(), program.words
        self.block, self.source, self._fmt, self._words = block, source, program.fmt, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(label(block.title, "section"))
        self.count = label("", "second")
        head.addWidget(self.count)
        head.addStretch(1)
        self.open_link: Button | None = None
        if block.kind == LINKS:
            self.open_link = Button(words("Open the link"), "small")
            self.open_link.clicked.connect(self._open_link)
            head.addWidget(self.open_link)
        self.button: Button | None = None
        if block.begin is not None:
            self.button = Button(block.begin.words, "small", icon_name="plus")
            self.button.clicked.connect(lambda: self.begun.emit(block.begin))
            head.addWidget(self.button)
        column.addLayout(head)
        self.model = WindowedModel(words, self)
        self.list = RecordList(block.title, words, self.model)
        self.list.setProperty("framed", True)
        self.list.opened.connect(self._open)
        self.list.clicked.connect(lambda index: self._open(_row_id(index)))
        self.model.loaded.connect(self._fit)
        column.addWidget(self.list)
        self.list.hide()
        if block.kind == LINKS:
            self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            self.list.customContextMenuRequested.connect(self._menu)

    def show_count(self, count: int) -> None:
        """So many rows there are; they are asked for when there are any."""
        self.count.setText(self._fmt.number(count) if count else "")
        self.list.setVisible(bool(count))
        if self.open_link is not None:
            self.open_link.setVisible(bool(count))
        if count:
            self.model.set_source(self.source)
        self.setVisible(bool(count) or self.block.always)

    @Slot()
    def _fit(self) -> None:
        shown = min(_ROWS, self.model.rowCount())
        height = sum(self.list.sizeHintForIndex(self.model.index(i, 0)).height() for i in range(shown))
        # Half a row more says that there are more.
        more = current().px("row") // 2 if self.model.total > _ROWS else 0
        self.list.setFixedHeight(height + more + 2)
        if self.list.hasFocus():
            self.begin_at_first()

    def begin_at_first(self) -> None:
        """Where the keyboard comes to the list, its first row is the current one."""
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0, 0))

    @Slot(str)
    def _open(self, row_id: str) -> None:
        row = self.source.opens.get(row_id)
        if row is not None:
            self.opened.emit(row.type, row.id)

    @Slot(QPoint)
    def _menu(self, where: QPoint) -> None:
        """At a row of a link: both things it leads to."""
        row = _row_id(self.list.indexAt(where))
        if not row:
            return
        menu = QMenu(self.list)
        menu.addAction(self._words("Open the other record")).triggered.connect(lambda: self._open(row))
        menu.addAction(self._words("Open the link")).triggered.connect(self._open_link)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(where))

    @Slot()
    def _open_link(self) -> None:
        """The link of the current row, or of the first."""
        index = self.list.currentIndex()
        chosen = _row_id(index if index.isValid() else self.model.index(0, 0))
        link = self.source.links.get(chosen)
        if link is not None:
            self.opened.emit(link.type, link.id)


class ConnectionsTab(QWidget):
    """Made when it is first shown.

    Signals:
        opened: a row was opened (record type, id).
        begun: an act was pressed (``connections.Begin``).
        counted: how many connections there are.
    """

    opened = Signal(str, str)
    begun = Signal(object)
    counted = Signal(int)

    def __init__(self, program: Program, acts: RelationActs, record: RecordRow) -> None:
        super().__init__()
        self._program, self._acts, self._record = program, acts, record
        theme = current()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(760))
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        self._column.setSpacing(theme.px(20))
        self._head = QVBoxLayout()
        self._column.addLayout(self._head)
        known = blocks(program.registry, record.type, program.labels)
        self.blocks = {block.kind: self._make(block) for block in known}
        for block in self.blocks.values():
            block.hide()
            self._column.addWidget(block)
        self._column.addStretch(1)
        outer.addWidget(Page(inner, program.words("Connections")))
        self._wants_focus = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.load)
        self.load()

    def _make(self, block: Block) -> _Rows:
        program = self._program
        source = RelationRows(
            self, program.runner, self._acts, program.labels, block.kind, self._record, program.show_error
        )
        rows = _Rows(program, block, source)
        rows.opened.connect(self.opened)
        rows.begun.connect(self.begun)
        return rows

    @Slot()
    def load(self) -> None:
        """Ask how many there are of each kind, then for the rows of those that are."""
        record = self._record.id
        self._program.runner.submit(
            lambda _r: self._acts.counts(record), owner=self, done=self._counted, failed=self._program.show_error
        )

    def soon(self) -> None:
        """Something was written: ask anew once a burst of it is over."""
        self._again.start()

    def _counted(self, counts: Counts) -> None:
        clear(self._head)
        for rows in self.blocks.values():
            rows.show_count(rows.block.count(counts))
        if counts.total == 0:
            self._head.addWidget(self._empty())
        self.counted.emit(counts.total)
        if self._wants_focus:
            self.take_focus()

    def _empty(self) -> EmptyState:
        """What goes here; the acts stand below, at the head of each block."""
        words = self._program.words
        state = EmptyState(
            "link",
            words("Nothing is connected yet"),
            words("What belongs to this record will stand here, its links to others, and the records that name it."),
        )
        layout = state.layout()
        assert layout is not None
        layout.setContentsMargins(0, current().px(8), 0, 0)
        return state

    def take_focus(self) -> None:
        """The keyboard goes to the first list, or the first act; when the rows are here."""
        shown = [r for r in self.blocks.values() if not r.isHidden()]
        listed = next((r for r in shown if not r.list.isHidden()), None)
        button = next((r.button for r in shown if r.button is not None), None)
        target = listed.list if listed is not None else button
        self._wants_focus = target is None
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        if listed is not None:
            listed.begin_at_first()
