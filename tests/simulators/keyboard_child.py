"""The unlock page on an X server of its own; layout and Caps Lock are changed from outside, nothing is typed.

Prints one line of JSON for each state: what the page shows before a letter was typed.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from field_doc.base.i18n import Words
from field_doc.ui import theme
from field_doc.ui.samples import SampleActs
from field_doc.ui.tasks import Inline
from field_doc.ui.views.unlock.view import UnlockPage

_CORE_KEYBOARD, _LOCK = 0x100, 2
_LONG_ENOUGH_MS = 1000


def main() -> None:
    """Show the page and change the keyboard under it."""
    app = QApplication([])
    theme.load_fonts()
    theme.apply(app, theme.Theme())
    page = UnlockPage(Words("uk"), Inline(), SampleActs(), "Сховище")

    def tell() -> None:
        caps, chip = page.phrase.caps, page.phrase.chip
        shown = chip.text() if chip.isVisible() else ""
        print(json.dumps({"chip": shown, "caps": caps.isVisible(), "hint": page.more.text()}), flush=True)

    page.show()
    QTest.qWaitForWindowExposed(page)
    tell()
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    x11.XkbLockModifiers(display, _CORE_KEYBOARD, _LOCK, _LOCK)
    x11.XSync(display, 0)
    QTest.qWait(_LONG_ENOUGH_MS)
    tell()
    x11.XkbLockModifiers(display, _CORE_KEYBOARD, _LOCK, 0)
    x11.XSync(display, 0)
    for layouts in sys.argv[1:]:
        subprocess.run(["setxkbmap", layouts], check=True)
        QTest.qWait(_LONG_ENOUGH_MS)
        tell()
    x11.XkbLockGroup(display, _CORE_KEYBOARD, 1)
    x11.XSync(display, 0)
    QTest.qWait(_LONG_ENOUGH_MS)
    tell()


if __name__ == "__main__":
    main()
