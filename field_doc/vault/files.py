"""Durable file operations behind one interface: fsync, atomic replace, constant times, one writer's lock.

POSIX and Windows branches stand side by side here, and nowhere else (ARCHITECTURE rule 11).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.base.errors import AccessRefused, FieldDocError, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# 2000-01-01 UTC: a payload's own time would be a diary of the work (R19).
CONSTANT_TIME = 946_684_800
_SYNC_WRITE = 2  # SYNC_FILE_RANGE_WRITE


def world_problem(error: OSError) -> FieldDocError:
    """The error a person can act on for what the system said; names no file."""
    codes = {
        errno.ENOSPC: "disk.full",
        errno.EDQUOT: "disk.full",
        errno.EROFS: "disk.read-only",
        errno.EACCES: "disk.no-permission",
        errno.EPERM: "disk.no-permission",
        errno.ENOENT: "disk.missing",
        errno.EIO: "disk.io-error",
    }
    return WorldProblem(codes.get(error.errno or 0, "disk.failed"), errno=error.errno or 0)


@contextlib.contextmanager
def system_errors() -> Iterator[None]:
    """Turn what the system raises into our errors."""
    try:
        yield
    except OSError as error:
        raise world_problem(error) from error


def fsync_file(descriptor: int) -> None:
    """Make a file's content durable; macOS needs F_FULLFSYNC to reach the platter."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def fsync_folder(folder: Path) -> None:
    """Make a folder's entries durable; Windows keeps them in its own journal."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def _sync_file_range() -> Callable[[int, int, int], None]:
    """Ask the kernel to begin writing a range, without waiting; nothing where it cannot."""
    if sys.platform == "linux":
        try:
            call = ctypes.CDLL(None, use_errno=True).sync_file_range
        except (OSError, AttributeError):
            call = None
        if call is not None:
            call.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]

            def begin(descriptor: int, offset: int, length: int) -> None:
                call(descriptor, offset, length, _SYNC_WRITE)

            return begin
    return lambda _descriptor, _offset, _length: None


def begin_writeback(descriptor: int, offset: int, length: int) -> None:
    """A hint: durability comes from ``fsync_file`` alone."""
    _sync_file_range()(descriptor, offset, length)


def replace_durably(path: Path, content: bytes) -> None:
    """Write a whole small file so that a crash leaves the old one or the new one."""
    beside = path.with_name(path.name + ".new")
    with system_errors():
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        try:
            write_all(descriptor, content)
            fsync_file(descriptor)
        finally:
            os.close(descriptor)
        beside.replace(path)
        fsync_folder(path.parent)


def write_all(descriptor: int, content: bytes | memoryview) -> None:
    """os.write until everything is written."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def constant_times(path: Path) -> None:
    """Take the diary out of a file's times."""
    os.utime(path, (CONSTANT_TIME, CONSTANT_TIME))


class WriterLock:
    """One writer of a vault at a time, across processes; released when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        with system_errors():
            self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._take(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            self._descriptor = None
            raise AccessRefused("vault.opened-twice") from error

    @staticmethod
    def _take(descriptor: int) -> None:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(self) -> None:
        """Let the next one in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
