"""Submissions: taken when their head continues the last one, ended by a receipt (R13, R35)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from field_doc.base.clock import Clock, utc_iso
from field_doc.base.errors import AccessRefused, IntegrityFailure
from field_doc.formats.base64text import b64
from field_doc.formats.canonical import JSON
from field_doc.formats.checkpoint import Checkpoint, open_checkpoint
from field_doc.formats.merkle import verify_consistency
from field_doc.formats.receipt import STORED, Receipt, open_desk, receipt_digest, sign_stored
from field_doc.formats.wire import Manifest, manifest_digest, parse_manifest, parts
from field_doc.office.database import Database
from field_doc.office.folder import DeviceKeys, OfficeFolder
from field_doc.office.objects import ObjectStore, part_size
from field_doc.office.tables import CONTENTS, HEADS, OBJECTS, PARTS, RECEIPTS, SUBMISSIONS

OPEN = "open"
SERVER, DESK = "server", "desk"
# One request checks for so long, then lets the device ask again: no answer is longer than a patient client waits.
CHECK_SECONDS = 10.0
_PAGE_BYTES = 16 * 1024 * 1024
_PAGE_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Taken:
    """A submission as the server knows it; ``missing`` are (object, part, bytes held)."""

    digest: str
    missing: tuple[tuple[str, int, int], ...]


class Submissions:
    """What devices announced, what of it is there, what was signed about it."""

    def __init__(
        self,
        folder: OfficeFolder,
        database: Database,
        objects: ObjectStore,
        clock: Clock,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._db, self._objects, self._clock, self._timer = folder, database, objects, clock, timer

    def _now(self) -> str:
        return utc_iso(self._clock.now().wall)

    def take(self, device: str, keys: DeviceKeys, data: bytes) -> Taken:
        """Take a manifest, or find it again, and say what is missing.

        Raises ``IntegrityFailure``: ``wire.malformed``, ``checkpoint.*``, ``note.*``,
        ``submission.wrong-device``, ``submission.two-histories``, ``submission.previous-unknown``,
        ``object.size-differs``.
        """
        manifest, digest = parse_manifest(data), manifest_digest(data)
        if manifest.device != device:
            raise IntegrityFailure("submission.wrong-device")
        head = _open_head(manifest, keys)
        with self._db.write() as connection:
            if _state(connection, digest) is None:
                _grow(connection, device, head, manifest.consistency, manifest.previous, digest)
                self._enter(connection, manifest, head, data, digest)
        return Taken(digest, self._missing(device, digest))

    def _enter(self, connection: Connection, manifest: Manifest, head: Checkpoint, data: bytes, digest: str) -> None:
        connection.execute(
            insert(SUBMISSIONS).values(
                digest=digest,
                device=manifest.device,
                origin=head.origin,
                size=head.size,
                root=head.root.hex(),
                manifest=data,
                state=OPEN,
                received_at=self._now(),
            )
        )
        known = _sizes(connection, manifest.device, {entry.digest for entry in manifest.objects})
        if any(known.get(entry.digest, entry.bytes) != entry.bytes for entry in manifest.objects):
            raise IntegrityFailure("object.size-differs")
        contents = [
            {"submission": digest, "position": n, "digest": entry.digest} for n, entry in enumerate(manifest.objects)
        ]
        fresh = [
            {"device": manifest.device, "digest": entry.digest, "bytes": entry.bytes, "checked": 0}
            for entry in manifest.objects
            if entry.digest not in known
        ]
        if contents:
            connection.execute(insert(CONTENTS), contents)
        if fresh:
            connection.execute(insert(OBJECTS), fresh)

    def _missing(self, device: str, digest: str) -> tuple[tuple[str, int, int], ...]:
        own = (CONTENTS.c.submission == digest) & (OBJECTS.c.device == device) & (OBJECTS.c.checked == 0)
        objects = (
            select(OBJECTS.c.digest, OBJECTS.c.bytes)
            .join(CONTENTS, CONTENTS.c.digest == OBJECTS.c.digest)
            .where(own)
            .order_by(CONTENTS.c.position)
        )
        begun = (
            select(PARTS.c.digest, PARTS.c.part, PARTS.c.held)
            .join(CONTENTS, CONTENTS.c.digest == PARTS.c.digest)
            .where((CONTENTS.c.submission == digest) & (PARTS.c.device == device))
        )
        with self._db.read() as connection:
            held = {(row.digest, row.part): row.held for row in connection.execute(begun)}
            rows = connection.execute(objects).all()
        return tuple(
            (row.digest, n, held.get((row.digest, n), 0))
            for row in rows
            for n in range(parts(row.bytes))
            if held.get((row.digest, n), 0) != part_size(row.bytes, n)
        )

    def advance(self, device: str, keys: DeviceKeys, note: str, proof: tuple[bytes, ...]) -> None:
        """Take a head alone: it bridges submissions that went another road, so that the next one fits."""
        head = open_checkpoint(note, keys.log, keys.log_pq)
        with self._db.write() as connection:
            _grow(connection, device, head, proof, None, None)

    def head(self, device: str, origin: str) -> dict[str, JSON]:
        """Last head known of one's own epoch; raises ``office.not-found``."""
        with self._db.read() as connection:
            row = connection.execute(select(HEADS).where(HEADS.c.origin == origin)).first()
        if row is None or row.device != device:
            raise AccessRefused("office.not-found")
        return {"manifest": row.manifest, "root": row.root.hex(), "size": row.size}

    def complete(self, device: str, digest: str) -> str | None:
        """The ``stored`` receipt once every object was recomputed; None while that is going on (ask again).

        Raises:
            AccessRefused: ``office.not-found``.
            IntegrityFailure: ``submission.incomplete``, ``object.digest`` (that object has to be sent again).

        """
        row = self._own(device, digest)
        if row.state == OPEN:
            end = self._timer() + CHECK_SECONDS
            for name in self._unchecked(device, digest):
                if self._timer() > end:
                    return None
                self._objects.check(device, name)
        return self._stored(row)

    def _own(self, device: str, digest: str) -> Any:
        with self._db.read() as connection:
            row = connection.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.digest == digest)).first()
        if row is None or row.device != device:
            raise AccessRefused("office.not-found")
        return row

    def _unchecked(self, device: str, digest: str) -> list[str]:
        """Objects that were not recomputed yet; refuses before hashing anything while bytes are missing."""
        if self._missing(device, digest):
            raise IntegrityFailure("submission.incomplete")
        query = (
            select(OBJECTS.c.digest)
            .join(CONTENTS, CONTENTS.c.digest == OBJECTS.c.digest)
            .where((CONTENTS.c.submission == digest) & (OBJECTS.c.device == device) & (OBJECTS.c.checked == 0))
        )
        with self._db.read() as connection:
            return list(connection.execute(query).scalars())

    def _stored(self, row: Any) -> str:
        """The receipt, made once: whoever asks again gets the same text."""
        with self._db.write() as connection:
            mine = (RECEIPTS.c.submission == row.digest) & (RECEIPTS.c.signer == SERVER)
            known = connection.execute(select(RECEIPTS.c.receipt).where(mine)).scalar()
            if known is not None:
                return str(known)
            manifest = parse_manifest(row.manifest)
            text = sign_stored(self._receipt(row, manifest, _last(connection, row.device)), self._folder.receipt)
            _keep(connection, row.device, row.digest, SERVER, text)
            same = SUBMISSIONS.c.digest == row.digest
            connection.execute(update(SUBMISSIONS).where(same).values(state=STORED))
        return text

    def _receipt(self, row: Any, manifest: Manifest, previous: str | None) -> Receipt:
        return Receipt(
            kind=STORED,
            device=row.device,
            origin=row.origin,
            size=row.size,
            root_hex=row.root,
            manifest=row.digest,
            objects=tuple(entry.digest for entry in manifest.objects),
            office_log_index=None,
            time=self._now(),
            previous=previous,
        )

    def receipts(self, device: str, after: int) -> tuple[list[JSON], bool]:
        """One's own receipts beyond number ``after``, in order, and whether there are more."""
        query = (
            select(RECEIPTS.c.n, RECEIPTS.c.receipt)
            .where((RECEIPTS.c.device == device) & (RECEIPTS.c.n > after))
            .order_by(RECEIPTS.c.n)
        )
        return self._page(query, lambda row: ({"n": row.n, "text": row.receipt}, len(row.receipt)))

    def of_state(self, state: str, after: int) -> tuple[list[JSON], bool]:
        """For the desk: submissions of a state beyond number ``after``, in order, and whether there are more."""
        query = (
            select(SUBMISSIONS)
            .where((SUBMISSIONS.c.state == state) & (SUBMISSIONS.c.n > after))
            .order_by(SUBMISSIONS.c.n)
        )
        return self._page(query, lambda row: (_described(row), len(row.manifest) * 4 // 3))

    def _page(self, query: Any, read: Callable[[Any], tuple[dict[str, JSON], int]]) -> tuple[list[JSON], bool]:
        items: list[JSON] = []
        total = 0
        with self._db.read() as connection, connection.execute(query) as rows:
            for row in rows:
                if total > _PAGE_BYTES or len(items) == _PAGE_ROWS:
                    return items, True
                item, size = read(row)
                items.append(item)
                total += size
        return items, False

    def judge(self, digest: str, text: str) -> None:
        """Take the desk's receipt about a submission that is stored here. The same text again is no mistake.

        Raises ``IntegrityFailure``: ``jws.*``, ``receipt.malformed``, ``receipt.wrong-submission`` (it speaks of
        another one, or of other objects, or the server has not stored it), ``receipt.already-given``.
        """
        receipt = open_desk(text, self._folder.desk_receipt)
        with self._db.write() as connection:
            row = connection.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.digest == digest)).first()
            if row is None or row.state == OPEN or not _speaks_of(receipt, row):
                raise IntegrityFailure("receipt.wrong-submission")
            desk = (RECEIPTS.c.submission == digest) & (RECEIPTS.c.signer == DESK)
            known = connection.execute(select(RECEIPTS.c.receipt).where(desk)).scalar()
            if known == text:
                return
            if known is not None:
                raise IntegrityFailure("receipt.already-given")
            _keep(connection, row.device, digest, DESK, text)
            same = SUBMISSIONS.c.digest == digest
            connection.execute(update(SUBMISSIONS).where(same).values(state=receipt.kind))

    def counts(self) -> dict[str, int]:
        """Numbers for those who run the server: submissions by state."""
        query = select(SUBMISSIONS.c.state, func.count()).group_by(SUBMISSIONS.c.state)
        with self._db.read() as connection:
            return {str(state): int(count) for state, count in connection.execute(query)}


def _open_head(manifest: Manifest, keys: DeviceKeys) -> Checkpoint:
    head = open_checkpoint(manifest.checkpoint, keys.log, keys.log_pq)
    if head.origin != manifest.origin:
        raise IntegrityFailure("submission.wrong-device")
    return head


def _state(connection: Connection, digest: str) -> str | None:
    found = connection.execute(select(SUBMISSIONS.c.state).where(SUBMISSIONS.c.digest == digest)).scalar()
    return None if found is None else str(found)


def _grow(
    connection: Connection,
    device: str,
    head: Checkpoint,
    proof: tuple[bytes, ...],
    previous: str | None,
    manifest: str | None,
) -> None:
    """Let the head of an epoch grow, never shrink or fork: two histories under one key are refused.

    ``submission.previous-unknown`` is said only where the proof starts at a submission that never came
    here (it went by stick): the device then sends a proof from the head that is known (``advance``).
    """
    known = connection.execute(select(HEADS).where(HEADS.c.origin == head.origin)).first()
    values = {"size": head.size, "root": head.root, "manifest": manifest}
    if known is None:
        connection.execute(insert(HEADS).values(origin=head.origin, device=device, **values))
        return
    if known.device != device or head.size < known.size:
        raise IntegrityFailure("submission.two-histories")
    if not verify_consistency(known.size, head.size, proof, known.root, head.root):
        if previous not in {None, known.manifest} and _state(connection, str(previous)) is None:
            raise IntegrityFailure("submission.previous-unknown")
        raise IntegrityFailure("submission.two-histories")
    connection.execute(update(HEADS).where(HEADS.c.origin == head.origin).values(**values))


def _sizes(connection: Connection, device: str, digests: set[str]) -> dict[str, int]:
    """Sizes of those objects the device has announced before."""
    query = select(OBJECTS.c.digest, OBJECTS.c.bytes).where(OBJECTS.c.device == device)
    return {row.digest: row.bytes for row in connection.execute(query) if row.digest in digests}


def _last(connection: Connection, device: str) -> str | None:
    """Digest of the server's receipt before this one to the same device."""
    mine = (RECEIPTS.c.device == device) & (RECEIPTS.c.signer == SERVER)
    query = select(RECEIPTS.c.digest).where(mine).order_by(RECEIPTS.c.n.desc()).limit(1)
    found = connection.execute(query).scalar()
    return None if found is None else str(found)


def _keep(connection: Connection, device: str, submission: str, signer: str, text: str) -> None:
    row = {"device": device, "submission": submission, "signer": signer, "receipt": text}
    connection.execute(insert(RECEIPTS).values(**row, digest=receipt_digest(text)))


def _speaks_of(receipt: Receipt, row: Any) -> bool:
    objects = tuple(entry.digest for entry in parse_manifest(row.manifest).objects)
    said = (receipt.manifest, receipt.device, receipt.origin, receipt.size, receipt.root_hex, receipt.objects)
    return said == (row.digest, row.device, row.origin, row.size, row.root, objects)


def _described(row: Any) -> dict[str, JSON]:
    return {"digest": row.digest, "manifest": b64(row.manifest), "n": row.n, "received_at": row.received_at}
