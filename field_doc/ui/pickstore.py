"""Favourites and last used entries of pick-lists, kept in the settings of the open vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Slot

from field_doc.ui.forms.picks import Picks

if TYPE_CHECKING:
    from field_doc.app.session import Services, Session
    from field_doc.ui.program import Program

_NAME: Final = "pick_lists"
_REST_MS: Final = 2_000


class PickStore:
    """Loads the picks when a vault is opened, writes them a little after a change and before it is closed."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.picks = Picks(changed=self._changed)
        self._rest = QTimer(program)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._save)
        program.opened.connect(self._load)
        program.locking.connect(self._save_now)

    @Slot()
    def _load(self) -> None:
        session, program = self._program.need_session(), self._program
        program.runner.submit(
            lambda _r: _read(session), owner=program.shell, done=self.picks.load, failed=program.show_error
        )

    def _changed(self) -> None:
        self._rest.start()

    @Slot()
    def _save(self) -> None:
        program, kept = self._program, self.picks.as_json()
        session = program.session
        if session is not None:
            program.runner.submit(lambda _r: _write(session, kept), owner=program.shell, failed=program.show_error)

    @Slot()
    def _save_now(self) -> None:
        if self._rest.isActive():
            self._rest.stop()
            self._save()


def _read(session: Session) -> str:
    from field_doc.app.commands import vaults

    return session.run(lambda s: vaults.meta(s, _NAME)) or ""


def _write(session: Session, kept: str) -> None:
    from field_doc.app.commands import vaults

    def step(services: Services) -> None:
        with services.vault.records.transaction():
            vaults.set_meta(services, _NAME, kept)

    session.run(step)
