"""What waits for the office, and what the card says about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.base.clock import Clock
    from field_doc.vault.database import Database


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing on its way: a record version or a file; ``code`` names the record for people."""

    id: int
    kind: str
    subject: str
    number: int
    bytes: int
    state: str
    reason: str | None
    queued_at: str = ""


class Outbox:
    """Rows of ``outbox`` and ``office``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock

    def custodians(self) -> tuple[str, ...]:
        """Age recipients of identity custodians A and B; empty before enrolment."""
        card = self._db.value("SELECT card FROM office WHERE only = 1")
        return tuple(json.loads(card)["custodians"]) if card else ()

    def office_name(self) -> str | None:
        """Name of the office on the card."""
        card = self._db.value("SELECT card FROM office WHERE only = 1")
        return str(json.loads(card)["office"]) if card else None

    def rows(self, state: str | None = None) -> tuple[Waiting, ...]:
        """Everything in the outbox, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM outbox WHERE (:state IS NULL OR state = :state) ORDER BY id", {"state": state}
        )
        return tuple(
            Waiting(r["id"], r["kind"], r["subject"], r["number"], r["bytes"], r["state"], r["reason"], r["queued_at"])
            for r in rows
        )

    def pending(self) -> int:
        """How many things have not been stored at the office yet."""
        return int(self._db.value("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')"))

    def again(self) -> int:
        """What was refused waits again, alone; how much of it. Needs a transaction."""
        return self._db.execute("UPDATE outbox SET state = 'waiting', company = 1 WHERE state = 'refused'")
