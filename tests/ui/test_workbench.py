"""The workbench: a recording beside paragraphs, by keyboard alone; nothing is lost, nothing plays on after lock."""

from __future__ import annotations

import io
import math
import struct
import wave

import pytest
from open_window import Window, begin, make_vault, unlocked
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from field_doc.app.commands import intake, records, transcripts
from field_doc.decode.sound_values import RATE, Samples, SoundInfo
from field_doc.decode.values import Problem
from field_doc.ui.memory import Forgetful
from field_doc.ui.recordpage import transcribing
from field_doc.ui.views.workbench import page as page_module
from field_doc.ui.views.workbench.bench import Bench
from field_doc.ui.views.workbench.pedals import ACTS, Pedals, usable
from field_doc.ui.views.workbench.player import Player

pytestmark = pytest.mark.gui
NOON = "2026-11-20T12:00:00+02:00"
WORDS = {"lang": "uk", "paragraphs": ["Ми почули машини.", "Потім стало тихо."]}


class FakeSound:
    """Ten seconds of silence; remembers what was asked."""

    def __init__(self, problem: str = "") -> None:
        self.problem, self.asked, self.closed = problem, [], False

    def open(self):
        return Problem(self.problem) if self.problem else SoundInfo(10_000, "fake")

    def read(self, at_ms, length_ms, speed):
        self.asked.append((at_ms, speed))
        step = length_ms * speed // 100
        end = at_ms + step >= 10_000
        return Samples(bytes(2 * RATE * length_ms // 1000), at_ms, min(10_000, at_ms + step), speed, end)

    def close(self):
        self.closed = True


class FakeSpeaker:
    """Has heard what the test says."""

    audible = True

    def __init__(self) -> None:
        self.ms, self.given, self.closed = 0, 0, False

    def play(self, data):
        self.given += len(data)

    def stop(self):
        self.ms = self.given = 0

    def heard(self):
        return self.ms * RATE // 1000

    def close(self):
        self.closed = True


@pytest.fixture
def speaker(monkeypatch):
    made = FakeSpeaker()
    monkeypatch.setattr(page_module, "open_speaker", lambda: made)
    return made


@pytest.fixture
def sound(monkeypatch):
    made = FakeSound()
    monkeypatch.setattr(page_module.VaultWorkbench, "sound", lambda self, of, file_id, purpose: made)
    return made


def tone() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(16_000)
        made.writeframes(b"".join(struct.pack("<h", int(9_000 * math.sin(i / 8))) for i in range(16_000)))
    return out.getvalue()


def with_recording(session, folder):
    """A statement with a recording, and a transcript begun of it."""
    statement = begin(session, "statement")
    folder.mkdir(exist_ok=True)
    (folder / "voice.wav").write_bytes(tone())
    intake.take_in(session, [folder / "voice.wav"], statement, source_kind="unknown")
    file = transcripts.source(session, statement).recordings[0]
    return transcripts.new(session, statement, kind="transcript", language="uk", file=file.id).id


@pytest.fixture
def recorded(tmp_path):
    path = tmp_path / "A.fdvault"
    return path, make_vault(path, lambda s: with_recording(s, tmp_path / "card"))


def opened(window, transcript):
    page = window.open(transcript)
    bench = page.bench
    window.wait(lambda: bench.source.source is not None)
    return page, bench


def press(key, modifiers=Qt.KeyboardModifier.NoModifier, text=""):
    """A key where the focus is, as the system sends it."""
    target = QApplication.focusWidget()
    assert target is not None
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, modifiers, text))
    QApplication.processEvents()


def write(bench, words):
    """Qt's own typing knows Latin letters only."""
    bench.editor.current.text.insertPlainText(words)


def texts(bench):
    return [row.paragraph.text for row in bench.editor.rows]


def test_a_recording_is_transcribed_by_keyboard_alone(qtbot, recorded, speaker, sound):
    path, transcript = recorded
    window = Window(qtbot).unlock(path)
    page, bench = opened(window, transcript)
    bench.source.opener.click()
    window.wait(lambda: bench.source.position() == 0)
    bench.editor.go_to(0)
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_F10)
    window.wait(lambda: speaker.given > 0)
    speaker.ms = 900
    assert bench.source.position() == 900
    write(bench, "Ми почули машини.")
    press(Qt.Key.Key_Return)
    write(bench, "Потім стало тихо.")
    press(Qt.Key.Key_F10)
    assert not bench.source.player.standing().playing
    window.saved()
    record = page.record_id
    window.close()
    assert sound.closed
    assert speaker.closed
    with unlocked(path) as session:
        fields = records.show(session, record).shown.fields
    first, second = fields["paragraphs"]
    assert (first["start_ms"], first["end_ms"], second["start_ms"]) == (0, 900, 900)
    assert first["text"] == {"lang": "uk", "text": "Ми почули машини."}
    assert (first["author"], second["author"]) == ("T-01", "T-01")
    assert first["at"]
    assert second["text"]["text"] == "Потім стало тихо."


def test_back_forward_speed_and_the_time_of_a_paragraph(qtbot, recorded, speaker, sound):
    path, transcript = recorded
    window = Window(qtbot).unlock(path)
    _, bench = opened(window, transcript)
    bench.source.opener.click()
    window.wait(lambda: bench.source.position() == 0)
    bench.editor.go_to(0)
    press(Qt.Key.Key_F11)
    assert bench.source.position() == 3_000
    press(Qt.Key.Key_MediaNext)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_F7)
    assert bench.source.position() == 0
    for _ in range(9):
        press(Qt.Key.Key_F3)
    assert bench.source.player.standing().speed == 50
    press(Qt.Key.Key_F4)
    bench.source.go(4_000)
    press(Qt.Key.Key_F2)
    bench.source.go(8_000)
    press(Qt.Key.Key_F5)
    assert bench.source.position() == 4_000
    press(Qt.Key.Key_MediaTogglePlayPause)
    window.wait(lambda: (4_000, 60) in sound.asked)
    window.close()


def test_what_cannot_be_decoded_is_said_and_the_text_is_written_all_the_same(qtbot, recorded, speaker, monkeypatch):
    path, transcript = recorded
    monkeypatch.setattr(page_module.VaultWorkbench, "sound", lambda self, *_: FakeSound("sound.unknown"))
    window = Window(qtbot, "en").unlock(path)
    _, bench = opened(window, transcript)
    bench.source.opener.click()
    window.wait(lambda: bool(bench.source.problem.text()))
    assert "can still be written" in bench.source.problem.text()
    assert bench.source.player is None
    write(bench, "words")
    assert texts(bench) == ["words"]
    window.close()


def test_opening_a_recording_is_entered_and_leaving_pauses_it(qtbot, recorded, speaker):
    path, transcript = recorded
    window = Window(qtbot).unlock(path)
    page, bench = opened(window, transcript)
    bench.source.opener.click()
    window.wait(lambda: bench.source.position() == 0, timeout=20_000)
    bench.source.act("play")
    window.wait(lambda: speaker.given > 0)
    page.view.show_section("source")
    window.wait(lambda: not bench.source.player.standing().playing)
    of = page.form.values["of"]
    window.close()
    with unlocked(path) as session:
        lines = records.history(session, of)
    assert [line.event for line in lines].count("file.viewed") == 1


def test_a_translation_stands_beside_its_original_and_changes_nothing_of_it(qtbot, tmp_path, speaker):
    path = tmp_path / "A.fdvault"
    statement = make_vault(path, lambda s: begin(s, "statement", account=WORDS))
    with unlocked(path) as session:
        before = records.show(session, statement).shown.fields
        begun = transcripts.new(session, statement, kind="translation", language="en")
    window = Window(qtbot).unlock(path)
    _, bench = opened(window, begun.id)
    assert [row.paragraph.original for row in bench.editor.rows] == [(p,) for p in map(str, WORDS["paragraphs"])]
    assert "1. Ми почули машини." in bench.source.passages.toPlainText()
    bench.editor.go_to(0)
    write(bench, "We heard cars.")
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    write(bench, "Then it was quiet.")
    bench.tools.tick.click()
    window.saved()
    window.close()
    with unlocked(path) as session:
        fields = records.show(session, begun.id).shown.fields
        assert records.show(session, statement).shown.fields == before
    first, second = fields["paragraphs"]
    assert (fields["language"], fields["source_language"], fields["kind"]) == ("en", "uk", "tk_translation")
    assert first["text"] == {"lang": "en", "text": "We heard cars."}
    assert first["original"] == {"lang": "uk", "paragraphs": ["Ми почули машини."]}
    assert (second["certified"], second["certifier"]) == ("yn_yes", "T-01")


def test_words_of_the_original_are_taken_over_from_the_window_and_undone(qtbot, tmp_path, speaker):
    path = tmp_path / "A.fdvault"
    statement = make_vault(path, lambda s: begin(s, "statement", account=WORDS))
    window = Window(qtbot).unlock(path)
    page = window.new("transcript", {"of": statement, "kind": "tk_translation", "language": "en"})
    window.wait(lambda: page.bench.source.source is not None)
    page.bench.source.taker.click()
    assert len(page.form.values["paragraphs"]) == 2
    page.act("undo")
    page.act("undo")
    assert "paragraphs" not in page.form.values
    window.close()


def test_what_was_typed_this_moment_is_kept_at_the_lock(qtbot, recorded, speaker):
    path, transcript = recorded
    window = Window(qtbot).unlock(path)
    page, bench = opened(window, transcript)
    write(bench, "щойно")
    assert page.form.unsaved
    window.close()
    with unlocked(path) as session:
        fields = records.show(session, transcript).shown.fields
    assert fields["paragraphs"][0]["text"]["text"] == "щойно"


def test_a_pedal_is_given_an_act_and_keeps_it():
    memory = Forgetful()
    pedals = Pedals(memory)
    assert pedals.act_of(Qt.Key.Key_F10) == "play"
    assert pedals.act_of(Qt.Key.Key_MediaPlay) == "play"
    assert pedals.set_key("play", Qt.Key.Key_F13)
    assert pedals.set_key("back", Qt.Key.Key_F10)
    again = Pedals(memory)
    assert (again.act_of(Qt.Key.Key_F13), again.act_of(Qt.Key.Key_F10)) == ("play", "back")
    assert again.act_of(Qt.Key.Key_MediaPlay) == "play"
    again.reset()
    assert Pedals(memory).act_of(Qt.Key.Key_F10) == "play"
    memory.set("window/workbench-keys", '{"play": ["x"], "rm": 3}')
    assert Pedals(memory).act_of(Qt.Key.Key_F7) == "back"


@pytest.mark.parametrize(
    "key",
    [Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_F1, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_Escape],
)
def test_no_key_that_types_or_has_work_becomes_a_pedal(key):
    assert not usable(key)
    assert not Pedals(Forgetful()).set_key("play", key)


def test_every_usual_key_is_free_and_used_once():
    keys = [key for _, known in ACTS.values() for key in known]
    assert len(set(keys)) == len(keys)
    assert all(usable(key) for key in keys)


def test_the_player_holds_little_and_ends_at_the_end(qtbot):
    sound, speaker = FakeSound(), FakeSpeaker()
    player = Player(sound, lambda: speaker)
    qtbot.waitUntil(lambda: player.standing().ready, timeout=5_000)
    player.play()
    qtbot.waitUntil(lambda: speaker.given > 0, timeout=5_000)
    qtbot.wait(150)
    assert speaker.given <= 2 * RATE * 1_300 // 1_000  # a second and a piece, of ten
    player.go(9_900)
    qtbot.waitUntil(lambda: sound.asked[-1][0] == 9_900, timeout=5_000)
    speaker.ms = 10_000
    qtbot.waitUntil(lambda: not player.standing().playing, timeout=5_000)
    player.close()
    assert sound.closed
    assert speaker.closed
    assert not player._thread.is_alive()


def test_a_sealed_transcript_is_read_and_listened_to_but_not_changed(qtbot, recorded, speaker, sound):
    path, transcript = recorded
    with unlocked(path) as session:
        fields = records.show(session, transcript).shown.fields
        written = [{"start_ms": 4_000, "text": {"lang": "uk", "text": "Чула голоси."}, "author": "T-01", "at": NOON}]
        records.save_draft(session, transcript, {**fields, "paragraphs": written})
        records.seal(session, transcript)
    window = Window(qtbot).unlock(path)
    _, bench = opened(window, transcript)
    bench.source.opener.click()
    window.wait(lambda: bench.source.position() == 0)
    bench.editor.current.text.setFocus()
    press(Qt.Key.Key_F5)
    assert bench.source.position() == 4_000
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_X, text="x")
    press(Qt.Key.Key_Return)
    assert texts(bench) == ["Чула голоси."]
    assert not bench.tools.tick.isVisible()
    window.close()


def test_it_is_begun_from_the_original_by_the_palette(qtbot, tmp_path, speaker):
    path = tmp_path / "A.fdvault"
    statement = make_vault(path, lambda s: begin(s, "statement", account=WORDS))
    window = Window(qtbot, "en").unlock(path)
    page = window.open(statement)
    assert transcribing.can_work_on_shown(window.program)
    transcribing.ask_shown(window.program, "translation")
    window.wait(lambda: page._panel is not None)
    panel = page._panel
    assert (panel.source_language.key(), panel.language.key(), panel.of.key()) == ("uk", "en", "")
    panel.main_act()
    window.wait(lambda: getattr(window.page, "bench", None) is not None)
    bench = window.page.bench
    assert [p.original for p in bench.editor.every()] == [(p,) for p in map(str, WORDS["paragraphs"])]
    window.close()


def test_of_a_thousand_paragraphs_few_are_rows_and_none_is_lost(qtbot, en):
    bench = Bench(en, "uk", Pedals(Forgetful()), lambda: NOON, FakeSpeaker)
    qtbot.addWidget(bench)
    stored = [{"id": str(n), "text": {"lang": "uk", "text": str(n)}} for n in range(1_000)]
    bench.show_value(stored)
    bench.show()
    assert len(bench.editor.rows) < 50
    bench.editor.go_to(700)
    write(bench, "!")
    qtbot.keyClick(bench.editor.current.text, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    bench.editor.later.click()
    bench.editor.go_to(2)
    assert bench.editor.current.paragraph.text == "2"
    after = bench.editor.value()
    assert [m["id"] for m in after] == [m["id"] for m in stored]
    assert after[700]["text"]["text"] == "700!"
    assert after[699] == stored[699]
    with qtbot.waitSignal(bench.editor.full):
        bench.editor.go_to(5)
        qtbot.keyClick(bench.editor.current.text, Qt.Key.Key_Return)
    assert len(bench.editor.every()) == 1_000
    bench.close()
