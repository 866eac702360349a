"""One child process seen from the parent: start, requests under a watchdog, end.

The watchdog kills; nothing is asked of a child that hangs. A timer thread is used instead of
``select`` because Windows pipes cannot be waited for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from field_doc.decode import answers, protocol
from field_doc.decode.limits import MAX_ASKS, MAX_RANGE, MAX_SENT

_MAX_FRAMES = 4
_START_S = 30.0
"""Loading the image libraries from a cold disk takes seconds; no evidence has been sent by then."""


class TimedOut(Exception):
    """The child did not finish in time and was killed."""


class Died(Exception):
    """The child ended, or answered what it must not, and was killed."""


class ChildProcess:
    """A confined decoder process. Not thread-safe: one request at a time."""

    def __init__(self, command: list[str], environment: dict[str, str], *, timeout_s: float, memory_mb: int) -> None:
        """Start and greet it.

        Raises:
            Died: it could not be started or did not greet.
            TimedOut: it did not greet in time.

        """
        self._timeout_s = timeout_s
        self.served = 0
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module by name, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr(),
                bufsize=0,
                cwd=os.sep,
                env=environment,
                start_new_session=sys.platform != "win32",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as failure:
            raise Died from failure
        _widen(self._stdin, self._stdout)
        with self._watched(max(_START_S, timeout_s)):
            protocol.write_frame(self._stdin, {"timeout_s": int(timeout_s) + 1, "memory_mb": memory_mb})
            greeting, _ = protocol.read_frame(self._stdout, max_blob=0)
            if greeting.get("protocol") != protocol.VERSION:
                raise answers.Implausible
            self.protections = answers.protections(greeting)

    @staticmethod
    def _stderr() -> int:
        return subprocess.DEVNULL

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def ask(
        self, request: dict[str, Any], source: BinaryIO | None, head: bytes, *, max_blob: int
    ) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Send a request; yield answer frames up to the one marked ``done``, serving ranges meanwhile.

        At most four frames are an answer; whoever draws them must draw them all.

        Raises:
            TimedOut, Died: the child is gone then.
            Exception: whatever reading the source raises; the child is ended then.

        """
        self.served += 1
        with self._watched(self._timeout_s):
            protocol.write_frame(self._stdin, request, head)
            budget = _Budget(int(request.get("size", 0)))
            told = 0
            while told < _MAX_FRAMES:
                header, blob = protocol.read_frame(self._stdout, max_blob=max_blob)
                if "want" in header:
                    offset, length = budget.allow(header["want"])
                    protocol.write_frame(self._stdin, {}, _read_range(source, offset, length))
                    continue
                yield header, blob
                if header.get("done") is True:
                    return
                told += 1
            raise answers.Implausible

    def end(self) -> None:
        """Kill it and free its pipes; may be called again."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    @property
    def _stdin(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _stdout(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Kill after that time; any way out but the regular one ends the child."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            with suppress(OSError):
                self._process.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        regular = False
        try:
            yield
            regular = True
        except (
            protocol.Closed,
            protocol.Garbled,
            answers.Implausible,
            BrokenPipeError,
            ConnectionError,
        ) as failure:
            raise (TimedOut if expired.is_set() else Died) from failure
        finally:
            timer.cancel()
            if not regular or expired.is_set():
                self.end()


def _widen(*pipes: BinaryIO) -> None:
    """Where the system has it, pipes of 1 MiB instead of 64 KiB: a photo goes through in fewer turns."""
    if sys.platform.startswith("linux"):
        import fcntl

        for pipe in pipes:
            with suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


class _Budget:
    """What the child may still ask for of one item."""

    def __init__(self, size: int) -> None:
        self._size, self._left, self._asks = size, MAX_SENT, MAX_ASKS

    def allow(self, untrusted_want: Any) -> tuple[int, int]:
        """Offset and length, checked; raises Implausible."""
        good = (
            isinstance(untrusted_want, list)
            and len(untrusted_want) == 2
            and all(type(n) is int for n in untrusted_want)
        )
        if not good:
            raise answers.Implausible
        offset, length = untrusted_want
        self._left -= max(length, 0)
        self._asks -= 1
        if not (offset >= 0 and 0 < length <= MAX_RANGE and offset + length <= self._size):
            raise answers.Implausible
        if self._left < 0 or self._asks < 0:
            raise answers.Implausible
        return offset, length


def _read_range(source: BinaryIO | None, offset: int, length: int) -> bytes:
    if source is None:
        raise answers.Implausible
    source.seek(offset)
    return read_up_to(source, length)


def read_up_to(source: BinaryIO, length: int) -> bytes:
    """Up to ``length`` bytes from here; fewer only at the end."""
    parts = bytearray()
    while len(parts) < length:
        part = source.read(length - len(parts))
        if not part:
            break
        parts += part
    return bytes(parts)
