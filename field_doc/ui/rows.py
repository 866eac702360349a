"""Rows of a list as a person reads them, and where they come from; no Qt, for presenters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a person reads it.

    ``reason`` is a third line on this row only; ``reason_tone`` is ``warn`` (needs a person),
    ``accent`` (the office asks), ``quiet`` (asks for nothing) or ``danger`` (integrity failure).
    ``level`` is the word of the handling level, with everything the record holds.
    """

    id: str
    code: str
    kind: str
    date: str
    state: str
    word: str = ""
    title: str = ""
    reason: str = ""
    reason_tone: str = "warn"
    reason_icon: str = ""
    level: str = ""


class RowSource(Protocol):
    """Where rows come from: a presenter that asks the database off the GUI thread."""

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Row], int], None]) -> None:
        """Ask for rows; ``deliver(rows, total)`` is called on the GUI thread, at once or later."""
        ...
