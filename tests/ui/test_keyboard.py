"""Layout and Caps Lock before a letter is typed: the system's word or none, never the locale's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from field_doc.ui import keyboard
from field_doc.ui.keyboard import Keyboard
from field_doc.ui.samples import SampleActs
from field_doc.ui.tasks import Inline
from field_doc.ui.views.unlock.view import UnlockPage
from field_doc.ui.widgets.phrase import PhraseField

CHILD = Path(__file__).resolve().parents[1] / "simulators" / "keyboard_child.py"


def page_with(words, monkeypatch, said) -> UnlockPage:
    """The unlock page over a system that says ``said``, which may change."""
    monkeypatch.setattr("field_doc.ui.widgets.phrase.of_the_system", lambda: lambda: said[0])
    return UnlockPage(words, Inline(), SampleActs(), "Сховище")


@pytest.fixture
def ukrainian_system():
    QLocale.setDefault(QLocale(QLocale.Language.Ukrainian))
    yield
    QLocale.setDefault(QLocale.c())


@pytest.mark.usefixtures("ukrainian_system")
def test_where_the_system_does_not_tell_nothing_is_claimed_until_a_letter(shown, uk, qtbot, monkeypatch) -> None:
    if QGuiApplication.platformName() == "offscreen":
        assert keyboard.of_the_system() is keyboard.silent
    page = shown(page_with(uk, monkeypatch, [None]))
    assert page.phrase.chip.isHidden()
    assert page.phrase.layout_language == ""
    assert page.more.text() == "Розкладку клавіатури й Caps Lock буде видно після першої літери."
    place = page.open_button.mapToGlobal(page.open_button.pos())
    qtbot.keyClicks(page.phrase, "a")
    assert (page.phrase.chip.text(), page.phrase.chip.isVisible()) == ("АНГЛ", True)
    assert not page.more.isVisible()
    assert page.open_button.mapToGlobal(page.open_button.pos()) == place, "nothing jumps under who types"


def test_the_system_is_believed_before_anything_is_typed(shown, uk, monkeypatch, qtbot) -> None:
    said = [Keyboard("uk", caps=True)]
    page = shown(page_with(uk, monkeypatch, said))
    assert (page.phrase.chip.text(), page.phrase.chip.isVisible()) == ("УКР", True)
    assert page.phrase.caps.isVisible()
    assert not page.more.isVisible()
    assert not page.more.sizePolicy().retainSizeWhenHidden()
    said[0] = Keyboard("ru", caps=False)
    qtbot.waitUntil(lambda: page.phrase.chip.text() == "РОС")
    assert not page.phrase.caps.isVisible()
    qtbot.keyClicks(page.phrase, "A")  # what came by another way, such as an input method, is not the layout
    assert (page.phrase.chip.text(), page.phrase.caps.isVisible()) == ("РОС", False)


def test_nobody_is_asked_when_nobody_looks(shown, uk, qtbot) -> None:
    asked = []

    def ask() -> Keyboard:
        asked.append(1)
        return Keyboard("en", caps=False)

    field = shown(PhraseField(uk, keyboard=ask))
    qtbot.waitUntil(lambda: len(asked) > 5)
    field.hide()
    asked.clear()
    QTest.qWait(900)
    assert asked == []


@pytest.mark.parametrize(("letter", "layout"), [
    ("і", "uk"), ("с", "uk"), ("ы", "ru"), ("Э", "ru"), ("s", "en"), ("λ", ""),
])  # fmt: skip
def test_a_letter_tells_where_the_system_does_not(shown, uk, letter, layout) -> None:
    field = shown(PhraseField(uk, keyboard=keyboard.silent))
    QTest.keyClicks(field, letter) if letter.isascii() else _type(field, letter)
    assert field.layout_language == layout


def _type(field, letter: str) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    key = QKeyEvent(QEvent.Type.KeyPress, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
    QApplication.sendEvent(field, key)


@pytest.mark.parametrize(("langid", "toggle", "expected"), [
    (0x04220422, 0, Keyboard("uk", caps=False)),
    (0x04090409, 1, Keyboard("en", caps=True)),
    (0x08090809, -128, Keyboard("en", caps=False)),  # British; Caps Lock held down, not on
    (0x04190419, -127, Keyboard("ru", caps=True)),
    (0x04150415, 0, Keyboard("", caps=False)),
    (-0xFDFFBDE, 0, Keyboard("uk", caps=False)),  # F0020422: an enhanced layout
])  # fmt: skip
def test_windows_is_asked_for_this_threads_layout_and_the_toggle(langid, toggle, expected) -> None:
    class Layout:
        def __call__(self, thread):
            assert thread == 0
            return langid

    user32 = SimpleNamespace(GetKeyboardLayout=Layout(), GetKeyState=lambda key: toggle if key == 0x14 else 0)
    assert keyboard.windows(user32)() == expected


@pytest.mark.skipif(sys.platform != "linux", reason="an X server of our own")
def test_on_x11_the_server_is_asked_not_the_locale() -> None:
    if shutil.which("xvfb-run") is None:
        pytest.skip("xvfb-run is not installed")
    layouts = ["ua", "ru", "us,ua"] if shutil.which("setxkbmap") else []
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, str(CHILD), *layouts],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb", "LANG": "uk_UA.UTF-8", "LC_ALL": ""},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    states = [json.loads(line) for line in done.stdout.splitlines()]
    assert states[0] == {"chip": "АНГЛ", "caps": False, "hint": ""}, "an American keyboard on a Ukrainian system"
    assert states[1] == {"chip": "АНГЛ", "caps": True, "hint": ""}
    if not layouts:
        pytest.skip("setxkbmap is not installed: only the first layout was seen")
    assert [(s["chip"], s["caps"]) for s in states[2:]] == [
        ("УКР", False), ("РОС", False), ("АНГЛ", False), ("УКР", False),
    ]  # fmt: skip
