"""What sound is once decoded: plain samples of one shape, whatever recording they come from.

Signed 16 bit little-endian, one channel, 16 kHz: all a voice needs, 32 kB a second through a pipe.
The recording itself is never changed by this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from field_doc.decode.values import Problem

RATE: Final = 16_000
"""Samples a second."""
SAMPLE_BYTES: Final = 2
SLOWEST, FASTEST, AS_RECORDED = 50, 200, 100
"""Speeds in percent of the recorded one."""
MAX_READ_MS: Final = 2_000
"""How much one answer holds at most, as it will be heard."""

NO_SOUND: Final = "sound.none"
"""The file holds no sound."""
UNKNOWN_SOUND: Final = "sound.unknown"
"""Its kind of sound cannot be decoded here."""
NO_DECODER: Final = "sound.decoder-missing"
"""The library for compressed sound is not on this computer; plain WAV can be played."""


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """An opened recording: its length in milliseconds (None: not told by the file) and what decodes it."""

    duration_ms: int | None
    decoder: str
    protections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Samples:
    """A piece as it will be heard.

    ``data`` is PCM (see the module); it begins at ``at_ms`` of the recording and runs at ``speed`` percent.
    ``next_ms`` is where the next piece begins; ``end`` says that nothing follows.
    """

    data: bytes
    at_ms: int
    next_ms: int
    speed: int
    end: bool


class SoundSource(Protocol):
    """Where a player gets its samples from: a confined child here, a fake in tests, other decoders later."""

    def open(self) -> SoundInfo | Problem:
        """Open the recording. A problem says why nothing can be heard."""
        ...

    def read(self, at_ms: int, length_ms: int, speed: int) -> Samples | Problem:
        """The piece that is heard for ``length_ms`` from a position at a speed in percent."""
        ...

    def close(self) -> None:
        """Let everything go; may be called from another thread, and again."""
        ...
