"""Preparing a submission: package, objects, ledger entry, head; all of it in one act (R13).

Payload digests (SHA-512 of the plaintext, SHA-256 of the ciphertext) are computed when a file is sent
for the first time, off the vault's thread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.clock import utc_iso
from field_doc.formats import age, canonical, merkle, wire
from field_doc.formats.base64text import b64
from field_doc.formats.canonical import JSON
from field_doc.formats.checkpoint import sign_outgoing
from field_doc.formats.digest import sha256_text
from field_doc.sync import ended, package
from field_doc.sync.package import Line
from field_doc.sync.plan import Candidate
from field_doc.sync.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from field_doc.base.progress import Reporter
    from field_doc.evidence.custody import Act
    from field_doc.evidence.model import FileRow
    from field_doc.sync.stores import Stores
    from field_doc.vault.payloads import PayloadFolder

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom things are encrypted to, as the card says."""

    content: age.HybridRecipient
    custodians: tuple[age.HybridRecipient, age.HybridRecipient]

    def header(self, file_key: bytes, *, closed: bool) -> bytes:
        """A payload's header for the office; of a closed file age in age, for both custodians together."""
        if not closed:
            return age.seal_header(file_key, [self.content])
        outer, inner = self.custodians
        return age.encrypt_bytes(age.seal_header(file_key, [inner]), [outer])

    def about(self, words: Mapping[str, JSON]) -> bytes:
        """What tells a closed file's origin (name, path, time), age in age for both custodians."""
        outer, inner = self.custodians
        return age.encrypt_bytes(age.encrypt_bytes(canonical.encode(dict(words)), [inner]), [outer])


@dataclass(frozen=True, slots=True)
class PayloadDigests:
    """What is known of a payload before it leaves."""

    payload: str
    sha512: str
    cipher_sha256: str
    cipher_bytes: int


def digests(payloads: PayloadFolder, name: str, file_key: bytes, reporter: Reporter) -> PayloadDigests:
    """SHA-512 of the plaintext and SHA-256 of the ciphertext. Pool thread; cancels at chunk borders."""
    plain, cipher, size = hashlib.sha512(), hashlib.sha256(), 0
    with payloads.open(name, file_key) as stream:
        for chunk in stream.chunks():
            reporter.check()
            plain.update(chunk)
    with payloads.open_raw(name) as raw:
        while block := raw.read(_BLOCK):
            reporter.check()
            cipher.update(block)
            size += len(block)
    return PayloadDigests(name, "sha512:" + plain.hexdigest(), "sha256:" + cipher.hexdigest(), size)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A submission ready to leave: its manifest and where each object's bytes are."""

    digest: str
    manifest: wire.Manifest
    data: bytes


def closed_name(file_id: str) -> str:
    """What a file is called at the office whose name only custodians may read."""
    return f"closed-{file_id[:8]}"


def prepare(
    stores: Stores, go: Sequence[Candidate], found: Sequence[PayloadDigests], recipients: Recipients
) -> Prepared:
    """Make a submission of these things. One act on the vault's thread; durable when it returns."""
    return _Preparation(stores, go, {d.payload: d for d in found}, recipients).run()


class _Preparation:
    def __init__(
        self, stores: Stores, go: Sequence[Candidate], found: dict[str, PayloadDigests], recipients: Recipients
    ) -> None:
        self._stores = stores
        self._db = stores.vault.records
        self._go = go
        self._found = found
        self._to = recipients
        self._objects: list[wire.ObjectEntry] = []
        self._road: dict[str, bytes] = {}
        self._origin = stores.custody.epoch().origin
        # The server's head grew with a refused submission too; the desk took nothing of it in.
        self._before = self._last("")
        self._first = self._last(" AND state != 'refused'")[0]
        self._going = frozenset(c.subject for c in go)
        self._telling = Telling(stores, self._going)
        self._epoch = stores.custody.epoch().number
        self._origins = {int(r["number"]): str(r["origin"]) for r in self._db.rows("SELECT number, origin FROM epochs")}
        self._carry = ended.to_carry(stores)

    def _last(self, among: str) -> tuple[int, str | None]:
        """Size and digest of the last submission of this epoch; ``among``: of which ones."""
        row = self._db.row(
            f"SELECT size, digest FROM submissions WHERE origin = ?{among} ORDER BY size DESC LIMIT 1",  # noqa: S608
            (self._origin,),
        )
        return (int(row["size"]), str(row["digest"])) if row is not None else (0, None)

    def run(self) -> Prepared:
        """Everything in one act, then the head that covers it."""
        with self._stores.custody.act() as act:
            self._enter_files(act)
            lines = [*self._lines()]
            self._add_road("package", package.encode(lines), first=True)
            body = self._manifest(b"", "", ())
            act.enter(
                "submission.prepared",
                terms={"submission": wire.body_digest(body), "objects": str(len(self._objects))},
            )
        return self._finish()

    def _finish(self) -> Prepared:
        custody = self._stores.custody
        size_before = self._before[0]
        now = custody.head()
        proof = merkle.consistency_proof(size_before, now.size, custody.fetch(self._epoch)) if size_before else []
        note = sign_outgoing(now, self._stores.keys.log)
        tail_row = self._entry_row(self._epoch, now.size - 1)
        tail = age.encrypt_bytes(package.encode([tail_row]), [self._to.content])
        manifest = self._manifest(tail, note, tuple(proof))
        data = wire.manifest_bytes(manifest)
        digest = wire.manifest_digest(data)
        with self._db.transaction():
            self._store(digest, data, now.size)
        return Prepared(digest, manifest, data)

    def _manifest(self, tail: bytes, note: str, proof: tuple[bytes, ...]) -> wire.Manifest:
        return wire.Manifest(
            device=self._stores.keys.device,
            origin=self._origin,
            checkpoint=note,
            consistency=proof,
            previous=self._before[1],
            objects=tuple(self._objects),
            tail=tail,
        )

    def _store(self, digest: str, data: bytes, size: int) -> None:
        now = utc_iso(self._stores.clock.now().wall)
        self._db.execute(
            "INSERT INTO submissions (digest, origin, size, manifest, state, made_at)"
            " VALUES (?, ?, ?, ?, 'prepared', ?)",
            (digest, self._origin, size, data, now),
        )
        for name, content in self._road.items():
            self._db.execute("INSERT OR REPLACE INTO road_objects VALUES (?, ?, ?)", (name, digest, content))
        if self._carry:
            ended.carried_by(self._db, digest)
        for one in self._go:
            self._db.execute(
                "UPDATE outbox SET state = 'sending', reason = NULL, submission = ? WHERE id = ?", (digest, one.row_id)
            )

    # what goes

    def _enter_files(self, act: Act) -> None:
        """Keep and enter the digests of files that leave for the first time (R37)."""
        for one in self._go:
            if one.kind != "file":
                continue
            file = self._stores.attachments.file(one.subject)
            known = self._found[file.payload]
            self._db.execute(
                "UPDATE payloads SET sha512 = ?, cipher_sha256 = ? WHERE name = ? AND sha512 IS NULL",
                (known.sha512, known.cipher_sha256, file.payload),
            )
            act.enter(
                "queue.added", subject=file.id, terms={"file": file.id},
                contents={"sha512": known.sha512, "cipher_sha256": known.cipher_sha256},
            )  # fmt: skip

    def _lines(self) -> Iterator[Line]:
        size = self._stores.custody.size()
        first = self._first
        yield package.head(self._stores.keys.device, self._origin, first, size)
        for seq in range(first, size):
            yield self._entry_row(self._epoch, seq)
        for one in self._carry:
            yield from self._ended_lines(one)
        yield from self._late_details(first)
        for record_id in self._records():
            yield self._record_line(record_id)
        for going in self._go:
            if going.kind == "version":
                yield from self._version_lines(going)
            elif going.kind == "file":
                yield self._file_line(self._stores.attachments.file(going.subject))

    def _ended_lines(self, one: ended.Ended) -> Iterator[Line]:
        """The rest of an epoch that ended before it was sent, up to where the next one took it up."""
        told = one.continued
        first = min(ended.first_to_send(self._db, told.origin), told.size)
        yield package.ended(told.origin, first, told.size, one.head)
        for seq in range(first, told.size):
            line = self._entry_row(one.number, seq)
            yield package.make("past", origin=told.origin, **line.members)

    def _entry_row(self, epoch: int, seq: int) -> Line:
        row = self._db.row(
            "SELECT l.leaf, l.subject, d.detail FROM ledger l"
            " LEFT JOIN ledger_details d ON d.epoch = l.epoch AND d.seq = l.seq WHERE l.epoch = ? AND l.seq = ?",
            (epoch, seq),
        )
        assert row is not None
        return package.entry(bytes(row["leaf"]), self._telling.of(row["subject"], row["detail"]))

    def _late_details(self, first: int) -> Iterator[Line]:
        """Words of earlier entries, of ended epochs too, about what may go only now."""
        marks = ",".join("?" * len(self._going))
        rows = self._db.rows(
            "SELECT l.epoch, l.seq, l.subject, d.detail FROM ledger l JOIN ledger_details d ON d.epoch = l.epoch"  # noqa: S608
            f" AND d.seq = l.seq WHERE l.subject IN ({marks}) ORDER BY l.epoch, l.seq",
            sorted(self._going),
        )
        known = self._known_before(first)
        for row in rows:
            epoch, seq = int(row["epoch"]), int(row["seq"])
            told = self._telling.of(str(row["subject"]), row["detail"])
            if told is not None and seq < known.get(epoch, 0):
                yield package.make("detail", seq=seq, detail=b64(told), **self._of_epoch(epoch))

    def _known_before(self, first: int) -> dict[int, int]:
        """Epoch number to how many of its entries the desk has from earlier submissions."""
        known = {e.number: e.continued.size for e in ended.of_vault(self._db, self._epoch)} if self._epoch > 1 else {}
        known |= {e.number: ended.first_to_send(self._db, e.continued.origin) for e in self._carry}
        return known | {self._epoch: first}

    def _of_epoch(self, number: int) -> dict[str, JSON]:
        """The member that names an ended epoch; nothing for the running one."""
        return {} if number == self._epoch else {"origin": self._origins[number]}

    def _records(self) -> list[str]:
        """Records named by what goes: of versions, and the series of files with the records they stand with."""
        ids: dict[str, None] = {}
        for one in self._go:
            if one.kind == "version":
                self._with_case(one.subject, ids)
                for series in self._stores.attachments.series_of(one.subject):
                    ids[series] = None
            elif one.kind == "file":
                series = self._stores.attachments.file(one.subject).series_id
                self._with_case(series, ids)
                for owner in self._stores.attachments.owners_of(series):
                    self._with_case(owner, ids)
        return list(ids)

    def _with_case(self, record_id: str, ids: dict[str, None]) -> None:
        case = self._stores.records.row(record_id).case_id
        if case is not None:
            ids[case] = None
        ids[record_id] = None

    def _record_line(self, record_id: str) -> Line:
        row = self._stores.records.row(record_id)
        return package.make(
            "record", id=row.id, type=row.type, code=row.code, case=row.case_id, created_at=row.created_at,
            changed_at=row.changed_at, occurred=row.occurred,
            title=dict(row.title) if row.versions else {},
            series=list(self._stores.attachments.series_of(record_id)),
        )  # fmt: skip

    def _version_lines(self, one: Candidate) -> Iterator[Line]:
        version = self._stores.records.version(one.subject, one.number)
        sealed = self._stores.records.sealed(one.subject, one.number)
        yield package.make(
            "version", record=one.subject, number=one.number, schema=version.schema, sealed=sealed.text(),
            seq=version.seq, **self._of_epoch(version.epoch or self._epoch),
        )  # fmt: skip
        envelope = self._db.value(
            "SELECT envelope FROM identity_envelopes WHERE record_id = ? AND number = ?", (one.subject, one.number)
        )
        if envelope is not None:
            name = self._add_object("identity", bytes(envelope))
            yield package.make("identity", record=one.subject, number=one.number, object=name)

    def _file_line(self, file: FileRow) -> Line:
        known = self._found[file.payload]
        key = self._stores.intake.file_key(file.payload, self._stores.vault.identity)
        if known.cipher_sha256 not in {o.digest for o in self._objects}:
            self._objects.append(wire.ObjectEntry(known.cipher_sha256, known.cipher_bytes, "payload"))
        row = self._db.row("SELECT source_path, source_modified, epoch, seq FROM files WHERE id = ?", (file.id,))
        assert row is not None
        closed = file.id in self._telling.closed_files
        words: dict[str, JSON] = {
            "name": file.name, "source_modified": row["source_modified"], "source_path": row["source_path"],
        }  # fmt: skip
        shown = words
        if closed:
            about = b64(self._to.about(words))
            shown = {"about": about, "name": closed_name(file.id), "source_modified": None, "source_path": ""}
        return package.make(
            "file", id=file.id, series=file.series_id, object=known.cipher_sha256, sha256=file.sha256,
            sha512=known.sha512, bytes=file.bytes, media_type=file.media_type, file_kind=file.kind,
            protection=file.protection, taken_in_at=file.taken_in_at, seq=row["seq"],
            header=b64(self._to.header(key, closed=closed)), closed=closed,
            **shown, **self._of_epoch(int(row["epoch"])),
        )  # fmt: skip

    def _add_road(self, kind: str, plain: bytes, *, first: bool = False) -> None:
        self._add_object(kind, age.encrypt_bytes(plain, [self._to.content]), first=first)

    def _add_object(self, kind: str, content: bytes, *, first: bool = False) -> str:
        name = sha256_text(content)
        self._road[name] = content
        self._objects.insert(0 if first else len(self._objects), wire.ObjectEntry(name, len(content), kind))
        return name
