"""Second page: what would go along, what not and why; and each text a person has to read before anything is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from field_doc.ui.rows import Row
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.fold import FoldSplit
from field_doc.ui.widgets.namecard import NameCard, passage
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.refill import clear, show_failure
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import label
from field_doc.ui.widgets.windowed import WindowedModel

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.namewords import NameSaid
    from field_doc.ui.views.bundle.presenter import BundlePresenter, BundleState
    from field_doc.ui.views.bundle.saying import Hit, Looked


class _Rows:
    """Rows of a preview."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Row], int], None]) -> None:
        """Some of them."""
        deliver(self._rows[offset : offset + limit], len(self._rows))


class HitCard(QFrame):
    """One text: where it stands, the words around, what it seems to repeat, and the ways to decide."""

    kept = Signal(bool)
    dropped = Signal()
    opened = Signal()

    def __init__(self, hit: Hit, words: Words, *, can_drop: bool) -> None:
        super().__init__()
        theme = current()
        self.hit = hit
        self.setProperty("strip", "quiet" if hit.kept else "warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        column.setSpacing(theme.px(4))
        column.addWidget(label(hit.where, "strong", wrap=True))
        column.addWidget(passage(hit.before, hit.found, hit.after))
        column.addWidget(label(hit.repeats, "small", wrap=True))
        column.addWidget(self._ways(hit, words, can_drop=can_drop))
        self.setAccessibleName(f"{hit.where}. {hit.before}{hit.found}{hit.after}. {hit.repeats}")

    def _ways(self, hit: Hit, words: Words, *, can_drop: bool) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(8), row_gap=current().px(4))
        if hit.kept:
            flow.addWidget(label(words("Read. It stays as it is."), "small"))
            self.first = Button(words("Undo"), "link")
            self.first.clicked.connect(lambda: self.kept.emit(False))
            flow.addWidget(self.first)
            return holder
        self.first = Button(words("It reveals nobody: leave it"), "small")
        self.first.clicked.connect(lambda: self.kept.emit(True))
        flow.addWidget(self.first)
        if hit.record and can_drop:
            drop = Button(words("Take the record out"), "small")
            drop.clicked.connect(self.dropped)
            flow.addWidget(drop)
        if hit.record:
            go = Button(words("Open {code}", code=hit.code), "link")
            go.clicked.connect(self.opened)
            flow.addWidget(go)
        return holder


class LookPage(QWidget):
    """The page."""

    record_wanted = Signal(str)
    place_wanted = Signal(str, str, str)

    def __init__(self, words: Words, presenter: BundlePresenter) -> None:
        super().__init__()
        self._words, self._presenter = words, presenter
        self._looked: Looked | None = None
        self._shown: tuple[tuple[Hit, ...], tuple[NameSaid, ...]] = ((), ())
        self.cards: list[HitCard] = []
        self.names: list[NameCard] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._model = WindowedModel(words, self)
        self.items = RecordList("", words, self._model)
        self.items.setMinimumWidth(current().px(260))
        self._split = FoldSplit(self.items, self._side(), 520)
        outer.addWidget(self._split)

    def _side(self) -> QWidget:
        theme = current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        column.setSpacing(theme.px(10))
        self.counts_title = label("", "section")
        column.addWidget(self.counts_title)
        self._counts = QGridLayout()
        self._counts.setHorizontalSpacing(theme.px(16))
        self._counts.setColumnStretch(1, 1)
        column.addLayout(self._counts)
        self.rule = label("", "help", wrap=True)
        column.addWidget(self.rule)
        column.addSpacing(theme.px(8))
        self.hits_title = label("", "strong", wrap=True)
        column.addWidget(self.hits_title)
        self.hits_help = label("", "help", wrap=True)
        column.addWidget(self.hits_help)
        self.unseen = label("", "small", wrap=True)
        column.addWidget(self.unseen)
        self.problem = label("", "problem", wrap=True)
        column.addWidget(self.problem)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.px(8))
        column.addLayout(self._cards)
        self._failure = QVBoxLayout()
        column.addLayout(self._failure)
        column.addStretch(1)
        return Page(inner)

    def show_state(self, state: BundleState) -> None:
        """Show a state."""
        if state.looked is not None and state.looked is not self._looked:
            self._looked = state.looked
            self._model.set_source(_Rows(state.looked.rows))
            self._show_counts(state.looked)
        if (state.hits, state.names) != self._shown:
            self._show_hits(state)
        words = self._words
        waiting = state.open_hits
        title = words.plural(
            "{count} text to read before signing", "{count} texts to read before signing", waiting
        )  # fmt: skip
        found = bool(state.hits or state.names)
        done = words("All texts were read.") if found else words("No hidden name was found in the texts shown.")
        self.hits_title.setText(title if waiting else done)
        self.hits_help.setVisible(found)
        self.unseen.setText(state.unseen)
        self.unseen.setVisible(bool(state.unseen))
        self.problem.setText(state.problems.get("hits", ""))
        self.problem.setVisible(bool(self.problem.text()))
        show_failure(self._failure, state.failure, integrity=state.integrity)

    def _show_counts(self, looked: Looked) -> None:
        clear(self._counts)
        for number, (name, value) in enumerate(looked.counts):
            self._counts.addWidget(label(name, "second"), number, 0)
            self._counts.addWidget(label(value), number, 1)

    def _show_hits(self, state: BundleState) -> None:
        self._shown = (state.hits, state.names)
        clear(self._cards)
        self.cards, self.names = [], []
        for said in state.names:
            self._show_name(said, can_drop=not state.case)
        for hit in state.hits:
            card = HitCard(hit, self._words, can_drop=not state.case)
            card.kept.connect(lambda on, n=hit.number: self._presenter.keep(n, kept=on))
            card.dropped.connect(lambda r=hit.record: self._presenter.drop(r))
            card.opened.connect(lambda r=hit.record: self.record_wanted.emit(r))
            self.cards.append(card)
            self._cards.addWidget(card)

    def _show_name(self, said: NameSaid, *, can_drop: bool) -> None:
        hit, presenter = said.hit, self._presenter
        card = NameCard(said, self._words, can_drop=can_drop and not hit.in_file)
        card.decided.connect(lambda d, same: presenter.decide_name(hit.key, d, all_same=same))
        card.dropped.connect(lambda: presenter.drop(hit.record))
        tab, field = ("media", "") if hit.in_file else ("", hit.field_path)
        card.wanted.connect(lambda: self.place_wanted.emit(hit.record, tab, field))
        self.names.append(card)
        self._cards.addWidget(card)

    def begin(self) -> None:
        """Shown: begin at the first text to read, else in the list."""
        self.items.setFocus()
        self.focus_hit()

    def focus_hit(self) -> None:
        """To the first text nobody decided about."""
        named = next((c for c in self.names if c.said.hit.open), None)
        card = named or next((c for c in self.cards if not c.hit.kept), None)
        if card is not None:
            card.first.setFocus()

    def set_columns(self, columns: int) -> None:
        """Beside one another, or below."""
        self._split.set_columns(columns)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._looked, self._shown = None, ((), ())
        self.items.retranslate(words("Items of the bundle"), words)
        self.counts_title.setText(words("What will be in it"))
        self.rule.setText(
            words("What is left out is named in the report with its reason; nothing is dropped silently.")
        )
        self.hits_help.setText(
            words("In these texts stands something of an identity record, or something that is hidden elsewhere. A "
                  "program cannot tell whether it gives a person away: read each one.")
        )  # fmt: skip
