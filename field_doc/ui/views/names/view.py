"""The page of the names check: what was looked through, and each place with the ways to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from field_doc.ui import namewords
from field_doc.ui.theme import current
from field_doc.ui.views.names.presenter import NamesPresenter, NamesState
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.namecard import NameCard
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.refill import clear, show_failure
from field_doc.ui.widgets.scroll import Page, measured
from field_doc.ui.widgets.strips import Strip
from field_doc.ui.widgets.text import Elided, hairline, label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_MEASURE = 860


class NamesPage(QWidget):
    """The page; ``place_wanted`` opens a record at a tab or a field (record id, tab, path)."""

    back = Signal()
    place_wanted = Signal(str, str, str)

    def __init__(self, words: Words, make_presenter: Any) -> None:
        super().__init__()
        self._words = words
        self.cards: list[NameCard] = []
        self._panel: ProgressPanel | None = None
        self._drawn: tuple[object, ...] = ()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._build()
        self.presenter: NamesPresenter = make_presenter(self)
        self.again.clicked.connect(lambda _checked=False: self.presenter.look())
        self.filter.chosen.connect(self.presenter.narrow)
        self.previous.clicked.connect(lambda: self.presenter.turn(self.presenter.state.page - 1))
        self.next.clicked.connect(lambda: self.presenter.turn(self.presenter.state.page + 1))
        self.leave.clicked.connect(self.back)

    def _build(self) -> None:
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(8))
        head.setSpacing(theme.px(12))
        self.leave = Button("", "link", icon_name="arrow-left")
        self.title = Elided("", "title")
        self.title.setMinimumHeight(theme.px(28))
        self.again = Button("", icon_name="refresh-cw")
        head.addWidget(self.leave)
        head.addWidget(self.title, 1)
        head.addWidget(self.again)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addWidget(Page(self._inner()), 1)

    def _inner(self) -> QWidget:
        theme = current()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        column.setSpacing(theme.px(10))
        self.help = label("", "help", wrap=True)
        column.addWidget(self.help)
        self.said = label("", "strong", wrap=True)
        column.addWidget(self.said)
        self.compared = label("", "second", wrap=True)
        column.addWidget(self.compared)
        self._unseen, self._failure, self._long, self._cards = (QVBoxLayout() for _ in range(4))
        column.addLayout(self._unseen)
        column.addLayout(self._failure)
        column.addLayout(self._long)
        self.filter = Segments("")
        column.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignLeft)
        self._cards.setSpacing(theme.px(8))
        column.addLayout(self._cards)
        column.addWidget(self._pager())
        column.addStretch(1)
        inner = QWidget()
        inner.setLayout(measured(content, theme.px(_MEASURE)))
        return inner

    def _pager(self) -> QWidget:
        self.pager = QWidget()
        row = QHBoxLayout(self.pager)
        row.setContentsMargins(0, 0, 0, 0)
        self.previous, self.next = Button(""), Button("")
        self.where = label("", "second")
        row.addWidget(self.previous)
        row.addWidget(self.where)
        row.addWidget(self.next)
        row.addStretch(1)
        return self.pager

    def show_state(self, state: NamesState) -> None:
        """Show a state."""
        words = self._words
        self.again.setEnabled(not state.looking)
        self._show_progress(state)
        show_failure(self._failure, state.failure, integrity=state.integrity)
        looked = state.looked
        for widget in (self.said, self.compared, self.filter):
            widget.setVisible(looked is not None)
        clear(self._unseen)
        if looked is not None:
            unseen = namewords.not_looked_for(looked.compared, looked.closed, words)
            if unseen:
                self._unseen.addWidget(Strip("warn", "", unseen))
            self.said.setText(self._headline(state))
            self.compared.setText(namewords.summary(looked, words))
            self.filter.setVisible(self.presenter.count > 0)
            self._show_filter(state)
        self._show_cards(state)
        self.pager.setVisible(state.pages > 1)
        self.where.setText(words("Page {page} of {pages}", page=state.page + 1, pages=state.pages))
        self.previous.setEnabled(state.page > 0)
        self.next.setEnabled(state.page + 1 < state.pages)

    def _headline(self, state: NamesState) -> str:
        words, waiting = self._words, self.presenter.open_count
        assert state.looked is not None
        if waiting:
            return words.plural("{count} place to decide about", "{count} places to decide about", waiting)
        if self.presenter.count:
            return words("Everything is decided.")
        return words("No name, telephone or address was found.") if state.looked.compared else ""

    def _show_filter(self, state: NamesState) -> None:
        words = self._words
        self.filter.fill([
            ("open", words("To decide: {count}", count=self.presenter.open_count)),
            ("all", words("All: {count}", count=self.presenter.count)),
        ])  # fmt: skip
        self.filter.set_key(state.narrowed)

    def _show_progress(self, state: NamesState) -> None:
        if state.looking and self._panel is None:
            self._panel = ProgressPanel(self._words)
            self._panel.cancelled.connect(self.presenter.cancel)
            self._long.addWidget(self._panel)
        if not state.looking and self._panel is not None:
            clear(self._long)
            self._panel = None
        if self._panel is not None and state.progress is not None:
            self._panel.show_progress(state.progress, self._words("Nothing is changed by looking."))

    def _show_cards(self, state: NamesState) -> None:
        drawn = (state.shown, self._words.lang)
        if drawn == self._drawn:
            return
        at = self._focused()
        self._drawn = drawn
        clear(self._cards)
        self.cards = []
        for said in state.shown:
            card = NameCard(said, self._words)
            hit = said.hit
            card.decided.connect(lambda d, same, k=hit.key: self.presenter.decide(k, d, all_same=same))
            place = (hit.record, "media", "") if hit.in_file else (hit.record, "", hit.field_path)
            card.wanted.connect(lambda p=place: self.place_wanted.emit(*p))
            self.cards.append(card)
            self._cards.addWidget(card)
        if at is not None and self.cards:
            self.focus_card(at)

    def _focused(self) -> int | None:
        """Which card has the focus; None: none of them."""
        return next(
            (n for n, card in enumerate(self.cards) if any(w.hasFocus() for w in card.findChildren(QWidget))), None
        )

    def focus_card(self, start: int = 0) -> None:
        """To the first card from there on that waits for a decision; else to the last looked at."""
        waiting = [card for card in self.cards[start:] if card.said.hit.open]
        card = waiting[0] if waiting else self.cards[min(start, len(self.cards) - 1)]
        card.first.setFocus()

    def act(self, name: str) -> bool:
        """F8: to the next place to decide about."""
        if name == "next_problem" and self.cards:
            at = self._focused()
            self.focus_card(0 if at is None else at + 1 if at + 1 < len(self.cards) else 0)
            return True
        return False

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.leave.setText(words("Back"))
        self.title.set_whole(words("Names check"))
        self.again.setText(words("Look again"))
        self.previous.setText(words("Previous page"))
        self.next.setText(words("Next page"))
        self.help.setText(words(
            "What identity records hold (names in every form, telephones, addresses) is looked for in texts, file "
            "names and data inside files. Decide about each place: before that nothing can be exported."
        ))  # fmt: skip
