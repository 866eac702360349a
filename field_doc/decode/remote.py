"""The child's view of the item: the head came with the request, more is asked from the parent.

Asking keeps big films out of the child (a few boxes are enough) and keeps parsing out of the
parent, which only serves ranges within a budget.
"""

from __future__ import annotations

from typing import BinaryIO

from field_doc.decode import protocol
from field_doc.decode.limits import MAX_ASKS, MAX_OTHER_BYTES

_BLOCK = 64 * 1024


class BudgetSpent(Exception):
    """This item has been asked for more bytes than its kind is worth."""


class RemoteFile:
    """Random access to one item of ``size`` bytes."""

    def __init__(self, pipe_in: BinaryIO, pipe_out: BinaryIO, size: int, head: bytes) -> None:
        self._in, self._out = pipe_in, pipe_out
        self._head = head
        self._blocks: dict[int, bytes] = {}
        self._asked = self._asks = 0
        self.size = size

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes (fewer at the end); blocks of 64 KiB are kept."""
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        if end <= len(self._head):
            return self._head[offset:end]
        first, last = offset // _BLOCK, (end - 1) // _BLOCK
        joined = b"".join(self._block(number) for number in range(first, last + 1))
        return joined[offset - first * _BLOCK : end - first * _BLOCK]

    def everything(self) -> bytes:
        """The whole item; the caller has compared ``size`` with its bound."""
        if len(self._head) >= self.size:
            return self._head
        return self._head + self._ask(len(self._head), self.size - len(self._head))

    def _block(self, number: int) -> bytes:
        start = number * _BLOCK
        end = min(start + _BLOCK, self.size)
        if end <= len(self._head):
            return self._head[start:end]
        if number not in self._blocks:
            if self._asked + _BLOCK > MAX_OTHER_BYTES or self._asks >= MAX_ASKS:
                raise BudgetSpent
            self._blocks[number] = self._ask(start, end - start)
        return self._blocks[number]

    def _ask(self, offset: int, length: int) -> bytes:
        self._asked += length
        self._asks += 1
        protocol.write_frame(self._out, {"want": [offset, length]})
        _header, blob = protocol.read_frame(self._in)
        return blob
