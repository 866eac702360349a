"""Devices that are one vault at different times: each restore or recovery makes new keys, linked to the old (R04).

A desk enters the link when it confirms the new device. What one of a family made, another may go on with; no other
device may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.vault.database import Database


@dataclass(frozen=True, slots=True)
class EndedEpoch:
    """An epoch a confirmed device continues: its device, and size and root of the tree where it was taken up."""

    origin: str
    device: str
    size: int
    root: bytes


class DeviceFamilies:
    """Rows of ``device_continues``."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, device: str, ended: EndedEpoch) -> None:
        """Enter that ``device`` continues an ended epoch. Needs a transaction."""
        self._db.execute(
            "INSERT OR REPLACE INTO device_continues VALUES (?, ?, ?, ?, ?)",
            (device, ended.origin, ended.device, ended.size, ended.root),
        )

    def continued(self, device: str) -> Mapping[str, EndedEpoch]:
        """Epochs this device continues, by origin."""
        rows = self._db.rows("SELECT * FROM device_continues WHERE device = ?", (device,))
        return {
            str(r["origin"]): EndedEpoch(str(r["origin"]), str(r["continued"]), int(r["size"]), bytes(r["root"]))
            for r in rows
        }

    def family(self, device: str) -> frozenset[str]:
        """This device and every other the office linked with it, in either direction and over any number of steps."""
        links = [
            (str(r["device"]), str(r["continued"]))
            for r in self._db.rows("SELECT DISTINCT device, continued FROM device_continues")
        ]
        found, size = {device}, 0
        while len(found) > size:
            size = len(found)
            for one, other in links:
                if one in found or other in found:
                    found |= {one, other}
        return frozenset(found)
