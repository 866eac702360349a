"""The desk: fetch, decrypt, recompute every digest, accept or refuse; nothing is half-imported (R09, R13).

A submission is imported whole in one act or refused with a reason. What only custodians can open is kept
closed: its ciphertext digest is checked, its content is theirs to judge.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from field_doc.base.clock import utc_iso
from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem, IntegrityFailure, Unsupported
from field_doc.evidence.custody import as_json
from field_doc.evidence.device_ledgers import EntryBytes, LogOwner
from field_doc.evidence.intake import VAULT_RECIPIENT
from field_doc.formats import age, receipt, sdjwt, wire
from field_doc.formats.checkpoint import read_unverified
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.ledger_entry import Leaf, commit, parse_disclosed, parse_leaf
from field_doc.formats.receipt import Receipt
from field_doc.sync import package
from field_doc.vault.files import constant_times, fsync_file

if TYPE_CHECKING:
    from field_doc.base.progress import Reporter
    from field_doc.sync.package import Line
    from field_doc.sync.stores import Stores

CUSTODIANS = "custodians"
_BLOCK = 1024 * 1024
_CLASSES = frozenset({"public", "restricted", "identity"})


def speaks_of_submission(error: FieldDocError) -> bool:
    """Whether an error says something about what was sent: then it is a reason to refuse it.

    This desk's own trouble (its vault, the line to the server) is none, and must not be signed as one.
    """
    family = error.code.partition(".")[0]
    if isinstance(error, AccessRefused):
        return family == "age"  # nobody here can read it
    return isinstance(error, (IntegrityFailure, InputProblem, Unsupported)) and family not in {"vault", "sync"}


class Objects(Protocol):
    """Where a submission's objects come from: the server, or a stick."""

    def read(self, digest: str) -> Iterator[bytes]:
        """The object's bytes in pieces."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """An object on this machine: staged payload file, or bytes of a package or envelope."""

    entry: wire.ObjectEntry
    staged: str | None
    content: bytes = b""


@dataclass(slots=True)
class Submission:
    """A submission, fetched and opened, before it is judged."""

    data: bytes
    manifest: wire.Manifest
    objects: dict[str, Fetched] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    tail: Line | None = None


def fetch(data: bytes, source: Objects, incoming: Path, new_name: Callable[[], str], reporter: Reporter) -> Submission:
    """Bring every object here and recompute its digest. Pool thread; writes only into ``incoming``.

    Raises:
        IntegrityFailure: an object is not what the manifest says.

    """
    found = Submission(data, wire.parse_manifest(data))
    try:
        for entry in found.manifest.objects:
            reporter.check()
            found.objects[entry.digest] = _fetch_one(entry, source, incoming, new_name)
    except BaseException:
        for one in found.objects.values():
            if one.staged is not None:
                (incoming / one.staged).unlink(missing_ok=True)
        raise
    return found


def _fetch_one(entry: wire.ObjectEntry, source: Objects, incoming: Path, new_name: Callable[[], str]) -> Fetched:
    if entry.kind != "payload":
        content = b"".join(source.read(entry.digest))
        if (len(content), "sha256:" + hashlib.sha256(content).hexdigest()) != (entry.bytes, entry.digest):
            raise IntegrityFailure("desk.object-differs")
        return Fetched(entry, None, content)
    name = new_name()
    path = incoming / name
    try:
        _copy(entry, source, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Fetched(entry, name)


def _copy(entry: wire.ObjectEntry, source: Objects, path: Path) -> None:
    """An object into a new file, durable, its digest compared."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        for block in source.read(entry.digest):
            digest.update(block)
            size += len(block)
            target.write(block)
        target.flush()
        fsync_file(target.fileno())
    constant_times(path)
    if (size, "sha256:" + digest.hexdigest()) != (entry.bytes, entry.digest):
        raise IntegrityFailure("desk.object-differs")


def open_package(found: Submission, identities: Sequence[age.HybridIdentity]) -> None:
    """Decrypt the package and the tail with the desk's content identities."""
    packages = [f for f in found.objects.values() if f.entry.kind == "package"]
    if len(packages) != 1:
        raise IntegrityFailure("package.malformed", kind="count")
    # R27: a header that mixes recipient types, or is not hybrid at all, is read by nobody here.
    if not age.is_post_quantum(age.split_header(io.BytesIO(packages[0].content))):
        raise IntegrityFailure("desk.mixed-recipients")
    found.lines = list(package.decode(age.decrypt_bytes(packages[0].content, list(identities))))
    tail = list(package.decode(age.decrypt_bytes(found.manifest.tail, list(identities))))
    if len(tail) != 1 or tail[0].kind != "entry":
        raise IntegrityFailure("package.malformed", kind="tail")
    found.tail = tail[0]


@dataclass(frozen=True, slots=True)
class Judged:
    """A file whose plaintext the desk recomputed, with the header made for this vault; None if closed to it."""

    line: Line
    staged: str
    header: bytes | None


def judge_files(
    found: Submission, incoming: Path, identities: Sequence[age.HybridIdentity], own: age.HybridRecipient,
    reporter: Reporter,
) -> list[Judged]:  # fmt: skip
    """Open every file the desk may open and recompute both digests of its plaintext. Pool thread."""
    files = [line for line in found.lines if line.kind == "file"]
    return [_judge_file(found, line, incoming, identities, own, reporter) for line in files]


def _judge_file(
    found: Submission, line: Line, incoming: Path, identities: Sequence[age.HybridIdentity],
    own: age.HybridRecipient, reporter: Reporter,
) -> Judged:  # fmt: skip
    fetched = found.objects.get(line.text("object"))
    if fetched is None or fetched.staged is None:
        raise IntegrityFailure("desk.object-missing")
    if line.members.get("closed") is True:
        return Judged(line, fetched.staged, None)
    key = age.open_header(line.data("header"), list(identities))
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with (incoming / fetched.staged).open("rb") as raw:
        for chunk in age.PayloadReader(raw, key).chunks():
            reporter.check()
            sha256.update(chunk)
            sha512.update(chunk)
            size += len(chunk)
    given = ("sha256:" + sha256.hexdigest(), "sha512:" + sha512.hexdigest(), size)
    if given != (line.text("sha256"), line.text("sha512"), line.number("bytes")):
        raise IntegrityFailure("desk.file-differs")
    return Judged(line, fetched.staged, age.seal_header(key, [own]))


class Importer:
    """Judges a fetched submission against the device's ledger and takes it in. Vault's thread."""

    def __init__(self, stores: Stores, found: Submission, files: Sequence[Judged]) -> None:
        self._stores = stores
        self._db = stores.vault.records
        self._found = found
        self._files = files
        self._device = found.manifest.device
        self._origin = found.manifest.origin
        self._leaves: dict[int, tuple[Leaf, EntryBytes]] = {}

    def accept(self) -> tuple[str, list[str]]:
        """Import everything in one act; returns the receipt's text and the staged payloads to publish."""
        now = utc_iso(self._stores.clock.now().wall)
        publish: list[str] = []
        self._stores.vault.payloads.settle_incoming()
        with self._stores.custody.act() as act:
            self._extend_ledger(now)
            self._check_body()
            for line in self._found.lines:
                if line.kind == "detail":
                    self._stores.device_ledgers.add_detail(self._origin, line.number("seq"), line.data("detail"))
            for line in self._found.lines:
                if line.kind == "record":
                    self._record(line)
            for line in self._found.lines:
                if line.kind == "version":
                    self._version(line)
                elif line.kind == "identity":
                    self._identity(line)
            self._series()
            for judged in self._files:
                publish += self._file(judged)
            digest = wire.manifest_digest(self._found.data)
            entry = act.enter("desk.accepted", terms={"submission": digest, "device": self._fingerprint()})
            text = sign(self._stores, self._found.manifest, digest, receipt.ACCEPTED, None, entry.seq, now)
            act.enter("office-log.receipt-issued", terms={"receipt": receipt.receipt_digest(text)})
            keep_answer(self._stores, digest, self._device, receipt.ACCEPTED, text, now)
        return text, publish

    def _fingerprint(self) -> str:
        return self._stores.keyring.record_key(self._device).fingerprint()

    # the ledger

    def _owner(self) -> LogOwner:
        keys = {
            str(r["purpose"]): bytes(r["raw"])
            for r in self._db.rows("SELECT purpose, raw FROM device_keys WHERE device = ?", (self._device,))
        }
        state = self._db.value("SELECT state FROM devices WHERE thumbprint = ?", (self._device,))
        if state != "confirmed" or not {"log", "log-pq"} <= set(keys):
            raise IntegrityFailure("desk.device-not-confirmed")
        return LogOwner(self._device, VerifyKey.from_raw(Purpose.LOG, keys["log"]), keys["log-pq"])

    def _extend_ledger(self, now: str) -> None:
        head = self._found.lines[0] if self._found.lines else package.Line("none", {})
        if head.kind != "head" or (head.text("device"), head.text("origin")) != (self._device, self._origin):
            raise IntegrityFailure("package.malformed", kind="head")
        entries = [_entry(line) for line in self._found.lines if line.kind == "entry"]
        assert self._found.tail is not None
        entries.append(_entry(self._found.tail))
        first = head.number("first")
        self._stores.device_ledgers.extend(self._found.manifest.checkpoint, self._owner(), first, entries, now)
        for seq, entry in enumerate(entries, start=first):
            self._leaves[seq] = (parse_leaf(entry.leaf), entry)

    def _check_body(self) -> None:
        """The list of objects is the one the device entered under this very head."""
        last = self._leaves[max(self._leaves)][0]
        named = last.terms.get("submission") if last.event == "submission.prepared" else None
        if named != wire.body_digest(self._found.manifest):
            raise IntegrityFailure("desk.manifest-swapped")

    def _leaf(self, seq: int) -> tuple[Leaf, EntryBytes]:
        """An entry of this device's epoch, from this submission or an earlier one."""
        if seq not in self._leaves:
            entry = self._stores.device_ledgers.entry(self._origin, seq)
            self._leaves[seq] = (parse_leaf(entry.leaf), entry)
        return self._leaves[seq]

    # rows

    def _record(self, line: Line) -> None:
        title = line.members.get("title")
        self._db.execute(
            "INSERT INTO records (id, type, code, case_id, created_at, changed_at, title, occurred, origin)"
            " VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at,"
            " title = CASE excluded.title WHEN '{}' THEN title ELSE excluded.title END, occurred = excluded.occurred",
            (
                line.text("id"), self._stores.registry.record_type(line.text("type")).name, self._free_code(line),
                line.maybe("case"), line.text("created_at"), line.text("changed_at"), as_json(title or {}),
                line.text("occurred"), self._device,
            ),
        )  # fmt: skip

    def _free_code(self, line: Line) -> str:
        """Codes are random, not unique across devices: two records may share one; the id decides."""
        code = line.text("code")
        other = self._db.value("SELECT id FROM records WHERE code = ? AND id != ?", (code, line.text("id")))
        return code if other is None else f"{code}.{self._device[:4]}"

    def _series(self) -> None:
        for line in self._found.lines:
            series = line.members.get("series") if line.kind == "record" else None
            for one in series if isinstance(series, list) else ():
                if self._db.value("SELECT 1 FROM records WHERE id = ?", (str(one),)) is not None:
                    self._stores.attachments.attach(line.text("id"), str(one), line.text("changed_at"))

    def _version(self, line: Line) -> None:
        sealed = sdjwt.parse(line.text("sealed"))
        key = self._stores.keyring.record_key(self._device)
        closed = self._type_of(line.text("record")) == "identities"
        opened: Any = sdjwt.open_partial(sealed, key) if closed else sdjwt.open_complete(sealed, key)
        if (opened.record_id, opened.version, opened.device) != (
            line.text("record"), line.number("number"), self._device,
        ):  # fmt: skip
            raise IntegrityFailure("desk.version-mislabelled")
        digest, seq = sdjwt.jwt_digest(sealed), line.number("seq")
        if self._leaf(seq)[0].terms.get("version") != digest:
            raise IntegrityFailure("desk.version-not-in-ledger")
        known = self._db.value(
            "SELECT jwt_digest FROM versions WHERE record_id = ? AND number = ?", (opened.record_id, opened.version)
        )
        if known not in {None, digest}:
            raise IntegrityFailure("desk.version-conflict")
        self._db.execute(
            "INSERT INTO versions (record_id, number, schema, sealed, jwt_digest, complete, sealed_at, device,"
            " origin, origin_seq) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (record_id, number) DO NOTHING",
            (
                opened.record_id, opened.version, line.number("schema"), sealed.text(), digest, int(opened.complete),
                opened.sealed_at, self._device, self._origin, seq,
            ),
        )  # fmt: skip
        self._db.execute(
            "UPDATE records SET versions = max(versions, ?), complete = ? WHERE id = ?",
            (opened.version, int(opened.complete), opened.record_id),
        )
        self._stores.records.index(opened.record_id)

    def _type_of(self, record_id: str) -> str:
        name = self._db.value("SELECT type FROM records WHERE id = ?", (record_id,))
        if name is None:
            raise IntegrityFailure("desk.record-missing")
        return self._stores.registry.record_type(str(name)).store

    def _identity(self, line: Line) -> None:
        fetched = self._found.objects.get(line.text("object"))
        if fetched is None:
            raise IntegrityFailure("desk.object-missing")
        self._db.execute(
            "INSERT OR IGNORE INTO identity_envelopes VALUES (?, ?, ?)",
            (line.text("record"), line.number("number"), fetched.content),
        )

    def _file(self, judged: Judged) -> list[str]:
        """A file's rows; returns its staged payload unless the same ciphertext is here already."""
        line, seq = judged.line, judged.line.number("seq")
        self._check_commitment(line, seq)
        if line.text("protection") not in _CLASSES:
            raise IntegrityFailure("package.malformed", kind="file")
        if self._db.value("SELECT 1 FROM records WHERE id = ?", (line.text("series"),)) is None:
            raise IntegrityFailure("desk.record-missing")
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
                line.text("taken_in_at"), self._origin, seq,
            ),
        )  # fmt: skip
        return [] if here is not None else [judged.staged]

    def _check_commitment(self, line: Line, seq: int) -> None:
        """The file is the one the device entered at intake: its digest opens the commitment in the leaf."""
        leaf, entry = self._leaf(seq)
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


def refuse(stores: Stores, data: bytes, error: FieldDocError) -> str:
    """A signed refusal with its reason; nothing of the submission stays. Vault's thread."""
    manifest, digest = wire.parse_manifest(data), wire.manifest_digest(data)
    now = utc_iso(stores.clock.now().wall)
    with stores.custody.act() as act:
        entry = act.enter("desk.refused", terms={"submission": digest, "reason": error.code})
        text = sign(stores, manifest, digest, receipt.REFUSED, error.code, entry.seq, now)
        act.enter("office-log.receipt-issued", terms={"receipt": receipt.receipt_digest(text)})
        keep_answer(stores, digest, manifest.device, receipt.REFUSED, text, now)
    return text


def sign(
    stores: Stores, manifest: wire.Manifest, digest: str, kind: str, reason: str | None, index: int, now: str
) -> str:
    """The desk's receipt over a submission."""
    head = read_unverified(manifest.checkpoint)
    previous = stores.vault.records.value(
        "SELECT receipt FROM pulled WHERE device = ? ORDER BY rowid DESC LIMIT 1", (manifest.device,)
    )
    made = Receipt(
        kind=kind, device=manifest.device, origin=manifest.origin, size=head.size, root_hex=head.root.hex(),
        manifest=digest, objects=tuple(o.digest for o in manifest.objects), office_log_index=index, time=now,
        previous=receipt.receipt_digest(str(previous)) if previous is not None else None, reason=reason,
    )  # fmt: skip
    return receipt.sign_desk(made, stores.vault.signing_keys.load(Purpose.DESK_RECEIPT))


def keep_answer(stores: Stores, digest: str, device: str, kind: str, text: str, now: str) -> None:
    """Remember what was answered, so that a second pull takes nothing twice."""
    stores.vault.records.execute(
        "INSERT OR REPLACE INTO pulled (manifest, device, answer, receipt, pulled_at) VALUES (?, ?, ?, ?, ?)",
        (digest, device, kind, text, now),
    )


def content_identities(stores: Stores) -> list[age.HybridIdentity]:
    """The desk's content identities of every quarter."""
    rows = stores.vault.records.rows("SELECT identity FROM age_identities WHERE name LIKE 'content:%'")
    return [age.HybridIdentity.from_text(str(r["identity"])) for r in rows]
