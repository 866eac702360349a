"""Plain WAV in Python alone: what voice recorders write, and what can be heard where the library is missing.

Integer PCM of 8, 16, 24 and 32 bit, any rate, any number of channels. Source: Multimedia Programming
Interface and Data Specifications 1.0 (RIFF WAVE); WAVE_FORMAT_EXTENSIBLE of Microsoft's mmreg.h.
"""

from __future__ import annotations

import struct
import sys
from array import array
from typing import Final, Protocol

from field_doc.decode.sound_values import RATE

_PCM: Final = 1
_EXTENSIBLE: Final = 0xFFFE
_CHUNKS: Final = 200
_PIECE_MS: Final = 250
_MAX_RATE: Final = 384_000
_MAX_CHANNELS: Final = 32


class Reader(Protocol):
    """Random access to the recording."""

    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes."""
        ...


class NotPlain(Exception):
    """No WAV of the kinds read here."""


class WaveSound:
    """Pieces of a WAV as samples of the one shape (``sound_values``)."""

    name = "wave"

    def __init__(self, reader: Reader) -> None:
        """Read the header.

        Raises:
            NotPlain: another format, or not whole.

        """
        self._reader = reader
        head = reader.read_at(0, 12)
        if head[:4] not in {b"RIFF", b"RF64"} or head[8:12] != b"WAVE":
            raise NotPlain
        self._channels = self._rate = self._width = 0
        self._data = self._length = 0
        self._scan()
        self._frame = self._channels * self._width
        if not self._data or not self._frame:
            raise NotPlain
        self._length = min(self._length, reader.size - self._data) // self._frame
        self._at = 0

    @property
    def duration_ms(self) -> int | None:
        """Length of the recording."""
        return self._length * 1000 // self._rate

    @property
    def position_ms(self) -> int:
        """Where the next piece begins."""
        return self._at * 1000 // self._rate

    def seek(self, at_ms: int) -> None:
        """Go to a position."""
        self._at = min(max(0, at_ms) * self._rate // 1000, self._length)

    def piece(self) -> array[int] | None:
        """The next quarter of a second, None at the end."""
        count = min(self._rate * _PIECE_MS // 1000, self._length - self._at)
        if count <= 0:
            return None
        raw = self._reader.read_at(self._data + self._at * self._frame, count * self._frame)
        count = len(raw) // self._frame
        if not count:
            return None
        self._at += count
        return _resampled(self._mono(raw[: count * self._frame], count), self._rate)

    def _scan(self) -> None:
        place = 12
        for _ in range(_CHUNKS):
            head = self._reader.read_at(place, 8)
            if len(head) < 8:
                return
            name, length = head[:4], int.from_bytes(head[4:], "little")
            if name == b"fmt ":
                self._format(self._reader.read_at(place + 8, min(length, 40)))
            elif name == b"data":
                self._data, self._length = place + 8, length
                return
            place += 8 + length + length % 2

    def _format(self, text: bytes) -> None:
        if len(text) < 16:
            raise NotPlain
        kind, channels, rate, _bytes, _align, bits = struct.unpack_from("<HHIIHH", text)
        if kind == _EXTENSIBLE and len(text) >= 26:
            kind = int.from_bytes(text[24:26], "little")
        if kind != _PCM or bits not in {8, 16, 24, 32}:
            raise NotPlain
        if not (0 < channels <= _MAX_CHANNELS and 1_000 <= rate <= _MAX_RATE):
            raise NotPlain
        self._channels, self._rate, self._width = channels, rate, bits // 8

    def _mono(self, raw: bytes, count: int) -> array[int]:
        flat, channels = _sixteen_bit(raw, self._width), self._channels
        if channels == 1:
            return flat
        return array("h", (sum(flat[i * channels : (i + 1) * channels]) // channels for i in range(count)))


def _sixteen_bit(raw: bytes, width: int) -> array[int]:
    if width == 1:
        return array("h", ((byte - 128) << 8 for byte in raw))
    # The two high bytes of each little-endian sample.
    high = raw if width == 2 else bytes(b for i, b in enumerate(raw) if i % width >= width - 2)
    samples = array("h", high)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _resampled(samples: array[int], rate: int) -> array[int]:
    """At 16 kHz, by the mean of what falls into a sample, or by a line between two."""
    if rate == RATE or len(samples) < 2:
        return samples
    count = max(1, len(samples) * RATE // rate)
    step = len(samples) / count
    if step >= 2:
        spans = ((int(i * step), max(int(i * step) + 1, int((i + 1) * step))) for i in range(count))
        return array("h", (sum(samples[a:b]) // (b - a) for a, b in spans))
    last = len(samples) - 1
    made: array[int] = array("h")
    for i in range(count):
        place = i * step
        low = min(int(place), last)
        high = min(low + 1, last)
        made.append(int(samples[low] + (samples[high] - samples[low]) * (place - low)))
    return made
