"""Epochs of this vault that ended before everything made in them was sent: restored backups, recoveries (R04).

The device that goes on has new keys; the office enrolled it as the continuation of the old ones. With its first
submission go the entries of the ended epochs, under the last head the old device signed, so that what was sealed
and taken in under them can arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import merkle
from field_doc.formats.enrolment import MAX_CONTINUES, Continued

if TYPE_CHECKING:
    from field_doc.sync.stores import Stores
    from field_doc.vault.database import Database, Row

_REFUSED, _CARRIED = "ended-epochs-refused", "ended-epochs-carried"


@dataclass(frozen=True, slots=True)
class Ended:
    """One ended epoch: its number here, what the office is told of it, and the head the old device signed last."""

    number: int
    continued: Continued
    head: str


def of_vault(database: Database, current: int) -> tuple[Ended, ...]:
    """Ended epochs that can be shown to stand, oldest first: those the enrolment names.

    One whose entries are damaged is left out: it can be looked at here (``vault check``), and cannot be sent.
    """
    rows = database.rows(
        "SELECT e.*, n.continues_size AS end_size, n.continues_root AS end_root FROM epochs e JOIN epochs n"
        " ON n.number = (SELECT min(number) FROM epochs WHERE continues_origin = e.origin)"
        " WHERE e.number < ? ORDER BY e.number",
        (current,),
    )
    found = [ended for ended in map(_ended, rows) if _stands(database, ended)]
    return tuple(found[-MAX_CONTINUES:])


def _ended(row: Row) -> Ended:
    continued = Continued(
        origin=str(row["origin"]),
        size=int(row["end_size"]),
        root=bytes(row["end_root"]),
        record=bytes(row["record_public"]),
        log=bytes(row["log_public"]),
        log_pq=bytes(row["log_pq_public"]),
    )
    return Ended(int(row["number"]), continued, str(row["head"]))


def _stands(database: Database, ended: Ended) -> bool:
    """Whether the stored entries lead to the end the next epoch names."""
    frontier = merkle.Frontier()
    for row in database.rows("SELECT leaf FROM ledger WHERE epoch = ? ORDER BY seq", (ended.number,)):
        frontier.append(merkle.leaf_hash(bytes(row["leaf"])))
    return (frontier.size, frontier.root()) == (ended.continued.size, ended.continued.root)


def sendable(stores: Stores) -> frozenset[int]:
    """Numbers of the ended epochs whose things may go: all that stand, unless the office could not connect them."""
    if _meta(stores.vault.records, _REFUSED) is not None:
        return frozenset()
    return frozenset(e.number for e in of_vault(stores.vault.records, stores.custody.epoch().number))


def to_carry(stores: Stores) -> Sequence[Ended]:
    """Ended epochs whose entries have to go along now: none once a submission took them that was not refused."""
    database = stores.vault.records
    carried = _meta(database, _CARRIED)
    state = database.value("SELECT state FROM submissions WHERE digest = ?", (carried,)) if carried else None
    if state not in {None, "refused"} or _meta(database, _REFUSED) is not None:
        return ()
    return of_vault(database, stores.custody.epoch().number)


def carried_by(database: Database, submission: str) -> None:
    """Remember which submission took them. Needs a transaction."""
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_CARRIED, submission))


def give_up(database: Database) -> None:
    """The office could not connect them: everything else goes on without. Needs a transaction."""
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, '1')", (_REFUSED,))


def try_again(database: Database) -> None:
    """After a new enrolment, or when somebody asks for it. Needs a transaction."""
    database.execute("DELETE FROM meta WHERE name IN (?, ?)", (_REFUSED, _CARRIED))


def first_to_send(database: Database, origin: str) -> int:
    """From which entry on: what the desk has accepted of this epoch it has."""
    size = database.value("SELECT max(size) FROM submissions WHERE origin = ? AND state = 'accepted'", (origin,))
    return int(size or 0)


def number_of(stores: Stores, kind: str, subject: str, number: int) -> int:
    """Number of the epoch in which a thing of the outbox was entered.

    Raises:
        IntegrityFailure: it was entered nowhere here.

    """
    if kind == "version":
        query = "SELECT epoch FROM versions WHERE record_id = :subject AND number = :number"
    else:
        query = "SELECT epoch FROM files WHERE id = :subject"
    epoch = stores.vault.records.value(query, {"subject": subject, "number": number})
    if epoch is None:
        raise IntegrityFailure("sync.not-entered")
    return int(epoch)


def _meta(database: Database, name: str) -> str | None:
    found = database.value("SELECT value FROM meta WHERE name = ?", (name,))
    return None if found is None else str(found)
