"""Gathers everything a bundle is made of from an open vault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from field_doc import __version__
from field_doc.app.bundling import (
    consent,
    dates,
    exhibits,
    ledger_parts,
    ledgers,
    plans,
    rows,
    titles,
    trust,
)
from field_doc.app.bundling.custody_rows import Histories
from field_doc.base.errors import InputProblem
from field_doc.evidence import contradictions, handling
from field_doc.evidence.model import FileRow, RecordRow
from field_doc.export.model import (
    BundleInput,
    BundleRequest,
    ConsentState,
    Edition,
    ExhibitInput,
    LedgerPart,
    ProtectionClass,
    RecordInput,
    VersionDigest,
)
from field_doc.formats import certificates, sdjwt

if TYPE_CHECKING:
    from field_doc.app.bundling.ledger_parts import Collected
    from field_doc.app.session import Services, Session
    from field_doc.base.i18n import Words
    from field_doc.schema.labels import Labels

# Records that say what others mean; they are in a bundle only if chosen.
_CASE, _IDENTITY = "case", "identity"
_PROTECTION = {_IDENTITY: ProtectionClass.IDENTITY}


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for."""

    number: str
    edition: Edition
    recipient: str
    recipient_code: str
    purpose: str
    language: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Chosen:
    """Records and files of a bundle in the order of their exhibit numbers."""

    records: tuple[RecordRow, ...]
    files: tuple[tuple[str, FileRow], ...]
    case: RecordRow | None
    whole_case: bool


def choose(services: Services, record_ids: Sequence[str], case_id: str | None) -> Chosen:
    """The records asked for, each sealed, with their files; nothing twice.

    Raises:
        InputProblem: a record was never sealed, or nothing was chosen.

    """
    if case_id is not None:
        found = services.records.rows(case_id=case_id, limit=100_000)
        records = [r for r in sorted(found, key=lambda r: r.created_at) if r.versions]
    else:
        records = [services.records.row(r) for r in dict.fromkeys(record_ids)]
        unsealed = [r.code for r in records if not r.versions]
        if unsealed:
            raise InputProblem("bundle.never-sealed", record=unsealed[0])
    if not records:
        raise InputProblem("bundle.empty")
    files: dict[str, tuple[str, FileRow]] = {}
    for record in records:
        for file in services.attachments.of_record(record.id):
            if not file.detached:
                files.setdefault(file.id, (record.id, file))
    case = case_id or next((r.case_id for r in records if r.case_id), None)
    row = services.records.row(case) if case else None
    return Chosen(tuple(records), tuple(files.values()), row, whole_case=case_id is not None)


def asked(order: Order, chosen: Chosen) -> ledgers.Asked:
    """What the ledger part of a bundle is about."""
    case = chosen.case.id if chosen.case is not None and chosen.whole_case else None
    return ledgers.Asked(tuple(r.id for r in chosen.records), tuple(f.id for _, f in chosen.files), order.number, case)


def gather(
    session: Session, order: Order, chosen: Chosen, words: Words, collected: Collected | None = None
) -> BundleInput:
    """Map the vault to a bundle's input; files are opened only when they are written.

    ``collected`` is the ledger part as the export's own entry names it; None where nothing was entered (a look ahead).
    """
    if collected is None:
        collected = session.run(lambda s: ledger_parts.collect(s, asked(order, chosen)))
    return _Gatherer(session, order, chosen, words, collected).everything()


class _Gatherer:
    def __init__(self, session: Session, order: Order, chosen: Chosen, words: Words, collected: Collected) -> None:
        self._session = session
        self._order = order
        self._chosen = chosen
        self._words = words
        self._collected = collected
        self._numbers = {
            key: f"{n:03}"
            for n, key in enumerate([*(r.id for r in chosen.records), *(f.id for _, f in chosen.files)], start=1)
        }

    def everything(self) -> BundleInput:
        """The whole input; short steps on the vault's thread."""
        parts = self._collected.parts
        state = self._session.run(lambda s: trust.state(s, self._used(s)))
        devices = self._session.run(lambda s: trust.device_codes(s, parts))
        parts = tuple(self._coded(part, devices) for part in parts)
        histories = Histories(self._collected.known, self._collected.anchors, self._words, devices)
        return BundleInput(
            request=self._request(state),
            records=tuple(self._record(r, histories) for r in self._chosen.records),
            exhibits=tuple(self._exhibit(owner, f, histories) for owner, f in self._chosen.files),
            ledgers=parts,
            certificates=state.certificates,
            root_pem=state.root_pem,
            revocation=state.revocation,
            case_items=self._session.run(self._case_items),
        )

    def _used(self, services: Services) -> frozenset[str]:
        """Devices (thumbprints) whose keys somebody needs who checks this bundle."""
        sealed = {services.records.version(r.id, r.versions).device for r in self._chosen.records}
        return frozenset({services.keys.device, *sealed, *(p.device for p in self._collected.parts)})

    def _coded(self, part: LedgerPart, devices: Mapping[str, str]) -> LedgerPart:
        """The part with the device's code, and instants as the report prints them."""
        shown = tuple(replace(a, when=dates.shown(a.when, self._order.language)) for a in part.anchors)
        return replace(part, device=devices.get(part.origin, part.device), anchors=shown)

    def _case_items(self, services: Services) -> int | None:
        case = self._chosen.case
        return len(services.records.ids_of_case(case.id)) if case is not None else None

    def _request(self, state: trust.State) -> BundleRequest:
        case, order = self._chosen.case, self._order
        purpose = self._session.run(lambda s: s.registry.labels(self._words).term(order.purpose))
        return BundleRequest(
            number=order.number,
            edition=order.edition,
            recipient=order.recipient,
            recipient_code=order.recipient_code,
            purpose_term=order.purpose,
            purpose=purpose,
            language=order.language,
            issued_at=order.issued_at,
            office=state.office,
            root_fingerprint=certificates.fingerprint(state.root_pem),
            case_code=case.code if case else "",
            case_title=rows.title_of(case.title, order.language, "") if case else "",
            level=self._session.run(self._level),
            made_by=state.code,
            program=f"Field Doc {__version__}",
            # Sheets are numbered within a bundle; the bundle's own number keeps them apart from every other's.
            sheet_letters=order.number.rpartition("-")[2],
        )

    def _level(self, services: Services) -> str:
        """The strictest handling level of the records that go along; identity records never do."""
        levels = [
            services.records.fields(r.id, r.versions).get("handling_level")
            for r in self._chosen.records
            if r.type != _IDENTITY
        ]
        said = [one for one in levels if isinstance(one, str)]
        # What was sealed, and what these records hold today: the stricter of both stands on every sheet.
        held = handling.of_records(services.vault.records, [r.id for r in self._chosen.records if r.type != _IDENTITY])
        return titles.strictest([*said, held], services.registry, self._words)

    # records

    def _record(self, row: RecordRow, histories: Histories) -> RecordInput:
        return self._session.run(lambda s: self._record_step(s, row, histories))

    def _record_step(self, services: Services, row: RecordRow, histories: Histories) -> RecordInput:
        labels = services.registry.labels(self._words)
        sealed = services.records.sealed(row.id, row.versions)
        version = services.records.version(row.id, row.versions)
        opened = services.keyring.open_any(sealed)
        against = contradictions.of(services.vault.records, services.records, row.id)
        # By the schema it was sealed under: its tree and its fields have one shape.
        record_type, fields = services.registry.record_type(row.type), dict[str, Any]()
        if row.type != _IDENTITY:
            record_type, fields = services.records.as_sealed(row.id, row.versions)
        return RecordInput(
            exhibit=self._numbers[row.id],
            record_id=row.id,
            record_type=row.type,
            type_label=labels.type(row.type),
            code=row.code,
            title=titles.heading(
                record_type, fields, rows.title_of(row.title, self._order.language, ""), labels.type(row.type), row.code
            ),
            version=row.versions,
            sealed=sealed,
            sealed_at=version.sealed_at,
            device=self._device_code(services, version.device),
            rows=rows.of_record(
                services.registry, record_type, fields, _plain_tree(opened.fields), labels, services.records.code_of
            ),
            versions=tuple(
                VersionDigest(v.number, v.jwt_digest, v.sealed_at, v.reason or "")
                for v in services.records.versions(row.id)
            ),
            complete=version.complete,
            event_when=dates.occurred(row.occurred, self._words),
            event_where=_where(fields, labels),
            collected=dates.shown(row.created_at, self._order.language),
            collector_code=self._device_code(services, version.device),
            consent=self._consent(services, row.id),
            plan=plans.of_fields(fields, version.sealed_at),
            custody=histories.of_record(row.id, row.code),
            attachment_exhibits=self._attachments(opened),
            contradicting=tuple(self._numbers[one] for one in against if one in self._numbers),
            contradicting_elsewhere=tuple(
                code for one in against if one not in self._numbers and (code := services.records.code_of(one))
            ),
            protection=_PROTECTION.get(row.type, ProtectionClass.RESTRICTED),
            title_protection=ProtectionClass.RESTRICTED,
        )

    def _attachments(self, opened: sdjwt.PartialVersion) -> tuple[str, ...]:
        """Exhibit number of each attachment of the sealed version, in its order; empty where it is not here."""
        ids = [a.get("id") if isinstance(a, dict) else None for a in opened.attachments]
        return tuple(self._numbers.get(str(i), "") for i in ids)

    def _consent(self, services: Services, record_id: str) -> ConsentState | None:
        order = self._order
        return consent.of_record(services, record_id, order.purpose, self._words, recipient=order.recipient)

    @staticmethod
    def _device_code(services: Services, device: str) -> str:
        return trust.code_of(services, device)

    # files

    def _exhibit(self, owner: str, file: FileRow, histories: Histories) -> ExhibitInput:
        sha512 = self._session.run(lambda s: s.attachments.sha512(file.payload)) or exhibits.sha512_of(
            self._session, file
        )
        mine = histories.about_file(file.id)
        state = self._session.run(lambda s: self._consent(s, owner))
        return exhibits.make(
            self._session,
            file,
            self._numbers[file.id],
            sha512=sha512,
            entries=mine,
            custody=self._session.run(lambda s: histories.of_file(s, file)),
            consent=state,
            words=self._words,
            kind_label=self._words.label("kind", file.kind),
            collector=histories.taken_in_by(file.id),
        )


def _plain_tree(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The tree without parts withheld in the vault itself (identity versions closed to custodians)."""
    return {k: v for k, v in shown.items() if not isinstance(v, sdjwt.Withheld)}


def _where(fields: Mapping[str, Any], labels: Labels) -> str:
    """Raion or oblast of the record's place: never finer than the index may print."""
    for value in fields.values():
        if isinstance(value, dict) and "country" in value:
            found = value.get("raion") or value.get("oblast") or value.get("admin1")
            return labels.term(found) if isinstance(found, str) else ""
    return ""
