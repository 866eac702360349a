"""A month to choose a day from, by keyboard or mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QAbstractButton, QCalendarWidget, QFrame, QSpinBox, QToolButton, QVBoxLayout, QWidget

from field_doc.ui.icons import icon
from field_doc.ui.theme import current

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from field_doc.base.i18n import Words


class CalendarPopup(QFrame):
    """Arrow keys walk the days, Page Up and Page Down the months, Enter takes one, Esc none.

    Signals:
        chosen: an ISO day.
    """

    chosen = Signal(str)

    def __init__(self, owner: QWidget, words: Words) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.month = QCalendarWidget()
        self.month.setAccessibleName(words("Calendar"))
        self.month.setLocale(QLocale("uk_UA" if words.lang == "uk" else "en_GB"))
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setDateEditEnabled(False)
        for inner in (*self.month.findChildren(QAbstractButton), *self.month.findChildren(QSpinBox)):
            inner.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.month.setMinimumWidth(current().px(400))
        side = current().px("icon")
        for name, drawn in (("qt_calendar_prevmonth", "chevron-left"), ("qt_calendar_nextmonth", "chevron-right")):
            button = self.month.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(drawn, "text.2", side))
        plain = QTextCharFormat()
        plain.setForeground(current().colour("text.1"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.month.setWeekdayTextFormat(day, plain)
        self.month.activated.connect(self._taken)
        self.month.clicked.connect(self._taken)
        column = QVBoxLayout(self)
        pad = current().px(6)
        column.setContentsMargins(pad, pad, pad, pad)
        column.addWidget(self.month)

    def open_at(self, owner: QWidget, iso: str) -> None:
        """Show it under a line, at the day that stands there (or its month)."""
        parts = [int(part) for part in iso[:10].split("-") if part.isdecimal()]
        year, month, day = (*parts, 1, 1)[:3] if parts else (0, 0, 0)
        wanted = QDate(year, month, day)
        self.month.setSelectedDate(wanted if wanted.isValid() else QDate.currentDate())
        self.adjustSize()
        below = owner.mapToGlobal(QPoint(0, owner.height()))
        if below.y() + self.height() > owner.screen().availableGeometry().bottom():
            below = owner.mapToGlobal(QPoint(0, -self.height()))
        self.move(below)
        self.show()
        self.month.setFocus(Qt.FocusReason.PopupFocusReason)

    def _taken(self, day: QDate) -> None:
        self.hide()
        self.chosen.emit(day.toString("yyyy-MM-dd"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)
