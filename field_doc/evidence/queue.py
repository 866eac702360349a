"""What has to reach the office: one row a thing, entered with the act that made the thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.vault.database import Database


def queue(database: Database, kind: str, subject: str, at: str, *, number: int = 0, size: int = 0) -> None:
    """Let a thing wait for the office; once only.

    Args:
        database: the record store, in a transaction.
        kind: ``version`` (subject: record id, number: version) or ``file`` (subject: file id).
        subject: id of the thing.
        at: when it was queued.
        number: version number.
        size: bytes, for the progress people see.

    """
    database.execute(
        "INSERT OR IGNORE INTO outbox (kind, subject, number, bytes, queued_at) VALUES (?, ?, ?, ?, ?)",
        (kind, subject, number, size, at),
    )
