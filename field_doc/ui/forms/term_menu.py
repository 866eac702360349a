"""The open list of a pick-list: favourites, last used, then the entries in levels; all of it by keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QTreeView, QVBoxLayout, QWidget

from field_doc.ui.forms.finding import Branch, branches, flat, selectable, source_of
from field_doc.ui.theme import current
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from field_doc.schema.labels import Labels
    from field_doc.schema.model import Term
    from field_doc.ui.forms.picks import Picks

_ID: Final = int(Qt.ItemDataRole.UserRole)
_ROWS: Final = 14
_ALL_OPEN_UP_TO: Final = 20
_STAR: Final = "★"


class _Tree(QTreeView):
    """Enter chooses or opens, * keeps at the top, letters go on to the line that finds."""

    entered = Signal(QModelIndex)
    starred = Signal(QModelIndex)
    typed = Signal(str)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the list."""
        key, text = event.key(), event.text()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.entered.emit(self.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif text == "*":
            self.starred.emit(self.currentIndex())
        elif text and text.isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)


class TermMenu(QFrame):
    """A list of terms under the field it belongs to.

    Signals:
        chosen: an entry was chosen (its id).
        typed: a letter was typed: find with it.
        closed: nothing was chosen.
    """

    chosen = Signal(str)
    typed = Signal(str)
    closed = Signal()

    def __init__(self, owner: QWidget, terms: Sequence[Term], labels: Labels, picks: Picks, name: str) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self._terms = {t.id: t for t in terms}
        self._labels, self._picks, self._list = labels, picks, name
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows = QStandardItemModel(0, 1, self)
        self.tree = _Tree()
        self.tree.setModel(self._rows)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(False)
        self.tree.setWordWrap(True)
        self.tree.setAccessibleName(owner.accessibleName())
        self.tree.setIndentation(current().px(18))
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.about = label("", "help", wrap=True)
        keys = labels.words("Enter chooses, the right arrow opens a group, * keeps an entry at the top.")
        self.keys = label(keys, "help", wrap=True)
        column = QVBoxLayout(self)
        pad = current().px(8)
        column.setContentsMargins(1, pad, 1, pad)
        column.setSpacing(current().px(6))
        column.addWidget(self.tree, 1)
        for line in (self.about, self.keys):
            line.setContentsMargins(pad, 0, pad, 0)
            column.addWidget(line)
        self.tree.entered.connect(self._entered)
        self.tree.clicked.connect(self._entered)
        self.tree.starred.connect(self._starred)
        self.tree.typed.connect(self._typed)
        self.tree.left.connect(self._left)
        self.tree.selectionModel().currentChanged.connect(self._say)

    def open_at(self, owner: QWidget, key: str) -> None:
        """Show it under its field, the chosen entry in sight."""
        self._fill(key)
        width = max(owner.width(), current().px(360))
        self.resize(QSize(width, self._height()))
        below = owner.mapToGlobal(QPoint(0, owner.height()))
        screen = owner.screen().availableGeometry()
        if below.y() + self.height() > screen.bottom():
            below = owner.mapToGlobal(QPoint(0, -self.height()))
        left = min(below.x(), max(screen.left(), screen.right() - width))
        self.move(QPoint(left, max(screen.top(), below.y())))
        self.show()
        self.tree.setFocus(Qt.FocusReason.PopupFocusReason)
        self.tree.scrollTo(self.tree.currentIndex(), QTreeView.ScrollHint.PositionAtCenter)

    def _height(self) -> int:
        row = self.fontMetrics().lineSpacing() + current().px(8)
        return row * _ROWS + self.about.sizeHint().height() * 2 + self.keys.sizeHint().height() + current().px(28)

    def _fill(self, key: str) -> None:
        self._rows.clear()
        words = self._labels.words
        stars = self._picks.stars(self._list)
        kept = [self._terms[i] for i in stars if i in self._terms]
        used = [self._terms[i] for i in self._picks.recent(self._list) if i in self._terms and i not in stars]
        lang = self._labels.lang
        every = branches(tuple(self._terms.values()), self._labels)
        texts = {b.term.id: b.text for b in flat(every) if b.term is not None}
        tops = [
            Branch(title, None, tuple(Branch(texts.get(t.id) or t.label(lang), t) for t in found))
            for title, found in ((words("Favourites"), kept), (words("Used last"), used))
            if found
        ]
        for branch in (*tops, *every):
            self._rows.appendRow(self._row(branch))
        self._open(len(tops), key)

    def _row(self, branch: Branch) -> QStandardItem:
        term = branch.term
        free = term is not None and selectable(term)
        starred = term is not None and term.id in self._picks.stars(self._list)
        item = QStandardItem(f"{branch.text} {_STAR}" if starred else branch.text)
        item.setEditable(False)
        if free and term is not None:
            item.setData(term.id, _ID)
        else:
            item.setFont(current().font("font.body", bold=True))
        if term is not None:
            item.setToolTip(f"{branch.text}\n{source_of(term, self._labels)}".strip())
        for inner in branch.below:
            item.appendRow(self._row(inner))
        return item

    def _open(self, tops: int, key: str) -> None:
        """Favourites and last used stand open; of the groups the one with the chosen entry; a short list all."""
        if len(self._terms) <= _ALL_OPEN_UP_TO:
            self.tree.expandAll()
        for number in range(tops):
            self.tree.expand(self._rows.index(number, 0))
        first = self._rows.index(0, 0)
        start = self._rows.index(0, 0, first) if self._rows.rowCount(first) and self.tree.isExpanded(first) else first
        at = self._index_of(key) if key else QModelIndex()
        if at.isValid():
            self.tree.expand(at.parent())
            above = at.parent()
            while above.isValid():
                self.tree.expand(above)
                above = above.parent()
        self.tree.setCurrentIndex(at if at.isValid() else start)

    def _index_of(self, key: str) -> QModelIndex:
        found = [i for i in self._indexes() if i.data(_ID) == key]
        return found[-1] if found else QModelIndex()

    def _indexes(self, parent: QModelIndex | None = None) -> Iterable[QModelIndex]:
        above = parent if parent is not None else QModelIndex()
        for number in range(self._rows.rowCount(above)):
            index = self._rows.index(number, 0, above)
            yield index
            yield from self._indexes(index)

    @Slot(QModelIndex)
    def _entered(self, index: QModelIndex) -> None:
        key = index.data(_ID)
        if key:
            self.hide()
            self._picks.use(self._list, str(key))
            self.chosen.emit(str(key))
        elif index.isValid():
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    @Slot(QModelIndex)
    def _starred(self, index: QModelIndex) -> None:
        key = index.data(_ID)
        if key:
            self._picks.star(self._list, str(key))
            self._fill(str(key))

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.hide()
        self.typed.emit(text)

    @Slot()
    def _left(self) -> None:
        self.hide()
        self.closed.emit()

    @Slot()
    def _say(self) -> None:
        """The entry the list stands at in full, its source and certainty."""
        index = self.tree.currentIndex()
        self.about.setText(str(index.data(Qt.ItemDataRole.ToolTipRole) or index.data() or ""))
