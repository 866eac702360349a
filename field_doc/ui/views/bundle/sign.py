"""Third page: whose signature, where to write; and the last: number, folder, fingerprint, check it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.pathline import PathLine, ask_path
from field_doc.ui.widgets.refill import clear, show_failure
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.base.i18n import Words
    from field_doc.ui.views.bundle.presenter import BundlePresenter, BundleState


def _measure(page: QWidget) -> QVBoxLayout:
    """A scrolled column of the form's measure inside a page."""
    theme = current()
    inner = QWidget()
    outer = QHBoxLayout(inner)
    outer.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(24))
    box = QWidget()
    box.setMaximumWidth(theme.px("measure"))
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(14))
    outer.addWidget(box, 1)
    outer.addStretch(0)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(Page(inner))
    return column


class SignPage(QWidget):
    """The signer, the folder, and for the full edition the recipient's key."""

    def __init__(self, words: Words, presenter: BundlePresenter) -> None:
        super().__init__()
        self._words, self._presenter = words, presenter
        column = _measure(self)
        self._purposes: dict[str, str] = {}
        column.addWidget(self._order())
        self.signer = PathLine(words, "", "file")
        self.signer_box = FieldBox("", self.signer, target=self.signer.line)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase_box = FieldBox("", self.passphrase)
        self.key = PathLine(words, "", "file")
        self.key_box = FieldBox("", self.key, target=self.key.line)
        self.reason = QLineEdit()
        self.reason_box = FieldBox("", self.reason)
        self.out = PathLine(words, "", "save")
        self.out_box = FieldBox("", self.out, target=self.out.line)
        for box in (self.signer_box, self.passphrase_box, self.key_box, self.reason_box, self.out_box):
            column.addWidget(box)
        self._failure = QVBoxLayout()
        column.addLayout(self._failure)
        column.addStretch(1)
        self._connect()

    def _order(self) -> QFrame:
        """What will be signed, in sight while it is signed."""
        theme = current()
        card = QFrame()
        card.setProperty("strip", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        column.setSpacing(theme.px(4))
        self.order_title = label("", "section")
        column.addWidget(self.order_title)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(theme.px(16))
        self._facts.setVerticalSpacing(theme.px(4))
        self._facts.setColumnStretch(1, 1)
        column.addLayout(self._facts)
        return card

    def _show_order(self, state: BundleState) -> None:
        words = self._words
        items = "; ".join(f"{value} {name.lower()}" for name, value in (state.looked.counts if state.looked else ()))
        rows = (
            (words("Edition"), words.label("edition", state.edition)), (words("Recipient"), state.recipient),
            (words("Purpose of the hand-over"), self._purposes.get(state.purpose, state.purpose)),
            (words("Items"), items),
        )  # fmt: skip
        clear(self._facts)
        for number, (name, value) in enumerate(rows):
            self._facts.addWidget(label(name, "help"), number, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(label(value, "small", wrap=True), number, 1)

    def set_purposes(self, purposes: Sequence[tuple[str, str]]) -> None:
        """Words of the purposes."""
        self._purposes = dict(purposes)

    def _connect(self) -> None:
        presenter = self._presenter
        self.signer.changed.connect(lambda text: presenter.set_field("signer", text))
        self.passphrase.textChanged.connect(lambda text: presenter.set_field("passphrase", text))
        self.passphrase.editingFinished.connect(presenter.look_at_signer)
        self.key.changed.connect(lambda text: presenter.set_field("recipient_key", text))
        self.reason.textChanged.connect(lambda text: presenter.set_field("reason", text))
        self.out.changed.connect(lambda text: presenter.set_field("out", text))

    def show_state(self, state: BundleState) -> None:
        """Show a state."""
        self._show_order(state)
        for line, text in ((self.signer, state.signer), (self.key, state.recipient_key), (self.out, state.out)):
            line.set_text(text)
        for edit, text in ((self.passphrase, state.passphrase), (self.reason, state.reason)):
            if edit.text() != text:
                edit.setText(text)
        problems = state.problems
        self.signer_box.set_problem(problems.get("signer", ""))
        self.passphrase_box.set_problem(problems.get("passphrase", ""))
        self.out_box.set_problem(problems.get("out", ""))
        self.key_box.set_problem(problems.get("recipient_key", ""))
        self.passphrase_box.set_help(state.signer_words)
        self.reason_box.setVisible(state.edition == "full" and not state.recipient_key.strip())
        self.setEnabled(not state.making)
        show_failure(self._failure, state.failure, integrity=state.integrity)

    def begin(self) -> None:
        """Shown: begin with the signer."""
        self.signer.line.setFocus()

    def focus_on(self, name: str) -> None:
        """To a field."""
        {
            "signer": self.signer.line, "passphrase": self.passphrase, "out": self.out.line,
            "recipient_key": self.key.line,
        }[name].setFocus()  # fmt: skip

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.order_title.setText(words("What you sign"))
        self.signer_box.set_name(words("Signer"))
        self.signer_box.set_help(words("The file with the certificate and key that sign the report, .p12 or .pfx."))
        self.passphrase_box.set_name(words("Passphrase of the signer's file"))
        self.key_box.set_name(words("Recipient's key for encryption"))
        self.key_box.set_help(
            words("A file or a line that begins with age1. With it everything goes into one encrypted file.")
        )
        self.reason_box.set_name(words("Why it goes unencrypted"))
        self.reason_box.set_help(words("Only for the full edition without a key. It stands in the ledger."))
        self.out_box.set_name(words("New folder for the bundle"))
        self.out_box.set_help(words("It must not exist yet. The bundle is written whole or not at all."))
        self.signer.retranslate(words, words("Signer"))
        self.key.retranslate(words, words("Recipient's key for encryption"))
        self.out.retranslate(words, words("New folder for the bundle"))


class DonePage(QWidget):
    """What was made, and what to do with it."""

    check_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, words: Words, presenter: BundlePresenter) -> None:
        super().__init__()
        self._words, self._presenter = words, presenter
        self._root = ""
        column = _measure(self)
        theme = current()
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(Glyph("saved"))
        self.title = label("", "title", wrap=True)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setColumnStretch(1, 1)
        self.folder_name, self.folder = label("", "help"), label("", "mono", wrap=True, select=True)
        grid.addWidget(self.folder_name, 0, 0)
        grid.addWidget(self.folder, 0, 1)
        column.addLayout(grid)
        self.root_name = label("", "section")
        column.addWidget(self.root_name)
        self._root_place = QVBoxLayout()
        column.addLayout(self._root_place)
        self.advice = label("", "second", wrap=True)
        column.addWidget(self.advice)
        column.addWidget(self._acts())
        self.saved = label("", "small", wrap=True)
        column.addWidget(self.saved)
        self._failure = QVBoxLayout()
        column.addLayout(self._failure)
        column.addStretch(1)

    def _acts(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(12))
        self.check, self.trust, self.again = Button("", "primary"), Button(""), Button("")
        for button, do in (
            (self.check, self.check_wanted), (self.trust, self._ask_trust), (self.again, self.new_wanted)
        ):  # fmt: skip
            button.clicked.connect(do)
            flow.addWidget(button)
        return holder

    def begin(self) -> None:
        """Shown: the next thing is to check it."""
        self.check.setFocus()

    @Slot()
    def _ask_trust(self) -> None:
        ask_path(self, self._words("Save the trust file…"), "save").fileSelected.connect(self._presenter.save_trust)

    def show_state(self, state: BundleState) -> None:
        """Show a state."""
        words = self._words
        self.title.setText(words("Bundle {number} is ready", number=state.number))
        self.folder.setText(state.folder)
        if state.root != self._root:
            self._root = state.root
            clear(self._root_place)
            self._root_place.addWidget(DigestLabel(state.root, words("Copy"), per_line=8))
        self.check.setVisible(not state.recipient_key.strip())
        self.saved.setText(state.saved)
        self.saved.setVisible(bool(state.saved))
        show_failure(self._failure, state.failure, integrity=state.integrity)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.folder_name.setText(words("Folder"))
        self.root_name.setText(words("Root key fingerprint (SHA-256)"))
        self.advice.setText(
            words("Nothing has left this computer: you hand the folder over yourself. Give this fingerprint or the "
                  "trust file by another road, by telephone, on paper or by hand; the recipient checks the bundle "
                  "against it.")
        )  # fmt: skip
        self.check.setText(words("Check it now"))
        self.trust.setText(words("Save the trust file…"))
        self.again.setText(words("Another bundle"))
