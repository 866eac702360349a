"""Keys of the workbench. A foot pedal is a small keyboard: F-keys or media keys, set here by pressing them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from field_doc.ui.keys import BINDINGS
from field_doc.ui.typewords import N_

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.memory import Memory

MEMORY: Final = "window/workbench-keys"
_K = Qt.Key
# Acts in the order of the help, their words, their usual keys.
ACTS: Final[Mapping[str, tuple[str, tuple[int, ...]]]] = {
    "play": (N_("Play or pause"), (_K.Key_F10, _K.Key_MediaTogglePlayPause, _K.Key_MediaPlay, _K.Key_MediaPause)),
    "back": (N_("Back three seconds"), (_K.Key_F7, _K.Key_AudioRewind, _K.Key_MediaPrevious)),
    "forward": (N_("Forward three seconds"), (_K.Key_F11, _K.Key_AudioForward, _K.Key_MediaNext)),
    "slower": (N_("Slower"), (_K.Key_F3,)),
    "faster": (N_("Faster"), (_K.Key_F4,)),
    "mark": (N_("Time mark here"), (_K.Key_F2,)),
    "jump": (N_("To the time of the paragraph"), (_K.Key_F5,)),
    "next": (N_("Next paragraph"), (_K.Key_F12,)),
}
_TAKEN: Final = frozenset(key for modifiers, key in BINDINGS if modifiers == Qt.KeyboardModifier.NoModifier)
_EDITING: Final = frozenset(
    {
        _K.Key_Return, _K.Key_Enter, _K.Key_Tab, _K.Key_Backtab, _K.Key_Backspace, _K.Key_Delete, _K.Key_Left,
        _K.Key_Right, _K.Key_Up, _K.Key_Down, _K.Key_Home, _K.Key_End, _K.Key_PageUp, _K.Key_PageDown, _K.Key_Shift,
        _K.Key_Control, _K.Key_Alt, _K.Key_AltGr, _K.Key_Meta, _K.Key_CapsLock,
    }
)  # fmt: skip


class Pedals:
    """Which key does what; kept between starts."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._keys = {act: tuple(int(k) for k in keys) for act, (_, keys) in ACTS.items()}
        self._keys |= _kept(memory.get(MEMORY))

    def act_of(self, key: int) -> str:
        """The act of a key, "" for none."""
        return next((act for act, keys in self._keys.items() if int(key) in keys), "")

    def keys_of(self, act: str) -> tuple[int, ...]:
        """The keys of an act."""
        return self._keys[act]

    def set_key(self, act: str, key: int) -> bool:
        """Let one key do an act, and no other; False for a key that types, moves or has work already."""
        if not usable(key):
            return False
        self._keys = {name: tuple(k for k in keys if k != int(key)) for name, keys in self._keys.items()}
        self._keys[act] = (int(key), *(k for k in self._keys[act] if _is_media(k)))
        self._memory.set(MEMORY, json.dumps(self._keys))
        return True

    def reset(self) -> None:
        """The usual keys again."""
        self._keys = {act: tuple(int(k) for k in keys) for act, (_, keys) in ACTS.items()}
        self._memory.set(MEMORY, "")

    def first(self, act: str, words: Words) -> str:
        """The one key that is named where there is no room for all."""
        return key_name(self._keys[act][0]) if self._keys[act] else words("none")

    def said(self, act: str, words: Words) -> str:
        """The keys of an act in words; media keys as one."""
        plain = [key_name(k) for k in self._keys[act] if not _is_media(k)]
        if any(_is_media(k) for k in self._keys[act]):
            plain.append(words("media key"))
        return ", ".join(plain) or words("none")


def usable(key: int) -> bool:
    """Whether a key may be given an act: it types nothing, edits nothing and is nobody's."""
    return int(key) >= 0x01000000 and key not in _EDITING and key not in _TAKEN


def key_name(key: int) -> str:
    """What stands on the key."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _is_media(key: int) -> bool:
    return 0x01000060 <= int(key) < 0x01100000


def _kept(text: str) -> dict[str, tuple[int, ...]]:
    """What was kept; a file that somebody changed counts as none."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        act: tuple(k for k in keys if type(k) is int and usable(k))
        for act, keys in found.items()
        if act in ACTS and isinstance(keys, list)
    }
