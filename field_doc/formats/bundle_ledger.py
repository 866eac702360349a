"""Ledger entries as they go along in a bag: stored leaf, what is disclosed of its detail, inclusion proof.

``data/ledger/N/entries.json`` is canonical JSON. The leaf stands in it as the text that was hashed.
"""

from __future__ import annotations

from dataclasses import dataclass

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical, ledger_entry, merkle
from field_doc.formats.base64text import b64, from_b64
from field_doc.formats.canonical import JSON
from field_doc.formats.labels import PROOF
from field_doc.formats.ledger_entry import DisclosedDetail, Leaf

MAX_BYTES = 256 << 20
MAX_PROOF = 64
_MEMBERS = {"detail", "leaf", "proof"}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry: the leaf's bytes, the disclosed detail or None, the audit path from leaf to root."""

    leaf: bytes
    detail: DisclosedDetail | None
    proof: tuple[bytes, ...]


def encode(entries: tuple[ShownEntry, ...]) -> bytes:
    """Canonical bytes of ``entries.json``."""
    rows: list[JSON] = [
        {
            "leaf": entry.leaf.decode("utf-8"),
            "detail": ledger_entry.detail_bytes(entry.detail).decode("utf-8") if entry.detail else None,
            "proof": [b64(node) for node in entry.proof],
        }
        for entry in entries
    ]
    return canonical.encode({"type": PROOF.text, "entries": rows})


def decode(data: bytes) -> tuple[ShownEntry, ...]:
    """The entries in a bag; nothing is verified yet.

    Raises:
        IntegrityFailure: ``bundle.description`` for another shape, ``canonical.*``, ``ledger.*``.

    """
    value = canonical.decode(data, max_bytes=MAX_BYTES)
    if not isinstance(value, dict) or value.keys() != {"type", "entries"} or value["type"] != PROOF.text:
        raise IntegrityFailure("bundle.description", member="entries")
    rows = value["entries"]
    if not isinstance(rows, list):
        raise IntegrityFailure("bundle.description", member="entries")
    return tuple(_entry(row) for row in rows)


def _entry(row: JSON) -> ShownEntry:
    """One row."""
    if not isinstance(row, dict) or row.keys() != _MEMBERS:
        raise IntegrityFailure("bundle.description", member="entry")
    leaf, detail, proof = row["leaf"], row["detail"], row["proof"]
    if not isinstance(leaf, str) or not isinstance(proof, list) or len(proof) > MAX_PROOF:
        raise IntegrityFailure("bundle.description", member="leaf")
    nodes = tuple(from_b64(node) if isinstance(node, str) else None for node in proof)
    if not isinstance(detail, str | None) or any(node is None for node in nodes):
        raise IntegrityFailure("bundle.description", member="proof")
    shown = ledger_entry.parse_disclosed(detail.encode("utf-8")) if detail is not None else None
    return ShownEntry(leaf.encode("utf-8"), shown, tuple(node for node in nodes if node is not None))


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
