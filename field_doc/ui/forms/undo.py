"""Changes of a draft that can be taken back: typing in one field within a second is one step. Pure."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

Json = Any
_COALESCE_SECONDS: Final = 1.0
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Step:
    """A field before and after a change."""

    name: str
    before: Json
    after: Json
    at: float


class Steps:
    """What was changed, and what of it was taken back. ``now``: seconds of a clock that never goes back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def keep(self, name: str, before: Json, after: Json) -> None:
        """A change was made; nothing can be done again any more."""
        now = self._now()
        last = self._done[-1] if self._done else None
        if last is not None and last.name == name and now - last.at < _COALESCE_SECONDS and not self._undone:
            self._done[-1] = Step(name, last.before, copy.deepcopy(after), now)
        else:
            self._done = [*self._done, Step(name, copy.deepcopy(before), copy.deepcopy(after), now)][-_MOST:]
        self._undone = []

    def undo(self) -> Step | None:
        """The change to take back, None if there is none."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step | None:
        """The change to make again, None if there is none."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]
