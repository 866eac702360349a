"""The sound child's main: one recording at a time, opened once, heard piece by piece.

Started by name like the picture child and confined like it; only this one loads FFmpeg. It reads
ranges of the recording from the parent and answers with samples of the one shape (``sound_values``).
"""

from __future__ import annotations

import sys
from array import array
from collections import OrderedDict
from typing import Any, BinaryIO, Final

from field_doc.decode import child, probe, protocol
from field_doc.decode.sound_ffmpeg import FfmpegSound, Undecodable, self_check
from field_doc.decode.sound_library import Library, Missing
from field_doc.decode.sound_stretch import Stretch
from field_doc.decode.sound_values import (
    AS_RECORDED,
    FASTEST,
    MAX_READ_MS,
    NO_DECODER,
    RATE,
    SLOWEST,
    UNKNOWN_SOUND,
)
from field_doc.decode.sound_wave import NotPlain, WaveSound
from field_doc.decode.values import MEMORY

_BLOCK: Final = 128 * 1024
_KEPT_BLOCKS: Final = 32
"""4 MiB of the recording are kept: tables of films, and what is heard again three seconds back."""


class Recording:
    """Random access to the recording in the parent's hands; the pipes of the request being served."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pipes: tuple[BinaryIO, BinaryIO] | None = None
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def lend(self, pipe_in: BinaryIO, pipe_out: BinaryIO) -> None:
        """Ask through these from now on."""
        self._pipes = (pipe_in, pipe_out)

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes, fewer only at the end."""
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        first, last = offset // _BLOCK, (end - 1) // _BLOCK
        joined = b"".join(self._block(number) for number in range(first, last + 1))
        return joined[offset - first * _BLOCK : end - first * _BLOCK]

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            start = number * _BLOCK
            assert self._pipes is not None
            pipe_in, pipe_out = self._pipes
            protocol.write_frame(pipe_out, {"want": [start, min(_BLOCK, self.size - start)]})
            self._blocks[number] = protocol.read_frame(pipe_in)[1]
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]


class SoundServer:
    """What the child holds between requests: the libraries, the recording, where it is heard."""

    def __init__(self) -> None:
        self._library: Library | None = None
        self._recording: Recording | None = None
        self._sound: FfmpegSound | WaveSound | None = None
        self._stretch = Stretch(AS_RECORDED)
        self._speed = AS_RECORDED
        self._heard = 0.0
        self._ended = False

    def prepare(self) -> None:
        """Before the child is confined: load the library if it is here, and see that it does what it should."""
        try:
            library = Library()
            self_check(library)
        except Missing:
            return
        self._library = library

    def serve(self, request: protocol.Json, _head: bytes, pipe_in: BinaryIO, pipe_out: BinaryIO) -> None:
        """Answer one request."""
        if request.get("op") == "probe":
            protocol.write_frame(pipe_out, {"done": True, "probe": probe.attempts()})
            return
        answer, data = self._answer(request, pipe_in, pipe_out)
        protocol.write_frame(pipe_out, answer | {"done": True}, data)

    def _answer(self, request: protocol.Json, pipe_in: BinaryIO, pipe_out: BinaryIO) -> tuple[dict[str, Any], bytes]:
        try:
            if request.get("op") == "open":
                self._recording = Recording(int(request["size"]))
                self._recording.lend(pipe_in, pipe_out)
                return self._open(self._recording), b""
            if self._recording is None or self._sound is None:
                return {"problem": UNKNOWN_SOUND}, b""
            self._recording.lend(pipe_in, pipe_out)
            return self._read(int(request["at_ms"]), int(request["length_ms"]), int(request["speed"]))
        except Undecodable as failure:
            return {"problem": failure.code}, b""
        except MemoryError:
            return {"problem": MEMORY}, b""
        except (protocol.Closed, protocol.Garbled):
            raise
        except Exception:  # noqa: BLE001 - a decoder of foreign bytes may raise anything
            return {"problem": UNKNOWN_SOUND}, b""

    def _open(self, recording: Recording) -> dict[str, Any]:
        self._sound = None
        if self._library is not None:
            self._sound = FfmpegSound(self._library, recording)
        else:
            try:
                self._sound = WaveSound(recording)
            except NotPlain:
                return {"problem": NO_DECODER}
        self._restart(0, AS_RECORDED)
        return {"duration_ms": self._sound.duration_ms, "decoder": self._sound.name}

    def _read(self, at_ms: int, length_ms: int, speed: int) -> tuple[dict[str, Any], bytes]:
        assert self._sound is not None
        speed = min(FASTEST, max(SLOWEST, speed))
        at_ms, count = max(0, at_ms), min(MAX_READ_MS, max(1, length_ms)) * RATE // 1000
        # A millisecond's rounding is no jump.
        if speed != self._speed or abs(at_ms - self._heard) > 2:
            self._sound.seek(at_ms)
            self._restart(at_ms, speed)
        while self._stretch.ready < count and not self._ended:
            piece: array[int] | None = self._sound.piece()
            if piece is None:
                self._stretch.finish()
                self._ended = True
            else:
                self._stretch.feed(piece)
        data = self._stretch.take(count)
        begun = self._heard
        self._heard += len(data) / 2 / RATE * 1000 * speed / AS_RECORDED
        told = {
            "at_ms": round(begun),
            "next_ms": round(self._heard),
            "speed": speed,
            "end": self._ended and self._stretch.ready == 0,
        }
        return told, data

    def _restart(self, at_ms: int, speed: int) -> None:
        self._stretch, self._speed = Stretch(speed), speed
        self._heard, self._ended = float(at_ms), False


def main() -> int:
    """Run until the parent closes the pipe. Returns 0; a broken protocol is 1."""
    server = SoundServer()
    return child.run(server.prepare, server.serve)


if __name__ == "__main__":
    sys.exit(main())
