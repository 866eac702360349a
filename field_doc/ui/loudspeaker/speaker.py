"""A loudspeaker as the player sees it: samples in, how many were heard out."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, Final, Protocol

from field_doc.decode import protocol, starting
from field_doc.decode.sound_values import RATE, SAMPLE_BYTES

_START_S: Final = 10.0
# What a sound server of the desktop is found by; nothing else of the user's environment.
_DESKTOP: Final = (
    "XDG_RUNTIME_DIR", "PULSE_SERVER", "PULSE_COOKIE", "PIPEWIRE_REMOTE", "HOME", "DBUS_SESSION_BUS_ADDRESS",
    "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP",
)  # fmt: skip


class Speaker(Protocol):
    """Plays one run of samples at a time; ``stop`` ends a run and begins the next."""

    audible: bool

    def play(self, data: bytes) -> None:
        """Put samples at the end of the run."""
        ...

    def stop(self) -> None:
        """Silence now; what was not heard is forgotten, counting begins anew."""
        ...

    def heard(self) -> int:
        """How many samples of this run were heard."""
        ...

    def close(self) -> None:
        """Let the device go; may be called again."""
        ...


class SilentSpeaker:
    """Where no sound can come out: time passes as if it did, so that positions and marks work."""

    audible = False

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: float | None = None
        self._given = 0

    def play(self, data: bytes) -> None:
        """Time runs from the first samples on."""
        if self._begun is None:
            self._begun = self._clock()
        self._given += len(data) // SAMPLE_BYTES

    def stop(self) -> None:
        """Begin anew."""
        self._begun, self._given = None, 0

    def heard(self) -> int:
        """As much as would have been."""
        if self._begun is None:
            return 0
        return min(self._given, int((self._clock() - self._begun) * RATE))

    def close(self) -> None:
        """Nothing is held."""


class ChildSpeaker:
    """The loudspeaker's process. ``play`` and ``stop`` come from one thread, ``close`` from any."""

    audible = True

    def __init__(self) -> None:
        """Start it.

        Raises:
            OSError, protocol.Closed, protocol.Garbled: there is no device, or nothing to reach one with.

        """
        self._turn = self._heard = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own module by name, no shell
            starting.command("field_doc.ui.loudspeaker.child", "__loudspeaker-child"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=os.sep,
            env=_environment(),
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            self._greeted()
        except BaseException:
            self.close()
            raise
        threading.Thread(target=self._listen, daemon=True, name="loudspeaker").start()

    def _greeted(self) -> None:
        watchdog = threading.Timer(_START_S, self._process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            told, _ = protocol.read_frame(self._out, max_blob=0)
        finally:
            watchdog.cancel()
        if told.get("ready") is not True:
            raise protocol.Closed

    @property
    def _in(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _out(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]

    def _listen(self) -> None:
        """In a thread: how many samples were heard."""
        with suppress(protocol.Closed, protocol.Garbled, OSError, ValueError):
            while True:
                told, _ = protocol.read_frame(self._out, max_blob=0)
                heard = told.get("heard")
                if told.get("turn") == self._turn and type(heard) is int and heard >= 0:
                    self._heard = heard

    def play(self, data: bytes) -> None:
        """See ``Speaker``; a device that went away is silent."""
        with suppress(OSError, ValueError):
            protocol.write_frame(self._in, {"op": "play", "turn": self._turn}, data)

    def stop(self) -> None:
        """See ``Speaker``."""
        self._turn += 1
        self._heard = 0
        with suppress(OSError, ValueError):
            protocol.write_frame(self._in, {"op": "stop", "turn": self._turn})

    def heard(self) -> int:
        """See ``Speaker``."""
        return self._heard

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _environment() -> dict[str, str]:
    found = {name: os.environ[name] for name in _DESKTOP if name in os.environ}
    # FFmpeg and Qt would write what they load to standard error.
    return starting.environment() | found | {"QT_LOGGING_RULES": "*=false"}


def open_speaker() -> Speaker:
    """The loudspeaker of this computer, or silence where there is none."""
    try:
        return ChildSpeaker()
    except (OSError, protocol.Closed, protocol.Garbled):
        return SilentSpeaker()
