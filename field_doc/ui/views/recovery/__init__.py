"""Recovery: making shares while the vault is open; opening with shares or from a backup before it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.app import share_words
from field_doc.ui.acts.upkeep import VaultRecovery, VaultSettings
from field_doc.ui.views.recovery.pages import RecoverPage, RestorePage
from field_doc.ui.views.recovery.shares import SharesPage

if TYPE_CHECKING:
    from field_doc.ui.acts.host import ProgramLike
    from field_doc.ui.views.recovery.pages import WayInPage


def shares_page(program: ProgramLike) -> SharesPage:
    """Makes recovery shares; the vault is open."""
    acts = VaultSettings(program.need_session())
    return SharesPage(program.words, program.runner, acts, program.changed, share_words.complete)


def _told(program: ProgramLike, page: WayInPage) -> None:
    """After such a way in the device is another one to the office: say so in the open window."""
    page.language.connect(program.set_language)
    page.opened.connect(
        lambda _session: program.notify(
            program.words("The vault is open. This device has new keys: the office has to enrol it again.")
        )
    )


def recover_page(program: ProgramLike, vault: Path | None) -> RecoverPage:
    """Opens a vault with recovery shares."""
    page = RecoverPage(program.words, program.runner, VaultRecovery(program.host.new_session), vault or Path())
    _told(program, page)
    return page


def restore_page(program: ProgramLike, vault: Path | None) -> RestorePage:
    """Makes a vault of a backup."""
    page = RestorePage(program.words, program.runner, VaultRecovery(program.host.new_session))
    if vault is not None:
        page.set_place(vault.parent)
    _told(program, page)
    return page
