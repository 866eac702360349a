"""The page of a locked vault. The window keeps its place and size and holds nothing of the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import current
from field_doc.ui.views.unlock.presenter import UnlockActs, UnlockPresenter, UnlockState
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.phrase import PhraseField
from field_doc.ui.widgets.text import Elided, IconLabel, IconText, hairline, label, set_role

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.tasks import Runner

_SECOND_MS = 1000


class UnlockPage(QWidget):
    """Emits ``unlocked`` with the session."""

    unlocked = Signal(object)
    language = Signal(str)
    other_vault = Signal()
    with_shares = Signal()
    check_bundle = Signal()

    def __init__(self, words: Words, runner: Runner, acts: UnlockActs, vault: str) -> None:
        super().__init__()
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._build(vault)
        self.presenter = UnlockPresenter(self, runner, acts, words, vault)
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND_MS)
        self._clock.timeout.connect(self.presenter.tick)
        self._connect()
        self.presenter.set_layout(self.phrase.layout_language)
        self.retranslate(words)

    def _build(self, vault: str) -> None:
        theme = current()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(24))
        top = QHBoxLayout()
        top.addStretch(1)
        self.languages = Segments("Мова · Language", (("uk", "Українська"), ("en", "English")))
        top.addWidget(self.languages)
        outer.addLayout(top)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        box = QWidget()
        box.setMaximumWidth(theme.px(440))
        box.setMinimumWidth(theme.px(300))
        self._fill(QVBoxLayout(box), vault)
        middle.addWidget(box, 4)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(5)

    def _fill(self, column: QVBoxLayout, vault: str) -> None:
        theme = current()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(IconLabel("lock", "text.2", "icon.large"))
        self.title = label("", "title")
        head.addWidget(self.title, 1)
        column.addLayout(head)
        column.addSpacing(theme.px(8))
        place = QHBoxLayout()
        place.setSpacing(theme.px(8))
        place.addWidget(IconLabel("folder"))
        self.vault = Elided(vault, middle=True)
        place.addWidget(self.vault, 1)
        self.other = Button("", "link")
        self.other.setProperty("small", True)
        place.addWidget(self.other)
        column.addLayout(place)
        column.addWidget(self._phrase_box())
        self.more = label("", "small", wrap=True)
        column.addWidget(self.more)
        self.rule = hairline()
        column.addWidget(self.rule)
        self.note = IconText("info", "", "help", "text.3", wrap=True)
        column.addWidget(self.note)
        self.shares = Button("", "link")
        column.addWidget(self.shares)
        self.check = Button("", "link")
        column.addWidget(self.check)

    def _phrase_box(self) -> FieldBox:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        self.phrase = PhraseField(self._words)
        self.open_button = Button("")
        row.addWidget(self.phrase, 1)
        row.addWidget(self.open_button)
        self.box = FieldBox("", holder, target=self.phrase)
        return self.box

    def _connect(self) -> None:
        self.languages.chosen.connect(self.language)
        self.phrase.layout_changed.connect(self.presenter.set_layout)
        self.phrase.returnPressed.connect(self._try)
        self.open_button.clicked.connect(self._try)
        self.other.clicked.connect(self.other_vault)
        self.shares.clicked.connect(self.with_shares)
        self.check.clicked.connect(self.check_bundle)

    @Slot()
    def _try(self) -> None:
        self.presenter.open(self.phrase.text())

    def show_state(self, state: UnlockState) -> None:
        """Show a state."""
        words = self._words
        self.box.set_problem(self._problem(state))
        set_role(self.box.problem, "danger" if state.integrity else "problem")
        self._show_hint(state)
        self.open_button.setEnabled(not state.busy and not state.wait_seconds)
        self.open_button.setText(words("Opening…") if state.busy else words("Open"))
        note = self._note(state)
        self.note.text.setText(note)
        self.note.setVisible(bool(note))
        self.rule.setVisible(bool(note))
        if state.wait_seconds:
            self._clock.start()
        else:
            self._clock.stop()

    def _show_hint(self, state: UnlockState) -> None:
        """Under a problem it stands in line with its words; before one, it keeps its room when a letter hides it."""
        hint = self._layout_hint(state)
        before = bool(hint) and not state.failed
        if before or state.failed:
            policy = self.more.sizePolicy()
            policy.setRetainSizeWhenHidden(before)
            self.more.setSizePolicy(policy)
            self.more.setContentsMargins(0 if before else current().px(20), 0, 0, 0)
            self.more.setText(hint)
        self.more.setVisible(bool(hint))

    def _problem(self, state: UnlockState) -> str:
        if not state.failed:
            return ""
        parts = [state.failed]
        if state.wait_seconds:
            wait = Fmt(self._words.lang).duration(state.wait_seconds)
            parts.append(self._words("Next try in {time}.", time=wait))
        elif not state.attempts:
            parts += [state.kept, state.do]
        return " ".join(p for p in parts if p)

    def _layout_hint(self, state: UnlockState) -> str:
        if not state.failed and not state.layout:
            return self._words("The keyboard layout and Caps Lock show once a letter is typed.")
        if not state.failed or not state.attempts:
            return ""
        hints = {
            "en": self._words("The keyboard is set to English. Perhaps another is needed."),
            "uk": self._words("The keyboard is set to Ukrainian. Perhaps another is needed."),
            "ru": self._words("The keyboard is set to Russian. Perhaps another is needed."),
        }
        return hints.get(state.layout, self._words("Check the keyboard language."))

    def _note(self, state: UnlockState) -> str:
        if not state.attempts:
            return ""
        tries = self._words.plural("{count} try has failed.", "{count} tries have failed.", state.attempts)
        rest = self._words(
            "After each one the program waits longer and makes an entry in the log. Your records are whole."
        )
        return f"{tries} {rest}"

    def opened(self, session: object) -> None:
        """Forget what was typed and go on."""
        self.phrase.clear()
        self.unlocked.emit(session)

    def again(self) -> None:
        """Ready for another try."""
        self.phrase.setFocus()
        self.phrase.selectAll()

    def showEvent(self, event: object) -> None:
        """Begin in the field."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.phrase.setFocus()

    def act(self, name: str) -> bool:
        """Ctrl+Enter opens."""
        if name == "main_act":
            self._try()
            return True
        return False

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.languages.set_key(words.lang)
        self.title.setText(words("Locked"))
        self.box.set_name(words("Passphrase"))
        self.other.setText(words("Another vault…"))
        self.shares.setText(words("Open with recovery shares…"))
        self.check.setText(words("Check a bundle…"))
        self.phrase.retranslate(words)
        self.presenter.retranslate(words)
