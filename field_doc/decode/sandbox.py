"""The child gives up what it does not need, before it sees a byte of evidence.

One call, ``confine``; each protection is best effort and the answer names those in force. What is
missing is not hidden: every report carries the list. Order matters: rlimits and no_new_privs
first, Landlock next (it opens a descriptor), seccomp last (it forbids all of this).
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from field_doc.decode import job_object, landlock, seccomp

_PR_SET_DUMPABLE: Final = 4
_PR_SET_NO_NEW_PRIVS: Final = 38
_OPEN_FILES: Final = 16


def confine(*, memory_bytes: int, cpu_seconds: int) -> tuple[str, ...]:
    """Confine this process for good; returns the names of the protections in force."""
    return tuple(_protections(memory_bytes, cpu_seconds))


def _protections(memory_bytes: int, cpu_seconds: int) -> Iterator[str]:
    yield from _resource_limits(memory_bytes, cpu_seconds)
    if job_object.install(memory_bytes, cpu_seconds):
        yield "job_object"
    if _prctl(_PR_SET_DUMPABLE, 0):
        yield "not_dumpable"
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        yield "no_new_privs"
    abi = landlock.install()
    if abi:
        yield f"landlock_{abi}"
    if seccomp.install():
        yield "seccomp"


def _resource_limits(memory_bytes: int, cpu_seconds: int) -> Iterator[str]:
    if sys.platform == "win32":
        return
    import resource

    wanted = (
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_NOFILE", _OPEN_FILES, _OPEN_FILES),
        ("RLIMIT_AS", memory_bytes, memory_bytes),
        ("RLIMIT_CPU", cpu_seconds, cpu_seconds + 1),
    )
    for name, soft, hard in wanted:
        number = getattr(resource, name, None)
        if number is None:
            continue
        # A system that refuses one limit (macOS knows no RLIMIT_AS) still gets the others.
        with suppress(ValueError, OSError):
            resource.setrlimit(number, (soft, hard))
            yield name.lower()


def _prctl(option: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(option, value, 0, 0, 0) == 0)
