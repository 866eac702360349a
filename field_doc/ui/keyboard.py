"""What the keyboard is set to before anything is typed: its layout and Caps Lock, asked of the system itself.

Not of the locale: a Ukrainian system with an American keyboard is the ordinary case. X11 tells by the XKB extension,
Windows by user32, macOS by the input source (Qt reads it). Wayland tells nothing before the first key, so nothing is
claimed there.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication


@dataclass(frozen=True, slots=True)
class Keyboard:
    """What the system says.

    Attributes:
        layout: ``uk``, ``en`` (any Latin one), ``ru``, or "" for another.
        caps: whether Caps Lock is on; None: it does not say.

    """

    layout: str
    caps: bool | None


# Asked at any moment, in the GUI thread; None: this system does not tell.
Ask = Callable[[], Keyboard | None]

# The key that types S, і or ы: the one place where the three differ. Its number is the same on every PC keyboard.
_KEYCODE_S: Final = 39
# X11/keysymdef.h: Latin s; Ukrainian_i and Ukrainian_I as i without a dot; Cyrillic_yeru.
_BY_KEYSYM: Final = {0x73: "en", 0x53: "en", 0x6A6: "uk", 0x6B6: "uk", 0x6D9: "ru", 0x6F9: "ru"}
_XKB_CORE_KEYBOARD: Final = 0x100
_XKB_CLIENT_MAP: Final = 0x07  # key types, symbols, modifiers
_XKB_ALL: Final = 0x7F
_LOCK_MASK: Final = 2
# Windows language identifiers: the low ten bits are the language ([MS-LCID]).
_BY_LANGID: Final = {0x22: "uk", 0x09: "en", 0x19: "ru"}
_BY_LANGUAGE: Final = {
    QLocale.Language.Ukrainian: "uk",
    QLocale.Language.English: "en",
    QLocale.Language.Russian: "ru",
}
_PRIMARY: Final = 0x3FF
_VK_CAPITAL: Final = 0x14


class _XkbState(ctypes.Structure):
    """XkbStateRec of X11/XKBlib.h."""

    _fields_ = (
        ("group", ctypes.c_ubyte),
        ("locked_group", ctypes.c_ubyte),
        ("base_group", ctypes.c_ushort),
        ("latched_group", ctypes.c_ushort),
        ("mods", ctypes.c_ubyte),
        ("base_mods", ctypes.c_ubyte),
        ("latched_mods", ctypes.c_ubyte),
        ("locked_mods", ctypes.c_ubyte),
        ("compat_state", ctypes.c_ubyte),
        ("grab_mods", ctypes.c_ubyte),
        ("compat_grab_mods", ctypes.c_ubyte),
        ("lookup_mods", ctypes.c_ubyte),
        ("compat_lookup_mods", ctypes.c_ubyte),
        ("ptr_buttons", ctypes.c_ushort),
    )


def silent() -> Keyboard | None:
    """A system that does not tell."""
    return None


@cache
def of_the_system() -> Ask:
    """How this window's system is asked; opened once, for the length of the program."""
    if sys.platform == "win32":
        return windows(ctypes.WinDLL("user32"))
    platform = QGuiApplication.platformName()
    if platform == "xcb":
        return x11()
    return macos if platform == "cocoa" else silent


def macos() -> Keyboard | None:
    """The input source's language: on macOS Qt takes its input locale from it, not from the system's language."""
    language = QGuiApplication.inputMethod().locale().language()
    return Keyboard(_BY_LANGUAGE.get(language, ""), None)


def x11() -> Ask:
    """Asks the X server by a connection of its own: Qt gives none of this away."""
    try:
        library = ctypes.CDLL("libX11.so.6")
    except OSError:
        return silent  # no libX11 here: the layout shows with the first letter
    _declare(library)
    display = library.XOpenDisplay(None)
    if not display or not library.XkbQueryExtension(display, *[None] * 5):
        return silent

    def ask() -> Keyboard | None:
        state = _XkbState()
        library.XSync(display, 1)  # nobody reads this connection's events: away with them
        if library.XkbGetState(display, _XKB_CORE_KEYBOARD, ctypes.byref(state)) != 0:
            return None
        return Keyboard(_layout(library, display, state.group), bool(state.locked_mods & _LOCK_MASK))

    return ask


def _layout(library: Any, display: int, group: int) -> str:
    """What the key types in that group, by the map as it is now: Xlib's own copy of it grows old."""
    keymap = library.XkbGetMap(display, _XKB_CLIENT_MAP, _XKB_CORE_KEYBOARD)
    if not keymap:
        return ""
    used, keysym = ctypes.c_uint(), ctypes.c_ulong()
    try:
        # The core protocol's state word: the group stands in its bits 13 and 14.
        library.XkbTranslateKeyCode(keymap, _KEYCODE_S, group << 13, ctypes.byref(used), ctypes.byref(keysym))
    finally:
        library.XkbFreeKeyboard(keymap, _XKB_ALL, 1)
    return _BY_KEYSYM.get(keysym.value, "")


def _declare(library: Any) -> None:
    """Types of the functions: a pointer must not be cut to an int."""
    pointer, number = ctypes.c_void_p, ctypes.c_uint
    library.XOpenDisplay.argtypes, library.XOpenDisplay.restype = [ctypes.c_char_p], pointer
    library.XkbQueryExtension.argtypes = [pointer, *[ctypes.POINTER(ctypes.c_int)] * 5]
    library.XkbGetState.argtypes = [pointer, number, ctypes.POINTER(_XkbState)]
    library.XSync.argtypes = [pointer, ctypes.c_int]
    library.XkbGetMap.argtypes, library.XkbGetMap.restype = [pointer, number, number], pointer
    library.XkbFreeKeyboard.argtypes = [pointer, number, ctypes.c_int]
    library.XkbTranslateKeyCode.argtypes = [
        pointer, ctypes.c_ubyte, number, ctypes.POINTER(number), ctypes.POINTER(ctypes.c_ulong),
    ]  # fmt: skip


def windows(user32: Any) -> Ask:
    """Asks Windows for the layout of this thread and the toggle of Caps Lock."""
    user32.GetKeyboardLayout.restype = ctypes.c_void_p

    def ask() -> Keyboard | None:
        langid = (user32.GetKeyboardLayout(0) or 0) & _PRIMARY
        return Keyboard(_BY_LANGID.get(langid, ""), bool(user32.GetKeyState(_VK_CAPITAL) & 1))

    return ask
