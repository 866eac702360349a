"""The picture itself: zoomed, turned, moved; drawn from pixels the child decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QTransform, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from field_doc.ui.theme import current

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from field_doc.ui.views.media.pixels import Prepared

STEP: Final = 1.25
MOST: Final = 8.0


class Canvas(QWidget):
    """Shows one picture; ``zoomed`` tells the scale in percent of the picture's own pixels."""

    zoomed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._picture: Prepared | None = None
        self._turn = 0
        self._zoom = 0.0  # 0: fit
        self._shift = QPointF()
        self._grabbed: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_picture(self, picture: Prepared, *, grey: bool) -> None:
        """Another picture: fitted, upright."""
        self._picture = picture
        self._turn, self._zoom, self._shift = 0, 0.0, QPointF()
        self.set_grey(grey)

    def set_grey(self, grey: bool) -> None:
        """Take the colours away, or give them back."""
        if self._picture is not None:
            self._image = self._picture.grey if grey else self._picture.colour
        self._changed()

    def clear(self) -> None:
        """Let the picture go."""
        self._image, self._picture = QImage(), None
        self._changed()

    @property
    def is_empty(self) -> bool:
        """Whether no picture is held."""
        return self._picture is None

    def _changed(self) -> None:
        self.zoomed.emit(round(self.scale * 100))
        self.update()

    def _size(self) -> tuple[int, int]:
        wide, high = self._image.width(), self._image.height()
        return (high, wide) if self._turn % 180 else (wide, high)

    def _fitting(self) -> float:
        wide, high = self._size()
        if not wide or not high:
            return 1.0
        ratio = self.devicePixelRatioF()
        return min(self.width() * ratio / wide, self.height() * ratio / high, 1.0 * max(1.0, ratio))

    @property
    def scale(self) -> float:
        """Screen pixels for each pixel of the picture."""
        return self._zoom or self._fitting()

    def zoom(self, factor: float) -> None:
        """Larger or smaller; 0 fits the picture into the window."""
        if factor:
            self._zoom = min(MOST, max(self._fitting() / 2, self.scale * factor))
        else:
            self._zoom, self._shift = 0.0, QPointF()
        self._changed()

    def turn(self) -> None:
        """A quarter to the right; only the view is turned, never the file."""
        self._turn = (self._turn + 90) % 360
        self._shift = QPointF()
        self._changed()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and picture."""
        theme = current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("bg.sunken"))
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            scale = self.scale / self.devicePixelRatioF()
            middle = QPointF(self.width() / 2, self.height() / 2) + self._shift
            place = QTransform().translate(middle.x(), middle.y()).rotate(self._turn).scale(scale, scale)
            painter.setTransform(place)
            wide, high = self._image.width(), self._image.height()
            painter.drawImage(QRectF(-wide / 2, -high / 2, wide, high), self._image)
        painter.end()

    def resizeEvent(self, event: object) -> None:
        """The fitting scale is another."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms."""
        self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._grabbed = event.position() - self._shift

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture."""
        if self._grabbed is not None:
            self._shift = event.position() - self._grabbed
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None
