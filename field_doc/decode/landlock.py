"""Landlock: the child gives up the whole file system, TCP and, where known, signals to others.

A second wall behind seccomp. Source: Linux Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import Final

_CREATE: Final = 444
_RESTRICT: Final = 446
_VERSION_FLAG: Final = 1
# Number of file system rights by ABI: 13 in ABI 1, then refer, truncate, (net), ioctl_dev.
_FS_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NET_RIGHTS: Final = 0b11  # bind and connect TCP, ABI 4
_SCOPES: Final = 0b11  # abstract unix sockets and signals, ABI 6


def install() -> int:
    """Take every right away, granting none back. Returns the ABI used; 0 where it cannot be done."""
    if not sys.platform.startswith("linux"):
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    abi = int(libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION_FLAG)))
    if abi < 1:
        return 0
    attributes = _attributes(abi)
    ruleset = int(libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)))
    if ruleset < 0:
        return 0
    try:
        return abi if libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint(0)) == 0 else 0
    finally:
        os.close(ruleset)


def _attributes(abi: int) -> bytes:
    """``struct landlock_ruleset_attr`` as long as that ABI knows it."""
    values = [(1 << _FS_RIGHTS[min(abi, 5)]) - 1]
    if abi >= 4:
        values.append(_NET_RIGHTS)
    if abi >= 6:
        values.append(_SCOPES)
    return struct.pack(f"={len(values)}Q", *values)
