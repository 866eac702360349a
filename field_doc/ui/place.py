"""Where the user is in the window, as it is kept to come back to."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user is: section, record, tab, field (with the caret in it, as ``recordpage.caret`` writes it)."""

    section: str = ""
    record: str = ""
    tab: str = ""
    field: str = ""

    def as_json(self) -> dict[str, str]:
        """As it is kept in the vault."""
        return {"section": self.section, "record": self.record, "tab": self.tab, "field": self.field}


def read_place(text: str) -> Place:
    """A kept place; anything unreadable is nowhere."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return Place()
    if not isinstance(found, dict):
        return Place()
    return Place(*(str(found.get(name) or "") for name in ("section", "record", "tab", "field")))
