"""Windows: a job object around the child: memory, one process, no desktop, ends with its last handle.

The child puts itself in before it reads a byte of evidence (nested jobs exist since Windows 8).
Written after the Windows API reference for job objects; not run by our Linux tests, and reported
as a protection only if each call said that it succeeded.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_LIMIT_ACTIVE_PROCESS: Final = 0x0008
_LIMIT_PROCESS_TIME: Final = 0x0002
_LIMIT_PROCESS_MEMORY: Final = 0x0100
_LIMIT_DIE_ON_EXCEPTION: Final = 0x0400
_UI_ALL: Final = 0x00FF
_BASIC_UI: Final = 4
_EXTENDED: Final = 9


class _Basic(ctypes.Structure):
    _fields_ = (
        ("per_process_user_time", ctypes.c_int64),
        ("per_job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limits(memory_bytes: int, cpu_seconds: int) -> ctypes.Structure:
    """``JOBOBJECT_EXTENDED_LIMIT_INFORMATION`` with our bounds (times in 100 ns)."""
    value = _Extended()
    value.basic.flags = _LIMIT_ACTIVE_PROCESS | _LIMIT_PROCESS_TIME | _LIMIT_PROCESS_MEMORY | _LIMIT_DIE_ON_EXCEPTION
    value.basic.active_processes = 1
    value.basic.per_process_user_time = cpu_seconds * 10_000_000
    value.process_memory = memory_bytes
    return value


def install(memory_bytes: int, cpu_seconds: int) -> bool:
    """Put this process into a new job with those limits. False where it cannot be done."""
    return sys.platform == "win32" and _install(memory_bytes, cpu_seconds)


def _install(memory_bytes: int, cpu_seconds: int) -> bool:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        return False
    handle, extended, ui = ctypes.c_void_p(job), limits(memory_bytes, cpu_seconds), ctypes.c_uint32(_UI_ALL)
    # The handle is left open on purpose: it lives as long as the child does.
    return bool(
        kernel.SetInformationJobObject(handle, _EXTENDED, ctypes.byref(extended), ctypes.sizeof(extended))
        and kernel.SetInformationJobObject(handle, _BASIC_UI, ctypes.byref(ui), ctypes.sizeof(ui))
        and kernel.AssignProcessToJobObject(handle, ctypes.c_void_p(kernel.GetCurrentProcess()))
    )
