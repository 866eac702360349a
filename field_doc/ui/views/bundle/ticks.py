"""The list of sealed records with a box before each, and the reason under those that consent does not cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from field_doc.ui.theme import current
from field_doc.ui.views.bundle.saying import Candidate, Refusal
from field_doc.ui.widgets.marks import paint_state

if TYPE_CHECKING:
    from field_doc.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_REASON_ROLE: Final = _ROW_ROLE + 1
_NO_PARENT: Final = QModelIndex()
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class TickModel(QAbstractListModel):
    """Candidates, which of them are ticked, and what consent says against some of them."""

    ticked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Candidate, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._refusals: Mapping[str, Refusal] = {}
        self.fixed = False

    def show_rows(
        self, rows: tuple[Candidate, ...], chosen: frozenset[str], refusals: Sequence[Refusal], *, fixed: bool
    ) -> None:
        """Show a state; rows are set anew only when they are others, so that the place stays."""
        self.fixed = fixed
        self._chosen, self._refusals = chosen, {r.record: r for r in refusals}
        if rows is not self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            self.layoutChanged.emit()

    def row_of(self, record: str) -> int:
        """Row number of a record, -1 if it is not there."""
        return next((n for n, row in enumerate(self._rows) if row.id == record), -1)

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """All candidates."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every row can be ticked unless a whole case goes."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The row, its tick, its reason; its words for a screen reader."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        reason = self._refusals.get(row.id)
        said = ", ".join(p for p in (row.code, row.text, row.level, reason.short if reason else "") if p)
        answers: dict[int, object] = {
            _ROW_ROLE: row,
            _REASON_ROLE: reason,
            int(Qt.ItemDataRole.CheckStateRole): Qt.CheckState.Checked
            if row.id in self._chosen
            else Qt.CheckState.Unchecked,
            int(Qt.ItemDataRole.DisplayRole): row.code,
            int(Qt.ItemDataRole.AccessibleTextRole): said,
        }
        return answers.get(role)

    def toggle(self, index: _Index) -> None:
        """The other way."""
        row = self._rows[index.row()]
        if not self.fixed:
            self.ticked.emit(row.id, row.id not in self._chosen)


class TickDelegate(QStyledItemDelegate):
    """Box, code, what it is, level; the reason on a second line in amber, or in grey once decided."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """One line, two with a reason."""
        theme = current()
        extra = theme.px("row.reason") if index.data(_REASON_ROLE) else 0
        return QSize(theme.px(200), theme.px(38) + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, box, words, ring."""
        theme, row, reason = current(), index.data(_ROW_ROLE), index.data(_REASON_ROLE)
        if not isinstance(row, Candidate):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        open_reason = isinstance(reason, Refusal) and not reason.decided
        painter.fillRect(rect, theme.colour("warn.soft" if open_reason else "bg.list"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        self._box(painter, rect, theme, on=index.data(int(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked)
        self._words(painter, rect, row, theme)
        if isinstance(reason, Refusal):
            self._reason(painter, rect, reason, theme)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), theme.px("stroke.focus")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), 4, 4)
        painter.restore()

    @staticmethod
    def _box(painter: QPainter, rect: QRect, theme: Theme, *, on: bool) -> None:
        side = theme.px("indicator")
        box = QRectF(rect.left() + theme.px(16) + 0.5, rect.top() + theme.px(10) + 0.5, side - 1, side - 1)
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(theme.colour("line.control"), 1))
        painter.setBrush(theme.colour("accent" if on else "bg.surface"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            unit = side / 18
            painter.setPen(QPen(theme.colour("text.onAccent"), side / 9))
            painter.drawLine(box.topLeft() + _at(4, 9, unit), box.topLeft() + _at(7.3, 12.2, unit))
            painter.drawLine(box.topLeft() + _at(7.3, 12.2, unit), box.topLeft() + _at(13.2, 5.6, unit))

    @staticmethod
    def _words(painter: QPainter, rect: QRect, row: Candidate, theme: Theme) -> None:
        line = QRect(rect.left() + theme.px(46), rect.top(), rect.width() - theme.px(60), theme.px(38))
        painter.setFont(theme.font("font.small"))
        painter.setPen(theme.colour("text.3"))
        painter.drawText(line, _RIGHT, row.level)
        taken = QFontMetrics(painter.font()).horizontalAdvance(row.level) + theme.px(8) if row.level else 0
        bold = theme.font(bold=True)
        painter.setFont(bold)
        painter.setPen(theme.colour("text.1"))
        painter.drawText(line, _LEFT, row.code)
        used = QFontMetrics(bold).horizontalAdvance(row.code) + theme.px(8)
        painter.setFont(theme.font())
        painter.setPen(theme.colour("text.2"))
        metrics = QFontMetrics(theme.font())
        text = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, line.width() - used - taken)
        painter.drawText(line.adjusted(used, 0, 0, 0), _LEFT, text)

    @staticmethod
    def _reason(painter: QPainter, rect: QRect, reason: Refusal, theme: Theme) -> None:
        line = QRect(rect.left() + theme.px(46), rect.top() + theme.px(33), rect.width() - theme.px(60), theme.px(20))
        glyph = theme.px("glyph")
        state = "withdrawn" if reason.decided else "attention"
        ground = "bg.list" if reason.decided else "warn.soft"
        paint_state(painter, QRectF(line.left(), line.center().y() - glyph / 2, glyph, glyph), state, ground)
        painter.setFont(theme.font("font.small"))
        painter.setPen(theme.colour("text.2" if reason.decided else "warn"))
        line = line.adjusted(glyph + theme.px(7), 0, 0, 0)
        metrics = QFontMetrics(painter.font())
        painter.drawText(line, _LEFT, metrics.elidedText(reason.short, Qt.TextElideMode.ElideRight, line.width()))

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, _option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A click anywhere in the row, or Space, ticks it."""
        space = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Select}
        if isinstance(model, TickModel) and (space or event.type() == QEvent.Type.MouseButtonRelease):
            model.toggle(index)
            return True
        return event.type() == QEvent.Type.MouseButtonDblClick


def _at(x: float, y: float, unit: float) -> QPointF:
    """A point of the 18-unit grid of the box."""
    return QPointF(x * unit, y * unit)


class TickList(QListView):
    """The list; Ctrl A ticks all."""

    all_wanted = Signal()

    def __init__(self, model: TickModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(TickDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(200)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl A is for all boxes, not for a selection."""
        if event.key() == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.all_wanted.emit()
            return
        super().keyPressEvent(event)
