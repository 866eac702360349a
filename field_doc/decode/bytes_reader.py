"""A cursor over untrusted bytes that answers 0 past the end instead of raising."""

from __future__ import annotations


class Reader:
    """Reads big-endian numbers one after the other; ``left`` goes negative when too much was asked."""

    def __init__(self, untrusted: bytes) -> None:
        self._data = untrusted
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self._at

    def number(self, size: int) -> int:
        """The next ``size`` bytes as an unsigned number."""
        part = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(part, "big") if len(part) == size else 0

    def skip(self, size: int) -> None:
        """Go on without looking."""
        self._at += size
