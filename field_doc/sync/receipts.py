"""Receipts on the device: whose they are, what they name, what they change (R13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from field_doc.base.clock import utc_iso
from field_doc.base.errors import IntegrityFailure
from field_doc.formats import certificates, receipt, wire
from field_doc.formats.checkpoint import read_unverified
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.receipt import Receipt
from field_doc.sync import ended, plan

if TYPE_CHECKING:
    from field_doc.sync.stores import Stores
    from field_doc.vault.database import Database

#: The desk's reason where it could not connect an ended epoch (``sync.importer``).
ENDED_EPOCH = "desk.ended-epoch"
#: Reasons that say nothing about the things themselves. A gap (a stick overtook the network) closes by itself: what
#: was refused does not count as sent, so the next submission begins with its entries.
_NOT_THE_THINGS = frozenset({ENDED_EPOCH, "device-ledger.gap"})


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """Keys that may sign receipts, from certificates the card's root signed."""

    server: VerifyKey
    desk: VerifyKey


def keys(root_pem: str, server_pem: str, desk_pem: str, at: datetime) -> ReceiptKeys:
    """Check both certificates against the root the documenter compared.

    Raises:
        IntegrityFailure: a certificate is not of that root, not for receipts, or out of date.

    """
    server = certificates.verify_chain(server_pem, root_pem, Purpose.SERVER_RECEIPT, at)
    desk = certificates.verify_chain(desk_pem, root_pem, Purpose.DESK_RECEIPT, at)
    return ReceiptKeys(server.key, desk.key)


def read(text: str, known: ReceiptKeys) -> Receipt:
    """A receipt of either key; each key can make only its own kinds."""
    try:
        return receipt.open_stored(text, known.server)
    except IntegrityFailure as error:
        if error.code != "jws.typ":
            raise
    return receipt.open_desk(text, known.desk)


def check_names(found: Receipt, device: str, manifest_data: bytes) -> None:
    """Refuse a receipt of another device, submission or epoch, or over other objects."""
    manifest = wire.parse_manifest(manifest_data)
    head = read_unverified(manifest.checkpoint)
    expected = (device, manifest.origin, head.size, head.root.hex(), tuple(o.digest for o in manifest.objects))
    given = (found.device, found.origin, found.size, found.root_hex, found.objects)
    if given != expected or found.manifest != wire.manifest_digest(manifest_data):
        raise IntegrityFailure("receipt.names-something-else")


def apply(stores: Stores, text: str, known: ReceiptKeys) -> Receipt | None:
    """Enter a receipt and move what it covers on; None if it was known already. Vault's thread.

    Raises:
        IntegrityFailure: it is not of this office, or does not name what this device sent.

    """
    database = stores.vault.records
    digest = receipt.receipt_digest(text)
    if database.value("SELECT 1 FROM receipts WHERE digest = ?", (digest,)) is not None:
        return None
    found = read(text, known)
    row = database.row("SELECT manifest FROM submissions WHERE digest = ?", (found.manifest,))
    if row is None:
        raise IntegrityFailure("receipt.names-something-else")
    check_names(found, stores.keys.device, bytes(row["manifest"]))
    now = utc_iso(stores.clock.now().wall)
    with stores.custody.act() as act:
        database.execute("INSERT INTO receipts VALUES (?, ?, ?, ?, ?)", (digest, found.manifest, found.kind, text, now))
        act.enter(
            f"receipt.{found.kind}",
            terms={"submission": found.manifest, "receipt": digest, "size": str(found.size)},
        )
        _move(stores, found)
    return found


def _move(stores: Stores, found: Receipt) -> None:
    """New states; ``accepted`` is never taken back by a ``stored`` that arrives later."""
    database = stores.vault.records
    database.execute(
        "UPDATE submissions SET state = ?, reason = ? WHERE digest = ? AND state NOT IN ('accepted', 'refused')",
        (found.kind, found.reason, found.manifest),
    )
    database.execute(
        "UPDATE outbox SET state = ?, reason = ? WHERE submission = ? AND state NOT IN ('accepted', 'refused')",
        (found.kind, found.reason, found.manifest),
    )
    if found.kind == receipt.REFUSED:
        _refused(database, found)
    if found.kind in {receipt.STORED, receipt.ACCEPTED}:
        database.execute("DELETE FROM road_objects WHERE submission = ?", (found.manifest,))


def _refused(database: Database, found: Receipt) -> None:
    """What was refused goes again in smaller company; what was refused alone stays, with its reason (R13).

    A refusal over ended epochs says nothing about the rest: that goes again without them.
    """
    things = int(database.value("SELECT count(*) FROM outbox WHERE submission = ?", (found.manifest,)))
    blamed = found.reason not in _NOT_THE_THINGS
    if found.reason == ENDED_EPOCH:
        ended.give_up(database)
    database.execute(
        "UPDATE outbox SET state = :state, company = coalesce(:company, company)"
        " WHERE submission = :submission AND state = 'refused'",
        {
            "state": "refused" if blamed and things == 1 else "waiting",
            "company": plan.smaller(things) if blamed else None,
            "submission": found.manifest,
        },
    )
