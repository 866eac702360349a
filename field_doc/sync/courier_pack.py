"""Packing a courier stick: prepare what may leave, then one envelope straight from the vault's files to the stick.

The vault's thread does the short steps (preparing, naming an object's file, the ledger entry); reading,
encrypting and writing run on the caller's thread, a block at a time. Nothing is decrypted, nothing copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import AccessRefused, Bug, InputProblem
from field_doc.base.progress import Progress, Reporter
from field_doc.formats import age, canonical, courier, wire
from field_doc.formats.base64text import b64
from field_doc.formats.courier import BlockSource, Item
from field_doc.formats.labels import COURIER
from field_doc.sync import courier_stick
from field_doc.sync.runner import Outcome, Sync

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.sync.enrol import Membership
    from field_doc.sync.stores import Stores
    from field_doc.vault.payloads import PayloadFolder

Run = Callable[[Callable[["Stores"], Any]], Any]

_BLOCK = 1024 * 1024
# Beside the manifests: return address, label, brackets.
_HEAD_SPARE = 8192


class _NoOffice:
    """The office while a stick is made: it is not there, and it decides nothing."""

    def enrolment_state(self, card_id: str, device: str) -> dict[str, Any]:
        """As it was."""
        del card_id, device
        return {"state": "pending"}

    def login(self, device: str, auth_key: Any, clock: Any) -> None:
        """Nobody to log in to."""

    def submit(self, manifest: bytes) -> list[dict[str, Any]]:
        """Nothing is sent while things are gathered."""
        raise Bug("courier.misused", bytes=len(manifest))

    def put_part(self, digest: str, part: int, offset: int, data: bytes) -> int:
        """See ``submit``."""
        raise Bug("courier.misused", digest=digest, part=part, offset=offset, bytes=len(data))

    def head(self, origin: str) -> dict[str, Any]:
        """A stick knows no head."""
        del origin
        return {"size": 0}

    def advance(self, checkpoint: str, consistency: list[bytes]) -> None:
        """Nothing to let grow."""

    def complete(self, manifest: str) -> str | None:
        """The answer comes back by stick."""
        del manifest
        return None

    def receipts(self, after: int) -> list[dict[str, Any]]:
        """None yet."""
        del after
        return []


class Gathering(Sync):
    """Prepares what may leave, as for the network, and keeps the manifests instead of sending.

    Stops at what one stick takes: the rest goes on the next, after the office's answer. In order: a
    submission is never on a stick without the ones before it that are not answered.
    """

    def __init__(self, run: Run, reporter: Reporter) -> None:
        super().__init__(run, _NoOffice(), reporter)
        self.manifests: list[tuple[str, bytes]] = []
        self.items: dict[str, wire.ObjectEntry] = {}
        self.full = False
        self._head = _HEAD_SPARE

    def _prepare(self, member: Membership, outcome: Outcome) -> bool:
        return not self.full and super()._prepare(member, outcome)

    def _send(self, digest: str, data: bytes, member: Membership, outcome: Outcome) -> None:
        del member
        if self.full:
            return
        entries = {e.digest: e for e in wire.parse_manifest(data).objects}
        head = self._head + 4 * -(-len(data) // 3) + 3
        if not courier.fits(head, len(self.items.keys() | entries.keys())):
            self.full = True
            return
        self._head = head
        self.manifests.append((digest, data))
        for name, entry in entries.items():
            self.items.setdefault(name, entry)
        outcome.sent += len(entries)


@dataclass(frozen=True, slots=True)
class Written:
    """A consignment on its stick: parts and octets of all of them."""

    parts: int
    bytes: int


class Packing:
    """Writes what was gathered.

    Args:
        run: hands a step to the vault's thread and waits.
        reporter: hears of progress, may cancel between blocks.

    """

    def __init__(self, run: Run, reporter: Reporter) -> None:
        self._run = run
        self._reporter = reporter
        self._payloads: PayloadFolder = run(lambda s: s.vault.payloads)

    def write(self, gathered: Gathering, folder: Path, recipient: age.HybridRecipient) -> Written:
        """Everything, or nothing that looks like a consignment.

        Raises:
            WorldProblem: ``courier.no-room`` before anything is written; ``disk.*`` meanwhile.
            InputProblem: ``courier.folder-not-empty``, ``courier.limit``.
            IntegrityFailure: ``courier.object-differs``.

        """
        head = canonical.encode(
            {
                "manifests": [b64(data) for _, data in gathered.manifests],
                "return": self._run(lambda s: s.vault.identity.recipient().text()),
                "type": COURIER.text,
            }
        )
        items = [Item(e.digest, e.bytes) for e in gathered.items.values()]

        def read(item: Item) -> Iterator[bytes]:
            return self._blocks(gathered.items[item.digest])

        def enter() -> None:
            self._run(lambda s: _enter_sent(s, gathered.manifests))

        return write_envelope(folder, head, items, read, recipient, self._reporter, enter)

    def _blocks(self, entry: wire.ObjectEntry) -> Iterator[bytes]:
        """Ciphertext of an object: a payload from its file, the rest from the vault's store."""
        if entry.kind != "payload":
            yield self._run(lambda s: _road_object(s, entry.digest))
            return
        with self._payloads.open_raw(self._run(lambda s: _payload_name(s, entry.digest))) as raw:
            while block := raw.read(_BLOCK):
                yield block


def write_envelope(
    folder: Path, head: bytes, items: list[Item], read: Callable[[Item], Iterator[bytes]],
    recipient: age.HybridRecipient, reporter: Reporter, enter: Callable[[], None],
) -> Written:  # fmt: skip
    """One consignment: sizes first, then the stream. Pool thread.

    ``enter`` runs when everything is durable and only the list lacks its name: what leaves is entered before.
    """
    inside = courier.inside_size(head, items)
    # Every header for this recipient has the same length.
    header = len(age.seal_header(age.new_file_key(), [recipient]))
    parts = courier.part_count(header, inside)
    if parts > courier.MAX_PARTS or not courier.fits(len(head), len(items)):
        raise InputProblem("courier.limit", parts=parts)
    courier_stick.check_place(folder)
    courier_stick.check_room(folder, parts)
    done = 0

    def took(count: int) -> None:
        nonlocal done
        done += count
        reporter.check()
        reporter.report(Progress("courier.write", 0, 0, done, inside))

    with courier_stick.PartWriter(folder, parts, header + age.payload_size(inside)) as stick:
        age.encrypt_stream(BlockSource(courier.write_inside(head, items, read), took), stick, [recipient])
        stick.finish(enter)
    return Written(parts, parts * courier.STICK_PART)


def nothing() -> None:
    """For an answer: its receipts were entered when they were signed."""


def _road_object(stores: Stores, digest: str) -> bytes:
    content = stores.vault.records.value("SELECT content FROM road_objects WHERE digest = ?", (digest,))
    if content is None:
        raise AccessRefused("sync.object-gone")
    return bytes(content)


def _payload_name(stores: Stores, digest: str) -> str:
    name = stores.vault.records.value("SELECT name FROM payloads WHERE cipher_sha256 = ?", (digest,))
    if name is None:
        raise AccessRefused("sync.object-gone")
    return str(name)


def _enter_sent(stores: Stores, manifests: list[tuple[str, bytes]]) -> None:
    """That these submissions left, one entry each."""
    with stores.custody.act() as act:
        for digest, data in manifests:
            count = len(wire.parse_manifest(data).objects)
            act.enter("transfer.sent", terms={"submission": digest, "objects": str(count)})
