"""The machine-readable part of a bundle: description, disclosure statement, ledger parts, certificates."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from field_doc.base.clock import utc_iso
from field_doc.base.errors import Bug
from field_doc.export.redact import Shown, ShownEntry, ShownRecord
from field_doc.formats import bundle as layout
from field_doc.formats import bundle_ledger, disclosure, ledger_entry, sdjwt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.export.context import Context, FileDigest
    from field_doc.export.model import BundleRequest
    from field_doc.formats.keys import SigningKey


def certificate_file(number: int) -> str:
    """File name of the n-th certificate."""
    return f"{number:02d}.pem"


def proofs(shown: Shown, key: SigningKey) -> dict[str, bytes]:
    """Statement, ledger parts, certificates: file name in the bag -> content."""
    source = shown.source
    files = {layout.STATEMENT: disclosure.sign(statement(shown), key).encode("ascii")}
    for number, (part, entries) in enumerate(zip(source.ledgers, shown.entries, strict=True), 1):
        folder = f"{layout.LEDGERS}/{number}"
        files[f"{folder}/checkpoint"] = part.checkpoint.encode("utf-8")
        earlier = tuple(bundle_ledger.Earlier(one.size, one.proof) for one in part.earlier)
        shown_part = bundle_ledger.ShownPart(tuple(_entry(entry) for entry in entries), earlier)
        files[f"{folder}/entries.json"] = bundle_ledger.encode(shown_part)
        files[f"{folder}/ml-dsa-44.pub"] = part.pq_key
    for number, certificate in enumerate(source.certificates, 1):
        files[f"{layout.CERTIFICATES}/{certificate_file(number)}"] = certificate.pem.encode("ascii")
    files[layout.ROOT_COPY] = source.root_pem.encode("ascii")
    return files


def _entry(entry: ShownEntry) -> bundle_ledger.ShownEntry:
    """The entry with what the edition discloses of its detail."""
    detail = entry.source.detail
    disclosed = ledger_entry.disclose(detail, entry.members) if detail is not None else None
    return bundle_ledger.ShownEntry(entry.source.leaf, disclosed, entry.source.proof)


def statement(shown: Shown) -> disclosure.DisclosureStatement:
    """What was withheld of each record, with the reason of each part (R09)."""
    request = shown.source.request
    return disclosure.DisclosureStatement(
        bundle=request.number,
        recipient_code=request.recipient_code,
        edition=request.edition.value,
        issued_at=utc_iso(request.issued_at),
        records=tuple(disclosure.describe(record.presentation, _reasons(record)) for record in shown.records),
    )


def _reasons(record: ShownRecord) -> dict[str, str]:
    """Digest -> reason code of every part the edition may hide."""
    by_path = {tuple(path): reason.value for path, reason in record.withheld_paths}
    places = sdjwt.digest_paths(record.source.sealed)
    return {part: by_path[tuple(path)] for part, path in places.items() if tuple(path) in by_path}


def description(context: Context) -> bytes:
    """``data/bundle.json``."""
    shown, request = context.shown, context.shown.source.request
    source, state = shown.source, shown.source.revocation
    return layout.encode(
        layout.Description(
            number=request.number,
            edition=request.edition.value,
            language=request.language,
            issued_at=utc_iso(request.issued_at),
            recipient=request.recipient_code,
            purpose=request.purpose_term,
            supersedes=request.supersedes,
            program=request.program,
            root=request.root_fingerprint,
            records=tuple(_record(record) for record in shown.records),
            exhibits=_exhibits(context),
            withheld=tuple(layout.WithheldItem(w.exhibit, w.reason.value, w.commitment) for w in shown.withheld),
            ledgers=tuple(
                layout.LedgerFiles(part.origin, str(number), part.size, part.device, part.case)
                for number, part in enumerate(source.ledgers, 1)
            ),
            certificates=tuple(
                layout.CertificateFile(certificate_file(number), item.purpose.value, item.code)
                for number, item in enumerate(source.certificates, 1)
            ),
            revocation_as_of=state.as_of,
            revocation_position=state.position,
            revoked=tuple(layout.RevokedKey(r.thumbprint, r.since, r.position) for r in state.revoked),
        )
    )


def _record(record: ShownRecord) -> layout.RecordFile:
    """A record's line in the description."""
    source = record.source
    digest = sdjwt.jwt_digest(source.sealed)
    return layout.RecordFile(source.exhibit, record.file_name, source.record_id, source.version, digest)


def _exhibits(context: Context) -> tuple[layout.ExhibitFile, ...]:
    """The files' lines; the salt goes along only with the original."""
    rows = []
    for item in context.shown.exhibits:
        file = context.files[item.number]
        media = item.source.media_type if item.original else "image/jpeg"
        salt = item.source.commitment_salt.hex() if item.original else None
        rows.append(
            layout.ExhibitFile(
                item.number, item.file_name, item.original, media, file.sha256, file.size, item.commitment, salt
            )
        )
    return tuple(rows)


def bag_info(request: BundleRequest, files: Sequence[FileDigest]) -> bytes:
    """``bag-info.txt``: codes and counts, nothing about people."""
    if any("\n" in text for text in (request.number, request.program, request.edition.value)):
        raise Bug("bundle.name")
    size = sum(file.size for file in files)
    lines = (
        f"Bag-Software-Agent: {request.program or 'Field Doc'}",
        f"Bagging-Date: {request.issued_at.astimezone(UTC):%Y-%m-%d}",
        f"External-Identifier: {request.number}",
        f"Internal-Sender-Description: {request.edition.value}",
        f"Payload-Oxum: {size}.{len(files)}",
    )
    return ("\n".join(lines) + "\n").encode("utf-8")
