"""The box: a field, what was found under it, keys at its foot; over a flat veil, inside the window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from field_doc.ui import screens
from field_doc.ui.acts.records import VaultRecords
from field_doc.ui.icons import paint_icon
from field_doc.ui.recordpage import transcribing
from field_doc.ui.theme import current
from field_doc.ui.typewords import icon_of, many_words, new_words
from field_doc.ui.views.search.presenter import Command, Line, SearchPresenter, fits
from field_doc.ui.widgets.marks import MARKS, paint_state, word_of
from field_doc.ui.widgets.text import IconLabel, hairline, label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.program import Program

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_REST_MS: Final = 80
_WIDTH: Final = 720
_HEIGHT: Final = 580
_WORDS = re.compile(r"(\w+)", re.UNICODE)
_LEAST_MARK = 3


class _Lines(QAbstractListModel):
    """What was found."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self.query = ""

    def show_lines(self, lines: Sequence[Line], query: str) -> None:
        """Show others."""
        self.beginResetModel()
        self.lines, self.query = tuple(lines), query
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """Lines."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings are not chosen."""
        line = self.lines[index.row()]
        return Qt.ItemFlag.NoItemFlags if line.kind == "head" else super().flags(index)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The line, or its words."""
        line = self.lines[index.row()]
        if role == _LINE_ROLE:
            return line
        if role in {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)}:
            return ", ".join(p for p in (line.text, line.under, line.right) if p)
        return None


class _Delegate(QStyledItemDelegate):
    """Headings of one line, the rest of two; the words looked for bold on a ground."""

    def __init__(self, model: _Lines) -> None:
        super().__init__()
        self._model = model
        self.words: Words | None = None

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """30 or 52 px."""
        line = index.data(_LINE_ROLE)
        head = isinstance(line, Line) and line.kind == "head"
        return QSize(current().px(200), current().px(30 if head else 52))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One line."""
        line, theme = index.data(_LINE_ROLE), current()
        if not isinstance(line, Line):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if line.kind == "head":
            self._head(painter, rect, line)
        else:
            if state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, theme.colour("bg.selected"))
                bar = QRect(rect.left(), rect.top(), theme.px("stroke.row_bar"), rect.height())
                painter.fillRect(bar, theme.colour("accent"))
            self._line(painter, rect, line)
        painter.restore()

    @staticmethod
    def _head(painter: QPainter, rect: QRect, line: Line) -> None:
        theme = current()
        box = rect.adjusted(theme.px(17), theme.px(6), -theme.px(17), 0)
        painter.setFont(theme.font("font.small"))
        painter.setPen(theme.colour("text.3"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), line.text)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), line.right)

    def _line(self, painter: QPainter, rect: QRect, line: Line) -> None:
        theme = current()
        side = theme.px("icon.nav")
        paint_icon(
            painter, QRectF(rect.left() + theme.px(18), rect.center().y() - side / 2, side, side), line.icon or "plus"
        )
        right = self._right(painter, rect, line)
        left = rect.left() + theme.px(48)
        top = QRect(left, rect.top() + theme.px(6), right - left, theme.px(20))
        self._marked(painter, top if line.under else QRect(left, rect.top(), right - left, rect.height()), line.text)
        if line.under:
            low = QRect(left, rect.top() + theme.px(27), right - left, theme.px(18))
            self._marked(painter, low, line.under, small=True)

    def _right(self, painter: QPainter, rect: QRect, line: Line) -> int:
        """State or key at the right; where the room for words ends."""
        theme = current()
        font = theme.font("font.small")
        metrics = QFontMetrics(font)
        edge = rect.right() - theme.px(17)
        painter.setFont(font)
        word = word_of(line.state, self.words) if line.state and self.words is not None else line.right
        width = metrics.horizontalAdvance(word)
        box = QRect(edge - width, rect.top(), width + 1, rect.height())
        painter.setPen(theme.colour(MARKS[line.state].word_colour if line.state else "text.3"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), word)
        if line.state:
            glyph = theme.px("glyph")
            left = box.left() - theme.px(7) - glyph
            paint_state(painter, QRectF(left, rect.center().y() - glyph / 2 + 1, glyph, glyph), line.state)
            return left - theme.px(12)
        return box.left() - theme.px(12)

    def _marked(self, painter: QPainter, box: QRect, text: str, *, small: bool = False) -> None:
        theme = current()
        size = "font.small" if small else "font.body"
        plain, bold = theme.font(size), theme.font(size, bold=True)
        left = box.left()
        elided = QFontMetrics(plain).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        for piece in _WORDS.split(elided):
            if not piece:
                continue
            hit = self._is_hit(piece)
            metrics = QFontMetrics(bold if hit else plain)
            width = metrics.horizontalAdvance(piece)
            area = QRect(left, box.top(), width + 1, box.height())
            if hit:
                middle = box.center().y()
                half = metrics.height() // 2
                painter.fillRect(QRect(left, middle - half, width, 2 * half), theme.colour("accent.soft"))
            painter.setFont(bold if hit else plain)
            painter.setPen(theme.colour("accent" if hit else "text.2" if small else "text.1"))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), piece)
            left += width

    def _is_hit(self, word: str) -> bool:
        parts = [p for p in self._model.query.split() if len(p) >= _LEAST_MARK]
        return any(fits(word, part) for part in parts)


class SearchBox(QWidget):
    """The veil with the box on it; a child of the columns, so that lock takes it away with them."""

    def __init__(self, program: Program) -> None:
        super().__init__(program.shell.main)
        self._program = program
        self._before: QWidget | None = None
        self._model = _Lines()
        self._delegate = _Delegate(self._model)
        self._build()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask)
        self.presenter = self._make_presenter()
        program.locking.connect(self.shut)
        program.language_changed.connect(self.shut)
        program.shell.main.installEventFilter(self)
        self.hide()

    def _make_presenter(self) -> SearchPresenter:
        program = self._program
        return SearchPresenter(
            self,
            program.runner,
            VaultRecords(program.need_session()),
            program.labels,
            self.commands,
            icon_of,
            self._head_words,
        )

    def _build(self) -> None:
        theme = current()
        self.box = QFrame(self)
        self.box.setProperty("strip", "float")
        self.box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(17), theme.px(8), theme.px(17), theme.px(8))
        row.setSpacing(theme.px(12))
        row.addWidget(IconLabel("search"))
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setStyleSheet("border: none; background: transparent;")
        self.line.setFont(theme.font("font.title"))
        self.line.textEdited.connect(lambda _t: self._rest.start())
        self.line.installEventFilter(self)
        row.addWidget(self.line, 1)
        self.count = label("", "help")
        row.addWidget(self.count)
        column.addLayout(row)
        column.addWidget(hairline())
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._take)
        column.addWidget(self.list, 1)
        column.addWidget(hairline())
        self.foot = label("", "help", wrap=True)
        self.foot.setContentsMargins(theme.px(17), theme.px(8), theme.px(17), theme.px(8))
        column.addWidget(self.foot)

    def _head_words(self, name: str) -> str:
        words = self._program.words
        return {
            "last": words("Last changed"),
            "records": words("Records"),
            "items": words("Items"),
            "acts": words("Acts"),
        }[name]

    def commands(self) -> Sequence[Command]:
        """The commands of the palette."""
        words = self._program.words
        labels = self._program.labels
        begin = [Command("new:note", new_words("note", labels), icon_of("note"), "Ctrl N",
                         words("Plain text with its time"))]  # fmt: skip
        kinds = [t for t in screens.beginnings() if t != "note"]
        begin += [Command(f"new:{t}", new_words(t, labels), icon_of(t)) for t in kinds]
        return (*begin, *self._of_shown(), *self._places(), *self._others())

    def _of_shown(self) -> list[Command]:
        """What can be done with the record in sight."""
        if not transcribing.can_work_on_shown(self._program):
            return []
        words = self._program.words
        return [
            Command("work:transcript", words("Transcribe…"), "quote"),
            Command("work:translation", words("Translate…"), "languages"),
        ]

    def _places(self) -> list[Command]:
        """Every section, and every list of one that has several."""
        words, labels = self._program.words, self._program.labels
        found = []
        for known in screens.available(self._program.frame.role):
            if not known.types:
                found.append(Command(f"go:{known.key}", words("Go to: {where}", where=words(known.word)), known.icon))
            found += [
                Command(f"list:{t}", words("Go to: {where}", where=many_words(t, labels)), icon_of(t))
                for t in known.types
            ]
        return found

    def _others(self) -> tuple[Command, ...]:
        words = self._program.words
        other = "en" if words.lang == "uk" else "uk"
        speak = Command(f"lang:{other}", words("Ukrainian / English"), "languages")
        paper = (
            Command("paper:type", words("Type in a paper form…"), "scan"),
            Command("paper:blank", words("Print blank forms…"), "printer"),
        )
        return (*paper, speak, Command("lock", words("Lock"), "lock", "Ctrl L"))

    # -- opening, closing --------------------------------------------------------------------------

    def open(self) -> None:
        """Over the window, empty, with what was changed last."""
        words = self._program.words
        self._before = QApplication.focusWidget()
        self.presenter = self._make_presenter()
        self._delegate.words = words
        self.line.setAccessibleName(words("Search and commands"))
        self.line.setPlaceholderText(words("Search and commands"))
        self.list.setAccessibleName(words("Found"))
        self.foot.setText(words("Enter opens. Esc closes. Opening a sealed record is entered in the ledger."))
        self.line.clear()
        self._fit()
        self.show()
        self.raise_()
        self.line.setFocus()
        self._program.shell.overlay = self.shut
        self._ask()

    @Slot()
    def shut(self) -> bool:
        """Close and give the focus back; whether it was open."""
        if not self.isVisible():
            return False
        self._rest.stop()
        self._program.shell.overlay = None
        self.hide()
        self._model.show_lines((), "")
        self.line.clear()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self._before = None
        return True

    def _fit(self) -> None:
        theme, room = current(), self._program.shell.main.size()
        self.setGeometry(0, 0, room.width(), room.height())
        width = min(theme.px(_WIDTH), room.width() - theme.px(32))
        height = min(theme.px(_HEIGHT), room.height() - theme.px(48))
        top = min(theme.px(60), (room.height() - height) // 2)
        self.box.setGeometry((room.width() - width) // 2, top, width, height)

    def paintEvent(self, _event: QEvent) -> None:
        """The veil."""
        painter = QPainter(self)
        theme = current()
        veil = theme.colour("bg.window", 0.6) if theme.name == "dark" else theme.colour("text.1", 0.18)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def mousePressEvent(self, event: Any) -> None:
        """A click beside the box closes it."""
        if not self.box.geometry().contains(event.position().toPoint()):
            self.shut()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size; arrows and Enter in the field act on the list."""
        if watched is self._program.shell.main and event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._step(steps[Qt.Key(event.key())])
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take(self.list.currentIndex())
            return True
        # Nothing behind the veil is reached while it lies there.
        return event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}

    def _step(self, by: int) -> None:
        rows = [i for i, line in enumerate(self._model.lines) if line.kind != "head"]
        if not rows:
            return
        here = self.list.currentIndex().row()
        place = rows.index(here) + by if here in rows else 0
        self.list.setCurrentIndex(self._model.index(rows[place % len(rows)], 0))

    # -- searching ---------------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        self.presenter.type(self.line.text())

    def show_lines(self, lines: Sequence[Line], count: int, query: str) -> None:
        """What was found; the first that can be opened is chosen."""
        words = self._program.words
        nothing = words("Nothing was found. Try another form of the word, or a code.")
        self._model.show_lines(lines or (Line("head", nothing),), query)
        self.count.setText(words.plural("{count} found", "{count} found", count) if query.strip() else "")
        self._step(0)

    def show_error(self, error: Exception) -> None:
        """Say what failed."""
        self._program.show_error(error)

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        line = index.data(_LINE_ROLE) if index.isValid() else None
        if not isinstance(line, Line) or line.kind == "head":
            return
        self.shut()
        if line.kind == "record":
            self._program.open_typed(line.record_type, line.key)
            return
        act, _, what = line.key.partition(":")
        if act == "new":
            self._program.new_record(what)
        elif act == "list":
            self._program.list_type(what)
        elif act == "go":
            self._program.go(what)
        elif act == "paper":
            screens.part("paper")(self._program, what)
        elif act == "work":
            transcribing.ask_shown(self._program, what)
        elif act == "lang":
            self._program.set_language(what)
        elif act == "lock":
            self._program.lock()
