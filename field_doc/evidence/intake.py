"""Taking files in: the rows and ledger entries of what the pipeline staged.

A batch makes one series item and one immutable file record each. A group of staged payloads is
acknowledged by one transaction; only then do they count, and only then are they published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.base.ids import new_id
from field_doc.evidence.custody import as_json
from field_doc.evidence.model import Intake
from field_doc.evidence.queue import queue
from field_doc.formats import age

if TYPE_CHECKING:
    from field_doc.base.clock import Clock
    from field_doc.evidence.attachments import Attachments
    from field_doc.evidence.custody import Act, Custody
    from field_doc.evidence.records import Records
    from field_doc.evidence.sources import FileSource, Unreadable
    from field_doc.formats.canonical import JSON
    from field_doc.vault.database import Database
    from field_doc.vault.intake_pipeline import Failed, Staged
    from field_doc.vault.payloads import PayloadFolder

VAULT_RECIPIENT = "vault"
_CLASS_OF_KIND = {"video": "identity", "audio": "identity"}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the first bytes say: media type and kind. Sniffed, never believed from the name."""

    media_type: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A staged payload with its source, what it is, and its header for this vault."""

    staged: Staged
    source: FileSource
    sniffed: Sniffed
    header: bytes


@dataclass(slots=True)
class Batch:
    """One intake: where it goes, and the series made for it when the first file is taken."""

    target: str
    case_id: str | None
    source_kind: str
    protection: str | None
    series_id: str | None = None


class IntakeStore:
    """Rows and entries of intake."""

    def __init__(
        self,
        database: Database,
        custody: Custody,
        records: Records,
        attachments: Attachments,
        payloads: PayloadFolder,
        recipient: age.HybridRecipient,
        clock: Clock,
    ) -> None:
        self._db = database
        self._custody = custody
        self._records = records
        self._attachments = attachments
        self._payloads = payloads
        self._recipient = recipient
        self._clock = clock

    def header_for(self, file_key: bytes) -> bytes:
        """The age header that opens a payload with this vault's identity. Any thread."""
        return age.seal_header(file_key, [self._recipient])

    def acknowledge(self, batch: Batch, arrived: Sequence[Arrived]) -> list[Intake]:
        """Enter a group: rows, entries and head in one transaction, then publish.

        What is in the vault already is told as ``known``; its bytes are not kept twice.
        """
        self._payloads.settle_incoming()
        published: list[str] = []
        with self._custody.act() as act:
            results = [self._acknowledge_one(act, batch, one, published) for one in arrived]
        self._payloads.publish(published)
        for one in arrived:
            if one.staged.name not in published:
                self._payloads.discard(one.staged.name)
        return results

    def _acknowledge_one(self, act: Act, batch: Batch, one: Arrived, published: list[str]) -> Intake:
        staged = one.staged
        payload = self._db.value("SELECT name FROM payloads WHERE sha256 = ?", (staged.sha256,))
        known = payload is not None
        if known:
            here = self._attachments.with_digest(batch.target, staged.sha256)
            if here is not None:
                act.enter("intake.known", subject=here, case=batch.case_id, contents={"sha256": staged.sha256})
                return Intake(one.source.shown, "known", here, staged.sha256, staged.bytes)
        else:
            payload = staged.name
            self._insert_payload(one)
            published.append(staged.name)
        file_id = self._insert_file(act, batch, one, str(payload), known=known)
        return Intake(one.source.shown, "known" if known else "taken", file_id, staged.sha256, staged.bytes)

    def _insert_payload(self, one: Arrived) -> None:
        now = self._clock.now().iso()
        self._db.execute(
            "INSERT INTO payloads (name, bytes, sha256, made_at) VALUES (?, ?, ?, ?)",
            (one.staged.name, one.staged.bytes, one.staged.sha256, now),
        )
        self._db.execute(
            "INSERT INTO headers VALUES (?, ?, ?)", (one.staged.name, VAULT_RECIPIENT, one.header)
        )

    def _insert_file(self, act: Act, batch: Batch, one: Arrived, payload: str, *, known: bool) -> str:
        series = self._series(act, batch)
        file_id, source, sniffed = new_id(), one.source, one.sniffed
        protection = batch.protection or _CLASS_OF_KIND.get(sniffed.kind, "restricted")
        entry = act.enter(
            "intake.known" if known else "intake.captured",
            subject=file_id,
            case=batch.case_id,
            terms={
                "file": file_id, "media_type": _term(sniffed.media_type), "bytes": str(one.staged.bytes),
                "class": protection, "source_kind": batch.source_kind,
            },
            contents={"sha256": one.staged.sha256},
            detail={"name": source.name, "path": source.shown, "modified": source.modified, "series": series},
        )  # fmt: skip
        self._db.execute(
            "INSERT INTO files (id, series_id, payload, media_type, kind, name, source_path, source_modified, class,"
            " taken_in_at, epoch, seq) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                file_id, series, payload, sniffed.media_type, sniffed.kind, source.name, source.shown,
                source.modified, protection, entry.at, entry.epoch, entry.seq,
            ),
        )  # fmt: skip
        queue(self._db, "file", file_id, entry.at, size=one.staged.bytes)
        return file_id

    def _series(self, act: Act, batch: Batch) -> str:
        """The batch's series item: the target itself if it is one, else a new item that stands with it."""
        if batch.series_id is None:
            target = self._records.row(batch.target)
            if target.type == "item":
                batch.series_id = target.id
            else:
                batch.series_id = self._records.begin(act, "item", {}, batch.case_id)
                self._attachments.attach(batch.target, batch.series_id, self._clock.now().iso())
            if target.versions and not target.has_draft:
                self._records.open_amendment(act, target.id)
        return batch.series_id

    def note_failures(self, batch: Batch, failures: Sequence[tuple[str, str]]) -> None:
        """Enter that files could not be taken in: path shown and error code of each."""
        with self._custody.act() as act:
            for shown, code in failures:
                act.enter(
                    "intake.failed", subject=batch.target, case=batch.case_id, terms={"code": code},
                    detail={"path": shown},
                )  # fmt: skip

    # what the decoder child found

    def store_facts(
        self,
        file_id: str,
        *,
        facts: Mapping[str, JSON],
        raw: Mapping[str, str],
        findings: Sequence[Mapping[str, JSON]],
        problem: str | None,
        thumbnail: bytes | None,
    ) -> None:
        """Keep derived facts; they may be made again and are not evidence. Needs a transaction."""
        self._db.execute(
            "INSERT OR REPLACE INTO file_facts VALUES (?,?,?,?,?,?)",
            (file_id, as_json(facts), as_json(raw), as_json(list(findings)), problem, thumbnail),
        )

    def without_facts(self) -> list[str]:
        """Files the decoder has not looked at yet (a crash between intake and decoding)."""
        rows = self._db.rows(
            "SELECT f.id FROM files f JOIN headers h ON h.payload = f.payload AND h.recipient = ?"
            " LEFT JOIN file_facts x ON x.file_id = f.id WHERE x.file_id IS NULL",
            (VAULT_RECIPIENT,),
        )
        return [str(r["id"]) for r in rows]

    def closed(self, payload: str) -> bool:
        """Whether only the custodians can open a payload (a desk's copy of identity-class files)."""
        rows = self._db.rows("SELECT recipient FROM headers WHERE payload = ?", (payload,))
        return bool(rows) and VAULT_RECIPIENT not in {str(r["recipient"]) for r in rows}

    def cipher_sha256(self, payload: str) -> str | None:
        """SHA-256 of the ciphertext, where it is known."""
        found = self._db.value("SELECT cipher_sha256 FROM payloads WHERE name = ?", (payload,))
        return None if found is None else str(found)

    def file_key(self, payload: str, identity: age.HybridIdentity) -> bytes:
        """The key of a payload, through this vault's header."""
        header = self._db.value(
            "SELECT header FROM headers WHERE payload = ? AND recipient = ?", (payload, VAULT_RECIPIENT)
        )
        if header is None:
            raise IntegrityFailure("payload.header-missing")
        return age.open_header(bytes(header), [identity])


def _term(media_type: str) -> str:
    """``image/jpeg`` as a term a leaf may hold."""
    return media_type.replace("/", ".").lower()


def failure(failed: Failed, sources: Mapping[int, FileSource]) -> Intake:
    """The result of a source the pipeline could not take in."""
    code = failed.error.code
    status = "refused" if failed.error.family == "input" else "failed"
    return Intake(sources[failed.key].shown, status, None, None, 0, code)


def unreadable(found: Unreadable) -> Intake:
    """The result of a path that cannot be taken in at all."""
    status = "refused" if found.error.family == "input" else "failed"
    return Intake(found.shown, status, code=found.error.code)


