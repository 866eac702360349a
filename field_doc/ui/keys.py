"""Keys that work everywhere and in every layout.

An application-wide event filter sees a key before any field, palette or menu does. With the
Ukrainian layout the key of ``Ctrl K`` types Л: letters are translated to the Latin letter of the
same key, for our own acts and for the fields' (copy, paste, undo).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_CYRILLIC: Final = "йцукенгшщзфівапролдячсмитьыґ"
_LATIN: Final = "qwertyuiopasdfghjklzxcvbnmsu"
# The key codes Qt gives for Cyrillic letters are their capital's code points.
TO_LATIN: Final = {ord(cyrillic.upper()): ord(latin.upper()) for cyrillic, latin in zip(_CYRILLIC, _LATIN, strict=True)}
_NONE = Qt.KeyboardModifier.NoModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_COMMANDS: Final = _CTRL | _SHIFT | _ALT | Qt.KeyboardModifier.MetaModifier

# (modifiers, key) -> act. Acts beginning with "app." are the shell's, the rest go to the screen first.
BINDINGS: Final[dict[tuple[Qt.KeyboardModifier, int], str]] = {
    (_CTRL, Qt.Key.Key_L): "app.lock",
    (_CTRL, Qt.Key.Key_K): "app.search",
    (_CTRL, Qt.Key.Key_N): "app.note",
    (_NONE, Qt.Key.Key_F1): "app.help",
    (_NONE, Qt.Key.Key_F6): "app.next_column",
    (_SHIFT, Qt.Key.Key_F6): "app.previous_column",
    (_NONE, Qt.Key.Key_Escape): "app.back",
    (_ALT, Qt.Key.Key_Left): "app.history_back",
    (_ALT, Qt.Key.Key_Right): "app.history_forward",
    (_NONE, Qt.Key.Key_Insert): "new",
    (_NONE, Qt.Key.Key_F8): "next_problem",
    (_NONE, Qt.Key.Key_F9): "why_empty",
    (_CTRL, Qt.Key.Key_PageUp): "previous_tab",
    (_CTRL, Qt.Key.Key_PageDown): "next_tab",
    (_NONE, Qt.Key.Key_PageUp): "page_up",
    (_NONE, Qt.Key.Key_PageDown): "page_down",
    (_CTRL | _SHIFT, Qt.Key.Key_Up): "move_up",
    (_CTRL, Qt.Key.Key_Return): "main_act",
    (_CTRL, Qt.Key.Key_Enter): "main_act",
    (_CTRL, Qt.Key.Key_Z): "undo",
    (_CTRL | _SHIFT, Qt.Key.Key_Z): "redo",
    (_CTRL, Qt.Key.Key_Y): "redo",
    **{(_CTRL, Qt.Key(int(Qt.Key.Key_1) + i)): f"app.go_{i + 1}" for i in range(8)},
}


def latin_key(key: int) -> int:
    """The key code of the Latin letter that shares the key with a Cyrillic one; others unchanged."""
    return TO_LATIN.get(key, key)


class Keys(QObject):
    """The filter. ``act(name) -> bool`` says whether somebody did it; if not, the key goes on its way."""

    def __init__(self, act: Callable[[str], bool], window: QWidget) -> None:
        super().__init__(window)
        self._act = act
        self._window = window
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def _ours(self, watched: QObject) -> bool:
        """Keys reach us once: at the widget they are meant for, in our window."""
        return isinstance(watched, QWidget) and (watched is self._window or self._window.isAncestorOf(watched))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Do the act of a key, or send a Cyrillic command on as its Latin twin."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not self._ours(watched):
            return False
        modifiers = event.modifiers() & _COMMANDS
        key = latin_key(event.key())
        name = BINDINGS.get((modifiers, key))
        if name is not None and self._act(name):
            return True
        if key != event.key() and modifiers & _CTRL and isinstance(watched, QWidget):
            twin = QKeyEvent(QEvent.Type.KeyPress, key, event.modifiers(), "", event.isAutoRepeat())
            QApplication.sendEvent(watched, twin)
            return True
        return False
