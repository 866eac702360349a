"""One sync: enrolment state, outbox to submission, upload, receipts. Idempotent; a kill anywhere loses nothing.

Short steps run on the vault's thread through ``run``; digests and network run on the caller's. Nothing is
retried for ever: a server that is away ends the sync with everything waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from field_doc.base.errors import AccessRefused, FieldDocError
from field_doc.base.progress import Progress, Reporter
from field_doc.evidence import consent
from field_doc.formats import age, merkle, wire
from field_doc.formats.checkpoint import read_unverified
from field_doc.sync import ended, plan, prepare, receipts
from field_doc.sync.enrol import Membership, membership, take_decision
from field_doc.sync.plan import Candidate

if TYPE_CHECKING:
    from field_doc.sync.stores import Stores

T = TypeVar("T")
_IN_FLIGHT = 4
_RECEIPT = "receipt"
MAX_FILES = 2000


class Office(Protocol):
    """The office as a device reaches it: over HTTPS, or a simulator in tests."""

    def enrolment_state(self, card_id: str, device: str) -> dict[str, Any]:
        """``{"state": pending | confirmed | refused, "certificates": {purpose: PEM}}``."""
        ...

    def login(self, device: str, auth_key: Any, clock: Any) -> None:
        """Prove to be the device."""
        ...

    def submit(self, manifest: bytes) -> list[dict[str, Any]]:
        """Announce a submission; what is missing: ``[{"digest", "part", "offset"}]``."""
        ...

    def put_part(self, digest: str, part: int, offset: int, data: bytes) -> int:
        """Send the rest of a part from an offset; how much of the part is held afterwards."""
        ...

    def head(self, origin: str) -> dict[str, Any]:
        """Last head the office knows of one's own epoch: ``{"size": …}``."""
        ...

    def advance(self, checkpoint: str, consistency: list[bytes]) -> None:
        """Let that head grow: for submissions that went another road."""
        ...

    def complete(self, manifest: str) -> str | None:
        """All is there: the stored receipt; None where the answer comes back on another road."""
        ...

    def receipts(self, after: int) -> list[dict[str, Any]]:
        """Receipts for this device, in order: ``[{"n", "text"}]``."""
        ...


@dataclass(slots=True)
class Outcome:
    """What a sync did."""

    enrolled: str = "none"
    sent: int = 0
    receipts: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


class Sync:
    """One run.

    Args:
        run: hands a step to the vault's thread and waits.
        office: the transport.
        reporter: hears of progress, may cancel.

    """

    def __init__(self, run: Callable[[Callable[[Stores], T]], T], office: Office, reporter: Reporter) -> None:
        self._run: Callable[[Callable[[Stores], Any]], Any] = run
        self._office = office
        self._reporter = reporter

    def go(self) -> Outcome:
        """Everything in order; raises what stops it, after keeping what was done."""
        outcome = Outcome()
        member: Membership = self._run(membership)
        if member.state == "pending":
            member = self._ask_decision(member)
        outcome.enrolled = member.state
        if member.state != "confirmed":
            return outcome
        key = self._run(lambda s: s.keys.auth)
        self._office.login(self._run(lambda s: s.keys.device), key, self._run(lambda s: s.clock))
        self._fetch_receipts(member, outcome)
        for digest, data in self._unfinished():
            self._send(digest, data, member, outcome)
        while self._prepare(member, outcome):
            pass
        self._fetch_receipts(member, outcome)
        return outcome

    def _ask_decision(self, member: Membership) -> Membership:
        device = self._run(lambda s: s.keys.device)
        answer = self._office.enrolment_state(member.card_id, device)
        return self._run(lambda s: take_decision(s, answer))  # type: ignore[no-any-return]

    # preparing

    def _prepare(self, member: Membership, outcome: Outcome) -> bool:
        """Prepare and send one submission; False when nothing more may leave."""
        candidates: list[Candidate] = self._run(candidates_of)
        decided = plan.decide(candidates, member.country)
        self._run(lambda s: note_reasons(s, decided))
        outcome.failed = [f for f in outcome.failed if f[0] == _RECEIPT]
        outcome.failed += [(c.subject, reason) for c, reason in decided.stay]
        go = plan.together(decided.go, MAX_FILES)
        if not go:
            return False
        found = self._digests(go)
        recipients = prepare.Recipients(
            age.HybridRecipient.from_text(member.content),
            (age.HybridRecipient.from_text(member.custodians[0]), age.HybridRecipient.from_text(member.custodians[1])),
        )
        prepared: prepare.Prepared = self._run(lambda s: prepare.prepare(s, go, found, recipients))
        self._send(prepared.digest, prepared.data, member, outcome)
        return True

    def _digests(self, go: tuple[Candidate, ...]) -> list[prepare.PayloadDigests]:
        found = []
        files = [c for c in go if c.kind == "file"]
        for number, one in enumerate(files):
            self._reporter.report(Progress("sync.digest", number, len(files)))
            name, key, payloads = self._run(lambda s, f=one.subject: _payload(s, f))  # type: ignore[misc]
            found.append(prepare.digests(payloads, name, key, self._reporter))
        return found

    # sending

    def _unfinished(self) -> list[tuple[str, bytes]]:
        """Submissions prepared before that the office has not stored yet."""
        return self._run(  # type: ignore[no-any-return]
            lambda s: [
                (str(r["digest"]), bytes(r["manifest"]))
                for r in s.vault.records.rows(
                    "SELECT digest, manifest FROM submissions WHERE state = 'prepared' ORDER BY size"
                )
            ]
        )

    def _send(self, digest: str, data: bytes, member: Membership, outcome: Outcome) -> None:
        manifest = wire.parse_manifest(data)
        missing = self._submit(data, manifest)
        sizes = {o.digest: o.bytes for o in manifest.objects}
        total = sum(_part_length(sizes[m["digest"]], m["part"]) - m["offset"] for m in missing)
        done = 0
        with ThreadPoolExecutor(_IN_FLIGHT, thread_name_prefix="upload") as pool:
            for count in pool.map(lambda m: self._send_part(manifest, m), missing):
                self._reporter.check()
                done += count
                self._reporter.report(Progress("sync.send", 0, len(missing), done, total))
        text = self._office.complete(digest)
        if text is not None:
            self._run(lambda s: receipts.apply(s, text, member.receipt_keys))
            outcome.receipts.append("stored")
        self._run(lambda s: _enter_sent(s, digest, len(manifest.objects)))
        outcome.sent += len(manifest.objects)

    def _submit(self, data: bytes, manifest: wire.Manifest) -> list[dict[str, Any]]:
        """Announce a submission; where the one before went by stick, let the server's head grow to it first."""
        try:
            return self._office.submit(data)
        except FieldDocError as error:
            if error.code != "submission.previous-unknown" or manifest.previous is None:
                raise
        known = int(self._office.head(manifest.origin)["size"])
        note, proof = self._run(lambda s: _bridge(s, str(manifest.previous), known))
        self._office.advance(note, proof)
        return self._office.submit(data)

    def _send_part(self, manifest: wire.Manifest, missing: dict[str, Any]) -> int:
        digest, part, offset = missing["digest"], missing["part"], missing["offset"]
        entry = next(o for o in manifest.objects if o.digest == digest)
        length = _part_length(entry.bytes, part) - offset
        start = part * wire.PART_BYTES + offset
        data: bytes = self._run(lambda s: _object_bytes(s, entry, start, length))
        self._office.put_part(digest, part, offset, data)
        return len(data)

    # receipts

    def _fetch_receipts(self, member: Membership, outcome: Outcome) -> None:
        seen = int(self._run(_last_seen) or 0)
        for one in self._office.receipts(seen):
            try:
                found = self._run(lambda s, t=one["text"]: receipts.apply(s, t, member.receipt_keys))  # type: ignore[misc]
            except FieldDocError as error:
                outcome.failed.append((_RECEIPT, error.code))
                continue
            if found is not None:
                outcome.receipts.append(found.kind)
            self._run(lambda s, n=one["n"]: _seen(s, n))  # type: ignore[misc]


def _bridge(stores: Stores, previous: str, known: int) -> tuple[str, list[bytes]]:
    """The head of the previous submission, and the proof that it grew from what the server knows."""
    data = stores.vault.records.value("SELECT manifest FROM submissions WHERE digest = ?", (previous,))
    note = wire.parse_manifest(bytes(data)).checkpoint
    size = read_unverified(note).size
    fetch = stores.custody.fetch(stores.custody.epoch().number)
    return note, merkle.consistency_proof(known, size, fetch) if known else []


def _part_length(size: int, part: int) -> int:
    return min(wire.PART_BYTES, size - part * wire.PART_BYTES)


def candidates_of(stores: Stores) -> list[Candidate]:
    """What waits, with the consent of whoever stands behind it."""
    rows = stores.vault.records.rows("SELECT * FROM outbox WHERE state = 'waiting' ORDER BY id")
    running = stores.custody.epoch().number
    epochs = [ended.number_of(stores, str(r["kind"]), str(r["subject"]), int(r["number"])) for r in rows]
    sendable = {running, *(ended.sendable(stores) if any(n != running for n in epochs) else ())}
    return [_candidate(stores, r, ended=n not in sendable) for r, n in zip(rows, epochs, strict=True)]


def _candidate(stores: Stores, row: Any, *, ended: bool) -> Candidate:
    owners = _owners(stores, str(row["kind"]), str(row["subject"]))
    told = _told_before(stores, row)
    persons = [] if told else [o for o in owners if consent.needs_consent(stores.records, stores.registry, o)]
    today = stores.clock.now().wall.date()

    def answer(purpose: str) -> str:
        answers = {consent.allowed(stores.records, stores.registry, p, purpose, today).answer for p in persons}
        return "yes" if answers <= {"yes"} else min(answers - {"yes"})

    return Candidate(
        row_id=int(row["id"]),
        kind=str(row["kind"]),
        subject=str(row["subject"]),
        number=int(row["number"]),
        bytes=int(row["bytes"]),
        person=bool(persons),
        storage=answer(consent.STORAGE) if persons else "none",
        abroad=answer(consent.STORAGE_ABROAD) if persons else "none",
        blocked=any(stores.records.row(o).blocked for o in owners),
        ended=ended,
        company=row["company"],
    )


def _told_before(stores: Stores, row: Any) -> bool:
    """Whether this is a later version of a consent the office has: what a person takes back has to reach it."""
    if row["kind"] != "version" or stores.records.type_of(str(row["subject"])) != "consent":
        return False
    known = stores.vault.records.value(
        "SELECT 1 FROM outbox WHERE kind = 'version' AND subject = ? AND number < ?"
        " AND state IN ('stored', 'accepted')",
        (str(row["subject"]), int(row["number"])),
    )
    return known is not None


def _owners(stores: Stores, kind: str, subject: str) -> list[str]:
    """Records a thing belongs to: itself, or for a file its series and the records that stands with."""
    if kind == "version":
        return [subject]
    series = stores.attachments.file(subject).series_id
    return [series, *stores.attachments.owners_of(series)]


def note_reasons(stores: Stores, decided: plan.Plan) -> None:
    """Why a thing stays is shown on its row."""
    with stores.vault.records.transaction():
        for one, reason in decided.stay:
            stores.vault.records.execute("UPDATE outbox SET reason = ? WHERE id = ?", (reason, one.row_id))
        for one in decided.go:
            stores.vault.records.execute("UPDATE outbox SET reason = NULL WHERE id = ?", (one.row_id,))


def _payload(stores: Stores, file_id: str) -> tuple[str, bytes, Any]:
    file = stores.attachments.file(file_id)
    return file.payload, stores.intake.file_key(file.payload, stores.vault.identity), stores.vault.payloads


def _object_bytes(stores: Stores, entry: wire.ObjectEntry, start: int, length: int) -> bytes:
    """Ciphertext of an object; a payload comes straight from its file."""
    if entry.kind == "payload":
        name = stores.vault.records.value("SELECT name FROM payloads WHERE cipher_sha256 = ?", (entry.digest,))
        with stores.vault.payloads.open_raw(str(name)) as raw:
            raw.seek(start)
            return raw.read(length)
    content = stores.vault.records.value("SELECT content FROM road_objects WHERE digest = ?", (entry.digest,))
    if content is None:
        raise AccessRefused("sync.object-gone")
    return bytes(content)[start : start + length]


def _enter_sent(stores: Stores, digest: str, objects: int) -> None:
    with stores.custody.act() as act:
        act.enter("transfer.sent", terms={"submission": digest, "objects": str(objects)})


def _last_seen(stores: Stores) -> Any:
    return stores.vault.records.value("SELECT value FROM meta WHERE name = 'receipts_seen'")


def _seen(stores: Stores, number: int) -> None:
    with stores.vault.records.transaction():
        stores.vault.records.execute(
            "INSERT INTO meta VALUES ('receipts_seen', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (str(number),),
        )
