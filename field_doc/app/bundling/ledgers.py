"""The ledger part of a bundle: entries of the chosen records with proofs, whoever's ledger holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.export.model import LedgerEntryInput, LedgerPart, ProtectionClass
from field_doc.formats import merkle
from field_doc.formats.checkpoint import read_unverified, sign_outgoing
from field_doc.formats.ledger_entry import Detail, DetailMember, Leaf, parse_disclosed, parse_leaf

if TYPE_CHECKING:
    from field_doc.app.session import Services

# Details that may stand in a pseudonymised bundle; everything else beside the tree is identity class.
_OPEN_MEMBERS = {"code": ProtectionClass.RESTRICTED, "record": ProtectionClass.RESTRICTED}


@dataclass(frozen=True, slots=True)
class Known:
    """One entry this vault knows: its log, position, leaf, its whole detail, or the members that were told of it."""

    origin: str
    seq: int
    leaf: Leaf
    data: bytes
    detail: Detail | None
    members: tuple[DetailMember, ...] = ()


def about(
    services: Services, record_ids: Sequence[str], file_ids: Sequence[str], more: Sequence[str] = ()
) -> tuple[Known, ...]:
    """Every entry about these records and files, in this vault's ledger and in those of devices.

    ``more``: further subjects of this vault's own ledger (the bundle's number, the rest of a case).
    """
    own = _own(services, list(dict.fromkeys([*record_ids, *file_ids, *more])))
    return tuple(sorted([*own, *_devices(services, record_ids, file_ids)], key=lambda k: (k.origin, k.seq)))


def _own(services: Services, subjects: Sequence[str]) -> list[Known]:
    marks = ",".join("?" * len(subjects))
    rows = services.vault.records.rows(
        "SELECT e.origin, l.seq, l.leaf, d.detail FROM ledger l JOIN epochs e ON e.number = l.epoch"  # noqa: S608
        " LEFT JOIN ledger_details d ON d.epoch = l.epoch AND d.seq = l.seq"
        f" WHERE l.subject IN ({marks}) ORDER BY l.epoch, l.seq",
        list(subjects),
    )
    return [_known(str(r["origin"]), int(r["seq"]), bytes(r["leaf"]), r["detail"]) for r in rows]


def _devices(services: Services, record_ids: Sequence[str], file_ids: Sequence[str]) -> list[Known]:
    """Entries of imported ledgers that name one of the records (detail) or files (terms)."""
    records, files = set(record_ids), set(file_ids)
    codes = {services.records.row(r).code for r in record_ids}
    found = []
    for row in services.vault.records.iterate("SELECT origin, seq, leaf, detail FROM device_ledger"):
        known = _known(str(row["origin"]), int(row["seq"]), bytes(row["leaf"]), row["detail"])
        named = {str(m.value) for m in known.members if m.name == "record"}
        terms = known.leaf.terms
        if named & records or terms.get("file") in files or terms.get("code") in codes:
            found.append(known)
    return found


def _known(origin: str, seq: int, leaf: bytes, detail: object) -> Known:
    told = parse_disclosed(bytes(detail)) if isinstance(detail, (bytes, bytearray, memoryview)) else None
    whole = Detail(told.members) if told is not None and not told.withheld else None
    return Known(origin, seq, parse_leaf(leaf), leaf, whole, told.members if told is not None else ())


def parts(services: Services, entries: Iterable[Known]) -> tuple[LedgerPart, ...]:
    """One part a log, each under a head with both signature lines."""
    by_origin: dict[str, list[Known]] = {}
    for entry in entries:
        by_origin.setdefault(entry.origin, []).append(entry)
    own = services.custody.epoch().origin
    made = []
    for origin, known in sorted(by_origin.items()):
        made.append(_own_part(services, known) if origin == own else _device_part(services, origin, known))
    return tuple(made)


def _own_part(services: Services, known: Sequence[Known]) -> LedgerPart:
    head = services.custody.head()
    fetch = services.custody.fetch(services.custody.epoch().number)
    return LedgerPart(
        origin=head.origin,
        size=head.size,
        root=head.root,
        checkpoint=sign_outgoing(head, services.keys.log),
        pq_key=services.keys.log.pq.public_raw,
        entries=tuple(_entry(k, head.size, fetch) for k in known),
        case=_one_case(known),
        device=services.keys.device,
    )


def _device_part(services: Services, origin: str, known: Sequence[Known]) -> LedgerPart:
    row = services.vault.records.row("SELECT * FROM device_epochs WHERE origin = ?", (origin,))
    if row is None:  # an ended epoch of this very vault
        return _ended_part(services, origin, known)
    head = read_unverified(str(row["checkpoint"]))
    fetch = services.device_ledgers.fetch(origin)
    return LedgerPart(
        origin=origin,
        size=head.size,
        root=head.root,
        checkpoint=str(row["checkpoint"]),
        pq_key=bytes(row["log_pq_public"]),
        entries=tuple(_entry(k, head.size, fetch) for k in known),
        case=None,  # a device's log ends before this bundle: its last entry of the case is not known here
        device=str(row["device"]),
    )


def _ended_part(services: Services, origin: str, known: Sequence[Known]) -> LedgerPart:
    """An epoch this device has ended: only heads that left it carry both lines; the inner one is given."""
    row = services.vault.records.row("SELECT * FROM epochs WHERE origin = ?", (origin,))
    assert row is not None
    head = read_unverified(str(row["head"]))
    fetch = services.custody.fetch(int(row["number"]))
    return LedgerPart(
        origin, head.size, head.root, str(row["head"]), bytes(row["log_pq_public"]),
        tuple(_entry(k, head.size, fetch) for k in known), None, "",
    )  # fmt: skip


def _one_case(known: Sequence[Known]) -> str | None:
    cases = {k.leaf.case for k in known if k.leaf.case}
    return cases.pop() if len(cases) == 1 else None


def _entry(known: Known, size: int, fetch: merkle.Fetch) -> LedgerEntryInput:
    classes = {}
    if known.detail is not None:
        classes = {m.name: _OPEN_MEMBERS.get(m.name, ProtectionClass.IDENTITY) for m in known.detail.members}
    proof = tuple(merkle.inclusion_proof(known.seq, size, fetch))
    return LedgerEntryInput(known.seq, known.data, proof, known.detail, classes)
