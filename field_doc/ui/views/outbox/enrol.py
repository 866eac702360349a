"""Joining an office: the card's words beside the paper act, this device's fingerprint to read out; how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from field_doc.schema.names import country_name
from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import current, set_property
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.refill import clear
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.views.outbox.presenter import OutboxState

_WORDS_PER_ROW = 4


class OfficePanel(QFrame):
    """One panel for all states of joining; built anew when the state is another."""

    card_wanted = Signal()
    joined = Signal()
    put_away = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._shown: object = None
        theme = current()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(8))
        self.first: Button | None = None

    def show_state(self, state: OutboxState) -> None:
        """Show a state."""
        standing = state.standing
        here = (standing.state if standing else "", standing.office if standing else "", state.card, state.joining)
        if standing is None or here == self._shown:
            return
        self._shown = here
        clear(self._column)
        self.first = None
        if state.card is not None:
            self._compare(state)
        elif standing.state == "none":
            self._none()
        else:
            self._member(state)

    def _title(self, glyph: str, text: str) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        row.addWidget(Glyph(glyph))
        row.addWidget(label(text, "strong", wrap=True), 1)
        self._column.addWidget(head)

    def _acts(self, *buttons: Button) -> None:
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(8))
        for button in buttons:
            flow.addWidget(button)
        self.first = buttons[0]
        self._column.addWidget(holder)

    def _open_card(self, kind: str = "outline") -> Button:
        button = Button(self._words("Open the office's card…"), "outline" if kind == "outline" else "link")
        button.clicked.connect(self.card_wanted)
        return button

    def _none(self) -> None:
        words = self._words
        set_property(self, "strip", "quiet")
        self._title("waiting", words("This vault has not joined an office"))
        text = words("Nothing is sent until then; sealed records wait here. The office gives you a card, a file for "
                     "this device alone, and a paper act to compare it with.")  # fmt: skip
        self._column.addWidget(label(text, "second", wrap=True))
        self._acts(self._open_card())

    def _member(self, state: OutboxState) -> None:
        words, standing = self._words, state.standing
        assert standing is not None
        known = {
            "confirmed": ("accepted", words("Confirmed device of {office}", office=standing.office), "quiet"),
            "desk": ("accepted", words("Desk of {office}", office=standing.office), "quiet"),
            "pending": ("attention", words("Unconfirmed device: {office} has not compared its fingerprint yet",
                                           office=standing.office), "warn"),
            "refused": ("refused", words("{office} refused this device", office=standing.office), "warn"),
            "enrol-again": ("attention", words("Join again: the keys of this device are new"), "warn"),
        }  # fmt: skip
        glyph, title, tone = known.get(standing.state, known["pending"])
        set_property(self, "strip", tone)
        self._title(glyph, title)
        if standing.state == "pending":
            text = words("Read this fingerprint to the office by telephone or show it. Until it is confirmed nothing "
                         "is sent; at the next sending its answer is fetched.")  # fmt: skip
            self._column.addWidget(label(text, "second", wrap=True))
            self._fingerprint(words("This device"), standing.device)
        if standing.state in {"refused", "enrol-again"}:
            text = words("Ask the office for a new card. What was accepted before stays accepted.")
            self._column.addWidget(label(text, "second", wrap=True))
            self._acts(self._open_card())

    def _fingerprint(self, name: str, digest: str) -> None:
        self._column.addWidget(label(name, "section"))
        self._column.addWidget(DigestLabel(digest, self._words("Copy"), per_line=8))

    def _compare(self, state: OutboxState) -> None:
        words, card, standing = self._words, state.card, state.standing
        assert card is not None
        assert standing is not None
        set_property(self, "strip", "card")
        self._title("attention", words("Compare with the paper act before you join"))
        facts = (
            (words("Office"), card.office), (words("Card for"), card.code),
            (words("Keeps data in"), country_name(card.country, words.lang)),
            (words("Valid until"), Fmt(words.lang).moment(datetime.fromisoformat(card.expires))),
        )  # fmt: skip
        self._column.addWidget(_facts(facts))
        self._column.addWidget(label(words("The twelve words of the office's root key"), "section"))
        self._column.addWidget(_words_grid(card.words))
        self._fingerprint(words("The same as a fingerprint"), card.fingerprint)
        self._fingerprint(words("This device: the office compares it"), standing.device)
        text = words(
            "If a single word differs, somebody may have exchanged the card: do not join, and call the office."
        )
        self._column.addWidget(label(text, "second", wrap=True))
        join = Button(words("All twelve are the same: join"))
        join.setEnabled(not state.joining)
        join.clicked.connect(self.joined)
        away = Button(words("Do not join"))
        away.clicked.connect(self.put_away)
        self._acts(away, join)

    def retranslate(self, words: Words) -> None:
        """Speak the other language at the next state shown."""
        self._words = words
        self._shown = None


def _facts(facts: tuple[tuple[str, str], ...]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(current().px(16))
    grid.setColumnStretch(1, 1)
    for number, (name, value) in enumerate(facts):
        grid.addWidget(label(name, "help"), number, 0)
        grid.addWidget(label(value, select=True), number, 1)
    return holder


def _words_grid(words: tuple[str, ...]) -> QWidget:
    """Twelve numbered words, four in a row: large enough to be read across a table."""
    holder = QWidget()
    holder.setAccessibleName(" ".join(words))
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(current().px(20))
    grid.setVerticalSpacing(current().px(4))
    for number, word in enumerate(words):
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(6))
        row.addWidget(label(str(number + 1), "help"))
        row.addWidget(label(word, "strong", select=True), 1)
        grid.addWidget(pair, number // _WORDS_PER_ROW, number % _WORDS_PER_ROW)
    return holder
