"""Progress and cancellation of long acts, as protocols: no thread, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from field_doc.base.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long act is. ``total`` values are 0 while they are not known.

    ``phase`` is a code (``intake.copy``, ``backup.verify``) that the surfaces put into words.
    """

    phase: str
    items_done: int = 0
    items_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0


class Reporter(Protocol):
    """What a long act is given: it reports and asks whether to go on."""

    def report(self, progress: Progress) -> None:
        """Tell how far; may be called as often as the act likes, the receiver throttles."""
        ...

    def check(self) -> None:
        """Raise ``Cancelled`` if the user stopped the act; called at chunk borders."""
        ...


class Silent:
    """A reporter nobody listens to."""

    def report(self, progress: Progress) -> None:
        """Drop it."""

    def check(self) -> None:
        """Go on."""


class CancelToken:
    """Thread-safe flag: set by one thread, checked by another."""

    def __init__(self) -> None:
        self._set = False

    def cancel(self) -> None:
        """Ask the act to stop at its next border."""
        self._set = True

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked."""
        return self._set

    def check(self) -> None:
        """Raise ``Cancelled`` if somebody asked."""
        if self._set:
            raise Cancelled
