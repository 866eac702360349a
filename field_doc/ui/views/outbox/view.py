"""The outbox: what waits, what is sent, what the office said; joining; sticks. Right: receipts and what they mean."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import current
from field_doc.ui.views.outbox.enrol import OfficePanel
from field_doc.ui.views.outbox.presenter import FILTERS, OutboxPresenter, OutboxState
from field_doc.ui.widgets.controls import Button, Choice, Segments
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.marks import StateLabel, word_of
from field_doc.ui.widgets.pathline import ask_path
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.refill import clear, show_failure
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import hairline, label, lead_label
from field_doc.ui.widgets.windowed import WindowedModel

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.office import OfficeStanding, ReceiptRow

# What Qt itself takes for "no limit".
_NO_LIMIT: Final = (1 << 24) - 1


class OutboxPage(QWidget):
    """The page; ``record_wanted`` opens a record."""

    record_wanted = Signal(str)
    names_wanted = Signal()

    def __init__(self, words: Words, make_presenter: Any) -> None:
        super().__init__()
        self._words = words
        self._columns = 3
        self._standing: OfficeStanding | None = None
        self._panel: ProgressPanel | None = None
        self.presenter: OutboxPresenter = make_presenter(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self._main())
        self._split.addWidget(self._from_office())
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([current().px(820), current().px(338)])
        outer.addWidget(self._split)

    def _main(self) -> QWidget:
        theme = current()
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(24), theme.px(11), theme.px(24), theme.px(11))
        head.setSpacing(theme.px(8))
        self.title = label("", "title")
        head.addWidget(self.title, 1)
        self.send = Button("", icon_name="send")
        head.addWidget(self.send)
        column.addLayout(head)
        column.addWidget(hairline())
        top = QWidget()
        self._top = QVBoxLayout(top)
        self._top.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(10))
        self._top.setSpacing(theme.px(8))
        self.office = OfficePanel(self._words)
        self._top.addWidget(self.office)
        self._long, self._failure = QVBoxLayout(), QVBoxLayout()
        self._top.addLayout(self._long)
        self._top.addLayout(self._failure)
        self.said = label("", "small", wrap=True)
        self._top.addWidget(self.said)
        self.names = Button("", "link", icon_name="scan")
        self.names.setVisible(False)
        self._top.addWidget(self.names, 0, Qt.AlignmentFlag.AlignLeft)
        self._top.addWidget(self._sticks())
        # Five words in a row are wider than one column: there they drop down.
        self.filter, self.drop = Segments(""), Choice()
        self._top.addWidget(self.filter)
        self._top.addWidget(self.drop)
        self._top_page = Page(top)
        # What it needs is known only once its labels and rows were laid out: measured again at each such change.
        top.installEventFilter(self)
        column.addWidget(self._top_page, 1)
        column.addWidget(hairline())
        self.model = WindowedModel(self._words, self)
        self.list = RecordList("", self._words, self.model)
        column.addWidget(self.list, 1)
        self.empty = label("", "second", wrap=True)
        self.empty.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        column.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        return side

    def _sticks(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(16), row_gap=2)
        self.pack, self.receive = Button("", "link", icon_name="usb"), Button("", "link", icon_name="download")
        self.again = Button("", "link", icon_name="rotate-cw")
        flow.addWidget(self.again)
        flow.addWidget(self.pack)
        flow.addWidget(self.receive)
        return holder

    def _from_office(self) -> QWidget:
        theme = current()
        self._aside = QWidget()
        self._aside.setProperty("ground", "list")
        self._aside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._aside.setMinimumWidth(theme.px(260))
        column = QVBoxLayout(self._aside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.aside_title = label("", "strong")
        self.aside_title.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(14))
        column.addWidget(self.aside_title)
        column.addWidget(hairline())
        inner = QWidget()
        self._receipts = QVBoxLayout(inner)
        self._receipts.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        self._receipts.setSpacing(theme.px(4))
        self._receipts_page = Page(inner)
        column.addWidget(self._receipts_page, 1)
        column.addWidget(hairline())
        self._legend = QVBoxLayout()
        self._legend.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        column.addLayout(self._legend)
        return self._aside

    def _connect(self) -> None:
        presenter = self.presenter
        self.send.clicked.connect(presenter.send)
        self.again.clicked.connect(presenter.send_again)
        self.names.clicked.connect(self.names_wanted)
        self.pack.clicked.connect(self._ask_pack)
        self.receive.clicked.connect(self._ask_receive)
        self.office.card_wanted.connect(self._ask_card)
        self.office.joined.connect(presenter.join)
        self.office.put_away.connect(presenter.put_card_away)
        self.filter.chosen.connect(presenter.narrow)
        self.drop.activated.connect(lambda _n: presenter.narrow(self.drop.key()))
        self.list.opened.connect(lambda row: self.record_wanted.emit(row.partition(":")[2]))
        self.model.set_source(presenter)
        self.model.total_changed.connect(self._show_list)

    # -- showing -------------------------------------------------------------------------------------------

    def show_state(self, state: OutboxState) -> None:
        """Show a state."""
        if not hasattr(self, "office"):
            return
        self.office.show_state(state)
        self._show_progress(state)
        show_failure(self._failure, state.failure, integrity=state.integrity)
        self.said.setText(state.said)
        self.said.setVisible(bool(state.said))
        self.names.setVisible(state.names > 0)
        self.names.setText(self._words.plural(
            "Somebody’s name or address stands in {count} place of what waits: look at it",
            "Somebody’s name or address stands in {count} places of what waits: look at them", state.names,
        ))  # fmt: skip
        joined = state.may_send
        self.send.setEnabled(joined and not state.busy)
        self.send.explain("" if joined else self._words("Waits until this vault has joined an office."))
        confirmed = state.standing is not None and state.standing.state == "confirmed"
        self.again.setVisible(confirmed and state.standing is not None and state.standing.stuck > 0)
        self.again.setEnabled(not state.busy)
        for button in (self.pack, self.receive):
            button.setVisible(confirmed)
            button.setEnabled(not state.busy)
        if state.standing is not None and state.standing is not self._standing:
            self._standing = state.standing
            self._show_counts(state)
            self._show_receipts(state.standing)
        self.filter.set_key(state.narrowed)
        self.drop.set_key(state.narrowed)
        self._fit()

    def _show_progress(self, state: OutboxState) -> None:
        if state.busy and self._panel is None:
            self._panel = ProgressPanel(self._words)
            self._panel.cancelled.connect(self.presenter.cancel)
            self._long.addWidget(self._panel)
        if not state.busy and self._panel is not None:
            clear(self._long)
            self._panel = None
        if self._panel is not None and state.progress is not None:
            self._panel.show_progress(state.progress, self.presenter.kept())

    def _show_counts(self, state: OutboxState) -> None:
        words, standing = self._words, state.standing
        assert standing is not None
        counts = {
            "all": sum(standing.counts.values()),
            "waiting": standing.counts.get("waiting", 0) + standing.counts.get("sending", 0),
            **{name: standing.counts.get(name, 0) for name in ("stored", "accepted", "refused")},
        }
        names = {"all": words("All"), **{name: word_of(name, words) for name in FILTERS[1:]}}
        fmt = Fmt(words.lang)
        pairs = [(name, f"{names[name]} {fmt.number(counts[name])}") for name in FILTERS]
        self.filter.fill(pairs)
        self.drop.fill(pairs)

    def _show_receipts(self, standing: OfficeStanding) -> None:
        clear(self._receipts)
        if not standing.receipts:
            text = self._words("Receipts come here: first that the server stored, then that the office accepted.")
            self._receipts.addWidget(label(text, "help", wrap=True))
        for receipt in standing.receipts:
            self._receipts.addWidget(self._receipt(receipt))
            self._receipts.addWidget(hairline())
        self._receipts.addStretch(1)

    def _receipt(self, receipt: ReceiptRow) -> QWidget:
        words = self._words
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, current().px(4), 0, current().px(4))
        column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(StateLabel(receipt.kind, words))
        head.addStretch(1)
        at = Fmt(words.lang).moment(datetime.fromisoformat(receipt.at), zone=False)
        head.addWidget(label(at, "help"))
        column.addLayout(head)
        some = ", ".join(receipt.codes[:4]) + (" …" if len(receipt.codes) > 4 else "")
        if some:
            column.addWidget(label(words("Receipt for {codes}", codes=some), wrap=True))
        texts = {
            "stored": words.plural("The server holds {count} thing whole.", "The server holds {count} things whole.",
                                   receipt.count),
            "accepted": words.plural("The office opened {count} thing; its digest is equal.",
                                     "The office opened {count} things; all digests are equal.", receipt.count),
        }  # fmt: skip
        key = f"{receipt.reason}.what"
        refused = words.label("error", key) if receipt.reason and words.has_label("error", key) else receipt.reason
        column.addWidget(label(texts.get(receipt.kind, refused), "small", wrap=True))
        return box

    @Slot(int)
    def _show_list(self, total: int) -> None:
        comparing = self.presenter.state.card is not None
        self.list.setVisible(total > 0 and not comparing)
        self.empty.setVisible(total == 0 and not comparing)
        row = self._row_fits()
        self.filter.setVisible(not comparing and row)
        self.drop.setVisible(not comparing and not row)

    def _row_fits(self) -> bool:
        """Whether the row of words stands beside the receipts without being cut."""
        room = self._top_page.viewport().width() - 2 * current().px(24)
        return self._columns > 1 and room >= self.filter.sizeHint().width()

    def reload(self) -> None:
        """Ask for the rows again."""
        self.model.reload()

    def _fit(self) -> None:
        """The top takes what it needs, at most half of the page; while a card is compared, all of it."""
        comparing = self.presenter.state.card is not None
        self._show_list(self.model.total)
        if comparing:
            self._top_page.setMinimumHeight(0)
            self._top_page.setMaximumHeight(_NO_LIMIT)
            return
        inner = self._top_page.widget()
        layout = inner.layout() if inner is not None else None
        if layout is not None:
            width = max(200, self._top_page.viewport().width())
            needed = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
            self._top_page.setFixedHeight(min(needed, max(self.height() // 2, current().px(80))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The top was laid out anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: Any) -> None:
        """Another size needs another share."""
        super().resizeEvent(event)
        self._fit()

    # -- acts -----------------------------------------------------------------------------------------------

    @Slot()
    def _ask_card(self) -> None:
        dialog = ask_path(self, self._words("Open the office's card…"), "file")
        dialog.fileSelected.connect(self.presenter.look_at_card)

    @Slot()
    def _ask_pack(self) -> None:
        ask_path(self, self._words("An empty folder on the stick"), "folder").fileSelected.connect(self.presenter.pack)

    @Slot()
    def _ask_receive(self) -> None:
        dialog = ask_path(self, self._words("The folder with the office's answer"), "folder")
        dialog.fileSelected.connect(self.presenter.receive)

    def set_columns(self, columns: int) -> None:
        """Receipts go below, then away."""
        self._columns = columns
        self._aside.setVisible(columns > 1)
        self._fit()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._standing = None
        self.title.setText(words("Outbox"))
        self.send.setText(words("Send now"))
        self.again.setText(words("Send again what was refused"))
        self.pack.setText(words("Hand over on a stick…"))
        self.receive.setText(words("Take the answer from a stick…"))
        self.filter.setAccessibleName(words("Filter"))
        self.drop.setAccessibleName(words("Filter"))
        self.list.retranslate(words("Outbox"), words)
        self.empty.setText(words("Nothing here. Sealed records come here by themselves."))
        self.aside_title.setText(words("From the office"))
        clear(self._legend)
        self._legend.addWidget(
            lead_label(words("Stored on the server:"), words("it has everything and cannot read it."), "small")
        )
        self._legend.addWidget(
            lead_label(words("Accepted:"), words("a person at the office opened it and checked it."), "small")
        )
        self.office.retranslate(words)
