"""Two sides with a border that can be moved; in one column they lie under one another in one scrolled page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.scroll import Page


class FoldSplit(QWidget):
    """Left and right, or above and below.

    Args:
        left: at the left, or above.
        right: takes what is left over.
        width: of the left side at first, in pixels at 100 %.
        heights: least heights of both when they lie under one another.

    """

    def __init__(self, left: QWidget, right: QWidget, width: int, heights: tuple[int, int] = (220, 420)) -> None:
        super().__init__()
        self._sides, self._heights = (left, right), heights
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(left)
        self._split.addWidget(right)
        self._split.setStretchFactor(0, 0)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([current().px(width), current().px(2 * width)])
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._split)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Page(inner))

    def set_columns(self, columns: int) -> None:
        """Fold in one column."""
        one = columns == 1
        self._split.setOrientation(Qt.Orientation.Vertical if one else Qt.Orientation.Horizontal)
        for side, height in zip(self._sides, self._heights, strict=True):
            side.setMinimumHeight(current().px(height) if one else 0)
