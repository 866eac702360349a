"""The lines of an uncertain date: how it is meant, how sure, one date or several, what is not known of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.ui.forms.base import row_of
from field_doc.ui.forms.calendar import CalendarPopup
from field_doc.ui.forms.datesaid import KINDS, MANY, TWO, Said
from field_doc.ui.forms.datewords import read_day, read_month_part, show_day
from field_doc.ui.forms.inputs import Line
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button, CheckBox, Choice
from field_doc.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from field_doc.ui.forms.context import FormContext

_DAY: Final = re.compile(r"\d{4}-(0\d|1[0-2]|XX)(?:-([0-9X]{2}))?")


class DateLine(Line):
    """A date; Alt+Down or F4 opens the calendar."""

    calendar_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The calendar's keys."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F4 or (event.key() == Qt.Key.Key_Down and alt):
            self.calendar_wanted.emit()
            return
        super().keyPressEvent(event)


class DateLines(QWidget):
    """Kind, certainty and dates; ``said()`` is what they hold."""

    edited = Signal()

    def __init__(self, context: FormContext) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self.kind = Choice(words("How certain"))
        names = {
            "exact": words("day, month or year"),
            "one_of": words("one of several"),
            "one_between": words("once, between … and …"),
            "between": words("from … to …"),
            "before": words("not later than"),
            "after": words("not earlier than"),
            "relative": words("counted from an event"),
            "other": words("EDTF text"),
        }
        self.kind.fill((kind, names[kind]) for kind in KINDS)
        self.kind.set_key("exact")
        self.kind.setMinimumContentsLength(max(map(len, names.values())))
        self.mark = Choice(words("How sure"))
        marks = (("", words("sure")), ("~", words("about")), ("?", words("not sure")), ("%", words("about, not sure")))
        self.mark.fill(marks)
        self.mark.set_key("")
        self.mark.setMinimumContentsLength(max(len(said) for _, said in marks))
        self.lines: list[DateLine] = []
        self.holder = QWidget()
        self._flow = FlowLayout(self.holder, gap=current().px(8), row_gap=current().px(6))
        self.more = Button(words("One more date"), "small", icon_name="plus")
        self.calendar = Button(words("Calendar"), "small", icon_name="calendar")
        self.calendar.setToolTip("F4")
        self.no_day = CheckBox(words("day not known"))
        self.no_month = CheckBox(words("month not known"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(8))
        column.addWidget(row_of(self.kind, self.mark))
        column.addWidget(self.holder)
        column.addWidget(row_of(self.more, self.calendar, self.no_day, self.no_month))
        self._popup: CalendarPopup | None = None
        self._last: DateLine | None = None
        self._known = {1: "", 2: ""}
        self._need(2)
        self._connect()
        self._show_parts()

    def _connect(self) -> None:
        self.kind.activated.connect(self._kind_chosen)
        self.mark.activated.connect(self._changed)
        self.more.clicked.connect(self._one_more)
        self.calendar.clicked.connect(lambda: self._open_calendar(self._last or self.lines[0]))
        self.no_day.clicked.connect(lambda on: self._unknown(2, on=on))
        self.no_month.clicked.connect(lambda on: self._unknown(1, on=on))

    @property
    def first(self) -> DateLine:
        """The first date."""
        return self.lines[0]

    @property
    def second(self) -> DateLine:
        """The second date, in kinds that have one."""
        return self.lines[1]

    def _need(self, count: int) -> None:
        words = self._context.words
        while len(self.lines) < count:
            number = len(self.lines) + 1
            name = words("Date") if number == 1 else words("Date {number}", number=number)
            line = DateLine(name, words("12 Mar 2022"))
            line.setMinimumWidth(current().px(150))
            line.textEdited.connect(self._changed)
            line.calendar_wanted.connect(lambda one=line: self._open_calendar(one))
            line.editingFinished.connect(lambda one=line: self._left(one))
            self.lines.append(line)
            self._flow.addWidget(line)

    def _left(self, line: DateLine) -> None:
        self._last = line

    def _one_more(self) -> None:
        shown = sum(not line.isHidden() for line in self.lines)
        self._need(shown + 1)
        self.lines[shown].show()
        self.lines[shown].setFocus()

    def _kind_chosen(self) -> None:
        self._show_parts()
        self.edited.emit()

    def _changed(self, *_: object) -> None:
        self._show_unknown()
        self.edited.emit()

    def _show_parts(self) -> None:
        kind = self.kind.key()
        filled = max((n for n, line in enumerate(self.lines, 1) if line.text()), default=0)
        count = 2 if kind in TWO else max(2, filled) if kind in MANY else 1
        for number, line in enumerate(self.lines):
            line.setVisible(number < count)
        self.mark.setVisible(kind != "other")
        self.more.setVisible(kind in MANY)
        self._show_unknown()

    def _show_unknown(self) -> None:
        """What may be marked as not known: only of a single date of which day and month stand there."""
        match = _DAY.fullmatch(read_day(self.first.text()))
        single = self.kind.key() not in TWO | MANY | {"other"} and match is not None
        self.no_day.setVisible(single)
        self.no_month.setVisible(single and match is not None and match[2] is not None)
        if match:
            self.no_month.setChecked(match[1] == "XX")
            self.no_day.setChecked(match[2] == "XX")

    def _unknown(self, part: int, *, on: bool) -> None:
        """Unknown digits instead of a day or month; what stood there comes back, and nothing else is invented."""
        parts = [*read_day(self.first.text()).split("-"), ""][:3]
        if on:
            self._known[part], parts[part] = parts[part], "XX"
        else:
            parts[part], self._known[part] = self._known[part] or ("XX" if part == 1 else ""), ""
        parts = [p for p in parts if p]
        self.first.show_text(show_day("-".join(parts), self._context.lang))
        self._changed()

    def _open_calendar(self, line: DateLine) -> None:
        if self._popup is None:
            self._popup = CalendarPopup(self, self._context.words)
            self._popup.chosen.connect(self._day_chosen)
        self._last = line
        self._popup.open_at(line, read_day(line.text()))

    def _day_chosen(self, iso: str) -> None:
        line = self._last or self.first
        line.show_text(show_day(iso, self._context.lang))
        line.setFocus()
        self._changed()

    def fill(self, said: Said) -> None:
        """Show a date."""
        self._need(max(2, len(said.dates)))
        for number, line in enumerate(self.lines):
            line.show_text(show_day(said.dates[number], self._context.lang) if number < len(said.dates) else "")
        self.kind.set_key(said.kind)
        self.mark.set_key(said.mark)
        self._show_parts()

    def said(self) -> Said:
        """What the lines hold, in EDTF as far as it was understood. ``кінець лютого 2022`` is its last days."""
        kind = self.kind.key() or "exact"
        count = 2 if kind in TWO else len(self.lines) if kind in MANY else 1
        dates = [read_day(line.text()) for line in self.lines[:count]]
        while dates and not dates[-1]:
            dates.pop()
        if kind == "exact" and dates and (part := read_month_part(self.first.text())):
            return Said("between", tuple(part.split("/")), self.mark.key())
        return Said(kind, tuple(dates), self.mark.key() if kind != "other" else "")

    @property
    def is_month_part(self) -> bool:
        """Whether the beginning, middle or end of a month stands there in words."""
        return self.kind.key() == "exact" and bool(read_month_part(self.first.text()))
