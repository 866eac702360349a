"""The tree against the definition of RFC 9162, written here a second time, and proofs of every size."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats import merkle
from field_doc.formats.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    root_at,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

LEAVES = [merkle.leaf_hash(b"entry %d" % n) for n in range(70)]
NODES = {}
ROOTS = []


def mth(leaves):
    """MTH of RFC 9162 2.1.1, straight from the definition, over leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def _grow():
    frontier = Frontier()
    ROOTS.append(frontier.root())
    for leaf in LEAVES:
        for level, index, value in frontier.append(leaf):
            assert (level, index) not in NODES
            NODES[level, index] = value
        ROOTS.append(frontier.root())


_grow()


def fetch(level, index):
    return NODES[level, index]


def test_hashes_are_those_of_rfc_6962():
    assert merkle.leaf_hash(b"") == hashlib.sha256(b"\0").digest()
    assert merkle.node_hash(b"a" * 32, b"b" * 32) == hashlib.sha256(b"\1" + b"a" * 32 + b"b" * 32).digest()
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT


@pytest.mark.parametrize("size", range(len(LEAVES) + 1))
def test_every_root_is_the_definition(size):
    assert ROOTS[size] == mth(LEAVES[:size]) == root_at(size, fetch)
    assert Frontier.at(size, fetch).root() == ROOTS[size]


def test_nodes_are_exactly_the_complete_ones():
    for (level, index), value in NODES.items():
        assert value == mth(LEAVES[index << level : (index + 1) << level])
    assert len(NODES) == sum(len(LEAVES) >> level for level in range(7))


def test_append_names_the_new_nodes_leaf_first():
    frontier = Frontier.at(7, fetch)
    assert [(level, index) for level, index, _ in frontier.append(LEAVES[7])] == [
        (0, 7),
        (1, 3),
        (2, 1),
        (3, 0),
    ]
    assert (frontier.size, frontier.nodes) == (8, (ROOTS[8],))


def test_a_frontier_that_does_not_fit_is_refused():
    for size, nodes in ((3, [LEAVES[0]]), (0, [LEAVES[0]]), (1, [b"short"]), (-1, []), (-1, [LEAVES[0]])):
        with pytest.raises(IntegrityFailure, match=r"ledger\.frontier"):
            Frontier(size, nodes)
    with pytest.raises(Bug, match=r"ledger\.leaf-hash"):
        Frontier().append(b"not a hash")


def test_every_inclusion_proof_holds_and_no_neighbour():
    for size in range(1, 34):
        for index in range(size):
            proof = inclusion_proof(index, size, fetch)
            assert verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
            assert not verify_inclusion(LEAVES[index], index + 1, size, proof, ROOTS[size]) or size == 1
            assert not verify_inclusion(LEAVES[index + 1], index, size, proof, ROOTS[size])
            assert not verify_inclusion(LEAVES[index], index, size, [*proof, LEAVES[0]], ROOTS[size])
            assert not verify_inclusion(LEAVES[index], index, size, proof[:-1], ROOTS[size]) or not proof


def test_every_consistency_proof_holds_and_no_other_root():
    for new in range(1, 34):
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, fetch)
            assert verify_consistency(old, new, proof, ROOTS[old], ROOTS[new])
            assert not verify_consistency(old, new, proof, ROOTS[old - 1], ROOTS[new])
            assert not verify_consistency(old, new, proof, ROOTS[old], ROOTS[new + 1])
            assert not verify_consistency(old, new, [*proof, LEAVES[0]], ROOTS[old], ROOTS[new])


def test_a_cut_ledger_has_no_proof():
    """Entry 20 taken out, the rest moved up: no proof of the honest tree fits the new root."""
    cut = mth(LEAVES[:20] + LEAVES[21:33])
    assert not verify_consistency(30, 32, consistency_proof(30, 32, fetch), ROOTS[30], cut)


def test_proofs_of_what_is_not_there_are_a_mistake_of_the_caller():
    for index, size in ((0, 0), (5, 5), (-1, 5)):
        with pytest.raises(Bug, match=r"ledger\.proof-range"):
            inclusion_proof(index, size, fetch)
    for old, new in ((0, 5), (6, 5), (-1, 5)):
        with pytest.raises(Bug, match=r"ledger\.proof-range"):
            consistency_proof(old, new, fetch)
        assert not verify_consistency(old, new, [], EMPTY_ROOT, ROOTS[5])


def test_every_complete_subtree_is_part_of_every_larger_tree():
    for size in range(1, 20):
        for level in range(5):
            for index in range(size >> level):
                bounds = index << level, (index + 1) << level
                inner = inclusion_proof_of_node(level, index, size)
                assert verify_subtree_consistency(bounds, size, inner, NODES[level, index], ROOTS[size])
                assert not verify_subtree_consistency(bounds, size, inner, LEAVES[-1], ROOTS[size])


def inclusion_proof_of_node(level, index, size):
    """Siblings of a complete node up to the root: its leaf's proof without the part inside."""
    return inclusion_proof(index << level, size, fetch)[level:]


def test_a_leaf_is_found_inside_a_subtree():
    proof = inclusion_proof(5, 8, fetch)[:2]
    assert verify_subtree_inclusion(LEAVES[5], 5, (4, 8), proof, NODES[2, 1])
    assert not verify_subtree_inclusion(LEAVES[5], 6, (4, 8), proof, NODES[2, 1])
    assert not verify_subtree_inclusion(LEAVES[5], 5, (3, 7), proof, NODES[2, 1])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_changed_bit_breaks_every_proof(data):
    size = data.draw(st.integers(2, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, fetch)
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    broken = bytearray(proof[place])
    broken[bit // 8] ^= 1 << bit % 8
    proof[place] = bytes(broken)
    assert not verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-3, 2**65),
    st.integers(-3, 2**65),
    st.lists(st.binary(max_size=33) | st.sampled_from(LEAVES), max_size=70),
)
def test_nonsense_is_false_and_never_an_exception(first, second, proof):
    assert not verify_inclusion(LEAVES[0], first, second, proof, b"no root")
    assert not verify_consistency(first, second, proof, b"no", b"root")
    assert not verify_subtree_consistency((first, second), first, proof, b"no", b"root")
