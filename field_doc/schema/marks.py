"""Marks in a recording in words: hours, minutes, seconds, tenths."""

from __future__ import annotations

UNIT = "ms"
"""The unit of fields that hold such a mark: whole milliseconds from the beginning."""


def clock(milliseconds: int) -> str:
    """``0:03:12.4``, the same in every language."""
    tenths = milliseconds // 100
    return f"{tenths // 36000}:{tenths // 600 % 60:02d}:{tenths // 10 % 60:02d}.{tenths % 10}"
