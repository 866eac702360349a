"""The loudspeaker: silence counts on, a computer without a device is no error, the window loads no codec."""

from __future__ import annotations

import subprocess
import sys

from field_doc.decode.sound_values import RATE
from field_doc.ui.loudspeaker import SilentSpeaker, open_speaker
from field_doc.ui.loudspeaker import speaker as speaker_module


def test_silence_takes_as_long_as_sound_would():
    now = [100.0]
    silent = SilentSpeaker(lambda: now[0])
    silent.play(bytes(2 * RATE))
    assert silent.heard() == 0
    now[0] += 0.5
    assert silent.heard() == RATE // 2
    now[0] += 9
    assert silent.heard() == RATE
    silent.stop()
    assert silent.heard() == 0


def test_without_a_device_there_is_silence(monkeypatch):
    monkeypatch.setattr(
        speaker_module.starting, "command", lambda *_: [sys.executable, "-c", "import sys; sys.exit(3)"]
    )
    made = open_speaker()
    assert isinstance(made, SilentSpeaker)
    assert not made.audible


def test_the_process_is_given_nothing_but_the_way_to_the_sound_server(monkeypatch):
    monkeypatch.setenv("FIELD_DOC_SECRET", "geheim")
    assert "geheim" not in speaker_module._environment().values()


def test_the_window_loads_neither_the_module_nor_a_codec():
    code = (
        "import sys; from field_doc.ui.views.workbench import page; from field_doc.ui.loudspeaker import open_speaker;"
        "open_speaker().close();"
        "maps = open('/proc/self/maps').read() if sys.platform.startswith('linux') else '';"
        "print('PySide6.QtMultimedia' in sys.modules, 'libav' in maps, 'Multimedia' in maps)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False"] * 3
