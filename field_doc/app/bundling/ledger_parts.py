"""The ledger parts of a bundle: one a log, each under its head, with proofs and what the office knew of it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.app.bundling import anchors, ledgers
from field_doc.app.bundling.anchors import Anchors
from field_doc.export.model import Anchor, EarlierInput, LedgerEntryInput, LedgerPart, ProtectionClass
from field_doc.formats import bundle_ledger, merkle
from field_doc.formats.checkpoint import Checkpoint, read_unverified, sign_outgoing

if TYPE_CHECKING:
    from field_doc.app.bundling.ledgers import Asked, Entries, Known
    from field_doc.app.session import Services

# Details that may stand in a pseudonymised bundle; everything else beside the tree is identity class.
_OPEN_MEMBERS = {"code": ProtectionClass.RESTRICTED, "record": ProtectionClass.RESTRICTED}


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything of ledgers that goes along, read in one step: no pull comes between."""

    known: tuple[Known, ...]
    parts: tuple[LedgerPart, ...]
    anchors: Anchors


@dataclass(frozen=True, slots=True)
class _Log:
    """One log as it can be shown: its head, the note over it, the second key, nodes, whose it is (thumbprint)."""

    head: Checkpoint
    note: str
    pq: bytes
    fetch: merkle.Fetch
    device: str


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Entries that go along, by log, and what the office knew of the logs when."""

    by_log: dict[str, list[Known]]
    entries: Entries
    anchored: Anchors


def collect(services: Services, asked: Asked) -> Collected:
    """Parts of all logs that go along, this vault's own one among them. One step on the vault's thread."""
    chosen = _choose(services, asked)
    parts = tuple(_part(services, origin, chosen) for origin in chosen.by_log)
    return Collected(tuple(k for known in chosen.by_log.values() for k in known), parts, chosen.anchored)


def register(services: Services, asked: Asked) -> str:
    """Digest over the logs that will go along, but for the running one: the export's own entry names it (R16)."""
    chosen, own = _choose(services, asked), services.custody.epoch().origin
    return bundle_ledger.register(_named(services, origin, chosen) for origin in chosen.by_log if origin != own)


def _choose(services: Services, asked: Asked) -> _Chosen:
    """What was asked for, and of this vault's own log what says when the office had it."""
    entries = ledgers.about(services, asked)
    anchored = anchors.of(services, entries.known)
    own = [a.entry for a in anchored.needed(entries.known)] + list(anchored.revoked)
    every = {(k.origin, k.seq): k for k in (*own, *entries.known)}
    by_log: dict[str, list[Known]] = {}
    for key in sorted(every):
        by_log.setdefault(key[0], []).append(every[key])
    return _Chosen(by_log, entries, anchored)


def _named(services: Services, origin: str, chosen: _Chosen) -> bundle_ledger.NamedLedger:
    """A log as the export's entry names it."""
    head, numbers = _log(services, origin).head, tuple(k.seq for k in chosen.by_log[origin])
    return bundle_ledger.NamedLedger(origin, head.size, head.root, chosen.entries.cases.get(origin), numbers)


def _part(services: Services, origin: str, chosen: _Chosen) -> LedgerPart:
    log, known = _log(services, origin), chosen.by_log[origin]
    accepted = chosen.anchored.accepted.get(origin, ())
    sizes = {a.size for a in chosen.anchored.needed(known) if a.origin == origin}
    sizes |= _taken_up(chosen.entries.known, origin)
    return LedgerPart(
        origin=origin,
        size=log.head.size,
        root=log.head.root,
        checkpoint=log.note,
        pq_key=log.pq,
        entries=tuple(_entry(k, log) for k in known),
        case=chosen.entries.cases.get(origin),
        device=log.device,
        anchors=tuple(Anchor(a.size, a.entry.leaf.wall) for a in (*accepted[:1], *accepted[1:][-1:])),
        earlier=tuple(_earlier(size, log) for size in sorted(sizes) if 0 < size <= log.head.size),
    )


def _taken_up(known: Sequence[Known], origin: str) -> set[int]:
    """Sizes at which other logs go on from this one."""
    tail = origin.rpartition("/")[2]
    return {int(k.leaf.terms["continues_size"]) for k in known if k.seq == 0 and ledgers.continues(k) == tail}


def _log(services: Services, origin: str) -> _Log:
    """This vault's running log under a head made now, one it has ended, or a device's."""
    custody = services.custody
    if origin == custody.epoch().origin:
        head, keys = custody.head(), services.keys
        return _Log(head, sign_outgoing(head, keys.log), keys.log.pq.public_raw, custody.fetch(custody.epoch().number),
                    keys.device)  # fmt: skip
    row = services.vault.records.row("SELECT * FROM device_epochs WHERE origin = ?", (origin,))
    if row is not None:
        note = str(row["checkpoint"])
        return _Log(read_unverified(note), note, bytes(row["log_pq_public"]), services.device_ledgers.fetch(origin),
                    str(row["device"]))  # fmt: skip
    # An epoch this vault has ended: only heads that left it carry both lines; the inner one is given.
    ended = services.vault.records.row("SELECT * FROM epochs WHERE origin = ?", (origin,))
    assert ended is not None
    note = str(ended["head"])
    return _Log(read_unverified(note), note, bytes(ended["log_pq_public"]), custody.fetch(int(ended["number"])), "")


def _entry(known: Known, log: _Log) -> LedgerEntryInput:
    classes = {}
    if known.detail is not None:
        classes = {m.name: _OPEN_MEMBERS.get(m.name, ProtectionClass.IDENTITY) for m in known.detail.members}
    proof = tuple(merkle.inclusion_proof(known.seq, log.head.size, log.fetch))
    return LedgerEntryInput(known.seq, known.data, proof, known.detail, classes)


def _earlier(size: int, log: _Log) -> EarlierInput:
    return EarlierInput(size, tuple(merkle.consistency_proof(size, log.head.size, log.fetch)))
