"""First page of a new bundle: what goes, in which edition, to whom, what for; consent is met here, while choosing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import current, set_property
from field_doc.ui.views.bundle.inside import InsideFacts
from field_doc.ui.views.bundle.ticks import TickList, TickModel
from field_doc.ui.widgets.controls import Button, Choice, Radio
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.fold import FoldSplit
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.refill import clear, show_failure
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import hairline, label, lead_label

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from field_doc.base.i18n import Words
    from field_doc.ui.views.bundle.presenter import BundlePresenter, BundleState
    from field_doc.ui.views.bundle.saying import Refusal

EDITIONS = ("pseudonymised", "full")
Pairs = Sequence[tuple[str, str]]


class EditionCard(QFrame):
    """A radio with what it means; a click anywhere chooses it."""

    def __init__(self) -> None:
        super().__init__()
        theme = current()
        self.setProperty("strip", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        column.setSpacing(0)
        self.radio = Radio("")
        font = theme.font(bold=True)
        self.radio.setFont(font)
        self.text = label("", "help", wrap=True)
        self.text.setContentsMargins(theme.px(27), 0, 0, 0)
        column.addWidget(self.radio)
        column.addWidget(self.text)
        self.radio.toggled.connect(lambda on: set_property(self, "strip", "cardChosen" if on else "card"))

    def set_words(self, name: str, text: str) -> None:
        """Name and what it means."""
        self.radio.setText(name)
        self.radio.setAccessibleName(name)
        self.radio.setAccessibleDescription(text)
        self.text.setText(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole card chooses."""
        self.radio.setChecked(True)
        self.radio.setFocus()
        event.accept()


class RefusalStrip(QFrame):
    """Every chosen record consent does not cover: the person's answer and two ways out, and one for all."""

    left_out = Signal(str)
    consent_wanted = Signal(str)
    taken_out = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        theme = current()
        self.setProperty("strip", "warn")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(8))
        self._shown: tuple[Refusal, ...] = ()
        self.first: QWidget | None = None

    def show_refusals(self, refusals: tuple[Refusal, ...], words: Words, *, can_untick: bool) -> None:
        """Show those that are open; nothing when none is."""
        waiting = tuple(r for r in refusals if not r.decided)
        self.setVisible(bool(waiting))
        if waiting == self._shown:
            return
        self._shown, self.first = waiting, None
        clear(self._column)
        if not waiting:
            return
        self._column.addWidget(self._title(len(waiting), words))
        for refusal in waiting[:20]:
            self._column.addWidget(lead_label(refusal.code, refusal.text, "small"))
            self._column.addWidget(self._ways(refusal, words, can_untick=can_untick))
            self._column.addWidget(hairline())
        if len(waiting) > 1:
            every = Button(words("Name all of them as not included"), "small")
            every.clicked.connect(lambda: self.left_out.emit(""))
            self._column.addWidget(every)

    def _title(self, count: int, words: Words) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        glyph = Glyph("attention")
        row.addWidget(glyph)
        text = words.plural("Consent does not cover {count} record", "Consent does not cover {count} records", count)
        row.addWidget(label(text, "strong", wrap=True), 1)
        return head

    def _ways(self, refusal: Refusal, words: Words, *, can_untick: bool) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(16), row_gap=0)
        ways: list[tuple[str, Callable[[], object]]] = [
            (words("Name as not included"), lambda: self.left_out.emit(refusal.record))
        ]
        if can_untick:
            ways.append((words("Do not choose it"), lambda: self.taken_out.emit(refusal.record)))
        if refusal.consent:
            ways.append((words("Open consent"), lambda: self.consent_wanted.emit(refusal.consent)))
        for text, do in ways:
            button = Button(text, "link")
            button.setProperty("small", True)
            button.setAccessibleName(f"{refusal.code}: {text}")
            button.clicked.connect(lambda _checked=False, act=do: act())
            flow.addWidget(button)
            self.first = self.first or button
        return holder


class ChoosePage(QWidget):
    """The page; everything it is told goes to the presenter."""

    consent_wanted = Signal(str)

    def __init__(self, words: Words, presenter: BundlePresenter) -> None:
        super().__init__()
        self._words, self._presenter = words, presenter
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._split = FoldSplit(self._list_side(), self._form_side(), 470, (300, 640))
        outer.addWidget(self._split)
        self._connect()

    def _list_side(self) -> QWidget:
        theme = current()
        side = QWidget()
        side.setProperty("ground", "list")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setMinimumWidth(theme.px(260))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(12), theme.px(8))
        self.count = label("", "strong")
        self.every = Button("", "link")
        row.addWidget(self.count, 1)
        row.addWidget(self.every)
        column.addLayout(row)
        self.case = Choice()
        holder = QHBoxLayout()
        holder.setContentsMargins(theme.px(12), 0, theme.px(12), theme.px(8))
        holder.addWidget(self.case)
        column.addLayout(holder)
        column.addWidget(hairline())
        self.model = TickModel()
        self.model.setParent(self)
        self.list = TickList(self.model)
        column.addWidget(self.list, 1)
        self.empty = label("", "second", wrap=True)
        self.empty.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(16))
        column.addWidget(self.empty)
        self.list_problem = label("", "problem", wrap=True)
        self.list_problem.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        column.addWidget(self.list_problem)
        return side

    def _form_side(self) -> QWidget:
        theme = current()
        inner = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._sides.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        self._sides.setSpacing(theme.px(24))
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(self._editions())
        self.recipient = QLineEdit()
        self.recipient_box = FieldBox("", self.recipient)
        column.addWidget(self.recipient_box)
        self.purpose = Choice()
        self.purpose_box = FieldBox("", self.purpose)
        column.addWidget(self.purpose_box)
        self.language = Choice()
        self.language_box = FieldBox("", self.language)
        column.addWidget(self.language_box)
        column.addStretch(1)
        self._sides.addWidget(form, 5)
        aside = QWidget()
        right = QVBoxLayout(aside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.px(8))
        self.refusals = RefusalStrip()
        right.addWidget(self.refusals)
        self.fine = label("", "small", wrap=True)
        right.addWidget(self.fine)
        self._failure = QVBoxLayout()
        right.addLayout(self._failure)
        right.addSpacing(theme.px(8))
        self.inside = InsideFacts()
        right.addWidget(self.inside)
        right.addSpacing(theme.px(8))
        self.before = label("", "section")
        right.addWidget(self.before)
        self._issued = QVBoxLayout()
        right.addLayout(self._issued)
        right.addStretch(1)
        self._sides.addWidget(aside, 4)
        return Page(inner)

    def _editions(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(6))
        self.edition_name = label("", "strong")
        column.addWidget(self.edition_name)
        self.editions = {name: EditionCard() for name in EDITIONS}
        self._group = QButtonGroup(self)
        for card in self.editions.values():
            self._group.addButton(card.radio)
            column.addWidget(card)
        return holder

    def _connect(self) -> None:
        presenter = self._presenter
        self.model.ticked.connect(lambda record, on: presenter.tick(record, on=on))
        self.list.all_wanted.connect(self._toggle_all)
        self.every.clicked.connect(self._toggle_all)
        self.case.activated.connect(lambda: presenter.set_case(self.case.key()))
        for name, card in self.editions.items():
            card.radio.toggled.connect(lambda on, n=name: presenter.set_field("edition", n) if on else None)
        self.recipient.textChanged.connect(lambda text: presenter.set_field("recipient", text))
        self.purpose.activated.connect(lambda: presenter.set_field("purpose", self.purpose.key()))
        self.language.activated.connect(lambda: presenter.set_field("language", self.language.key()))
        self.refusals.left_out.connect(presenter.leave_out)
        self.refusals.taken_out.connect(lambda record: presenter.tick(record, on=False))
        self.refusals.consent_wanted.connect(self.consent_wanted)

    def begin(self) -> None:
        """Shown: begin in the list."""
        self.list.setFocus()

    def _toggle_all(self) -> None:
        state = self._presenter.state
        self._presenter.tick_all(on=len(state.chosen) < len(state.candidates))

    def show_state(self, state: BundleState) -> None:
        """Show a state."""
        words, fmt = self._words, Fmt(self._words.lang)
        self.count.setText(
            words("{chosen} of {total} records", chosen=fmt.number(len(state.chosen)),
                  total=fmt.number(len(state.candidates)))
        )  # fmt: skip
        full = bool(state.candidates) and len(state.chosen) == len(state.candidates)
        self.every.setText(words("Choose none") if full else words("Choose all"))
        self.every.setVisible(bool(state.candidates) and not state.case)
        self.model.show_rows(state.candidates, state.chosen, state.refusals, fixed=bool(state.case))
        empty = state.loaded and not state.candidates
        self.list.setVisible(not empty)
        self.empty.setVisible(empty)
        self.list_problem.setText(state.problems.get("records", ""))
        self.list_problem.setVisible(bool(self.list_problem.text()))
        self.case.set_key(state.case)
        self.editions[state.edition].radio.setChecked(True)
        if self.recipient.text() != state.recipient:
            self.recipient.setText(state.recipient)
        self.purpose.set_key(state.purpose)
        self.language.set_key(state.language)
        self.recipient_box.set_problem(state.problems.get("recipient", ""))
        self.purpose_box.set_problem(state.problems.get("purpose", ""))
        self.refusals.show_refusals(state.refusals, words, can_untick=not state.case)
        self._show_fine(state)
        self.inside.show_state(state, words)
        show_failure(self._failure, state.failure, integrity=state.integrity)
        clear(self._issued)
        self.before.setVisible(bool(state.issued))
        for number, what in state.issued:
            self._issued.addWidget(lead_label(number, what, "small"))

    def _show_fine(self, state: BundleState) -> None:
        words = self._words
        left = sum(1 for r in state.refusals if r.decided)
        text = ""
        if left and not state.undecided:
            text = words.plural(
                "{count} record will be named as not included, with the reason.",
                "{count} records will be named as not included, with the reason.", left,
            )  # fmt: skip
        elif state.chosen and state.purpose and not state.refusals:
            text = words("Consent covers all chosen records for this purpose.")
        self.fine.setText(text)
        self.fine.setVisible(bool(text))

    def fill(self, purposes: Pairs, cases: Pairs) -> None:
        """Terms of the consent vocabulary, and cases."""
        words = self._words
        self.purpose.fill(purposes)
        self.case.fill([("", words("Chosen records")), *cases])
        if self.case.currentIndex() < 0:
            self.case.setCurrentIndex(0)

    def set_columns(self, columns: int) -> None:
        """Beside one another, or below."""
        narrow = columns < 3
        self._sides.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._split.set_columns(columns)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.list.setAccessibleName(words("Sealed records"))
        self.case.setAccessibleName(words("What goes into the bundle"))
        self.empty.setText(words("Nothing is sealed yet. Only sealed versions go into a bundle."))
        self.edition_name.setText(words("Edition"))
        self.editions["pseudonymised"].set_words(
            words.label("edition", "pseudonymised"),
            words("Codes in place of names. What is left out is listed with the reason."),
        )
        self.editions["full"].set_words(
            words.label("edition", "full"),
            words("With data on persons where consent allows. Encrypted to the recipient's key."),
        )
        self.before.setText(words("Issued before"))
        self.recipient_box.set_name(words("Recipient"))
        self.recipient_box.set_help(words("The body or person by name, as it shall stand on the cover."))
        self.purpose_box.set_name(words("Purpose of the hand-over"))
        self.purpose_box.set_help(words("Compared with what each person allowed. Not asked counts as no."))
        self.language_box.set_name(words("Language of the report"))
        self.language.fill([("uk", "Українська"), ("en", "English")])
