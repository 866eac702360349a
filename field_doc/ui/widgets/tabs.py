"""Tabs in one row: what does not fit goes under "More" at the end; nothing is cut and nothing scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabBar, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.marks import Glyph, paint_state

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.base.i18n import Words


_GAP = 6


class _Bar(QTabBar):
    """A tab bar that never asks for more room than it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)

    def minimumSizeHint(self) -> QSize:
        """Room for one tab: which tabs are shown follows from the room there is."""
        return QSize(current().px(80), super().minimumSizeHint().height())

    def room_of(self, number: int) -> int:
        """The width a tab takes, bold as when it is chosen."""
        theme, text = current(), self.tabText(number)
        plain, bold = (QFontMetrics(theme.font("font.body", bold=b)).horizontalAdvance(text) for b in (False, True))
        return self.tabSizeHint(number).width() + max(0, bold - plain)


class SectionTabs(QWidget):
    """The tabs of a record. The chosen one and those that are kept are always in the row; the rest as room is.

    ``bar`` is the tab bar itself: numbers of tabs never change, only whether they stand in the row.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._kept: set[int] = set()
        self._marked: set[int] = set()
        self._away: frozenset[int] = frozenset()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.bar = _Bar()
        self.bar.setAccessibleName(words("Sections of the record"))
        row.addWidget(self.bar)
        self.more = Button("", "plain", icon_name="chevron-down")
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.more.clicked.connect(self._open)
        self.glyph = Glyph("attention")
        self.glyph.setFixedSize(self.glyph.sizeHint())
        row.addWidget(self.glyph)
        row.addSpacing(current().px(4))
        row.addWidget(self.more)
        row.addStretch(1)
        self.bar.currentChanged.connect(self.fold)

    def keep(self, number: int) -> None:
        """A tab that stands in the row always (files, history)."""
        self._kept.add(number)

    def mark(self, number: int, *, marked: bool) -> None:
        """The amber mark before the words of a tab that holds a gap."""
        side = QTabBar.ButtonPosition.LeftSide
        if marked != (self.bar.tabButton(number, side) is not None):
            glyph = Glyph("attention") if marked else None
            if glyph is not None:
                # Qt's own gap to the words does not grow with the scale.
                grown = current().px(_GAP) - _GAP
                glyph.setFixedSize(glyph.sizeHint() + QSize(grown, 0))
            self.bar.setTabButton(number, side, glyph)
        (self._marked.add if marked else self._marked.discard)(number)

    def put_away(self, numbers: frozenset[int]) -> None:
        """Tabs that have nothing to ask here: neither in the row nor under "More", unless one is the chosen one."""
        if numbers != self._away:
            self._away = numbers
            self.fold()

    @property
    def hidden(self) -> list[int]:
        """The tabs under "More"."""
        return [n for n in range(self.bar.count()) if not self.bar.isTabVisible(n) and n not in self._away]

    @Slot()
    def fold(self) -> None:
        """Decide anew which tabs stand in the row."""
        count = self.bar.count()
        wide = [self.bar.room_of(n) for n in range(count)]
        asked = {n for n in range(count) if n not in self._away or n == self.bar.currentIndex()}
        shown = set(asked)
        if sum(wide[n] for n in asked) > self.width():
            room = self.width() - self._more_room()
            shown = {n for n in (*sorted(self._kept), self.bar.currentIndex()) if 0 <= n < count}
            room -= sum(wide[n] for n in shown)
            for number in sorted(asked - shown):
                room -= wide[number]
                if room < 0:
                    # The order holds: no later, shorter tab steps before an earlier one.
                    break
                shown.add(number)
        for number in range(count):
            if self.bar.isTabVisible(number) != (number in shown):
                self.bar.setTabVisible(number, number in shown)
            glyph = self.bar.tabButton(number, QTabBar.ButtonPosition.LeftSide)
            if glyph is not None:
                # Qt leaves the mark of a tab that is not in the row where it was.
                glyph.setVisible(number in shown)
        # The chosen tab is bold and a mark takes room: the bar asks anew, or its last tab is cut.
        self.bar.updateGeometry()
        rest = self.hidden
        self.more.setText(self._words("{count} more", count=len(rest)))
        self.more.setAccessibleName(self._words("More sections: {count}", count=len(rest)))
        self.more.setVisible(bool(rest))
        self.glyph.setVisible(bool(set(rest) & self._marked))

    def _more_room(self) -> int:
        self.more.setText(self._words("{count} more", count=88))
        return self.more.sizeHint().width() + self.glyph.sizeHint().width() + current().px(12)

    @Slot()
    def _open(self) -> None:
        menu = QMenu(self.more)
        for number in self.hidden:
            action = menu.addAction(self.bar.tabText(number))
            if number in self._marked:
                action.setIcon(_amber())
            action.triggered.connect(lambda _checked=False, n=number: self.bar.setCurrentIndex(n))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other tabs."""
        super().resizeEvent(event)
        self.fold()


def _amber() -> QIcon:
    """The amber mark as the icon of a menu's row."""
    side = current().px("glyph")
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_state(painter, QRectF(0, 0, side, side), "attention")
    painter.end()
    return QIcon(pixmap)
