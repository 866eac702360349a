"""The navigation column: case, search, sections with counts, settings and help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from field_doc.ui.icons import paint_icon
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_Index = QModelIndex | QPersistentModelIndex
_ITEM_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NO_PARENT = QModelIndex()


def N_(text: str) -> str:
    """Mark a text as one that is said later."""
    return text


@dataclass(frozen=True, slots=True)
class NavItem:
    """One section: the screen's key, its English word (msgid), an icon and a count ("" for none).

    ``rule`` draws a hairline above; ``foot`` puts it at the bottom of the column; ``more`` folds it away with others of
    its kind, which stand together.
    """

    key: str
    word: str
    icon: str
    count: str = ""
    rule: bool = False
    foot: bool = False
    more: bool = False


_FOLD: Final = "more:"


class _NavModel(QAbstractListModel):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._items: list[NavItem] = []

    def set_items(self, items: Sequence[NavItem], words: Words) -> None:
        same = [i.key for i in items] == [i.key for i in self._items]
        if not same:
            self.beginResetModel()
        self._items, self._words = list(items), words
        if same and items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(items) - 1, 0))
        elif not same:
            self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == _ITEM_ROLE:
            return item
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self._words(item.word)
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return f"{self._words(item.word)} {item.count}".strip()
        return None

    def row_of(self, key: str) -> int:
        return next((i for i, item in enumerate(self._items) if item.key == key), -1)


class _NavDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        item, theme = index.data(_ITEM_ROLE), current()
        extra = theme.px(17) if isinstance(item, NavItem) and item.rule else 0
        return QSize(theme.px(100), theme.px("nav.item") + 1 + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        item, theme = index.data(_ITEM_ROLE), current()
        if not isinstance(item, NavItem):
            return
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if item.rule:
            middle = rect.top() + theme.px(8)
            painter.fillRect(
                QRect(rect.left() + theme.px(8), middle, rect.width() - theme.px(16), 1), theme.colour("line")
            )
        height = theme.px("nav.item")
        box = QRect(rect.left(), rect.bottom() - height, rect.width(), height)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("bg.selected" if chosen else "bg.hover"))
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        if state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(theme.colour("focus"))
            pen.setWidth(theme.px("stroke.focus"))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 4, 4)
        self._words(painter, box, item, str(index.data()), chosen=chosen)
        painter.restore()

    @staticmethod
    def _words(painter: QPainter, box: QRect, item: NavItem, word: str, *, chosen: bool) -> None:
        theme = current()
        side = theme.px("icon.nav")
        top = box.center().y() - side / 2 + 0.5
        paint_icon(
            painter,
            QRectF(box.left() + theme.px(8), top, side, side),
            item.icon,
            "accent" if chosen else "text.2",
        )
        inner = box.adjusted(theme.px(35), 0, -theme.px(8 if item.count else 4), 0)
        painter.setFont(theme.font("font.small"))
        painter.setPen(theme.colour("text.3"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), item.count)
        taken = QFontMetrics(painter.font()).horizontalAdvance(item.count) + theme.px(6) if item.count else 0
        font = theme.font(bold=chosen)
        painter.setFont(font)
        painter.setPen(theme.colour("text.1" if chosen else "text.2"))
        shown = QFontMetrics(font).elidedText(word, Qt.TextElideMode.ElideRight, inner.width() - taken)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


class _NavView(QListView):
    """One of the two lists of the column; as high as its items."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.rows = _NavModel(words)
        self.setModel(self.rows)
        self._painter = _NavDelegate()
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        height = sum(self.sizeHintForRow(i) for i in range(self.rows.rowCount()))
        return QSize(current().px("column.nav"), height + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, min(self.sizeHint().height(), current().px(66)))


class NavList(QWidget):
    """The column: emits the key of the section gone to."""

    went = Signal(str)
    search = Signal()
    case_menu = Signal()
    folded = Signal(bool)

    def __init__(self, words: Words) -> None:
        super().__init__()
        theme = current()
        self._words = words
        self._items: tuple[NavItem, ...] = ()
        self._open, self._here = False, ""
        self._told_fold = QTimer(self)
        self._told_fold.setSingleShot(True)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(12), theme.px(8), theme.px(10))
        column.setSpacing(theme.px(8))
        self.case = Button("", "case", icon_name="chevron-down")
        self.case.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.case.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.case.clicked.connect(self.case_menu)
        column.addWidget(self.case)
        self.finder = Button(words("Search"), "search", icon_name="search", key="Ctrl K")
        self.finder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.finder.clicked.connect(self.search)
        column.addWidget(self.finder)
        column.addSpacing(theme.px(2))
        self.sections, self.foot = _NavView(words), _NavView(words)
        column.addWidget(self.sections)
        column.addStretch(1)
        column.addWidget(self.foot)
        self._keys: tuple[str, ...] = ()
        for view in (self.sections, self.foot):
            view.clicked.connect(self._chosen)
            view.activated.connect(self._chosen)
        self.retranslate(words)

    def set_case(self, text: str) -> None:
        """Name of the case shown (its code, or "Office desk")."""
        self.case.setText(text)

    def set_items(self, items: Sequence[NavItem], words: Words) -> None:
        """Show the sections."""
        self._items, self._words = tuple(items), words
        self.sections.rows.set_items(self._shown(), words)
        self.foot.rows.set_items([i for i in items if i.foot], words)
        self._keys = tuple(i.key for i in items if not i.more)
        for view in (self.sections, self.foot):
            view.updateGeometry()

    def _shown(self) -> list[NavItem]:
        """The rows: what is folded away stands behind one row that opens it."""
        rows: list[NavItem] = []
        for item in (i for i in self._items if not i.foot):
            if item.more and not any(r.key == _FOLD for r in rows):
                word = N_("Fewer lists") if self._open else N_("More lists")
                rows.append(NavItem(_FOLD, word, "chevron-down" if self._open else "chevron-right"))
            if self._open or not item.more:
                rows.append(item)
        return rows

    def set_open(self, *, on: bool) -> None:
        """Show or fold away what stands under "More"."""
        if on != self._open:
            self._open = on
            self.set_items(self._items, self._words)
            self.set_current(self._here)

    @property
    def is_open(self) -> bool:
        """Whether what stands under "More" is shown."""
        return self._open

    def _fold(self) -> None:
        """Once for one press: a style may tell of a click twice."""
        if not self._told_fold.isActive():
            self._told_fold.start(QApplication.doubleClickInterval())
            self.set_open(on=not self._open)
            row = self.sections.rows.index(self.sections.rows.row_of(_FOLD), 0)
            # The keyboard stays on the row; what is marked is still where we are.
            self.sections.selectionModel().setCurrentIndex(row, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.folded.emit(self._open)

    def key_at(self, number: int) -> str:
        """Key of the n-th section from 1 (Ctrl+1 …), "" beyond the last."""
        return self._keys[number - 1] if 0 < number <= len(self._keys) else ""

    def set_current(self, key: str) -> None:
        """Show where we are; what was folded away opens for it."""
        self._here = key
        if not self._open and any(i.more and i.key == key for i in self._items):
            self.set_open(on=True)
            return
        for view in (self.sections, self.foot):
            number = view.rows.row_of(key)
            if number >= 0:
                view.setCurrentIndex(view.rows.index(number, 0))
            else:
                view.clearSelection()
                view.setCurrentIndex(QModelIndex())

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        item = index.data(_ITEM_ROLE)
        if isinstance(item, NavItem) and item.key == _FOLD:
            self._fold()
        elif isinstance(item, NavItem):
            self.went.emit(item.key)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self.finder.setText(words("Search"))
        self.sections.setAccessibleName(words("Sections"))
        self.foot.setAccessibleName(words("Settings and help"))
        self.case.setAccessibleName(words("Case"))
