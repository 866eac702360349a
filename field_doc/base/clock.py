"""Time as custody needs it: wall clock with offset, boot id and boot-time clock (R33)."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Instant:
    """One reading of all clocks.

    ``wall`` is local time with its offset; ``boot_ms`` counts milliseconds since boot,
    suspended time included; ``boot_id`` names that boot.
    """

    wall: datetime
    boot_id: str
    boot_ms: int

    def iso(self) -> str:
        """ISO 8601 with milliseconds and offset."""
        return self.wall.isoformat(timespec="milliseconds")


class Clock(Protocol):
    """Where time comes from; injected, so that tests can set it."""

    def now(self) -> Instant:
        """Read all clocks at once."""
        ...


@cache
def _boot_id() -> str:
    """The kernel's id of this boot, else one made for this process."""
    source = Path("/proc/sys/kernel/random/boot_id")
    if source.exists():
        return source.read_text(encoding="ascii").strip()
    return str(uuid.uuid4())


def _boot_ms() -> int:
    """Milliseconds since boot. Linux's monotonic clock omits sleep, Windows's does not."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    if boottime is not None:
        return time.clock_gettime_ns(boottime) // 1_000_000
    return time.monotonic_ns() // 1_000_000


class SystemClock:
    """The clocks of this machine."""

    def now(self) -> Instant:
        """Read wall clock with local offset, boot id and boot-time clock."""
        return Instant(datetime.now(UTC).astimezone(), _boot_id(), _boot_ms())


def utc_iso(moment: datetime) -> str:
    """UTC with seconds and ``Z``, for artefacts that leave the vault."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
