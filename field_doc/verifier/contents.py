"""What the bag says: records, hidden parts, ledger, case (R09, R16, R17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure, Unsupported
from field_doc.formats import bundle as layout
from field_doc.formats import bundle_ledger, checkpoint, disclosure, ledger_entry, sdjwt
from field_doc.formats.keys import Purpose
from field_doc.verifier.claims import Claim, fails, holds, not_checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.formats.bundle import Description, LedgerFiles
    from field_doc.formats.certificates import Subject
    from field_doc.formats.ledger_entry import Leaf
    from field_doc.formats.sdjwt import Sealed
    from field_doc.verifier.chain import Keyring
    from field_doc.verifier.files import Listing

MAX_CHECKPOINT = 64 * 1024
MAX_PQ = 4096
_SELF = ("field-doc verify . --trust TRUST",)


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """One epoch's part after its checks: leaves by sequence, and the digest of each leaf."""

    files: LedgerFiles
    leaves: dict[int, Leaf]
    digests: dict[int, str]


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record whose signature holds: the presentation, the device's code, the epoch it names, its JWT digest."""

    sealed: Sealed
    device: str
    epoch: str
    digest: str


def read_records(listing: Listing, description: Description) -> list[Sealed]:
    """The presentations as they lie in the bag, unverified."""
    found = []
    for item in description.records:
        data = listing.read(f"{layout.RECORDS}/{item.file}", sdjwt_limit())
        try:
            found.append(sdjwt.parse(data.decode("ascii")))
        except UnicodeDecodeError:
            raise IntegrityFailure("sdjwt.form") from None
    return found


def sdjwt_limit() -> int:
    """Bytes of the largest record that is read."""
    return 64 << 20


def check_records(listing: Listing, description: Description, ring: Keyring) -> tuple[Claim, list[OpenRecord]]:
    """Each record opens under the certified key it names, and is the one the description names."""
    claim = "records.sealed"
    try:
        records = read_records(listing, description)
        opened = [_open(sealed, item, ring) for sealed, item in zip(records, description.records, strict=True)]
    except (IntegrityFailure, Unsupported) as problem:
        reason = "device-unknown" if problem.code == "verify.device-unknown" else "record"
        return fails(claim, reason, _SELF, code=problem.code), []
    if not opened:
        return fails(claim, "record", _SELF), []
    devices = sorted({record.device for record in opened})
    return holds(claim, _SELF, records=len(opened), devices=devices), opened


def _open(sealed: Sealed, item: layout.RecordFile, ring: Keyring) -> OpenRecord:
    """Open one record under the certified key that signed it."""
    refused: IntegrityFailure | None = None
    for subject in ring.of(Purpose.RECORD):
        try:
            partial = sdjwt.open_partial(sealed, subject.key)
        except IntegrityFailure as problem:
            refused = refused if refused and problem.code.startswith("jws.") else problem
            continue
        named = (partial.record_id, partial.version, sdjwt.jwt_digest(sealed))
        if named != (item.record, item.version, item.jwt_digest):
            raise IntegrityFailure("bundle.description", member="records")
        return OpenRecord(sealed, subject.code, partial.epoch, item.jwt_digest)
    raise refused or IntegrityFailure("verify.device-unknown")


def check_hidden(
    listing: Listing, description: Description, records: Sequence[OpenRecord], signer: Subject | None
) -> Claim:
    """Disclosed and listed parts make up all there is; the statement is for this bundle and recipient."""
    claim = "hidden.covered"
    if signer is None or not records:
        return not_checked(claim, "earlier-failure", _SELF)
    try:
        text = listing.read(layout.STATEMENT, disclosure.MAX_STATEMENT_CHARS).decode("ascii")
        statement = disclosure.verify(text, signer.key)
        disclosure.addressed(statement, bundle=description.number, recipient_code=description.recipient)
        disclosure.covers_edition(statement, [record.sealed for record in records])
    except (IntegrityFailure, UnicodeDecodeError) as problem:
        return fails(claim, "statement", _SELF, code=getattr(problem, "code", "encoding"))
    if statement.edition != description.edition:
        return fails(claim, "statement", _SELF, code="edition")
    hidden = sum(len(entry.withheld) for entry in statement.records)
    return holds(claim, _SELF, hidden=hidden, records=len(records))


def check_ledger(listing: Listing, description: Description, ring: Keyring) -> tuple[Claim, list[OpenLedger]]:
    """Every head carries both signatures of certified keys; every entry stands in its tree."""
    claim = "ledger.unbroken"
    if not description.ledgers:
        return not_checked(claim, "no-ledger", _SELF), []
    opened: list[OpenLedger] = []
    for files in description.ledgers:
        try:
            opened.append(_open_ledger(listing, files, ring))
        except (IntegrityFailure, Unsupported) as problem:
            reason = "inclusion" if problem.code.startswith("ledger.") else "checkpoint"
            return fails(claim, reason, _SELF, code=problem.code, device=files.device), []
    entries = sum(len(part.leaves) for part in opened)
    return holds(claim, _SELF, entries=entries, size=sum(p.files.size for p in opened), ledgers=len(opened)), opened


def _open_ledger(listing: Listing, files: LedgerFiles, ring: Keyring) -> OpenLedger:
    """Head, then entries of one epoch."""
    folder = f"{layout.LEDGERS}/{files.folder}"
    head = _open_head(listing, folder, files, ring)
    limit = bundle_ledger.MAX_BYTES
    leaves: dict[int, Leaf] = {}
    digests: dict[int, str] = {}
    for entry in bundle_ledger.decode(listing.read(f"{folder}/entries.json", limit)):
        leaf = bundle_ledger.open_entry(entry, head.size, head.root)
        if leaf.seq in leaves:
            raise IntegrityFailure("ledger.entry-twice", seq=leaf.seq)
        leaves[leaf.seq] = leaf
        digests[leaf.seq] = ledger_entry.leaf_digest(entry.leaf)
    return OpenLedger(files, leaves, digests)


def _open_head(listing: Listing, folder: str, files: LedgerFiles, ring: Keyring) -> checkpoint.Checkpoint:
    """The checkpoint under a log key whose certificate binds the ML-DSA key too; both lines are demanded."""
    note = listing.read(f"{folder}/checkpoint", MAX_CHECKPOINT)
    pq = listing.read(f"{folder}/ml-dsa-44.pub", MAX_PQ)
    refused = IntegrityFailure("checkpoint.unknown-key")
    for subject in ring.of(Purpose.LOG):
        if not subject.certifies_pq(pq):
            continue
        try:
            head = checkpoint.open_checkpoint(note, subject.key, pq)
        except IntegrityFailure as problem:
            refused = problem
            continue
        if (head.origin, head.size) != (files.origin, files.size) or subject.code != files.device:
            raise IntegrityFailure("bundle.description", member="ledgers")
        return head
    raise refused


def check_items(
    listing: Listing, description: Description, records: Sequence[OpenRecord], ledgers: Sequence[OpenLedger]
) -> Claim:
    """Every item, also a withheld one, stands in an entry; a record in the epoch and on the device it names."""
    claim = "ledger.holds-items"
    if not ledgers:
        return not_checked(claim, "no-ledger" if not description.ledgers else "earlier-failure", _SELF)
    entered = {text for part in ledgers for leaf in part.leaves.values() for text in _texts(leaf)}
    missing = [item.exhibit for item in description.records if item.jwt_digest not in entered]
    missing += [record.digest for record in records if not _in_own_ledger(record, ledgers)]
    missing += [item.number for item in description.exhibits if item.commitment not in entered]
    missing += [item.number for item in description.exhibits if not _opens(item, listing)]
    missing += [item.exhibit for item in description.withheld if item.commitment not in entered]
    if missing:
        return fails(claim, "not-entered", _SELF, exhibit=missing[0], count=len(missing))
    items = len(description.records) + len(description.exhibits)
    return holds(claim, _SELF, items=items, withheld=len(description.withheld))


def _in_own_ledger(record: OpenRecord, ledgers: Sequence[OpenLedger]) -> bool:
    """Whether the record's seal is entered in the epoch it names, kept by the device that signed it."""
    own = (p for p in ledgers if (p.files.origin, p.files.device) == (record.epoch, record.device))
    return any(record.digest in _texts(leaf) for part in own for leaf in part.leaves.values())


def _texts(leaf: Leaf) -> list[str]:
    """Terms and commitments of an entry."""
    return [*leaf.terms.values(), *leaf.commitments.values()]


def _opens(item: layout.ExhibitFile, listing: Listing) -> bool:
    """Whether the file is the one described, and salt and digest of an original give its commitment."""
    listed = listing.payload.get("sha256", {}).get(f"{layout.EXHIBITS}/{item.file}")
    if listed is None or item.sha256 != f"sha256:{listed}":
        return False
    if not item.original:
        return item.salt is None
    try:
        salt = bytes.fromhex(item.salt or "")
    except ValueError:
        return False
    return len(salt) >= ledger_entry.MIN_SALT_BYTES and ledger_entry.commit(salt, item.sha256) == item.commitment


def check_case(description: Description, ledgers: Sequence[OpenLedger]) -> Claim:
    """The case's entries are numbered without a gap, each names the one before, and the last one is this bundle's.

    "All that was entered in these ledgers", never "all that existed".
    """
    claim = "case.complete"
    cases = [part for part in ledgers if part.files.case is not None]
    if not cases:
        return not_checked(claim, "no-case", _SELF)
    total = 0
    for part in cases:
        entries = sorted((leaf for leaf in part.leaves.values() if leaf.case == part.files.case), key=lambda e: e.seq)
        previous: str | None = None
        for number, leaf in enumerate(entries, 1):
            if leaf.case_n != number or leaf.case_prev != previous:
                return fails(claim, "case-gap", _SELF, device=part.files.device, at=number)
            previous = part.digests[leaf.seq]
        if not entries or not _closes(entries[-1], description.number):
            return not_checked(claim, "case-end-unknown", _SELF, entries=len(entries), device=part.files.device)
        total += len(entries)
    return holds(claim, _SELF, entries=total, ledgers=len(cases))


def _closes(leaf: Leaf, number: str) -> bool:
    """Whether an entry is the one made for this bundle."""
    return leaf.event == "export.bundled" and leaf.terms.get("bundle") == number.lower()
