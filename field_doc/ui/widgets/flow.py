"""A layout that breaks its row when it is full: buttons never elide, they wrap."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class FlowLayout(QLayout):
    """Items from left to right, then the next row."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, row_gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap, self._row_gap = gap, row_gap
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            parent.setSizePolicy(policy)

    def addItem(self, item: QLayoutItem) -> None:
        """Called by Qt for every added widget."""
        self._items.append(item)

    def count(self) -> int:
        """Number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at an index, None beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It does not ask for more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Height follows from width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all rows at that width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one row."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(s.width() for s in shown) + self._gap * max(0, len(shown) - 1)
        m = self.contentsMargins()
        height = max((s.height() for s in shown), default=0)
        return QSize(width + m.left() + m.right(), height + m.top() + m.bottom())

    def minimumSize(self) -> QSize:
        """The widest item that cannot wrap."""
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(_least(item))
        m = self.contentsMargins()
        return size + QSize(m.left() + m.right(), m.top() + m.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        outer, rect = rect, rect.marginsRemoved(margins)
        x, y, height = rect.x(), rect.y(), 0
        line: list[tuple[QLayoutItem, int, QSize]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            hint = _within(item, rect.width())
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                self._place(line, y, height, move=move)
                x, y, height, line = rect.x(), y + height + self._row_gap, 0, []
            line.append((item, x, hint))
            x += hint.width() + self._gap
            height = max(height, hint.height())
        self._place(line, y, height, move=move)
        return y + height - outer.y() + margins.bottom()

    @staticmethod
    def _place(line: list[tuple[QLayoutItem, int, QSize]], top: int, height: int, *, move: bool) -> None:
        """All of a row stand on its middle: a word beside a button is level with the button's word."""
        for item, x, hint in line if move else ():
            place = QRect(QPoint(x, top + (height - hint.height()) // 2), hint)
            widget = item.widget()
            # The widget itself: its item would hold wrapped words to the height of one line.
            (item if widget is None else widget).setGeometry(place)


def _within(item: QLayoutItem, room: int) -> QSize:
    """The size of an item; one that is wider than a whole row wraps its words."""
    hint = item.sizeHint()
    if 0 < room < hint.width():
        return QSize(room, item.heightForWidth(room) if item.hasHeightForWidth() else hint.height())
    return hint


def _least(item: QLayoutItem) -> QSize:
    """How small an item may become: words that wrap never hold their row at their whole length."""
    widget = item.widget()
    return widget.minimumSizeHint() if widget is not None and item.hasHeightForWidth() else item.minimumSize()
