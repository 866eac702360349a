"""The child tries what it must not be able to do and says how far it came: the sandbox's own test."""

from __future__ import annotations

import ctypes
import mmap
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Final

_PTRACE_TRACEME: Final = 0
_POSIX_ONLY: Final = frozenset({"execute", "fork", "ptrace", "process", "executable_memory"})


def attempts() -> dict[str, str]:
    """For each forbidden act ``refused`` or ``allowed``; for each needed one ``works`` or ``broken``."""
    forbidden: dict[str, Callable[[], object]] = {
        "socket_inet": lambda: socket.socket(socket.AF_INET).close(),
        "socket_unix": lambda: socket.socket(getattr(socket, "AF_UNIX", socket.AF_INET)).close(),
        "file_write": lambda: os.open("field-doc-probe", os.O_WRONLY | os.O_CREAT, 0o600),
        "file_read": lambda: os.open(sys.executable, os.O_RDONLY),
        "list_folder": lambda: os.listdir(os.sep),  # noqa: PTH208 - the bare call is what is tried
        "unlink": lambda: os.unlink("field-doc-probe"),  # noqa: PTH108
        "execute": lambda: os.execv(sys.executable, [sys.executable, "-V"]),  # noqa: S606
        "process": lambda: subprocess.run([sys.executable, "-V"], check=False),
        "fork": _fork,
        "kill_other": lambda: os.kill(os.getppid(), 0),
        "ptrace": _ptrace,
        "executable_memory": _executable_memory,
    }
    told = {name: _try(act) for name, act in forbidden.items() if name not in _unsafe_unconfined()}
    told["thread"] = _thread()
    return told


def _unsafe_unconfined() -> frozenset[str]:
    """Acts that would harm the child itself where nothing refuses them (no Linux sandbox)."""
    return frozenset() if sys.platform.startswith("linux") else _POSIX_ONLY


def _try(act: Callable[[], object]) -> str:
    try:
        act()
    except OSError:
        return "refused"
    return "allowed"


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _ptrace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(_PTRACE_TRACEME, 0, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def _executable_memory() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def _thread() -> str:
    done = threading.Event()
    try:
        thread = threading.Thread(target=done.set)
        thread.start()
    except RuntimeError:
        return "broken"
    thread.join()
    return "works" if done.is_set() else "broken"
