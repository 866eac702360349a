"""Plays a recording: a thread fetches samples ahead and hands them to the loudspeaker; the window asks where it is.

Never more than some seconds of sound are in memory, whatever the length of the recording.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from field_doc.decode.sound_values import AS_RECORDED, RATE, SAMPLE_BYTES, SoundInfo, SoundSource
from field_doc.decode.values import Problem
from field_doc.ui.loudspeaker import Speaker

_PIECE_MS: Final = 250
_AHEAD: Final = RATE
"""Samples handed out but not heard yet: a second."""
_WAIT_S: Final = 0.03


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the player stands. ``problem`` is a code, "" for none; ``duration_ms`` None: the file does not tell."""

    ready: bool = False
    playing: bool = False
    position_ms: int = 0
    duration_ms: int | None = None
    speed: int = AS_RECORDED
    audible: bool = True
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Order:
    """What is wanted now; a new one ends the run of samples before."""

    number: int = 0
    playing: bool = False
    at_ms: int = 0
    speed: int = AS_RECORDED


class Player:
    """One recording. Acts come from the GUI thread and return at once; ``standing`` may be asked at any time.

    Args:
        source: where samples come from; closed with the player.
        speaker: makes the loudspeaker, off the GUI thread.

    """

    def __init__(self, source: SoundSource, speaker: Callable[[], Speaker]) -> None:
        self._source, self._make_speaker = source, speaker
        self._speaker: Speaker | None = None
        self._changed = threading.Condition()
        self._order = _Order()
        self._closing = False
        self._info: SoundInfo | None = None
        self._problem = ""
        self._run = _Order(number=-1)
        self._given = 0
        self._ended = False
        self._thread = threading.Thread(target=self._work, daemon=True, name="player")
        self._thread.start()

    # -- acts (GUI thread) -------------------------------------------------------------------------

    def play(self) -> None:
        """Go on from here; at the end from the beginning."""
        at = self.standing().position_ms
        duration = self._info.duration_ms if self._info is not None else None
        self._want(playing=True, at_ms=0 if self._ended and duration is not None and at >= duration - 50 else at)

    def pause(self) -> None:
        """Stay here."""
        self._want(playing=False, at_ms=self.standing().position_ms)

    def toggle(self) -> None:
        """Play or pause."""
        if self.standing().playing:
            self.pause()
        else:
            self.play()

    def go(self, at_ms: int) -> None:
        """Go to a position; playing goes on if it was on."""
        self._want(playing=self.standing().playing, at_ms=self._within(at_ms))

    def skip(self, by_ms: int) -> None:
        """Go back (negative) or forward."""
        self.go(self.standing().position_ms + by_ms)

    def set_speed(self, percent: int) -> None:
        """Slower or faster from here, with the pitch kept."""
        now = self.standing()
        self._want(playing=now.playing, at_ms=now.position_ms, speed=percent)

    def close(self) -> None:
        """Silence; the recording and all samples are let go. May be called again."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._source.close()
        if self._speaker is not None:
            self._speaker.close()
        self._thread.join(timeout=2)

    def standing(self) -> Standing:
        """Where it is now."""
        with self._changed:
            order, info = self._order, self._info
            speaker = self._speaker
            at = order.at_ms
            if speaker is not None and self._run.number == order.number:
                heard = min(speaker.heard(), self._given)
                at += heard * 1000 * order.speed // (RATE * AS_RECORDED)
            return Standing(
                ready=info is not None,
                playing=order.playing,
                position_ms=self._within(at),
                duration_ms=info.duration_ms if info is not None else None,
                speed=order.speed,
                audible=speaker is None or speaker.audible,
                problem=self._problem,
            )

    def _within(self, at_ms: int) -> int:
        duration = self._info.duration_ms if self._info is not None else None
        return max(0, at_ms if duration is None else min(at_ms, duration))

    def _want(self, *, playing: bool, at_ms: int, speed: int | None = None) -> None:
        with self._changed:
            before = self._order
            self._order = _Order(before.number + 1, playing, at_ms, before.speed if speed is None else speed)
            self._changed.notify_all()

    # -- the thread --------------------------------------------------------------------------------

    def _work(self) -> None:
        opened = self._source.open()
        with self._changed:
            if isinstance(opened, Problem):
                self._problem = opened.code
                return
            self._info = opened
            closing = self._closing
        if closing:
            return
        speaker = self._make_speaker()
        with self._changed:
            self._speaker = speaker
        next_ms = 0
        while True:
            with self._changed:
                if self._closing:
                    break
                order = self._order
                fresh = order.number != self._run.number
            if fresh:
                next_ms = self._begin(order, speaker)
            next_ms = self._feed(order, speaker, next_ms)
        speaker.close()

    def _begin(self, order: _Order, speaker: Speaker) -> int:
        speaker.stop()
        with self._changed:
            self._run, self._given, self._ended = order, 0, False
        return order.at_ms

    def _feed(self, order: _Order, speaker: Speaker, next_ms: int) -> int:
        """One piece more, or a short wait; where the piece after it begins."""
        if not order.playing or self._ended or self._given - speaker.heard() > _AHEAD:
            if order.playing and self._ended and speaker.heard() >= self._given:
                self._stopped(order)
            self._rest(order)
            return next_ms
        piece = self._source.read(next_ms, _PIECE_MS, order.speed)
        with self._changed:
            if self._order.number != order.number or self._closing:
                return next_ms
            if isinstance(piece, Problem):
                self._problem, self._ended = piece.code, True
                return next_ms
            self._given += len(piece.data) // SAMPLE_BYTES
            self._ended = piece.end
        speaker.play(piece.data)
        return piece.next_ms

    def _stopped(self, order: _Order) -> None:
        """All was heard: it stands at the end."""
        with self._changed:
            if self._order.number == order.number:
                self._order = self._run = replace(order, playing=False)

    def _rest(self, order: _Order) -> None:
        with self._changed:
            if self._order.number == order.number and not self._closing:
                # A pause waits for the next act, playing for the device.
                self._changed.wait(_WAIT_S if order.playing else None)
