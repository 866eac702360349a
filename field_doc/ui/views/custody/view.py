"""The ledger of custody: where it stands, whether it holds, every entry; newest first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import Theme, current
from field_doc.ui.views.custody.presenter import LedgerPresenter, LedgerState, Line
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.strips import Strip
from field_doc.ui.widgets.text import IconText, hairline, label, set_role
from field_doc.ui.widgets.windowed import ROW_ROLE, WindowedModel

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.acts.custody import CustodyActs
    from field_doc.ui.ledgerwords import Member
    from field_doc.ui.tasks import Runner

_Index = QModelIndex | QPersistentModelIndex
_COLUMNS: Final = (0.0, 64.0, 214.0, 470.0)
_PAD: Final = 16
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_SIDE: Final = 300
_BESIDE_FROM: Final = 900
_TALL_FROM: Final = 480
_GROUPS_PER_LINE: Final = 4


def _columns(width: int, theme: Theme) -> tuple[tuple[int, int], ...]:
    """(left, width) of number, time, act, detail; a narrow list shares what it has."""
    scale = min(1.0, width / theme.px(760))
    lefts = [round(theme.px(c) * scale) + theme.px(_PAD) for c in _COLUMNS]
    ends = [*lefts[1:], width]
    return tuple((left, max(10, end - left - theme.px(8))) for left, end in zip(lefts, ends, strict=True))


class LedgerModel(WindowedModel):
    """Entries by pages; the same windowing as every list."""

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The line under ``ROW_ROLE``; its words for a screen reader."""
        line = super().data(index, ROW_ROLE)
        if role == int(Qt.ItemDataRole.AccessibleTextRole) and isinstance(line, Line):
            return ", ".join(p for p in (line.number, line.when, line.act, line.detail) if p)
        return super().data(index, role)


class LineDelegate(QStyledItemDelegate):
    """Paints one entry in four columns."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """34 px."""
        return QSize(current().px(300), current().px("row.tree"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the entry."""
        line, theme = index.data(ROW_ROLE), current()
        if not isinstance(line, Line):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("bg.selected"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        tones = ("text.3", "text.2", "text.1", "text.2")
        painter.setFont(theme.font("font.small"))
        metrics = QFontMetrics(painter.font())
        texts = (line.number, line.when, line.act, line.detail)
        for (left, width), text, tone in zip(_columns(rect.width(), theme), texts, tones, strict=True):
            painter.setPen(theme.colour(tone))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(rect.left() + left, rect.top(), width, rect.height()), _LEFT, shown)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), theme.px("stroke.focus")))
            painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), 4, 4)
        painter.restore()


class ColumnHead(QWidget):
    """The names of the columns."""

    def __init__(self) -> None:
        super().__init__()
        self._names = ("", "", "", "")
        self.setFixedHeight(current().px(28))

    def set_names(self, names: tuple[str, str, str, str]) -> None:
        """Name them."""
        self._names = names
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them over their columns."""
        theme = current()
        painter = QPainter(self)
        painter.setFont(theme.font("font.small"))
        painter.setPen(theme.colour("text.3"))
        metrics = QFontMetrics(painter.font())
        for (left, width), name in zip(_columns(self.width(), theme), self._names, strict=True):
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, 0, width, self.height()), _LEFT, shown)
        painter.end()


class LedgerList(QListView):
    """The entries."""

    chosen = Signal(object)

    def __init__(self, model: LedgerModel) -> None:
        super().__init__()
        self._delegate = LineDelegate()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def currentChanged(self, now: _Index, before: _Index) -> None:
        """Tell which entry is current."""
        super().currentChanged(now, before)
        line = now.data(ROW_ROLE)
        if isinstance(line, Line):
            self.chosen.emit(line)


class LedgerView(QWidget):
    """The whole screen."""

    def __init__(self, words: Words, runner: Runner, acts: CustodyActs) -> None:
        super().__init__()
        self._words = words
        self._line: Line | None = None
        self._shown: tuple[object, ...] = ()
        self._pairs: tuple[tuple[str, str], ...] = ()
        self.presenter = LedgerPresenter(self, runner, acts, words)
        self.model = LedgerModel(words, self)
        self._build()
        self.verify_button.clicked.connect(self.presenter.verify)
        self.filters.chosen.connect(self.presenter.set_group)
        self.list.chosen.connect(self._chosen)
        self.proof_button.clicked.connect(self._ask_place)
        self.retranslate(words)
        self.model.set_source(self.presenter)  # type: ignore[arg-type]

    def _build(self) -> None:
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        head.setSizePolicy(policy)
        inner = QVBoxLayout(head)
        inner.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        inner.setSpacing(theme.px(8))
        row = QHBoxLayout()
        self.title = label("", "title")
        self.verify_button = Button("", icon_name="shield-check")
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.verify_button)
        inner.addLayout(row)
        self.lead = label("", "small", wrap=True)
        inner.addWidget(self.lead)
        self.head_holder = QVBoxLayout()
        inner.addLayout(self.head_holder)
        self.verdict_holder = QVBoxLayout()
        inner.addLayout(self.verdict_holder)
        self.filters = Segments("")
        holder = QWidget()
        flow = FlowLayout(holder)
        flow.addWidget(self.filters)
        inner.addWidget(holder)
        column.addWidget(head)
        column.addWidget(hairline())
        self.columns = ColumnHead()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.columns)
        left.addWidget(hairline())
        self.list = LedgerList(self.model)
        self.list.setMinimumHeight(theme.px(40))
        left.addWidget(self.list, 1)
        self.body = QHBoxLayout()
        self.body.setSpacing(0)
        self.body.addLayout(left, 1)
        self.side = Page(self._side())
        self.side.setProperty("ground", "list")
        self.body.addWidget(self.side)
        column.addLayout(self.body, 1)

    def _side(self) -> QWidget:
        theme = current()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(8))
        self.said = label("", "small", wrap=True)
        self.said.hide()
        self.entry = label("", "strong", wrap=True)
        self.when = label("", "small", wrap=True)
        self.more = QVBoxLayout()
        self.more.setSpacing(theme.px(2))
        self.proof_button = Button("", "small")
        self.proof_note = label("", "help", wrap=True)
        for widget in (self.said, self.entry, self.when):
            column.addWidget(widget)
        column.addLayout(self.more)
        column.addSpacing(theme.px(4))
        column.addWidget(self.proof_button)
        column.addWidget(self.proof_note)
        self.proof_button.hide()
        self.proof_note.hide()
        column.addStretch(1)
        return holder

    def show_state(self, state: LedgerState) -> None:
        """Show what stands above the list."""
        words, fmt = self._words, Fmt(self._words.lang)
        head = (state.origin, state.size, state.root, words.lang)
        if head != self._shown:
            self._shown = head
            _empty(self.head_holder)
            if state.origin:
                self.head_holder.addWidget(label(
                    self._standing(state),
                    "strong", wrap=True,
                ))  # fmt: skip
                self.head_holder.addWidget(label(state.origin, "mono", wrap=True, select=True))
                root = DigestLabel(state.root, words("Copy the root"))
                root.text.setWordWrap(True)
                self.head_holder.addWidget(root)
                self._fold_head()
        self._verdict(state)
        names = {
            "all": words("All"), "changes": words("Changes"), "reads": words("Viewing"),
            "handovers": words("Hand-overs"), "vault": words("Vault and device"),
        }  # fmt: skip
        pairs = tuple((key, f"{names[key]} {fmt.number(count)}") for key, count in state.counts)
        if pairs != self._pairs:
            self._pairs = pairs
            self.filters.fill(pairs)
        self.filters.set_key(state.group)

    def _standing(self, state: LedgerState) -> str:
        words, size = self._words, Fmt(self._words.lang).number(state.size)
        return words("Volume {number} of the ledger, {size} entries", number=state.epoch, size=size)

    def _verdict(self, state: LedgerState) -> None:
        _empty(self.verdict_holder)
        self.verify_button.setEnabled(state.verdict != "busy")
        if state.verdict == "fails":
            text = " ".join(state.findings[:8])
            kept = self._words("Nothing was changed. Lock, keep this computer as it is, and tell the office.")
            self.verdict_holder.addWidget(Strip("danger", state.verdict_text, f"{text} {kept}"))
        elif state.verdict == "holds":
            self.verdict_holder.addWidget(IconText("check", state.verdict_text, "body", "accent", wrap=True))
        elif state.verdict == "busy":
            self.verdict_holder.addWidget(label(state.verdict_text, "small", wrap=True))
        self._fold_head()

    def reload(self) -> None:
        """Ask for the entries again."""
        self.model.reload()

    def say(self, text: str, *, problem: bool = False) -> None:
        """Say what an act did."""
        set_role(self.said, "problem" if problem else "small")
        self.said.setText(text)
        self.said.setVisible(bool(text))

    @Slot(object)
    def _chosen(self, line: Line) -> None:
        self._line = line
        words = self._words
        self.entry.setText(words("Entry {number}: {act}", number=line.number, act=line.act))
        self.when.setText(line.when)
        self._show_members(line.more)
        may = self.presenter.may_prove(line)
        self.proof_button.setVisible(may)
        self.proof_note.setText(
            words("A small file that shows that this entry stands in the ledger. It holds no names and no words.")
            if may
            else words("This entry stands in an earlier volume; its confirmation is part of a bundle.")
        )
        self.proof_note.show()

    def _show_members(self, members: tuple[Member, ...]) -> None:
        """Name over value; digests whole, to be compared and copied."""
        _empty(self.more)
        for member in members:
            name = label(member.name, "help", wrap=True)
            name.setContentsMargins(0, current().px(6), 0, 0)
            self.more.addWidget(name)
            if member.digest:
                value: QWidget = DigestLabel(member.digest, self._words("Copy"), per_line=_GROUPS_PER_LINE)
            else:
                value = label(member.value, "small", wrap=True, select=True)
            value.setAccessibleName(f"{member.name}: {member.digest or member.value}")
            self.more.addWidget(value)

    @Slot()
    def _ask_place(self) -> None:
        line = self._line
        if line is None:
            return
        dialog = QFileDialog(self, self._words("Where to write the confirmation"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"entry-{line.seq}.proof")
        dialog.fileSelected.connect(lambda chosen: self.presenter.prove(line, Path(chosen)))
        dialog.open()

    def entered(self) -> None:
        """Load."""
        self.presenter.refresh()
        self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: what stands beside goes below."""
        super().resizeEvent(event)
        theme = current()
        narrow = self.width() < theme.px(_BESIDE_FROM)
        way = QBoxLayout.Direction
        self.body.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        most = 16_777_215
        self.side.setFixedWidth(theme.px(_SIDE)) if not narrow else self.side.setMaximumWidth(most)
        self.side.setMinimumWidth(0 if narrow else theme.px(_SIDE))
        self.side.setMinimumHeight(theme.px(64) if narrow else 0)
        self.side.setMaximumHeight(self.height() // 4 if narrow else most)
        self._fold_head()

    def _fold_head(self) -> None:
        """A low window: verdict and entries come first, the root and the lead wait for more room."""
        theme = current()
        tall = self.height() >= theme.px(_TALL_FROM)
        self.lead.setVisible(tall)
        for widget in _widgets(self.head_holder)[1:]:
            widget.setVisible(tall)
        verdict = _widgets(self.verdict_holder)
        for widget in verdict:
            # Qt squeezes wrapped words; what does not hold must be readable in any window.
            widget.setMinimumHeight(widget.heightForWidth(max(200, self.width() - theme.px(48))))
        self.side.setVisible(tall or not verdict)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.title.setText(words("Ledger"))
        self.lead.setText(
            words(
                "Every act stands here in order, signed by this device. Nothing can be taken out without it being seen."
            )
        )
        self.verify_button.setText(words("Check the ledger"))
        self.proof_button.setText(words("Write the confirmation…"))
        self.filters.setAccessibleName(words("Filter"))
        self.list.setAccessibleName(words("Ledger entries"))
        self.columns.set_names((words("No."), words("Time (Kyiv)"), words("Act"), words("Details")))
        self.presenter.retranslate(words)
        self.model.retranslate(words)
        if self._line is not None:
            self._line = None
            self.entry.setText("")
            self.when.setText("")
            _empty(self.more)
            self.proof_button.hide()
            self.proof_note.hide()


def _widgets(layout: QVBoxLayout) -> list[QWidget]:
    items = [layout.itemAt(number) for number in range(layout.count())]
    widgets = [item.widget() for item in items if item is not None]
    return [widget for widget in widgets if widget is not None]


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
