"""Locking and quitting: what is typed is saved, the lock is entered, the process ends and its keys with it (R05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from field_doc.base.log import logger
from field_doc.ui.idle import DEFAULT_MINUTES, IdleWatch

if TYPE_CHECKING:
    from field_doc.ui.program import Program

_IDLE: Final = "lock/minutes"
_WITHIN_MS: Final = 3_000
_log = logger("ui.locker")


class Locker(QObject):
    """Ends the use of an open vault, once.

    The vault's thread does its jobs in order: saving comes before closing. Should closing hang, the process
    ends all the same: its end is what wipes the keys.
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self.ending = False
        self.idle = IdleWatch(self._minutes, self)
        self.idle.idle.connect(self.lock)

    def start(self) -> None:
        """A vault is open: watch for idleness."""
        self.idle.start()

    def _minutes(self) -> float:
        kept = self._program.memory.get(_IDLE)
        return float(kept) if kept.isdigit() else DEFAULT_MINUTES

    @Slot()
    def lock(self) -> None:
        """Save what is typed, blank the window, enter the lock, end the process."""
        program = self._program
        if program.session is None or self.ending:
            return
        if program.runner.closed:  # the program is on its way out and has nothing left to do it with
            self.idle.stop()
            return
        self.ending = True
        place = program.place().as_json()
        self._stop_all()
        program.shell.show_page(_blank())
        acts = program.need_acts()
        program.runner.submit(lambda _r: acts.lock(place), owner=self, done=lambda _n: self._end(), failed=self._failed)
        QTimer.singleShot(_WITHIN_MS, self, self._end)

    def quit(self) -> None:
        """The window was closed: as locking, but nothing is started in its place; waits until all is durable."""
        program = self._program
        if program.session is None or self.ending:
            return
        self.ending = True
        acts, place = program.need_acts(), program.place().as_json()
        self._stop_all()
        program.runner.submit(lambda _r: acts.lock(place), owner=self, failed=self._not_entered)
        program.runner.close(cancel=False)
        program.session, program.acts = None, None

    def _stop_all(self) -> None:
        """What is typed goes to the vault's thread first; long work stops at its next border."""
        program = self._program
        program.locking.emit()
        self.idle.stop()
        program.frame.stop()
        for act in program.long_acts:
            if act.handle is not None:
                act.handle.cancel()

    def _not_entered(self, error: Exception) -> None:
        _log.warning("lock not entered: %s", getattr(error, "code", type(error).__name__))

    def _failed(self, error: Exception) -> None:
        self._not_entered(error)
        self._end()

    @Slot()
    def _end(self) -> None:
        program = self._program
        if program.session is None:
            return
        program.session, program.acts = None, None
        program.host.end(program.vault)


def _blank() -> QWidget:
    """A page that holds nothing."""
    page = QWidget()
    page.setProperty("ground", "window")
    return page
