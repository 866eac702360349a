"""Ledgers of devices as a desk keeps them: every entry as it came, under the head it left with.

A head is accepted only if the entries lead to it and it grows from the head known before; two
histories under one key are refused, never merged (R04).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import merkle
from field_doc.formats.checkpoint import Checkpoint, open_checkpoint
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.ledger_entry import Leaf, parse_disclosed, parse_leaf, verify_detail

if TYPE_CHECKING:
    from field_doc.vault.database import Database


@dataclass(frozen=True, slots=True)
class LogOwner:
    """Whose log it is: the device's thumbprint and both public keys of the log."""

    device: str
    log: VerifyKey
    pq: bytes


@dataclass(frozen=True, slots=True)
class EntryBytes:
    """One entry as it travels: leaf, and its detail unless it was erased."""

    leaf: bytes
    detail: bytes | None


class DeviceLedgers:
    """Rows of ``device_epochs``, ``device_ledger`` and ``device_nodes``."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def size(self, origin: str) -> int:
        """Entries known of an epoch; 0 if it is new."""
        return int(self._db.value("SELECT size FROM device_epochs WHERE origin = ?", (origin,)) or 0)

    def extend(
        self, note: str, owner: LogOwner, first: int, entries: Sequence[EntryBytes], received_at: str
    ) -> Checkpoint:
        """Take entries ``first``… of an epoch up to the head ``note`` signs. Needs a transaction.

        Entries known already are compared, not kept twice.

        Raises:
            IntegrityFailure: the head is not signed by both keys, the entries do not lead to it, or
                what was known before is not part of it.

        """
        head = open_checkpoint(note, owner.log, owner.pq, require_pq=True)
        known = self.size(head.origin)
        self._compare(head, owner, first, entries, known)
        if head.size >= known:
            self._grow(head, note, owner, entries[known - first :], received_at)
        return head

    def extend_ended(
        self, note: str, owner: LogOwner, first: int, entries: Sequence[EntryBytes], end: tuple[int, bytes],
        received_at: str,
    ) -> Checkpoint:  # fmt: skip
        """Take the entries of an epoch that ended before they could be sent, up to the ``end`` (size, root) where
        the next epoch took it up. Needs a transaction.

        ``note`` is the vault's own last head: it never left, so it carries the Ed25519 line alone; what the device
        that goes on signed with both keys is ``end``. Where more of the epoch is known here than its successor
        knew (a backup older than the last sync), only the common part is compared.

        Raises:
            IntegrityFailure: the head is not that end, the entries do not lead to it, or another history is known.

        """
        head = open_checkpoint(note, owner.log, None, require_pq=False)
        if (head.size, head.root) != end:
            raise IntegrityFailure("device-ledger.other-end", size=head.size)
        known = self.size(head.origin)
        self._compare(head, owner, first, entries, known)
        if head.size > known:
            self._grow(head, note, owner, entries[known - first :], received_at)
        return head

    def _grow(
        self, head: Checkpoint, note: str, owner: LogOwner, entries: Sequence[EntryBytes], received_at: str
    ) -> None:
        """Keep what is new; it has to lead to the head."""
        frontier = merkle.Frontier.at(self.size(head.origin), self.fetch(head.origin))
        new_nodes = []
        for entry in entries:
            self._check(entry, frontier.size)
            new_nodes.append((frontier.size, entry, frontier.append(merkle.leaf_hash(entry.leaf))))
        if (frontier.size, frontier.root()) != (head.size, head.root):
            raise IntegrityFailure("device-ledger.does-not-lead-to-head", size=frontier.size)
        self._store_head(head, owner, note, received_at)
        for seq, entry, nodes in new_nodes:
            self._db.execute(
                "INSERT INTO device_ledger VALUES (?, ?, ?, ?)", (head.origin, seq, entry.leaf, entry.detail)
            )
            for level, index, node in nodes:
                self._db.execute("INSERT INTO device_nodes VALUES (?, ?, ?, ?)", (head.origin, level, index, node))

    def _compare(
        self, head: Checkpoint, owner: LogOwner, first: int, entries: Sequence[EntryBytes], known: int
    ) -> None:
        """Refuse entries that do not reach the head, leave a gap, or differ from what is known."""
        row = self._db.row("SELECT * FROM device_epochs WHERE origin = ?", (head.origin,))
        if row is not None and (row["device"], bytes(row["log_public"])) != (owner.device, owner.log.raw):
            raise IntegrityFailure("device-ledger.other-key")
        if first > known:
            raise IntegrityFailure("device-ledger.gap", known=known, first=first)
        if first + len(entries) != head.size:
            raise IntegrityFailure("device-ledger.does-not-lead-to-head", size=first + len(entries))
        for seq, entry in enumerate(entries[: known - first], start=first):
            kept = self._db.value("SELECT leaf FROM device_ledger WHERE origin = ? AND seq = ?", (head.origin, seq))
            if bytes(kept) != entry.leaf:
                raise IntegrityFailure("device-ledger.two-histories", seq=seq)
        if 0 < head.size <= known and merkle.root_at(head.size, self.fetch(head.origin)) != head.root:
            raise IntegrityFailure("device-ledger.two-histories", seq=head.size)

    @staticmethod
    def _check(entry: EntryBytes, seq: int) -> None:
        leaf = parse_leaf(entry.leaf)
        if leaf.seq != seq:
            raise IntegrityFailure("device-ledger.order", seq=seq)
        if entry.detail is not None:
            _check_detail(leaf, entry.detail)

    def add_detail(self, origin: str, seq: int, detail: bytes) -> None:
        """Words of an entry that may be read only now; they must be those its leaf committed to."""
        entry = self.entry(origin, seq)
        _check_detail(parse_leaf(entry.leaf), detail)
        self._db.execute(
            "UPDATE device_ledger SET detail = ? WHERE origin = ? AND seq = ?", (detail, origin, seq)
        )

    def _store_head(self, head: Checkpoint, owner: LogOwner, note: str, received_at: str) -> None:
        self._db.execute(
            "INSERT INTO device_epochs VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET"
            " size = excluded.size, checkpoint = excluded.checkpoint, received_at = excluded.received_at",
            (head.origin, owner.device, owner.log.raw, owner.pq, head.size, note, received_at),
        )

    def fetch(self, origin: str) -> merkle.Fetch:
        """Nodes of an epoch's tree, for proofs."""

        def node(level: int, index: int) -> bytes:
            found = self._db.value(
                "SELECT hash FROM device_nodes WHERE origin = ? AND level = ? AND idx = ?", (origin, level, index)
            )
            if found is None:
                raise IntegrityFailure("ledger.node-missing", level=level, index=index)
            return bytes(found)

        return node

    def owner(self, origin: str) -> LogOwner:
        """Whose epoch it is."""
        row = self._db.row("SELECT * FROM device_epochs WHERE origin = ?", (origin,))
        if row is None:
            raise IntegrityFailure("device-ledger.unknown")
        return LogOwner(
            row["device"], VerifyKey.from_raw(Purpose.LOG, bytes(row["log_public"])), bytes(row["log_pq_public"])
        )

    def entry(self, origin: str, seq: int) -> EntryBytes:
        """One entry as it came."""
        row = self._db.row("SELECT leaf, detail FROM device_ledger WHERE origin = ? AND seq = ?", (origin, seq))
        if row is None:
            raise IntegrityFailure("device-ledger.unknown")
        return EntryBytes(bytes(row["leaf"]), None if row["detail"] is None else bytes(row["detail"]))


def _check_detail(leaf: Leaf, detail: bytes) -> None:
    """What is told of a detail, with the digests of what is withheld, is what the leaf committed to."""
    if leaf.detail is None:
        raise IntegrityFailure("device-ledger.detail", seq=leaf.seq)
    try:
        verify_detail(parse_disclosed(detail), leaf.detail)
    except IntegrityFailure as error:
        raise IntegrityFailure("device-ledger.detail", seq=leaf.seq) from error
