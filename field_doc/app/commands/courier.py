"""The road by stick: the same submission in one envelope, cut into equal parts with neutral names (R31).

Nothing on a stick tells whose it is: one age file to the office (or back to the device), padded, cut into
parts of equal size named by their digests, with constant times.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import desk
from field_doc.app.commands import intake as intakes
from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.base.progress import Reporter, Silent
from field_doc.formats import age, canonical, wire
from field_doc.formats.base64text import b64, from_b64
from field_doc.formats.digest import sha256_text
from field_doc.formats.labels import COURIER, COURIER_RETURN
from field_doc.sync import receipts
from field_doc.sync.enrol import Membership, membership
from field_doc.sync.runner import Sync
from field_doc.vault.files import constant_times, replace_durably, system_errors

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session

STICK_PART = 8 * 1024 * 1024
_FRAME = struct.Struct(">IQ")
_MAX_HEAD = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written to or read from a stick."""

    sent: int
    pending: int
    failed: tuple[tuple[str, str], ...] = ()
    receipts: tuple[str, ...] = ()
    changes: Changes = field(default_factory=frozenset)


class _StickOffice:
    """The office as a stick: everything submitted is kept for the envelope; the answer comes back later."""

    def __init__(self) -> None:
        self.manifests: list[bytes] = []
        self.objects: dict[str, bytearray] = {}

    def enrolment_state(self, card_id: str, device: str) -> dict[str, Any]:
        """A stick decides nothing."""
        del card_id, device
        return {"state": "pending"}

    def login(self, device: str, auth_key: Any, clock: Any) -> None:
        """Nobody to log in to."""

    def submit(self, manifest: bytes) -> list[dict[str, Any]]:
        """Everything is missing."""
        self.manifests.append(manifest)
        missing = []
        for entry in wire.parse_manifest(manifest).objects:
            self.objects[entry.digest] = bytearray(entry.bytes)
            missing += [{"digest": entry.digest, "part": n, "offset": 0} for n in range(wire.parts(entry.bytes))]
        return missing

    def put_part(self, digest: str, part: int, offset: int, data: bytes) -> int:
        """Keep a part."""
        start = part * wire.PART_BYTES + offset
        self.objects[digest][start : start + len(data)] = data
        return offset + len(data)

    def head(self, origin: str) -> dict[str, Any]:
        """A stick knows no head."""
        del origin
        return {"size": 0}

    def advance(self, checkpoint: str, consistency: list[bytes]) -> None:
        """Nothing to let grow."""

    def complete(self, manifest: str) -> str | None:
        """No receipt yet: it comes back with the stick."""
        del manifest
        return None

    def receipts(self, after: int) -> list[dict[str, Any]]:
        """None yet."""
        del after
        return []


def pack(session: Session, folder: Path, *, reporter: Reporter | None = None) -> Packed:
    """Write what waits to a stick; it counts as sent only when the office's answer came back."""
    member: Membership = session.run(membership)
    if member.state != "confirmed":
        raise InputProblem("sync.not-enrolled")
    office = _StickOffice()
    outcome = Sync(session.run, office, reporter or Silent()).go()
    head: dict[str, canonical.JSON] = {
        "manifests": [b64(m) for m in office.manifests],
        "return": session.run(lambda s: s.vault.identity.recipient().text()),
        "type": COURIER.text,
    }
    plain = _bundle(head, office.objects)
    _write(folder, plain, age.HybridRecipient.from_text(member.content))
    pending = session.run(lambda s: s.outbox.pending())
    return Packed(len(office.objects), pending, tuple(outcome.failed), (), changed(Kind.OUTBOX))


def _bundle(head: dict[str, canonical.JSON], objects: dict[str, bytearray]) -> bytes:
    """Head, then each object behind its digest."""
    out = io.BytesIO()
    encoded = canonical.encode(head)
    out.write(_FRAME.pack(len(encoded), len(objects)) + encoded)
    for digest, content in objects.items():
        name = digest.encode("ascii")
        out.write(_FRAME.pack(len(name), len(content)) + name)
        out.write(content)
    return out.getvalue()


def _write(folder: Path, plain: bytes, recipient: age.HybridRecipient) -> None:
    """Seal, pad to whole parts, cut, write each under its digest with constant times; the list comes first."""
    sealed = age.encrypt_bytes(len(plain).to_bytes(8, "big") + plain + bytes(-len(plain) % 4096), [recipient])
    framed = len(sealed).to_bytes(8, "big") + sealed
    framed += bytes(-len(framed) % STICK_PART)
    parts = [framed[n : n + STICK_PART] for n in range(0, len(framed), STICK_PART)]
    names = [sha256_text(part)[7:] for part in parts]
    with system_errors():
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputProblem("courier.folder-not-empty")
        for name, part in zip(names, parts, strict=True):
            replace_durably(folder / name, part)
            constant_times(folder / name)
        replace_durably(folder / "index", "\n".join(names).encode("ascii") + b"\n")
        constant_times(folder / "index")


def _read(folder: Path, identities: list[age.HybridIdentity]) -> bytes:
    try:
        names = (folder / "index").read_text(encoding="ascii").split()
        parts = [(folder / name).read_bytes() for name in names if len(name) == 64 and name.isalnum()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem("courier.not-a-stick") from error
    if len(parts) != len(names) or [sha256_text(p)[7:] for p in parts] != names or not parts:
        raise IntegrityFailure("courier.part-differs")
    framed = b"".join(parts)
    length = int.from_bytes(framed[:8], "big")
    if framed[8 + length :].strip(b"\0"):
        raise IntegrityFailure("courier.part-differs")
    plain = age.decrypt_bytes(framed[8 : 8 + length], identities)
    return plain[8 : 8 + int.from_bytes(plain[:8], "big")]


def _open(plain: bytes, type_label: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    source = io.BytesIO(plain)
    try:
        head_length, count = _FRAME.unpack(source.read(_FRAME.size))
        head = canonical.decode(source.read(head_length), max_bytes=_MAX_HEAD)
        objects = {}
        for _ in range(count):
            name_length, size = _FRAME.unpack(source.read(_FRAME.size))
            name = source.read(name_length).decode("ascii")
            objects[name] = source.read(size)
    except (struct.error, UnicodeDecodeError) as error:
        raise IntegrityFailure("courier.malformed") from error
    if not isinstance(head, dict) or head.get("type") != type_label:
        raise IntegrityFailure("courier.malformed")
    return head, objects


class _FromStick:
    """Objects of a submission, from a stick."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self._objects = objects

    def read(self, digest: str) -> Iterator[bytes]:
        """The object, whole."""
        if digest not in self._objects:
            raise IntegrityFailure("desk.object-missing")
        yield self._objects[digest]


def office_receive(
    session: Session, folder: Path, answer: Path, *, reporter: Reporter | None = None
) -> desk.Pulled:
    """The desk's side: judge every submission on the stick, write the answer for the way back."""
    from field_doc.sync.desk import content_identities

    plain = _read(folder, session.run(content_identities))
    head, objects = _open(plain, COURIER.text)
    accepted: list[str] = []
    refused: list[tuple[str, str]] = []
    digests = []
    for text in head.get("manifests", []):
        data = from_b64(str(text)) or b""
        digest = wire.manifest_digest(data)
        digests.append(digest)
        if session.run(lambda s, d=digest: desk.answered(s, d)):  # type: ignore[misc]
            continue
        reason = desk.take(session, data, _FromStick(objects), reporter or Silent())
        if reason is None:
            accepted.append(digest)
        else:
            refused.append((digest, reason))
    intakes.decode_pending(session, reporter=reporter)
    _answer(session, digests, str(head.get("return")), answer)
    return desk.Pulled(tuple(accepted), tuple(refused), changed(Kind.RECORD, Kind.FILES))


def _answer(session: Session, digests: list[str], recipient: str, folder: Path) -> None:
    texts = session.run(lambda s: [_receipt(s, d) for d in digests])
    head: dict[str, canonical.JSON] = {"receipts": [t for t in texts if t is not None], "type": COURIER_RETURN.text}
    _write(folder, _bundle(head, {}), age.HybridRecipient.from_text(recipient))


def _receipt(services: Services, digest: str) -> str | None:
    found = services.vault.records.value("SELECT receipt FROM pulled WHERE manifest = ?", (digest,))
    return None if found is None else str(found)


def receive(session: Session, folder: Path) -> Packed:
    """The field's side: read the office's answer; receipts move what they cover on."""
    member: Membership = session.run(membership)
    plain = session.run(lambda s: _read(folder, [s.vault.identity]))
    head, _ = _open(plain, COURIER_RETURN.text)
    kinds = []
    for text in head.get("receipts", []):
        found = session.run(lambda s, t=str(text): receipts.apply(s, t, member.receipt_keys))  # type: ignore[misc]
        if found is not None:
            kinds.append(found.kind)
    pending = session.run(lambda s: s.outbox.pending())
    return Packed(0, pending, (), tuple(kinds), changed(Kind.OUTBOX, Kind.RECORD))
