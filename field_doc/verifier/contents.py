"""What the bag says: records and their hidden parts (R09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure, Unsupported
from field_doc.formats import bundle as layout
from field_doc.formats import disclosure, sdjwt
from field_doc.formats.keys import Purpose
from field_doc.verifier.claims import SELF, Claim, fails, holds, not_checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.formats.bundle import Description
    from field_doc.formats.certificates import Subject
    from field_doc.formats.keys import VerifyKey
    from field_doc.formats.sdjwt import Sealed
    from field_doc.verifier.chain import Keyring
    from field_doc.verifier.files import Listing


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record whose signature holds: its number, the presentation, key and code of the device, the epoch it names,
    its JWT digest."""

    exhibit: str
    sealed: Sealed
    key: VerifyKey
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
        return fails(claim, reason, SELF, code=problem.code), []
    if not opened:
        return fails(claim, "record", SELF), []
    devices = sorted({record.device for record in opened})
    return holds(claim, SELF, records=len(opened), devices=devices), opened


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
        return OpenRecord(item.exhibit, sealed, subject.key, subject.code, partial.epoch, item.jwt_digest)
    raise refused or IntegrityFailure("verify.device-unknown")


def check_hidden(
    listing: Listing, description: Description, records: Sequence[OpenRecord], signer: Subject | None
) -> Claim:
    """Disclosed and listed parts make up all there is; the statement is for this bundle and recipient."""
    claim = "hidden.covered"
    if signer is None or not records:
        return not_checked(claim, "earlier-failure", SELF)
    try:
        text = listing.read(layout.STATEMENT, disclosure.MAX_STATEMENT_CHARS).decode("ascii")
        statement = disclosure.verify(text, signer.key)
        disclosure.addressed(statement, bundle=description.number, recipient_code=description.recipient)
        disclosure.covers_edition(statement, [record.sealed for record in records])
    except (IntegrityFailure, UnicodeDecodeError) as problem:
        return fails(claim, "statement", SELF, code=getattr(problem, "code", "encoding"))
    if statement.edition != description.edition:
        return fails(claim, "statement", SELF, code="edition")
    hidden = sum(len(entry.withheld) for entry in statement.records)
    return holds(claim, SELF, hidden=hidden, records=len(records))
