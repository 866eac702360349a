"""The pages before a vault is open: first start, unlock, recovery; and the offer of recovery shares after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from field_doc.ui.acts.program import FirstStart, Unlock, default_folder, is_vault

if TYPE_CHECKING:
    from field_doc.app.session import Session
    from field_doc.ui.program import Program

LAST_VAULT: Final = "vault/last"


class Entry(QObject):
    """Shows one page at a time; each way in ends with an open session given to the program."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program

    def start(self, vault: Path | None) -> None:
        """Show the page of a locked vault if one is known, else the first page."""
        kept = self._program.memory.get(LAST_VAULT)
        known = vault or (Path(kept) if kept else None)
        if known is not None and (vault is not None or is_vault(known)):
            self.show_unlock(known)
        else:
            self.show_first_start()

    @Slot()
    def show_first_start(self) -> None:
        """The page that makes a vault."""
        from field_doc.ui.views.first_start.view import FirstStartPage

        program = self._program
        folder = default_folder(program.words("Vault"))
        page = FirstStartPage(program.words, program.runner, FirstStart(program.host.new_session), folder)
        page.created.connect(self._created)
        page.language.connect(program.set_language)
        page.open_existing.connect(self.choose_vault)
        page.restore.connect(lambda: self._show_panel("restore"))
        page.restored.setVisible("restore" in program.factories)
        page.practised.setVisible("practice" in program.factories)
        page.check_bundle.connect(lambda: self._show_panel("verify"))
        program.shell.show_page(page)

    def show_unlock(self, vault: Path) -> None:
        """The page of a locked vault."""
        from field_doc.ui.views.unlock.view import UnlockPage

        program = self._program
        program.vault = vault
        page = UnlockPage(program.words, program.runner, Unlock(vault, program.host.new_session), vault.stem)
        page.unlocked.connect(program.open_session)
        page.language.connect(program.set_language)
        page.other_vault.connect(self.choose_vault)
        page.with_shares.connect(lambda: self._show_panel("open_with_shares"))
        page.shares.setVisible("open_with_shares" in program.factories)
        page.check_bundle.connect(lambda: self._show_panel("verify"))
        program.shell.show_page(page)

    @Slot()
    def choose_vault(self) -> None:
        """The system's own dialog for a folder; then its unlock page."""
        dialog = QFileDialog(self._program.shell, self._program.words("Open an existing vault…"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self.show_unlock(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_panel(self, name: str) -> None:
        """A page before the vault is open that another part makes: ``opened(session)`` and ``back()``."""
        program = self._program
        factory = program.factories.get(name)
        if factory is None:
            return
        page = factory(program, program.vault)
        page.opened.connect(program.open_session)
        page.back.connect(lambda: self.start(program.vault))
        program.shell.show_page(page)

    @Slot(object)
    def _created(self, session: Session) -> None:
        """A new vault: offer recovery shares, then the window."""
        from field_doc.ui.views.overview.shares_offer import SharesOffer

        program = self._program
        program.adopt(session)
        page = SharesOffer(program.words, can_make="shares" in program.factories)
        page.later.connect(program.enter)
        page.make.connect(self._make_shares)
        page.language.connect(program.set_language)
        program.shell.show_page(page)

    @Slot()
    def _make_shares(self) -> None:
        page = self._program.factories["shares"](self._program)
        page.done.connect(self._program.enter)
        self._program.shell.show_page(page)
