"""Files as exhibits: digests, facts by class, and how their bytes are opened when they are written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from field_doc.app.bundling import dates
from field_doc.base.errors import IntegrityFailure
from field_doc.decode.values import Picture
from field_doc.export.model import ExhibitInput, FactRow, ProtectionClass

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.app.bundling.ledgers import Known
    from field_doc.app.session import Session
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import FileRow
    from field_doc.export.model import ConsentState, CustodyRow
    from field_doc.formats.canonical import JSON

_PREVIEW_EDGE = 1600
_BLOCK = 1024 * 1024
_MARK_LENGTH = 6
# What a camera writes about itself and its owner is more than a pseudonymised edition may show (R08).
_FACT_CLASSES = {
    "captured_at": ProtectionClass.RESTRICTED,
    "make": ProtectionClass.RESTRICTED,
    "model": ProtectionClass.RESTRICTED,
    "width": ProtectionClass.PUBLIC,
    "height": ProtectionClass.PUBLIC,
    "duration_ms": ProtectionClass.PUBLIC,
    "gps": ProtectionClass.IDENTITY,
    "serial": ProtectionClass.IDENTITY,
    "lens": ProtectionClass.IDENTITY,
    "software": ProtectionClass.IDENTITY,
}


def commitment_salt(entries: Sequence[Known], file_id: str) -> bytes:
    """The salt under which a ledger committed to the file's digest."""
    for entry in entries:
        if entry.leaf.terms.get("file") == file_id:
            for member in entry.members:
                if member.name == "sha256":
                    return member.salt
    raise IntegrityFailure("bundle.file-not-in-ledger")


def make(
    session: Session,
    file: FileRow,
    number: str,
    *,
    sha512: str,
    entries: Sequence[Known],
    custody: tuple[CustodyRow, ...],
    consent: ConsentState | None,
    words: Words,
    kind_label: str,
    collector: str,
) -> ExhibitInput:
    """One file as an exhibit; nothing is decrypted before it is written."""
    pictures = file.kind == "image"
    return ExhibitInput(
        exhibit=number,
        sha256=file.sha256,
        sha512=sha512,
        size=file.bytes,
        media_type=file.media_type,
        protection=ProtectionClass(file.protection),
        original_name=file.name,
        title=kind_label[:1].upper() + kind_label[1:],
        kind_label=kind_label,
        commitment_salt=commitment_salt(entries, file.id),
        open_original=_opener(session, file),
        clean_image=_picture(session, file, None) if pictures else None,
        preview=_picture(session, file, _PREVIEW_EDGE) if pictures else None,
        facts=facts(file.facts, words),
        event_when=dates.shown(str(file.facts.get("captured_at") or ""), words.lang),
        collected=dates.shown(file.taken_in_at, words.lang),
        collector_code=collector,
        consent=consent,
        custody=custody,
        findings=tuple(finding_words(f, words) for f in file.findings),
        marks=marks(file.facts),
        title_protection=ProtectionClass.PUBLIC,
    )


def finding_words(finding: Mapping[str, Any], words: Words) -> str:
    """A finding of the decoder child in words."""
    details = {str(name): value for name, value in finding.get("details") or ()}
    return words.label("finding", f"decode.{finding['code']}", **details)


def sha512_of(session: Session, file: FileRow) -> str:
    """SHA-512 of a plaintext that was not computed before (FORMATS, Payloads)."""
    digest = hashlib.sha512()
    with _opener(session, file)() as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return "sha512:" + digest.hexdigest()


def _opener(session: Session, file: FileRow) -> Callable[[], BinaryIO]:
    def open_original() -> BinaryIO:
        key = session.run(lambda s: s.intake.file_key(file.payload, s.vault.identity))
        payloads = session.run(lambda s: s.vault.payloads)
        return cast("BinaryIO", payloads.open(file.payload, key))

    return open_original


def _picture(session: Session, file: FileRow, edge: int | None) -> Callable[[], bytes | None]:
    """A derivative without metadata, made in the decoder child when it is needed; None where none can be made."""

    def make_picture() -> bytes | None:
        with _opener(session, file)() as stream:
            made = session.decoder.clean_jpeg(stream, file.bytes, edge)
        return made.data if isinstance(made, Picture) else None

    return make_picture


def facts(found: Mapping[str, JSON], words: Words) -> tuple[FactRow, ...]:
    """Facts for people, each with the class that may see it."""
    rows = []
    for key, protection in _FACT_CLASSES.items():
        value = found.get(key)
        if value is None:
            continue
        rows.append(FactRow(key, words.label("fact", key), _text(key, value, words.lang), protection))
    return tuple(rows)


def _text(key: str, value: JSON, lang: str) -> str:
    if key == "captured_at":
        return dates.shown(str(value), lang)
    if key == "gps" and isinstance(value, Mapping):
        return f"{value.get('lat')}, {value.get('lon')}"
    if key == "duration_ms":
        return f"{int(str(value)) / 1000:.1f} s"
    return str(value)


def marks(found: Mapping[str, JSON]) -> tuple[bytes, ...]:
    """What must appear nowhere when the original is withheld: the camera's serial number.

    Positions are no marks: a site's own coordinates may rightly stand in the bundle; that a photograph's
    position goes with its metadata is the derivative's business.
    """
    serial = found.get("serial")
    return (serial.encode(),) if isinstance(serial, str) and len(serial) >= _MARK_LENGTH else ()
