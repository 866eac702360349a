"""All 518 vectors of the corpus for RFC 9162 proofs and subtree proofs; none is left out."""

from __future__ import annotations

import base64
import json
from collections import Counter

import pytest

from field_doc.formats import merkle

pytestmark = pytest.mark.corpus


def _bytes(text):
    return base64.b64decode(text, validate=True)


def _inclusion(v, proof):
    return merkle.verify_inclusion(_bytes(v["leafHash"]), v["leafIdx"], v["treeSize"], proof, _bytes(v["root"]))


def _consistency(v, proof):
    roots = _bytes(v["root1"]), _bytes(v["root2"])
    return merkle.verify_consistency(v["size1"], v["size2"], proof, *roots)


def _subtree_inclusion(v, proof):
    bounds = v["start"], v["end"]
    leaf, root = _bytes(v["leafHash"]), _bytes(v["root"])
    return merkle.verify_subtree_inclusion(leaf, v["leafIdx"], bounds, proof, root)


def _subtree_consistency(v, proof):
    bounds = v["start"], v["end"]
    roots = _bytes(v["root1"]), _bytes(v["root2"])
    return merkle.verify_subtree_consistency(bounds, v["size"], proof, *roots)


CHECKS = {
    "inclusion": (_inclusion, 98),
    "consistency": (_consistency, 98),
    "subtreeinclusion": (_subtree_inclusion, 204),
    "subtreeconsistency": (_subtree_consistency, 118),
}


@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_every_vector_of_a_kind(corpus_dir, kind):
    check, expected = CHECKS[kind]
    wrong, seen = [], Counter()
    for path in sorted((corpus_dir / "vectors" / "rfc9162" / kind).rglob("*.json")):
        vector = json.loads(path.read_text(encoding="utf-8"))
        proof = [_bytes(node) for node in vector["proof"] or []]
        seen[vector["wantErr"]] += 1
        if check(vector, proof) is vector["wantErr"]:
            wrong.append(str(path.relative_to(corpus_dir)))
    assert wrong == []
    assert seen.total() == expected
    assert seen[True]
    assert seen[False]


def test_no_kind_of_vector_is_unknown(corpus_dir):
    folder = corpus_dir / "vectors" / "rfc9162"
    assert {p.name for p in folder.iterdir() if p.is_dir()} == set(CHECKS)
    assert sum(1 for _ in folder.rglob("*.json")) == 518
