"""Where the case stands: counts that lead to their lists, what was worked on last, what to begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QMenu, QVBoxLayout, QWidget

from field_doc.app.changes import Change, Kind
from field_doc.app.level_words import level_word
from field_doc.ui import paperacts, screens
from field_doc.ui.acts.records import VaultRecords
from field_doc.ui.place import Place
from field_doc.ui.recordrows import list_row
from field_doc.ui.rows import Row
from field_doc.ui.screen import Span
from field_doc.ui.theme import current
from field_doc.ui.typewords import icon_of, many_words, new_words
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import label
from field_doc.ui.widgets.windowed import ROW_ROLE, WindowedModel

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import RecordRow
    from field_doc.ui.program import Program

_LAST = 8
_BEGIN = ("note", "incident", "statement", "burial_site", "item")


class _Given:
    """Rows that are known already."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    def page(self, offset: int, limit: int, deliver: Any) -> None:
        """Deliver at once."""
        deliver(self._rows[offset : offset + limit], len(self._rows))


class OverviewScreen(QObject):
    """See ``ui.screen.Screen``."""

    key = "overview"
    span = Span.WIDE
    list_pane: QWidget | None = None
    shows_back = False

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self.acts = VaultRecords(program.need_session())
        theme = current()
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(theme.px(32), theme.px(20), theme.px(32), theme.px(24))
        self._column.setSpacing(theme.px(10))
        self.head = label("", "title")
        self._column.addWidget(self.head)
        self.lead = label("", "second", wrap=True)
        self._column.addWidget(self.lead)
        holder = QWidget()
        self._begin = FlowLayout(holder, gap=theme.px(8), row_gap=theme.px(8))
        self._column.addWidget(holder)
        self._column.addSpacing(theme.px(8))
        self.ask_after = screens.part("ask_after")(program)
        self._column.addWidget(self.ask_after)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(theme.px(40))
        self._sides.addLayout(self._build_last(), 3)
        self._sides.addLayout(self._build_counts(), 2)
        self._column.addLayout(self._sides)
        self._column.addStretch(1)
        self.record_pane: QWidget
        self.record_pane = Page(inner)
        self._rows: tuple[RecordRow, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(200)
        self._soon.timeout.connect(self.entered)
        program.case_changed.connect(self._soon.start)
        program.locking.connect(self._soon.stop)
        self._say()

    def _build_last(self) -> QVBoxLayout:
        """What was worked on last: the nearest way back to work."""
        theme = current()
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        self._last_head = label("", "section")
        column.addWidget(self._last_head)
        self.model = WindowedModel(self._program.words, self)
        self.last = RecordList("", self._program.words, self.model)
        self.last.setProperty("framed", True)
        self.last.setMaximumWidth(theme.px(720))
        self.last.opened.connect(self._program.open_record)
        self.last.clicked.connect(self._clicked)
        column.addWidget(self.last)
        column.addStretch(1)
        return column

    def _build_counts(self) -> QVBoxLayout:
        """How many records there are of each kind; a press leads to their list."""
        theme = current()
        column = QVBoxLayout()
        column.setSpacing(theme.px(8))
        self._counts_head = label("", "section")
        column.addWidget(self._counts_head)
        counts = QWidget()
        self._counts = QGridLayout(counts)
        self._counts.setContentsMargins(0, 0, 0, 0)
        self._counts.setHorizontalSpacing(theme.px(16))
        self._counts.setVerticalSpacing(theme.px(4))
        self._counts.setColumnStretch(2, 1)
        column.addWidget(counts)
        self._own = Button("", "link")
        self._own.clicked.connect(lambda: screens.part("own_words")(self._program))
        column.addWidget(self._own, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return column

    def _clicked(self, index: Any) -> None:
        row = self.model.index(index.row(), 0).data(ROW_ROLE)
        if isinstance(row, Row):
            self._program.open_record(row.id)

    def title(self) -> str:
        """The section's word."""
        return self._program.words("Overview")

    def _case_words(self) -> str:
        """The case shown, and how strictly it is to be handled with everything in it."""
        frame = self._program.frame
        level = next((c.level for c in frame.cases if c.id == self._program.case), "")
        return " · ".join(p for p in (frame.case_words(), level_word(self._program.labels, level)) if p)

    def _say(self) -> None:
        words = self._program.words
        self.head.setText(self._case_words())
        self.lead.setText(words("Begin with what was told or seen. Nothing is required; all is saved by itself."))
        self._counts_head.setText(words("Records"))
        self._own.setText(words("A few words for yourself…"))
        self._last_head.setText(words("Last changed"))
        _empty(self._begin)
        labels, known = self._program.labels, screens.beginnings()
        for record_type in (t for t in _BEGIN if t in known):
            key = "Ctrl N" if record_type == "note" else ""
            button = Button(new_words(record_type, labels), icon_name=icon_of(record_type), key=key)
            button.clicked.connect(lambda _checked=False, t=record_type: self._program.new_record(t))
            self._begin.addWidget(button)
        self._others = Button(words("Other records"), icon_name="chevron-down")
        self._others.clicked.connect(self._offer_others)
        self._begin.addWidget(self._others)
        self._show_counts()
        self._show_last()

    @Slot()
    def _offer_others(self) -> None:
        """What is begun less often, under its button."""
        labels, menu = self._program.labels, QMenu(self.record_pane)
        for record_type in (t for t in screens.beginnings() if t not in _BEGIN):
            action = menu.addAction(new_words(record_type, labels))
            action.triggered.connect(lambda _checked=False, t=record_type: self._program.new_record(t))
        paperacts.of_list(menu, self._program)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._others.mapToGlobal(self._others.rect().bottomLeft()))

    def _show_counts(self) -> None:
        _empty(self._counts)
        words, fmt = self._program.words, self._program.fmt
        counts = self._program.frame.counts
        labels = self._program.labels
        listed = [t for s in screens.sections() for t in s.types if counts.get(t)]
        for row, record_type in enumerate(listed):
            link = Button(many_words(record_type, labels), "link", icon_name=icon_of(record_type))
            link.clicked.connect(lambda _checked=False, t=record_type: self._program.list_type(t))
            self._counts.addWidget(link, row, 0)
            number = label(fmt.number(counts[record_type]), "strong")
            self._counts.addWidget(number, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if not listed:
            self._counts.addWidget(label(words("No records yet."), "help"), 0, 0)

    def _row(self, row: RecordRow) -> Row:
        """Here stand records of all kinds: each says which it is."""
        labels, shown = self._program.labels, list_row(row, self._program.labels)
        kind = labels.type(row.type)
        return shown if kind == shown.kind else replace(shown, kind=f"{kind} · {shown.kind}")

    def _show_last(self) -> None:
        rows = [self._row(row) for row in self._rows]
        self.model.set_source(_Given(rows))
        self.last.setVisible(bool(rows))
        self._last_head.setVisible(bool(rows))
        height = sum(self.last.sizeHintForIndex(self.model.index(i, 0)).height() for i in range(len(rows)))
        self.last.setFixedHeight(height + 4)

    @Slot()
    def entered(self) -> None:
        """Load what was worked on last, and who is to be asked after."""
        self.ask_after.load()
        case = self._program.case
        self._program.runner.submit(
            lambda _r: self.acts.last(case, _LAST),
            owner=self.record_pane,
            done=self._told,
            failed=self._program.show_error,
        )

    def _told(self, rows: tuple[RecordRow, ...]) -> None:
        self._rows = rows
        self._say()

    def act(self, name: str) -> bool:
        """No act of its own."""
        del name
        return False

    def back(self) -> bool:
        """Nothing to close."""
        return False

    def set_columns(self, columns: int) -> None:
        """In one column the counts stand under what was worked on last."""
        way = QBoxLayout.Direction
        self._sides.setDirection(way.TopToBottom if columns == 1 else way.LeftToRight)

    def changed(self, changes: Iterable[object]) -> None:
        """Records may be others now."""
        if any(isinstance(c, Change) and c.kind in {Kind.RECORD, Kind.OUTBOX} for c in changes):
            self._soon.start()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self.last.retranslate(words("Last changed"), words)
        self.ask_after.say()
        self._say()

    def place(self) -> Place:
        """Where the user is."""
        return Place(self.key)


def _empty(layout: Any) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
