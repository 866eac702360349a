"""The office desk: a section of the window of a desk's vault."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.changes import Change, Kind
from field_doc.ui.acts.desk import VaultDesk, office_folder
from field_doc.ui.acts.host import long_of
from field_doc.ui.screen import PlainScreen
from field_doc.ui.views.desk.presenter import DeskPresenter
from field_doc.ui.views.desk.view import DeskPage

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.desk import DeskActs

KEY: Final = "desk"


class DeskScreen(PlainScreen):
    """The section; shown only where the vault's role is desk."""

    def __init__(self, program: Any, acts: DeskActs, folder: str) -> None:
        self._program = program
        self._entered = False

        def presenter(view: DeskPage) -> DeskPresenter:
            return DeskPresenter(
                view, program.runner, long_of(program, KEY), acts, program.words, folder=folder,
                announce=program.changed,
            )  # fmt: skip

        self.page = DeskPage(program.words, presenter)
        super().__init__(KEY, self.page)
        self.page.retranslate(program.words)
        self.page.show_state(self.page.presenter.state)

    def title(self) -> str:
        """The section's word."""
        return str(self._program.words("Office desk"))

    def entered(self) -> None:
        """Ask for devices and what was judged."""
        self._entered = True
        self.page.presenter.load()

    def act(self, name: str) -> bool:
        """Ctrl Enter gets what is new; Insert issues a card."""
        if name == "main_act":
            self.page.presenter.pull()
            return True
        if name == "new":
            self.page.presenter.open_card()
            return True
        return False

    def back(self) -> bool:
        """Esc puts the card's panel away."""
        return self.page.presenter.close_panel()

    def set_columns(self, columns: int) -> None:
        """Fold."""
        self.page.set_columns(columns)

    def changed(self, changes: Iterable[object]) -> None:
        """The page asks anew after its own acts; others change nothing here but what the office says."""
        if self._entered and any(isinstance(c, Change) and c.kind is Kind.OFFICE for c in changes):
            self.page.reload()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self.page.retranslate(words)
        self.page.presenter.retranslate(words)


def make(program: Any) -> DeskScreen:
    """The section on the open desk vault."""
    session = program.need_session()
    return DeskScreen(program, VaultDesk(session), office_folder(session))
