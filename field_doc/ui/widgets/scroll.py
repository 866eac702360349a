"""A page that scrolls up and down and gives wrapped labels the height their width needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from field_doc.ui.theme import current

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


def measured(content: QWidget, width: int) -> QHBoxLayout:
    """A row that holds content of at most that width (pixels), at the left.

    A column asks a child for the height at its own width, however narrow the child must be: its wrapped
    labels then lack their last lines. A row asks for the height at the width the child gets.
    """
    content.setMaximumWidth(width)
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(content, 1000)
    row.addStretch(1)
    return row


class Page(QScrollArea):
    """A frameless vertical scroll area. Qt's own squeezes contents whose height depends on their width."""

    def __init__(self, inner: QWidget, name: str = "") -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        inner.setObjectName("scrolled")
        inner.installEventFilter(self)
        self.setWidget(inner)

    def _fit(self) -> None:
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        if inner is None or layout is None:
            return
        width = self.viewport().width()
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else 0
        height = max(height, layout.totalMinimumSize().height())
        if inner.minimumHeight() != height:
            inner.setMinimumHeight(height)

    def bring(self, target: QWidget) -> None:
        """Scroll so that something inside is in sight, once what was just built has its place."""
        near = current().px(40)
        QTimer.singleShot(0, target, lambda: self.ensureWidgetVisible(target, 0, near))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Something inside wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs another height."""
        super().resizeEvent(event)
        self._fit()
