"""The grid of files: a windowed model, one delegate, tiles of one size; a covered tile is never decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from field_doc.ui.icons import paint_icon
from field_doc.ui.theme import Theme, current
from field_doc.ui.views.media.tiles import KIND_ICONS, Tile
from field_doc.ui.widgets.marks import paint_state, word_of
from field_doc.ui.widgets.windowed import ROW_ROLE, WindowedModel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.views.media.pixels import Thumbnails

_Index = QModelIndex | QPersistentModelIndex
_GAP: Final = 14
_CAPTION: Final = 24
_BAR: Final = 10
_BAD: Final = frozenset({"failed", "refused"})
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class TileModel(WindowedModel):
    """Tiles by pages of 200; the same windowing as every list, other words for a screen reader."""

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The tile under ``ROW_ROLE``; its words for a screen reader."""
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            tile = super().data(index, ROW_ROLE)
            return self._spoken(tile) if isinstance(tile, Tile) else None
        if role == int(Qt.ItemDataRole.ToolTipRole):
            tile = super().data(index, ROW_ROLE)
            return tile.name if isinstance(tile, Tile) else None
        return super().data(index, role)

    def _spoken(self, tile: Tile) -> str:
        covered = self._words("covered: {what}", what=", ".join(tile.warnings)) if tile.warnings else ""
        state = word_of(tile.state if tile.state in _BAD else "saved", self._words)
        return ", ".join(
            p for p in (tile.name, tile.when, state, tile.level, covered, *(m[1] for m in tile.marks), tile.reason) if p
        )

    def tile(self, number: int) -> Tile | None:
        """The tile in a row, None if it is not held."""
        found = super().data(self.index(number, 0), ROW_ROLE) if 0 <= number < self.rowCount() else None
        return cast("Tile | None", found)


class TileDelegate(QStyledItemDelegate):
    """Paints one tile: picture or cover, mark of a finding, name, time, state.

    Args:
        words: the language.
        thumbs: where pictures come from.
        strip: the film strip of the viewer: grey, no caption.

    """

    def __init__(self, words: Words, thumbs: Thumbnails, *, strip: bool = False) -> None:
        super().__init__()
        self.words = words
        self._thumbs, self._strip = thumbs, strip
        self._wide = current().px("thumb.w")

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """All tiles are of one size."""
        theme = current()
        if self._strip:
            return QSize(theme.px(104), theme.px(70))
        gap = theme.px(_GAP)
        return QSize(self._wide + gap, self._high() + theme.px(_CAPTION) + gap)

    def fit(self, room: int) -> bool:
        """Make as many tiles as go into a row fill it; whether their size is another now."""
        theme, before = current(), self._wide
        least, gap = theme.px("thumb.w"), theme.px(_GAP)
        self._wide = max(least, room // max(1, room // (least + gap)) - gap)
        return self._wide != before

    def _high(self) -> int:
        return round(self._wide * current().px("thumb.h") / current().px("thumb.w"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the tile."""
        tile, theme = index.data(ROW_ROLE), current()
        if not isinstance(tile, Tile):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        half = theme.px(4 if self._strip else _GAP) // 2
        area = rect.adjusted(half, half, -half, -half)
        picture = area if self._strip else QRect(area.left(), area.top(), area.width(), self._high())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._picture(painter, picture, tile, theme)
        if tile.marks and not self._strip and tile.state not in _BAD:
            self._mark(painter, picture, tile, theme)
        if tile.level and not self._strip and tile.state not in _BAD:
            self._chip(painter, picture, "lock", tile.level, theme, top=True)
        if not self._strip:
            self._caption(
                painter, QRect(area.left(), picture.bottom() + 3, area.width(), theme.px(_CAPTION)), tile, theme
            )
        if state & QStyle.StateFlag.State_Selected:
            self._ring(painter, picture, theme, focused=bool(state & QStyle.StateFlag.State_HasFocus))
        painter.restore()

    def _picture(self, painter: QPainter, rect: QRect, tile: Tile, theme: Theme) -> None:
        if tile.state in _BAD:
            self._failed(painter, rect, tile, theme)
        elif tile.warnings:
            self._cover(painter, rect, tile, theme)
        elif tile.kind != "image":
            self._plain(
                painter, rect, KIND_ICONS.get(tile.kind, "file-text"), tile.media_type.rpartition("/")[2], theme
            )
        else:
            found = self._thumbs.get(tile.id, grey=self._strip)
            if found is None:
                self._flat(painter, rect, theme, "bg.hover")
            elif found.isNull():
                self._plain(painter, rect, "image", tile.reason or self.words("no picture"), theme)
            else:
                self._thumbnail(painter, rect, found, theme)

    @staticmethod
    def _flat(painter: QPainter, rect: QRect, theme: Theme, ground: str, edge: str = "line") -> None:
        painter.setPen(QPen(theme.colour(edge), 1))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    @staticmethod
    def _thumbnail(painter: QPainter, rect: QRect, pixmap: QPixmap, theme: Theme) -> None:
        """The middle of the picture fills the tile; a very long one stands whole on a quiet ground."""
        wide, high = pixmap.width(), pixmap.height()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not 0.5 <= wide / high <= 3:
            TileDelegate._flat(painter, rect, theme, "bg.sunken")
            scale = min(rect.width() / wide, rect.height() / high)
            size = QSize(max(1, round(wide * scale)), max(1, round(high * scale)))
            target = QRect(
                rect.center().x() - size.width() // 2, rect.center().y() - size.height() // 2, *size.toTuple()
            )
            painter.drawPixmap(target, pixmap)
            return
        scale = max(rect.width() / wide, rect.height() / high)
        cut_w, cut_h = rect.width() / scale, rect.height() / scale
        painter.drawPixmap(QRectF(rect), pixmap, QRectF((wide - cut_w) / 2, (high - cut_h) / 2, cut_w, cut_h))

    def _cover(self, painter: QPainter, rect: QRect, tile: Tile, theme: Theme) -> None:
        self._flat(painter, rect, theme, "bg.sunken", "line.control" if self._strip else "line")
        plain = self._strip or tile.marks  # the mark of a finding stands where the words would
        self._inside(painter, rect, "eye-off", "" if plain else ", ".join(tile.warnings), theme)

    def _plain(self, painter: QPainter, rect: QRect, icon: str, text: str, theme: Theme) -> None:
        self._flat(painter, rect, theme, "bg.sunken")
        self._inside(painter, rect, icon, "" if self._strip else text, theme)

    @staticmethod
    def _inside(painter: QPainter, rect: QRect, icon: str, text: str, theme: Theme) -> None:
        side = theme.px("icon.nav")
        lift = theme.px(12) if text else 0
        top = rect.center().y() - side / 2 - lift
        paint_icon(painter, QRectF(rect.center().x() - side / 2, top, side, side), icon)
        if text:
            painter.setFont(theme.font("font.small"))
            painter.setPen(theme.colour("text.2"))
            room = QRect(rect.left() + 8, int(top) + side + 4, rect.width() - 16, rect.bottom() - int(top) - side - 6)
            flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
            painter.drawText(room, flags, text)

    def _failed(self, painter: QPainter, rect: QRect, tile: Tile, theme: Theme) -> None:
        self._flat(painter, rect, theme, "warn.soft", "warn.fill")
        side, pad = theme.px("glyph"), theme.px(8)
        paint_state(painter, QRectF(rect.left() + pad, rect.top() + pad + 3, side, side), "failed", "warn.soft")
        painter.setFont(theme.font("font.small", bold=True))
        painter.setPen(theme.colour("warn"))
        head = QRect(rect.left() + pad + side + 6, rect.top() + pad - 2, rect.width() - 2 * pad - side, theme.px(20))
        painter.drawText(head, _LEFT, self.words("Failed"))
        painter.setFont(theme.font("font.small"))
        painter.setPen(theme.colour("text.2"))
        painter.drawText(rect.adjusted(pad, pad + theme.px(22), -pad, -4), _WRAP, tile.reason)

    def _mark(self, painter: QPainter, rect: QRect, tile: Tile, theme: Theme) -> None:
        self._chip(painter, rect, *tile.marks[0], theme)

    @staticmethod
    def _chip(painter: QPainter, rect: QRect, icon: str, word: str, theme: Theme, *, top: bool = False) -> None:
        """A sign and a word on the ground of the window, in a corner at the left."""
        font = theme.font("font.small")
        metrics, side, pad = QFontMetrics(font), theme.px(14), theme.px(5)
        width = min(rect.width() - 2 * pad, metrics.horizontalAdvance(word) + side + 3 * pad)
        height = theme.px(20)
        box = QRect(rect.left() + pad, rect.top() + pad if top else rect.bottom() - pad - height + 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("bg.surface"))
        painter.drawRoundedRect(box, 3, 3)
        paint_icon(painter, QRectF(box.left() + pad, box.center().y() - side / 2 + 1, side, side), icon)
        painter.setFont(font)
        painter.setPen(theme.colour("text.1"))
        room = box.adjusted(side + 2 * pad, 0, -2, 0)
        painter.drawText(room, _LEFT, metrics.elidedText(word, Qt.TextElideMode.ElideRight, room.width()))

    def _caption(self, painter: QPainter, rect: QRect, tile: Tile, theme: Theme) -> None:
        font = theme.font("font.small")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        right = rect.right()
        if tile.state not in _BAD:
            side = theme.px(8)
            paint_state(painter, QRectF(right - side, rect.center().y() - side / 2, side, side), "saved")
            right -= side + theme.px(6)
        if tile.when:
            painter.setPen(theme.colour("text.3"))
            painter.drawText(QRect(rect.left(), rect.top(), right - rect.left(), rect.height()), _RIGHT, tile.when)
            right -= metrics.horizontalAdvance(tile.when) + theme.px(6)
        painter.setPen(theme.colour("text.1"))
        room = QRect(rect.left(), rect.top(), right - rect.left(), rect.height())
        painter.drawText(room, _LEFT, metrics.elidedText(tile.name, Qt.TextElideMode.ElideMiddle, room.width()))

    @staticmethod
    def _ring(painter: QPainter, rect: QRect, theme: Theme, *, focused: bool) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("focus" if focused else "accent"), theme.px("stroke.focus")))
        painter.drawRoundedRect(QRectF(rect).adjusted(-2, -2, 2, 2), 5, 5)


class TileGrid(QListView):
    """The grid. Space or Enter opens; ``current_tile`` tells which one is current."""

    opened = Signal(object)
    current_tile = Signal(object)

    def __init__(self, words: Words, model: TileModel, thumbs: Thumbnails, *, strip: bool = False) -> None:
        super().__init__()
        self._tiles = model
        self._delegate = TileDelegate(words, thumbs, strip=strip)
        self._chosen = ""
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode if not strip else QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(not strip)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(400)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(off)
        if strip:
            self.setVerticalScrollBarPolicy(off)
            self.setFixedHeight(current().px(78))
        self.activated.connect(self._open)
        thumbs.arrived.connect(self._repaint)
        model.loaded.connect(self._restore)
        self.retranslate(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: the row is filled anew. Room for the scroll bar is always kept."""
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        room = self.width() - current().px(_BAR) if not bar.isVisible() else self.viewport().width()
        if self.isWrapping() and self._delegate.fit(room - 2):
            self.scheduleDelayedItemsLayout()

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        tile = index.data(ROW_ROLE)
        if isinstance(tile, Tile) and tile.state not in _BAD:
            self.opened.emit(tile)

    def select(self, file_id: str) -> None:
        """Make a tile current and bring it into view."""
        self._chosen = file_id
        self._restore()

    @Slot()
    def _restore(self) -> None:
        number = self._tiles.row_of(self._chosen) if self._chosen else -1
        if number >= 0:
            index = self._tiles.index(number, 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def current(self) -> Tile | None:
        """The current tile."""
        found = self.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, Tile) else None

    def currentChanged(self, now: _Index, before: _Index) -> None:
        """Tell which tile is current."""
        super().currentChanged(now, before)
        tile = now.data(ROW_ROLE)
        if isinstance(tile, Tile):
            self._chosen = tile.id
            self.current_tile.emit(tile)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space opens too."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def next_marked(self) -> bool:
        """F8: the next tile that failed or carries a finding; whether there is one among those loaded."""
        count, here = self._tiles.rowCount(), self.currentIndex().row()
        for step in range(1, count + 1):
            tile = self._tiles.tile((here + step) % count)
            if tile is not None and (tile.state in _BAD or tile.marks):
                self.select(tile.id)
                return True
        return False

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._delegate.words = words
        self.setAccessibleName(words("Files"))
