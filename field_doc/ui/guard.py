"""Watches the GUI thread: a block of more than 200 ms is logged with the place in our code."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from field_doc.base.log import logger

LIMIT_SECONDS: Final = 0.2
_BEAT_MS: Final = 50
_log = logger("ui.guard")


class GuiGuard(QObject):
    """A heartbeat in the GUI thread and a thread that listens to it.

    The log gets file names and line numbers of the program's own code, never values.
    """

    def __init__(self, parent: QObject | None = None, limit: float = LIMIT_SECONDS) -> None:
        super().__init__(parent)
        self._limit = limit
        self._beat_at = time.monotonic()
        self._watched = threading.get_ident()
        self._stop = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._thread = threading.Thread(target=self._watch, name="gui-guard", daemon=True)
        self._thread.start()

    @Slot()
    def _beat(self) -> None:
        self._beat_at = time.monotonic()

    def _watch(self) -> None:
        reported = 0.0
        while not self._stop.wait(_BEAT_MS / 1000):
            beat = self._beat_at
            if time.monotonic() - beat > self._limit and beat != reported:
                reported = beat
                _log.warning("window blocked for more than %d ms at %s", round(self._limit * 1000), self._place())

    def _place(self) -> str:
        frame = sys._current_frames().get(self._watched)  # noqa: SLF001 - the documented way to see another thread
        if frame is None:
            return "?"
        steps = traceback.extract_stack(frame)[-6:]
        return " < ".join(f"{step.filename.rpartition('/')[2]}:{step.lineno}" for step in reversed(steps))

    def stop(self) -> None:
        """End the watch; called before the application quits."""
        self._stop.set()
        self._timer.stop()
        self._thread.join(timeout=2)
