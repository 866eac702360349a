"""The names check as a section of the window: opened from the seal, the outbox, a bundle, or by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer

from field_doc.app.changes import Change, Kind
from field_doc.ui.acts.host import long_of
from field_doc.ui.acts.names import Scope, VaultNames
from field_doc.ui.screen import PlainScreen, Span
from field_doc.ui.views.names.presenter import NamesPresenter
from field_doc.ui.views.names.view import NamesPage

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.names import NamesActs

KEY: Final = "names"


class NamesScreen(PlainScreen):
    """The section. Opened by itself it looks through the whole vault."""

    def __init__(self, program: Any, acts: NamesActs) -> None:
        self._program = program
        self._from = ""
        self._asked = False

        def presenter(view: NamesPage) -> NamesPresenter:
            return NamesPresenter(
                view, program.runner, long_of(program, KEY), acts, program.labels, program.registry,
                announce=program.changed,
            )  # fmt: skip

        self.page = NamesPage(program.words, presenter)
        super().__init__(KEY, self.page, span=Span.FULL)
        self.page.back.connect(self._leave)
        self.page.place_wanted.connect(program.open_record)
        self.retranslate(program.words)

    def title(self) -> str:
        """The section's word."""
        return str(self._program.words("Names check"))

    def look(self, scope: Scope, back_to: str = "") -> None:
        """Look through this; *Back* leads to the section ``back_to``."""
        self._from, self._asked = back_to, True
        self.page.presenter.look(scope)

    def entered(self) -> None:
        """By itself: the whole vault, once."""
        QTimer.singleShot(0, self.page, self._by_itself)

    def _by_itself(self) -> None:
        """Unless somebody named what to look through: what was looked through before, at first the whole vault."""
        if not self._asked:
            self._asked = True
            self.page.presenter.look()

    def _leave(self) -> None:
        self._program.go(self._from or "overview")
        self._from = ""

    def act(self, name: str) -> bool:
        """The keys of the page."""
        return self.page.act(name)

    def back(self) -> bool:
        """Esc leaves."""
        self._leave()
        return True

    def changed(self, changes: Iterable[object]) -> None:
        """Something was written: the next visit looks anew."""
        if any(isinstance(c, Change) and c.kind in {Kind.RECORD, Kind.FILES, Kind.IDENTITY} for c in changes):
            self._asked = False

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self.page.retranslate(words)
        self.page.presenter.retranslate(self._program.labels)


def make(program: Any) -> NamesScreen:
    """The section on the open vault."""
    return NamesScreen(program, VaultNames(program.need_session()))


def look(program: Any, scope: Scope, back_to: str = "") -> None:
    """Show the section and look through this."""
    program.go(KEY)
    screen = program.shell.section
    if isinstance(screen, NamesScreen):
        screen.look(scope, back_to)
