"""PySide6 6.12.0 dropped a reference to None, True or False with every call that returned one.

On CPython 3.10 and 3.11 a program with a real window then aborts after some thousand calls
("none_dealloc"). docs/decisions/0004 has the story; this keeps such a release from coming in.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROBE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
label.setText("warm up"); label.isVisible()
before = [sys.getrefcount(x) for x in (None, True, False)]
for number in range(500):
    label.setText(str(number)); label.setObjectName("x"); label.setEnabled(True)
    label.isEnabled(); label.isVisible(); label.signalsBlocked()
after = [sys.getrefcount(x) for x in (None, True, False)]
print(*(b - a for b, a in zip(before, after)))
"""


@pytest.mark.gui
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None, True, False are immortal from Python 3.12 on")
def test_qt_calls_do_not_take_references_away() -> None:
    # In a process of its own: a bad release would abort this one before it could say why.
    done = subprocess.run(
        [sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=60, check=True
    )
    lost = [int(number) for number in done.stdout.split()]
    assert len(lost) == 3
    assert max(lost) < 100, f"references lost to None, True, False over 500 rounds: {lost}"
