"""Settings: window and lock, passphrase and shares, backup, checks, about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QStackedWidget

from field_doc.app.changes import Change, Kind
from field_doc.base.clock import SystemClock
from field_doc.ui import appearance
from field_doc.ui.acts.host import long_of
from field_doc.ui.acts.upkeep import VaultSettings
from field_doc.ui.screen import PlainScreen, Span
from field_doc.ui.views.settings.view import SettingsView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from field_doc.base.i18n import Words
    from field_doc.ui.acts.host import ProgramLike

_DEFAULT_MINUTES = 5


class SettingsSection(PlainScreen):
    """The section *Settings*; making shares takes its place while it lasts."""

    def __init__(self, program: ProgramLike, view: SettingsView) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(view)
        super().__init__("settings", self._stack, span=Span.WIDE)
        self.view, self._program = view, program
        self._words: Words = program.words
        self._shares: QWidget | None = None
        view.language.connect(program.set_language)
        view.theme.connect(self._set_theme)
        view.scale.connect(self._set_scale)
        view.idle.connect(lambda minutes: program.memory.set(appearance.IDLE_KEY, str(minutes)))
        view.shares.connect(self.make_shares)
        view.shares_button.setEnabled("shares" in program.factories)

    def title(self) -> str:
        """The section's word."""
        return self._words("Settings")

    def entered(self) -> None:
        """Show what is chosen, ask how safe the vault is."""
        self._show_choices()
        self.view.presenter.refresh()

    def _show_choices(self) -> None:
        memory = self._program.memory
        kept = memory.get(appearance.IDLE_KEY)
        minutes = int(kept) if kept.isdigit() else _DEFAULT_MINUTES
        self.view.show_choices(
            self._words.lang, appearance.chosen_theme(memory), appearance.chosen_scale(memory), minutes
        )

    def _set_theme(self, name: str) -> None:
        self._program.memory.set(appearance.THEME_KEY, name)
        self._apply()

    def _set_scale(self, scale: str) -> None:
        self._program.memory.set(appearance.SCALE_KEY, scale)
        self._apply()

    def _apply(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            appearance.put_in_force(app, self._program.memory)

    def make_shares(self) -> None:
        """The page that makes recovery shares, in place of the settings."""
        if self._shares is None:
            page = self._program.factories["shares"](self._program)
            page.done.connect(self._shares_done)
            self._shares = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self._shares)

    def _shares_done(self) -> None:
        page, self._shares = self._shares, None
        self._stack.setCurrentWidget(self.view)
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self.view.presenter.refresh()

    def act(self, name: str) -> bool:
        """The tabs by key; Ctrl+Enter of the shares."""
        if self._shares is not None:
            handler = getattr(self._shares, "act", None)
            return bool(handler(name)) if callable(handler) else False
        steps = {"next_tab": 1, "previous_tab": -1}
        return self.view.step(steps[name]) if name in steps else False

    def changed(self, changes: Iterable[object]) -> None:
        """Passphrase, shares or backup."""
        if any(isinstance(c, Change) and c.kind is Kind.SETTINGS for c in changes):
            self.view.presenter.refresh()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.view.retranslate(words)
        self._show_choices()
        handler = getattr(self._shares, "retranslate", None)
        if callable(handler):
            handler(words)


def make(program: ProgramLike) -> SettingsSection:
    """The section *Settings*."""
    view = SettingsView(
        program.words,
        program.runner,
        VaultSettings(program.need_session()),
        announce=program.changed,
        today=lambda: SystemClock().now().wall.date().isoformat(),
        long=long_of(program, "settings"),
    )
    return SettingsSection(program, view)
