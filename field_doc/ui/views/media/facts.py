"""What stands beside a file: what was noticed, the facts and where each comes from, the digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.media.tiles import warned
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.text import IconText, hairline, label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.views.media.tiles import Tile


class FactsPane(QWidget):
    """The facts of one file; built anew for each."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._tile: Tile | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._inner: QWidget | None = None

    def show_tile(self, tile: Tile | None, *, name: bool = True) -> None:
        """Show a file's facts; None empties the pane."""
        self._tile = tile
        if self._inner is not None:
            self._inner.hide()
            self._inner.deleteLater()
            self._inner = None
        if tile is None:
            return
        self._inner = self._built(tile, name=name)
        self._column.addWidget(self._inner)

    def _built(self, tile: Tile, *, name: bool) -> QWidget:
        theme, words = current(), self._words
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        if name:
            head = label(tile.name, "strong", wrap=True, select=True)
            column.addWidget(head)
        if tile.level:
            column.addWidget(IconText("lock", tile.level, wrap=True))
        if tile.warnings:
            column.addWidget(IconText("eye-off", words("Marked: {what}", what=warned(tile)), wrap=True))
        if tile.reason:
            column.addWidget(label(tile.reason, "small", wrap=True))
        if tile.said:
            column.addWidget(label(words("Noticed"), "section"))
            for sentence in tile.said:
                column.addWidget(IconText("info", sentence, wrap=True))
            column.addWidget(label(words("We only point. The file was not changed."), "help", wrap=True))
        if tile.facts:
            column.addWidget(self._facts(tile))
        if tile.digest:
            column.addWidget(hairline())
            column.addWidget(label(words("Digest SHA-256 of the original"), "section", wrap=True))
            column.addWidget(DigestLabel(tile.digest, words("Copy the digest"), per_line=4))
        return inner

    @staticmethod
    def _facts(tile: Tile) -> QWidget:
        theme = current()
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(1, 1)
        row = 0
        for name, value, source in tile.facts:
            if row:
                grid.setRowMinimumHeight(row, theme.px(8))
                row += 1
            grid.addWidget(label(name, "help"), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = label(value, "small", wrap=True, select=True)
            shown.setAccessibleName(f"{name}: {value}")
            grid.addWidget(shown, row, 1)
            row += 1
            if source:
                grid.addWidget(label(source, "help", wrap=True), row, 1)
                row += 1
        return holder

    def retranslate(self, words: Words) -> None:
        """Speak the other language; the tile is given anew."""
        self._words = words
