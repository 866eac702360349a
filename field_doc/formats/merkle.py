"""Merkle tree of the custody ledger: RFC 9162 section 2.1, SHA-256 (the hashing of RFC 6962).

Nodes are named (level, index): level 0 holds the leaf hashes, node (l, i) covers leaves
i * 2**l up to (i + 1) * 2**l. Only complete nodes are stored; they never change once made.
Verification of subtrees follows draft-ietf-plants-merkle-tree-certs sections 4.3.2 and 4.4.3, of
which the proofs of RFC 9162 are the case ``start == 0``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from hmac import compare_digest

from field_doc.base.errors import Bug, IntegrityFailure

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
Fetch = Callable[[int, int], bytes]
"""Gives the hash of the complete node (level, index)."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 || data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The complete nodes along the right edge: all that is needed to append and to know the root.

    ``nodes`` holds one hash per set bit of ``size``, widest node first.
    """

    __slots__ = ("_nodes", "_size")

    def __init__(self, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        self._size = size
        self._nodes = list(nodes)
        fits = size >= 0 and len(self._nodes) == size.bit_count()
        if not fits or any(len(node) != HASH_BYTES for node in self._nodes):
            raise IntegrityFailure("ledger.frontier", size=size, nodes=len(self._nodes))

    @classmethod
    def at(cls, size: int, fetch: Fetch) -> Frontier:
        """The frontier of a stored tree."""
        return cls(size, [fetch(level, index) for level, index in _complete_nodes(size)])

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._size

    @property
    def nodes(self) -> tuple[bytes, ...]:
        """The hashes, widest node first."""
        return tuple(self._nodes)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf hash; returns the nodes that became complete as (level, index, hash), leaf first."""
        if len(leaf) != HASH_BYTES:
            raise Bug("ledger.leaf-hash", length=len(leaf))
        made = [(0, self._size, leaf)]
        level, index, current = 0, self._size, leaf
        while index & 1:
            current = node_hash(self._nodes.pop(), current)
            level, index = level + 1, index >> 1
            made.append((level, index, current))
        self._nodes.append(current)
        self._size += 1
        return made

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        return _fold(self._nodes)


def _fold(nodes: Sequence[bytes]) -> bytes:
    """Root over the complete nodes of a tree, widest first."""
    if not nodes:
        return EMPTY_ROOT
    root = nodes[-1]
    for node in reversed(nodes[:-1]):
        root = node_hash(node, root)
    return root


def _complete_nodes(size: int) -> list[tuple[int, int]]:
    """(level, index) of the widest complete nodes that together cover ``size`` leaves."""
    found, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def _range_root(start: int, end: int, fetch: Fetch) -> bytes:
    """Hash of the leaves ``start`` up to ``end``; ``start`` is a multiple of the next power of two."""
    return _fold([fetch(level, (start >> level) + index) for level, index in _complete_nodes(end - start)])


def root_at(size: int, fetch: Fetch) -> bytes:
    """Root the tree had at ``size`` leaves."""
    return _range_root(0, size, fetch)


def _split(width: int) -> int:
    """Largest power of two smaller than ``width`` (RFC 9162's k)."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, fetch: Fetch) -> list[bytes]:
    """Siblings from leaf ``index`` up to the root at ``size`` (RFC 9162 2.1.3.1)."""
    if not 0 <= index < size:
        raise Bug("ledger.proof-range", index=index, size=size)
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_root(middle, end, fetch))
            end = middle
        else:
            proof.append(_range_root(start, middle, fetch))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, fetch: Fetch) -> list[bytes]:
    """Nodes that show the tree at ``new`` to continue the one at ``old`` (RFC 9162 2.1.4.1).

    ``old`` must be at least 1: every tree continues the empty one, so there is nothing to prove.
    """
    if not 0 < old <= new:
        raise Bug("ledger.proof-range", index=old, size=new)
    start, end, proof = 0, new, []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_root(middle, end, fetch))
            end = middle
        else:
            proof.append(_range_root(start, middle, fetch))
            start = middle
    if start:
        proof.append(_range_root(start, old, fetch))
    return proof[::-1]


def _well_formed(proof: Sequence[bytes]) -> bool:
    return all(len(node) == HASH_BYTES for node in proof)


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Root that a proof leads to (RFC 9162 2.1.3.2), or None if it does not fit index and size."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES or not _well_formed(proof):
        return None
    position, last, current = index, size - 1, leaf
    for node in proof:
        if last == 0:
            return None
        if position & 1 or position == last:
            current = node_hash(node, current)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            current = node_hash(current, node)
        position, last = position >> 1, last >> 1
    return current if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at ``index`` in the tree of ``size`` leaves with that root."""
    found = root_from_inclusion(leaf, index, size, proof)
    return found is not None and compare_digest(found, root)


def valid_subtree(start: int, end: int) -> bool:
    """Whether [start, end) is a subtree: start a multiple of the next power of two of its width."""
    width = end - start
    return start >= 0 and width >= 0 and (width <= 1 or start % (1 << (width - 1).bit_length()) == 0)


def verify_subtree_inclusion(
    leaf: bytes, index: int, bounds: tuple[int, int], proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the leaf hash stands at ``index`` of the log, inside the subtree ``bounds`` = (start, end)."""
    start, end = bounds
    return valid_subtree(start, end) and verify_inclusion(leaf, index - start, end - start, proof, root)


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree (new, new_root) continues the tree (old, old_root) (RFC 9162 2.1.4.2).

    False for ``old == 0``: there is nothing to prove, and no proof of it is accepted.
    """
    return old > 0 and verify_subtree_consistency((0, old), new, proof, old_root, new_root)


def verify_subtree_consistency(
    bounds: tuple[int, int], size: int, proof: Sequence[bytes], subtree_root: bytes, root: bytes
) -> bool:
    """Whether the subtree ``bounds`` = (start, end) with its root is part of the tree (size, root).

    An empty subtree has the empty root, needs no proof and says nothing about ``root``.
    """
    start, end = bounds
    if not valid_subtree(start, end) or end > size or not _well_formed(proof):
        return False
    if start == end:
        return not proof and compare_digest(subtree_root, EMPTY_ROOT)
    found = _subtree_roots(start, end, size, proof, subtree_root)
    return found is not None and compare_digest(found[0], subtree_root) and compare_digest(found[1], root)


def _subtree_roots(
    start: int, end: int, size: int, proof: Sequence[bytes], subtree_root: bytes
) -> tuple[bytes, bytes] | None:
    """Subtree root and tree root a proof leads to, or None if it does not fit."""
    first, inner, last = start, end - 1, size - 1
    # Climb to the widest complete node at the right edge of the subtree: the proof begins there.
    while first != inner and (inner & 1 or inner == last):
        first, inner, last = first >> 1, inner >> 1, last >> 1
    nodes = iter(proof)
    seed = subtree_root if first == inner else next(nodes, None)
    if seed is None:
        return None
    low = high = seed
    for node in nodes:
        if last == 0:
            return None
        if inner & 1 or inner == last:
            if first < inner:
                low = node_hash(node, low)
            high = node_hash(node, high)
            while inner and not inner & 1:
                first, inner, last = first >> 1, inner >> 1, last >> 1
        else:
            high = node_hash(high, node)
        first, inner, last = first >> 1, inner >> 1, last >> 1
    return (low, high) if last == 0 else None
