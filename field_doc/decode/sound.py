"""Sound of a recording from a confined child: the parent's side, a ``SoundSource``.

The parent reads ranges of the encrypted recording and hands them over; samples come back. Nothing of it
is written anywhere, and no decoder runs here. A child that dies or hangs costs the piece; the next one
is asked of a new child once; a place that ends two children is said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from field_doc.decode import starting
from field_doc.decode.process import ChildProcess, Died, TimedOut
from field_doc.decode.sound_values import (
    MAX_READ_MS,
    NO_DECODER,
    NO_SOUND,
    RATE,
    SAMPLE_BYTES,
    UNKNOWN_SOUND,
    Samples,
    SoundInfo,
)
from field_doc.decode.values import DIED, MEMORY, TIMED_OUT, Problem

_TIMEOUT_S: Final = 20.0
_MEMORY_MB: Final = 1024
_RENEWALS: Final = 20
"""A child has a budget of processor time; hours of listening use up several."""
_MAX_MS: Final = 10**9
_CODES: Final = frozenset({NO_SOUND, UNKNOWN_SOUND, NO_DECODER, MEMORY})
Start = Callable[[], ChildProcess]


def start_child() -> ChildProcess:
    """A sound child, greeted and confined."""
    command = starting.command("field_doc.decode.sound_child", "__sound-child")
    return ChildProcess(command, starting.environment(), timeout_s=_TIMEOUT_S, memory_mb=_MEMORY_MB)


class ChildSound:
    """One recording. Calls come from one thread; ``close`` may come from any."""

    def __init__(self, source: BinaryIO, size: int, start: Start = start_child) -> None:
        """``source``: seekable plaintext of ``size`` bytes; this object closes it."""
        self._source, self._size, self._start = source, size, start
        self._child: ChildProcess | None = None
        self._left = _RENEWALS
        self._closed = False
        self._lock = threading.Lock()

    def open(self) -> SoundInfo | Problem:
        """Start the child and open the recording in it."""
        try:
            told, _ = self._asked({"op": "open", "size": self._size}, 0)
            return self._info(told)
        except _Failed as failure:
            return Problem(failure.code)

    def read(self, at_ms: int, length_ms: int, speed: int) -> Samples | Problem:
        """The piece from there; see ``SoundSource``."""
        request = {"op": "read", "size": self._size, "at_ms": at_ms, "length_ms": length_ms, "speed": speed}
        return self._read(request, again=True)

    def _read(self, request: dict[str, Any], *, again: bool) -> Samples | Problem:
        try:
            self._reopen()
            told, data = self._asked(request, MAX_READ_MS * RATE // 1000 * SAMPLE_BYTES)
            return _samples(told, data)
        except _Failed as failure:
            gone = failure.code in {DIED, TIMED_OUT}
            if gone and self._child is not None:
                self._child.end()  # one that answered what it must not is not asked again
            if self._closed or not gone or not again or self._left <= 0:
                return Problem(failure.code)
            self._left -= 1
        return self._read(request, again=False)

    def close(self) -> None:
        """End the child and close the recording."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.end()
            self._source.close()

    def self_check(self) -> tuple[tuple[str, ...], dict[str, str]]:
        """Protections in force, and for each act whether the child can do it."""
        told, _ = self._asked({"op": "probe", "size": 0}, 0)
        found = told.get("probe")
        assert self._child is not None
        acts = found if isinstance(found, dict) else {}
        return self._child.protections, {str(name): str(result) for name, result in acts.items()}

    def _reopen(self) -> None:
        """In a new child the recording is opened before it is read."""
        if self._child is None or not self._child.alive:
            told, _ = self._asked({"op": "open", "size": self._size}, 0)
            self._info(told)

    def _info(self, told: dict[str, Any]) -> SoundInfo:
        assert self._child is not None
        duration, decoder = told.get("duration_ms"), told.get("decoder")
        if duration is not None and not (type(duration) is int and 0 <= duration <= _MAX_MS):
            self._distrust()
        if decoder not in {"ffmpeg", "wave"}:
            self._distrust()
        return SoundInfo(duration, str(decoder), self._child.protections)

    def _asked(self, request: dict[str, Any], max_blob: int) -> tuple[dict[str, Any], bytes]:
        """The one answer frame.

        Raises:
            _Failed: with the code of a problem, told or of the child itself.

        """
        try:
            frames = list(self._running().ask(request, self._source, b"", max_blob=max_blob))
        except TimedOut as failure:
            raise _Failed(TIMED_OUT) from failure
        except (Died, ValueError) as failure:
            # ValueError: the recording was closed under our hands, by ``close``.
            if isinstance(failure, ValueError) and not self._closed:
                raise
            raise _Failed(DIED) from failure
        told, data = frames[-1]
        code = told.get("problem")
        if code is not None:
            raise _Failed(str(code) if code in _CODES else UNKNOWN_SOUND)
        return told, data

    def _running(self) -> ChildProcess:
        with self._lock:
            if self._closed:
                raise Died
            if self._child is not None and not self._child.alive:
                self._child.end()
                self._child = None
            if self._child is None:
                self._child = self._start()
            return self._child

    def _distrust(self) -> None:
        """The child answered what it must not."""
        if self._child is not None:
            self._child.end()
        raise _Failed(DIED)


class _Failed(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _samples(untrusted: dict[str, Any], data: bytes) -> Samples:
    numbers = [untrusted.get(name) for name in ("at_ms", "next_ms", "speed")]
    if not all(type(n) is int and 0 <= n <= _MAX_MS for n in numbers) or len(data) % SAMPLE_BYTES:
        raise _Failed(DIED)
    if type(untrusted.get("end")) is not bool or (not data and not untrusted["end"]):
        raise _Failed(DIED)
    at_ms, next_ms, speed = (int(n or 0) for n in numbers)
    return Samples(data, at_ms, next_ms, speed, untrusted["end"])
