"""Slower and faster with the pitch kept: waveform similarity overlap-add.

Pieces of 30 ms are taken from the recording at the wanted pace, each moved by at most 10 ms to where it
continues the piece before it best, and cross-faded over 15 ms.
Source: Verhelst and Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high
quality time-scale modification of speech", ICASSP 1993; likeness here is the mean absolute difference.
"""

from __future__ import annotations

from array import array
from operator import sub
from typing import Final

from field_doc.decode.sound_values import AS_RECORDED, RATE

HOP: Final = RATE * 15 // 1000
"""Samples that each step adds to what is heard."""
_REACH: Final = RATE * 10 // 1000
_COARSE: Final = 4
_FADE_IN: Final = tuple(i / HOP for i in range(HOP))
_FADE_OUT: Final = tuple(1 - i / HOP for i in range(HOP))


class Stretch:
    """Samples in by ``feed``, as many samples out by ``take``. Holds no more than it was fed ahead."""

    def __init__(self, speed: int) -> None:
        """``speed`` in percent; 100 hands samples through."""
        self._speed = speed
        self._in: array[int] = array("h")
        self._out: array[int] = array("h")
        self._tail: array[int] | None = None
        self._due = 0.0

    def feed(self, samples: array[int]) -> None:
        """Add samples of the recording."""
        if self._speed == AS_RECORDED:
            self._out.extend(samples)
            return
        self._in.extend(samples)
        while len(self._in) >= int(self._due) + _REACH + 2 * HOP:
            self._step()

    def finish(self) -> None:
        """Nothing follows: let out what is held back."""
        if self._speed != AS_RECORDED:
            if self._tail is not None:
                self._out.extend(self._tail)
            self._in, self._tail, self._due = array("h"), None, 0.0

    @property
    def ready(self) -> int:
        """How many samples can be taken."""
        return len(self._out)

    def take(self, count: int) -> bytes:
        """Up to so many samples, as PCM."""
        taken, self._out = self._out[:count], self._out[count:]
        return taken.tobytes()

    def _step(self) -> None:
        start = self._place()
        head = self._in[start : start + HOP]
        if self._tail is None:
            self._out.extend(head)
        else:
            mixed = zip(self._tail, _FADE_OUT, head, _FADE_IN, strict=True)
            self._out.extend(int(old * down + new * up) for old, down, new, up in mixed)
        self._tail = self._in[start + HOP : start + 2 * HOP]
        self._due += HOP * self._speed / AS_RECORDED
        # What lies behind the next search is let go.
        done = max(0, int(self._due) - _REACH)
        self._in = self._in[done:]
        self._due -= done

    def _place(self) -> int:
        """Where, near the place that is due, the recording continues what was put out last."""
        due, wanted = int(self._due), self._tail
        if wanted is None:
            return due
        first = max(0, due - _REACH)
        thin = wanted[::_COARSE]
        rough = min(range(first, due + _REACH, _COARSE), key=lambda p: _unlike(thin, self._in[p : p + HOP : _COARSE]))
        near = range(max(first, rough - _COARSE + 1), rough + _COARSE)
        return min(near, key=lambda p: _unlike(wanted, self._in[p : p + HOP]))


def _unlike(wanted: array[int], found: array[int]) -> int:
    return sum(map(abs, map(sub, wanted, found)))
