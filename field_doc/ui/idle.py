"""Watches for keys and pointer; tells when nobody has touched the window for a while, sleep included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

from field_doc.base.clock import SystemClock

DEFAULT_MINUTES: Final = 5
_LOOK_MS: Final = 5_000
_LIFE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


def _awake_or_asleep() -> float:
    """Seconds since boot, sleep included; nobody can set them back."""
    return SystemClock().now().boot_ms / 1000


class IdleWatch(QObject):
    """Emits ``idle`` once after the given minutes without a sign of life.

    Args:
        minutes: asked at each look, so that a changed setting holds at once; 0 never locks.
        now: seconds that go on while the computer sleeps.

    """

    idle = Signal()

    def __init__(
        self, minutes: Callable[[], float], parent: QObject | None = None, now: Callable[[], float] = _awake_or_asleep
    ) -> None:
        super().__init__(parent)
        self._minutes, self._now = minutes, now
        self._last = now()
        self._told = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Watch from now on."""
        self._last, self._told = self._now(), False
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._look_at)
        for window in app.topLevelWindows():
            self._look_at(window)
        self._timer.start()

    def stop(self) -> None:
        """Watch no longer."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self._look_at)
            for window in app.topLevelWindows():
                window.removeEventFilter(self)
        self._timer.stop()

    def _look_at(self, window: QWindow | None) -> None:
        """Keys and pointer come to the window first: watching windows, not widgets, costs nothing elsewhere."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note a sign of life; the event goes on its way. After a sleep the limit is looked at first."""
        if event.type() in _LIFE:
            self.look()
            self._last = self._now()
        return False

    @Slot()
    def look(self) -> None:
        """Tell if it has been too long."""
        limit = self._minutes() * 60
        if limit > 0 and not self._told and self._now() - self._last >= limit:
            self._told = True
            self.idle.emit()
