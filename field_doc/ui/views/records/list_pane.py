"""The list column of a record type: title with count, the one act, filter and order, rows or what goes here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from field_doc.ui import paperacts
from field_doc.ui.screens import stands_alone
from field_doc.ui.theme import current
from field_doc.ui.typewords import empty_words, icon_of, many_words, new_words
from field_doc.ui.views.records.texts import begun_elsewhere, filters, orders
from field_doc.ui.widgets.headers import ListHeader
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.strips import EmptyState
from field_doc.ui.widgets.windowed import WindowedModel

if TYPE_CHECKING:
    from field_doc.ui.program import Program
    from field_doc.ui.screens import Section
    from field_doc.ui.views.records.list_presenter import ListPresenter


class ListPane(QWidget):
    """The column; ``chosen`` when a row becomes current, ``opened`` on Enter or double click."""

    new = Signal()
    chosen = Signal(str)
    opened = Signal(str)
    kind_chosen = Signal(str)

    def __init__(self, program: Program, section: Section, source: ListPresenter) -> None:
        super().__init__()
        self._program, self._section, self._source = program, section, source
        self.setProperty("ground", "list")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = ListHeader("", " ")
        self.head.new.connect(self.new)
        self.head.kind_wanted.connect(self._kinds)
        self.head.filtered.connect(self._filtered)
        self.head.ordered.connect(self._ordered)
        column.addWidget(self.head)
        self.model = WindowedModel(program.words, self)
        self.rows = RecordList("", program.words, self.model)
        self.rows.current_record.connect(self.chosen)
        self.rows.opened.connect(self.opened)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.rows)
        self._empty: EmptyState | None = None
        column.addWidget(self._stack, 1)
        self.model.total_changed.connect(self._count)
        self._say()

    def load(self) -> None:
        """Ask for the rows."""
        self.model.set_source(self._source)

    @property
    def record_type(self) -> str:
        """The type listed now."""
        return self._source.query.record_type

    def show_type(self, record_type: str) -> None:
        """List another type of the section, from its first row."""
        if record_type != self.record_type:
            self._source.narrow(record_type=record_type, narrowed="all")
            self._say()

    def title(self) -> str:
        """The name of the list."""
        return many_words(self.record_type, self._program.labels)

    @Slot()
    def _kinds(self) -> None:
        """The lists of this section, with counts; under the title."""
        labels, counts, menu = self._program.labels, self._program.frame.counts, QMenu(self)
        for name in self._section.types:
            count = counts.get(name, 0)
            said = many_words(name, labels)
            action = menu.addAction(f"{said} · {self._program.fmt.number(count)}" if count else said)
            action.setCheckable(True)
            action.setChecked(name == self.record_type)
            action.triggered.connect(lambda _on=False, t=name: self.kind_chosen.emit(t))
        paperacts.of_list(menu, self._program)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.head.kind.mapToGlobal(self.head.kind.rect().bottomLeft()))

    def _say(self) -> None:
        words = self._program.words
        several = len(self._section.types) > 1
        self.head.set_title(self.title(), words("Other lists of this section") if several else "")
        self.head.button.setText(words("Add"))
        self.head.button.setAccessibleName(self._program.labels.type(self.record_type) + ": " + words("Add"))
        self.head.button.setVisible(stands_alone(self.record_type))
        self.head.set_tools(filters(words), orders(words), (words("Filter"), words("Order")))
        self.head.filter.set_key(self._source.query.narrowed)
        self.head.order.set_key(self._source.query.order)
        for box, letters in ((self.head.filter, 8), (self.head.order, 17)):
            box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(letters)
            box.view().setMinimumWidth(current().px(220))
        self.rows.setAccessibleName(self.title())
        self._make_empty()

    def _make_empty(self) -> None:
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        labels, alone = self._program.labels, stands_alone(self.record_type)
        title, text = empty_words(self.record_type, labels)
        act = new_words(self.record_type, labels) if alone else ""
        note = "" if alone else begun_elsewhere(self._program.words)
        self._empty = EmptyState(icon_of(self.record_type), title, text, act, note)
        self._empty.act.connect(self.new)
        self._stack.addWidget(self._empty)

    @Slot(int)
    def _count(self, total: int) -> None:
        self.head.set_count(self._program.fmt.number(total))
        nothing = total == 0 and self._source.query.narrowed == "all" and self._empty is not None
        self._stack.setCurrentWidget(self._empty if nothing and self._empty is not None else self.rows)

    @Slot(str)
    def _filtered(self, key: str) -> None:
        self._source.narrow(narrowed=key)
        self.model.reload()

    @Slot(str)
    def _ordered(self, key: str) -> None:
        self._source.narrow(order=key)
        self.model.reload()

    def retranslate(self) -> None:
        """Speak the other language."""
        self._source.labels = self._program.labels
        self._say()
        self.rows.retranslate(self.title(), self._program.words)
