"""The heads of the columns: title, count and act of a list; title, states and way back of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, Choice
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.marks import StateLabel
from field_doc.ui.widgets.strips import Chip
from field_doc.ui.widgets.text import Elided, IconLabel, hairline, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.base.i18n import Words


class ListHeader(QWidget):
    """Title with count, the one act, and under it filter and order."""

    new = Signal()
    filtered = Signal(str)
    ordered = Signal(str)
    kind_wanted = Signal()

    def __init__(self, title: str, new: str = "") -> None:
        super().__init__()
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(11), theme.px(16), theme.px(11))
        head.setSpacing(theme.px(8))
        self.title, self.count = label(title, "title"), label("", "second")
        # The title of a list that has others beside it (visits, surveys of a site) opens a menu of them.
        self.kind = Button("", "title", icon_name="chevron-down")
        self.kind.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        # In a narrow column the count and the act stay whole.
        self.kind.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.kind.setMinimumWidth(theme.px(80))
        self.kind.clicked.connect(self.kind_wanted)
        self.kind.hide()
        head.addWidget(self.kind)
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        self.button = Button(new, "small", icon_name="plus")
        self.button.clicked.connect(self.new)
        head.addWidget(self.button)
        column.addLayout(head)
        self.button.setVisible(bool(new))
        column.addWidget(hairline())
        self._tools = QWidget()
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(theme.px(12), theme.px(3), theme.px(12), theme.px(3))
        self.filter, self.order = Choice(), Choice()
        for box in (self.filter, self.order):
            box.fit_words()
            row.addWidget(box)
            if box is self.filter:
                row.addStretch(1)
        self.filter.activated.connect(lambda: self.filtered.emit(self.filter.key()))
        self.order.activated.connect(lambda: self.ordered.emit(self.order.key()))
        column.addWidget(self._tools)
        self._rule = hairline()
        column.addWidget(self._rule)
        self._tools.hide()
        self._rule.hide()

    def set_title(self, text: str, others: str = "") -> None:
        """The list's name; ``others``: what a screen reader is told of the menu of other lists, "" for none."""
        self.title.setText(text)
        self.kind.setText(text)
        self.kind.setAccessibleName(f"{text}. {others}" if others else text)
        self.kind.setToolTip(others)
        self.title.setVisible(not others)
        self.kind.setVisible(bool(others))

    def set_count(self, text: str) -> None:
        """The number of rows, as the source counts them."""
        self.count.setText(text)

    def set_tools(
        self, filters: Sequence[tuple[str, str]], orders: Sequence[tuple[str, str]], names: tuple[str, str]
    ) -> None:
        """Offer filters and orders; names are for a screen reader."""
        for box, pairs, name in ((self.filter, filters, names[0]), (self.order, orders, names[1])):
            box.setAccessibleName(name)
            box.fill(pairs)
            if box.currentIndex() < 0:
                box.setCurrentIndex(0)
        self._tools.show()
        self._rule.show()


class RecordHeader(QFrame):
    """Title, what stands under it, access level, states; a way back when the window is one column."""

    back = Signal()
    menu = Signal()
    crumb = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        theme = current()
        self._words, self._narrow = words, False
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(6))
        column.setSpacing(theme.px(2))
        self._trail_holder = QWidget()
        self._trail = FlowLayout(self._trail_holder, gap=theme.px(6), row_gap=0)
        self._trail_holder.hide()
        column.addWidget(self._trail_holder)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        self.arrow = Button("", "link", icon_name="arrow-left")
        self.arrow.clicked.connect(self.back)
        self.arrow.hide()
        self.title = Elided("", "title")
        self.title.setMinimumHeight(theme.px(28))
        row.addWidget(self.arrow)
        row.addWidget(self.title, 1)
        self._holder = QWidget()
        # A narrow page breaks the row: a level that is cut off would say less than it must.
        self._states = FlowLayout(self._holder, gap=theme.px(12), row_gap=theme.px(2))
        self.access = Chip("", "edge", icon_name="lock")
        self.access.hide()
        self._states.addWidget(self.access)
        row.addWidget(self._holder, 0, Qt.AlignmentFlag.AlignVCenter)
        self.more = Button("", "plain", icon_name="ellipsis")
        self.more.setAccessibleName(words("More acts"))
        self.more.setToolTip(words("More acts"))
        self.more.clicked.connect(self.menu)
        row.addWidget(self.more)
        column.addLayout(row)
        self.under = label("", "help", wrap=True)
        self._first, self._second = row, QHBoxLayout()
        column.addLayout(self._second)
        column.addWidget(self.under)

    def show_record(
        self, title: str, under: str, states: Sequence[tuple[str, str]], access: str = "", access_help: str = ""
    ) -> None:
        """Show a record: states as (state, exact word or ""); the handling level, and what it means in full."""
        self.title.set_whole(title)
        self.under.setText(under)
        self.under.setVisible(bool(under))
        self.access.set_text(access.partition(" (")[0])
        self.access.setToolTip(access_help or access)
        self.access.setAccessibleName(access_help or access)
        self.access.setVisible(bool(access))
        while (item := self._states.takeAt(1)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for state, word in states:
            self._states.addWidget(StateLabel(state, self._words, word))
        self._place_states()

    def show_trail(self, crumbs: Sequence[tuple[str, str]], here: str) -> None:
        """What the record belongs to, as (id, words) from the top, and what it is there; nothing without crumbs."""
        while (item := self._trail.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for key, text in crumbs:
            button = Button(text, "link")
            button.setProperty("small", True)
            button.setAccessibleName(self._words("Back to {what}", what=text))
            button.clicked.connect(lambda _checked=False, k=key: self.crumb.emit(k))
            self._trail.addWidget(button)
            self._trail.addWidget(IconLabel("chevron-right", "text.3"))
        self._trail.addWidget(label(here, "help"))
        self._trail_holder.setVisible(bool(crumbs))

    def _place_states(self) -> None:
        """Level and states stand beside the title; under it where a long title needs the room."""
        words = QFontMetrics(current().font("font.title", bold=True)).horizontalAdvance(self.title.whole)
        free = self.width() - self._holder.sizeHint().width() - current().px(120)
        low = words + (self.arrow.sizeHint().width() if self._narrow else 0) > free
        target, other = (self._second, self._first) if low else (self._first, self._second)
        if other.indexOf(self._holder) >= 0:
            other.removeWidget(self._holder)
            align = Qt.AlignmentFlag(0) if low else Qt.AlignmentFlag.AlignVCenter
            target.insertWidget(0 if low else target.indexOf(self.more), self._holder, 0, align)

    def event(self, event: QEvent) -> bool:
        """Another width, or states that have their size now: there may be room for both, or no longer."""
        done = super().event(event)
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._place_states()
        return done

    def retranslate(self, words: Words) -> None:
        """Speak the other language; the record is shown anew by its page."""
        self._words = words
        self.more.setAccessibleName(words("More acts"))
        self.more.setToolTip(words("More acts"))

    def set_narrow(self, *, narrow: bool, back_to: str = "") -> None:
        """One column: the arrow back to the list, no second line; the level stands there too (DOMAIN 0.11)."""
        self._narrow = narrow
        self.arrow.setText(back_to)
        self.arrow.setVisible(narrow)
        self.under.setVisible(not narrow and bool(self.under.text()))
        self.access.setVisible(bool(self.access.text()))
        self._place_states()


class Footer(QFrame):
    """The foot of the record: the way to stop at the left, what is missing, the act at the right."""

    def __init__(self) -> None:
        super().__init__()
        theme = current()
        self.setProperty("edge", "top")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        self._row.setSpacing(theme.px(12))
        self.setFixedHeight(theme.px("footer"))

    def set_left(self, *widgets: QWidget) -> None:
        """What stands at the left, then room."""
        for widget in widgets:
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)

    def set_right(self, *widgets: QWidget) -> None:
        """What stands at the right; the last is the act of Ctrl+Enter."""
        for widget in widgets:
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_narrow(self, *, narrow: bool) -> None:
        """A lower foot in one column."""
        self.setFixedHeight(current().px("narrow" if narrow else "footer"))
