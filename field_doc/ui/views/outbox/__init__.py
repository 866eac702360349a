"""The outbox: a section of the window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.changes import Change, Kind
from field_doc.ui import screens
from field_doc.ui.acts.host import long_of
from field_doc.ui.acts.names import Scope
from field_doc.ui.acts.office import VaultOffice
from field_doc.ui.screen import PlainScreen
from field_doc.ui.views.outbox.presenter import OutboxPresenter
from field_doc.ui.views.outbox.view import OutboxPage

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.office import OutboxActs

KEY: Final = "outbox"


class OutboxScreen(PlainScreen):
    """The section."""

    def __init__(self, program: Any, acts: OutboxActs) -> None:
        self._program = program
        self._entered = False

        def presenter(view: OutboxPage) -> OutboxPresenter:
            return OutboxPresenter(
                view, program.runner, long_of(program, KEY), acts, program.words,
                type_label=program.labels.type, announce=program.changed,
            )  # fmt: skip

        self.page = OutboxPage(program.words, presenter)
        super().__init__(KEY, self.page)
        self.page.record_wanted.connect(self._open)
        self.page.names_wanted.connect(lambda: screens.part("names")(program, Scope(waiting=True), KEY))
        self.page.retranslate(program.words)

    def _open(self, record: str) -> None:
        if record:
            self._program.open_record(record)

    def title(self) -> str:
        """The section's word."""
        return str(self._program.words("Outbox"))

    def entered(self) -> None:
        """Ask how things stand."""
        self._entered = True
        self.page.presenter.load()
        self.page.presenter.count_names()

    def act(self, name: str) -> bool:
        """Ctrl Enter sends."""
        if name == "main_act":
            self.page.presenter.send()
            return True
        return False

    def back(self) -> bool:
        """Esc puts a card away."""
        if self.page.presenter.state.card is not None:
            self.page.presenter.put_card_away()
            return True
        return False

    def set_columns(self, columns: int) -> None:
        """Fold."""
        self.page.set_columns(columns)

    def changed(self, changes: Iterable[object]) -> None:
        """Something was sealed or taken in: it waits here now."""
        watched = {Kind.OUTBOX, Kind.OFFICE, Kind.RECORD}
        if self._entered and any(isinstance(c, Change) and c.kind in watched for c in changes):
            self.page.presenter.load()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self.page.retranslate(words)
        self.page.presenter.retranslate(words, self._program.labels.type)


def make(program: Any) -> OutboxScreen:
    """The section on the open vault."""
    return OutboxScreen(program, VaultOffice(program.need_session()))
