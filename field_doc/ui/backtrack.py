"""Where the window was: back and forward between sections and records, and the way back from a record (Esc)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from field_doc.ui.place import Place

if TYPE_CHECKING:
    from field_doc.ui.screen import Screen

_KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where we were; ``to`` is the record that was opened from there, "" if only the section was left."""

    place: Place
    to: str = ""


class Backtrack:
    """The last fifty places; pure."""

    def __init__(self) -> None:
        self._past: list[_Stop] = []
        self._future: list[_Stop] = []

    def leave(self, here: Place, to: str = "") -> None:
        """We go on from here, for a record or only for another section."""
        self._past = [*self._past, _Stop(here, to)][-_KEPT:]
        self._future = []

    def leads_back_from(self, here: Place) -> bool:
        """Whether the record shown was opened from the place before: Esc goes there."""
        return bool(self._past) and bool(here.record) and self._past[-1].to == here.record

    def back(self, here: Place) -> Place | None:
        """The place before this one; None if there is none."""
        return _travel(self._past, self._future, here)

    def forward(self, here: Place) -> Place | None:
        """The place we went back from; None if there is none."""
        return _travel(self._future, self._past, here)


def _travel(source: list[_Stop], target: list[_Stop], here: Place) -> Place | None:
    if not source:
        return None
    stop = source.pop()
    target.append(_Stop(here, stop.place.record))
    return stop.place


def place_of(screen: Screen | None, key: str) -> Place:
    """Where a screen says the user is; its section if it cannot say."""
    asked = getattr(screen, "place", None)
    found = asked() if callable(asked) else None
    return found if isinstance(found, Place) else Place(key)
