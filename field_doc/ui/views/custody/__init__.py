"""The ledger of custody: every act on this device, in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from field_doc.app.changes import Change, Kind
from field_doc.ui.acts.custody import VaultCustody
from field_doc.ui.screen import PlainScreen, Span
from field_doc.ui.views.custody.view import LedgerView

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.host import ProgramLike


class LedgerSection(PlainScreen):
    """The section *Ledger*."""

    def __init__(self, view: LedgerView, words: Words) -> None:
        super().__init__("ledger", view, span=Span.WIDE)
        self.view, self._words = view, words

    def title(self) -> str:
        """The section's word."""
        return self._words("Ledger")

    def entered(self) -> None:
        """Load head and first page."""
        self.view.entered()

    def act(self, name: str) -> bool:
        """Ctrl+Enter checks the ledger."""
        if name == "main_act":
            self.view.presenter.verify()
            return True
        return False

    def changed(self, changes: Iterable[object]) -> None:
        """Every act makes an entry; only a screen that is seen asks again."""
        if self.view.isVisible() and any(isinstance(c, Change) and c.kind is Kind.LEDGER for c in changes):
            self.view.entered()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self.view.retranslate(words)


def make(program: ProgramLike) -> LedgerSection:
    """The section *Ledger*."""
    view = LedgerView(program.words, program.runner, VaultCustody(program.need_session()))
    return LedgerSection(view, program.words)
