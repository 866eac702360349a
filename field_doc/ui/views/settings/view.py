"""Settings: appearance and locking, passphrase and shares, backup, checks, this computer, about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from field_doc.ui.appearance import CHOICES, IDLE_MINUTES
from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import SCALES, current
from field_doc.ui.views.settings.presenter import Said, SettingsPresenter, SettingsState
from field_doc.ui.widgets.controls import Button, Choice, Segments
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.newphrase import NewPhrase
from field_doc.ui.widgets.phrase import PhraseField
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.strips import Strip
from field_doc.ui.widgets.text import IconText, hairline, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from field_doc.app.changes import Changes
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.host import StartLong
    from field_doc.ui.acts.upkeep import Safety, SettingsActs
    from field_doc.ui.tasks import Runner

_TABS_FROM: Final = 860
SECTIONS: Final = ("window", "safety", "backup", "check", "about")


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _buttons(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder, gap=current().px(12), row_gap=6)
    for widget in widgets:
        flow.addWidget(widget)
    return holder


class SaidLabel(QWidget):
    """What an act ended with, and its rows."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self._said: Said | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().px(6))
        self.hide()

    def show_said(self, said: Said | None) -> None:
        """Show it; brick red only where something is not what was written."""
        self.setVisible(said is not None)
        if said == self._said:
            return
        self._said = said
        _clear(self._column)
        if said is None:
            return
        if said.state == "fails":
            self._column.addWidget(Strip("danger", "", said.text))
        elif said.state == "attention":
            self._column.addWidget(Strip("warn", "", said.text))
        else:
            icon = "check" if said.state == "holds" else "save"
            self._column.addWidget(IconText(icon, said.text, "body", "accent", wrap=True))
        for row in said.rows:
            self._column.addWidget(label(row, "small", wrap=True, select=True))


class SettingsView(QWidget):
    """The whole screen.

    Signals:
        language, theme, scale, idle: a choice was made.
        shares: recovery shares shall be made.
        lock: lock now.
    """

    language = Signal(str)
    theme = Signal(str)
    scale = Signal(str)
    idle = Signal(int)
    shares = Signal()
    lock = Signal()

    def __init__(
        self, words: Words, runner: Runner, acts: SettingsActs, *, announce: Callable[[Changes], None],
        today: Callable[[], str], long: StartLong | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._words = words
        self._pages: dict[str, QWidget] = {}
        self._build(acts)
        self.presenter = SettingsPresenter(self, runner, acts, words, announce=announce, long=long, today=today)
        self._connect()
        self.retranslate(words)
        self.show_section("window")

    # building

    def _build(self, acts: SettingsActs) -> None:
        theme, words = current(), self._words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QWidget()
        row = FlowLayout(head, gap=theme.px(20), row_gap=6)
        row.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        self.title = label("", "title")
        self.tabs, self.drop = Segments(""), Choice()
        row.addWidget(self.title)
        row.addWidget(self.tabs)
        row.addWidget(self.drop)
        self.drop.setMinimumContentsLength(20)
        outer.addWidget(head)
        outer.addWidget(hairline())
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self.new = NewPhrase(words, acts.strong_enough)
        for key, build in (
            ("window", self._window), ("safety", self._safety), ("backup", self._backup), ("check", self._check),
            ("about", self._about),
        ):  # fmt: skip
            inner = QWidget()
            side = QHBoxLayout(inner)
            side.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
            box = QWidget()
            box.setMaximumWidth(theme.px("measure"))
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.px(14))
            build(column)
            column.addStretch(1)
            side.addWidget(box, 100)
            side.addStretch(1)
            self._pages[key] = Page(inner)
            self.stack.addWidget(self._pages[key])

    def _window(self, column: QVBoxLayout) -> None:
        self.languages = Segments("Мова · Language", (("uk", "Українська"), ("en", "English")))
        self.themes, self.scales, self.minutes = Segments(""), Segments(""), Choice()
        self.language_box = FieldBox("", self.languages)
        self.theme_box = FieldBox("", self.themes)
        self.scale_box = FieldBox("", self.scales)
        self.idle_box = FieldBox("", self.minutes)
        self.minutes.setMaximumWidth(current().px(220))
        for box in (self.language_box, self.theme_box, self.scale_box, self.idle_box):
            column.addWidget(box)

    def _safety(self, column: QVBoxLayout) -> None:
        theme = current()
        self.enrol = Strip("warn", "", "")
        self.enrol.hide()
        self.shares_title, self.shares_text = label("", "strong"), label("", wrap=True)
        self.shares_button = Button("")
        self.phrase_title, self.phrase_text = label("", "strong"), label("", "help", wrap=True)
        self.old = PhraseField(self._words)
        self.old_box = FieldBox("", self.old)
        self.change = Button("")
        self.phrase_said = SaidLabel(self._words)
        for widget in (self.enrol, self.shares_title, self.shares_text, _buttons(self.shares_button)):
            column.addWidget(widget)
        column.addSpacing(theme.px(8))
        column.addWidget(hairline())
        column.addSpacing(theme.px(8))
        for widget in (
            self.phrase_title,
            self.phrase_text,
            self.old_box,
            self.new,
            _buttons(self.change),
            self.phrase_said,
        ):
            column.addWidget(widget)

    def _backup(self, column: QVBoxLayout) -> None:
        self.backup_text = label("", "strong", wrap=True)
        self.backup_help = label("", wrap=True)
        self.backup_button = Button("", icon_name="hard-drive")
        self.backup_progress = ProgressPanel(self._words)
        self.backup_said = SaidLabel(self._words)
        for widget in (
            self.backup_text,
            self.backup_help,
            _buttons(self.backup_button),
            self.backup_progress,
            self.backup_said,
        ):
            column.addWidget(widget)

    def _check(self, column: QVBoxLayout) -> None:
        self.check_title, self.check_help = label("", "strong"), label("", wrap=True)
        self.quick, self.full = Button(""), Button("")
        self.check_progress = ProgressPanel(self._words)
        self.check_said = SaidLabel(self._words)
        self.look_title, self.look_help = label("", "strong"), label("", wrap=True)
        self.look = Button("")
        self.looked = QVBoxLayout()
        self.looked.setSpacing(current().px(8))
        column.addWidget(self.check_title)
        column.addWidget(self.check_help)
        column.addWidget(_buttons(self.quick, self.full))
        column.addWidget(self.check_progress)
        column.addWidget(self.check_said)
        column.addWidget(hairline())
        column.addWidget(self.look_title)
        column.addWidget(self.look_help)
        column.addWidget(_buttons(self.look))
        column.addLayout(self.looked)

    def _about(self, column: QVBoxLayout) -> None:
        self.about_text = label("", wrap=True)
        column.addWidget(self.about_text)
        self.parts = QVBoxLayout()
        self.parts.setSpacing(current().px(4))
        column.addLayout(self.parts)

    def _connect(self) -> None:
        presenter = self.presenter
        self.tabs.chosen.connect(self.show_section)
        self.drop.activated.connect(lambda: self.show_section(self.drop.key()))
        self.languages.chosen.connect(self.language)
        self.themes.chosen.connect(self.theme)
        self.scales.chosen.connect(self._scaled)
        self.minutes.activated.connect(lambda: self.idle.emit(int(self.minutes.key() or 5)))
        self.shares_button.clicked.connect(self.shares)
        self.change.clicked.connect(self.change_phrase)
        self.old.returnPressed.connect(self.change_phrase)
        self.new.entered.connect(self.change_phrase)
        self.backup_button.clicked.connect(self.choose_backup)
        self.backup_progress.cancelled.connect(presenter.cancel)
        self.check_progress.cancelled.connect(presenter.cancel)
        self.quick.clicked.connect(lambda: presenter.check(full=False))
        self.full.clicked.connect(lambda: presenter.check(full=True))
        self.look.clicked.connect(presenter.look)

    # showing

    @Slot(str)
    def show_section(self, key: str) -> None:
        """Show one of ``SECTIONS``."""
        if key in self._pages:
            self.tabs.set_key(key)
            self.drop.set_key(key)
            self.stack.setCurrentWidget(self._pages[key])

    def show_choices(self, lang: str, theme: str, scale: float, minutes: int) -> None:
        """What is chosen now."""
        self.languages.set_key(lang)
        self.themes.set_key(theme)
        self.scales.set_key(f"{scale:g}")
        self.minutes.set_key(str(minutes))

    def show_state(self, state: SettingsState) -> None:
        """Show a state."""
        if state.safety is not None:
            self._show_safety(state.safety)
        busy = state.long.what
        for what, panel, said, result in (
            ("backup", self.backup_progress, self.backup_said, state.backup),
            ("check", self.check_progress, self.check_said, state.check),
        ):
            panel.setVisible(busy == what)
            if busy == what:
                panel.kept.setText(state.long.kept)
                if state.long.progress is not None:
                    panel.show_progress(state.long.progress, state.long.kept)
                else:
                    panel.bar.setRange(0, 0)
            said.show_said(result)
        for button in (self.backup_button, self.quick, self.full):
            button.setEnabled(not busy)
        self.change.setEnabled(not state.phrase_busy)
        self.change.setText(self._words("Changing…") if state.phrase_busy else self._words("Change the passphrase"))
        self.phrase_said.show_said(state.phrase)
        self.look.setEnabled(not state.looking)
        self.look.setText(self._words("Looking…") if state.looking else self._words("Look at this computer"))
        self._show_looked(state)
        self._show_parts(state)

    def _show_safety(self, safety: Safety) -> None:
        words, fmt = self._words, Fmt(self._words.lang)
        said = {
            "none": words("There are none yet. If the passphrase is forgotten, nothing opens the vault. A safe moment"
                          " to make them: at the office or at the next training, not in the field."),
            "not-noted": words("Shares were made, but no words were typed back. Make them anew in a safe place."),
            "made": words("They are made. Making new ones means that earlier ones open nothing any more."),
        }  # fmt: skip
        self.shares_text.setText(said[safety.shares])
        self.enrol.setVisible(safety.enrol_again)
        if safety.backup_at is None:
            self.backup_text.setText(words("There is no backup yet."))
        else:
            days = safety.backup_days or 0
            ago = words.plural("{count} day ago", "{count} days ago", days) if days else words("today")
            when = fmt.moment(safety.backup_at)
            self.backup_text.setText(words("Last backup: {ago}, {when}", ago=ago, when=when))

    def _show_looked(self, state: SettingsState) -> None:
        _clear(self.looked)
        icons = {"fails": ("x", "danger"), "attention": ("triangle-alert", "warn"), "holds": ("check", "accent")}
        for line in state.looked:
            icon, tone = icons[line.state]
            text = f"{line.name}: {line.detail}" if line.detail else line.name
            self.looked.addWidget(IconText(icon, text, "small", tone, wrap=True))

    def _show_parts(self, state: SettingsState) -> None:
        _clear(self.parts)
        for part in state.parts:
            text = " · ".join(p for p in (f"{part.name} {part.version}".strip(), part.licence) if p)
            self.parts.addWidget(label(text, "small", wrap=True, select=True))

    def phrase_changed(self) -> None:
        """Empty the fields."""
        self.old.clear()
        self.new.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Too narrow for the row of sections: one drop-down."""
        super().resizeEvent(event)
        narrow = self.width() < current().px(_TABS_FROM)
        self.tabs.setVisible(not narrow)
        self.drop.setVisible(narrow)

    # acts

    @Slot(str)
    def _scaled(self, key: str) -> None:
        self.scale.emit(key)
        self.scale_box.set_help(self._words("Text changes at once; widths and rows follow after the next unlock."))

    @Slot()
    def change_phrase(self) -> None:
        """Change it once the old one is given and the new one twice."""
        old = self.old.text()
        self.old_box.set_problem("" if old else self._words("Type the present passphrase."))
        new = self.new.ready()
        if old and new:
            self.presenter.change_passphrase(old, new)

    @Slot()
    def choose_backup(self) -> None:
        """Choose the folder the backup goes to."""
        dialog = QFileDialog(self, self._words("Where the backup shall lie"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self.presenter.backup(Path(chosen)))
        dialog.open()

    def step(self, by: int) -> bool:
        """The next or previous section."""
        number = SECTIONS.index(self.tabs.key()) + by
        if 0 <= number < len(SECTIONS):
            self.show_section(SECTIONS[number])
            return True
        return False

    # words

    def retranslate(self, words: Words) -> None:
        """Speak the other language at once."""
        self._words = words
        self.title.setText(words("Settings"))
        self.tabs.setAccessibleName(words("Settings"))
        pairs = (
            ("window", words("Window and lock")),
            ("safety", words("Passphrase and shares")),
            ("backup", words("Backup")),
            ("check", words("Checks")),
            ("about", words("About")),
        )
        self.tabs.fill(pairs)
        self.drop.setAccessibleName(words("Settings"))
        self.drop.fill(pairs)
        self._say_window(words)
        self._say_safety(words)
        self._say_upkeep(words)
        for said in (self.phrase_said, self.backup_said, self.check_said):
            said.words = words
        self.presenter.retranslate(words)

    def _say_window(self, words: Words) -> None:
        self.language_box.set_name(words("Language"))
        self.theme_box.set_name(words("Colours"))
        names = {
            "system": words("As the system"), "light": words("Light"), "dark": words("Dark"),
            "contrast": words("High contrast"),
        }  # fmt: skip
        self.themes.fill([(key, names[key]) for key in CHOICES])
        self.scale_box.set_name(words("Text size"))
        self.scales.fill([(f"{s:g}", Fmt(words.lang).percent(s * 100)) for s in SCALES])
        self.idle_box.set_name(words("Lock by itself after"))
        self.idle_box.set_help(words("When nobody touches keys or pointer. Ctrl L locks at once, from anywhere."))
        self.minutes.fill([(str(m), words.plural("{count} minute", "{count} minutes", m)) for m in IDLE_MINUTES])

    def _say_safety(self, words: Words) -> None:
        self.enrol.body.setText(
            words("This device has new keys. Open the office's card and enrol it again; until then nothing is sent.")
        )
        self.shares_title.setText(words("Recovery shares"))
        self.shares_button.setText(words("Make recovery shares…"))
        self.phrase_title.setText(words("Passphrase"))
        self.phrase_text.setText(words("Backups made before a change still open with the old passphrase."))
        self.old_box.set_name(words("Present passphrase"))
        self.old.retranslate(words)
        self.new.retranslate(words)

    def _say_upkeep(self, words: Words) -> None:
        self.backup_help.setText(
            words("An encrypted copy of the whole vault, read back after writing. It opens with the passphrase or with"
                  " recovery shares. Keep it on another disk, in another place than this computer.")
        )  # fmt: skip
        self.backup_button.setText(words("Make a backup…"))
        self.check_title.setText(words("Is the vault as it was written?"))
        self.check_help.setText(
            words("Quick: ledger, sealed versions, every file in its place. Full: every file is also decrypted and"
                  " counted again. A check finds, it never changes anything.")
        )  # fmt: skip
        self.quick.setText(words("Quick check"))
        self.full.setText(words("Full check"))
        self.look_title.setText(words("Is this computer fit for it?"))
        self.look_help.setText(words("Known answers of the program's own parts, disk encryption, swap."))
        self.about_text.setText(
            words(
                "Field Doc keeps records whole and shows what was done with them. It attributes no guilt. Free "
                "software under Apache-2.0; made of these parts under their own licences:"
            )
        )
