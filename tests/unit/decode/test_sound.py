"""Sound through the confined child: what comes out, seeking, speed, what is refused, what it cannot do."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from sounds import crossings, samples, tone

from field_doc.decode import sound_library
from field_doc.decode.process import ChildProcess
from field_doc.decode.sound import ChildSound, start_child
from field_doc.decode.sound_stretch import Stretch
from field_doc.decode.sound_values import NO_SOUND, UNKNOWN_SOUND, Samples, SoundInfo
from field_doc.decode.sound_wave import NotPlain, WaveSound
from field_doc.decode.values import DIED, Problem

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seccomp is a Linux thing")


def has_library() -> bool:
    try:
        sound_library.Library()
    except sound_library.Missing:
        return False
    return True


library = pytest.mark.skipif(not has_library(), reason="the FFmpeg of Qt's multimedia module is not here")


class Bytes:
    """A reader of memory that counts what is asked for."""

    def __init__(self, data: bytes) -> None:
        self._data, self.size, self.asked = data, len(data), 0

    def read_at(self, offset: int, length: int) -> bytes:
        self.asked += length
        return self._data[offset : offset + length]


def opened(data: bytes) -> ChildSound:
    sound = ChildSound(io.BytesIO(data), len(data))
    assert isinstance(sound.open(), SoundInfo)
    return sound


def heard(sound: ChildSound, speed: int = 100, at: int = 0, piece: int = 500) -> bytes:
    """Everything from a place to the end."""
    parts = []
    while True:
        found = sound.read(at, piece, speed)
        assert isinstance(found, Samples), found
        assert found.at_ms == at
        parts.append(found.data)
        at = found.next_ms
        if found.end:
            return b"".join(parts)


@pytest.fixture(scope="module")
def shared():
    """One child for all that only listens."""
    sound = opened(tone())
    yield sound
    sound.close()


@pytest.fixture
def two_seconds():
    sound = opened(tone())
    yield sound
    sound.close()


def test_samples_are_those_of_the_recording(shared):
    told = shared.open()
    assert isinstance(told, SoundInfo)
    assert told.duration_ms == 2000
    data = heard(shared)
    assert abs(len(samples(data)) - 32_000) <= 32
    assert abs(crossings(data) - 400) <= 2


def test_a_place_is_found_and_heard_again(shared):
    whole = samples(heard(shared))
    later = shared.read(1500, 200, 100)
    again = shared.read(1500, 200, 100)
    assert isinstance(later, Samples)
    assert later == again
    assert max(samples(later.data)) > 1.3 * max(whole[:16_000])
    assert abs(max(samples(later.data)) - max(whole[24_000:27_200])) < 300


@pytest.mark.parametrize("speed", [50, 80, 150, 200])
def test_another_speed_keeps_the_pitch(shared, speed):
    data = heard(shared, speed)
    seconds = len(samples(data)) / 16_000
    assert seconds == pytest.approx(2.0 * 100 / speed, rel=0.06)
    # 200 Hz stays 200 Hz; played faster without care it would be 400.
    assert crossings(data) / seconds == pytest.approx(200, rel=0.05)


def test_stretching_holds_back_only_what_it_needs():
    stretch = Stretch(150)
    taken = 0
    for _ in range(40):
        stretch.feed(samples(bytes(2 * 4_000)))
        assert stretch.ready <= 4_000
        taken += len(stretch.take(stretch.ready)) // 2
    assert taken == pytest.approx(160_000 / 1.5, rel=0.02)
    assert len(stretch._in) < 4_000


def test_after_the_end_there_is_nothing_but_the_end(shared):
    found = shared.read(60_000, 250, 100)
    assert isinstance(found, Samples)
    assert (found.data, found.end) == (b"", True)


@pytest.mark.parametrize("data", [b"", b"nothing of the kind" * 50, tone()[:20]])
def test_what_is_no_recording_is_said(data):
    sound = ChildSound(io.BytesIO(data), len(data))
    told = sound.open()
    sound.close()
    assert isinstance(told, Problem)
    assert told.code in {UNKNOWN_SOUND, NO_SOUND, "sound.decoder-missing"}


def test_a_child_that_died_is_followed_by_another(two_seconds):
    assert isinstance(two_seconds.read(0, 250, 100), Samples)
    two_seconds._child.end()
    found = two_seconds.read(1000, 250, 100)
    assert isinstance(found, Samples)
    assert found.at_ms == 1000


def test_a_closed_recording_is_a_problem_and_no_exception(two_seconds):
    two_seconds.close()
    assert two_seconds.read(0, 250, 100) == Problem(DIED)
    two_seconds.close()


class Lying(ChildProcess):
    """Stands where the child stands and answers what it likes."""

    def __init__(self, *answers: tuple[dict, bytes]) -> None:
        self.answers, self.protections, self.alive_ = list(answers), (), True

    alive = True

    def ask(self, request, source, head, *, max_blob):
        yield self.answers.pop(0)

    def end(self):
        pass


@pytest.mark.parametrize(
    "answer",
    [
        {"at_ms": -1, "next_ms": 1, "speed": 100, "end": False},
        {"at_ms": 0, "next_ms": "x", "speed": 100, "end": False},
        {"at_ms": 0, "next_ms": 1, "speed": 100},
        {"at_ms": 0, "next_ms": 1, "speed": 100, "end": True},  # with half a sample
    ],
)
def test_an_implausible_answer_is_refused(answer):
    sound = ChildSound(io.BytesIO(b""), 0, start=lambda: Lying(*[(answer, b"abc")] * 40))
    sound._reopen = lambda: None
    assert sound.read(0, 100, 100) == Problem(DIED)


@linux
def test_the_child_can_do_nothing_but_its_work():
    sound = ChildSound(io.BytesIO(b""), 0)
    protections, told = sound.self_check()
    sound.close()
    assert told.pop("thread") == "works"
    assert set(told.values()) == {"refused"}, told
    assert {"no_new_privs", "not_dumpable", "seccomp", "rlimit_as", "rlimit_core"} <= set(protections)


def test_the_parent_and_the_picture_child_load_no_sound_library():
    code = (
        "import sys, io, field_doc.decode.sound as s, field_doc.decode.child, field_doc.app.commands.transcripts;"
        "bad = [m for m in sys.modules if 'sound_library' in m or 'sound_ffmpeg' in m or m.startswith('PySide6')];"
        "print(bad)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_its_environment_holds_nothing_of_the_user(monkeypatch):
    monkeypatch.setenv("HOME", "/home/olena")
    seen = {}
    monkeypatch.setattr(
        "field_doc.decode.sound.ChildProcess", lambda command, environment, **_: seen.update(environment) or "started"
    )
    assert start_child() == "started"
    assert set(seen) <= {"PYTHONPATH", "MALLOC_ARENA_MAX", "SYSTEMROOT", "LD_LIBRARY_PATH"}


# -- plain WAV without the library ------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "channels", "width"), [(16_000, 1, 2), (44_100, 2, 2), (8_000, 1, 1), (48_000, 2, 1)])
def test_plain_wav_needs_no_library(rate, channels, width):
    sound = WaveSound(Bytes(tone(1.0, 200, rate, channels, width)))
    assert sound.duration_ms == 1000
    pieces = []
    while (piece := sound.piece()) is not None:
        pieces.append(piece.tobytes())
    data = b"".join(pieces)
    assert len(samples(data)) == pytest.approx(16_000, rel=0.01)
    assert crossings(data) == pytest.approx(200, rel=0.05)
    sound.seek(500)
    assert sound.position_ms == 500


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:30], lambda d: d.replace(b"WAVE", b"WAVX"), lambda d: d[:20] + b"\x55" + d[21:]]
)
def test_a_wav_of_another_kind_is_none(spoil):
    with pytest.raises(NotPlain):
        WaveSound(Bytes(spoil(tone(0.1))))


def test_a_wav_that_claims_more_than_it_holds_ends_where_it_ends():
    data = bytearray(tone(0.5))
    data[40:44] = (1 << 31).to_bytes(4, "little")
    assert WaveSound(Bytes(bytes(data))).duration_ms == 500


# -- recordings of others ----------------------------------------------------------------------------

HEARD = {
    "audio/adx__bbb_1ch_8kHz_aac_lc.m4a": 3.07,
    "audio/adx__bbb_mono_16kHz_23.05kbps_amrwb.3gp": 3.0,
    "audio/adx__bear.opus": 2.74,
    "audio/adx__bear-id3.mp3": 2.8,
    "audio/adx__sine-nb.amr": 1.02,
    "gps/mei__with-gps.mov": 4.0,
    "video/mei__sample.3gp": 5.0,
}


@library
@pytest.mark.corpus
@pytest.mark.parametrize("name", sorted(HEARD))
def test_what_phones_record_is_heard(corpus_dir, name):
    sound = opened((corpus_dir / "av" / name).read_bytes())
    data = heard(sound, piece=2_000)
    sound.close()
    assert len(samples(data)) / 16_000 == pytest.approx(HEARD[name], abs=0.1)
    assert any(samples(data))


@library
@pytest.mark.corpus
def test_broken_and_hostile_recordings_cost_nothing_but_themselves(corpus_dir):
    broken = ("adx__bear_vorbis_gap.ogg", "mum__corrupt.mkv", "mut__52-too-short-block-size.flac", "mum__issue-744.mp4")
    for name in broken:
        data = (corpus_dir / "av" / "broken" / name).read_bytes()
        sound = ChildSound(io.BytesIO(data), len(data))
        told = sound.open()
        at, turns = 0, 0
        while isinstance(told, SoundInfo | Samples) and turns < 20:
            told = sound.read(at, 2_000, 100)
            at, turns = getattr(told, "next_ms", 0), turns + (99 if getattr(told, "end", False) else 1)
        sound.close()
        assert isinstance(told, Problem | Samples), name


@library
def test_a_film_without_sound_says_so(corpus_dir):
    data = (corpus_dir / "av" / "made" / "made_no_metadata.mp4").read_bytes()
    sound = ChildSound(io.BytesIO(data), len(data))
    assert sound.open() == Problem(NO_SOUND)
    sound.close()


@library
def test_hours_are_read_in_pieces():
    """Three hours of WAV are never held: the last second is heard after some hundred KiB."""
    frames = 3 * 3600 * 16_000
    head = tone(0.01)[:44]
    head = head[:4] + (36 + 2 * frames).to_bytes(4, "little") + head[8:40] + (2 * frames).to_bytes(4, "little")

    class Sparse(io.RawIOBase):
        asked = 0
        place = 0

        def seek(self, offset, whence=0):
            self.place = offset
            return offset

        def read(self, length=-1):
            data = (head + bytes(1 << 20))[self.place : self.place + length] if self.place < 44 else bytes(length)
            self.asked += len(data)
            self.place += len(data)
            return data

    source = Sparse()
    sound = ChildSound(source, 44 + 2 * frames)
    told = sound.open()
    assert isinstance(told, SoundInfo)
    assert told.duration_ms == 3 * 3600 * 1000
    found = sound.read(3 * 3600 * 1000 - 1000, 500, 100)
    assert isinstance(found, Samples)
    assert len(found.data) == 16_000
    assert source.asked < 12 << 20
    sound.close()
