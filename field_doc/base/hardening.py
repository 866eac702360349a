"""What a process that may hold keys does first: no core dumps, not dumpable by others (ARCHITECTURE rule 9)."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def harden() -> None:
    """Refuse core dumps, and ptrace or /proc/PID/mem by other processes of the same user.

    Best effort behind one interface: Windows has neither; there error reporting is the system's setting.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def state() -> dict[str, bool]:
    """What is in force in this process."""
    if sys.platform == "win32":
        return {}
    import resource

    found = {"no_core_dumps": resource.getrlimit(resource.RLIMIT_CORE)[0] == 0}
    if sys.platform.startswith("linux") and Path("/proc/self/status").exists():
        found["not_dumpable"] = ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0
    return found
