"""Collects cyclic garbage on the GUI thread only.

Python collects on whatever thread happens to allocate. Widgets and timers that hang in a cycle with a closure
would then be destroyed by the vault's thread, and Qt crashes. So automatic collection is off as long as the
window lives, and a timer of the GUI thread collects instead, by the interpreter's own thresholds.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_LOOK_MS: Final = 400


class Collector(QObject):
    """Made once by whoever starts the window, before its threads begin."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, as the interpreter would have."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
