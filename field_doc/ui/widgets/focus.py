"""The focus ring: 2 px, 2 px outside the control; one overlay that follows the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from field_doc.ui.theme import current

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_FOLLOW: Final = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ZOrderChange,
}


class FocusRing(QWidget):
    """A transparent overlay of a window; draws around buttons, boxes and tabs.

    Fields show the focus by their own edge and rows by the delegate, so that those are left out.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._top = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)
        self.hide()

    @staticmethod
    def _wants_ring(widget: QWidget) -> bool:
        if isinstance(widget, QLineEdit | QComboBox | QAbstractScrollArea):
            return False
        if isinstance(widget, QAbstractButton):
            return bool(widget.property("kind") != "pick")
        return isinstance(widget, QTabBar)

    @Slot("QWidget*", "QWidget*")
    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in filter(isValid, self._watched):  # a window that goes takes them away one by one
            widget.removeEventFilter(self)
        self._watched = []
        window = self._top
        inside = new is not None and (window.isAncestorOf(new))
        self._target = new if inside and new is not None and self._wants_ring(new) else None
        step: QWidget | None = self._target
        while step is not None and step is not window:
            step.installEventFilter(self)
            step.destroyed.connect(self._gone)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    @Slot(QObject)
    def _gone(self, _widget: QObject) -> None:
        self._watched = []
        self._target = None
        self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the control when it or anything around it moves."""
        if event.type() in _FOLLOW:
            self._place()
        return False

    def _clip(self, target: QWidget) -> QRect:
        """What of the window the target may be seen in (scroll areas cut)."""
        window = self._top
        area = window.rect()
        step = target.parentWidget()
        while step is not None and step is not window:
            if isinstance(step.parentWidget(), QAbstractScrollArea):
                area &= QRect(step.mapTo(window, QPoint(0, 0)), step.size())
            step = step.parentWidget()
        return area

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        out = current().px(4)
        box = QRect(target.mapTo(self._top, QPoint(0, 0)), target.size())
        box = box.adjusted(-out, -out, out, out) & self._clip(target).adjusted(-out, -out, out, out)
        if box.isEmpty():
            self.hide()
            return
        self.setGeometry(box)
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.px("stroke.focus")
        painter.setPen(QPen(theme.colour("focus"), width))
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        painter.end()
