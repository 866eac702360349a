"""What a person keeps at the top of pick-lists: favourites, and the entries used last. Only ids of lists and terms.

Kept in the vault (its settings), never on the disk beside it: what was chosen last says what was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

LAST_USED: Final = 6
_MOST: Final = 40
_LISTS: Final = 400


def _nothing() -> None:
    """Nobody keeps it: it lasts as long as the form."""


class Picks:
    """Favourites and last used entries of every list.

    ``changed`` is called after each change: whoever keeps the picks saves ``as_json``.
    """

    def __init__(self, kept: str = "", changed: Callable[[], None] = _nothing) -> None:
        self._changed = changed
        self._stars: dict[str, list[str]] = {}
        self._recent: dict[str, list[str]] = {}
        self.load(kept)

    def load(self, kept: str) -> None:
        """Take over what was kept; what cannot be read is as if nothing had been."""
        try:
            raw = json.loads(kept) if kept else {}
        except ValueError:
            raw = {}
        raw = raw if isinstance(raw, dict) else {}
        self._stars, self._recent = _lists(raw.get("stars")), _lists(raw.get("recent"))

    def as_json(self) -> str:
        """The text to keep."""
        return json.dumps({"stars": self._stars, "recent": self._recent}, separators=(",", ":"))

    def stars(self, name: str) -> tuple[str, ...]:
        """Favourites of a list in the order they were made."""
        return tuple(self._stars.get(name, ()))

    def recent(self, name: str) -> tuple[str, ...]:
        """Entries of a list used last, newest first."""
        return tuple(self._recent.get(name, ()))

    def use(self, name: str, term_id: str) -> None:
        """An entry was chosen."""
        if not name or not term_id or self._recent.get(name, [""])[:1] == [term_id]:
            return
        before = [one for one in self._recent.get(name, ()) if one != term_id]
        self._recent[name] = [term_id, *before][:LAST_USED]
        self._changed()

    def star(self, name: str, term_id: str) -> bool:
        """Make an entry a favourite or no longer one; whether it is one now."""
        before = self._stars.get(name, [])
        on = term_id not in before
        self._stars[name] = [*before, term_id][-_MOST:] if on else [one for one in before if one != term_id]
        self._changed()
        return on


def _lists(raw: Any) -> dict[str, list[str]]:
    if not isinstance(raw, Mapping):
        return {}
    good = {str(k): [str(one) for one in v][:_MOST] for k, v in raw.items() if isinstance(v, list)}
    return dict(list(good.items())[:_LISTS])
