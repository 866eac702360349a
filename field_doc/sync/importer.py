"""Taking in a fetched submission: ledger, records, versions, files; whole in one act or not at all (R04, R09, R13).

Nothing is believed that the device's own ledger does not hold, and nothing is taken about a record that another
device made, unless the office linked the two (``evidence.device_families``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from field_doc.base.clock import utc_iso
from field_doc.base.errors import FieldDocError, IntegrityFailure
from field_doc.evidence import withdrawal
from field_doc.evidence.custody import as_json
from field_doc.evidence.device_families import DeviceFamilies, EndedEpoch
from field_doc.evidence.device_ledgers import EntryBytes, LogOwner
from field_doc.evidence.intake import VAULT_RECIPIENT
from field_doc.formats import receipt, sdjwt, wire
from field_doc.formats.checkpoint import read_unverified
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.ledger_entry import Leaf, commit, parse_disclosed, parse_leaf
from field_doc.sync import package
from field_doc.sync.desk import Judged, Submission, keep_answer, sign, speaks_of_submission
from field_doc.sync.receipts import ENDED_EPOCH

if TYPE_CHECKING:
    from field_doc.sync.package import Line
    from field_doc.sync.stores import Stores

CUSTODIANS = "custodians"
_CLASSES = frozenset({"public", "restricted", "identity"})


class Importer:
    """Judges a fetched submission against the device's ledger and takes it in. Vault's thread."""

    def __init__(self, stores: Stores, found: Submission, files: Sequence[Judged]) -> None:
        self._stores = stores
        self._db = stores.vault.records
        self._found = found
        self._files = files
        self._device = found.manifest.device
        self._origin = found.manifest.origin
        families = DeviceFamilies(self._db)
        self._family = families.family(self._device)
        self._continued = families.continued(self._device)
        self._leaves: dict[tuple[str, int], tuple[Leaf, EntryBytes]] = {}

    def accept(self) -> tuple[str, list[str]]:
        """Import everything in one act; returns the receipt's text and the staged payloads to publish."""
        now = utc_iso(self._stores.clock.now().wall)
        self._stores.vault.payloads.settle_incoming()
        with self._stores.custody.act() as act:
            self._extend_ledger(now)
            self._check_body()
            self._extend_ended(now)
            publish = self._take_lines()
            digest = wire.manifest_digest(self._found.data)
            entry = act.enter("desk.accepted", terms=self._accepted_terms(digest))
            text = sign(self._stores, self._found.manifest, digest, receipt.ACCEPTED, None, entry.seq, now)
            act.enter("office-log.receipt-issued", terms={"receipt": receipt.receipt_digest(text)})
            keep_answer(self._stores, digest, self._device, receipt.ACCEPTED, text, now)
        return text, publish

    def _accepted_terms(self, digest: str) -> dict[str, str]:
        """What was accepted, up to which head: what stands below it had left the device by then (R14, R15)."""
        head = read_unverified(self._found.manifest.checkpoint)  # its signatures were checked with the ledger
        return {
            "submission": digest, "device": self._fingerprint(), "epoch": head.origin.rpartition("/")[2],
            "size": str(head.size), "root": "sha256:" + head.root.hex(),
        }  # fmt: skip

    def _take_lines(self) -> list[str]:
        for line in self._of("detail"):
            origin = self._origin_of(line)
            self._stores.device_ledgers.add_detail(origin, line.number("seq"), line.data("detail"))
        for line in self._of("record"):
            self._record(line)
        for line in self._found.lines:
            if line.kind == "version":
                self._version(line)
            elif line.kind == "identity":
                self._identity(line)
        self._series()
        self._settle()
        publish: list[str] = []
        for judged in self._files:
            publish += self._file(judged)
        return publish

    def _settle(self) -> None:
        """A consent that was withdrawn closes what stands on it here too, whichever of them came first."""
        for record_id in dict.fromkeys(line.text("record") for line in self._of("version")):
            withdrawal.settle_arrived(self._db, self._stores.records, self._stores.registry, record_id)

    def _of(self, kind: str) -> Iterator[Line]:
        return (line for line in self._found.lines if line.kind == kind)

    def _fingerprint(self) -> str:
        return self._stores.keyring.record_key(self._device).fingerprint()

    # the ledger

    def _owner(self, device: str) -> LogOwner:
        keys = {
            str(r["purpose"]): bytes(r["raw"])
            for r in self._db.rows("SELECT purpose, raw FROM device_keys WHERE device = ?", (device,))
        }
        if not {"log", "log-pq"} <= set(keys):
            raise IntegrityFailure("desk.device-not-confirmed")
        return LogOwner(device, VerifyKey.from_raw(Purpose.LOG, keys["log"]), keys["log-pq"])

    def _extend_ledger(self, now: str) -> None:
        state = self._db.value("SELECT state FROM devices WHERE thumbprint = ?", (self._device,))
        if state != "confirmed":
            raise IntegrityFailure("desk.device-not-confirmed")
        head = self._found.lines[0] if self._found.lines else package.Line("none", {})
        if head.kind != "head" or (head.text("device"), head.text("origin")) != (self._device, self._origin):
            raise IntegrityFailure("package.malformed", kind="head")
        entries = [_entry(line) for line in self._of("entry")]
        assert self._found.tail is not None
        entries.append(_entry(self._found.tail))
        first, note = head.number("first"), self._found.manifest.checkpoint
        self._stores.device_ledgers.extend(note, self._owner(self._device), first, entries, now)
        self._know(self._origin, first, entries)

    def _know(self, origin: str, first: int, entries: Sequence[EntryBytes]) -> None:
        for seq, entry in enumerate(entries, start=first):
            self._leaves[origin, seq] = (parse_leaf(entry.leaf), entry)

    def _check_body(self) -> None:
        """The list of objects is the one the device entered under this very head."""
        last = self._leaves[max(self._leaves)][0]
        named = last.terms.get("submission") if last.event == "submission.prepared" else None
        if named != wire.body_digest(self._found.manifest):
            raise IntegrityFailure("desk.manifest-swapped")

    def _extend_ended(self, now: str) -> None:
        """Entries of epochs that ended before they were sent; any fault in them is told apart from others.

        The device then goes on without them (``ENDED_EPOCH``), so that they cannot keep everything else from
        arriving.
        """
        past: dict[str, list[EntryBytes]] = {}
        try:
            for line in self._of("past"):
                past.setdefault(line.text("origin"), []).append(_entry(line))
            heads = list(self._of("ended"))
            if heads:
                self._check_continuation()
            for line in heads:
                self._extend_one(line, past.pop(line.text("origin"), []), now)
            if past:
                raise IntegrityFailure("package.malformed", kind="past")
        except FieldDocError as error:
            if not speaks_of_submission(error):
                raise
            raise IntegrityFailure(ENDED_EPOCH, cause=error.code) from error

    def _check_continuation(self) -> None:
        """What entry 0 says under both keys of the device is what the office confirmed it continues."""
        terms = self._leaf(self._origin, 0)[0].terms
        ends = {origin.rpartition("/")[2]: end for origin, end in self._continued.items()}
        end = ends.get(terms.get("continues", ""))
        if end is None:
            raise IntegrityFailure("desk.epoch-not-confirmed")
        if (terms.get("continues_size"), terms.get("continues_root")) != (str(end.size), "sha256:" + end.root.hex()):
            raise IntegrityFailure("device-ledger.other-end", size=end.size)

    def _extend_one(self, line: Line, entries: list[EntryBytes], now: str) -> None:
        end = self._ended(line.text("origin"))
        note, first = line.text("head"), line.number("first")
        owner = self._owner(end.device)
        self._stores.device_ledgers.extend_ended(note, owner, first, entries, (end.size, end.root), now)
        self._know(end.origin, first, entries)

    def _ended(self, origin: str) -> EndedEpoch:
        found = self._continued.get(origin)
        if found is None:
            raise IntegrityFailure("desk.epoch-not-confirmed")
        return found

    def _origin_of(self, line: Line) -> str:
        """The epoch a line's entry stands in: this device's, or one it continues."""
        origin = line.maybe("origin") if "origin" in line.members else None
        return self._origin if origin is None else self._ended(origin).origin

    def _device_of(self, origin: str) -> str:
        return self._device if origin == self._origin else self._ended(origin).device

    def _leaf(self, origin: str, seq: int) -> tuple[Leaf, EntryBytes]:
        """An entry of an epoch of this device, from this submission or an earlier one."""
        if (origin, seq) not in self._leaves:
            if origin != self._origin and seq >= self._ended(origin).size:
                raise IntegrityFailure("device-ledger.unknown")  # made after this device had left that epoch
            entry = self._stores.device_ledgers.entry(origin, seq)
            self._leaves[origin, seq] = (parse_leaf(entry.leaf), entry)
        return self._leaves[origin, seq]

    # rows

    def _own(self, record_id: str) -> None:
        """Refuse what another device made: only its own family goes on with a record."""
        origin = self._db.value("SELECT origin FROM records WHERE id = ?", (record_id,))
        if origin is None:
            raise IntegrityFailure("desk.record-missing")
        if str(origin) not in self._family:
            raise IntegrityFailure("desk.record-of-another-device")

    def _record(self, line: Line) -> None:
        title = line.members.get("title")
        self._db.execute(
            "INSERT INTO records (id, type, code, case_id, created_at, changed_at, title, occurred, origin)"
            " VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING",
            (
                line.text("id"), self._stores.registry.record_type(line.text("type")).name, self._free_code(line),
                line.maybe("case"), line.text("created_at"), line.text("changed_at"), as_json(title or {}),
                line.text("occurred"), self._device,
            ),
        )  # fmt: skip
        self._own(line.text("id"))
        self._db.execute(
            "UPDATE records SET changed_at = :at, occurred = :occurred,"
            " title = CASE :title WHEN '{}' THEN title ELSE :title END WHERE id = :id",
            {
                "at": line.text("changed_at"), "occurred": line.text("occurred"), "title": as_json(title or {}),
                "id": line.text("id"),
            },
        )  # fmt: skip

    def _free_code(self, line: Line) -> str:
        """Codes are random, not unique across devices: two records may share one; the id decides."""
        code = line.text("code")
        other = self._db.value("SELECT id FROM records WHERE code = ? AND id != ?", (code, line.text("id")))
        return code if other is None else f"{code}.{self._device[:4]}"

    def _series(self) -> None:
        for line in self._of("record"):
            series = line.members.get("series")
            for one in series if isinstance(series, list) else ():
                if self._db.value("SELECT 1 FROM records WHERE id = ?", (str(one),)) is not None:
                    self._own(str(one))
                    self._stores.attachments.attach(line.text("id"), str(one), line.text("changed_at"))

    def _version(self, line: Line) -> None:
        sealed, origin = sdjwt.parse(line.text("sealed")), self._origin_of(line)
        device = self._device_of(origin)
        self._own(line.text("record"))
        key = self._stores.keyring.record_key(device)
        closed = self._type_of(line.text("record")) == "identities"
        opened: Any = sdjwt.open_partial(sealed, key) if closed else sdjwt.open_complete(sealed, key)
        if (opened.record_id, opened.version, opened.device, opened.epoch) != (
            line.text("record"), line.number("number"), device, origin,
        ):  # fmt: skip
            raise IntegrityFailure("desk.version-mislabelled")
        digest, seq = sdjwt.jwt_digest(sealed), line.number("seq")
        if self._leaf(origin, seq)[0].terms.get("version") != digest:
            raise IntegrityFailure("desk.version-not-in-ledger")
        self._keep_version(opened, sealed, line.number("schema"), origin, seq)
        self._stores.records.index(opened.record_id)

    def _keep_version(self, opened: Any, sealed: sdjwt.Sealed, schema: int, origin: str, seq: int) -> None:
        digest = sdjwt.jwt_digest(sealed)
        known = self._db.value(
            "SELECT jwt_digest FROM versions WHERE record_id = ? AND number = ?", (opened.record_id, opened.version)
        )
        if known not in {None, digest}:
            raise IntegrityFailure("desk.version-conflict")
        self._db.execute(
            "INSERT INTO versions (record_id, number, schema, sealed, jwt_digest, complete, sealed_at, device,"
            " origin, origin_seq) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (record_id, number) DO NOTHING",
            (
                opened.record_id, opened.version, schema, sealed.text(), digest, int(opened.complete),
                opened.sealed_at, opened.device, origin, seq,
            ),
        )  # fmt: skip
        self._db.execute(
            "UPDATE records SET versions = max(versions, ?), complete = ? WHERE id = ?",
            (opened.version, int(opened.complete), opened.record_id),
        )

    def _type_of(self, record_id: str) -> str:
        name = self._db.value("SELECT type FROM records WHERE id = ?", (record_id,))
        if name is None:
            raise IntegrityFailure("desk.record-missing")
        return self._stores.registry.record_type(str(name)).store

    def _identity(self, line: Line) -> None:
        fetched = self._found.objects.get(line.text("object"))
        if fetched is None:
            raise IntegrityFailure("desk.object-missing")
        self._own(line.text("record"))
        self._keep_envelope(line.text("record"), line.number("number"), fetched.content)

    def _keep_envelope(self, subject: str, number: int, envelope: bytes) -> None:
        self._db.execute("INSERT OR IGNORE INTO identity_envelopes VALUES (?, ?, ?)", (subject, number, envelope))

    def _file(self, judged: Judged) -> list[str]:
        """A file's rows; returns its staged payload unless the same ciphertext is here already."""
        line, seq = judged.line, judged.line.number("seq")
        origin = self._origin_of(line)
        self._check_commitment(line, origin, seq)
        if line.text("protection") not in _CLASSES:
            raise IntegrityFailure("package.malformed", kind="file")
        self._own(line.text("series"))
        here = self._db.value("SELECT name FROM payloads WHERE cipher_sha256 = ?", (line.text("object"),))
        name = str(here) if here is not None else judged.staged
        if here is None:
            self._payload(judged, name)
        self._db.execute(
            "INSERT INTO files (id, series_id, payload, media_type, kind, name, source_path, source_modified, class,"
            " taken_in_at, origin, origin_seq) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING",
            (
                line.text("id"), line.text("series"), name, line.text("media_type"), line.text("file_kind"),
                line.text("name"), line.text("source_path"), line.maybe("source_modified"), line.text("protection"),
                line.text("taken_in_at"), origin, seq,
            ),
        )  # fmt: skip
        if judged.header is None:
            self._keep_envelope(line.text("id"), 0, line.data("about"))
        return [] if here is not None else [judged.staged]

    def _check_commitment(self, line: Line, origin: str, seq: int) -> None:
        """The file is the one the device entered at intake: its digest opens the commitment in the leaf."""
        leaf, entry = self._leaf(origin, seq)
        members = parse_disclosed(entry.detail).members if entry.detail is not None else ()
        salt = next((m.salt for m in members if m.name == "sha256"), None)
        if leaf.terms.get("file") != line.text("id") or salt is None:
            raise IntegrityFailure("desk.file-not-in-ledger")
        if leaf.commitments.get("sha256") != commit(salt, line.text("sha256")):
            raise IntegrityFailure("desk.file-not-in-ledger")

    def _payload(self, judged: Judged, name: str) -> None:
        line = judged.line
        self._db.execute(
            "INSERT INTO payloads (name, bytes, sha256, sha512, cipher_sha256, made_at) VALUES (?,?,?,?,?,?)",
            (
                name, line.number("bytes"), line.text("sha256"), line.text("sha512"), line.text("object"),
                line.text("taken_in_at"),
            ),
        )  # fmt: skip
        closed = judged.header is None
        header = line.data("header") if judged.header is None else judged.header
        self._db.execute(
            "INSERT INTO headers VALUES (?, ?, ?)", (name, CUSTODIANS if closed else VAULT_RECIPIENT, header)
        )


def _entry(line: Line) -> EntryBytes:
    return EntryBytes(line.data("leaf"), None if line.members.get("detail") is None else line.data("detail"))
