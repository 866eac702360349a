"""Recordings made for tests: a tone of known length and pitch as WAV."""

from __future__ import annotations

import io
import math
import struct
import wave
from array import array
from itertools import pairwise


def tone(seconds: float = 2.0, hertz: float = 200.0, rate: int = 16_000, channels: int = 1, width: int = 2) -> bytes:
    """A WAV whose loudness grows over its length, so that every place can be told from every other."""
    frames = int(seconds * rate)
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(channels)
        made.setsampwidth(width)
        made.setframerate(rate)
        data = bytearray()
        for i in range(frames):
            value = int(math.sin(2 * math.pi * hertz * i / rate) * 20_000 * (i + 1) / frames)
            one = struct.pack("<h", value) if width == 2 else bytes([(value >> 8) + 128])
            data += one * channels
        made.writeframes(bytes(data))
    return out.getvalue()


def samples(data: bytes) -> array[int]:
    return array("h", data)


def crossings(data: bytes) -> int:
    """How often the wave rises through zero: the pitch, whatever the loudness."""
    found = samples(data)
    return sum(1 for a, b in pairwise(found) if a < 0 <= b)
