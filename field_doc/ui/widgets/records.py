"""The list of records: rows of 64 px, code in bold, date right, kind and state below."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from field_doc.ui.icons import paint_icon
from field_doc.ui.rows import Row
from field_doc.ui.theme import Theme, current
from field_doc.ui.widgets.marks import MARKS, paint_state, word_of
from field_doc.ui.widgets.windowed import ROW_ROLE, WindowedModel

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_Index = QModelIndex | QPersistentModelIndex
_PAD = 20
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RowDelegate(QStyledItemDelegate):
    """Paints one row; the ring of the focus is inside the row."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """64 px, and one line more for a reason."""
        row, theme = index.data(ROW_ROLE), current()
        extra = theme.px("row.reason") if isinstance(row, Row) and row.reason else 0
        return QSize(theme.px(200), theme.px("row") + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, first line, second line, reason, hairline, ring."""
        row, theme = index.data(ROW_ROLE), current()
        if not isinstance(row, Row):
            return
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        ground = self._ground(painter, rect, theme, chosen=chosen, over=bool(state & QStyle.StateFlag.State_MouseOver))
        self._first_line(painter, rect, row, theme)
        self._second_line(painter, rect, row, theme, ground)
        if row.reason:
            self._reason(painter, rect, row, theme)
        if state & QStyle.StateFlag.State_HasFocus:
            self._ring(painter, rect, theme)
        painter.restore()

    @staticmethod
    def _ground(painter: QPainter, rect: QRect, theme: Theme, *, chosen: bool, over: bool) -> str:
        ground = "bg.selected" if chosen else "bg.hover" if over else "bg.list"
        painter.fillRect(rect, theme.colour(ground))
        if chosen:
            bar = QRect(rect.left(), rect.top(), theme.px("stroke.row_bar"), rect.height())
            painter.fillRect(bar, theme.colour("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        return ground

    @staticmethod
    def _line(rect: QRect, theme: Theme, top: float) -> QRect:
        pad = theme.px(_PAD)
        return QRect(rect.left() + pad, rect.top() + theme.px(top), rect.width() - pad - theme.px(16), theme.px(22))

    def _first_line(self, painter: QPainter, rect: QRect, row: Row, theme: Theme) -> None:
        line = self._line(rect, theme, 10)
        painter.setFont(theme.font("font.small"))
        painter.setPen(theme.colour("text.3"))
        painter.drawText(line, _RIGHT, row.date)
        taken = QFontMetrics(painter.font()).horizontalAdvance(row.date) + theme.px(8)
        bold = theme.font(bold=True)
        metrics = QFontMetrics(bold)
        room = line.width() - taken
        painter.setFont(bold)
        painter.setPen(theme.colour("text.1"))
        painter.drawText(line, _LEFT, metrics.elidedText(row.code, Qt.TextElideMode.ElideRight, room))
        used = metrics.horizontalAdvance(row.code) + theme.px(8)
        used += self._level(painter, line.adjusted(used, 0, -taken, 0), row.level, theme)
        if row.title:
            painter.setFont(theme.font())
            title = QFontMetrics(theme.font()).elidedText(row.title, Qt.TextElideMode.ElideRight, room - used)
            painter.drawText(line.adjusted(used, 0, 0, 0), _LEFT, title)

    @staticmethod
    def _level(painter: QPainter, box: QRect, word: str, theme: Theme) -> int:
        """The word of the handling level after the code, a lock before it; how much room it took."""
        font, side = theme.font("font.small"), theme.px(13)
        width = QFontMetrics(font).horizontalAdvance(word)
        if not word or box.width() < width + side + theme.px(4):
            return 0
        paint_icon(painter, QRectF(box.left(), box.center().y() - side / 2 + 1, side, side), "lock", "text.3")
        painter.setFont(font)
        painter.setPen(theme.colour("text.2"))
        painter.drawText(box.adjusted(side + theme.px(4), 0, 0, 0), _LEFT, word)
        return width + side + theme.px(12)

    def _second_line(self, painter: QPainter, rect: QRect, row: Row, theme: Theme, ground: str) -> None:
        line = self._line(rect, theme, 33)
        font = theme.font("font.small")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        word = row.word or word_of(row.state, self.words)
        painter.setPen(theme.colour(MARKS[row.state].word_colour))
        painter.drawText(line, _RIGHT, word)
        glyph = theme.px("glyph")
        left = line.right() - metrics.horizontalAdvance(word) - theme.px(7) - glyph
        paint_state(painter, QRectF(left, line.center().y() - glyph / 2 + 1, glyph, glyph), row.state, ground)
        painter.setPen(theme.colour("text.2"))
        room = left - line.left() - theme.px(10)
        painter.drawText(line, _LEFT, metrics.elidedText(row.kind, Qt.TextElideMode.ElideRight, room))

    @staticmethod
    def _reason(painter: QPainter, rect: QRect, row: Row, theme: Theme) -> None:
        line = RowDelegate._line(rect, theme, 55)
        token = {"accent": "accent", "danger": "danger", "quiet": "text.2"}.get(row.reason_tone, "warn")
        if row.reason_icon:
            side = theme.px("icon")
            paint_icon(
                painter,
                QRectF(line.left(), line.center().y() - side / 2 + 1, side, side),
                row.reason_icon,
                token,
            )
            line = line.adjusted(side + theme.px(7), 0, 0, 0)
        font = theme.font("font.small")
        painter.setFont(font)
        painter.setPen(theme.colour(token))
        text = QFontMetrics(font).elidedText(row.reason, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, _LEFT, text)

    @staticmethod
    def _ring(painter: QPainter, rect: QRect, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(theme.colour("focus"))
        pen.setWidth(theme.px("stroke.focus"))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), 4, 4)


class RecordList(QListView):
    """The list; the current row stays current and in view when the model is loaded anew."""

    opened = Signal(str)
    current_record = Signal(str)

    def __init__(self, name: str, words: Words, model: WindowedModel) -> None:
        super().__init__()
        self._rows = model
        self._delegate = RowDelegate(words)
        self._chosen = ""
        self._restoring = False
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(200)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.activated.connect(self._activated)
        model.loaded.connect(self._restore)

    def select_record(self, record_id: str) -> None:
        """Make a record's row current and bring it into view, now or when its page arrives."""
        self._chosen = record_id
        self._restore()

    @Slot()
    def _restore(self) -> None:
        number = self._rows.row_of(self._chosen) if self._chosen else -1
        if number >= 0:
            index = self._rows.index(number, 0)
            self._restoring = True
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flag)
            self._restoring = False
            self.scrollTo(index)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Row):
            self.opened.emit(row.id)

    def currentChanged(self, current_index: _Index, previous: _Index) -> None:
        """Tell which record is current."""
        super().currentChanged(current_index, previous)
        row = current_index.data(ROW_ROLE)
        if isinstance(row, Row) and not self._restoring:
            self._chosen = row.id
            self.current_record.emit(row.id)

    def retranslate(self, name: str, words: Words) -> None:
        """Speak the other language."""
        self.setAccessibleName(name)
        self._delegate.words = words
        self._rows.retranslate(words)
