"""A bar for the position in a recording: click, drag or arrow keys; no waveform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from field_doc.ui.theme import current

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

_STEP_MS: Final = 5_000


class PositionBar(QWidget):
    """Emits ``wanted`` with milliseconds."""

    wanted = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._at = self._whole = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(current().px(22))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_position(self, at_ms: int, whole_ms: int | None) -> None:
        """Where the recording stands; without a length the bar is empty."""
        if (at_ms, whole_ms or 0) != (self._at, self._whole):
            self._at, self._whole = at_ms, whole_ms or 0
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line, and how much of it lies behind."""
        theme, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = theme.px(6)
        line = QRectF(1, (self.height() - height) / 2, self.width() - 2, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(line, 3, 3)
        if self._whole:
            done = QRectF(line)
            done.setWidth(max(height, line.width() * min(1.0, self._at / self._whole)))
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(done, 3, 3)
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 4, 4)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragged."""
        self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        if self._whole and self.width() > 2:
            share = min(1.0, max(0.0, event.position().x() / self.width()))
            self.wanted.emit(int(share * self._whole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right: five seconds; Home: the beginning."""
        steps = {Qt.Key.Key_Left: -_STEP_MS, Qt.Key.Key_Right: _STEP_MS}
        if event.key() in steps:
            self.wanted.emit(max(0, self._at + steps[Qt.Key(event.key())]))
        elif event.key() == Qt.Key.Key_Home:
            self.wanted.emit(0)
        else:
            super().keyPressEvent(event)
