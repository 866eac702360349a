"""Ledger entries as they go along in a bag: stored leaf, what is disclosed of its detail, inclusion proof.

``data/ledger/N/entries.json`` is canonical JSON. The leaf stands in it as the text that was hashed. Beside the entries
stand proofs that the tree began as smaller ones: heads the office received, heads another epoch goes on from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical, ledger_entry, merkle
from field_doc.formats.base64text import b64, from_b64
from field_doc.formats.canonical import JSON
from field_doc.formats.checkpoint import MAX_SIZE
from field_doc.formats.labels import BUNDLE_LEDGERS, PROOF
from field_doc.formats.ledger_entry import DisclosedDetail, Leaf

MAX_BYTES = 256 << 20
MAX_PROOF = 64
# A consistency proof has at most two nodes a level of the tree.
MAX_CONSISTENCY = 128
_MEMBERS = {"detail", "leaf", "proof"}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry: the leaf's bytes, the disclosed detail or None, the audit path from leaf to root."""

    leaf: bytes
    detail: DisclosedDetail | None
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """That the tree began as one of ``size`` leaves (RFC 9162 2.1.4.1); no nodes where that is the whole tree."""

    size: int
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """What goes along of one epoch: entries by sequence, earlier sizes of its tree ascending."""

    entries: tuple[ShownEntry, ...]
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedLedger:
    """A ledger as an export entry names it: its head, the code of the case in it, which entries go along (R16)."""

    origin: str
    size: int
    root: bytes
    case: str | None
    entries: tuple[int, ...]


def register(ledgers: Iterable[NamedLedger]) -> str:
    """Digest over all ledgers that go along but the one that holds the export entry, in any order.

    The term ``ledgers`` of ``export.bundled``: whoever leaves out a ledger, or any of its entries, later, has to make
    another entry.
    """
    rows: list[JSON] = [
        [one.origin, one.size, "sha256:" + one.root.hex(), one.case, [*sorted(one.entries)]]
        for one in sorted(ledgers, key=lambda one: one.origin)
    ]
    return "sha256:" + hashlib.sha256(canonical.encode([BUNDLE_LEDGERS.text, rows])).hexdigest()


def encode(part: ShownPart) -> bytes:
    """Canonical bytes of ``entries.json``."""
    rows: list[JSON] = [
        {
            "leaf": entry.leaf.decode("utf-8"),
            "detail": ledger_entry.detail_bytes(entry.detail).decode("utf-8") if entry.detail else None,
            "proof": [b64(node) for node in entry.proof],
        }
        for entry in part.entries
    ]
    earlier: list[JSON] = [{"proof": [b64(node) for node in one.proof], "size": one.size} for one in part.earlier]
    return canonical.encode({"type": PROOF.text, "earlier": earlier, "entries": rows})


def decode(data: bytes) -> ShownPart:
    """What is in a bag of one epoch; nothing is verified yet.

    Raises:
        IntegrityFailure: ``bundle.description`` for another shape, ``canonical.*``, ``ledger.*``.

    """
    value = canonical.decode(data, max_bytes=MAX_BYTES)
    if not isinstance(value, dict) or value.keys() != {"type", "earlier", "entries"} or value["type"] != PROOF.text:
        raise IntegrityFailure("bundle.description", member="entries")
    rows, earlier = value["entries"], value["earlier"]
    if not isinstance(rows, list) or not isinstance(earlier, list):
        raise IntegrityFailure("bundle.description", member="entries")
    return ShownPart(tuple(_entry(row) for row in rows), tuple(_earlier(row) for row in earlier))


def _entry(row: JSON) -> ShownEntry:
    """One row."""
    if not isinstance(row, dict) or row.keys() != _MEMBERS:
        raise IntegrityFailure("bundle.description", member="entry")
    leaf, detail = row["leaf"], row["detail"]
    if not isinstance(leaf, str) or not isinstance(detail, str | None):
        raise IntegrityFailure("bundle.description", member="leaf")
    shown = ledger_entry.parse_disclosed(detail.encode("utf-8")) if detail is not None else None
    return ShownEntry(leaf.encode("utf-8"), shown, _nodes(row["proof"], MAX_PROOF))


def _earlier(row: JSON) -> Earlier:
    """One earlier size."""
    if not isinstance(row, dict) or row.keys() != {"proof", "size"}:
        raise IntegrityFailure("bundle.description", member="earlier")
    size = row["size"]
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= MAX_SIZE:
        raise IntegrityFailure("bundle.description", member="earlier")
    return Earlier(size, _nodes(row["proof"], MAX_CONSISTENCY))


def _nodes(value: JSON, most: int) -> tuple[bytes, ...]:
    """Hashes of a proof."""
    if not isinstance(value, list) or len(value) > most:
        raise IntegrityFailure("bundle.description", member="proof")
    nodes = [from_b64(node) if isinstance(node, str) else None for node in value]
    found = tuple(node for node in nodes if node is not None)
    if len(found) != len(nodes):
        raise IntegrityFailure("bundle.description", member="proof")
    return found


def open_entry(entry: ShownEntry, size: int, root: bytes) -> Leaf:
    """The entry's leaf, once it stands in the tree and its disclosed detail fits it.

    Raises:
        IntegrityFailure: ``ledger.inclusion``, ``ledger.detail-*``, ``ledger.leaf-malformed``.

    """
    leaf = ledger_entry.parse_leaf(entry.leaf)
    if not merkle.verify_inclusion(merkle.leaf_hash(entry.leaf), leaf.seq, size, list(entry.proof), root):
        raise IntegrityFailure("ledger.inclusion", seq=leaf.seq)
    if entry.detail is not None:
        if leaf.detail is None:
            raise IntegrityFailure("ledger.detail-mismatch")
        ledger_entry.verify_detail(entry.detail, leaf.detail)
    return leaf


def began_as(earlier: Earlier, old_root: bytes, size: int, root: bytes) -> bool:
    """Whether the tree (size, root) began as the one of ``earlier.size`` leaves with ``old_root``."""
    if earlier.size == size:
        return not earlier.proof and old_root == root
    return merkle.verify_consistency(earlier.size, size, list(earlier.proof), old_root, root)
