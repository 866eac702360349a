"""The two ways in before unlock: recovery shares with a new passphrase, and a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from field_doc.ui.theme import current
from field_doc.ui.views.recovery.entry import ShareEntry
from field_doc.ui.views.recovery.presenter import WayIn, WayInState
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.newphrase import NewPhrase
from field_doc.ui.widgets.phrase import PhraseField
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import Elided, IconText, label, set_role

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.upkeep import RecoveryActs
    from field_doc.ui.tasks import Runner

SUFFIX: Final = ".fdvault"


class WayInPage(QWidget):
    """What both pages share: title, fields, the act, the way back.

    Signals:
        opened: the open session.
        back: to the page before.
        language: another language was chosen.
    """

    opened = Signal(object)
    back = Signal()
    language = Signal(str)

    def __init__(self, words: Words, runner: Runner, acts: RecoveryActs) -> None:
        super().__init__()
        theme = current()
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self.way = WayIn(self, runner, acts, words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        top = QHBoxLayout()
        self.languages = Segments("Мова · Language", (("uk", "Українська"), ("en", "English")))
        self.languages.chosen.connect(self.language)
        self.back_button = Button("", "link", icon_name="arrow-left")
        self.back_button.clicked.connect(self._leave)
        top.addWidget(self.back_button)
        top.addStretch(1)
        top.addWidget(self.languages)
        outer.addLayout(top)
        inner = QWidget()
        middle = QHBoxLayout(inner)
        middle.setContentsMargins(0, theme.px(12), 0, theme.px(12))
        middle.addStretch(1)
        box = QWidget()
        box.setMaximumWidth(theme.px(560))
        self.column = QVBoxLayout(box)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(12))
        self.title, self.lead = label("", "title", wrap=True), label("", "second", wrap=True)
        self.column.addWidget(self.title)
        self.column.addWidget(self.lead)
        middle.addWidget(box, 6)
        middle.addStretch(1)
        outer.addWidget(Page(inner), 1)

    def _foot(self) -> None:
        """The act, its progress and what it means; the last rows of the page."""
        self.failure = label("", "problem", wrap=True)
        self.failure.hide()
        self.progress = ProgressPanel(self._words)
        self.progress.cancelled.connect(self.way.cancel)
        self.progress.hide()
        self.note = IconText("info", "", "help", "text.3", wrap=True)
        self.main = Button("")
        self.main.clicked.connect(self.go)
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(self.main)
        for widget in (self.failure, self.note, self.progress, row):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_way(self, state: WayInState) -> None:
        """Show how the act stands."""
        self.failure.setText(state.failure)
        set_role(self.failure, "danger" if state.integrity else "problem")
        self.failure.setVisible(bool(state.failure))
        self.main.setEnabled(not state.busy)
        self.progress.setVisible(state.busy and state.progress is not None)
        if state.progress is not None:
            kept = self._words("The backup is only read. If you cancel, nothing half-made stays.")
            self.progress.show_progress(state.progress, kept)
        self.main.setText(self._words("Opening…") if state.busy else self.act_words())

    def act_words(self) -> str:
        """The words of the act."""
        return ""

    def go(self) -> None:
        """Do it, or go to the first thing missing."""

    def forget(self) -> None:
        """Nothing typed stays."""

    def done(self, session: object) -> None:
        """A vault is open: forget what was typed and go on."""
        self.forget()
        self.opened.emit(session)

    @Slot()
    def _leave(self) -> None:
        self.way.cancel()
        self.forget()
        self.back.emit()

    def act(self, name: str) -> bool:
        """Ctrl+Enter goes on, Esc goes back."""
        if name == "main_act":
            self.go()
            return True
        if name == "app.back":
            self._leave()
            return True
        return False

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.languages.set_key(words.lang)
        self.back_button.setText(words("Back"))
        self.note.text.setText(
            words("The signing keys of this device are not in shares or backups. It gets new ones and begins a new"
                  " volume of the ledger; the office has to enrol it again before it sends anything.")
        )  # fmt: skip
        self.way.retranslate(words)


class RecoverPage(WayInPage):
    """Open with recovery shares and set a new passphrase."""

    def __init__(self, words: Words, runner: Runner, acts: RecoveryActs, vault: Path) -> None:
        super().__init__(words, runner, acts)
        self._vault = vault
        self.shares = ShareEntry(words, acts)
        self.phrase = NewPhrase(words, acts.strong_enough)
        self.phrase.entered.connect(self.go)
        self.shares.complete.connect(self._enough)
        self.column.addWidget(self.shares)
        self.column.addWidget(self.phrase)
        self.phrase.hide()
        self._foot()
        self.retranslate(words)

    @Slot()
    def _enough(self) -> None:
        self.phrase.show()
        self.phrase.phrase.setFocus()

    def act_words(self) -> str:
        """Open."""
        return self._words("Open with the shares")

    def go(self) -> None:
        """Open once the shares are enough and the phrase is given twice."""
        if not self.shares.collector.state.complete:
            self.shares.field.setFocus()
            return
        passphrase = self.phrase.ready()
        if passphrase:
            self.way.recover(self._vault, self.shares.collector.mnemonics, passphrase)

    def forget(self) -> None:
        """Nothing typed stays."""
        self.shares.forget()
        self.phrase.forget()

    def showEvent(self, event: object) -> None:
        """Begin in the field."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.shares.field.setFocus()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        super().retranslate(words)
        self.title.setText(words("Open with recovery shares"))
        self.lead.setText(
            words(
                "Type the words of the sheets in their order; four letters of each are enough. Any order of the sheets."
            )
        )
        self.shares.retranslate(words)
        self.phrase.retranslate(words)


class RestorePage(WayInPage):
    """Make a vault of a backup."""

    def __init__(self, words: Words, runner: Runner, acts: RecoveryActs) -> None:
        super().__init__(words, runner, acts)
        self.source: Path | None = None
        self.place: Path | None = None
        self.source_text, self.place_text = Elided("", middle=True), Elided("", middle=True)
        self.source_button, self.place_button = Button("", "small"), Button("", "small")
        self.source_box = FieldBox("", self._row(self.source_text, self.source_button), target=self.source_button)
        self.place_box = FieldBox("", self._row(self.place_text, self.place_button), target=self.place_button)
        self.name = QLineEdit()
        self.name_box = FieldBox("", self.name)
        self.key = Segments("")
        self.old = PhraseField(words)
        self.old_box = FieldBox("", self.old)
        self.shares = ShareEntry(words, acts)
        self.phrase = NewPhrase(words, acts.strong_enough)
        for widget in (
            self.source_box,
            self.place_box,
            self.name_box,
            self.key,
            self.old_box,
            self.shares,
            self.phrase,
        ):
            self.column.addWidget(widget)
        self._foot()
        self.source_button.clicked.connect(lambda: self._choose("source"))
        self.place_button.clicked.connect(lambda: self._choose("place"))
        self.key.chosen.connect(self._show_key)
        self.old.returnPressed.connect(self.go)
        self.retranslate(words)
        self.key.set_key("phrase")
        self._show_key()

    @staticmethod
    def _row(text: QWidget, button: QWidget) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(text, 1)
        row.addWidget(button)
        return holder

    @Slot()
    def _show_key(self) -> None:
        shares = self.key.key() == "shares"
        self.old_box.setVisible(not shares)
        self.shares.setVisible(shares)
        self.phrase.setVisible(shares)

    def _choose(self, what: str) -> None:
        dialog = QFileDialog(self, self._words("Folder"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        setter = self.set_source if what == "source" else self.set_place
        dialog.fileSelected.connect(lambda chosen: setter(Path(chosen)))
        dialog.open()

    def set_source(self, folder: Path) -> None:
        """The backup's folder."""
        self.source = folder
        self.source_text.set_whole(folder.name or str(folder))
        self.source_box.set_problem("")

    def set_place(self, folder: Path) -> None:
        """The folder in which the new vault will lie."""
        self.place = folder
        self.place_text.set_whole(folder.name or str(folder))
        self.place_box.set_problem("")

    def act_words(self) -> str:
        """Restore."""
        return self._words("Restore the vault")

    def go(self) -> None:
        """Restore, or say all that is missing."""
        words, name = self._words, self.name.text().strip()
        self.source_box.set_problem("" if self.source else words("Choose the folder of the backup."))
        self.place_box.set_problem("" if self.place else words("Choose where the vault shall lie."))
        good = bool(name) and "/" not in name and "\\" not in name
        self.name_box.set_problem("" if good else words("Write a name without slashes."))
        passphrase = self._secret()
        if self.source is None or self.place is None or not good or not passphrase:
            return
        target = self.place / (name if name.endswith(SUFFIX) else name + SUFFIX)
        shares = self.shares.collector.mnemonics if self.key.key() == "shares" else ()
        self.way.restore(self.source, target, passphrase, shares)

    def _secret(self) -> str:
        """The passphrase of the backup, or the new one beside shares; "" after saying what is missing."""
        if self.key.key() == "shares":
            enough = self.shares.collector.state.complete
            return self.phrase.ready() if enough else ""
        typed = self.old.text()
        self.old_box.set_problem("" if typed.strip() else self._words("Type the passphrase the backup was made under."))
        return typed if typed.strip() else ""

    def forget(self) -> None:
        """Nothing typed stays."""
        self.old.clear()
        self.shares.forget()
        self.phrase.forget()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        super().retranslate(words)
        self.title.setText(words("Restore from a backup"))
        self.lead.setText(words("The backup is read, compared file by file, and stays as it is."))
        self.source_box.set_name(words("Folder of the backup"))
        self.place_box.set_name(words("Where the vault shall lie"))
        self.name_box.set_name(words("Name of the vault"))
        for button in (self.source_button, self.place_button):
            button.setText(words("Choose…"))
        if not self.name.text():
            self.name.setText(words("Restored"))
        self.key.setAccessibleName(words("What opens the backup"))
        self.key.fill([("phrase", words("Passphrase")), ("shares", words("Recovery shares"))])
        self.old_box.set_name(words("Passphrase of the backup"))
        self.old.retranslate(words)
        self.shares.retranslate(words)
        self.phrase.retranslate(words)
