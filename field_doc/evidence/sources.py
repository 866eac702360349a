"""What can be taken in: files and folders, only read, each with its own reason if it cannot.

Names are kept as facts; bytes that are no UTF-8 are shown escaped. Links inside folders are not
followed (a link to itself would never end); devices, pipes and sockets are refused.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.base.errors import FieldDocError, InputProblem, WorldProblem

if TYPE_CHECKING:
    from typing import BinaryIO

_OPEN = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


@dataclass(frozen=True, slots=True)
class FileSource:
    """One file to take in. ``shown`` is its name relative to what was chosen."""

    key: int
    path: Path
    shown: str
    size: int
    modified: str

    @property
    def name(self) -> str:
        """The file's own name as text."""
        return as_text(self.path.name)

    @property
    def extension(self) -> str:
        """What the name ends with, lower case, without the dot; a hint, never believed."""
        return self.path.suffix[1:].lower()[:16]

    def open(self) -> BinaryIO:
        """Open to read, unbuffered; refuses what is no regular file any more."""
        descriptor = os.open(self.path, _OPEN)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise InputProblem("intake.not-a-file")
        return os.fdopen(descriptor, "rb", buffering=0)

    def unchanged(self, opened: BinaryIO, bytes_read: int) -> bool:
        """Whether size and time are still those of the beginning: a file that grows is told."""
        now = os.fstat(opened.fileno())
        return now.st_size == bytes_read and _iso(now.st_mtime) == self.modified


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A path that cannot be taken in, and why."""

    shown: str
    error: FieldDocError


def gather(paths: Sequence[Path], *, recursive: bool = True) -> Iterator[FileSource | Unreadable]:
    """Every file of the given paths, folders in name order, numbered from 0."""
    key = 0
    for path in paths:
        for found in _walk(path, as_text(path.name) or str(path), recursive=recursive):
            if isinstance(found, Unreadable):
                yield found
                continue
            yield FileSource(key, found[0], found[1], found[2].st_size, _iso(found[2].st_mtime))
            key += 1


_Found = tuple[Path, str, os.stat_result]


def _walk(path: Path, shown: str, *, recursive: bool) -> Iterator[_Found | Unreadable]:
    """Depth first, in name order. A stack of our own: folders may be nested deeper than calls may."""
    waiting = [(path, shown)]
    top = True
    while waiting:
        path, shown = waiting.pop()
        try:
            status = path.stat(follow_symlinks=top)
            if stat.S_ISDIR(status.st_mode) and (recursive or top):
                waiting += _entries(path, shown)
            elif stat.S_ISREG(status.st_mode):
                yield path, shown, status
            else:
                code = "intake.link" if stat.S_ISLNK(status.st_mode) else "intake.not-a-file"
                yield Unreadable(shown, InputProblem(code))
        except OSError as error:
            yield Unreadable(shown, WorldProblem("intake.source-unreadable", errno=error.errno or 0))
        top = False


def _entries(folder: Path, shown: str) -> list[tuple[Path, str]]:
    """What a folder holds, last name first."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda e: os.fsencode(e.name), reverse=True)
    return [(Path(e.path), f"{shown}/{as_text(e.name)}") for e in entries]


def total(sources: Iterable[FileSource | Unreadable]) -> tuple[int, int]:
    """Number and bytes of what can be taken in."""
    files = [s for s in sources if isinstance(s, FileSource)]
    return len(files), sum(s.size for s in files)


def as_text(name: str) -> str:
    """A file name that is surely text: undecodable bytes are written as ``\\xNN``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _iso(timestamp: float) -> str:
    """ISO 8601; a file system may hold times no calendar has, and they must not keep a file out."""
    try:
        return datetime.fromtimestamp(timestamp, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return f"@{timestamp:.0f}"
