"""The road by stick: the same submission in one envelope, cut into equal parts with neutral names (R31).

Nothing on a stick tells whose it is: one age file to the office (or back to the device), padded, cut into
parts of equal size named by their digests, with constant times. Both ways are streams: a consignment may
be larger than memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands import desk, relations
from field_doc.app.commands import intake as intakes
from field_doc.base.errors import FieldDocError, InputProblem, IntegrityFailure
from field_doc.base.progress import Progress, Reporter, Silent
from field_doc.formats import age, canonical, wire
from field_doc.formats.courier import Inside
from field_doc.formats.labels import COURIER, COURIER_RETURN
from field_doc.sync import courier_desk, courier_pack, courier_stick, receipts
from field_doc.sync.courier_desk import Staging
from field_doc.sync.desk import content_identities
from field_doc.sync.enrol import Membership, membership

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from field_doc.app.session import Services, Session

# The desk's judging asks for leave to go on about once per this many octets.
_ASKED_EVERY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written to or read from a stick.

    Attributes:
        sent: objects on the stick; 0 when nothing may leave and therefore nothing was written.
        pending: things of the outbox that wait for an answer or for their turn.
        bytes: size of what was written.
        full: whether more waits than one stick takes: it goes after the office's answer.

    """

    sent: int
    pending: int
    failed: tuple[tuple[str, str], ...] = ()
    receipts: tuple[str, ...] = ()
    changes: Changes = field(default_factory=frozenset)
    bytes: int = 0
    full: bool = False


def pack(session: Session, folder: Path, *, reporter: Reporter | None = None) -> Packed:
    """Write what waits to a stick; it counts as sent only when the office's answer came back.

    Raises:
        InputProblem: ``sync.not-enrolled``, ``courier.folder-not-empty``, ``courier.limit``.
        WorldProblem: ``courier.no-room`` before anything is written, ``disk.*``.
        Cancelled: at a block's border; nothing stays on the stick.

    """
    listener = reporter or Silent()
    member: Membership = session.run(membership)
    if member.state != "confirmed":
        raise InputProblem("sync.not-enrolled")
    courier_stick.check_place(folder)
    relations.complete(session, reporter)
    gathered = courier_pack.Gathering(session.run, listener)
    outcome = gathered.go()
    if not gathered.manifests and gathered.full:
        raise InputProblem("courier.limit")
    size = 0
    if gathered.manifests:
        recipient = age.HybridRecipient.from_text(member.content)
        size = courier_pack.Packing(session.run, listener).write(gathered, folder, recipient).bytes
    pending = session.run(lambda s: s.outbox.pending())
    return Packed(
        len(gathered.items), pending, tuple(outcome.failed), (), changed(Kind.OUTBOX), size, gathered.full
    )  # fmt: skip


def office_receive(session: Session, folder: Path, answer: Path, *, reporter: Reporter | None = None) -> desk.Pulled:
    """The desk's side: judge every submission on the stick, write the answer for the way back.

    Raises:
        InputProblem: ``courier.not-a-stick``; ``courier.folder-not-empty`` for the answer's folder.
        IntegrityFailure: ``courier.*``, ``age.*``: something is wrong with the stick; nothing was taken.
        WorldProblem: ``courier.stick-gone``, ``courier.no-room``, ``disk.*``.

    """
    listener = reporter or Silent()
    courier_stick.check_place(answer)
    courier_stick.check_room(answer, 1)
    incoming, random = session.run(lambda s: (s.vault.payloads.incoming, s.random))
    identities = session.run(content_identities)
    staging = Staging(incoming, lambda: random(16).hex())
    with courier_desk.opened(folder, lambda h: age.open_header(h, identities), COURIER.text, listener) as inside:
        manifests = courier_desk.manifests(inside)
        back = _return_address(inside)
        digests = [wire.manifest_digest(data) for data in manifests]
        wanted = session.run(lambda s: [not desk.answered(s, d) for d in digests])
        staged = staging.run(inside, manifests, wanted)
    try:
        done = _judge(session, staging, staged, listener)
    finally:
        staging.discard()
    intakes.decode_pending(session, reporter=listener)
    _answer(session, digests, back, answer, listener)
    return done


def _return_address(inside: Inside) -> age.HybridRecipient:
    try:
        return age.HybridRecipient.from_text(str(inside.head.get("return")))
    except FieldDocError as error:
        raise IntegrityFailure("courier.malformed") from error


def _judge(session: Session, staging: Staging, staged: list[courier_desk.Staged], reporter: Reporter) -> desk.Pulled:
    accepted: list[str] = []
    refused: list[tuple[str, str]] = []
    total = sum(o.bytes for one in staged for o in wire.parse_manifest(one.data).objects)
    counting = _Counting(reporter, total)
    for one in staged:
        digest = wire.manifest_digest(one.data)
        reason = desk.judge(session, one.data, lambda s=one: staging.submission(s), counting)  # type: ignore[misc]
        if reason is None:
            accepted.append(digest)
        else:
            refused.append((digest, reason))
    return desk.Pulled(tuple(accepted), tuple(refused), changed(Kind.RECORD, Kind.FILES))


class _Counting:
    """Makes progress of how often judging asks whether to go on: once per block it has hashed."""

    def __init__(self, reporter: Reporter, total: int) -> None:
        self._reporter = reporter
        self._total = total
        self._done = 0

    def report(self, progress: Progress) -> None:
        """Pass it on."""
        self._reporter.report(progress)

    def check(self) -> None:
        """Another block."""
        self._reporter.check()
        self._done = min(self._done + _ASKED_EVERY, self._total)
        self._reporter.report(Progress("courier.judge", 0, 0, self._done, self._total))


def _answer(
    session: Session, digests: list[str], recipient: age.HybridRecipient, folder: Path, reporter: Reporter
) -> None:
    texts = session.run(lambda s: [_receipt(s, d) for d in digests])
    head: dict[str, canonical.JSON] = {"receipts": [t for t in texts if t is not None], "type": COURIER_RETURN.text}
    courier_pack.write_envelope(
        folder, canonical.encode(head), [], _no_objects, recipient, reporter, courier_pack.nothing
    )  # fmt: skip


def _no_objects(item: object) -> Iterator[bytes]:
    raise AssertionError(item)


def _receipt(services: Services, digest: str) -> str | None:
    found = services.vault.records.value("SELECT receipt FROM pulled WHERE manifest = ?", (digest,))
    return None if found is None else str(found)


def receive(session: Session, folder: Path, *, reporter: Reporter | None = None) -> Packed:
    """The field's side: read the office's answer; receipts move what they cover on.

    Raises:
        InputProblem: ``courier.not-a-stick``.
        AccessRefused: ``age.no-identity-matched``: an answer for another device.
        IntegrityFailure: ``courier.*``, ``age.*``, ``receipt.*``.

    """
    member: Membership = session.run(membership)

    def open_key(header: bytes) -> bytes:
        return session.run(lambda s: age.open_header(header, [s.vault.identity]))

    with courier_desk.opened(folder, open_key, COURIER_RETURN.text, reporter or Silent()) as inside:
        texts = _texts(inside)
        if inside.next_object() is not None:
            raise IntegrityFailure("courier.contents", why="unlisted")
        inside.finish()
    kinds = []
    for text in texts:
        found = session.run(lambda s, t=text: receipts.apply(s, t, member.receipt_keys))  # type: ignore[misc]
        if found is not None:
            kinds.append(found.kind)
    pending = session.run(lambda s: s.outbox.pending())
    return Packed(0, pending, (), tuple(kinds), changed(Kind.OUTBOX, Kind.RECORD))


def _texts(inside: Inside) -> list[str]:
    listed: Any = inside.head.get("receipts")
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        raise IntegrityFailure("courier.malformed")
    return listed
