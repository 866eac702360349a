"""ISO base media boxes (ISO/IEC 14496-12): walking them without trusting a length.

A box is ``size(u32) type(4)``, size 1 means a 64-bit size follows, size 0 means up to the end.
Depth and number are bounded; a box that claims more than its parent holds is clipped and marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from field_doc.decode.limits import MAX_BOXES

ReadAt = Callable[[int, int], bytes]
"""``(offset, length) -> bytes``; fewer bytes at the end of the file."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its type and where its content lies (absolute offsets). ``clipped``: it claims too much."""

    kind: bytes
    start: int
    end: int
    clipped: bool = False

    @property
    def size(self) -> int:
        """Length of the content in bytes."""
        return self.end - self.start


def walk(read_at: ReadAt, start: int, end: int) -> Iterator[Box]:
    """The boxes lying side by side between two offsets; ends quietly at the first impossible one."""
    for _ in range(MAX_BOXES):
        header = read_at(start, 16) if end - start >= 8 else b""
        if len(header) < 8:
            return
        size, skip = int.from_bytes(header[:4], "big"), 8
        if size == 1 and len(header) == 16:
            size, skip = int.from_bytes(header[8:], "big"), 16
        if size == 0:
            size = end - start
        if size < skip:
            return
        yield Box(header[4:8], start + skip, min(start + size, end), clipped=start + size > end)
        start += size


def find(read_at: ReadAt, outer: Box, *path: bytes) -> Box | None:
    """The first box at that path inside another; None if there is none."""
    for kind in path:
        inner = next((box for box in walk(read_at, outer.start, outer.end) if box.kind == kind), None)
        if inner is None:
            return None
        outer = inner
    return outer


def content(read_at: ReadAt, box: Box, limit: int) -> bytes:
    """The content of a box, at most ``limit`` bytes of it."""
    return read_at(box.start, min(box.size, limit))
